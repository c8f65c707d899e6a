// SPDX-License-Identifier: EUPL-1.2
//! A device: only the root key grants and revokes, and what is revoked writes no more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::{Command, Draft};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::{Granted, Revoked};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::id::DeviceKey;
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, check};
use tegenwicht_testkit::device::Device;
use tegenwicht_testkit::history::House;

fn report() -> Command {
    let text = "rook".to_owned();
    Command::MakeReport(MakeReport { text, place: None, reporter: None, happened_at: None })
}

#[test]
fn numbers_given_away_from_home_carry_the_letter_of_the_device() {
    let mut house = House::default();
    for on in 0..3 {
        house.does(on, report());
    }
    let (_, plan) = house.agrees().plan().unwrap();
    let mut labels: Vec<String> =
        plan.reports.by_id.values().map(|r| format!("{}{}", r.letter, r.number)).collect();
    labels.sort();
    assert_eq!(labels, ["1", "B1", "C1"]);
}

#[test]
fn a_device_that_was_not_granted_or_is_revoked_writes_nothing() {
    let mut house = House::default();
    let mut stranger = Device::new(77);
    stranger.import(&house.devices[0]);
    let id = stranger.command_id();
    assert_eq!(stranger.submit(house.ana, id, &report()), Err(Refusal::DeviceNotGranted));
    let second = house.devices[1].id();
    house.devices[0].revoke(second);
    house.does(1, report());
    let (_, admin) = house.agrees().admin().unwrap();
    assert!(!admin.devices.may_write(&second));
    house.refuses(1, &report(), Refusal::DeviceNotGranted);
    house.devices[0].grant(&mut stranger);
    house.devices[0].revoke(stranger.id());
    let again = house.devices[0].clone();
    stranger.import(&again);
    assert_eq!(stranger.submit(house.ana, id, &report()), Err(Refusal::DeviceNotGranted));
    check(&stranger);
}

#[test]
fn nobody_but_the_root_key_grants_or_revokes() {
    let mut case = Case::default();
    let (admin, _) = case.device.world.admin().unwrap();
    let (own, friend) = (case.device.id(), DeviceKey([8; 32]));
    let granted = Granted { device: friend, label: "mijn".to_owned(), letter: "Q".to_owned() };
    let revoked = Revoked { device: own, reason: "weg".to_owned() };
    case.device.slip_in(Draft::facts(admin, vec![Fact::DeviceGranted(granted)]));
    case.device.slip_in(Draft::facts(admin, vec![Fact::DeviceRevoked(revoked)]));
    check(&case.device);
    let (_, state) = case.device.world.admin().unwrap();
    assert!(!state.devices.may_write(&friend));
    assert!(state.devices.may_write(&own));
    let matters: Vec<Matter> = state.notices.iter().map(|n| n.matter.clone()).collect();
    assert_eq!(matters, [Matter::NotRoot(friend), Matter::NotRoot(own)]);
}

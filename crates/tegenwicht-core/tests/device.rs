// SPDX-License-Identifier: EUPL-1.2
//! A device: only the root key grants and revokes, and what is revoked writes no more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::{Command, Draft};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::device::{Granted, Over, Revoked, Share};
use tegenwicht_core::feature::institution::{Sector, found};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::feature::scope::{Place, Purpose};
use tegenwicht_core::id::{DeviceKey, ExchangeKey};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;
use tegenwicht_testkit::check::{Case, check};
use tegenwicht_testkit::device::Device;
use tegenwicht_testkit::history::House;

fn report() -> Command {
    let text = "rook".to_owned();
    Command::MakeReport(MakeReport {
        text,
        place: None,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    })
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
    let (label, letter) = ("mijn".to_owned(), "Q".to_owned());
    let (exchange, shares) = (ExchangeKey([8; 32]), Share::everything());
    let granted = Granted { device: friend, label, letter, exchange, shares };
    let revoked = Revoked { device: own, reason: "weg".to_owned(), logs: Vec::new() };
    case.device.slip_in(Draft::grant(admin, Fact::DeviceGranted(granted)));
    case.device.slip_in(Draft::grant(admin, Fact::DeviceRevoked(revoked)));
    check(&case.device);
    let (_, state) = case.device.world.admin().unwrap();
    assert!(!state.devices.may_write(&friend));
    assert!(state.devices.may_write(&own));
    let matters: Vec<Matter> = state.notices.iter().map(|n| n.matter.clone()).collect();
    assert_eq!(matters, [Matter::NotRoot(friend), Matter::NotRoot(own)]);
}

#[test]
fn a_device_writes_only_where_it_was_granted_to() {
    let (mut first, ana) = Device::found(1);
    let mut laptop = Device::new(2);
    let share = |over, mode, write| Share { over, mode, write, open: true };
    let crises = Over::Every(Purpose::Crisis);
    let exercises = vec![
        share(crises, Some(Mode::Exercise), true),
        share(Over::Every(Purpose::Plan), None, false),
    ];
    first.grant_shares(&mut laptop, exercises);
    let open = |mode| {
        let title = "Brand".to_owned();
        Command::OpenCrisis(OpenCrisis {
            mode,
            title,
            began_at: None,
            place: None,
            report: None,
            fallback: None,
            level: None,
            halt_exercises: false,
            line: None,
        })
    };
    let id = laptop.command_id();
    assert_eq!(laptop.submit(ana, id, &open(Mode::Real)), Err(Refusal::DeviceNotGranted));
    assert_eq!(laptop.submit(ana, id, &report()), Err(Refusal::DeviceNotGranted));
    let opened = laptop.submit(ana, id, &open(Mode::Exercise)).unwrap();
    let rights = laptop.world.rights();
    let place = |purpose, mode| Place { scope: opened.events[0].0, purpose, mode };
    assert!(rights.may_hold(&laptop.id(), &place(Purpose::Admin, Mode::Real)));
    assert!(rights.may_hold(&laptop.id(), &place(Purpose::Plan, Mode::Real)));
    assert!(!rights.is_kept(&laptop.id(), &place(Purpose::Plan, Mode::Real)));
    assert!(!rights.may_hold(&laptop.id(), &place(Purpose::Crisis, Mode::Real)));
    assert!(!rights.may_open(&laptop.id(), &place(Purpose::Admin, Mode::Real)));
    // A second grant adds; what was granted first stays.
    first.grant_shares(&mut laptop, vec![share(crises, Some(Mode::Real), true)]);
    assert!(laptop.world.rights().version() > rights.version());
    for mode in [Mode::Real, Mode::Exercise] {
        let id = laptop.command_id();
        laptop.submit(ana, id, &open(mode)).unwrap();
    }
    check(&laptop);
}

#[test]
fn what_a_revoked_device_wrote_beyond_what_was_known_is_kept_and_marked() {
    let mut house = House::default();
    house.does(1, report());
    house.agrees();
    let second = house.devices[1].id();
    house.devices[0].revoke(second);
    // It has not heard of it yet.
    house.does(1, report());
    house.devices[1].restart();
    house.does(1, report());
    let world = house.agrees();
    assert_eq!(world.plan().unwrap().1.reports.by_id.len(), 3, "nothing is lost");
    let rights = world.rights();
    let (plan, _) = world.plan().unwrap();
    let written = house.devices[0].logs[&plan].values().map(|held| &held.envelope.header);
    let by_second = written.filter(|header| header.device == second && header.command.is_some());
    let mut marks: Vec<(bool, u64)> =
        by_second.map(|header| (rights.is_after_revocation(header), header.hlc.0)).collect();
    marks.sort_by_key(|(_, hlc)| *hlc);
    assert_eq!(marks.iter().map(|(mark, _)| *mark).collect::<Vec<_>>(), [false, true, true]);
    let place = Place { scope: plan, purpose: Purpose::Plan, mode: Mode::Real };
    assert!(rights.is_kept(&second, &place) && !rights.may_hold(&second, &place));
}

#[test]
fn nobody_founds_an_institution_in_the_scope_of_another() {
    let mut case = Case::default();
    let (admin, before) = case.device.world.admin().map(|(id, a)| (id, a.clone())).unwrap();
    let (key, exchange) = (case.device.id(), case.device.exchange());
    let facts = found("Nep", Sector::Hospital, key, exchange).unwrap();
    // A clock far back would put it first.
    case.device.now = Timestamp(0);
    let genesis = case.device.slip_in(Draft::genesis(admin, Mode::Real, facts));
    case.device.refold_all();
    let (_, after) = case.device.world.admin().unwrap();
    assert_eq!((after.genesis, after.root), (before.genesis, before.root));
    let notices: Vec<_> = after.notices.iter().filter(|n| n.event == genesis).collect();
    assert!(!notices.is_empty());
}

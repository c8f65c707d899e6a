// SPDX-License-Identifier: EUPL-1.2
//! The institution: one admin scope, one plan scope, whatever somebody slips in beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::Draft;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::institution::{Named, Sector, found};
use tegenwicht_core::feature::scope::{Opened, Purpose, admin_scope};
use tegenwicht_core::id::{DeviceKey, EventId, ExchangeKey, ScopeId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, check};
use tegenwicht_testkit::history::House;

const LOWEST: ScopeId = ScopeId([0; 16]);

#[test]
fn an_institution_has_a_name() {
    let found = |name| found(name, Sector::Hospital, DeviceKey([1; 32]), ExchangeKey([2; 32]));
    assert_eq!(found(" "), Err(Refusal::NameEmpty));
    assert_eq!(found("a\u{200e}b"), Err(Refusal::TextControl));
    let case = Case::default();
    let (_, admin) = case.device.world.admin().unwrap();
    assert_eq!(admin.name.settled().unwrap().name, "De Linde");
    assert_eq!(case.device.world.institution(), admin.genesis);
}

#[test]
fn a_second_admin_scope_takes_over_nothing() {
    let mut case = Case::default();
    let (ours, _) = case.device.world.admin().unwrap();
    let institution = case.device.world.institution();
    let own = case.device.id();
    let facts = found("Van ons", Sector::Hospital, own, case.device.exchange()).unwrap();
    let of_own_key = admin_scope(&own);
    for scope in [LOWEST, of_own_key] {
        case.device.slip_in(Draft::genesis(scope, Mode::Real, facts.clone()));
    }
    check(&case.device);
    let scopes = &case.device.world.scopes;
    assert!(scopes[&LOWEST].opened.is_none(), "its id does not follow from the key");
    assert!(scopes[&of_own_key].devices.may_write(&own), "it is what it says");
    assert_eq!(case.device.world.admin().unwrap().0, ours);
    assert_eq!(case.device.world.institution(), institution);
}

#[test]
fn the_plan_scope_names_its_institution() {
    let mut case = Case::default();
    let (ours, _) = case.device.world.plan().unwrap();
    for (scope, institution) in [(LOWEST, None), (ScopeId([1; 16]), Some(EventId([9; 32])))] {
        let opened = Opened { purpose: Purpose::Plan, mode: Mode::Real, institution, crisis: None };
        let facts = vec![Fact::ScopeOpened(opened)];
        case.device.slip_in(Draft::genesis(scope, Mode::Real, facts));
        assert_eq!(case.device.world.plan().unwrap().0, ours);
    }
}

#[test]
fn two_names_given_apart_both_show_and_people_are_told() {
    let mut house = House::default();
    let (admin, state) = house.devices[0].world.admin().unwrap();
    let old = state.name.heads();
    for (on, name) in [(0, "De Linde Noord"), (1, "De Linde Zuid")] {
        let named = Named { name: name.to_owned(), sector: Sector::NursingHome };
        let draft = Draft::facts(admin, vec![Fact::InstitutionNamed(named)]);
        house.devices[on].slip_in(draft.replacing(old.clone()).unwrap());
    }
    let (_, state) = house.agrees().admin().unwrap();
    assert_eq!(state.name.live().count(), 2);
    let told = state.notices.iter().filter(|n| matches!(n.matter, Matter::Conflict(_)));
    assert_eq!(told.count(), 1);
}

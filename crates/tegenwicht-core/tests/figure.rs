// SPDX-License-Identifier: EUPL-1.2
//! A figure: three sources contradict each other on the emergency department until somebody
//! settles it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::figure::{NewStatement, Status, View, id_of, views};
use tegenwicht_core::feature::log_entry::{EntryKind, REFERENCES_MAX, StrikeEntry, WriteEntry};
use tegenwicht_core::id::{CrisisId, ScopeId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::world::World;
use tegenwicht_testkit::history::House;

fn crisis(world: &World) -> CrisisId {
    world.crises()[0].crisis.as_ref().unwrap().id
}

fn says(house: &House, source: &str, value: &str) -> Command {
    state(house, source, "spoedeisende hulp", value, Status::Reported, false)
}

fn state(
    house: &House,
    source: &str,
    name: &str,
    value: &str,
    status: Status,
    replaces_all: bool,
) -> Command {
    let crisis = crisis(&house.devices[0].world);
    let mut write = WriteEntry::plain(crisis, EntryKind::Fact, "stand van de spoed");
    write.speaker = Some(source.to_owned());
    let (name, value) = (name.to_owned(), value.to_owned());
    write.figure = Some(NewStatement { name, value, unit: None, status, replaces_all });
    Command::WriteEntry(Box::new(write))
}

fn values(world: &World) -> (Vec<String>, bool) {
    let views: Vec<View> = views(world.crises()[0]);
    assert_eq!(views.len(), 1, "one name is one figure");
    let value = |entry: &&tegenwicht_core::feature::log_entry::LogEntry| {
        entry.written.statement.as_ref().unwrap().value.clone()
    };
    let mut live: Vec<String> = views[0].live.iter().map(value).collect();
    live.sort();
    (live, views[0].is_contradictory())
}

fn shown(live: &[&str], contradictory: bool) -> (Vec<String>, bool) {
    (live.iter().map(|value| (*value).to_owned()).collect(), contradictory)
}

#[test]
fn three_sources_contradict_each_other_until_somebody_settles_it() {
    let mut house = House::default();
    let (a, b, c) = (
        says(&house, "triage", "open"),
        says(&house, "portier", "gesloten"),
        says(&house, "meldkamer", "Open"),
    );
    house.does(0, a);
    house.does(1, b);
    house.does(2, c);
    assert_eq!(values(house.agrees()), shown(&["Open", "gesloten", "open"], true));
    let again = says(&house, "PORTIER ", "beperkt open");
    house.does(2, again);
    let live = shown(&["Open", "beperkt open", "open"], true);
    assert_eq!(values(house.agrees()), live, "a source replaces what it said itself");
    let settled = state(&house, "arts", "Spoedeisende  hulp", "open", Status::Confirmed, true);
    house.does(1, settled);
    assert_eq!(values(house.agrees()), shown(&["open"], false));
}

#[test]
fn two_who_settled_it_apart_stand_beside_each_other() {
    let mut house = House::default();
    let (a, b) = (says(&house, "triage", "open"), says(&house, "portier", "gesloten"));
    house.does(0, a);
    house.does(0, b);
    house.agrees();
    let one = state(&house, "arts", "spoedeisende hulp", "open", Status::Confirmed, true);
    let two = state(&house, "regio", "spoedeisende hulp", "gesloten", Status::Confirmed, true);
    house.does(1, one);
    house.does(2, two);
    assert_eq!(values(house.agrees()), shown(&["gesloten", "open"], true));
}

#[test]
fn struck_and_withdrawn_statements_do_not_count() {
    let mut house = House::default();
    let (a, b) = (says(&house, "triage", "open"), says(&house, "portier", "gesloten"));
    house.does(0, a);
    house.does(0, b);
    let gone = state(&house, "portier", "spoedeisende hulp", "geen", Status::Withdrawn, false);
    house.does(0, gone);
    assert_eq!(values(house.agrees()), shown(&["open"], false));
    let world = &house.devices[0].world;
    let open = views(world.crises()[0])[0].live[0].written.entry;
    let (crisis, reason) = (crisis(world), "verkeerd verstaan".to_owned());
    house.does(0, Command::StrikeEntry(StrikeEntry { crisis, entry: open, reason }));
    assert_eq!(values(house.agrees()), shown(&[], false));
}

#[test]
fn a_name_without_a_value_and_too_much_at_once_are_refused() {
    let mut house = House::default();
    let empty = says(&house, "triage", " ");
    house.refuses(0, &empty, Refusal::NameEmpty);
    for n in 0..=REFERENCES_MAX {
        let command = says(&house, &format!("bron {n}"), "open");
        house.does(0, command);
    }
    let all = state(&house, "arts", "spoedeisende hulp", "open", Status::Confirmed, true);
    house.refuses(0, &all, Refusal::TooManyReferences);
}

#[test]
fn one_name_is_one_figure_however_it_was_typed() {
    let scope = ScopeId([1; 16]);
    let id = id_of(scope, "pati\u{eb}nten in huis");
    assert_eq!(id, id_of(scope, " Patie\u{308}nten  in huis"));
    assert_ne!(id, id_of(ScopeId([2; 16]), "pati\u{eb}nten in huis"));
}

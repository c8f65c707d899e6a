// SPDX-License-Identifier: EUPL-1.2
//! Erasing: gone on every node, its number not given again; the log itself cannot be erased.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::Role;
use tegenwicht_core::body::{Person, Secret};
use tegenwicht_core::command::{Command, Draft, EraseEntry};
use tegenwicht_core::envelope::Kind;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::{Erased, may_erase};
use tegenwicht_core::feature::log_entry::{EntryKind, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::user::{Added, PasswordSet, SetPassword};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CrisisId, EntryId, EventId, ScopeId, SubjectId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_testkit::check::check;
use tegenwicht_testkit::device::{Device, Folded};
use tegenwicht_testkit::history::House;

fn crisis(house: &House) -> CrisisId {
    house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id
}

fn write(house: &House, restricted: bool) -> Command {
    let text = "mevrouw De Vries is vermist";
    let plain = WriteEntry::plain(crisis(house), EntryKind::Fact, text);
    Command::WriteEntry(Box::new(WriteEntry { restricted, ..plain }))
}

fn erase(house: &House, entry: EntryId) -> Command {
    let (crisis, ground) = (crisis(house), "art. 17".to_owned());
    Command::EraseEntry(EraseEntry { crisis, entry, ground })
}

fn newest(house: &House, on: usize) -> (ScopeId, EntryId, EventId) {
    let (scope, state) = house.devices[on].world.crisis(crisis(house)).unwrap();
    let entry = state.entries.values().max_by_key(|entry| entry.position).unwrap();
    (scope, entry.written.entry, entry.event)
}

fn label(house: &House, on: usize) -> String {
    let (_, state) = house.devices[on].world.crisis(crisis(house)).unwrap();
    state.entries.values().max_by_key(|entry| entry.position).unwrap().label()
}

#[test]
fn what_is_erased_is_gone_on_every_node_and_leaves_a_trace() {
    for restricted in [false, true] {
        let mut house = House::default();
        let command = write(&house, restricted);
        house.does(0, command);
        house.agrees();
        let (scope, entry, event) = newest(&house, 0);
        let command = erase(&house, entry);
        house.refuses(0, &erase(&house, EntryId([9; 16])), Refusal::EntryUnknown);
        house.does(2, command);
        let state = house.agrees().scopes[&scope].clone();
        assert!(!state.entries.contains_key(&entry));
        assert!(state.erased.contains_key(&event));
        assert_eq!(state.erasures[0].ground, "art. 17");
        let (dropped, kept) = (&house.devices[0].logs, &house.devices[1].logs);
        let gone = &dropped[&scope][&event];
        assert_eq!((&gone.open, &gone.sealed), (&None, &None));
        assert!(kept[&scope][&event].open.is_some(), "which has not got round to it");
        assert_eq!(house.devices[0].opened(scope, event), None);
        house.refuses(1, &erase(&house, entry), Refusal::EntryUnknown);
    }
}

#[test]
fn the_number_of_an_erased_line_is_not_given_again() {
    let mut house = House::default();
    for _ in 0..2 {
        let command = write(&house, false);
        house.does(0, command);
    }
    assert_eq!(label(&house, 0), "3", "behind the line of the opening");
    let command = erase(&house, newest(&house, 0).1);
    house.does(0, command);
    let command = write(&house, false);
    house.does(0, command);
    assert_eq!(label(&house, 0), "4");
    house.agrees();
    assert_eq!(label(&house, 1), "4");
}

#[test]
fn a_retry_written_down_elsewhere_does_not_bring_the_words_back() {
    let mut house = House::default();
    let (ana, command, id) = (house.ana, write(&house, false), house.devices[0].command_id());
    let first = house.devices[0].submit(ana, id, &command).unwrap();
    let second = house.devices[1].submit(ana, id, &command).unwrap();
    assert_ne!(first.events, second.events, "neither has heard of the other");
    let made = newest(&house, 0).1;
    assert_eq!(made, newest(&house, 1).1, "what is said about one is said about the other");
    let command = erase(&house, made);
    house.does(0, command);
    let state = house.agrees().scopes[&first.events[0].0].clone();
    assert!(!state.entries.contains_key(&made));
    for (scope, event) in first.events.iter().chain(&second.events) {
        assert_eq!(house.devices[0].logs[scope][event].open, None);
    }
}

#[test]
fn who_did_not_know_of_it_strikes_what_is_no_longer_there() {
    let mut house = House::default();
    let command = write(&house, false);
    house.does(0, command);
    house.agrees();
    let (scope, entry, _) = newest(&house, 0);
    let (erase, crisis) = (erase(&house, entry), crisis(&house));
    house.does(0, erase);
    let reason = "vergissing".to_owned();
    house.does(1, Command::StrikeEntry(StrikeEntry { crisis, entry, reason }));
    let state = house.agrees().scopes[&scope].clone();
    let unknown = Matter::UnknownTarget(entry.to_string());
    assert!(state.notices.iter().any(|notice| notice.matter == unknown));
}

fn erasing(scope: ScopeId, events: Vec<EventId>) -> Draft {
    let (subjects, ground, numbers) = (Vec::new(), "omdat".to_owned(), Vec::new());
    let commands = Vec::new();
    Draft::erasing(
        scope,
        vec![Fact::Erased(Erased { events, subjects, ground, numbers, commands })],
    )
}

fn of_kind(device: &Device, scope: ScopeId, kind: &Kind) -> EventId {
    let log = device.logs[&scope].values();
    let mut found = log.filter(|held| held.envelope.header.kind == *kind);
    found.next_back().unwrap().envelope.id
}

fn folded(device: &Device, scope: ScopeId) -> ScopeState {
    Folded::of(device.logs[&scope].values()).state()
}

#[test]
fn what_opens_orders_or_erases_cannot_be_erased() {
    assert!(may_erase(&Kind::Facts) && may_erase(&Kind::Other("more".to_owned())));
    let mut house = House::default();
    for on in [0, 1] {
        let command = write(&house, false);
        house.does(on, command);
    }
    house.agrees();
    let command = erase(&house, newest(&house, 1).1);
    house.does(1, command);
    let device = &mut house.devices[1];
    let scope = device.world.crises()[0].clone();
    let (scope, _) = device.world.crisis(scope.crisis.as_ref().unwrap().id).unwrap();
    let before = device.world.scopes[&scope].clone();
    assert!(!may_erase(&Kind::Grant) && !may_erase(&Kind::Witness));
    let protected = [Kind::Genesis, Kind::Heads, Kind::Erase];
    let targets = protected.iter().map(|kind| of_kind(device, scope, kind)).collect();
    assert!(!protected.iter().any(may_erase));
    device.slip_in(erasing(scope, targets));
    check(device);
    let after = folded(device, scope);
    assert_eq!((&after.opened, &after.crisis), (&before.opened, &before.crisis));
    assert_eq!((&after.erased, &after.entries), (&before.erased, &before.entries));
    assert_eq!(after.erasures.len(), before.erasures.len() + 1, "the attempt is on record");
}

#[test]
fn an_erasure_in_an_event_of_another_kind_erases_nothing() {
    let mut house = House::default();
    let command = write(&house, false);
    house.does(0, command);
    let (scope, entry, event) = newest(&house, 0);
    for kind in [Kind::Facts, Kind::Other("more".to_owned())] {
        house.devices[0].slip_in(Draft { kind, ..erasing(scope, vec![event]) });
    }
    let state = house.agrees().scopes[&scope].clone();
    assert!(state.entries.contains_key(&entry) && state.erasures.is_empty());
    let wrong = Matter::WrongKind("erasure.done".to_owned());
    assert_eq!(state.notices.iter().filter(|notice| notice.matter == wrong).count(), 2);
}

fn person(house: &House) -> (ScopeId, SubjectId) {
    let (admin, state) = house.devices[0].world.admin().unwrap();
    (admin, state.users.by_id[&house.ana].subject)
}

fn foreign(state: &ScopeState, subject: SubjectId) -> usize {
    let matter = Matter::ForeignSubject(subject);
    state.notices.iter().filter(|notice| notice.matter == matter).count()
}

#[test]
fn a_subject_of_another_scope_is_not_erased_and_people_hear_of_the_attempt() {
    let mut house = House::default();
    let command = write(&house, true);
    house.does(0, command);
    house.agrees();
    let (scope, entry, event) = newest(&house, 0);
    let state = house.devices[0].world.scopes[&scope].clone();
    let own = state.entries.get(&entry).unwrap().written.sealed_under.unwrap();
    let (admin, person) = person(&house);
    let (events, numbers, commands) = (Vec::new(), Vec::new(), Vec::new());
    let (subjects, ground) = (vec![person, own], "omdat".to_owned());
    let erased = Erased { events, subjects, ground, numbers, commands };
    house.devices[1].slip_in(Draft::erasing(scope, vec![Fact::Erased(erased)]));
    let state = house.agrees().scopes[&scope].clone();
    assert_eq!(state.erasures[0].subjects.iter().copied().collect::<Vec<_>>(), [own]);
    assert_eq!(foreign(&state, person), 1);
    let device = &house.devices[0];
    assert_eq!(device.opened(scope, event), None, "its own subject went");
    assert!(device.key_of(person).is_some());
    assert!(device.world.directory.by_login("ana").is_some());
    assert!(device.logs[&admin].values().any(|held| held.sealed.is_some()));
}

#[test]
fn what_is_sealed_under_a_subject_of_another_scope_stays_shut_and_is_noticed() {
    let mut house = House::default();
    let (admin, _) = person(&house);
    let (scope, _) = house.devices[0].world.crisis(crisis(&house)).unwrap();
    let (subject, key) = (SubjectId::of(scope, [5; 8]), SubjectKey([6; 32]));
    let user = ActorId([7; 16]);
    let added = Added { user, roles: vec![Role::Member], subject, only: None };
    let person = Person { login: "eve".to_owned(), name: "Eve".to_owned(), phone: None };
    let draft = Draft::facts(admin, vec![Fact::UserAdded(added)]);
    assert!(!draft.keeps_to_its_scope());
    let draft = draft.sealing(subject, key, Secret::Person(person));
    let event = house.devices[0].slip_in(draft);
    assert!(house.devices[0].key_of(subject).is_some(), "who wrote it has the key");
    assert_eq!(house.devices[0].opened(admin, event), None);
    let state = house.agrees().scopes[&admin].clone();
    assert_eq!(foreign(&state, subject), 1);
    assert!(state.users.by_id.contains_key(&user), "the rest of the fact counts");
    assert_eq!(house.devices[0].world.directory.by_login("eve"), None);
}

#[test]
fn a_verifier_of_another_scope_is_replaced_and_not_erased() {
    let mut house = House::default();
    let (admin, _) = person(&house);
    let (scope, _) = house.devices[0].world.crisis(crisis(&house)).unwrap();
    let subject = SubjectId::of(scope, [5; 8]);
    let set = PasswordSet { user: house.ana, subject };
    house.devices[0].slip_in(Draft::facts(admin, vec![Fact::PasswordSet(set)]));
    let (user, verifier) = (house.ana, "$argon2id$".to_owned());
    house.does(0, Command::SetPassword(SetPassword { user, verifier }));
    let state = house.agrees().scopes[&admin].clone();
    let live: Vec<SubjectId> =
        state.users.by_id[&user].password.live().map(|(_, subject)| *subject).collect();
    assert!(live.len() == 1 && live[0].belongs_to(admin), "{live:?}");
    assert!(state.erasures.is_empty());
}

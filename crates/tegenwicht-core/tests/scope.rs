// SPDX-License-Identifier: EUPL-1.2
//! A scope: opened once, its clocks corrected by people, its strangest events kept and noticed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::body::{BodyFault, Open};
use tegenwicht_core::command::{Command, CorrectClock, Draft};
use tegenwicht_core::envelope::{BODY_MAX, Header, Kind, Mode};
use tegenwicht_core::event::{FACT_NAME_MAX, Fact, SCHEMA};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, WriteEntry};
use tegenwicht_core::feature::scope::{HEADS_MAX, Head, Heads, Opened, Purpose, heads_draft};
use tegenwicht_core::fold::{Part, ScopeState};
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::world::World;
use tegenwicht_testkit::check::check;
use tegenwicht_testkit::device::Held;
use tegenwicht_testkit::history::House;

fn in_a_crisis() -> (House, ScopeId) {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    let write = WriteEntry::plain(crisis, EntryKind::Fact, "de lift staat stil");
    house.does(0, Command::WriteEntry(Box::new(write)));
    house.agrees();
    let (scope, _) = house.devices[0].world.crisis(crisis).unwrap();
    (house, scope)
}

fn newest<'a>(world: &'a World, scope: &ScopeId) -> &'a LogEntry {
    world.scopes[scope].entries.values().max_by_key(|entry| entry.position).unwrap()
}

#[test]
fn clocks_corrected_apart_change_nothing_until_a_person_settles_it() {
    let (mut house, scope) = in_a_crisis();
    let world = &house.devices[0].world;
    let crisis = world.scopes[&scope].crisis.as_ref().unwrap().id;
    let entry = newest(world, &scope).clone();
    let (device, epoch) = (entry.device, entry.epoch);
    let correct =
        |offset_ms| Command::CorrectClock(CorrectClock { crisis, device, epoch, offset_ms });
    let recorded = |world: &World| world.scopes[&scope].recorded_at(&entry).since_ms(entry.wall);
    house.does(0, correct(3_600_000));
    assert_eq!(recorded(house.agrees()), 3_600_000);
    house.does(1, correct(7_200_000));
    assert_eq!(recorded(house.agrees()), 7_200_000, "the later one replaces what it knew");
    house.does(0, correct(1_000));
    house.does(2, correct(2_000));
    let world = house.agrees();
    assert_eq!(recorded(world), 0);
    let told = Matter::Conflict(device.to_string());
    assert!(world.scopes[&scope].notices.iter().any(|notice| notice.matter == told));
    house.does(1, correct(1_500));
    assert_eq!(recorded(house.agrees()), 1_500);
}

#[test]
fn a_scope_is_opened_once_and_by_the_first_event_of_a_log() {
    let (mut house, scope) = in_a_crisis();
    let before = house.devices[0].world.scopes[&scope].opened.clone();
    let again = |purpose| {
        let opened = Opened { purpose, mode: Mode::Exercise, institution: None, crisis: None };
        vec![Fact::ScopeOpened(opened)]
    };
    let late = Draft::genesis(scope, Mode::Real, again(Purpose::Crisis));
    let disguised = Draft::facts(scope, again(Purpose::Admin));
    for draft in [late, disguised] {
        house.devices[0].slip_in(draft);
    }
    let mut foreign = tegenwicht_testkit::device::Device::new(50);
    let first = Draft::genesis(scope, Mode::Real, again(Purpose::Plan));
    foreign.now = house.devices[0].now.plus_ms(10_000);
    foreign.slip_in(first);
    house.devices[0].import(&foreign);
    let state = &house.devices[0].world.scopes[&scope];
    assert_eq!(state.opened, before);
    let matters: Vec<&Matter> = state.notices.iter().map(|notice| &notice.matter).collect();
    let wrong = Matter::WrongKind("scope.opened".to_owned());
    let twice = Matter::OpenedTwice("plan".to_owned());
    assert_eq!(matters.iter().filter(|matter| ***matter == wrong).count(), 2, "{matters:?}");
    assert!(matters.contains(&&twice), "{matters:?}");
}

#[test]
fn heads_in_an_event_of_another_kind_order_nothing_and_are_noticed() {
    let (mut house, scope) = in_a_crisis();
    let head = Head { device: DeviceKey([1; 32]), epoch: 1, seq: 0, id: EventId([9; 32]) };
    let fact = Fact::Heads(Heads { heads: vec![head] });
    house.devices[0].slip_in(Draft::facts(scope, vec![fact]));
    check(&house.devices[0]);
    let state = &house.devices[0].world.scopes[&scope];
    let wrong = Matter::WrongKind("scope.heads".to_owned());
    assert!(state.notices.iter().any(|notice| notice.matter == wrong));
    assert!(house.devices[0].odd[&scope].is_empty(), "nobody misses event 9");
}

#[test]
fn a_long_list_of_heads_goes_over_several_events_that_each_fit() {
    let scope = ScopeId([1; 16]);
    let count = u16::try_from(HEADS_MAX * 2 + 1).unwrap();
    let head = |n: u16| {
        let mut id = [0xff; 32];
        id[..2].copy_from_slice(&n.to_be_bytes());
        Head { device: DeviceKey(id), epoch: u64::MAX, seq: u64::MAX, id: EventId(id) }
    };
    let drafts = heads_draft(scope, (0..count).chain([0]).map(head).collect());
    let lengths: Vec<usize> = drafts
        .iter()
        .map(|draft| match &draft.facts[0] {
            Fact::Heads(heads) => heads.heads.len(),
            _ => 0,
        })
        .collect();
    assert_eq!(lengths, [HEADS_MAX, HEADS_MAX, 1]);
    assert!(drafts.iter().all(|draft| draft.fits() && draft.kind == Kind::Heads));
    assert!(heads_draft(scope, Vec::new()).is_empty());
}

/// Folds a genesis and one entry made strange; returns how many entries count, and the notices.
fn strange(
    change: impl FnOnce(&mut Header),
    part: impl FnOnce(&Held) -> Part,
) -> (usize, Vec<Matter>) {
    let (house, scope) = in_a_crisis();
    let log = &house.devices[0].logs[&scope];
    let genesis = log.values().find(|held| held.envelope.header.kind == Kind::Genesis).unwrap();
    let written = &log[&newest(&house.devices[0].world, &scope).event];
    let mut state = ScopeState::default();
    let header = &genesis.envelope.header;
    state.apply(genesis.envelope.id, header, Part::of(genesis.open.as_deref(), false));
    let mut header = written.envelope.header.clone();
    change(&mut header);
    state.apply(written.envelope.id, &header, part(written));
    let matters = state.notices.iter().map(|notice| notice.matter.clone()).collect();
    (state.entries.len(), matters)
}

fn as_it_is(held: &Held) -> Part {
    Part::of(held.open.as_deref(), false)
}

#[test]
fn what_a_later_version_writes_is_noticed_and_folded_as_far_as_it_is_known() {
    let newer = strange(|header| header.schema = SCHEMA + 1, as_it_is);
    assert_eq!(newer, (1, vec![Matter::NewerSchema(SCHEMA + 1)]));
    let kind = "more".to_owned();
    let other = strange(|header| header.kind = Kind::Other(kind.clone()), as_it_is);
    assert_eq!(other, (1, vec![Matter::UnknownKind(kind)]));
    let with_more = strange(
        |_| {},
        |held| {
            let mut open = Open::decode(held.open.as_deref().unwrap()).unwrap();
            let raw = vec![0x82, 0x01, 0xf5];
            open.facts.insert(0, Fact::Unknown { name: "entry.sung".to_owned(), raw });
            let bytes = open.encode();
            assert_eq!(Open::decode(&bytes).as_ref(), Ok(&open));
            assert_eq!(Open::decode(&bytes).unwrap().encode(), bytes, "nothing is lost");
            Part::of(Some(&bytes), false)
        },
    );
    assert_eq!(with_more, (1, vec![Matter::UnknownFact("entry.sung".to_owned())]));
    let unreadable = strange(|_| {}, |_| Part::of(Some(&[0x83, 0x00]), false));
    assert_eq!(unreadable, (0, vec![Matter::UnreadableBody]));
}

#[test]
fn a_known_name_with_content_that_does_not_read_keeps_its_bytes() {
    // ["entry.struck", true]
    let fact = [&[0x82, 0x6c][..], b"entry.struck", &[0xf5]].concat();
    let bytes = [&[0x83, 0x50][..], &[7; 16], &[0xf6, 0x81], &fact].concat();
    let open = Open::decode(&bytes).unwrap();
    let name = "entry.struck".to_owned();
    assert_eq!(open.facts, [Fact::Unknown { name, raw: vec![0xf5] }]);
    assert_eq!(open.encode(), bytes);
}

#[test]
fn a_fact_with_an_endless_name_makes_the_body_unreadable() {
    let named = |length: usize| {
        let fact = Fact::Unknown { name: "n".repeat(length), raw: vec![0xf6] };
        let open = Open { salt: [0; 16], digest: None, facts: vec![fact] };
        Open::decode(&open.encode()).map(|_| ())
    };
    assert_eq!(named(FACT_NAME_MAX), Ok(()));
    assert_eq!(named(FACT_NAME_MAX + 1), Err(BodyFault::Shape));
}

#[test]
fn a_body_that_is_too_long_does_not_fit() {
    let open = |length| {
        let fact = Fact::Unknown { name: "n".to_owned(), raw: vec![0; length] };
        Open { salt: [0; 16], digest: None, facts: vec![fact] }
    };
    let frame = open(0).encode().len();
    assert!(open(BODY_MAX - frame).fits());
    assert!(!open(BODY_MAX - frame + 1).fits());
    let many = vec![Fact::Unknown { name: "n".to_owned(), raw: vec![0xf6] }; 1_001];
    assert!(!Open { salt: [0; 16], digest: None, facts: many }.fits());
}

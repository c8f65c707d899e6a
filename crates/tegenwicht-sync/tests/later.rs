// SPDX-License-Identifier: EUPL-1.2
//! Nodes that are not alike: a later version, an older one, one that was cut off while something
//! was erased, one that has a twin; by line and by stick.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeSet, VecDeque};
use std::io::Cursor;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::Open;
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::envelope::{Envelope, Header, Kind, Mode, PartRef, sha256};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::device::{Over, Share};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::scope::{self, Purpose, scope_of};
use tegenwicht_core::id::{ActorId, CommandId, CrisisId, EventId, ScopeId};
use tegenwicht_core::time::{Hlc, Timestamp};
use tegenwicht_sync::bundle::read::{Imported, read};
use tegenwicht_sync::bundle::write::{Plan, Wish};
use tegenwicht_sync::frame::{Frame, Hello};
use tegenwicht_sync::{Alarm, Input, Output, Session, Us};
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device, Held};
use tegenwicht_testkit::shelf::MemoryShelf;
use zeroize::Zeroizing;

const SECRET: &str = "een naam die weg moet";

fn house() -> (MemoryShelf, ActorId, CrisisId) {
    let (mut device, ana) = Device::found(1);
    let title = "stroomuitval".to_owned();
    let mode = Mode::Real;
    let open = OpenCrisis {
        title,
        mode,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    };
    let id = device.command_id();
    device.submit(ana, id, &Command::OpenCrisis(open)).unwrap();
    let crisis = device.world.crises()[0].crisis.as_ref().unwrap().id;
    write(&mut device, ana, crisis, 4);
    (MemoryShelf::new(device), ana, crisis)
}

fn write(device: &mut Device, ana: ActorId, crisis: CrisisId, lines: usize) {
    for line in 0..lines {
        let entry = WriteEntry::plain(crisis, EntryKind::Fact, &format!("regel {line}"));
        let id = device.command_id();
        device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
    }
}

fn newcomer(house: &mut MemoryShelf, seed: u64) -> MemoryShelf {
    house.device.grant(&mut Device::new(seed));
    let mut node = MemoryShelf::new(Device::new(seed));
    node.admin = house.admin;
    node
}

fn us(device: &Device) -> Us {
    Us { device: device.id(), exchange: Some(Zeroizing::new(device.exchange_secret())) }
}

/// What came of a conversation: what each end wanted known, and every byte that was sent.
#[derive(Default)]
struct Told {
    news: Vec<Output>,
    wire: Vec<u8>,
}

fn meet(a: &mut MemoryShelf, b: &mut MemoryShelf) -> Told {
    meet_with(a, b, |frame| vec![frame])
}

/// Lets two nodes talk; `carry` may change what the first one says.
fn meet_with(
    a: &mut MemoryShelf,
    b: &mut MemoryShelf,
    mut carry: impl FnMut(Vec<u8>) -> Vec<Vec<u8>>,
) -> Told {
    let mut ends = [
        Session::new(us(&a.device), b.device.id(), [1; 32]),
        Session::new(us(&b.device), a.device.id(), [2; 32]),
    ];
    let (nodes, mut told) = ([a, b], Told::default());
    let mut inputs: VecDeque<(usize, Input)> = [(0, Input::Start), (1, Input::Start)].into();
    for wait in 0..4 {
        let now = Timestamp(BEGIN.0 + 300 * wait);
        while let Some((end, input)) = inputs.pop_front() {
            for output in ends[end].handle(&mut *nodes[end], now, input) {
                let Output::Send(bytes) = output else {
                    told.news.push(output);
                    continue;
                };
                told.wire.extend_from_slice(&bytes);
                let frames = if end == 0 { carry(bytes) } else { vec![bytes] };
                inputs.extend(frames.into_iter().map(|frame| (1 - end, Input::Frame(frame))));
            }
        }
        inputs.extend([(0, Input::Tick), (1, Input::Tick)]);
    }
    told
}

fn ids(node: &MemoryShelf) -> BTreeSet<EventId> {
    node.device.logs.values().flat_map(|log| log.keys().copied()).collect()
}

#[track_caller]
fn same(a: &MemoryShelf, b: &MemoryShelf) {
    assert_eq!(ids(a), ids(b));
    assert_eq!(hashes(&a.device), hashes(&b.device));
}

/// An event as a later version may write it: another kind, another schema, another fact.
fn later(seed: u64, scope: ScopeId) -> Held {
    let raw = vec![0xa1, 0x00, 0x18, 0x63];
    let fact = Fact::Unknown { name: "poll.held".to_owned(), raw };
    first_of(seed, scope, Kind::Other("poll".to_owned()), None, fact)
}

/// The first event of a log that no program of this version writes.
fn first_of(seed: u64, scope: ScopeId, kind: Kind, command: Option<CommandId>, fact: Fact) -> Held {
    let key = sha256(&[b"device".as_slice(), &seed.to_be_bytes()].concat());
    let key = SigningKey::from_bytes(&key);
    let open = Open { salt: [1; 16], digest: None, facts: vec![fact] }.encode();
    let header = Header {
        device: Device::new(seed).id(),
        scope,
        epoch: 7,
        seq: 0,
        prev: None,
        hlc: Hlc::default().next(BEGIN),
        wall: BEGIN,
        actor: None,
        command,
        kind,
        schema: SCHEMA + 9,
        seen: None,
        supersedes: Vec::new(),
        open: Some(PartRef::of(&open)),
        sealed: None,
    };
    let envelope = Envelope::sign(header, Mode::Real, &key).unwrap();
    Held { envelope, mode: Mode::Real, open: Some(open), sealed: None, knew: Arc::default() }
}

#[test]
fn what_a_later_version_wrote_is_kept_and_passed_on_byte_for_byte() {
    let (mut a, _, crisis) = house();
    let mut b = newcomer(&mut a, 2);
    let mut c = newcomer(&mut a, 3);
    meet(&mut a, &mut b);
    let scope = a.device.world.crisis(crisis).unwrap().0;
    let written = later(2, scope);
    let id = written.envelope.id;
    b.device.logs.get_mut(&scope).unwrap().insert(id, written.clone());
    b.device.refold_all();
    let told = meet(&mut b, &mut a);
    assert!(!told.news.iter().any(|it| matches!(it, Output::Alarm(_))), "{:?}", told.news);
    meet(&mut a, &mut c);
    for node in [&a, &c] {
        let held = &node.device.logs[&scope][&id];
        assert_eq!((&held.envelope.cose, &held.open), (&written.envelope.cose, &written.open));
    }
    same(&a, &c);
    same(&a, &b);
}

#[test]
fn a_scope_for_a_purpose_of_a_later_version_is_held_and_passed_on_by_right() {
    let (mut a, ..) = house();
    let purpose = Purpose::Later(3);
    let share = Share { over: Over::Every(purpose), mode: None, write: true, open: false };
    let mut granted = |seed| {
        let shares = [Share::everything(), vec![share.clone()]].concat();
        a.device.grant_shares(&mut Device::new(seed), shares);
        let mut node = MemoryShelf::new(Device::new(seed));
        node.admin = a.admin;
        node
    };
    let (mut b, mut c) = (granted(2), granted(3));
    let mut stranger = newcomer(&mut a, 4);
    for node in [&mut b, &mut c, &mut stranger] {
        meet(&mut a, node);
    }
    let (institution, command) = (a.device.world.institution().unwrap(), CommandId([3; 16]));
    let scope = scope_of(purpose, institution, None, command, Mode::Real);
    assert_ne!(scope, scope_of(Purpose::Crisis, institution, None, command, Mode::Real));
    let institution = Some(institution);
    let opened = scope::Opened { purpose, mode: Mode::Real, institution, crisis: None };
    let genesis =
        first_of(2, scope, Kind::Genesis, Some(command), Fact::ScopeOpened(opened.clone()));
    let id = genesis.envelope.id;
    b.device.logs.entry(scope).or_default().insert(id, genesis);
    b.device.refold_all();
    let told = meet(&mut b, &mut c);
    let is_wrong = |it: &Output| matches!(it, Output::Alarm(_) | Output::Close(_));
    assert!(!told.news.iter().any(is_wrong), "{:?}", told.news);
    same(&b, &c);
    assert_eq!(c.device.world.scopes[&scope].opened, Some(opened));
    meet(&mut c, &mut stranger);
    assert!(!ids(&stranger).contains(&id), "no right to hold that purpose");
    assert!(!stranger.device.logs.contains_key(&scope));
}

#[test]
fn an_older_version_and_frames_of_a_later_one_do_not_hinder() {
    let (mut a, ana, crisis) = house();
    let mut b = newcomer(&mut a, 2);
    let told = meet_with(&mut a, &mut b, |frame| match Frame::decode(&frame) {
        Ok(Frame::Hello(_)) => vec![Frame::Hello(Hello { minor: 0 }).encode()],
        _ => vec![Frame::Later(40).encode(), frame],
    });
    assert!(!told.news.iter().any(|it| matches!(it, Output::Close(_))), "{:?}", told.news);
    same(&a, &b);
    write(&mut b.device, ana, crisis, 3);
    // One from far in the future says more in its hello than is known here.
    meet_with(&mut a, &mut b, |frame| match Frame::decode(&frame) {
        Ok(Frame::Hello(_)) => {
            vec![vec![0x83, 0x01, 0x00, 0xa2, 0x00, 0x18, 0xc8, 0x18, 0x20, 0xf5]]
        }
        _ => vec![frame],
    });
    same(&a, &b);
}

#[test]
fn a_retry_that_was_written_down_elsewhere_loses_its_words_with_the_command() {
    let (mut a, ana, crisis) = house();
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    let command = Command::WriteEntry(Box::new(WriteEntry::plain(crisis, EntryKind::Fact, SECRET)));
    let id = a.device.command_id();
    a.device.submit(ana, id, &command).unwrap();
    // The answer was lost, and the other half wrote down the second try.
    b.device.submit(ana, id, &command).unwrap();
    let retry = *ids(&b)
        .difference(&ids(&a))
        .max_by_key(|id| {
            b.device.logs.values().find_map(|log| log.get(*id)).unwrap().envelope.header.seq
        })
        .unwrap();
    let state = a.device.world.crisis(crisis).unwrap().1.clone();
    let found = state.entries.iter().find(|(_, it)| it.written.text.as_deref() == Some(SECRET));
    let (entry, ground) = (*found.unwrap().0, "art. 17".to_owned());
    let erase = Command::EraseEntry(EraseEntry { crisis, entry, ground });
    a.device.second_word(ana, &erase);
    let by = a.device.command_id();
    a.device.submit(ana, by, &erase).unwrap();
    meet(&mut a, &mut b);
    let mut c = newcomer(&mut a, 3);
    meet(&mut a, &mut b);
    let told = meet(&mut b, &mut c);
    assert!(!told.wire.windows(SECRET.len()).any(|it| it == SECRET.as_bytes()));
    for node in [&a, &b, &c] {
        let logs = node.device.logs.values();
        let held = logs.into_iter().find_map(|log| log.get(&retry)).expect("it stays in its log");
        assert_eq!((&held.open, held.envelope.header.command), (&None, Some(id)));
    }
    same(&a, &b);
    same(&b, &c);
}

/// A machine and its frozen copy wrote on, and a third node met both.
fn twins() -> (MemoryShelf, MemoryShelf, MemoryShelf) {
    let (mut a, ana, crisis) = house();
    let mut b = newcomer(&mut a, 2);
    a.device.grant(&mut Device::new(3));
    meet(&mut a, &mut b);
    let mut twin = MemoryShelf::new(a.device.clone());
    write(&mut a.device, ana, crisis, 3);
    twin.device.now = twin.device.now.plus_ms(60_000);
    write(&mut twin.device, ana, crisis, 3);
    meet(&mut b, &mut a);
    meet(&mut b, &mut twin);
    (a, twin, b)
}

fn export(from: &mut MemoryShelf, to: &MemoryShelf) -> Vec<u8> {
    let to = [to.device.id()];
    let (now, expires, from_id) = (BEGIN, BEGIN.plus_ms(1_000), from.device.id());
    let wish = Wish { from: from_id, to: &to, scopes: None, now, expires, seed: [4; 32] };
    let plan = Plan::new(from, &wish).unwrap();
    let (wrapped, mut file) = (plan.header(&[9; 32]), Vec::new());
    plan.write(from, &[9; 32], &wrapped, [5; 32], &mut file).unwrap();
    file
}

fn import(to: &mut MemoryShelf, file: &[u8]) -> Imported {
    let us = us(&to.device);
    let unwrap = |wrapped: &[u8]| Some(Zeroizing::new(wrapped.to_vec()));
    read(to, &us, &mut Cursor::new(file), unwrap, [6; 32], BEGIN).unwrap()
}

/// Says whether a newcomer got both branches, by line and by stick.
fn hears_of_both(a: &MemoryShelf, twin: &MemoryShelf, b: &mut MemoryShelf) -> [bool; 2] {
    let all: BTreeSet<EventId> = ids(a).union(&ids(twin)).copied().collect();
    let fresh = || {
        let mut node = MemoryShelf::new(Device::new(3));
        node.admin = a.admin;
        node
    };
    let (mut by_line, mut by_stick) = (fresh(), fresh());
    let told = meet(b, &mut by_line);
    let is_fork = |alarm: &Alarm| matches!(alarm, Alarm::Fork { .. });
    let line = told.news.iter().any(|it| matches!(it, Output::Alarm(it) if is_fork(it)));
    let file = export(b, &by_stick);
    let stick = import(&mut by_stick, &file).alarms.iter().any(is_fork);
    [line && ids(&by_line) == all, stick && ids(&by_stick) == all]
}

#[test]
fn both_branches_of_a_fork_travel_by_line_and_by_stick() {
    let (a, twin, mut b) = twins();
    assert_eq!(hears_of_both(&a, &twin, &mut b), [true, true]);
}

#[test]
fn a_node_that_lost_a_branch_does_not_pass_for_one_that_has_both() {
    let (a, twin, b) = twins();
    // The planted fault: of two events at one place only one was kept.
    let gone: Vec<EventId> = ids(&twin).difference(&ids(&a)).copied().collect();
    let mut device = b.device.clone();
    for log in device.logs.values_mut() {
        log.retain(|id, _| !gone.contains(id));
    }
    device.refold_all();
    let mut forgetful = MemoryShelf::new(device);
    assert_eq!(hears_of_both(&a, &twin, &mut forgetful), [false, false]);
}

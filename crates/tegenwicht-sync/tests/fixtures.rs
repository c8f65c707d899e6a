// SPDX-License-Identifier: EUPL-1.2
//! Version 1 of event, wire and bundle as bytes on disk: opened and asserted on, so that what was
//! written with this version is read by every later one.
//!
//! Version 1 is frozen: a file in `fixtures/v1` is never made again, and `SHA256SUMS` beside it
//! says so. A fact that is new gets a file of its own in `fixtures/v1/facts`; `TEGENWICHT_BLESS=1`
//! makes the ones that are missing and touches nothing else. A version 2 gets a folder of its own;
//! see `docs/how-to/version-two.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "fixtures/first_hour.rs"]
mod first_hour;
#[path = "fixtures/meeting.rs"]
mod meeting;
#[path = "fixtures/picture.rs"]
mod picture;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Cursor;
use std::path::PathBuf;

use tegenwicht_core::actor::Role;
use tegenwicht_core::body::Open;
use tegenwicht_core::command::{Command, CorrectClock, EraseEntry};
use tegenwicht_core::envelope::{Envelope, Mode, sha256};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{EntryKind, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::report::{HandleReport, MakeReport};
use tegenwicht_core::feature::scope::{Purpose, Witness, Witnessed};
use tegenwicht_core::feature::user::{AddUser, BlockUser, SetPassword, SetPin, SetRoles};
use tegenwicht_core::id::{ActorId, CrisisId, ScopeId, hex};
use tegenwicht_core::shelf::Shelf;
use tegenwicht_core::time::Timestamp;
use tegenwicht_sync::bundle::read::{Imported, read};
use tegenwicht_sync::frame::Frame;
use tegenwicht_sync::{Input, Output, Session, Us};
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device, Held};
use tegenwicht_testkit::shelf::MemoryShelf;
use zeroize::Zeroizing;

const SUMS: &str = "SHA256SUMS";
const WORDS: &str = "Rook op de gang van afdeling 3.";

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/v1")).join(name)
}

#[allow(clippy::disallowed_methods, reason = "a test reads what was kept")]
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|_| panic!("fixtures/v1/{name} is gone; put it back"))
}

/// Every file under `fixtures/v1` but the sums, by its name there.
#[allow(clippy::disallowed_methods, reason = "a test reads what was kept")]
fn files() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["", "facts/"] {
        for file in std::fs::read_dir(path(folder)).into_iter().flatten() {
            let file = file.unwrap();
            if file.file_type().unwrap().is_file() {
                names.insert(format!("{folder}{}", file.file_name().to_str().unwrap()));
            }
        }
    }
    names.remove(SUMS);
    names
}

/// Keeps the bytes of a fact that is new, once.
#[allow(clippy::disallowed_methods, reason = "a test keeps what is new")]
fn keep(name: &str, bytes: &[u8]) {
    assert!(!path(name).exists(), "fixtures/v1/{name} is there, and is never made again");
    std::fs::create_dir_all(path("facts")).unwrap();
    std::fs::write(path(name), bytes).unwrap();
    let mut sums = String::from_utf8(fixture(SUMS)).unwrap();
    sums.push_str(&format!("{}  {name}\n", hex(&sha256(bytes))));
    std::fs::write(path(SUMS), sums).unwrap();
}

#[test]
fn what_was_frozen_is_as_it_was() {
    let sums = String::from_utf8(fixture(SUMS)).unwrap();
    let lines = sums.lines().map(|line| line.split_once("  ").expect("sum and name"));
    let kept: BTreeMap<&str, &str> = lines.map(|(sum, name)| (name, sum)).collect();
    let frozen: Vec<String> = kept.keys().map(|name| (*name).to_owned()).collect();
    for name in &frozen {
        let sum = hex(&sha256(&fixture(name)));
        let told = "fixtures/v1 is what lies in archives: put the file back, and see \
                    docs/how-to/version-two.md";
        assert_eq!(sum, kept[name.as_str()], "{name} was changed; {told}");
    }
    assert_eq!(files().into_iter().collect::<Vec<_>>(), frozen, "every file has its sum");
}

fn does(device: &mut Device, by: ActorId, command: Command) {
    let id = device.command_id();
    device.submit(by, id, &command).unwrap();
}

fn line(crisis: CrisisId, text: &str, change: impl FnOnce(&mut WriteEntry)) -> Command {
    let mut write = WriteEntry::plain(crisis, EntryKind::Fact, text);
    change(&mut write);
    Command::WriteEntry(Box::new(write))
}

fn open(title: &str, mode: Mode) -> Command {
    let title = title.to_owned();
    Command::OpenCrisis(OpenCrisis {
        title,
        mode,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    })
}

/// A history in which every kind of event and every fact stands; and the machine it is for.
fn history() -> (Device, Device) {
    let (mut device, ana) = Device::found(1);
    let mut other = Device::new(2);
    device.grant(&mut other);
    people(&mut device, ana);
    reports(&mut device, ana);
    does(&mut device, ana, open("Brand", Mode::Real));
    let crisis = device.world.crises()[0].crisis.as_ref().unwrap().id;
    does(&mut device, ana, line(crisis, WORDS, |write| write.speaker = Some("portier".to_owned())));
    lines(&mut device, ana, crisis);
    first_hour::happens(&mut device, ana, crisis);
    picture::happens(&mut device, ana, crisis);
    meeting::happens(&mut device, ana, crisis);
    device.restart();
    does(&mut device, ana, line(crisis, "Na een herstart.", |_| ()));
    // The other machine answers, so the first one lists its head before it goes on.
    let copy = device.clone();
    other.import(&copy);
    does(&mut other, ana, line(crisis, "Van het andere apparaat.", |_| ()));
    device.import(&other);
    let (key, reason) = (other.id(), "Opgelost.".to_owned());
    let correct =
        CorrectClock { crisis, device: key, epoch: epoch_of(&device, &other), offset_ms: 7 };
    does(&mut device, ana, Command::CorrectClock(correct));
    does(
        &mut device,
        ana,
        Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm: false }),
    );
    does(&mut device, ana, open("Oefening", Mode::Exercise));
    first_hour::halts(&mut device, ana);
    let (admin, _) = device.world.admin().unwrap();
    let log = Witnessed { log: [5; 32], seq: 3, id: device.world.institution().unwrap() };
    let witness = Witness { logs: vec![log] };
    device.slip_in(tegenwicht_core::command::Draft::witness(admin, witness));
    device.grant(&mut Device::new(3));
    device.revoke(Device::new(3).id());
    (device, Device::new(2))
}

fn people(device: &mut Device, ana: ActorId) {
    let (login, name) = ("bo".to_owned(), "Bo de Boer".to_owned());
    let phone = Some("+31 6 00000000".to_owned());
    let roles = vec![Role::LogKeeper];
    does(device, ana, Command::AddUser(AddUser { login, name, phone, roles, only: None }));
    let bo = device.world.directory.by_login("bo").unwrap();
    let roles = vec![Role::Chair, Role::Manager];
    does(device, ana, Command::SetRoles(SetRoles { user: bo, roles }));
    for verifier in ["$argon2id$first", "$argon2id$second"] {
        let verifier = verifier.to_owned();
        does(device, ana, Command::SetPassword(SetPassword { user: bo, verifier }));
    }
    does(device, ana, Command::SetPin(SetPin { verifier: "$argon2id$pin".to_owned() }));
    let reason = "Uit dienst.".to_owned();
    does(device, ana, Command::BlockUser(BlockUser { user: bo, reason }));
}

fn reports(device: &mut Device, ana: ActorId) {
    let (text, place) = ("Lift staat stil.".to_owned(), Some("Toren B".to_owned()));
    let made = MakeReport {
        text,
        place,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    };
    does(device, ana, Command::MakeReport(made));
    let report = *device.world.plan().unwrap().1.reports.by_id.keys().next().unwrap();
    let reason = "Monteur is onderweg.".to_owned();
    does(device, ana, Command::HandleReport(HandleReport { report, reason }));
}

fn lines(device: &mut Device, ana: ActorId, crisis: CrisisId) {
    let figure = NewStatement {
        name: "SEH".to_owned(),
        value: "gesloten".to_owned(),
        unit: None,
        status: Status::Confirmed,
        replaces_all: false,
    };
    does(device, ana, line(crisis, "De SEH is dicht.", |write| write.figure = Some(figure)));
    does(device, ana, line(crisis, "Er is iemand vermist.", |write| write.restricted = true));
    does(device, ana, line(crisis, "Deze regel gaat weg.", |_| ()));
    let newest = |device: &Device| {
        let (_, state) = device.world.crisis(crisis).unwrap();
        state.entries.values().max_by_key(|entry| entry.position).unwrap().written.entry
    };
    let (entry, ground) = (newest(device), "art. 17".to_owned());
    let erase = Command::EraseEntry(EraseEntry { crisis, entry, ground });
    device.second_word(ana, &erase);
    does(device, ana, erase);
    does(device, ana, line(crisis, "Deze regel is fout.", |_| ()));
    let (entry, reason) = (newest(device), "Verkeerde afdeling.".to_owned());
    does(device, ana, Command::StrikeEntry(StrikeEntry { crisis, entry, reason }));
}

fn epoch_of(device: &Device, other: &Device) -> u64 {
    let held = device.logs.values().flat_map(BTreeMap::values);
    let mut of_other = held.filter(|held| held.envelope.header.device == other.id());
    of_other.next().unwrap().envelope.header.epoch
}

fn part(bytes: Option<&Vec<u8>>) -> String {
    bytes.map_or_else(|| "-".to_owned(), |bytes| hex(bytes))
}

/// Events as a file holds them, one a line: envelope, open part, sealed part.
fn as_lines<'a>(events: impl Iterator<Item = &'a Held>) -> String {
    let line = |held: &Held| {
        let (open, sealed) = (part(held.open.as_ref()), part(held.sealed.as_ref()));
        format!("{} {open} {sealed}\n", hex(&held.envelope.cose))
    };
    events.map(line).collect()
}

/// The first event with this fact in a history of today.
fn made_with(fact: &str) -> String {
    let (device, _) = history();
    let has = |held: &&Held| {
        let open = held.open.as_ref().map(|open| Open::decode(open).unwrap());
        open.is_some_and(|open| open.facts.iter().any(|it| it.name() == fact))
    };
    as_lines(device.logs.values().flat_map(BTreeMap::values).filter(has).take(1))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(digit).collect()
}

/// What stands in a file of events.
#[derive(Default)]
struct Seen {
    kinds: BTreeSet<String>,
    facts: BTreeSet<String>,
    words: usize,
}

impl Seen {
    fn read(&mut self, text: &str) {
        for line in text.lines() {
            let mut parts = line.split(' ').map(unhex);
            let envelope = Envelope::read(&parts.next().unwrap().unwrap()).unwrap();
            let is_real = envelope.verify(Mode::Real).is_ok();
            assert!(is_real != envelope.verify(Mode::Exercise).is_ok(), "in one mode alone");
            self.kinds.insert(envelope.header.kind.name().to_owned());
            let Some(open) = parts.next().unwrap() else {
                continue;
            };
            assert!(envelope.header.open.unwrap().matches(&open));
            let read = Open::decode(&open).unwrap();
            assert_eq!(read.encode(), open, "one spelling");
            for fact in &read.facts {
                assert!(!matches!(fact, Fact::Unknown { .. }), "{fact:?}");
                self.facts.insert(fact.name().to_owned());
                if let Fact::EntryWritten(written) = fact {
                    self.words += usize::from(written.text.as_deref() == Some(WORDS));
                }
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "who runs a test says whether it may keep")]
fn is_blessed() -> bool {
    std::env::var_os("TEGENWICHT_BLESS").is_some()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test asks whether to keep what is new")]
fn events_of_version_1_are_read() {
    let mut seen = Seen::default();
    seen.read(&String::from_utf8(fixture("events.txt")).unwrap());
    let all = ["erase", "facts", "genesis", "grant", "heads", "witness"];
    assert_eq!(seen.kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
    assert_eq!(seen.words, 1);
    let later = files().into_iter().filter(|name| name.starts_with("facts/"));
    later.for_each(|name| seen.read(&String::from_utf8(fixture(&name)).unwrap()));
    let is_new = |name: &&&str| !seen.facts.contains(**name);
    for name in Fact::NAMES.iter().filter(is_new) {
        let line = made_with(name);
        assert!(!line.is_empty(), "history() in this test leaves no {name}: let it happen there");
        assert!(
            is_blessed(),
            "{name} has no bytes in fixtures/v1 yet; TEGENWICHT_BLESS=1 keeps them"
        );
        keep(&format!("facts/{name}.txt"), line.as_bytes());
    }
}

#[test]
fn what_is_written_today_is_read_as_version_1() {
    let (device, _) = history();
    let mut seen = Seen::default();
    seen.read(&as_lines(device.logs.values().flat_map(BTreeMap::values)));
    let known: BTreeSet<String> = Fact::NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(seen.facts, known, "every fact happens in the history of this test");
}

fn us(device: &Device) -> Us {
    Us { device: device.id(), exchange: Some(Zeroizing::new(device.exchange_secret())) }
}

/// Lets two nodes meet and keeps the first frame of every type that goes over the line.
fn meet() -> (BTreeMap<String, Vec<u8>>, MemoryShelf, MemoryShelf) {
    let (device, new) = history();
    let mut first = MemoryShelf::new(device);
    let mut second = MemoryShelf::new(new);
    second.admin = first.admin;
    let ids = [first.device.id(), second.device.id()];
    let mut sessions = [
        Session::new(us(&first.device), ids[1], [1; 32]),
        Session::new(us(&second.device), ids[0], [2; 32]),
    ];
    let mut queue = VecDeque::from([(0, Input::Start), (1, Input::Start)]);
    let mut kept: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut now = BEGIN;
    for _ in 0..2_000 {
        let Some((end, input)) = queue.pop_front() else {
            now = Timestamp(now.0 + 250);
            queue.extend([(0, Input::Tick), (1, Input::Tick)]);
            continue;
        };
        let shelf: &mut dyn Shelf = if end == 0 { &mut first } else { &mut second };
        for output in sessions[end].handle(shelf, now, input) {
            if let Output::Send(bytes) = output {
                let name = name(&Frame::decode(&bytes).unwrap());
                kept.entry(name).or_insert_with(|| bytes.clone());
                queue.push_back((1 - end, Input::Frame(bytes)));
            }
        }
    }
    (kept, first, second)
}

#[test]
fn a_newcomer_hears_all_of_it_also_what_was_erased_before_it_came() {
    let (_, first, mut second) = meet();
    second.device.refold_all();
    let ids = |shelf: &MemoryShelf| -> BTreeSet<_> {
        shelf.device.logs.values().flat_map(BTreeMap::keys).copied().collect()
    };
    assert_eq!(ids(&first), ids(&second));
    assert_eq!(hashes(&first.device), hashes(&second.device));
}

fn name(frame: &Frame) -> String {
    let shown = format!("{frame:?}");
    shown.split(['(', ' ', '{']).next().unwrap().to_owned()
}

#[test]
fn frames_of_version_1_are_read() {
    let text = String::from_utf8(fixture("frames.txt")).unwrap();
    let mut seen = Vec::new();
    for line in text.lines() {
        let (kind, bytes) = line.split_once(' ').unwrap();
        let bytes = unhex(bytes).unwrap();
        let frame = Frame::decode(&bytes).unwrap();
        assert_eq!(name(&frame), kind);
        assert_eq!(frame.encode(), bytes, "one spelling");
        seen.push(kind);
    }
    let all = [
        "Ack", "AskFile", "AskHeads", "AskKeys", "End", "Events", "File", "Heads", "Hello", "Keys",
        "Scopes", "Want",
    ];
    assert_eq!(seen, all);
}

/// The header of this fixture is not wrapped: age draws a new key each time, and is a format of
/// its own.
fn import(node: &mut MemoryShelf, file: &[u8]) -> Imported {
    let unwrap = |wrapped: &[u8]| Some(Zeroizing::new(wrapped.to_vec()));
    read(node, &us(&Device::new(2)), &mut Cursor::new(file), unwrap, [6; 32], BEGIN).unwrap()
}

/// The admin scope of the institution in the fixtures.
fn admin() -> ScopeId {
    let text = String::from_utf8(fixture("events.txt")).unwrap();
    let mut events = text.lines().map(|line| {
        let mut parts = line.split(' ').map(unhex);
        (Envelope::read(&parts.next().unwrap().unwrap()).unwrap(), parts.next().unwrap())
    });
    let opens = |open: &Option<Vec<u8>>| {
        let facts = open.as_ref().map(|open| Open::decode(open).unwrap().facts).unwrap_or_default();
        facts
            .iter()
            .any(|it| matches!(it, Fact::ScopeOpened(opened) if opened.purpose == Purpose::Admin))
    };
    events.find(|(_, open)| opens(open)).unwrap().0.header.scope
}

#[test]
fn a_bundle_of_version_1_is_read() {
    let file = fixture("bundle.tgw");
    let mut node = MemoryShelf::new(Device::new(2));
    node.admin = Some(admin());
    let imported = import(&mut node, &file);
    assert_eq!((imported.lost_blocks, imported.is_torn), (0, false));
    assert!(imported.refused.is_empty() && imported.missing.is_empty(), "{imported:?}");
    node.device.refold_all();
    let world = &node.device.world;
    let titles: Vec<_> = world
        .crises()
        .iter()
        .map(|state| state.crisis.as_ref().unwrap().title().to_owned())
        .collect();
    assert_eq!(titles.iter().filter(|title| *title == "Brand").count(), 1);
    assert_eq!(titles.len(), 3);
    assert_eq!(
        world.directory.by_login("bo").map(|bo| world.directory.name(bo).unwrap().to_owned()),
        Some("Bo de Boer".to_owned())
    );
    let again = import(&mut node, &file);
    assert_eq!(again.new.values().sum::<u64>(), 0, "reading it twice changes nothing");
}

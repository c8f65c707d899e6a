// SPDX-License-Identifier: EUPL-1.2
//! Laws of two and three nodes that meet, on shelves in memory.

use std::collections::VecDeque;

use tegenwicht_core::command::{Command, Draft};
use tegenwicht_core::envelope::{Mode, sha256};
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::device::{Over, Share};
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, NewFile, WriteEntry};
use tegenwicht_core::feature::scope::Purpose;
use tegenwicht_core::id::{ActorId, CrisisId, DeviceKey, FileHash, ScopeId, SubjectId};
use tegenwicht_core::shelf::Shelf;
use tegenwicht_core::time::Timestamp;
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device};
use tegenwicht_testkit::shelf::MemoryShelf;

use zeroize::Zeroizing;

use super::{Alarm, Input, Output, Reason, Session, Us};
use crate::frame::{
    AskFile, AskHeads, AskKeys, File, Frame, Heads, Hello, ScopeDigest, Scopes, Want, WantLog,
    WirePiece,
};

/// Two ends of a line, and what became of it.
struct Line {
    ends: [Session; 2],
    ways: [VecDeque<Vec<u8>>; 2],
    now: Timestamp,
    news: Vec<Output>,
    /// Every byte that went over the line, by direction.
    wire: [Vec<u8>; 2],
    frames: usize,
}

fn us(device: &Device) -> Us {
    Us { device: device.id(), exchange: Some(Zeroizing::new(device.exchange_secret())) }
}

impl Line {
    fn open(nodes: [&mut MemoryShelf; 2]) -> Self {
        let ids = [us(&nodes[0].device), us(&nodes[1].device)];
        let peers = [ids[1].device, ids[0].device];
        let [first, second] = ids;
        let ends =
            [Session::new(first, peers[0], [1; 32]), Session::new(second, peers[1], [2; 32])];
        let ways = [VecDeque::new(), VecDeque::new()];
        let (news, wire) = (Vec::new(), [Vec::new(), Vec::new()]);
        let mut line = Self { ends, ways, now: BEGIN, news, wire, frames: 0 };
        for (end, node) in nodes.into_iter().enumerate() {
            line.put(end, node, Input::Start);
        }
        line
    }

    fn put(&mut self, end: usize, node: &mut MemoryShelf, input: Input) {
        for output in self.ends[end].handle(node, self.now, input) {
            match output {
                Output::Send(bytes) => {
                    self.wire[end].extend_from_slice(&bytes);
                    self.frames += 1;
                    self.ways[1 - end].push_back(bytes);
                }
                other => self.news.push(other),
            }
        }
    }

    /// Carries frames until nobody has anything to say; `fate` decides what becomes of each.
    fn run(&mut self, nodes: [&mut MemoryShelf; 2], mut fate: impl FnMut(usize) -> Fate) {
        let [first, second] = nodes;
        let mut carried = 0;
        while self.ways.iter().any(|way| !way.is_empty()) {
            for end in 0..2 {
                let Some(bytes) = self.ways[end].pop_front() else { continue };
                carried += 1;
                let node = if end == 0 { &mut *first } else { &mut *second };
                match fate(carried) {
                    Fate::Arrives => self.put(end, node, Input::Frame(bytes)),
                    Fate::Twice => {
                        self.put(end, node, Input::Frame(bytes.clone()));
                        self.put(end, node, Input::Frame(bytes));
                    }
                    Fate::Late if !self.ways[end].is_empty() => {
                        self.ways[end].insert(1, bytes);
                    }
                    Fate::Late => self.put(end, node, Input::Frame(bytes)),
                    Fate::Lost => {}
                    Fate::Cut => return,
                }
            }
        }
    }

    /// Lets time pass.
    fn wait(&mut self, nodes: [&mut MemoryShelf; 2], ms: i64) {
        self.now = self.now.plus_ms(ms);
        for (end, node) in nodes.into_iter().enumerate() {
            self.put(end, node, Input::Tick);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    Twice,
    Late,
    Lost,
    Cut,
}

/// A house with a crisis and some lines in its log.
fn house(lines: usize) -> (MemoryShelf, ActorId, CrisisId) {
    house_of(1, lines)
}

fn house_of(seed: u64, lines: usize) -> (MemoryShelf, ActorId, CrisisId) {
    let (mut device, ana) = Device::found(seed);
    let open = OpenCrisis {
        title: "stroomuitval".to_owned(),
        mode: Mode::Real,
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
    write(&mut device, ana, crisis, lines);
    (MemoryShelf::new(device), ana, crisis)
}

fn write(device: &mut Device, ana: ActorId, crisis: CrisisId, lines: usize) {
    for line in 0..lines {
        let entry = WriteEntry::plain(crisis, EntryKind::Fact, &format!("regel {line}"));
        let id = device.command_id();
        device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
    }
}

/// A granted node that has heard nothing yet.
fn newcomer(house: &mut MemoryShelf, seed: u64) -> MemoryShelf {
    let mut told = Device::new(seed);
    house.device.grant(&mut told);
    let mut node = MemoryShelf::new(Device::new(seed));
    node.admin = house.admin;
    node
}

fn meet(a: &mut MemoryShelf, b: &mut MemoryShelf) -> Vec<Output> {
    let mut line = Line::open([a, b]);
    line.run([a, b], |_| Fate::Arrives);
    for _ in 0..3 {
        line.wait([a, b], 300);
        line.run([a, b], |_| Fate::Arrives);
    }
    line.news
}

#[track_caller]
fn same(nodes: &[&MemoryShelf]) {
    for pair in nodes.windows(2) {
        assert_eq!(hashes(&pair[0].device), hashes(&pair[1].device));
        let count = |node: &MemoryShelf| {
            node.device.logs.values().map(std::collections::BTreeMap::len).sum::<usize>()
        };
        assert_eq!(count(pair[0]), count(pair[1]));
    }
}

#[test]
fn a_node_that_joins_gets_everything_and_a_second_meeting_changes_nothing() {
    let (mut a, ..) = house(50);
    let mut b = newcomer(&mut a, 2);
    let news = meet(&mut a, &mut b);
    same(&[&a, &b]);
    let closed = news.iter().any(|it| matches!(it, Output::Close(_) | Output::Alarm(_)));
    assert!(!closed, "{news:?}");
    assert!(news.iter().any(|it| matches!(it, Output::Kept { .. })), "the second tick");
    let news = meet(&mut a, &mut b);
    let stored = news.iter().any(|it| matches!(it, Output::Stored { .. }));
    assert!(!stored, "{news:?}");
    assert!(news.iter().any(|it| matches!(it, Output::Settled { .. })));
}

#[test]
fn both_halves_get_what_the_other_wrote_and_a_third_hears_it_from_either() {
    let (mut a, ana, crisis) = house(3);
    let mut b = newcomer(&mut a, 2);
    let mut c = newcomer(&mut a, 3);
    meet(&mut a, &mut b);
    write(&mut a.device, ana, crisis, 5);
    write(&mut b.device, ana, crisis, 7);
    b.device.restart();
    write(&mut b.device, ana, crisis, 2);
    meet(&mut c, &mut b);
    meet(&mut a, &mut c);
    meet(&mut b, &mut c);
    same(&[&a, &b, &c]);
}

#[test]
fn a_cut_after_any_frame_is_made_good_by_the_next_meeting() {
    for cut in 1..60 {
        let (mut a, ana, crisis) = house(4);
        let mut b = newcomer(&mut a, 2);
        let mut line = Line::open([&mut a, &mut b]);
        line.run([&mut a, &mut b], |n| if n == cut { Fate::Cut } else { Fate::Arrives });
        write(&mut a.device, ana, crisis, 2);
        meet(&mut a, &mut b);
        same(&[&a, &b]);
    }
}

#[test]
fn frames_that_are_lost_doubled_or_late_cost_time_and_nothing_else() {
    for seed in 0..40_u64 {
        let (mut a, ana, crisis) = house(30);
        let mut b = newcomer(&mut a, 2);
        meet(&mut a, &mut b);
        write(&mut a.device, ana, crisis, 9);
        write(&mut b.device, ana, crisis, 9);
        let mut die = seed;
        let mut line = Line::open([&mut a, &mut b]);
        for _ in 0..12 {
            line.run([&mut a, &mut b], |_| {
                die = die.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match die >> 33 & 7 {
                    0 => Fate::Lost,
                    1 => Fate::Twice,
                    2 => Fate::Late,
                    _ => Fate::Arrives,
                }
            });
            line.wait([&mut a, &mut b], 11_000);
        }
        for _ in 0..6 {
            line.run([&mut a, &mut b], |_| Fate::Arrives);
            line.wait([&mut a, &mut b], 31_000);
        }
        let closed = line.news.iter().any(|it| matches!(it, Output::Close(_)));
        assert!(!closed, "seed {seed}: {:?}", line.news.last());
        same(&[&a, &b]);
    }
}

#[test]
fn a_fork_inside_one_epoch_is_found_kept_and_passed_on() {
    let (mut a, ana, crisis) = house(12);
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    // A frozen copy of the machine goes on in the same epoch.
    let mut twin = MemoryShelf::new(a.device.clone());
    write(&mut a.device, ana, crisis, 5);
    twin.device.now = twin.device.now.plus_ms(60_000);
    write(&mut twin.device, ana, crisis, 5);
    meet(&mut b, &mut a);
    let news = meet(&mut b, &mut twin);
    let fork = |it: &Output| matches!(it, Output::Alarm(Alarm::Fork { .. }));
    assert!(news.iter().any(fork), "{news:?}");
    let own = |it: &Output| matches!(it, Output::Alarm(Alarm::OwnTwin { .. }));
    assert!(meet(&mut b, &mut a).iter().any(own), "the machine hears that it has a twin");
    let mut c = newcomer(&mut a, 3);
    meet(&mut b, &mut a);
    meet(&mut c, &mut b);
    meet(&mut b, &mut twin);
    meet(&mut b, &mut a);
    same(&[&a, &b, &c]);
    same(&[&b, &twin]);
}

#[test]
fn who_was_never_granted_learns_nothing_and_leaves_nothing_behind() {
    let (mut a, ..) = house(5);
    let (mut other, ana2, crisis2) = house_of(5, 1);
    let mut stranger = MemoryShelf::new(Device::new(9));
    stranger.admin = a.admin;
    let before = hashes(&a.device);
    let mut line = Line::open([&mut a, &mut stranger]);
    line.run([&mut a, &mut stranger], |_| Fate::Arrives);
    assert!(stranger.device.logs.is_empty());
    for scope in a.device.logs.keys() {
        let named = line.wire[0].windows(16).any(|window| window == scope.0);
        assert!(!named, "no scope is named to a stranger");
    }
    // Another institution altogether.
    write(&mut other.device, ana2, crisis2, 1);
    meet(&mut a, &mut other);
    assert_eq!(hashes(&a.device), before);
}

#[test]
fn what_nobody_granted_is_not_kept_and_is_asked_for_again_after_the_grant() {
    let (mut a, _, crisis) = house(3);
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    let mut c = Device::new(3);
    c.import(&b.device);
    let scope = c.world.crisis(crisis).unwrap().0;
    for _ in 0..4 {
        c.slip_in(Draft::facts(scope, Vec::new()));
    }
    b.device.absorb(&c);
    b.device.refold_all();
    let count = |node: &MemoryShelf| node.device.logs.values().map(|log| log.len()).sum::<usize>();
    let before = count(&a);
    meet(&mut a, &mut b);
    assert_eq!(count(&a), before, "not kept");
    a.device.grant(&mut Device::new(3));
    meet(&mut a, &mut b);
    same(&[&a, &b]);
}

#[test]
fn garbage_closes_the_session_and_a_later_frame_is_skipped() {
    let (mut a, ..) = house(1);
    let peer = DeviceKey([7; 32]);
    let mut session = Session::new(us(&a.device), peer, [1; 32]);
    session.handle(&mut a, BEGIN, Input::Start);
    let later = Frame::Later(99).encode();
    assert!(session.handle(&mut a, BEGIN, Input::Frame(later)).is_empty());
    let out = session.handle(&mut a, BEGIN, Input::Frame(vec![0xff; 40]));
    assert!(matches!(out[..], [Output::Close(Reason::NoFrame(_))]), "{out:?}");
    assert!(session.handle(&mut a, BEGIN, Input::Tick).is_empty());
    assert_eq!(session.wake_at(), None);
}

#[test]
fn nothing_else_is_asked_for_before_the_admin_scope_is_here() {
    let (mut a, ..) = house(5);
    let mut b = newcomer(&mut a, 2);
    let mut line = Line::open([&mut a, &mut b]);
    let admin = a.admin.unwrap();
    let others: Vec<_> = a.device.logs.keys().filter(|it| **it != admin).copied().collect();
    while line.ways.iter().any(|way| !way.is_empty()) {
        for end in 0..2 {
            let Some(bytes) = line.ways[end].pop_front() else { continue };
            let names =
                |scope: &ScopeId| bytes.windows(16).any(|window| window == scope.0.as_slice());
            let is_here = b.scope(admin).unwrap() == a.scope(admin).unwrap();
            assert!(end == 1 || is_here || !others.iter().any(names));
            let node = if end == 0 { &mut a } else { &mut b };
            line.put(end, node, Input::Frame(bytes));
        }
        line.wait([&mut a, &mut b], 50);
    }
    same(&[&a, &b]);
}

#[test]
fn keys_go_to_who_may_open_and_to_nobody_else() {
    let (mut a, ..) = house(1);
    let opens = newcomer(&mut a, 2);
    let share = |open| {
        let all = |purpose| Share { over: Over::Every(purpose), mode: None, write: true, open };
        vec![all(Purpose::Plan), all(Purpose::Crisis), all(Purpose::Admin)]
    };
    let mut told = Device::new(3);
    a.device.grant_shares(&mut told, share(false));
    let mut reads = MemoryShelf::new(Device::new(3));
    reads.admin = a.admin;
    for (mut node, may) in [(opens, true), (reads, false)] {
        let news = meet(&mut a, &mut node);
        let came = news.iter().any(|it| matches!(it, Output::KeysCame { .. }));
        assert_eq!(came, may);
        assert_eq!(node.device.keys().count() > 0, may);
        assert_eq!(node.device.world.directory.people.is_empty(), !may);
        same(&[&a, &node]);
        // Asking by name for all of them makes no difference.
        let mut asked = Session::new(us(&a.device), node.device.id(), [1; 32]);
        asked.handle(&mut a, BEGIN, Input::Start);
        let subjects = a.device.keys().map(|(subject, _)| *subject).collect();
        let ask = Frame::AskKeys(AskKeys { scope: a.admin.unwrap(), subjects }).encode();
        assert_eq!(asked.handle(&mut a, BEGIN, Input::Frame(ask)).is_empty(), !may);
    }
}

#[test]
fn no_byte_of_a_scope_goes_to_a_node_without_the_grant_for_it() {
    let (mut a, ..) = house(5);
    let share = Share { over: Over::Every(Purpose::Plan), mode: None, write: false, open: false };
    let mut told = Device::new(2);
    a.device.grant_shares(&mut told, vec![share]);
    let mut b = MemoryShelf::new(Device::new(2));
    b.admin = a.admin;
    let mut line = Line::open([&mut a, &mut b]);
    line.run([&mut a, &mut b], |_| Fate::Arrives);
    line.wait([&mut a, &mut b], 40_000);
    line.run([&mut a, &mut b], |_| Fate::Arrives);
    assert_eq!(b.device.logs.len(), 2, "admin and plan");
    let crisis = *a.device.logs.keys().find(|scope| !b.device.logs.contains_key(scope)).unwrap();
    assert!(!line.wire[0].windows(16).any(|window| window == crisis.0), "checked on the wire");
    // Asking for it by name gives nothing either.
    let ask = Frame::AskHeads(AskHeads { scope: crisis, listed: Vec::new() });
    line.put(0, &mut a, Input::Frame(ask.encode()));
    let held = a.device.logs[&crisis].values().next().unwrap();
    let log = held.envelope.header.log();
    let logs = vec![WantLog { log, have: Vec::new() }];
    let want = Frame::Want(Want { round: 99, logs });
    line.put(0, &mut a, Input::Frame(want.encode()));
    line.run([&mut a, &mut b], |_| Fate::Arrives);
    assert!(!line.wire[0].windows(16).any(|window| window == crisis.0));
}

#[test]
fn what_a_revoked_machine_wrote_is_kept_and_it_is_served_nothing() {
    let (mut a, ana, crisis) = house(2);
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    let mut c = newcomer(&mut a, 3);
    write(&mut b.device, ana, crisis, 3);
    a.device.revoke(b.device.id());
    write(&mut a.device, ana, crisis, 1);
    let before = b.device.logs.values().map(|log| log.len()).sum::<usize>();
    meet(&mut a, &mut b);
    assert_eq!(before, b.device.logs.values().map(|log| log.len()).sum::<usize>());
    meet(&mut c, &mut a);
    let theirs = |node: &MemoryShelf| {
        let held = node.device.logs.values().flat_map(|log| log.values());
        held.filter(|held| held.envelope.header.device == b.device.id()).count()
    };
    assert!(theirs(&b) > 0);
    assert_eq!((theirs(&a), theirs(&c)), (theirs(&b), theirs(&b)), "kept and passed on");
}

/// Numbers from a seed: the same seed gives the same run.
struct Die(u64);

impl Die {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// All frames that went over a line, a node as it was before, and one as it was afterwards.
fn recorded() -> (Device, MemoryShelf, Vec<Vec<u8>>) {
    let (mut a, ana, crisis) = house(6);
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    write(&mut b.device, ana, crisis, 4);
    let before = a.device.clone();
    let (mut frames, mut line) = (Vec::new(), Line::open([&mut a, &mut b]));
    while line.ways.iter().any(|way| !way.is_empty()) {
        for end in 0..2 {
            let Some(bytes) = line.ways[end].pop_front() else { continue };
            frames.push(bytes.clone());
            line.put(end, if end == 0 { &mut a } else { &mut b }, Input::Frame(bytes));
        }
    }
    (before, a, frames)
}

#[test]
fn a_hostile_peer_gets_no_panic_and_nothing_false_is_kept() {
    let (before, after, frames) = recorded();
    let peer = Device::new(2).id();
    for seed in 0..600 {
        let mut die = Die(seed);
        let mut node = MemoryShelf::new(before.clone());
        let mut session = Session::new(us(&node.device), peer, [3; 32]);
        session.handle(&mut node, BEGIN, Input::Start);
        for _ in 0..12 {
            let mut bytes = frames[die.roll(frames.len())].clone();
            match die.roll(6) {
                0 => bytes.truncate(die.roll(bytes.len())),
                1 => {
                    let at = die.roll(bytes.len());
                    bytes[at] = u8::try_from(die.roll(256)).unwrap();
                }
                2 => {
                    // A flip inside a signature or a body leaves the frame whole.
                    let at = bytes.len() - 1 - die.roll(bytes.len().min(90));
                    bytes[at] ^= 1 << die.roll(8);
                }
                3 => bytes = (0..die.roll(200)).map(|_| die.roll(256) as u8).collect(),
                _ => {}
            }
            session.handle(&mut node, BEGIN.plus_ms(die.roll(9_000) as i64), Input::Frame(bytes));
        }
        session.handle(&mut node, BEGIN.plus_ms(20_000), Input::Tick);
        for (scope, log) in &node.device.logs {
            for (id, held) in log {
                let genuine = after.device.logs[scope].get(id).expect("signed by its author");
                assert_eq!((&held.open, &held.sealed), (&genuine.open, &genuine.sealed), "{seed}");
            }
        }
    }
}

#[test]
fn a_photo_follows_the_line_that_names_it() {
    let (mut a, ana, crisis) = house(1);
    let mut b = newcomer(&mut a, 2);
    let photo: Vec<u8> = (0..1_300_000_u32).map(|n| (n % 251) as u8).collect();
    let hash = FileHash(sha256(&photo));
    let file = FileRef {
        hash,
        subject: SubjectId::of(a.device.world.crisis(crisis).unwrap().0, [9; 8]),
        name: Some("foto.jpg".to_owned()),
        media_type: "image/jpeg".to_owned(),
        size: 1,
    };
    let mut entry = WriteEntry::plain(crisis, EntryKind::Fact, "zie foto");
    entry.files = vec![NewFile { file, content: [1; 32] }];
    let id = a.device.command_id();
    a.device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
    a.files.insert(hash, photo.clone());
    let news = meet(&mut a, &mut b);
    assert!(news.contains(&Output::FileCame { file: hash }), "{news:?}");
    assert_eq!(b.files.get(&hash), Some(&photo));
    // Who may not hold the scope gets nothing for the hash alone.
    let mut stranger = Session::new(us(&a.device), DeviceKey([7; 32]), [1; 32]);
    stranger.handle(&mut a, BEGIN, Input::Start);
    let ask = Frame::AskFile(AskFile { file: hash, offset: 0 }).encode();
    let out = stranger.handle(&mut a, BEGIN, Input::Frame(ask));
    let nothing = Frame::File(File { file: hash, offset: 0, total: 0, bytes: Vec::new() });
    assert!(out.contains(&Output::Send(nothing.encode())), "{out:?}");
}

#[test]
fn a_scope_that_this_node_may_not_hold_is_asked_about_once() {
    let (mut a, ..) = house(1);
    let mut b = newcomer(&mut a, 2);
    meet(&mut a, &mut b);
    let mut session = Session::new(us(&b.device), a.device.id(), [1; 32]);
    session.handle(&mut b, BEGIN, Input::Start);
    let mut hear = |frame: Frame| {
        let out = session.handle(&mut b, BEGIN, Input::Frame(frame.encode()));
        out.iter().filter(|it| matches!(it, Output::Send(_))).count()
    };
    let scope = ScopeId([7; 16]);
    hear(Frame::Hello(Hello { minor: 0 }));
    hear(Frame::Scopes(Scopes { is_rest: false, scopes: Vec::new() }));
    let scopes = vec![ScopeDigest { scope, digest: [1; 32] }];
    assert_eq!(hear(Frame::Scopes(Scopes { is_rest: true, scopes: scopes.clone() })), 1);
    let genesis = WirePiece { cose: vec![1], open: None, sealed: None };
    let heads = Heads { scope, genesis, devices: Vec::new(), is_last: true };
    assert_eq!(hear(Frame::Heads(heads)), 0);
    assert_eq!(hear(Frame::Scopes(Scopes { is_rest: true, scopes })), 0);
}

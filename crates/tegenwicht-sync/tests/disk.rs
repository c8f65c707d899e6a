// SPDX-License-Identifier: EUPL-1.2
//! Nodes on real disks that meet: what is on disk when the power goes is enough to go on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::VecDeque;

use tegenwicht_core::command::{Command, Draft, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::device::{Over, Share};
use tegenwicht_core::feature::erasure::Erased;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::scope::Purpose;
use tegenwicht_core::id::{ActorId, CrisisId, SubjectId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::time::Timestamp;
use tegenwicht_sync::{Input, Output, Reason, Session, Us};
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device};
use tegenwicht_testkit::shelf::{DiskNode, Failure, FaultyShelf, Scratch};
use zeroize::Zeroizing;

const SECRET: &str = "een naam die weg moet";

struct Case {
    dir: Scratch,
    ana: ActorId,
    crisis: CrisisId,
}

impl Case {
    fn new(name: &str) -> (Self, DiskNode) {
        let dir = Scratch::new(name);
        let (mut device, ana) = Device::found(1);
        let open = OpenCrisis {
            title: "stroomuitval".to_owned(),
            mode: Mode::Exercise,
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
        let node = DiskNode::open(&dir.path("a"), device, None);
        (Self { dir, ana, crisis }, node)
    }

    fn newcomer(&self, name: &str, seed: u64, by: &mut DiskNode) -> DiskNode {
        by.device.grant(&mut Device::new(seed));
        by.flush();
        DiskNode::open(&self.dir.path(name), Device::new(seed), by.admin)
    }

    fn write(&self, node: &mut DiskNode, texts: &[&str]) {
        for text in texts {
            let entry = WriteEntry::plain(self.crisis, EntryKind::Fact, text);
            let id = node.device.command_id();
            node.device.submit(self.ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
        }
        node.flush();
    }

    fn erase(&self, node: &mut DiskNode, text: &str) {
        let state = node.device.world.crisis(self.crisis).unwrap().1.clone();
        let found = state.entries.iter().find(|(_, it)| it.written.text.as_deref() == Some(text));
        let (crisis, entry) = (self.crisis, *found.unwrap().0);
        let erase = EraseEntry { crisis, entry, ground: "art. 17".to_owned() };
        let erase = Command::EraseEntry(erase);
        node.device.second_word(self.ana, &erase);
        let id = node.device.command_id();
        node.device.submit(self.ana, id, &erase).unwrap();
        node.flush();
    }
}

fn us(node: &DiskNode) -> Us {
    let exchange = Some(Zeroizing::new(node.device.exchange_secret()));
    Us { device: node.device.id(), exchange }
}

/// Lets two nodes talk until both are silent or one fails; `plan` is for the disk of the second.
fn talk(nodes: [&mut DiskNode; 2], plan: Option<(u64, Failure)>) -> (Vec<Output>, u64) {
    let (mut news, mut calls) = (Vec::new(), 0);
    let ids = [us(nodes[0]), us(nodes[1])];
    let peers = [ids[1].device, ids[0].device];
    let [first, second] = ids;
    let mut ends =
        [Session::new(first, peers[0], [1; 32]), Session::new(second, peers[1], [2; 32])];
    let mut inputs: VecDeque<(usize, Input)> =
        [(0, Input::Start), (1, Input::Start)].into_iter().collect();
    let mut now = BEGIN;
    let mut idle = 0;
    while idle < 4 {
        let Some((end, input)) = inputs.pop_front() else {
            idle += 1;
            now = Timestamp(now.0 + 250);
            inputs.extend([(0, Input::Tick), (1, Input::Tick)]);
            continue;
        };
        let plan = plan.filter(|_| end == 1);
        let mut inner = nodes[end].shelf();
        let mut shelf = FaultyShelf::new(&mut inner, if end == 1 { calls } else { 0 }, plan);
        let outputs = ends[end].handle(&mut shelf, now, input);
        if end == 1 {
            calls = shelf.calls;
        }
        for output in outputs {
            match output {
                Output::Send(bytes) => inputs.push_back((1 - end, Input::Frame(bytes))),
                Output::Close(reason) => {
                    news.push(Output::Close(reason));
                    return (news, calls);
                }
                other => news.push(other),
            }
        }
    }
    (news, calls)
}

#[track_caller]
fn same(a: &mut DiskNode, b: &mut DiskNode) {
    a.absorb();
    b.absorb();
    assert_eq!(hashes(&a.device), hashes(&b.device));
    assert_eq!(a.store.count().unwrap(), b.store.count().unwrap());
}

#[test]
fn a_node_that_joins_holds_the_same_and_its_disk_verifies() {
    let (case, mut a) = Case::new("join");
    case.write(&mut a, &["een", "twee", "drie"]);
    let mut b = case.newcomer("b", 2, &mut a);
    talk([&mut a, &mut b], None);
    same(&mut a, &mut b);
    case.write(&mut b, &["vier"]);
    talk([&mut b, &mut a], None);
    let mut b = b.restart();
    same(&mut a, &mut b);
    assert_eq!((a.verify(), b.verify()), (Ok(()), Ok(())));
}

#[test]
fn the_power_may_go_at_any_call_to_the_disk() {
    for failure in [Failure::Before, Failure::After, Failure::Full] {
        let mut at = 1;
        loop {
            let (case, mut a) = Case::new(&format!("power-{failure:?}-{at}"));
            case.write(&mut a, &["een", SECRET, "drie"]);
            let mut b = case.newcomer("b", 2, &mut a);
            case.erase(&mut a, SECRET);
            let (news, calls) = talk([&mut a, &mut b], Some((at, failure)));
            let failed = news.iter().any(|it| matches!(it, Output::Close(Reason::Disk(_))));
            // What the other end was told to be on disk is on disk.
            let mut b = b.restart();
            assert_eq!(b.verify(), Ok(()), "{failure:?} at {at}");
            for output in &news {
                if let Output::Kept { id, .. } = output {
                    assert!(b.store.event(*id).unwrap().is_some(), "{failure:?} at {at}");
                }
            }
            talk([&mut a, &mut b], None);
            same(&mut a, &mut b);
            if !failed {
                assert!(calls < at || failure == Failure::Full);
                break;
            }
            at += 3;
        }
    }
}

#[test]
fn a_newcomer_never_sees_what_was_erased_and_who_had_it_loses_it() {
    let (case, mut a) = Case::new("erase");
    case.write(&mut a, &["een", SECRET, "drie"]);
    let mut b = case.newcomer("b", 2, &mut a);
    let mut c = case.newcomer("c", 3, &mut a);
    talk([&mut a, &mut b], None);
    case.erase(&mut a, SECRET);
    talk([&mut a, &mut c], None);
    assert!(!case.dir.holds("c", SECRET));
    assert!(case.dir.holds("b", SECRET));
    talk([&mut c, &mut b], None);
    b.absorb();
    assert!(!case.dir.holds("b", SECRET));
    same(&mut a, &mut c);
    same(&mut b, &mut c);
}

/// A machine that may write exercises alone names a person of the admin scope, whom it has heard
/// of there, as erased in the exercise.
fn turned(case: &Case, a: &mut DiskNode, person: SubjectId) -> DiskNode {
    let (over, mode) = (Over::Every(Purpose::Crisis), Some(Mode::Exercise));
    let shares = vec![Share { over, mode, write: true, open: true }];
    a.device.grant_shares(&mut Device::new(3), shares);
    a.flush();
    let mut c = DiskNode::open(&case.dir.path("c"), Device::new(3), a.admin);
    talk([a, &mut c], None);
    c.absorb();
    assert_eq!(c.keys.subject(person).unwrap(), None, "it may not open the admin scope");
    let (exercise, _) = c.device.world.crisis(case.crisis).unwrap();
    let (events, ground) = (Vec::new(), "weg".to_owned());
    let subjects = vec![person];
    let erased = Erased { events, subjects, ground, numbers: Vec::new(), commands: Vec::new() };
    c.device.slip_in(Draft::erasing(exercise, vec![Fact::Erased(erased)]));
    c.flush();
    c
}

#[test]
fn a_person_of_the_admin_scope_is_not_erased_from_an_exercise() {
    let (case, mut a) = Case::new("trespass");
    let mut b = case.newcomer("b", 2, &mut a);
    talk([&mut a, &mut b], None);
    let (admin, state) = a.device.world.admin().unwrap();
    let user = &state.users.by_id[&case.ana];
    let (person, event) = (user.subject, user.event);
    assert!(person.belongs_to(admin));
    let mut c = turned(&case, &mut a, person);
    talk([&mut c, &mut a], None);
    talk([&mut c, &mut b], None);
    talk([&mut a, &mut b], None);
    same(&mut a, &mut b);
    // Who comes later hears of the erasure and of the person, and gets the key.
    let mut d = case.newcomer("d", 4, &mut a);
    talk([&mut a, &mut d], None);
    for node in [&mut a, &mut b, &mut d] {
        node.absorb();
        assert!(node.store.event(event).unwrap().unwrap().sealed.is_some());
        assert!(node.keys.subject(person).unwrap().is_some());
        assert_eq!(node.device.world.directory.by_login("ana"), Some(case.ana));
        let (_, exercise) = node.device.world.crisis(case.crisis).unwrap();
        assert!(exercise.erasures.iter().all(|erasure| erasure.subjects.iter().next().is_none()));
        let foreign = Matter::ForeignSubject(person);
        assert!(exercise.notices.iter().any(|notice| notice.matter == foreign));
        assert_eq!(node.verify(), Ok(()));
    }
}

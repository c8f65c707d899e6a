// SPDX-License-Identifier: EUPL-1.2
//! The storm itself: a queue of what happens when, nodes, and the lines between them. One thread,
//! one source of chance, no real clock.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::PathBuf;

use tegenwicht_core::command::Command;
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, EventId, ScopeId};
use tegenwicht_sync::{Alarm, Input, Output, Reason, Session};

use super::gate::Plant;
use super::marks::Marks;
use super::node::Node;
use super::oracle::{Needled, Oracle};
use super::weather::Weather;
use crate::crash::dice::Dice;

/// What is wrong, in a sentence.
pub type Wrong = String;

/// A line between two nodes that run and reach each other.
pub struct Line {
    pub ends: [usize; 2],
    sessions: [Session; 2],
    /// When the last frame to each end arrives, so that frames keep their order.
    last_ms: [i64; 2],
    woken_ms: [i64; 2],
    /// Nothing arrives at this end, and nobody knows.
    deaf: Option<usize>,
}

impl Line {
    /// Both ends hear each other again.
    pub const fn heal(&mut self) {
        self.deaf = None;
    }
}

/// Something that is going to happen.
#[derive(Debug)]
pub enum What {
    Frame { line: u64, end: usize, bytes: Vec<u8> },
    Wake { line: u64, end: usize },
    Connect,
    Act,
    Start { node: usize },
    Room { node: usize },
    Ill,
}

struct Due {
    at_ms: i64,
    tie: u64,
    what: What,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at_ms, self.tie) == (other.at_ms, other.tie)
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at_ms, self.tie).cmp(&(other.at_ms, other.tie))
    }
}

/// A storm that goes on.
pub struct Storm {
    pub weather: Weather,
    pub plant: Option<Plant>,
    pub folder: PathBuf,
    pub now_ms: i64,
    pub dice: Dice,
    queue: BinaryHeap<Reverse<Due>>,
    tie: u64,
    pub nodes: Vec<Node>,
    pub lines: BTreeMap<u64, Line>,
    /// The group of each node; only nodes of one group reach each other.
    pub groups: Vec<usize>,
    /// Nothing goes wrong any more.
    pub is_calm: bool,
    pub oracle: Oracle,
    pub marks: Marks,
    pub root: ed25519_dalek::SigningKey,
    pub admin: ScopeId,
    pub users: Vec<ActorId>,
    /// Commands that were given, to be given again.
    pub given: Vec<(ActorId, CommandId, Command, usize)>,
    /// Copies of folders, made some time ago.
    pub backups: BTreeMap<usize, PathBuf>,
    pub sticks: Vec<(Vec<u8>, Vec<DeviceKey>)>,
    /// Machines that may be granted later, and their shares.
    pub waiting: Vec<usize>,
    pub authors: BTreeMap<usize, BTreeSet<EventId>>,
    pub frames: u64,
    pub fingerprint: u64,
    pub trace: Option<Vec<String>>,
    pub wrong: Option<Wrong>,
}

impl Storm {
    /// An empty sea.
    #[must_use]
    pub fn new(seed: u64, plant: Option<Plant>, folder: PathBuf, is_traced: bool) -> Self {
        let mut dice = Dice::of(seed, "storm");
        let weather = Weather::roll(seed, &mut dice);
        let root = ed25519_dalek::SigningKey::from_bytes(&dice.bytes());
        let admin = DeviceKey(root.verifying_key().to_bytes());
        Self {
            weather,
            plant,
            folder,
            now_ms: 0,
            dice,
            queue: BinaryHeap::new(),
            tie: 0,
            nodes: Vec::new(),
            lines: BTreeMap::new(),
            groups: Vec::new(),
            is_calm: false,
            oracle: Oracle::default(),
            marks: Marks::default(),
            root,
            admin: tegenwicht_core::feature::scope::admin_scope(&admin),
            users: Vec::new(),
            given: Vec::new(),
            backups: BTreeMap::new(),
            sticks: Vec::new(),
            waiting: Vec::new(),
            authors: BTreeMap::new(),
            frames: 0,
            fingerprint: 0,
            trace: is_traced.then(Vec::new),
            wrong: None,
        }
    }

    /// Writes down what happens, and mixes it into the fingerprint.
    pub fn tell(&mut self, what: impl FnOnce() -> String) {
        if self.trace.is_some() {
            let text = format!("{:>11} {}", self.now_ms, what());
            self.trace.iter_mut().for_each(|trace| trace.push(text.clone()));
        }
    }

    /// Mixes a number into the fingerprint.
    pub fn mix(&mut self, number: u64) {
        let mixed = (self.fingerprint ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.fingerprint = mixed ^ (mixed >> 29);
    }

    /// Something is wrong; the first thing counts.
    pub fn fail(&mut self, wrong: impl FnOnce() -> Wrong) {
        if self.wrong.is_none() {
            let wrong = wrong();
            self.tell(|| format!("WRONG: {wrong}"));
            self.wrong = Some(wrong);
        }
    }

    /// Puts something in the queue.
    pub fn after(&mut self, ms: i64, what: What) {
        self.tie += 1;
        let due = Due { at_ms: self.now_ms + ms, tie: self.tie, what };
        self.queue.push(Reverse(due));
    }

    /// Takes the next thing that happens until a moment; at that moment, none.
    pub fn next(&mut self, until_ms: i64) -> Option<What> {
        let is_due = self.queue.peek().is_some_and(|Reverse(due)| due.at_ms <= until_ms);
        if !is_due || self.wrong.is_some() {
            self.now_ms = until_ms;
            return None;
        }
        let Reverse(due) = self.queue.pop()?;
        self.now_ms = due.at_ms;
        self.mix(due.at_ms as u64);
        Some(due.what)
    }

    /// Time passes in which nobody works and no line stands.
    pub fn leap(&mut self, ms: i64) {
        self.lines.clear();
        self.queue.clear();
        self.now_ms += ms;
    }

    /// Whether two nodes run and reach each other.
    #[must_use]
    pub fn reach(&self, a: usize, b: usize) -> bool {
        let runs = |node: usize| self.nodes[node].live.is_some();
        a != b && runs(a) && runs(b) && self.groups[a] == self.groups[b]
    }

    /// Opens lines between all nodes that reach each other and have none.
    pub fn connect(&mut self) {
        for a in 0..self.nodes.len() {
            for b in a + 1..self.nodes.len() {
                let has = self.lines.values().any(|line| line.ends == [a, b]);
                if !has && self.reach(a, b) {
                    self.open(a, b);
                }
            }
        }
    }

    fn open(&mut self, a: usize, b: usize) {
        self.tie += 1;
        let number = self.tie;
        let seeds: [[u8; 32]; 2] = [self.dice.bytes(), self.dice.bytes()];
        let (us, them) = (self.nodes[a].us(), self.nodes[b].us());
        let keys = [us.device, them.device];
        let sessions = [Session::new(us, keys[1], seeds[0]), Session::new(them, keys[0], seeds[1])];
        let is_deaf = !self.is_calm && self.weather.loss > 0 && self.dice.chance(4);
        let deaf = is_deaf.then(|| self.dice.below(2));
        let last_ms = [self.now_ms; 2];
        let line = Line { ends: [a, b], sessions, last_ms, woken_ms: [0; 2], deaf };
        self.lines.insert(number, line);
        self.tell(|| format!("line {number} between {a} and {b}"));
        self.put(number, 0, Input::Start);
        self.put(number, 1, Input::Start);
    }

    /// Cuts a line; what was under way is gone.
    pub fn cut(&mut self, line: u64) {
        if self.lines.remove(&line).is_some() {
            self.tell(|| format!("line {line} is cut"));
        }
    }

    /// Cuts all lines of a node.
    pub fn cut_off(&mut self, node: usize) {
        self.lines.retain(|_, line| !line.ends.contains(&node));
    }

    /// The power of a node goes, and comes back after a while.
    pub fn crash(&mut self, node: usize) {
        let cut = self.nodes[node].gate.cut;
        let cut = cut.filter(|_| self.nodes[node].gate.is_off);
        if let Some(cut) = cut {
            self.marks.hit(if cut.after { "crash-after-call" } else { "crash-before-call" });
            if cut.at_write {
                self.marks.hit("crash-at-write");
            }
        }
        self.tell(|| format!("node {node} crashes ({cut:?})"));
        self.nodes[node].stop();
        self.cut_off(node);
        let ms = self.dice.between(500, 30_000) as i64;
        self.after(ms, What::Start { node });
    }

    /// Starts a node that does not run.
    pub fn start(&mut self, node: usize) {
        if self.nodes[node].live.is_none() {
            self.tell(|| format!("node {node} starts"));
            self.nodes[node].start();
        }
    }

    /// Gives an input to one end of a line, and does what comes out.
    pub fn put(&mut self, number: u64, end: usize, input: Input) {
        let Some(line) = self.lines.get_mut(&number) else {
            return;
        };
        let node = line.ends[end];
        let machine = &mut self.nodes[node];
        let now = machine.clock(self.now_ms);
        let was_full = machine.gate.was_full;
        let outputs = line.sessions[end].handle(&mut machine.shelf(), now, input);
        if machine.gate.was_full > was_full {
            self.marks.hit("disk-full-in-session");
        }
        if self.nodes[node].gate.is_off {
            self.marks.hit("crash-in-session");
            return self.crash(node);
        }
        let mut news = false;
        for output in outputs {
            news |= matches!(output, Output::Stored { .. });
            self.output(number, end, node, output);
        }
        if news {
            self.changed(node, Some(number));
        }
        self.wake(number, end, node);
    }

    /// Tells the sessions of a node that something is new.
    pub fn changed(&mut self, node: usize, but: Option<u64>) {
        let lines: Vec<(u64, usize)> = self
            .lines
            .iter()
            .filter(|(number, _)| Some(**number) != but)
            .filter_map(|(number, line)| {
                Some((*number, line.ends.iter().position(|it| *it == node)?))
            })
            .collect();
        for (number, end) in lines {
            self.put(number, end, Input::Changed);
        }
    }

    fn output(&mut self, number: u64, end: usize, node: usize, output: Output) {
        match output {
            Output::Send(bytes) => self.send(number, end, bytes),
            Output::Stored { scopes } => {
                self.tell(|| format!("node {node} stores {scopes:?}"));
                scopes.iter().for_each(|(_, count)| self.mix(*count));
                self.nodes[node].came(scopes.into_iter().map(|(scope, _)| scope));
            }
            Output::Kept { id, .. } => {
                let Some(line) = self.lines.get(&number) else {
                    return;
                };
                let other = line.ends[1 - end];
                self.kept(node, other, id);
            }
            Output::Alarm(alarm) => self.alarm(node, &alarm),
            Output::Close(reason) => {
                self.tell(|| format!("node {node} closes line {number}: {reason:?}"));
                self.cut(number);
                match reason {
                    Reason::Disk(fault) if !fault.is_full => {
                        self.fail(|| format!("the disk of node {node} says: {fault}"));
                    }
                    Reason::Disk(_) => {}
                    Reason::Silent => self.marks.hit("session-silent"),
                    other => self.fail(|| format!("honest nodes part: {other:?}")),
                }
            }
            Output::KeysCame { .. } => self.marks.hit("keys-came"),
            Output::FileCame { .. } => self.marks.hit("file-came"),
            Output::Settled { .. } => {}
        }
    }

    /// A node says that it has something on disk: it has to be there.
    fn kept(&mut self, node: usize, other: usize, id: EventId) {
        let held = self.nodes[other].live.as_ref().map(|live| live.store.event(id));
        if let Some(Ok(None)) = held {
            self.fail(|| format!("node {other} told node {node} that it keeps {id}, and does not"));
        }
        let is_of_third = self.oracle.events.get(&id).is_some_and(|said| {
            said.log.device != self.nodes[node].device
                && said.log.device != self.nodes[other].device
        });
        if is_of_third {
            self.marks.hit("forwarded-for-a-third");
        }
    }

    /// What people are told. A fault would mean that an honest node sent something bad.
    pub fn alarm(&mut self, node: usize, alarm: &Alarm) {
        self.tell(|| format!("node {node}: {alarm:?}"));
        match alarm {
            Alarm::Fork { .. } => self.marks.hit("fork-met"),
            Alarm::OwnTwin { .. } => self.marks.hit("own-twin-met"),
            Alarm::Fault { id, why, .. } => {
                if self.oracle.events.contains_key(id) {
                    self.fail(|| format!("node {node} refuses an honest event: {why}"));
                }
            }
        }
    }

    fn wake(&mut self, number: u64, end: usize, node: usize) {
        let now = self.nodes[node].clock(self.now_ms);
        let Some(line) = self.lines.get_mut(&number) else {
            return;
        };
        if let Some(at) = line.sessions[end].wake_at() {
            let ms = at.since_ms(now).clamp(1, 30_000);
            let woken = line.woken_ms[end];
            if woken <= self.now_ms || self.now_ms + ms < woken {
                line.woken_ms[end] = self.now_ms + ms;
                self.after(ms, What::Wake { line: number, end });
            }
        }
    }

    /// A frame sets out.
    fn send(&mut self, number: u64, end: usize, bytes: Vec<u8>) {
        let Some(ends) = self.lines.get(&number).map(|line| line.ends) else {
            return;
        };
        let (from, to) = (ends[end], ends[1 - end]);
        let device = self.nodes[to].device;
        self.inspect(from, &device, &bytes, false);
        self.frames += 1;
        self.mix(bytes.len() as u64);
        if self.nodes[from].is_later && self.dice.chance(10) {
            self.marks.hit("frame-of-a-later-version");
            let later = [&[0x83, 0x01, 0x18, 77, 0xa0][..], &[0x83, 0x02, 0x00, 0xa0]];
            let later = later[self.dice.below(2)].to_vec();
            self.travel(number, 1 - end, later, false);
        }
        if self.lines.get(&number).is_some_and(|line| line.deaf == Some(1 - end)) {
            return;
        }
        if self.is_calm {
            return self.travel(number, 1 - end, bytes, false);
        }
        let weather = self.weather.clone();
        let is_range = bytes.len() > 1_500;
        if self.dice.below(10_000) < weather.cuts * if is_range { 8 } else { 1 } {
            self.marks.hit(if is_range { "cut-in-range" } else { "cut-quiet" });
            return self.cut(number);
        }
        if self.dice.chance(weather.loss) {
            return self.marks.hit("frame-lost");
        }
        if self.dice.chance(weather.doubling) {
            self.marks.hit("frame-doubled");
            self.travel(number, 1 - end, bytes.clone(), false);
        }
        let is_late = self.dice.chance(weather.lateness);
        if is_late {
            self.marks.hit("frame-late");
        }
        self.travel(number, 1 - end, bytes, is_late);
    }

    fn travel(&mut self, number: u64, end: usize, bytes: Vec<u8>, is_late: bool) {
        let ms = self.dice.between(2, 60) as i64;
        let late = if is_late { self.dice.between(100, 3_000) as i64 } else { 0 };
        let Some(line) = self.lines.get_mut(&number) else {
            return;
        };
        let mut at = self.now_ms + ms;
        if is_late {
            at += late;
        } else {
            at = at.max(line.last_ms[end]);
            line.last_ms[end] = at;
        }
        self.after(at - self.now_ms, What::Frame { line: number, end, bytes });
    }

    /// Looks at every byte that leaves a node: nothing of a scope for who may not hold it, no
    /// key in the clear, nothing that this node knows to be erased.
    /// Who is hostile may hear again the names of scopes that it said itself.
    pub fn inspect(&mut self, from: usize, to: &DeviceKey, bytes: &[u8], is_hostile: bool) {
        let store = self.nodes[from].live.as_ref().map(|live| &live.store);
        let holds =
            |id: &EventId| store.is_some_and(|store| store.event(*id).is_ok_and(|it| it.is_some()));
        let mut wrong = None;
        let is_revoked = self.oracle.is_revoked(to, holds);
        for needle in self.oracle.find(bytes) {
            let scope = needle.scope;
            let is_name = needle.what == Needled::Scope;
            if is_hostile && is_name {
                continue;
            }
            let granted = self.oracle.was_granted(to, scope, |_| true, |_| true);
            let gone = match needle.what {
                Needled::Word { command, .. } => {
                    self.oracle.words[&command].erased_by.iter().any(holds)
                }
                _ => false,
            };
            let is_secret =
                matches!(needle.what, Needled::Key | Needled::Word { is_sealed: true, .. });
            wrong = if is_secret {
                Some("a secret in the clear")
            } else if !granted {
                Some("something of a scope that was not granted")
            } else if is_revoked && !is_name {
                Some("something, though that machine was revoked")
            } else if gone {
                Some("words that it knows to be erased")
            } else {
                continue;
            };
            break;
        }
        if let Some(what) = wrong {
            self.fail(|| format!("node {from} sends {what} to {to}"));
        }
    }
}

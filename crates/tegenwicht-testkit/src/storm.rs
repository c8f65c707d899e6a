// SPDX-License-Identifier: EUPL-1.2
//! Nodes in a storm: lines that lose, double and cut, power that goes, disks that fill, clocks
//! that jump, copies, old backups, sticks, revocations; and whether all is as it has to be
//! afterwards.
//!
//! Not here: power cuts under the store (`crash`), which is taken to keep what it says it keeps.
//! Rules: the nodes are the production core, store and sync; the same seed gives the same run;
//! what has to be true is kept apart from the nodes; each planted fault is found.
//! Start at: `run`, then `sim::Storm`; what is looked at stands in `rest` and `Storm::inspect`.
//! To change: `docs/how-to/run-a-simulation.md`.

mod acts;
pub mod gate;
pub mod hostile;
mod ills;
pub mod marks;
pub mod memory;
pub mod node;
pub mod oracle;
pub mod pen;
mod rest;
pub mod sim;
pub mod weather;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::crash::dice::Dice;
use gate::Plant;
use marks::Marks;
use node::Node;
use sim::{Storm, What};
use tegenwicht_core::feature::device::Share;
use tegenwicht_sync::Input;

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub seeds: u64,
    pub from: u64,
    pub plant: Option<Plant>,
    /// Goes on after a seed that failed.
    pub to_the_end: bool,
}

/// A seed that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub seed: u64,
    pub wrong: String,
}

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub seeds: u64,
    pub events: u64,
    pub frames: u64,
    pub simulated_ms: i64,
    pub marks: Marks,
    pub failures: Vec<Failure>,
    /// Equal when and only when the storms were.
    pub fingerprint: u64,
}

impl Report {
    /// Adds what came of one more storm.
    fn add(&mut self, one: Self) {
        self.seeds += one.seeds;
        self.events += one.events;
        self.frames += one.frames;
        self.simulated_ms += one.simulated_ms;
        self.marks.add(&one.marks);
        self.failures.extend(one.failures);
        self.fingerprint = self.fingerprint.rotate_left(7) ^ one.fingerprint;
    }
}

/// Runs storms one after the other; shows the report after each.
pub fn run(options: &Options, mut show: impl FnMut(&Report)) -> Report {
    let mut report = Report::default();
    for seed in options.from..options.from + options.seeds {
        report.add(one(seed, options.plant, false).0);
        show(&report);
        if !report.failures.is_empty() && !options.to_the_end {
            break;
        }
    }
    report
}

/// Runs one storm; with `is_traced` also says what happened.
#[must_use]
pub fn one(seed: u64, plant: Option<Plant>, is_traced: bool) -> (Report, Vec<String>) {
    let folder = Place::new(seed);
    let mut storm = Storm::new(seed, plant, folder.0.clone(), is_traced);
    let done = catch_unwind(AssertUnwindSafe(|| storm.whole()));
    if let Err(panic) = done {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        storm.fail(|| format!("panics: {}", text.unwrap_or_default()));
    }
    let failures = storm.wrong.take().map(|wrong| Failure { seed, wrong }).into_iter().collect();
    let report = Report {
        seeds: 1,
        events: storm.oracle.events.len() as u64,
        frames: storm.frames,
        simulated_ms: storm.now_ms,
        marks: storm.marks.clone(),
        failures,
        fingerprint: storm.fingerprint,
    };
    let trace = storm.trace.take().unwrap_or_default();
    // Away before the folder is.
    drop(storm);
    (report, trace)
}

impl Storm {
    fn whole(&mut self) {
        self.begin();
        for spell in 0..self.weather.spells {
            self.spell(spell);
            if self.wrong.is_some() {
                return;
            }
        }
        self.lie_down();
        if self.wrong.is_none() {
            self.examine();
        }
    }

    fn begin(&mut self) {
        let weather = self.weather.clone();
        self.tell(|| format!("{weather:?}"));
        for name in 0..weather.nodes {
            let dice = Dice::new(self.dice.roll());
            let mut node = Node::new(name, &self.folder, self.admin, dice, self.plant);
            node.is_later = weather.later && name % 2 == 1;
            if weather.clocks && self.dice.chance(40) {
                node.clock_ms = self.dice.between(0, 600_000) as i64 - 300_000;
            }
            node.start();
            self.nodes.push(node);
            self.groups.push(0);
        }
        self.found();
        for node in 1..weather.nodes {
            if weather.late_grants && node > 1 && self.dice.chance(40) {
                self.waiting.push(node);
            } else {
                let shares = if node == 1 { Share::everything() } else { self.shares() };
                self.grant(node, shares);
            }
        }
    }

    /// A spell of work, and a pause after it.
    fn spell(&mut self, number: usize) {
        let length = self.dice.between(20_000, 150_000);
        if self.weather.partitions && self.dice.chance(60) {
            self.marks.hit("partition");
            let parts = self.dice.between(2, 3);
            for node in 0..self.groups.len() {
                self.groups[node] = self.dice.below(parts);
            }
        } else {
            self.groups.fill(0);
        }
        let groups = self.groups.clone();
        self.tell(|| format!("spell {number}: {groups:?}"));
        for node in 0..self.nodes.len() {
            self.start(node);
        }
        for _ in 0..self.weather.acts_per_spell {
            let at = self.dice.below(length) as i64;
            self.after(at, What::Act);
        }
        for _ in 0..self.dice.between(1, 5) {
            let at = self.dice.below(length) as i64;
            self.after(at, What::Ill);
        }
        self.after(0, What::Connect);
        self.run_until(self.now_ms + length as i64);
        let pause = self.weather.length_ms / self.weather.spells as i64 - length as i64;
        self.leap(pause.max(1_000));
        for node in 0..self.nodes.len() {
            self.nodes[node].gate.is_full = false;
        }
    }

    /// Lets things happen until a moment.
    pub fn run_until(&mut self, until_ms: i64) {
        while let Some(what) = self.next(until_ms) {
            match what {
                What::Frame { line, end, bytes } => self.put(line, end, Input::Frame(bytes)),
                What::Wake { line, end } => self.put(line, end, Input::Tick),
                What::Connect => {
                    self.connect();
                    let ms = self.dice.between(2_000, 8_000) as i64;
                    self.after(ms, What::Connect);
                }
                What::Act => self.act(),
                What::Start { node } => self.start(node),
                What::Room { node } => self.nodes[node].gate.is_full = false,
                What::Ill => self.ill(),
            }
        }
    }
}

/// A folder for one storm, in memory where there is such a folder.
struct Place(PathBuf);

impl Place {
    fn new(seed: u64) -> Self {
        // Two storms of one seed may run beside each other.
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("tegenwicht-storm-{}-{seed}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind is no harm.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(seeds: u64, plant: Option<Plant>) -> Options {
        Options { seeds, from: 0, plant, to_the_end: false }
    }

    #[test]
    fn a_few_storms_leave_everything_as_it_has_to_be() {
        let report = run(&options(8, None), |_| {});
        assert_eq!(report.failures, []);
        assert!(report.events > 100, "{report:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_trace_and_another_does_not() {
        let (first, trace) = one(3, None, true);
        assert_eq!((first.clone(), trace), one(3, None, true));
        assert_ne!(first.fingerprint, one(4, None, false).0.fingerprint);
        assert_eq!(first.fingerprint, one(3, None, false).0.fingerprint, "looking changes nothing");
    }

    #[test]
    fn every_planted_fault_is_found() {
        for plant in Plant::ALL {
            let report = run(&options(200, Some(plant)), |_| {});
            assert_eq!(report.failures.len(), 1, "{} was not found", plant.name());
        }
    }

    #[test]
    fn a_peer_with_bad_intentions_leaves_a_pair_in_step() {
        let peers = hostile::run(0, 100, |_| None);
        assert_eq!(peers.wrong, None);
        assert_eq!(peers.scripts, 100);
    }

    /// A machine that may write in an exercise says in it that a line of a real crisis is erased.
    #[test]
    fn an_erasure_takes_nothing_of_another_scope() {
        use tegenwicht_core::command::{Command, Draft};
        use tegenwicht_core::envelope::Mode;
        use tegenwicht_core::event::Fact;
        use tegenwicht_core::feature::crisis::OpenCrisis;
        use tegenwicht_core::feature::erasure::Erased;
        use tegenwicht_core::id::CommandId;

        let folder = Place::new(u64::MAX);
        let mut storm = Storm::new(0, None, folder.0.clone(), false);
        storm.begin();
        let mut open = |mode, id| {
            let title = "stroomuitval".to_owned();
            let (began_at, place, report) = (None, None, None);
            let open = Command::OpenCrisis(OpenCrisis {
                title,
                mode,
                began_at,
                place,
                report,
                fallback: None,
                level: None,
                halt_exercises: false,
                line: None,
            });
            let user = storm.users[0];
            storm.nodes[0].submit(0, user, CommandId([id; 16]), &open).signed
        };
        let (real, exercise) = (open(Mode::Real, 1), open(Mode::Exercise, 2));
        let scope = real[0].header().scope;
        let draft = Draft::facts(scope, vec![Fact::Unknown { name: "x.y".into(), raw: vec![0] }]);
        assert!(storm.slip_in(0, draft, false, false));
        let line = |storm: &mut Storm| {
            let store = &storm.nodes[0].live.as_ref().unwrap().store;
            let head = store.heads(scope).unwrap().pop().unwrap();
            store.event(head.id).unwrap().unwrap()
        };
        let written = line(&mut storm);
        assert!(written.open.is_some());
        let (subjects, numbers, commands) = (Vec::new(), Vec::new(), Vec::new());
        let (events, ground) = (vec![written.id], "weg".to_owned());
        let erased = Erased { events, subjects, ground, numbers, commands };
        let erased = vec![Fact::Erased(erased)];
        let draft = Draft::erasing(exercise[0].header().scope, erased);
        assert!(storm.slip_in(0, draft, false, false));
        assert_eq!(line(&mut storm), written);
    }

    #[test]
    fn a_peer_that_makes_a_node_grow_is_told() {
        let peers = hostile::run(0, 3, |is_after| is_after.then(|| "it grew".to_owned()));
        assert_eq!(peers.wrong, Some((0, "it grew".to_owned())));
    }
}

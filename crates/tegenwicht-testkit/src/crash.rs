// SPDX-License-Identifier: EUPL-1.2
//! Cuts the power of a node in thousands of ways, and looks at what it finds when it starts.
//!
//! Not here: the disk (`vfs`), a disk that fails while the power stays (`crash::faults`).
//! Rules: the node is the production store; the same seed gives the same state, bit for bit;
//! what was acknowledged is there once, byte for byte; a group of events is whole or absent;
//! each planted fault is found.
//! Start at: `run`, for one state `Block::state`.
//! To change: `docs/how-to/run-a-simulation.md`.

pub mod cut;
pub mod dice;
mod examine;
pub mod faults;
pub mod history;
pub mod node;
pub mod plan;
pub mod session;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::vfs;
use crate::vfs::disk::{Disk, Image, Op};

use cut::Walk;
use dice::Dice;
use history::{History, Moment, Wrong};
use node::Place;
use plan::{Plan, Work};
use session::{Plant, Session};

/// States that are cut from one run of a node.
pub const BLOCK: u64 = 500;
/// So many states in a hundred lose the power a second time, while the node recovers.
const TWICE_PERCENT: usize = 12;
/// Most failures that a report tells in full.
const TOLD_MAX: usize = 5;

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub states: u64,
    /// The seed of the first state.
    pub from: u64,
    pub plant: Option<Plant>,
    /// Goes on after a block of states with a failure in it.
    pub to_the_end: bool,
}

/// A state that was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub seed: u64,
    pub work: Work,
    /// How many operations the disk had done.
    pub op: usize,
    pub wrong: Wrong,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub states: u64,
    /// States in which the power went a second time.
    pub twice: u64,
    /// States with events that were on disk and not yet acknowledged.
    pub unacknowledged: u64,
    /// States in which the start finished an erasure.
    pub resumed: u64,
    /// Runs of a node that the states were cut from, and what they did.
    pub runs: u64,
    pub events: u64,
    pub ops: u64,
    pub corrupt: u64,
    pub lost: u64,
    pub failures: Vec<Failure>,
    /// Equal when and only when the states and what was found in them were.
    pub fingerprint: u64,
}

impl Report {
    /// Returns true when nothing was wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.corrupt == 0 && self.lost == 0
    }

    fn note(&mut self, failure: Failure) {
        match failure.wrong {
            Wrong::Corrupt(_) => self.corrupt += 1,
            Wrong::Lost(_) => self.lost += 1,
        }
        if self.failures.len() < TOLD_MAX {
            self.failures.push(failure);
        }
    }

    fn mix(&mut self, number: usize) {
        let mixed = (self.fingerprint ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.fingerprint = mixed ^ (mixed >> 29);
    }
}

/// Cuts, starts and looks, so many states; shows the report after each run of a node.
pub fn run(options: &Options, mut show: impl FnMut(&Report)) -> Report {
    let alone = Alone::take();
    let mut report = Report::default();
    let end = options.from + options.states;
    let mut seed = options.from;
    while seed < end && (options.to_the_end || report.is_clean()) {
        let number = seed / BLOCK;
        let until = end.min((number + 1) * BLOCK);
        match Block::record(number, options.plant, &alone.place) {
            Ok(block) => block.run(seed..until, &mut report),
            Err(failure) => report.note(Failure { seed, ..failure }),
        }
        seed = until;
        show(&report);
    }
    report
}

/// One run of a node, with everything that its disk was asked to do.
struct Block<'a> {
    number: u64,
    plan: Plan,
    ops: Vec<Op>,
    history: History,
    place: &'a Place,
}

impl<'a> Block<'a> {
    fn record(number: u64, plant: Option<Plant>, place: &'a Place) -> Result<Self, Failure> {
        let work = Work::ALL[(number % Work::ALL.len() as u64) as usize];
        let plan = Plan::new(work, number);
        vfs::seed_salts(number);
        let mut session = Session::new(&plan, place, Disk::default().recorded(), plant);
        session.run(0).map_err(|stop| {
            let op = session.with_disk(|disk| disk.op_count());
            let wrong = Wrong::Corrupt(format!("stops on a healthy disk: {stop:?}"));
            Failure { seed: 0, work, op, wrong }
        })?;
        let (_, ops, history) = session.end();
        Ok(Self { number, plan, ops, history, place })
    }

    fn run(&self, seeds: std::ops::Range<u64>, report: &mut Report) {
        report.runs += 1;
        report.ops += self.ops.len() as u64;
        report.events += self.history.acknowledged(Moment::Cut(usize::MAX)) as u64;
        let empty = Image::new();
        let mut walk = Walk::new(&empty, &self.ops, Dice::of(self.number, "walk"));
        for seed in seeds {
            // Evenly over the run, so that every operation has its cuts.
            let points = self.ops.len() + 1;
            let dice = &mut Dice::of(seed, "cut");
            let place = (seed % BLOCK) as usize * points + dice.below(points);
            let op = place / BLOCK as usize;
            walk.go_to(op);
            let image = walk.cut(dice);
            report.states += 1;
            let state = AssertUnwindSafe(|| self.state(seed, op, image, dice, report));
            // A store that panics on what it finds does not start, and the seed is to be told.
            let panics = |_| Err(Wrong::Corrupt("panics".to_owned()));
            if let Err(wrong) = catch_unwind(state).unwrap_or_else(panics) {
                report.note(Failure { seed, work: self.plan.work, op, wrong });
            }
        }
    }

    /// One state: sometimes cut once more while the node recovers, then looked at.
    fn state(
        &self,
        seed: u64,
        op: usize,
        mut image: Image,
        dice: &mut Dice,
        report: &mut Report,
    ) -> Result<(), Wrong> {
        vfs::seed_salts(seed);
        if dice.chance(TWICE_PERCENT) {
            report.twice += 1;
            let ops = examine::recover(self.place, image.clone(), &self.plan)?;
            let mut walk = Walk::new(&image, &ops, dice.clone());
            walk.go_to(dice.below(ops.len() + 1));
            image = walk.cut(dice);
        }
        report.mix(op);
        image.values().for_each(|bytes| report.mix(bytes.len()));
        let seen = examine::examine(self.place, image, &self.plan, &self.history, op)?;
        report.mix(seen.events);
        let acknowledged = self.history.acknowledged(Moment::Cut(op));
        report.unacknowledged += u64::from(seen.events > acknowledged);
        report.resumed += u64::from(seen.resumed);
        Ok(())
    }
}

/// A place of its own on this machine, and SQLite's salts: one run at a time has them.
///
/// The folder exists because the store syncs it, and keeps keys in it, past SQLite; the database
/// itself is only on the disk in memory.
struct Alone {
    place: Place,
    folder: PathBuf,
    _salts: MutexGuard<'static, ()>,
}

impl Alone {
    fn take() -> Self {
        static SALTS: Mutex<()> = Mutex::new(());
        // A test that failed before does not matter here.
        let salts = SALTS.lock().unwrap_or_else(PoisonError::into_inner);
        // In memory where there is such a folder: syncing it is then free.
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("tegenwicht-crash-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for a while");
        Self { place: Place::new(&folder), folder, _salts: salts }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // What is left behind is a few bytes, and no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(states: u64, plant: Option<Plant>) -> Options {
        Options { states, from: 0, plant, to_the_end: false }
    }

    /// A part of the states of each kind of work, from another place in its run each time.
    fn small(plant: Option<Plant>) -> Report {
        let mut all = Report::default();
        for block in 0..Work::ALL.len() as u64 {
            let from = block * BLOCK + 62 * block;
            let one = run(&Options { from, ..options(63, plant) }, |_| {});
            all.states += one.states;
            all.unacknowledged += one.unacknowledged;
            all.resumed += one.resumed;
            all.corrupt += one.corrupt;
            all.lost += one.lost;
            all.failures.extend(one.failures);
        }
        all
    }

    #[test]
    fn no_power_cut_takes_what_was_acknowledged() {
        let report = small(None);
        assert_eq!(report.states, 504);
        assert!(report.is_clean(), "{:#?}", report.failures);
        assert!(report.unacknowledged > 0 && report.resumed > 0, "{report:?}");
    }

    #[test]
    fn every_planted_fault_is_found() {
        for plant in Plant::ALL {
            let report = run(&options(20_000, Some(plant)), |_| {});
            assert!(!report.is_clean(), "{} was not found", plant.name());
            assert!(report.lost > 0, "{}: {:#?}", plant.name(), report.failures);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_states() {
        let first = run(&options(700, None), |_| {});
        assert_eq!(first, run(&options(700, None), |_| {}));
        let other = run(&Options { from: 1, ..options(700, None) }, |_| {});
        assert_ne!(first.fingerprint, other.fingerprint);
    }

    #[test]
    fn one_state_alone_is_the_state_it_was_among_others() {
        let plant = Some(Plant::SynchronousNormal);
        let among = run(&options(20_000, plant), |_| {});
        let found = among.failures.first().unwrap();
        let alone = run(&Options { from: found.seed, ..options(1, plant) }, |_| {});
        assert_eq!(alone.failures.first(), Some(found));
    }
}

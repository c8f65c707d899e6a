// SPDX-License-Identifier: EUPL-1.2
//! Bytes of every kind thrown at whatever reads bytes from elsewhere: events, frames, bundles.
//!
//! Not here: peers that follow a plan (`storm::hostile`).
//! Rules: no input makes a reader fall over or grow; what is accepted has one spelling; nothing
//! that its author did not sign is kept; the same seed gives the same input; each planted fault
//! is found.
//! Start at: `run`; what each target promises stands in `event`, `frame`, `bundle`.
//! To change: `docs/how-to/run-a-simulation.md`.

mod bundle;
mod event;
mod frame;
mod house;
mod mutate;
mod still;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::crash::dice::Dice;
use crate::storm::memory::Measure;

/// Runs that share what was learnt; each begins anew with the genuine inputs, so that one run is
/// repeated by those before it in its block and no others.
pub const BLOCK: u64 = 10_000;
/// Inputs that were worth keeping, in one block.
const CORPUS_MAX: usize = 400;
/// So much more memory one input may take, in bytes.
const GROWTH_MAX: usize = 16 * 1024 * 1024;

/// What is thrown at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// An event: its envelope, its open and its sealed part.
    Event,
    /// A frame, alone and in a conversation.
    Frame,
    /// A bundle, as a file and as what is sealed in it.
    Bundle,
}

impl Target {
    pub const ALL: [Self; 3] = [Self::Event, Self::Frame, Self::Bundle];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Frame => "frame",
            Self::Bundle => "bundle",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }
}

/// A fault put in on purpose: a target that does not find its own is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// An event may have a byte too many at its end.
    AnyEnd,
    /// Every key counts as granted.
    GrantsEverybody,
    /// Every file counts as named by some event.
    EveryFileNamed,
}

impl Plant {
    pub const ALL: [Self; 3] = [Self::AnyEnd, Self::GrantsEverybody, Self::EveryFileNamed];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnyEnd => "any-end",
            Self::GrantsEverybody => "grants-everybody",
            Self::EveryFileNamed => "every-file-named",
        }
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plant| plant.name() == name)
    }

    /// Returns the target that has to find it.
    #[must_use]
    pub const fn target(self) -> Target {
        match self {
            Self::AnyEnd => Target::Event,
            Self::GrantsEverybody => Target::Frame,
            Self::EveryFileNamed => Target::Bundle,
        }
    }
}

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    pub target: Target,
    pub runs: u64,
    /// The seed of the first run.
    pub from: u64,
    pub plant: Option<Plant>,
}

/// An input: the parts that a target takes, each a row of bytes.
pub type Input = Vec<Vec<u8>>;

/// An input under which a promise did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub seed: u64,
    pub input: Input,
    pub wrong: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub runs: u64,
    /// Runs in which something was accepted.
    pub accepted: u64,
    /// Ways in which runs ended.
    pub outcomes: BTreeSet<u64>,
    /// The most memory that one run took beyond what was held before it.
    pub growth: usize,
    pub failure: Option<Failure>,
}

/// How one run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outcome {
    /// Which faults were met and how far it came: what is new is worth keeping.
    way: u64,
    is_accepted: bool,
}

trait Thrown {
    /// Inputs as they really occur.
    fn genuine(&self) -> Vec<Input>;

    /// Changes an input; `other` is one to take pieces from.
    fn change(&self, dice: &mut Dice, input: &mut Input, other: &Input);

    /// Gives an input to the readers and says what is wrong when a promise does not hold.
    fn throw(&mut self, input: &Input, dice: &mut Dice) -> Result<Outcome, String>;
}

/// Throws so many inputs; the first failure ends it. Shows the report after each block.
pub fn run(options: &Options, mut show: impl FnMut(&Report)) -> Report {
    let mut target: Box<dyn Thrown> = match options.target {
        Target::Event => Box::new(event::Events::new(options.plant)),
        Target::Frame => Box::new(frame::Frames::new(options.plant)),
        Target::Bundle => Box::new(bundle::Bundles::new(options.plant)),
    };
    let genuine = target.genuine();
    let mut report = Report::default();
    let end = options.from.saturating_add(options.runs);
    let mut number = options.from / BLOCK;
    while number * BLOCK < end && report.failure.is_none() {
        block(target.as_mut(), &genuine, number, options.from..end, &mut report);
        number += 1;
        show(&report);
    }
    report
}

/// Runs one block up to `wanted.end`; what comes before `wanted` is thrown and not counted.
fn block(
    target: &mut dyn Thrown,
    genuine: &[Input],
    number: u64,
    wanted: std::ops::Range<u64>,
    report: &mut Report,
) {
    let mut corpus = genuine.to_vec();
    let mut seen = BTreeSet::new();
    for seed in number * BLOCK..wanted.end.min((number + 1) * BLOCK) {
        let mut dice = Dice::of(seed, "fuzz");
        let mut input = pick(&corpus, &mut dice).clone();
        // Now and then a genuine one goes in as it is: it has to be accepted for ever. Seldom,
        // since each signature that holds takes as long as a hundred other inputs.
        let changes = if dice.chance(2) { 0 } else { dice.between(1, 4) };
        for _ in 0..changes {
            let other = dice.below(corpus.len());
            target.change(&mut dice, &mut input, &corpus[other]);
        }
        let measure = Measure::begin();
        let thrown = catch_unwind(AssertUnwindSafe(|| target.throw(&input, &mut dice)));
        let growth = measure.peak();
        let thrown = match thrown {
            Ok(_) if growth > GROWTH_MAX => Err(format!("it took {growth} bytes of memory")),
            Ok(thrown) => thrown,
            Err(panic) => Err(format!("it fell over: {}", words(panic.as_ref()))),
        };
        if wanted.contains(&seed) {
            report.runs += 1;
            report.growth = report.growth.max(growth);
        }
        match thrown {
            Ok(outcome) => {
                if wanted.contains(&seed) {
                    report.accepted += u64::from(outcome.is_accepted);
                    report.outcomes.insert(outcome.way);
                }
                if seen.insert(outcome.way) && corpus.len() < genuine.len() + CORPUS_MAX {
                    corpus.push(input);
                }
            }
            Err(wrong) => {
                report.failure = Some(Failure { seed, input, wrong });
                return;
            }
        }
    }
}

/// Takes an input, rather a short one: it is thrown sooner, and a change in it matters more.
fn pick<'a>(corpus: &'a [Input], dice: &mut Dice) -> &'a Input {
    let [one, another] = [(); 2].map(|()| &corpus[dice.below(corpus.len())]);
    let length = |input: &Input| input.iter().map(Vec::len).sum::<usize>();
    if length(one) <= length(another) || dice.chance(20) { one } else { another }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Puts numbers into one, for [`Outcome::way`].
fn way(steps: impl IntoIterator<Item = u64>) -> u64 {
    let mix =
        |sum: u64, step: u64| (sum ^ step).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    steps.into_iter().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// A number for a word.
fn number_of(word: &str) -> u64 {
    way(word.bytes().map(u64::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(target: Target, runs: u64) -> Options {
        Options { target, runs, from: 0, plant: None }
    }

    #[test]
    fn readers_stand_whatever_is_thrown_at_them() {
        for target in Target::ALL {
            let report = run(&options(target, 2_000), |_| ());
            let failure = report.failure.map(|failure| (failure.seed, failure.wrong));
            let again = format!("cargo xtask fuzz --target {} --runs 1 --from ", target.name());
            assert_eq!(failure, None, "again: {again}SEED");
            assert!(report.accepted > 30, "{}: {}", target.name(), report.accepted);
            assert!(report.outcomes.len() > 15, "{}: {:?}", target.name(), report.outcomes.len());
        }
    }

    #[test]
    fn each_planted_fault_is_found_and_found_again_by_its_seed() {
        for plant in Plant::ALL {
            let planted = Options { plant: Some(plant), ..options(plant.target(), 40_000) };
            let found = run(&planted, |_| ()).failure;
            let found = found.unwrap_or_else(|| panic!("not found: {}", plant.name()));
            let again = Options { runs: 1, from: found.seed, ..planted };
            assert_eq!(run(&again, |_| ()).failure, Some(found));
        }
    }
}

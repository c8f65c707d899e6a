// SPDX-License-Identifier: EUPL-1.2
//! A disk that fails while the power stays on: every write, sync and truncation once, in turn.
//!
//! Not here: the power cuts themselves (`crash::cut`); here the power goes after the failure.
//! Rules: what failed is not acknowledged; what was acknowledged stays; "not written" never
//! turns up later; after an unknown outcome nothing more is written.
//! Start at: `run`.
//! To change: `docs/how-to/run-a-simulation.md`.

use crate::vfs;
use crate::vfs::disk::{Disk, Fault, FaultKind, Image};

use super::Alone;
use super::cut::{Severity, Walk};
use super::dice::Dice;
use super::examine::{examine, read};
use super::history::{Moment, Wrong};
use super::node::{Answer, Place};
use super::plan::{Plan, Work};
use super::session::{Session, Stop};

/// The work that is made to fail; each has writes that the others do not have.
const WORKS: [Work; 3] = [Work::Singles, Work::Restarts, Work::Mixed];
/// Steps of each; every point repeats them all.
const STEPS: usize = 10;
/// Power cuts after each failure, beside "all unsynced is lost" and "all is kept".
const CUTS: u64 = 2;
/// Starts of the program after which a single failure has to be over.
const LIVES: usize = 6;

/// A point at which something was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub work: Work,
    pub fault: Fault,
    pub wrong: Wrong,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Failures injected, each in a run of its own.
    pub points: u64,
    /// Appends answered "not written" and "unknown".
    pub not_written: u64,
    pub unknown: u64,
    pub failures: Vec<Failure>,
}

/// What to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Chooses the work.
    pub seed: u64,
    /// Starts the program again also after a failed sync, on a machine that was not restarted:
    /// it then reads from memory what may not be on disk.
    pub same_boot: bool,
    /// A fault put in on purpose: the store does not write again at a start what it is to read.
    pub trusts_memory: bool,
}

/// Makes everything fail in turn.
#[must_use]
pub fn run(options: Options) -> Report {
    let mut alone = Alone::take();
    if options.trusts_memory {
        alone.place.trust_memory();
    }
    let mut report = Report::default();
    for work in WORKS {
        let mut plan = Plan::new(work, options.seed);
        plan.steps.truncate(STEPS);
        plan.checkpoint_frames = 12;
        let counts = counts(&plan, &alone.place);
        for (kind, count) in FaultKind::ALL.into_iter().zip(counts) {
            for fault in (0..count).flat_map(|nth| variants(kind, nth)) {
                report.points += 1;
                let point = Point { options, plan: &plan, fault, place: &alone.place };
                if let Err(wrong) = point.run(&mut report) {
                    report.failures.push(Failure { work, fault, wrong });
                }
            }
        }
    }
    report
}

/// How often each kind of call is made when nothing fails.
fn counts(plan: &Plan, place: &Place) -> [usize; 3] {
    vfs::seed_salts(0);
    let mut session = Session::new(plan, place, Disk::default(), None);
    session.run(0).expect("the work succeeds on a healthy disk");
    session.close();
    session.with_disk(|disk| FaultKind::ALL.map(|kind| disk.count(kind)))
}

fn variants(kind: FaultKind, nth: usize) -> [Fault; 2] {
    // Of the many writes every second one finds the disk full, the others find it broken.
    let full = kind == FaultKind::Write && nth % 2 == 1;
    [false, true].map(|persistent| Fault { kind, nth, persistent, full })
}

/// One failure in one run.
struct Point<'a> {
    options: Options,
    plan: &'a Plan,
    fault: Fault,
    place: &'a Place,
}

impl Point<'_> {
    fn run(&self, report: &mut Report) -> Result<(), Wrong> {
        vfs::seed_salts(self.fault.nth as u64);
        let disk = Disk::default().recorded().with_fault(self.fault);
        let mut session = Session::new(self.plan, self.place, disk, None);
        let mut first = 0;
        for life in 0..=LIVES {
            let Err(stop) = session.run(first) else {
                break;
            };
            match &stop {
                Stop::Append { answer: Answer::NotWritten(_), .. } => report.not_written += 1,
                Stop::Append { answer: Answer::Unknown(_), .. } => report.unknown += 1,
                _ => {}
            }
            refuses_more(&mut session, &stop)?;
            if self.fault.nth % 4 < 2 {
                session.close();
            } else {
                session.kill();
            }
            if self.is_final(&session) {
                break;
            }
            if life == LIVES {
                return Err(Wrong::Corrupt(format!("does not get over it: {stop:?}")));
            }
            first = self.start_again(&mut session, &stop, first)?;
        }
        let (image, ops, history) = session.end();
        let all = usize::MAX;
        examine(self.place, image, self.plan, &history, all)?;
        let empty = Image::new();
        for cut in 0..CUTS + 2 {
            let dice = &mut Dice::of(self.fault.nth as u64 * 8 + cut, "fault");
            let mut walk = Walk::new(&empty, &ops, dice.clone());
            walk.go_to(ops.len());
            let image = match cut {
                0 => walk.cut_at(Severity::Nothing, dice),
                1 => walk.cut_at(Severity::Everything, dice),
                _ => walk.cut(dice),
            };
            examine(self.place, image, self.plan, &history, all)?;
        }
        Ok(())
    }

    /// A disk that stays broken, or lost what it was to sync, is for a person to look at;
    /// nothing is written to it again before the machine was restarted.
    fn is_final(&self, session: &Session<'_>) -> bool {
        let synced =
            |disk: &mut Disk| disk.tripped().iter().any(|tripped| tripped.kind == FaultKind::Sync);
        self.fault.persistent || (!self.options.same_boot && session.with_disk(synced))
    }

    /// Starts the program again; what it holds decides what an unknown outcome was. Returns the
    /// step to go on with.
    fn start_again(
        &self,
        session: &mut Session<'_>,
        stop: &Stop,
        first: usize,
    ) -> Result<usize, Wrong> {
        let opened = session.open();
        opened.map_err(|text| Wrong::Corrupt(format!("does not open again: {text}")))?;
        let now = session.with_disk(|disk| disk.op_count());
        let scope = self.plan.scope;
        let Some(node) = session.node() else {
            return Ok(first);
        };
        let found = read(node, scope)?;
        session.history.compare(&found, Moment::Cut(now))?;
        let tried: usize = session.history.groups.iter().map(|group| group.events.len()).sum();
        match stop {
            Stop::Open(_) => Ok(first),
            Stop::Other { step, .. } => Ok(step + 1),
            Stop::Append { step, answer: Answer::NotWritten(_) } => Ok(*step),
            Stop::Append { step, answer: Answer::Unknown(_) } => {
                if found.events.len() < tried {
                    session.history.groups.pop();
                    return Ok(*step);
                }
                if let Some(group) = session.history.groups.last_mut() {
                    group.acknowledged_at = Some(now);
                }
                Ok(step + 1)
            }
        }
    }
}

/// After an unknown outcome, or when the node says that it stopped writing, it stays stopped.
fn refuses_more(session: &mut Session<'_>, stop: &Stop) -> Result<(), Wrong> {
    let unknown = matches!(stop, Stop::Append { answer: Answer::Unknown(_), .. });
    let Some(node) = session.node() else {
        return Ok(());
    };
    if unknown && !node.is_poisoned() {
        return Err(Wrong::Corrupt("an unknown outcome did not stop the writing".to_owned()));
    }
    if node.is_poisoned() && node.set_local(b"more").is_ok() {
        return Err(Wrong::Corrupt("it wrote after it had stopped writing".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failure_is_acknowledged_and_nothing_acknowledged_is_lost() {
        let report = run(Options { seed: 1, same_boot: false, trusts_memory: false });
        assert!(report.failures.is_empty(), "{:#?}", report.failures);
        assert!(report.points > 300, "{report:?}");
        assert!(report.unknown > 0, "{report:?}");
    }

    #[test]
    fn after_a_failed_sync_the_program_may_start_again_without_the_machine() {
        let options = Options { seed: 0, same_boot: true, trusts_memory: false };
        let report = run(options);
        assert!(report.failures.is_empty(), "{:#?}", report.failures);
        let trusting = run(Options { trusts_memory: true, ..options });
        let is_loss = |it: &Failure| matches!(it.wrong, Wrong::Lost(_));
        assert!(trusting.failures.iter().any(is_loss), "{trusting:?}");
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! An assessment (beoordeling): the escalation criteria as one manager weighed them, and what
//! follows: scale up, do not, or not yet and look again at a stated time.
//!
//! Not here: the criteria themselves (the library, list `criteria`), opening (`crisis`).
//! Rules: unknown is an answer of its own; several managers may each weigh, and all of it stays
//! on record, a "no" with its reason too; "not yet" names when and who looks again; in a fire the
//! crisis is opened first and the criteria follow.
//! Start at: `decide_assess`, then `alarms`.
//! To change: text `assessment-*`, page `assessment`, `docs/help/assessment.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::report::{self, Handled};
use crate::feature::text::{self, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, AssessmentId, CrisisId, EventId, ReportId};
use crate::map::Map;
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// Most criteria in one assessment; the library has ten.
pub const ANSWERS_MAX: usize = 40;

/// What a manager says of one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Verdict {
    #[n(0)]
    Yes,
    #[n(1)]
    No,
    #[n(2)]
    Unknown,
}

impl Verdict {
    /// All verdicts, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Yes, Self::No, Self::Unknown];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }

    /// Finds a verdict by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// One criterion, weighed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// Its id in the list `criteria`.
    #[n(0)]
    pub criterion: String,
    #[n(1)]
    pub verdict: Verdict,
    #[n(2)]
    pub remark: Option<String>,
}

/// What follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Outcome {
    #[n(0)]
    ScaleUp,
    /// Back to the regular process, for this reason.
    #[n(1)]
    Regular(#[n(0)] String),
    /// Not yet: this person looks again at this moment.
    #[n(2)]
    NotYet(#[n(0)] Timestamp, #[n(1)] ActorId),
}

impl Outcome {
    /// Returns the stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ScaleUp => "scale-up",
            Self::Regular(_) => "regular",
            Self::NotYet(..) => "not-yet",
        }
    }
}

/// `assessment.given`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Given {
    #[n(0)]
    pub assessment: AssessmentId,
    #[n(1)]
    pub report: Option<ReportId>,
    /// The crisis that was open already when the criteria were weighed.
    #[n(2)]
    pub crisis: Option<CrisisId>,
    #[n(3)]
    pub answers: Vec<Answer>,
    #[n(4)]
    pub outcome: Outcome,
}

/// Weigh the criteria for a report, or for a crisis that was opened without waiting.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct Assess {
    #[n(0)]
    pub report: Option<ReportId>,
    #[n(1)]
    pub crisis: Option<CrisisId>,
    #[n(2)]
    pub answers: Vec<Answer>,
    #[n(3)]
    pub outcome: Outcome,
}

pub(crate) fn decide_assess(
    world: &World,
    ctx: &Context,
    command: &Assess,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    if command.report.is_none() && command.crisis.is_none() {
        return Err(Refusal::AssessmentNotWhole);
    }
    if command.crisis.is_some_and(|crisis| world.crisis(crisis).is_none()) {
        return Err(Refusal::CrisisUnknown);
    }
    // What is weighed is the thing that all reports of a heap are about.
    let report = command.report.map(|id| plan.reports.root(id));
    let report = report.map(|id| plan.reports.by_id.get(&id).ok_or(Refusal::ReportUnknown));
    let report = report.transpose()?;
    let given = Given {
        assessment: AssessmentId(ctx.made_id()),
        report: report.map(|report| report.id),
        crisis: command.crisis,
        answers: answers(&command.answers)?,
        outcome: outcome(world, ctx, &command.outcome)?,
    };
    let regular = match (&given.outcome, report) {
        (Outcome::Regular(reason), Some(report)) if report.handled.live().next().is_none() => {
            Some(Handled {
                report: report.id,
                crisis: None,
                reason: Some(reason.clone()),
                entry: None,
            })
        }
        _ => None,
    };
    let mut draft = Draft::facts(scope, vec![Fact::AssessmentGiven(given)]);
    if let Some(handled) = regular {
        let handled = report::handled_draft(world, handled)?;
        draft.facts.extend(handled.facts);
        draft.supersedes = handled.supersedes;
    }
    Ok(vec![draft])
}

fn answers(answers: &[Answer]) -> Result<Vec<Answer>, Refusal> {
    let mut checked: Vec<Answer> = Vec::with_capacity(answers.len().min(ANSWERS_MAX));
    for answer in answers {
        let criterion = text::slug(&answer.criterion)?;
        if checked.iter().any(|other| other.criterion == criterion) || checked.len() == ANSWERS_MAX
        {
            return Err(Refusal::AnswersWrong);
        }
        let remark = text::optional(answer.remark.as_deref(), REASON)?;
        checked.push(Answer { criterion, verdict: answer.verdict, remark });
    }
    Ok(checked)
}

fn outcome(world: &World, ctx: &Context, outcome: &Outcome) -> Result<Outcome, Refusal> {
    Ok(match outcome {
        Outcome::ScaleUp => Outcome::ScaleUp,
        Outcome::Regular(reason) => Outcome::Regular(text::required(reason, REASON)?),
        Outcome::NotYet(again_at, _) if *again_at <= ctx.now => {
            return Err(Refusal::AgainInThePast);
        }
        Outcome::NotYet(again_at, owner) => {
            world.roles(*owner).ok_or(Refusal::UserUnknown)?;
            Outcome::NotYet(*again_at, *owner)
        }
    })
}

/// An assessment as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Assessment {
    #[n(0)]
    pub given: Given,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
    /// Place in the order of the scope.
    #[n(4)]
    pub position: u64,
}

impl Assessment {
    /// Returns how many criteria got this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.given.answers.iter().filter(|answer| answer.verdict == verdict).count()
    }
}

/// All assessments of the institution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Assessments {
    #[n(0)]
    pub by_id: Map<AssessmentId, Assessment>,
}

/// Returns what was weighed of a report or any other of its heap, or of the crisis that was opened
/// for it, oldest first.
#[must_use]
pub fn weighed(
    plan: &ScopeState,
    report: Option<ReportId>,
    crisis: Option<CrisisId>,
) -> Vec<&Assessment> {
    let report = report.map(|report| plan.reports.root(report));
    let concerns = |given: &Given| {
        (report.is_some() && given.report.map(|own| plan.reports.root(own)) == report)
            || (crisis.is_some() && given.crisis == crisis)
    };
    let all = plan.assessments.by_id.values();
    let mut found: Vec<&Assessment> = all.filter(|one| concerns(&one.given)).collect();
    found.sort_by_key(|assessment| assessment.position);
    found
}

/// Returns the reports that somebody was to look at again by now, with who and when: the last
/// word on them and on the others of their heap is "not yet", and nobody handled them.
#[must_use]
pub fn alarms(plan: &ScopeState, now: Timestamp) -> Vec<(ReportId, Timestamp, ActorId)> {
    let mut last: std::collections::BTreeMap<ReportId, &Assessment> =
        std::collections::BTreeMap::new();
    for assessment in plan.assessments.by_id.values() {
        let Some(report) = assessment.given.report else { continue };
        let report = plan.reports.root(report);
        let newest = last.entry(report).or_insert(assessment);
        if assessment.position > newest.position {
            *newest = assessment;
        }
    }
    let open = |report: &ReportId| {
        let report = plan.reports.by_id.get(report);
        report.is_some_and(|report| report.handled.live().next().is_none())
    };
    let due = last.into_iter().filter_map(|(report, assessment)| match assessment.given.outcome {
        Outcome::NotYet(at, owner) if at <= now && open(&report) => Some((report, at, owner)),
        _ => None,
    });
    let mut due: Vec<(ReportId, Timestamp, ActorId)> = due.collect();
    due.sort_by_key(|(report, at, _)| (*at, *report));
    due
}

impl ScopeState {
    pub(crate) fn give_assessment(&mut self, fact: Given, at: &At<'_>) {
        let id = fact.assessment;
        if self.assessments.by_id.contains_key(&id) {
            return self.notice(at.event, Matter::OpenedTwice(id.to_string()));
        }
        let (by, wall, position) = (at.header.actor, at.header.wall, self.count);
        let assessment = Assessment { given: fact, by, at: wall, event: at.event, position };
        self.assessments.by_id.insert(id, assessment);
    }
}

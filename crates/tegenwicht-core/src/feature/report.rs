// SPDX-License-Identifier: EUPL-1.2
//! A report (melding): the first word that something may be wrong, in one line, from anybody.
//!
//! Not here: weighing it (later, `assessment`), the crisis it may lead to (`crisis`).
//! Rules: making a report needs no training and no crisis; a report is handled once, and also
//! a "no" stays on record; two who handle it without knowing of each other both stay, until a
//! person handles it once more.
//! Start at: `decide_make`.
//! To change: text `report-*`, pages `report` and `home`, `docs/help/report.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CrisisId, EventId, ReportId};
use crate::map::Map;
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// `report.made`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Made {
    #[n(0)]
    pub report: ReportId,
    #[n(1)]
    pub number: u32,
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub text: String,
    #[n(4)]
    pub place: Option<String>,
    /// Who says it, where nobody logged in.
    #[n(5)]
    pub reporter: Option<String>,
    #[n(6)]
    pub happened_at: Timestamp,
}

/// `report.handled`: a crisis was opened for it, or it needs none, for this reason.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Handled {
    #[n(0)]
    pub report: ReportId,
    #[n(1)]
    pub crisis: Option<CrisisId>,
    #[n(2)]
    pub reason: Option<String>,
}

/// Report something.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct MakeReport {
    #[n(0)]
    pub text: String,
    #[n(1)]
    pub place: Option<String>,
    #[n(2)]
    pub reporter: Option<String>,
    #[n(3)]
    pub happened_at: Option<Timestamp>,
    /// As in `log_entry::WriteEntry`.
    #[cbor(skip)]
    pub pressed_at: Option<Timestamp>,
}

/// Put on record that a report needs no crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct HandleReport {
    #[n(0)]
    pub report: ReportId,
    #[n(1)]
    pub reason: String,
}

pub(crate) fn decide_make(
    world: &World,
    ctx: &mut Context,
    command: &MakeReport,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    let letter = world.letter(&ctx.actor.device);
    let used = plan.reports.by_id.values().filter(|report| report.letter == letter);
    let made = Made {
        report: ReportId(ctx.made_id()),
        number: used.map(|report| report.number).max().unwrap_or(0).saturating_add(1),
        letter,
        text: text::required(&command.text, TEXT)?,
        place: text::optional(command.place.as_deref(), NAME)?,
        reporter: text::optional(command.reporter.as_deref(), NAME)?,
        happened_at: command.happened_at.or(command.pressed_at).unwrap_or(ctx.now),
    };
    Ok(vec![Draft::facts(scope, vec![Fact::ReportMade(made)])])
}

pub(crate) fn decide_handle(world: &World, command: &HandleReport) -> Result<Vec<Draft>, Refusal> {
    let reason = text::required(&command.reason, REASON)?;
    handled_draft(world, Handled { report: command.report, crisis: None, reason: Some(reason) })
        .map(|draft| vec![draft])
}

/// Drafts the event that says what became of a report.
pub(crate) fn handled_draft(world: &World, handled: Handled) -> Result<Draft, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    let report = plan.reports.by_id.get(&handled.report).ok_or(Refusal::ReportUnknown)?;
    if report.handled.settled().is_some() {
        return Err(Refusal::ReportAlreadyHandled);
    }
    Draft::facts(scope, vec![Fact::ReportHandled(handled)]).replacing(report.handled.heads())
}

/// A report as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Report {
    #[n(0)]
    pub id: ReportId,
    #[n(1)]
    pub number: u32,
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub text: String,
    #[n(4)]
    pub place: Option<String>,
    #[n(5)]
    pub reporter: Option<String>,
    #[n(6)]
    pub happened_at: Timestamp,
    #[n(7)]
    pub recorded_at: Timestamp,
    #[n(8)]
    pub author: Option<ActorId>,
    #[n(9)]
    pub event: EventId,
    #[n(10)]
    pub handled: Versions<Handled>,
}

impl ScopeState {
    pub(crate) fn make_report(&mut self, fact: Made, at: &At<'_>) {
        let report = Report {
            id: fact.report,
            number: fact.number,
            letter: fact.letter,
            text: fact.text,
            place: fact.place,
            reporter: fact.reporter,
            happened_at: fact.happened_at,
            recorded_at: at.header.wall,
            author: at.header.actor,
            event: at.event,
            handled: Versions::default(),
        };
        if self.reports.by_id.contains_key(&fact.report) {
            return self.notice(at.event, Matter::OpenedTwice(fact.report.to_string()));
        }
        self.reports.by_id.insert(fact.report, report);
    }

    pub(crate) fn handle_report(&mut self, fact: Handled, at: &At<'_>) {
        let id = fact.report;
        let Some(report) = self.reports.by_id.get_mut(&id) else {
            return self.notice(at.event, Matter::UnknownTarget(id.to_string()));
        };
        report.handled.set(at.event, fact, &at.header.supersedes);
        let conflict = report.handled.is_conflict();
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

/// All reports, in order of their ids, which is the order of making.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Reports {
    #[n(0)]
    pub by_id: Map<ReportId, Report>,
}

impl Reports {
    /// Returns the reports that nobody has handled yet, newest first.
    pub fn waiting(&self) -> impl Iterator<Item = &Report> {
        self.by_id.values().rev().filter(|report| report.handled.live().next().is_none())
    }
}

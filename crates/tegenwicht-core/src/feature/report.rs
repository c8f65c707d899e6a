// SPDX-License-Identifier: EUPL-1.2
//! A report (melding): the first word that something may be wrong, in one line, from anybody.
//!
//! Not here: weighing it (`assessment`), the crisis it may lead to (`crisis`).
//! Rules: making a report needs no training and no crisis; a report is handled once, and also a
//! "no" stays on record; reports about one thing lie in one heap under the first of them, each with
//! its own words, and what becomes of the head becomes of the heap; two who handle it without
//! knowing of each other both stay, until a person handles it once more; a report that became a
//! line is hidden and erased with it.
//! Start at: `decide_make`.
//! To change: text `report-*`, pages `report` and `home`, `docs/help/report.md`.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::erasure::Erased;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CrisisId, EntryId, EventId, ReportId};
use crate::map::Map;
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// The letters of METHANE.
pub const METHANE_MAX: usize = 7;
/// Most reports that one command puts together.
pub const JOINED_MAX: usize = 500;

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
    /// The letters of METHANE that were filled in, with what was said.
    #[n(7)]
    #[cbor(default)]
    pub methane: Vec<(String, String)>,
    /// The report that says the same: "with us too".
    #[n(8)]
    pub same_as: Option<ReportId>,
}

/// `report.joined`: these reports are about one and the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Joined {
    #[n(0)]
    pub reports: Vec<ReportId>,
    #[n(1)]
    pub into: ReportId,
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
    /// The line of the log that it became.
    #[n(3)]
    pub entry: Option<EntryId>,
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
    #[n(4)]
    pub methane: Vec<(String, String)>,
    #[n(5)]
    pub same_as: Option<ReportId>,
    /// As in `log_entry::WriteEntry`.
    #[cbor(skip)]
    pub pressed_at: Option<Timestamp>,
}

/// Say that reports are about one and the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct JoinReports {
    #[n(0)]
    pub reports: Vec<ReportId>,
    #[n(1)]
    pub into: ReportId,
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
    if command.same_as.is_some_and(|other| !plan.reports.by_id.contains_key(&other)) {
        return Err(Refusal::ReportUnknown);
    }
    let made = Made {
        report: ReportId(ctx.made_id()),
        number: next_number(plan, &letter),
        letter,
        text: text::required(&command.text, TEXT)?,
        place: text::optional(command.place.as_deref(), NAME)?,
        reporter: text::optional(command.reporter.as_deref(), NAME)?,
        happened_at: command.happened_at.or(command.pressed_at).unwrap_or(ctx.now),
        methane: methane(&command.methane)?,
        same_as: command.same_as,
    };
    Ok(vec![Draft::facts(scope, vec![Fact::ReportMade(made)])])
}

/// Returns the next number under a letter; one that was erased is not given again.
fn next_number(plan: &ScopeState, letter: &str) -> u32 {
    let used = plan.reports.by_id.values().filter(|report| report.letter == letter);
    let used: Vec<u32> = used.map(|report| report.number).collect();
    let last = used.iter().max().copied().unwrap_or(0);
    let given = used.len().saturating_add(plan.erased.len());
    last.max(u32::try_from(given).unwrap_or(u32::MAX)).saturating_add(1)
}

/// Returns the report that became a line, and those of its heap that repeat its words.
#[must_use]
pub fn told_by(plan: &ScopeState, crisis: CrisisId, line: EntryId) -> Vec<ReportId> {
    let became = |report: &&Report| {
        let mut handled = report.handled.live();
        handled.any(|(_, it)| it.entry == Some(line) && it.crisis == Some(crisis))
    };
    let head = plan.reports.by_id.values().find(became);
    let Some(heap) = head.and_then(|head| plan.reports.heap(head.id)) else {
        return Vec::new();
    };
    let repeats = heap.others.iter().filter(|report| report.text.contains(&heap.head.text));
    std::iter::once(heap.head.id).chain(repeats.map(|report| report.id)).collect()
}

/// Returns the reports that say what nobody sees any more: that of a line which is hidden, and of
/// one that was erased by a machine that may not write here.
#[must_use]
pub fn veiled(plan: &ScopeState, state: &ScopeState) -> Vec<ReportId> {
    let Some(crisis) = state.crisis.as_ref().map(|crisis| crisis.id) else {
        return Vec::new();
    };
    let is_gone = |entry: &EntryId| {
        state.hidden.contains_key(entry)
            || (!state.entries.contains_key(entry) && state.erasure_of(*entry).is_some())
    };
    let handled = plan.reports.by_id.values().flat_map(|report| report.handled.live());
    let of_here = handled.filter(|(_, it)| it.crisis == Some(crisis));
    let lines = of_here.filter_map(|(_, it)| it.entry).filter(is_gone);
    lines.flat_map(|line| told_by(plan, crisis, line)).collect()
}

/// Drafts the erasing of the reports that say what an erased line said; none where this machine
/// may not write among the reports: there they stay behind the veil.
pub(crate) fn erasing(
    world: &World,
    ctx: &Context,
    crisis: CrisisId,
    line: EntryId,
    ground: &str,
) -> Option<Draft> {
    let (scope, plan) = world.plan()?;
    let (_, admin) = world.admin()?;
    let place = world.place(scope)?;
    let reports = told_by(plan, crisis, line);
    if reports.is_empty() || !admin.devices.may_write_in(&ctx.actor.device, &place) {
        return None;
    }
    let reports = reports.iter().filter_map(|id| plan.reports.by_id.get(id));
    let mut erased = Erased::on(ground.to_owned());
    erased.events = reports.map(|report| report.event).collect();
    let made = plan.commands.iter().filter(|(_, event)| erased.events.contains(event));
    erased.commands = made.map(|((command, actor), _)| (*actor, *command)).collect();
    Some(Draft::erasing(scope, vec![Fact::Erased(erased)]))
}

fn methane(said: &[(String, String)]) -> Result<Vec<(String, String)>, Refusal> {
    if said.len() > METHANE_MAX {
        return Err(Refusal::TooManyReferences);
    }
    let mut checked = Vec::new();
    for (letter, said) in said {
        if let Some(said) = text::optional(Some(said), REASON)? {
            checked.push((text::slug(letter)?, said));
        }
    }
    Ok(checked)
}

pub(crate) fn decide_join(world: &World, command: &JoinReports) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    if command.reports.is_empty() || command.reports.len() > JOINED_MAX {
        return Err(Refusal::TooManyReports);
    }
    let root = plan.reports.root(command.into);
    for id in command.reports.iter().chain([&command.into]) {
        plan.reports.by_id.get(id).ok_or(Refusal::ReportUnknown)?;
    }
    // What is in that heap already, or is its head, needs no word.
    let mut reports = command.reports.clone();
    reports.retain(|id| plan.reports.root(*id) != root);
    reports.sort_unstable();
    reports.dedup();
    if reports.is_empty() {
        return Err(Refusal::ReportJoinedToItself);
    }
    let fact = Fact::ReportJoined(Joined { reports, into: root });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

pub(crate) fn decide_handle(world: &World, command: &HandleReport) -> Result<Vec<Draft>, Refusal> {
    let reason = text::required(&command.reason, REASON)?;
    handled_draft(
        world,
        Handled { report: command.report, crisis: None, reason: Some(reason), entry: None },
    )
    .map(|draft| vec![draft])
}

/// Drafts the event that says what became of a report.
pub(crate) fn handled_draft(world: &World, handled: Handled) -> Result<Draft, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    // What becomes of one becomes of all that lie with it.
    let handled = Handled { report: plan.reports.root(handled.report), ..handled };
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
    #[n(11)]
    pub methane: Vec<(String, String)>,
    /// The report that it was put with.
    #[n(12)]
    pub joined: Option<ReportId>,
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
            methane: fact.methane,
            joined: fact.same_as.filter(|other| *other != fact.report),
        };
        if self.reports.by_id.contains_key(&fact.report) {
            return self.notice(at.event, Matter::OpenedTwice(fact.report.to_string()));
        }
        self.reports.by_id.insert(fact.report, report);
    }

    /// Puts reports with another. Where two people did so without knowing of each other, the
    /// later word in the order counts: nothing is lost by it, all stay in the list.
    pub(crate) fn join_reports(&mut self, fact: Joined, at: &At<'_>) {
        for id in fact.reports.into_iter().filter(|id| *id != fact.into) {
            match self.reports.by_id.get_mut(&id) {
                Some(report) => report.joined = Some(fact.into),
                None if !self.erased.is_empty() => {}
                None => self.notice(at.event, Matter::UnknownTarget(id.to_string())),
            }
        }
    }

    pub(crate) fn handle_report(&mut self, fact: Handled, at: &At<'_>) {
        let id = fact.report;
        let Some(report) = self.reports.by_id.get_mut(&id) else {
            self.reports.ended.insert(id, ());
            if self.erased.is_empty() {
                self.notice(at.event, Matter::UnknownTarget(id.to_string()));
            }
            return;
        };
        report.handled.set(at.event, fact, &at.header.supersedes);
        let conflict = report.handled.is_conflict();
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

/// All reports.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Reports {
    #[n(0)]
    pub by_id: Map<ReportId, Report>,
    /// Reports that were erased and of which something had become: who said "with us too" does
    /// not wait any more either.
    #[n(1)]
    pub ended: Map<ReportId, ()>,
}

/// Several reports about one thing.
#[derive(Debug, Clone)]
pub struct Heap<'a> {
    /// The report that the others were put with.
    pub head: &'a Report,
    /// The others, earliest first.
    pub others: Vec<&'a Report>,
}

impl Heap<'_> {
    /// Returns how many reports it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// Returns when the last of them was recorded.
    #[must_use]
    pub fn last_at(&self) -> Timestamp {
        let others = self.others.iter().map(|report| report.recorded_at);
        others.max().unwrap_or(self.head.recorded_at).max(self.head.recorded_at)
    }
}

impl Reports {
    /// Returns the report that this one was put with, or itself. Where two halves put two
    /// reports with each other, the lower id of that round leads.
    #[must_use]
    pub fn root(&self, report: ReportId) -> ReportId {
        let (mut path, mut here) = (Vec::new(), report);
        loop {
            if let Some(from) = path.iter().position(|seen| *seen == here) {
                return path.iter().skip(from).min().copied().unwrap_or(here);
            }
            path.push(here);
            match self.by_id.get(&here).and_then(|report| report.joined) {
                Some(next) if self.by_id.contains_key(&next) => here = next,
                _ => return here,
            }
        }
    }

    /// Returns all reports in heaps about one thing, the heap with the latest report first.
    #[must_use]
    pub fn heaps(&self) -> Vec<Heap<'_>> {
        let mut members: BTreeMap<ReportId, Vec<&Report>> = BTreeMap::new();
        for report in self.by_id.values() {
            members.entry(self.root(report.id)).or_default().push(report);
        }
        let mut heaps: Vec<Heap<'_>> = Vec::with_capacity(members.len());
        for (root, mut others) in members {
            let Some(head) = self.by_id.get(&root) else { continue };
            others.retain(|report| report.id != root);
            others.sort_by_key(|report| (report.recorded_at, report.id));
            heaps.push(Heap { head, others });
        }
        heaps.sort_by_key(|heap| std::cmp::Reverse((heap.last_at(), heap.head.id)));
        heaps
    }

    /// Returns the heap in which a report lies.
    #[must_use]
    pub fn heap(&self, report: ReportId) -> Option<Heap<'_>> {
        let root = self.root(report);
        let head = self.by_id.get(&root)?;
        let lies_here = |other: &&Report| other.id != root && self.root(other.id) == root;
        let mut others: Vec<&Report> = self.by_id.values().filter(lies_here).collect();
        others.sort_by_key(|report| (report.recorded_at, report.id));
        Some(Heap { head, others })
    }

    /// Returns the heaps that nobody has handled yet, the one with the latest report first.
    #[must_use]
    pub fn waiting(&self) -> Vec<Heap<'_>> {
        let mut heaps = self.heaps();
        let ended = |report: &Report| report.joined.is_some_and(|it| self.ended.contains_key(&it));
        heaps.retain(|heap| heap.head.handled.live().next().is_none() && !ended(heap.head));
        heaps
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What stands on the agenda of a meeting, which steps are done, and what came of it: bottlenecks
//! with their outcome, decisions and actions.
//!
//! Not here: how a meeting is planned, begun and ended (`meeting`), where a line stands (`course`).
//! Rules: on the agenda stands every open bottleneck, and each of which something became in the
//! meeting; the outcome follows from what people said of the bottleneck; what is written while a
//! meeting runs came of it; a step counts as done when nobody says otherwise.
//! Start at: `ScopeState::agenda`.
//! To change: text `meeting-*`, page `meeting`, `docs/help/meeting.md`.

use minicbor::{Decode, Encode};

use crate::feature::course::Said;
use crate::feature::log_entry::{EntryKind, LogEntry};
use crate::feature::meeting::{Meeting, MeetingMoved, Ordered, Phase, Planned, STEPS, Ticked};
use crate::feature::progress::{Moved, Standing};
use crate::fold::{At, ScopeState};
use crate::id::{EntryId, EventId, MeetingId};
use crate::map::{List, Map};
use crate::notice::Matter;
use crate::versions::Versions;

/// What happened in one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Held {
    #[n(0)]
    pub steps: Map<String, Versions<bool>>,
    /// Who ticked what and when, the newest last.
    #[n(1)]
    pub ticks: List<Said<Ticked>>,
    #[n(2)]
    pub order: Versions<Vec<EntryId>>,
    /// Lines that were written while it ran, in the order of the log.
    #[n(3)]
    pub written: List<EntryId>,
    /// Lines of which something became while it ran, with the event that says so.
    #[n(4)]
    pub moved: Map<EntryId, EventId>,
    /// The agenda as it was when it ended.
    #[n(5)]
    pub agenda: List<EntryId>,
    /// Place in the order of the scope of when it began.
    #[n(6)]
    pub began: u64,
}

impl Held {
    pub(crate) fn tick_heads(&self, step: &str) -> Vec<EventId> {
        self.steps.get(&step.to_owned()).map(Versions::heads).unwrap_or_default()
    }

    /// Returns true when a step was done; where two say otherwise it was not.
    #[must_use]
    pub fn is_done(&self, step: &str) -> bool {
        let said = self.steps.get(&step.to_owned());
        said.is_some_and(|said| said.live().next().is_some() && said.live().all(|(_, done)| *done))
    }

    /// Returns the first step that is not done.
    #[must_use]
    pub fn current(&self) -> Option<&'static str> {
        STEPS.into_iter().find(|step| !self.is_done(step))
    }
}

/// The meetings of a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Meetings {
    #[n(0)]
    pub by_id: Map<MeetingId, Meeting>,
    #[n(1)]
    held: Map<MeetingId, Held>,
    /// Those that run: one, or more where they were begun apart.
    #[n(2)]
    now: Map<MeetingId, ()>,
    /// Place in the order of the scope at which the last meeting that ended had begun.
    #[n(3)]
    met: Option<u64>,
}

impl Meetings {
    /// Returns what happened in a meeting.
    #[must_use]
    pub fn held(&self, meeting: MeetingId) -> Held {
        self.held.get(&meeting).cloned().unwrap_or_default()
    }

    /// Returns the meetings that run, the one that began first on top.
    #[must_use]
    pub fn all_running(&self) -> Vec<&Meeting> {
        let mut all: Vec<&Meeting> =
            self.now.keys().filter_map(|meeting| self.by_id.get(meeting)).collect();
        all.sort_by_key(|meeting| (meeting.started_at(), meeting.id()));
        all
    }

    /// Returns the meeting that runs.
    #[must_use]
    pub fn running(&self) -> Option<&Meeting> {
        self.all_running().into_iter().next()
    }

    /// Returns those that are planned, the next one first.
    #[must_use]
    pub fn planned(&self) -> Vec<&Meeting> {
        let planned = |meeting: &&Meeting| meeting.phase() == Phase::Planned;
        let mut all: Vec<&Meeting> = self.by_id.values().filter(planned).collect();
        all.sort_by_key(|meeting| (meeting.starts(), meeting.id()));
        all
    }

    /// Returns the meeting that people have to know of: the one that runs, or the next one.
    #[must_use]
    pub fn next(&self) -> Option<&Meeting> {
        self.running().or_else(|| self.planned().into_iter().next())
    }

    /// Returns those that are over, the newest first.
    #[must_use]
    pub fn over(&self) -> Vec<&Meeting> {
        let over = |meeting: &&Meeting| meeting.phase().is_over();
        let mut all: Vec<&Meeting> = self.by_id.values().filter(over).collect();
        all.sort_by_key(|meeting| {
            let at = meeting.ended_at().unwrap_or_else(|| meeting.starts());
            std::cmp::Reverse((at, meeting.id()))
        });
        all
    }

    /// Returns the place in the order at which the last meeting that ended had begun: what was
    /// said before it, nobody has said again since.
    #[must_use]
    pub const fn met(&self) -> Option<u64> {
        self.met
    }

    /// Notes that a line was written.
    pub(crate) fn note_written(&mut self, entry: EntryId) {
        let running: Vec<MeetingId> = self.now.keys().copied().collect();
        for meeting in running {
            self.held.change(meeting, |held| held.written.push(entry));
        }
    }

    /// Notes that something became of a line.
    pub(crate) fn note_moved(&mut self, entry: EntryId, event: EventId) {
        let running: Vec<MeetingId> = self.now.keys().copied().collect();
        for meeting in running {
            self.held.change(meeting, |held| {
                held.moved.insert(entry, event);
            });
        }
    }
}

impl ScopeState {
    /// Returns the bottlenecks on the agenda of a meeting, in the order in which they come.
    #[must_use]
    pub fn agenda(&self, meeting: &Meeting) -> Vec<&LogEntry> {
        let held = self.meetings.held(meeting.id());
        let mut all: Vec<&LogEntry> = match meeting.phase() {
            Phase::Ended => held.agenda.iter().filter_map(|id| self.entries.get(id)).collect(),
            Phase::Cancelled => Vec::new(),
            Phase::Running | Phase::Planned => {
                let lines = self.lines_of(EntryKind::Bottleneck);
                lines.filter(|entry| self.is_on_agenda(meeting, &held, entry)).collect()
            }
        };
        all.retain(|entry| !entry.is_struck());
        let order = held.order.live().next().map(|(_, order)| order.clone()).unwrap_or_default();
        let place = |entry: &LogEntry| order.iter().position(|id| *id == entry.written.entry);
        all.sort_by_key(|entry| (place(entry).unwrap_or(usize::MAX), entry.position));
        all
    }

    fn is_on_agenda(&self, meeting: &Meeting, held: &Held, entry: &LogEntry) -> bool {
        if held.moved.contains_key(&entry.written.entry) {
            return true;
        }
        match self.standing(entry) {
            Standing::Open => true,
            // What was moved on comes back when its time has come.
            Standing::Later => self.due_of(entry).is_none_or(|due| due <= meeting.until()),
            _ => false,
        }
    }

    /// Returns what became of a bottleneck in a meeting; None where it was not dealt with.
    #[must_use]
    pub fn outcome(&self, meeting: MeetingId, entry: EntryId) -> Option<&Said<Moved>> {
        let event = *self.meetings.held.get(&meeting)?.moved.get(&entry)?;
        let course = self.progress.by_entry.get(&entry)?;
        course.history.iter().rev().find(|said| said.event == event)
    }

    /// Returns the lines of a kind that were written in a meeting, the oldest first.
    #[must_use]
    pub fn written_in(&self, meeting: MeetingId, kind: EntryKind) -> Vec<&LogEntry> {
        let held = self.meetings.held.get(&meeting);
        let written = held.into_iter().flat_map(|held| held.written.iter());
        let lines = written.filter_map(|id| self.entries.get(id));
        lines.filter(|entry| entry.written.kind == kind && !entry.is_struck()).collect()
    }

    pub(crate) fn plan_meeting(&mut self, fact: Planned, at: &At<'_>) {
        self.begin(|state| &mut state.meetings.by_id, fact, at);
    }

    pub(crate) fn move_meeting(&mut self, fact: MeetingMoved, at: &At<'_>) {
        let id = fact.meeting;
        let (phase, position) = (fact.phase(), self.count);
        if phase == Some(Phase::Ended)
            && let Some(meeting) = self.meetings.by_id.get(&id)
        {
            let agenda = self.agenda(meeting);
            let agenda: Vec<EntryId> = agenda.iter().map(|entry| entry.written.entry).collect();
            self.meetings.held.change(id, |held| {
                held.agenda = List::default();
                agenda.into_iter().for_each(|entry| held.agenda.push(entry));
            });
        }
        self.say(|state| &mut state.meetings.by_id, id, fact, at);
        let Some(meeting) = self.meetings.by_id.get(&id) else {
            return;
        };
        if meeting.phase() == Phase::Running {
            self.meetings.now.insert(id, ());
        } else {
            self.meetings.now.remove(&id);
        }
        if phase == Some(Phase::Running) {
            self.meetings.held.change(id, |held| {
                held.began = if held.began == 0 { position } else { held.began };
            });
        }
        if phase == Some(Phase::Ended) {
            let began = self.meetings.held(id).began;
            self.meetings.met = self.meetings.met.max(Some(began));
        }
    }

    pub(crate) fn tick_meeting(&mut self, fact: Ticked, at: &At<'_>) {
        if !self.meetings.by_id.contains_key(&fact.meeting) {
            return self.notice(at.event, Matter::UnknownTarget(fact.meeting.to_string()));
        }
        let (meeting, mut conflict) = (fact.meeting, false);
        self.meetings.held.change(meeting, |held| {
            held.ticks.push(Said::at(fact.clone(), at));
            held.steps.change(fact.step, |said| {
                said.set(at.event, fact.done, &at.header.supersedes);
                conflict = said.is_conflict() && said.live().any(|(_, done)| *done != fact.done);
            });
        });
        self.notice_conflict(conflict, at, || meeting.to_string());
    }

    pub(crate) fn order_meeting(&mut self, fact: Ordered, at: &At<'_>) {
        if !self.meetings.by_id.contains_key(&fact.meeting) {
            return self.notice(at.event, Matter::UnknownTarget(fact.meeting.to_string()));
        }
        self.meetings.held.change(fact.meeting, |held| {
            held.order.set(at.event, fact.bottlenecks, &at.header.supersedes);
        });
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The course of a line: where a decision, an action, a bottleneck or a question stands, who has
//! it, by when, and what was filled in beside its sentence.
//!
//! Not here: how somebody says so (`progress`), the standings (`standing`).
//! Rules: of two things that were said apart the one counts that asks most of people; the newest
//! that was said about who and when counts, also where it was said with something else.
//! Start at: `ScopeState::standing`.
//! To change: text `progress-*`, pages `decision`, `action`, `bottleneck`, `task`, `docs/help/`.

use minicbor::{Decode, Encode};

use crate::feature::log_entry::{EntryKind, LogEntry};
use crate::feature::progress::{EntryFilled, Field, Filled, Moved, Value};
use crate::feature::standing::Standing;
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, EntryId, EventId};
use crate::map::{List, Map};
use crate::notice::Matter;
use crate::time::Timestamp;
use crate::versions::Versions;

/// So long before its time something is nearly late: what is done then is still done in time.
pub const NEARLY_MS: i64 = 15 * 60_000;

/// How a time by which somebody is to do something stands to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// No time, or enough of it.
    None,
    /// Within a quarter of an hour.
    Nearly,
    Late,
}

impl Urgency {
    /// Returns how a time stands to now.
    #[must_use]
    pub const fn of(due: Option<Timestamp>, now: Timestamp) -> Self {
        match due {
            Some(due) if now.since_ms(due) > 0 => Self::Late,
            Some(due) if due.since_ms(now) <= NEARLY_MS => Self::Nearly,
            _ => Self::None,
        }
    }
}

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Course {
    #[n(0)]
    pub moves: Versions<Moved>,
    #[n(1)]
    pub history: List<Said<Moved>>,
    #[n(2)]
    pub fields: Map<String, Versions<Value>>,
    #[n(3)]
    pub filled: List<Said<Filled>>,
}

/// What somebody said, who and when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Said<T> {
    #[n(0)]
    pub what: T,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
}

impl<T> Said<T> {
    pub(crate) fn at(what: T, at: &At<'_>) -> Self {
        Self { what, by: at.header.actor, at: at.header.wall, event: at.event }
    }
}

/// What became of all lines that anything became of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Progress {
    #[n(0)]
    pub by_entry: Map<EntryId, Course>,
    /// Lines that something is to become of, per kind in the order of the log.
    #[n(1)]
    pub lines: Map<EntryKind, List<EntryId>>,
}

impl Progress {
    pub(crate) fn moves_of(&self, entry: EntryId) -> Vec<EventId> {
        self.by_entry.get(&entry).map(|course| course.moves.heads()).unwrap_or_default()
    }

    pub(crate) fn fills_of(&self, entry: EntryId, field: &str) -> Vec<EventId> {
        let course = self.by_entry.get(&entry);
        course
            .and_then(|it| it.fields.get(&field.to_owned()))
            .map(Versions::heads)
            .unwrap_or_default()
    }

    /// Returns true when two people said different things about where it stands.
    #[must_use]
    pub fn is_conflict(&self, entry: EntryId) -> bool {
        self.by_entry.get(&entry).is_some_and(|course| course.moves.is_conflict())
    }

    /// Returns what stands in a field; where two stand, none: see `fields`.
    #[must_use]
    pub fn field(&self, entry: EntryId, field: Field) -> Option<&Value> {
        let fields = &self.by_entry.get(&entry)?.fields;
        let value = fields.get(&field.name().to_owned())?.settled()?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// Returns the newest move that says something, such as who has it.
    fn newest<T>(&self, entry: EntryId, said: impl Fn(&Moved) -> Option<T>) -> Option<T> {
        let course = self.by_entry.get(&entry)?;
        course.history.iter().rev().find_map(|it| said(&it.what))
    }
}

/// What waits for people. It follows from the state alone, so whoever asks often keeps it for as
/// long as the state is the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Lines with a time by which somebody is to do something, the earliest first.
    by_time: Vec<(Timestamp, EntryKind, EntryId)>,
    /// Bottlenecks that nobody did anything about.
    pub open_bottlenecks: usize,
}

impl Waiting {
    /// Returns the lines whose time has gone by, the one that waits longest first.
    pub fn late(&self, now: Timestamp) -> impl Iterator<Item = (EntryKind, EntryId)> + '_ {
        let late = self.by_time.iter().take_while(move |(due, _, _)| *due < now);
        late.map(|(_, kind, entry)| (*kind, *entry))
    }

    /// Returns the lines that are late or nearly so, the one that waits longest first.
    pub fn urgent(&self, now: Timestamp) -> impl Iterator<Item = (Urgency, EntryId)> + '_ {
        let urgent = self.by_time.iter().map(move |(due, _, entry)| {
            let urgency = Urgency::of(Some(*due), now);
            (urgency, *entry)
        });
        urgent.take_while(|(urgency, _)| *urgency != Urgency::None)
    }
}

/// Who has a line: an account, or somebody as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner<'a> {
    User(ActorId),
    Name(&'a str),
}

impl ScopeState {
    /// Returns where a line stands; where two stand, the one that asks most of people.
    #[must_use]
    pub fn standing(&self, entry: &LogEntry) -> Standing {
        let kind = entry.written.kind;
        let first = Standing::first(kind).unwrap_or(Standing::Open);
        if kind == EntryKind::Question && self.is_answered(entry) {
            return Standing::Answered;
        }
        let course = self.progress.by_entry.get(&entry.written.entry);
        let live = course.into_iter().flat_map(|course| course.moves.live());
        live.filter_map(|(_, moved)| moved.standing()).min().unwrap_or(first)
    }

    fn is_answered(&self, entry: &LogEntry) -> bool {
        let mut answers = entry.answered_by.iter().filter_map(|id| self.entries.get(id));
        answers.any(|answer| !answer.is_struck())
    }

    /// Returns who has a line.
    #[must_use]
    pub fn owner_of<'a>(&'a self, entry: &'a LogEntry) -> Option<Owner<'a>> {
        let course = self.progress.by_entry.get(&entry.written.entry);
        let moves = course.into_iter().flat_map(|course| course.history.iter().rev());
        let owner = |moved: &'a Moved| match (moved.owner, moved.owner_name.as_deref()) {
            (Some(user), _) => Some(Owner::User(user)),
            (None, Some(name)) => Some(Owner::Name(name)),
            (None, None) => None,
        };
        let moved = moves.map(|it| &it.what).find_map(owner);
        moved.or_else(|| entry.written.owner.as_deref().map(Owner::Name))
    }

    /// Returns by when something is to be done about a line.
    #[must_use]
    pub fn due_of(&self, entry: &LogEntry) -> Option<Timestamp> {
        let moved = self.progress.newest(entry.written.entry, |moved| moved.due);
        moved.or(entry.written.due)
    }

    /// Returns true when it should have been done by now; for a decision, when its effect should
    /// have been looked at.
    #[must_use]
    pub fn is_overdue(&self, entry: &LogEntry, now: Timestamp) -> bool {
        self.urgency(entry, now) == Urgency::Late
    }

    /// Returns whether it is late, or nearly so; for a decision, the look at its effect.
    #[must_use]
    pub fn urgency(&self, entry: &LogEntry, now: Timestamp) -> Urgency {
        Urgency::of(self.waits_until(entry), now)
    }

    /// Returns by when somebody has to do something about it, while nobody did.
    fn waits_until(&self, entry: &LogEntry) -> Option<Timestamp> {
        let standing = self.standing(entry);
        if entry.is_struck() || standing.is_end() {
            return None;
        }
        match entry.written.kind {
            EntryKind::Decision if standing != Standing::Proposed => self.check_due(entry),
            _ => self.due_of(entry),
        }
    }

    /// Returns what waits for people; a look at every line that something is to become of.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        let lines = self.progress.lines.keys().flat_map(|kind| self.lines_of(*kind));
        let due = |entry: &LogEntry| {
            let due = self.waits_until(entry)?;
            Some((due, entry.written.kind, entry.written.entry))
        };
        let mut by_time: Vec<_> = lines.filter_map(due).collect();
        by_time.sort_unstable();
        let bottlenecks = self.lines_of(EntryKind::Bottleneck);
        let is_open = |entry: &&LogEntry| self.standing(entry) == Standing::Open;
        Waiting { by_time, open_bottlenecks: bottlenecks.filter(is_open).count() }
    }

    /// Returns when the effect of a decision in force is to be looked at, while nobody did.
    #[must_use]
    pub fn check_due(&self, entry: &LogEntry) -> Option<Timestamp> {
        let id = entry.written.entry;
        let found = self.progress.field(id, Field::Found).is_some();
        let at = self.progress.field(id, Field::CheckAt).and_then(|value| value.time);
        at.filter(|_| !found && self.standing(entry).is_in_force())
    }

    /// Returns the lines of a kind, in the order of the log, without those that were struck.
    pub fn lines_of(&self, kind: EntryKind) -> impl DoubleEndedIterator<Item = &LogEntry> {
        let lines = self.progress.lines.get(&kind).into_iter().flat_map(|lines| lines.iter());
        lines.filter_map(|id| self.entries.get(id)).filter(|entry| !entry.is_struck())
    }

    pub(crate) fn track(&mut self, entry: EntryId, kind: EntryKind) {
        if Standing::first(kind).is_some() {
            self.progress.lines.change(kind, |lines| lines.push(entry));
        }
    }

    /// Returns the events in which people typed something about a line beside its own; they go
    /// with it when it is erased. One without words may be that of another line, which replaced
    /// it, and stays.
    #[must_use]
    pub fn words_about(&self, entry: EntryId) -> Vec<EventId> {
        let Some(course) = self.progress.by_entry.get(&entry) else {
            return Vec::new();
        };
        // Behind the veil there are words of which nothing is left here.
        let veiled = |event: &EventId| self.veiled.contains_key(event);
        let moves = course.history.iter();
        let moves = moves.filter(|it| it.what.has_words() || veiled(&it.event));
        let fills = course.filled.iter();
        let fills = fills.filter(|it| it.what.value.has_words() || veiled(&it.event));
        moves.map(|it| it.event).chain(fills.map(|it| it.event)).collect()
    }

    pub(crate) fn move_entry(&mut self, fact: Moved, at: &At<'_>) {
        let id = fact.entry;
        if self.entries.get(&id).is_none() {
            return self.notice(at.event, Matter::UnknownTarget(id.to_string()));
        }
        let mut conflict = false;
        self.progress.by_entry.change(id, |course| {
            course.history.push(Said::at(fact.clone(), at));
            course.moves.set(at.event, fact, &at.header.supersedes);
            conflict = course.moves.is_conflict();
        });
        self.meetings.note_moved(id, at.event);
        self.notice_conflict(conflict, at, || id.to_string());
    }

    pub(crate) fn fill_entry(&mut self, fact: EntryFilled, at: &At<'_>) {
        let id = fact.entry;
        if self.entries.get(&id).is_none() {
            return self.notice(at.event, Matter::UnknownTarget(id.to_string()));
        }
        let mut conflict = false;
        self.progress.by_entry.change(id, |course| {
            for filled in fact.fields {
                course.filled.push(Said::at(filled.clone(), at));
                course.fields.change(filled.field, |values| {
                    values.set(at.event, filled.value, &at.header.supersedes);
                    conflict |= values.is_conflict();
                });
            }
        });
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

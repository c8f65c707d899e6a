// SPDX-License-Identifier: EUPL-1.2
//! A figure (cijfer): what is counted or stated by name, such as patients in the house or the
//! state of the emergency department, with source, time, status and history.
//!
//! Not here: the log entry that states it (`log_entry`); every statement is an entry.
//! Rules: the same name is the same figure on every node; a source replaces what it said
//! itself before; another source that says otherwise stands beside it, shown as contradictory,
//! until an entry replaces all; struck and withdrawn statements do not count.
//! Start at: `decide_state`, then `view`.
//! To change: text `figure-*`, page `figure`, the API, `docs/help/figure.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, first_16};
use crate::envelope::sha256;
use crate::feature::log_entry::{LogEntry, REFERENCES_MAX, Written};
use crate::feature::text::{self, NAME};
use crate::fold::ScopeState;
use crate::id::{EntryId, EventId, FigureId, ScopeId};
use crate::map::{List, Map};
use crate::refusal::Refusal;
use crate::versions::Versions;

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Status {
    #[n(0)]
    Reported,
    #[n(1)]
    Confirmed,
    #[n(2)]
    Withdrawn,
}

impl Status {
    /// All statuses, in the order of the list to choose from.
    pub const ALL: [Self; 3] = [Self::Reported, Self::Confirmed, Self::Withdrawn];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Finds a status by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// What an entry states about a figure.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Statement {
    #[n(0)]
    pub figure: FigureId,
    #[n(1)]
    pub name: String,
    /// A number or a few words; never calculated with.
    #[n(2)]
    pub value: String,
    #[n(3)]
    pub unit: Option<String>,
    #[n(4)]
    pub status: Status,
}

/// A statement that is to be made with a new entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct NewStatement {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub value: String,
    #[n(2)]
    pub unit: Option<String>,
    #[n(3)]
    pub status: Status,
    /// True when it replaces all that others said too: it settles a contradiction.
    #[n(4)]
    pub replaces_all: bool,
}

/// Returns the id of the figure of this name in this scope.
#[must_use]
pub fn id_of(scope: ScopeId, name: &str) -> FigureId {
    let mut bytes = b"tegenwicht/1/figure".to_vec();
    bytes.extend_from_slice(&scope.0);
    bytes.extend_from_slice(text::fold(name).as_bytes());
    FigureId(first_16(&sha256(&bytes)))
}

/// Returns the statement and the earlier ones that it replaces.
pub(crate) fn decide_state(
    scope: ScopeId,
    state: &ScopeState,
    ctx: &Context,
    new: &NewStatement,
    speaker: Option<&str>,
) -> Result<(Statement, Vec<EntryId>), Refusal> {
    let name = text::required(&new.name, NAME)?;
    let statement = Statement {
        figure: id_of(scope, &name),
        value: text::required(&new.value, NAME)?,
        unit: text::optional(new.unit.as_deref(), NAME)?,
        status: new.status,
        name,
    };
    let Some(figure) = state.figures.get(&statement.figure) else {
        return Ok((statement, Vec::new()));
    };
    let same_source = |entry: &LogEntry| match (speaker, entry.written.speaker.as_deref()) {
        (Some(now), Some(then)) => text::same(now, then),
        (None, None) => entry.author == ctx.actor.id,
        _ => false,
    };
    let live = figure.live.live().filter_map(|(_, id)| state.entries.get(id));
    // Who said what is hidden is not known here; when it is shown again it stands beside this.
    let live = live.filter(|entry| !entry.hidden);
    let replaced = live.filter(|entry| new.replaces_all || same_source(entry));
    let replaced: Vec<EntryId> = replaced.map(|entry| entry.written.entry).collect();
    if replaced.len() > REFERENCES_MAX {
        return Err(Refusal::TooManyReferences);
    }
    Ok((statement, replaced))
}

/// A figure as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Figure {
    /// As the first who stated it spelled it.
    #[n(0)]
    pub name: String,
    /// The entries whose statement was not replaced.
    #[n(1)]
    pub live: Versions<EntryId>,
    /// Every entry that ever stated it, in the order of the log.
    #[n(2)]
    pub history: List<EntryId>,
}

pub(crate) fn apply(
    figures: &mut Map<FigureId, Figure>,
    statement: &Statement,
    written: &Written,
    event: EventId,
) {
    if !figures.contains_key(&statement.figure) {
        let name = statement.name.clone();
        let figure = Figure { name, live: Versions::default(), history: List::default() };
        figures.insert(statement.figure, figure);
    }
    if let Some(figure) = figures.get_mut(&statement.figure) {
        let replaced =
            |(of, id): (&EventId, &EntryId)| written.replaces.contains(id).then_some(*of);
        let replaced: Vec<EventId> = figure.live.live().filter_map(replaced).collect();
        figure.live.set(event, written.entry, &replaced);
        figure.history.push(written.entry);
    }
}

/// A figure as a screen shows it.
#[derive(Debug, Clone)]
pub struct View<'a> {
    pub id: FigureId,
    pub name: &'a str,
    /// The statements that count, latest first by when they were said to be true.
    pub live: Vec<&'a LogEntry>,
    /// Every statement, latest recorded first.
    pub history: Vec<&'a LogEntry>,
}

impl View<'_> {
    /// Returns true when two statements that count say different things.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        let mut values = self.live.iter().filter_map(|entry| entry.written.statement.as_ref());
        let Some(first) = values.next() else {
            return false;
        };
        values.any(|other| !text::same(&first.value, &other.value))
    }
}

/// Returns every figure of the scope, by name.
#[must_use]
pub fn views(state: &ScopeState) -> Vec<View<'_>> {
    let mut views: Vec<View> = state.figures.keys().filter_map(|id| view(state, *id)).collect();
    views.sort_by_key(|view| (text::fold(view.name), view.id));
    views
}

/// Returns one figure; none where all that was ever said of it is hidden.
#[must_use]
pub fn view(state: &ScopeState, id: FigureId) -> Option<View<'_>> {
    let figure = state.figures.get(&id)?;
    let entry = |id: &EntryId| state.entries.get(id);
    let counts = |entry: &&LogEntry| {
        let status = entry.written.statement.as_ref().map(|statement| statement.status);
        !entry.is_struck() && status.is_some_and(|status| status != Status::Withdrawn)
    };
    let mut live: Vec<&LogEntry> =
        figure.live.live().filter_map(|(_, id)| entry(id)).filter(counts).collect();
    live.sort_by_key(|entry| std::cmp::Reverse((entry.written.happened_at, entry.position)));
    let history = figure.history.iter().rev().filter_map(entry);
    let history: Vec<&LogEntry> = history.filter(|entry| !entry.hidden).collect();
    let first = history.last().and_then(|entry| entry.written.statement.as_ref());
    Some(View { id, name: &first?.name, live, history })
}

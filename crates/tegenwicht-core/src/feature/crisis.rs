// SPDX-License-Identifier: EUPL-1.2
//! A crisis: the frame that everything about one incident hangs on, from opening to closing.
//!
//! Not here: the log in it (`log_entry`), level and team (later).
//! Rules: real or exercise is chosen at the opening and fixed for ever, in the signature of
//! every event; the same command opens the same crisis on every node; a real report never opens
//! an exercise; closing twice is refused, and what comes in after closing is kept and marked.
//! Start at: `decide_open`.
//! To change: text `crisis-*`, page `crisis`, `docs/help/crisis.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft, first_16};
use crate::envelope::{Mode, sha256};
use crate::event::Fact;
use crate::feature::log_entry::LogEntry;
use crate::feature::report::{self, Handled};
use crate::feature::scope;
use crate::feature::text::{self, NAME, REASON, TITLE};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CommandId, CrisisId, EventId, ReportId, ScopeId};
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// `crisis.opened`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Opened {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub began_at: Timestamp,
    /// Where the crisis team gathers.
    #[n(3)]
    pub place: Option<String>,
    #[n(4)]
    pub report: Option<ReportId>,
}

/// `crisis.closed`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Closed {
    #[n(0)]
    pub at: Timestamp,
    #[n(1)]
    pub reason: String,
    #[n(2)]
    pub by: Option<ActorId>,
}

/// Open a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct OpenCrisis {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub mode: Mode,
    #[n(2)]
    pub began_at: Option<Timestamp>,
    #[n(3)]
    pub place: Option<String>,
    #[n(4)]
    pub report: Option<ReportId>,
}

/// Close a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct CloseCrisis {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub reason: String,
}

/// Returns the names of the scope and the crisis that one command opens. They follow from the
/// command, so that a retry on a node that has not heard of the first try opens the same crisis;
/// to everybody else they are as good as random.
#[must_use]
pub fn ids_of(
    institution: EventId,
    actor: Option<ActorId>,
    command: CommandId,
    mode: Mode,
) -> (ScopeId, CrisisId) {
    let id = |label: &str| {
        let mut bytes = label.as_bytes().to_vec();
        bytes.extend_from_slice(&institution.0);
        bytes.extend(actor.into_iter().flat_map(|actor| actor.0));
        bytes.extend_from_slice(&command.0);
        bytes.push(u8::from(mode == Mode::Exercise));
        first_16(&sha256(&bytes))
    };
    (ScopeId(id("tegenwicht/1/scope")), CrisisId(id("tegenwicht/1/crisis")))
}

pub(crate) fn decide_open(
    world: &World,
    ctx: &Context,
    command: &OpenCrisis,
) -> Result<Vec<Draft>, Refusal> {
    let institution = world.institution().ok_or(Refusal::NotSetUp)?;
    let (scope_id, crisis) = ids_of(institution, ctx.actor.id, ctx.command, command.mode);
    let opened = Opened {
        crisis,
        title: text::required(&command.title, TITLE)?,
        began_at: command.began_at.unwrap_or(ctx.now),
        place: text::optional(command.place.as_deref(), NAME)?,
        report: command.report,
    };
    let scope = scope::Opened {
        purpose: scope::Purpose::Crisis,
        mode: command.mode,
        institution: Some(institution),
        crisis: Some(crisis),
    };
    let facts = vec![Fact::ScopeOpened(scope), Fact::CrisisOpened(opened)];
    let mut drafts = vec![Draft::genesis(scope_id, command.mode, facts)];
    if let Some(report) = command.report {
        if command.mode == Mode::Exercise {
            return Err(Refusal::ExerciseFromRealReport);
        }
        let handled = Handled { report, crisis: Some(crisis), reason: None };
        drafts.push(report::handled_draft(world, handled)?);
    }
    Ok(drafts)
}

pub(crate) fn decide_close(
    world: &World,
    ctx: &Context,
    command: &CloseCrisis,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let crisis = state.crisis.as_ref().ok_or(Refusal::CrisisUnknown)?;
    if crisis.is_closed() && !crisis.closed.is_conflict() {
        return Err(Refusal::CrisisAlreadyClosed);
    }
    let reason = text::required(&command.reason, REASON)?;
    let closed = Closed { at: ctx.now, reason, by: ctx.actor.id };
    let draft = Draft::facts(scope, vec![Fact::CrisisClosed(closed)]);
    Ok(vec![draft.replacing(crisis.closed.heads())?])
}

/// A crisis as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Crisis {
    #[n(0)]
    pub id: CrisisId,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub mode: Mode,
    #[n(3)]
    pub began_at: Timestamp,
    #[n(4)]
    pub opened_at: Timestamp,
    #[n(5)]
    pub opened_by: Option<ActorId>,
    #[n(6)]
    pub place: Option<String>,
    #[n(7)]
    pub report: Option<ReportId>,
    #[n(8)]
    pub closed: Versions<Closed>,
    #[n(9)]
    pub event: EventId,
    /// Place in the order of the scope where it was first closed.
    #[n(10)]
    pub closed_position: Option<u64>,
}

impl ScopeState {
    /// Returns true when an entry was recorded after the crisis was closed.
    #[must_use]
    pub fn is_after_closing(&self, entry: &LogEntry) -> bool {
        let closed = self.crisis.as_ref().and_then(|crisis| crisis.closed_position);
        closed.is_some_and(|closed| entry.position > closed)
    }

    pub(crate) fn open_crisis(&mut self, fact: Opened, at: &At<'_>) {
        if self.crisis.is_some() {
            return self.notice(at.event, Matter::OpenedTwice(fact.crisis.to_string()));
        }
        self.crisis = Some(Crisis {
            id: fact.crisis,
            title: fact.title,
            mode: self.mode(),
            began_at: fact.began_at,
            opened_at: at.header.wall,
            opened_by: at.header.actor,
            place: fact.place,
            report: fact.report,
            closed: Versions::default(),
            event: at.event,
            closed_position: None,
        });
    }

    pub(crate) fn close_crisis(&mut self, fact: Closed, at: &At<'_>) {
        let position = self.count;
        let Some(crisis) = &mut self.crisis else {
            return self.notice(at.event, Matter::UnknownTarget("crisis".to_owned()));
        };
        crisis.closed_position.get_or_insert(position);
        crisis.closed.set(at.event, fact, &at.header.supersedes);
        let (id, conflict) = (crisis.id, crisis.closed.is_conflict());
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

impl Crisis {
    /// Returns true when somebody closed it.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closing().is_some()
    }

    /// Returns the first closing in force.
    #[must_use]
    pub fn closing(&self) -> Option<&Closed> {
        self.closed.live().map(|(_, closed)| closed).min_by_key(|closed| closed.at)
    }
}

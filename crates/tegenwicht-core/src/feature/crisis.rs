// SPDX-License-Identifier: EUPL-1.2
//! A crisis: the frame that everything about one incident hangs on, from opening to closing.
//!
//! Not here: the log in it (`log_entry`), level and team (later).
//! Rules: real or exercise is chosen at the opening and fixed for ever, in the signature of
//! every event; a real report never opens an exercise; closing twice is refused, and what comes
//! in after closing is kept and marked.
//! Start at: `decide_open`.
//! To change: text `crisis-*`, page `crisis`, `docs/help/crisis.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::envelope::Mode;
use crate::event::Fact;
use crate::feature::report::{self, Handled};
use crate::feature::scope;
use crate::feature::text::{self, NAME, REASON, TITLE};
use crate::id::{ActorId, CrisisId, EventId, ReportId, ScopeId};
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

pub(crate) fn decide_open(
    world: &World,
    ctx: &mut Context,
    command: &OpenCrisis,
) -> Result<Vec<Draft>, Refusal> {
    let institution = world.institution().ok_or(Refusal::NotSetUp)?;
    let crisis = CrisisId(ctx.fresh_id());
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
    let mut drafts = vec![Draft::genesis(ScopeId(ctx.fresh_random()), command.mode, facts)];
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
    if crisis.is_closed() {
        return Err(Refusal::CrisisAlreadyClosed);
    }
    let reason = text::required(&command.reason, REASON)?;
    let closed = Closed { at: ctx.now, reason, by: ctx.actor.id };
    Ok(vec![Draft::facts(scope, vec![Fact::CrisisClosed(closed)])])
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

// SPDX-License-Identifier: EUPL-1.2
//! A call (oproep, informeren): one try to reach a person or desk, and what came of it.
//!
//! Not here: who could be called (`contact`, `roster`), who took a seat (`team`).
//! Rules: every try is kept, one that failed too; the last one counts; informing a desk says who
//! heard it, and whether it was acknowledged.
//! Start at: `decide_record`, then `Calls::last`.
//! To change: text `call-*`, page `call`, `docs/help/call.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CallId, ContactId, CrisisId, EventId};
use crate::map::List;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// Who was called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Callee {
    #[n(0)]
    Contact(#[n(0)] ContactId),
    /// A desk, by its name in the list `contacts`: board, GHOR, police.
    #[n(1)]
    Desk(#[n(0)] String),
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Outcome {
    #[n(0)]
    Reached,
    /// Reached, and there at this moment.
    #[n(1)]
    Coming(#[n(0)] Timestamp),
    #[n(2)]
    NotReached,
    /// Reached, and cannot come or help.
    #[n(3)]
    CannotCome,
}

impl Outcome {
    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Coming(_) => "coming",
            Self::NotReached => "not-reached",
            Self::CannotCome => "cannot-come",
        }
    }
}

/// `call.made`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Made {
    #[n(0)]
    pub call: CallId,
    #[n(1)]
    pub to: Callee,
    /// The role that was to be filled.
    #[n(2)]
    pub role: Option<String>,
    #[n(3)]
    pub outcome: Outcome,
    /// Telephone, portofoon, in person.
    #[n(4)]
    pub way: Option<String>,
    /// Who heard it, at a desk.
    #[n(5)]
    pub heard_by: Option<String>,
    /// Repeated back, so it was understood.
    #[n(6)]
    pub acknowledged: bool,
    #[n(7)]
    pub note: Option<String>,
    #[n(8)]
    pub happened_at: Timestamp,
}

/// Record a try to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct RecordCall {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub to: Callee,
    #[n(2)]
    pub role: Option<String>,
    #[n(3)]
    pub outcome: Outcome,
    #[n(4)]
    pub way: Option<String>,
    #[n(5)]
    pub heard_by: Option<String>,
    #[n(6)]
    pub acknowledged: bool,
    #[n(7)]
    pub note: Option<String>,
    #[n(8)]
    pub happened_at: Option<Timestamp>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

pub(crate) fn decide_record(
    world: &World,
    ctx: &Context,
    command: &RecordCall,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let (_, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let to = match &command.to {
        Callee::Contact(id) => {
            admin.contacts.by_id.get(id).ok_or(Refusal::ContactUnknown)?;
            Callee::Contact(*id)
        }
        Callee::Desk(desk) => Callee::Desk(text::slug(desk)?),
    };
    let made = Made {
        call: CallId(ctx.made_id()),
        to,
        role: command.role.as_deref().map(text::slug).transpose()?,
        outcome: command.outcome,
        way: text::optional(command.way.as_deref(), NAME)?,
        heard_by: text::optional(command.heard_by.as_deref(), NAME)?,
        acknowledged: command.acknowledged,
        note: text::optional(command.note.as_deref(), REASON)?,
        happened_at: command.happened_at.unwrap_or(ctx.now),
    };
    let about = made.call.to_string();
    let told = (EntryKind::Contact, command.line.as_deref());
    let fact = Fact::CallMade(made);
    Ok(vec![telling::draft(world, ctx, (scope, state), fact, told, about)?])
}

/// A try as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Call {
    #[n(0)]
    pub made: Made,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub recorded_at: Timestamp,
    #[n(3)]
    pub event: EventId,
}

/// All tries of a crisis, in the order of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Calls {
    #[n(0)]
    pub all: List<Call>,
}

impl Calls {
    /// Returns the tries to reach somebody, latest first.
    pub fn to<'a>(&'a self, callee: &'a Callee) -> impl Iterator<Item = &'a Call> {
        self.all.iter().rev().filter(move |call| call.made.to == *callee)
    }

    /// Returns the last try to reach somebody: it is the one that counts.
    #[must_use]
    pub fn last<'a>(&'a self, callee: &'a Callee) -> Option<&'a Call> {
        self.to(callee).next()
    }
}

impl ScopeState {
    pub(crate) fn make_call(&mut self, fact: Made, at: &At<'_>) {
        let (by, recorded_at) = (at.header.actor, at.header.wall);
        self.calls.all.push(Call { made: fact, by, recorded_at, event: at.event });
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! An order (opdracht): what the crisis team tells an operational team to do, and its answer.
//!
//! Not here: the teams (`team`), actions of one person (`log_entry`, later `action`).
//! Rules: an order goes to a team that is there; the team acknowledges it, reports it done, or
//! says that it cannot and why; an order that ended is not answered again.
//! Start at: `decide_give`.
//! To change: text `order-*`, page `team`, `docs/help/team.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::course::Urgency;
use crate::feature::log_entry::EntryKind;
use crate::feature::numbered::{self, Begins, Numbered};
use crate::feature::telling;
use crate::feature::text::{self, REASON, TEXT};
use crate::fold::{At, ScopeState};
use crate::id::{CrisisId, EntryId, OrderId};
use crate::map::Map;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// How a team answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Reply {
    #[n(0)]
    Acknowledged,
    #[n(1)]
    Cannot,
    #[n(2)]
    Done,
    /// By who gave it: not needed any more.
    #[n(3)]
    Withdrawn,
}

impl Reply {
    /// All replies, in the order of the buttons.
    pub const ALL: [Self; 4] = [Self::Acknowledged, Self::Cannot, Self::Done, Self::Withdrawn];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Cannot => "cannot",
            Self::Done => "done",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Finds a reply by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reply| reply.name() == name)
    }

    /// Returns true when nothing more is expected.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Done | Self::Withdrawn)
    }
}

/// `order.given`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Given {
    #[n(0)]
    pub order: OrderId,
    #[n(1)]
    pub number: u32,
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub team: String,
    #[n(4)]
    pub text: String,
    #[n(5)]
    pub due: Option<Timestamp>,
    /// The decision that it carries out.
    #[n(6)]
    pub decision: Option<EntryId>,
}

/// `order.answered`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answered {
    #[n(0)]
    pub order: OrderId,
    #[n(1)]
    pub reply: Reply,
    #[n(2)]
    pub note: Option<String>,
}

/// Tell a team to do something.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct GiveOrder {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub team: String,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub due: Option<Timestamp>,
    #[n(4)]
    pub decision: Option<EntryId>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Answer an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct AnswerOrder {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub order: OrderId,
    #[n(2)]
    pub reply: Reply,
    /// Needed where the team cannot.
    #[n(3)]
    pub note: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

pub(crate) fn decide_give(
    world: &World,
    ctx: &Context,
    command: &GiveOrder,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    state.team.teams.get(&command.team).ok_or(Refusal::TeamUnknown)?;
    if command.decision.is_some_and(|entry| state.entries.get(&entry).is_none()) {
        return Err(Refusal::EntryUnknown);
    }
    let letter = world.letter(&ctx.actor.device);
    let given = Given {
        order: OrderId(ctx.made_id()),
        number: numbered::next_number(&state.orders.by_id, &letter),
        letter,
        team: command.team.clone(),
        text: text::required(&command.text, TEXT)?,
        due: command.due,
        decision: command.decision,
    };
    let about = given.order.to_string();
    let told = (EntryKind::Action, command.line.as_deref());
    let fact = Fact::OrderGiven(given);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft])
}

pub(crate) fn decide_answer(
    world: &World,
    ctx: &Context,
    command: &AnswerOrder,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let order = state.orders.by_id.get(&command.order).ok_or(Refusal::OrderUnknown)?;
    if order.reply().is_some_and(Reply::is_end) && !order.words.is_conflict() {
        return Err(Refusal::OrderAlreadyEnded);
    }
    let note = match command.reply {
        Reply::Cannot => Some(text::required(command.note.as_deref().unwrap_or(""), REASON)?),
        _ => text::optional(command.note.as_deref(), REASON)?,
    };
    let answered = Answered { order: command.order, reply: command.reply, note };
    let about = command.order.to_string();
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::OrderAnswered(answered);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(order.words.heads())?])
}

impl Begins for Given {
    type Id = OrderId;

    fn id(&self) -> OrderId {
        self.order
    }

    fn number(&self) -> (&str, u32) {
        (&self.letter, self.number)
    }
}

/// An order as the log knows it.
pub type Order = Numbered<Given, Answered>;

impl Order {
    /// Returns the reply that counts; where two stand, the one that asks most of people.
    #[must_use]
    pub fn reply(&self) -> Option<Reply> {
        self.words.live().map(|(_, answered)| answered.reply).min()
    }

    /// Returns true when it should have been done by now.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.urgency(now) == Urgency::Late
    }

    /// Returns whether it is late, or nearly so.
    #[must_use]
    pub fn urgency(&self, now: Timestamp) -> Urgency {
        let waits = !self.reply().is_some_and(Reply::is_end);
        Urgency::of(self.begun.due.filter(|_| waits), now)
    }
}

/// All orders of a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Orders {
    #[n(0)]
    pub by_id: Map<OrderId, Order>,
}

impl Orders {
    /// Returns those of one team, or of all: what is still to be done first, earliest due first.
    #[must_use]
    pub fn of(&self, team: Option<&str>) -> Vec<&Order> {
        let concerns = |order: &&Order| team.is_none_or(|team| order.begun.team == team);
        let mut orders: Vec<&Order> = self.by_id.values().filter(concerns).collect();
        orders.sort_by_key(|order| {
            let ended = order.reply().is_some_and(Reply::is_end);
            (ended, order.begun.due.is_none(), order.begun.due, order.at, order.begun.order)
        });
        orders
    }
}

impl ScopeState {
    pub(crate) fn give_order(&mut self, fact: Given, at: &At<'_>) {
        self.begin(|state| &mut state.orders.by_id, fact, at);
    }

    pub(crate) fn answer_order(&mut self, fact: Answered, at: &At<'_>) {
        self.say(|state| &mut state.orders.by_id, fact.order, fact, at);
    }
}

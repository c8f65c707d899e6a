// SPDX-License-Identifier: EUPL-1.2
//! A card at work (actiekaart): one that was started in a crisis, and what became of its steps.
//!
//! Not here: the files of the library and how they are read (`library`), how a card looks
//! (`tegenwicht`, pages).
//! Rules: a card is written into the log whole when it is started, so that a later edition of the
//! file changes nothing; a step that two cards share is one step, done once for both; who did it
//! stands with it, and also who took it, handed it over, or found that it does not apply and why;
//! a step may be set again, and every word on it stays.
//! Start at: `decide_start`, then `Cards::standing`.
//! To change: text `card-*`, page `card`, `docs/help/card.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CrisisId, EventId};
use crate::library::card::{Card, Item, Phase};
use crate::map::{List, Map};
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    #[n(0)]
    Open,
    /// Somebody took it, or was given it.
    #[n(1)]
    Taken,
    #[n(2)]
    Done,
    #[n(3)]
    NotApplicable,
}

impl Standing {
    /// All, in the order of the buttons.
    pub const ALL: [Self; 4] = [Self::Open, Self::Taken, Self::Done, Self::NotApplicable];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken => "taken",
            Self::Done => "done",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Returns true when nobody has to do anything about it any more.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable)
    }
}

/// `card.started`: the card as it read at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Started {
    #[n(0)]
    pub card: Card,
    /// The language it was started in.
    #[n(1)]
    pub language: String,
}

/// `step.set`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct StepSet {
    #[n(0)]
    pub step: String,
    #[n(1)]
    pub standing: Standing,
    /// Who has it: an account, or a role or name as typed.
    #[n(2)]
    pub owner: Option<ActorId>,
    #[n(3)]
    pub owner_name: Option<String>,
    /// Why it does not apply, or what came of it.
    #[n(4)]
    pub note: Option<String>,
}

/// Start a card.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct StartCard {
    #[n(0)]
    pub crisis: CrisisId,
    /// Its id; the whole of it follows.
    #[n(1)]
    pub id: String,
    /// Left out of the fingerprint: a retry after the file was changed is the same wish.
    #[cbor(skip)]
    pub card: Option<Box<Card>>,
    #[cbor(skip)]
    pub language: String,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Say where a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetStep {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub step: String,
    #[n(2)]
    pub standing: Standing,
    #[n(3)]
    pub owner: Option<ActorId>,
    #[n(4)]
    pub owner_name: Option<String>,
    /// Needed where the step does not apply.
    #[n(5)]
    pub note: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

pub(crate) fn decide_start(
    world: &World,
    ctx: &Context,
    command: &StartCard,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    if state.cards.by_id.contains_key(&command.id) {
        return Err(Refusal::CardAlreadyStarted);
    }
    let card = command.card.as_deref().filter(|card| card.id == command.id);
    let card = card.ok_or(Refusal::IdWrong)?.clone();
    let about = format!("card-{}", card.id);
    let started = Started { card, language: text::slug(&command.language)? };
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::CardStarted(Box::new(started));
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft])
}

pub(crate) fn decide_step(
    world: &World,
    ctx: &Context,
    command: &SetStep,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    state.cards.step(&command.step).ok_or(Refusal::StepUnknown)?;
    if command.owner.is_some_and(|owner| world.roles(owner).is_none()) {
        return Err(Refusal::UserUnknown);
    }
    let note = match command.standing {
        Standing::NotApplicable => {
            Some(text::required(command.note.as_deref().unwrap_or(""), REASON)?)
        }
        _ => text::optional(command.note.as_deref(), REASON)?,
    };
    let set = StepSet {
        step: command.step.clone(),
        standing: command.standing,
        owner: command.owner,
        owner_name: text::optional(command.owner_name.as_deref(), NAME)?,
        note,
    };
    let replaced = state.cards.steps.get(&set.step).map(|step| step.set.heads());
    let about = format!("step-{}", set.step);
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::StepSet(set);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(replaced.unwrap_or_default())?])
}

/// A card that was started.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Running {
    #[n(0)]
    pub card: Box<Card>,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub language: String,
    #[n(4)]
    pub event: EventId,
}

/// What was said of a step, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Said {
    #[n(0)]
    pub set: StepSet,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
}

/// A step as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Step {
    #[n(0)]
    pub set: Versions<Said>,
    /// Every word on it, in the order of the log.
    #[n(1)]
    pub history: List<Said>,
}

impl Step {
    /// Says in other words what an event said; see `veil`.
    pub(crate) fn restate(&mut self, event: EventId, set: &StepSet) {
        let said = self.history.iter().find(|said| said.event == event);
        if let Some(said) = said.map(|said| Said { set: set.clone(), ..said.clone() }) {
            self.set.restate(event, said.clone());
            self.history.change_where(|it| it.event == event, |it| *it = said.clone());
        }
    }

    /// Returns what counts: where two said otherwise without knowing of each other, the word
    /// that still asks most of people.
    #[must_use]
    pub fn said(&self) -> Option<&Said> {
        self.set.live().map(|(_, said)| said).min_by_key(|said| (said.set.standing, said.at))
    }
}

/// The cards of a crisis and their steps.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Cards {
    #[n(0)]
    pub by_id: Map<String, Running>,
    /// By the id of the step, which cards may share.
    #[n(1)]
    pub steps: Map<String, Step>,
}

impl Cards {
    /// Returns the cards in the order in which they were started.
    #[must_use]
    pub fn running(&self) -> Vec<&Running> {
        let mut running: Vec<&Running> = self.by_id.values().collect();
        running.sort_by_key(|running| (running.at, running.card.id.as_str()));
        running
    }

    /// Returns a step of a card that was started, with that card; the first started where
    /// several share it.
    #[must_use]
    pub fn step(&self, step: &str) -> Option<(&Running, &Item)> {
        self.running().into_iter().find_map(|running| {
            let item = running.card.steps().find(|item| item.id == step)?;
            Some((running, item))
        })
    }

    /// Returns where a step stands.
    #[must_use]
    pub fn standing(&self, step: &str) -> Standing {
        let said = self.steps.get(step).and_then(Step::said);
        said.map_or(Standing::Open, |said| said.set.standing)
    }

    /// Returns how many steps of a card are settled, and how many it has. Preparation is for
    /// before a crisis and does not count.
    #[must_use]
    pub fn progress(&self, card: &Card) -> (usize, usize) {
        let parts = card.parts.iter().filter(|part| part.phase != Some(Phase::Prepare));
        let steps = parts.flat_map(|part| &part.items).filter(|item| item.step.is_some());
        steps.fold((0, 0), |(settled, all), item| {
            (settled + usize::from(self.standing(&item.id).is_settled()), all + 1)
        })
    }
}

impl ScopeState {
    pub(crate) fn start_card(&mut self, fact: Started, at: &At<'_>) {
        let id = fact.card.id.clone();
        if self.cards.by_id.contains_key(&id) {
            return self.notice(at.event, Matter::OpenedTwice(id));
        }
        let running = Running {
            card: Box::new(fact.card),
            by: at.header.actor,
            at: at.header.wall,
            language: fact.language,
            event: at.event,
        };
        self.cards.by_id.insert(id, running);
    }

    pub(crate) fn set_step(&mut self, fact: StepSet, at: &At<'_>) {
        let (mut conflict, id) = (false, fact.step.clone());
        let (by, wall, event) = (at.header.actor, at.header.wall, at.event);
        let said = Said { set: fact, by, at: wall, event };
        self.cards.steps.change(id.clone(), |step| {
            step.history.push(said.clone());
            step.set.set(at.event, said, &at.header.supersedes);
            conflict = step.set.is_conflict();
        });
        self.notice_conflict(conflict, at, || id);
    }
}

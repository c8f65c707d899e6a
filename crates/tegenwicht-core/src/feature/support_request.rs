// SPDX-License-Identifier: EUPL-1.2
//! A request for support (hulpvraag): what was asked of whom, and where it stands.
//!
//! Not here: what neighbours agreed to beforehand (later, `agreement`).
//! Rules: asked, promised, arrived or refused, each with who said so and when; what was promised
//! and has not arrived is still open; two who state it otherwise without knowing of each other
//! both stay.
//! Start at: `decide_ask`.
//! To change: text `support-*`, page `support_request`, `docs/help/support_request.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::numbered::{self, Begins, Numbered};
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::{At, ScopeState};
use crate::id::{CrisisId, SupportId};
use crate::map::Map;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    #[n(0)]
    Asked,
    #[n(1)]
    Promised,
    #[n(2)]
    Arrived,
    #[n(3)]
    Refused,
    /// Not needed any more.
    #[n(4)]
    Withdrawn,
}

impl Standing {
    /// All, in the order in which they follow each other.
    pub const ALL: [Self; 5] =
        [Self::Asked, Self::Promised, Self::Arrived, Self::Refused, Self::Withdrawn];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Promised => "promised",
            Self::Arrived => "arrived",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Returns true while somebody still has to do something about it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Promised)
    }
}

/// `support.asked`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Asked {
    #[n(0)]
    pub support: SupportId,
    #[n(1)]
    pub number: u32,
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub what: String,
    /// Of whom, by the name in the list `contacts` or as typed.
    #[n(4)]
    pub of: String,
    #[n(5)]
    pub needed_at: Option<Timestamp>,
    #[n(6)]
    pub place: Option<String>,
}

/// `support.moved`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Moved {
    #[n(0)]
    pub support: SupportId,
    #[n(1)]
    pub standing: Standing,
    /// Who said so.
    #[n(2)]
    pub said_by: Option<String>,
    #[n(3)]
    pub expected_at: Option<Timestamp>,
    #[n(4)]
    pub note: Option<String>,
}

/// Ask for support.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct AskSupport {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub what: String,
    #[n(2)]
    pub of: String,
    #[n(3)]
    pub needed_at: Option<Timestamp>,
    #[n(4)]
    pub place: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// State where a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct MoveSupport {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub support: SupportId,
    #[n(2)]
    pub standing: Standing,
    #[n(3)]
    pub said_by: Option<String>,
    #[n(4)]
    pub expected_at: Option<Timestamp>,
    #[n(5)]
    pub note: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

pub(crate) fn decide_ask(
    world: &World,
    ctx: &Context,
    command: &AskSupport,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let letter = world.letter(&ctx.actor.device);
    let asked = Asked {
        support: SupportId(ctx.made_id()),
        number: numbered::next_number(&state.support.by_id, &letter),
        letter,
        what: text::required(&command.what, TEXT)?,
        of: text::required(&command.of, NAME)?,
        needed_at: command.needed_at,
        place: text::optional(command.place.as_deref(), NAME)?,
    };
    let about = asked.support.to_string();
    let told = (EntryKind::Contact, command.line.as_deref());
    let fact = Fact::SupportAsked(asked);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft])
}

pub(crate) fn decide_move(
    world: &World,
    ctx: &Context,
    command: &MoveSupport,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let request = state.support.by_id.get(&command.support).ok_or(Refusal::SupportUnknown)?;
    let moved = Moved {
        support: command.support,
        standing: command.standing,
        said_by: text::optional(command.said_by.as_deref(), NAME)?,
        expected_at: command.expected_at,
        note: text::optional(command.note.as_deref(), REASON)?,
    };
    let about = command.support.to_string();
    let told = (EntryKind::Contact, command.line.as_deref());
    let fact = Fact::SupportMoved(moved);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(request.words.heads())?])
}

impl Begins for Asked {
    type Id = SupportId;

    fn id(&self) -> SupportId {
        self.support
    }

    fn number(&self) -> (&str, u32) {
        (&self.letter, self.number)
    }
}

/// A request as the log knows it.
pub type SupportRequest = Numbered<Asked, Moved>;

impl SupportRequest {
    /// Returns where it stands; where two say otherwise, what still asks most of people.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.words.live().map(|(_, moved)| moved.standing).min().unwrap_or(Standing::Asked)
    }
}

/// All requests of a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct SupportRequests {
    #[n(0)]
    pub by_id: Map<SupportId, SupportRequest>,
}

impl SupportRequests {
    /// Returns all, open ones first, then by when they were asked.
    #[must_use]
    pub fn all(&self) -> Vec<&SupportRequest> {
        let mut all: Vec<&SupportRequest> = self.by_id.values().collect();
        all.sort_by_key(|request| {
            (!request.standing().is_open(), request.at, request.begun.support)
        });
        all
    }
}

impl ScopeState {
    pub(crate) fn ask_support(&mut self, fact: Asked, at: &At<'_>) {
        self.begin(|state| &mut state.support.by_id, fact, at);
    }

    pub(crate) fn move_support(&mut self, fact: Moved, at: &At<'_>) {
        self.say(|state| &mut state.support.by_id, fact.support, fact, at);
    }
}

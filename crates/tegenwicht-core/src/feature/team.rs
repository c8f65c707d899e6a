// SPDX-License-Identifier: EUPL-1.2
//! A team (crisisteam, operationeel team): who sits in it, in which role, until when.
//!
//! Not here: who could be called (`contact`, `roster`), orders to a team (`order`).
//! Rules: one person may hold every role; whoever may write takes a free seat for themselves; a
//! seat is taken at a moment and left at a moment, and both stay on record; who is no account and
//! no contact is sealed; taking over a seat ends the one before in the same breath; a seat whose
//! time is up still counts until somebody leaves it, and shows as overdue.
//! Start at: `decide_take`, then `Team::seated`.
//! To change: text `team-*`, page `team`, `docs/help/team.md`.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::actor::Actor;
use crate::body::{ContactCard, Secret};
use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, ContactId, CrisisId, EventId, ScopeId, SeatId, SubjectId};
use crate::map::Map;
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// The team that leads; it is there from the opening.
pub const CRISIS_TEAM: &str = "crisis-team";

/// Who sits somewhere, as the log names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Who {
    #[n(0)]
    User(#[n(0)] ActorId),
    #[n(1)]
    Contact(#[n(0)] ContactId),
    /// Somebody from elsewhere; name and number stand in the sealed part of the event.
    #[n(2)]
    Named(#[n(0)] SubjectId),
}

/// Who is to take a seat.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(flat)]
pub enum NewWho {
    #[n(0)]
    User(#[n(0)] ActorId),
    #[n(1)]
    Contact(#[n(0)] ContactId),
    #[n(2)]
    Named(#[n(0)] String, #[n(1)] Option<String>),
}

impl fmt::Debug for NewWho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewWho(..)")
    }
}

/// `team.formed`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Formed {
    #[n(0)]
    pub team: String,
    #[n(1)]
    pub title: String,
    /// What it is there for.
    #[n(2)]
    pub task: Option<String>,
}

/// `seat.taken`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Taken {
    #[n(0)]
    pub seat: SeatId,
    #[n(1)]
    pub team: String,
    #[n(2)]
    pub role: String,
    #[n(3)]
    pub who: Who,
    #[n(4)]
    pub deputy: bool,
    #[n(5)]
    pub from: Timestamp,
    /// On duty until.
    #[n(6)]
    pub until: Option<Timestamp>,
    /// Where a liaison comes from, or is sent to.
    #[n(7)]
    pub organisation: Option<String>,
    /// What this person may decide alone.
    #[n(8)]
    pub mandate: Option<String>,
    /// The seats that this one takes over.
    #[n(9)]
    pub takes_over: Vec<SeatId>,
}

/// `seat.left`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Left {
    #[n(0)]
    pub seat: SeatId,
    #[n(1)]
    pub at: Timestamp,
    #[n(2)]
    pub note: Option<String>,
}

/// `seat.presence`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Presence {
    #[n(0)]
    pub seat: SeatId,
    #[n(1)]
    pub present: bool,
}

/// Form an operational team.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct FormTeam {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub team: String,
    #[n(2)]
    pub title: String,
    #[n(3)]
    pub task: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Take a seat, or put somebody in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct TakeSeat {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub team: String,
    #[n(2)]
    pub role: String,
    #[n(3)]
    pub who: NewWho,
    #[n(4)]
    pub deputy: bool,
    #[n(5)]
    pub until: Option<Timestamp>,
    #[n(6)]
    pub organisation: Option<String>,
    #[n(7)]
    pub mandate: Option<String>,
    /// The seat that is handed over.
    #[n(8)]
    pub takes_over: Option<SeatId>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

impl TakeSeat {
    /// Returns true when somebody takes a free seat for themselves.
    #[must_use]
    pub(crate) fn is_of(&self, actor: &Actor) -> bool {
        let own = matches!(self.who, NewWho::User(user) if Some(user) == actor.id);
        own && self.takes_over.is_none()
    }
}

/// Leave a seat.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct LeaveSeat {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub seat: SeatId,
    #[n(2)]
    pub note: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Say who is in the room.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetPresence {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub seat: SeatId,
    #[n(2)]
    pub present: bool,
}

pub(crate) fn decide_form(
    world: &World,
    ctx: &Context,
    command: &FormTeam,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let team = text::slug(&command.team)?;
    if team == CRISIS_TEAM || state.team.teams.contains_key(&team) {
        return Err(Refusal::TeamAlreadyThere);
    }
    let formed = Formed {
        title: text::required(&command.title, NAME)?,
        task: text::optional(command.task.as_deref(), REASON)?,
        team,
    };
    let about = formed.team.clone();
    let told = (EntryKind::Decision, command.line.as_deref());
    let fact = Fact::TeamFormed(formed);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft])
}

pub(crate) fn decide_take(
    world: &World,
    ctx: &mut Context,
    command: &TakeSeat,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    if command.team != CRISIS_TEAM && !state.team.teams.contains_key(&command.team) {
        return Err(Refusal::TeamUnknown);
    }
    if let Some(before) = command.takes_over {
        state.team.seats.get(&before).ok_or(Refusal::SeatUnknown)?;
    }
    if command.until.is_some_and(|until| until <= ctx.now) {
        return Err(Refusal::TimesWrong);
    }
    let (who, named) = who(world, ctx, scope, &command.who)?;
    let taken = Taken {
        seat: SeatId(ctx.made_id()),
        team: command.team.clone(),
        role: text::slug(&command.role)?,
        who,
        deputy: command.deputy,
        from: ctx.now,
        until: command.until,
        organisation: text::optional(command.organisation.as_deref(), NAME)?,
        mandate: text::optional(command.mandate.as_deref(), REASON)?,
        takes_over: command.takes_over.into_iter().collect(),
    };
    let about = taken.seat.to_string();
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::SeatTaken(taken);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![match named {
        Some((subject, key, card)) => draft.sealing(subject, key, Secret::Contact(card)),
        None => draft,
    }])
}

type Named = (SubjectId, crate::seal::SubjectKey, ContactCard);

fn who(
    world: &World,
    ctx: &mut Context,
    scope: ScopeId,
    who: &NewWho,
) -> Result<(Who, Option<Named>), Refusal> {
    let (_, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    Ok(match who {
        NewWho::User(user) => {
            world.roles(*user).ok_or(Refusal::UserUnknown)?;
            (Who::User(*user), None)
        }
        NewWho::Contact(id) => {
            let contact = admin.contacts.by_id.get(id).filter(|contact| !contact.is_gone());
            contact.ok_or(Refusal::ContactUnknown)?;
            (Who::Contact(*id), None)
        }
        NewWho::Named(name, phone) => {
            let phone = text::optional(phone.as_deref(), NAME)?;
            let card = ContactCard {
                name: text::required(name, NAME)?,
                phones: phone.into_iter().collect(),
                mail: None,
                note: None,
            };
            let (subject, key) = ctx.fresh_key(scope);
            (Who::Named(subject), Some((subject, key, card)))
        }
    })
}

pub(crate) fn decide_leave(
    world: &World,
    ctx: &Context,
    command: &LeaveSeat,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let seat = state.team.seats.get(&command.seat).ok_or(Refusal::SeatUnknown)?;
    if seat.left.is_some() {
        return Err(Refusal::SeatAlreadyLeft);
    }
    let note = text::optional(command.note.as_deref(), REASON)?;
    let left = Left { seat: command.seat, at: ctx.now, note };
    let about = command.seat.to_string();
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::SeatLeft(left);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft])
}

pub(crate) fn decide_presence(world: &World, command: &SetPresence) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    telling::refuse_halted(state)?;
    let seat = state.team.seats.get(&command.seat).ok_or(Refusal::SeatUnknown)?;
    if seat.left.is_some() {
        return Err(Refusal::SeatAlreadyLeft);
    }
    let fact = Fact::SeatPresence(Presence { seat: command.seat, present: command.present });
    Ok(vec![Draft::facts(scope, vec![fact]).replacing(seat.present.heads())?])
}

/// A seat as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Seat {
    #[n(0)]
    pub taken: Taken,
    #[n(1)]
    pub by: Option<ActorId>,
    /// Its sealed part has the name of somebody from elsewhere.
    #[n(2)]
    pub event: EventId,
    #[n(3)]
    pub left: Option<Left>,
    #[n(4)]
    pub present: Versions<bool>,
    /// The seat that took over.
    #[n(5)]
    pub handed_to: Option<SeatId>,
    /// The event in which somebody said that it was left.
    #[n(6)]
    pub left_in: Option<EventId>,
}

impl Seat {
    /// Returns true when the person in it should have been relieved by now.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.left.is_none() && self.taken.until.is_some_and(|until| until <= now)
    }

    /// Returns whether the person is in the room: unknown while nobody said, or two say
    /// otherwise.
    #[must_use]
    pub fn is_present(&self) -> Option<bool> {
        self.present.settled().copied()
    }
}

/// The teams of a crisis and who sits in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Team {
    /// Operational teams, besides the crisis team itself.
    #[n(0)]
    pub teams: Map<String, Formed>,
    #[n(1)]
    pub seats: Map<SeatId, Seat>,
    /// Which event formed which team.
    #[n(2)]
    pub formed: Map<EventId, String>,
}

impl Team {
    /// Returns the seats that are taken now: of one team or of all, by role, who leads first.
    #[must_use]
    pub fn seated(&self, team: Option<&str>) -> Vec<&Seat> {
        let mut seats: Vec<&Seat> = self
            .seats
            .values()
            .filter(|seat| seat.left.is_none())
            .filter(|seat| team.is_none_or(|team| seat.taken.team == team))
            .collect();
        seats.sort_by(|a, b| {
            let key = |seat: &Seat| (seat.taken.deputy, seat.taken.from, seat.taken.seat);
            (&a.taken.team, &a.taken.role)
                .cmp(&(&b.taken.team, &b.taken.role))
                .then(key(a).cmp(&key(b)))
        });
        seats
    }

    /// Returns those of `roles` that nobody sits in, in the order given.
    #[must_use]
    pub fn empty<'a>(&self, team: &str, roles: &[&'a str]) -> Vec<&'a str> {
        let seats = self.seated(Some(team));
        let is_empty = |role: &&&str| !seats.iter().any(|seat| seat.taken.role == **role);
        roles.iter().filter(is_empty).copied().collect()
    }
}

impl ScopeState {
    pub(crate) fn form_team(&mut self, fact: Formed, at: &At<'_>) {
        if self.team.teams.contains_key(&fact.team) {
            return self.notice(at.event, Matter::OpenedTwice(fact.team));
        }
        self.team.formed.insert(at.event, fact.team.clone());
        self.team.teams.insert(fact.team.clone(), fact);
    }

    pub(crate) fn take_seat(&mut self, fact: Taken, at: &At<'_>) {
        let id = fact.seat;
        if self.team.seats.contains_key(&id) {
            return self.notice(at.event, Matter::OpenedTwice(id.to_string()));
        }
        for before in &fact.takes_over {
            let Some(seat) = self.team.seats.get_mut(before) else {
                self.notice(at.event, Matter::UnknownTarget(before.to_string()));
                continue;
            };
            // Two who take over one seat without knowing of each other both sit; the first
            // stays named, and both show in the team.
            seat.handed_to.get_or_insert(id);
            seat.left.get_or_insert(Left { seat: *before, at: fact.from, note: None });
        }
        let seat = Seat {
            taken: fact,
            by: at.header.actor,
            event: at.event,
            left: None,
            present: Versions::default(),
            handed_to: None,
            left_in: None,
        };
        self.team.seats.insert(id, seat);
    }

    pub(crate) fn leave_seat(&mut self, fact: Left, at: &At<'_>) {
        match self.team.seats.get_mut(&fact.seat) {
            Some(seat) if seat.left.is_none() => {
                (seat.left, seat.left_in) = (Some(fact), Some(at.event));
            }
            Some(_) => {}
            None => self.notice(at.event, Matter::UnknownTarget(fact.seat.to_string())),
        }
    }

    pub(crate) fn set_presence(&mut self, fact: &Presence, at: &At<'_>) {
        match self.team.seats.get_mut(&fact.seat) {
            Some(seat) => seat.present.set(at.event, fact.present, &at.header.supersedes),
            None => self.notice(at.event, Matter::UnknownTarget(fact.seat.to_string())),
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! A meeting of the crisis team (crisisoverleg): planned, begun, walked through, ended.
//!
//! Not here: what stands on its agenda and what came of it (`agenda`), the team (`team`), how it
//! looks (`tegenwicht`, pages).
//! Rules: one meeting at a time; a step is ticked in any order, and the tick can be taken back; a
//! meeting ends also with steps open, and asks for the next one; what two people said apart about
//! where it stands is shown side by side, and of two the one counts that asks most of people.
//! Start at: `decide_plan`, then `decide_move`.
//! To change: text `meeting-*`, page `meeting`, `docs/help/meeting.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::numbered::{self, Begins, Numbered};
use crate::feature::team::CRISIS_TEAM;
use crate::feature::telling;
use crate::feature::text::{self, REASON};
use crate::fold::ScopeState;
use crate::id::{ActorId, CrisisId, EntryId, MeetingId, ScopeId, SeatId};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// The role that leads a meeting.
pub const CHAIR: &str = "chair";
/// The longest meeting, in minutes.
pub const MINUTES_MAX: u32 = 480;
/// Most bottlenecks that are put in an order.
const ORDER_MAX: usize = 200;
/// Most people whose presence a meeting records.
const PRESENT_MAX: usize = 200;

/// The steps of a meeting, in their order.
pub const STEPS: [&str; 8] =
    ["opening", "progress", "picture", "judgement", "decision", "actions", "communication", "next"];

/// Where a meeting stands. What asks most of people stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Running,
    Planned,
    Ended,
    Cancelled,
}

impl Phase {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Running, Self::Planned, Self::Ended, Self::Cancelled];

    /// Returns the name on the wire and in texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Planned => "planned",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.name() == name)
    }

    /// Returns true when nothing more is expected.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::Cancelled)
    }
}

/// `meeting.planned`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Planned {
    #[n(0)]
    pub meeting: MeetingId,
    #[n(1)]
    pub number: u32,
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub starts: Timestamp,
    #[n(4)]
    pub minutes: u32,
    #[n(5)]
    pub purpose: Option<String>,
}

/// `meeting.moved`: where a meeting stands from now on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MeetingMoved {
    #[n(0)]
    pub meeting: MeetingId,
    /// A [`Phase`] by its name; one that a later version knows stays as it is.
    #[n(1)]
    pub phase: String,
    /// When it was begun, ended, put off or cancelled.
    #[n(2)]
    pub at: Timestamp,
    /// For one that is put off: when it begins and how long it takes.
    #[n(3)]
    pub starts: Option<Timestamp>,
    #[n(4)]
    pub minutes: Option<u32>,
    #[n(5)]
    pub purpose: Option<String>,
    /// The seat of who leads it.
    #[n(6)]
    pub chair: Option<SeatId>,
    /// The seats of who was in the room.
    #[n(7)]
    pub present: Vec<SeatId>,
    #[n(8)]
    pub reason: Option<String>,
    /// The meeting that follows.
    #[n(9)]
    pub next: Option<MeetingId>,
}

impl MeetingMoved {
    /// Returns where it stands; None for a phase of a later version.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        Phase::from_name(&self.phase)
    }
}

/// `meeting.ticked`: a step of the agenda was done, or after all was not.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ticked {
    #[n(0)]
    pub meeting: MeetingId,
    /// One of [`STEPS`]; one that a later version knows stays as it is.
    #[n(1)]
    pub step: String,
    #[n(2)]
    pub done: bool,
}

/// `meeting.ordered`: in which order the bottlenecks come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ordered {
    #[n(0)]
    pub meeting: MeetingId,
    #[n(1)]
    pub bottlenecks: Vec<EntryId>,
}

/// When a meeting is to be, and what for.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct NewMeeting {
    #[n(0)]
    pub starts: Timestamp,
    #[n(1)]
    pub minutes: u32,
    #[n(2)]
    pub purpose: Option<String>,
}

/// Plan a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct PlanMeeting {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub new: NewMeeting,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// What is to become of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(flat)]
pub enum Turn {
    /// It is put off, or made longer.
    #[n(0)]
    Again(#[n(0)] NewMeeting),
    #[n(1)]
    Cancel(#[n(0)] String),
    /// It begins: who leads it, where that is not who sits in the chair, and what for.
    #[n(2)]
    Start(#[n(0)] Option<SeatId>, #[n(1)] Option<String>),
    /// It ends, with the next one where that is known.
    #[n(3)]
    End(#[n(0)] Option<NewMeeting>),
}

impl Turn {
    /// Returns where the meeting stands after it.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        match self {
            Self::Again(_) => Phase::Planned,
            Self::Cancel(_) => Phase::Cancelled,
            Self::Start(..) => Phase::Running,
            Self::End(_) => Phase::Ended,
        }
    }
}

/// Put off, cancel, begin or end a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct MoveMeeting {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub meeting: MeetingId,
    #[n(2)]
    pub turn: Turn,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Tick a step of the agenda, or take the tick back.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct TickMeeting {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub meeting: MeetingId,
    #[n(2)]
    pub step: String,
    #[n(3)]
    pub done: bool,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Put a bottleneck first on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct OrderMeeting {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub meeting: MeetingId,
    #[n(2)]
    pub first: EntryId,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

type Place<'a> = (ScopeId, &'a ScopeState);

fn place(world: &World, crisis: CrisisId) -> Result<Place<'_>, Refusal> {
    let (scope, state) = world.crisis(crisis).ok_or(Refusal::CrisisUnknown)?;
    Ok((scope, state.as_ref()))
}

fn found(state: &ScopeState, meeting: MeetingId) -> Result<&Meeting, Refusal> {
    state.meetings.by_id.get(&meeting).ok_or(Refusal::MeetingUnknown)
}

fn planned(
    world: &World,
    ctx: &Context,
    state: &ScopeState,
    new: &NewMeeting,
) -> Result<Planned, Refusal> {
    let new = checked(new)?;
    let letter = world.letter(&ctx.actor.device);
    Ok(Planned {
        meeting: MeetingId(ctx.made_id()),
        number: numbered::next_number(&state.meetings.by_id, &letter),
        letter,
        starts: new.starts,
        minutes: new.minutes,
        purpose: new.purpose,
    })
}

fn checked(new: &NewMeeting) -> Result<NewMeeting, Refusal> {
    if !(1..=MINUTES_MAX).contains(&new.minutes) {
        return Err(Refusal::MinutesWrong);
    }
    let purpose = text::optional(new.purpose.as_deref(), REASON)?;
    Ok(NewMeeting { purpose, ..*new })
}

pub(crate) fn decide_plan(
    world: &World,
    ctx: &Context,
    command: &PlanMeeting,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = place(world, command.crisis)?;
    let planned = planned(world, ctx, state, &command.new)?;
    let about = planned.meeting.to_string();
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::MeetingPlanned(planned);
    Ok(vec![telling::draft(world, ctx, (scope, state), fact, told, about)?])
}

pub(crate) fn decide_move(
    world: &World,
    ctx: &Context,
    command: &MoveMeeting,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = place(world, command.crisis)?;
    let meeting = found(state, command.meeting)?;
    may_become(state, meeting, &command.turn)?;
    let mut moved = MeetingMoved {
        meeting: command.meeting,
        phase: command.turn.phase().name().to_owned(),
        at: ctx.now,
        starts: None,
        minutes: None,
        purpose: None,
        chair: None,
        present: Vec::new(),
        reason: None,
        next: None,
    };
    let mut next = None;
    match &command.turn {
        Turn::Again(new) => {
            let new = checked(new)?;
            (moved.starts, moved.minutes) = (Some(new.starts), Some(new.minutes));
            moved.purpose = new.purpose;
        }
        Turn::Cancel(reason) => moved.reason = Some(text::required(reason, REASON)?),
        Turn::Start(chair, purpose) => {
            moved.purpose = text::optional(purpose.as_deref(), REASON)?;
            moved.chair = leads(state, *chair)?;
            moved.present = present(state);
        }
        Turn::End(new) => {
            moved.present = present(state);
            next = new.as_ref().map(|new| planned(world, ctx, state, new)).transpose()?;
            moved.next = next.as_ref().map(|next| next.meeting);
        }
    }
    let told = (EntryKind::Fact, command.line.as_deref());
    let about = command.meeting.to_string();
    let fact = Fact::MeetingMoved(Box::new(moved));
    let mut draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    draft.facts.extend(next.map(Fact::MeetingPlanned));
    Ok(vec![draft.replacing(meeting.words.heads())?])
}

/// Refuses what cannot come after what was. What two said apart is settled by saying it anew.
fn may_become(state: &ScopeState, meeting: &Meeting, turn: &Turn) -> Result<(), Refusal> {
    if meeting.words.is_conflict() {
        return Ok(());
    }
    match (meeting.phase(), turn) {
        (Phase::Ended | Phase::Cancelled, _) => Err(Refusal::MeetingOver),
        (Phase::Running, Turn::End(_)) => Ok(()),
        (Phase::Running, _) => Err(Refusal::MeetingAlreadyStarted),
        (Phase::Planned, Turn::End(_)) => Err(Refusal::MeetingNotRunning),
        (Phase::Planned, Turn::Start(..)) if state.meetings.running().is_some() => {
            Err(Refusal::MeetingRunning)
        }
        (Phase::Planned, _) => Ok(()),
    }
}

/// Returns the seat of who leads: the one that was named, or whoever sits in the chair.
fn leads(state: &ScopeState, named: Option<SeatId>) -> Result<Option<SeatId>, Refusal> {
    let Some(named) = named else {
        let seats = state.team.seated(Some(CRISIS_TEAM));
        let chair = seats.into_iter().find(|seat| seat.taken.role == CHAIR);
        return Ok(chair.map(|seat| seat.taken.seat));
    };
    let seat = state.team.seats.get(&named).ok_or(Refusal::SeatUnknown)?;
    if seat.left.is_some() { Err(Refusal::SeatAlreadyLeft) } else { Ok(Some(named)) }
}

/// Returns who of the crisis team is in the room, as the team says.
fn present(state: &ScopeState) -> Vec<SeatId> {
    let seats = state.team.seated(Some(CRISIS_TEAM)).into_iter();
    let there = seats.filter(|seat| seat.is_present() == Some(true));
    there.map(|seat| seat.taken.seat).take(PRESENT_MAX).collect()
}

pub(crate) fn decide_tick(
    world: &World,
    ctx: &Context,
    command: &TickMeeting,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = place(world, command.crisis)?;
    let meeting = found(state, command.meeting)?;
    if meeting.phase() != Phase::Running {
        return Err(Refusal::MeetingNotRunning);
    }
    if !STEPS.contains(&command.step.as_str()) {
        return Err(Refusal::MeetingStepUnknown);
    }
    let Ticked { meeting, step, done } =
        Ticked { meeting: command.meeting, step: command.step.clone(), done: command.done };
    let heads = state.meetings.held(meeting).tick_heads(&step);
    let fact = Fact::MeetingTicked(Ticked { meeting, step, done });
    let told = (EntryKind::Fact, command.line.as_deref());
    let draft = telling::draft(world, ctx, (scope, state), fact, told, meeting.to_string())?;
    Ok(vec![draft.replacing(heads)?])
}

pub(crate) fn decide_order(
    world: &World,
    ctx: &Context,
    command: &OrderMeeting,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = place(world, command.crisis)?;
    let meeting = found(state, command.meeting)?;
    if meeting.phase().is_over() {
        return Err(Refusal::MeetingOver);
    }
    let agenda = state.agenda(meeting);
    let mut bottlenecks: Vec<EntryId> = agenda.iter().map(|entry| entry.written.entry).collect();
    if !bottlenecks.contains(&command.first) {
        return Err(Refusal::EntryUnknown);
    }
    bottlenecks.retain(|entry| *entry != command.first);
    bottlenecks.insert(0, command.first);
    bottlenecks.truncate(ORDER_MAX);
    let heads = state.meetings.held(command.meeting).order.heads();
    let fact = Fact::MeetingOrdered(Ordered { meeting: command.meeting, bottlenecks });
    let told = (EntryKind::Fact, command.line.as_deref());
    let about = command.meeting.to_string();
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(heads)?])
}

impl Begins for Planned {
    type Id = MeetingId;

    fn id(&self) -> MeetingId {
        self.meeting
    }

    fn number(&self) -> (&str, u32) {
        (&self.letter, self.number)
    }
}

/// A meeting as the log knows it.
pub type Meeting = Numbered<Planned, MeetingMoved>;

impl Meeting {
    /// Returns its id.
    #[must_use]
    pub const fn id(&self) -> MeetingId {
        self.begun.meeting
    }

    /// Returns where it stands; where two stand, what asks most of people.
    #[must_use]
    pub fn phase(&self) -> Phase {
        let live = self.words.live();
        live.filter_map(|(_, moved)| moved.phase()).min().unwrap_or(Phase::Planned)
    }

    /// Returns the newest word that says something.
    fn newest<T>(&self, said: impl Fn(&MeetingMoved) -> Option<T>) -> Option<T> {
        self.history.iter().rev().find_map(|it| said(&it.what))
    }

    /// Returns when it is planned to begin.
    #[must_use]
    pub fn starts(&self) -> Timestamp {
        self.newest(|moved| moved.starts).unwrap_or(self.begun.starts)
    }

    /// Returns how long it takes, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.newest(|moved| moved.minutes).unwrap_or(self.begun.minutes)
    }

    /// Returns what it is for.
    #[must_use]
    pub fn purpose(&self) -> Option<&str> {
        let newest = self.history.iter().rev().find_map(|it| it.what.purpose.as_deref());
        newest.or(self.begun.purpose.as_deref())
    }

    /// Returns every word that it was begun with; two where two began it apart.
    pub fn begun_by(&self) -> impl Iterator<Item = (&MeetingMoved, Option<ActorId>)> {
        let words = self.history.iter().map(|it| (&it.what, it.by));
        words.filter(|(moved, _)| moved.phase() == Some(Phase::Running))
    }

    /// Returns when it was begun.
    #[must_use]
    pub fn started_at(&self) -> Option<Timestamp> {
        self.begun_by().map(|(moved, _)| moved.at).min()
    }

    /// Returns when it was ended.
    #[must_use]
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.newest(|moved| (moved.phase() == Some(Phase::Ended)).then_some(moved.at))
    }

    /// Returns when it is to be over: counted from when it was really begun.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        let from = self.started_at().unwrap_or_else(|| self.starts());
        from.plus_ms(i64::from(self.minutes()) * 60_000)
    }

    /// Returns the seat of who leads it.
    #[must_use]
    pub fn chair(&self) -> Option<SeatId> {
        self.newest(|moved| moved.chair)
    }

    /// Returns the seats of who was there when it began or when it ended.
    #[must_use]
    pub fn present(&self) -> Vec<SeatId> {
        let mut seats: Vec<SeatId> = Vec::new();
        for said in self.history.iter() {
            for seat in &said.what.present {
                if !seats.contains(seat) {
                    seats.push(*seat);
                }
            }
        }
        seats
    }

    /// Returns why it was cancelled.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.history.iter().rev().find_map(|it| it.what.reason.as_deref())
    }

    /// Returns true when it should have begun by now, or should be over.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        match self.phase() {
            Phase::Planned => self.starts() < now,
            Phase::Running => self.until() < now,
            Phase::Ended | Phase::Cancelled => false,
        }
    }
}

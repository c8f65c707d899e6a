// SPDX-License-Identifier: EUPL-1.2
//! Meetings for programs: planned, put off, begun, walked through and ended; with what stands on
//! the agenda and what came of each.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::meeting::{
    Meeting as Held, MoveMeeting, NewMeeting, OrderMeeting, PlanMeeting, STEPS, TickMeeting, Turn,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{EntryId, MeetingId, SeatId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, MeetingList, Page};
use super::log_entry::is_of;
use super::name::LineStandingName;
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::web::error::WebError;
use crate::web::page::team::crisis_of;
use crate::web::part::meeting as part;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A meeting of the crisis team.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Meeting {
    pub id: String,
    /// As people say it.
    pub number: String,
    /// `running`, `planned`, `ended` or `cancelled`; of two that stand side by side the one that
    /// asks most of people.
    pub phase: String,
    /// True when people said apart where it stands, such as that two began it.
    pub contradictory: bool,
    #[schema(format = DateTime)]
    pub starts: String,
    pub minutes: u32,
    #[schema(required)]
    pub purpose: Option<String>,
    #[schema(required, format = DateTime)]
    pub started_at: Option<String>,
    #[schema(required, format = DateTime)]
    pub ended_at: Option<String>,
    /// True when it should have begun by now, or should be over.
    pub late: bool,
    /// Who leads it.
    #[schema(required)]
    pub chair: Option<String>,
    /// The seats of who was in the room when it began or ended.
    pub present: Vec<String>,
    /// Why it was cancelled.
    #[schema(required)]
    pub reason: Option<String>,
    pub steps: Vec<MeetingStep>,
    /// Bottlenecks, in the order in which they come.
    pub bottlenecks: Vec<MeetingBottleneck>,
    /// Ids of the decisions that were written while it ran, oldest first.
    pub decisions: Vec<String>,
    /// Ids of the actions that were written while it ran, oldest first.
    pub actions: Vec<String>,
}

/// One step of the agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingStep {
    /// `opening`, `progress`, `picture`, `judgement`, `decision`, `actions`, `communication` or
    /// `next`.
    pub step: String,
    pub done: bool,
    /// Who said so last.
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required, format = DateTime)]
    pub at: Option<String>,
}

/// A bottleneck on the agenda.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingBottleneck {
    /// The id of the line in the log.
    pub id: String,
    /// What became of it in this meeting; null while it was not dealt with.
    #[schema(required)]
    pub outcome: Option<LineStandingName>,
    /// The decision that settles it.
    #[schema(required)]
    pub decision: Option<String>,
}

/// When a meeting is to be, and what for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeetingPlan {
    #[schema(value_type = String, format = DateTime)]
    starts: Time,
    /// 1 to 480; 30 when it is not said.
    #[schema(minimum = 1, maximum = 480)]
    minutes: Option<u32>,
    #[schema(max_length = 500)]
    purpose: Option<String>,
}

/// What is to become of a meeting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeetingTurn {
    turn: TurnName,
    /// With `again`: when it is then. With `end`: the next meeting.
    plan: Option<NewMeetingPlan>,
    /// With `start`: the seat of who leads it; who sits in the chair when it is not said.
    #[schema(value_type = Option<String>)]
    chair: Option<Id<SeatId>>,
    /// With `start`: what it is for.
    #[schema(max_length = 500)]
    purpose: Option<String>,
    /// Needed with `cancel`.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// How a meeting goes on: put off, called off, begun, ended.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TurnName {
    Again,
    Cancel,
    Start,
    End,
}

/// A step that was done, or after all was not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeetingStep {
    /// One of the steps of a meeting.
    step: String,
    done: bool,
}

/// The bottleneck that comes first.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeetingOrder {
    #[schema(value_type = String)]
    first: Id<EntryId>,
}

impl NewMeetingPlan {
    fn read(self) -> NewMeeting {
        let Time(starts) = self.starts;
        let minutes = self.minutes.unwrap_or(part::MINUTES);
        NewMeeting { starts, minutes, purpose: self.purpose }
    }
}

fn ids_of(lines: &[&LogEntry]) -> Vec<String> {
    lines.iter().map(|entry| entry.written.entry.to_string()).collect()
}

pub(super) fn shape(visit: &Visit, state: &ScopeState, meeting: &Held) -> Meeting {
    let held = state.meetings.held(meeting.id());
    let step = |step: &str| {
        let said = held.ticks.iter().rev().find(|said| said.what.step == step);
        MeetingStep {
            step: step.to_owned(),
            done: held.is_done(step),
            by: said.and_then(|said| name_of(visit, said.by)),
            at: said.map(|said| iso(said.at)),
        }
    };
    let bottleneck = |entry: &&LogEntry| {
        let said = state.outcome(meeting.id(), entry.written.entry);
        MeetingBottleneck {
            id: entry.written.entry.to_string(),
            outcome: said.and_then(|said| said.what.standing()).map(LineStandingName::from),
            decision: said.and_then(|said| said.what.by).map(|by| by.to_string()),
        }
    };
    Meeting {
        id: meeting.id().to_string(),
        number: meeting.label(),
        phase: meeting.phase().name().to_owned(),
        contradictory: meeting.words.is_conflict(),
        starts: iso(meeting.starts()),
        minutes: meeting.minutes(),
        purpose: meeting.purpose().map(str::to_owned),
        started_at: meeting.started_at().map(iso),
        ended_at: meeting.ended_at().map(iso),
        late: meeting.is_late(visit.now),
        chair: part::chair(visit, state, meeting),
        present: meeting.present().iter().map(ToString::to_string).collect(),
        reason: meeting.reason().map(str::to_owned),
        steps: STEPS.into_iter().map(step).collect(),
        bottlenecks: state.agenda(meeting).iter().map(bottleneck).collect(),
        decisions: ids_of(&state.written_in(meeting.id(), EntryKind::Decision)),
        actions: ids_of(&state.written_in(meeting.id(), EntryKind::Action)),
    }
}

fn found(state: &ScopeState, meeting: MeetingId) -> Result<&Held, WebError> {
    state.meetings.by_id.get(&meeting).ok_or(WebError::NotFound)
}

fn id_of(meeting: &str) -> Result<MeetingId, WebError> {
    meeting.parse().map_err(|_| WebError::NotFound)
}

fn answer_with(visit: Visit, id: &str, meeting: MeetingId) -> Answer {
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(id)?;
    let found = found(state, meeting)?;
    let location = format!("/api/v1/crises/{id}/meetings/{meeting}");
    created(&location, shape(&visit, state, found))
}

/// Lists the meetings of a crisis: what runs, then what is planned, then what is over, newest
/// first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/meetings", tag = "meetings",
    operation_id = "listMeetings", params(Page), responses((status = 200, body = MeetingList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |meeting: &&Held| meeting.id().to_string();
    let all = &state.meetings;
    let meetings = all.all_running().into_iter().chain(all.planned()).chain(all.over());
    let part = list::part(meetings, &page, id, |meeting| shape(&visit, state, meeting))?;
    Ok(shown(MeetingList::from(part)))
}

/// Shows one meeting.
#[utoipa::path(get, path = "/api/v1/crises/{id}/meetings/{meeting}", tag = "meetings",
    operation_id = "showMeeting", responses((status = 200, body = Meeting)))]
pub async fn show(visit: Visit, Address((id, meeting)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let found = found(state, id_of(&meeting)?)?;
    Ok(shown(shape(&visit, state, found)))
}

/// Plans a meeting; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/meetings", tag = "meetings",
    operation_id = "planMeeting", request_body = NewMeetingPlan,
    responses((status = 201, body = Meeting)))]
pub async fn plan(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewMeetingPlan>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let new = new.read();
    let line = Some(part::planned_line(&visit, &new));
    let command = Command::PlanMeeting(PlanMeeting { crisis: crisis_of(state)?, new, line });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let made = state.meetings.by_id.values().find(|it| is_of(&receipt, it.event));
    let made = made.ok_or(WebError::Inside)?;
    let location = format!("/api/v1/crises/{id}/meetings/{}", made.id());
    created(&location, shape(&visit, state, made))
}

fn read_turn(new: NewMeetingTurn) -> Result<Turn, WebError> {
    let plan = new.plan.map(NewMeetingPlan::read);
    Ok(match new.turn {
        TurnName::Again => {
            Turn::Again(plan.ok_or_else(|| list::wrong("plan", "expected with `again`"))?)
        }
        TurnName::Cancel => Turn::Cancel(new.reason.unwrap_or_default()),
        TurnName::Start => Turn::Start(new.chair.map(|Id(seat)| seat), new.purpose),
        TurnName::End => Turn::End(plan),
    })
}

/// Puts off, calls off, begins or ends a meeting; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/meetings/{meeting}/turns", tag = "meetings",
    operation_id = "moveMeeting", request_body = NewMeetingTurn,
    responses((status = 201, body = Meeting)))]
pub async fn turn(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, meeting)): Address<(String, String)>,
    Json(new): Json<NewMeetingTurn>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let held = found(state, id_of(&meeting)?)?;
    let turn = read_turn(new)?;
    let line = Some(part::turn_line(&visit, state, held, &turn));
    let (crisis, meeting) = (crisis_of(state)?, held.id());
    let command = Command::MoveMeeting(Box::new(MoveMeeting { crisis, meeting, turn, line }));
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &id, meeting)
}

/// Ticks a step of the agenda, or takes the tick back; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/meetings/{meeting}/steps", tag = "meetings",
    operation_id = "tickMeeting", request_body = NewMeetingStep,
    responses((status = 201, body = Meeting)))]
pub async fn tick(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, meeting)): Address<(String, String)>,
    Json(new): Json<NewMeetingStep>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let held = found(state, id_of(&meeting)?)?;
    let line = Some(part::step_line(&visit, held, &new.step, new.done));
    let (crisis, meeting) = (crisis_of(state)?, held.id());
    let (step, done) = (new.step, new.done);
    let command = Command::TickMeeting(TickMeeting { crisis, meeting, step, done, line });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &id, meeting)
}

/// Puts a bottleneck first on the agenda; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/meetings/{meeting}/bottlenecks",
    tag = "meetings", operation_id = "orderMeeting", request_body = NewMeetingOrder,
    responses((status = 201, body = Meeting)))]
pub async fn order(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, meeting)): Address<(String, String)>,
    Json(new): Json<NewMeetingOrder>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let held = found(state, id_of(&meeting)?)?;
    let Id(first) = new.first;
    let line = state.entries.get(&first).ok_or(Refusal::EntryUnknown)?;
    let line = Some(part::first_line(&visit, held, line));
    let (crisis, meeting) = (crisis_of(state)?, held.id());
    let command = Command::OrderMeeting(OrderMeeting { crisis, meeting, first, line });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &id, meeting)
}

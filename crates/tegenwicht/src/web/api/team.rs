// SPDX-License-Identifier: EUPL-1.2
//! The team for programs: who sits where, taking and leaving a seat, who is there; other teams.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::team::{
    CRISIS_TEAM, FormTeam, LeaveSeat, NewWho, Seat as Taken, SetPresence, TakeSeat, Who,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, ContactId, SeatId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, Page, SeatList, TeamList};
use super::read::{Address, Asked, Id, Json, Key, OptionalKey, Sender, Time};
use super::{Answer, created, done, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page::team::{crisis_of, left_line, seat_of, taken_line};
use crate::web::part::time::iso;
use crate::web::part::who;
use crate::web::visit::Visit;

/// One place in a team, taken by one person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    pub id: String,
    /// `crisis-team`, or the id of an operational team.
    pub team: String,
    pub role: String,
    /// What the institution calls that role.
    pub role_name: String,
    pub name: String,
    /// Empty for who may not see numbers.
    pub phones: Vec<String>,
    /// The account, where it is one.
    #[schema(required)]
    pub user: Option<String>,
    /// The contact, where it is one.
    #[schema(required)]
    pub contact: Option<String>,
    pub deputy: bool,
    #[schema(format = DateTime)]
    pub from: String,
    #[schema(required, format = DateTime)]
    pub until: Option<String>,
    /// True when this person should have been relieved by now.
    pub overdue: bool,
    #[schema(required)]
    pub organisation: Option<String>,
    #[schema(required)]
    pub mandate: Option<String>,
    /// Null while nobody said so.
    #[schema(required)]
    pub present: Option<bool>,
    #[schema(required, format = DateTime)]
    pub left_at: Option<String>,
}

/// A team, with the roles that nobody has and somebody should.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    pub id: String,
    pub title: String,
    #[schema(required)]
    pub task: Option<String>,
    pub empty_roles: Vec<String>,
}

/// Who takes a seat: an account, a contact, or somebody from elsewhere by name.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSeat {
    /// The crisis team, when nothing is said.
    team: Option<String>,
    #[schema(max_length = 64)]
    role: String,
    #[schema(value_type = Option<String>)]
    user: Option<Id<ActorId>>,
    #[schema(value_type = Option<String>)]
    contact: Option<Id<ContactId>>,
    #[schema(max_length = 200)]
    name: Option<String>,
    phone: Option<String>,
    #[serde(default)]
    deputy: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    organisation: Option<String>,
    mandate: Option<String>,
    /// The seat that is handed over.
    #[schema(value_type = Option<String>)]
    takes_over: Option<Id<SeatId>>,
}

/// Why somebody leaves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLeaving {
    note: Option<String>,
}

/// Whether somebody is in the room.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Presence {
    present: bool,
}

/// A team to be formed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTeam {
    #[schema(max_length = 64)]
    id: String,
    #[schema(max_length = 200)]
    title: String,
    task: Option<String>,
}

pub(super) fn shape(visit: &Visit, seat: &Taken) -> Seat {
    let taken = &seat.taken;
    let (user, contact) = match taken.who {
        Who::User(user) => (Some(user.to_string()), None),
        Who::Contact(contact) => (None, Some(contact.to_string())),
        Who::Named(_) => (None, None),
    };
    Seat {
        id: taken.seat.to_string(),
        team: taken.team.clone(),
        role_name: visit.words().role(&taken.role),
        role: taken.role.clone(),
        name: who::name(visit, taken),
        phones: who::phones(visit, taken),
        user,
        contact,
        deputy: taken.deputy,
        from: iso(taken.from),
        until: taken.until.map(iso),
        overdue: seat.is_overdue(visit.now),
        organisation: taken.organisation.clone(),
        mandate: taken.mandate.clone(),
        present: seat.is_present(),
        left_at: seat.left.as_ref().map(|left| iso(left.at)),
    }
}

/// Lists who sits in the teams of a crisis now.
#[utoipa::path(get, path = "/api/v1/crises/{id}/seats", tag = "teams", operation_id = "listSeats",
    params(Page), responses((status = 200, body = SeatList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |seat: &&Taken| seat.taken.seat.to_string();
    let seats = state.team.seated(None).into_iter();
    let part = list::part(seats, &page, id, |seat| shape(&visit, seat))?;
    Ok(shown(SeatList::from(part)))
}

/// Takes a seat, puts somebody in it, or takes one over.
#[utoipa::path(post, path = "/api/v1/crises/{id}/seats", tag = "teams", operation_id = "takeSeat",
    request_body = NewSeat, responses((status = 201, body = Seat)))]
pub async fn take(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewSeat>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let who = match (new.user, new.contact, new.name) {
        (Some(Id(user)), None, None) => NewWho::User(user),
        (None, Some(Id(contact)), None) => who::of_contact(&visit, contact),
        (None, None, Some(name)) => NewWho::Named(name, new.phone),
        _ => return Err(list::wrong("user", "expected one of `user`, `contact` and `name`")),
    };
    let team = new.team.unwrap_or_else(|| CRISIS_TEAM.to_owned());
    let until = new.until.map(|Time(at)| at);
    let line = taken_line(&visit, &team, &new.role, until, new.organisation.as_deref());
    let command = Command::TakeSeat(Box::new(TakeSeat {
        crisis: crisis_of(state)?,
        team,
        role: new.role,
        who,
        deputy: new.deputy,
        until,
        organisation: new.organisation,
        mandate: new.mandate,
        takes_over: new.takes_over.map(|Id(seat)| seat),
        line: Some(line),
    }));
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Seat(seat) = receipt.made else {
        return Err(Refusal::SeatUnknown.into());
    };
    answer(with_new_world(visit), &id, &seat.to_string())
}

fn answer(visit: Visit, id: &str, seat: &str) -> Answer {
    let (_, state) = visit.crisis(id)?;
    let body = shape(&visit, seat_of(state, seat)?);
    created(&format!("/api/v1/crises/{id}/seats"), body)
}

/// Leaves a seat.
#[utoipa::path(post, path = "/api/v1/crises/{id}/seats/{seat}/leaving", tag = "teams",
    operation_id = "leaveSeat", request_body = NewLeaving,
    responses((status = 201, body = Seat)))]
pub async fn leave(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, seat)): Address<(String, String)>,
    Json(new): Json<NewLeaving>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let found = seat_of(state, &seat)?;
    let command = Command::LeaveSeat(LeaveSeat {
        crisis: crisis_of(state)?,
        seat: found.taken.seat,
        note: new.note,
        line: Some(left_line(&visit, &found.taken.role)),
    });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer(with_new_world(visit), &id, &seat)
}

/// Says whether somebody is in the room.
#[utoipa::path(put, path = "/api/v1/crises/{id}/seats/{seat}/presence", tag = "teams",
    operation_id = "setPresence", request_body = Presence, responses((status = 204)))]
pub async fn presence(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address((id, seat)): Address<(String, String)>,
    Json(new): Json<Presence>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let (crisis, seat) = (crisis_of(state)?, seat_of(state, &seat)?.taken.seat);
    let command = Command::SetPresence(SetPresence { crisis, seat, present: new.present });
    visit.web.app.submit(visit.actor(), key, command).await?;
    Ok(done())
}

fn teams(visit: &Visit, state: &ScopeState) -> Vec<Team> {
    let mut teams = vec![Team {
        id: CRISIS_TEAM.to_owned(),
        title: visit.words().team(CRISIS_TEAM),
        task: None,
        empty_roles: who::empty_roles(visit, state),
    }];
    teams.extend(state.team.teams.values().map(|formed| Team {
        id: formed.team.clone(),
        title: formed.title.clone(),
        task: formed.task.clone(),
        empty_roles: Vec::new(),
    }));
    teams
}

/// Lists the teams of a crisis, the one that leads first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/teams", tag = "teams", operation_id = "listTeams",
    params(Page), responses((status = 200, body = TeamList)))]
pub async fn list_teams(
    visit: Visit,
    Address(id): Address<String>,
    Asked(page): Asked<Page>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let all = teams(&visit, state).into_iter();
    let part = list::part(all, &page, |team| team.id.clone(), |team| team)?;
    Ok(shown(TeamList::from(part)))
}

/// Forms an operational team.
#[utoipa::path(post, path = "/api/v1/crises/{id}/teams", tag = "teams", operation_id = "formTeam",
    request_body = NewTeam, responses((status = 201, body = Team)))]
pub async fn form(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewTeam>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let team = new.id.clone();
    let command = Command::FormTeam(FormTeam {
        crisis: crisis_of(state)?,
        line: Some(visit.text.with("order-line-team", &[("team", &new.title)])),
        team: new.id,
        title: new.title,
        task: new.task,
    });
    visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let formed = teams(&visit, state).into_iter().find(|other| other.id == team);
    created(&format!("/api/v1/crises/{id}/teams"), formed.ok_or(WebError::NotFound)?)
}

// SPDX-License-Identifier: EUPL-1.2
//! Requests for support for programs: asking, and saying where a request stands.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::Said;
use tegenwicht_core::feature::support_request::{
    AskSupport, MoveSupport, Standing, SupportRequest as AskedSupport,
};
use tegenwicht_core::feature::text::TEXT_MAX;
use tegenwicht_core::id::SupportId;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, Page, SupportRequestList};
use super::name::StandingName;
use super::read::{Address, Asked, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page::support_request::line;
use crate::web::page::team::crisis_of;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// Help that was asked of somebody else.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupportRequest {
    pub id: String,
    /// As people say it.
    pub number: String,
    pub what: String,
    /// Of whom.
    pub of: String,
    #[schema(required, format = DateTime)]
    pub needed_at: Option<String>,
    #[schema(required)]
    pub place: Option<String>,
    pub standing: StandingName,
    #[schema(required)]
    pub asked_by: Option<String>,
    #[schema(format = DateTime)]
    pub asked_at: String,
    pub standings: Vec<StandingSaid>,
}

/// One statement on where a request stands, in the order of the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingSaid {
    pub standing: StandingName,
    /// Who said so.
    #[schema(required)]
    pub said_by: Option<String>,
    #[schema(required, format = DateTime)]
    pub expected_at: Option<String>,
    #[schema(required)]
    pub note: Option<String>,
    /// Who recorded it.
    #[schema(required)]
    pub by: Option<String>,
    #[schema(format = DateTime)]
    pub at: String,
}

/// A request to be recorded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSupportRequest {
    #[schema(max_length = 4000)]
    what: String,
    #[schema(max_length = 200)]
    of: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    needed_at: Option<Time>,
    place: Option<String>,
}

/// Where a request stands now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewStanding {
    standing: StandingName,
    /// The function of who said so, not the name.
    said_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<Time>,
    #[schema(max_length = 500)]
    note: Option<String>,
}

fn shape(visit: &Visit, request: &AskedSupport) -> SupportRequest {
    let asked = &request.begun;
    let standings = request.history.iter().map(|Said { what: moved, by, at, .. }| StandingSaid {
        standing: moved.standing.into(),
        said_by: moved.said_by.clone(),
        expected_at: moved.expected_at.map(iso),
        note: moved.note.clone(),
        by: name_of(visit, *by),
        at: iso(*at),
    });
    SupportRequest {
        id: asked.support.to_string(),
        number: request.label(),
        what: asked.what.clone(),
        of: asked.of.clone(),
        needed_at: asked.needed_at.map(iso),
        place: asked.place.clone(),
        standing: request.standing().into(),
        asked_by: name_of(visit, request.by),
        asked_at: iso(request.at),
        standings: standings.collect(),
    }
}

fn answer_with(visit: Visit, id: &str, support: SupportId) -> Answer {
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(id)?;
    let found = state.support.by_id.get(&support).ok_or(WebError::NotFound)?;
    created(&format!("/api/v1/crises/{id}/supportRequests"), shape(&visit, found))
}

/// Lists the requests for support, open ones first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/supportRequests", tag = "supportRequests",
    operation_id = "listSupportRequests", params(Page),
    responses((status = 200, body = SupportRequestList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |request: &&AskedSupport| request.begun.support.to_string();
    let all = state.support.all().into_iter();
    let part = list::part(all, &page, id, |request| shape(&visit, request))?;
    Ok(shown(SupportRequestList::from(part)))
}

/// Records that support was asked.
#[utoipa::path(post, path = "/api/v1/crises/{id}/supportRequests", tag = "supportRequests",
    operation_id = "askSupport", request_body = NewSupportRequest,
    responses((status = 201, body = SupportRequest)))]
pub async fn ask(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewSupportRequest>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let values = [("of", new.of.trim()), ("what", new.what.trim())];
    let told = visit.text.with("support-line-asked", &values);
    let command = Command::AskSupport(AskSupport {
        crisis: crisis_of(state)?,
        line: Some(told.chars().take(TEXT_MAX).collect()),
        what: new.what,
        of: new.of,
        needed_at: new.needed_at.map(|Time(at)| at),
        place: new.place,
    });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Support(support) = receipt.made else {
        return Err(Refusal::SupportUnknown.into());
    };
    answer_with(visit, &id, support)
}

/// Says where a request stands.
#[utoipa::path(post, path = "/api/v1/crises/{id}/supportRequests/{support}/standings",
    tag = "supportRequests", operation_id = "moveSupport", request_body = NewStanding,
    responses((status = 201, body = SupportRequest)))]
pub async fn state_it(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, support)): Address<(String, String)>,
    Json(new): Json<NewStanding>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let support: SupportId = support.parse().map_err(|_| WebError::NotFound)?;
    let found = state.support.by_id.get(&support).ok_or(WebError::NotFound)?;
    let standing: Standing = new.standing.into();
    let told = line(&visit, found, standing, new.said_by.as_deref().unwrap_or(""));
    let command = Command::MoveSupport(MoveSupport {
        crisis: crisis_of(state)?,
        support,
        standing,
        said_by: new.said_by,
        expected_at: new.expected_at.map(|Time(at)| at),
        note: new.note,
        line: Some(told),
    });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &id, support)
}

// SPDX-License-Identifier: EUPL-1.2
//! Reports for programs: making one, with a login or with the PIN; what became of it.

use serde::{Deserialize, Serialize};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::report::{HandleReport, JoinReports, MakeReport, Report as Made};
use tegenwicht_core::id::ReportId;
use tegenwicht_core::refusal::Refusal;
use utoipa::{IntoParams, ToSchema};

use super::list::{self, Page, ReportList};
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::app;
use crate::login::LoginRefusal;
use crate::web::error::WebError;
use crate::web::part::client_name;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub id: String,
    /// As people say it: "4", or "B4" when given away from home.
    pub number: String,
    pub text: String,
    #[schema(required)]
    pub place: Option<String>,
    /// Who says it, where nobody logged in.
    #[schema(required)]
    pub reporter: Option<String>,
    #[schema(required)]
    pub author: Option<String>,
    #[schema(required)]
    pub author_id: Option<String>,
    #[schema(format = DateTime)]
    pub happened_at: String,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// The letters of METHANE that were filled in.
    pub methane: Vec<MethaneLetter>,
    /// The report that it was put with; what becomes of that one becomes of this one.
    #[schema(required)]
    pub joined: Option<String>,
    /// How many reports lie in the heap that it heads; none where it lies with another.
    #[schema(required)]
    pub heap: Option<u64>,
    /// What became of it; more than one where two people did not know of each other.
    pub handlings: Vec<Handling>,
}

/// What was said to one letter of METHANE.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MethaneLetter {
    /// Its id in the list `methane` of the library.
    pub letter: String,
    #[schema(max_length = 500)]
    pub said: String,
}

/// Reports that are about the same thing as the one in the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewJoining {
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 500)]
    reports: Vec<Id<ReportId>>,
}

/// What became of a report: a crisis, a line in the log of one, or neither, for this reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct Handling {
    pub id: String,
    #[schema(required)]
    pub crisis: Option<String>,
    /// The line of its log that the report became.
    #[schema(required)]
    pub entry: Option<String>,
    #[schema(required)]
    pub reason: Option<String>,
}

/// A report to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewReport {
    #[schema(max_length = 4000)]
    text: String,
    place: Option<String>,
    reporter: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    happened_at: Option<Time>,
    #[serde(default)]
    #[schema(max_items = 7)]
    methane: Vec<MethaneLetter>,
    /// The report that says the same: "with us too".
    #[schema(value_type = Option<String>)]
    same_as: Option<Id<ReportId>>,
    /// The PIN of the notice board, for who is not logged in.
    pin: Option<String>,
    /// True to let words stand that look as if they name a client.
    #[serde(default)]
    names_ok: bool,
}

/// Why a report needs no crisis.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandling {
    #[schema(max_length = 500)]
    reason: String,
}

fn shape(visit: &Visit, report: &Made) -> Report {
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let heap = plan.and_then(|plan| plan.reports.heap(report.id));
    let heads = heap.filter(|heap| heap.head.id == report.id);
    let said = report.methane.iter();
    let handlings = report.handled.live().map(|(event, handled)| Handling {
        id: event.to_string(),
        crisis: handled.crisis.map(|crisis| crisis.to_string()),
        entry: handled.entry.map(|entry| entry.to_string()),
        reason: handled.reason.clone(),
    });
    Report {
        id: report.id.to_string(),
        number: format!("{}{}", report.letter, report.number),
        text: report.text.clone(),
        place: report.place.clone(),
        reporter: report.reporter.clone(),
        author: name_of(visit, report.author),
        author_id: report.author.map(|author| author.to_string()),
        happened_at: iso(report.happened_at),
        recorded_at: iso(report.recorded_at),
        methane: said
            .map(|(letter, said)| MethaneLetter { letter: letter.clone(), said: said.clone() })
            .collect(),
        joined: report.joined.map(|other| other.to_string()),
        heap: heads.map(|heap| heap.count() as u64),
        handlings: handlings.collect(),
    }
}

fn find(visit: &Visit, id: ReportId) -> Result<Report, Refusal> {
    let report = visit.world.plan().and_then(|(_, plan)| plan.reports.by_id.get(&id));
    report.map(|report| shape(visit, report)).ok_or(Refusal::ReportUnknown)
}

/// Which reports are asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// False for the reports that wait, true for the others.
    handled: Option<bool>,
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// The `next` of the answer before.
    cursor: Option<String>,
}

/// Lists the reports, newest first.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", operation_id = "listReports",
    params(Wanted), responses((status = 200, body = ReportList)))]
pub async fn list(visit: Visit, Asked(wanted): Asked<Wanted>) -> Answer {
    let (_, plan) = visit.world.plan().ok_or(WebError::NotSetUp)?;
    let mut all: Vec<&Made> = plan.reports.by_id.values().collect();
    all.retain(|report| {
        // What becomes of the head of a heap becomes of all that lie in it.
        let head = plan.reports.by_id.get(&plan.reports.root(report.id)).unwrap_or(report);
        let handled = head.handled.live().next().is_some();
        wanted.handled.is_none_or(|wanted| wanted == handled)
    });
    all.sort_by_key(|report| std::cmp::Reverse((report.recorded_at, report.id)));
    let page = Page { limit: wanted.limit, cursor: wanted.cursor };
    let id = |report: &&Made| report.id.to_string();
    let part = list::part(all.into_iter(), &page, id, |report| shape(&visit, report))?;
    Ok(shown(ReportList::from(part)))
}

/// Makes a report, with a bearer token or with the PIN of the notice board.
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", operation_id = "makeReport",
    request_body = NewReport, responses((status = 201, body = Report)))]
pub async fn make(visit: Visit, Key(key): Key, Json(new): Json<NewReport>) -> Answer {
    if visit.world.admin().is_none() {
        return Err(WebError::NotSetUp);
    }
    let actor = who(&visit, new.pin.as_deref()).await?;
    if !new.names_ok && !client_name::found(&visit, &new.text).is_empty() {
        return Err(WebError::MaybeClientName);
    }
    let command = Command::MakeReport(MakeReport {
        text: new.text,
        place: new.place,
        reporter: new.reporter,
        happened_at: new.happened_at.map(|Time(at)| at),
        pressed_at: None,
        methane: new.methane.into_iter().map(|said| (said.letter, said.said)).collect(),
        same_as: new.same_as.map(|Id(other)| other),
    });
    let receipt = visit.web.app.submit(actor, key, command).await?;
    let app::Made::Report(id) = receipt.made else {
        return Err(Refusal::ReportUnknown.into());
    };
    created(&format!("/api/v1/reports/{id}"), find(&with_new_world(visit), id)?)
}

/// Who reports. A cookie does not count here: see [`Sender`].
async fn who(visit: &Visit, pin: Option<&str>) -> Result<Actor, WebError> {
    if visit.bearer && visit.login.is_some() {
        return Ok(visit.actor());
    }
    let pin = pin.ok_or(WebError::LoginNeeded)?;
    match visit.web.logins.check_pin(&visit.web.app, pin, visit.address).await {
        Ok(()) => {
            let device = visit.web.app.device();
            Ok(Actor { id: None, roles: vec![Role::Reporter], device })
        }
        Err(LoginRefusal::Wrong) => Err(WebError::WrongPin),
        Err(_) => Err(WebError::Busy),
    }
}

/// Shows a report.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "reports", operation_id = "showReport",
    responses((status = 200, body = Report)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(shown(find(&visit, id).map_err(|_| WebError::NotFound)?))
}

/// Puts on record that a report needs no crisis. One that does is named when the crisis opens.
#[utoipa::path(post, path = "/api/v1/reports/{id}/handling", tag = "reports",
    operation_id = "handleReport", request_body = NewHandling,
    responses((status = 201, body = Report)))]
pub async fn handle(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewHandling>,
) -> Answer {
    let report = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::HandleReport(HandleReport { report, reason: new.reason });
    visit.web.app.submit(visit.actor(), key, command).await?;
    created(&format!("/api/v1/reports/{report}"), find(&with_new_world(visit), report)?)
}

/// Says that other reports are about the same thing as this one.
#[utoipa::path(post, path = "/api/v1/reports/{id}/joinings", tag = "reports",
    operation_id = "joinReports", request_body = NewJoining,
    responses((status = 201, body = Report)))]
pub async fn join(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewJoining>,
) -> Answer {
    let into = id.parse().map_err(|_| WebError::NotFound)?;
    let reports = new.reports.into_iter().map(|Id(report)| report).collect();
    let command = Command::JoinReports(JoinReports { reports, into });
    visit.web.app.submit(visit.actor(), key, command).await?;
    created(&format!("/api/v1/reports/{into}"), find(&with_new_world(visit), into)?)
}

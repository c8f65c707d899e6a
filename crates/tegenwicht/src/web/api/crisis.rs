// SPDX-License-Identifier: EUPL-1.2
//! Crises for programs: listing, opening, showing, closing, exporting, following.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use tegenwicht_core::command::{Command, CorrectClock};
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis, SetGrip, SetLevel, SetPlaces};
use tegenwicht_core::feature::title::SetTitle;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CommandId, EntryId, ReportId};
use tegenwicht_core::refusal::Refusal;
use utoipa::{IntoParams, ToSchema};

use super::list::{self, CrisisList, Page};
use super::name::ModeName;
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A crisis, or an exercise.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Crisis {
    pub id: String,
    /// Empty where it is hidden, erased, or not here yet.
    pub title: String,
    pub mode: ModeName,
    #[schema(format = DateTime)]
    pub began_at: String,
    #[schema(format = DateTime)]
    pub opened_at: String,
    #[schema(required)]
    pub opened_by: Option<String>,
    #[schema(required)]
    pub opened_by_id: Option<String>,
    /// Where the crisis team gathers now.
    #[schema(required)]
    pub place: Option<String>,
    /// Where it gathers otherwise.
    #[schema(required)]
    pub fallback: Option<String>,
    /// How far it is scaled up; none where nobody said so or two say otherwise.
    #[schema(required)]
    pub level: Option<String>,
    /// How far the government is scaled up; it follows no level of ours.
    #[schema(required)]
    pub grip: Option<String>,
    /// Every level and GRIP that was stated, oldest first.
    pub scaling: Vec<Scaling>,
    /// The real crisis for which this exercise was halted.
    #[schema(required)]
    pub halted_for: Option<String>,
    /// The report that it was opened for.
    #[schema(required)]
    pub report: Option<String>,
    pub closed: bool,
    /// More than one where two people closed it without knowing of each other.
    pub closings: Vec<Closing>,
    /// How many lines its log has.
    pub entries: u64,
}

/// One step up or down.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scaling {
    #[schema(required)]
    pub level: Option<String>,
    #[schema(required)]
    pub grip: Option<String>,
    #[schema(required)]
    pub reason: Option<String>,
    #[schema(required)]
    pub said_by: Option<String>,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(format = DateTime)]
    pub at: String,
}

/// Who closed a crisis, when and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Closing {
    pub id: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required)]
    pub by_id: Option<String>,
    pub reason: String,
    /// Opened in error: it needs no evaluation.
    pub false_alarm: bool,
}

/// A crisis to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCrisis {
    #[schema(max_length = 200)]
    title: String,
    mode: ModeName,
    #[schema(value_type = Option<String>, format = DateTime)]
    began_at: Option<Time>,
    place: Option<String>,
    /// Where it gathers when that place cannot be used.
    fallback: Option<String>,
    level: Option<String>,
    /// True halts every exercise that runs; only for a real one.
    #[serde(default)]
    halt_exercises: bool,
    /// The report that it is opened for; only for a real one.
    #[schema(value_type = Option<String>)]
    report: Option<Id<ReportId>>,
}

/// Why a crisis is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewClosing {
    #[schema(max_length = 500)]
    reason: String,
    /// Opened in error: it needs no evaluation.
    #[serde(default)]
    false_alarm: bool,
}

/// What a crisis is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTitle {
    #[schema(max_length = 200)]
    title: String,
}

/// How far the institution is scaled up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLevel {
    level: String,
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// How far the government is scaled up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGrip {
    grip: String,
    said_by: Option<String>,
}

/// Where the team gathers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPlaces {
    place: Option<String>,
    fallback: Option<String>,
    #[serde(default)]
    at_fallback: bool,
}

fn crisis(visit: &Visit, state: &ScopeState) -> Option<Crisis> {
    let crisis = state.crisis.as_ref()?;
    let closings = crisis.closed.live().map(|(event, closed)| Closing {
        id: event.to_string(),
        at: iso(closed.at),
        by: super::name_of(visit, closed.by),
        by_id: closed.by.map(|by| by.to_string()),
        reason: closed.reason.clone(),
        false_alarm: closed.false_alarm,
    });
    let scaling = crisis.scaling.iter().map(|step| Scaling {
        level: step.level.as_ref().map(|set| set.level.clone()),
        grip: step.grip.as_ref().map(|set| set.grip.clone()),
        reason: step.level.as_ref().and_then(|set| set.reason.clone()),
        said_by: step.grip.as_ref().and_then(|set| set.said_by.clone()),
        by: super::name_of(visit, step.by),
        at: iso(step.at),
    });
    Some(Crisis {
        id: crisis.id.to_string(),
        title: crisis.title().to_owned(),
        mode: crisis.mode.into(),
        began_at: iso(crisis.began_at),
        opened_at: iso(crisis.opened_at),
        opened_by: super::name_of(visit, crisis.opened_by),
        opened_by_id: crisis.opened_by.map(|by| by.to_string()),
        place: crisis.gathers().map(str::to_owned),
        fallback: crisis.gathers_else().map(str::to_owned),
        level: crisis.level.settled().map(|set| set.level.clone()),
        grip: crisis.grip.settled().map(|set| set.grip.clone()),
        scaling: scaling.collect(),
        halted_for: crisis.halted.as_ref().map(|halted| halted.real.to_string()),
        report: crisis.report.map(|report| report.to_string()),
        closed: crisis.is_closed(),
        closings: closings.collect(),
        entries: state.entries.len() as u64,
    })
}

/// Lists the crises, newest opened first.
#[utoipa::path(get, path = "/api/v1/crises", tag = "crises", operation_id = "listCrises",
    params(Page), responses((status = 200, body = CrisisList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let all = visit.world.crises().into_iter().filter_map(|state| crisis(&visit, state));
    let part = list::part(all, &asked, |crisis| crisis.id.clone(), |crisis| crisis)?;
    Ok(shown(CrisisList::from(part)))
}

/// Opens a crisis, real or as an exercise.
#[utoipa::path(post, path = "/api/v1/crises", tag = "crises", operation_id = "openCrisis",
    request_body = NewCrisis, responses((status = 201, body = Crisis)))]
pub async fn open(Sender(visit): Sender, Key(key): Key, Json(new): Json<NewCrisis>) -> Answer {
    let line = page::crisis::opening::opened_line(&visit.text, &new.title);
    let command = Command::OpenCrisis(OpenCrisis {
        title: new.title,
        mode: new.mode.into(),
        began_at: new.began_at.map(|Time(at)| at),
        place: new.place,
        report: new.report.map(|Id(report)| report),
        fallback: new.fallback,
        level: new.level,
        halt_exercises: new.halt_exercises,
        line: Some(line),
    });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Crisis(id) = receipt.made else {
        return Err(Refusal::CrisisUnknown.into());
    };
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id.to_string())?;
    created(&format!("/api/v1/crises/{id}"), crisis(&visit, state))
}

/// Shows a crisis.
#[utoipa::path(get, path = "/api/v1/crises/{id}", tag = "crises", operation_id = "showCrisis",
    responses((status = 200, body = Crisis)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    Ok(shown(crisis(&visit, state)))
}

/// Closes a crisis; lines can still be added.
#[utoipa::path(post, path = "/api/v1/crises/{id}/closing", tag = "crises",
    operation_id = "closeCrisis", request_body = NewClosing,
    responses((status = 201, body = Crisis)))]
pub async fn close(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewClosing>,
) -> Answer {
    let of = id.parse().map_err(|_| WebError::NotFound)?;
    let (reason, false_alarm) = (new.reason, new.false_alarm);
    let command = Command::CloseCrisis(CloseCrisis { crisis: of, reason, false_alarm });
    changed(visit, key, &id, command).await
}

/// Carries out what changes a crisis, and shows how it stands then.
async fn changed(visit: Visit, key: CommandId, id: &str, command: Command) -> Answer {
    visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(id)?;
    created(&format!("/api/v1/crises/{id}"), crisis(&visit, state))
}

/// Calls a crisis otherwise; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/titles", tag = "crises",
    operation_id = "setTitle", request_body = NewTitle,
    responses((status = 201, body = Crisis)))]
pub async fn set_title(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewTitle>,
) -> Answer {
    let crisis = id.parse().map_err(|_| WebError::NotFound)?;
    let line = page::crisis::scaling::title_line(&visit.text, &new.title);
    let set = SetTitle { crisis, title: new.title, line: Some(line) };
    changed(visit, key, &id, Command::SetTitle(set)).await
}

/// States how far the institution is scaled up; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/levels", tag = "crises",
    operation_id = "setLevel", request_body = NewLevel,
    responses((status = 201, body = Crisis)))]
pub async fn set_level(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewLevel>,
) -> Answer {
    let of = id.parse().map_err(|_| WebError::NotFound)?;
    let word = visit.words().level(&new.level);
    let line = page::crisis::scaling::level_line(&visit.text, &word, new.reason.as_deref());
    let (level, reason) = (new.level, new.reason);
    let command = Command::SetLevel(SetLevel { crisis: of, level, reason, line: Some(line) });
    changed(visit, key, &id, command).await
}

/// States how far the government is scaled up; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/grips", tag = "crises",
    operation_id = "setGrip", request_body = NewGrip,
    responses((status = 201, body = Crisis)))]
pub async fn set_grip(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewGrip>,
) -> Answer {
    let of = id.parse().map_err(|_| WebError::NotFound)?;
    let word = visit.words().grip(&new.grip);
    let line = page::crisis::scaling::grip_line(&visit.text, &word, new.said_by.as_deref());
    let (grip, said_by) = (new.grip, new.said_by);
    let command = Command::SetGrip(SetGrip { crisis: of, grip, said_by, line: Some(line) });
    changed(visit, key, &id, command).await
}

/// States where the team gathers; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/places", tag = "crises",
    operation_id = "setPlaces", request_body = NewPlaces,
    responses((status = 201, body = Crisis)))]
pub async fn set_places(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewPlaces>,
) -> Answer {
    let crisis = id.parse().map_err(|_| WebError::NotFound)?;
    let NewPlaces { place, fallback, at_fallback } = new;
    let line = page::crisis::scaling::places_line(
        &visit,
        place.as_deref(),
        fallback.as_deref(),
        at_fallback,
    );
    let set = SetPlaces { crisis, place, fallback, at_fallback, line: Some(line) };
    changed(visit, key, &id, Command::SetPlaces(set)).await
}

/// The form of an export.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Json,
    Csv,
}

/// Which export is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Export {
    /// `json` when nothing is asked.
    #[param(inline)]
    format: Option<Format>,
}

/// Exports all that happened in a crisis, in order, without the words that are restricted.
#[utoipa::path(get, path = "/api/v1/crises/{id}/export", tag = "crises",
    operation_id = "exportCrisis", params(Export),
    responses((status = 200, content(
        (serde_json::Value = "application/json"),
        (String = "text/csv"),
    ))))]
pub async fn export(
    visit: Visit,
    Address(id): Address<String>,
    Asked(asked): Asked<Export>,
) -> Answer {
    let format = match asked.format.unwrap_or_default() {
        Format::Json => "json",
        Format::Csv => "csv",
    };
    page::crisis::export(visit, Address((id, format.to_owned()))).await
}

/// From where a stream goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Since {
    /// How many events of the crisis the reader has seen.
    since: Option<u64>,
}

/// Follows a crisis: an event `regions` for every change, its id the number of events so far.
#[utoipa::path(get, path = "/api/v1/crises/{id}/stream", tag = "crises",
    operation_id = "followCrisis", params(Since),
    responses((status = 200, body = String, content_type = "text/event-stream")))]
pub async fn follow(
    visit: Visit,
    Address(id): Address<String>,
    Asked(since): Asked<Since>,
    headers: HeaderMap,
) -> Answer {
    let since = page::stream::Since { since: since.since.unwrap_or(0) };
    page::stream::follow(visit, Address(id), Asked(since), headers).await
}

/// What a clock said too little; the clock is that of the machine and run that wrote a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewClockCorrection {
    #[schema(value_type = String)]
    entry: Id<EntryId>,
    /// To be added to what that clock said, in milliseconds.
    offset_ms: i64,
}

/// A clock that was wrong.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClockCorrection {
    pub id: String,
    pub device: String,
    pub offset_ms: i64,
}

/// Corrects the clock that wrote a line, for all lines of that machine in that run.
#[utoipa::path(post, path = "/api/v1/crises/{id}/clockCorrections", tag = "crises",
    operation_id = "correctClock", request_body = NewClockCorrection,
    responses((status = 201, body = ClockCorrection)))]
pub async fn correct_clock(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewClockCorrection>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let found = state.entries.get(&new.entry.0).ok_or(Refusal::EntryUnknown)?;
    let (device, epoch, offset_ms) = (found.device, found.epoch, new.offset_ms);
    let command = Command::CorrectClock(CorrectClock { crisis, device, epoch, offset_ms });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let (_, event) = receipt.events.first().ok_or(WebError::Inside)?;
    let made = ClockCorrection { id: event.to_string(), device: device.to_string(), offset_ms };
    created(&format!("/api/v1/crises/{id}"), made)
}

// SPDX-License-Identifier: EUPL-1.2
//! The log for programs: reading it, now and as it was; writing, striking.

use std::ops::Bound;

use axum::extract::Request;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{LogEntry, Moment, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::progress::NewProgress;
use tegenwicht_core::feature::text::fold;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CrisisId, EntryId, ReportId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use super::file::{self, NewEntryWithFiles};
use super::list;
use super::name::{KindName, StatusName};
use super::progress::{self, NewField};
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::app::{Made, Receipt};
use crate::export;
use crate::web::error::WebError;
use crate::web::page::log_entry::moment_of;
use crate::web::part::client_name;
use crate::web::part::entry::{self, Words};
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A line to be written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEntry {
    kind: KindName,
    #[schema(max_length = 4000)]
    text: String,
    /// Who said it, when that is not who sends it.
    speaker: Option<String>,
    /// How it was said, such as by telephone.
    channel: Option<String>,
    /// When it happened; when it is recorded, if nothing is stated.
    #[schema(value_type = Option<String>, format = DateTime)]
    happened_at: Option<Time>,
    /// For the core team only: the words are sealed.
    #[serde(default)]
    restricted: bool,
    /// True to let words stand that look as if they name a client; without it such a line is
    /// refused with `maybe-client-name`. Not needed where it is for the core team only.
    #[serde(default)]
    names_ok: bool,
    figure: Option<NewFigure>,
    /// The report that becomes this line; it is handled by that.
    #[schema(value_type = Option<String>)]
    report: Option<Id<ReportId>>,
    /// The question that this answers.
    #[schema(value_type = Option<String>)]
    answers: Option<Id<EntryId>>,
    /// The line that this says otherwise than.
    #[schema(value_type = Option<String>)]
    contradicts: Option<Id<EntryId>>,
    /// The lines whose contradiction this settles.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 32)]
    settles: Vec<Id<EntryId>>,
    /// Who is to do it, for an action.
    owner: Option<String>,
    /// The account of who is to do it; not for a line of the core team.
    #[schema(value_type = Option<String>)]
    owner_id: Option<Id<ActorId>>,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Time>,
    /// For a decision above the mandate that is there: a proposal to the board, with by when its
    /// answer is needed.
    #[schema(value_type = Option<String>, format = DateTime)]
    proposed_until: Option<Time>,
    /// What is known beside the sentence of a decision or a bottleneck.
    #[serde(default)]
    #[schema(max_items = 12)]
    fields: Vec<NewField>,
    /// The decisions whose place this decision takes.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 32)]
    replaces: Vec<Id<EntryId>>,
    /// The bottlenecks that this decision settles.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 32)]
    decides: Vec<Id<EntryId>>,
}

/// What a new line states about a figure.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFigure {
    name: String,
    /// A number or a few words; never calculated with.
    value: String,
    unit: Option<String>,
    status: Option<StatusName>,
    /// True when it replaces what other sources said too.
    #[serde(default)]
    replaces_all: bool,
}

/// A line of the log.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase", as = LogEntry)]
pub struct Entry {
    pub id: String,
    pub kind: KindName,
    /// As people say it: "4", or "B4" when given away from home.
    pub number: String,
    /// Null where the words are hidden, or for the core team and the reader is not of it.
    #[schema(required)]
    pub text: Option<String>,
    pub restricted: bool,
    #[schema(required)]
    pub speaker: Option<String>,
    #[schema(required)]
    pub channel: Option<String>,
    #[schema(required)]
    pub author: Option<String>,
    #[schema(required)]
    pub author_id: Option<String>,
    pub device: String,
    #[schema(format = DateTime)]
    pub happened_at: String,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    /// Place in the order of the log, counted from 1; it grows when an older line arrives late.
    pub position: u64,
    pub event: String,
    #[schema(required)]
    pub figure: Option<Stated>,
    #[schema(required)]
    pub owner: Option<String>,
    #[schema(required, format = DateTime)]
    pub due: Option<String>,
    #[schema(required)]
    pub answers: Option<String>,
    pub answered_by: Vec<String>,
    #[schema(required)]
    pub contradicts: Option<String>,
    pub contradicted_by: Vec<String>,
    pub settles: Vec<String>,
    pub replaces: Vec<String>,
    pub contradictory: bool,
    pub files: Vec<File>,
    /// True for a line of a device that was revoked, which was not known at the revocation.
    pub after_revocation: bool,
    /// That its words are hidden until a second person decides; null where they are not.
    #[schema(required)]
    pub hidden: Option<StrikeNote>,
    pub struck: bool,
    pub strikes: Vec<StrikeNote>,
    /// `here`: on the disk of this node.
    pub saved: String,
}

/// What a line states about a figure.
#[derive(Debug, ToSchema)]
pub struct Stated {
    pub id: String,
    pub name: String,
    pub value: String,
    #[schema(required)]
    pub unit: Option<String>,
    pub status: StatusName,
}

/// A file with a line.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct File {
    pub hash: String,
    /// Null where this reader may not read the line.
    #[schema(required)]
    pub name: Option<String>,
    pub media_type: String,
    /// In bytes.
    pub size: u64,
}

/// That a line was struck or hidden.
#[derive(Debug, ToSchema)]
pub struct StrikeNote {
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub by: Option<String>,
    pub reason: String,
}

/// Lines of a log.
#[derive(Debug, Serialize, ToSchema)]
pub struct LogEntryList {
    #[schema(value_type = Vec<Entry>)]
    pub items: Vec<Value>,
    /// The `cursor` of the rest of the list; null at its end.
    #[schema(required)]
    pub next: Option<String>,
}

/// Returns a line as the API gives it, with the words that this reader may read.
#[must_use]
pub fn item(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Value {
    let mut item = export::entry(&visit.world, state, found);
    let (Words::Opened(said), Some(fields)) = (entry::words(visit, found), item.as_object_mut())
    else {
        return item;
    };
    let files = fields.get_mut("files").and_then(Value::as_array_mut).into_iter().flatten();
    for (file, name) in files.filter_map(Value::as_object_mut).zip(said.file_names) {
        file.insert("name".to_owned(), name.into());
    }
    for (name, value) in [
        ("text", Some(said.text)),
        ("speaker", said.speaker),
        ("channel", said.channel),
        ("owner", said.owner),
    ] {
        fields.insert(name.to_owned(), value.into());
    }
    item
}

/// In which order lines come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    Asc,
    #[default]
    Desc,
}

/// Which lines are asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only lines of this kind.
    #[param(inline)]
    kind: Option<KindName>,
    /// Only lines with these words in text, speaker, channel, owner, file name or author.
    q: Option<String>,
    /// Only lines that a person of this name wrote, said or has.
    person: Option<String>,
    /// Only lines about this impact area, by its id in the list `areas`.
    area: Option<String>,
    /// Only what had happened by then.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    /// The log as this node knew it then.
    #[param(value_type = Option<String>, format = DateTime)]
    known: Option<Time>,
    /// By when it happened; `desc`, latest first, when nothing is asked.
    #[param(inline)]
    order: Option<Order>,
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// The `next` of the answer before.
    cursor: Option<String>,
}

/// Lists the lines of a log.
#[utoipa::path(get, path = "/api/v1/crises/{id}/logEntries", tag = "logEntries",
    operation_id = "listLogEntries", params(Wanted),
    responses((status = 200, body = LogEntryList)))]
pub async fn list(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<Wanted>,
) -> Answer {
    let (scope, state) = visit.crisis(&id)?;
    let Some(Time(at)) = wanted.known else {
        return Ok(shown(find(&visit, state, &wanted)?));
    };
    let app = std::sync::Arc::clone(&visit.web.app);
    let past = tokio::task::spawn_blocking(move || app.as_known(scope, at)).await;
    let past = past.map_err(|_| WebError::Inside)?.map_err(|_| WebError::Inside)?;
    Ok(shown(find(&visit, &past, &wanted)?))
}

fn find(visit: &Visit, state: &ScopeState, wanted: &Wanted) -> Result<LogEntryList, WebError> {
    let limit = list::limit(wanted.limit)?;
    let cursor = wanted.cursor.as_deref().map(read_cursor).transpose()?;
    let until = wanted.until.map_or(Timestamp(i64::MAX), |Time(at)| at);
    let until = Moment { happened_at: until, position: u64::MAX };
    let kind = wanted.kind.map(tegenwicht_core::feature::log_entry::EntryKind::from);
    let words = fold(wanted.q.as_deref().unwrap_or_default());
    let person = fold(wanted.person.as_deref().unwrap_or_default());
    let fits = |found: &&LogEntry| {
        kind.is_none_or(|kind| found.written.kind == kind)
            && wanted.area.as_ref().is_none_or(|area| entry::is_of_area(state, found, area))
            && (person.is_empty() || entry::is_of_person(visit, state, found, &person))
            && (words.is_empty() || entry::holds(visit, found, &words))
    };
    let entry = |id: &EntryId| state.entries.get(id);
    let timeline = &state.timeline;
    if wanted.order == Some(Order::Asc) {
        let from = cursor.map_or(Bound::Unbounded, Bound::Excluded);
        if cursor.is_some_and(|cursor| cursor >= until) {
            return Ok(LogEntryList { items: Vec::new(), next: None });
        }
        let found = timeline.range((from, Bound::Excluded(until))).map(|(_, id)| id);
        return Ok(part(visit, state, found.filter_map(entry).filter(fits), limit));
    }
    let top = cursor.map_or(until, |cursor| cursor.min(until));
    let found = timeline.range(..top).rev().map(|(_, id)| id);
    Ok(part(visit, state, found.filter_map(entry).filter(fits), limit))
}

fn part<'a>(
    visit: &Visit,
    state: &ScopeState,
    found: impl Iterator<Item = &'a LogEntry>,
    limit: usize,
) -> LogEntryList {
    let mut list = LogEntryList { items: Vec::new(), next: None };
    let mut last = None;
    for found in found {
        if list.items.len() == limit {
            let cursor = |at: Moment| format!("{}_{}", at.happened_at.0, at.position);
            list.next = last.map(cursor);
            break;
        }
        last = Some(moment_of(found));
        list.items.push(item(visit, state, found));
    }
    list
}

fn read_cursor(cursor: &str) -> Result<Moment, WebError> {
    let read = || {
        let (happened, position) = cursor.split_once('_')?;
        let happened_at = Timestamp(happened.parse().ok()?);
        Some(Moment { happened_at, position: position.parse().ok()? })
    };
    read().ok_or_else(|| list::wrong("cursor", "not in this list"))
}

/// Shows a line.
#[utoipa::path(get, path = "/api/v1/crises/{id}/logEntries/{entry}", tag = "logEntries",
    operation_id = "showLogEntry", responses((status = 200, body = Entry)))]
pub async fn show(visit: Visit, Address((id, entry)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let entry: EntryId = entry.parse().map_err(|_| WebError::NotFound)?;
    let found = state.entries.get(&entry).ok_or(WebError::NotFound)?;
    Ok(shown(item(&visit, state, found)))
}

/// Writes a line, with files or without. It is on disk when this answers.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries", tag = "logEntries",
    operation_id = "writeLogEntry",
    request_body(content(
        (NewEntry = "application/json"),
        (NewEntryWithFiles = "multipart/form-data"),
    )),
    responses((status = 201, body = Entry)))]
pub async fn write(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    request: Request,
) -> Answer {
    let (scope, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let (new, uploads) = file::read_entry(request).await?;
    if !new.restricted && !new.names_ok && !client_name::found(&visit, &new.text).is_empty() {
        return Err(WebError::MaybeClientName);
    }
    let mut command = command(&visit, crisis, new)?;
    command.files = file::seal_all(&visit, scope, uploads).await?;
    let files = command.files.iter().map(|new| new.file.clone()).collect();
    let command = Command::WriteEntry(Box::new(command));
    let submitted = visit.web.app.submit(visit.actor(), key, command).await;
    if crate::web::page::file::is_unused(&submitted) {
        crate::web::page::file::forget(&visit.web.app, files).await;
    }
    let Made::Entry(entry) = submitted?.made else {
        return Err(Refusal::EntryUnknown.into());
    };
    told(visit, &id, entry)
}

/// Answers with a line as this reader sees it now.
pub(super) fn told(visit: Visit, crisis: &str, entry: EntryId) -> Answer {
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(crisis)?;
    let found = state.entries.get(&entry).ok_or(Refusal::EntryUnknown)?;
    created(&format!("/api/v1/crises/{crisis}/logEntries/{entry}"), item(&visit, state, found))
}

fn command(visit: &Visit, crisis: CrisisId, new: NewEntry) -> Result<WriteEntry, WebError> {
    let ids = |ids: Vec<Id<EntryId>>| ids.into_iter().map(|Id(id)| id).collect();
    let owner = new.owner_id.map(|Id(owner)| owner);
    let progress = NewProgress {
        owner,
        proposed_until: new.proposed_until.map(|Time(at)| at),
        fields: progress::filled(new.fields)?,
        replaces: ids(new.replaces),
        decides: ids(new.decides),
    };
    let figure = new.figure.map(|figure| NewStatement {
        name: figure.name,
        value: figure.value,
        unit: figure.unit,
        status: figure.status.map_or(Status::Reported, Status::from),
        replaces_all: figure.replaces_all,
    });
    Ok(WriteEntry {
        speaker: new.speaker,
        channel: new.channel,
        happened_at: new.happened_at.map(|Time(at)| at),
        restricted: new.restricted,
        figure,
        report: new.report.map(|Id(report)| report),
        answers: new.answers.map(|Id(id)| id),
        contradicts: new.contradicts.map(|Id(id)| id),
        settles: ids(new.settles),
        owner: new.owner.or_else(|| name_of(visit, owner)),
        due: new.due.map(|Time(at)| at),
        progress: (progress != NewProgress::default()).then(|| Box::new(progress)),
        ..WriteEntry::plain(crisis, new.kind.into(), &new.text)
    })
}

/// Why a line is struck.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStrike {
    #[schema(max_length = 500)]
    reason: String,
}

/// That a line was struck, by whom and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Strike {
    pub id: String,
    pub entry: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required)]
    pub by_id: Option<String>,
    pub reason: String,
}

/// Strikes a line; it stays readable, marked as struck.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/strikes", tag = "logEntries",
    operation_id = "strikeLogEntry", request_body = NewStrike,
    responses((status = 201, body = Strike)))]
pub async fn strike(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(new): Json<NewStrike>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let command = Command::StrikeEntry(StrikeEntry { crisis, entry, reason: new.reason });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&path.0)?;
    let found = state.entries.get(&entry).ok_or(Refusal::EntryUnknown)?;
    let strike = found.strikes.iter().find(|strike| is_of(&receipt, strike.event));
    let strike = strike.ok_or(WebError::Inside)?;
    let location = format!("/api/v1/crises/{crisis}/logEntries/{entry}");
    created(
        &location,
        Strike {
            id: strike.event.to_string(),
            entry: entry.to_string(),
            at: iso(strike.at),
            by: name_of(&visit, strike.by),
            by_id: strike.by.map(|by| by.to_string()),
            reason: strike.reason.clone(),
        },
    )
}

pub(super) fn is_of(receipt: &Receipt, event: tegenwicht_core::id::EventId) -> bool {
    receipt.events.iter().any(|(_, made)| *made == event)
}

pub(super) fn ids(path: &(String, String)) -> Result<(CrisisId, EntryId), WebError> {
    let crisis = path.0.parse().map_err(|_| WebError::NotFound)?;
    Ok((crisis, path.1.parse().map_err(|_| WebError::NotFound)?))
}

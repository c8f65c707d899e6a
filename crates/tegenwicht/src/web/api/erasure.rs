// SPDX-License-Identifier: EUPL-1.2
//! Hiding a line, and what a second person decides, for programs: erase it or show it again.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::erasure::{HideEntry, Hiding, ShowEntry};
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::id::EntryId;
use utoipa::ToSchema;

use super::list::{self, HiddenEntryList, Page};
use super::log_entry::{Entry, ids, is_of, told};
use super::read::{Address, Asked, Json, Key, Sender};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::web::error::WebError;
use crate::web::page;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// Why a line is hidden.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHiding {
    #[schema(max_length = 500)]
    reason: String,
}

/// A press without anything to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A line that waits for a second person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HiddenEntry {
    pub entry: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required)]
    pub by_id: Option<String>,
    pub reason: String,
}

/// The words of a hidden line, for who decides about it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HiddenWords {
    #[serde(flatten)]
    pub hidden: HiddenEntry,
    /// Null where their key is not here.
    #[schema(required)]
    pub text: Option<String>,
    #[schema(required)]
    pub speaker: Option<String>,
    #[schema(required)]
    pub channel: Option<String>,
    #[schema(required)]
    pub owner: Option<String>,
    pub file_names: Vec<String>,
}

fn shape(visit: &Visit, entry: EntryId, hiding: &Hiding) -> HiddenEntry {
    HiddenEntry {
        entry: entry.to_string(),
        at: iso(hiding.at),
        by: name_of(visit, hiding.by),
        by_id: hiding.by.map(|by| by.to_string()),
        reason: hiding.reason.clone(),
    }
}

/// Lists the hidden lines that wait for a second person, without their words.
#[utoipa::path(get, path = "/api/v1/crises/{id}/hiddenEntries", tag = "logEntries",
    operation_id = "listHiddenEntries", params(Page),
    responses((status = 200, body = HiddenEntryList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(asked): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let show = |(id, hiding): (&EntryId, &Hiding)| shape(&visit, *id, hiding);
    let part = list::part(state.to_judge(), &asked, |(id, _)| id.to_string(), show)?;
    Ok(shown(HiddenEntryList::from(part)))
}

/// Shows the words of a hidden line to who may decide about it.
#[utoipa::path(get, path = "/api/v1/crises/{id}/hiddenEntries/{entry}", tag = "logEntries",
    operation_id = "showHiddenEntry", responses((status = 200, body = HiddenWords)))]
pub async fn show(visit: Visit, Address((id, entry)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let entry: EntryId = entry.parse().map_err(|_| WebError::NotFound)?;
    let found: &LogEntry = state.entries.get(&entry).ok_or(WebError::NotFound)?;
    let hiding = state.hidden.get(&entry).ok_or(WebError::NotFound)?;
    let said = page::erasure::words(&visit, found, hiding);
    let hidden = shape(&visit, entry, hiding);
    let (text, rest) = said.map(|said| (said.text.clone(), said)).unzip();
    Ok(shown(HiddenWords {
        hidden,
        text,
        speaker: rest.as_ref().and_then(|said| said.speaker.clone()),
        channel: rest.as_ref().and_then(|said| said.channel.clone()),
        owner: rest.as_ref().and_then(|said| said.owner.clone()),
        file_names: rest.map(|said| said.file_names).unwrap_or_default(),
    }))
}

/// Hides a line: nobody sees its words any more, until a second person erases or shows it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/hidings",
    tag = "logEntries", operation_id = "hideLogEntry", request_body = NewHiding,
    responses((status = 201, body = Entry)))]
pub async fn hide(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(new): Json<NewHiding>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let command = Command::HideEntry(HideEntry { crisis, entry, reason: new.reason });
    visit.web.app.submit(visit.actor(), key, command).await?;
    told(visit, &path.0, entry)
}

/// Shows a line again that somebody else hid.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/showings",
    tag = "logEntries", operation_id = "showLogEntryAgain", request_body = Nothing,
    responses((status = 201, body = Entry)))]
pub async fn show_again(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let command = Command::ShowEntry(ShowEntry { crisis, entry });
    visit.web.app.submit(visit.actor(), key, command).await?;
    told(visit, &path.0, entry)
}

/// The ground on which a line is erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewErasure {
    #[schema(max_length = 500)]
    ground: String,
}

/// That a line was erased, by whom and on what ground.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Erasure {
    pub id: String,
    pub entry: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required)]
    pub by_id: Option<String>,
    pub ground: String,
}

/// Erases a line: its words, its files and their keys are gone; that it was done stays.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/erasures",
    tag = "logEntries", operation_id = "eraseLogEntry", request_body = NewErasure,
    responses((status = 201, body = Erasure)))]
pub async fn erase(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(new): Json<NewErasure>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let command = Command::EraseEntry(EraseEntry { crisis, entry, ground: new.ground });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&path.0)?;
    let erasure = state.erasures.iter().find(|erasure| is_of(&receipt, erasure.event));
    let erasure = erasure.ok_or(WebError::Inside)?;
    created(
        &format!("/api/v1/crises/{crisis}"),
        Erasure {
            id: erasure.event.to_string(),
            entry: entry.to_string(),
            at: iso(erasure.wall),
            by: name_of(&visit, erasure.by),
            by_id: erasure.by.map(|by| by.to_string()),
            ground: erasure.ground.clone(),
        },
    )
}

// SPDX-License-Identifier: EUPL-1.2
//! Files for programs: sent with a line as parts of one body, and given back.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use tegenwicht_core::feature::log_entry::{FILES_MAX, NewFile};
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::Answer;
use super::log_entry::NewEntry;
use super::read::{self, Address, BODY_MAX, Json};
use crate::web::error::{Unreadable, WebError};
use crate::web::form::{FILE_MAX, Upload};
use crate::web::page;
use crate::web::visit::{Visit, header as header_of};

/// A line to be written, with its files.
#[derive(Debug, ToSchema)]
pub struct NewEntryWithFiles {
    /// The line itself, as JSON.
    pub entry: NewEntry,
    /// At most ten, of 25 MiB each and 40 MiB together.
    #[schema(value_type = Vec<String>, format = Binary, max_items = 10)]
    pub file: Vec<Vec<u8>>,
}

/// Reads a line and its files from a body of either form.
pub(crate) async fn read_entry(request: Request) -> Result<(NewEntry, Vec<Upload>), WebError> {
    let kind = header_of(request.headers(), "content-type").unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        let Json(entry) = Json::from_request(request, &()).await?;
        return Ok((entry, Vec::new()));
    }
    let parts = Multipart::from_request(request, &()).await;
    let mut parts = parts.map_err(|_| wrong("Content-Type", "expected a boundary"))?;
    let (mut entry, mut uploads) = (None, Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|fault| broken(&fault))? {
        match part.name() {
            Some("entry") if entry.is_none() => {
                entry = Some(read::json(&bytes(part, BODY_MAX).await?)?);
            }
            Some("file") => {
                if uploads.len() == FILES_MAX {
                    return Err(Refusal::TooManyAttachments.into());
                }
                let name = part.file_name().unwrap_or_default().to_owned();
                uploads.push(Upload { name, bytes: bytes(part, FILE_MAX).await? });
            }
            _ => return Err(wrong("entry", "expected one part `entry` and parts `file`")),
        }
    }
    Ok((entry.ok_or_else(|| wrong("entry", "missing part"))?, uploads))
}

async fn bytes(mut part: Field<'_>, max: usize) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|fault| broken(&fault))? {
        if bytes.len() + chunk.len() > max {
            return Err(WebError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn broken(fault: &MultipartError) -> WebError {
    if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return WebError::TooLarge;
    }
    WebError::Malformed("multipart")
}

fn wrong(field: &str, wrong: &str) -> WebError {
    let field = Some(field.to_owned());
    WebError::unreadable(Unreadable { field, place: None, wrong: wrong.to_owned() })
}

/// Cleans and seals files; they are on disk when this returns.
pub(crate) async fn seal_all(
    visit: &Visit,
    scope: ScopeId,
    uploads: Vec<Upload>,
) -> Result<Vec<NewFile>, WebError> {
    let mut files = Vec::new();
    for upload in uploads {
        files.push(page::file::seal(visit, scope, upload).await?);
    }
    Ok(files)
}

/// Gives a file back; photos as they are shown, everything else as bytes to be saved.
#[utoipa::path(get, path = "/api/v1/crises/{id}/files/{hash}", tag = "logEntries",
    operation_id = "showFile",
    responses((status = 200, body = [u8], content_type = "application/octet-stream")))]
pub async fn show(visit: Visit, Address(path): Address<(String, String)>) -> Answer {
    page::file::show(visit, Address(path)).await
}

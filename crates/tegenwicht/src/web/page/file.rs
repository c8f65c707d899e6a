// SPDX-License-Identifier: EUPL-1.2
//! Photos and files with a line: cleaned and sealed before the line that names them, and back.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{
    EntryKind, FILES_MAX, FileRef, LogEntry, NewFile, WriteEntry,
};
use tegenwicht_core::feature::text::TEXT;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{FileHash, ScopeId, SubjectId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal::SubjectKey;

use crate::app::{App, Receipt, SubmitError};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted, Upload};
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;

/// Longest side of a photo that is decoded, in pixels: more is not a photo but an attack.
const SIDE_MAX: u32 = 16_000;
/// Most memory for decoding one photo, in bytes.
const DECODE_MAX: u64 = 256 * 1024 * 1024;

/// Builds the command from the form of a line; sealing its files first.
///
/// # Errors
/// When the disk fails or a file is too large; what was typed wrong comes back as faults.
pub async fn entry_command(
    visit: &Visit,
    (scope, state): (ScopeId, &ScopeState),
    form: &Submitted,
) -> Result<Result<Command, Vec<Fault>>, WebError> {
    let mut faults = Vec::new();
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let kind = match form.get("kind") {
        "" => EntryKind::Fact,
        name => EntryKind::from_name(name).ok_or(WebError::Malformed("kind"))?,
    };
    let mut command = WriteEntry::plain(crisis, kind, form.get("text"));
    faults.extend(super::text_fault("text", form.get("text"), TEXT));
    let mut fault = |field, text: &str| faults.push(Fault { field, text: text.to_owned() });
    // As meant when it was pressed, however late it gets through.
    let pressed = form.pressed_at(visit.now);
    command.pressed_at = Some(pressed).filter(|_| form.pressed_ago_ms > 0);
    match time::typed(form.get("at"), pressed) {
        Typed::At(at) => command.happened_at = Some(at),
        Typed::Unclear => fault("at", "time-unclear"),
        Typed::Now => {}
    }
    match time::typed_ahead(form.get("due"), pressed) {
        Typed::At(at) => command.due = Some(at),
        Typed::Unclear => fault("due", "time-unclear"),
        Typed::Now => {}
    }
    command.speaker = form.optional("speaker");
    command.channel = form.optional("channel");
    command.owner = form.optional("owner");
    command.restricted = form.get("restricted") == "yes";
    command.answers = optional_id(form, "answers")?;
    command.contradicts = optional_id(form, "contradicts")?;
    let settles = form.all("settles").map(str::parse);
    command.settles =
        settles.collect::<Result<_, _>>().map_err(|_| WebError::Malformed("settles"))?;
    command.figure = figure(form)?;
    if command.figure.is_some() && form.get("figure_value").trim().is_empty() {
        fault("figure_value", "figure-value-missing");
    }
    if form.files.len() > FILES_MAX {
        return Err(Refusal::TooManyAttachments.into());
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    for upload in &form.files {
        command.files.push(seal(visit, scope, upload.clone()).await?);
    }
    Ok(Ok(Command::WriteEntry(Box::new(command))))
}

fn optional_id<T: std::str::FromStr>(
    form: &Submitted,
    name: &'static str,
) -> Result<Option<T>, WebError> {
    let parse = |value: String| value.parse().map_err(|_| WebError::Malformed(name));
    form.optional(name).map(parse).transpose()
}

fn figure(form: &Submitted) -> Result<Option<NewStatement>, WebError> {
    let Some(name) = form.optional("figure_name") else {
        return Ok(None);
    };
    let status = match form.get("figure_status") {
        "" => Status::Reported,
        name => Status::from_name(name).ok_or(WebError::Malformed("figure_status"))?,
    };
    Ok(Some(NewStatement {
        name,
        value: form.get("figure_value").to_owned(),
        unit: form.optional("figure_unit"),
        status,
        replaces_all: form.get("replaces_all") == "yes",
    }))
}

/// Cleans and seals one file, for a line in a scope; it is on disk when this returns.
///
/// # Errors
/// When the disk fails.
pub async fn seal(visit: &Visit, scope: ScopeId, upload: Upload) -> Result<NewFile, WebError> {
    let app = std::sync::Arc::clone(&visit.web.app);
    let sealed = tokio::task::spawn_blocking(move || {
        let content = sha256(&upload.bytes);
        let (bytes, media_type) = cleaned(upload.bytes);
        let random = app.entropy.seed();
        let subject = SubjectId::of(scope, *random.first_chunk().unwrap_or(&[0; 8]));
        let key = SubjectKey(app.entropy.seed());
        app.keys.put_subject(subject, &key, nonce(app.entropy.seed()))?;
        let hash = app.attachments.put(subject, &key, nonce(app.entropy.seed()), &bytes)?;
        let file = FileRef {
            hash,
            subject,
            name: Some(plain_name(&upload.name)),
            media_type: media_type.to_owned(),
            size: bytes.len() as u64,
        };
        Ok::<_, tegenwicht_store::StoreError>(NewFile { file, content })
    });
    let sealed = sealed.await.map_err(|_| WebError::Inside)?;
    sealed.map_err(|fault| {
        tracing::error!(%fault, "a file was not kept");
        WebError::Inside
    })
}

/// Returns the files that a command brings.
#[must_use]
pub fn of(command: &Command) -> Vec<FileRef> {
    match command {
        Command::WriteEntry(command) => command.files.iter().map(|new| new.file.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Returns true when it is certain that no event names the files of this try.
#[must_use]
pub const fn is_unused(submitted: &Result<Receipt, SubmitError>) -> bool {
    match submitted {
        Ok(receipt) => receipt.repeated,
        Err(SubmitError::Unknown(_)) => false,
        Err(_) => true,
    }
}

/// Drops files that nothing names: nobody could ever erase them.
pub async fn forget(app: &Arc<App>, files: Vec<FileRef>) {
    if files.is_empty() {
        return;
    }
    let app = Arc::clone(app);
    let dropped = tokio::task::spawn_blocking(move || {
        let hashes: Vec<_> = files.iter().map(|file| (file.hash, file.subject)).collect();
        let subjects: Vec<SubjectId> = files.iter().map(|file| file.subject).collect();
        app.keys.destroy_subjects(&subjects)?;
        app.attachments.remove(&hashes, &subjects)
    });
    if let Ok(Err(fault)) = dropped.await {
        tracing::error!(%fault, "a file that nothing names stays on disk");
    }
}

fn nonce(seed: [u8; 32]) -> [u8; 24] {
    *seed.first_chunk().unwrap_or(&[0; 24])
}

/// The name without folders and unseen characters, at most a hundred characters long.
fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = tegenwicht_core::feature::text::without_unseen(name);
    let name: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    if name.trim().is_empty() { "-".to_owned() } else { name.trim().to_owned() }
}

/// Drops what a camera writes beside the picture (place, time, device) by drawing it anew,
/// turned the right way. What is not a photo that reads stays as it is.
fn cleaned(bytes: Vec<u8>) -> (Vec<u8>, &'static str) {
    let format = image::guess_format(&bytes).ok();
    match format {
        Some(ImageFormat::Jpeg) => match drawn_anew(&bytes, ImageFormat::Jpeg) {
            Some(clean) => (clean, "image/jpeg"),
            None => (bytes, "application/octet-stream"),
        },
        Some(ImageFormat::Png) => match drawn_anew(&bytes, ImageFormat::Png) {
            Some(clean) => (clean, "image/png"),
            None => (bytes, "application/octet-stream"),
        },
        _ if bytes.starts_with(b"%PDF-") => (bytes, "application/pdf"),
        _ => (bytes, "application/octet-stream"),
    }
}

fn drawn_anew(bytes: &[u8], format: ImageFormat) -> Option<Vec<u8>> {
    let mut reader = ImageReader::with_format(std::io::Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODE_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, format).ok()?;
    Some(out.into_inner())
}

/// `GET /crises/{id}/files/{hash}`
pub async fn show(
    visit: Visit,
    Address((id, hash)): Address<(String, String)>,
) -> Result<Response, WebError> {
    let (scope, state) = visit.crisis(&id)?;
    let hash: FileHash = hash.parse().map_err(|_| WebError::NotFound)?;
    let holds = |entry: &&LogEntry| has_file(entry, hash);
    let entry = state.entries.values().find(holds).ok_or(WebError::NotFound)?;
    let words = super::super::part::entry::words(&visit, entry);
    let said = words.read().ok_or(WebError::NotAllowed)?;
    let mut files = entry.written.files.iter().zip(&said.file_names);
    // One under a key of another scope is none of this line's, whatever the line says.
    let file = files.find(|(file, _)| file.hash == hash && file.subject.belongs_to(scope));
    let (file, name) = file.ok_or(WebError::NotFound)?;
    let (file, name) = (file.clone(), name.clone());
    let app = std::sync::Arc::clone(&visit.web.app);
    let subject = file.subject;
    let bytes = tokio::task::spawn_blocking(move || {
        let key = app.keys.subject(subject)?;
        key.map_or(Ok(None), |key| app.attachments.get(hash, subject, &key))
    });
    let bytes = bytes.await.map_err(|_| WebError::Inside)?.map_err(|_| WebError::Inside)?;
    let bytes = bytes.ok_or(WebError::NotFound)?;
    let inline = file.media_type.starts_with("image/");
    let kind = if inline { file.media_type.as_str() } else { "application/octet-stream" };
    let name = super::super::part::encode_query(&name).replace('/', "_");
    let disposition = if inline { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename*=UTF-8''{name}")),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

fn has_file(entry: &LogEntry, hash: FileHash) -> bool {
    entry.written.files.iter().any(|file| file.hash == hash)
}

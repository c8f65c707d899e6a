// SPDX-License-Identifier: EUPL-1.2
//! Style, script, fonts and signs, all from within this program.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use tegenwicht_core::id::hex;

use crate::web::api::read::Address;
use crate::web::error::WebError;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// `GET /assets/{*path}`: revalidated each time, so that an update is never half seen.
pub async fn show(
    Address(path): Address<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let file = Assets::get(&path).ok_or(WebError::NotFound)?;
    let tag =
        format!("\"{}\"", hex(file.metadata.sha256_hash().first_chunk::<8>().unwrap_or(&[0; 8])));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let cache = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if known == Some(tag.as_str()) {
        return Ok((StatusCode::NOT_MODIFIED, cache).into_response());
    }
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    Ok((cache, [(header::CONTENT_TYPE, kind)], file.data).into_response())
}

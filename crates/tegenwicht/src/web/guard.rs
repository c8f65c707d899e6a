// SPDX-License-Identifier: EUPL-1.2
//! The gate before every route: the right name, no other site, the right role, safe headers.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tegenwicht_core::permission::Capability;

use super::Web;
use super::error::WebError;
use super::page;
use super::visit::{Visit, header as header_of};
use crate::app::SubmitError;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, also before setup.
    Public,
    /// Anybody who is logged in.
    LoggedIn,
    /// Who may do this.
    May(Capability),
    /// Administration: also not over open http.
    Admin(Capability),
}

/// What a route's own gate knows.
#[derive(Debug, Clone)]
pub struct Gate {
    pub web: Arc<Web>,
    pub access: Access,
    /// The pattern of the route.
    pub path: &'static str,
}

/// What somebody may still do who logged in with a code and has no new password yet.
const BEFORE_PASSWORD: [&str; 12] = [
    "/account/new-password",
    "/logout",
    "/login",
    "/login/take-over",
    "/language",
    "/help",
    "/healthz",
    "/assets/{*path}",
    "/api/v1/openapi.json",
    "/api/v1/account",
    "/api/v1/account/password",
    "/api/v1/sessions/current",
];

/// Security headers of every answer. Nothing comes from outside, nothing runs inline.
const HEADERS: [(header::HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // `no-referrer` would make forms send `Origin: null`.
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("permissions-policy"), "geolocation=(), microphone=()"),
];

/// Before all routes: reads who asks, refuses foreign names and sites, adds headers, and turns
/// errors into pages or problem documents.
pub async fn outer(State(web): State<Arc<Web>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let api = path.starts_with("/api/");
    let mut visit = Visit::read(&web, request.headers(), path);
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>();
    visit.address = from.map(|ConnectInfo(address)| address.ip());
    if visit.login.is_some() {
        web.logins.keep_if_due(&web.app, visit.now).await;
    }
    let foreign = foreign(&web, &visit, &request);
    request.extensions_mut().insert(visit.clone());
    let mut response = match foreign {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    let status = response.status();
    let allow = response.headers().get(header::ALLOW).cloned();
    if response.extensions().get::<WebError>().is_none() {
        let plain = if api { plain_of_api(status) } else { plain_of_page(status) };
        if let Some(error) = plain.filter(|_| !response.headers().contains_key("x-shown")) {
            response.extensions_mut().insert(error);
        }
    }
    if let Some(error) = response.extensions_mut().remove::<WebError>() {
        response = shown(&visit, &error, api, status);
    }
    if api {
        let version = HeaderValue::from_static(super::api::VERSION);
        response.headers_mut().insert("api-version", version);
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response.headers_mut().remove("x-shown");
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What the router itself said without words, on a page.
fn plain_of_page(status: StatusCode) -> Option<WebError> {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(WebError::NotFound),
        StatusCode::PAYLOAD_TOO_LARGE => Some(WebError::TooLarge),
        StatusCode::INTERNAL_SERVER_ERROR => Some(WebError::Inside),
        _ => None,
    }
}

/// What the router itself said without words, to a program.
fn plain_of_api(status: StatusCode) -> Option<WebError> {
    match status {
        StatusCode::NOT_FOUND => Some(WebError::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(WebError::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(WebError::TooLarge),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(WebError::MediaType),
        status if status.is_client_error() => Some(WebError::Malformed("request")),
        status if status.is_server_error() => Some(WebError::Inside),
        _ => None,
    }
}

/// Before one route: the role.
pub async fn inner(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let elsewhere = is_elsewhere(&gate, &mut parts).await;
    let request = Request::from_parts(parts, body);
    let Some(visit) = request.extensions().get::<Visit>() else {
        return WebError::Inside.into_response();
    };
    let api = visit.path.starts_with("/api/");
    let must_change = visit.login.as_ref().is_some_and(|login| login.must_change);
    if must_change && !BEFORE_PASSWORD.contains(&gate.path) {
        if api || visit.script {
            return WebError::PasswordNeeded.into_response();
        }
        return Redirect::to("/account/new-password").into_response();
    }
    let allowed = match gate.access {
        Access::Public => Ok(()),
        _ if visit.world.admin().is_none() => Err(WebError::NotSetUp),
        _ if visit.login.is_none() => Err(WebError::LoginNeeded),
        // As for a crisis that is not there: whether there is another is not told.
        _ if elsewhere => Err(WebError::NotFound),
        Access::LoggedIn => Ok(()),
        Access::Admin(_) if gate.web.options.open_http => Err(WebError::NotOverHttp),
        Access::May(capability) | Access::Admin(capability) => {
            if visit.may(capability) {
                Ok(())
            } else {
                Err(WebError::NotAllowed)
            }
        }
    };
    match allowed {
        Ok(()) => next.run(request).await,
        Err(WebError::LoginNeeded) if !api && !visit.script && request.method() == Method::GET => {
            let next = super::part::encode_query(&visit.path);
            Redirect::to(&format!("/login?next={next}")).into_response()
        }
        Err(error) => error.into_response(),
    }
}

/// Returns true when somebody who was admitted to one crisis asks for another.
async fn is_elsewhere(gate: &Gate, parts: &mut Parts) -> bool {
    let login = parts.extensions.get::<Visit>().and_then(|visit| visit.login.clone());
    let Some(only) = login.and_then(|login| login.only).map(|only| only.to_string()) else {
        return false;
    };
    let of_crisis = ["/crises/{id}", "/api/v1/crises/{id}"];
    if !of_crisis.iter().any(|path| gate.path.starts_with(path)) {
        return false;
    }
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(params) => params.iter().any(|(name, id)| name == "id" && id != only),
        Err(_) => true,
    }
}

/// Refuses names that are not ours (DNS rebinding) and changes sent from other sites.
fn foreign(web: &Web, visit: &Visit, request: &Request) -> Option<WebError> {
    let host = host(request)?;
    if !is_ours(web, &host) {
        return Some(WebError::Foreign);
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) || visit.bearer {
        return None;
    }
    let headers = request.headers();
    let origin = header_of(headers, "origin");
    let same_origin = origin.map(|origin| {
        origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(&host))
    });
    let site = header_of(headers, "sec-fetch-site");
    let cross_site = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    if same_origin == Some(false) || cross_site {
        return Some(WebError::Foreign);
    }
    None
}

fn host(request: &Request) -> Option<String> {
    let named = header_of(request.headers(), "host").map(str::to_owned);
    named.or_else(|| request.uri().authority().map(ToString::to_string))
}

/// IP addresses are fine: rebinding needs a name.
fn is_ours(web: &Web, host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || web.options.hosts.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn shown(visit: &Visit, error: &WebError, api: bool, status: StatusCode) -> Response {
    let status =
        if status.is_client_error() || status.is_server_error() { status } else { error.status() };
    let mut response = if api {
        problem(visit, error, status)
    } else {
        (status, page::problem::page(visit, error)).into_response()
    };
    mark(response.headers_mut(), error);
    response
}

/// A problem document (RFC 9457). The title is for programmers, the detail for people.
fn problem(visit: &Visit, error: &WebError, status: StatusCode) -> Response {
    let title = match error {
        // The inside of these is for the log of the program.
        WebError::Submit(SubmitError::NotWritten(_)) => "not written".to_owned(),
        WebError::Submit(SubmitError::Unknown(_)) => "outcome unknown".to_owned(),
        error => error.to_string(),
    };
    let mut body = serde_json::json!({
        "type": format!("urn:tegenwicht:problem:{}", error.code()),
        "title": title,
        "status": status.as_u16(),
        "detail": visit.text.get(&error.text_id()),
        "code": error.code(),
    });
    if let (WebError::Erased(said), Some(body)) = (error, body.as_object_mut()) {
        body.insert("detail".to_owned(), said.as_str().into());
    }
    if let (WebError::Unreadable(what), Some(body)) = (error, body.as_object_mut()) {
        body.insert("detail".to_owned(), what.to_string().into());
        if let Some(field) = &what.field {
            body.insert("field".to_owned(), field.as_str().into());
        }
        if let Some((line, column)) = what.place {
            body.insert("line".to_owned(), line.into());
            body.insert("column".to_owned(), column.into());
        }
    }
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    let mut response = (status, kind, Json(body).into_response().into_body()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}

fn mark(headers: &mut HeaderMap, error: &WebError) {
    match error {
        WebError::LoginNeeded | WebError::OtherUser | WebError::FormToken => {
            headers.insert("x-login", HeaderValue::from_static("1"));
        }
        WebError::Busy => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        _ => {}
    }
}

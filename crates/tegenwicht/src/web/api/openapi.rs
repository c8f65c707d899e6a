// SPDX-License-Identifier: EUPL-1.2
//! The document of the API (OpenAPI 3.1): written beside the code of each call, completed from
//! the table of routes, so that access and faults are told as they are.

use std::sync::OnceLock;

use axum::http::{Method, header};
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{self, Content, Ref, RefOr, Required};
use utoipa::{OpenApi, ToSchema};

use super::read::KEY_HEADER;
use super::{Answer, VERSION};
use crate::web::guard::Access;
use crate::web::routes::Route;

/// Name of the way to log in.
const BEARER: &str = "bearer";
/// POSTs that work before anybody is known, and need no key.
const UNKEYED: [&str; 2] = ["/api/v1/setup", "/api/v1/sessions"];

/// Why a request was not answered as asked (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:tegenwicht:problem:` and the code.
    pub r#type: String,
    /// For programmers.
    pub title: String,
    pub status: u16,
    /// For people, in the language that was asked for: what is wrong and what to do now.
    pub detail: String,
    /// Stable.
    pub code: String,
    /// The field, header or part that does not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The line of the body that does not read, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The column in that line, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tegenwicht",
        description = "Crisis log for care institutions.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2"),
        contact(name = "Team Tegenwicht", url = "/help", email = "tegenwicht@example.org",),
    ),
    components(schemas(Problem)),
    paths(
        show,
        super::setup::health,
        super::setup::set_up,
        super::setup::show_root,
        super::setup::forget_root,
        super::account::log_in,
        super::account::log_out,
        super::account::show,
        super::account::set_password,
        super::report::list,
        super::report::make,
        super::report::show,
        super::report::handle,
        super::report::join,
        super::assessment::of_report,
        super::assessment::assess_report,
        super::assessment::of_crisis,
        super::assessment::assess_crisis,
        super::assessment::list_alarms,
        super::user::list,
        super::user::add,
        super::user::set_roles,
        super::user::set_password,
        super::user::block,
        super::user::set_pin,
        super::user::unblock,
        super::code::give,
        super::code::admit,
        super::code::paper,
        super::code::set_own_pin,
        super::contact::list,
        super::contact::add,
        super::contact::show,
        super::contact::change,
        super::contact::remove,
        super::shift::list,
        super::shift::add,
        super::shift::show,
        super::shift::change,
        super::shift::remove,
        super::site::list,
        super::site::add,
        super::site::show,
        super::site::change,
        super::setting::list,
        super::setting::change,
        super::device::list,
        super::device::grant,
        super::notice::list,
        super::library::list,
        super::library::show,
        super::library::faults,
        super::library::read,
        super::glossary::list,
        super::crisis::list,
        super::crisis::open,
        super::crisis::show,
        super::crisis::close,
        super::crisis::set_level,
        super::crisis::set_title,
        super::crisis::set_grip,
        super::crisis::set_places,
        super::crisis::export,
        super::crisis::follow,
        super::crisis::correct_clock,
        super::log_entry::list,
        super::log_entry::write,
        super::log_entry::show,
        super::log_entry::strike,
        super::erasure::hide,
        super::erasure::show_again,
        super::erasure::erase,
        super::erasure::list,
        super::erasure::show,
        super::figure::list,
        super::figure::show,
        super::file::show,
        super::team::list,
        super::team::take,
        super::team::leave,
        super::team::presence,
        super::team::list_teams,
        super::team::form,
        super::order::list,
        super::order::give,
        super::order::answer,
        super::call::list,
        super::call::record,
        super::call::callees,
        super::card::list,
        super::card::start,
        super::card::show,
        super::card::set,
        super::card::propose,
        super::support_request::list,
        super::support_request::ask,
        super::support_request::state_it,
        super::progress::decisions,
        super::progress::actions,
        super::progress::bottlenecks,
        super::progress::questions,
        super::progress::tasks,
        super::progress::move_line,
        super::progress::fill,
        super::picture::show,
        super::picture::topic,
        super::picture::say,
        super::picture::adopt,
        super::meeting::list,
        super::meeting::show,
        super::meeting::plan,
        super::meeting::turn,
        super::meeting::tick,
        super::meeting::order,
    )
)]
struct Document;

/// Gives this document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "setup", operation_id = "showDocument",
    responses((status = 200, body = serde_json::Value)))]
pub async fn show() -> Answer {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_json().unwrap_or_default());
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        // Anybody may read it from anywhere; nothing else of the API is open to other sites.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "API-Version"),
    ];
    Ok((headers, text.as_str()).into_response())
}

/// Returns the document, with what follows from the table of routes.
#[must_use]
pub fn document() -> openapi::OpenApi {
    let mut document = Document::openapi();
    document.info.version = VERSION.to_owned();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    for route in super::routes() {
        let item = document.paths.paths.get_mut(route.path);
        if let Some(operation) = item.and_then(|item| of(item, &route.method)) {
            complete(operation, &route);
        }
    }
    document
}

fn of<'a>(item: &'a mut PathItem, method: &Method) -> Option<&'a mut Operation> {
    match method.as_str() {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn complete(operation: &mut Operation, route: &Route) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            version(response);
        }
    }
    let mut faults = vec!["default"];
    match route.access {
        Access::Public => {}
        Access::LoggedIn => faults.extend(["401", "409"]),
        Access::May(_) | Access::Admin(_) => faults.extend(["401", "403", "409"]),
    }
    if route.access != Access::Public {
        let bearer = SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, []);
        operation.security = Some(vec![bearer]);
    }
    let names = named(route.path);
    if !names.is_empty() {
        faults.push("404");
    }
    let asked = operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    let parameters = operation.parameters.get_or_insert_default();
    parameters.extend(names.into_iter().map(|name| RefOr::T(in_path(name))));
    if asked {
        faults.push("400");
    }
    if operation.request_body.is_some() {
        faults.extend(["400", "409", "413", "415", "422", "503"]);
    }
    if route.method == Method::POST && !UNKEYED.contains(&route.path) {
        parameters.push(RefOr::T(key(Required::True)));
    }
    if route.method == Method::PUT {
        parameters.push(RefOr::T(key(Required::False)));
    }
    for status in faults {
        let entry = operation.responses.responses.entry(status.to_owned());
        entry.or_insert_with(|| RefOr::T(problem(status)));
    }
}

/// Returns the names between braces in a path.
fn named(path: &str) -> Vec<&str> {
    let segments = path.split('/');
    segments.filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

fn in_path(name: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).schema(Some(text)).build()
}

fn key(required: Required) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
    let said = "A UUID, 32 hexadecimal digits, or other visible ASCII. The same key with the \
                same payload gives the same answer; with another payload it gives 409.";
    let parameter = ParameterBuilder::new().name(KEY_HEADER).parameter_in(ParameterIn::Header);
    let text = text.max_length(Some(super::read::KEY_MAX));
    parameter.required(required).description(Some(said)).schema(Some(text)).build()
}

fn problem(status: &str) -> Response {
    let said = match status {
        "400" => "The request does not read",
        "401" => "Not logged in",
        "403" => "The role may not do this",
        "404" => "There is nothing at this address",
        "409" => "Against what is there already, or the key was used for another payload",
        "413" => "Larger than allowed",
        "415" => "The body is of a kind that is not read here",
        "422" => "Refused; nothing was changed",
        "503" => "Not written, or nobody knows",
        _ => "Any other fault",
    };
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    let response = ResponseBuilder::new().description(said);
    let mut response = response.content("application/problem+json", problem).build();
    version(&mut response);
    response
}

fn version(response: &mut Response) {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let header = HeaderBuilder::new().schema(Some(text)).build();
    response.headers.insert("API-Version".to_owned(), header.into());
}

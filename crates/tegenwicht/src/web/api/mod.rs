// SPDX-License-Identifier: EUPL-1.2
//! The API for programs, by the API Design Rules of the Dutch government. One file per noun.
//!
//! Every answer carries `API-Version`; every fault is a problem document with a code. What
//! changes something needs a bearer token and, when sent by POST, an idempotency key.

pub mod account;
pub mod assessment;
pub mod call;
pub mod card;
pub mod code;
pub mod contact;
pub mod crisis;
pub mod device;
pub mod erasure;
pub mod figure;
pub mod file;
pub mod glossary;
pub mod library;
pub mod list;
pub mod log_entry;
pub mod meeting;
pub mod name;
pub mod notice;
pub mod openapi;
pub mod order;
pub mod picture;
pub mod progress;
pub mod read;
pub mod report;
pub mod setting;
pub mod setup;
pub mod shift;
pub mod site;
pub mod support_request;
pub mod team;
pub mod user;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tegenwicht_core::id::ActorId;
use tegenwicht_core::permission::Capability as C;
use tegenwicht_core::time::Timestamp;
use utoipa::ToSchema;

use super::error::WebError;
use super::guard::Access::{Admin, LoggedIn, May, Public};
use super::part::time::iso;
use super::routes::Route;
use super::visit::Visit;

/// The version of the API, in every answer of it.
pub const VERSION: &str = "1.0.0";

/// Who said something, and when.
#[derive(Debug, Serialize, ToSchema)]
pub struct Told {
    #[schema(required)]
    pub by: Option<String>,
    #[schema(format = DateTime)]
    pub at: String,
}

impl Told {
    fn by(visit: &Visit, by: Option<ActorId>, at: Timestamp) -> Self {
        Self { by: name_of(visit, by), at: iso(at) }
    }
}

/// What an API call gives back.
pub type Answer = Result<Response, WebError>;

/// All routes of the API.
#[must_use]
pub fn routes() -> Vec<Route> {
    let weighed = "/api/v1/reports/{id}/assessments";
    let mut routes = vec![
        Route::get("/api/v1/openapi.json", Public, openapi::show),
        Route::get("/api/v1/health", Public, setup::health),
        Route::post("/api/v1/setup", Public, setup::set_up),
        Route::get("/api/v1/rootKey", Admin(C::ManageUsers), setup::show_root),
        Route::delete("/api/v1/rootKey", Admin(C::ManageUsers), setup::forget_root),
        Route::post("/api/v1/sessions", Public, account::log_in),
        Route::delete("/api/v1/sessions/current", LoggedIn, account::log_out),
        Route::get("/api/v1/account", LoggedIn, account::show),
        Route::put("/api/v1/account/password", LoggedIn, account::set_password),
        Route::get("/api/v1/reports", May(C::ReadReports), report::list),
        Route::post("/api/v1/reports", Public, report::make),
        Route::get("/api/v1/reports/{id}", May(C::ReadReports), report::show),
        Route::post("/api/v1/reports/{id}/handling", May(C::HandleReport), report::handle),
        Route::post("/api/v1/reports/{id}/joinings", May(C::HandleReport), report::join),
        Route::get(weighed, May(C::ReadReports), assessment::of_report),
        Route::post(weighed, May(C::HandleReport), assessment::assess_report),
        Route::get("/api/v1/alarms", May(C::ReadReports), assessment::list_alarms),
        Route::get("/api/v1/users", Admin(C::ManageUsers), user::list),
        Route::post("/api/v1/users", Admin(C::ManageUsers), user::add),
        Route::put("/api/v1/users/{id}/roles", Admin(C::ManageUsers), user::set_roles),
        Route::put("/api/v1/users/{id}/password", Admin(C::ManageUsers), user::set_password),
        Route::post("/api/v1/users/{id}/block", Admin(C::ManageUsers), user::block),
        Route::post("/api/v1/users/{id}/unblocking", Admin(C::ManageUsers), user::unblock),
        Route::post("/api/v1/users/{id}/codes", Admin(C::ManageUsers), code::give),
        Route::put("/api/v1/account/pin", LoggedIn, code::set_own_pin),
        Route::post("/api/v1/account/paperCodes", Admin(C::ManageUsers), code::paper),
        Route::put("/api/v1/noticeBoardPin", Admin(C::ManageUsers), user::set_pin),
        Route::get("/api/v1/devices", May(C::ReadDevices), device::list),
        Route::post("/api/v1/devices/grants", Admin(C::ManageDevices), device::grant),
        Route::get("/api/v1/notices", May(C::ReadNotices), notice::list),
        Route::get("/api/v1/cards", May(C::ReadLibrary), library::list),
        Route::get("/api/v1/cards/{id}", May(C::ReadLibrary), library::show),
        Route::get("/api/v1/glossary", May(C::ReadLibrary), glossary::list),
        Route::get("/api/v1/libraryFaults", May(C::ManageLibrary), library::faults),
        Route::post("/api/v1/libraryReadings", May(C::ManageLibrary), library::read),
    ];
    routes.extend(cold_phase());
    routes.extend(of_a_crisis());
    routes.extend(of_a_team());
    routes.extend(of_cards());
    routes.extend(of_the_picture());
    routes.extend(of_meetings());
    routes
}

/// What is made ready before anything happens.
fn cold_phase() -> Vec<Route> {
    let (reads, keeps) = (May(C::ReadContacts), Admin(C::ManageContacts));
    let (sees, sets) = (May(C::ReadSettings), Admin(C::ManageSettings));
    vec![
        Route::get("/api/v1/contacts", reads, contact::list),
        Route::post("/api/v1/contacts", keeps, contact::add),
        Route::get("/api/v1/contacts/{id}", reads, contact::show),
        Route::put("/api/v1/contacts/{id}", keeps, contact::change),
        Route::delete("/api/v1/contacts/{id}", keeps, contact::remove),
        Route::get("/api/v1/shifts", reads, shift::list),
        Route::post("/api/v1/shifts", keeps, shift::add),
        Route::get("/api/v1/shifts/{id}", reads, shift::show),
        Route::put("/api/v1/shifts/{id}", keeps, shift::change),
        Route::delete("/api/v1/shifts/{id}", keeps, shift::remove),
        Route::get("/api/v1/sites", sees, site::list),
        Route::post("/api/v1/sites", sets, site::add),
        Route::get("/api/v1/sites/{id}", sees, site::show),
        Route::put("/api/v1/sites/{id}", sets, site::change),
        Route::get("/api/v1/settings", sees, setting::list),
        Route::put("/api/v1/settings/{name}", sets, setting::change),
    ]
}

fn of_a_crisis() -> Vec<Route> {
    let entry = "/api/v1/crises/{id}/logEntries/{entry}";
    let strikes = "/api/v1/crises/{id}/logEntries/{entry}/strikes";
    let erasures = "/api/v1/crises/{id}/logEntries/{entry}/erasures";
    let hidings = "/api/v1/crises/{id}/logEntries/{entry}/hidings";
    let showings = "/api/v1/crises/{id}/logEntries/{entry}/showings";
    let corrections = "/api/v1/crises/{id}/clockCorrections";
    let figure = "/api/v1/crises/{id}/figures/{figure}";
    let weighed = "/api/v1/crises/{id}/assessments";
    vec![
        Route::get("/api/v1/crises", May(C::ReadCrisis), crisis::list),
        Route::post("/api/v1/crises", May(C::OpenCrisis), crisis::open),
        Route::get("/api/v1/crises/{id}", May(C::ReadCrisis), crisis::show),
        Route::post("/api/v1/crises/{id}/closing", May(C::CloseFalse), crisis::close),
        Route::post("/api/v1/crises/{id}/levels", May(C::SetLevel), crisis::set_level),
        Route::post("/api/v1/crises/{id}/titles", May(C::SetLevel), crisis::set_title),
        Route::post("/api/v1/crises/{id}/grips", May(C::SetLevel), crisis::set_grip),
        Route::post("/api/v1/crises/{id}/places", May(C::SetLevel), crisis::set_places),
        Route::get(weighed, May(C::ReadReports), assessment::of_crisis),
        Route::post(weighed, May(C::HandleReport), assessment::assess_crisis),
        Route::get("/api/v1/crises/{id}/export", May(C::Export), crisis::export),
        Route::get("/api/v1/crises/{id}/stream", May(C::ReadCrisis), crisis::follow),
        Route::post(corrections, Admin(C::ManageDevices), crisis::correct_clock),
        Route::get("/api/v1/crises/{id}/logEntries", May(C::ReadCrisis), log_entry::list),
        Route::post("/api/v1/crises/{id}/logEntries", May(C::WriteEntry), log_entry::write),
        Route::get(entry, May(C::ReadCrisis), log_entry::show),
        Route::post(strikes, May(C::StrikeEntry), log_entry::strike),
        Route::post(hidings, May(C::StrikeEntry), erasure::hide),
        Route::post(showings, May(C::Erase), erasure::show_again),
        Route::post(erasures, May(C::Erase), erasure::erase),
        Route::get("/api/v1/crises/{id}/hiddenEntries", May(C::Erase), erasure::list),
        Route::get("/api/v1/crises/{id}/hiddenEntries/{entry}", May(C::Erase), erasure::show),
        Route::post("/api/v1/crises/{id}/admissions", Admin(C::AdmitUser), code::admit),
        Route::get("/api/v1/crises/{id}/figures", May(C::ReadCrisis), figure::list),
        Route::get(figure, May(C::ReadCrisis), figure::show),
        Route::get("/api/v1/crises/{id}/files/{hash}", May(C::ReadCrisis), file::show),
    ]
}

/// Who does what in a crisis.
fn of_a_team() -> Vec<Route> {
    let leaving = "/api/v1/crises/{id}/seats/{seat}/leaving";
    let presence = "/api/v1/crises/{id}/seats/{seat}/presence";
    let answers = "/api/v1/crises/{id}/orders/{order}/answers";
    let support = "/api/v1/crises/{id}/supportRequests";
    let standings = "/api/v1/crises/{id}/supportRequests/{support}/standings";
    vec![
        Route::get("/api/v1/crises/{id}/seats", May(C::ReadCrisis), team::list),
        Route::post("/api/v1/crises/{id}/seats", May(C::WriteEntry), team::take),
        Route::post(leaving, May(C::ManageTeam), team::leave),
        Route::put(presence, May(C::WriteEntry), team::presence),
        Route::get("/api/v1/crises/{id}/teams", May(C::ReadCrisis), team::list_teams),
        Route::post("/api/v1/crises/{id}/teams", May(C::ManageTeam), team::form),
        Route::get("/api/v1/crises/{id}/orders", May(C::ReadCrisis), order::list),
        Route::post("/api/v1/crises/{id}/orders", May(C::GiveOrder), order::give),
        Route::post(answers, May(C::WriteEntry), order::answer),
        Route::get("/api/v1/crises/{id}/calls", May(C::ReadContacts), call::list),
        Route::post("/api/v1/crises/{id}/calls", May(C::WriteEntry), call::record),
        Route::get("/api/v1/crises/{id}/callees", May(C::ReadContacts), call::callees),
        Route::get(support, May(C::ReadCrisis), support_request::list),
        Route::post(support, May(C::WriteEntry), support_request::ask),
        Route::post(standings, May(C::WriteEntry), support_request::state_it),
    ]
}

/// The cards that were started in a crisis.
fn of_cards() -> Vec<Route> {
    let cards = "/api/v1/crises/{id}/cards";
    let proposals = "/api/v1/crises/{id}/cards/{card}/proposals";
    let standings = "/api/v1/crises/{id}/steps/{step}/standings";
    vec![
        Route::get(cards, May(C::ReadCrisis), card::list),
        Route::post(cards, May(C::WriteEntry), card::start),
        Route::get("/api/v1/crises/{id}/cards/{card}", May(C::ReadCrisis), card::show),
        Route::post(proposals, May(C::WriteEntry), card::propose),
        Route::post(standings, May(C::WriteEntry), card::set),
    ]
}

/// What becomes of decisions, actions, bottlenecks and questions, and what the team holds for true.
fn of_the_picture() -> Vec<Route> {
    let (reads, writes) = (May(C::ReadCrisis), May(C::WriteEntry));
    let moves = "/api/v1/crises/{id}/logEntries/{entry}/moves";
    let fields = "/api/v1/crises/{id}/logEntries/{entry}/fields";
    let statements = "/api/v1/crises/{id}/picture/topics/{topic}/statements";
    let versions = "/api/v1/crises/{id}/picture/versions";
    vec![
        Route::get("/api/v1/crises/{id}/decisions", reads, progress::decisions),
        Route::get("/api/v1/crises/{id}/actions", reads, progress::actions),
        Route::get("/api/v1/crises/{id}/bottlenecks", reads, progress::bottlenecks),
        Route::get("/api/v1/crises/{id}/questions", reads, progress::questions),
        Route::get("/api/v1/crises/{id}/tasks", reads, progress::tasks),
        Route::post(moves, writes, progress::move_line),
        Route::post(fields, writes, progress::fill),
        Route::get("/api/v1/crises/{id}/picture", reads, picture::show),
        Route::get("/api/v1/crises/{id}/picture/topics/{topic}", reads, picture::topic),
        Route::post(statements, writes, picture::say),
        Route::post(versions, May(C::AdoptPicture), picture::adopt),
    ]
}

/// The meetings of the crisis team.
fn of_meetings() -> Vec<Route> {
    let (reads, writes, leads) = (May(C::ReadCrisis), May(C::WriteEntry), May(C::LeadMeeting));
    let meetings = "/api/v1/crises/{id}/meetings";
    vec![
        Route::get(meetings, reads, meeting::list),
        Route::post(meetings, leads, meeting::plan),
        Route::get("/api/v1/crises/{id}/meetings/{meeting}", reads, meeting::show),
        Route::post("/api/v1/crises/{id}/meetings/{meeting}/turns", leads, meeting::turn),
        Route::post("/api/v1/crises/{id}/meetings/{meeting}/steps", writes, meeting::tick),
        Route::post("/api/v1/crises/{id}/meetings/{meeting}/bottlenecks", writes, meeting::order),
    ]
}

/// What was asked.
fn shown(body: impl Serialize) -> Response {
    Json(body).into_response()
}

/// What was made, and where it is: on disk when this is sent.
fn created(location: &str, body: impl Serialize) -> Answer {
    let location = HeaderValue::from_str(location).map_err(|_| WebError::Inside)?;
    let headers = [(header::LOCATION, location)];
    Ok((StatusCode::CREATED, headers, Json(body)).into_response())
}

/// Done; there is nothing to show.
fn done() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// A fault under another status than it has elsewhere.
fn refused(status: StatusCode, error: WebError) -> Response {
    let mut response = error.into_response();
    *response.status_mut() = status;
    response
}

/// The same request after it changed something.
fn with_new_world(mut visit: Visit) -> Visit {
    visit.renew();
    visit
}

/// How somebody is called; none for the node itself and for who is not in the directory.
fn name_of(visit: &Visit, actor: Option<ActorId>) -> Option<String> {
    visit.world.directory.name(actor?).map(str::to_owned)
}

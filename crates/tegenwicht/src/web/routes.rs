// SPDX-License-Identifier: EUPL-1.2
//! Every route on one page: method, path, who may use it, what answers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::{from_fn_with_state, map_response};
use axum::routing::{MethodRouter, delete, get, post, put};
use tegenwicht_core::permission::Capability as C;

use super::form::UPLOAD_MAX;
use super::guard::{self, Access, Gate};
use super::{Web, page};

/// How long a sender may fall silent in the middle of a form.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    answer: MethodRouter<Arc<Web>>,
}

impl Route {
    pub(crate) fn get<H, T>(path: &'static str, access: Access, answer: H) -> Self
    where
        H: Handler<T, Arc<Web>>,
        T: 'static,
    {
        Self { method: Method::GET, path, access, answer: get(answer) }
    }

    pub(crate) fn post<H, T>(path: &'static str, access: Access, answer: H) -> Self
    where
        H: Handler<T, Arc<Web>>,
        T: 'static,
    {
        Self { method: Method::POST, path, access, answer: post(answer) }
    }

    pub(crate) fn put<H, T>(path: &'static str, access: Access, answer: H) -> Self
    where
        H: Handler<T, Arc<Web>>,
        T: 'static,
    {
        Self { method: Method::PUT, path, access, answer: put(answer) }
    }

    pub(crate) fn delete<H, T>(path: &'static str, access: Access, answer: H) -> Self
    where
        H: Handler<T, Arc<Web>>,
        T: 'static,
    {
        Self { method: Method::DELETE, path, access, answer: delete(answer) }
    }
}

/// All routes. A route that is not here does not exist.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(of_reports());
    routes.extend(of_a_crisis());
    routes.extend(team());
    routes.extend(progress());
    routes.extend(cold_phase());
    routes.extend(super::api::routes());
    routes
}

fn pages() -> Vec<Route> {
    use Access::{Admin, LoggedIn, May, Public};
    vec![
        Route::get("/", Public, page::home::show),
        Route::get("/healthz", Public, page::health::show),
        Route::get("/assets/{*path}", Public, page::asset::show),
        Route::get("/help", Public, page::help::show),
        Route::get("/login", Public, page::login::form),
        Route::post("/login", Public, page::login::log_in),
        Route::get("/login/take-over", Public, page::enrolment::form),
        Route::post("/login/take-over", Public, page::enrolment::take_over),
        Route::post("/logout", Public, page::login::log_out),
        Route::post("/language", Public, page::login::language),
        Route::get("/setup", Public, page::setup::form),
        Route::post("/setup", Public, page::setup::set_up),
        Route::get("/setup/root", Admin(C::ManageUsers), page::setup::root),
        Route::post("/setup/root", Admin(C::ManageUsers), page::setup::root_printed),
        Route::get("/account", LoggedIn, page::account::show),
        Route::post("/account/password", LoggedIn, page::account::set_password),
        Route::post("/account/pin", LoggedIn, page::account::set_pin),
        Route::get("/account/new-password", LoggedIn, page::code::form),
        Route::post("/account/new-password", LoggedIn, page::code::set_password),
        Route::get("/account/codes", Admin(C::ManageUsers), page::code::paper),
        Route::post("/account/codes", Admin(C::ManageUsers), page::code::make_paper),
        Route::post("/keys", LoggedIn, page::login::keys),
        Route::get("/paper", May(C::ReadLibrary), page::paper::show),
        Route::get("/paper/forms.pdf", May(C::ReadLibrary), page::paper::forms),
        Route::get("/users", Admin(C::ManageUsers), page::user::list),
        Route::post("/users", Admin(C::ManageUsers), page::user::add),
        Route::post("/users/pin", Admin(C::ManageUsers), page::user::set_pin),
        Route::get("/users/{id}", Admin(C::ManageUsers), page::user::show),
        Route::post("/users/{id}/code", Admin(C::ManageUsers), page::code::give),
        Route::post("/users/{id}/unblock", Admin(C::ManageUsers), page::user::unblock),
        Route::post("/users/{id}/roles", Admin(C::ManageUsers), page::user::set_roles),
        Route::post("/users/{id}/password", Admin(C::ManageUsers), page::user::set_password),
        Route::post("/users/{id}/block", Admin(C::ManageUsers), page::user::block),
        Route::get("/devices", May(C::ReadDevices), page::device::list),
        Route::post("/devices/pcs/{pc}/end", Admin(C::ManageDevices), page::enrolment::end),
        Route::post("/devices/grant", Admin(C::ManageDevices), page::device::grant),
        Route::get("/notices", May(C::ReadNotices), page::notice::list),
        Route::get("/library", May(C::ReadLibrary), page::library::list),
        Route::post("/library/read", May(C::ManageLibrary), page::library::read),
        Route::get("/library/{card}", May(C::ReadLibrary), page::library::show),
        Route::get("/glossary", May(C::ReadLibrary), page::glossary::show),
    ]
}

fn of_a_crisis() -> Vec<Route> {
    use Access::{Admin, May, Public};
    vec![
        Route::get("/crises", May(C::ReadCrisis), page::crisis::list),
        Route::get("/crises/new", May(C::OpenCrisis), page::crisis::opening::form),
        Route::post("/crises", May(C::OpenCrisis), page::crisis::opening::open),
        Route::post("/crises/now", May(C::OpenCrisis), page::crisis::opening::now),
        Route::get("/crises/{id}", May(C::ReadCrisis), page::crisis::show),
        Route::post("/crises/{id}/close", May(C::CloseFalse), page::crisis::close),
        Route::post("/crises/{id}/level", May(C::SetLevel), page::crisis::scaling::set_level),
        Route::post("/crises/{id}/title", May(C::SetLevel), page::crisis::scaling::set_title),
        Route::post("/crises/{id}/grip", May(C::SetLevel), page::crisis::scaling::set_grip),
        Route::post("/crises/{id}/places", May(C::SetLevel), page::crisis::scaling::set_places),
        Route::get("/crises/{id}/assessments", May(C::ReadReports), page::assessment::list),
        Route::post(
            "/crises/{id}/assessments",
            May(C::HandleReport),
            page::assessment::give_for_crisis,
        ),
        Route::post("/crises/{id}/clock", Admin(C::ManageDevices), page::crisis::correct_clock),
        Route::get("/crises/{id}/export/{format}", May(C::Export), page::crisis::export),
        Route::get("/crises/{id}/log", May(C::ReadCrisis), page::log_entry::list),
        Route::post("/crises/{id}/log", May(C::WriteEntry), page::log_entry::write),
        Route::get("/crises/{id}/log/{entry}", May(C::ReadCrisis), page::log_entry::show),
        Route::post(
            "/crises/{id}/log/{entry}/strike",
            May(C::StrikeEntry),
            page::log_entry::strike,
        ),
        Route::post("/crises/{id}/log/{entry}/hide", May(C::StrikeEntry), page::log_entry::hide),
        Route::post("/crises/{id}/log/{entry}/erase", May(C::Erase), page::erasure::erase),
        Route::post("/crises/{id}/log/{entry}/show", May(C::Erase), page::erasure::show_again),
        Route::get("/crises/{id}/hidden", May(C::Erase), page::erasure::list),
        Route::get("/crises/{id}/hidden/{entry}", May(C::Erase), page::erasure::show),
        Route::get("/crises/{id}/admit", Admin(C::AdmitUser), page::admission::form),
        Route::post("/crises/{id}/admit", Admin(C::AdmitUser), page::admission::admit),
        Route::get("/crises/{id}/cards", May(C::ReadCrisis), page::card::list),
        Route::post("/crises/{id}/cards", May(C::WriteEntry), page::card::start),
        Route::get("/crises/{id}/cards/{card}", May(C::ReadCrisis), page::card::show),
        Route::post("/crises/{id}/cards/{card}/step", May(C::WriteEntry), page::step::set),
        Route::post("/crises/{id}/cards/{card}/propose", May(C::WriteEntry), page::card::propose),
        Route::get("/crises/{id}/figures", May(C::ReadCrisis), page::figure::list),
        Route::get("/crises/{id}/figures/{figure}", May(C::ReadCrisis), page::figure::show),
        Route::get("/crises/{id}/files/{hash}", May(C::ReadCrisis), page::file::show),
        Route::get("/crises/{id}/stream", Public, page::stream::follow),
    ]
}

fn of_reports() -> Vec<Route> {
    use Access::{May, Public};
    vec![
        Route::get("/report", Public, page::report::form),
        Route::post("/report", Public, page::report::make),
        Route::get("/report/thanks", Public, page::report::thanks),
        Route::get("/reports", May(C::ReadReports), page::report::inbox::list),
        Route::post("/reports/join", May(C::HandleReport), page::report::inbox::join),
        Route::get("/reports/{id}", May(C::ReadReports), page::report::heap::show),
        Route::post("/reports/{id}/handle", May(C::HandleReport), page::report::heap::handle),
        Route::post("/reports/{id}/line", May(C::HandleReport), page::report::heap::line),
        Route::get("/reports/{id}/assess", May(C::ReadReports), page::assessment::form),
        Route::post("/reports/{id}/assess", May(C::HandleReport), page::assessment::assess),
    ]
}

/// The rooms about who does what in a crisis: team, orders, calls, informing, support.
fn team() -> Vec<Route> {
    use Access::May;
    let handover = "/crises/{id}/team/{seat}/handover";
    let presence = "/crises/{id}/team/{seat}/presence";
    let support = "/crises/{id}/support/{support}";
    vec![
        Route::get("/crises/{id}/team", May(C::ReadCrisis), page::team::show),
        Route::post("/crises/{id}/team/roles", May(C::WriteEntry), page::team::take),
        Route::post("/crises/{id}/team/seats", May(C::ManageTeam), page::team::put),
        Route::post("/crises/{id}/team/{seat}/leave", May(C::ManageTeam), page::team::leave),
        Route::post(presence, May(C::WriteEntry), page::team::presence),
        Route::get("/crises/{id}/team/{seat}/handover", May(C::ReadCrisis), page::handover::show),
        Route::post(handover, May(C::ManageTeam), page::handover::hand_over),
        Route::post("/crises/{id}/teams", May(C::ManageTeam), page::order::form_team),
        Route::get("/crises/{id}/orders", May(C::ReadCrisis), page::order::list),
        Route::post("/crises/{id}/orders", May(C::GiveOrder), page::order::give),
        Route::post("/crises/{id}/orders/{order}/answer", May(C::WriteEntry), page::order::answer),
        Route::get("/crises/{id}/calls", May(C::ReadContacts), page::call::list),
        Route::post("/crises/{id}/calls", May(C::WriteEntry), page::call::record),
        Route::get("/crises/{id}/inform", May(C::ReadCrisis), page::inform::show),
        Route::post("/crises/{id}/inform", May(C::WriteEntry), page::inform::inform),
        Route::get("/crises/{id}/support", May(C::ReadCrisis), page::support_request::list),
        Route::post("/crises/{id}/support", May(C::WriteEntry), page::support_request::ask),
        Route::post(support, May(C::WriteEntry), page::support_request::state_it),
    ]
}

/// What becomes of decisions, actions, bottlenecks and questions.
fn progress() -> Vec<Route> {
    use Access::May;
    let (reads, writes) = (May(C::ReadCrisis), May(C::WriteEntry));
    let leads = May(C::LeadMeeting);
    let of_meeting = "/crises/{id}/meetings/{meeting}/entries/{entry}";
    let fields = "/crises/{id}/decisions/{entry}/fields";
    vec![
        Route::get("/crises/{id}/tasks", reads, page::task::show),
        Route::get("/crises/{id}/picture", reads, page::picture::show),
        Route::post("/crises/{id}/picture/versions", May(C::AdoptPicture), page::picture::adopt),
        Route::post("/crises/{id}/picture/moments", writes, page::picture::moment::add),
        Route::post("/crises/{id}/picture/processes", writes, page::picture::topic::add_process),
        Route::post("/crises/{id}/picture/ahead", writes, page::picture::topic::add_ahead),
        Route::get("/crises/{id}/picture/{topic}", reads, page::picture::topic::show),
        Route::post("/crises/{id}/picture/{topic}", writes, page::picture::topic::say),
        Route::get("/crises/{id}/meetings", reads, page::meeting::list),
        Route::post("/crises/{id}/meetings", leads, page::meeting::plan),
        Route::get("/crises/{id}/meetings/{meeting}", reads, page::meeting::show),
        Route::post("/crises/{id}/meetings/{meeting}/turn", leads, page::meeting::turn),
        Route::post("/crises/{id}/meetings/{meeting}/steps", writes, page::meeting::step),
        Route::post("/crises/{id}/meetings/{meeting}/lines", writes, page::meeting::change::write),
        Route::post(of_meeting, writes, page::meeting::change::entry),
        Route::get("/crises/{id}/decisions", reads, page::decision::list),
        Route::post("/crises/{id}/decisions", writes, page::decision::add),
        Route::get("/crises/{id}/decisions/{entry}", reads, page::decision::show),
        Route::post(fields, writes, page::decision::fill),
        Route::get("/crises/{id}/actions", reads, page::action::list),
        Route::post("/crises/{id}/actions", writes, page::action::add),
        Route::get("/crises/{id}/bottlenecks", reads, page::bottleneck::list),
        Route::post("/crises/{id}/bottlenecks", writes, page::bottleneck::add),
        Route::post("/crises/{id}/log/{entry}/move", writes, page::progress::move_entry),
    ]
}

/// What is made ready before anything happens.
fn cold_phase() -> Vec<Route> {
    use Access::{Admin, May};
    let (reads, keeps) = (May(C::ReadContacts), Admin(C::ManageContacts));
    let (sees, sets) = (May(C::ReadSettings), Admin(C::ManageSettings));
    vec![
        Route::get("/ready", sets, page::ready::show),
        Route::get("/contacts", reads, page::contact::list),
        Route::post("/contacts/search", reads, page::contact::search),
        Route::get("/contacts/export", keeps, page::import::contacts),
        Route::get("/contacts/new", keeps, page::contact::new),
        Route::post("/contacts", keeps, page::contact::add),
        Route::get("/contacts/{id}", keeps, page::contact::show),
        Route::post("/contacts/{id}", keeps, page::contact::change),
        Route::post("/contacts/{id}/remove", keeps, page::contact::remove),
        Route::get("/roster", reads, page::roster::list),
        Route::post("/roster", keeps, page::roster::add),
        Route::post("/roster/copy", keeps, page::roster::copy),
        Route::get("/roster/export", keeps, page::import::roster),
        Route::get("/roster/{id}", keeps, page::roster::show),
        Route::post("/roster/{id}", keeps, page::roster::change),
        Route::post("/roster/{id}/remove", keeps, page::roster::remove),
        Route::get("/sites", sees, page::site::list),
        Route::post("/sites", sets, page::site::add),
        Route::get("/sites/export", sees, page::import::sites),
        Route::get("/sites/{id}", sets, page::site::show),
        Route::post("/sites/{id}", sets, page::site::change),
        Route::get("/settings", sees, page::setting::show),
        Route::post("/settings", sets, page::setting::save),
        Route::post("/settings/back", sets, page::setting::back),
        Route::post("/settings/checked", sets, page::setting::checked),
        Route::get("/import/{list}", keeps, page::import::form),
        Route::post("/import/{list}", keeps, page::import::read),
        Route::get("/import/{list}/{upload}", keeps, page::import::preview),
        Route::post("/import/{list}/{upload}", keeps, page::import::take),
    ]
}

/// Puts the routes together, each behind its gate, all behind the outer one.
pub fn router(web: Arc<Web>) -> Router {
    let mut router: Router<Arc<Web>> = Router::new();
    for route in routes() {
        let gate = Gate { web: Arc::clone(&web), access: route.access, path: route.path };
        let answer = route.answer.layer(from_fn_with_state(gate, guard::inner));
        router = router.route(route.path, answer);
    }
    router
        .layer(DefaultBodyLimit::max(UPLOAD_MAX))
        .layer(tower_http::timeout::RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(map_response(unpanicked))
        .layer(tower_http::catch_panic::CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&web), guard::outer))
        .with_state(web)
}

/// A panic in one request is caught here; other wards keep working.
async fn unpanicked<B>(response: axum::http::Response<B>) -> axum::http::Response<B> {
    if response.status() == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!("a request failed inside");
    }
    response
}

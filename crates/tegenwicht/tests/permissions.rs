// SPDX-License-Identifier: EUPL-1.2
//! Who may use which route: printed from the code, written by hand, and tried at the door. And
//! what every answer carries: no change without proof that the form is ours, no loose header.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "permissions/by_hand.rs"]
mod by_hand;
mod flow;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use by_hand::{API, MAY, PAGES};
use flow::there::{There, ask};
use flow::{Ask, Got, HOST, House, PASSWORD, PIN, Person, key};
use tegenwicht::app::Made;
use tegenwicht::web::routes::{Route, routes};
use tegenwicht::web::{Options, error::WebError, guard::Access, visit::form_token};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::user::AddUser;
use tegenwicht_core::id::hex;
use tegenwicht_core::permission::{Capability, may};

#[test]
fn capabilities_are_those_of_the_design() {
    let code = |(code, _): &(&'static str, _)| *code;
    let all: Vec<&str> = Capability::ALL.iter().map(|capability| capability.code()).collect();
    assert_eq!(all, MAY.iter().map(code).collect::<Vec<_>>());
    for (capability, (_, roles)) in Capability::ALL.iter().zip(MAY) {
        for role in Role::ALL {
            let told = format!("{} {}", capability.code(), role.name());
            assert_eq!(may(&[role], *capability), roles.contains(&role), "{told}");
        }
    }
}

#[test]
fn every_route_asks_what_was_written_by_hand() {
    let mut by_hand = BTreeMap::new();
    for (method, path, need) in PAGES.iter().chain(API) {
        let name = format!("{method} {path}");
        assert_eq!(by_hand.insert(name, *need), None, "{method} {path} stands there twice");
    }
    for route in routes() {
        let name = format!("{} {}", route.method, route.path);
        let found = by_hand.remove(&name);
        assert_eq!(Some(need(&route).as_str()), found, "{name}: give it a row by hand");
    }
    assert!(by_hand.is_empty(), "no such route: {by_hand:?}");
}

#[test]
fn the_table_of_routes_is_the_approved_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved/routes.txt");
    let table = table();
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    let approved = std::fs::read_to_string(path).unwrap_or_default();
    assert!(table == approved, "not the approved table; TEGENWICHT_BLESS=1 accepts it:\n{table}");
}

fn need(route: &Route) -> String {
    match route.access {
        Access::Public => "public".to_owned(),
        Access::LoggedIn => "login".to_owned(),
        Access::May(capability) => capability.code().to_owned(),
        Access::Admin(capability) => format!("admin {}", capability.code()),
    }
}

/// One line per route: who gets in, who is told no, who has to log in first. With the PIN of the
/// notice board nobody is logged in: it goes along with a report and opens nothing else.
fn table() -> String {
    let roles = || Role::ALL.into_iter().filter(|role| *role != Role::Reporter);
    let mut head = vec!["nobody", "pin  "];
    head.extend(roles().map(Role::name));
    let mut lines = vec![format!("{:<7}{:<56}{:<21}{}", "method", "path", "asks", head.join("  "))];
    for route in routes() {
        let stranger = if lets_in(&route, None) { "yes" } else { "login" };
        let known = roles().map(|role| if lets_in(&route, Some(role)) { "yes" } else { "no" });
        let words = [stranger, stranger].into_iter().chain(known).zip(&head);
        let words = words.map(|(word, head)| format!("{word:<width$}", width = head.len()));
        let words = words.collect::<Vec<_>>().join("  ");
        let (method, path) = (route.method.as_str(), route.path);
        lines.push(format!("{method:<7}{path:<56}{:<21}{words}", need(&route)));
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn lets_in(route: &Route, role: Option<Role>) -> bool {
    match (route.access, role) {
        (Access::Public, _) => true,
        (_, None) => false,
        (Access::LoggedIn, _) => true,
        (Access::May(capability) | Access::Admin(capability), Some(role)) => {
            may(&[role], capability)
        }
    }
}

#[tokio::test]
async fn every_route_lets_in_exactly_whom_the_table_says() {
    let house = House::founded().await;
    let (there, nowhere) = (There::make(&house).await, There::nowhere());
    let people = Role::ALL.into_iter().filter(|role| *role != Role::Reporter).map(Some);
    let people: Vec<Option<Role>> = people.chain([None]).collect();
    let mut fresh = 1_000;
    // First what reads: one of the others destroys the root key.
    let (first, then): (Vec<Route>, _) =
        routes().into_iter().partition(|route| route.method == Method::GET);
    for route in first.into_iter().chain(then) {
        let reads = route.method == Method::GET;
        for role in &people {
            fresh += 1;
            // A session of its own, since one of the routes ends it.
            let who = match role {
                Some(role) => Some(house.person(*role).await),
                None => None,
            };
            let there = if reads { &there } else { &nowhere };
            let got = house.send(&ask(&route, there, who.as_ref(), fresh)).await;
            let name = role.map_or("nobody", Role::name);
            let told = format!("{} {} as {name}: {}", route.method, route.path, got.status);
            assert!(!got.status.is_server_error() || is_found(&got), "{told}");
            if lets_in(&route, *role) {
                assert!(!got.is_refused() && !got.is_sent_to_login(), "{told}");
                assert!(!reads || is_found(&got), "{told}");
            } else if role.is_some() {
                assert_eq!(got.status, StatusCode::FORBIDDEN, "{told}");
            } else if reads && !route.path.starts_with("/api/") {
                assert!(got.is_sent_to_login(), "{told}");
            } else {
                assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{told}");
            }
        }
    }
}

/// Somebody who was let in to one crisis finds nothing of another, whatever their role.
#[tokio::test]
async fn who_was_let_in_to_one_crisis_sees_that_one_only() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    let own = house.open_crisis(50, "Eigen crisis").await;
    for (index, role) in Role::ALL.into_iter().enumerate() {
        if role == Role::Reporter {
            continue;
        }
        let add = AddUser {
            login: format!("gast{index}"),
            name: "Gast".to_owned(),
            phone: None,
            roles: vec![role],
            only: Some(own),
        };
        let key = 60 + index as u64;
        let made = house.submit(Role::Coordinator, key, Command::AddUser(add)).await.unwrap();
        let Made::User(actor) = made else { unreachable!() };
        let token = house.web.logins.open(&house.app, actor).await.unwrap();
        let guest = Person { actor, token };
        for route in routes() {
            let public = matches!(route.access, Access::Public);
            let personal = route.path.contains("/account") || route.path.contains("current");
            let library = matches!(route.access, Access::May(Capability::ReadLibrary));
            if public || personal || library || route.path == "/keys" {
                continue;
            }
            let before = house.count();
            let got = house.send(&ask(&route, &there, Some(&guest), 900 + key)).await;
            let told = format!("{} {} as {role:?}: {}", route.method, route.path, got.status);
            let shut = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&got.status);
            let home = route.path == "/crises" && got.header("location") == "/";
            let list = route.path == "/api/v1/crises";
            assert!(shut || home || list, "{told}");
            assert!(!got.text().contains("Waterlekkage"), "{told}");
            assert_eq!(house.count(), before, "{told}");
        }
        let home = house.get(&guest, "/").await;
        if may(&[role], Capability::ReadCrisis) {
            assert_eq!(home.header("location"), format!("/crises/{own}/log"));
            let log = house.get(&guest, &format!("/crises/{own}/log")).await;
            assert_eq!(log.status, StatusCode::OK, "{role:?}");
        }
        assert!(!home.text().contains("Waterlekkage") && !home.text().contains("Lekkage"));
        let stream = house.get(&guest, &format!("/crises/{}/stream", there.crisis)).await;
        assert!(!stream.text().contains("Waterlekkage"), "{role:?}");
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    let coordinator = house.person(Role::Coordinator).await;
    let before = house.count();
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let got = house.send(&ask(route, &there, Some(&coordinator), 1)).await;
        let told = format!("{}: {}", route.path, got.status);
        assert!(is_found(&got), "{told}");
        assert_eq!(house.count(), before, "{told}");
    }
}

/// A program that was built without PDF has nothing to show in its place.
fn is_found(got: &Got) -> bool {
    let without = !cfg!(feature = "pdf") && got.status == StatusCode::NOT_IMPLEMENTED;
    got.status.is_success() || got.status.is_redirection() || without
}

#[tokio::test]
async fn before_the_institution_is_founded_only_the_door_is_open() {
    let house = House::empty(Options::default());
    let nowhere = There::nowhere();
    for route in routes() {
        let got = house.send(&ask(&route, &nowhere, None, 1)).await;
        let told = format!("{} {}: {}", route.method, route.path, got.status);
        let public = matches!(route.access, Access::Public);
        assert_eq!(got.status == StatusCode::CONFLICT, !public, "{told}");
        let health = route.path.contains("/health");
        let waits = health && got.status == StatusCode::SERVICE_UNAVAILABLE;
        assert!(waits || !got.status.is_server_error(), "{told}");
    }
    assert_eq!(house.count(), 0);
}

#[tokio::test]
async fn nothing_is_administered_over_plain_http_on_a_network() {
    let house = House::founded_with(Options { open_http: true, ..Options::default() }).await;
    let coordinator = house.person(Role::Coordinator).await;
    let before = house.count();
    let mut tried = 0;
    for route in routes() {
        if !matches!(route.access, Access::Admin(_)) {
            continue;
        }
        tried += 1;
        let got = house.send(&ask(&route, &There::nowhere(), Some(&coordinator), tried)).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{} {}", route.method, route.path);
    }
    assert!(tried >= 9, "{tried}");
    assert_eq!(house.count(), before);
}

#[tokio::test]
async fn a_report_needs_the_pin_or_a_login_and_the_pin_opens_nothing_else() {
    let house = House::founded().await;
    let before = house.count();
    let report = |pin: &str, fresh| {
        let fields = [("key", key(fresh)), ("text", "Rook".to_owned()), ("pin", pin.to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        Ask::post("/report", &fields)
    };
    for (fresh, wrong) in ["", "482914", "4829130", PASSWORD].into_iter().enumerate() {
        let got = house.send(&report(wrong, fresh as u64)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.says("pin-wrong"));
    }
    assert_eq!(house.count(), before);
    let got = house.send(&report(PIN, 90)).await;
    assert_eq!(got.header("location"), "/report/thanks");
    assert_eq!(got.headers.get("set-cookie"), None, "the PIN opens no session");
    assert_eq!(house.count(), before + 1);
}

/// Every page route that changes something, as the coordinator.
fn mutating() -> Vec<Route> {
    let page = |route: &Route| !route.path.starts_with("/api/");
    routes().into_iter().filter(|route| route.method != Method::GET && page(route)).collect()
}

#[tokio::test]
async fn a_form_that_is_not_ours_is_refused_and_changes_nothing() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    let coordinator = house.person(Role::Coordinator).await;
    let other = house.person(Role::Chair).await;
    let again = house.person(Role::Coordinator).await;
    let before = house.count();
    let origin = |origin: &str| {
        let origin = origin.to_owned();
        move |ask: Ask| ask.with("origin", &origin)
    };
    let site = |site: &'static str| move |ask: Ask| ask.with("sec-fetch-site", site);
    let host = |host: &'static str| move |ask: Ask| ask.host(host);
    let token = |who: &Person| {
        let token = form_token(&who.token);
        move |ask: Ask| ask.field("token", &token)
    };
    type Spoil = Box<dyn Fn(Ask) -> Ask>;
    let spoiled: Vec<(&str, Spoil, WebError)> = vec![
        ("no token", Box::new(|ask: Ask| ask.without("token")), WebError::FormToken),
        ("wrong token", Box::new(|a: Ask| a.field("token", &hex(&[1; 16]))), WebError::FormToken),
        (
            "the login token",
            Box::new(|ask: Ask| {
                let login = ask.headers[0].1[11..].to_vec();
                ask.field("token", &String::from_utf8(login).unwrap())
            }),
            WebError::FormToken,
        ),
        ("somebody else's token", Box::new(token(&other)), WebError::FormToken),
        ("the token of another session", Box::new(token(&again)), WebError::FormToken),
        ("another site", Box::new(origin("https://example.org")), WebError::Foreign),
        ("no site", Box::new(origin("null")), WebError::Foreign),
        ("another port", Box::new(origin("http://127.0.0.1:8401")), WebError::Foreign),
        (
            "a longer name",
            Box::new(origin(&format!("http://{HOST}.example.org"))),
            WebError::Foreign,
        ),
        ("cross-site", Box::new(site("cross-site")), WebError::Foreign),
        ("same-site", Box::new(site("same-site")), WebError::Foreign),
        ("another name for us", Box::new(host("example.org")), WebError::Foreign),
        ("rebound", Box::new(host("127.0.0.1.example.org")), WebError::Foreign),
        (
            "somebody else at the page",
            Box::new({
                let other = other.actor.to_string();
                move |ask: Ask| ask.with("x-user", &other)
            }),
            WebError::OtherUser,
        ),
    ];
    for route in mutating() {
        for (what, spoil, error) in &spoiled {
            let ask = spoil(ask(&route, &there, Some(&coordinator), 1));
            let got = house.send(&ask).await;
            let told = format!("{} with {what}: {}", route.path, got.status);
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{told}");
            assert!(got.says(&error.text_id()), "{told}");
            assert_eq!(house.count(), before, "{told}");
        }
    }
    let got = house.get(&coordinator, "/account").await;
    assert_eq!(got.status, StatusCode::OK, "nobody was logged out meanwhile");
    assert!(house.app.keys.root().unwrap().is_some(), "and the root key is still there to print");
    let own = house.web.logins.prove(&house.app, "coordinator", PASSWORD).await;
    assert_eq!(own, Ok(()));
}

#[tokio::test]
async fn a_program_changes_nothing_with_the_cookie_of_a_browser() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    let coordinator = house.person(Role::Coordinator).await;
    let before = house.count();
    let programs = routes().into_iter().filter(|route| route.path.starts_with("/api/"));
    for route in programs.filter(|route| route.method != Method::GET) {
        let ask = ask(&route, &there, None, 1).cookie(&coordinator);
        let got = house.send(&ask).await;
        let told = format!("{} {}: {}", route.method, route.path, got.status);
        let public = matches!(route.access, Access::Public);
        assert_eq!(got.status == StatusCode::UNAUTHORIZED, !public, "{told}");
        let got = house.send(&ask.with("origin", "https://example.org")).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{told}");
    }
    let report = Ask::raw("/api/v1/reports", "application/json", r#"{"text":"Rook"}"#);
    let got = house.send(&report.with("idempotency-key", &key(2)).cookie(&coordinator)).await;
    assert!(got.is_refused(), "{}: a cookie is not a PIN", got.status);
    assert_eq!(house.count(), before);
    assert_eq!(house.get(&coordinator, "/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_elses_login_form_is_refused_too() {
    let house = House::founded().await;
    let login = Ask::post("/login", &[("login", "chair"), ("password", PASSWORD)]);
    for foreign in [
        login.clone().with("origin", "https://example.org"),
        login.clone().with("sec-fetch-site", "cross-site"),
        login.clone().host("example.org"),
    ] {
        let got = house.send(&foreign).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert_eq!(got.cookie("tegenwicht"), None);
    }
    let own = login.with("origin", &format!("http://{HOST}")).with("sec-fetch-site", "same-origin");
    assert!(house.send(&own).await.cookie("tegenwicht").is_some());
}

/// What every answer carries, byte for byte.
const CARRIES: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=()"),
];

/// What an answer may carry besides; anything else tells more than it should.
const MAY_CARRY: &[&str] = &[
    "cache-control",
    "content-disposition",
    "content-length",
    "content-type",
    "location",
    "set-cookie",
    "etag",
    "allow",
    "retry-after",
    "x-login",
    "x-fresh-key",
    "vary",
    "api-version",
    "www-authenticate",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "x-accel-buffering",
];

fn check_headers(got: &Got, told: &str, own_policy: bool) {
    for (name, value) in CARRIES {
        let values: Vec<_> = got.headers.get_all(name).iter().collect();
        assert_eq!(values.len(), 1, "{told}: {name}");
        if name == "content-security-policy" && own_policy {
            assert_eq!(values[0], "default-src 'none'; sandbox", "{told}");
        } else {
            assert_eq!(values[0], value, "{told}");
        }
    }
    let known: BTreeSet<&str> =
        CARRIES.iter().map(|(name, _)| *name).chain(MAY_CARRY.iter().copied()).collect();
    let names = got.headers.keys().map(axum::http::HeaderName::as_str);
    let unknown: Vec<&str> = names.filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "{told}: {unknown:?}");
    let cached = if told.contains("/assets/") { "no-cache" } else { "no-store" };
    let stream = got.header("content-type").starts_with("text/event-stream");
    let cache = got.header("cache-control");
    assert!(cache == cached || (stream && cache == "no-cache"), "{told}: {cache}");
}

#[tokio::test]
async fn every_answer_carries_exactly_the_headers_that_keep_it_safe() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    for (fresh, route) in routes().iter().enumerate() {
        let member = house.person(Role::Member).await;
        let coordinator = house.person(Role::Coordinator).await;
        for who in [None, Some(&member), Some(&coordinator)] {
            let got = house.send(&ask(route, &there, who, 1_000 + fresh as u64)).await;
            let file = route.path.contains("/files/") && got.status == StatusCode::OK;
            let told = format!("{} {} {}", route.method, there.path(route.path), got.status);
            check_headers(&got, &told, file);
        }
    }
    let coordinator = house.person(Role::Coordinator).await;
    let asks = [
        (Ask::get("/no/such/page"), StatusCode::NOT_FOUND),
        (Ask::get("/crises/x"), StatusCode::NOT_FOUND),
        (Ask::get("/").host("example.org"), StatusCode::FORBIDDEN),
        (Ask::new(Method::DELETE, "/users"), StatusCode::METHOD_NOT_ALLOWED),
        (Ask::new(Method::PUT, "/crises"), StatusCode::METHOD_NOT_ALLOWED),
        (Ask::raw("/crises", "text/plain", "x"), StatusCode::BAD_REQUEST),
        (
            Ask::raw("/crises", "application/x-www-form-urlencoded", vec![b'a'; 300 * 1024]),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for (ask, status) in asks {
        let told = format!("{} {}", ask.method, ask.path);
        let got = house.send(&ask.by(&coordinator)).await;
        assert_eq!(got.status, status, "{told}");
        check_headers(&got, &told, false);
    }
}

#[tokio::test]
async fn cookies_are_for_us_alone() {
    for secure in [false, true] {
        let house = House::founded_with(Options { secure, ..Options::default() }).await;
        let chair = house.person(Role::Chair).await;
        let login = Ask::post("/login", &[("login", "chair"), ("password", PASSWORD)]);
        let language = Ask::post("/language", &[("language", "en"), ("next", "/")]);
        let logout = Ask::post("/logout", &[]).by(&chair);
        let mut cookies = 0;
        for ask in [login, language, logout] {
            let got = house.send(&ask).await;
            for cookie in got.headers.get_all("set-cookie") {
                cookies += 1;
                let cookie = cookie.to_str().unwrap();
                let parts: Vec<&str> = cookie.split("; ").collect();
                for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
                    assert!(parts.contains(&part), "{cookie}");
                }
                assert_eq!(parts.contains(&"Secure"), secure, "{cookie}");
                assert!(!cookie.contains("Domain"), "{cookie}");
            }
        }
        assert_eq!(cookies, 4, "login, known browser, language, logged out");
    }
}

#[tokio::test]
async fn no_address_on_any_page_tells_a_token_or_a_name() {
    let house = House::founded().await;
    let there = There::make(&house).await;
    let coordinator = house.person(Role::Coordinator).await;
    let told = [coordinator.token.clone(), form_token(&coordinator.token)];
    let names = ["Ordonnans", "Persoon", "chair", "log-keeper", PIN].map(str::to_owned);
    let secrets: Vec<String> = told.into_iter().chain(names).collect();
    let mut seen = 0;
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let got = house.send(&ask(route, &there, Some(&coordinator), 1)).await;
        let text = got.text();
        let mut addresses = vec![got.header("location").to_owned()];
        for attribute in ["href=\"", "action=\"", "src=\"", "data-stream=\""] {
            let found = text.split(attribute).skip(1);
            addresses.extend(found.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
        seen += addresses.len();
        for address in &addresses {
            // A role card has the name of its role, by which the people of this house log in.
            let is_role_card = address.starts_with("/library/role-");
            let mut secrets = secrets.iter().filter(|_| !is_role_card);
            let told = secrets.find(|secret| address.contains(secret.as_str()));
            assert_eq!(told, None, "{}: {address}", route.path);
            let away = address.contains("//") && !address.starts_with("blob:");
            assert!(!away, "{}: {address} leads elsewhere", route.path);
        }
    }
    assert!(seen > 200, "{seen}");
}

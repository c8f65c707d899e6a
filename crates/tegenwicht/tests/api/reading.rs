// SPDX-License-Identifier: EUPL-1.2
//! What does not read is refused with its place; what is not there, or not allowed, too.

use axum::http::Method;
use serde_json::json;
use tegenwicht::web::guard::Access;
use tegenwicht::web::routes;
use tegenwicht_core::actor::Role;

use crate::node::{Call, open_app, set_up};
use crate::{crisis, send};

#[tokio::test]
async fn what_does_not_read_is_told_by_its_place_and_never_by_its_value() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let path = format!("/api/v1/crises/{}/logEntries", crisis(&node, &ana).await);
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let cases: [(&[u8], &str); 12] = [
        (br#"{"kind": "fact"}"#, "missing field `text` (line 1, column 16)"),
        (br#"{"kind": "fact", "text": 31}"#, "text: invalid type, expected a string"),
        (br#"{"kind": "Jansen", "text": "x"}"#, "kind: unknown variant, expected one of"),
        (br#"{"kind": "fact", "text": "x", "bed": 3}"#, "bed"),
        (b"{\"kind\": \"fact\",\n \"text\": \"\xff\"}", "not UTF-8 (line 2, column 11)"),
        (br#"{"kind": "fact", "text": "x"} {}"#, "trailing characters (line 1, column 31)"),
        (br#"{"kind": "fact", "text": "x", "happenedAt": "Jansen"}"#, "happenedAt: invalid value"),
        (br#"{"kind": "fact", "text": "x", "answers": "Jansen"}"#, "answers: not a valid entry id"),
        (br#"{"kind": "fact", "text": "x", "figure": {"name": 3}}"#, "figure.name: invalid type"),
        (br#"{"kind": "fact", "text": "x", "settles": ["Jansen"]}"#, "settles[0]: not a valid"),
        (b"", "(line 1, column 0)"),
        (deep.as_bytes(), "(line 1, column"),
    ];
    for (body, told) in cases {
        let call = Call::new(Method::POST, &path).bytes("application/json", body);
        let answered = send(&node, call.by(&ana).key("one")).await;
        assert_eq!(answered.problem(), "400 malformed", "{told}");
        let detail = answered.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(told), "{detail} does not tell {told}");
        assert!(!detail.contains("Jansen"), "{detail}");
    }
    let entries = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(entries["items"].as_array().unwrap().len(), 1, "the opening, nothing half written");
}

#[tokio::test]
async fn a_body_that_is_too_large_or_of_another_kind_is_refused() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let large = vec![b' '; 256 * 1024 + 1];
    let post = |kind: &str, body: &[u8]| {
        Call::new(Method::POST, "/api/v1/crises").bytes(kind, body).by(&ana).key("one")
    };
    let answered = send(&node, post("application/json", &large)).await;
    assert_eq!(answered.problem(), "413 too-large");
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonish"] {
        assert_eq!(send(&node, post(kind, b"{}")).await.problem(), "415 media-type", "{kind}");
    }
    let bare = Call::new(Method::POST, "/api/v1/crises").by(&ana).key("one");
    assert_eq!(send(&node, bare).await.problem(), "415 media-type");
    let told = send(&node, post("application/problem+json; charset=utf-8", b"{}")).await;
    assert_eq!(told.problem(), "400 malformed");
}

#[tokio::test]
async fn a_command_without_a_key_is_refused_by_the_name_of_the_header() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let writes = routes::routes().into_iter().filter(|route| {
        route.method == Method::POST
            && route.path.starts_with("/api/")
            && !["/api/v1/setup", "/api/v1/sessions"].contains(&route.path)
    });
    for route in writes {
        let path = route.path.replace("{id}", &id).replace("{entry}", "entry-1");
        let answered = send(&node, Call::post(&path, &json!({})).by(&ana)).await;
        assert_eq!(answered.problem(), "400 malformed", "{path}");
        assert_eq!(answered.json()["field"], "Idempotency-Key", "{path}");
    }
    let body = json!({ "title": "Brand", "mode": "real" });
    for bad in ["", "two words", &"k".repeat(256)] {
        let call = Call::post("/api/v1/crises", &body).by(&ana).key(bad);
        assert_eq!(send(&node, call).await.json()["field"], "Idempotency-Key", "{bad}");
    }
    let twice = Call::post("/api/v1/crises", &body).by(&ana).key("a").key("b");
    assert_eq!(send(&node, twice).await.json()["field"], "Idempotency-Key");
}

#[tokio::test]
async fn a_question_that_does_not_read_is_refused_by_its_name() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let log = format!("/api/v1/crises/{}/logEntries", crisis(&node, &ana).await);
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
        ("kind=feit", "kind"),
        ("order=up", "order"),
        ("until=yesterday", "until"),
        ("known=2019-01-15", "known"),
    ] {
        let answered = send(&node, Call::get(&format!("{log}?{query}")).by(&ana)).await;
        assert_eq!(answered.problem(), "400 malformed", "{query}");
        assert_eq!(answered.json()["field"], field, "{query}");
    }
    for path in [&log, "/api/v1/crises"] {
        let answered = send(&node, Call::get(&format!("{path}?knwon=1")).by(&ana)).await;
        assert!(answered.json()["detail"].as_str().unwrap().contains("knwon"), "{path}");
    }
    let answered = send(&node, Call::get("/api/v1/crises?cursor=crisis-1").by(&ana)).await;
    assert_eq!(answered.json()["field"], "cursor");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let unknown = format!("crisis-{}", "0".repeat(32));
    for path in [
        "/api/v1/nothing".to_owned(),
        "/api/v1/crises/".to_owned(),
        "/api/v2/crises".to_owned(),
        "/api/v1/crises/1".to_owned(),
        "/api/v1/crises/%ff".to_owned(),
        format!("/api/v1/crises/{unknown}"),
        format!("/api/v1/crises/{unknown}/logEntries"),
        format!("/api/v1/crises/{id}/logEntries/entry-1"),
        format!("/api/v1/crises/{id}/figures/figure-1"),
        format!("/api/v1/crises/{id}/files/file-1"),
        "/api/v1/reports/report-1".to_owned(),
    ] {
        let answered = send(&node, Call::get(&path).by(&ana)).await;
        assert_eq!(answered.problem(), "404 not-found", "{path}");
    }
    let answered = send(&node, Call::delete("/api/v1/crises").by(&ana)).await;
    assert_eq!(answered.problem(), "405 method-not-allowed");
    assert!(answered.header("allow").contains("POST"), "{:?}", answered.headers);
}

#[tokio::test]
async fn nobody_gets_in_without_logging_in_and_nobody_before_the_setup() {
    let (new, node) = (open_app(), set_up().await);
    for route in routes::routes() {
        if !route.path.starts_with("/api/") || route.access == Access::Public {
            continue;
        }
        let call = Call::new(route.method, route.path).json(&json!({})).key("one");
        assert_eq!(send(&new, call.clone()).await.problem(), "409 not-set-up", "{call:?}");
        let answered = send(&node, call.clone()).await;
        assert_eq!(answered.problem(), "401 login-needed", "{call:?}");
        assert_eq!(answered.header("www-authenticate"), "Bearer");
        let answered = send(&node, call.clone().by("made up")).await;
        assert_eq!(answered.problem(), "401 login-needed", "{call:?}");
    }
}

#[tokio::test]
async fn a_cookie_reads_and_does_not_write() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let cookie = format!("tegenwicht={ana}");
    let list = Call::get("/api/v1/crises").header("cookie", &cookie);
    assert_eq!(send(&node, list).await.status, 200);
    for route in routes::routes() {
        let reads = route.method == Method::GET || route.access == Access::Public;
        if reads || !route.path.starts_with("/api/") {
            continue;
        }
        let call = Call::new(route.method, route.path).json(&json!({})).key("one");
        let answered = send(&node, call.clone().header("cookie", &cookie)).await;
        assert_eq!(answered.problem(), "401 login-needed", "{call:?}");
    }
    let body = json!({ "text": "Rook in de keuken" });
    let call = Call::post("/api/v1/reports", &body).header("cookie", &cookie).key("one");
    assert_eq!(send(&node, call).await.problem(), "401 login-needed");
}

#[tokio::test]
async fn a_role_does_what_it_may_and_no_more() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let observer = node.somebody(Role::Observer).await;
    let ict = node.somebody(Role::Ict).await;
    let member = node.somebody(Role::Member).await;
    let log = format!("/api/v1/crises/{id}/logEntries");
    let line = json!({ "kind": "fact", "text": "Rook" });
    let sealed = json!({ "kind": "fact", "text": "Rook", "restricted": true });
    let refused = [
        Call::post(&log, &line).by(&observer).key("1"),
        Call::post(&log, &sealed).by(&member).key("2"),
        Call::get(&log).by(&ict),
        Call::get("/api/v1/users").by(&member),
        Call::get(&format!("/api/v1/crises/{id}/export")).by(&member),
        Call::get("/api/v1/notices").by(&observer),
        Call::get("/api/v1/rootKey").by(&member),
    ];
    for call in refused {
        assert_eq!(send(&node, call.clone()).await.problem(), "403 not-allowed", "{call:?}");
    }
    let devices = send(&node, Call::get("/api/v1/devices").by(&ict)).await.json();
    let titles = devices["scopes"].as_array().unwrap().iter().map(|scope| &scope["title"]);
    assert!(titles.into_iter().all(serde_json::Value::is_null), "no content of a crisis");
}

#[tokio::test]
async fn another_site_and_open_http_are_kept_out() {
    let node = set_up().await;
    let foreign = Call::get("/api/v1/health").header("host", "evil.example");
    assert_eq!(send(&node, foreign).await.problem(), "403 foreign");
    let body = json!({ "name": "ana", "password": "x" });
    let call = Call::post("/api/v1/sessions", &body).header("origin", "https://evil.example");
    assert_eq!(send(&node, call).await.problem(), "403 foreign");
    let options = tegenwicht::web::Options { open_http: true, ..Default::default() };
    let open = crate::node::open_app_with(options);
    crate::node::found(&open).await;
    let ana = open.coordinator().await;
    let users = send(&open, Call::get("/api/v1/users").by(&ana)).await;
    assert_eq!(users.problem(), "403 not-over-http");
    let body = json!({ "name": "ana", "password": crate::node::PASSWORD });
    let log_in = send(&open, Call::post("/api/v1/sessions", &body)).await;
    assert_eq!(log_in.problem(), "403 not-over-http", "a password is not for all to read");
    let body = json!({ "currentPassword": "x", "password": crate::node::PASSWORD });
    let own = send(&open, Call::put("/api/v1/account/password", &body).by(&ana)).await;
    assert_eq!(own.problem(), "403 not-over-http");
}

// SPDX-License-Identifier: EUPL-1.2
//! Setting up, logging in, people, devices: success, refusal and repetition.

use serde_json::json;
use tegenwicht_core::actor::Role;

use crate::node::{Call, PASSWORD, SETUP_TOKEN, login, open_app, set_up};
use crate::{crisis, send};

#[tokio::test]
async fn an_institution_is_founded_once_with_the_right_token() {
    let node = open_app();
    let with = |token: &str, password: &str| {
        json!({
            "token": token, "institution": "Zorghuis", "sector": "nursing-home",
            "name": "Ana", "login": "ana", "password": password,
        })
    };
    let post = |body| Call::post("/api/v1/setup", &body);
    let health = send(&node, Call::get("/api/v1/health")).await;
    assert_eq!(health.problem(), "503 not-set-up");
    assert_eq!(login(&node, "ana", PASSWORD).await.problem(), "409 not-set-up");
    assert_eq!(send(&node, post(with("wrong", PASSWORD))).await.problem(), "404 not-found");
    let short = send(&node, post(with(SETUP_TOKEN, "short"))).await;
    assert_eq!(short.problem(), "422 password-too-short");
    let mut unknown = with(SETUP_TOKEN, PASSWORD);
    unknown["sector"] = json!("zoo");
    assert_eq!(send(&node, post(unknown)).await.json()["field"], "sector");
    let founded = send(&node, post(with(SETUP_TOKEN, PASSWORD))).await;
    assert_eq!(founded.status, 201, "{:?}", founded.json());
    assert_eq!(founded.json()["name"], "Zorghuis");
    let again = send(&node, post(with(SETUP_TOKEN, PASSWORD))).await;
    assert_eq!(again.problem(), "409 already-set-up");
    assert_eq!(send(&node, Call::get("/api/v1/health")).await.status, 200);
    assert_eq!(login(&node, "ana", PASSWORD).await.status, 201);
}

#[tokio::test]
async fn a_session_is_opened_used_and_closed() {
    let node = set_up().await;
    for (name, password) in [("ana", "wrong password"), ("nobody", PASSWORD)] {
        assert_eq!(login(&node, name, password).await.problem(), "401 wrong-login", "{name}");
    }
    let opened = login(&node, "Ana", PASSWORD).await;
    assert_eq!(opened.status, 201);
    let token = opened.json()["token"].as_str().unwrap().to_owned();
    let account = send(&node, Call::get("/api/v1/account").by(&token)).await.json();
    assert_eq!(account["name"], "Ana");
    assert_eq!(account["id"], opened.json()["user"]);
    assert_eq!(account["roles"], json!(["coordinator"]));
    let close = Call::delete("/api/v1/sessions/current").by(&token);
    assert_eq!(send(&node, close.clone()).await.status, 204);
    assert_eq!(send(&node, close).await.problem(), "401 login-needed");
}

#[tokio::test]
async fn a_person_is_added_once_however_often_it_is_sent() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let bo = json!({ "login": "bo", "name": "Bo", "roles": ["chair"], "password": PASSWORD });
    let add =
        |body: &serde_json::Value, key: &str| Call::post("/api/v1/users", body).by(&ana).key(key);
    let mut short = bo.clone();
    short["password"] = json!("short");
    assert_eq!(send(&node, add(&short, "1")).await.problem(), "422 password-too-short");
    let added = send(&node, add(&bo, "2")).await;
    assert_eq!(added.status, 201, "{:?}", added.json());
    let again = send(&node, add(&bo, "2")).await;
    assert_eq!((again.status.as_u16(), again.json()), (201, added.json()));
    let mut other = bo.clone();
    other["name"] = json!("Bob");
    assert_eq!(send(&node, add(&other, "2")).await.problem(), "409 key-used-before");
    let mut other = bo.clone();
    other["password"] = json!("another password");
    assert_eq!(send(&node, add(&other, "2")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, add(&bo, "3")).await.problem(), "409 login-name-taken");
    assert_eq!(login(&node, "bo", PASSWORD).await.status, 201);
    let all = send(&node, Call::get("/api/v1/users").by(&ana)).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let reporter =
        json!({ "login": "x", "name": "X", "roles": ["reporter"], "password": PASSWORD });
    assert_eq!(send(&node, add(&reporter, "4")).await.problem(), "422 roles-empty");
}

#[tokio::test]
async fn roles_password_and_block_change_what_a_person_may_do() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let member = node.somebody(Role::Member).await;
    let own = send(&node, Call::get("/api/v1/account").by(&member)).await.json();
    let path = format!("/api/v1/users/{}", own["id"].as_str().unwrap());
    let roles = |roles| Call::put(&format!("{path}/roles"), &json!({ "roles": roles })).by(&ana);
    let set = send(&node, roles(json!(["chair", "log-keeper"])).key("1")).await;
    assert_eq!(set.json()["roles"], json!(["chair", "log-keeper"]));
    let again = send(&node, roles(json!(["chair", "log-keeper"])).key("1")).await;
    assert_eq!(again.json(), set.json());
    let other = send(&node, roles(json!(["chair"])).key("1")).await;
    assert_eq!(other.problem(), "409 key-used-before");
    assert_eq!(send(&node, roles(json!([]))).await.problem(), "422 roles-empty");
    let first = send(&node, Call::get("/api/v1/account").by(&ana)).await.json();
    let last = format!("/api/v1/users/{}/roles", first["id"].as_str().unwrap());
    let last = Call::put(&last, &json!({ "roles": ["chair"] })).by(&ana);
    assert_eq!(send(&node, last).await.problem(), "409 last-coordinator");

    let password =
        |new: &str| Call::put(&format!("{path}/password"), &json!({ "password": new })).by(&ana);
    assert_eq!(send(&node, password("short")).await.problem(), "422 password-too-short");
    for _ in 0..2 {
        assert_eq!(send(&node, password(PASSWORD).key("2")).await.status, 204);
    }
    let gone = send(&node, Call::get("/api/v1/account").by(&member)).await;
    assert_eq!(gone.problem(), "401 login-needed", "a new password ends the sessions");
    let other = send(&node, password("another password").key("2")).await;
    assert_eq!(other.problem(), "409 key-used-before");
    assert_eq!(send(&node, password("another password")).await.status, 204);
    assert_eq!(login(&node, "member", PASSWORD).await.problem(), "401 wrong-login");
    let token = login(&node, "member", "another password").await.json();
    let token = token["token"].as_str().unwrap().to_owned();

    let block = |reason: &str, key: &str| {
        Call::post(&format!("{path}/block"), &json!({ "reason": reason })).by(&ana).key(key)
    };
    assert_eq!(send(&node, block(" ", "3")).await.problem(), "422 reason-empty");
    let blocked = send(&node, block("left", "4")).await;
    assert_eq!((&blocked.json()["blocked"], blocked.status.as_u16()), (&json!(true), 201));
    assert_eq!(send(&node, block("left", "4")).await.json(), blocked.json());
    assert_eq!(send(&node, block("other", "4")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, block("left", "5")).await.problem(), "409 user-blocked");
    let gone = send(&node, Call::get("/api/v1/account").by(&token)).await;
    assert_eq!(gone.problem(), "401 login-needed");
    let nobody = format!("/api/v1/users/actor-{}/block", "0".repeat(32));
    let nobody = Call::post(&nobody, &json!({ "reason": "left" })).by(&ana).key("6");
    assert_eq!(send(&node, nobody).await.problem(), "404 user-unknown");
}

#[tokio::test]
async fn ones_own_password_changes_with_the_old_one() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let change = |old: &str, new: &str| {
        let body = json!({ "currentPassword": old, "password": new });
        Call::put("/api/v1/account/password", &body).by(&ana)
    };
    let wrong = send(&node, change("wrong password", "another password")).await;
    assert_eq!(wrong.problem(), "422 wrong-login");
    assert_eq!(send(&node, change(PASSWORD, "short")).await.problem(), "422 password-too-short");
    for _ in 0..2 {
        let call = change(PASSWORD, "another password").key("one");
        assert_eq!(send(&node, call).await.status, 204, "also the second time");
    }
    let other = change(PASSWORD, "a third password").key("one");
    assert_eq!(send(&node, other).await.problem(), "409 key-used-before");
    assert_eq!(login(&node, "ana", "another password").await.status, 201);
    assert_eq!(login(&node, "ana", PASSWORD).await.problem(), "401 wrong-login");
    assert_eq!(send(&node, Call::get("/api/v1/account").by(&ana)).await.status, 200);
}

#[tokio::test]
async fn with_the_pin_anybody_reports_and_the_rest_is_a_matter_of_role() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let pin = |pin: &str| Call::put("/api/v1/noticeBoardPin", &json!({ "pin": pin })).by(&ana);
    for bad in ["12345", "1234567890123", "12345a"] {
        assert_eq!(send(&node, pin(bad)).await.problem(), "422 pin-wrong-form", "{bad}");
    }
    for _ in 0..2 {
        assert_eq!(send(&node, pin("123456").key("pin")).await.status, 204);
    }
    let other = send(&node, pin("654321").key("pin")).await;
    assert_eq!(other.problem(), "409 key-used-before");
    let report = |body| Call::post("/api/v1/reports", &body).key("one");
    let body = json!({ "text": "Rook in de keuken", "reporter": "Cas", "pin": "123456" });
    let made = send(&node, report(body.clone())).await;
    assert_eq!(made.status, 201, "{:?}", made.json());
    assert_eq!(made.json()["reporter"], "Cas");
    assert_eq!(send(&node, report(body.clone())).await.json(), made.json());
    let mut other = body.clone();
    other["text"] = json!("Vuur in de keuken");
    assert_eq!(send(&node, report(other)).await.problem(), "409 key-used-before");
    let mut wrong = body.clone();
    wrong["pin"] = json!("654321");
    assert_eq!(send(&node, report(wrong)).await.problem(), "401 wrong-pin");
    let none = report(json!({ "text": "Rook" }));
    assert_eq!(send(&node, none).await.problem(), "401 login-needed");
    let empty = Call::post("/api/v1/reports", &json!({ "text": " " })).by(&ana).key("two");
    assert_eq!(send(&node, empty).await.problem(), "422 text-empty");
}

#[tokio::test]
async fn a_report_is_handled_once_or_becomes_a_crisis() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let mut ids = Vec::new();
    for text in ["Rook", "Water"] {
        let call = Call::post("/api/v1/reports", &json!({ "text": text })).by(&ana).key(text);
        ids.push(send(&node, call).await.json()["id"].as_str().unwrap().to_owned());
    }
    let path = format!("/api/v1/reports/{}", ids[0]);
    let handle = |reason: &str, key: &str| {
        let body = json!({ "reason": reason });
        Call::post(&format!("{path}/handling"), &body).by(&ana).key(key)
    };
    assert_eq!(send(&node, handle("", "1")).await.problem(), "422 reason-empty");
    let handled = send(&node, handle("toast", "2")).await;
    assert_eq!(handled.json()["handlings"][0]["reason"], "toast");
    assert_eq!(send(&node, handle("toast", "2")).await.json(), handled.json());
    assert_eq!(send(&node, handle("other", "2")).await.problem(), "409 key-used-before");
    assert_eq!(send(&node, handle("toast", "3")).await.problem(), "409 report-already-handled");
    assert_eq!(send(&node, Call::get(&path).by(&ana)).await.json(), handled.json());

    let waiting = Call::get("/api/v1/reports?handled=false").by(&ana);
    let waiting = send(&node, waiting).await.json();
    assert_eq!(waiting["items"][0]["id"], ids[1].as_str());
    let body = json!({ "title": "Water", "mode": "exercise", "report": ids[1] });
    let exercise = Call::post("/api/v1/crises", &body).by(&ana).key("4");
    assert_eq!(send(&node, exercise).await.problem(), "422 exercise-from-real-report");
    let body = json!({ "title": "Water", "mode": "real", "report": ids[1] });
    let opened = send(&node, Call::post("/api/v1/crises", &body).by(&ana).key("5")).await.json();
    let of = format!("/api/v1/reports/{}", ids[1]);
    let of = send(&node, Call::get(&of).by(&ana)).await.json();
    assert_eq!(of["handlings"][0]["crisis"], opened["id"]);
    let waiting = Call::get("/api/v1/reports?handled=false").by(&ana);
    assert_eq!(send(&node, waiting).await.json()["items"], json!([]));
}

#[tokio::test]
async fn the_root_key_is_shown_until_it_is_on_paper_and_grants() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let shown = send(&node, Call::get("/api/v1/rootKey").by(&ana)).await.json();
    let root = shown["rootKey"].as_str().unwrap();
    let grant = |root: &str| {
        let body = json!({ "label": "Laptop", "rootKey": root });
        Call::post("/api/v1/devices/grants", &body).by(&ana).key("one")
    };
    let mistyped = send(&node, grant("ABC")).await;
    assert_eq!(mistyped.json()["field"], "rootKey");
    let granted = send(&node, grant(root)).await;
    assert_eq!(granted.status, 201, "{:?}", granted.json());
    assert_eq!(granted.json()["own"], true);
    let devices = send(&node, Call::get("/api/v1/devices").by(&ana)).await.json();
    assert_eq!((&devices["granted"], &devices["own"]), (&json!(true), &granted.json()["id"]));
    assert_eq!(devices["items"].as_array().unwrap().len(), 1);
    let digests = devices["scopes"].as_array().unwrap().iter();
    assert!(digests.map(|scope| &scope["digest"]).all(|digest| digest.is_string()));
    for _ in 0..2 {
        assert_eq!(send(&node, Call::delete("/api/v1/rootKey").by(&ana)).await.status, 204);
    }
    let gone = send(&node, Call::get("/api/v1/rootKey").by(&ana)).await;
    assert_eq!(gone.problem(), "404 not-found");
}

#[tokio::test]
async fn notices_have_a_code_and_words() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    node.at_minute(-10);
    let line = json!({ "kind": "fact", "text": "De klok liep voor" });
    let log = format!("/api/v1/crises/{id}/logEntries");
    assert_eq!(send(&node, Call::post(&log, &line).by(&ana).key("1")).await.status, 201);
    let call = Call::get("/api/v1/notices").by(&ana).header("accept-language", "en");
    let notices = send(&node, call).await.json();
    assert_eq!(notices["items"][0]["matter"], "clock-went-back");
    assert_eq!(notices["items"][0]["crisis"], id);
    assert!(notices["items"][0]["text"].as_str().unwrap().contains("10 min"), "{notices}");
}

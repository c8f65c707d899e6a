// SPDX-License-Identifier: EUPL-1.2
//! Cards at work through the API: starting, ticking, handing over, and what a card proposes.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Answered, Call, Node, set_up};
use crate::{crisis, send};

/// A node with a crisis, and the token of its coordinator.
async fn at_work() -> (Node, String, String) {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    (node, ana, id)
}

async fn start(node: &Node, token: &str, id: &str, card: &str, key: &str) -> Answered {
    let path = format!("/api/v1/crises/{id}/cards");
    send(node, Call::post(&path, &json!({ "card": card })).by(token).key(key)).await
}

async fn set(node: &Node, token: &str, path: &str, body: Value, key: &str) -> Answered {
    send(node, Call::post(&format!("{path}/standings"), &body).by(token).key(key)).await
}

/// The item of a card that has this id.
fn item(card: &Value, id: &str) -> Value {
    let parts = card["parts"].as_array().unwrap().iter();
    let mut items = parts.flat_map(|part| part["items"].as_array().unwrap());
    items.find(|item| item["id"] == id).unwrap().clone()
}

#[tokio::test]
async fn a_card_is_started_once_and_shown_with_every_step() {
    let (node, ana, id) = at_work().await;
    let cards = format!("/api/v1/crises/{id}/cards");
    let none = send(&node, Call::get(&cards).by(&ana)).await.json();
    assert_eq!((&none["items"], &none["next"]), (&json!([]), &json!(null)));
    let started = start(&node, &ana, &id, "closure", "one").await;
    assert_eq!(started.status, 201, "{:?}", started.json());
    let card = started.json();
    assert_eq!((&card["kind"], &card["number"]), (&json!("action"), &json!(1)));
    assert_eq!((&card["startedBy"], &card["language"]), (&json!("Ana"), &json!("nl")));
    assert_eq!(card["startedAt"], "2019-01-15T09:00:00+01:00");
    let step = item(&card, "estimate-evacuation-time");
    assert_eq!(
        step["step"],
        json!({ "kind": "figures", "needs": ["evacuation-minutes"] }),
        "what it asks for"
    );
    assert_eq!(step["figures"][0]["id"], "evacuation-minutes");
    assert!(step["figures"][0]["name"].as_str().unwrap().len() > 3, "{step}");
    assert_eq!((&step["standing"]["standing"], &step["standings"]), (&json!("open"), &json!([])));
    assert_eq!(start(&node, &ana, &id, "closure", "one").await.json(), card);
    assert_eq!(start(&node, &ana, &id, "surge", "one").await.problem(), "409 key-used-before");
    let again = start(&node, &ana, &id, "closure", "two").await;
    assert_eq!(again.problem(), "409 card-already-started");
    assert_eq!(start(&node, &ana, &id, "no-such-card", "two").await.problem(), "422 id-wrong");
    // A list is read and a message is sent; neither is started.
    assert_eq!(start(&node, &ana, &id, "glossary", "two").await.problem(), "422 id-wrong");
    let shown = send(&node, Call::get(started.header("location")).by(&ana)).await.json();
    assert_eq!(shown, card);
    let gone = send(&node, Call::get(&format!("{cards}/surge")).by(&ana)).await;
    assert_eq!(gone.problem(), "404 not-found", "in the library, and not started");
    node.at_minute(1);
    assert_eq!(start(&node, &ana, &id, "moving-clients", "two").await.status, 201);
    let first = send(&node, Call::get(&format!("{cards}?limit=1")).by(&ana)).await.json();
    assert_eq!((&first["items"][0]["id"], &first["next"]), (&json!("closure"), &json!("closure")));
    let rest = send(&node, Call::get(&format!("{cards}?cursor=closure")).by(&ana)).await.json();
    assert_eq!((&rest["items"][0]["id"], &rest["next"]), (&json!("moving-clients"), &json!(null)));
    let log = send(&node, Call::get(&format!("/api/v1/crises/{id}/logEntries")).by(&ana)).await;
    assert_eq!(
        log.json()["items"].as_array().unwrap().len(),
        3,
        "the opening, and one for each card"
    );
}

#[tokio::test]
async fn a_step_that_two_cards_share_is_done_once_for_both() {
    let (node, ana, id) = at_work().await;
    start(&node, &ana, &id, "closure", "c1").await;
    start(&node, &ana, &id, "moving-clients", "c2").await;
    let cards = format!("/api/v1/crises/{id}/cards");
    let of = |card: &str| Call::get(&format!("{cards}/{card}")).by(&ana);
    let before = send(&node, of("closure")).await.json();
    let shared = item(&before, "inform-ghor");
    assert_eq!(shared["sharedWith"], json!(["moving-clients"]));
    let step = format!("/api/v1/crises/{id}/steps/inform-ghor");
    let body = json!({ "standing": "done", "note": "tijdelijk nummer" });
    node.at_minute(3);
    let done = set(&node, &ana, &step, body.clone(), "s1").await;
    assert_eq!(done.status, 201, "{:?}", done.json());
    let standing = &done.json()["standing"];
    assert_eq!((&standing["standing"], &standing["by"]), (&json!("done"), &json!("Ana")));
    assert_eq!(standing["note"], "tijdelijk nummer");
    assert_eq!(standing["at"], "2019-01-15T09:03:00+01:00");
    assert_eq!(set(&node, &ana, &step, body, "s1").await.json(), done.json());
    let other = set(&node, &ana, &step, json!({ "standing": "open" }), "s1").await;
    assert_eq!(other.problem(), "409 key-used-before");
    for card in ["closure", "moving-clients"] {
        let card = send(&node, of(card)).await.json();
        assert_eq!(item(&card, "inform-ghor")["standing"], *standing);
        assert_eq!(card["settled"], 1);
        assert!(card["steps"].as_u64().unwrap() > 5);
    }
    let open = set(&node, &ana, &step, json!({ "standing": "open" }), "s2").await.json();
    assert_eq!(open["standing"]["standing"], "open");
    assert_eq!(open["standings"].as_array().unwrap().len(), 2, "every word stays");
    let log = send(&node, Call::get(&format!("/api/v1/crises/{id}/logEntries")).by(&ana)).await;
    let lines = log.json()["items"].as_array().unwrap().len();
    assert_eq!(lines, 4, "opening it again is seen on the card alone");
}

#[tokio::test]
async fn a_step_is_taken_handed_over_or_does_not_apply_for_a_reason() {
    let (node, ana, id) = at_work().await;
    start(&node, &ana, &id, "closure", "c1").await;
    let step = format!("/api/v1/crises/{id}/steps/decide-parts-to-close");
    let me = node.app.world().directory.by_login("ana").unwrap().to_string();
    let taken = set(&node, &ana, &step, json!({ "standing": "taken" }), "1").await.json();
    assert_eq!(taken["standing"]["owner"], "Ana");
    assert_eq!(taken["standing"]["ownerId"], json!(me));
    let named = json!({ "standing": "taken", "ownerName": "hoofd facilitair" });
    let handed = set(&node, &ana, &step, named, "2").await.json();
    assert_eq!(handed["standing"]["owner"], "hoofd facilitair");
    assert_eq!(handed["standing"]["ownerId"], json!(null));
    node.somebody(Role::Manager).await;
    let manager = node.app.world().directory.by_login("manager").unwrap().to_string();
    let given = json!({ "standing": "taken", "owner": manager });
    let given = set(&node, &ana, &step, given, "3").await.json();
    assert_eq!(given["standing"]["owner"], "MANAGER");
    let log = send(&node, Call::get(&format!("/api/v1/crises/{id}/logEntries")).by(&ana)).await;
    let texts = log.json()["items"].to_string();
    assert!(texts.contains("Overgedragen: ") && texts.contains("hoofd facilitair"), "{texts}");
    assert!(!texts.contains("MANAGER"), "no name of an account in a line: {texts}");
    let skip = |note: Value| json!({ "standing": "not-applicable", "note": note });
    for none in [json!(null), json!(" ")] {
        let refused = set(&node, &ana, &step, skip(none), "4").await;
        assert_eq!(refused.problem(), "422 reason-empty");
    }
    let skipped = set(&node, &ana, &step, skip(json!("alles blijft open")), "4").await.json();
    assert_eq!(skipped["standing"]["note"], "alles blijft open");
    let zeros = format!("actor-{}", "0".repeat(32));
    for (body, problem) in [
        (json!({ "standing": "taken", "owner": zeros }), "404 user-unknown"),
        (json!({ "standing": "taken", "ownerName": "x".repeat(201) }), "422 name-too-long"),
        (json!({ "standing": "done", "note": "x".repeat(501) }), "422 field-too-long"),
        (json!({ "standing": "done", "owner": me }), "400 malformed"),
        (json!({ "standing": "taken", "owner": me, "ownerName": "Bo" }), "400 malformed"),
        (json!({ "standing": "klaar" }), "400 malformed"),
    ] {
        assert_eq!(set(&node, &ana, &step, body, "5").await.problem(), problem);
    }
    let unknown = format!("/api/v1/crises/{id}/steps/no-such-step");
    let refused = set(&node, &ana, &unknown, json!({ "standing": "done" }), "5").await;
    assert_eq!(refused.problem(), "404 not-found");
    let point = format!("/api/v1/crises/{id}/steps/closure.1.99");
    let refused = set(&node, &ana, &point, json!({ "standing": "done" }), "5").await;
    assert_eq!(refused.problem(), "404 not-found");
}

#[tokio::test]
async fn what_a_card_proposes_becomes_a_line_and_a_figure_that_it_asks_for_too() {
    let (node, ana, id) = at_work().await;
    start(&node, &ana, &id, "ict-outage", "c1").await;
    let card = format!("/api/v1/crises/{id}/cards/ict-outage");
    let before = send(&node, Call::get(&card).by(&ana)).await.json();
    let goal = item(&before, "ict-goal-safety");
    assert_eq!((&goal["proposes"], &goal["proposal"]), (&json!("decision"), &json!(null)));
    assert_eq!((&goal["step"], &goal["standing"]), (&json!(null), &json!(null)));
    let propose = |item: &str, key: &str| {
        let path = format!("{card}/proposals");
        Call::post(&path, &json!({ "item": item })).by(&ana).key(key)
    };
    let made = send(&node, propose("ict-goal-safety", "p1")).await;
    assert_eq!(made.status, 201, "{:?}", made.json());
    assert_eq!(made.json()["kind"], "decision");
    assert!(made.json()["text"].as_str().unwrap().starts_with("Doel: "));
    assert_eq!(send(&node, propose("ict-goal-safety", "p1")).await.json(), made.json());
    let other = send(&node, propose("ict-goal-inform", "p1")).await;
    assert_eq!(other.problem(), "409 key-used-before");
    let none = send(&node, propose("no-such-item", "p2")).await;
    assert_eq!(none.problem(), "404 not-found");
    let shown = send(&node, Call::get(&card).by(&ana)).await.json();
    assert_eq!(item(&shown, "ict-goal-safety")["proposal"], made.json()["id"]);
    let strike = format!("{}/strikes", made.header("location"));
    let struck =
        send(&node, Call::post(&strike, &json!({ "reason": "niet nu" })).by(&ana).key("s"));
    assert_eq!(struck.await.status, 201);
    let shown = send(&node, Call::get(&card).by(&ana)).await.json();
    assert_eq!(item(&shown, "ict-goal-safety")["proposal"], json!(null), "it can be taken up anew");

    let closure = start(&node, &ana, &id, "closure", "c2").await.json();
    let asked = item(&closure, "estimate-evacuation-time")["figures"][0].clone();
    let figure = json!({ "name": asked["name"], "value": "90", "unit": asked["unit"] });
    let line = json!({ "kind": "fact", "text": "90 minuten", "figure": figure });
    let path = format!("/api/v1/crises/{id}/logEntries");
    assert_eq!(send(&node, Call::post(&path, &line).by(&ana).key("f1")).await.status, 201);
    let page = format!("/crises/{id}/cards/closure");
    let page = crate::node::request(&node, Call::get(&page).by(&ana)).await;
    let page = String::from_utf8(page.body).unwrap();
    assert!(page.contains("nu: 90"), "the page knows the figure that the program wrote");
}

#[tokio::test]
async fn who_may_not_write_reads_and_a_halted_exercise_stands_still() {
    let (node, ana, id) = at_work().await;
    start(&node, &ana, &id, "closure", "c1").await;
    let observer = node.somebody(Role::Observer).await;
    let cards = format!("/api/v1/crises/{id}/cards");
    assert_eq!(send(&node, Call::get(&cards).by(&observer)).await.status, 200);
    assert_eq!(start(&node, &observer, &id, "surge", "x").await.problem(), "403 not-allowed");
    let step = format!("/api/v1/crises/{id}/steps/inform-ghor");
    let done = json!({ "standing": "done" });
    assert_eq!(set(&node, &observer, &step, done.clone(), "x").await.problem(), "403 not-allowed");
    let propose = Call::post(&format!("{cards}/closure/proposals"), &json!({ "item": "x" }));
    assert_eq!(send(&node, propose.by(&observer).key("x")).await.problem(), "403 not-allowed");
    let ict = node.somebody(Role::Ict).await;
    assert_eq!(send(&node, Call::get(&cards).by(&ict)).await.problem(), "403 not-allowed");

    // After the closing steps are still ticked, as lines are still written.
    let close = Call::post(&format!("/api/v1/crises/{id}/closing"), &json!({ "reason": "over" }));
    assert_eq!(send(&node, close.by(&ana).key("close")).await.status, 201);
    assert_eq!(set(&node, &ana, &step, done.clone(), "late").await.status, 201);

    let body = json!({ "title": "Oefening", "mode": "exercise" });
    let exercise = send(&node, Call::post("/api/v1/crises", &body).by(&ana).key("e")).await;
    let exercise = exercise.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(start(&node, &ana, &exercise, "closure", "e1").await.status, 201);
    let real = json!({ "title": "Brand", "mode": "real", "haltExercises": true });
    assert_eq!(
        send(&node, Call::post("/api/v1/crises", &real).by(&ana).key("r")).await.status,
        201
    );
    let late = start(&node, &ana, &exercise, "surge", "e2").await;
    assert_eq!(late.problem(), "422 exercise-halted");
    let step = format!("/api/v1/crises/{exercise}/steps/inform-ghor");
    assert_eq!(set(&node, &ana, &step, done, "e3").await.problem(), "422 exercise-halted");
    assert_eq!(start(&node, &ana, &exercise, "closure", "e1").await.status, 201, "sent again");
}

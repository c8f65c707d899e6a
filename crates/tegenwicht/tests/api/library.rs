// SPDX-License-Identifier: EUPL-1.2
//! Cards, terms and faults of files through the API.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Call, set_up};
use crate::send;

fn ids(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn cards_are_listed_and_shown_with_their_steps() {
    let node = set_up().await;
    let member = node.somebody(Role::Member).await;
    let list = send(&node, Call::get("/api/v1/cards?limit=500").by(&member)).await.json();
    let first = &list["items"][0];
    assert_eq!((&first["kind"], &first["number"]), (&json!("action"), &json!(1)));
    assert!(ids(&list).contains(&"closure"));
    let card = send(&node, Call::get("/api/v1/cards/moving-clients").by(&member)).await.json();
    assert_eq!((&card["own"], &card["language"]), (&json!(false), &json!("nl")));
    let parts = card["parts"].as_array().unwrap();
    let steps = parts.iter().flat_map(|part| part["items"].as_array().unwrap());
    let figures = steps.filter(|item| item["step"]["kind"] == "figures");
    assert!(figures.count() > 0);
    let none = send(&node, Call::get("/api/v1/cards/no-such-card").by(&member)).await;
    assert_eq!(none.problem(), "404 not-found");
}

#[tokio::test]
async fn terms_are_searched() {
    let node = set_up().await;
    let member = node.somebody(Role::Member).await;
    let list = send(&node, Call::get("/api/v1/glossary?group=ict&limit=1").by(&member)).await;
    assert_eq!(list.json()["items"][0]["group"], "ict");
    let next = list.json()["next"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/glossary?group=ict&limit=1&cursor={next}");
    let second = send(&node, Call::get(&path).by(&member)).await.json();
    assert_ne!(ids(&second), [next.as_str()]);
    let none = send(&node, Call::get("/api/v1/glossary?q=zzzz").by(&member)).await.json();
    assert_eq!(none["items"], json!([]));
}

#[tokio::test]
async fn faults_of_files_are_told_to_who_can_repair_them_after_reading_again() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let folder = node.app.folder.root().join("library/nl");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("flood.md"), "---\ncard: flood\nkind: actie\ntitle: T\n---\n")
        .unwrap();
    let before = send(&node, Call::get("/api/v1/libraryFaults").by(&ana)).await.json();
    assert_eq!(before["items"], json!([]));
    let read = Call::post("/api/v1/libraryReadings", &json!({})).by(&ana).key("one");
    let reading = send(&node, read).await;
    assert_eq!(reading.status, 201);
    assert_eq!(reading.json()["faults"], 1);
    let list = send(&node, Call::get("/api/v1/libraryFaults").by(&ana)).await.json();
    let fault = &list["items"][0];
    assert_eq!((&fault["code"], &fault["line"]), (&json!("value-wrong"), &json!(3)));
    assert_eq!((&fault["file"], &fault["own"]), (&json!("library/nl/flood.md"), &json!(true)));
    let member = node.somebody(Role::Member).await;
    let refused = send(&node, Call::get("/api/v1/libraryFaults").by(&member)).await;
    assert_eq!(refused.status, 403);
    let read = Call::post("/api/v1/libraryReadings", &json!({})).by(&member).key("two");
    assert_eq!(send(&node, read).await.status, 403);
}

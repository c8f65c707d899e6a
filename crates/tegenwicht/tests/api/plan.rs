// SPDX-License-Identifier: EUPL-1.2
//! Contacts, turns of duty, sites and settings: success, refusal and repetition.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Call, Node, set_up};
use crate::send;

/// Adds somebody who can be reached and returns the id.
async fn contact(node: &Node, token: &str, name: &str, key: &str) -> String {
    let body = json!({ "name": name, "phones": ["06 12345678"], "roles": ["chair"] });
    let added = send(node, Call::post("/api/v1/contacts", &body).by(token).key(key)).await;
    assert_eq!(added.status, 201, "{:?}", added.json());
    added.json()["id"].as_str().unwrap().to_owned()
}

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_contact_is_added_once_changed_and_erased() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let member = node.somebody(Role::Member).await;
    let jan = contact(&node, &ana, "Jan", "1").await;
    assert_eq!(contact(&node, &ana, "Jan", "1").await, jan);
    contact(&node, &ana, "Els", "2").await;
    let list = send(&node, Call::get("/api/v1/contacts").by(&member)).await.json();
    assert_eq!(names(&list), ["Els", "Jan"]);
    let path = format!("/api/v1/contacts/{jan}");
    let put = |body: Value| Call::put(&path, &body).by(&ana);
    let body = json!({ "name": "Jan", "phones": [] });
    assert_eq!(send(&node, put(body)).await.problem(), "422 phone-lacking");
    let body = json!({ "name": "Jan", "phones": ["4001"], "roles": ["Chair!"] });
    assert_eq!(send(&node, put(body)).await.problem(), "422 id-wrong");
    let body = json!({ "name": "Jan B.", "phones": ["4001"], "rank": 1, "desk": "ghor" });
    let changed = send(&node, put(body.clone())).await;
    assert_eq!((&changed.json()["name"], &changed.json()["rank"]), (&json!("Jan B."), &json!(1)));
    let by_member = Call::put(&path, &body).by(&member);
    assert_eq!(send(&node, by_member).await.problem(), "403 not-allowed");
    assert_eq!(send(&node, Call::delete(&path).by(&ana)).await.status, 204);
    assert_eq!(send(&node, Call::delete(&path).by(&ana)).await.problem(), "404 not-found");
    assert_eq!(send(&node, Call::get(&path).by(&ana)).await.problem(), "404 not-found");
}

#[tokio::test]
async fn a_turn_of_duty_is_put_on_changed_and_taken_off() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let jan = contact(&node, &ana, "Jan", "1").await;
    let turn = |until: &str| {
        json!({ "role": "chair", "contact": jan, "from": "2019-01-14T08:00:00+01:00",
            "until": until })
    };
    let post =
        |until: &str, key: &str| Call::post("/api/v1/shifts", &turn(until)).by(&ana).key(key);
    let early = send(&node, post("2019-01-14T07:00:00+01:00", "2")).await;
    assert_eq!(early.problem(), "422 times-wrong");
    let added = send(&node, post("2019-01-21T08:00:00+01:00", "3")).await;
    assert_eq!(added.status, 201, "{:?}", added.json());
    assert_eq!(added.json()["name"], "Jan");
    let again = send(&node, post("2019-01-21T08:00:00+01:00", "3")).await;
    assert_eq!(again.json(), added.json());
    let on = |at: &str| Call::get(&format!("/api/v1/shifts?at={at}")).by(&ana);
    let now = send(&node, on("2019-01-15T09:00:00Z")).await.json();
    assert_eq!(names(&now), ["Jan"]);
    assert!(names(&send(&node, on("2019-01-22T09:00:00Z")).await.json()).is_empty());
    let path = format!("/api/v1/shifts/{}", added.json()["id"].as_str().unwrap());
    let put = Call::put(&path, &turn("2019-01-28T08:00:00+01:00")).by(&ana);
    assert_eq!(send(&node, put).await.json()["until"], "2019-01-28T08:00:00+01:00");
    assert_eq!(send(&node, Call::delete(&path).by(&ana)).await.status, 204);
    assert_eq!(send(&node, Call::get(&path).by(&ana)).await.problem(), "404 not-found");
    assert!(names(&send(&node, Call::get("/api/v1/shifts").by(&ana)).await.json()).is_empty());
}

#[tokio::test]
async fn sites_lie_within_each_other_and_go_out_of_use() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let post = |body: Value, key: &str| Call::post("/api/v1/sites", &body).by(&ana).key(key);
    let house = send(&node, post(json!({ "name": "Hoofdgebouw" }), "1")).await.json();
    let within = json!({ "name": "4 West", "within": house["id"] });
    let ward = send(&node, post(within, "2")).await.json();
    assert_eq!(ward["path"], "Hoofdgebouw > 4 West");
    let path = format!("/api/v1/sites/{}", house["id"].as_str().unwrap());
    let put = |body: Value| Call::put(&path, &body).by(&ana);
    let round = json!({ "name": "Hoofdgebouw", "within": ward["id"] });
    assert_eq!(send(&node, put(round)).await.problem(), "422 site-within-itself");
    let gone = json!({ "name": "Hoofdgebouw", "inUse": false });
    assert_eq!(send(&node, put(gone)).await.json()["inUse"], false);
    let list = send(&node, Call::get("/api/v1/sites").by(&ana)).await.json();
    assert_eq!(names(&list), ["4 West"]);
    assert_eq!(send(&node, Call::get(&path).by(&ana)).await.json()["name"], "Hoofdgebouw");
}

#[tokio::test]
async fn a_setting_has_the_value_of_the_sector_until_the_institution_sets_its_own() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let path = "/api/v1/settings/word.client";
    let put = |value: Value| Call::put(path, &json!({ "value": value })).by(&ana);
    let list = send(&node, Call::get("/api/v1/settings?limit=500").by(&ana)).await.json();
    let items = list["items"].as_array().unwrap();
    let client = items.iter().find(|item| item["name"] == "word.client").unwrap();
    assert!(client["own"].is_null() && client["value"] == client["ofSector"], "{client}");
    let own = send(&node, put(json!("gast"))).await.json();
    assert_eq!((&own["value"], &own["own"]), (&json!("gast"), &json!("gast")));
    let back = send(&node, put(Value::Null)).await.json();
    assert_eq!(&back, client);
    let unknown = Call::put("/api/v1/settings/kleur.rood", &json!({ "value": "x" })).by(&ana);
    assert_eq!(send(&node, unknown).await.problem(), "422 setting-unknown");
}

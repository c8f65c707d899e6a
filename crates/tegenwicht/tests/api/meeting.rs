// SPDX-License-Identifier: EUPL-1.2
//! Meetings through the API and on their pages: planned, begun, walked through, ended; and who may
//! not.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Call, Node, set_up};
use crate::{crisis, send, write};

async fn planned(node: &Node, ana: &str) -> (String, Value) {
    let path = format!("/api/v1/crises/{}/meetings", crisis(node, ana).await);
    let body = json!({ "starts": "2019-01-15T11:15:00+01:00", "purpose": "De nacht" });
    let made = send(node, Call::post(&path, &body).by(ana).key("plan")).await;
    assert_eq!(made.status, 201, "{:?}", made.json());
    assert_eq!(send(node, Call::post(&path, &body).by(ana).key("plan")).await.json(), made.json());
    (path, made.json())
}

async fn line(node: &Node, ana: &str, path: &str, kind: &str, text: &str) -> String {
    let crisis = path.split('/').nth(4).unwrap();
    let made = write(node, ana, crisis, json!({ "kind": kind, "text": text })).await;
    made.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_meeting_is_planned_put_off_begun_walked_through_and_ended_once() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let (path, made) = planned(&node, &ana).await;
    assert_eq!((&made["number"], &made["phase"]), (&json!("1"), &json!("planned")));
    assert_eq!((&made["minutes"], &made["late"]), (&json!(30), &json!(false)));
    let own = format!("{path}/{}", made["id"].as_str().unwrap());
    let post = |rest: &str, body: Value, key: &str| {
        Call::post(&format!("{own}/{rest}"), &body).by(&ana).key(key)
    };
    let turn = |body: Value, key: &str| post("turns", body, key);
    let first = line(&node, &ana, &path, "bottleneck", "Wie draagt over?").await;
    let second = line(&node, &ana, &path, "bottleneck", "De lijn valt weg.").await;

    let plan = json!({ "starts": "2019-01-15T11:30:00+01:00", "minutes": 20 });
    let put_off = send(&node, turn(json!({ "turn": "again", "plan": plan }), "1")).await.json();
    assert_eq!(put_off["starts"], "2019-01-15T11:30:00+01:00");
    let steps = json!({ "step": "opening", "done": true });
    assert_eq!(
        send(&node, post("steps", steps.clone(), "9")).await.problem(),
        "422 meeting-not-running"
    );
    let begun = send(&node, turn(json!({ "turn": "start" }), "2")).await.json();
    assert_eq!((&begun["phase"], &begun["purpose"]), (&json!("running"), &json!("De nacht")));
    let tasks = Call::get(&path.replace("/meetings", "/tasks")).by(&ana);
    let next = send(&node, tasks.clone()).await.json()["nextMeeting"].clone();
    assert_eq!((&next["id"], &next["phase"]), (&begun["id"], &json!("running")));
    assert_eq!((&next["owed"], &next["chairs"]), (&json!(0), &json!(false)));
    assert_eq!(
        send(&node, turn(json!({ "turn": "start" }), "3")).await.problem(),
        "422 meeting-already-started"
    );
    let order = send(&node, post("bottlenecks", json!({ "first": second }), "4")).await.json();
    assert_eq!(order["bottlenecks"][0]["id"], json!(second));
    let ticked = send(&node, post("steps", steps.clone(), "5")).await;
    assert_eq!((&ticked.json()["steps"][0]["done"], ticked.status.as_u16()), (&json!(true), 201));
    assert_eq!(send(&node, post("steps", steps, "5")).await.json(), ticked.json());

    let entries = path.replace("/meetings", "/logEntries");
    let decides = json!({ "kind": "decision", "text": "Op papier.", "decides": [first] });
    let decision = send(&node, Call::post(&entries, &decides).by(&ana).key("6")).await;
    assert_eq!(decision.status, 201, "{:?}", decision.json());
    let next = json!({ "turn": "end", "plan": { "starts": "2019-01-15T13:00:00+01:00" } });
    let ended = send(&node, turn(next, "7")).await.json();
    assert_eq!(ended["phase"], "ended");
    assert_eq!(ended["bottlenecks"][1]["outcome"], "decided");
    assert_eq!(ended["bottlenecks"][0]["outcome"], json!(null));
    assert_eq!(ended["decisions"], json!([decision.json()["id"]]));
    let list = send(&node, Call::get(&path).by(&ana)).await.json();
    let numbers: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|it| it["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["2", "1"], "the next one first");
    let next = send(&node, tasks).await.json()["nextMeeting"].clone();
    assert_eq!((&next["number"], &next["phase"]), (&json!("2"), &json!("planned")));
    let over = send(&node, turn(json!({ "turn": "end" }), "8")).await;
    assert_eq!(over.problem(), "422 meeting-over");
    let told = send(&node, Call::get(&format!("{entries}?q=afgesloten")).by(&ana)).await.json();
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "the log tells of it");
}

#[tokio::test]
async fn what_makes_no_meeting_is_refused_and_only_who_leads_leads() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let (path, made) = planned(&node, &ana).await;
    let own = format!("{path}/{}", made["id"].as_str().unwrap());
    let none = format!("{path}/meeting-{}", "0".repeat(32));
    let long = json!({ "starts": "2019-01-15T12:00:00Z", "minutes": 481 });
    let entry = format!("entry-{}", "0".repeat(32));
    for (at, body, problem) in [
        (path.clone(), json!({ "starts": "straks" }), "400 malformed"),
        (path.clone(), json!({}), "400 malformed"),
        (path.clone(), long, "422 minutes-wrong"),
        (format!("{own}/turns"), json!({ "turn": "again" }), "400 malformed"),
        (format!("{own}/turns"), json!({ "turn": "pause" }), "400 malformed"),
        (format!("{own}/turns"), json!({ "turn": "cancel" }), "422 reason-empty"),
        (format!("{own}/turns"), json!({ "turn": "end" }), "422 meeting-not-running"),
        (format!("{own}/bottlenecks"), json!({ "first": entry }), "404 entry-unknown"),
        (format!("{none}/turns"), json!({ "turn": "start" }), "404 not-found"),
    ] {
        let answer = send(&node, Call::post(&at, &body).by(&ana).key("9")).await;
        assert_eq!(answer.problem(), problem, "{at} {body}");
    }
    let start = Call::post(&format!("{own}/turns"), &json!({ "turn": "start" }));
    assert_eq!(send(&node, start.by(&ana).key("1")).await.status, 201);
    let member = node.somebody(Role::Member).await;
    let steps = |step: &str| {
        let body = json!({ "step": step, "done": true });
        Call::post(&format!("{own}/steps"), &body).by(&member).key(step)
    };
    assert_eq!(send(&node, steps("picture")).await.status, 201);
    assert_eq!(send(&node, steps("coffee")).await.problem(), "422 meeting-step-unknown");
    let end = Call::post(&format!("{own}/turns"), &json!({ "turn": "end" }));
    assert_eq!(send(&node, end.by(&member).key("2")).await.problem(), "403 not-allowed");
    let plan = json!({ "starts": "2019-01-15T13:00:00Z" });
    let plan = Call::post(&path, &plan).by(&member).key("3");
    assert_eq!(send(&node, plan).await.problem(), "403 not-allowed");
}

#[tokio::test]
async fn an_open_screen_goes_on_saying_which_bottleneck_the_meeting_is_at() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let (path, made) = planned(&node, &ana).await;
    let own = format!("{path}/{}", made["id"].as_str().unwrap());
    let stuck = line(&node, &ana, &path, "bottleneck", "Wie draagt over?").await;
    line(&node, &ana, &path, "bottleneck", "De lijn valt weg.").await;
    let start = Call::post(&format!("{own}/turns"), &json!({ "turn": "start" }));
    assert_eq!(send(&node, start.by(&ana).key("1")).await.status, 201);

    let stream = path.replace("/meetings", "/stream?since=9999");
    let mut followed = crate::node::respond(&node, Call::get(&stream).by(&ana)).await;
    let mut changes = std::mem::take(followed.body_mut()).into_data_stream();
    let mut next = async || {
        let piece = futures::StreamExt::next(&mut changes).await.unwrap().unwrap();
        String::from_utf8(piece.to_vec()).unwrap()
    };
    assert!(next().await.contains("event: reload"), "it knows no such future");
    let picture = json!({ "step": "picture", "done": true });
    let picture = Call::post(&format!("{own}/steps"), &picture).by(&ana).key("2");
    assert_eq!(send(&node, picture).await.status, 201);
    let told = next().await;
    assert!(told.contains("1 bezig") && told.contains("2 open"), "{told}");
    let decides = json!({ "kind": "decision", "text": "Op papier.", "decides": [stuck] });
    let entries = Call::post(&path.replace("/meetings", "/logEntries"), &decides);
    assert_eq!(send(&node, entries.by(&ana).key("3")).await.status, 201);
    let told = next().await;
    assert!(told.contains("1 besloten") && told.contains("2 bezig"), "{told}");
}

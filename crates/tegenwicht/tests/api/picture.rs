// SPDX-License-Identifier: EUPL-1.2
//! The picture through the API: unknown at first, said, said anew, adopted, and as it was known.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Call, set_up};
use crate::{crisis, send};

fn topic<'a>(picture: &'a Value, id: &str) -> &'a Value {
    let mut topics = picture["topics"].as_array().unwrap().iter();
    topics.find(|topic| topic["id"] == id).unwrap_or_else(|| panic!("no topic {id}"))
}

#[tokio::test]
async fn everything_is_unknown_until_somebody_says_something_and_all_of_it_stays() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let path = format!("/api/v1/crises/{}/picture", crisis(&node, &ana).await);
    let see = |query: &str| Call::get(&format!("{path}{query}")).by(&ana);
    let empty = send(&node, see("")).await.json();
    assert_eq!((&empty["version"], &empty["changed"]), (&json!(null), &json!(false)));
    assert_eq!(topic(&empty, "goal")["values"], json!([]));
    let areas = empty["topics"].as_array().unwrap().iter();
    let areas = areas.filter(|it| it["id"].as_str().unwrap().starts_with("area.")).count();
    assert_eq!(areas, 18);

    let say = |topic: &str, body: Value, key: &str| {
        Call::post(&format!("{path}/topics/{topic}/statements"), &body).by(&ana).key(key)
    };
    let body = json!({ "state": "hit", "text": "EPD is uit", "speaker": "ICT" });
    let said = send(&node, say("area.privacy", body.clone(), "1")).await;
    assert_eq!(said.status, 201, "{:?}", said.json());
    assert_eq!(said.json()["values"][0]["state"], "hit");
    assert_eq!(send(&node, say("area.privacy", body, "1")).await.json(), said.json());
    let other = json!({ "state": "severe" });
    assert_eq!(
        send(&node, say("area.privacy", other.clone(), "1")).await.problem(),
        "409 key-used-before"
    );
    node.at_minute(5);
    let said = send(&node, say("area.privacy", other, "2")).await.json();
    assert_eq!(
        (said["values"].as_array().unwrap().len(), &said["contradictory"]),
        (1, &json!(false))
    );
    assert_eq!(said["history"][0]["text"], "EPD is uit");
    let shown = send(&node, see("/topics/area.privacy")).await.json();
    assert_eq!(shown, said);
    let process =
        json!({ "title": "Laboratorium", "state": "hit", "until": "2019-01-15T12:00:00Z" });
    let process = send(&node, say("process.laboratorium@all", process, "3")).await;
    assert_eq!(process.json()["title"], "Laboratorium", "{:?}", process.json());
    let known = send(&node, see("?known=2019-01-15T08:01:00Z")).await.json();
    assert_eq!(topic(&known, "area.privacy")["values"][0]["state"], "hit");
    let log = path.replace("/picture", "/logEntries?q=EPD%20is%20uit");
    let log = send(&node, Call::get(&log).by(&ana)).await.json();
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "the log tells of it");

    for (at, body, problem) in [
        ("weather", json!({ "text": "x" }), "404 not-found"),
        ("process.x", json!({ "text": "x" }), "404 not-found"),
        ("area.De%20Straat", json!({ "state": "hit" }), "422 id-wrong"),
        ("area.privacy", json!({ "state": "koning" }), "422 id-wrong"),
        ("cause", json!({ "state": "hit" }), "422 id-wrong"),
        ("cause", json!({ "text": "x", "intent": "misschien" }), "422 id-wrong"),
        ("goal", json!({}), "422 text-empty"),
        ("goal", json!({ "text": "x".repeat(4_001) }), "422 text-too-long"),
        ("goal", json!({ "text": "a\u{202e}b" }), "422 text-control"),
        ("ahead.a", json!({ "text": "x" }), "422 times-wrong"),
        (
            "duration",
            json!({ "earliest": "2019-01-15T12:00:00Z", "worst": "2019-01-15T10:00:00Z" }),
            "422 times-wrong",
        ),
        ("goal", json!({ "txt": "x" }), "400 malformed"),
    ] {
        assert_eq!(send(&node, say(at, body, "9")).await.problem(), problem, "{at}");
    }
}

#[tokio::test]
async fn a_version_is_adopted_once_and_what_was_passed_over_twice_is_stale() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let path = format!("/api/v1/crises/{}/picture", crisis(&node, &ana).await);
    let say = Call::post(&format!("{path}/topics/goal/statements"), &json!({ "text": "Zorg" }));
    assert_eq!(send(&node, say.by(&ana).key("1")).await.status, 201);
    let adopt = |token: &str, body: Value, key: &str| {
        Call::post(&format!("{path}/versions"), &body).by(token).key(key)
    };
    let first = send(&node, adopt(&ana, json!({ "note": "eerste overleg" }), "2")).await;
    assert_eq!((first.status.as_u16(), &first.json()["number"]), (201, &json!("1")));
    let again = send(&node, adopt(&ana, json!({ "note": "eerste overleg" }), "2")).await;
    assert_eq!(again.json(), first.json());
    let other = send(&node, adopt(&ana, json!({}), "2")).await;
    assert_eq!(other.problem(), "409 key-used-before");
    let long = json!({ "note": "x".repeat(501) });
    assert_eq!(send(&node, adopt(&ana, long, "3")).await.problem(), "422 field-too-long");
    for role in [Role::Member, Role::Observer] {
        let somebody = node.somebody(role).await;
        let refused = send(&node, adopt(&somebody, json!({}), "3")).await;
        assert_eq!(refused.problem(), "403 not-allowed");
    }
    let see = Call::get(&path).by(&ana);
    let shown = send(&node, see.clone()).await.json();
    assert_eq!((&shown["version"], &shown["changed"]), (&first.json(), &json!(false)));
    assert_eq!(topic(&shown, "goal")["stale"], false);
    assert_eq!(send(&node, adopt(&ana, json!({}), "4")).await.json()["number"], "2");
    let shown = send(&node, see).await.json();
    assert_eq!(topic(&shown, "goal")["stale"], true);
    assert_eq!(shown["versions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn another_nature_of_the_crisis_asks_card_team_and_level_again() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let path = format!("/api/v1/crises/{}/picture", crisis(&node, &ana).await);
    let say = |topic: &str, body: Value, key: &str| {
        Call::post(&format!("{path}/topics/{topic}/statements"), &body).by(&ana).key(key)
    };
    assert_eq!(send(&node, say("nature", json!({ "text": "Storing" }), "1")).await.status, 201);
    assert_eq!(send(&node, say("nature", json!({ "text": "Aanval" }), "2")).await.status, 201);
    let asked = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(asked["askedAgain"], json!(["card", "team", "level"]));
    let looked = send(&node, say("again.team", json!({ "state": "happened" }), "3")).await;
    assert_eq!(looked.status, 201, "{:?}", looked.json());
    let asked = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(asked["askedAgain"], json!(["card", "level"]));
    let eve = node.somebody(Role::Observer).await;
    let read = send(&node, Call::get(&path).by(&eve)).await;
    assert_eq!(read.status, 200);
    let say = Call::post(&format!("{path}/topics/goal/statements"), &json!({ "text": "x" }));
    assert_eq!(send(&node, say.by(&eve).key("4")).await.problem(), "403 not-allowed");
}

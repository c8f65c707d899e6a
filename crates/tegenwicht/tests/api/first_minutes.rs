// SPDX-License-Identifier: EUPL-1.2
//! The first minutes through the API: heaps, weighing, alarms, level, GRIP, places, halting.

use serde_json::json;
use tegenwicht_core::actor::Role;

use crate::node::{Call, set_up};
use crate::{crisis, send};

#[tokio::test]
async fn reports_are_put_together_and_weighed_and_come_back_as_alarms() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let report = |body: serde_json::Value, key: &str| {
        let call = Call::post("/api/v1/reports", &body).by(&ana).key(key);
        async { send(&node, call).await.json()["id"].as_str().unwrap().to_owned() }
    };
    let methane = json!([{ "letter": "hazards", "said": "rook" }]);
    let first = report(json!({ "text": "EPD uit", "methane": methane }), "r1").await;
    let second = report(json!({ "text": "Hier ook", "sameAs": first }), "r2").await;
    let third = report(json!({ "text": "EPD traag" }), "r3").await;
    let join = |reports: serde_json::Value, key: &str| {
        let path = format!("/api/v1/reports/{first}/joinings");
        Call::post(&path, &json!({ "reports": reports })).by(&ana).key(key)
    };
    let joined = send(&node, join(json!([third]), "j1")).await;
    assert_eq!((joined.status.as_u16(), &joined.json()["heap"]), (201, &json!(3)));
    assert_eq!(joined.json()["methane"], methane);
    assert_eq!(send(&node, join(json!([third]), "j1")).await.json(), joined.json());
    let again = send(&node, join(json!([second]), "j2")).await;
    assert_eq!(again.problem(), "422 report-joined-to-itself");
    assert_eq!(send(&node, join(json!([]), "j3")).await.problem(), "422 too-many-reports");
    let shown = send(&node, Call::get(&format!("/api/v1/reports/{second}")).by(&ana)).await.json();
    assert_eq!((&shown["joined"], &shown["heap"]), (&json!(first), &json!(null)));

    let path = format!("/api/v1/reports/{second}/assessments");
    let weigh = |body: serde_json::Value, key: &str| Call::post(&path, &body).by(&ana).key(key);
    let answers = json!([{ "criterion": "safety", "verdict": "yes", "remark": "medicatie" }]);
    let early = json!({ "outcome": "not-yet", "againAt": "2001-01-01T00:00:00Z" });
    assert_eq!(send(&node, weigh(early, "w1")).await.problem(), "422 again-in-the-past");
    let none = json!({ "outcome": "not-yet" });
    assert_eq!(send(&node, weigh(none, "w2")).await.json()["field"], "againAt");
    let body =
        json!({ "answers": answers, "outcome": "not-yet", "againAt": "2019-01-15T09:10:00+01:00" });
    let given = send(&node, weigh(body, "w3")).await;
    assert_eq!(given.status, 201, "{:?}", given.json());
    assert_eq!(given.json()["report"], json!(first), "what is weighed is the heap");
    let alarms = Call::get("/api/v1/alarms").by(&ana);
    assert_eq!(send(&node, alarms.clone()).await.json()["items"], json!([]));
    node.at_minute(11);
    let due = send(&node, alarms.clone()).await.json();
    assert_eq!(due["items"][0]["report"], json!(first));
    assert_eq!(due["items"][0]["owner"], "Ana");
    let no = json!({ "outcome": "regular", "reason": "terug" });
    assert_eq!(send(&node, weigh(no, "w4")).await.status, 201);
    assert_eq!(send(&node, alarms).await.json()["items"], json!([]));
    let all = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    let bo = node.somebody(Role::Member).await;
    let by_member = Call::post(&path, &json!({ "outcome": "scale-up" })).by(&bo).key("w5");
    assert_eq!(send(&node, by_member).await.problem(), "403 not-allowed");
}

#[tokio::test]
async fn a_crisis_is_scaled_moved_and_halts_the_exercise_that_runs() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let body = json!({ "title": "Oefening", "mode": "exercise" });
    let call = Call::post("/api/v1/crises", &body).by(&ana).key("e");
    let exercise = send(&node, call).await.json()["id"].as_str().unwrap().to_owned();
    let body = json!({
        "title": "Brand", "mode": "real", "place": "zaal", "fallback": "kantine",
        "level": "level-2", "haltExercises": true,
    });
    let opened = send(&node, Call::post("/api/v1/crises", &body).by(&ana).key("c")).await;
    assert_eq!(opened.status, 201, "{:?}", opened.json());
    let id = opened.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        (&opened.json()["level"], &opened.json()["fallback"]),
        (&json!("level-2"), &json!("kantine"))
    );
    let halted = send(&node, Call::get(&format!("/api/v1/crises/{exercise}")).by(&ana)).await;
    assert_eq!(halted.json()["haltedFor"], json!(id));
    let change = |of: &str, noun: &str, body: serde_json::Value, key: &str| {
        Call::post(&format!("/api/v1/crises/{of}/{noun}"), &body).by(&ana).key(key)
    };
    let late = change(&exercise, "levels", json!({ "level": "level-3" }), "1");
    assert_eq!(send(&node, late).await.problem(), "422 exercise-halted");
    let level = json!({ "level": "level-3", "reason": "ontruimen" });
    let set = send(&node, change(&id, "levels", level.clone(), "2")).await.json();
    assert_eq!(
        (&set["level"], &set["scaling"][1]["reason"]),
        (&json!("level-3"), &json!("ontruimen"))
    );
    let same = send(&node, change(&id, "levels", level, "3")).await;
    assert_eq!(same.problem(), "422 level-unchanged");
    let grip = send(&node, change(&id, "grips", json!({ "grip": "grip-1" }), "4")).await.json();
    assert_eq!(grip["grip"], "grip-1");
    let wrong = send(&node, change(&id, "grips", json!({ "grip": "GRIP 1!" }), "5")).await;
    assert_eq!(wrong.problem(), "422 id-wrong");
    let called = |title: &str, key| change(&id, "titles", json!({ "title": title }), key);
    let titled = send(&node, called("Brand in de keuken", "title-1")).await.json();
    assert_eq!(titled["title"], "Brand in de keuken");
    let same = send(&node, called("Brand in de keuken", "title-2")).await;
    assert_eq!(same.problem(), "422 title-unchanged");
    assert_eq!(send(&node, called("Brand in de keuken", "title-1")).await.json(), titled);
    let places = json!({ "place": "zaal", "fallback": "kantine", "atFallback": true });
    let moved = send(&node, change(&id, "places", places, "6")).await.json();
    assert_eq!((&moved["place"], &moved["fallback"]), (&json!("kantine"), &json!("zaal")));
    let bo = node.somebody(Role::Manager).await;
    let path = format!("/api/v1/crises/{id}/closing");
    let close =
        |closing: serde_json::Value, key: &str| Call::post(&path, &closing).by(&bo).key(key);
    let plain = send(&node, close(json!({ "reason": "niets" }), "7")).await;
    assert_eq!(plain.problem(), "403 not-allowed");
    let closing = json!({ "reason": "niets", "falseAlarm": true });
    let closed = send(&node, close(closing.clone(), "8")).await.json();
    assert_eq!(closed["closings"][0]["falseAlarm"], true);
    assert_eq!(send(&node, close(closing, "8")).await.json(), closed, "sent once more");
}

#[tokio::test]
async fn a_report_becomes_a_line_and_the_criteria_follow_an_opening() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    let call = Call::post("/api/v1/reports", &json!({ "text": "Gaskraan dicht" })).by(&ana);
    let report = send(&node, call.key("r")).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/crises/{id}/logEntries");
    let line = json!({ "kind": "bottleneck", "text": "Gaskraan dicht", "report": report });
    let written = send(&node, Call::post(&path, &line).by(&ana).key("l")).await;
    assert_eq!(written.status, 201, "{:?}", written.json());
    let shown = send(&node, Call::get(&format!("/api/v1/reports/{report}")).by(&ana)).await.json();
    assert_eq!(shown["handlings"][0]["entry"], written.json()["id"]);
    let again = send(&node, Call::post(&path, &line).by(&ana).key("m")).await;
    assert_eq!(again.problem(), "409 report-already-handled");
    let path = format!("/api/v1/crises/{id}/assessments");
    let weigh = json!({ "outcome": "scale-up", "answers": [
        { "criterion": "safety", "verdict": "yes" }, { "criterion": "safety", "verdict": "no" },
    ] });
    let twice = send(&node, Call::post(&path, &weigh).by(&ana).key("w1")).await;
    assert_eq!(twice.problem(), "422 answers-wrong");
    let weigh = json!({ "outcome": "scale-up" });
    let given = send(&node, Call::post(&path, &weigh).by(&ana).key("w2")).await;
    assert_eq!((given.status.as_u16(), &given.json()["crisis"]), (201, &json!(id)));
    let all = send(&node, Call::get(&path).by(&ana)).await.json();
    assert_eq!(all["items"], json!([given.json()]));
}

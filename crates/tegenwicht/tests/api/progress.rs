// SPDX-License-Identifier: EUPL-1.2
//! What becomes of decisions, actions, bottlenecks and questions, through the API.

use serde_json::{Value, json};
use tegenwicht_core::actor::Role;

use crate::node::{Answered, Call, Node, set_up};
use crate::{crisis, send, write};

/// A node with a crisis, the token of its coordinator, and the path of that crisis.
async fn opened() -> (Node, String, String) {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let id = crisis(&node, &ana).await;
    (node, ana, format!("/api/v1/crises/{id}"))
}

/// Writes a line and returns its id.
async fn line(node: &Node, token: &str, path: &str, body: Value) -> String {
    let id = path.rsplit('/').next().unwrap();
    let written = write(node, token, id, body).await;
    assert_eq!(written.status, 201, "{:?}", written.json());
    written.json()["id"].as_str().unwrap().to_owned()
}

fn post(path: &str, entry: &str, noun: &str, body: &Value) -> Call {
    Call::post(&format!("{path}/logEntries/{entry}/{noun}"), body)
}

async fn list(node: &Node, token: &str, path: &str) -> Value {
    let listed = send(node, Call::get(path).by(token)).await;
    assert_eq!(listed.status, 200, "{path}: {:?}", listed.json());
    listed.json()["items"].clone()
}

fn told(answered: &Answered) -> (u16, Value) {
    (answered.status.as_u16(), answered.json()["standing"].clone())
}

#[tokio::test]
async fn an_action_is_understood_handed_over_and_done_once_however_often_it_is_sent() {
    let (node, ana, path) = opened().await;
    let bo = node.somebody(Role::Member).await;
    let account = send(&node, Call::get("/api/v1/account").by(&bo)).await.json();
    let body = json!({ "kind": "action", "text": "Portofoons halen", "ownerId": account["id"],
        "due": "2019-01-15T09:10:00+01:00" });
    let action = line(&node, &ana, &path, body).await;
    let all = list(&node, &ana, &format!("{path}/actions")).await;
    assert_eq!((&all[0]["owner"], &all[0]["ownerId"]), (&json!("MEMBER"), &account["id"]));
    assert_eq!((&all[0]["standing"], &all[0]["late"]), (&json!("open"), &json!(false)));
    let mine = send(&node, Call::get(&format!("{path}/tasks")).by(&bo)).await.json();
    assert_eq!((&mine["actions"][0]["id"], &mine["late"]), (&json!(action), &json!(0)));
    assert_eq!(mine["nextMeeting"], json!(null), "nobody planned one");
    let body = json!({ "starts": "2019-01-15T09:15:00+01:00" });
    let planned = Call::post(&format!("{path}/meetings"), &body).by(&ana).key("m");
    let planned = send(&node, planned).await.json();
    let mine = send(&node, Call::get(&format!("{path}/tasks")).by(&bo)).await.json();
    let next = &mine["nextMeeting"];
    assert_eq!((&next["id"], &next["starts"]), (&planned["id"], &planned["starts"]));
    assert_eq!((&next["owed"], &next["chairs"]), (&json!(1), &json!(false)));
    let of_ana = send(&node, Call::get(&format!("{path}/tasks")).by(&ana)).await.json();
    assert_eq!(of_ana["actions"], json!([]));

    let say = |body: Value, key: &str| post(&path, &action, "moves", &body).by(&bo).key(key);
    let understood = send(&node, say(json!({ "standing": "acknowledged" }), "1")).await;
    assert_eq!(told(&understood), (201, json!("acknowledged")));
    assert_eq!(
        send(&node, say(json!({ "standing": "acknowledged" }), "1")).await.json(),
        understood.json()
    );
    assert_eq!(
        send(&node, say(json!({ "standing": "done" }), "1")).await.problem(),
        "409 key-used-before"
    );
    let nearly = list(&node, &ana, &format!("{path}/actions?nearlyLate=true&late=false")).await;
    assert_eq!((&nearly[0]["id"], &nearly[0]["nearlyLate"]), (&json!(action), &json!(true)));
    let mine = send(&node, Call::get(&format!("{path}/tasks")).by(&bo)).await.json();
    assert_eq!((&mine["late"], &mine["nearlyLate"]), (&json!(0), &json!(1)));
    node.at_minute(20);
    let nearly = list(&node, &ana, &format!("{path}/actions?nearlyLate=true")).await;
    assert_eq!(nearly, json!([]), "what is late is not nearly late any more");
    let late = list(&node, &ana, &format!("{path}/actions?late=true&open=true")).await;
    assert_eq!(late[0]["late"], true);
    let mine = send(&node, Call::get(&format!("{path}/tasks")).by(&bo)).await.json();
    assert_eq!(mine["late"], 1);
    for (body, problem) in [
        (json!({ "standing": "handed-over" }), "422 owner-lacking"),
        (json!({ "standing": "cancelled" }), "422 reason-empty"),
        (json!({ "standing": "cancelled", "note": " \t" }), "422 reason-empty"),
        (json!({ "standing": "solved" }), "422 standing-wrong"),
        (json!({ "standing": "withdrawn", "note": "x" }), "403 not-allowed"),
    ] {
        assert_eq!(send(&node, say(body, "2")).await.problem(), problem);
    }
    let to_cas = json!({ "standing": "handed-over", "owner": "Cas", "note": "einde dienst" });
    let handed = send(&node, say(to_cas, "2")).await.json();
    assert_eq!((&handed["owner"], &handed["ownerId"]), (&json!("Cas"), &json!(null)));
    assert_eq!(handed["moves"][2]["note"], "einde dienst");
    assert_eq!(list(&node, &bo, &format!("{path}/actions?mine=true")).await, json!([]));
    assert_eq!(
        told(&send(&node, say(json!({ "standing": "done" }), "3")).await),
        (201, json!("done"))
    );
    let again = send(&node, say(json!({ "standing": "done" }), "4")).await;
    assert_eq!(again.problem(), "422 entry-already-ended");
    assert_eq!(list(&node, &ana, &format!("{path}/actions?open=true")).await, json!([]));
    let log = list(&node, &ana, &format!("{path}/logEntries?q=einde%20dienst")).await;
    assert_eq!(log.as_array().unwrap().len(), 1, "the log tells of it");
}

#[tokio::test]
async fn a_decision_is_filled_in_replaced_and_decides_a_bottleneck() {
    let (node, ana, path) = opened().await;
    let stuck = json!({ "kind": "bottleneck", "text": "Geen portofoons" });
    let stuck = line(&node, &ana, &path, stuck).await;
    let first = json!({ "kind": "decision", "text": "Portofoons naar SEH", "fields": [
        { "field": "options", "texts": ["niets doen", "lenen"] },
        { "field": "check-at", "time": "2019-01-15T09:30:00+01:00" },
    ] });
    let first = line(&node, &ana, &path, first).await;
    let fill = |body: Value, key: &str| {
        post(&path, &first, "fields", &json!({ "fields": body })).by(&ana).key(key)
    };
    let ground = json!([{ "field": "ground", "text": "SEH eerst" }]);
    let filled = send(&node, fill(ground.clone(), "1")).await;
    assert_eq!(filled.status, 201, "{:?}", filled.json());
    let fields = filled.json()["fields"].clone();
    let of = |name: &str| {
        let mut all = fields.as_array().unwrap().iter();
        all.find(|field| field["field"] == name).unwrap()["values"][0].clone()
    };
    assert_eq!(of("ground")["text"], "SEH eerst");
    assert_eq!(of("options")["texts"], json!(["niets doen", "lenen"]));
    assert_eq!(filled.json()["checkDue"], "2019-01-15T09:30:00+01:00");
    assert_eq!(send(&node, fill(ground, "1")).await.json(), filled.json());
    let other = json!([{ "field": "ground", "text": "anders" }]);
    assert_eq!(send(&node, fill(other, "1")).await.problem(), "409 key-used-before");
    for (body, problem) in [
        (json!([]), "422 text-empty"),
        (json!([{ "field": "ground", "texts": ["x"] }]), "400 malformed"),
        (json!([{ "field": "goal" }, { "field": "goal" }]), "400 malformed"),
        (json!([{ "field": "kleur", "text": "x" }]), "400 malformed"),
        (
            json!([{ "field": "touches", "entries": [format!("entry-{}", "0".repeat(32))] }]),
            "404 entry-unknown",
        ),
    ] {
        assert_eq!(send(&node, fill(body, "2")).await.problem(), problem);
    }
    let taken_back = send(&node, fill(json!([{ "field": "ground" }]), "2")).await.json();
    let ground = taken_back["fields"].as_array().unwrap().iter();
    let ground = ground.clone().find(|field| field["field"] == "ground").unwrap();
    assert_eq!(
        (&ground["values"], &ground["history"][0]["text"]),
        (&json!([]), &json!("SEH eerst"))
    );

    let fact = json!({ "kind": "fact", "text": "x", "decides": [stuck] });
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(write(&node, &ana, id, fact).await.problem(), "422 standing-wrong");
    let bo = node.somebody(Role::Member).await;
    let second = json!({ "kind": "decision", "text": "Portofoons naar IC", "replaces": [first],
        "decides": [stuck] });
    let by_member = write(&node, &bo, id, second.clone()).await;
    assert_eq!(by_member.problem(), "403 not-allowed", "to end a decision is to decide");
    let second = line(&node, &ana, &path, second).await;
    let decisions = list(&node, &ana, &format!("{path}/decisions")).await;
    assert_eq!(
        (&decisions[0]["id"], &decisions[1]["standing"]),
        (&json!(second), &json!("replaced"))
    );
    assert_eq!(decisions[1]["moves"][0]["decision"], json!(second));
    let solved = list(&node, &ana, &format!("{path}/bottlenecks?open=false")).await;
    assert_eq!((&solved[0]["standing"], &solved[0]["id"]), (&json!("decided"), &json!(stuck)));
    let part = send(&node, Call::get(&format!("{path}/decisions?limit=1")).by(&ana)).await.json();
    let rest =
        format!("{path}/decisions?limit=1&open=false&cursor={}", part["next"].as_str().unwrap());
    assert_eq!(list(&node, &ana, &rest).await[0]["id"], json!(first));
}

#[tokio::test]
async fn a_proposal_waits_for_the_board_and_a_question_for_who_finds_out() {
    let (node, ana, path) = opened().await;
    let me = send(&node, Call::get("/api/v1/account").by(&ana)).await.json()["id"].clone();
    let asked = json!({ "kind": "decision", "text": "SEH sluiten", "ownerId": me,
        "proposedUntil": "2019-01-15T09:15:00+01:00" });
    let asked = line(&node, &ana, &path, asked).await;
    node.at_minute(16);
    let all = list(&node, &ana, &format!("{path}/decisions?late=true")).await;
    assert_eq!(
        (&all[0]["standing"], &all[0]["due"]),
        (&json!("proposed"), &json!("2019-01-15T09:15:00+01:00"))
    );
    assert_eq!(all[0]["ownerId"], me, "who takes it to the board");
    let say =
        |entry: &str, body: Value, key: &str| post(&path, entry, "moves", &body).by(&ana).key(key);
    let unheard = send(&node, say(&asked, json!({ "standing": "approved" }), "1")).await;
    assert_eq!(unheard.problem(), "422 heard-by-lacking");
    let heard =
        json!({ "standing": "approved", "answeredBy": "Bestuur", "heardBy": "Ana, telefoon" });
    let heard = send(&node, say(&asked, heard, "1")).await;
    assert_eq!(told(&heard), (201, json!("approved")));
    assert_eq!(heard.json()["moves"][1]["heardBy"], "Ana, telefoon");

    let open = line(&node, &ana, &path, json!({ "kind": "question", "text": "Hoelang?" })).await;
    let taken = json!({ "standing": "taken", "owner": "Ana", "due": "2019-01-15T10:00:00+01:00" });
    assert_eq!(told(&send(&node, say(&open, taken, "2")).await), (201, json!("taken")));
    let mine = send(&node, Call::get(&format!("{path}/tasks")).by(&ana)).await.json();
    assert_eq!(mine["questions"][0]["id"], json!(open), "by the name as typed");
    let answer = json!({ "kind": "fact", "text": "Twee uur", "answers": open });
    line(&node, &ana, &path, answer).await;
    let questions = list(&node, &ana, &format!("{path}/questions")).await;
    assert_eq!(questions[0]["standing"], "answered");
}

#[tokio::test]
async fn who_reads_along_sees_it_and_changes_nothing() {
    let (node, ana, path) = opened().await;
    let eve = node.somebody(Role::Observer).await;
    let action = json!({ "kind": "action", "text": "Bel de brandweer" });
    let action = line(&node, &ana, &path, action).await;
    for noun in ["decisions", "actions", "bottlenecks", "questions"] {
        list(&node, &eve, &format!("{path}/{noun}")).await;
    }
    assert_eq!(send(&node, Call::get(&format!("{path}/tasks")).by(&eve)).await.status, 200);
    let done = json!({ "standing": "done" });
    let refused = send(&node, post(&path, &action, "moves", &done).by(&eve).key("1")).await;
    assert_eq!(refused.problem(), "403 not-allowed");
    let fields = json!({ "fields": [{ "field": "ground", "text": "x" }] });
    let refused = send(&node, post(&path, &action, "fields", &fields).by(&eve).key("2")).await;
    assert_eq!(refused.problem(), "403 not-allowed");
    let fields = post(&path, &action, "fields", &fields).by(&ana).key("3");
    assert_eq!(send(&node, fields).await.problem(), "422 field-unknown");
    let nowhere = format!("entry-{}", "0".repeat(32));
    let nowhere = post(&path, &nowhere, "moves", &done).by(&ana).key("4");
    assert_eq!(send(&node, nowhere).await.problem(), "404 entry-unknown");
    let closing = Call::post(&format!("{path}/closing"), &json!({ "reason": "over" })).by(&ana);
    assert_eq!(send(&node, closing.key("5")).await.status, 201);
    let after = send(&node, post(&path, &action, "moves", &done).by(&ana).key("6")).await;
    assert_eq!(told(&after), (201, json!("done")), "what was open can still be ended");
}

#[tokio::test]
async fn of_a_line_for_the_core_team_nothing_typed_is_seen_and_of_a_hidden_one_neither() {
    let (node, ana, path) = opened().await;
    let id = path.rsplit('/').next().unwrap();
    let bo = node.somebody(Role::Member).await;
    let sealed = json!({ "kind": "decision", "text": "Familie bellen", "restricted": true });
    let sealed = line(&node, &ana, &path, sealed).await;
    let typed = json!({ "kind": "decision", "text": "Anders", "restricted": true,
        "fields": [{ "field": "ground", "text": "geheim" }] });
    assert_eq!(write(&node, &ana, id, typed).await.problem(), "422 sealed-not-allowed");
    let typed = json!({ "standing": "withdrawn", "note": "geheim" });
    let typed = send(&node, post(&path, &sealed, "moves", &typed).by(&ana).key("1")).await;
    assert_eq!(typed.problem(), "422 sealed-not-allowed");
    let typed = json!({ "fields": [{ "field": "ground", "text": "geheim" }] });
    let typed = send(&node, post(&path, &sealed, "fields", &typed).by(&ana).key("2")).await;
    assert_eq!(typed.problem(), "422 sealed-not-allowed");
    let seen = list(&node, &bo, &format!("{path}/decisions")).await;
    assert_eq!((&seen[0]["text"], &seen[0]["restricted"]), (&json!(null), &json!(true)));
    let of_core = list(&node, &ana, &format!("{path}/decisions")).await;
    assert_eq!(of_core[0]["text"], "Familie bellen");

    let action = json!({ "kind": "action", "text": "Mevrouw zoeken" });
    let action = line(&node, &ana, &path, action).await;
    let handed = json!({ "standing": "handed-over", "owner": "Haar dochter", "note": "vermist" });
    let handed = send(&node, post(&path, &action, "moves", &handed).by(&ana).key("3")).await;
    assert_eq!(told(&handed), (201, json!("handed-over")));
    let hide = post(&path, &action, "hidings", &json!({ "reason": "naam" })).by(&ana).key("4");
    assert_eq!(send(&node, hide).await.status, 201);
    let hidden = list(&node, &ana, &format!("{path}/actions")).await[0].clone();
    assert_eq!((&hidden["text"], &hidden["owner"]), (&json!(null), &json!(null)));
    assert_eq!(hidden["moves"][0]["note"], json!(null));
    assert_eq!(hidden["moves"][0]["owner"], json!(null));
}

#[tokio::test]
async fn in_an_exercise_that_was_halted_nothing_moves() {
    let node = set_up().await;
    let ana = node.coordinator().await;
    let body = json!({ "title": "Oefening", "mode": "exercise" });
    let call = Call::post("/api/v1/crises", &body).by(&ana).key("e");
    let exercise = send(&node, call).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/crises/{exercise}");
    let action = line(&node, &ana, &path, json!({ "kind": "action", "text": "x" })).await;
    let body = json!({ "title": "Brand", "mode": "real", "haltExercises": true });
    let call = Call::post("/api/v1/crises", &body).by(&ana).key("c");
    assert_eq!(send(&node, call).await.status, 201);
    let done = json!({ "standing": "done" });
    let halted = send(&node, post(&path, &action, "moves", &done).by(&ana).key("1")).await;
    assert_eq!(halted.problem(), "422 exercise-halted");
    let say =
        Call::post(&format!("{path}/picture/topics/goal/statements"), &json!({ "text": "x" }));
    assert_eq!(send(&node, say.by(&ana).key("2")).await.problem(), "422 exercise-halted");
    let adopt = Call::post(&format!("{path}/picture/versions"), &json!({}));
    assert_eq!(send(&node, adopt.by(&ana).key("3")).await.problem(), "422 exercise-halted");
}

#[tokio::test]
async fn the_log_is_read_by_person_and_by_impact_area() {
    let (node, ana, path) = opened().await;
    let bo = node.somebody(Role::Member).await;
    line(&node, &bo, &path, json!({ "kind": "fact", "text": "Een" })).await;
    line(&node, &ana, &path, json!({ "kind": "fact", "text": "Twee", "speaker": "Member" })).await;
    let three = json!({ "kind": "action", "text": "Drie", "owner": "Cas" });
    let three = line(&node, &ana, &path, three).await;
    let four = json!({ "kind": "decision", "text": "Vier",
        "fields": [{ "field": "areas", "texts": ["privacy"] }] });
    line(&node, &ana, &path, four).await;
    let said = Call::post(
        &format!("{path}/picture/topics/area.privacy/statements"),
        &json!({ "state": "hit", "text": "Vijf" }),
    );
    assert_eq!(send(&node, said.by(&ana).key("1")).await.status, 201);
    for (query, count) in [
        ("person=member", 2),
        ("person=cas", 1),
        ("person=niemand", 0),
        ("area=privacy", 2),
        ("area=privacy&kind=decision", 1),
        ("area=priv", 0),
    ] {
        let found = list(&node, &ana, &format!("{path}/logEntries?{query}")).await;
        assert_eq!(found.as_array().unwrap().len(), count, "{query}");
    }
    let handed = json!({ "standing": "handed-over", "owner": "Dirk" });
    let handed = send(&node, post(&path, &three, "moves", &handed).by(&ana).key("2")).await;
    assert_eq!(handed.status, 201);
    let found = list(&node, &ana, &format!("{path}/logEntries?person=dirk&kind=action")).await;
    assert_eq!(found[0]["id"], json!(three), "who has it now");
}

/// What a stream says next.
async fn told_next(changes: &mut axum::body::BodyDataStream) -> String {
    let piece = futures::StreamExt::next(changes).await.unwrap().unwrap();
    String::from_utf8(piece.to_vec()).unwrap()
}

#[tokio::test]
async fn who_goes_on_looking_sees_what_becomes_nearly_late_and_late_also_while_others_write() {
    let (node, ana, path) = opened().await;
    let body = json!({ "kind": "action", "text": "Portofoons halen",
        "due": "2019-01-15T09:30:00+01:00" });
    let action = line(&node, &ana, &path, body).await;
    let count = send(&node, Call::get(&format!("{path}/logEntries")).by(&ana)).await.json();
    assert_eq!(count["items"].as_array().unwrap().len(), 2, "the opening and the action");
    let stream = Call::get(&format!("{path}/stream?since=9999")).by(&ana);
    let mut followed = crate::node::respond(&node, stream).await;
    let mut changes = std::mem::take(followed.body_mut()).into_data_stream();
    assert!(told_next(&mut changes).await.contains("event: reload"), "it knows no such future");
    let place = format!("id=\"due-{action}\"");
    let mut said = Vec::new();
    for (minute, text) in [(1, "Een"), (16, "Twee"), (31, "Drie"), (32, "Vier")] {
        node.at_minute(minute);
        line(&node, &ana, &path, json!({ "kind": "fact", "text": text })).await;
        said.push(told_next(&mut changes).await);
    }
    assert!(!said[0].contains("bijna te laat: uiterlijk"), "{}", said[0]);
    assert!(said[1].contains(&place) && said[1].contains("bijna te laat: uiterlijk 09:30"));
    assert!(said[2].contains(&place) && said[2].contains("te laat: had om 09:30 klaar"));
    assert!(!said[3].contains(&place), "once is enough: {}", said[3]);
    assert!(said[2].contains("id=\"picture-late\""), "the picture and the wall too");
    let alarms: Vec<bool> = said.iter().map(|said| said.contains("id=\"alarm\"")).collect();
    assert_eq!(alarms, [false, false, true, false], "it is read aloud once, when it is late");
    assert!(said[2].contains("Te laat: Actie 1: Portofoons halen."), "{}", said[2]);
}

// SPDX-License-Identifier: EUPL-1.2
//! What should not come in by the forms and calls about meetings.

use serde_json::json;

use crate::door::Door;
use crate::flow::Ask;

#[tokio::test]
async fn forms_and_calls_about_meetings() {
    let door = Door::new().await;
    let [stuck, sealed, action] = [
        line(&door, "bottleneck", false).await,
        line(&door, "bottleneck", true).await,
        line(&door, "action", false).await,
    ];
    let running = plan(&door).await;
    turned(&door, &running, "start").await;
    let coming = plan(&door).await;
    let team = post(&door, "teams", &[("title", "Logistiek")]);
    assert_eq!(door.house.send(&team).await.status, 303);
    plans(&door);
    turns(&door, &running, &coming);
    steps(&door, &running, &coming);
    bottlenecks(&door, &running, [&stuck, &sealed, &action]);
    lines(&door, &running);
    calls(&door, &running);
    door.check("meeting").await;
}

/// Writes a line and returns its id.
async fn line(door: &Door, kind: &str, restricted: bool) -> String {
    let body = json!({ "kind": kind, "text": "Portofoons", "restricted": restricted }).to_string();
    let made = door.house.send(&door.entries(body)).await;
    let made: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

/// Plans a meeting and returns its id.
async fn plan(door: &Door) -> String {
    let path = format!("/crises/{}/meetings", door.crisis);
    let body = r#"{"starts":"2019-01-15T11:15:00+01:00"}"#;
    let made = door.house.send(&door.api(&path, body)).await;
    let made: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

async fn turned(door: &Door, meeting: &str, turn: &str) {
    let ask = post(door, &format!("meetings/{meeting}/turn"), &[("turn", turn)]);
    assert_eq!(door.house.send(&ask).await.status, 303);
}

fn post(door: &Door, rest: &str, fields: &[(&str, &str)]) -> Ask {
    let path = format!("/crises/{}/{rest}", door.crisis);
    Ask::post(&path, fields).field("key", &door.fresh()).by(&door.who)
}

fn plans(door: &Door) {
    let long = "é".repeat(501);
    let row = |what, fields: &[(&str, &str)], status, code| {
        door.row(what, "plan", post(door, "meetings", fields), status, code);
    };
    row("without time", &[], 422, "meeting-starts-missing");
    row("no such time", &[("starts", "straks")], 422, "time-unclear");
    let minutes = |minutes| [("starts", "23:59"), ("minutes", minutes)];
    row("not a number", &minutes("veel"), 422, "minutes-wrong");
    row("no minutes", &minutes("0"), 422, "minutes-wrong");
    row("481 minutes", &minutes("481"), 422, "minutes-wrong");
    let purpose = [("starts", "23:59"), ("purpose", long.as_str())];
    row("501 characters", &purpose, 422, "field-too-long");
    let bidi = [("starts", "23:59"), ("purpose", "a\u{202e}b")];
    row("bidi override", &bidi, 422, "text-control");
}

fn turns(door: &Door, running: &str, coming: &str) {
    let row = |what, meeting: &str, fields: &[(&str, &str)], status, code| {
        let ask = post(door, &format!("meetings/{meeting}/turn"), fields);
        door.row(what, "turn", ask, status, code);
    };
    row("nothing", coming, &[], 400, "malformed");
    row("no such turn", coming, &[("turn", "pause")], 400, "malformed");
    row("no reason", coming, &[("turn", "cancel"), ("reason", " ")], 422, "reason-empty");
    row("without time", coming, &[("turn", "again")], 422, "meeting-starts-missing");
    row("while one runs", coming, &[("turn", "start")], 422, "meeting-running");
    row("that did not begin", coming, &[("turn", "end")], 422, "meeting-not-running");
    row("that runs", running, &[("turn", "start")], 422, "meeting-already-started");
    let seat = [("turn", "start"), ("chair", "koning")];
    row("id of another kind", coming, &seat, 400, "malformed");
    let nowhere = format!("meeting-{}", "7".repeat(32));
    row("no such meeting", &nowhere, &[("turn", "start")], 404, "not-found");
    row("malformed id", "x", &[("turn", "start")], 404, "not-found");
}

fn steps(door: &Door, running: &str, coming: &str) {
    let row = |what, meeting: &str, step, done, status, code| {
        let fields = [("step", step), ("done", done)];
        let ask = post(door, &format!("meetings/{meeting}/steps"), &fields);
        door.row(what, "step", ask, status, code);
    };
    row("no such step", running, "koffie", "yes", 400, "malformed");
    row("neither yes nor no", running, "opening", "bijna", 400, "malformed");
    row("before it begins", coming, "opening", "yes", 422, "meeting-not-running");
    row("done", running, "opening", "yes", 303, "");
}

fn bottlenecks(door: &Door, running: &str, [stuck, sealed, action]: [&str; 3]) {
    let long = "é".repeat(4_001);
    let row = |what, entry: &str, fields: &[(&str, &str)], status, code| {
        let ask = post(door, &format!("meetings/{running}/entries/{entry}"), fields);
        door.row(what, "bottleneck", ask, status, code);
    };
    row("no such deed", stuck, &[("do", "slapen")], 400, "malformed");
    row("malformed id", "x", &[("do", "first")], 404, "not-found");
    row("of another kind of line", action, &[("do", "first")], 404, "entry-unknown");
    row("not said", stuck, &[("do", "decide")], 422, "meeting-sentence-missing");
    let words = [("do", "decide"), ("sentence", long.as_str())];
    row("4,001 characters", stuck, &words, 422, "text-too-long");
    let when = [("do", "decide"), ("sentence", "Sluiten"), ("check_at", "ooit")];
    row("no such time", stuck, &when, 422, "time-unclear");
    row("to no team", stuck, &[("do", "team")], 422, "meeting-team-missing");
    row(
        "to a team that is not there",
        stuck,
        &[("do", "team"), ("team", "x")],
        422,
        "team-unknown",
    );
    // The words of a line for the core team never go to a team by themselves.
    let team = [("do", "team"), ("team", "logistiek")];
    row("for the core team, to a team", sealed, &team, 422, "text-empty");
    row("nothing judged", stuck, &[("do", "fill")], 422, "text-empty");
    let many = "lenen\n".repeat(33);
    row("many options", stuck, &[("do", "fill"), ("options", &many)], 422, "too-many-references");
    row("no effect", stuck, &[("do", "found"), ("found", "x")], 422, "field-unknown");
    row("decided", stuck, &[("do", "decide"), ("option", "Sluiten: nu")], 303, "");
}

fn lines(door: &Door, running: &str) {
    let row = |what, fields: &[(&str, &str)], status, code| {
        let ask = post(door, &format!("meetings/{running}/lines"), fields);
        door.row(what, "line", ask, status, code);
    };
    row("no kind", &[("sentence", "Bel")], 400, "malformed");
    row("empty", &[("kind", "action"), ("sentence", " ")], 422, "text-empty");
    let when = [("kind", "action"), ("sentence", "Bel"), ("line_due", "ooit")];
    row("no such time", &when, 422, "time-unclear");
    let told = [("kind", "told"), ("sentence", "Op papier")];
    row("to nobody", &told, 422, "meeting-tell-whom-missing");
    let bidi = [("kind", "told"), ("whom", "a\u{202e}b"), ("sentence", "Op papier")];
    row("bidi override", &bidi, 422, "text-control");
}

fn calls(door: &Door, running: &str) {
    let row = |what, rest: &str, body: &str, status, code| {
        let path = format!("/crises/{}/meetings{rest}", door.crisis);
        door.row(what, "api", door.api(&path, body), status, code);
    };
    row("empty", "", "{}", 400, "malformed");
    row("unknown field", "", r#"{"starts":"2019-01-15T12:00:00Z","x":1}"#, 400, "malformed");
    row("a time without offset", "", r#"{"starts":"2019-01-15T12:00:00"}"#, 400, "malformed");
    let minutes = r#"{"starts":"2019-01-15T12:00:00Z","minutes":-1}"#;
    row("negative", "", minutes, 400, "malformed");
    let turns = format!("/{running}/turns");
    row("no such turn", &turns, r#"{"turn":"pause"}"#, 400, "malformed");
    row("without plan", &turns, r#"{"turn":"again"}"#, 400, "malformed");
    let steps = format!("/{running}/steps");
    row("no such step", &steps, r#"{"step":"koffie","done":true}"#, 422, "meeting-step-unknown");
    row("not a flag", &steps, r#"{"step":"opening","done":"ja"}"#, 400, "malformed");
}

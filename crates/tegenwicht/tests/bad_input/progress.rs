// SPDX-License-Identifier: EUPL-1.2
//! What should not come in by the forms and calls about the picture and about what becomes of
//! decisions, actions, bottlenecks and questions.

use serde_json::json;

use crate::door::Door;
use crate::flow::Ask;

#[tokio::test]
async fn forms_and_calls_about_what_becomes_of_it() {
    let door = Door::new().await;
    let [action, decision, stuck] = [
        line(&door, "action").await,
        line(&door, "decision").await,
        line(&door, "bottleneck").await,
    ];
    new_lines(&door);
    moves(&door, &action, &decision, &stuck);
    fields(&door, &decision);
    picture(&door);
    calls(&door, &action, &decision);
    nowhere(&door);
    door.check("progress").await;
}

/// Writes a line and returns its id.
async fn line(door: &Door, kind: &str) -> String {
    let body = json!({ "kind": kind, "text": "Portofoons" }).to_string();
    let made = door.house.send(&door.entries(body)).await;
    let made: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
    made["id"].as_str().unwrap().to_owned()
}

fn post(door: &Door, rest: &str, fields: &[(&str, &str)]) -> Ask {
    let path = format!("/crises/{}/{rest}", door.crisis);
    Ask::post(&path, fields).field("key", &door.fresh()).by(&door.who)
}

fn new_lines(door: &Door) {
    let long = "é".repeat(4_001);
    let row = |what, way, rest: &str, fields: &[(&str, &str)], status, code| {
        door.row(what, way, post(door, rest, fields), status, code);
    };
    for (way, rest) in
        [("actions", "actions"), ("decisions", "decisions"), ("bottlenecks", "bottlenecks")]
    {
        row("empty", way, rest, &[("sentence", " ")], 422, "text-empty");
        row("4,001 characters", way, rest, &[("sentence", &long)], 422, "text-too-long");
        row("bidi override", way, rest, &[("sentence", "a\u{202e}b")], 422, "text-control");
    }
    let when = [("sentence", "Bel"), ("line_due", "ooit")];
    row("no such time", "actions", "actions", &when, 422, "time-unclear");
    let who = [("sentence", "Bel"), ("owner", "koning")];
    row("id of another kind", "actions", "actions", &who, 400, "malformed");
    let board = [("sentence", "Sluiten"), ("to_board", "yes")];
    row("without time", "decisions", "decisions", &board, 422, "decision-deadline-missing");
    let replaces = [("sentence", "Sluiten"), ("replaces", "entry-1")];
    row("malformed id", "decisions", "decisions", &replaces, 400, "malformed");
    let check = [("sentence", "Sluiten"), ("check_at", "straks")];
    row("no such time", "decisions", "decisions", &check, 422, "time-unclear");
}

fn moves(door: &Door, action: &str, decision: &str, stuck: &str) {
    let long = "é".repeat(501);
    let row = |what, entry: &str, fields: &[(&str, &str)], status, code| {
        let from = match entry {
            entry if entry == decision => "decisions",
            entry if entry == stuck => "bottlenecks",
            _ => "actions",
        };
        let ask = post(door, &format!("log/{entry}/move"), fields).field("from", from);
        door.row(what, "move", ask, status, code);
    };
    row("no standing", action, &[], 400, "malformed");
    row("no such standing", action, &[("standing", "weg")], 400, "malformed");
    row("of another kind of line", action, &[("standing", "solved")], 422, "standing-wrong");
    row("no reason", action, &[("standing", "cancelled")], 422, "reason-empty");
    let note = [("standing", "cancelled"), ("move_note", long.as_str())];
    row("501 characters", action, &note, 422, "field-too-long");
    row("nobody", action, &[("standing", "handed-over")], 422, "owner-lacking");
    let who = [("standing", "handed-over"), ("owner", "koning")];
    row("id of another kind", action, &who, 400, "malformed");
    let name = [("standing", "handed-over"), ("owner_name", "a\u{202e}b")];
    row("bidi override", action, &name, 422, "text-control");
    let when = [("standing", "acknowledged"), ("move_due", "ooit")];
    row("no such time", action, &when, 422, "time-unclear");
    row("nobody heard it", decision, &[("standing", "approved")], 422, "heard-by-lacking");
    row("no decision", decision, &[("standing", "replaced")], 404, "entry-unknown");
    let itself = [("standing", "replaced"), ("by", decision)];
    row("by itself", decision, &itself, 404, "entry-unknown");
    row(
        "by another kind of line",
        decision,
        &[("standing", "replaced"), ("by", action)],
        422,
        "standing-wrong",
    );
    row("without time", stuck, &[("standing", "later")], 422, "times-wrong");
    row("no order", stuck, &[("standing", "to-team")], 422, "order-unknown");
    let order = [("standing", "to-team"), ("order", "order-1")];
    row("malformed id", stuck, &order, 400, "malformed");
}

fn fields(door: &Door, decision: &str) {
    let long = "é".repeat(4_001);
    let row = |what, fields: &[(&str, &str)], status, code| {
        let ask = post(door, &format!("decisions/{decision}/fields"), fields);
        door.row(what, "fields", ask, status, code);
    };
    row("4,001 characters", &[("ground", &long)], 422, "text-too-long");
    row("bidi override", &[("goal", "a\u{202e}b")], 422, "text-control");
    row("no such time", &[("holds_until", "ooit")], 422, "time-unclear");
    row("malformed id", &[("touches", "x")], 400, "malformed");
    row("many options", &[("options", &"lenen\n".repeat(33))], 422, "too-many-references");
    row("nothing", &[], 303, "");
}

fn picture(door: &Door) {
    let long = "é".repeat(4_001);
    let row = |what, rest: &str, fields: &[(&str, &str)], status, code| {
        let ask = post(door, &format!("picture/{rest}"), fields);
        door.row(what, "picture", ask, status, code);
    };
    row("empty", "goal", &[], 422, "text-empty");
    row("4,001 characters", "goal", &[("words", &long)], 422, "text-too-long");
    row("bidi override", "goal", &[("words", "a\u{202e}b")], 422, "text-control");
    row("no such state", "area.privacy", &[("state", "koning")], 422, "id-wrong");
    row("not a name", "area.De%20Straat", &[("state", "hit")], 422, "id-wrong");
    row("no such time", "duration", &[("likely", "ooit")], 422, "time-unclear");
    row("no such topic", "weather", &[("words", "x")], 404, "not-found");
    row("no place", "process.x", &[("words", "x")], 404, "not-found");
    row("no name", "processes", &[("title", " "), ("state", "hit")], 422, "id-wrong");
    row("without times", "ahead", &[("words", "x")], 422, "times-wrong");
    row("501 characters", "versions", &[("note", &long[..1_002])], 422, "field-too-long");
}

fn calls(door: &Door, action: &str, decision: &str) {
    let row = |what, rest: &str, body: &str, status, code| {
        let path = format!("/crises/{}/{rest}", door.crisis);
        door.row(what, "api", door.api(&path, body), status, code);
    };
    let moves = format!("logEntries/{action}/moves");
    row("no standing", &moves, "{}", 400, "malformed");
    row("no such standing", &moves, r#"{"standing":"weg"}"#, 400, "malformed");
    row("unknown field", &moves, r#"{"standing":"done","x":1}"#, 400, "malformed");
    row("of another kind of line", &moves, r#"{"standing":"solved"}"#, 422, "standing-wrong");
    let two =
        format!(r#"{{"standing":"taken","owner":"Bo","ownerId":"actor-{}"}}"#, "0".repeat(32));
    row("two at once", &moves, &two, 400, "malformed");
    row(
        "no offset",
        &moves,
        r#"{"standing":"acknowledged","due":"2026-01-15T07:42"}"#,
        400,
        "malformed",
    );
    let fields = format!("logEntries/{decision}/fields");
    row("nothing", &fields, r#"{"fields":[]}"#, 422, "text-empty");
    row("no such field", &fields, r#"{"fields":[{"field":"kleur"}]}"#, 400, "malformed");
    let wrong = r#"{"fields":[{"field":"critical","text":"ja"}]}"#;
    row("value of another kind", &fields, wrong, 400, "malformed");
    let twice = r#"{"fields":[{"field":"goal"},{"field":"goal"}]}"#;
    row("field twice", &fields, twice, 400, "malformed");
    let new = |more: &str| format!(r#"{{"kind":"decision","text":"Sluiten",{more}}}"#);
    row("malformed id", "logEntries", &new(r#""replaces":["x"]"#), 400, "malformed");
    let gone = format!(r#""decides":["entry-{}"]"#, "0".repeat(32));
    row("unknown id", "logEntries", &new(&gone), 404, "entry-unknown");
    let many = vec![format!("\"{decision}\""); 33].join(",");
    let many = new(&format!(r#""replaces":[{many}]"#));
    row("33 decisions", "logEntries", &many, 422, "too-many-references");
    let fact = format!(r#"{{"kind":"fact","text":"x","replaces":["{decision}"]}}"#);
    row("by another kind of line", "logEntries", &fact, 422, "standing-wrong");
    let topic = "picture/topics/goal/statements";
    row("empty", topic, "{}", 422, "text-empty");
    row("unknown field", topic, r#"{"words":"x"}"#, 400, "malformed");
    row("no such topic", "picture/topics/weather/statements", r#"{"text":"x"}"#, 404, "not-found");
    row("wrong type", "picture/versions", r#"{"note":1}"#, 400, "malformed");
}

fn nowhere(door: &Door) {
    let zeros = "0".repeat(32);
    for rest in [
        format!("log/entry-{zeros}/move"),
        "log/x/move".to_owned(),
        format!("decisions/entry-{zeros}/fields"),
    ] {
        let fields = [("standing", "done"), ("ground", "x")];
        door.row("unknown id", "path", post(door, &rest, &fields), 404, "not-found");
    }
    let nowhere = format!("/crises/crisis-{zeros}");
    for rest in ["tasks", "actions", "decisions", "bottlenecks", "picture", "picture/goal"] {
        door.row("unknown id", "path", door.get(&format!("{nowhere}/{rest}")), 404, "not-found");
    }
    for rest in ["tasks", "actions", "questions", "picture", "picture/topics/goal"] {
        let path = format!("/api/v1{nowhere}/{rest}");
        door.row("unknown id", "api path", door.get(&path), 404, "not-found");
    }
    for query in ["?limit=0", "?limit=501", "?cursor=x", "?open=ja", "?q=x"] {
        let path = format!("/api/v1/crises/{}/actions{query}", door.crisis);
        door.row("query that does not fit", "api", door.get(&path), 400, "malformed");
    }
}

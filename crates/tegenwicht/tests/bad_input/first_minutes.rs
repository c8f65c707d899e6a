// SPDX-License-Identifier: EUPL-1.2
//! What should not come in while reports are joined and weighed and a crisis is scaled.

use axum::http::StatusCode;

use crate::door::Door;
use crate::flow::Ask;

#[tokio::test]
async fn what_does_not_fit_in_the_first_minutes() {
    let door = Door::new().await;
    let report = Ask::post("/report", &[("text", "Rook")]).field("key", &door.fresh());
    assert_eq!(door.house.send(&report.by(&door.who)).await.status, StatusCode::SEE_OTHER);
    let id =
        door.house.app.world().plan().unwrap().1.reports.by_id.keys().next().unwrap().to_string();
    let (crisis, zeros) = (door.crisis.to_string(), "0".repeat(32));
    let post = |path: &str, fields: &[(&str, &str)]| {
        Ask::post(path, fields).field("key", &door.fresh()).by(&door.who)
    };
    let long = "é".repeat(5_000);
    let join = "/reports/join";
    door.row("nothing ticked", "join", post(join, &[]), 422, "reports-tick-two");
    door.row("words of nothing", "join", post(join, &[("all", "qqqq")]), 422, "reports-tick-two");
    door.row(
        "id of another kind",
        "join",
        post(join, &[("report", crisis.as_str())]),
        400,
        "malformed",
    );
    let same = format!("report-{zeros}");
    door.row(
        "unknown id",
        "report",
        post("/report", &[("same_as", same.as_str())]),
        404,
        "report-unknown",
    );
    door.row("malformed id", "report", post("/report", &[("same_as", "x")]), 400, "malformed");
    let sheet = format!("/reports/{id}/assess");
    let sheets: [(&'static str, &[(&str, &str)]); 4] = [
        ("no outcome", &[]),
        ("unknown outcome", &[("outcome", "koning")]),
        ("unknown verdict", &[("outcome", "scale-up"), ("verdict_safety", "misschien")]),
        ("malformed id", &[("outcome", "not-yet"), ("owner", "x"), ("again_at", "10:00")]),
    ];
    for (what, fields) in sheets {
        door.row(what, "assess", post(&sheet, fields), 400, "malformed");
    }
    let owner = format!("actor-{zeros}");
    let not_yet = |at: &str| {
        post(&sheet, &[("outcome", "not-yet"), ("owner", owner.as_str()), ("again_at", at)])
    };
    door.row("unknown id", "assess", not_yet("23:00"), 404, "user-unknown");
    door.row("impossible time", "assess", not_yet("25:00"), 422, "time-unclear");
    door.row("time gone by", "assess", not_yet("1-1-2001 10:00"), 422, "again-in-the-past");
    let no = |reason: &str| post(&sheet, &[("outcome", "regular"), ("reason", reason)]);
    door.row("empty", "assess", no(" "), 422, "assessment-reason-missing");
    door.row("control character", "assess", no("a\u{7}b"), 422, "text-control");
    door.row("5,000 characters", "assess", no(&long), 422, "field-too-long");
    let line = format!("/reports/{id}/line");
    let made =
        |kind: &str, of: &str| post(&line, &[("kind", kind), ("crisis", of), ("text", "Rook")]);
    door.row("unknown kind", "line", made("x", &crisis), 400, "malformed");
    door.row("malformed id", "line", made("fact", "x"), 400, "malformed");
    door.row("exercise", "line", made("fact", &crisis), 422, "exercise-from-real-report");
    let of = |rest: &str| format!("/crises/{crisis}/{rest}");
    door.row("empty", "level", post(&of("level"), &[]), 422, "level-missing");
    door.row("not a name", "level", post(&of("level"), &[("level", "A B!")]), 422, "id-wrong");
    door.row("empty", "grip", post(&of("grip"), &[]), 422, "grip-missing");
    door.row("not a name", "grip", post(&of("grip"), &[("grip", "A B!")]), 422, "id-wrong");
    let moved = post(&of("places"), &[("at_fallback", "yes")]);
    door.row("no such place", "places", moved, 422, "places-fallback-missing");
    let far = post(&of("places"), &[("place", long.as_str())]);
    door.row("5,000 characters", "places", far, 422, "name-too-long");
    door.row(
        "control character",
        "fire",
        post("/crises/now", &[("title", "a\u{7}b")]),
        422,
        "text-control",
    );
    door.row("malformed id", "fire", post("/crises/now", &[("report", "x")]), 400, "malformed");
    for query in ["q=%00", "page=x", "page=99999999999999999999", "page=-1", "show=x"] {
        door.row("query", "inbox", door.get(&format!("/reports?{query}")), 200, "");
    }
    for (body, status, code) in [
        (r#"{"outcome":"koning"}"#, 400, "malformed"),
        (r#"{"outcome":"not-yet"}"#, 400, "malformed"),
        (r#"{"outcome":"regular"}"#, 422, "reason-empty"),
        (
            r#"{"outcome":"scale-up","answers":[{"criterion":"A B","verdict":"yes"}]}"#,
            422,
            "id-wrong",
        ),
        (
            r#"{"outcome":"scale-up","answers":[{"criterion":"a","verdict":"ja"}]}"#,
            400,
            "malformed",
        ),
    ] {
        let ask = door.api(&format!("/reports/{id}/assessments"), body);
        door.row("wrong body", "api assess", ask, status, code);
    }
    let joinings = format!("/reports/{id}/joinings");
    let body = format!(r#"{{"reports":["report-{zeros}"]}}"#);
    door.row("unknown id", "api join", door.api(&joinings, body), 404, "report-unknown");
    door.row("wrong type", "api join", door.api(&joinings, r#"{"reports":"x"}"#), 400, "malformed");
    let level = |body: &'static str| door.api(&format!("/crises/{crisis}/levels"), body);
    door.row("wrong type", "api level", level(r#"{"level":3}"#), 400, "malformed");
    door.row("not a name", "api level", level(r#"{"level":""}"#), 422, "id-wrong");
    door.check("first-minutes").await;
}

// SPDX-License-Identifier: EUPL-1.2
//! What should not come in by the forms and calls about who does what in a crisis.

use crate::door::Door;
use crate::flow::Ask;

#[tokio::test]
async fn forms_and_calls_about_who_does_what() {
    let door = Door::new().await;
    let seat = door.house.take_seat(5, door.crisis, "chair").await;
    let order = door.house.give_order(6, door.crisis).await;
    let support = door.house.ask_support(8, door.crisis).await;
    forms(&door, &seat.to_string(), &order.to_string(), &support.to_string());
    calls(&door, &order.to_string(), &support.to_string());
    nowhere(&door);
    door.check("team").await;
}

fn post(door: &Door, rest: &str, fields: &[(&str, &str)]) -> Ask {
    let path = format!("/crises/{}/{rest}", door.crisis);
    Ask::post(&path, fields).field("key", &door.fresh()).by(&door.who)
}

fn forms(door: &Door, seat: &str, order: &str, support: &str) {
    let long = "é".repeat(501);
    let who = door.who.actor.to_string();
    let row = |what, way, rest: &str, fields: &[(&str, &str)], status, code| {
        door.row(what, way, post(door, rest, fields), status, code);
    };
    row("no role", "team", "team/roles", &[], 422, "team-roles-missing");
    row("no such time", "team", "team/roles", &[("until", "ooit")], 422, "time-unclear");
    row("not a role", "team", "team/roles", &[("roles", "../chair")], 422, "id-wrong");
    row("nobody", "team", "team/seats", &[("role", "care")], 422, "team-who-missing");
    let other = [("role", "care"), ("who", "koning")];
    row("id of another kind", "team", "team/seats", &other, 400, "malformed");
    let name = [("role", "care"), ("name", "a\u{202e}b")];
    row("bidi override", "team", "team/seats", &name, 422, "text-control");
    let zero = format!("contact-{}", "0".repeat(32));
    let unknown = [("role", "care"), ("who", zero.as_str())];
    row("unknown id", "team", "team/seats", &unknown, 422, "contact-unknown");
    let mandate = [("role", "care"), ("who", who.as_str()), ("mandate", long.as_str())];
    row("501 characters", "team", "team/seats", &mandate, 422, "field-too-long");
    let team = [("role", "care"), ("who", who.as_str()), ("team", "weg")];
    row("unknown team", "team", "team/seats", &team, 422, "team-unknown");
    let presence = format!("team/{seat}/presence");
    row("neither yes nor no", "team", &presence, &[("present", "soms")], 400, "malformed");
    let leave = format!("team/{seat}/leave");
    row("501 characters", "team", &leave, &[("note", &long)], 422, "field-too-long");
    let handover = format!("team/{seat}/handover");
    row("nobody", "handover", &handover, &[("until", "")], 422, "team-who-missing");
    row("no name", "orders", "teams", &[("title", " ")], 422, "name-empty");
    row("name in use", "orders", "teams", &[("team", "logistics")], 422, "team-already-there");
    row("no team", "orders", "orders", &[("order", "x")], 422, "order-team-missing");
    let empty = [("team", "logistics"), ("order", " ")];
    row("empty", "orders", "orders", &empty, 422, "text-empty");
    let answer = format!("orders/{order}/answer");
    row("no reason", "orders", &answer, &[("reply", "cannot")], 422, "reason-empty");
    row("no such answer", "orders", &answer, &[("reply", "later")], 400, "malformed");
    row("nobody", "calls", "calls", &[("outcome", "reached")], 404, "not-found");
    let reached = [("contact", zero.as_str()), ("outcome", "reached")];
    row("unknown id", "calls", "calls", &reached, 422, "contact-unknown");
    let when = [("contact", zero.as_str()), ("outcome", "coming"), ("coming", "straks")];
    row("no such time", "calls", "calls", &when, 422, "time-unclear");
    row("no outcome", "inform", "inform", &[("desk", "ghor")], 400, "malformed");
    let desk = [("desk", "G H O R"), ("outcome", "reached")];
    row("not a desk", "inform", "inform", &desk, 422, "id-wrong");
    row("empty", "support", "support", &[("of", "GHOR")], 422, "text-empty");
    row("nobody", "support", "support", &[("what", "Bedden")], 422, "name-empty");
    let moved = format!("support/{support}");
    row("no such state", "support", &moved, &[("standing", "weg")], 400, "malformed");
    let note = [("standing", "arrived"), ("note", long.as_str())];
    row("501 characters", "support", &moved, &note, 422, "field-too-long");
}

fn calls(door: &Door, order: &str, support: &str) {
    let row = |what, rest: &str, body: &str, status, code| {
        let path = format!("/crises/{}/{rest}", door.crisis);
        door.row(what, "api", door.api(&path, body), status, code);
    };
    row("nobody", "seats", r#"{"role":"care"}"#, 400, "malformed");
    let two = r#"{"role":"care","name":"Bo","user":"actor-1"}"#;
    row("two at once", "seats", two, 400, "malformed");
    row("not a role", "seats", r#"{"role":"De Baas","name":"Bo"}"#, 422, "id-wrong");
    let past = r#"{"role":"care","name":"Bo","until":"2001-01-01T00:00:00Z"}"#;
    row("in the past", "seats", past, 422, "times-wrong");
    row("unknown field", "teams", r#"{"id":"a","title":"A","x":1}"#, 400, "malformed");
    row("name in use", "teams", r#"{"id":"crisis-team","title":"A"}"#, 422, "team-already-there");
    row("unknown team", "orders", r#"{"team":"weg","text":"x"}"#, 422, "team-unknown");
    let answers = format!("orders/{order}/answers");
    row("no such answer", &answers, r#"{"reply":"later"}"#, 400, "malformed");
    row("no reason", &answers, r#"{"reply":"cannot"}"#, 422, "reason-empty");
    row("nobody", "calls", r#"{"outcome":"reached"}"#, 400, "malformed");
    row("without time", "calls", r#"{"desk":"ghor","outcome":"coming"}"#, 400, "malformed");
    row("not a desk", "calls", r#"{"desk":"G H","outcome":"reached"}"#, 422, "id-wrong");
    row("empty", "supportRequests", r#"{"what":" ","of":"x"}"#, 422, "text-empty");
    let standings = format!("supportRequests/{support}/standings");
    row("no such state", &standings, r#"{"standing":"weg"}"#, 400, "malformed");
}

fn nowhere(door: &Door) {
    let zeros = "0".repeat(32);
    for rest in [
        format!("team/seat-{zeros}/leave"),
        format!("team/seat-{zeros}/presence"),
        format!("team/seat-{zeros}/handover"),
        "team/seat-1/leave".to_owned(),
        format!("orders/order-{zeros}/answer"),
        "orders/seat-1/answer".to_owned(),
        format!("support/support-{zeros}"),
        "support/x".to_owned(),
    ] {
        let fields = [("reply", "done"), ("standing", "arrived"), ("present", "yes")];
        door.row("unknown id", "path", post(door, &rest, &fields), 404, "not-found");
    }
    for rest in ["team", "orders", "calls", "inform", "support"] {
        let path = format!("/crises/crisis-{zeros}/{rest}");
        door.row("unknown id", "path", door.get(&path), 404, "not-found");
    }
}

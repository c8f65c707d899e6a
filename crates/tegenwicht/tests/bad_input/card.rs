// SPDX-License-Identifier: EUPL-1.2
//! What should not come in by the forms and calls about cards at work.

use axum::http::StatusCode;

use crate::door::Door;
use crate::flow::Ask;

/// A step that asks for three figures, and one that asks for nothing.
const FIGURES: &str = "count-clients-care-needs";
const PLAIN: &str = "decide-parts-to-close";

#[tokio::test]
async fn forms_and_calls_about_cards_at_work() {
    let door = Door::new().await;
    let started = door.house.send(&post(&door, "cards", &[("card", "closure")])).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER);
    starting(&door);
    steps(&door);
    figures(&door);
    proposals(&door);
    calls(&door);
    nowhere(&door);
    door.check("cards").await;
}

fn post(door: &Door, rest: &str, fields: &[(&str, &str)]) -> Ask {
    let path = format!("/crises/{}/{rest}", door.crisis);
    Ask::post(&path, fields).field("key", &door.fresh()).by(&door.who)
}

fn starting(door: &Door) {
    let row = |what, fields: &[(&str, &str)], status, code| {
        door.row(what, "start", post(door, "cards", fields), status, code);
    };
    row("no card", &[], 422, "id-wrong");
    row("unknown id", &[("card", "no-such-card")], 422, "id-wrong");
    row("not a name", &[("card", "../../etc/passwd")], 422, "id-wrong");
    row("NUL", &[("card", "closure\0")], 422, "id-wrong");
    row("bidi override", &[("card", "clo\u{202e}sure")], 422, "id-wrong");
    row("5,000 characters", &[("card", &"a".repeat(5_000))], 422, "id-wrong");
    row("a list", &[("card", "glossary")], 422, "id-wrong");
    row("a message", &[("card", "message-ghor")], 422, "id-wrong");
    row("runs already", &[("card", "closure")], 409, "card-already-started");
    row("field twice", &[("card", "no-such-card"), ("card", "surge")], 422, "id-wrong");
    let without = post(door, "cards", &[("card", "surge")]).without("key");
    door.row("no key", "start", without, 400, "malformed");
    let again = post(door, "cards", &[("card", "surge")]).field("key", &door.used);
    door.row("key again, other payload", "start", again, 409, "key-used-before");
    let raw = door.raw(&format!("/crises/{}/cards", door.crisis), b"card=caf%E9");
    door.row("wrong encoding", "start", raw, 400, "malformed");
}

fn steps(door: &Door) {
    let long = "é".repeat(501);
    let row = |what, fields: &[(&str, &str)], status, code| {
        let mut all = vec![("step", PLAIN)];
        all.extend_from_slice(fields);
        door.row(what, "step", post(door, "cards/closure/step", &all), status, code);
    };
    row("no such state", &[], 400, "malformed");
    row("no such state", &[("standing", "klaar")], 400, "malformed");
    row("no such state", &[("standing", "Done")], 400, "malformed");
    row("no reason", &[("standing", "not-applicable")], 422, "reason-empty");
    let spaces = [("standing", "not-applicable"), ("note", " \t ")];
    row("no reason", &spaces, 422, "reason-empty");
    let joiner = [("standing", "not-applicable"), ("note", "\u{200d}")];
    row("only joiners", &joiner, 422, "reason-empty");
    let note = [("standing", "not-applicable"), ("note", long.as_str())];
    row("501 characters", &note, 422, "field-too-long");
    for (what, text) in [
        ("NUL", "a\0b"),
        ("control character", "a\u{7}b"),
        ("bidi override", "a\u{202e}b"),
        ("zero width", "a\u{200b}b"),
    ] {
        row(what, &[("standing", "not-applicable"), ("note", text)], 422, "text-control");
        row(what, &[("standing", "handed"), ("owner", text)], 422, "text-control");
    }
    row("nobody", &[("standing", "handed")], 422, "name-empty");
    row("nobody", &[("standing", "handed"), ("owner", "  ")], 422, "name-empty");
    let far = "é".repeat(201);
    let owner = [("standing", "handed"), ("owner", far.as_str())];
    row("201 characters", &owner, 422, "name-too-long");
    for step in ["", "no-such-step", "closure.1.99", "../x", "decide-parts-to-close\0"] {
        let fields = [("step", step), ("standing", "done")];
        let ask = post(door, "cards/closure/step", &fields);
        door.row("unknown step", "step", ask, 422, "step-unknown");
    }
    let fields = [("step", PLAIN), ("standing", "done")];
    let without = post(door, "cards/closure/step", &fields).without("key");
    door.row("no key", "step", without, 400, "malformed");
    let again = post(door, "cards/closure/step", &fields).field("key", &door.used);
    door.row("key again, other payload", "step", again, 409, "key-used-before");
    let formula = [("step", PLAIN), ("standing", "not-applicable"), ("note", "=1+1")];
    door.row("formula", "step", post(door, "cards/closure/step", &formula), 303, "");
}

fn figures(door: &Door) {
    let row = |what, fields: &[(&str, &str)], status, code| {
        let mut all = vec![("step", FIGURES), ("standing", "done")];
        all.extend_from_slice(fields);
        door.row(what, "figures", post(door, "cards/closure/step", &all), status, code);
    };
    let long = "9".repeat(201);
    let good = ("figure-clients-bedridden", "12");
    // The first figure is good: it is not in the log either.
    row("201 characters", &[good, ("figure-clients-special-care", &long)], 422, "name-too-long");
    row("NUL", &[good, ("figure-clients-special-care", "1\x002")], 422, "text-control");
    let turned = ("figure-clients-special-care", "\u{202e}21");
    row("bidi override", &[good, turned], 422, "text-control");
    row("only joiners", &[good, ("figure-clients-special-care", "\u{200d}")], 422, "name-empty");
    row("201 characters", &[good, ("source", &long)], 422, "name-too-long");
    row("control character", &[good, ("source", "Bo\u{7}")], 422, "text-control");
}

fn proposals(door: &Door) {
    let propose = |fields: &[(&str, &str)]| post(door, "cards/closure/propose", fields);
    door.row("no item", "propose", propose(&[]), 404, "not-found");
    door.row("unknown id", "propose", propose(&[("item", "no-such-item")]), 404, "not-found");
    door.row("a step", "propose", propose(&[("item", PLAIN)]), 404, "not-found");
    let without = propose(&[("item", "x")]).without("key");
    door.row("no key", "propose", without, 404, "not-found");
}

fn calls(door: &Door) {
    let row = |what, rest: &str, body: &str, status, code| {
        let path = format!("/crises/{}/{rest}", door.crisis);
        door.row(what, "api", door.api(&path, body), status, code);
    };
    row("no card", "cards", "{}", 400, "malformed");
    row("wrong type", "cards", r#"{"card":1}"#, 400, "malformed");
    row("wrong type", "cards", r#"["closure"]"#, 400, "malformed");
    row("unknown field", "cards", r#"{"card":"surge","kaart":"x"}"#, 400, "malformed");
    row("field twice", "cards", r#"{"card":"surge","card":"x"}"#, 400, "malformed");
    row("unknown card", "cards", r#"{"card":"no-such-card"}"#, 422, "id-wrong");
    row("a list", "cards", r#"{"card":"glossary"}"#, 422, "id-wrong");
    row("runs already", "cards", r#"{"card":"closure"}"#, 409, "card-already-started");
    let step = format!("steps/{PLAIN}/standings");
    row("no such state", &step, r#"{"standing":"klaar"}"#, 400, "malformed");
    row("no such state", &step, "{}", 400, "malformed");
    row("no reason", &step, r#"{"standing":"not-applicable"}"#, 422, "reason-empty");
    let named = r#"{"standing":"taken","ownerName":"a\u202eb"}"#;
    row("bidi override", &step, named, 422, "text-control");
    row("NUL", &step, r#"{"standing":"done","note":"a\u0000b"}"#, 422, "text-control");
    row("wrong type", &step, r#"{"standing":"taken","owner":5}"#, 400, "malformed");
    let kind = r#"{"standing":"taken","owner":"koning"}"#;
    row("id of another kind", &step, kind, 400, "malformed");
    let zero = format!(r#"{{"standing":"taken","owner":"actor-{}"}}"#, "0".repeat(32));
    row("unknown id", &step, &zero, 404, "user-unknown");
    let two = format!(r#"{{"standing":"taken","owner":"{}","ownerName":"Bo"}}"#, door.who.actor);
    row("two at once", &step, &two, 400, "malformed");
    row("owner of nothing", &step, r#"{"standing":"done","ownerName":"Bo"}"#, 400, "malformed");
    row("unknown field", &step, r#"{"standing":"done","figuren":[]}"#, 400, "malformed");
    let done = r#"{"standing":"done"}"#;
    row("unknown step", "steps/no-such-step/standings", done, 404, "not-found");
    row("percent garbage", "steps/%zz/standings", done, 404, "not-found");
    row("NUL", "steps/%00/standings", done, 404, "not-found");
    let item = r#"{"item":"no-such-item"}"#;
    row("unknown id", "cards/closure/proposals", item, 404, "not-found");
    row("unknown card", "cards/surge/proposals", item, 404, "not-found");
    row("wrong type", "cards/closure/proposals", r#"{"item":null}"#, 400, "malformed");
    let path = format!("/api/v1/crises/{}/cards", door.crisis);
    for query in ["limit=0", "limit=501", "limit=veel", "cursor=no-such-card", "kaart=x"] {
        door.row("query", "api", door.get(&format!("{path}?{query}")), 400, "malformed");
    }
}

fn nowhere(door: &Door) {
    let (zeros, done) = ("0".repeat(32), [("step", PLAIN), ("standing", "done")]);
    for card in ["surge", "no-such-card", "..%2f..", "%00", "%zz"] {
        let path = format!("/crises/{}/cards/{card}", door.crisis);
        door.row("unknown card", "path", door.get(&path), 404, "not-found");
        door.row("unknown card", "api path", door.get(&format!("/api/v1{path}")), 404, "not-found");
        let propose = post(door, &format!("cards/{card}/propose"), &done);
        door.row("unknown card", "propose", propose, 404, "not-found");
    }
    for rest in ["cards", "cards/closure/step", "cards/closure/propose"] {
        let path = format!("/crises/crisis-{zeros}/{rest}");
        let ask = Ask::post(&path, &done).field("key", &door.fresh()).by(&door.who);
        door.row("unknown id", "path", ask, 404, "not-found");
    }
    for part in ["x", "-1", "99", "99999999999999999999", "%00"] {
        let path = format!("/crises/{}/cards/closure?part={part}", door.crisis);
        door.row("query", "card", door.get(&path), 200, "");
    }
}

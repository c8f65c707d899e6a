// SPDX-License-Identifier: EUPL-1.2
//! The first minutes on the pages: the inbox, weighing, the fire button, an exercise that halts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use axum::http::StatusCode;
use flow::{Ask, Got, House, Person, escaped, key};
use tegenwicht_core::actor::Role;
use tegenwicht_core::feature::assessment::{Outcome, weighed};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, ReportId};

async fn post(house: &House, who: &Person, fresh: u64, path: &str, fields: &[(&str, &str)]) -> Got {
    house.send(&Ask::post(path, fields).field("key", &key(fresh)).by(who)).await
}

async fn report(house: &House, who: &Person, fresh: u64, text: &str) -> ReportId {
    house.clock.set(flow::NOW.plus_ms(i64::try_from(fresh).unwrap() * 1_000));
    let got = post(house, who, fresh, "/report", &[("text", text)]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    saying(house, text)
}

fn saying(house: &House, text: &str) -> ReportId {
    plan(house, |plan| plan.reports.by_id.values().find(|report| report.text == text).unwrap().id)
}

fn plan<T>(house: &House, ask: impl Fn(&ScopeState) -> T) -> T {
    ask(house.app.world().plan().unwrap().1)
}

fn crisis_of(got: &Got) -> CrisisId {
    got.header("location").split('/').nth(2).unwrap().parse().unwrap()
}

#[tokio::test]
async fn two_hundred_reports_of_one_outage_become_one_line_with_a_count_in_one_press() {
    let house = House::founded().await;
    let manager = house.person(Role::Manager).await;
    let member = house.person(Role::Member).await;
    let first = report(&house, &member, 1, "EPD doet het niet").await;
    for n in 0..200 {
        report(&house, &member, 10 + n, &format!("epd eruit op kamer {n}")).await;
    }
    report(&house, &member, 300, "Lift staat stil").await;
    assert_eq!(plan(&house, |plan| plan.reports.waiting().len()), 202);
    let found = house.get(&manager, "/reports?q=EPD").await.text();
    assert!(found.contains("Alle 201 met “EPD” samenvoegen"));
    let join = [("all", "EPD"), ("q", "EPD")];
    let got = post(&house, &manager, 301, "/reports/join", &join).await;
    assert_eq!(got.header("location"), "/reports");
    let before = house.count();
    let again = post(&house, &manager, 301, "/reports/join", &join).await;
    assert_eq!(again.header("location"), "/reports", "the same press once more");
    assert_eq!(house.count(), before);
    plan(&house, |plan| {
        assert_eq!(plan.reports.waiting().len(), 2);
        assert_eq!(plan.reports.heap(first).unwrap().count(), 201);
    });
    let page = house.get(&manager, "/reports").await.text();
    assert_eq!(page.matches("<li class=\"heap\">").count(), 2);
    assert!(page.contains("201 meldingen"));
    let home = house.get(&manager, "/").await.text();
    assert!(home.contains("201 meldingen"));
    // One of them leads to the heap.
    let one = saying(&house, "epd eruit op kamer 7");
    let got = house.get(&manager, &format!("/reports/{one}")).await;
    assert_eq!(got.header("location"), format!("/reports/{first}#{one}"));
}

#[tokio::test]
async fn what_is_ticked_is_put_together_and_one_tick_is_told() {
    let house = House::founded().await;
    let manager = house.person(Role::Manager).await;
    let a = report(&house, &manager, 1, "Rook").await.to_string();
    let b = report(&house, &manager, 2, "Brandlucht").await.to_string();
    let one = post(&house, &manager, 3, "/reports/join", &[("report", &a)]).await;
    assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(one.says("reports-tick-two"));
    assert!(one.text().contains(&format!("value=\"{a}\" checked")), "the tick is kept");
    let member = house.person(Role::Member).await;
    let no = post(&house, &member, 4, "/reports/join", &[("report", &a)]).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
    let body = format!("key={}&token={}&report={b}&report={a}", key(5), token(&manager));
    let ask = Ask::raw("/reports/join", "application/x-www-form-urlencoded", body);
    let got = house.send(&ask.by(&manager)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let root = plan(&house, |plan| plan.reports.root(b.parse().unwrap()));
    assert_eq!(root.to_string(), a, "the first of them leads");
}

fn token(who: &Person) -> String {
    tegenwicht::web::visit::form_token(&who.token)
}

#[tokio::test]
async fn with_us_too_takes_one_press_and_no_typing() {
    let house = House::founded().await;
    let member = house.person(Role::Member).await;
    let head = report(&house, &member, 1, "Geen water").await;
    let page = house.get(&member, "/report").await;
    assert!(page.says("report-same-title") && page.text().contains("Geen water"));
    let nobody = house.send(&Ask::get("/report")).await;
    assert!(!nobody.text().contains("Geen water"), "not for who only knows the address");
    let same = [("same_as", head.to_string()), ("place", "Vleugel C".to_owned())];
    let same: Vec<(&str, &str)> = same.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let got = post(&house, &member, 2, "/report", &same).await;
    assert_eq!(got.header("location"), "/report/thanks");
    plan(&house, |plan| {
        let heap = plan.reports.heap(head).unwrap();
        assert_eq!(heap.others[0].text, "Ook bij ons: Geen water");
        assert_eq!(heap.others[0].place.as_deref(), Some("Vleugel C"));
    });
}

#[tokio::test]
async fn who_comes_with_the_pin_sees_what_was_reported_only_after_it() {
    let house = House::founded().await;
    let member = house.person(Role::Member).await;
    let head = report(&house, &member, 1, "Geen water").await;
    let ask = |pin: &str, more: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> = [("pin", pin)].iter().chain(more).copied().collect();
        Ask::post("/report", &fields).field("key", &key(2))
    };
    let wrong = house.send(&ask("000000", &[("look", "yes")])).await;
    assert!(wrong.says("pin-wrong") && !wrong.text().contains("Geen water"));
    let before = house.count();
    let seen = house.send(&ask(flow::PIN, &[("look", "yes")])).await;
    assert!(seen.text().contains("Geen water"), "{}", seen.text());
    assert!(!seen.text().contains(flow::PIN), "the PIN is not sent back");
    assert_eq!(house.count(), before, "to look changes nothing");
    let same = [("same_as", head.to_string())];
    let same: Vec<(&str, &str)> = same.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let kept = house.send(&ask("000000", &same)).await;
    assert!(kept.says("report-same-chosen") && kept.text().contains(&head.to_string()));
    let got = house.send(&ask(flow::PIN, &same)).await;
    assert_eq!(got.header("location"), "/report/thanks");
    plan(&house, |plan| assert_eq!(plan.reports.heap(head).unwrap().count(), 2));
}

/// The value of a hidden field.
fn hidden_value(got: &Got, name: &str) -> Option<String> {
    let page = got.text();
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

#[tokio::test]
async fn the_pin_is_typed_once_in_a_form_and_its_pass_holds_a_while_for_reporting_only() {
    let house = House::founded().await;
    let member = house.person(Role::Member).await;
    report(&house, &member, 1, "Geen water").await;
    let ask = |fields: &[(&str, &str)], number: u64| {
        Ask::post("/report", fields).field("key", &key(number))
    };
    let empty = house.send(&ask(&[("pin", flow::PIN), ("text", "")], 2)).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(hidden_value(&empty, "pass").is_some(), "a fault elsewhere does not ask for it again");
    let seen = house.send(&ask(&[("pin", flow::PIN), ("look", "yes")], 3)).await;
    let pass = hidden_value(&seen, "pass").unwrap();
    assert!(!seen.text().contains("name=\"pin\"") && !seen.text().contains(flow::PIN));
    let before = house.count();
    for wrong in ["", "7a", flow::PIN] {
        let got = house.send(&ask(&[("pass", wrong), ("text", "Lift stil")], 4)).await;
        assert!(got.says("pin-wrong") && got.text().contains("name=\"pin\""), "{wrong}");
    }
    let elsewhere = ask(&[("pass", pass.as_str()), ("text", "Lift stil")], 4).from([10, 0, 0, 7]);
    assert!(house.send(&elsewhere).await.says("pin-wrong"));
    assert_eq!(house.count(), before);
    let sent = ask(&[("pass", pass.as_str()), ("text", "Lift stil")], 4);
    assert_eq!(house.send(&sent).await.header("location"), "/report/thanks");
    assert_eq!(house.send(&sent).await.header("location"), "/report/thanks", "pressed twice");
    assert_eq!(house.count(), before + 1);
    let home = house.send(&Ask::post("/crises", &[("pass", pass.as_str()), ("title", "X")])).await;
    assert_eq!(home.status, StatusCode::UNAUTHORIZED);
    house.clock.set(flow::NOW.plus_ms(3_600_000));
    let late = house.send(&ask(&[("pass", pass.as_str()), ("text", "Weer stil")], 5)).await;
    assert!(late.says("pin-wrong"));
}

#[tokio::test]
async fn who_looks_first_with_a_report_typed_has_sent_it_in_where_nothing_waits() {
    let house = House::founded().await;
    let look = |pin: &str, text: &str, number: u64| {
        let fields = [("pin", pin), ("look", "yes"), ("text", text)];
        Ask::post("/report", &fields).field("key", &key(number))
    };
    let before = house.count();
    let wrong = house.send(&look("000000", "Geen water", 1)).await;
    assert!(wrong.says("pin-wrong") && !wrong.says("report-same-title"));
    let nothing = house.send(&look(flow::PIN, " ", 2)).await;
    assert!(nothing.says("report-same-none") && !nothing.says("report-same-title"));
    assert_eq!(house.count(), before, "to look changes nothing");
    let sent = house.send(&look(flow::PIN, "Geen water", 3)).await;
    assert_eq!(sent.header("location"), "/report/thanks");
    let seen = house.send(&look(flow::PIN, "Lift stil", 4)).await;
    assert!(seen.says("report-same-unsent") && seen.text().contains("Lift stil"));
    assert!(seen.text().contains("Geen water"), "now there is something to choose from");
    plan(&house, |plan| assert_eq!(plan.reports.waiting().len(), 1));
}

#[tokio::test]
async fn the_letters_of_methane_are_kept_and_too_long_a_one_is_told_at_its_field() {
    let house = House::founded().await;
    let member = house.person(Role::Member).await;
    let fields = [("text", "Bus op het plein"), ("methane_number", "30 mensen")];
    let got = post(&house, &member, 1, "/report", &fields).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let said = plan(&house, |plan| {
        plan.reports.by_id[&saying(&house, "Bus op het plein")].methane.clone()
    });
    assert_eq!(said, [("number".to_owned(), "30 mensen".to_owned())]);
    let long = "x".repeat(5_000);
    let fields = [("text", "Bus"), ("methane_hazards", long.as_str())];
    let got = post(&house, &member, 2, "/report", &fields).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.text().contains("href=\"#methane_hazards\""));
    assert!(got.text().contains("<details class=\"more\" open>"), "the fold stays open");
}

#[tokio::test]
async fn not_yet_gives_an_alarm_on_every_page_until_somebody_looks_again() {
    let house = House::founded().await;
    let manager = house.person(Role::Manager).await;
    let chair = house.person(Role::Chair).await;
    let id = report(&house, &manager, 1, "Storing bij de netbeheerder").await;
    let path = format!("/reports/{id}/assess");
    let page = house.get(&manager, &path).await.text();
    let unknown = page.matches("value=\"unknown\" checked").count();
    assert_eq!(unknown, 10, "everything starts unknown");
    let owner = manager.actor.to_string();
    let sheet = |outcome: &'static str| {
        let fields =
            [("outcome", outcome), ("verdict_safety", "yes"), ("remark_safety", "kaarsen")];
        Ask::post(&path, &fields)
    };
    let no_time = sheet("not-yet").field("owner", &owner).field("key", &key(2)).by(&manager);
    let got = house.send(&no_time).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.says("assessment-again-missing") && got.text().contains("value=\"kaarsen\""));
    assert!(got.text().contains("value=\"yes\" checked"), "what was weighed is kept");
    let again = sheet("not-yet").field("owner", &owner).field("again_at", "9:30");
    let got = house.send(&again.field("key", &key(3)).by(&manager)).await;
    assert_eq!(got.header("location"), format!("/reports/{id}"));
    let quiet = house.get(&chair, "/report").await.text();
    assert!(!quiet.contains("strip-alarm"));
    house.clock.set(flow::NOW.plus_ms(24 * 3_600_000));
    let chair = house.person(Role::Chair).await;
    let loud = house.get(&chair, "/report").await;
    assert!(loud.text().contains("strip-alarm") && loud.text().contains("count--late"));
    let home = house.get(&chair, "/").await.text();
    assert!(home.contains("Persoon manager zou om"), "whose it is");
    let observer = house.person(Role::Observer).await;
    assert!(!house.get(&observer, "/").await.text().contains("strip-alarm"));
    let no = Ask::post(&path, &[("outcome", "regular")]).field("key", &key(4)).by(&chair);
    assert!(house.send(&no).await.says("assessment-reason-missing"));
    let no = Ask::post(&path, &[("outcome", "regular"), ("reason", "stroom is terug")]);
    let got = house.send(&no.field("key", &key(5)).by(&chair)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    assert!(!house.get(&chair, "/").await.text().contains("strip-alarm"));
    let told = house.get(&chair, &format!("/reports/{id}")).await;
    assert!(told.text().contains("kaarsen") && told.text().contains("stroom is terug"));
    plan(&house, |plan| assert_eq!(weighed(plan, Some(id), None).len(), 2));
}

#[tokio::test]
async fn scaling_up_leads_to_the_opening_form_with_the_report_in_it() {
    let house = House::founded().await;
    let manager = house.person(Role::Manager).await;
    let id = report(&house, &manager, 1, "Geen zuurstof op 4 West").await;
    let path = format!("/reports/{id}/assess");
    let got = post(&house, &manager, 2, &path, &[("outcome", "scale-up")]).await;
    assert_eq!(got.header("location"), format!("/crises/new?report={id}"));
    let form = house.get(&manager, got.header("location")).await.text();
    assert!(form.contains("value=\"Geen zuurstof op 4 West\""));
    let outcome = plan(&house, |plan| weighed(plan, Some(id), None)[0].given.outcome.clone());
    assert_eq!(outcome, Outcome::ScaleUp);
    for wrong in [("outcome", "koning"), ("verdict_safety", "misschien")] {
        let got = post(&house, &manager, 3, &path, &[("outcome", "scale-up"), wrong][1..]).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
}

#[tokio::test]
async fn in_a_fire_one_press_opens_halts_the_exercise_and_asks_for_the_criteria_after() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    let observer = house.person(Role::Observer).await;
    let exercise = house.open_crisis(1, "Oefening stroom").await;
    for page in ["/", "/report", "/reports"] {
        assert!(house.get(&chair, page).await.says("fire-open"), "{page}");
    }
    assert!(!house.get(&observer, "/report").await.says("fire-open"));
    let got = post(&house, &chair, 2, "/crises/now", &[]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let real = crisis_of(&got);
    let again = post(&house, &chair, 2, "/crises/now", &[]).await;
    assert_eq!(crisis_of(&again), real, "the same press opens the same crisis");
    let page = house.get(&chair, &format!("/crises/{real}")).await;
    assert!(page.says("crisis-to-weigh") && page.says("fire-title"));
    for path in ["", "/log", "/figures"] {
        let got = house.get(&chair, &format!("/crises/{exercise}{path}")).await;
        let text = got.text();
        let word = escaped("OEFENING GESTOPT: echte crisis");
        assert!(text.matches(&word).count() >= 2, "in the strip and on the page: {path}");
        assert!(text.contains(&format!("href=\"/crises/{real}\"")));
        let main = text.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        assert!(!main.contains("method=\"post\""), "no form on {path}");
        assert!(!text.contains("class=\"log-form\""));
    }
    let line = post(&house, &chair, 3, &format!("/crises/{exercise}/log"), &[("text", "x")]).await;
    assert!(line.says("refusal-exercise-halted"));
}

#[tokio::test]
async fn the_opening_form_stops_an_exercise_with_one_press_of_its_own() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    assert!(!house.get(&chair, "/crises/new").await.says("crisis-halt-save"));
    let exercise = house.open_crisis(1, "Oefening stroom").await;
    let form = house.get(&chair, "/crises/new").await;
    assert!(form.says("crisis-halt-save") && form.text().contains("Oefening stroom"));
    let empty = post(&house, &chair, 2, "/crises", &[("halt", "yes")]).await;
    assert!(empty.says("refusal-title-empty"));
    let fields = [("halt", "yes"), ("title", "Brand"), ("level", "level-2"), ("place", "zaal 1")];
    let got = post(&house, &chair, 3, "/crises", &fields).await;
    let real = crisis_of(&got);
    let world = house.app.world();
    let halted = world.crisis(exercise).unwrap().1.crisis.as_ref().unwrap().halted.clone();
    assert_eq!(halted.unwrap().real, real);
    let page = house.get(&chair, &format!("/crises/{real}")).await.text();
    let strip = page.split("id=\"strip\"").nth(1).unwrap().split("</header>").next().unwrap();
    assert!(strip.contains("opkomst: zaal 1 · opschaling: Locatie"), "{strip}");
}

#[tokio::test]
async fn level_grip_and_places_stand_in_the_strip_and_in_the_log() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    let got = post(&house, &chair, 1, "/crises", &[("title", "Brand"), ("mode", "real")]).await;
    let path = format!("/crises/{}", crisis_of(&got));
    let say = |fresh: u64, rest: &'static str, fields: &'static [(&'static str, &'static str)]| {
        let (house, chair, path) = (&house, &chair, format!("{path}/{rest}"));
        async move { post(house, chair, fresh, &path, fields).await }
    };
    assert!(say(2, "level", &[("form", "level")]).await.says("level-missing"));
    let set: &[(&str, &str)] = &[("form", "level"), ("level", "level-3"), ("reason", "ontruimen")];
    assert_eq!(say(3, "level", set).await.header("location"), path);
    assert!(say(4, "level", set).await.says("refusal-level-unchanged"));
    assert!(say(5, "grip", &[("form", "grip")]).await.says("grip-missing"));
    let grip: &[(&str, &str)] = &[("grip", "grip-1"), ("said_by", "GHOR")];
    assert_eq!(say(6, "grip", grip).await.header("location"), path);
    let nowhere: &[(&str, &str)] = &[("form", "places"), ("place", "zaal"), ("at_fallback", "yes")];
    assert!(say(7, "places", nowhere).await.says("places-fallback-missing"));
    let moved: &[(&str, &str)] =
        &[("place", "zaal"), ("fallback", "kantine"), ("at_fallback", "yes")];
    assert_eq!(say(8, "places", moved).await.header("location"), path);
    let page = house.get(&chair, &path).await.text();
    assert!(page.contains("opschaling: Crisisteam · GRIP 1"));
    assert!(page.contains("opkomst: kantine (anders: zaal)"));
    let log = house.get(&chair, &format!("{path}/log")).await.text();
    for line in ["Opschaling: Crisisteam. Reden: ontruimen", "zegt GHOR", "Opkomst verplaatst naar"]
    {
        assert!(log.contains(line), "{line}");
    }
    let close: &[(&str, &str)] = &[("reason", "niets"), ("false_alarm", "yes")];
    assert_eq!(say(9, "close", close).await.header("location"), path);
    assert!(house.get(&chair, &path).await.text().contains("loos alarm, gesloten"));
    let late = say(10, "level", &[("level", "level-1")]).await;
    assert!(late.says("refusal-crisis-already-closed"));
}

#[tokio::test]
async fn a_manager_is_offered_the_false_alarm_and_no_other_closing() {
    let house = House::founded().await;
    let manager = house.person(Role::Manager).await;
    let got = post(&house, &manager, 1, "/crises", &[("title", "Rook"), ("mode", "real")]).await;
    let path = format!("/crises/{}", crisis_of(&got));
    let page = house.get(&manager, &path).await;
    assert!(page.says("crisis-false-close") && page.says("crisis-false-only"));
    assert!(!page.says("crisis-close-hint"));
    let chair = house.person(Role::Chair).await;
    let page = house.get(&chair, &path).await;
    assert!(page.says("crisis-close-hint") && !page.says("crisis-false-close"));
    let member = house.person(Role::Member).await;
    assert!(!house.get(&member, &path).await.says("crisis-false-close"));
    let close = format!("{path}/close");
    let fields: &[(&str, &str)] = &[("reason", "stoom van de douche"), ("false_alarm", "yes")];
    let no = post(&house, &manager, 2, &close, &fields[..1]).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
    let no = post(&house, &member, 3, &close, fields).await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
    let empty = post(&house, &manager, 4, &close, &[("reason", ""), ("false_alarm", "yes")]).await;
    assert!(empty.says("refusal-reason-empty") && empty.says("crisis-false-only"));
    assert_eq!(post(&house, &manager, 5, &close, fields).await.header("location"), path);
    let before = house.count();
    assert_eq!(post(&house, &manager, 5, &close, fields).await.header("location"), path);
    assert_eq!(house.count(), before, "the same press once more");
    let page = house.get(&manager, &path).await;
    assert!(page.text().contains("stoom van de douche") && !page.says("crisis-false-close"));
}

#[tokio::test]
async fn a_report_becomes_a_line_of_the_crisis_that_runs() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    let got = post(&house, &chair, 1, "/crises", &[("title", "Brand"), ("mode", "real")]).await;
    let crisis = crisis_of(&got).to_string();
    let id = report(&house, &chair, 2, "Gaskraan is dicht").await;
    let page = house.get(&chair, &format!("/reports/{id}")).await;
    assert!(page.text().contains("Zet in het logboek van: Brand"));
    let path = format!("/reports/{id}/line");
    let fields = [("crisis", crisis.as_str()), ("kind", "answer"), ("text", "Gaskraan dicht")];
    let got = post(&house, &chair, 3, &path, &fields).await;
    assert!(got.says("report-line-no-question") && got.text().contains("Gaskraan dicht"));
    let empty = [("crisis", crisis.as_str()), ("kind", "fact"), ("text", " ")];
    assert!(post(&house, &chair, 4, &path, &empty).await.says("refusal-text-empty"));
    let fields = [("crisis", crisis.as_str()), ("kind", "bottleneck"), ("text", "Gaskraan dicht")];
    let got = post(&house, &chair, 5, &path, &fields).await;
    assert!(got.header("location").starts_with(&format!("/crises/{crisis}/log#entry-")));
    assert_eq!(post(&house, &chair, 5, &path, &fields).await.status, StatusCode::SEE_OTHER);
    let got = post(&house, &chair, 6, &path, &fields).await;
    assert_eq!(got.status, StatusCode::CONFLICT);
    assert!(house.get(&chair, &format!("/reports/{id}")).await.says("report-became-line"));
}

// SPDX-License-Identifier: EUPL-1.2
//! People at the door and words that must not stay: hiding and the second person, a client's name,
//! letting in on the spot, codes in place of a password, and taking over with a PIN.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use axum::http::{Method, StatusCode};
use flow::{Ask, Got, House, NOW, PASSWORD, Part, Person, key, multipart};
use tegenwicht::web::visit::{LOGIN_COOKIE, PC_COOKIE, form_token};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::user::BlockUser;
use tegenwicht_core::id::{CrisisId, EntryId};

const WORDS: &str = "Toverhazelaar van kamer twaalf";
const MINUTE_MS: i64 = 60_000;

fn post(who: &Person, path: &str, fresh: u64, fields: &[(&str, &str)]) -> Ask {
    Ask::post(path, fields).by(who).field("key", &key(fresh))
}

/// A line with everything that could tell its words.
async fn line(house: &House, who: &Person, crisis: CrisisId, restricted: bool) -> EntryId {
    let token = form_token(&who.token);
    let fresh = key(500 + u64::from(restricted));
    let mut parts = vec![
        Part::Field("token", &token),
        Part::Field("key", &fresh),
        Part::Field("text", WORDS),
        Part::Field("speaker", "Toverhazelaar zelf"),
        Part::Field("channel", "Toverhazelaars telefoon"),
        Part::Field("owner", "Toverhazelaars zus"),
        Part::File("Toverhazelaar.bin", b"Toverhazelaar"),
    ];
    if restricted {
        parts.push(Part::Field("restricted", "yes"));
    } else {
        parts.push(Part::Field("figure_name", "Toverhazelaars koorts"));
        parts.push(Part::Field("figure_value", "Toverhazelaar 39"));
    }
    let path = format!("/crises/{crisis}/log");
    let ask = Ask::raw(&path, flow::MULTIPART, multipart(&parts)).by(who);
    let got = house.send(&ask).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let world = house.app.world();
    let (_, state) = world.crisis(crisis).unwrap();
    *state.timeline.values().next_back().unwrap()
}

/// Every place where somebody could read a line.
fn places(crisis: CrisisId, entry: EntryId, figure: &str, file: &str) -> Vec<String> {
    let page = format!("/crises/{crisis}");
    let api = format!("/api/v1/crises/{crisis}");
    let mut places = vec![
        page.clone(),
        "/".to_owned(),
        "/notices".to_owned(),
        format!("{page}/figures/{figure}"),
        format!("{page}/files/{file}"),
        format!("{page}/log/{entry}"),
        format!("{page}/stream?since=1"),
        format!("{page}/hidden"),
        format!("{api}/logEntries/{entry}"),
        format!("{api}/hiddenEntries"),
        format!("{api}/figures"),
        format!("{api}/figures/{figure}"),
        format!("{api}/files/{file}"),
        format!("{api}/export"),
        format!("{api}/stream"),
    ];
    for query in ["", "?q=Toverhazelaar", "?until=10:10", "?known=10:05", "?known=10:59"] {
        places.push(format!("{page}/log{query}"));
    }
    for query in ["", "?q=toverhazelaar", "?order=asc", "?known=2026-01-15T09:05:00Z"] {
        places.push(format!("{api}/logEntries{query}"));
    }
    for rest in ["figures", "export/csv", "export/json"] {
        places.push(format!("{page}/{rest}"));
    }
    places
}

#[tokio::test]
async fn hidden_words_are_nowhere_until_a_second_person_decides() {
    let house = House::founded().await;
    let (chair, keeper) = (house.person(Role::Chair).await, house.person(Role::LogKeeper).await);
    for restricted in [false, true] {
        house.clock.set(NOW.plus_ms(MINUTE_MS));
        let crisis = house.open_crisis(1 + u64::from(restricted), "Vermissing").await;
        let entry = line(&house, &keeper, crisis, restricted).await;
        let (figure, file) = {
            let world = house.app.world();
            let (_, state) = world.crisis(crisis).unwrap();
            let written = &state.entries.get(&entry).unwrap().written;
            let figure = state.figures.keys().next().map(ToString::to_string);
            let figure = figure.unwrap_or_else(|| format!("figure-{}", "0".repeat(32)));
            (figure, written.files[0].hash.to_string())
        };
        house.clock.set(NOW.plus_ms(30 * MINUTE_MS));
        let path = format!("/crises/{crisis}/log/{entry}");
        let fresh = 20 + u64::from(restricted) * 20;
        let empty = house.send(&post(&keeper, &format!("{path}/hide"), fresh, &[])).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.says("refusal-reason-empty"));
        let hide = post(&keeper, &format!("{path}/hide"), fresh + 1, &[("reason", "naam")]);
        for _ in 0..2 {
            assert_eq!(house.send(&hide).await.status, StatusCode::SEE_OTHER);
        }
        let people = Role::ALL.into_iter().filter(|role| *role != Role::Reporter);
        for role in people {
            let who = house.person(role).await;
            for place in places(crisis, entry, &figure, &file) {
                let ask = match place.starts_with("/api/") {
                    true => Ask::get(&place).bearer(&who),
                    false => Ask::get(&place).by(&who),
                };
                let got = house.send(&ask).await;
                assert!(!got.status.is_server_error(), "{place} as {role:?}: {}", got.status);
                let told = got.text().replace("toverhazelaar", "").replace("?q=Toverhazelaar", "");
                // What was searched for stands in the field again.
                let told = told.replace("value=\"Toverhazelaar\"", "");
                let told = told.replace("q=Toverhazelaar", "").replace("%3DToverhazelaar", "");
                assert!(!told.contains("Toverhazelaar"), "{place} tells {role:?}: {told}");
            }
        }
        let log = house.get(&keeper, &format!("/crises/{crisis}/log")).await;
        assert!(log.says("entry-hidden") && log.text().contains("Reden: naam"));
        // Behind a press, and only for who decides.
        let judge = format!("/crises/{crisis}/hidden/{entry}");
        assert_eq!(house.get(&keeper, &judge).await.status, StatusCode::FORBIDDEN);
        let closed = house.get(&chair, &judge).await;
        assert!(!closed.text().contains("Toverhazelaar"));
        let open = house.get(&chair, &format!("{judge}?words=show")).await;
        assert!(open.text().contains(WORDS) && open.text().contains("Toverhazelaars zus"));
        let api = format!("/api/v1/crises/{crisis}/hiddenEntries/{entry}");
        let told = house.send(&Ask::get(&api).bearer(&chair)).await;
        assert!(told.text().contains(WORDS));
        let shown = post(&chair, &format!("{path}/show"), fresh + 2, &[]);
        assert_eq!(house.send(&shown).await.status, StatusCode::SEE_OTHER);
        let again = house.get(&chair, &path).await;
        assert!(again.text().contains(WORDS), "as it was");
        let erase = post(&chair, &format!("{path}/erase"), fresh + 3, &[("reason", "x")]);
        let got = house.send(&erase).await;
        assert_eq!(got.status, StatusCode::CONFLICT, "not hidden any more");
    }
}

#[tokio::test]
async fn who_hides_does_not_decide() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let entry = house.write_line(2, crisis, WORDS).await;
    let hide = HideEntry { crisis, entry, reason: "naam".to_owned() };
    house.submit(Role::Chair, 3, Command::HideEntry(hide)).await.unwrap();
    let chair = house.person(Role::Chair).await;
    let page = house.get(&chair, &format!("/crises/{crisis}/hidden/{entry}")).await;
    assert!(page.says("hidden-for-another"));
    for (fresh, end) in [(4, "erase"), (5, "show")] {
        let path = format!("/crises/{crisis}/log/{entry}/{end}");
        let got = house.send(&post(&chair, &path, fresh, &[("reason", "naam")])).await;
        assert_eq!(got.status, StatusCode::CONFLICT, "{end}");
        assert!(got.says("refusal-second-person"), "{end}");
        assert!(!got.text().contains(WORDS), "{end}");
    }
    let coordinator = house.person(Role::Coordinator).await;
    let list = house.get(&coordinator, &format!("/crises/{crisis}/log")).await.text();
    assert!(list.contains("id=\"count-hidden\">1<"), "a red number");
    let path = format!("/crises/{crisis}/log/{entry}/erase");
    let got = house.send(&post(&coordinator, &path, 6, &[("reason", "naam")])).await;
    assert_eq!(got.header("location"), format!("/crises/{crisis}/hidden"));
    let page = house.get(&chair, &format!("/crises/{crisis}/hidden")).await;
    assert!(page.says("hidden-none"));
}

#[tokio::test]
async fn a_line_that_may_name_a_client_is_asked_about_once() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let chair = house.person(Role::Chair).await;
    let before = house.count();
    let path = format!("/crises/{crisis}/log");
    let named = [("text", "Mevrouw Toverhazelaar is weg")];
    let got = house.send(&post(&chair, &path, 2, &named)).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.says("client-name-maybe") && got.text().contains("<mark>Mevrouw Toverhazelaar"));
    assert!(got.text().contains("name=\"names_ok\""));
    let report = house.send(&post(&chair, "/report", 3, &named)).await;
    assert_eq!(report.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = [("text", "Mevrouw Coby Ordonnans belt")];
    assert_eq!(house.count(), before);
    for (fresh, fields) in [
        (4, [named.as_slice(), &[("names_ok", "yes")]].concat()),
        (5, [named.as_slice(), &[("restricted", "yes")]].concat()),
        (6, own.to_vec()),
    ] {
        let got = house.send(&post(&chair, &path, fresh, &fields)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{fields:?}");
    }
    let api = format!("/api/v1/crises/{crisis}/logEntries");
    let send = async |body: &str, fresh| {
        let ask = Ask::raw(&api, "application/json", body).bearer(&chair);
        house.send(&ask.with("idempotency-key", &key(fresh))).await
    };
    let got = send(r#"{"kind":"fact","text":"Mevrouw Toverhazelaar"}"#, 7).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.text().contains("maybe-client-name") && !got.text().contains("Toverhazelaar"));
    let got = send(r#"{"kind":"fact","text":"Mevrouw Toverhazelaar","namesOk":true}"#, 8).await;
    assert_eq!(got.status, StatusCode::CREATED);
}

/// What stands between `<code>` and `</code>`.
fn codes(got: &Got) -> Vec<String> {
    let text = got.text();
    let parts = text.split("<code>").skip(1).filter_map(|part| part.split("</code>").next());
    parts.map(str::to_owned).collect()
}

fn login(name: &str, secret: &str) -> Ask {
    Ask::post("/login", &[("login", name), ("password", secret)])
}

async fn session(house: &House, name: &str, secret: &str) -> Option<Person> {
    let got = house.send(&login(name, secret)).await;
    let token = got.cookie(LOGIN_COOKIE)?;
    let actor = house.app.world().directory.by_login(name)?;
    Some(Person { actor, token })
}

/// Somebody in with a code sets a password before anything else.
async fn sets_a_password(house: &House, who: &Person, fresh: u64, password: &str) {
    for path in ["/", "/account", "/report", "/crises/new"] {
        let got = house.get(who, path).await;
        assert_eq!(got.header("location"), "/account/new-password", "{path}");
    }
    let api = house.send(&Ask::get("/api/v1/crises").bearer(who)).await;
    assert_eq!(api.status, StatusCode::FORBIDDEN);
    assert!(api.text().contains("password-needed"));
    let path = "/account/new-password";
    let short = post(who, path, fresh, &[("password", "kort"), ("again", "kort")]);
    assert_eq!(house.send(&short).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = post(who, path, fresh, &[("password", password), ("again", "iets anders!")]);
    assert_eq!(house.send(&other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = post(who, path, fresh, &[("password", password), ("again", password)]);
    assert_eq!(house.send(&set).await.header("location"), "/");
    assert_eq!(house.get(who, "/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_works_once_and_for_half_an_hour() {
    let house = House::founded().await;
    let coordinator = house.person(Role::Coordinator).await;
    let path = format!("/users/{}/code", house.people[&Role::Member]);
    let give = post(&coordinator, &path, 1, &[]);
    let given = codes(&house.send(&give).await);
    assert_eq!(given[0], "member");
    house.clock.set(NOW.plus_ms(5 * MINUTE_MS));
    assert_eq!(codes(&house.send(&give).await), given, "the same press shows the same code");
    let late = given[1].clone();
    house.clock.set(NOW.plus_ms(31 * MINUTE_MS));
    assert!(session(&house, "member", &late).await.is_none(), "after half an hour");
    let given = codes(&house.send(&post(&coordinator, &path, 2, &[])).await);
    let code = given[1].to_lowercase().replace('-', " ");
    let member = session(&house, "member", &code).await.unwrap();
    assert!(session(&house, "member", &code).await.is_none(), "once");
    assert!(session(&house, "chair", &code).await.is_none(), "for one person");
    sets_a_password(&house, &member, 3, "een heel nieuw woord").await;
    assert!(session(&house, "member", PASSWORD).await.is_none());
    assert!(session(&house, "member", "een heel nieuw woord").await.is_some());
    assert_eq!(codes(&house.get(&coordinator, "/users").await), [""; 0]);
}

#[tokio::test]
async fn codes_from_the_envelope_work_once_each_and_new_ones_end_the_old() {
    let house = House::founded().await;
    let coordinator = house.person(Role::Coordinator).await;
    let make = |fresh| post(&coordinator, "/account/codes", fresh, &[]);
    let first = codes(&house.send(&make(1)).await);
    assert_eq!((first.len(), first[0].as_str()), (11, "coordinator"));
    assert_eq!(codes(&house.send(&make(1)).await), first, "the same press");
    let third = first[3].clone();
    assert!(third.starts_with("3-"));
    let wrong = third.replacen('3', "4", 1);
    assert!(session(&house, "coordinator", &wrong).await.is_none(), "the number picks");
    let who = session(&house, "coordinator", &third).await.unwrap();
    assert!(session(&house, "coordinator", &third).await.is_none(), "once");
    sets_a_password(&house, &who, 2, "een heel nieuw woord").await;
    let list = house.get(&who, "/account/codes").await.text();
    assert_eq!(list.matches("is-used").count(), 1);
    let again = post(&who, "/account/codes", 3, &[]);
    let second = codes(&house.send(&again).await);
    assert!(session(&house, "coordinator", &first[5]).await.is_none(), "of the old envelope");
    assert!(session(&house, "coordinator", &second[5]).await.is_some());
}

#[tokio::test]
async fn somebody_is_let_in_on_the_spot_with_a_code() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Brand").await;
    let chair = house.person(Role::Chair).await;
    let path = format!("/crises/{crisis}/admit");
    let fields = [("name", "Petra de Boer"), ("role", "member")];
    let empty = post(&chair, &path, 2, &[("name", " "), ("role", "member")]);
    assert_eq!(house.send(&empty).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let no = post(&chair, &path, 2, &[("name", "Petra"), ("role", "coordinator")]);
    assert_eq!(house.send(&no).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let admit = post(&chair, &path, 2, &fields);
    let given = codes(&house.send(&admit).await);
    assert_eq!(given[0], "p.boer");
    assert_eq!(codes(&house.send(&admit).await), given, "pressed twice");
    let other = codes(&house.send(&post(&chair, &path, 3, &fields)).await);
    assert_eq!(other[0], "p.boer2");
    let guest = session(&house, "p.boer", &given[1]).await.unwrap();
    sets_a_password(&house, &guest, 4, "een heel nieuw woord").await;
    let home = house.get(&guest, "/").await;
    assert_eq!(home.header("location"), format!("/crises/{crisis}/log"));
    let line = post(&guest, &format!("/crises/{crisis}/log"), 5, &[("text", "Ik ben er")]);
    assert_eq!(house.send(&line).await.status, StatusCode::SEE_OTHER);
    // The chair gives no codes to people of the house.
    let member = house.people[&Role::Member];
    let got = house.send(&post(&chair, &format!("/users/{member}/code"), 6, &[])).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn at_a_pc_of_the_crisis_room_somebody_takes_over_with_a_pin() {
    let house = House::founded().await;
    let member = house.person(Role::Member).await;
    for bad in ["12345", "1234567", "111111", "12345a"] {
        let got = house.send(&post(&member, "/account/pin", 1, &[("pin", bad)])).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    let set = post(&member, "/account/pin", 2, &[("pin", "482917")]);
    assert_eq!(house.send(&set).await.header("location"), "/account?pin=1");
    let fields = [("login", "member"), ("pin", "482917")];
    let anywhere = house.send(&Ask::post("/login/take-over", &fields)).await;
    assert!(anywhere.says("take-over-not-here"));
    assert!(anywhere.cookie(LOGIN_COOKIE).is_none());
    let chair = login("chair", PASSWORD).field("enrol", "yes");
    let got = house.send(&chair).await;
    let (pc, chair) = (got.cookie(PC_COOKIE).unwrap(), got.cookie(LOGIN_COOKIE).unwrap());
    let at_pc = |fields: &[(&str, &str)], login: &str| {
        let token = form_token(login);
        let cookies = format!("{PC_COOKIE}={pc}; {LOGIN_COOKIE}={login}");
        Ask::post("/login/take-over", fields).with("cookie", &cookies).field("token", &token)
    };
    let got = house.send(&at_pc(&fields, &chair)).await;
    assert_eq!(got.header("location"), "/");
    let token = got.cookie(LOGIN_COOKIE).unwrap();
    assert!(house.web.logins.session(&token, NOW).is_some());
    assert!(house.web.logins.session(&chair, NOW).is_none(), "who sat there is logged out");
    let wrong = [("login", "member"), ("pin", "482918")];
    for _ in 0..5 {
        assert!(house.send(&at_pc(&wrong, &token)).await.says("take-over-wrong"));
    }
    assert!(house.send(&at_pc(&fields, &token)).await.says("take-over-ended"));
    let password = login("chair", PASSWORD).with("cookie", &format!("{PC_COOKIE}={pc}"));
    assert!(house.send(&password).await.cookie(LOGIN_COOKIE).is_some());
    assert_eq!(house.send(&at_pc(&fields, &token)).await.header("location"), "/");
    let ict = house.person(Role::Ict).await;
    let id = house.web.enrolments.all()[0].id();
    let list = house.get(&ict, "/devices").await.text();
    assert!(list.contains(&id) && !list.contains(&pc));
    let end = post(&ict, &format!("/devices/pcs/{id}/end"), 9, &[]);
    assert_eq!(house.send(&end).await.status, StatusCode::SEE_OTHER);
    assert!(house.web.enrolments.all().is_empty());
    assert!(house.send(&at_pc(&fields, "")).await.says("take-over-not-here"));
}

#[tokio::test]
async fn who_was_blocked_can_be_let_in_again() {
    let house = House::founded().await;
    let user = house.people[&Role::Member];
    let coordinator = house.person(Role::Coordinator).await;
    let path = format!("/users/{user}/unblock");
    let early = house.send(&post(&coordinator, &path, 1, &[])).await;
    assert!(early.says("refusal-not-blocked"), "{}", early.text());
    let block = BlockUser { user, reason: "pasje kwijt".to_owned() };
    house.submit(Role::Coordinator, 2, Command::BlockUser(block)).await.unwrap();
    assert!(session(&house, "member", PASSWORD).await.is_none());
    let page = house.get(&coordinator, &format!("/users/{user}")).await;
    assert!(page.says("user-unblock-save") && page.text().contains("pasje kwijt"));
    let unblock = post(&coordinator, &path, 3, &[]);
    for _ in 0..2 {
        assert_eq!(house.send(&unblock).await.header("location"), format!("/users/{user}"));
    }
    assert!(session(&house, "member", PASSWORD).await.is_some());
    let mut ask = Ask::raw("/api/v1/users/x/unblocking", "application/json", "{}");
    ask.method = Method::POST;
    let ask = ask.bearer(&coordinator).with("idempotency-key", "1");
    assert_eq!(house.send(&ask).await.status, StatusCode::NOT_FOUND);
}

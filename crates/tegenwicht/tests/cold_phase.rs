// SPDX-License-Identifier: EUPL-1.2
//! What is made ready before anything happens: contacts, roster, sites, settings, and the steps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod flow;

use axum::http::StatusCode;
use flow::{Ask, Got, House, NOW, Person, key};
use tegenwicht_core::actor::Role;

async fn post(house: &House, who: &Person, path: &str, fields: &[(&str, &str)], key: u64) -> Got {
    let ask = Ask::post(path, fields).field("key", &flow::key(key)).by(who);
    house.send(&ask).await
}

/// Sends a form that is accepted.
async fn done(house: &House, who: &Person, path: &str, fields: &[(&str, &str)], key: u64) {
    let got = post(house, who, path, fields, key).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{path}: {}", got.text());
}

async fn page(house: &House, who: &Person, path: &str) -> String {
    let got = house.get(who, path).await;
    assert_eq!(got.status, StatusCode::OK, "{path}");
    got.text()
}

fn position(text: &str, words: &str) -> usize {
    text.find(words).unwrap_or_else(|| panic!("{words} is not there"))
}

/// The address of the first thing of a kind on a page.
fn address(text: &str, before: &str) -> String {
    let from = position(text, before);
    text[from + 6..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_of_a_role_stands_before_the_deputy_and_desks_stand_apart() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let add = |name: &'static str, rank: &'static str, more: (&'static str, &'static str)| {
        [("name", name), ("phone", "06 12345678"), ("rank", rank), more]
    };
    done(&house, &who, "/contacts", &add("Aad Achter", "1", ("roles", "chair")), 1).await;
    done(&house, &who, "/contacts", &add("Zoë Zeker", "0", ("roles", "chair")), 2).await;
    done(&house, &who, "/contacts", &add("Meldkamer", "0", ("desk", "ghor")), 3).await;
    let before = house.count();
    done(&house, &who, "/contacts", &add("Meldkamer", "0", ("desk", "ghor")), 3).await;
    assert_eq!(house.count(), before, "the same form once more");
    let text = page(&house, &who, "/contacts").await;
    assert!(position(&text, "Zoë Zeker") < position(&text, "Aad Achter"));
    assert!(position(&text, "Meldkamer") > position(&text, "id=\"desks\""));
    assert!(text.contains("href=\"tel:0612345678\""));
    assert!(text.contains("state-unknown"), "a role without anybody shows");
    let names = page(&house, &who, "/contacts?view=names").await;
    assert!(position(&names, "Zoë Zeker") > position(&names, "Aad Achter"));
    // A name that is looked for is found, and stands in no address.
    let found = post(&house, &who, "/contacts/search", &[("q", "zeker")], 4).await;
    assert!(found.text().contains("Zoë Zeker") && !found.text().contains("Aad Achter"));
    let none = post(&house, &who, "/contacts/search", &[("q", "0687")], 5).await;
    assert!(none.says("contact-found-none"));
    let member = house.person(Role::Member).await;
    let read = page(&house, &member, "/contacts").await;
    assert!(read.contains("Zoë Zeker") && !read.contains("/contacts/new"));
}

#[tokio::test]
async fn a_contact_is_changed_on_a_page_of_its_own_and_erased_when_it_goes() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let jan = [("name", "Jan"), ("phone", "4001"), ("phone_3", "4003 / 4004"), ("roles", "ict")];
    done(&house, &who, "/contacts", &jan, 1).await;
    let path =
        address(&page(&house, &who, "/contacts?view=names").await, "href=\"/contacts/contact");
    let form = page(&house, &who, &path).await;
    assert!(form.contains("value=\"4003\"") && form.contains("value=\"4004\""), "{form}");
    let wrong = post(&house, &who, &path, &[("name", "Jan"), ("phone", "")], 2).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("refusal-phone-lacking") && wrong.text().contains("href=\"#phone\""));
    done(&house, &who, &path, &[("name", "Jan P."), ("phone", "4009")], 3).await;
    let text = page(&house, &who, "/contacts").await;
    assert!(text.contains("Jan P.") && text.contains("4009") && !text.contains("4003"));
    done(&house, &who, &format!("{path}/remove"), &[], 4).await;
    done(&house, &who, &format!("{path}/remove"), &[], 5).await;
    assert!(!page(&house, &who, "/contacts").await.contains("Jan P."));
    assert_eq!(house.get(&who, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_week_of_the_roster_is_copied_once_however_often_it_is_pressed() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    done(&house, &who, "/contacts", &[("name", "Jan"), ("phone", "4001")], 1).await;
    let text = page(&house, &who, "/roster").await;
    let jan = text.split("value=\"contact-").nth(1).unwrap().split('"').next().unwrap();
    let jan = format!("contact-{jan}");
    assert!(
        text.contains("value=\"12-01-2026 08:00\"") && text.contains("value=\"19-01-2026 08:00\"")
    );
    let turn = [
        ("role", "chair"),
        ("contact", jan.as_str()),
        ("from", "12-01-2026 08:00"),
        ("until", "19-01-2026 08:00"),
    ];
    done(&house, &who, "/roster", &turn, 2).await;
    let on = page(&house, &who, "/roster").await;
    assert!(position(&on, "id=\"on-duty\"") < position(&on, "Jan"));
    let before = house.count();
    for key in [3, 3, 4] {
        done(&house, &who, "/roster/copy", &[("week", "2026-W03")], key).await;
    }
    assert_eq!(house.count(), before + 1);
    let next = page(&house, &who, "/roster?week=2026-W04").await;
    assert!(next.contains("2026-01-26T08:00:00+01:00"));
    let path = address(&next, "href=\"/roster/shift");
    done(&house, &who, &format!("{path}/remove"), &[], 5).await;
    let changed = page(&house, &who, "/roster?week=2026-W04").await;
    let turns = |page: &str| page.matches("href=\"/roster/shift").count();
    assert_eq!(turns(&changed), turns(&next) - 1, "one is off the roster");
}

#[tokio::test]
async fn a_setting_is_the_sectors_until_the_institution_says_otherwise() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let text = page(&house, &who, "/settings").await;
    let client = text.split("id=\"word.client\"").nth(1).unwrap();
    let value = client.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let before = house.count();
    // What says the same as the sector is not kept.
    let same = [("section", "words"), ("word.client", value.as_str())];
    done(&house, &who, "/settings", &same, 1).await;
    assert_eq!(house.count(), before);
    let own = [("section", "words"), ("word.client", "gast")];
    done(&house, &who, "/settings", &own, 2).await;
    done(&house, &who, "/settings", &own, 3).await;
    assert_eq!(house.count(), before + 1);
    assert!(page(&house, &who, "/settings").await.contains("value=\"gast\""));
    done(&house, &who, "/settings/back", &[("name", "word.client")], 4).await;
    assert!(!page(&house, &who, "/settings").await.contains("value=\"gast\""));
    let role = [("section", "roles"), ("new-role", "Hoofd keuken")];
    done(&house, &who, "/settings", &role, 5).await;
    assert!(page(&house, &who, "/contacts/new").await.contains("Hoofd keuken"));
    let twice = post(&house, &who, "/settings", &role, 6).await;
    assert!(twice.says("setting-role-there"));
    // Every part is folded, but the one with a fault.
    let open = |text: &str| text.matches("<details class=\"panel more\" open>").count();
    let folds = |text: &str| text.matches("<details class=\"panel more\"").count();
    assert_eq!((folds(&twice.text()), open(&twice.text())), (8, 1));
    let text = page(&house, &who, "/settings").await;
    assert_eq!((folds(&text), open(&text)), (8, 0));
    let observer = house.person(Role::Observer).await;
    assert!(!page(&house, &observer, "/settings").await.contains("<form class=\"settings\""));
}

#[tokio::test]
async fn each_step_to_ready_shows_what_is_done_and_only_the_next_has_the_primary_button() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let next = |text: &str| {
        assert_eq!(text.matches("ready-step is-next").count(), 1, "one is next");
        let rest = text.split("ready-step is-next").nth(1).unwrap().to_owned();
        let link = rest.split("class=\"utrecht-button\"").nth(1).unwrap();
        link.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let ready = |text: String| next(&text);
    assert_eq!(ready(page(&house, &who, "/ready").await), "/setup/root");
    done(&house, &who, "/setup/root", &[], 1).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/settings");
    done(&house, &who, "/settings/checked", &[], 2).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/contacts");
    let seats = ["chair", "log-keeper", "information-manager", "care", "ict", "facility"];
    let mut jan = Ask::post("/contacts", &[("name", "Jan"), ("phone", "4001")]);
    let rows = "Naam;Telefoon;Rollen\nJan;4001;chair, log-keeper, information-manager, care, ict, \
                facility, communication\n";
    jan = jan.field("key", &key(3)).by(&who);
    house.send(&jan).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/contacts", "{seats:?} lack");
    let got = post(&house, &who, "/import/contacts", &[("text", rows)], 4).await;
    done(&house, &who, got.header("location"), &[], 5).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/roster");
    let text = page(&house, &who, "/roster").await;
    assert!(text.contains("class=\"ready-bar no-print\""), "the way back");
    let jan = text.split("value=\"contact-").nth(1).unwrap().split('"').next().unwrap();
    let jan = format!("contact-{jan}");
    let turn = [
        ("role", "chair"),
        ("contact", jan.as_str()),
        ("from", "12-01-2026 08:00"),
        ("until", "19-01-2026 08:00"),
    ];
    done(&house, &who, "/roster", &turn, 6).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/sites");
    done(&house, &who, "/sites", &[("name", "Hoofdgebouw")], 7).await;
    assert_eq!(ready(page(&house, &who, "/ready").await), "/settings#places");
    let places =
        [("section", "places"), ("place.gathering", "Zaal 1"), ("place.fallback", "Zaal 2")];
    done(&house, &who, "/settings", &places, 8).await;
    let opening = page(&house, &who, "/crises/new").await;
    for place in ["Zaal 1", "Zaal 2"] {
        assert!(opening.contains(&format!("value=\"{place}\"")), "{place} is filled in");
    }
    // The notice board has its PIN already; codes on paper are next.
    assert_eq!(ready(page(&house, &who, "/ready").await), "/account/codes");
    let home = page(&house, &who, "/").await;
    assert!(home.contains("href=\"/ready\"") && home.contains("7 van 9 klaar"));
    // A week later nobody is on duty, and the step is open again.
    house.clock.set(NOW.plus_ms(7 * 24 * 3_600_000));
    let later = house.person(Role::Coordinator).await;
    assert_eq!(ready(page(&house, &later, "/ready").await), "/roster");
}

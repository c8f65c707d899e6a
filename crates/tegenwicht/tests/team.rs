// SPDX-License-Identifier: EUPL-1.2
//! Who does what, through pages and API: seats, hand-over, orders, the call list, informing,
//! support; with refusals, repetitions, and names that stay sealed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod flow;

use axum::http::{Method, StatusCode};
use flow::{Ask, Got, House, Person, key};
use serde_json::json;
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::SetContact;
use tegenwicht_core::feature::roster::SetShift;
use tegenwicht_core::feature::setting::SetSettings;
use tegenwicht_core::id::CrisisId;

const MINUTE_MS: i64 = 60_000;

struct Room {
    house: House,
    crisis: CrisisId,
    manager: Person,
}

impl Room {
    async fn new() -> Self {
        let house = House::founded().await;
        let crisis = house.open_crisis(1, "Brand in de keuken").await;
        let manager = house.person(Role::Manager).await;
        Self { house, crisis, manager }
    }

    fn path(&self, rest: &str) -> String {
        format!("/crises/{}/{rest}", self.crisis)
    }

    async fn page(&self, rest: &str) -> String {
        let got = self.house.get(&self.manager, &self.path(rest)).await;
        assert_eq!(got.status, StatusCode::OK, "{rest}: {}", got.text());
        got.text()
    }

    async fn send(&self, rest: &str, fresh: u64, fields: &[(&str, &str)]) -> Got {
        let ask = Ask::post(&self.path(rest), fields).field("key", &key(fresh)).by(&self.manager);
        self.house.send(&ask).await
    }

    async fn done(&self, rest: &str, fresh: u64, fields: &[(&str, &str)]) {
        let got = self.send(rest, fresh, fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{rest}: {}", got.text());
    }

    fn later(&self, minutes: i64) {
        let now = self.house.app.clock.now();
        self.house.clock.set(now.plus_ms(minutes * MINUTE_MS));
    }

    fn seats(&self) -> usize {
        let world = self.house.app.world();
        world.crisis(self.crisis).unwrap().1.team.seated(None).len()
    }

    fn first_seat(&self) -> String {
        let world = self.house.app.world();
        world.crisis(self.crisis).unwrap().1.team.seated(None)[0].taken.seat.to_string()
    }
}

#[tokio::test]
async fn one_person_takes_every_role_with_one_press_and_once_however_often_it_is_sent() {
    let room = Room::new().await;
    let page = room.page("team").await;
    assert_eq!(page.matches("seat--empty").count(), 7, "{page}");
    let fields = [("all", "yes"), ("until", "14:00")];
    room.done("team/roles", 10, &fields).await;
    assert_eq!(room.seats(), 7);
    let several = [("roles", "chair"), ("roles", "plotter"), ("until", "14:00")];
    room.done("team/roles", 11, &several).await;
    room.done("team/roles", 11, &several).await;
    assert_eq!(room.seats(), 9);
    let page = room.page("team").await;
    assert!(!page.contains("seat--empty"), "{page}");
    assert!(page.contains("Persoon manager") && page.contains("tot 14:00"), "{page}");
    let log = room.page("log").await;
    assert!(log.contains("bezet tot 14:00"), "{log}");
}

#[tokio::test]
async fn a_large_team_stands_together_by_role_and_a_small_one_stands_open() {
    let room = Room::new().await;
    for number in 0..12 {
        room.house.take_seat(100 + number, room.crisis, "liaison-copi").await;
    }
    let page = room.page("team").await;
    assert!(!page.contains("seat-fold"), "{page}");
    room.house.take_seat(112, room.crisis, "liaison-copi").await;
    room.house.take_seat(113, room.crisis, "hr").await;
    room.done("team/roles", 12, &[("roles", "chair"), ("until", "14:00")]).await;
    let page = room.page("team").await;
    assert_eq!(page.matches("seat-fold").count(), 2, "two roles of others: {page}");
    assert!(page.contains("13 mensen") && page.contains(": Persoon chair</summary>"), "{page}");
    let (open, _) = page.split_once("seat-fold").unwrap();
    assert!(
        open.contains("seat--taken") && open.contains("Persoon manager"),
        "one's own stands open"
    );
    assert_eq!(page.matches("li class=\"seat seat--taken").count(), 15, "nobody is left out");
}

#[tokio::test]
async fn an_empty_role_says_how_long_only_after_a_minute() {
    let room = Room::new().await;
    for page in ["team", "calls", "inform"] {
        let said = room.page(page).await;
        assert!(!said.contains("al 0 min"), "{page}: {said}");
    }
    assert!(room.page("calls").await.contains("niet bezet"));
    room.later(2);
    assert!(room.page("team").await.contains("al 2 min"));
    assert!(room.page("calls").await.contains("niet bezet, al 2 min"));
}

#[tokio::test]
async fn a_faulty_form_comes_back_with_what_was_typed_and_its_fault() {
    let room = Room::new().await;
    let got = room.send("team/roles", 10, &[("until", "later")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.says("team-roles-missing") && got.says("time-unclear"), "{}", got.text());
    assert!(got.text().contains("value=\"later\""), "{}", got.text());
    let got = room.send("team/seats", 11, &[("mandate", "alles tot € 5.000")]).await;
    assert!(got.says("team-who-missing") && got.says("team-role-missing"), "{}", got.text());
    assert!(got.text().contains("alles tot € 5.000"));
    let got = room.send("team/seats", 12, &[("role", "Chair!"), ("name", "Bo")]).await;
    assert!(got.says("refusal-id-wrong"), "{}", got.text());
    let got = room.send("team/seats", 13, &[("role", "chair"), ("who", "koning")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    assert_eq!(room.seats(), 0);
}

#[tokio::test]
async fn somebody_from_elsewhere_is_named_on_the_page_and_nowhere_in_the_open() {
    let room = Room::new().await;
    let fields = [
        ("role", "liaison-copi"),
        ("name", "Berend Vreemdeling"),
        ("phone", "06 11223344"),
        ("organisation", "Brandweer"),
        ("mandate", "inzet ploegen"),
    ];
    room.done("team/seats", 10, &fields).await;
    let page = room.page("team").await;
    for said in ["Berend Vreemdeling", "tel:0611223344", "Brandweer", "mandaat: inzet ploegen"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!room.page("log").await.contains("Vreemdeling"));
    let observer = room.house.person(Role::Observer).await;
    let page = room.house.get(&observer, &room.path("team")).await.text();
    assert!(page.contains("Berend Vreemdeling") && !page.contains("11223344"), "{page}");
    let folder = room.house.folder();
    for file in flow::files(&folder) {
        let bytes = std::fs::read(&file).unwrap();
        let found = bytes.windows(11).any(|part| part == b"Vreemdeling");
        assert!(!found, "{}", file.display());
    }
    let crisis = room.crisis;
    let house = room.house.restarted(2).await;
    let manager = house.person(Role::Manager).await;
    let page = house.get(&manager, &format!("/crises/{crisis}/team")).await.text();
    assert!(page.contains("Berend Vreemdeling"), "unsealed again after a restart");
}

#[tokio::test]
async fn presence_is_unknown_until_somebody_says_so_and_one_tick_counts_for_all_roles() {
    let room = Room::new().await;
    room.done("team/roles", 10, &[("roles", "chair"), ("roles", "care")]).await;
    let page = room.page("team").await;
    assert!(!page.contains("seat--present") && !page.contains("seat--absent"), "{page}");
    let path = format!("team/{}/presence", room.first_seat());
    room.done(&path, 11, &[("present", "yes")]).await;
    room.done(&path, 11, &[("present", "yes")]).await;
    assert_eq!(room.page("team").await.matches("seat--present").count(), 2);
    let got = room.send(&path, 12, &[("present", "maybe")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_overdue_seat_is_red_and_the_handover_writes_itself() {
    let room = Room::new().await;
    room.done("team/roles", 10, &[("roles", "chair"), ("until", "10:30")]).await;
    room.done("log", 11, &[("kind", "action"), ("text", "Bel de familie"), ("at", "nu")]).await;
    room.done("log", 12, &[("kind", "decision"), ("text", "Keuken dicht"), ("at", "nu")]).await;
    let asked = [("what", "Twee pompen"), ("of", "Brandweer")];
    room.done("support", 13, &asked).await;
    let support = {
        let world = room.house.app.world();
        let (_, state) = world.crisis(room.crisis).unwrap();
        state.support.all()[0].begun.support.to_string()
    };
    let promised = [("standing", "promised"), ("said_by", "meldkamer"), ("expected", "11:15")];
    room.done(&format!("support/{support}"), 14, &promised).await;
    room.later(45);
    let page = room.page("team").await;
    assert!(page.contains("seat--overdue") && page.contains("count--late"), "{page}");
    let path = format!("team/{}/handover", room.first_seat());
    let page = room.page(&path).await;
    for said in ["Bel de familie", "Keuken dicht", "Twee pompen", "11:15"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let chair = room.house.people[&Role::Chair].to_string();
    room.done(&path, 15, &[("who", &chair), ("until", "15:00")]).await;
    room.done(&path, 15, &[("who", &chair), ("until", "15:00")]).await;
    assert_eq!(room.seats(), 1);
    let page = room.page("team").await;
    assert!(page.contains("Persoon chair") && !page.contains("seat--overdue"), "{page}");
    let got = room.send(&path, 16, &[("until", "15:00")]).await;
    assert!(got.says("team-who-missing"), "{}", got.text());
}

#[tokio::test]
async fn a_member_takes_a_free_seat_and_puts_nobody_else_in_one() {
    let room = Room::new().await;
    let member = room.house.person(Role::Member).await;
    let take = |fresh| {
        let fields = [("roles", "ict"), ("until", "")];
        Ask::post(&room.path("team/roles"), &fields).field("key", &key(fresh)).by(&member)
    };
    let got = room.house.send(&take(10)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let chair = room.house.people[&Role::Chair].to_string();
    let fields = [("role", "care"), ("who", chair.as_str())];
    let put = Ask::post(&room.path("team/seats"), &fields).field("key", &key(11)).by(&member);
    assert_eq!(room.house.send(&put).await.status, StatusCode::FORBIDDEN);
    let path = format!("/api/v1/crises/{}/seats", room.crisis);
    let body = json!({ "role": "care", "user": chair }).to_string();
    let put = Ask::raw(&path, "application/json", body).bearer(&member);
    let got = room.house.send(&put.with("idempotency-key", &key(12))).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_order_is_answered_and_one_that_is_late_is_a_red_number() {
    let room = Room::new().await;
    let team = [("team", ""), ("title", "Logistiek & vervoer"), ("task", "pompen")];
    room.done("teams", 10, &team).await;
    let got = room.send("teams", 11, &team).await;
    assert!(got.says("refusal-team-already-there"), "{}", got.text());
    let got = room.send("orders", 12, &[("order", " "), ("order_due", "gisteren")]).await;
    for fault in ["order-team-missing", "refusal-text-empty", "time-unclear"] {
        assert!(got.says(fault), "{fault}: {}", got.text());
    }
    let give = [("team", "logistiek-vervoer"), ("order", "Haal pompen"), ("order_due", "10:20")];
    room.done("orders", 13, &give).await;
    room.done("orders", 13, &give).await;
    let order = {
        let world = room.house.app.world();
        let (_, state) = world.crisis(room.crisis).unwrap();
        assert_eq!(state.orders.by_id.len(), 1);
        state.orders.of(None)[0].begun.order.to_string()
    };
    room.later(30);
    let page = room.page("orders").await;
    assert!(page.contains("order--late") && page.contains("count--late"), "{page}");
    let path = format!("orders/{order}/answer");
    let got = room.send(&path, 14, &[("reply", "cannot"), ("note", "")]).await;
    assert!(got.says("refusal-reason-empty"), "{}", got.text());
    room.done(&path, 15, &[("reply", "done"), ("note", "staan er")]).await;
    let page = room.page("orders").await;
    assert!(!page.contains("order--late") && page.contains("staan er"), "{page}");
    let got = room.send(&path, 16, &[("reply", "acknowledged")]).await;
    assert!(got.says("refusal-order-already-ended"), "{}", got.text());
}

#[tokio::test]
async fn who_is_on_duty_is_called_first_and_an_empty_role_comes_on_top_with_its_age() {
    let room = Room::new().await;
    let jan = room.house.contact(20, "Jan Eersteman", &["care"], "06 1").await;
    let els = room.house.contact(21, "Els Dienstvrouw", &["ict"], "06 2").await;
    let now = room.house.app.clock.now();
    let shift = SetShift {
        shift: None,
        role: "care".to_owned(),
        contact: els,
        from: now,
        until: now.plus_ms(8 * 60 * MINUTE_MS),
        gone: false,
    };
    room.house.submit(Role::Coordinator, 22, Command::SetShift(shift)).await.unwrap();
    let page = room.page("calls").await;
    let at = |page: &str, what: &str| page.find(what).unwrap_or_else(|| panic!("{what}: {page}"));
    let care = &page[at(&page, "id=\"role-care\"")..];
    assert!(at(care, "Els Dienstvrouw") < at(care, "Jan Eersteman"), "{care}");
    assert!(!page.contains("call-role--late"));
    room.later(16);
    assert!(room.page("calls").await.contains("call-role--late"));
    let (jan, els) = (jan.to_string(), els.to_string());
    let call = |contact, outcome| {
        vec![("contact", contact), ("role", "care"), ("outcome", outcome), ("coming", "")]
    };
    room.done("calls", 23, &call(&els, "not-reached")).await;
    let got = room.send("calls", 24, &call(&jan, "coming")).await;
    assert!(got.says("call-coming-missing"), "{}", got.text());
    let mut coming = call(&jan, "coming");
    coming[3].1 = "10:45";
    room.done("calls", 25, &coming).await;
    room.done("calls", 25, &coming).await;
    let page = room.page("calls").await;
    assert!(page.contains("niet bereikt") && page.contains("komt om 10:45"), "{page}");
    assert!(page.contains("In het team zetten"), "{page}");
    let late = page.matches("call-role--late").count();
    assert_eq!(late, 6, "somebody is on the way for care");
    let seat = [("from", "calls"), ("role", "care"), ("who", jan.as_str()), ("until", "14:00")];
    room.done("team/seats", 26, &seat).await;
    assert!(room.page("team").await.contains("Jan Eersteman"));
    assert!(!room.page("log").await.contains("Eersteman"), "no name in the log");
    let nobody = [("contact", "contact-x"), ("outcome", "reached")];
    assert_eq!(room.send("calls", 27, &nobody).await.status, StatusCode::NOT_FOUND);
    let observer = room.house.person(Role::Observer).await;
    let got = room.house.get(&observer, &room.path("calls")).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_contact_that_changes_or_goes_changes_the_call_list_at_once() {
    let room = Room::new().await;
    let jan = room.house.contact(20, "Jan Oudenaam", &["care"], "06 1").await;
    let set = SetContact {
        contact: Some(jan),
        name: "Jan Nieuwenaam".to_owned(),
        phones: vec!["06 9".to_owned()],
        roles: vec!["care".to_owned()],
        ..SetContact::default()
    };
    room.house.submit(Role::Coordinator, 21, Command::SetContact(Box::new(set))).await.unwrap();
    let page = room.page("calls").await;
    assert!(page.contains("Jan Nieuwenaam") && !page.contains("Oudenaam"), "{page}");
    let gone = tegenwicht_core::feature::contact::RemoveContact { contact: jan };
    room.house.submit(Role::Coordinator, 22, Command::RemoveContact(gone)).await.unwrap();
    assert!(!room.page("calls").await.contains("Nieuwenaam"));
}

#[tokio::test]
async fn the_words_of_the_institution_and_its_expected_roles_are_settings() {
    let room = Room::new().await;
    let values = [
        ("role.care", "Hoofd zorg"),
        ("seats.ict", "nee"),
        ("seats.hr", "ja"),
        ("time.call-minutes", "60"),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))).to_vec();
    let set = Command::SetSettings(SetSettings { values });
    room.house.submit(Role::Coordinator, 20, set).await.unwrap();
    let page = room.page("team").await;
    assert!(page.contains("Hoofd zorg"), "{page}");
    assert!(!page.contains("data-role=\"ict\"") && page.contains("data-role=\"hr\""), "{page}");
    room.later(30);
    assert!(!room.page("calls").await.contains("call-role--late"));
}

#[tokio::test]
async fn board_and_ghor_are_unknown_until_somebody_heard_it() {
    let room = Room::new().await;
    room.later(7);
    let page = room.page("inform").await;
    assert!(page.contains("weet het nog niet, al 7 min"), "{page}");
    assert!(page.contains("Brand in de keuken"), "the script is filled in");
    assert!(page.contains("script-open"), "what is not known stays open");
    let not = [("desk", "ghor"), ("outcome", "not-reached")];
    room.done("inform", 10, &not).await;
    let told = [
        ("desk", "ghor"),
        ("outcome", "reached"),
        ("heard_by", "HOvD"),
        ("way", "telefoon"),
        ("acknowledged", "yes"),
    ];
    room.done("inform", 11, &told).await;
    room.done("inform", 11, &told).await;
    let page = room.page("inform").await;
    for said in ["weet het sinds 10:07", "gehoord door HOvD", "herhaald en begrepen"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let got = room.send("inform", 12, &[("desk", "ghor"), ("outcome", "perhaps")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(501);
    let fields = [("desk", "board"), ("outcome", "reached"), ("message", long.as_str())];
    let got = room.send("inform", 13, &fields).await;
    assert!(got.says("refusal-field-too-long"), "{}", got.text());
}

#[tokio::test]
async fn support_says_who_said_what_and_open_requests_come_first() {
    let room = Room::new().await;
    let got = room.send("support", 10, &[("what", ""), ("of", " "), ("needed", "ooit")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.says("refusal-text-empty") && got.says("refusal-name-empty"), "{}", got.text());
    room.done("support", 11, &[("what", "Tien bedden"), ("of", "Zuster Emma")]).await;
    room.later(1);
    room.done("support", 12, &[("what", "Een aggregaat"), ("of", "Leverancier")]).await;
    let ids: Vec<String> = {
        let world = room.house.app.world();
        let all = world.crisis(room.crisis).unwrap().1.support.all();
        all.iter().map(|asked| asked.begun.support.to_string()).collect()
    };
    let refused = [("standing", "refused"), ("said_by", "planner"), ("note", "zelf vol")];
    room.done(&format!("support/{}", ids[0]), 13, &refused).await;
    let page = room.page("support").await;
    let at = |what: &str| page.find(&format!("dir=\"auto\">{what}")).unwrap();
    assert!(at("Een aggregaat") < at("Tien bedden"), "{page}");
    assert!(page.contains("zegt planner") && page.contains("zelf vol"), "{page}");
    let got = room.send(&format!("support/{}", ids[1]), 14, &[("standing", "maybe")]).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn programs_do_the_same_once_however_often_they_send_it() {
    let room = Room::new().await;
    let jan = room.house.contact(20, "Jan Eersteman", &["care"], "06 1").await;
    let call = |method: Method, rest: &str, body: serde_json::Value, fresh: u64| {
        let path = format!("/api/v1/crises/{}/{rest}", room.crisis);
        let mut ask = Ask::raw(&path, "application/json", body.to_string());
        ask.method = method;
        ask.bearer(&room.manager).with("idempotency-key", &key(fresh))
    };
    let made = async |rest: &str, body: serde_json::Value, fresh| {
        let first = room.house.send(&call(Method::POST, rest, body.clone(), fresh)).await;
        assert_eq!(first.status, StatusCode::CREATED, "{rest}: {}", first.text());
        let again = room.house.send(&call(Method::POST, rest, body, fresh)).await;
        assert_eq!(again.text(), first.text());
        serde_json::from_str::<serde_json::Value>(&first.text()).unwrap()
    };
    let seat = made("seats", json!({ "role": "care", "contact": jan.to_string() }), 30).await;
    assert_eq!((&seat["name"], &seat["present"]), (&json!("Jan Eersteman"), &json!(null)));
    let seat = seat["id"].as_str().unwrap().to_owned();
    let put = call(Method::PUT, &format!("seats/{seat}/presence"), json!({"present": true}), 31);
    assert_eq!(room.house.send(&put).await.status, StatusCode::NO_CONTENT);
    made("teams", json!({ "id": "logistics", "title": "Logistiek" }), 32).await;
    let order = made("orders", json!({ "team": "logistics", "text": "Pompen" }), 33).await;
    let path = format!("orders/{}/answers", order["id"].as_str().unwrap());
    assert_eq!(made(&path, json!({ "reply": "acknowledged" }), 34).await["late"], json!(false));
    let told = json!({ "desk": "ghor", "outcome": "reached", "heardBy": "HOvD" });
    assert_eq!(made("calls", told, 35).await["desk"], "ghor");
    let asked = made("supportRequests", json!({ "what": "Bedden", "of": "Emma" }), 36).await;
    let path = format!("supportRequests/{}/standings", asked["id"].as_str().unwrap());
    let moved = made(&path, json!({ "standing": "promised", "saidBy": "planner" }), 37).await;
    assert_eq!(moved["standing"], "promised");
    made(&format!("seats/{seat}/leaving"), json!({}), 38).await;
    for list in ["seats", "teams", "orders", "calls", "callees", "supportRequests"] {
        let path = format!("/api/v1/crises/{}/{list}", room.crisis);
        let got = room.house.send(&Ask::get(&path).bearer(&room.manager)).await;
        assert_eq!(got.status, StatusCode::OK, "{list}: {}", got.text());
        assert!(got.text().contains("\"next\":null"), "{list}: {}", got.text());
    }
    for (rest, body) in [
        ("seats", json!({ "role": "care" })),
        ("calls", json!({ "contact": jan.to_string(), "outcome": "coming" })),
        ("calls", json!({ "outcome": "reached" })),
        ("orders", json!({ "team": "logistics", "text": "x", "reply": "done" })),
        ("supportRequests", json!({ "what": "x" })),
    ] {
        let got = room.house.send(&call(Method::POST, rest, body, 39)).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{rest}: {}", got.text());
    }
}

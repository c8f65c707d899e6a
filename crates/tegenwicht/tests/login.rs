// SPDX-License-Identifier: EUPL-1.2
//! The door: a flood of wrong tries keeps nobody out, nothing tells which names exist, and a
//! session ends when it should and not when a clock jumps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::http::StatusCode;
use flow::{Ask, Got, House, NOW, PASSWORD, Person, key, quick_verifier};
use tegenwicht::clock::{Clock, SystemClock};
use tegenwicht::web::visit::{KNOWN_COOKIE, LOGIN_COOKIE};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::user::{BlockUser, SetPassword};

/// What `login` promises: so many tries wait for a check, so many are checked at once. With a
/// place, the right person is in when those before them were checked.
const PLACES: usize = 96;
const CHECKS: usize = 2;
const HOUR_MS: i64 = 3_600_000;

fn login(name: &str, password: &str) -> Ask {
    Ask::post("/login", &[("login", name), ("password", password)])
}

fn is_in(got: &Got) -> bool {
    got.status == StatusCode::SEE_OTHER && got.cookie(LOGIN_COOKIE).is_some()
}

/// An institution in which checking the password of the chair and of the manager takes a moment:
/// long enough that a queue forms, short enough that ten thousand are done in a test.
async fn house_with_a_queue() -> Arc<House> {
    let house = House::founded().await;
    for (fresh, role) in [(1, Role::Chair), (2, Role::Manager)] {
        let verifier = quick_verifier(PASSWORD, 16_384);
        let set = SetPassword { user: house.people[&role], verifier };
        house.submit(Role::Coordinator, fresh, Command::SetPassword(set)).await.unwrap();
    }
    Arc::new(house)
}

/// Wrong tries on one account from one machine, so many at a time.
struct Flood {
    house: Arc<House>,
    tries: usize,
    /// So many of the tries are with a password that was not tried before.
    fresh: usize,
    begun: AtomicUsize,
    answered: AtomicUsize,
    checked: AtomicUsize,
    stop: AtomicBool,
}

impl Flood {
    fn begin(
        house: &Arc<House>,
        tries: usize,
        fresh: usize,
        at_once: usize,
    ) -> (Arc<Self>, tokio::task::JoinSet<()>) {
        let flood = Arc::new(Self {
            house: Arc::clone(house),
            tries,
            fresh,
            begun: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            checked: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..at_once {
            tasks.spawn(Arc::clone(&flood).pour());
        }
        (flood, tasks)
    }

    async fn pour(self: Arc<Self>) {
        loop {
            let number = self.begun.fetch_add(1, Ordering::SeqCst);
            if number >= self.tries || self.stop.load(Ordering::SeqCst) {
                break;
            }
            let password = format!("fout {}", number % self.fresh);
            let got = self.house.send(&login("chair", &password).from([10, 0, 0, 1])).await;
            let wrong = got.status == StatusCode::UNAUTHORIZED;
            let busy = got.status == StatusCode::TOO_MANY_REQUESTS;
            assert!(wrong || busy, "{}", got.status);
            self.answered.fetch_add(1, Ordering::SeqCst);
            if number < self.fresh && wrong {
                self.checked.fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    async fn until_checked(&self, count: usize) {
        while self.checked.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
    }

    fn checked(&self) -> usize {
        self.checked.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_wrong_tries_do_not_keep_the_right_person_out() {
    let house = house_with_a_queue().await;
    let known = house.send(&login("chair", PASSWORD)).await.cookie(KNOWN_COOKIE).unwrap();
    let known = format!("{KNOWN_COOKIE}={known}");
    let began = SystemClock.now();
    let (flood, tasks) = Flood::begin(&house, 10_000, 240, 50);
    flood.until_checked(20).await;

    let before = flood.checked();
    assert!(is_in(&house.send(&login("chair", PASSWORD)).await), "from a browser we do not know");
    let waited = flood.checked() - before;
    assert!(waited <= PLACES + CHECKS, "{waited} others were checked first");

    flood.until_checked(120).await;
    let before = flood.checked();
    assert!(is_in(&house.send(&login("chair", PASSWORD).with("cookie", &known)).await));
    let known_waited = flood.checked() - before;
    // Behind the fifty that wait it would have been about fifty.
    assert!(known_waited < 25, "{known_waited} others were checked before a known browser");

    // The mark is for one name: with it nobody else gets in sooner.
    flood.until_checked(180).await;
    let before = flood.checked();
    assert!(is_in(&house.send(&login("manager", PASSWORD).with("cookie", &known)).await));
    let other_waited = flood.checked() - before;
    assert!((25..=PLACES + CHECKS).contains(&other_waited), "{other_waited} others");

    tasks.join_all().await;
    let took = SystemClock.now().since_ms(began);
    assert_eq!(flood.answered.load(Ordering::SeqCst), 10_000);
    assert!(is_in(&house.send(&login("chair", PASSWORD).with("cookie", &known)).await));
    assert!(is_in(&house.send(&login("chair", PASSWORD)).await), "nobody is ever locked out");
    println!(
        "10,000 wrong tries in {took} ms; checks of others before the right person: {waited}, \
         from a known browser {known_waited}, with the mark of another {other_waited}"
    );
    let began = SystemClock.now();
    let _ = house.web.logins.prove(&house.app, "nobody-here", PASSWORD).await;
    let each = SystemClock.now().since_ms(began);
    let full = each * (PLACES / CHECKS) as i64;
    println!("a full queue of real checks, as built here: {PLACES} of {each} ms, so {full} ms");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_tries_at_once_than_there_are_places_keep_out_nobody_on_another_machine() {
    let house = house_with_a_queue().await;
    let (flood, tasks) = Flood::begin(&house, usize::MAX, usize::MAX, 300);
    flood.until_checked(20).await;
    let got = house.send(&login("chair", PASSWORD).from([10, 0, 0, 2])).await;
    flood.stop.store(true, Ordering::SeqCst);
    tasks.join_all().await;
    assert!(is_in(&got), "{}: another machine had all the places", got.status);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_look_the_same() {
    let house = House::founded().await;
    let manager = house.people[&Role::Manager];
    let block = BlockUser { user: manager, reason: "uit dienst".to_owned() };
    house.submit(Role::Coordinator, 1, Command::BlockUser(block)).await.unwrap();
    let mut answers = Vec::new();
    let tries = [
        ("chair", "verkeerd wachtwoord"),
        ("nobody-here", "verkeerd wachtwoord"),
        ("nobody-here", PASSWORD),
        ("manager", PASSWORD),
        ("chair", ""),
    ];
    for (name, password) in tries {
        for again in 0..2 {
            let got = house.send(&login(name, password)).await;
            assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{name} {again}");
            assert_eq!(got.headers.get("set-cookie"), None, "{name}");
            let typed = format!("name=\"login\" type=\"text\" value=\"{name}\"");
            let text = got.text();
            assert!(text.contains(&typed), "what was typed stays");
            assert!(password.is_empty() || !text.contains(password), "never sent back");
            let mut headers = got.headers;
            headers.remove("content-length");
            answers.push((headers, text.replace(&typed, "")));
        }
    }
    for answer in &answers {
        assert!(*answer == answers[0], "{answer:?}");
    }
    let api = |name: &str, password: &str| {
        let body = format!(r#"{{"name":"{name}","password":"{password}"}}"#);
        Ask::raw("/api/v1/sessions", "application/json", body)
    };
    let wrong = house.send(&api("chair", "verkeerd wachtwoord")).await;
    let nobody = house.send(&api("nobody-here", PASSWORD)).await;
    let blocked = house.send(&api("manager", PASSWORD)).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    for other in [nobody, blocked] {
        assert_eq!((wrong.status, &wrong.headers), (other.status, &other.headers));
        assert_eq!(wrong.body, other.body);
    }
}

async fn is_logged_in(house: &House, who: &Person) -> bool {
    house.get(who, "/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_restart_throws_nobody_out_and_lets_nobody_back_in() {
    let mut house = House::founded().await;
    let (chair, other) = (house.person(Role::Chair).await, house.person(Role::Chair).await);
    let (keeper, member) = (house.person(Role::LogKeeper).await, house.person(Role::Member).await);
    let got = house.send(&Ask::post("/logout", &[]).by(&other)).await;
    assert_eq!(got.cookie(LOGIN_COOKIE).as_deref(), Some(""));
    let coordinator = house.person(Role::Coordinator).await;
    let post = |what: &str, who: &Person, fresh, field, value| {
        let path = format!("/users/{}/{what}", who.actor);
        Ask::post(&path, &[(field, value)]).field("key", &key(fresh)).by(&coordinator)
    };
    let got = house.send(&post("block", &member, 1, "reason", "kwijt")).await;
    assert_eq!(got.header("location"), "/users");
    let got = house.send(&post("password", &keeper, 2, "password", "een ander wachtwoord")).await;
    assert_eq!(got.header("location"), "/users");
    for seed in [2, 3] {
        for (who, stays) in [(&chair, true), (&other, false), (&member, false), (&keeper, false)] {
            assert_eq!(is_logged_in(&house, who).await, stays, "{seed}");
        }
        house = house.restarted(seed).await;
    }
    assert!(!is_in(&house.send(&login("member", PASSWORD)).await), "blocked");
    assert!(!is_in(&house.send(&login("log-keeper", PASSWORD)).await), "replaced");
    assert!(is_in(&house.send(&login("log-keeper", "een ander wachtwoord")).await));
}

#[tokio::test]
async fn a_session_ends_sixteen_hours_after_its_last_use() {
    let house = House::founded().await;
    let (chair, member) = (house.person(Role::Chair).await, house.person(Role::Member).await);
    let mut now = NOW;
    for _ in 0..3 {
        now = now.plus_ms(16 * HOUR_MS - 1);
        house.clock.set(now);
        assert!(is_logged_in(&house, &chair).await, "use keeps it alive");
    }
    assert!(!is_logged_in(&house, &member).await, "left on a computer for two days");
    house.clock.set(now.plus_ms(16 * HOUR_MS));
    assert!(!is_logged_in(&house, &chair).await);
    house.clock.set(now);
    assert!(!is_logged_in(&house, &chair).await, "an ended session does not come back");
}

#[tokio::test]
async fn a_restart_does_not_forget_that_a_session_was_used() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    for hours in [12, 24] {
        house.clock.set(NOW.plus_ms(hours * HOUR_MS));
        assert!(is_logged_in(&house, &chair).await);
    }
    let house = house.restarted(2).await;
    assert!(is_logged_in(&house, &chair).await, "used a moment ago, and thrown out");
}

#[tokio::test]
async fn a_session_that_was_left_behind_has_ended_also_after_a_long_weekend() {
    let house = House::founded().await;
    let (chair, member) = (house.person(Role::Chair).await, house.person(Role::Member).await);
    // The chair works on, so the clock is seen to run as it should.
    for hours in (8..=72).step_by(8) {
        house.clock.set(NOW.plus_ms(hours * HOUR_MS));
        assert!(is_logged_in(&house, &chair).await, "after {hours} hours");
    }
    assert!(!is_logged_in(&house, &member).await, "left on a computer for three days");
}

#[tokio::test]
async fn a_clock_that_jumps_by_years_locks_nobody_out() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    let years = 10 * 365 * 24 * HOUR_MS;
    for jump in [years, 0, -years, years, -60_000, 0] {
        house.clock.set(NOW.plus_ms(jump));
        assert!(is_logged_in(&house, &chair).await, "at {jump}");
        assert!(is_in(&house.send(&login("member", PASSWORD)).await), "at {jump}");
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one() {
    let house = House::founded().await;
    let chair = house.person(Role::Chair).await;
    let change = |fresh: u64, old: &str, new: &str| {
        let key = key(fresh);
        let fields = [("key", key.as_str()), ("old", old), ("password", new)];
        Ask::post("/account/password", &fields).by(&chair)
    };
    let before = house.count();
    let refused = [
        ("fout", "een nieuw wachtwoord", "password-old-wrong"),
        ("", "een nieuw wachtwoord", "password-old-wrong"),
        (PASSWORD, "te kort", "refusal-password-too-short"),
    ];
    for (fresh, (old, new, says)) in refused.into_iter().enumerate() {
        let got = house.send(&change(fresh as u64, old, new)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(got.says(says), "{says}");
    }
    assert_eq!(house.count(), before);
    assert!(is_in(&house.send(&login("chair", PASSWORD)).await), "still the old one");
    let got = house.send(&change(9, PASSWORD, "een nieuw wachtwoord")).await;
    assert_eq!(got.header("location"), "/account?changed=1");
    assert!(!is_in(&house.send(&login("chair", PASSWORD)).await));
    let house = house.restarted(2).await;
    assert!(!is_in(&house.send(&login("chair", PASSWORD)).await));
    assert!(is_in(&house.send(&login("chair", "een nieuw wachtwoord")).await));
}

#[tokio::test]
async fn a_new_password_of_ones_own_ends_the_sessions_on_other_machines() {
    let house = House::founded().await;
    let (here, elsewhere) = (house.person(Role::Chair).await, house.person(Role::Chair).await);
    let fields = [("old", PASSWORD), ("password", "een nieuw wachtwoord")];
    let change = Ask::post("/account/password", &fields).field("key", &key(1)).by(&here);
    assert_eq!(house.send(&change).await.header("location"), "/account?changed=1");
    assert!(is_logged_in(&house, &here).await);
    assert!(!is_logged_in(&house, &elsewhere).await, "whoever knew the old one is still in");
}

#[tokio::test]
async fn a_login_leads_on_to_our_own_pages_only() {
    let house = House::founded().await;
    let next = |next: &str| login("chair", PASSWORD).field("next", next);
    for (asked, goes) in [
        ("/crises", "/crises"),
        ("https://example.org", "/"),
        ("//example.org", "/"),
        ("/\\example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: b=c", "/"),
        ("", "/"),
    ] {
        let got = house.send(&next(asked)).await;
        assert!(is_in(&got), "{asked}");
        assert_eq!(got.header("location"), goes, "{asked}");
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The running node as a whole: a command counts once, a failing disk is told and loses nothing,
//! and whatever way the state is reached, it is the same state.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use flow::{Ask, House, NOW, PASSWORD, actor, id, key};
use tegenwicht::app::{App, Health, Made, SubmitError};
use tegenwicht::clock::{SeededEntropy, SetClock};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::contact::RemoveContact;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::log_entry::{EntryKind, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::id::{CrisisId, EntryId, ScopeId};
use tegenwicht_core::world::World;
use tegenwicht_store::Folder;
use tegenwicht_store::refold::refold;
use tegenwicht_store::verify::verify;

fn line(crisis: CrisisId, text: &str) -> Command {
    Command::WriteEntry(Box::new(WriteEntry::plain(crisis, EntryKind::Fact, text)))
}

fn hashes(world: &World) -> BTreeMap<ScopeId, [u8; 32]> {
    world.scopes.iter().map(|(scope, state)| (*scope, state.hash())).collect()
}

/// The state of every scope as the events alone give it, in the order that the log itself sets.
fn by_rank(app: &App) -> BTreeMap<ScopeId, [u8; 32]> {
    let scopes = app.read(|store| store.scopes()).unwrap();
    let state = |scope| app.read(|store| refold(store, scope, None)).unwrap().hash();
    scopes.into_iter().map(|scope| (scope, state(scope))).collect()
}

/// A bit of everything: a report, a real crisis that is closed, an exercise with lines of every
/// kind, one struck, one erased, one restricted.
async fn a_bit_of_everything(house: &House) -> CrisisId {
    let report = MakeReport {
        text: "Rook in de keuken".to_owned(),
        place: Some("B1".to_owned()),
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    };
    house.submit(Role::Member, 1, Command::MakeReport(report)).await.unwrap();
    let open = |title: &str, mode| {
        let (began_at, place, report) = (None, None, None);
        Command::OpenCrisis(OpenCrisis {
            title: title.to_owned(),
            mode,
            began_at,
            place,
            report,
            fallback: None,
            level: None,
            halt_exercises: false,
            line: None,
        })
    };
    let real = house.submit(Role::Chair, 2, open("Brand", Mode::Real)).await.unwrap();
    let Made::Crisis(real) = real else { unreachable!() };
    let close = CloseCrisis { crisis: real, reason: "geblust".to_owned(), false_alarm: false };
    house.submit(Role::Chair, 3, Command::CloseCrisis(close)).await.unwrap();
    let crisis = house.open_crisis(4, "Stroomstoring").await;
    let mut entries = Vec::new();
    for (index, kind) in EntryKind::ALL.into_iter().enumerate() {
        house.clock.set(NOW.plus_ms(index as i64 * 60_000));
        let mut entry = WriteEntry::plain(crisis, kind, &format!("Regel {index}"));
        entry.restricted = index == 2;
        entries.push(house.write(10 + index as u64, entry).await);
    }
    let strike = StrikeEntry { crisis, entry: entries[0], reason: "dubbel".to_owned() };
    house.submit(Role::LogKeeper, 20, Command::StrikeEntry(strike)).await.unwrap();
    let hide = HideEntry { crisis, entry: entries[1], reason: "per ongeluk".to_owned() };
    house.submit(Role::LogKeeper, 22, Command::HideEntry(hide)).await.unwrap();
    let erase = EraseEntry { crisis, entry: entries[1], ground: "per ongeluk".to_owned() };
    house.submit(Role::Coordinator, 21, Command::EraseEntry(erase)).await.unwrap();
    crisis
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_command_sent_many_times_at_once_counts_once() {
    let house = Arc::new(House::founded().await);
    let crisis = house.open_crisis(1, "Lekkage").await;
    let before = house.count();
    let mut sending = tokio::task::JoinSet::new();
    for copy in 0..20_u64 {
        let (house, command) = (Arc::clone(&house), line(crisis, "Water op de gang."));
        let by = actor(&house.app, Some(house.people[&Role::LogKeeper]));
        // Two commands, ten copies of each.
        sending.spawn(async move { house.app.submit(by, id(100 + copy % 2), command).await });
    }
    let receipts = sending.join_all().await;
    let receipts: Vec<_> = receipts.into_iter().map(Result::unwrap).collect();
    assert_eq!(house.count(), before + 2);
    assert_eq!(receipts.iter().filter(|receipt| !receipt.repeated).count(), 2);
    let mut answers: Vec<_> = receipts.iter().map(|receipt| receipt.events.clone()).collect();
    answers.sort();
    answers.dedup();
    assert_eq!(answers.len(), 2, "each copy got the answer of its own command");
    let world = house.app.world();
    assert_eq!(world.crisis(crisis).unwrap().1.entries.len(), 2);
    assert_eq!(hashes(&world), by_rank(&house.app));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_screen_that_looks_at_any_moment_is_told_of_every_line_once_it_is_there() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    let world = house.app.world();
    let scope = world.crisis(crisis).unwrap().0;
    let mut at = world.scopes[&scope].count;
    let (app, done) = (Arc::clone(&house.app), Arc::new(AtomicBool::new(false)));
    let ended = Arc::clone(&done);
    // As a live screen does, but without a pause: the state of now, and what changed up to it.
    let looking = tokio::task::spawn_blocking(move || {
        let mut told = BTreeSet::new();
        loop {
            let last = ended.load(Ordering::SeqCst);
            let count = app.world().scopes[&scope].count;
            if count > at {
                told.extend(app.changed_since(scope, at).unwrap());
                at = count;
            }
            if last {
                return told;
            }
        }
    });
    let write = |by, key| house.submit(by, key, line(crisis, "Water op de gang."));
    let mut written = BTreeSet::new();
    for key in 100..180_u64 {
        // Three at once, so that some go to the disk together.
        let (chair, keeper) = (write(Role::Chair, key), write(Role::LogKeeper, key));
        let made = tokio::join!(chair, keeper, write(Role::Coordinator, key));
        for made in [made.0, made.1, made.2] {
            let Made::Entry(entry) = made.unwrap() else { unreachable!() };
            written.insert(entry);
        }
    }
    done.store(true, Ordering::SeqCst);
    let told = looking.await.unwrap();
    let lost: Vec<_> = written.difference(&told).collect();
    assert_eq!(lost, Vec::<&EntryId>::new());
}

#[tokio::test]
async fn a_command_id_stays_bound_when_what_it_said_was_erased() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    let contact = house.contact(2, "Jan de Boer", &["chair"], "06 12345678").await;
    let gone = Command::RemoveContact(RemoveContact { contact });
    house.submit(Role::Coordinator, 3, gone).await.unwrap();
    let before = house.count();
    let other = house.submit(Role::Coordinator, 2, line(crisis, "Water op de gang.")).await;
    assert_eq!(other, Err(SubmitError::OtherPayload), "not taken for the contact of before");
    assert_eq!(house.count(), before);
    let erased = house.write_line(4, crisis, "Per ongeluk geplakt").await;
    let hide = HideEntry { crisis, entry: erased, reason: "per ongeluk".to_owned() };
    house.submit(Role::LogKeeper, 5, Command::HideEntry(hide)).await.unwrap();
    let erase = EraseEntry { crisis, entry: erased, ground: "per ongeluk".to_owned() };
    house.submit(Role::Coordinator, 6, Command::EraseEntry(erase)).await.unwrap();
    let before = house.count();
    let close = CloseCrisis { crisis, reason: "droog".to_owned(), false_alarm: false };
    let other = house.submit(Role::LogKeeper, 4, Command::CloseCrisis(close)).await;
    assert_eq!(other, Err(SubmitError::OtherPayload), "not taken for the line of before");
    let again = house.submit(Role::LogKeeper, 4, line(crisis, "Per ongeluk geplakt")).await;
    assert_eq!(again, Ok(Made::Nothing), "the line itself stays erased and is not written anew");
    assert_eq!(house.count(), before);
}

#[tokio::test]
async fn a_command_id_is_bound_to_who_sent_it_and_what_it_said() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    let first = house.submit(Role::LogKeeper, 2, line(crisis, "Een")).await.unwrap();
    let before = house.count();
    let again = house.submit(Role::LogKeeper, 2, line(crisis, "Een")).await.unwrap();
    assert_eq!(first, again);
    let other = house.submit(Role::LogKeeper, 2, line(crisis, "Twee")).await;
    assert_eq!(other, Err(SubmitError::OtherPayload));
    assert_eq!(house.count(), before);
    let somebody_else = house.submit(Role::Chair, 2, line(crisis, "Een")).await.unwrap();
    assert_ne!(first, somebody_else);
    assert_eq!(house.count(), before + 1);
    let house = house.restarted(2).await;
    let again = house.submit(Role::LogKeeper, 2, line(crisis, "Een")).await.unwrap();
    assert_eq!(first, again, "also after a restart");
    let other = house.submit(Role::LogKeeper, 2, line(crisis, "Twee")).await;
    assert_eq!(other, Err(SubmitError::OtherPayload));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn hundreds_who_write_at_once_are_all_answered() {
    let house = Arc::new(House::founded().await);
    let crisis = house.open_crisis(1, "Lekkage").await;
    let before = house.count();
    let mut sending = tokio::task::JoinSet::new();
    for number in 0..300_u64 {
        let (house, command) = (Arc::clone(&house), line(crisis, &format!("Regel {number}")));
        let by = actor(&house.app, Some(house.people[&Role::LogKeeper]));
        sending.spawn(async move { house.app.submit(by, id(1_000 + number), command).await });
    }
    assert!(sending.join_all().await.iter().all(Result::is_ok));
    assert_eq!(house.count(), before + 300);
    let world = house.app.world();
    let (_, state) = world.crisis(crisis).unwrap();
    let mut numbers: Vec<u32> = state.entries.values().map(|entry| entry.written.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=300).collect::<Vec<_>>(), "each its own number");
    assert_eq!(hashes(&world), by_rank(&house.app));
}

#[tokio::test]
async fn the_same_state_by_arrival_by_rank_from_a_snapshot_and_after_a_restart() {
    let house = House::founded().await;
    let crisis = a_bit_of_everything(&house).await;
    assert_eq!(hashes(&house.app.world()), by_rank(&house.app), "by rank");
    let mut house = house;
    for seed in 2..5 {
        // Stopping names all heads in the admin scope; what is there then is what comes back.
        house.app.stop();
        let stopped = house.app.world();
        house = house.restarted(seed).await;
        let world = house.app.world();
        assert_eq!(hashes(&world), hashes(&stopped), "{seed}: from a snapshot");
        assert_eq!(hashes(&world), by_rank(&house.app), "{seed}: by rank");
        assert!(world.directory.people == stopped.directory.people, "{seed}: who is who");
    }
    // And it can be written in again.
    house.write_line(90, crisis, "Na de herstart.").await;
    assert_eq!(hashes(&house.app.world()), by_rank(&house.app));
    assert_eq!(house.app.order_notices().len(), 0);
    let report = verify(&Folder::look(&house.folder()).unwrap());
    assert!(report.is_ok(), "{report:?}");
}

#[tokio::test]
async fn two_programs_do_not_work_in_one_folder() {
    let house = House::founded().await;
    let clock = Arc::new(SetClock::at(NOW));
    let second = App::open(&house.folder(), clock, Arc::new(SeededEntropy::new(9)));
    let error = second.unwrap_err();
    let folder = house.folder().display().to_string();
    assert!(error.to_string().contains(&folder), "{error}");
    assert!(error.retryable(), "the first may stop");
    house.open_crisis(1, "Gaat gewoon door").await;
    house.restarted(2).await;
}

#[tokio::test]
async fn what_was_known_at_a_moment_can_be_seen_later() {
    let house = House::founded().await;
    house.clock.set(NOW.plus_ms(60_000));
    let crisis = house.open_crisis(1, "Lekkage").await;
    let mut entries = Vec::new();
    for minute in 2..5 {
        house.clock.set(NOW.plus_ms(minute * 60_000));
        let mut entry = WriteEntry::plain(crisis, EntryKind::Fact, &format!("Minuut {minute}."));
        // Said to have happened long before: known only from when it was written down.
        entry.happened_at = Some(NOW.plus_ms(-3_600_000));
        entries.push(house.write(minute as u64, entry).await);
    }
    house.clock.set(NOW.plus_ms(9 * 60_000));
    let strike = StrikeEntry { crisis, entry: entries[0], reason: "klopt niet".to_owned() };
    house.submit(Role::LogKeeper, 9, Command::StrikeEntry(strike)).await.unwrap();
    let scope = house.app.world().crisis(crisis).unwrap().0;
    for (minute, lines, struck) in
        [(0, 0, false), (1, 0, false), (2, 1, false), (3, 2, false), (8, 3, false), (9, 3, true)]
    {
        let at = NOW.plus_ms(minute * 60_000);
        let known = house.app.as_known(scope, at).unwrap();
        assert_eq!(known.entries.len(), lines, "at minute {minute}");
        assert_eq!(known.crisis.is_some(), minute > 0, "at minute {minute}");
        let first = known.entries.get(&entries[0]);
        assert_eq!(first.is_some_and(|entry| entry.is_struck()), struck, "at minute {minute}");
    }
    let keeper = house.person(Role::LogKeeper).await;
    let page = house.get(&keeper, &format!("/crises/{crisis}/log?known=10:03")).await.text();
    for (text, shown) in [("Minuut 2.", true), ("Minuut 3.", true), ("Minuut 4.", false)] {
        assert_eq!(page.contains(text), shown, "{text}");
    }
    assert!(!page.contains("klopt niet"));
}

/// Plants something in the database behind the back of the node, or takes it out again.
fn behind_its_back(house: &House, sql: &str) {
    rusqlite::Connection::open(house.folder().join("tegenwicht.db"))
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

#[tokio::test]
async fn what_could_not_be_written_is_told_and_the_same_key_works_later() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    let keeper = house.person(Role::LogKeeper).await;
    let before = (house.count(), hashes(&house.app.world()));
    behind_its_back(
        &house,
        "CREATE TRIGGER planted BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'planted'); END",
    );
    let path = format!("/crises/{crisis}/log");
    let post = Ask::post(&path, &[("text", "Water.")]).field("key", &key(2)).by(&keeper);
    for _ in 0..2 {
        let got = house.send(&post).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(got.says("error-not-written"));
        assert!(got.text().contains("Water."), "what was typed stays");
        assert!(!got.text().contains("planted"), "the inside of it is for the log");
        assert_eq!((house.count(), hashes(&house.app.world())), before);
        assert_eq!(house.app.health(), Health::Writing, "the disk itself did not fail");
    }
    behind_its_back(&house, "DROP TRIGGER planted");
    for _ in 0..2 {
        assert_eq!(house.send(&post).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.count(), before.0 + 1);
    }
}

#[tokio::test]
async fn after_an_unknown_outcome_the_node_can_be_read_and_says_so() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    house.write_line(2, crisis, "Stond er al.").await;
    let keeper = house.person(Role::LogKeeper).await;
    let before = (house.count(), hashes(&house.app.world()));
    assert_eq!(house.get(&keeper, "/healthz").await.status, StatusCode::OK);
    behind_its_back(
        &house,
        "CREATE TABLE planted (id INTEGER PRIMARY KEY);
         CREATE TABLE child (id REFERENCES planted (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER plant AFTER INSERT ON event BEGIN INSERT INTO child VALUES (1); END",
    );
    let path = format!("/crises/{crisis}/log");
    let post = Ask::post(&path, &[("text", "Water.")]).field("key", &key(3)).by(&keeper);
    let got = house.send(&post).await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(got.says("error-outcome-unknown"));
    assert!(matches!(house.app.health(), Health::ReadOnly { .. }));
    for path in ["/healthz", "/api/v1/health"] {
        let got = house.send(&Ask::get(path)).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(!got.body.is_empty(), "with a reason");
    }
    behind_its_back(&house, "DROP TRIGGER plant; DROP TABLE child; DROP TABLE planted");
    // The disk would do it again, but nobody has looked yet.
    let got = house.send(&post).await;
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(got.says("error-not-written"));
    assert_eq!((house.count(), hashes(&house.app.world())), before);
    for path in ["/", &path, &format!("/crises/{crisis}"), &format!("/crises/{crisis}/figures")] {
        let got = house.get(&keeper, path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        assert!(got.says("warning-read-only"), "{path}");
    }
    assert!(house.get(&keeper, &path).await.text().contains("Stond er al."));
    let house = house.restarted(2).await;
    assert_eq!(house.app.health(), Health::Writing);
    assert_eq!(house.count(), before.0, "nothing of it came back");
    for _ in 0..2 {
        assert_eq!(house.send(&post).await.status, StatusCode::SEE_OTHER);
        assert_eq!(house.count(), before.0 + 1);
    }
    let report = verify(&Folder::look(&house.folder()).unwrap());
    assert!(report.is_ok(), "{report:?}");
}

#[tokio::test]
async fn a_key_that_cannot_be_kept_leaves_nothing_behind() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lekkage").await;
    let before = (house.count(), hashes(&house.app.world()));
    let (keys, away) = (house.folder().join("keys/subjects"), house.folder().join("keys/away"));
    std::fs::rename(&keys, &away).unwrap();
    let mut entry = WriteEntry::plain(crisis, EntryKind::Fact, "Niet voor iedereen.");
    entry.restricted = true;
    let write = Command::WriteEntry(Box::new(entry));
    let told = house.submit(Role::LogKeeper, 2, write.clone()).await;
    assert!(matches!(told, Err(SubmitError::NotWritten(_))), "{told:?}");
    assert_eq!((house.count(), hashes(&house.app.world())), before);
    std::fs::rename(&away, &keys).unwrap();
    house.submit(Role::LogKeeper, 2, write).await.unwrap();
    assert_eq!(house.count(), before.0 + 1);
    let login = Ask::post("/login", &[("login", "chair"), ("password", PASSWORD)]);
    assert_eq!(house.send(&login).await.status, StatusCode::SEE_OTHER);
}

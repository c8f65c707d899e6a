// SPDX-License-Identifier: EUPL-1.2
//! The library around the pages: files of an institution beside ours, whatever lies in the folder,
//! and what people and programs are shown of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod flow;
#[path = "library/runs.rs"]
mod runs;
#[path = "library/shipped.rs"]
mod shipped;

use std::path::Path;

use axum::http::StatusCode;
use flow::{Ask, House, NOW, key};
use tegenwicht::library::{Cards, FILES_MAX};
use tegenwicht::text::{Language, Text};
use tegenwicht_core::actor::Role;
use tegenwicht_core::library::fault::{AT_WORK_MAX, FILE_MAX, Fault, FaultCode};

/// A data folder with files of the institution in it.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(dir.path(), path, text);
    }
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join("library").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn own(id: &str, title: &str, body: &str) -> String {
    format!("---\ncard: {id}\nkind: action\ntitle: {title}\n---\nAls het moet. Of niet.\n{body}")
}

fn told(cards: &Cards) -> Vec<String> {
    let line = |found: &tegenwicht::library::FileFault| {
        let Fault { line, code, what } = &found.fault;
        format!("{}:{line} {} {what}", found.file, code.name()).trim_end().to_owned()
    };
    cards.faults.iter().filter(|found| found.own).map(line).collect()
}

#[test]
fn a_file_of_the_institution_is_added_or_takes_the_place_of_ours() {
    let files = [
        ("nl/closure.md", own("closure", "Onze sluiting", "")),
        ("nl/flood.md", own("flood", "Hoogwater", "## Doen {phase=act}\n- [ ] Zakken vullen.\n")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let dir = folder(&files);
    let cards = Cards::load(dir.path(), NOW);
    let (dutch, english) = (cards.of(Language::Dutch), cards.of(Language::English));
    assert_eq!(dutch.card("closure").unwrap().title, "Onze sluiting");
    assert!(cards.origin(Language::Dutch, "closure").unwrap().own);
    assert_ne!(english.card("closure").unwrap().title, "Onze sluiting");
    assert!(!cards.origin(Language::English, "closure").unwrap().own);
    // One language has other steps now; that is told and both work.
    let differs = told(&cards);
    assert_eq!(differs.len(), 1, "{differs:?}");
    assert!(differs[0].starts_with("library/nl/closure.md:1 language-differs "), "{differs:?}");
    // What is there in one language only is shown to all.
    assert_eq!(english.card("flood").unwrap().title, "Hoogwater");
    assert_eq!(cards.origin(Language::English, "flood").unwrap().language, Language::Dutch);
}

#[test]
fn a_file_with_a_fault_is_left_out_and_ours_stands_in_its_place() {
    let good = own("flood", "Hoogwater", "");
    let bad = own("closure", "Onze sluiting", "## Later\n- [ ] {\n");
    let dir = folder(&[("nl/closure.md", &bad), ("nl/flood.md", &good), ("nl/x.md", "tekst")]);
    let cards = Cards::load(dir.path(), NOW);
    let dutch = cards.of(Language::Dutch);
    assert_ne!(dutch.card("closure").unwrap().title, "Onze sluiting");
    let origin = cards.origin(Language::Dutch, "closure").unwrap();
    assert!(origin.instead && !origin.own);
    assert!(dutch.card("flood").is_some() && dutch.card("x").is_none());
    assert_eq!(
        told(&cards),
        [
            "library/nl/closure.md:7 phase-or-field-wrong Later",
            "library/nl/closure.md:8 braces-open {",
            "library/nl/x.md:1 no-front-matter ---",
        ]
    );
}

#[test]
fn a_link_that_leads_nowhere_takes_no_card_away() {
    let card = "---\ncard: flood\nkind: action\ntitle: T\nlinks: [gone, closure]\n---\n";
    let dir = folder(&[("en/flood.md", card)]);
    let cards = Cards::load(dir.path(), NOW);
    assert_eq!(told(&cards), ["library/en/flood.md:5 link-unknown gone"]);
    assert!(cards.faults[0].fault.code.is_warning());
    assert!(cards.of(Language::Dutch).card("flood").is_some());
}

#[cfg(unix)]
#[test]
fn whatever_lies_in_the_folder_the_other_cards_are_read() {
    use std::os::unix::fs::symlink;
    let good = own("flood", "Hoogwater", "");
    let dir = folder(&[("nl/flood.md", &good), ("nl/huge.md", &"a".repeat(FILE_MAX + 1))]);
    let nl = dir.path().join("library/nl");
    let outside = dir.path().join("secret.md");
    std::fs::write(&outside, own("link", "Buiten", "")).unwrap();
    symlink(&outside, nl.join("link.md")).unwrap();
    symlink("nowhere.md", nl.join("dangling.md")).unwrap();
    symlink("loop.md", nl.join("loop.md")).unwrap();
    std::fs::create_dir(nl.join("folder.md")).unwrap();
    assert!(
        std::process::Command::new("mkfifo").arg(nl.join("pipe.md")).status().unwrap().success()
    );
    for passed_over in [".hidden.md", "flood.md~", "flood.md.swp", "notes.txt"] {
        std::fs::write(nl.join(passed_over), "geen kaart").unwrap();
    }
    put(dir.path(), "en", "a file where the folder should be");
    let cards = Cards::load(dir.path(), NOW);
    assert_eq!(
        told(&cards),
        [
            "library/en/:1 unreadable",
            "library/nl/dangling.md:1 unreadable",
            "library/nl/folder.md:1 unreadable",
            "library/nl/huge.md:1 too-long 65536",
            "library/nl/link.md:1 unreadable",
            "library/nl/loop.md:1 unreadable",
            "library/nl/pipe.md:1 unreadable",
        ]
    );
    let dutch = cards.of(Language::Dutch);
    assert!(dutch.card("flood").is_some() && dutch.card("closure").is_some());
    assert!(dutch.card("link").is_none(), "a link is not followed");
}

#[test]
fn more_files_than_fit_are_told_and_the_first_ones_are_read() {
    let dir = folder(&[]);
    for n in 0..=FILES_MAX {
        put(dir.path(), &format!("nl/c{n:04}.md"), &own(&format!("c{n:04}"), "T", ""));
    }
    let cards = Cards::load(dir.path(), NOW);
    assert_eq!(told(&cards), ["library/nl/:1 too-many 1000"]);
    assert!(cards.of(Language::Dutch).card("c0999").is_some());
    assert!(cards.of(Language::Dutch).card("c1000").is_none());
}

#[test]
fn every_fault_has_a_sentence_and_a_next_step_in_both_languages() {
    for language in Language::ALL {
        let text = Text::of(language);
        for code in FaultCode::ALL {
            let fault = Fault { line: 3, code: *code, what: "iets".to_owned() };
            let file = "library/nl/a.md".to_owned();
            let fault = tegenwicht::library::FileFault { file, own: true, fault };
            for said in [fault.sentence(&text), fault.next_step(&text)] {
                assert!(!said.starts_with("card-fault-") && !said.contains('$'), "{said}");
            }
        }
    }
}

#[tokio::test]
async fn a_card_is_read_by_everybody_who_logs_in() {
    let house = House::founded().await;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Reporter) {
        let who = house.person(role).await;
        let list = house.get(&who, "/library").await.text();
        let manages = matches!(role, Role::Coordinator | Role::Ict);
        assert_eq!(list.contains("/library/read"), manages, "{}", role.name());
        assert!(list.contains("href=\"/library/closure\""), "{}", role.name());
        let card = house.get(&who, "/library/closure").await;
        assert_eq!(card.status, StatusCode::OK);
        assert!(card.text().contains("card-items"));
    }
    let who = house.person(Role::Observer).await;
    assert_eq!(house.get(&who, "/library/no-such-card").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&who, "/library/..%2fx").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_shipped_card_can_be_shown_in_both_languages() {
    let house = House::founded().await;
    let who = house.person(Role::Member).await;
    let cards = house.app.cards();
    for language in Language::ALL {
        for card in cards.of(language).cards() {
            let path = format!("/library/{}", card.id);
            let ask = Ask::get(&path).by(&who);
            let got = house.send(&ask.with("accept-language", language.code())).await;
            assert_eq!(got.status, StatusCode::OK, "{path}");
            let page = got.text();
            for missing in ["card-kind-", ">card-one-", ">card-phase-", ">card-asks-"] {
                assert!(!page.contains(missing), "{path} has no text for {missing}");
            }
        }
    }
}

#[tokio::test]
async fn a_decision_that_a_card_proposes_needs_what_was_decided() {
    let house = House::founded().await;
    let keeper = house.person(Role::LogKeeper).await;
    let crisis = house.open_crisis(1, "Uitval").await;
    let path = format!("/crises/{crisis}/cards");
    let started = key(2);
    let fields = [("key", started.as_str()), ("card", "digital")];
    let got = house.send(&Ask::post(&path, &fields).by(&keeper)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let page = house.get(&keeper, &format!("{path}/digital")).await.text();
    assert!(page.contains("href=\"/library/decision-shutdown\""), "{page}");

    let (bare, decided) = (key(3), key(4));
    let item = ("item", "switch-off-or-keep-on");
    let propose = format!("{path}/digital/propose");
    let fields = [("key", bare.as_str()), item, ("part", "4"), ("answer", " ")];
    let got = house.send(&Ask::post(&propose, &fields).by(&keeper)).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", got.text());
    assert!(got.says("Schrijf op wat er besloten is."), "{}", got.text());
    let fields = [("key", decided.as_str()), item, ("part", "4"), ("answer", "Alles uit.")];
    let before = house.count();
    for _ in 0..2 {
        let got = house.send(&Ask::post(&propose, &fields).by(&keeper)).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    }
    assert_eq!(house.count(), before + 1);
    let log = house.get(&keeper, &format!("/crises/{crisis}/log")).await;
    assert!(log.text().contains("laten draaien. Besluit: Alles uit."), "{}", log.text());

    let fields = [("key", bare.as_str()), ("step", "inform-ghor"), ("standing", "not-applicable")];
    let got = house.send(&Ask::post(&format!("{path}/digital/step"), &fields).by(&keeper)).await;
    assert!(got.text().contains("href=\"#note\"") && got.text().contains("id=\"note\""));

    let ticked = key(5);
    let step = ("step", "record-disruption-hours");
    let filled = ("figure-disruption-hours", "2");
    let fields = [("key", ticked.as_str()), step, ("standing", "done"), ("part", "0"), filled];
    let got = house.send(&Ask::post(&format!("{path}/digital/step"), &fields).by(&keeper)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let figures = house.get(&keeper, &format!("/crises/{crisis}/figures")).await.text();
    assert!(figures.contains("2 uur"), "{figures}");
}

#[tokio::test]
async fn a_repaired_file_counts_after_reading_again() {
    let house = House::founded().await;
    let (root, ict) = (house.folder(), house.person(Role::Ict).await);
    put(&root, "nl/flood.md", &own("flood", "Hoogwater <b>", "- [ ] Te vroeg.\n"));
    let read = |number: u64| Ask::post("/library/read", &[]).field("key", &key(number)).by(&ict);
    assert_eq!(house.get(&ict, "/library/flood").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.send(&read(1)).await.status, StatusCode::SEE_OTHER);
    let page = house.get(&ict, "/library").await.text();
    for told in ["library/nl/flood.md", "regel 7", "vóór de eerste kop", "Zet er een kop boven"] {
        assert!(page.contains(told), "{told}");
    }
    // Who cannot repair it hears that something is wrong, and not what.
    let member = house.person(Role::Member).await;
    let page = house.get(&member, "/library").await.text();
    assert!(page.contains("vraagt aandacht") && !page.contains("flood.md"));

    let steps = "## Doen {phase=act}\n- [ ] Vul zakken.\n  - Zand & zout.\n";
    put(&root, "nl/flood.md", &own("flood", "Hoogwater <b>", steps));
    assert_eq!(house.send(&read(2)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.send(&read(2)).await.status, StatusCode::SEE_OTHER, "twice is once");
    let page = house.get(&member, "/library/flood").await.text();
    assert!(page.contains("Hoogwater &lt;b&gt;") && page.contains("Zand &amp; zout."));
    let list = house.get(&ict, "/library").await.text();
    assert!(list.contains("van uw instelling") && !list.contains("flood.md"));
    let by_member = Ask::post("/library/read", &[]).field("key", &key(3)).by(&member);
    assert_eq!(house.send(&by_member).await.status, StatusCode::FORBIDDEN);
}

/// A card with a title and a first step as long as they may be, filled up to so many bytes as it
/// travels in the log.
fn large(id: &str, bytes: usize) -> String {
    let title = "🚑".repeat(200);
    let step = vec!["Ga na of de voorraad genoeg is voor deze dag."; 120].join("\n  ");
    let head = own(id, &title, &format!("## Doen {{phase=act}}\n- [ ] {step} {{id=largest}}\n"));
    let full = |rest: usize| {
        let mut file = head.clone();
        let mut left = rest;
        while left > 0 {
            let part = left.min(900);
            file.push_str(&format!("- {}\n", "x".repeat(part)));
            left -= part;
        }
        file
    };
    let weigh = |file: &str| {
        let read = tegenwicht_core::library::parse::parse(&format!("{id}.md"), file.as_bytes());
        match read {
            Ok(card) => minicbor::to_vec(card).unwrap().len(),
            Err(faults) => AT_WORK_MAX + faults[0].what.parse::<usize>().unwrap(),
        }
    };
    // A piece more or less moves the weight by its letters and a few bytes around them.
    let mut rest = bytes - weigh(&head);
    loop {
        match weigh(&full(rest)) - bytes {
            0 => break,
            over if over > 200 => rest -= over - 100,
            _ => rest -= 1,
        }
    }
    assert_eq!(weigh(&full(rest)), bytes);
    full(rest)
}

#[tokio::test]
async fn the_largest_card_that_is_read_can_be_started_and_its_steps_ticked() {
    let house = House::founded().await;
    put(&house.folder(), "nl/largest.md", &large("largest", AT_WORK_MAX));
    put(&house.folder(), "nl/larger.md", &large("larger", AT_WORK_MAX + 1));
    house.app.read_cards();
    assert_eq!(told(&house.app.cards()), ["library/nl/larger.md:1 too-large 1"]);
    let crisis = house.open_crisis(1, "Brand").await;
    let who = house.person(Role::Member).await;
    let post = |rest: &str, fields: &[(&str, &str)], number: u64| {
        let path = format!("/crises/{crisis}/cards{rest}");
        Ask::post(&path, fields).field("key", &key(number)).by(&who)
    };
    let got = house.send(&post("", &[("card", "largest")], 11)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let done = [("step", "largest"), ("standing", "done")];
    let got = house.send(&post("/largest/step", &done, 12)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "a step longer than a line: {}", got.text());
    let note = "n".repeat(500);
    let skip = [("step", "largest"), ("standing", "not-applicable"), ("note", note.as_str())];
    let got = house.send(&post("/largest/step", &skip, 13)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
}

#[tokio::test]
async fn the_glossary_is_searched_and_begins_with_the_group_that_is_asked() {
    let house = House::founded().await;
    let terms = "---\ncard: glossary\nkind: list\ntitle: T\n---\n\
                 - Fallback {id=fallback group=ict}\n  - Terugvallen op een ander systeem.\n\
                 - Sitrap {id=sitrep group=crisis}\n  - Het beeld op één moment.\n\
                 - Beademing {id=ventilation}\n  - Hulp bij ademen.\n";
    put(&house.folder(), "nl/glossary.md", terms);
    house.app.read_cards();
    let who = house.person(Role::Member).await;
    let at = |page: &str, word: &str| page.find(word).unwrap_or(usize::MAX);
    let page = house.get(&who, "/glossary").await.text();
    assert!(at(&page, "Sitrap") < at(&page, "Fallback"));
    assert!(at(&page, "Fallback") < at(&page, "Beademing"));
    let page = house.get(&who, "/glossary?group=ict").await.text();
    assert!(at(&page, "Fallback") < at(&page, "Sitrap"));
    let page = house.get(&who, "/glossary?q=TERUGVALLEN").await.text();
    assert!(page.contains("Fallback") && !page.contains("Beademing"));
    let page = house.get(&who, "/glossary?q=%3Cb%3E").await.text();
    assert!(page.contains("staat er niet in") && page.contains("&lt;b&gt;"));
}

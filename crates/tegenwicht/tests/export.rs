// SPDX-License-Identifier: EUPL-1.2
//! The log of a crisis on its way to paper: all of it in order, and no word that may not travel.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use std::process::{Command as Process, Output};

use axum::http::StatusCode;
use flow::{House, NOW};
use tegenwicht::export::paper;
use tegenwicht::text::{Language, Text};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::crisis::CloseCrisis;
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{EntryKind, StrikeEntry, WriteEntry};
use tegenwicht_core::id::CrisisId;
use tegenwicht_print::{Block, Document, PrintError, Table, print};

/// A crisis with a line of every sort.
async fn written() -> (House, CrisisId) {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Waterlekkage vleugel B").await;
    house.write_line(10, crisis, "Water op de gang.").await;
    let plain = |kind, text: &str| WriteEntry::plain(crisis, kind, text);
    let late = WriteEntry {
        speaker: Some("hoofd techniek".to_owned()),
        channel: Some("telefoon".to_owned()),
        happened_at: Some(NOW.plus_ms(-3_600_000)),
        ..plain(EntryKind::Fact, "Kraan dicht.")
    };
    house.write(11, late).await;
    let action = WriteEntry {
        owner: Some("facilitair".to_owned()),
        due: Some(NOW.plus_ms(3_600_000)),
        ..plain(EntryKind::Action, "Pomp halen")
    };
    house.write(12, action).await;
    let figure = NewStatement {
        name: "Bedden".to_owned(),
        value: "30".to_owned(),
        unit: Some("stuks".to_owned()),
        status: Status::Confirmed,
        replaces_all: false,
    };
    let figure = WriteEntry { figure: Some(figure), ..plain(EntryKind::Fact, "Dertig bedden.") };
    house.write(13, figure).await;
    let sealed = WriteEntry {
        restricted: true,
        speaker: Some("GEHEIME BRON".to_owned()),
        ..plain(EntryKind::Decision, "GEHEIM BESLUIT")
    };
    house.write(14, sealed).await;
    let wrong = house.write_line(15, crisis, "Brand op zolder.").await;
    let strike = StrikeEntry { crisis, entry: wrong, reason: "was waterdamp".to_owned() };
    house.submit(Role::LogKeeper, 16, Command::StrikeEntry(strike)).await.unwrap();
    for (key, text) in [(20, "VERBORGEN REGEL"), (30, "GEWISTE REGEL")] {
        let speaker = Some("VERBORGEN BRON".to_owned());
        let entry = house.write(key, WriteEntry { speaker, ..plain(EntryKind::Fact, text) }).await;
        let hide = HideEntry { crisis, entry, reason: "naam van een cliënt".to_owned() };
        house.submit(Role::Member, key + 1, Command::HideEntry(hide)).await.unwrap();
        if key == 30 {
            let erase = EraseEntry { crisis, entry, ground: "verzoek familie".to_owned() };
            house.submit(Role::Coordinator, key + 2, Command::EraseEntry(erase)).await.unwrap();
        }
    }
    let close = CloseCrisis { crisis, reason: "droog".to_owned(), false_alarm: false };
    house.submit(Role::Chair, 40, Command::CloseCrisis(close)).await.unwrap();
    (house, crisis)
}

fn prints(house: &House, crisis: CrisisId, language: Language) -> Vec<Document> {
    let world = house.app.world();
    let (_, state) = world.crisis(crisis).unwrap();
    paper::documents(&world, state, &Text::of(language), NOW.plus_ms(60_000))
}

fn tables(document: &Document) -> Vec<&Table> {
    document.blocks.iter().filter_map(table).collect()
}

const fn table(block: &Block) -> Option<&Table> {
    match block {
        Block::Table(table) => Some(table),
        _ => None,
    }
}

/// Everything that stands on it, in one text.
fn all(document: &Document) -> String {
    format!("{document:?}")
}

#[tokio::test]
async fn every_line_stands_on_paper_with_both_times_and_who() {
    let (house, crisis) = written().await;
    let made = prints(&house, crisis, Language::Dutch);
    assert_eq!(made.len(), 1);
    let print = &made[0];
    assert_eq!(print.title, "Waterlekkage vleugel B");
    assert_eq!(print.institution, "Zorggroep De Waag");
    let mark = print.mark.as_ref().unwrap();
    assert_eq!((mark.word.as_str(), mark.is_exercise), ("OEFENING", true));
    let Block::Bullets(about) = &print.blocks[0] else { unreachable!() };
    let about = about.join("\n");
    for told in ["Oefening: dit is niet echt gebeurd", "Begonnen: ", "Geopend: ", "Reden: droog"] {
        assert!(about.contains(told), "{told}: {about}");
    }
    let tables = tables(print);
    let rows = &tables[0].rows;
    let log = house.app.world().crisis(crisis).unwrap().1.entries.len();
    assert_eq!(rows.len(), log, "no line is left out");
    let line = |words: &str| rows.iter().find(|row| row[3].contains(words)).unwrap();
    let late = line("Kraan dicht.");
    assert_ne!(late[1], late[2], "when it happened and when it was recorded");
    assert_eq!(late[4], "hoofd techniek, telefoon");
    assert!(late[5].starts_with("Persoon") || late[5].len() > 5, "{}", late[5]);
    assert!(line("Pomp halen")[3].contains("Wie doet het: facilitair"));
    assert!(line("Pomp halen")[3].contains("Klaar om: "));
    assert!(line("Dertig bedden.")[3].contains("Cijfer Bedden: 30 stuks (bevestigd)"));
    let struck = &line("Brand op zolder.")[3];
    assert!(struck.contains("(doorgehaald)") && struck.contains("was waterdamp"), "{struck}");
    let places: Vec<u64> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn sealed_hidden_and_erased_words_never_stand_on_paper_and_are_not_passed_over() {
    let (house, crisis) = written().await;
    for language in Language::ALL {
        let print = &prints(&house, crisis, language)[0];
        let text = all(print);
        for secret in ["GEHEIM", "VERBORGEN REGEL", "VERBORGEN BRON", "GEWISTE REGEL"] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(!text.contains("export-paper"), "a text is missing: {text}");
        let of = Text::of(language);
        assert!(text.contains(of.get("export-paper-sealed")));
        assert!(text.contains("naam van een cliënt"), "why it is hidden");
        let erased = tables(print)[1];
        assert_eq!(erased.rows.len(), 1);
        assert_eq!(erased.rows[0][2], "verzoek familie");
    }
}

#[tokio::test]
async fn a_long_log_is_printed_in_parts_that_each_say_which_they_are() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Lang").await;
    for key in 0..450 {
        house.write_line(100 + key, crisis, &format!("Regel {key}")).await;
    }
    let made = prints(&house, crisis, Language::Dutch);
    assert_eq!(made.len(), 2);
    let rows: usize = made.iter().map(|print| tables(print)[0].rows.len()).sum();
    assert_eq!(rows, house.app.world().crisis(crisis).unwrap().1.entries.len());
    assert!(all(&made[0]).contains("Deel 1 van 2") && all(&made[1]).contains("Deel 2 van 2"));
    // Within what a print takes: without the press nothing else is wrong with it.
    for document in &made {
        let done = print(document);
        assert!(done.is_ok() || done == Err(PrintError::BuiltWithout), "{done:?}");
    }
}

#[tokio::test]
async fn the_log_page_offers_the_pdf_to_who_may_export_where_the_program_makes_one() {
    let (house, crisis) = written().await;
    let path = format!("/crises/{crisis}");
    let keeper = house.person(Role::LogKeeper).await;
    let observer = house.person(Role::Observer).await;
    let link = format!("href=\"{path}/export/pdf\"");
    for page in [format!("{path}/log"), path.clone()] {
        let offered = house.get(&keeper, &page).await.text().contains(&link);
        assert_eq!(offered, cfg!(feature = "pdf"), "{page}");
        assert!(!house.get(&observer, &page).await.text().contains(&link));
    }
    let got = house.get(&keeper, &format!("{path}/export/pdf")).await;
    if cfg!(feature = "pdf") {
        assert_eq!(got.header("content-type"), "application/pdf");
        assert!(got.body.starts_with(b"%PDF-"));
    } else {
        assert_eq!(got.status, StatusCode::NOT_IMPLEMENTED);
        assert!(got.says("paper-without-pdf"));
    }
    let got = house.get(&observer, &format!("{path}/export/pdf")).await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    for none in ["0.pdf", "2.pdf", "x.pdf", "xpdf", ".pdf"] {
        let got = house.get(&keeper, &format!("{path}/export/{none}")).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{none}");
    }
}

fn says(house: &House, crisis: &str, rest: &[&str]) -> Output {
    let mut process = Process::new(env!("CARGO_BIN_EXE_tegenwicht"));
    process.arg("export").arg("--data").arg(house.folder()).args(["--crisis", crisis]);
    process.args(rest).output().unwrap()
}

#[tokio::test]
async fn the_command_line_writes_a_file_or_says_what_to_do() {
    let (house, crisis) = written().await;
    let crisis = crisis.to_string();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("log.pdf");
    let told = |output: &Output| String::from_utf8(output.stderr.clone()).unwrap();
    let nowhere = says(&house, &crisis, &["--format", "pdf"]);
    assert!(!nowhere.status.success() && told(&nowhere).contains("--out log.pdf"));
    let file = out.to_str().unwrap();
    let spoken = says(&house, &crisis, &["--format", "pdf", "--out", file, "--language", "xx"]);
    assert!(!spoken.status.success() && told(&spoken).contains("nl or en"));
    let made = says(&house, &crisis, &["--format", "pdf", "--out", file]);
    if cfg!(feature = "pdf") {
        assert!(made.status.success(), "{}", told(&made));
        assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF-"));
    } else {
        assert!(!made.status.success() && told(&made).contains("without PDF"), "{}", told(&made));
        assert!(!out.exists(), "no half file");
    }
    let csv = says(&house, &crisis, &["--format", "csv"]);
    assert!(csv.status.success(), "{}", told(&csv));
    let file = dir.path().join("log.csv");
    let kept = says(&house, &crisis, &["--format", "csv", "--out", file.to_str().unwrap()]);
    assert!(kept.status.success() && kept.stdout.is_empty());
    assert_eq!(std::fs::read(&file).unwrap(), csv.stdout);
    let none = says(&house, &format!("crisis-{}", "0".repeat(32)), &["--format", "json"]);
    assert!(!none.status.success() && told(&none).contains("Waterlekkage vleugel B"));
}

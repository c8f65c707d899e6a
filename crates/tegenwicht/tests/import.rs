// SPDX-License-Identifier: EUPL-1.2
//! Lists from files, through the door: fifty and more bad ones with their answers, and what is
//! taken in: once, row by row, and changed by a second file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "import/bad.rs"]
mod bad;
mod flow;

use std::fmt::Write as _;

use axum::http::StatusCode;
use flow::{Ask, Got, House, MULTIPART, Part, Person, escaped, key, multipart};
use tegenwicht::app::Made;
use tegenwicht::table::{List, Outcome, Plan, Present, write};
use tegenwicht::text::{Language, Text};
use tegenwicht::web::visit::form_token;
use tegenwicht::words::Words;
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::SetContact;

/// Sends a file as the form does, and looks at what would come of it.
async fn upload(house: &House, who: &Person, list: &str, bytes: &[u8], fresh: u64) -> Got {
    let (token, key) = (form_token(&who.token), key(fresh));
    let parts =
        [Part::Field("token", &token), Part::Field("key", &key), Part::File("lijst.csv", bytes)];
    let path = format!("/import/{list}");
    house.send(&Ask::raw(&path, MULTIPART, multipart(&parts)).by(who)).await
}

/// Sends a file, and presses.
async fn take(house: &House, who: &Person, list: &str, text: &str, fresh: u64) -> String {
    let got = upload(house, who, list, text.as_bytes(), fresh).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    press(house, who, got.header("location"), fresh).await
}

async fn press(house: &House, who: &Person, path: &str, fresh: u64) -> String {
    let press = Ask::post(path, &[("key", &key(fresh))]).by(who);
    let got = house.send(&press).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    let (_, counts) = got.header("location").split_once("?done=1&").unwrap_or_default();
    counts.to_owned()
}

async fn furnished() -> (House, Person) {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let sites = "Naam;Ligt in\nHoofdgebouw;\nAnnex;\n4 West;Hoofdgebouw\n4 West;Annex\n\
                 Kamer 1;Hoofdgebouw > 4 West\n";
    assert_eq!(take(&house, &who, "sites", sites, 1).await, "new=5&changed=0&same=0&refused=0");
    let contacts = "Naam;Telefoon;E-mail;Rollen;Inlognaam\n\
                    Jan de Boer;06 12345678;jan@linde.nl;Voorzitter;chair\n\
                    Piet Bakker;06 11111111;piet@linde.nl;ICT;\n\
                    Piet Bakker;06 22222222;bakker@linde.nl;ICT;\n";
    let counts = take(&house, &who, "contacts", contacts, 2).await;
    assert_eq!(counts, "new=3&changed=0&same=0&refused=0");
    (house, who)
}

#[tokio::test]
async fn every_bad_file_gets_its_answer_and_leaves_nothing() {
    let (house, who) = furnished().await;
    let (before, text) = (house.count(), Text::of(Language::Dutch));
    let (mut table, mut fresh, mut answers) = (String::new(), 100, 0);
    for (what, list, bytes) in bad::files() {
        fresh += 1;
        let got = upload(&house, &who, list.name(), &bytes, fresh).await;
        let world = house.app.world();
        let (language, now) = (Language::Dutch, flow::NOW);
        let words = Words::of(house.app.cards(), &world, language);
        let present = Present { world: &world, words: &words, language, now };
        let _ = writeln!(table, "{} {what}", list.name());
        for line in shown(&bytes) {
            let _ = writeln!(table, "    | {line}");
        }
        let mut told = Vec::new();
        let page = match Plan::of(list, &bytes, &present) {
            Err(fault) => {
                assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                told.push((fault.row, fault.reason));
                got
            }
            Ok(plan) => {
                assert_eq!(got.status, StatusCode::SEE_OTHER, "{what}");
                told.extend(plan.rows.into_iter().filter_map(|row| match row.outcome {
                    Outcome::Refused(reason) => Some((row.number, reason)),
                    _ => None,
                }));
                house.get(&who, got.header("location")).await
            }
        };
        assert!(!told.is_empty(), "{what}: nothing is wrong with it");
        for (row, reason) in told {
            let (sentence, next) = (reason.sentence(&text), reason.next_step(&text));
            let place = if row == 0 { "bestand".to_owned() } else { format!("rij {row}") };
            let _ = writeln!(table, "  {place}: {sentence} {next}");
            assert!(page.text().contains(&escaped(&sentence)), "{what}: {sentence}");
            assert!(page.text().contains(&escaped(&next)), "{what}: {next}");
            answers += 1;
        }
        table.push('\n');
        assert_eq!(house.count(), before, "{what}");
    }
    assert!(answers >= 60, "{answers}");
    approved(&table);
}

/// Characters that would spoil the committed table.
const UNSEEN: [char; 6] = ['\u{feff}', '\0', '\u{202e}', '\u{7}', '\u{200b}', '\u{1b}'];

/// The first lines of a file, as far as they can be printed.
fn shown(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let line = |line: &str| {
        let line = line.replace(UNSEEN, "¿").replace('\t', "→");
        let short: String = line.chars().take(90).collect();
        if short.len() < line.len() { format!("{short}…") } else { short }
    };
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.is_empty()).collect();
    let mut shown: Vec<String> = lines.iter().take(8).map(|text| line(text)).collect();
    if lines.len() > 8 {
        shown.push(format!("… {} regels", lines.len()));
    }
    shown
}

fn approved(table: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved/import.txt");
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(path, table).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(table == kept, "not the approved table; TEGENWICHT_BLESS=1 accepts it:\n{table}");
}

#[tokio::test]
async fn accepted_rows_are_taken_in_once_beside_refused_ones() {
    let (house, who) = furnished().await;
    let file = "Naam;Telefoon;Rollen;Volgorde\n\
                Els Vos;06 33333333;Logger;1\n\
                Zonder nummer;;Logger;1\n\
                Teun Smit;'+31 6 44444444 / 4001;logger, Voorzitter;2\n";
    let got = upload(&house, &who, "contacts", file.as_bytes(), 10).await;
    let path = got.header("location").to_owned();
    let before = house.count();
    let counts = press(&house, &who, &path, 11).await;
    assert_eq!(counts, "new=2&changed=0&same=0&refused=1");
    assert_eq!(house.count(), before + 2);
    // The answer was lost: the same press once more.
    press(&house, &who, &path, 11).await;
    // And once more from a page that was opened again.
    let counts = press(&house, &who, &path, 12).await;
    assert_eq!(counts, "new=0&changed=0&same=2&refused=1");
    assert_eq!(house.count(), before + 2);
    let world = house.app.world();
    let teun = world.directory.contacts.values().find(|card| card.name == "Teun Smit").unwrap();
    assert_eq!(teun.phones, ["+31 6 44444444", "4001"]);
}

#[tokio::test]
async fn a_second_file_changes_what_differs_and_keeps_what_it_does_not_name() {
    let (house, who) = furnished().await;
    let before = house.count();
    let file = "E-mail;Naam;Telefoon\n\
                jan@linde.nl;Jan de Boer-Vos;06 12345678\n\
                piet@linde.nl;Piet Bakker;06 99999999\n\
                bakker@linde.nl;Piet Bakker;06 22222222\n";
    let counts = take(&house, &who, "contacts", file, 20).await;
    assert_eq!(counts, "new=0&changed=2&same=1&refused=0");
    assert_eq!(house.count(), before + 2);
    let world = house.app.world();
    let (_, admin) = world.admin().unwrap();
    let jan = admin.contacts.for_role("chair")[0];
    assert_eq!(world.directory.contacts[&jan.contact].name, "Jan de Boer-Vos");
    assert_eq!(jan.user, Some(house.people[&Role::Chair]), "the account stayed");
    // By login somebody is known whatever the name and the mail have become.
    let file = "Naam,Telefoon,Login name,Email\nJ. de Boer,06 12345678,CHAIR,j@linde.nl\n";
    assert_eq!(take(&house, &who, "contacts", file, 21).await, "new=0&changed=1&same=0&refused=0");
}

#[tokio::test]
async fn turns_of_duty_come_from_a_file_and_a_second_one_changes_who_has_them() {
    let (house, who) = furnished().await;
    let file = "Rol;Wie;Inlognaam;E-mail;Van;Tot\n\
                Voorzitter;Jan de Boer;;;12-01-2026;19-01-2026\n\
                ict;;;piet@linde.nl;2026-01-12 08:00;2026-01-19T08:00\n";
    assert_eq!(take(&house, &who, "roster", file, 30).await, "new=2&changed=0&same=0&refused=0");
    assert_eq!(take(&house, &who, "roster", file, 31).await, "new=0&changed=0&same=2&refused=0");
    let file = file.replace("piet@linde.nl", "bakker@linde.nl");
    assert_eq!(take(&house, &who, "roster", &file, 32).await, "new=0&changed=1&same=1&refused=0");
    let world = house.app.world();
    let on = world.plan().unwrap().1.roster.on_duty(flow::NOW).len();
    assert_eq!(on, 2);
}

#[tokio::test]
async fn a_department_may_lie_within_a_row_that_comes_after_it() {
    let house = House::founded().await;
    let who = house.person(Role::Coordinator).await;
    let file = "name,within,address,in use\nKamer 1,4 West,,\n4 West,Hoofdgebouw,,yes\n\
                Hoofdgebouw,,Lindelaan 1,ja\nOude vleugel,Hoofdgebouw,,nee\n";
    assert_eq!(take(&house, &who, "sites", file, 1).await, "new=4&changed=0&same=0&refused=0");
    assert_eq!(take(&house, &who, "sites", file, 2).await, "new=0&changed=0&same=4&refused=0");
    let world = house.app.world();
    let tree = world.plan().unwrap().1.sites.tree();
    let tree: Vec<(usize, &str)> = tree.iter().map(|(d, set)| (*d, set.name.as_str())).collect();
    assert_eq!(tree, [(0, "Hoofdgebouw"), (1, "4 West"), (2, "Kamer 1")]);
}

#[tokio::test]
async fn what_we_write_we_read_back_as_the_same_and_no_cell_is_a_formula() {
    let (house, who) = furnished().await;
    let evil = SetContact {
        name: "=HYPERLINK(\"http://x\")".to_owned(),
        phones: vec!["+31 6 1".to_owned() + "2345678"],
        note: Some("-2+3".to_owned()),
        mail: Some("@x@example.org".to_owned()),
        ..SetContact::default()
    };
    let command = Command::SetContact(Box::new(evil));
    let made = house.submit(Role::Coordinator, 50, command).await.unwrap();
    assert!(matches!(made, Made::Contact(_)));
    let duty = "rol;wie;e-mail;van;tot\nict;Piet Bakker;piet@linde.nl;12-01-2026;19-01-2026\n";
    take(&house, &who, "roster", duty, 51).await;
    for (list, rows) in [("sites", 5), ("roster", 1)] {
        let got = house.get(&who, &format!("/{list}/export")).await;
        let text = got.text();
        let counts = take(&house, &who, list, &text, 60 + rows).await;
        assert_eq!(counts, format!("new=0&changed=0&same={rows}&refused=0"), "{text}");
    }
    let got = house.get(&who, "/contacts/export").await;
    assert_eq!(got.header("content-type"), "text/csv; charset=utf-8");
    assert!(got.header("content-disposition").starts_with("attachment; "));
    let text = got.text();
    assert!(text.starts_with('\u{feff}'));
    for cell in text.split([';', '\n']).map(|cell| cell.trim_matches(['"', '\r', '\u{feff}'])) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
    // A mail address that no person has is what keeps this row out, and nothing else.
    let text = text.replace("'@x@example.org", "x@example.org");
    let counts = take(&house, &who, "contacts", &text, 70).await;
    assert_eq!(counts, "new=0&changed=1&same=3&refused=0", "{text}");
    let mut out = String::new();
    write::line(&mut out, ';', &["=1".to_owned()]);
    assert_eq!(out, "\"'=1\"\r\n");
}

#[tokio::test]
async fn a_file_waits_for_who_sent_it_and_for_one_hour() {
    let (house, who) = furnished().await;
    let got = upload(&house, &who, "sites", b"naam\nPost\n", 80).await;
    let path = got.header("location").to_owned();
    let other = house.person(Role::Coordinator).await;
    assert_eq!(house.get(&other, &path).await.status, StatusCode::OK, "the same person");
    let contacts = path.replace("/sites/", "/contacts/");
    assert_eq!(house.get(&who, &contacts).await.header("location"), "/import/contacts?gone=1");
    house.clock.set(flow::NOW.plus_ms(3_600_000));
    assert_eq!(house.get(&who, &path).await.header("location"), "/import/sites?gone=1");
    let before = house.count();
    let got = house.send(&Ask::post(&path, &[("key", &key(81))]).by(&who)).await;
    assert_eq!(got.header("location"), "/import/sites?gone=1");
    assert_eq!(house.count(), before);
    let got = house.get(&who, "/import/sites?gone=1").await;
    assert!(got.says("import-gone"));
}

#[tokio::test]
async fn rows_may_be_pasted_as_a_spreadsheet_copies_them() {
    let (house, who) = furnished().await;
    let rows = "Naam\tAdres\nPost\tKade 3\n";
    let fields = [("key", key(90)), ("text", rows.to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let got = house.send(&Ask::post("/import/sites", &fields).by(&who)).await;
    let counts = press(&house, &who, got.header("location"), 91).await;
    assert_eq!(counts, "new=1&changed=0&same=0&refused=0");
    let _ = List::Sites;
}

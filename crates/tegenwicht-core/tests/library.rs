// SPDX-License-Identifier: EUPL-1.2
//! Cards as institutions write them: what is read, what is told of a bad one, and that no bytes
//! whatever bring the reader down.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use proptest::prelude::*;
use tegenwicht_core::library::card::{Card, CardKind, PartField, Phase, StepKind};
use tegenwicht_core::library::compare::{Difference, Side, compare};
use tegenwicht_core::library::fault::{FAULTS_MAX, Fault, FaultCode};
use tegenwicht_core::library::parse::{parse, read};
use tegenwicht_core::library::{Library, Sheet};

const BAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved/library/bad-cards.txt");
const GRAMMAR: &str = include_str!("../../../docs/formats/card.md");

/// A card that uses all of the grammar.
const WHOLE: &str = r"---
card: moving-clients
kind: action
number: 3
title: Cliënten verplaatsen
source: Zorgcontinuïteit in Balans, disbalans 3: vervoer
links: [closure, surge]
---
Gebruik deze kaart als cliënten weg moeten,
ook als dat pas later is. Tot die tijd niet.

Bel eerst.

## Analyseren {phase=analyse}
Kijk eerst rond.

- [ ] Wijs een coördinator aan. {id=appoint kind=role role=transport-coordinator}
- [ ] Tel per vervoersvorm
  wie er mee moet. {id=count kind=figures figures=seated,stretcher}
  - Neem de lijst erbij
    als die er is.

  - Schrijf op wie telde.
- Reken op meer tijd dan je \{denkt}.
- [ ] Beslis. {kind=decide}
- [ ] Bel. {kind=contact contact=ghor}
- [ ] Sluit. {kind=card card=closure}

## Besluiten {field=decisions}
- Opnamestop {id=stop unit=% group=ict}
";

fn sheet(id: &str, body: &str) -> Sheet {
    let text = format!("---\ncard: {id}\n{body}");
    read(&format!("{id}.md"), text.as_bytes()).unwrap()
}

fn whole() -> Card {
    parse("moving-clients.md", WHOLE.as_bytes()).unwrap()
}

#[test]
fn a_card_is_read_as_it_was_written() {
    let card = whole();
    assert_eq!(
        (card.id.as_str(), card.kind, card.number),
        ("moving-clients", CardKind::Action, Some(3))
    );
    assert_eq!(card.source.as_deref(), Some("Zorgcontinuïteit in Balans, disbalans 3: vervoer"));
    assert_eq!(card.links, ["closure", "surge"]);
    let when = "Gebruik deze kaart als cliënten weg moeten, ook als dat pas later is.";
    assert_eq!(card.intro, [format!("{when} Tot die tijd niet."), "Bel eerst.".to_owned()]);
    assert_eq!(card.first_sentence(), Some(when));
    let part = &card.parts[0];
    assert_eq!((part.title.as_str(), part.phase), ("Analyseren", Some(Phase::Analyse)));
    assert_eq!(part.text, ["Kijk eerst rond."]);
    let items: Vec<_> = part.items.iter().map(|item| (item.id.as_str(), &item.step)).collect();
    let figures = vec!["seated".to_owned(), "stretcher".to_owned()];
    assert_eq!(
        items,
        [
            ("appoint", &Some(StepKind::Role("transport-coordinator".to_owned()))),
            ("count", &Some(StepKind::Figures(figures))),
            ("moving-clients.1.3", &None),
            ("moving-clients.1.4", &Some(StepKind::Decide)),
            ("moving-clients.1.5", &Some(StepKind::Contact("ghor".to_owned()))),
            ("moving-clients.1.6", &Some(StepKind::Card("closure".to_owned()))),
        ]
    );
    assert_eq!(part.items[1].text, "Tel per vervoersvorm wie er mee moet.");
    assert_eq!(
        part.items[1].points,
        ["Neem de lijst erbij als die er is.", "Schrijf op wie telde."]
    );
    assert_eq!(part.items[2].text, "Reken op meer tijd dan je {denkt}.");
    assert_eq!(card.parts[1].field, Some(PartField::Decisions));
    let item = &card.parts[1].items[0];
    assert_eq!((item.unit.as_deref(), item.group.as_deref()), (Some("%"), Some("ict")));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_make_no_difference() {
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(parse("moving-clients.md", windows.as_bytes()), Ok(whole()));
    assert_eq!(parse("moving-clients.md", WHOLE.trim_end().as_bytes()), Ok(whole()));
}

#[test]
fn a_card_comes_out_of_the_log_as_it_went_in() {
    let bytes = minicbor::to_vec(whole()).unwrap();
    assert_eq!(minicbor::decode::<Card>(&bytes).unwrap(), whole());
}

/// The example of the page is read, and its table has the codes of the program.
#[test]
fn the_page_says_what_the_program_does() {
    let example = GRAMMAR.split("```markdown\n").nth(1).unwrap().split("```").next().unwrap();
    let card = parse("moving-clients.md", example.as_bytes()).unwrap();
    assert_eq!(card.steps().count(), 3);
    let table = GRAMMAR.split("## Faults").nth(1).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    let told: Vec<&str> = rows.flat_map(|codes| codes.split('`').step_by(2)).collect();
    let codes: Vec<&str> = FaultCode::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(told.into_iter().filter(|code| !code.trim().is_empty()).collect::<Vec<_>>(), codes);
    for kind in CardKind::ALL {
        for field in kind.fields() {
            assert!(GRAMMAR.contains(&format!("`{}`", field.name())), "{}", field.name());
        }
        for phase in kind.phases() {
            assert!(GRAMMAR.contains(&format!("`{}`", phase.name())), "{}", phase.name());
        }
    }
}

/// One case of the approved text.
struct Case<'a> {
    title: &'a str,
    file: &'a str,
    bytes: Vec<u8>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let blocks = text.split("\n\n").filter(|block| block.starts_with(|c: char| c.is_ascii_digit()));
    let case = |block| -> Case<'_> {
        let mut lines = str::lines(block);
        let title = lines.next().unwrap();
        let named = title.strip_suffix(']').and_then(|title| title.rsplit_once('['));
        let mut bytes = Vec::new();
        for line in lines.filter_map(|line| line.strip_prefix('|')) {
            written(line.strip_prefix(' ').unwrap_or(line), &mut bytes);
            bytes.push(b'\n');
        }
        // A file may end without a line end, and must when it is empty.
        bytes.pop();
        Case { title, file: named.map_or("card.md", |(_, file)| file), bytes }
    };
    blocks.map(case).collect()
}

/// Writes a line of the table as the bytes it stands for.
fn written(line: &str, bytes: &mut Vec<u8>) {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('«') {
        let (sign, after) = after.split_once('»').unwrap();
        bytes.extend(before.bytes());
        rest = after;
        if let Some(lines) = sign.strip_suffix(" lines") {
            let (line, count) = lines.rsplit_once(" x ").unwrap();
            bytes.extend(vec![line; count.parse().unwrap()].join("\n").bytes());
        } else if let Some((text, count)) = sign.rsplit_once(" x ") {
            bytes.extend(text.repeat(count.parse().unwrap()).bytes());
        } else {
            bytes.push(u8::from_str_radix(sign, 16).unwrap());
        }
    }
    bytes.extend(rest.bytes());
}

fn told(faults: &[Fault]) -> String {
    let line = |fault: &Fault| {
        format!("=> {} {} {}", fault.line, fault.code.name(), fault.what).trim_end().to_owned()
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

// The core touches no disk; a test that compares with an approved file does, and writes it when
// `cargo xtask bless` asks for it.
#[allow(clippy::disallowed_methods)]
#[test]
fn a_hundred_bad_cards_are_told_by_line_and_code() {
    let approved = std::fs::read_to_string(BAD).unwrap();
    let (head, _) = approved.split_once("\n\n1. ").unwrap();
    let mut text = head.to_owned();
    let cases = cases(&approved);
    assert!(cases.len() >= 100, "{}", cases.len());
    for (block, case) in approved.split("\n\n").skip(2).zip(&cases) {
        let faults = parse(case.file, &case.bytes).expect_err(case.title);
        let lines = block.lines().filter(|line| !line.starts_with("=>"));
        let file: Vec<&str> = lines.collect();
        text.push_str(&format!("\n\n{}\n{}", file.join("\n"), told(&faults)));
    }
    text.push('\n');
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(BAD, &text).unwrap();
    }
    let approved = std::fs::read_to_string(BAD).unwrap();
    assert!(text == approved, "not the approved text; TEGENWICHT_BLESS=1 accepts it:\n{text}");
    // Every code that a single file can give has a case.
    let between = [FaultCode::Unreadable, FaultCode::LinkUnknown, FaultCode::CardTwice];
    let mut alone = FaultCode::ALL.iter().filter(|code| !between.contains(code));
    let untried = alone.find(|code| {
        **code != FaultCode::LanguageDiffers && !text.contains(&format!(" {}", code.name()))
    });
    assert_eq!(untried, None);
}

#[test]
fn at_most_a_hundred_faults_are_told_of_one_file() {
    let faults = parse("card.md", format!("---\n---\n{}", "* x\n".repeat(9_000)).as_bytes());
    assert_eq!(faults.unwrap_err().len(), FAULTS_MAX);
}

#[test]
fn a_link_that_leads_nowhere_is_told_and_takes_nothing_away() {
    let body = "kind: action\ntitle: A\nlinks: [b, gone]\n---\n## Doen {phase=act}\n\
                - [ ] Bel. {kind=contact contact=ghor}\n- [ ] Wijs aan. {kind=role role=nobody}\n\
                - [ ] Tel. {kind=figures figures=beds,gone}\n- [ ] Start. {kind=card card=gone}\n";
    let list = |id: &str, item: &str| {
        sheet(id, &format!("kind: list\ntitle: L\n---\n- Iets. {{id={item}}}\n"))
    };
    let b = "kind: scenario\ntitle: B\n---\n## Gebieden {field=areas}\n- Weg. {id=gone}\n";
    let role = "kind: role\ntitle: R\nrole: gone\n---\n";
    let sheets = vec![
        sheet("a", body),
        sheet("b", b),
        sheet("r", role),
        list("contacts", "ghor"),
        list("figures", "beds"),
        list("roles", "chair"),
    ];
    let (library, faults) = Library::of(sheets);
    let told: Vec<String> = faults
        .iter()
        .map(|(card, fault)| format!("{card} {} {} {}", fault.line, fault.code.name(), fault.what))
        .collect();
    assert_eq!(
        told,
        [
            "a 5 link-unknown gone",
            "a 9 link-unknown nobody",
            "a 10 link-unknown gone",
            "a 11 link-unknown gone",
            "b 7 link-unknown gone",
            "r 5 link-unknown gone",
        ]
    );
    assert!(faults.iter().all(|(_, fault)| fault.code.is_warning()));
    assert_eq!(library.cards().count(), 6);
}

#[test]
fn of_two_cards_with_one_id_the_first_stays() {
    let one = |title: &str| sheet("a", &format!("kind: list\ntitle: {title}\n---\n"));
    let (library, faults) = Library::of(vec![one("Eerst"), one("Later")]);
    assert_eq!(library.card("a").unwrap().title, "Eerst");
    assert_eq!((faults[0].0.as_str(), faults[0].1.code), ("a", FaultCode::CardTwice));
}

#[test]
fn cards_come_by_number_and_then_by_title() {
    let card = |id: &str, number: &str, title: &str| {
        sheet(id, &format!("kind: action\ntitle: {title}\n{number}---\n"))
    };
    let (library, faults) = Library::of(vec![
        card("a", "", "Water"),
        card("b", "number: 10\n", "Aarde"),
        card("c", "number: 2\n", "Vuur"),
        card("d", "", "lucht"),
    ]);
    assert_eq!(faults, []);
    let ids = library.of_kind(CardKind::Action).into_iter().map(|card| card.id.as_str());
    assert_eq!(ids.collect::<Vec<_>>(), ["c", "b", "d", "a"]);
    assert!(library.of_kind(CardKind::Role).is_empty());
    assert!(library.list("a").is_none() && library.card("a").is_some());
}

#[test]
fn a_step_that_two_cards_name_is_one_step() {
    let card = |id: &str| {
        let body = "kind: action\ntitle: T\n---\n## Doen {phase=act}\n- [ ] Bel. {id=call}\n\
                    - [ ] Loop.\n";
        sheet(id, body)
    };
    let (library, _) = Library::of(vec![card("a"), card("b")]);
    let found = library.with_step("call").map(|(card, _)| card.id.as_str());
    assert_eq!(found.collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(library.shared_steps().into_iter().collect::<Vec<_>>(), ["call"]);
    assert_eq!(library.with_step("a.1.2").count(), 1);
}

#[test]
fn two_languages_differ_where_a_step_or_what_it_asks_differs() {
    let library = |steps: &str| {
        let body = format!("kind: action\ntitle: T\n---\n## Doen {{phase=act}}\n{steps}");
        Library::of(vec![sheet("a", &body)]).0
    };
    let nl =
        library("- [ ] Bel. {id=call}\n- [ ] Beslis. {id=x kind=decide}\n- [ ] Loop.\n- Los.\n");
    let en = library("- [ ] Call. {id=phone}\n- [ ] Decide. {id=x}\n- [ ] Walk.\n");
    let told = |item: &str, side| Difference { card: "a".to_owned(), item: item.to_owned(), side };
    assert_eq!(
        compare(&nl, &en),
        [
            told("call", Side::OnlyFirst),
            told("phone", Side::OnlySecond),
            told("x", Side::Otherwise)
        ]
    );
    assert_eq!(compare(&nl, &nl), []);
    assert_eq!(compare(&nl, &Library::default()), [], "a card of one language is no difference");
}

/// Pieces of which cards are made, and of which they should not be.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "---",
        "card: a",
        "kind: action",
        "kind: role",
        "title: T",
        "links: [a,b]",
        "number: 7",
        "## H {phase=act}",
        "## H",
        "##",
        "- [ ] S {id=s}",
        "- [ ] S {kind=figures figures=a,b}",
        "- [ ] {",
        "- P \\{",
        "-",
        "  - sub",
        "  more {id=q}",
        "    deep",
        " one",
        "text",
        "",
        "\u{feff}",
        "\t",
        "{}",
        "- [ ] S {id=}",
        "- P {unit=%}",
        "\u{202e}",
        "«",
        "- {a={b}}",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,20}", 1 => any::<String>()]
}

/// Reads whatever it is, and holds what comes out against the limits.
fn examine(bytes: &[u8]) -> Result<(), TestCaseError> {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    match read("a.md", bytes) {
        Ok(Sheet { card, named }) => {
            prop_assert_eq!(&card.id, "a");
            prop_assert!(card.items().count() <= 400 && card.parts.len() <= 41);
            prop_assert!(card.items().all(|item| !item.text.is_empty() && item.points.len() <= 40));
            let ids: std::collections::BTreeSet<_> = card.items().map(|item| &item.id).collect();
            prop_assert_eq!(ids.len(), card.items().count());
            let again: Card = minicbor::decode(&minicbor::to_vec(&card).unwrap()).unwrap();
            prop_assert_eq!(&again, &card);
            prop_assert!(named.iter().all(|named| (1..=lines).contains(&(named.line as usize))));
            let (library, _) = Library::of(vec![Sheet { card, named }]);
            prop_assert!(compare(&library, &library).is_empty());
        }
        Err(faults) => {
            prop_assert!(!faults.is_empty() && faults.len() <= FAULTS_MAX);
            prop_assert!(faults.is_sorted());
            for fault in faults {
                prop_assert!((1..=lines).contains(&(fault.line as usize)), "{:?}", fault);
                prop_assert!(fault.what.chars().count() <= 80);
            }
        }
    }
    Ok(())
}

/// Nothing is written beside the test: a case that fails becomes a row of the table.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        examine(&bytes)?;
    }

    #[test]
    fn no_lines_bring_the_reader_down(lines in prop::collection::vec(pieces(), 0..40)) {
        examine(lines.join("\n").as_bytes())?;
        let front = "---\ncard: a\nkind: action\ntitle: T\n---\n";
        examine(format!("{front}{}", lines.join("\n")).as_bytes())?;
    }

    #[test]
    fn no_change_of_a_good_card_brings_the_reader_down(
        at in 0..WHOLE.len(), cut in 0..40_usize, put in prop::collection::vec(any::<u8>(), 0..8),
    ) {
        let mut bytes = WHOLE.replace("moving-clients", "a").into_bytes();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put);
        examine(&bytes)?;
    }
}

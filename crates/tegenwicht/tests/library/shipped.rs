// SPDX-License-Identifier: EUPL-1.2
//! The library that comes with the program: whole, the same in both languages, in our own words.

use std::collections::BTreeSet;
use std::path::Path;

use tegenwicht::library::{Cards, FileFault};
use tegenwicht::text::Language;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Card, CardKind, PartField, Phase};
use tegenwicht_core::library::compare::compare;
use tegenwicht_core::library::parse::parse;

use crate::flow::NOW;
use crate::runs;

const RUNS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/library/source-runs.bin");
const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../library");

fn cards() -> Cards {
    Cards::load(Path::new("/nonexistent"), NOW)
}

fn ids(library: &Library, kind: CardKind) -> BTreeSet<&str> {
    library.of_kind(kind).into_iter().map(|card| card.id.as_str()).collect()
}

#[test]
fn every_file_is_a_card_without_a_fault() {
    let cards = cards();
    let told: Vec<String> = cards
        .faults
        .iter()
        .map(|FileFault { file, fault, .. }| {
            format!("{file}:{} {} {}", fault.line, fault.code.name(), fault.what)
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    for language in Language::ALL {
        let files = std::fs::read_dir(Path::new(LIBRARY).join(language.code())).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let names: BTreeSet<String> = names.collect();
        let of = cards.of(language).cards().map(|card| format!("{}.md", card.id));
        assert_eq!(of.collect::<BTreeSet<_>>(), names, "{}", language.code());
    }
}

#[test]
fn both_languages_have_the_same_cards_and_the_same_steps() {
    let cards = cards();
    let (dutch, english) = (cards.of(Language::Dutch), cards.of(Language::English));
    for language in Language::ALL {
        for card in cards.of(language).cards() {
            let origin = cards.origin(language, &card.id).unwrap();
            assert_eq!(origin.language, language, "{} is not there in one language", card.id);
        }
    }
    assert_eq!(compare(dutch, english), []);
    for (one, other) in dutch.cards().zip(english.cards()) {
        let shape = |card: &Card| {
            let parts = card.parts.iter();
            let parts = parts.map(|part| (part.phase, part.field, part.items.len()));
            (card.id.clone(), card.kind, card.number, card.links.clone(), parts.collect::<Vec<_>>())
        };
        assert_eq!(shape(one), shape(other));
    }
}

#[test]
fn the_eight_action_cards_have_every_phase_and_number() {
    let cards = cards();
    for language in Language::ALL {
        let actions = cards.of(language).of_kind(CardKind::Action);
        let numbers: Vec<_> = actions.iter().map(|card| card.number).collect();
        assert_eq!(numbers, (1..=8).map(Some).collect::<Vec<_>>(), "{}", language.code());
        for card in actions {
            for phase in [Phase::Analyse, Phase::Act, Phase::Normalise, Phase::Prepare] {
                let part = card.parts.iter().filter(|part| part.phase == Some(phase));
                let steps = part.flat_map(|part| &part.items).filter(|item| item.step.is_some());
                assert!(steps.count() > 0, "{} has no step in {}", card.id, phase.name());
            }
        }
    }
}

#[test]
fn the_lists_that_the_program_asks_for_are_whole() {
    let cards = cards();
    for language in Language::ALL {
        let library = cards.of(language);
        let items = |id: &str| {
            let list = library.list(id).unwrap_or_else(|| panic!("no list {id}"));
            assert!(list.items().all(|item| item.is_named()), "an item of {id} has no id");
            list.items().collect::<Vec<_>>()
        };
        assert_eq!(items("areas").len(), 18);
        assert_eq!(items("criteria").len(), 10);
        assert!(items("criteria").iter().all(|item| item.text.ends_with('?')));
        assert_eq!((items("cscattt").len(), items("methane").len()), (7, 7));
        for id in ["roles", "contacts", "figures"] {
            assert!(items(id).len() >= 10, "{id}");
        }
        let glossary = items("glossary");
        for group in ["crisis", "ict"] {
            let of = glossary.iter().filter(|item| item.group.as_deref() == Some(group));
            assert!(of.count() >= 20, "{group}");
        }
        assert!(glossary.iter().all(|item| !item.points.is_empty()));
    }
}

#[test]
fn there_are_scenarios_roles_decisions_messages_and_sectors() {
    let cards = cards();
    for language in Language::ALL {
        let library = cards.of(language);
        for (kind, least) in [
            (CardKind::Scenario, 1),
            (CardKind::Role, 6),
            (CardKind::Decision, 3),
            (CardKind::Message, 1),
        ] {
            assert!(ids(library, kind).len() >= least, "{}", kind.name());
        }
        let sectors = ["hospital", "nursing-home", "mental-health", "home-care"];
        let sectors: BTreeSet<String> = sectors.map(|name| format!("sector-{name}")).into();
        let found: BTreeSet<String> =
            ids(library, CardKind::Sector).into_iter().map(str::to_owned).collect();
        assert_eq!(found, sectors);
        for card in library.of_kind(CardKind::Role) {
            for phase in CardKind::Role.phases() {
                let has = card.parts.iter().any(|part| part.phase == Some(*phase));
                assert!(has, "{} has nothing for {}", card.id, phase.name());
            }
        }
        for card in library.of_kind(CardKind::Decision) {
            for field in [PartField::Question, PartField::For, PartField::Against] {
                let has = card.parts.iter().any(|part| part.field == Some(field));
                assert!(has, "{} has no {}", card.id, field.name());
            }
        }
    }
}

#[test]
fn no_nine_words_in_a_row_are_those_of_a_source() {
    let sources = runs::read(Path::new(RUNS));
    assert!(sources.len() > 5_000, "{}", sources.len());
    // The words that the sources have where we have a mark.
    let cards = cards().said(&[
        ["cliënt", "cliënten", "afdeling", "afdelingen"].map(str::to_owned),
        ["client", "clients", "ward", "wards"].map(str::to_owned),
    ]);
    for language in Language::ALL {
        for card in cards.of(language).cards() {
            let copied = runs::copied(card, &sources);
            assert!(copied.is_empty(), "{} says it as a source does: {copied:?}", card.id);
        }
    }
}

/// The test above can fail: a sentence that is taken over is found, in other capitals too.
#[test]
fn a_sentence_that_is_taken_over_is_found() {
    let source = "De nachtdienst telt om middernacht alle lege bedden, en belt daarna de centrale.";
    let sources: BTreeSet<_> = runs::runs(source).into_iter().collect();
    assert_eq!(sources.len(), 13 - runs::WORDS + 1);
    let card = |step: &str| {
        let front = "---\ncard: a\nkind: action\ntitle: T\n---\n## Doen {phase=act}\n";
        parse("a.md", format!("{front}- [ ] Bel.\n  - {step}\n").as_bytes()).unwrap()
    };
    let taken = "Weet: de nachtdienst telt om middernacht\n    ALLE lege bedden en belt zelf.";
    assert_eq!(runs::copied(&card(taken), &sources).len(), 1);
    let own = "De nachtdienst telt elke nacht de lege bedden en belt daarna de centrale.";
    assert!(runs::copied(&card(own), &sources).is_empty());
}

#[test]
#[ignore = "makes the file of runs anew, from the folder in TEGENWICHT_SOURCES"]
fn make_the_runs() {
    let folder = std::env::var_os("TEGENWICHT_SOURCES").expect("TEGENWICHT_SOURCES is a folder");
    runs::write(Path::new(RUNS), Path::new(&folder));
}

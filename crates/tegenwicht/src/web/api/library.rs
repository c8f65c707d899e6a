// SPDX-License-Identifier: EUPL-1.2
//! Cards for programs: what people are told to do, step by step, and what is wrong with files.

use serde::Serialize;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::hex;
use tegenwicht_core::library::card::{self, CardKind, StepKind};
use utoipa::ToSchema;

use super::list::{self, CardList, LibraryFaultList, Page};
use super::read::{Address, Asked, Key, Sender};
use super::{Answer, created, shown};
use crate::library::{Cards, FileFault};
use crate::web::error::WebError;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A card, without its steps.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardSummary {
    pub id: String,
    /// `action`, `scenario`, `role`, `decision`, `message`, `list` or `sector`.
    pub kind: String,
    /// The number that people say.
    #[schema(required)]
    pub number: Option<u16>,
    pub title: String,
    /// When to use it, in a sentence.
    #[schema(required)]
    pub summary: Option<String>,
    #[schema(required)]
    pub source: Option<String>,
    /// True for a file of the institution.
    pub own: bool,
    /// True when the file of the institution has a fault, and this is ours in its place.
    pub instead: bool,
    /// The language it is written in, which is another one where there is nothing else.
    pub language: String,
}

/// A whole card.
#[derive(Debug, Serialize, ToSchema)]
pub struct Card {
    #[serde(flatten)]
    pub summary: CardSummary,
    /// Other cards that belong to it.
    pub links: Vec<String>,
    /// On a role card: for whom it is.
    #[schema(required)]
    pub role: Option<String>,
    /// When to use it, in paragraphs.
    pub intro: Vec<String>,
    pub parts: Vec<CardPart>,
}

/// What stands under one heading.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardPart {
    /// Empty for points before the first heading.
    pub title: String,
    #[schema(required)]
    pub phase: Option<String>,
    #[schema(required)]
    pub field: Option<String>,
    pub text: Vec<String>,
    pub items: Vec<CardItem>,
}

/// A step or a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardItem {
    /// The same in every language, and on every card that shares the step.
    pub id: String,
    pub text: String,
    #[schema(required)]
    pub step: Option<CardStep>,
    #[schema(required)]
    pub unit: Option<String>,
    #[schema(required)]
    pub group: Option<String>,
    pub points: Vec<String>,
}

/// What a step asks for.
#[derive(Debug, Serialize, ToSchema)]
pub struct CardStep {
    /// `do`, `role`, `figures`, `decide`, `contact` or `card`.
    pub kind: String,
    /// The role, the figures, the contact or the card.
    pub needs: Vec<String>,
}

/// Something that is wrong with a file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibraryFault {
    pub id: String,
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Stable.
    pub code: String,
    /// What it is about, as it stands in the file.
    pub what: String,
    /// True when the card works all the same.
    pub warning: bool,
    /// True for a file of the institution.
    pub own: bool,
    /// What is wrong, in the language that was asked for.
    pub text: String,
    /// What to do, in the language that was asked for.
    pub next_step: String,
}

/// What came of reading the files again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibraryReading {
    #[schema(format = DateTime)]
    pub read_at: String,
    pub cards: usize,
    pub faults: usize,
}

fn summary(visit: &Visit, cards: &Cards, card: &card::Card) -> CardSummary {
    let language = visit.text.language;
    let origin = cards.origin(language, &card.id);
    CardSummary {
        id: card.id.clone(),
        kind: card.kind.name().to_owned(),
        number: card.number,
        title: card.title.clone(),
        summary: card.first_sentence().map(str::to_owned),
        source: card.source.clone(),
        own: origin.is_some_and(|origin| origin.own),
        instead: origin.is_some_and(|origin| origin.instead),
        language: origin.map_or(language, |origin| origin.language).code().to_owned(),
    }
}

fn part(part: &card::Part) -> CardPart {
    CardPart {
        title: part.title.clone(),
        phase: part.phase.map(|phase| phase.name().to_owned()),
        field: part.field.map(|field| field.name().to_owned()),
        text: part.text.clone(),
        items: part.items.iter().map(item).collect(),
    }
}

pub(super) fn item(item: &card::Item) -> CardItem {
    CardItem {
        id: item.id.clone(),
        text: item.text.clone(),
        step: item.step.as_ref().map(step),
        unit: item.unit.clone(),
        group: item.group.clone(),
        points: item.points.clone(),
    }
}

fn step(step: &StepKind) -> CardStep {
    let needs = match step {
        StepKind::Do | StepKind::Decide => Vec::new(),
        StepKind::Role(one) | StepKind::Contact(one) | StepKind::Card(one) => vec![one.clone()],
        StepKind::Figures(figures) => figures.clone(),
    };
    CardStep { kind: step.name().to_owned(), needs }
}

fn fault(visit: &Visit, found: &FileFault) -> LibraryFault {
    LibraryFault {
        id: fault_id(found),
        file: found.file.clone(),
        line: found.fault.line,
        code: found.fault.code.name().to_owned(),
        what: found.fault.what.clone(),
        warning: found.fault.code.is_warning(),
        own: found.own,
        text: found.sentence(&visit.text),
        next_step: found.next_step(&visit.text),
    }
}

/// A fault has no id of its own; where it stands and what it is make one.
fn fault_id(found: &FileFault) -> String {
    let FileFault { file, fault, .. } = found;
    let said = format!("{file}\n{}\n{}\n{}", fault.line, fault.code.name(), fault.what);
    let hash = sha256(said.as_bytes());
    format!("libraryFault-{}", hex(hash.first_chunk::<16>().unwrap_or(&[0; 16])))
}

/// Lists the cards by kind, in each kind by number and title.
#[utoipa::path(get, path = "/api/v1/cards", tag = "library", operation_id = "listCards",
    params(Page), responses((status = 200, body = CardList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let all = CardKind::ALL.iter().flat_map(|kind| library.of_kind(*kind));
    let show = |card: &card::Card| summary(&visit, &cards, card);
    let part = list::part(all, &asked, |card| card.id.clone(), show)?;
    Ok(shown(CardList::from(part)))
}

/// Shows a card with all its steps.
#[utoipa::path(get, path = "/api/v1/cards/{id}", tag = "library", operation_id = "showCard",
    responses((status = 200, body = Card)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let cards = visit.web.app.cards();
    let card = cards.of(visit.text.language).card(&id).ok_or(WebError::NotFound)?;
    Ok(shown(Card {
        summary: summary(&visit, &cards, card),
        links: card.links.clone(),
        role: card.role.clone(),
        intro: card.intro.clone(),
        parts: card.parts.iter().map(part).collect(),
    }))
}

/// Lists what is wrong with files: what keeps a card out first.
#[utoipa::path(get, path = "/api/v1/libraryFaults", tag = "library",
    operation_id = "listLibraryFaults", params(Page),
    responses((status = 200, body = LibraryFaultList)))]
pub async fn faults(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let cards = visit.web.app.cards();
    let show = |found: &FileFault| fault(&visit, found);
    let part = list::part(cards.faults.iter(), &asked, |found| fault_id(found), show)?;
    Ok(shown(LibraryFaultList::from(part)))
}

/// Reads the files of cards again.
#[utoipa::path(post, path = "/api/v1/libraryReadings", tag = "library",
    operation_id = "readLibrary", responses((status = 201, body = LibraryReading)))]
pub async fn read(Sender(visit): Sender, _: Key) -> Answer {
    let app = std::sync::Arc::clone(&visit.web.app);
    let read = tokio::task::spawn_blocking(move || app.read_cards()).await;
    read.map_err(|_| WebError::Inside)?;
    let cards = visit.web.app.cards();
    let reading = LibraryReading {
        read_at: iso(cards.read_at),
        cards: cards.of(visit.text.language).cards().count(),
        faults: cards.faults.len(),
    };
    created("/api/v1/libraryFaults", reading)
}

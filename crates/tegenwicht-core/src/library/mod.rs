// SPDX-License-Identifier: EUPL-1.2
//! The library: cards and lists that tell people what to do, read from text files.
//!
//! Not here: where the files lie and who sees them (`tegenwicht`, `library.rs`), a card that was
//! started in a crisis (later, `feature/card.rs`).
//! Rules: whatever bytes come in, reading them ends, with a card or with all faults that were
//! found, each with its line; a card never depends on another file to be read; a link that leads
//! nowhere is told and takes nothing away.
//! Start at: `parse::parse`, then `Library::of`.
//! To change: the grammar and the codes stand in `docs/formats/card.md`; a card travels in the
//! log, so a field keeps its number.

mod attribute;
pub mod card;
pub mod compare;
pub mod fault;
mod front;
mod line;
pub mod parse;
pub mod word;

use std::collections::{BTreeMap, BTreeSet};

use card::{Card, CardKind, Item};
use fault::{Fault, FaultCode};

/// A card as it was read, with what it names elsewhere and on which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub card: Card,
    pub named: Vec<Named>,
}

/// Something outside a card that the card names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub line: u32,
    pub target: Target,
    pub id: String,
}

/// Where the id that a card names must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Card,
    Role,
    Figure,
    Contact,
    Area,
}

impl Target {
    /// Returns the list in which it must stand; none for a card.
    #[must_use]
    pub const fn list(self) -> Option<&'static str> {
        match self {
            Self::Card => None,
            Self::Role => Some("roles"),
            Self::Figure => Some("figures"),
            Self::Contact => Some("contacts"),
            Self::Area => Some("areas"),
        }
    }
}

/// The cards of one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Library {
    cards: BTreeMap<String, Card>,
}

impl Library {
    /// Puts cards together. What is wrong between them comes beside, with the card it stands in:
    /// of two cards with one id the first stays, and a link that leads nowhere stays as text.
    #[must_use]
    pub fn of(sheets: Vec<Sheet>) -> (Self, Vec<(String, Fault)>) {
        let (mut library, mut faults, mut named) = (Self::default(), Vec::new(), Vec::new());
        for Sheet { card, named: names } in sheets {
            let id = card.id.clone();
            if library.cards.contains_key(&id) {
                let fault = Fault { line: 1, code: FaultCode::CardTwice, what: id.clone() };
                faults.push((id, fault));
                continue;
            }
            library.cards.insert(id.clone(), card);
            named.push((id, names));
        }
        for (card, names) in named {
            for Named { line, target, id } in names {
                if !library.has(target, &id) {
                    faults.push((
                        card.clone(),
                        Fault { line, code: FaultCode::LinkUnknown, what: id },
                    ));
                }
            }
        }
        (library, faults)
    }

    fn has(&self, target: Target, id: &str) -> bool {
        match target.list() {
            None => self.cards.contains_key(id),
            Some(list) => self.entry(list, id).is_some(),
        }
    }

    /// Returns a card.
    #[must_use]
    pub fn card(&self, id: &str) -> Option<&Card> {
        self.cards.get(id)
    }

    /// Returns a list.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&Card> {
        self.card(id).filter(|card| card.kind == CardKind::List)
    }

    /// Returns the item of a list that has this id.
    #[must_use]
    pub fn entry(&self, list: &str, id: &str) -> Option<&Item> {
        self.list(list)?.items().find(|item| item.id == id)
    }

    /// Returns all cards, by id.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.cards.values()
    }

    /// Returns the cards of a kind: those with a number first, then by title.
    #[must_use]
    pub fn of_kind(&self, kind: CardKind) -> Vec<&Card> {
        let mut cards: Vec<&Card> = self.cards().filter(|card| card.kind == kind).collect();
        cards.sort_by_key(|card| {
            (card.number.is_none(), card.number, crate::feature::text::fold(&card.title), &card.id)
        });
        cards
    }

    /// Returns every card that has this step: done once, it is done for all of them.
    pub fn with_step<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a Card, &'a Item)> {
        self.cards().filter_map(move |card| Some((card, card.steps().find(|item| item.id == id)?)))
    }

    /// Returns the ids of the steps that stand on more than one card.
    #[must_use]
    pub fn shared_steps(&self) -> BTreeSet<&str> {
        let (mut once, mut more) = (BTreeSet::new(), BTreeSet::new());
        for step in self.cards().flat_map(Card::steps) {
            if !once.insert(step.id.as_str()) {
                more.insert(step.id.as_str());
            }
        }
        more
    }
}

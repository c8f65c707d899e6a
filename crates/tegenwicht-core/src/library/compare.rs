// SPDX-License-Identifier: EUPL-1.2
//! Two languages of one library, held beside each other: a step that is ticked in one is ticked
//! in the other, so both must have the same ones.

use std::collections::{BTreeMap, BTreeSet};

use super::Library;
use super::card::{Card, StepKind};

/// What one language of a card has otherwise than the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    pub card: String,
    /// The item that differs.
    pub item: String,
    pub side: Side,
}

/// Where the item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    OnlyFirst,
    OnlySecond,
    /// In both, and it asks for something else.
    Otherwise,
}

/// Returns what differs in the cards that both have, by card and item. A card that only one
/// language has is no difference: an institution may write its own in one.
#[must_use]
pub fn compare(first: &Library, second: &Library) -> Vec<Difference> {
    let both = first.cards().filter_map(|card| Some((card, second.card(&card.id)?)));
    both.flat_map(|(first, second)| cards(first, second)).collect()
}

fn cards(first: &Card, second: &Card) -> Vec<Difference> {
    let (one, other) = (asked(first), asked(second));
    let ids: BTreeSet<&str> = one.keys().chain(other.keys()).copied().collect();
    let side = |id: &str| match (one.get(id), other.get(id)) {
        (Some(_), None) => Some(Side::OnlyFirst),
        (None, Some(_)) => Some(Side::OnlySecond),
        (one, other) => (one != other).then_some(Side::Otherwise),
    };
    let differ = ids.into_iter().filter_map(|id| Some((id, side(id)?)));
    let card = first.id.clone();
    differ.map(|(id, side)| Difference { card: card.clone(), item: id.to_owned(), side }).collect()
}

/// What an item asks for; the words differ, this does not.
type Asked<'a> = (Option<&'a StepKind>, Option<&'a str>);

/// Returns the steps, and the items that the card gave an id.
fn asked(card: &Card) -> BTreeMap<&str, Asked<'_>> {
    let items = card.items().filter(|item| item.step.is_some() || item.is_named());
    items.map(|item| (item.id.as_str(), (item.step.as_ref(), item.group.as_deref()))).collect()
}

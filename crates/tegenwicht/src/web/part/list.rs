// SPDX-License-Identifier: EUPL-1.2
//! Lists of the library (criteria, METHANE) in the language of the visit; those of the institution
//! come before ours.

use tegenwicht_core::library::card::Item;

use crate::web::visit::Visit;

/// Returns the items of a list; none when there is no such list.
#[must_use]
pub fn items(visit: &Visit, id: &str) -> Vec<Item> {
    let cards = visit.web.app.cards();
    let list = cards.of(visit.text.language).list(id);
    list.into_iter().flat_map(|list| list.items()).cloned().collect()
}

/// Returns the words of one item with its first point; its id where the list does not know it.
#[must_use]
pub fn words(items: &[Item], id: &str) -> (String, String) {
    match items.iter().find(|item| item.id == id) {
        Some(item) => (item.text.clone(), item.points.first().cloned().unwrap_or_default()),
        None => (id.to_owned(), String::new()),
    }
}

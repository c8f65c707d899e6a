// SPDX-License-Identifier: EUPL-1.2
//! Words of the institution in the texts of a card: `{clients}` stands where a hospital says
//! patients and a nursing home says residents.
//!
//! Not here: what the words are (`tegenwicht`, `words.rs`).
//! Rules: a mark is one word between braces, with a capital where the sentence begins; only the
//! marks listed here are replaced, so that text which has none stays as it is.
//! Start at: `fill`.
//! To change: `docs/formats/card.md`.

use super::Library;
use super::card::{Card, Item, Part};

/// The marks: ids of words that every sector has.
pub const WORDS: [&str; 4] = ["client", "clients", "ward", "wards"];

/// What the words are, in the order of [`WORDS`].
pub type Said = [String; WORDS.len()];

/// Returns the mark between braces at the beginning of a text, when it could be meant as one: a
/// single word without an equals sign.
pub(super) fn mark(text: &str) -> Option<&str> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let fits = |c: char| c.is_alphabetic() || c == '-';
    (!inside.is_empty() && inside.chars().all(fits)).then_some(inside)
}

/// Returns true for a mark that is replaced.
pub(super) fn is_known(mark: &str) -> bool {
    place(mark).is_some()
}

/// Returns which word a mark stands for, and whether it begins with a capital.
fn place(mark: &str) -> Option<(usize, bool)> {
    let capital = mark.starts_with(|c: char| c.is_ascii_uppercase());
    let fits = |word: &str| match capital {
        true => capitalized(word) == mark,
        false => word == mark,
    };
    WORDS.iter().position(|word| fits(word)).map(|at| (at, capital))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns a text with the words where the marks were.
#[must_use]
pub fn fill(text: &str, said: &Said) -> String {
    let (mut filled, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let found = mark(from).and_then(|mark| Some((mark, place(mark)?)));
        match found.and_then(|(mark, (at, capital))| Some((mark, said.get(at)?, capital))) {
            Some((mark, word, capital)) => {
                if capital {
                    filled.push_str(&capitalized(word));
                } else {
                    filled.push_str(word);
                }
                rest = from.get(mark.len() + 2..).unwrap_or_default();
            }
            None => {
                filled.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}

impl Card {
    /// Returns the card as somebody reads it.
    #[must_use]
    pub fn said(&self, said: &Said) -> Self {
        let fill = |text: &String| fill(text, said);
        let item = |item: &Item| Item {
            text: fill(&item.text),
            points: item.points.iter().map(fill).collect(),
            ..item.clone()
        };
        let part = |part: &Part| Part {
            title: fill(&part.title),
            text: part.text.iter().map(fill).collect(),
            items: part.items.iter().map(item).collect(),
            ..*part
        };
        Self {
            title: fill(&self.title),
            intro: self.intro.iter().map(fill).collect(),
            parts: self.parts.iter().map(part).collect(),
            ..self.clone()
        }
    }
}

impl Library {
    /// Returns the library as somebody reads it.
    #[must_use]
    pub fn said(&self, said: &Said) -> Self {
        let cards = self.cards.iter().map(|(id, card)| (id.clone(), card.said(said)));
        Self { cards: cards.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> Said {
        ["bewoner", "bewoners", "afdeling", "afdelingen"].map(str::to_owned)
    }

    #[test]
    fn a_mark_becomes_the_word_with_a_capital_where_it_has_one() {
        let check = |text: &str, filled: &str| assert_eq!(fill(text, &said()), filled);
        check("Tel de {clients} per {ward}.", "Tel de bewoners per afdeling.");
        check("{Wards}: {Client}", "Afdelingen: Bewoner");
        check("{clients}lijst", "bewonerslijst");
    }

    #[test]
    fn what_is_no_mark_stays_as_it_is() {
        for text in
            ["Bel {naam}.", "{", "}{", "{client", "{{x}", "[what]", "{ client }", "{CLIENT}"]
        {
            assert_eq!(fill(text, &said()), text);
        }
        assert_eq!(fill("{{client}}", &said()), "{bewoner}");
    }

    #[test]
    fn a_word_that_looks_like_a_mark_is_not_replaced_again() {
        let said = ["{clients}", "{client}", "a", "b"].map(str::to_owned);
        assert_eq!(fill("{client} {clients}", &said), "{clients} {client}");
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What people type: trimmed, bounded, and free of characters that nobody sees.
//!
//! Not here: how a text is shown (`tegenwicht`, pages).
//! Rules: an accepted text has no control characters but line break and tab, and none of the
//! marks that turn the direction of reading; lengths count characters, not bytes.
//! Start at: `required`.
//! To change: a longer text must still fit `envelope::BODY_MAX` in bytes.

use crate::refusal::Refusal;

/// Longest entry or report, in characters.
pub const TEXT_MAX: usize = 4_000;
/// Longest title of a crisis, in characters.
pub const TITLE_MAX: usize = 200;
/// Longest name of a person, place, source or figure, in characters.
pub const NAME_MAX: usize = 200;
/// Longest reason, in characters.
pub const REASON_MAX: usize = 500;

/// Refusals for one kind of field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub max: usize,
    pub empty: Refusal,
    pub long: Refusal,
}

/// An entry or report.
pub const TEXT: Field =
    Field { max: TEXT_MAX, empty: Refusal::TextEmpty, long: Refusal::TextTooLong };
/// A title.
pub const TITLE: Field =
    Field { max: TITLE_MAX, empty: Refusal::TitleEmpty, long: Refusal::TitleTooLong };
/// A name.
pub const NAME: Field =
    Field { max: NAME_MAX, empty: Refusal::NameEmpty, long: Refusal::NameTooLong };
/// A reason or ground.
pub const REASON: Field =
    Field { max: REASON_MAX, empty: Refusal::ReasonEmpty, long: Refusal::FieldTooLong };

/// Returns the text as it goes into the log.
///
/// # Errors
/// When nothing is left after trimming, or it is too long, or holds unseen characters.
pub fn required(text: &str, field: Field) -> Result<String, Refusal> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(field.empty);
    }
    if text.chars().count() > field.max {
        return Err(field.long);
    }
    if text.chars().any(is_unseen) {
        return Err(Refusal::TextControl);
    }
    Ok(text.to_owned())
}

/// Returns the text, or none when it is empty.
///
/// # Errors
/// As [`required`], but empty is fine.
pub fn optional(text: Option<&str>, field: Field) -> Result<Option<String>, Refusal> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => required(text, field).map(Some),
    }
}

/// Returns the text without the characters that [`required`] refuses, to be offered again.
#[must_use]
pub fn without_unseen(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !is_unseen(*c)).collect()
}

/// Control characters and marks that change the direction of reading: they can make a line say
/// something else on screen than it says in the log ("Trojan Source", CVE-2021-42574).
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns true when two names mean the same to a reader: case and spaces do not count.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Returns the form in which two names that mean the same are equal.
#[must_use]
pub fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_can_see_is_refused_and_can_be_offered_without() {
        for bad in ["a\0b", "a\u{202e}b", "a\u{7f}b", "a\rb", "a\u{2066}b"] {
            assert_eq!(required(bad, TEXT), Err(Refusal::TextControl), "{bad:?}");
            assert_eq!(required(&without_unseen(bad), TEXT), Ok("ab".to_owned()));
        }
        assert_eq!(required(" a\r\nb\tc ", TEXT), Ok("a\nb\tc".to_owned()));
        assert_eq!(required("ë\u{301}😀", TEXT), Ok("ë\u{301}😀".to_owned()));
    }

    #[test]
    fn a_text_of_exactly_the_limit_passes_and_one_more_does_not() {
        assert!(required(&"é".repeat(TEXT_MAX), TEXT).is_ok());
        assert_eq!(required(&"é".repeat(TEXT_MAX + 1), TEXT), Err(Refusal::TextTooLong));
        assert_eq!(required(" \n ", TEXT), Err(Refusal::TextEmpty));
    }
}

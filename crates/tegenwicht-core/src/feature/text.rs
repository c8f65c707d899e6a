// SPDX-License-Identifier: EUPL-1.2
//! What people type: trimmed, bounded, and free of characters that nobody sees.
//!
//! Not here: how a text is shown (`tegenwicht`, pages).
//! Rules: an accepted text is composed (Unicode NFC) and has no control characters but line break
//! and tab, none of the marks that turn the direction of reading, and nothing else that is not
//! seen but what joins letters and emoji; lengths count characters, not bytes.
//! Start at: `required`.
//! To change: a longer text must still fit `envelope::BODY_MAX` in bytes.

use unicode_normalization::UnicodeNormalization;

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
/// When nothing that is seen is left after trimming, or it is too long, or holds unseen characters.
pub fn required(text: &str, field: Field) -> Result<String, Refusal> {
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    if text.chars().all(|c| c.is_whitespace() || is_joiner(c)) {
        return Err(field.empty);
    }
    if text.chars().count() > field.max {
        return Err(field.long);
    }
    if text.chars().any(is_unseen) {
        return Err(Refusal::TextControl);
    }
    Ok(text)
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

/// Longest name of a role, level, card, step or desk, in bytes.
pub const SLUG_MAX: usize = 64;

/// Returns a name as data carries it: small letters, digits and single dashes between them.
///
/// # Errors
/// `IdWrong` when it is anything else.
pub fn slug(text: &str) -> Result<String, Refusal> {
    let letters = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let dashes = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    let fits = !text.is_empty() && text.len() <= SLUG_MAX;
    if fits && letters && !dashes { Ok(text.to_owned()) } else { Err(Refusal::IdWrong) }
}

/// Returns the text without the characters that [`required`] refuses, to be offered again.
#[must_use]
pub fn without_unseen(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| !is_unseen(*c)).collect()
}

/// Control characters and marks that change the direction of reading: they can make a line say
/// something else on screen than it says in the log ("Trojan Source", CVE-2021-42574).
pub(crate) fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
        || matches!(c, '\u{2060}' | '\u{fff9}'..='\u{fffb}')
}

/// Characters that are needed inside words and emoji and are not seen themselves: allowed in a
/// text, and left out where two names are compared.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns a name as data carries it, made of what somebody called a thing that no list has; empty
/// where that has no letter. Two who call it the same mean the same.
#[must_use]
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in fold(title).chars() {
        let c = plain(c);
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.len() == SLUG_MAX {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A letter without its mark, for the marks of Dutch and its neighbours.
const fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        c => c,
    }
}

/// Returns true when two names mean the same to a reader: case and spaces do not count.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b)
}

/// Returns the form in which two names that mean the same are equal: composed letters (Unicode
/// NFC), no joiners, lower case, one space for several and none at the ends.
#[must_use]
pub fn fold(text: &str) -> String {
    let composed: String = text.nfc().filter(|c| !is_joiner(*c)).collect();
    let lower: String = composed.to_lowercase().nfc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns true when words that were folded stand in a text, as in `fold(text).contains(words)`.
///
/// A search goes through every line of a log. Nearly all are of plain letters with single spaces,
/// for which there is nothing to compose and nothing to join.
#[must_use]
pub fn holds(text: &str, folded: &str) -> bool {
    let is_space = |byte: u8| char::from(byte).is_whitespace();
    let is_plain = text.is_ascii()
        && text
            .bytes()
            .zip(text.bytes().skip(1).chain([0]))
            .all(|(byte, next)| !is_space(byte) || (byte == b' ' && !is_space(next)));
    match is_plain {
        true => text.to_ascii_lowercase().contains(folded),
        false => fold(text).contains(folded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_is_found_whatever_its_case_spaces_and_spelling() {
        let texts = [
            "De SEH  is\tdicht",
            "de seh is dicht ",
            " de seh is dicht",
            "Caf\u{e9} dicht",
            "Cafe\u{301} dicht",
            "",
            " ",
            "\n",
            "seh",
            "SE\u{200d}H",
            "\u{130}stanbul",
        ];
        for text in texts {
            for sought in ["seh is", "SEH", "Caf\u{e9}", "h  i", "dicht", "i\u{307}s", "", " de"] {
                let sought = fold(sought);
                let expected = fold(text).contains(&sought);
                assert_eq!(holds(text, &sought), expected, "{sought:?} in {text:?}");
            }
        }
    }

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
    fn two_names_that_look_the_same_are_the_same() {
        for other in ["e\u{301}ric", " \u{c9}RIC ", "\u{e9}r\u{200d}ic", "\u{e9}ri\u{200c}c"] {
            assert!(same("\u{e9}ric", other), "{other:?}");
        }
        assert!(!same("eric", "\u{e9}ric"));
        assert_eq!(required("e\u{301}", NAME), Ok("\u{e9}".to_owned()));
        for hidden in
            "\u{200b}\u{2060}\u{ad}\u{180e}\u{200e}\u{200f}\u{61c}\u{fff9}\u{fffb}".chars()
        {
            let bad = format!("an{hidden}a");
            assert_eq!(required(&bad, NAME), Err(Refusal::TextControl), "{hidden:?}");
            assert_eq!(without_unseen(&bad), "ana");
        }
        assert!(required("👩\u{200d}⚕\u{fe0f} می\u{200c}خواهم", TEXT).is_ok());
        assert_eq!(required("\u{200d} \u{200c}", NAME), Err(Refusal::NameEmpty));
    }

    #[test]
    fn a_text_of_exactly_the_limit_passes_and_one_more_does_not() {
        assert!(required(&"é".repeat(TEXT_MAX), TEXT).is_ok());
        assert_eq!(required(&"é".repeat(TEXT_MAX + 1), TEXT), Err(Refusal::TextTooLong));
        assert_eq!(required(" \n ", TEXT), Err(Refusal::TextEmpty));
    }
}

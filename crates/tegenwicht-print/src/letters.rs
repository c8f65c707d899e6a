// SPDX-License-Identifier: EUPL-1.2
//! Makes text of users safe for paper: every character visible, no word wider than its place.

use typst::text::Font;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::document::Language;

/// A place where a line may break and nothing shows.
const BREAK: char = '\u{200b}';

/// Returns the text as it is set: what no font has stands there as its number (`[U+4E2D]`), so
/// that nobody reads past a hole. `room` is how many characters surely fit on a line.
pub fn clean(text: &str, room: usize, language: Language, fonts: &[Font]) -> String {
    let visible = visible(text, fonts);
    let longest = visible.split([' ', '\n']).map(|word| word.chars().count()).max();
    if longest.unwrap_or(0) <= room {
        return visible;
    }
    let words = visible.split_inclusive([' ', '\n']);
    words.map(|word| breakable(word, room, language)).collect()
}

fn visible(text: &str, fonts: &[Font]) -> String {
    let mut all = String::with_capacity(text.len());
    // The font of the letter that a mark stands on: a mark from another font would be lost.
    let mut base = None;
    let mut before = ' ';
    for c in text.nfc() {
        let return_before = before == '\r';
        before = c;
        match c {
            '\n' if return_before => {}
            '\r' | '\n' | '\u{2028}' | '\u{2029}' => all.push('\n'),
            ' ' | '\u{a0}' => all.push(c),
            c if c.is_whitespace() => all.push(' '),
            c if is_silent(c) => all.push(c),
            c if is_combining_mark(c) && base.is_some_and(|font| has(font, c)) => all.push(c),
            c => match fonts.iter().find(|font| has(font, c)) {
                Some(font) if !is_combining_mark(c) => {
                    base = Some(font);
                    all.push(c);
                }
                _ => all.push_str(&format!("[U+{:04X}]", u32::from(c))),
            },
        }
    }
    all
}

fn has(font: &Font, c: char) -> bool {
    !c.is_control() && !turns_around(c) && font.info().coverage.contains(u32::from(c))
}

/// Joins and chooses shapes, and has none of its own.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Could make a line read otherwise than it was written.
fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Hyphens follow the language; a piece that still has no room may break anywhere.
fn breakable(word: &str, room: usize, language: Language) -> String {
    if word.chars().count() <= room {
        return word.to_owned();
    }
    let language = match language {
        Language::Nl => hypher::Lang::Dutch,
        Language::En => hypher::Lang::English,
    };
    let mut all = String::with_capacity(word.len() * 2);
    for piece in hypher::hyphenate(word, language) {
        let is_long = piece.chars().count() > room;
        for c in piece.chars() {
            if is_long && !all.is_empty() && !is_combining_mark(c) && !is_silent(c) {
                all.push(BREAK);
            }
            all.push(c);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::fonts;

    fn cleaned(text: &str) -> String {
        clean(text, 60, Language::Nl, fonts().unwrap())
    }

    #[test]
    fn letters_marks_and_emoji_that_a_font_has_stay_as_they_are() {
        for text in ["Zo\u{eb} #panic() $x$ <a> \\ @ref", "مرحبا", "😀 ⚠\u{fe0f}", "Ψ Ж ế"]
        {
            assert_eq!(cleaned(text), text);
        }
        assert_eq!(cleaned("e\u{301}"), "\u{e9}");
    }

    #[test]
    fn what_no_font_has_stands_there_as_its_number() {
        assert_eq!(cleaned("王 x"), "[U+738B] x");
        assert_eq!(cleaned("a\u{7}b\u{202e}c"), "a[U+0007]b[U+202E]c");
    }

    #[test]
    fn a_mark_that_the_font_of_its_letter_lacks_stands_there_as_its_number() {
        assert_eq!(cleaned("a\u{64b}"), "a[U+064B]");
    }

    #[test]
    fn line_ends_of_all_systems_are_one_and_tabs_are_spaces() {
        assert_eq!(cleaned("a\r\nb\rc\nd\te"), "a\nb\nc\nd e");
    }

    #[test]
    fn a_long_word_may_break_anywhere_and_a_dutch_word_at_its_syllables() {
        let fonts = fonts().unwrap();
        let broken = clean(&"x".repeat(300), 20, Language::Nl, fonts);
        assert_eq!(broken.chars().filter(|c| *c == BREAK).count(), 299);
        let word = "vrijwilligerscoördinator";
        assert_eq!(clean(word, 10, Language::Nl, fonts), word);
    }
}

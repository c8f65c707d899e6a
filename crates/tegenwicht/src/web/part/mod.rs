// SPDX-License-Identifier: EUPL-1.2
//! Pieces that pages share, so that every screen looks as if the same hand made it.

pub mod alarm;
pub mod choice;
pub mod client_name;
pub mod conflict;
pub mod contact;
pub mod due;
pub mod entry;
pub mod field;
pub mod fire;
pub mod icon;
pub mod level;
pub mod list;
pub mod log_filter;
pub mod meeting;
pub mod nav;
pub mod progress;
pub mod roster;
pub mod row;
pub mod seat;
pub mod shell;
pub mod soft;
pub mod sought;
pub mod time;
pub mod who;

use maud::Render;

/// Text as it may stand in a page: says the same as text in itself, and goes through it once for
/// all where nothing in it has to be spelled differently, which is nearly always.
#[derive(Debug, Clone, Copy)]
pub struct Plain<'a>(pub &'a str);

impl Render for Plain<'_> {
    fn render_to(&self, page: &mut String) {
        let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"');
        // No early end: so the compiler looks at many bytes at a time.
        let special = self.0.bytes().fold(false, |found, byte| found | is_special(byte));
        match special {
            true => self.0.render_to(page),
            false => page.push_str(self.0),
        }
    }
}

/// Writes a number with at least this many digits.
pub fn push_number(text: &mut String, number: u64, width: usize) {
    let (mut digits, mut rest, mut length) = ([b'0'; 20], number, 0);
    for digit in digits.iter_mut().rev() {
        if rest == 0 && length >= width {
            break;
        }
        *digit = b'0' + (rest % 10) as u8;
        (rest, length) = (rest / 10, length + 1);
    }
    let written = digits.get(digits.len() - length..).unwrap_or_default();
    text.push_str(std::str::from_utf8(written).unwrap_or_default());
}

/// Encodes a value for use in a query.
#[must_use]
pub fn encode_query(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_ever() {
        for number in [0, 7, 10, 99, 12_345, u64::MAX] {
            for width in [1, 2, 5, 12, 20] {
                let mut text = "at ".to_owned();
                push_number(&mut text, number, width);
                assert_eq!(text, format!("at {number:0width$}"));
            }
        }
    }

    #[test]
    fn text_is_spelled_as_the_pages_spell_it() {
        for text in ["", "De Linde", "zestig & zeventig", "<b>", "zei: \"nee\"", "naïef 💧", "'"]
        {
            assert_eq!(Plain(text).render().0, text.render().0);
        }
    }
}

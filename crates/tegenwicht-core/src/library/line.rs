// SPDX-License-Identifier: EUPL-1.2
//! The lines of a file: text without what nobody sees, and what each line is.

use unicode_normalization::UnicodeNormalization;

use super::fault::{FaultCode, Faults, LINE_MAX};
use crate::feature::text::is_unseen;

/// A line without its end and the spaces before it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub number: u32,
    pub text: String,
}

/// What a line is, by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Blank,
    Heading(&'a str),
    Step(&'a str),
    Point(&'a str),
    SubPoint(&'a str),
    /// Goes on with the line above it.
    More(&'a str),
    Text(&'a str),
    Unclear,
}

/// Takes a file apart. What is not text is told and left out, so that the rest can be read too.
pub(super) fn lines(bytes: &[u8], faults: &mut Faults) -> Vec<Line> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = |(number, bytes): (u32, &[u8])| one(number, bytes, faults);
    (1..).zip(bytes.split(|byte| *byte == b'\n')).map(line).collect()
}

fn one(number: u32, bytes: &[u8], faults: &mut Faults) -> Line {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    if matches!(text, std::borrow::Cow::Owned(_)) {
        faults.add(number, FaultCode::NotText, "UTF-8");
    }
    let is_wrong = |c: &char| is_unseen(*c) || *c == '\t';
    if let Some(wrong) = text.chars().find(is_wrong) {
        faults.add(number, FaultCode::NotText, format!("U+{:04X}", u32::from(wrong)));
    }
    if text.chars().count() > LINE_MAX {
        faults.add(number, FaultCode::TooLong, LINE_MAX.to_string());
    }
    let text: String = text.trim_end().nfc().filter(|c| !is_wrong(c)).collect();
    Line { number, text }
}

impl Line {
    /// Returns what the line is.
    pub fn kind(&self) -> Kind<'_> {
        let text = self.text.as_str();
        if text.is_empty() {
            Kind::Blank
        } else if let Some(title) = after(text, "##") {
            Kind::Heading(title)
        } else if let Some(item) = after(text, "-") {
            item_kind(item)
        } else if let Some(point) = after(text, "  -") {
            Kind::SubPoint(point)
        } else if let Some(more) = text.strip_prefix("  ").map(str::trim_start) {
            if is_other_markdown(more) { Kind::Unclear } else { Kind::More(more) }
        } else if is_other_markdown(text) {
            Kind::Unclear
        } else {
            Kind::Text(text)
        }
    }
}

/// Returns what comes after a sign and a space; the sign alone has nothing after it.
fn after<'a>(text: &'a str, sign: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(sign)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ').map(str::trim_start) }
}

fn item_kind(item: &str) -> Kind<'_> {
    match item.strip_prefix("[ ]") {
        Some("") => Kind::Step(""),
        Some(rest) => rest.strip_prefix(' ').map_or(Kind::Unclear, |rest| Kind::Step(rest.trim())),
        // A box that is ticked, or not quite a box.
        None if item.starts_with("[]") || item.chars().nth(2) == Some(']') && is_box(item) => {
            Kind::Unclear
        }
        None => Kind::Point(item),
    }
}

fn is_box(item: &str) -> bool {
    item.starts_with('[')
}

/// Returns true for what Markdown knows and cards do not.
fn is_other_markdown(text: &str) -> bool {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered =
        number.len() < text.len() && (number.starts_with(". ") || number.starts_with(") "));
    let starts = [" ", "#", "-", "* ", "+ ", "> ", "|", "===", "~~~"];
    numbered || starts.iter().any(|start| text.starts_with(start))
}

/// Returns a sign that stands for bold, a link, a picture, code or HTML: none of it is shown.
pub(super) fn markup(text: &str) -> Option<&'static str> {
    let html = text.split('<').skip(1).any(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
    });
    let signs = ["**", "](", "`", "__"];
    signs.into_iter().find(|sign| text.contains(sign)).or_else(|| html.then_some("<"))
}

// SPDX-License-Identifier: EUPL-1.2
//! A Rust source with strings and comments blanked out, so that rules see only code.
//!
//! Every byte keeps its place, so an offset in the mask is an offset in the source.

use std::ops::Range;

#[derive(Debug)]
pub struct Mask {
    /// Strings (without their quotes) and comments are spaces.
    pub code: String,
    /// Only comments are spaces.
    pub uncommented: String,
    /// Strings that span lines.
    pub long_strings: Vec<Range<usize>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Comment,
    Text,
}

impl Mask {
    pub fn new(source: &str) -> Self {
        let bytes = source.as_bytes();
        let mut code = bytes.to_vec();
        let mut uncommented = bytes.to_vec();
        let mut long_strings = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let Some((kind, inside, end)) = blank(bytes, at) else {
                at += 1;
                continue;
            };
            clear(&mut code[inside.clone()]);
            match kind {
                Kind::Comment => clear(&mut uncommented[inside]),
                Kind::Text if bytes[inside.clone()].contains(&b'\n') => long_strings.push(inside),
                Kind::Text => {}
            }
            at = end;
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: text(code), uncommented: text(uncommented), long_strings }
    }

    /// The items under `#[cfg(test)]`, as byte ranges.
    pub fn test_items(&self) -> Vec<Range<usize>> {
        let mut items = Vec::new();
        for (at, attribute) in self.code.match_indices("#[cfg(test)]") {
            let rest = &self.code[at + attribute.len()..];
            if let Some(open) = rest.find(['{', ';']) {
                let open = at + attribute.len() + open;
                items.push(at..closing(&self.code, open).unwrap_or(open) + 1);
            }
        }
        items
    }

    /// The identifiers in the code, with their offset.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = &self.code;
        let mut at = 0;
        std::iter::from_fn(move || {
            let begin = at + code[at..].find(is_word)?;
            let rest = &code[begin..];
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            at = begin + length;
            Some((begin, &rest[..length]))
        })
    }
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The number of the line, from 1, in which the offset lies.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The brace that closes the one at `open`; none if there is no brace there.
pub fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > open).then_some(at);
        }
    }
    None
}

/// If a comment, string or character begins here: what it is, what to blank, where to go on.
fn blank(bytes: &[u8], at: usize) -> Option<(Kind, Range<usize>, usize)> {
    match (bytes[at], bytes.get(at + 1)) {
        (b'/', Some(b'/')) => {
            let end = find(bytes, at, |byte| byte == b'\n');
            Some((Kind::Comment, at..end, end))
        }
        (b'/', Some(b'*')) => {
            let end = block_comment(bytes, at);
            Some((Kind::Comment, at..end, end))
        }
        (b'"', _) => Some(escaped(bytes, at, b'"')),
        (b'\'', Some(b'\\')) => Some(escaped(bytes, at, b'\'')),
        (b'\'', Some(_)) => character(bytes, at),
        (b'r', Some(b'"' | b'#')) if !continues_word(bytes, at) => raw(bytes, at),
        _ => None,
    }
}

/// Whether the byte continues an identifier; the prefixes `b` and `c` of a raw string do not count.
fn continues_word(bytes: &[u8], at: usize) -> bool {
    let word = |at: usize| bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_';
    match at.checked_sub(1) {
        None => false,
        Some(before) if matches!(bytes[before], b'b' | b'c') => before > 0 && word(before - 1),
        Some(before) => word(before),
    }
}

fn escaped(bytes: &[u8], at: usize, quote: u8) -> (Kind, Range<usize>, usize) {
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != quote {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let end = end.min(bytes.len());
    (Kind::Text, at + 1..end, end + 1)
}

/// A character in quotes; none if it is a lifetime.
fn character(bytes: &[u8], at: usize) -> Option<(Kind, Range<usize>, usize)> {
    let width = match bytes[at + 1] {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    };
    let end = at + 1 + width;
    (bytes.get(end) == Some(&b'\'')).then_some((Kind::Text, at + 1..end, end + 1))
}

fn raw(bytes: &[u8], at: usize) -> Option<(Kind, Range<usize>, usize)> {
    let quote = find(bytes, at + 1, |byte| byte != b'#');
    if bytes.get(quote) != Some(&b'"') {
        return None;
    }
    let hashes = quote - at - 1;
    let mut end = quote + 1;
    while end < bytes.len() {
        let after = &bytes[end + 1..];
        let closes = after.len() >= hashes && after[..hashes].iter().all(|byte| *byte == b'#');
        if bytes[end] == b'"' && closes {
            break;
        }
        end += 1;
    }
    Some((Kind::Text, quote + 1..end, end + 1 + hashes))
}

fn block_comment(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_usize;
    let mut end = at;
    while end < bytes.len() {
        match (bytes[end], bytes.get(end + 1)) {
            (b'/', Some(b'*')) => (depth, end) = (depth + 1, end + 2),
            (b'*', Some(b'/')) => (depth, end) = (depth - 1, end + 2),
            _ => end += 1,
        }
        if depth == 0 {
            break;
        }
    }
    end
}

fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let found = bytes[from..].iter().position(|byte| wanted(*byte));
    found.map_or(bytes.len(), |found| from + found)
}

fn clear(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| **byte != b'\n') {
        *byte = b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str) -> String {
        let mask = Mask::new(source);
        assert_eq!(mask.code.len(), source.len());
        assert_eq!(mask.uncommented.len(), source.len());
        mask.code
    }

    #[test]
    fn strings_and_comments_are_blank_and_code_is_not() {
        assert_eq!(code("a(\"b}\"); // c"), "a(\"  \");     ");
        assert_eq!(code("a /* b /* c */ d */ e"), "a                   e");
        assert_eq!(code(r#"f("\"{", '{', '\'')"#), "f(\"   \", ' ', '  ')");
        assert_eq!(code("r#\"{\"}\"# + br\"{\" + x"), "r#\"   \"# + br\" \" + x");
        assert_eq!(code("fn f<'a>(x: &'a str) {}"), "fn f<'a>(x: &'a str) {}");
        assert_eq!(code("'é' + r#type + for\"{\""), "'  ' + r#type + for\" \"");
        assert_eq!(code("\"open"), "\"    ");
    }

    #[test]
    fn strings_stay_where_only_comments_go() {
        assert_eq!(Mask::new("f(\"a\") // b").uncommented, "f(\"a\")     ");
    }

    #[test]
    fn items_under_cfg_test_are_found() {
        let source = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}\n";
        let items = Mask::new(source).test_items();
        assert_eq!(items.len(), 1);
        assert!(source[items[0].clone()].ends_with("fn b() {} }"));
        assert_eq!(Mask::new("#[cfg(test)]\nmod tests;\nfn a() {}").test_items().len(), 1);
    }
}

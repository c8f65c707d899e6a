// SPDX-License-Identifier: EUPL-1.2
//! What stands between braces at the end of a heading or item.

use super::fault::{FaultCode, Faults, UNIT_MAX, is_id};
use super::word;

/// Attributes of a heading.
pub(super) const HEADING: &[&str] = &["phase", "field"];
/// Attributes of a point.
pub(super) const POINT: &[&str] = &["id", "unit", "group"];
/// Attributes of a step.
pub(super) const STEP: &[&str] =
    &["id", "unit", "group", "kind", "role", "figures", "contact", "card"];

/// An attribute as it was read; no value when that was wrong.
#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub line: u32,
    pub name: &'static str,
    pub value: Option<String>,
}

/// The attributes of one heading or item.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes(Vec<Attribute>);

impl Attributes {
    pub fn find(&self, name: &str) -> Option<&Attribute> {
        self.0.iter().find(|attribute| attribute.name == name)
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.find(name)?.value.as_deref()
    }

    /// Reads what stands between the braces; only attributes of `known` may stand there.
    pub fn read(&mut self, line: u32, inside: &str, known: &[&'static str], faults: &mut Faults) {
        if inside.trim().is_empty() {
            faults.add(line, FaultCode::AttributeValue, "{}");
        }
        for token in inside.split_whitespace() {
            let (name, value) = match token.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (token, None),
            };
            let Some(name) = known.iter().copied().find(|known| *known == name) else {
                faults.add(line, FaultCode::AttributeUnknown, token);
                continue;
            };
            if self.find(name).is_some() {
                faults.add(line, FaultCode::AttributeTwice, name);
                continue;
            }
            // Phase and field have a code of their own, where the kind of card is known.
            let fits = value.is_some_and(|value| HEADING.contains(&name) || fits(name, value));
            if !fits {
                faults.add(line, FaultCode::AttributeValue, token);
            }
            let value = value.filter(|_| fits).map(str::to_owned);
            self.0.push(Attribute { line, name, value });
        }
    }
}

fn fits(name: &str, value: &str) -> bool {
    match name {
        "unit" => !value.is_empty() && value.chars().count() <= UNIT_MAX,
        "kind" => KINDS.contains(&value),
        "figures" => list(value).is_some(),
        _ => is_id(value),
    }
}

/// The kinds of step, and for each the attribute that it needs.
const KINDS: &[&str] = &["do", "role", "figures", "decide", "contact", "card"];

/// The attributes that belong to one kind of step, which has the same name.
pub(super) const OF_A_KIND: &[&str] = &["role", "figures", "contact", "card"];

/// Reads ids with commas between them, each once.
pub(super) fn list(value: &str) -> Option<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    for id in value.split(',') {
        if !is_id(id) || ids.iter().any(|known| known == id) {
            return None;
        }
        ids.push(id.to_owned());
    }
    Some(ids)
}

/// A text taken apart from the braces behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub text: String,
    pub inside: Option<&'a str>,
    /// True when a brace opens that is neither text nor the end of the line.
    pub open: bool,
    /// The first mark that stands for no word of the institution.
    pub unknown: Option<&'a str>,
}

/// Takes the braces off the end of a line; `\{` is a brace that is meant as text, and one word
/// between braces a mark that stays in it.
pub(super) fn split(raw: &str) -> Split<'_> {
    let (mut text, mut rest) = (String::with_capacity(raw.len()), raw);
    let mut unknown = None;
    while let Some(at) = rest.find('{') {
        let before = rest.get(..at).unwrap_or_default();
        // The name of an attribute without its value is no mark.
        let is_name = |mark: &&str| HEADING.contains(mark) || STEP.contains(mark);
        let mark = word::mark(rest.get(at..).unwrap_or_default()).filter(|mark| !is_name(mark));
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(before) = before.strip_suffix('\\') {
            text.push_str(before);
            text.push('{');
            continue;
        }
        text.push_str(before);
        if let Some(mark) = mark {
            unknown = unknown.or_else(|| (!word::is_known(mark)).then_some(mark));
            text.push_str(&format!("{{{mark}}}"));
            rest = rest.get(mark.len() + 1..).unwrap_or_default();
            continue;
        }
        let inside = rest.strip_suffix('}').filter(|inside| !inside.contains(['{', '}']));
        return Split { text: text.trim().to_owned(), inside, open: inside.is_none(), unknown };
    }
    text.push_str(rest);
    Split { text: text.trim().to_owned(), inside: None, open: false, unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_at_the_end_are_taken_off_and_escaped_ones_are_text() {
        let check = |raw: &str, text: &str, inside: Option<&str>, open: bool| {
            let inside = inside.map(str::to_owned);
            let Split { text: got, inside: between, open: is_open, .. } = split(raw);
            assert_eq!((got.as_str(), between.map(str::to_owned), is_open), (text, inside, open));
        };
        check("Tel. {id=count}", "Tel.", Some("id=count"), false);
        check(r"Vul \{naam} in. {id=fill}", "Vul {naam} in.", Some("id=fill"), false);
        check(r"Een \\{a}", r"Een \{a}", None, false);
        check("Tel de {clients}. {id=count}", "Tel de {clients}.", Some("id=count"), false);
        check("Tel de {clients}", "Tel de {clients}", None, false);
        check("Tel {id=count} nu", "Tel", None, true);
        check("Tel {id=count", "Tel", None, true);
        check("Tel {{id=count}}", "Tel", None, true);
        check("Sluit }", "Sluit }", None, false);
    }

    #[test]
    fn a_mark_that_stands_for_nothing_is_told() {
        for (raw, unknown) in [
            ("Bel {naam} en {clients}.", Some("naam")),
            ("{Clients} en {wards}", None),
            (r"Vul \{naam} in.", None),
            ("{CLIENTS}", Some("CLIENTS")),
            ("Tel {id=count}", None),
        ] {
            assert_eq!(split(raw).unknown, unknown, "{raw}");
        }
    }
}

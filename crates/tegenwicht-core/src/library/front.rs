// SPDX-License-Identifier: EUPL-1.2
//! The front matter of a card: what it is called, what kind it is, what belongs to it.

use super::card::CardKind;
use super::fault::{FaultCode, Faults, NUMBER_MAX, TITLE_MAX, is_id};
use super::line::Line;
use super::{Named, Target};

/// The keys, and whether every card has them.
const KEYS: &[(&str, bool)] = &[
    ("card", true),
    ("kind", true),
    ("title", true),
    ("source", false),
    ("number", false),
    ("links", false),
    ("role", false),
];

/// What stood between the two lines.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub id: String,
    pub kind: Option<CardKind>,
    pub title: String,
    pub source: Option<String>,
    pub number: Option<u16>,
    pub links: Vec<String>,
    pub role: Option<String>,
}

struct Entry<'a> {
    line: u32,
    key: &'static str,
    value: &'a str,
}

/// Takes the front matter off the lines; none when it is not there or does not end.
pub(super) fn take<'a>(lines: &'a [Line], faults: &mut Faults) -> Option<(&'a [Line], &'a [Line])> {
    let (first, rest) = lines.split_first()?;
    let end = rest.iter().position(|line| line.text == "---");
    let found = end.filter(|_| first.text == "---").and_then(|end| {
        let (front, rest) = rest.split_at_checked(end)?;
        Some((front, rest.split_first()?.1))
    });
    if found.is_none() {
        faults.add(1, FaultCode::NoFrontMatter, "---");
    }
    found
}

/// Reads the front matter.
pub(super) fn read(
    file: &str,
    lines: &[Line],
    named: &mut Vec<Named>,
    faults: &mut Faults,
) -> Front {
    let entries = entries(lines, faults);
    let find = |key: &str| entries.iter().find(|entry| entry.key == key);
    let mut front = Front::default();
    if let Some(entry) = find("card") {
        if !is_id(entry.value) {
            faults.add(entry.line, FaultCode::ValueWrong, entry.value);
        } else if file.strip_suffix(".md") != Some(entry.value) {
            faults.add(entry.line, FaultCode::NameDiffers, file);
        }
        front.id = entry.value.to_owned();
    }
    front.kind = wanted(find("kind"), faults, CardKind::from_name);
    let text = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let title = |value: &str| text(value).filter(|title| title.chars().count() <= TITLE_MAX);
    front.title = wanted(find("title"), faults, title).unwrap_or_default();
    front.source = wanted(find("source"), faults, text);
    front.number = wanted(find("number"), faults, number);
    front.links = wanted(find("links"), faults, links).unwrap_or_default();
    let role = |value: &str| is_id(value).then(|| value.to_owned());
    front.role = wanted(find("role"), faults, role);
    for (key, needed) in KEYS {
        let needed = *needed || (*key == "role" && front.kind == Some(CardKind::Role));
        if needed && find(key).is_none() {
            faults.add(1, FaultCode::KeyMissing, key);
        }
    }
    if let (Some(entry), Some(kind)) = (find("role"), front.kind)
        && kind != CardKind::Role
    {
        faults.add(entry.line, FaultCode::KeyUnknown, "role");
    }
    let name = |entry: Option<&Entry>, target, ids: &[String]| {
        let line = entry.map_or(1, |entry| entry.line);
        ids.iter().map(move |id| Named { line, target, id: id.clone() }).collect::<Vec<_>>()
    };
    named.extend(name(find("links"), Target::Card, &front.links));
    named.extend(name(find("role"), Target::Role, front.role.as_slice()));
    front
}

fn entries<'a>(lines: &'a [Line], faults: &mut Faults) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        let Some((key, value)) = line.text.split_once(':') else {
            faults.add(line.number, FaultCode::LineUnclear, &line.text);
            continue;
        };
        let Some((key, _)) = KEYS.iter().copied().find(|(known, _)| *known == key) else {
            faults.add(line.number, FaultCode::KeyUnknown, key);
            continue;
        };
        if entries.iter().any(|entry| entry.key == key) {
            faults.add(line.number, FaultCode::KeyTwice, key);
            continue;
        }
        entries.push(Entry { line: line.number, key, value: value.trim() });
    }
    entries
}

/// Reads a value where there is one; one that does not read is a fault.
fn wanted<T>(
    entry: Option<&Entry<'_>>,
    faults: &mut Faults,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let entry = entry?;
    let value = read(entry.value);
    if value.is_none() {
        faults.add(entry.line, FaultCode::ValueWrong, format!("{}: {}", entry.key, entry.value));
    }
    value
}

/// Reads a number as people write it: digits, and no zero in front.
fn number(value: &str) -> Option<u16> {
    let digits = !value.starts_with('0') && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|number| digits && (1..=NUMBER_MAX).contains(number))
}

fn links(value: &str) -> Option<Vec<String>> {
    let inside = value.strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut links: Vec<String> = Vec::new();
    for link in inside.split(',').map(str::trim).filter(|_| !inside.is_empty()) {
        if !is_id(link) || links.iter().any(|known| known == link) {
            return None;
        }
        links.push(link.to_owned());
    }
    Some(links)
}

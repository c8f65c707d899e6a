// SPDX-License-Identifier: EUPL-1.2
//! Reads a card: from bytes to parts and items, or to all faults that are in it.

use super::attribute::{self, Attributes, OF_A_KIND, split};
use super::card::{Card, CardKind, Item, Part, PartField, Phase, StepKind};
use super::fault::{
    AT_WORK_MAX, FILE_MAX, Fault, FaultCode, Faults, HEADINGS_MAX, ITEMS_MAX, POINTS_MAX,
};
use super::front::{self, Front};
use super::line::{self, Kind, Line};
use super::{Named, Sheet, Target};

/// Reads a card from the bytes of its file.
///
/// # Errors
/// All that is wrong with the file, from the top down.
pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Card, Vec<Fault>> {
    read(file_name, bytes).map(|sheet| sheet.card)
}

/// Reads a card together with what it names elsewhere, to be held against a library.
///
/// # Errors
/// As [`parse`].
pub fn read(file_name: &str, bytes: &[u8]) -> Result<Sheet, Vec<Fault>> {
    let mut faults = Faults::default();
    if bytes.len() > FILE_MAX {
        faults.add(1, FaultCode::TooLong, FILE_MAX.to_string());
        return Err(faults.sorted());
    }
    let lines = line::lines(bytes, &mut faults);
    let Some((front, body)) = front::take(&lines, &mut faults) else {
        return Err(faults.sorted());
    };
    let mut named = Vec::new();
    let front = front::read(file_name, front, &mut named, &mut faults);
    let mut reader = Reader { kind: front.kind, faults, ..Reader::default() };
    for line in body {
        reader.line(line);
    }
    let (intro, drafts, mut faults) = (reader.intro, reader.parts, reader.faults);
    let parts = finish(&front, drafts, &mut named, &mut faults);
    match front.kind {
        Some(kind) if faults.is_empty() => {
            let Front { id, title, source, number, links, role, .. } = front;
            let card = Card { id, kind, number, title, source, links, role, intro, parts };
            match too_large(&card) {
                0 => Ok(Sheet { card, named }),
                over => {
                    faults.add(1, FaultCode::TooLarge, over.to_string());
                    Err(faults.sorted())
                }
            }
        }
        _ => Err(faults.sorted()),
    }
}

/// Returns how many bytes a card has too many to be started in a crisis: it travels whole, with
/// the ids that its items get, so a file that is small enough may make a card that is not.
fn too_large(card: &Card) -> usize {
    if !CardKind::AT_WORK.contains(&card.kind) {
        return 0;
    }
    minicbor::to_vec(card).map_or(0, |bytes| bytes.len().saturating_sub(AT_WORK_MAX))
}

/// A part of which the items are not finished.
#[derive(Debug, Default)]
struct PartDraft {
    part: Part,
    items: Vec<ItemDraft>,
}

/// An item whose attributes may still come, at the end of a later line.
#[derive(Debug)]
struct ItemDraft {
    line: u32,
    text: String,
    is_step: bool,
    attributes: Attributes,
    points: Vec<String>,
}

impl ItemDraft {
    const fn known(&self) -> &'static [&'static str] {
        if self.is_step { attribute::STEP } else { attribute::POINT }
    }
}

/// What the line above was, and so where the next one can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Above {
    #[default]
    Blank,
    Heading,
    Text,
    Item,
    SubPoint,
    /// Nothing goes on with it, and nothing is said about what tries to: the fault is told.
    Unclear,
}

/// The body of a card while it is read.
#[derive(Debug, Default)]
struct Reader {
    kind: Option<CardKind>,
    intro: Vec<String>,
    parts: Vec<PartDraft>,
    headings: usize,
    items: usize,
    above: Above,
    faults: Faults,
}

impl Reader {
    fn line(&mut self, line: &Line) {
        let number = line.number;
        self.above = match line.kind() {
            Kind::Blank => Above::Blank,
            Kind::Heading(raw) => self.heading(number, raw),
            Kind::Step(raw) => self.item(number, raw, true),
            Kind::Point(raw) => self.item(number, raw, false),
            Kind::SubPoint(raw) => self.sub_point(number, raw),
            Kind::More(raw) => self.more(number, raw),
            Kind::Text(raw) => self.text(number, raw),
            Kind::Unclear => self.unclear(number, &line.text),
        };
    }

    fn unclear(&mut self, number: u32, text: &str) -> Above {
        self.faults.add(number, FaultCode::LineUnclear, text);
        Above::Unclear
    }

    /// Takes a line apart and tells what is wrong with it as text.
    fn split<'a>(&mut self, number: u32, raw: &'a str) -> (String, Option<&'a str>) {
        let mut split = split(raw);
        if split.open {
            self.faults.add(number, FaultCode::BracesOpen, raw);
            // Nobody knows what was meant as text; that there is none is not told as well.
            split.text = raw.to_owned();
        }
        if let Some(mark) = split.unknown {
            self.faults.add(number, FaultCode::WordUnknown, format!("{{{mark}}}"));
        }
        if let Some(sign) = line::markup(&split.text) {
            self.faults.add(number, FaultCode::LineUnclear, sign);
        }
        (split.text, split.inside)
    }

    /// Takes a line on which no attributes can stand.
    fn plain(&mut self, number: u32, raw: &str) -> String {
        let (text, inside) = self.split(number, raw);
        if let Some(inside) = inside {
            self.faults.add(number, FaultCode::BracesOpen, format!("{{{inside}}}"));
        }
        text
    }

    fn heading(&mut self, number: u32, raw: &str) -> Above {
        self.headings += 1;
        if self.headings == HEADINGS_MAX + 1 {
            self.faults.add(number, FaultCode::TooMany, HEADINGS_MAX.to_string());
        }
        let (title, inside) = self.split(number, raw);
        if title.is_empty() {
            self.faults.add(number, FaultCode::HeadingWithoutName, raw);
        }
        let mut attributes = Attributes::default();
        if let Some(inside) = inside {
            attributes.read(number, inside, attribute::HEADING, &mut self.faults);
        }
        let (phase, field) = self.phase_and_field(number, &title, &attributes);
        let part = Part { title, phase, field, text: Vec::new(), items: Vec::new() };
        self.parts.push(PartDraft { part, items: Vec::new() });
        Above::Heading
    }

    fn phase_and_field(
        &mut self,
        number: u32,
        title: &str,
        attributes: &Attributes,
    ) -> (Option<Phase>, Option<PartField>) {
        let fits = |phase: &Phase| self.kind.is_none_or(|kind| kind.phases().contains(phase));
        let phase = attributes.value("phase").and_then(Phase::from_name).filter(fits);
        let fits = |field: &PartField| self.kind.is_none_or(|kind| kind.fields().contains(field));
        let field = attributes.value("field").and_then(PartField::from_name).filter(fits);
        for (name, is_known) in [("phase", phase.is_some()), ("field", field.is_some())] {
            if let Some(given) = attributes.find(name)
                && !is_known
            {
                let what = format!("{name}={}", given.value.as_deref().unwrap_or_default());
                self.faults.add(number, FaultCode::PhaseOrFieldWrong, what);
            }
        }
        let needs = matches!(self.kind, Some(CardKind::Action | CardKind::Role));
        let has_none = attribute::HEADING.iter().all(|name| attributes.find(name).is_none());
        if needs && has_none {
            self.faults.add(number, FaultCode::PhaseOrFieldWrong, title);
        }
        (phase, field)
    }

    fn item(&mut self, number: u32, raw: &str, is_step: bool) -> Above {
        self.items += 1;
        if self.items == ITEMS_MAX + 1 {
            self.faults.add(number, FaultCode::TooMany, ITEMS_MAX.to_string());
        }
        if is_step && self.headings == 0 {
            self.faults.add(number, FaultCode::StepOutside, raw);
        }
        let (text, inside) = self.split(number, raw);
        if text.is_empty() {
            self.faults.add(number, FaultCode::LineUnclear, if is_step { "- [ ]" } else { "-" });
        }
        let attributes = Attributes::default();
        let mut item = ItemDraft { line: number, text, is_step, attributes, points: Vec::new() };
        if let Some(inside) = inside {
            item.attributes.read(number, inside, item.known(), &mut self.faults);
        }
        if self.parts.is_empty() {
            self.parts.push(PartDraft::default());
        }
        if let Some(part) = self.parts.last_mut() {
            part.items.push(item);
        }
        Above::Item
    }

    fn sub_point(&mut self, number: u32, raw: &str) -> Above {
        let text = self.plain(number, raw);
        if text.is_empty() {
            self.faults.add(number, FaultCode::LineUnclear, "-");
        }
        let Some(item) = last_item(&mut self.parts) else {
            self.faults.add(number, FaultCode::SubPointAlone, raw);
            return Above::SubPoint;
        };
        item.points.push(text);
        if item.points.len() == POINTS_MAX + 1 {
            self.faults.add(number, FaultCode::TooMany, POINTS_MAX.to_string());
        }
        Above::SubPoint
    }

    /// A line that begins with two spaces: it goes on with the item or sub-point right above.
    fn more(&mut self, number: u32, raw: &str) -> Above {
        match self.above {
            Above::Item => {
                let (text, inside) = self.split(number, raw);
                let Some(item) = last_item(&mut self.parts) else { return self.above };
                join(&mut item.text, &text);
                if let Some(inside) = inside {
                    let known = item.known();
                    item.attributes.read(number, inside, known, &mut self.faults);
                }
            }
            Above::SubPoint => {
                let text = self.plain(number, raw);
                if let Some(point) =
                    last_item(&mut self.parts).and_then(|item| item.points.last_mut())
                {
                    join(point, &text);
                }
            }
            Above::Unclear => {}
            Above::Blank | Above::Heading | Above::Text => return self.unclear(number, raw),
        }
        self.above
    }

    fn text(&mut self, number: u32, raw: &str) -> Above {
        let text = self.plain(number, raw);
        // Text behind items is most often an item that goes on without its two spaces.
        if last_item(&mut self.parts).is_some() {
            return self.unclear(number, raw);
        }
        let paragraphs = match self.parts.last_mut() {
            Some(part) => &mut part.part.text,
            None => &mut self.intro,
        };
        match paragraphs.last_mut().filter(|_| self.above == Above::Text) {
            Some(paragraph) => join(paragraph, &text),
            None => paragraphs.push(text),
        }
        Above::Text
    }
}

fn last_item(parts: &mut [PartDraft]) -> Option<&mut ItemDraft> {
    parts.last_mut()?.items.last_mut()
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// Makes parts and items of the drafts, now that all their attributes are known.
fn finish(
    front: &Front,
    drafts: Vec<PartDraft>,
    named: &mut Vec<Named>,
    faults: &mut Faults,
) -> Vec<Part> {
    let mut ids = std::collections::BTreeSet::new();
    let mut parts = Vec::new();
    for (place, PartDraft { mut part, items }) in (1..).zip(drafts) {
        for (at, draft) in (1_usize..).zip(items) {
            let id = draft.attributes.value("id").map(str::to_owned);
            if let Some(id) = &id
                && !ids.insert(id.clone())
            {
                faults.add(draft.line, FaultCode::IdTwice, id);
            }
            if let Some(id) = id.as_ref().filter(|_| part.field == Some(PartField::Areas)) {
                named.push(Named { line: draft.line, target: Target::Area, id: id.clone() });
            }
            let made = || format!("{}.{place}.{at}", front.id);
            part.items.push(item(draft, id.unwrap_or_else(made), named, faults));
        }
        parts.push(part);
    }
    parts
}

fn item(draft: ItemDraft, id: String, named: &mut Vec<Named>, faults: &mut Faults) -> Item {
    let step = draft.is_step.then(|| step(&draft, named, faults));
    let value = |name: &str| draft.attributes.value(name).map(str::to_owned);
    let (unit, group) = (value("unit"), value("group"));
    Item { id, text: draft.text, step, unit, group, points: draft.points }
}

fn step(draft: &ItemDraft, named: &mut Vec<Named>, faults: &mut Faults) -> StepKind {
    let given = &draft.attributes;
    let kind = match given.find("kind") {
        None => "do",
        Some(kind) => match &kind.value {
            Some(kind) => kind.as_str(),
            // The kind does not read, so nobody knows what it needs.
            None => return StepKind::Do,
        },
    };
    for name in OF_A_KIND {
        let place = given.find(name).map(|attribute| attribute.line);
        if place.is_some() != (*name == kind) {
            let line = place.unwrap_or(draft.line);
            faults.add(line, FaultCode::KindNeeds, format!("kind={kind}, {name}"));
        }
    }
    let value = given.value(kind).unwrap_or_default().to_owned();
    let ids = attribute::list(&value).unwrap_or_default();
    let line = given.find(kind).map_or(draft.line, |attribute| attribute.line);
    let mut name = |target| {
        named.extend(ids.iter().map(|id| Named { line, target, id: id.clone() }));
    };
    match kind {
        "role" => {
            name(Target::Role);
            StepKind::Role(value)
        }
        "figures" => {
            name(Target::Figure);
            StepKind::Figures(ids)
        }
        "contact" => {
            name(Target::Contact);
            StepKind::Contact(value)
        }
        "card" => {
            name(Target::Card);
            StepKind::Card(value)
        }
        "decide" => StepKind::Decide,
        _ => StepKind::Do,
    }
}

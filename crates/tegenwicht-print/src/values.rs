// SPDX-License-Identifier: EUPL-1.2
//! The document as values of the template: text goes in as text and never as markup.

use typst::foundations::{Array, Dict, IntoValue, Value, dict};
use typst::text::Font;

use crate::document::{Block, Check, Document, Field, Language, Table};
use crate::letters::clean;

/// Characters that surely fit on a line over the whole width of the page.
const PAGE_ROOM: usize = 50;
/// The same beside a box with its two writing lines, or in the head of a page.
const NARROW_ROOM: usize = 25;

/// Returns what `page.typ` reads as `sys.inputs`.
pub fn inputs(document: &Document, is_tagged: bool, fonts: &[Font]) -> Dict {
    let setter = Setter { language: document.language, fonts };
    let words = &document.words;
    let mark = document.mark.as_ref().map_or(Value::None, |mark| {
        let word = setter.narrow(&mark.word);
        dict! { "word" => word, "exercise" => mark.is_exercise }.into_value()
    });
    let known = document.as_known_at.as_ref().map_or(Value::None, |text| setter.narrow(text));
    let language = match document.language {
        Language::Nl => "nl",
        Language::En => "en",
    };
    dict! {
        "tagged" => is_tagged,
        "title" => setter.narrow(&document.title),
        "language" => language,
        "mark" => mark,
        "institution" => setter.narrow(&document.institution),
        "printed" => setter.narrow(&document.printed_at),
        "known" => known,
        "page" => setter.narrow(&words.page),
        "of" => setter.narrow(&words.of),
        "who" => setter.narrow(&words.who),
        "when" => setter.narrow(&words.when),
        "blocks" => setter.blocks(document),
    }
}

/// Sets text in the letters and the language of one document.
struct Setter<'a> {
    language: Language,
    fonts: &'a [Font],
}

impl Setter<'_> {
    fn text(&self, text: &str, room: usize) -> Value {
        clean(text, room, self.language, self.fonts).into_value()
    }

    fn wide(&self, text: &str) -> Value {
        self.text(text, PAGE_ROOM)
    }

    fn narrow(&self, text: &str) -> Value {
        self.text(text, NARROW_ROOM)
    }

    fn blocks(&self, document: &Document) -> Array {
        let mut all = Array::new();
        if !document.blocks.iter().any(|block| matches!(block, Block::Title(_))) {
            all.push(self.heading(&document.title, 1));
        }
        // A heading below a title that left out a level would break PDF/UA.
        let mut last = 1;
        for block in &document.blocks {
            match block {
                Block::Title(text) => {
                    last = 1;
                    all.push(self.heading(text, last));
                }
                Block::Heading { level, text } => {
                    last = (i64::from(*level) + 1).clamp(2, last + 1);
                    all.push(self.heading(text, last));
                }
                other => all.push(self.block(other)),
            }
        }
        all
    }

    fn heading(&self, text: &str, level: i64) -> Value {
        // An empty heading has no place in an outline: it stays out.
        let kind = if text.trim().is_empty() { "nothing" } else { "heading" };
        block(kind, dict! { "level" => level, "text" => self.narrow(text) })
    }

    fn block(&self, of: &Block) -> Value {
        match of {
            Block::PageBreak => block("break", Dict::new()),
            Block::Title(text) | Block::Heading { text, .. } => self.heading(text, 1),
            Block::Paragraph(text) => block("paragraph", dict! { "text" => self.wide(text) }),
            Block::Note(text) => block("note", dict! { "text" => self.wide(text) }),
            Block::Bullets(bullets) => {
                let items: Array = bullets.iter().map(|text| self.wide(text)).collect();
                block("bullets", dict! { "items" => items })
            }
            Block::Checklist(checks) => {
                let items: Array = checks.iter().map(|check| self.check(check)).collect();
                block("checks", dict! { "items" => items })
            }
            Block::Fields(fields) => {
                let items: Array = fields.iter().map(|field| self.field(field)).collect();
                block("fields", dict! { "items" => items })
            }
            Block::Table(table) => block("table", self.table(table)),
        }
    }

    fn check(&self, check: &Check) -> Value {
        let points: Array = check.points.iter().map(|text| self.narrow(text)).collect();
        let text = self.narrow(&check.text);
        dict! { "text" => text, "points" => points, "lines" => check.who_when }.into_value()
    }

    fn field(&self, field: &Field) -> Value {
        let label = self.narrow(&field.label);
        dict! { "label" => label, "lines" => i64::from(field.lines) }.into_value()
    }

    fn table(&self, table: &Table) -> Dict {
        let rooms = rooms(table);
        let titles = table.columns.iter().zip(&rooms);
        let titles: Array = titles.map(|(column, room)| self.text(&column.title, *room)).collect();
        let shares = table.columns.iter().map(|column| i64::from(column.share).into_value());
        let row = |row: &Vec<String>| {
            let given = row.iter().map(String::as_str).chain(std::iter::repeat(""));
            let cells: Array =
                given.zip(&rooms).map(|(text, room)| self.text(text, *room)).collect();
            cells.into_value()
        };
        dict! {
            "caption" => self.wide(&table.caption),
            "shares" => shares.collect::<Array>(),
            "titles" => titles,
            "rows" => table.rows.iter().map(row).collect::<Array>(),
            "empty" => i64::from(table.empty_rows),
        }
    }
}

/// How many characters surely fit on a line of each column.
fn rooms(table: &Table) -> Vec<usize> {
    let sum: usize = table.columns.iter().map(|column| usize::from(column.share)).sum();
    let room = |share: u16| usize::from(share) * PAGE_ROOM / sum.max(1);
    table.columns.iter().map(|column| room(column.share).saturating_sub(1).max(3)).collect()
}

fn block(kind: &str, mut content: Dict) -> Value {
    content.insert("kind".into(), kind.into_value());
    content.into_value()
}

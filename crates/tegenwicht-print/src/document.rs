// SPDX-License-Identifier: EUPL-1.2
//! What can stand on paper: a title, a mark, and blocks from top to bottom.

/// One print: some forms, a card, a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Document {
    /// Stands in the head of every page, and above the first block if no block is a title.
    pub title: String,
    pub language: Language,
    pub mark: Option<Mark>,
    pub institution: String,
    /// The whole sentence, with its moment: "afgedrukt 3 mrt 03:05".
    pub printed_at: String,
    /// The whole sentence, when the print shows what was known at a moment.
    pub as_known_at: Option<String>,
    pub words: Words,
    pub blocks: Vec<Block>,
}

/// The language that hyphens follow and that a screen reader speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    Nl,
    En,
}

/// A word before every title and in the head of every page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    pub word: String,
    /// An exercise also has stripes over the page: nobody may take it for real.
    pub is_exercise: bool,
}

/// The few words that the layout itself needs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    /// "pagina" of "pagina 1 van 3".
    pub page: String,
    /// "van" of "pagina 1 van 3".
    pub of: String,
    /// Under the line for who does it.
    pub who: String,
    /// Under the line for when it was done.
    pub when: String,
}

/// One piece of paper from the left margin to the right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Block {
    PageBreak,
    Title(String),
    /// 1 is the largest.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph(String),
    Checklist(Vec<Check>),
    Bullets(Vec<String>),
    Table(Table),
    Fields(Vec<Field>),
    /// What must not be overlooked, with a bar beside it.
    Note(String),
}

/// A box to tick.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Check {
    pub text: String,
    /// What belongs to it, without boxes of their own.
    pub points: Vec<String>,
    /// Whether there are lines to write who does it and when.
    pub who_when: bool,
}

/// Rows that are known, then rows to write in. The head stands on every page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    /// A row may be shorter than the head, and then has room to write in.
    pub rows: Vec<Vec<String>>,
    pub empty_rows: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    pub title: String,
    /// Its part of the width, in the sum of all shares.
    pub share: u16,
}

/// A label with room to write: one line beside it, or more below it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    pub label: String,
    pub lines: u16,
}

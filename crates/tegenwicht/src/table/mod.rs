// SPDX-License-Identifier: EUPL-1.2
//! Lists as a spreadsheet keeps them: read from CSV, held against what is there, written as CSV.
//!
//! Not here: the pages (`web/page/import.rs`), what may be kept (`tegenwicht-core`).
//! Rules: whatever bytes come in, reading them ends with rows or with one fault of the file; every
//! row has an outcome of its own, and what is refused says why and what to do; a column that is
//! not in the file changes nothing; what we write we read back as the same.
//! Start at: `read::read`, then `Plan::of`.
//! To change: text `column-*` and `import-*`, `docs/help/import.md`, the bad files under `tests`.

pub mod carry;
pub mod contact;
pub mod read;
pub mod roster;
pub mod site;
pub mod write;

use std::collections::BTreeMap;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::text::{self, Field};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;

use crate::text::{Language, Text};
use crate::words::Words;
use read::{Record, Sheet};

/// Most bytes of one file.
pub const BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most rows of one file, the head not counted.
pub const ROWS_MAX: usize = 100_000;

/// What can be read from a file and written to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    Contacts,
    Roster,
    Sites,
}

impl List {
    /// All lists, in the order in which one fills them.
    pub const ALL: [Self; 3] = [Self::Sites, Self::Contacts, Self::Roster];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Roster => "roster",
            Self::Sites => "sites",
        }
    }

    /// Finds a list by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    /// Returns the columns that are read and written, in order.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Contacts => contact::COLUMNS,
            Self::Roster => roster::COLUMNS,
            Self::Sites => site::COLUMNS,
        }
    }
}

/// A column; its words stand in the text files, under `column-<key>` and `column-<key>-words`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub key: &'static str,
    /// Without it the file says nothing that can be kept.
    pub required: bool,
}

impl Column {
    const fn wanted(key: &'static str) -> Self {
        Self { key, required: true }
    }

    const fn optional(key: &'static str) -> Self {
        Self { key, required: false }
    }

    /// Returns the title in a language.
    #[must_use]
    pub fn title(&self, text: &Text) -> String {
        text.get(&format!("column-{}", self.key)).to_owned()
    }

    /// Returns true when a head says this column, in any language.
    fn is_said(&self, head: &str) -> bool {
        let head = plain(head);
        head == self.key
            || Language::ALL.into_iter().any(|language| {
                let text = Text::of(language);
                plain(&self.title(&text)) == head
                    || listed(&text, &format!("column-{}-words", self.key)).any(|word| word == head)
            })
    }
}

/// The words of a text that is a list with commas.
fn listed(text: &Text, id: &str) -> impl Iterator<Item = String> + use<> {
    let words: Vec<String> = text.get(id).split(',').map(plain).collect();
    words.into_iter()
}

/// A word as it is compared: small letters, no marks, no signs between.
fn plain(word: &str) -> String {
    let folded = text::fold(word);
    let kept = folded.chars().map(|c| match c {
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'ï' | 'í' => 'i',
        'ö' | 'ó' => 'o',
        'ü' | 'ú' => 'u',
        'á' | 'à' | 'ä' => 'a',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

macro_rules! reasons {
    ($($name:ident $code:literal;)*) => {
        /// Why a file or a row is not taken; sentences stand under `import-<code>` and what to do
        /// under `import-<code>-next`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Why {
            $($name,)*
            /// What the core would say.
            Refused(Refusal),
        }

        impl Why {
            /// All of our own.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::Refused(refusal) => refusal.code(),
                }
            }
        }
    };
}

reasons! {
    Empty "empty";
    TooLarge "too-large";
    TooManyRows "too-many-rows";
    NotText "not-text";
    NotUtf8 "not-utf8";
    NoRows "no-rows";
    QuoteOpen "quote-open";
    ColumnMissing "column-missing";
    ColumnTwice "column-twice";
    CellsTooMany "cells-too-many";
    CellMissing "cell-missing";
    NameInFileTwice "twice-in-file";
    TwoMatches "two-matches";
    PhoneWrong "phone-wrong";
    PhoneZero "phone-zero";
    PhonesMany "phones-many";
    MailWrong "mail-wrong";
    RoleUnknown "role-unknown";
    RankWrong "rank-wrong";
    LoginUnknown "login-unknown";
    DeskUnknown "desk-unknown";
    SiteUnknown "site-unknown";
    SiteTwo "site-two";
    ContactUnknown "contact-unknown";
    ContactTwo "contact-two";
    TimeWrong "time-wrong";
    TimesTurned "times-turned";
    TurnLong "turn-long";
    YesNoWrong "yes-no-wrong";
    WithinItself "within-itself";
    TooDeep "too-deep";
    WithinRefused "within-refused";
}

/// What is wrong, with the words it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub why: Why,
    /// As it stands in the file, cut short.
    pub what: String,
    /// The column it stands in; none where it is about the row or the file.
    pub column: Option<&'static str>,
}

/// Longest piece of a file that is told back.
const WHAT_MAX: usize = 60;

impl Reason {
    pub(crate) fn new(why: Why, column: Option<&'static str>, what: &str) -> Self {
        let seen = text::without_unseen(what);
        let mut short: String = seen.chars().take(WHAT_MAX).collect();
        if seen.chars().count() > WHAT_MAX {
            short.push('…');
        }
        Self { why, what: short, column }
    }

    /// Says what is wrong.
    #[must_use]
    pub fn sentence(&self, text: &Text) -> String {
        let column = self.column.map(|key| Column::optional(key).title(text)).unwrap_or_default();
        let values = [("what", self.what.as_str()), ("column", column.as_str())];
        match self.why {
            Why::Refused(_) => text.with("import-refused", &values),
            why => text.with(&format!("import-{}", why.code()), &values),
        }
    }

    /// Says what to do next.
    #[must_use]
    pub fn next_step(&self, text: &Text) -> String {
        match self.why {
            Why::Refused(refusal) => text.get(&format!("refusal-{}", refusal.code())).to_owned(),
            why => {
                let values = [("what", self.what.as_str())];
                text.with(&format!("import-{}-next", why.code()), &values)
            }
        }
    }
}

/// A fault that keeps the whole file out, with the row it is on; 0 where it is on none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    pub row: usize,
    pub reason: Reason,
}

/// A cell that would be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub column: &'static str,
    pub from: String,
    pub to: String,
}

/// What would come of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// None where it needs what a row before it makes.
    New(Option<Command>),
    Changed(Vec<Change>, Command),
    Same,
    Refused(Reason),
}

/// A row with what would come of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// As the spreadsheet counts: the head is row 1.
    pub number: usize,
    /// What the row is about, for people.
    pub name: String,
    pub outcome: Outcome,
}

/// What would come of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub rows: Vec<Row>,
    /// Heads of columns that are not read.
    pub unread: Vec<String>,
}

/// How many rows have which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
}

impl Counts {
    /// A row that was to be taken in was refused after all.
    pub(crate) const fn take_back(&mut self, new: bool) {
        let taken = if new { &mut self.new } else { &mut self.changed };
        *taken = taken.saturating_sub(1);
        self.refused += 1;
    }
}

/// What rows are held against.
#[derive(Debug)]
pub struct Present<'a> {
    pub world: &'a World,
    pub words: &'a Words,
    pub language: Language,
    pub now: Timestamp,
}

impl Plan {
    /// Reads a file and holds it against what is there.
    ///
    /// # Errors
    /// When the file as a whole does not read.
    pub fn of(list: List, bytes: &[u8], present: &Present<'_>) -> Result<Self, FileFault> {
        let sheet = read::read(list, bytes)?;
        let rows = match list {
            List::Contacts => contact::plan(&sheet, present),
            List::Roster => roster::plan(&sheet, present),
            List::Sites => site::plan(&sheet, present),
        };
        Ok(Self { rows, unread: sheet.unread })
    }

    /// Counts the rows by outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match row.outcome {
                Outcome::New(_) => counts.new += 1,
                Outcome::Changed(..) => counts.changed += 1,
                Outcome::Same => counts.same += 1,
                Outcome::Refused(_) => counts.refused += 1,
            }
        }
        counts
    }
}

/// A row while it is read: what it lacks is found at the first wrong cell.
pub(crate) struct Cells<'a> {
    sheet: &'a Sheet,
    record: &'a Record,
}

impl<'a> Cells<'a> {
    pub(crate) const fn of(sheet: &'a Sheet, record: &'a Record) -> Self {
        Self { sheet, record }
    }

    /// Returns a cell; none when the file has no such column.
    pub(crate) fn get(&self, key: &str) -> Option<&'a str> {
        let at = self.sheet.columns.get(key)?;
        Some(self.record.cells.get(*at).map_or("", String::as_str))
    }

    /// Returns a cell that must be filled.
    pub(crate) fn needed(&self, key: &'static str, field: Field) -> Result<String, Reason> {
        let cell = self.get(key).unwrap_or_default();
        if cell.is_empty() {
            return Err(Reason::new(Why::CellMissing, Some(key), ""));
        }
        checked(key, cell, field)
    }

    /// Returns a cell that may be empty; none when the file has no such column.
    pub(crate) fn may(
        &self,
        key: &'static str,
        field: Field,
    ) -> Result<Option<Option<String>>, Reason> {
        match self.get(key) {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(cell) => checked(key, cell, field).map(|cell| Some(Some(cell))),
        }
    }

    /// Refuses a row with more cells than the head has.
    pub(crate) fn check_width(&self) -> Result<(), Reason> {
        let extra = self.record.cells.get(self.sheet.width..).unwrap_or_default();
        match extra.iter().find(|cell| !cell.is_empty()) {
            Some(cell) => Err(Reason::new(Why::CellsTooMany, None, cell)),
            None => Ok(()),
        }
    }
}

fn checked(key: &'static str, cell: &str, field: Field) -> Result<String, Reason> {
    text::required(cell, field).map_err(|why| Reason::new(Why::Refused(why), Some(key), cell))
}

/// Notes what would be another value.
pub(crate) fn differs(changes: &mut Vec<Change>, column: &'static str, from: &str, to: &str) {
    if from != to {
        changes.push(Change { column, from: from.to_owned(), to: to.to_owned() });
    }
}

/// Reads "ja" or "nee" in any language.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    let word = plain(word);
    let said = |id: &str| {
        Language::ALL
            .into_iter()
            .any(|language| listed(&Text::of(language), id).any(|known| known == word))
    };
    if said("column-yes-words") {
        return Some(true);
    }
    said("column-no-words").then_some(false)
}

/// Splits a cell in which several things stand.
pub(crate) fn several(cell: &str) -> Vec<&str> {
    let parts = cell.split([',', ';', '/', '|', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Which row used something first, to refuse the second.
#[derive(Debug, Default)]
pub(crate) struct Claims<T: Ord>(BTreeMap<T, usize>);

impl<T: Ord> Claims<T> {
    pub(crate) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Claims a thing for a row; refuses it when another row did.
    pub(crate) fn claim(&mut self, thing: T, row: usize) -> Result<(), Reason> {
        match *self.0.entry(thing).or_insert(row) {
            first if first == row => Ok(()),
            first => Err(Reason::new(Why::NameInFileTwice, None, &first.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_sentences_in_both_languages() {
        for language in Language::ALL {
            let text = Text::of(language);
            for why in Why::ALL {
                let reason = Reason::new(*why, Some("name"), "x");
                for said in [reason.sentence(&text), reason.next_step(&text)] {
                    assert!(!said.starts_with("import-"), "{said}");
                }
            }
            for list in List::ALL {
                for column in list.columns() {
                    assert_ne!(column.title(&text), format!("column-{}", column.key));
                    assert!(column.is_said(&column.title(&text)));
                }
            }
        }
    }

    #[test]
    fn no_head_means_two_columns_of_one_list() {
        for list in List::ALL {
            for language in Language::ALL {
                let text = Text::of(language);
                for column in list.columns() {
                    let words = listed(&text, &format!("column-{}-words", column.key));
                    for word in words.chain([plain(&column.title(&text))]) {
                        let said: Vec<&str> = list
                            .columns()
                            .iter()
                            .filter(|column| column.is_said(&word))
                            .map(|column| column.key)
                            .collect();
                        assert_eq!(said, [column.key], "{word}");
                    }
                }
            }
        }
    }
}

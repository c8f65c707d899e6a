// SPDX-License-Identifier: EUPL-1.2
//! How much goes into one print: paper for a ward, not an archive.

use crate::document::{Block, Document, Table};
use crate::error::PrintError;

/// Rows of all tables together, known and empty. 500 rows take about half a second.
pub const ROWS_MAX: usize = 500;
/// Boxes, points, bullets and writing lines together.
pub const LINES_MAX: usize = 5_000;
pub const BLOCKS_MAX: usize = 2_000;
pub const COLUMNS_MAX: usize = 12;
/// Characters of one text.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Characters of the whole document.
pub const DOCUMENT_CHARS_MAX: usize = 500_000;
/// Characters of what stands in the head or foot of every page, of a title and of a heading.
pub const HEAD_CHARS_MAX: usize = 200;
/// Known only after the layout.
pub const PAGES_MAX: usize = 100;

/// Returns what is too large or cannot be laid out.
pub fn check(document: &Document) -> Result<(), PrintError> {
    at_most("blocks", document.blocks.len(), BLOCKS_MAX)?;
    let (mut rows, mut lines, mut chars) = (0_usize, 0_usize, 0_usize);
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                check_table(table)?;
                rows += table.rows.len() + usize::from(table.empty_rows);
            }
            Block::Checklist(checks) => {
                lines += checks.iter().map(|check| 1 + check.points.len()).sum::<usize>();
            }
            Block::Bullets(bullets) => lines += bullets.len(),
            Block::Fields(fields) => {
                lines += fields.iter().map(|field| usize::from(field.lines)).sum::<usize>();
            }
            _ => {}
        }
    }
    at_most("rows", rows, ROWS_MAX)?;
    at_most("lines", lines, LINES_MAX)?;
    if document.title.trim().is_empty() {
        return Err(PrintError::Malformed("it has no title"));
    }
    for text in heads(document) {
        at_most("characters of one heading", text.chars().count(), HEAD_CHARS_MAX)?;
    }
    for text in texts(document) {
        let length = text.chars().count();
        at_most("characters of one text", length, TEXT_CHARS_MAX)?;
        chars += length;
    }
    at_most("characters", chars, DOCUMENT_CHARS_MAX)
}

pub fn at_most(what: &'static str, found: usize, max: usize) -> Result<(), PrintError> {
    if found > max { Err(PrintError::TooLarge { what, found, max }) } else { Ok(()) }
}

fn check_table(table: &Table) -> Result<(), PrintError> {
    let columns = table.columns.len();
    at_most("columns", columns, COLUMNS_MAX)?;
    if columns == 0 {
        return Err(PrintError::Malformed("a table has no columns"));
    }
    if table.columns.iter().any(|column| column.share == 0) {
        return Err(PrintError::Malformed("a column has no width"));
    }
    if table.rows.iter().any(|row| row.len() > columns) {
        return Err(PrintError::Malformed("a row is longer than the head of its table"));
    }
    Ok(())
}

/// What stands on every page, and what stands large.
fn heads(document: &Document) -> Vec<&String> {
    let words = &document.words;
    let mut all = vec![&document.title, &document.institution, &document.printed_at];
    all.extend([&words.page, &words.of, &words.who, &words.when]);
    all.extend(document.as_known_at.iter());
    all.extend(document.mark.iter().map(|mark| &mark.word));
    for block in &document.blocks {
        if let Block::Title(text) | Block::Heading { text, .. } = block {
            all.push(text);
        }
    }
    all
}

/// Every text of the document.
fn texts(document: &Document) -> Vec<&String> {
    let mut all = heads(document);
    for block in &document.blocks {
        match block {
            Block::PageBreak | Block::Title(_) | Block::Heading { .. } => {}
            Block::Paragraph(text) | Block::Note(text) => all.push(text),
            Block::Bullets(bullets) => all.extend(bullets),
            Block::Fields(fields) => all.extend(fields.iter().map(|field| &field.label)),
            Block::Checklist(checks) => {
                for check in checks {
                    all.push(&check.text);
                    all.extend(&check.points);
                }
            }
            Block::Table(table) => {
                all.push(&table.caption);
                all.extend(table.columns.iter().map(|column| &column.title));
                all.extend(table.rows.iter().flatten());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Check, Column, Field, Language, Mark, Words};

    fn document(blocks: Vec<Block>) -> Document {
        let word = String::new;
        Document {
            title: "x".to_owned(),
            language: Language::Nl,
            mark: None,
            institution: word(),
            printed_at: word(),
            as_known_at: None,
            words: Words { page: word(), of: word(), who: word(), when: word() },
            blocks,
        }
    }

    fn table(columns: usize, empty_rows: usize) -> Table {
        let column = Column { title: String::new(), share: 1 };
        let empty_rows = u16::try_from(empty_rows).unwrap();
        Table {
            caption: String::new(),
            columns: vec![column; columns],
            rows: Vec::new(),
            empty_rows,
        }
    }

    fn too_large(document: &Document) -> &'static str {
        match check(document) {
            Err(PrintError::TooLarge { what, found, max }) if found == max + 1 => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_more_than_each_limit_is_declined_by_its_name() {
        let text = |length| Block::Paragraph("é".repeat(length));
        let check = Check { text: String::new(), points: Vec::new(), who_when: false };
        let field = Field { label: String::new(), lines: u16::try_from(LINES_MAX + 1).unwrap() };
        let many = DOCUMENT_CHARS_MAX / TEXT_CHARS_MAX;
        let full = (0..many).map(|_| text(TEXT_CHARS_MAX)).collect();
        for (blocks, what) in [
            (vec![Block::PageBreak; BLOCKS_MAX + 1], "blocks"),
            (vec![Block::Table(table(1, ROWS_MAX)), Block::Table(table(1, 1))], "rows"),
            (vec![Block::Table(table(COLUMNS_MAX + 1, 0))], "columns"),
            (vec![Block::Bullets(vec![String::new(); LINES_MAX + 1])], "lines"),
            (vec![Block::Checklist(vec![check; LINES_MAX + 1])], "lines"),
            (vec![Block::Fields(vec![field])], "lines"),
            (vec![text(TEXT_CHARS_MAX + 1)], "characters of one text"),
            (vec![Block::Title("x".repeat(HEAD_CHARS_MAX + 1))], "characters of one heading"),
            // The title of the document itself is the one character too many.
            (full, "characters"),
        ] {
            assert_eq!(too_large(&document(blocks)), what);
        }
        let mut marked = document(Vec::new());
        let word = "x".repeat(HEAD_CHARS_MAX + 1);
        marked.mark = Some(Mark { word, is_exercise: false });
        assert_eq!(too_large(&marked), "characters of one heading");
    }

    #[test]
    fn a_document_up_to_the_limits_passes() {
        let blocks = vec![
            Block::Table(table(COLUMNS_MAX, ROWS_MAX)),
            Block::Bullets(vec![String::new(); LINES_MAX]),
            Block::Paragraph("é".repeat(TEXT_CHARS_MAX)),
            Block::Heading { level: 1, text: "x".repeat(HEAD_CHARS_MAX) },
        ];
        assert_eq!(check(&document(blocks)), Ok(()));
    }

    #[test]
    fn what_cannot_be_laid_out_is_declined() {
        let mut long_row = table(1, 0);
        long_row.rows = vec![vec![String::new(); 2]];
        let mut narrow = table(2, 0);
        narrow.columns[0].share = 0;
        for table in [table(0, 1), long_row, narrow] {
            let declined = check(&document(vec![Block::Table(table)]));
            assert!(matches!(declined, Err(PrintError::Malformed(_))), "{declined:?}");
        }
        let mut nameless = document(Vec::new());
        nameless.title = " ".to_owned();
        assert!(matches!(check(&nameless), Err(PrintError::Malformed(_))));
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Reads CSV as spreadsheets save it: any of three delimiters, heads in two languages and in any
//! order, lines that end in any way.

use std::collections::BTreeMap;

use super::{BYTES_MAX, FileFault, List, ROWS_MAX, Reason, Why};

/// The delimiters that spreadsheets use; the first where nothing tells.
const DELIMITERS: [u8; 3] = [b';', b',', b'\t'];
/// What a spreadsheet takes for the beginning of a formula.
pub const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A file that reads: which column stands where, and the rows that are not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub columns: BTreeMap<&'static str, usize>,
    /// How many cells the head has.
    pub width: usize,
    /// Heads that are no column of ours.
    pub unread: Vec<String>,
    pub records: Vec<Record>,
}

/// A row as it stands in the file, with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub number: usize,
    pub cells: Vec<String>,
}

/// Reads a file.
///
/// # Errors
/// What keeps the whole file out.
pub fn read(list: List, bytes: &[u8]) -> Result<Sheet, FileFault> {
    let (delimiter, text, skipped) = delimited(list, decoded(bytes)?);
    let numbers = numbers(text, delimiter, skipped)?;
    if numbers.len() > ROWS_MAX + 1 {
        return Err(fault(0, Why::TooManyRows, &(numbers.len() - 1).to_string()));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = Vec::with_capacity(numbers.len());
    for (record, number) in reader.records().zip(numbers) {
        // Text that was decoded has no other fault.
        let record = record.map_err(|_| fault(number, Why::NotText, ""))?;
        let cells: Vec<String> = record.iter().map(unguarded).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            records.push(Record { number, cells });
        }
    }
    if records.is_empty() {
        return Err(fault(0, Why::Empty, ""));
    }
    let head = records.remove(0);
    let sheet = headed(list, head)?;
    if records.is_empty() {
        return Err(fault(0, Why::NoRows, ""));
    }
    Ok(Sheet { records, ..sheet })
}

fn fault(row: usize, why: Why, what: &str) -> FileFault {
    FileFault { row, reason: Reason::new(why, None, what) }
}

/// Returns the text of a file.
fn decoded(bytes: &[u8]) -> Result<&str, FileFault> {
    if bytes.len() > BYTES_MAX {
        return Err(fault(0, Why::TooLarge, &(bytes.len() / 1024 / 1024).to_string()));
    }
    let documents: [&[u8]; 5] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"<"];
    if documents.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(fault(0, Why::NotText, ""));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|wrong| {
        let before = bytes.get(..wrong.valid_up_to()).unwrap_or_default();
        let row = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        fault(row, Why::NotUtf8, "")
    })?;
    if let Some(at) = text.find('\0') {
        let before = text.get(..at).unwrap_or_default();
        return Err(fault(before.matches('\n').count() + 1, Why::NotText, ""));
    }
    if text.trim().is_empty() {
        return Err(fault(0, Why::Empty, ""));
    }
    Ok(text)
}

/// Finds the delimiter: the one with which most heads are known. A first line `sep=;`, as one
/// spreadsheet writes it, says it itself. Also returns how many lines were left out by that.
fn delimited(list: List, text: &str) -> (u8, &str, usize) {
    let first = text.lines().next().unwrap_or_default();
    let said = first.trim().trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    if let Some([delimiter]) = said
        && DELIMITERS.contains(delimiter)
    {
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        return (*delimiter, rest, 1);
    }
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let known = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(head.as_bytes());
        let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
        let said = |cell: &&str| list.columns().iter().any(|column| column.is_said(cell));
        (record.iter().filter(said).count(), record.len())
    };
    let mut best = (DELIMITERS.first().copied().unwrap_or(b';'), (0, 0));
    for delimiter in DELIMITERS {
        let found = known(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    (best.0, text, 0)
}

/// Returns the number of each row by the lines of the file, as an editor shows it.
fn numbers(text: &str, delimiter: u8, skipped: usize) -> Result<Vec<usize>, FileFault> {
    let (mut numbers, mut line) = (Vec::new(), 1 + skipped);
    let (mut at_start, mut cell_start, mut opened) = (true, true, None);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let ends = byte == b'\n' || (byte == b'\r' && bytes.peek() != Some(&b'\n'));
        if at_start && !matches!(byte, b'\n' | b'\r') {
            numbers.push(line);
            at_start = false;
        }
        match opened {
            Some(_) if byte == b'"' => {
                if bytes.peek() == Some(&b'"') {
                    bytes.next();
                } else {
                    opened = None;
                }
            }
            Some(_) => {}
            None if byte == b'"' && cell_start => opened = Some(line),
            None if ends => at_start = true,
            None => {}
        }
        cell_start = opened.is_none() && (byte == delimiter || at_start);
        line += usize::from(ends);
    }
    match opened {
        Some(line) => Err(fault(line, Why::QuoteOpen, "")),
        None => Ok(numbers),
    }
}

/// Returns a cell without spaces around it, and without the mark that keeps it from being taken
/// for a formula.
fn unguarded(cell: &str) -> String {
    let cell = cell.trim();
    let is_mark = |rest: &&str| rest.trim_start_matches([' ', '\'']).starts_with(FORMULA);
    let bare = cell.strip_prefix('\'').filter(is_mark);
    bare.unwrap_or(cell).trim().to_owned()
}

fn headed(list: List, head: Record) -> Result<Sheet, FileFault> {
    let mut sheet = Sheet {
        columns: BTreeMap::new(),
        width: head.cells.len(),
        unread: Vec::new(),
        records: Vec::new(),
    };
    for (at, cell) in head.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        match list.columns().iter().find(|column| column.is_said(cell)) {
            None => sheet.unread.push(Reason::new(Why::ColumnMissing, None, cell).what),
            Some(column) => {
                if sheet.columns.insert(column.key, at).is_some() {
                    return Err(fault(head.number, Why::ColumnTwice, cell));
                }
            }
        }
    }
    let missing =
        |column: &&super::Column| column.required && !sheet.columns.contains_key(column.key);
    if let Some(column) = list.columns().iter().find(missing) {
        let reason = Reason::new(Why::ColumnMissing, Some(column.key), "");
        return Err(FileFault { row: head.number, reason });
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheet = read(List::Sites, text.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}"));
        sheet.records.into_iter().map(|record| (record.number, record.cells)).collect()
    }

    #[test]
    fn a_row_has_the_number_that_an_editor_shows() {
        let text = "\r\nNaam;Adres\r\n\r\nHoofd\"gebouw;\"Laan 1\r\nhier\"\r\n\n;\nPost;x";
        let numbers: Vec<usize> = rows(text).iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [4, 8]);
    }

    #[test]
    fn the_delimiter_is_found_and_the_mark_before_a_formula_is_taken_off() {
        for text in [
            "naam;adres\nA;'=1",
            "Address,Name\n'=1,A",
            "naam\tadres\nA\t'=1",
            "sep=;\nnaam;adres\nA;'=1",
            "\u{feff}\"NAAM\",\"Adres, straat\"\nA,'=1",
        ] {
            let sheet = read(List::Sites, text.as_bytes()).unwrap_or_else(|e| panic!("{e:?}"));
            let row = &sheet.records[0];
            assert_eq!(row.cells[sheet.columns["name"]], "A", "{text}");
            assert!(row.cells.contains(&"=1".to_owned()), "{text}");
        }
    }

    #[test]
    fn a_quote_that_nobody_closes_is_told_where_it_opens() {
        let fault = read(List::Sites, b"naam\nA\n\"B\nC\nD").err();
        assert_eq!(fault.map(|fault| (fault.row, fault.reason.why)), Some((3, Why::QuoteOpen)));
    }
}

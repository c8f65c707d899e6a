// SPDX-License-Identifier: EUPL-1.2
//! Documents to print, and poppler to read them back.

use std::io::Write;
use std::process::{Command, Stdio};

use tegenwicht_print::{Block, Check, Column, Document, Field, Language, Table, Words};

pub fn document(language: Language, blocks: Vec<Block>) -> Document {
    let is_dutch = language == Language::Nl;
    let word = |nl: &str, en: &str| if is_dutch { nl.to_owned() } else { en.to_owned() };
    Document {
        title: word("Logformulier", "Log form"),
        language,
        mark: None,
        institution: "De Linde".to_owned(),
        printed_at: word("Afgedrukt 3 mrt 03:05", "Printed 3 Mar 03:05"),
        as_known_at: Some(word("stand van 02:50", "as known at 02:50")),
        words: Words {
            page: word("pagina", "page"),
            of: word("van", "of"),
            who: word("wie", "who"),
            when: word("wanneer", "when"),
        },
        blocks,
    }
}

pub fn table(columns: u16) -> Table {
    let column = |n| Column { title: format!("kolom {n}"), share: n + 1 };
    Table {
        caption: String::new(),
        columns: (1..=columns).map(column).collect(),
        rows: Vec::new(),
        empty_rows: 2,
    }
}

/// A block of every kind.
pub fn every_kind(language: Language) -> Vec<Block> {
    let is_dutch = language == Language::Nl;
    let word = |nl: &str, en: &str| if is_dutch { nl.to_owned() } else { en.to_owned() };
    let point = word("beademing", "ventilators");
    let mut rows = table(3);
    rows.caption = word("Wie is er", "Who is here");
    rows.rows = vec![
        vec!["1".to_owned(), word("zittend", "seated"), "A. de Vries".to_owned()],
        vec!["2".to_owned(), word("liggend", "lying")],
    ];
    vec![
        Block::Title(word("Stroom valt uit", "Power is out")),
        Block::Heading { level: 1, text: word("Analyseren", "Assess") },
        Block::Heading { level: 2, text: word("Apparatuur", "Equipment") },
        Block::Paragraph(word("Begin hier.\nGa dan door.", "Begin here.\nThen go on.")),
        Block::Checklist(vec![
            Check { text: word("Tel.", "Count."), points: vec![point], who_when: true },
            Check { text: word("Bel.", "Call."), points: Vec::new(), who_when: false },
        ]),
        Block::Bullets(vec![word("Eén ding", "One thing"), word("Nog een", "Another")]),
        Block::PageBreak,
        Block::Table(rows),
        Block::Fields(vec![
            Field { label: word("Naam", "Name"), lines: 1 },
            Field { label: word("Besluit", "Decision"), lines: 3 },
        ]),
        Block::Note(word("Eerst wie zuurstof heeft.", "Oxygen first.")),
    ]
}

/// The text in the order in which it is drawn.
pub fn text(pdf: &[u8]) -> String {
    poppler("pdftotext", &["-raw", "-", "-"], pdf)
}

pub fn info(pdf: &[u8], args: &[&str]) -> String {
    poppler("pdfinfo", &[args, &["-"]].concat(), pdf)
}

pub fn pages(pdf: &[u8]) -> usize {
    let info = info(pdf, &[]);
    let line = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    line.trim().parse().unwrap()
}

/// Where each word begins and ends, in points from the left edge of its page.
pub fn word_edges(pdf: &[u8]) -> Vec<(f64, f64)> {
    let boxes = poppler("pdftotext", &["-bbox", "-", "-"], pdf);
    let edge = |line: &str, name: &str| {
        line.split(&format!("{name}=\"")).nth(1)?.split('"').next()?.parse().ok()
    };
    boxes.lines().filter_map(|line| Some((edge(line, "xMin")?, edge(line, "xMax")?))).collect()
}

/// Compares with the committed text; `TEGENWICHT_BLESS=1` accepts the new one.
pub fn approved(name: &str, text: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/approved");
    let path = std::path::Path::new(path).join(format!("{name}.txt"));
    let text = text.replace('\u{c}', "--- page\n");
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == kept, "not the approved text; TEGENWICHT_BLESS=1 accepts it:\n{text}");
}

fn poppler(program: &str, args: &[&str], pdf: &[u8]) -> String {
    let mut call = Command::new(program);
    // It warns on stderr of attributes that it does not know yet.
    call.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = call.spawn().expect("poppler-utils; cargo xtask check installs it");
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program} {args:?}");
    String::from_utf8(output.stdout).unwrap()
}

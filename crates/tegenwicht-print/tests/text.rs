// SPDX-License-Identifier: EUPL-1.2
//! What a reader gets from the paper, read back with poppler: text, tags, marks, pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod paper;

use paper::{approved, document, every_kind, info, pages, table, text};
use tegenwicht_print::{Block, Check, Field, Language, Mark, PrintError, print};

#[test]
fn every_kind_of_block_prints_alone_and_together_in_both_languages() {
    for (language, name) in [(Language::Nl, "nl"), (Language::En, "en")] {
        let blocks = every_kind(language);
        for block in &blocks {
            let printed = print(&document(language, vec![block.clone()])).unwrap();
            assert!(printed.is_tagged, "{block:?}: {:?}", printed.fault);
        }
        let printed = print(&document(language, blocks)).unwrap();
        assert!(printed.is_tagged, "{:?}", printed.fault);
        approved(name, &text(&printed.pdf));
    }
}

#[test]
fn a_print_is_tagged_with_language_title_headings_and_headed_tables() {
    let printed = print(&document(Language::Nl, every_kind(Language::Nl))).unwrap();
    let plain = info(&printed.pdf, &[]);
    assert!(plain.contains("Tagged:          yes"), "{plain}");
    assert!(plain.contains("Title:           Logformulier"), "{plain}");
    assert!(plain.contains("Page size:       595.276 x 841.89 pts (A4)"), "{plain}");
    let metadata = info(&printed.pdf, &["-meta"]);
    assert!(metadata.contains("<pdfuaid:part>1</pdfuaid:part>"), "{metadata}");
    let tree = info(&printed.pdf, &["-struct"]);
    for tag in ["H1", "H2", "H3", "P", "L (block)", "LI", "Lbl", "LBody", "Table", "TH", "TD"] {
        assert!(tree.lines().any(|line| line.trim().starts_with(tag)), "no {tag} in\n{tree}");
    }
    let catalog = String::from_utf8_lossy(&printed.pdf).into_owned();
    assert!(catalog.contains("/Lang (nl)") || catalog.contains("/Lang(nl)"));
}

#[test]
fn what_looks_like_markup_stands_there_as_it_was_typed() {
    let samples = [
        "#panic()",
        "#sys.inputs",
        "*bold* _thin_ `raw`",
        "$x^2$",
        "@ref <label>",
        "\\ \\u{41} \\#",
        "<a href=\"x\">",
        "= Kop",
        "- punt + punt / term: uitleg",
        "// weg /* weg */",
        "https://example.org/~a--b",
        "\"aan\" 'halen' ... ---",
    ];
    for sample in samples {
        let mut rows = table(1);
        rows.caption = format!("caption {sample}");
        rows.columns[0].title = format!("column {sample}");
        rows.rows = vec![vec![format!("cell {sample}")]];
        let check = Check {
            text: format!("check {sample}"),
            points: vec![format!("point {sample}")],
            who_when: true,
        };
        let mut document = document(
            Language::Nl,
            vec![
                Block::Title(format!("title {sample}")),
                Block::Heading { level: 1, text: format!("heading {sample}") },
                Block::Paragraph(format!("paragraph {sample}")),
                Block::Checklist(vec![check]),
                Block::Bullets(vec![format!("bullet {sample}")]),
                Block::Fields(vec![Field { label: format!("field {sample}"), lines: 3 }]),
                Block::Note(format!("note {sample}")),
                Block::Table(rows),
            ],
        );
        document.title = format!("document {sample}");
        document.institution = format!("institution {sample}");
        document.printed_at = format!("printed {sample}");
        document.as_known_at = Some(format!("known {sample}"));
        document.mark = Some(Mark { word: format!("mark {sample}"), is_exercise: true });
        let printed = print(&document).unwrap();
        assert!(printed.is_tagged, "{sample}: {:?}", printed.fault);
        // Where the layout broke a line or a word does not matter here.
        let closed = |text: &str| text.replace([' ', '\n', '\u{ad}'], "");
        let text = closed(&text(&printed.pdf));
        for place in [
            "title",
            "heading",
            "paragraph",
            "check",
            "point",
            "bullet",
            "field",
            "note",
            "cell",
            "column",
            "caption",
            "institution",
            "printed",
            "known",
            "mark",
            "document",
        ] {
            let wanted = closed(&format!("{place} {sample}"));
            assert!(text.contains(&wanted), "{wanted} in\n{text}");
        }
    }
}

#[test]
fn emoji_other_scripts_and_marks_appear_or_stand_there_as_numbers() {
    let all = "Zoë Öztürk Nguyễn Łukasz Жанна Ψ e\u{301} 😀 ⚠ 王 \u{202e}";
    let printed = print(&document(Language::Nl, vec![Block::Paragraph(all.to_owned())])).unwrap();
    let text = text(&printed.pdf);
    for part in ["Zoë Öztürk Nguyễn Łukasz Жанна Ψ é", "😀", "⚠", "[U+738B]", "[U+202E]"]
    {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(printed.is_tagged, "{:?}", printed.fault);
}

#[test]
fn arabic_is_set_with_tags_and_all_its_letters() {
    let word = "مرحبا";
    let printed = print(&document(Language::En, vec![Block::Paragraph(word.to_owned())])).unwrap();
    assert!(printed.is_tagged, "{:?}", printed.fault);
    // Poppler gives a letter with its dots twice, so the letters are looked for one by one.
    let text = text(&printed.pdf);
    assert!(word.chars().all(|letter| text.contains(letter)), "{text}");
}

#[test]
fn a_word_of_300_letters_breaks_and_stays_on_the_page() {
    let word = "w".repeat(300);
    let mut rows = table(6);
    rows.rows = vec![vec![String::new(), word.clone()]];
    let blocks = vec![Block::Paragraph(word.clone()), Block::Table(rows)];
    let printed = print(&document(Language::Nl, blocks)).unwrap();
    let letters = text(&printed.pdf).chars().filter(|c| *c == 'w').count();
    assert_eq!(letters, 600);
    for (left, right) in paper::word_edges(&printed.pdf) {
        assert!(left >= 0.0 && right <= 596.0, "{left} {right}");
    }
}

#[test]
fn a_document_without_blocks_is_a_page_with_its_title() {
    let printed = print(&document(Language::Nl, Vec::new())).unwrap();
    assert_eq!(pages(&printed.pdf), 1);
    assert!(printed.is_tagged);
    // In the head and above what is not there.
    assert_eq!(text(&printed.pdf).matches("Logformulier").count(), 2);
}

#[test]
fn empty_texts_print() {
    let blank = String::new;
    let blocks = vec![
        Block::Title(blank()),
        Block::Heading { level: 3, text: blank() },
        Block::Paragraph(blank()),
        Block::Checklist(vec![Check { text: blank(), points: vec![blank()], who_when: true }]),
        Block::Bullets(Vec::new()),
        Block::Bullets(vec![blank()]),
        Block::Fields(vec![Field { label: blank(), lines: 0 }]),
        Block::Note(blank()),
        Block::Table(table(3)),
        Block::PageBreak,
        Block::PageBreak,
    ];
    assert!(print(&document(Language::Nl, blocks)).is_ok());
}

#[test]
fn levels_that_skip_are_brought_closer_so_that_the_outline_holds() {
    let heading = |level| Block::Heading { level, text: format!("level {level}") };
    let blocks = vec![heading(3), heading(1), heading(200), heading(0), heading(3)];
    assert!(print(&document(Language::Nl, blocks)).unwrap().is_tagged);
}

#[test]
fn the_mark_of_an_exercise_stands_before_every_title_and_on_every_page() {
    let blocks = (1..=3).flat_map(|n| [Block::PageBreak, Block::Title(format!("kaart {n}"))]);
    let mut document = document(Language::Nl, blocks.collect());
    document.mark = Some(Mark { word: "OEFENING".to_owned(), is_exercise: true });
    let printed = print(&document).unwrap();
    assert!(printed.is_tagged, "{:?}", printed.fault);
    assert_eq!(pages(&printed.pdf), 3);
    for page in text(&printed.pdf).split('\u{c}').take(3) {
        assert_eq!(page.matches("OEFENING").count(), 2, "{page}");
        assert!(page.contains("OEFENING kaart"), "{page}");
    }
}

#[test]
fn head_and_foot_say_what_this_is_on_every_page() {
    let mut document = document(Language::Nl, vec![Block::Table(table(1))]);
    if let Some(Block::Table(table)) = document.blocks.first_mut() {
        table.empty_rows = 60;
    }
    let printed = print(&document).unwrap();
    let count = pages(&printed.pdf);
    assert!(count > 2);
    for (at, page) in text(&printed.pdf).split('\u{c}').take(count).enumerate() {
        assert!(page.contains("De Linde") && page.contains("Logformulier"), "{page}");
        assert!(page.contains(&format!("pagina {} van {count}", at + 1)), "{page}");
        assert!(page.contains("Afgedrukt 3 mrt 03:05 stand van 02:50"), "{page}");
        assert!(page.contains("kolom 1"), "the head of the table is on every page: {page}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes_and_no_date_of_the_machine() {
    let document = document(Language::Nl, every_kind(Language::Nl));
    let (first, again) = (print(&document).unwrap(), print(&document).unwrap());
    assert!(first == again);
    let info = info(&first.pdf, &[]);
    assert!(!info.contains("CreationDate") && !info.contains("ModDate"), "{info}");
}

#[test]
fn five_hundred_rows_print_and_one_more_is_declined() {
    let mut rows = table(5);
    rows.rows =
        (1..=450).map(|n| vec![n.to_string(), format!("regel {n} met wat tekst erbij")]).collect();
    rows.empty_rows = 50;
    let mut document = document(Language::Nl, vec![Block::Table(rows)]);
    let printed = print(&document).unwrap();
    assert!(printed.is_tagged && text(&printed.pdf).contains("regel 450 met"));
    if let Some(Block::Table(table)) = document.blocks.first_mut() {
        table.empty_rows += 1;
    }
    let error = print(&document).unwrap_err();
    assert_eq!(error, PrintError::TooLarge { what: "rows", found: 501, max: 500 });
    assert!(!error.may_try_again());
}

#[test]
fn a_hundred_pages_print_and_one_more_is_declined() {
    let page = || [Block::PageBreak, Block::Paragraph("blad".to_owned())];
    let pages_of = |count| document(Language::Nl, (0..count).flat_map(|_| page()).collect());
    // The title of the document takes the first page.
    assert_eq!(pages(&print(&pages_of(99)).unwrap().pdf), 100);
    let error = print(&pages_of(100)).unwrap_err();
    assert_eq!(error, PrintError::TooLarge { what: "pages", found: 101, max: 100 });
}

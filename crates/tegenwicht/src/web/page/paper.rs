// SPDX-License-Identifier: EUPL-1.2
//! Paper for before the crisis: the empty forms, the role cards and the action cards as one PDF.

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Card, CardKind, Item};
use tegenwicht_print::{Block, Check, Column, Document, Field, Mark, PrintError, Table, Words};

use super::{Answer, shown};
use crate::text::{Language, Text};
use crate::web::api::read::Asked;
use crate::web::error::WebError;
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Rows to write in, so that a form fills its page and none of them comes on a next one: a page has
/// 246 mm, a row to write in 11, and title, note and head of a table take the rest.
const LOG_ROWS: u16 = 16;
const PRESENCE_ROWS: u16 = 18;
/// Heights on the call list, in millimetres: a page below title and fields, a next page, a row for
/// a role, a line more of its name, an empty row.
const CALLS_PAGE: usize = 178;
const CALLS_NEXT_PAGE: usize = 224;
const ROLE_ROW: usize = 10;
const ROLE_LINE: usize = 5;
const EMPTY_ROW: usize = 11;
/// Characters of a name that surely fit on a line of the first column.
const ROLE_CHARS: usize = 20;

/// What is printed, for which crisis.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    /// One form or kind of card; empty for all.
    #[serde(default)]
    pub part: String,
    /// The crisis whose title and mark stand on it.
    #[serde(default)]
    pub crisis: String,
}

/// What can be printed: its name, and how its blocks are made.
type Part = (&'static str, fn(&Visit, &Library) -> Vec<Block>);

const PARTS: [Part; 8] = [
    ("log", log),
    ("criteria", criteria),
    ("presence", presence),
    ("decision", decision),
    ("calls", calls),
    ("role-cards", |_, library| cards(library, CardKind::Role)),
    ("action-cards", |_, library| cards(library, CardKind::Action)),
    ("scenario-cards", |_, library| cards(library, CardKind::Scenario)),
];

/// `GET /paper`
pub async fn show(visit: Visit) -> Answer {
    shown(page(&visit, None))
}

fn page(visit: &Visit, fault: Option<&PrintError>) -> Markup {
    let text = &visit.text;
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.get("nav-paper")) } }
        p.lead { (text.get("paper-pack-hint")) }
        @if let Some(fault) = fault {
            p.utrecht-alert.utrecht-alert--error role="alert" {
                (text.get(fault_text(fault)))
            }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("paper-all")) }
            p { (text.get("paper-all-hint")) }
            p { a.utrecht-button href="/paper/forms.pdf" { (text.get("paper-all-open")) } }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("paper-parts")) }
            ul.card-list {
                @for (name, _) in PARTS {
                    li {
                        div {
                            p { a href={ "/paper/forms.pdf?part=" (name) } {
                                (text.get(&format!("paper-{name}")))
                            } }
                            p.muted { (text.get(&format!("paper-{name}-hint"))) }
                        }
                    }
                }
            }
        }
    };
    let title = text.get("nav-paper").to_owned();
    shell::page(visit, &Shell { title, here: "paper", ..Shell::default() }, &main)
}

const fn fault_text(fault: &PrintError) -> &'static str {
    match fault {
        PrintError::BuiltWithout => "paper-without-pdf",
        PrintError::Busy(..) => "paper-busy",
        _ => "paper-failed",
    }
}

/// `GET /paper/forms.pdf`
pub async fn forms(visit: Visit, Asked(wanted): Asked<Wanted>) -> Answer {
    let document = document(&visit, &wanted)?;
    printed(&visit, document, file_name(&wanted)).await
}

/// Answers with a PDF, or with the page for paper that says why there is none.
///
/// # Errors
/// None of its own.
pub async fn printed(visit: &Visit, document: Document, name: &str) -> Answer {
    match crate::print::pdf(document).await {
        Ok(printed) => {
            let name = format!("inline; filename=\"tegenwicht-{name}.pdf\"");
            let kind = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            Ok((kind, printed.pdf).into_response())
        }
        Err(fault) => {
            tracing::warn!(%fault, "no PDF was made");
            let status = match fault {
                PrintError::BuiltWithout => StatusCode::NOT_IMPLEMENTED,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            Ok((status, page(visit, Some(&fault))).into_response())
        }
    }
}

fn file_name(wanted: &Wanted) -> &str {
    let part = PARTS.iter().find(|(name, _)| *name == wanted.part);
    part.map_or("forms", |(name, _)| name)
}

/// Puts together what is printed.
///
/// # Errors
/// Not found, for a part or a crisis that is not there.
pub fn document(visit: &Visit, wanted: &Wanted) -> Result<Document, WebError> {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let mut blocks = Vec::new();
    for (name, make) in PARTS {
        if wanted.part.is_empty() || wanted.part == name {
            if !blocks.is_empty() {
                blocks.push(Block::PageBreak);
            }
            blocks.extend(make(visit, library));
        }
    }
    if blocks.is_empty() {
        return Err(WebError::NotFound);
    }
    let (mut title, mut mark) = (text.get("paper-pack-title").to_owned(), None);
    if !wanted.crisis.is_empty() {
        let (_, state) = visit.crisis(&wanted.crisis)?;
        let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?;
        title = text.title(crisis);
        let is_exercise = crisis.mode == Mode::Exercise;
        let word = if is_exercise { "exercise-word" } else { "real-crisis-word" };
        mark = Some(Mark { word: text.get(word).to_owned(), is_exercise });
    }
    let now = time::moment(text, visit.now, visit.now);
    Ok(Document {
        title,
        language: match text.language {
            Language::Dutch => tegenwicht_print::Language::Nl,
            Language::English => tegenwicht_print::Language::En,
        },
        mark,
        institution: visit.institution(),
        printed_at: format!("{} {now}", text.get("printed-at")),
        as_known_at: None,
        words: Words {
            page: text.get("paper-page").to_owned(),
            of: text.get("paper-of").to_owned(),
            who: text.get("paper-who").to_owned(),
            when: text.get("paper-when").to_owned(),
        },
        blocks,
    })
}

fn title(text: &Text, name: &str) -> Block {
    Block::Title(text.get(&format!("paper-{name}")).to_owned())
}

fn note(text: &Text, name: &str) -> Block {
    Block::Note(text.get(&format!("paper-{name}-note")).to_owned())
}

/// A table whose columns have these shares of the width and names `paper-NAME-N`.
fn table(text: &Text, name: &str, shares: &[u16], rows: Vec<Vec<String>>, empty: u16) -> Block {
    let column = |(index, share): (usize, &u16)| Column {
        title: text.get(&format!("paper-{name}-{}", index + 1)).to_owned(),
        share: *share,
    };
    Block::Table(Table {
        caption: text.get(&format!("paper-{name}")).to_owned(),
        columns: shares.iter().enumerate().map(column).collect(),
        rows,
        empty_rows: empty,
    })
}

fn fields(text: &Text, name: &str, lines: &[u16]) -> Block {
    let field = |(index, lines): (usize, &u16)| Field {
        label: text.get(&format!("paper-{name}-field-{}", index + 1)).to_owned(),
        lines: *lines,
    };
    Block::Fields(lines.iter().enumerate().map(field).collect())
}

fn log(visit: &Visit, _: &Library) -> Vec<Block> {
    let text = &visit.text;
    vec![
        title(text, "log"),
        note(text, "log"),
        table(text, "log", &[10, 12, 44, 20, 14], Vec::new(), LOG_ROWS),
    ]
}

fn criteria(visit: &Visit, library: &Library) -> Vec<Block> {
    let text = &visit.text;
    let rows = items(library, "criteria").map(|item| {
        let words = format!("{} {}", item.text, item.points.join(" "));
        vec![words.trim().to_owned(), "☐".into(), "☐".into(), "☐".into(), String::new()]
    });
    vec![
        title(text, "criteria"),
        note(text, "criteria"),
        table(text, "criteria", &[46, 7, 7, 11, 29], rows.collect(), 0),
        fields(text, "criteria", &[1, 2, 1]),
    ]
}

fn presence(visit: &Visit, _: &Library) -> Vec<Block> {
    let text = &visit.text;
    let shares = [26, 26, 12, 12, 24];
    vec![title(text, "presence"), table(text, "presence", &shares, Vec::new(), PRESENCE_ROWS)]
}

fn decision(visit: &Visit, _: &Library) -> Vec<Block> {
    let text = &visit.text;
    vec![
        title(text, "decision"),
        note(text, "decision"),
        fields(text, "decision", &[2, 2, 4, 3, 1, 1, 2, 1, 2]),
    ]
}

/// The roles by the words of the institution, those that somebody has to sit in first.
fn calls(visit: &Visit, _: &Library) -> Vec<Block> {
    let (text, words) = (&visit.text, visit.words());
    let roles = words.roles_to_fill();
    let names: Vec<String> = roles.iter().map(|role| words.role(role)).collect();
    let empty = call_rows(&names);
    let rows: Vec<Vec<String>> = names.into_iter().map(|name| vec![name]).collect();
    vec![
        title(text, "calls"),
        fields(text, "calls", &[1, 1]),
        table(text, "calls", &[26, 24, 18, 12, 20], rows, empty),
    ]
}

/// How many empty rows fill the last page of the call list: sectors differ in how many roles they
/// have.
fn call_rows(names: &[String]) -> u16 {
    let height = |name: &String| ROLE_ROW + ROLE_LINE * (name.chars().count() / (ROLE_CHARS + 1));
    let used: usize = names.iter().map(height).sum();
    let mut room = CALLS_PAGE;
    while room < used {
        room += CALLS_NEXT_PAGE;
    }
    u16::try_from((room - used) / EMPTY_ROW).unwrap_or(0)
}

fn items<'a>(library: &'a Library, list: &str) -> impl Iterator<Item = &'a Item> {
    library.card(list).into_iter().flat_map(Card::items)
}

/// The cards of a kind, each beginning on a page of its own.
fn cards(library: &Library, kind: CardKind) -> Vec<Block> {
    let mut blocks = Vec::new();
    for card in library.of_kind(kind) {
        if !blocks.is_empty() {
            blocks.push(Block::PageBreak);
        }
        blocks.extend(card_blocks(card));
    }
    blocks
}

fn card_blocks(card: &Card) -> Vec<Block> {
    let number = card.number.map(|number| format!("{number}. ")).unwrap_or_default();
    let mut blocks = vec![Block::Title(format!("{number}{}", card.title))];
    blocks.extend(card.intro.iter().cloned().map(Block::Paragraph));
    for part in &card.parts {
        if !part.title.is_empty() {
            blocks.push(Block::Heading { level: 2, text: part.title.clone() });
        }
        blocks.extend(part.text.iter().cloned().map(Block::Paragraph));
        let mut steps: Vec<Check> = Vec::new();
        for item in &part.items {
            if item.step.is_some() {
                let (text, points) = (item.text.clone(), item.points.clone());
                steps.push(Check { text, points, who_when: true });
            } else {
                if !steps.is_empty() {
                    blocks.push(Block::Checklist(std::mem::take(&mut steps)));
                }
                let points = [std::slice::from_ref(&item.text), &item.points].concat();
                blocks.push(Block::Bullets(points));
            }
        }
        if !steps.is_empty() {
            blocks.push(Block::Checklist(steps));
        }
    }
    if let Some(source) = &card.source {
        blocks.push(Block::Paragraph(source.clone()));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_list_is_filled_to_the_end_of_a_page_and_no_further() {
        let names = |count: usize, chars: usize| vec!["x".repeat(chars); count];
        assert_eq!(call_rows(&names(0, 1)), 16);
        assert_eq!(call_rows(&names(14, 12)), 3);
        assert_eq!(call_rows(&names(17, 12)), 0);
        // One role more than a page holds: the next page is filled.
        assert_eq!(call_rows(&names(18, 12)), 20);
        assert_eq!(call_rows(&names(14, 21)), 17, "names of two lines");
    }
}

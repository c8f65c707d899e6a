// SPDX-License-Identifier: EUPL-1.2
//! Taking in a list from a file: choose it, see what would come of every row, press once.

use axum::http::header;
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::feature::text;
use tegenwicht_core::id::ActorId;

use super::{Answer, onwards, shown, unreadable};
use crate::app::SubmitError;
use crate::table::carry::{self, Done};
use crate::table::{BYTES_MAX, Change, Column, Counts, FileFault, List, Outcome, Plan, Present};
use crate::table::{ROWS_MAX, Row};
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// Most rows on one page of the preview.
const SHOWN_MAX: usize = 500;

/// What came of the last press, and where the preview goes on.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    from: usize,
    #[serde(default)]
    new: usize,
    #[serde(default)]
    changed: usize,
    #[serde(default)]
    same: usize,
    #[serde(default)]
    refused: usize,
    /// True when a file is not there any more.
    #[serde(default)]
    gone: u8,
    /// True when rows were taken in.
    #[serde(default)]
    done: u8,
}

fn list_of(name: &str) -> Result<List, WebError> {
    List::from_name(name).ok_or(WebError::NotFound)
}

fn who(visit: &Visit) -> Result<ActorId, WebError> {
    visit.login.as_ref().map(|login| login.actor).ok_or(WebError::LoginNeeded)
}

fn present(visit: &Visit) -> Present<'_> {
    let words = visit.words();
    Present { world: &visit.world, words, language: visit.text.language, now: visit.now }
}

/// `GET /import/{list}`
pub async fn form(
    visit: Visit,
    Address(list): Address<String>,
    Asked(wanted): Asked<Wanted>,
) -> Answer {
    shown(form_page(&visit, list_of(&list)?, &wanted, None, &Filled::default()))
}

/// `POST /import/{list}`: reads the file and keeps it for the press.
pub async fn read(visit: Visit, Address(list): Address<String>, form: Submitted) -> Answer {
    let list = list_of(&list)?;
    let file = form.files.first();
    let bytes = match file {
        Some(file) => file.bytes.clone(),
        None => form.get("text").as_bytes().to_vec(),
    };
    match Plan::of(list, &bytes, &present(&visit)) {
        Ok(_) => {
            let id = visit.fresh_key();
            visit.web.uploads.keep(id.clone(), who(&visit)?, list, visit.now, bytes);
            onwards(&format!("/import/{}/{id}", list.name()))
        }
        Err(fault) => {
            let faults = vec![Fault { field: "file", text: "import-file-wrong".to_owned() }];
            let filled = Filled { form, faults };
            let wanted = Wanted::default();
            unreadable(form_page(&visit, list, &wanted, Some(&fault), &filled))
        }
    }
}

/// `GET /import/{list}/{upload}`: what would come of every row.
pub async fn preview(
    visit: Visit,
    Address((list, id)): Address<(String, String)>,
    Asked(wanted): Asked<Wanted>,
) -> Answer {
    let list = list_of(&list)?;
    let Some(bytes) = visit.web.uploads.get(&id, who(&visit)?, list, visit.now) else {
        return onwards(&format!("/import/{}?gone=1", list.name()));
    };
    match Plan::of(list, &bytes, &present(&visit)) {
        Ok(plan) => shown(preview_page(&visit, list, &id, &plan, wanted.from, None)),
        Err(_) => onwards(&format!("/import/{}?gone=1", list.name())),
    }
}

/// `POST /import/{list}/{upload}`: takes in what was accepted, one command per row.
pub async fn take(
    visit: Visit,
    Address((list, id)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (list, key) = (list_of(&list)?, form.key()?);
    let Some(bytes) = visit.web.uploads.get(&id, who(&visit)?, list, visit.now) else {
        return onwards(&format!("/import/{}?gone=1", list.name()));
    };
    let app = &visit.web.app;
    let language = visit.text.language;
    let carried = carry::carry_out(app, &visit.actor(), language, list, &bytes, key).await;
    let Done { counts, stopped } = carried;
    match stopped {
        None => {
            let Counts { new, changed, same, refused } = counts;
            let list = list.name();
            onwards(&format!(
                "/import/{list}?done=1&new={new}&changed={changed}&same={same}&refused={refused}"
            ))
        }
        // Nothing is half done in a row; the same press goes on where this one stopped.
        Some(error) => {
            let mut visit = visit;
            visit.renew();
            let plan = Plan::of(list, &bytes, &present(&visit));
            let plan = plan.map_err(|_| WebError::Inside)?;
            let page = preview_page(&visit, list, &id, &plan, 0, Some(&error));
            super::refused(&error, page, &visit.fresh_key())
        }
    }
}

/// `GET /contacts/export`
pub async fn contacts(visit: Visit) -> Answer {
    Ok(file(&visit, List::Contacts))
}

/// `GET /roster/export`
pub async fn roster(visit: Visit) -> Answer {
    Ok(file(&visit, List::Roster))
}

/// `GET /sites/export`
pub async fn sites(visit: Visit) -> Answer {
    Ok(file(&visit, List::Sites))
}

fn file(visit: &Visit, list: List) -> axum::response::Response {
    let body = crate::table::write::csv(list, &present(visit), &visit.text);
    let name = text::fold(visit.text.get(&format!("nav-{}", list.name()))).replace(' ', "-");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    (headers, body).into_response()
}

fn form_page(
    visit: &Visit,
    list: List,
    wanted: &Wanted,
    fault: Option<&FileFault>,
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let name = list.name();
    let title = text.get(&format!("import-{name}")).to_owned();
    let main = html! {
        (shell::back(&format!("/{name}"), text.get(&format!("nav-{name}"))))
        h1.utrecht-heading-1 { (title) }
        (outcome(visit, list, wanted))
        @if let Some(fault) = fault { (file_fault(visit, fault)) }
        form.panel method="post" action={ "/import/" (name) } enctype="multipart/form-data" {
            (field::hidden(visit, filled))
            p { (text.get("import-hint")) }
            div.utrecht-form-field {
                label.utrecht-form-label for="file" { (text.get("import-file")) }
                p.utrecht-form-field-description #file-hint { (text.get("import-file-hint")) }
                input.utrecht-textbox #file type="file" name="file" accept=".csv,.txt,text/csv"
                    aria-describedby="file-hint" aria-invalid=[fault.map(|_| "true")];
            }
            details.more open[!filled.value("text").is_empty()] {
                summary { (text.get("import-paste")) }
                (field::area(visit, filled, Field::text("text", "import-text"), 8))
            }
            button.utrecht-button { (text.get("import-read")) }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("import-columns")) }
            p { (text.get("import-columns-hint")) }
            dl.utrecht-data-list.definitions {
                @for column in list.columns() { (column_row(visit, *column)) }
            }
            p { a href={ "/" (name) "/export" } { (text.get("import-example")) } }
        }
    };
    let fault = fault.is_some();
    shell::page(visit, &Shell { title, here: name, fault, ..Shell::default() }, &main)
}

fn column_row(visit: &Visit, column: Column) -> Markup {
    let text = &visit.text;
    html! {
        div {
            dt { (column.title(text)) }
            dd {
                @if column.required { strong { (text.get("import-required")) } " " }
                (text.get(&format!("column-{}-hint", column.key)))
            }
        }
    }
}

/// What came of the last press, or that the file does not wait any more.
fn outcome(visit: &Visit, list: List, wanted: &Wanted) -> Markup {
    let text = &visit.text;
    let counts = Counts {
        new: wanted.new,
        changed: wanted.changed,
        same: wanted.same,
        refused: wanted.refused,
    };
    html! {
        @if wanted.gone != 0 {
            div.utrecht-alert.utrecht-alert--warning role="status" { (text.get("import-gone")) }
        }
        @if wanted.done != 0 {
            div.utrecht-alert.utrecht-alert--ok role="status" {
                p { strong { (text.get("import-done")) } " " (told(visit, counts)) }
                @if counts.refused > 0 { p { (text.get("import-done-refused")) } }
                p { a href={ "/" (list.name()) } { (text.get("import-to-list")) } }
            }
        }
    }
}

fn told(visit: &Visit, counts: Counts) -> String {
    let Counts { new, changed, same, refused } = counts;
    let counts = [
        ("import-count-new", new),
        ("import-count-changed", changed),
        ("import-count-same", same),
        ("import-count-refused", refused),
    ];
    let told = counts.map(|(id, count)| visit.text.count(id, count as u64));
    told.join(" · ")
}

/// What keeps the whole file out, and what to do.
fn file_fault(visit: &Visit, fault: &FileFault) -> Markup {
    let text = &visit.text;
    html! {
        div data-errors {
            div.error-summary role="alert" tabindex="-1" {
                h2 { (text.get("import-file-wrong")) }
                ul { li { a href="#file" {
                    @if fault.row > 0 {
                        (text.with("import-row", &[("row", &fault.row.to_string())])) ": "
                    }
                    (fault.reason.sentence(text))
                } } }
                p { (fault.reason.next_step(text)) }
                p { (text.with("import-limits", &[
                    ("size", &(BYTES_MAX / 1024 / 1024).to_string()),
                    ("rows", &ROWS_MAX.to_string()),
                ])) }
            }
        }
    }
}

fn preview_page(
    visit: &Visit,
    list: List,
    id: &str,
    plan: &Plan,
    from: usize,
    error: Option<&SubmitError>,
) -> Markup {
    let text = &visit.text;
    let (name, counts) = (list.name(), plan.counts());
    let action = format!("/import/{name}/{id}");
    let takes = counts.new + counts.changed;
    // What is refused comes first: that is what somebody has to do something about.
    let is_refused = |row: &&Row| matches!(row.outcome, Outcome::Refused(_));
    let refused = plan.rows.iter().filter(is_refused);
    let rows: Vec<&Row> = refused.chain(plan.rows.iter().filter(|row| !is_refused(row))).collect();
    let from = from.min(rows.len());
    let part = rows.iter().skip(from).take(SHOWN_MAX);
    let next = from + SHOWN_MAX.min(rows.len() - from);
    let main = html! {
        (shell::back(&format!("/import/{name}"), text.get("import-other")))
        h1.utrecht-heading-1 { (text.get("import-preview")) }
        @if let Some(error) = error {
            div.utrecht-alert.utrecht-alert--error role="alert" {
                p { (text.get(&WebError::from(error.clone()).text_id())) }
                p { (text.get("import-stopped")) }
            }
        }
        div.panel.import-counts {
            p.lead { (told(visit, counts)) }
            @if !plan.unread.is_empty() {
                p { (text.with("import-unread", &[("columns", &plan.unread.join(", "))])) }
            }
            @if takes > 0 {
                form method="post" action=(action) {
                    (field::hidden(visit, &Filled::default()))
                    button.utrecht-button { (text.count("import-take", takes as u64)) }
                }
            } @else {
                p { strong { (text.get("import-nothing")) } }
            }
        }
        section.panel {
            div.table-wrap tabindex="0" role="region" aria-label=(text.get("import-preview")) {
                table.utrecht-table.table-stack.import-rows {
                    thead { tr {
                        th { (text.get("import-row-number")) } th { (text.get("import-row-what")) }
                        th { (text.get("import-row-outcome")) }
                    } }
                    tbody { @for row in part { (preview_row(visit, row)) } }
                }
            }
        }
        @if rows.len() > SHOWN_MAX {
            nav.pager aria-label=(text.get("pager")) {
                @if from > 0 {
                    a href={ (action) "?from=" (from.saturating_sub(SHOWN_MAX)) } {
                        (text.get("pager-before"))
                    } " "
                }
                @if next < rows.len() {
                    a href={ (action) "?from=" (next) } { (text.get("pager-after")) }
                }
            }
        }
    };
    let title = text.get("import-preview").to_owned();
    let fault = error.is_some();
    shell::page(visit, &Shell { title, here: name, fault, ..Shell::default() }, &main)
}

fn preview_row(visit: &Visit, row: &Row) -> Markup {
    let text = &visit.text;
    let (class, sign) = match row.outcome {
        Outcome::New(_) => ("import-new", "+"),
        Outcome::Changed(..) => ("import-changed", "~"),
        Outcome::Same => ("import-same", "="),
        Outcome::Refused(_) => ("import-refused", "!"),
    };
    html! {
        tr class=(class) {
            th scope="row" data-label=(text.get("import-row-number")) { (row.number) }
            td data-label=(text.get("import-row-what")) dir="auto" { (row.name) }
            td {
                span.import-sign aria-hidden="true" { (sign) } " "
                @match &row.outcome {
                    Outcome::New(_) => (text.get("import-new")),
                    Outcome::Same => (text.get("import-same")),
                    Outcome::Changed(changes, _) => {
                        (text.get("import-changed"))
                        ul { @for change in changes { li dir="auto" { (changed(visit, change)) } } }
                    },
                    Outcome::Refused(reason) => {
                        strong { (text.get("import-is-refused")) } " " (reason.sentence(text))
                        br; (reason.next_step(text))
                    },
                }
            }
        }
    }
}

fn changed(visit: &Visit, change: &Change) -> String {
    let text = &visit.text;
    let column = text.get(&format!("column-{}", change.column)).to_owned();
    let or_nothing = |value: &str| match value {
        "" => text.get("import-nothing-there").to_owned(),
        value => value.to_owned(),
    };
    let (from, to) = (or_nothing(&change.from), or_nothing(&change.to));
    text.with("import-change", &[("column", &column), ("from", &from), ("to", &to)])
}

// SPDX-License-Identifier: EUPL-1.2
//! Opening a crisis: with a form, or in a fire with one press and the questions afterwards.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{OpenCrisis, running_exercises};
use tegenwicht_core::feature::report::Report;
use tegenwicht_core::feature::text::TITLE;
use tegenwicht_core::id::ReportId;

use super::super::setting::PLACES;
use super::super::{Answer, onwards, refused, shown, text_fault, unreadable};
use crate::app::Made;
use crate::text::Text;
use crate::web::api::read::Asked;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::level;
use crate::web::part::shell::{self, Shell};
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;

/// Most characters of a report's text in the title of the crisis that it leads to.
const TITLE_OF_REPORT: usize = 120;

/// The report that a crisis is opened for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    pub report: String,
}

/// `GET /crises/new`
pub async fn form(visit: Visit, Asked(from): Asked<From>) -> Answer {
    let [place, fallback] = places(&visit).map(Option::unwrap_or_default);
    let mut filled = Submitted::default().with("place", &place).with("fallback", &fallback);
    if let Some(report) = found(&visit, &from.report) {
        let at = time::local(report.happened_at).strftime("%d-%m-%Y %H:%M").to_string();
        let title = title_of(report);
        filled = filled.with("report", &report.id.to_string()).with("title", &title);
        // A real report opens something real.
        filled = filled.with("at", &at).with("mode", "real");
    }
    shown(open_page(&visit, &Filled { form: filled, faults: Vec::new() }))
}

/// Where the team gathers, and where otherwise, as the institution set it; at the opening it can be
/// said otherwise.
fn places(visit: &Visit) -> [Option<String>; 2] {
    let values = visit.words();
    PLACES.map(|place| values.own(place).map(str::to_owned))
}

/// The first report of the heap that this one lies in.
fn found<'a>(visit: &'a Visit, id: &str) -> Option<&'a Report> {
    let (_, plan) = visit.world.plan()?;
    let id: ReportId = id.parse().ok()?;
    plan.reports.by_id.get(&plan.reports.root(id))
}

/// The line of the log that tells of the opening.
#[must_use]
pub fn opened_line(text: &Text, title: &str) -> String {
    text.with("crisis-opened-line", &[("title", title)])
}

fn title_of(report: &Report) -> String {
    report.text.lines().next().unwrap_or_default().chars().take(TITLE_OF_REPORT).collect()
}

/// `POST /crises`
pub async fn open(visit: Visit, form: Submitted) -> Answer {
    let command = match read(&visit, &form)? {
        Ok(command) => command,
        Err(faults) => return unreadable(open_page(&visit, &Filled { form, faults })),
    };
    submit(visit, form, command, "log").await
}

/// `POST /crises/now`: real, at once, whatever exercise runs; the criteria follow.
pub async fn now(visit: Visit, form: Submitted) -> Answer {
    let report = report_of(&form)?;
    let known = report.and_then(|_| found(&visit, form.get("report")));
    let title = match (form.optional("title"), known) {
        (Some(title), _) => title,
        (None, Some(report)) => title_of(report),
        (None, None) => visit.text.get("fire-title").to_owned(),
    };
    let [place, fallback] = places(&visit);
    let command = OpenCrisis {
        title: title.clone(),
        mode: Mode::Real,
        began_at: None,
        place,
        report,
        fallback,
        level: None,
        halt_exercises: true,
        line: Some(opened_line(&visit.text, &title)),
    };
    // Should it be refused, the whole form comes back with what is known.
    let form = form.with("title", &title).with("mode", "real");
    submit(visit, form, command, "").await
}

fn report_of(form: &Submitted) -> Result<Option<ReportId>, WebError> {
    let report = form.optional("report").map(|id| id.parse()).transpose();
    report.map_err(|_| WebError::Malformed("report"))
}

fn read(visit: &Visit, form: &Submitted) -> Result<Result<OpenCrisis, Vec<Fault>>, WebError> {
    let fault = |field, text: &str| Fault { field, text: text.to_owned() };
    let mut faults: Vec<Fault> =
        text_fault("title", form.get("title"), TITLE).into_iter().collect();
    // The button that halts an exercise opens something real: it says so itself.
    let halts = form.get("halt") == "yes";
    let mode = match form.get("mode") {
        _ if halts => Some(Mode::Real),
        "real" => Some(Mode::Real),
        "exercise" => Some(Mode::Exercise),
        _ => None,
    };
    if mode.is_none() {
        faults.push(fault("mode", "crisis-mode-missing"));
    }
    let began_at = match time::typed(form.get("at"), visit.now) {
        Typed::At(at) => Some(at),
        Typed::Now => None,
        Typed::Unclear => {
            faults.push(fault("at", "time-unclear"));
            None
        }
    };
    if faults.is_empty() && client_name::raises_in(visit, form, form.get("title")) {
        faults.push(client_name::fault_at("title"));
    }
    let (Some(mode), true) = (mode, faults.is_empty()) else {
        return Ok(Err(faults));
    };
    Ok(Ok(OpenCrisis {
        title: form.get("title").to_owned(),
        mode,
        began_at,
        place: form.optional("place"),
        report: report_of(form)?,
        fallback: form.optional("fallback"),
        level: form.optional("level"),
        halt_exercises: halts,
        line: Some(opened_line(&visit.text, form.get("title"))),
    }))
}

async fn submit(visit: Visit, form: Submitted, command: OpenCrisis, to: &str) -> Answer {
    let command = Command::OpenCrisis(command);
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(receipt) => match receipt.made {
            Made::Crisis(id) if to.is_empty() => onwards(&format!("/crises/{id}")),
            Made::Crisis(id) => onwards(&format!("/crises/{id}/{to}")),
            _ => onwards("/"),
        },
        Err(error) => {
            let faults = form::faults(error.clone(), "title")?;
            let fresh = visit.fresh_key();
            refused(&error, open_page(&visit, &Filled { form, faults }), &fresh)
        }
    }
}

fn open_page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let title =
        Field { required: true, hint: "crisis-title-hint", ..Field::text("title", "crisis-title") };
    let line =
        |name, label, hint| field::line(visit, filled, Field { hint, ..Field::text(name, label) });
    let main = html! {
        h1.utrecht-heading-1 { (text.get("crisis-open")) }
        form.panel method="post" action="/crises" data-draft="crisis" {
            (field::hidden(visit, filled))
            @if !filled.value("report").is_empty() {
                input type="hidden" name="report" value=(filled.value("report"));
            }
            (client_name::errors(visit, filled))
            (exercises(visit))
            (field::line(visit, filled, title))
            div #mode {
                @let modes = ["real", "exercise"];
                (field::options(visit, filled, "mode", "crisis-mode", "mode", &modes))
            }
            p.small.muted { (text.get("crisis-mode-for-ever")) }
            div.field-row {
                (line("place", "crisis-place", "crisis-place-hint"))
                (line("fallback", "crisis-fallback", "crisis-fallback-hint"))
            }
            div.field-row {
                (line("at", "crisis-at", "crisis-at-hint"))
                @let levels = level::levels(visit);
                @let none = Some("level-none");
                (level::choice(visit, filled, "level", "crisis-level", &levels, none))
            }
            button.utrecht-button.utrecht-button--wide { (text.get("crisis-open-save")) }
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("crisis-open").to_owned();
    shell::page(visit, &Shell { title, here: "open-crisis", fault, ..Shell::default() }, &main)
}

/// While an exercise runs: which, and one press that stops it and opens the real one.
fn exercises(visit: &Visit) -> Markup {
    let titles: Vec<String> = running_exercises(&visit.world)
        .filter_map(|scope| visit.world.scopes.get(&scope)?.crisis.as_ref())
        .map(|crisis| visit.text.title(crisis))
        .collect();
    html! {
        @if !titles.is_empty() {
            div.utrecht-alert.utrecht-alert--warning {
                p { strong { (visit.text.count("crisis-exercise-runs", titles.len() as u64)) } }
                ul { @for title in &titles { li dir="auto" { (title) } } }
                p { (visit.text.get("crisis-halt-hint")) }
                button.utrecht-button.utrecht-button--danger name="halt" value="yes"
                    formnovalidate {
                    (visit.text.get("crisis-halt-save"))
                }
            }
        }
    }
}

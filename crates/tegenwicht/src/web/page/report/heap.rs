// SPDX-License-Identifier: EUPL-1.2
//! One heap of reports on a page of its own: what was said, how it was weighed, what becomes of it.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::assessment::weighed;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, WriteEntry};
use tegenwicht_core::feature::report::{HandleReport, Handled, Heap, Report};
use tegenwicht_core::feature::text::TEXT;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, EntryId, EventId, ReportId};
use tegenwicht_core::permission::Capability;

use super::super::{Answer, assessment, onwards, refused, seen, shown, text_fault, unreadable};
use super::{many, said};
use crate::app::Made;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{conflict, entry, fire, list, time};
use crate::web::visit::Visit;

/// What a report can become in a log, besides an answer.
const KINDS: [EntryKind; 3] = [EntryKind::Fact, EntryKind::Action, EntryKind::Bottleneck];
/// Open questions that are offered, newest first.
const QUESTIONS: usize = 50;

/// Finds the heap of a report.
///
/// # Errors
/// Not found.
pub fn find<'a>(visit: &'a Visit, id: &str) -> Result<(&'a ScopeState, Heap<'a>), WebError> {
    let id: ReportId = id.parse().map_err(|_| WebError::NotFound)?;
    let (_, plan) = visit.world.plan().ok_or(WebError::NotFound)?;
    let heap = plan.reports.heap(id).ok_or(WebError::NotFound)?;
    Ok((plan, heap))
}

/// `GET /reports/{id}`: of a report that was put with another, the page of the heap.
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, heap) = find(&visit, &id)?;
    let head = heap.head.id.to_string();
    if head != id {
        return onwards(&format!("/reports/{head}#{id}"));
    }
    shown(page(&visit, &id, &Filled::default())?)
}

/// `POST /reports/{id}/handle`
pub async fn handle(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let report = id.parse().map_err(|_| WebError::NotFound)?;
    let reason = form.get("reason").to_owned();
    let command = Command::HandleReport(HandleReport { report, reason });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/reports"),
        Err(error) => {
            let faults = form::faults(error.clone(), "reason")?;
            let page = page(&visit, &id, &Filled { form, faults })?;
            refused(&error, page, &visit.fresh_key())
        }
    }
}

/// `POST /reports/{id}/line`: the report becomes a line in the log of a crisis that runs.
pub async fn line(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, heap) = find(&visit, &id)?;
    let crisis: CrisisId = form.get("crisis").parse().map_err(|_| WebError::Malformed("crisis"))?;
    let answers = form.optional("answers").map(|id| id.parse::<EntryId>()).transpose();
    let answers = answers.map_err(|_| WebError::Malformed("answers"))?;
    let kind = match form.get("kind") {
        "answer" => EntryKind::Fact,
        name => EntryKind::from_name(name).ok_or(WebError::Malformed("kind"))?,
    };
    let mut faults: Vec<form::Fault> =
        text_fault("text", form.get("text"), TEXT).into_iter().collect();
    if form.get("kind") == "answer" && answers.is_none() {
        faults.push(form::Fault { field: "answers", text: "report-line-no-question".to_owned() });
    }
    if !faults.is_empty() {
        return unreadable(page(&visit, &id, &Filled { form: seen(form), faults })?);
    }
    let command = WriteEntry {
        report: Some(heap.head.id),
        speaker: heap.head.reporter.clone(),
        happened_at: Some(heap.head.happened_at),
        answers: answers.filter(|_| form.get("kind") == "answer"),
        ..WriteEntry::plain(crisis, kind, form.get("text"))
    };
    let command = Command::WriteEntry(Box::new(command));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(receipt) => match receipt.made {
            Made::Entry(entry) => onwards(&format!("/crises/{crisis}/log#{entry}")),
            _ => onwards(&format!("/crises/{crisis}/log")),
        },
        Err(error) => {
            let faults = form::faults(error.clone(), "text")?;
            let page = page(&visit, &id, &Filled { form: seen(form), faults })?;
            refused(&error, page, &visit.fresh_key())
        }
    }
}

/// The number of a report as people say it.
#[must_use]
pub fn label(report: &Report) -> String {
    format!("{}{}", report.letter, report.number)
}

fn page(visit: &Visit, id: &str, filled: &Filled) -> Result<Markup, WebError> {
    let (plan, heap) = find(visit, id)?;
    let (text, head) = (&visit.text, heap.head);
    let title = text.with("report-number", &[("number", &label(head))]);
    let handled: Vec<_> = head.handled.live().collect();
    let waits = handled.is_empty() && shell::may_record(visit, Capability::HandleReport);
    let earlier = weighed(plan, Some(head.id), None);
    let main = html! {
        (shell::back("/reports", text.get("back-to-reports")))
        div.page-head { h1.utrecht-heading-1 { (title) } (many(visit, &heap)) }
        @if visit.path.contains("/line") || visit.path.contains("/handle") {
            (field::errors(visit, filled))
        }
        (first(visit, head))
        @for (event, handled) in &handled { (outcome(visit, **event, handled)) }
        @if waits { (what_next(visit, head)) }
        @if !heap.others.is_empty() { (members(visit, &heap)) }
        @if !earlier.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("assessment-earlier")) }
                (assessment::side_by_side(visit, &earlier))
            }
        }
        @if waits {
            @for state in running(visit) { (line_form(visit, &heap, state, filled)) }
            (no_crisis(visit, head, filled))
        }
    };
    let fault = !filled.faults.is_empty();
    Ok(shell::page(visit, &Shell { title, here: "reports", fault, ..Shell::default() }, &main))
}

fn first(visit: &Visit, head: &Report) -> Markup {
    let recorded = time::moment(&visit.text, head.recorded_at, visit.now);
    html! {
        div.panel {
            p.notice-title dir="auto" { (head.text) }
            (said(visit, head))
            p.small.muted { (visit.text.with("entry-recorded", &[("time", &recorded)])) }
            (methane(visit, head))
        }
    }
}

fn methane(visit: &Visit, report: &Report) -> Markup {
    let letters = list::items(visit, "methane");
    html! {
        @if !report.methane.is_empty() {
            dl.utrecht-data-list {
                @for (letter, said) in &report.methane {
                    div {
                        dt { (list::words(&letters, letter).0) }
                        dd dir="auto" { (said) }
                    }
                }
            }
        }
    }
}

/// What became of it, who said so, and when.
fn outcome(visit: &Visit, event: EventId, handled: &Handled) -> Markup {
    let text = &visit.text;
    html! {
        div.utrecht-alert.utrecht-alert--info {
            // The line of an opening tells of it; the crisis is what came of the report.
            @let line = handled.entry.filter(|_| !opened_crisis(visit, handled));
            @match (handled.crisis, line) {
                (Some(crisis), Some(entry)) => {
                    (text.get("report-became-line")) " "
                    a href={ "/crises/" (crisis) "/log/" (entry) } { (text.get("report-to-line")) }
                }
                (Some(crisis), None) => {
                    (text.get("report-became-crisis")) " "
                    a href={ "/crises/" (crisis) } { (text.get("report-to-crisis")) }
                }
                _ => {}
            }
            @if let Some(reason) = &handled.reason {
                (text.with("report-no-crisis", &[("reason", reason)]))
            }
            p.small.muted { (conflict::who(visit, event)) }
        }
    }
}

/// Returns true when a crisis was opened for the report, and it did not become a line of one.
pub(super) fn opened_crisis(visit: &Visit, handled: &Handled) -> bool {
    let state = handled.crisis.and_then(|crisis| visit.world.crisis(crisis));
    let crisis = state.and_then(|(_, state)| state.crisis.as_ref());
    crisis.is_some_and(|crisis| crisis.report == Some(handled.report))
}

fn what_next(visit: &Visit, head: &Report) -> Markup {
    let text = &visit.text;
    html! {
        p.button-row {
            a.utrecht-button href={ "/reports/" (head.id) "/assess" } {
                (text.get("assessment-do"))
            }
            @if visit.may(Capability::OpenCrisis) {
                a.utrecht-button.utrecht-button--secondary
                    href={ "/crises/new?report=" (head.id) } {
                    (text.get("report-open-crisis"))
                }
            }
        }
        (fire::form(visit, Some(head)))
    }
}

fn members(visit: &Visit, heap: &Heap<'_>) -> Markup {
    html! {
        details.panel.more open[heap.others.len() <= 10] {
            summary { (visit.text.count("reports-unfold", heap.others.len() as u64)) }
            ul.plain-list {
                @for report in heap.others.iter().rev() {
                    li id=(report.id) {
                        p dir="auto" { (report.text) }
                        (said(visit, report))
                        (methane(visit, report))
                    }
                }
            }
        }
    }
}

/// Real crises that run; a real report does not go into an exercise.
fn running(visit: &Visit) -> Vec<&ScopeState> {
    let runs = |state: &&ScopeState| {
        state.crisis.as_ref().is_some_and(|crisis| crisis.mode == Mode::Real && crisis.runs())
    };
    visit.world.crises().into_iter().map(|state| state.as_ref()).filter(runs).collect()
}

/// The form to make it a line of this crisis.
fn line_form(visit: &Visit, heap: &Heap<'_>, state: &ScopeState, filled: &Filled) -> Markup {
    let Some(crisis) = &state.crisis else {
        return html! {};
    };
    let text = &visit.text;
    let own = filled.value("crisis") == crisis.id.to_string();
    let mut shown = if own { filled.clone() } else { Filled::default() };
    if !own {
        shown.form = shown.form.with("text", &words(visit, heap)).with("kind", "fact");
    }
    let id = if own { "text".to_owned() } else { format!("text-{}", crisis.id) };
    let field = Field { id: &id, required: true, ..Field::text("text", "report-line-text") };
    html! {
        details.panel.more open[own] {
            summary { (text.with("report-line-title", &[("title", &text.title(crisis))])) }
            form method="post" action={ "/reports/" (heap.head.id) "/line" } {
                (field::hidden(visit, &shown))
                input type="hidden" name="crisis" value=(crisis.id);
                (field::area(visit, &shown, field, 3))
                (kinds(visit, state, &shown, own))
                button.utrecht-button.utrecht-button--secondary { (text.get("report-line-save")) }
            }
        }
    }
}

/// What the line says to begin with: the words of the first report, where, and how many said so.
fn words(visit: &Visit, heap: &Heap<'_>) -> String {
    let mut words = heap.head.text.clone();
    if let Some(place) = &heap.head.place {
        words.push_str(&format!(" ({place})"));
    }
    if heap.count() > 1 {
        words.push_str(&format!(" [{}]", visit.text.count("reports-count", heap.count() as u64)));
    }
    words
}

fn kinds(visit: &Visit, state: &ScopeState, filled: &Filled, own: bool) -> Markup {
    let text = &visit.text;
    let asks = |found: &&LogEntry| {
        let asks = found.written.kind == EntryKind::Question && !found.is_struck();
        asks && found.answered_by.is_empty() && found.written.sealed_under.is_none()
    };
    let newest = state.timeline.values().rev().filter_map(|id| state.entries.get(id));
    let questions: Vec<&LogEntry> = newest.filter(asks).take(QUESTIONS).collect();
    let chosen = filled.value("kind");
    html! {
        fieldset.chips {
            legend.utrecht-form-label { (text.get("field-kind")) }
            @for kind in KINDS {
                label.chip {
                    input type="radio" name="kind" value=(kind.name())
                        checked[kind.name() == chosen];
                    span { (text.get(entry::kind_text(kind))) }
                }
            }
            @if !questions.is_empty() {
                label.chip {
                    input type="radio" name="kind" value="answer" checked[chosen == "answer"];
                    span { (text.get("report-line-answer")) }
                }
            }
        }
        @if !questions.is_empty() {
            div.utrecht-form-field {
                @let id = match (own, &state.crisis) {
                    (false, Some(crisis)) => format!("answers-{}", crisis.id),
                    _ => "answers".to_owned(),
                };
                label.utrecht-form-label for=(id) { (text.get("report-line-question")) }
                (field::wrong(visit, filled, "answers"))
                select.utrecht-select id=(id) name="answers" {
                    option value="" { (text.get("report-line-no-choice")) }
                    @for question in questions {
                        @let asked = question.written.entry.to_string();
                        option value=(asked) selected[asked == filled.value("answers")] {
                            (question.written.text.as_deref().unwrap_or_default())
                        }
                    }
                }
            }
        }
    }
}

fn no_crisis(visit: &Visit, head: &Report, filled: &Filled) -> Markup {
    let own = visit.path.contains("/handle");
    let shown = if own { filled.clone() } else { Filled::default() };
    let reason = Field { required: true, ..Field::text("reason", "report-no-crisis-reason") };
    html! {
        details.panel.more open[own] {
            summary { (visit.text.get("report-no-crisis-title")) }
            form method="post" action={ "/reports/" (head.id) "/handle" } {
                (field::hidden(visit, &shown))
                (field::line(visit, &shown, reason))
                button.utrecht-button.utrecht-button--secondary {
                    (visit.text.get("report-no-crisis-save"))
                }
            }
        }
    }
}

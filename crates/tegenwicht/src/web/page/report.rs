// SPDX-License-Identifier: EUPL-1.2
//! Reporting in one line, with a login or with the PIN of the notice board; and what became of it.

pub mod heap;
pub mod inbox;

use maud::{Markup, html};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::report::{Heap, MakeReport, Report};
use tegenwicht_core::feature::text::{REASON, TEXT};
use tegenwicht_core::id::ReportId;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, seen, shown, text_fault, unreadable};
use crate::app::SubmitError;
use crate::login::LoginRefusal;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time::{self, Typed};
use crate::web::part::{alarm, fire, list};
use crate::web::visit::Visit;

/// The letters of METHANE, as the library names them.
pub const METHANE: [&str; 7] = [
    "major-incident",
    "exact-location",
    "type",
    "hazards",
    "access",
    "number",
    "emergency-services",
];
/// The names of their fields in a form.
const METHANE_FIELDS: [&str; 7] = [
    "methane_major-incident",
    "methane_exact-location",
    "methane_type",
    "methane_hazards",
    "methane_access",
    "methane_number",
    "methane_emergency-services",
];
/// Most heaps that the form offers to join, and that the first page shows.
const OFFERED: usize = 5;
const FIRST_PAGE: usize = 50;
/// Most characters of another report's text in "with us too".
const SAME_MAX: usize = 300;

/// `GET /report`
pub async fn form(visit: Visit) -> Answer {
    if visit.world.admin().is_none() {
        return onwards("/");
    }
    shown(page(&visit, &Filled::default()))
}

/// `POST /report`
pub async fn make(visit: Visit, form: Submitted) -> Answer {
    let looks = form.get("look") == "yes";
    if looks && (form.get("text").trim().is_empty() || !waiting_heaps(&visit).is_empty()) {
        return look(visit, form).await;
    }
    // Nothing to choose from: who typed a report and gave the PIN is done.
    let form = if looks { form.with("look", "") } else { form };
    let (same_as, said) = same_as(&visit, &form)?;
    let mut faults: Vec<Fault> = text_fault("text", &said, TEXT).into_iter().collect();
    let methane = methane(&form);
    for (field, (_, said)) in METHANE_FIELDS.iter().zip(&methane) {
        faults.extend(
            text_fault(field, said, REASON).filter(|fault| fault.text != "refusal-reason-empty"),
        );
    }
    let pressed = form.pressed_at(visit.now);
    let happened_at = match time::typed(form.get("at"), pressed) {
        Typed::At(at) => Some(at),
        Typed::Now => None,
        Typed::Unclear => {
            faults.push(Fault { field: "at", text: "time-unclear".to_owned() });
            None
        }
    };
    let actor = match who(&visit, &form).await? {
        Ok(actor) if faults.is_empty() => actor,
        other => {
            let form = if other.is_ok() { passed(&visit, form) } else { form };
            faults.extend(other.err());
            return unreadable(page(&visit, &Filled { form: seen(form), faults }));
        }
    };
    let form = passed(&visit, form);
    if client_name::raises_in(&visit, &form, form.get("text")) {
        let faults = vec![client_name::fault()];
        return unreadable(page(&visit, &Filled { form: seen(form), faults }));
    }
    let command = Command::MakeReport(MakeReport {
        text: said,
        place: form.optional("place"),
        reporter: form.optional("reporter"),
        happened_at,
        pressed_at: Some(pressed).filter(|_| form.pressed_ago_ms > 0),
        methane,
        same_as,
    });
    match visit.web.app.submit(actor, form.key()?, command).await {
        Ok(_) => onwards("/report/thanks"),
        Err(error) => {
            let faults = form::faults(error.clone(), "text")?;
            let fresh = visit.fresh_key();
            let mut form = seen(form);
            if error == SubmitError::OtherPayload {
                form = form.with("key", &fresh);
            }
            refused(&error, page(&visit, &Filled { form, faults }), &fresh)
        }
    }
}

/// What waits, in the order in which it is offered: what most people report first, so that a great
/// outage is not pushed away by what is small and new; then the newest.
fn waiting_heaps(visit: &Visit) -> Vec<Heap<'_>> {
    let plan = visit.world.plan();
    let mut heaps = plan.map(|(_, plan)| plan.reports.waiting()).unwrap_or_default();
    heaps.sort_by_key(|heap| std::cmp::Reverse(heap.count()));
    heaps
}

/// The PIN first, and then what was reported already: it is not for everybody who finds the
/// address.
async fn look(visit: Visit, form: Submitted) -> Answer {
    match who(&visit, &form).await? {
        Ok(_) => {
            let form = seen(passed(&visit, form));
            shown(page(&visit, &Filled { form, faults: Vec::new() }))
        }
        Err(fault) => {
            let form = seen(form).with("look", "");
            unreadable(page(&visit, &Filled { form, faults: vec![fault] }))
        }
    }
}

/// Which report says the same, and the text: who says "with us too" need not type.
fn same_as(visit: &Visit, form: &Submitted) -> Result<(Option<ReportId>, String), WebError> {
    let said = form.get("text").to_owned();
    let Some(id) = form.optional("same_as") else {
        return Ok((None, said));
    };
    let id: ReportId = id.parse().map_err(|_| WebError::Malformed("same_as"))?;
    if !said.trim().is_empty() {
        return Ok((Some(id), said));
    }
    let other = visit.world.plan().and_then(|(_, plan)| plan.reports.by_id.get(&id));
    let words: String =
        other.map_or("", |other| other.text.as_str()).chars().take(SAME_MAX).collect();
    Ok((Some(id), visit.text.with("report-same-text", &[("text", &words)])))
}

/// The letters of METHANE as they were filled in, empty ones too.
fn methane(form: &Submitted) -> Vec<(String, String)> {
    let said = METHANE.iter().zip(METHANE_FIELDS);
    said.map(|(letter, field)| ((*letter).to_owned(), form.get(field).to_owned())).collect()
}

/// Who reports: somebody who is logged in, or somebody with the PIN.
async fn who(visit: &Visit, form: &Submitted) -> Result<Result<Actor, Fault>, WebError> {
    if visit.login.is_some() {
        return Ok(Ok(visit.actor()));
    }
    let reporter = || {
        let device = visit.web.app.device();
        Actor { id: None, roles: vec![Role::Reporter], device }
    };
    if holds_pass(visit, form) {
        return Ok(Ok(reporter()));
    }
    match visit.web.logins.check_pin(&visit.web.app, form.get("pin"), visit.address).await {
        Ok(()) => Ok(Ok(reporter())),
        Err(LoginRefusal::Wrong) => Ok(Err(Fault { field: "pin", text: "pin-wrong".to_owned() })),
        Err(_) => Ok(Err(Fault { field: "pin", text: "error-busy".to_owned() })),
    }
}

/// Returns true when the PIN was given in this form before.
fn holds_pass(visit: &Visit, form: &Submitted) -> bool {
    visit.web.passes.holds(form.get("pass"), visit.address, visit.now)
}

/// The form of somebody who gave the PIN: it need not be typed again.
fn passed(visit: &Visit, form: Submitted) -> Submitted {
    if visit.login.is_some() || holds_pass(visit, &form) {
        return form;
    }
    let pass = visit.web.passes.give(visit.fresh_key(), visit.address, visit.now);
    form.with("pass", &pass)
}

/// `GET /report/thanks`
pub async fn thanks(visit: Visit) -> Answer {
    let text = &visit.text;
    let main = html! {
        h1.utrecht-heading-1 { (text.get("report-thanks")) }
        p.utrecht-paragraph { (visit.said("report-thanks-hint")) }
        p {
            a.utrecht-button href="/report" { (text.get("report-another")) } " "
            @if visit.login.is_some() {
                a.utrecht-button.utrecht-button--secondary href="/" { (text.get("problem-home")) }
            }
        }
    };
    let title = text.get("report-thanks").to_owned();
    let bare = visit.login.is_none();
    shown(shell::page(&visit, &Shell { title, here: "report", bare, ..Shell::default() }, &main))
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    // Who says "with us too" need not type.
    let looked = filled.value("look") == "yes";
    let chooses = looked && !waiting_heaps(visit).is_empty();
    let required = !chooses && filled.value("same_as").is_empty();
    let line = Field { required, hint: "report-text-hint", ..Field::text("text", "report-text") };
    let pin = Field {
        required: true,
        hint: "report-pin-hint",
        kind: "password",
        ..Field::text("pin", "report-pin")
    };
    let main = html! {
        h1.utrecht-heading-1 { (text.get("report-do")) }
        p.lead { (text.get("report-hint")) }
        (fire::form(visit, None))
        (with_us_too(visit))
        form.panel method="post" action="/report" data-draft="report" {
            (field::hidden(visit, filled))
            (client_name::errors(visit, filled))
            @if visit.login.is_none() { (same_choice(visit, filled, looked)) }
            (field::area(visit, filled, line, 3))
            (field::line(visit, filled, Field::text("place", "report-place")))
            div.field-row {
                (field::line(visit, filled, Field {
                    hint: "report-at-hint",
                    ..Field::text("at", "report-at")
                }))
                @if visit.login.is_none() {
                    (field::line(visit, filled, Field::text("reporter", "report-reporter")))
                }
            }
            (methane_fold(visit, filled))
            @if visit.login.is_none() {
                @if holds_pass(visit, &filled.form) {
                    input type="hidden" name="pass" value=(filled.value("pass"));
                } @else {
                    (field::line(visit, filled, pin))
                }
            }
            // The first button is the one that Enter presses: who types the PIN and Enter has sent
            // it in, and does not walk away from a list.
            button.utrecht-button.utrecht-button--wide { (text.get("report-save")) }
            @if visit.login.is_none() && !looked {
                p.report-look { button.utrecht-button.utrecht-button--secondary name="look"
                    value="yes" formnovalidate {
                    (text.get("report-look"))
                } }
            }
        }
        @if visit.login.is_none() {
            p.utrecht-paragraph { a href="/login" { (text.get("log-in")) } }
            (shell::language_switch(visit))
        }
    };
    let fault = !filled.faults.is_empty();
    let bare = visit.login.is_none();
    let title = text.get("report-do").to_owned();
    shell::page(visit, &Shell { title, here: "report", bare, fault, ..Shell::default() }, &main)
}

/// What waits: one press says that it is so here too. Only for who is logged
/// in: what others reported is not for everybody who finds the address.
fn with_us_too(visit: &Visit) -> Markup {
    let heaps = if visit.login.is_some() { waiting_heaps(visit) } else { Vec::new() };
    let text = &visit.text;
    html! {
        @if !heaps.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("report-same-title")) }
                p.page-note { (text.get("report-same-hint")) }
                ul.plain-list {
                    @for heap in heaps.iter().take(OFFERED) {
                        li.same-as {
                            p.same-as__text dir="auto" { (heap.head.text) " " (many(visit, heap)) }
                            (same_form(visit, heap.head))
                        }
                    }
                }
            }
        }
    }
}

/// The same for who came with the PIN: a choice in the one form, since the PIN is typed in it.
fn same_choice(visit: &Visit, filled: &Filled, looked: bool) -> Markup {
    let text = &visit.text;
    let chosen = filled.value("same_as");
    let heaps = if looked { waiting_heaps(visit) } else { Vec::new() };
    html! {
        @if !looked && !chosen.is_empty() {
            input type="hidden" name="same_as" value=(chosen);
            p { (text.get("report-same-chosen")) }
        }
        @if looked && heaps.is_empty() {
            p.utrecht-alert.utrecht-alert--info role="status" { (text.get("report-same-none")) }
        }
        @if !heaps.is_empty() {
            p.utrecht-alert.utrecht-alert--info role="status" {
                (text.get("report-same-unsent"))
            }
            fieldset.options {
                legend.utrecht-form-label { (text.get("report-same-title")) }
                @for heap in heaps.iter().take(OFFERED) {
                    label.option {
                        input type="radio" name="same_as" value=(heap.head.id);
                        span {
                            strong { (text.get("report-same")) }
                            small dir="auto" { (heap.head.text) " " (many(visit, heap)) }
                        }
                    }
                }
                label.option {
                    input type="radio" name="same_as" value="" checked;
                    span {
                        strong { (text.get("report-same-not")) }
                        small { (text.get("report-same-not-hint")) }
                    }
                }
            }
        }
    }
}

fn same_form(visit: &Visit, head: &Report) -> Markup {
    let id = format!("place-{}", head.id);
    let place = Field { id: &id, ..Field::text("place", "report-place") };
    html! {
        form.same-as__form method="post" action="/report" {
            (field::hidden(visit, &Filled::default()))
            input type="hidden" name="same_as" value=(head.id);
            (field::line(visit, &Filled::default(), place))
            button.utrecht-button.utrecht-button--secondary {
                (visit.text.get("report-same"))
                span.visually-hidden { ": " (head.text) }
            }
        }
    }
}

/// The seven letters for a major incident, folded away until somebody needs them.
fn methane_fold(visit: &Visit, filled: &Filled) -> Markup {
    let open = METHANE_FIELDS.iter().any(|field| !filled.value(field).is_empty());
    let letters = list::items(visit, "methane");
    html! {
        details.more open[open] {
            summary { (visit.text.get("methane-title")) }
            p.page-note { (visit.text.get("methane-hint")) }
            // A label that is no name of a text stands as it is: these come from the library.
            @for (letter, field) in METHANE.iter().zip(METHANE_FIELDS) {
                @let (label, hint) = list::words(&letters, letter);
                (field::line(visit, filled, Field { hint: &hint, ..Field::text(field, &label) }))
            }
        }
    }
}

/// How many reports lie in a heap; nothing for one alone.
#[must_use]
pub fn many(visit: &Visit, heap: &Heap<'_>) -> Markup {
    html! {
        @if heap.count() > 1 {
            span.utrecht-badge { (visit.text.count("reports-count", heap.count() as u64)) }
        }
    }
}

/// The reports that wait, for the first page, with what is to be looked at again.
#[must_use]
pub fn waiting(visit: &Visit) -> Markup {
    let Some((_, plan)) = visit.world.plan() else {
        return html! {};
    };
    let heaps = plan.reports.waiting();
    html! {
        (alarm::list(visit))
        section.panel #reports {
            div.panel-head {
                h2.utrecht-heading-2 { (visit.text.get("reports-waiting")) }
                p.page-note { (visit.text.count("reports-heaps", heaps.len() as u64)) }
                a.page-action href="/reports" { (visit.text.get("reports-all")) }
            }
            @if heaps.is_empty() {
                div.empty { p { (visit.text.get("reports-none")) } }
            }
            ul.notices {
                @for heap in heaps.iter().take(FIRST_PAGE) {
                    li.notice.notice--warning {
                        p.notice-title dir="auto" {
                            a href={ "/reports/" (heap.head.id) } { (heap.head.text) } " "
                            (many(visit, heap))
                        }
                        (said(visit, heap.head))
                        @if visit.may(Capability::HandleReport) {
                            p { a.utrecht-button.utrecht-button--secondary
                                href={ "/reports/" (heap.head.id) "/assess" } {
                                (visit.text.get("assessment-do"))
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// When, by whom and where.
#[must_use]
pub fn said(visit: &Visit, report: &Report) -> Markup {
    let happened = time::short(&visit.text, report.happened_at, visit.now);
    let age = time::ago(&visit.text, report.happened_at, visit.now);
    let by = report.reporter.clone().unwrap_or_else(|| visit.name(report.author));
    html! {
        p.small.muted {
            (happened) " · " (age) " · " (by)
            @if let Some(place) = &report.place { " · " (place) }
        }
    }
}

fn outcome_text(visit: &Visit, report: &Report) -> &'static str {
    match report.handled.live().next() {
        None => "report-waits",
        Some((_, handled)) if heap::opened_crisis(visit, handled) => "report-became-crisis",
        Some((_, handled)) if handled.entry.is_some() => "report-became-line",
        Some((_, handled)) if handled.crisis.is_some() => "report-became-crisis",
        Some(_) => "report-needs-no-crisis",
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Reporting in one line, with a login or with the PIN of the notice board; and what became of it.

use maud::{Markup, html};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::report::{HandleReport, MakeReport, Report};
use tegenwicht_core::feature::text::TEXT;
use tegenwicht_core::id::ReportId;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, seen, shown, text_fault, unreadable};
use crate::app::SubmitError;
use crate::login::LoginRefusal;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;

/// `GET /report`
pub async fn form(visit: Visit) -> Answer {
    if visit.world.admin().is_none() {
        return onwards("/");
    }
    shown(page(&visit, &Filled::default()))
}

/// `POST /report`
pub async fn make(visit: Visit, form: Submitted) -> Answer {
    let mut faults: Vec<Fault> = text_fault("text", form.get("text"), TEXT).into_iter().collect();
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
            faults.extend(other.err());
            return unreadable(page(&visit, &Filled { form: seen(form), faults }));
        }
    };
    if client_name::raises_in(&visit, &form, form.get("text")) {
        let faults = vec![client_name::fault()];
        return unreadable(page(&visit, &Filled { form: seen(form), faults }));
    }
    let command = Command::MakeReport(MakeReport {
        text: form.get("text").to_owned(),
        place: form.optional("place"),
        reporter: form.optional("reporter"),
        happened_at,
        pressed_at: Some(pressed).filter(|_| form.pressed_ago_ms > 0),
        methane: Vec::new(),
        same_as: None,
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

/// Who reports: somebody who is logged in, or somebody with the PIN.
async fn who(visit: &Visit, form: &Submitted) -> Result<Result<Actor, Fault>, WebError> {
    if visit.login.is_some() {
        return Ok(Ok(visit.actor()));
    }
    match visit.web.logins.check_pin(&visit.web.app, form.get("pin"), visit.address).await {
        Ok(()) => {
            let device = visit.web.app.device();
            Ok(Ok(Actor { id: None, roles: vec![Role::Reporter], device }))
        }
        Err(LoginRefusal::Wrong) => Ok(Err(Fault { field: "pin", text: "pin-wrong".to_owned() })),
        Err(_) => Ok(Err(Fault { field: "pin", text: "error-busy".to_owned() })),
    }
}

/// `GET /report/thanks`
pub async fn thanks(visit: Visit) -> Answer {
    let text = &visit.text;
    let main = html! {
        h1.utrecht-heading-1 { (text.get("report-thanks")) }
        p.utrecht-paragraph { (text.get("report-thanks-hint")) }
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
    let line =
        Field { required: true, hint: "report-text-hint", ..Field::text("text", "report-text") };
    let pin = Field {
        required: true,
        hint: "report-pin-hint",
        kind: "password",
        ..Field::text("pin", "report-pin")
    };
    let main = html! {
        h1.utrecht-heading-1 { (text.get("report-do")) }
        p.lead { (text.get("report-hint")) }
        form.panel method="post" action="/report" data-draft="report" {
            (field::hidden(visit, filled))
            (client_name::errors(visit, filled))
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
            @if visit.login.is_none() { (field::line(visit, filled, pin)) }
            button.utrecht-button.utrecht-button--wide { (text.get("report-save")) }
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

/// The reports that wait, for the first page.
#[must_use]
pub fn waiting(visit: &Visit) -> Markup {
    let Some((_, plan)) = visit.world.plan() else {
        return html! {};
    };
    let heaps = plan.reports.waiting();
    let all = heaps.len();
    let reports: Vec<&Report> = heaps.iter().take(50).map(|heap| heap.head).collect();
    html! {
        section.panel #reports {
            div.panel-head {
                h2.utrecht-heading-2 { (visit.text.get("reports-waiting")) }
                p.page-note { (visit.text.count("reports-count", all as u64)) }
                a.page-action href="/reports" { (visit.text.get("reports-all")) }
            }
            @if reports.is_empty() {
                div.empty { p { (visit.text.get("reports-none")) } }
            }
            ul.notices {
                @for report in reports {
                    li.notice.notice--warning {
                        p.notice-title dir="auto" {
                            a href={ "/reports/" (report.id) } { (report.text) }
                        }
                        (said(visit, report))
                        (open_crisis(visit, report))
                    }
                }
            }
        }
    }
}

/// When, by whom and where.
fn said(visit: &Visit, report: &Report) -> Markup {
    let happened = time::short(&visit.text, report.happened_at, visit.now);
    let by = report.reporter.clone().unwrap_or_else(|| visit.name(report.author));
    html! {
        p.small.muted {
            (happened) " · " (by)
            @if let Some(place) = &report.place { " · " (place) }
        }
    }
}

fn open_crisis(visit: &Visit, report: &Report) -> Markup {
    html! {
        @if visit.may(Capability::OpenCrisis) {
            p { a.utrecht-button.utrecht-button--secondary
                href={ "/crises/new?report=" (report.id) } {
                (visit.text.get("report-open-crisis"))
            } }
        }
    }
}

/// `GET /reports`: all of them, also those that needed no crisis.
pub async fn list(visit: Visit) -> Answer {
    let text = &visit.text;
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let reports: Vec<&Report> =
        plan.iter().flat_map(|plan| plan.reports.by_id.values().rev()).take(500).collect();
    let main = html! {
        h1.utrecht-heading-1 { (text.get("reports-all")) }
        @if reports.is_empty() { div.empty { p { (text.get("reports-none")) } } }
        ul.notices {
            @for report in reports {
                li.notice {
                    p.notice-title dir="auto" {
                        a href={ "/reports/" (report.id) } { (report.text) }
                    }
                    p.small.muted {
                        (time::moment(text, report.happened_at, visit.now)) " · "
                        (text.get(outcome_text(report)))
                    }
                }
            }
        }
    };
    let title = text.get("reports-all").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "home", ..Shell::default() }, &main))
}

fn outcome_text(report: &Report) -> &'static str {
    match report.handled.live().next() {
        None => "report-waits",
        Some((_, handled)) if handled.crisis.is_some() => "report-became-crisis",
        Some(_) => "report-needs-no-crisis",
    }
}

/// `GET /reports/{id}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    shown(report_page(&visit, &id, &Filled::default())?)
}

/// `POST /reports/{id}/handle`
pub async fn handle(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let report = id.parse().map_err(|_| WebError::NotFound)?;
    let reason = form.get("reason").to_owned();
    let command = Command::HandleReport(HandleReport { report, reason });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/"),
        Err(error) => {
            let faults = form::faults(error.clone(), "reason")?;
            let page = report_page(&visit, &id, &Filled { form, faults })?;
            refused(&error, page, &visit.fresh_key())
        }
    }
}

fn report_page(visit: &Visit, id: &str, filled: &Filled) -> Result<Markup, WebError> {
    let id: ReportId = id.parse().map_err(|_| WebError::NotFound)?;
    let (_, plan) = visit.world.plan().ok_or(WebError::NotFound)?;
    let report = plan.reports.by_id.get(&id).ok_or(WebError::NotFound)?;
    let text = &visit.text;
    let label = format!("{}{}", report.letter, report.number);
    let title = text.with("report-number", &[("number", &label)]);
    let recorded = time::moment(text, report.recorded_at, visit.now);
    let handled: Vec<_> = report.handled.live().map(|(_, handled)| handled).collect();
    let reason = Field { required: true, ..Field::text("reason", "report-no-crisis-reason") };
    let main = html! {
        h1.utrecht-heading-1 { (title) }
        div.panel {
            p.notice-title dir="auto" { (report.text) }
            (said(visit, report))
            p.small.muted { (text.with("entry-recorded", &[("time", &recorded)])) }
            @if handled.is_empty() { (open_crisis(visit, report)) }
        }
        @for handled in &handled {
            div.utrecht-alert.utrecht-alert--info {
                @if let Some(crisis) = handled.crisis {
                    (text.get("report-became-crisis")) " "
                    a href={ "/crises/" (crisis) } { (text.get("report-to-crisis")) }
                }
                @if let Some(reason) = &handled.reason {
                    (text.with("report-no-crisis", &[("reason", reason)]))
                }
            }
        }
        @if handled.is_empty() && visit.may(Capability::HandleReport) {
            details.panel.more open[!filled.faults.is_empty()] {
                summary { (text.get("report-no-crisis-title")) }
                form method="post" action={ "/reports/" (report.id) "/handle" } {
                    (field::hidden(visit, filled))
                    (field::errors(visit, filled))
                    (field::line(visit, filled, reason))
                    button.utrecht-button.utrecht-button--secondary {
                        (text.get("report-no-crisis-save"))
                    }
                }
            }
        }
    };
    let fault = !filled.faults.is_empty();
    Ok(shell::page(visit, &Shell { title, here: "home", fault, ..Shell::default() }, &main))
}

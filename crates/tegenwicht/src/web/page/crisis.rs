// SPDX-License-Identifier: EUPL-1.2
//! The first page of a crisis: how it stands, what is still to be weighed; closing it.

pub mod opening;
pub mod scaling;

use maud::{Markup, html};
use tegenwicht_core::command::{Command, CorrectClock};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::assessment::{Assessment, Outcome, weighed};
use tegenwicht_core::feature::crisis::{CloseCrisis, Crisis};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, paper, refused, shown};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// `GET /crises`
pub async fn list(_visit: Visit) -> Answer {
    onwards("/")
}

/// `GET /crises/{id}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default()))
}

fn page(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let Some(crisis) = &state.crisis else {
        return html! {};
    };
    let moment = |at| time::moment(text, at, visit.now);
    let line =
        |label: &str, value: Markup| html! { div { dt { (text.get(label)) } dd { (value) } } };
    let path = shell::crisis_path(state);
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.title(crisis)) } }
        // Where no form is left, what was sent from a screen of before still gets its answer.
        @if !crisis.runs() { (field::errors(visit, filled)) }
        (to_weigh(visit, state, crisis))
        dl.utrecht-data-list.panel {
            (line("crisis-mode", html! { (text.get(mode_text(crisis.mode))) }))
            (line("crisis-at", html! { (moment(crisis.began_at)) }))
            (line("crisis-opened", html! {
                (moment(crisis.opened_at)) " · " (visit.name(crisis.opened_by))
            }))
            @if let Some(report) = crisis.report {
                (line("crisis-from-report", html! {
                    a href={ "/reports/" (report) } { (text.get("crisis-to-report")) }
                }))
            }
            (line("log-title", html! {
                a href={ (path) "/log" } { (text.count("log-lines", state.entries.len() as u64)) }
            }))
            @for (_, closed) in crisis.closed.live() {
                (line("crisis-closed", html! {
                    @if closed.false_alarm { (text.get("crisis-false-alarm")) " · " }
                    (moment(closed.at)) " · " (visit.name(closed.by)) " · " (closed.reason)
                }))
            }
        }
        (scaling::section(visit, state, crisis, filled))
        @if visit.may(Capability::Export) {
            section.panel.no-print {
                h2.utrecht-heading-2 { (text.get("export-title")) }
                p { (text.get("export-hint")) }
                p.button-row {
                    a.utrecht-button.utrecht-button--secondary href={ (path) "/export/csv" } {
                        (text.get("export-csv"))
                    }
                    a.utrecht-button.utrecht-button--secondary href={ (path) "/export/json" } {
                        (text.get("export-json"))
                    }
                    @if crate::print::HAS_PDF {
                        a.utrecht-button.utrecht-button--secondary href={ (path) "/export/pdf" } {
                            (text.get("export-pdf"))
                        }
                    }
                }
            }
        }
        @if !crisis.is_closed() && shell::may_change(visit, state, Capability::CloseFalse) {
            (close_form(visit, state, filled))
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-crisis").to_owned();
    shell::page(
        visit,
        &Shell { title, here: "crisis", crisis: Some(state), fault, ..Shell::default() },
        &main,
    )
}

/// Everything that was weighed for this crisis and for the report that led to it.
fn all_weighed<'a>(visit: &'a Visit, crisis: &Crisis) -> Vec<&'a Assessment> {
    let plan = visit.world.plan();
    plan.map(|(_, plan)| weighed(plan, crisis.report, Some(crisis.id))).unwrap_or_default()
}

/// After an opening in a fire the criteria follow; and who weighed that it is none, says so here.
fn to_weigh(visit: &Visit, state: &ScopeState, crisis: &Crisis) -> Markup {
    if crisis.mode != Mode::Real || !crisis.runs() || !visit.may(Capability::ReadReports) {
        return html! {};
    }
    let text = &visit.text;
    let path = format!("{}/assessments", shell::crisis_path(state));
    let all = all_weighed(visit, crisis);
    let last = all.last().filter(|last| last.given.crisis == Some(crisis.id));
    let no = last.and_then(|last| match &last.given.outcome {
        Outcome::Regular(reason) => Some((visit.name(last.by), reason)),
        _ => None,
    });
    html! {
        @if let Some((name, reason)) = no {
            div.utrecht-alert.utrecht-alert--warning {
                p { (text.with("crisis-weighed-none", &[("name", &name), ("reason", reason)])) }
                p { (text.get("crisis-close-as-false")) }
            }
        }
        @if all.is_empty() {
            div.utrecht-alert.utrecht-alert--warning {
                p { strong { (text.get("crisis-to-weigh")) } }
                p { (text.get("crisis-to-weigh-hint")) }
                @if shell::may_record(visit, Capability::HandleReport) {
                    p { a.utrecht-button href=(path) { (text.get("crisis-weigh")) } }
                }
            }
        } @else {
            p { a href=(path) { (text.count("assessment-earlier-count", all.len() as u64)) } }
        }
    }
}

/// Who may open but not close gets the same form for a false alarm only.
fn close_form(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    // What was typed in another form of this page stays there.
    let own = filled.value("form") == "close";
    let filled = if own { filled.clone() } else { Filled::default() };
    let all = visit.may(Capability::CloseCrisis);
    let (title, why, save) = match all {
        true => ("crisis-close", "crisis-close-reason", "crisis-close-save"),
        false => ("crisis-false-close", "crisis-false-reason", "crisis-false-save"),
    };
    let hint = if all { visit.said("crisis-close-hint") } else { visit.said("crisis-false-only") };
    html! {
        details.panel.more.no-print open[own] {
            summary { (text.get(title)) }
            p { (hint) }
            form method="post" action={ (shell::crisis_path(state)) "/close" } {
                (field::hidden(visit, &filled))
                (field::errors(visit, &filled))
                (field::line(visit, &filled, Field {
                    required: true,
                    ..Field::text("reason", why)
                }))
                @if all {
                    label.check {
                        input type="checkbox" name="false_alarm" value="yes"
                            checked[filled.value("false_alarm") == "yes"];
                        span {
                            (text.get("crisis-false-alarm"))
                            span.page-note { " · " (text.get("crisis-false-alarm-hint")) }
                        }
                    }
                } @else {
                    input type="hidden" name="false_alarm" value="yes";
                }
                button.utrecht-button.utrecht-button--danger { (text.get(save)) }
            }
        }
    }
}

const fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "mode-real",
        Mode::Exercise => "mode-exercise",
    }
}

/// `POST /crises/{id}/close`
pub async fn close(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let crisis = id.parse().map_err(|_| WebError::NotFound)?;
    let reason = form.get("reason").to_owned();
    let false_alarm = form.get("false_alarm") == "yes";
    let form = form.with("form", "close");
    let command = Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}")),
        Err(error) => {
            let faults = form::faults(error.clone(), "reason")?;
            let (_, state) = visit.crisis(&id)?;
            refused(&error, page(&visit, state, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// `POST /crises/{id}/clock`: how far a clock was off, where two people said different things.
pub async fn correct_clock(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let device = form.get("device").parse().map_err(|_| WebError::Malformed("device"))?;
    let epoch = u64::from_str_radix(form.get("epoch"), 16);
    let epoch = epoch.map_err(|_| WebError::Malformed("epoch"))?;
    let offset_ms = form.get("offset").parse().map_err(|_| WebError::Malformed("offset"))?;
    let command = Command::CorrectClock(CorrectClock { crisis, device, epoch, offset_ms });
    visit.web.app.submit(visit.actor(), form.key()?, command).await?;
    onwards("/notices")
}

/// `GET /crises/{id}/export/{format}`: everything that happened, in order.
pub async fn export(visit: Visit, Address((id, format)): Address<(String, String)>) -> Answer {
    use axum::response::IntoResponse;
    let (_, state) = visit.crisis(&id)?;
    if format.ends_with("pdf") {
        return print(&visit, state, &format).await;
    }
    let (kind, body) = match format.as_str() {
        "json" => ("application/json", crate::export::json(&visit.world, state)),
        "csv" => ("text/csv; charset=utf-8", crate::export::csv(&visit.world, state)),
        _ => return Err(WebError::NotFound),
    };
    let name = format!("attachment; filename=\"{id}.{format}\"");
    let headers = [("content-type", kind.to_owned()), ("content-disposition", name)];
    Ok((headers, body).into_response())
}

/// The log for paper. A long one takes several prints: then `pdf` lists them, and each is at its
/// own number, `2.pdf`.
async fn print(visit: &Visit, state: &ScopeState, format: &str) -> Answer {
    let mut prints = crate::export::paper::documents(&visit.world, state, &visit.text, visit.now);
    let part = match format.strip_suffix(".pdf").map(str::parse::<usize>) {
        None if format != "pdf" => return Err(WebError::NotFound),
        None if prints.len() > 1 => return shown(prints_page(visit, state, prints.len())),
        None => 1,
        Some(part) => part.map_err(|_| WebError::NotFound)?,
    };
    let at = part.checked_sub(1).filter(|at| *at < prints.len()).ok_or(WebError::NotFound)?;
    let name = state.crisis.as_ref().map_or_else(String::new, |crisis| crisis.id.to_string());
    paper::printed(visit, prints.swap_remove(at), &format!("{name}-{part}")).await
}

fn prints_page(visit: &Visit, state: &ScopeState, all: usize) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let main = html! {
        (shell::back(&format!("{path}/log"), text.get("back-to-log")))
        h1.utrecht-heading-1 { (text.get("export-pdf")) }
        p { (text.get("export-pdf-parts")) }
        ul {
            @for part in 1..=all {
                li { a href={ (path) "/export/" (part) ".pdf" } {
                    (text.with("export-pdf-part", &[
                        ("part", &part.to_string()), ("all", &all.to_string()),
                    ]))
                } }
            }
        }
    };
    let title = text.get("export-pdf").to_owned();
    shell::page(
        visit,
        &Shell { title, here: "log", crisis: Some(state), ..Shell::default() },
        &main,
    )
}

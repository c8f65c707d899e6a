// SPDX-License-Identifier: EUPL-1.2
//! Opening a crisis, as real or as exercise; its first page; closing it.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::{Command, CorrectClock};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::text::TITLE;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::ReportId;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, shown, text_fault, unreadable};
use crate::app::Made;
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;

/// The report that a crisis is opened for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    pub report: String,
}

/// `GET /crises/new`
pub async fn form(visit: Visit, Asked(from): Asked<From>) -> Answer {
    let mut filled = Submitted::default();
    let report = from
        .report
        .parse::<ReportId>()
        .ok()
        .and_then(|id| visit.world.plan().and_then(|(_, plan)| plan.reports.by_id.get(&id)));
    if let Some(report) = report {
        let title: String =
            report.text.lines().next().unwrap_or_default().chars().take(120).collect();
        let at = time::local(report.happened_at).strftime("%d-%m-%Y %H:%M").to_string();
        filled = filled.with("report", &from.report).with("title", &title).with("at", &at);
    }
    shown(open_page(&visit, &Filled { form: filled, faults: Vec::new() }))
}

/// `POST /crises`
pub async fn open(visit: Visit, form: Submitted) -> Answer {
    let fault = |field, text: &str| Fault { field, text: text.to_owned() };
    let mut faults: Vec<Fault> =
        text_fault("title", form.get("title"), TITLE).into_iter().collect();
    let mode = match form.get("mode") {
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
    let (Some(mode), true) = (mode, faults.is_empty()) else {
        return unreadable(open_page(&visit, &Filled { form, faults }));
    };
    let report = form.optional("report").map(|id| id.parse()).transpose();
    let command = Command::OpenCrisis(OpenCrisis {
        title: form.get("title").to_owned(),
        mode,
        began_at,
        place: form.optional("place"),
        report: report.map_err(|_| WebError::Malformed("report"))?,
        fallback: None,
        level: None,
        halt_exercises: false,
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(receipt) => match receipt.made {
            Made::Crisis(id) => onwards(&format!("/crises/{id}/log")),
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
    let main = html! {
        h1.utrecht-heading-1 { (text.get("crisis-open")) }
        form.panel method="post" action="/crises" data-draft="crisis" {
            (field::hidden(visit, filled))
            @if !filled.value("report").is_empty() {
                input type="hidden" name="report" value=(filled.value("report"));
            }
            (field::errors(visit, filled))
            (field::line(visit, filled, title))
            div #mode {
                @let modes = ["real", "exercise"];
                (field::options(visit, filled, "mode", "crisis-mode", "mode", &modes))
            }
            p.small.muted { (text.get("crisis-mode-for-ever")) }
            div.field-row {
                (field::line(visit, filled, Field {
                    hint: "crisis-at-hint",
                    ..Field::text("at", "crisis-at")
                }))
                (field::line(visit, filled, Field {
                    hint: "crisis-place-hint",
                    ..Field::text("place", "crisis-place")
                }))
            }
            button.utrecht-button.utrecht-button--wide { (text.get("crisis-open-save")) }
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("crisis-open").to_owned();
    shell::page(visit, &Shell { title, here: "open-crisis", fault, ..Shell::default() }, &main)
}

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
        div.page-head { h1.utrecht-heading-1 { (crisis.title) } }
        dl.utrecht-data-list.panel {
            (line("crisis-mode", html! { (text.get(mode_text(crisis.mode))) }))
            (line("crisis-at", html! { (moment(crisis.began_at)) }))
            (line("crisis-opened", html! {
                (moment(crisis.opened_at)) " · " (visit.name(crisis.opened_by))
            }))
            @if let Some(place) = &crisis.place { (line("crisis-place", html! { (place) })) }
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
                    (moment(closed.at)) " · " (visit.name(closed.by)) " · " (closed.reason)
                }))
            }
        }
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
                }
            }
        }
        @if !crisis.is_closed() && visit.may(Capability::CloseCrisis) {
            details.panel.more.no-print open[!filled.faults.is_empty()] {
                summary { (text.get("crisis-close")) }
                p { (text.get("crisis-close-hint")) }
                form method="post" action={ (path) "/close" } {
                    (field::hidden(visit, filled))
                    (field::errors(visit, filled))
                    (field::line(visit, filled, Field {
                        required: true,
                        ..Field::text("reason", "crisis-close-reason")
                    }))
                    button.utrecht-button.utrecht-button--danger { (text.get("crisis-close-save")) }
                }
            }
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
    let command = Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm: false });
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
    let (kind, body) = match format.as_str() {
        "json" => ("application/json", crate::export::json(&visit.world, state)),
        "csv" => ("text/csv; charset=utf-8", crate::export::csv(&visit.world, state)),
        _ => return Err(WebError::NotFound),
    };
    let name = format!("attachment; filename=\"{id}.{format}\"");
    let headers = [("content-type", kind.to_owned()), ("content-disposition", name)];
    Ok((headers, body).into_response())
}

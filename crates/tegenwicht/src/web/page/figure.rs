// SPDX-License-Identifier: EUPL-1.2
//! Figures: what is counted or stated by name, with source, time, status and history.

use maud::{Markup, html};
use tegenwicht_core::feature::figure::{self, Status, View};
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::{Answer, shown};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::part::entry;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::row::{Place, Rows};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// `GET /crises/{id}/figures`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (visit.text.get("nav-figures")) }
            button.utrecht-button.utrecht-button--subtle data-print hidden {
                (visit.text.get("print"))
            }
        }
        (tiles(&visit, state))
        @if shell::may_change(&visit, state, Capability::WriteEntry) {
            section.panel.no-print {
                h2.utrecht-heading-2 { (visit.text.get("figure-state")) }
                (state_form(&visit, state, None))
            }
        }
    };
    let title = visit.text.get("nav-figures").to_owned();
    shown(shell::page(
        &visit,
        &Shell { title, here: "figures", crisis: Some(state), ..Shell::default() },
        &main,
    ))
}

/// All figures as tiles; a region that is replaced when one changes.
#[must_use]
pub fn tiles(visit: &Visit, state: &ScopeState) -> Markup {
    let views = figure::views(state);
    html! {
        section #figures data-version=(state.count) aria-label=(visit.text.get("nav-figures")) {
            @if views.is_empty() {
                div.empty {
                    p { strong { (visit.text.get("figure-none")) } }
                    p { (visit.text.get("figure-none-hint")) }
                }
            }
            ul.figure-grid { @for view in &views { (tile(visit, state, view, true)) } }
        }
    }
}

/// One figure; on its own page its name stands above it and nothing links to where one is.
fn tile(visit: &Visit, state: &ScopeState, view: &View<'_>, linked: bool) -> Markup {
    let path = format!("{}/figures/{}", shell::crisis_path(state), view.id);
    let name = html! { @if linked { a href=(path) { (view.name) } " " } };
    html! {
        @if view.is_contradictory() {
            li.figure-tile.is-contradiction {
                p.figure-name {
                    (name)
                    span.utrecht-badge.utrecht-badge--danger {
                        (icon(Icon::Clash)) " " (visit.text.get("contradictory"))
                    }
                }
                ul.claims {
                    @for live in &view.live {
                        li { p.claim-value { (value(live)) } (said(visit, state, live)) }
                    }
                }
                @if linked {
                    a.utrecht-button.utrecht-button--secondary.no-print href=(path) {
                        (visit.text.get("settle-this"))
                    }
                }
            }
        } @else if let Some(live) = view.live.first() {
            li.figure-tile {
                @if linked { p.figure-name { (name) } }
                p.figure-value { (value(live)) }
                (said(visit, state, live))
            }
        } @else {
            li.figure-tile.state-unknown {
                @if linked { p.figure-name { (name) } }
                p.figure-value { (icon(Icon::Unknown)) " " (visit.text.get("unknown")) }
                p.figure-source { (visit.text.get("figure-withdrawn-all")) }
            }
        }
    }
}

fn value(entry: &LogEntry) -> String {
    let Some(statement) = &entry.written.statement else {
        return String::new();
    };
    match &statement.unit {
        Some(unit) => format!("{} {unit}", statement.value),
        None => statement.value.clone(),
    }
}

fn said(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let status = entry.written.statement.as_ref().map_or(Status::Reported, |said| said.status);
    let at = time::short(&visit.text, state.happened_at(entry), visit.now);
    let who = entry.written.speaker.clone().unwrap_or_else(|| visit.name(entry.author));
    html! {
        p.figure-source { (visit.text.get(entry::status_text(status))) " · " (at) " · " (who) }
    }
}

/// `GET /crises/{id}/figures/{figure}`
pub async fn show(visit: Visit, Address((id, figure)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let figure = figure.parse().map_err(|_| WebError::NotFound)?;
    let view = figure::view(state, figure).ok_or(WebError::NotFound)?;
    let text = &visit.text;
    let all = format!("{}/figures", shell::crisis_path(state));
    let main = html! {
        (shell::back(&all, text.get("back-to-figures")))
        h1.utrecht-heading-1 { (view.name) }
        ul.figure-grid { (tile(&visit, state, &view, false)) }
        @if shell::may_change(&visit, state, Capability::WriteEntry) {
            section.panel.no-print {
                @if view.is_contradictory() {
                    h2.utrecht-heading-2 { (text.get("figure-settle")) }
                    p { (text.get("figure-settle-hint")) }
                } @else {
                    h2.utrecht-heading-2 { (text.get("figure-update")) }
                }
                (state_form(&visit, state, Some(&view)))
            }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("figure-history")) }
            ol.log {
                @let rows = Rows::new(&visit, state);
                @for found in &view.history { (rows.row(found, Place::Side)) }
            }
        }
    };
    let title = view.name.to_owned();
    shown(shell::page(
        &visit,
        &Shell { title, here: "figures", crisis: Some(state), ..Shell::default() },
        &main,
    ))
}

fn state_form(visit: &Visit, state: &ScopeState, view: Option<&View<'_>>) -> Markup {
    let text = &visit.text;
    let filled = Filled::default();
    let line = |name, id, label, required| {
        field::line(visit, &filled, Field { id, required, ..Field::text(name, label) })
    };
    let settles = view.is_some_and(View::is_contradictory);
    html! {
        form method="post" action={ (shell::crisis_path(state)) "/log" } data-queue="figure"
            data-draft="figure" data-sent=(text.get("log-sent"))
            data-queued=(text.get("log-queued")) data-kept=(text.get("log-kept"))
            data-refused=(text.get("log-refused")) {
            p.small data-restored hidden { (text.get("draft-restored")) }
            (field::hidden(visit, &filled))
            (field::errors(visit, &filled))
            input type="hidden" name="kind" value="fact";
            @match view {
                Some(view) => { input type="hidden" name="figure_name" value=(view.name); }
                None => { (line("figure_name", "state-name", "field-figure-name", true)) }
            }
            div.field-row {
                (line("figure_value", "state-value", "field-figure-value", true))
                (line("figure_unit", "state-unit", "field-figure-unit", false))
            }
            div.field-row {
                (line("speaker", "state-speaker", "field-speaker", false))
                (line("at", "state-at", "field-time", false))
            }
            div.utrecht-form-field {
                label.utrecht-form-label for="state-status" { (text.get("field-figure-status")) }
                select.utrecht-select #state-status name="figure_status" {
                    @for status in Status::ALL {
                        option value=(status.name()) { (text.get(entry::status_text(status))) }
                    }
                }
            }
            (line("text", "state-text", "figure-text", true))
            @if view.is_some() {
                label.check {
                    input type="checkbox" name="replaces_all" value="yes" checked[settles];
                    span { (text.get("figure-replaces-all")) }
                }
            }
            button.utrecht-button { (text.get("log-save")) }
            p.form-status data-status role="status" {}
        }
    }
}

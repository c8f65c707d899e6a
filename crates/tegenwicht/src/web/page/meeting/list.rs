// SPDX-License-Identifier: EUPL-1.2
//! The list of meetings: the one that runs or comes next, those that were, and the form for a new
//! one.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::EntryKind;
use tegenwicht_core::feature::meeting::{Meeting, Phase};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use crate::web::part::conflict;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::meeting as part;
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::visit::Visit;

/// The page, with the form for a new one as it was sent.
pub fn page(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let ahead: Vec<&Meeting> =
        state.meetings.all_running().into_iter().chain(state.meetings.planned()).collect();
    let over = state.meetings.over();
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.get("nav-meetings")) } }
        (conflict::crisis::running(visit, state))
        @if ahead.is_empty() {
            div.empty {
                strong { (text.get("meetings-none")) }
                @if may_change(visit, state, Capability::LeadMeeting) {
                    p { (text.get("meetings-none-hint")) }
                }
            }
        }
        ul.orders #meetings data-version=(state.count) {
            @for meeting in &ahead { (row(visit, state, meeting)) }
        }
        (plan_form(visit, state, filled, ahead.is_empty()))
        @if !over.is_empty() {
            h2.utrecht-heading-2 { (text.get("meetings-past")) }
            ul.orders { @for meeting in &over { (row(visit, state, meeting)) } }
        }
    };
    let title = text.get("nav-meetings").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "meetings", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// The name of the class of where a meeting stands.
pub const fn class(phase: Phase) -> &'static str {
    match phase {
        Phase::Running => "utrecht-badge utrecht-badge--info",
        Phase::Planned => "utrecht-badge state-unknown",
        Phase::Ended => "utrecht-badge state-recovered",
        Phase::Cancelled => "utrecht-badge state-none",
    }
}

fn row(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Markup {
    let text = &visit.text;
    let late = meeting.is_late(visit.now);
    let phase = meeting.phase();
    let count = |id: &str, n: usize| text.count(id, n as u64);
    html! {
        li.panel.order.order--late[late] id=(meeting.id()) {
            p.order-head {
                strong { a href=(part::path_of(state, meeting)) { (part::label(visit, meeting)) } }
                " " span class=(class(phase)) { (text.get(part::phase_text(phase))) }
                @if !phase.is_over() {
                    " " span.late[late] { (part::clock_words(visit, meeting)) }
                }
            }
            p {
                (part::span(visit, meeting))
                @if let Some(purpose) = meeting.purpose() { " · " span dir="auto" { (purpose) } }
            }
            @if phase == Phase::Cancelled {
                @if let Some(reason) = meeting.reason() {
                    p.muted { (text.with("meeting-reason", &[("reason", reason)])) }
                }
            } @else {
                p.muted {
                    (count("meeting-bottlenecks", state.agenda(meeting).len()))
                    @if phase != Phase::Planned {
                        @let written = |kind| state.written_in(meeting.id(), kind).len();
                        " · " (count("meeting-decisions", written(EntryKind::Decision)))
                        " · " (count("meeting-actions", written(EntryKind::Action)))
                    }
                    @if phase == Phase::Ended {
                        " · " a href=(part::path_of(state, meeting)) {
                            (text.get("meeting-to-report"))
                        }
                    }
                }
            }
        }
    }
}

/// The fields of when a meeting is.
pub fn time_fields(visit: &Visit, filled: &Filled, prefix: &str) -> Markup {
    let id = |name: &str| format!("{prefix}{name}");
    let minutes = match filled.form.has("minutes") {
        true => filled.clone(),
        false => {
            let form = filled.form.clone().with("minutes", &part::MINUTES.to_string());
            Filled { form, faults: filled.faults.clone() }
        }
    };
    html! {
        div.field-row {
            (field::line(visit, filled, Field {
                id: &id("starts"), hint: "meeting-starts-hint",
                ..Field::text("starts", "meeting-starts")
            }))
            (field::line(visit, &minutes, Field {
                id: &id("minutes"), ..Field::text("minutes", "meeting-minutes")
            }))
        }
    }
}

fn plan_form(visit: &Visit, state: &ScopeState, filled: &Filled, first: bool) -> Markup {
    let text = &visit.text;
    html! {
        @if may_change(visit, state, Capability::LeadMeeting) {
            details.panel.more.no-print open[first || !filled.faults.is_empty()] {
                summary { (text.get("meeting-plan")) }
                form method="post" action=(part::path(state)) data-draft="meeting" {
                    (field::hidden(visit, filled))
                    (field::errors(visit, filled))
                    (time_fields(visit, filled, ""))
                    (field::line(visit, filled, Field {
                        hint: "meeting-purpose-hint", ..Field::text("purpose", "meeting-purpose")
                    }))
                    button.utrecht-button { (text.get("meeting-plan-save")) }
                }
            }
        }
    }
}

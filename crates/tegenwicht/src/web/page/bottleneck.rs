// SPDX-License-Identifier: EUPL-1.2
//! Bottlenecks (knelpunten): what somebody runs into and others have to solve; from anyone, at any
//! time. Each is decided on, given to a team, moved on, or solved.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::NewProgress;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::progress::{self, Wrong};
use super::{Answer, shown};
use crate::web::api::read::Address;
use crate::web::form::Submitted;
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::progress::{From, row};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::visit::Visit;

/// `GET /crises/{id}/bottlenecks`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, None))
}

/// `POST /crises/{id}/bottlenecks`
pub async fn add(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let kind = (EntryKind::Bottleneck, From::Bottlenecks);
    progress::write_new(&visit, &id, form, kind, NewProgress::default(), Vec::new()).await
}

pub(super) fn page(visit: &Visit, state: &ScopeState, wrong: Option<Wrong<'_>>) -> Markup {
    let text = &visit.text;
    let lines: Vec<&LogEntry> = state.lines_of(EntryKind::Bottleneck).collect();
    let (open, over): (Vec<&LogEntry>, Vec<&LogEntry>) =
        lines.into_iter().partition(|entry| !state.standing(entry).is_end());
    let none = Filled::default();
    let new = wrong.filter(|wrong| wrong.at.is_none()).map_or(&none, |wrong| wrong.filled);
    let at = |entry: &LogEntry| {
        wrong.filter(|wrong| wrong.at == Some(entry.written.entry)).map(|wrong| wrong.filled)
    };
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-bottlenecks")) }
            p.page-note { (text.count("bottlenecks-open", open.len() as u64)) }
        }
        (new_form(visit, state, new, open.is_empty()))
        div.empty { p { (text.get("bottlenecks-none")) } }
        ul.orders #bottlenecks data-only="bottleneck" {
            @for entry in &open { (row(visit, state, entry, From::Bottlenecks, at(entry))) }
        }
        @if !over.is_empty() {
            details.more open[over.iter().any(|entry| at(entry).is_some())] {
                summary { (text.count("bottlenecks-over", over.len() as u64)) }
                ul.orders {
                    @for entry in over.iter().rev() {
                        (row(visit, state, entry, From::Bottlenecks, at(entry)))
                    }
                }
            }
        }
    };
    let title = text.get("nav-bottlenecks").to_owned();
    let fault = wrong.is_some();
    let shell =
        Shell { title, here: "bottlenecks", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn new_form(visit: &Visit, state: &ScopeState, filled: &Filled, first: bool) -> Markup {
    let text = &visit.text;
    let action = format!("{}/bottlenecks", shell::crisis_path(state));
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            details.panel.more.no-print open[first || !filled.faults.is_empty()] {
                summary { (text.get("bottleneck-new")) }
                form method="post" action=(action) data-draft="bottleneck" {
                (field::hidden(visit, filled))
                (client_name::errors(visit, filled))
                (field::area(visit, filled, Field {
                    required: true, hint: "bottleneck-hint",
                    ..Field::text("sentence", "bottleneck-what")
                }, 2))
                button.utrecht-button { (text.get("bottleneck-save")) }
            }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Actions: who does what, by when, and what came of it. What is late stands on top, and below it
//! what nearly is.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::feature::course::Urgency;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::NewProgress;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::progress::{self, Wrong};
use super::{Answer, shown};
use crate::web::api::read::{Address, Asked};
use crate::web::form::Submitted;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::progress::{From, is_mine, owner_fields, row};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{client_name, due};
use crate::web::visit::Visit;

/// Which actions somebody wants to see.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Which {
    /// `mine`, `late` (or nearly so), `ended`; all that is open otherwise.
    #[serde(default)]
    show: String,
}

const SHOWN: [&str; 4] = ["", "mine", "late", "ended"];

/// `GET /crises/{id}/actions`
pub async fn list(
    visit: Visit,
    Address(id): Address<String>,
    Asked(which): Asked<Which>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &which.show, None))
}

/// `POST /crises/{id}/actions`
pub async fn add(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let kind = (EntryKind::Action, From::Actions);
    progress::write_new(&visit, &id, form, kind, NewProgress::default(), Vec::new()).await
}

/// Returns the actions in the order in which they ask for somebody: late ones first, then by when
/// they are due, then the oldest.
pub(super) fn ordered<'a>(visit: &Visit, state: &'a ScopeState) -> Vec<&'a LogEntry> {
    let mut lines: Vec<&LogEntry> = state.lines_of(EntryKind::Action).collect();
    lines.sort_by_key(|entry| {
        let due = state.due_of(entry);
        (!state.is_overdue(entry, visit.now), due.is_none(), due, entry.position)
    });
    lines
}

pub(super) fn page(
    visit: &Visit,
    state: &ScopeState,
    show: &str,
    wrong: Option<Wrong<'_>>,
) -> Markup {
    let text = &visit.text;
    let all = ordered(visit, state);
    let is_open = |entry: &&&LogEntry| !state.standing(entry).is_end();
    let open = all.iter().filter(is_open).count();
    let count = |wanted: Urgency| {
        all.iter().filter(|entry| state.urgency(entry, visit.now) == wanted).count()
    };
    let (late, nearly) = (count(Urgency::Late), count(Urgency::Nearly));
    let none = Filled::default();
    let at = |entry: &LogEntry| {
        wrong.filter(|wrong| wrong.at == Some(entry.written.entry)).map(|wrong| wrong.filled)
    };
    let wanted = |entry: &&&LogEntry| match show {
        "mine" => is_open(entry) && is_mine(visit, state, entry),
        "late" => state.urgency(entry, visit.now) != Urgency::None,
        "ended" => !is_open(entry),
        _ => is_open(entry),
    };
    let lines: Vec<&&LogEntry> =
        all.iter().filter(|entry| wanted(entry) || at(entry).is_some()).collect();
    let new = wrong.filter(|wrong| wrong.at.is_none()).map_or(&none, |wrong| wrong.filled);
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-actions")) }
            p.page-note {
                (text.count("actions-open", open as u64))
                (due::counts(visit, late, nearly))
            }
        }
        (new_form(visit, state, new, lines.is_empty()))
        (filter(visit, state, show))
        @if lines.is_empty() || show.is_empty() { div.empty { p { (text.get(empty(show))) } } }
        @let takes_in = if show.is_empty() { "action" } else { "none" };
        ul.orders #actions data-only=(takes_in) {
            @for entry in lines { (row(visit, state, entry, From::Actions, at(entry))) }
        }
    };
    let title = text.get("nav-actions").to_owned();
    let fault = wrong.is_some();
    let shell = Shell { title, here: "actions", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn empty(show: &str) -> &'static str {
    match show {
        "mine" => "actions-none-mine",
        "late" => "actions-none-late",
        "ended" => "actions-none-ended",
        _ => "actions-none",
    }
}

fn filter(visit: &Visit, state: &ScopeState, show: &str) -> Markup {
    let path = shell::crisis_path(state);
    html! {
        nav.tabs.no-print aria-label=(visit.text.get("actions-filter")) {
            @for which in SHOWN {
                @let name = if which.is_empty() { "open" } else { which };
                @let asked = (!which.is_empty()).then(|| format!("?show={which}"));
                @let here = (which == show).then_some("page");
                a href={ (path) "/actions" (asked.unwrap_or_default()) } aria-current=[here] {
                    (visit.text.get(&format!("actions-show-{name}")))
                }
            }
        }
    }
}

fn new_form(visit: &Visit, state: &ScopeState, filled: &Filled, first: bool) -> Markup {
    let text = &visit.text;
    let action = format!("{}/actions", shell::crisis_path(state));
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            details.panel.more.no-print open[first || !filled.faults.is_empty()] {
                summary { (text.get("action-new")) }
                form method="post" action=(action) data-draft="action" {
                (field::hidden(visit, filled))
                (client_name::errors(visit, filled))
                (field::area(visit, filled, Field {
                    required: true, ..Field::text("sentence", "action-what")
                }, 2))
                (owner_fields(visit, filled, "new"))
                (field::line(visit, filled, Field {
                    hint: "order-due-hint", ..Field::text("line_due", "progress-due")
                }))
                button.utrecht-button { (text.get("action-save")) }
            }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Finding lines in the log: by kind, by text, by moment, and page by page.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, Moment};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::time::Timestamp;

use super::sought::Sought;
use super::{encode_query, entry, shell, time};
use crate::web::page::log_entry::{Asked, PAGE, moment_of};
use crate::web::visit::Visit;

/// One page of lines, newest first.
#[derive(Debug, Default)]
pub struct Found<'a> {
    pub entries: Vec<&'a LogEntry>,
    /// Where the next page goes on, when there is one.
    pub before: Option<String>,
}

/// Finds one page of lines.
#[must_use]
pub fn find<'a>(visit: &Visit, state: &'a ScopeState, asked: &Asked) -> Found<'a> {
    let kind = EntryKind::from_name(&asked.kind);
    let sought = Sought::new(visit, state, kind, (&asked.q, &asked.person, &asked.area));
    let until = match time::typed(&asked.until, visit.now) {
        time::Typed::At(at) => Some(at),
        _ => None,
    };
    let mut top = Moment { happened_at: Timestamp(i64::MAX), position: u64::MAX };
    if let Some(until) = until {
        top = Moment { happened_at: until, position: u64::MAX };
    }
    if let Some(before) = read_before(&asked.before) {
        top = top.min(before);
    }
    let mut found = Found::default();
    for (_, id) in state.timeline.range(..top).rev() {
        let Some(entry) = state.entries.get(id) else {
            continue;
        };
        if !sought.fits(entry) {
            continue;
        }
        if found.entries.len() == PAGE {
            let last = found.entries.last().map(|entry| moment_of(entry));
            found.before = last.map(|at| format!("{}_{}", at.happened_at.0, at.position));
            break;
        }
        found.entries.push(entry);
    }
    found
}

fn read_before(before: &str) -> Option<Moment> {
    let (happened, position) = before.split_once('_')?;
    let happened_at = Timestamp(happened.parse().ok()?);
    Some(Moment { happened_at, position: position.parse().ok()? })
}

/// Returns the address of the next page.
#[must_use]
pub fn older(asked: &Asked, before: &str) -> String {
    let mut query = format!("?before={before}");
    let fields = [
        ("kind", &asked.kind),
        ("q", &asked.q),
        ("person", &asked.person),
        ("area", &asked.area),
        ("until", &asked.until),
        ("known", &asked.known),
    ];
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.push_str(&format!("&{name}={}", encode_query(value)));
    }
    query
}

/// Says which earlier moment is shown.
#[must_use]
pub fn moment_note(visit: &Visit, asked: &Asked) -> Option<String> {
    let note = |id: &str, typed: &str| match time::typed(typed, visit.now) {
        time::Typed::At(at) => {
            let moment = time::moment(&visit.text, at, visit.now);
            Some(visit.text.with(id, &[("moment", &moment)]))
        }
        time::Typed::Now => None,
        time::Typed::Unclear => Some(visit.text.get("time-unclear").to_owned()),
    };
    note("log-as-known", &asked.known).or_else(|| note("log-as-was", &asked.until))
}

/// The bar to search and choose with.
#[must_use]
pub fn bar(visit: &Visit, state: &ScopeState, asked: &Asked) -> Markup {
    let text = &visit.text;
    let chosen = [&asked.kind, &asked.person, &asked.area, &asked.until, &asked.known];
    let open = chosen.iter().any(|chosen| !chosen.is_empty());
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let areas = library.list("areas").into_iter().flat_map(|list| list.items());
    html! {
        form.filter-bar method="get" role="search" action={ (shell::crisis_path(state)) "/log" } {
            div.utrecht-form-field {
                label.utrecht-form-label for="q" { (text.get("log-search")) }
                input.utrecht-textbox type="search" #q name="q" value=(asked.q) data-key="/";
            }
            button.utrecht-button.utrecht-button--secondary { (text.get("search")) }
            details.more open[open] {
                summary { (text.get("log-choose")) }
                div.field-row {
                    div.utrecht-form-field {
                        label.utrecht-form-label for="filter-kind" { (text.get("field-kind")) }
                        select.utrecht-select #filter-kind name="kind" {
                            option value="" { (text.get("kind-all")) }
                            @for kind in EntryKind::ALL {
                                option value=(kind.name()) selected[kind.name() == asked.kind] {
                                    (text.get(entry::kind_text(kind)))
                                }
                            }
                        }
                    }
                    div.utrecht-form-field {
                        label.utrecht-form-label for="filter-area" { (text.get("log-area")) }
                        select.utrecht-select #filter-area name="area" {
                            option value="" { (text.get("log-area-all")) }
                            @for item in areas {
                                option value=(item.id) selected[item.id == asked.area] {
                                    (item.text)
                                }
                            }
                        }
                    }
                    div.utrecht-form-field {
                        label.utrecht-form-label for="person" { (text.get("log-person")) }
                        input.utrecht-textbox #person name="person" value=(asked.person)
                            autocomplete="off" aria-describedby="person-hint";
                    }
                }
                p.small.muted #person-hint { (text.get("log-person-hint")) }
                div.field-row {
                    div.utrecht-form-field {
                        label.utrecht-form-label for="until" { (text.get("log-until")) }
                        input.utrecht-textbox #until name="until" value=(asked.until)
                            aria-describedby="moment-hint";
                    }
                    div.utrecht-form-field {
                        label.utrecht-form-label for="known" { (text.get("log-known")) }
                        input.utrecht-textbox #known name="known" value=(asked.known)
                            aria-describedby="moment-hint";
                    }
                }
                p.small.muted #moment-hint { (text.get("log-moment-hint")) }
            }
        }
    }
}

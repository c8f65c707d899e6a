// SPDX-License-Identifier: EUPL-1.2
//! The critical moments of a crisis: what the cards at work warn of and what people add, ticked off
//! as they come.
//!
//! Not here: the press on the card itself (`page/card`), which says the same.

use std::collections::BTreeSet;

use maud::{Markup, html};
use tegenwicht_core::feature::picture::{Statements, Topic};
use tegenwicht_core::feature::text::slug_of;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::library::card::PartField;
use tegenwicht_core::permission::Capability;

use super::topic;
use crate::web::api::read::Address;
use crate::web::form::Submitted;
use crate::web::page::{Answer, card};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, may_change};
use crate::web::part::time;
use crate::web::visit::Visit;

/// A critical moment: its name in the log and what it is called.
struct Moment {
    name: String,
    title: String,
}

/// `POST /crises/{id}/picture/moments`
pub async fn add(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let slug = slug_of(form.get("title"));
    let slug = if slug.is_empty() { "-".to_owned() } else { slug };
    topic::said(visit, id, Topic::moment(&slug), form.with("state", "open")).await
}

/// Returns the title of a moment that a card at work has.
pub(super) fn of_cards(visit: &Visit, state: &ScopeState, name: &str) -> Option<String> {
    let found = listed(visit, state).into_iter().find(|moment| moment.name == name);
    found.map(|moment| moment.title)
}

/// The moments of the cards at work, each once, in the order of the cards.
fn listed(visit: &Visit, state: &ScopeState) -> Vec<Moment> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for running in state.cards.running() {
        let card = card::spoken(visit, running);
        for part in card.parts.iter().filter(|part| part.field == Some(PartField::Moments)) {
            for item in part.items.iter().filter(|item| seen.insert(item.id.clone())) {
                found.push(Moment { name: item.id.clone(), title: item.text.clone() });
            }
        }
    }
    found
}

/// All moments: of the cards first, then what people added or told of.
fn all(visit: &Visit, state: &ScopeState) -> Vec<Moment> {
    let mut found = listed(visit, state);
    for (name, statements) in state.picture.moments() {
        if found.iter().all(|moment| moment.name != name) {
            let titles = statements.history.iter().rev();
            let title = titles.filter_map(|said| said.what.title.clone()).next();
            let title = title.unwrap_or_else(|| name.to_owned());
            found.push(Moment { name: name.to_owned(), title });
        }
    }
    found
}

/// The block on the picture: what can still come, and what came when and who said so.
#[must_use]
pub fn moments(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    let text = &visit.text;
    let all = all(visit, state);
    let came = all.iter().filter(|moment| state.picture.came(&moment.name)).count();
    let changes = !past && may_change(visit, state, Capability::WriteEntry);
    let path = shell::crisis_path(state);
    html! {
        section.panel #picture-moments data-version=(state.count) {
            div.panel-head {
                h2.utrecht-heading-2 { (text.get("moments")) }
                @if !all.is_empty() {
                    span.page-note {
                        (text.with("moments-came", &[
                            ("came", &came.to_string()), ("all", &all.len().to_string()),
                        ]))
                    }
                }
            }
            @if all.is_empty() { p.muted { (text.get("moments-none")) } }
            ul.moment-list {
                @for moment in &all { (line(visit, state, moment, changes)) }
            }
            @if changes {
                details.more.no-print {
                    summary { (text.get("moments-add")) }
                    form method="post" action={ (path) "/picture/moments" } {
                        (field::hidden(visit, &Filled::default()))
                        (field::line(visit, &Filled::default(), Field {
                            id: "moment-title", required: true,
                            ..Field::text("title", "moments-title")
                        }))
                        button.utrecht-button { (text.get("moments-save")) }
                    }
                }
            }
        }
    }
}

fn line(visit: &Visit, state: &ScopeState, moment: &Moment, changes: bool) -> Markup {
    let text = &visit.text;
    let topic = Topic::moment(&moment.name);
    let said = state.picture.topic(&topic).and_then(Statements::newest);
    let said = said.filter(|_| state.picture.came(&moment.name));
    html! {
        li.came[said.is_some()] {
            span.moment-sign {
                @if said.is_some() { (icon(Icon::Tick)) }
                span.visually-hidden {
                    (text.get(if said.is_some() { "moment-happened" } else { "moment-open" })) ": "
                }
            }
            a href={ (shell::crisis_path(state)) "/picture/" (topic.0) } { (moment.title) }
            @if let Some(said) = said {
                span.muted {
                    (time::short(text, said.at, visit.now)) " · " (visit.name(said.by))
                }
            } @else if changes {
                (topic::press(visit, state, (&topic, &moment.title), "happened", "moment-tick"))
            }
        }
    }
}

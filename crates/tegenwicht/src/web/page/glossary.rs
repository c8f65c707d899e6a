// SPDX-License-Identifier: EUPL-1.2
//! The glossary: words of the crisis and of ICT in plain words, to look up while others talk.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::feature::text;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::Item;

use super::{Answer, shown};
use crate::web::api::read::Asked;
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// The groups, in the order in which they stand when nothing is asked. The last one holds what an
/// institution put in no group, or in one of its own.
const GROUPS: [&str; 3] = ["crisis", "ict", OTHER];
const OTHER: &str = "other";

/// What is looked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    pub q: String,
    /// The group that comes first.
    pub group: String,
}

/// `GET /glossary`
pub async fn show(visit: Visit, Asked(search): Asked<Search>) -> Answer {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let groups = found(cards.of(text.language), &search);
    let main = html! {
        (shell::back("/library", text.get("nav-library")))
        div.page-head {
            h1.utrecht-heading-1 { (text.get("glossary-title")) }
            button.utrecht-button.utrecht-button--subtle data-print hidden { (text.get("print")) }
        }
        p.lead { (text.get("glossary-hint")) }
        (bar(&visit, &search))
        @if groups.is_empty() {
            div.empty {
                p { strong { (text.get("glossary-none")) } }
                p { (text.get("glossary-none-hint")) }
            }
        }
        @for (group, items) in groups {
            section.panel {
                h2.utrecht-heading-2 { (text.get(&format!("glossary-group-{group}"))) }
                dl.utrecht-data-list.definitions {
                    @for item in items {
                        div id=(item.id) {
                            dt { (item.text) }
                            dd { @for point in &item.points { p { (point) } } }
                        }
                    }
                }
            }
        }
    };
    let title = text.get("glossary-title").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "library", ..Shell::default() }, &main))
}

fn bar(visit: &Visit, search: &Search) -> Markup {
    let text = &visit.text;
    html! {
        form.filter-bar method="get" role="search" action="/glossary" {
            div.utrecht-form-field {
                label.utrecht-form-label for="q" { (text.get("glossary-search")) }
                input.utrecht-textbox type="search" #q name="q" value=(search.q) data-key="/";
            }
            @if !search.group.is_empty() {
                input type="hidden" name="group" value=(search.group);
            }
            button.utrecht-button.utrecht-button--secondary { (text.get("search")) }
        }
    }
}

/// Returns the terms that fit by group, the group that was asked first, each group by term.
#[must_use]
pub fn found<'a>(library: &'a Library, search: &Search) -> Vec<(&'static str, Vec<&'a Item>)> {
    let wanted = text::fold(&search.q);
    let fits = |item: &&Item| {
        let mut words = std::iter::once(&item.text).chain(&item.points);
        wanted.is_empty() || words.any(|words| text::fold(words).contains(&wanted))
    };
    let glossary = library.list("glossary");
    let mut items: Vec<&Item> =
        glossary.into_iter().flat_map(|list| list.items()).filter(fits).collect();
    items.sort_by_key(|item| text::fold(&item.text));
    let group = |item: &Item| {
        let known = GROUPS.into_iter().find(|group| item.group.as_deref() == Some(*group));
        known.unwrap_or(OTHER)
    };
    let mut order = GROUPS;
    order.sort_by_key(|group| *group != search.group);
    let groups = order.into_iter().map(|name| {
        let of = items.iter().copied().filter(|item| group(item) == name);
        (name, of.collect::<Vec<_>>())
    });
    groups.filter(|(_, items)| !items.is_empty()).collect()
}

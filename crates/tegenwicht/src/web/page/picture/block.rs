// SPDX-License-Identifier: EUPL-1.2
//! The blocks of the picture: its head, the impact areas, processes by place, what is to come.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tegenwicht_core::feature::picture::{PARTS, PictureSaid, Statements, Topic};
use tegenwicht_core::feature::text;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::topic;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, may_change};
use crate::web::part::{soft, time};
use crate::web::visit::Visit;

/// Parts that stand as sentences on top; the others stand as boxes.
const SENTENCES: [&str; 4] = ["goal", "principles", "different", "nature"];

/// Returns the class of a state; what nobody knows is a state of its own.
#[must_use]
pub fn class(state: &str) -> &'static str {
    match state {
        "not-hit" => "state-none",
        "watch" => "state-watch",
        "hit" => "state-hit",
        "severe" => "state-severe",
        "recovered" => "state-recovered",
        _ => "state-unknown",
    }
}

/// The sign of a state, beside its word.
const fn sign(state: &str) -> &'static str {
    match state.as_bytes() {
        b"not-hit" => "–",
        b"watch" => "◔",
        b"hit" => "◑",
        b"severe" => "●",
        b"recovered" => "✓",
        _ => "?",
    }
}

/// Nobody confirmed it since the last meeting; the head of the block says so in words.
const STALE: &str = "↻";

/// That sign, with its words for who hears the page.
fn stale_sign(visit: &Visit) -> Markup {
    html! {
        span.late title=(visit.text.get("picture-stale")) {
            span aria-hidden="true" { (STALE) }
            span.visually-hidden { (visit.text.get("picture-stale")) }
        }
    }
}

/// A state in sign and word.
#[must_use]
pub fn state_word(visit: &Visit, state: &str) -> Markup {
    html! { span aria-hidden="true" { (sign(state)) } " " (visit.words().status(state)) }
}

fn link(state: &ScopeState, topic: &Topic) -> String {
    format!("{}/picture/{}", shell::crisis_path(state), topic.0)
}

/// Goal, principles and what is different as sentences; scope, cause, duration, consequences and
/// provisions as boxes.
#[must_use]
pub fn core(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    html! {
        section.panel {
            p.picture-sentences {
                @for part in SENTENCES {
                    @let topic = Topic(part.to_owned());
                    @let known = state.picture.topic(&topic).is_some();
                    span.picture-sentence.picture-sentence--open[!known] {
                        a.picture-part href=(link(state, &topic)) {
                            (text.get(&format!("picture-{part}")))
                        } ": "
                        (said(visit, state, &topic))
                    } " "
                }
            }
            ul.core-list {
                @for part in PARTS.iter().filter(|part| !SENTENCES.contains(part)) {
                    @let topic = Topic((*part).to_owned());
                    @let known = state.picture.topic(&topic).is_some();
                    li.state-unknown[!known] {
                        strong {
                            a href=(link(state, &topic)) { (text.get(&format!("picture-{part}"))) }
                        }
                        (said(visit, state, &topic))
                    }
                }
            }
        }
    }
}

/// What stands about a topic, in a sentence; both where two stand.
fn said(visit: &Visit, state: &ScopeState, topic: &Topic) -> Markup {
    let Some(statements) = state.picture.topic(topic) else {
        return html! { (icon(Icon::Unknown)) " " (visit.text.get("unknown")) };
    };
    html! {
        @if statements.values.is_conflict() {
            span.utrecht-badge.utrecht-badge--danger {
                (icon(Icon::Clash)) " " (visit.text.get("contradictory"))
            } " "
        }
        @for (index, (_, value)) in statements.values.live().enumerate() {
            @if index > 0 { " ↔ " }
            (sentence(visit, value))
        }
        @if state.is_stale(statements) {
            " " span.late { (visit.text.get("picture-stale")) }
        }
    }
}

/// A statement in a sentence.
#[must_use]
pub fn sentence(visit: &Visit, value: &PictureSaid) -> Markup {
    let text = &visit.text;
    let at = |at| time::short(text, at, visit.now);
    let is_cause = value.topic.0 == "cause";
    html! {
        @if is_cause && let Some(certainty) = &value.state {
            (text.get(&format!("certainty-{certainty}"))) @if value.text.is_some() { ": " }
        }
        @if let Some(text) = &value.text { span dir="auto" { (text) } }
        @if let Some(intent) = &value.intent {
            " · " (text.get(&format!("intent-{intent}")))
        }
        @if let Some(moment) = value.earliest {
            " " (text.with("picture-earliest", &[("time", &at(moment))]))
        }
        @if let Some(moment) = value.likely {
            " " (text.with("picture-likely", &[("time", &at(moment))]))
        }
        @if let Some(moment) = value.worst {
            " " (text.with("picture-worst", &[("time", &at(moment))]))
        }
    }
}

/// The impact areas; each says what, who and when, and all are unknown until somebody says.
#[must_use]
pub fn areas(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let listed = library.list("areas").into_iter().flat_map(|list| list.items());
    let areas: Vec<(Topic, &str)> =
        listed.map(|item| (Topic::area(&item.id), item.text.as_str())).collect();
    let state_of = |topic: &Topic| area_state(state, topic);
    let count = |wanted: &[&str]| {
        areas.iter().filter(|(topic, _)| wanted.contains(&state_of(topic).as_str())).count() as u64
    };
    let stale = areas.iter().filter_map(|(topic, _)| state.picture.topic(topic));
    let stale = stale.filter(|it| state.is_stale(it)).count() as u64;
    html! {
        section.panel #areas data-version=(state.count) {
            div.panel-head {
                h2.utrecht-heading-2 { (text.get("decision-areas")) }
                p.page-note {
                    (text.count("areas-hit", count(&["watch", "hit", "severe"]))) " · "
                    (text.count("areas-unknown", count(&["unknown"])))
                    @if stale > 0 {
                        " · " span aria-hidden="true" { (STALE) } " "
                        (text.count("areas-stale", stale))
                    }
                }
            }
            ul.impact-grid {
                @for (topic, title) in &areas { (area(visit, state, topic, title)) }
            }
        }
    }
}

/// What stands about an area or a process: one statement, or those of people who did not know of
/// each other, the one that asks most first.
fn sides<'a>(state: &'a ScopeState, topic: &Topic) -> Vec<(&'a str, &'a PictureSaid)> {
    let order = ["severe", "hit", "watch", "unknown", "recovered", "not-hit"];
    let statements = state.picture.topic(topic);
    let live = statements.into_iter().flat_map(|it| it.values.live());
    let state_of = |said: &'a PictureSaid| said.state.as_deref().unwrap_or("unknown");
    let mut all: Vec<_> = live.map(|(_, said)| (state_of(said), said)).collect();
    all.sort_by_key(|(name, _)| order.iter().position(|it| it == name));
    all
}

/// The state of an area: what stands, or unknown; of two that stand the one that asks most.
fn area_state(state: &ScopeState, topic: &Topic) -> String {
    sides(state, topic).first().map_or("unknown", |(name, _)| *name).to_owned()
}

fn area(visit: &Visit, state: &ScopeState, topic: &Topic, title: &str) -> Markup {
    let text = &visit.text;
    let now = area_state(state, topic);
    let statements = state.picture.topic(topic);
    let newest = statements.and_then(Statements::newest);
    let stale = statements.is_some_and(|it| state.is_stale(it));
    let clash = statements.is_some_and(|it| it.values.is_conflict());
    let sides = sides(state, topic);
    html! {
        li class={ "impact-tile " (class(&now)) @if clash { " is-contradiction" } } {
            a href=(link(state, topic)) { (soft::hyphens(title)) }
            @if clash {
                // Each word with its own state: the words of one beside the state of the other
                // would be what nobody said.
                strong.impact-clash { (icon(Icon::Clash)) " " (text.get("contradictory")) }
                @for (i, (name, said)) in sides.iter().enumerate() {
                    span.impact-side {
                        @if i > 0 { "↔ " }
                        strong { (state_word(visit, name)) }
                        @if let Some(words) = &said.text {
                            span.impact-time { ": " span dir="auto" { (words) } }
                        }
                    }
                }
            } @else if let Some(words) = newest.and_then(|it| it.what.text.as_ref()) {
                span dir="auto" { (words) }
            }
            span.impact-state {
                @if !clash { (state_word(visit, &now)) }
                @if let Some(newest) = newest.filter(|_| !clash) {
                    span.impact-time { " · " (time::short(text, newest.at, visit.now)) }
                }
                @if stale { @if !clash { " " } (stale_sign(visit)) }
            }
        }
    }
}

/// Returns the places at which a process can stand: the sites of the institution, else all of it.
#[must_use]
pub fn places(visit: &Visit) -> Vec<(String, String)> {
    let sites = visit.world.plan().map(|(_, plan)| &plan.sites);
    let tree = sites.map(|sites| sites.tree()).unwrap_or_default();
    let top = tree.into_iter().filter(|(depth, site)| *depth == 0 && !site.gone);
    let mut places: Vec<(String, String)> =
        top.map(|(_, site)| (site.site.to_string(), site.name.clone())).collect();
    if places.len() < 2 {
        places = vec![("all".to_owned(), visit.text.get("picture-everywhere").to_owned())];
    }
    places
}

/// Returns those places, and behind them each other one that something was said of: of the whole
/// institution before it had sites, or of a site that is no more.
#[must_use]
pub fn said_places(visit: &Visit, state: &ScopeState) -> Vec<(String, String)> {
    let mut places = places(visit);
    let sites = visit.world.plan().map(|(_, plan)| &plan.sites);
    for (_, place, _) in state.picture.processes() {
        if places.iter().any(|(id, _)| id == place) {
            continue;
        }
        let site = place.parse().ok().and_then(|id| sites?.get(id));
        let everywhere = visit.text.get("picture-everywhere");
        let name = site.map_or(everywhere, |site| site.name.as_str());
        places.push((place.to_owned(), name.to_owned()));
    }
    places
}

/// Where the processes stand, by place; care outside the walls apart.
#[must_use]
pub fn processes(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    let text = &visit.text;
    let places = said_places(visit, state);
    let mut rows: Rows<'_> = BTreeMap::new();
    let mut titles: Titles<'_> = BTreeMap::new();
    for (process, place, statements) in state.picture.processes() {
        let history = statements.history.iter().rev();
        let title = history.clone().find_map(|it| it.what.title.clone());
        let outside = history.clone().find_map(|it| it.what.extramural).unwrap_or(false);
        let entry = titles.entry(process).or_insert_with(|| (process.to_owned(), outside));
        entry.0 = title.unwrap_or_else(|| entry.0.clone());
        entry.1 |= outside;
        rows.entry((false, process.to_owned())).or_default().insert(place, statements);
    }
    let groups = [(false, "processes-inside"), (true, "processes-outside")];
    html! {
        section.panel #processes data-version=(state.count) {
            div.panel-head {
                h2.utrecht-heading-2 { (text.get("processes")) }
                @if state.picture.processes().any(|(_, _, it)| state.is_stale(it)) {
                    p.page-note { span.late aria-hidden="true" { (STALE) } " "
                        (text.get("picture-stale")) }
                }
            }
            @if rows.is_empty() { p.muted { (text.get("processes-none")) } }
            @for (outside, words) in groups {
                @let own = of_group(&rows, &titles, outside);
                @if !own.is_empty() {
                    @let caption = outside || rows.len() > own.len();
                    (table(visit, state, &places, &own, &titles, caption.then_some(words)))
                }
            }
            @if !past && may_change(visit, state, Capability::WriteEntry) {
                details.more.no-print { summary { (text.get("process-add")) }
                    (add_process(visit, state, &self::places(visit), &Filled::default())) }
            }
        }
    }
}

/// The rows of what is in the house, or outside it, by the names that people gave.
fn of_group<'a>(rows: &'a Rows<'a>, titles: &Titles<'_>, outside: bool) -> Vec<Row<'a>> {
    let title = |process: &str| titles.get(process).map(|(title, _)| text::fold(title));
    let is_own = |((_, process), _): &Row<'_>| {
        titles.get(process.as_str()).is_some_and(|it| it.1 == outside)
    };
    let mut own: Vec<Row<'a>> = rows.iter().filter(is_own).collect();
    own.sort_by_cached_key(|((_, process), _)| title(process));
    own
}

/// What a process is called, and whether it is outside the walls.
type Titles<'a> = BTreeMap<&'a str, (String, bool)>;
type Rows<'a> = BTreeMap<(bool, String), BTreeMap<&'a str, &'a Statements>>;
type Row<'a> = (&'a (bool, String), &'a BTreeMap<&'a str, &'a Statements>);

fn table(
    visit: &Visit,
    state: &ScopeState,
    places: &[(String, String)],
    rows: &[Row<'_>],
    titles: &Titles<'_>,
    caption: Option<&str>,
) -> Markup {
    let text = &visit.text;
    html! {
        div.table-scroll {
            table.process-table {
                @if let Some(words) = caption { caption { (text.get(words)) } }
                thead {
                    tr {
                        th scope="col" { (text.get("process")) }
                        @for (_, name) in places { th scope="col" { (soft::hyphens(name)) } }
                    }
                }
                tbody {
                    @for ((_, process), cells) in rows {
                        @let title = titles.get(process.as_str()).map(|it| it.0.as_str());
                        tr {
                            th scope="row" dir="auto" { (soft::hyphens(title.unwrap_or(process))) }
                            @for (place, name) in places {
                                td data-label=(name) {
                                    (cell(visit, state, process, place, cells))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(
    visit: &Visit,
    state: &ScopeState,
    process: &str,
    place: &str,
    cells: &BTreeMap<&str, &Statements>,
) -> Markup {
    let text = &visit.text;
    let topic = Topic::process(process, place);
    let own = cells.get(place);
    let newest = own.and_then(|it| it.newest());
    let sides = sides(state, &topic);
    let nobody = [("unknown", None)];
    let said: Vec<(&str, Option<&PictureSaid>)> = match sides.is_empty() {
        true => nobody.to_vec(),
        false => sides.into_iter().map(|(name, said)| (name, Some(said))).collect(),
    };
    html! {
        @for (i, (now, said)) in said.iter().enumerate() {
            @if i > 0 { " ↔ " }
            a class={ "utrecht-badge " (class(now)) } href=(link(state, &topic)) {
                @match said.and_then(|said| said.text.as_ref()) {
                    Some(words) => { span aria-hidden="true" { (sign(now)) } " " (words)
                        span.visually-hidden { " (" (visit.words().status(now)) ")" } }
                    None => (state_word(visit, now)),
                }
            }
        }
        @if let Some(newest) = newest {
            " " span.process-time {
                @if let Some(until) = newest.what.until {
                    @let until = time::short(text, until, visit.now);
                    (text.with("process-until", &[("time", &until)])) " · "
                }
                (time::short(text, newest.at, visit.now))
            }
        }
        @if own.is_some_and(|it| it.values.is_conflict()) {
            " " span.utrecht-badge.utrecht-badge--danger { (text.get("contradictory")) }
        }
        @if own.is_some_and(|it| state.is_stale(it)) { " " (stale_sign(visit)) }
    }
}

/// The form for a process that is not there yet.
#[must_use]
pub fn add_process(
    visit: &Visit,
    state: &ScopeState,
    places: &[(String, String)],
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let action = format!("{}/picture/processes", shell::crisis_path(state));
    html! {
        form method="post" action=(action) data-draft="process" {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            (field::line(visit, filled, Field {
                required: true, hint: "process-title-hint", ..Field::text("title", "process-title")
            }))
            div.utrecht-form-field {
                label.utrecht-form-label for="place" { (text.get("process-place")) }
                select.utrecht-select #place name="place" {
                    @for (value, name) in places {
                        option value=(value) selected[value == filled.value("place")] { (name) }
                    }
                }
            }
            label.tick-line {
                input type="checkbox" name="extramural" value="yes"
                    checked[!filled.value("extramural").is_empty()];
                " " (text.get("process-extramural"))
            }
            (topic::state_fields(visit, filled, "process-words"))
            button.utrecht-button { (text.get("process-save")) }
        }
    }
}

/// What is to come, in blocks of hours.
#[must_use]
pub fn ahead(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    let text = &visit.text;
    let blocks = state.picture.ahead();
    let path = shell::crisis_path(state);
    html! {
        section.panel #picture-ahead data-version=(state.count) {
            div.panel-head { h2.utrecht-heading-2 { (text.get("ahead")) } }
            @if blocks.is_empty() { p.muted { (text.get("ahead-none")) } }
            ul.plain-list {
                @for (topic, statements) in &blocks {
                    @for (_, value) in statements.values.live() {
                        @let from = value.earliest.map(|at| time::short(text, at, visit.now));
                        @let until = value.until.map(|at| time::short(text, at, visit.now));
                        li {
                            a href=(link(state, topic)) {
                                (from.unwrap_or_default()) " – " (until.unwrap_or_default())
                            } ": "
                            span dir="auto" { (value.text.as_deref().unwrap_or_default()) }
                        }
                    }
                }
            }
            @if !past && may_change(visit, state, Capability::WriteEntry) {
                details.more.no-print {
                    summary { (text.get("ahead-add")) }
                    form method="post" action={ (path) "/picture/ahead" } {
                        (field::hidden(visit, &Filled::default()))
                        (ahead_fields(visit, &Filled::default(), "ahead-"))
                        button.utrecht-button { (text.get("ahead-save")) }
                    }
                }
            }
        }
    }
}

/// From when until when, and what then; with a prefix where another form stands on the page.
#[must_use]
pub fn ahead_fields(visit: &Visit, filled: &Filled, prefix: &str) -> Markup {
    let id = |name: &str| format!("{prefix}{name}");
    let clock = |name: &'static str, label: &'static str| {
        let field = Field { id: &id(name), required: true, ..Field::text(name, label) };
        field::line(visit, filled, field)
    };
    html! {
        div.field-row { (clock("from", "ahead-from")) (clock("until", "ahead-until")) }
        (clock("words", "ahead-words"))
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The picture (situatiebeeld): goals, what is known and what is not, the impact areas, processes,
//! decisions in force, what is late or nearly so and what is to come; adopted by the team as a
//! version.

pub mod block;
mod line;
pub mod moment;
pub mod topic;
pub mod wall;

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::picture::{AdoptPicture, Statements, Topic};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::MeetingId;
use tegenwicht_core::permission::Capability;

use super::team::crisis_of;
use super::{Answer, figure, onwards, refused, shown};
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Which moment somebody wants to see.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct When {
    /// Only what this node knew by then.
    #[serde(default)]
    known: String,
    /// Named at all: for the television in the crisis room.
    wall: Option<String>,
}

/// `GET /crises/{id}/picture`
pub async fn show(visit: Visit, Address(id): Address<String>, Asked(when): Asked<When>) -> Answer {
    let (scope, state) = visit.crisis(&id)?;
    if when.wall.is_some() {
        return shown(wall::page(&visit, state));
    }
    if let time::Typed::At(at) = time::typed(&when.known, visit.now) {
        let app = &visit.web.app;
        let mut past = app.as_known(scope, at).map_err(|_| WebError::Inside)?;
        if past.crisis.is_none() {
            (past.opened, past.crisis) = (state.opened.clone(), state.crisis.clone());
        }
        return shown(page(&visit, &past, Some(&when.known), &Filled::default()));
    }
    shown(page(&visit, state, None, &Filled::default()))
}

/// `POST /crises/{id}/picture/versions`
pub async fn adopt(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = crisis_of(state)?;
    let line = Some(visit.text.get("picture-line-adopted").to_owned());
    let command = AdoptPicture { crisis, note: form.optional("note"), line };
    let command = Command::AdoptPicture(command);
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => match form.get("meeting").parse::<MeetingId>() {
            Ok(meeting) => onwards(&format!("/crises/{id}/meetings/{meeting}?step=picture")),
            Err(_) => onwards(&format!("/crises/{id}/picture")),
        },
        Err(error) => {
            let faults = form::faults(error.clone(), "note")?;
            let faults = faults.into_iter().map(|fault| Fault { field: "note", ..fault });
            let filled = Filled { form, faults: faults.collect() };
            let (_, state) = visit.crisis(&id)?;
            refused(&error, page(&visit, state, None, &filled), &visit.fresh_key())
        }
    }
}

/// The page; `known` is the moment as somebody typed it, when it shows an earlier one.
fn page(visit: &Visit, state: &ScopeState, known: Option<&str>, filled: &Filled) -> Markup {
    let text = &visit.text;
    let past = known.is_some();
    let many = block::said_places(visit, state).len() > 2;
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-picture")) }
            (version(visit, state))
            (other_moment(visit, state, known))
        }
        div.picture.picture--past[past] {
            (core(visit, state, past))
            (figure::tiles(visit, state))
            (block::areas(visit, state))
            div.picture-two.picture-two--wide[many] {
                (block::processes(visit, state, past))
                (line::decisions(visit, state))
            }
            div.picture-three {
                (block::ahead(visit, state, past))
                (line::unknowns(visit, state))
                (line::late(visit, state))
            }
            div.picture-two {
                (moment::moments(visit, state, past))
                (line::team(visit, state))
            }
        }
        @if !past { (adopt_form(visit, state, filled)) }
    };
    let title = text.get("nav-picture").to_owned();
    let fault = !filled.faults.is_empty();
    let crisis = Some(state);
    let shell = Shell { title, here: "picture", crisis, fault, past, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// What the stream sends anew after something was said of the picture.
#[must_use]
pub fn said_regions(visit: &Visit, state: &ScopeState) -> Markup {
    html! {
        (version(visit, state))
        (core(visit, state, false))
        (block::areas(visit, state))
        (block::processes(visit, state, false))
        (block::ahead(visit, state, false))
        (moment::moments(visit, state, false))
    }
}

/// What the stream sends anew after something became of a decision, an action or a question.
#[must_use]
pub fn line_regions(visit: &Visit, state: &ScopeState) -> Markup {
    html! {
        (line::decisions(visit, state))
        (line::unknowns(visit, state))
        (line::late(visit, state))
    }
}

pub use line::{late, team};

/// What is known, with on top what a turning point asks again.
fn core(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    html! {
        div.picture-core #picture-core data-version=(state.count) {
            (turning(visit, state, past))
            (block::core(visit, state))
        }
    }
}

/// Which version this is, and whether something was said since.
fn version(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    html! {
        p.page-note #picture-version data-version=(state.count) { @match state.picture.version() {
            None => (text.get("picture-no-version")),
            Some(version) => {
                (text.with("picture-version", &[
                    ("number", &version.label()),
                    ("time", &time::short(text, version.at, visit.now)),
                    ("name", &visit.name(version.by)),
                ]))
                @if state.picture.has_changed() { " · " (text.get("picture-changed")) }
            }
        } }
    }
}

/// The way to an earlier moment, and back to now.
fn other_moment(visit: &Visit, state: &ScopeState, known: Option<&str>) -> Markup {
    let text = &visit.text;
    let path = format!("{}/picture", shell::crisis_path(state));
    html! {
        form.picture-moment.no-print method="get" action=(path) {
            label for="known" { (text.get("picture-known")) } " "
            input.utrecht-textbox #known name="known" autocomplete="off" size="6"
                placeholder="10:50" value=[known];
            button.utrecht-button.utrecht-button--secondary { (text.get("picture-known-show")) }
            @if known.is_some() { " " a href=(path) { (text.get("picture-now")) } }
            @else { " " a href={ (path) "?wall" } { (text.get("wall-open")) } }
        }
    }
}

/// After the nature of the crisis changed: card, team and level are to be looked at again.
fn turning(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    let text = &visit.text;
    let asked = state.picture.asked_again();
    let Some(turned) = state.picture.turned().and_then(Statements::newest) else {
        return html! {};
    };
    let path = shell::crisis_path(state);
    html! {
        @if !asked.is_empty() && !past {
            section.utrecht-alert.utrecht-alert--warning {
                p {
                    strong { (text.get("picture-turned")) } " "
                    span dir="auto" { (turned.what.text.as_deref().unwrap_or_default()) }
                    " · " (time::short(text, turned.at, visit.now))
                }
                ul.plain-list {
                    @for what in asked {
                        @let place = match what { "card" => "cards", "team" => "team", _ => "" };
                        li {
                            a href={ (path) "/" (place) } {
                                (text.get(&format!("picture-again-{what}")))
                            }
                            @if may_change(visit, state, Capability::WriteEntry) {
                                @let id = format!("picture-again-{what}");
                                (topic::press(visit, state,
                                    (&Topic(format!("again.{what}")), text.get(&id)), "happened",
                                    "picture-again-right"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn adopt_form(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let action = format!("{}/picture/versions", shell::crisis_path(state));
    html! {
        @if may_change(visit, state, Capability::AdoptPicture) {
            form.panel.no-print method="post" action=(action) {
                h2.utrecht-heading-2 { (text.get("picture-adopt")) }
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, Field {
                    hint: "picture-adopt-hint", ..Field::text("note", "picture-adopt-note")
                }))
                button.utrecht-button { (text.get("picture-adopt-save")) }
            }
        }
    }
}

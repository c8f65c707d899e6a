// SPDX-License-Identifier: EUPL-1.2
//! Lines that somebody hid: a second person looks and erases them or shows them again.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::body::{SealedText, Secret};
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::erasure::{self, Hiding, ShowEntry};
use tegenwicht_core::feature::log_entry::{FileRef, LogEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::EntryId;

use super::log_entry::{ids, reason_form};
use super::{Answer, onwards, refused, shown};
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::entry;
use crate::web::part::field::{self, Filled};
use crate::web::part::row::{self, Place};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Whether the words are asked for: they stand behind a press.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Look {
    #[serde(default)]
    pub words: String,
}

/// The words of a hidden line, for who decides about it.
#[must_use]
pub fn words(visit: &Visit, entry: &LogEntry, hiding: &Hiding) -> Option<SealedText> {
    let written = &hiding.written;
    if written.sealed_under.is_some() {
        return match visit.web.app.secret(entry.event) {
            Some(Secret::Entry(said)) => Some(said),
            _ => None,
        };
    }
    let name = |file: &FileRef| file.name.clone().unwrap_or_default();
    Some(SealedText {
        text: written.text.clone()?,
        speaker: written.speaker.clone(),
        channel: written.channel.clone(),
        owner: written.owner.clone(),
        file_names: written.files.iter().map(name).collect(),
    })
}

/// `GET /crises/{id}/hidden`: what waits for a second person.
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let text = &visit.text;
    let mut hidden: Vec<(&EntryId, &Hiding)> = state.to_judge().collect();
    hidden.sort_by_key(|(id, hiding)| (hiding.at, **id));
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-hidden")) }
            p.page-note { (text.count("hidden-count", hidden.len() as u64)) }
        }
        p.utrecht-paragraph { (text.get("hidden-hint")) }
        @if hidden.is_empty() { div.empty { p { (text.get("hidden-none")) } } }
        ul.notices {
            @for (id, hiding) in hidden {
                @if let Some(found) = state.entries.get(id) {
                    li.notice.notice--error {
                        p.notice-title {
                            a href={ (shell::crisis_path(state)) "/hidden/" (id) } {
                                (time::short(text, state.happened_at(found), visit.now)) " · "
                                (entry::kind_label(&visit, found)) " · "
                                (visit.name(found.author))
                            }
                        }
                        p.small { (said(&visit, hiding)) }
                    }
                }
            }
        }
        (erased_lines(&visit, state))
    };
    let title = text.get("nav-hidden").to_owned();
    let shell = Shell { title, here: "hidden", crisis: Some(state), ..Shell::default() };
    shown(shell::page(&visit, &shell, &main))
}

fn said(visit: &Visit, hiding: &Hiding) -> String {
    visit.text.with(
        "entry-hidden-by",
        &[
            ("time", &time::short(&visit.text, hiding.at, visit.now)),
            ("name", &visit.name(hiding.by)),
            ("reason", &hiding.reason),
        ],
    )
}

/// `GET /crises/{id}/hidden/{entry}`: one of them, to decide about.
pub async fn show(
    visit: Visit,
    Address((id, entry)): Address<(String, String)>,
    Asked(look): Asked<Look>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let entry: EntryId = entry.parse().map_err(|_| WebError::NotFound)?;
    let found = state.entries.get(&entry);
    let found = found.ok_or_else(|| super::log_entry::gone(&visit, state, entry))?;
    match state.hiding_of(entry) {
        // One that only says the same is decided about with the line that somebody hid.
        Some((line, _)) if line != entry => onwards(&format!("/crises/{id}/hidden/{line}")),
        Some((_, hiding)) => {
            let look = look.words == "show";
            shown(page(&visit, state, found, hiding, look, &Filled::default()))
        }
        None => onwards(&format!("/crises/{id}/log/{entry}")),
    }
}

fn page(
    visit: &Visit,
    state: &ScopeState,
    found: &LogEntry,
    hiding: &Hiding,
    look: bool,
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let own = format!("{path}/hidden/{}", found.written.entry);
    let actor = visit.login.as_ref().map(|login| login.actor);
    let another = actor.is_some_and(|actor| {
        erasure::is_for_another(&visit.world, state, actor, found.written.entry)
    });
    let title = text.with("hidden-one", &[("line", &entry::kind_label(visit, found))]);
    let main = html! {
        (shell::back(&format!("{path}/hidden"), text.get("back-to-hidden")))
        h1.utrecht-heading-1 { (title) }
        (field::errors(visit, filled))
        ol.log.panel { (row::row(visit, state, found, Place::Own)) }
        (along(visit, state, found))
        section.panel #words {
            h2.utrecht-heading-2 { (text.get("hidden-words")) }
            @if look {
                (telling(visit, state, found, hiding))
            } @else {
                p { (text.get("hidden-words-hint")) }
                a.utrecht-button.utrecht-button--secondary href={ (own) "?words=show#words" } {
                    (text.get("hidden-words-show"))
                }
            }
        }
        @if another {
            div.utrecht-alert.utrecht-alert--warning { p { (text.get("hidden-for-another")) } }
        } @else {
            (decide(visit, state, found, filled))
        }
    };
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "hidden", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// That more is hidden than the line itself, and goes or comes back with it.
fn along(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Markup {
    let id = Some(found.written.entry);
    let lines = state.hidden.values().filter(|hiding| hiding.with == id).count();
    html! {
        @if lines > 0 {
            p.page-note { (visit.text.count("hidden-with", lines as u64)) }
        }
        p.page-note { (visit.text.get("hidden-with-hint")) }
    }
}

/// What the line says, for who pressed to see it.
fn telling(visit: &Visit, state: &ScopeState, found: &LogEntry, hiding: &Hiding) -> Markup {
    let text = &visit.text;
    let line = |label: &str, value: &str| html! { div { dt { (text.get(label)) } dd { (value) } } };
    html! {
        @match words(visit, found, hiding) {
            None => { p { (text.get("hidden-words-gone")) } }
            Some(said) => {
                p.hidden-words dir="auto" { (said.text) }
                dl.utrecht-data-list {
                    @if let Some(speaker) = &said.speaker { (line("field-speaker", speaker)) }
                    @if let Some(channel) = &said.channel { (line("field-channel", channel)) }
                    @if let Some(owner) = &said.owner { (line("field-owner", owner)) }
                    @if let Some(statement) = &hiding.written.statement {
                        (line("field-figure", &format!("{}: {}", statement.name, statement.value)))
                    }
                    @for name in &said.file_names { (line("field-file", name)) }
                    @for strike in &found.strikes { (line("strike-reason", &strike.reason)) }
                    (line("entry-recorded-at",
                        &time::moment(text, state.recorded_at(found), visit.now)))
                }
            }
        }
    }
}

fn decide(visit: &Visit, state: &ScopeState, found: &LogEntry, filled: &Filled) -> Markup {
    let text = &visit.text;
    let line = format!("{}/log/{}", shell::crisis_path(state), found.written.entry);
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("erase-title")) }
            p { (text.get("erase-hint")) }
            @if let Some(at) = visit.web.app.last_backup() {
                @let moment = time::moment(text, at, visit.now);
                p { (text.with("erase-backup", &[("moment", &moment)])) }
            }
            (reason_form(visit, filled, &format!("{line}/erase"), "erase"))
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("show-again-title")) }
            p { (text.get("show-again-hint")) }
            form method="post" action={ (line) "/show" } {
                (field::hidden(visit, &Filled::default()))
                button.utrecht-button.utrecht-button--secondary { (text.get("show-again-save")) }
            }
        }
    }
}

/// `POST /crises/{id}/log/{entry}/erase`
pub async fn erase(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let ground = form.get("reason").to_owned();
    let command = Command::EraseEntry(EraseEntry { crisis, entry, ground });
    decided(&visit, &path, form, command).await
}

/// `POST /crises/{id}/log/{entry}/show`
pub async fn show_again(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    decided(&visit, &path, form, Command::ShowEntry(ShowEntry { crisis, entry })).await
}

async fn decided(
    visit: &Visit,
    (id, entry): &(String, String),
    form: Submitted,
    command: Command,
) -> Answer {
    let erased = matches!(command, Command::EraseEntry(_));
    let error = match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) if erased => return onwards(&format!("/crises/{id}/hidden")),
        Ok(_) => return onwards(&format!("/crises/{id}/log/{entry}")),
        Err(error) => error,
    };
    // Somebody else may have shown it meanwhile.
    let faults = form::faults(error.clone(), "reason")?;
    let (_, state) = visit.crisis(id)?;
    let entry: EntryId = entry.parse().map_err(|_| WebError::NotFound)?;
    let found = state.entries.get(&entry).ok_or(WebError::NotFound)?;
    match state.hidden.get(&entry) {
        Some(hiding) => {
            let filled = Filled { form, faults };
            let page = page(visit, state, found, hiding, false, &filled);
            refused(&error, page, &visit.fresh_key())
        }
        None => Err(error.into()),
    }
}

/// What was erased, by whom and why.
#[must_use]
pub fn erased_lines(visit: &Visit, state: &ScopeState) -> Markup {
    html! {
        @if !state.erased.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (visit.text.get("erased-title")) }
                ul {
                    @for erasure in state.erasures.iter().filter(|erasure| erasure.events > 0) {
                        li {
                            (visit.text.with("erased-line", &[
                                ("time", &time::moment(&visit.text, erasure.wall, visit.now)),
                                ("name", &visit.name(erasure.by)),
                                ("ground", &erasure.ground),
                            ]))
                        }
                    }
                }
            }
        }
    }
}

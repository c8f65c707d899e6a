// SPDX-License-Identifier: EUPL-1.2
//! The log of a crisis: reading it, now and as it was; writing, striking, settling, hiding.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::figure;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, Moment, StrikeEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, DeviceKey, EntryId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::{Answer, erasure, onwards, refused, seen, shown, unreadable};
use crate::app::{Made, SubmitError};
use crate::web::api::read::{Address, Asked as Query};
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::entry;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::row::{Place, Rows, row};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{client_name, log_filter, progress, time};
use crate::web::visit::Visit;

/// Lines on one page.
pub const PAGE: usize = 100;

/// Which part of the log somebody asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub q: String,
    /// Only lines that somebody of this name wrote, said or has.
    #[serde(default)]
    pub person: String,
    /// Only lines about this impact area.
    #[serde(default)]
    pub area: String,
    /// Place to go on from: `happened-position`.
    #[serde(default)]
    pub before: String,
    /// Only what had happened by then.
    #[serde(default)]
    pub until: String,
    /// Only what this node knew by then.
    #[serde(default)]
    pub known: String,
}

/// `GET /crises/{id}/log`
pub async fn list(
    visit: Visit,
    Address(id): Address<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (scope, state) = visit.crisis(&id)?;
    if let time::Typed::At(at) = time::typed(&asked.known, visit.now) {
        let app = &visit.web.app;
        let mut past = app.as_known(scope, at).map_err(|_| WebError::Inside)?;
        if past.crisis.is_none() {
            // Before it was opened here: an empty log, still of this crisis.
            (past.opened, past.crisis) = (state.opened.clone(), state.crisis.clone());
        }
        return shown(page(&visit, &past, &asked, None));
    }
    shown(page(&visit, state, &asked, None))
}

/// `POST /crises/{id}/log`
pub async fn write(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let place = visit.crisis(&id)?;
    let state = place.1;
    let key = form.key()?;
    let command = match super::file::entry_command(&visit, place, &form).await? {
        Ok(command) if client_name::raises(&visit, &form, &command) => {
            super::file::forget(&visit.web.app, super::file::of(&command)).await;
            let filled = Filled { form: seen(form), faults: vec![client_name::fault()] };
            return unreadable(page(&visit, state, &Asked::default(), Some(filled)));
        }
        Ok(command) => command,
        Err(faults) => {
            let filled = Filled { form: seen(form), faults };
            return unreadable(page(&visit, state, &Asked::default(), Some(filled)));
        }
    };
    let files = super::file::of(&command);
    let submitted = visit.web.app.submit(visit.actor(), key, command).await;
    if super::file::is_unused(&submitted) {
        super::file::forget(&visit.web.app, files).await;
    }
    match submitted {
        Ok(receipt) => written(&visit, &id, receipt.made),
        Err(error) => {
            let faults = form::faults(error.clone(), "text")?;
            let fresh = visit.fresh_key();
            let mut form = seen(form);
            if error == SubmitError::OtherPayload {
                form = form.with("key", &fresh);
            }
            let filled = Filled { form, faults };
            refused(&error, page(&visit, state, &Asked::default(), Some(filled)), &fresh)
        }
    }
}

/// After writing: the row for the script, the log for everybody else.
fn written(visit: &Visit, id: &str, made: Made) -> Answer {
    let Made::Entry(entry) = made else {
        return onwards(&format!("/crises/{id}/log"));
    };
    if !visit.script {
        return onwards(&format!("/crises/{id}/log#{entry}"));
    }
    let mut visit = visit.clone();
    visit.renew();
    let (_, state) = visit.crisis(id)?;
    let found = state.entries.get(&entry);
    let row = found.map(|found| row(&visit, state, found, Place::Log)).unwrap_or_default();
    let created = axum::http::StatusCode::CREATED;
    Ok(axum::response::IntoResponse::into_response((created, row)))
}

fn page(visit: &Visit, state: &ScopeState, asked: &Asked, log_form: Option<Filled>) -> Markup {
    let past = !asked.known.is_empty();
    let found = log_filter::find(visit, state, asked);
    let newest = asked.before.is_empty() && asked.until.is_empty() && !past;
    let anything = asked.q.is_empty() && asked.person.is_empty() && asked.area.is_empty();
    let only = match (newest, asked.kind.is_empty(), anything) {
        (false, _, _) | (_, _, false) => Some("none"),
        (true, false, true) => Some(asked.kind.as_str()),
        (true, true, true) => None,
    };
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (visit.text.get("log-title")) }
            (note(visit, state))
            button.utrecht-button.utrecht-button--subtle data-print hidden {
                (visit.text.get("print"))
            }
            @if crate::print::HAS_PDF && visit.may(Capability::Export) {
                a.page-action.no-print href={ (shell::crisis_path(state)) "/export/pdf" } {
                    (visit.text.get("export-pdf"))
                }
            }
        }
        (log_filter::bar(visit, state, asked))
        @if let Some(note) = log_filter::moment_note(visit, asked) {
            div.utrecht-alert.utrecht-alert--info role="status" { (note) }
        }
        @if found.entries.is_empty() { (empty(visit, state, past)) }
        ol.log.log--wide.panel #entries data-max="200" data-only=[only] {
            (days(visit, state, &found.entries))
        }
        (erasure::erased_lines(visit, state))
        @if let Some(before) = found.before {
            nav.pager aria-label=(visit.text.get("pager")) {
                a.utrecht-button.utrecht-button--secondary
                    href=(log_filter::older(asked, &before)) {
                    (visit.text.get("pager-older"))
                }
            }
        }
    };
    let title = visit.text.get("log-title").to_owned();
    let fault = log_form.is_some();
    let shell =
        Shell { title, here: "log", crisis: Some(state), log_form, fault, past, bare: false };
    shell::page(visit, &shell, &main)
}

/// How many lines there are and how many contradict; a region of its own, so that it stays true.
#[must_use]
pub fn note(visit: &Visit, state: &ScopeState) -> Markup {
    let mut clashing: BTreeSet<EntryId> =
        state.disputed().map(|entry| entry.written.entry).collect();
    let views = figure::views(state);
    let stated = views.iter().filter(|view| view.is_contradictory()).flat_map(|view| &view.live);
    clashing.extend(stated.map(|entry| entry.written.entry));
    html! {
        p.page-note #log-note data-version=(state.count) {
            (visit.text.count("log-lines", state.entries.len() as u64))
            @if !clashing.is_empty() {
                " · " (visit.text.count("log-disputed", clashing.len() as u64))
            }
        }
    }
}

/// The headings of the days that these lines fall on.
#[must_use]
pub fn day_lines(visit: &Visit, state: &ScopeState, entries: &[EntryId]) -> Markup {
    let at = entries.iter().filter_map(|id| state.entries.get(id)).map(|e| state.happened_at(e));
    let mut days: Vec<(String, Timestamp)> = at.map(|at| (day_key(at), at)).collect();
    days.dedup_by(|a, b| a.0 == b.0);
    html! { @for (_, at) in &days { (day_line(visit, *at)) } }
}

fn day_line(visit: &Visit, at: Timestamp) -> Markup {
    let key = day_key(at);
    html! {
        li.log-day data-row={ "day-" (key) } data-sort=(key) data-into="entries" {
            (time::day(&visit.text, at, visit.now))
        }
    }
}

/// What belongs where no line is, and the first step, for who can take it here.
fn empty(visit: &Visit, state: &ScopeState, past: bool) -> Markup {
    let writes = shell::may_change(visit, state, Capability::WriteEntry);
    let (title, hint) = match (state.entries.is_empty(), past, writes) {
        (false, _, _) => ("log-nothing-found", "log-nothing-hint"),
        (true, true, _) => ("log-empty", "log-empty-then"),
        (true, false, true) => ("log-empty", "log-empty-hint"),
        (true, false, false) => ("log-empty", "log-empty-reader"),
    };
    html! {
        div.empty {
            p { strong { (visit.text.get(title)) } }
            p { (visit.text.get(hint)) }
        }
    }
}

/// The lines, with a heading where the day changes.
fn days(visit: &Visit, state: &ScopeState, entries: &[&LogEntry]) -> Markup {
    let rows = Rows::new(visit, state);
    let mut last = None;
    html! {
        @for found in entries {
            @let at = state.happened_at(found);
            @let local = time::local(at);
            @if last.replace(local.date()) != Some(local.date()) {
                (day_line(visit, at))
            }
            (rows.row_at(found, Place::Log, &local))
        }
    }
}

/// Sorts above every line of its day.
fn day_key(at: Timestamp) -> String {
    let day = time::local(at).date();
    let next = day
        .tomorrow()
        .ok()
        .and_then(|next| next.to_zoned(time::local(at).time_zone().clone()).ok());
    let next = next.map_or(at.0, |next| next.timestamp().as_millisecond());
    format!("{:020}", i128::from(next) + (1_i128 << 62) - 1)
}

/// `GET /crises/{id}/log/{entry}`
pub async fn show(visit: Visit, Address((id, entry)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let found = find(&visit, state, &entry)?;
    shown(entry_page(&visit, state, found, Filled::default()))
}

/// Returns a line by its address; of one that was erased, what became of it.
pub(super) fn find<'a>(
    visit: &Visit,
    state: &'a ScopeState,
    entry: &str,
) -> Result<&'a LogEntry, WebError> {
    let entry: EntryId = entry.parse().map_err(|_| WebError::NotFound)?;
    state.entries.get(&entry).ok_or_else(|| gone(visit, state, entry))
}

/// Says what became of a line that is not there: who erased it and when, and not what it said.
#[must_use]
pub fn gone(visit: &Visit, state: &ScopeState, entry: EntryId) -> WebError {
    let Some(erasure) = state.erasure_of(entry) else {
        return WebError::NotFound;
    };
    WebError::Erased(visit.text.with(
        "erased-gone",
        &[
            ("time", &time::moment(&visit.text, erasure.wall, visit.now)),
            ("name", &visit.name(erasure.by)),
            ("ground", &erasure.ground),
        ],
    ))
}

pub(super) fn entry_page(
    visit: &Visit,
    state: &ScopeState,
    found: &LogEntry,
    filled: Filled,
) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let own = format!("{path}/log/{}", found.written.entry);
    let title = entry::kind_label(visit, found);
    let other = |id: &EntryId| state.entries.get(id).map(|e| row(visit, state, e, Place::Side));
    let against = found.written.contradicts.iter().chain(&found.contradicted_by);
    let against: Vec<&EntryId> = against.collect();
    let related = found.written.answers.iter().chain(&found.answered_by).chain(&found.settled_by);
    let related: Vec<&EntryId> =
        related.chain(&found.written.replaces).chain(&found.written.settles).collect();
    let main = html! {
        (shell::back(&format!("{path}/log"), text.get("back-to-log")))
        h1.utrecht-heading-1 { (title) }
        @let moves = filled.form.has("standing");
        @if !moves { (field::errors(visit, &filled)) }
        ol.log.panel #entry { (row(visit, state, found, Place::Own)) }
        (progress::on_line(visit, state, found, Some(&filled).filter(|_| moves)))
        dl.utrecht-data-list.panel { (facts(visit, state, found)) }
        @if !against.is_empty() {
            section.panel.is-contradiction {
                h2.utrecht-heading-2 { (text.get("entry-against")) }
                ol.log { @for id in &against { (other(id).unwrap_or_default()) } }
                @if state.is_disputed(found)
                    && shell::may_change(visit, state, Capability::WriteEntry) {
                    (settle_form(visit, state, found))
                }
            }
        }
        @if !related.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("entry-related")) }
                ol.log { @for id in &related { (other(id).unwrap_or_default()) } }
            }
        }
        (follow_forms(visit, state, found, &filled, &own))
        // Sixty-four digits for the IT people: below what there is to do.
        dl.utrecht-data-list.panel {
            div { dt { (text.get("entry-event")) } dd { (found.event) } }
        }
    };
    let fault = !filled.faults.is_empty();
    shell::page(
        visit,
        &Shell { title, here: "log", crisis: Some(state), fault, ..Shell::default() },
        &main,
    )
}

fn facts(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Markup {
    let text = &visit.text;
    let happened = time::moment(text, state.happened_at(found), visit.now);
    let recorded = time::moment(text, state.recorded_at(found), visit.now);
    let line = |label: &str, value: &str| html! { div { dt { (text.get(label)) } dd { (value) } } };
    html! {
        (line("entry-happened-at", &happened))
        (line("entry-recorded-at", &recorded))
        (line("entry-typed-by", &visit.name(found.author)))
        (line("entry-device", &device_name(visit, &found.device)))
    }
}

/// Devices can bear the same name, such as that of the institution; their keys differ.
fn device_name(visit: &Visit, key: &DeviceKey) -> String {
    let device = visit.world.admin().and_then(|(_, admin)| admin.devices.by_key.get(key));
    let letter = device.map(|device| device.letter.as_str()).filter(|letter| !letter.is_empty());
    let sign = letter.map_or_else(|| key.short(), |letter| format!("{letter}, {}", key.short()));
    match device {
        _ if *key == visit.web.app.device() => visit.text.with("device-here", &[("key", &sign)]),
        Some(device) => format!("{} ({sign})", device.label),
        None => key.short(),
    }
}

fn settle_form(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Markup {
    let mut settles = vec![found.written.entry];
    settles.extend(found.contradicted_by.iter().chain(&found.written.contradicts));
    let extra: Vec<(&'static str, String)> =
        settles.iter().map(|id| ("settles", id.to_string())).collect();
    html! {
        h3.utrecht-heading-3 { (visit.text.get("settle-title")) }
        p { (visit.text.get("settle-hint")) }
        (small_form(visit, state, "settle-text", "settle-save", &extra))
    }
}

/// A line that says something about another line.
fn small_form(
    visit: &Visit,
    state: &ScopeState,
    label: &str,
    save: &str,
    extra: &[(&'static str, String)],
) -> Markup {
    let filled = Filled::default();
    let id = format!("{label}-text");
    let field = Field { id: &id, required: true, ..Field::text("text", label) };
    html! {
        form method="post" action={ (shell::crisis_path(state)) "/log" } {
            (field::hidden(visit, &filled))
            input type="hidden" name="kind" value="fact";
            @for (name, value) in extra { input type="hidden" name=(name) value=(value); }
            (field::area(visit, &filled, field, 2))
            button.utrecht-button { (visit.text.get(save)) }
        }
    }
}

fn follow_forms(
    visit: &Visit,
    state: &ScopeState,
    found: &LogEntry,
    filled: &Filled,
    own: &str,
) -> Markup {
    let text = &visit.text;
    let id = found.written.entry.to_string();
    let open = |name: &str| !filled.faults.is_empty() && filled.value("form") == name;
    html! {
        @if shell::may_change(visit, state, Capability::WriteEntry) && !found.is_struck()
            && !found.hidden {
            @if found.written.kind == EntryKind::Question {
                section.panel {
                    h2.utrecht-heading-2 { (text.get("answer-title")) }
                    (small_form(visit, state, "answer-text", "answer-save",
                        &[("answers", id.clone())]))
                }
            }
            details.panel.more {
                summary { (text.get("contradict-title")) }
                p { (text.get("contradict-hint")) }
                (small_form(visit, state, "contradict-text", "contradict-save",
                    &[("contradicts", id.clone())]))
            }
        }
        @if shell::may_change(visit, state, Capability::StrikeEntry) && !found.is_struck()
            && !found.hidden {
            details.panel.more open[open("strike")] {
                summary { (text.get("strike-title")) }
                p { (text.get("strike-hint")) }
                (reason_form(visit, filled, &format!("{own}/strike"), "strike"))
            }
        }
        @if shell::may_change(visit, state, Capability::StrikeEntry) && !found.hidden {
            details.panel.more open[open("hide")] {
                summary { (text.get("hide-title")) }
                p { (visit.said("hide-hint")) }
                (reason_form(visit, filled, &format!("{own}/hide"), "hide"))
            }
        }
    }
}

pub(super) fn reason_form(
    visit: &Visit,
    filled: &Filled,
    action: &str,
    name: &'static str,
) -> Markup {
    let label = format!("{name}-reason");
    let id = if filled.value("form") == name { "reason".to_owned() } else { format!("{name}-why") };
    let shown = if filled.value("form") == name { filled.clone() } else { Filled::default() };
    let field = Field { id: &id, required: true, ..Field::text("reason", &label) };
    html! {
        form method="post" action=(action) {
            (field::hidden(visit, &shown))
            input type="hidden" name="form" value=(name);
            (field::line(visit, &shown, field))
            button.utrecht-button.utrecht-button--danger {
                (visit.text.get(&format!("{name}-save")))
            }
        }
    }
}

/// `POST /crises/{id}/log/{entry}/strike`
pub async fn strike(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let reason = form.get("reason").to_owned();
    let command = Command::StrikeEntry(StrikeEntry { crisis, entry, reason });
    follow(visit, path, form, command).await
}

/// `POST /crises/{id}/log/{entry}/hide`: gone for everybody at once; a second person decides.
pub async fn hide(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let reason = form.get("reason").to_owned();
    let command = Command::HideEntry(HideEntry { crisis, entry, reason });
    follow(visit, path, form, command).await
}

pub(super) fn ids(path: &(String, String)) -> Result<(CrisisId, EntryId), WebError> {
    let crisis = path.0.parse().map_err(|_| WebError::NotFound)?;
    Ok((crisis, path.1.parse().map_err(|_| WebError::NotFound)?))
}

async fn follow(
    visit: Visit,
    (id, entry): (String, String),
    form: Submitted,
    command: Command,
) -> Answer {
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/log/{entry}")),
        Err(error) => {
            let faults = form::faults(error.clone(), "reason")?;
            let (_, state) = visit.crisis(&id)?;
            let found = find(&visit, state, &entry)?;
            let filled = Filled { form, faults };
            let fresh = visit.fresh_key();
            refused(&error, entry_page(&visit, state, found, filled), &fresh)
        }
    }
}

/// The place of a line in the timeline.
#[must_use]
pub fn moment_of(entry: &LogEntry) -> Moment {
    Moment { happened_at: entry.written.happened_at, position: entry.position }
}

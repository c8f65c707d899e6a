// SPDX-License-Identifier: EUPL-1.2
//! The report of a meeting (verslag, concept): who was there, which picture, each bottleneck with
//! its outcome, decisions, actions, what is told to whom, and the next meeting.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::meeting::{Phase, STEPS};
use tegenwicht_core::feature::picture::Version;

use super::bottleneck::outcome_words;
use super::room::View;
use super::subject;
use crate::web::part::meeting as part;
use crate::web::part::progress::sentence;
use crate::web::part::{entry, time, who};

/// The page of a meeting that is over.
pub fn page(view: &View<'_>) -> Markup {
    let cancelled = view.meeting.phase() == Phase::Cancelled;
    html! {
        @if cancelled {
            @if let Some(reason) = view.meeting.reason() {
                p.panel { (view.visit.text.with("meeting-reason", &[("reason", reason)])) }
            }
        } @else { section.panel.meeting-report { (body(view)) } }
    }
}

/// The report itself.
pub fn body(view: &View<'_>) -> Markup {
    html! {
        h2.utrecht-heading-2 { (view.get("meeting-report")) }
        (facts(view))
        h3.utrecht-heading-3 { (view.get("meeting-report-bottlenecks")) }
        (bottlenecks(view))
        h3.utrecht-heading-3 { (view.get("nav-decisions")) }
        (lines(view, EntryKind::Decision, "meeting-no-decisions"))
        h3.utrecht-heading-3 { (view.get("nav-actions")) }
        (lines(view, EntryKind::Action, "meeting-no-actions"))
        h3.utrecht-heading-3 { (view.get("meeting-step-communication")) }
        (communication(view))
        (open_steps(view))
    }
}

fn facts(view: &View<'_>) -> Markup {
    let (visit, state, meeting) = (view.visit, view.state, view.meeting);
    let text = &visit.text;
    let seats = meeting.present();
    let seats = seats.iter().filter_map(|seat| state.team.seats.get(seat));
    let present: Vec<String> = seats.map(|seat| super::room::seat_words(visit, seat)).collect();
    let running = meeting.phase() == Phase::Running;
    let empty: Vec<String> = match running {
        true => who::empty_roles(visit, state),
        false => Vec::new(),
    };
    let empty: Vec<String> = empty.iter().map(|role| visit.words().role(role)).collect();
    html! {
        dl.utrecht-data-list {
            (fact(view, "meeting-report-time", &part::span(visit, meeting)))
            @if let Some(name) = part::chair(visit, state, meeting) {
                (fact(view, "meeting-report-chair", &name))
            }
            @let nobody = text.get("meeting-report-nobody").to_owned();
            @let named = if present.is_empty() { nobody } else { present.join(", ") };
            (fact(view, "meeting-report-present", &named))
            @if !empty.is_empty() { (fact(view, "meeting-report-empty", &empty.join(", "))) }
            @if let Some(purpose) = meeting.purpose() {
                (fact(view, "meeting-report-purpose", purpose))
            }
            (fact(view, "meeting-report-picture", &picture(view)))
            (fact(view, "meeting-report-next", &next(view)))
        }
    }
}

fn fact(view: &View<'_>, label: &str, value: &str) -> Markup {
    html! { div { dt { (view.get(label)) } dd dir="auto" { (value) } } }
}

/// The version that was adopted while it ran.
fn picture(view: &View<'_>) -> String {
    let text = &view.visit.text;
    let from = view.held.began;
    let until = view.meeting.ended_at();
    let within = |version: &&Version| {
        version.position >= from && until.is_none_or(|until| version.at <= until)
    };
    match view.state.picture.adopted.iter().rev().find(within) {
        Some(version) => {
            let at = time::short(text, version.at, view.visit.now);
            let values = [("number", version.label()), ("time", at)];
            let [(n, number), (t, time)] = &values;
            text.with("meeting-report-picture-version", &[(n, number), (t, time)])
        }
        None => text.get("meeting-report-picture-none").to_owned(),
    }
}

fn next(view: &View<'_>) -> String {
    let (visit, state) = (view.visit, view.state);
    let own = view.meeting.history.iter().rev().find_map(|it| it.what.next);
    let own = own.and_then(|id| state.meetings.by_id.get(&id));
    let planned = || state.meetings.planned().into_iter().next();
    match own.or_else(|| (view.meeting.phase() == Phase::Running).then(planned).flatten()) {
        Some(next) => format!("{}, {}", part::label(visit, next), part::span(visit, next)),
        None => visit.text.get("meeting-next-none").to_owned(),
    }
}

fn bottlenecks(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    html! {
        @if view.agenda.is_empty() { p.muted { (view.get("meeting-no-bottlenecks")) } }
        ol.meeting-outcomes {
            @for entry in &view.agenda {
                @let id = entry.written.entry;
                @let note = state.outcome(view.meeting.id(), id);
                @let note = note.and_then(|said| said.what.note.as_deref());
                li {
                    // A report says it whole; nothing is cut off.
                    (entry::kind_label(visit, entry)) ": " (sentence(visit, entry)) " · "
                    strong { (outcome_words(visit, state, view.meeting, id)) }
                    @if let (Some(note), false) = (note, entry.hidden) {
                        ": " span dir="auto" { (note) }
                    }
                }
            }
        }
    }
}

fn lines(view: &View<'_>, kind: EntryKind, none: &str) -> Markup {
    let lines: Vec<&LogEntry> = view.state.written_in(view.meeting.id(), kind);
    html! {
        @if lines.is_empty() { p.muted { (view.get(none)) } }
        ul.plain-list {
            @for entry in &lines {
                li {
                    strong { (entry::kind_label(view.visit, entry)) } ": "
                    (sentence(view.visit, entry))
                    (subject::owed(view, entry))
                }
            }
        }
    }
}

fn communication(view: &View<'_>) -> Markup {
    let told = subject::told(view);
    html! {
        @if told.is_empty() { p.muted { (view.get("meeting-told-none")) } }
        ul.plain-list {
            @for entry in &told { li { (sentence(view.visit, entry)) } }
        }
    }
}

/// The steps that were not done: a meeting ends with them open.
fn open_steps(view: &View<'_>) -> Markup {
    let open: Vec<&str> = STEPS.into_iter().filter(|step| !view.held.is_done(step)).collect();
    let names: Vec<String> = open.iter().map(|step| view.step_name(step)).collect();
    html! {
        h3.utrecht-heading-3 { (view.get("meeting-report-open-steps")) }
        p {
            @if open.is_empty() { (view.get("meeting-report-all-steps")) }
            @else { (names.join(" · ")) }
        }
    }
}

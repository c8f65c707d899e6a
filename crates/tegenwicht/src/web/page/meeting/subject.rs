// SPDX-License-Identifier: EUPL-1.2
//! The subjects of the other steps: opening, actions and decisions, the picture, new actions,
//! communication, and the next meeting.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::picture::Topic;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::permission::Capability;

use super::list;
use super::room::View;
use crate::web::page::action;
use crate::web::page::picture::topic;
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::meeting as part;
use crate::web::part::progress::{due, owner, owner_fields, short};
use crate::web::part::shell::{self, may_change};
use crate::web::part::time;

/// How many lines a step shows at once.
const LINES: usize = 12;

/// The subject of the step that is shown.
pub fn of(view: &View<'_>) -> Markup {
    html! {
        h2.meeting-title { (view.step_name(view.step)) }
        @match view.step {
            "opening" => (opening(view)),
            "progress" => (progress(view)),
            "picture" => (picture(view)),
            "actions" => (actions(view)),
            "communication" => (communication(view)),
            _ => (next(view)),
        }
    }
}

/// What it is for, and who is there.
fn opening(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let goal = state.picture.topic(&Topic("goal".to_owned()));
    let goal = goal.and_then(|it| it.settled()).and_then(|said| said.text.as_deref());
    let path = shell::crisis_path(state);
    let seats = state.team.seated(Some(CRISIS_TEAM));
    let may = view.runs_for(Capability::WriteEntry);
    html! {
        @if let Some(goal) = goal {
            p { strong { (view.get("meeting-goal")) } ": " span dir="auto" { (goal) } }
        }
        h3.utrecht-heading-3 { (view.get("meeting-who")) }
        @if seats.is_empty() { p.muted { (view.get("meeting-no-seats")) } }
        ul.plain-list {
            @for seat in &seats {
                li {
                    (super::room::seat_words(visit, seat)) " · "
                    @match seat.is_present() {
                        Some(true) => strong { (view.get("meeting-is-here")) },
                        Some(false) => (view.get("meeting-is-away")),
                        None => span.utrecht-badge.state-unknown {
                            (view.get("meeting-present-unknown"))
                        },
                    }
                    @if may {
                        form.inline-form method="post"
                            action={ (path) "/team/" (seat.taken.seat) "/presence" } {
                            (field::hidden(visit, &Filled::default()))
                            input type="hidden" name="meeting" value=(view.meeting.id());
                            @let here = seat.is_present() == Some(true);
                            @let says = if here { "no" } else { "yes" };
                            input type="hidden" name="present" value=(says);
                            button.utrecht-button.utrecht-button--subtle {
                                (view.get(if here { "meeting-is-away" } else { "meeting-is-here" }))
                                span.visually-hidden { ": " (visit.words().role(&seat.taken.role)) }
                            }
                        }
                    }
                }
            }
        }
        p { a href={ (path) "/team" } { (view.get("meeting-to-team")) } }
    }
}

/// What is late or due before the meeting is over.
fn progress(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let until = view.meeting.until();
    let is_due = |entry: &&LogEntry| {
        let soon = state.due_of(entry).is_some_and(|due| due <= until);
        !state.standing(entry).is_end() && soon
    };
    let actions: Vec<&LogEntry> =
        action::ordered(visit, state).into_iter().filter(is_due).take(LINES).collect();
    let checks = state.lines_of(EntryKind::Decision);
    let checks = checks.filter(|entry| state.check_due(entry).is_some_and(|due| due <= until));
    let checks: Vec<&LogEntry> = checks.take(LINES).collect();
    html! {
        h3.utrecht-heading-3 { (view.get("meeting-due-actions")) }
        @if actions.is_empty() { p.muted { (view.get("meeting-due-actions-none")) } }
        ul.plain-list { @for entry in &actions { (due_action(view, entry)) } }
        h3.utrecht-heading-3 { (view.get("meeting-due-checks")) }
        @if checks.is_empty() { p.muted { (view.get("meeting-due-checks-none")) } }
        ul.plain-list { @for entry in &checks { (due_check(view, entry)) } }
    }
}

fn due_action(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state, id) = (view.visit, view.state, entry.written.entry);
    html! {
        li {
            a href={ (shell::crisis_path(state)) "/log/" (id) } { (short(visit, entry)) } " "
            (due(visit, state, entry))
            @if let Some(owner) = owner(visit, state, entry) { " · " span dir="auto" { (owner) } }
            @if view.runs_for(Capability::WriteEntry) && !entry.hidden {
                form.inline-form method="post" action=(view.action(&format!("entries/{id}"))) {
                    (field::hidden(visit, &Filled::default()))
                    input type="hidden" name="do" value="done";
                    button.utrecht-button.utrecht-button--subtle {
                        (view.get("meeting-action-done"))
                        span.visually-hidden { ": " (short(visit, entry)) }
                    }
                }
            }
        }
    }
}

fn due_check(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state, id) = (view.visit, view.state, entry.written.entry);
    let field = format!("found-{id}");
    html! {
        li {
            a href={ (shell::crisis_path(state)) "/decisions/" (id) } { (short(visit, entry)) } " "
            (due(visit, state, entry))
            @if view.runs_for(Capability::WriteEntry) && !entry.hidden {
                form.meeting-found method="post" action=(view.action(&format!("entries/{id}"))) {
                    (field::hidden(visit, &Filled::default()))
                    input type="hidden" name="do" value="found";
                    (field::line(visit, &Filled::default(), Field {
                        id: &field, required: true, ..Field::text("found", "meeting-found")
                    }))
                    button.utrecht-button.utrecht-button--secondary {
                        (view.get("meeting-found-save"))
                    }
                }
            }
        }
    }
}

/// What the picture does not know, and what nobody said again; and adopting it.
fn picture(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let listed = cards.of(text.language).list("areas");
    let topics: Vec<Topic> =
        listed.into_iter().flat_map(|list| list.items()).map(|it| Topic::area(&it.id)).collect();
    let is_unknown = |topic: &&Topic| {
        let said = state.picture.topic(topic).and_then(|it| it.newest());
        said.is_none_or(|said| matches!(said.what.state.as_deref(), None | Some("unknown")))
    };
    let unknown: Vec<&Topic> = topics.iter().filter(is_unknown).collect();
    let is_stale = |topic: &&Topic| state.picture.topic(topic).is_some_and(|it| state.is_stale(it));
    let stale: Vec<&Topic> = topics.iter().filter(is_stale).collect();
    let questions = state.lines_of(EntryKind::Question);
    let questions: Vec<&LogEntry> =
        questions.filter(|entry| !state.standing(entry).is_end()).take(LINES).collect();
    html! {
        p.muted { (version(view)) }
        p {
            (text.count("meeting-picture-unknown", unknown.len() as u64)) " "
            (names(view, &unknown))
        }
        p {
            (text.count("meeting-picture-stale", stale.len() as u64)) " "
            (names(view, &stale))
        }
        p { (text.count("meeting-picture-questions", questions.len() as u64)) }
        ul.plain-list {
            @for entry in &questions {
                li {
                    a href={ (shell::crisis_path(state)) "/log/" (entry.written.entry) } {
                        (short(visit, entry))
                    }
                    " · " (owner(visit, state, entry)
                        .unwrap_or_else(|| text.get("progress-no-owner").to_owned()))
                    " " (due(visit, state, entry))
                }
            }
        }
        p { a href={ (shell::crisis_path(state)) "/picture" } { (view.get("meeting-to-picture")) } }
        (adopt_form(view))
    }
}

fn version(view: &View<'_>) -> String {
    let (visit, text) = (view.visit, &view.visit.text);
    match view.state.picture.version() {
        None => text.get("picture-no-version").to_owned(),
        Some(version) => text.with(
            "picture-version",
            &[
                ("number", &version.label()),
                ("time", &time::short(text, version.at, visit.now)),
                ("name", &visit.name(version.by)),
            ],
        ),
    }
}

fn names(view: &View<'_>, topics: &[&Topic]) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let path = shell::crisis_path(state);
    html! {
        @for (i, topic) in topics.iter().enumerate() {
            @if i > 0 { ", " }
            a href={ (path) "/picture/" (topic.0) } { (topic::title(visit, Some(state), topic)) }
        }
    }
}

fn adopt_form(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    html! {
        @if view.runs_for(Capability::AdoptPicture) {
            form method="post" action={ (shell::crisis_path(state)) "/picture/versions" } {
                (field::hidden(visit, &Filled::default()))
                input type="hidden" name="meeting" value=(view.meeting.id());
                input type="hidden" name="note" value=(part::label(visit, view.meeting));
                button.utrecht-button.utrecht-button--secondary { (view.get("meeting-adopt")) }
            }
        }
    }
}

/// The decisions of this meeting, the actions that came of them, and the form for one more.
fn actions(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let decisions = state.written_in(view.meeting.id(), EntryKind::Decision);
    let actions = state.written_in(view.meeting.id(), EntryKind::Action);
    let filled = view.filled("action");
    html! {
        h3.utrecht-heading-3 { (view.get("meeting-its-decisions")) }
        @if decisions.is_empty() { p.muted { (view.get("meeting-no-decisions")) } }
        ul.plain-list { @for entry in &decisions { li { (line(view, entry)) } } }
        h3.utrecht-heading-3 { (view.get("meeting-its-actions")) }
        @if actions.is_empty() { p.muted { (view.get("meeting-no-actions")) } }
        ul.plain-list { @for entry in &actions { li { (line(view, entry)) } } }
        @if view.runs_for(Capability::WriteEntry) {
            form.meeting-new method="post" action=(view.action("lines"))
                data-draft="meeting-action" {
                h3.utrecht-heading-3 { (view.get("meeting-action")) }
                (field::hidden(visit, &filled))
                (client_name::errors(visit, &filled))
                input type="hidden" name="kind" value=(EntryKind::Action.name());
                (field::line(visit, &filled, Field {
                    required: true, ..Field::text("sentence", "action-what")
                }))
                (owner_fields(visit, &filled, "meeting"))
                (field::line(visit, &filled, Field {
                    hint: "order-due-hint", ..Field::text("line_due", "progress-due")
                }))
                button.utrecht-button { (view.get("action-save")) }
            }
        }
    }
}

/// A line with who has it and by when.
pub fn line(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let place = if entry.written.kind == EntryKind::Decision { "decisions" } else { "log" };
    html! {
        a href={ (shell::crisis_path(state)) "/" (place) "/" (entry.written.entry) } {
            (short(visit, entry))
        }
        (owed(view, entry))
    }
}

/// Who has a line, and by when.
pub fn owed(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state) = (view.visit, view.state);
    html! {
        @if let Some(owner) = owner(visit, state, entry) { " · " span dir="auto" { (owner) } }
        " " (due(visit, state, entry))
    }
}

/// Returns the lines that say what is told to whom.
pub fn told<'a>(view: &View<'a>) -> Vec<&'a LogEntry> {
    let about = told_about(&view.meeting.id().to_string());
    let lines = view.state.written_in(view.meeting.id(), EntryKind::Fact).into_iter();
    lines.filter(|entry| entry.written.about.as_deref() == Some(&about)).collect()
}

/// What such a line is about.
pub fn told_about(meeting: &str) -> String {
    format!("{meeting}/communication")
}

fn communication(view: &View<'_>) -> Markup {
    let visit = view.visit;
    let told = told(view);
    let filled = view.filled("told");
    html! {
        @if told.is_empty() { p.muted { (view.get("meeting-told-none")) } }
        ul.plain-list {
            @for entry in &told {
                li { (crate::web::part::progress::sentence(visit, entry)) }
            }
        }
        @if view.runs_for(Capability::WriteEntry) {
            form.meeting-new method="post" action=(view.action("lines")) data-draft="meeting-told" {
                h3.utrecht-heading-3 { (view.get("meeting-tell")) }
                (field::hidden(visit, &filled))
                (client_name::errors(visit, &filled))
                input type="hidden" name="kind" value="told";
                (field::line(visit, &filled, Field {
                    required: true, hint: "meeting-tell-whom-hint",
                    ..Field::text("whom", "meeting-tell-whom")
                }))
                (field::area(visit, &filled, Field {
                    required: true, ..Field::text("sentence", "meeting-tell-what")
                }, 2))
                button.utrecht-button { (view.get("meeting-tell-save")) }
            }
        }
    }
}

/// When the next one is, and the end of this one.
fn next(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let text = &visit.text;
    let planned = state.meetings.planned().into_iter().next();
    let filled = view.filled("end");
    let leads = may_change(visit, state, Capability::LeadMeeting);
    html! {
        p {
            @match planned {
                Some(next) => {
                    @let at = time::short(text, next.starts(), visit.now);
                    (text.with("meeting-next-is", &[
                        ("label", &part::label(visit, next)), ("time", &at),
                    ]))
                }
                None => (text.get("meeting-next-none")),
            }
        }
        @if leads {
            form.meeting-new method="post" action=(view.action("turn")) {
                (field::hidden(visit, &filled))
                (field::errors(visit, &filled))
                input type="hidden" name="turn" value="end";
                @if planned.is_none() {
                    (list::time_fields(visit, &filled, ""))
                    label.tick-line {
                        input type="checkbox" name="no_next" value="yes"
                            checked[!filled.value("no_next").is_empty()];
                        " " (text.get("meeting-next-no"))
                    }
                }
                p.muted { (text.get("meeting-end-hint")) }
                button.utrecht-button { (text.get("meeting-end")) }
            }
        }
    }
}

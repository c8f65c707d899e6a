// SPDX-License-Identifier: EUPL-1.2
//! My tasks (mijn taken): what is mine to do, what I find out, what my team was told, and where I
//! must be. The first page on a phone.

use maud::{Markup, html};
use tegenwicht_core::feature::course::{Urgency, Waiting};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::meeting::{CHAIR, Meeting, Phase};
use tegenwicht_core::feature::order::{Order, Reply};
use tegenwicht_core::feature::team::{CRISIS_TEAM, Seat};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::progress::Wrong;
use super::{Answer, action, shown};
use crate::web::api::read::Address;
use crate::web::part::progress::{From, is_mine, row};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{due, meeting, time, who};
use crate::web::visit::Visit;

/// `GET /crises/{id}/tasks`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, None))
}

/// What is somebody's in a crisis.
pub struct Tasks<'a> {
    pub actions: Vec<&'a LogEntry>,
    pub questions: Vec<&'a LogEntry>,
    pub orders: Vec<&'a Order>,
    pub seats: Vec<&'a Seat>,
}

/// Returns how many of the tasks of who looks are late; every page says so.
#[must_use]
pub fn late(visit: &Visit, state: &ScopeState, waiting: &Waiting) -> usize {
    let lines = waiting.late(visit.now).filter(|(kind, id)| {
        let is_task = matches!(kind, EntryKind::Action | EntryKind::Question);
        is_task && state.entries.get(id).is_some_and(|entry| is_mine(visit, state, entry))
    });
    let seats = own_seats(visit, state);
    let orders = own_orders(state, &seats);
    lines.count()
        + seats.iter().filter(|seat| seat.is_overdue(visit.now)).count()
        + orders.iter().filter(|order| order.is_late(visit.now)).count()
}

/// Returns how many of them are nearly late.
#[must_use]
pub fn nearly(visit: &Visit, state: &ScopeState, tasks: &Tasks<'_>) -> usize {
    let is_nearly = |urgency: Urgency| urgency == Urgency::Nearly;
    let lines = tasks.actions.iter().chain(&tasks.questions);
    let orders = tasks.orders.iter();
    lines.filter(|line| is_nearly(state.urgency(line, visit.now))).count()
        + orders.filter(|order| is_nearly(order.urgency(visit.now))).count()
}

/// Returns what is of the one who looks.
#[must_use]
pub fn mine<'a>(visit: &Visit, state: &'a ScopeState) -> Tasks<'a> {
    let own = |entry: &&LogEntry| !state.standing(entry).is_end() && is_mine(visit, state, entry);
    let seats = own_seats(visit, state);
    Tasks {
        actions: action::ordered(visit, state).into_iter().filter(own).collect(),
        questions: state.lines_of(EntryKind::Question).filter(own).collect(),
        orders: own_orders(state, &seats),
        seats,
    }
}

fn own_seats<'a>(visit: &Visit, state: &'a ScopeState) -> Vec<&'a Seat> {
    state.team.seated(None).into_iter().filter(|seat| who::is_own(visit, seat)).collect()
}

/// What was told to the teams that these seats are in, and is not done.
fn own_orders<'a>(state: &'a ScopeState, seats: &[&Seat]) -> Vec<&'a Order> {
    let of_my_team = |order: &&Order| {
        let is_open = !order.reply().is_some_and(Reply::is_end);
        is_open && seats.iter().any(|seat| seat.taken.team == order.begun.team)
    };
    state.orders.of(None).into_iter().filter(of_my_team).collect()
}

pub(super) fn page(visit: &Visit, state: &ScopeState, wrong: Option<Wrong<'_>>) -> Markup {
    let text = &visit.text;
    let tasks = mine(visit, state);
    let at = |entry: &LogEntry| {
        wrong.filter(|wrong| wrong.at == Some(entry.written.entry)).map(|wrong| wrong.filled)
    };
    let count = tasks.actions.len() + tasks.questions.len() + tasks.orders.len();
    let late = late(visit, state, &visit.web.waiting.of(state));
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-tasks")) }
            p.page-note {
                (text.count("tasks-count", count as u64))
                (due::counts(visit, late, nearly(visit, state, &tasks)))
            }
        }
        (where_i_am(visit, state, &tasks))
        (next_meeting(visit, state, &tasks))
        @if tasks.orders.is_empty() {
            div.empty { strong { (text.get("tasks-none")) } p { (text.get("tasks-none-hint")) } }
        }
        ul.orders #tasks data-only="action question" {
            @for entry in tasks.actions.iter().chain(&tasks.questions) {
                (row(visit, state, entry, From::Tasks, at(entry)))
            }
        }
        @if !tasks.orders.is_empty() {
            h2.utrecht-heading-2 { (text.get("tasks-orders")) }
            ul.plain-list {
                @for order in &tasks.orders { (order_line(visit, state, order)) }
            }
        }
    };
    let title = text.get("nav-tasks").to_owned();
    let fault = wrong.is_some();
    let shell = Shell { title, here: "tasks", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// The roles that are mine, until when, and where the team gathers.
fn where_i_am(visit: &Visit, state: &ScopeState, tasks: &Tasks<'_>) -> Markup {
    let text = &visit.text;
    let place = state.crisis.as_ref().and_then(|crisis| crisis.gathers());
    html! {
        section.panel {
            @if tasks.seats.is_empty() {
                p { (text.get("tasks-no-seat")) " "
                    @if shell::may_change(visit, state, Capability::WriteEntry) {
                        a href={ (shell::crisis_path(state)) "/team" } {
                            (text.get("tasks-take-seat"))
                        }
                    }
                }
            }
            ul.plain-list {
                @for seat in &tasks.seats {
                    li {
                        strong { (visit.words().role(&seat.taken.role)) }
                        @if let Some(until) = seat.taken.until {
                            @let shown = time::short(text, until, visit.now);
                            @let late = seat.is_overdue(visit.now);
                            " · " span.late[late] {
                                (text.with("tasks-until", &[("time", &shown)]))
                            }
                        }
                    }
                }
            }
            @if let Some(place) = place {
                p { (text.with("crisis-gathers", &[("place", place)])) }
            }
        }
    }
}

/// The meeting that runs or comes next, for one person.
pub struct Next<'a> {
    pub meeting: &'a Meeting,
    /// How much of theirs is due before it begins, or before it is over.
    pub owed: usize,
    /// True when they lead it.
    pub chairs: bool,
}

/// Returns the next meeting, while the crisis goes on.
#[must_use]
pub fn next<'a>(state: &'a ScopeState, tasks: &Tasks<'_>) -> Option<Next<'a>> {
    state.crisis.as_ref().filter(|crisis| crisis.runs())?;
    let meeting = state.meetings.next()?;
    let before = match meeting.phase() {
        Phase::Running => meeting.until(),
        _ => meeting.starts(),
    };
    let lines = tasks.actions.iter().chain(&tasks.questions);
    let owed = lines.filter(|entry| state.due_of(entry).is_some_and(|due| due <= before)).count();
    let chairs = tasks.seats.iter().any(|seat| {
        seat.taken.team == CRISIS_TEAM && seat.taken.role == CHAIR && !seat.taken.deputy
    });
    Some(Next { meeting, owed, chairs })
}

fn next_meeting(visit: &Visit, state: &ScopeState, tasks: &Tasks<'_>) -> Markup {
    let text = &visit.text;
    let Some(Next { meeting: next, owed, chairs }) = self::next(state, tasks) else {
        return html! {};
    };
    html! {
        section.panel #next-meeting {
            p {
                a href=(meeting::path_of(state, next)) { strong { (meeting::label(visit, next)) } }
                " · " (time::short(text, next.starts(), visit.now)) " · "
                span.late[next.is_late(visit.now)] { (meeting::clock_words(visit, next)) }
            }
            p { (text.count("meeting-owes", owed as u64))
                @if chairs { " " (text.get("meeting-you-chair")) } }
        }
    }
}

fn order_line(visit: &Visit, state: &ScopeState, order: &Order) -> Markup {
    let text = &visit.text;
    let label = text.with("order-number", &[("number", &order.label())]);
    let path = format!("{}/orders#{}", shell::crisis_path(state), order.begun.order);
    html! {
        li {
            a href=(path) { (label) } ": " span dir="auto" { (order.begun.text) }
            @if let Some(due) = order.begun.due {
                " " (due::place(&order.begun.order.to_string(),
                    &due::badge(visit, due, due::Words::Ready)))
            }
        }
    }
}

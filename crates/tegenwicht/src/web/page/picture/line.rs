// SPDX-License-Identifier: EUPL-1.2
//! The blocks of the picture that follow from lines: decisions in force, open questions, what is
//! late or nearly so; and the team.

use std::cmp::Reverse;

use maud::{Markup, html};
use tegenwicht_core::feature::call::{Callee, Outcome};
use tegenwicht_core::feature::course::Urgency;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::order::Order;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::fold::ScopeState;

use crate::web::page::action;
use crate::web::part::icon::{Icon, icon};
use crate::web::part::progress::{self, owner, short};
use crate::web::part::shell;
use crate::web::part::{due, roster, time, who};
use crate::web::visit::Visit;

/// Most lines in a block. The page shows the first of them, the wall all, page by page.
const LINES: usize = 24;

fn head(visit: &Visit, words: &str, count: usize, link: Option<(String, &str)>) -> Markup {
    html! {
        div.panel-head {
            h2.utrecht-heading-2 { (visit.text.get(words)) }
            @if count > 0 { span.page-note { (count) } }
            @if let Some((path, words)) = link {
                a.no-print href=(path) { (visit.text.get(words)) }
            }
        }
    }
}

/// On paper, how many more there are than stand there.
fn more(visit: &Visit, count: usize) -> Markup {
    html! {
        @if count > LINES {
            p.muted.print-only { (visit.text.count("picture-more", (count - LINES) as u64)) }
        }
    }
}

/// The decisions that hold, the newest first.
#[must_use]
pub fn decisions(visit: &Visit, state: &ScopeState) -> Markup {
    let all = state.lines_of(EntryKind::Decision).rev();
    let holds: Vec<_> = all.filter(|entry| state.standing(entry).is_in_force()).collect();
    let path = shell::crisis_path(state);
    html! {
        section.panel #picture-decisions data-version=(state.count) {
            (head(visit, "decisions-holds", holds.len(),
                Some((format!("{path}/decisions"), "picture-all"))))
            @if holds.is_empty() { p.muted { (visit.text.get("decisions-none")) } }
            ul.plain-list {
                @for entry in holds.iter().take(LINES) {
                    li {
                        a href={ (path) "/decisions/" (entry.written.entry) } {
                            (short(visit, entry))
                        }
                        " " (progress::due(visit, state, entry))
                    }
                }
            }
            (more(visit, holds.len()))
        }
    }
}

/// Open questions, each with who finds out by when; and how many areas nobody knows of.
#[must_use]
pub fn unknowns(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let open = state.lines_of(EntryKind::Question).filter(|it| !state.standing(it).is_end());
    let open: Vec<_> = open.collect();
    let path = shell::crisis_path(state);
    html! {
        section.panel #picture-unknowns data-version=(state.count) {
            (head(visit, "picture-unknowns", open.len(),
                Some((format!("{path}/log?kind=question"), "picture-all"))))
            @if open.is_empty() { p.muted { (text.get("picture-unknowns-none")) } }
            ul.plain-list {
                @for entry in open.iter().take(LINES) {
                    li {
                        a href={ (path) "/log/" (entry.written.entry) } { (short(visit, entry)) }
                        " · "
                        @match owner(visit, state, entry) {
                            Some(owner) => span dir="auto" { (owner) },
                            None => span.late { (text.get("progress-no-owner")) },
                        }
                        " " (progress::due(visit, state, entry))
                    }
                }
            }
            (more(visit, open.len()))
        }
    }
}

/// Something with a time that is late or nearly so.
enum Urgent<'a> {
    Order(&'a Order),
    Line(&'a LogEntry),
}

/// Returns what is late or nearly so: orders; actions, checks of decisions and questions. What is
/// late comes first.
fn urgent<'a>(visit: &Visit, state: &'a ScopeState) -> Vec<(Urgency, Urgent<'a>)> {
    let checks = state.lines_of(EntryKind::Decision);
    let questions = state.lines_of(EntryKind::Question);
    let lines = action::ordered(visit, state).into_iter().chain(checks).chain(questions);
    let lines = lines.map(|line| (state.urgency(line, visit.now), Urgent::Line(line)));
    let orders = state.orders.of(None).into_iter();
    let orders = orders.map(|order| (order.urgency(visit.now), Urgent::Order(order)));
    let all = orders.chain(lines).filter(|(urgency, _)| *urgency != Urgency::None);
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(urgency, _)| Reverse(*urgency));
    all
}

/// What is late and what nearly is. Time alone makes it longer, so it carries no version: what
/// comes is newer.
#[must_use]
pub fn late(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let all = urgent(visit, state);
    html! {
        section.panel #picture-late {
            div.panel-head {
                h2.utrecht-heading-2 { (text.get("picture-late")) }
                @if !all.is_empty() { span.page-note { (all.len()) } }
            }
            @if all.is_empty() { p.muted { (text.get("picture-late-none")) } }
            ul.plain-list {
                @for (_, urgent) in all.iter().take(LINES) {
                    li { (urgent_line(visit, state, urgent)) }
                }
            }
        }
    }
}

fn urgent_line(visit: &Visit, state: &ScopeState, urgent: &Urgent<'_>) -> Markup {
    let path = shell::crisis_path(state);
    match urgent {
        Urgent::Order(order) => {
            let label = visit.text.with("order-number", &[("number", &order.label())]);
            html! {
                @if let Some(due) = order.begun.due {
                    (due::badge(visit, due, due::Words::Ready)) " "
                }
                a href={ (path) "/orders#" (order.begun.order) } { (label) }
                ": " span dir="auto" { (order.begun.text) }
            }
        }
        Urgent::Line(entry) => html! {
            (progress::due(visit, state, entry)) " "
            a href={ (path) "/log/" (entry.written.entry) } { (short(visit, entry)) }
            @if let Some(owner) = owner(visit, state, entry) {
                " · " span dir="auto" { (owner) }
            }
        },
    }
}

/// Who has which role until when, and which roles nobody has.
#[must_use]
pub fn team(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let seats = state.team.seated(Some(CRISIS_TEAM));
    let empty = who::empty_roles(visit, state);
    let path = format!("{}/team", shell::crisis_path(state));
    html! {
        section.panel #picture-team {
            (head(visit, "nav-team", 0, Some((path, "picture-all"))))
            ul.picture-team {
                @for seat in &seats {
                    li {
                        strong { (visit.words().role(&seat.taken.role)) } " "
                        span dir="auto" { (who::name(visit, &seat.taken)) }
                        @if let Some(until) = seat.taken.until {
                            @let shown = time::short(text, until, visit.now);
                            " " span.late[seat.is_overdue(visit.now)] {
                                (text.with("tasks-until", &[("time", &shown)]))
                            }
                        }
                    }
                }
                @for role in &empty {
                    li {
                        span.utrecht-badge.state-unknown {
                            (icon(Icon::Unknown)) " " (visit.words().role(role)) " "
                            (text.get("team-not-taken"))
                        }
                    }
                }
            }
            ul.picture-team {
                @for desk in ["board", "ghor"] { (told(visit, state, desk)) }
                @if let Some((_, plan)) = visit.world.plan() {
                    (roster::outlook(visit, &plan.roster))
                }
            }
        }
    }
}

/// What a desk outside knows: since when, and whether it said it back; it may be tried in vain.
fn told(visit: &Visit, state: &ScopeState, desk: &str) -> Markup {
    let text = &visit.text;
    let to = Callee::Desk(desk.to_owned());
    let told = state.calls.to(&to).find(|call| call.made.outcome == Outcome::Reached);
    let last = state.calls.last(&to);
    html! {
        li {
            a href={ (shell::crisis_path(state)) "/inform#desk-" (desk) } {
                (visit.words().desk(desk))
            } " "
            @match (told, last) {
                (Some(call), _) => {
                    @let at = time::short(text, call.recorded_at, visit.now);
                    (text.with("inform-told", &[("time", &at)])) ", "
                    @if call.made.acknowledged { (text.get("inform-acknowledged")) }
                    @else { span.late { (text.get("inform-not-acknowledged")) } }
                }
                (None, Some(call)) => {
                    @let at = time::short(text, call.recorded_at, visit.now);
                    span.late { (text.with("inform-tried", &[("time", &at)])) }
                }
                (None, None) => {
                    span.utrecht-badge.state-unknown {
                        (icon(Icon::Unknown)) " " (text.get("inform-not-told-yet"))
                    }
                }
            }
        }
    }
}

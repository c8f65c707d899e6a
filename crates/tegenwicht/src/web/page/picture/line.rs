// SPDX-License-Identifier: EUPL-1.2
//! The blocks of the picture that follow from lines: decisions in force, open questions, what is
//! late; and the team.

use maud::{Markup, html};
use tegenwicht_core::feature::call::{Callee, Outcome};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::order::Order;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::fold::ScopeState;

use crate::web::page::action;
use crate::web::part::icon::{Icon, icon};
use crate::web::part::progress::{due, owner, short};
use crate::web::part::shell;
use crate::web::part::{roster, time, who};
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
                        " " (due(visit, state, entry))
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
                        " " (due(visit, state, entry))
                    }
                }
            }
            (more(visit, open.len()))
        }
    }
}

/// Returns what is late: actions, checks of decisions and questions; and orders.
fn overdue<'a>(visit: &Visit, state: &'a ScopeState) -> (Vec<&'a LogEntry>, Vec<&'a Order>) {
    let checks = state.lines_of(EntryKind::Decision);
    let questions = state.lines_of(EntryKind::Question);
    let lines = action::ordered(visit, state).into_iter().chain(checks).chain(questions);
    let lines = lines.filter(|entry| state.is_overdue(entry, visit.now)).collect();
    let orders = state.orders.of(None).into_iter().filter(|order| order.is_late(visit.now));
    (lines, orders.collect())
}

/// Returns how many of them there are.
#[must_use]
pub fn late_count(visit: &Visit, state: &ScopeState) -> usize {
    let (lines, orders) = overdue(visit, state);
    lines.len() + orders.len()
}

/// What is late. Time alone makes it longer, so it carries no version: what comes is newer.
#[must_use]
pub fn late(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let (lines, orders) = overdue(visit, state);
    html! {
        section.panel #picture-late {
            (head(visit, "picture-late", lines.len() + orders.len(), None))
            @if lines.is_empty() && orders.is_empty() {
                p.muted { (text.get("picture-late-none")) }
            }
            ul.plain-list {
                @for order in orders.iter().take(LINES) {
                    li {
                        a href={ (path) "/orders#" (order.begun.order) } {
                            (text.with("order-number", &[("number", &order.label())]))
                        }
                        ": " span dir="auto" { (order.begun.text) }
                    }
                }
                @for entry in lines.iter().take(LINES) {
                    li {
                        (due(visit, state, entry)) " "
                        a href={ (path) "/log/" (entry.written.entry) } { (short(visit, entry)) }
                        @if let Some(owner) = owner(visit, state, entry) {
                            " · " span dir="auto" { (owner) }
                        }
                    }
                }
            }
        }
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

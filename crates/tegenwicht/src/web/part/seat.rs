// SPDX-License-Identifier: EUPL-1.2
//! The seats of a team, one a row: who, since and until when, whether they are there; and the
//! roles that nobody has.

use maud::{Markup, html};
use tegenwicht_core::feature::team::{CRISIS_TEAM, Seat};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::field::{self, Field, Filled};
use super::icon::{Icon, icon};
use super::shell::{self, may_change};
use super::{time, who};
use crate::web::visit::Visit;

/// Most seats of a team that stand open under each other.
pub const SEATS_OPEN: usize = 12;

/// One team: every seat, and of the crisis team every role that nobody has.
#[must_use]
pub fn section(visit: &Visit, state: &ScopeState, team: &str) -> Markup {
    let text = &visit.text;
    let formed = state.team.teams.get(&team.to_owned());
    let title = formed.map_or_else(|| visit.words().team(team), |formed| formed.title.clone());
    let seats = ordered(visit, state.team.seated(Some(team)));
    let empty = if team == CRISIS_TEAM { who::empty_roles(visit, state) } else { Vec::new() };
    html! {
        section.panel id={ "team-" (team) } {
            div.panel-head {
                h2.utrecht-heading-2 { (title) }
                @if let Some(task) = formed.and_then(|formed| formed.task.as_ref()) {
                    p.page-note { (task) }
                }
            }
            @if seats.is_empty() && empty.is_empty() {
                div.empty { p { (text.get("team-nobody")) } }
            }
            ul.seats {
                @for role in &empty { (empty_row(visit, state, role)) }
                @if seats.len() <= SEATS_OPEN {
                    @for seat in seats { (seat_row(visit, state, seat)) }
                } @else {
                    (folded(visit, state, &seats))
                }
            }
        }
    }
}

/// A large team: what is overdue and what one has oneself stands open, the rest by role.
fn folded(visit: &Visit, state: &ScopeState, seats: &[&Seat]) -> Markup {
    let is_open = |seat: &&&Seat| seat.is_overdue(visit.now) || who::is_own(visit, seat);
    let mut roles: Vec<(&str, Vec<&Seat>)> = Vec::new();
    for seat in seats.iter().filter(|seat| !is_open(seat)) {
        match roles.iter_mut().find(|(role, _)| *role == seat.taken.role) {
            Some((_, of_role)) => of_role.push(*seat),
            None => roles.push((seat.taken.role.as_str(), vec![*seat])),
        }
    }
    html! {
        @for seat in seats.iter().filter(is_open) { (seat_row(visit, state, seat)) }
        @for (role, of_role) in roles {
            li.seat-fold {
                details.more {
                    summary {
                        (visit.words().role(role)) ": "
                        @if let [one] = of_role.as_slice() { (who::name(visit, &one.taken)) }
                        @else { (visit.text.count("team-people", of_role.len() as u64)) }
                    }
                    ul.seats { @for seat in of_role { (seat_row(visit, state, seat)) } }
                }
            }
        }
    }
}

/// Seats in the order in which the institution names its roles; liaisons and others behind.
fn ordered<'a>(visit: &Visit, mut seats: Vec<&'a Seat>) -> Vec<&'a Seat> {
    let roles = visit.words().roles_to_fill();
    let place =
        |seat: &Seat| roles.iter().position(|role| *role == seat.taken.role).unwrap_or(roles.len());
    // What is overdue asks for a person now.
    seats.sort_by_key(|seat| (!seat.is_overdue(visit.now), place(seat), seat.taken.deputy));
    seats
}

fn empty_row(visit: &Visit, state: &ScopeState, role: &str) -> Markup {
    let text = &visit.text;
    let opened = state.crisis.as_ref().map_or(visit.now, |crisis| crisis.opened_at);
    let left = state.team.seats.values().filter(|seat| seat.taken.role == role);
    let left = left.filter_map(|seat| seat.left.as_ref().map(|left| left.at)).max();
    let age = time::length_of_note(text, visit.now.since_ms(left.unwrap_or(opened)));
    let call = visit.may(Capability::ReadContacts);
    html! {
        li.seat.seat--empty data-role=(role) {
            strong.seat-role { (visit.words().role(role)) }
            p.seat-who {
                span.utrecht-badge.state-unknown {
                    (icon(Icon::Unknown)) " " (text.get("team-not-taken"))
                }
                @if let Some(age) = age {
                    " " span.seat-time { (text.with("team-empty-for", &[("length", &age)])) }
                }
            }
            @if call {
                p.seat-actions.no-print {
                    a href={ (shell::crisis_path(state)) "/calls" } {
                        (text.get("team-call"))
                    }
                }
            }
        }
    }
}

fn seat_row(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let text = &visit.text;
    let taken = &seat.taken;
    let overdue = seat.is_overdue(visit.now);
    let phones = who::phones(visit, taken);
    let from = time::short(text, taken.from, visit.now);
    html! {
        li.seat.seat--taken.seat--overdue[overdue].seat--present[seat.is_present() == Some(true)]
            .seat--absent[seat.is_present() == Some(false)]
            id=(taken.seat) data-role=(taken.role) {
            strong.seat-role {
                (visit.words().role(&taken.role))
                @if taken.deputy { " " span.utrecht-badge { (text.get("team-deputy")) } }
            }
            div.seat-who {
                p { (who::name(visit, taken)) " " (who::phone_links(&phones)) }
                @if taken.organisation.is_some() || taken.mandate.is_some() {
                    p.muted { (of_elsewhere(visit, seat)) }
                }
            }
            p.seat-time {
                (text.with("team-since", &[("time", &from)]))
                @if let Some(until) = taken.until {
                    @let shown = time::short(text, until, visit.now);
                    " · "
                    @if overdue {
                        span.utrecht-badge.utrecht-badge--danger {
                            (icon(Icon::Warning)) " "
                            (text.with("team-overdue", &[("time", &shown)]))
                        }
                    } @else { (text.with("team-until-at", &[("time", &shown)])) }
                }
            }
            (presence_of(visit, state, seat))
            (seat_actions(visit, state, seat))
        }
    }
}

fn of_elsewhere(visit: &Visit, seat: &Seat) -> String {
    let mandate = seat.taken.mandate.as_ref();
    let mandate =
        mandate.map(|mandate| visit.text.with("team-mandate-is", &[("mandate", mandate)]));
    let parts: Vec<String> = seat.taken.organisation.iter().cloned().chain(mandate).collect();
    parts.join(" · ")
}

/// Whether somebody is there, and the press that says so.
fn presence_of(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let text = &visit.text;
    let action = format!("{}/team/{}/presence", shell::crisis_path(state), seat.taken.seat);
    let present = seat.is_present();
    html! {
        div.seat-presence {
            @match present {
                Some(true) => span.utrecht-badge.state-recovered {
                    (icon(Icon::Tick)) " " (text.get("team-present"))
                },
                Some(false) => span.utrecht-badge.state-none { "– " (text.get("team-absent")) },
                None => span.utrecht-badge.state-unknown {
                    (icon(Icon::Unknown)) " " (text.get("team-presence-unknown"))
                },
            }
            @if may_change(visit, state, Capability::WriteEntry) {
                form.seat-tick.no-print method="post" action=(action) {
                    (field::hidden(visit, &Filled::default()))
                    @for (value, name, is) in
                        [("yes", "team-say-present", true), ("no", "team-say-absent", false)] {
                        @if present != Some(is) {
                            button.utrecht-button.utrecht-button--subtle name="present"
                                value=(value) { (text.get(name)) }
                        }
                    }
                }
            }
        }
    }
}

fn seat_actions(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let text = &visit.text;
    let path = format!("{}/team/{}", shell::crisis_path(state), seat.taken.seat);
    html! {
        div.seat-actions.no-print {
            a href={ (path) "/handover" } { (text.get("team-handover")) }
            @if may_change(visit, state, Capability::ManageTeam) {
                details.more {
                    summary { (text.get("team-leave")) }
                    form method="post" action={ (path) "/leave" } {
                        (field::hidden(visit, &Filled::default()))
                        (field::line(visit, &Filled::default(), Field {
                            id: &format!("note-{}", seat.taken.seat),
                            ..Field::text("note", "team-leave-note")
                        }))
                        button.utrecht-button.utrecht-button--secondary {
                            (text.get("team-leave-save"))
                        }
                    }
                }
            }
        }
    }
}

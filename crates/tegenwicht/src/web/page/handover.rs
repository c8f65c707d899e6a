// SPDX-License-Identifier: EUPL-1.2
//! Handing over a seat: the page writes itself from the log, so that nobody has to remember at
//! the end of a shift what is open, what is in force, what is expected and whom to call.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::call::Callee;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::support_request::Standing;
use tegenwicht_core::feature::team::{CRISIS_TEAM, Seat, TakeSeat};
use tegenwicht_core::feature::text;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::OrderId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::team::{crisis_of, field_of, seat_of, taken_line};
use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::form::{self, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{due, entry, time, who};
use crate::web::visit::Visit;

/// Most lines under one heading; the log has the rest.
const LINES_MAX: usize = 60;

/// `GET /crises/{id}/team/{seat}/handover`
pub async fn show(visit: Visit, Address((id, seat)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let seat = seat_of(state, &seat)?;
    shown(page(&visit, state, seat, &Filled::default()))
}

/// `POST /crises/{id}/team/{seat}/handover`
pub async fn hand_over(
    visit: Visit,
    Address((id, seat)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let before = seat_of(state, &seat)?;
    let mut faults = Vec::new();
    let who = who::read(&visit, &form, &mut faults)?;
    let until = who::read_ahead(&visit, &form, "until", &mut faults);
    let (Some(who), true) = (who, faults.is_empty()) else {
        return unreadable(page(&visit, state, before, &Filled { form, faults }));
    };
    let taken = &before.taken;
    let line = taken_line(&visit, &taken.team, &taken.role, until, taken.organisation.as_deref());
    let command = Command::TakeSeat(Box::new(TakeSeat {
        crisis: crisis_of(state)?,
        team: taken.team.clone(),
        role: taken.role.clone(),
        who,
        deputy: taken.deputy,
        until,
        organisation: taken.organisation.clone(),
        mandate: taken.mandate.clone(),
        takes_over: Some(taken.seat),
        line: Some(visit.text.with("handover-line", &[("taken", &line)])),
    }));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/team")),
        Err(error) => {
            let faults = form::faults(error.clone(), field_of(&error, "who"))?;
            let fresh = visit.fresh_key();
            let other = error == SubmitError::OtherPayload;
            let form = if other { form.with("key", &fresh) } else { form };
            let page = page(&visit, state, before, &Filled { form, faults });
            refused(&error, page, &fresh)
        }
    }
}

fn page(visit: &Visit, state: &ScopeState, seat: &Seat, filled: &Filled) -> Markup {
    let text = &visit.text;
    let role = visit.words().role(&seat.taken.role);
    let path = shell::crisis_path(state);
    let title = text.with("handover-title", &[("role", &role)]);
    let fault = !filled.faults.is_empty();
    let main = html! {
        (shell::back(&format!("{path}/team"), text.get("handover-back")))
        div.page-head {
            h1.utrecht-heading-1 { (title) }
            p.page-note { (held(visit, seat)) }
        }
        @if fault { (over_form(visit, state, seat, filled)) }
        div.handover {
            (open(visit, state, seat))
            (in_force(visit, state))
            (expected(visit, state, seat))
            (to_call(visit, state, seat))
        }
        @if !fault { (over_form(visit, state, seat, filled)) }
    };
    let shell = Shell { title, here: "team", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// By whom, since and until when.
fn held(visit: &Visit, seat: &Seat) -> String {
    let text = &visit.text;
    let from = time::short(text, seat.taken.from, visit.now);
    let mut note = who::name(visit, &seat.taken);
    note.push_str(" · ");
    note.push_str(&text.with("team-since", &[("time", &from)]));
    if let Some(until) = seat.taken.until {
        let until = time::short(text, until, visit.now);
        note.push_str(" · ");
        note.push_str(&text.with("team-until-at", &[("time", &until)]));
    }
    note
}

fn over_form(visit: &Visit, state: &ScopeState, seat: &Seat, filled: &Filled) -> Markup {
    let text = &visit.text;
    let action = format!("{}/team/{}/handover", shell::crisis_path(state), seat.taken.seat);
    if let Some(left) = &seat.left {
        let at = time::short(text, left.at, visit.now);
        return html! {
            (field::errors(visit, filled))
            p.utrecht-alert.utrecht-alert--info { (text.with("handover-left", &[("time", &at)])) }
        };
    }
    html! {
        @if may_change(visit, state, Capability::ManageTeam) {
            form.panel.no-print method="post" action=(action) {
                h2.utrecht-heading-2 { (text.get("handover-to")) }
                p.muted { (text.get("handover-to-hint")) }
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (who::picker(visit, filled, ""))
                (who::until_field(visit, filled, "until"))
                button.utrecht-button { (text.get("handover-save")) }
            }
        }
    }
}

/// A part of the page: its lines, or that there are none.
fn section(visit: &Visit, title: &str, lines: &[Markup]) -> Markup {
    html! {
        section.panel {
            h2.utrecht-heading-2 { (visit.text.get(title)) }
            @if lines.is_empty() { p.muted { (visit.text.get("handover-nothing")) } }
            ul.plain-list {
                @for line in lines.iter().take(LINES_MAX) { li { (line) } }
            }
            @if lines.len() > LINES_MAX {
                p.muted { (visit.text.count("handover-more", (lines.len() - LINES_MAX) as u64)) }
            }
        }
    }
}

/// What somebody still has to do or find out.
fn open(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let mut lines = Vec::new();
    if seat.taken.team == CRISIS_TEAM {
        // The line of an order is an action too; whether it is done, the order itself knows.
        let of_order = |entry: &LogEntry| {
            let about = entry.written.about.as_deref().and_then(|about| about.parse().ok());
            about.is_some_and(|order: OrderId| state.orders.by_id.contains_key(&order))
        };
        for kind in [EntryKind::Bottleneck, EntryKind::Question, EntryKind::Action] {
            let entries = of_kind(state, kind);
            lines.extend(
                entries
                    .filter(|entry| entry.answered_by.is_empty() && !of_order(entry))
                    .map(|entry| line_of(visit, state, entry)),
            );
        }
    }
    let team = Some(seat.taken.team.as_str()).filter(|team| *team != CRISIS_TEAM);
    for order in state.orders.of(team) {
        if !order.reply().is_some_and(tegenwicht_core::feature::order::Reply::is_end) {
            let label = visit.text.with("order-number", &[("number", &order.label())]);
            let team = team_title(visit, state, &order.begun.team);
            lines.push(html! {
                span.muted { (label) " · " (team) ": " } span dir="auto" { (order.begun.text) }
                (by_when(visit, order.begun.due))
            });
        }
    }
    lines.extend(steps(visit, state, seat));
    section(visit, "handover-open", &lines)
}

/// The lines of one kind that stand, latest first.
fn of_kind(state: &ScopeState, kind: EntryKind) -> impl Iterator<Item = &LogEntry> {
    let newest = state.timeline.values().rev().filter_map(|id| state.entries.get(id));
    newest.filter(move |entry| entry.written.kind == kind && !entry.is_struck())
}

fn line_of(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Markup {
    let path = format!("{}/log/{}", shell::crisis_path(state), found.written.entry);
    let words = entry::words(visit, found);
    let said = words.read();
    html! {
        a href=(path) { (entry::kind_label(visit, found)) }
        span.muted { " " (time::short(&visit.text, state.happened_at(found), visit.now)) ": " }
        span dir="auto" {
            @match said {
                Some(said) => (said.text),
                None => (visit.text.get("entry-sealed")),
            }
        }
        @if let Some(owner) = said.and_then(|said| said.owner.as_ref()) {
            span.muted { " · " (owner) }
        }
        (by_when(visit, found.written.due))
    }
}

fn by_when(visit: &Visit, at: Option<Timestamp>) -> Markup {
    html! {
        @if let Some(at) = at {
            " " (due::badge(visit, at, due::Words::Ready))
        }
    }
}

/// Steps of the cards that run: how many are left, and which of them are this person's.
fn steps(visit: &Visit, state: &ScopeState, seat: &Seat) -> Vec<Markup> {
    let owner = match seat.taken.who {
        tegenwicht_core::feature::team::Who::User(user) => Some(user),
        _ => None,
    };
    // Who hands a step over types a name, which is then all that the step knows.
    let name = who::name(visit, &seat.taken);
    let mut lines = Vec::new();
    for running in state.cards.running() {
        let (done, all) = state.cards.progress(&running.card);
        if done < all {
            let (left, all) = ((all - done).to_string(), all.to_string());
            let left = visit.text.with("handover-steps-left", &[("left", &left), ("all", &all)]);
            lines.push(html! { strong { (running.card.title) } span.muted { " · " (left) } });
        }
        for item in running.card.steps() {
            let step = state.cards.steps.get(&item.id).and_then(|step| step.said());
            let own = step.is_some_and(|said| match &said.set.owner_name {
                Some(typed) => text::same(typed, &name),
                None => owner.is_some() && said.set.owner == owner,
            });
            if own && !state.cards.standing(&item.id).is_settled() {
                lines.push(html! { span.muted { (running.card.title) ": " } (item.text) });
            }
        }
    }
    lines
}

/// What holds now: level, GRIP, place, decisions.
fn in_force(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let mut lines = Vec::new();
    if let Some(crisis) = &state.crisis {
        let mut known = |label: &str, values: Vec<String>| {
            lines.push(html! {
                span.muted { (text.get(label)) ": " }
                @if values.is_empty() {
                    span.utrecht-badge.state-unknown {
                        (icon(Icon::Unknown)) " " (text.get("unknown"))
                    }
                } @else { strong { (values.join(" / ")) } }
            });
        };
        let levels = crisis.level.live().map(|(_, set)| visit.words().level(&set.level));
        known("handover-level", levels.collect());
        let grips = crisis.grip.live().map(|(_, set)| visit.words().grip(&set.grip));
        known("handover-grip", grips.collect());
        known("handover-place", crisis.gathers().map(str::to_owned).into_iter().collect());
    }
    lines.extend(of_kind(state, EntryKind::Decision).map(|entry| line_of(visit, state, entry)));
    section(visit, "handover-in-force", &lines)
}

/// What is to come, by when.
fn expected(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let text = &visit.text;
    let mut coming: Vec<(Timestamp, String)> = Vec::new();
    for entry in state.entries.values().filter(|entry| !entry.is_struck()) {
        if let (Some(due), Some(said)) = (entry.written.due, entry::words(visit, entry).read()) {
            coming.push((due, said.text.clone()));
        }
    }
    for order in state.orders.of(None) {
        let open = !order.reply().is_some_and(tegenwicht_core::feature::order::Reply::is_end);
        if let Some(due) = order.begun.due.filter(|_| open) {
            let team = team_title(visit, state, &order.begun.team);
            coming.push((due, format!("{team}: {}", order.begun.text)));
        }
    }
    for other in state.team.seated(None) {
        if let Some(until) = other.taken.until.filter(|_| other.taken.seat != seat.taken.seat) {
            let role = visit.words().role(&other.taken.role);
            coming.push((until, text.with("handover-seat-ends", &[("role", &role)])));
        }
    }
    for asked in state.support.all() {
        let promised = asked.words.live().filter(|(_, moved)| moved.standing == Standing::Promised);
        for (_, moved) in promised {
            let what = &asked.begun.what;
            let line = text.with("handover-support", &[("what", what), ("of", &asked.begun.of)]);
            coming.push((moved.expected_at.or(asked.begun.needed_at).unwrap_or(asked.at), line));
        }
    }
    coming.sort();
    let lines: Vec<Markup> = coming
        .iter()
        .map(|(at, what)| {
            let shown = time::short(text, *at, visit.now);
            html! {
                strong { (time::stamp_of(&time::local(*at), &shown)) } " "
                span dir="auto" { (what) }
                @if *at < visit.now {
                    " " span.utrecht-badge.utrecht-badge--danger { (text.get("due-passed")) }
                }
            }
        })
        .collect();
    section(visit, "handover-expected", &lines)
}

/// Everybody in a seat with their numbers, and the desks that were spoken to.
fn to_call(visit: &Visit, state: &ScopeState, seat: &Seat) -> Markup {
    let text = &visit.text;
    let mut lines = Vec::new();
    for other in state.team.seated(None) {
        if other.taken.seat == seat.taken.seat {
            continue;
        }
        let phones = who::phones(visit, &other.taken);
        lines.push(html! {
            span.muted {
                (visit.words().role(&other.taken.role))
                @if let Some(organisation) = &other.taken.organisation { " (" (organisation) ")" }
                ": "
            }
            (who::name(visit, &other.taken)) " " (who::phone_links(&phones))
            @if phones.is_empty() { span.muted { (text.get("no-number")) } }
        });
    }
    let mut desks: Vec<&str> = Vec::new();
    for call in state.calls.all.iter() {
        if let Callee::Desk(desk) = &call.made.to
            && !desks.contains(&desk.as_str())
        {
            desks.push(desk);
        }
    }
    for desk in desks {
        let phones = super::inform::phones(visit, desk);
        lines.push(html! {
            span.muted { (visit.words().desk(desk)) ": " } (who::phone_links(&phones))
            @if phones.is_empty() { span.muted { (text.get("no-number")) } }
        });
    }
    section(visit, "handover-to-call", &lines)
}

/// Returns what a team is called.
pub(crate) fn team_title(visit: &Visit, state: &ScopeState, team: &str) -> String {
    let formed = state.team.teams.get(&team.to_owned());
    formed.map_or_else(|| visit.words().team(team), |formed| formed.title.clone())
}

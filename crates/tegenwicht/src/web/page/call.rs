// SPDX-License-Identifier: EUPL-1.2
//! The call list: who is on duty tonight, then the deputies; one tap records what came of a call.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::call::{Call, Callee, Outcome, RecordCall};
use tegenwicht_core::feature::team::{CRISIS_TEAM, Who};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::ContactId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::team::crisis_of;
use super::{Answer, onwards, refused, setting, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{time, who};
use crate::web::visit::Visit;

/// Somebody to call for a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub contact: ContactId,
    /// True when the roster says that it is this person's turn.
    pub on_duty: bool,
    pub rank: u8,
}

/// A role with who can fill it, and how far that is.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub role: String,
    pub state: Filling,
    pub candidates: Vec<Candidate>,
}

/// How far a role is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Filling {
    /// Nobody, and longer than agreed.
    Overdue,
    Empty,
    /// Somebody is on the way, and there at this moment.
    Coming(Timestamp),
    Taken,
}

/// `GET /crises/{id}/calls`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default(), ""))
}

/// `POST /crises/{id}/calls`
pub async fn record(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let contact: ContactId = form.get("contact").parse().map_err(|_| WebError::NotFound)?;
    let mut faults = Vec::new();
    let which = format!("{}-{}", form.get("role"), contact);
    let Some(outcome) = outcome(&visit, &form, &mut faults)? else {
        return unreadable(page(&visit, state, &Filled { form, faults }, &which));
    };
    let role = form.optional("role");
    let line = call_line(&visit, role.as_deref(), outcome);
    let command = Command::RecordCall(RecordCall {
        crisis: crisis_of(state)?,
        to: Callee::Contact(contact),
        role,
        outcome,
        way: None,
        heard_by: None,
        acknowledged: false,
        note: None,
        happened_at: None,
        line,
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/calls#role-{}", form.get("role"))),
        Err(error) => {
            let faults = form::faults(error.clone(), "coming")?;
            let fresh = visit.fresh_key();
            let other = error == SubmitError::OtherPayload;
            let form = if other { form.with("key", &fresh) } else { form };
            let page = page(&visit, state, &Filled { form, faults }, &which);
            refused(&error, page, &fresh)
        }
    }
}

/// Reads what came of a call; a time that was typed belongs to "coming".
fn outcome(
    visit: &Visit,
    form: &Submitted,
    faults: &mut Vec<Fault>,
) -> Result<Option<Outcome>, WebError> {
    Ok(match form.get("outcome") {
        "reached" => Some(Outcome::Reached),
        "not-reached" => Some(Outcome::NotReached),
        "cannot-come" => Some(Outcome::CannotCome),
        "coming" => {
            let at = who::read_ahead(visit, form, "coming", faults);
            if at.is_none() && faults.is_empty() {
                faults.push(Fault { field: "coming", text: "call-coming-missing".to_owned() });
            }
            at.map(Outcome::Coming)
        }
        _ => return Err(WebError::Malformed("outcome")),
    })
}

/// What the log says of a call: nothing of one that was not answered, which stands in the list.
pub(crate) fn call_line(visit: &Visit, role: Option<&str>, outcome: Outcome) -> Option<String> {
    let text = &visit.text;
    let role =
        role.map_or_else(|| text.get("call-somebody").to_owned(), |role| visit.words().role(role));
    match outcome {
        Outcome::Reached => Some(text.with("call-line-reached", &[("role", &role)])),
        Outcome::Coming(at) => {
            let time = time::short(text, at, visit.now);
            Some(text.with("call-line-coming", &[("role", &role), ("time", &time)]))
        }
        Outcome::CannotCome => Some(text.with("call-line-cannot-come", &[("role", &role)])),
        Outcome::NotReached => None,
    }
}

/// Returns every role that has to be filled: what is empty longest first, what is taken last.
pub(crate) fn wanted(visit: &Visit, state: &ScopeState) -> Vec<Wanted> {
    let Some((_, admin)) = visit.world.admin() else {
        return Vec::new();
    };
    let on_duty = visit.world.plan().map(|(_, plan)| plan.roster.on_duty(visit.now));
    let on_duty = on_duty.unwrap_or_default();
    let mut roles = visit.words().expected_seats();
    for shift in &on_duty {
        if !roles.contains(&shift.role) {
            roles.push(shift.role.clone());
        }
    }
    let mut found: Vec<Wanted> = Vec::new();
    for role in roles {
        let mut candidates: Vec<Candidate> = Vec::new();
        let shifts = on_duty.iter().filter(|shift| shift.role == role);
        let turns = shifts.map(|shift| (shift.contact, true));
        let others = admin.contacts.for_role(&role).into_iter().map(|set| (set.contact, false));
        for (contact, on_duty) in turns.chain(others) {
            let set = admin.contacts.by_id.get(&contact).and_then(|contact| contact.set());
            let Some((_, set)) = set else { continue };
            if !candidates.iter().any(|known| known.contact == contact) {
                candidates.push(Candidate { contact, on_duty, rank: set.rank });
            }
        }
        let filling = filling(visit, state, &role, &candidates);
        found.push(Wanted { role, state: filling, candidates });
    }
    // What has been empty longest stands first; of what is equally long, the order of the roles.
    found.sort_by_key(|wanted| {
        let empty = -empty_ms(visit, state, &wanted.role);
        match wanted.state {
            Filling::Overdue => (0, empty),
            Filling::Empty => (1, empty),
            Filling::Coming(at) => (2, at.0),
            Filling::Taken => (3, 0),
        }
    });
    found
}

fn filling(visit: &Visit, state: &ScopeState, role: &str, candidates: &[Candidate]) -> Filling {
    if state.team.empty(CRISIS_TEAM, &[role]).is_empty() {
        return Filling::Taken;
    }
    let last = candidates.iter().filter_map(|candidate| last(state, candidate.contact, role));
    let coming = last.filter_map(|call| match call.made.outcome {
        Outcome::Coming(at) if at > visit.now => Some(at),
        _ => None,
    });
    if let Some(at) = coming.min() {
        return Filling::Coming(at);
    }
    let limit = visit.words().minutes_ms("call-minutes", i64::from(setting::CALL_MINUTES));
    if empty_ms(visit, state, role) >= limit { Filling::Overdue } else { Filling::Empty }
}

/// How long nobody has had a role: since the opening, or since the last one left.
pub(crate) fn empty_ms(visit: &Visit, state: &ScopeState, role: &str) -> i64 {
    let opened = state.crisis.as_ref().map_or(visit.now, |crisis| crisis.opened_at);
    let seats = state.team.seats.values().filter(|seat| seat.taken.role == role);
    let left = seats.filter_map(|seat| seat.left.as_ref().map(|left| left.at)).max();
    visit.now.since_ms(left.unwrap_or(opened))
}

/// The last call to somebody for a role, or for no role in particular.
pub(crate) fn last<'a>(state: &'a ScopeState, contact: ContactId, role: &str) -> Option<&'a Call> {
    let for_this = |call: &&Call| call.made.role.as_deref().is_none_or(|other| other == role);
    let calls = state.calls.all.iter().rev();
    calls.filter(|call| call.made.to == Callee::Contact(contact)).find(for_this)
}

/// What the parts of the page have to know of each other.
struct Shown<'a> {
    filled: &'a Filled,
    /// The form that had a fault.
    which: &'a str,
    /// Who takes a seat with the one primary button: the first who was reached for an open role.
    next: Option<(&'a str, ContactId)>,
}

fn next<'a>(
    visit: &Visit,
    state: &ScopeState,
    open: &[&'a Wanted],
) -> Option<(&'a str, ContactId)> {
    let rows = open.iter().flat_map(|wanted| {
        let contacts = wanted.candidates.iter().map(|candidate| candidate.contact);
        contacts.map(|contact| (wanted.role.as_str(), contact))
    });
    let mut reached = rows.filter(|(role, contact)| {
        last(state, *contact, role).is_some_and(is_reached) && !sits(state, role, *contact)
    });
    may_change(visit, state, Capability::ManageTeam).then(|| reached.next()).flatten()
}

/// Who can be called now comes first, then the roles for which nobody is in the list, then who is
/// on the way, then what is taken.
fn page(visit: &Visit, state: &ScopeState, filled: &Filled, which: &str) -> Markup {
    let text = &visit.text;
    let wanted = wanted(visit, state);
    let (taken, open): (Vec<&Wanted>, Vec<&Wanted>) =
        wanted.iter().partition(|wanted| wanted.state == Filling::Taken);
    let next = next(visit, state, &open);
    let shown = Shown { filled, which, next };
    let waits = |wanted: &&&Wanted| !matches!(wanted.state, Filling::Coming(_));
    let (empty, coming): (Vec<&Wanted>, Vec<&Wanted>) = open.iter().partition(waits);
    let (bare, callable): (Vec<&Wanted>, Vec<&Wanted>) =
        empty.iter().partition(|wanted| wanted.candidates.is_empty());
    let gathers = state.crisis.as_ref().and_then(|crisis| crisis.gathers());
    let nobody = wanted.iter().all(|wanted| wanted.candidates.is_empty());
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("calls-title")) }
            p.page-note {
                (text.count("calls-open", open.len() as u64))
            }
        }
        (who::tabs(visit, state, "calls"))
        (field::errors(visit, filled))
        div.call-head {
            p {
                strong { (text.get("calls-gather")) ": " }
                @match gathers {
                    Some(place) => (place),
                    None => span.utrecht-badge.state-unknown {
                        (icon(Icon::Unknown)) " " (text.get("unknown"))
                    },
                }
            }
            p.muted { (text.get("calls-say")) }
        }
        @if nobody {
            div.empty {
                strong { (text.get("calls-no-contacts")) }
                p { (text.get("calls-no-contacts-hint")) }
            }
        }
        @for wanted in callable { (role_section(visit, state, wanted, &shown)) }
        @if !bare.is_empty() { (bare_roles(visit, state, &bare)) }
        @for wanted in coming { (role_section(visit, state, wanted, &shown)) }
        @if !taken.is_empty() {
            details.more.call-taken open[taken.iter().any(|w| which.starts_with(&w.role))] {
                summary { (text.count("calls-taken", taken.len() as u64)) }
                @for wanted in taken { (role_section(visit, state, wanted, &shown)) }
            }
        }
    };
    let title = text.get("calls-title").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "team", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// Roles for which there is nobody to call: one list, since each asks for the same.
fn bare_roles(visit: &Visit, state: &ScopeState, bare: &[&Wanted]) -> Markup {
    let text = &visit.text;
    html! {
        section.panel.call-bare {
            h2.utrecht-heading-2 { (text.get("calls-bare")) }
            ul.call-list {
                @for wanted in bare {
                    li.call-role.call-role--late[wanted.state == Filling::Overdue]
                        id={ "role-" (wanted.role) } {
                        strong { (visit.words().role(&wanted.role)) } " "
                        (filling_badge(visit, state, wanted))
                    }
                }
            }
            p.muted { (text.get("calls-bare-hint")) }
            p.no-print {
                a.row-action href={ (shell::crisis_path(state)) "/team?put=1#put" } {
                    (text.get("calls-bare-team"))
                }
            }
        }
    }
}

fn filling_badge(visit: &Visit, state: &ScopeState, wanted: &Wanted) -> Markup {
    let text = &visit.text;
    let age = time::length_of_note(text, empty_ms(visit, state, &wanted.role));
    let empty = match &age {
        Some(age) => text.with("call-empty-for", &[("length", age)]),
        None => text.get("team-not-taken").to_owned(),
    };
    html! {
        @match wanted.state {
            Filling::Overdue => span.utrecht-badge.utrecht-badge--danger {
                (icon(Icon::Warning)) " " (empty)
            },
            Filling::Empty => span.utrecht-badge.state-unknown {
                (icon(Icon::Unknown)) " " (empty)
            },
            Filling::Coming(at) => span.utrecht-badge.utrecht-badge--warning {
                (text.with("call-coming-at", &[("time", &time::short(text, at, visit.now))]))
            },
            Filling::Taken => span.utrecht-badge.state-recovered {
                (icon(Icon::Tick)) " " (text.get("call-role-taken"))
            },
        }
    }
}

fn role_section(visit: &Visit, state: &ScopeState, wanted: &Wanted, shown: &Shown<'_>) -> Markup {
    let text = &visit.text;
    html! {
        section.panel.call-role.call-role--late[wanted.state == Filling::Overdue]
            id={ "role-" (wanted.role) } {
            div.panel-head {
                h2.utrecht-heading-2 { (visit.words().role(&wanted.role)) }
                (filling_badge(visit, state, wanted))
            }
            @if wanted.candidates.is_empty() {
                p.muted { (text.get("call-no-candidate")) }
            }
            ol.call-list {
                @for candidate in &wanted.candidates {
                    (row(visit, state, wanted, candidate, shown))
                }
            }
        }
    }
}

fn row(
    visit: &Visit,
    state: &ScopeState,
    wanted: &Wanted,
    candidate: &Candidate,
    shown: &Shown<'_>,
) -> Markup {
    let text = &visit.text;
    let own = shown.which == format!("{}-{}", wanted.role, candidate.contact);
    let wrong = own.then_some(shown.filled);
    let is_next = shown.next == Some((wanted.role.as_str(), candidate.contact));
    let card = visit.world.directory.contacts.get(&candidate.contact);
    let phones = card.map(|card| card.phones.clone()).unwrap_or_default();
    let last = last(state, candidate.contact, &wanted.role);
    html! {
        li.call {
            div.call-who {
                p.call-name { (who::contact_name(visit, candidate.contact)) " "
                    @if candidate.on_duty {
                        span.utrecht-badge.utrecht-badge--info { (text.get("call-on-duty")) }
                    } @else if candidate.rank > 0 {
                        span.muted {
                            (text.with("call-deputy", &[("rank", &candidate.rank.to_string())]))
                        }
                    }
                }
                p { (who::phone_links(&phones)) }
                @if let Some(note) = card.and_then(|card| card.note.as_ref()) {
                    p.muted { (note) }
                }
            }
            (said(visit, last))
            @if may_change(visit, state, Capability::WriteEntry) {
                (taps(visit, state, wanted, candidate, wrong))
            }
            @if wanted.state != Filling::Taken && last.is_some_and(is_reached) {
                (into_team(visit, state, wanted, candidate, is_next))
            }
            p.print-only.call-paper { (text.get("call-paper")) }
        }
    }
}

const fn is_reached(call: &Call) -> bool {
    matches!(call.made.outcome, Outcome::Reached | Outcome::Coming(_))
}

fn sits(state: &ScopeState, role: &str, contact: ContactId) -> bool {
    let seats = state.team.seated(Some(CRISIS_TEAM));
    let is_it = Who::Contact(contact);
    seats.iter().any(|seat| seat.taken.role == role && seat.taken.who == is_it)
}

/// What came of the last call, when, and who recorded it.
pub(super) fn said(visit: &Visit, last: Option<&Call>) -> Markup {
    let text = &visit.text;
    html! {
        p.call-said {
            @match last {
                None => span.utrecht-badge.state-unknown {
                    (icon(Icon::Unknown)) " " (text.get("call-never"))
                },
                Some(call) => {
                    @let at = time::short(text, call.made.happened_at, visit.now);
                    @let class = match call.made.outcome {
                        Outcome::Reached => "utrecht-badge state-recovered",
                        Outcome::Coming(_) => "utrecht-badge utrecht-badge--warning",
                        Outcome::NotReached | Outcome::CannotCome => "utrecht-badge state-hit",
                    };
                    span class=(class) { (outcome_words(visit, call.made.outcome)) } " "
                    span.muted { (at) " · " (visit.name(call.by)) }
                }
            }
        }
    }
}

/// Returns what came of a call, in words.
pub(crate) fn outcome_words(visit: &Visit, outcome: Outcome) -> String {
    let text = &visit.text;
    match outcome {
        Outcome::Reached => text.get("call-reached").to_owned(),
        Outcome::NotReached => text.get("call-not-reached").to_owned(),
        Outcome::CannotCome => text.get("call-cannot-come").to_owned(),
        Outcome::Coming(at) => {
            text.with("call-coming-at", &[("time", &time::short(text, at, visit.now))])
        }
    }
}

/// One tap for what came of a call; "coming" wants a time beside it, half an hour from now.
fn taps(
    visit: &Visit,
    state: &ScopeState,
    wanted: &Wanted,
    candidate: &Candidate,
    wrong: Option<&Filled>,
) -> Markup {
    let text = &visit.text;
    let none = Filled::default();
    let filled = wrong.unwrap_or(&none);
    let action = format!("{}/calls", shell::crisis_path(state));
    let typed = match wrong {
        Some(filled) => filled.value("coming").to_owned(),
        None => time::clock(visit.now.plus_ms(30 * 60_000)),
    };
    let id = match wrong {
        Some(_) => "coming".to_owned(),
        None => format!("coming-{}-{}", wanted.role, candidate.contact),
    };
    html! {
        form.call-taps.no-print method="post" action=(action) {
            (field::hidden(visit, filled))
            input type="hidden" name="contact" value=(candidate.contact);
            input type="hidden" name="role" value=(wanted.role);
            (field::wrong(visit, filled, "coming"))
            // Enter in the field for the time means "coming", so that button is first.
            span.call-coming {
                button.utrecht-button.utrecht-button--secondary name="outcome" value="coming" {
                    (text.get("call-say-coming"))
                }
                label.visually-hidden for=(id) { (text.get("call-coming-time")) }
                input.utrecht-textbox id=(id) name="coming" value=(typed) autocomplete="off"
                    aria-invalid=[filled.is_wrong("coming").then_some("true")];
            }
            @for (value, name) in [
                ("reached", "call-say-reached"),
                ("not-reached", "call-say-not-reached"),
                ("cannot-come", "call-say-cannot-come"),
            ] {
                button.utrecht-button.utrecht-button--secondary name="outcome" value=(value) {
                    (text.get(name))
                }
            }
        }
    }
}

/// Puts somebody who was reached in the seat, with one press.
fn into_team(
    visit: &Visit,
    state: &ScopeState,
    wanted: &Wanted,
    candidate: &Candidate,
    is_next: bool,
) -> Markup {
    let filled = Filled::default();
    let contact = visit.world.admin();
    let contact =
        contact.and_then(|(_, admin)| admin.contacts.by_id.get(&candidate.contact)?.set());
    let value = match contact.and_then(|(_, set)| set.user) {
        Some(user) => user.to_string(),
        None => candidate.contact.to_string(),
    };
    let seated = sits(state, &wanted.role, candidate.contact);
    let until = time::clock(visit.now.plus_ms(who::DUTY_MS));
    let action = format!("{}/team/seats", shell::crisis_path(state));
    html! {
        @if !seated && may_change(visit, state, Capability::ManageTeam) {
            form.call-seat.no-print method="post" action=(action) {
                (field::hidden(visit, &filled))
                input type="hidden" name="from" value="calls";
                input type="hidden" name="role" value=(wanted.role);
                input type="hidden" name="who" value=(value);
                input type="hidden" name="until" value=(until);
                button.utrecht-button.utrecht-button--secondary[!is_next] {
                    (visit.text.get("call-into-team"))
                }
            }
        }
    }
}

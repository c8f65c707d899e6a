// SPDX-License-Identifier: EUPL-1.2
//! The team: who sits in it, in which role, since and until when, who is there, and which roles
//! nobody has.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::team::{CRISIS_TEAM, LeaveSeat, NewWho, Seat, SetPresence, TakeSeat};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CommandId, CrisisId, MeetingId, SeatId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;

use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{seat, time, who};
use crate::web::visit::Visit;

/// Most roles that one form takes.
const ROLES_MAX: usize = 40;

/// `GET /crises/{id}/team`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default(), ""))
}

/// `POST /crises/{id}/team/roles`: one person takes one role or several, each with a command of
/// its own, so that a form sent twice takes nothing twice.
pub async fn take(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = crisis_of(state)?;
    let own = visit.login.as_ref().map(|login| login.actor).ok_or(WebError::LoginNeeded)?;
    let mut faults = Vec::new();
    let until = who::read_ahead(&visit, &form, "until", &mut faults);
    let roles = wanted_roles(&visit, state, &form);
    if roles.is_empty() {
        faults.push(Fault { field: "roles", text: "team-roles-missing".to_owned() });
    }
    if !faults.is_empty() {
        return unreadable(page(&visit, state, &Filled { form, faults }, "take"));
    }
    let key = form.key()?;
    for role in roles {
        let line = taken_line(&visit, CRISIS_TEAM, &role, until, None);
        let command = TakeSeat {
            crisis,
            team: CRISIS_TEAM.to_owned(),
            who: NewWho::User(own),
            deputy: false,
            until,
            organisation: None,
            mandate: None,
            takes_over: None,
            line: Some(line),
            role,
        };
        let key = derived(key, &command.role);
        let command = Command::TakeSeat(Box::new(command));
        if let Err(error) = visit.web.app.submit(visit.actor(), key, command).await {
            return again(&visit, &id, form, error, "take");
        }
    }
    onwards(&format!("/crises/{id}/team"))
}

/// The roles that were ticked; or all that nobody has, except what the one who asks has already.
fn wanted_roles(visit: &Visit, state: &ScopeState, form: &Submitted) -> Vec<String> {
    let mut roles: Vec<String> = match form.get("all") {
        "yes" => who::empty_roles(visit, state),
        _ => form.all("roles").map(str::to_owned).collect(),
    };
    // The key of a form sent again makes the same seats, so what one has is not left out then.
    roles.retain(|role| !role.is_empty());
    roles.truncate(ROLES_MAX);
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// The id of one of several commands of a form: it follows from the form and from what the
/// command is about.
pub(super) fn derived(key: CommandId, about: &str) -> CommandId {
    let hash = sha256(&[b"one of several ".as_slice(), &key.0, about.as_bytes()].concat());
    CommandId(*hash.first_chunk().unwrap_or(&[0; 16]))
}

/// What the log says of a seat that is taken. No name: the log names who pressed, and the page of
/// the team names who sits.
pub(crate) fn taken_line(
    visit: &Visit,
    team: &str,
    role: &str,
    until: Option<Timestamp>,
    organisation: Option<&str>,
) -> String {
    let text = &visit.text;
    let mut role = visit.words().role(role);
    if team != CRISIS_TEAM {
        role = format!("{}, {role}", visit.words().team(team));
    }
    if let Some(organisation) = organisation {
        role = format!("{role} ({organisation})");
    }
    match until {
        Some(until) => {
            let until = time::short(text, until, visit.now);
            text.with("team-line-taken-until", &[("role", &role), ("until", &until)])
        }
        None => text.with("team-line-taken", &[("role", &role)]),
    }
}

/// What the log says of a seat that is left.
pub(crate) fn left_line(visit: &Visit, role: &str) -> String {
    visit.text.with("team-line-left", &[("role", &visit.words().role(role))])
}

/// `POST /crises/{id}/team/seats`: puts somebody in a seat.
pub async fn put(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut faults = Vec::new();
    let who = who::read(&visit, &form, &mut faults)?;
    let until = who::read_ahead(&visit, &form, "until", &mut faults);
    if form.get("role").is_empty() {
        faults.push(Fault { field: "role", text: "team-role-missing".to_owned() });
    }
    let (Some(who), true) = (who, faults.is_empty()) else {
        return unreadable(page(&visit, state, &Filled { form, faults }, "put"));
    };
    let team = form.optional("team").unwrap_or_else(|| CRISIS_TEAM.to_owned());
    let organisation = form.optional("organisation");
    let line = taken_line(&visit, &team, form.get("role"), until, organisation.as_deref());
    let command = TakeSeat {
        crisis: crisis_of(state)?,
        role: form.get("role").to_owned(),
        who,
        deputy: form.get("deputy") == "yes",
        until,
        organisation,
        mandate: form.optional("mandate"),
        takes_over: None,
        line: Some(line),
        team,
    };
    let command = Command::TakeSeat(Box::new(command));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) if form.get("from") == "calls" => onwards(&format!("/crises/{id}/calls")),
        Ok(_) => onwards(&format!("/crises/{id}/team")),
        Err(error) => again(&visit, &id, form, error, "put"),
    }
}

/// `POST /crises/{id}/team/{seat}/leave`
pub async fn leave(
    visit: Visit,
    Address((id, seat)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let found = seat_of(state, &seat)?;
    let command = Command::LeaveSeat(LeaveSeat {
        crisis: crisis_of(state)?,
        seat: found.taken.seat,
        note: form.optional("note"),
        line: Some(left_line(&visit, &found.taken.role)),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/team")),
        Err(error) => again(&visit, &id, form, error, "main"),
    }
}

/// `POST /crises/{id}/team/{seat}/presence`: one tick for a person, whatever roles they have.
pub async fn presence(
    visit: Visit,
    Address((id, seat)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let found = seat_of(state, &seat)?;
    let (crisis, key) = (crisis_of(state)?, form.key()?);
    let present = match form.get("present") {
        "yes" => true,
        "no" => false,
        _ => return Err(WebError::Malformed("present")),
    };
    let seats = state.team.seated(Some(&found.taken.team)).into_iter().filter(|other| {
        let same = other.taken.seat == found.taken.seat || other.taken.who == found.taken.who;
        same && other.is_present() != Some(present)
    });
    let seats: Vec<SeatId> = seats.map(|other| other.taken.seat).collect();
    // Somebody who left meanwhile is told so, and not passed over in silence.
    let seats = if found.left.is_some() { vec![found.taken.seat] } else { seats };
    for seat in seats {
        let key = derived(key, &seat.to_string());
        let command = Command::SetPresence(SetPresence { crisis, seat, present });
        if let Err(error) = visit.web.app.submit(visit.actor(), key, command).await {
            return again(&visit, &id, form, error, "main");
        }
    }
    // In a meeting one says who is there from the page of the meeting.
    if let Ok(meeting) = form.get("meeting").parse::<MeetingId>() {
        return onwards(&format!("/crises/{id}/meetings/{meeting}?step=opening"));
    }
    onwards(&format!("/crises/{id}/team"))
}

/// Returns the id of the crisis of a state.
pub(crate) fn crisis_of(state: &ScopeState) -> Result<CrisisId, WebError> {
    state.crisis.as_ref().map(|crisis| crisis.id).ok_or(WebError::NotFound)
}

/// Returns the seat that a path names.
pub(crate) fn seat_of<'a>(state: &'a ScopeState, id: &str) -> Result<&'a Seat, WebError> {
    let id: SeatId = id.parse().map_err(|_| WebError::NotFound)?;
    state.team.seats.get(&id).ok_or(WebError::NotFound)
}

/// The field that a refusal of a seat is about.
pub(super) fn field_of(error: &SubmitError, otherwise: &'static str) -> &'static str {
    match error {
        SubmitError::Refused(Refusal::TimesWrong) => "until",
        SubmitError::Refused(Refusal::ContactUnknown) => "who",
        SubmitError::Refused(Refusal::FieldTooLong) => "mandate",
        SubmitError::Refused(Refusal::IdWrong) => "role",
        _ => otherwise,
    }
}

fn again(
    visit: &Visit,
    id: &str,
    form: Submitted,
    error: SubmitError,
    which: &'static str,
) -> Answer {
    let otherwise = match which {
        "take" => "roles",
        "put" => "who",
        _ => "main",
    };
    let field = field_of(&error, otherwise);
    let faults = form::faults(error.clone(), field)?;
    let (_, state) = visit.crisis(id)?;
    let fresh = visit.fresh_key();
    let form = if error == SubmitError::OtherPayload { form.with("key", &fresh) } else { form };
    refused(&error, page(visit, state, &Filled { form, faults }, which), &fresh)
}

/// The page. `which` names the form that was sent: after a fault it stands on top, alone.
fn page(visit: &Visit, state: &ScopeState, filled: &Filled, which: &str) -> Markup {
    let text = &visit.text;
    let none = Filled::default();
    let seats = state.team.seated(None).len();
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-team")) }
            p.page-note { (text.count("team-seats", seats as u64)) " · " (gap_note(visit, state)) }
        }
        (who::tabs(visit, state, "team"))
        @match which {
            "take" => (take_form(visit, state, filled, "")),
            "put" => (put_form(visit, state, filled, "")),
            "main" => (field::errors(visit, filled)),
            _ => {
                @if may_change(visit, state, Capability::WriteEntry) {
                    @if seats <= seat::SEATS_OPEN {
                        (take_form(visit, state, &none, "take-"))
                    } @else {
                        // In a large team one looks for people more than for a role.
                        details.panel.more.no-print {
                            summary { (text.get("team-take")) }
                            (take_form(visit, state, &none, "take-"))
                        }
                    }
                }
            }
        }
        (seat::section(visit, state, CRISIS_TEAM))
        @for team in state.team.teams.keys() { (seat::section(visit, state, team)) }
        @if which.is_empty() && may_change(visit, state, Capability::ManageTeam) {
            details.panel.more.no-print #put open[visit.path.contains("put=")] {
                summary { (text.get("team-put")) }
                (put_form(visit, state, &none, "put-"))
            }
        }
        @if visit.may(Capability::ReadCrisis) && !state.team.teams.is_empty() {
            p.no-print {
                a href={ (shell::crisis_path(state)) "/orders" } { (text.get("team-to-orders")) }
            }
        }
    };
    let title = text.get("nav-team").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "team", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn gap_note(visit: &Visit, state: &ScopeState) -> String {
    let empty = who::empty_roles(visit, state);
    visit.text.count("team-gaps", empty.len() as u64)
}

/// What one takes for oneself.
fn take_form(visit: &Visit, state: &ScopeState, filled: &Filled, prefix: &str) -> Markup {
    let text = &visit.text;
    let empty = who::empty_roles(visit, state);
    let own: Vec<&str> = own_roles(visit, state);
    let others: Vec<String> = visit
        .words()
        .roles_to_fill()
        .into_iter()
        .filter(|role| !empty.contains(role) && !own.contains(&role.as_str()))
        .collect();
    let ticked: Vec<&str> = filled.form.all("roles").collect();
    let action = format!("{}/team/roles", shell::crisis_path(state));
    html! {
        form.panel.no-print method="post" action=(action) {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            fieldset.role-ticks id={ (prefix) "roles" }
                aria-invalid=[filled.is_wrong("roles").then_some("true")] {
                legend.utrecht-heading-2 { (text.get("team-take")) }
                (field::wrong(visit, filled, "roles"))
                @for role in &empty {
                    label.check {
                        input type="checkbox" name="roles" value=(role)
                            checked[ticked.contains(&role.as_str())];
                        span { (visit.words().role(role)) }
                    }
                }
            }
            div.field-row {
                div.utrecht-form-field {
                    label.utrecht-form-label for={ (prefix) "other-role" } {
                        (text.get("team-other-role"))
                    }
                    select.utrecht-select id={ (prefix) "other-role" } name="roles" {
                        option value="" { (text.get("team-other-role-none")) }
                        @for role in &others {
                            option value=(role) selected[ticked.contains(&role.as_str())] {
                                (visit.words().role(role))
                            }
                        }
                    }
                }
                (who::until_field(visit, filled, &format!("{prefix}until")))
            }
            p.button-row {
                button.utrecht-button { (text.get("team-take-save")) }
                @if empty.len() > 1 {
                    " " button.utrecht-button.utrecht-button--secondary name="all" value="yes" {
                        (text.count("team-take-all", empty.len() as u64))
                    }
                }
            }
        }
    }
}

fn own_roles<'a>(visit: &Visit, state: &'a ScopeState) -> Vec<&'a str> {
    let seats = state.team.seated(Some(CRISIS_TEAM)).into_iter();
    seats.filter(|seat| who::is_own(visit, seat)).map(|seat| seat.taken.role.as_str()).collect()
}

/// Puts somebody in a seat: an account, a contact, or somebody from elsewhere.
fn put_form(visit: &Visit, state: &ScopeState, filled: &Filled, prefix: &str) -> Markup {
    let text = &visit.text;
    let action = format!("{}/team/seats", shell::crisis_path(state));
    let id = |name: &str| format!("{prefix}{name}");
    html! {
        form.panel[prefix.is_empty()] method="post" action=(action) data-draft="team-put" {
            (field::hidden(visit, filled))
            @if !filled.value("from").is_empty() {
                input type="hidden" name="from" value=(filled.value("from"));
            }
            (field::errors(visit, filled))
            div.field-row {
                (role_select(visit, filled, prefix))
                (team_select(visit, state, filled, prefix))
            }
            (who::picker(visit, filled, prefix))
            div.field-row {
                (who::until_field(visit, filled, &id("until")))
                label.check {
                    input type="checkbox" name="deputy" value="yes"
                        checked[filled.value("deputy") == "yes"];
                    span { (text.get("team-deputy-tick")) }
                }
            }
            div.field-row {
                (field::line(visit, filled, Field {
                    id: &id("organisation"),
                    hint: "team-organisation-hint",
                    ..Field::text("organisation", "team-organisation")
                }))
                (field::line(visit, filled, Field {
                    id: &id("mandate"),
                    hint: "team-mandate-hint",
                    ..Field::text("mandate", "team-mandate")
                }))
            }
            button.utrecht-button.utrecht-button--secondary[!prefix.is_empty()] {
                (text.get("team-put-save"))
            }
        }
    }
}

fn role_select(visit: &Visit, filled: &Filled, prefix: &str) -> Markup {
    let chosen = filled.value("role");
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for={ (prefix) "role" } { (visit.text.get("team-role")) }
            (field::wrong(visit, filled, "role"))
            select.utrecht-select id={ (prefix) "role" } name="role" required
                aria-invalid=[filled.is_wrong("role").then_some("true")] {
                option value="" { (visit.text.get("team-role-none")) }
                @for role in visit.words().roles_to_fill() {
                    option value=(role) selected[role == chosen] { (visit.words().role(&role)) }
                }
            }
        }
    }
}

fn team_select(visit: &Visit, state: &ScopeState, filled: &Filled, prefix: &str) -> Markup {
    let chosen = filled.value("team");
    html! {
        @if !state.team.teams.is_empty() {
            div.utrecht-form-field {
                label.utrecht-form-label for={ (prefix) "team" } { (visit.text.get("team-team")) }
                select.utrecht-select id={ (prefix) "team" } name="team" {
                    option value=(CRISIS_TEAM) { (visit.words().team(CRISIS_TEAM)) }
                    @for (team, formed) in state.team.teams.iter() {
                        option value=(team) selected[*team == chosen] { (formed.title) }
                    }
                }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The meetings of the crisis team (crisisoverleg): planned, begun, walked through step by step,
//! ended with the next one; and afterwards the report.

mod bottleneck;
pub mod change;
mod list;
mod report;
mod room;
mod subject;

use maud::Markup;
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::meeting::{
    Meeting, MoveMeeting, NewMeeting, PlanMeeting, STEPS, TickMeeting, Turn,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{EntryId, MeetingId};
use tegenwicht_core::refusal::Refusal;

use super::team::crisis_of;
use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::Filled;
use crate::web::part::meeting as part;
use crate::web::part::who;
use crate::web::visit::Visit;

pub use room::live;

/// Where in a meeting somebody looks.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Where {
    #[serde(default)]
    step: String,
    #[serde(default)]
    bottleneck: String,
}

/// What was sent and had a fault: which form, and what stands in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub form: &'a str,
    pub filled: &'a Filled,
}

/// `GET /crises/{id}/meetings`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(list::page(&visit, state, &Filled::default()))
}

/// `GET /crises/{id}/meetings/{meeting}`
pub async fn show(
    visit: Visit,
    Address(path): Address<(String, String)>,
    Asked(place): Asked<Where>,
) -> Answer {
    let (state, meeting) = found(&visit, &path)?;
    shown(page(&visit, state, meeting, &place, None))
}

/// Returns the meeting that a path names.
fn found<'a>(
    visit: &'a Visit,
    (id, meeting): &(String, String),
) -> Result<(&'a ScopeState, &'a Meeting), WebError> {
    let (_, state) = visit.crisis(id)?;
    let meeting: MeetingId = meeting.parse().map_err(|_| WebError::NotFound)?;
    Ok((state, state.meetings.by_id.get(&meeting).ok_or(WebError::NotFound)?))
}

/// The page of one meeting, at a step and a bottleneck of it.
fn page(
    visit: &Visit,
    state: &ScopeState,
    meeting: &Meeting,
    place: &Where,
    wrong: Option<Wrong<'_>>,
) -> Markup {
    let held = state.meetings.held(meeting.id());
    let agenda = state.agenda(meeting);
    let asked = STEPS.into_iter().find(|step| *step == place.step);
    let step = asked.or_else(|| held.current()).unwrap_or("next");
    let open = agenda.iter().find(|it| state.outcome(meeting.id(), it.written.entry).is_none());
    let named = agenda.iter().find(|it| it.written.entry.to_string() == place.bottleneck);
    let at = named.or(open).or(agenda.first()).copied();
    let none = Filled::default();
    let wrong = wrong.unwrap_or(Wrong { form: "", filled: &none });
    room::page(&room::View { visit, state, meeting, held, agenda, step, at, wrong })
}

/// The page once more, with what was wrong.
fn again(
    visit: &Visit,
    path: &(String, String),
    place: &Where,
    (form, filled): (&str, &Filled),
) -> Result<Markup, WebError> {
    let (state, meeting) = found(visit, path)?;
    Ok(page(visit, state, meeting, place, Some(Wrong { form, filled })))
}

/// Answers a form that the core declined: the page as it is now, what was typed kept.
fn declined(
    visit: &Visit,
    path: &(String, String),
    place: &Where,
    (which, field): (&str, &'static str),
    (form, error): (Submitted, SubmitError),
) -> Answer {
    let faults = form::faults(error.clone(), field)?;
    let faults = faults.into_iter().map(|fault| Fault { field, ..fault }).collect();
    let fresh = visit.fresh_key();
    let form = if error == SubmitError::OtherPayload { form.with("key", &fresh) } else { form };
    let filled = Filled { form, faults };
    refused(&error, again(visit, path, place, (which, &filled))?, &fresh)
}

/// Reads when a meeting is to be; None where no time was typed.
fn read_new(visit: &Visit, form: &Submitted, faults: &mut Vec<Fault>) -> Option<NewMeeting> {
    let starts = who::read_ahead(visit, form, "starts", faults)?;
    let minutes = match form.get("minutes").trim() {
        "" => Some(part::MINUTES),
        typed => typed.parse().ok(),
    };
    if minutes.is_none() {
        let text = WebError::from(Refusal::MinutesWrong).text_id();
        faults.push(Fault { field: "minutes", text });
    }
    let purpose = form.optional("purpose");
    Some(NewMeeting { starts, minutes: minutes.unwrap_or(part::MINUTES), purpose })
}

/// The field that a refusal is about.
fn field_of(error: &SubmitError, otherwise: &'static str) -> &'static str {
    match error {
        SubmitError::Refused(Refusal::MinutesWrong) => "minutes",
        SubmitError::Refused(Refusal::FieldTooLong) => "purpose",
        SubmitError::Refused(Refusal::ReasonEmpty) => "reason",
        _ => otherwise,
    }
}

fn missing() -> Fault {
    Fault { field: "starts", text: "meeting-starts-missing".to_owned() }
}

/// `POST /crises/{id}/meetings`
pub async fn plan(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut faults = Vec::new();
    let new = read_new(&visit, &form, &mut faults);
    if new.is_none() && faults.is_empty() {
        faults.push(missing());
    }
    let (Some(new), true) = (new, faults.is_empty()) else {
        return unreadable(list::page(&visit, state, &Filled { form, faults }));
    };
    let line = Some(part::planned_line(&visit, &new));
    let command = Command::PlanMeeting(PlanMeeting { crisis: crisis_of(state)?, new, line });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/meetings")),
        Err(error) => {
            let field = field_of(&error, "starts");
            let faults = form::faults(error.clone(), field)?;
            let faults = faults.into_iter().map(|fault| Fault { field, ..fault }).collect();
            let fresh = visit.fresh_key();
            let same = error == SubmitError::OtherPayload;
            let form = if same { form.with("key", &fresh) } else { form };
            let (_, state) = visit.crisis(&id)?;
            refused(&error, list::page(&visit, state, &Filled { form, faults }), &fresh)
        }
    }
}

/// Reads what is to become of a meeting.
fn read_turn(
    visit: &Visit,
    state: &ScopeState,
    form: &Submitted,
    faults: &mut Vec<Fault>,
) -> Result<Option<Turn>, WebError> {
    Ok(match form.get("turn") {
        "again" => {
            let new = read_new(visit, form, faults);
            if new.is_none() && faults.is_empty() {
                faults.push(missing());
            }
            new.map(Turn::Again)
        }
        "cancel" => Some(Turn::Cancel(form.get("reason").to_owned())),
        "start" => {
            let seat = form.get("chair");
            let seat = (!seat.is_empty()).then(|| seat.parse());
            let seat = seat.transpose().map_err(|_| WebError::Malformed("chair"))?;
            Some(Turn::Start(seat, form.optional("purpose")))
        }
        "end" => {
            let new = read_new(visit, form, faults);
            let is_asked = form.get("no_next").is_empty() && state.meetings.planned().is_empty();
            if new.is_none() && faults.is_empty() && is_asked {
                let text = "meeting-next-missing".to_owned();
                faults.push(Fault { field: "starts", text });
            }
            Some(Turn::End(new))
        }
        _ => return Err(WebError::Malformed("turn")),
    })
}

/// `POST /crises/{id}/meetings/{meeting}/turn`
pub async fn turn(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (state, meeting) = found(&visit, &path)?;
    let which = form.get("turn").to_owned();
    let step = if which == "end" { "next" } else { "" };
    let place = Where { step: step.to_owned(), bottleneck: String::new() };
    let mut faults = Vec::new();
    let turn = read_turn(&visit, state, &form, &mut faults)?;
    let (Some(turn), true) = (turn, faults.is_empty()) else {
        let filled = Filled { form, faults };
        return unreadable(again(&visit, &path, &place, (&which, &filled))?);
    };
    let line = Some(part::turn_line(&visit, state, meeting, &turn));
    let command = MoveMeeting { crisis: crisis_of(state)?, meeting: meeting.id(), turn, line };
    let command = Command::MoveMeeting(Box::new(command));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{}/meetings/{}", path.0, path.1)),
        Err(error) => {
            let otherwise = match which.as_str() {
                "cancel" => "reason",
                "start" => "purpose",
                _ => "starts",
            };
            let field = field_of(&error, otherwise);
            declined(&visit, &path, &place, (&which, field), (form, error))
        }
    }
}

/// `POST /crises/{id}/meetings/{meeting}/steps`
pub async fn step(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (state, meeting) = found(&visit, &path)?;
    let step = form.get("step").to_owned();
    if !STEPS.contains(&step.as_str()) {
        return Err(WebError::Malformed("step"));
    }
    let done = match form.get("done") {
        "yes" => true,
        "no" => false,
        _ => return Err(WebError::Malformed("done")),
    };
    let line = Some(part::step_line(&visit, meeting, &step, done));
    let (crisis, meeting) = (crisis_of(state)?, meeting.id());
    let command =
        Command::TickMeeting(TickMeeting { crisis, meeting, step: step.clone(), done, line });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => {
            let next = STEPS.into_iter().skip_while(|it| *it != step).nth(1);
            let next = if done { next.unwrap_or("next") } else { &step };
            onwards(&format!("/crises/{}/meetings/{}?step={next}", path.0, path.1))
        }
        Err(error) => {
            let place = Where { step, bottleneck: String::new() };
            declined(&visit, &path, &place, ("step", "main"), (form, error))
        }
    }
}

/// Returns the line of the log that a path names.
fn entry_of(text: &str) -> Result<EntryId, WebError> {
    text.parse().map_err(|_| WebError::NotFound)
}

// SPDX-License-Identifier: EUPL-1.2
//! What two people said or began apart in one crisis: what it is called, a topic of the picture, a
//! meeting, and two meetings that run at once.
//!
//! To change: text `conflict-*` and `meeting-*`, pages `meeting`, `notice` and `picture`.

use maud::{Markup, html};
use tegenwicht_core::feature::meeting::{Meeting, MeetingMoved, Phase};
use tegenwicht_core::feature::picture::{PictureSaid, Topic};
use tegenwicht_core::feature::title::Titled;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::EventId;
use tegenwicht_core::permission::Capability;

use super::{CHOOSE, Conflict, Side, one};
use crate::web::page::picture::topic;
use crate::web::part::shell::{self, may_change};
use crate::web::part::{client_name, meeting as part, time, who};
use crate::web::visit::Visit;

/// Everything of one crisis, for who may read it.
pub(super) fn all(visit: &Visit, state: &ScopeState) -> Vec<Conflict> {
    if state.crisis.is_none() || !visit.may(Capability::ReadCrisis) {
        return Vec::new();
    }
    let clashing = state.picture.topics.iter().filter(|(_, said)| said.values.is_conflict());
    let topics = clashing.filter_map(|(topic, _)| self::topic(visit, state, topic));
    let apart = state.meetings.by_id.values().filter(|meeting| meeting.words.is_conflict());
    let apart = apart.map(|meeting| self::meeting(visit, state, meeting));
    let title = titles(visit, state);
    title.into_iter().chain(topics).chain(apart).chain(two_running(visit, state)).collect()
}

/// Two who called the crisis otherwise.
fn titles(visit: &Visit, state: &ScopeState) -> Option<Conflict> {
    let crisis = state.crisis.as_ref().filter(|crisis| crisis.titles.is_conflict())?;
    let path = shell::crisis_path(state);
    let says = !crisis.is_closed() && may_change(visit, state, Capability::SetLevel);
    let side = |(event, titled): (&EventId, &Titled)| {
        // What stands there already is not asked about once more.
        let fields = vec![("title", titled.title.clone()), (client_name::FIELD, "yes".to_owned())];
        let is_said = says && !titled.title.is_empty();
        Side {
            value: titled.title.clone(),
            event: *event,
            link: None,
            choice: is_said.then(|| (format!("{path}/title"), fields)),
        }
    };
    Some(Conflict {
        what: visit.text.get("conflict-title").to_owned(),
        hint: None,
        sides: crisis.titles.live().map(side).collect(),
        press: CHOOSE,
        elsewhere: path.clone(),
    })
}

/// What stands side by side about a topic.
fn topic(visit: &Visit, state: &ScopeState, topic: &Topic) -> Option<Conflict> {
    let statements = state.picture.topic(topic)?;
    let path = format!("{}/picture/{}", shell::crisis_path(state), topic.0);
    let says = may_change(visit, state, Capability::WriteEntry);
    let side = |(event, said): (&EventId, &PictureSaid)| Side {
        value: topic::in_words(visit, said),
        event: *event,
        link: None,
        choice: says.then(|| (path.clone(), topic::as_fields(said))),
    };
    let crisis = state.crisis.as_ref().map(|crisis| visit.text.title(crisis)).unwrap_or_default();
    let title = topic::title(visit, Some(state), topic);
    Some(Conflict {
        what: format!("{title} · {crisis}"),
        hint: None,
        sides: statements.values.live().map(side).collect(),
        press: CHOOSE,
        elsewhere: path.clone(),
    })
}

/// What two people said apart of where a meeting stands. Each side can be chosen: it is said once
/// more, and takes the place of both.
fn meeting(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Conflict {
    let leads = may_change(visit, state, Capability::LeadMeeting);
    let path = part::path_of(state, meeting);
    let side = |(event, moved): (&EventId, &MeetingMoved)| {
        let fields = moved.phase().map(|phase| turn_fields(phase, moved));
        Side {
            value: moved_words(visit, state, moved),
            event: *event,
            link: None,
            choice: fields.filter(|_| leads).map(|fields| (format!("{path}/turn"), fields)),
        }
    };
    Conflict {
        what: part::label(visit, meeting),
        hint: Some(hint(meeting)),
        sides: meeting.words.live().map(side).collect(),
        press: CHOOSE,
        elsewhere: path.clone(),
    }
}

fn hint(meeting: &Meeting) -> &'static str {
    let all = |phase| meeting.words.live().all(|(_, moved)| moved.phase() == Some(phase));
    match () {
        () if all(Phase::Running) => "meeting-twice",
        () if all(Phase::Ended) => "meeting-ended-twice",
        () => "meeting-said-apart",
    }
}

fn moved_words(visit: &Visit, state: &ScopeState, moved: &MeetingMoved) -> String {
    let phase = moved.phase().map(part::phase_text).map(|id| visit.text.get(id));
    let mut words = phase.unwrap_or(&moved.phase).to_owned();
    if let Some(starts) = moved.starts {
        words.push_str(&format!(": {}", time::short(&visit.text, starts, visit.now)));
    }
    if let Some(reason) = &moved.reason {
        words.push_str(&format!(": {reason}"));
    }
    if let Some(seat) = moved.chair.and_then(|seat| state.team.seats.get(&seat)) {
        let name = who::name(visit, &seat.taken);
        words.push_str(&format!(" · {}", visit.text.with("meeting-chair", &[("name", &name)])));
    }
    words
}

/// The form that says the same once more.
fn turn_fields(phase: Phase, moved: &MeetingMoved) -> Vec<(&'static str, String)> {
    let purpose = ("purpose", moved.purpose.clone().unwrap_or_default());
    let turn = |turn: &str| ("turn", turn.to_owned());
    match phase {
        Phase::Planned => vec![
            turn("again"),
            ("starts", moved.starts.map(time::typed_again).unwrap_or_default()),
            ("minutes", moved.minutes.map(|it| it.to_string()).unwrap_or_default()),
            purpose,
        ],
        Phase::Running => {
            let chair = moved.chair.map(|seat| seat.to_string()).unwrap_or_default();
            vec![turn("start"), ("chair", chair), purpose]
        }
        Phase::Cancelled => {
            vec![turn("cancel"), ("reason", moved.reason.clone().unwrap_or_default())]
        }
        Phase::Ended => vec![turn("end"), ("no_next", "yes".to_owned())],
    }
}

/// Two meetings that were begun apart and both run: to go on with one ends the other.
fn two_running(visit: &Visit, state: &ScopeState) -> Option<Conflict> {
    let running = state.meetings.all_running();
    if running.len() < 2 {
        return None;
    }
    let leads = may_change(visit, state, Capability::LeadMeeting);
    let side = |meeting: &&Meeting| {
        let others: Vec<&&Meeting> = running.iter().filter(|it| it.id() != meeting.id()).collect();
        let end = |other: &Meeting| {
            let fields = turn_fields(Phase::Ended, &other.words.live().next()?.1.clone());
            Some((format!("{}/turn", part::path_of(state, other)), fields))
        };
        let purpose = meeting.purpose().map(|it| format!(" · {it}")).unwrap_or_default();
        let choice = match others.as_slice() {
            [other] if leads => end(other),
            // Of more than two each is ended on its own page.
            _ => None,
        };
        let (event, _) = meeting.words.live().next()?;
        Some(Side {
            value: format!("{}{purpose}", part::label(visit, meeting)),
            event: *event,
            link: Some(part::path_of(state, meeting)),
            choice,
        })
    };
    let numbers: Vec<String> = running.iter().map(|meeting| meeting.label()).collect();
    Some(Conflict {
        what: visit.text.with("meeting-two-running", &[("numbers", &numbers.join(", "))]),
        hint: Some("meeting-two-running-hint"),
        sides: running.iter().filter_map(side).collect(),
        press: "meeting-go-on-with",
        elsewhere: String::new(),
    })
}

/// What stands side by side of one meeting, on its own page; nothing where nothing does.
#[must_use]
pub fn of_meeting(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Markup {
    let apart = meeting.words.is_conflict().then(|| self::meeting(visit, state, meeting));
    let apart = apart.map(|conflict| Conflict { elsewhere: String::new(), ..conflict });
    let runs = meeting.phase() == Phase::Running;
    html! {
        @if let Some(apart) = apart { (one(visit, &apart)) }
        @if runs { (running(visit, state)) }
    }
}

/// That two meetings run at once; nothing where they do not.
#[must_use]
pub fn running(visit: &Visit, state: &ScopeState) -> Markup {
    html! { @if let Some(two) = two_running(visit, state) { (one(visit, &two)) } }
}

// SPDX-License-Identifier: EUPL-1.2
//! A meeting as every page shows it: its name, when it is, in the strip and in the menu; and what
//! the log says of it.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::feature::meeting::{Meeting, NewMeeting, Phase, Turn};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::{entry, shell, time, who};
use crate::web::visit::Visit;

/// How long a meeting takes when nobody says otherwise.
pub const MINUTES: u32 = 30;

/// "Crisisoverleg 3".
#[must_use]
pub fn label(visit: &Visit, meeting: &Meeting) -> String {
    visit.text.with("meeting-number", &[("number", &meeting.label())])
}

/// A title within a sentence: with a small letter, but for a word of capitals.
#[must_use]
pub fn lowered(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => title.to_owned(),
    }
}

/// Where the meetings of a crisis stand.
#[must_use]
pub fn path(state: &ScopeState) -> String {
    format!("{}/meetings", shell::crisis_path(state))
}

/// Where one meeting stands.
#[must_use]
pub fn path_of(state: &ScopeState, meeting: &Meeting) -> String {
    format!("{}/{}", path(state), meeting.id())
}

/// "over 15 min", "had 10 min geleden moeten beginnen", "nog 12 van 30 min", "5 min over tijd".
#[must_use]
pub fn clock_words(visit: &Visit, meeting: &Meeting) -> String {
    let text = &visit.text;
    let length = |ms: i64| time::length(text, ms);
    match meeting.phase() {
        Phase::Planned => match visit.now.since_ms(meeting.starts()) {
            ms if ms >= 60_000 => text.with("meeting-late", &[("length", &length(ms))]),
            ms if ms > -60_000 => text.get("meeting-now").to_owned(),
            ms => text.with("meeting-in", &[("length", &length(-ms))]),
        },
        Phase::Running => {
            let left = meeting.until().since_ms(visit.now);
            if left <= -60_000 {
                return text.with("meeting-over-time", &[("length", &length(-left))]);
            }
            // Begun minutes count, so that the last one does not read as none.
            let left = (left.max(0) + 59_999) / 60_000;
            let of = meeting.minutes().to_string();
            text.with("meeting-left", &[("left", &left.to_string()), ("of", &of)])
        }
        Phase::Ended | Phase::Cancelled => text.get(phase_text(meeting.phase())).to_owned(),
    }
}

/// Where a meeting stands, in a word.
#[must_use]
pub const fn phase_text(phase: Phase) -> &'static str {
    match phase {
        Phase::Planned => "meeting-planned",
        Phase::Running => "meeting-running",
        Phase::Ended => "meeting-ended",
        Phase::Cancelled => "meeting-cancelled",
    }
}

/// "11:15 – 11:45", with the day when it is not today.
#[must_use]
pub fn span(visit: &Visit, meeting: &Meeting) -> String {
    let from = meeting.started_at().unwrap_or_else(|| meeting.starts());
    let until = meeting.ended_at().unwrap_or_else(|| meeting.until());
    let from = time::short(&visit.text, from, visit.now);
    format!("{from} – {}", time::clock(until))
}

/// Which meeting runs or comes next, in the strip of every page of a crisis. Time alone changes
/// what it says, so it carries no version.
#[must_use]
pub fn in_strip(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let running = state.meetings.all_running();
    let runs = state.crisis.as_ref().is_some_and(|crisis| crisis.runs());
    let next = state.meetings.next().filter(|_| runs);
    html! {
        div.strip-next #strip-meeting {
            @if let Some(meeting) = next {
                @let late = meeting.is_late(visit.now);
                a href=(path_of(state, meeting)) {
                    p.strip-strong { (strong(visit, meeting, &running)) }
                    p.strip-late[late] { (clock_words(visit, meeting)) }
                }
            } @else if runs {
                a href=(path(state)) {
                    p.strip-strong { (text.get("meeting-none-planned")) }
                    @if shell::may_change(visit, state, Capability::LeadMeeting) {
                        p { (text.get("meeting-plan-one")) }
                    }
                }
            }
        }
    }
}

fn strong(visit: &Visit, meeting: &Meeting, running: &[&Meeting]) -> String {
    if running.len() > 1 {
        let labels: Vec<String> = running.iter().map(|meeting| meeting.label()).collect();
        return visit.text.with("meeting-strip-two", &[("numbers", &labels.join(", "))]);
    }
    let label = label(visit, meeting);
    if meeting.phase() == Phase::Running {
        return visit.text.with("meeting-strip-running", &[("label", &label)]);
    }
    let at = time::short(&visit.text, meeting.starts(), visit.now);
    visit.text.with("meeting-strip-at", &[("label", &label), ("time", &at)])
}

/// What the strip says in words, to tell whether time changed it.
#[must_use]
pub fn strip_words(visit: &Visit, state: &ScopeState) -> String {
    state.meetings.next().map(|next| clock_words(visit, next)).unwrap_or_default()
}

/// Who leads a meeting: whose seat it says, or else who began it.
#[must_use]
pub fn chair(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Option<String> {
    let seat = meeting.chair().and_then(|seat| state.team.seats.get(&seat));
    let begun = meeting.begun_by().next().map(|(_, by)| visit.name(by));
    seat.map(|seat| who::name(visit, &seat.taken)).or(begun)
}

/// What the log says of a meeting that is planned.
#[must_use]
pub fn planned_line(visit: &Visit, new: &NewMeeting) -> String {
    let at = time::short(&visit.text, new.starts, visit.now);
    let minutes = new.minutes.to_string();
    visit.text.with("meeting-line-planned", &[("time", &at), ("minutes", &minutes)])
}

/// What the log says of a meeting that is put off, cancelled, begun or ended.
#[must_use]
pub fn turn_line(visit: &Visit, state: &ScopeState, meeting: &Meeting, turn: &Turn) -> String {
    let text = &visit.text;
    let label = label(visit, meeting);
    let short = |at: Timestamp| time::short(text, at, visit.now);
    match turn {
        Turn::Again(new) => {
            let (at, minutes) = (short(new.starts), new.minutes.to_string());
            let values = [("label", label.as_str()), ("time", &at), ("minutes", &minutes)];
            text.with("meeting-line-again", &values)
        }
        Turn::Cancel(reason) => {
            let values = [("label", label.as_str()), ("reason", reason.trim())];
            text.with("meeting-line-cancelled", &values)
        }
        Turn::Start(..) => match state.picture.version() {
            Some(version) => {
                let values = [("label", label.as_str()), ("version", &version.label())];
                text.with("meeting-line-started-picture", &values)
            }
            None => text.with("meeting-line-started", &[("label", &label)]),
        },
        Turn::End(None) => text.with("meeting-line-ended", &[("label", &label)]),
        Turn::End(Some(new)) => {
            let at = short(new.starts);
            text.with("meeting-line-ended-next", &[("label", &label), ("time", &at)])
        }
    }
}

/// What the log says of a step.
#[must_use]
pub fn step_line(visit: &Visit, meeting: &Meeting, step: &str, done: bool) -> String {
    let label = label(visit, meeting);
    let step = visit.text.get(&format!("meeting-step-{step}")).to_owned();
    let id = if done { "meeting-line-step" } else { "meeting-line-step-back" };
    visit.text.with(id, &[("label", &label), ("step", &step)])
}

/// What the log says of a bottleneck that is put first.
#[must_use]
pub fn first_line(visit: &Visit, meeting: &Meeting, first: &LogEntry) -> String {
    let (label, first) = (label(visit, meeting), entry::kind_label(visit, first));
    visit.text.with("meeting-line-first", &[("label", &label), ("bottleneck", &first)])
}

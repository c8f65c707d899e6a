// SPDX-License-Identifier: EUPL-1.2
//! Meetings in a scenario: planned, put off, begun, walked through, ended; and what the pages
//! about them must show.
//!
//! Not here: what is decided in one (`progress`), the picture (`picture`).
//! Rules: a meeting is named by its number, with or without the letter of its device; the log says
//! of it what the page would say.
//! Start at: `read`, `built`, `claim`.
//! To change: `docs/formats/scenario.md`.

use std::sync::Arc;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::meeting::{
    Meeting, MoveMeeting, NewMeeting, OrderMeeting, PlanMeeting, STEPS, TickMeeting, Turn,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::time::Timestamp;

use super::Fault;
use super::expect::{Shows, shows, viewer};
use super::html::Element;
use super::inbox::Ids;
use super::look::{Found, Onlooker, main_of, showing};
use super::parse::{Kind, Parser, one_of};
use super::progress::visit;
use super::words::Sentence;
use crate::app::App;
use crate::text::{Language, Text};
use crate::web::part::meeting as part;

/// What somebody does with a meeting.
#[derive(Debug, Clone)]
pub struct Deed {
    crisis: String,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Plan(New),
    Again(String, New),
    Cancel(String, String),
    Begin(String, Option<String>),
    End(String, Option<New>),
    Tick(String, &'static str, bool),
    First(String, String),
}

/// When a meeting is to be, and what for.
#[derive(Debug, Clone)]
struct New {
    starts: Timestamp,
    minutes: u32,
    purpose: Option<String>,
}

/// Verbs that are of this room alone.
pub const VERBS: [&str; 7] =
    ["plans", "postpones", "cancels", "begins", "ends", "unticks", "raises"];

/// Reads what follows a verb of this room, or `ticks meeting`.
pub fn read(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Deed, Fault> {
    let crisis = parser.crisis(words)?;
    if verb == "raises" {
        let entry = parser.named(words, Kind::Entry)?;
        words.expect("in meeting")?;
        return Ok(Deed { crisis, what: What::First(number(words)?, entry) });
    }
    if verb != "ticks" {
        words.expect("meeting")?;
    }
    let what = match verb {
        "plans" => {
            words.expect("at")?;
            What::Plan(new(parser, words)?)
        }
        "postpones" => {
            let number = number(words)?;
            words.expect("until")?;
            What::Again(number, new(parser, words)?)
        }
        "cancels" => {
            let number = number(words)?;
            words.expect("because")?;
            What::Cancel(number, words.quoted("the reason")?)
        }
        "begins" => What::Begin(number(words)?, purpose(words)?),
        "ends" => {
            let number = number(words)?;
            let next = words.take("next").then(|| new(parser, words)).transpose()?;
            What::End(number, next)
        }
        _ => {
            let number = number(words)?;
            What::Tick(number, step(words)?, verb == "ticks")
        }
    };
    Ok(Deed { crisis, what })
}

fn number(words: &mut Sentence) -> Result<String, Fault> {
    words.word("the number of a meeting")
}

fn step(words: &mut Sentence) -> Result<&'static str, Fault> {
    let known = |word: &str| STEPS.into_iter().find(|step| *step == word);
    one_of(words, "a step of the agenda", &STEPS, known)
}

fn purpose(words: &mut Sentence) -> Result<Option<String>, Fault> {
    words.is_quoted().then(|| words.quoted("what it is for")).transpose()
}

fn new(parser: &Parser, words: &mut Sentence) -> Result<New, Fault> {
    let starts = parser.coming(words)?;
    let mut minutes = part::MINUTES;
    if words.take("for") {
        let said = words.word("how many minutes")?;
        let wrong = || words.fault(format!("`{said}` is not a number of minutes"));
        minutes = said.parse().map_err(|_| wrong())?;
        words.expect("minutes")?;
    }
    Ok(New { starts, minutes, purpose: purpose(words)? })
}

/// Returns true when a label is this number, with or without the letter of its device.
fn is_number(label: &str, number: &str) -> bool {
    label == number || label.trim_start_matches(char::is_alphabetic) == number
}

fn found<'a>(state: &'a ScopeState, number: &str) -> Result<&'a Meeting, String> {
    let mut all = state.meetings.by_id.values();
    let lacking = || format!("there is no meeting {number}");
    all.find(|meeting| is_number(&meeting.label(), number)).ok_or_else(lacking)
}

/// Builds the command that the page gives for the same press.
///
/// # Errors
/// When the line speaks of something that is not there.
pub fn built(deed: &Deed, ids: &impl Ids, app: &Arc<App>) -> Result<Command, String> {
    let visit = visit(app);
    let crisis = ids.crisis(&deed.crisis)?;
    let (_, state) = visit.world.crisis(crisis).ok_or("this crisis is not there")?;
    let new = |new: &New| NewMeeting {
        starts: ids.moment(new.starts),
        minutes: new.minutes,
        purpose: new.purpose.clone(),
    };
    let (number, turn) = match &deed.what {
        What::Plan(it) => {
            let new = new(it);
            let line = Some(part::planned_line(&visit, &new));
            return Ok(Command::PlanMeeting(PlanMeeting { crisis, new, line }));
        }
        What::Tick(number, step, done) => {
            let meeting = found(state, number)?;
            let line = Some(part::step_line(&visit, meeting, step, *done));
            let (meeting, step, done) = (meeting.id(), (*step).to_owned(), *done);
            let command = TickMeeting { crisis, meeting, step, done, line };
            return Ok(Command::TickMeeting(command));
        }
        What::First(number, entry) => {
            let (meeting, first) = (found(state, number)?, ids.entry(entry)?);
            let line = state.entries.get(&first).ok_or("this is not in the log")?;
            let line = Some(part::first_line(&visit, meeting, line));
            let meeting = meeting.id();
            return Ok(Command::OrderMeeting(OrderMeeting { crisis, meeting, first, line }));
        }
        What::Again(number, it) => (number, Turn::Again(new(it))),
        What::Cancel(number, reason) => (number, Turn::Cancel(reason.clone())),
        What::Begin(number, purpose) => (number, Turn::Start(None, purpose.clone())),
        What::End(number, next) => (number, Turn::End(next.as_ref().map(new))),
    };
    let meeting = found(state, number)?;
    let line = Some(part::turn_line(&visit, state, meeting, &turn));
    let command = MoveMeeting { crisis, meeting: meeting.id(), turn, line };
    Ok(Command::MoveMeeting(Box::new(command)))
}

/// What a `then` line claims about meetings.
#[derive(Debug, Clone)]
pub enum Claim {
    /// The list of them.
    List(Shows),
    /// The name of the text that says where it stands.
    Stands(String, &'static str),
    Late(String),
    Shows(String, Shows),
    Done(String, &'static str),
}

const STANDINGS: [(&str, &str); 4] = [
    ("planned", "meeting-planned"),
    ("running", "meeting-running"),
    ("ended", "meeting-ended"),
    ("cancelled", "meeting-cancelled"),
];

/// Reads a claim about meetings; none when it is about something else.
pub fn claim(
    parser: &Parser,
    words: &mut Sentence,
) -> Result<Option<(Claim, Option<String>, bool)>, Fault> {
    if words.take("meetings") {
        let viewer = viewer(parser, words)?;
        return Ok(Some((Claim::List(shows(words)?), viewer, false)));
    }
    if !words.take("meeting") {
        return Ok(None);
    }
    let number = number(words)?;
    if words.take("step") {
        let step = step(words)?;
        let viewer = viewer(parser, words)?;
        words.expect("is")?;
        let not = words.take("not");
        words.expect("done")?;
        return Ok(Some((Claim::Done(number, step), viewer, not)));
    }
    let viewer = viewer(parser, words)?;
    if !words.take("is") {
        return Ok(Some((Claim::Shows(number, shows(words)?), viewer, false)));
    }
    let not = words.take("not");
    if words.take("late") {
        return Ok(Some((Claim::Late(number), viewer, not)));
    }
    let mut known: Vec<&str> = STANDINGS.iter().map(|(name, _)| *name).collect();
    known.push("late");
    let standing = |word: &str| STANDINGS.iter().find(|(name, _)| *name == word);
    let (_, text) = one_of(words, "where a meeting can stand", &known, standing)?;
    Ok(Some((Claim::Stands(number, text), viewer, not)))
}

impl Onlooker {
    /// Looks whether a claim about meetings holds.
    pub(super) async fn meeting(
        &mut self,
        who: &str,
        crisis: &str,
        claim: &Claim,
    ) -> Result<Found, String> {
        let list = self.looked(who, &format!("/crises/{crisis}/meetings")).await?;
        let row = |number: &str| row(&list, number);
        Ok(match claim {
            Claim::List(shows) => showing(&main_of(&list).words(), &list.everything(), shows),
            Claim::Stands(number, text) => {
                let row = row(number)?;
                let badge = row.first(&|e| e.has_class("utrecht-badge")).map(Element::words);
                let wanted = Text::of(Language::Dutch).get(text).to_owned();
                Found { holds: badge == Some(wanted), seen: row.words() }
            }
            Claim::Late(number) => {
                let row = row(number)?;
                Found { holds: row.has_class("order--late"), seen: row.words() }
            }
            Claim::Shows(number, shows) => {
                let page = self.looked(who, &own(row(number)?)?).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
            Claim::Done(number, step) => {
                let page = self.looked(who, &own(row(number)?)?).await?;
                let begin = format!("sign-{step}-");
                let is_it =
                    |e: &Element| e.attribute("id").is_some_and(|id| id.starts_with(&begin));
                let sign = page.first(&is_it).ok_or("this meeting does not go on")?;
                Found { holds: sign.has_class("is-done"), seen: main_of(&page).words() }
            }
        })
    }
}

/// The row of a meeting in the list.
fn row<'a>(list: &'a Element, number: &str) -> Result<&'a Element, String> {
    let fits = |row: &&Element| {
        let label = row.first(&|e| e.name == "strong").map(Element::words);
        let last = label.as_deref().and_then(|label| label.split(' ').next_back());
        last.is_some_and(|label| is_number(label, number))
    };
    let lacking = || format!("the list has no meeting {number}");
    list.classed("order").into_iter().find(fits).ok_or_else(lacking)
}

fn own(row: &Element) -> Result<String, String> {
    let link = row.first(&|e| e.name == "a").and_then(|a| a.attribute("href"));
    link.map(str::to_owned).ok_or_else(|| "this meeting has no page".to_owned())
}

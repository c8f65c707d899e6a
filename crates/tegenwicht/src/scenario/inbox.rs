// SPDX-License-Identifier: EUPL-1.2
//! The first minutes in a scenario: putting reports together, weighing, making a line of a report,
//! level, GRIP and places; and what the inbox, the alarms and the strip must show.

use tegenwicht_core::command as core;
use tegenwicht_core::feature::assessment::{Answer, Assess, Outcome, Verdict};
use tegenwicht_core::feature::crisis::{SetGrip, SetLevel, SetPlaces};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::report::JoinReports;
use tegenwicht_core::id::{ActorId, CrisisId, EntryId, ReportId};
use tegenwicht_core::time::Timestamp;

use super::Fault;
use super::html::Element;
use super::look::{Found, Names, Onlooker, main_of, showing};
use super::parse::{Kind, Parser, one_of};
use super::words::Sentence;
use crate::text::{Language, Text};
use crate::web::page::crisis::scaling::{grip_line, level_line};
use crate::web::part::level::GRIPS;
use crate::words::Words;

/// The levels that every sector has, or nearly: the core takes any name.
const LEVELS: [&str; 4] = ["level-1", "level-2", "level-3", "level-4"];
/// The verbs of this room.
pub const VERBS: [&str; 3] = ["joins", "weighs", "makes"];

/// What somebody does in the first minutes; things are named as in the file.
#[derive(Debug, Clone)]
pub enum Act {
    Join { reports: Vec<String>, into: String },
    Weigh(Weigh),
    Make(Make),
    Level { crisis: String, level: String, reason: Option<String> },
    Grip { crisis: String, grip: String, said_by: Option<String> },
    Places { crisis: String, place: String, fallback: Option<String>, at_fallback: bool },
}

/// A sheet of criteria, filled in.
#[derive(Debug, Clone)]
pub struct Weigh {
    report: Option<String>,
    crisis: Option<String>,
    answers: Vec<Answer>,
    way: Way,
}

#[derive(Debug, Clone)]
enum Way {
    ScaleUp,
    Regular(String),
    NotYet(Timestamp, Option<String>),
}

/// A line that is made of a report.
#[derive(Debug, Clone)]
pub struct Make {
    crisis: String,
    kind: EntryKind,
    report: String,
    text: Option<String>,
    answers: Option<String>,
}

/// Reads what follows one of the verbs.
pub fn read(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Act, Fault> {
    match verb {
        "joins" => join(parser, words),
        "weighs" => weigh(parser, words).map(Act::Weigh),
        _ => make(parser, words).map(Act::Make),
    }
}

fn join(parser: &Parser, words: &mut Sentence) -> Result<Act, Fault> {
    let mut reports = vec![parser.named(words, Kind::Report)?];
    while words.comma() {
        reports.push(parser.named(words, Kind::Report)?);
    }
    words.expect("into")?;
    Ok(Act::Join { reports, into: parser.named(words, Kind::Report)? })
}

fn weigh(parser: &Parser, words: &mut Sentence) -> Result<Weigh, Fault> {
    let (report, crisis) = match words.take("the crisis") {
        true => (None, Some(parser.crisis(words)?)),
        false => (Some(parser.named(words, Kind::Report)?), None),
    };
    let mut answers = Vec::new();
    while let Some(verdict) = words.peek().and_then(Verdict::from_name) {
        words.word("a verdict")?;
        loop {
            let criterion = words.word("the id of a criterion")?;
            let remark = if words.is_quoted() { Some(words.quoted("the remark")?) } else { None };
            answers.push(Answer { criterion, verdict, remark });
            if !words.comma() {
                break;
            }
        }
    }
    let way = if words.take("and scales up") {
        Way::ScaleUp
    } else if words.take("and does not scale up because") {
        Way::Regular(words.quoted("the reason")?)
    } else if words.take("and looks again at") {
        let at = parser.coming(words)?;
        let owner = if words.take("by") { Some(parser.somebody(words)?) } else { None };
        Way::NotYet(at, owner)
    } else {
        let known =
            "and scales up, and does not scale up because \"...\", and looks again at 10:30";
        return Err(words.fault(format!("{} is not an outcome; known are: {known}", words.here())));
    };
    Ok(Weigh { report, crisis, answers, way })
}

fn make(parser: &Parser, words: &mut Sentence) -> Result<Make, Fault> {
    let kinds = EntryKind::ALL.map(EntryKind::name);
    let kind = one_of(words, "a kind of entry", &kinds, EntryKind::from_name)?;
    words.expect("of")?;
    let report = parser.named(words, Kind::Report)?;
    let text = if words.is_quoted() { Some(words.quoted("the text")?) } else { None };
    let answers = match words.take("answers") {
        true => Some(parser.named(words, Kind::Entry)?),
        false => None,
    };
    Ok(Make { crisis: parser.crisis(words)?, kind, report, text, answers })
}

/// Reads what follows `sets`, when it is of this room.
pub fn read_set(parser: &Parser, words: &mut Sentence) -> Result<Option<Act>, Fault> {
    if words.take("level to") {
        let known = |word: &str| LEVELS.iter().find(|level| **level == word);
        let level = (*one_of(words, "a level", &LEVELS, known)?).to_owned();
        let reason = match words.take("because") {
            true => Some(words.quoted("the reason")?),
            false => None,
        };
        return Ok(Some(Act::Level { crisis: parser.crisis(words)?, level, reason }));
    }
    if words.take("GRIP to") {
        let known = |word: &str| GRIPS.iter().find(|grip| **grip == word);
        let grip = (*one_of(words, "a GRIP", &GRIPS, known)?).to_owned();
        let said_by = match words.take("said by") {
            true => Some(words.quoted("who said it")?),
            false => None,
        };
        return Ok(Some(Act::Grip { crisis: parser.crisis(words)?, grip, said_by }));
    }
    if words.take("place to") {
        let place = words.quoted("where the team gathers")?;
        let fallback = match words.take("otherwise") {
            true => Some(words.quoted("where it gathers otherwise")?),
            false => None,
        };
        let at_fallback = words.take("in use");
        let crisis = parser.crisis(words)?;
        return Ok(Some(Act::Places { crisis, place, fallback, at_fallback }));
    }
    Ok(None)
}

/// What the names of a scenario stand for while it runs.
pub trait Ids {
    /// # Errors
    /// When it was never made.
    fn crisis(&self, name: &str) -> Result<CrisisId, String>;
    /// # Errors
    /// When it was never made.
    fn report(&self, name: &str) -> Result<ReportId, String>;
    /// # Errors
    /// When it was never made.
    fn entry(&self, name: &str) -> Result<EntryId, String>;
    /// # Errors
    /// When it was never made.
    fn person(&self, name: &str) -> Result<ActorId, String>;
    /// What this institution calls things.
    fn institution(&self) -> Words;
    /// What a report says.
    fn words_of(&self, report: ReportId) -> String;
    /// A moment of the scenario as the node knows it.
    fn moment(&self, at: Timestamp) -> Timestamp;
}

/// Builds the command from what the line says.
///
/// # Errors
/// When it speaks of what was never made.
pub fn built(act: &Act, ids: &impl Ids, who: Option<ActorId>) -> Result<core::Command, String> {
    use core::Command as C;
    let text = Text::of(Language::Dutch);
    Ok(match act {
        Act::Join { reports, into } => C::JoinReports(JoinReports {
            reports: reports.iter().map(|name| ids.report(name)).collect::<Result<_, _>>()?,
            into: ids.report(into)?,
        }),
        Act::Weigh(weigh) => C::Assess(Assess {
            report: weigh.report.as_deref().map(|name| ids.report(name)).transpose()?,
            crisis: weigh.crisis.as_deref().map(|name| ids.crisis(name)).transpose()?,
            answers: weigh.answers.clone(),
            outcome: outcome(&weigh.way, ids, who)?,
        }),
        Act::Make(make) => C::WriteEntry(Box::new(line(make, ids)?)),
        Act::Level { crisis, level, reason } => C::SetLevel(SetLevel {
            crisis: ids.crisis(crisis)?,
            level: level.clone(),
            reason: reason.clone(),
            line: Some(level_line(&text, &ids.institution().level(level), reason.as_deref())),
        }),
        Act::Grip { crisis, grip, said_by } => C::SetGrip(SetGrip {
            crisis: ids.crisis(crisis)?,
            grip: grip.clone(),
            said_by: said_by.clone(),
            line: Some(grip_line(&text, &ids.institution().grip(grip), said_by.as_deref())),
        }),
        Act::Places { crisis, place, fallback, at_fallback } => C::SetPlaces(SetPlaces {
            crisis: ids.crisis(crisis)?,
            place: Some(place.clone()),
            fallback: fallback.clone(),
            at_fallback: *at_fallback,
            line: None,
        }),
    })
}

fn outcome(way: &Way, ids: &impl Ids, who: Option<ActorId>) -> Result<Outcome, String> {
    Ok(match way {
        Way::ScaleUp => Outcome::ScaleUp,
        Way::Regular(reason) => Outcome::Regular(reason.clone()),
        Way::NotYet(at, owner) => {
            let owner = owner.as_deref().map(|name| ids.person(name)).transpose()?.or(who);
            Outcome::NotYet(ids.moment(*at), owner.ok_or("nobody looks again")?)
        }
    })
}

fn line(make: &Make, ids: &impl Ids) -> Result<WriteEntry, String> {
    let report = ids.report(&make.report)?;
    let text = make.text.clone().unwrap_or_else(|| ids.words_of(report));
    Ok(WriteEntry {
        report: Some(report),
        answers: make.answers.as_deref().map(|name| ids.entry(name)).transpose()?,
        ..WriteEntry::plain(ids.crisis(&make.crisis)?, make.kind, &text)
    })
}

/// What a line with `then` claims about this room.
#[derive(Debug, Clone)]
pub enum Subject {
    /// So many heaps wait in the inbox.
    Heaps { count: usize },
    /// So many reports lie in the heap of this one.
    InHeap { report: String, count: usize },
    /// So many reports are to be looked at again by now.
    Alarms { count: usize },
    /// The strip of the crisis has, or has not, these words.
    Strip { crisis: String, shows: super::expect::Shows },
    /// The crisis was an exercise that was halted.
    Halted { crisis: String },
    /// The crisis was closed as a false alarm.
    FalseAlarm { crisis: String },
}

/// Reads what comes after a number.
///
/// # Errors
/// When what follows does not read.
pub fn counted(
    parser: &Parser,
    words: &mut Sentence,
    count: usize,
) -> Result<Option<Subject>, Fault> {
    if words.take("heaps waiting") || words.take("heap waiting") {
        return Ok(Some(Subject::Heaps { count }));
    }
    if words.take("alarms") || words.take("alarm") {
        return Ok(Some(Subject::Alarms { count }));
    }
    if words.take("reports in heap") || words.take("report in heap") {
        return Ok(Some(Subject::InHeap { report: parser.named(words, Kind::Report)?, count }));
    }
    Ok(None)
}

/// Looks on the pages whether it is so.
///
/// # Errors
/// When a page cannot be seen at all.
pub async fn look(
    subject: &Subject,
    onlooker: &mut Onlooker,
    who: &str,
    names: &Names<'_>,
) -> Result<Found, String> {
    let text = Text::of(Language::Dutch);
    match subject {
        Subject::Heaps { count } => {
            let page = onlooker.page_of(who, "/reports").await?;
            let heaps = page.classed("heap").len();
            Ok(Found { holds: heaps == *count, seen: format!("{heaps} heaps waiting") })
        }
        Subject::InHeap { report, count } => {
            let path = format!("/reports/{}", names.id(report)?);
            let main = main_of(&onlooker.page_of(who, &path).await?);
            let members = main.all(&|e| e.name == "li" && id_begins(e, "report-")).len() + 1;
            Ok(Found { holds: members == *count, seen: format!("{members} reports in the heap") })
        }
        Subject::Alarms { count } => {
            let page = onlooker.page_of(who, "/").await?;
            let list = page.by_id("alarms").map(|list| list.classed("notice").len());
            let alarms = list.unwrap_or_default();
            Ok(Found { holds: alarms == *count, seen: format!("{alarms} alarms") })
        }
        Subject::Strip { crisis, shows } => {
            let page = onlooker.page_of(who, &path_of(names, crisis)?).await?;
            let strip = page.by_id("strip").map(Element::words).unwrap_or_default();
            Ok(showing(&strip, &strip, shows))
        }
        Subject::Halted { crisis } => {
            let page = onlooker.page_of(who, &path_of(names, crisis)?).await?;
            let strip = page.by_id("strip").map(Element::words).unwrap_or_default();
            let word = text.get("halted-word");
            let main = main_of(&page);
            // It stands in the strip and on the page, and nothing can be sent from there.
            let forms = main.all(&|e| e.name == "form" && e.attribute("method") == Some("post"));
            let holds = strip.contains(word) && main.words().contains(word) && forms.is_empty();
            Ok(Found { holds, seen: format!("{strip} | {} forms", forms.len()) })
        }
        Subject::FalseAlarm { crisis } => {
            let main = main_of(&onlooker.page_of(who, &path_of(names, crisis)?).await?);
            let closed = text.get("crisis-false-alarm");
            let tells = |e: &Element| e.name == "dd" && e.words().starts_with(closed);
            Ok(Found { holds: main.first(&tells).is_some(), seen: main.words() })
        }
    }
}

fn path_of(names: &Names<'_>, crisis: &str) -> Result<String, String> {
    Ok(format!("/crises/{}", names.id(crisis)?))
}

fn id_begins(element: &Element, with: &str) -> bool {
    element.attribute("id").is_some_and(|id| id.starts_with(with))
}

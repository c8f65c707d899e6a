// SPDX-License-Identifier: EUPL-1.2
//! What a line that begins with `then` claims. How it is looked up stands in `look`.

use tegenwicht_core::time::Timestamp;

use super::Fault;
use super::card;
use super::inbox;
use super::meeting;
use super::parse::{Kind, Parser, one_of};
use super::picture;
use super::progress;
use super::team::{Claim, MARKS, PAGES};
use super::words::Sentence;

/// What a page has to show.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// True when it must not be so.
    pub negated: bool,
    /// Who looks; none for the founder.
    pub viewer: Option<String>,
    pub moment: Moment,
    pub subject: Subject,
}

/// Which state of the log is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    Now,
    /// What was known by then.
    Known(Timestamp),
    /// What had happened by then.
    Until(Timestamp),
}

/// What is looked at, and how it has to be.
#[derive(Debug, Clone)]
pub enum Subject {
    Log {
        crisis: String,
        shows: Shows,
    },
    Entries {
        crisis: String,
        count: usize,
    },
    Entry {
        crisis: String,
        entry: String,
        is: EntryIs,
    },
    Order {
        crisis: String,
        entries: Vec<String>,
    },
    /// Every line of the log says that it is saved on one device.
    Ticks {
        crisis: String,
    },
    Figure {
        crisis: String,
        name: String,
        is: FigureIs,
    },
    Crisis {
        crisis: String,
        is: CrisisIs,
    },
    Report {
        report: String,
        is: ReportIs,
    },
    ReportsWaiting {
        count: usize,
    },
    Page {
        path: String,
        is: PageIs,
    },
    LogIn {
        person: String,
    },
    Inbox(inbox::Subject),
    /// Who does what: seats, calls, informing, orders, support.
    Team {
        crisis: String,
        claim: Claim,
    },
    /// Decisions, actions and bottlenecks, and what becomes of them.
    Progress {
        crisis: String,
        claim: progress::Claim,
    },
    Picture {
        crisis: String,
        claim: picture::Claim,
    },
    Meeting {
        crisis: String,
        claim: meeting::Claim,
    },
    /// Cards at work and their steps.
    Card {
        crisis: String,
        claim: card::Claim,
    },
    /// A part of a page of what is made ready beforehand.
    Ready {
        path: &'static str,
        part: Option<&'static str>,
        shows: Shows,
    },
}

/// Texts that have to be there, all of them; or, when `not`, none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shows {
    pub texts: Vec<String>,
    pub not: bool,
}

/// How an entry is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryIs {
    Struck,
    Contradictory,
    Sealed,
    Answer,
    Late,
    Hidden,
    Gone,
    Showing(Shows),
}

/// How a figure is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FigureIs {
    Contradictory,
    Unknown,
    Showing(Shows),
}

/// How a crisis is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CrisisIs {
    Closed,
    Exercise,
    Showing(Shows),
}

/// How a report is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportIs {
    Waiting,
    Handled,
    Showing(Shows),
}

/// How a page answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageIs {
    Refused,
    Showing(Shows),
}

/// How a `then` line can go on.
const SUBJECTS: &str = "log, entry NAME, 3 entries, order, every entry, figure \"...\", crisis, \
                        report NAME, 2 reports waiting, 2 heaps waiting, 1 alarm, strip, \
                        role ROLE, 2 gaps, call list, desk DESK, informing, orders, \
                        1 orders late, support, card ID, card ID step STEP, 2 cards running, \
                        3 steps open on card ID, decision NAME, action NAME, bottleneck NAME, \
                        2 actions late, picture, area ID, process \"...\", topic TOPIC, \
                        2 areas unknown, meeting NUMBER, meetings, tasks, team page, \
                        handover ROLE, contacts, on duty, roster, sites, settings, \
                        page /..., or PERSON can log in";

/// What is made ready beforehand: how a line names it, its page, and the part of that page.
const READY: [(&str, &str, Option<&str>); 5] = [
    ("contacts", "/contacts", None),
    ("on duty", "/roster", Some("on-duty")),
    ("roster", "/roster", Some("week")),
    ("sites", "/sites", None),
    ("settings", "/settings", None),
];

/// Reads what follows `then`.
pub fn read(parser: &Parser, words: &mut Sentence) -> Result<Expectation, Fault> {
    let mut negated = words.take("not");
    let moment = if words.take("as known at") {
        Moment::Known(parser.past(words)?)
    } else if words.take("until") {
        Moment::Until(parser.past(words)?)
    } else {
        Moment::Now
    };
    negated ^= words.take("not");
    let (subject, viewer, not) = subject(parser, words)?;
    let of_log = matches!(
        subject,
        Subject::Log { .. }
            | Subject::Entries { .. }
            | Subject::Entry { .. }
            | Subject::Order { .. }
    );
    let of_picture = matches!(subject, Subject::Picture { .. });
    let seen = match moment {
        Moment::Now => true,
        Moment::Known(_) => of_log || of_picture,
        Moment::Until(_) => of_log,
    };
    if !seen {
        let text = "only the log, its entries, their order and, as known, the picture can be seen \
                    at an earlier moment";
        return Err(words.fault(text));
    }
    Ok(Expectation { negated: negated ^ not, viewer, moment, subject })
}

type Read = (Subject, Option<String>, bool);

fn subject(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    if words.take("log") {
        let viewer = viewer(parser, words)?;
        let crisis = parser.crisis(words)?;
        return Ok((Subject::Log { crisis, shows: shows(words)? }, viewer, false));
    }
    if words.take("entry") {
        return entry(parser, words);
    }
    if words.take("every entry has one tick") {
        return Ok((
            Subject::Ticks { crisis: parser.crisis(words)? },
            viewer(parser, words)?,
            false,
        ));
    }
    if words.take("order") {
        return order(parser, words);
    }
    if words.take("figure") {
        return figure(parser, words);
    }
    if words.take("crisis") {
        return crisis(parser, words);
    }
    if words.take("report") {
        return report(parser, words);
    }
    if words.take("strip") {
        let viewer = viewer(parser, words)?;
        let (crisis, shows) = (parser.crisis(words)?, shows(words)?);
        return Ok((Subject::Inbox(inbox::Subject::Strip { crisis, shows }), viewer, false));
    }
    if words.take("page") {
        return page(parser, words);
    }
    if words.take("card") {
        let (claim, viewer, not) = card::claim(parser, words)?;
        return Ok((Subject::Card { crisis: parser.crisis(words)?, claim }, viewer, not));
    }
    if let Some(read) = team(parser, words)? {
        return Ok(read);
    }
    if let Some((claim, viewer, not)) = progress::claim(parser, words)? {
        return Ok((Subject::Progress { crisis: parser.crisis(words)?, claim }, viewer, not));
    }
    if let Some((claim, viewer, not)) = picture::claim(parser, words)? {
        return Ok((Subject::Picture { crisis: parser.crisis(words)?, claim }, viewer, not));
    }
    if let Some((claim, viewer, not)) = meeting::claim(parser, words)? {
        return Ok((Subject::Meeting { crisis: parser.crisis(words)?, claim }, viewer, not));
    }
    for (said, path, part) in READY {
        if words.take(said) {
            let viewer = viewer(parser, words)?;
            return Ok((Subject::Ready { path, part, shows: shows(words)? }, viewer, false));
        }
    }
    if let Some(count) = words.peek().and_then(|word| word.parse::<usize>().ok()) {
        words.word("a number")?;
        return counted(parser, words, count);
    }
    log_in(parser, words)
}

/// Reads a claim about who does what, when it is one.
fn team(parser: &Parser, words: &mut Sentence) -> Result<Option<Read>, Fault> {
    let (claim, viewer, not) = if words.take("role") {
        let role = words.word("the id of a role, such as chair")?;
        let viewer = viewer(parser, words)?;
        if words.take("is") {
            let not = words.take("not");
            let names = MARKS.map(|(name, _)| name);
            let mark = |word: &str| MARKS.iter().find(|(name, _)| *name == word);
            let (_, mark) = one_of(words, "how a role can be", &names, mark)?;
            (Claim::Role { role, mark }, viewer, not)
        } else {
            (Claim::RoleShows { role, shows: shows(words)? }, viewer, false)
        }
    } else if words.take("call list begins with") {
        let role = words.word("the id of a role, such as chair")?;
        (Claim::CallFirst(role), viewer(parser, words)?, false)
    } else if words.take("desk") {
        let desk = words.word("the id of a desk, such as ghor")?;
        let viewer = viewer(parser, words)?;
        words.expect("is")?;
        let not = words.take("not");
        words.expect("informed")?;
        (Claim::DeskInformed(desk), viewer, not)
    } else if words.take("handover") {
        let role = words.word("the id of a role, such as chair")?;
        let viewer = viewer(parser, words)?;
        (Claim::HandOver { role, shows: shows(words)? }, viewer, false)
    } else if let Some((_, name)) = PAGES.iter().find(|(said, _)| words.take(said)) {
        let viewer = viewer(parser, words)?;
        (Claim::Page { name, shows: shows(words)? }, viewer, false)
    } else {
        return Ok(None);
    };
    Ok(Some((Subject::Team { crisis: parser.crisis(words)?, claim }, viewer, not)))
}

fn counted(parser: &Parser, words: &mut Sentence, count: usize) -> Result<Read, Fault> {
    let subject = if words.take("entries") || words.take("entry") {
        Subject::Entries { crisis: parser.crisis(words)?, count }
    } else if let Some(subject) = inbox::counted(parser, words, count)? {
        Subject::Inbox(subject)
    } else if let Some(claim) = card::counted(words, count)? {
        Subject::Card { crisis: parser.crisis(words)?, claim }
    } else if let Some(claim) = progress::counted(words, count)? {
        Subject::Progress { crisis: parser.crisis(words)?, claim }
    } else if let Some(claim) = picture::counted(words, count)? {
        Subject::Picture { crisis: parser.crisis(words)?, claim }
    } else if words.take("reports waiting") || words.take("report waiting") {
        Subject::ReportsWaiting { count }
    } else if words.take("gaps") || words.take("gap") {
        Subject::Team { crisis: parser.crisis(words)?, claim: Claim::Gaps(count) }
    } else if words.take("orders late") || words.take("order late") {
        Subject::Team { crisis: parser.crisis(words)?, claim: Claim::OrdersLate(count) }
    } else {
        let known = "`entries`, `reports waiting`, `heaps waiting`, `reports in heap NAME`, \
                     `alarms`, `gaps`, `orders late`, `cards running`, `steps open on card ID`, \
                     `actions late`, `decisions in-force` or `areas unknown`";
        let text = format!("count {known}, not {}", words.here());
        return Err(words.fault(text));
    };
    Ok((subject, viewer(parser, words)?, false))
}

fn log_in(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let here = words.here();
    let Ok(person) = parser.somebody(words) else {
        let text = format!("{here} is not known after `then`; known are: {SUBJECTS}");
        return Err(words.fault(text));
    };
    let not = words.take("cannot");
    if !not {
        words.expect("can")?;
    }
    words.expect("log in")?;
    let viewer = Some(person.clone());
    Ok((Subject::LogIn { person }, viewer, not))
}

/// Reads `for PERSON`, when it is there.
pub(super) fn viewer(parser: &Parser, words: &mut Sentence) -> Result<Option<String>, Fault> {
    if words.take("for") { parser.somebody(words).map(Some) } else { Ok(None) }
}

/// Reads `shows "...", "..."` or `does not show "..."`.
pub(super) fn shows(words: &mut Sentence) -> Result<Shows, Fault> {
    let not = words.take("does not show");
    if !not {
        words.expect("shows")?;
    }
    let mut texts = vec![text(words)?];
    while words.comma() {
        texts.push(text(words)?);
    }
    Ok(Shows { texts, not })
}

fn text(words: &mut Sentence) -> Result<String, Fault> {
    let text = words.quoted("a text")?;
    if text.trim().is_empty() {
        return Err(words.fault("an empty text is always there; write what should be seen"));
    }
    Ok(text)
}

/// Reads `is`, `not` when it is there, and a word for how it is; or what it shows.
fn is_or_shows<T>(
    words: &mut Sentence,
    known: &[(&'static str, T)],
    showing: impl Fn(Shows) -> T,
) -> Result<(T, bool), Fault>
where
    T: Clone,
{
    if !words.take("is") {
        return Ok((showing(shows(words)?), false));
    }
    let not = words.take("not");
    // One may say "is an exercise" or "is exercise".
    let _ = words.take("an");
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    let found = |word: &str| known.iter().find(|(name, _)| *name == word);
    let (_, is) = one_of(words, "how this can be", &names, found)?;
    Ok((is.clone(), not))
}

fn entry(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let entry = parser.named(words, Kind::Entry)?;
    let viewer = viewer(parser, words)?;
    let known = [
        ("struck", EntryIs::Struck),
        ("contradictory", EntryIs::Contradictory),
        ("sealed", EntryIs::Sealed),
        ("answer", EntryIs::Answer),
        ("late", EntryIs::Late),
        ("hidden", EntryIs::Hidden),
        ("gone", EntryIs::Gone),
    ];
    let (is, not) = is_or_shows(words, &known, EntryIs::Showing)?;
    let crisis = parser.crisis_of(&entry);
    Ok((Subject::Entry { crisis, entry, is }, viewer, not))
}

fn order(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let viewer = viewer(parser, words)?;
    words.expect("is")?;
    let not = words.take("not");
    let mut entries = vec![parser.named(words, Kind::Entry)?];
    while words.comma() {
        entries.push(parser.named(words, Kind::Entry)?);
    }
    if entries.len() < 2 {
        return Err(words.fault("an order needs two entries or more, with commas between them"));
    }
    Ok((Subject::Order { crisis: parser.crisis(words)?, entries }, viewer, not))
}

fn figure(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let name = words.quoted("the name of the figure")?;
    let viewer = viewer(parser, words)?;
    let known = [("contradictory", FigureIs::Contradictory), ("unknown", FigureIs::Unknown)];
    let (is, not) = is_or_shows(words, &known, FigureIs::Showing)?;
    Ok((Subject::Figure { crisis: parser.crisis(words)?, name, is }, viewer, not))
}

fn crisis(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let named = !matches!(words.peek(), Some("is" | "shows" | "does" | "for"));
    let crisis = if named { parser.named(words, Kind::Crisis)? } else { parser.crisis(words)? };
    let viewer = viewer(parser, words)?;
    if words.take("is open") {
        return Ok((Subject::Crisis { crisis, is: CrisisIs::Closed }, viewer, true));
    }
    for (not, words_of) in [(false, "is halted"), (true, "is not halted")] {
        if words.take(words_of) {
            return Ok((Subject::Inbox(inbox::Subject::Halted { crisis }), viewer, not));
        }
    }
    for (not, words_of) in [(false, "is a false alarm"), (true, "is not a false alarm")] {
        if words.take(words_of) {
            return Ok((Subject::Inbox(inbox::Subject::FalseAlarm { crisis }), viewer, not));
        }
    }
    let known = [("closed", CrisisIs::Closed), ("exercise", CrisisIs::Exercise)];
    let (is, not) = is_or_shows(words, &known, CrisisIs::Showing)?;
    Ok((Subject::Crisis { crisis, is }, viewer, not))
}

fn report(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let report = parser.named(words, Kind::Report)?;
    let viewer = viewer(parser, words)?;
    let known = [("waiting", ReportIs::Waiting), ("handled", ReportIs::Handled)];
    let (is, not) = is_or_shows(words, &known, ReportIs::Showing)?;
    Ok((Subject::Report { report, is }, viewer, not))
}

fn page(parser: &Parser, words: &mut Sentence) -> Result<Read, Fault> {
    let path = words.word("the address of a page, such as /crises")?;
    if !path.starts_with('/') || !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        let text = format!("`{path}` is not the address of a page; it begins with /");
        return Err(words.fault(text));
    }
    let viewer = viewer(parser, words)?;
    let (is, not) = is_or_shows(words, &[("refused", PageIs::Refused)], PageIs::Showing)?;
    Ok((Subject::Page { path, is }, viewer, not))
}

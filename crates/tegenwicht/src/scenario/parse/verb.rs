// SPDX-License-Identifier: EUPL-1.2
//! What people do in a scenario: one verb per command, with the phrases that go with it.

use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::EntryKind;

use super::{Kind, Parser, one_of, roles};
use crate::scenario::inbox;
use crate::scenario::words::Sentence;
use crate::scenario::{Act, Fault, Who, Write, card, cold, meeting, picture, progress, team};
use crate::web::page::report::METHANE;

/// All verbs, in the order of the documentation.
pub const VERBS: &[&str] = &[
    "reports",
    "handles",
    "opens",
    "closes",
    "writes",
    "strikes",
    "hides",
    "shows",
    "erases",
    "adds",
    "admits",
    "gives",
    "blocks",
    "unblocks",
    "sets",
    "joins",
    "weighs",
    "makes",
    "takes",
    "sits",
    "leaves",
    "hands",
    "sees",
    "calls",
    "informs",
    "asks",
    "hears",
    "forms",
    "orders",
    "answers",
    "puts",
    "removes",
    "starts",
    "ticks",
    "finds",
    "adopts",
    "moves",
    "fills",
    "says",
    "plans",
    "postpones",
    "cancels",
    "begins",
    "ends",
    "unticks",
    "raises",
];

/// Channels that have a word of their own, and how the screens say them.
const CHANNELS: &[(&str, &str)] =
    &[("phone", "telefoon"), ("mail", "mail"), ("portofoon", "portofoon"), ("pager", "pieper")];

/// Reads a verb and its phrases; also returns what kind of thing it makes.
pub fn read(
    parser: &Parser,
    words: &mut Sentence,
    who: &Who,
) -> Result<(Act, Option<Kind>), Fault> {
    parser.now(words)?;
    let verb =
        one_of(words, "a verb", VERBS, |word| VERBS.iter().copied().find(|verb| *verb == word))?;
    if matches!(who, Who::NoticeBoard(_)) && verb != "reports" {
        return Err(words.fault("somebody at the notice board only `reports`"));
    }
    if let Some(act) = warm(parser, words, verb)? {
        return Ok((act, None));
    }
    if let Some(deed) = card::read(parser, words, verb)? {
        let made = matches!(deed, card::Deed::Adopt { .. }).then_some(Kind::Entry);
        return Ok((Act::Card { crisis: parser.crisis(words)?, deed: Box::new(deed) }, made));
    }
    match verb {
        "reports" => report(parser, words).map(|act| (act, Some(Kind::Report))),
        "opens" => open(parser, words).map(|act| (act, Some(Kind::Crisis))),
        "writes" => write(parser, words).map(|act| (act, Some(Kind::Entry))),
        "handles" => {
            let report = parser.named(words, Kind::Report)?;
            Ok((Act::Handle { report, reason: because(words)? }, None))
        }
        "closes" => {
            let false_alarm = words.take("the false alarm");
            if !false_alarm {
                words.expect("the crisis")?;
            }
            let crisis = parser.crisis(words)?;
            Ok((Act::Close { crisis, reason: because(words)?, false_alarm }, None))
        }
        "shows" => {
            let entry = parser.named(words, Kind::Entry)?;
            Ok((Act::Show { crisis: parser.crisis_of(&entry), entry }, None))
        }
        "strikes" | "hides" | "erases" => against(parser, words, verb).map(|act| (act, None)),
        "puts" => Ok((Act::Cold(cold::duty(parser, words)?), None)),
        "removes" => Ok((Act::Cold(cold::removes(parser, words)?), None)),
        "adds" if words.take("contact") => {
            Ok((Act::Cold(cold::contact(parser, words)?), Some(Kind::Contact)))
        }
        "adds" if words.take("site") => {
            Ok((Act::Cold(cold::site(parser, words)?), Some(Kind::Site)))
        }
        "sets" if words.take("setting") => Ok((Act::Cold(cold::setting(words)?), None)),
        verb if inbox::VERBS.contains(&verb) => {
            let made = (verb == "makes").then_some(Kind::Entry);
            inbox::read(parser, words, verb).map(|act| (Act::Inbox(act), made))
        }
        "sets" => match inbox::read_set(parser, words)? {
            Some(act) => Ok((Act::Inbox(act), None)),
            None => user(parser, words, verb).map(|act| (act, None)),
        },
        verb if team::VERBS.contains(&verb) => {
            let crisis = parser.crisis(words)?;
            let deed = Box::new(team::read(parser, words, verb)?);
            Ok((Act::Team { crisis, deed }, None))
        }
        _ => user(parser, words, verb).map(|act| (act, None)),
    }
}

/// Reads what is said about lines of the log and about the picture.
fn warm(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Option<Act>, Fault> {
    Ok(Some(match verb {
        "moves" | "fills" => Act::Progress(Box::new(progress::read(parser, words, verb)?)),
        "says" => Act::Picture(Box::new(picture::says(parser, words)?)),
        "adopts" if words.take("picture") => {
            Act::Picture(Box::new(picture::adopts(parser, words)?))
        }
        "ticks" if words.take("meeting") => {
            Act::Meeting(Box::new(meeting::read(parser, words, verb)?))
        }
        verb if meeting::VERBS.contains(&verb) => {
            Act::Meeting(Box::new(meeting::read(parser, words, verb)?))
        }
        _ => return Ok(None),
    }))
}

/// Reads what somebody does against an entry, and why.
fn against(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Act, Fault> {
    let entry = parser.named(words, Kind::Entry)?;
    let (crisis, reason) = (parser.crisis_of(&entry), because(words)?);
    Ok(match verb {
        "strikes" => Act::Strike { crisis, entry, reason },
        "hides" => Act::Hide { crisis, entry, reason },
        _ => Act::Erase { crisis, entry, ground: reason },
    })
}

fn because(words: &mut Sentence) -> Result<String, Fault> {
    words.expect("because")?;
    words.quoted("the reason")
}

/// Keeps a phrase, which may stand there once.
fn once<T>(words: &Sentence, phrase: &str, place: &mut Option<T>, value: T) -> Result<(), Fault> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(words.fault(format!("`{phrase}` stands twice in this sentence"))),
    }
}

/// Returns true when the phrases of a command have come to an end.
fn ended(words: &Sentence) -> bool {
    words.is_done() || words.peek() == Some("is")
}

fn unknown(words: &Sentence, known: &[&str]) -> Fault {
    let known = known.join(", ");
    words.fault(format!("{} is not known here; what can follow: {known}", words.here()))
}

fn report(parser: &Parser, words: &mut Sentence) -> Result<Act, Fault> {
    let text = words.quoted("what is reported")?;
    let (mut place, mut reporter, mut happened_at) = (None, None, None);
    let (mut same_as, mut methane) = (None, Vec::new());
    while !ended(words) {
        if words.take("place") {
            let value = words.quoted("the place")?;
            once(words, "place", &mut place, value)?;
        } else if words.take("by") {
            let value = words.quoted("who reports it")?;
            once(words, "by", &mut reporter, value)?;
        } else if words.take("at") {
            let value = parser.past(words)?;
            once(words, "at", &mut happened_at, value)?;
        } else if words.take("like") {
            let value = parser.named(words, Kind::Report)?;
            once(words, "like", &mut same_as, value)?;
        } else if words.take("with") {
            let known = |word: &str| METHANE.iter().find(|letter| **letter == word);
            let letter = (*one_of(words, "a letter of METHANE", &METHANE, known)?).to_owned();
            methane.push((letter, words.quoted("what is said to it")?));
        } else {
            let known = ["place", "by", "at", "like", "with", "as", "is refused because"];
            return Err(unknown(words, &known));
        }
    }
    Ok(Act::Report { text, place, reporter, happened_at, methane, same_as })
}

fn open(parser: &Parser, words: &mut Sentence) -> Result<Act, Fault> {
    let exercise = words.take("exercise");
    if !exercise {
        words.expect("real crisis")?;
    }
    let title = words.quoted("what is the matter")?;
    let (mut began_at, mut place, mut report) = (None, None, None);
    let (mut fallback, mut level, mut halts) = (None, None, false);
    while !ended(words) {
        if words.take("for") {
            let value = parser.named(words, Kind::Report)?;
            once(words, "for", &mut report, value)?;
        } else if words.take("gathers in") {
            let value = words.quoted("where the team gathers")?;
            once(words, "gathers in", &mut place, value)?;
        } else if words.take("began at") {
            let value = parser.past(words)?;
            once(words, "began at", &mut began_at, value)?;
        } else if words.take("otherwise in") {
            let value = words.quoted("where the team gathers otherwise")?;
            once(words, "otherwise in", &mut fallback, value)?;
        } else if words.take("at level") {
            let value = words.word("a level, such as level-2")?;
            once(words, "at level", &mut level, value)?;
        } else if words.take("and halts exercises") {
            halts = true;
        } else {
            let known = [
                "for",
                "gathers in",
                "otherwise in",
                "began at",
                "at level",
                "and halts exercises",
                "as",
                "is refused because",
            ];
            return Err(unknown(words, &known));
        }
    }
    Ok(Act::Open { exercise, title, began_at, place, report, fallback, level, halts })
}

const PHRASES: &[&str] = &[
    "said by",
    "by phone",
    "by mail",
    "by portofoon",
    "by pager",
    "by \"...\"",
    "in person",
    "at",
    "figure",
    "for the core team",
    "answers",
    "contradicts",
    "settles",
    "owner",
    "due",
    "as",
    "is refused because",
];

fn write(parser: &Parser, words: &mut Sentence) -> Result<Act, Fault> {
    let kinds = EntryKind::ALL.map(EntryKind::name);
    let kind = one_of(words, "a kind of entry", &kinds, EntryKind::from_name)?;
    let mut write = Write {
        crisis: parser.crisis(words)?,
        kind,
        text: words.quoted("the text of the entry")?,
        speaker: None,
        channel: None,
        happened_at: None,
        restricted: false,
        figure: None,
        answers: None,
        contradicts: None,
        settles: Vec::new(),
        owner: None,
        due: None,
        more: progress::More::default(),
    };
    while !ended(words) {
        let known = said(words, &mut write)?
            || timed(parser, words, &mut write)?
            || linked(parser, words, &mut write)?
            || progress::phrase(parser, words, &mut write.more)?;
        if !known {
            let known = [PHRASES, &progress::PHRASES].concat();
            return Err(unknown(words, &known));
        }
    }
    Ok(Act::Write(Box::new(write)))
}

/// Phrases that say who said it and how.
fn said(words: &mut Sentence, write: &mut Write) -> Result<bool, Fault> {
    if words.take("said by") {
        let value = words.quoted("who said it")?;
        once(words, "said by", &mut write.speaker, value)?;
    } else if words.take("in person") {
        once(words, "in person", &mut write.channel, "ter plekke".to_owned())?;
    } else if words.take("by") {
        let value = if words.is_quoted() {
            words.quoted("how it was said")?
        } else {
            let known: Vec<&str> = CHANNELS.iter().map(|(word, _)| *word).collect();
            let channel = |word: &str| CHANNELS.iter().find(|(known, _)| *known == word);
            one_of(words, "a way of telling", &known, channel)?.1.to_owned()
        };
        once(words, "by", &mut write.channel, value)?;
    } else if words.quoted_after("owner") {
        let value = words.quoted("who does it")?;
        once(words, "owner", &mut write.owner, value)?;
    } else if words.take("for the core team") {
        write.restricted = true;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Phrases with a time, or with somebody of the scenario.
fn timed(parser: &Parser, words: &mut Sentence, write: &mut Write) -> Result<bool, Fault> {
    if words.take("at") {
        let value = parser.past(words)?;
        once(words, "at", &mut write.happened_at, value)?;
    } else if words.take("owner") {
        let value = parser.somebody(words)?;
        once(words, "owner", &mut write.more.owner, value)?;
    } else if words.take("due") {
        let value = parser.coming(words)?;
        once(words, "due", &mut write.due, value)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Phrases that speak of other entries or of a figure.
fn linked(parser: &Parser, words: &mut Sentence, write: &mut Write) -> Result<bool, Fault> {
    if words.take("answers") {
        let value = parser.named(words, Kind::Entry)?;
        once(words, "answers", &mut write.answers, value)?;
    } else if words.take("contradicts") {
        let value = parser.named(words, Kind::Entry)?;
        once(words, "contradicts", &mut write.contradicts, value)?;
    } else if words.take("settles") {
        write.settles.push(parser.named(words, Kind::Entry)?);
        while words.comma() {
            write.settles.push(parser.named(words, Kind::Entry)?);
        }
    } else if words.take("figure") {
        let value = figure(words)?;
        once(words, "figure", &mut write.figure, value)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn figure(words: &mut Sentence) -> Result<NewStatement, Fault> {
    let name = words.quoted("the name of the figure")?;
    words.expect("is")?;
    let value = words.quoted("the value of the figure")?;
    let unit = if words.take("unit") { Some(words.quoted("the unit")?) } else { None };
    let known = Status::ALL.map(Status::name);
    let status = match words.peek().and_then(Status::from_name) {
        Some(_) => one_of(words, "a status", &known, Status::from_name)?,
        None => Status::Reported,
    };
    let replaces_all = words.take("replaces all");
    Ok(NewStatement { name, value, unit, status, replaces_all })
}

/// Commands about people and the notice board.
fn user(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Act, Fault> {
    match verb {
        "adds" => {
            words.expect("person")?;
            // A name that is taken may stand here: that it is refused can be the point.
            let login = match words.peek().filter(|word| parser.known.contains(*word)) {
                Some(_) => words.word("a short name")?,
                None => parser.fresh(words, "a short name")?,
            };
            parser.person(words, login).map(Act::Add)
        }
        "admits" => {
            let crisis = parser.crisis(words)?;
            words.expect("person")?;
            let login = parser.fresh(words, "a short name")?;
            Ok(Act::Admit { crisis, person: parser.person(words, login)? })
        }
        "unblocks" => Ok(Act::Unblock { person: parser.somebody(words)? }),
        "gives" => {
            let person = parser.somebody(words)?;
            words.expect("roles")?;
            Ok(Act::SetRoles { person, roles: roles(words)? })
        }
        "blocks" => {
            let person = parser.somebody(words)?;
            Ok(Act::Block { person, reason: because(words)? })
        }
        _ if words.take("pin") => Ok(Act::SetPin { pin: words.word("a PIN")? }),
        _ => {
            words.expect("password of")?;
            Ok(Act::SetPassword { person: parser.somebody(words)? })
        }
    }
}

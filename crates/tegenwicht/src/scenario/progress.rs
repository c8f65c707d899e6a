// SPDX-License-Identifier: EUPL-1.2
//! What becomes of lines in a scenario: where a decision, an action, a bottleneck or a question
//! stands, what is filled in; and what the pages about them must show.
//!
//! Not here: the picture (`picture`), the words of a line (`parse::verb`).
//! Rules: the log says of a move what the page would say; a claim is read from the page on which
//! people look for such a line.
//! Start at: `read`, `built`, `claim`.
//! To change: `docs/formats/scenario.md`.

use std::sync::Arc;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::progress::{
    Field, FillEntry, Filled, MoveEntry, Moved, NewProgress, Shape, Standing, Value,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, EntryId, OrderId};
use tegenwicht_core::time::Timestamp;

use super::expect::{Shows, shows, viewer};
use super::html::Element;
use super::inbox::Ids;
use super::look::{Found, Names, Onlooker, main_of, showing};
use super::parse::{Kind, Parser, one_of};
use super::team::{Somebody, somebody};
use super::words::Sentence;
use super::{Fault, Write};
use crate::app::App;
use crate::text::{Language, Text};
use crate::web::page::progress::line;
use crate::web::part::entry::kind_label;
use crate::web::visit::Visit;
use crate::web::{Options, Web};

/// What somebody says about a line of the log.
#[derive(Debug, Clone)]
pub enum Deed {
    Move(Move),
    Fill { crisis: String, entry: String, fields: Vec<(Field, Given)> },
}

/// Where a line stands from now on, with what goes with it.
#[derive(Debug, Clone)]
pub struct Move {
    crisis: String,
    entry: String,
    standing: Standing,
    to: Option<Somebody>,
    until: Option<Timestamp>,
    because: Option<String>,
    by: Option<String>,
    order: Option<String>,
    said_by: Option<String>,
    heard_by: Option<String>,
}

/// What is to stand in a field.
#[derive(Debug, Clone)]
pub enum Given {
    Texts(Vec<String>),
    Entries(Vec<String>),
    Time(Timestamp),
    Flag(bool),
    Nothing,
}

/// What goes with a new line.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// Who has it, when that is somebody with an account.
    pub owner: Option<String>,
    pub for_board_until: Option<Timestamp>,
    pub replaces: Vec<String>,
    pub decides: Vec<String>,
    pub fields: Vec<(Field, Given)>,
}

/// Phrases of `writes` that are of this room, for who mistypes one.
pub const PHRASES: [&str; 4] = ["for the board until", "replaces", "decides", "with"];

/// Reads what follows `moves` and `fills`.
pub fn read(parser: &Parser, words: &mut Sentence, verb: &str) -> Result<Deed, Fault> {
    let entry = parser.named(words, Kind::Entry)?;
    let crisis = parser.crisis_of(&entry);
    if verb == "moves" {
        return moved(parser, words, crisis, entry).map(Deed::Move);
    }
    let mut fields = vec![field(parser, words)?];
    while !(words.is_done() || words.peek() == Some("is")) {
        fields.push(field(parser, words)?);
    }
    Ok(Deed::Fill { crisis, entry, fields })
}

fn moved(
    parser: &Parser,
    words: &mut Sentence,
    crisis: String,
    entry: String,
) -> Result<Move, Fault> {
    let known = Standing::ALL.map(Standing::name);
    let standing = one_of(words, "where a line can stand", &known, Standing::from_name)?;
    let (to, until, because, by) = (None, None, None, None);
    let (order, said_by, heard_by) = (None, None, None);
    let mut it = Move { crisis, entry, standing, to, until, because, by, order, said_by, heard_by };
    while !(words.is_done() || words.peek() == Some("is")) {
        if words.take("to") {
            it.to = Some(somebody(parser, words)?);
        } else if words.take("until") {
            it.until = Some(parser.coming(words)?);
        } else if words.take("because") {
            it.because = Some(words.quoted("the reason")?);
        } else if words.take("by") {
            it.by = Some(parser.named(words, Kind::Entry)?);
        } else if words.take("with order") {
            it.order = Some(words.word("the number of an order")?);
        } else if words.take("said by") {
            it.said_by = Some(words.quoted("who gave the answer")?);
        } else if words.take("heard by") {
            it.heard_by = Some(words.quoted("who heard the answer")?);
        } else {
            let known = "to, until, because, by, with order, said by, heard by, is refused because";
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(it)
}

/// Reads the name of a field and what is to stand in it.
fn field(parser: &Parser, words: &mut Sentence) -> Result<(Field, Given), Fault> {
    let known = Field::ALL.map(Field::name);
    let field = one_of(words, "a field", &known, Field::from_name)?;
    if words.take("nothing") {
        return Ok((field, Given::Nothing));
    }
    let given = match field.shape() {
        Shape::Text => Given::Texts(vec![words.quoted("what stands there")?]),
        Shape::Texts => {
            let mut texts = vec![words.quoted("what stands there")?];
            while words.comma() {
                texts.push(words.quoted("what stands there")?);
            }
            Given::Texts(texts)
        }
        Shape::Entries => Given::Entries(named(parser, words)?),
        Shape::Time => Given::Time(parser.coming(words)?),
        Shape::Flag => Given::Flag(one_of(words, "yes or no", &["yes", "no"], |word| {
            ["no", "yes"].iter().position(|known| *known == word).map(|at| at == 1)
        })?),
    };
    Ok((field, given))
}

fn named(parser: &Parser, words: &mut Sentence) -> Result<Vec<String>, Fault> {
    let mut entries = vec![parser.named(words, Kind::Entry)?];
    while words.comma() {
        entries.push(parser.named(words, Kind::Entry)?);
    }
    Ok(entries)
}

/// Reads a phrase of `writes` that is of this room; returns false when it is none.
pub fn phrase(parser: &Parser, words: &mut Sentence, more: &mut More) -> Result<bool, Fault> {
    if words.take("for the board until") {
        more.for_board_until = Some(parser.coming(words)?);
    } else if words.take("replaces") {
        more.replaces.extend(named(parser, words)?);
    } else if words.take("decides") {
        more.decides.extend(named(parser, words)?);
    } else if words.take("with") {
        more.fields.push(field(parser, words)?);
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// A visit by nobody, for the words that a page would write in the log.
pub(super) fn visit(app: &Arc<App>) -> Visit {
    let web = Web::new(Arc::clone(app), Options::default());
    Visit::read(&web, &axum::http::HeaderMap::new(), "/".to_owned())
}

fn filled(fields: &[(Field, Given)], ids: &impl Ids) -> Result<Vec<Filled>, String> {
    let one = |(field, given): &(Field, Given)| {
        let mut value = Value::default();
        match given {
            Given::Texts(texts) if field.shape() == Shape::Text => {
                value.text = texts.first().cloned();
            }
            Given::Texts(texts) => value.texts.clone_from(texts),
            Given::Entries(names) => {
                let entries = names.iter().map(|name| ids.entry(name));
                value.entries = entries.collect::<Result<_, _>>()?;
            }
            Given::Time(at) => value.time = Some(ids.moment(*at)),
            Given::Flag(flag) => value.flag = flag.then_some(true),
            Given::Nothing => {}
        }
        Ok(Filled::new(*field, value))
    };
    fields.iter().map(one).collect()
}

/// Builds the command of a new line.
///
/// # Errors
/// When the line speaks of something that is not there.
pub fn entry(write: &Write, ids: &impl Ids, app: &Arc<App>) -> Result<WriteEntry, String> {
    let entry = |name: &String| ids.entry(name);
    let entries = |names: &[String]| names.iter().map(entry).collect::<Result<Vec<_>, _>>();
    let more = &write.more;
    let owner = more.owner.as_deref().map(|name| ids.person(name)).transpose()?;
    let world = app.world();
    let called = owner.and_then(|owner| world.directory.name(owner)).map(str::to_owned);
    let progress = NewProgress {
        owner,
        proposed_until: more.for_board_until.map(|at| ids.moment(at)),
        fields: filled(&more.fields, ids)?,
        replaces: entries(&more.replaces)?,
        decides: entries(&more.decides)?,
    };
    Ok(WriteEntry {
        speaker: write.speaker.clone(),
        channel: write.channel.clone(),
        happened_at: write.happened_at.map(|at| ids.moment(at)),
        restricted: write.restricted,
        figure: write.figure.clone(),
        answers: write.answers.as_ref().map(entry).transpose()?,
        contradicts: write.contradicts.as_ref().map(entry).transpose()?,
        settles: entries(&write.settles)?,
        owner: called.or_else(|| write.owner.clone()),
        due: write.due.map(|at| ids.moment(at)),
        progress: (progress != NewProgress::default()).then(|| Box::new(progress)),
        pressed_at: None,
        ..WriteEntry::plain(ids.crisis(&write.crisis)?, write.kind, &write.text)
    })
}

/// Builds the command that the page gives for the same press.
///
/// # Errors
/// When the line speaks of something that is not there.
pub fn built(deed: &Deed, ids: &impl Ids, app: &Arc<App>) -> Result<Command, String> {
    let visit = visit(app);
    let state = |crisis: CrisisId| {
        let found = visit.world.crisis(crisis).map(|(_, state)| Arc::clone(state));
        found.ok_or_else(|| "this crisis is not there".to_owned())
    };
    let gone = |name: &str| format!("{name} is not in the log");
    match deed {
        Deed::Move(it) => {
            let (crisis, entry) = (ids.crisis(&it.crisis)?, ids.entry(&it.entry)?);
            let state = state(crisis)?;
            let moved = said(it, entry, ids, &state)?;
            let found = state.entries.get(&entry).ok_or_else(|| gone(&it.entry))?;
            let line = Some(line(&visit, found, &moved));
            Ok(Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line })))
        }
        Deed::Fill { crisis, entry: name, fields } => {
            let (crisis, entry) = (ids.crisis(crisis)?, ids.entry(name)?);
            let state = state(crisis)?;
            let found = state.entries.get(&entry).ok_or_else(|| gone(name))?;
            let label = kind_label(&visit, found);
            let names = fields.iter().map(|(field, _)| format!("decision-{}", field.name()));
            let names: Vec<String> = names.map(|name| visit.text.get(&name).to_owned()).collect();
            let values = [("label", label.as_str()), ("fields", &names.join(", "))];
            let line = Some(visit.text.with("decision-line-filled", &values));
            let fields = filled(fields, ids)?;
            Ok(Command::FillEntry(FillEntry { crisis, entry, fields, line }))
        }
    }
}

fn said(it: &Move, entry: EntryId, ids: &impl Ids, state: &ScopeState) -> Result<Moved, String> {
    let (owner, owner_name) = match &it.to {
        Some(Somebody::Person(name)) => (Some(ids.person(name)?), None),
        Some(Somebody::Named(name)) => (None, Some(name.clone())),
        None => (None, None),
    };
    let order = |number: &String| -> Result<OrderId, String> {
        let of_all = state.orders.of(None);
        let wanted = of_all.into_iter().find(|order| ends_with(&order.label(), number));
        let lacking = || format!("there is no order {number}");
        wanted.map(|order| order.begun.order).ok_or_else(lacking)
    };
    Ok(Moved {
        owner,
        owner_name,
        due: it.until.map(|at| ids.moment(at)),
        note: it.because.clone(),
        by: it.by.as_deref().map(|name| ids.entry(name)).transpose()?,
        order: it.order.as_ref().map(order).transpose()?,
        answered_by: it.said_by.clone(),
        heard_by: it.heard_by.clone(),
        ..Moved::plain(entry, it.standing)
    })
}

/// Returns true when a label is this number, with or without the letter of its device.
fn ends_with(label: &str, number: &str) -> bool {
    label == number || label.trim_start_matches(char::is_alphabetic) == number
}

/// What a `then` line claims about lines and what becomes of them.
#[derive(Debug, Clone)]
pub enum Claim {
    Stands {
        which: Which,
        standing: Standing,
    },
    Late {
        which: Which,
    },
    Shows {
        which: Which,
        shows: Shows,
    },
    /// So many lines of a kind are late.
    LateCount {
        kind: EntryKind,
        count: usize,
    },
    /// So many lines of a kind stand so.
    Count {
        kind: EntryKind,
        standing: Standing,
        count: usize,
    },
}

/// One line, by its name in the scenario or by the number that people say.
#[derive(Debug, Clone)]
pub struct Which {
    kind: EntryKind,
    name: String,
}

/// Kinds that have a page of their own.
const KINDS: [(&str, &str, EntryKind); 3] = [
    ("decision", "decisions", EntryKind::Decision),
    ("action", "actions", EntryKind::Action),
    ("bottleneck", "bottlenecks", EntryKind::Bottleneck),
];

/// Reads what follows `then decision` and its like; none when it is something else.
pub fn claim(
    parser: &Parser,
    words: &mut Sentence,
) -> Result<Option<(Claim, Option<String>, bool)>, Fault> {
    let Some((_, _, kind)) = KINDS.iter().find(|(said, _, _)| words.take(said)) else {
        return Ok(None);
    };
    let is_number = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
    let name = match words.peek() {
        Some(word) if is_number(word) && !parser.is_named(word) => words.word("a number")?,
        _ => parser.named(words, Kind::Entry)?,
    };
    let which = Which { kind: *kind, name };
    let viewer = viewer(parser, words)?;
    if !words.take("is") {
        return Ok(Some((Claim::Shows { which, shows: shows(words)? }, viewer, false)));
    }
    let not = words.take("not");
    if words.take("late") {
        return Ok(Some((Claim::Late { which }, viewer, not)));
    }
    let standing = standing_of(words, *kind)?;
    Ok(Some((Claim::Stands { which, standing }, viewer, not)))
}

fn standing_of(words: &mut Sentence, kind: EntryKind) -> Result<Standing, Fault> {
    let own = Standing::of(kind);
    let mut known: Vec<&str> = own.iter().map(|standing| standing.name()).collect();
    known.push("late");
    let found = |word: &str| own.iter().copied().find(|standing| standing.name() == word);
    one_of(words, "where this can stand", &known, found)
}

/// Reads what comes after a number, when it is about lines and what becomes of them.
pub fn counted(words: &mut Sentence, count: usize) -> Result<Option<Claim>, Fault> {
    let found = KINDS.iter().find(|(one, many, _)| words.take(many) || words.take(one));
    let Some((_, _, kind)) = found else {
        return Ok(None);
    };
    if words.take("late") {
        return Ok(Some(Claim::LateCount { kind: *kind, count }));
    }
    let standing = standing_of(words, *kind)?;
    Ok(Some(Claim::Count { kind: *kind, standing, count }))
}

impl Onlooker {
    /// Looks whether a claim about lines and what becomes of them holds.
    pub(super) async fn progress(
        &mut self,
        who: &str,
        crisis: &str,
        claim: &Claim,
        names: &Names<'_>,
    ) -> Result<Found, String> {
        let base = format!("/crises/{crisis}");
        Ok(match claim {
            Claim::Stands { which, standing } => {
                let row = self.row(who, &base, which, names).await?;
                Found { holds: badge(&row) == said_of(*standing), seen: row.words() }
            }
            Claim::Late { which } => {
                let row = self.row(who, &base, which, names).await?;
                Found { holds: row.has_class("order--late"), seen: row.words() }
            }
            Claim::Shows { which, shows } => {
                let row = self.row(who, &base, which, names).await?;
                if which.kind != EntryKind::Decision {
                    return Ok(showing(&row.words(), &row.words(), shows));
                }
                let id = row.attribute("id").unwrap_or_default();
                let page = self.looked(who, &format!("{base}/decisions/{id}")).await?;
                showing(&main_of(&page).words(), &page.everything(), shows)
            }
            Claim::LateCount { kind, count } => {
                let rows = self.lines(who, &base, *kind).await?;
                let late = rows.iter().filter(|row| row.has_class("order--late")).count();
                Found { holds: late == *count, seen: format!("{late} late") }
            }
            Claim::Count { kind, standing, count } => {
                let rows = self.lines(who, &base, *kind).await?;
                let found = rows.iter().filter(|row| badge(row) == said_of(*standing)).count();
                Found { holds: found == *count, seen: format!("{found} {}", standing.name()) }
            }
        })
    }

    /// The lines of a kind, from the page on which people look for them.
    async fn lines(
        &mut self,
        who: &str,
        base: &str,
        kind: EntryKind,
    ) -> Result<Vec<Element>, String> {
        let paths: &[&str] = match kind {
            EntryKind::Decision => &["decisions"],
            EntryKind::Bottleneck => &["bottlenecks"],
            _ => &["actions", "actions?show=ended"],
        };
        let mut rows = Vec::new();
        for path in paths {
            let page = self.looked(who, &format!("{base}/{path}")).await?;
            rows.extend(page.classed("order").into_iter().cloned());
        }
        Ok(rows)
    }

    async fn row(
        &mut self,
        who: &str,
        base: &str,
        which: &Which,
        names: &Names<'_>,
    ) -> Result<Element, String> {
        let rows = self.lines(who, base, which.kind).await?;
        let id = names.id(&which.name).ok();
        let fits = |row: &Element| match id {
            Some(id) => row.attribute("id") == Some(id),
            None => {
                let label = row.first(&|e| e.name == "strong").map(Element::words);
                let number = label.as_deref().and_then(|label| label.split(' ').next_back());
                number.is_some_and(|number| ends_with(number, &which.name))
            }
        };
        let lacking = || format!("{} is not on that page, which has {}", which.name, rows.len());
        rows.iter().find(|row| fits(row)).cloned().ok_or_else(lacking)
    }
}

fn said_of(standing: Standing) -> String {
    Text::of(Language::Dutch).get(&format!("standing-{}", standing.name())).to_owned()
}

/// Where a row says that its line stands.
fn badge(row: &Element) -> String {
    row.first(&|e| e.has_class("utrecht-badge")).map(Element::words).unwrap_or_default()
}

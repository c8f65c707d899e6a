// SPDX-License-Identifier: EUPL-1.2
//! The picture (situatiebeeld): what the team holds for true now, topic by topic, and the versions
//! that it adopted.
//!
//! Not here: figures (`figure`), decisions and actions (`progress`), how it looks (`tegenwicht`,
//! pages).
//! Rules: everything is unknown until somebody says something; what was said is never changed,
//! only said anew, and all of it stays; two who said something apart both stand until a person
//! settles it; to confirm is to say the same again; a version is a moment in the log, so it is
//! shown as it was known then.
//! Start at: `Topic`, then `decide_say`.
//! To change: text `picture-*`, page `picture`, `docs/help/picture.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::course::Said;
use crate::feature::log_entry::EntryKind;
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CrisisId, EventId};
use crate::map::{List, Map};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// The parts at the head of the picture, in their order.
pub const PARTS: [&str; 9] = [
    "goal",
    "principles",
    "different",
    "nature",
    "scope",
    "cause",
    "duration",
    "consequences",
    "provisions",
];
/// States of an impact area, from nothing known to over.
pub const AREA_STATES: [&str; 6] = ["unknown", "not-hit", "watch", "hit", "severe", "recovered"];
/// How sure the cause is.
pub const CERTAINTIES: [&str; 3] = ["unknown", "suspected", "known"];
/// Whether somebody meant it.
pub const INTENTS: [&str; 3] = ["unknown", "not-excluded", "excluded"];
/// Where the critical moments and what a turning point asks stand.
const HAPPENED: &str = "happened";

/// What a statement is about: `goal`, `area.privacy`, `process.laboratory@site-..`, `ahead.1a2b`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct Topic(#[n(0)] pub String);

/// What a topic is, as far as this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About<'a> {
    /// One of [`PARTS`].
    Part(&'a str),
    /// An impact area, by its id in the list `areas`.
    Area(&'a str),
    /// A process at a place: a site by its id, or `all`.
    Process { process: &'a str, place: &'a str },
    /// What is to come in a block of hours.
    Ahead(&'a str),
    /// A critical moment.
    Moment(&'a str),
    /// What a turning point asks to be looked at again: `card`, `team` or `level`.
    Again(&'a str),
}

impl Topic {
    /// An impact area.
    #[must_use]
    pub fn area(id: &str) -> Self {
        Self(format!("area.{id}"))
    }

    /// A process at a place.
    #[must_use]
    pub fn process(process: &str, place: &str) -> Self {
        Self(format!("process.{process}@{place}"))
    }

    /// A critical moment: an item of a card, or a name made of what somebody called it.
    #[must_use]
    pub fn moment(id: &str) -> Self {
        Self(format!("moment.{id}"))
    }

    /// Returns what it is about; None for a topic of a later version.
    #[must_use]
    pub fn about(&self) -> Option<About<'_>> {
        let Some((group, rest)) = self.0.split_once('.') else {
            return PARTS.contains(&self.0.as_str()).then_some(About::Part(&self.0));
        };
        Some(match group {
            "area" => About::Area(rest),
            "process" => {
                let (process, place) = rest.split_once('@')?;
                About::Process { process, place }
            }
            "ahead" => About::Ahead(rest),
            "moment" => About::Moment(rest),
            "again" => About::Again(rest),
            _ => return None,
        })
    }
}

/// `picture.said`: something about a topic. What is not said is not known.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PictureSaid {
    #[n(0)]
    pub topic: Topic,
    #[n(1)]
    pub text: Option<String>,
    /// Of an area, a process, the certainty of a cause, or that a moment came.
    #[n(2)]
    pub state: Option<String>,
    /// Whether somebody meant it, for the cause.
    #[n(3)]
    pub intent: Option<String>,
    /// How long it lasts: at the earliest, likely, at worst; for a block of hours its beginning
    /// and its end.
    #[n(4)]
    pub earliest: Option<Timestamp>,
    #[n(5)]
    pub likely: Option<Timestamp>,
    #[n(6)]
    pub worst: Option<Timestamp>,
    /// Until when a state of a process is expected to hold.
    #[n(7)]
    pub until: Option<Timestamp>,
    /// Who says so, where that is not who types it.
    #[n(8)]
    pub speaker: Option<String>,
    /// The name of a process or a moment that no list has.
    #[n(9)]
    pub title: Option<String>,
    /// Care outside the walls (extramuraal).
    #[n(10)]
    pub extramural: Option<bool>,
}

impl PictureSaid {
    /// Nothing yet about a topic.
    #[must_use]
    pub const fn about(topic: Topic) -> Self {
        Self {
            topic,
            text: None,
            state: None,
            intent: None,
            earliest: None,
            likely: None,
            worst: None,
            until: None,
            speaker: None,
            title: None,
            extramural: None,
        }
    }
}

/// `picture.adopted`: the team holds the picture of this moment for its own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PictureAdopted {
    #[n(0)]
    pub number: u32,
    #[n(1)]
    pub letter: String,
    #[n(2)]
    pub note: Option<String>,
}

/// Say something about a topic.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SayPicture {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub said: PictureSaid,
    /// As in `telling::telling`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Adopt the picture as a version.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct AdoptPicture {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub note: Option<String>,
    /// As in `telling::telling`.
    #[cbor(skip)]
    pub line: Option<String>,
}

pub(crate) fn decide_say(
    world: &World,
    ctx: &Context,
    command: &SayPicture,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let said = checked(&command.said)?;
    let topic = said.topic.clone();
    let supersedes = state.picture.heads(&topic);
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::PictureSaid(Box::new(said));
    let draft = telling::draft(world, ctx, (scope, state), fact, told, topic.0)?;
    Ok(vec![draft.replacing(supersedes)?])
}

/// Returns what was said as it may stand in the log.
fn checked(said: &PictureSaid) -> Result<PictureSaid, Refusal> {
    let about = said.topic.about().ok_or(Refusal::IdWrong)?;
    check_topic(about)?;
    let state = said.state.as_deref().map(text::slug).transpose()?;
    let known = |names: &[&str]| match state.as_deref() {
        Some(state) if !names.contains(&state) => Err(Refusal::IdWrong),
        _ => Ok(()),
    };
    match about {
        About::Area(_) => known(&AREA_STATES)?,
        About::Part("cause") => known(&CERTAINTIES)?,
        About::Moment(_) | About::Again(_) => known(&[HAPPENED, "open"])?,
        About::Part(_) | About::Process { .. } | About::Ahead(_) => {}
    }
    if said.intent.as_deref().is_some_and(|intent| !INTENTS.contains(&intent)) {
        return Err(Refusal::IdWrong);
    }
    let checked = PictureSaid {
        text: text::optional(said.text.as_deref(), TEXT)?,
        state,
        speaker: text::optional(said.speaker.as_deref(), NAME)?,
        title: text::optional(said.title.as_deref(), NAME)?,
        ..said.clone()
    };
    if let (About::Ahead(_), false) = (about, in_order(&[checked.earliest, checked.until], 2)) {
        return Err(Refusal::TimesWrong);
    }
    if !in_order(&[checked.earliest, checked.likely, checked.worst], 0) {
        return Err(Refusal::TimesWrong);
    }
    let times = [checked.earliest, checked.likely, checked.worst, checked.until];
    let says =
        checked.text.is_some() || checked.state.is_some() || times.iter().any(|it| it.is_some());
    if says { Ok(checked) } else { Err(Refusal::TextEmpty) }
}

/// Returns true when the times that are there come one after the other, and enough are there.
fn in_order(times: &[Option<Timestamp>], least: usize) -> bool {
    let there: Vec<&Timestamp> = times.iter().flatten().collect();
    there.len() >= least && there.is_sorted()
}

fn check_topic(about: About<'_>) -> Result<(), Refusal> {
    let (name, place) = match about {
        About::Part(name)
        | About::Area(name)
        | About::Ahead(name)
        | About::Moment(name)
        | About::Again(name) => (name, "all"),
        About::Process { process, place } => (process, place),
    };
    text::slug(name)?;
    text::slug(place).map(|_| ())
}

pub(crate) fn decide_adopt(
    world: &World,
    ctx: &Context,
    command: &AdoptPicture,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let letter = world.letter(&ctx.actor.device);
    let used = state.picture.adopted.iter().map(|it| &it.what).filter(|it| it.letter == letter);
    let number = used.map(|it| it.number).max().unwrap_or(0).saturating_add(1);
    let note = text::optional(command.note.as_deref(), REASON)?;
    let adopted = PictureAdopted { number, letter, note };
    let about = format!("picture-{}{number}", adopted.letter);
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::PictureAdopted(adopted);
    Ok(vec![telling::draft(world, ctx, (scope, state), fact, told, about)?])
}

/// What was said about one topic.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Statements {
    #[n(0)]
    pub values: Versions<PictureSaid>,
    #[n(1)]
    pub history: List<Said<PictureSaid>>,
    /// Place in the order of the scope of the newest of them.
    #[n(2)]
    pub position: u64,
}

impl Statements {
    /// Returns what stands, when it is one thing.
    #[must_use]
    pub fn settled(&self) -> Option<&PictureSaid> {
        self.values.settled()
    }

    /// Returns the newest statement, with who said it and when.
    #[must_use]
    pub fn newest(&self) -> Option<&Said<PictureSaid>> {
        self.history.last()
    }
}

/// A version of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Version {
    #[n(0)]
    pub what: PictureAdopted,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
    #[n(4)]
    pub position: u64,
}

impl Version {
    /// Returns the number as people say it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}{}", self.what.letter, self.what.number)
    }
}

/// The picture of a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Picture {
    #[n(0)]
    pub topics: Map<Topic, Statements>,
    #[n(1)]
    pub adopted: List<Version>,
}

impl Picture {
    fn heads(&self, topic: &Topic) -> Vec<EventId> {
        self.topics.get(topic).map(|it| it.values.heads()).unwrap_or_default()
    }

    /// Returns what was said about a topic; None where nobody said anything.
    #[must_use]
    pub fn topic(&self, topic: &Topic) -> Option<&Statements> {
        self.topics.get(topic)
    }

    /// Returns the version that holds, if one was adopted.
    #[must_use]
    pub fn version(&self) -> Option<&Version> {
        self.adopted.last()
    }

    /// Returns the place in the order of the version before the last.
    fn before_the_last(&self) -> Option<u64> {
        self.adopted.iter().rev().nth(1).map(|version| version.position)
    }

    /// Returns true when something was said since the last version.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let last = self.version().map_or(0, |version| version.position);
        self.topics.values().any(|it| it.position > last)
    }

    /// Returns the processes, each with where something was said about it, by name and place.
    pub fn processes(&self) -> impl Iterator<Item = (&str, &str, &Statements)> {
        self.topics.iter().filter_map(|(topic, statements)| match topic.about() {
            Some(About::Process { process, place }) => Some((process, place, statements)),
            _ => None,
        })
    }

    /// Returns what is to come, earliest first.
    #[must_use]
    pub fn ahead(&self) -> Vec<(&Topic, &Statements)> {
        let is_ahead = |topic: &Topic| matches!(topic.about(), Some(About::Ahead(_)));
        let mut blocks: Vec<_> = self.topics.iter().filter(|(topic, _)| is_ahead(topic)).collect();
        blocks.sort_by_key(|(topic, it)| {
            (it.newest().and_then(|said| said.what.earliest), (*topic).clone())
        });
        blocks
    }

    /// Returns when the nature of the crisis changed last, after it was first said.
    #[must_use]
    pub fn turned(&self) -> Option<&Statements> {
        let nature = self.topics.get(&Topic("nature".to_owned()))?;
        (nature.history.len() > 1).then_some(nature)
    }

    /// Returns the critical moments that somebody spoke of.
    pub fn moments(&self) -> impl Iterator<Item = (&str, &Statements)> {
        self.topics.iter().filter_map(|(topic, statements)| match topic.about()? {
            About::Moment(name) => Some((name, statements)),
            _ => None,
        })
    }

    /// Returns true when a critical moment came.
    #[must_use]
    pub fn came(&self, moment: &str) -> bool {
        let said = self.topic(&Topic::moment(moment)).and_then(Statements::newest);
        said.is_some_and(|said| said.what.state.as_deref() == Some(HAPPENED))
    }

    /// Returns what a turning point asks to be looked at again and nobody has yet.
    #[must_use]
    pub fn asked_again(&self) -> Vec<&'static str> {
        let Some(turned) = self.turned() else {
            return Vec::new();
        };
        let is_open = |what: &&str| {
            let topic = Topic(format!("again.{what}"));
            self.topics.get(&topic).is_none_or(|it| it.position < turned.position)
        };
        ["card", "team", "level"].into_iter().filter(is_open).collect()
    }
}

impl ScopeState {
    /// Returns true when nobody said it again since the last meeting that ended had begun, or,
    /// while no meeting was held, between the last two versions or since: people looked at the
    /// picture and this was passed over.
    #[must_use]
    pub fn is_stale(&self, statements: &Statements) -> bool {
        let since = self.meetings.met().or_else(|| self.picture.before_the_last());
        since.is_some_and(|position| statements.position < position)
    }

    pub(crate) fn say_picture(&mut self, fact: PictureSaid, at: &At<'_>) {
        let topic = fact.topic.clone();
        let position = self.count;
        let mut conflict = false;
        self.picture.topics.change(topic.clone(), |it| {
            it.history.push(Said::at(fact.clone(), at));
            it.values.set(at.event, fact, &at.header.supersedes);
            it.position = position;
            conflict = it.values.is_conflict();
        });
        self.notice_conflict(conflict, at, || topic.0);
    }

    pub(crate) fn adopt_picture(&mut self, what: PictureAdopted, at: &At<'_>) {
        let (by, wall, position) = (at.header.actor, at.header.wall, self.count);
        self.picture.adopted.push(Version { what, by, at: wall, event: at.event, position });
    }
}

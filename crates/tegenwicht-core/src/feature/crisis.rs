// SPDX-License-Identifier: EUPL-1.2
//! A crisis: the frame that everything about one incident hangs on, from opening to closing.
//!
//! Not here: the log in it (`log_entry`), weighing (`assessment`), who sits where (`team`).
//! Rules: real or exercise is chosen at the opening and fixed for ever, in the signature of every
//! event; the same command opens the same crisis on every node; a real report never opens an
//! exercise; a real crisis may halt the exercises that run; level and GRIP are names of data and
//! keep their history; closing twice is refused, and what comes in after closing is kept and
//! marked; who may open may also close as a false alarm, and two closings that differ are settled
//! by who closes.
//! Start at: `decide_open`.
//! To change: text `crisis-*`, page `crisis`, `docs/help/crisis.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::envelope::Mode;
use crate::event::Fact;
use crate::feature::log_entry::{EntryKind, LogEntry};
use crate::feature::report::{self, Handled};
use crate::feature::scope;
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON, TITLE};
use crate::feature::title::{self, Titled};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CommandId, CrisisId, EventId, ReportId, ScopeId};
use crate::map::List;
use crate::notice::Matter;
use crate::permission::{Capability, may};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// `crisis.opened`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Opened {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    /// Empty in what is opened now: the title stands in an event of its own, see `title`.
    pub title: String,
    #[n(2)]
    pub began_at: Timestamp,
    /// Where the crisis team gathers.
    #[n(3)]
    pub place: Option<String>,
    #[n(4)]
    pub report: Option<ReportId>,
    /// Where it gathers when that place cannot be used.
    #[n(5)]
    pub fallback: Option<String>,
    /// How far it is scaled up, by the name of one of the institution's levels.
    #[n(6)]
    pub level: Option<String>,
}

/// `crisis.level-set`: how far the institution is scaled up.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LevelSet {
    #[n(0)]
    pub level: String,
    #[n(1)]
    pub reason: Option<String>,
}

/// `crisis.grip-set`: how far the government is scaled up; it follows no level of ours.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GripSet {
    #[n(0)]
    pub grip: String,
    /// Who said so.
    #[n(1)]
    pub said_by: Option<String>,
}

/// `crisis.places-set`: where the team gathers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PlacesSet {
    #[n(0)]
    pub place: Option<String>,
    #[n(1)]
    pub fallback: Option<String>,
    /// True when the fallback is in use.
    #[n(2)]
    pub at_fallback: bool,
}

/// `crisis.halted`: an exercise ends at once, since something real happens.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Halted {
    #[n(0)]
    pub real: CrisisId,
    #[n(1)]
    pub at: Timestamp,
}

/// `crisis.closed`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Closed {
    #[n(0)]
    pub at: Timestamp,
    #[n(1)]
    pub reason: String,
    #[n(2)]
    pub by: Option<ActorId>,
    /// Opened in error: it needs no evaluation.
    #[n(3)]
    #[cbor(default)]
    pub false_alarm: bool,
}

/// Open a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct OpenCrisis {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub mode: Mode,
    #[n(2)]
    pub began_at: Option<Timestamp>,
    #[n(3)]
    pub place: Option<String>,
    #[n(4)]
    pub report: Option<ReportId>,
    #[n(5)]
    pub fallback: Option<String>,
    #[n(6)]
    pub level: Option<String>,
    /// True halts every exercise that runs.
    #[n(7)]
    pub halt_exercises: bool,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Say how far the institution is scaled up.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetLevel {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub level: String,
    #[n(2)]
    pub reason: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Say how far the government is scaled up.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetGrip {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub grip: String,
    #[n(2)]
    pub said_by: Option<String>,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Say where the team gathers.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetPlaces {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub place: Option<String>,
    #[n(2)]
    pub fallback: Option<String>,
    #[n(3)]
    pub at_fallback: bool,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Close a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct CloseCrisis {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub reason: String,
    #[n(2)]
    pub false_alarm: bool,
}

/// Returns the names of the scope and the crisis that one command opens. They follow from the
/// command, so that a retry on a node that has not heard of the first try opens the same crisis;
/// to everybody else they are as good as random.
#[must_use]
pub fn ids_of(
    institution: EventId,
    actor: Option<ActorId>,
    command: CommandId,
    mode: Mode,
) -> (ScopeId, CrisisId) {
    let crisis = scope::Opens { institution, actor, command, mode }.id("tegenwicht/1/crisis", &[]);
    let scope = scope::scope_of(scope::Purpose::Crisis, institution, actor, command, mode);
    (scope, CrisisId(crisis))
}

pub(crate) fn decide_open(
    world: &World,
    ctx: &Context,
    command: &OpenCrisis,
) -> Result<Vec<Draft>, Refusal> {
    let institution = world.institution().ok_or(Refusal::NotSetUp)?;
    let (scope_id, crisis) = ids_of(institution, ctx.actor.id, ctx.command, command.mode);
    let title = text::required(&command.title, TITLE)?;
    let line = command.line.as_deref();
    let (titled, entry) = title::opening(world, ctx, (scope_id, command.mode), title, line)?;
    let opened = Opened {
        crisis,
        title: String::new(),
        began_at: command.began_at.unwrap_or(ctx.now),
        place: text::optional(command.place.as_deref(), NAME)?,
        report: command.report,
        fallback: text::optional(command.fallback.as_deref(), NAME)?,
        level: command.level.as_deref().map(text::slug).transpose()?,
    };
    if command.halt_exercises && command.mode == Mode::Exercise {
        return Err(Refusal::NotReal);
    }
    let scope = scope::Opened {
        purpose: scope::Purpose::Crisis,
        mode: command.mode,
        institution: Some(institution),
        crisis: Some(crisis),
    };
    let facts = vec![Fact::ScopeOpened(scope), Fact::CrisisOpened(opened)];
    let mut drafts = vec![Draft::genesis(scope_id, command.mode, facts), titled];
    if let Some(report) = command.report {
        if command.mode == Mode::Exercise {
            return Err(Refusal::ExerciseFromRealReport);
        }
        let handled = Handled { report, crisis: Some(crisis), reason: None, entry };
        drafts.push(report::handled_draft(world, handled)?);
    }
    if command.halt_exercises {
        let halted = Halted { real: crisis, at: ctx.now };
        drafts.extend(
            running_exercises(world)
                .map(|exercise| Draft::facts(exercise, vec![Fact::CrisisHalted(halted.clone())])),
        );
    }
    Ok(drafts)
}

/// Returns the scopes of the exercises that go on now.
pub fn running_exercises(world: &World) -> impl Iterator<Item = ScopeId> {
    let runs = |state: &ScopeState| {
        let crisis = state.crisis.as_ref().filter(|crisis| crisis.mode == Mode::Exercise);
        crisis.is_some_and(Crisis::runs)
    };
    world.scopes.iter().filter(move |(_, state)| runs(state)).map(|(scope, _)| *scope)
}

pub(crate) fn decide_level(
    world: &World,
    ctx: &Context,
    command: &SetLevel,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state, crisis) = running(world, command.crisis)?;
    let level = text::slug(&command.level)?;
    if crisis.level.settled().is_some_and(|set| set.level == level) {
        return Err(Refusal::LevelUnchanged);
    }
    let reason = text::optional(command.reason.as_deref(), REASON)?;
    let told = (EntryKind::Decision, command.line.as_deref());
    let fact = Fact::LevelSet(LevelSet { level, reason });
    let draft = telling::draft(world, ctx, (scope, state), fact, told, "level".to_owned())?;
    Ok(vec![draft.replacing(crisis.level.heads())?])
}

pub(crate) fn decide_grip(
    world: &World,
    ctx: &Context,
    command: &SetGrip,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state, crisis) = running(world, command.crisis)?;
    let said_by = text::optional(command.said_by.as_deref(), NAME)?;
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::GripSet(GripSet { grip: text::slug(&command.grip)?, said_by });
    let draft = telling::draft(world, ctx, (scope, state), fact, told, "grip".to_owned())?;
    Ok(vec![draft.replacing(crisis.grip.heads())?])
}

pub(crate) fn decide_places(
    world: &World,
    ctx: &Context,
    command: &SetPlaces,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state, crisis) = running(world, command.crisis)?;
    let set = PlacesSet {
        place: text::optional(command.place.as_deref(), NAME)?,
        fallback: text::optional(command.fallback.as_deref(), NAME)?,
        at_fallback: command.at_fallback,
    };
    let told = (EntryKind::Decision, command.line.as_deref());
    let fact = Fact::PlacesSet(set);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, "places".to_owned())?;
    Ok(vec![draft.replacing(crisis.places.heads())?])
}

pub(crate) fn running(
    world: &World,
    id: CrisisId,
) -> Result<(ScopeId, &ScopeState, &Crisis), Refusal> {
    let (scope, state) = world.crisis(id).ok_or(Refusal::CrisisUnknown)?;
    let crisis = state.crisis.as_ref().ok_or(Refusal::CrisisUnknown)?;
    if crisis.is_closed() { Err(Refusal::CrisisAlreadyClosed) } else { Ok((scope, state, crisis)) }
}

pub(crate) fn decide_close(
    world: &World,
    ctx: &Context,
    command: &CloseCrisis,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let crisis = state.crisis.as_ref().ok_or(Refusal::CrisisUnknown)?;
    if crisis.is_closed() && !crisis.closed.is_conflict() {
        return Err(Refusal::CrisisAlreadyClosed);
    }
    if crisis.is_closed() && !may(&ctx.actor.roles, Capability::CloseCrisis) {
        return Err(Refusal::NotAllowed);
    }
    let reason = text::required(&command.reason, REASON)?;
    let (by, false_alarm) = (ctx.actor.id, command.false_alarm);
    let closed = Closed { at: ctx.now, reason, by, false_alarm };
    let draft = Draft::facts(scope, vec![Fact::CrisisClosed(closed)]);
    Ok(vec![draft.replacing(crisis.closed.heads())?])
}

/// A crisis as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Crisis {
    #[n(0)]
    pub id: CrisisId,
    /// What it is called; see `title`.
    #[n(1)]
    pub titles: Versions<Titled>,
    #[n(2)]
    pub mode: Mode,
    #[n(3)]
    pub began_at: Timestamp,
    #[n(4)]
    pub opened_at: Timestamp,
    #[n(5)]
    pub opened_by: Option<ActorId>,
    #[n(6)]
    pub place: Option<String>,
    #[n(7)]
    pub report: Option<ReportId>,
    #[n(8)]
    pub closed: Versions<Closed>,
    #[n(9)]
    pub event: EventId,
    /// Place in the order of the scope where it was first closed.
    #[n(10)]
    pub closed_position: Option<u64>,
    #[n(11)]
    pub level: Versions<LevelSet>,
    #[n(12)]
    pub grip: Versions<GripSet>,
    #[n(13)]
    pub places: Versions<PlacesSet>,
    /// Every level and GRIP that was stated, in the order of the log.
    #[n(14)]
    pub scaling: List<Scaling>,
    /// For which real crisis this exercise was halted.
    #[n(15)]
    pub halted: Option<Halted>,
}

/// One step up or down.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Scaling {
    #[n(0)]
    pub level: Option<LevelSet>,
    #[n(1)]
    pub grip: Option<GripSet>,
    #[n(2)]
    pub by: Option<ActorId>,
    #[n(3)]
    pub at: Timestamp,
    #[n(4)]
    pub event: EventId,
}

impl ScopeState {
    /// Returns true when an entry was recorded after the crisis was closed.
    #[must_use]
    pub fn is_after_closing(&self, entry: &LogEntry) -> bool {
        let closed = self.crisis.as_ref().and_then(|crisis| crisis.closed_position);
        closed.is_some_and(|closed| entry.position > closed)
    }

    pub(crate) fn open_crisis(&mut self, fact: Opened, at: &At<'_>) {
        if self.crisis.is_some() {
            return self.notice(at.event, Matter::OpenedTwice(fact.crisis.to_string()));
        }
        let (mut level, mut places) = (Versions::default(), Versions::default());
        let mut scaling = List::default();
        let mut titles = Versions::default();
        if !fact.title.is_empty() {
            titles.set(at.event, Titled { title: fact.title }, &[]);
        }
        if let Some(name) = fact.level {
            let set = LevelSet { level: name, reason: None };
            level.set(at.event, set.clone(), &[]);
            let (by, wall, event) = (at.header.actor, at.header.wall, at.event);
            scaling.push(Scaling { level: Some(set), grip: None, by, at: wall, event });
        }
        let (place, fallback) = (fact.place.clone(), fact.fallback);
        places.set(at.event, PlacesSet { place, fallback, at_fallback: false }, &[]);
        self.crisis = Some(Crisis {
            id: fact.crisis,
            titles,
            mode: self.mode(),
            began_at: fact.began_at,
            opened_at: at.header.wall,
            opened_by: at.header.actor,
            place: fact.place,
            report: fact.report,
            closed: Versions::default(),
            event: at.event,
            closed_position: None,
            level,
            grip: Versions::default(),
            places,
            scaling,
            halted: None,
        });
    }

    pub(crate) fn set_level(&mut self, fact: LevelSet, at: &At<'_>) {
        self.change_crisis(at, |crisis| {
            let (by, wall, event) = (at.header.actor, at.header.wall, at.event);
            let level = Some(fact.clone());
            crisis.scaling.push(Scaling { level, grip: None, by, at: wall, event });
            crisis.level.set(at.event, fact, &at.header.supersedes);
            crisis.level.is_conflict()
        });
    }

    pub(crate) fn set_grip(&mut self, fact: GripSet, at: &At<'_>) {
        self.change_crisis(at, |crisis| {
            let (by, wall, event) = (at.header.actor, at.header.wall, at.event);
            let grip = Some(fact.clone());
            crisis.scaling.push(Scaling { level: None, grip, by, at: wall, event });
            crisis.grip.set(at.event, fact, &at.header.supersedes);
            crisis.grip.is_conflict()
        });
    }

    pub(crate) fn set_places(&mut self, fact: PlacesSet, at: &At<'_>) {
        self.change_crisis(at, |crisis| {
            crisis.places.set(at.event, fact, &at.header.supersedes);
            crisis.places.is_conflict()
        });
    }

    pub(crate) fn halt_crisis(&mut self, fact: Halted, at: &At<'_>) {
        self.change_crisis(at, |crisis| {
            crisis.halted.get_or_insert(fact);
            false
        });
    }

    /// Folds what the log says about the crisis of this scope; says whether two disagree.
    pub(crate) fn change_crisis(&mut self, at: &At<'_>, change: impl FnOnce(&mut Crisis) -> bool) {
        match self.crisis.as_mut().map(|crisis| (crisis.id, change(crisis))) {
            Some((id, conflict)) => self.notice_conflict(conflict, at, || id.to_string()),
            None => self.notice(at.event, Matter::UnknownTarget("crisis".to_owned())),
        }
    }

    pub(crate) fn close_crisis(&mut self, fact: Closed, at: &At<'_>) {
        let position = self.count;
        let Some(crisis) = &mut self.crisis else {
            return self.notice(at.event, Matter::UnknownTarget("crisis".to_owned()));
        };
        crisis.closed_position.get_or_insert(position);
        crisis.closed.set(at.event, fact, &at.header.supersedes);
        let (id, conflict) = (crisis.id, crisis.closed.is_conflict());
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

impl Crisis {
    /// Says in other words what an event said of level, GRIP, places or title; see `veil`.
    pub(crate) fn restate(&mut self, event: EventId, fact: &Fact) {
        match fact {
            Fact::LevelSet(fact) => {
                self.level.restate(event, fact.clone());
                let is_it = |it: &Scaling| it.event == event && it.level.is_some();
                self.scaling.change_where(is_it, |it| it.level = Some(fact.clone()));
            }
            Fact::GripSet(fact) => {
                self.grip.restate(event, fact.clone());
                let is_it = |it: &Scaling| it.event == event && it.grip.is_some();
                self.scaling.change_where(is_it, |it| it.grip = Some(fact.clone()));
            }
            Fact::PlacesSet(fact) => self.places.restate(event, fact.clone()),
            Fact::CrisisTitled(fact) => self.titles.restate(event, fact.clone()),
            _ => {}
        }
    }

    /// Returns where the team gathers now; where two say otherwise, the first of them.
    #[must_use]
    pub fn gathers(&self) -> Option<&str> {
        let (_, places) = self.places.live().next()?;
        let (first, second) = match places.at_fallback {
            true => (&places.fallback, &places.place),
            false => (&places.place, &places.fallback),
        };
        first.as_deref().or(second.as_deref())
    }

    /// Returns where it would gather otherwise: the place that is not in use.
    #[must_use]
    pub fn gathers_else(&self) -> Option<&str> {
        let (_, places) = self.places.live().next()?;
        let other = if places.at_fallback { &places.place } else { &places.fallback };
        other.as_deref().filter(|other| Some(*other) != self.gathers())
    }

    /// Returns true while it goes on: nobody closed it, and nothing real halted it.
    #[must_use]
    pub fn runs(&self) -> bool {
        !self.is_closed() && self.halted.is_none()
    }

    /// Returns true when somebody closed it.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closing().is_some()
    }

    /// Returns the first closing in force.
    #[must_use]
    pub fn closing(&self) -> Option<&Closed> {
        self.closed.live().map(|(_, closed)| closed).min_by_key(|closed| closed.at)
    }
}

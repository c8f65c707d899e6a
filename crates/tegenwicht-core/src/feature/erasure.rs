// SPDX-License-Identifier: EUPL-1.2
//! Erasing: the key is destroyed and the bytes are dropped; that it was done stays on record.
//!
//! Not here: the dropping itself (`tegenwicht-store`), who may ask for it (`permission`).
//! Rules: an erased body counts as absent everywhere and from the beginning, also in a look at an
//! earlier moment, so a node that still holds the bytes reaches the same state; what opens a scope,
//! orders it or erases cannot be erased; nothing of another scope is; a line is hidden at once by
//! whoever sees that it names a client, and erased on the word of a second person; the words of a
//! hidden line stand in no place of the state but with its hiding, so that no screen can show them
//! by accident; what says the same as a line goes with it, the report that it was made of too; the
//! number of an erased line is not given again.
//! Start at: `Erased`; `fold::erased` collects them first.
//! To change: text `erasure-*`, page `erasure`, the store's `erase`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft, EraseEntry};
use crate::envelope::Kind;
use crate::event::Fact;
use crate::feature::log_entry::{EntryKind, Written};
use crate::feature::report;
use crate::feature::text::{self, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CommandId, CrisisId, EntryId, EventId, SubjectId};
use crate::map::Shared;
use crate::notice::Matter;
use crate::permission::{Capability, may};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// `erasure.done`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// Events whose body, both parts, is dropped.
    #[n(0)]
    pub events: Vec<EventId>,
    /// Subjects of this scope whose key is destroyed and whose sealed parts and files are dropped.
    #[n(1)]
    pub subjects: Vec<SubjectId>,
    #[n(2)]
    pub ground: String,
    /// The numbers of the lines that go, so that no other line gets one of them.
    #[n(3)]
    pub numbers: Vec<Number>,
    /// Who gave which commands: every event of one of them loses its body, so that a retry that
    /// was written down on a node cut off meanwhile does not bring the words back.
    #[n(4)]
    #[cbor(default)]
    pub commands: Vec<(Option<ActorId>, CommandId)>,
}

impl Erased {
    /// Nothing yet, on this ground.
    #[must_use]
    pub const fn on(ground: String) -> Self {
        Self {
            events: Vec::new(),
            subjects: Vec::new(),
            ground,
            numbers: Vec::new(),
            commands: Vec::new(),
        }
    }
}

/// The number of a line, as people say it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Number {
    #[n(0)]
    pub kind: EntryKind,
    #[n(1)]
    pub letter: String,
    #[n(2)]
    pub number: u32,
}

/// Returns true when an event of this kind may lose its body. The kind alone decides, since it
/// stands in the header: a node without the body has to come to the same answer.
#[must_use]
pub const fn may_erase(kind: &Kind) -> bool {
    matches!(kind, Kind::Facts | Kind::Other(_))
}

/// `entry.hidden`: nobody sees the words any more, until a second person erases or shows them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hidden {
    #[n(0)]
    pub entry: EntryId,
    #[n(1)]
    pub reason: String,
}

/// `entry.shown`: a second person looked and lets the words stand.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Shown {
    #[n(0)]
    pub entry: EntryId,
}

/// Hide a line at once, for instance since it names a client.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct HideEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub entry: EntryId,
    #[n(2)]
    pub reason: String,
}

/// Show a line that was hidden.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct ShowEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub entry: EntryId,
}

/// That a line is hidden, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hiding {
    #[n(0)]
    pub by: Option<ActorId>,
    #[n(1)]
    pub at: Timestamp,
    #[n(2)]
    pub reason: String,
    /// The line as it was written, for who decides and to be shown again.
    #[n(3)]
    pub written: Shared<Written>,
    /// The line that somebody hid, where this one only says the same.
    #[n(4)]
    pub with: Option<EntryId>,
}

pub(crate) fn decide_hide(world: &World, command: &HideEntry) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    state.entries.get(&command.entry).ok_or(Refusal::EntryUnknown)?;
    if state.hidden.contains_key(&command.entry) {
        return Err(Refusal::EntryAlreadyHidden);
    }
    let reason = text::required(&command.reason, REASON)?;
    let fact = Fact::EntryHidden(Hidden { entry: command.entry, reason });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

pub(crate) fn decide_show(
    world: &World,
    ctx: &Context,
    command: &ShowEntry,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    if is_alone(world, ctx) {
        state.hidden.get(&command.entry).ok_or(Refusal::EntryNotHidden)?;
    } else {
        hidden_by_another(state, ctx, command.entry)?;
    }
    let fact = Fact::EntryShown(Shown { entry: command.entry });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

/// Returns true when this person hid the line, and somebody else is there to decide about it.
#[must_use]
pub fn is_for_another(world: &World, state: &ScopeState, actor: ActorId, entry: EntryId) -> bool {
    let own = state.hidden.get(&entry).is_some_and(|hiding| hiding.by == Some(actor));
    own && !has_nobody_else(world, Some(actor))
}

/// What one person hid, another erases or shows: nobody makes words disappear alone.
fn hidden_by_another(state: &ScopeState, ctx: &Context, entry: EntryId) -> Result<(), Refusal> {
    let hiding = state.hidden.get(&entry).ok_or(Refusal::EntryNotHidden)?;
    if hiding.by == ctx.actor.id { Err(Refusal::SecondPerson) } else { Ok(()) }
}

/// Returns true when nobody else has an account with which to give a second word. The duty to
/// erase (AVG, article 17) holds for a small institution with one user too.
fn is_alone(world: &World, ctx: &Context) -> bool {
    has_nobody_else(world, ctx.actor.id)
}

fn has_nobody_else(world: &World, actor: Option<ActorId>) -> bool {
    let Some((_, admin)) = world.admin() else {
        return false;
    };
    let mut others = admin.users.by_id.iter().filter(|(id, user)| {
        Some(**id) != actor && user.blocked.is_none() && may(&user.roles(), Capability::StrikeEntry)
    });
    others.next().is_none()
}

impl ScopeState {
    pub(crate) fn hide_entry(&mut self, fact: Hidden, at: &At<'_>) {
        let Some(entry) = self.entries.get(&fact.entry) else {
            return self.notice(at.event, Matter::UnknownTarget(fact.entry.to_string()));
        };
        if entry.hidden {
            return;
        }
        let (by, wall, reason) = (at.header.actor, at.header.wall, fact.reason);
        let written = entry.written.clone();
        self.veil(fact.entry, &Hiding { by, at: wall, reason, written, with: None });
    }

    /// Hides here too what another state of the same scope hides: a look at an earlier moment
    /// shows no words that were hidden since.
    pub fn hide_as(&mut self, other: &Self) {
        for (event, veil) in other.veiled.iter() {
            self.veil_event(*event, veil.line);
        }
        for (id, hiding) in other.hidden.iter() {
            let Some(entry) = self.entries.get_mut(id).filter(|entry| !entry.hidden) else {
                continue;
            };
            entry.hide();
            self.hidden.insert(*id, hiding.clone());
        }
    }

    pub(crate) fn show_entry(&mut self, fact: &Shown, at: &At<'_>) {
        match self.hiding_of(fact.entry) {
            Some((line, _)) => self.unveil(line),
            None => self.notice(at.event, Matter::UnknownTarget(fact.entry.to_string())),
        }
    }

    /// Returns the lines that somebody hid and a second person has to judge.
    pub fn to_judge(&self) -> impl Iterator<Item = (&EntryId, &Hiding)> {
        self.hidden.iter().filter(|(_, hiding)| hiding.with.is_none())
    }

    /// Returns the line that somebody hid, for one that is hidden with it or is that line itself.
    #[must_use]
    pub fn hiding_of(&self, entry: EntryId) -> Option<(EntryId, &Hiding)> {
        let line = self.hidden.get(&entry)?.with.unwrap_or(entry);
        self.hidden.get(&line).map(|hiding| (line, hiding))
    }
}

pub(crate) fn decide_erase(
    world: &World,
    ctx: &Context,
    command: &EraseEntry,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    state.entries.get(&command.entry).ok_or(Refusal::EntryUnknown)?;
    if !is_alone(world, ctx) {
        hidden_by_another(state, ctx, command.entry)?;
    }
    let line = state.hiding_of(command.entry).map_or(command.entry, |(line, _)| line);
    let ground = text::required(&command.ground, REASON)?;
    let events = state.events_of(line);
    let mut erased = Erased::on(ground);
    for entry in state.entries.values().filter(|entry| events.contains(&entry.event)) {
        let hiding = state.hidden.get(&entry.written.entry);
        let written = hiding.map_or(&entry.written, |hiding| &hiding.written);
        erased.subjects.extend(written.files.iter().map(|file| file.subject));
        erased.subjects.extend(written.sealed_under);
        let letter = written.letter.clone();
        erased.numbers.push(Number { kind: written.kind, letter, number: written.number });
        erased.commands.extend(entry.command.map(|command| (entry.author, command)));
    }
    // What a line names of another scope is not the line's to take along.
    erased.subjects.retain(|subject| subject.belongs_to(scope));
    erased.events = events.into_iter().collect();
    let reports = report::erasing(world, ctx, command.crisis, line, &erased.ground);
    let mut drafts = vec![Draft::erasing(scope, vec![Fact::Erased(erased)])];
    drafts.extend(reports);
    Ok(drafts)
}

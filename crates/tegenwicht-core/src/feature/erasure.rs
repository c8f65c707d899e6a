// SPDX-License-Identifier: EUPL-1.2
//! Erasing: the key is destroyed and the bytes are dropped; that it was done stays on record.
//!
//! Not here: the dropping itself (`tegenwicht-store`), who may ask for it (`permission`).
//! Rules: an erased body counts as absent everywhere and from the beginning, also in a look at
//! an earlier moment, so a node that still holds the bytes reaches the same state; what opens a
//! scope, orders it or erases cannot be erased; the number of an erased line is not given again.
//! Start at: `Erased`; `fold::erased` collects them first.
//! To change: text `erasure-*`, page `erasure`, the store's `erase`.

use minicbor::{Decode, Encode};

use crate::command::{Draft, EraseEntry};
use crate::envelope::Kind;
use crate::event::Fact;
use crate::feature::log_entry::EntryKind;
use crate::feature::text::{self, REASON};
use crate::id::{ActorId, CommandId, EventId, SubjectId};
use crate::refusal::Refusal;
use crate::world::World;

/// `erasure.done`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erased {
    /// Events whose body, both parts, is dropped.
    #[n(0)]
    pub events: Vec<EventId>,
    /// Subjects whose key is destroyed and whose sealed parts and files are dropped.
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

pub(crate) fn decide_erase(world: &World, command: &EraseEntry) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let entry = state.entries.get(&command.entry).ok_or(Refusal::EntryUnknown)?;
    let written = &entry.written;
    let mut subjects: Vec<SubjectId> = written.files.iter().map(|file| file.subject).collect();
    subjects.extend(written.sealed_under);
    let letter = written.letter.clone();
    let number = Number { kind: written.kind, letter, number: written.number };
    let ground = text::required(&command.ground, REASON)?;
    let (events, numbers) = (vec![entry.event], vec![number]);
    let commands = entry.command.map(|command| (entry.author, command)).into_iter().collect();
    let erased = Erased { events, subjects, ground, numbers, commands };
    Ok(vec![Draft::erasing(scope, vec![Fact::Erased(erased)])])
}

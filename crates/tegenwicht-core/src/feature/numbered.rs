// SPDX-License-Identifier: EUPL-1.2
//! Something with a number that is asked of others, and every word on where it stands: what an
//! order and a request for support have in common.
//!
//! Not here: what is asked and what may be answered (`order`, `support_request`).
//! Rules: a number is given once per letter, and never again; what is begun twice is a notice and
//! stays what it was first; every word is kept, and where two said otherwise without knowing of
//! each other both count.
//! Start at: `ScopeState::begin`.
//! To change: the fields stand in snapshots under their numbers.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::feature::course::Said;
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, EventId};
use crate::map::{List, Map};
use crate::notice::Matter;
use crate::time::Timestamp;
use crate::versions::Versions;

/// A fact that begins something with a number.
pub trait Begins {
    type Id: Ord + Copy + fmt::Display;

    /// Returns the id of what it begins.
    fn id(&self) -> Self::Id;

    /// Returns the letter of the device that gave the number, and the number.
    fn number(&self) -> (&str, u32);
}

/// What was begun, and what was said of it since.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Numbered<B, W: Clone> {
    #[n(0)]
    pub begun: B,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
    /// The words that count.
    #[n(4)]
    pub words: Versions<W>,
    /// Every word in the order of the log, with who recorded it when.
    #[n(5)]
    pub history: List<Said<W>>,
}

impl<B: Begins, W: Clone> Numbered<B, W> {
    /// Returns the number as people say it.
    #[must_use]
    pub fn label(&self) -> String {
        let (letter, number) = self.begun.number();
        format!("{letter}{number}")
    }
}

/// Returns the next number under a letter.
pub(crate) fn next_number<B: Begins, W: Clone>(
    all: &Map<B::Id, Numbered<B, W>>,
    letter: &str,
) -> u32 {
    let numbers = all.values().map(|other| other.begun.number());
    let used = numbers.filter(|(of, _)| *of == letter).map(|(_, number)| number);
    used.max().unwrap_or(0).saturating_add(1)
}

/// Where a state keeps things of one kind.
type Place<B, W> = fn(&mut ScopeState) -> &mut Map<<B as Begins>::Id, Numbered<B, W>>;

impl ScopeState {
    pub(super) fn begin<B: Begins + Clone, W: Clone>(
        &mut self,
        place: Place<B, W>,
        fact: B,
        at: &At<'_>,
    ) {
        let id = fact.id();
        if place(self).contains_key(&id) {
            return self.notice(at.event, Matter::OpenedTwice(id.to_string()));
        }
        let begun = Numbered {
            begun: fact,
            by: at.header.actor,
            at: at.header.wall,
            event: at.event,
            words: Versions::default(),
            history: List::default(),
        };
        place(self).insert(id, begun);
    }

    pub(super) fn say<B: Begins + Clone, W: Clone>(
        &mut self,
        place: Place<B, W>,
        id: B::Id,
        word: W,
        at: &At<'_>,
    ) {
        let Some(found) = place(self).get_mut(&id) else {
            return self.notice(at.event, Matter::UnknownTarget(id.to_string()));
        };
        found.history.push(Said::at(word.clone(), at));
        found.words.set(at.event, word, &at.header.supersedes);
        let conflict = found.words.is_conflict();
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

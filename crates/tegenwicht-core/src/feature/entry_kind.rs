// SPDX-License-Identifier: EUPL-1.2
//! The kind of a log line: what somebody says happened, asks, decides, does or runs into; and the
//! letter before its number.
//!
//! Not here: the line itself (`log_entry`), how a kind is called on screen (`tegenwicht`, texts).
//! Rules: a kind has one number on the wire and one name, for ever; the order of the buttons is
//! another one, so a number is never taken for a place in it.
//! Start at: `EntryKind`.
//! To change: text `kind-*`, the filter of the log, `docs/formats/event.md`.

use std::cmp::Ordering;

use minicbor::{Decode, Encode};

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum EntryKind {
    #[n(0)]
    Fact,
    #[n(1)]
    Assumption,
    #[n(2)]
    Question,
    #[n(3)]
    Contact,
    #[n(4)]
    Decision,
    #[n(5)]
    Action,
    /// A problem (knelpunt) that somebody has to decide on or solve.
    #[n(6)]
    Bottleneck,
}

impl EntryKind {
    /// All kinds, in the order of the buttons.
    pub const ALL: [Self; 7] = [
        Self::Fact,
        Self::Assumption,
        Self::Question,
        Self::Bottleneck,
        Self::Contact,
        Self::Decision,
        Self::Action,
    ];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Assumption => "assumption",
            Self::Question => "question",
            Self::Contact => "contact",
            Self::Decision => "decision",
            Self::Action => "action",
            Self::Bottleneck => "bottleneck",
        }
    }

    /// Returns the kind of this number on the wire, which is not the order of the buttons.
    #[must_use]
    pub(crate) const fn on_wire(number: u64) -> Option<Self> {
        Some(match number {
            0 => Self::Fact,
            1 => Self::Assumption,
            2 => Self::Question,
            3 => Self::Contact,
            4 => Self::Decision,
            5 => Self::Action,
            6 => Self::Bottleneck,
            _ => return None,
        })
    }

    /// Finds a kind by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The letter before a number: of the machine that gave it away.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Letter(#[n(0)] pub String);

/// In order of the letters. Nearly every machine has none, and two of nothing are told to be equal
/// without a look at them: comparing no bytes at all takes some processors longer than many.
impl Ord for Letter {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0.is_empty(), other.0.is_empty()) {
            (false, false) => self.0.cmp(&other.0),
            (is_empty, other_is_empty) => other_is_empty.cmp(&is_empty),
        }
    }
}

impl PartialOrd for Letter {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

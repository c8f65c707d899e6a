// SPDX-License-Identifier: EUPL-1.2
//! Where a decision, an action, a bottleneck or a question stands.
//!
//! Not here: who may say so and what it needs (`progress`).
//! Rules: each kind of line has its own standings, and one in which it begins; the order is that
//! of how much is asked of people, so of two that stand side by side the first one counts.
//! Start at: `Standing::of`.
//! To change: text `standing-*`, `part/progress`, `docs/formats/event.md`.

use crate::feature::log_entry::EntryKind;
use crate::refusal::Refusal;

/// Where something stands. What asks most of people stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Open,
    /// A decision that waits for the board.
    Proposed,
    InForce,
    /// By the board.
    Approved,
    HandedOver,
    Acknowledged,
    /// Somebody finds out.
    Taken,
    /// A team got it as an order.
    ToTeam,
    /// Moved on to a later moment.
    Later,
    Decided,
    Answered,
    Done,
    Solved,
    Replaced,
    Declined,
    Withdrawn,
    Cancelled,
    /// A question that nobody needs an answer to any more.
    Dropped,
}

impl Standing {
    /// All, in order.
    pub const ALL: [Self; 18] = [
        Self::Open,
        Self::Proposed,
        Self::InForce,
        Self::Approved,
        Self::HandedOver,
        Self::Acknowledged,
        Self::Taken,
        Self::ToTeam,
        Self::Later,
        Self::Decided,
        Self::Answered,
        Self::Done,
        Self::Solved,
        Self::Replaced,
        Self::Declined,
        Self::Withdrawn,
        Self::Cancelled,
        Self::Dropped,
    ];

    /// Returns the standings that somebody may give to a line of this kind, the first one being
    /// that in which it begins; none for a line that nothing becomes of.
    #[must_use]
    pub const fn of(kind: EntryKind) -> &'static [Self] {
        match kind {
            EntryKind::Decision => &[
                Self::InForce,
                Self::Proposed,
                Self::Approved,
                Self::Declined,
                Self::Replaced,
                Self::Withdrawn,
            ],
            EntryKind::Action => {
                &[Self::Open, Self::Acknowledged, Self::HandedOver, Self::Done, Self::Cancelled]
            }
            EntryKind::Bottleneck => {
                &[Self::Open, Self::Decided, Self::ToTeam, Self::Later, Self::Solved]
            }
            EntryKind::Question => &[Self::Open, Self::Taken, Self::Dropped],
            EntryKind::Fact | EntryKind::Assumption | EntryKind::Contact => &[],
        }
    }

    /// Returns where a line of this kind begins; None where nothing becomes of it.
    #[must_use]
    pub const fn first(kind: EntryKind) -> Option<Self> {
        match Self::of(kind) {
            [first, ..] => Some(*first),
            [] => None,
        }
    }

    pub(crate) fn check(self, kind: EntryKind) -> Result<(), Refusal> {
        if Self::of(kind).contains(&self) { Ok(()) } else { Err(Refusal::StandingWrong) }
    }

    /// Returns the name on the wire and in texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Proposed => "proposed",
            Self::InForce => "in-force",
            Self::Approved => "approved",
            Self::HandedOver => "handed-over",
            Self::Acknowledged => "acknowledged",
            Self::Taken => "taken",
            Self::ToTeam => "to-team",
            Self::Later => "later",
            Self::Decided => "decided",
            Self::Answered => "answered",
            Self::Done => "done",
            Self::Solved => "solved",
            Self::Replaced => "replaced",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Cancelled => "cancelled",
            Self::Dropped => "dropped",
        }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Returns true when a decision holds.
    #[must_use]
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::InForce | Self::Approved)
    }

    /// Returns true when nothing more is expected.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::Decided
                | Self::Answered
                | Self::Done
                | Self::Solved
                | Self::Replaced
                | Self::Declined
                | Self::Withdrawn
                | Self::Cancelled
                | Self::Dropped
        )
    }
}

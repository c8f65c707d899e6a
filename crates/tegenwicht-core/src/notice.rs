// SPDX-License-Identifier: EUPL-1.2
//! What the fold wants a person to look at: the past disagrees with itself. Never an error.

use minicbor::{Decode, Encode};

use crate::id::{DeviceKey, EventId, SubjectId};

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Matter {
    /// A fact of a name that this version does not know.
    #[n(0)]
    UnknownFact(#[n(0)] String),
    /// An event of a kind that this version does not know.
    #[n(1)]
    UnknownKind(#[n(0)] String),
    /// The open part does not read.
    #[n(2)]
    UnreadableBody,
    /// A fact that does not belong in a scope of this kind.
    #[n(3)]
    WrongScope(#[n(0)] String),
    /// A fact about something that is not there.
    #[n(4)]
    UnknownTarget(#[n(0)] String),
    /// Named as a predecessor, and not here yet.
    #[n(5)]
    MissingPredecessor(#[n(0)] EventId),
    /// Two events at one place in one log.
    #[n(6)]
    Fork(#[n(0)] DeviceKey, #[n(1)] u64),
    /// Two epochs of one device name the same predecessor: a copied disk or a restored backup.
    #[n(7)]
    Clone(#[n(0)] DeviceKey),
    /// The clock of this device went back by so many milliseconds.
    #[n(8)]
    ClockWentBack(#[n(0)] DeviceKey, #[n(1)] i64),
    /// The same command arrived in a second event; only the first counts.
    #[n(9)]
    RepeatedCommand,
    /// Two people changed the same thing without knowing of each other.
    #[n(10)]
    Conflict(#[n(0)] String),
    /// A second opening of something that is open already.
    #[n(11)]
    OpenedTwice(#[n(0)] String),
    /// A fact about the log itself, of this name, in an event of a kind that may not carry it.
    #[n(12)]
    WrongKind(#[n(0)] String),
    /// Somebody else than the root key granted or revoked this machine; it has no effect.
    #[n(13)]
    NotRoot(#[n(0)] DeviceKey),
    /// Written by a program that knows more: this version of the facts.
    #[n(14)]
    NewerSchema(#[n(0)] u16),
    /// Names a subject of another scope, as sealed or as erased; that name has no effect.
    #[n(15)]
    ForeignSubject(#[n(0)] SubjectId),
}

/// A matter and the event it was found at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Notice {
    #[n(0)]
    pub event: EventId,
    #[n(1)]
    pub matter: Matter,
}

// SPDX-License-Identifier: EUPL-1.2
//! Erasing: the key is destroyed and the bytes are dropped; that it was done stays on record.
//!
//! Not here: the dropping itself (`tegenwicht-store`), who may ask for it (`permission`).
//! Rules: an erased body counts as absent everywhere and from the beginning, also in a look at
//! an earlier moment, so a node that still holds the bytes reaches the same state; what erases
//! cannot be erased.
//! Start at: `Erased`; `fold::erased` collects them first.
//! To change: text `erasure-*`, page `erasure`, the store's `erase`.

use minicbor::{Decode, Encode};

use crate::id::{EventId, SubjectId};

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
}

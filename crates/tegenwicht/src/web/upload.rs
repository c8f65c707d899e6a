// SPDX-License-Identifier: EUPL-1.2
//! Files that wait between their preview and the press that takes them in. Kept in memory only:
//! on disk the names in them would stand unsealed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tegenwicht_core::id::ActorId;
use tegenwicht_core::time::Timestamp;

use crate::table::List;

/// Most files that wait; a newer one takes the place of the oldest.
const HELD_MAX: usize = 4;
/// How long a file waits.
const HELD_MS: i64 = 60 * 60_000;

/// A file that waits.
#[derive(Clone)]
struct Held {
    id: String,
    by: ActorId,
    list: List,
    at: Timestamp,
    bytes: Arc<[u8]>,
}

/// The files that wait.
#[derive(Default)]
pub struct Uploads(Mutex<VecDeque<Held>>);

/// Tells nothing: there are names in them.
impl std::fmt::Debug for Uploads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Uploads(..)")
    }
}

impl Uploads {
    /// Keeps a file for who sent it.
    pub fn keep(&self, id: String, by: ActorId, list: List, at: Timestamp, bytes: Vec<u8>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|file| at.since_ms(file.at) < HELD_MS && file.id != id);
        while held.len() >= HELD_MAX {
            held.pop_front();
        }
        held.push_back(Held { id, by, list, at, bytes: bytes.into() });
    }

    /// Returns a file to who sent it, while it waits.
    #[must_use]
    pub fn get(&self, id: &str, by: ActorId, list: List, now: Timestamp) -> Option<Arc<[u8]>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut files = held.iter();
        let is_it = |file: &&Held| {
            file.id == id && file.by == by && file.list == list && now.since_ms(file.at) < HELD_MS
        };
        files.find(is_it).map(|file| Arc::clone(&file.bytes))
    }
}

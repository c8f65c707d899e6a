// SPDX-License-Identifier: EUPL-1.2
//! The log: events in order of arrival, written once, never changed, at most erased.
//!
//! Not here: what follows from the events (`refold`), erasing (`erasure`).
//! Rules: one connection writes and checkpoints; an id is written once, a second time changes
//! nothing; two events at one place are both kept.
//! Start at: `Store::append`.
//! To change: a migration in `migrations/sqlite`, `docs/formats/store.md`.

mod open;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::id::EventId;

use crate::error::{StoreError, sql};

pub(crate) use open::BUSY;
pub use open::Vfs;

/// Oldest SQLite that does not have the WAL-reset fault (3.51.3).
pub const SQLITE_LEAST: i32 = 3_051_003;
/// Most events in one append: 64 commands with a few scopes each.
pub const BATCH_MAX: usize = 256;
/// "TGWT": marks a file as a database of Tegenwicht.
pub(crate) const APPLICATION_ID: i64 = 0x5447_5754;
/// Frames in the write-ahead file after which it is worked into the database.
pub const CHECKPOINT_FRAMES: i32 = 1_000;

/// An event to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub envelope: Envelope,
    /// The open part of the body, when there is one and it is held.
    pub open: Option<Vec<u8>>,
    /// The sealed part of the body, when there is one and it is held.
    pub sealed: Option<Vec<u8>>,
    /// True when this device wrote it, false when it came from elsewhere.
    pub own: bool,
}

/// An event as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Order of arrival on this disk; means nothing elsewhere.
    pub serial: i64,
    pub id: EventId,
    pub own: bool,
    pub cose: Vec<u8>,
    pub open: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
}

/// An event as it lies on disk, not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRow<'a> {
    pub serial: i64,
    pub id: EventId,
    pub own: bool,
    pub cose: &'a [u8],
    /// None when the event has no open part, it was erased, or it is not held.
    pub open: Option<&'a [u8]>,
    /// None when the event has no sealed part, it was erased, or it is not held.
    pub sealed: Option<&'a [u8]>,
}

impl EventRow<'_> {
    /// Returns a copy that may be kept.
    #[must_use]
    pub fn to_stored(&self) -> StoredEvent {
        StoredEvent {
            serial: self.serial,
            id: self.id,
            own: self.own,
            cose: self.cose.to_vec(),
            open: self.open.map(<[u8]>::to_vec),
            sealed: self.sealed.map(<[u8]>::to_vec),
        }
    }
}

/// The database of a node: one connection.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    writable: bool,
    poisoned: bool,
    checkpoint_frames: i32,
}

impl Store {
    /// Returns where the database lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns true after a failed write: nothing is written until the store is opened again.
    #[must_use]
    pub const fn is_poisoned(&self) -> bool {
        self.poisoned
    }

    /// Sets after how many frames of 4 KiB the write-ahead file is worked into the database.
    pub const fn set_checkpoint_frames(&mut self, frames: i32) {
        self.checkpoint_frames = frames;
    }

    /// Closes the database; of the last connection this works in the write-ahead file.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn close(self) -> Result<(), StoreError> {
        self.conn.close().map_err(|(_, source)| sql("close", &self.path)(source))
    }

    /// Stops writing when the disk itself failed.
    pub(crate) fn poison_if(&mut self, error: &StoreError) {
        self.poisoned |= error.is_disk_failure();
    }

    /// Returns how many rows were changed so far, by this connection and so by anybody; None for
    /// a reader, beside which another process may write.
    pub(crate) fn own_changes(&self) -> Option<u64> {
        self.writable.then(|| self.conn.total_changes())
    }

    pub(crate) const fn conn(&self) -> &Connection {
        &self.conn
    }
}

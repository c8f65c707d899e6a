// SPDX-License-Identifier: EUPL-1.2
//! The log on disk: events, snapshots, keys, attachments; backup, restore and the check of it all.
//!
//! Not here: what events mean (`tegenwicht-core`), pages and the clock (`tegenwicht`), peers.
//! Rules: what `append` gave back is on disk; after a failed write nothing is written until the
//! store is opened again; no clock and no chance in here, both are passed in; no text of a
//! patient in an error; any garbage on disk gives an error, never a panic.
//! Start at: `folder::Folder`, then `log::Store`.
//! To change: a table, a file or the backup changes `docs/formats/store.md` and a migration.

pub mod attachment;
pub mod backup;
mod disk;
pub mod erasure;
pub mod error;
pub mod folder;
pub mod heads;
pub mod keys;
pub mod log;
pub mod refold;
pub mod root;
pub mod shelf;
pub mod snapshot;
pub mod verify;
pub mod wrap;

#[cfg(test)]
mod fixture;

pub use error::{AppendError, StoreError};
pub use folder::Folder;
pub use log::{EventRow, NewEvent, Store, StoredEvent};

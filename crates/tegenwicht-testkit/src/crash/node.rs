// SPDX-License-Identifier: EUPL-1.2
//! A node as far as its store goes: the production store on a disk that loses power.

use std::path::{Path, PathBuf};

use tegenwicht_core::envelope::sha256;
use tegenwicht_core::fold::FOLD_VERSION;
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::time::Timestamp;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::log::Vfs;
use tegenwicht_store::snapshot::Snapshot;
use tegenwicht_store::{AppendError, EventRow, NewEvent, Store, StoreError, erasure};

use crate::vfs;

use super::history::Found;

/// The name of the database.
pub const DATABASE: &str = "tegenwicht.db";
/// The line of what is not in the log that the work writes.
const LOCAL: &str = "crash";

/// An event as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub own: bool,
    pub cose: Vec<u8>,
    pub open: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
}

/// How an append failed, as the node says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    NotWritten(String),
    Unknown(String),
}

/// The folder of a node. Only the database lies on the disk that loses power; keys and
/// attachments are files that the store does not write through SQLite.
pub struct Place {
    folder: PathBuf,
    keys: Keys,
    attachments: Attachments,
    vfs: Vfs,
}

impl Place {
    /// Takes a folder that exists and is empty.
    ///
    /// # Panics
    /// When it cannot be written in.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        let keys = Keys::open(&folder.join("keys"), || [5; 32]).expect("a folder for keys");
        let attachments = Attachments::open(&folder.join("attachments"));
        let attachments = attachments.expect("a folder for attachments");
        let vfs = Vfs { name: vfs::NAME, write_again: vfs::write_again };
        Self { folder: folder.to_owned(), keys, attachments, vfs }
    }

    /// A fault put in on purpose: what the system shows is taken for what is on disk.
    pub const fn trust_memory(&mut self) {
        self.vfs.write_again = |_| Ok(());
    }

    /// The folder, as a disk is mounted at it.
    #[must_use]
    pub fn folder(&self) -> String {
        self.folder.to_string_lossy().into_owned()
    }

    /// Where the database lies.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }
}

/// A node that runs.
pub struct Node<'a> {
    store: Store,
    place: &'a Place,
}

impl<'a> Node<'a> {
    /// Opens the database, as a start of the program does first.
    ///
    /// # Errors
    /// What the store says.
    pub fn open(place: &'a Place, checkpoint_frames: i32) -> Result<Self, String> {
        let store = Store::open(&place.database(), Some(place.vfs));
        let mut store = store.map_err(|error| told(&error))?;
        store.set_checkpoint_frames(checkpoint_frames);
        Ok(Self { store, place })
    }

    /// Finishes what the log says is erased, as a start of the program and every erasure do.
    ///
    /// # Errors
    /// What the store says, or that it did not finish.
    pub fn carry_out(&mut self) -> Result<(), String> {
        let (keys, attachments) = (&self.place.keys, &self.place.attachments);
        let done = erasure::carry_out(&mut self.store, keys, attachments);
        let done = done.map_err(|error| told(&error))?;
        if done.finished { Ok(()) } else { Err("the erasure is not finished".to_owned()) }
    }

    /// Appends events.
    ///
    /// # Errors
    /// As the store.
    pub fn append(&mut self, events: &[NewEvent]) -> Result<(), Answer> {
        self.store.append(events).map(|_| ()).map_err(|error| answer(&error))
    }

    /// Keeps a snapshot after the events held now.
    ///
    /// # Errors
    /// What the store says.
    pub fn save_snapshot(&mut self, scope: ScopeId, state: &[u8]) -> Result<(), String> {
        let failed = |error: StoreError| told(&error);
        let snapshot = Snapshot {
            scope,
            serial: self.store.serial_of_last(scope).map_err(failed)?.unwrap_or(0),
            count: self.store.count().map_err(failed)?,
            fold_version: FOLD_VERSION,
            order_digest: [0; 32],
            state_hash: sha256(state),
            heads: self.store.heads(scope).map_err(failed)?,
            taken_at: Timestamp(0),
            state: state.to_vec(),
        };
        self.store.save_snapshot(&snapshot).map_err(|error| told(error.cause()))
    }

    /// Keeps a value that is not in the log.
    ///
    /// # Errors
    /// As the store.
    pub fn set_local(&mut self, value: &[u8]) -> Result<(), Answer> {
        self.store.local_set(LOCAL, Some(value)).map_err(|error| answer(&error))
    }

    /// Whether it stopped writing after a failure.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.store.is_poisoned()
    }

    /// Reads everything it holds.
    ///
    /// # Errors
    /// What the store says, or that scopes or order are not as they were written.
    pub fn found(&self, scope: ScopeId) -> Result<Found, String> {
        let failed = |error: StoreError| told(&error);
        let scopes = self.store.scopes().map_err(failed)?;
        if scopes.iter().any(|other| *other != scope) {
            return Err("a scope that nobody opened".to_owned());
        }
        let mut found = Found::default();
        let (mut last, mut in_order) = (0, true);
        let keep = |event: EventRow<'_>| -> Result<(), StoreError> {
            in_order &= event.serial > last;
            last = event.serial;
            found.events.push(Held {
                own: event.own,
                cose: event.cose.to_vec(),
                open: event.open.map(<[u8]>::to_vec),
                sealed: event.sealed.map(<[u8]>::to_vec),
            });
            Ok(())
        };
        self.store.each_event(scope, 0, keep).map_err(failed)?;
        if !in_order {
            return Err("events do not come in order of arrival".to_owned());
        }
        let snapshot = self.store.newest_snapshot(scope, FOLD_VERSION, None).map_err(failed)?;
        found.snapshot = snapshot.map(|snapshot| snapshot.state);
        found.local = self.store.local_get(LOCAL).map_err(failed)?;
        Ok(found)
    }
}

fn answer(error: &AppendError) -> Answer {
    match error {
        AppendError::NotWritten(cause) => Answer::NotWritten(told(cause)),
        AppendError::Unknown(cause) => Answer::Unknown(told(cause)),
    }
}

/// The text of an error without the folder, which is another in every run.
fn told(error: &StoreError) -> String {
    let text = error.to_string();
    match (text.find('/'), text.find(DATABASE)) {
        (Some(begin), Some(end)) if begin < end => format!("{}{}", &text[..begin], &text[end..]),
        _ => text,
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! One sealed file with everything an institution needs to begin again on another machine.
//!
//! Not here: how the records lie in the file (`container`), reading it back (`restore`).
//! Rules: the log as it was at one moment, also while it is written; the institution's own cards
//! as they lie there; no device key, no node key,
//! no root key, no login session; nothing that was erased by then; the file is whole or not
//! there.
//! Start at: `backup`, then `restore::restore`.
//! To change: `docs/formats/store.md`; every form ever written stays readable.

mod container;
mod library;
mod restore;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Write};
use std::iter;
use std::path::Path;
use std::str::FromStr;

pub use age::secrecy::{ExposeSecret, SecretString};
use minicbor::{Decode, Encode};
use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::feature::scope::Head;
use tegenwicht_core::id::{EventId, ScopeId, SubjectId};
use tegenwicht_core::seal::Sealed;
use tegenwicht_core::time::Timestamp;

use crate::attachment::{self, Attachments};
use crate::disk;
use crate::erasure;
use crate::error::{StoreError, io};
use crate::folder::Folder;
use crate::keys::Keys;
use crate::log::{EventRow, Store};
use container::{Counts, Writer};

pub use restore::{Restored, manifest_of, restore};

/// What a passphrase costs whoever tries to guess it: 2^16 rounds of scrypt, 64 MiB.
pub const WORK_FACTOR: u8 = 16;
/// The most work accepted from a file: 2^20 rounds, 1 GiB.
pub const WORK_FACTOR_MAX: u8 = 20;

/// What is wrong with a backup, or with the key to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    #[error("this is not a backup of Tegenwicht")]
    NotABackup,
    #[error("the passphrase or key does not open this backup")]
    WrongKey,
    #[error("the backup asks for more work (2^{0}) than is accepted (2^{WORK_FACTOR_MAX})")]
    TooMuchWork(u8),
    #[error("the backup ends too early; copy it again from where it was kept")]
    Truncated,
    #[error("the backup is damaged: {0}")]
    Damaged(&'static str),
    #[error("the backup is of a newer version ({0}); use that version")]
    Newer(u8),
    #[error("this is not an age recipient (age1...)")]
    Recipient,
    #[error("this is not an age identity (AGE-SECRET-KEY-1...)")]
    Identity,
    #[error("the passphrase is empty")]
    NoPassphrase,
}

/// For whom a backup is sealed.
#[derive(Debug, Clone)]
pub enum Lock {
    Passphrase(SecretString),
    /// An X25519 recipient, `age1...`: its owner alone can open it.
    Recipient(String),
}

/// What opens a backup.
#[derive(Debug, Clone)]
pub enum Opener {
    Passphrase(SecretString),
    /// An X25519 identity, `AGE-SECRET-KEY-1...`.
    Identity(SecretString),
}

/// The first record of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Manifest {
    #[n(0)]
    pub version: u8,
    #[n(1)]
    pub institution: Option<EventId>,
    #[n(2)]
    pub created_at: Timestamp,
    #[n(3)]
    pub events: u64,
    /// How far each scope had come.
    #[n(4)]
    pub scopes: Vec<ScopeEnd>,
    /// How many cards of the institution are in it; backups before version 2 have none.
    #[n(5)]
    #[cbor(default)]
    pub cards: u64,
    /// How many files beside them could not be read, or are no card.
    #[n(6)]
    #[cbor(default)]
    pub cards_left_out: u64,
}

/// How far a scope had come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ScopeEnd {
    #[n(0)]
    pub scope: ScopeId,
    #[n(1)]
    pub heads: Vec<Head>,
}

/// The form of backup that this version writes.
pub const VERSION: u8 = 2;

/// Writes a backup of a folder to the file `out`, which is there whole or not at all. Works while
/// another process serves the folder.
///
/// # Errors
/// The disk's own error, or a fault of the lock.
pub fn backup(
    folder: &Folder,
    out: &Path,
    lock: &Lock,
    now: Timestamp,
) -> Result<Manifest, StoreError> {
    let dir = disk::parent(out);
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    let part = dir.join(format!("{}{}", disk::PART, name.unwrap_or_default()));
    let file = disk::create(&part)?;
    let written = backup_to(folder, BufWriter::new(&file), lock, now);
    let moved = written.and_then(|manifest| {
        file.sync_all().map_err(io("sync", &part))?;
        fs::rename(&part, out).map_err(io("move into place", out))?;
        disk::sync_dir(&dir)?;
        Ok(manifest)
    });
    if moved.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&part);
    }
    moved
}

/// Writes a backup of a folder to `out`.
///
/// # Errors
/// As [`backup`].
pub fn backup_to(
    folder: &Folder,
    out: impl Write,
    lock: &Lock,
    now: Timestamp,
) -> Result<Manifest, StoreError> {
    let encryptor = encryptor(lock)?;
    let failed = |error| io("write the backup of", folder.root())(error);
    let mut sealed = encryptor.wrap_output(out).map_err(failed)?;
    let store = Store::open_read(&folder.db())?;
    let mut writer = Writer::new(&mut sealed, folder.root());
    let manifest = store.at_one_moment(|store| write(folder, store, &mut writer, now))?;
    let mut out = sealed.finish().map_err(failed)?;
    out.flush().map_err(failed)?;
    Ok(manifest)
}

fn encryptor(lock: &Lock) -> Result<age::Encryptor, StoreError> {
    let made = match lock {
        Lock::Passphrase(passphrase) if passphrase.expose_secret().is_empty() => {
            return Err(BackupFault::NoPassphrase.into());
        }
        Lock::Passphrase(passphrase) => {
            let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
            recipient.set_work_factor(WORK_FACTOR);
            age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        }
        Lock::Recipient(recipient) => {
            let recipient = age::x25519::Recipient::from_str(recipient.trim())
                .map_err(|_| BackupFault::Recipient)?;
            age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        }
    };
    made.map_err(|_| BackupFault::Recipient.into())
}

fn write<W: Write>(
    folder: &Folder,
    store: &Store,
    writer: &mut Writer<'_, W>,
    now: Timestamp,
) -> Result<Manifest, StoreError> {
    let scopes = store.scopes()?;
    let ends = scopes.into_iter().map(|scope| Ok(ScopeEnd { scope, heads: store.heads(scope)? }));
    let (cards, cards_left_out) = library::read(&folder.library());
    let manifest = Manifest {
        version: VERSION,
        institution: store.institution()?,
        created_at: now,
        events: store.count()?,
        scopes: ends.collect::<Result<_, StoreError>>()?,
        cards: cards.len() as u64,
        cards_left_out,
    };
    writer.manifest(&manifest)?;
    let erased = Erased::read(store)?;
    let mut counts = Counts::default();
    store.each_event_of_all(|row| {
        counts.events += 1;
        writer.event(&erased.without(row))
    })?;
    if let Some(keys) = Keys::look(&folder.keys())? {
        for subject in keys.subjects()? {
            let key = keys.subject(subject)?;
            // One that was destroyed since the list was made is not missed.
            if let Some(key) = key.filter(|_| !erased.subjects.contains(&subject)) {
                counts.keys += 1;
                writer.key(subject, &key)?;
            }
        }
    }
    let attachments = Attachments::look(&folder.attachments());
    for hash in attachments.list()? {
        let sealed = attachments.sealed(hash)?;
        let gone = |sealed: &Vec<u8>| {
            attachment::subject(sealed).is_some_and(|subject| erased.subjects.contains(&subject))
        };
        if let Some(sealed) = sealed.filter(|sealed| !gone(sealed)) {
            counts.files += 1;
            writer.file(&sealed)?;
        }
    }
    for card in &cards {
        writer.card(card)?;
    }
    writer.end(counts)?;
    Ok(manifest)
}

/// What the log says is erased at this moment, done on disk or not.
struct Erased {
    events: BTreeSet<EventId>,
    subjects: BTreeSet<SubjectId>,
}

impl Erased {
    fn read(store: &Store) -> Result<Self, StoreError> {
        let events = store.ids(erasure::NAMED)?;
        let subjects = store.ids("SELECT id FROM erased_subject")?;
        Ok(Self {
            events: events.into_iter().map(EventId).collect(),
            subjects: subjects.into_iter().map(SubjectId).collect(),
        })
    }

    /// Leaves out the parts that are erased.
    fn without<'a>(&self, row: EventRow<'a>) -> EventRow<'a> {
        let whole = self.events.contains(&row.id)
            && Envelope::peek(row.cose).is_ok_and(|header| may_erase(&header.kind));
        let sealed = row.sealed.and_then(|sealed| minicbor::decode::<Sealed>(sealed).ok());
        let scope = Envelope::peek(row.cose).ok().map(|header| header.scope);
        let is_erased = |id: SubjectId| {
            self.subjects.contains(&id) && scope.is_some_and(|scope| id.belongs_to(scope))
        };
        let under = sealed.is_some_and(|sealed| is_erased(sealed.subject));
        EventRow {
            open: row.open.filter(|_| !whole),
            sealed: row.sealed.filter(|_| !whole && !under),
            ..row
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Reads a backup into an empty folder: a new device with the old log.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::iter;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::DecryptError;
use age::secrecy::ExposeSecret;
use tegenwicht_core::envelope::{Envelope, sha256};
use tegenwicht_core::id::{DeviceKey, EventId, SubjectId};
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_core::time::Timestamp;
use zeroize::Zeroizing;

use super::container::{Counts, Reader, Record};
use super::library::{self, Card};
use super::{BackupFault, Manifest, Opener, ScopeEnd, WORK_FACTOR_MAX};
use crate::attachment::Attachments;
use crate::disk;
use crate::erasure;
use crate::error::{StoreError, io};
use crate::folder::{ATTACHMENTS, DATABASE, Folder, KEYS, LIBRARY, LOCK, RESTORING};
use crate::keys::Keys;
use crate::log::{NewEvent, Store};

/// Events written in one transaction.
const BATCH: usize = 2_000;
/// Subject keys written with one sync of their folder.
const KEY_BATCH: usize = 1_000;

/// What was restored. The machine is a new device: it reads at once, and writes only after it
/// was granted with the printed root key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub institution: Option<EventId>,
    /// The key of this machine, to be granted.
    pub device: DeviceKey,
    /// When the backup was made, by the clock of the machine that made it.
    pub created_at: Timestamp,
    pub events: u64,
    pub keys: u64,
    pub files: u64,
    /// The institution's own cards.
    pub cards: u64,
}

/// Reads the first record of a backup: of whom it is and how far it goes.
///
/// # Errors
/// A fault of the backup or of the key to it.
pub fn manifest_of(file: &Path, opener: &Opener) -> Result<Manifest, StoreError> {
    let (_, manifest) = Reader::begin(open(file, opener)?)?;
    Ok(manifest)
}

/// Restores a backup into `dir`, which is empty or not there. `seed` are 32 random bytes, for the
/// new keys of this machine. What fails leaves the folder empty.
///
/// # Errors
/// `NotEmpty`, `InUse`, a fault of the backup, or the disk's own error.
pub fn restore(
    file: &Path,
    opener: &Opener,
    dir: &Path,
    seed: [u8; 32],
) -> Result<Restored, StoreError> {
    let seed = Zeroizing::new(seed);
    refuse_full(dir)?;
    let (mut reader, manifest) = Reader::begin(open(file, opener)?)?;
    let folder = Folder::claim(dir)?;
    refuse_full(dir)?;
    clear(dir)?;
    let stage = dir.join(RESTORING);
    let restored = disk::make_dir(&stage)
        .and_then(|()| disk::sync_dir(dir))
        .and_then(|()| fill(&stage, &mut reader, &manifest, &seed))
        .and_then(|restored| publish(dir, &stage).map(|()| restored));
    if restored.is_err() {
        // The first error is the one to tell; what stays is cleared by the next restore.
        let _ = clear(dir);
        let _ = fs::remove_file(dir.join(LOCK));
    }
    drop(folder);
    restored
}

fn open(file: &Path, opener: &Opener) -> Result<impl Read, StoreError> {
    let source = File::open(file).map_err(io("open", file))?;
    let decryptor = age::Decryptor::new_buffered(BufReader::new(source)).map_err(fault)?;
    let stream = match opener {
        Opener::Passphrase(passphrase) => {
            let mut identity = age::scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(WORK_FACTOR_MAX);
            decryptor.decrypt(iter::once(&identity as &dyn age::Identity))
        }
        Opener::Identity(identity) => {
            let identity = age::x25519::Identity::from_str(identity.expose_secret().trim())
                .map_err(|_| BackupFault::Identity)?;
            decryptor.decrypt(iter::once(&identity as &dyn age::Identity))
        }
    };
    Ok(stream.map_err(fault)?)
}

fn fault(error: DecryptError) -> BackupFault {
    match error {
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => BackupFault::NotABackup,
        DecryptError::ExcessiveWork { required, .. } => BackupFault::TooMuchWork(required),
        DecryptError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            BackupFault::Truncated
        }
        DecryptError::Io(_) => BackupFault::NotABackup,
        _ => BackupFault::WrongKey,
    }
}

/// Refuses a folder that holds anything but what a restore that was broken off left there.
fn refuse_full(dir: &Path) -> Result<(), StoreError> {
    let names = disk::names(dir)?;
    let broken_off = names.iter().any(|name| name == RESTORING);
    let ours = |name: &String| name == LOCK || broken_off && is_ours(name);
    if names.iter().all(ours) {
        return Ok(());
    }
    Err(StoreError::NotEmpty { folder: dir.to_owned() })
}

fn is_ours(name: &str) -> bool {
    [RESTORING, KEYS, ATTACHMENTS, LIBRARY].contains(&name) || name.starts_with(DATABASE)
}

/// Removes what a restore put there; the mark that it is not done goes last.
fn clear(dir: &Path) -> Result<(), StoreError> {
    let names = disk::names(dir)?;
    if !names.iter().any(|name| name == RESTORING) {
        return Ok(());
    }
    let others = names.iter().filter(|name| *name != RESTORING && is_ours(name));
    for name in others.map(String::as_str).chain([RESTORING]) {
        let path = dir.join(name);
        let removed =
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(io("remove", &path))?;
    }
    disk::sync_dir(dir)
}

fn fill(
    stage: &Path,
    reader: &mut Reader<impl Read>,
    manifest: &Manifest,
    seed: &[u8; 32],
) -> Result<Restored, StoreError> {
    let mut filling = Filling {
        store: Store::open(&stage.join(DATABASE), None)?,
        keys: Keys::open(&stage.join(KEYS), || *seed)?,
        attachments: Attachments::open(&stage.join(ATTACHMENTS))?,
        seed,
        counts: Counts::default(),
        events: Vec::new(),
        subjects: Vec::new(),
        library: stage.join(LIBRARY),
        cards: 0,
    };
    let counts = loop {
        match reader.next()? {
            Record::End(counts) => break counts,
            record => filling.take(record)?,
        }
    };
    filling.flush()?;
    let Filling { mut store, keys, attachments, counts: found, cards, .. } = filling;
    let whole = found == counts && cards == manifest.cards;
    if !whole || store.count()? != manifest.events {
        return Err(BackupFault::Damaged("records are missing").into());
    }
    let scopes = store.scopes()?.into_iter();
    let ends = scopes.map(|scope| Ok(ScopeEnd { scope, heads: store.heads(scope)? }));
    if ends.collect::<Result<Vec<_>, StoreError>>()? != manifest.scopes {
        return Err(BackupFault::Damaged("its logs do not end where its manifest says").into());
    }
    erasure::reapply(&mut store, &keys, &attachments)?;
    store.scrub()?;
    store.close()?;
    Ok(Restored {
        institution: manifest.institution,
        device: keys.device_key(),
        created_at: manifest.created_at,
        events: counts.events,
        keys: counts.keys,
        files: counts.files,
        cards,
    })
}

struct Filling<'a> {
    store: Store,
    keys: Keys,
    attachments: Attachments,
    seed: &'a [u8; 32],
    counts: Counts,
    events: Vec<NewEvent>,
    subjects: Vec<(SubjectId, SubjectKey)>,
    library: PathBuf,
    cards: u64,
}

impl Filling<'_> {
    fn take(&mut self, record: Record) -> Result<(), StoreError> {
        match record {
            Record::Event { cose, open, sealed } => {
                let envelope = Envelope::read(&cose)
                    .map_err(|_| BackupFault::Damaged("one of its events does not read"))?;
                self.counts.events += 1;
                // All of it was written by other devices than the one this machine is now.
                self.events.push(NewEvent { envelope, open, sealed, own: false });
            }
            Record::Key(subject, key) => {
                self.counts.keys += 1;
                self.subjects.push((subject, key));
            }
            Record::File(sealed) => {
                self.counts.files += 1;
                self.attachments.put_sealed(&sealed)?;
            }
            Record::Card(card) => self.put(&card)?,
            Record::End(_) => {}
        }
        if self.events.len() >= BATCH || self.subjects.len() >= KEY_BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn put(&mut self, card: &Card) -> Result<(), StoreError> {
        self.cards += 1;
        library::put(&self.library, card)
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.store.write_all(&self.events, &[])?;
        self.events.clear();
        let subjects: Vec<_> = self
            .subjects
            .iter()
            .map(|(subject, key)| (*subject, key, nonce(self.seed, *subject)))
            .collect();
        self.keys.put_subjects(&subjects)?;
        self.subjects.clear();
        Ok(())
    }
}

/// A nonce for each subject under the node key that was made from the same seed.
fn nonce(seed: &[u8; 32], subject: SubjectId) -> [u8; 24] {
    let hash = sha256(&[b"tegenwicht/1/restore-nonce".as_slice(), seed, &subject.0].concat());
    let mut nonce = [0; 24];
    nonce.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    nonce
}

/// Moves what was prepared into its place; the folder counts as restored when the last step,
/// removing the empty stage, is on disk.
fn publish(dir: &Path, stage: &Path) -> Result<(), StoreError> {
    for name in [KEYS, ATTACHMENTS, LIBRARY, DATABASE] {
        let from = stage.join(name);
        // The institution may have no cards of its own.
        if name == LIBRARY && !from.is_dir() {
            continue;
        }
        fs::rename(&from, dir.join(name)).map_err(io("move into place", &from))?;
    }
    disk::sync_dir(dir)?;
    fs::remove_dir_all(stage).map_err(io("remove", stage))?;
    disk::sync_dir(dir)
}

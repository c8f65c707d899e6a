// SPDX-License-Identifier: EUPL-1.2
//! Photos and files, sealed, each under the hash of its sealed bytes.
//!
//! Not here: taking place and camera out of a photo (`tegenwicht`, on upload).
//! Rules: a file is on disk before the event that names it; its name is the hash of what lies
//! there, so damage shows; what it is sealed under stands in its first bytes, so that erasing a
//! subject finds its files.
//! Start at: `Attachments::put`.
//! To change: `docs/formats/store.md`.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{FileHash, SubjectId, hex, unhex};
use tegenwicht_core::seal::SubjectKey;

use crate::disk;
use crate::error::{StoreError, damaged, io};

/// Longest file, in bytes, before sealing.
pub const FILE_MAX: usize = 25 * 1024 * 1024;
/// Longest file as it lies on disk: magic, subject, nonce, content, tag.
pub const SEALED_MAX: u64 = FILE_MAX as u64 + HEAD as u64 + 16;

const MAGIC: &[u8; 8] = b"TGWATT1\n";
const HEAD: usize = 8 + 16 + 24;

/// The folder with attachments.
#[derive(Debug, Clone)]
pub struct Attachments {
    dir: PathBuf,
}

impl Attachments {
    /// Opens the folder, makes it when it is not there.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        disk::make_dir(dir)?;
        disk::sweep(dir)?;
        Ok(Self::look(dir))
    }

    /// Looks at the folder and makes nothing.
    #[must_use]
    pub fn look(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Seals a file and keeps it; it is on disk when this returns. `nonce` are 24 random bytes
    /// that were never used before.
    ///
    /// # Errors
    /// `TooMany` when it is longer than [`FILE_MAX`], or the disk's own error.
    pub fn put(
        &self,
        subject: SubjectId,
        key: &SubjectKey,
        nonce: [u8; 24],
        plain: &[u8],
    ) -> Result<FileHash, StoreError> {
        if plain.len() > FILE_MAX {
            let count = plain.len();
            return Err(StoreError::TooMany { what: "bytes in a file", count, max: FILE_MAX });
        }
        let payload = Payload { msg: plain, aad: &place(subject) };
        let sealed = XChaCha20Poly1305::new(&key.0.into())
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| StoreError::Seal)?;
        let mut whole = Vec::with_capacity(HEAD + sealed.len());
        whole.extend_from_slice(MAGIC);
        whole.extend_from_slice(&subject.0);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        drop(sealed);
        self.put_sealed(&whole)
    }

    /// Keeps a file that is sealed already, from a backup or another node.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn put_sealed(&self, sealed: &[u8]) -> Result<FileHash, StoreError> {
        let hash = FileHash(sha256(sealed));
        disk::write_whole(&self.dir, &hex(&hash.0), &[sealed])?;
        disk::sync_dir(&self.dir)?;
        Ok(hash)
    }

    /// Returns a file, unsealed; None when it is not here.
    ///
    /// # Errors
    /// `Damaged` when the bytes are not those of its hash, or do not open with this key.
    pub fn get(
        &self,
        hash: FileHash,
        subject: SubjectId,
        key: &SubjectKey,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(whole) = self.sealed(hash)? else {
            return Ok(None);
        };
        let path = self.path(hash);
        let bad = |what: &str| damaged(&path, what);
        let (head, rest) = split(&whole).ok_or_else(|| bad("it is not an attachment"))?;
        if head.subject != subject {
            return Err(bad("it belongs to something else"));
        }
        let payload = Payload { msg: rest, aad: &place(subject) };
        let plain = XChaCha20Poly1305::new(&key.0.into())
            .decrypt(&XNonce::from(head.nonce), payload)
            .map_err(|_| bad("it does not open with its key"))?;
        Ok(Some(plain))
    }

    /// Returns a file as it lies there, sealed; None when it is not here.
    ///
    /// # Errors
    /// `Damaged` when the bytes are not those of its hash.
    pub fn sealed(&self, hash: FileHash) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(hash);
        let bytes = disk::read(&path, SEALED_MAX)?;
        match bytes {
            Some(bytes) if sha256(&bytes) != hash.0 => {
                Err(damaged(&path, "its bytes are not those of its name"))
            }
            bytes => Ok(bytes),
        }
    }

    /// Returns all that is here, in ascending order.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn list(&self) -> Result<Vec<FileHash>, StoreError> {
        let names = disk::names(&self.dir)?;
        Ok(names.iter().filter_map(|name| unhex(name)).map(FileHash).collect())
    }

    /// Removes `files`, given with what they are sealed under, and every file that is sealed
    /// under one of `subjects`. A file that says to be sealed under something else stays: it was
    /// named by somebody whose it is not.
    ///
    /// # Errors
    /// The disk's own error; calling it again does the rest.
    pub fn remove(
        &self,
        files: &[(FileHash, SubjectId)],
        subjects: &[SubjectId],
    ) -> Result<(), StoreError> {
        let mut gone = false;
        for (hash, subject) in files {
            if self.subject_of(*hash)?.is_none_or(|under| under == *subject) {
                gone |= disk::remove(&self.path(*hash))?;
            }
        }
        if !subjects.is_empty() {
            for hash in self.list()? {
                let under = self.subject_of(hash)?;
                if under.is_some_and(|under| subjects.contains(&under)) {
                    gone |= disk::remove(&self.path(hash))?;
                }
            }
        }
        if gone { disk::sync_dir(&self.dir) } else { Ok(()) }
    }

    /// Returns what a file is sealed under, from its first bytes; None when it is not here.
    pub(crate) fn subject_of(&self, hash: FileHash) -> Result<Option<SubjectId>, StoreError> {
        let path = self.path(hash);
        let mut head = Vec::new();
        let file = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file.map_err(io("open", &path))?,
        };
        file.take(HEAD as u64).read_to_end(&mut head).map_err(io("read", &path))?;
        Ok(subject(&head))
    }

    fn path(&self, hash: FileHash) -> PathBuf {
        self.dir.join(hex(&hash.0))
    }
}

/// Returns what a sealed file is sealed under.
pub(crate) fn subject(sealed: &[u8]) -> Option<SubjectId> {
    split(sealed).map(|(head, _)| head.subject)
}

struct Head {
    subject: SubjectId,
    nonce: [u8; 24],
}

fn split(whole: &[u8]) -> Option<(Head, &[u8])> {
    let rest = whole.strip_prefix(MAGIC)?;
    let (subject, rest) = rest.split_first_chunk::<16>()?;
    let (nonce, rest) = rest.split_first_chunk::<24>()?;
    Some((Head { subject: SubjectId(*subject), nonce: *nonce }, rest))
}

fn place(subject: SubjectId) -> Vec<u8> {
    [b"tegenwicht/1/attachment".as_slice(), &subject.0].concat()
}

// SPDX-License-Identifier: EUPL-1.2
//! The keys of this machine: the one it signs with, and those that open what is sealed.
//!
//! Not here: the printed form of the root key (`root`), sealing itself (`tegenwicht-core`).
//! Rules: a key is on disk before a call returns, and overwritten before it is unlinked; a
//! subject key lies wrapped under the node key; a key that is missing is never made anew where
//! others depend on it; no key is in the log or in a backup, except subject keys, unwrapped
//! inside the sealed backup.
//! Start at: `Keys::open`.
//! To change: `docs/formats/store.md`.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::SigningKey;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{DeviceKey, ExchangeKey, SubjectId, hex, unhex};
use tegenwicht_core::seal::SubjectKey;
use zeroize::{Zeroize, Zeroizing};

use crate::disk;
use crate::error::{StoreError, damaged};

const PLAIN: &[u8; 8] = b"TGWKEY1\n";
const WRAPPED: &[u8; 8] = b"TGWSUB1\n";
const CHECK: usize = 8;
const KEY_FILE_MAX: u64 = 256;
const DEVICE: &str = "device";
const NODE: &str = "node";
const ROOT: &str = "root";
const SUBJECTS: &str = "subjects";

/// A subject key to be kept, with a nonce of 24 random bytes that was never used before.
pub type NewSubject<'a> = (SubjectId, &'a SubjectKey, [u8; 24]);

/// The keys of this machine, in a folder for the owner's eyes only.
pub struct Keys {
    dir: PathBuf,
    device: SigningKey,
    node: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Opens the keys; makes device key and node key from `seed` when there are none. `seed` is
    /// asked for 32 bytes from a good source of randomness only then.
    ///
    /// # Errors
    /// `Damaged`, or `KeyMissing` when others depend on the one that is missing.
    pub fn open(dir: &Path, seed: impl FnOnce() -> [u8; 32]) -> Result<Self, StoreError> {
        let subjects = dir.join(SUBJECTS);
        disk::make_dir(dir)?;
        disk::make_dir(&subjects)?;
        disk::sweep(dir)?;
        disk::sweep(&subjects)?;
        let device = read_plain(dir, DEVICE)?;
        let node = read_plain(dir, NODE)?;
        let (device, node) = match (device, node) {
            (Some(device), Some(node)) => (device, node),
            (device, node) => {
                let used = device.is_some() || !disk::names(&subjects)?.is_empty();
                if used {
                    let name = if node.is_none() { NODE } else { DEVICE };
                    return Err(StoreError::KeyMissing { path: dir.join(name) });
                }
                make(dir, seed())?
            }
        };
        Ok(Self { dir: dir.to_owned(), device: SigningKey::from_bytes(&device), node })
    }

    /// Returns the public keys without making anything: None where there is no device key.
    ///
    /// # Errors
    /// `Damaged`, or the disk's own error.
    pub fn look(dir: &Path) -> Result<Option<Self>, StoreError> {
        let (device, node) = (read_plain(dir, DEVICE)?, read_plain(dir, NODE)?);
        let both = device.zip(node).map(|(device, node)| (SigningKey::from_bytes(&device), node));
        Ok(both.map(|(device, node)| Self { dir: dir.to_owned(), device, node }))
    }

    /// Returns the key that this machine signs with.
    #[must_use]
    pub const fn device(&self) -> &SigningKey {
        &self.device
    }

    /// Returns what others know this machine by.
    #[must_use]
    pub fn device_key(&self) -> DeviceKey {
        DeviceKey(self.device.verifying_key().to_bytes())
    }

    /// Returns the key with which this machine opens what others sealed for it. It follows from
    /// the signing key, so that there is one secret less to keep and to lose.
    #[must_use]
    pub fn exchange(&self) -> x25519_dalek::StaticSecret {
        let seed = Zeroizing::new(self.device.to_bytes());
        let named = Zeroizing::new([b"tegenwicht/1/exchange".as_slice(), &*seed].concat());
        x25519_dalek::StaticSecret::from(sha256(&named))
    }

    /// Returns the key under which others seal something for this machine.
    #[must_use]
    pub fn exchange_key(&self) -> ExchangeKey {
        ExchangeKey(x25519_dalek::PublicKey::from(&self.exchange()).to_bytes())
    }

    /// Keeps the key of a subject; it is on disk when this returns.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn put_subject(
        &self,
        subject: SubjectId,
        key: &SubjectKey,
        nonce: [u8; 24],
    ) -> Result<(), StoreError> {
        self.put_subjects(&[(subject, key, nonce)])
    }

    /// Keeps the keys of many subjects; all are on disk when this returns.
    ///
    /// # Errors
    /// The disk's own error; some of them may be kept then.
    pub fn put_subjects(&self, subjects: &[NewSubject<'_>]) -> Result<(), StoreError> {
        let dir = self.dir.join(SUBJECTS);
        for (subject, key, nonce) in subjects {
            let aad = place(*subject);
            let payload = Payload { msg: &key.0, aad: &aad };
            let wrapped = self
                .cipher()
                .encrypt(&XNonce::from(*nonce), payload)
                .map_err(|_| StoreError::Seal)?;
            disk::write_whole(&dir, &hex(&subject.0), &[WRAPPED, nonce, &wrapped])?;
        }
        if subjects.is_empty() { Ok(()) } else { disk::sync_dir(&dir) }
    }

    /// Returns the key of a subject; None when it is not here or was destroyed.
    ///
    /// # Errors
    /// `Damaged` when the file does not open with the node key.
    pub fn subject(&self, subject: SubjectId) -> Result<Option<SubjectKey>, StoreError> {
        let path = self.dir.join(SUBJECTS).join(hex(&subject.0));
        let Some(bytes) = disk::read(&path, KEY_FILE_MAX)? else {
            return Ok(None);
        };
        let bad = || damaged(&path, "it does not open with the node key");
        let rest = bytes.strip_prefix(WRAPPED).ok_or_else(bad)?;
        let (nonce, wrapped) = rest.split_first_chunk::<24>().ok_or_else(bad)?;
        let aad = place(subject);
        let payload = Payload { msg: wrapped, aad: &aad };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| bad())?;
        let plain = Zeroizing::new(plain);
        plain.as_slice().try_into().map(SubjectKey).map(Some).map_err(|_| bad())
    }

    /// Returns the subjects whose key is here, in ascending order.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn subjects(&self) -> Result<Vec<SubjectId>, StoreError> {
        let names = disk::names(&self.dir.join(SUBJECTS))?;
        Ok(names.iter().filter_map(|name| unhex(name)).map(SubjectId).collect())
    }

    /// Destroys the key of a subject; when this returns it is overwritten and gone. One that is
    /// not here is fine.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn destroy_subject(&self, subject: SubjectId) -> Result<(), StoreError> {
        self.destroy_subjects(&[subject])
    }

    /// Destroys the keys of many subjects.
    ///
    /// # Errors
    /// The disk's own error; calling it again does the rest.
    pub fn destroy_subjects(&self, subjects: &[SubjectId]) -> Result<(), StoreError> {
        let dir = self.dir.join(SUBJECTS);
        for subject in subjects {
            disk::shred(&dir.join(hex(&subject.0)))?;
        }
        if subjects.is_empty() { Ok(()) } else { disk::sync_dir(&dir) }
    }

    /// Keeps the root key until the person has confirmed that it is printed.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn put_root(&self, seed: &[u8; 32]) -> Result<(), StoreError> {
        write_plain(&self.dir, ROOT, seed)
    }

    /// Returns true as long as nobody confirmed that the root key is printed. Every page of a
    /// coordinator asks, so it reads nothing.
    #[must_use]
    pub fn holds_root(&self) -> bool {
        self.dir.join(ROOT).exists()
    }

    /// Returns the root key, as long as nobody confirmed that it is printed.
    ///
    /// # Errors
    /// `Damaged`, or the disk's own error.
    pub fn root(&self) -> Result<Option<SigningKey>, StoreError> {
        let seed = read_plain(&self.dir, ROOT)?;
        Ok(seed.map(|seed| SigningKey::from_bytes(&seed)))
    }

    /// Destroys the root key on this disk; it lives on paper from now on.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn destroy_root(&self) -> Result<(), StoreError> {
        disk::shred(&self.dir.join(ROOT))?;
        disk::sync_dir(&self.dir)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.node).into())
    }
}

type Secret = Zeroizing<[u8; 32]>;

/// Makes both keys; the device key last, since with it everything is there.
fn make(dir: &Path, mut seed: [u8; 32]) -> Result<(Secret, Secret), StoreError> {
    let derive = |name: &[u8]| Zeroizing::new(sha256(&[name, &seed].concat()));
    let device = derive(b"tegenwicht/1/device-key");
    let node = derive(b"tegenwicht/1/node-key");
    seed.zeroize();
    write_plain(dir, NODE, &node)?;
    write_plain(dir, DEVICE, &device)?;
    disk::sync_dir(&disk::parent(dir))?;
    Ok((device, node))
}

fn write_plain(dir: &Path, name: &str, key: &[u8; 32]) -> Result<(), StoreError> {
    disk::write_whole(dir, name, &[PLAIN, key, &checksum(name, key)])?;
    disk::sync_dir(dir)
}

fn read_plain(dir: &Path, name: &str) -> Result<Option<Secret>, StoreError> {
    let path = dir.join(name);
    let Some(bytes) = disk::read(&path, KEY_FILE_MAX)? else {
        return Ok(None);
    };
    let bytes = Zeroizing::new(bytes);
    let bad = || damaged(&path, "it is not a key, or its checksum does not hold");
    let rest = bytes.strip_prefix(PLAIN).ok_or_else(bad)?;
    let (key, check) = rest.split_first_chunk::<32>().ok_or_else(bad)?;
    if checksum(name, key) != check { Err(bad()) } else { Ok(Some(Zeroizing::new(*key))) }
}

fn checksum(name: &str, key: &[u8; 32]) -> [u8; CHECK] {
    let hash = sha256(&[b"tegenwicht/1/key-file".as_slice(), name.as_bytes(), key].concat());
    let mut check = [0; CHECK];
    check.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    check
}

fn place(subject: SubjectId) -> Vec<u8> {
    [b"tegenwicht/1/subject-key".as_slice(), &subject.0].concat()
}

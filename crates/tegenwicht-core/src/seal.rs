// SPDX-License-Identifier: EUPL-1.2
//! Sealing what only some may read: a key per person, client or restricted entry.
//!
//! Destroying the key erases every copy of the text, on every stick and backup that does not
//! hold the key. Keys and nonces are passed in; nothing is rolled here.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use minicbor::{Decode, Encode};
use zeroize::Zeroize;

use crate::cbor;
use crate::envelope::{BODY_MAX, LogKey};
use crate::id::SubjectId;

/// The key of one subject; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SubjectKey(pub [u8; 32]);

impl Drop for SubjectKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for SubjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubjectKey(..)")
    }
}

/// A sealed part as it is stored and exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Sealed {
    #[n(0)]
    pub subject: SubjectId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 24],
    #[cbor(n(2), with = "minicbor::bytes")]
    pub ciphertext: Vec<u8>,
}

/// Most bytes that sealing adds to what is sealed: subject, nonce, tag and their frame.
pub const OVERHEAD: usize = 1 + 17 + 26 + 5 + TAG;
const TAG: usize = 16;

impl Sealed {
    /// Returns the bytes that are stored and exchanged.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// Reads a sealed part of unknown origin: one spelling, exact lengths, nothing left over.
    ///
    /// # Errors
    /// When it is spelled in another way, or longer than a part may be.
    pub fn read(bytes: &[u8]) -> Result<Self, SealFault> {
        if bytes.len() > BODY_MAX || cbor::check(bytes).is_err() {
            return Err(SealFault);
        }
        let sealed: Self = minicbor::decode(bytes).map_err(|_| SealFault)?;
        let exact = sealed.ciphertext.len() >= TAG && sealed.encode() == bytes;
        if exact { Ok(sealed) } else { Err(SealFault) }
    }
}

/// Sealed bytes did not open: another key, another place in the log, or damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed part does not open with this key at this place")]
pub struct SealFault;

/// Binds a sealed part to one place in one log, so that swapping two of them is found.
#[must_use]
pub fn place(log: &LogKey, seq: u64) -> Vec<u8> {
    let mut place = b"tegenwicht/1/sealed".to_vec();
    place.extend_from_slice(&log.device.0);
    place.extend_from_slice(&log.scope.0);
    place.extend_from_slice(&log.epoch.to_be_bytes());
    place.extend_from_slice(&seq.to_be_bytes());
    place
}

/// Seals `plain` under `key` for one `place`.
///
/// # Errors
/// Only when the text is longer than the cipher allows (256 GiB).
pub fn seal(
    subject: SubjectId,
    key: &SubjectKey,
    nonce: [u8; 24],
    place: &[u8],
    plain: &[u8],
) -> Result<Sealed, SealFault> {
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    let ciphertext = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place })
        .map_err(|_| SealFault)?;
    Ok(Sealed { subject, nonce, ciphertext })
}

/// Opens a sealed part.
///
/// # Errors
/// When key, place or bytes are not the ones it was sealed with.
pub fn open(sealed: &Sealed, key: &SubjectKey, place: &[u8]) -> Result<Vec<u8>, SealFault> {
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    let payload = Payload { msg: &sealed.ciphertext, aad: place };
    cipher.decrypt(&XNonce::from(sealed.nonce), payload).map_err(|_| SealFault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_its_key_at_its_place_and_nowhere_else() {
        let key = SubjectKey([1; 32]);
        let sealed = seal(SubjectId([2; 16]), &key, [3; 24], b"here", b"name").unwrap();
        assert_eq!(open(&sealed, &key, b"here").unwrap(), b"name");
        assert_eq!(open(&sealed, &key, b"there"), Err(SealFault));
        assert_eq!(open(&sealed, &SubjectKey([9; 32]), b"here"), Err(SealFault));
    }

    #[test]
    fn a_sealed_part_has_one_spelling() {
        let key = SubjectKey([1; 32]);
        let sealed = seal(SubjectId([2; 16]), &key, [3; 24], b"here", &[7; 300]).unwrap();
        let bytes = sealed.encode();
        assert_eq!(bytes.len(), 300 + OVERHEAD - 2, "a longer one has two bytes more");
        assert_eq!(Sealed::read(&bytes), Ok(sealed.clone()));
        let mut fourth = bytes.clone();
        fourth[0] = 0x84;
        fourth.push(0);
        let mut trailing = bytes.clone();
        trailing.push(0);
        let untagged = Sealed { ciphertext: vec![0; 15], ..sealed }.encode();
        let long = [&[0x81, 0x5a, 0, 1, 0, 1][..], &[0; BODY_MAX + 1]].concat();
        for bad in [&bytes[1..], &fourth, &trailing, &untagged, &long, &[]] {
            assert_eq!(Sealed::read(bad), Err(SealFault));
        }
    }
}

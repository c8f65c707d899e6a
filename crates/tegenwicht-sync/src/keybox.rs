// SPDX-License-Identifier: EUPL-1.2
//! Keys of subjects under way: sealed so that one device alone can open them.
//!
//! An ephemeral X25519 key agrees with the exchange key in the grant of the receiver; SHA-256
//! over both public keys and what they agree on is the key of one XChaCha20-Poly1305 box. It is
//! used once, so the nonce is zero. Who sends, who receives and the scope are bound to the box.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{DeviceKey, ScopeId, SubjectId};
use tegenwicht_core::seal::SubjectKey;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

const EACH: usize = 16 + 32;

/// Between whom a box travels, and of which scope the keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    pub from: DeviceKey,
    pub to: DeviceKey,
    pub scope: ScopeId,
}

impl Way {
    fn bytes(&self) -> Vec<u8> {
        [b"tegenwicht/1/keys".as_slice(), &self.from.0, &self.to.0, &self.scope.0].concat()
    }
}

/// Seals keys to the exchange key of a device; `once` are 32 random bytes that were never used
/// before. None when the exchange key is none that anybody can agree with.
#[must_use]
pub fn seal(
    keys: &[(SubjectId, SubjectKey)],
    to: [u8; 32],
    once: [u8; 32],
    way: &Way,
) -> Option<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(keys.len() * EACH));
    for (subject, key) in keys {
        plain.extend_from_slice(&subject.0);
        plain.extend_from_slice(&key.0);
    }
    let secret = StaticSecret::from(once);
    let public = PublicKey::from(&secret).to_bytes();
    let key = agree(&secret, to, public, to)?;
    let payload = Payload { msg: &plain, aad: &way.bytes() };
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    let sealed = cipher.encrypt(&XNonce::from([0; 24]), payload).ok()?;
    Some([public.as_slice(), &sealed].concat())
}

/// Opens keys that were sealed to the device that holds `secret`; None when they were not. A key
/// of another scope than the box is for is left out: who may speak of the one may not of the other.
#[must_use]
pub fn open(sealed: &[u8], secret: &[u8; 32], way: &Way) -> Option<Vec<(SubjectId, SubjectKey)>> {
    let (public, sealed) = sealed.split_first_chunk::<32>()?;
    let secret = StaticSecret::from(*secret);
    let ours = PublicKey::from(&secret).to_bytes();
    let key = agree(&secret, *public, *public, ours)?;
    let payload = Payload { msg: sealed, aad: &way.bytes() };
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    let plain = cipher.decrypt(&XNonce::from([0; 24]), payload).ok()?;
    let plain = Zeroizing::new(plain);
    let each = plain.chunks(EACH).map(|each| {
        let (subject, key) = each.split_first_chunk::<16>()?;
        Some((SubjectId(*subject), SubjectKey(key.try_into().ok()?)))
    });
    let keys: Option<Vec<_>> = each.collect();
    keys.map(|keys| keys.into_iter().filter(|(id, _)| id.belongs_to(way.scope)).collect())
}

/// Returns the public half of an exchange secret, as it stands in a grant.
#[must_use]
pub fn public(secret: &[u8; 32]) -> [u8; 32] {
    PublicKey::from(&StaticSecret::from(*secret)).to_bytes()
}

fn agree(
    secret: &StaticSecret,
    with: [u8; 32],
    once: [u8; 32],
    receiver: [u8; 32],
) -> Option<Zeroizing<[u8; 32]>> {
    let shared = secret.diffie_hellman(&PublicKey::from(with));
    if !shared.was_contributory() {
        return None;
    }
    let parts = [b"tegenwicht/1/keybox".as_slice(), &once, &receiver, shared.as_bytes()];
    Some(Zeroizing::new(sha256(&Zeroizing::new(parts.concat()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAY: Way =
        Way { from: DeviceKey([1; 32]), to: DeviceKey([2; 32]), scope: ScopeId([3; 16]) };

    #[test]
    fn the_named_device_alone_opens_its_keys() {
        let (secret, other) = ([7; 32], [8; 32]);
        let keys = vec![(SubjectId::of(WAY.scope, [4; 8]), SubjectKey([5; 32]))];
        let sealed = seal(&keys, public(&secret), [9; 32], &WAY).unwrap();
        assert_eq!(open(&sealed, &secret, &WAY), Some(keys));
        assert_eq!(open(&sealed, &other, &WAY), None);
        let elsewhere = Way { scope: ScopeId([4; 16]), ..WAY };
        assert_eq!(open(&sealed, &secret, &elsewhere), None, "of another scope");
        let mut flipped = sealed.clone();
        flipped[40] ^= 1;
        assert_eq!(open(&flipped, &secret, &WAY), None);
        assert_eq!(open(&sealed[..20], &secret, &WAY), None);
        assert_eq!(seal(&[], [0; 32], [9; 32], &WAY), None, "no key to agree with");
    }

    #[test]
    fn a_key_of_another_scope_is_left_out_of_what_is_opened() {
        let own = (SubjectId::of(WAY.scope, [4; 8]), SubjectKey([5; 32]));
        let foreign = (SubjectId::of(ScopeId([9; 16]), [4; 8]), SubjectKey([6; 32]));
        let keys = [foreign, own.clone()];
        let sealed = seal(&keys, public(&[7; 32]), [9; 32], &WAY).unwrap();
        assert_eq!(open(&sealed, &[7; 32], &WAY), Some(vec![own]));
    }
}

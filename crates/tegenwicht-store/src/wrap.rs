// SPDX-License-Identifier: EUPL-1.2
//! Wrapping the key of a bundle with age, so that the named devices alone can open it.
//!
//! The recipients are the exchange keys in their grants: whoever has one as an age identity can
//! open the wrap with age itself.

use std::io::{Read, Write};
use std::str::FromStr;

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use tegenwicht_core::id::ExchangeKey;
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use crate::error::StoreError;

/// Longest content that is unwrapped, in bytes.
const WRAPPED_MAX: u64 = 17 * 1024 * 1024;

/// Wraps bytes for devices.
///
/// # Errors
/// `Seal` when there is no device, or one of the keys is none.
pub fn wrap(plain: &[u8], to: &[ExchangeKey]) -> Result<Vec<u8>, StoreError> {
    let to: Option<Vec<Recipient>> = to.iter().map(recipient).collect();
    let to = to.ok_or(StoreError::Seal)?;
    let to = to.iter().map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(to).map_err(|_| StoreError::Seal)?;
    let mut wrapped = Vec::with_capacity(plain.len() + 1_024);
    let write = || -> std::io::Result<()> {
        let mut writer = encryptor.wrap_output(&mut wrapped)?;
        writer.write_all(plain)?;
        writer.finish().map(|_| ())
    };
    write().map_err(|_| StoreError::Seal)?;
    Ok(wrapped)
}

/// Unwraps bytes with the secret of this device; None when they are not for it, or damaged.
#[must_use]
pub fn unwrap(wrapped: &[u8], exchange: &StaticSecret) -> Option<Zeroizing<Vec<u8>>> {
    let hrp = Hrp::parse("age-secret-key-").ok()?;
    let secret = Zeroizing::new(exchange.to_bytes());
    let text = Zeroizing::new(bech32::encode_upper::<Bech32>(hrp, secret.as_slice()).ok()?);
    let identity = Identity::from_str(&text).ok()?;
    let decryptor = age::Decryptor::new_buffered(wrapped).ok()?;
    let reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).ok()?;
    let mut plain = Zeroizing::new(Vec::new());
    reader.take(WRAPPED_MAX).read_to_end(&mut plain).ok()?;
    Some(plain)
}

fn recipient(key: &ExchangeKey) -> Option<Recipient> {
    let hrp = Hrp::parse("age").ok()?;
    Recipient::from_str(&bech32::encode::<Bech32>(hrp, &key.0).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(seed: u8) -> (StaticSecret, ExchangeKey) {
        let secret = StaticSecret::from([seed; 32]);
        let public = x25519_dalek::PublicKey::from(&secret).to_bytes();
        (secret, ExchangeKey(public))
    }

    #[test]
    fn the_named_devices_open_it_and_no_other() {
        let ((a, a_key), (b, b_key), (c, _)) = (device(1), device(2), device(3));
        let wrapped = wrap(b"the key of a bundle", &[a_key, b_key]).unwrap();
        for secret in [&a, &b] {
            assert_eq!(unwrap(&wrapped, secret).unwrap().as_slice(), b"the key of a bundle");
        }
        assert!(unwrap(&wrapped, &c).is_none());
        assert!(wrap(b"for nobody", &[]).is_err());
        for at in 0..wrapped.len() {
            let mut flipped = wrapped.clone();
            flipped[at] ^= 1;
            let opened = unwrap(&flipped, &b);
            let is_same = opened.is_some_and(|plain| plain.as_slice() == b"the key of a bundle");
            // What was wrapped for the other device may be damaged without harm to this one.
            assert!(!is_same || at < 200, "{at}");
            assert!(unwrap(&wrapped[..at], &b).is_none());
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! A device: a machine that may hold and write what the root key granted it, until it is revoked.
//!
//! Not here: its keys (the store keeps them), what nodes exchange (`tegenwicht-sync`).
//! Rules: only the root key grants and revokes; a device that was not granted writes nothing;
//! a second grant adds to the first; what is revoked stays revoked, and what it wrote beyond the
//! heads that the revocation names is kept and marked; a restored backup is a new device.
//! Start at: `Devices::may_write`; `rights` puts the question for a place.
//! To change: text `device-*`, page `device`, `docs/formats/event.md` section 8.

use minicbor::{Decode, Encode};

use crate::envelope::{LogKey, Mode};
use crate::feature::scope::{Place, Purpose, Witnessed, log_ref};
use crate::fold::{At, ScopeState};
use crate::id::{DeviceKey, EventId, ExchangeKey, ScopeId};
use crate::map::Map;
use crate::notice::Matter;
use crate::time::Timestamp;

/// Which scopes a share is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(flat)]
pub enum Over {
    /// Every scope for this purpose.
    #[n(0)]
    Every(#[n(0)] Purpose),
    /// This scope alone.
    #[n(1)]
    One(#[n(0)] ScopeId),
}

/// A part of the institution's log that a machine may hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct Share {
    #[n(0)]
    pub over: Over,
    /// Only real or only exercise; None for both.
    #[n(1)]
    pub mode: Option<Mode>,
    /// It may write there too.
    #[n(2)]
    pub write: bool,
    /// It gets the keys of what is sealed there.
    #[n(3)]
    pub open: bool,
}

impl Share {
    /// Everything: for the machines of the institution itself.
    #[must_use]
    pub fn everything() -> Vec<Self> {
        let share =
            |purpose| Self { over: Over::Every(purpose), mode: None, write: true, open: true };
        [Purpose::Admin, Purpose::Plan, Purpose::Crisis].map(share).to_vec()
    }

    fn covers(&self, place: &Place) -> bool {
        let there = match self.over {
            Over::Every(purpose) => purpose == place.purpose,
            Over::One(scope) => scope == place.scope,
        };
        there && self.mode.is_none_or(|mode| mode == place.mode)
    }
}

/// `device.granted`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Granted {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub label: String,
    /// Before numbers given away from home ("B5"); empty for the first device.
    #[n(2)]
    pub letter: String,
    #[n(3)]
    pub exchange: ExchangeKey,
    #[cbor(n(4), with = "crate::cbor::known")]
    pub shares: Vec<Share>,
}

/// `device.revoked`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revoked {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub reason: String,
    /// Heads of its logs as the revoking node held them: what stands beyond them is marked.
    #[n(2)]
    pub logs: Vec<Witnessed>,
}

/// A machine as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Device {
    #[n(0)]
    pub label: String,
    #[n(1)]
    pub letter: String,
    #[n(2)]
    pub granted_at: Timestamp,
    #[n(3)]
    pub granted_by: EventId,
    #[n(4)]
    pub revoked: Option<Revocation>,
    #[n(5)]
    pub exchange: ExchangeKey,
    /// Sorted, without double ones.
    #[n(6)]
    pub shares: Vec<Share>,
}

/// That a machine may no longer write, and how far it had come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revocation {
    #[n(0)]
    pub reason: String,
    #[n(1)]
    pub event: EventId,
    /// Highest seq that was known, per log as [`log_ref`] names it.
    #[n(2)]
    pub known: Map<LogRef, u64>,
}

/// The name of a log that tells nothing to who does not know its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct LogRef(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 32]);

impl Device {
    /// Returns true when it may hold what is written there. Every machine holds the admin scope:
    /// without it, it could not know who may write.
    #[must_use]
    pub fn may_hold(&self, place: &Place) -> bool {
        self.revoked.is_none() && (place.purpose == Purpose::Admin || self.any(place, |_| true))
    }

    /// Returns true when it gets the keys of what is sealed there.
    #[must_use]
    pub fn may_open(&self, place: &Place) -> bool {
        self.revoked.is_none() && self.any(place, |share| share.open)
    }

    /// Returns true when it was ever granted to write there: what it wrote is kept.
    #[must_use]
    pub fn was_to_write(&self, place: &Place) -> bool {
        self.any(place, |share| share.write)
    }

    fn any(&self, place: &Place, fits: impl Fn(&Share) -> bool) -> bool {
        self.shares.iter().any(|share| share.covers(place) && fits(share))
    }
}

/// All machines that were ever granted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Devices {
    #[n(0)]
    pub by_key: Map<DeviceKey, Device>,
    /// Grants and revocations that changed something.
    #[n(1)]
    pub version: u64,
}

impl Devices {
    /// Returns true when this device may sign new events somewhere.
    #[must_use]
    pub fn may_write(&self, device: &DeviceKey) -> bool {
        self.by_key.get(device).is_some_and(|device| {
            device.revoked.is_none() && device.shares.iter().any(|share| share.write)
        })
    }

    /// Returns true when this device may sign new events there.
    #[must_use]
    pub fn may_write_in(&self, device: &DeviceKey, place: &Place) -> bool {
        self.by_key
            .get(device)
            .is_some_and(|device| device.revoked.is_none() && device.was_to_write(place))
    }

    /// Returns true when an event stands beyond what was known of its author's log when that
    /// machine was revoked.
    #[must_use]
    pub fn is_after_revocation(&self, log: &LogKey, seq: u64) -> bool {
        let device = self.by_key.get(&log.device);
        device.and_then(|device| device.revoked.as_ref()).is_some_and(|revocation| {
            revocation.known.get(&LogRef(log_ref(log))).is_none_or(|known| seq > *known)
        })
    }

    /// Returns the letter for the next device: none, B, C, up to Z, then AA, AB and on.
    #[must_use]
    pub fn next_letter(&self) -> String {
        let mut left = self.by_key.len();
        if left == 0 {
            return String::new();
        }
        let mut letters = Vec::new();
        loop {
            letters.push(b'A' + u8::try_from(left % 26).unwrap_or(0));
            left /= 26;
            if left == 0 {
                break;
            }
            left -= 1;
        }
        letters.iter().rev().copied().map(char::from).collect()
    }
}

impl ScopeState {
    /// Folds a grant; a second one of the same key adds its shares, and revoked stays revoked.
    pub(crate) fn grant(&mut self, fact: Granted, at: &At<'_>) {
        if self.is_not_by_root(fact.device, at) {
            return;
        }
        let mut shares = fact.shares;
        if let Some(known) = self.devices.by_key.get(&fact.device) {
            shares.extend(known.shares.iter().cloned());
        }
        shares.sort_unstable();
        shares.dedup();
        self.devices.version += 1;
        if let Some(known) = self.devices.by_key.get_mut(&fact.device) {
            known.shares = shares;
            return;
        }
        let device = Device {
            label: fact.label,
            letter: fact.letter,
            granted_at: at.header.wall,
            granted_by: at.event,
            revoked: None,
            exchange: fact.exchange,
            shares,
        };
        self.devices.by_key.insert(fact.device, device);
    }

    /// Folds a revocation; of two, what either of them knew counts as written before.
    pub(crate) fn revoke(&mut self, fact: Revoked, at: &At<'_>) {
        if self.is_not_by_root(fact.device, at) {
            return;
        }
        let Some(device) = self.devices.by_key.get_mut(&fact.device) else {
            return self.notice(at.event, Matter::UnknownTarget(fact.device.to_string()));
        };
        let (reason, event, known) = (fact.reason, at.event, Map::default());
        let revocation = device.revoked.get_or_insert(Revocation { reason, event, known });
        for Witnessed { log, seq, .. } in fact.logs {
            revocation.known.change(LogRef(log), |known| *known = (*known).max(seq));
        }
        self.devices.version += 1;
    }

    /// Notices that somebody else than the root key speaks about who may write.
    fn is_not_by_root(&mut self, device: DeviceKey, at: &At<'_>) -> bool {
        let foreign = self.root != Some(at.header.device);
        if foreign {
            self.notice(at.event, Matter::NotRoot(device));
        }
        foreign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        let mut devices = Devices::default();
        let mut letters = Vec::new();
        for n in 0..=702_u16 {
            letters.push(devices.next_letter());
            let mut key = [0; 32];
            key[..2].copy_from_slice(&n.to_be_bytes());
            let (label, granted_at) = (String::new(), Timestamp(0));
            let (letter, granted_by) = (String::new(), EventId([0; 32]));
            let (exchange, shares) = (ExchangeKey([0; 32]), Vec::new());
            let device =
                Device { label, letter, granted_at, granted_by, revoked: None, exchange, shares };
            devices.by_key.insert(DeviceKey(key), device);
        }
        let at = [0, 1, 25, 26, 27, 51, 52, 701, 702];
        assert_eq!(
            at.map(|n| letters[n].as_str()),
            ["", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}

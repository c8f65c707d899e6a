// SPDX-License-Identifier: EUPL-1.2
//! A device: a machine that may sign for the institution until it is revoked.
//!
//! Not here: its key (the store keeps it), what nodes exchange (later, `tegenwicht-sync`).
//! Rules: only the root key grants and revokes; a device that was not granted writes nothing;
//! a restored backup is a new device.
//! Start at: `Devices::may_write`.
//! To change: text `device-*`, page `device`.

use minicbor::{Decode, Encode};

use crate::fold::{At, ScopeState};
use crate::id::{DeviceKey, EventId};
use crate::map::Map;
use crate::notice::Matter;
use crate::time::Timestamp;

/// `device.granted`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Granted {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub label: String,
    /// Behind numbers given away from home ("B5"); empty for the first device.
    #[n(2)]
    pub letter: String,
}

/// `device.revoked`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Revoked {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub reason: String,
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
    pub revoked: Option<String>,
}

/// All machines that were ever granted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Devices {
    #[n(0)]
    pub by_key: Map<DeviceKey, Device>,
}

impl Devices {
    /// Returns true when this device may sign new events.
    #[must_use]
    pub fn may_write(&self, device: &DeviceKey) -> bool {
        self.by_key.get(device).is_some_and(|device| device.revoked.is_none())
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
    /// Folds a grant; a second one of the same key keeps the first, and revoked stays revoked.
    pub(crate) fn grant(&mut self, fact: Granted, at: &At<'_>) {
        if self.is_not_by_root(fact.device, at) || self.devices.by_key.contains_key(&fact.device) {
            return;
        }
        let device = Device {
            label: fact.label,
            letter: fact.letter,
            granted_at: at.header.wall,
            granted_by: at.event,
            revoked: None,
        };
        self.devices.by_key.insert(fact.device, device);
    }

    pub(crate) fn revoke(&mut self, fact: Revoked, at: &At<'_>) {
        if self.is_not_by_root(fact.device, at) {
            return;
        }
        match self.devices.by_key.get_mut(&fact.device) {
            Some(device) => {
                device.revoked.get_or_insert(fact.reason);
            }
            None => self.notice(at.event, Matter::UnknownTarget(fact.device.to_string())),
        }
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
            let device = Device { label, letter, granted_at, granted_by, revoked: None };
            devices.by_key.insert(DeviceKey(key), device);
        }
        let at = [0, 1, 25, 26, 27, 51, 52, 701, 702];
        assert_eq!(
            at.map(|n| letters[n].as_str()),
            ["", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
        );
    }
}

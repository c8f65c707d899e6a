// SPDX-License-Identifier: EUPL-1.2
//! A device: a machine that may sign for the institution until it is revoked.
//!
//! Not here: its key (the store keeps it), what nodes exchange (later, `tegenwicht-sync`).
//! Rules: only the root key grants and revokes; a device that was not granted writes nothing;
//! a restored backup is a new device.
//! Start at: `Devices::may_write`.
//! To change: text `device-*`, page `device`.

use minicbor::{Decode, Encode};

use crate::id::{DeviceKey, EventId};
use crate::map::Map;
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

    /// Returns the letter for the next device: B, C, up to Z, then numbered.
    #[must_use]
    pub fn next_letter(&self) -> String {
        match u8::try_from(self.by_key.len()) {
            Ok(0) => String::new(),
            Ok(n @ 1..=25) => char::from(b'A' + n).to_string(),
            _ => format!("Z{}", self.by_key.len() - 25),
        }
    }

    pub(crate) fn grant(&mut self, fact: &Granted, event: EventId, at: Timestamp) {
        let device = Device {
            label: fact.label.clone(),
            letter: fact.letter.clone(),
            granted_at: at,
            granted_by: event,
            revoked: None,
        };
        // A second grant of the same key keeps the first; revoked stays revoked.
        if !self.by_key.contains_key(&fact.device) {
            self.by_key.insert(fact.device, device);
        }
    }

    /// Returns false when there is no such device.
    pub(crate) fn revoke(&mut self, fact: &Revoked) -> bool {
        let Some(device) = self.by_key.get_mut(&fact.device) else {
            return false;
        };
        device.revoked.get_or_insert_with(|| fact.reason.clone());
        true
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Which machine may hold, open and write what, as the admin scope has it.
//!
//! Not here: what people may do (`permission`); how grants are folded (`feature::device`).
//! Rules: everything follows from the root key; each node knows the rights as far as its own
//! copy of the admin scope goes, and says so.
//! Start at: `Rights`.

use crate::envelope::{Header, LogKey};
use crate::feature::device::Devices;
use crate::feature::scope::{Place, Purpose};
use crate::fold::ScopeState;
use crate::id::{DeviceKey, ExchangeKey, ScopeId};

/// The rights of all machines at one state of the admin scope. Cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// The admin scope itself.
    pub admin: Option<ScopeId>,
    root: Option<DeviceKey>,
    devices: Devices,
}

impl Rights {
    /// Returns the rights as an admin scope has them.
    #[must_use]
    pub fn of(admin: ScopeId, state: &ScopeState) -> Self {
        Self { admin: Some(admin), root: state.root, devices: state.devices.clone() }
    }

    /// Returns true when a machine may be told what is written there.
    #[must_use]
    pub fn may_hold(&self, device: &DeviceKey, place: &Place) -> bool {
        self.devices.by_key.get(device).is_some_and(|device| device.may_hold(place))
    }

    /// Returns true when a machine gets the keys of what is sealed there.
    #[must_use]
    pub fn may_open(&self, device: &DeviceKey, place: &Place) -> bool {
        self.devices.by_key.get(device).is_some_and(|device| device.may_open(place))
    }

    /// Returns true when what this machine wrote there is kept: it was granted to write there
    /// once, or it is the root key in the admin scope. Revocation does not change it; what came
    /// after one is marked, see [`Rights::is_after_revocation`].
    #[must_use]
    pub fn is_kept(&self, author: &DeviceKey, place: &Place) -> bool {
        let is_root = self.root.as_ref() == Some(author) && Some(place.scope) == self.admin;
        let granted = self.devices.by_key.get(author);
        (is_root && place.purpose == Purpose::Admin)
            || granted.is_some_and(|author| author.was_to_write(place))
    }

    /// Returns true when an event came after its author's machine was revoked, or was not known
    /// then.
    #[must_use]
    pub fn is_after_revocation(&self, header: &Header) -> bool {
        let Header { device, scope, epoch, .. } = *header;
        self.devices.is_after_revocation(&LogKey { device, scope, epoch }, header.seq)
    }

    /// Returns the key under which something is sealed for a machine.
    #[must_use]
    pub fn exchange(&self, device: &DeviceKey) -> Option<ExchangeKey> {
        self.devices.by_key.get(device).map(|device| device.exchange)
    }

    /// Returns all machines that were granted and not revoked.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceKey> {
        let held = self.devices.by_key.iter();
        held.filter(|(_, device)| device.revoked.is_none()).map(|(key, _)| key)
    }

    /// Returns a number that grows with every change of rights.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.devices.version
    }
}

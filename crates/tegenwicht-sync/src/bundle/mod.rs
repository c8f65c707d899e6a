// SPDX-License-Identifier: EUPL-1.2
//! A crisis in a file: the frames of the wire on a stick, for named devices only.
//!
//! Not here: who wraps the file key (`tegenwicht-store`, with age), the file system.
//! Rules: a block that is damaged costs that block and no other; reading twice changes nothing;
//! what is read goes through the same door as what a peer sends; only scopes that every named
//! device may hold are in it.
//! Start at: `write::Plan`, then `read::read`.
//! To change: `docs/formats/bundle.md` and its fixtures.

mod block;
pub mod read;
#[cfg(test)]
mod tests;
pub mod write;

use minicbor::{Decode, Encode};
use tegenwicht_core::cbor;
use tegenwicht_core::feature::scope::Head;
use tegenwicht_core::id::{DeviceKey, ScopeId, hex};
use tegenwicht_core::shelf::{Shelf, ShelfFault};
use tegenwicht_core::time::Timestamp;

/// The form of bundle that this program writes.
pub const VERSION: u8 = 1;
/// Longest manifest, in bytes.
pub const MANIFEST_MAX: usize = 16 * 1024 * 1024;
/// Most devices that a bundle is for.
pub const TO_MAX: usize = 100;

/// What a bundle is, for whom, and how far it goes. Lies in the header, wrapped with the key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Manifest {
    #[n(0)]
    pub version: u8,
    /// Random; names the bundle in the register.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub id: [u8; 16],
    /// The admin scope of the institution.
    #[n(2)]
    pub institution: ScopeId,
    #[n(3)]
    pub from: DeviceKey,
    #[n(4)]
    pub to: Vec<DeviceKey>,
    #[n(5)]
    pub created: Timestamp,
    #[n(6)]
    pub expires: Timestamp,
    /// Most urgent first.
    #[n(7)]
    pub scopes: Vec<ScopeInBundle>,
}

/// A scope in a bundle: from where to where.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ScopeInBundle {
    #[n(0)]
    pub scope: ScopeId,
    /// What the readers were thought to hold; empty: nothing.
    #[n(1)]
    pub base: Vec<Head>,
    /// How far the writer had come.
    #[n(2)]
    pub heads: Vec<Head>,
}

/// Why a bundle was not written, or nothing of it read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleFault {
    #[error("the disk of this node: {0}")]
    Disk(#[from] ShelfFault),
    #[error("cannot read or write the file: {0}")]
    File(String),
    #[error("this node does not belong to an institution yet")]
    NoInstitution,
    #[error("no device is named, or more than {TO_MAX}")]
    NoDevice,
    #[error("{0} was not granted, or was revoked")]
    NotGranted(DeviceKey),
    #[error("this is not a bundle of Tegenwicht, or both its headers are damaged")]
    NoBundle,
    #[error("this bundle is not for this device")]
    NotForUs,
    #[error("this bundle is of another institution")]
    OtherInstitution,
    #[error("this bundle has expired; ask for a new one")]
    Expired,
    #[error("this bundle is of a newer version ({0}); use that version")]
    Newer(u8),
}

impl Manifest {
    /// Returns the bytes of the manifest.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Result<Self, BundleFault> {
        if bytes.len() > MANIFEST_MAX || cbor::check(bytes).is_err() {
            return Err(BundleFault::NoBundle);
        }
        let mut d = minicbor::Decoder::new(bytes);
        let version = d.map().and_then(|_| d.u8()).and_then(|_| d.u8());
        match version {
            Ok(VERSION) => minicbor::decode(bytes).map_err(|_| BundleFault::NoBundle),
            Ok(newer) => Err(BundleFault::Newer(newer)),
            Err(_) => Err(BundleFault::NoBundle),
        }
    }

    /// Returns the note under which the bundle stands in the register of its writer.
    #[must_use]
    pub fn note(&self) -> String {
        format!("bundle:{}", hex(&self.id))
    }
}

/// Notes that a device holds all that lies here of a scope, as when a session settled it. What
/// is bundled for it next begins there.
///
/// # Errors
/// The disk's own error.
pub fn remember(
    shelf: &mut dyn Shelf,
    device: DeviceKey,
    scope: ScopeId,
) -> Result<(), ShelfFault> {
    let heads = heads(shelf, scope)?;
    remember_heads(shelf, device, scope, &heads)
}

fn remember_heads(
    shelf: &mut dyn Shelf,
    device: DeviceKey,
    scope: ScopeId,
    heads: &[Head],
) -> Result<(), ShelfFault> {
    let heads: Vec<&Head> = heads.iter().collect();
    let value = minicbor::to_vec(heads).unwrap_or_default();
    shelf.put_note(&known_note(device, scope), &value)
}

/// Returns what a device is known to hold of a scope.
fn known(
    shelf: &mut dyn Shelf,
    device: DeviceKey,
    scope: ScopeId,
) -> Result<Vec<Head>, ShelfFault> {
    let value = shelf.note(&known_note(device, scope))?;
    Ok(value.and_then(|value| minicbor::decode(&value).ok()).unwrap_or_default())
}

fn known_note(device: DeviceKey, scope: ScopeId) -> String {
    format!("known:{}:{}", hex(&device.0), hex(&scope.0))
}

fn heads(shelf: &mut dyn Shelf, scope: ScopeId) -> Result<Vec<Head>, ShelfFault> {
    let tips = shelf.tips(scope)?;
    let head = |tip: &tegenwicht_core::shelf::Tip| Head {
        device: tip.device,
        epoch: tip.epoch,
        seq: tip.seq,
        id: tip.id,
    };
    Ok(tips.iter().map(head).collect())
}

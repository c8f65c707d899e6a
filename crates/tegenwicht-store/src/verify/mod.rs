// SPDX-License-Identifier: EUPL-1.2
//! Checks a data folder from the signatures up, and names the first place that does not hold.
//!
//! Not here: repairing (restore a backup, or let another node send what is missing).
//! Rules: reads only, also beside a program that writes; any garbage gives a finding, never a
//! panic; nothing in a finding is text of an event; what is absent is fine only beside an erasure
//! that names it.
//! Start at: `verify`.
//! To change: a new fact that names an event, a subject or a file must be collected in `rows`.

mod damage;
mod guard;
mod rows;
mod trust;
mod wal;

#[cfg(test)]
mod tamper;
#[cfg(test)]
mod tests;

use std::fmt;

use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};

use crate::error::StoreError;
use crate::folder::Folder;
use crate::log::Store;

pub use wal::write_ahead_damage;
pub(crate) use wal::write_ahead_of;

/// The first place that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Finding {
    pub device: Option<DeviceKey>,
    pub scope: Option<ScopeId>,
    pub epoch: Option<u64>,
    pub seq: Option<u64>,
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(device) = self.device {
            write!(f, "{device} ")?;
        }
        if let Some(scope) = self.scope {
            write!(f, "{scope} ")?;
        }
        if let Some(epoch) = self.epoch {
            write!(f, "epoch {epoch} ")?;
        }
        if let Some(seq) = self.seq {
            write!(f, "seq {seq} ")?;
        }
        let nowhere = self.device.is_none() && self.scope.is_none();
        write!(f, "{}{}", if nowhere { "" } else { ": " }, self.what)
    }
}

impl Finding {
    /// Something that has no place in a log.
    fn nowhere(what: impl Into<String>) -> Self {
        Self { device: None, scope: None, epoch: None, seq: None, what: what.into() }
    }
}

impl From<StoreError> for Finding {
    fn from(error: StoreError) -> Self {
        Self::nowhere(error.to_string())
    }
}

/// Something worth knowing that is no fault of this folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// Two events at one place of one log: a copied disk. Both are kept.
    Fork { device: DeviceKey, scope: ScopeId, epoch: u64, seq: u64 },
    /// Two epochs of one device follow the same event: a copied disk or a restored backup.
    Clone { device: DeviceKey, scope: ScopeId },
    /// A body that is signed and does not read; the log shows it as such.
    Unreadable(EventId),
    /// Events that others had seen and that have not arrived here yet.
    NotArrived(u64),
    /// An erasure that is in the log and not finished on this disk; the next start finishes it.
    ErasurePending(u64),
    /// Files that no event names, left by an upload or an erasure that was broken off.
    LooseFiles(u64),
    /// This machine may not write yet: grant it with the printed root key.
    NotGranted(DeviceKey),
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fork { device, scope, epoch, seq } => {
                write!(f, "two events at one place: {device} {scope} epoch {epoch} seq {seq}")
            }
            Self::Clone { device, scope } => {
                write!(f, "two copies of one device wrote: {device} {scope}")
            }
            Self::Unreadable(event) => write!(f, "a body that does not read: {event}"),
            Self::NotArrived(count) => write!(f, "named by others and not arrived yet: {count}"),
            Self::ErasurePending(count) => write!(f, "erasures to be finished: {count}"),
            Self::LooseFiles(count) => write!(f, "files that nothing names: {count}"),
            Self::NotGranted(device) => write!(f, "not granted yet: {device}"),
        }
    }
}

/// What was checked and holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The institution, named by the genesis of its admin scope; None in an empty folder.
    pub institution: Option<EventId>,
    pub events: u64,
    pub scopes: u64,
    pub logs: u64,
    pub snapshots: u64,
    pub attachments: u64,
    /// Bodies and sealed parts that were erased, each beside the erasure that names it.
    pub erased: u64,
    /// Events at the ends of logs that nothing else names yet: were they cut off, nothing in
    /// this folder would tell. Another node, or a later witness, would.
    pub unguarded: u64,
    pub remarks: Vec<Remark>,
}

/// How badly a finding weighs: the first of the lowest kind is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// The row itself, its chain or its author.
    Event,
    /// Something that should be there beside it.
    Part,
    /// Something that others had seen.
    Guard,
    /// Caches, files, keys, the database file.
    Rest,
}

/// The first finding so far, by weight and order of arrival.
#[derive(Debug, Default)]
struct First(Option<(Weight, i64, Finding)>);

impl First {
    fn found(&mut self, weight: Weight, serial: i64, finding: Finding) {
        let earlier = self.0.as_ref().is_some_and(|(w, s, _)| (*w, *s) <= (weight, serial));
        if !earlier {
            self.0 = Some((weight, serial, finding));
        }
    }

    const fn is_clear(&self) -> bool {
        self.0.is_none()
    }
}

/// Checks every row, signature, chain, grant, part, snapshot, file and key of a data folder.
///
/// # Errors
/// The first place that does not hold, or why the folder cannot be read at all.
pub fn verify(folder: &Folder) -> Result<Report, Finding> {
    let store = Store::open_read(&folder.db())?;
    let mut outcome = Ok(Report::default());
    store.at_one_moment(|store| {
        outcome = check(folder, store);
        Ok(())
    })?;
    outcome
}

fn check(folder: &Folder, store: &Store) -> Result<Report, Finding> {
    let mut first = First::default();
    let mut report = Report::default();
    damage::tables(store, &mut first);
    let held = rows::read(store, &mut first);
    trust::copies(&held, &mut report);
    report.institution = trust::authors(&held, &mut first);
    trust::absences(&held, &mut first, &mut report);
    let mut reached = guard::named(&held, &mut first, &mut report);
    guard::snapshots(store, &held, &mut reached, &mut first, &mut report);
    report.unguarded = guard::loose(&held, &reached);
    damage::files(folder, &held, &mut first, &mut report);
    damage::keys(folder, &held, &mut first, &mut report);
    damage::erasures(store, &held, &mut first, &mut report);
    damage::database(store, &mut first);
    damage::write_ahead(folder, &mut first);
    if let Some((_, _, finding)) = first.0 {
        return Err(finding);
    }
    report.events = held.rows.len() as u64;
    report.logs = held.logs.len() as u64;
    report.scopes = held.scopes.len() as u64;
    report.remarks.extend(held.unreadable.iter().map(|id| Remark::Unreadable(*id)));
    report.remarks.sort_unstable();
    report.remarks.dedup();
    Ok(report)
}

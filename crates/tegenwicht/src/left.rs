// SPDX-License-Identifier: EUPL-1.2
//! What was left when something came from another node: kept for people to look at, since the
//! log itself does not hold it.
//!
//! Not here: why an event is refused (`tegenwicht-sync`), how it looks (`web::page::notice`).
//! Rules: names machines and reasons, never what an event says; the newest hundred are kept.
//! Start at: `Left`.
//! To change: text `left-*`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegenwicht_core::time::Timestamp;
use tegenwicht_sync::bundle::read::Imported;
use tegenwicht_sync::session::Alarm;

/// The line of the store that keeps them.
pub const LINE: &str = "left";
const KEPT_MAX: usize = 100;

/// Why something was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Two events at one place; both were kept.
    Fork,
    /// A copy of this very machine is at work.
    Twin,
    /// Its log is not whole, or not signed as it should be.
    Fault,
    /// Rights, or something that comes before it, is not here yet.
    Waits,
}

impl Why {
    /// Returns the name that texts carry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::Twin => "twin",
            Self::Fault => "fault",
            Self::Waits => "waits",
        }
    }
}

/// Something that was left, or looked at twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    at_ms: i64,
    /// Whose log it is, or who sent it.
    pub device: String,
    pub why: Why,
    pub count: u64,
}

impl Left {
    /// Returns when it was left, by the clock of this node.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp(self.at_ms)
    }
}

/// Reads what was kept; what does not read is forgotten.
#[must_use]
pub fn read(kept: &[u8]) -> Vec<Left> {
    serde_json::from_slice(kept).unwrap_or_default()
}

/// Adds what came of reading a bundle to what was kept; None when there is nothing to add.
#[must_use]
pub fn add(kept: Option<&[u8]>, imported: &Imported, now: Timestamp) -> Option<Vec<u8>> {
    let mut counts: BTreeMap<(String, &'static str), (Why, u64)> = BTreeMap::new();
    let mut note = |device: String, why: Why, count: u64| {
        counts.entry((device, why.name())).or_insert((why, 0)).1 += count;
    };
    for alarm in &imported.alarms {
        match alarm {
            Alarm::Fork { log, .. } => note(log.device.to_string(), Why::Fork, 1),
            Alarm::OwnTwin { log, .. } => note(log.device.to_string(), Why::Twin, 1),
            Alarm::Fault { log, .. } => {
                let device = log.map_or(imported.manifest.from, |log| log.device);
                note(device.to_string(), Why::Fault, 1);
            }
        }
    }
    let waits = imported.refused.values().sum::<u64>();
    if waits > 0 {
        note(imported.manifest.from.to_string(), Why::Waits, waits);
    }
    if counts.is_empty() {
        return None;
    }
    let mut all = kept.map(read).unwrap_or_default();
    let left = |((device, _), (why, count))| Left { at_ms: now.0, device, why, count };
    all.extend(counts.into_iter().map(left));
    let from = all.len().saturating_sub(KEPT_MAX);
    serde_json::to_vec(all.get(from..).unwrap_or_default()).ok()
}

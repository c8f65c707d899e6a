// SPDX-License-Identifier: EUPL-1.2
//! Rare states that a storm should come through, counted: a mark that stays at zero says that
//! something is not tried.

use std::collections::BTreeMap;

/// Every mark there is.
pub const ALL: [&str; 51] = [
    "act-acknowledged",
    "act-refused",
    "backup-lost-events",
    "backup-restored",
    "clock-back",
    "clock-decades",
    "clock-hours",
    "command-retried-elsewhere",
    "command-retried-here",
    "copy-asleep",
    "copy-awake",
    "crash-after-call",
    "crash-at-write",
    "crash-before-call",
    "crash-in-session",
    "crash-in-writer",
    "crisis-exercise",
    "crisis-real",
    "cut-in-range",
    "cut-quiet",
    "device-granted-late",
    "device-revoked",
    "disk-full-in-session",
    "disk-full-in-writer",
    "entry-restricted",
    "erasure",
    "erasure-of-a-retried-command",
    "erasure-in-partition",
    "erasure-of-elsewhere",
    "file-came",
    "fork-met",
    "fork-noticed-at-rest",
    "forwarded-for-a-third",
    "frame-doubled",
    "frame-late",
    "frame-lost",
    "frame-of-a-later-version",
    "hostile-meeting",
    "hostile-closed",
    "keys-came",
    "later-fact",
    "later-kind",
    "own-twin-met",
    "partition",
    "revoked-wrote-on",
    "session-silent",
    "shares-in-part",
    "shares-widened",
    "stick-flipped",
    "stick-torn",
    "stick-whole",
];

/// Counts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<&'static str, u64>);

impl Marks {
    /// Counts one.
    ///
    /// # Panics
    /// When there is no such mark.
    pub fn hit(&mut self, name: &'static str) {
        assert!(ALL.contains(&name), "no mark `{name}`");
        *self.0.entry(name).or_default() += 1;
    }

    /// Adds the counts of another storm.
    pub fn add(&mut self, other: &Self) {
        for (name, count) in &other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }

    /// All marks with their counts, also those that were not hit.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        ALL.into_iter().map(|name| (name, self.0.get(name).copied().unwrap_or(0)))
    }
}

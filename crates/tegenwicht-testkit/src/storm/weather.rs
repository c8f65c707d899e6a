// SPDX-License-Identifier: EUPL-1.2
//! What kind of storm a seed gives: how many nodes, how long, and which faults occur at all, so
//! that rare combinations come up too.

use crate::crash::dice::Dice;

/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// The kind of a storm.
#[derive(Debug, Clone)]
pub struct Weather {
    pub nodes: usize,
    /// Spells of work, with pauses between them.
    pub spells: usize,
    /// Simulated time of the whole, about.
    pub length_ms: i64,
    pub acts_per_spell: usize,
    pub loss: usize,
    pub doubling: usize,
    pub lateness: usize,
    /// In ten thousand frames.
    pub cuts: usize,
    pub partitions: bool,
    pub crashes: bool,
    pub full_disks: bool,
    pub clocks: bool,
    pub copies: bool,
    pub backups: bool,
    pub sticks: bool,
    pub revokes: bool,
    pub late_grants: bool,
    pub parts: bool,
    pub hostile: bool,
    pub erasures: bool,
    pub later: bool,
}

impl Weather {
    /// Rolls the weather of a seed; one in fifty is long.
    pub fn roll(seed: u64, dice: &mut Dice) -> Self {
        let is_long = seed % 50 == 49;
        let length_h = if is_long { dice.between(10 * 24, 30 * 24) } else { dice.between(2, 96) };
        let mut some = |percent, max| if dice.chance(percent) { dice.between(1, max) } else { 0 };
        let (loss, doubling, lateness, cuts) =
            (some(50, 15), some(50, 20), some(50, 20), some(50, 200));
        let mut is = |percent| dice.chance(percent);
        let (partitions, crashes, full_disks, clocks) = (is(60), is(60), is(25), is(50));
        let (copies, backups, sticks, revokes) = (is(25), is(20), is(30), is(25));
        let (late_grants, parts, hostile, erasures) = (is(30), is(60), is(25), is(50));
        let later = is(25);
        Self {
            nodes: if is_long {
                dice.between(4, 7)
            } else {
                dice.between(3, 5 + dice.clone().below(3))
            },
            spells: if is_long { dice.between(12, 25) } else { dice.between(3, 7) },
            length_ms: length_h as i64 * HOUR_MS,
            acts_per_spell: dice.between(3, 8),
            loss,
            doubling,
            lateness,
            cuts,
            partitions,
            crashes,
            full_disks,
            clocks,
            copies,
            backups,
            sticks,
            revokes,
            late_grants,
            parts,
            hostile,
            erasures,
            later,
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Chains without holes, authors that were granted, and nothing absent without an erasure.

use std::collections::{BTreeMap, BTreeSet};

use tegenwicht_core::envelope::{Kind, Mode};
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::feature::scope::{Opened, Purpose, admin_scope};
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};

use super::rows::{Held, Presence, Seen, at};
use super::{Finding, First, Remark, Report, Weight};

/// Finds copied disks: they are told, and no fault of this folder.
pub(super) fn copies(held: &Held, report: &mut Report) {
    let mut places = BTreeSet::new();
    let mut followers = BTreeMap::new();
    for row in &held.rows {
        let (device, scope, epoch) = (row.log.device, row.log.scope, row.log.epoch);
        if !places.insert((row.log, row.seq)) {
            report.remarks.push(Remark::Fork { device, scope, epoch, seq: row.seq });
        }
        // As in `order`: of one device no two events at different places follow the same one.
        let place = (row.log, row.seq);
        if *followers.entry((device, scope, row.prev)).or_insert(place) != place {
            report.remarks.push(Remark::Clone { device, scope });
        }
    }
}

/// Checks that an event follows one that is held, by the rules of `chain` in the core.
fn follows(held: &Held, row: &Seen) -> Result<(), Finding> {
    let prev = row.prev.map(|prev| held.by_id.get(&prev).and_then(|at| held.rows.get(*at)));
    match (row.seq.checked_sub(1), prev) {
        _ if row.kind == Kind::Genesis && (row.seq != 0 || row.prev.is_some()) => {
            Err(row.finding("it opens a scope and is not the first event there"))
        }
        (Some(_), None) => Err(row.finding("it names no event before it")),
        (Some(before), Some(None)) => {
            let what = "missing, or not as it was signed: the event after it is there";
            Err(at(row.log, before, what))
        }
        (Some(before), Some(Some(prev))) if prev.log != row.log || prev.seq != before => {
            Err(row.finding("the event it follows stands elsewhere"))
        }
        (None, Some(None)) => Err(end_before(held, row)),
        (None, Some(Some(prev)))
            if (prev.log.device, prev.log.scope) != (row.log.device, row.log.scope)
                || prev.log.epoch == row.log.epoch =>
        {
            Err(row.finding("it follows an event of another log"))
        }
        _ => Ok(()),
    }
}

/// Names the end of the epoch before `row`, which is not held: the place after the last event
/// that is.
fn end_before(held: &Held, row: &Seen) -> Finding {
    let of_device = |other: &&Seen| {
        (other.log.device, other.log.scope) == (row.log.device, row.log.scope)
            && other.log.epoch != row.log.epoch
            && other.serial < row.serial
    };
    let before = held.rows.iter().rev().find(of_device);
    match before.and_then(|before| Some((before.log, held.logs.get(&before.log)?))) {
        Some((log, seq)) => at(log, seq.saturating_add(1), "missing: the next epoch follows it"),
        None => row.finding("the epoch before it, of the same device, is missing"),
    }
}

/// Checks that every author was granted by the root of the institution, every event follows one
/// that is held, and every scope belongs to the institution, whose id is returned.
pub(super) fn authors(held: &Held, first: &mut First) -> Option<EventId> {
    let founds = |index: &usize, opened: &Opened| {
        let key = held.rows.get(*index).map(|row| (row.log.scope, admin_scope(&row.log.device)));
        opened.purpose == Purpose::Admin
            && opened.institution.is_none()
            && key.is_some_and(|(scope, admin)| scope == admin)
    };
    let founding = held.openings.iter().find(|(index, opened)| founds(index, opened));
    let founding = founding.and_then(|(index, _)| held.rows.get(*index));
    let Some(founding) = founding else {
        if let Some(row) = held.rows.first() {
            // Lightly, so that whatever names its place goes before.
            let what = "the genesis of its institution is missing";
            first.found(Weight::Guard, i64::MAX, row.finding(what));
        }
        for row in &held.rows {
            if let Err(finding) = follows(held, row) {
                first.found(Weight::Event, row.serial, finding);
            }
        }
        return None;
    };
    let house = House {
        institution: founding.id,
        admin: founding.log.scope,
        root: founding.log.device,
        granted: granted(held, founding),
        modes: modes(held, founding, first),
    };
    for row in &held.rows {
        // Who wrote it goes before what it follows, and that before where it belongs.
        let outcome = house.author(row).and_then(|()| follows(held, row));
        if let Err(finding) = outcome.and_then(|()| house.scope(row)) {
            first.found(Weight::Event, row.serial, finding);
        }
    }
    Some(house.institution)
}

struct House {
    institution: EventId,
    admin: ScopeId,
    root: DeviceKey,
    granted: BTreeSet<DeviceKey>,
    /// The mode of each scope that was opened for this institution.
    modes: BTreeMap<ScopeId, Mode>,
}

impl House {
    fn scope(&self, row: &Seen) -> Result<(), Finding> {
        match self.modes.get(&row.log.scope) {
            None => Err(row.finding("its scope was never opened for this institution")),
            Some(mode) if *mode != row.mode => {
                Err(row.finding("it was signed for an exercise, or for real, elsewhere"))
            }
            Some(_) => Ok(()),
        }
    }

    fn author(&self, row: &Seen) -> Result<(), Finding> {
        let root = row.log.scope == self.admin && row.log.device == self.root;
        if root || self.granted.contains(&row.log.device) {
            return Ok(());
        }
        Err(row.finding("its device was never granted by the root key"))
    }
}

/// Only what the root key itself signed in the admin scope grants.
fn granted(held: &Held, founding: &Seen) -> BTreeSet<DeviceKey> {
    let by_root = |index: &usize| {
        held.rows.get(*index).is_some_and(|row| {
            row.log.device == founding.log.device && row.log.scope == founding.log.scope
        })
    };
    held.grants.iter().filter(|(index, _)| by_root(index)).map(|(_, device)| *device).collect()
}

/// Finds the mode of each scope from its genesis, which must name this institution.
fn modes(held: &Held, founding: &Seen, first: &mut First) -> BTreeMap<ScopeId, Mode> {
    let mut modes = BTreeMap::new();
    for (index, opened) in &held.openings {
        let Some(row) = held.rows.get(*index) else {
            continue;
        };
        if let Err(finding) = belongs(row, opened, founding) {
            first.found(Weight::Event, row.serial, finding);
        } else {
            // The first one counts, as in the fold.
            modes.entry(row.log.scope).or_insert(opened.mode);
        }
    }
    modes
}

fn belongs(row: &Seen, opened: &Opened, founding: &Seen) -> Result<(), Finding> {
    let ours = if opened.purpose == Purpose::Admin {
        row.id == founding.id
    } else {
        opened.institution == Some(founding.id) && row.log.scope != founding.log.scope
    };
    if !ours {
        return Err(row.finding("it opens a scope of another institution"));
    }
    if row.mode != opened.mode {
        return Err(row.finding("it opens a scope in another mode than it is signed for"));
    }
    Ok(())
}

/// Checks that what is absent was erased.
pub(super) fn absences(held: &Held, first: &mut First, report: &mut Report) {
    for row in &held.rows {
        let by_event = held.is_erased(row);
        if row.open == Presence::Absent {
            report.erased += 1;
            if !(by_event || may_erase(&row.kind) && held.is_ahead(row, &[])) {
                // What erases goes first: without it much else would seem absent.
                let weight = if may_erase(&row.kind) { Weight::Part } else { Weight::Event };
                let what = "its open part is absent, and no erasure names it";
                first.found(weight, row.serial, row.finding(what));
            }
        }
        if row.sealed == Presence::Absent {
            report.erased += 1;
            let by_subject = row.later
                || row.subjects.iter().any(|subject| held.erased_subjects.contains(subject));
            if !by_event && !by_subject && !held.is_ahead(row, &row.subjects) {
                let what = "its sealed part is absent, and no erasure names it or its subject";
                first.found(Weight::Part, row.serial, row.finding(what));
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Whether the ends of the logs are there: what heads, witnesses and snapshots had seen.

use std::collections::BTreeMap;

use tegenwicht_core::envelope::{LogKey, sha256};
use tegenwicht_core::feature::scope::log_ref;
use tegenwicht_core::fold::{FOLD_VERSION, ScopeState};

use super::rows::{Held, at};
use super::{Finding, First, Remark, Report, Weight};
use crate::error::StoreError;
use crate::log::Store;
use crate::refold::refold;
use crate::snapshot::Snapshot;

/// Up to which seq something else names the events of a log.
pub(super) type Reached = BTreeMap<LogKey, u64>;

/// Checks that what other events name is held: what this machine itself had seen must be here;
/// what others had seen may still be on its way.
pub(super) fn named(held: &Held, first: &mut First, report: &mut Report) -> Reached {
    let refs: BTreeMap<[u8; 32], LogKey> =
        held.logs.keys().map(|log| (log_ref(log), *log)).collect();
    let mut reached = Reached::new();
    let mut away = 0;
    for named in &held.named {
        let Some(by) = held.rows.get(named.by) else {
            continue;
        };
        let found = held.by_id.get(&named.id).and_then(|at| held.rows.get(*at));
        let there = match (found, named.place) {
            (Some(found), Some(place)) => (found.log, found.seq) == place,
            (found, None) => found.is_some(),
            (None, _) => false,
        };
        match (there, found) {
            (true, Some(found)) => reach(&mut reached, found.log, found.seq),
            _ if by.own => {
                let what = "missing: this machine had seen it when it wrote another event";
                let finding = match named.place {
                    Some((log, seq)) => at(log, seq, what),
                    None => by.finding("an event that it names is missing"),
                };
                first.found(Weight::Guard, by.serial, finding);
            }
            _ => away += 1,
        }
    }
    for (index, witnessed) in &held.witnessed {
        let Some(by) = held.rows.get(*index) else {
            continue;
        };
        match (refs.get(&witnessed.log), held.by_id.contains_key(&witnessed.id)) {
            (Some(log), true) => reach(&mut reached, *log, witnessed.seq),
            (Some(log), false) if by.own => {
                let what = "missing: this machine had witnessed it";
                first.found(Weight::Guard, by.serial, at(*log, witnessed.seq, what));
            }
            (None, _) if by.own => {
                let what = "a whole log that it had witnessed is missing";
                first.found(Weight::Guard, by.serial, by.finding(what));
            }
            _ => away += 1,
        }
    }
    if away > 0 {
        report.remarks.push(Remark::NotArrived(away));
    }
    reached
}

fn reach(reached: &mut Reached, log: LogKey, seq: u64) {
    let until = reached.entry(log).or_insert(seq);
    *until = seq.max(*until);
}

/// Counts the events after the last one of their log that something names.
pub(super) fn loose(held: &Held, reached: &Reached) -> u64 {
    let loose = held.logs.iter().map(|(log, seq)| match reached.get(log) {
        Some(until) => seq.saturating_sub(*until),
        None => seq.saturating_add(1),
    });
    loose.fold(0, u64::saturating_add)
}

/// Checks that every snapshot is what folding from the first event on gives, and that all it
/// had seen is held.
pub(super) fn snapshots(
    store: &Store,
    held: &Held,
    reached: &mut Reached,
    first: &mut First,
    report: &mut Report,
) {
    let read = store.each_snapshot(|snapshot| {
        report.snapshots += 1;
        match snapshot {
            Ok(snapshot) => {
                for head in &snapshot.heads {
                    let (device, scope, epoch) = (head.device, snapshot.scope, head.epoch);
                    reach(reached, LogKey { device, scope, epoch }, head.seq);
                }
                if let Err((weight, finding)) = snapshot_holds(store, held, first, &snapshot) {
                    first.found(weight, snapshot.serial, finding);
                }
            }
            Err(error) => first.found(Weight::Rest, i64::MAX, error.into()),
        }
        Ok(())
    });
    if let Err(error) = read {
        first.found(Weight::Rest, i64::MAX, error.into());
    }
}

fn snapshot_holds(
    store: &Store,
    held: &Held,
    first: &First,
    snapshot: &Snapshot,
) -> Result<(), (Weight, Finding)> {
    let of = |what: String| Finding { scope: Some(snapshot.scope), ..Finding::nowhere(what) };
    let rest = |what: String| Err((Weight::Rest, of(what)));
    let serial = snapshot.serial;
    for head in &snapshot.heads {
        let log = LogKey { device: head.device, scope: snapshot.scope, epoch: head.epoch };
        let row = held.by_id.get(&head.id).and_then(|at| held.rows.get(*at));
        if row.is_none_or(|row| (row.log, row.seq) != (log, head.seq)) {
            let what = format!("missing: the snapshot at {serial} had seen it");
            return Err((Weight::Guard, at(log, head.seq, what)));
        }
    }
    if sha256(&snapshot.state) != snapshot.state_hash {
        return rest(format!("the snapshot at {serial} is damaged"));
    }
    // One of another version is never used; and on a log that is at fault, folding tells nothing.
    if snapshot.fold_version != FOLD_VERSION || !first.is_clear() {
        return Ok(());
    }
    let same = |state: &ScopeState| {
        state.count == snapshot.count && state.order_digest == snapshot.order_digest
    };
    if snapshot.read().as_ref().is_none_or(|state| !same(state)) {
        return rest(format!("the snapshot at {serial} is not the state it says it is"));
    }
    let fresh = refold(store, snapshot.scope, Some(serial));
    let fresh = fresh.map_err(|error: StoreError| (Weight::Rest, Finding::from(error)))?;
    if !same(&fresh) || fresh.hash() != snapshot.state_hash {
        return rest(format!("the snapshot at {serial} is not what the events give"));
    }
    Ok(())
}

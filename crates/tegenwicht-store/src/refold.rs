// SPDX-License-Identifier: EUPL-1.2
//! Folds a scope from its first event on, as every node must: the truth behind each snapshot.

use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::Header;
use tegenwicht_core::fold::{self, Part, ScopeState};
use tegenwicht_core::id::{EventId, ScopeId};
use tegenwicht_core::order::{self, Link};

use crate::error::StoreError;
use crate::log::Store;

struct Held {
    id: EventId,
    header: Header,
    part: Part,
}

/// Folds the events of a scope in their order; with `until` only those that arrived up to and
/// including that serial. Keeps all of them in memory meanwhile, about 1 KiB each.
///
/// # Errors
/// When the database does not read or an envelope is damaged.
pub fn refold(store: &Store, scope: ScopeId, until: Option<i64>) -> Result<ScopeState, StoreError> {
    let until = until.unwrap_or(i64::MAX);
    let (mut events, mut links) = (Vec::new(), Vec::new());
    store.each_event(scope, i64::MIN, |row| {
        if row.serial > until {
            return Ok(());
        }
        let header = store.header(row.cose)?;
        let part = Part::of(row.open, false);
        links.push(Link::of(row.id, &header, read(&part)));
        events.push(Held { id: row.id, header, part });
        Ok::<(), StoreError>(())
    })?;
    let bodies = events.iter().map(|held| (held.id, &held.header, read(&held.part)));
    let erased = fold::erased(bodies);
    let order = order::rank(&links).order;
    drop(links);
    let mut state = ScopeState::default();
    let mut held: Vec<Option<Held>> = events.into_iter().map(Some).collect();
    for event in order.into_iter().filter_map(|index| held.get_mut(index)?.take()) {
        let part = if erased.contains(&event.id) { Part::Absent } else { event.part };
        state.apply(event.id, &event.header, part);
    }
    Ok(state)
}

const fn read(part: &Part) -> Option<&Open> {
    match part {
        Part::Read(open) => Some(open),
        _ => None,
    }
}

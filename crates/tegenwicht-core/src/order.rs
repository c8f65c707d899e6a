// SPDX-License-Identifier: EUPL-1.2
//! Who comes before whom. The order of a scope is computed from the set of events held, never
//! claimed by anybody.
//!
//! 1. An event comes after its `prev`, after the `heads` event that its `seen` names, after
//!    everything that a `heads` event lists, and after everything it supersedes.
//! 2. Of the events whose predecessors are all placed, the one with the least
//!    (hlc, device, scope, epoch, seq, id) comes next.
//! 3. A predecessor that is named and not held is left out of the reckoning and noticed; when it
//!    arrives, the order is computed again.
//!
//! So no event comes before one that its author knew, whatever the clocks said; two nodes with
//! the same events have the same order; and who has a clock at 2099 wins nothing by it.
//! Cycles cannot be made: to name an event one needs its hash. Should one be found all the
//! same, its events come last, by rule 2.
//!
//! Not here: what the events do (`fold`).
//! Rules: a function of the set; the order of arrival makes no difference.
//! Start at: `rank`.
//! To change: never for version 1; every node must compute the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::Open;
use crate::envelope::{Header, LogKey};
use crate::event::Fact;
use crate::id::EventId;
use crate::notice::{Matter, Notice};
use crate::time::Hlc;

/// What the order needs to know of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: EventId,
    pub log: LogKey,
    pub seq: u64,
    pub hlc: Hlc,
    pub prev: Option<EventId>,
    /// All named predecessors, `prev` among them.
    pub after: Vec<EventId>,
}

impl Link {
    /// Reads the links of an event; `open` matters only for a `heads` event.
    #[must_use]
    pub fn of(id: EventId, header: &Header, open: Option<&Open>) -> Self {
        let mut after: Vec<EventId> = header.prev.iter().chain(&header.seen).copied().collect();
        after.extend(&header.supersedes);
        for fact in open.iter().flat_map(|open| &open.facts) {
            if let Fact::Heads(heads) = fact {
                after.extend(heads.heads.iter().map(|head| head.id));
            }
        }
        after.sort_unstable();
        after.dedup();
        after.retain(|other| *other != id);
        Self { id, log: header.log(), seq: header.seq, hlc: header.hlc, prev: header.prev, after }
    }

    fn tie(&self) -> (Hlc, LogKey, u64, EventId) {
        (self.hlc, self.log, self.seq, self.id)
    }
}

/// The order of a set of events, and what is odd about the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Indices into the set, first to last; an event that stands there twice counts once.
    pub order: Vec<usize>,
    pub notices: Vec<Notice>,
}

/// Computes the order of a set of events of one scope.
#[must_use]
pub fn rank(links: &[Link]) -> Ranked {
    let mut at: BTreeMap<EventId, usize> = BTreeMap::new();
    for (index, link) in links.iter().enumerate() {
        at.entry(link.id).or_insert(index);
    }
    let mut waits: Vec<usize> = vec![0; links.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); links.len()];
    let mut ready = BTreeSet::new();
    for index in at.values() {
        let Some(link) = links.get(*index) else { continue };
        let held = link.after.iter().filter_map(|id| at.get(id));
        let mut count = 0;
        for before in held {
            count += 1;
            if let Some(followers) = followers.get_mut(*before) {
                followers.push(*index);
            }
        }
        if let Some(waits) = waits.get_mut(*index) {
            *waits = count;
        }
        if count == 0 {
            ready.insert((link.tie(), *index));
        }
    }
    let order = place(links, ready, waits, &followers, at.len());
    Ranked { order, notices: oddities(links, &at) }
}

fn place(
    links: &[Link],
    mut ready: BTreeSet<((Hlc, LogKey, u64, EventId), usize)>,
    mut waits: Vec<usize>,
    followers: &[Vec<usize>],
    count: usize,
) -> Vec<usize> {
    let mut order = Vec::with_capacity(count);
    while let Some((_, index)) = ready.pop_first() {
        order.push(index);
        for follower in followers.get(index).into_iter().flatten() {
            let Some(wait) = waits.get_mut(*follower) else { continue };
            *wait = wait.saturating_sub(1);
            if let (0, Some(link)) = (*wait, links.get(*follower)) {
                ready.insert((link.tie(), *follower));
            }
        }
    }
    if order.len() < count {
        let placed: BTreeSet<usize> = order.iter().copied().collect();
        let rest = links.iter().enumerate().filter(|(index, _)| !placed.contains(index));
        let mut rest: Vec<_> = rest.map(|(index, link)| (link.tie(), index)).collect();
        rest.sort_unstable();
        rest.dedup_by_key(|(tie, _)| tie.3);
        order.extend(rest.into_iter().map(|(_, index)| index));
    }
    order
}

/// Finds forks, clones and predecessors that are not here.
fn oddities(links: &[Link], at: &BTreeMap<EventId, usize>) -> Vec<Notice> {
    let mut notices = BTreeSet::new();
    let mut places: BTreeMap<(LogKey, u64), EventId> = BTreeMap::new();
    let mut openings: BTreeMap<(crate::id::DeviceKey, Option<EventId>), LogKey> = BTreeMap::new();
    for link in at.values().filter_map(|index| links.get(*index)) {
        for missing in link.after.iter().filter(|id| !at.contains_key(id)) {
            let matter = Matter::MissingPredecessor(*missing);
            notices.insert(Notice { event: link.id, matter });
        }
        if places.insert((link.log, link.seq), link.id).is_some_and(|other| other != link.id) {
            let matter = Matter::Fork(link.log.device, link.seq);
            notices.insert(Notice { event: link.id, matter });
        }
        if link.seq == 0 {
            let opening = (link.log.device, link.prev);
            if openings.insert(opening, link.log).is_some_and(|other| other != link.log) {
                let matter = Matter::Clone(link.log.device);
                notices.insert(Notice { event: link.id, matter });
            }
        }
    }
    notices.into_iter().collect()
}

/// Returns everything that the author of `event` knew, the event itself among it.
#[must_use]
pub fn known_to(links: &[Link], event: EventId) -> BTreeSet<EventId> {
    let by_id: BTreeMap<EventId, &Link> = links.iter().map(|link| (link.id, link)).collect();
    let mut known = BTreeSet::new();
    let mut next = vec![event];
    while let Some(id) = next.pop() {
        if let Some(link) = by_id.get(&id)
            && known.insert(id)
        {
            next.extend(&link.after);
        }
    }
    known
}

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
use crate::envelope::{Header, Kind, LogKey};
use crate::event::Fact;
use crate::id::{DeviceKey, EventId, ScopeId};
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
    /// Reads the links of an event; only a `heads` event lists heads, so `open` matters for
    /// nothing else.
    #[must_use]
    pub fn of(id: EventId, header: &Header, open: Option<&Open>) -> Self {
        let mut after: Vec<EventId> = header.prev.iter().chain(&header.seen).copied().collect();
        after.extend(&header.supersedes);
        let lists = open.iter().filter(|_| header.kind == Kind::Heads);
        for fact in lists.flat_map(|open| &open.facts) {
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
///
/// A log has one writer, so of one device no two events follow the same one. Two at one place
/// are a fork; two at different places are a clone, also where one of them simply went on in the
/// old epoch. A device that begins twice without a past in the scope is a clone as well.
fn oddities(links: &[Link], at: &BTreeMap<EventId, usize>) -> Vec<Notice> {
    type Place = (LogKey, u64);
    let mut notices = BTreeSet::new();
    let mut places: BTreeSet<Place> = BTreeSet::new();
    let mut followers: BTreeMap<(DeviceKey, ScopeId, Option<EventId>), Place> = BTreeMap::new();
    for link in at.values().filter_map(|index| links.get(*index)) {
        let mut notice = |matter| notices.insert(Notice { event: link.id, matter });
        for missing in link.after.iter().filter(|id| !at.contains_key(id)) {
            notice(Matter::MissingPredecessor(*missing));
        }
        let place = (link.log, link.seq);
        if !places.insert(place) {
            notice(Matter::Fork(link.log.device, link.seq));
        }
        let follows = (link.log.device, link.log.scope, link.prev);
        if *followers.entry(follows).or_insert(place) != place {
            notice(Matter::Clone(link.log.device));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feature::scope::{Head, Heads};
    use crate::time::Timestamp;

    const DEVICE: DeviceKey = DeviceKey([1; 32]);

    fn link(id: u8, epoch: u64, seq: u64, prev: Option<u8>) -> Link {
        let prev = prev.map(|prev| EventId([prev; 32]));
        let log = LogKey { device: DEVICE, scope: ScopeId([2; 16]), epoch };
        let after = prev.into_iter().collect();
        Link { id: EventId([id; 32]), log, seq, hlc: Hlc(0), prev, after }
    }

    fn oddities_of(links: &[Link]) -> Vec<(u8, Matter)> {
        let forwards = rank(links).notices;
        let mut backwards = links.to_vec();
        backwards.reverse();
        assert_eq!(rank(&backwards).notices, forwards, "order of arrival makes no difference");
        forwards.into_iter().map(|notice| (notice.event.0[0], notice.matter)).collect()
    }

    #[test]
    fn restarts_are_nothing_odd() {
        let links = [link(1, 5, 0, None), link(2, 5, 1, Some(1)), link(3, 6, 0, Some(2))];
        assert_eq!(oddities_of(&links), []);
    }

    #[test]
    fn two_events_at_one_place_are_a_fork_whatever_they_follow() {
        let same = [link(1, 5, 0, None), link(2, 5, 1, Some(1)), link(3, 5, 1, Some(1))];
        assert_eq!(oddities_of(&same), [(3, Matter::Fork(DEVICE, 1))]);
        let first = [link(1, 5, 0, None), link(2, 5, 0, None)];
        assert_eq!(oddities_of(&first), [(2, Matter::Fork(DEVICE, 0))]);
    }

    #[test]
    fn a_copy_is_found_also_when_the_original_went_on_in_its_old_epoch() {
        let two_epochs = [link(1, 5, 0, None), link(2, 6, 0, Some(1)), link(3, 7, 0, Some(1))];
        assert_eq!(oddities_of(&two_epochs), [(3, Matter::Clone(DEVICE))]);
        let went_on = [link(1, 5, 0, None), link(2, 5, 1, Some(1)), link(3, 7, 0, Some(1))];
        assert_eq!(oddities_of(&went_on), [(3, Matter::Clone(DEVICE))]);
        let no_past = [link(1, 5, 0, None), link(2, 6, 0, None)];
        assert_eq!(oddities_of(&no_past), [(2, Matter::Clone(DEVICE))]);
    }

    #[test]
    fn a_predecessor_that_is_not_here_is_noticed_and_others_keep_their_order() {
        let links = [link(2, 5, 1, Some(1)), link(3, 5, 2, Some(2))];
        let missing = Matter::MissingPredecessor(EventId([1; 32]));
        assert_eq!(oddities_of(&links), [(2, missing)]);
        assert_eq!(rank(&links).order, [0, 1]);
    }

    #[test]
    fn only_a_heads_event_lists_heads() {
        let head = Head { device: DEVICE, epoch: 1, seq: 0, id: EventId([9; 32]) };
        let facts = vec![Fact::Heads(Heads { heads: vec![head] })];
        let open = Open { salt: [0; 16], digest: None, facts };
        let header = |kind| Header {
            device: DEVICE,
            scope: ScopeId([2; 16]),
            epoch: 1,
            seq: 1,
            prev: None,
            hlc: Hlc(0),
            wall: Timestamp(0),
            actor: None,
            command: None,
            kind,
            schema: 1,
            seen: None,
            supersedes: Vec::new(),
            open: None,
            sealed: None,
        };
        let after = |kind| Link::of(EventId([3; 32]), &header(kind), Some(&open)).after;
        assert_eq!(after(Kind::Heads), [EventId([9; 32])]);
        assert_eq!(after(Kind::Facts), []);
        assert_eq!(after(Kind::Other("more".to_owned())), []);
    }
}

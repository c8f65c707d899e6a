// SPDX-License-Identifier: EUPL-1.2
//! What a node was asked to keep, what it said, and so what has to be there afterwards.

use std::collections::{BTreeMap, BTreeSet};

use tegenwicht_core::id::EventId;
use tegenwicht_store::NewEvent;

use super::node::Held;

/// A group of events that were written together.
#[derive(Debug, Clone)]
pub struct Group {
    pub events: Vec<NewEvent>,
    /// After so many operations of the disk the node said that it was on disk.
    pub acknowledged_at: Option<usize>,
}

/// Bodies that are to be dropped when the event that says so is there.
#[derive(Debug, Clone)]
pub struct Erasure {
    pub by: EventId,
    pub events: Vec<EventId>,
    /// Events that lose only their sealed part, since its subject is erased.
    pub sealed_only: Vec<EventId>,
    /// After so many operations the node said that nothing of it was left.
    pub done_at: Option<usize>,
}

/// A value that was to be kept in place of the one before.
#[derive(Debug, Clone)]
pub struct Value {
    pub bytes: Vec<u8>,
    pub begun_at: usize,
    pub kept_at: Option<usize>,
}

/// Everything that was asked of one node, in order.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub groups: Vec<Group>,
    pub erasures: Vec<Erasure>,
    pub snapshots: Vec<Value>,
    pub locals: Vec<Value>,
}

/// What a node holds after a power cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub events: Vec<Held>,
    pub snapshot: Option<Vec<u8>>,
    pub local: Option<Vec<u8>>,
}

/// Whether a node already did again what it does at every start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// After so many operations of the disk.
    Cut(usize),
    /// After so many, and then a start.
    Started(usize),
}

impl Moment {
    const fn op(self) -> usize {
        match self {
            Self::Cut(op) | Self::Started(op) => op,
        }
    }

    fn is_after(self, at: Option<usize>) -> bool {
        at.is_some_and(|at| at <= self.op())
    }
}

/// What is wrong with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It does not open, or holds what nobody wrote, or half of what somebody wrote.
    Corrupt(String),
    /// It was acknowledged and is not there; or it was erased and is.
    Lost(String),
}

impl History {
    /// How many events were acknowledged at a moment.
    #[must_use]
    pub fn acknowledged(&self, moment: Moment) -> usize {
        let said = |group: &&Group| moment.is_after(group.acknowledged_at);
        self.groups.iter().filter(said).map(|group| group.events.len()).sum()
    }

    /// Compares what is there with what has to be there.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn compare(&self, found: &Found, moment: Moment) -> Result<(), Wrong> {
        self.compare_events(&found.events, moment)?;
        self.compare_bodies(&found.events, moment)?;
        // Snapshots are a cache, dropped when a body is erased.
        let erases = self.erasures.iter().any(|erasure| is_there(&found.events, erasure.by));
        let snapshot = found.snapshot.as_deref();
        if snapshot.is_some() || !erases {
            compare_value("snapshot", &self.snapshots, snapshot, moment)?;
        }
        compare_value("local value", &self.locals, found.local.as_deref(), moment)
    }

    fn written(&self) -> impl Iterator<Item = &NewEvent> {
        self.groups.iter().flat_map(|group| &group.events)
    }

    fn compare_events(&self, found: &[Held], moment: Moment) -> Result<(), Wrong> {
        let mut written = self.written();
        for (place, held) in found.iter().enumerate() {
            let same = |event: &NewEvent| event.envelope.cose == held.cose && event.own == held.own;
            if !written.next().is_some_and(same) {
                return Err(Wrong::Corrupt(format!("event {place} is not the one written there")));
            }
        }
        let acknowledged = self.acknowledged(moment);
        if found.len() < acknowledged {
            let text = format!("{acknowledged} events acknowledged, {} there", found.len());
            return Err(Wrong::Lost(text));
        }
        let mut end = 0;
        for group in &self.groups {
            if found.len() > end && found.len() < end + group.events.len() {
                let (part, whole) = (found.len() - end, group.events.len());
                return Err(Wrong::Corrupt(format!("{part} of a group of {whole} events there")));
            }
            end += group.events.len();
        }
        Ok(())
    }

    fn compare_bodies(&self, found: &[Held], moment: Moment) -> Result<(), Wrong> {
        let open = self.erased(found, moment, |erasure| vec![&erasure.events]);
        let sealed =
            self.erased(found, moment, |erasure| vec![&erasure.events, &erasure.sealed_only]);
        for (place, (held, event)) in found.iter().zip(self.written()).enumerate() {
            let id = &event.envelope.id;
            compare_part(place, held.open.as_ref(), event.open.as_ref(), open.get(id))?;
            compare_part(place, held.sealed.as_ref(), event.sealed.as_ref(), sealed.get(id))?;
        }
        Ok(())
    }

    /// Which events may have lost a part, and whether they must have.
    fn erased<'a>(
        &'a self,
        found: &[Held],
        moment: Moment,
        which: impl Fn(&'a Erasure) -> Vec<&'a Vec<EventId>>,
    ) -> BTreeMap<EventId, bool> {
        let mut erased = BTreeMap::new();
        if self.erasures.is_empty() {
            return erased;
        }
        let there: BTreeSet<EventId> =
            self.written().take(found.len()).map(|event| event.envelope.id).collect();
        for erasure in &self.erasures {
            let certain = matches!(moment, Moment::Started(_)) || moment.is_after(erasure.done_at);
            if there.contains(&erasure.by) {
                let ids = which(erasure).into_iter().flatten();
                ids.for_each(|id| *erased.entry(*id).or_default() |= certain);
            }
        }
        erased
    }
}

fn is_there(found: &[Held], id: EventId) -> bool {
    found.iter().any(|held| tegenwicht_core::envelope::sha256(&held.cose) == id.0)
}

fn compare_part(
    place: usize,
    held: Option<&Vec<u8>>,
    written: Option<&Vec<u8>>,
    erased: Option<&bool>,
) -> Result<(), Wrong> {
    match (held, erased) {
        (None, Some(_)) => Ok(()),
        (Some(_), Some(true)) if held == written => {
            Err(Wrong::Lost(format!("the erased body of event {place} is back")))
        }
        _ if held == written => Ok(()),
        _ => Err(Wrong::Corrupt(format!("the body of event {place} is not as written"))),
    }
}

/// The newest value kept for certain has to be there, or one that was begun after it.
fn compare_value(
    what: &str,
    values: &[Value],
    found: Option<&[u8]>,
    moment: Moment,
) -> Result<(), Wrong> {
    let kept = values.iter().rposition(|value| moment.is_after(value.kept_at));
    let allowed = &values[kept.unwrap_or(0)..];
    let mut begun = allowed.iter().filter(|value| moment.is_after(Some(value.begun_at)));
    match found {
        None if kept.is_some() => Err(Wrong::Lost(format!("a {what} that was kept is gone"))),
        Some(found) if !begun.any(|value| value.bytes == found) => {
            if values.iter().any(|value| value.bytes == found) {
                return Err(Wrong::Lost(format!("an old {what} is back")));
            }
            Err(Wrong::Corrupt(format!("a {what} that nobody wrote")))
        }
        _ => Ok(()),
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The lines of a log in the order in which people read them: by when it happened.
//!
//! Nearly every line is newer than all before it. So the newest run of lines stands apart, where
//! one more goes at its end; full runs stand in a map by their first moment. Copies share runs.
//!
//! Not here: what the lines say (`feature/log_entry`).
//! Rules: everything comes out in the order of the moments, whatever was put in first; a copy
//! never changes with another; the bytes are those of `map::Map`.
//! Start at: `Timeline::insert`.
//! To change: `docs/decisions/0016-ids-by-their-digits.md`, `tests/timeline.rs`.

use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::sync::Arc;

use minicbor::decode::{Decode, Decoder, Error as DecodeError};
use minicbor::encode::{Encode, Encoder, Error as EncodeError, Write};

use crate::feature::log_entry::Moment;
use crate::id::EntryId;

/// Lines in a run; twice as many in one that grew in the middle.
const RUN: usize = 64;

type Run = Vec<(Moment, EntryId)>;

/// Entries by moment; encodes as a CBOR array of key, value, key, value.
#[derive(Clone, Default)]
pub struct Timeline {
    /// Full runs, each under its first moment; all before the newest run.
    old: imbl::OrdMap<Moment, Arc<Run>>,
    /// Empty only where there is nothing at all.
    newest: Arc<Run>,
    len: usize,
}

impl Timeline {
    /// Returns how many lines there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns true when there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds or replaces, returning what stood there.
    pub fn insert(&mut self, moment: Moment, entry: EntryId) -> Option<EntryId> {
        let is_old = self.newest.first().is_some_and(|(first, _)| moment < *first);
        let stood = if is_old && !self.old.is_empty() {
            self.insert_old(moment, entry)
        } else {
            let newest = Arc::make_mut(&mut self.newest);
            let stood = put(newest, moment, entry);
            if newest.len() > RUN {
                let mut rest = Vec::with_capacity(RUN + 1);
                rest.extend(newest.drain(RUN..));
                let full = std::mem::replace(&mut self.newest, Arc::new(rest));
                self.keep(full);
            }
            stood
        };
        self.len += usize::from(stood.is_none());
        stood
    }

    fn insert_old(&mut self, moment: Moment, entry: EntryId) -> Option<EntryId> {
        let Some((_, run)) = self.old.get_prev_mut(&moment) else {
            // Before everything: the first run gets another first moment.
            let first = self.old.get_min().map(|(first, _)| *first)?;
            let mut run = self.old.remove(&first)?;
            put(Arc::make_mut(&mut run), moment, entry);
            self.keep(run);
            return None;
        };
        let run = Arc::make_mut(run);
        let stood = put(run, moment, entry);
        if run.len() > 2 * RUN {
            let rest = run.split_off(RUN);
            self.keep(Arc::new(rest));
        }
        stood
    }

    /// Puts a run in its place; one that grew too long in two.
    fn keep(&mut self, mut run: Arc<Run>) {
        if run.len() > 2 * RUN {
            let rest = Arc::make_mut(&mut run).split_off(RUN);
            self.keep(Arc::new(rest));
        }
        if let Some((first, _)) = run.first() {
            self.old.insert(*first, run);
        }
    }

    /// Returns the lines within these bounds, oldest first.
    pub fn range(
        &self,
        bounds: impl RangeBounds<Moment>,
    ) -> impl DoubleEndedIterator<Item = (&Moment, &EntryId)> {
        let (from, to) = (bounds.start_bound().cloned(), bounds.end_bound().cloned());
        let first = match &from {
            Bound::Included(from) | Bound::Excluded(from) => {
                self.old.range(..=*from).next_back().map(|(first, _)| *first)
            }
            Bound::Unbounded => None,
        };
        let runs = self.old.range((first.map_or(Bound::Unbounded, Bound::Included), to));
        let runs = runs.map(|(_, run)| run).chain([&self.newest]);
        runs.flat_map(move |run| within(run, from, to)).map(|(moment, entry)| (moment, entry))
    }

    /// Returns all lines, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Moment, &EntryId)> {
        self.range(..)
    }

    /// Returns all entries, oldest first.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &EntryId> {
        self.iter().map(|(_, entry)| entry)
    }
}

fn put(run: &mut Run, moment: Moment, entry: EntryId) -> Option<EntryId> {
    if run.last().is_none_or(|(last, _)| *last < moment) {
        run.push((moment, entry));
        return None;
    }
    match run.binary_search_by_key(&moment, |(moment, _)| *moment) {
        Ok(at) => run.get_mut(at).map(|(_, held)| std::mem::replace(held, entry)),
        Err(at) => {
            run.insert(at, (moment, entry));
            None
        }
    }
}

/// Returns the part of a run that is within the bounds.
fn within(run: &Run, from: Bound<Moment>, to: Bound<Moment>) -> &[(Moment, EntryId)] {
    let start = match from {
        Bound::Included(from) => run.partition_point(|(moment, _)| *moment < from),
        Bound::Excluded(from) => run.partition_point(|(moment, _)| *moment <= from),
        Bound::Unbounded => 0,
    };
    let end = match to {
        Bound::Included(to) => run.partition_point(|(moment, _)| *moment <= to),
        Bound::Excluded(to) => run.partition_point(|(moment, _)| *moment < to),
        Bound::Unbounded => run.len(),
    };
    run.get(start..end).unwrap_or_default()
}

impl PartialEq for Timeline {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl Eq for Timeline {}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<C> Encode<C> for Timeline {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.len as u64 * 2)?;
        for (moment, entry) in self.iter() {
            moment.encode(e, ctx)?;
            entry.encode(e, ctx)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Timeline {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        let pairs = d.array()?.ok_or_else(|| DecodeError::message("indefinite map"))? / 2;
        let mut timeline = Self::default();
        for _ in 0..pairs {
            timeline.insert(Moment::decode(d, ctx)?, EntryId::decode(d, ctx)?);
        }
        Ok(timeline)
    }
}

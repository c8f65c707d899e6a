// SPDX-License-Identifier: EUPL-1.2
//! A part of a log on its way out, to a peer or into a bundle: where the two copies part, and the
//! events from there on.

use std::collections::{BTreeSet, VecDeque};

use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, LogKey};
use tegenwicht_core::id::EventId;
use tegenwicht_core::seal::Sealed;
use tegenwicht_core::shelf::{Absence, Piece, Shelf, ShelfFault, subjects_named};

use crate::frame::Mark;

/// Longest branch that is followed back to where it left the others.
const BRANCH_MAX: usize = 200_000;

/// A part of a log that is to be sent.
#[derive(Debug)]
pub enum Stretch {
    /// Everything from this seq on.
    Run { log: LogKey, seq: u64 },
    /// Single events, of the branches of a fork.
    Branch { log: LogKey, ids: VecDeque<EventId> },
}

impl Stretch {
    /// Finds where the copy of somebody who has these events parts from ours; None when nothing
    /// of it is here.
    pub fn after(
        shelf: &mut dyn Shelf,
        log: LogKey,
        have: &[Mark],
    ) -> Result<Option<Self>, ShelfFault> {
        let tips = shelf.tips(log.scope)?;
        let ours = tips.iter().filter(|tip| (tip.device, tip.epoch) == (log.device, log.epoch));
        let ours: Vec<EventId> = ours.map(|tip| tip.id).collect();
        if ours.len() > 1 {
            let have: BTreeSet<EventId> = have.iter().map(|mark| mark.id).collect();
            let ids = branches(shelf, &ours, &have)?;
            return Ok(Some(Self::Branch { log, ids }));
        }
        if have.is_empty() {
            return Ok(Some(Self::Run { log, seq: 0 }));
        }
        let mut have = have.to_vec();
        have.sort_unstable();
        for mark in have.iter().rev() {
            if shelf.at(log, mark.seq)?.contains(&mark.id) {
                return Ok(Some(Self::Run { log, seq: mark.seq.saturating_add(1) }));
            }
        }
        Ok(None)
    }

    /// Returns the log it is a part of.
    pub const fn log(&self) -> LogKey {
        match self {
            Self::Run { log, .. } | Self::Branch { log, .. } => *log,
        }
    }

    /// Takes the next events; none when all were taken.
    pub fn next(&mut self, shelf: &mut dyn Shelf, room: usize) -> Result<Vec<Piece>, ShelfFault> {
        match self {
            Self::Run { log, seq } => {
                let pieces = shelf.range(*log, *seq, room)?;
                let last = pieces.last().and_then(|piece| Envelope::peek(&piece.cose).ok());
                *seq = last.map_or(u64::MAX, |last| last.seq.saturating_add(1));
                Ok(pieces)
            }
            Self::Branch { ids, .. } => {
                let (mut pieces, mut weight) = (Vec::new(), 0);
                while weight < room
                    && let Some(id) = ids.pop_front()
                {
                    if let Some(piece) = shelf.event(id)? {
                        weight += piece.weight();
                        pieces.push(piece);
                    }
                }
                Ok(pieces)
            }
        }
    }
}

/// Follows each branch of a log back to an event that the other end has, or to its first event,
/// and returns what lies between, each after the one before it.
fn branches(
    shelf: &mut dyn Shelf,
    tips: &[EventId],
    have: &BTreeSet<EventId>,
) -> Result<VecDeque<EventId>, ShelfFault> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for tip in tips {
        let mut next = Some(*tip);
        while let Some(id) = next.filter(|id| !have.contains(id) && found.len() < BRANCH_MAX) {
            if !seen.insert(id) {
                break;
            }
            let piece = shelf.event(id)?;
            let header = piece.and_then(|piece| Envelope::peek(&piece.cose).ok());
            found.extend(header.as_ref().map(|header| (header.seq, id)));
            next = header.filter(|header| header.seq > 0).and_then(|header| header.prev);
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

/// Finds the erasure that explains why a part of an event is absent; None when all is there.
pub fn explanation(shelf: &mut dyn Shelf, piece: &Piece) -> Result<Option<Piece>, ShelfFault> {
    if piece.open.is_some() && piece.sealed.is_some() {
        return Ok(None);
    }
    let Ok(header) = Envelope::peek(&piece.cose) else {
        return Ok(None);
    };
    let no_open = piece.open.is_none() && header.open.is_some();
    let no_seal = piece.sealed.is_none() && header.sealed.is_some();
    if !no_open && !no_seal {
        return Ok(None);
    }
    let open = piece.open.as_deref().and_then(|open| Open::decode_own(open).ok());
    let mut subjects = open.as_ref().map(subjects_named).unwrap_or_default();
    let sealed = piece.sealed.as_deref().and_then(|sealed| Sealed::read(sealed).ok());
    subjects.extend(sealed.map(|sealed| sealed.subject));
    shelf.erasure(&Absence { subjects: &subjects, ..Absence::of(piece.id, &header) })
}

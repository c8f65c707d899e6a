// SPDX-License-Identifier: EUPL-1.2
//! What we answer: events with credit, keys of subjects, files. Each answer is judged by the
//! rights of the moment at which it is given, not of that at which it was asked for.

use std::collections::{BTreeSet, VecDeque};

use tegenwicht_core::envelope::LogKey;
use tegenwicht_core::id::{EventId, SubjectId};
use tegenwicht_core::shelf::{Piece, Shelf};

use super::{Output, Reason, Session};
use crate::frame::{
    Ack, AskFile, AskKeys, CHUNK_MAX, CREDIT, EVENTS_WEIGHT, End, Events, File, Frame, Keys, Want,
};
use crate::keybox::{self, Way};
use crate::stretch::{Stretch, explanation};

/// Keys in one answer.
const KEYS_MAX: usize = 1_000;

/// What the other end asked for and did not get yet.
#[derive(Debug, Default)]
pub(super) struct Serve {
    round: u64,
    plan: VecDeque<Stretch>,
    diverged: Vec<LogKey>,
    /// Erasures that were sent in this round.
    explained: BTreeSet<EventId>,
    sent: u64,
    worked: u64,
    is_ended: bool,
}

impl Session {
    pub(super) fn hear_want(&mut self, shelf: &mut dyn Shelf, want: Want) -> Result<(), Reason> {
        // An older round that came late, or the same one twice.
        if want.round <= self.serve.round {
            return Ok(());
        }
        self.serve = Serve { round: want.round, ..Serve::default() };
        for wanted in want.logs {
            if self.may_tell(shelf, wanted.log.scope)?.is_some() {
                let found =
                    Stretch::after(shelf, wanted.log, &wanted.have).map_err(Reason::Disk)?;
                match found {
                    Some(stretch) => self.serve.plan.push_back(stretch),
                    None => self.serve.diverged.push(wanted.log),
                }
            }
        }
        Ok(())
    }

    pub(super) fn hear_ack(&mut self, ack: &Ack) {
        if ack.round == self.serve.round {
            self.serve.worked = self.serve.worked.max(ack.bytes.min(self.serve.sent));
        }
        let kept = ack.kept.iter();
        self.out.extend(kept.map(|kept| Output::Kept {
            log: kept.log,
            seq: kept.seq,
            id: kept.id,
        }));
    }

    /// Sends what was asked for, as far as the credit goes.
    pub(super) fn pump(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        if self.serve.is_ended || self.serve.round == 0 {
            return Ok(());
        }
        while self.serve.sent - self.serve.worked < CREDIT {
            let (events, erasures) = self.next_events(shelf)?;
            if events.is_empty() {
                break;
            }
            let events = events.into_iter().map(Into::into).collect();
            let erasures = erasures.into_iter().map(Into::into).collect();
            let frame = Frame::Events(Events { round: self.serve.round, events, erasures });
            let bytes = frame.encode();
            self.serve.sent += bytes.len() as u64;
            self.out.push(Output::Send(bytes));
        }
        if self.serve.plan.is_empty() {
            self.serve.is_ended = true;
            let mut diverged = std::mem::take(&mut self.serve.diverged);
            diverged.truncate(crate::frame::LIST_MAX);
            self.send(&Frame::End(End { round: self.serve.round, diverged }));
        }
        Ok(())
    }

    /// Takes the next events from the plan, with the erasures that explain absent parts.
    fn next_events(&mut self, shelf: &mut dyn Shelf) -> Result<(Vec<Piece>, Vec<Piece>), Reason> {
        let (mut events, mut erasures, mut weight) = (Vec::new(), Vec::new(), 0);
        while weight < EVENTS_WEIGHT
            && let Some(stretch) = self.serve.plan.front_mut()
        {
            let room = EVENTS_WEIGHT - weight;
            let pieces = stretch.next(shelf, room).map_err(Reason::Disk)?;
            let log = stretch.log();
            if pieces.is_empty() || self.may_tell(shelf, log.scope)?.is_none() {
                self.serve.plan.pop_front();
                continue;
            }
            for piece in pieces {
                weight += piece.weight();
                if let Some(erasure) = explanation(shelf, &piece).map_err(Reason::Disk)?
                    && self.serve.explained.insert(erasure.id)
                {
                    weight += erasure.weight();
                    erasures.push(erasure);
                }
                events.push(piece);
            }
        }
        Ok((events, erasures))
    }

    pub(super) fn answer_keys(
        &mut self,
        shelf: &mut dyn Shelf,
        ask: &AskKeys,
    ) -> Result<(), Reason> {
        let Some((opening, _)) = self.may_tell(shelf, ask.scope)? else {
            return Ok(());
        };
        let Some(intake) = &self.intake else {
            return Ok(());
        };
        let rights = intake.rights();
        let to = rights.exchange(&self.peer);
        let gets = rights.may_open(&self.peer, &opening.place());
        let Some(to) = to.filter(|_| gets) else {
            return Ok(());
        };
        let subjects = ask.subjects.get(..KEYS_MAX).unwrap_or(&ask.subjects);
        let own = subjects.iter().copied().filter(|subject| subject.belongs_to(ask.scope));
        let subjects: Vec<SubjectId> = own.collect();
        let keys = shelf.keys(ask.scope, &subjects).map_err(Reason::Disk)?;
        let way = Way { from: self.us.device, to: self.peer, scope: ask.scope };
        let once = self.draw();
        if !keys.is_empty()
            && let Some(sealed) = keybox::seal(&keys, to.0, once, &way)
        {
            self.send(&Frame::Keys(Keys { scope: ask.scope, sealed }));
        }
        Ok(())
    }

    pub(super) fn answer_file(
        &mut self,
        shelf: &mut dyn Shelf,
        ask: &AskFile,
    ) -> Result<(), Reason> {
        let scope = shelf.scope_of_file(ask.file).map_err(Reason::Disk)?;
        let may = match scope {
            Some(scope) => self.may_tell(shelf, scope)?.is_some(),
            None => false,
        };
        if !may || ask.offset == 0 {
            self.file = None;
        }
        let is_read = self.file.as_ref().is_some_and(|(file, _)| *file == ask.file);
        if may && !is_read {
            let whole = shelf.file(ask.file).map_err(Reason::Disk)?;
            self.file = whole.map(|whole| (ask.file, whole));
        }
        let whole = self.file.as_ref().map(|(_, whole)| whole.as_slice()).unwrap_or_default();
        let offset = usize::try_from(ask.offset).unwrap_or(usize::MAX).min(whole.len());
        let end = offset.saturating_add(CHUNK_MAX).min(whole.len());
        let bytes = whole.get(offset..end).unwrap_or_default().to_vec();
        let (file, total) = (ask.file, whole.len() as u64);
        if end == whole.len() {
            self.file = None;
        }
        self.send(&Frame::File(File { file, offset: offset as u64, total, bytes }));
        Ok(())
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What we ask for: heads of scopes that differ, then events in rounds, then keys and files.
//!
//! A round asks for the most urgent logs that lack something. When it ends, whatever is still
//! lacking is asked for in the next one, unless nothing came at all.

use std::collections::{BTreeMap, BTreeSet};

use tegenwicht_core::envelope::{Envelope, LogKey, sha256};
use tegenwicht_core::id::{DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::shelf::{Opening, Piece, Shelf, Tip, Urgency};

use super::tell::{by_device, closed_digest};
use super::{Alarm, FAULTS_MAX, Output, Reason, Session};
use crate::frame::{
    Ack, AskHeads, DeviceHeads, End, Events, Frame, HAVE_MAX, Heads, Kept, LIST_MAX, Mark, Scopes,
    WANT_MAX, Want, WantLog, WirePiece,
};
use crate::intake::Verdict;

/// Most scopes of the other end that are remembered.
const SCOPES_MAX: usize = 20_000;
/// Most tips of the other end that are remembered as lacking here.
const LACKING_MAX: usize = 100_000;
/// Most logs that are remembered as forked.
const FORKED_MAX: usize = 10_000;
/// Rounds without anything new after which a log is left for the next time it is told.
const EMPTY_ROUNDS_MAX: u32 = 3;
/// Most of them in one log: more than a fork has branches, and looked at again in a later round.
const PLACES_MAX: usize = 1_000;
/// Bytes worked through after which the other end is told, also without anything new.
const ACK_BYTES: u64 = 512 * 1024;

/// Where a log stands in the order of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    urgency: Urgency,
    scope: ScopeId,
    /// False for the device that opened the scope: its genesis comes first.
    is_later: bool,
    device: DeviceKey,
    epoch: u64,
}

impl Turn {
    const fn log(&self) -> LogKey {
        LogKey { device: self.device, scope: self.scope, epoch: self.epoch }
    }
}

/// What a log lacks.
#[derive(Debug, Default)]
struct Lack {
    /// Sorted. Nearly always one, and there may be very many logs: so not a set.
    places: Vec<Mark>,
    /// Rounds in which it was asked for and did not grow.
    tries: u32,
}

/// What we know of the other end and do not hold.
#[derive(Debug, Default)]
pub(super) struct Pull {
    /// What the other end said of each scope.
    pub told: BTreeMap<ScopeId, [u8; 32]>,
    /// Scopes whose heads were asked for, and are still to come.
    asked: BTreeSet<ScopeId>,
    /// What the other end had said of a scope when its heads were last looked at.
    looked_at: BTreeMap<ScopeId, [u8; 32]>,
    settled: BTreeMap<ScopeId, [u8; 32]>,
    /// Scopes in which something is not wanted under the present rights.
    skipped: BTreeSet<ScopeId>,
    lacking: BTreeMap<Turn, Lack>,
    lacking_count: usize,
    /// Logs that seem to be forked: more of them is named when asking.
    forked: BTreeSet<LogKey>,
    is_admin_told: bool,
    pub is_admin_done: bool,
    round: u64,
    open: Option<Urgency>,
    worked: u64,
    acked: u64,
    /// Logs asked for in this round, and those of them that grew.
    in_round: BTreeSet<LogKey>,
    grown: BTreeSet<LogKey>,
    pub keys_asked: BTreeSet<SubjectId>,
    pub file: Option<(FileHash, Vec<u8>)>,
    pub files_tried: BTreeSet<FileHash>,
    /// True when keys and files have to be looked for.
    pub is_extra_due: bool,
}

impl Pull {
    pub(super) fn is_waiting(&self) -> bool {
        !self.is_admin_told || !self.asked.is_empty() || self.open.is_some() || self.file.is_some()
    }
}

impl Session {
    pub(super) fn hear_scopes(
        &mut self,
        shelf: &mut dyn Shelf,
        told: &Scopes,
    ) -> Result<(), Reason> {
        let admin = shelf.admin();
        for it in &told.scopes {
            let is_ours = told.is_rest != (Some(it.scope) == admin);
            let is_known = self.pull.told.contains_key(&it.scope);
            if is_ours && (is_known || self.pull.told.len() < SCOPES_MAX) {
                self.pull.told.insert(it.scope, it.digest);
            }
        }
        self.pull.is_admin_told |= !told.is_rest;
        for it in &told.scopes {
            self.consider(shelf, it.scope)?;
        }
        Ok(())
    }

    /// Asks for the heads of a scope when the other end holds something else than we do.
    fn consider(&mut self, shelf: &mut dyn Shelf, scope: ScopeId) -> Result<(), Reason> {
        let Some(theirs) = self.pull.told.get(&scope).copied() else {
            return Ok(());
        };
        if !self.pull.is_admin_done && Some(scope) != shelf.admin() {
            return Ok(());
        }
        let found = shelf.scope(scope).map_err(Reason::Disk)?;
        let ours = found.map_or([0; 32], |found| found.digest);
        if ours == theirs {
            if self.pull.settled.insert(scope, ours) != Some(ours) {
                self.out.push(Output::Settled { scope });
                self.pull.is_extra_due = true;
            }
            return Ok(());
        }
        let is_new = self.pull.looked_at.get(&scope) != Some(&theirs);
        if is_new && self.pull.asked.insert(scope) {
            self.send(&Frame::AskHeads(AskHeads { scope, listed: Vec::new() }));
        }
        Ok(())
    }

    pub(super) fn hear_heads(&mut self, shelf: &mut dyn Shelf, heads: Heads) -> Result<(), Reason> {
        let scope = heads.scope;
        if !self.pull.asked.contains(&scope) {
            return Ok(());
        }
        if heads.is_last {
            self.pull.asked.remove(&scope);
        }
        // Also when nothing of it is wanted: it is asked about again when rights change.
        if let Some(theirs) = self.pull.told.get(&scope) {
            self.pull.looked_at.insert(scope, *theirs);
        }
        let Some(intake) = &mut self.intake else {
            return Ok(());
        };
        let WirePiece { cose, open, .. } = &heads.genesis;
        intake.learn(shelf, scope, cose, open.as_deref()).map_err(Reason::Disk)?;
        let opening = intake.opening(shelf, scope).map_err(Reason::Disk)?;
        let opening = opening.filter(|opening| intake.may_hold(shelf, scope, opening));
        let Some(opening) = opening else {
            self.pull.skipped.insert(scope);
            return Ok(());
        };
        let found = shelf.scope(scope).map_err(Reason::Disk)?;
        let urgency = found.map_or_else(|| first_urgency(&opening), |found| found.urgency);
        let listed = self.compare(shelf, scope, &opening, urgency, &heads.devices)?;
        for listed in listed.chunks(LIST_MAX) {
            self.pull.asked.insert(scope);
            let listed = listed.to_vec();
            self.send(&Frame::AskHeads(AskHeads { scope, listed }));
        }
        Ok(())
    }

    /// Notes what we lack of what the other end holds. Returns the devices whose closed epochs
    /// differ.
    fn compare(
        &mut self,
        shelf: &mut dyn Shelf,
        scope: ScopeId,
        opening: &Opening,
        urgency: Urgency,
        devices: &[DeviceHeads],
    ) -> Result<Vec<DeviceKey>, Reason> {
        let tips = shelf.tips(scope).map_err(Reason::Disk)?;
        let held: BTreeSet<EventId> = tips.iter().map(|tip| tip.id).collect();
        let ours: BTreeMap<DeviceKey, &[Tip]> = by_device(&tips).collect();
        let mut listed = Vec::new();
        for heads in devices {
            let device = heads.device;
            let may = self.intake.as_ref().is_some_and(|it| it.may_write(device, opening));
            if !may {
                self.pull.skipped.insert(scope);
                continue;
            }
            let closed = ours.get(&device).and_then(|tips| closed_digest(tips));
            if heads.closed.is_some() && heads.closed != closed {
                listed.push(device);
            }
            let new: Vec<_> = heads.tips.iter().filter(|tip| !held.contains(&tip.id)).collect();
            let ids: Vec<EventId> = new.iter().map(|tip| tip.id).collect();
            let is_held = shelf.holds(&ids).map_err(Reason::Disk)?;
            for (tip, _) in new.iter().zip(is_held).filter(|(_, is_held)| !is_held) {
                let is_later = device != opening.log.device;
                let turn = Turn { urgency, scope, is_later, device, epoch: tip.epoch };
                self.lack(turn, Mark { seq: tip.seq, id: tip.id });
            }
        }
        Ok(listed)
    }

    fn lack(&mut self, turn: Turn, place: Mark) {
        if self.pull.lacking_count >= LACKING_MAX {
            return;
        }
        let places = &mut self.pull.lacking.entry(turn).or_default().places;
        if places.len() >= PLACES_MAX {
            return;
        }
        if let Err(at) = places.binary_search(&place) {
            places.reserve_exact(usize::from(places.is_empty()));
            places.insert(at, place);
            self.pull.lacking_count += 1;
        }
    }

    pub(super) fn hear_events(
        &mut self,
        shelf: &mut dyn Shelf,
        events: Events,
        length: u64,
    ) -> Result<(), Reason> {
        if events.round == self.pull.round {
            self.pull.worked += length;
        }
        let pieces = events.events.into_iter().map(piece).collect();
        let erasures = events.erasures.into_iter().map(piece).collect();
        self.take_in(shelf, pieces, erasures)?;
        if self.pull.worked - self.pull.acked >= ACK_BYTES {
            self.commit(shelf)?;
        }
        Ok(())
    }

    /// Gives events to the door, and tells people what is odd about them.
    fn take_in(
        &mut self,
        shelf: &mut dyn Shelf,
        pieces: Vec<Piece>,
        erasures: Vec<Piece>,
    ) -> Result<(), Reason> {
        let Some(intake) = &mut self.intake else {
            return Ok(());
        };
        for erasure in erasures {
            intake.explain(shelf, erasure).map_err(Reason::Disk)?;
        }
        let ids: Vec<EventId> = pieces.iter().map(|piece| piece.id).collect();
        let held = shelf.holds(&ids).map_err(Reason::Disk)?;
        let (mut alarms, us) = (Vec::new(), self.us.device);
        for (piece, _) in pieces.into_iter().zip(held).filter(|(_, held)| !held) {
            let id = piece.id;
            let header = Envelope::peek(&piece.cose).ok();
            let place = header.map(|header| (header.log(), header.seq));
            match (intake.take(shelf, piece, self.now).map_err(Reason::Disk)?, place) {
                (Verdict::Taken { forks }, Some((log, seq))) => {
                    self.pull.grown.insert(log);
                    if forks {
                        alarms.push(Alarm::Fork { log, seq, id });
                    }
                    if log.device == us {
                        alarms.push(Alarm::OwnTwin { log, seq, id });
                    }
                }
                (Verdict::Refused(why), place) if !why.is_harmless() => {
                    self.faults += 1;
                    alarms.push(Alarm::Fault { log: place.map(|(log, _)| log), id, why });
                }
                _ => {}
            }
            if intake.is_due(self.now) {
                intake.commit(shelf).map_err(Reason::Disk)?;
            }
        }
        self.out.extend(alarms.into_iter().map(Output::Alarm));
        self.report();
        if self.faults > FAULTS_MAX { Err(Reason::Faults) } else { Ok(()) }
    }

    pub(super) fn commit_if_due(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let now = self.now;
        match &self.intake {
            Some(intake) if intake.is_due(now) => self.commit(shelf),
            _ => Ok(()),
        }
    }

    fn commit(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        if let Some(intake) = &mut self.intake {
            intake.commit(shelf).map_err(Reason::Disk)?;
        }
        self.report();
        if self.pull.worked > self.pull.acked {
            self.acknowledge(Vec::new());
        }
        Ok(())
    }

    /// Tells this node and the other end what is on disk now.
    fn report(&mut self) {
        let committed = self.intake.as_mut().map(|it| it.committed()).unwrap_or_default();
        for it in committed {
            let scopes: Vec<(ScopeId, u64)> = it.new.into_iter().collect();
            if !scopes.is_empty() {
                self.out.push(Output::Stored { scopes });
            }
            let kept = it.last.into_iter().map(|(log, (seq, id))| Kept { log, seq, id });
            self.acknowledge(kept.collect());
            if it.changed_rights {
                self.rights_changed();
            }
        }
    }

    /// Acknowledges what is on disk. What still waits for its commit is not counted, since the
    /// bytes are those of whole frames: they only give credit, `kept` is the promise.
    fn acknowledge(&mut self, kept: Vec<Kept>) {
        self.pull.acked = self.pull.worked;
        let (round, bytes) = (self.pull.round, self.pull.worked);
        self.send(&Frame::Ack(Ack { round, bytes, kept }));
    }

    /// Looks again at everything that was passed over: it may be wanted now.
    pub(super) fn rights_changed(&mut self) {
        self.pull.skipped.clear();
        self.reconsider_all();
    }

    pub(super) fn hear_end(&mut self, shelf: &mut dyn Shelf, end: &End) -> Result<(), Reason> {
        if end.round != self.pull.round || self.pull.open.is_none() {
            return Ok(());
        }
        self.commit(shelf)?;
        self.pull.open = None;
        for log in &end.diverged {
            // Who says so of a log that was not asked for is not answering.
            let counts = self.pull.in_round.contains(log) && self.pull.forked.len() < FORKED_MAX;
            if counts && self.pull.forked.insert(*log) {
                self.pull.grown.insert(*log);
            }
        }
        self.drop_held(shelf)
    }

    /// Forgets what is no longer lacking, and what was asked for too often.
    fn drop_held(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let lacking = std::mem::take(&mut self.pull.lacking);
        self.pull.lacking_count = 0;
        let in_round = std::mem::take(&mut self.pull.in_round);
        let grown = std::mem::take(&mut self.pull.grown);
        for (turn, Lack { places, mut tries }) in lacking {
            let log = turn.log();
            if in_round.contains(&log) && !grown.contains(&log) {
                tries += 1;
            }
            if tries >= EMPTY_ROUNDS_MAX {
                continue;
            }
            let ids: Vec<EventId> = places.iter().map(|place| place.id).collect();
            let held = shelf.holds(&ids).map_err(Reason::Disk)?;
            for (place, _) in places.into_iter().zip(held).filter(|(_, held)| !held) {
                self.lack(turn, place);
            }
            if let Some(lack) = self.pull.lacking.get_mut(&turn) {
                lack.tries = if grown.contains(&log) { 0 } else { tries };
            }
        }
        Ok(())
    }

    /// Asks for whatever can be asked for now.
    pub(super) fn pull_on(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        if self.intake.is_none() {
            return Ok(());
        }
        let first = self.pull.lacking.keys().next().map(|turn| turn.urgency);
        let is_more_urgent = match (first, self.pull.open) {
            (Some(first), Some(open)) => first < open,
            (Some(_), None) => true,
            (None, _) => false,
        };
        // Heads that are still to come may name something more urgent.
        let is_complete = self.pull.asked.is_empty() || self.pull.open.is_some();
        if let Some(first) = first.filter(|_| is_more_urgent && is_complete) {
            return self.begin_round(shelf, first);
        }
        if self.pull.open.is_some() || !self.pull.asked.is_empty() || first.is_some() {
            return Ok(());
        }
        if self.pull.is_admin_told && !self.pull.is_admin_done {
            if let Some(admin) = shelf.admin() {
                self.consider(shelf, admin)?;
            }
            if self.pull.asked.is_empty() {
                self.pull.is_admin_done = true;
                self.tell_rest(shelf)?;
                self.reconsider(shelf)?;
            }
            return Ok(());
        }
        self.reconsider(shelf)?;
        if self.pull.asked.is_empty() {
            self.tell_changes(shelf)?;
            self.ask_extra(shelf)?;
        }
        Ok(())
    }

    /// Compares again what the other end told with what we hold now.
    fn reconsider(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let scopes: Vec<ScopeId> = self.pull.told.keys().copied().collect();
        scopes.into_iter().try_for_each(|scope| self.consider(shelf, scope))
    }

    fn begin_round(&mut self, shelf: &mut dyn Shelf, urgency: Urgency) -> Result<(), Reason> {
        let turns = self.pull.lacking.iter().take(WANT_MAX);
        let turns: Vec<(Turn, Vec<Mark>)> =
            turns.map(|(turn, lack)| (*turn, lack.places.clone())).collect();
        let mut logs = Vec::with_capacity(turns.len());
        for (turn, places) in turns {
            let have = self.have(shelf, turn.log(), &places)?;
            logs.push(WantLog { log: turn.log(), have });
        }
        self.pull.round += 1;
        self.pull.open = Some(urgency);
        (self.pull.worked, self.pull.acked) = (0, 0);
        self.pull.in_round = logs.iter().map(|wanted| wanted.log).collect();
        self.pull.grown.clear();
        self.send(&Frame::Want(Want { round: self.pull.round, logs }));
        Ok(())
    }

    /// Names what we hold of a log: its tips; and, where it seems to be forked, places further
    /// and further before them, so that the other end finds where the branches part.
    fn have(
        &mut self,
        shelf: &mut dyn Shelf,
        log: LogKey,
        lacking: &[Mark],
    ) -> Result<Vec<Mark>, Reason> {
        let tips = shelf.tips(log.scope).map_err(Reason::Disk)?;
        let ours = tips.iter().filter(|tip| (tip.device, tip.epoch) == (log.device, log.epoch));
        let ours: Vec<Mark> = ours.map(|tip| Mark { seq: tip.seq, id: tip.id }).collect();
        let Some(last) = ours.iter().map(|place| place.seq).max() else {
            return Ok(Vec::new());
        };
        let is_forked = self.pull.forked.contains(&log)
            || ours.len() > 1
            || lacking.len() > 1
            || lacking.iter().any(|place| place.seq <= last);
        let mut have: BTreeSet<Mark> = ours.iter().take(HAVE_MAX / 4).copied().collect();
        if is_forked {
            let from = ours.iter().chain(lacking).map(|place| place.seq.min(last));
            let from: BTreeSet<u64> = from.collect();
            let back = |seq: u64| (0..64).map_while(move |bit| seq.checked_sub(1 << bit));
            let mut seqs: BTreeSet<u64> = from.iter().copied().collect();
            seqs.extend(from.into_iter().rev().take(2).flat_map(back));
            for seq in seqs.into_iter().rev() {
                for id in shelf.at(log, seq).map_err(Reason::Disk)? {
                    if have.len() < HAVE_MAX {
                        have.insert(Mark { seq, id });
                    }
                }
            }
        }
        Ok(have.into_iter().collect())
    }

    /// Begins all questions anew, since no answer came.
    pub(super) fn ask_again(&mut self) {
        self.pull.asked.clear();
        self.pull.looked_at.clear();
        self.pull.open = None;
        self.pull.file = None;
        self.reconsider_all();
    }

    /// Sees to it that heads which were looked at without result are looked at again.
    pub(super) fn reconsider_all(&mut self) {
        self.pull.looked_at.clear();
        self.pull.keys_asked.clear();
        self.pull.files_tried.clear();
        self.pull.is_extra_due = true;
    }
}

/// How urgent a scope is of which nothing but the genesis is known.
const fn first_urgency(opening: &Opening) -> Urgency {
    use tegenwicht_core::envelope::Mode;
    use tegenwicht_core::feature::scope::Purpose;
    match (opening.purpose, opening.mode) {
        (Purpose::Admin, _) => Urgency::Admin,
        (Purpose::Plan, _) => Urgency::Plan,
        (_, Mode::Real) => Urgency::RealCrisis,
        (_, Mode::Exercise) => Urgency::Exercise,
    }
}

fn piece(wire: WirePiece) -> Piece {
    let id = EventId(sha256(&wire.cose));
    Piece { id, cose: wire.cose, open: wire.open, sealed: wire.sealed }
}

// SPDX-License-Identifier: EUPL-1.2
//! What we say of ourselves: which scopes, and how far each has come. Only of scopes that the
//! other end may hold, by the rights of this moment.

use std::collections::BTreeMap;

use tegenwicht_core::id::{DeviceKey, ScopeId};
use tegenwicht_core::shelf::{self, Opening, ScopeOnShelf, Shelf, Tip};

use super::{Reason, Session};
use crate::frame::{AskHeads, DeviceHeads, Frame, Heads, LIST_MAX, ScopeDigest, Scopes, WireTip};

/// Tips in one frame of heads.
const TIPS_MAX: usize = 4_000;

/// What the other end was told.
#[derive(Debug, Default)]
pub(super) struct Tell {
    digests: BTreeMap<ScopeId, [u8; 32]>,
    /// True once the other scopes were named as well.
    pub is_rest_told: bool,
}

impl Session {
    /// Returns what a scope is when the other end may hold it.
    pub(super) fn may_tell(
        &self,
        shelf: &mut dyn Shelf,
        scope: ScopeId,
    ) -> Result<Option<(Opening, ScopeOnShelf)>, Reason> {
        let Some(intake) = &self.intake else {
            return Ok(None);
        };
        let found = shelf.scope(scope).map_err(Reason::Disk)?;
        let told = found.and_then(|found| Some((found.opening?, found)));
        let rights = intake.rights();
        Ok(told.filter(|(opening, _)| rights.may_hold(&self.peer, &opening.place())))
    }

    /// Names the admin scope, or that there is nothing to name.
    pub(super) fn tell_admin(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let found = match shelf.admin() {
            Some(admin) => self.may_tell(shelf, admin)?.map(|(_, found)| found),
            None => None,
        };
        let scopes = found.iter().map(|found| self.tell.note(found)).collect();
        self.send(&Frame::Scopes(Scopes { is_rest: false, scopes }));
        Ok(())
    }

    /// Names all other scopes, most urgent first.
    pub(super) fn tell_rest(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        self.tell.is_rest_told = true;
        let admin = shelf.admin();
        let mut told = Vec::new();
        for found in shelf.scopes().map_err(Reason::Disk)? {
            if Some(found.scope) != admin && self.may_tell(shelf, found.scope)?.is_some() {
                told.push(self.tell.note(&found));
            }
        }
        for scopes in told.chunks(LIST_MAX) {
            let scopes = scopes.to_vec();
            self.send(&Frame::Scopes(Scopes { is_rest: true, scopes }));
        }
        Ok(())
    }

    /// Says everything again, in case it was lost.
    pub(super) fn tell_all(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        self.told_at = self.now;
        if self.minor.is_none() {
            self.send(&Frame::Hello(crate::frame::Hello { minor: crate::frame::MINOR }));
        }
        self.tell_admin(shelf)?;
        if self.tell.is_rest_told { self.tell_rest(shelf) } else { Ok(()) }
    }

    /// Names the scopes that are not as they were when they were last told.
    pub(super) fn tell_changes(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let admin = shelf.admin();
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for found in shelf.scopes().map_err(Reason::Disk)? {
            let is_new = self.tell.digests.get(&found.scope) != Some(&found.digest);
            let is_admin = Some(found.scope) == admin;
            let is_turn = is_admin || self.tell.is_rest_told;
            if is_new && is_turn && self.may_tell(shelf, found.scope)?.is_some() {
                let digest = self.tell.note(&found);
                if is_admin { &mut first } else { &mut rest }.push(digest);
            }
        }
        for (is_rest, told) in [(false, first), (true, rest)] {
            for scopes in told.chunks(LIST_MAX) {
                let scopes = scopes.to_vec();
                self.send(&Frame::Scopes(Scopes { is_rest, scopes }));
            }
        }
        Ok(())
    }

    /// Answers how far we have come in a scope.
    pub(super) fn answer_heads(
        &mut self,
        shelf: &mut dyn Shelf,
        ask: &AskHeads,
    ) -> Result<(), Reason> {
        let Some((opening, _)) = self.may_tell(shelf, ask.scope)? else {
            return Ok(());
        };
        let Some(genesis) = shelf.event(opening.event).map_err(Reason::Disk)? else {
            return Ok(());
        };
        let tips = shelf.tips(ask.scope).map_err(Reason::Disk)?;
        let mut devices = Vec::new();
        for (device, tips) in by_device(&tips) {
            if ask.listed.is_empty() {
                devices.push(in_short(device, tips));
            } else if ask.listed.contains(&device) {
                devices.extend(listed(device, tips));
            }
        }
        let mut frames = split(devices);
        let last = frames.pop().unwrap_or_default();
        let genesis: crate::frame::WirePiece = genesis.into();
        let heads = |devices, is_last| {
            let genesis = genesis.clone();
            Frame::Heads(Heads { scope: ask.scope, genesis, devices, is_last })
        };
        let frames = frames.into_iter().map(|devices| heads(devices, false));
        let frames: Vec<Frame> = frames.chain([heads(last, true)]).collect();
        frames.iter().for_each(|frame| self.send(frame));
        Ok(())
    }
}

impl Tell {
    fn note(&mut self, found: &ScopeOnShelf) -> ScopeDigest {
        self.digests.insert(found.scope, found.digest);
        ScopeDigest { scope: found.scope, digest: found.digest }
    }
}

/// Cuts sorted tips into those of each device.
pub(super) fn by_device(tips: &[Tip]) -> impl Iterator<Item = (DeviceKey, &[Tip])> {
    let groups = tips.chunk_by(|a, b| a.device == b.device);
    groups.filter_map(|tips| tips.first().map(|first| (first.device, tips)))
}

/// Returns a digest over the closed epochs among the tips of a device; None without any.
pub(super) fn closed_digest(tips: &[Tip]) -> Option<[u8; 32]> {
    let mut closed = tips.iter().filter(|tip| tip.is_closed).peekable();
    closed.peek()?;
    Some(shelf::digest(closed))
}

fn wire(tip: &Tip) -> WireTip {
    WireTip { epoch: tip.epoch, seq: tip.seq, id: tip.id }
}

/// The open epochs one by one, the closed ones as a digest.
fn in_short(device: DeviceKey, tips: &[Tip]) -> DeviceHeads {
    let open = tips.iter().filter(|tip| !tip.is_closed).map(wire).take(TIPS_MAX);
    DeviceHeads { device, closed: closed_digest(tips), tips: open.collect() }
}

fn listed(device: DeviceKey, tips: &[Tip]) -> impl Iterator<Item = DeviceHeads> {
    let part = move |tips: &[Tip]| DeviceHeads {
        device,
        closed: None,
        tips: tips.iter().map(wire).collect(),
    };
    tips.chunks(TIPS_MAX).map(part)
}

/// Shares heads out over frames.
fn split(devices: Vec<DeviceHeads>) -> Vec<Vec<DeviceHeads>> {
    let mut frames: Vec<Vec<DeviceHeads>> = Vec::new();
    let mut count = usize::MAX;
    for device in devices {
        let more = device.tips.len() + 1;
        if count.saturating_add(more) > LIST_MAX {
            frames.push(Vec::new());
            count = 0;
        }
        count += more;
        if let Some(frame) = frames.last_mut() {
            frame.push(device);
        }
    }
    frames
}

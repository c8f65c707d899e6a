// SPDX-License-Identifier: EUPL-1.2
//! Reading a bundle: all that can be read goes through the door; what is missing is told.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use tegenwicht_core::envelope::{Envelope, LogKey, sha256};
use tegenwicht_core::feature::scope::Head;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_core::shelf::{Piece, Shelf};
use tegenwicht_core::time::Timestamp;
use zeroize::Zeroizing;

use super::block::{self, Block, Blocks, CONTENT, HEADER, LAST};
use super::{BundleFault, Manifest, remember_heads};
use crate::frame::{Events, File, Frame, WirePiece};
use crate::intake::{Intake, Refused, Verdict};
use crate::keybox::{self, Way};
use crate::session::{Alarm, Us};

/// Longest file that is taken, in bytes, sealed.
const FILE_MAX: u64 = 25 * 1024 * 1024 + 64;
/// Most headers that are tried.
const HEADERS_MAX: usize = 16;
/// Most alarms that are told one by one.
const ALARMS_MAX: usize = 100;

/// What came of reading a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub manifest: Manifest,
    /// Events that are new here, per scope.
    pub new: BTreeMap<ScopeId, u64>,
    /// Events that were here already.
    pub known: u64,
    /// Events that were not taken, by reason.
    pub refused: BTreeMap<String, u64>,
    pub keys: u64,
    pub files: u64,
    /// Blocks between the first and the last one read that are damaged or gone.
    pub lost_blocks: u64,
    /// True when the end of the bundle is gone.
    pub is_torn: bool,
    /// What the writer held and is still not here.
    pub missing: Vec<Missing>,
    pub alarms: Vec<Alarm>,
}

/// A log of which the end is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub scope: ScopeId,
    /// How far the writer had come.
    pub head: Head,
    /// The last seq of this log that is here; None when nothing is.
    pub here: Option<u64>,
}

/// Reads a bundle. `unwrap` opens a wrapped header for this device, or returns None.
///
/// # Errors
/// When nothing of it can be used, or the disk fails; what was read until then is kept, and the
/// same bundle may be read again.
pub fn read<R: Read + Seek>(
    shelf: &mut dyn Shelf,
    us: &Us,
    from: &mut R,
    unwrap: impl Fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>,
    seed: [u8; 32],
    now: Timestamp,
) -> Result<Imported, BundleFault> {
    let header = header(from, &unwrap)?;
    let (key, manifest) = header.split_first_chunk::<32>().ok_or(BundleFault::NoBundle)?;
    let manifest = Manifest::decode(manifest)?;
    if shelf.admin() != Some(manifest.institution) {
        return Err(BundleFault::OtherInstitution);
    }
    if !manifest.to.contains(&us.device) {
        return Err(BundleFault::NotForUs);
    }
    if now > manifest.expires {
        return Err(BundleFault::Expired);
    }
    let mut import = Import::new(shelf, us, manifest, seed, now)?;
    let mut blocks = Blocks::new(from).map_err(|error| BundleFault::File(error.to_string()))?;
    let mut seen = BTreeSet::new();
    while let Some(block) = blocks.next() {
        if block.kind == HEADER {
            continue;
        }
        // Content counts from 1: also whoever has the key may have written something else.
        let is_content = matches!(block.kind, CONTENT | LAST) && block.number > 0;
        let opened = Some(&block).filter(|_| is_content);
        match opened.and_then(|block| block::open(key, block)) {
            Some(frames) => {
                seen.insert(block.number);
                import.is_torn &= block.kind != LAST;
                import.frames(&frames)?;
            }
            None => blocks.inside(&block),
        }
    }
    let last = seen.last().copied().unwrap_or(0);
    let lost = u64::from(last) - seen.len() as u64;
    import.end(lost)
}

/// Finds a header that opens: the first, or the one at the end.
fn header<R: Read + Seek>(
    from: &mut R,
    unwrap: &impl Fn(&[u8]) -> Option<Zeroizing<Vec<u8>>>,
) -> Result<Zeroizing<Vec<u8>>, BundleFault> {
    let mut blocks = Blocks::new(from).map_err(|error| BundleFault::File(error.to_string()))?;
    let mut tried = 0;
    while let Some(block) = blocks.next() {
        let Block { kind: HEADER, content, .. } = &block else {
            continue;
        };
        if let Some(header) = unwrap(content) {
            return Ok(header);
        }
        tried += 1;
        if tried >= HEADERS_MAX {
            break;
        }
        blocks.inside(&block);
    }
    Err(if tried > 0 { BundleFault::NotForUs } else { BundleFault::NoBundle })
}

struct Import<'a> {
    shelf: &'a mut dyn Shelf,
    us: &'a Us,
    seed: Zeroizing<[u8; 32]>,
    now: Timestamp,
    intake: Intake,
    is_torn: bool,
    manifest: Manifest,
    known: u64,
    refused: BTreeMap<String, u64>,
    alarms: Vec<Alarm>,
    new: BTreeMap<ScopeId, u64>,
    keys: Vec<(SubjectId, SubjectKey)>,
    file: Option<(FileHash, Vec<u8>)>,
    files: u64,
}

impl<'a> Import<'a> {
    fn new(
        shelf: &'a mut dyn Shelf,
        us: &'a Us,
        manifest: Manifest,
        seed: [u8; 32],
        now: Timestamp,
    ) -> Result<Self, BundleFault> {
        let intake = Intake::new(us.device, shelf)?;
        Ok(Self {
            shelf,
            us,
            seed: Zeroizing::new(seed),
            now,
            intake,
            is_torn: true,
            manifest,
            known: 0,
            refused: BTreeMap::new(),
            alarms: Vec::new(),
            new: BTreeMap::new(),
            keys: Vec::new(),
            file: None,
            files: 0,
        })
    }

    fn frames(&mut self, mut bytes: &[u8]) -> Result<(), BundleFault> {
        while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
            let Some((frame, rest)) = rest.split_at_checked(length) else {
                break;
            };
            bytes = rest;
            if let Ok(frame) = Frame::decode(frame) {
                self.frame(frame)?;
            }
        }
        Ok(())
    }

    fn frame(&mut self, frame: Frame) -> Result<(), BundleFault> {
        match frame {
            Frame::Heads(heads) => {
                // A scope may open here by a grant that is in this bundle.
                self.intake.commit(self.shelf)?;
                let WirePiece { cose, open, .. } = &heads.genesis;
                self.intake.learn(self.shelf, heads.scope, cose, open.as_deref())?;
            }
            Frame::Events(events) => self.events(events)?,
            Frame::Keys(keys) => {
                let way = Way { from: self.manifest.from, to: self.us.device, scope: keys.scope };
                let secret = self.us.exchange.as_deref();
                let opened = secret.and_then(|secret| keybox::open(&keys.sealed, secret, &way));
                self.keys.extend(opened.into_iter().flatten());
            }
            Frame::File(file) => self.file(file)?,
            _ => {}
        }
        Ok(())
    }

    fn events(&mut self, events: Events) -> Result<(), BundleFault> {
        for erasure in events.erasures {
            self.intake.explain(self.shelf, piece(erasure))?;
        }
        let pieces: Vec<Piece> = events.events.into_iter().map(piece).collect();
        let ids: Vec<EventId> = pieces.iter().map(|piece| piece.id).collect();
        let held = self.shelf.holds(&ids)?;
        for (piece, held) in pieces.into_iter().zip(held) {
            if held {
                self.known += 1;
                continue;
            }
            self.event(piece)?;
            if self.intake.is_due(self.now) {
                self.intake.commit(self.shelf)?;
            }
        }
        Ok(())
    }

    fn event(&mut self, piece: Piece) -> Result<(), BundleFault> {
        let id = piece.id;
        let place = Envelope::peek(&piece.cose).ok().map(|header| (header.log(), header.seq));
        let verdict = self.intake.take(self.shelf, piece, self.now)?;
        match (verdict, place) {
            (Verdict::Taken { forks: true }, Some((log, seq))) => {
                self.alarm(Alarm::Fork { log, seq, id });
            }
            (Verdict::Taken { .. }, _) => {}
            (Verdict::Known, _) => self.known += 1,
            (Verdict::Refused(why), place) => self.refuse(id, place.map(|(log, _)| log), why),
        }
        if let Some((log, seq)) = place.filter(|(log, _)| log.device == self.us.device) {
            self.alarm(Alarm::OwnTwin { log, seq, id });
        }
        Ok(())
    }

    fn refuse(&mut self, id: EventId, log: Option<LogKey>, why: Refused) {
        *self.refused.entry(why.to_string()).or_default() += 1;
        if !why.is_harmless() {
            self.alarm(Alarm::Fault { log, id, why });
        }
    }

    fn alarm(&mut self, alarm: Alarm) {
        if self.alarms.len() < ALARMS_MAX {
            self.alarms.push(alarm);
        }
    }

    fn file(&mut self, part: File) -> Result<(), BundleFault> {
        let is_next = |(file, bytes): &&mut (FileHash, Vec<u8>)| {
            *file == part.file && bytes.len() as u64 == part.offset
        };
        match self.file.as_mut().filter(is_next) {
            Some((_, bytes)) => bytes.extend_from_slice(&part.bytes),
            None if part.offset == 0 => self.file = Some((part.file, part.bytes)),
            None => return Ok(()),
        }
        let length = self.file.as_ref().map_or(0, |(_, bytes)| bytes.len() as u64);
        if length < part.total && part.total <= FILE_MAX {
            return Ok(());
        }
        let whole = self.file.take().map(|(_, bytes)| bytes).unwrap_or_default();
        if length != part.total || sha256(&whole) != part.file.0 {
            return Ok(());
        }
        self.intake.commit(self.shelf)?;
        let is_named = self.shelf.scope_of_file(part.file)?.is_some();
        if is_named && self.shelf.file(part.file)?.is_none() {
            self.shelf.put_file(&whole)?;
            self.files += 1;
        }
        Ok(())
    }

    fn end(mut self, lost_blocks: u64) -> Result<Imported, BundleFault> {
        self.intake.commit(self.shelf)?;
        for committed in self.intake.committed() {
            for (scope, count) in committed.new {
                *self.new.entry(scope).or_default() += count;
            }
        }
        let mut keys = 0;
        for (subject, key) in std::mem::take(&mut self.keys) {
            let nonce = sha256(&[self.seed.as_slice(), &subject.0].concat());
            let nonce = *nonce.first_chunk().unwrap_or(&[0; 24]);
            keys += u64::from(self.shelf.put_key(subject, &key, nonce)?);
        }
        let missing = self.missing()?;
        for it in &self.manifest.scopes {
            remember_heads(self.shelf, self.manifest.from, it.scope, &it.heads)?;
        }
        Ok(Imported {
            manifest: self.manifest,
            new: self.new,
            known: self.known,
            refused: self.refused,
            keys,
            files: self.files,
            lost_blocks,
            is_torn: self.is_torn,
            missing,
            alarms: self.alarms,
        })
    }

    /// Compares what the writer held with what is here now.
    fn missing(&mut self) -> Result<Vec<Missing>, BundleFault> {
        let mut missing = Vec::new();
        for it in &self.manifest.scopes {
            let ids: Vec<EventId> = it.heads.iter().map(|head| head.id).collect();
            let held = self.shelf.holds(&ids)?;
            let tips = self.shelf.tips(it.scope)?;
            for (head, _) in it.heads.iter().zip(held).filter(|(_, held)| !held) {
                let log = (head.device, head.epoch);
                let here = tips.iter().filter(|tip| (tip.device, tip.epoch) == log);
                let here = here.map(|tip| tip.seq).max();
                missing.push(Missing { scope: it.scope, head: head.clone(), here });
            }
        }
        Ok(missing)
    }
}

fn piece(wire: WirePiece) -> Piece {
    let id = EventId(sha256(&wire.cose));
    Piece { id, cose: wire.cose, open: wire.open, sealed: wire.sealed }
}

// SPDX-License-Identifier: EUPL-1.2
//! Writing a bundle: what the named devices lack, most urgent scope first, its logs interleaved,
//! so that a torn file has something of each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;

use tegenwicht_core::envelope::{LogKey, sha256};
use tegenwicht_core::feature::scope::Head;
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::shelf::{Opening, Shelf};
use tegenwicht_core::time::Timestamp;
use zeroize::Zeroizing;

use super::block::{self, CONTENT, HEADER, LAST};
use super::{BundleFault, Manifest, ScopeInBundle, TO_MAX, VERSION, heads, known};
use crate::frame::{CHUNK_MAX, Events, File, Frame, Heads, Keys, Mark};
use crate::keybox::{self, Way};
use crate::stretch::{Stretch, explanation};

/// A block is written once it holds so many bytes.
const BLOCK_WEIGHT: usize = 64 * 1024;
/// Bytes of one log before it is another one's turn.
const TURN_WEIGHT: usize = 16 * 1024;

/// A bundle that can be written.
#[derive(Debug)]
pub struct Plan {
    manifest: Manifest,
    /// Of each scope its genesis and what is known of it.
    scopes: Vec<(Opening, Vec<Head>)>,
    /// Scopes that some named device may not hold.
    pub left_out: Vec<ScopeId>,
}

/// What a bundle is made with.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    pub from: DeviceKey,
    pub to: &'a [DeviceKey],
    /// Only these scopes, beside the admin scope; None: all.
    pub scopes: Option<&'a BTreeSet<ScopeId>>,
    pub now: Timestamp,
    pub expires: Timestamp,
    /// 32 random bytes.
    pub seed: [u8; 32],
}

impl Plan {
    /// Looks what the named devices may hold and are not known to hold.
    ///
    /// # Errors
    /// When a device was not granted, or the disk does not read.
    pub fn new(shelf: &mut dyn Shelf, wish: &Wish<'_>) -> Result<Self, BundleFault> {
        let institution = shelf.admin().ok_or(BundleFault::NoInstitution)?;
        if wish.to.is_empty() || wish.to.len() > TO_MAX {
            return Err(BundleFault::NoDevice);
        }
        let rights = shelf.rights()?;
        let unsure = has_twin(shelf, wish.to)?;
        let (mut scopes, mut inside, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for found in shelf.scopes()? {
            let scope = found.scope;
            let Some(opening) = found.opening else {
                continue;
            };
            let refused = wish.to.iter().find(|to| !rights.may_hold(to, &opening.place()));
            if let (Some(device), true) = (refused, scope == institution) {
                return Err(BundleFault::NotGranted(*device));
            }
            if refused.is_some() {
                left_out.push(scope);
                continue;
            }
            let wanted = wish.scopes.is_none_or(|scopes| scopes.contains(&scope));
            if !wanted && scope != institution {
                continue;
            }
            let base = if unsure { Vec::new() } else { base(shelf, wish.to, scope)? };
            let heads = heads(shelf, scope)?;
            scopes.push(ScopeInBundle { scope, base: base.clone(), heads });
            inside.push((opening, base));
        }
        let manifest = Manifest {
            version: VERSION,
            id: *sha256(&[b"id".as_slice(), &wish.seed].concat()).first_chunk().unwrap_or(&[0; 16]),
            institution,
            from: wish.from,
            to: wish.to.to_vec(),
            created: wish.now,
            expires: wish.expires,
            scopes,
        };
        Ok(Self { manifest, scopes: inside, left_out })
    }

    /// Returns what the bundle will be.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns what has to be wrapped for the named devices: the key of the file (32 bytes, used
    /// for nothing else), then the manifest.
    #[must_use]
    pub fn header(&self, key: &[u8; 32]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([key.as_slice(), &self.manifest.encode()].concat())
    }

    /// Writes the bundle and notes in the register that it was handed out. `wrapped` is the
    /// header as it was wrapped; it stands at both ends of the file. `seed` are 32 random bytes.
    ///
    /// # Errors
    /// When the disk or the file fails.
    pub fn write(
        &self,
        shelf: &mut dyn Shelf,
        key: &[u8; 32],
        wrapped: &[u8],
        seed: [u8; 32],
        out: &mut dyn Write,
    ) -> Result<u64, BundleFault> {
        let mut writer = Writer { out, key, number: 0, frames: Vec::new(), events: 0 };
        writer.header(wrapped)?;
        for (opening, base) in &self.scopes {
            self.scope(shelf, &mut writer, opening, base)?;
        }
        self.keys(shelf, &mut writer, seed)?;
        self.files(shelf, &mut writer)?;
        writer.block(LAST)?;
        writer.header(wrapped)?;
        writer.out.flush().map_err(file)?;
        shelf.put_note(&self.manifest.note(), &self.manifest.encode())?;
        Ok(writer.events)
    }

    fn scope(
        &self,
        shelf: &mut dyn Shelf,
        writer: &mut Writer<'_>,
        opening: &Opening,
        base: &[Head],
    ) -> Result<(), BundleFault> {
        let scope = opening.log.scope;
        if let Some(genesis) = shelf.event(opening.event)? {
            let (genesis, devices) = (genesis.into(), Vec::new());
            writer.frame(&Frame::Heads(Heads { scope, genesis, devices, is_last: true }))?;
        }
        let mut plan = plan(shelf, opening, base)?;
        let mut explained = BTreeSet::new();
        let mut number = writer.number;
        while let Some(mut stretch) = plan.pop_front() {
            let events = stretch.next(shelf, TURN_WEIGHT)?;
            if events.is_empty() {
                continue;
            }
            // Each block explains itself.
            if number != writer.number {
                number = writer.number;
                explained.clear();
            }
            let mut erasures = Vec::new();
            for event in &events {
                if let Some(erasure) = explanation(shelf, event)?
                    && explained.insert(erasure.id)
                {
                    erasures.push(erasure.into());
                }
            }
            writer.events += events.len() as u64;
            let events = events.into_iter().map(Into::into).collect();
            writer.frame(&Frame::Events(Events { round: 0, events, erasures }))?;
            // The log of the genesis, in the admin scope that of the root key, goes first and
            // whole: others are judged by it.
            if stretch.log() == opening.log {
                plan.push_front(stretch);
            } else {
                plan.push_back(stretch);
            }
        }
        Ok(())
    }

    fn keys(
        &self,
        shelf: &mut dyn Shelf,
        writer: &mut Writer<'_>,
        seed: [u8; 32],
    ) -> Result<(), BundleFault> {
        let rights = shelf.rights()?;
        for (opening, _) in &self.scopes {
            let scope = opening.log.scope;
            let subjects = shelf.subjects(scope)?;
            for device in &self.manifest.to {
                for (part, subjects) in subjects.chunks(500).enumerate() {
                    let way = Way { from: self.manifest.from, to: *device, scope };
                    let once = [&seed, device.0.as_slice(), &scope.0, &part.to_be_bytes()].concat();
                    let once = sha256(&Zeroizing::new(once));
                    if let Some(sealed) = sealed(shelf, &rights, opening, subjects, once, &way)? {
                        writer.frame(&Frame::Keys(Keys { scope, sealed }))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn files(&self, shelf: &mut dyn Shelf, writer: &mut Writer<'_>) -> Result<(), BundleFault> {
        for (opening, _) in &self.scopes {
            for file in shelf.files(opening.log.scope)? {
                let whole = shelf.file(file)?.unwrap_or_default();
                let total = whole.len() as u64;
                for (part, bytes) in whole.chunks(CHUNK_MAX).enumerate() {
                    let offset = (part * CHUNK_MAX) as u64;
                    let bytes = bytes.to_vec();
                    writer.frame(&Frame::File(File { file, offset, total, bytes }))?;
                }
            }
        }
        Ok(())
    }
}

/// Returns true when two machines are at work under the key of one of these devices: what the one
/// is known to hold, the other may not have. They get everything.
fn has_twin(shelf: &mut dyn Shelf, to: &[DeviceKey]) -> Result<bool, BundleFault> {
    for found in shelf.scopes()? {
        let tips = shelf.tips(found.scope)?;
        let open = |device: &DeviceKey| {
            tips.iter().filter(|tip| tip.device == *device && !tip.is_closed).count()
        };
        if to.iter().any(|device| open(device) > 1) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What all named devices are known to hold, as far as it is here too.
fn base(shelf: &mut dyn Shelf, to: &[DeviceKey], scope: ScopeId) -> Result<Vec<Head>, BundleFault> {
    let mut common: Option<BTreeMap<(DeviceKey, u64), Head>> = None;
    for device in to {
        let heads = known(shelf, *device, scope)?;
        let heads: BTreeMap<(DeviceKey, u64), Head> =
            heads.into_iter().map(|head| ((head.device, head.epoch), head)).collect();
        common = Some(match common {
            None => heads,
            Some(mut common) => {
                common.retain(|log, _| heads.contains_key(log));
                for (log, head) in &mut common {
                    if let Some(other) = heads.get(log).filter(|other| other.seq < head.seq) {
                        *head = other.clone();
                    }
                }
                common
            }
        });
    }
    let heads: Vec<Head> = common.unwrap_or_default().into_values().collect();
    let ids: Vec<EventId> = heads.iter().map(|head| head.id).collect();
    let held = shelf.holds(&ids)?;
    Ok(heads.into_iter().zip(held).filter(|(_, held)| *held).map(|(head, _)| head).collect())
}

/// The logs of a scope, that of the genesis first.
fn plan(
    shelf: &mut dyn Shelf,
    opening: &Opening,
    base: &[Head],
) -> Result<VecDeque<Stretch>, BundleFault> {
    let scope = opening.log.scope;
    let tips = shelf.tips(scope)?;
    let log = |device, epoch| LogKey { device, scope, epoch };
    let logs: BTreeSet<(bool, LogKey)> = tips
        .iter()
        .map(|tip| log(tip.device, tip.epoch))
        .map(|log| (log.device != opening.log.device, log))
        .collect();
    let mut plan = VecDeque::new();
    for (_, log) in logs {
        let have: Vec<Mark> = base
            .iter()
            .filter(|head| (head.device, head.epoch) == (log.device, log.epoch))
            .map(|head| Mark { seq: head.seq, id: head.id })
            .collect();
        let stretch = Stretch::after(shelf, log, &have)?;
        plan.push_back(stretch.unwrap_or(Stretch::Run { log, seq: 0 }));
    }
    Ok(plan)
}

fn sealed(
    shelf: &mut dyn Shelf,
    rights: &Rights,
    opening: &Opening,
    subjects: &[SubjectId],
    once: [u8; 32],
    way: &Way,
) -> Result<Option<Vec<u8>>, BundleFault> {
    if !rights.may_open(&way.to, &opening.place()) {
        return Ok(None);
    }
    let Some(exchange) = rights.exchange(&way.to) else {
        return Ok(None);
    };
    let keys = shelf.keys(way.scope, subjects)?;
    Ok(keybox::seal(&keys, exchange.0, once, way).filter(|_| !keys.is_empty()))
}

struct Writer<'a> {
    out: &'a mut dyn Write,
    key: &'a [u8; 32],
    number: u32,
    frames: Vec<u8>,
    events: u64,
}

impl Writer<'_> {
    fn header(&mut self, wrapped: &[u8]) -> Result<(), BundleFault> {
        block::write(self.out, HEADER, 0, wrapped).map_err(file)
    }

    fn frame(&mut self, frame: &Frame) -> Result<(), BundleFault> {
        let bytes = frame.encode();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.frames.extend_from_slice(&length.to_be_bytes());
        self.frames.extend_from_slice(&bytes);
        if self.frames.len() >= BLOCK_WEIGHT { self.block(CONTENT) } else { Ok(()) }
    }

    fn block(&mut self, kind: u8) -> Result<(), BundleFault> {
        self.number += 1;
        let frames = std::mem::take(&mut self.frames);
        let sealed = block::seal(self.key, kind, self.number, &frames);
        let sealed = sealed.ok_or_else(|| BundleFault::File("too long to seal".to_owned()))?;
        block::write(self.out, kind, self.number, &sealed).map_err(file)
    }
}

fn file(error: std::io::Error) -> BundleFault {
    BundleFault::File(error.to_string())
}

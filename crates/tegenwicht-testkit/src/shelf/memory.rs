// SPDX-License-Identifier: EUPL-1.2
//! A shelf in memory around a device.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Kind, LogKey, Mode, sha256};
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::{Sealed, SubjectKey};
use tegenwicht_core::shelf::{
    Absence, Batch, ErasedIndex, Piece, ScopeIndex, ScopeOnShelf, Shelf, ShelfFault, Tip,
};

use crate::device::{Device, Held};

/// A device whose log other nodes can ask for and add to.
pub struct MemoryShelf {
    pub device: Device,
    /// The admin scope of the institution that this device was told to join.
    pub admin: Option<ScopeId>,
    pub ahead: Vec<(ScopeId, Piece)>,
    pub files: BTreeMap<FileHash, Vec<u8>>,
    pub notes: BTreeMap<String, Vec<u8>>,
    indexed: BTreeSet<EventId>,
    index: BTreeMap<ScopeId, ScopeIndex>,
}

impl MemoryShelf {
    /// Puts a device on the shelf.
    #[must_use]
    pub fn new(device: Device) -> Self {
        let admin = device.world.admin().map(|(admin, _)| admin);
        Self {
            device,
            admin,
            ahead: Vec::new(),
            files: BTreeMap::new(),
            notes: BTreeMap::new(),
            indexed: BTreeSet::new(),
            index: BTreeMap::new(),
        }
    }

    fn held(&self, id: EventId) -> Option<&Held> {
        self.device.logs.values().find_map(|log| log.get(&id))
    }

    /// Takes in what the device wrote meanwhile, each event after the one it follows.
    fn refresh(&mut self) {
        for (scope, log) in &self.device.logs {
            let mut new: Vec<&Held> =
                log.values().filter(|held| !self.indexed.contains(&held.envelope.id)).collect();
            new.sort_by_key(|held| {
                let header = &held.envelope.header;
                (header.kind != Kind::Genesis, header.device, header.epoch, header.seq)
            });
            for held in new {
                let open = held.open.as_deref().and_then(|open| Open::decode_own(open).ok());
                let under = held.sealed.as_deref().and_then(|part| Sealed::read(part).ok());
                let under = under.map(|sealed| sealed.subject);
                let index = self.index.entry(*scope).or_default();
                index.add(held.envelope.id, &held.envelope.header, open.as_ref(), under);
                self.indexed.insert(held.envelope.id);
            }
        }
    }

    /// What the log and the erasures that came ahead of it name.
    fn erased(&self, scope: ScopeId) -> ErasedIndex {
        let log = self.device.logs.get(&scope);
        let held = log.into_iter().flat_map(BTreeMap::values);
        let erasing = held.filter(|held| held.envelope.header.kind == Kind::Erase);
        let mut erased = ErasedIndex::default();
        let ahead = self.ahead.iter().filter(|(of, _)| *of == scope).map(|(_, it)| it.clone());
        for piece in erasing.map(bare).chain(ahead) {
            erased.add(piece);
        }
        erased
    }

    fn piece(&self, held: &Held) -> Piece {
        let header = &held.envelope.header;
        let erased = self.erased(header.scope);
        let absence = Absence::of(held.envelope.id, header);
        let gone = may_erase(&header.kind) && erased.find(&absence).is_some();
        let sealed = held.sealed.as_deref().and_then(|part| Sealed::read(part).ok());
        let under = sealed.is_some_and(|sealed| erased.is_erased(sealed.subject));
        let mut piece = bare(held);
        piece.open = piece.open.filter(|_| !gone);
        piece.sealed = piece.sealed.filter(|_| !gone && !under);
        piece
    }
}

fn bare(held: &Held) -> Piece {
    let Held { envelope, open, sealed, .. } = held;
    let (open, sealed) = (open.clone(), sealed.clone());
    Piece { id: envelope.id, cose: envelope.cose.clone(), open, sealed }
}

impl Shelf for MemoryShelf {
    fn admin(&self) -> Option<ScopeId> {
        self.admin
    }

    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault> {
        let scopes = &self.device.world.scopes;
        let rights = self.admin.and_then(|admin| Some(Rights::of(admin, scopes.get(&admin)?)));
        Ok(Arc::new(rights.unwrap_or_default()))
    }

    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault> {
        self.refresh();
        let mut scopes: Vec<ScopeOnShelf> =
            self.index.iter_mut().map(|(scope, index)| index.on_shelf(*scope)).collect();
        scopes.sort_by_key(|found| (found.urgency, found.scope));
        Ok(scopes)
    }

    fn scope(&mut self, scope: ScopeId) -> Result<Option<ScopeOnShelf>, ShelfFault> {
        self.refresh();
        Ok(self.index.get_mut(&scope).map(|index| index.on_shelf(scope)))
    }

    fn tips(&mut self, scope: ScopeId) -> Result<Arc<Vec<Tip>>, ShelfFault> {
        self.refresh();
        Ok(self.index.get_mut(&scope).map(|index| index.tips().0).unwrap_or_default())
    }

    fn holds(&mut self, ids: &[EventId]) -> Result<Vec<bool>, ShelfFault> {
        Ok(ids.iter().map(|id| self.held(*id).is_some()).collect())
    }

    fn event(&mut self, id: EventId) -> Result<Option<Piece>, ShelfFault> {
        Ok(self.held(id).map(|held| self.piece(held)))
    }

    fn at(&mut self, log: LogKey, seq: u64) -> Result<Vec<EventId>, ShelfFault> {
        let held = self.device.logs.get(&log.scope).into_iter().flat_map(BTreeMap::values);
        let there = held
            .map(|held| &held.envelope)
            .filter(|envelope| envelope.header.log() == log && envelope.header.seq == seq);
        Ok(there.map(|envelope| envelope.id).collect())
    }

    fn range(
        &mut self,
        log: LogKey,
        seq: u64,
        weight_max: usize,
    ) -> Result<Vec<Piece>, ShelfFault> {
        let held = self.device.logs.get(&log.scope).into_iter().flat_map(BTreeMap::values);
        let mut found: Vec<(u64, Piece)> = held
            .filter(|held| {
                let header = &held.envelope.header;
                header.log() == log && header.seq >= seq
            })
            .map(|held| (held.envelope.header.seq, self.piece(held)))
            .collect();
        found.sort_by_key(|(seq, piece)| (*seq, piece.id));
        let (mut weight, mut last, mut pieces) = (0, seq, Vec::new());
        for (seq, piece) in found {
            if weight >= weight_max && seq != last {
                break;
            }
            weight += piece.weight();
            last = seq;
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn erasure(&mut self, absence: &Absence<'_>) -> Result<Option<Piece>, ShelfFault> {
        Ok(self.erased(absence.scope).find(absence).cloned())
    }

    fn append(&mut self, batch: &Batch) -> Result<Vec<EventId>, ShelfFault> {
        self.refresh();
        for piece in &batch.ahead {
            let scope = Envelope::peek(&piece.cose).unwrap().scope;
            self.ahead.push((scope, piece.clone()));
        }
        let mut new = Vec::new();
        for arrival in &batch.events {
            let id = arrival.envelope.id;
            let scope = arrival.envelope.header.scope;
            self.ahead.retain(|(_, ahead)| ahead.id != id);
            if self.held(id).is_some() {
                continue;
            }
            let index = self.index.get_mut(&scope);
            let opening = index.and_then(|index| index.on_shelf(scope).opening);
            let mode = opening.map(|opening| opening.mode).unwrap_or(
                if arrival.envelope.verify(Mode::Real).is_ok() {
                    Mode::Real
                } else {
                    Mode::Exercise
                },
            );
            let held = Held {
                envelope: arrival.envelope.clone(),
                mode,
                open: arrival.open.clone(),
                sealed: arrival.sealed.clone(),
                knew: Arc::default(),
            };
            self.device.logs.entry(scope).or_default().insert(id, held);
            self.refresh();
            new.push(id);
        }
        self.device.refold_all();
        Ok(new)
    }

    fn files(&mut self, scope: ScopeId) -> Result<Vec<FileHash>, ShelfFault> {
        self.refresh();
        let index = self.index.get(&scope);
        Ok(index.into_iter().flat_map(|index| index.files.iter().map(|(file, _)| *file)).collect())
    }

    fn subjects(&mut self, scope: ScopeId) -> Result<Vec<SubjectId>, ShelfFault> {
        self.refresh();
        let index = self.index.get(&scope);
        Ok(index.into_iter().flat_map(|index| index.sealed_under.keys().copied()).collect())
    }

    fn missing_files(&mut self, scope: ScopeId, max: usize) -> Result<Vec<FileHash>, ShelfFault> {
        self.refresh();
        let gone = self.erased(scope);
        let files = self.index.get(&scope).into_iter().flat_map(|index| &index.files);
        let missing =
            files.filter(|(hash, under)| !self.files.contains_key(hash) && !gone.is_erased(*under));
        Ok(missing.map(|(hash, _)| *hash).take(max).collect())
    }

    fn scope_of_file(&mut self, file: FileHash) -> Result<Option<ScopeId>, ShelfFault> {
        self.refresh();
        let names = |index: &ScopeIndex| index.files.iter().any(|(named, _)| *named == file);
        let mut named = self.index.iter().filter(|(_, index)| names(index));
        Ok(named.next().map(|(scope, _)| *scope))
    }

    fn file(&mut self, file: FileHash) -> Result<Option<Vec<u8>>, ShelfFault> {
        Ok(self.files.get(&file).cloned())
    }

    fn put_file(&mut self, sealed: &[u8]) -> Result<(), ShelfFault> {
        self.files.insert(FileHash(sha256(sealed)), sealed.to_vec());
        Ok(())
    }

    fn missing_keys(&mut self, scope: ScopeId, max: usize) -> Result<Vec<SubjectId>, ShelfFault> {
        self.refresh();
        let gone = self.erased(scope);
        let under = self.index.get(&scope).into_iter().flat_map(|index| index.sealed_under.keys());
        let missing =
            under.filter(|it| self.device.key_of(**it).is_none() && !gone.is_erased(**it));
        Ok(missing.copied().take(max).collect())
    }

    fn keys(
        &mut self,
        scope: ScopeId,
        subjects: &[SubjectId],
    ) -> Result<Vec<(SubjectId, SubjectKey)>, ShelfFault> {
        self.refresh();
        let gone = self.erased(scope);
        let ours = |it: &&SubjectId| {
            let index = self.index.get(&scope);
            index.is_some_and(|index| index.sealed_under.contains_key(it)) && !gone.is_erased(**it)
        };
        let subjects = subjects.iter().filter(ours);
        Ok(subjects.filter_map(|it| Some((*it, self.device.key_of(*it)?.clone()))).collect())
    }

    fn put_key(
        &mut self,
        subject: SubjectId,
        key: &SubjectKey,
        _nonce: [u8; 24],
    ) -> Result<bool, ShelfFault> {
        self.device.put_key(subject, key.clone());
        Ok(true)
    }

    fn note(&mut self, name: &str) -> Result<Option<Vec<u8>>, ShelfFault> {
        Ok(self.notes.get(name).cloned())
    }

    fn put_note(&mut self, name: &str, value: &[u8]) -> Result<(), ShelfFault> {
        self.notes.insert(name.to_owned(), value.to_vec());
        Ok(())
    }
}

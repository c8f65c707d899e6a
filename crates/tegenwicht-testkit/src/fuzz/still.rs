// SPDX-License-Identifier: EUPL-1.2
//! A shelf that stands still: what is to be kept is looked at and not kept, so that every run
//! finds the same node and none has to make one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Kind, LogKey, sha256};
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::{Sealed, SubjectKey};
use tegenwicht_core::shelf::{
    Absence, Batch, ErasedIndex, Piece, ScopeIndex, ScopeOnShelf, Shelf, ShelfFault, Tip,
};

use super::Plant;
use crate::shelf::MemoryShelf;

/// What a node holds, and what it may be brought.
pub struct Still {
    admin: ScopeId,
    rights: Arc<Rights>,
    pieces: BTreeMap<EventId, Piece>,
    logs: BTreeMap<LogKey, Vec<(u64, EventId)>>,
    index: BTreeMap<ScopeId, ScopeIndex>,
    erased: BTreeMap<ScopeId, ErasedIndex>,
    /// All that anybody in the house ever signed.
    signed: BTreeMap<EventId, Piece>,
    every_file_named: bool,
    /// Events that would have been kept in this run.
    pub kept: u64,
    /// What was to be kept and may not be.
    pub wrong: Option<String>,
}

impl Still {
    /// Takes the picture of a node. `signed` is all that may come in; `rights` what counts.
    pub fn new(
        node: &mut MemoryShelf,
        rights: Arc<Rights>,
        signed: BTreeMap<EventId, Piece>,
        plant: Option<Plant>,
    ) -> Self {
        let ids: Vec<EventId> =
            node.device.logs.values().flat_map(|log| log.keys().copied()).collect();
        let mut still = Self {
            admin: node.admin.expect("an institution"),
            rights,
            pieces: BTreeMap::new(),
            logs: BTreeMap::new(),
            index: BTreeMap::new(),
            erased: BTreeMap::new(),
            signed,
            every_file_named: plant == Some(Plant::EveryFileNamed),
            kept: 0,
            wrong: None,
        };
        let pieces = ids.into_iter().map(|id| node.event(id).unwrap().unwrap());
        let mut pieces: Vec<_> =
            pieces.map(|piece| (Envelope::read(&piece.cose).unwrap(), piece)).collect();
        pieces.sort_by_key(|(envelope, _)| (envelope.header.seq, envelope.id));
        for (envelope, piece) in pieces {
            still.add(&envelope, piece);
        }
        still.logs.values_mut().for_each(|log| log.sort_unstable());
        still
    }

    fn add(&mut self, envelope: &Envelope, piece: Piece) {
        let header = &envelope.header;
        let open = piece.open.as_deref().and_then(|open| Open::decode(open).ok());
        let sealed = piece.sealed.as_deref().and_then(|sealed| Sealed::read(sealed).ok());
        let under = sealed.map(|sealed| sealed.subject);
        let index = self.index.entry(header.scope).or_default();
        index.add(envelope.id, header, open.as_ref(), under);
        self.logs.entry(header.log()).or_default().push((header.seq, envelope.id));
        if header.kind == Kind::Erase {
            self.erased.entry(header.scope).or_default().add(piece.clone());
        }
        self.pieces.insert(envelope.id, piece);
    }

    /// Begins a run.
    pub fn clear(&mut self) {
        (self.kept, self.wrong) = (0, None);
    }

    fn look(&mut self, id: EventId, open: Option<&Vec<u8>>, sealed: Option<&Vec<u8>>) {
        self.kept += 1;
        let Some(genuine) = self.signed.get(&id) else {
            self.wrong = Some(format!("{id} was to be kept, and nobody of the house signed it"));
            return;
        };
        let is_part = |part: Option<&Vec<u8>>, of: Option<&Vec<u8>>| part.is_none() || part == of;
        if !is_part(open, genuine.open.as_ref()) || !is_part(sealed, genuine.sealed.as_ref()) {
            self.wrong = Some(format!("a part of {id} was to be kept that was not signed"));
        }
    }

    fn names_file(&self, file: FileHash) -> Option<ScopeId> {
        let names = |index: &ScopeIndex| index.files.iter().any(|(named, _)| *named == file);
        let mut named = self.index.iter().filter(|(_, index)| names(index));
        named.next().map(|(scope, _)| *scope)
    }
}

impl Shelf for Still {
    fn admin(&self) -> Option<ScopeId> {
        Some(self.admin)
    }

    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault> {
        Ok(Arc::clone(&self.rights))
    }

    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault> {
        let mut scopes: Vec<ScopeOnShelf> =
            self.index.iter_mut().map(|(scope, index)| index.on_shelf(*scope)).collect();
        scopes.sort_by_key(|found| (found.urgency, found.scope));
        Ok(scopes)
    }

    fn scope(&mut self, scope: ScopeId) -> Result<Option<ScopeOnShelf>, ShelfFault> {
        Ok(self.index.get_mut(&scope).map(|index| index.on_shelf(scope)))
    }

    fn tips(&mut self, scope: ScopeId) -> Result<Arc<Vec<Tip>>, ShelfFault> {
        Ok(self.index.get_mut(&scope).map(|index| index.tips().0).unwrap_or_default())
    }

    fn holds(&mut self, ids: &[EventId]) -> Result<Vec<bool>, ShelfFault> {
        Ok(ids.iter().map(|id| self.pieces.contains_key(id)).collect())
    }

    fn event(&mut self, id: EventId) -> Result<Option<Piece>, ShelfFault> {
        Ok(self.pieces.get(&id).cloned())
    }

    fn at(&mut self, log: LogKey, seq: u64) -> Result<Vec<EventId>, ShelfFault> {
        let there = self.logs.get(&log).into_iter().flatten();
        Ok(there.filter(|(at, _)| *at == seq).map(|(_, id)| *id).collect())
    }

    fn range(
        &mut self,
        log: LogKey,
        seq: u64,
        weight_max: usize,
    ) -> Result<Vec<Piece>, ShelfFault> {
        let there = self.logs.get(&log).into_iter().flatten().filter(|(at, _)| *at >= seq);
        let (mut weight, mut last, mut pieces) = (0, seq, Vec::new());
        for (at, id) in there {
            if weight >= weight_max && *at != last {
                break;
            }
            let piece = self.pieces[id].clone();
            (weight, last) = (weight + piece.weight(), *at);
            pieces.push(piece);
        }
        Ok(pieces)
    }

    fn erasure(&mut self, absence: &Absence<'_>) -> Result<Option<Piece>, ShelfFault> {
        Ok(self.erased.get(&absence.scope).and_then(|erased| erased.find(absence)).cloned())
    }

    fn append(&mut self, batch: &Batch) -> Result<Vec<EventId>, ShelfFault> {
        for it in &batch.events {
            self.look(it.envelope.id, it.open.as_ref(), it.sealed.as_ref());
        }
        for it in &batch.ahead {
            self.look(it.id, it.open.as_ref(), it.sealed.as_ref());
        }
        Ok(Vec::new())
    }

    fn files(&mut self, scope: ScopeId) -> Result<Vec<FileHash>, ShelfFault> {
        let index = self.index.get(&scope);
        Ok(index.into_iter().flat_map(|index| index.files.iter().map(|(file, _)| *file)).collect())
    }

    fn subjects(&mut self, scope: ScopeId) -> Result<Vec<SubjectId>, ShelfFault> {
        let index = self.index.get(&scope);
        Ok(index.into_iter().flat_map(|index| index.sealed_under.keys().copied()).collect())
    }

    fn missing_files(&mut self, scope: ScopeId, max: usize) -> Result<Vec<FileHash>, ShelfFault> {
        Ok(self.files(scope)?.into_iter().take(max).collect())
    }

    fn scope_of_file(&mut self, file: FileHash) -> Result<Option<ScopeId>, ShelfFault> {
        let named = self.names_file(file);
        Ok(named.or(Some(self.admin).filter(|_| self.every_file_named)))
    }

    fn file(&mut self, _: FileHash) -> Result<Option<Vec<u8>>, ShelfFault> {
        Ok(None)
    }

    fn put_file(&mut self, sealed: &[u8]) -> Result<(), ShelfFault> {
        if self.names_file(FileHash(sha256(sealed))).is_none() {
            self.wrong = Some("a file was to be kept that no event names".to_owned());
        }
        self.kept += 1;
        Ok(())
    }

    fn missing_keys(&mut self, scope: ScopeId, max: usize) -> Result<Vec<SubjectId>, ShelfFault> {
        Ok(self.subjects(scope)?.into_iter().take(max).collect())
    }

    fn keys(
        &mut self,
        _: ScopeId,
        subjects: &[SubjectId],
    ) -> Result<Vec<(SubjectId, SubjectKey)>, ShelfFault> {
        let ours: BTreeSet<&SubjectId> =
            self.index.values().flat_map(|index| index.sealed_under.keys()).collect();
        let asked = subjects.iter().filter(|subject| ours.contains(subject));
        Ok(asked.map(|subject| (*subject, SubjectKey([1; 32]))).collect())
    }

    fn put_key(&mut self, _: SubjectId, _: &SubjectKey, _: [u8; 24]) -> Result<bool, ShelfFault> {
        Ok(false)
    }

    fn note(&mut self, _: &str) -> Result<Option<Vec<u8>>, ShelfFault> {
        Ok(None)
    }

    fn put_note(&mut self, _: &str, _: &[u8]) -> Result<(), ShelfFault> {
        Ok(())
    }
}

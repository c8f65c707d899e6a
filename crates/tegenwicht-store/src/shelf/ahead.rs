// SPDX-License-Identifier: EUPL-1.2
//! Erasures that came ahead of their log: they explain why bodies are absent until the erasure
//! itself has its turn. Kept as lines of `local`, written in the same commit as what they explain.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use tegenwicht_core::envelope::{Envelope, Kind, sha256};
use tegenwicht_core::id::{EventId, ScopeId, SubjectId, hex};
use tegenwicht_core::shelf::{Absence, Batch, ErasedIndex, Piece};

use crate::error::{StoreError, sql};
use crate::log::Store;

/// Before the id of an erasure that came ahead, in the table `local`.
const AHEAD: &str = "sync:ahead:";

/// What they name, in memory.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    scopes: BTreeMap<ScopeId, ErasedIndex>,
}

/// Returns the lines that a batch adds, and removes since an erasure has its place now.
pub(super) fn lines(batch: &Batch) -> Vec<(String, Option<Vec<u8>>)> {
    let line = |id: &EventId| format!("{AHEAD}{}", hex(&id.0));
    let added = batch.ahead.iter().map(|piece| {
        let open = piece.open.clone().map(ByteVec::from);
        let value = minicbor::to_vec((ByteVec::from(piece.cose.clone()), open));
        (line(&piece.id), Some(value.unwrap_or_default()))
    });
    let erases = batch.events.iter().map(|arrival| &arrival.envelope);
    let erases = erases.filter(|it| it.header.kind == Kind::Erase);
    added.chain(erases.map(|envelope| (line(&envelope.id), None))).collect()
}

/// Reads one line.
fn read(value: &[u8]) -> Option<Piece> {
    let (cose, open): (ByteVec, Option<ByteVec>) = minicbor::decode(value).ok()?;
    let id = EventId(sha256(&cose));
    Some(Piece { id, cose: cose.into(), open: open.map(Into::into), sealed: None })
}

/// Reads all lines.
pub(crate) fn all(store: &Store) -> Result<Vec<Piece>, StoreError> {
    let error = || sql("read what came ahead", store.path());
    let mut statement = store
        .conn()
        .prepare_cached("SELECT value FROM local WHERE key >= ?1 AND key < ?2")
        .map_err(error())?;
    let end = format!("{AHEAD}~");
    let mut rows = statement.query([AHEAD, &end]).map_err(error())?;
    let mut pieces = Vec::new();
    while let Some(row) = rows.next().map_err(error())? {
        pieces.extend(read(store.blob(row, 0)?));
    }
    Ok(pieces)
}

impl Ahead {
    /// Reads all lines, at the start.
    pub fn load(store: &Store) -> Result<Self, StoreError> {
        let mut ahead = Self::default();
        all(store)?.iter().for_each(|piece| ahead.add(piece));
        Ok(ahead)
    }

    /// Follows what a batch put on disk.
    pub fn take(&mut self, batch: &Batch) {
        batch.ahead.iter().for_each(|piece| self.add(piece));
        for arrival in &batch.events {
            if let Some(erased) = self.scopes.get_mut(&arrival.envelope.header.scope) {
                erased.remove(arrival.envelope.id);
            }
        }
    }

    pub fn find(&self, absence: &Absence<'_>) -> Option<&Piece> {
        self.scopes.get(&absence.scope)?.find(absence)
    }

    pub fn is_erased(&self, subject: SubjectId) -> bool {
        self.scopes.values().any(|erased| erased.is_erased(subject))
    }

    fn add(&mut self, piece: &Piece) {
        if let Ok(header) = Envelope::peek(&piece.cose) {
            self.scopes.entry(header.scope).or_default().add(piece.clone());
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! A shelf that fails at a call that is told beforehand, as when the power goes or the disk is
//! full.

use std::sync::Arc;

use tegenwicht_core::envelope::LogKey;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_core::shelf::{Absence, Batch, Piece, ScopeOnShelf, Shelf, ShelfFault, Tip};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The power goes before the call.
    Before,
    /// The power goes after the call, and nobody hears of it.
    After,
    /// There is no room; only writing fails.
    Full,
}

/// A shelf that counts its calls.
pub struct FaultyShelf<'a> {
    pub inner: &'a mut dyn Shelf,
    pub calls: u64,
    /// At which call what goes wrong.
    pub plan: Option<(u64, Failure)>,
}

impl<'a> FaultyShelf<'a> {
    /// Puts a plan before a shelf; `calls` were made before.
    pub const fn new(inner: &'a mut dyn Shelf, calls: u64, plan: Option<(u64, Failure)>) -> Self {
        Self { inner, calls, plan }
    }

    fn call<T>(
        &mut self,
        writes: bool,
        work: impl FnOnce(&mut dyn Shelf) -> Result<T, ShelfFault>,
    ) -> Result<T, ShelfFault> {
        self.calls += 1;
        let gone = |is_full| ShelfFault { what: "as planned".to_owned(), is_full };
        match self.plan {
            Some((at, Failure::Full)) if self.calls >= at && writes => Err(gone(true)),
            Some((at, Failure::Before)) if self.calls >= at => Err(gone(false)),
            Some((at, Failure::After)) if self.calls == at => {
                work(self.inner)?;
                Err(gone(false))
            }
            Some((at, Failure::After)) if self.calls > at => Err(gone(false)),
            _ => work(self.inner),
        }
    }
}

impl Shelf for FaultyShelf<'_> {
    fn admin(&self) -> Option<ScopeId> {
        self.inner.admin()
    }

    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault> {
        self.call(false, |shelf| shelf.rights())
    }

    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault> {
        self.call(false, |shelf| shelf.scopes())
    }

    fn scope(&mut self, scope: ScopeId) -> Result<Option<ScopeOnShelf>, ShelfFault> {
        self.call(false, |shelf| shelf.scope(scope))
    }

    fn tips(&mut self, scope: ScopeId) -> Result<Arc<Vec<Tip>>, ShelfFault> {
        self.call(false, |shelf| shelf.tips(scope))
    }

    fn holds(&mut self, ids: &[EventId]) -> Result<Vec<bool>, ShelfFault> {
        self.call(false, |shelf| shelf.holds(ids))
    }

    fn event(&mut self, id: EventId) -> Result<Option<Piece>, ShelfFault> {
        self.call(false, |shelf| shelf.event(id))
    }

    fn at(&mut self, log: LogKey, seq: u64) -> Result<Vec<EventId>, ShelfFault> {
        self.call(false, |shelf| shelf.at(log, seq))
    }

    fn range(
        &mut self,
        log: LogKey,
        seq: u64,
        weight_max: usize,
    ) -> Result<Vec<Piece>, ShelfFault> {
        self.call(false, |shelf| shelf.range(log, seq, weight_max))
    }

    fn erasure(&mut self, absence: &Absence<'_>) -> Result<Option<Piece>, ShelfFault> {
        self.call(false, |shelf| shelf.erasure(absence))
    }

    fn append(&mut self, batch: &Batch) -> Result<Vec<EventId>, ShelfFault> {
        self.call(true, |shelf| shelf.append(batch))
    }

    fn files(&mut self, scope: ScopeId) -> Result<Vec<FileHash>, ShelfFault> {
        self.call(false, |shelf| shelf.files(scope))
    }

    fn subjects(&mut self, scope: ScopeId) -> Result<Vec<SubjectId>, ShelfFault> {
        self.call(false, |shelf| shelf.subjects(scope))
    }

    fn missing_files(&mut self, scope: ScopeId, max: usize) -> Result<Vec<FileHash>, ShelfFault> {
        self.call(false, |shelf| shelf.missing_files(scope, max))
    }

    fn scope_of_file(&mut self, file: FileHash) -> Result<Option<ScopeId>, ShelfFault> {
        self.call(false, |shelf| shelf.scope_of_file(file))
    }

    fn file(&mut self, file: FileHash) -> Result<Option<Vec<u8>>, ShelfFault> {
        self.call(false, |shelf| shelf.file(file))
    }

    fn put_file(&mut self, sealed: &[u8]) -> Result<(), ShelfFault> {
        self.call(true, |shelf| shelf.put_file(sealed))
    }

    fn missing_keys(&mut self, scope: ScopeId, max: usize) -> Result<Vec<SubjectId>, ShelfFault> {
        self.call(false, |shelf| shelf.missing_keys(scope, max))
    }

    fn keys(
        &mut self,
        scope: ScopeId,
        subjects: &[SubjectId],
    ) -> Result<Vec<(SubjectId, SubjectKey)>, ShelfFault> {
        self.call(false, |shelf| shelf.keys(scope, subjects))
    }

    fn put_key(
        &mut self,
        subject: SubjectId,
        key: &SubjectKey,
        nonce: [u8; 24],
    ) -> Result<bool, ShelfFault> {
        self.call(true, |shelf| shelf.put_key(subject, key, nonce))
    }

    fn note(&mut self, name: &str) -> Result<Option<Vec<u8>>, ShelfFault> {
        self.call(false, |shelf| shelf.note(name))
    }

    fn put_note(&mut self, name: &str, value: &[u8]) -> Result<(), ShelfFault> {
        self.call(true, |shelf| shelf.put_note(name, value))
    }
}

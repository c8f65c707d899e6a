// SPDX-License-Identifier: EUPL-1.2
//! The index over the log: read once at the start, then event by event.

use std::collections::BTreeMap;
use std::sync::Arc;

use tegenwicht_core::body::Open;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::Sealed;
use tegenwicht_core::shelf::ScopeIndex;

use super::ahead::Ahead;
use crate::error::{StoreError, sql};
use crate::log::{EventRow, Store};

/// What a shelf remembers between its steps. Begin with an empty one whenever the store is
/// opened.
#[derive(Debug, Default)]
pub struct Memory {
    pub(super) scopes: BTreeMap<ScopeId, ScopeIndex>,
    /// What was sealed first under a subject, in the scope that the subject belongs to. What
    /// another scope says about it does not come in here, so nobody gets a key, nor has one taken,
    /// by naming its subject in a scope of theirs.
    pub(super) claims: BTreeMap<SubjectId, Claim>,
    /// The scope whose event first named a file; see `NodeShelf::scope_of_file`.
    pub(super) files: BTreeMap<FileHash, ScopeId>,
    pub(super) ahead: Ahead,
    /// The rights, and of how many grants they were made.
    pub(super) rights: Option<(u64, Arc<Rights>)>,
    /// The last event that was taken in; None before the start.
    serial: Option<i64>,
    /// How many rows the store had changed when it was last looked at.
    changes: Option<u64>,
    /// Whether the log names any event or command as erased: most logs do not, and then nobody
    /// has to ask it for each event.
    pub(super) names_erased: bool,
}

/// Where a subject was named first, of what belongs to its scope.
#[derive(Debug)]
pub(super) struct Claim {
    pub scope: ScopeId,
    pub sealed: Option<EventId>,
    pub file: Option<FileHash>,
}

impl Memory {
    /// Takes in what came to the log since the last time.
    pub(super) fn refresh(&mut self, store: &Store) -> Result<(), StoreError> {
        // The store that is written to is the only one that writes: where it changed nothing, there
        // is nothing new. A session asks this for each of a thousand scopes.
        let changes = store.own_changes();
        if changes.is_some() && changes == self.changes && self.serial.is_some() {
            return Ok(());
        }
        self.names_erased = store.names_erased()?;
        let last: i64 = store
            .conn()
            .prepare_cached("SELECT coalesce(max(serial), 0) FROM event")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(sql("read the last event", store.path()))?;
        if self.serial == Some(last) {
            self.changes = changes;
            return Ok(());
        }
        if self.serial.is_none() {
            self.ahead = Ahead::load(store)?;
        }
        let from = self.serial.unwrap_or(i64::MIN);
        store.each_row("serial > ?1 ORDER BY serial", [from], |row| {
            self.add(store, &row)?;
            Ok(true)
        })?;
        (self.serial, self.changes) = (Some(last), changes);
        Ok(())
    }

    fn add(&mut self, store: &Store, row: &EventRow<'_>) -> Result<(), StoreError> {
        let header = store.header(row.cose)?;
        let scope = header.scope;
        let open = row.open.and_then(|open| Open::decode_own(open).ok());
        let sealed = row.sealed.and_then(|sealed| minicbor::decode::<Sealed>(sealed).ok());
        let under = sealed.map(|sealed| sealed.subject);
        let index = self.scopes.entry(scope).or_default();
        let files = index.files.len();
        index.add(row.id, &header, open.as_ref(), under);
        if let Some(subject) = under.filter(|subject| subject.belongs_to(scope)) {
            let claim = Claim { scope, sealed: Some(row.id), file: None };
            self.claims.entry(subject).or_insert(claim);
        }
        if index.files.len() > files {
            for (file, subject) in &index.files {
                self.files.entry(*file).or_insert(scope);
                let claim = Claim { scope, sealed: None, file: Some(*file) };
                self.claims.entry(*subject).or_insert(claim);
            }
        }
        Ok(())
    }
}

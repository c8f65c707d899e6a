// SPDX-License-Identifier: EUPL-1.2
//! The disk of a node as replication sees it: the log with an index beside it, keys, files.
//!
//! Not here: what is asked for and checked (`tegenwicht-sync`), the interface (core's `shelf`).
//! Rules: the index follows from the log and is made anew at each start; nothing that the log
//! says is erased is handed out, also before the erasure is carried out; a key or file belongs to
//! the scope that its subject follows from.
//! Start at: `NodeShelf`.
//! To change: core's `Shelf`, `docs/formats/store.md` (lines of `local`).

pub(crate) mod ahead;
mod index;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::params;
use tegenwicht_core::envelope::{Header, Kind, LogKey, sha256};
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::{self, Sealed, SubjectKey};
use tegenwicht_core::shelf::{Absence, Batch, Piece, ScopeOnShelf, Shelf, ShelfFault, Tip};

use crate::attachment::{self, Attachments};
use crate::erasure;
use crate::error::{StoreError, sql};
use crate::keys::Keys;
use crate::log::{EventRow, NewEvent, Store};
use crate::refold::refold;

pub use index::Memory;

/// Before the name of a note in the table `local`.
const NOTE: &str = "sync:";

/// The disk of a node, borrowed for one step of a session.
pub struct NodeShelf<'a> {
    store: &'a mut Store,
    keys: &'a Keys,
    attachments: &'a Attachments,
    memory: &'a mut Memory,
    admin: Option<ScopeId>,
}

impl<'a> NodeShelf<'a> {
    /// Borrows the disk. `memory` is kept between the steps, as long as the store is open.
    /// `admin` is the admin scope of the institution that this node belongs to.
    pub const fn new(
        store: &'a mut Store,
        keys: &'a Keys,
        attachments: &'a Attachments,
        memory: &'a mut Memory,
        admin: Option<ScopeId>,
    ) -> Self {
        Self { store, keys, attachments, memory, admin }
    }

    fn refresh(&mut self) -> Result<(), ShelfFault> {
        self.memory.refresh(self.store).map_err(fault)
    }

    /// Copies a row without what is erased.
    fn piece(&self, row: &EventRow<'_>, header: &Header) -> Result<Piece, StoreError> {
        let absence = Absence::of(row.id, header);
        let whole = may_erase(&header.kind)
            && (self.memory.ahead.find(&absence).is_some()
                || self.memory.names_erased && self.store.erased_by(&absence)?.is_some());
        let sealed = match row.sealed {
            Some(sealed) if !whole && !self.is_under_erased(header.scope, sealed)? => {
                Some(sealed.to_vec())
            }
            _ => None,
        };
        let open = row.open.filter(|_| !whole).map(<[u8]>::to_vec);
        Ok(Piece { id: row.id, cose: row.cose.to_vec(), open, sealed })
    }

    fn is_under_erased(&self, scope: ScopeId, sealed: &[u8]) -> Result<bool, StoreError> {
        match minicbor::decode::<Sealed>(sealed) {
            Ok(sealed) if sealed.subject.belongs_to(scope) => self.is_erased(sealed.subject),
            _ => Ok(false),
        }
    }

    /// Returns true when an event of the scope that a subject belongs to names this file under it.
    fn is_named(&self, file: FileHash, subject: SubjectId) -> bool {
        let claim = self.memory.claims.get(&subject);
        let index = claim.and_then(|claim| self.memory.scopes.get(&claim.scope));
        index.is_some_and(|index| index.files.contains(&(file, subject)))
    }

    fn is_erased(&self, subject: SubjectId) -> Result<bool, StoreError> {
        Ok(self.memory.ahead.is_erased(subject) || self.store.is_subject_erased(subject)?)
    }

    fn write(&mut self, batch: &Batch) -> Result<Vec<EventId>, StoreError> {
        let path = self.store.path().to_owned();
        let events: Vec<NewEvent> = batch
            .events
            .iter()
            .map(|arrival| NewEvent {
                envelope: arrival.envelope.clone(),
                open: arrival.open.clone(),
                sealed: arrival.sealed.clone(),
                own: false,
            })
            .collect();
        let lines = ahead::lines(batch);
        let local: Vec<_> = lines.iter().map(|(k, v)| (k.as_str(), v.as_deref())).collect();
        let last = self
            .store
            .conn()
            .prepare_cached("SELECT coalesce(max(serial), 0) FROM event")
            .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
            .map_err(sql("read the last event", &path))?;
        let serials = self.store.write_all(&events, &local)?;
        self.memory.ahead.take(batch);
        let new = events.iter().zip(serials).filter(|(_, serial)| *serial > last);
        let new: Vec<&NewEvent> = new.map(|(event, _)| event).collect();
        if new.iter().any(|event| event.envelope.header.kind == Kind::Erase) {
            erasure::carry_out(self.store, self.keys, self.attachments)?;
        }
        Ok(new.into_iter().map(|event| event.envelope.id).collect())
    }

    /// Returns true when a key opens something that lies here under its subject.
    fn opens(&mut self, subject: SubjectId, key: &SubjectKey) -> Result<bool, ShelfFault> {
        let Some(claim) = self.memory.claims.get(&subject) else {
            return Ok(false);
        };
        let (event, file) = (claim.sealed, claim.file);
        if let Some(event) = event {
            let Some(stored) = self.store.event(event).map_err(fault)? else {
                return Ok(false);
            };
            let header = self.store.header(&stored.cose).map_err(fault)?;
            let sealed = stored.sealed.and_then(|sealed| Sealed::read(&sealed).ok());
            let place = seal::place(&header.log(), header.seq);
            return Ok(sealed.is_some_and(|sealed| seal::open(&sealed, key, &place).is_ok()));
        }
        let Some(file) = file else {
            return Ok(false);
        };
        Ok(self.attachments.get(file, subject, key).is_ok_and(|plain| plain.is_some()))
    }
}

impl Shelf for NodeShelf<'_> {
    fn admin(&self) -> Option<ScopeId> {
        self.admin
    }

    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault> {
        let Some(admin) = self.admin else {
            return Ok(Arc::default());
        };
        self.refresh()?;
        let grants = self.memory.scopes.get(&admin).map_or(0, |index| index.grants);
        if let Some((of, rights)) = &self.memory.rights
            && *of == grants
        {
            return Ok(Arc::clone(rights));
        }
        let state = refold(self.store, admin, None).map_err(fault)?;
        let rights = Arc::new(Rights::of(admin, &state));
        self.memory.rights = Some((grants, Arc::clone(&rights)));
        Ok(rights)
    }

    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault> {
        self.refresh()?;
        let found = self.memory.scopes.iter_mut();
        let mut scopes: Vec<ScopeOnShelf> =
            found.map(|(scope, index)| index.on_shelf(*scope)).collect();
        scopes.sort_by_key(|found| (found.urgency, found.scope));
        Ok(scopes)
    }

    fn scope(&mut self, scope: ScopeId) -> Result<Option<ScopeOnShelf>, ShelfFault> {
        self.refresh()?;
        Ok(self.memory.scopes.get_mut(&scope).map(|index| index.on_shelf(scope)))
    }

    fn tips(&mut self, scope: ScopeId) -> Result<Arc<Vec<Tip>>, ShelfFault> {
        self.refresh()?;
        Ok(self.memory.scopes.get_mut(&scope).map(|index| index.tips().0).unwrap_or_default())
    }

    fn holds(&mut self, ids: &[EventId]) -> Result<Vec<bool>, ShelfFault> {
        let error = || sql("look for an event", self.store.path());
        let mut statement = self
            .store
            .conn()
            .prepare_cached("SELECT 1 FROM event WHERE id = ?1")
            .map_err(error())
            .map_err(fault)?;
        let held = ids.iter().map(|id| statement.exists([id.0]).map_err(error()).map_err(fault));
        held.collect()
    }

    fn event(&mut self, id: EventId) -> Result<Option<Piece>, ShelfFault> {
        self.refresh()?;
        let mut found = None;
        let see = |row: EventRow<'_>| {
            let header = self.store.header(row.cose)?;
            found = Some(self.piece(&row, &header)?);
            Ok(false)
        };
        self.store.each_row("id = ?1", [id.0], see).map_err(fault)?;
        Ok(found)
    }

    fn at(&mut self, log: LogKey, seq: u64) -> Result<Vec<EventId>, ShelfFault> {
        let mut found = Vec::new();
        let place = params![log.scope.0, log.device.0, log.epoch.cast_signed(), seq.cast_signed()];
        let which = "scope = ?1 AND device = ?2 AND epoch = ?3 AND seq = ?4";
        let see = |row: EventRow<'_>| {
            found.push(row.id);
            Ok(true)
        };
        self.store.each_row(which, place, see).map_err(fault)?;
        Ok(found)
    }

    fn range(
        &mut self,
        log: LogKey,
        seq: u64,
        weight_max: usize,
    ) -> Result<Vec<Piece>, ShelfFault> {
        self.refresh()?;
        // Seqs that do not fit the signed column do not occur: nobody has written that much.
        let Ok(from) = i64::try_from(seq) else {
            return Ok(Vec::new());
        };
        let place = params![log.scope.0, log.device.0, log.epoch.cast_signed(), from];
        let which = "scope = ?1 AND device = ?2 AND epoch = ?3 AND seq >= ?4 ORDER BY seq";
        let (mut pieces, mut weight, mut last) = (Vec::new(), 0, seq);
        let see = |row: EventRow<'_>| {
            let header = self.store.header(row.cose)?;
            let seq = header.seq;
            if weight >= weight_max && seq != last {
                return Ok(false);
            }
            let piece = self.piece(&row, &header)?;
            weight += piece.weight();
            last = seq;
            pieces.push((seq, piece));
            Ok(true)
        };
        self.store.each_row(which, place, see).map_err(fault)?;
        pieces.sort_by_key(|(seq, piece)| (*seq, piece.id));
        Ok(pieces.into_iter().map(|(_, piece)| piece).collect())
    }

    fn erasure(&mut self, absence: &Absence<'_>) -> Result<Option<Piece>, ShelfFault> {
        self.refresh()?;
        let mut found = None;
        if let Some(serial) = self.store.erased_by(absence).map_err(fault)? {
            let see = |row: EventRow<'_>| {
                let header = self.store.header(row.cose)?;
                let piece = self.piece(&row, &header)?;
                found = Some(piece).filter(|_| header.scope == absence.scope);
                Ok(false)
            };
            self.store.each_row("serial = ?1", [serial], see).map_err(fault)?;
        }
        Ok(found.or_else(|| self.memory.ahead.find(absence).cloned()))
    }

    fn append(&mut self, batch: &Batch) -> Result<Vec<EventId>, ShelfFault> {
        self.write(batch).map_err(fault)
    }

    fn files(&mut self, scope: ScopeId) -> Result<Vec<FileHash>, ShelfFault> {
        self.refresh()?;
        let index = self.memory.scopes.get(&scope);
        let named = index.into_iter().flat_map(|index| index.files.iter().map(|(file, _)| *file));
        let named: BTreeSet<FileHash> = named.collect();
        let mut ours = Vec::with_capacity(named.len());
        for file in named {
            if self.scope_of_file(file)? == Some(scope) {
                ours.push(file);
            }
        }
        Ok(ours)
    }

    fn subjects(&mut self, scope: ScopeId) -> Result<Vec<SubjectId>, ShelfFault> {
        self.refresh()?;
        let ours = self.memory.claims.iter().filter(|(_, claim)| claim.scope == scope);
        Ok(ours.map(|(subject, _)| *subject).collect())
    }

    fn missing_files(&mut self, scope: ScopeId, max: usize) -> Result<Vec<FileHash>, ShelfFault> {
        self.refresh()?;
        let Some(index) = self.memory.scopes.get(&scope).filter(|index| !index.files.is_empty())
        else {
            return Ok(Vec::new());
        };
        let here: BTreeSet<FileHash> =
            self.attachments.list().map_err(fault)?.into_iter().collect();
        let mut missing = Vec::new();
        for (file, subject) in &index.files {
            if missing.len() >= max {
                break;
            }
            let is_last = missing.last() == Some(file);
            if !is_last && !here.contains(file) && !self.is_erased(*subject).map_err(fault)? {
                missing.push(*file);
            }
        }
        Ok(missing)
    }

    fn scope_of_file(&mut self, file: FileHash) -> Result<Option<ScopeId>, ShelfFault> {
        self.refresh()?;
        // Its own first bytes say more than who named it first: that may be somebody who heard of
        // its hash and wants it to be served, or not to be, in a scope of theirs.
        if let Some(subject) = self.attachments.subject_of(file).map_err(fault)? {
            let is_named = self.is_named(file, subject);
            let claim = self.memory.claims.get(&subject).filter(|_| is_named);
            return Ok(claim.map(|claim| claim.scope));
        }
        Ok(self.memory.files.get(&file).copied())
    }

    fn file(&mut self, file: FileHash) -> Result<Option<Vec<u8>>, ShelfFault> {
        self.refresh()?;
        let sealed = match self.attachments.sealed(file) {
            Err(StoreError::Damaged { .. }) => return Ok(None),
            sealed => sealed.map_err(fault)?,
        };
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let gone = match attachment::subject(&sealed) {
            Some(subject) => self.is_erased(subject).map_err(fault)?,
            None => false,
        };
        Ok(Some(sealed).filter(|_| !gone))
    }

    fn put_file(&mut self, sealed: &[u8]) -> Result<(), ShelfFault> {
        self.refresh()?;
        let file = FileHash(sha256(sealed));
        let Some(subject) = attachment::subject(sealed).filter(|it| self.is_named(file, *it))
        else {
            return Ok(());
        };
        if self.is_erased(subject).map_err(fault)? {
            return Ok(());
        }
        self.attachments.put_sealed(sealed).map(|_| ()).map_err(fault)
    }

    fn missing_keys(&mut self, scope: ScopeId, max: usize) -> Result<Vec<SubjectId>, ShelfFault> {
        self.refresh()?;
        let here: BTreeSet<SubjectId> = self.keys.subjects().map_err(fault)?.into_iter().collect();
        let mut missing = Vec::new();
        for (subject, claim) in &self.memory.claims {
            if missing.len() >= max {
                break;
            }
            let wanted = claim.scope == scope && !here.contains(subject);
            if wanted && !self.is_erased(*subject).map_err(fault)? {
                missing.push(*subject);
            }
        }
        Ok(missing)
    }

    fn keys(
        &mut self,
        scope: ScopeId,
        subjects: &[SubjectId],
    ) -> Result<Vec<(SubjectId, SubjectKey)>, ShelfFault> {
        self.refresh()?;
        let mut keys = Vec::new();
        for subject in subjects {
            let claim = self.memory.claims.get(subject);
            let is_here = claim.is_some_and(|claim| claim.scope == scope);
            if !is_here || self.is_erased(*subject).map_err(fault)? {
                continue;
            }
            if let Some(key) = self.keys.subject(*subject).map_err(fault)? {
                keys.push((*subject, key));
            }
        }
        Ok(keys)
    }

    fn put_key(
        &mut self,
        subject: SubjectId,
        key: &SubjectKey,
        nonce: [u8; 24],
    ) -> Result<bool, ShelfFault> {
        self.refresh()?;
        let is_here = self.keys.subject(subject).map_err(fault)?.is_some();
        if is_here || self.is_erased(subject).map_err(fault)? || !self.opens(subject, key)? {
            return Ok(false);
        }
        self.keys.put_subject(subject, key, nonce).map_err(fault)?;
        Ok(true)
    }

    fn note(&mut self, name: &str) -> Result<Option<Vec<u8>>, ShelfFault> {
        self.store.local_get(&format!("{NOTE}{name}")).map_err(fault)
    }

    fn put_note(&mut self, name: &str, value: &[u8]) -> Result<(), ShelfFault> {
        let name = format!("{NOTE}{name}");
        self.store.local_set(&name, Some(value)).map_err(|error| fault(error.into()))
    }
}

fn fault(error: StoreError) -> ShelfFault {
    ShelfFault { is_full: error.is_disk_full(), what: error.to_string() }
}

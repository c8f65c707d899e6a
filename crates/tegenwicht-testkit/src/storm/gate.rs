// SPDX-License-Identifier: EUPL-1.2
//! Between a node and its disk: counts the calls, cuts the power between two of them, fills the
//! disk, and holds the planted faults.

use std::sync::Arc;

use tegenwicht_core::envelope::LogKey;
use tegenwicht_core::id::{EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_core::shelf::{Absence, Batch, Piece, ScopeOnShelf, Shelf, ShelfFault, Tip};
use tegenwicht_store::shelf::NodeShelf;
use tegenwicht_store::{NewEvent, Store};

/// A fault that is put in on purpose: the storm has to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// What is written is acknowledged some calls before it is on disk.
    AckBeforeSync,
    /// A start after a crash loses the event written last.
    LastEventLost,
    /// States are folded in the order of the clocks on the wall.
    WallClockOrder,
    /// The second event at a place is thrown away.
    ForkDropped,
    /// Every machine may have everything.
    GrantIgnored,
}

impl Plant {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::AckBeforeSync,
        Self::LastEventLost,
        Self::WallClockOrder,
        Self::ForkDropped,
        Self::GrantIgnored,
    ];

    /// Returns the name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AckBeforeSync => "ack-before-sync",
            Self::LastEventLost => "last-event-lost",
            Self::WallClockOrder => "wall-clock-order",
            Self::ForkDropped => "fork-dropped",
            Self::GrantIgnored => "grant-ignored",
        }
    }

    /// Finds a plant by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plant| plant.name() == name)
    }
}

/// When the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// So many calls from now.
    pub calls: u64,
    /// After that call, and nobody hears of it; else before it.
    pub after: bool,
    /// Only calls that write count.
    pub at_write: bool,
}

/// So many calls a write stays in memory with the plant that acknowledges before it syncs.
const STASH_CALLS: u32 = 12;

/// The power and the room of one node.
#[derive(Debug, Default)]
pub struct Gate {
    pub calls: u64,
    pub cut: Option<Cut>,
    /// The power went.
    pub is_off: bool,
    pub is_full: bool,
    /// A write was refused for want of room.
    pub was_full: u64,
    pub plant: Option<Plant>,
    stash: Vec<Stash>,
    stash_left: u32,
}

#[derive(Debug)]
enum Stash {
    Own(Vec<NewEvent>),
    Come(Batch),
}

fn gone(is_full: bool) -> ShelfFault {
    let what = if is_full { "the disk is full" } else { "the power is off" };
    ShelfFault { what: what.to_owned(), is_full }
}

impl Gate {
    /// A gate with a planted fault, or none.
    #[must_use]
    pub fn new(plant: Option<Plant>) -> Self {
        Self { plant, ..Self::default() }
    }

    /// Does one call to the disk, unless the power goes.
    ///
    /// # Errors
    /// When the power goes, or there is no room.
    pub fn call<T>(
        &mut self,
        writes: bool,
        work: impl FnOnce(&mut Self) -> Result<T, ShelfFault>,
    ) -> Result<T, ShelfFault> {
        if self.is_off {
            return Err(gone(false));
        }
        self.calls += 1;
        if writes && self.is_full {
            self.was_full += 1;
            return Err(gone(true));
        }
        let mut is_now = false;
        if let Some(cut) = self.cut.as_mut().filter(|cut| writes || !cut.at_write) {
            is_now = cut.calls == 0;
            cut.calls = cut.calls.saturating_sub(1);
        }
        let after = self.cut.is_some_and(|cut| cut.after);
        if is_now {
            self.is_off = true;
            if !after {
                return Err(gone(false));
            }
        }
        let done = work(self)?;
        if is_now { Err(gone(false)) } else { Ok(done) }
    }

    /// Writes own events, as the writer of a node does.
    ///
    /// # Errors
    /// When it is not on disk, or nobody knows whether it is.
    pub fn write_own(&mut self, store: &mut Store, events: &[NewEvent]) -> Result<(), ShelfFault> {
        self.call(true, |gate| {
            if gate.plant == Some(Plant::AckBeforeSync) {
                gate.flush_own(store)?;
                gate.stash.push(Stash::Own(events.to_vec()));
                gate.stash_left = STASH_CALLS;
                return Ok(());
            }
            own(store, events)
        })
    }

    /// Writes down what the plant held back.
    fn flush_own(&mut self, store: &mut Store) -> Result<(), ShelfFault> {
        for stash in std::mem::take(&mut self.stash) {
            if let Stash::Own(events) = stash {
                own(store, &events)?;
            }
        }
        Ok(())
    }

    /// Returns what the plant held back, once it has waited long enough.
    fn is_flush_due(&mut self) -> bool {
        self.stash_left = self.stash_left.saturating_sub(1);
        self.stash_left == 0 && !self.stash.is_empty()
    }

    /// The process ends: what was only in memory is gone.
    pub fn forget(&mut self) {
        self.stash.clear();
        self.is_off = false;
        self.cut = None;
    }

    /// What waits and is an own event goes to disk before a step of a session begins.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn settle(&mut self, store: &mut Store) -> Result<(), ShelfFault> {
        let is_own = matches!(self.stash.first(), Some(Stash::Own(_)));
        if is_own && self.is_flush_due() { self.flush_own(store) } else { Ok(()) }
    }
}

fn own(store: &mut Store, events: &[NewEvent]) -> Result<(), ShelfFault> {
    let fault = |error: tegenwicht_store::AppendError| ShelfFault {
        what: error.to_string(),
        is_full: error.cause().is_disk_full(),
    };
    store.append(events).map(|_| ()).map_err(fault)
}

/// The disk of a node as a session sees it in a storm.
pub struct GatedShelf<'a> {
    inner: NodeShelf<'a>,
    gate: &'a mut Gate,
    /// What the plant makes of the grants.
    all: Option<Arc<Rights>>,
}

impl<'a> GatedShelf<'a> {
    /// Puts the gate before a shelf.
    pub const fn new(inner: NodeShelf<'a>, gate: &'a mut Gate, all: Option<Arc<Rights>>) -> Self {
        Self { inner, gate, all }
    }

    fn call<T>(
        &mut self,
        writes: bool,
        work: impl FnOnce(&mut NodeShelf<'a>) -> Result<T, ShelfFault>,
    ) -> Result<T, ShelfFault> {
        let inner = &mut self.inner;
        self.gate.call(writes, |gate| {
            let come = matches!(gate.stash.first(), Some(Stash::Come(_)));
            if come && gate.is_flush_due() {
                flush(gate, inner)?;
            }
            work(inner)
        })
    }

    /// Leaves out what stands at a place that is taken.
    fn without_forks(&mut self, batch: &Batch) -> Result<Batch, ShelfFault> {
        let mut kept = Batch { events: Vec::new(), ahead: batch.ahead.clone() };
        for arrival in &batch.events {
            let header = &arrival.envelope.header;
            let there = self.inner.at(header.log(), header.seq)?;
            if there.iter().all(|id| *id == arrival.envelope.id) {
                kept.events.push(arrival.clone());
            }
        }
        Ok(kept)
    }
}

fn flush(gate: &mut Gate, inner: &mut NodeShelf<'_>) -> Result<(), ShelfFault> {
    for stash in std::mem::take(&mut gate.stash) {
        if let Stash::Come(batch) = stash {
            inner.append(&batch)?;
        }
    }
    Ok(())
}

impl Shelf for GatedShelf<'_> {
    fn admin(&self) -> Option<ScopeId> {
        self.inner.admin()
    }

    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault> {
        let all = self.all.clone();
        self.call(false, |shelf| shelf.rights().map(|rights| all.unwrap_or(rights)))
    }

    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault> {
        self.call(false, Shelf::scopes)
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
        match self.gate.plant {
            Some(Plant::ForkDropped) => {
                let kept = self.without_forks(batch)?;
                self.call(true, |shelf| shelf.append(&kept))
            }
            Some(Plant::AckBeforeSync) => {
                let inner = &mut self.inner;
                self.gate.call(true, |gate| {
                    flush(gate, inner)?;
                    gate.stash.push(Stash::Come(batch.clone()));
                    gate.stash_left = STASH_CALLS;
                    Ok(batch.events.iter().map(|arrival| arrival.envelope.id).collect())
                })
            }
            _ => self.call(true, |shelf| shelf.append(batch)),
        }
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

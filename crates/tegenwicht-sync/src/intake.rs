// SPDX-License-Identifier: EUPL-1.2
//! The door of a node: every event from elsewhere, from a peer or a stick, is checked here.
//!
//! Not here: what is asked for (`session`), what events mean (`tegenwicht-core`).
//! Rules: one spelling, a granted author, the event before it, whole parts or an erasure that
//! explains their absence, and last the signature, once; a fault stops its own log and no other;
//! what was never granted is not kept, what was granted and revoked is.
//! Start at: `Intake::take`, then `Intake::commit`.
//! To change: `docs/formats/wire.md`, section "What the receiver checks".

mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tegenwicht_core::body::Open;
use tegenwicht_core::chain::ChainFault;
use tegenwicht_core::envelope::{Envelope, EnvelopeFault, Header, Kind, LogKey};
use tegenwicht_core::feature::scope::Purpose;
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::shelf::{Arrival, Batch, ErasedIndex, Opening, Piece, Shelf, ShelfFault};
use tegenwicht_core::time::Timestamp;

/// Events in one commit.
pub const BATCH_MAX: usize = 1_000;
/// Bytes of events in one commit.
pub const BATCH_WEIGHT: usize = 4 * 1024 * 1024;
/// Longest that an event waits for its commit, in milliseconds.
pub const BATCH_MS: i64 = 200;
/// Most erasures that wait for the grant of their author.
const UNPROVEN_MAX: usize = 100;
/// Most events and subjects remembered from erasures that came ahead of their log.
const ERASED_MAX: usize = 100_000;
/// Bytes of erasures that are remembered beside what is on disk.
const ERASED_WEIGHT: usize = 8 * 1024 * 1024;

/// Why an event was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is not an event: {0}")]
    Envelope(EnvelopeFault),
    #[error("nothing is known of its scope")]
    UnknownScope,
    #[error("this node may not hold its scope")]
    NotOurs,
    #[error("its author was never granted to write there")]
    NeverGranted,
    #[error("the event before it is not here")]
    Gap,
    #[error("it does not follow the event before it: {0}")]
    Chain(ChainFault),
    #[error("a genesis that does not fit its scope")]
    Genesis,
    #[error("a part of its body is not the one that was signed")]
    Part,
    #[error("a part of its body is absent and no erasure explains it")]
    Absent,
    #[error("something of this log was refused before")]
    Earlier,
}

impl Refused {
    /// Returns true when it can happen among honest nodes: order of arrival, rights of another
    /// moment. Anything else is a fault of the author or of who sends it.
    #[must_use]
    pub const fn is_harmless(&self) -> bool {
        matches!(
            self,
            Self::UnknownScope
                | Self::NotOurs
                | Self::NeverGranted
                | Self::Gap
                | Self::Absent
                | Self::Earlier
        )
    }
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It waits for the commit; `forks` when another event stands at its place.
    Taken {
        forks: bool,
    },
    Known,
    Refused(Refused),
}

/// What one commit put on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Committed {
    /// How many events are new, per scope.
    pub new: BTreeMap<ScopeId, u64>,
    /// The last event of each log that grew.
    pub last: BTreeMap<LogKey, (u64, EventId)>,
    /// True when others may hold or write something else than before.
    pub changed_rights: bool,
}

/// Checks what comes in and keeps it in commits.
#[derive(Debug)]
pub struct Intake {
    us: DeviceKey,
    rights: Arc<Rights>,
    openings: BTreeMap<ScopeId, Opening>,
    batch: Batch,
    pending: BTreeMap<EventId, Header>,
    weight: usize,
    since: Option<Timestamp>,
    erased: BTreeMap<ScopeId, ErasedIndex>,
    erased_count: usize,
    /// Erasures whose author is not known to be granted, yet.
    unproven: Vec<(ScopeId, Piece)>,
    erased_weight: usize,
    last: BTreeMap<LogKey, (EventId, Header)>,
    bad: BTreeSet<LogKey>,
    done: Vec<Committed>,
}

impl Intake {
    /// Makes the door of a node.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn new(us: DeviceKey, shelf: &mut dyn Shelf) -> Result<Self, ShelfFault> {
        Ok(Self {
            us,
            rights: shelf.rights()?,
            openings: BTreeMap::new(),
            batch: Batch::default(),
            pending: BTreeMap::new(),
            weight: 0,
            since: None,
            erased: BTreeMap::new(),
            erased_count: 0,
            unproven: Vec::new(),
            erased_weight: 0,
            last: BTreeMap::new(),
            bad: BTreeSet::new(),
            done: Vec::new(),
        })
    }

    /// Returns who may hold and write what, as of the last commit.
    #[must_use]
    pub const fn rights(&self) -> &Arc<Rights> {
        &self.rights
    }

    /// Reads the rights again; returns true when they changed.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn refresh(&mut self, shelf: &mut dyn Shelf) -> Result<bool, ShelfFault> {
        let rights = shelf.rights()?;
        let changed = rights.version() != self.rights.version();
        self.rights = rights;
        Ok(changed)
    }

    /// Returns what the genesis of a scope fixed, as far as it is here or was shown and checked.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn opening(
        &mut self,
        shelf: &mut dyn Shelf,
        scope: ScopeId,
    ) -> Result<Option<Opening>, ShelfFault> {
        if let Some(opening) = self.openings.get(&scope) {
            return Ok(Some(*opening));
        }
        let found = shelf.scope(scope)?.and_then(|found| found.opening);
        if let Some(opening) = found {
            self.openings.insert(scope, opening);
        }
        Ok(found)
    }

    /// Looks at a genesis before any event of its scope is asked for. Returns whether the scope
    /// is known now.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn learn(
        &mut self,
        shelf: &mut dyn Shelf,
        scope: ScopeId,
        cose: &[u8],
        open: Option<&[u8]>,
    ) -> Result<bool, ShelfFault> {
        if self.opening(shelf, scope)?.is_some() {
            return Ok(true);
        }
        let Ok(envelope) = Envelope::read(cose) else {
            return Ok(false);
        };
        let whole = match (open, envelope.header.open) {
            (Some(open), Some(named)) => named.matches(open),
            _ => false,
        };
        if !whole || envelope.header.scope != scope {
            return Ok(false);
        }
        let opened = open.and_then(|open| Open::decode(open).ok());
        let opening = self.admit(shelf, &envelope, opened.as_ref())?;
        let held = opening.filter(|opening| envelope.verify(opening.mode).is_ok());
        if let Some(opening) = held {
            self.openings.insert(scope, opening);
        }
        Ok(held.is_some())
    }

    /// Returns true when this node may hold the scope.
    pub fn may_hold(&self, shelf: &dyn Shelf, scope: ScopeId, opening: &Opening) -> bool {
        // The admin scope of the own institution decides the rest: it is always welcome.
        shelf.admin() == Some(scope) || self.rights.may_hold(&self.us, &opening.place())
    }

    /// Returns true when events of this author in this scope are kept.
    #[must_use]
    pub fn may_write(&self, author: DeviceKey, opening: &Opening) -> bool {
        let is_root = opening.purpose == Purpose::Admin && opening.log.device == author;
        is_root || self.rights.is_kept(&author, &opening.place())
    }

    /// Checks an event that is not on the shelf yet, and puts it with those that wait for the
    /// commit.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn take(
        &mut self,
        shelf: &mut dyn Shelf,
        piece: Piece,
        now: Timestamp,
    ) -> Result<Verdict, ShelfFault> {
        if self.pending.contains_key(&piece.id) {
            return Ok(Verdict::Known);
        }
        let weight = piece.weight();
        let envelope = match Envelope::read(&piece.cose) {
            Ok(envelope) => envelope,
            Err(fault) => return Ok(Verdict::Refused(Refused::Envelope(fault))),
        };
        let log = envelope.header.log();
        let forks = match self.check(shelf, &envelope, &piece)? {
            Ok(forks) => forks,
            Err(refused) => {
                if !refused.is_harmless() {
                    self.bad.insert(log);
                }
                return Ok(Verdict::Refused(refused));
            }
        };
        let (id, header) = (envelope.id, envelope.header.clone());
        self.pending.insert(id, header.clone());
        self.last.insert(log, (id, header));
        self.weight += weight;
        self.since.get_or_insert(now);
        let arrival = Arrival { envelope, open: piece.open, sealed: piece.sealed };
        self.batch.events.push(arrival);
        Ok(Verdict::Taken { forks })
    }

    /// Looks at an erasure that comes ahead of its log, to explain why bodies are absent.
    /// Returns whether it holds.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn explain(&mut self, shelf: &mut dyn Shelf, piece: Piece) -> Result<bool, ShelfFault> {
        let Ok(envelope) = Envelope::read(&piece.cose) else {
            return Ok(false);
        };
        let scope = envelope.header.scope;
        if self.erased.get(&scope).is_some_and(|erased| erased.contains(piece.id)) {
            return Ok(true);
        }
        let Some(opening) = self.opening(shelf, scope)? else {
            return Ok(false);
        };
        if !self.is_granted(shelf, envelope.header.device, &opening)? {
            // Its grant may stand among the events that come with it.
            if self.unproven.len() < UNPROVEN_MAX {
                self.unproven.push((scope, piece));
            }
            return Ok(false);
        }
        let whole = match (&piece.open, envelope.header.open) {
            (Some(open), Some(named)) => named.matches(open),
            _ => false,
        };
        let holds = whole
            && envelope.header.kind == Kind::Erase
            && self.may_hold(shelf, scope, &opening)
            && envelope.verify(opening.mode).is_ok();
        let has_room = self.erased_count < ERASED_MAX && self.erased_weight < ERASED_WEIGHT;
        if holds && has_room {
            self.note_erasure(scope, piece);
        }
        Ok(holds)
    }

    /// Looks once more at erasures of a scope whose author was not granted when they came.
    /// Returns whether one of them holds now.
    fn prove(&mut self, shelf: &mut dyn Shelf, scope: ScopeId) -> Result<bool, ShelfFault> {
        let (again, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unproven).into_iter().partition(|(of, _)| *of == scope);
        self.unproven = rest;
        let mut holds = false;
        for (_, piece) in again {
            holds |= self.explain(shelf, piece)?;
        }
        Ok(holds)
    }

    fn note_erasure(&mut self, scope: ScopeId, piece: Piece) {
        self.erased_weight += piece.weight();
        self.erased_count += self.erased.entry(scope).or_default().add(piece);
    }

    /// Returns true when what waits should be put on disk.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        let Some(since) = self.since else {
            return false;
        };
        // A clock that went back is no reason to wait longer.
        let waited_ms = now.since_ms(since);
        self.batch.events.len() >= BATCH_MAX
            || self.weight >= BATCH_WEIGHT
            || !(0..BATCH_MS).contains(&waited_ms)
    }

    /// Returns when what waits has to be put on disk at the latest.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        self.since.map(|since| since.plus_ms(BATCH_MS))
    }

    /// Puts what waits on disk.
    ///
    /// # Errors
    /// The disk's own error; nothing may be acknowledged then.
    pub fn commit(&mut self, shelf: &mut dyn Shelf) -> Result<(), ShelfFault> {
        if self.batch.events.is_empty() {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.batch);
        let pending = std::mem::take(&mut self.pending);
        self.since = None;
        self.weight = 0;
        let new = shelf.append(&batch)?;
        let mut committed = Committed::default();
        for id in new {
            if let Some(header) = pending.get(&id) {
                *committed.new.entry(header.scope).or_default() += 1;
            }
        }
        for arrival in &batch.events {
            let header = &arrival.envelope.header;
            committed.last.insert(header.log(), (header.seq, arrival.envelope.id));
        }
        let admin = shelf.admin();
        if committed.new.keys().any(|scope| Some(*scope) == admin) {
            committed.changed_rights = self.refresh(shelf)?;
        }
        for scope in committed.new.keys() {
            // A genesis that counts more may have come.
            if let Some(opening) = shelf.scope(*scope)?.and_then(|found| found.opening) {
                self.openings.insert(*scope, opening);
            }
        }
        self.done.push(committed);
        self.forget_erasures();
        Ok(())
    }

    /// Erasures that came in their turn are on disk now. Those that came ahead and explained
    /// nothing yet come again with the next round that needs them.
    fn forget_erasures(&mut self) {
        if self.erased_weight >= ERASED_WEIGHT || self.erased_count >= ERASED_MAX {
            self.erased.clear();
            (self.erased_count, self.erased_weight) = (0, 0);
        }
    }

    /// Returns what was put on disk since the last time.
    pub fn committed(&mut self) -> Vec<Committed> {
        std::mem::take(&mut self.done)
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What replication asks of the disk of a node, and the small index that answers it quickly.
//!
//! Not here: what is sent and what is accepted (`tegenwicht-sync`), the disk (`tegenwicht-store`).
//! Rules: what `append` gave back is on disk, whole or not at all; every call may be the last one
//! before the power goes, and what is on disk then is enough to go on; a part that was erased is
//! never handed out.
//! Start at: `Shelf`.
//! To change: the disk of the store and the one in memory of the testkit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::body::Open;
use crate::envelope::{Envelope, Header, Kind, LogKey, Mode, sha256};
use crate::event::Fact;
use crate::feature::scope::{Place, Purpose, admin_scope};
use crate::id::{ActorId, CommandId, DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use crate::rights::Rights;
use crate::seal::SubjectKey;

/// The disk did not do what was asked. What was asked may or may not have happened; the shelf
/// has to be opened again, and what it holds then is the truth.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct ShelfFault {
    /// Without text of any event.
    pub what: String,
    /// True when there is no room: nothing was written, and it may go again with more room.
    pub is_full: bool,
}

/// An event as it lies on the shelf; a part that is erased or not held is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub id: EventId,
    pub cose: Vec<u8>,
    pub open: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
}

impl Piece {
    /// Returns about how many bytes it takes in memory and on the wire.
    #[must_use]
    pub fn weight(&self) -> usize {
        let part = |part: &Option<Vec<u8>>| part.as_ref().map_or(0, Vec::len);
        self.cose.len() + part(&self.open) + part(&self.sealed) + 16
    }
}

/// An event that was checked and is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub envelope: Envelope,
    pub open: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
}

/// Something that is not there: the body of an event, or what was sealed in it.
#[derive(Debug, Clone, Copy)]
pub struct Absence<'a> {
    pub scope: ScopeId,
    pub event: EventId,
    /// Who gave the command that led to the event.
    pub by: Option<(Option<ActorId>, CommandId)>,
    /// Under which something in it was sealed; empty when a whole body is absent.
    pub subjects: &'a [SubjectId],
}

impl Absence<'_> {
    /// Describes that the whole body of an event is absent.
    #[must_use]
    pub fn of(event: EventId, header: &Header) -> Self {
        let by = header.command.map(|command| (header.actor, command));
        Self { scope: header.scope, event, by, subjects: &[] }
    }
}

/// What erasures of one scope name, each with the erasure that does.
#[derive(Debug, Clone, Default)]
pub struct ErasedIndex {
    pieces: BTreeMap<EventId, Piece>,
    events: BTreeMap<EventId, EventId>,
    commands: BTreeMap<(Option<ActorId>, CommandId), EventId>,
    subjects: BTreeMap<SubjectId, EventId>,
}

impl ErasedIndex {
    /// Takes in an erasure. Returns how many things it erases: a subject of another scope is none
    /// of them.
    pub fn add(&mut self, piece: Piece) -> usize {
        let scope = Envelope::peek(&piece.cose).ok().map(|header| header.scope);
        let own = |subject: &SubjectId| scope.is_some_and(|scope| subject.belongs_to(scope));
        let open = piece.open.as_deref().and_then(|open| Open::decode_own(open).ok());
        let mut count = 0;
        for fact in open.into_iter().flat_map(|open| open.facts) {
            if let Fact::Erased(fact) = fact {
                let subjects: Vec<SubjectId> = fact.subjects.into_iter().filter(own).collect();
                count += fact.events.len() + fact.commands.len() + subjects.len();
                self.events.extend(fact.events.into_iter().map(|id| (id, piece.id)));
                self.commands.extend(fact.commands.into_iter().map(|by| (by, piece.id)));
                self.subjects.extend(subjects.into_iter().map(|id| (id, piece.id)));
            }
        }
        self.pieces.insert(piece.id, piece);
        count
    }

    /// Forgets an erasure.
    pub fn remove(&mut self, erasure: EventId) {
        if self.pieces.remove(&erasure).is_some() {
            self.events.retain(|_, by| *by != erasure);
            self.commands.retain(|_, by| *by != erasure);
            self.subjects.retain(|_, by| *by != erasure);
        }
    }

    /// Returns true when this erasure was taken in.
    #[must_use]
    pub fn contains(&self, erasure: EventId) -> bool {
        self.pieces.contains_key(&erasure)
    }

    /// Returns true when something is erased under subjects, whichever.
    #[must_use]
    pub fn names_subjects(&self) -> bool {
        !self.subjects.is_empty()
    }

    /// Returns true when a subject is erased.
    #[must_use]
    pub fn is_erased(&self, subject: SubjectId) -> bool {
        self.subjects.contains_key(&subject)
    }

    /// Returns an erasure that explains an absence.
    #[must_use]
    pub fn find(&self, absence: &Absence<'_>) -> Option<&Piece> {
        let by_command = || absence.by.and_then(|by| self.commands.get(&by));
        let by_subject = || absence.subjects.iter().find_map(|id| self.subjects.get(id));
        let by = self.events.get(&absence.event).or_else(by_command).or_else(by_subject)?;
        self.pieces.get(by)
    }
}

/// What is to be kept in one commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Each after the one before it in its log.
    pub events: Vec<Arrival>,
    /// Erasures, checked, that explain why parts of `events` are absent and whose own turn in
    /// their log has not come. Kept beside the log until it has.
    pub ahead: Vec<Piece>,
}

/// One scope on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeOnShelf {
    pub scope: ScopeId,
    /// None as long as its genesis is not here.
    pub opening: Option<Opening>,
    /// Changes with every event of the scope.
    pub digest: [u8; 32],
    pub urgency: Urgency,
}

/// How soon a scope travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It decides who may have the rest.
    Admin,
    RealCrisis,
    Plan,
    Exercise,
    Closed,
}

/// What the genesis of a scope fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub event: EventId,
    /// The log that the genesis stands in.
    pub log: LogKey,
    pub purpose: Purpose,
    pub mode: Mode,
    pub institution: Option<EventId>,
}

impl Opening {
    /// Reads a genesis; None for anything else.
    #[must_use]
    pub fn of(event: EventId, header: &Header, open: Option<&Open>) -> Option<Self> {
        if header.kind != Kind::Genesis || header.seq != 0 || header.prev.is_some() {
            return None;
        }
        let opened = open?.facts.iter().find_map(|fact| match fact {
            Fact::ScopeOpened(opened) => Some(opened),
            _ => None,
        })?;
        let (purpose, mode, institution) = (opened.purpose, opened.mode, opened.institution);
        let is_foreign = header.scope != admin_scope(&header.device);
        if purpose == Purpose::Admin && (is_foreign || institution.is_some()) {
            return None;
        }
        Some(Self { event, log: header.log(), purpose, mode, institution })
    }

    /// Returns the scope as rights see it.
    #[must_use]
    pub const fn place(&self) -> Place {
        Place { scope: self.log.scope, purpose: self.purpose, mode: self.mode }
    }
}

/// The last event of a branch of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tip {
    pub device: DeviceKey,
    pub epoch: u64,
    pub seq: u64,
    pub id: EventId,
    /// True when a later epoch of the device names it as its predecessor.
    pub is_closed: bool,
}

/// What replication asks of the disk. Reading takes `&mut self`, since an index is kept.
pub trait Shelf {
    /// Returns the admin scope of the institution that this node belongs to; known before the
    /// first event of it is here.
    fn admin(&self) -> Option<ScopeId>;

    /// Returns who may hold and write what, from the admin scope as it lies here.
    ///
    /// # Errors
    /// The disk's own error.
    fn rights(&mut self) -> Result<Arc<Rights>, ShelfFault>;

    /// Returns all scopes, most urgent first.
    ///
    /// # Errors
    /// The disk's own error.
    fn scopes(&mut self) -> Result<Vec<ScopeOnShelf>, ShelfFault>;

    /// Returns one scope.
    ///
    /// # Errors
    /// The disk's own error.
    fn scope(&mut self, scope: ScopeId) -> Result<Option<ScopeOnShelf>, ShelfFault>;

    /// Returns the tips of all logs of a scope, all branches, by device, epoch, seq and id.
    ///
    /// # Errors
    /// The disk's own error.
    fn tips(&mut self, scope: ScopeId) -> Result<Arc<Vec<Tip>>, ShelfFault>;

    /// Says of each event whether it is here.
    ///
    /// # Errors
    /// The disk's own error.
    fn holds(&mut self, ids: &[EventId]) -> Result<Vec<bool>, ShelfFault>;

    /// Returns an event.
    ///
    /// # Errors
    /// The disk's own error.
    fn event(&mut self, id: EventId) -> Result<Option<Piece>, ShelfFault>;

    /// Returns the ids at one place: none, one, or the branches of a fork.
    ///
    /// # Errors
    /// The disk's own error.
    fn at(&mut self, log: LogKey, seq: u64) -> Result<Vec<EventId>, ShelfFault>;

    /// Returns events of a log from `seq` on, by seq and id, at least one where there is one,
    /// and no more once `weight_max` is reached; never a part of the events at one seq.
    ///
    /// # Errors
    /// The disk's own error.
    fn range(&mut self, log: LogKey, seq: u64, weight_max: usize)
    -> Result<Vec<Piece>, ShelfFault>;

    /// Returns an erasure that explains an absence.
    ///
    /// # Errors
    /// The disk's own error.
    fn erasure(&mut self, absence: &Absence<'_>) -> Result<Option<Piece>, ShelfFault>;

    /// Keeps a batch in one commit, then carries out what it erases. What is here already is
    /// left as it is. Returns the ids that are new.
    ///
    /// # Errors
    /// When it is not on disk, or nobody knows whether it is.
    fn append(&mut self, batch: &Batch) -> Result<Vec<EventId>, ShelfFault>;

    /// Returns the files that events of a scope name and that are sealed under a subject of it.
    ///
    /// # Errors
    /// The disk's own error.
    fn files(&mut self, scope: ScopeId) -> Result<Vec<FileHash>, ShelfFault>;

    /// Returns the subjects of a scope that its events name.
    ///
    /// # Errors
    /// The disk's own error.
    fn subjects(&mut self, scope: ScopeId) -> Result<Vec<SubjectId>, ShelfFault>;

    /// Returns files that events of a scope name, under a subject of it, and that are not here nor
    /// erased.
    ///
    /// # Errors
    /// The disk's own error.
    fn missing_files(&mut self, scope: ScopeId, max: usize) -> Result<Vec<FileHash>, ShelfFault>;

    /// Returns the scope that a file belongs to: the one of what it is sealed under, or, as long as
    /// it is not here, the one whose event first named it.
    ///
    /// # Errors
    /// The disk's own error.
    fn scope_of_file(&mut self, file: FileHash) -> Result<Option<ScopeId>, ShelfFault>;

    /// Returns a file as it lies there, sealed; None when it is not here, damaged or erased.
    ///
    /// # Errors
    /// The disk's own error.
    fn file(&mut self, file: FileHash) -> Result<Option<Vec<u8>>, ShelfFault>;

    /// Keeps a sealed file whose bytes have the hash that an event names; on disk when it
    /// returns. One under an erased subject, or under one of another scope, is not kept.
    ///
    /// # Errors
    /// The disk's own error.
    fn put_file(&mut self, sealed: &[u8]) -> Result<(), ShelfFault>;

    /// Returns subjects of a scope that something in it is sealed under and whose key is neither
    /// here nor erased.
    ///
    /// # Errors
    /// The disk's own error.
    fn missing_keys(&mut self, scope: ScopeId, max: usize) -> Result<Vec<SubjectId>, ShelfFault>;

    /// Returns the keys of subjects of this scope; those that are not here, are erased, or belong
    /// elsewhere are left out.
    ///
    /// # Errors
    /// The disk's own error.
    fn keys(
        &mut self,
        scope: ScopeId,
        subjects: &[SubjectId],
    ) -> Result<Vec<(SubjectId, SubjectKey)>, ShelfFault>;

    /// Keeps a key when it is missing and opens what is sealed under it; `nonce` was never used
    /// before. Returns whether it was kept.
    ///
    /// # Errors
    /// The disk's own error.
    fn put_key(
        &mut self,
        subject: SubjectId,
        key: &SubjectKey,
        nonce: [u8; 24],
    ) -> Result<bool, ShelfFault>;

    /// Returns a note that this node made for itself: bundles handed out, bundles read.
    ///
    /// # Errors
    /// The disk's own error.
    fn note(&mut self, name: &str) -> Result<Option<Vec<u8>>, ShelfFault>;

    /// Makes a note; on disk when it returns.
    ///
    /// # Errors
    /// The disk's own error.
    fn put_note(&mut self, name: &str, value: &[u8]) -> Result<(), ShelfFault>;
}

/// What is known of a scope without reading its events again: kept in memory, event by event in
/// their order of arrival.
#[derive(Debug, Clone, Default)]
pub struct ScopeIndex {
    opening: Option<Opening>,
    logs: BTreeMap<(DeviceKey, u64), BTreeMap<EventId, u64>>,
    /// Heads of an epoch that a later epoch names.
    named: BTreeSet<EventId>,
    is_closed: bool,
    /// Events that may say who holds and writes what; rights follow from these alone.
    pub grants: u64,
    /// Events in which something is sealed under a subject of this scope: the first of each.
    pub sealed_under: BTreeMap<SubjectId, EventId>,
    /// Files, each with the subject of this scope that it is said to be sealed under; more than
    /// one where somebody says otherwise.
    pub files: BTreeSet<(FileHash, SubjectId)>,
    tips: Option<(Arc<Vec<Tip>>, [u8; 32])>,
}

impl ScopeIndex {
    /// Takes in one more event of the scope.
    pub fn add(
        &mut self,
        id: EventId,
        header: &Header,
        open: Option<&Open>,
        sealed_under: Option<SubjectId>,
    ) {
        self.tips = None;
        let tips = self.logs.entry((header.device, header.epoch)).or_default();
        match (header.seq, header.prev) {
            (0, Some(prev)) => {
                self.named.insert(prev);
            }
            (_, Some(prev)) => {
                tips.remove(&prev);
            }
            _ => {}
        }
        tips.insert(id, header.seq);
        self.grants += u64::from(matches!(header.kind, Kind::Grant | Kind::Genesis));
        let own = |subject: &SubjectId| subject.belongs_to(header.scope);
        if let Some(subject) = sealed_under.filter(own) {
            self.sealed_under.entry(subject).or_insert(id);
        }
        if let Some(found) = Opening::of(id, header, open)
            && self.opening.is_none_or(|opening| counts_before(&found, &opening))
        {
            self.opening = Some(found);
        }
        for fact in open.iter().flat_map(|open| &open.facts) {
            match fact {
                Fact::CrisisClosed(_) => self.is_closed = true,
                Fact::EntryWritten(written) => {
                    let files = written.files.iter().map(|file| (file.hash, file.subject));
                    self.files.extend(files.filter(|(_, subject)| own(subject)));
                }
                _ => {}
            }
        }
    }

    /// Returns the scope as others see it.
    pub fn on_shelf(&mut self, scope: ScopeId) -> ScopeOnShelf {
        let (opening, digest) = (self.opening, self.tips().1);
        ScopeOnShelf { scope, opening, digest, urgency: self.urgency() }
    }

    /// Returns the tips, and a digest over them.
    pub fn tips(&mut self) -> (Arc<Vec<Tip>>, [u8; 32]) {
        if let Some((tips, digest)) = &self.tips {
            return (Arc::clone(tips), *digest);
        }
        let mut tips = Vec::with_capacity(self.logs.len());
        for ((device, epoch), found) in &self.logs {
            let tip = |(id, seq): (&EventId, &u64)| Tip {
                device: *device,
                epoch: *epoch,
                seq: *seq,
                id: *id,
                is_closed: self.named.contains(id),
            };
            tips.extend(found.iter().map(tip));
        }
        tips.sort_unstable();
        let digest = digest(&tips);
        let tips = Arc::new(tips);
        self.tips = Some((Arc::clone(&tips), digest));
        (tips, digest)
    }

    fn urgency(&self) -> Urgency {
        match self.opening.map(|opening| (opening.purpose, opening.mode)) {
            Some((Purpose::Admin, _)) => Urgency::Admin,
            _ if self.is_closed => Urgency::Closed,
            Some((Purpose::Plan, _)) => Urgency::Plan,
            Some((_, Mode::Real)) => Urgency::RealCrisis,
            Some((_, Mode::Exercise)) | None => Urgency::Exercise,
        }
    }
}

/// Of several geneses the one with the most protected purpose counts for access, so that nobody
/// opens a scope to others by writing a second genesis into it; every node decides the same.
fn counts_before(found: &Opening, held: &Opening) -> bool {
    (held.purpose, found.event) < (found.purpose, held.event)
}

/// Returns a digest over tips, which are sorted: equal digests mean equal scopes.
#[must_use]
pub fn digest<'a>(tips: impl IntoIterator<Item = &'a Tip>) -> [u8; 32] {
    let mut bytes = b"tegenwicht/1/tips".to_vec();
    for tip in tips {
        bytes.extend_from_slice(&tip.device.0);
        bytes.extend_from_slice(&tip.epoch.to_be_bytes());
        bytes.extend_from_slice(&tip.seq.to_be_bytes());
        bytes.extend_from_slice(&tip.id.0);
    }
    sha256(&bytes)
}

/// Returns the subjects under which an event says that something is sealed; files have theirs.
#[must_use]
pub fn subjects_named(open: &Open) -> Vec<SubjectId> {
    open.facts.iter().filter_map(Fact::sealed_under).collect()
}

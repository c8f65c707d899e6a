// SPDX-License-Identifier: EUPL-1.2
//! Reads every row, checks it by itself, and collects what it says about others.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Row;
use rusqlite::types::ValueRef;
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{
    BODY_MAX, ENVELOPE_MAX, Envelope, Header, Kind, LogKey, Mode, PartRef, sha256,
};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::feature::scope::{Opened, Witnessed};
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::shelf::{Absence, ErasedIndex, Piece};

use super::{Finding, First, Weight};
use crate::log::Store;
use crate::shelf::ahead;

/// Long values are not read at all: the length of a column costs nothing, its bytes do.
const QUERY: &str = "SELECT serial, substr(id, 1, 64), substr(device, 1, 64), \
    substr(scope, 1, 64), epoch, seq, own, body_erased, sealed_erased, \
    CASE WHEN length(cose) <= ?1 THEN cose END, \
    length(body), CASE WHEN length(body) <= ?2 THEN body END, \
    length(sealed), CASE WHEN length(sealed) <= ?2 THEN sealed END \
    FROM event NOT INDEXED ORDER BY serial";

/// Whether a part of a body is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// The header names no such part.
    None,
    Held,
    Absent,
}

/// A row that holds by itself.
#[derive(Debug)]
pub(super) struct Seen {
    pub serial: i64,
    pub own: bool,
    pub id: EventId,
    pub log: LogKey,
    pub seq: u64,
    pub prev: Option<EventId>,
    /// The mode in which its signature holds.
    pub mode: Mode,
    pub kind: Kind,
    /// Who gave which command.
    pub command: Option<(Option<ActorId>, CommandId)>,
    pub open: Presence,
    pub sealed: Presence,
    /// What of its scope its sealed part is sealed under, as far as its facts tell.
    pub subjects: Vec<SubjectId>,
    /// True when a fact is of a later version, which may name subjects in its own way.
    pub later: bool,
}

impl Held {
    /// Returns true when an erasure names this event, or the command that it came from.
    pub fn is_erased(&self, row: &Seen) -> bool {
        let scope = row.log.scope;
        may_erase(&row.kind)
            && (self.erased_events.contains(&(scope, row.id))
                || row.command.is_some_and(|by| self.erased_commands.contains(&(scope, by))))
    }
}

impl Seen {
    pub fn finding(&self, what: impl Into<String>) -> Finding {
        at(self.log, self.seq, what)
    }

    /// Takes down a subject; one of another scope explains nothing here.
    fn names(&mut self, subject: SubjectId) {
        if subject.belongs_to(self.log.scope) {
            self.subjects.push(subject);
        }
    }
}

/// Makes a finding with a place.
pub(super) fn at(log: LogKey, seq: u64, what: impl Into<String>) -> Finding {
    Finding {
        device: Some(log.device),
        scope: Some(log.scope),
        epoch: Some(log.epoch),
        seq: Some(seq),
        what: what.into(),
    }
}

/// An event that another one names.
#[derive(Debug)]
pub(super) struct Named {
    /// Index of the row that names it.
    pub by: usize,
    pub id: EventId,
    /// Its place, as far as it is told.
    pub place: Option<(LogKey, u64)>,
}

/// All rows and what they say about each other.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub rows: Vec<Seen>,
    pub by_id: BTreeMap<EventId, usize>,
    /// Highest seq of each log.
    pub logs: BTreeMap<LogKey, u64>,
    pub scopes: BTreeSet<ScopeId>,
    /// Rows that open a scope, by index.
    pub openings: Vec<(usize, Opened)>,
    /// Grants: index of the row, device granted.
    pub grants: Vec<(usize, DeviceKey)>,
    pub erased_events: BTreeSet<(ScopeId, EventId)>,
    pub erased_commands: BTreeSet<(ScopeId, (Option<ActorId>, CommandId))>,
    pub erased_subjects: BTreeSet<SubjectId>,
    pub named: Vec<Named>,
    pub witnessed: Vec<(usize, Witnessed)>,
    /// Files under subjects of the scope that names them.
    pub files: Vec<(usize, FileHash, SubjectId)>,
    pub unreadable: Vec<EventId>,
    /// Erasures that came ahead of their log, beside the log; see `shelf::ahead`.
    pub ahead: BTreeMap<ScopeId, ErasedIndex>,
    /// Per scope the mode that held last, tried first for the next signature.
    modes: BTreeMap<ScopeId, Mode>,
}

/// Reads and checks all rows, in order of arrival.
pub(super) fn read(store: &Store, first: &mut First) -> Held {
    let mut held = Held::default();
    let mut last = i64::MIN;
    if let Err(error) = scan(store, first, &mut held, &mut last) {
        let what = format!("the database does not read on from here: {error}");
        first.found(Weight::Event, last.saturating_add(1), Finding::nowhere(what));
    }
    for piece in ahead::all(store).unwrap_or_default() {
        held.note_ahead(piece);
    }
    held
}

fn scan(store: &Store, first: &mut First, held: &mut Held, last: &mut i64) -> rusqlite::Result<()> {
    let limits = [ENVELOPE_MAX as i64, BODY_MAX as i64];
    let mut statement = store.conn().prepare(QUERY)?;
    let mut rows = statement.query(limits)?;
    while let Some(row) = rows.next()? {
        let columns = Columns::read(row);
        *last = columns.serial.unwrap_or(last.saturating_add(1));
        if let Err(finding) = held.take(&columns, *last) {
            first.found(Weight::Event, *last, finding);
        }
    }
    Ok(())
}

/// The columns of a row, each as far as it is of its type and length.
struct Columns<'a> {
    serial: Option<i64>,
    id: Option<[u8; 32]>,
    device: Option<DeviceKey>,
    scope: Option<ScopeId>,
    epoch: Option<u64>,
    seq: Option<u64>,
    own: Option<bool>,
    cose: Option<&'a [u8]>,
    body: Part<'a>,
    sealed: Part<'a>,
}

/// A column with a part of a body.
enum Part<'a> {
    Null,
    Bytes(&'a [u8]),
    Erased(&'a [u8]),
    /// Of another type, too long, or with a mark that is no mark.
    Garbage,
}

impl<'a> Columns<'a> {
    fn read(row: &'a Row<'_>) -> Self {
        Self {
            serial: integer(row, 0),
            id: fixed(row, 1),
            device: fixed(row, 2).map(DeviceKey),
            scope: fixed(row, 3).map(ScopeId),
            epoch: integer(row, 4).map(i64::cast_unsigned),
            seq: integer(row, 5).map(i64::cast_unsigned),
            own: flag(row, 6),
            cose: blob(row, 9),
            body: part(row, 10, 7),
            sealed: part(row, 12, 8),
        }
    }

    /// Names the place by the signed header when the bytes are whole, else by the columns.
    fn finding(&self, what: impl Into<String>) -> Finding {
        let whole = self.cose.filter(|cose| Some(sha256(cose)) == self.id);
        if let Some(header) = whole.and_then(|cose| Envelope::peek(cose).ok()) {
            return at(header.log(), header.seq, what);
        }
        Finding {
            device: self.device,
            scope: self.scope,
            epoch: self.epoch,
            seq: self.seq,
            what: what.into(),
        }
    }
}

fn integer(row: &Row<'_>, index: usize) -> Option<i64> {
    match row.get_ref(index) {
        Ok(ValueRef::Integer(value)) => Some(value),
        _ => None,
    }
}

fn flag(row: &Row<'_>, index: usize) -> Option<bool> {
    match integer(row, index) {
        Some(0) => Some(false),
        Some(1) => Some(true),
        _ => None,
    }
}

fn blob<'a>(row: &'a Row<'_>, index: usize) -> Option<&'a [u8]> {
    match row.get_ref(index) {
        Ok(ValueRef::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

fn fixed<const N: usize>(row: &Row<'_>, index: usize) -> Option<[u8; N]> {
    blob(row, index)?.try_into().ok()
}

fn part<'a>(row: &'a Row<'_>, length: usize, erased: usize) -> Part<'a> {
    let null = matches!(row.get_ref(length), Ok(ValueRef::Null));
    match (null, blob(row, length + 1), flag(row, erased)) {
        (true, _, Some(false)) => Part::Null,
        (false, Some(bytes), Some(false)) => Part::Bytes(bytes),
        (false, Some(bytes), Some(true)) => Part::Erased(bytes),
        _ => Part::Garbage,
    }
}

impl Held {
    /// Takes an erasure that came ahead, when a granted device signed it.
    fn note_ahead(&mut self, piece: Piece) {
        let Ok(envelope) = Envelope::read(&piece.cose) else {
            return;
        };
        let header = &envelope.header;
        let whole = match (&piece.open, header.open) {
            (Some(open), Some(named)) => named.matches(open),
            _ => false,
        };
        let granted = self.grants.iter().any(|(_, device)| *device == header.device);
        if whole && granted && header.kind == Kind::Erase && self.mode(&envelope).is_some() {
            self.ahead.entry(header.scope).or_default().add(piece);
        }
    }

    /// Returns true when an erasure that came ahead explains an absence.
    pub fn is_ahead(&self, row: &Seen, subjects: &[SubjectId]) -> bool {
        let (scope, event, by) = (row.log.scope, row.id, row.command);
        let absence = Absence { scope, event, by, subjects };
        self.ahead.get(&scope).is_some_and(|erased| erased.find(&absence).is_some())
    }

    fn take(&mut self, columns: &Columns<'_>, serial: i64) -> Result<(), Finding> {
        let bad = |what: &str| columns.finding(what);
        let cose = columns.cose.ok_or_else(|| bad("the event is missing or too long"))?;
        if columns.id != Some(sha256(cose)) {
            return Err(bad("the bytes of the event are not those of its id"));
        }
        let envelope =
            Envelope::read(cose).map_err(|fault| bad(&format!("not an event: {fault}")))?;
        let header = &envelope.header;
        let same = columns.device == Some(header.device)
            && columns.scope == Some(header.scope)
            && columns.epoch == Some(header.epoch)
            && columns.seq == Some(header.seq);
        if !same {
            return Err(bad("the row says another place than the signed header"));
        }
        let own = columns.own.ok_or_else(|| bad("the row does not say where it came from"))?;
        let mode = self.mode(&envelope).ok_or_else(|| bad("the signature does not hold"))?;
        let (open, body) = presence(&columns.body, header.open)
            .ok_or_else(|| bad("the open part is not the one that was signed"))?;
        let (sealed, _) = presence(&columns.sealed, header.sealed)
            .ok_or_else(|| bad("the sealed part is not the one that was signed"))?;
        self.modes.insert(header.scope, mode);
        let mut seen = Seen {
            serial,
            own,
            id: envelope.id,
            log: header.log(),
            seq: header.seq,
            prev: header.prev,
            mode,
            kind: header.kind.clone(),
            command: header.command.map(|command| (header.actor, command)),
            open,
            sealed,
            subjects: Vec::new(),
            later: false,
        };
        self.note_header(header);
        match body.map(Open::decode) {
            Some(Ok(open)) => {
                open.facts.into_iter().for_each(|fact| self.note_fact(&mut seen, fact));
            }
            Some(Err(_)) => self.unreadable.push(envelope.id),
            None => {}
        }
        self.by_id.insert(seen.id, self.rows.len());
        self.rows.push(seen);
        Ok(())
    }

    /// Finds the mode in which the signature holds; which one it must be is seen later.
    fn mode(&self, envelope: &Envelope) -> Option<Mode> {
        let likely = self.modes.get(&envelope.header.scope).copied().unwrap_or(Mode::Real);
        let other = if likely == Mode::Real { Mode::Exercise } else { Mode::Real };
        [likely, other].into_iter().find(|mode| envelope.verify(*mode).is_ok())
    }

    fn note_header(&mut self, header: &Header) {
        let by = self.rows.len();
        let seq = self.logs.entry(header.log()).or_default();
        *seq = header.seq.max(*seq);
        self.scopes.insert(header.scope);
        for id in header.seen.iter().chain(&header.supersedes) {
            self.named.push(Named { by, id: *id, place: None });
        }
    }

    fn note_fact(&mut self, seen: &mut Seen, fact: Fact) {
        let by = self.rows.len();
        fact.sealed_under().into_iter().for_each(|subject| seen.names(subject));
        match fact {
            Fact::ScopeOpened(opened) if seen.kind == Kind::Genesis && is_first(seen) => {
                self.openings.push((by, opened));
            }
            Fact::Heads(heads) if seen.kind == Kind::Heads => {
                for head in heads.heads {
                    let (device, scope, epoch) = (head.device, seen.log.scope, head.epoch);
                    let place = Some((LogKey { device, scope, epoch }, head.seq));
                    self.named.push(Named { by, id: head.id, place });
                }
            }
            Fact::Witness(witness) if seen.kind == Kind::Witness => {
                self.witnessed.extend(witness.logs.into_iter().map(|log| (by, log)));
            }
            Fact::DeviceGranted(granted) if matches!(seen.kind, Kind::Grant | Kind::Genesis) => {
                self.grants.push((by, granted.device));
            }
            Fact::Erased(erased) if seen.kind == Kind::Erase => {
                let scope = seen.log.scope;
                self.erased_events.extend(erased.events.into_iter().map(|id| (scope, id)));
                self.erased_commands.extend(erased.commands.into_iter().map(|by| (scope, by)));
                let own = |id: &SubjectId| id.belongs_to(scope);
                self.erased_subjects.extend(erased.subjects.into_iter().filter(own));
            }
            Fact::EntryWritten(written) => {
                let scope = seen.log.scope;
                let files = written.files.iter();
                let files = files.filter(|file| file.subject.belongs_to(scope));
                self.files.extend(files.map(|file| (by, file.hash, file.subject)));
            }
            Fact::Unknown { .. } => seen.later = true,
            _ => {}
        }
    }
}

const fn is_first(seen: &Seen) -> bool {
    seen.seq == 0 && seen.prev.is_none()
}

/// Compares a part with what the header names; None when they do not agree.
fn presence<'a>(part: &Part<'a>, named: Option<PartRef>) -> Option<(Presence, Option<&'a [u8]>)> {
    match (part, named) {
        (Part::Null, None) => Some((Presence::None, None)),
        (Part::Null, Some(_)) => Some((Presence::Absent, None)),
        (Part::Bytes(bytes), Some(named)) if named.matches(bytes) => {
            Some((Presence::Held, Some(bytes)))
        }
        (Part::Erased(bytes), Some(named))
            if bytes.len() == named.length as usize && bytes.iter().all(|byte| *byte == 0) =>
        {
            Some((Presence::Absent, None))
        }
        _ => None,
    }
}

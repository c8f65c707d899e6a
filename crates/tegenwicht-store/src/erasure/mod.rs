// SPDX-License-Identifier: EUPL-1.2
//! Erasing on this disk what the log says is erased: keys, files, bodies, snapshots.
//!
//! Not here: who may ask for it and what it means for the state (`tegenwicht-core`).
//! Rules: an erasure stands in the log first; what it names is then removed, and again after a
//! crash, until nothing of it is in any file; what carries the log itself (genesis, heads,
//! erasures) keeps its body; nothing of another scope is touched.
//! Start at: `carry_out`.
//! To change: `docs/formats/store.md`, and `verify`, which allows absence only beside an erasure.
//!
//! A body is overwritten in place by as many zeros, and marked. Were it made shorter, SQLite
//! would move its neighbours about, and leave copies of them in the gaps of a page, where a later
//! erasure does not reach.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::wal::CheckpointMode;
use rusqlite::{Connection, OptionalExtension, params};
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::id::{ActorId, CommandId, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::seal::Sealed;
use tegenwicht_core::shelf::Absence;

use crate::attachment::Attachments;
use crate::error::{StoreError, sql};
use crate::keys::Keys;
use crate::log::Store;

/// How long the writer waits for readers of the old pages before it leaves the rest for later.
const PATIENCE: Duration = Duration::from_millis(250);

/// What the log says is erased and is not finished on this disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pending {
    /// The events that erase, by arrival.
    pub serials: Vec<i64>,
    pub events: Vec<EventId>,
    /// Subjects of the scopes that the erasures stand in.
    pub subjects: Vec<SubjectId>,
    /// Files that the erased events name, as far as their bodies are still there, and what each is
    /// said to be sealed under, which is a subject of the scope of that event.
    pub files: Vec<(FileHash, SubjectId)>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Events that lost their body now.
    pub bodies: u64,
    /// Sealed parts that went with their subject now.
    pub seals: u64,
    /// Events that were named and carry the log itself, so they stayed.
    pub kept: u64,
    /// False when a reader still held the old pages: call `carry_out` again later.
    pub finished: bool,
}

/// Does all that the log says is erased and is not done yet: destroys the keys, removes the
/// files, overwrites the bodies, drops the snapshots, empties the write-ahead file. Safe to run
/// again after a crash at any point. Call it at every start and after every event that erases.
///
/// # Errors
/// The disk's own error; what was left undone is done by the next call.
pub fn carry_out(
    store: &mut Store,
    keys: &Keys,
    attachments: &Attachments,
) -> Result<Done, StoreError> {
    let pending = store.pending_erasures()?;
    if pending.serials.is_empty() {
        return Ok(Done { finished: true, ..Done::default() });
    }
    keys.destroy_subjects(&pending.subjects)?;
    attachments.remove(&pending.files, &pending.subjects)?;
    let done = store.erase(&pending.events, &pending.subjects)?;
    if done.finished {
        store.close_erasures(&pending.serials)?;
    }
    Ok(done)
}

/// Does every erasure of the log again, also those that were finished: after a restore.
///
/// # Errors
/// As [`carry_out`].
pub fn reapply(
    store: &mut Store,
    keys: &Keys,
    attachments: &Attachments,
) -> Result<Done, StoreError> {
    let path = store.path().to_owned();
    store.transact(|conn| {
        conn.execute_batch(
            "INSERT OR IGNORE INTO erasing SELECT serial FROM erased_event \
             UNION SELECT serial FROM erased_subject UNION SELECT serial FROM erased_command",
        )
        .map_err(sql("find the erasures", &path))
    })?;
    carry_out(store, keys, attachments)
}

/// Which erasure names an event, of those that stand in its scope: nobody erases what is written
/// elsewhere.
const BY_EVENT: &str = "SELECT serial FROM erased_event JOIN event USING (serial) \
                        WHERE erased_event.id = ?1 AND event.scope = ?2";

/// Events held that are named by an erasure in their own scope.
pub(crate) const NAMED: &str = "SELECT held.id FROM erased_event \
                                JOIN event AS held ON held.id = erased_event.id \
                                JOIN event AS erasure ON erasure.serial = erased_event.serial \
                                AND erasure.scope = held.scope";

/// Returns true when the body of an event that comes in now was erased before: the event is
/// named, or the command that it repeats is.
pub(crate) fn is_late(conn: &Connection, envelope: &Envelope) -> rusqlite::Result<bool> {
    let header = &envelope.header;
    if conn.prepare_cached(BY_EVENT)?.exists(params![envelope.id.0, header.scope.0])? {
        return Ok(true);
    }
    let Some(command) = header.command else {
        return Ok(false);
    };
    let by_command = "INSERT OR IGNORE INTO erased_event SELECT ?4, serial FROM erased_command \
                      WHERE scope = ?1 AND command = ?2 AND actor = ?3";
    let actor = name(header.actor);
    let named = params![header.scope.0, command.0, actor, envelope.id.0];
    Ok(conn.prepare_cached(by_command)?.execute(named)? > 0)
}

fn name(actor: Option<ActorId>) -> Vec<u8> {
    actor.map(|actor| actor.0.to_vec()).unwrap_or_default()
}

/// Notes which commands are erased, and the events of them that are held already.
pub(crate) fn note_commands(
    conn: &Connection,
    serial: i64,
    scope: ScopeId,
    commands: &[(Option<ActorId>, CommandId)],
) -> rusqlite::Result<()> {
    let mut note =
        conn.prepare_cached("INSERT OR IGNORE INTO erased_command VALUES (?1, ?2, ?3, ?4)")?;
    for (actor, command) in commands {
        note.execute(params![scope.0, name(*actor), command.0, serial])?;
    }
    let mut held = conn.prepare_cached("SELECT id, cose FROM event WHERE scope = ?1")?;
    let mut event = conn.prepare_cached("INSERT OR IGNORE INTO erased_event VALUES (?1, ?2)")?;
    let mut rows = held.query([scope.0])?;
    while let Some(row) = rows.next()? {
        let header = row.get_ref(1)?.as_blob().ok().and_then(|cose| Envelope::peek(cose).ok());
        let header = header.filter(|header| may_erase(&header.kind));
        let by = header.and_then(|header| Some((header.actor, header.command?)));
        if by.is_some_and(|by| commands.contains(&by)) {
            event.execute(params![row.get_ref(0)?.as_blob().unwrap_or_default(), serial])?;
        }
    }
    Ok(())
}

pub(crate) fn is_erased_subject(conn: &Connection, id: SubjectId) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM erased_subject WHERE id = ?1")?.exists([id.0])
}

impl Store {
    /// Returns what the log says is erased and is not finished on this disk.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn pending_erasures(&self) -> Result<Pending, StoreError> {
        let error = || sql("find the erasures", self.path());
        let mut statement = self
            .conn()
            .prepare_cached("SELECT serial, body, scope FROM erasing JOIN event USING (serial)")
            .map_err(error())?;
        let mut rows = statement.query([]).map_err(error())?;
        let (mut events, mut subjects) = (BTreeSet::new(), BTreeSet::new());
        let mut pending = Pending::default();
        while let Some(row) = rows.next().map_err(error())? {
            pending.serials.push(self.integer(row, 0)?);
            let open = Open::decode_own(self.blob(row, 1)?).ok();
            let scope = ScopeId(self.fixed(row, 2)?);
            let own = |id: &SubjectId| id.belongs_to(scope);
            for fact in open.into_iter().flat_map(|open| open.facts) {
                if let Fact::Erased(erased) = fact {
                    subjects.extend(erased.subjects.into_iter().filter(own));
                }
            }
        }
        // Also by a command, whose events the fact need not name.
        let named = format!("{NAMED} JOIN erasing ON erasing.serial = erased_event.serial");
        let mut named = self.conn().prepare_cached(&named).map_err(error())?;
        let mut rows = named.query([]).map_err(error())?;
        while let Some(row) = rows.next().map_err(error())? {
            events.extend(self.blob(row, 0)?.try_into().ok().map(EventId));
        }
        drop(rows);
        for event in &events {
            pending.files.extend(self.files_of(*event)?);
            // The fact names the subjects that its author knew. A retry of the same command on a
            // node cut off meanwhile was sealed under a key of its own (storm, seed 5017).
            subjects.extend(self.sealed_under(*event)?);
        }
        pending.events = events.into_iter().collect();
        pending.subjects = subjects.into_iter().collect();
        Ok(pending)
    }

    /// Returns true when the log says that a subject is erased: a key that still comes in for it
    /// is not kept.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn is_subject_erased(&self, subject: SubjectId) -> Result<bool, StoreError> {
        is_erased_subject(self.conn(), subject).map_err(sql("find the erasures", self.path()))
    }

    /// Returns whether any event or command is erased.
    pub(crate) fn names_erased(&self) -> Result<bool, StoreError> {
        const ANY: &str = "SELECT EXISTS (SELECT 1 FROM erased_event) \
                           OR EXISTS (SELECT 1 FROM erased_command)";
        self.conn()
            .prepare_cached(ANY)
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(sql("find the erasures", self.path()))
    }

    /// Returns the serial of an erasure that explains an absence.
    pub(crate) fn erased_by(&self, absence: &Absence<'_>) -> Result<Option<i64>, StoreError> {
        let find = || -> rusqlite::Result<Option<i64>> {
            let conn = self.conn();
            let mut by = conn.prepare_cached(BY_EVENT)?;
            let named = params![absence.event.0, absence.scope.0];
            if let Some(serial) = by.query_row(named, |row| row.get(0)).optional()? {
                return Ok(Some(serial));
            }
            if let Some((actor, command)) = absence.by {
                let mut by = conn.prepare_cached(
                    "SELECT serial FROM erased_command \
                     WHERE scope = ?1 AND command = ?2 AND actor = ?3",
                )?;
                let named = params![absence.scope.0, command.0, name(actor)];
                if let Some(serial) = by.query_row(named, |row| row.get(0)).optional()? {
                    return Ok(Some(serial));
                }
            }
            let mut by = conn.prepare_cached("SELECT serial FROM erased_subject WHERE id = ?1")?;
            let own = |id: &&SubjectId| id.belongs_to(absence.scope);
            for subject in absence.subjects.iter().filter(own) {
                if let Some(serial) = by.query_row([subject.0], |row| row.get(0)).optional()? {
                    return Ok(Some(serial));
                }
            }
            Ok(None)
        };
        find().map_err(sql("find the erasures", self.path()))
    }

    fn files_of(&self, event: EventId) -> Result<Vec<(FileHash, SubjectId)>, StoreError> {
        let Some(stored) = self.event(event)? else {
            return Ok(Vec::new());
        };
        let scope = self.header(&stored.cose)?.scope;
        let open = stored.open.and_then(|body| Open::decode_own(&body).ok());
        let files = open.into_iter().flat_map(|open| open.facts).flat_map(|fact| match fact {
            Fact::EntryWritten(written) => written.files.clone(),
            _ => Vec::new(),
        });
        let files = files.map(|file| (file.hash, file.subject));
        Ok(files.filter(|(_, subject)| subject.belongs_to(scope)).collect())
    }

    /// Returns the subjects of an event's own scope under which its sealed part and its files lie.
    fn sealed_under(&self, event: EventId) -> Result<Vec<SubjectId>, StoreError> {
        let Some(stored) = self.event(event)? else {
            return Ok(Vec::new());
        };
        let scope = self.header(&stored.cose)?.scope;
        let sealed = stored.sealed.and_then(|bytes| minicbor::decode::<Sealed>(&bytes).ok());
        let mut found: Vec<SubjectId> = sealed.map(|sealed| sealed.subject).into_iter().collect();
        found.retain(|subject| subject.belongs_to(scope));
        found.extend(self.files_of(event)?.into_iter().map(|(_, subject)| subject));
        Ok(found)
    }

    /// Overwrites the bodies of `events` and the sealed parts under `subjects`, drops the
    /// snapshots where a body went, and empties the write-ahead file, so that the old text is in
    /// no file of the database. Running it again changes nothing.
    ///
    /// # Errors
    /// The disk's own error, or as [`Store::append`].
    pub fn erase(
        &mut self,
        events: &[EventId],
        subjects: &[SubjectId],
    ) -> Result<Done, StoreError> {
        let path = self.path().to_owned();
        let mut done =
            self.transact(|conn| erase_rows(conn, events, subjects).map_err(sql("erase", &path)))?;
        done.finished = self.scrub()?;
        Ok(done)
    }

    /// Empties the write-ahead file. Returns false when a reader still needs it.
    ///
    /// # Errors
    /// The disk's own error.
    pub fn scrub(&mut self) -> Result<bool, StoreError> {
        let path = self.path().to_owned();
        let error = || sql("empty the write-ahead file", &path);
        let conn = self.conn();
        conn.busy_timeout(PATIENCE).map_err(error())?;
        let emptied = conn.wal_checkpoint_v2(Some("main"), CheckpointMode::TRUNCATE);
        conn.busy_timeout(crate::log::BUSY).map_err(error())?;
        match emptied.map_err(error()) {
            Ok(_) => Ok(true),
            Err(busy) if busy.is_busy() => Ok(false),
            Err(failed) => {
                self.poison_if(&failed);
                Err(failed)
            }
        }
    }

    fn close_erasures(&mut self, serials: &[i64]) -> Result<(), StoreError> {
        let path = self.path().to_owned();
        self.transact(|conn| {
            let close = || -> rusqlite::Result<()> {
                let mut close = conn.prepare_cached("DELETE FROM erasing WHERE serial = ?1")?;
                serials.iter().try_for_each(|serial| close.execute([serial]).map(|_| ()))
            };
            close().map_err(sql("close the erasures", &path))
        })?;
        Ok(())
    }
}

fn erase_rows(
    conn: &Connection,
    events: &[EventId],
    subjects: &[SubjectId],
) -> rusqlite::Result<Done> {
    let mut done = Done::default();
    for event in events {
        match erase_event(conn, *event)? {
            Some(true) => done.bodies += 1,
            Some(false) => {}
            None => done.kept += 1,
        }
    }
    for serial in under(conn, subjects)? {
        done.seals += erase_sealed(conn, serial)?;
    }
    if done.bodies > 0 {
        // All of them: a table emptied as a whole leaves nothing in the gaps of its pages.
        conn.execute_batch("DELETE FROM snapshot")?;
    }
    Ok(done)
}

/// Returns whether a body went now; None when the event carries the log itself.
fn erase_event(conn: &Connection, event: EventId) -> rusqlite::Result<Option<bool>> {
    let held: Option<(i64, Vec<u8>)> = conn
        .prepare_cached("SELECT serial, cose FROM event WHERE id = ?1")?
        .query_row([event.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((serial, cose)) = held else {
        return Ok(Some(false));
    };
    if Envelope::peek(&cose).is_ok_and(|header| !may_erase(&header.kind)) {
        return Ok(None);
    }
    let bodies = conn
        .prepare_cached(
            "UPDATE event SET body = zeroblob(length(body)), body_erased = 1 \
             WHERE serial = ?1 AND body IS NOT NULL AND body_erased = 0",
        )?
        .execute(params![serial])?;
    Ok(Some(bodies as u64 + erase_sealed(conn, serial)? > 0))
}

fn erase_sealed(conn: &Connection, serial: i64) -> rusqlite::Result<u64> {
    let seals = conn
        .prepare_cached(
            "UPDATE event SET sealed = zeroblob(length(sealed)), sealed_erased = 1 \
             WHERE serial = ?1 AND sealed IS NOT NULL AND sealed_erased = 0",
        )?
        .execute([serial])?;
    Ok(seals as u64)
}

/// Finds the events whose sealed part is sealed under one of these subjects, of their own scope.
fn under(conn: &Connection, subjects: &[SubjectId]) -> rusqlite::Result<Vec<i64>> {
    let mut serials = Vec::new();
    if subjects.is_empty() {
        return Ok(serials);
    }
    let subjects: BTreeSet<&SubjectId> = subjects.iter().collect();
    let mut statement = conn.prepare_cached(
        "SELECT serial, sealed, scope FROM event INDEXED BY event_with_seal \
         WHERE sealed IS NOT NULL AND sealed_erased = 0",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let sealed = row.get_ref(1)?.as_blob().ok();
        let sealed = sealed.and_then(|bytes| minicbor::decode::<Sealed>(bytes).ok());
        let scope = ScopeId(row.get(2)?);
        let is_under = |it: &Sealed| subjects.contains(&it.subject) && it.subject.belongs_to(scope);
        if sealed.is_some_and(|sealed| is_under(&sealed)) {
            serials.push(row.get(0)?);
        }
    }
    Ok(serials)
}

// SPDX-License-Identifier: EUPL-1.2
//! Writing: one transaction, one fsync, and an honest answer about what is on disk.

use rusqlite::{Connection, OptionalExtension, params};
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Kind, PartRef};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::{Erased, may_erase};
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::seal::Sealed;

use super::{BATCH_MAX, NewEvent, Store};
use crate::erasure;
use crate::error::{AppendError, StoreError, sql};

/// A line of the table `local` to write; None removes it.
pub type LocalLine<'a> = (&'a str, Option<&'a [u8]>);

impl Store {
    /// Writes events; when this returns they are on disk. An event that is there already is
    /// skipped. Returns the serial of each event, in the order given.
    ///
    /// # Errors
    /// See [`AppendError`]. At most [`BATCH_MAX`] events.
    pub fn append(&mut self, events: &[NewEvent]) -> Result<Vec<i64>, AppendError> {
        self.append_with(events, &[])
    }

    /// Writes events and lines of the table `local`, all of it or nothing.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn append_with(
        &mut self,
        events: &[NewEvent],
        local: &[LocalLine<'_>],
    ) -> Result<Vec<i64>, AppendError> {
        if events.len() > BATCH_MAX {
            let count = events.len();
            let error = StoreError::TooMany { what: "events", count, max: BATCH_MAX };
            return Err(AppendError::NotWritten(error));
        }
        self.write_all(events, local)
    }

    /// Writes without the limit on a batch: for a restore.
    pub(crate) fn write_all(
        &mut self,
        events: &[NewEvent],
        local: &[LocalLine<'_>],
    ) -> Result<Vec<i64>, AppendError> {
        let path = self.path.clone();
        self.transact(|conn| {
            let mut serials = Vec::with_capacity(events.len());
            for event in events {
                check_parts(event)?;
                serials.push(insert(conn, event).map_err(sql("write an event", &path))?);
            }
            for (key, value) in local {
                set_local(conn, key, *value).map_err(sql("write a setting", &path))?;
            }
            Ok(serials)
        })
    }

    /// Writes one line of the table `local`; None removes it.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn local_set(&mut self, key: &str, value: Option<&[u8]>) -> Result<(), AppendError> {
        self.append_with(&[], &[(key, value)]).map(|_| ())
    }

    /// Does `work` in one transaction and says for certain, or not, what became of it.
    pub(crate) fn transact<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, AppendError> {
        if !self.writable {
            return Err(AppendError::NotWritten(StoreError::ReadOnly { path: self.path.clone() }));
        }
        if self.poisoned {
            return Err(AppendError::NotWritten(StoreError::Poisoned { path: self.path.clone() }));
        }
        let begin = self.conn.execute_batch("BEGIN IMMEDIATE");
        begin.map_err(|error| self.give_up(sql("begin to write", &self.path)(error)))?;
        let done = match work(&self.conn) {
            Ok(done) => done,
            Err(error) => return Err(self.give_up(error)),
        };
        if let Err(error) = self.conn.execute_batch("COMMIT") {
            self.poisoned = true;
            // Whatever this does, the outcome stays unknown.
            let _ = self.conn.execute_batch("ROLLBACK");
            return Err(AppendError::Unknown(sql("commit", &self.path)(error)));
        }
        self.work_in();
        Ok(done)
    }

    /// Ends a transaction that failed before its commit: no commit was written, so nothing of it
    /// can come back, provided that SQLite agrees that the transaction is over.
    fn give_up(&mut self, error: StoreError) -> AppendError {
        let open = !self.conn.is_autocommit();
        let over = !open || self.conn.execute_batch("ROLLBACK").is_ok();
        if !over {
            self.poisoned = true;
            return AppendError::Unknown(error);
        }
        // A disk that fails is not written to again before somebody has looked.
        self.poisoned |= error.is_disk_failure();
        AppendError::NotWritten(error)
    }

    /// Works the write-ahead file into the database when it has grown long. What was committed
    /// stays committed whatever happens here; an fsync that fails stops further writing.
    fn work_in(&mut self) {
        use rusqlite::wal::CheckpointMode::{NOOP, PASSIVE};
        let checkpoint = |mode| self.conn.wal_checkpoint_v2(Some("main"), mode);
        let long = checkpoint(NOOP).is_ok_and(|(frames, _)| frames >= self.checkpoint_frames);
        if !long {
            return;
        }
        if let Err(error) = checkpoint(PASSIVE) {
            let error = sql("work in the write-ahead file", &self.path)(error);
            self.poisoned |= error.is_disk_failure();
        }
    }
}

impl Store {
    /// Works all of the write-ahead file into the database and empties it, for who stops: the next
    /// start would read it twice, and after a snapshot of a long log it is as long as that. What
    /// was committed stays committed whatever happens here.
    pub fn empty_write_ahead(&mut self) {
        let mode = rusqlite::wal::CheckpointMode::TRUNCATE;
        if let Err(error) = self.conn.wal_checkpoint_v2(Some("main"), mode) {
            self.poisoned |= sql("empty the write-ahead file", &self.path)(error).is_disk_failure();
        }
    }
}

fn check_parts(event: &NewEvent) -> Result<(), StoreError> {
    let header = &event.envelope.header;
    let fits = |part: Option<&Vec<u8>>, named: Option<PartRef>| match (part, named) {
        (Some(part), Some(named)) => named.matches(part),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let fits = fits(event.open.as_ref(), header.open) && fits(event.sealed.as_ref(), header.sealed);
    if fits { Ok(()) } else { Err(StoreError::PartMismatch) }
}

fn insert(conn: &Connection, event: &NewEvent) -> rusqlite::Result<i64> {
    let id = event.envelope.id.0;
    let held = conn
        .prepare_cached("SELECT serial FROM event WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    if let Some(serial) = held {
        return Ok(serial);
    }
    let header = &event.envelope.header;
    let late = may_erase(&header.kind) && erasure::is_late(conn, &event.envelope)?;
    let late_seal = late || under_erased_subject(conn, event)?;
    conn.prepare_cached(
        "INSERT INTO event (id, device, scope, epoch, seq, own, body_erased, sealed_erased, \
         cose, body, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8, ?9)",
    )?
    .execute(params![
        id,
        header.device.0,
        header.scope.0,
        header.epoch.cast_signed(),
        header.seq.cast_signed(),
        event.own,
        event.envelope.cose,
        event.open.as_ref().filter(|_| !late),
        event.sealed.as_ref().filter(|_| !late_seal),
    ])?;
    let serial = conn.last_insert_rowid();
    if header.kind == Kind::Erase {
        let open = event.open.as_deref().and_then(|bytes| Open::decode_own(bytes).ok());
        for fact in open.into_iter().flat_map(|open| open.facts) {
            if let Fact::Erased(erased) = fact {
                note_erasure(conn, serial, header.scope, &erased)?;
            }
        }
    }
    Ok(serial)
}

fn under_erased_subject(conn: &Connection, event: &NewEvent) -> rusqlite::Result<bool> {
    let sealed = event.sealed.as_deref().and_then(|bytes| minicbor::decode::<Sealed>(bytes).ok());
    match sealed.filter(|it| it.subject.belongs_to(event.envelope.header.scope)) {
        Some(sealed) => erasure::is_erased_subject(conn, sealed.subject),
        None => Ok(false),
    }
}

fn note_erasure(
    conn: &Connection,
    serial: i64,
    scope: ScopeId,
    erased: &Erased,
) -> rusqlite::Result<()> {
    if !erased.commands.is_empty() {
        erasure::note_commands(conn, serial, scope, &erased.commands)?;
    }
    let mut event = conn.prepare_cached("INSERT OR IGNORE INTO erased_event VALUES (?1, ?2)")?;
    for id in &erased.events {
        event.execute(params![id.0, serial])?;
    }
    let mut subject =
        conn.prepare_cached("INSERT OR IGNORE INTO erased_subject VALUES (?1, ?2)")?;
    // Nobody erases what belongs elsewhere, so nothing of elsewhere stands in the list.
    for id in erased.subjects.iter().filter(|id| id.belongs_to(scope)) {
        subject.execute(params![id.0, serial])?;
    }
    conn.prepare_cached("INSERT OR IGNORE INTO erasing VALUES (?1)")?.execute([serial])?;
    Ok(())
}

fn set_local(conn: &Connection, key: &str, value: Option<&[u8]>) -> rusqlite::Result<()> {
    match value {
        Some(value) => conn
            .prepare_cached(
                "INSERT INTO local VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            )?
            .execute(params![key, value])?,
        None => conn.prepare_cached("DELETE FROM local WHERE key = ?1")?.execute([key])?,
    };
    Ok(())
}

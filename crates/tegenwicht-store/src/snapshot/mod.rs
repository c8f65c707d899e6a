// SPDX-License-Identifier: EUPL-1.2
//! Snapshots: the folded state of a scope, kept so that a start is quick. A cache, never truth.

#[cfg(test)]
mod tests;

use rusqlite::{Row, params};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::scope::Head;
use tegenwicht_core::fold::{FOLD_VERSION, ScopeState};
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::time::Timestamp;

use crate::error::{AppendError, StoreError, damaged, sql};
use crate::log::Store;

/// How many snapshots of a scope are kept, newest first.
pub const KEPT: i64 = 4;

/// The state of a scope after the event that arrived as `serial`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub scope: ScopeId,
    /// The last event by arrival that is in it; all that arrived before it is in it too.
    pub serial: i64,
    pub count: u64,
    pub fold_version: u32,
    pub order_digest: [u8; 32],
    pub state_hash: [u8; 32],
    pub heads: Vec<Head>,
    pub taken_at: Timestamp,
    pub state: Vec<u8>,
}

impl Snapshot {
    /// Makes a snapshot of a state; `heads` are those of [`Store::heads`] at that moment.
    #[must_use]
    pub fn of(
        scope: ScopeId,
        serial: i64,
        state: &ScopeState,
        heads: Vec<Head>,
        taken_at: Timestamp,
    ) -> Self {
        let bytes = state.encode_snapshot();
        Self {
            scope,
            serial,
            count: state.count,
            fold_version: FOLD_VERSION,
            order_digest: state.order_digest,
            state_hash: sha256(&bytes),
            heads,
            taken_at,
            state: bytes,
        }
    }

    /// Reads the state; None when it is of another version of the fold or damaged.
    #[must_use]
    pub fn read(&self) -> Option<ScopeState> {
        (self.fold_version == FOLD_VERSION).then(|| read(&self.state, &self.state_hash)).flatten()
    }
}

/// Reads a state; None when the bytes are not those of this hash. Hashing takes about a fifth as
/// long as reading, and of a long log both take part of a second, so they are done side by side.
fn read(bytes: &[u8], hash: &[u8; 32]) -> Option<ScopeState> {
    std::thread::scope(|scope| {
        let is_whole = || sha256(bytes) == *hash;
        let beside = std::thread::Builder::new().spawn_scoped(scope, is_whole);
        let state = ScopeState::decode_snapshot(bytes);
        let whole = beside.map_or_else(|_| is_whole(), |beside| beside.join().unwrap_or(false));
        state.filter(|_| whole)
    })
}

const COLUMNS: &str =
    "scope, serial, count, fold_version, order_digest, state_hash, heads, taken_at, state";

impl Store {
    /// Keeps a snapshot, and throws away those of its scope beyond the newest [`KEPT`].
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn save_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), AppendError> {
        let path = self.path().to_owned();
        let heads = minicbor::to_vec(&snapshot.heads).unwrap_or_default();
        self.transact(|conn| {
            let put = || -> rusqlite::Result<()> {
                conn.prepare_cached(
                    "INSERT OR REPLACE INTO snapshot \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    snapshot.scope.0,
                    snapshot.serial,
                    snapshot.count.cast_signed(),
                    snapshot.fold_version,
                    snapshot.order_digest,
                    snapshot.state_hash,
                    heads,
                    snapshot.taken_at.0,
                    snapshot.state,
                ])?;
                conn.prepare_cached(
                    "DELETE FROM snapshot WHERE scope = ?1 AND serial NOT IN (SELECT serial \
                     FROM snapshot WHERE scope = ?1 ORDER BY serial DESC LIMIT ?2)",
                )?
                .execute(params![snapshot.scope.0, KEPT])?;
                Ok(())
            };
            put().map_err(sql("write a snapshot", &path))
        })
    }

    /// Returns the newest snapshot of a scope made by this version of the fold, not later than
    /// `not_after` by arrival. One that is damaged is passed over: it is a cache.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn newest_snapshot(
        &self,
        scope: ScopeId,
        fold_version: u32,
        not_after: Option<i64>,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.newest(scope, fold_version, not_after, |row| {
            self.snapshot(row).ok().filter(|found| sha256(&found.state) == found.state_hash)
        })
    }

    /// Returns the state of a scope as its newest snapshot has it, and the serial of the last
    /// event in it. One that is damaged is passed over: it is a cache.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn newest_state(&self, scope: ScopeId) -> Result<Option<(ScopeState, i64)>, StoreError> {
        // Read where it lies: the state of a million lines is hundreds of megabytes.
        self.newest(scope, FOLD_VERSION, None, |row| {
            let hash = self.fixed(row, 5).ok()?;
            Some((read(self.blob(row, 8).ok()?, &hash)?, self.integer(row, 1).ok()?))
        })
    }

    /// Returns what `take` makes of the newest snapshot of which it makes anything.
    fn newest<T>(
        &self,
        scope: ScopeId,
        fold_version: u32,
        not_after: Option<i64>,
        mut take: impl FnMut(&Row<'_>) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM snapshot WHERE scope = ?1 AND fold_version = ?2 \
             AND serial <= ?3 ORDER BY serial DESC"
        );
        let newest = not_after.unwrap_or(i64::MAX);
        let error = || sql("read a snapshot", self.path());
        let mut statement = self.conn().prepare_cached(&query).map_err(error())?;
        let mut rows = statement.query(params![scope.0, fold_version, newest]).map_err(error())?;
        while let Some(row) = rows.next().map_err(error())? {
            let taken = take(row);
            if taken.is_some() {
                return Ok(taken);
            }
        }
        Ok(None)
    }

    /// Throws away the snapshots of a scope.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn drop_snapshots(&mut self, scope: ScopeId) -> Result<(), AppendError> {
        let path = self.path().to_owned();
        self.transact(|conn| {
            conn.execute("DELETE FROM snapshot WHERE scope = ?1", [scope.0])
                .map(|_| ())
                .map_err(sql("drop the snapshots", &path))
        })
    }

    /// Shows every snapshot, oldest first; what does not read is shown as an error.
    pub(crate) fn each_snapshot(
        &self,
        mut see: impl FnMut(Result<Snapshot, StoreError>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let query = format!("SELECT {COLUMNS} FROM snapshot ORDER BY serial");
        let error = || sql("read a snapshot", self.path());
        let mut statement = self.conn().prepare(&query).map_err(error())?;
        let mut rows = statement.query([]).map_err(error())?;
        while let Some(row) = rows.next().map_err(error())? {
            see(self.snapshot(row))?;
        }
        Ok(())
    }

    fn snapshot(&self, row: &Row<'_>) -> Result<Snapshot, StoreError> {
        let bad = || damaged(self.path(), "a snapshot does not read");
        Ok(Snapshot {
            scope: ScopeId(self.fixed(row, 0)?),
            serial: self.integer(row, 1)?,
            count: self.integer(row, 2)?.cast_unsigned(),
            fold_version: u32::try_from(self.integer(row, 3)?).map_err(|_| bad())?,
            order_digest: self.fixed(row, 4)?,
            state_hash: self.fixed(row, 5)?,
            heads: minicbor::decode(self.blob(row, 6)?).map_err(|_| bad())?,
            taken_at: Timestamp(self.integer(row, 7)?),
            state: self.blob(row, 8)?.to_vec(),
        })
    }
}

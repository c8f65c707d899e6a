// SPDX-License-Identifier: EUPL-1.2
//! Reading: events in order of arrival, heads of logs, the short list of local things.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Params, Row, params};
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Header};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::scope::{Head, Purpose};
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};

use super::{EventRow, Store, StoredEvent};
use crate::error::{StoreError, damaged, sql};

/// What is read of an event. The three marks come as one number: reading a column costs about as
/// much as this sum, and a start reads every event.
const COLUMNS: &str = "serial, id, \
    (own <> 0) + 2 * (body_erased <> 0) + 4 * (sealed_erased <> 0), cose, body, sealed";
const OWN: i64 = 1;
const BODY_ERASED: i64 = 2;
const SEALED_ERASED: i64 = 4;

impl Store {
    /// Does all of `work` on the log as it is at one moment, while others write on.
    ///
    /// # Errors
    /// What `work` returns, or when the database does not read.
    pub fn at_one_moment<T>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let batch = |steps| self.conn.execute_batch(steps).map_err(sql("read", &self.path));
        batch("BEGIN")?;
        let done = work(self);
        batch("COMMIT").and(done)
    }

    /// Returns the heads in a scope that a later epoch of the same device names as the one before
    /// it; what is not among them is a tip of that device, and there should be one.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn succeeded(
        &self,
        scope: ScopeId,
        device: DeviceKey,
    ) -> Result<BTreeSet<EventId>, StoreError> {
        let error = || sql("read the epochs", &self.path);
        let mut first = self
            .conn
            .prepare_cached("SELECT cose FROM event WHERE scope = ?1 AND device = ?2 AND seq = 0")
            .map_err(error())?;
        let mut rows = first.query(params![scope.0, device.0]).map_err(error())?;
        let mut named = BTreeSet::new();
        while let Some(row) = rows.next().map_err(error())? {
            named.extend(self.header(self.blob(row, 0)?)?.prev);
        }
        Ok(named)
    }

    /// Returns the scopes that hold events.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        // Steps from scope to scope through the index instead of over every event.
        let error = || sql("list the scopes", &self.path);
        let mut next = self
            .conn
            .prepare_cached("SELECT min(scope) FROM event WHERE scope > ?1")
            .map_err(error())?;
        let (mut scopes, mut last) = (Vec::new(), Vec::new());
        loop {
            let found: Option<Vec<u8>> =
                next.query_row([&last], |row| row.get(0)).map_err(error())?;
            let Some(found) = found else {
                return Ok(scopes);
            };
            let scope = <[u8; 16]>::try_from(found.as_slice()).map(ScopeId);
            let bad = |_| damaged(&self.path, "a scope id has another length");
            scopes.push(scope.map_err(bad)?);
            last = found;
        }
    }

    /// Shows every event of a scope after `after_serial`, in order of arrival, without copying.
    ///
    /// # Errors
    /// What `see` returns, or when the database does not read.
    pub fn each_event<E: From<StoreError>>(
        &self,
        scope: ScopeId,
        after_serial: i64,
        mut see: impl FnMut(EventRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        const WHAT: &str = "read events";
        let query =
            format!("SELECT {COLUMNS} FROM event WHERE scope = ?1 AND serial > ?2 ORDER BY serial");
        let mut statement =
            self.conn.prepare_cached(&query).map_err(sql(WHAT, &self.path)).map_err(E::from)?;
        let mut rows = statement
            .query(params![scope.0, after_serial])
            .map_err(sql(WHAT, &self.path))
            .map_err(E::from)?;
        while let Some(row) = rows.next().map_err(sql(WHAT, &self.path)).map_err(E::from)? {
            see(self.event_row(row)?)?;
        }
        Ok(())
    }

    /// Shows every event of all scopes, in order of arrival, without copying.
    ///
    /// # Errors
    /// What `see` returns, or when the database does not read.
    pub fn each_event_of_all(
        &self,
        mut see: impl FnMut(EventRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.each_row("TRUE ORDER BY serial", [], |row| see(row).map(|()| true))
    }

    /// Returns the id of the institution: that of the first genesis of an admin scope.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn institution(&self) -> Result<Option<EventId>, StoreError> {
        let mut institution = None;
        self.each_row("seq = 0 ORDER BY serial", [], |row| {
            let open = row.open.and_then(|open| Open::decode_own(open).ok());
            let founds = |fact: &Fact| {
                matches!(fact, Fact::ScopeOpened(opened) if opened.purpose == Purpose::Admin)
            };
            if open.is_some_and(|open| open.facts.iter().any(founds)) {
                institution = Some(row.id);
            }
            Ok(institution.is_none())
        })?;
        Ok(institution)
    }

    /// Shows the events for which `which` holds, until `see` has enough.
    pub(crate) fn each_row(
        &self,
        which: &str,
        with: impl Params,
        mut see: impl FnMut(EventRow<'_>) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let query = format!("SELECT {COLUMNS} FROM event WHERE {which}");
        let error = || sql("read events", &self.path);
        let mut statement = self.conn.prepare_cached(&query).map_err(error())?;
        let mut rows = statement.query(with).map_err(error())?;
        while let Some(row) = rows.next().map_err(error())? {
            if !see(self.event_row(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// Returns the first column of a query: ids.
    pub(crate) fn ids<const N: usize>(&self, query: &str) -> Result<Vec<[u8; N]>, StoreError> {
        let error = || sql("read a list", &self.path);
        let mut statement = self.conn.prepare_cached(query).map_err(error())?;
        let mut rows = statement.query([]).map_err(error())?;
        let mut ids = Vec::new();
        while let Some(row) = rows.next().map_err(error())? {
            ids.push(self.fixed(row, 0)?);
        }
        Ok(ids)
    }

    /// Returns an event.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn event(&self, id: EventId) -> Result<Option<StoredEvent>, StoreError> {
        self.one_event("id = ?1", &id.0)
    }

    fn one_event(&self, which: &str, key: &[u8]) -> Result<Option<StoredEvent>, StoreError> {
        const WHAT: &str = "read an event";
        let query = format!("SELECT {COLUMNS} FROM event WHERE {which}");
        let mut statement = self.conn.prepare_cached(&query).map_err(sql(WHAT, &self.path))?;
        let mut rows = statement.query([key]).map_err(sql(WHAT, &self.path))?;
        match rows.next().map_err(sql(WHAT, &self.path))? {
            Some(row) => self.event_row(row).map(|row| Some(row.to_stored())),
            None => Ok(None),
        }
    }

    /// Returns the serial of the event that arrived last in a scope.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn serial_of_last(&self, scope: ScopeId) -> Result<Option<i64>, StoreError> {
        self.conn
            .prepare_cached("SELECT max(serial) FROM event WHERE scope = ?1")
            .and_then(|mut statement| statement.query_row([scope.0], |row| row.get(0)))
            .map_err(sql("read the last event", &self.path))
    }

    /// Returns true when an event from elsewhere arrived in a scope after `serial`.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn has_foreign_after(&self, scope: ScopeId, serial: i64) -> Result<bool, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM event WHERE scope = ?1 AND serial > ?2 AND own = 0)",
            )
            .and_then(|mut statement| {
                statement.query_row(params![scope.0, serial], |row| row.get(0))
            })
            .map_err(sql("look for events from elsewhere", &self.path))
    }

    /// Returns how many events are held, in all scopes.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn count(&self) -> Result<u64, StoreError> {
        self.conn
            .query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
            .map_err(sql("count the events", &self.path))
    }

    /// Returns the head of every log of a scope; of a log with a fork, the head of each branch.
    /// Ordered by device, epoch, seq and id.
    ///
    /// # Errors
    /// When the database does not read or an envelope is damaged.
    pub fn heads(&self, scope: ScopeId) -> Result<Vec<Head>, StoreError> {
        let error = || sql("read the heads", &self.path);
        let mut logs = self
            .conn
            .prepare_cached(
                "SELECT device, epoch, max(seq), count(*) FROM event WHERE scope = ?1 \
                 GROUP BY device, epoch",
            )
            .map_err(error())?;
        let mut head = self
            .conn
            .prepare_cached(
                "SELECT id FROM event WHERE scope = ?1 AND device = ?2 AND epoch = ?3 AND seq = ?4",
            )
            .map_err(error())?;
        let mut rows = logs.query([scope.0]).map_err(error())?;
        let mut heads = Vec::new();
        while let Some(row) = rows.next().map_err(error())? {
            let device = DeviceKey(self.fixed(row, 0)?);
            let (epoch, seq) = (self.integer(row, 1)?, self.integer(row, 2)?);
            // As many events as places: no fork, no gap, one head.
            if self.integer(row, 3)? != seq.wrapping_add(1) {
                heads.extend(self.branch_heads(scope, device, epoch)?);
                continue;
            }
            let mut found = head.query(params![scope.0, device.0, epoch, seq]).map_err(error())?;
            if let Some(found) = found.next().map_err(error())? {
                let (epoch, seq) = (epoch.cast_unsigned(), seq.cast_unsigned());
                heads.push(Head { device, epoch, seq, id: EventId(self.fixed(found, 0)?) });
            }
        }
        heads.sort_unstable();
        Ok(heads)
    }

    /// Returns the last events of a log with a fork or a gap: those that no event there follows.
    fn branch_heads(
        &self,
        scope: ScopeId,
        device: DeviceKey,
        epoch: i64,
    ) -> Result<Vec<Head>, StoreError> {
        const WHAT: &str = "read the heads";
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT id, cose FROM event WHERE scope = ?1 AND device = ?2 AND epoch = ?3",
            )
            .map_err(sql(WHAT, &self.path))?;
        let mut rows =
            statement.query(params![scope.0, device.0, epoch]).map_err(sql(WHAT, &self.path))?;
        let (mut all, mut followed) = (BTreeMap::new(), BTreeSet::new());
        while let Some(row) = rows.next().map_err(sql(WHAT, &self.path))? {
            let header = self.header(self.blob(row, 1)?)?;
            all.insert(EventId(self.fixed(row, 0)?), header.seq);
            followed.extend(header.prev);
        }
        let tips = all.into_iter().filter(|(id, _)| !followed.contains(id));
        let epoch = epoch.cast_unsigned();
        Ok(tips.map(|(id, seq)| Head { device, epoch, seq, id }).collect())
    }

    /// Returns a line of the table `local`.
    ///
    /// # Errors
    /// When the database does not read.
    pub fn local_get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.conn
            .prepare_cached("SELECT value FROM local WHERE key = ?1")
            .and_then(|mut statement| statement.query_row([key], |row| row.get(0)).optional())
            .map_err(sql("read a setting", &self.path))
    }

    /// Reads the header of an event on disk.
    pub(crate) fn header(&self, cose: &[u8]) -> Result<Header, StoreError> {
        Envelope::peek(cose).map_err(|fault| damaged(&self.path, format!("an event: {fault}")))
    }

    fn event_row<'a>(&self, row: &'a Row<'_>) -> Result<EventRow<'a>, StoreError> {
        let part = |index, erased: bool| match row.get_ref(index) {
            Ok(ValueRef::Blob(bytes)) if !erased => Ok(Some(bytes)),
            Ok(ValueRef::Blob(_) | ValueRef::Null) => Ok(None),
            _ => Err(damaged(&self.path, "a part of an event is not a row of bytes")),
        };
        let marks = self.integer(row, 2)?;
        Ok(EventRow {
            serial: self.integer(row, 0)?,
            id: EventId(self.fixed(row, 1)?),
            own: marks & OWN != 0,
            cose: self.blob(row, 3)?,
            open: part(4, marks & BODY_ERASED != 0)?,
            sealed: part(5, marks & SEALED_ERASED != 0)?,
        })
    }

    pub(crate) fn integer(&self, row: &Row<'_>, index: usize) -> Result<i64, StoreError> {
        match row.get_ref(index) {
            Ok(ValueRef::Integer(value)) => Ok(value),
            _ => Err(damaged(&self.path, "a number in a row is not a number")),
        }
    }

    pub(crate) fn blob<'a>(&self, row: &'a Row<'_>, index: usize) -> Result<&'a [u8], StoreError> {
        match row.get_ref(index) {
            Ok(ValueRef::Blob(bytes)) => Ok(bytes),
            _ => Err(damaged(&self.path, "bytes in a row are not bytes")),
        }
    }

    pub(crate) fn fixed<const N: usize>(
        &self,
        row: &Row<'_>,
        index: usize,
    ) -> Result<[u8; N], StoreError> {
        let bytes = self.blob(row, index)?;
        bytes.try_into().map_err(|_| damaged(&self.path, "an id in a row has another length"))
    }
}

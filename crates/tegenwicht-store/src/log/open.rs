// SPDX-License-Identifier: EUPL-1.2
//! Opening the database: the settings that decide whether a power cut loses anything.

use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{APPLICATION_ID, CHECKPOINT_FRAMES, SQLITE_LEAST, Store};
use crate::disk;
use crate::error::{StoreError, damaged, io as failed, sql};
use crate::verify::write_ahead_of;

/// How long a call waits for another connection, such as a backup that begins.
pub(crate) const BUSY: Duration = Duration::from_secs(5);

/// Every form the database ever had, one step each; a released step never changes.
const MIGRATIONS: [(i64, &str); 1] = [(1, include_str!("../../migrations/sqlite/0001_log.sql"))];

/// The form this version writes.
pub(crate) const FORM: i64 = MIGRATIONS.len() as i64;

/// Another way to the disk, for tests that cut the power.
#[derive(Debug, Clone, Copy)]
pub struct Vfs {
    /// Its name, as SQLite knows it.
    pub name: &'static str,
    /// Writes a file over itself and syncs it, as the store does past SQLite.
    pub write_again: fn(&Path) -> io::Result<()>,
}

impl Store {
    /// Opens the database for writing, makes it when it is not there.
    ///
    /// # Errors
    /// `OldSqlite`, `Foreign` or `Newer` when the file is not for this program, or the disk's
    /// own error.
    pub fn open(path: &Path, vfs: Option<Vfs>) -> Result<Self, StoreError> {
        if rusqlite::version_number() < SQLITE_LEAST {
            return Err(StoreError::OldSqlite { found: rusqlite::version_number() });
        }
        match vfs {
            None => {
                disk::touch(path)?;
                settle_disk(path)?;
            }
            Some(vfs) => {
                let wal = write_ahead_of(path);
                (vfs.write_again)(&wal).map_err(failed("write again", &wal))?;
            }
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = connect(path, flags, vfs.map(|vfs| vfs.name), true)?;
        if store.settle()? {
            disk::sync_dir(&disk::parent(path))?;
        }
        Ok(store)
    }

    /// Opens the database for reading, also while another process writes.
    ///
    /// # Errors
    /// As `open`, and `Older` when the database must be opened for writing once first.
    pub fn open_read(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = connect(path, flags, None, false)?;
        // A reader that happens to be the last to leave changes nothing.
        store
            .conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .map_err(sql("set up the database", path))?;
        match store.form()? {
            FORM => Ok(store),
            0 => Err(StoreError::Foreign { path: path.to_owned() }),
            found => Err(StoreError::Older { path: path.to_owned(), found }),
        }
    }

    /// Opens a new, empty database in memory: the form that a file should have.
    pub(crate) fn pattern() -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = connect(Path::new(":memory:"), flags, None, true)?;
        store.migrate(0)?;
        Ok(store)
    }

    /// Brings the file into the form and the settings of this version. Returns true when it
    /// was new.
    fn settle(&mut self) -> Result<bool, StoreError> {
        // First EXTRA, then WAL: the journal of the transaction that makes the database is then
        // unlinked with a sync of the folder; else a power cut can roll everything back.
        self.pragma("synchronous", "EXTRA")?;
        let form = self.form()?;
        self.write_ahead()?;
        self.pragma("secure_delete", "ON")?;
        self.pragma("wal_autocheckpoint", "0")?;
        self.pragma("journal_size_limit", "67108864")?;
        self.migrate(form)?;
        Ok(form == 0)
    }

    /// Switches the write-ahead file on. SQLite answers with the mode that it kept where it could
    /// not, and every promise about power cuts rests on this one.
    fn write_ahead(&self) -> Result<(), StoreError> {
        let answer = self
            .conn
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))
            .map_err(sql("set up the database", &self.path))?;
        if answer.eq_ignore_ascii_case("wal") {
            return Ok(());
        }
        let what = format!("the disk does not take a write-ahead file, but `{answer}`");
        Err(damaged(&self.path, what))
    }

    fn pragma(&self, name: &'static str, value: &str) -> Result<(), StoreError> {
        self.conn.pragma_update(None, name, value).map_err(sql("set up the database", &self.path))
    }

    /// Returns the form of the file, 0 when it is empty; refuses the file of something else.
    fn form(&self) -> Result<i64, StoreError> {
        let read = |pragma: &str| {
            let number = self.conn.query_row(pragma, [], |row| row.get::<_, i64>(0));
            number.map_err(sql("read the head of the database", &self.path))
        };
        let application = read("PRAGMA application_id")?;
        let form = read("PRAGMA user_version")?;
        let tables = read("SELECT count(*) FROM sqlite_schema")?;
        match (application, form, tables) {
            (0, 0, 0) => Ok(0),
            (APPLICATION_ID, 1..=FORM, _) => Ok(form),
            (APPLICATION_ID, _, _) if form > FORM => {
                Err(StoreError::Newer { path: self.path.clone(), found: form, known: FORM })
            }
            _ => Err(StoreError::Foreign { path: self.path.clone() }),
        }
    }

    fn migrate(&mut self, from: i64) -> Result<(), StoreError> {
        for (form, steps) in MIGRATIONS.iter().filter(|(form, _)| *form > from) {
            let whole = format!(
                "BEGIN IMMEDIATE; {steps} PRAGMA application_id = {APPLICATION_ID}; \
                 PRAGMA user_version = {form}; COMMIT;"
            );
            self.conn.execute_batch(&whole).map_err(sql("change the form", &self.path))?;
        }
        Ok(())
    }
}

/// Sees to it that what SQLite is going to read from the write-ahead file is on disk.
///
/// A sync may have failed before, and the program been killed. The system then shows transactions
/// that are not on disk; SQLite takes them for committed and writes the next ones behind them.
/// Those are synced and acknowledged, and a power cut later leaves a gap before them, at which
/// reading stops. Nobody can ask the system whether it is so, so it is done at every start; after
/// an end in good order there is no such file. The database itself needs nothing: as long as its
/// sync has not succeeded, all that went into it stands in the write-ahead file too.
fn settle_disk(path: &Path) -> Result<(), StoreError> {
    if disk::write_again(&write_ahead_of(path))? {
        disk::sync_dir(&disk::parent(path))?;
    }
    Ok(())
}

fn connect(
    path: &Path,
    flags: OpenFlags,
    vfs: Option<&str>,
    writable: bool,
) -> Result<Store, StoreError> {
    let conn = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs),
        None => Connection::open_with_flags(path, flags),
    };
    let conn = conn.map_err(sql("open the database", path))?;
    let fail = || sql("set up the database", path);
    conn.busy_timeout(BUSY).map_err(fail())?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(fail())?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(fail())?;
    conn.pragma_update(None, "temp_store", "MEMORY").map_err(fail())?;
    conn.pragma_update(None, "foreign_keys", "ON").map_err(fail())?;
    conn.pragma_update(None, "cell_size_check", "ON").map_err(fail())?;
    conn.pragma_update(None, "mmap_size", "0").map_err(fail())?;
    conn.pragma_update(None, "cache_size", "-8192").map_err(fail())?;
    Ok(Store {
        conn,
        path: path.to_owned(),
        writable,
        poisoned: false,
        checkpoint_frames: CHECKPOINT_FRAMES,
    })
}

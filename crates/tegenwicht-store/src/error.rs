// SPDX-License-Identifier: EUPL-1.2
//! What can go wrong on the disk: what, where, and whether trying again helps.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// A failure of the world: disk, database, lock. Never carries text of an event.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("another Tegenwicht works in {folder}; stop that one, or choose another folder")]
    InUse { folder: PathBuf },
    #[error("{folder} holds a restore that was broken off; run the restore again")]
    RestoreUnfinished { folder: PathBuf },
    #[error("{folder} is not empty; a backup is only restored into an empty folder")]
    NotEmpty { folder: PathBuf },
    #[error("there is no log in {folder}; is it the right folder?")]
    NoLog { folder: PathBuf },
    #[error("cannot {what} {path}: {source}")]
    Io { what: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot {what} in {path}: {source}")]
    Sql { what: &'static str, path: PathBuf, source: rusqlite::Error },
    #[error("{path} is not a database of Tegenwicht")]
    Foreign { path: PathBuf },
    #[error("{path} is of a newer version (form {found}, known up to {known}); use that version")]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{path} is of an older version (form {found}); start Tegenwicht on it once")]
    Older { path: PathBuf, found: i64 },
    #[error("the SQLite in this program ({found}) can lose writes; build with 3.51.3 or later")]
    OldSqlite { found: i32 },
    #[error("a write to {path} failed before; restart to write again, reading goes on")]
    Poisoned { path: PathBuf },
    #[error("{path} was opened for reading only")]
    ReadOnly { path: PathBuf },
    #[error("{count} {what} at once is more than the {max} allowed")]
    TooMany { what: &'static str, count: usize, max: usize },
    #[error("a part of an event is not the one that its header names")]
    PartMismatch,
    #[error("{path} is damaged: {what}")]
    Damaged { path: PathBuf, what: String },
    #[error("{path} is missing; put it back from the disk it came from, or restore a backup")]
    KeyMissing { path: PathBuf },
    #[error("the file or text could not be sealed")]
    Seal,
    #[error("{0}")]
    Backup(#[from] crate::backup::BackupFault),
}

impl StoreError {
    /// Returns true when the same call may succeed a little later without anybody's help.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::InUse { .. } => true,
            Self::Io { source, .. } => {
                matches!(source.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
            }
            Self::Sql { .. } => self.is_busy(),
            _ => false,
        }
    }

    /// Returns true when the disk is full: make room and try again.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Io { source, .. } => source.kind() == io::ErrorKind::StorageFull,
            Self::Sql { .. } => self.sql_code() == Some(ErrorCode::DiskFull),
            _ => false,
        }
    }

    /// Returns true when somebody else has the database for the moment.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.sql_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// Returns true when the disk itself failed under a read, a write or an fsync.
    pub(crate) fn is_disk_failure(&self) -> bool {
        let code = self.sql_code();
        matches!(self, Self::Io { .. } | Self::Foreign { .. })
            || matches!(code, Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt))
    }

    fn sql_code(&self) -> Option<ErrorCode> {
        match self {
            Self::Sql { source, .. } => source.sqlite_error_code(),
            _ => None,
        }
    }
}

/// How an append failed.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Certain: nothing of it is on disk.
    #[error("not written: {0}")]
    NotWritten(#[source] StoreError),
    /// It may be on disk or not. The store takes no more writes until it is opened again, and
    /// what it holds then is the truth.
    #[error("not known whether it was written: {0}")]
    Unknown(#[source] StoreError),
}

impl AppendError {
    /// Returns the cause.
    #[must_use]
    pub const fn cause(&self) -> &StoreError {
        match self {
            Self::NotWritten(cause) | Self::Unknown(cause) => cause,
        }
    }
}

impl From<AppendError> for StoreError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::NotWritten(cause) | AppendError::Unknown(cause) => cause,
        }
    }
}

/// Says what was tried on which file.
pub(crate) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    move |source| StoreError::Io { what, path: path.to_owned(), source }
}

/// Says what was tried in which database.
pub(crate) fn sql(what: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> StoreError {
    move |source| match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { path: path.to_owned() },
        _ => StoreError::Sql { what, path: path.to_owned(), source },
    }
}

/// Says what is damaged.
pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), what: what.into() }
}

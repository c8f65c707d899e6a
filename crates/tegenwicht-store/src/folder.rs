// SPDX-License-Identifier: EUPL-1.2
//! The data folder: what lies where, and that one program at a time writes in it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::{StoreError, io};

/// The folder in which a restore prepares; as long as it is there, the restore is not done.
pub(crate) const RESTORING: &str = "restoring";
pub(crate) const LOCK: &str = "lock";
pub(crate) const DATABASE: &str = "tegenwicht.db";
pub(crate) const KEYS: &str = "keys";
pub(crate) const ATTACHMENTS: &str = "attachments";
pub(crate) const LIBRARY: &str = "library";

/// A data folder, held or looked at.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// The lock ends when this is dropped, or the process ends, however it ends.
    lock: Option<File>,
}

impl Folder {
    /// Takes a data folder for this process alone; makes it when it is not there.
    ///
    /// # Errors
    /// `InUse` when another process holds it, `RestoreUnfinished`, or the disk's own error.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let folder = Self::claim(dir)?;
        if folder.root.join(RESTORING).exists() {
            return Err(StoreError::RestoreUnfinished { folder: folder.root });
        }
        disk::make_dir(&folder.keys())?;
        disk::make_dir(&folder.attachments())?;
        disk::sync_dir(&folder.root)?;
        disk::sync_dir(&disk::parent(&folder.root))?;
        Ok(folder)
    }

    /// Looks at a data folder that another process may be writing in.
    ///
    /// # Errors
    /// `NoLog` when there is no database in it, `RestoreUnfinished`.
    pub fn look(dir: &Path) -> Result<Self, StoreError> {
        let folder = Self { root: dir.to_owned(), lock: None };
        if folder.root.join(RESTORING).exists() {
            return Err(StoreError::RestoreUnfinished { folder: folder.root });
        }
        if !folder.db().is_file() {
            return Err(StoreError::NoLog { folder: folder.root });
        }
        Ok(folder)
    }

    /// Takes the lock, and makes nothing but the folder itself.
    pub(crate) fn claim(dir: &Path) -> Result<Self, StoreError> {
        disk::make_dir(dir)?;
        let path = dir.join(LOCK);
        let lock = disk::touch(&path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: dir.to_owned(), lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { folder: dir.to_owned() }),
            Err(TryLockError::Error(error)) => Err(io("lock", &path)(error)),
        }
    }

    /// Returns the folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns true when this process holds the folder and may write in it.
    #[must_use]
    pub const fn is_held(&self) -> bool {
        self.lock.is_some()
    }

    /// Returns where the database lies.
    #[must_use]
    pub fn db(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    /// Returns where the keys lie.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join(KEYS)
    }

    /// Returns where the sealed photos and files lie.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.root.join(ATTACHMENTS)
    }

    /// Returns where the cards of the institution lie; the program never writes there, but for a
    /// restore.
    #[must_use]
    pub fn library(&self) -> PathBuf {
        self.root.join(LIBRARY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_holds_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("care home");
        let held = Folder::open(&root).unwrap();
        assert!(held.is_held());
        let error = Folder::open(&root).unwrap_err();
        assert!(error.to_string().contains("care home"), "{error}");
        assert!(error.retryable());
        drop(held);
        Folder::open(&root).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_look_inside() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data");
        let folder = Folder::open(&root).unwrap();
        for path in [root.clone(), folder.keys(), folder.attachments()] {
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", path.display());
        }
    }

    #[test]
    fn looking_makes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Folder::look(dir.path()), Err(StoreError::NoLog { .. })));
        assert!(disk::names(dir.path()).unwrap().is_empty());
    }
}

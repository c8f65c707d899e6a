// SPDX-License-Identifier: EUPL-1.2
//! Memory that the connections to one database share, and the locks on it.

use rusqlite::ffi;

use super::disk::{File, Level};

/// Bytes of one region, as SQLite asks for them.
pub const REGION_BYTES: usize = 32 * 1024;

/// Shared memory that stays at its place for as long as anyone may look at it.
pub struct Region(*mut [u64; REGION_BYTES / 8]);

// SAFETY: the memory is reached through SQLite only, which guards it with `slot_lock`.
unsafe impl Send for Region {}

impl Region {
    pub(super) fn new() -> Self {
        Self(Box::into_raw(Box::new([0; REGION_BYTES / 8])))
    }

    pub(super) fn address(&self) -> *mut std::ffi::c_void {
        self.0.cast()
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: made by `Box::into_raw` in `new`, given back once.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

impl File {
    /// Takes a lock on the file, by the rules of SQLite's own file layer.
    pub(super) fn lock(&mut self, handle: u64, level: Level) -> i32 {
        let own = self.locks.get(&handle).copied().unwrap_or(ffi::SQLITE_LOCK_NONE);
        if own >= level {
            return ffi::SQLITE_OK;
        }
        let others = || self.locks.iter().filter(|(other, _)| **other != handle);
        let strongest = others().map(|(_, level)| *level).max().unwrap_or(ffi::SQLITE_LOCK_NONE);
        let free = match level {
            ffi::SQLITE_LOCK_SHARED => strongest < ffi::SQLITE_LOCK_PENDING,
            ffi::SQLITE_LOCK_RESERVED => strongest < ffi::SQLITE_LOCK_RESERVED,
            _ => strongest == ffi::SQLITE_LOCK_NONE,
        };
        if free {
            self.locks.insert(handle, level);
            return ffi::SQLITE_OK;
        }
        if level == ffi::SQLITE_LOCK_EXCLUSIVE && strongest < ffi::SQLITE_LOCK_RESERVED {
            self.locks.insert(handle, ffi::SQLITE_LOCK_PENDING);
        }
        ffi::SQLITE_BUSY
    }

    pub(super) fn unlock(&mut self, handle: u64, level: Level) {
        if level == ffi::SQLITE_LOCK_NONE {
            self.locks.remove(&handle);
        } else {
            self.locks.insert(handle, level);
        }
    }

    /// Takes or gives back slots of the shared memory.
    pub(super) fn slot_lock(&mut self, handle: u64, mask: u8, flags: i32) -> i32 {
        if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
            let (shared, exclusive) = self.slots.entry(handle).or_default();
            *shared &= !mask;
            *exclusive &= !mask;
            return ffi::SQLITE_OK;
        }
        let wants_all = flags & ffi::SQLITE_SHM_EXCLUSIVE != 0;
        let taken = self.slots.iter().filter(|(other, _)| **other != handle).any(
            |(_, (shared, exclusive))| exclusive & mask != 0 || (wants_all && shared & mask != 0),
        );
        if taken {
            return ffi::SQLITE_BUSY;
        }
        let (shared, exclusive) = self.slots.entry(handle).or_default();
        if wants_all {
            *exclusive |= mask;
        } else {
            *shared |= mask;
        }
        ffi::SQLITE_OK
    }

    /// A connection has no more need of the shared memory.
    pub(super) fn leave(&mut self, handle: u64) {
        self.slots.remove(&handle);
        if self.slots.is_empty() {
            self.regions.clear();
        }
    }
}

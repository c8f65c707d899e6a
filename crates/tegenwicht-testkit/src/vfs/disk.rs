// SPDX-License-Identifier: EUPL-1.2
//! A disk in memory that writes down everything it is asked to do, and can be told to fail.

use std::collections::BTreeMap;

use rusqlite::ffi;

use super::shared::Region;

/// Number of a file on a disk; a name may come and go, the file behind it keeps its number.
pub type Inode = usize;

/// The files that a machine finds when it starts, by name.
pub type Image = BTreeMap<String, Vec<u8>>;

/// One thing that the disk was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Create {
        name: String,
        inode: Inode,
    },
    Write {
        inode: Inode,
        at: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        inode: Inode,
        size: usize,
    },
    /// The bytes of the file and its own name are on disk.
    Sync {
        inode: Inode,
    },
    /// The system said that syncing failed: what was unsynced is on disk, or not, and a later
    /// sync does not bring it back.
    SyncFailed {
        inode: Inode,
    },
    Delete {
        name: String,
    },
    /// Names created and deleted so far are on disk.
    SyncFolder,
}

/// What can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    Write,
    Sync,
    Truncate,
}

impl FaultKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Write, Self::Sync, Self::Truncate];
}

/// A failure to inject: the `nth` call of its kind, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    pub nth: usize,
    /// From then on every write, sync and truncate fails.
    pub persistent: bool,
    /// Writes fail with "disk full" and not with "input/output error".
    pub full: bool,
}

/// A failure that was injected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tripped {
    pub kind: FaultKind,
    pub name: String,
}

/// How strongly a connection holds a file, as SQLite numbers it.
pub type Level = i32;

/// A file: its bytes as a running program sees them, and who holds what.
#[derive(Default)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
    /// By connection.
    pub locks: BTreeMap<u64, Level>,
    pub regions: Vec<Region>,
    /// Masks of shared and of exclusive slots, by connection.
    pub slots: BTreeMap<u64, (u8, u8)>,
}

/// The disk of one machine.
#[derive(Default)]
pub struct Disk {
    names: BTreeMap<String, Inode>,
    files: Vec<File>,
    ops: Vec<Op>,
    recording: bool,
    fault: Option<Fault>,
    counts: [usize; 3],
    tripped: Vec<Tripped>,
    wal_first: bool,
    handles: u64,
    /// Addresses of the open connections, by the number of their handle.
    pub(super) connections: BTreeMap<u64, usize>,
}

impl Disk {
    /// A disk that holds `image`, all of it safe.
    #[must_use]
    pub fn new(image: Image) -> Self {
        let mut disk = Self::default();
        for (inode, (name, bytes)) in image.into_iter().enumerate() {
            disk.names.insert(name.clone(), inode);
            disk.files.push(File { name, bytes, ..File::default() });
        }
        disk
    }

    /// From now on every operation is written down.
    #[must_use]
    pub fn recorded(mut self) -> Self {
        self.recording = true;
        self
    }

    /// Makes one operation fail.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Switches every database to a write-ahead log before its program has a word.
    #[must_use]
    pub fn with_wal_first(mut self) -> Self {
        self.wal_first = true;
        self
    }

    /// How many operations were written down.
    #[must_use]
    pub fn op_count(&self) -> usize {
        self.ops.len()
    }

    /// Takes what was written down.
    pub fn take_ops(&mut self) -> Vec<Op> {
        std::mem::take(&mut self.ops)
    }

    /// How many calls of this kind there were.
    #[must_use]
    pub fn count(&self, kind: FaultKind) -> usize {
        self.counts[kind as usize]
    }

    /// The failures injected so far.
    #[must_use]
    pub fn tripped(&self) -> &[Tripped] {
        &self.tripped
    }

    pub(super) fn wal_first(&self) -> bool {
        self.wal_first
    }

    /// What the machine finds when only the program ends and the power stays on.
    #[must_use]
    pub fn image(&self) -> Image {
        let bytes = |inode: &Inode| self.files[*inode].bytes.clone();
        self.names.iter().map(|(name, inode)| (name.clone(), bytes(inode))).collect()
    }

    /// The program that held files open is no more: the system takes its locks away.
    pub fn forget_handles(&mut self) {
        self.connections.clear();
        for file in &mut self.files {
            file.locks.clear();
            file.slots.clear();
            // Leaked, like the program that may still hold an address in them.
            std::mem::forget(std::mem::take(&mut file.regions));
        }
    }

    pub(super) fn next_handle(&mut self) -> u64 {
        self.handles += 1;
        self.handles
    }

    pub(super) fn find(&self, name: &str) -> Option<Inode> {
        self.names.get(name).copied()
    }

    pub(super) fn file(&mut self, inode: Inode) -> &mut File {
        &mut self.files[inode]
    }

    pub(super) fn create(&mut self, name: &str) -> Inode {
        let inode = self.files.len();
        let name = name.to_owned();
        self.files.push(File { name: name.clone(), ..File::default() });
        self.names.insert(name.clone(), inode);
        self.note(Op::Create { name, inode });
        inode
    }

    pub(super) fn write(&mut self, inode: Inode, at: usize, bytes: &[u8]) -> Result<(), i32> {
        if let Some(fault) = self.trips(FaultKind::Write, inode) {
            // A failed write may have reached the file for a part.
            self.put(inode, at, &bytes[..bytes.len() / 1024 * 512]);
            return Err(if fault.full { ffi::SQLITE_FULL } else { ffi::SQLITE_IOERR_WRITE });
        }
        self.put(inode, at, bytes);
        Ok(())
    }

    fn put(&mut self, inode: Inode, at: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        place(&mut self.files[inode].bytes, at, bytes);
        if self.recording {
            self.note(Op::Write { inode, at, bytes: bytes.to_vec() });
        }
    }

    pub(super) fn truncate(&mut self, inode: Inode, size: usize) -> Result<(), i32> {
        if self.trips(FaultKind::Truncate, inode).is_some() {
            return Err(ffi::SQLITE_IOERR_TRUNCATE);
        }
        self.files[inode].bytes.resize(size, 0);
        self.note(Op::Truncate { inode, size });
        Ok(())
    }

    pub(super) fn sync(&mut self, inode: Inode) -> Result<(), i32> {
        if self.trips(FaultKind::Sync, inode).is_some() {
            self.note(Op::SyncFailed { inode });
            return Err(ffi::SQLITE_IOERR_FSYNC);
        }
        self.note(Op::Sync { inode });
        Ok(())
    }

    pub(super) fn delete(&mut self, name: &str, sync_folder: bool) -> bool {
        if self.names.remove(name).is_none() {
            return false;
        }
        self.note(Op::Delete { name: name.to_owned() });
        if sync_folder {
            self.note(Op::SyncFolder);
        }
        true
    }

    fn note(&mut self, op: Op) {
        if self.recording {
            self.ops.push(op);
        }
    }

    fn trips(&mut self, kind: FaultKind, inode: Inode) -> Option<Fault> {
        let number = self.counts[kind as usize];
        self.counts[kind as usize] += 1;
        let fault = self.fault?;
        let first = fault.kind == kind && fault.nth == number;
        // A full disk refuses writes only; a broken one refuses everything.
        let reached = !fault.full || kind == FaultKind::Write;
        let again = fault.persistent && !self.tripped.is_empty() && reached;
        if !first && !again {
            return None;
        }
        self.tripped.push(Tripped { kind, name: self.files[inode].name.clone() });
        Some(fault)
    }
}

/// Writes into a file, which grows as needed.
pub fn place(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[at..end].copy_from_slice(bytes);
}

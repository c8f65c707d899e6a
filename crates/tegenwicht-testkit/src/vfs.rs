// SPDX-License-Identifier: EUPL-1.2
//! A file layer under SQLite that keeps its files on a [`Disk`] in memory.
//!
//! Not here: what a power cut leaves of a disk (`crash::cut`), what is tried on it (`crash`).
//! Rules: it promises SQLite what the file layer for Linux promises, and nothing more; a path
//! that no disk was mounted at does not open.
//! Start at: `mount`; open `FOLDER/name` with the file layer `NAME`.
//! To change: nothing else moves; it is a file layer of version 2, so SQLite maps no memory.

// SQLite calls a file layer through C functions with raw pointers; there is no other way in.
#![allow(unsafe_code)]

pub mod disk;
mod shared;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::{io, ptr};

use rusqlite::ffi;

use disk::{Disk, Inode};

/// The name of this file layer.
pub const NAME: &str = "tegenwicht-crash";

/// Smallest piece of a write that is whole or absent after a power cut, in bytes.
pub const SECTOR: usize = 512;

/// The bytes in which SQLite may assume that a write damages its neighbours.
const SECTOR_TOLD: c_int = 4096;
/// 1 January 2026, as SQLite counts: milliseconds since noon in Greenwich, 24 November 4714 BC.
const NOW_MS: i64 = 2_461_041 * 86_400_000 + 43_200_000;

/// A disk that its program and its test both hold.
pub type SharedDisk = Arc<Mutex<Disk>>;

static MOUNTED: Mutex<BTreeMap<String, SharedDisk>> = Mutex::new(BTreeMap::new());
static REGISTERED: OnceLock<c_int> = OnceLock::new();

/// A disk at its folder; away when dropped.
pub struct Mount {
    folder: String,
    pub disk: SharedDisk,
}

impl Mount {
    /// Looks at the disk, or changes it.
    pub fn lock(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }

    /// Runs a statement on every connection to this disk, behind the back of its program.
    ///
    /// # Panics
    /// When a connection refuses it.
    pub fn meddle(&self, sql: &CStr) {
        let connections: Vec<usize> = self.lock().connections.values().copied().collect();
        for address in connections {
            // SAFETY: `begin` put it there when it opened and `close` takes it away.
            let done = unsafe { execute(ptr::with_exposed_provenance_mut(address), sql) };
            assert_eq!(done, ffi::SQLITE_OK, "{sql:?} is refused");
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        MOUNTED.lock().unwrap().remove(&self.folder);
    }
}

/// Makes a disk reachable under a folder, in place of what was there.
///
/// # Panics
/// When SQLite refuses the file layer.
#[must_use]
pub fn mount(folder: &str, disk: Disk) -> Mount {
    assert_eq!(*REGISTERED.get_or_init(register), ffi::SQLITE_OK, "{NAME} is refused");
    let disk = Arc::new(Mutex::new(disk));
    MOUNTED.lock().unwrap().insert(folder.to_owned(), Arc::clone(&disk));
    Mount { folder: folder.to_owned(), disk }
}

/// Writes a file over itself and syncs it, as the store does past SQLite; one that is not there is
/// fine. Without the sync of the folder: the replay counts on none.
///
/// # Errors
/// The failure that is injected here.
pub fn write_again(path: &Path) -> io::Result<()> {
    let Some((disk, name)) = path.to_str().and_then(split) else {
        return Ok(());
    };
    let mut disk = disk.lock().unwrap();
    let Some(inode) = disk.find(name) else {
        return Ok(());
    };
    let bytes = disk.file(inode).bytes.clone();
    let done = disk.write(inode, 0, &bytes).and_then(|()| disk.sync(inode));
    done.map_err(|code| io::Error::other(format!("SQLite calls it {code}")))
}

/// Makes the salts that SQLite rolls the same in every run.
pub fn seed_salts(seed: u64) {
    let seed = c_int::from_ne_bytes(((seed >> 32) as u32 ^ seed as u32).max(1).to_ne_bytes());
    let none: *mut ffi::sqlite3 = ptr::null_mut();
    // SAFETY: this call takes an int and a connection, which may be null.
    unsafe { ffi::sqlite3_test_control(ffi::SQLITE_TESTCTRL_PRNG_SEED, seed, none) };
}

#[repr(C)]
struct OpenFile {
    base: ffi::sqlite3_file,
    handle: *mut Handle,
}

struct Handle {
    disk: SharedDisk,
    inode: Inode,
    number: u64,
}

impl Handle {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap()
    }
}

/// # Safety
/// SQLite passes a file that `open` filled in and `close` did not yet see.
unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a Handle {
    // SAFETY: as above; `open` put a handle there that lives until `close`.
    unsafe { &*(*file.cast::<OpenFile>()).handle }
}

/// # Safety
/// `path` is null or a C string.
unsafe fn text<'a>(path: *const c_char) -> &'a str {
    if path.is_null() {
        return "";
    }
    // SAFETY: as above.
    unsafe { CStr::from_ptr(path) }.to_str().unwrap_or("")
}

fn split(path: &str) -> Option<(SharedDisk, &str)> {
    let (folder, name) = path.rsplit_once('/')?;
    let disk = MOUNTED.lock().unwrap().get(folder).cloned()?;
    Some((disk, name))
}

fn code(result: Result<(), c_int>) -> c_int {
    result.err().unwrap_or(ffi::SQLITE_OK)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    path: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes room for `szOsFile` bytes and a C string or null.
    let (file, path) = unsafe { (&mut *file.cast::<OpenFile>(), text(path)) };
    file.base.pMethods = ptr::null();
    let (disk, inode, number) = if path.is_empty() {
        // A file for a moment, which no power cut can matter to: a disk of its own.
        let mut disk = Disk::default();
        let inode = disk.create("");
        (Arc::new(Mutex::new(disk)), inode, 1)
    } else {
        let Some((shared, name)) = split(path) else {
            return ffi::SQLITE_CANTOPEN;
        };
        let mut disk = shared.lock().unwrap();
        let inode = match disk.find(name) {
            Some(inode) => inode,
            None if flags & ffi::SQLITE_OPEN_CREATE != 0 => disk.create(name),
            None => return ffi::SQLITE_CANTOPEN,
        };
        let number = disk.next_handle();
        drop(disk);
        (shared, inode, number)
    };
    file.handle = Box::into_raw(Box::new(Handle { disk, inode, number }));
    file.base.pMethods = &raw const METHODS;
    if !out.is_null() {
        // SAFETY: not null, so room for one int.
        unsafe { *out = flags };
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once; the handle came from `Box::into_raw` in `open`.
    let handle = unsafe { Box::from_raw((*file.cast::<OpenFile>()).handle) };
    let mut disk = handle.disk();
    disk.connections.remove(&handle.number);
    let node = disk.file(handle.inode);
    node.unlock(handle.number, ffi::SQLITE_LOCK_NONE);
    node.leave(handle.number);
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    into: *mut c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes an open file and room for `amount` bytes.
    let (handle, into) = unsafe {
        (handle(file), std::slice::from_raw_parts_mut(into.cast::<u8>(), amount as usize))
    };
    let mut disk = handle.disk();
    let bytes = &disk.file(handle.inode).bytes;
    let held = bytes.get(at as usize..).unwrap_or_default();
    let got = held.len().min(into.len());
    into[..got].copy_from_slice(&held[..got]);
    into[got..].fill(0);
    if got == into.len() { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_SHORT_READ }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes an open file and `amount` bytes.
    let (handle, from) =
        unsafe { (handle(file), std::slice::from_raw_parts(from.cast::<u8>(), amount as usize)) };
    code(handle.disk().write(handle.inode, at as usize, from))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    code(handle.disk().truncate(handle.inode, size as usize))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    code(handle.disk().sync(handle.inode))
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    out: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite passes an open file and room for the answer.
    unsafe {
        let handle = handle(file);
        *out = handle.disk().file(handle.inode).bytes.len() as i64;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    handle.disk().file(handle.inode).lock(handle.number, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    handle.disk().file(handle.inode).unlock(handle.number, level);
    ffi::SQLITE_OK
}

unsafe extern "C" fn is_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: SQLite passes an open file and room for the answer.
    unsafe {
        let handle = handle(file);
        let mut disk = handle.disk();
        let mut levels = disk.file(handle.inode).locks.values();
        *out = c_int::from(levels.any(|level| *level >= ffi::SQLITE_LOCK_RESERVED));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    SECTOR_TOLD
}

unsafe extern "C" fn device_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    number: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    if size as usize != shared::REGION_BYTES {
        return ffi::SQLITE_IOERR_SHMMAP;
    }
    // SAFETY: SQLite passes an open file and room for the answer.
    unsafe {
        let handle = handle(file);
        let mut disk = handle.disk();
        let node = disk.file(handle.inode);
        node.slots.entry(handle.number).or_default();
        while extend != 0 && node.regions.len() <= number as usize {
            node.regions.push(shared::Region::new());
        }
        let region = node.regions.get(number as usize);
        *out = region.map_or(ptr::null_mut(), shared::Region::address);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    let mask = (((1_u16 << count) - 1) << first) as u8;
    handle.disk().file(handle.inode).slot_lock(handle.number, mask, flags)
}

unsafe extern "C" fn shm_barrier(_: *mut ffi::sqlite3_file) {
    std::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes an open file.
    let handle = unsafe { handle(file) };
    handle.disk().file(handle.inode).leave(handle.number);
    ffi::SQLITE_OK
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    sync_folder: c_int,
) -> c_int {
    // SAFETY: SQLite passes a C string.
    let Some((disk, name)) = split(unsafe { text(path) }) else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    let found = disk.lock().unwrap().delete(name, sync_folder & 1 != 0);
    if found { ffi::SQLITE_OK } else { ffi::SQLITE_IOERR_DELETE_NOENT }
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes a C string and room for the answer.
    unsafe {
        let size = split(text(path)).and_then(|(disk, name)| {
            let mut disk = disk.lock().unwrap();
            let inode = disk.find(name)?;
            Some(disk.file(inode).bytes.len())
        });
        // On Linux an empty file counts as absent when SQLite asks whether it exists.
        let asks_existence = flags == ffi::SQLITE_ACCESS_EXISTS;
        *out = c_int::from(size.is_some_and(|size| size > 0 || !asks_existence));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_pathname(
    _: *mut ffi::sqlite3_vfs,
    path: *const c_char,
    room: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes a C string and `room` bytes.
    unsafe {
        let bytes = CStr::from_ptr(path).to_bytes_with_nul();
        if bytes.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len());
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn randomness(
    _: *mut ffi::sqlite3_vfs,
    amount: c_int,
    out: *mut c_char,
) -> c_int {
    // SAFETY: SQLite passes room for `amount` bytes.
    unsafe { ptr::write_bytes(out, 7, amount as usize) };
    amount
}

unsafe extern "C" fn sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    microseconds
}

unsafe extern "C" fn time_ms(_: *mut ffi::sqlite3_vfs, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes room for the answer.
    unsafe { *out = NOW_MS };
    ffi::SQLITE_OK
}

unsafe extern "C" fn time_days(_: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: SQLite passes room for the answer.
    unsafe { *out = NOW_MS as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}

/// Remembers a new connection, and gives it the habits of its disk.
unsafe extern "C" fn begin(
    db: *mut ffi::sqlite3,
    _: *mut *mut c_char,
    _: *const ffi::sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite passes an open connection, and fills in its file, which is one of ours when
    // its disk is; the names end in zero.
    unsafe {
        let main = c"main".as_ptr();
        let Some((disk, _)) = split(text(ffi::sqlite3_db_filename(db, main))) else {
            return ffi::SQLITE_OK;
        };
        let mut file: *mut ffi::sqlite3_file = ptr::null_mut();
        let asked = ffi::SQLITE_FCNTL_FILE_POINTER;
        ffi::sqlite3_file_control(db, main, asked, (&raw mut file).cast());
        let number = handle(file).number;
        let wal_first = {
            let mut disk = disk.lock().unwrap();
            disk.connections.insert(number, db.expose_provenance());
            disk.wal_first()
        };
        if wal_first { execute(db, c"PRAGMA journal_mode=WAL") } else { ffi::SQLITE_OK }
    }
}

/// # Safety
/// `db` is an open connection.
unsafe fn execute(db: *mut ffi::sqlite3, sql: &CStr) -> c_int {
    // SAFETY: as above; SQLite takes null for what is not asked for.
    unsafe { ffi::sqlite3_exec(db, sql.as_ptr(), None, ptr::null_mut(), ptr::null_mut()) }
}

fn register() -> c_int {
    let vfs = ffi::sqlite3_vfs {
        iVersion: 2,
        szOsFile: size_of::<OpenFile>() as c_int,
        mxPathname: 512,
        pNext: ptr::null_mut(),
        zName: c"tegenwicht-crash".as_ptr(),
        pAppData: ptr::null_mut(),
        xOpen: Some(open),
        xDelete: Some(delete),
        xAccess: Some(access),
        xFullPathname: Some(full_pathname),
        xDlOpen: None,
        xDlError: None,
        xDlSym: None,
        xDlClose: None,
        xRandomness: Some(randomness),
        xSleep: Some(sleep),
        xCurrentTime: Some(time_days),
        xGetLastError: Some(last_error),
        xCurrentTimeInt64: Some(time_ms),
        xSetSystemCall: None,
        xGetSystemCall: None,
        xNextSystemCall: None,
    };
    // SAFETY: the table is leaked, so it lives for ever; `begin` has the signature asked for.
    unsafe {
        match ffi::sqlite3_vfs_register(Box::leak(Box::new(vfs)), 0) {
            ffi::SQLITE_OK => ffi::sqlite3_auto_extension(Some(begin)),
            refused => refused,
        }
    }
}

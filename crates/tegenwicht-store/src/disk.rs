// SPDX-License-Identifier: EUPL-1.2
//! Files and folders for the owner's eyes only, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{StoreError, io};

/// Before the name of a file that is being written; what carries it may be thrown away.
pub(crate) const PART: &str = ".part-";

/// Bytes that are read and written again at once.
const PIECE: u64 = 1024 * 1024;

/// Makes a folder that only its owner can enter; one that exists is left as it is.
pub(crate) fn make_dir(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(io("make the folder", path))
}

/// Opens a file for writing, empty, readable for its owner only.
pub(crate) fn create(path: &Path) -> Result<File, StoreError> {
    private(OpenOptions::new().write(true).create(true).truncate(true))
        .open(path)
        .map_err(io("write", path))
}

/// Sees to it that a file exists, readable for its owner only, without touching its content.
pub(crate) fn touch(path: &Path) -> Result<File, StoreError> {
    private(OpenOptions::new().read(true).write(true).create(true).truncate(false))
        .open(path)
        .map_err(io("open", path))
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Makes the names in a folder survive a power cut.
pub(crate) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    // Elsewhere a folder cannot be opened as a file, and names are journalled.
    if cfg!(unix) {
        let dir = File::open(path).map_err(io("open", path))?;
        dir.sync_all().map_err(io("sync", path))?;
    }
    Ok(())
}

/// Writes a file beside its place, syncs it and moves it there; the caller syncs the folder.
pub(crate) fn write_whole(dir: &Path, name: &str, parts: &[&[u8]]) -> Result<(), StoreError> {
    let part = dir.join(format!("{PART}{name}"));
    let written = write_synced(&part, parts);
    let moved = written
        .and_then(|()| fs::rename(&part, dir.join(name)).map_err(io("move into place", &part)));
    if moved.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&part);
    }
    moved
}

fn write_synced(path: &Path, parts: &[&[u8]]) -> Result<(), StoreError> {
    let mut file = create(path)?;
    for part in parts {
        file.write_all(part).map_err(io("write", path))?;
    }
    file.sync_all().map_err(io("sync", path))
}

/// Writes a file over itself and syncs it, so that what is read from it is on disk; one that is
/// not there is fine. Returns whether there was one.
///
/// After a sync that failed the system may show bytes that never reached the disk and hold them for
/// safe: no later sync brings them there, until somebody writes them once more.
pub(crate) fn write_again(path: &Path) -> Result<bool, StoreError> {
    let mut file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(io("open", path)(error)),
    };
    let (mut piece, mut at) = (Vec::new(), 0);
    loop {
        piece.clear();
        file.seek(SeekFrom::Start(at)).map_err(io("read", path))?;
        (&file).take(PIECE).read_to_end(&mut piece).map_err(io("read", path))?;
        if piece.is_empty() {
            break;
        }
        file.seek(SeekFrom::Start(at)).map_err(io("write", path))?;
        file.write_all(&piece).map_err(io("write", path))?;
        at += piece.len() as u64;
    }
    file.sync_all().map_err(io("sync", path))?;
    Ok(true)
}

/// Reads a file of at most `max` bytes; None when there is none.
pub(crate) fn read(path: &Path, max: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io("open", path)(error)),
    };
    let mut bytes = Vec::new();
    file.take(max + 1).read_to_end(&mut bytes).map_err(io("read", path))?;
    if bytes.len() as u64 > max {
        return Err(crate::error::damaged(path, format!("longer than {max} bytes")));
    }
    Ok(Some(bytes))
}

/// Removes a file; one that is not there is fine. Returns whether there was one.
pub(crate) fn remove(path: &Path) -> Result<bool, StoreError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io("remove", path)(error)),
    }
}

/// Overwrites a file with zeros and removes it, so that what it held is gone also where the
/// file system does not clear what it frees. Returns whether there was one.
pub(crate) fn shred(path: &Path) -> Result<bool, StoreError> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(io("open", path)(error)),
    };
    let length = file.metadata().map_err(io("read", path))?.len();
    io::copy(&mut io::repeat(0).take(length), &mut file).map_err(io("overwrite", path))?;
    file.flush().and_then(|()| file.sync_all()).map_err(io("sync", path))?;
    remove(path)
}

/// Lists the names in a folder, sorted; a folder that is not there is empty.
pub(crate) fn names(dir: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io("list", dir)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(io("list", dir))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// Throws away what was being written when the power went.
pub(crate) fn sweep(dir: &Path) -> Result<(), StoreError> {
    for name in names(dir)?.iter().filter(|name| name.starts_with(PART)) {
        shred(&dir.join(name))?;
    }
    Ok(())
}

/// Returns the folder that a file lies in.
pub(crate) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

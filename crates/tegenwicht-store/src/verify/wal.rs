// SPDX-License-Identifier: EUPL-1.2
//! Whether the write-ahead file lost what was synced. SQLite reads it up to the first frame that
//! does not hold and drops the rest without a word: right for the last transaction after a power
//! cut, wrong for one that another transaction follows, since each was on disk before the next
//! began.
//!
//! The format is SQLite's (`src/wal.c`): a header of 32 bytes, then frames of 24 bytes and a page;
//! every frame carries the salts of the header and a checksum over all before it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

const HEADER: usize = 32;
const FRAME: usize = 24;
const MAGIC: u32 = 0x377f_0682;
/// How often a file that somebody writes in is looked at before a fault counts.
const LOOKS: usize = 3;

/// Returns the number of the first frame that is damaged although a later transaction follows
/// it, counted from 1, or 0 for the header; None when nothing that was synced is missing. `db` is
/// the database that the file belongs to.
///
/// # Errors
/// When the file does not read.
pub fn write_ahead_damage(db: &Path) -> io::Result<Option<u64>> {
    let path = write_ahead_of(db);
    let mut last = None;
    for _ in 0..LOOKS {
        let found = match look(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            outcome => outcome?,
        };
        // While another process writes, a frame may be half there: it is whole the next time.
        if found.is_none() || found == last {
            return Ok(found);
        }
        last = found;
    }
    Ok(None)
}

/// Returns where the write-ahead file of a database lies.
pub(crate) fn write_ahead_of(db: &Path) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn look(path: &Path) -> io::Result<Option<u64>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut from = BufReader::new(file).take(length);
    let mut header = [0; HEADER];
    if from.read_exact(&mut header).is_err() {
        return Ok(None);
    }
    let page = word(&header, 8) as usize;
    let sound = word(&header, 0) & !1 == MAGIC && (512..=65_536).contains(&page);
    let mut sums = Sums { big: word(&header, 0) & 1 == 1, at: (0, 0) };
    sums.add(header.get(..24).unwrap_or_default());
    let sound = sound && sums.at == (word(&header, 24), word(&header, 28));
    let page = if sound { page } else { 4_096 };
    let salts = header.get(16..24).unwrap_or_default();
    let found = first_lost(&mut from, page, salts, sums, sound)?;
    // Begun anew while it was read: what was seen is of two minds.
    let mut again = [0; HEADER];
    File::open(path)?.read_exact(&mut again)?;
    Ok(found.filter(|_| again == header))
}

fn first_lost(
    from: &mut impl Read,
    page: usize,
    salts: &[u8],
    mut sums: Sums,
    sound: bool,
) -> io::Result<Option<u64>> {
    let mut frame = vec![0; FRAME + page];
    let mut bad = if sound { None } else { Some(0) };
    // Whether a transaction ended at or after the damage; one more frame then tells.
    let mut ended = !sound;
    for number in 1.. {
        match from.read_exact(&mut frame) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        }
        let ours = frame.get(8..16) == Some(salts);
        if bad.is_some() && ended && ours {
            return Ok(bad);
        }
        if bad.is_none() {
            sums.add(frame.get(..8).unwrap_or_default());
            sums.add(frame.get(FRAME..).unwrap_or_default());
            if !ours || sums.at != (word(&frame, 16), word(&frame, 20)) {
                bad = Some(number);
            }
        }
        ended |= bad.is_some() && word(&frame, 4) != 0;
    }
    Ok(None)
}

/// The running checksum of a write-ahead file.
struct Sums {
    big: bool,
    at: (u32, u32),
}

impl Sums {
    fn add(&mut self, bytes: &[u8]) {
        let (mut a, mut b) = self.at;
        let (pairs, _) = bytes.as_chunks::<8>();
        for [p, q, r, s, t, u, v, w] in pairs {
            let read = if self.big { u32::from_be_bytes } else { u32::from_le_bytes };
            a = a.wrapping_add(read([*p, *q, *r, *s])).wrapping_add(b);
            b = b.wrapping_add(read([*t, *u, *v, *w])).wrapping_add(a);
        }
        self.at = (a, b);
    }
}

/// Reads a big-endian number; 0 beyond the end.
fn word(bytes: &[u8], at: usize) -> u32 {
    let bytes = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    u32::from_be_bytes(bytes.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Die, Place};

    /// A write-ahead file with many transactions, none of them worked in.
    fn written() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let mut place = Place::open(dir.path());
        place.store.set_checkpoint_frames(i32::MAX);
        place.furnish(1, 20);
        let db = place.store.path().to_owned();
        std::mem::forget(place.store);
        let wal = std::fs::read(dir.path().join("tegenwicht.db-wal")).unwrap();
        (dir, db, wal)
    }

    #[test]
    fn a_sound_file_and_no_file_hold() {
        let (dir, db, _) = written();
        assert_eq!(write_ahead_damage(&db).unwrap(), None);
        assert_eq!(write_ahead_damage(&dir.path().join("other.db")).unwrap(), None);
    }

    #[test]
    fn damage_before_the_last_transaction_is_found() {
        let (dir, db, wal) = written();
        let path = dir.path().join("tegenwicht.db-wal");
        // The last transaction cannot be told from a power cut; it is a few frames.
        let until = wal.len() - 8 * (FRAME + 4_096);
        for seed in 0..500 {
            let mut die = Die(seed);
            let mut bytes = wal.clone();
            let at = die.roll(until);
            bytes[at] ^= 1 << die.roll(8);
            std::fs::write(&path, bytes).unwrap();
            let found = write_ahead_damage(&db).unwrap();
            let frame = (at.saturating_sub(HEADER) / (FRAME + 4_096)) as u64 + 1;
            let expected = if at < HEADER { 0 } else { frame };
            assert_eq!(found, Some(expected), "seed {seed}, byte {at}");
        }
    }

    #[test]
    fn a_file_that_a_power_cut_left_torn_holds() {
        let (dir, db, wal) = written();
        let path = dir.path().join("tegenwicht.db-wal");
        for cut in (0..wal.len()).step_by(997) {
            std::fs::write(&path, &wal[..cut]).unwrap();
            assert_eq!(write_ahead_damage(&db).unwrap(), None, "cut at {cut}");
        }
        let mut torn = wal.clone();
        let last = torn.len() - 512;
        torn[last..].fill(0);
        std::fs::write(&path, torn).unwrap();
        assert_eq!(write_ahead_damage(&db).unwrap(), None);
        // What an earlier round left behind the end has other salts.
        let mut stale = wal.clone();
        stale.extend(vec![0x5a; 10 * (FRAME + 4_096)]);
        std::fs::write(&path, stale).unwrap();
        assert_eq!(write_ahead_damage(&db).unwrap(), None);
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What a power cut leaves of a disk: everything synced, and any part of what was not.
//!
//! Not here: the recording (`vfs::disk`), what has to hold afterwards (`crash::check`).
//! Rules: what was synced stays; of what was not, each write is kept, lost or torn at sectors,
//! each truncation kept or lost, each name old or new, in any combination.
//! Start at: `Walk`.
//! To change: a gentler model finds less; write down why in `docs/how-to/run-a-simulation.md`.

use std::collections::BTreeMap;

use crate::vfs::SECTOR;
use crate::vfs::disk::{Image, Inode, Op, place};

use super::dice::Dice;

/// Walks through what a disk was asked to do, and cuts the power wherever it stands.
pub struct Walk<'a> {
    ops: &'a [Op],
    next: usize,
    files: Vec<OnDisk<'a>>,
    names: BTreeMap<&'a str, Inode>,
    /// Names that came or went since the folder was synced: where they then led.
    renamed: Vec<(usize, &'a str, Option<Inode>)>,
    dice: Dice,
}

/// A file as far as it is safe, and what was done to it since.
#[derive(Default)]
struct OnDisk<'a> {
    safe: Vec<u8>,
    unsafe_ops: Vec<(usize, &'a Op)>,
}

/// How much of the unsynced work a power cut lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// None of it: the cache was lost.
    Nothing,
    /// All of it: the program was killed, or the disk was quick.
    Everything,
    /// All up to a point in time; the last write is torn.
    UpTo(usize),
    /// Each operation by chance, so many in a hundred; tears so many in a hundred.
    ByChance { kept: usize, torn: usize },
}

impl Severity {
    /// Chooses, over the operations that are not safe yet.
    fn choose(dice: &mut Dice, first: usize, last: usize) -> Self {
        match dice.below(10) {
            0 => Self::Nothing,
            1 => Self::Everything,
            2 => Self::UpTo(dice.between(first, last)),
            3 => Self::ByChance { kept: 90, torn: 0 },
            4 => Self::ByChance { kept: 10, torn: 0 },
            5 => Self::ByChance { kept: 50, torn: 100 },
            6 => Self::ByChance { kept: 95, torn: 30 },
            _ => Self::ByChance { kept: 50, torn: 20 },
        }
    }

    fn keeps(self, op: usize, dice: &mut Dice) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::UpTo(last) => op <= last,
            Self::ByChance { kept, .. } => dice.chance(kept),
        }
    }

    fn tears(self, op: usize, dice: &mut Dice) -> bool {
        match self {
            Self::Nothing | Self::Everything => false,
            Self::UpTo(last) => op == last,
            Self::ByChance { torn, .. } => dice.chance(torn),
        }
    }
}

impl<'a> Walk<'a> {
    /// Begins before the first operation, on a disk that holds `image`.
    #[must_use]
    pub fn new(image: &'a Image, ops: &'a [Op], dice: Dice) -> Self {
        let files = image.values().map(|bytes| OnDisk { safe: bytes.clone(), unsafe_ops: vec![] });
        let names = image.keys().enumerate().map(|(inode, name)| (name.as_str(), inode));
        let (files, names) = (files.collect(), names.collect());
        Self { ops, next: 0, files, names, renamed: Vec::new(), dice }
    }

    /// Goes on until `count` operations are done.
    pub fn go_to(&mut self, count: usize) {
        while self.next < count {
            let (number, op) = (self.next, &self.ops[self.next]);
            self.next += 1;
            match op {
                Op::Create { name, inode } => {
                    self.files.resize_with(self.files.len().max(inode + 1), OnDisk::default);
                    self.renamed.push((number, name, Some(*inode)));
                }
                Op::Delete { name } => self.renamed.push((number, name, None)),
                Op::Write { inode, .. } | Op::Truncate { inode, .. } => {
                    self.files[*inode].unsafe_ops.push((number, op));
                }
                Op::Sync { inode } => {
                    let file = &mut self.files[*inode];
                    let all = std::mem::take(&mut file.unsafe_ops);
                    all.into_iter().for_each(|(_, op)| apply(&mut file.safe, op));
                    self.sync_name(*inode);
                }
                Op::SyncFailed { inode } => {
                    let file = &mut self.files[*inode];
                    let doubtful = std::mem::take(&mut file.unsafe_ops);
                    let severity = Severity::choose(&mut self.dice, number, number);
                    survive(&mut file.safe, &doubtful, severity, &mut self.dice);
                }
                Op::SyncFolder => {
                    for (_, name, led_to) in std::mem::take(&mut self.renamed) {
                        match led_to {
                            Some(inode) => self.names.insert(name, inode),
                            None => self.names.remove(name),
                        };
                    }
                }
            }
        }
    }

    /// A file that is synced is found again under its own name; other names may still lag.
    fn sync_name(&mut self, inode: Inode) {
        let made = self.renamed.iter().rposition(|(_, _, led_to)| *led_to == Some(inode));
        if let Some((_, name, _)) = made.map(|place| self.renamed[place]) {
            let (place, mut number) = (made.unwrap_or(0), 0);
            self.renamed.retain(|(_, other, _)| {
                number += 1;
                *other != name || number > place + 1
            });
            self.names.insert(name, inode);
        }
    }

    /// What the machine finds when the power is cut here.
    pub fn cut(&self, dice: &mut Dice) -> Image {
        let of_files = self.files.iter().filter_map(|file| file.unsafe_ops.first());
        let first = of_files.map(|(number, _)| *number).min().unwrap_or(self.next);
        let severity = Severity::choose(dice, first, self.next);
        self.cut_at(severity, dice)
    }

    /// The same, with so much let through.
    pub fn cut_at(&self, severity: Severity, dice: &mut Dice) -> Image {
        let mut image = Image::new();
        for (name, inode) in self.names_left(severity, dice) {
            let file = &self.files[inode];
            let mut bytes = file.safe.clone();
            survive(&mut bytes, &file.unsafe_ops, severity, dice);
            image.insert(name.to_owned(), bytes);
        }
        image
    }

    /// Each name leads where it led when the folder was synced, or anywhere it led since.
    fn names_left(&self, severity: Severity, dice: &mut Dice) -> BTreeMap<&'a str, Inode> {
        let mut names = self.names.clone();
        for (number, name, led_to) in &self.renamed {
            if severity.keeps(*number, dice) {
                match led_to {
                    Some(inode) => names.insert(*name, *inode),
                    None => names.remove(name),
                };
            }
        }
        names
    }
}

fn apply(bytes: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write { at, bytes: written, .. } => place(bytes, *at, written),
        Op::Truncate { size, .. } => bytes.resize(*size, 0),
        _ => {}
    }
}

/// Lets a part of unsynced operations through to a file.
fn survive(bytes: &mut Vec<u8>, ops: &[(usize, &Op)], severity: Severity, dice: &mut Dice) {
    for (number, op) in ops {
        let kept = severity.keeps(*number, dice);
        match op {
            Op::Write { at, bytes: written, .. } if kept && severity.tears(*number, dice) => {
                tear(bytes, *at, written, dice);
            }
            _ if kept => apply(bytes, op),
            // The file grew, its new part did not arrive.
            Op::Write { at, bytes: written, .. }
                if matches!(severity, Severity::ByChance { .. }) && dice.chance(10) =>
            {
                let end = bytes.len().max(at + written.len());
                bytes.resize(end, 0);
            }
            _ => {}
        }
    }
}

/// Writes only some of the sectors: a first part, or any.
fn tear(bytes: &mut Vec<u8>, at: usize, written: &[u8], dice: &mut Dice) {
    let sectors = (at + written.len()).div_ceil(SECTOR) - at / SECTOR;
    let whole_until = dice.chance(50).then(|| dice.below(sectors + 1));
    let mut begin = 0;
    for sector in 0..sectors {
        let end = ((at / SECTOR + sector + 1) * SECTOR - at).min(written.len());
        let kept = whole_until.map_or_else(|| dice.chance(50), |until| sector < until);
        if kept {
            place(bytes, at + begin, &written[begin..end]);
        }
        begin = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(at: usize, bytes: &[u8]) -> Op {
        Op::Write { inode: 0, at, bytes: bytes.to_vec() }
    }

    fn created() -> Vec<Op> {
        vec![Op::Create { name: "a".to_owned(), inode: 0 }]
    }

    /// Everything that cuts at the end of these operations can leave of the file `a`.
    fn left(ops: &[Op]) -> Vec<Option<Vec<u8>>> {
        let image = Image::new();
        let mut walk = Walk::new(&image, ops, Dice::new(0));
        walk.go_to(ops.len());
        let mut found: Vec<_> =
            (0..2_000).map(|seed| walk.cut(&mut Dice::new(seed)).remove("a")).collect();
        found.sort();
        found.dedup();
        found
    }

    #[test]
    fn a_synced_file_stays_and_a_deleted_one_until_the_folder_is_synced() {
        let mut ops = created();
        ops.push(write(0, b"old"));
        let texts = [&b""[..], b"\0\0\0", b"old"].map(|text| Some(text.to_vec()));
        assert_eq!(left(&ops), [&[None][..], &texts].concat());
        ops.push(Op::Sync { inode: 0 });
        assert_eq!(left(&ops), [Some(b"old".to_vec())]);
        ops.push(Op::Delete { name: "a".to_owned() });
        assert_eq!(left(&ops), [None, Some(b"old".to_vec())]);
        ops.push(Op::Create { name: "a".to_owned(), inode: 1 });
        assert_eq!(left(&ops), [None, Some(b"".to_vec()), Some(b"old".to_vec())]);
        ops.push(Op::Sync { inode: 1 });
        assert_eq!(left(&ops), [Some(b"".to_vec())]);
        ops.extend([Op::Delete { name: "a".to_owned() }, Op::SyncFolder]);
        assert_eq!(left(&ops), [None]);
    }

    #[test]
    fn unsynced_writes_come_through_in_any_combination() {
        let mut ops = created();
        ops.extend([write(0, b"--"), Op::Sync { inode: 0 }]);
        ops.extend([write(0, b"x"), write(1, b"y"), Op::Truncate { inode: 0, size: 0 }]);
        let texts = [&b""[..], b"--", b"-y", b"x-", b"xy"];
        assert_eq!(left(&ops), texts.map(|text| Some(text.to_vec())));
    }

    #[test]
    fn a_write_is_torn_at_sectors_and_nowhere_else() {
        let mut ops = created();
        ops.extend([write(0, &[1; 1024]), Op::Sync { inode: 0 }]);
        ops.push(write(500, &[2; 100]));
        let expected = |from: usize, to: usize| {
            let mut bytes = vec![1; 1024];
            bytes[from..to].fill(2);
            Some(bytes)
        };
        let mut all = [expected(0, 0), expected(500, 512), expected(512, 600), expected(500, 600)];
        all.sort();
        assert_eq!(left(&ops), all);
    }

    #[test]
    fn what_a_failed_sync_lost_no_later_sync_brings_back() {
        let mut ops = created();
        ops.extend([write(0, b"x"), Op::SyncFailed { inode: 0 }]);
        ops.push(Op::Sync { inode: 0 });
        let image = Image::new();
        let found = (0..100).map(|seed| {
            let mut walk = Walk::new(&image, &ops, Dice::new(seed));
            walk.go_to(ops.len());
            walk.cut(&mut Dice::new(seed))["a"].len()
        });
        let lengths: Vec<usize> = found.collect();
        assert!(lengths.contains(&0) && lengths.contains(&1));
    }
}

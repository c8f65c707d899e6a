// SPDX-License-Identifier: EUPL-1.2
//! Changes to bytes: blind ones, and ones that know what CBOR looks like.

use tegenwicht_core::event::Fact;

use crate::crash::dice::Dice;

/// Longest input that is made, in bytes.
const LONGEST: usize = 2 * 1024 * 1024;

/// What readers look for, and numbers next to their limits.
const WORDS: &[&[u8]] = &[
    &[0x00],
    &[0x17],
    &[0x18, 0x17],
    &[0x18, 0x18],
    &[0x18, 0xff],
    &[0x19, 0x00, 0xff],
    &[0x19, 0x01, 0x00],
    &[0x1a, 0x00, 0x00, 0xff, 0xff],
    &[0x1a, 0x00, 0x01, 0x00, 0x00],
    &[0x1a, 0x00, 0x01, 0x00, 0x01],
    &[0x1b, 0, 0, 0, 0, 0, 0, 0, 1],
    &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
    &[0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x40],
    &[0x50],
    &[0x58, 0x20],
    &[0x58, 0x40],
    &[0x59, 0x10, 0x00],
    &[0x5a, 0x00, 0x10, 0x00, 0x00],
    &[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x5f],
    &[0x60],
    &[0x61, 0xff],
    &[0x80],
    &[0x83],
    &[0x90],
    &[0x98, 0x41],
    &[0x99, 0x13, 0x89],
    &[0x9a, 0xff, 0xff, 0xff, 0xff],
    &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x9f],
    &[0xa0],
    &[0xa1, 0x00, 0x00],
    &[0xba, 0xff, 0xff, 0xff, 0xff],
    &[0xbf],
    &[0xc0],
    &[0xd2, 0x84],
    &[0xf4],
    &[0xf5],
    &[0xf6],
    &[0xf7],
    &[0xf9, 0x7e, 0x00],
    &[0xff],
    b"TGWBLK1\n",
    b"genesis",
    b"erase",
    b"grant",
    b"witness",
    &[0, 0, 0, 0],
    &[0, 0, 0, 1],
    &[0, 0x10, 0, 0],
    &[0, 0x10, 0, 1],
    &[0x01, 0x40, 0, 0],
    &[0x01, 0x40, 0, 1],
    &[0xff, 0xff, 0xff, 0xff],
    &[0x81; 17],
    &[0; 32],
];

/// Numbers at limits, for the head of a value.
const NUMBERS: [u64; 20] = [
    0,
    1,
    2,
    16,
    23,
    24,
    32,
    64,
    65,
    128,
    255,
    256,
    500,
    5_001,
    65_535,
    65_536,
    65_537,
    u32::MAX as u64,
    i64::MAX as u64,
    u64::MAX,
];

/// Changes bytes in one way.
pub fn mutate(dice: &mut Dice, bytes: &mut Vec<u8>, other: &[u8]) {
    match dice.below(14) {
        0 | 1 => flip(dice, bytes),
        2 => overwrite(dice, bytes, &[]),
        3 => bytes.truncate(dice.below(bytes.len() + 1)),
        4 => {
            let cut = span(dice, bytes.len());
            bytes.drain(cut);
        }
        5 => repeat(dice, bytes),
        6 => insert(dice, bytes),
        7 => {
            let word = word(dice);
            overwrite(dice, bytes, &word);
        }
        8 => {
            // The beginning of one and the end of another.
            bytes.truncate(dice.below(bytes.len() + 1));
            bytes.extend_from_slice(&other[dice.below(other.len() + 1)..]);
        }
        9 => {
            let piece = other[span(dice, other.len())].to_vec();
            overwrite(dice, bytes, &piece);
        }
        _ => value(dice, bytes),
    }
    bytes.truncate(LONGEST);
}

fn flip(dice: &mut Dice, bytes: &mut [u8]) {
    if !bytes.is_empty() {
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
    }
}

/// Puts something, or one byte by chance, over what stands there.
fn overwrite(dice: &mut Dice, bytes: &mut [u8], piece: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let at = dice.below(bytes.len());
    match piece {
        [] => bytes[at] = dice.bytes::<1>()[0],
        _ => bytes[at..].iter_mut().zip(piece).for_each(|(to, from)| *to = *from),
    }
}

fn repeat(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let piece = bytes[span(dice, bytes.len())].to_vec();
    if piece.is_empty() {
        return;
    }
    let times = match dice.below(400) {
        0 => 1_100_000 / piece.len(),
        1..=4 => 70_000 / piece.len(),
        _ => dice.between(1, 4),
    };
    let at = dice.below(bytes.len() + 1);
    let tail = bytes.split_off(at);
    (0..times).for_each(|_| bytes.extend_from_slice(&piece));
    bytes.extend_from_slice(&tail);
}

fn insert(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let (word, at) = (word(dice), dice.below(bytes.len() + 1));
    bytes.splice(at..at, word);
}

fn word(dice: &mut Dice) -> Vec<u8> {
    if dice.chance(10) {
        let name = Fact::NAMES[dice.below(Fact::NAMES.len())];
        return [&[0x60 + name.len() as u8], name.as_bytes()].concat();
    }
    WORDS[dice.below(WORDS.len())].to_vec()
}

fn span(dice: &mut Dice, length: usize) -> std::ops::Range<usize> {
    let from = dice.below(length + 1);
    let most = (length - from).min(64);
    from..from + dice.below(most + 1)
}

/// The head of a value.
#[derive(Debug, Clone, Copy)]
struct Head {
    at: usize,
    length: usize,
    major: u8,
    argument: u64,
}

/// Changes one value of CBOR: another number, another spelling, doubled or gone.
fn value(dice: &mut Dice, bytes: &mut Vec<u8>) {
    let heads = heads(bytes);
    if heads.is_empty() {
        return insert(dice, bytes);
    }
    let head = heads[dice.below(heads.len())];
    let place = head.at..head.at + head.length;
    match dice.below(6) {
        0 => drop(bytes.splice(place, spelled(head.major, head.argument, dice.between(0, 4)))),
        1 => {
            let number = NUMBERS[dice.below(NUMBERS.len())];
            drop(bytes.splice(place, spelled(head.major, number, 0)));
        }
        2 => {
            let number = head.argument.wrapping_add(dice.below(3) as u64).wrapping_sub(1);
            drop(bytes.splice(place, spelled(head.major, number, 0)));
        }
        3 => drop(bytes.splice(place, [0xf6])),
        4 => drop(bytes.splice(place, word(dice))),
        _ => {
            let next = heads[dice.below(heads.len())].at;
            let (from, to) = (next.min(head.at), next.max(head.at));
            let piece = bytes[from..to].to_vec();
            bytes.splice(from..from, piece);
        }
    }
}

/// Writes a head in a form of at least so many steps: 0 is the shortest.
fn spelled(major: u8, argument: u64, least: usize) -> Vec<u8> {
    let shortest = match argument {
        0..24 => 0,
        24..0x100 => 1,
        0x100..0x1_0000 => 2,
        0x1_0000..0x1_0000_0000 => 3,
        _ => 4,
    };
    let step = least.max(shortest);
    if step == 0 {
        return vec![major << 5 | argument as u8];
    }
    let wide = argument.to_be_bytes();
    let mut head = vec![major << 5 | (23 + step as u8)];
    head.extend_from_slice(&wide[8 - (1 << (step - 1))..]);
    head
}

/// Finds the heads of values, as far as the bytes read as CBOR.
fn heads(bytes: &[u8]) -> Vec<Head> {
    let (mut heads, mut at) = (Vec::new(), 0);
    while let Some(first) = bytes.get(at)
        && heads.len() < 4_000
    {
        let (major, small) = (first >> 5, first & 31);
        let wide = match small {
            0..=23 => 0,
            24..=27 => 1 << (small - 24),
            _ => break,
        };
        let Some(number) = bytes.get(at + 1..at + 1 + wide) else {
            break;
        };
        let number = number.iter().fold(0, |sum: u64, byte| sum << 8 | u64::from(*byte));
        let argument = if wide == 0 { u64::from(small) } else { number };
        heads.push(Head { at, length: 1 + wide, major, argument });
        let content = if matches!(major, 2 | 3) { argument as usize } else { 0 };
        at = at.saturating_add(1 + wide).saturating_add(content);
    }
    heads
}

/// Counts the values in bytes that were accepted.
pub fn count(bytes: &[u8]) -> usize {
    heads(bytes).len()
}

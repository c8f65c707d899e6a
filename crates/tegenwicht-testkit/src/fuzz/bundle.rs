// SPDX-License-Identifier: EUPL-1.2
//! Bundles. An input is what is wrapped in the header, then the plain content of each block, and
//! last how the file is damaged after it was sealed; so chance comes behind the seal as well.
//!
//! Promises: nothing is kept that nobody signed, no file that no event names; reading ends with
//! an answer whatever the file is.

use std::io::Cursor;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::FileHash;
use tegenwicht_core::time::Timestamp;
use tegenwicht_sync::bundle::Manifest;
use tegenwicht_sync::bundle::read::read;
use tegenwicht_sync::bundle::write::{Plan, Wish};
use tegenwicht_sync::frame::{Events, File, Frame};
use zeroize::Zeroizing;

use super::frame::made;
use super::house::House;
use super::mutate::mutate;
use super::still::Still;
use super::{Input, Outcome, Plant, Thrown, number_of, way};
use crate::crash::dice::Dice;
use crate::device::BEGIN;

const KEY: [u8; 32] = [9; 32];
/// Before a header, in place of what age puts there.
const WRAP: &[u8] = b"for the one";

pub struct Bundles {
    still: Still,
    house: House,
    /// Key and manifest, as they are wrapped.
    header: Vec<u8>,
}

impl Bundles {
    pub fn new(plant: Option<Plant>) -> Self {
        let mut house = House::new();
        let still = house.still(plant);
        let (from, to) = (house.peer(), [house.us().device]);
        let expires = Timestamp(i64::MAX);
        let wish = Wish { from, to: &to, scopes: None, now: BEGIN, expires, seed: [1; 32] };
        let plan = Plan::new(&mut house.full, &wish).unwrap();
        let header = plan.header(&KEY).to_vec();
        Self { still, house, header }
    }
}

impl Thrown for Bundles {
    fn genuine(&self) -> Vec<Input> {
        let mut frames: Vec<Vec<u8>> = self.house.frames();
        frames.extend(made(&self.house).iter().map(Frame::encode));
        let bytes = vec![8; 300];
        let (file, total) = (FileHash(sha256(&bytes)), 300);
        frames.push(Frame::File(File { file, offset: 0, total, bytes }).encode());
        for strange in self.house.strange() {
            let events = vec![strange.into()];
            frames.push(Frame::Events(Events { round: 0, events, erasures: Vec::new() }).encode());
        }
        let one = |frame: &Vec<u8>| {
            vec![self.header.clone(), block(2, 1, std::slice::from_ref(frame)), Vec::new()]
        };
        let mut inputs: Vec<Input> = frames.iter().map(one).collect();
        let few = frames.chunks(3).zip(1..).map(|(frames, number)| block(1, number, frames));
        let few: Vec<Vec<u8>> = few.take(3).chain([block(2, 4, &frames[..1])]).collect();
        let whole = [vec![self.header.clone()], few, vec![Vec::new()]].concat();
        inputs.push(whole);
        inputs
    }

    fn change(&self, dice: &mut Dice, input: &mut Input, other: &Input) {
        let last = input.len() - 1;
        match dice.below(20) {
            0 | 1 => mutate(dice, &mut input[0], &other[0]),
            2..=5 => input[last] = dice.bytes::<16>().to_vec(),
            6 if last > 2 => drop(input.remove(dice.between(1, last - 1))),
            7 if last < 6 => input.insert(last, other[1].clone()),
            _ if last > 1 => {
                let at = dice.between(1, last - 1);
                mutate(dice, &mut input[at], &other[1]);
            }
            _ => mutate(dice, &mut input[0], &other[0]),
        }
    }

    fn throw(&mut self, input: &Input, _: &mut Dice) -> Result<Outcome, String> {
        let file = file(input);
        self.still.clear();
        let unwrap =
            |wrapped: &[u8]| wrapped.strip_prefix(WRAP).map(|it| Zeroizing::new(it.to_vec()));
        let us = self.house.us();
        let read = read(&mut self.still, &us, &mut Cursor::new(&file), unwrap, [2; 32], BEGIN);
        if let Some(wrong) = self.still.wrong.take() {
            return Err(wrong);
        }
        let imported = match read {
            Ok(imported) => imported,
            Err(fault) => {
                return Ok(Outcome { way: number_of(&fault.to_string()), is_accepted: false });
            }
        };
        let manifest = imported.manifest.encode();
        if minicbor::decode::<Manifest>(&manifest).ok().as_ref() != Some(&imported.manifest) {
            return Err("a manifest reads differently after it was written".to_owned());
        }
        let reasons = imported.refused.keys().map(|why| number_of(why));
        let counts = [
            self.still.kept.min(3),
            imported.known.min(2),
            imported.lost_blocks.min(2),
            u64::from(imported.is_torn),
            imported.missing.len().min(4) as u64,
            imported.alarms.len().min(3) as u64,
        ];
        Ok(Outcome { way: way(counts.into_iter().chain(reasons)), is_accepted: true })
    }
}

/// A block before it is sealed: kind, number, frames.
fn block(kind: u8, number: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut plain = [[kind].as_slice(), &number.to_be_bytes()].concat();
    for frame in frames {
        plain.extend_from_slice(&u32::try_from(frame.len()).unwrap().to_be_bytes());
        plain.extend_from_slice(frame);
    }
    plain
}

/// Seals an input into a file, as `docs/formats/bundle.md` has it, and damages it.
fn file(input: &Input) -> Vec<u8> {
    let header = put(0, 0, &[WRAP, &input[0]].concat());
    let mut file = header.clone();
    for block in &input[1..input.len() - 1] {
        let Some(([kind, number @ ..], frames)) = block.split_first_chunk::<5>() else {
            file.extend_from_slice(block);
            continue;
        };
        let number = u32::from_be_bytes(*number);
        let mut nonce = [0; 24];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        let aad = [b"tegenwicht/1/bundle".as_slice(), &[*kind]].concat();
        let payload = Payload { msg: frames, aad: &aad };
        let cipher = XChaCha20Poly1305::new(&KEY.into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap();
        file.extend_from_slice(&put(*kind, number, &sealed));
    }
    file.extend_from_slice(&header);
    if let [seed, ..] = &input[input.len() - 1].chunks(8).collect::<Vec<_>>()[..] {
        let mut dice = Dice::new(seed.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        (0..dice.between(1, 3)).for_each(|_| mutate(&mut dice, &mut file, &header));
    }
    file
}

fn put(kind: u8, number: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap();
    let head = [[kind].as_slice(), &number.to_be_bytes(), &length.to_be_bytes()].concat();
    [b"TGWBLK1\n".as_slice(), &head, &sha256(&head)[..4], content].concat()
}

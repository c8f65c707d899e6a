// SPDX-License-Identifier: EUPL-1.2
//! Blocks: how a bundle is cut up, so that what is unreadable costs as little as possible.
//!
//! ```text
//! marker   "TGWBLK1\n"
//! kind     1 byte: 0 header, 1 content, 2 content, the last
//! number   4 bytes, big-endian, from 1; 0 for a header
//! length   4 bytes, big-endian, of what follows
//! check    4 bytes, the first of SHA-256 over kind, number and length
//! ```
//!
//! A reader looks for the next marker wherever it stands, so bytes may also be missing or double.

use std::io::{self, Read, Seek, SeekFrom, Write};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use tegenwicht_core::envelope::sha256;

pub const HEADER: u8 = 0;
pub const CONTENT: u8 = 1;
pub const LAST: u8 = 2;

const MARKER: &[u8; 8] = b"TGWBLK1\n";
const HEAD: usize = 8 + 1 + 4 + 4 + 4;
/// Longest block: a manifest, or frames.
const BLOCK_MAX: usize = 20 * 1024 * 1024;
/// Bytes looked through at once for the next marker.
const WINDOW: usize = 64 * 1024;
/// Bytes skipped where the stick cannot be read.
const SECTOR: u64 = 4 * 1024;

/// Writes one block.
pub fn write(out: &mut dyn Write, kind: u8, number: u32, content: &[u8]) -> io::Result<()> {
    let length = u32::try_from(content.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let head = head(kind, number, length);
    out.write_all(MARKER)?;
    out.write_all(&head)?;
    out.write_all(sha256(&head).get(..4).unwrap_or_default())?;
    out.write_all(content)
}

fn head(kind: u8, number: u32, length: u32) -> Vec<u8> {
    [[kind].as_slice(), &number.to_be_bytes(), &length.to_be_bytes()].concat()
}

/// Seals the content of a block; None only when it is longer than the cipher allows.
pub fn seal(key: &[u8; 32], kind: u8, number: u32, plain: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload { msg: plain, aad: &place(kind) };
    XChaCha20Poly1305::new(&(*key).into()).encrypt(&nonce(number), payload).ok()
}

/// Opens the content of a block; None when anything of it was changed.
pub fn open(key: &[u8; 32], block: &Block) -> Option<Vec<u8>> {
    let payload = Payload { msg: &block.content, aad: &place(block.kind) };
    XChaCha20Poly1305::new(&(*key).into()).decrypt(&nonce(block.number), payload).ok()
}

fn place(kind: u8) -> Vec<u8> {
    [b"tegenwicht/1/bundle".as_slice(), &[kind]].concat()
}

/// The key is used for one bundle, in which each number stands once.
fn nonce(number: u32) -> XNonce {
    let mut nonce = [0; 24];
    nonce.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
    XNonce::from(nonce)
}

/// A block as it lies in the file, not opened.
pub struct Block {
    pub at: u64,
    pub kind: u8,
    pub number: u32,
    pub content: Vec<u8>,
}

/// Finds blocks in a file that may be damaged anywhere.
pub struct Blocks<'a, R> {
    from: &'a mut R,
    at: u64,
    end: u64,
}

impl<'a, R: Read + Seek> Blocks<'a, R> {
    pub fn new(from: &'a mut R) -> io::Result<Self> {
        let end = from.seek(SeekFrom::End(0))?;
        Ok(Self { from, at: 0, end })
    }

    /// Returns the next block whose head is whole, of at most `most` bytes.
    pub fn next(&mut self) -> Option<Block> {
        while self.at < self.end {
            let window = self.bytes(self.at, WINDOW + MARKER.len());
            let Some(window) = window.filter(|window| window.len() >= MARKER.len()) else {
                self.at = (self.at / SECTOR + 1) * SECTOR;
                continue;
            };
            let found = window.windows(MARKER.len()).position(|it| it == MARKER);
            let Some(found) = found else {
                self.at += (window.len() + 1 - MARKER.len()) as u64;
                continue;
            };
            let at = self.at + found as u64;
            self.at = at + MARKER.len() as u64;
            if let Some(block) = self.block(at) {
                self.at = at + (HEAD + block.content.len()) as u64;
                return Some(block);
            }
        }
        None
    }

    /// Looks again inside a block that did not open: bytes of it may be missing.
    pub fn inside(&mut self, block: &Block) {
        self.at = block.at + MARKER.len() as u64;
    }

    fn block(&mut self, at: u64) -> Option<Block> {
        let bytes = self.bytes(at + MARKER.len() as u64, HEAD - MARKER.len())?;
        let (head, check) = bytes.split_at_checked(9)?;
        if sha256(head).get(..4)? != check {
            return None;
        }
        let (kind, rest) = head.split_first()?;
        let (number, length) = rest.split_first_chunk::<4>()?;
        let number = u32::from_be_bytes(*number);
        let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
        let from = at + HEAD as u64;
        let is_there = self.end.saturating_sub(from) >= length as u64;
        if length > BLOCK_MAX || !is_there {
            return None;
        }
        let content = self.bytes(from, length).filter(|content| content.len() == length)?;
        Some(Block { at, kind: *kind, number, content })
    }

    /// Reads bytes; fewer at the end of the file, None where it cannot be read.
    fn bytes(&mut self, at: u64, length: usize) -> Option<Vec<u8>> {
        self.from.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = Vec::with_capacity(length);
        let part = (&mut *self.from).take(length as u64).read_to_end(&mut bytes);
        // What could be read before the unreadable place is good.
        if part.is_err() && bytes.is_empty() { None } else { Some(bytes) }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! How the records lie in a backup, inside the age file.
//!
//! ```text
//! 54 47 57 42 41 4b 31 0a      "TGWBAK1\n"
//! then records: kind (1 byte), length (4 bytes, big-endian), content
//!   1 manifest   CBOR, exactly one, first
//!   2 event      CBOR [cose, open or null, sealed or null], in order of arrival
//!   3 key        subject (16 bytes), key (32 bytes)
//!   4 file       a sealed attachment as it lies on disk
//!   5 card       CBOR [language, name of the file, its bytes]; from version 2
//!   0 end        three counts of 8 bytes, big-endian: events, keys, files; nothing after it
//! ```
//!
//! Every kind has a greatest length, checked before anything is allocated.

use std::io::{self, Read, Write};
use std::path::Path;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use tegenwicht_core::envelope::{BODY_MAX, ENVELOPE_MAX};
use tegenwicht_core::id::SubjectId;
use tegenwicht_core::seal::SubjectKey;
use zeroize::Zeroizing;

use super::library::{self, Card};
use super::{BackupFault, Manifest, VERSION};
use crate::attachment::SEALED_MAX;
use crate::error::StoreError;
use crate::log::EventRow;

const MAGIC: &[u8; 8] = b"TGWBAK1\n";
const END: u8 = 0;
const MANIFEST: u8 = 1;
const EVENT: u8 = 2;
const KEY: u8 = 3;
const FILE: u8 = 4;
const CARD: u8 = 5;

/// Longest manifest, in bytes: about 300,000 logs.
const MANIFEST_MAX: u64 = 24 * 1024 * 1024;
const EVENT_MAX: u64 = (ENVELOPE_MAX + 2 * BODY_MAX + 64) as u64;
const CARD_LENGTH: u64 = library::CARD_MAX + 512;
const KEY_LENGTH: u64 = 16 + 32;
const END_LENGTH: u64 = 3 * 8;

/// How many records of each kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub events: u64,
    pub keys: u64,
    pub files: u64,
}

/// Writes the records.
pub(super) struct Writer<'a, W: Write> {
    out: &'a mut W,
    /// For the error text.
    from: &'a Path,
    begun: bool,
}

impl<'a, W: Write> Writer<'a, W> {
    pub const fn new(out: &'a mut W, from: &'a Path) -> Self {
        Self { out, from, begun: false }
    }

    pub fn manifest(&mut self, manifest: &Manifest) -> Result<(), StoreError> {
        self.record(MANIFEST, &[&minicbor::to_vec(manifest).unwrap_or_default()])
    }

    pub fn event(&mut self, row: &EventRow<'_>) -> Result<(), StoreError> {
        let mut e = Encoder::new(Vec::with_capacity(row.cose.len() + 512));
        // Writing to memory cannot fail.
        let _ = e.array(3).and_then(|e| e.bytes(row.cose)).map(|_| ());
        for part in [row.open, row.sealed] {
            let _ = match part {
                Some(part) => e.bytes(part).map(|_| ()),
                None => e.null().map(|_| ()),
            };
        }
        self.record(EVENT, &[&e.into_writer()])
    }

    pub fn key(&mut self, subject: SubjectId, key: &SubjectKey) -> Result<(), StoreError> {
        self.record(KEY, &[&subject.0, &key.0])
    }

    pub fn file(&mut self, sealed: &[u8]) -> Result<(), StoreError> {
        self.record(FILE, &[sealed])
    }

    pub fn card(&mut self, card: &Card) -> Result<(), StoreError> {
        let mut e = Encoder::new(Vec::with_capacity(card.bytes.len() + 128));
        // Writing to memory cannot fail.
        let head = e.array(3).and_then(|e| e.str(&card.language)).and_then(|e| e.str(&card.name));
        let _ = head.and_then(|e| e.bytes(&card.bytes)).map(|_| ());
        self.record(CARD, &[&e.into_writer()])
    }

    pub fn end(&mut self, counts: Counts) -> Result<(), StoreError> {
        let counts = [counts.events, counts.keys, counts.files].map(u64::to_be_bytes);
        self.record(END, &[counts.as_flattened()])
    }

    fn record(&mut self, kind: u8, parts: &[&[u8]]) -> Result<(), StoreError> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        let write = |out: &mut W, begun: bool| -> io::Result<()> {
            let length = u32::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?;
            if !begun {
                out.write_all(MAGIC)?;
            }
            out.write_all(&[kind])?;
            out.write_all(&length.to_be_bytes())?;
            parts.iter().try_for_each(|part| out.write_all(part))
        };
        let written = write(self.out, self.begun);
        self.begun = true;
        written.map_err(crate::error::io("write the backup of", self.from))
    }
}

/// What a backup holds, one record after the other.
pub(super) enum Record {
    Event { cose: Vec<u8>, open: Option<Vec<u8>>, sealed: Option<Vec<u8>> },
    Key(SubjectId, SubjectKey),
    File(Vec<u8>),
    Card(Card),
    End(Counts),
}

/// Reads the records.
pub(super) struct Reader<R: Read> {
    from: R,
}

impl<R: Read> Reader<R> {
    /// Begins to read: the magic bytes and the manifest.
    pub fn begin(from: R) -> Result<(Self, Manifest), BackupFault> {
        let mut reader = Self { from };
        let mut magic = [0; MAGIC.len()];
        reader.fill(&mut magic)?;
        if magic != *MAGIC {
            return Err(BackupFault::NotABackup);
        }
        let (kind, bytes) = reader.record()?;
        if kind != MANIFEST {
            return Err(BackupFault::Damaged("it does not begin with a manifest"));
        }
        let bad = |_| BackupFault::Damaged("its manifest does not read");
        let version = version(&bytes).map_err(bad)?;
        if version > VERSION {
            return Err(BackupFault::Newer(version));
        }
        let manifest = minicbor::decode(&bytes).map_err(bad)?;
        Ok((reader, manifest))
    }

    /// Reads the next record.
    pub fn next(&mut self) -> Result<Record, BackupFault> {
        let (kind, bytes) = self.record()?;
        let bad = BackupFault::Damaged("a record does not read");
        match kind {
            EVENT => event(&bytes).ok_or(bad),
            KEY => key(&bytes).ok_or(bad),
            FILE => Ok(Record::File(bytes.to_vec())),
            CARD => card(&bytes).map(Record::Card).ok_or(bad),
            END => {
                let counts = counts(&bytes).ok_or(bad)?;
                let mut more = [0; 1];
                match self.from.read(&mut more) {
                    Ok(0) => Ok(Record::End(counts)),
                    _ => Err(BackupFault::Damaged("something follows its end")),
                }
            }
            _ => Err(bad),
        }
    }

    fn record(&mut self) -> Result<(u8, Zeroizing<Vec<u8>>), BackupFault> {
        let mut head = [0; 5];
        self.fill(&mut head)?;
        let [kind, length @ ..] = head;
        let length = u64::from(u32::from_be_bytes(length));
        let allowed = match kind {
            END => length == END_LENGTH,
            MANIFEST => length <= MANIFEST_MAX,
            EVENT => length <= EVENT_MAX,
            KEY => length == KEY_LENGTH,
            FILE => length <= SEALED_MAX,
            CARD => length <= CARD_LENGTH,
            _ => return Err(BackupFault::Damaged("a record of a kind that is not known")),
        };
        if !allowed {
            return Err(BackupFault::Damaged("a record longer than records are"));
        }
        let mut bytes = Zeroizing::new(vec![0; usize::try_from(length).unwrap_or(0)]);
        self.fill(&mut bytes)?;
        Ok((kind, bytes))
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupFault> {
        self.from.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => BackupFault::Truncated,
            _ => BackupFault::Damaged("its seal does not hold"),
        })
    }
}

/// Reads only the version of a manifest, so that a newer one is named as such.
fn version(bytes: &[u8]) -> Result<u8, minicbor::decode::Error> {
    let mut d = Decoder::new(bytes);
    d.map()?;
    d.u8()?;
    d.u8()
}

fn event(bytes: &[u8]) -> Option<Record> {
    let mut d = Decoder::new(bytes);
    if d.array().ok()? != Some(3) {
        return None;
    }
    let cose = d.bytes().ok()?.to_vec();
    let mut part = || -> Option<Option<Vec<u8>>> {
        if d.datatype().ok()? == Type::Null {
            d.null().ok()?;
            return Some(None);
        }
        Some(Some(d.bytes().ok()?.to_vec()))
    };
    let (open, sealed) = (part()?, part()?);
    (d.position() == bytes.len()).then_some(Record::Event { cose, open, sealed })
}

fn key(bytes: &[u8]) -> Option<Record> {
    let (subject, key) = bytes.split_first_chunk::<16>()?;
    let key: [u8; 32] = key.try_into().ok()?;
    Some(Record::Key(SubjectId(*subject), SubjectKey(key)))
}

fn card(bytes: &[u8]) -> Option<Card> {
    let mut d = Decoder::new(bytes);
    if d.array().ok()? != Some(3) {
        return None;
    }
    let language = d.str().ok()?.to_owned();
    let name = d.str().ok()?.to_owned();
    let card = Card { language, name, bytes: d.bytes().ok()?.to_vec() };
    (d.position() == bytes.len() && library::fits(&card)).then_some(card)
}

fn counts(bytes: &[u8]) -> Option<Counts> {
    let (events, rest) = bytes.split_first_chunk::<8>()?;
    let (keys, rest) = rest.split_first_chunk::<8>()?;
    let files: [u8; 8] = rest.try_into().ok()?;
    Some(Counts {
        events: u64::from_be_bytes(*events),
        keys: u64::from_be_bytes(*keys),
        files: u64::from_be_bytes(files),
    })
}

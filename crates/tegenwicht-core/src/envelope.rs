// SPDX-License-Identifier: EUPL-1.2
//! The envelope of an event: a header, its one encoding, its signature. This is the specification
//! in code; `docs/formats/event.md` says the same byte by byte.
//!
//! An event is a tagged COSE_Sign1 (RFC 9052) and nothing but these bytes:
//!
//! ```text
//! d2 84                  tag 18, array of four
//!   43 a1 01 27          protected: {1: -8}, EdDSA
//!   a0                   unprotected: empty
//!   58/59 ..             payload: the header, an array of sixteen, deterministic CBOR
//!   58 40 ..             signature, Ed25519, checked with verify_strict
//! ```
//!
//! `external_aad` is `tegenwicht/1/real` or `tegenwicht/1/exercise`: an event of an exercise never
//! verifies as real. The id is SHA-256 of the exact bytes. Anything spelled differently is
//! refused, so that one event has one id.
//!
//! Not here: what a body says (`event`), who comes first (`order`).
//! Rules: `read` accepts what `sign` makes and nothing else; no signature passes in another mode.
//! Start at: `Header`.
//! To change: never; version 2 stands beside version 1 (`docs/how-to/change-an-event.md`).

use coset::{CoseSign1, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use minicbor::{Decode, Encode, Encoder};
use sha2::{Digest, Sha256};

use crate::cbor::{self, CborFault, Reader};
use crate::id::{ActorId, CommandId, DeviceKey, EventId, ScopeId};
use crate::time::{Hlc, Timestamp};

/// The version of the header, the body and the signature that this file describes.
pub const VERSION: u8 = 1;
/// Longest envelope accepted, in bytes: the header with `SUPERSEDES_MAX` ids fits.
pub const ENVELOPE_MAX: usize = 4 * 1024;
/// Longest open or sealed part of a body, in bytes.
pub const BODY_MAX: usize = 64 * 1024;
/// Most events that one event may replace.
pub const SUPERSEDES_MAX: usize = 64;
/// Longest name of a kind, in bytes.
pub const KIND_MAX: usize = 32;

const FIELDS: u64 = 16;
const PREFIX: [u8; 7] = [0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa0];

/// Whether people are really in need, or it is an exercise; fixed for ever in the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Mode {
    #[n(0)]
    Real,
    #[n(1)]
    Exercise,
}

impl Mode {
    const fn aad(self) -> &'static [u8] {
        match self {
            Self::Real => b"tegenwicht/1/real",
            Self::Exercise => b"tegenwicht/1/exercise",
        }
    }
}

/// What an event does to the log itself; what it says to people stands in its facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Opens a scope; the first event in it.
    Genesis,
    /// Facts: what happened.
    Facts,
    /// Lists the heads of the other logs of the scope, as known to the author.
    Heads,
    /// Erases bodies and keys.
    Erase,
    /// Says which machines may hold and write what; signed by the root key.
    Grant,
    /// Names heads of logs of other scopes, so that a cut tail is found.
    Witness,
    /// A kind that a later version knows.
    Other(String),
}

impl Kind {
    /// Returns the name on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Genesis => "genesis",
            Self::Facts => "facts",
            Self::Heads => "heads",
            Self::Erase => "erase",
            Self::Grant => "grant",
            Self::Witness => "witness",
            Self::Other(name) => name,
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "genesis" => Self::Genesis,
            "facts" => Self::Facts,
            "heads" => Self::Heads,
            "erase" => Self::Erase,
            "grant" => Self::Grant,
            "witness" => Self::Witness,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Length and SHA-256 of a part of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRef {
    pub length: u32,
    pub hash: [u8; 32],
}

impl PartRef {
    /// Describes a part.
    #[must_use]
    pub fn of(part: &[u8]) -> Self {
        Self { length: u32::try_from(part.len()).unwrap_or(u32::MAX), hash: sha256(part) }
    }

    /// Returns true when `part` is the part described.
    #[must_use]
    pub fn matches(&self, part: &[u8]) -> bool {
        *self == Self::of(part)
    }
}

/// What an event says about itself; everything here is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub device: DeviceKey,
    pub scope: ScopeId,
    /// Random, new at the first write after each process start.
    pub epoch: u64,
    /// Counts from 0 within (device, scope, epoch).
    pub seq: u64,
    /// The event before this one in its log; at seq 0 the head of the device's previous epoch.
    pub prev: Option<EventId>,
    pub hlc: Hlc,
    /// What the node's clock said; may be wrong.
    pub wall: Timestamp,
    /// Who it was, as a pseudonym; none when the node itself speaks.
    pub actor: Option<ActorId>,
    pub command: Option<CommandId>,
    pub kind: Kind,
    pub schema: u16,
    /// The author's newest `heads` event in this scope.
    pub seen: Option<EventId>,
    /// Events that this one replaces; ascending, no doubles.
    pub supersedes: Vec<EventId>,
    pub open: Option<PartRef>,
    pub sealed: Option<PartRef>,
}

/// The place of an event: one writer per log, one log per device, scope and epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct LogKey {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub scope: ScopeId,
    #[n(2)]
    pub epoch: u64,
}

impl Header {
    /// Returns the log that this event belongs to.
    #[must_use]
    pub const fn log(&self) -> LogKey {
        LogKey { device: self.device, scope: self.scope, epoch: self.epoch }
    }
}

/// An event as it is stored and exchanged: exact bytes, their hash, and the header in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub id: EventId,
    pub header: Header,
    pub cose: Vec<u8>,
}

/// Why bytes are not an event of this format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeFault {
    #[error("longer than {ENVELOPE_MAX} bytes")]
    TooLong,
    #[error("not the one allowed COSE_Sign1 encoding")]
    NotCanonical,
    #[error("the header is not deterministic CBOR: {0}")]
    Header(#[from] CborFault),
    #[error("the header field {0} is missing, of another type or out of range")]
    Field(&'static str),
    #[error("format version {0} is not known here")]
    Version(u64),
    #[error("the signature does not hold")]
    Signature,
}

/// Returns SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Envelope {
    /// Signs a header, and reads its own output back: what no reader would accept is not signed.
    ///
    /// # Errors
    /// When the key is not the one the header names as its device, a field is out of range, or
    /// the whole is longer than `ENVELOPE_MAX`.
    pub fn sign(header: Header, mode: Mode, key: &SigningKey) -> Result<Self, EnvelopeFault> {
        if key.verifying_key().to_bytes() != header.device.0 {
            return Err(EnvelopeFault::Field("device"));
        }
        let protected = HeaderBuilder::new().algorithm(coset::iana::Algorithm::EdDSA).build();
        let cose = CoseSign1Builder::new()
            .protected(protected)
            .payload(encode_header(&header))
            .create_signature(mode.aad(), |message| key.sign(message).to_bytes().to_vec())
            .build()
            .to_tagged_vec()
            .map_err(|_| EnvelopeFault::NotCanonical)?;
        if cose.len() > ENVELOPE_MAX {
            return Err(EnvelopeFault::TooLong);
        }
        if Self::peek(&cose)? != header {
            return Err(EnvelopeFault::NotCanonical);
        }
        Ok(Self { id: EventId(sha256(&cose)), header, cose })
    }

    /// Reads an event of unknown origin: one encoding, known version, every field in range.
    /// The signature is a separate question, see [`Envelope::verify`].
    ///
    /// # Errors
    /// The first fault found; nothing of the event may be used then.
    pub fn read(cose: &[u8]) -> Result<Self, EnvelopeFault> {
        if cose.len() > ENVELOPE_MAX {
            return Err(EnvelopeFault::TooLong);
        }
        let (payload, _) = split(cose)?;
        cbor::check(payload)?;
        let sign1 = CoseSign1::from_tagged_slice(cose).map_err(|_| EnvelopeFault::NotCanonical)?;
        let again = sign1.to_tagged_vec().map_err(|_| EnvelopeFault::NotCanonical)?;
        if again != cose {
            return Err(EnvelopeFault::NotCanonical);
        }
        Self::read_own(cose)
    }

    /// Reads an event that this node checked before it stored it; skips the COSE library.
    ///
    /// # Errors
    /// When the bytes were damaged since.
    pub fn read_own(cose: &[u8]) -> Result<Self, EnvelopeFault> {
        let (payload, _) = split(cose)?;
        let header = decode_header(payload)?;
        Ok(Self { id: EventId(sha256(cose)), header, cose: cose.to_vec() })
    }

    /// Reads only the header of an event that this node checked before it stored it.
    ///
    /// # Errors
    /// When the bytes were damaged since.
    pub fn peek(cose: &[u8]) -> Result<Header, EnvelopeFault> {
        split(cose).and_then(|(payload, _)| decode_header(payload))
    }

    /// Checks the signature against the device that the header names, in this mode.
    ///
    /// # Errors
    /// `Signature` when key or signature do not hold; `verify_strict`, everywhere, so that no two
    /// nodes can disagree about one event.
    pub fn verify(&self, mode: Mode) -> Result<(), EnvelopeFault> {
        let key = VerifyingKey::from_bytes(&self.header.device.0)
            .map_err(|_| EnvelopeFault::Signature)?;
        let sign1 =
            CoseSign1::from_tagged_slice(&self.cose).map_err(|_| EnvelopeFault::NotCanonical)?;
        sign1
            .verify_signature(mode.aad(), |signature, message| {
                let signature = Signature::from_slice(signature).map_err(|_| ())?;
                key.verify_strict(message, &signature).map_err(|_| ())
            })
            .map_err(|()| EnvelopeFault::Signature)
    }
}

/// Splits exact event bytes into payload and signature, without a CBOR library.
fn split(cose: &[u8]) -> Result<(&[u8], &[u8]), EnvelopeFault> {
    let fault = EnvelopeFault::NotCanonical;
    let rest = cose.strip_prefix(&PREFIX).ok_or(fault.clone())?;
    let (length, rest) = match rest {
        [0x58, n, rest @ ..] if *n >= 24 => (usize::from(*n), rest),
        [0x59, a, b, rest @ ..] if *a > 0 => (usize::from(*a) << 8 | usize::from(*b), rest),
        _ => return Err(fault),
    };
    let (payload, rest) = rest.split_at_checked(length).ok_or(fault.clone())?;
    match rest {
        [0x58, 0x40, signature @ ..] if signature.len() == 64 => Ok((payload, signature)),
        _ => Err(fault),
    }
}

fn encode_header(header: &Header) -> Vec<u8> {
    let mut e = Encoder::new(Vec::with_capacity(256));
    let written = write_header(&mut e, header);
    // Writing to memory cannot fail; an empty payload would be refused by every reader.
    if written.is_err() {
        return Vec::new();
    }
    e.into_writer()
}

type Written = Result<(), minicbor::encode::Error<core::convert::Infallible>>;

fn write_header(e: &mut Encoder<Vec<u8>>, h: &Header) -> Written {
    e.array(FIELDS)?.u8(VERSION)?.bytes(&h.device.0)?.bytes(&h.scope.0)?;
    e.u64(h.epoch)?.u64(h.seq)?;
    optional(e, h.prev.as_ref().map(|id| id.0.as_slice()))?;
    e.u64(h.hlc.0)?.i64(h.wall.0)?;
    optional(e, h.actor.as_ref().map(|id| id.0.as_slice()))?;
    optional(e, h.command.as_ref().map(|id| id.0.as_slice()))?;
    e.str(h.kind.name())?.u16(h.schema)?;
    optional(e, h.seen.as_ref().map(|id| id.0.as_slice()))?;
    e.array(h.supersedes.len() as u64)?;
    for id in &h.supersedes {
        e.bytes(&id.0)?;
    }
    part(e, h.open)?;
    part(e, h.sealed)
}

fn optional(e: &mut Encoder<Vec<u8>>, bytes: Option<&[u8]>) -> Written {
    match bytes {
        Some(bytes) => e.bytes(bytes)?,
        None => e.null()?,
    };
    Ok(())
}

fn part(e: &mut Encoder<Vec<u8>>, part: Option<PartRef>) -> Written {
    match part {
        Some(part) => e.array(2)?.u32(part.length)?.bytes(&part.hash)?,
        None => e.null()?,
    };
    Ok(())
}

fn decode_header(payload: &[u8]) -> Result<Header, EnvelopeFault> {
    let mut d = Reader::new(payload);
    let fields = d.array().ok_or(EnvelopeFault::Field("array"))?;
    let version = d.u64().ok_or(EnvelopeFault::Field("version"))?;
    if version != u64::from(VERSION) {
        return Err(EnvelopeFault::Version(version));
    }
    if fields != FIELDS {
        return Err(EnvelopeFault::Field("array"));
    }
    let header = Header {
        device: DeviceKey(fixed(&mut d, "device")?),
        scope: ScopeId(fixed(&mut d, "scope")?),
        epoch: d.u64().ok_or(EnvelopeFault::Field("epoch"))?,
        seq: d.u64().ok_or(EnvelopeFault::Field("seq"))?,
        prev: maybe(&mut d, "prev")?.map(EventId),
        hlc: Hlc(d.u64().ok_or(EnvelopeFault::Field("hlc"))?),
        wall: Timestamp(d.i64().ok_or(EnvelopeFault::Field("wall"))?),
        actor: maybe(&mut d, "actor")?.map(ActorId),
        command: maybe(&mut d, "command")?.map(CommandId),
        kind: kind(&mut d)?,
        schema: narrow(d.u64(), "schema")?,
        seen: maybe(&mut d, "seen")?.map(EventId),
        supersedes: supersedes(&mut d)?,
        open: part_ref(&mut d, "open")?,
        sealed: part_ref(&mut d, "sealed")?,
    };
    if d.is_at_end() { Ok(header) } else { Err(EnvelopeFault::Field("end")) }
}

fn fixed<const N: usize>(d: &mut Reader, name: &'static str) -> Result<[u8; N], EnvelopeFault> {
    d.fixed().ok_or(EnvelopeFault::Field(name))
}

fn maybe<const N: usize>(
    d: &mut Reader,
    name: &'static str,
) -> Result<Option<[u8; N]>, EnvelopeFault> {
    if d.null() { Ok(None) } else { fixed(d, name).map(Some) }
}

/// Returns a number as one of a smaller type.
fn narrow<T: TryFrom<u64>>(number: Option<u64>, name: &'static str) -> Result<T, EnvelopeFault> {
    number.and_then(|number| number.try_into().ok()).ok_or(EnvelopeFault::Field(name))
}

fn kind(d: &mut Reader) -> Result<Kind, EnvelopeFault> {
    let name = d.str().ok_or(EnvelopeFault::Field("kind"))?;
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if name.is_empty() || name.len() > KIND_MAX || !plain {
        return Err(EnvelopeFault::Field("kind"));
    }
    Ok(Kind::from_name(name))
}

fn supersedes(d: &mut Reader) -> Result<Vec<EventId>, EnvelopeFault> {
    const NAME: &str = "supersedes";
    let count = d.array().ok_or(EnvelopeFault::Field(NAME))?;
    if count > SUPERSEDES_MAX as u64 {
        return Err(EnvelopeFault::Field(NAME));
    }
    let mut ids: Vec<EventId> = Vec::new();
    for _ in 0..count {
        let id = EventId(fixed(d, NAME)?);
        if ids.last().is_some_and(|last| *last >= id) {
            return Err(EnvelopeFault::Field(NAME));
        }
        ids.push(id);
    }
    Ok(ids)
}

fn part_ref(d: &mut Reader, name: &'static str) -> Result<Option<PartRef>, EnvelopeFault> {
    if d.null() {
        return Ok(None);
    }
    if d.array() != Some(2) {
        return Err(EnvelopeFault::Field(name));
    }
    let length: u32 = narrow(d.u64(), name)?;
    let hash = fixed(d, name)?;
    if length as usize > BODY_MAX {
        return Err(EnvelopeFault::Field(name));
    }
    Ok(Some(PartRef { length, hash }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn header() -> Header {
        Header {
            device: DeviceKey(key().verifying_key().to_bytes()),
            scope: ScopeId([2; 16]),
            epoch: u64::MAX,
            seq: 3,
            prev: Some(EventId([4; 32])),
            hlc: Hlc(5 << 16),
            wall: Timestamp(-1),
            actor: Some(ActorId([6; 16])),
            command: None,
            kind: Kind::Facts,
            schema: 1,
            seen: None,
            supersedes: vec![EventId([1; 32]), EventId([2; 32])],
            open: Some(PartRef::of(b"open")),
            sealed: None,
        }
    }

    #[test]
    fn an_event_reads_back_and_verifies_in_its_own_mode_only() {
        let event = Envelope::sign(header(), Mode::Real, &key()).unwrap();
        let read = Envelope::read(&event.cose).unwrap();
        assert_eq!(read, event);
        assert_eq!(read.verify(Mode::Real), Ok(()));
        assert_eq!(read.verify(Mode::Exercise), Err(EnvelopeFault::Signature));
    }

    #[test]
    fn no_flipped_bit_passes() {
        let event = Envelope::sign(header(), Mode::Real, &key()).unwrap();
        for bit in 0..event.cose.len() * 8 {
            let mut bytes = event.cose.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let passed = Envelope::read(&bytes).is_ok_and(|read| read.verify(Mode::Real).is_ok());
            assert!(!passed, "bit {bit}");
        }
    }

    #[test]
    fn another_spelling_of_the_same_event_is_refused() {
        let event = Envelope::sign(header(), Mode::Real, &key()).unwrap();
        let mut longer_length = event.cose.clone();
        let at = PREFIX.len();
        assert_eq!(longer_length[at], 0x58);
        longer_length.splice(at..=at, [0x59, 0]);
        assert!(Envelope::read(&longer_length).is_err());
        assert!(Envelope::read(&event.cose[1..]).is_err(), "untagged");
        let mut trailing = event.cose.clone();
        trailing.push(0);
        assert!(Envelope::read(&trailing).is_err());
    }

    #[test]
    fn what_no_reader_would_accept_is_not_signed() {
        type Spoil = fn(&mut Header);
        let table: &[(&'static str, Spoil)] = &[
            ("supersedes", |h| h.supersedes.reverse()),
            ("supersedes", |h| {
                h.supersedes = (0..=SUPERSEDES_MAX).map(|n| EventId([n as u8; 32])).collect();
            }),
            ("kind", |h| h.kind = Kind::Other("No Kind".to_owned())),
            ("kind", |h| h.kind = Kind::Other("a".repeat(KIND_MAX + 1))),
            ("open", |h| h.open = Some(PartRef { length: 1 << 16 | 1, hash: [0; 32] })),
            ("device", |h| h.device = DeviceKey([1; 32])),
        ];
        for (field, spoil) in table {
            let mut header = header();
            spoil(&mut header);
            let signed = Envelope::sign(header, Mode::Real, &key());
            assert_eq!(signed, Err(EnvelopeFault::Field(field)));
        }
        let disguised = Header { kind: Kind::Other("facts".to_owned()), ..header() };
        let signed = Envelope::sign(disguised, Mode::Real, &key());
        assert_eq!(signed, Err(EnvelopeFault::NotCanonical));
    }
}

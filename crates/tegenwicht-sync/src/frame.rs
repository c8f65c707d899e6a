// SPDX-License-Identifier: EUPL-1.2
//! What travels between two nodes: frames in deterministic CBOR, and how long each may be.
//!
//! Not here: when which frame is sent (`session`).
//! Rules: one spelling; limits are checked before anything is allocated; a frame of a later
//! version is skipped, not refused.
//! Start at: `Frame`.
//! To change: `docs/formats/wire.md` and its fixtures.

use minicbor::{Decode, Decoder, Encode, Encoder};
use tegenwicht_core::cbor::{self, CborFault};
use tegenwicht_core::envelope::{BODY_MAX, ENVELOPE_MAX, LogKey};
use tegenwicht_core::id::{DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::shelf::Piece;

/// The version of all frames here.
pub const VERSION: u8 = 1;
/// The newest addition to that version which this program knows.
pub const MINOR: u8 = 1;
/// Longest frame, in bytes.
pub const FRAME_MAX: usize = 1024 * 1024;
/// Most bytes of events that may be under way and not acknowledged.
pub const CREDIT: u64 = 4 * 1024 * 1024;
/// A frame with events is sent once it holds so many bytes.
pub const EVENTS_WEIGHT: usize = 256 * 1024;
/// Most bytes of a file in one frame.
pub const CHUNK_MAX: usize = 512 * 1024;
/// Most scopes, logs, tips or subjects in one frame.
pub const LIST_MAX: usize = 5_000;
/// Most logs asked for in one round.
pub const WANT_MAX: usize = 500;
/// Most events that a node names to say how far it has come in one log.
pub const HAVE_MAX: usize = 128;

/// Why bytes are not a frame. Whoever sends such a thing is not spoken to further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    #[error("longer than {FRAME_MAX} bytes")]
    TooLong,
    #[error("not deterministic CBOR: {0}")]
    Cbor(#[from] CborFault),
    #[error("not a frame of its kind")]
    Shape,
    #[error("a list in it is longer than allowed")]
    ListTooLong,
}

/// The first frame of both ends.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Hello {
    #[n(0)]
    pub minor: u8,
}

/// Scopes that the other may hold, each with a digest over all of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Scopes {
    /// False for the admin scope alone; true for others, which come once it is settled.
    #[n(0)]
    pub is_rest: bool,
    #[n(1)]
    pub scopes: Vec<ScopeDigest>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ScopeDigest {
    #[n(0)]
    pub scope: ScopeId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub digest: [u8; 32],
}

/// Asks how far the other has come in a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AskHeads {
    #[n(0)]
    pub scope: ScopeId,
    /// Devices whose closed epochs are to be listed one by one; empty: all devices, in short.
    #[n(1)]
    pub listed: Vec<DeviceKey>,
}

/// How far a node has come in a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Heads {
    #[n(0)]
    pub scope: ScopeId,
    /// The genesis, so that the other knows what it is before it asks for anything.
    #[n(1)]
    pub genesis: WirePiece,
    #[n(2)]
    pub devices: Vec<DeviceHeads>,
    /// False when more frames with heads of this scope follow.
    #[n(3)]
    pub is_last: bool,
}

/// The tips of one device in a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeviceHeads {
    #[n(0)]
    pub device: DeviceKey,
    /// A digest over its closed epochs, which are then left out of `tips`.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub closed: Option<[u8; 32]>,
    #[n(2)]
    pub tips: Vec<WireTip>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WireTip {
    #[n(0)]
    pub epoch: u64,
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub id: EventId,
}

/// Asks for events. A later round takes the place of the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Want {
    #[n(0)]
    pub round: u64,
    /// Most wanted first.
    #[n(1)]
    pub logs: Vec<WantLog>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WantLog {
    #[n(0)]
    pub log: LogKey,
    /// Events of this log that the asker holds: its tips, and some before them where the log
    /// seems to be forked. Empty: from the first event on.
    #[n(1)]
    pub have: Vec<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Mark {
    #[n(0)]
    pub seq: u64,
    #[n(1)]
    pub id: EventId,
}

/// Events, each after the one before it in its log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Events {
    #[n(0)]
    pub round: u64,
    #[n(1)]
    pub events: Vec<WirePiece>,
    /// Erasures that explain why parts of `events` are absent.
    #[n(2)]
    pub erasures: Vec<WirePiece>,
}

/// An event as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WirePiece {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub cose: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub open: Option<Vec<u8>>,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub sealed: Option<Vec<u8>>,
}

impl From<Piece> for WirePiece {
    fn from(piece: Piece) -> Self {
        Self { cose: piece.cose, open: piece.open, sealed: piece.sealed }
    }
}

impl WirePiece {
    fn fits(&self) -> bool {
        let part = |part: &Option<Vec<u8>>| part.as_ref().is_none_or(|it| it.len() <= BODY_MAX);
        self.cose.len() <= ENVELOPE_MAX && part(&self.open) && part(&self.sealed)
    }
}

/// All that was asked for in a round was sent.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct End {
    #[n(0)]
    pub round: u64,
    /// Logs in which nothing that the asker holds was found here.
    #[n(1)]
    pub diverged: Vec<LogKey>,
}

/// What is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ack {
    #[n(0)]
    pub round: u64,
    /// How many bytes of frames with events of this round were worked through.
    #[n(1)]
    pub bytes: u64,
    /// The last event that is now on disk of each log that grew.
    #[n(2)]
    pub kept: Vec<Kept>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Kept {
    #[n(0)]
    pub log: LogKey,
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub id: EventId,
}

/// Asks for keys of subjects.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AskKeys {
    #[n(0)]
    pub scope: ScopeId,
    #[n(1)]
    pub subjects: Vec<SubjectId>,
}

/// Keys of subjects, sealed to the device that asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Keys {
    #[n(0)]
    pub scope: ScopeId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

/// Asks for a part of a file.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AskFile {
    #[n(0)]
    pub file: FileHash,
    #[n(1)]
    pub offset: u64,
}

/// A part of a file, sealed as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct File {
    #[n(0)]
    pub file: FileHash,
    #[n(1)]
    pub offset: u64,
    /// Length of the whole file; 0 when it is not here.
    #[n(2)]
    pub total: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

macro_rules! frames {
    ($($number:literal $name:ident,)*) => {
        /// One frame.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Frame {
            $($name($name),)*
            /// Of a type that a later version knows; skipped.
            Later(u64),
        }

        impl Frame {
            fn write(&self, e: &mut Encoder<Vec<u8>>) -> Result<(), Never> {
                e.array(3)?.u8(VERSION)?;
                match self {
                    $(Self::$name(body) => e.u64($number)?.encode(body)?,)*
                    Self::Later(number) => e.u64(*number)?.map(0)?,
                };
                Ok(())
            }

            fn read(number: u64, d: &mut Decoder<'_>) -> Option<Self> {
                Some(match number {
                    $($number => Self::$name(d.decode().ok()?),)*
                    later => {
                        d.skip().ok()?;
                        Self::Later(later)
                    }
                })
            }
        }
    };
}

type Never = minicbor::encode::Error<core::convert::Infallible>;

frames! {
    0 Hello,
    1 Scopes,
    2 AskHeads,
    3 Heads,
    4 Want,
    5 Events,
    6 End,
    7 Ack,
    8 AskKeys,
    9 Keys,
    10 AskFile,
    11 File,
}

impl Frame {
    /// Returns the bytes of this frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::with_capacity(256));
        // Writing to memory cannot fail.
        let _ = self.write(&mut e);
        e.into_writer()
    }

    /// Reads a frame of unknown origin.
    ///
    /// # Errors
    /// The first fault found; nothing of the frame may be used then.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameFault> {
        if bytes.len() > FRAME_MAX {
            return Err(FrameFault::TooLong);
        }
        cbor::check(bytes)?;
        let mut d = Decoder::new(bytes);
        let shape = |_| FrameFault::Shape;
        if d.array().map_err(shape)? != Some(3) {
            return Err(FrameFault::Shape);
        }
        let version = d.u64().map_err(shape)?;
        let number = d.u64().map_err(shape)?;
        if version != u64::from(VERSION) {
            return Ok(Self::Later(number));
        }
        let frame = Self::read(number, &mut d).ok_or(FrameFault::Shape)?;
        if frame.fits() { Ok(frame) } else { Err(FrameFault::ListTooLong) }
    }

    fn fits(&self) -> bool {
        let short = |length: usize| length <= LIST_MAX;
        match self {
            Self::Scopes(it) => short(it.scopes.len()),
            Self::AskHeads(it) => short(it.listed.len()),
            Self::Heads(it) => {
                let tips = it.devices.iter().map(|device| device.tips.len() + 1);
                it.genesis.fits() && short(tips.sum())
            }
            Self::Want(it) => {
                let have = it.logs.iter().all(|log| log.have.len() <= HAVE_MAX);
                it.logs.len() <= WANT_MAX && have
            }
            Self::Events(it) => it.events.iter().chain(&it.erasures).all(WirePiece::fits),
            Self::End(it) => short(it.diverged.len()),
            Self::Ack(it) => short(it.kept.len()),
            Self::AskKeys(it) => short(it.subjects.len()),
            Self::File(it) => it.bytes.len() <= CHUNK_MAX,
            Self::Hello(_) | Self::Keys(_) | Self::AskFile(_) | Self::Later(_) => true,
        }
    }
}

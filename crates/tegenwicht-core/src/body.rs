// SPDX-License-Identifier: EUPL-1.2
//! The open part of a body, which the fold reads, and what may stand in a sealed part.

use std::fmt;

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::cbor::{self, CborFault, Reader};
use crate::envelope::BODY_MAX;
use crate::event::Fact;
use crate::feature::log_entry::{EntryKind, Written};
use crate::id::EntryId;
use crate::map::Shared;
use crate::time::Timestamp;

/// Most facts in one event.
pub const FACTS_MAX: u64 = 1_000;

/// The open part: a salt against guessing, a fingerprint of the command, the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub salt: [u8; 16],
    /// `command::digest` of the command; stands in the sealed part where there is one.
    pub digest: Option<[u8; 32]>,
    pub facts: Vec<Fact>,
}

/// Why an open part cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    #[error("the body is not deterministic CBOR: {0}")]
    Cbor(#[from] CborFault),
    #[error("the body is not [salt, digest, facts]")]
    Shape,
}

impl Open {
    /// Returns the bytes of this part.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::with_capacity(128));
        // Writing to memory cannot fail.
        let _ = self.write(&mut e);
        e.into_writer()
    }

    fn write(
        &self,
        e: &mut Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
        e.array(3)?.bytes(&self.salt)?;
        write_digest(e, self.digest)?;
        e.array(self.facts.len() as u64)?;
        self.facts.iter().try_for_each(|fact| fact.write(e))
    }

    /// Returns true when the part is within `FACTS_MAX` and `BODY_MAX`.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.facts.len() as u64 <= FACTS_MAX && self.encode().len() <= BODY_MAX
    }

    /// Reads the part; an unknown or unreadable fact is kept as such among the others.
    ///
    /// # Errors
    /// When the frame around the facts does not hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, BodyFault> {
        cbor::check(bytes)?;
        Self::decode_own(bytes)
    }

    /// Reads a part whose spelling was checked before it was stored.
    ///
    /// # Errors
    /// When the frame around the facts does not hold.
    pub fn decode_own(bytes: &[u8]) -> Result<Self, BodyFault> {
        let mut d = Decoder::new(bytes);
        let shape = |_| BodyFault::Shape;
        if d.array().map_err(shape)? != Some(3) {
            return Err(BodyFault::Shape);
        }
        let salt = d.bytes().map_err(shape)?.try_into().map_err(|_| BodyFault::Shape)?;
        let digest = read_digest(&mut d).ok_or(BodyFault::Shape)?;
        let count = d.array().map_err(shape)?.ok_or(BodyFault::Shape)?;
        if count > FACTS_MAX {
            return Err(BodyFault::Shape);
        }
        // Nearly always one, so the list gets no room to grow before it has to.
        let mut facts = Vec::with_capacity(usize::from(count > 0));
        for _ in 0..count {
            facts.push(Fact::read(&mut d).ok_or(BodyFault::Shape)?);
        }
        Ok(Self { salt, digest, facts })
    }
}

/// The fields of a line that are always there, by their keys.
const OF_EVERY_LINE: u32 =
    1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 14 | 1 << 15;

impl Written {
    /// Reads a line as nearly all are: of words in the open, without files or a figure, replacing
    /// nothing. None leaves everything where it was, for `minicbor`, which reads all of them.
    ///
    /// A start reads every line there is, and this is the quicker way.
    pub(crate) fn plain(d: &mut Decoder<'_>) -> Option<Shared<Self>> {
        let mut reader = Reader::new(d.input().get(d.position()..)?);
        let written = Self::read_plain(&mut reader)?;
        d.set_position(d.input().len() - reader.left());
        Some(Shared::from(written))
    }

    /// Reads a line; the one of an entry in a snapshot.
    pub(crate) fn decode_shared<'b, C>(
        d: &mut Decoder<'b>,
        ctx: &mut C,
    ) -> Result<Shared<Self>, minicbor::decode::Error> {
        match Self::plain(d) {
            Some(written) => Ok(written),
            None => Shared::decode(d, ctx),
        }
    }

    fn read_plain(d: &mut Reader<'_>) -> Option<Self> {
        let mut written = Self {
            entry: EntryId([0; 16]),
            kind: EntryKind::Fact,
            number: 0,
            letter: String::new(),
            text: None,
            speaker: None,
            channel: None,
            happened_at: Timestamp(0),
            time_stated: false,
            sealed_under: None,
            files: Vec::new(),
            statement: None,
            answers: None,
            contradicts: None,
            replaces: Vec::new(),
            settles: Vec::new(),
            owner: None,
            due: None,
            about: None,
        };
        let mut there = 0_u32;
        for _ in 0..d.map()? {
            let key = d.u64()?;
            match key {
                0 => written.entry = EntryId(d.fixed()?),
                1 => written.kind = EntryKind::on_wire(d.u64()?)?,
                2 => written.number = d.u64()?.try_into().ok()?,
                3 => written.letter = d.str()?.to_owned(),
                4 => written.text = Some(d.str()?.to_owned()),
                5 => written.speaker = Some(d.str()?.to_owned()),
                6 => written.channel = Some(d.str()?.to_owned()),
                7 => written.happened_at = Timestamp(d.i64()?),
                8 => written.time_stated = d.bool()?,
                10 | 14 | 15 if d.array()? == 0 => {}
                12 => written.answers = Some(EntryId(d.fixed()?)),
                13 => written.contradicts = Some(EntryId(d.fixed()?)),
                16 => written.owner = Some(d.str()?.to_owned()),
                17 => written.due = Some(Timestamp(d.i64()?)),
                18 => written.about = Some(d.str()?.to_owned()),
                _ => return None,
            }
            there |= 1 << key;
        }
        (there & OF_EVERY_LINE == OF_EVERY_LINE).then_some(written)
    }
}

/// What is written under seal.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(flat)]
pub enum Secret {
    /// Who a pseudonym is.
    #[n(0)]
    Person(#[n(0)] Person),
    /// An argon2id verifier in PHC form, of a password or PIN.
    #[n(1)]
    Verifier(#[n(0)] String),
    /// The text of an entry for the core team only.
    #[n(2)]
    Entry(#[n(0)] SealedText),
    /// How somebody can be reached.
    #[n(3)]
    Contact(#[n(0)] ContactCard),
    /// Verifiers of codes on paper, each to be used once, in the order of their numbers.
    #[n(4)]
    Verifiers(#[n(0)] Vec<String>),
}

/// Names the kind of secret and tells nothing of it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Person(_) => "Person(..)",
            Self::Verifier(_) => "Verifier(..)",
            Self::Entry(_) => "Entry(..)",
            Self::Contact(_) => "Contact(..)",
            Self::Verifiers(_) => "Verifiers(..)",
        })
    }
}

/// What the directory knows of a person.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Person {
    /// The name to log in with.
    #[n(0)]
    pub login: String,
    /// The name that others see.
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub phone: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(..)")
    }
}

/// How somebody can be reached.
#[derive(Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct ContactCard {
    #[n(0)]
    pub name: String,
    /// In the order in which to try them.
    #[n(1)]
    pub phones: Vec<String>,
    #[n(2)]
    pub mail: Option<String>,
    #[n(3)]
    pub note: Option<String>,
}

impl fmt::Debug for ContactCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactCard(..)")
    }
}

/// All that people typed in an entry: what is sealed of one for the core team.
#[derive(Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct SealedText {
    #[n(0)]
    pub text: String,
    #[n(1)]
    pub speaker: Option<String>,
    #[n(2)]
    pub channel: Option<String>,
    #[n(3)]
    pub owner: Option<String>,
    /// Names of the files, in the order of the open part: "letter to family X.pdf" tells much.
    #[n(4)]
    #[cbor(default)]
    pub file_names: Vec<String>,
}

impl fmt::Debug for SealedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedText(..)")
    }
}

/// A secret together with the fingerprint of the command that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedContent {
    pub digest: Option<[u8; 32]>,
    pub secret: Secret,
}

impl SealedContent {
    /// Returns the bytes to be sealed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::new(Vec::new());
        // Writing to memory cannot fail.
        let _ = e.array(2).map(|_| ());
        let _ = write_digest(&mut e, self.digest);
        let _ = e.encode(&self.secret).map(|_| ());
        e.into_writer()
    }

    /// Reads what was sealed.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut d = Decoder::new(bytes);
        if d.array().ok()? != Some(2) {
            return None;
        }
        let digest = read_digest(&mut d)?;
        Some(Self { digest, secret: d.decode().ok()? })
    }
}

fn write_digest(
    e: &mut Encoder<Vec<u8>>,
    digest: Option<[u8; 32]>,
) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
    match digest {
        Some(digest) => e.bytes(&digest)?,
        None => e.null()?,
    };
    Ok(())
}

fn read_digest(d: &mut Decoder) -> Option<Option<[u8; 32]>> {
    if d.datatype().ok()? == Type::Null {
        d.null().ok()?;
        return Some(None);
    }
    Some(Some(d.bytes().ok()?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::FigureId;

    fn line(change: impl FnOnce(&mut Written)) -> Vec<u8> {
        let mut written = Written {
            entry: EntryId([7; 16]),
            kind: EntryKind::Question,
            number: 300,
            letter: "B".to_owned(),
            text: Some("Waar zijn de lijsten? Café 't Hoekje".to_owned()),
            speaker: Some("teamleider".to_owned()),
            channel: None,
            happened_at: Timestamp(1_547_539_200_000),
            time_stated: true,
            sealed_under: None,
            files: Vec::new(),
            statement: None,
            answers: None,
            contradicts: Some(EntryId([8; 16])),
            replaces: Vec::new(),
            settles: Vec::new(),
            owner: None,
            due: Some(Timestamp(-1)),
            about: Some("report-1".to_owned()),
        };
        change(&mut written);
        minicbor::to_vec(written).unwrap()
    }

    /// What the quick way says of these bytes, if anything, is what is said of them anyhow.
    fn is_plain(bytes: &[u8]) -> bool {
        let (mut quick, mut full) = (Decoder::new(bytes), Decoder::new(bytes));
        let Some(written) = Written::plain(&mut quick) else {
            assert_eq!(quick.position(), 0);
            return false;
        };
        assert_eq!(full.decode::<Written>().ok(), Some(Written::clone(&written)), "{bytes:02x?}");
        assert_eq!(quick.position(), full.position());
        true
    }

    #[test]
    fn a_line_read_quickly_is_the_line_that_stands_there() {
        type Change = fn(&mut Written);
        let table: &[(bool, Change)] = &[
            (true, |_| ()),
            (true, |line| (line.text, line.speaker, line.due) = (None, None, None)),
            (true, |line| line.answers = Some(EntryId([1; 16]))),
            (true, |line| line.about = None),
            (true, |line| line.kind = EntryKind::Contact),
            (true, |line| line.kind = EntryKind::Bottleneck),
            (true, |line| line.happened_at = Timestamp(i64::MIN)),
            (true, |line| (line.owner, line.channel) = (Some(String::new()), Some("x".into()))),
            (false, |line| line.replaces.push(EntryId([1; 16]))),
            (false, |line| line.settles.push(EntryId([1; 16]))),
            (false, |line| {
                let (figure, name) = (FigureId([1; 16]), "bedden".to_owned());
                let (value, unit) = ("4".to_owned(), None);
                let status = crate::feature::figure::Status::Reported;
                let stated =
                    crate::feature::figure::Statement { figure, name, value, unit, status };
                line.statement = Some(Box::new(stated));
            }),
        ];
        for (plain, change) in table {
            let bytes = line(change);
            assert_eq!(is_plain(&bytes), *plain);
            for bit in 0..bytes.len() * 8 {
                let mut other = bytes.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                is_plain(&other);
            }
            (0..bytes.len()).for_each(|length| assert!(!is_plain(&bytes[..length])));
        }
    }
}

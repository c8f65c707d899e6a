// SPDX-License-Identifier: EUPL-1.2
//! The open part of a body, which the fold reads, and what may stand in a sealed part.

use std::fmt;

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};

use crate::cbor::{self, CborFault};
use crate::envelope::BODY_MAX;
use crate::event::Fact;

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

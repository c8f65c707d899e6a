// SPDX-License-Identifier: EUPL-1.2
//! The names of things: typed ids, made by one macro, printed with a prefix for the kind.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};

use crate::envelope::sha256;

/// What is wrong with an id that somebody typed or sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {kind} id")]
pub struct BadId {
    /// The kind of id that was expected.
    pub kind: &'static str,
}

/// Writes bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'?'));
    let mut text = String::with_capacity(bytes.len() * 2);
    bytes.iter().for_each(|byte| text.extend([digit(byte >> 4), digit(byte & 15)]));
    text
}

/// Reads exactly `N` bytes of hexadecimal digits, lower case only: one id, one spelling.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (pair.first()?, pair.last()?);
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($size:literal) $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; $size]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "-{}"), hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "-"))
                    .and_then(unhex)
                    .map(Self)
                    .ok_or(BadId { kind: $prefix })
            }
        }
    )*};
}

ids! {
    /// A frame of its own in the log: admin, plan, one crisis. Random, so it tells nothing.
    ScopeId(16) "scope";
    /// A person or account as the log names it; the sealed directory knows who it is.
    ActorId(16) "actor";
    /// Made by whoever sends a command; the same id changes nothing the second time.
    CommandId(16) "command";
    /// Names the key under which something personal is sealed, in one scope; see `SubjectId::of`.
    SubjectId(16) "subject";
    /// A first word that something may be wrong.
    ReportId(16) "report";
    /// The frame that everything about one incident hangs on.
    CrisisId(16) "crisis";
    /// One line of the log.
    EntryId(16) "entry";
    /// A thing that is counted or stated, such as the state of the emergency department.
    FigureId(16) "figure";
    /// The escalation criteria as one manager weighed them.
    AssessmentId(16) "assessment";
    /// Somebody, or a desk, that can be reached.
    ContactId(16) "contact";
    /// A site of the institution, or a department in it.
    SiteId(16) "site";
    /// One turn of duty of one person in one role.
    ShiftId(16) "shift";
    /// One place in a crisis team, taken by one person.
    SeatId(16) "seat";
    /// One try to reach somebody.
    CallId(16) "call";
    /// Help that was asked of somebody else.
    SupportId(16) "support";
    /// What a team was told to do.
    OrderId(16) "order";
    /// A meeting of the crisis team.
    MeetingId(16) "meeting";
    /// SHA-256 of the exact bytes of an event.
    EventId(32) "event";
    /// The Ed25519 public key of a machine that signs.
    DeviceKey(32) "device";
    /// The X25519 public key under which keys and bundles are sealed for a machine.
    ExchangeKey(32) "exchange";
    /// SHA-256 of the sealed bytes of a photo or file.
    FileHash(32) "file";
}

impl SubjectId {
    /// Returns the subject that 8 random bytes name in a scope.
    ///
    /// The scope is bound to it by a hash, so that whoever meets a subject can tell by itself
    /// whose it is: an erasure in an exercise cannot take the key of a person of the admin scope.
    #[must_use]
    pub fn of(scope: ScopeId, random: [u8; 8]) -> Self {
        let hash = sha256(&[b"tegenwicht/1/subject".as_slice(), &scope.0, &random].concat());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(random.into_iter().chain(hash)).for_each(|(to, from)| *to = from);
        Self(bytes)
    }

    /// Returns true when it is a subject of this scope.
    #[must_use]
    pub fn belongs_to(self, scope: ScopeId) -> bool {
        self.0.first_chunk().is_some_and(|random| Self::of(scope, *random) == self)
    }
}

impl DeviceKey {
    /// Returns the first eight digits, enough for people to tell devices apart.
    #[must_use]
    pub fn short(&self) -> String {
        hex(&self.0).chars().take(8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = CrisisId([0xa5; 16]);
        assert_eq!(id.to_string().parse::<CrisisId>(), Ok(id));
    }

    #[test]
    fn a_subject_belongs_to_the_scope_it_was_made_for_and_to_no_other() {
        let (here, there) = (ScopeId([1; 16]), ScopeId([2; 16]));
        let subject = SubjectId::of(here, [7; 8]);
        assert!(subject.belongs_to(here) && !subject.belongs_to(there));
        assert_ne!(subject, SubjectId::of(here, [8; 8]));
        for at in 0..16 {
            let mut other = subject;
            other.0[at] ^= 1;
            assert!(!other.belongs_to(here), "byte {at}");
        }
    }

    #[test]
    fn an_id_of_another_kind_or_spelling_is_refused() {
        let id = CrisisId([0xa5; 16]).to_string();
        assert!(id.parse::<EntryId>().is_err());
        assert!(id.to_uppercase().parse::<CrisisId>().is_err());
        assert!(format!("{id}00").parse::<CrisisId>().is_err());
        assert!("crisis-é".parse::<CrisisId>().is_err());
    }
}

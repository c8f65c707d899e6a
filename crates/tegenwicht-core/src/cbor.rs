// SPDX-License-Identifier: EUPL-1.2
//! Says whether bytes are the one deterministic CBOR spelling that the log allows, and reads plain
//! values in that spelling.

/// Why bytes are not deterministic CBOR as `docs/formats/event.md` wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CborFault {
    #[error("the bytes end in the middle of a value")]
    Truncated,
    #[error("bytes are left over after the value")]
    Trailing,
    #[error("a number or length is not in its shortest form")]
    NotShortest,
    #[error("a length is indefinite")]
    Indefinite,
    #[error("map keys are not unique and in ascending order")]
    KeyOrder,
    #[error("text is not UTF-8")]
    NotUtf8,
    #[error("a float, tag or special value that the log does not use")]
    Forbidden,
    #[error("nested deeper than {DEPTH_MAX} levels")]
    TooDeep,
}

/// Deepest nesting accepted; the deepest of our own values has six levels.
pub const DEPTH_MAX: usize = 16;

/// Checks that `bytes` hold exactly one value in the one allowed spelling.
///
/// # Errors
/// The first fault met, reading from the front.
pub fn check(bytes: &[u8]) -> Result<(), CborFault> {
    match value(bytes, 0)? {
        [] => Ok(()),
        _ => Err(CborFault::Trailing),
    }
}

/// Checks one value and returns what comes after it.
fn value(bytes: &[u8], depth: usize) -> Result<&[u8], CborFault> {
    if depth > DEPTH_MAX {
        return Err(CborFault::TooDeep);
    }
    let (major, argument, rest) = head(bytes)?;
    match major {
        0 | 1 => Ok(rest),
        2 => split(rest, argument).map(|(_, rest)| rest),
        3 => {
            let (text, rest) = split(rest, argument)?;
            std::str::from_utf8(text).map_err(|_| CborFault::NotUtf8)?;
            Ok(rest)
        }
        4 => (0..argument).try_fold(rest, |rest, _| value(rest, depth + 1)),
        5 => map(rest, argument, depth),
        7 if matches!(argument, 20..=22) => Ok(rest),
        _ => Err(CborFault::Forbidden),
    }
}

fn map(mut rest: &[u8], pairs: u64, depth: usize) -> Result<&[u8], CborFault> {
    let mut previous: &[u8] = &[];
    for _ in 0..pairs {
        let after = value(rest, depth + 1)?;
        let (key, _) = split(rest, (rest.len() - after.len()) as u64)?;
        if key <= previous {
            return Err(CborFault::KeyOrder);
        }
        previous = key;
        rest = value(after, depth + 1)?;
    }
    Ok(rest)
}

/// Reads the head of a value: major type, argument, rest.
fn head(bytes: &[u8]) -> Result<(u8, u64, &[u8]), CborFault> {
    let (first, rest) = bytes.split_first().ok_or(CborFault::Truncated)?;
    let (major, small) = (first >> 5, first & 31);
    let (argument, rest, least) = match small {
        0..=23 => return Ok((major, u64::from(small), rest)),
        24 => wide::<1>(rest).map(|(n, rest)| (n, rest, 24))?,
        25 => wide::<2>(rest).map(|(n, rest)| (n, rest, 1 << 8))?,
        26 => wide::<4>(rest).map(|(n, rest)| (n, rest, 1 << 16))?,
        27 => wide::<8>(rest).map(|(n, rest)| (n, rest, 1 << 32))?,
        31 => return Err(CborFault::Indefinite),
        _ => return Err(CborFault::Forbidden),
    };
    if major == 7 {
        return Err(CborFault::Forbidden);
    }
    if argument < least {
        return Err(CborFault::NotShortest);
    }
    Ok((major, argument, rest))
}

fn wide<const N: usize>(bytes: &[u8]) -> Result<(u64, &[u8]), CborFault> {
    let (number, rest) = bytes.split_first_chunk::<N>().ok_or(CborFault::Truncated)?;
    Ok((number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), rest))
}

fn split(bytes: &[u8], length: u64) -> Result<(&[u8], &[u8]), CborFault> {
    let length = usize::try_from(length).map_err(|_| CborFault::Truncated)?;
    bytes.split_at_checked(length).ok_or(CborFault::Truncated)
}

/// Reads plain values one after the other; None where another one stands, or another spelling.
///
/// For what is read of every event, hundreds of thousands of times at a start: it makes no errors
/// to tell apart and copies nothing. All else is read by `minicbor`.
#[derive(Debug)]
pub struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    /// Reads `bytes` from the front.
    #[must_use]
    pub const fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns true when nothing is left.
    #[must_use]
    pub const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads the head of a value of this major type and returns its argument.
    fn head(&mut self, wanted: u8) -> Option<u64> {
        let (major, argument, rest) = head(self.rest).ok()?;
        if major != wanted {
            return None;
        }
        self.rest = rest;
        Some(argument)
    }

    /// Reads a number that is not negative.
    pub fn u64(&mut self) -> Option<u64> {
        self.head(0)
    }

    /// Reads a number.
    pub fn i64(&mut self) -> Option<i64> {
        match head(self.rest).ok()?.0 {
            0 => self.head(0)?.try_into().ok(),
            _ => i64::try_from(self.head(1)?).ok().map(|number| -1 - number),
        }
    }

    /// Reads how many values an array has; they come next.
    pub fn array(&mut self) -> Option<u64> {
        self.head(4)
    }

    /// Reads how many pairs a map has; they come next.
    pub fn map(&mut self) -> Option<u64> {
        self.head(5)
    }

    /// Reads yes or no.
    pub fn bool(&mut self) -> Option<bool> {
        let (first, rest) = self.rest.split_first()?;
        let value = match *first {
            0xf4 => false,
            0xf5 => true,
            _ => return None,
        };
        self.rest = rest;
        Some(value)
    }

    /// Returns how many bytes are left.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.rest.len()
    }

    /// Reads bytes.
    pub fn bytes(&mut self) -> Option<&'b [u8]> {
        self.run(2)
    }

    /// Reads a text.
    pub fn str(&mut self) -> Option<&'b str> {
        self.run(3).and_then(|text| std::str::from_utf8(text).ok())
    }

    fn run(&mut self, major: u8) -> Option<&'b [u8]> {
        let length = self.head(major)?;
        let (run, rest) = split(self.rest, length).ok()?;
        self.rest = rest;
        Some(run)
    }

    /// Reads bytes of this length.
    #[inline]
    pub fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        // The head that it has to have, without reading it as a number first: of the lengths that
        // ids have each has one spelling.
        let rest = match self.rest {
            [0x50, rest @ ..] if N == 16 => rest,
            [0x58, 0x20, rest @ ..] if N == 32 => rest,
            _ => return self.bytes()?.try_into().ok(),
        };
        let (bytes, rest) = rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }

    /// Reads a null where there is one.
    pub fn null(&mut self) -> bool {
        match self.rest {
            [0xf6, rest @ ..] => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }
}

/// A list of which the items that this version cannot read are passed over: a role or a share that
/// a newer version knows takes away nothing from the ones beside it.
pub mod known {
    use minicbor::decode::{self, Decode, Decoder};
    use minicbor::encode::{self, Encode, Encoder, Write};

    /// Writes the list as any other.
    ///
    /// # Errors
    /// The writer's own error.
    pub fn encode<C, T: Encode<C>, W: Write>(
        list: &Vec<T>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        list.encode(e, ctx)
    }

    /// Reads the items that are known.
    ///
    /// # Errors
    /// When it is no list, or an item is no CBOR.
    pub fn decode<'b, C, T: Decode<'b, C>>(
        d: &mut Decoder<'b>,
        ctx: &mut C,
    ) -> Result<Vec<T>, decode::Error> {
        let count = d.array()?.ok_or_else(|| decode::Error::message("a list without a length"))?;
        let mut known = Vec::new();
        for _ in 0..count {
            let start = d.position();
            if let Ok(item) = T::decode(d, ctx) {
                known.push(item);
            } else {
                d.set_position(start);
                d.skip()?;
            }
        }
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::feature::user::RolesSet;
    use crate::id::ActorId;

    #[test]
    fn a_role_of_a_later_version_takes_nothing_away_from_the_others() {
        let user = ActorId([1; 16]);
        let mut e = minicbor::Encoder::new(Vec::new());
        e.map(2).unwrap().u8(0).unwrap().encode(user).unwrap();
        e.u8(1).unwrap().array(4).unwrap().u8(1).unwrap().u8(99).unwrap();
        e.array(2).unwrap().u8(3).unwrap().str("x").unwrap().u8(5).unwrap();
        let read: RolesSet = minicbor::decode(e.writer()).unwrap();
        assert_eq!(read, RolesSet { user, roles: vec![Role::Chair, Role::Member] });
        let torn: Result<RolesSet, _> = minicbor::decode(&e.writer()[..e.writer().len() - 2]);
        assert!(torn.is_err());
    }

    #[test]
    fn one_spelling_is_accepted_and_every_other_refused() {
        let table: &[(&[u8], Result<(), CborFault>)] = &[
            (&[0x00], Ok(())),
            (&[0x18, 0x18], Ok(())),
            (&[0x18, 0x17], Err(CborFault::NotShortest)),
            (&[0x19, 0x00, 0xff], Err(CborFault::NotShortest)),
            (&[0x58, 0x01, 0x00], Err(CborFault::NotShortest)),
            (&[0x82, 0x01, 0xf6], Ok(())),
            (&[0x9f, 0x01, 0xff], Err(CborFault::Indefinite)),
            (&[0xa2, 0x00, 0x01, 0x01, 0x01], Ok(())),
            (&[0xa2, 0x01, 0x01, 0x00, 0x01], Err(CborFault::KeyOrder)),
            (&[0xa2, 0x00, 0x01, 0x00, 0x01], Err(CborFault::KeyOrder)),
            (&[0x61, 0xff], Err(CborFault::NotUtf8)),
            (&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], Err(CborFault::Forbidden)),
            (&[0xc0, 0x00], Err(CborFault::Forbidden)),
            (&[0xf7], Err(CborFault::Forbidden)),
            (&[0x00, 0x00], Err(CborFault::Trailing)),
            (&[0x82, 0x00], Err(CborFault::Truncated)),
            (&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Err(CborFault::Truncated)),
            (&[0x81; 40], Err(CborFault::TooDeep)),
            (&[], Err(CborFault::Truncated)),
        ];
        for (bytes, expected) in table {
            assert_eq!(check(bytes), *expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn values_read_back_in_their_one_spelling_only() {
        let bytes = [0x84, 0x18, 0x18, 0x39, 0x01, 0x00, 0x42, 1, 2, 0xf6, 0x61, b'a'];
        let mut d = Reader::new(&bytes);
        assert_eq!((d.bytes(), d.array(), d.u64()), (None, Some(4), Some(24)));
        assert_eq!((d.u64(), d.i64(), d.null()), (None, Some(-257), false));
        assert_eq!((d.fixed::<2>(), d.null(), d.str()), (Some([1, 2]), true, Some("a")));
        assert!(d.is_at_end());
        assert_eq!((d.u64(), d.null()), (None, false));
        for refused in [&[0x18, 0x17][..], &[0x1b, 0, 0, 0, 0, 0, 0, 0, 1], &[0x19, 1], &[0x20]] {
            assert_eq!(Reader::new(refused).u64(), None);
        }
        let most = [0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(Reader::new(&most).i64(), Some(i64::MIN));
        let beyond = [0x3b, 0x80, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(Reader::new(&beyond).i64(), None);
        assert_eq!(Reader::new(&[0x61, 0xff]).str(), None);
        assert_eq!(Reader::new(&[0x42, 0]).bytes(), None);
        let mut map = Reader::new(&[0xa1, 0xf5, 0xf4]);
        assert_eq!((map.bool(), map.map(), map.left()), (None, Some(1), 2));
        assert_eq!((map.bool(), map.bool(), map.bool()), (Some(true), Some(false), None));
        for length in [16, 32] {
            let bytes = [&[[0x50, 0x58][length / 32], 0x20][..2 - 16 / length], &[7; 32]].concat();
            let ids = (Reader::new(&bytes).fixed(), Reader::new(&bytes).fixed());
            assert_eq!(ids, ((length == 16).then_some([7; 16]), (length == 32).then_some([7; 32])));
            assert_eq!(Reader::new(&bytes[..length]).fixed::<16>(), None);
            assert_eq!(Reader::new(&bytes[..length]).fixed::<32>(), None);
        }
        assert_eq!(Reader::new(&[0x42, 0, 0]).fixed::<3>(), None);
    }
}

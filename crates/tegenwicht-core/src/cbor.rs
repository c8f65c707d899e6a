// SPDX-License-Identifier: EUPL-1.2
//! Says whether bytes are the one deterministic CBOR spelling that the log allows.

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

#[cfg(test)]
mod tests {
    use super::*;

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
}

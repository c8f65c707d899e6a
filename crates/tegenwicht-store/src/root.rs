// SPDX-License-Identifier: EUPL-1.2
//! The root key on paper: written so that a tired person can type it over, and told where not.
//!
//! The key is 32 bytes: 52 signs of five bits, in 13 groups of four. Each group ends with a
//! fifth sign that checks it; a fourteenth group checks the whole. The signs are the digits and
//! the letters without I, L, O and U. The format stands in `docs/formats/store.md`.

use tegenwicht_core::envelope::sha256;
use zeroize::Zeroizing;

const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs that carry the key in each group; the sign after them checks the group.
const PER_GROUP: usize = 4;
/// Groups that carry the key; one more checks the whole.
const GROUPS: usize = 13;
/// Groups on a printed line.
const PER_LINE: usize = 4;

/// Why something typed is not a root key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RootFault {
    #[error("the key has fourteen groups of five signs; here are {0} signs")]
    Length(usize),
    #[error("group {0} does not have five signs")]
    GroupLength(usize),
    #[error("in group {0} stands a sign that is not used in keys")]
    Sign(usize),
    #[error("group {0} was not typed as it is printed")]
    Group(usize),
    #[error("the groups are right, but they do not belong to one key")]
    Whole,
}

/// Returns the key as it is printed: lines of four groups of five signs.
#[must_use]
pub fn print(seed: &[u8; 32]) -> String {
    let mut values = fives(seed);
    values.extend(whole_check(seed));
    let groups = values.chunks(PER_GROUP).enumerate().map(|(index, group)| {
        let check = group_check(index, group);
        group.iter().copied().chain([check]).map(sign).collect::<String>()
    });
    let groups: Vec<String> = groups.collect();
    let lines: Vec<String> = groups.chunks(PER_LINE).map(|line| line.join(" ")).collect();
    lines.join("\n")
}

/// Reads a key that was typed over; capitals, spaces, dashes and O for 0 make no difference.
///
/// # Errors
/// What is wrong, and in which group, counted from 1.
pub fn parse(typed: &str) -> Result<Zeroizing<[u8; 32]>, RootFault> {
    let mut values = Zeroizing::new(Vec::new());
    for (index, group) in groups(typed)?.iter().enumerate() {
        let signs: Option<Vec<u8>> = group.chars().map(value).collect();
        let signs = Zeroizing::new(signs.ok_or(RootFault::Sign(index + 1))?);
        let (check, group) = signs.split_last().ok_or(RootFault::GroupLength(index + 1))?;
        if group_check(index, group) != *check {
            return Err(RootFault::Group(index + 1));
        }
        values.extend_from_slice(group);
    }
    let (key, check) = values.split_at_checked(GROUPS * PER_GROUP).ok_or(RootFault::Whole)?;
    let seed = eights(key).ok_or(RootFault::Whole)?;
    if whole_check(&seed) == check { Ok(seed) } else { Err(RootFault::Whole) }
}

/// Splits what was typed into fourteen groups of five: by its spaces when they fit, else by
/// counting.
fn groups(typed: &str) -> Result<Vec<String>, RootFault> {
    let apart = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | ',' | '_');
    let words: Vec<String> = typed
        .split(apart)
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().flat_map(char::to_uppercase).collect())
        .collect();
    if words.len() == GROUPS + 1 {
        let wrong = words.iter().position(|word| word.chars().count() != PER_GROUP + 1);
        return wrong.map_or(Ok(words), |index| Err(RootFault::GroupLength(index + 1)));
    }
    let signs: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    if signs.len() != (GROUPS + 1) * (PER_GROUP + 1) {
        return Err(RootFault::Length(signs.len()));
    }
    Ok(signs.chunks(PER_GROUP + 1).map(|group| group.iter().collect()).collect())
}

fn sign(value: u8) -> char {
    char::from(SIGNS.get(usize::from(value & 31)).copied().unwrap_or(b'?'))
}

fn value(sign: char) -> Option<u8> {
    let sign = match sign {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        sign => sign,
    };
    let at = SIGNS.iter().position(|known| char::from(*known) == sign)?;
    u8::try_from(at).ok()
}

/// Cuts 32 bytes into 52 numbers of five bits; the last four bits are zero.
fn fives(seed: &[u8; 32]) -> Vec<u8> {
    let bit = |at: usize| seed.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    let five = |group: usize| (0..5).fold(0, |sum, at| sum << 1 | bit(group * 5 + at));
    (0..GROUPS * PER_GROUP).map(five).collect()
}

/// Joins 52 numbers of five bits into 32 bytes; None when the bits left over are not zero.
fn eights(values: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let bit = |at: usize| values.get(at / 5).map_or(0, |five| five >> (4 - at % 5) & 1);
    let mut seed = Zeroizing::new([0; 32]);
    for (index, byte) in seed.iter_mut().enumerate() {
        *byte = (0..8).fold(0, |sum, at| sum << 1 | bit(index * 8 + at));
    }
    (256..260).all(|at| bit(at) == 0).then_some(seed)
}

/// The sign that checks a group: finds every single wrong sign, every swap of two signs in the
/// group and every swap of two groups.
fn group_check(index: usize, group: &[u8]) -> u8 {
    let place = u8::try_from(index + 1).unwrap_or(0);
    // Horner's rule in the field of 32 elements: sign n counts alpha^(its distance to the end).
    group.iter().fold(0, |sum, value| times_alpha(sum ^ value)) ^ place
}

/// Multiplies by alpha in the field of 32 elements, modulo x^5 + x^2 + 1.
const fn times_alpha(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 != 0 { (shifted ^ 0b10_0101) & 31 } else { shifted }
}

/// Twenty bits of a hash over the key.
fn whole_check(seed: &[u8; 32]) -> Vec<u8> {
    let hash = sha256(&[b"tegenwicht/1/root-key".as_slice(), seed].concat());
    fives(&hash).into_iter().take(PER_GROUP).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> [u8; 32] {
        sha256(b"a seed for the test")
    }

    #[test]
    fn what_is_printed_reads_back_however_it_is_typed() {
        for index in 0..100u8 {
            let seed = sha256(&[index]);
            let printed = print(&seed);
            assert_eq!(printed.split_whitespace().count(), 14);
            assert_eq!(*parse(&printed).unwrap(), seed);
            assert_eq!(*parse(&printed.to_lowercase().replace(' ', "-")).unwrap(), seed);
            assert_eq!(*parse(&printed.replace([' ', '\n'], "")).unwrap(), seed);
            let sloppy = printed.replace('0', "o").replace('1', "l");
            assert_eq!(*parse(&sloppy).unwrap(), seed);
        }
    }

    #[test]
    fn every_single_wrong_sign_is_found_in_its_group() {
        let printed: Vec<char> = print(&seed()).chars().collect();
        let mut group = 1;
        for at in 0..printed.len() {
            if printed[at].is_whitespace() {
                group += 1;
                continue;
            }
            for other in SIGNS.iter().map(|sign| char::from(*sign)) {
                let mut typed = printed.clone();
                typed[at] = other;
                let typed: String = typed.into_iter().collect();
                let expected =
                    if other == printed[at] { None } else { Some(RootFault::Group(group)) };
                assert_eq!(parse(&typed).err(), expected, "{typed}");
            }
        }
    }

    #[test]
    fn two_signs_or_two_groups_that_changed_places_are_found() {
        let printed = print(&seed()).replace('\n', " ");
        let signs: Vec<char> = printed.chars().collect();
        for at in 1..signs.len() {
            let mut typed = signs.clone();
            typed.swap(at - 1, at);
            if typed != signs {
                assert!(parse(&typed.into_iter().collect::<String>()).is_err(), "{at}");
            }
        }
        let groups: Vec<&str> = printed.split(' ').collect();
        for (a, b) in (0..14).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let mut typed = groups.clone();
            typed.swap(a, b);
            assert!(parse(&typed.join(" ")).is_err());
        }
    }

    #[test]
    fn a_missing_or_strange_sign_is_told_with_its_group() {
        let printed = print(&seed()).replace('\n', " ");
        let mut groups: Vec<String> = printed.split(' ').map(str::to_owned).collect();
        groups[6].pop();
        assert_eq!(parse(&groups.join(" ")).err(), Some(RootFault::GroupLength(7)));
        assert_eq!(parse(&groups.concat()).err(), Some(RootFault::Length(69)));
        groups[6].push('é');
        assert_eq!(parse(&groups.join(" ")).err(), Some(RootFault::Sign(7)));
        assert_eq!(parse("").err(), Some(RootFault::Length(0)));
    }
}

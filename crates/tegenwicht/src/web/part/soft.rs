// SPDX-License-Identifier: EUPL-1.2
//! Where a long word may break on a narrow tile: a browser on a desk has no Dutch dictionary, and
//! would break it anywhere.

/// Words of fewer letters fit on every tile.
const LONG: usize = 11;
/// Fewest letters on either side of a break.
const SIDE: usize = 4;
const SOFT_HYPHEN: char = '\u{ad}';

/// Returns the text with soft hyphens in its long words. For showing only: it is never kept.
#[must_use]
pub fn hyphens(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split_inclusive(|letter: char| !letter.is_alphabetic()) {
        let word: Vec<char> = piece.chars().filter(|letter| letter.is_alphabetic()).collect();
        let is_long = word.len() >= LONG;
        for (at, letter) in piece.chars().enumerate() {
            let has_room = at >= SIDE && at + SIDE <= word.len();
            if is_long && has_room && word.split_at_checked(at).is_some_and(may_break) {
                shown.push(SOFT_HYPHEN);
            }
            shown.push(letter);
        }
    }
    shown
}

/// Returns true where a syllable ends: "vei-lig", "con-tinu", "opname-planning", "bedrijfs-con",
/// "slach-toffer", "regis-tratie". Seldom before an r, since "er" ends many a part of a word.
fn may_break((before, after): (&[char], &[char])) -> bool {
    match (before, after) {
        ([.., a, b], [c, next, ..]) if is_vowel(*b) && !is_vowel(*c) => {
            is_vowel(*next) && (is_vowel(*a) || *c != 'r') || is_onset(*c, *next)
        }
        ([.., vowel, a], [b, next, ..]) if is_vowel(*vowel) && is_vowel(*next) => {
            !is_vowel(*a) && !is_vowel(*b) && !is_one_sound(*a, *b) && !is_onset(*a, *b)
        }
        ([.., vowel, a, b], [c, next, ..]) if is_vowel(*vowel) && is_vowel(*next) => {
            let ends = *b == 's' || (*a, *b) == ('c', 'h');
            ends && !is_vowel(*a) && !is_vowel(*c) && !is_one_sound(*b, *c)
        }
        ([.., vowel, a], [b, next, last, ..]) if is_vowel(*vowel) && is_vowel(*last) => {
            !is_vowel(*a) && is_onset(*b, *next) && !is_one_sound(*a, *b)
        }
        _ => false,
    }
}

/// Two that begin a syllable together.
const fn is_onset(a: char, b: char) -> bool {
    matches!(
        (a, b),
        ('b' | 'd' | 'f' | 'g' | 'k' | 'p' | 't' | 'v', 'r') | ('b' | 'f' | 'k' | 'p', 'l')
    )
}

/// The j is one as it ends "ij", and none of the words here has it between two others.
const fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' | 'ë' | 'ï' | 'ö' | 'ü' | 'é' | 'è')
}

const fn is_one_sound(a: char, b: char) -> bool {
    matches!((a, b), ('c', 'h' | 'k') | ('t' | 'p' | 's', 'h'))
}

#[cfg(test)]
mod tests {
    use super::hyphens;

    #[test]
    fn a_long_word_breaks_where_a_syllable_ends_and_a_short_one_never() {
        let cases = [
            ("Bedrijfscontinuïteit en logistiek", "Bedrijfs-con-ti-nuï-teit en logistiek"),
            ("Slachtofferopvang en -registratie", "Slach-tof-ferop-vang en -regis-tratie"),
            ("Ketensamenwerking", "Keten-sa-men-wer-king"),
            ("Opnameplanning", "Opna-me-plan-ning"),
            ("Verpleeghuis De Westerhaven", "Verpleeg-huis De Wester-haven"),
            ("HR", "HR"),
        ];
        for (text, wanted) in cases {
            assert_eq!(hyphens(text).replace('\u{ad}', "-"), wanted);
            assert_eq!(hyphens(text).replace('\u{ad}', ""), text);
        }
    }
}

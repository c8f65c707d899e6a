// SPDX-License-Identifier: EUPL-1.2
//! Codes to be used once: eight characters that nobody mistakes for another.
//!
//! A code follows from the secret of this machine and from the press that made it, so the same
//! press sent twice shows the same code; it is kept nowhere.

use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{ActorId, CommandId};

use crate::app::App;

/// Without 0, O, 1, I, L, 2, Z, 5, S, 8 and B, which look alike on paper and by hand.
const LETTERS: &[u8; 25] = b"ACDEFGHJKMNPQRTUVWXY34679";
/// Characters in a code.
const LENGTH: usize = 8;
/// How long a code that is handed over counts.
pub const VALID_MS: i64 = 30 * 60 * 1_000;
/// Codes in one envelope.
pub const PAPER: u8 = 10;

/// Returns the code of this press for this person, as it is shown: "K7QD-4MXA".
#[must_use]
pub fn code(app: &App, press: CommandId, user: ActorId, number: u8) -> String {
    let secret = app.derived("one-time-code");
    let hash = sha256(&[secret.as_slice(), &press.0, &user.0, &[number]].concat());
    let letter = |byte: &u8| {
        let letter = LETTERS.get(usize::from(*byte) % LETTERS.len());
        char::from(letter.copied().unwrap_or(b'A'))
    };
    let letters: String = hash.iter().take(LENGTH).map(letter).collect();
    let (first, second) = letters.split_at(LENGTH / 2);
    format!("{first}-{second}")
}

/// Returns the form in which a code is checked, when this can be a code.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let letters: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let letters = letters.to_ascii_uppercase();
    let fits = letters.len() == LENGTH && letters.bytes().all(|byte| LETTERS.contains(&byte));
    fits.then_some(letters)
}

/// Returns number and code of a code on paper: "3-K7QD-4MXA".
#[must_use]
pub fn read_paper(typed: &str) -> Option<(u8, String)> {
    let (number, code) = typed.trim().split_once('-')?;
    let number = number.trim().parse().ok().filter(|number| (1..=PAPER).contains(number))?;
    Some((number, read(code)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["K7QD-4MXA", "k7qd4mxa", " K7QD 4MXA "] {
            assert_eq!(read(typed).as_deref(), Some("K7QD4MXA"), "{typed}");
        }
        for typed in ["K7QD-4MX", "K7QD-4MXA9", "K7QD-4MX0", "", "paarse olifant 7"] {
            assert_eq!(read(typed), None, "{typed}");
        }
        assert_eq!(read_paper("3-K7QD-4MXA"), Some((3, "K7QD4MXA".to_owned())));
        assert_eq!(read_paper("10-k7qd-4mxa"), Some((10, "K7QD4MXA".to_owned())));
        for typed in ["0-K7QD-4MXA", "11-K7QD-4MXA", "K7QD-4MXA", "x-K7QD-4MXA"] {
            assert_eq!(read_paper(typed), None, "{typed}");
        }
    }
}

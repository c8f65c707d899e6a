// SPDX-License-Identifier: EUPL-1.2
//! Who gave the PIN of the notice board in a form need not type it again in that form: the page
//! comes back with a pass, which says nothing of the PIN and holds for a short while.
//!
//! Not here: the PIN itself (`login`).
//! Rules: a pass is good for making a report and for nothing else, from the same machine only; it
//! stands in no address and in no log, and is gone when the program stops.
//! Start at: `Passes::give`.
//! To change: page `report`, `docs/help/report.md`.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use tegenwicht_core::time::Timestamp;

/// How long a pass holds.
const HELD_MS: i64 = 10 * 60_000;
/// Most passes at once; a newer one takes the place of the oldest.
const HELD_MAX: usize = 500;

/// A pass that was given.
struct Held {
    pass: String,
    address: Option<IpAddr>,
    at: Timestamp,
}

/// The passes that hold.
#[derive(Default)]
pub struct Passes(Mutex<VecDeque<Held>>);

/// Tells nothing: who knows a pass may use it.
impl std::fmt::Debug for Passes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passes(..)")
    }
}

impl Passes {
    /// Gives a pass, which nobody can guess, to who gave the PIN.
    pub fn give(&self, pass: String, address: Option<IpAddr>, at: Timestamp) -> String {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|known| at.since_ms(known.at) < HELD_MS);
        while held.len() >= HELD_MAX {
            held.pop_front();
        }
        held.push_back(Held { pass: pass.clone(), address, at });
        pass
    }

    /// Returns true while a pass holds.
    #[must_use]
    pub fn holds(&self, pass: &str, address: Option<IpAddr>, now: Timestamp) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = held.iter();
        known.any(|known| {
            known.pass == pass && known.address == address && now.since_ms(known.at) < HELD_MS
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_holds_for_a_while_on_the_machine_that_got_it() {
        let (passes, here) = (Passes::default(), Some(IpAddr::from([192, 168, 1, 7])));
        let pass = passes.give("7a".to_owned(), here, Timestamp(0));
        let holds = |pass: &str, from, at| passes.holds(pass, from, Timestamp(at));
        assert!(holds(&pass, here, HELD_MS - 1));
        assert!(!holds(&pass, here, HELD_MS));
        assert!(!holds(&pass, Some(IpAddr::from([192, 168, 1, 8])), 1));
        assert!(!holds("", here, 1) && !holds("7b", here, 1));
    }

    #[test]
    fn the_oldest_gives_way() {
        let passes = Passes::default();
        for number in 0..=HELD_MAX {
            passes.give(number.to_string(), None, Timestamp(0));
        }
        assert!(!passes.holds("0", None, Timestamp(1)) && passes.holds("1", None, Timestamp(1)));
    }
}

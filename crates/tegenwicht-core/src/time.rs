// SPDX-License-Identifier: EUPL-1.2
//! Points in time as the log knows them; there is no way to read a clock from here.

use minicbor::{Decode, Encode};

/// A moment in UTC, in milliseconds since 1970; may lie before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] pub i64);

impl Timestamp {
    /// Returns the moment `ms` milliseconds later (or earlier), stopping at the ends of time.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Returns how many milliseconds lie between `earlier` and this moment.
    #[must_use]
    pub const fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A hybrid logical clock: 48 bits of milliseconds, 16 bits of counter.
///
/// It breaks ties between events that did not know each other and decides nothing else, so a
/// laptop that lives in 1970 or 2099 can do no harm with it (`order`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct Hlc(#[n(0)] pub u64);

impl Hlc {
    /// Returns the clock of the next event after `self` when the wall clock reads `wall`.
    #[must_use]
    pub fn next(self, wall: Timestamp) -> Self {
        let ms = u64::try_from(wall.0).unwrap_or(0).min((1 << 48) - 1);
        Self((ms << 16).max(self.0.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_back_still_counts_up() {
        let first = Hlc::default().next(Timestamp(1_700_000_000_000));
        let second = first.next(Timestamp(0));
        assert!(second > first);
        assert!(Hlc::default().next(Timestamp(-5)) > Hlc::default());
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Time and chance as the machine gives them; made once and passed to everything that needs them.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use tegenwicht_core::time::Timestamp;

/// Tells the time. May be wrong; the log copes.
pub trait Clock: Send + Sync + 'static {
    /// Returns what the clock says now.
    fn now(&self) -> Timestamp;
}

/// Gives bytes that nobody can guess.
pub trait Entropy: Send + Sync + 'static {
    /// Returns 32 fresh bytes.
    fn seed(&self) -> [u8; 32];
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now();
        let ms = |duration: std::time::Duration| i64::try_from(duration.as_millis());
        match now.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => Timestamp(ms(after).unwrap_or(i64::MAX)),
            Err(before) => Timestamp(-ms(before.duration()).unwrap_or(i64::MAX)),
        }
    }
}

/// The machine's own source of randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[allow(clippy::disallowed_methods, reason = "the one place that asks for randomness")]
    #[allow(clippy::panic, reason = "without randomness no key may be made: stop at once")]
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        match getrandom::fill(&mut seed) {
            Ok(()) => seed,
            Err(fault) => panic!("this machine gives no randomness: {fault}"),
        }
    }
}

/// A clock that stands still until it is told otherwise, for scenarios and tests.
#[derive(Debug, Default)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// Starts at `now`.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Puts the clock at `now`, also backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Chance that is the same at every run with the same seed, for scenarios and tests. Never for
/// anything real: whoever knows the seed knows every key.
#[derive(Debug, Default)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// Starts from `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed << 32))
    }
}

impl Entropy for SeededEntropy {
    fn seed(&self) -> [u8; 32] {
        let drawn = self.0.fetch_add(1, Ordering::SeqCst);
        tegenwicht_core::envelope::sha256(&drawn.to_be_bytes())
    }
}

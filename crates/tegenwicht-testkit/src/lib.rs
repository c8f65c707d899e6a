// SPDX-License-Identifier: EUPL-1.2
//! For tests only: a clock and chance that are passed in, builders, a disk that loses power.
//!
//! Not here: anything that production uses.
//! Rules: the same seed gives the same run; a failing run prints a command to paste.
//! Start at: `device::Device`.
//! To change: nothing else moves.

// Made for tests only: what does not hold here stops a test, as it should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod check;
pub mod crash;
pub mod device;
pub mod fuzz;
pub mod history;
pub mod shelf;
pub mod storm;
pub mod vfs;

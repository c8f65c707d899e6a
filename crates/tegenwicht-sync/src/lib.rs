// SPDX-License-Identifier: EUPL-1.2
//! How two nodes that meet come to hold the same: a conversation, or a file on a stick.
//!
//! Not here: sockets and TLS (`tegenwicht`), the disk (`tegenwicht-store`), order and fold
//! (`tegenwicht-core`).
//! Rules: no I/O, no clock, no chance; what is received is checked before it is kept, kept before
//! it is acknowledged; a scope goes to nobody without the grant; any cut leaves a state to go on
//! from.
//! Start at: `session::Session`, then `intake::Intake`; `frame` is what travels.
//! To change: `docs/formats/wire.md`, `docs/formats/bundle.md`, and their fixtures.

pub mod bundle;
pub mod frame;
pub mod intake;
pub mod keybox;
pub mod session;
mod stretch;

pub use session::{Alarm, Input, Output, Reason, Session, Us};

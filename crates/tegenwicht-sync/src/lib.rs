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
//!
//! # Driving a session
//!
//! ```text
//! let mut session = Session::new(us, peer, seed);          peer: known from the TLS handshake
//! for output in session.handle(&mut shelf, now, Input::Start) { ... }
//! loop: a frame comes            handle(.., Input::Frame(bytes))
//!       something was written    handle(.., Input::Changed)    here, or by another session
//!       wake_at() has come       handle(.., Input::Tick)
//! Output::Send(bytes)            to the peer, in order; a full line is waited for, never dropped
//! Output::Stored { .. }          on disk: fold these scopes anew, tell the other sessions
//! Output::Close(..)              end of this session; connect again after a while
//! ```
//!
//! Both ends make a session; neither is the server. Frames may be lost, doubled or swapped on the
//! way: nothing wrong is stored by it, and the session repairs itself within a minute. After a
//! fault of the disk the shelf has to be opened again before the next session.

pub mod bundle;
pub mod frame;
pub mod intake;
pub mod keybox;
pub mod session;
mod stretch;

pub use session::{Alarm, Input, Output, Reason, Session, Us};

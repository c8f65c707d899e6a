// SPDX-License-Identifier: EUPL-1.2
//! The domain of Tegenwicht: what may happen, what has happened, and what follows from it.
//!
//! Not here: disk (`tegenwicht-store`), pages, API and clock (`tegenwicht`).
//! Rules: no I/O, no clock, no randomness, no floats, no hash-map order; the fold accepts
//! everything it is given; one way to change anything: a command, decided.
//! Start at: `command::decide`, then `fold::apply`; `order` says who comes before whom.
//! To change: a fact or the header changes `docs/formats/event.md` and its fixtures.

pub mod actor;
pub mod body;
pub mod cbor;
pub mod chain;
pub mod command;
pub mod draft;
pub mod envelope;
pub mod event;
pub mod feature;
pub mod fold;
pub mod id;
pub mod id_map;
pub mod library;
pub mod map;
pub mod notice;
pub mod order;
pub mod permission;
pub mod refusal;
pub mod rights;
pub mod seal;
pub mod shelf;
pub mod time;
pub mod timeline;
pub mod versions;
pub mod world;

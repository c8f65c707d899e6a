// SPDX-License-Identifier: EUPL-1.2
//! The one program: pages, API and command line around the pure core and the store.
//!
//! Not here: what may happen (`tegenwicht-core`), how it lies on disk (`tegenwicht-store`).
//! Rules: `App::submit` is the only way to change anything; pages read and propose; clock and
//! chance are made once, in `clock`, and passed on; no text in code.
//! Start at: `app::App::submit`, then `web::routes`.
//! To change: a new page is a row in `web::routes` and a row in the permission table.

pub mod app;
pub mod cli;
pub mod clock;
pub mod enrolment;
pub mod export;
pub mod left;
pub mod library;
pub mod login;
pub mod one_time;
pub mod print;
pub mod scenario;
pub mod table;
pub mod text;
pub mod web;
pub mod words;

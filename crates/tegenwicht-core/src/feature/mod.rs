// SPDX-License-Identifier: EUPL-1.2
//! The rooms: one file per noun of the field, each in the same order.

pub mod crisis;
pub mod device;
pub mod erasure;
pub mod figure;
pub mod institution;
pub mod log_entry;
pub mod report;
pub mod scope;
pub mod text;
pub mod user;

// SPDX-License-Identifier: EUPL-1.2
//! The rooms: one file per noun of the field, each in the same order.

pub mod assessment;
pub mod call;
pub mod card;
pub mod client_name;
pub mod code;
pub mod contact;
pub mod crisis;
pub mod device;
pub mod entry_kind;
pub mod erasure;
pub mod figure;
pub mod institution;
pub mod log_entry;
pub mod numbered;
pub mod order;
pub mod report;
pub mod roster;
pub mod scope;
pub mod setting;
pub mod site;
pub mod support_request;
pub mod team;
pub mod telling;
pub mod text;
pub mod user;

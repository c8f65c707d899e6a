// SPDX-License-Identifier: EUPL-1.2
//! Who may do what, as an approved table: a change of it is a change of `approved/permissions.txt`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::Role;
use tegenwicht_core::permission::{Capability, may, table};

const APPROVED: &str = "tests/approved/permissions.txt";

// The core touches no disk and reads no environment; a test that compares with an approved file
// does, and writes it when `cargo xtask bless` asks for it.
#[allow(clippy::disallowed_methods)]
#[test]
fn the_table_is_the_approved_one() {
    if std::env::var_os("TEGENWICHT_BLESS").is_some() {
        std::fs::write(APPROVED, table()).unwrap();
    }
    let approved = std::fs::read_to_string(APPROVED).unwrap();
    assert_eq!(table(), approved, "`cargo xtask bless` accepts the new table");
}

#[test]
fn every_capability_has_a_code_of_its_own_and_somebody_who_has_it() {
    let mut codes: Vec<&str> = Capability::ALL.iter().map(|capability| capability.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Capability::ALL.len());
    for capability in Capability::ALL {
        assert!(!capability.roles().is_empty());
        assert!(!may(&[], *capability));
    }
}

#[test]
fn whoever_came_in_with_the_notice_board_pin_may_report_and_nothing_else() {
    let all = Capability::ALL.iter().filter(|capability| may(&[Role::Reporter], **capability));
    assert_eq!(all.collect::<Vec<_>>(), [&Capability::MakeReport]);
}

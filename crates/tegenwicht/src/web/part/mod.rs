// SPDX-License-Identifier: EUPL-1.2
//! Pieces that pages share, so that every screen looks as if the same hand made it.

pub mod conflict;
pub mod entry;
pub mod field;
pub mod icon;
pub mod log_filter;
pub mod seat;
pub mod shell;
pub mod time;
pub mod who;

/// Encodes a value for use in a query.
#[must_use]
pub fn encode_query(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

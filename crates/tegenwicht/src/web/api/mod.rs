// SPDX-License-Identifier: EUPL-1.2
//! The API for programs, by the API Design Rules of the Dutch government.

use super::routes::Route;

/// The version of the API, in every answer of it.
pub const VERSION: &str = "1.0.0";

/// All routes of the API.
#[must_use]
pub fn routes() -> Vec<Route> {
    Vec::new()
}

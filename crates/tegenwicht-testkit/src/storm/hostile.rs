// SPDX-License-Identifier: EUPL-1.2
//! A peer that does not play by the rules.

use super::sim::Storm;

impl Storm {
    /// Somebody with bad intentions meets a node.
    pub fn meet_hostile(&mut self, _node: usize) {}
}

// SPDX-License-Identifier: EUPL-1.2
//! How far each scope has come, and to what state: enough to compare two nodes.

use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::scope::{Head, Purpose};
use tegenwicht_core::id::ScopeId;

use crate::error::StoreError;
use crate::log::Store;
use crate::refold::refold;

/// One scope as it stands on this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeHeads {
    pub scope: ScopeId,
    /// None as long as its genesis is not here.
    pub purpose: Option<Purpose>,
    pub mode: Mode,
    pub events: u64,
    pub heads: Vec<Head>,
    pub order_digest: [u8; 32],
    pub state_hash: [u8; 32],
}

/// Folds every scope and returns its heads and the hash of its state; two nodes with the same
/// events give the same answer. Ordered by scope.
///
/// # Errors
/// When the database does not read.
pub fn heads(store: &Store) -> Result<Vec<ScopeHeads>, StoreError> {
    store.at_one_moment(all)
}

fn all(store: &Store) -> Result<Vec<ScopeHeads>, StoreError> {
    let scopes = store.scopes()?;
    let scopes = scopes.into_iter().map(|scope| {
        let state = refold(store, scope, None)?;
        Ok(ScopeHeads {
            scope,
            purpose: state.opened.as_ref().map(|opened| opened.purpose),
            mode: state.mode(),
            events: state.count,
            heads: store.heads(scope)?,
            order_digest: state.order_digest,
            state_hash: state.hash(),
        })
    });
    scopes.collect()
}

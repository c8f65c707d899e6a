// SPDX-License-Identifier: EUPL-1.2
//! What waits for people in a crisis, reckoned once for each state of it.
//!
//! Every page says how many things are late, and a crisis has thousands of lines; with 500 people
//! who look, to go through them for each page was half of the time that a page of the log took.
//!
//! Not here: what counts as late (core, `course`).
//! Rules: it follows from the state and from nothing else; who looks and when is asked afterwards.
//! To change: `progress::counts`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tegenwicht_core::feature::course::Waiting;
use tegenwicht_core::fold::ScopeState;

/// States kept: those of a few crises, and of the moments that people look back to.
const KEPT: usize = 16;

/// The order of its events makes a state, and so does what was erased of them since.
type Of = ([u8; 32], usize);

/// What waits, for the states asked for last.
#[derive(Debug, Default)]
pub struct WaitingByState(Mutex<VecDeque<(Of, Arc<Waiting>)>>);

impl WaitingByState {
    /// Returns what waits in this state.
    #[must_use]
    pub fn of(&self, state: &ScopeState) -> Arc<Waiting> {
        let of = (state.order_digest, state.erased.len());
        let held = |kept: &VecDeque<(Of, Arc<Waiting>)>| {
            kept.iter().find(|(it, _)| *it == of).map(|(_, waiting)| Arc::clone(waiting))
        };
        if let Some(waiting) = held(&self.0.lock().unwrap_or_else(PoisonError::into_inner)) {
            return waiting;
        }
        // Outside the lock: others need not wait for it, and two who reckon at once agree.
        let waiting = Arc::new(state.waiting());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held(&kept).is_none() {
            kept.push_front((of, Arc::clone(&waiting)));
            kept.truncate(KEPT);
        }
        waiting
    }
}

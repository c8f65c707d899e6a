// SPDX-License-Identifier: EUPL-1.2
//! A value that several people may set: who did not know of the other stays beside the other.

use minicbor::{Decode, Encode};

use crate::id::EventId;
use crate::map::Map;

/// The values in force, each under the event that set it.
///
/// A later event names the events it replaces. Two that did not know each other both stay until
/// a person settles it by naming both.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Versions<T: Clone> {
    #[n(0)]
    live: Map<EventId, T>,
    /// Events replaced before they arrived, so that order of arrival makes no difference.
    #[n(1)]
    replaced: Map<EventId, ()>,
}

impl<T: Clone> Default for Versions<T> {
    fn default() -> Self {
        Self { live: Map::default(), replaced: Map::default() }
    }
}

impl<T: Clone> Versions<T> {
    /// Puts a value in force and takes the named ones out of force.
    pub fn set(&mut self, event: EventId, value: T, supersedes: &[EventId]) {
        for old in supersedes {
            if *old != event {
                self.live.remove(old);
                self.replaced.insert(*old, ());
            }
        }
        if !self.replaced.contains_key(&event) {
            self.live.insert(event, value);
        }
    }

    /// Takes the named ones out of force and puts nothing in their place.
    pub fn end(&mut self, supersedes: &[EventId]) {
        for old in supersedes {
            if self.live.remove(old).is_some() {
                self.replaced.insert(*old, ());
            }
        }
    }

    /// Says in other words what an event set, while it is in force.
    pub fn restate(&mut self, event: EventId, value: T) {
        if let Some(live) = self.live.get_mut(&event) {
            *live = value;
        }
    }

    /// Returns the value when there is exactly one.
    #[must_use]
    pub fn settled(&self) -> Option<&T> {
        let mut values = self.live.values();
        match (values.next(), values.next()) {
            (Some(value), None) => Some(value),
            _ => None,
        }
    }

    /// Returns true when two or more people set a value without knowing of each other.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.live.len() > 1
    }

    /// Returns every value in force with the event that set it, in order of event id.
    pub fn live(&self) -> impl Iterator<Item = (&EventId, &T)> {
        self.live.iter()
    }

    /// Returns the events that a new value has to name to replace all that is in force.
    #[must_use]
    pub fn heads(&self) -> Vec<EventId> {
        self.live.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_who_did_not_know_each_other_both_stay_until_one_names_both() {
        let (a, b, c) = (EventId([1; 32]), EventId([2; 32]), EventId([3; 32]));
        let mut value = Versions::default();
        value.set(a, "open", &[]);
        value.set(b, "closed", &[]);
        assert!(value.is_conflict());
        value.set(c, "closed", &value.heads());
        assert_eq!(value.settled(), Some(&"closed"));
        value.set(a, "open", &[]);
        assert_eq!(value.settled(), Some(&"closed"), "a repetition changes nothing");
    }
}

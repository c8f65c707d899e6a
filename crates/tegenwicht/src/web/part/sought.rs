// SPDX-License-Identifier: EUPL-1.2
//! What somebody looks for in a log: a kind, words, a person, an impact area. Pages and programs
//! find the same lines.
//!
//! Not here: from when to when (`log_filter`, `api::log_entry`), how it looks.
//! Rules: nobody finds a line by words that he may not read; case, spaces and spelling of one
//! letter do not count. It goes through the whole log, which a long crisis makes 50,000 lines, so
//! nothing is copied that need not be, and a name is compared once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use tegenwicht_core::body::SealedText;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::Field;
use tegenwicht_core::feature::text::{fold, holds};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::ActorId;

use super::{entry, progress};
use crate::web::visit::Visit;

/// A question to the log of a crisis; what is empty asks nothing.
#[derive(Debug)]
pub struct Sought<'a> {
    visit: &'a Visit,
    state: &'a ScopeState,
    kind: Option<EntryKind>,
    words: Words,
    person: Words,
    area: &'a str,
}

/// Words sought, and whose names they stand in as far as that was asked.
#[derive(Debug, Default)]
struct Words {
    folded: String,
    named: RefCell<BTreeMap<Option<ActorId>, bool>>,
}

impl Words {
    fn of(typed: &str) -> Self {
        Self { folded: fold(typed), named: RefCell::default() }
    }

    fn stand_in(&self, text: &str) -> bool {
        holds(text, &self.folded)
    }

    fn are_of(&self, visit: &Visit, author: Option<ActorId>) -> bool {
        let stands = || self.stand_in(visit.called(author));
        *self.named.borrow_mut().entry(author).or_insert_with(stands)
    }
}

impl<'a> Sought<'a> {
    /// Reads what somebody asks for.
    #[must_use]
    pub fn new(
        visit: &'a Visit,
        state: &'a ScopeState,
        kind: Option<EntryKind>,
        (words, person, area): (&str, &str, &'a str),
    ) -> Self {
        Self { visit, state, kind, words: Words::of(words), person: Words::of(person), area }
    }

    /// Returns true when a line is one of those.
    #[must_use]
    pub fn fits(&self, found: &LogEntry) -> bool {
        self.kind.is_none_or(|kind| found.written.kind == kind)
            && (self.area.is_empty() || is_of_area(self.state, found, self.area))
            && (self.person.folded.is_empty() || self.is_of_person(found))
            && (self.words.folded.is_empty() || self.holds_words(found))
    }

    /// The words stand in what this person may read of a line, or in the name of its author.
    fn holds_words(&self, found: &LogEntry) -> bool {
        let words = &self.words;
        let has = |text: &Option<String>| text.as_deref().is_some_and(|it| words.stand_in(it));
        if words.are_of(self.visit, found.author) {
            return true;
        }
        if found.hidden {
            return false;
        }
        let written = &found.written;
        if written.text.is_some() {
            return has(&written.text)
                || has(&written.speaker)
                || has(&written.channel)
                || has(&written.owner)
                || written.files.iter().any(|file| has(&file.name));
        }
        let in_said = |said: &SealedText| {
            words.stand_in(&said.text)
                || has(&said.speaker)
                || has(&said.channel)
                || has(&said.owner)
                || said.file_names.iter().any(|name| words.stand_in(name))
        };
        entry::words(self.visit, found).read().is_some_and(in_said)
    }

    /// This person wrote a line, said it or has it.
    fn is_of_person(&self, found: &LogEntry) -> bool {
        if self.person.are_of(self.visit, found.author) {
            return true;
        }
        if found.hidden {
            return false;
        }
        let speaker = match &found.written.text {
            Some(_) => found.written.speaker.clone(),
            None => entry::words(self.visit, found).read().and_then(|said| said.speaker.clone()),
        };
        let owner = || progress::owner(self.visit, self.state, found);
        speaker.is_some_and(|name| self.person.stand_in(&name))
            || owner().is_some_and(|name| self.person.stand_in(&name))
    }
}

/// Returns true when a line is about an impact area: it tells what was said of it, or somebody
/// filled in that it concerns that area.
fn is_of_area(state: &ScopeState, found: &LogEntry, area: &str) -> bool {
    let told = found.written.about.as_deref().and_then(|about| about.strip_prefix("area."));
    let filled = || state.progress.field(found.written.entry, Field::Areas);
    told == Some(area) || filled().is_some_and(|value| value.texts.iter().any(|it| it == area))
}

// SPDX-License-Identifier: EUPL-1.2
//! After a commit: erasing, publishing, telling the screens, snapshots; and the end of the run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::figure;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{EntryId, EventId, ScopeId, SubjectId};
use tegenwicht_store::erasure;
use tegenwicht_store::snapshot::Snapshot;

use super::sign::Signed;
use super::writer::{Batch, Writer};
use super::{CHANGES_KEPT, Change, Health, load, lock};

/// A snapshot is taken after so many events of one scope.
const SNAPSHOT_EVERY: u64 = 10_000;

impl Writer {
    pub(super) fn after_commit(&mut self, events: &[Signed]) {
        self.erase(events);
        self.read_names(events);
        // In this order: who sees the new state must find in the list all that changed up to it.
        for signed in events {
            self.remember(signed);
        }
        self.publish();
        for signed in events {
            self.tell(signed.event.envelope.header.scope);
        }
        let mut written = BTreeMap::<ScopeId, u64>::new();
        for signed in events {
            *written.entry(signed.event.envelope.header.scope).or_default() += 1;
        }
        for (scope, written) in written {
            let count = self.world.scopes.get(&scope).map_or(0, |state| state.count);
            if count / SNAPSHOT_EVERY > count.saturating_sub(written) / SNAPSHOT_EVERY {
                self.snapshot(scope);
            }
        }
    }

    /// Unseals who came, changed or went in this batch.
    fn read_names(&mut self, events: &[Signed]) {
        let facts = events.iter().flat_map(|signed| {
            signed.open.facts.iter().map(move |fact| (signed.event.envelope.id, fact))
        });
        let changed: Vec<_> = facts.filter(|(_, fact)| load::names_somebody(fact)).collect();
        if changed.is_empty() {
            return;
        }
        let mut directory = (*self.world.directory).clone();
        let (store, keys) = (&self.store, &self.keys);
        match load::refresh(store, keys, &self.world, &mut directory, changed.into_iter()) {
            Ok(()) => self.world.directory = Arc::new(directory),
            Err(fault) => tracing::error!(%fault, "cannot read the directory of people"),
        }
    }

    /// Does what erase events in this batch say, and folds those scopes anew.
    fn erase(&mut self, events: &[Signed]) {
        let mut gone: (Vec<EventId>, Vec<SubjectId>) = Default::default();
        let mut scopes = BTreeSet::new();
        for signed in events {
            for fact in &signed.open.facts {
                if let Fact::Erased(erased) = fact {
                    gone.0.extend(&erased.events);
                    gone.1.extend(&erased.subjects);
                    if !erased.events.is_empty() {
                        scopes.insert(signed.event.envelope.header.scope);
                    }
                }
            }
        }
        if gone.0.is_empty() && gone.1.is_empty() {
            return;
        }
        let done = erasure::carry_out(&mut self.store, &self.keys, &self.attachments);
        if let Err(fault) = done {
            tracing::error!(%fault, "an erasure is not finished; the next start does it again");
        }
        for scope in scopes {
            match load::scope_state(&self.store, scope) {
                Ok(folded) => {
                    self.world.scopes.insert(scope, Arc::new(folded.state));
                    lock(&self.shared.recent).remove(&scope);
                }
                Err(fault) => tracing::error!(%fault, "cannot fold after an erasure"),
            }
        }
    }

    /// Keeps what changed, for the live screens that are told of it.
    fn remember(&self, signed: &Signed) {
        let scope = signed.event.envelope.header.scope;
        let count = self.world.scopes.get(&scope).map_or(0, |state| state.count);
        let mut touched: Vec<EntryId> = signed.open.facts.iter().flat_map(touched).collect();
        if let Some(state) = self.world.scopes.get(&scope) {
            touched.extend(signed.open.facts.iter().flat_map(|fact| disagreeing(state, fact)));
        }
        let mut recent = lock(&self.shared.recent);
        let changes = recent.entry(scope).or_default();
        changes.push_back((count, touched));
        while changes.len() > CHANGES_KEPT {
            changes.pop_front();
        }
    }

    /// Tells the live screens that there is something new.
    fn tell(&self, scope: ScopeId) {
        let count = self.world.scopes.get(&scope).map_or(0, |state| state.count);
        let _ = self.shared.changes.send(Change { scope, count });
    }

    /// Before the end: name all heads, take snapshots.
    pub(super) fn rest(&mut self) {
        let mut batch = Batch {
            world: self.world.clone(),
            cursors: self.cursors.clone(),
            listed: self.listed.clone(),
            events: Vec::new(),
            replies: Vec::new(),
        };
        let granted =
            self.world.admin().is_some_and(|(_, admin)| admin.devices.may_write(&self.device()));
        if granted && self.health() == Health::Writing && self.witness(&mut batch).is_ok() {
            self.commit(batch, Vec::new());
        }
        let scopes: Vec<ScopeId> = self.world.scopes.keys().copied().collect();
        scopes.into_iter().for_each(|scope| self.snapshot(scope));
        if self.health() == Health::Writing {
            self.store.empty_write_ahead();
        }
    }

    /// Keeps a snapshot; without one the next start only takes longer.
    fn snapshot(&mut self, scope: ScopeId) {
        let Some(state) = self.world.scopes.get(&scope) else {
            return;
        };
        let at = self.clock.now();
        let taken = self.store.serial_of_last(scope).and_then(|serial| {
            let heads = self.store.heads(scope)?;
            Ok(Snapshot::of(scope, serial.unwrap_or(0), state, heads, at))
        });
        match taken.map(|snapshot| self.store.save_snapshot(&snapshot)) {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => tracing::warn!(%fault, "no snapshot taken"),
            Err(fault) => tracing::warn!(%fault, "no snapshot taken"),
        }
    }
}

/// Returns the lines in which the words of a line stand too.
fn lines_with(state: &ScopeState, line: EntryId) -> Vec<EntryId> {
    let events = state.events_of(line);
    let in_them = state.entries.values().filter(|entry| events.contains(&entry.event));
    in_them.map(|entry| entry.written.entry).collect()
}

/// Returns the entries that state the same figure: whether they are contradicted may change.
fn disagreeing(state: &ScopeState, fact: &Fact) -> Vec<EntryId> {
    let entry = match fact {
        Fact::EntryWritten(fact) => fact.entry,
        Fact::EntryStruck(fact) => fact.entry,
        Fact::EntryHidden(fact) => fact.entry,
        Fact::EntryShown(fact) => fact.entry,
        _ => return Vec::new(),
    };
    // What says the same is hidden and shown with it.
    let with = match fact {
        Fact::EntryHidden(_) | Fact::EntryShown(_) => lines_with(state, entry),
        _ => Vec::new(),
    };
    let Some(entry) = state.entries.get(&entry) else {
        return with;
    };
    let hiding = state.hidden.get(&entry.written.entry);
    let written = hiding.map_or(&entry.written, |hiding| &hiding.written);
    let figure = written.statement.as_ref().and_then(|said| figure::view(state, said.figure));
    let mut others: Vec<EntryId> =
        figure.iter().flat_map(|view| &view.live).map(|entry| entry.written.entry).collect();
    others.extend(with);
    others.extend(&entry.contradicted_by);
    others.extend(entry.written.contradicts);
    others
}

/// Returns the entries that look different after a fact.
fn touched(fact: &Fact) -> Vec<EntryId> {
    match fact {
        Fact::EntryWritten(fact) => {
            let mut entries = vec![fact.entry];
            entries.extend(fact.answers.iter().chain(&fact.contradicts));
            entries.extend(fact.replaces.iter().chain(&fact.settles));
            entries
        }
        Fact::EntryStruck(fact) => vec![fact.entry],
        Fact::EntryHidden(fact) => vec![fact.entry],
        Fact::EntryShown(fact) => vec![fact.entry],
        Fact::EntryMoved(fact) => vec![fact.entry],
        Fact::EntryFilled(fact) => vec![fact.entry],
        _ => Vec::new(),
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The storm lies down: everything heals, the nodes talk until they hold the same, and then it is
//! looked at whether that is what it has to be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::id::{EventId, ScopeId};
use tegenwicht_core::notice::Matter;

use super::node::{fold, links, on_disk, order};
use super::oracle::Needled;
use super::sim::{Line, Storm};

/// One look at whether the nodes hold the same, in simulated milliseconds.
const LOOK_MS: i64 = 20_000;
/// So many looks without an end are too many: an hour.
const LOOKS_MAX: usize = 180;

/// What lies on the disk of each node.
type Held = Vec<BTreeMap<EventId, ScopeId>>;

impl Storm {
    /// Heals everything and waits until the nodes hold the same.
    pub fn lie_down(&mut self) {
        self.tell(|| "the storm lies down".to_owned());
        self.is_calm = true;
        self.groups.fill(0);
        for node in 0..self.nodes.len() {
            self.nodes[node].gate.is_full = false;
            self.nodes[node].gate.cut = None;
            self.start(node);
        }
        if self.dice.chance(50) {
            self.lines.clear();
        }
        self.lines.values_mut().for_each(Line::heal);
        let mut quiet = 0;
        for _ in 0..LOOKS_MAX {
            self.connect();
            self.run_until(self.now_ms + LOOK_MS);
            if self.wrong.is_some() {
                return;
            }
            quiet = if self.differs(&self.held()).is_none() { quiet + 1 } else { 0 };
            if quiet == 3 {
                return;
            }
        }
        let differs = self.differs(&self.held()).unwrap_or_default();
        self.fail(|| format!("after an hour of calm: {differs}"));
    }

    fn held(&self) -> Held {
        self.nodes.iter().map(|node| on_disk(&node.database())).collect()
    }

    /// Which nodes are to hold a scope.
    fn entitled(&self, scope: ScopeId, held: &Held) -> Vec<usize> {
        let counts = |id: &EventId| held[0].contains_key(id);
        let may = |node: &usize| self.oracle.may_hold(&self.nodes[*node].device, scope, counts);
        (0..self.nodes.len()).filter(may).collect()
    }

    /// Returns the first difference among those that are to hold the same.
    fn differs(&self, held: &Held) -> Option<String> {
        for scope in self.oracle.places.keys() {
            let of = |node: &usize| -> BTreeSet<EventId> {
                held[*node].iter().filter(|(_, of)| *of == scope).map(|(id, _)| *id).collect()
            };
            let entitled = self.entitled(*scope, held);
            let sets: Vec<BTreeSet<EventId>> = entitled.iter().map(of).collect();
            let all: BTreeSet<EventId> = sets.iter().flatten().copied().collect();
            let all: BTreeSet<EventId> =
                all.union(&self.to_be_held(*scope, held)).copied().collect();
            for (node, set) in entitled.iter().zip(&sets) {
                if let Some(id) = all.difference(set).next() {
                    let by =
                        self.oracle.events.get(id).map(|said| (said.log, said.seq, said.is_acked));
                    return Some(format!("node {node} lacks {id} of {scope}: {by:?}"));
                }
            }
        }
        None
    }

    /// Returns what the first two nodes do not hold both, and what neither holds any more.
    pub fn out_of_step(&self) -> Option<String> {
        let held = self.held();
        let lost = self.oracle.expected().find(|(id, _)| !held[0].contains_key(id));
        if let Some((id, _)) = lost {
            return Some(format!("{id} is gone"));
        }
        let only = held[0].keys().find(|id| !held[1].contains_key(id));
        let only = only.or_else(|| held[1].keys().find(|id| !held[0].contains_key(id)));
        only.map(|id| {
            let here = usize::from(held[1].contains_key(id));
            let live = self.nodes[here].live.as_ref();
            let stored = live.and_then(|live| live.store.event(*id).ok().flatten());
            let header = stored.and_then(|stored| Envelope::peek(&stored.cose).ok());
            format!("only node {here} of the pair holds {id}: {header:?}")
        })
    }

    /// What was acknowledged in a scope, wherever it was.
    fn to_be_held(&self, scope: ScopeId, _: &Held) -> BTreeSet<EventId> {
        let expected = self.oracle.expected().filter(|(_, said)| said.log.scope == scope);
        expected.map(|(id, _)| *id).collect()
    }

    /// Looks at everything.
    pub fn examine(&mut self) {
        let held = self.held();
        if let Err(wrong) = self.examined(&held) {
            self.fail(|| wrong);
        }
    }

    fn examined(&mut self, held: &Held) -> Result<(), String> {
        self.only_granted(held)?;
        let scopes: Vec<ScopeId> = self.oracle.places.keys().copied().collect();
        for scope in scopes {
            let entitled = self.entitled(scope, held);
            self.order_keeps_knowledge(scope, &entitled)?;
            self.same_state(scope, &entitled)?;
            self.forks_are_told(scope, &entitled)?;
        }
        self.bodies(held)?;
        self.seals()?;
        self.words()?;
        self.keys(held)
    }

    /// Nobody holds what was never granted.
    fn only_granted(&self, held: &Held) -> Result<(), String> {
        for (node, held) in self.nodes.iter().zip(held) {
            let scopes: BTreeSet<ScopeId> = held.values().copied().collect();
            for scope in scopes {
                if !self.oracle.was_granted(&node.device, scope, |_| true, |_| true) {
                    return Err(format!(
                        "node {} holds {scope} and was never granted it",
                        node.name
                    ));
                }
            }
        }
        Ok(())
    }

    fn same_state(&mut self, scope: ScopeId, entitled: &[usize]) -> Result<(), String> {
        let mut first = None;
        for node in entitled {
            let machine = &mut self.nodes[*node];
            let plant = machine.gate.plant;
            let Some(live) = &machine.live else {
                continue;
            };
            let hash = fold(&live.store, scope, plant).hash();
            let present = machine.world().scopes.get(&scope).map(|state| state.hash());
            if present.is_some_and(|present| present != hash) {
                return Err(format!(
                    "node {node} shows another state of {scope} than its disk has"
                ));
            }
            match first {
                None => first = Some((node, hash)),
                Some((other, found)) if found != hash => {
                    return Err(format!("nodes {other} and {node} have another state of {scope}"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Nothing comes before what its author knew.
    fn order_keeps_knowledge(&self, scope: ScopeId, entitled: &[usize]) -> Result<(), String> {
        let Some(live) = entitled.first().and_then(|node| self.nodes[*node].live.as_ref()) else {
            return Ok(());
        };
        let links = links(&live.store, scope);
        let ranked = order(&links, self.plant);
        let place: BTreeMap<EventId, usize> =
            ranked.order.iter().enumerate().map(|(at, index)| (links[*index].0.id, at)).collect();
        for (id, at) in &place {
            let Some(said) = self.oracle.events.get(id) else {
                continue;
            };
            for known in said.prev.iter().chain(&said.knew) {
                if place.get(known).is_some_and(|before| before > at) {
                    return Err(format!(
                        "{id} of {scope} comes before {known}, which its author knew"
                    ));
                }
            }
        }
        let missing = ranked.notices.iter().find(|notice| {
            matches!(notice.matter, Matter::MissingPredecessor(id)
                if self.oracle.events.get(&id).is_some_and(|said| said.is_acked && !said.is_lost))
        });
        match missing {
            Some(notice) => Err(format!("at rest a predecessor is missing: {notice:?}")),
            None => Ok(()),
        }
    }

    /// Two events at one place are told to people wherever both are.
    fn forks_are_told(&mut self, scope: ScopeId, entitled: &[usize]) -> Result<(), String> {
        let mut places = BTreeMap::<_, Vec<_>>::new();
        for (id, said) in self.oracle.expected().filter(|(_, said)| said.log.scope == scope) {
            places.entry((said.log, said.seq, said.prev)).or_default().push(*id);
        }
        for ((log, seq, _), ids) in places.into_iter().filter(|(_, ids)| ids.len() > 1) {
            for node in entitled {
                let live = self.nodes[*node].live.as_ref().unwrap();
                let ranked = order(&links(&live.store, scope), None);
                let fork = Matter::Fork(log.device, seq);
                if !ranked.notices.iter().any(|notice| notice.matter == fork) {
                    return Err(format!("node {node} does not tell of the fork {ids:?}"));
                }
            }
            self.marks.hit("fork-noticed-at-rest");
        }
        Ok(())
    }

    /// Bodies are there unless something erased them.
    fn bodies(&self, held: &Held) -> Result<(), String> {
        for node in &self.nodes {
            let bare = bare(&node.database());
            for id in bare {
                let said = self.oracle.events.get(&id);
                let word = said.and_then(|said| self.oracle.words.get(&said.command?));
                let may = word.is_none_or(|word| !word.erased_by.is_empty());
                let scope = held[node.name].get(&id).copied();
                if said.is_some() && !may {
                    return Err(format!("node {} lost the body of {id} of {scope:?}", node.name));
                }
            }
        }
        Ok(())
    }

    /// Sealed parts are there unless something erased them.
    fn seals(&self) -> Result<(), String> {
        for node in &self.nodes {
            for id in unsealed(&node.database()) {
                let said = self.oracle.events.get(&id);
                let Some(said) = said.filter(|said| said.sealed_under.is_some()) else {
                    continue;
                };
                let word = said.command.and_then(|command| self.oracle.words.get(&command));
                if word.is_none_or(|word| word.erased_by.is_empty()) {
                    return Err(format!("node {} lost the sealed part of {id}", node.name));
                }
            }
        }
        Ok(())
    }

    /// Erased words are in no file; those for the core team are in no file in the clear.
    fn words(&self) -> Result<(), String> {
        for node in &self.nodes {
            let is_revoked = self.oracle.is_revoked(&node.device, |_| true);
            for (path, bytes) in files(&node.root) {
                for needle in self.oracle.find(&bytes) {
                    let Needled::Word { command, is_sealed } = needle.what else {
                        continue;
                    };
                    let word = &self.oracle.words[&command];
                    let gone = self.oracle.is_gone(word) && !is_revoked;
                    if gone || is_sealed {
                        let what = if is_sealed { "sealed" } else { "erased" };
                        let (name, text) = (node.name, &word.text);
                        return Err(format!("{path} of node {name} has the {what} word {text}"));
                    }
                }
            }
        }
        Ok(())
    }

    /// Who may open a scope has the keys that anybody who holds it has; nobody else has any.
    fn keys(&self, held: &Held) -> Result<(), String> {
        let counts = |id: &EventId| held[0].contains_key(id);
        let of = |node: &super::node::Node| -> BTreeSet<_> {
            node.live.as_ref().unwrap().keys.subjects().unwrap().into_iter().collect()
        };
        let sets: Vec<BTreeSet<_>> = self.nodes.iter().map(of).collect();
        for (id, said) in self.oracle.expected() {
            let Some(subject) = said.sealed_under else {
                continue;
            };
            let word = said.command.and_then(|command| self.oracle.words.get(&command));
            let scope = said.log.scope;
            let entitled = self.entitled(scope, held);
            let gone = word.is_some_and(|word| self.oracle.is_gone(word));
            let maybe_gone = word.is_some_and(|word| !word.erased_by.is_empty());
            let had = entitled.iter().any(|node| sets[*node].contains(&subject));
            for (node, set) in sets.iter().enumerate() {
                let device = &self.nodes[node].device;
                let opens = self.oracle.was_granted(device, scope, counts, |share| share.open);
                let opens = opens && entitled.contains(&node) && scope != self.admin;
                let made = self.oracle.keys.get(&subject) == Some(device);
                let ever = self.oracle.was_granted(device, scope, |_| true, |share| share.open);
                if set.contains(&subject) && gone && entitled.contains(&node) {
                    return Err(format!("node {node} has the key of {id}, which is erased"));
                }
                if set.contains(&subject) && !made && !ever && scope != self.admin {
                    return Err(format!("node {node} has the key of {id} and may not open it"));
                }
                // The first node never goes back in time.
                if node == 0 && made && !maybe_gone && !set.contains(&subject) {
                    return Err(format!("node 0 lost the key of {id}, which nobody erased"));
                }
                if opens && had && !maybe_gone && !set.contains(&subject) {
                    return Err(format!("node {node} may open {id} and has no key"));
                }
            }
        }
        Ok(())
    }
}

/// Events in a database whose open part is gone.
fn bare(database: &Path) -> Vec<EventId> {
    ids(database, "SELECT id FROM event WHERE body IS NULL OR body_erased")
}

/// Events in a database that have no sealed part, or none any more.
fn unsealed(database: &Path) -> Vec<EventId> {
    ids(database, "SELECT id FROM event WHERE sealed IS NULL OR sealed_erased")
}

fn ids(database: &Path, query: &str) -> Vec<EventId> {
    let db = rusqlite::Connection::open(database).unwrap();
    let Ok(mut rows) = db.prepare(query) else {
        return Vec::new();
    };
    let found = rows.query_map([], |row| row.get(0).map(EventId)).unwrap();
    found.map(Result::unwrap).collect()
}

/// All files under a folder, but for the one that SQLite shares among its connections.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let name = entry.file_name().to_string_lossy().into_owned();
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
    found
}

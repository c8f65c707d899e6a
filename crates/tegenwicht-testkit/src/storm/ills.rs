// SPDX-License-Identifier: EUPL-1.2
//! What befalls the nodes: crashes, full disks, clocks that jump, copies, old backups, sticks,
//! revocations, and machines that come later.

use std::io::Cursor;

use tegenwicht_core::command::Draft;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::Share;
use tegenwicht_core::feature::erasure::Erased;
use tegenwicht_core::id::{DeviceKey, ScopeId, SubjectId};
use tegenwicht_sync::bundle::BundleFault;
use tegenwicht_sync::bundle::read::read;
use tegenwicht_sync::bundle::write::{Plan, Wish};
use zeroize::Zeroizing;

use super::acts::part;
use super::gate::Cut;
use super::node::{copy_folder, on_disk};
use super::sim::{Storm, What};
use super::weather::HOUR_MS;
use crate::crash::dice::Dice;

const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

/// Something that befalls a node.
type Ill = fn(&mut Storm, usize);

impl Storm {
    /// Something befalls somebody, of what this weather has.
    pub fn ill(&mut self) {
        let node = self.dice.below(self.nodes.len());
        let weather = &self.weather;
        let some: [(bool, usize, Ill); 9] = [
            (weather.crashes, 4, Self::plan_crash),
            (weather.full_disks, 2, Self::fill),
            (weather.clocks, 2, Self::turn_clock),
            (weather.copies, 1, Self::copy),
            (weather.backups, 2, Self::back_up_or_restore),
            (weather.sticks, 2, Self::stick),
            (weather.revokes, 1, Self::revoke_somebody),
            (weather.hostile, 1, Self::meet_hostile),
            (weather.hostile, 2, Self::trespass),
        ];
        let grants = weather.late_grants || weather.parts;
        let some = some.into_iter().filter(|(is_in, _, _)| *is_in);
        let mut all: Vec<Ill> =
            some.flat_map(|(_, often, ill)| std::iter::repeat_n(ill, often)).collect();
        if grants {
            all.push(|storm, _| storm.grant_somebody());
        }
        if !all.is_empty() {
            all[self.dice.below(all.len())](self, node);
        }
    }

    /// A machine that was turned erases, in an exercise in which it may write, the people and files
    /// of everywhere else that it heard of.
    fn trespass(&mut self, node: usize) {
        if self.nodes[node].live.is_none() {
            return;
        }
        let (device, rights) = (self.nodes[node].device, self.nodes[node].world().rights());
        let held: Vec<ScopeId> = self.nodes[node].world().scopes.keys().copied().collect();
        let may = |scope: &&ScopeId| {
            self.oracle.places.get(*scope).is_some_and(|place| {
                let is_exercise = place.mode == Mode::Exercise;
                is_exercise && rights.is_kept(&device, place) && rights.may_hold(&device, place)
            })
        };
        let Some(scope) = held.iter().find(may).copied() else {
            return;
        };
        let foreign = self.oracle.keys.keys().filter(|subject| !subject.belongs_to(scope));
        let subjects: Vec<SubjectId> = foreign.copied().collect();
        self.marks.hit("erasure-of-elsewhere");
        self.tell(|| format!("node {node} erases {} subjects of elsewhere", subjects.len()));
        let (events, ground) = (Vec::new(), "weg".to_owned());
        let erased = Erased { events, subjects, ground, numbers: Vec::new(), commands: Vec::new() };
        let draft = Draft::erasing(scope, vec![Fact::Erased(erased)]);
        self.slip_in(node, draft, false, false);
    }

    /// The power goes at some call to the disk that is still to come.
    fn plan_crash(&mut self, node: usize) {
        if self.nodes[node].live.is_none() {
            return;
        }
        let at_write = self.dice.chance(60);
        let calls = self.dice.below(if at_write { 4 } else { 60 }) as u64;
        let after = self.dice.chance(50);
        self.tell(|| format!("node {node} will lose its power in {calls} calls"));
        self.nodes[node].gate.cut = Some(Cut { calls, after, at_write });
    }

    fn fill(&mut self, node: usize) {
        self.tell(|| format!("the disk of node {node} is full"));
        self.nodes[node].gate.is_full = true;
        let ms = self.dice.between(1_000, 40_000) as i64;
        self.after(ms, What::Room { node });
    }

    fn turn_clock(&mut self, node: usize) {
        let ms = match self.dice.below(3) {
            0 => {
                self.marks.hit("clock-decades");
                self.dice.between(5, 30) as i64 * YEAR_MS
            }
            _ => {
                self.marks.hit("clock-hours");
                self.dice.between(1, 50) as i64 * HOUR_MS
            }
        };
        let is_back = self.dice.chance(50);
        if is_back {
            self.marks.hit("clock-back");
        }
        let clock = &mut self.nodes[node].clock_ms;
        // Not before the years in which a clock may be: a machine of 1970 is one of those.
        *clock = (*clock + if is_back { -ms } else { ms }).clamp(-56 * YEAR_MS, 80 * YEAR_MS);
        let clock = *clock;
        self.tell(|| format!("the clock of node {node} is off by {clock} ms"));
    }

    /// A machine is copied, asleep or awake, and both go on.
    fn copy(&mut self, node: usize) {
        if self.nodes[node].live.is_none() || self.nodes.len() >= 9 {
            return;
        }
        if self.nodes.iter().filter(|node| node.is_copy).count() >= 2 {
            return;
        }
        let awake = self.dice.chance(60);
        let (name, dice) = (self.nodes.len(), Dice::new(self.dice.roll()));
        self.marks.hit(if awake { "copy-awake" } else { "copy-asleep" });
        self.tell(|| format!("node {name} is a copy of node {node}, awake: {awake}"));
        let copy = self.nodes[node].copy(name, dice, awake);
        self.nodes.push(copy);
        self.groups.push(self.groups[node]);
        self.start(name);
    }

    /// Keeps a copy of a folder, or puts an old one back.
    fn back_up_or_restore(&mut self, node: usize) {
        // The first node stays as it is: its grants are what the others are judged by.
        if node == 0 || self.nodes[node].is_copy {
            return;
        }
        let Some(backup) = self.backups.get(&node).cloned() else {
            let backup = self.folder.join(format!("backup-{node}"));
            copy_folder(&self.nodes[node].root, &backup);
            self.tell(|| format!("node {node} is backed up"));
            self.backups.insert(node, backup);
            return;
        };
        self.backups.remove(&node);
        self.marks.hit("backup-restored");
        self.tell(|| format!("node {node} goes back to its backup"));
        self.nodes[node].stop();
        self.cut_off(node);
        let root = self.nodes[node].root.clone();
        let before = on_disk(&self.nodes[node].database());
        std::fs::remove_dir_all(&root).unwrap();
        std::fs::rename(&backup, &root).unwrap();
        self.lose(before.into_keys());
        let ms = self.dice.between(500, 5_000) as i64;
        self.after(ms, What::Start { node });
    }

    /// What no disk holds any more is nobody's to bring back.
    fn lose(&mut self, before: impl Iterator<Item = tegenwicht_core::id::EventId>) {
        let mut held = std::collections::BTreeSet::new();
        for node in &self.nodes {
            held.extend(on_disk(&node.database()).into_keys());
        }
        let mut lost = 0;
        for id in before.filter(|id| !held.contains(id)) {
            if let Some(said) = self.oracle.events.get_mut(&id) {
                said.is_lost = true;
                lost += 1;
            }
        }
        if lost > 0 {
            self.marks.hit("backup-lost-events");
            self.tell(|| format!("{lost} events were nowhere else"));
        }
    }

    fn revoke_somebody(&mut self, node: usize) {
        let is_one = !self.oracle.is_revoked(&self.nodes[node].device, |_| true);
        let others = self.nodes.iter().filter(|other| !other.is_copy).count();
        let own = self.nodes[0].device;
        let may = node > 0
            && !self.waiting.contains(&node)
            && is_one
            && others > 2
            && self.nodes[node].device != own;
        let revoked = self.oracle.grantings.iter().any(|it| it.shares.is_none());
        if may && !revoked && self.nodes[0].live.is_some() && self.revoke(node) {
            self.marks.hit("device-revoked");
        }
    }

    /// A machine that waits gets its grant, or one that has a part gets more.
    fn grant_somebody(&mut self) {
        if self.nodes[0].live.is_none() {
            return;
        }
        if let Some(node) = self.waiting.pop() {
            let shares = self.shares();
            if self.grant(node, shares) {
                self.marks.hit("device-granted-late");
            } else {
                self.waiting.push(node);
            }
            return;
        }
        let node = self.dice.below(self.nodes.len());
        let is_part = !self.oracle.is_revoked(&self.nodes[node].device, |_| true);
        let shares = part(self.dice.below(5));
        if node > 0 && is_part && self.grant(node, shares) {
            self.marks.hit("shares-widened");
        }
    }

    /// Shares for a machine: all, or a part where the weather has it.
    pub fn shares(&mut self) -> Vec<Share> {
        if self.weather.parts && self.dice.chance(50) {
            self.marks.hit("shares-in-part");
            return part(self.dice.below(5));
        }
        Share::everything()
    }

    /// A stick is filled, or one that lies about is read: whole, torn or flipped.
    fn stick(&mut self, node: usize) {
        if self.nodes[node].live.is_none() {
            return;
        }
        if self.sticks.is_empty() || self.dice.chance(30) {
            self.fill_stick(node);
        }
        let readers: Vec<usize> =
            (0..self.nodes.len()).filter(|it| self.nodes[*it].live.is_some()).collect();
        let reader = readers[self.dice.below(readers.len())];
        if !self.sticks.is_empty() {
            self.read_stick(reader);
        }
    }

    fn fill_stick(&mut self, node: usize) {
        let mut to: Vec<DeviceKey> = self.nodes.iter().map(|node| node.device).collect();
        to.sort_unstable();
        to.dedup();
        while to.len() > 1 && self.dice.chance(60) {
            to.remove(self.dice.below(to.len()));
        }
        let now = self.nodes[node].clock(self.now_ms);
        let from = self.nodes[node].device;
        let expires = now.plus_ms(200 * YEAR_MS);
        let wish = Wish { from, to: &to, scopes: None, now, expires, seed: self.dice.bytes() };
        let (key, seed): ([u8; 32], [u8; 32]) = (self.dice.bytes(), self.dice.bytes());
        let mut bytes = Vec::new();
        let mut manifest = None;
        let written = {
            let mut shelf = self.nodes[node].shelf();
            Plan::new(&mut shelf, &wish).and_then(|plan| {
                manifest = Some(plan.manifest().clone());
                // Stands in for age: whoever is named may open it.
                let names: Vec<u8> = to.iter().flat_map(|device| device.0).collect();
                let count = [to.len() as u8];
                let wrapped = [count.as_slice(), &names, &plan.header(&key)].concat();
                plan.write(&mut shelf, &key, &wrapped, seed, &mut bytes)
            })
        };
        if self.nodes[node].gate.is_off {
            return self.crash(node);
        }
        self.tell(|| format!("node {node} fills a stick for {} devices: {written:?}", to.len()));
        let Ok(_) = written else {
            return;
        };
        // All that is in it may be known to all who may open it.
        let scopes = manifest.map(|manifest| manifest.scopes).unwrap_or_default();
        for (scope, device) in scopes.iter().flat_map(|it| to.iter().map(|to| (it.scope, *to))) {
            if !self.oracle.was_granted(&device, scope, |_| true, |_| true) {
                self.fail(|| format!("node {node} put {scope} on a stick for {device}"));
            }
        }
        self.sticks.push((bytes, to));
    }

    fn read_stick(&mut self, node: usize) {
        let (mut bytes, to) = self.sticks[self.dice.below(self.sticks.len())].clone();
        let damage = self.dice.below(3);
        match damage {
            0 => bytes.truncate(self.dice.below(bytes.len() + 1)),
            1 => {
                for _ in 0..self.dice.between(1, 8) {
                    let at = self.dice.below(bytes.len());
                    bytes[at] ^= 1 << self.dice.below(8);
                }
            }
            _ => {}
        }
        let machine = &self.nodes[node];
        let (us, now, device) = (machine.us(), machine.clock(self.now_ms), machine.device);
        let seed = self.dice.bytes();
        let unwrap = |wrapped: &[u8]| {
            let (count, rest) = wrapped.split_first()?;
            let (names, header) = rest.split_at_checked(usize::from(*count) * 32)?;
            let is_named = names.chunks(32).any(|name| name == device.0);
            is_named.then(|| Zeroizing::new(header.to_vec()))
        };
        let read = {
            let mut shelf = self.nodes[node].shelf();
            read(&mut shelf, &us, &mut Cursor::new(&bytes), unwrap, seed, now)
        };
        if self.nodes[node].gate.is_off {
            return self.crash(node);
        }
        self.tell(|| format!("node {node} reads a stick, damage {damage}: {read:?}"));
        match read {
            Ok(imported) => {
                self.marks.hit(["stick-torn", "stick-flipped", "stick-whole"][damage]);
                imported.alarms.iter().for_each(|alarm| self.alarm(node, alarm));
                self.nodes[node].came(imported.new.into_keys());
                self.changed(node, None);
            }
            Err(BundleFault::Disk(fault)) if !fault.is_full => {
                self.fail(|| format!("the disk of node {node} says: {fault}"));
            }
            Err(BundleFault::NotForUs) if damage == 2 && to.contains(&device) => {
                self.fail(|| format!("node {node} cannot read a stick that is for it"));
            }
            Err(_) => {}
        }
    }
}

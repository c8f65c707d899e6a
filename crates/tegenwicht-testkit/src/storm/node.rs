// SPDX-License-Identifier: EUPL-1.2
//! A node in a storm: the production store on a folder, and a writer that does what that of the
//! program does (`app/writer.rs`, `sign.rs`, `heads.rs`), without its threads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tegenwicht_core::actor::Actor;
use tegenwicht_core::command::{Command, Context, decide};
use tegenwicht_core::feature::device::Share;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, EventId, ScopeId};
use tegenwicht_core::order::{Link, Ranked, rank};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::rights::Rights;
use tegenwicht_core::shelf::ShelfFault;
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::refold::refold;
use tegenwicht_store::shelf::{Memory, NodeShelf};
use tegenwicht_store::{Folder, Store, erasure};
use tegenwicht_sync::Us;

use super::gate::{Gate, GatedShelf, Plant};
use super::pen::{Batch, Cursor, Signed};
use crate::crash::dice::Dice;
use crate::device::BEGIN;

/// A machine, whether it runs or not.
pub struct Node {
    pub name: usize,
    pub root: PathBuf,
    pub admin: ScopeId,
    pub device: DeviceKey,
    /// How far its clock is off, in milliseconds.
    pub clock_ms: i64,
    pub gate: Gate,
    pub live: Option<Live>,
    pub dice: Dice,
    /// It runs a later version of the program.
    pub is_later: bool,
    /// It is a copy of another machine, with the same key.
    pub is_copy: bool,
}

/// A program that runs.
pub struct Live {
    pub store: Store,
    pub keys: Keys,
    pub attachments: Attachments,
    pub memory: Memory,
    pub world: World,
    pub stale: BTreeSet<ScopeId>,
    pub cursors: BTreeMap<ScopeId, Cursor>,
    /// Scopes in which all heads of others are listed.
    pub listed: BTreeSet<ScopeId>,
    _folder: Folder,
}

/// Why nothing is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    Refused(Refusal),
    /// No room.
    NotWritten,
    /// The power went; it may be on disk or not.
    Unknown,
}

/// What was written, or tried.
pub struct Tried {
    pub signed: Vec<Signed>,
    /// True when the command had been carried out before.
    pub outcome: Result<bool, Denied>,
}

impl Node {
    /// The folder of a node and its own chance; it does not run yet.
    #[must_use]
    pub fn new(
        name: usize,
        root: &Path,
        admin: ScopeId,
        mut dice: Dice,
        plant: Option<Plant>,
    ) -> Self {
        let root = root.join(format!("node-{name}-{}", dice.roll()));
        std::fs::create_dir_all(&root).unwrap();
        let seed = dice.bytes();
        let keys = Keys::open(&root.join("keys"), || seed).unwrap();
        let device = keys.device_key();
        let gate = Gate::new(plant);
        let (live, is_later, is_copy) = (None, false, false);
        Self { name, root, admin, device, clock_ms: 0, gate, live, dice, is_later, is_copy }
    }

    /// A copy of this machine: same key, same disk; when `awake`, also the same memory.
    #[must_use]
    pub fn copy(&self, name: usize, dice: Dice, awake: bool) -> Self {
        let root = self.root.with_file_name(format!("node-{name}-copy"));
        copy_folder(&self.root, &root);
        let gate = Gate::new(self.gate.plant);
        let mut copy = Self {
            name,
            root,
            gate,
            dice,
            live: None,
            is_copy: true,
            admin: self.admin,
            device: self.device,
            clock_ms: self.clock_ms,
            is_later: self.is_later,
        };
        if let (true, Some(live)) = (awake, &self.live) {
            copy.start();
            let own = copy.live.as_mut().unwrap();
            (own.cursors, own.listed) = (live.cursors.clone(), live.listed.clone());
        }
        copy
    }

    /// Starts the program on what lies in the folder.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start(&mut self) {
        let folder = Folder::open(&self.root).unwrap();
        let mut store = Store::open(&folder.db(), None).unwrap();
        let keys = Keys::open(&folder.keys(), || panic!("the keys are gone")).unwrap();
        let attachments = Attachments::open(&folder.attachments()).unwrap();
        erasure::carry_out(&mut store, &keys, &attachments).unwrap();
        let stale = store.scopes().unwrap().into_iter().collect();
        self.gate.forget();
        self.live = Some(Live {
            store,
            keys,
            attachments,
            stale,
            memory: Memory::default(),
            world: World::default(),
            cursors: BTreeMap::new(),
            listed: BTreeSet::new(),
            _folder: folder,
        });
    }

    /// The power goes: nothing but the folder is left.
    pub fn stop(&mut self) {
        let is_running = self.live.take().is_some();
        self.gate.forget();
        if is_running && self.gate.plant == Some(Plant::LastEventLost) {
            let db = rusqlite::Connection::open(self.database()).unwrap();
            let last = "DELETE FROM event WHERE serial = (SELECT max(serial) FROM event)";
            db.execute(last, []).unwrap();
        }
    }

    /// Where the database lies.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("tegenwicht.db")
    }

    /// What its clock says.
    #[must_use]
    pub fn clock(&self, now_ms: i64) -> Timestamp {
        BEGIN.plus_ms(now_ms + self.clock_ms)
    }

    /// This node as a session knows it.
    ///
    /// # Panics
    /// When it does not run.
    #[must_use]
    pub fn us(&self) -> Us {
        let secret = self.live.as_ref().unwrap().keys.exchange().to_bytes();
        Us { device: self.device, exchange: Some(secret.into()) }
    }

    /// The disk, for one step of a session.
    ///
    /// # Panics
    /// When it does not run.
    pub fn shelf(&mut self) -> GatedShelf<'_> {
        let all = (self.gate.plant == Some(Plant::GrantIgnored)).then(|| self.everything());
        let Live { store, keys, attachments, memory, .. } = self.live.as_mut().unwrap();
        // What the power does to it, the step finds out.
        let _ = self.gate.settle(store);
        let inner = NodeShelf::new(store, keys, attachments, memory, Some(self.admin));
        GatedShelf::new(inner, &mut self.gate, all.flatten())
    }

    /// Rights under which everybody has everything: the planted fault.
    fn everything(&mut self) -> Option<Arc<Rights>> {
        let admin = self.admin;
        let live = self.live.as_mut()?;
        let mut state = refold(&live.store, admin, None).ok()?;
        let keys: Vec<DeviceKey> = state.devices.by_key.keys().copied().collect();
        for key in keys {
            state.devices.by_key.get_mut(&key)?.shares = Share::everything();
        }
        Some(Arc::new(Rights::of(admin, &state)))
    }

    /// What came to these scopes has to be folded before it is used.
    pub fn came(&mut self, scopes: impl IntoIterator<Item = ScopeId>) {
        if let Some(live) = &mut self.live {
            for scope in scopes {
                live.stale.insert(scope);
                live.listed.remove(&scope);
            }
        }
    }

    /// The state of the present.
    ///
    /// # Panics
    /// When it does not run, or its disk does not read.
    pub fn world(&mut self) -> &World {
        let plant = self.gate.plant;
        let live = self.live.as_mut().unwrap();
        for scope in std::mem::take(&mut live.stale) {
            let state = fold(&live.store, scope, plant);
            live.world.scopes.insert(scope, Arc::new(state));
        }
        &live.world
    }

    /// Carries out a command of a person, as the writer does.
    ///
    /// # Panics
    /// When it does not run, or its disk does not read.
    pub fn submit(
        &mut self,
        now_ms: i64,
        actor: ActorId,
        id: CommandId,
        command: &Command,
    ) -> Tried {
        let now = self.clock(now_ms);
        let (device, seed) = (self.device, self.dice.bytes());
        if !self.world().done(Some(actor), id).is_empty() {
            return Tried { signed: Vec::new(), outcome: Ok(true) };
        }
        let by = Actor { id: Some(actor), roles: Vec::new(), device };
        let mut ctx = Context::new(now, by, id, seed);
        let drafts = match decide(self.world(), &mut ctx, command) {
            Ok(drafts) => drafts,
            Err(refusal) => {
                return Tried { signed: Vec::new(), outcome: Err(Denied::Refused(refusal)) };
            }
        };
        let live = self.live.as_mut().unwrap();
        let key = live.keys.device().clone();
        let mut batch = Batch::new(live);
        batch.draft(live, &key, &mut ctx, drafts, Some(command));
        if matches!(command, Command::OpenCrisis(_) | Command::CloseCrisis(_)) {
            batch.witness(live, &key, &mut ctx);
        }
        self.commit(batch)
    }

    /// Puts a batch on disk, then publishes it.
    pub fn commit(&mut self, batch: Batch) -> Tried {
        let signed = batch.signed.clone();
        let live = self.live.as_mut().unwrap();
        let written = write(live, &mut self.gate, &mut self.dice, &batch);
        let outcome = match written {
            Ok(()) => {
                batch.publish(live);
                Ok(false)
            }
            Err(fault) if fault.is_full => Err(Denied::NotWritten),
            Err(_) => Err(Denied::Unknown),
        };
        Tried { signed, outcome }
    }
}

fn write(
    live: &mut Live,
    gate: &mut Gate,
    dice: &mut Dice,
    batch: &Batch,
) -> Result<(), ShelfFault> {
    for (subject, key) in batch.signed.iter().filter_map(|signed| signed.subject.as_ref()) {
        let nonce = dice.bytes();
        gate.call(true, |_| {
            live.keys.put_subject(*subject, key, nonce).unwrap();
            Ok(())
        })?;
    }
    let events: Vec<_> = batch.signed.iter().map(|signed| signed.event.clone()).collect();
    gate.write_own(&mut live.store, &events)?;
    if batch.signed.iter().any(Signed::erases) {
        gate.call(true, |_| {
            let Live { store, keys, attachments, .. } = live;
            erasure::carry_out(store, keys, attachments).unwrap();
            Ok(())
        })?;
    }
    Ok(())
}

/// Reads the links of a scope, and the wall clock beside each.
#[must_use]
pub fn links(store: &Store, scope: ScopeId) -> Vec<(Link, Timestamp)> {
    use tegenwicht_core::body::Open;
    use tegenwicht_core::envelope::Envelope;
    let mut links = Vec::new();
    let read = store.each_event(scope, 0, |row| {
        let header = Envelope::peek(row.cose).unwrap();
        let open = row.open.and_then(|open| Open::decode_own(open).ok());
        links.push((Link::of(row.id, &header, open.as_ref()), header.wall));
        Ok::<(), tegenwicht_store::StoreError>(())
    });
    read.unwrap();
    links
}

/// The order of a scope; with the plant, that of the clocks.
#[must_use]
pub fn order(links: &[(Link, Timestamp)], plant: Option<Plant>) -> Ranked {
    let bare: Vec<Link> = links.iter().map(|(link, _)| link.clone()).collect();
    let mut ranked = rank(&bare);
    if plant == Some(Plant::WallClockOrder) {
        ranked.order.sort_by_key(|index| (links[*index].1, links[*index].0.id));
    }
    ranked
}

/// Folds a scope; with the plant, in the order of the clocks.
#[must_use]
pub fn fold(store: &Store, scope: ScopeId, plant: Option<Plant>) -> ScopeState {
    use tegenwicht_core::envelope::Envelope;
    use tegenwicht_core::fold::Part;
    if plant != Some(Plant::WallClockOrder) {
        return refold(store, scope, None).unwrap();
    }
    let links = links(store, scope);
    let mut state = ScopeState::default();
    for index in order(&links, plant).order {
        let stored = store.event(links[index].0.id).unwrap().unwrap();
        let header = Envelope::peek(&stored.cose).unwrap();
        state.apply(stored.id, &header, Part::of(stored.open.as_deref(), false));
    }
    state
}

/// Which events of which scopes lie in a folder, asked of the file itself.
#[must_use]
pub fn on_disk(database: &Path) -> BTreeMap<EventId, ScopeId> {
    let Ok(db) = rusqlite::Connection::open(database) else {
        return BTreeMap::new();
    };
    let Ok(mut rows) = db.prepare("SELECT id, scope FROM event") else {
        return BTreeMap::new();
    };
    let row = |row: &rusqlite::Row<'_>| Ok((EventId(row.get(0)?), ScopeId(row.get(1)?)));
    let found = rows.query_map([], row).unwrap();
    found.map(Result::unwrap).collect()
}

/// Copies a folder as it lies there.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else if !path.to_string_lossy().ends_with("-shm") {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

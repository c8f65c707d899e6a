// SPDX-License-Identifier: EUPL-1.2
//! Carries out a plan on a disk and writes down what the node said, up to the first failure.

use tegenwicht_store::NewEvent;

use crate::vfs::disk::{Disk, Image, Op};
use crate::vfs::{Mount, mount};

use super::history::{Erasure, Group, History, Value};
use super::node::{Answer, Node, Place};
use super::plan::{Plan, Step};

/// A fault put in on purpose: a replay that does not find it is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// Nothing is ever synced.
    SynchronousOff,
    /// The write-ahead log is synced only now and then.
    SynchronousNormal,
    /// The write-ahead log is switched on before `synchronous=EXTRA`.
    WalBeforeExtra,
    /// The user reads "saved" before it is.
    AckBeforeCommit,
}

impl Plant {
    /// All planted faults.
    pub const ALL: [Self; 4] = [
        Self::SynchronousOff,
        Self::SynchronousNormal,
        Self::WalBeforeExtra,
        Self::AckBeforeCommit,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SynchronousOff => "synchronous-off",
            Self::SynchronousNormal => "synchronous-normal",
            Self::WalBeforeExtra => "wal-before-extra",
            Self::AckBeforeCommit => "ack-before-commit",
        }
    }

    /// Finds a planted fault by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plant| plant.name() == name)
    }
}

/// Why a node stopped before the end of its plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It did not open.
    Open(String),
    /// An append failed.
    Append { step: usize, answer: Answer },
    /// Something else failed: a snapshot, an erasure, a local value.
    Other { step: usize, text: String },
}

/// A node at work on its disk.
pub struct Session<'a> {
    plan: &'a Plan,
    mount: Mount,
    place: &'a Place,
    plant: Option<Plant>,
    node: Option<Node<'a>>,
    pub history: History,
}

impl<'a> Session<'a> {
    /// Puts a disk at a folder; nothing is opened yet.
    #[must_use]
    pub fn new(plan: &'a Plan, place: &'a Place, disk: Disk, plant: Option<Plant>) -> Self {
        let wal_first = plant == Some(Plant::WalBeforeExtra);
        let disk = if wal_first { disk.with_wal_first() } else { disk };
        let mount = mount(&place.folder(), disk);
        Self { plan, mount, place, plant, node: None, history: History::default() }
    }

    /// Carries out the steps from `first` on.
    ///
    /// # Errors
    /// The first failure; the node stays open then.
    pub fn run(&mut self, first: usize) -> Result<(), Stop> {
        if self.node.is_none() {
            self.open().map_err(Stop::Open)?;
        }
        let plan = self.plan;
        for (number, step) in plan.steps.iter().enumerate().skip(first) {
            self.step(number, step)?;
        }
        Ok(())
    }

    /// Opens the node, as a start of the program does.
    ///
    /// # Errors
    /// What the node says.
    pub fn open(&mut self) -> Result<(), String> {
        let mut node = Node::open(self.place, self.plan.checkpoint_frames)?;
        match self.plant {
            Some(Plant::SynchronousOff) => self.mount.meddle(c"PRAGMA synchronous=OFF"),
            Some(Plant::SynchronousNormal) => self.mount.meddle(c"PRAGMA synchronous=NORMAL"),
            _ => {}
        }
        node.carry_out()?;
        self.node = Some(node);
        Ok(())
    }

    /// Ends the program.
    pub fn close(&mut self) {
        self.node = None;
    }

    /// Kills the program: nothing is tidied up, the disk keeps what it was given.
    pub fn kill(&mut self) {
        // Dropping it would close the database.
        std::mem::forget(self.node.take());
        self.mount.lock().forget_handles();
    }

    /// The node, when it is open.
    pub fn node(&mut self) -> Option<&mut Node<'a>> {
        self.node.as_mut()
    }

    /// The disk as it is, its operations, and what the node said.
    #[must_use]
    pub fn end(mut self) -> (Image, Vec<Op>, History) {
        self.close();
        let mut disk = self.mount.lock();
        let (image, ops) = (disk.image(), disk.take_ops());
        drop(disk);
        (image, ops, self.history)
    }

    /// Looks at the disk.
    pub fn with_disk<T>(&self, look: impl FnOnce(&mut Disk) -> T) -> T {
        look(&mut self.mount.lock())
    }

    fn now(&self) -> usize {
        self.mount.lock().op_count()
    }

    fn step(&mut self, number: usize, step: &Step) -> Result<(), Stop> {
        let other = |text| Stop::Other { step: number, text };
        match step {
            Step::Append(events) => self.append(number, events),
            Step::Erase { event, events, sealed_only } => {
                // Before it is written: when its outcome is unknown, the next start may find it
                // and do what it says.
                self.history.erasures.push(Erasure {
                    by: event.envelope.id,
                    events: events.clone(),
                    sealed_only: sealed_only.clone(),
                    done_at: None,
                });
                self.append(number, std::slice::from_ref(event.as_ref()))?;
                self.node.as_mut().unwrap().carry_out().map_err(other)?;
                let now = self.now();
                self.history.erasures.last_mut().unwrap().done_at = Some(now);
                Ok(())
            }
            Step::Snapshot(bytes) => {
                let scope = self.plan.scope;
                self.history.snapshots.push(begun(bytes, self.now()));
                let node = self.node.as_mut().unwrap();
                node.save_snapshot(scope, bytes).map_err(other)?;
                let now = self.now();
                self.history.snapshots.last_mut().unwrap().kept_at = Some(now);
                Ok(())
            }
            Step::Local(bytes) => {
                self.history.locals.push(begun(bytes, self.now()));
                let kept = self.node.as_mut().unwrap().set_local(bytes);
                kept.map_err(|answer| other(format!("{answer:?}")))?;
                let now = self.now();
                self.history.locals.last_mut().unwrap().kept_at = Some(now);
                Ok(())
            }
            Step::Reopen => {
                self.close();
                self.open().map_err(Stop::Open)
            }
        }
    }

    fn append(&mut self, step: usize, events: &[NewEvent]) -> Result<(), Stop> {
        let early = (self.plant == Some(Plant::AckBeforeCommit)).then(|| self.now());
        self.history.groups.push(Group { events: events.to_vec(), acknowledged_at: early });
        let node = self.node.as_mut().unwrap();
        match node.append(events) {
            Ok(()) => {
                let now = self.now();
                let group = self.history.groups.last_mut().unwrap();
                group.acknowledged_at.get_or_insert(now);
                Ok(())
            }
            Err(answer) => {
                if matches!(answer, Answer::NotWritten(_)) {
                    self.history.groups.pop();
                }
                Err(Stop::Append { step, answer })
            }
        }
    }
}

fn begun(bytes: &[u8], at: usize) -> Value {
    Value { bytes: bytes.to_vec(), begun_at: at, kept_at: None }
}

// SPDX-License-Identifier: EUPL-1.2
//! The running node: one way to change anything, and a picture of the present for everybody.

mod after;
mod found;
mod heads;
pub(crate) mod load;
mod sign;
mod writer;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tegenwicht_core::actor::Actor;
use tegenwicht_core::body::{SealedContent, Secret};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::Share;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::id::{
    ActorId, CallId, CommandId, ContactId, CrisisId, DeviceKey, EntryId, EventId, ExchangeKey,
    OrderId, ReportId, ScopeId, SeatId, ShiftId, SiteId, SupportId,
};
use tegenwicht_core::notice::Notice;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal;
use tegenwicht_core::world::World;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::{Folder, Store, StoreError};
use tokio::sync::{broadcast, oneshot};

use crate::clock::{Clock, Entropy};
use crate::library::{Cards, Shelf};
use crate::words::Words;
pub use writer::Job;

/// How many changes the live screens can lag behind before they are sent everything anew.
const CHANGES_KEPT: usize = 1_000;
/// Jobs that may wait for the writer; whoever comes after is asked to try again.
const JOBS_MAX: usize = 1_024;

/// The handles that a request needs.
pub struct App {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub folder: Arc<Folder>,
    pub keys: Arc<Keys>,
    pub attachments: Attachments,
    cards: RwLock<Shelf>,
    shared: Arc<Shared>,
    jobs: std::sync::mpsc::SyncSender<Job>,
    reader: Mutex<Store>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
}

/// The latest changes of a scope: how many events it had then, and which entries changed.
type Recent = VecDeque<(u64, Vec<EntryId>)>;

/// What the writer publishes and everybody reads.
pub(crate) struct Shared {
    world: RwLock<Arc<World>>,
    notices: RwLock<Arc<Vec<(ScopeId, Notice)>>>,
    health: RwLock<Health>,
    recent: Mutex<BTreeMap<ScopeId, Recent>>,
    changes: broadcast::Sender<Change>,
}

/// Whether the node accepts commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    Writing,
    /// The disk failed; the node can be read and says so.
    ReadOnly {
        reason: String,
    },
}

/// Something changed in a scope.
#[derive(Debug, Clone)]
pub struct Change {
    pub scope: ScopeId,
    /// How many events the scope has now.
    pub count: u64,
}

/// What a command made, to be named in the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Crisis(CrisisId),
    Entry(EntryId),
    Report(ReportId),
    User(ActorId),
    Seat(SeatId),
    Call(CallId),
    Order(OrderId),
    Support(SupportId),
    Contact(ContactId),
    Shift(ShiftId),
    Site(SiteId),
    Nothing,
}

/// The answer to a command that was carried out: everything is on disk here.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub events: Vec<(ScopeId, EventId)>,
    pub made: Made,
    /// True when this command had been carried out before; nothing was changed this time.
    pub repeated: bool,
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// The command id was used before, for something else.
    #[error("the command id was used before for something else")]
    OtherPayload,
    /// Nothing was written; trying again may help.
    #[error("not written: {0}")]
    NotWritten(String),
    /// Nobody knows whether it was written; the same command id tells after a restart.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

impl From<Refusal> for SubmitError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Everything that the first start needs to know.
#[derive(Debug, Clone)]
pub struct SetUp {
    pub institution: String,
    pub sector: Sector,
    pub login: String,
    pub name: String,
    /// Argon2id verifier of the password.
    pub verifier: String,
}

/// A device that is to be granted.
#[derive(Clone)]
pub struct NewDevice {
    /// The printed root key.
    pub root: [u8; 32],
    /// None for this device itself.
    pub device: Option<(DeviceKey, ExchangeKey)>,
    pub label: String,
    pub shares: Vec<Share>,
}

impl App {
    /// Opens a data folder and starts its one writer.
    ///
    /// # Errors
    /// When the folder is in use, damaged or cannot be written.
    pub fn open(
        dir: &Path,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Arc<Self>, StoreError> {
        let folder = Arc::new(Folder::open(dir)?);
        let keys = Arc::new(Keys::open(&folder.keys(), || entropy.seed())?);
        // Opening works the write-ahead file into the database, so this is the last look at it.
        if let Ok(Some(frame)) = tegenwicht_store::verify::write_ahead_damage(&folder.db()) {
            tracing::error!(frame, "the write-ahead file is damaged: entries are missing");
        }
        let store = Store::open(&folder.db(), None)?;
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let shared = Arc::new(Shared {
            world: RwLock::default(),
            notices: RwLock::default(),
            health: RwLock::new(Health::Writing),
            recent: Mutex::default(),
            changes,
        });
        let (jobs, queue) = std::sync::mpsc::sync_channel(JOBS_MAX);
        let attachments = Attachments::open(&folder.attachments())?;
        let mut writer = writer::Writer::new(
            store,
            Arc::clone(&keys),
            attachments.clone(),
            Arc::clone(&clock),
            Arc::clone(&entropy),
            Arc::clone(&shared),
        )?;
        let reader = Mutex::new(Store::open_read(&folder.db())?);
        let thread = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(&queue))
            .map_err(|fault| StoreError::Io {
                what: "start the writer",
                path: folder.root().to_owned(),
                source: fault,
            })?;
        let writer = Mutex::new(Some(thread));
        let cards = RwLock::new(Shelf::new(Cards::load(folder.root(), clock.now())));
        Ok(Arc::new(Self {
            clock,
            entropy,
            folder,
            keys,
            attachments,
            cards,
            shared,
            jobs,
            reader,
            writer,
        }))
    }

    /// Carries out a command. The only way to change anything.
    ///
    /// # Errors
    /// A refusal, or that it could not be written, or that nobody knows.
    pub async fn submit(
        &self,
        actor: Actor,
        id: CommandId,
        command: Command,
    ) -> Result<Receipt, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::Submit { actor, id, command, reply })?;
        answer.await.unwrap_or_else(|_| Err(SubmitError::Unknown("the writer stopped".to_owned())))
    }

    /// Makes the institution, its root key and its first coordinator.
    ///
    /// # Errors
    /// As [`App::submit`]; `AlreadySetUp` when there is one.
    pub async fn set_up(&self, set_up: SetUp) -> Result<Receipt, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::SetUp { set_up, reply })?;
        answer.await.unwrap_or_else(|_| Err(SubmitError::Unknown("the writer stopped".to_owned())))
    }

    /// Grants this device with the printed root key, after a restore.
    ///
    /// # Errors
    /// As [`App::submit`]; `NotAllowed` when the key is not this institution's.
    pub async fn grant(&self, root: [u8; 32], label: String) -> Result<Receipt, SubmitError> {
        let shares = Share::everything();
        self.grant_device(NewDevice { root, device: None, label, shares }).await
    }

    /// Grants a device with the printed root key.
    ///
    /// # Errors
    /// As [`App::grant`].
    pub async fn grant_device(&self, new: NewDevice) -> Result<Receipt, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::Grant { new, reply })?;
        answer.await.unwrap_or_else(|_| Err(SubmitError::Unknown("the writer stopped".to_owned())))
    }

    /// Revokes a device with the printed root key.
    ///
    /// # Errors
    /// As [`App::grant`]; `DeviceNotGranted` when there is nothing to revoke.
    pub async fn revoke(
        &self,
        root: [u8; 32],
        device: DeviceKey,
        reason: String,
    ) -> Result<Receipt, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::Revoke { root, device, reason, reply })?;
        answer.await.unwrap_or_else(|_| Err(SubmitError::Unknown("the writer stopped".to_owned())))
    }

    /// Keeps or drops something that is not in the log, such as a login session.
    ///
    /// # Errors
    /// As [`App::submit`].
    pub async fn keep(&self, key: String, value: Option<Vec<u8>>) -> Result<(), SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.give(Job::Keep { key, value, reply })?;
        answer.await.unwrap_or_else(|_| Err(SubmitError::Unknown("the writer stopped".to_owned())))
    }

    /// Finishes what waits, takes snapshots, names all heads in the admin scope, and stops.
    pub fn stop(&self) {
        let thread = lock(&self.writer).take();
        if let Some(thread) = thread {
            let _ = self.jobs.send(Job::Stop);
            let _ = thread.join();
        }
    }

    /// Returns all that is known now. Stays as it is while the world goes on.
    #[must_use]
    pub fn world(&self) -> Arc<World> {
        Arc::clone(&self.shared.world.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the cards as they were when they were last read, in the words of the institution.
    #[must_use]
    pub fn cards(&self) -> Arc<Cards> {
        let world = self.world();
        let shelf = self.cards.read().unwrap_or_else(PoisonError::into_inner);
        let spelling = Words::spelling(&shelf.read(), &world);
        if let Some(cards) = shelf.as_said(&spelling) {
            return cards;
        }
        drop(shelf);
        self.cards.write().unwrap_or_else(PoisonError::into_inner).say(spelling)
    }

    /// Reads the files of cards again; who holds the earlier ones keeps them.
    pub fn read_cards(&self) {
        let cards = Shelf::new(Cards::load(self.folder.root(), self.clock.now()));
        *self.cards.write().unwrap_or_else(PoisonError::into_inner) = cards;
    }

    /// Returns what is odd about the order of the logs: forks, clones, missing predecessors.
    #[must_use]
    pub fn order_notices(&self) -> Arc<Vec<(ScopeId, Notice)>> {
        Arc::clone(&self.shared.notices.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns whether commands are accepted.
    #[must_use]
    pub fn health(&self) -> Health {
        self.shared.health.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Follows what changes.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// Returns the entries that changed after `since` events; none when that is too long ago.
    #[must_use]
    pub fn changed_since(&self, scope: ScopeId, since: u64) -> Option<Vec<EntryId>> {
        let count = self.world().scopes.get(&scope).map_or(0, |state| state.count);
        if since == count {
            return Some(Vec::new());
        }
        let recent = lock(&self.shared.recent);
        let changes = recent.get(&scope)?;
        let (first, _) = changes.front()?;
        if since.saturating_add(1) < *first || since > count {
            return None;
        }
        let later = changes.iter().filter(|(count, _)| *count > since);
        let mut entries: Vec<EntryId> = later.flat_map(|(_, entries)| entries).copied().collect();
        entries.sort_unstable();
        entries.dedup();
        Some(entries)
    }

    /// Returns the device key of this node.
    #[must_use]
    pub fn device(&self) -> DeviceKey {
        DeviceKey(self.keys.device().verifying_key().to_bytes())
    }

    /// Reads from disk beside the writer.
    ///
    /// # Errors
    /// Whatever the store says.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        read(&lock(&self.reader))
    }

    /// Opens the sealed part of an event; none when it has none, was erased, or its key is not
    /// here.
    #[must_use]
    pub fn secret(&self, event: EventId) -> Option<Secret> {
        let stored = self.read(|store| store.event(event)).ok()??;
        let envelope = Envelope::read_own(&stored.cose).ok()?;
        open_sealed(&self.keys, &envelope, &stored.sealed?).map(|content| content.secret)
    }

    /// Folds what this node knew of a scope at a moment.
    ///
    /// # Errors
    /// Whatever the store says.
    pub fn as_known(
        &self,
        scope: ScopeId,
        at: tegenwicht_core::time::Timestamp,
    ) -> Result<tegenwicht_core::fold::ScopeState, StoreError> {
        let world = self.world();
        let now = world.scopes.get(&scope).cloned().unwrap_or_default();
        self.read(|store| load::as_known(store, scope, self.device(), at, &now))
    }

    /// Returns when the last backup was made, as far as this folder knows.
    #[must_use]
    pub fn last_backup(&self) -> Option<tegenwicht_core::time::Timestamp> {
        let path = self.folder.root().join(crate::cli::backup::LAST);
        let ms = std::fs::read_to_string(path).ok()?.trim().parse().ok()?;
        Some(tegenwicht_core::time::Timestamp(ms))
    }

    /// Returns a secret of this machine for one purpose; the same after a restart.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> [u8; 32] {
        let key = self.keys.device().to_bytes();
        tegenwicht_core::envelope::sha256(
            &[b"tegenwicht ", purpose.as_bytes(), &[0], &key].concat(),
        )
    }

    fn give(&self, job: Job) -> Result<(), SubmitError> {
        self.jobs
            .try_send(job)
            .map_err(|_| SubmitError::NotWritten("too many commands wait for the disk".to_owned()))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("root", &self.folder.root()).finish_non_exhaustive()
    }
}

/// Reads a data folder that another process may be serving; changes nothing.
///
/// # Errors
/// When there is no log or it does not read.
pub fn look(dir: &Path) -> Result<World, StoreError> {
    let folder = Folder::look(dir)?;
    let store = Store::open_read(&folder.db())?;
    let keys = Keys::look(&folder.keys())?
        .ok_or_else(|| StoreError::KeyMissing { path: folder.keys().join("device") })?;
    store.at_one_moment(|store| load::world(store, &keys)).map(|(world, _)| world)
}

/// Opens a sealed part with the keys of this node; one under a subject of another scope stays shut.
pub(crate) fn open_sealed(
    keys: &Keys,
    envelope: &Envelope,
    sealed: &[u8],
) -> Option<SealedContent> {
    let sealed: seal::Sealed = minicbor::decode(sealed).ok()?;
    if !sealed.subject.belongs_to(envelope.header.scope) {
        return None;
    }
    let key = keys.subject(sealed.subject).ok()??;
    let place = seal::place(&envelope.header.log(), envelope.header.seq);
    SealedContent::decode(&seal::open(&sealed, &key, &place).ok()?)
}

/// Names what a command made from the facts it led to.
pub(crate) fn made_by<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Made {
    let made = |fact: &Fact| match fact {
        Fact::CrisisOpened(fact) => Some(Made::Crisis(fact.crisis)),
        Fact::EntryWritten(fact) => Some(Made::Entry(fact.entry)),
        Fact::ReportMade(fact) => Some(Made::Report(fact.report)),
        Fact::UserAdded(fact) => Some(Made::User(fact.user)),
        Fact::SeatTaken(fact) => Some(Made::Seat(fact.seat)),
        Fact::CallMade(fact) => Some(Made::Call(fact.call)),
        Fact::OrderGiven(fact) => Some(Made::Order(fact.order)),
        Fact::SupportAsked(fact) => Some(Made::Support(fact.support)),
        Fact::ContactSet(fact) => Some(Made::Contact(fact.contact)),
        Fact::ShiftSet(fact) => Some(Made::Shift(fact.shift)),
        Fact::SiteSet(fact) => Some(Made::Site(fact.site)),
        _ => None,
    };
    facts.into_iter().find_map(made).unwrap_or(Made::Nothing)
}

/// Takes a lock; what a panicking thread left behind is still whole, since it is only replaced.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

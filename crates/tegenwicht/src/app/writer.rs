// SPDX-License-Identifier: EUPL-1.2
//! The single writer: takes what waits, decides, signs, appends in one transaction, publishes.
//!
//! Idle, a command is committed at once. What queues while the disk is busy is the next batch.
//! Nothing is published and nobody is answered before the commit has returned.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::Actor;
use tegenwicht_core::body::Open;
use tegenwicht_core::command::{Command, Context, Draft, decide};
use tegenwicht_core::envelope::{Envelope, Mode};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::scope::{self};
use tegenwicht_core::fold::Part;
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, ScopeId};
use tegenwicht_core::world::World;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::{AppendError, NewEvent, Store, StoreError, erasure};
use tokio::sync::oneshot;

use super::sign::{Cursors, Pen, Signed, not_written};
use super::{Health, Made, NewDevice, Receipt, SetUp, Shared, SubmitError, load};
use crate::clock::{Clock, Entropy};

/// Most commands in one transaction.
const BATCH_MAX: usize = 64;
type Reply<T> = oneshot::Sender<Result<T, SubmitError>>;

/// Something for the writer to do.
pub enum Job {
    Submit { actor: Actor, id: CommandId, command: Command, reply: Reply<Receipt> },
    SetUp { set_up: SetUp, reply: Reply<Receipt> },
    Grant { new: NewDevice, reply: Reply<Receipt> },
    Revoke { root: [u8; 32], device: DeviceKey, reason: String, reply: Reply<Receipt> },
    Keep { key: String, value: Option<Vec<u8>>, reply: Reply<()> },
    Stop,
}

/// The one who writes.
pub(crate) struct Writer {
    pub(super) store: Store,
    pub(super) keys: Arc<Keys>,
    pub(super) attachments: Attachments,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) shared: Arc<Shared>,
    pub(super) world: World,
    pub(super) cursors: Cursors,
    /// Scopes in which the heads of all other logs held are listed.
    pub(super) listed: BTreeSet<ScopeId>,
    stop: bool,
}

/// What one batch is going to write.
pub(super) struct Batch {
    pub(super) world: World,
    pub(super) cursors: Cursors,
    pub(super) listed: BTreeSet<ScopeId>,
    pub(super) events: Vec<Signed>,
    pub(super) replies: Vec<(Reply<Receipt>, Receipt)>,
}

impl Writer {
    /// Loads the state from disk, after doing again what an erasure left half done.
    pub fn new(
        mut store: Store,
        keys: Arc<Keys>,
        attachments: Attachments,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        shared: Arc<Shared>,
    ) -> Result<Self, StoreError> {
        erasure::carry_out(&mut store, &keys, &attachments)?;
        let mut writer = Self {
            store,
            keys,
            attachments,
            clock,
            entropy,
            shared,
            world: World::default(),
            cursors: Cursors::default(),
            listed: BTreeSet::new(),
            stop: false,
        };
        writer.reload()?;
        Ok(writer)
    }

    /// Works until told to stop.
    pub fn run(&mut self, queue: &Receiver<Job>) {
        let mut waiting: VecDeque<Job> = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match queue.recv() {
                    Ok(job) => waiting.push_back(job),
                    Err(_) => break,
                }
            }
            while waiting.len() < BATCH_MAX
                && let Ok(job) = queue.try_recv()
            {
                waiting.push_back(job);
            }
            if self.batch(&mut waiting) {
                break;
            }
        }
        self.rest();
    }

    /// Writes one batch; returns true when told to stop. Commands whose id stands in this very
    /// batch wait for the next one, to be answered as repetitions.
    fn batch(&mut self, waiting: &mut VecDeque<Job>) -> bool {
        let mut batch = Batch {
            world: self.world.clone(),
            cursors: self.cursors.clone(),
            listed: self.listed.clone(),
            events: Vec::new(),
            replies: Vec::new(),
        };
        let mut taken: BTreeSet<(Option<ActorId>, CommandId)> = BTreeSet::new();
        let mut later = VecDeque::new();
        let mut kept = Vec::new();
        while let Some(job) = waiting.pop_front() {
            match job {
                Job::Submit { actor, id, command, reply } => {
                    if !taken.insert((actor.id, id)) {
                        later.push_back(Job::Submit { actor, id, command, reply });
                        continue;
                    }
                    attempt(&mut batch, reply, |batch| self.submit(batch, actor, id, &command));
                }
                Job::SetUp { set_up, reply } => {
                    attempt(&mut batch, reply, |batch| self.set_up(batch, &set_up));
                }
                Job::Grant { new, reply } => {
                    attempt(&mut batch, reply, |batch| self.grant(batch, &new));
                }
                Job::Revoke { root, device, reason, reply } => {
                    let revoke = |batch: &mut _| self.revoke(batch, &root, device, &reason);
                    attempt(&mut batch, reply, revoke);
                }
                Job::Keep { key, value, reply } => kept.push((key, value, reply)),
                Job::Stop => self.stop = true,
            }
        }
        *waiting = later;
        self.commit(batch, kept);
        self.stop && waiting.is_empty()
    }

    pub(super) fn context(&self, actor: Actor, id: CommandId) -> Context {
        Context::new(self.clock.now(), actor, id, self.entropy.seed())
    }

    pub(super) fn device(&self) -> DeviceKey {
        DeviceKey(self.keys.device().verifying_key().to_bytes())
    }

    /// Decides one command on the state as this batch has made it so far.
    fn submit(
        &self,
        batch: &mut Batch,
        mut actor: Actor,
        id: CommandId,
        command: &Command,
    ) -> Result<Receipt, SubmitError> {
        actor.device = self.device();
        if let Some(receipt) = self.repeated(&actor, id, command)? {
            return Ok(receipt);
        }
        if self.health() != Health::Writing {
            return Err(SubmitError::NotWritten("the disk failed before".to_owned()));
        }
        let mut ctx = self.context(actor, id);
        let drafts = decide(&batch.world, &mut ctx, command)?;
        let receipt = self.draft(batch, &mut ctx, drafts, Some(command))?;
        if matches!(command, Command::OpenCrisis(_) | Command::CloseCrisis(_)) {
            self.witness(batch)?;
        }
        Ok(receipt)
    }

    /// Answers a command that was carried out before: the same answer for the same payload. Where
    /// the digest was erased, only what can have been that command is answered as before.
    fn repeated(
        &self,
        actor: &Actor,
        id: CommandId,
        command: &Command,
    ) -> Result<Option<Receipt>, SubmitError> {
        let events = self.world.done(actor.id, id);
        if events.is_empty() {
            return Ok(None);
        }
        let (mut made, mut gone) = (Made::Nothing, true);
        for (_, event) in &events {
            let Some(stored) = self.store.event(*event).map_err(not_written)? else {
                continue;
            };
            let open = stored.open.as_deref().and_then(|open| Open::decode_own(open).ok());
            let Some(open) = open else { continue };
            gone = false;
            if made == Made::Nothing {
                made = super::made_by(&open.facts);
            }
            let digest = open.digest.or_else(|| {
                let envelope = Envelope::read_own(&stored.cose).ok()?;
                super::open_sealed(&self.keys, &envelope, &stored.sealed?)?.digest
            });
            let same = match digest {
                Some(digest) => digest == command.digest(open.salt),
                None => sealed_beside(command, &open.facts),
            };
            if !same {
                return Err(SubmitError::OtherPayload);
            }
        }
        // Of an erased line there is nothing left to compare with.
        if gone && !matches!(command, Command::WriteEntry(_)) {
            return Err(SubmitError::OtherPayload);
        }
        Ok(Some(Receipt { events, made, repeated: true }))
    }

    /// Signs drafts and folds them into the state of this batch.
    pub(super) fn draft(
        &self,
        batch: &mut Batch,
        ctx: &mut Context,
        drafts: Vec<Draft>,
        command: Option<&Command>,
    ) -> Result<Receipt, SubmitError> {
        self.draft_by(batch, ctx, drafts, command, self.keys.device())
    }

    pub(super) fn draft_by(
        &self,
        batch: &mut Batch,
        ctx: &mut Context,
        drafts: Vec<Draft>,
        command: Option<&Command>,
        key: &SigningKey,
    ) -> Result<Receipt, SubmitError> {
        let mut events = Vec::new();
        let mut made = Made::Nothing;
        let own = key.verifying_key() == self.keys.device().verifying_key();
        let mut other = Cursors::default();
        for draft in drafts {
            let scope = draft.scope;
            let held = batch.world.scopes.get(&scope).map(|state| state.mode());
            let mode = draft.mode.or(held).unwrap_or(Mode::Real);
            let unlisted = self.unlisted(batch, ctx, scope, key)?;
            for draft in scope::heads_draft(scope, unlisted) {
                let cursors = if own { &mut batch.cursors } else { &mut other };
                let signed = cursors.sign(&self.store, Pen { key, own }, draft, mode, ctx, None);
                batch.fold(signed?);
            }
            let cursors = if own { &mut batch.cursors } else { &mut other };
            let signed = cursors.sign(&self.store, Pen { key, own }, draft, mode, ctx, command)?;
            if made == Made::Nothing {
                made = super::made_by(&signed.open.facts);
            }
            events.push((scope, signed.event.envelope.id));
            batch.fold(signed);
        }
        Ok(Receipt { events, made, repeated: false })
    }

    /// The node itself, when nobody gives a command.
    pub(super) fn node(&self) -> Actor {
        Actor { id: None, roles: Vec::new(), device: self.device() }
    }

    /// Writes the batch to disk, then publishes, then answers.
    pub(super) fn commit(&mut self, mut batch: Batch, kept: Vec<Kept>) {
        let subjects: Vec<_> =
            batch.events.iter_mut().filter_map(|signed| signed.subject.take()).collect();
        let nonces: Vec<[u8; 24]> = subjects.iter().map(|_| self.nonce()).collect();
        let wrapped: Vec<_> = subjects
            .iter()
            .zip(&nonces)
            .map(|((subject, key), nonce)| (*subject, key, *nonce))
            .collect();
        let keyed = self.keys.put_subjects(&wrapped);
        let events: Vec<NewEvent> =
            batch.events.iter().map(|signed| signed.event.clone()).collect();
        let local: Vec<(&str, Option<&[u8]>)> =
            kept.iter().map(|(key, value, _)| (key.as_str(), value.as_deref())).collect();
        let written = match keyed {
            Ok(()) if events.is_empty() && local.is_empty() => Ok(()),
            Ok(()) => self.store.append_with(&events, &local).map(|_| ()),
            Err(fault) => Err(AppendError::NotWritten(fault)),
        };
        match written {
            Ok(()) => {
                self.world = batch.world;
                self.cursors = batch.cursors;
                self.listed = batch.listed;
                self.after_commit(&batch.events);
                for (reply, receipt) in batch.replies {
                    let _ = reply.send(Ok(receipt));
                }
                for (_, _, reply) in kept {
                    let _ = reply.send(Ok(()));
                }
            }
            Err(fault) => self.failed(fault, batch, kept),
        }
    }

    fn nonce(&self) -> [u8; 24] {
        *self.entropy.seed().first_chunk().unwrap_or(&[0; 24])
    }

    /// Nothing of the batch counts. After an unknown outcome the node stops writing: what is on
    /// disk is read again, and people are told.
    fn failed(&mut self, fault: AppendError, batch: Batch, kept: Vec<Kept>) {
        let error = match fault {
            AppendError::NotWritten(fault) if !self.store.is_poisoned() => {
                SubmitError::NotWritten(fault.to_string())
            }
            AppendError::NotWritten(fault) => {
                self.set_health(Health::ReadOnly { reason: fault.to_string() });
                SubmitError::NotWritten(fault.to_string())
            }
            AppendError::Unknown(fault) => {
                let reason = fault.to_string();
                tracing::error!(%reason, "the disk failed: this node stops writing");
                self.set_health(Health::ReadOnly { reason: reason.clone() });
                match Store::open(self.store.path(), None) {
                    Ok(store) => self.store = store,
                    Err(fault) => tracing::error!(%fault, "cannot open the log again"),
                }
                if let Err(fault) = self.reload() {
                    tracing::error!(%fault, "cannot read the log again");
                }
                SubmitError::Unknown(reason)
            }
        };
        for (reply, _) in batch.replies {
            let _ = reply.send(Err(error.clone()));
        }
        for (_, _, reply) in kept {
            let _ = reply.send(Err(error.clone()));
        }
    }

    /// Reads everything from disk again; the next write opens new epochs.
    fn reload(&mut self) -> Result<(), StoreError> {
        let (world, notices) = load::world(&self.store, &self.keys)?;
        self.world = world;
        self.cursors = Cursors::default();
        self.listed = BTreeSet::new();
        if let Ok(mut published) = self.shared.notices.write() {
            *published = Arc::new(notices);
        }
        self.publish();
        Ok(())
    }

    pub(super) fn publish(&self) {
        if let Ok(mut world) = self.shared.world.write() {
            *world = Arc::new(self.world.clone());
        }
    }

    pub(super) fn health(&self) -> Health {
        self.shared.health.read().map_or(Health::Writing, |health| health.clone())
    }

    fn set_health(&self, health: Health) {
        if let Ok(mut now) = self.shared.health.write() {
            *now = health;
        }
    }
}

type Kept = (String, Option<Vec<u8>>, Reply<()>);

impl Batch {
    fn fold(&mut self, signed: Signed) {
        let envelope = &signed.event.envelope;
        let state = self.world.scopes.entry(envelope.header.scope).or_default();
        let part = Part::Read(signed.open.clone());
        Arc::make_mut(state).apply(envelope.id, &envelope.header, part);
        self.events.push(signed);
    }
}

/// Does one job within a batch, all of it or none. What is refused is answered at once; what is
/// to be written is answered after the commit.
fn attempt(
    batch: &mut Batch,
    reply: Reply<Receipt>,
    work: impl FnOnce(&mut Batch) -> Result<Receipt, SubmitError>,
) {
    let (world, cursors, listed, length) =
        (batch.world.clone(), batch.cursors.clone(), batch.listed.clone(), batch.events.len());
    match work(batch) {
        Ok(receipt) => batch.replies.push((reply, receipt)),
        Err(error) => {
            batch.world = world;
            batch.cursors = cursors;
            batch.listed = listed;
            batch.events.truncate(length);
            let _ = reply.send(Err(error));
        }
    }
}

/// Returns true when a command can have sealed something beside these facts. Asked only where the
/// digest went with the sealed part: a contact that was removed, a password that was replaced.
fn sealed_beside(command: &Command, facts: &[Fact]) -> bool {
    facts.iter().any(|fact| {
        matches!(
            (command, fact),
            (Command::WriteEntry(_), Fact::EntryWritten(_))
                | (Command::SetContact(_), Fact::ContactSet(_))
                | (Command::TakeSeat(_), Fact::SeatTaken(_))
                | (Command::AddUser(_), Fact::UserAdded(_))
                | (Command::SetPassword(_), Fact::PasswordSet(_))
                | (Command::SetCode(_), Fact::CodeSet(_))
                | (Command::SetPaperCodes(_), Fact::PaperCodesSet(_))
                | (Command::SetPin(_), Fact::PinSet(_))
                | (Command::SetOwnPin(_), Fact::OwnPinSet(_))
        )
    })
}

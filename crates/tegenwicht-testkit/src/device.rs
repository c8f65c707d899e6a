// SPDX-License-Identifier: EUPL-1.2
//! A device in memory: it decides, signs, folds and imports as a node does, with no disk below.
//!
//! What each author held when signing is kept beside the event. So a test can say what the order
//! may not do, without asking the order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::body::{Open, SealedContent, Secret};
use tegenwicht_core::command::{Command, Context, Draft, EraseEntry, decide};
use tegenwicht_core::envelope::{Envelope, Header, Kind, LogKey, Mode, PartRef, sha256};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::device::{Granted, Revoked, Share};
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::feature::institution::{self, Sector};
use tegenwicht_core::feature::scope::{self, Head, Purpose, Witnessed, heads_draft};
use tegenwicht_core::feature::user;
use tegenwicht_core::fold::{self, Part, ScopeState};
use tegenwicht_core::id::{
    ActorId, CommandId, DeviceKey, EventId, ExchangeKey, ScopeId, SubjectId,
};
use tegenwicht_core::notice::Notice;
use tegenwicht_core::order::{Link, Ranked, known_to, rank};
use tegenwicht_core::permission::{Capability, may};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal::{self, Sealed, SubjectKey};
use tegenwicht_core::time::{Hlc, Timestamp};
use tegenwicht_core::world::{Directory, World};

/// 1 January 2026 in UTC: what clocks say that nobody set wrong.
pub const BEGIN: Timestamp = Timestamp(1_767_225_600_000);

/// An event as a device holds it.
#[derive(Debug, Clone)]
pub struct Held {
    pub envelope: Envelope,
    pub mode: Mode,
    pub open: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
    /// All that the author held of this scope when signing.
    pub knew: Arc<BTreeSet<EventId>>,
}

/// Where a key stands in its log of one scope.
#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    epoch: u64,
    seq: u64,
    prev: Option<EventId>,
    hlc: Hlc,
    seen: Option<EventId>,
    /// How many events of the scope were held after the last own one.
    held: usize,
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub events: Vec<(ScopeId, EventId)>,
    pub repeated: bool,
}

/// Everything held of one scope.
pub type Log = BTreeMap<EventId, Held>;

/// A machine with a key, a clock that a test sets, and the part of the log it has heard of.
#[derive(Clone)]
pub struct Device {
    pub now: Timestamp,
    /// A node that has not got round to dropping what was erased.
    pub keeps_erased: bool,
    /// A node that may not open what is sealed holds no keys.
    pub holds_keys: bool,
    pub logs: BTreeMap<ScopeId, Log>,
    pub world: World,
    /// What is odd about the order, per scope, as of the last time it was computed.
    pub odd: BTreeMap<ScopeId, Vec<Notice>>,
    key: SigningKey,
    root: Option<SigningKey>,
    keys: BTreeMap<SubjectId, SubjectKey>,
    cursors: BTreeMap<(DeviceKey, ScopeId), Cursor>,
    drawn: u64,
}

impl Device {
    /// A machine that knows nothing. The same seed gives the same key and the same chance.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let key = sha256(&[b"device".as_slice(), &seed.to_be_bytes()].concat());
        Self {
            now: BEGIN,
            keeps_erased: false,
            holds_keys: true,
            logs: BTreeMap::new(),
            world: World::default(),
            odd: BTreeMap::new(),
            key: SigningKey::from_bytes(&key),
            root: None,
            keys: BTreeMap::new(),
            cursors: BTreeMap::new(),
            drawn: 0,
        }
    }

    /// Founds an institution: root key, genesis, plans, and `ana`, the first coordinator.
    ///
    /// # Panics
    /// When the core refuses one of these.
    #[must_use]
    pub fn found(seed: u64) -> (Self, ActorId) {
        let mut device = Self::new(seed);
        let root = SigningKey::from_bytes(&device.draw());
        let facts = {
            let (key, exchange) = (device.id(), device.exchange());
            institution::found("De Linde", Sector::NursingHome, key, exchange).unwrap()
        };
        let admin = scope::admin_scope(&DeviceKey(root.verifying_key().to_bytes()));
        let (_, genesis) = device.write(&root, Draft::genesis(admin, Mode::Real, facts), None);
        device.root = Some(root);
        let plan = scope::Opened {
            purpose: Purpose::Plan,
            mode: Mode::Real,
            institution: Some(genesis),
            crisis: None,
        };
        let plan = vec![Fact::ScopeOpened(plan)];
        let plan = Draft::genesis(device.fresh_scope(), Mode::Real, plan);
        device.write(&device.key.clone(), plan, None);
        let add = Command::AddUser(user::AddUser {
            login: "ana".to_owned(),
            name: "Ana".to_owned(),
            phone: None,
            roles: vec![Role::Coordinator],
            only: None,
        });
        let (id, roles) = (device.command_id(), vec![Role::Coordinator]);
        device.submit_as(None, roles, id, &add).unwrap();
        let ana = *device.world.admin().unwrap().1.users.by_id.keys().next().unwrap();
        (device, ana)
    }

    /// Grants another machine with the root key, and tells it all there is.
    ///
    /// # Panics
    /// When this device did not found the institution.
    pub fn grant(&mut self, other: &mut Self) {
        self.grant_shares(other, Share::everything());
    }

    /// Grants another machine a part of the log, and tells it all there is.
    ///
    /// # Panics
    /// When this device did not found the institution.
    pub fn grant_shares(&mut self, other: &mut Self, shares: Vec<Share>) {
        let (admin, state) = self.world.admin().expect("an institution");
        let (device, letter) = (other.id(), state.devices.next_letter());
        let (label, exchange) = ("another".to_owned(), other.exchange());
        let granted = Granted { device, label, letter, exchange, shares };
        let draft = Draft::grant(admin, Fact::DeviceGranted(granted));
        let root = self.root.clone().expect("the root key");
        self.write(&root, draft, None);
        other.import(self);
    }

    /// Revokes another machine with the root key.
    ///
    /// # Panics
    /// When this device did not found the institution.
    pub fn revoke(&mut self, device: DeviceKey) {
        let (admin, _) = self.world.admin().expect("an institution");
        let logs = self.heads_of(device);
        let revoked = Revoked { device, reason: "lost".to_owned(), logs };
        let root = self.root.clone().expect("the root key");
        let draft = Draft::grant(admin, Fact::DeviceRevoked(revoked));
        self.write(&root, draft, None);
    }

    /// The heads of all logs of a machine, as this one holds them.
    fn heads_of(&self, device: DeviceKey) -> Vec<Witnessed> {
        let mut heads: BTreeMap<LogKey, (u64, EventId)> = BTreeMap::new();
        let held = self.logs.values().flat_map(BTreeMap::values).map(|held| &held.envelope);
        for envelope in held.filter(|envelope| envelope.header.device == device) {
            let place = (envelope.header.seq, envelope.id);
            let head = heads.entry(envelope.header.log()).or_insert(place);
            *head = place.max(*head);
        }
        let named = |(log, (seq, id))| Witnessed { log: scope::log_ref(&log), seq, id };
        heads.into_iter().map(named).collect()
    }

    /// What opens what others seal for this machine.
    #[must_use]
    pub fn exchange_secret(&self) -> [u8; 32] {
        sha256(&[b"exchange".as_slice(), &self.key.to_bytes()].concat())
    }

    /// The key under which others seal something for this machine.
    #[must_use]
    pub fn exchange(&self) -> ExchangeKey {
        let secret = x25519_dalek::StaticSecret::from(self.exchange_secret());
        ExchangeKey(x25519_dalek::PublicKey::from(&secret).to_bytes())
    }

    /// The public key of this machine.
    #[must_use]
    pub fn id(&self) -> DeviceKey {
        DeviceKey(self.key.verifying_key().to_bytes())
    }

    /// A command id that was not used before.
    pub fn command_id(&mut self) -> CommandId {
        CommandId(first(self.draw()))
    }

    /// Gives a command of a person, as the program does: repeated, it changes nothing.
    ///
    /// # Errors
    /// What the core refuses.
    pub fn submit(
        &mut self,
        actor: ActorId,
        id: CommandId,
        command: &Command,
    ) -> Result<Receipt, Refusal> {
        self.submit_as(Some(actor), Vec::new(), id, command)
    }

    /// Gives a command of somebody who claims some roles.
    ///
    /// # Errors
    /// What the core refuses.
    pub fn submit_as(
        &mut self,
        actor: Option<ActorId>,
        roles: Vec<Role>,
        id: CommandId,
        command: &Command,
    ) -> Result<Receipt, Refusal> {
        let events = self.world.done(actor, id);
        if !events.is_empty() {
            return Ok(Receipt { events, repeated: true });
        }
        let actor = Actor { id: actor, roles, device: self.id() };
        let mut ctx = Context::new(self.now, actor, id, self.draw());
        let drafts = decide(&self.world, &mut ctx, command)?;
        let key = self.key.clone();
        let mut write = |draft| self.write(&key, draft, Some((&ctx, command)));
        Ok(Receipt { events: drafts.into_iter().map(&mut write).collect(), repeated: false })
    }

    /// Writes an event that no command led to, also one that no honest program would write.
    pub fn slip_in(&mut self, draft: Draft) -> EventId {
        self.write(&self.key.clone(), draft, None).1
    }

    /// The program ends and starts again: every next write opens an epoch.
    pub fn restart(&mut self) {
        let mut cursors = std::mem::take(&mut self.cursors);
        for cursor in cursors.values_mut() {
            *cursor = Cursor { epoch: self.epoch(), seq: 0, ..*cursor };
        }
        self.cursors = cursors;
    }

    /// Lets somebody else hide the line that is to be erased: one person alone erases nothing
    /// where there is a second one.
    pub fn second_word(&mut self, eraser: ActorId, command: &Command) {
        let Command::EraseEntry(EraseEntry { crisis, entry, .. }) = command else {
            return;
        };
        let Some((_, admin)) = self.world.admin() else {
            return;
        };
        let other = admin.users.by_id.iter().find(|(id, user)| {
            let may_hide = may(&user.roles(), Capability::StrikeEntry);
            **id != eraser && user.blocked.is_none() && may_hide
        });
        let Some(other) = other.map(|(id, _)| *id) else {
            return;
        };
        let (crisis, entry, reason) = (*crisis, *entry, "naam".to_owned());
        let id = self.command_id();
        // A line that is hidden already, or is not there, is for the erasure itself to refuse.
        let _ = self.submit(other, id, &Command::HideEntry(HideEntry { crisis, entry, reason }));
    }

    /// The key of a subject, when it is here.
    #[must_use]
    pub fn key_of(&self, subject: SubjectId) -> Option<&SubjectKey> {
        self.keys.get(&subject)
    }

    /// All keys of subjects that are here.
    pub fn keys(&self) -> impl Iterator<Item = (&SubjectId, &SubjectKey)> {
        self.keys.iter()
    }

    /// Keeps the key of a subject that came from elsewhere.
    pub fn put_key(&mut self, subject: SubjectId, key: SubjectKey) {
        if self.holds_keys {
            self.keys.insert(subject, key);
            self.read_directory();
        }
    }

    /// Takes over all that another device holds, and computes the order anew.
    pub fn import(&mut self, other: &Self) {
        self.absorb(other);
        self.refold_all();
    }

    /// Takes over all that another device holds and leaves the state as it was.
    pub fn absorb(&mut self, other: &Self) {
        for (scope, log) in &other.logs {
            let held = self.logs.entry(*scope).or_default();
            for (id, event) in log {
                held.entry(*id).or_insert_with(|| event.clone());
            }
        }
        if self.holds_keys {
            self.keys.extend(other.keys.iter().map(|(id, key)| (*id, key.clone())));
        }
    }

    /// Computes order and state of every scope from what is held.
    pub fn refold_all(&mut self) {
        for scope in self.logs.keys().copied().collect::<Vec<_>>() {
            self.refold(scope);
        }
    }

    fn refold(&mut self, scope: ScopeId) {
        let folded = Folded::of(self.logs[&scope].values());
        self.odd.insert(scope, folded.ranked.notices.clone());
        self.world.scopes.insert(scope, Arc::new(folded.state()));
        self.drop_erased(scope, &folded.erased);
        self.read_directory();
    }

    /// Writes one event, after the list of heads that this key owes.
    fn write(
        &mut self,
        key: &SigningKey,
        draft: Draft,
        by: Option<(&Context, &Command)>,
    ) -> (ScopeId, EventId) {
        let scope = draft.scope;
        if draft.kind != Kind::Genesis {
            for heads in heads_draft(scope, self.unlisted(key, scope)) {
                let id = self.sign(key, heads, None);
                let device = DeviceKey(key.verifying_key().to_bytes());
                self.cursors.get_mut(&(device, scope)).unwrap().seen = Some(id);
            }
        }
        (scope, self.sign(key, draft, by))
    }

    /// The newest events of other keys that this key has not named yet, not even by another.
    fn unlisted(&self, key: &SigningKey, scope: ScopeId) -> Vec<Head> {
        let Some(log) = self.logs.get(&scope) else {
            return Vec::new();
        };
        let device = DeviceKey(key.verifying_key().to_bytes());
        let cursor = self.cursors.get(&(device, scope)).copied().unwrap_or_default();
        if cursor.held == log.len() {
            return Vec::new();
        }
        let links: Vec<Link> = log.values().map(link).collect();
        let known = cursor.prev.map(|prev| known_to(&links, prev)).unwrap_or_default();
        let new: Vec<&Link> = links.iter().filter(|link| !known.contains(&link.id)).collect();
        let below: BTreeSet<&EventId> = new.iter().flat_map(|link| &link.after).collect();
        let tips = new.iter().filter(|link| !below.contains(&link.id));
        let head = |link: &&Link| {
            let LogKey { device, epoch, .. } = link.log;
            Head { device, epoch, seq: link.seq, id: link.id }
        };
        tips.map(head).collect()
    }

    fn sign(
        &mut self,
        key: &SigningKey,
        draft: Draft,
        by: Option<(&Context, &Command)>,
    ) -> EventId {
        let device = DeviceKey(key.verifying_key().to_bytes());
        let scope = draft.scope;
        let epoch = self.epoch();
        let cursor =
            self.cursors.entry((device, scope)).or_insert(Cursor { epoch, ..Cursor::default() });
        let cursor = *cursor;
        let log = LogKey { device, scope, epoch: cursor.epoch };
        let salt = first(self.draw());
        let digest = by.map(|(_, command)| command.digest(salt));
        let in_open = digest.filter(|_| draft.sealed.is_none());
        let open = Open { salt, digest: in_open, facts: draft.facts };
        let sealed = draft.sealed.map(|(subject, key, secret)| {
            let plain = SealedContent { digest, secret }.encode();
            let nonce = first(self.draw());
            let place = seal::place(&log, cursor.seq);
            let sealed = seal::seal(subject, &key, nonce, &place, &plain).unwrap().encode();
            self.keys.extend(self.holds_keys.then_some((subject, key)));
            sealed
        });
        let mode = self.world.scopes.get(&scope).map_or(Mode::Real, |state| state.mode());
        let mode = draft.mode.unwrap_or(mode);
        let open_bytes = open.encode();
        let header = Header {
            device,
            scope,
            epoch: cursor.epoch,
            seq: cursor.seq,
            prev: cursor.prev,
            hlc: cursor.hlc.next(self.now),
            wall: self.now,
            actor: by.and_then(|(ctx, _)| ctx.actor.id),
            command: by.map(|(ctx, _)| draft.command.unwrap_or(ctx.command)),
            kind: draft.kind,
            schema: SCHEMA,
            seen: cursor.seen,
            supersedes: draft.supersedes,
            open: Some(PartRef::of(&open_bytes)),
            sealed: sealed.as_deref().map(PartRef::of),
        };
        let envelope = Envelope::sign(header, mode, key).unwrap();
        let (prev, hlc) = (Some(envelope.id), envelope.header.hlc);
        let held = self.logs.get(&scope).map_or(0, Log::len) + 1;
        let next = Cursor { seq: cursor.seq + 1, prev, hlc, held, ..cursor };
        self.cursors.insert((device, scope), next);
        self.append(Held { envelope, mode, open: Some(open_bytes), sealed, knew: Arc::default() })
    }

    /// Holds one more own event and folds it on top, unless it erases what was folded before.
    fn append(&mut self, mut held: Held) -> EventId {
        let (id, scope) = (held.envelope.id, held.envelope.header.scope);
        let log = self.logs.entry(scope).or_default();
        held.knew = Arc::new(log.keys().copied().collect());
        let part = Part::of(held.open.as_deref(), false);
        let header = held.envelope.header.clone();
        log.insert(id, held);
        let erases = header.kind == Kind::Erase;
        let adds = |fact: &Fact| matches!(fact, Fact::UserAdded(_));
        let adds = matches!(&part, Part::Read(open) if open.facts.iter().any(adds));
        Arc::make_mut(self.world.scopes.entry(scope).or_default()).apply(id, &header, part);
        if erases {
            self.refold(scope);
        }
        if adds {
            self.read_directory();
        }
        id
    }

    fn drop_erased(&mut self, scope: ScopeId, erased: &BTreeSet<EventId>) {
        if self.keeps_erased {
            return;
        }
        let state = &self.world.scopes[&scope];
        let subjects = state.erasures.iter().flat_map(|erasure| erasure.subjects.iter());
        let subjects: BTreeSet<SubjectId> = subjects.copied().collect();
        self.keys.retain(|subject, _| !subjects.contains(subject));
        for (id, held) in self.logs.get_mut(&scope).unwrap() {
            if erased.contains(id) {
                held.open = None;
            }
            let sealed = held.sealed.as_deref().map(|bytes| Sealed::read(bytes).unwrap());
            if erased.contains(id) || sealed.is_some_and(|part| subjects.contains(&part.subject)) {
                held.sealed = None;
            }
        }
    }

    /// Opens the cards of people, as far as the keys are here.
    fn read_directory(&mut self) {
        let mut directory = Directory::default();
        if let Some((scope, admin)) = self.world.admin() {
            for (actor, user) in admin.users.by_id.iter() {
                if let Some(Secret::Person(person)) = self.opened(scope, user.event) {
                    directory.people.insert(*actor, person);
                }
            }
        }
        self.world.directory = Arc::new(directory);
    }

    /// Opens the sealed part of an event, when part and key are here.
    #[must_use]
    pub fn opened(&self, scope: ScopeId, event: EventId) -> Option<Secret> {
        let held = self.logs.get(&scope)?.get(&event)?;
        let sealed = Sealed::read(held.sealed.as_deref()?).ok()?;
        let header = &held.envelope.header;
        let place = seal::place(&header.log(), header.seq);
        if !sealed.subject.belongs_to(scope) {
            return None;
        }
        let plain = seal::open(&sealed, self.keys.get(&sealed.subject)?, &place).ok()?;
        SealedContent::decode(&plain).map(|content| content.secret)
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        sha256(&[b"draw".as_slice(), &self.id().0, &self.drawn.to_be_bytes()].concat())
    }

    fn epoch(&mut self) -> u64 {
        u64::from_be_bytes(first(self.draw()))
    }

    fn fresh_scope(&mut self) -> ScopeId {
        ScopeId(first(self.draw()))
    }
}

fn first<const N: usize>(bytes: [u8; 32]) -> [u8; N] {
    std::array::from_fn(|n| bytes[n])
}

fn link(held: &Held) -> Link {
    let open = held.open.as_deref().and_then(|bytes| Open::decode_own(bytes).ok());
    Link::of(held.envelope.id, &held.envelope.header, open.as_ref())
}

/// A set of events with its order and what it erases, ready to be folded from the beginning.
pub struct Folded<'a> {
    pub events: Vec<&'a Held>,
    pub ranked: Ranked,
    pub erased: BTreeSet<EventId>,
}

impl<'a> Folded<'a> {
    /// Computes the order of some events.
    #[must_use]
    pub fn of(events: impl Iterator<Item = &'a Held>) -> Self {
        let events: Vec<&Held> = events.collect();
        let links: Vec<Link> = events.iter().map(|held| link(held)).collect();
        let ranked = rank(&links);
        Self::with(events, ranked)
    }

    /// Takes an order that somebody else computed.
    #[must_use]
    pub fn with(events: Vec<&'a Held>, ranked: Ranked) -> Self {
        let read =
            |held: &&Held| held.open.as_deref().and_then(|bytes| Open::decode_own(bytes).ok());
        let opens: Vec<Option<Open>> = events.iter().map(read).collect();
        let erased = fold::erased(
            events
                .iter()
                .zip(&opens)
                .map(|(held, open)| (held.envelope.id, &held.envelope.header, open.as_ref())),
        );
        Self { events, ranked, erased }
    }

    /// The events in their order.
    pub fn in_order(&self) -> impl Iterator<Item = &'a Held> {
        self.ranked.order.iter().map(|index| self.events[*index])
    }

    /// Folds one event on top.
    pub fn apply(&self, state: &mut ScopeState, held: &Held) {
        let id = held.envelope.id;
        let part = Part::of(held.open.as_deref(), self.erased.contains(&id));
        state.apply(id, &held.envelope.header, part);
    }

    /// Folds all of them from the beginning.
    #[must_use]
    pub fn state(&self) -> ScopeState {
        let mut state = ScopeState::default();
        self.in_order().for_each(|held| self.apply(&mut state, held));
        state
    }
}

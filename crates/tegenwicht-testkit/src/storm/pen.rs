// SPDX-License-Identifier: EUPL-1.2
//! Turns drafts into signed events, as `app/sign.rs` and `app/heads.rs` do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::{Open, SealedContent};
use tegenwicht_core::command::{Command, Context, Draft};
use tegenwicht_core::envelope::{Envelope, Header, Kind, LogKey, Mode, PartRef};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::scope::{self, Head, Witness, Witnessed, log_ref};
use tegenwicht_core::fold::Part;
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId, SubjectId};
use tegenwicht_core::order::{Link, known_to};
use tegenwicht_core::seal::{self, SubjectKey};
use tegenwicht_core::time::Hlc;
use tegenwicht_core::world::World;
use tegenwicht_store::{NewEvent, Store};

use super::node::{Live, links};

/// Where a key stands in its log of one scope.
#[derive(Debug, Clone)]
pub struct Cursor {
    epoch: u64,
    seq: u64,
    prev: Option<EventId>,
    hlc: Hlc,
    seen: Option<EventId>,
}

/// A signed event, and what its author held when signing.
#[derive(Clone)]
pub struct Signed {
    pub event: NewEvent,
    pub open: Open,
    pub subject: Option<(SubjectId, SubjectKey)>,
    /// Events in this scope that were here.
    pub knew: Vec<EventId>,
}

impl Signed {
    /// Returns true when something has to be erased after the commit.
    #[must_use]
    pub fn erases(&self) -> bool {
        self.open.facts.iter().any(|fact| matches!(fact, Fact::Erased(_)))
    }

    /// Its header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.event.envelope.header
    }
}

/// What one commit is going to write.
pub struct Batch {
    world: World,
    cursors: BTreeMap<ScopeId, Cursor>,
    listed: BTreeSet<ScopeId>,
    /// Of the root key, which comes from paper and begins anew each time.
    root: BTreeMap<ScopeId, Cursor>,
    pub signed: Vec<Signed>,
    schema: u16,
}

impl Batch {
    /// Begins on the state of the present.
    #[must_use]
    pub fn new(live: &Live) -> Self {
        Self {
            world: live.world.clone(),
            cursors: live.cursors.clone(),
            listed: live.listed.clone(),
            root: BTreeMap::new(),
            signed: Vec::new(),
            schema: SCHEMA,
        }
    }

    /// Signs as a later version of the program.
    #[must_use]
    pub fn later(mut self) -> Self {
        self.schema = SCHEMA + 1;
        self
    }

    /// The state as this batch has made it so far.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Signs drafts, each after the heads that its key owes, and folds them.
    pub fn draft(
        &mut self,
        live: &Live,
        key: &SigningKey,
        ctx: &mut Context,
        drafts: Vec<Draft>,
        command: Option<&Command>,
    ) -> Vec<(ScopeId, EventId)> {
        let mut events = Vec::new();
        for draft in drafts {
            let unlisted = self.unlisted(live, key, ctx, draft.scope);
            for heads in scope::heads_draft(draft.scope, unlisted) {
                self.sign(live, key, ctx, heads, None);
            }
            let scope = draft.scope;
            events.push((scope, self.sign(live, key, ctx, draft, command)));
        }
        events
    }

    /// Names all other heads in the admin scope.
    pub fn witness(&mut self, live: &Live, key: &SigningKey, ctx: &mut Context) {
        let Some((admin, state)) = self.world.admin() else {
            return;
        };
        // A machine without a share in the admin scope would write what nobody keeps.
        let place = self.world.place(admin);
        let device = live.keys.device_key();
        if !place.is_some_and(|place| state.devices.may_write_in(&device, &place)) {
            return;
        }
        let mut logs = Vec::new();
        for scope in self.world.scopes.keys().filter(|scope| **scope != admin) {
            let named = self.heads(&live.store, *scope).into_iter().map(|head| {
                let log = LogKey { device: head.device, scope: *scope, epoch: head.epoch };
                Witnessed { log: log_ref(&log), seq: head.seq, id: head.id }
            });
            logs.extend(named);
        }
        logs.sort_unstable();
        logs.truncate(500);
        self.draft(live, key, ctx, vec![Draft::witness(admin, Witness { logs })], None);
    }

    /// What was written is the present from now on.
    pub fn publish(self, live: &mut Live) {
        let erased = self.signed.iter().filter(|signed| signed.erases());
        live.stale.extend(erased.map(|signed| signed.header().scope));
        live.world = self.world;
        live.cursors = self.cursors;
        live.listed = self.listed;
        for scope in self.root.keys() {
            live.listed.remove(scope);
        }
    }

    fn is_own(live: &Live, key: &SigningKey) -> bool {
        live.keys.device().verifying_key() == key.verifying_key()
    }

    /// The heads of a scope, with what this batch adds.
    fn heads(&self, store: &Store, scope: ScopeId) -> Vec<Head> {
        let mut heads = store.heads(scope).unwrap();
        for signed in self.signed.iter().filter(|signed| signed.header().scope == scope) {
            let Header { device, epoch, seq, prev, .. } = *signed.header();
            heads.retain(|head| {
                (head.device, head.epoch) != (device, epoch) || Some(head.id) != prev
            });
            heads.push(Head { device, epoch, seq, id: signed.event.envelope.id });
        }
        heads
    }

    fn unlisted(
        &mut self,
        live: &Live,
        key: &SigningKey,
        ctx: &mut Context,
        scope: ScopeId,
    ) -> Vec<Head> {
        let own = Self::is_own(live, key);
        if own && !self.listed.insert(scope) {
            return Vec::new();
        }
        let heads = self.heads(&live.store, scope);
        let prev = self.cursor(live, key, ctx, scope).prev;
        // Also of this very machine: another epoch may be that of a copy of it.
        let mut links: Vec<Link> =
            links(&live.store, scope).into_iter().map(|(link, _)| link).collect();
        links.extend(
            self.signed.iter().filter(|it| it.header().scope == scope).map(|signed| {
                Link::of(signed.event.envelope.id, signed.header(), Some(&signed.open))
            }),
        );
        let known = prev.map(|prev| known_to(&links, prev)).unwrap_or_default();
        heads.into_iter().filter(|head| !known.contains(&head.id)).collect()
    }

    fn cursor(&self, live: &Live, key: &SigningKey, ctx: &mut Context, scope: ScopeId) -> Cursor {
        let held = if Self::is_own(live, key) { &self.cursors } else { &self.root };
        held.get(&scope).cloned().unwrap_or_else(|| Cursor::open(&live.store, key, scope, ctx))
    }

    fn sign(
        &mut self,
        live: &Live,
        key: &SigningKey,
        ctx: &mut Context,
        draft: Draft,
        command: Option<&Command>,
    ) -> EventId {
        let scope = draft.scope;
        let device = DeviceKey(key.verifying_key().to_bytes());
        let cursor = self.cursor(live, key, ctx, scope);
        let log = LogKey { device, scope, epoch: cursor.epoch };
        let held = self.world.scopes.get(&scope).map(|state| state.mode());
        let mode = draft.mode.or(held).unwrap_or(Mode::Real);
        let salt = ctx.fresh_random();
        let digest = command.map(|command| command.digest(salt));
        let open =
            Open { salt, digest: digest.filter(|_| draft.sealed.is_none()), facts: draft.facts };
        let open_bytes = open.encode();
        let sealed = draft.sealed.as_ref().map(|(subject, key, secret)| {
            let content = SealedContent { digest, secret: secret.clone() }.encode();
            let nonce = *ctx.fresh_bytes().first_chunk().unwrap();
            let place = seal::place(&log, cursor.seq);
            seal::seal(*subject, key, nonce, &place, &content).unwrap().encode()
        });
        let hlc = cursor.hlc.next(ctx.now);
        let header = Header {
            device,
            scope,
            epoch: cursor.epoch,
            seq: cursor.seq,
            prev: cursor.prev,
            hlc,
            wall: ctx.now,
            actor: command.and(ctx.actor.id),
            command: command.map(|_| draft.command.unwrap_or(ctx.command)),
            kind: draft.kind,
            schema: self.schema,
            seen: cursor.seen,
            supersedes: draft.supersedes,
            open: Some(PartRef::of(&open_bytes)),
            sealed: sealed.as_deref().map(PartRef::of),
        };
        let envelope = Envelope::sign(header, mode, key).unwrap();
        let id = envelope.id;
        let mut next = Cursor { seq: cursor.seq + 1, prev: Some(id), hlc, ..cursor };
        if envelope.header.kind == Kind::Heads {
            next.seen = Some(id);
        }
        let own = Self::is_own(live, key);
        if own { &mut self.cursors } else { &mut self.root }.insert(scope, next);
        let knew = Self::knew(&live.store, scope);
        let state = Arc::make_mut(self.world.scopes.entry(scope).or_default());
        state.apply(id, &envelope.header, Part::Read(open.clone()));
        let subject = draft.sealed.map(|(subject, key, _)| (subject, key));
        let event = NewEvent { envelope, open: Some(open_bytes), sealed, own };
        self.signed.push(Signed { event, open, subject, knew });
        id
    }

    fn knew(store: &Store, scope: ScopeId) -> Vec<EventId> {
        let mut knew = Vec::new();
        let read = store.each_event(scope, 0, |row| {
            knew.push(row.id);
            Ok::<(), tegenwicht_store::StoreError>(())
        });
        read.unwrap();
        knew
    }
}

impl Cursor {
    fn open(store: &Store, key: &SigningKey, scope: ScopeId, ctx: &mut Context) -> Self {
        let device = DeviceKey(key.verifying_key().to_bytes());
        let epoch = u64::from_be_bytes(*ctx.fresh_bytes().first_chunk().unwrap());
        let mut cursor = Self { epoch, seq: 0, prev: None, hlc: Hlc::default(), seen: None };
        let mut newest = 0;
        for head in store.heads(scope).unwrap().into_iter().filter(|head| head.device == device) {
            let stored = store.event(head.id).unwrap().unwrap();
            let header = Envelope::peek(&stored.cose).unwrap();
            if stored.serial > newest {
                newest = stored.serial;
                cursor.prev = Some(head.id);
                cursor.hlc = header.hlc;
                cursor.seen = if header.kind == Kind::Heads { Some(head.id) } else { header.seen };
            }
        }
        cursor
    }
}

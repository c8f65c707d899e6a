// SPDX-License-Identifier: EUPL-1.2
//! Turns drafts into signed events: the place in the log, the time, the sealed part.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::{Open, SealedContent};
use tegenwicht_core::command::{Command, Context, Draft};
use tegenwicht_core::envelope::{Envelope, Header, Kind, LogKey, Mode, PartRef};
use tegenwicht_core::event::SCHEMA;
use tegenwicht_core::id::{DeviceKey, EventId, ScopeId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal;
use tegenwicht_core::time::Hlc;
use tegenwicht_store::{NewEvent, Store, StoreError};

use super::SubmitError;

/// Where this device stands in its log of one scope.
#[derive(Debug, Clone)]
pub struct Cursor {
    epoch: u64,
    seq: u64,
    prev: Option<EventId>,
    hlc: Hlc,
    seen: Option<EventId>,
}

/// The cursors of one device, a new epoch in every scope at its first write.
#[derive(Debug, Clone, Default)]
pub struct Cursors(BTreeMap<ScopeId, Cursor>);

/// An event that is signed and not yet on disk.
#[derive(Debug, Clone)]
pub struct Signed {
    pub event: NewEvent,
    pub open: Open,
    pub subject: Option<(tegenwicht_core::id::SubjectId, seal::SubjectKey)>,
}

/// The key that signs, and whether it is the one of this device or the root key from paper.
#[derive(Debug, Clone, Copy)]
pub struct Pen<'a> {
    pub key: &'a SigningKey,
    pub own: bool,
}

impl Cursors {
    /// Returns the event in which this device last listed the heads of other logs.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn seen(
        &self,
        store: &Store,
        device: DeviceKey,
        scope: ScopeId,
        ctx: &mut Context,
    ) -> Result<Option<EventId>, StoreError> {
        match self.0.get(&scope) {
            Some(cursor) => Ok(cursor.seen),
            None => Cursor::open(store, device, scope, ctx).map(|cursor| cursor.seen),
        }
    }

    /// Returns the event that the next one of this device in a scope follows.
    ///
    /// # Errors
    /// When the disk cannot be read.
    pub fn prev(
        &self,
        store: &Store,
        device: DeviceKey,
        scope: ScopeId,
        ctx: &mut Context,
    ) -> Result<Option<EventId>, StoreError> {
        match self.0.get(&scope) {
            Some(cursor) => Ok(cursor.prev),
            None => Cursor::open(store, device, scope, ctx).map(|cursor| cursor.prev),
        }
    }

    /// Signs a draft as the next event of this device in its scope.
    ///
    /// # Errors
    /// When the head of the previous epoch cannot be read, or the event would be too long.
    pub fn sign(
        &mut self,
        store: &Store,
        pen: Pen<'_>,
        draft: Draft,
        mode: Mode,
        ctx: &mut Context,
        command: Option<&Command>,
    ) -> Result<Signed, SubmitError> {
        let Pen { key, own } = pen;
        let device = DeviceKey(key.verifying_key().to_bytes());
        let cursor = match self.0.get(&draft.scope) {
            Some(cursor) => cursor.clone(),
            None => Cursor::open(store, device, draft.scope, ctx).map_err(not_written)?,
        };
        let log = LogKey { device, scope: draft.scope, epoch: cursor.epoch };
        let salt = ctx.fresh_random();
        let digest = command.map(|command| command.digest(salt));
        let in_open = digest.filter(|_| draft.sealed.is_none());
        let open = Open { salt, digest: in_open, facts: draft.facts };
        let open_bytes = open.encode();
        let sealed = match &draft.sealed {
            Some((subject, key, secret)) => {
                let content = SealedContent { digest, secret: secret.clone() };
                let nonce = *ctx.fresh_bytes().first_chunk().unwrap_or(&[0; 24]);
                let place = seal::place(&log, cursor.seq);
                let sealed = seal::seal(*subject, key, nonce, &place, &content.encode())
                    .map_err(|fault| SubmitError::NotWritten(fault.to_string()))?;
                Some(minicbor::to_vec(sealed).unwrap_or_default())
            }
            None => None,
        };
        let hlc = cursor.hlc.next(ctx.now);
        let header = Header {
            device,
            scope: draft.scope,
            epoch: cursor.epoch,
            seq: cursor.seq,
            prev: cursor.prev,
            hlc,
            wall: ctx.now,
            actor: command.and(ctx.actor.id),
            command: command.map(|_| draft.command.unwrap_or(ctx.command)),
            kind: draft.kind,
            schema: SCHEMA,
            seen: cursor.seen,
            supersedes: draft.supersedes,
            open: Some(PartRef::of(&open_bytes)),
            sealed: sealed.as_deref().map(PartRef::of),
        };
        let envelope = Envelope::sign(header, mode, key).map_err(|fault| {
            tracing::error!(%fault, "an event was not signed");
            SubmitError::Refused(Refusal::TextTooLong)
        })?;
        let mut next = Cursor { seq: cursor.seq + 1, prev: Some(envelope.id), hlc, ..cursor };
        if envelope.header.kind == Kind::Heads {
            next.seen = Some(envelope.id);
        }
        self.0.insert(draft.scope, next);
        let subject = draft.sealed.map(|(subject, key, _)| (subject, key));
        let event = NewEvent { envelope, open: Some(open_bytes), sealed, own };
        Ok(Signed { event, open, subject })
    }
}

impl Cursor {
    /// Opens an epoch: a random number, and the head of this device's previous epoch.
    fn open(
        store: &Store,
        device: DeviceKey,
        scope: ScopeId,
        ctx: &mut Context,
    ) -> Result<Self, StoreError> {
        let fresh = ctx.fresh_random();
        let epoch = fresh.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let mut cursor = Self { epoch, seq: 0, prev: None, hlc: Hlc::default(), seen: None };
        let own = store.heads(scope)?.into_iter().filter(|head| head.device == device);
        let mut newest = 0;
        for head in own {
            let Some(stored) = store.event(head.id)? else {
                continue;
            };
            let Ok(header) = Envelope::peek(&stored.cose) else {
                continue;
            };
            if stored.serial > newest {
                newest = stored.serial;
                cursor.prev = Some(head.id);
                cursor.hlc = header.hlc;
                cursor.seen = match header.kind {
                    Kind::Heads => Some(head.id),
                    _ => header.seen,
                };
            }
        }
        Ok(cursor)
    }
}

/// The store says no before anything was written.
pub fn not_written(fault: StoreError) -> SubmitError {
    SubmitError::NotWritten(fault.to_string())
}

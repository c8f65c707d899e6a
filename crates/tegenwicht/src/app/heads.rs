// SPDX-License-Identifier: EUPL-1.2
//! Naming heads: of other logs in the same scope, so that order follows knowledge, and of other
//! scopes in the admin scope, so that a tail that is cut off is found.

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::Open;
use tegenwicht_core::command::{Context, Draft};
use tegenwicht_core::envelope::LogKey;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::scope::{self, Witness, Witnessed, log_ref};
use tegenwicht_core::id::{CommandId, DeviceKey, EventId, ScopeId};
use tegenwicht_store::{Store, StoreError};

use super::SubmitError;
use super::sign::{Cursors, not_written};
use super::writer::{Batch, Writer};

/// Logs in one witness; what is over is named by the next one.
const WITNESSED_MAX: usize = 500;

impl Writer {
    /// Returns the heads of other logs in a scope that this key has not listed yet. Listing them
    /// before the next own event is what puts that event after them, whatever the clocks say.
    pub(super) fn unlisted(
        &self,
        batch: &mut Batch,
        ctx: &mut Context,
        scope: ScopeId,
        key: &SigningKey,
    ) -> Result<Vec<scope::Head>, SubmitError> {
        let device = DeviceKey(key.verifying_key().to_bytes());
        let own = device == self.device();
        if own && !batch.listed.insert(scope) {
            return Ok(Vec::new());
        }
        let mut heads = BTreeMap::new();
        for head in self.store.heads(scope).map_err(not_written)? {
            heads.insert((head.device, head.epoch, head.id), head);
        }
        for envelope in batch.events.iter().map(|signed| &signed.event.envelope) {
            let header = &envelope.header;
            if header.scope == scope {
                heads.retain(|(device, epoch, _), head| {
                    (*device, *epoch) != (header.device, header.epoch) || head.seq > header.seq
                });
                let head = scope::Head {
                    device: header.device,
                    epoch: header.epoch,
                    seq: header.seq,
                    id: envelope.id,
                };
                heads.insert((head.device, head.epoch, head.id), head);
            }
        }
        let none = Cursors::default();
        let cursors = if own { &batch.cursors } else { &none };
        // Of this very device a copy may be at work: its tip is another one than ours.
        let named = self.store.succeeded(scope, device).map_err(not_written)?;
        let prev = cursors.prev(&self.store, device, scope, ctx).map_err(not_written)?;
        heads.retain(|(of, _, id), _| {
            *of != device || (own && !named.contains(id) && Some(*id) != prev)
        });
        let seen = cursors.seen(&self.store, device, scope, ctx).map_err(not_written)?;
        let seen = seen.map(|seen| self.store.event(seen)).transpose().map_err(not_written)?;
        let open = seen.flatten().and_then(|seen| Open::decode_own(&seen.open?).ok());
        let listed: BTreeSet<EventId> = open
            .iter()
            .flat_map(|open| &open.facts)
            .flat_map(|fact| match fact {
                Fact::Heads(heads) => heads.heads.as_slice(),
                _ => &[],
            })
            .map(|head| head.id)
            .collect();
        let heads: Vec<scope::Head> = heads.into_values().collect();
        if heads.iter().all(|head| listed.contains(&head.id)) {
            return Ok(Vec::new());
        }
        Ok(heads)
    }

    /// Names the heads of all other logs of this device in the admin scope, so that a tail that
    /// is cut off afterwards is found.
    pub(super) fn witness(&self, batch: &mut Batch) -> Result<(), SubmitError> {
        let Some((admin, _)) = batch.world.admin() else {
            return Ok(());
        };
        let mut logs = Vec::new();
        for scope in batch.world.scopes.keys().filter(|scope| **scope != admin) {
            logs.extend(witnessed(&self.store, *scope).map_err(not_written)?);
        }
        let mut newest = BTreeMap::new();
        for header in batch.events.iter().map(|signed| &signed.event.envelope) {
            if header.header.scope != admin {
                newest.insert(log_ref(&header.header.log()), (header.header.seq, header.id));
            }
        }
        logs.retain(|log| !newest.contains_key(&log.log));
        logs.extend(newest.into_iter().map(|(log, (seq, id))| Witnessed { log, seq, id }));
        logs.sort_unstable();
        logs.truncate(WITNESSED_MAX);
        // A device that may not write in the admin scope would be heard by nobody.
        let place = batch.world.place(admin);
        let devices = batch.world.admin().map(|(_, admin)| &admin.devices);
        let may = devices
            .zip(place)
            .is_some_and(|(devices, place)| devices.may_write_in(&self.device(), &place));
        if !may {
            return Ok(());
        }
        let mut ctx = self.context(self.node(), CommandId([0; 16]));
        let draft = Draft::witness(admin, Witness { logs });
        self.draft(batch, &mut ctx, vec![draft], None).map(|_| ())
    }
}

/// Returns the heads of all logs of a scope under names that tell nothing.
fn witnessed(store: &Store, scope: ScopeId) -> Result<Vec<Witnessed>, StoreError> {
    let named = |head: scope::Head| {
        let log = LogKey { device: head.device, scope, epoch: head.epoch };
        Witnessed { log: log_ref(&log), seq: head.seq, id: head.id }
    };
    Ok(store.heads(scope)?.into_iter().map(named).collect())
}

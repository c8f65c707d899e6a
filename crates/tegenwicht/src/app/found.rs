// SPDX-License-Identifier: EUPL-1.2
//! Founding an institution, and granting a restored device with the root key from paper.

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::{Command, Draft, decide};
use tegenwicht_core::envelope::{LogKey, Mode};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::{Granted, Revoked};
use tegenwicht_core::feature::scope::{self, Purpose, Witnessed, log_ref};
use tegenwicht_core::feature::{institution, text, user};
use tegenwicht_core::id::{CommandId, DeviceKey, ScopeId};
use tegenwicht_core::refusal::Refusal;

use super::sign::not_written;
use super::writer::{Batch, Writer};
use super::{Made, NewDevice, Receipt, SetUp, SubmitError};

impl Writer {
    /// Founds the institution: root key, genesis, this device, plans, first coordinator.
    pub(super) fn set_up(&self, batch: &mut Batch, set_up: &SetUp) -> Result<Receipt, SubmitError> {
        if batch.world.admin().is_some() {
            return Err(Refusal::AlreadySetUp.into());
        }
        let mut ctx = self.context(self.node(), CommandId([0; 16]));
        let root = SigningKey::from_bytes(&ctx.fresh_bytes());
        let (device, exchange) = (self.device(), self.keys.exchange_key());
        let facts = institution::found(&set_up.institution, set_up.sector, device, exchange)?;
        // Refused before the root key is kept, so that a mistyped form leaves nothing behind.
        text::required(&set_up.login, text::NAME)?;
        text::required(&set_up.name, text::NAME)?;
        self.keys.put_root(&root.to_bytes()).map_err(not_written)?;
        let admin = scope::admin_scope(&DeviceKey(root.verifying_key().to_bytes()));
        let genesis = Draft::genesis(admin, Mode::Real, facts);
        let receipt = self.draft_by(batch, &mut ctx, vec![genesis], None, &root)?;
        let institution = receipt.events.first().map(|(_, id)| *id);
        let plan =
            scope::Opened { purpose: Purpose::Plan, mode: Mode::Real, institution, crisis: None };
        let plan =
            Draft::genesis(ScopeId(ctx.fresh_random()), Mode::Real, vec![Fact::ScopeOpened(plan)]);
        self.draft(batch, &mut ctx, vec![plan], None)?;
        let mut first = Actor { id: None, roles: vec![Role::Coordinator], device: self.device() };
        let add = Command::AddUser(user::AddUser {
            login: set_up.login.clone(),
            name: set_up.name.clone(),
            phone: None,
            roles: vec![Role::Coordinator],
            only: None,
        });
        let mut ctx = self.context(first.clone(), CommandId(ctx.fresh_random()));
        let drafts = decide(&batch.world, &mut ctx, &add)?;
        let added = self.draft(batch, &mut ctx, drafts, Some(&add))?;
        if let Made::User(user) = added.made {
            first.id = Some(user);
            let verifier = set_up.verifier.clone();
            let set = Command::SetPassword(user::SetPassword { user, verifier });
            let mut ctx = self.context(first, CommandId(ctx.fresh_random()));
            let drafts = decide(&batch.world, &mut ctx, &set)?;
            self.draft(batch, &mut ctx, drafts, Some(&set))?;
        }
        Ok(Receipt { made: added.made, ..receipt })
    }

    /// Grants a device, this one when none is named, with the root key that was typed in from
    /// paper.
    pub(super) fn grant(&self, batch: &mut Batch, new: &NewDevice) -> Result<Receipt, SubmitError> {
        let (scope, admin) = batch.world.admin().ok_or(Refusal::NotSetUp)?;
        let own = (self.device(), self.keys.exchange_key());
        let (device, exchange) = new.device.unwrap_or(own);
        let granted = Granted {
            device,
            label: text::required(&new.label, text::NAME)?,
            letter: admin.devices.next_letter(),
            exchange,
            shares: new.shares.clone(),
        };
        self.by_root(batch, scope, &new.root, Fact::DeviceGranted(granted))
    }

    /// Revokes a device with the root key; names how far its logs are known here.
    pub(super) fn revoke(
        &self,
        batch: &mut Batch,
        root: &[u8; 32],
        device: DeviceKey,
        reason: &str,
    ) -> Result<Receipt, SubmitError> {
        let (scope, admin) = batch.world.admin().ok_or(Refusal::NotSetUp)?;
        let known = admin.devices.by_key.get(&device).ok_or(Refusal::DeviceNotGranted)?;
        if known.revoked.is_some() {
            return Err(Refusal::DeviceNotGranted.into());
        }
        let mut logs = Vec::new();
        for scope in batch.world.scopes.keys() {
            let heads = self.store.heads(*scope).map_err(not_written)?;
            logs.extend(heads.into_iter().filter(|head| head.device == device).map(|head| {
                let log = LogKey { device, scope: *scope, epoch: head.epoch };
                Witnessed { log: log_ref(&log), seq: head.seq, id: head.id }
            }));
        }
        let reason = text::required(reason, text::REASON)?;
        self.by_root(batch, scope, root, Fact::DeviceRevoked(Revoked { device, reason, logs }))
    }

    /// Writes what only the root key says; refused when it is the key of another institution.
    fn by_root(
        &self,
        batch: &mut Batch,
        admin: ScopeId,
        root: &[u8; 32],
        fact: Fact,
    ) -> Result<Receipt, SubmitError> {
        let root = SigningKey::from_bytes(root);
        if scope::admin_scope(&DeviceKey(root.verifying_key().to_bytes())) != admin {
            return Err(Refusal::NotAllowed.into());
        }
        let mut ctx = self.context(self.node(), CommandId([0; 16]));
        let draft = Draft::grant(admin, fact);
        let receipt = self.draft_by(batch, &mut ctx, vec![draft], None, &root)?;
        // What this device writes next comes after it.
        batch.listed.remove(&admin);
        Ok(receipt)
    }
}

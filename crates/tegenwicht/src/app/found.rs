// SPDX-License-Identifier: EUPL-1.2
//! Founding an institution, and granting a restored device with the root key from paper.

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::{Command, Draft, decide};
use tegenwicht_core::envelope::{Envelope, Mode};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::{Granted, Share};
use tegenwicht_core::feature::scope::{self, Purpose};
use tegenwicht_core::feature::{institution, text, user};
use tegenwicht_core::id::{CommandId, DeviceKey, ScopeId};
use tegenwicht_core::refusal::Refusal;

use super::sign::not_written;
use super::writer::{Batch, Writer};
use super::{Made, Receipt, SetUp, SubmitError};

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

    /// Grants this device with the root key that was typed in from paper.
    pub(super) fn grant(
        &self,
        batch: &mut Batch,
        root: [u8; 32],
        label: &str,
    ) -> Result<Receipt, SubmitError> {
        let (scope, admin) = batch.world.admin().ok_or(Refusal::NotSetUp)?;
        let root = SigningKey::from_bytes(&root);
        let key = DeviceKey(root.verifying_key().to_bytes());
        let genesis = admin.genesis.ok_or(Refusal::NotSetUp)?;
        let stored = self.store.event(genesis).map_err(not_written)?;
        let header = stored.and_then(|stored| Envelope::peek(&stored.cose).ok());
        if header.is_none_or(|header| header.device != key) {
            return Err(Refusal::NotAllowed.into());
        }
        let granted = Granted {
            device: self.device(),
            label: text::required(label, text::NAME)?,
            letter: admin.devices.next_letter(),
            exchange: self.keys.exchange_key(),
            shares: Share::everything(),
        };
        let mut ctx = self.context(self.node(), CommandId([0; 16]));
        let draft = Draft::grant(scope, Fact::DeviceGranted(granted));
        let receipt = self.draft_by(batch, &mut ctx, vec![draft], None, &root)?;
        // What this device writes next comes after its own grant.
        batch.listed.remove(&scope);
        Ok(receipt)
    }
}

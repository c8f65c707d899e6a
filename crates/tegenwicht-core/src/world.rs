// SPDX-License-Identifier: EUPL-1.2
//! All that a node knows at one moment: the states of its scopes, and who is who.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::body::{ContactCard, Person};
use crate::envelope::LogKey;
use crate::feature::log_entry::LogEntry;
use crate::feature::report;
use crate::feature::scope::{Opened, Place, Purpose};
use crate::feature::text;
use crate::fold::ScopeState;
use crate::id::{
    ActorId, CommandId, ContactId, CrisisId, DeviceKey, EventId, ReportId, ScopeId, SeatId,
};
use crate::rights::Rights;

/// The states of all scopes held, and the unsealed directory. Cheap to copy.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub scopes: BTreeMap<ScopeId, Arc<ScopeState>>,
    pub directory: Arc<Directory>,
}

/// Who the pseudonyms are, as far as this node can unseal it. Never stored, never folded.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub people: BTreeMap<ActorId, Person>,
    /// Everybody who can be reached.
    pub contacts: BTreeMap<ContactId, ContactCard>,
    /// Who sits in a team and is no account and no contact.
    pub seats: BTreeMap<SeatId, ContactCard>,
}

impl Directory {
    /// Finds a person by login name; case and spaces do not count.
    #[must_use]
    pub fn by_login(&self, login: &str) -> Option<ActorId> {
        let login = text::fold(login);
        let mut people = self.people.iter();
        people.find(|(_, person)| person.login == login).map(|(id, _)| *id)
    }

    /// Returns the name that others see.
    #[must_use]
    pub fn name(&self, actor: ActorId) -> Option<&str> {
        self.people.get(&actor).map(|person| person.name.as_str())
    }
}

impl World {
    /// Returns the admin scope. A node is made with exactly one. Should there be several all the
    /// same, it is the one whose genesis the other scopes name as their institution; else the
    /// one with the lowest id.
    #[must_use]
    pub fn admin(&self) -> Option<(ScopeId, &Arc<ScopeState>)> {
        let is_admin =
            |opened: &Opened| opened.purpose == Purpose::Admin && opened.institution.is_none();
        let mut found = self.opened().filter(|(_, _, opened)| is_admin(opened));
        let first = found.next().map(|(id, state, _)| (id, state));
        let Some(second) = found.next().map(|(id, state, _)| (id, state)) else {
            return first;
        };
        let rest = found.map(|(id, state, _)| (id, state));
        let mut all = first.into_iter().chain([second]).chain(rest);
        let named = |(_, state): &(ScopeId, &Arc<ScopeState>)| {
            let names = |opened: &Opened| opened.institution == state.genesis;
            self.opened().any(|(_, _, opened)| opened.institution.is_some() && names(opened))
        };
        all.find(named).or(first)
    }

    /// Returns the plan scope of this institution.
    #[must_use]
    pub fn plan(&self) -> Option<(ScopeId, &Arc<ScopeState>)> {
        let institution = self.institution()?;
        let is_ours = |opened: &Opened| {
            opened.purpose == Purpose::Plan && opened.institution == Some(institution)
        };
        let mut found = self.opened().filter(|(_, _, opened)| is_ours(opened));
        found.next().map(|(id, state, _)| (id, state))
    }

    /// Returns the id of the institution: the hash of the genesis of the admin scope.
    #[must_use]
    pub fn institution(&self) -> Option<EventId> {
        self.admin().and_then(|(_, admin)| admin.genesis)
    }

    /// Returns the scope of a crisis.
    #[must_use]
    pub fn crisis(&self, crisis: CrisisId) -> Option<(ScopeId, &Arc<ScopeState>)> {
        let of = |state: &ScopeState| state.crisis.as_ref().is_some_and(|found| found.id == crisis);
        self.scopes.iter().find(|(_, state)| of(state)).map(|(id, state)| (*id, state))
    }

    /// Returns all crises, newest opened first.
    #[must_use]
    pub fn crises(&self) -> Vec<&Arc<ScopeState>> {
        let mut crises: Vec<&Arc<ScopeState>> =
            self.scopes.values().filter(|state| state.crisis.is_some()).collect();
        crises.sort_by_key(|state| {
            let opened = state.crisis.as_ref().map(|crisis| (crisis.opened_at, crisis.id));
            std::cmp::Reverse(opened)
        });
        crises
    }

    /// Returns the world as people see it: what is hidden with a line says what is given here in
    /// its place, the report that it was made of too. None where nothing is hidden.
    #[must_use]
    pub fn veiled(&self, instead: &str) -> Option<Self> {
        let hides =
            |state: &&Arc<ScopeState>| !state.hidden.is_empty() || !state.erasures.is_empty();
        self.scopes.values().find(hides)?;
        let mut world = self.clone();
        for state in world.scopes.values_mut().filter(|state| !state.veiled.is_empty()) {
            *state = Arc::new(state.veiled_with(instead));
        }
        let Some((scope, plan)) = self.plan() else {
            return Some(world);
        };
        let hiding = self.scopes.values().filter(hides);
        let reports: Vec<ReportId> = hiding.flat_map(|it| report::veiled(plan, it)).collect();
        if reports.is_empty() {
            return Some(world);
        }
        let mut bare = ScopeState::clone(plan);
        for id in reports {
            if let Some(report) = bare.reports.by_id.get_mut(&id) {
                instead.clone_into(&mut report.text);
                (report.place, report.reporter) = (None, None);
                report.methane.clear();
            }
        }
        world.scopes.insert(scope, Arc::new(bare));
        Some(world)
    }

    /// Returns which machine may hold and write what.
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.admin().map(|(scope, admin)| Rights::of(scope, admin)).unwrap_or_default()
    }

    /// Returns where a scope stands, once its genesis is known.
    #[must_use]
    pub fn place(&self, scope: ScopeId) -> Option<Place> {
        let opened = self.scopes.get(&scope)?.opened.as_ref()?;
        Some(Place { scope, purpose: opened.purpose, mode: opened.mode })
    }

    /// Returns true when an entry stands beyond what was known of its machine's log when that
    /// machine was revoked.
    #[must_use]
    pub fn is_after_revocation(&self, state: &ScopeState, entry: &LogEntry) -> bool {
        let Some((_, admin)) = self.admin() else {
            return false;
        };
        let device = admin.devices.by_key.get(&entry.device);
        if device.is_none_or(|device| device.revoked.is_none()) {
            return false;
        }
        let scope = state.crisis.as_ref().and_then(|crisis| self.crisis(crisis.id));
        scope.is_some_and(|(scope, _)| {
            let log = LogKey { device: entry.device, scope, epoch: entry.epoch };
            admin.devices.is_after_revocation(&log, entry.seq)
        })
    }

    /// Returns the letter before numbers that this device gives away.
    #[must_use]
    pub fn letter(&self, device: &DeviceKey) -> String {
        let device = self.admin().and_then(|(_, admin)| admin.devices.by_key.get(device).cloned());
        device.map(|device| device.letter).unwrap_or_default()
    }

    /// Returns the events that a command of this person led to, in any scope.
    #[must_use]
    pub fn done(&self, actor: Option<ActorId>, command: CommandId) -> Vec<(ScopeId, EventId)> {
        let key = (command, actor);
        let found = self
            .scopes
            .iter()
            .filter_map(|(id, state)| state.commands.get(&key).map(|event| (*id, *event)));
        found.collect()
    }

    /// Returns who is logged in with which roles; none when unknown or blocked.
    #[must_use]
    pub fn roles(&self, actor: ActorId) -> Option<Vec<crate::actor::Role>> {
        let (_, admin) = self.admin()?;
        let user = admin.users.by_id.get(&actor)?;
        user.blocked.is_none().then(|| user.roles())
    }

    fn opened(&self) -> impl Iterator<Item = (ScopeId, &Arc<ScopeState>, &Opened)> {
        self.scopes
            .iter()
            .filter_map(|(id, state)| state.opened.as_ref().map(|opened| (*id, state, opened)))
    }
}

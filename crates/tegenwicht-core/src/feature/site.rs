// SPDX-License-Identifier: EUPL-1.2
//! A site (locatie) or a department in it: where things happen, by the institution's own names.
//!
//! Not here: what is going on there (`log_entry`, later `process`).
//! Rules: a department lies within a site, at most three deep, never within itself; a site is
//! never removed, only out of use, since old lines name it.
//! Start at: `decide_set`.
//! To change: text `site-*`, page `site`, `docs/help/site.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::text::{self, NAME};
use crate::fold::{At, ScopeState};
use crate::id::SiteId;
use crate::map::Map;
use crate::refusal::Refusal;
use crate::versions::Versions;
use crate::world::World;

/// How deep departments may lie within each other.
pub const DEPTH_MAX: usize = 3;

/// `site.set`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Set {
    #[n(0)]
    pub site: SiteId,
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub within: Option<SiteId>,
    #[n(3)]
    pub address: Option<String>,
    /// True when it is out of use.
    #[n(4)]
    pub gone: bool,
}

/// Add a site or department, or change one.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetSite {
    /// None adds a new one.
    #[n(0)]
    pub site: Option<SiteId>,
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub within: Option<SiteId>,
    #[n(3)]
    pub address: Option<String>,
    #[n(4)]
    pub gone: bool,
}

pub(crate) fn decide_set(
    world: &World,
    ctx: &Context,
    command: &SetSite,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    let site = command.site.unwrap_or(SiteId(ctx.made_id()));
    let old = plan.sites.by_id.get(&site);
    if command.site.is_some() && old.is_none() {
        return Err(Refusal::SiteUnknown);
    }
    if let Some(within) = command.within {
        let above = plan.sites.above(within);
        if above.is_empty() {
            return Err(Refusal::SiteUnknown);
        }
        if above.contains(&site) || above.len() >= DEPTH_MAX {
            return Err(Refusal::SiteWithinItself);
        }
    }
    let set = Set {
        site,
        name: text::required(&command.name, NAME)?,
        within: command.within,
        address: text::optional(command.address.as_deref(), NAME)?,
        gone: command.gone,
    };
    let replaced = old.map(Versions::heads).unwrap_or_default();
    Ok(vec![Draft::facts(scope, vec![Fact::SiteSet(set)]).replacing(replaced)?])
}

/// All sites and departments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Sites {
    #[n(0)]
    pub by_id: Map<SiteId, Versions<Set>>,
}

impl Sites {
    /// Returns a site as a screen shows it: where two versions are in force, the first of them.
    #[must_use]
    pub fn get(&self, site: SiteId) -> Option<&Set> {
        self.by_id.get(&site)?.live().map(|(_, set)| set).next()
    }

    /// Returns this site and all that it lies within, inside first; ends where it would go round.
    #[must_use]
    pub fn above(&self, site: SiteId) -> Vec<SiteId> {
        let (mut path, mut here) = (Vec::new(), Some(site));
        while let Some(id) = here.filter(|id| !path.contains(id)) {
            let Some(set) = self.get(id) else { break };
            path.push(id);
            here = set.within;
        }
        path
    }

    /// Returns all in use, each behind what it lies within, by name.
    #[must_use]
    pub fn tree(&self) -> Vec<(usize, &Set)> {
        let mut rows: Vec<(Vec<String>, &Set)> = Vec::new();
        for set in self.by_id.keys().filter_map(|id| self.get(*id)).filter(|set| !set.gone) {
            let above = self.above(set.site);
            let names = above.iter().rev().filter_map(|id| self.get(*id));
            rows.push((names.map(|set| text::fold(&set.name)).collect(), set));
        }
        rows.sort_by(|a, b| (&a.0, a.1.site).cmp(&(&b.0, b.1.site)));
        rows.into_iter().map(|(path, set)| (path.len().saturating_sub(1), set)).collect()
    }
}

impl ScopeState {
    pub(crate) fn set_site(&mut self, fact: Set, at: &At<'_>) {
        let (mut conflict, name) = (false, fact.name.clone());
        self.sites.by_id.change(fact.site, |site| {
            site.set(at.event, fact, &at.header.supersedes);
            conflict = site.is_conflict();
        });
        self.notice_conflict(conflict, at, || name);
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! A setting (instelling): a word, role, level or time that an institution calls its own way.
//!
//! Not here: what holds where nothing is set (the sector's file in the library, `tegenwicht`).
//! Rules: a setting has a name that data carries and a value that people typed; back to what the
//! library says is a value too; two who set one without knowing of each other both stay, and the
//! library's value counts until a person settles it.
//! Start at: `decide_set`.
//! To change: text `setting-*`, page `setting`, `docs/help/setting.md`.

use minicbor::{Decode, Encode};

use crate::command::Draft;
use crate::event::Fact;
use crate::feature::text::{self, NAME};
use crate::fold::{At, ScopeState};
use crate::map::Map;
use crate::refusal::Refusal;
use crate::versions::Versions;
use crate::world::World;

/// Most settings that one command sets.
pub const SETTINGS_MAX: usize = 200;
/// The first part of every name there is; what follows it is a slug.
pub const FAMILIES: [&str; 10] =
    ["sector", "word", "role", "level", "status", "team", "place", "time", "seats", "open"];

/// `setting.set`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Set {
    #[n(0)]
    pub name: String,
    /// None puts back what the library says.
    #[n(1)]
    pub value: Option<String>,
}

/// Set one or more settings.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetSettings {
    #[n(0)]
    pub values: Vec<(String, Option<String>)>,
}

pub(crate) fn decide_set(world: &World, command: &SetSettings) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    if command.values.len() > SETTINGS_MAX {
        return Err(Refusal::TooManySettings);
    }
    let (mut facts, mut replaced) = (Vec::new(), Vec::new());
    for (name, value) in &command.values {
        check_name(name)?;
        let value = text::optional(value.as_deref(), NAME)?;
        replaced.extend(plan.settings.by_name.get(name).map(Versions::heads).unwrap_or_default());
        facts.push(Fact::SettingSet(Set { name: name.clone(), value }));
    }
    if facts.is_empty() {
        return Err(Refusal::SettingUnknown);
    }
    Ok(vec![Draft::facts(scope, facts).replacing(replaced)?])
}

/// Refuses a name that no screen would ever read.
fn check_name(name: &str) -> Result<(), Refusal> {
    let (family, rest) = name.split_once('.').ok_or(Refusal::SettingUnknown)?;
    if !FAMILIES.contains(&family) {
        return Err(Refusal::SettingUnknown);
    }
    text::slug(rest).map(|_| ()).map_err(|_| Refusal::SettingUnknown)
}

/// All settings of the institution.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Settings {
    #[n(0)]
    pub by_name: Map<String, Versions<Option<String>>>,
}

impl Settings {
    /// Returns the value that people agree on; none where the library's counts.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name)?.settled()?.as_deref()
    }
}

impl ScopeState {
    pub(crate) fn set_setting(&mut self, fact: Set, at: &At<'_>) {
        let mut conflict = false;
        let name = fact.name.clone();
        self.settings.by_name.change(fact.name, |setting| {
            setting.set(at.event, fact.value, &at.header.supersedes);
            conflict = setting.is_conflict();
        });
        self.notice_conflict(conflict, at, || name);
    }
}

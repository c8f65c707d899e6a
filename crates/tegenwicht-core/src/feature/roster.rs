// SPDX-License-Identifier: EUPL-1.2
//! The duty roster (piketrooster): who is on duty, in which role, from when until when.
//!
//! Not here: names and numbers (`contact`), who was called (`call`).
//! Rules: a turn of duty names a contact and a role; it ends after it begins and lasts at most
//! five weeks; turns may overlap, and then both are called, the one that began last first.
//! Start at: `decide_set`, then `Roster::on_duty`.
//! To change: text `roster-*`, page `roster`, `docs/help/roster.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::text;
use crate::fold::{At, ScopeState};
use crate::id::{ContactId, ShiftId};
use crate::map::Map;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// Longest turn of duty: five weeks, since some rosters go by the month.
pub const SHIFT_MS_MAX: i64 = 35 * 24 * 3_600_000;

/// `shift.set`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Set {
    #[n(0)]
    pub shift: ShiftId,
    #[n(1)]
    pub role: String,
    #[n(2)]
    pub contact: ContactId,
    #[n(3)]
    pub from: Timestamp,
    #[n(4)]
    pub until: Timestamp,
    /// True when it was taken off the roster.
    #[n(5)]
    pub gone: bool,
}

/// Put a turn of duty on the roster, change it, or take it off.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetShift {
    /// None adds a new one.
    #[n(0)]
    pub shift: Option<ShiftId>,
    #[n(1)]
    pub role: String,
    #[n(2)]
    pub contact: ContactId,
    #[n(3)]
    pub from: Timestamp,
    #[n(4)]
    pub until: Timestamp,
    #[n(5)]
    pub gone: bool,
}

pub(crate) fn decide_set(
    world: &World,
    ctx: &Context,
    command: &SetShift,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, plan) = world.plan().ok_or(Refusal::NotSetUp)?;
    let (_, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let shift = command.shift.unwrap_or(ShiftId(ctx.made_id()));
    let old = plan.roster.by_id.get(&shift);
    if command.shift.is_some() && old.is_none() {
        return Err(Refusal::ShiftUnknown);
    }
    let contact = admin.contacts.by_id.get(&command.contact);
    if !command.gone && contact.is_none_or(|contact| contact.is_gone()) {
        return Err(Refusal::ContactUnknown);
    }
    let length_ms = command.until.since_ms(command.from);
    if !(1..=SHIFT_MS_MAX).contains(&length_ms) {
        return Err(Refusal::TimesWrong);
    }
    let set = Set {
        shift,
        role: text::slug(&command.role)?,
        contact: command.contact,
        from: command.from,
        until: command.until,
        gone: command.gone,
    };
    let replaced = old.map(Versions::heads).unwrap_or_default();
    Ok(vec![Draft::facts(scope, vec![Fact::ShiftSet(set)]).replacing(replaced)?])
}

/// All turns of duty, past ones too: they say who could have been called.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Roster {
    #[n(0)]
    pub by_id: Map<ShiftId, Versions<Set>>,
}

impl Roster {
    /// Returns all turns in force, earliest first.
    #[must_use]
    pub fn shifts(&self) -> Vec<&Set> {
        let live = self.by_id.values().flat_map(|shift| shift.live().map(|(_, set)| set));
        let mut shifts: Vec<&Set> = live.filter(|set| !set.gone).collect();
        shifts.sort_by_key(|set| (set.from, set.role.as_str(), set.shift));
        shifts
    }

    /// Returns who is on duty at a moment; who began last comes first.
    #[must_use]
    pub fn on_duty(&self, at: Timestamp) -> Vec<&Set> {
        let mut found = self.shifts();
        found.retain(|set| set.from <= at && at < set.until);
        found.sort_by(|a, b| (&a.role, b.from, a.shift).cmp(&(&b.role, a.from, b.shift)));
        found
    }
}

impl ScopeState {
    pub(crate) fn set_shift(&mut self, fact: Set, at: &At<'_>) {
        let (mut conflict, id) = (false, fact.shift);
        self.roster.by_id.change(id, |shift| {
            shift.set(at.event, fact, &at.header.supersedes);
            conflict = shift.is_conflict();
        });
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

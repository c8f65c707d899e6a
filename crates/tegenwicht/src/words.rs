// SPDX-License-Identifier: EUPL-1.2
//! What this institution calls its roles, teams, levels and states: its own words first, then
//! those of its sector, then those of the list, and otherwise the id itself as words.
//!
//! Not here: sentences of the program (`text`), where the library is kept.
//! Rules: no word is ever lacking; a setting that two people disagree on does not count.
//! Start at: `role`.
//! To change: the families of settings stand in `feature::setting`, the lists in
//! `docs/formats/card.md`.

use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Item, PartField};

use crate::web::visit::Visit;

/// Roles that somebody has to sit in, unless the institution says otherwise.
const SEATS: [&str; 7] =
    ["chair", "log-keeper", "information-manager", "care", "ict", "facility", "communication"];
/// Values of a setting that say no.
const NO: [&str; 4] = ["0", "no", "nee", "off"];
const MINUTE_MS: i64 = 60_000;

/// Returns what a role is called.
#[must_use]
pub fn role(visit: &Visit, id: &str) -> String {
    named(visit, "role", PartField::Roles, Some("roles"), id)
}

/// Returns what a team is called that the institution knows beforehand.
#[must_use]
pub fn team(visit: &Visit, id: &str) -> String {
    if let Some(named) = found(visit, "team", PartField::Teams, None, id) {
        return named;
    }
    if id == CRISIS_TEAM { visit.text.get("crisis-team").to_owned() } else { spelled(id) }
}

/// Returns what the state of an area is called.
#[must_use]
pub fn status(visit: &Visit, id: &str) -> String {
    named(visit, "status", PartField::Statuses, None, id)
}

/// Returns a word of the institution: client, ward, record.
#[must_use]
pub fn word(visit: &Visit, id: &str) -> String {
    named(visit, "word", PartField::Words, None, id)
}

/// Returns what a desk outside the team is called.
#[must_use]
pub fn desk(visit: &Visit, id: &str) -> String {
    listed(visit, "contacts", id).unwrap_or_else(|| spelled(id))
}

/// Returns how far the government is scaled up, in words.
#[must_use]
pub fn grip(visit: &Visit, id: &str) -> String {
    listed(visit, "grip", id).unwrap_or_else(|| spelled(id))
}

/// What an entry of a list says.
fn listed(visit: &Visit, list: &str, id: &str) -> Option<String> {
    let cards = visit.web.app.cards();
    cards.of(visit.text.language).entry(list, id).map(|item| item.text.clone())
}

/// Returns the value of a setting, when people agree on one.
#[must_use]
pub fn setting<'a>(visit: &'a Visit, name: &str) -> Option<&'a str> {
    visit.world.plan().and_then(|(_, plan)| plan.settings.get(name))
}

/// Returns a time of the institution, such as `call-minutes`, in milliseconds.
#[must_use]
pub fn minutes_ms(visit: &Visit, name: &str, otherwise: i64) -> i64 {
    let typed = setting(visit, &format!("time.{name}")).and_then(|value| value.trim().parse().ok());
    let minutes = typed.filter(|minutes| (1..=10_080).contains(minutes)).unwrap_or(otherwise);
    minutes * MINUTE_MS
}

/// Returns the roles of the crisis team that somebody has to sit in: what the setting
/// `seats.<role>` says, and for the usual ones yes where it says nothing.
#[must_use]
pub fn expected_roles(visit: &Visit) -> Vec<String> {
    let says_no = |value: &str| NO.contains(&value.trim().to_lowercase().as_str());
    let mut roles: Vec<String> = Vec::new();
    for role in SEATS {
        if !setting(visit, &format!("seats.{role}")).is_some_and(says_no) {
            roles.push(role.to_owned());
        }
    }
    for name in settings(visit, "seats.") {
        let wanted = setting(visit, &format!("seats.{name}")).is_some_and(|value| !says_no(value));
        if wanted && !roles.contains(&name) {
            roles.push(name);
        }
    }
    roles
}

/// Returns every role that one can sit in: the expected ones first.
#[must_use]
pub fn all_roles(visit: &Visit) -> Vec<String> {
    let mut roles = expected_roles(visit);
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let listed = library.list("roles").into_iter().flat_map(|list| list.items());
    let of_sector = sector_items(visit, library, PartField::Roles);
    let known = listed.chain(of_sector).filter(|item| item.is_named()).map(|item| item.id.clone());
    for role in known.chain(settings(visit, "role.")) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// Returns the teams that the institution knows beforehand, besides the one that leads.
#[must_use]
pub fn known_teams(visit: &Visit) -> Vec<String> {
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let of_sector = sector_items(visit, library, PartField::Teams).map(|item| item.id.clone());
    let mut teams: Vec<String> = of_sector.chain(settings(visit, "team.")).collect();
    teams.retain(|team| team != CRISIS_TEAM);
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// The names of the settings of one family that have a value.
fn settings(visit: &Visit, family: &str) -> Vec<String> {
    let Some((_, plan)) = visit.world.plan() else {
        return Vec::new();
    };
    let names = plan.settings.by_name.keys().filter(|name| plan.settings.get(name).is_some());
    names.filter_map(|name| name.strip_prefix(family)).map(str::to_owned).collect()
}

fn named(visit: &Visit, family: &str, field: PartField, list: Option<&str>, id: &str) -> String {
    found(visit, family, field, list, id).unwrap_or_else(|| spelled(id))
}

fn found(
    visit: &Visit,
    family: &str,
    field: PartField,
    list: Option<&str>,
    id: &str,
) -> Option<String> {
    if let Some(own) = setting(visit, &format!("{family}.{id}")) {
        return Some(own.to_owned());
    }
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let of_sector = sector_items(visit, library, field).find(|item| item.id == id);
    let listed = || list.and_then(|list| library.entry(list, id));
    of_sector.or_else(listed).map(|item| item.text.clone())
}

/// What the file of the sector says under one heading.
fn sector_items<'a>(
    visit: &Visit,
    library: &'a Library,
    field: PartField,
) -> impl Iterator<Item = &'a Item> + use<'a> {
    let admin = visit.world.admin();
    let sector = admin.and_then(|(_, admin)| admin.name.live().next().map(|(_, name)| name.sector));
    let card = library.card(&format!("sector-{}", sector.map_or("hospital", Sector::name)));
    let parts = card.into_iter().flat_map(|card| &card.parts);
    parts.filter(move |part| part.field == Some(field)).flat_map(|part| &part.items)
}

/// An id as words: "liaison-rot" becomes "Liaison rot".
fn spelled(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

// SPDX-License-Identifier: EUPL-1.2
//! What things are called here: the words of the sector, and those of the institution's own.
//!
//! Not here: how a setting is kept (`tegenwicht-core`, `feature/setting.rs`).
//! Rules: the institution's own word comes before the sector's; what neither has is called by the
//! lists of the library, and else by its id; a title that people type finds its id in any
//! language.
//! Start at: `Values::of`.
//! To change: the sector's values are cards of the library, `docs/formats/card.md`.

use std::collections::BTreeMap;

use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::text;
use tegenwicht_core::library::card::PartField;
use tegenwicht_core::world::World;

use crate::library::Cards;
use crate::text::Language;
use crate::web::visit::Visit;

/// Roles that somebody has to sit in, unless the institution says otherwise.
pub const SEATS: [&str; 7] =
    ["chair", "log-keeper", "information-manager", "care", "ict", "facility", "communication"];

/// Families of settings that a sector has values for, by the field of its card.
const FIELDS: [(&str, PartField); 5] = [
    ("word", PartField::Words),
    ("role", PartField::Roles),
    ("level", PartField::Levels),
    ("status", PartField::Statuses),
    ("team", PartField::Teams),
];

/// A value that a sector starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    family: &'static str,
    id: String,
    title: String,
}

/// What everything is called, in every language.
#[derive(Debug, Clone, Default)]
pub struct Values {
    sector: BTreeMap<Language, Vec<Value>>,
    roles: BTreeMap<Language, Vec<(String, String)>>,
    desks: BTreeMap<Language, Vec<(String, String)>>,
    own: BTreeMap<String, String>,
    /// The id of a role by every title it has, folded.
    role_by_title: BTreeMap<String, String>,
}

impl Values {
    /// Puts together what holds now.
    #[must_use]
    pub fn of(cards: &Cards, world: &World) -> Self {
        let sector = sector(world);
        let mut values = Self::default();
        for language in Language::ALL {
            let library = cards.of(language);
            let list = |id: &str| {
                let items = library.list(id).into_iter().flat_map(|card| card.items());
                items.map(|item| (item.id.clone(), item.text.clone())).collect::<Vec<_>>()
            };
            values.roles.insert(language, list("roles"));
            values.desks.insert(language, list("contacts"));
            let card = sector.and_then(|sector| library.card(&format!("sector-{}", sector.name())));
            let mut found = Vec::new();
            for part in card.iter().flat_map(|card| &card.parts) {
                let family = FIELDS.iter().find(|(_, field)| Some(*field) == part.field);
                let Some((family, _)) = family else { continue };
                found.extend(part.items.iter().map(|item| Value {
                    family,
                    id: item.id.clone(),
                    title: item.text.clone(),
                }));
            }
            values.sector.insert(language, found);
        }
        if let Some((_, plan)) = world.plan() {
            let names = plan.settings.by_name.keys();
            let own = names.filter_map(|name| Some((name.clone(), plan.settings.get(name)?)));
            values.own = own.map(|(name, value)| (name, value.to_owned())).collect();
        }
        values.role_by_title = values.titles();
        values
    }

    /// Returns what the institution itself set.
    #[must_use]
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }

    /// Returns what the sector says; of a role that it does not name, what the list says.
    #[must_use]
    pub fn of_sector(&self, language: Language, name: &str) -> Option<&str> {
        let (family, id) = name.split_once('.')?;
        let mut values = self.sector.get(&language)?.iter();
        let value = values.find(|value| value.family == family && value.id == id);
        let listed = || titled(&self.roles, language, id).filter(|_| family == "role");
        value.map(|value| value.title.as_str()).or_else(listed)
    }

    /// Returns what holds: the institution's own, else the sector's.
    #[must_use]
    pub fn get(&self, language: Language, name: &str) -> Option<&str> {
        self.own(name).or_else(|| self.of_sector(language, name))
    }

    /// Returns the names of all settings that have a value.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let sector = self.sector.get(&Language::Dutch).into_iter().flatten();
        let mut names: Vec<String> =
            sector.map(|value| format!("{}.{}", value.family, value.id)).collect();
        names.extend(
            self.own.keys().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>(),
        );
        names
    }

    /// Returns the ids of a family: the sector's in its order, then what the institution added.
    #[must_use]
    pub fn ids(&self, family: &str) -> Vec<String> {
        let sector = self.sector.get(&Language::Dutch).into_iter().flatten();
        let mut ids: Vec<String> =
            sector.filter(|value| value.family == family).map(|value| value.id.clone()).collect();
        for name in self.own.keys() {
            match name.split_once('.') {
                Some((of, id)) if of == family && !ids.iter().any(|known| known == id) => {
                    ids.push(id.to_owned());
                }
                _ => {}
            }
        }
        ids
    }

    /// Returns the title of a role.
    #[must_use]
    pub fn role(&self, language: Language, role: &str) -> String {
        self.get(language, &format!("role.{role}")).unwrap_or(role).to_owned()
    }

    /// Returns what the list of the library calls a role.
    #[must_use]
    pub fn listed_role(&self, language: Language, role: &str) -> Option<String> {
        titled(&self.roles, language, role).map(str::to_owned)
    }

    /// Returns the ids of all roles: those of the sector, then those that only the list has.
    #[must_use]
    pub fn all_roles(&self) -> Vec<String> {
        let mut roles = self.ids("role");
        for (id, _) in self.roles.get(&Language::Dutch).into_iter().flatten() {
            if !roles.contains(id) {
                roles.push(id.clone());
            }
        }
        roles
    }

    /// Returns the roles that somebody has to sit in.
    #[must_use]
    pub fn expected_seats(&self) -> Vec<String> {
        let mut roles = self.all_roles();
        roles.retain(|role| self.is_seat(role));
        roles
    }

    /// Returns true when somebody has to sit in a role.
    #[must_use]
    pub fn is_seat(&self, role: &str) -> bool {
        match self.own(&format!("seats.{role}")) {
            Some(said) => said == "yes",
            None => SEATS.contains(&role),
        }
    }

    /// Returns the title of a desk outside the team.
    #[must_use]
    pub fn desk(&self, language: Language, desk: &str) -> String {
        titled(&self.desks, language, desk).unwrap_or(desk).to_owned()
    }

    /// Returns the ids of all desks, in the order of their list.
    #[must_use]
    pub fn desks(&self) -> Vec<String> {
        let desks = self.desks.get(&Language::Dutch).into_iter().flatten();
        desks.map(|(id, _)| id.clone()).collect()
    }

    /// Finds a role by its id or by any title it has.
    #[must_use]
    pub fn find_role(&self, words: &str) -> Option<String> {
        self.role_by_title.get(&text::fold(words)).cloned()
    }

    /// Returns every title of every role; where two have one title, the institution's own word
    /// decides, then the sector's.
    fn titles(&self) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut put = |title: &str, id: &str| {
            found.entry(text::fold(title)).or_insert_with(|| id.to_owned());
        };
        let ids = self.ids("role");
        for id in &ids {
            put(self.own(&format!("role.{id}")).unwrap_or(id), id);
        }
        for language in Language::ALL {
            for id in &ids {
                put(self.of_sector(language, &format!("role.{id}")).unwrap_or(id), id);
            }
            for (id, title) in self.roles.get(&language).into_iter().flatten() {
                put(title, id);
                put(id, id);
            }
        }
        found
    }

    /// Finds a desk by its id or title.
    #[must_use]
    pub fn find_desk(&self, words: &str) -> Option<String> {
        let words = text::fold(words);
        let mut desks = self.desks.values().flatten();
        let is_it = |(id, title): &&(String, String)| *id == words || text::fold(title) == words;
        desks.find(is_it).map(|(id, _)| id.clone())
    }
}

/// Returns what everything is called for who asks.
#[must_use]
pub fn here(visit: &Visit) -> Values {
    Values::of(&visit.web.app.cards(), &visit.world)
}

/// Returns the sector of the institution; where two were given, the first.
#[must_use]
pub fn sector(world: &World) -> Option<Sector> {
    world.admin()?.1.name.live().map(|(_, named)| named.sector).next()
}

fn titled<'a>(
    lists: &'a BTreeMap<Language, Vec<(String, String)>>,
    language: Language,
    id: &str,
) -> Option<&'a str> {
    let mut list = lists.get(&language)?.iter();
    list.find(|(known, _)| known == id).map(|(_, title)| title.as_str())
}

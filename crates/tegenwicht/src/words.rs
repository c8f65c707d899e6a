// SPDX-License-Identifier: EUPL-1.2
//! What things are called here: clients, wards, roles, levels, teams, states, and desks outside.
//!
//! Not here: sentences of the program (`text`), how a setting is kept (`tegenwicht-core`,
//! `feature/setting.rs`), where the library is kept (`library`).
//! Rules: the institution's own word comes before the sector's, that before the lists of the
//! library, and what none of them has is called by its id, so no word is ever lacking; a setting
//! that two people disagree on does not count.
//! Start at: `Words::get`. Pages ask with `visit.words()`.
//! To change: the sector's values are cards of the library, `docs/formats/card.md`.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::feature::text;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Card, Item, PartField};
use tegenwicht_core::library::word::{Said, WORDS};
use tegenwicht_core::world::World;

use crate::library::{Cards, Spelling};
use crate::text::{Language, Text};

/// Roles that somebody has to sit in, unless the institution says otherwise.
pub const SEATS: [&str; 7] =
    ["chair", "log-keeper", "information-manager", "care", "ict", "facility", "communication"];
/// Values of a setting that say no.
const NO: [&str; 4] = ["0", "no", "nee", "off"];
const MINUTE_MS: i64 = 60_000;
/// Longest time of the institution: a week.
const MINUTES_MAX: i64 = 10_080;
/// Families of settings that a sector has values for, by the field of its card.
const FIELDS: [(&str, PartField); 5] = [
    ("word", PartField::Words),
    ("role", PartField::Roles),
    ("level", PartField::Levels),
    ("status", PartField::Statuses),
    ("team", PartField::Teams),
];

/// What everything is called, for who reads one language.
#[derive(Debug, Clone)]
pub struct Words {
    pub language: Language,
    cards: Arc<Cards>,
    sector: Sector,
    own: BTreeMap<String, String>,
    /// The id of a role by every title it has, folded; a file asks for thousands.
    role_by_title: OnceLock<BTreeMap<String, String>>,
}

impl Words {
    /// Puts together what holds now.
    #[must_use]
    pub fn of(cards: Arc<Cards>, world: &World, language: Language) -> Self {
        let settings = world.plan().map(|(_, plan)| &plan.settings);
        let own = settings.into_iter().flat_map(|settings| {
            let names = settings.by_name.keys();
            names.filter_map(|name| Some((name.clone(), settings.get(name)?.to_owned())))
        });
        Self {
            language,
            cards,
            sector: sector(world),
            own: own.collect(),
            role_by_title: OnceLock::new(),
        }
    }

    /// Returns the words that texts of the library have marks for, from cards as they were read.
    #[must_use]
    pub fn spelling(cards: &Arc<Cards>, world: &World) -> Spelling {
        let settings = world.plan().map(|(_, plan)| &plan.settings);
        let set = |word: &str| {
            let name = format!("word.{word}");
            let value = settings?.get(&name)?.to_owned();
            Some((name, value))
        };
        let own: BTreeMap<String, String> = WORDS.into_iter().filter_map(set).collect();
        Language::ALL.map(|language| {
            let words = Self {
                language,
                cards: Arc::clone(cards),
                sector: sector(world),
                own: own.clone(),
                role_by_title: OnceLock::new(),
            };
            let said: Said = WORDS.map(|word| words.word(word));
            said
        })
    }

    /// Returns what the institution itself set.
    #[must_use]
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }

    /// Returns what the sector says; of a role that it does not name, what the list says.
    #[must_use]
    pub fn of_sector(&self, name: &str) -> Option<&str> {
        self.said(self.language, name)
    }

    /// Returns what holds: the institution's own, else the sector's. A name is a family and an
    /// id, such as `word.client` or `level.level-2`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.own(name).or_else(|| self.of_sector(name))
    }

    /// Returns the names of all settings that have a value: the sector's, then what was added.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let families = FIELDS.iter().map(|(family, _)| *family);
        let of_sector = families.flat_map(|family| {
            self.sector_items(self.language, family)
                .map(move |item| format!("{family}.{}", item.id))
        });
        let mut names: Vec<String> = of_sector.collect();
        let own = self.own.keys().filter(|name| !names.contains(name)).cloned();
        let added: Vec<String> = own.collect();
        names.extend(added);
        names
    }

    /// Returns the ids of a family: the sector's in its order, then what the institution added.
    #[must_use]
    pub fn ids(&self, family: &str) -> Vec<String> {
        let of_sector = self.sector_items(self.language, family);
        let mut ids: Vec<String> = of_sector.map(|item| item.id.clone()).collect();
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

    /// Returns what a role is called.
    #[must_use]
    pub fn role(&self, id: &str) -> String {
        self.named("role", id)
    }

    /// Returns what a level of scaling up is called.
    #[must_use]
    pub fn level(&self, id: &str) -> String {
        self.named("level", id)
    }

    /// Returns what a team is called that the institution knows beforehand.
    #[must_use]
    pub fn team(&self, id: &str) -> String {
        self.named("team", id)
    }

    /// Returns what the state of an area is called.
    #[must_use]
    pub fn status(&self, id: &str) -> String {
        self.named("status", id)
    }

    /// Returns a word of the institution: client, ward, record.
    #[must_use]
    pub fn word(&self, id: &str) -> String {
        self.named("word", id)
    }

    /// Returns what a desk outside the team is called.
    #[must_use]
    pub fn desk(&self, id: &str) -> String {
        self.listed("contacts", id)
    }

    /// Returns how far the government is scaled up, in words.
    #[must_use]
    pub fn grip(&self, id: &str) -> String {
        self.listed("grip", id)
    }

    /// Returns a sentence of the program with the words of the institution filled in.
    #[must_use]
    pub fn sentence(&self, text: &Text, id: &str) -> String {
        let [client, clients] = [self.word("client"), self.word("clients")];
        let [ward, wards] = [self.word("ward"), self.word("wards")];
        let team = self.team(CRISIS_TEAM);
        text.with(
            id,
            &[
                ("client", &client),
                ("clients", &clients),
                ("ward", &ward),
                ("wards", &wards),
                ("team", &team),
            ],
        )
    }

    /// Returns a time of the institution, such as `call-minutes`, in milliseconds.
    #[must_use]
    pub fn minutes_ms(&self, name: &str, otherwise: i64) -> i64 {
        let typed = self.own(&format!("time.{name}")).and_then(|value| value.trim().parse().ok());
        let minutes = typed.filter(|minutes| (1..=MINUTES_MAX).contains(minutes));
        minutes.unwrap_or(otherwise) * MINUTE_MS
    }

    /// Returns what the list of the library calls a role.
    #[must_use]
    pub fn listed_role(&self, role: &str) -> Option<&str> {
        entry(self.library(self.language), "roles", role)
    }

    /// Returns the ids of all roles: those of the sector, then those that only the list has.
    #[must_use]
    pub fn roles(&self) -> Vec<String> {
        let mut roles = self.ids("role");
        for item in items(self.library(self.language), "roles").filter(|item| item.is_named()) {
            if !roles.contains(&item.id) {
                roles.push(item.id.clone());
            }
        }
        roles
    }

    /// Returns every role that one can sit in: those that somebody has to sit in come first.
    #[must_use]
    pub fn roles_to_fill(&self) -> Vec<String> {
        let (mut first, rest): (Vec<String>, Vec<String>) =
            self.roles().into_iter().partition(|role| self.is_seat(role));
        first.extend(rest);
        first
    }

    /// Returns the roles that somebody has to sit in.
    #[must_use]
    pub fn expected_seats(&self) -> Vec<String> {
        let mut roles = self.roles();
        roles.retain(|role| self.is_seat(role));
        roles
    }

    /// Returns true when somebody has to sit in a role.
    #[must_use]
    pub fn is_seat(&self, role: &str) -> bool {
        match self.own(&format!("seats.{role}")) {
            Some(said) => !NO.contains(&said.trim().to_lowercase().as_str()),
            None => SEATS.contains(&role),
        }
    }

    /// Returns the teams that the institution knows beforehand, besides the one that leads.
    #[must_use]
    pub fn teams(&self) -> Vec<String> {
        let mut teams = self.ids("team");
        teams.retain(|team| team != CRISIS_TEAM);
        teams
    }

    /// Returns the ids of all desks, in the order of their list.
    #[must_use]
    pub fn desks(&self) -> Vec<String> {
        let desks = items(self.library(self.language), "contacts");
        desks.map(|item| item.id.clone()).collect()
    }

    /// Finds a role by its id or by any title it has.
    #[must_use]
    pub fn find_role(&self, words: &str) -> Option<String> {
        let known = self.role_by_title.get_or_init(|| self.titles());
        known.get(&text::fold(words)).cloned()
    }

    /// Finds a desk by its id or title, in any language.
    #[must_use]
    pub fn find_desk(&self, words: &str) -> Option<String> {
        let words = text::fold(words);
        let is_it = |item: &&Item| item.id == words || text::fold(&item.text) == words;
        let mut found = Language::ALL.into_iter().filter_map(|language| {
            items(self.library(language), "contacts").find(is_it).map(|item| item.id.clone())
        });
        found.next()
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
                put(self.said(language, &format!("role.{id}")).unwrap_or(id), id);
            }
            for item in items(self.library(language), "roles") {
                put(&item.text, &item.id);
                put(&item.id, &item.id);
            }
        }
        found
    }

    fn named(&self, family: &str, id: &str) -> String {
        self.get(&format!("{family}.{id}")).map_or_else(|| spelled(id), str::to_owned)
    }

    fn listed(&self, list: &str, id: &str) -> String {
        let said = entry(self.library(self.language), list, id);
        said.map_or_else(|| spelled(id), str::to_owned)
    }

    fn said(&self, language: Language, name: &str) -> Option<&str> {
        let (family, id) = name.split_once('.')?;
        let item = self.sector_items(language, family).find(|item| item.id == id);
        let listed = || (family == "role").then(|| entry(self.library(language), "roles", id))?;
        item.map(|item| item.text.as_str()).or_else(listed)
    }

    fn library(&self, language: Language) -> &Library {
        self.cards.of(language)
    }

    /// What the file of the sector says under the heading of a family.
    fn sector_items<'a>(
        &'a self,
        language: Language,
        family: &str,
    ) -> impl Iterator<Item = &'a Item> + use<'a> {
        let field = FIELDS.iter().find(|(known, _)| *known == family).map(|(_, field)| *field);
        let card = self.library(language).card(&format!("sector-{}", self.sector.name()));
        let parts = card.into_iter().flat_map(|card| &card.parts);
        let parts = parts.filter(move |part| field.is_some() && part.field == field);
        parts.flat_map(|part| &part.items)
    }
}

/// Returns the sector of the institution; where two were given, the first.
#[must_use]
pub fn sector(world: &World) -> Sector {
    let admin = world.admin();
    let named = admin.and_then(|(_, admin)| admin.name.live().next());
    named.map_or(Sector::Hospital, |(_, named)| named.sector)
}

fn items<'a>(library: &'a Library, list: &str) -> impl Iterator<Item = &'a Item> + use<'a> {
    library.list(list).into_iter().flat_map(Card::items)
}

fn entry<'a>(library: &'a Library, list: &str, id: &str) -> Option<&'a str> {
    library.entry(list, id).map(|item| item.text.as_str())
}

/// An id as words: "liaison-rot" becomes "Liaison rot".
fn spelled(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

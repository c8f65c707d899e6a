// SPDX-License-Identifier: EUPL-1.2
//! How people who can be reached are shown: by role with the first before the deputies.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tegenwicht_core::body::ContactCard;
use tegenwicht_core::feature::contact::Set;
use tegenwicht_core::feature::text;
use tegenwicht_core::id::ContactId;
use tegenwicht_core::permission::Capability;

use crate::web::visit::Visit;
use crate::words::Words;

/// Most people under one role, and on one page of names.
pub const SHOWN_MAX: usize = 100;

/// Somebody with the card that says who it is.
#[derive(Debug, Clone, Copy)]
pub struct Reachable<'a> {
    pub set: &'a Set,
    pub card: &'a ContactCard,
}

/// Returns everybody who can be reached, by name.
#[must_use]
pub fn everybody(visit: &Visit) -> Vec<Reachable<'_>> {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let sets = admin.into_iter().flat_map(|admin| admin.contacts.all());
    let mut all: Vec<Reachable<'_>> = sets
        .filter_map(|set| {
            let card = visit.world.directory.contacts.get(&set.contact)?;
            Some(Reachable { set, card })
        })
        .collect();
    all.sort_by_cached_key(|found| (text::fold(&found.card.name), found.set.contact));
    all
}

/// Returns how somebody is called; a contact that went has no name any more.
#[must_use]
pub fn name_of(visit: &Visit, contact: ContactId) -> String {
    let card = visit.world.directory.contacts.get(&contact);
    card.map_or_else(|| visit.text.get("contact-gone").to_owned(), |card| card.name.clone())
}

/// Renders the numbers of somebody, each to be called with one tap.
#[must_use]
pub fn phones(card: &ContactCard) -> Markup {
    html! {
        @for phone in &card.phones {
            a.phone href={ "tel:" (called(phone)) } { (phone) } " "
        }
    }
}

/// A number as a telephone wants it.
fn called(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// Who is found by some words.
#[must_use]
pub fn matches(visit: &Visit, values: &Words, all: &[Reachable<'_>], words: &str) -> Markup {
    let is_it = |found: &&Reachable<'_>| {
        let roles = found.set.roles.iter().map(|role| values.role(role));
        let desk = found.set.desk.iter().map(|desk| values.desk(desk));
        let card = [found.card.name.clone(), found.card.mail.clone().unwrap_or_default()];
        let note = found.card.note.clone();
        let said = card.into_iter().chain(found.card.phones.clone()).chain(note);
        said.chain(roles).chain(desk).any(|said| text::fold(&said).contains(words))
    };
    let found: Vec<Reachable<'_>> = all.iter().filter(is_it).copied().collect();
    html! {
        section.panel {
            h2.utrecht-heading-2 { (visit.text.count("contact-found", found.len() as u64)) }
            @if found.is_empty() { p { (visit.text.get("contact-found-none")) } }
            @else { (table(visit, values, found.get(..SHOWN_MAX).unwrap_or(&found), None)) }
        }
    }
}

/// Everybody by name, page by page.
#[must_use]
pub fn names(visit: &Visit, values: &Words, all: &[Reachable<'_>], from: usize) -> Markup {
    let text = &visit.text;
    let from = from.min(all.len());
    let part: Vec<Reachable<'_>> = all.iter().skip(from).take(SHOWN_MAX).copied().collect();
    let next = from + part.len();
    html! {
        section.panel { (table(visit, values, &part, None)) }
        nav.pager aria-label=(text.get("pager")) {
            @if from > 0 {
                a href={ "/contacts?view=names&from=" (from.saturating_sub(SHOWN_MAX)) } {
                    (text.get("pager-before"))
                } " "
            }
            @if next < all.len() {
                a href={ "/contacts?view=names&from=" (next) } { (text.get("pager-after")) }
            }
        }
    }
}

/// Each role with who fills it, the first before the deputies; then who has no role; then desks.
#[must_use]
pub fn by_role(visit: &Visit, values: &Words, all: &[Reachable<'_>]) -> Markup {
    let text = &visit.text;
    let mut of_role: BTreeMap<&str, Vec<Reachable<'_>>> = BTreeMap::new();
    for found in all.iter().filter(|found| found.set.desk.is_none()) {
        for role in &found.set.roles {
            of_role.entry(role).or_default().push(*found);
        }
    }
    for people in of_role.values_mut() {
        people.sort_by_key(|found| found.set.rank);
    }
    let mut roles = values.ids("role");
    roles.extend(of_role.keys().map(|role| (*role).to_owned()));
    let mut seen = Vec::new();
    roles.retain(|role| {
        !seen.contains(role) && {
            seen.push(role.clone());
            true
        }
    });
    let mut lacking = values.expected_seats();
    lacking.retain(|role| !of_role.contains_key(role.as_str()));
    let rest: Vec<Reachable<'_>> = all
        .iter()
        .filter(|found| found.set.desk.is_none() && found.set.roles.is_empty())
        .copied()
        .collect();
    let desks: Vec<Reachable<'_>> =
        all.iter().filter(|found| found.set.desk.is_some()).copied().collect();
    html! {
        @for role in &roles {
            @if let Some(people) = of_role.get(role.as_str()) {
                section.panel.role-people {
                    h2.utrecht-heading-2 { (values.role(role)) }
                    (table(visit, values, people.get(..SHOWN_MAX).unwrap_or(people), Some(role)))
                }
            }
        }
        (nobody(visit, values, &lacking))
        @if !rest.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("contact-without-role")) }
                (table(visit, values, rest.get(..SHOWN_MAX).unwrap_or(&rest), None))
            }
        }
        @if !desks.is_empty() {
            section.panel #desks {
                h2.utrecht-heading-2 { (text.get("contact-desks")) }
                (table(visit, values, desks.get(..SHOWN_MAX).unwrap_or(&desks), None))
            }
        }
    }
}

/// The roles that nobody can be called for, together: a page of empty boxes hides who is there.
fn nobody(visit: &Visit, values: &Words, roles: &[String]) -> Markup {
    html! {
        @if !roles.is_empty() {
            section.panel.role-people.state-unknown {
                h2.utrecht-heading-2 {
                    "? " (visit.text.count("contact-roles-nobody", roles.len() as u64))
                }
                ul { @for role in roles { li { (values.role(role)) } } }
            }
        }
    }
}

/// People with their numbers; under a role with their place in the order of calling.
fn table(visit: &Visit, values: &Words, people: &[Reachable<'_>], role: Option<&str>) -> Markup {
    let text = &visit.text;
    html! {
        div.table-wrap tabindex="0" role="region" aria-label=(text.get("nav-contacts")) {
            table.utrecht-table.table-stack.contacts {
                thead { tr {
                    th { (text.get("column-name")) } th { (text.get("column-phone")) }
                    th { (text.get(if role.is_some() { "column-rank" } else { "column-roles" })) }
                } }
                tbody { @for found in people { (row(visit, values, found, role)) } }
            }
        }
    }
}

fn row(visit: &Visit, values: &Words, found: &Reachable<'_>, role: Option<&str>) -> Markup {
    let text = &visit.text;
    let Reachable { set, card } = found;
    let mut titles: Vec<String> = set.roles.iter().map(|role| values.role(role)).collect();
    titles.extend(set.desk.iter().map(|desk| values.desk(desk)));
    let site = set.site.map(|site| crate::table::site::path(&visit.world, site));
    html! {
        tr {
            th scope="row" dir="auto" {
                @if visit.may(Capability::ManageContacts) {
                    a href={ "/contacts/" (set.contact) } { (card.name) }
                } @else { (card.name) }
                @for more in card.note.iter().chain(&site) {
                    br; span.small.muted { (more) }
                }
            }
            td data-label=(text.get("column-phone")) {
                (phones(card))
                @if let Some(mail) = &card.mail {
                    br; a.small href={ "mailto:" (mail) } { (mail) }
                }
            }
            @match role {
                Some(_) => td data-label=(text.get("column-rank")) { (rank(visit, set.rank)) },
                None => td data-label=(text.get("column-roles")) { (titles.join(", ")) },
            }
        }
    }
}

/// Returns the place in the order of calling, in words.
#[must_use]
pub fn rank(visit: &Visit, rank: u8) -> String {
    match rank {
        0 => visit.text.get("contact-rank-first").to_owned(),
        rank => visit.text.with("contact-rank-deputy", &[("number", &rank.to_string())]),
    }
}

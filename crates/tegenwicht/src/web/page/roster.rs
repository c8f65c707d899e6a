// SPDX-License-Identifier: EUPL-1.2
//! The duty roster by week: putting a turn on it, changing it, taking it off, and the next week.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::roster::{Roster, Set, SetShift};
use tegenwicht_core::id::{CommandId, ContactId, ShiftId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;

use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::choice::{self, Choice};
use crate::web::part::contact;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::roster::{Week, days_later, on_duty, span, table, turns};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;
use crate::words::Words;

/// Which week is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    week: String,
}

/// `GET /roster`
pub async fn list(visit: Visit, Asked(wanted): Asked<Wanted>) -> Answer {
    let week = Week::read(&wanted.week, visit.now);
    shown(page(&visit, week, &Filled::default()))
}

/// `POST /roster/copy`: every turn of a week, once more in the next; what is there stays.
pub async fn copy(visit: Visit, form: Submitted) -> Answer {
    let (key, week) = (form.key()?, Week::read(form.get("week"), visit.now));
    let plan = visit.world.plan().map(|(_, plan)| plan.clone()).ok_or(WebError::NotFound)?;
    let there = turns(&plan.roster, week.moved(1));
    for set in turns(&plan.roster, week).into_iter().filter(|set| set.from >= week.start()) {
        let (from, until) = (days_later(set.from, 7), days_later(set.until, 7));
        let is_it = |other: &&Set| {
            other.role == set.role && other.contact == set.contact && other.from == from
        };
        if there.iter().any(is_it) || has_gone(&visit, set.contact) {
            continue;
        }
        let (role, contact) = (set.role.clone(), set.contact);
        let command = SetShift { shift: None, role, contact, from, until, gone: false };
        let hash = sha256(&[b"copied turn ".as_slice(), &key.0, &set.shift.0].concat());
        let id = CommandId(*hash.first_chunk().unwrap_or(&key.0));
        visit.web.app.submit(visit.actor(), id, Command::SetShift(command)).await?;
    }
    onwards(&format!("/roster?week={}", week.moved(1).name()))
}

fn has_gone(visit: &Visit, contact: ContactId) -> bool {
    let contacts = visit.world.admin().map(|(_, admin)| &admin.contacts);
    contacts.and_then(|contacts| contacts.by_id.get(&contact)).is_none_or(|found| found.is_gone())
}

fn page(visit: &Visit, week: Week, filled: &Filled) -> Markup {
    let text = &visit.text;
    let values = visit.words();
    let empty = Roster::default();
    let roster = visit.world.plan().map_or(&empty, |(_, plan)| &plan.roster);
    let manages = visit.may(Capability::ManageContacts);
    let turns = turns(roster, week);
    let fault = !filled.faults.is_empty();
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-roster")) }
        }
        (on_duty(visit, values, roster))
        @if fault { (add_form(visit, values, week, filled)) }
        section.panel #week {
            div.panel-head {
                h2.utrecht-heading-2 { (text.with("roster-week", &[("week", &week.number())])) }
                p.page-note { (span(visit, week)) }
            }
            nav.week-nav.no-print aria-label=(text.get("roster-weeks")) {
                a href={ "/roster?week=" (week.moved(-1).name()) } { (text.get("roster-before")) }
                a href="/roster" { (text.get("roster-this")) }
                a href={ "/roster?week=" (week.moved(1).name()) } { (text.get("roster-after")) }
            }
            @if turns.is_empty() {
                div.empty {
                    strong { (text.get("roster-none")) }
                    @if manages { p { (text.get("roster-none-hint")) } }
                }
            } @else { (table(visit, values, &turns, manages)) }
            @if manages && !turns.is_empty() { (copy_form(visit, week)) }
        }
        @if manages && !fault { (add_form(visit, values, week, filled)) }
        @if manages {
            p.list-tools.no-print {
                a href="/import/roster" { (text.get("import-from-file")) } " "
                a href="/roster/export" { (text.get("export-as-file")) }
            }
        }
    };
    let title = text.get("nav-roster").to_owned();
    shell::page(visit, &Shell { title, here: "roster", fault, ..Shell::default() }, &main)
}

fn copy_form(visit: &Visit, week: Week) -> Markup {
    let (this, next) = (week.number(), week.moved(1).number());
    html! {
        form.no-print method="post" action="/roster/copy" {
            (field::hidden(visit, &Filled::default()))
            input type="hidden" name="week" value=(week.name());
            button.utrecht-button.utrecht-button--secondary {
                (visit.text.with("roster-copy", &[("week", &this), ("next", &next)]))
            }
        }
    }
}

/// Returns a turn in force.
fn found(visit: &Visit, id: ShiftId) -> Option<&Set> {
    let (_, plan) = visit.world.plan()?;
    plan.roster.by_id.get(&id)?.live().map(|(_, set)| set).next()
}

/// What a form says of a turn.
struct Turn {
    contact: ContactId,
    from: Timestamp,
    until: Timestamp,
}

/// `POST /roster`
pub async fn add(visit: Visit, form: Submitted) -> Answer {
    let week = Week::read(form.get("week"), visit.now);
    let mut faults = Vec::new();
    if form.get("role").is_empty() {
        faults.push(Fault { field: "role", text: "roster-role-missing".to_owned() });
    }
    let turn = match read(&visit, &form) {
        Ok(turn) if faults.is_empty() => turn,
        Ok(_) => return unreadable(page(&visit, week, &Filled { form, faults })),
        Err(more) => {
            faults.extend(more);
            return unreadable(page(&visit, week, &Filled { form, faults }));
        }
    };
    let role = form.get("role").to_owned();
    let Turn { contact, from, until } = turn;
    let command = SetShift { shift: None, role, contact, from, until, gone: false };
    match visit.web.app.submit(visit.actor(), form.key()?, Command::SetShift(command)).await {
        Ok(_) => onwards(&format!("/roster?week={}", Week::read("", from).name())),
        Err(error) => {
            let faults = form::faults(error.clone(), field_of(&error))?;
            refused(&error, page(&visit, week, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// `GET /roster/{id}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| WebError::NotFound)?;
    let set = found(&visit, id).ok_or(WebError::NotFound)?;
    let typed = |at| time::local(at).strftime("%d-%m-%Y %H:%M").to_string();
    let form = Submitted::default()
        .with("contact", &set.contact.to_string())
        .with("from", &typed(set.from))
        .with("until", &typed(set.until));
    shown(change_page(&visit, set, &Filled { form, faults: Vec::new() }))
}

/// `POST /roster/{id}`
pub async fn change(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| WebError::NotFound)?;
    let set = found(&visit, id).ok_or(WebError::NotFound)?;
    let Turn { contact, from, until } = match read(&visit, &form) {
        Ok(turn) => turn,
        Err(faults) => return unreadable(change_page(&visit, set, &Filled { form, faults })),
    };
    let (shift, role) = (Some(id), set.role.clone());
    let command = SetShift { shift, role, contact, from, until, gone: false };
    match visit.web.app.submit(visit.actor(), form.key()?, Command::SetShift(command)).await {
        Ok(_) => onwards(&format!("/roster?week={}", Week::read("", from).name())),
        Err(error) => {
            let faults = form::faults(error.clone(), field_of(&error))?;
            refused(&error, change_page(&visit, set, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// `POST /roster/{id}/remove`
pub async fn remove(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| WebError::NotFound)?;
    let set = found(&visit, id).ok_or(WebError::NotFound)?.clone();
    let Set { role, contact, from, until, .. } = set;
    let command = SetShift { shift: Some(id), role, contact, from, until, gone: true };
    visit.web.app.submit(visit.actor(), form.key()?, Command::SetShift(command)).await?;
    onwards(&format!("/roster?week={}", Week::read("", from).name()))
}

fn field_of(error: &SubmitError) -> &'static str {
    match error {
        SubmitError::Refused(Refusal::ContactUnknown) => "contact",
        SubmitError::Refused(Refusal::IdWrong) => "role",
        _ => "until",
    }
}

/// Reads a form, with all its faults at once.
fn read(visit: &Visit, form: &Submitted) -> Result<Turn, Vec<Fault>> {
    let mut faults = Vec::new();
    let contact = form.get("contact").parse::<ContactId>().ok();
    if contact.is_none() {
        faults.push(Fault { field: "contact", text: "roster-contact-missing".to_owned() });
    }
    let mut moment = |name: &'static str| match time::typed(form.get(name), visit.now) {
        Typed::At(at) => Some(at),
        Typed::Now if !form.get(name).trim().is_empty() => Some(visit.now),
        Typed::Now | Typed::Unclear => {
            faults.push(Fault { field: name, text: "roster-time-unclear".to_owned() });
            None
        }
    };
    let (from, until) = (moment("from"), moment("until"));
    match (contact, from, until) {
        (Some(contact), Some(from), Some(until)) => Ok(Turn { contact, from, until }),
        _ => Err(faults),
    }
}

/// The form for a new turn; without a fault it offers the week that is looked at.
fn add_form(visit: &Visit, values: &Words, week: Week, filled: &Filled) -> Markup {
    let text = &visit.text;
    let filled = match filled.faults.is_empty() {
        true => &Filled {
            form: Submitted::default()
                .with("from", &week.change())
                .with("until", &week.moved(1).change()),
            faults: Vec::new(),
        },
        false => filled,
    };
    let title = |id: String| {
        let title = values.role(&id);
        (id, title)
    };
    let roles: Vec<(String, String)> = values.roles().into_iter().map(title).collect();
    let role = Choice {
        name: "role",
        label: "column-role",
        hint: "",
        none: "choose",
        options: &roles,
        chosen: filled.value("role"),
        required: true,
    };
    let nobody = contact::everybody(visit).is_empty();
    html! {
        section.panel #add {
            h2.utrecht-heading-2 { (text.get("roster-add")) }
            @if nobody {
                (field::errors(visit, filled))
                p { (text.get("roster-add-nobody")) " "
                    a href="/contacts/new" { (text.get("contact-add")) } }
            } @else {
                form method="post" action="/roster" {
                    (field::hidden(visit, filled))
                    input type="hidden" name="week" value=(week.name());
                    (field::errors(visit, filled))
                    (choice::one(visit, filled, role))
                    (fields(visit, filled))
                    button.utrecht-button { (text.get("roster-add-save")) }
                }
            }
        }
    }
}

fn fields(visit: &Visit, filled: &Filled) -> Markup {
    let people = contact::everybody(visit).into_iter();
    let people: Vec<(String, String)> =
        people.map(|one| (one.set.contact.to_string(), one.card.name.clone())).collect();
    let who = Choice {
        name: "contact",
        label: "roster-who",
        hint: "",
        none: "choose",
        options: &people,
        chosen: filled.value("contact"),
        required: true,
    };
    let moment = |name, label| Field {
        required: true,
        hint: "roster-time-hint",
        ..Field::text(name, label)
    };
    html! {
        (choice::one(visit, filled, who))
        div.field-row {
            (field::line(visit, filled, moment("from", "column-from")))
            (field::line(visit, filled, moment("until", "column-until")))
        }
    }
}

fn change_page(visit: &Visit, set: &Set, filled: &Filled) -> Markup {
    let text = &visit.text;
    let role = visit.words().role(&set.role);
    let title = text.with("roster-change-one", &[("role", &role)]);
    let path = format!("/roster/{}", set.shift);
    let back = format!("/roster?week={}", Week::read("", set.from).name());
    let main = html! {
        (shell::back(&back, text.get("roster-back")))
        h1.utrecht-heading-1 { (title) }
        form.panel method="post" action=(path) {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            (fields(visit, filled))
            button.utrecht-button { (text.get("roster-save")) }
        }
        form.panel method="post" action={ (path) "/remove" } {
            (field::hidden(visit, &Filled::default()))
            button.utrecht-button.utrecht-button--danger { (text.get("roster-remove")) }
        }
    };
    let fault = !filled.faults.is_empty();
    shell::page(visit, &Shell { title, here: "roster", fault, ..Shell::default() }, &main)
}

// SPDX-License-Identifier: EUPL-1.2
//! Everybody who can be reached: the list, adding, changing, and taking one out, which erases.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::{RemoveContact, SetContact};
use tegenwicht_core::feature::text;
use tegenwicht_core::id::{ActorId, ContactId, SiteId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::{Answer, onwards, refused, shown};
use crate::app::SubmitError;
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Submitted};
use crate::web::part::choice::{self, Choice};
use crate::web::part::contact::{self as part, rank};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// Places in the order of calling that the form offers.
const RANKS: u8 = 6;

/// What is looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    view: String,
    #[serde(default)]
    from: usize,
}

/// `GET /contacts`
pub async fn list(visit: Visit, Asked(wanted): Asked<Wanted>) -> Answer {
    shown(list_page(&visit, &wanted, None))
}

/// `POST /contacts/search`: a name that is looked for stands in no address.
pub async fn search(visit: Visit, form: Submitted) -> Answer {
    shown(list_page(&visit, &Wanted::default(), Some(&form)))
}

fn list_page(visit: &Visit, wanted: &Wanted, search: Option<&Submitted>) -> Markup {
    let text = &visit.text;
    let values = visit.words();
    let all = part::everybody(visit);
    let words = search.map(|form| text::fold(form.get("q"))).filter(|words| !words.is_empty());
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-contacts")) }
            p.page-note { (text.count("contact-count", all.len() as u64)) }
            @if visit.may(Capability::ManageContacts) {
                a.utrecht-button href="/contacts/new" { (text.get("contact-add")) }
            }
        }
        @if all.is_empty() {
            div.empty {
                strong { (text.get("contact-none")) }
                p { (text.get("contact-none-hint")) }
                (tools(visit))
            }
        } @else {
            (tools(visit))
            (search_form(visit, search))
            @match &words {
                Some(words) => (part::matches(visit, values, &all, words)),
                None if wanted.view == "names" => (part::names(visit, values, &all, wanted.from)),
                None => (part::by_role(visit, values, &all)),
            }
        }
    };
    let title = text.get("nav-contacts").to_owned();
    shell::page(visit, &Shell { title, here: "contacts", ..Shell::default() }, &main)
}

/// The way to files, for who keeps the list.
fn tools(visit: &Visit) -> Markup {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let some = admin.is_some_and(|admin| admin.contacts.all().next().is_some());
    html! {
        @if visit.may(Capability::ManageContacts) {
            p.list-tools.no-print {
                a href="/import/contacts" { (visit.text.get("import-from-file")) } " "
                @if some { a href="/contacts/export" { (visit.text.get("export-as-file")) } }
            }
        }
    }
}

fn search_form(visit: &Visit, search: Option<&Submitted>) -> Markup {
    let text = &visit.text;
    let form = search.cloned().unwrap_or_default();
    let filled = Filled { form, faults: Vec::new() };
    let field = Field { kind: "search", ..Field::text("q", "contact-search") };
    html! {
        form.filter-bar method="post" action="/contacts/search" role="search" {
            input type="hidden" name="token" value=(visit.form_token());
            (field::line(visit, &filled, field))
            button.utrecht-button.utrecht-button--secondary { (text.get("search")) }
        }
        p.list-tools.no-print {
            a href="/contacts" { (text.get("contact-by-role")) } " "
            a href="/contacts?view=names" { (text.get("contact-by-name")) }
        }
    }
}

/// `GET /contacts/new`
pub async fn new(visit: Visit) -> Answer {
    shown(page(&visit, None, &Filled::default())?)
}

/// `POST /contacts`
pub async fn add(visit: Visit, form: Submitted) -> Answer {
    save(&visit, None, form).await
}

/// `GET /contacts/{id}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id: ContactId = id.parse().map_err(|_| WebError::NotFound)?;
    let form = typed(&visit, id).ok_or(WebError::NotFound)?;
    shown(page(&visit, Some(id), &Filled { form, faults: Vec::new() })?)
}

/// `POST /contacts/{id}`
pub async fn change(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let id: ContactId = id.parse().map_err(|_| WebError::NotFound)?;
    save(&visit, Some(id), form).await
}

/// `POST /contacts/{id}/remove`
pub async fn remove(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let contact = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::RemoveContact(RemoveContact { contact });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        // Gone already is what was asked for.
        Ok(_) | Err(SubmitError::Refused(Refusal::ContactUnknown)) => onwards("/contacts"),
        Err(error) => Err(error.into()),
    }
}

async fn save(visit: &Visit, contact: Option<ContactId>, form: Submitted) -> Answer {
    let command = Command::SetContact(Box::new(command(contact, &form)?));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/contacts"),
        Err(error) => {
            let field = match &error {
                SubmitError::Refused(Refusal::PhoneLacking) => "phone",
                SubmitError::Refused(Refusal::TooManyReferences) => "roles",
                SubmitError::Refused(Refusal::SiteUnknown) => "site",
                _ => "name",
            };
            let faults = form::faults(error.clone(), field)?;
            refused(&error, page(visit, contact, &Filled { form, faults })?, &visit.fresh_key())
        }
    }
}

/// What the form says. Ids in it come from lists, so one that does not read was not sent by us.
fn command(contact: Option<ContactId>, form: &Submitted) -> Result<SetContact, WebError> {
    let wrong = |_| WebError::Malformed("id");
    let user = form.optional("user").map(|id| id.parse::<ActorId>());
    let site = form.optional("site").map(|id| id.parse::<SiteId>());
    let rest = form.get("phone_3");
    let phones = ["phone", "phone_2"].map(|name| form.get(name)).into_iter();
    Ok(SetContact {
        contact,
        name: form.get("name").to_owned(),
        phones: phones.chain(rest.split('/')).map(|phone| phone.trim().to_owned()).collect(),
        mail: form.optional("mail"),
        note: form.optional("note"),
        roles: form.all("roles").map(str::to_owned).collect(),
        rank: form.get("rank").parse().unwrap_or(0),
        user: user.transpose().map_err(wrong)?,
        desk: form.optional("desk"),
        site: site.transpose().map_err(wrong)?,
    })
}

/// The form filled in with what holds.
fn typed(visit: &Visit, id: ContactId) -> Option<Submitted> {
    let (_, set) = visit.world.admin()?.1.contacts.by_id.get(&id)?.set()?;
    let card = visit.world.directory.contacts.get(&id)?;
    let phone = |at: usize| card.phones.get(at).map_or("", String::as_str);
    let rest: Vec<&str> = card.phones.iter().skip(2).map(String::as_str).collect();
    let user = set.user.map(|user| user.to_string()).unwrap_or_default();
    let site = set.site.map(|site| site.to_string()).unwrap_or_default();
    let form = Submitted::default()
        .with("name", &card.name)
        .with("phone", phone(0))
        .with("phone_2", phone(1))
        .with("phone_3", &rest.join(" / "))
        .with("mail", card.mail.as_deref().unwrap_or_default())
        .with("note", card.note.as_deref().unwrap_or_default())
        .with("rank", &set.rank.to_string())
        .with("user", &user)
        .with("desk", set.desk.as_deref().unwrap_or_default())
        .with("site", &site);
    Some(form.with_all("roles", set.roles.clone()))
}

fn page(visit: &Visit, contact: Option<ContactId>, filled: &Filled) -> Result<Markup, WebError> {
    let text = &visit.text;
    let action = contact.map_or_else(|| "/contacts".to_owned(), |id| format!("/contacts/{id}"));
    if contact.is_some_and(|id| typed(visit, id).is_none()) {
        return Err(WebError::NotFound);
    }
    let title = match contact {
        Some(id) => text.with("contact-change", &[("name", &part::name_of(visit, id))]),
        None => text.get("contact-add").to_owned(),
    };
    let main = html! {
        (shell::back("/contacts", text.get("contact-back")))
        h1.utrecht-heading-1 { (title) }
        form.panel method="post" action=(action) {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            (fields(visit, filled))
            button.utrecht-button { (text.get("contact-save")) }
        }
        @if let Some(id) = contact {
            details.panel.more {
                summary { (text.get("contact-remove")) }
                p { (text.get("contact-remove-hint")) }
                form method="post" action={ "/contacts/" (id) "/remove" } {
                    (field::hidden(visit, &Filled::default()))
                    button.utrecht-button.utrecht-button--danger {
                        (text.get("contact-remove-save"))
                    }
                }
            }
        }
    };
    let fault = !filled.faults.is_empty();
    // The name stands on the page and not in the title of the window, which a browser keeps.
    let title = text.get(if contact.is_some() { "contact-change-title" } else { "contact-add" });
    let title = title.to_owned();
    Ok(shell::page(visit, &Shell { title, here: "contacts", fault, ..Shell::default() }, &main))
}

fn fields(visit: &Visit, filled: &Filled) -> Markup {
    let (text, values) = (&visit.text, visit.words());
    let titled = |id: String| {
        let title = values.role(&id);
        (id, title)
    };
    let chosen: Vec<String> = filled.form.all("roles").map(str::to_owned).collect();
    let mut roles: Vec<(String, String)> = values.roles().into_iter().map(titled).collect();
    let is_new = |role: &&String| !roles.iter().any(|(id, _)| id == *role);
    let unknown: Vec<String> = chosen.iter().filter(is_new).cloned().collect();
    roles.extend(unknown.into_iter().map(|id| (id.clone(), id)));
    let ranks: Vec<(String, String)> =
        (0..RANKS).map(|place| (place.to_string(), rank(visit, place))).collect();
    let desks = values.desks().into_iter();
    let desks: Vec<(String, String)> = desks.map(|id| (id.clone(), values.desk(&id))).collect();
    let phone = |name, label| Field { kind: "tel", ..Field::text(name, label) };
    let (users, sites) = (users(visit), super::site::options(visit));
    let list = |name, label, hint, none, options| Choice {
        name,
        label,
        hint,
        none,
        options,
        chosen: filled.value(name),
        required: false,
    };
    html! {
        (field::line(visit, filled, Field { required: true, ..Field::text("name", "column-name") }))
        div.field-row {
            (field::line(visit, filled, Field { required: true, ..phone("phone", "column-phone") }))
            (field::line(visit, filled, phone("phone_2", "column-phone-2")))
            (field::line(visit, filled, phone("phone_3", "column-phone-3")))
        }
        (field::line(visit, filled, Field { kind: "email", ..Field::text("mail", "column-mail") }))
        (choice::several(visit, filled, "roles", "contact-roles", &roles, &chosen))
        (choice::one(visit, filled, list("rank", "column-rank", "contact-rank-hint", "", &ranks)))
        @let is_typed = |name: &&str| !filled.value(name).is_empty();
        details.more open[["user", "desk", "site", "note"].iter().any(is_typed)] {
            summary { (text.get("contact-more")) }
            (choice::one(visit, filled,
                list("user", "contact-user", "contact-user-hint", "contact-user-none", &users)))
            (choice::one(visit, filled,
                list("desk", "column-desk", "contact-desk-hint", "contact-desk-none", &desks)))
            (choice::one(visit, filled,
                list("site", "column-site", "", "contact-site-none", &sites)))
            (field::line(visit, filled, Field::text("note", "column-note")))
        }
    }
}

/// Who has an account.
fn users(visit: &Visit) -> Vec<(String, String)> {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let users = admin.into_iter().flat_map(|admin| admin.users.by_id.keys());
    let mut users: Vec<(String, String)> =
        users.map(|id| (id.to_string(), visit.name(Some(*id)))).collect();
    users.sort_by_cached_key(|(_, name)| name.to_lowercase());
    users
}

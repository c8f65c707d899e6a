// SPDX-License-Identifier: EUPL-1.2
//! Contacts for programs: who can be reached, for which roles.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::{RemoveContact, SetContact};
use tegenwicht_core::id::{ActorId, ContactId, SiteId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, ContactList, Page};
use super::read::{Address, Asked, Id, Json, Key, OptionalKey, Sender};
use super::{Answer, created, done, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::part::contact::{Reachable, everybody};
use crate::web::visit::Visit;

/// Somebody, or a desk, that can be reached.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub id: String,
    pub name: String,
    /// In the order in which to try them.
    pub phones: Vec<String>,
    #[schema(required)]
    pub mail: Option<String>,
    #[schema(required)]
    pub note: Option<String>,
    /// The ids of the roles that this person can fill.
    pub roles: Vec<String>,
    /// 0 is first for those roles, 1 the first deputy.
    pub rank: u8,
    /// The account of the same person.
    #[schema(required)]
    pub user: Option<String>,
    /// The desk that this is, by its id in the list `contacts`.
    #[schema(required)]
    pub desk: Option<String>,
    #[schema(required)]
    pub site: Option<String>,
}

/// A contact as it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    #[schema(max_length = 200)]
    name: String,
    #[schema(min_items = 1, max_items = 5)]
    phones: Vec<String>,
    mail: Option<String>,
    note: Option<String>,
    #[serde(default)]
    #[schema(max_items = 20)]
    roles: Vec<String>,
    #[serde(default)]
    rank: u8,
    #[schema(value_type = Option<String>)]
    user: Option<Id<ActorId>>,
    desk: Option<String>,
    #[schema(value_type = Option<String>)]
    site: Option<Id<SiteId>>,
}

fn shape(found: Reachable<'_>) -> Contact {
    let Reachable { set, card } = found;
    Contact {
        id: set.contact.to_string(),
        name: card.name.clone(),
        phones: card.phones.clone(),
        mail: card.mail.clone(),
        note: card.note.clone(),
        roles: set.roles.clone(),
        rank: set.rank,
        user: set.user.map(|user| user.to_string()),
        desk: set.desk.clone(),
        site: set.site.map(|site| site.to_string()),
    }
}

fn command(contact: Option<ContactId>, new: NewContact) -> Command {
    Command::SetContact(Box::new(SetContact {
        contact,
        name: new.name,
        phones: new.phones,
        mail: new.mail,
        note: new.note,
        roles: new.roles,
        rank: new.rank,
        user: new.user.map(|user| user.0),
        desk: new.desk,
        site: new.site.map(|site| site.0),
    }))
}

fn find(visit: &Visit, id: ContactId) -> Result<Contact, WebError> {
    let set = visit.world.admin().and_then(|(_, admin)| admin.contacts.by_id.get(&id)?.set());
    let card = visit.world.directory.contacts.get(&id);
    let found = set.zip(card).map(|((_, set), card)| Reachable { set, card });
    found.map(shape).ok_or(WebError::NotFound)
}

/// Lists everybody who can be reached, by name.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts", operation_id = "listContacts",
    params(Page), responses((status = 200, body = ContactList)))]
pub async fn list(visit: Visit, Asked(page): Asked<Page>) -> Answer {
    let all = everybody(&visit).into_iter();
    let part = list::part(all, &page, |found| found.set.contact.to_string(), shape)?;
    Ok(shown(ContactList::from(part)))
}

/// Adds somebody who can be reached.
#[utoipa::path(post, path = "/api/v1/contacts", tag = "contacts", operation_id = "addContact",
    request_body = NewContact, responses((status = 201, body = Contact)))]
pub async fn add(Sender(visit): Sender, Key(key): Key, Json(new): Json<NewContact>) -> Answer {
    let receipt = visit.web.app.submit(visit.actor(), key, command(None, new)).await?;
    let Made::Contact(contact) = receipt.made else { return Err(WebError::Inside) };
    let body = find(&with_new_world(visit), contact)?;
    created(&format!("/api/v1/contacts/{contact}"), body)
}

/// Shows one contact.
#[utoipa::path(get, path = "/api/v1/contacts/{id}", tag = "contacts",
    operation_id = "showContact", responses((status = 200, body = Contact)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(shown(find(&visit, id)?))
}

/// Changes a contact; what it was before is erased.
#[utoipa::path(put, path = "/api/v1/contacts/{id}", tag = "contacts",
    operation_id = "setContact", request_body = NewContact,
    responses((status = 200, body = Contact)))]
pub async fn change(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
    Json(new): Json<NewContact>,
) -> Answer {
    let id: ContactId = id.parse().map_err(|_| WebError::NotFound)?;
    visit.web.app.submit(visit.actor(), key, command(Some(id), new)).await?;
    Ok(shown(find(&with_new_world(visit), id)?))
}

/// Takes a contact out and erases it. What is gone already is no fault.
#[utoipa::path(delete, path = "/api/v1/contacts/{id}", tag = "contacts",
    operation_id = "removeContact", responses((status = 204)))]
pub async fn remove(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
) -> Answer {
    let contact = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::RemoveContact(RemoveContact { contact });
    match visit.web.app.submit(visit.actor(), key, command).await {
        Err(crate::app::SubmitError::Refused(Refusal::ContactUnknown)) => Err(WebError::NotFound),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(done()),
    }
}

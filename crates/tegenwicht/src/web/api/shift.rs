// SPDX-License-Identifier: EUPL-1.2
//! The duty roster for programs: turns of duty, and who is on duty at a moment.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::roster::{Set, SetShift};
use tegenwicht_core::id::{ContactId, ShiftId};
use utoipa::{IntoParams, ToSchema};

use super::list::{self, Page, ShiftList};
use super::read::{Address, Asked, Id, Json, Key, OptionalKey, Sender, Time};
use super::{Answer, created, done, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// One turn of duty of one person in one role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    pub id: String,
    pub role: String,
    pub contact: String,
    /// None when the contact is gone.
    #[schema(required)]
    pub name: Option<String>,
    #[schema(format = DateTime)]
    pub from: String,
    #[schema(format = DateTime)]
    pub until: String,
}

/// A turn of duty as it should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShift {
    role: String,
    #[schema(value_type = String)]
    contact: Id<ContactId>,
    #[schema(value_type = String, format = DateTime)]
    from: Time,
    #[schema(value_type = String, format = DateTime)]
    until: Time,
}

/// Which turns are asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only who is on duty at this moment; who began last comes first.
    #[param(value_type = Option<String>, format = DateTime)]
    pub at: Option<Time>,
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    pub limit: Option<u32>,
    /// The `next` of the answer before.
    pub cursor: Option<String>,
}

fn shape(visit: &Visit, set: &Set) -> Shift {
    let card = visit.world.directory.contacts.get(&set.contact);
    Shift {
        id: set.shift.to_string(),
        role: set.role.clone(),
        contact: set.contact.to_string(),
        name: card.map(|card| card.name.clone()),
        from: iso(set.from),
        until: iso(set.until),
    }
}

fn found(visit: &Visit, id: ShiftId) -> Result<&Set, WebError> {
    let shift = visit.world.plan().and_then(|(_, plan)| plan.roster.by_id.get(&id));
    let set = shift.and_then(|shift| shift.live().map(|(_, set)| set).find(|set| !set.gone));
    set.ok_or(WebError::NotFound)
}

/// Lists the turns of duty, earliest first.
#[utoipa::path(get, path = "/api/v1/shifts", tag = "shifts", operation_id = "listShifts",
    params(Wanted), responses((status = 200, body = ShiftList)))]
pub async fn list(visit: Visit, Asked(wanted): Asked<Wanted>) -> Answer {
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let shifts = plan.map(|plan| match wanted.at {
        Some(at) => plan.roster.on_duty(at.0),
        None => plan.roster.shifts(),
    });
    let page = Page { limit: wanted.limit, cursor: wanted.cursor };
    let all = shifts.unwrap_or_default().into_iter();
    let part = list::part(all, &page, |set| set.shift.to_string(), |set| shape(&visit, set))?;
    Ok(shown(ShiftList::from(part)))
}

fn command(shift: Option<ShiftId>, new: NewShift) -> Command {
    let NewShift { role, contact, from, until } = new;
    let (contact, from, until) = (contact.0, from.0, until.0);
    Command::SetShift(SetShift { shift, role, contact, from, until, gone: false })
}

/// Puts a turn of duty on the roster.
#[utoipa::path(post, path = "/api/v1/shifts", tag = "shifts", operation_id = "addShift",
    request_body = NewShift, responses((status = 201, body = Shift)))]
pub async fn add(Sender(visit): Sender, Key(key): Key, Json(new): Json<NewShift>) -> Answer {
    let receipt = visit.web.app.submit(visit.actor(), key, command(None, new)).await?;
    let Made::Shift(shift) = receipt.made else { return Err(WebError::Inside) };
    let visit = with_new_world(visit);
    created(&format!("/api/v1/shifts/{shift}"), shape(&visit, found(&visit, shift)?))
}

/// Shows one turn of duty.
#[utoipa::path(get, path = "/api/v1/shifts/{id}", tag = "shifts", operation_id = "showShift",
    responses((status = 200, body = Shift)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(shown(shape(&visit, found(&visit, id)?)))
}

/// Changes a turn of duty.
#[utoipa::path(put, path = "/api/v1/shifts/{id}", tag = "shifts", operation_id = "setShift",
    request_body = NewShift, responses((status = 200, body = Shift)))]
pub async fn change(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
    Json(new): Json<NewShift>,
) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| WebError::NotFound)?;
    found(&visit, id)?;
    visit.web.app.submit(visit.actor(), key, command(Some(id), new)).await?;
    let visit = with_new_world(visit);
    Ok(shown(shape(&visit, found(&visit, id)?)))
}

/// Takes a turn of duty off the roster.
#[utoipa::path(delete, path = "/api/v1/shifts/{id}", tag = "shifts", operation_id = "removeShift",
    responses((status = 204)))]
pub async fn remove(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
) -> Answer {
    let id: ShiftId = id.parse().map_err(|_| WebError::NotFound)?;
    let Set { role, contact, from, until, .. } = found(&visit, id)?.clone();
    let command = SetShift { shift: Some(id), role, contact, from, until, gone: true };
    visit.web.app.submit(visit.actor(), key, Command::SetShift(command)).await?;
    Ok(done())
}

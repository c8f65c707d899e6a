// SPDX-License-Identifier: EUPL-1.2
//! Calls for programs: whom to call for which role, every try and what came of it, and which
//! desks outside the team were informed.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::call::{Call as Try, Callee as To, Outcome, RecordCall};
use tegenwicht_core::id::ContactId;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, CallList, CalleeList, Page};
use super::name::CallOutcomeName;
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page::call::{self as page, Filling};
use crate::web::page::inform;
use crate::web::page::team::crisis_of;
use crate::web::part::time::iso;
use crate::web::part::who;
use crate::web::visit::Visit;

/// One try to reach somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    pub id: String,
    #[schema(required)]
    pub contact: Option<String>,
    /// A desk outside the team, such as `ghor`.
    #[schema(required)]
    pub desk: Option<String>,
    #[schema(required)]
    pub role: Option<String>,
    pub outcome: CallOutcomeName,
    #[schema(required, format = DateTime)]
    pub coming_at: Option<String>,
    #[schema(required)]
    pub way: Option<String>,
    #[schema(required)]
    pub heard_by: Option<String>,
    pub acknowledged: bool,
    #[schema(required)]
    pub note: Option<String>,
    #[schema(format = DateTime)]
    pub happened_at: String,
    #[schema(required)]
    pub by: Option<String>,
}

/// Somebody to call for a role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Callee {
    /// Role and contact.
    pub id: String,
    pub role: String,
    /// True when somebody sits in that role already.
    pub role_taken: bool,
    /// True when the role has been empty for longer than agreed.
    pub role_overdue: bool,
    pub contact: String,
    pub name: String,
    /// In the order in which to try them.
    pub phones: Vec<String>,
    pub on_duty: bool,
    #[schema(required)]
    pub last_outcome: Option<CallOutcomeName>,
}

/// A call to be recorded: to a contact or to a desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCall {
    #[schema(value_type = Option<String>)]
    contact: Option<Id<ContactId>>,
    desk: Option<String>,
    role: Option<String>,
    outcome: CallOutcomeName,
    /// Needed with `coming`.
    #[schema(value_type = Option<String>, format = DateTime)]
    coming_at: Option<Time>,
    way: Option<String>,
    /// The function of who heard it, not the name.
    heard_by: Option<String>,
    #[serde(default)]
    acknowledged: bool,
    #[schema(max_length = 500)]
    note: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    happened_at: Option<Time>,
}

fn shape(visit: &Visit, call: &Try) -> Call {
    let made = &call.made;
    let (contact, desk) = match &made.to {
        To::Contact(contact) => (Some(contact.to_string()), None),
        To::Desk(desk) => (None, Some(desk.clone())),
    };
    let coming_at = match made.outcome {
        Outcome::Coming(at) => Some(iso(at)),
        _ => None,
    };
    Call {
        id: made.call.to_string(),
        contact,
        desk,
        role: made.role.clone(),
        outcome: made.outcome.into(),
        coming_at,
        way: made.way.clone(),
        heard_by: made.heard_by.clone(),
        acknowledged: made.acknowledged,
        note: made.note.clone(),
        happened_at: iso(made.happened_at),
        by: name_of(visit, call.by),
    }
}

/// Lists the calls of a crisis, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/calls", tag = "calls", operation_id = "listCalls",
    params(Page), responses((status = 200, body = CallList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |call: &&Try| call.made.call.to_string();
    let calls = state.calls.all.iter().rev();
    let part = list::part(calls, &page, id, |call| shape(&visit, call))?;
    Ok(shown(CallList::from(part)))
}

/// Records a call: to somebody for a role, or to a desk that is informed.
#[utoipa::path(post, path = "/api/v1/crises/{id}/calls", tag = "calls",
    operation_id = "recordCall", request_body = NewCall,
    responses((status = 201, body = Call)))]
pub async fn record(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewCall>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let outcome = match (new.outcome, new.coming_at) {
        (CallOutcomeName::Reached, None) => Outcome::Reached,
        (CallOutcomeName::NotReached, None) => Outcome::NotReached,
        (CallOutcomeName::CannotCome, None) => Outcome::CannotCome,
        (CallOutcomeName::Coming, Some(Time(at))) => Outcome::Coming(at),
        _ => return Err(list::wrong("comingAt", "goes with the outcome `coming`, and only there")),
    };
    let (to, line) = match (new.contact, new.desk) {
        (Some(Id(contact)), None) => {
            (To::Contact(contact), page::call_line(&visit, new.role.as_deref(), outcome))
        }
        (None, Some(desk)) => {
            let (name, heard) = (visit.words().desk(&desk), new.heard_by.as_deref());
            let heard = heard.unwrap_or_default();
            let line = inform::line(&visit, &name, outcome, heard, new.acknowledged);
            (To::Desk(desk), Some(line))
        }
        _ => return Err(list::wrong("contact", "expected one of `contact` and `desk`")),
    };
    let command = Command::RecordCall(RecordCall {
        crisis: crisis_of(state)?,
        to,
        role: new.role,
        outcome,
        way: new.way,
        heard_by: new.heard_by,
        acknowledged: new.acknowledged,
        note: new.note,
        happened_at: new.happened_at.map(|Time(at)| at),
        line,
    });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Call(made) = receipt.made else {
        return Err(Refusal::CrisisUnknown.into());
    };
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let call = state.calls.all.iter().rev().find(|call| call.made.call == made);
    let call = call.ok_or(WebError::NotFound)?;
    created(&format!("/api/v1/crises/{id}/calls"), shape(&visit, call))
}

/// Lists whom to call: the roles that are empty longest first, who is on duty before deputies.
#[utoipa::path(get, path = "/api/v1/crises/{id}/callees", tag = "calls",
    operation_id = "listCallees", params(Page), responses((status = 200, body = CalleeList)))]
pub async fn callees(
    visit: Visit,
    Address(id): Address<String>,
    Asked(asked): Asked<Page>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut all = Vec::new();
    for wanted in page::wanted(&visit, state) {
        for candidate in &wanted.candidates {
            let contact = candidate.contact;
            let card = visit.world.directory.contacts.get(&contact);
            let last = page::last(state, contact, &wanted.role);
            all.push(Callee {
                id: format!("{}.{contact}", wanted.role),
                role: wanted.role.clone(),
                role_taken: wanted.state == Filling::Taken,
                role_overdue: wanted.state == Filling::Overdue,
                contact: contact.to_string(),
                name: who::contact_name(&visit, contact),
                phones: card.map(|card| card.phones.clone()).unwrap_or_default(),
                on_duty: candidate.on_duty,
                last_outcome: last.map(|call| call.made.outcome.into()),
            });
        }
    }
    let part = list::part(all.into_iter(), &asked, |callee| callee.id.clone(), |callee| callee)?;
    Ok(shown(CalleeList::from(part)))
}

// SPDX-License-Identifier: EUPL-1.2
//! Devices for programs: which machines may sign, what this node holds, granting a restore.

use serde::{Deserialize, Serialize};
use tegenwicht_core::feature::device::Device as Known;
use tegenwicht_core::id::{DeviceKey, hex};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, Page, wrong};
use super::read::{Asked, Json, Key, Sender};
use super::{Answer, created, shown, with_new_world};
use crate::app::SubmitError;
use crate::web::error::WebError;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A machine that was ever granted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    pub id: String,
    pub label: String,
    /// Behind numbers given away from home; empty for the first machine.
    pub letter: String,
    #[schema(format = DateTime)]
    pub granted_at: String,
    pub revoked: bool,
    #[schema(required)]
    pub revoke_reason: Option<String>,
    /// True for the machine that answers.
    pub own: bool,
}

/// The machines, the one that answers, and what it holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceList {
    pub items: Vec<Device>,
    /// The `cursor` of the rest of the list; null at its end.
    #[schema(required)]
    pub next: Option<String>,
    /// The machine that answers.
    pub own: String,
    /// Whether the machine that answers may sign.
    pub granted: bool,
    pub scopes: Vec<Scope>,
}

/// What this machine holds of one scope; two that hold the same have the same digest.
#[derive(Debug, Serialize, ToSchema)]
pub struct Scope {
    pub id: String,
    /// `admin`, `plan` or `crisis`.
    #[schema(required)]
    pub purpose: Option<String>,
    #[schema(required)]
    pub crisis: Option<String>,
    /// Title of the crisis, for who may read it.
    #[schema(required)]
    pub title: Option<String>,
    pub events: u64,
    pub digest: String,
}

fn shape(own: DeviceKey, key: DeviceKey, device: &Known) -> Device {
    Device {
        id: key.to_string(),
        label: device.label.clone(),
        letter: device.letter.clone(),
        granted_at: iso(device.granted_at),
        revoked: device.revoked.is_some(),
        revoke_reason: device.revoked.as_ref().map(|revoked| revoked.reason.clone()),
        own: own == key,
    }
}

fn scopes(visit: &Visit) -> Vec<Scope> {
    let scopes = visit.world.scopes.iter().map(|(id, state)| {
        let crisis = state.crisis.as_ref();
        let title = crisis.filter(|_| visit.may(Capability::ReadCrisis));
        Scope {
            id: id.to_string(),
            purpose: state.opened.as_ref().map(|opened| opened.purpose.name().to_owned()),
            crisis: crisis.map(|crisis| crisis.id.to_string()),
            title: title.map(|crisis| crisis.title().to_owned()),
            events: state.count,
            digest: hex(&state.order_digest),
        }
    });
    scopes.collect()
}

fn all(visit: &Visit, asked: &Page) -> Result<DeviceList, WebError> {
    let (_, admin) = visit.world.admin().ok_or(WebError::NotSetUp)?;
    let own = visit.web.app.device();
    let show = |(key, device): (&DeviceKey, &Known)| shape(own, *key, device);
    let part = list::part(admin.devices.by_key.iter(), asked, |(key, _)| key.to_string(), show)?;
    Ok(DeviceList {
        items: part.items,
        next: part.next,
        own: own.to_string(),
        granted: admin.devices.may_write(&own),
        scopes: scopes(visit),
    })
}

/// Lists the machines that may sign, and what the one that answers holds.
#[utoipa::path(get, path = "/api/v1/devices", tag = "devices", operation_id = "listDevices",
    params(Page), responses((status = 200, body = DeviceList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    Ok(shown(all(&visit, &asked)?))
}

/// A grant, with the root key from paper.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewGrant {
    /// How people call the machine.
    label: String,
    /// As it is printed; spaces, dashes and capitals make no difference.
    #[schema(format = Password)]
    root_key: String,
}

/// Grants the machine that answers, after a restore.
#[utoipa::path(post, path = "/api/v1/devices/grants", tag = "devices",
    operation_id = "grantDevice", request_body = NewGrant,
    responses((status = 201, body = Device)))]
pub async fn grant(Sender(visit): Sender, _: Key, Json(new): Json<NewGrant>) -> Answer {
    let fault = "not a root key of this institution, or mistyped";
    let root = tegenwicht_store::root::parse(&new.root_key);
    let root = root.map_err(|_| wrong("rootKey", fault))?;
    match visit.web.app.grant(*root, new.label).await {
        Ok(_) => {}
        Err(SubmitError::Refused(Refusal::NotAllowed)) => return Err(wrong("rootKey", fault)),
        Err(error) => return Err(error.into()),
    }
    let visit = with_new_world(visit);
    let own = visit.web.app.device();
    let (_, admin) = visit.world.admin().ok_or(WebError::NotSetUp)?;
    let device = admin.devices.by_key.get(&own).ok_or(WebError::Inside)?;
    created("/api/v1/devices", shape(own, own, device))
}

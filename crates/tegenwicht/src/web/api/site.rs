// SPDX-License-Identifier: EUPL-1.2
//! Sites and departments for programs.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::site::{Set, SetSite};
use tegenwicht_core::id::SiteId;
use utoipa::ToSchema;

use super::list::{self, Page, SiteList};
use super::read::{Address, Asked, Id, Json, Key, OptionalKey, Sender};
use super::{Answer, created, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::visit::Visit;

/// A site, or a department in one.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    pub id: String,
    pub name: String,
    /// With what it lies within: `Hoofdgebouw > 4 West`.
    pub path: String,
    #[schema(required)]
    pub within: Option<String>,
    #[schema(required)]
    pub address: Option<String>,
    pub in_use: bool,
}

/// A site as it should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NewSite {
    #[schema(max_length = 200)]
    name: String,
    #[schema(value_type = Option<String>)]
    within: Option<Id<SiteId>>,
    address: Option<String>,
    #[serde(default = "yes")]
    in_use: bool,
}

const fn yes() -> bool {
    true
}

fn shape(visit: &Visit, set: &Set) -> Site {
    Site {
        id: set.site.to_string(),
        name: set.name.clone(),
        path: crate::table::site::path(&visit.world, set.site),
        within: set.within.map(|within| within.to_string()),
        address: set.address.clone(),
        in_use: !set.gone,
    }
}

fn find(visit: &Visit, id: SiteId) -> Result<Site, WebError> {
    let set = visit.world.plan().and_then(|(_, plan)| plan.sites.get(id));
    set.map(|set| shape(visit, set)).ok_or(WebError::NotFound)
}

fn command(site: Option<SiteId>, new: NewSite) -> Command {
    let NewSite { name, within, address, in_use } = new;
    let within = within.map(|within| within.0);
    Command::SetSite(SetSite { site, name, within, address, gone: !in_use })
}

/// Lists the sites in use, each behind what it lies within.
#[utoipa::path(get, path = "/api/v1/sites", tag = "sites", operation_id = "listSites",
    params(Page), responses((status = 200, body = SiteList)))]
pub async fn list(visit: Visit, Asked(page): Asked<Page>) -> Answer {
    let tree = visit.world.plan().map(|(_, plan)| plan.sites.tree()).unwrap_or_default();
    let all = tree.into_iter().map(|(_, set)| set);
    let part = list::part(all, &page, |set| set.site.to_string(), |set| shape(&visit, set))?;
    Ok(shown(SiteList::from(part)))
}

/// Adds a site or department.
#[utoipa::path(post, path = "/api/v1/sites", tag = "sites", operation_id = "addSite",
    request_body = NewSite, responses((status = 201, body = Site)))]
pub async fn add(Sender(visit): Sender, Key(key): Key, Json(new): Json<NewSite>) -> Answer {
    let receipt = visit.web.app.submit(visit.actor(), key, command(None, new)).await?;
    let Made::Site(site) = receipt.made else { return Err(WebError::Inside) };
    let body = find(&with_new_world(visit), site)?;
    created(&format!("/api/v1/sites/{site}"), body)
}

/// Shows one site, also one that is out of use.
#[utoipa::path(get, path = "/api/v1/sites/{id}", tag = "sites", operation_id = "showSite",
    responses((status = 200, body = Site)))]
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let id = id.parse().map_err(|_| WebError::NotFound)?;
    Ok(shown(find(&visit, id)?))
}

/// Changes a site. It is never removed, only out of use: old lines name it.
#[utoipa::path(put, path = "/api/v1/sites/{id}", tag = "sites", operation_id = "setSite",
    request_body = NewSite, responses((status = 200, body = Site)))]
pub async fn change(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
    Json(new): Json<NewSite>,
) -> Answer {
    let id: SiteId = id.parse().map_err(|_| WebError::NotFound)?;
    find(&visit, id)?;
    visit.web.app.submit(visit.actor(), key, command(Some(id), new)).await?;
    Ok(shown(find(&with_new_world(visit), id)?))
}

// SPDX-License-Identifier: EUPL-1.2
//! The first start for programs, the root key until it is on paper, and the health of the node.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::name::SectorName;
use super::read::{Json, Sender};
use super::user::check_length;
use super::{Answer, created, done, refused, shown, with_new_world};
use crate::app::{Health, Made, SetUp, SubmitError};
use crate::login::verifier_of;
use crate::web::error::WebError;
use crate::web::visit::Visit;

/// An institution to be founded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstitution {
    /// The one-time token that the program printed when it started.
    token: String,
    /// Name of the institution.
    institution: String,
    sector: SectorName,
    /// Name of its first crisis coordinator.
    name: String,
    /// Login name of the first crisis coordinator.
    login: String,
    #[schema(min_length = 10, format = Password)]
    password: String,
}

/// An institution that was founded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Institution {
    pub id: String,
    pub name: String,
    /// Its first crisis coordinator.
    #[schema(required)]
    pub user: Option<String>,
}

/// Founds the institution; once.
#[utoipa::path(post, path = "/api/v1/setup", tag = "setup", operation_id = "setUp",
    request_body = NewInstitution, responses((status = 201, body = Institution)))]
pub async fn set_up(visit: Visit, Json(new): Json<NewInstitution>) -> Answer {
    if visit.web.options.open_http {
        return Err(WebError::NotFound);
    }
    if visit.world.admin().is_some() {
        return Err(Refusal::AlreadySetUp.into());
    }
    let right = visit.web.options.setup_token.as_deref();
    let hash = |token: &str| sha256(token.as_bytes());
    if right.map(hash) != Some(hash(&new.token)) {
        return Err(WebError::NotFound);
    }
    check_length(&new.password)?;
    let verifier = verifier_of(&visit.web.app, new.password).await.ok_or(WebError::Inside)?;
    let set_up = SetUp {
        institution: new.institution,
        sector: new.sector.into(),
        login: new.login,
        name: new.name,
        verifier,
    };
    let receipt = visit.web.app.set_up(set_up).await?;
    let visit = with_new_world(visit);
    let user = match receipt.made {
        Made::User(user) => Some(user.to_string()),
        _ => None,
    };
    let id = visit.world.institution().ok_or(WebError::Inside)?.to_string();
    created("/api/v1/account", Institution { id, name: visit.institution(), user })
}

/// The root key, to be printed and kept in a safe.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RootKey {
    pub root_key: String,
}

/// Shows the root key, until it is on paper.
#[utoipa::path(get, path = "/api/v1/rootKey", tag = "setup", operation_id = "showRootKey",
    responses((status = 200, body = RootKey)))]
pub async fn show_root(Sender(visit): Sender) -> Answer {
    let root = visit.web.app.keys.root().map_err(|_| WebError::Inside)?;
    let root = root.ok_or(WebError::NotFound)?;
    Ok(shown(RootKey { root_key: tegenwicht_store::root::print(&root.to_bytes()).to_string() }))
}

/// Says that the root key is on paper; this machine forgets it.
#[utoipa::path(delete, path = "/api/v1/rootKey", tag = "setup", operation_id = "forgetRootKey",
    responses((status = 204)))]
pub async fn forget_root(Sender(visit): Sender) -> Answer {
    visit.web.app.keys.destroy_root().map_err(|_| WebError::Inside)?;
    Ok(done())
}

/// That this node accepts commands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Healthy {
    /// `ok`.
    pub status: String,
}

/// Tells whether this node accepts commands; 503 with a reason when not.
#[utoipa::path(get, path = "/api/v1/health", tag = "setup", operation_id = "showHealth",
    responses((status = 200, body = Healthy)))]
pub async fn health(visit: Visit) -> Answer {
    let device = visit.web.app.device();
    let granted = visit.world.admin().map(|(_, admin)| admin.devices.may_write(&device));
    let error = match (visit.web.app.health(), granted) {
        (Health::Writing, Some(true)) => {
            return Ok(shown(Healthy { status: "ok".to_owned() }));
        }
        (Health::ReadOnly { reason }, _) => SubmitError::NotWritten(reason).into(),
        (Health::Writing, Some(false)) => Refusal::DeviceNotGranted.into(),
        (Health::Writing, None) => WebError::NotSetUp,
    };
    Ok(refused(StatusCode::SERVICE_UNAVAILABLE, error))
}

// SPDX-License-Identifier: EUPL-1.2
//! Codes to be used once and people let in on the spot, for programs.

use serde::{Deserialize, Serialize};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::code::SetOwnPin;
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::erasure::Nothing;
use super::name::RoleName;
use super::read::{Address, Json, Key, OptionalKey, Sender};
use super::{Answer, created, done};
use crate::login::verifier_of;
use crate::web::error::WebError;
use crate::web::page;
use crate::web::page::account::is_own_pin;
use crate::web::page::admission::ROLES;
use crate::web::page::code::Given;
use crate::web::part::time::iso;

/// A code in place of a password, to be used once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Code {
    pub user: String,
    /// The login name.
    pub login: String,
    #[schema(format = Password)]
    pub code: String,
    #[schema(format = DateTime)]
    pub until: String,
}

/// Whom to let in to this crisis only.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAdmission {
    #[schema(max_length = 200)]
    name: String,
    role: RoleName,
}

/// Codes for the envelope, each with its number before it.
#[derive(Serialize, ToSchema)]
pub struct PaperCodes {
    pub items: Vec<String>,
}

/// One's own PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwnPin {
    #[schema(pattern = "^[0-9]{6}$", format = Password)]
    pin: String,
}

fn shape(user: tegenwicht_core::id::ActorId, given: Given) -> Code {
    let Given { login, code, until } = given;
    Code { user: user.to_string(), login, code, until: iso(until) }
}

/// Gives somebody who lost the password a code, valid for thirty minutes and once.
#[utoipa::path(post, path = "/api/v1/users/{id}/codes", tag = "users", operation_id = "makeCode",
    request_body = Nothing, responses((status = 201, body = Code)))]
pub async fn give(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let user = id.parse().map_err(|_| WebError::NotFound)?;
    let given = page::code::make(&visit, key, user).await?;
    created("/api/v1/users", shape(user, given))
}

/// Lets somebody in to this crisis only, with a code to hand over.
#[utoipa::path(post, path = "/api/v1/crises/{id}/admissions", tag = "users",
    operation_id = "admitUser", request_body = NewAdmission,
    responses((status = 201, body = Code)))]
pub async fn admit(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewAdmission>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let role = Role::from(new.role);
    if !ROLES.contains(&role) {
        return Err(Refusal::RolesEmpty.into());
    }
    let (user, given) = page::admission::let_in(&visit, key, crisis, &new.name, role).await?;
    created("/api/v1/users", shape(user, given))
}

/// Makes ten codes for the envelope; those before them end.
#[utoipa::path(post, path = "/api/v1/account/paperCodes", tag = "account",
    operation_id = "makePaperCodes", request_body = Nothing,
    responses((status = 201, body = PaperCodes)))]
pub async fn paper(
    Sender(visit): Sender,
    Key(key): Key,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let items = page::code::paper_codes(&visit, key).await?;
    created("/api/v1/account", PaperCodes { items })
}

/// Sets one's own PIN, to take over with at a PC of the crisis room.
#[utoipa::path(put, path = "/api/v1/account/pin", tag = "account", operation_id = "setOwnPin",
    request_body = NewOwnPin, responses((status = 204)))]
pub async fn set_own_pin(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Json(new): Json<NewOwnPin>,
) -> Answer {
    let user = visit.login.as_ref().ok_or(WebError::LoginNeeded)?.actor;
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    if !is_own_pin(&new.pin) {
        return Err(Refusal::PinWrongForm.into());
    }
    let verifier = verifier_of(&visit.web.app, new.pin).await.ok_or(WebError::Inside)?;
    let command = Command::SetOwnPin(SetOwnPin { user, verifier });
    visit.web.app.submit(visit.actor(), key, command).await?;
    Ok(done())
}

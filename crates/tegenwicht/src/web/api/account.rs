// SPDX-License-Identifier: EUPL-1.2
//! One's own account for programs: logging in and out, who am I here, another password.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tegenwicht_core::permission::Capability;
use utoipa::ToSchema;

use super::name::RoleName;
use super::read::{Json, OptionalKey, Sender};
use super::user::{check_length, set_password_of};
use super::{Answer, created, done, shown};
use crate::app::SubmitError;
use crate::login::LoginRefusal;
use crate::web::error::WebError;
use crate::web::visit::Visit;

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The login name.
    name: String,
    #[schema(format = Password)]
    password: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// To be sent as `Authorization: Bearer`; ends after sixteen hours without use.
    pub token: String,
    /// Who is logged in.
    pub user: String,
}

/// Logs in.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "account", operation_id = "logIn",
    request_body = NewSession, responses((status = 201, body = Session)))]
pub async fn log_in(visit: Visit, Json(new): Json<NewSession>) -> Answer {
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    if visit.world.admin().is_none() {
        return Err(WebError::NotSetUp);
    }
    let logins = &visit.web.logins;
    let opened = logins
        .log_in(&visit.web.app, &new.name, &new.password, crate::login::Lane::From(visit.address))
        .await;
    let (token, user) = opened.map_err(refused)?;
    created("/api/v1/sessions/current", Session { token, user: user.to_string() })
}

fn refused(refusal: LoginRefusal) -> WebError {
    match refusal {
        LoginRefusal::Wrong => WebError::WrongLogin,
        LoginRefusal::Busy => WebError::Busy,
        LoginRefusal::NotKept => SubmitError::NotWritten("the session".to_owned()).into(),
    }
}

/// Logs out.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "account",
    operation_id = "logOut", responses((status = 204)))]
pub async fn log_out(Sender(visit): Sender) -> Answer {
    let login = visit.login.as_ref().ok_or(WebError::LoginNeeded)?;
    visit.web.logins.close(&visit.web.app, &login.token).await;
    Ok(done())
}

/// Who is logged in, and what they may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    pub id: String,
    #[schema(required)]
    pub login: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    #[schema(required)]
    pub phone: Option<String>,
    pub roles: Vec<RoleName>,
    /// What these roles may do, as `noun:verb`.
    pub capabilities: Vec<String>,
    /// Name of the institution.
    pub institution: String,
    /// The only crisis that this person may see; null for everybody else.
    #[schema(required)]
    pub only_crisis: Option<String>,
    /// True after a login with a code: set a password before anything else.
    pub password_needed: bool,
}

/// Shows who is logged in.
#[utoipa::path(get, path = "/api/v1/account", tag = "account", operation_id = "showAccount",
    responses((status = 200, body = Account)))]
pub async fn show(visit: Visit) -> Answer {
    let login = visit.login.as_ref().ok_or(WebError::LoginNeeded)?;
    let person = visit.world.directory.people.get(&login.actor);
    let allowed = Capability::ALL.iter().filter(|capability| visit.may(**capability));
    Ok(shown(Account {
        id: login.actor.to_string(),
        login: person.map(|person| person.login.clone()),
        name: person.map(|person| person.name.clone()),
        phone: person.and_then(|person| person.phone.clone()),
        roles: login.roles.iter().copied().map(RoleName::from).collect(),
        capabilities: allowed.map(|capability| capability.code().to_owned()).collect(),
        institution: visit.institution(),
        only_crisis: login.only.map(|only| only.to_string()),
        password_needed: login.must_change,
    }))
}

/// Another password for oneself.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnPassword {
    /// May be left out after a login with a code.
    #[serde(default)]
    #[schema(format = Password)]
    current_password: String,
    #[schema(min_length = 10, format = Password)]
    password: String,
}

/// Changes one's own password.
#[utoipa::path(put, path = "/api/v1/account/password", tag = "account",
    operation_id = "setOwnPassword", request_body = OwnPassword, responses((status = 204)))]
pub async fn set_password(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Json(new): Json<OwnPassword>,
) -> Answer {
    let login = visit.login.as_ref().ok_or(WebError::LoginNeeded)?;
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let person = visit.world.directory.people.get(&login.actor).ok_or(WebError::NotAllowed)?;
    check_length(&new.password)?;
    // Repeated, the old password is the new one; nothing is written then.
    // After a login with a code there is no old password to ask for.
    if !login.must_change && visit.world.done(Some(login.actor), key).is_empty() {
        let (logins, app) = (&visit.web.logins, &visit.web.app);
        match logins.prove(app, &person.login, &new.current_password).await {
            Ok(()) => {}
            // Not 401: the token is right.
            Err(LoginRefusal::Wrong) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(super::refused(status, WebError::WrongLogin));
            }
            Err(refusal) => return Err(refused(refusal)),
        }
    }
    set_password_of(&visit, key, login.actor, new.password).await?;
    visit.web.logins.changed(&visit.web.app, &login.token).await;
    Ok(done())
}

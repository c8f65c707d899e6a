// SPDX-License-Identifier: EUPL-1.2
//! People for programs: who may log in, in which roles; and the PIN of the notice board.

use serde::{Deserialize, Serialize};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::user::{
    AddUser, BlockUser, SetPassword, SetPin, SetRoles, UnblockUser, User as Known,
};
use tegenwicht_core::id::{ActorId, CommandId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::erasure::Nothing;
use super::list::{self, Page, UserList};
use super::name::RoleName;
use super::read::{Address, Asked, Json, Key, OptionalKey, Sender};
use super::{Answer, created, done, shown, with_new_world};
use crate::app::{Made, SubmitError};
use crate::login::{LoginRefusal, PASSWORD_MAX, PASSWORD_MIN, verifier_of};
use crate::web::error::WebError;
use crate::web::page::user::PIN_DIGITS;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A person who may log in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    #[schema(required)]
    pub login: Option<String>,
    #[schema(required)]
    pub name: Option<String>,
    #[schema(required)]
    pub phone: Option<String>,
    /// The roles that count.
    pub roles: Vec<RoleName>,
    /// True where roles were changed twice without knowing of each other.
    pub contradictory: bool,
    pub blocked: bool,
    #[schema(required)]
    pub block_reason: Option<String>,
    /// The only crisis that this person may see; null for everybody else.
    #[schema(required)]
    pub only_crisis: Option<String>,
    #[schema(format = DateTime)]
    pub added_at: String,
}

/// A person to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    login: String,
    name: String,
    phone: Option<String>,
    #[schema(min_items = 1)]
    roles: Vec<RoleName>,
    #[schema(min_length = 10, format = Password)]
    password: String,
}

/// Other roles.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoles {
    #[schema(min_items = 1)]
    roles: Vec<RoleName>,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    #[schema(min_length = 10, format = Password)]
    password: String,
}

/// Another PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPin {
    #[schema(pattern = "^[0-9]{6,12}$")]
    pin: String,
}

/// Why somebody is kept out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBlock {
    #[schema(max_length = 500)]
    reason: String,
}

fn shape(visit: &Visit, id: ActorId, user: &Known) -> User {
    let person = visit.world.directory.people.get(&id);
    User {
        id: id.to_string(),
        login: person.map(|person| person.login.clone()),
        name: person.map(|person| person.name.clone()),
        phone: person.and_then(|person| person.phone.clone()),
        roles: user.roles().into_iter().map(RoleName::from).collect(),
        contradictory: user.roles.is_conflict(),
        blocked: user.blocked.is_some(),
        block_reason: user.blocked.clone(),
        only_crisis: user.only.map(|only| only.to_string()),
        added_at: iso(user.added_at),
    }
}

/// Returns a person as the API gives them.
pub(crate) fn find(visit: &Visit, id: ActorId) -> Result<User, Refusal> {
    let user = visit.world.admin().and_then(|(_, admin)| admin.users.by_id.get(&id));
    user.map(|user| shape(visit, id, user)).ok_or(Refusal::UserUnknown)
}

/// Lists the people who may log in, or could.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", operation_id = "listUsers",
    params(Page), responses((status = 200, body = UserList)))]
pub async fn list(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let (_, admin) = visit.world.admin().ok_or(WebError::NotSetUp)?;
    let all = admin.users.by_id.iter();
    let show = |(id, user): (&ActorId, &Known)| shape(&visit, *id, user);
    let part = list::part(all, &asked, |(id, _)| id.to_string(), show)?;
    Ok(shown(UserList::from(part)))
}

/// Adds a person, with a first password.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", operation_id = "addUser",
    request_body = NewUser, responses((status = 201, body = User)))]
pub async fn add(Sender(visit): Sender, Key(key): Key, Json(new): Json<NewUser>) -> Answer {
    check_length(&new.password)?;
    let command = Command::AddUser(AddUser {
        login: new.login,
        name: new.name,
        phone: new.phone,
        roles: new.roles.into_iter().map(Role::from).collect(),
        only: None,
    });
    let added = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::User(user) = added.made else {
        return Err(Refusal::UserUnknown.into());
    };
    let visit = with_new_world(visit);
    if added.repeated && has_password(&visit, user) {
        holds(&visit, user, &new.password).await?;
    } else {
        set_password_of(&visit, second(key), user, new.password).await?;
    }
    created("/api/v1/users", find(&with_new_world(visit), user)?)
}

/// The second command of one call: its id follows from the first, so that a retry repeats both.
fn second(first: CommandId) -> CommandId {
    let hash = sha256(&[b"second".as_slice(), &first.0].concat());
    CommandId(*hash.first_chunk().unwrap_or(&first.0))
}

fn has_password(visit: &Visit, user: ActorId) -> bool {
    let admin = visit.world.admin();
    let user = admin.and_then(|(_, admin)| admin.users.by_id.get(&user));
    user.is_some_and(|user| user.password.live().next().is_some())
}

/// Refuses a repetition with another password than the one that holds. The fingerprint of a
/// command does not cover its secret, or it would tell it.
async fn holds(visit: &Visit, user: ActorId, password: &str) -> Result<(), WebError> {
    let person = visit.world.directory.people.get(&user).ok_or(Refusal::UserUnknown)?;
    let logins = &visit.web.logins;
    let proven = logins.prove(&visit.web.app, &person.login, password).await;
    proven.map_err(other_secret)
}

fn other_secret(refusal: LoginRefusal) -> WebError {
    match refusal {
        LoginRefusal::Wrong => SubmitError::OtherPayload.into(),
        LoginRefusal::Busy | LoginRefusal::NotKept => WebError::Busy,
    }
}

/// Refuses a password that is too short or too long.
pub(crate) fn check_length(password: &str) -> Result<(), Refusal> {
    if password.len() > PASSWORD_MAX {
        return Err(Refusal::FieldTooLong);
    }
    if password.chars().count() < PASSWORD_MIN { Err(Refusal::PasswordTooShort) } else { Ok(()) }
}

/// Sets a password, and logs the person out elsewhere when somebody else sets it.
pub(crate) async fn set_password_of(
    visit: &Visit,
    key: CommandId,
    user: ActorId,
    password: String,
) -> Result<(), WebError> {
    let app = &visit.web.app;
    let verifier = verifier_of(app, password.clone()).await.ok_or(WebError::Inside)?;
    let command = Command::SetPassword(SetPassword { user, verifier });
    let receipt = app.submit(visit.actor(), key, command).await?;
    if receipt.repeated {
        holds(visit, user, &password).await?;
    }
    if visit.login.as_ref().is_some_and(|login| login.actor != user) {
        visit.web.logins.close_all(app, user).await;
    }
    Ok(())
}

/// Gives a person other roles.
#[utoipa::path(put, path = "/api/v1/users/{id}/roles", tag = "users", operation_id = "setRoles",
    request_body = NewRoles, responses((status = 200, body = User)))]
pub async fn set_roles(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
    Json(new): Json<NewRoles>,
) -> Answer {
    let user = id.parse().map_err(|_| WebError::NotFound)?;
    let roles = new.roles.into_iter().map(Role::from).collect();
    let command = Command::SetRoles(SetRoles { user, roles });
    visit.web.app.submit(visit.actor(), key, command).await?;
    Ok(shown(find(&with_new_world(visit), user)?))
}

/// Gives a person another password; whoever is logged in as them is logged out.
#[utoipa::path(put, path = "/api/v1/users/{id}/password", tag = "users",
    operation_id = "setPassword", request_body = NewPassword, responses((status = 204)))]
pub async fn set_password(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Address(id): Address<String>,
    Json(new): Json<NewPassword>,
) -> Answer {
    let user = id.parse().map_err(|_| WebError::NotFound)?;
    check_length(&new.password)?;
    set_password_of(&visit, key, user, new.password).await?;
    Ok(done())
}

/// Keeps a person out from now on.
#[utoipa::path(post, path = "/api/v1/users/{id}/block", tag = "users", operation_id = "blockUser",
    request_body = NewBlock, responses((status = 201, body = User)))]
pub async fn block(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewBlock>,
) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::BlockUser(BlockUser { user, reason: new.reason });
    visit.web.app.submit(visit.actor(), key, command).await?;
    visit.web.logins.close_all(&visit.web.app, user).await;
    created("/api/v1/users", find(&with_new_world(visit), user)?)
}

/// Lets a person in again who was kept out.
#[utoipa::path(post, path = "/api/v1/users/{id}/unblocking", tag = "users",
    operation_id = "unblockUser", request_body = Nothing, responses((status = 201, body = User)))]
pub async fn unblock(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(Nothing {}): Json<Nothing>,
) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::UnblockUser(UnblockUser { user });
    visit.web.app.submit(visit.actor(), key, command).await?;
    created("/api/v1/users", find(&with_new_world(visit), user)?)
}

/// Sets the PIN with which everybody in the building can report.
#[utoipa::path(put, path = "/api/v1/noticeBoardPin", tag = "users", operation_id = "setPin",
    request_body = NewPin, responses((status = 204)))]
pub async fn set_pin(
    Sender(visit): Sender,
    OptionalKey(key): OptionalKey,
    Json(new): Json<NewPin>,
) -> Answer {
    let pin = new.pin;
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::PinWrongForm.into());
    }
    let app = &visit.web.app;
    let verifier = verifier_of(app, pin.clone()).await.ok_or(WebError::Inside)?;
    let command = Command::SetPin(SetPin { verifier });
    let receipt = app.submit(visit.actor(), key, command).await?;
    if receipt.repeated {
        visit.web.logins.check_pin(app, &pin, visit.address).await.map_err(other_secret)?;
    }
    Ok(done())
}

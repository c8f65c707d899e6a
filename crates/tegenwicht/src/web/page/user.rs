// SPDX-License-Identifier: EUPL-1.2
//! People: who may log in, in which roles; and the PIN of the notice board.

use maud::{Markup, html};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::user::{
    AddUser, BlockUser, SetPassword, SetPin, SetRoles, UnblockUser, User,
};
use tegenwicht_core::id::{ActorId, CommandId};

use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::{Made, SubmitError};
use crate::login::{PASSWORD_MIN, verifier_of};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// Digits in the PIN of the notice board.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=12;

/// `GET /users`
pub async fn list(visit: Visit) -> Answer {
    shown(page(&visit, &Filled::default()))
}

/// `POST /users`
pub async fn add(visit: Visit, form: Submitted) -> Answer {
    let faults = checked(&form)?;
    if !faults.is_empty() {
        let form = form.with("password", "");
        return unreadable(page(&visit, &Filled { form, faults }));
    }
    let key = form.key()?;
    let command = Command::AddUser(AddUser {
        login: form.get("login").to_owned(),
        name: form.get("name").to_owned(),
        phone: form.optional("phone"),
        roles: roles(&form)?,
        only: None,
    });
    let added = visit.web.app.submit(visit.actor(), key, command).await;
    let set = match added {
        Ok(receipt) => match receipt.made {
            Made::User(user) => password(&visit, second(key), user, &form).await,
            _ => Ok(()),
        },
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => onwards("/users"),
        Err(error) => again(&visit, form, &error, "login"),
    }
}

/// What is missing, all of it at once, in the order of the form.
fn checked(form: &Submitted) -> Result<Vec<Fault>, WebError> {
    let is_empty = |name: &str| form.get(name).trim().is_empty();
    let missing = [
        (is_empty("name"), "name", "user-name-missing"),
        (is_empty("login"), "login", "login-name-missing"),
        (roles(form)?.is_empty(), "roles", "refusal-roles-empty"),
        (is_short(form), "password", "refusal-password-too-short"),
    ];
    let wrong = missing.into_iter().filter(|(wrong, _, _)| *wrong);
    Ok(wrong.map(|(_, field, text)| Fault { field, text: text.to_owned() }).collect())
}

fn is_short(form: &Submitted) -> bool {
    form.get("password").chars().count() < PASSWORD_MIN
}

/// The second command of one form: its id follows from the first, so that a retry repeats both.
fn second(first: CommandId) -> CommandId {
    let hash = tegenwicht_core::envelope::sha256(&[b"second".as_slice(), &first.0].concat());
    CommandId(*hash.first_chunk().unwrap_or(&[0; 16]))
}

async fn password(
    visit: &Visit,
    id: CommandId,
    user: ActorId,
    form: &Submitted,
) -> Result<(), SubmitError> {
    let verifier = verifier_of(&visit.web.app, form.get("password").to_owned()).await;
    let verifier =
        verifier.ok_or_else(|| SubmitError::NotWritten("no verifier could be made".to_owned()))?;
    let command = Command::SetPassword(SetPassword { user, verifier });
    visit.web.app.submit(visit.actor(), id, command).await?;
    if visit.login.as_ref().is_some_and(|login| login.actor != user) {
        visit.web.logins.close_all(&visit.web.app, user).await;
    }
    Ok(())
}

fn roles(form: &Submitted) -> Result<Vec<Role>, WebError> {
    let role = |name| Role::from_name(name).ok_or(WebError::Malformed("roles"));
    form.all("roles").map(role).collect()
}

fn again(visit: &Visit, form: Submitted, error: &SubmitError, field: &'static str) -> Answer {
    let faults = form::faults(error.clone(), field)?;
    let form = form.with("password", "");
    refused(error, page(visit, &Filled { form, faults }), &visit.fresh_key())
}

/// A fault in a change of one person is told on a page with that person's forms alone: in the
/// table they would lie folded, on a phone many screens down.
fn again_for(
    visit: &Visit,
    user: ActorId,
    form: Submitted,
    error: &SubmitError,
    field: &'static str,
) -> Answer {
    let faults = form::faults(error.clone(), field)?;
    refused(error, change_page(visit, user, &Filled { form, faults }), &visit.fresh_key())
}

/// `POST /users/{id}/roles`
pub async fn set_roles(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::SetRoles(SetRoles { user, roles: roles(&form)? });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/users"),
        Err(error) => again_for(&visit, user, form, &error, "roles"),
    }
}

/// `POST /users/{id}/block`
pub async fn block(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let reason = form.get("reason").to_owned();
    let command = Command::BlockUser(BlockUser { user, reason });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => {
            visit.web.logins.close_all(&visit.web.app, user).await;
            onwards("/users")
        }
        Err(error) => again_for(&visit, user, form, &error, "reason"),
    }
}

/// `GET /users/{id}`: one person, to change.
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let admin = visit.world.admin();
    let known = admin.is_some_and(|(_, admin)| admin.users.by_id.contains_key(&user));
    if known {
        shown(change_page(&visit, user, &Filled::default()))
    } else {
        Err(WebError::NotFound)
    }
}

/// `POST /users/{id}/unblock`
pub async fn unblock(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::UnblockUser(UnblockUser { user });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/users/{user}")),
        Err(error) => again_for(&visit, user, form, &error, "unblock"),
    }
}

/// `POST /users/{id}/password`
pub async fn set_password(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    if is_short(&form) {
        let text = "refusal-password-too-short".to_owned();
        let faults = vec![Fault { field: "password", text }];
        return unreadable(change_page(&visit, user, &Filled { form, faults }));
    }
    match password(&visit, form.key()?, user, &form).await {
        Ok(()) => onwards("/users"),
        Err(error) => again_for(&visit, user, form, &error, "password"),
    }
}

/// `POST /users/pin`
pub async fn set_pin(visit: Visit, form: Submitted) -> Answer {
    let pin = form.get("pin").trim().to_owned();
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        let faults = vec![Fault { field: "pin", text: "refusal-pin-wrong-form".to_owned() }];
        return unreadable(page(&visit, &Filled { form, faults }));
    }
    let verifier = verifier_of(&visit.web.app, pin).await.ok_or(WebError::Inside)?;
    let command = Command::SetPin(SetPin { verifier });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/users"),
        Err(error) => again(&visit, form, &error, "pin"),
    }
}

/// Everybody, and the forms to add somebody and to set the PIN. The form with a fault comes first.
fn page(visit: &Visit, filled: &Filled) -> Markup {
    let fault = filled.faults.first().map(|fault| fault.field);
    let (wrong, none) = (filled, &Filled::default());
    let main = html! {
        h1.utrecht-heading-1 { (visit.text.get("nav-users")) }
        @match fault {
            None => { (people(visit)) (add_form(visit, none)) (board(visit, none)) }
            Some("pin") => { (board(visit, wrong)) (people(visit)) (add_form(visit, none)) }
            Some(_) => { (add_form(visit, wrong)) (people(visit)) (board(visit, none)) }
        }
    };
    let title = visit.text.get("nav-users").to_owned();
    let fault = fault.is_some();
    shell::page(visit, &Shell { title, here: "users", fault, ..Shell::default() }, &main)
}

/// The forms that change one person, with what is wrong in one of them.
fn change_page(visit: &Visit, id: ActorId, filled: &Filled) -> Markup {
    let text = &visit.text;
    let user = visit.world.admin().and_then(|(_, admin)| admin.users.by_id.get(&id));
    let title = text.with("user-change-one", &[("name", &visit.name(Some(id)))]);
    let main = html! {
        (shell::back("/users", text.get("back-to-users")))
        h1.utrecht-heading-1 { (title) }
        (field::errors(visit, filled))
        @match user {
            Some(user) if user.blocked.is_none() => {
                // What has to be mended comes first.
                @if filled.faults.is_empty() { (code_form(visit, id)) }
                section.panel { (changes(visit, id, user, filled)) }
                @if !filled.faults.is_empty() { (code_form(visit, id)) }
            }
            Some(user) => { (unblock_form(visit, id, user)) }
            None => {}
        }
    };
    let fault = !filled.faults.is_empty();
    shell::page(visit, &Shell { title, here: "users", fault, ..Shell::default() }, &main)
}

/// A code in place of a lost password.
fn code_form(visit: &Visit, id: ActorId) -> Markup {
    let text = &visit.text;
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("code-title")) }
            p { (text.get("code-hint")) }
            form method="post" action={ "/users/" (id) "/code" } {
                (field::hidden(visit, &Filled::default()))
                button.utrecht-button { (text.get("code-save")) }
            }
        }
    }
}

fn unblock_form(visit: &Visit, id: ActorId, user: &User) -> Markup {
    let text = &visit.text;
    html! {
        section.panel #unblock {
            p {
                span.utrecht-badge.utrecht-badge--danger { (text.get("user-blocked")) } " "
                (user.blocked.as_deref().unwrap_or_default())
            }
            p { (text.get("user-unblock-hint")) }
            form method="post" action={ "/users/" (id) "/unblock" } {
                (field::hidden(visit, &Filled::default()))
                button.utrecht-button { (text.get("user-unblock-save")) }
            }
        }
    }
}

fn people(visit: &Visit) -> Markup {
    let text = &visit.text;
    let admin = visit.world.admin().map(|(_, admin)| admin);
    html! {
        div.table-wrap #people tabindex="0" role="region" aria-label=(text.get("nav-users")) {
            table.utrecht-table.table-stack {
                thead { tr {
                    th { (text.get("user-name")) } th { (text.get("login-name")) }
                    th { (text.get("user-roles")) } th { (text.get("user-change")) }
                } }
                tbody {
                    @for (id, user) in admin.iter().flat_map(|admin| admin.users.by_id.iter()) {
                        (row(visit, *id, user))
                    }
                }
            }
        }
    }
}

fn required<'a>(name: &'static str, label: &'a str) -> Field<'a> {
    Field { required: true, ..Field::text(name, label) }
}

fn add_form(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("user-add")) }
            form method="post" action="/users" {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, required("name", "user-name")))
                (field::line(visit, filled, Field {
                    hint: "login-name-hint",
                    ..required("login", "login-name")
                }))
                (field::line(visit, filled, Field::text("phone", "user-phone")))
                (role_boxes(visit, filled, &typed_roles(filled), "roles"))
                (field::line(visit, filled, Field { kind: "password", hint: "password-hint",
                    autocomplete: "new-password", ..required("password", "user-first-password") }))
                button.utrecht-button { (text.get("user-add-save")) }
            }
        }
    }
}

fn board(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let has_pin = admin.is_some_and(|admin| admin.users.pin.live().next().is_some());
    html! {
        section.panel #board {
            h2.utrecht-heading-2 { (text.get("pin-title")) }
            p { (text.get(if has_pin { "pin-set" } else { "pin-not-set" })) }
            form method="post" action="/users/pin" {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, Field {
                    hint: "pin-hint",
                    ..required("pin", "pin-label")
                }))
                button.utrecht-button.utrecht-button--secondary { (text.get("pin-save")) }
            }
        }
    }
}

fn row(visit: &Visit, id: ActorId, user: &User) -> Markup {
    let text = &visit.text;
    let person = visit.world.directory.people.get(&id);
    let login = person.map(|person| person.login.as_str()).unwrap_or_default();
    let names: Vec<String> = user.roles().iter().map(|role| role_name(visit, *role)).collect();
    html! {
        tr {
            th scope="row" {
                a href={ "/users/" (id) } { (visit.name(Some(id))) }
                @if user.only.is_some() {
                    " " span.utrecht-badge { (text.get("user-only-one-crisis")) }
                }
                @if let Some(phone) = person.and_then(|person| person.phone.as_ref()) {
                    br; span.small.muted { (phone) }
                }
            }
            td data-label=(text.get("login-name")) { (login) }
            td data-label=(text.get("user-roles")) {
                @if let Some(reason) = &user.blocked {
                    span.utrecht-badge.utrecht-badge--danger {
                        (text.get("user-blocked"))
                    }
                    " " (reason)
                } @else {
                    (names.join(", "))
                    @if user.roles.is_conflict() {
                        " " span.utrecht-badge.utrecht-badge--danger { (text.get("contradictory")) }
                    }
                }
            }
            td data-label=(text.get("user-change")) {
                @if user.blocked.is_none() {
                    details.more {
                        summary {
                            (text.get("user-change"))
                            span.visually-hidden { " " (visit.name(Some(id))) }
                        }
                        (changes(visit, id, user, &Filled::default()))
                    }
                }
            }
        }
    }
}

/// Roles, password and access of one person. Without a fault many of these stand on one page, so
/// the ids of their fields bear the person's; with one, its form comes first.
fn changes(visit: &Visit, id: ActorId, user: &User, filled: &Filled) -> Markup {
    let text = &visit.text;
    let path = format!("/users/{id}");
    let fault = filled.faults.first().map(|fault| fault.field);
    let none = Filled::default();
    // What was typed stays in the form it was typed in.
    let of = |name| if fault == Some(name) { filled } else { &none };
    let field_id = |name: &str| match fault {
        Some(_) => name.to_owned(),
        None => format!("{name}-{id}"),
    };
    let (reason, password) = (field_id("reason"), field_id("password"));
    let roles = match fault {
        Some("roles") => typed_roles(filled),
        _ => user.roles(),
    };
    let role_form = html! {
        form method="post" action={ (path) "/roles" } {
            (field::hidden(visit, of("roles")))
            (role_boxes(visit, of("roles"), &roles, &field_id("roles")))
            button.utrecht-button.utrecht-button--secondary { (text.get("user-roles-save")) }
        }
    };
    let password_form = html! {
        form method="post" action={ (path) "/password" } {
            (field::hidden(visit, of("password")))
            (field::line(visit, of("password"), Field { id: &password, kind: "password",
                autocomplete: "new-password", ..required("password", "user-new-password") }))
            button.utrecht-button.utrecht-button--secondary { (text.get("user-password-save")) }
        }
    };
    let block_form = html! {
        form method="post" action={ (path) "/block" } {
            (field::hidden(visit, of("reason")))
            (field::line(visit, of("reason"), Field { id: &reason,
                ..required("reason", "user-block-reason") }))
            button.utrecht-button.utrecht-button--danger { (text.get("user-block-save")) }
        }
    };
    html! {
        @match fault {
            Some("password") => { (password_form) (role_form) (block_form) }
            Some("reason") => { (block_form) (role_form) (password_form) }
            _ => { (role_form) (password_form) (block_form) }
        }
    }
}

/// The roles that were ticked before a fault elsewhere in the form.
fn typed_roles(filled: &Filled) -> Vec<Role> {
    filled.form.all("roles").filter_map(Role::from_name).collect()
}

fn role_boxes(visit: &Visit, filled: &Filled, chosen: &[Role], id: &str) -> Markup {
    html! {
        fieldset.options id=(id) {
            legend.utrecht-form-label { (visit.text.get("user-roles")) }
            (field::wrong(visit, filled, "roles"))
            @for role in Role::ALL.into_iter().filter(|role| *role != Role::Reporter) {
                label.check {
                    input type="checkbox" name="roles"
                        value=(role.name()) checked[chosen.contains(&role)];
                    span { (role_name(visit, role)) }
                }
            }
        }
    }
}

/// Returns what a role of an account is called. Some are roles of the crisis team too, and have
/// the word that the institution has for those.
#[must_use]
pub fn role_name(visit: &Visit, role: Role) -> String {
    let seat = match role {
        Role::Coordinator => "crisis-coordinator",
        Role::Chair => "chair",
        Role::LogKeeper => "log-keeper",
        Role::InformationManager => "information-manager",
        _ => return visit.text.get(role_text(role)).to_owned(),
    };
    let own = visit.words().get(&format!("role.{seat}")).map(str::to_owned);
    own.unwrap_or_else(|| visit.text.get(role_text(role)).to_owned())
}

/// Returns the name of the text for a role.
#[must_use]
pub const fn role_text(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "role-coordinator",
        Role::Chair => "role-chair",
        Role::LogKeeper => "role-log-keeper",
        Role::InformationManager => "role-information-manager",
        Role::Manager => "role-manager",
        Role::Member => "role-member",
        Role::Ict => "role-ict",
        Role::Observer => "role-observer",
        Role::Reporter => "role-reporter",
    }
}

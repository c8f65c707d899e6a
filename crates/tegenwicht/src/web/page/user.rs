// SPDX-License-Identifier: EUPL-1.2
//! People: who may log in, in which roles; and the PIN of the notice board.

use maud::{Markup, html};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::user::{AddUser, BlockUser, SetPassword, SetPin, SetRoles, User};
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
    let short = form.get("password").chars().count() < PASSWORD_MIN;
    if short {
        let text = "refusal-password-too-short".to_owned();
        let faults = vec![Fault { field: "password", text }];
        return unreadable(page(&visit, &Filled { form, faults }));
    }
    let key = form.key()?;
    let command = Command::AddUser(AddUser {
        login: form.get("login").to_owned(),
        name: form.get("name").to_owned(),
        phone: form.optional("phone"),
        roles: roles(&form)?,
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

/// A fault in a form of the table is told on top; the form to add somebody stays empty.
fn again_at_table(visit: &Visit, _form: Submitted, error: &SubmitError) -> Answer {
    let mut faults = form::faults(error.clone(), "people")?;
    faults.iter_mut().for_each(|fault| fault.field = "people");
    refused(error, page(visit, &Filled { form: Submitted::default(), faults }), &visit.fresh_key())
}

/// `POST /users/{id}/roles`
pub async fn set_roles(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user = id.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::SetRoles(SetRoles { user, roles: roles(&form)? });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards("/users"),
        Err(error) => again_at_table(&visit, form, &error),
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
        Err(error) => again_at_table(&visit, form, &error),
    }
}

/// `POST /users/{id}/password`
pub async fn set_password(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    if form.get("password").chars().count() < PASSWORD_MIN {
        let text = "refusal-password-too-short".to_owned();
        let faults = vec![Fault { field: "people", text }];
        return unreadable(page(&visit, &Filled { form: Submitted::default(), faults }));
    }
    match password(&visit, form.key()?, user, &form).await {
        Ok(()) => onwards("/users"),
        Err(error) => again_at_table(&visit, form, &error),
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

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let required = |name, label| Field { required: true, ..Field::text(name, label) };
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let has_pin = admin.is_some_and(|admin| admin.users.pin.live().next().is_some());
    let main = html! {
        h1.utrecht-heading-1 { (text.get("nav-users")) }
        (field::errors(visit, filled))
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
        section.panel {
            h2.utrecht-heading-2 { (text.get("user-add")) }
            form method="post" action="/users" {
                (field::hidden(visit, filled))
                (field::line(visit, filled, required("name", "user-name")))
                (field::line(visit, filled, Field {
                    hint: "login-name-hint",
                    ..required("login", "login-name")
                }))
                (field::line(visit, filled, Field::text("phone", "user-phone")))
                (role_boxes(visit, &typed_roles(filled), "roles"))
                (field::line(visit, filled, Field { kind: "password", hint: "password-hint",
                    autocomplete: "new-password", ..required("password", "user-first-password") }))
                button.utrecht-button { (text.get("user-add-save")) }
            }
        }
        section.panel #board {
            h2.utrecht-heading-2 { (text.get("pin-title")) }
            p { (text.get(if has_pin { "pin-set" } else { "pin-not-set" })) }
            form method="post" action="/users/pin" {
                (field::hidden(visit, &Filled::default()))
                (field::line(visit, filled, Field {
                    hint: "pin-hint",
                    ..required("pin", "pin-label")
                }))
                button.utrecht-button.utrecht-button--secondary { (text.get("pin-save")) }
            }
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-users").to_owned();
    shell::page(visit, &Shell { title, here: "users", fault, ..Shell::default() }, &main)
}

fn row(visit: &Visit, id: ActorId, user: &User) -> Markup {
    let text = &visit.text;
    let person = visit.world.directory.people.get(&id);
    let login = person.map(|person| person.login.as_str()).unwrap_or_default();
    let roles = user.roles();
    let names: Vec<&str> = roles.iter().map(|role| text.get(role_text(*role))).collect();
    let none = Filled::default();
    let path = format!("/users/{id}");
    let field_id = |name: &str| format!("{name}-{id}");
    let (reason, password) = (field_id("reason"), field_id("password"));
    html! {
        tr {
            th scope="row" {
                (visit.name(Some(id)))
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
                        form method="post" action={ (path) "/roles" } {
                            (field::hidden(visit, &none))
                            (role_boxes(visit, &roles, &field_id("roles")))
                            button.utrecht-button.utrecht-button--secondary {
                                (text.get("user-roles-save"))
                            }
                        }
                        form method="post" action={ (path) "/password" } {
                            (field::hidden(visit, &none))
                            (field::line(visit, &none, Field { id: &password, kind: "password",
                                autocomplete: "new-password", required: true,
                                ..Field::text("password", "user-new-password") }))
                            button.utrecht-button.utrecht-button--secondary {
                                (text.get("user-password-save"))
                            }
                        }
                        form method="post" action={ (path) "/block" } {
                            (field::hidden(visit, &none))
                            (field::line(visit, &none, Field { id: &reason, required: true,
                                ..Field::text("reason", "user-block-reason") }))
                            button.utrecht-button.utrecht-button--danger {
                                (text.get("user-block-save"))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The roles that were ticked before a fault elsewhere in the form.
fn typed_roles(filled: &Filled) -> Vec<Role> {
    filled.form.all("roles").filter_map(Role::from_name).collect()
}

fn role_boxes(visit: &Visit, chosen: &[Role], id: &str) -> Markup {
    html! {
        fieldset id=(id) {
            legend.utrecht-form-label { (visit.text.get("user-roles")) }
            @for role in Role::ALL.into_iter().filter(|role| *role != Role::Reporter) {
                label.check {
                    input type="checkbox" name="roles"
                        value=(role.name()) checked[chosen.contains(&role)];
                    span { (visit.text.get(role_text(role))) }
                }
            }
        }
    }
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

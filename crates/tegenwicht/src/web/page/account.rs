// SPDX-License-Identifier: EUPL-1.2
//! One's own account: who am I here, in which roles, and another password.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::code::SetOwnPin;
use tegenwicht_core::feature::user::SetPassword;
use tegenwicht_core::permission::Capability;

use super::user::role_name;
use super::{Answer, onwards, shown, unreadable};
use crate::login::{PASSWORD_MIN, verifier_of};
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// `GET /account`
pub async fn show(visit: Visit) -> Answer {
    shown(page(&visit, &Filled::default()))
}

/// `POST /account/password`
pub async fn set_password(visit: Visit, form: Submitted) -> Answer {
    let login = visit.login.clone().ok_or(WebError::LoginNeeded)?;
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let name = visit.world.directory.people.get(&login.actor).map(|person| person.login.clone());
    let name = name.ok_or(WebError::NotAllowed)?;
    let app = &visit.web.app;
    let mut faults = Vec::new();
    let mut fault = |field, text: &str| faults.push(Fault { field, text: text.to_owned() });
    if form.get("password").chars().count() < PASSWORD_MIN {
        fault("password", "refusal-password-too-short");
    } else if visit.web.logins.prove(app, &name, form.get("old")).await.is_err() {
        fault("old", "password-old-wrong");
    }
    if !faults.is_empty() {
        return unreadable(page(&visit, &Filled { form: Submitted::default(), faults }));
    }
    let verifier = verifier_of(app, form.get("password").to_owned()).await;
    let verifier = verifier.ok_or(WebError::Inside)?;
    let command = Command::SetPassword(SetPassword { user: login.actor, verifier });
    app.submit(visit.actor(), form.key()?, command).await?;
    visit.web.logins.close_but(app, login.actor, &login.token).await;
    onwards("/account?changed=1")
}

/// Digits in somebody's own PIN.
pub const OWN_PIN_DIGITS: usize = 6;

/// Returns true for six digits that are not all the same.
#[must_use]
pub fn is_own_pin(pin: &str) -> bool {
    let same = pin.bytes().next().is_none_or(|first| pin.bytes().all(|byte| byte == first));
    pin.len() == OWN_PIN_DIGITS && pin.bytes().all(|byte| byte.is_ascii_digit()) && !same
}

/// `POST /account/pin`: the PIN to take over with at a PC of the crisis room.
pub async fn set_pin(visit: Visit, form: Submitted) -> Answer {
    let user = visit.login.as_ref().ok_or(WebError::LoginNeeded)?.actor;
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let pin = form.get("pin").trim().to_owned();
    if !is_own_pin(&pin) {
        let faults = vec![Fault { field: "pin", text: "own-pin-wrong-form".to_owned() }];
        return unreadable(page(&visit, &Filled { form: Submitted::default(), faults }));
    }
    let verifier = verifier_of(&visit.web.app, pin).await.ok_or(WebError::Inside)?;
    let command = Command::SetOwnPin(SetOwnPin { user, verifier });
    visit.web.app.submit(visit.actor(), form.key()?, command).await?;
    onwards("/account?pin=1")
}

/// The form of one's own PIN, and the way to the codes for the envelope.
fn own_pin(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let actor = visit.login.as_ref().map(|login| login.actor);
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let user = actor.and_then(|actor| admin?.users.by_id.get(&actor));
    let has_pin = user.is_some_and(|user| user.pin.live().next().is_some());
    let pin = Field {
        kind: "password",
        required: true,
        hint: "own-pin-hint",
        ..Field::text("pin", "own-pin-new")
    };
    html! {
        section.panel #own-pin {
            h2.utrecht-heading-2 { (text.get("own-pin")) }
            p { (text.get(if has_pin { "own-pin-set" } else { "own-pin-not-set" })) }
            form method="post" action="/account/pin" {
                (field::hidden(visit, filled))
                @if filled.is_wrong("pin") { (field::errors(visit, filled)) }
                (field::line(visit, filled, pin))
                button.utrecht-button.utrecht-button--secondary { (text.get("own-pin-save")) }
            }
        }
        @if visit.may(Capability::ManageUsers) && !visit.web.options.open_http {
            section.panel {
                h2.utrecht-heading-2 { (text.get("paper-title")) }
                p { (text.get("paper-hint")) }
                p { a href="/account/codes" { (text.get("paper-go")) } }
            }
        }
    }
}

/// Which single keys there are, and the switch.
fn keys(visit: &Visit) -> Markup {
    let text = &visit.text;
    let (state, wanted, button) = match visit.keys {
        true => ("keys-on", "off", "keys-switch-off"),
        false => ("keys-off", "on", "keys-switch-on"),
    };
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("keys-title")) }
            p { (text.get(state)) }
            form method="post" action="/keys" {
                (field::hidden(visit, &Filled::default()))
                input type="hidden" name="keys" value=(wanted);
                button.utrecht-button.utrecht-button--secondary { (text.get(button)) }
            }
        }
    }
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let roles = visit.login.as_ref().map(|login| login.roles.clone()).unwrap_or_default();
    let names: Vec<String> = roles.iter().map(|role| role_name(visit, *role)).collect();
    let secret = |name, label, autocomplete| Field {
        kind: "password",
        required: true,
        autocomplete,
        ..Field::text(name, label)
    };
    let changed = visit.path.ends_with("?changed=1");
    let main = html! {
        h1.utrecht-heading-1 { (visit.name(visit.login.as_ref().map(|login| login.actor))) }
        @if visit.path.ends_with("?pin=1") {
            div.utrecht-alert.utrecht-alert--ok role="status" { (text.get("own-pin-changed")) }
        }
        @if changed {
            div.utrecht-alert.utrecht-alert--ok role="status" { (text.get("password-changed")) }
        }
        dl.utrecht-data-list.panel {
            div { dt { (text.get("user-roles")) } dd { (names.join(", ")) } }
        }
        section.panel {
            h2.utrecht-heading-2 { (text.get("user-new-password")) }
            form method="post" action="/account/password" {
                (field::hidden(visit, filled))
                @if !filled.is_wrong("pin") { (field::errors(visit, filled)) }
                (field::line(visit, filled, secret("old", "password-old", "current-password")))
                (field::line(visit, filled, Field { hint: "password-hint",
                    ..secret("password", "user-new-password", "new-password") }))
                button.utrecht-button { (text.get("user-password-save")) }
            }
        }
        (own_pin(visit, filled))
        (keys(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("account-title").to_owned();
    shell::page(visit, &Shell { title, fault, ..Shell::default() }, &main)
}

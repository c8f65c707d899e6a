// SPDX-License-Identifier: EUPL-1.2
//! One's own account: who am I here, in which roles, and another password.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::user::SetPassword;

use super::user::role_text;
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
    let names: Vec<&str> = roles.iter().map(|role| text.get(role_text(*role))).collect();
    let secret = |name, label, autocomplete| Field {
        kind: "password",
        required: true,
        autocomplete,
        ..Field::text(name, label)
    };
    let changed = visit.path.ends_with("?changed=1");
    let main = html! {
        h1.utrecht-heading-1 { (visit.name(visit.login.as_ref().map(|login| login.actor))) }
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
                (field::errors(visit, filled))
                (field::line(visit, filled, secret("old", "password-old", "current-password")))
                (field::line(visit, filled, Field { hint: "password-hint",
                    ..secret("password", "user-new-password", "new-password") }))
                button.utrecht-button { (text.get("user-password-save")) }
            }
        }
        (keys(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("account-title").to_owned();
    shell::page(visit, &Shell { title, fault, ..Shell::default() }, &main)
}

// SPDX-License-Identifier: EUPL-1.2
//! The first start: the institution, its first coordinator, and the root key to print.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SetUp;
use crate::login::{PASSWORD_MIN, verifier_of};
use crate::web::api::read::Asked;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// The one-time token of the setup page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Token {
    #[serde(default)]
    pub token: String,
}

/// What anybody sees before the institution is set up.
#[must_use]
pub fn not_yet(visit: &Visit) -> Markup {
    let main = html! {
        h1.utrecht-heading-1 { (visit.text.get("setup-not-yet")) }
        p.utrecht-paragraph { (visit.text.get("setup-not-yet-hint")) }
        (shell::language_switch(visit))
    };
    let title = visit.text.get("setup-not-yet").to_owned();
    shell::page(visit, &Shell { title, bare: true, ..Shell::default() }, &main)
}

fn allowed(visit: &Visit, token: &str) -> Result<(), WebError> {
    if visit.world.admin().is_some() || visit.web.options.open_http {
        return Err(WebError::NotFound);
    }
    match &visit.web.options.setup_token {
        Some(right) if right == token => Ok(()),
        _ => Err(WebError::NotFound),
    }
}

/// `GET /setup`
pub async fn form(visit: Visit, Asked(token): Asked<Token>) -> Answer {
    if visit.world.admin().is_some() {
        return onwards("/login");
    }
    allowed(&visit, &token.token)?;
    let filled =
        Filled { form: Submitted::default().with("setup", &token.token), faults: Vec::new() };
    shown(page(&visit, &filled))
}

/// `POST /setup`
pub async fn set_up(visit: Visit, form: Submitted) -> Answer {
    allowed(&visit, form.get("setup"))?;
    let faults = checked(&form);
    let (Some(sector), true) = (Sector::from_name(form.get("sector")), faults.is_empty()) else {
        return unreadable(page(&visit, &Filled { form, faults }));
    };
    let verifier = verifier_of(&visit.web.app, form.get("password").to_owned()).await;
    let set_up = SetUp {
        institution: form.get("institution").to_owned(),
        sector,
        login: form.get("login").to_owned(),
        name: form.get("name").to_owned(),
        verifier: verifier.ok_or(WebError::Inside)?,
    };
    match visit.web.app.set_up(set_up).await {
        Ok(_) => onwards("/login?next=/setup/root"),
        Err(error) => {
            let faults = form::faults(error.clone(), "institution")?;
            refused(&error, page(&visit, &Filled { form, faults }), "")
        }
    }
}

fn checked(form: &Submitted) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |field, text: &str| faults.push(Fault { field, text: text.to_owned() });
    let is_empty = |field| form.get(field).trim().is_empty();
    if is_empty("institution") {
        fault("institution", "setup-institution-missing");
    }
    if Sector::from_name(form.get("sector")).is_none() {
        fault("sector", "setup-sector-missing");
    }
    if is_empty("name") {
        fault("name", "setup-name-missing");
    }
    if is_empty("login") {
        fault("login", "login-name-missing");
    }
    if form.get("password").chars().count() < PASSWORD_MIN {
        fault("password", "refusal-password-too-short");
    } else if form.get("password") != form.get("password_again") {
        fault("password_again", "password-differs");
    }
    faults
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let required = |name, label| Field { required: true, ..Field::text(name, label) };
    let secret = |name, label| Field {
        kind: "password",
        autocomplete: "new-password",
        ..required(name, label)
    };
    let sectors: Vec<&str> = Sector::ALL.iter().map(|sector| sector.name()).collect();
    let main = html! {
        h1.utrecht-heading-1 { (text.get("setup-title")) }
        p.lead { (text.get("setup-hint")) }
        form.panel method="post" action="/setup" {
            input type="hidden" name="setup" value=(filled.value("setup"));
            (field::errors(visit, filled))
            (field::line(visit, filled, required("institution", "setup-institution")))
            div #sector {
                (field::options(visit, filled, "sector", "setup-sector", "sector", &sectors))
            }
            h2.utrecht-heading-2 { (text.get("setup-coordinator")) }
            p { (text.get("setup-coordinator-hint")) }
            (field::line(visit, filled, required("name", "user-name")))
            (field::line(visit, filled, Field { autocomplete: "username", hint: "login-name-hint",
                ..required("login", "login-name") }))
            (field::line(visit, filled, Field { hint: "password-hint",
                ..secret("password", "login-password") }))
            (field::line(visit, filled, secret("password_again", "password-again")))
            button.utrecht-button.utrecht-button--wide { (text.get("setup-save")) }
        }
        (shell::language_switch(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("setup-title").to_owned();
    shell::page(visit, &Shell { title, bare: true, fault, ..Shell::default() }, &main)
}

/// `GET /setup/root`: the root key, until somebody says that it is on paper.
pub async fn root(visit: Visit) -> Answer {
    let root = visit.web.app.keys.root().map_err(|_| WebError::Inside)?;
    let text = &visit.text;
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.get("root-title")) } }
        @match root {
            None => {
                p.utrecht-paragraph {
                    (text.get("root-gone")) " "
                    a href="/" { (text.get("problem-home")) }
                }
            }
            Some(root) => {
                p.lead { (text.get("root-hint")) }
                p.secret { code {
                    @let key = tegenwicht_store::root::print(&root.to_bytes());
                    @for group in key.split_whitespace() {
                        span { (group) } " "
                    }
                } }
                ul { li { (text.get("root-advice-print")) } li { (text.get("root-advice-keep")) }
                    li { (text.get("root-advice-use")) } }
                p.no-print {
                    button.utrecht-button.utrecht-button--secondary data-print hidden {
                        (text.get("print"))
                    }
                }
                form.no-print method="post" action="/setup/root" {
                    (field::hidden(&visit, &Filled::default()))
                    button.utrecht-button { (text.get("root-on-paper")) }
                }
            }
        }
    };
    let title = text.get("root-title").to_owned();
    shown(shell::page(&visit, &Shell { title, ..Shell::default() }, &main))
}

/// `POST /setup/root`: it is on paper; this machine forgets it.
pub async fn root_printed(visit: Visit, _form: Submitted) -> Answer {
    visit.web.app.keys.destroy_root().map_err(|_| WebError::Inside)?;
    // The key is the first of the steps; the next one is there.
    onwards(if visit.may(Capability::ManageSettings) { "/ready" } else { "/" })
}

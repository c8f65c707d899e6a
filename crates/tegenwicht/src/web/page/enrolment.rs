// SPDX-License-Identifier: EUPL-1.2
//! Taking over at a PC of the crisis room with one's own PIN; and which PCs those are.

use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use tegenwicht_core::permission::Capability;

use super::login::put;
use super::{Answer, onwards, shown};
use crate::enrolment::Enrolment;
use crate::login::LoginRefusal;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::{LOGIN_COOKIE, PC_COOKIE, Visit, cookie};

/// `GET /login/take-over`
pub async fn form(visit: Visit) -> Answer {
    if !visit.enrolled {
        return onwards("/login");
    }
    shown(page(&visit, &Filled::default()))
}

/// `POST /login/take-over`: name and PIN; who was logged in here is logged out.
pub async fn take_over(visit: Visit, headers: HeaderMap, form: Submitted) -> Answer {
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let (app, enrolments) = (&visit.web.app, &visit.web.enrolments);
    let Some(token) = cookie(&headers, PC_COOKIE).filter(|_| visit.enrolled) else {
        return again(&visit, form, StatusCode::UNPROCESSABLE_ENTITY, "take-over-not-here");
    };
    if !enrolments.count_try(app, &token).await? {
        return again(&visit, form, StatusCode::UNPROCESSABLE_ENTITY, "take-over-ended");
    }
    let (name, pin) = (form.get("login").to_owned(), form.get("pin").to_owned());
    let actor = match visit.web.logins.check_own_pin(app, &name, &pin, visit.address).await {
        Ok(actor) => actor,
        Err(LoginRefusal::Wrong) => {
            return again(&visit, form, StatusCode::UNAUTHORIZED, "take-over-wrong");
        }
        Err(_) => return again(&visit, form, StatusCode::TOO_MANY_REQUESTS, "error-busy"),
    };
    enrolments.used(app, &token).await;
    let session = visit.web.logins.open(app, actor).await?;
    if let Some(before) = &visit.login {
        visit.web.logins.close(app, &before.token).await;
    }
    let mut response = Redirect::to("/").into_response();
    put(&visit, &mut response, LOGIN_COOKIE, &session, None)?;
    Ok(response)
}

fn again(visit: &Visit, form: Submitted, status: StatusCode, text: &str) -> Answer {
    let faults = vec![Fault { field: "pin", text: text.to_owned() }];
    let filled = Filled { form: form.with("pin", ""), faults };
    let mut response = (status, page(visit, &filled)).into_response();
    response.headers_mut().insert("x-shown", HeaderValue::from_static("1"));
    Ok(response)
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let login =
        Field { autocomplete: "username", required: true, ..Field::text("login", "login-name") };
    let pin = Field {
        kind: "password",
        hint: "take-over-pin-hint",
        required: true,
        ..Field::text("pin", "own-pin")
    };
    let main = html! {
        h1.utrecht-heading-1 { (text.get("take-over")) }
        @if let Some(login) = &visit.login {
            p.utrecht-paragraph {
                (text.with("take-over-from", &[("name", &visit.name(Some(login.actor)))]))
            }
        }
        form.panel method="post" action="/login/take-over" {
            input type="hidden" name="token" value=(visit.form_token());
            (field::errors(visit, filled))
            (field::line(visit, filled, login))
            (field::line(visit, filled, pin))
            button.utrecht-button.utrecht-button--wide { (text.get("take-over-save")) }
        }
        @if visit.login.is_none() {
            p.utrecht-paragraph { a href="/login" { (text.get("take-over-password")) } }
        }
        (shell::language_switch(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("take-over").to_owned();
    let bare = visit.login.is_none();
    shell::page(visit, &Shell { title, bare, fault, ..Shell::default() }, &main)
}

/// The PCs of the crisis room, for the page of devices.
#[must_use]
pub fn pcs(visit: &Visit) -> Markup {
    let text = &visit.text;
    let all = visit.web.enrolments.all();
    let ends = visit.may(Capability::ManageDevices) && !visit.web.options.open_http;
    html! {
        section.panel #pcs {
            h2.utrecht-heading-2 { (text.get("pcs-title")) }
            p { (text.get("pcs-hint")) }
            @if all.is_empty() { div.empty { p { (text.get("pcs-none")) } } } @else {
                div.table-wrap tabindex="0" role="region" aria-label=(text.get("pcs-title")) {
                    table.utrecht-table.table-stack {
                        thead { tr {
                            th { (text.get("pc-enrolled")) } th { (text.get("pc-used")) }
                            th { (text.get("pc-state")) } th { (text.get("pc-end")) }
                        } }
                        tbody { @for pc in &all { (row(visit, pc, ends)) } }
                    }
                }
            }
        }
    }
}

fn row(visit: &Visit, pc: &Enrolment, ends: bool) -> Markup {
    let text = &visit.text;
    let state = if pc.takes_pins() { "pc-takes-pins" } else { "pc-takes-none" };
    html! {
        tr {
            th scope="row" {
                (time::moment(text, pc.at, visit.now)) " · " (visit.name(Some(pc.by)))
            }
            td data-label=(text.get("pc-used")) { (time::moment(text, pc.used, visit.now)) }
            td data-label=(text.get("pc-state")) { (text.get(state)) }
            td data-label=(text.get("pc-end")) {
                @if ends {
                    form method="post" action={ "/devices/pcs/" (pc.id()) "/end" } {
                        (field::hidden(visit, &Filled::default()))
                        button.utrecht-button.utrecht-button--secondary {
                            (text.get("pc-end-save"))
                        }
                    }
                }
            }
        }
    }
}

/// `POST /devices/pcs/{pc}/end`
pub async fn end(visit: Visit, Address(pc): Address<String>, _form: Submitted) -> Answer {
    if visit.web.enrolments.end(&visit.web.app, &pc).await {
        onwards("/devices#pcs")
    } else {
        Err(WebError::NotFound)
    }
}

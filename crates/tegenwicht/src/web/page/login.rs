// SPDX-License-Identifier: EUPL-1.2
//! Logging in and out, and the choice of language.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Answer, onwards, shown};
use crate::login::{Lane, LoginRefusal};
use crate::text::Language;
use crate::web::api::read::Asked;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::{
    KEYS_COOKIE, KNOWN_COOKIE, LANGUAGE_COOKIE, LOGIN_COOKIE, PC_COOKIE, Visit, cookie,
};

/// Where to go after logging in.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    pub next: String,
}

/// `GET /login`
pub async fn form(visit: Visit, Asked(next): Asked<Next>) -> Answer {
    if visit.world.admin().is_none() {
        return onwards("/");
    }
    if visit.login.is_some() {
        return onwards(own_path(&next.next));
    }
    let filled = Filled { form: Submitted::default().with("next", &next.next), faults: Vec::new() };
    shown(page(&visit, &filled))
}

/// `POST /login`
pub async fn log_in(visit: Visit, headers: HeaderMap, form: Submitted) -> Answer {
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let app = &visit.web.app;
    let name = form.get("login").to_owned();
    let known =
        cookie(&headers, KNOWN_COOKIE).is_some_and(|value| value == known_device(&visit, &name));
    let lane = if known { Lane::Known } else { Lane::From(visit.address) };
    let password = form.get("password").to_owned();
    match visit.web.logins.log_in(app, &name, &password, lane).await {
        Ok((token, actor)) => {
            let mut response = Redirect::to(own_path(form.get("next"))).into_response();
            put(&visit, &mut response, LOGIN_COOKIE, &token, None)?;
            match cookie(&headers, PC_COOKIE).filter(|_| visit.enrolled) {
                Some(pc) => visit.web.enrolments.used(app, &pc).await,
                None if form.get("enrol") == "yes" => {
                    let pc = visit.web.enrolments.enrol(app, actor).await?;
                    put(&visit, &mut response, PC_COOKIE, &pc, Some(365))?;
                }
                None => {}
            }
            let known = known_device(&visit, &name);
            put(&visit, &mut response, KNOWN_COOKIE, &known, Some(180))?;
            Ok(response)
        }
        Err(refusal) => {
            let (status, text) = match refusal {
                LoginRefusal::Wrong => (StatusCode::UNAUTHORIZED, "error-wrong-login"),
                LoginRefusal::Busy => (StatusCode::TOO_MANY_REQUESTS, "error-busy"),
                LoginRefusal::NotKept => (StatusCode::SERVICE_UNAVAILABLE, "error-not-written"),
            };
            let faults = vec![Fault { field: "login", text: text.to_owned() }];
            let filled = Filled { form: form.with("password", ""), faults };
            let mut response = (status, page(&visit, &filled)).into_response();
            response.headers_mut().insert("x-shown", HeaderValue::from_static("1"));
            Ok(response)
        }
    }
}

/// A mark that this browser logged in as this person before. It opens nothing; it only gives a
/// lane of its own, so it need not be kept anywhere.
fn known_device(visit: &Visit, login: &str) -> String {
    let secret = visit.web.app.derived("known-browser");
    let login = tegenwicht_core::feature::text::fold(login);
    let mark = [secret.as_slice(), login.as_bytes()].concat();
    tegenwicht_core::id::hex(&tegenwicht_core::envelope::sha256(&mark))
}

/// `POST /logout`
pub async fn log_out(visit: Visit, _form: Submitted) -> Answer {
    if let Some(login) = &visit.login {
        visit.web.logins.close(&visit.web.app, &login.token).await;
    }
    let mut response = Redirect::to("/login").into_response();
    put(&visit, &mut response, LOGIN_COOKIE, "", Some(-1))?;
    Ok(response)
}

/// `POST /language`
pub async fn language(visit: Visit, form: Submitted) -> Answer {
    let language =
        Language::from_code(form.get("language")).ok_or(WebError::Malformed("language"))?;
    let mut response = Redirect::to(own_path(form.get("next"))).into_response();
    put(&visit, &mut response, LANGUAGE_COOKIE, language.code(), Some(365))?;
    Ok(response)
}

/// `POST /keys`: single keys on or off in this browser. Who speaks to the machine or whose hand
/// trembles presses what they did not mean (WCAG 2.1.4).
pub async fn keys(visit: Visit, form: Submitted) -> Answer {
    let keys = match form.get("keys") {
        "on" => "on",
        "off" => "off",
        _ => return Err(WebError::Malformed("keys")),
    };
    let mut response = Redirect::to("/account").into_response();
    put(&visit, &mut response, KEYS_COOKIE, keys, Some(365))?;
    Ok(response)
}

/// Only paths of our own: a link in a mail must not lead on to another site.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if own { next } else { "/" }
}

/// Sets a cookie for so many days; a negative number drops it, none ends with the browser.
pub(super) fn put(
    visit: &Visit,
    response: &mut Response,
    name: &str,
    value: &str,
    days: Option<i64>,
) -> Result<(), WebError> {
    let mut cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict");
    if visit.web.options.secure {
        cookie.push_str("; Secure");
    }
    if let Some(days) = days {
        cookie.push_str(&format!("; Max-Age={}", (days * 86_400).max(0)));
    }
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| WebError::Inside)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let login =
        Field { autocomplete: "username", required: true, ..Field::text("login", "login-name") };
    let password = Field {
        kind: "password",
        hint: "login-code-hint",
        autocomplete: "current-password",
        required: true,
        ..Field::text("password", "login-password")
    };
    let main = html! {
        h1.utrecht-heading-1 { (text.get("log-in")) }
        @if !visit.passwords_allowed() {
            p.utrecht-alert.utrecht-alert--warning { (text.get("login-not-over-http")) }
        }
        form.panel method="post" action="/login" {
            input type="hidden" name="next" value=(filled.value("next"));
            (field::errors(visit, filled))
            (field::line(visit, filled, login))
            (field::line(visit, filled, password))
            @if !visit.enrolled {
                label.check {
                    input type="checkbox" name="enrol" value="yes"
                        checked[filled.value("enrol") == "yes"];
                    span { (text.get("enrol-this-pc")) }
                }
            }
            button.utrecht-button.utrecht-button--wide { (text.get("log-in")) }
        }
        @if visit.enrolled {
            p { a.utrecht-button.utrecht-button--secondary href="/login/take-over" {
                (text.get("take-over-with-pin"))
            } }
        }
        p.utrecht-paragraph { a href="/report" { (text.get("report-without-login")) } }
        p.small.muted { (text.get("login-forgotten")) }
        (shell::language_switch(visit))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("log-in").to_owned();
    shell::page(visit, &Shell { title, bare: true, fault, ..Shell::default() }, &main)
}

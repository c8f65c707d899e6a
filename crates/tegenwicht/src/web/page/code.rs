// SPDX-License-Identifier: EUPL-1.2
//! Codes to be used once: handed over for a lost password, printed for the envelope; and the new
//! password that comes after one.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::code::{SetCode, SetPaperCodes};
use tegenwicht_core::feature::user::{SetPassword, User};
use tegenwicht_core::id::{ActorId, CommandId};
use tegenwicht_core::time::Timestamp;

use super::{Answer, onwards, shown, unreadable};
use crate::app::SubmitError;
use crate::login::{PASSWORD_MIN, verifier_of};
use crate::one_time::{self, PAPER, VALID_MS};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// A code that is shown once.
#[derive(Debug, Clone)]
pub struct Given {
    pub login: String,
    pub code: String,
    pub until: Timestamp,
}

/// Makes a code for somebody. The same press makes the same code, so that a repetition shows what
/// holds.
///
/// # Errors
/// What refused it.
pub async fn make(visit: &Visit, press: CommandId, user: ActorId) -> Result<Given, WebError> {
    let app = &visit.web.app;
    let code = one_time::code(app, press, user, 0);
    let secret = one_time::read(&code).ok_or(WebError::Inside)?;
    let verifier = verifier_of(app, secret).await.ok_or(WebError::Inside)?;
    let until = visit.now.plus_ms(VALID_MS);
    let command = Command::SetCode(SetCode { user, until, verifier });
    match app.submit(visit.actor(), press, command).await {
        // Pressed before, at another time: that code holds.
        Ok(_) | Err(SubmitError::OtherPayload) => {}
        Err(error) => return Err(error.into()),
    }
    let world = app.world();
    let found = world.admin().and_then(|(_, admin)| admin.users.by_id.get(&user).cloned());
    let until = found.and_then(|user| user.code.settled().map(|code| code.until));
    let person = world.directory.people.get(&user).ok_or(WebError::Inside)?;
    Ok(Given { login: person.login.clone(), code, until: until.unwrap_or(visit.now) })
}

/// The code, to be read out or handed over.
#[must_use]
pub fn told(visit: &Visit, given: &Given) -> Markup {
    let text = &visit.text;
    html! {
        dl.one-code {
            div { dt { (text.get("login-name")) } dd { code { (given.login) } } }
            div { dt { (text.get("code-word")) } dd { code { (given.code) } } }
            div {
                dt { (text.get("code-until")) }
                dd { (time::moment(text, given.until, visit.now)) }
            }
        }
        p { (text.get("code-once")) }
    }
}

/// `POST /users/{id}/code`
pub async fn give(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let user: ActorId = id.parse().map_err(|_| WebError::NotFound)?;
    let given = make(&visit, form.key()?, user).await?;
    let text = &visit.text;
    let title = text.with("code-for", &[("name", &visit.name(Some(user)))]);
    let main = html! {
        (shell::back(&format!("/users/{user}"), text.get("back-to-user")))
        h1.utrecht-heading-1 { (title) }
        (told(&visit, &given))
    };
    shown(shell::page(&visit, &Shell { title, here: "users", ..Shell::default() }, &main))
}

/// `GET /account/new-password`: after a login with a code.
pub async fn form(visit: Visit) -> Answer {
    if visit.login.as_ref().is_some_and(|login| login.must_change) {
        shown(password_page(&visit, Vec::new()))
    } else {
        onwards("/account")
    }
}

/// `POST /account/new-password`
pub async fn set_password(visit: Visit, form: Submitted) -> Answer {
    let login = visit.login.clone().ok_or(WebError::LoginNeeded)?;
    if !login.must_change {
        // Without a code the old password has to be given.
        return onwards("/account");
    }
    if !visit.passwords_allowed() {
        return Err(WebError::NotOverHttp);
    }
    let (first, second) = (form.get("password"), form.get("again"));
    let wrong = match first.chars().count() < PASSWORD_MIN {
        true => Some(("password", "refusal-password-too-short")),
        false if first != second => Some(("again", "password-differs")),
        false => None,
    };
    if let Some((field, text)) = wrong {
        return unreadable(password_page(&visit, vec![Fault { field, text: text.to_owned() }]));
    }
    let app = &visit.web.app;
    let verifier = verifier_of(app, first.to_owned()).await.ok_or(WebError::Inside)?;
    let command = Command::SetPassword(SetPassword { user: login.actor, verifier });
    app.submit(visit.actor(), form.key()?, command).await?;
    visit.web.logins.close_but(app, login.actor, &login.token).await;
    visit.web.logins.changed(app, &login.token).await;
    onwards("/")
}

fn password_page(visit: &Visit, faults: Vec<Fault>) -> Markup {
    let text = &visit.text;
    let filled = Filled { form: Submitted::default(), faults };
    let secret = |name, label| Field {
        kind: "password",
        required: true,
        autocomplete: "new-password",
        ..Field::text(name, label)
    };
    let first = Field { hint: "password-hint", ..secret("password", "user-new-password") };
    let main = html! {
        h1.utrecht-heading-1 { (text.get("new-password-title")) }
        p.lead { (text.get("new-password-hint")) }
        form.panel method="post" action="/account/new-password" {
            (field::hidden(visit, &filled))
            (field::errors(visit, &filled))
            (field::line(visit, &filled, first))
            (field::line(visit, &filled, secret("again", "password-again")))
            button.utrecht-button.utrecht-button--wide { (text.get("user-password-save")) }
        }
        form method="post" action="/logout" data-logout
            data-unsent-warning=(text.get("logout-unsent")) {
            input type="hidden" name="token" value=(visit.form_token());
            button.utrecht-button.utrecht-button--subtle { (text.get("log-out")) }
            p data-status role="status" {}
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("new-password-title").to_owned();
    shell::page(visit, &Shell { title, bare: true, fault, ..Shell::default() }, &main)
}

/// `GET /account/codes`: which codes of the envelope were used.
pub async fn paper(visit: Visit) -> Answer {
    let user = own(&visit)?;
    let text = &visit.text;
    let codes = user.paper.settled();
    let main = html! {
        (shell::back("/account", text.get("back-to-account")))
        h1.utrecht-heading-1 { (text.get("paper-title")) }
        p.lead { (text.get("paper-hint")) }
        @if let Some(codes) = codes {
            ol.paper-codes {
                @for number in 1..=codes.count {
                    @let at = user.paper_used.get(&(codes.subject, number));
                    li class=[at.map(|_| "is-used")] {
                        (number) ": "
                        @match at {
                            Some(at) => { (text.with("paper-used", &[
                                ("moment", &time::moment(text, *at, visit.now))])) }
                            None => { (text.get("paper-unused")) }
                        }
                    }
                }
            }
        } @else {
            div.empty { p { (text.get("paper-none")) } }
        }
        form.panel method="post" action="/account/codes" {
            (field::hidden(&visit, &Filled::default()))
            @if codes.is_some() { p { (text.get("paper-ends-old")) } }
            button.utrecht-button { (text.get("paper-make")) }
        }
    };
    let title = text.get("paper-title").to_owned();
    shown(shell::page(&visit, &Shell { title, ..Shell::default() }, &main))
}

fn own(visit: &Visit) -> Result<User, WebError> {
    let login = visit.login.as_ref().ok_or(WebError::LoginNeeded)?;
    let admin = visit.world.admin();
    let user = admin.and_then(|(_, admin)| admin.users.by_id.get(&login.actor).cloned());
    user.ok_or(WebError::NotAllowed)
}

/// Makes ten codes for the envelope, as they are printed; those before them end.
///
/// # Errors
/// What refused it.
pub async fn paper_codes(visit: &Visit, press: CommandId) -> Result<Vec<String>, WebError> {
    let app = &visit.web.app;
    let user = visit.login.as_ref().ok_or(WebError::LoginNeeded)?.actor;
    let codes: Vec<String> =
        (1..=PAPER).map(|number| one_time::code(app, press, user, number)).collect();
    let mut verifiers = Vec::new();
    for code in &codes {
        let secret = one_time::read(code).ok_or(WebError::Inside)?;
        verifiers.push(verifier_of(app, secret).await.ok_or(WebError::Inside)?);
    }
    let command = Command::SetPaperCodes(SetPaperCodes { user, verifiers });
    app.submit(visit.actor(), press, command).await?;
    let numbered =
        codes.iter().zip(1..).map(|(code, number): (&String, u8)| format!("{number}-{code}"));
    Ok(numbered.collect())
}

/// `POST /account/codes`: the ten codes, this once.
pub async fn make_paper(visit: Visit, form: Submitted) -> Answer {
    let codes = paper_codes(&visit, form.key()?).await?;
    let text = &visit.text;
    let user = visit.login.as_ref().map(|login| login.actor);
    let person = user.and_then(|user| visit.world.directory.people.get(&user));
    let main = html! {
        (shell::back("/account/codes", text.get("back-to-account")))
        div.page-head {
            h1.utrecht-heading-1 { (text.get("paper-title")) }
            button.utrecht-button data-print hidden { (text.get("print")) }
        }
        p.lead { (text.get("paper-print")) }
        section.one-code {
            @if let Some(person) = person {
                p { (text.get("login-name")) ": " code { (person.login) } }
            }
            ol.paper-codes { @for code in &codes { li { code { (code) } } } }
            p { (text.get("paper-how")) }
            p.small { (time::moment(text, visit.now, visit.now)) }
        }
    };
    let title = text.get("paper-title").to_owned();
    shown(shell::page(&visit, &Shell { title, ..Shell::default() }, &main))
}

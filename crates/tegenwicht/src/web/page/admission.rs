// SPDX-License-Identifier: EUPL-1.2
//! Letting somebody in on the spot, to this crisis only: a name, a role, and a code to hand over.

use maud::{Markup, html};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::text::{self, NAME};
use tegenwicht_core::feature::user::AddUser;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CommandId, CrisisId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::code::{self, Given};
use super::user::role_name;
use super::{Answer, refused, shown, text_fault, unreadable};
use crate::app::{Made, SubmitError};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;

/// The roles in which somebody is let in on the spot; the first is chosen beforehand.
pub const ROLES: [Role; 6] = [
    Role::Member,
    Role::LogKeeper,
    Role::InformationManager,
    Role::Manager,
    Role::Chair,
    Role::Observer,
];
/// Other login names that are tried where the first is taken.
const NAMES_TRIED: u32 = 200;

/// `GET /crises/{id}/admit`
pub async fn form(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default(), None))
}

/// `POST /crises/{id}/admit`
pub async fn admit(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let mut faults: Vec<Fault> = text_fault("name", form.get("name"), NAME).into_iter().collect();
    let role = Role::from_name(form.get("role")).filter(|role| ROLES.contains(role));
    if role.is_none() {
        faults.push(Fault { field: "role", text: "refusal-roles-empty".to_owned() });
    }
    let (Some(role), true) = (role, faults.is_empty()) else {
        return unreadable(page(&visit, state, &Filled { form, faults }, None));
    };
    match let_in(&visit, form.key()?, crisis, form.get("name"), role).await {
        Ok((_, given)) => shown(page(&visit, state, &Filled::default(), Some(&given))),
        Err(WebError::Submit(error)) => {
            let faults = form::faults(error.clone(), "name")?;
            let page = page(&visit, state, &Filled { form, faults }, None);
            refused(&error, page, &visit.fresh_key())
        }
        Err(error) => Err(error),
    }
}

/// Adds the person and makes the code, as one press.
///
/// # Errors
/// What refused it.
pub async fn let_in(
    visit: &Visit,
    press: CommandId,
    crisis: CrisisId,
    name: &str,
    role: Role,
) -> Result<(ActorId, Given), WebError> {
    let app = &visit.web.app;
    let mut added = None;
    for login in logins(name) {
        // A repetition of this press has its own login name already.
        let taken = app.world().directory.by_login(&login);
        let own = taken.is_some() && taken == repeated(visit, press);
        if taken.is_some() && !own {
            continue;
        }
        let (name, roles, only) = (name.to_owned(), vec![role], Some(crisis));
        let command = Command::AddUser(AddUser { login, name, phone: None, roles, only });
        match app.submit(visit.actor(), press, command).await {
            // Somebody else took it just now.
            Err(SubmitError::Refused(Refusal::LoginNameTaken)) => {}
            other => {
                added = Some(other?.made);
                break;
            }
        }
    }
    let Some(Made::User(user)) = added else {
        return Err(Refusal::LoginNameTaken.into());
    };
    let hash = tegenwicht_core::envelope::sha256(&[b"code".as_slice(), &press.0].concat());
    let second = CommandId(*hash.first_chunk().unwrap_or(&press.0));
    Ok((user, code::make(visit, second, user).await?))
}

/// Whom this press added, if it was pressed before.
fn repeated(visit: &Visit, press: CommandId) -> Option<ActorId> {
    let login = visit.login.as_ref()?;
    let world = visit.web.app.world();
    let (_, event) = world.done(Some(login.actor), press).into_iter().next()?;
    let (_, admin) = world.admin()?;
    let mut users = admin.users.by_id.iter();
    users.find(|(_, user)| user.event == event).map(|(id, _)| *id)
}

/// Login names to try, short enough to read out: "j.jansen", then with a number.
fn logins(name: &str) -> impl Iterator<Item = String> {
    let folded = text::fold(name);
    let words: Vec<String> = folded
        .split(' ')
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let last = words.last().cloned().unwrap_or_else(|| "gast".to_owned());
    let base = match words.first().and_then(|word| word.chars().next()) {
        Some(initial) if words.len() > 1 => format!("{initial}.{last}"),
        _ => last,
    };
    (1..NAMES_TRIED).map(move |number| match number {
        1 => base.clone(),
        number => format!("{base}{number}"),
    })
}

fn page(visit: &Visit, state: &ScopeState, filled: &Filled, given: Option<&Given>) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let name =
        Field { required: true, hint: "admit-name-hint", ..Field::text("name", "user-name") };
    let chosen = Role::from_name(filled.value("role")).unwrap_or(Role::Member);
    let main = html! {
        h1.utrecht-heading-1 { (text.get("nav-admit")) }
        @if let Some(given) = given {
            div.utrecht-alert.utrecht-alert--ok role="status" { (text.get("admit-done")) }
            (code::told(visit, given))
        } @else {
            p.lead { (text.get("admit-hint")) }
        }
        @if shell::may_change(visit, state, Capability::AdmitUser) {
            form.panel method="post" action={ (path) "/admit" } {
                @if given.is_some() {
                    h2.utrecht-heading-2 { (text.get("admit-another")) }
                }
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, name))
                div.utrecht-form-field {
                    label.utrecht-form-label for="role" { (text.get("admit-role")) }
                    (field::wrong(visit, filled, "role"))
                    select.utrecht-select #role name="role" {
                        @for role in ROLES {
                            option value=(role.name()) selected[role == chosen] {
                                (role_name(visit, role))
                            }
                        }
                    }
                }
                button.utrecht-button.utrecht-button--wide { (text.get("admit-save")) }
            }
        }
        (admitted(visit, state))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-admit").to_owned();
    let shell = Shell { title, here: "admit", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// Who was let in to this crisis so far, and a new code for whom it ran out.
fn admitted(visit: &Visit, state: &ScopeState) -> Markup {
    let text = &visit.text;
    let crisis = state.crisis.as_ref().map(|crisis| crisis.id);
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let users = admin.iter().flat_map(|admin| admin.users.by_id.iter());
    let users: Vec<_> =
        users.filter(|(_, user)| user.only.is_some() && user.only == crisis).collect();
    html! {
        @if !users.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("admit-who")) }
                ul {
                    @for (id, user) in users {
                        li {
                            (visit.name(Some(*id))) " · "
                            @for role in user.roles() { (role_name(visit, role)) " " }
                            @if user.blocked.is_some() {
                                span.utrecht-badge.utrecht-badge--danger {
                                    (text.get("user-blocked"))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

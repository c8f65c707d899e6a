// SPDX-License-Identifier: EUPL-1.2
//! Who somebody is and how to reach them; and the part of a form in which a person is chosen.

use maud::{Markup, html};
use tegenwicht_core::body::ContactCard;
use tegenwicht_core::feature::contact::Set;
use tegenwicht_core::feature::team::{NewWho, Seat, Taken, Who};
use tegenwicht_core::feature::text::{self, NAME};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, ContactId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::field::{self, Field, Filled};
use super::shell;
use super::time::{self, Typed};
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::visit::Visit;

/// How long a turn of duty lasts when nobody says otherwise.
pub const DUTY_MS: i64 = 4 * 3_600_000;

/// Returns the name of who sits in a seat.
#[must_use]
pub fn name(visit: &Visit, taken: &Taken) -> String {
    match taken.who {
        Who::User(user) => visit.name(Some(user)),
        Who::Contact(contact) => contact_name(visit, contact),
        Who::Named(_) => card_name(visit, visit.world.directory.seats.get(&taken.seat)),
    }
}

/// Returns the numbers of who sits in a seat, for who may see numbers.
#[must_use]
pub fn phones(visit: &Visit, taken: &Taken) -> Vec<String> {
    let directory = &visit.world.directory;
    let of_contact = |contact: &ContactId| {
        directory.contacts.get(contact).map(|card| card.phones.clone()).unwrap_or_default()
    };
    match &taken.who {
        _ if !visit.may(Capability::ReadContacts) => Vec::new(),
        Who::User(user) => {
            let own = directory.people.get(user).and_then(|person| person.phone.clone());
            let mut phones: Vec<String> = own.into_iter().collect();
            for phone in contact_of(visit, *user).iter().flat_map(of_contact) {
                if !phones.contains(&phone) {
                    phones.push(phone);
                }
            }
            phones
        }
        Who::Contact(contact) => of_contact(contact),
        Who::Named(_) => {
            directory.seats.get(&taken.seat).map(|card| card.phones.clone()).unwrap_or_default()
        }
    }
}

/// The contact that is the same person as an account.
fn contact_of(visit: &Visit, user: ActorId) -> Option<ContactId> {
    let (_, admin) = visit.world.admin()?;
    admin.contacts.all().find(|set| set.user == Some(user)).map(|set| set.contact)
}

/// Returns the name of a contact.
#[must_use]
pub fn contact_name(visit: &Visit, contact: ContactId) -> String {
    card_name(visit, visit.world.directory.contacts.get(&contact))
}

fn card_name(visit: &Visit, card: Option<&ContactCard>) -> String {
    let unknown = || visit.text.get("somebody-unknown").to_owned();
    card.map_or_else(unknown, |card| card.name.clone())
}

/// Numbers that a telephone dials when they are pressed.
#[must_use]
pub fn phone_links(phones: &[String]) -> Markup {
    html! {
        @for phone in phones {
            @let digits: String =
                phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            a.phone href={ "tel:" (digits) } { (phone) } " "
        }
    }
}

/// The pages about who does what, as tabs above each of them.
#[must_use]
pub fn tabs(visit: &Visit, state: &ScopeState, here: &str) -> Markup {
    let path = shell::crisis_path(state);
    let open = state.support.all().iter().filter(|asked| asked.standing().is_open()).count();
    let late = state.orders.of(None).iter().filter(|order| order.is_late(visit.now)).count();
    let tabs = [
        ("team", "team", gaps(visit, state)),
        ("orders", "orders", late),
        ("calls", "calls", 0),
        ("inform", "inform", 0),
        ("support", "support", open),
    ];
    html! {
        nav.tabs.no-print aria-label=(visit.text.get("team-tabs")) {
            @for (name, place, count) in tabs {
                @if name != "calls" || visit.may(Capability::ReadContacts) {
                    a href={ (path) "/" (place) } aria-current=[(name == here).then_some("page")] {
                        (visit.text.get(&format!("tab-{name}")))
                        @if count > 0 {
                            @let late = matches!(name, "team" | "orders");
                            " " span.count.count--late[late] { (count) }
                        }
                    }
                }
            }
        }
    }
}

/// Returns how many expected roles nobody sits in, and how many should have been relieved. Nobody
/// is to be found any more for what was closed or stopped.
#[must_use]
pub fn gaps(visit: &Visit, state: &ScopeState) -> usize {
    if !state.crisis.as_ref().is_some_and(|crisis| crisis.runs()) {
        return 0;
    }
    let overdue = state.team.seated(None).iter().filter(|seat| seat.is_overdue(visit.now)).count();
    empty_roles(visit, state).len() + overdue
}

/// Returns the expected roles of the crisis team that nobody sits in.
#[must_use]
pub fn empty_roles(visit: &Visit, state: &ScopeState) -> Vec<String> {
    let expected = visit.words().expected_seats();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let empty = state.team.empty(tegenwicht_core::feature::team::CRISIS_TEAM, &expected);
    empty.into_iter().map(str::to_owned).collect()
}

/// Returns true when a seat is somebody's own.
#[must_use]
pub fn is_own(visit: &Visit, seat: &Seat) -> bool {
    let own = visit.login.as_ref().map(|login| login.actor);
    own.is_some_and(|own| seat.taken.who == Who::User(own))
}

/// Fields in which a person is chosen: from the accounts, from the contacts, or from elsewhere.
#[must_use]
pub fn picker(visit: &Visit, filled: &Filled, prefix: &str) -> Markup {
    let chosen = filled.value("who");
    let (name, phone) = (format!("{prefix}name"), format!("{prefix}phone"));
    let users = users(visit);
    let contacts = contacts(visit);
    let list = |label: &str, people: &[(String, String)]| {
        html! {
            optgroup label=(visit.text.get(label)) {
                @for (value, name) in people {
                    option value=(value) selected[value == chosen] { (name) }
                }
            }
        }
    };
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for={ (prefix) "who" } { (visit.text.get("team-who")) }
            (field::wrong(visit, filled, "who"))
            select.utrecht-select id={ (prefix) "who" } name="who"
                aria-invalid=[filled.is_wrong("who").then_some("true")] {
                option value="" { (visit.text.get("team-who-none")) }
                @if !users.is_empty() { (list("team-who-users", &users)) }
                @if !contacts.is_empty() { (list("team-who-contacts", &contacts)) }
            }
        }
        div.field-row {
            (field::line(visit, filled, Field {
                id: &name, ..Field::text("name", "team-who-name")
            }))
            (field::line(visit, filled, Field {
                id: &phone, kind: "tel", ..Field::text("phone", "team-who-phone")
            }))
        }
    }
}

/// Returns the accounts that are not blocked, by name.
#[must_use]
pub fn users(visit: &Visit) -> Vec<(String, String)> {
    let Some((_, admin)) = visit.world.admin() else {
        return Vec::new();
    };
    let there = admin.users.by_id.iter().filter(|(_, user)| user.blocked.is_none());
    sorted(there.map(|(id, _)| (id.to_string(), visit.name(Some(*id)))).collect())
}

/// Contacts that are no account: the others stand there as accounts already.
fn contacts(visit: &Visit) -> Vec<(String, String)> {
    if !visit.may(Capability::ReadContacts) {
        return Vec::new();
    }
    let Some((_, admin)) = visit.world.admin() else {
        return Vec::new();
    };
    let people = admin.contacts.all().filter(|set| set.user.is_none());
    sorted(people.map(|set| (set.contact.to_string(), with_roles(visit, set))).collect())
}

fn with_roles(visit: &Visit, set: &Set) -> String {
    let roles: Vec<String> = set.roles.iter().map(|role| visit.words().role(role)).collect();
    let name = contact_name(visit, set.contact);
    if roles.is_empty() { name } else { format!("{name} ({})", roles.join(", ")) }
}

fn sorted(mut people: Vec<(String, String)>) -> Vec<(String, String)> {
    people.sort_by_key(|(id, name)| (text::fold(name), id.clone()));
    people
}

/// Reads who was chosen; a name that was typed goes before the list.
///
/// # Errors
/// When the list was sent with something that it does not have.
pub fn read(
    visit: &Visit,
    form: &Submitted,
    faults: &mut Vec<Fault>,
) -> Result<Option<NewWho>, WebError> {
    let typed = form.get("name").trim();
    if !typed.is_empty() {
        if let Err(refusal) = text::required(typed, NAME) {
            faults.push(Fault { field: "name", text: format!("refusal-{}", refusal.code()) });
        }
        return Ok(Some(NewWho::Named(typed.to_owned(), form.optional("phone"))));
    }
    let chosen = form.get("who");
    if chosen.is_empty() {
        faults.push(Fault { field: "who", text: "team-who-missing".to_owned() });
        return Ok(None);
    }
    if let Ok(user) = chosen.parse() {
        return Ok(Some(NewWho::User(user)));
    }
    let contact: ContactId = chosen.parse().map_err(|_| WebError::Malformed("who"))?;
    Ok(Some(of_contact(visit, contact)))
}

/// Returns who takes a seat when a contact does: the account where it is the same person.
#[must_use]
pub fn of_contact(visit: &Visit, contact: ContactId) -> NewWho {
    let set = visit.world.admin().and_then(|(_, admin)| admin.contacts.by_id.get(&contact)?.set());
    match set.and_then(|(_, set)| set.user) {
        Some(user) => NewWho::User(user),
        None => NewWho::Contact(contact),
    }
}

/// The field for when a turn of duty ends, filled in with four hours from now.
#[must_use]
pub fn until_field(visit: &Visit, filled: &Filled, id: &str) -> Markup {
    let proposed = time::clock(visit.now.plus_ms(DUTY_MS));
    let filled = Filled { form: filled.form.clone(), faults: filled.faults.clone() };
    let form = match filled.faults.is_empty() {
        true => filled.form.with("until", &proposed),
        false => filled.form,
    };
    let filled = Filled { form, faults: filled.faults };
    let field = Field { id, hint: "team-until-hint", ..Field::text("until", "team-until") };
    field::line(visit, &filled, field)
}

/// Reads a time that is to come, or nothing.
pub fn read_ahead(
    visit: &Visit,
    form: &Submitted,
    field: &'static str,
    faults: &mut Vec<Fault>,
) -> Option<Timestamp> {
    if form.get(field).trim().is_empty() {
        return None;
    }
    match time::typed_ahead(form.get(field), form.pressed_at(visit.now)) {
        Typed::At(at) => Some(at),
        Typed::Now => Some(visit.now),
        Typed::Unclear => {
            faults.push(Fault { field, text: "time-unclear".to_owned() });
            None
        }
    }
}

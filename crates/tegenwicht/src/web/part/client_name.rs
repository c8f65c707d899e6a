// SPDX-License-Identifier: EUPL-1.2
//! Asking once more before a line or report that looks as if it names a client.

use maud::{Markup, html};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::client_name::{Known, signs};

use super::field::{self, Filled};
use crate::text::{Language, Text};
use crate::web::form::{Fault, Submitted};
use crate::web::page::user::role_text;
use crate::web::visit::Visit;

/// The field with which somebody says that it may stand there.
pub const FIELD: &str = "names_ok";
const SENTENCE: &str = "client-name-maybe";

/// Returns the words that look as if they name a client.
#[must_use]
pub fn found(visit: &Visit, text: &str) -> Vec<String> {
    let people = visit.world.directory.people.values().map(|person| person.name.clone());
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let cards = admin.iter().flat_map(|admin| admin.contacts.by_id.values());
    let events = cards.filter_map(|contact| contact.set().map(|(event, _)| event));
    let contacts = events.filter_map(|event| match visit.web.app.secret(event) {
        Some(tegenwicht_core::body::Secret::Contact(card)) => Some(card.name),
        _ => None,
    });
    // Reading the contacts takes the disk, so first without them.
    let people: Vec<String> = people.chain([visit.institution()]).collect();
    let roles = Language::ALL
        .map(Text::of)
        .into_iter()
        .flat_map(|text| Role::ALL.map(move |role| text.get(role_text(role)).to_owned()));
    let words = visit.words();
    let titles = words.roles().into_iter().map(|role| words.role(&role));
    let known: Vec<String> = people.into_iter().chain(roles).chain(titles).collect();
    let found = signs(text, &Known::of(known.iter().map(String::as_str)));
    if found.is_empty() {
        return found;
    }
    let known: Vec<String> = known.into_iter().chain(contacts).collect();
    signs(text, &Known::of(known.iter().map(String::as_str)))
}

/// Returns true when a line has to be asked about: not where it is for the core team only, nor
/// where somebody said that it may stand there.
#[must_use]
pub fn raises(visit: &Visit, form: &Submitted, command: &Command) -> bool {
    match command {
        Command::WriteEntry(line) if !line.restricted => raises_in(visit, form, &line.text),
        _ => false,
    }
}

/// The same for a text that everybody may read.
#[must_use]
pub fn raises_in(visit: &Visit, form: &Submitted, text: &str) -> bool {
    form.get(FIELD) != "yes" && !found(visit, text).is_empty()
}

/// The fault that brings the form back.
#[must_use]
pub fn fault() -> Fault {
    Fault { field: "text", text: SENTENCE.to_owned() }
}

/// The fault of a text that stands in another field than the line of the log has.
#[must_use]
pub fn fault_at(field: &'static str) -> Fault {
    Fault { field, ..fault() }
}

/// The place of the error summary; where a name may stand in the text, with the words that look
/// like one and the choice to let them stand.
#[must_use]
pub fn errors(visit: &Visit, filled: &Filled) -> Markup {
    if !filled.faults.iter().any(|fault| fault.text == SENTENCE) {
        return field::errors(visit, filled);
    }
    let text = &visit.text;
    let typed = ["text", "sentence", "words", "title"].map(|name| filled.value(name)).join("\n");
    let found = found(visit, &typed);
    html! {
        div data-errors {
            div.error-summary role="alert" tabindex="-1" {
                h2 { (visit.said("client-name-title")) }
                ul {
                    @let place = filled.faults.first().map_or("text", |fault| fault.field);
                    li { a href={ "#" (place) } { (visit.said(SENTENCE)) } }
                    @for words in &found { li { mark { (words) } } }
                }
                p { (visit.said("client-name-hint")) }
                label.check {
                    input type="checkbox" name=(FIELD) value="yes";
                    span { (text.get("client-name-ok")) }
                }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Informing (informeren): the board and GHOR first, by a script that is read aloud; then the
//! other desks outside the team. Who heard it, how, when, and whether they repeated it back.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::call::{Call, Callee, Outcome, RecordCall};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::library::card::Card;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::team::crisis_of;
use super::{Answer, onwards, refused, shown};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{time, who};
use crate::web::visit::Visit;

/// The desks that are told first, with the script for each.
const FIRST: [(&str, &str); 2] = [("board", "message-board"), ("ghor", "message-ghor")];
/// The message to everybody in the house.
const EVERYBODY: &str = "first-message";

/// `GET /crises/{id}/inform`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default()))
}

/// `POST /crises/{id}/inform`
pub async fn inform(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let outcome = match form.get("outcome") {
        "reached" => Outcome::Reached,
        "not-reached" => Outcome::NotReached,
        _ => return Err(WebError::Malformed("outcome")),
    };
    let desk = form.get("desk").to_owned();
    let name = visit.words().desk(&desk);
    let acknowledged = outcome == Outcome::Reached && form.get("acknowledged") == "yes";
    let command = Command::RecordCall(RecordCall {
        crisis: crisis_of(state)?,
        to: Callee::Desk(desk),
        role: None,
        outcome,
        way: form.optional("way"),
        heard_by: form.optional("heard_by"),
        acknowledged,
        note: form.optional("message"),
        happened_at: None,
        line: Some(line(&visit, &name, outcome, form.get("heard_by"), acknowledged)),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/inform#desk-{}", form.get("desk"))),
        Err(error) => {
            let field = match &error {
                SubmitError::Refused(Refusal::NameTooLong) => "heard_by",
                _ => "message",
            };
            let faults = form::faults(error.clone(), field)?;
            let rename = |fault: Fault| Fault { field, ..fault };
            let faults = faults.into_iter().map(rename).collect();
            let fresh = visit.fresh_key();
            let other = error == SubmitError::OtherPayload;
            let form = if other { form.with("key", &fresh) } else { form };
            refused(&error, page(&visit, state, &Filled { form, faults }), &fresh)
        }
    }
}

/// What the log says of it.
pub(crate) fn line(
    visit: &Visit,
    desk: &str,
    outcome: Outcome,
    heard_by: &str,
    acknowledged: bool,
) -> String {
    let text = &visit.text;
    if outcome != Outcome::Reached {
        return text.with("inform-line-not-reached", &[("desk", desk)]);
    }
    let mut line = match heard_by.trim() {
        "" => text.with("inform-line", &[("desk", desk)]),
        heard => text.with("inform-line-heard", &[("desk", desk), ("heard", heard)]),
    };
    if acknowledged {
        line.push(' ');
        line.push_str(text.get("inform-line-acknowledged"));
    }
    line
}

/// Returns the numbers of a desk, for who may see numbers.
pub(super) fn phones(visit: &Visit, desk: &str) -> Vec<String> {
    let Some((_, admin)) = visit.world.admin().filter(|_| visit.may(Capability::ReadContacts))
    else {
        return Vec::new();
    };
    let mut of_desk: Vec<_> =
        admin.contacts.all().filter(|set| set.desk.as_deref() == Some(desk)).collect();
    of_desk.sort_by_key(|set| (set.rank, set.contact));
    let cards = of_desk.iter().filter_map(|set| {
        visit.world.directory.contacts.get(&set.contact).map(|card| card.phones.clone())
    });
    cards.flatten().collect()
}

/// Returns the calls to a desk, latest first.
fn calls<'a>(state: &'a ScopeState, desk: &str) -> Vec<&'a Call> {
    let to = Callee::Desk(desk.to_owned());
    state.calls.all.iter().rev().filter(|call| call.made.to == to).collect()
}

/// Returns the call by which a desk heard of the crisis; the last one, where there were more.
pub(crate) fn heard<'a>(state: &'a ScopeState, desk: &str) -> Option<&'a Call> {
    calls(state, desk).into_iter().find(|call| call.made.outcome == Outcome::Reached)
}

fn page(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let desks: Vec<&str> = library
        .list("contacts")
        .into_iter()
        .flat_map(|list| list.items())
        .filter(|item| item.is_named() && !FIRST.iter().any(|(desk, _)| *desk == item.id))
        .map(|item| item.id.as_str())
        .collect();
    let told = FIRST.iter().filter(|(desk, _)| heard(state, desk).is_some()).count();
    let which = if filled.faults.is_empty() { "" } else { filled.value("desk") };
    let next = FIRST.iter().find(|(desk, _)| heard(state, desk).is_none()).map(|(desk, _)| *desk);
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("inform-title")) }
            p.page-note { (text.with("inform-first-told", &[("told", &told.to_string())])) }
        }
        (who::tabs(visit, state, "inform"))
        // A desk that is on no list has no form to show its fault at.
        @if !FIRST.iter().any(|(desk, _)| *desk == which) && !desks.contains(&which) {
            (field::errors(visit, filled))
        }
        @for (desk, script) in FIRST {
            section.panel.desk id={ "desk-" (desk) } {
                (head(visit, state, desk))
                @if let Some(card) = library.card(script) {
                    details.more open[next == Some(desk)] {
                        summary { (text.get("inform-script")) }
                        (script_of(visit, state, card))
                    }
                }
                (desk_form(visit, state, desk, (which == desk).then_some(filled), next))
            }
        }
        @if let Some(card) = library.card(EVERYBODY) {
            details.panel.more {
                summary { (card.title) }
                (script_of(visit, state, card))
            }
        }
        h2.utrecht-heading-2 { (text.get("inform-others")) }
        @for desk in desks {
            section.panel.desk id={ "desk-" (desk) } {
                (head(visit, state, desk))
                @if which == desk {
                    (desk_form(visit, state, desk, Some(filled), next))
                } @else if may_change(visit, state, Capability::WriteEntry) {
                    details.more.no-print {
                        summary { (text.get("inform-record")) }
                        (desk_form(visit, state, desk, None, next))
                    }
                }
            }
        }
    };
    let title = text.get("inform-title").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "team", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// The desk, its numbers, and whether it heard.
fn head(visit: &Visit, state: &ScopeState, desk: &str) -> Markup {
    let text = &visit.text;
    let calls = calls(state, desk);
    let opened = state.crisis.as_ref().map_or(visit.now, |crisis| crisis.opened_at);
    let age = time::length_of_note(text, visit.now.since_ms(opened));
    let not_told = match &age {
        Some(age) => text.with("inform-not-told", &[("length", age)]),
        None => text.get("inform-not-told-yet").to_owned(),
    };
    let phones = phones(visit, desk);
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let hint = library.entry("contacts", desk).and_then(|item| item.points.first());
    html! {
        div.panel-head {
            h2.utrecht-heading-2 { (visit.words().desk(desk)) }
            @if let Some(call) = heard(state, desk) {
                @let at = time::short(text, call.made.happened_at, visit.now);
                span.utrecht-badge.state-recovered {
                    (icon(Icon::Tick)) " " (text.with("inform-told", &[("time", &at)]))
                }
                @if !call.made.acknowledged {
                    span.utrecht-badge.state-unknown {
                        (icon(Icon::Unknown)) " " (text.get("inform-not-acknowledged"))
                    }
                }
            } @else {
                span.utrecht-badge.state-unknown {
                    (icon(Icon::Unknown)) " " (not_told)
                }
            }
            span { (who::phone_links(&phones)) }
        }
        @if let Some(hint) = hint { p.muted { (hint) } }
        @if !calls.is_empty() {
            ul.plain-list.desk-said { @for call in calls { li { (said(visit, call)) } } }
        }
    }
}

fn said(visit: &Visit, call: &Call) -> Markup {
    let text = &visit.text;
    html! {
        strong { (time::short(text, call.made.happened_at, visit.now)) } " "
        (super::call::outcome_words(visit, call.made.outcome))
        @if let Some(heard) = &call.made.heard_by {
            " · " (text.with("inform-heard-by", &[("heard", heard)]))
        }
        @if let Some(way) = &call.made.way { " · " (way) }
        @if call.made.acknowledged { " · " (text.get("inform-acknowledged")) }
        span.muted { " · " (visit.name(call.by)) }
        @if let Some(note) = &call.made.note { " · " span dir="auto" { (note) } }
    }
}

fn desk_form(
    visit: &Visit,
    state: &ScopeState,
    desk: &str,
    wrong: Option<&Filled>,
    next: Option<&str>,
) -> Markup {
    let text = &visit.text;
    let none = Filled::default();
    let filled = wrong.unwrap_or(&none);
    let id = |name: &str| match wrong {
        Some(_) => name.to_owned(),
        None => format!("{name}-{desk}"),
    };
    let action = format!("{}/inform", shell::crisis_path(state));
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            form.no-print method="post" action=(action) {
                (field::hidden(visit, filled))
                input type="hidden" name="desk" value=(desk);
                (field::errors(visit, filled))
                div.field-row {
                    (field::line(visit, filled, Field {
                        id: &id("heard_by"),
                        hint: "inform-heard-hint",
                        ..Field::text("heard_by", "inform-heard")
                    }))
                    (field::line(visit, filled, Field {
                        id: &id("way"),
                        hint: "inform-way-hint",
                        ..Field::text("way", "inform-way")
                    }))
                }
                (field::line(visit, filled, Field {
                    id: &id("message"), ..Field::text("message", "inform-note")
                }))
                label.check {
                    input type="checkbox" name="acknowledged" value="yes"
                        checked[filled.value("acknowledged") == "yes"];
                    span { (text.get("inform-acknowledged-tick")) }
                }
                p.button-row {
                    button.utrecht-button.utrecht-button--secondary[next != Some(desk)]
                        name="outcome" value="reached" { (text.get("inform-save")) }
                    " "
                    button.utrecht-button.utrecht-button--secondary name="outcome"
                        value="not-reached" { (text.get("inform-save-not")) }
                }
            }
        }
    }
}

/// A script with its places filled in as far as the crisis knows them.
fn script_of(visit: &Visit, state: &ScopeState, card: &Card) -> Markup {
    html! {
        div.script {
            @for line in &card.intro { p.muted { (line) } }
            ol.script-lines {
                @for item in card.items() {
                    li {
                        (filled_in(visit, state, &item.text))
                        @for point in &item.points { p.muted { (point) } }
                    }
                }
            }
        }
    }
}

/// One line of a script; what the crisis does not know stays open, and is shown so.
fn filled_in(visit: &Visit, state: &ScopeState, line: &str) -> Markup {
    let mut pieces: Vec<Markup> = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((place, after)) = after.split_once(']') else { break };
        pieces.push(html! { (before) });
        pieces.push(match value(visit, state, place) {
            Some(value) => html! { strong dir="auto" { (value) } },
            None => html! {
                span.script-open { "[" (visit.text.get(&format!("inform-open-{place}"))) "]" }
            },
        });
        rest = after;
    }
    html! { @for piece in &pieces { (piece) } (rest) }
}

fn value(visit: &Visit, state: &ScopeState, place: &str) -> Option<String> {
    let crisis = state.crisis.as_ref()?;
    match place {
        "what" => Some(crisis.title().to_owned()).filter(|title| !title.is_empty()),
        "where" => {
            let (_, plan) = visit.world.plan()?;
            plan.reports.by_id.get(&crisis.report?)?.place.clone()
        }
        "since" => Some(time::moment(&visit.text, crisis.began_at, visit.now)),
        "contact" => {
            let own = visit.login.as_ref()?.actor;
            let phone = visit.world.directory.people.get(&own)?.phone.clone();
            let name = visit.name(Some(own));
            Some(phone.map_or_else(|| name.clone(), |phone| format!("{name}, {phone}")))
        }
        _ => None,
    }
}

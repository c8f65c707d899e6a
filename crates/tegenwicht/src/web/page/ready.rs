// SPDX-License-Identifier: EUPL-1.2
//! Ready in a quarter of an hour: what has to be there before anything happens, step by step.

use maud::{Markup, html};
use tegenwicht_core::actor::Role;
use tegenwicht_core::permission::Capability;

use super::{Answer, setting, shown};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;
use crate::words::{self, Words};

/// Machines without which one broken disk takes everything.
const DEVICES_MIN: usize = 2;
const DEVICES: &str = "devices";
/// Pages that are opened from a step, and from which one comes back.
const STEP_PATHS: [&str; 9] = [
    "/settings",
    "/contacts",
    "/roster",
    "/sites",
    "/users",
    "/account",
    "/devices",
    "/import",
    "/setup/root",
];

/// One thing to make ready.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    name: &'static str,
    path: &'static str,
    done: bool,
    /// What is there, in words.
    count: String,
}

/// Where an institution stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    steps: Vec<Step>,
}

impl Ready {
    fn of(visit: &Visit) -> Self {
        let values = visit.words();
        let steps = vec![
            institution(visit),
            words(visit, values),
            people(visit, values),
            duty(visit),
            sites(visit),
            places(visit, values),
            pin(visit),
            paper_codes(visit),
            devices(visit),
        ];
        Self { steps }
    }

    fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.done).count()
    }

    fn is_done(&self) -> bool {
        self.done() == self.steps.len()
    }

    /// Whether a first exercise can be held, in words; for that a second device need not be there.
    fn exercises(&self) -> Option<(&'static str, &'static str)> {
        match self.next() {
            None => Some(("ready-done", "ready-done-hint")),
            Some(next) if next.name == DEVICES && self.done() + 1 == self.steps.len() => {
                Some(("ready-almost", "ready-almost-hint"))
            }
            Some(_) => None,
        }
    }

    fn next(&self) -> Option<&Step> {
        self.steps.iter().find(|step| !step.done)
    }
}

/// For whom these steps are: who may do all of them.
fn is_for(visit: &Visit) -> bool {
    visit.world.admin().is_some() && visit.may(Capability::ManageSettings)
}

fn step(name: &'static str, path: &'static str, done: bool, count: String) -> Step {
    Step { name, path, done, count }
}

/// The institution is there; its root key has to be on paper.
fn institution(visit: &Visit) -> Step {
    let printed = !visit.web.app.keys.holds_root();
    let said = if printed { "ready-root-printed" } else { "ready-root-here" };
    let path = if printed { "/account" } else { "/setup/root" };
    step("institution", path, printed, visit.text.get(said).to_owned())
}

fn words(visit: &Visit, values: &Words) -> Step {
    let sector = words::sector(&visit.world).name();
    let sector = visit.text.get(&format!("sector-{sector}")).to_owned();
    let own = visit.world.plan().map_or(0, |(_, plan)| {
        let names = plan.settings.by_name.keys();
        let is_word = |name: &&String| {
            !name.starts_with("place.")
                && *name != setting::CHECKED
                && plan.settings.get(name).is_some()
        };
        names.filter(is_word).count()
    });
    let count = format!("{sector} · {}", visit.text.count("ready-words-own", own as u64));
    step("words", "/settings", own > 0 || values.own(setting::CHECKED).is_some(), count)
}

fn sites(visit: &Visit) -> Step {
    let count = visit.world.plan().map_or(0, |(_, plan)| plan.sites.tree().len());
    step("sites", "/sites", count > 0, visit.text.count("site-count", count as u64))
}

/// Everybody with a number, and every seat of the team with somebody who can take it.
fn people(visit: &Visit, values: &Words) -> Step {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let count = admin.map_or(0, |admin| admin.contacts.all().count());
    let filled =
        |role: &&String| admin.is_some_and(|admin| !admin.contacts.for_role(role).is_empty());
    let seats = values.expected_seats();
    let lacking = seats.len() - seats.iter().filter(filled).count();
    let text = &visit.text;
    let mut said = text.count("contact-count", count as u64);
    if lacking > 0 {
        said = format!("{said} · {}", text.count("ready-seats", lacking as u64));
    }
    step("people", "/contacts", count > 0 && lacking == 0, said)
}

fn duty(visit: &Visit) -> Step {
    let on = visit.world.plan().map_or(0, |(_, plan)| plan.roster.on_duty(visit.now).len());
    step("duty", "/roster", on > 0, visit.text.count("ready-duty-count", on as u64))
}

fn places(visit: &Visit, values: &Words) -> Step {
    let set = setting::PLACES.iter().filter(|place| values.own(place).is_some()).count();
    let said = visit.text.count("ready-places-count", set as u64);
    step("places", "/settings#places", set == setting::PLACES.len(), said)
}

fn pin(visit: &Visit) -> Step {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let set = admin.is_some_and(|admin| admin.users.pin.live().next().is_some());
    let said = if set { "ready-pin-set" } else { "ready-pin-none" };
    step("pin", "/users#board", set, visit.text.get(said).to_owned())
}

/// A coordinator who lost the password gets in with a code from the envelope.
fn paper_codes(visit: &Visit) -> Step {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let users = admin.into_iter().flat_map(|admin| admin.users.by_id.values());
    let mut left = 0;
    for user in users {
        let counts = user.blocked.is_none() && user.roles().contains(&Role::Coordinator);
        if let Some(codes) = user.paper.settled().filter(|_| counts) {
            left += (1..=codes.count).filter(|number| !user.is_used(codes, *number)).count();
        }
    }
    step("codes", "/account/codes", left > 0, visit.text.count("ready-codes-count", left as u64))
}

fn devices(visit: &Visit) -> Step {
    let admin = visit.world.admin().map(|(_, admin)| admin);
    let devices = admin.into_iter().flat_map(|admin| admin.devices.by_key.keys());
    let granted = devices.filter(|key| admin.is_some_and(|admin| admin.devices.may_write(key)));
    let count = granted.count();
    let said = visit.text.count("ready-devices-count", count as u64);
    step(DEVICES, "/devices", count >= DEVICES_MIN, said)
}

/// `GET /ready`
pub async fn show(visit: Visit) -> Answer {
    let text = &visit.text;
    let ready = Ready::of(&visit);
    let next = ready.next().map(|step| step.name);
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("ready-title")) }
            p.page-note { (said(&visit, &ready)) }
        }
        @if let Some((title, hint)) = ready.exercises() {
            div.utrecht-alert.utrecht-alert--ok role="status" {
                p { strong { (text.get(title)) } }
                p { (text.get(hint)) " "
                    a href="/crises/new" { (text.get("ready-exercise")) } }
            }
        } @else { p.lead { (text.get("ready-hint")) } }
        ol.ready-steps {
            @for step in &ready.steps { (row(&visit, step, next == Some(step.name))) }
        }
    };
    let title = text.get("ready-title").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "ready", ..Shell::default() }, &main))
}

fn said(visit: &Visit, ready: &Ready) -> String {
    let (done, all) = (ready.done().to_string(), ready.steps.len().to_string());
    visit.text.with("ready-of", &[("done", &done), ("all", &all)])
}

fn row(visit: &Visit, step: &Step, is_next: bool) -> Markup {
    let text = &visit.text;
    let title = visit.said(&format!("ready-{}", step.name));
    let (class, state) = match step.done {
        true => ("ready-step is-done", "ready-is-done"),
        false if is_next => ("ready-step is-next", "ready-is-next"),
        false => ("ready-step", "ready-is-to-do"),
    };
    html! {
        li class=(class) {
            div.ready-words {
                h2.utrecht-heading-2 { (title) }
                p { (text.get(&format!("ready-{}-hint", step.name))) }
                p.ready-state {
                    strong { span aria-hidden="true" { (if step.done { "✓ " } else { "○ " }) }
                        (text.get(state)) }
                    " · " (step.count)
                }
            }
            @if is_next {
                a.utrecht-button href=(step.path) { (text.get("ready-do"))
                    span.visually-hidden { " " (title) } }
            } @else if step.name != "institution" || !step.done {
                a.utrecht-button.utrecht-button--secondary href=(step.path) {
                    (text.get(if step.done { "ready-look" } else { "ready-do" }))
                    span.visually-hidden { " " (title) }
                }
            }
        }
    }
}

/// On the first page, until all is done.
#[must_use]
pub fn notice(visit: &Visit) -> Markup {
    let ready = is_for(visit).then(|| Ready::of(visit)).filter(|ready| !ready.is_done());
    html! {
        @if let Some(ready) = ready {
            section.panel.ready-notice {
                div.panel-head {
                    h2.utrecht-heading-2 { (visit.text.get("ready-title")) }
                    p.page-note { (said(visit, &ready)) }
                    a.page-action href="/ready" { (visit.text.get("ready-open")) }
                }
                @if let Some(next) = ready.next() {
                    p { (visit.text.get("ready-next-is")) " "
                        strong { (visit.said(&format!("ready-{}", next.name))) } }
                }
            }
        }
    }
}

/// The way back to the steps, on the pages that they open.
#[must_use]
pub fn bar(visit: &Visit) -> Markup {
    let path = visit.path.split(['?', '#']).next().unwrap_or_default();
    let is_of_step = STEP_PATHS.iter().any(|known| {
        path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let ready = (is_of_step && is_for(visit)).then(|| Ready::of(visit));
    html! {
        @if let Some(ready) = ready.filter(|ready| !ready.is_done()) {
            p.ready-bar.no-print {
                a href="/ready" { (visit.text.get("ready-back")) } " "
                span.muted { (said(visit, &ready)) }
            }
        }
    }
}

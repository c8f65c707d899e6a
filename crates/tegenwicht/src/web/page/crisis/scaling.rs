// SPDX-License-Identifier: EUPL-1.2
//! How far a crisis is scaled up (level, and GRIP apart), where the team gathers, and what the
//! crisis is called.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::crisis::{Crisis, Scaling, SetGrip, SetLevel, SetPlaces};
use tegenwicht_core::feature::text::TITLE;
use tegenwicht_core::feature::title::SetTitle;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::CrisisId;
use tegenwicht_core::permission::Capability;

use super::super::{Answer, onwards, refused, text_fault, unreadable};
use crate::text::Text;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::level::{self, GRIPS};
use crate::web::part::{shell, time};
use crate::web::visit::Visit;

/// `POST /crises/{id}/level`
pub async fn set_level(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let crisis = parsed(&id)?;
    // Which of the forms of the page it is, for when it comes back.
    let form = form.with("form", "level");
    let (level, reason) = (form.get("level").to_owned(), form.optional("reason"));
    if level.is_empty() {
        return missing(&visit, &id, form, "level", "level-missing");
    }
    let line = level_line(&visit.text, &level::word(&visit, &level), reason.as_deref());
    let command = SetLevel { crisis, level, reason, line: Some(line) };
    submit(visit, &id, form, Command::SetLevel(command), "level").await
}

/// `POST /crises/{id}/grip`
pub async fn set_grip(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let crisis = parsed(&id)?;
    let form = form.with("form", "grip");
    let (grip, said_by) = (form.get("grip").to_owned(), form.optional("said_by"));
    if grip.is_empty() {
        return missing(&visit, &id, form, "grip", "grip-missing");
    }
    let line = grip_line(&visit.text, &level::word(&visit, &grip), said_by.as_deref());
    let command = SetGrip { crisis, grip, said_by, line: Some(line) };
    submit(visit, &id, form, Command::SetGrip(command), "grip").await
}

/// `POST /crises/{id}/places`
pub async fn set_places(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let crisis = parsed(&id)?;
    let form = form.with("form", "places");
    let (place, fallback) = (form.optional("place"), form.optional("fallback"));
    let at_fallback = form.get("at_fallback") == "yes";
    if at_fallback && fallback.is_none() {
        return missing(&visit, &id, form, "fallback", "places-fallback-missing");
    }
    let line = places_line(&visit, place.as_deref(), fallback.as_deref(), at_fallback);
    let line = Some(line);
    let command = SetPlaces { crisis, place, fallback, at_fallback, line };
    submit(visit, &id, form, Command::SetPlaces(command), "place").await
}

/// `POST /crises/{id}/title`
pub async fn set_title(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let crisis = parsed(&id)?;
    let form = form.with("form", "title");
    let title = form.get("title").to_owned();
    let mut faults: Vec<Fault> = text_fault("title", &title, TITLE).into_iter().collect();
    if faults.is_empty() && client_name::raises_in(&visit, &form, &title) {
        faults.push(client_name::fault_at("title"));
    }
    if !faults.is_empty() {
        let (_, state) = visit.crisis(&id)?;
        return unreadable(super::page(&visit, state, &Filled { form, faults }));
    }
    let line = Some(title_line(&visit.text, &title));
    let command = SetTitle { crisis, title, line };
    submit(visit, &id, form, Command::SetTitle(command), "title").await
}

/// The line of the log that tells what the crisis is called from now on.
#[must_use]
pub fn title_line(text: &Text, title: &str) -> String {
    text.with("crisis-title-line", &[("title", title)])
}

/// The line of the log that tells of a level, by what the institution calls it.
#[must_use]
pub fn level_line(text: &Text, word: &str, reason: Option<&str>) -> String {
    match reason {
        Some(reason) => text.with("level-line-reason", &[("level", word), ("reason", reason)]),
        None => text.with("level-line", &[("level", word)]),
    }
}

/// The line of the log that tells of a GRIP.
#[must_use]
pub fn grip_line(text: &Text, word: &str, said_by: Option<&str>) -> String {
    match said_by {
        Some(name) => text.with("grip-line-by", &[("grip", word), ("name", name)]),
        None => text.with("grip-line", &[("grip", word)]),
    }
}

/// The line of the log that tells where the team gathers.
#[must_use]
pub fn places_line(
    visit: &Visit,
    place: Option<&str>,
    fallback: Option<&str>,
    at_fallback: bool,
) -> String {
    let unknown = visit.text.get("unknown");
    let values = [("place", place.unwrap_or(unknown)), ("other", fallback.unwrap_or(unknown))];
    let words = if at_fallback { "places-line-fallback" } else { "places-line" };
    visit.text.with(words, &values)
}

fn parsed(id: &str) -> Result<CrisisId, WebError> {
    id.parse().map_err(|_| WebError::NotFound)
}

fn missing(visit: &Visit, id: &str, form: Submitted, field: &'static str, text: &str) -> Answer {
    let (_, state) = visit.crisis(id)?;
    let faults = vec![Fault { field, text: text.to_owned() }];
    unreadable(super::page(visit, state, &Filled { form, faults }))
}

async fn submit(
    visit: Visit,
    id: &str,
    form: Submitted,
    command: Command,
    field: &'static str,
) -> Answer {
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}")),
        Err(error) => {
            let mut faults = form::faults(error.clone(), field)?;
            // The forms of this page share no field by these names.
            for fault in &mut faults {
                fault.field = field;
            }
            let (_, state) = visit.crisis(id)?;
            refused(
                &error,
                super::page(&visit, state, &Filled { form, faults }),
                &visit.fresh_key(),
            )
        }
    }
}

/// How far it is scaled up and where the team gathers, with the forms to change that.
#[must_use]
pub fn section(visit: &Visit, state: &ScopeState, crisis: &Crisis, filled: &Filled) -> Markup {
    let text = &visit.text;
    let changes = !crisis.is_closed() && shell::may_change(visit, state, Capability::SetLevel);
    html! {
        section.panel #scaling {
            h2.utrecht-heading-2 { (text.get("level-title")) }
            dl.utrecht-data-list {
                (line(visit, "crisis-level", level::level_of(visit, crisis)))
                (line(visit, "crisis-grip", level::grip_of(visit, crisis)))
                (line(visit, "crisis-gathering", crisis.gathers().map(str::to_owned)))
                (line(visit, "crisis-otherwise", crisis.gathers_else().map(str::to_owned)))
            }
            @if !crisis.scaling.is_empty() { (history(visit, crisis)) }
            @if changes { (forms(visit, state, crisis, filled)) }
        }
    }
}

/// A line that says "unknown" where nobody said anything.
fn line(visit: &Visit, label: &str, value: Option<String>) -> Markup {
    html! {
        div {
            dt { (visit.text.get(label)) }
            dd dir="auto" {
                @match value {
                    Some(value) => (value),
                    None => span.utrecht-badge.state-unknown { "? " (visit.text.get("unknown")) },
                }
            }
        }
    }
}

fn history(visit: &Visit, crisis: &Crisis) -> Markup {
    html! {
        details.more open[crisis.scaling.len() <= 4] {
            summary { (visit.text.count("level-history", crisis.scaling.len() as u64)) }
            ol.history {
                @for step in crisis.scaling.iter().rev() { li { (told(visit, step)) } }
            }
        }
    }
}

fn told(visit: &Visit, step: &Scaling) -> Markup {
    let at = time::short(&visit.text, step.at, visit.now);
    let (word, why) = match (&step.level, &step.grip) {
        (Some(set), _) => (level::word(visit, &set.level), set.reason.clone()),
        (None, Some(set)) => {
            let by = set.said_by.as_ref();
            let by = by.map(|name| visit.text.with("entry-says", &[("name", name)]));
            (level::word(visit, &set.grip), by)
        }
        (None, None) => (String::new(), None),
    };
    html! {
        strong { (word) } " · " (at) " · " (visit.name(step.by))
        @if let Some(why) = why { p.page-note dir="auto" { (why) } }
    }
}

/// Four small forms; what was typed comes back in the one that it was typed in.
fn forms(visit: &Visit, state: &ScopeState, crisis: &Crisis, filled: &Filled) -> Markup {
    let path = shell::crisis_path(state);
    let names = ["level", "grip", "places", "title"];
    let mut shown = names.map(|_| Filled::default());
    for (place, name) in shown.iter_mut().zip(names) {
        if filled.value("form") == name {
            *place = filled.clone();
        }
    }
    let [levels, grips, places, title] = &mut shown;
    if places.value("form").is_empty()
        && let Some((_, set)) = crisis.places.live().next()
    {
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        let form = std::mem::take(&mut places.form);
        let form = form.with("place", &word(&set.place)).with("fallback", &word(&set.fallback));
        places.form = form.with("at_fallback", if set.at_fallback { "yes" } else { "" });
    }
    if title.value("form").is_empty() {
        title.form = std::mem::take(&mut title.form).with("title", crisis.title());
    }
    let form = |name: &str, label: &str, filled: &Filled, fields: Markup| {
        html! {
            details.more.no-print open[!filled.faults.is_empty()] {
                summary { (visit.text.get(label)) }
                form method="post" action={ (path) "/" (name) } {
                    (field::hidden(visit, filled))
                    (client_name::errors(visit, filled))
                    (fields)
                    button.utrecht-button.utrecht-button--secondary {
                        (visit.text.get(&format!("{label}-save")))
                    }
                }
            }
        }
    };
    html! {
        (form("level", "level-set", levels, level_fields(visit, levels)))
        (form("grip", "grip-set", grips, grip_fields(visit, grips)))
        (form("places", "places-set", places, place_fields(visit, places)))
        (form("title", "title-set", title, title_fields(visit, title)))
    }
}

fn title_fields(visit: &Visit, filled: &Filled) -> Markup {
    let hint = "crisis-title-hint";
    html! {
        p.page-note { (visit.said("title-set-hint")) }
        (field::line(visit, filled, Field { hint, ..Field::text("title", "title-to") }))
    }
}

fn level_fields(visit: &Visit, filled: &Filled) -> Markup {
    let levels = level::levels(visit);
    let why = Field { id: "level-reason", ..Field::text("reason", "level-reason") };
    html! {
        (level::choice(visit, filled, "level", "level-to", &levels, Some("level-choose")))
        (field::line(visit, filled, why))
    }
}

fn grip_fields(visit: &Visit, filled: &Filled) -> Markup {
    html! {
        p.page-note { (visit.text.get("grip-hint")) }
        (level::choice(visit, filled, "grip", "grip-to", &GRIPS, Some("level-choose")))
        (field::line(visit, filled, Field::text("said_by", "grip-said-by")))
    }
}

fn place_fields(visit: &Visit, filled: &Filled) -> Markup {
    html! {
        (field::line(visit, filled, Field::text("place", "crisis-place")))
        (field::line(visit, filled, Field::text("fallback", "crisis-fallback")))
        label.check {
            input type="checkbox" name="at_fallback" value="yes"
                checked[filled.value("at_fallback") == "yes"];
            span { (visit.text.get("places-at-fallback")) }
        }
    }
}

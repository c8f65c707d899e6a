// SPDX-License-Identifier: EUPL-1.2
//! Settings: what things are called here, where the team gathers, who has to sit in it.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::setting::SetSettings;
use tegenwicht_core::feature::text;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, shown, unreadable};
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::visit::Visit;
use crate::words::{self, Words};

/// Minutes until a role that nobody fills stands on top of the call list, where nothing is set.
pub const CALL_MINUTES: u32 = 15;
/// Most minutes that can be set.
const CALL_MINUTES_MAX: u32 = 120;
/// What says that somebody read the words of the sector and found them right.
pub const CHECKED: &str = "sector.checked";
/// The setting with the minutes of the call list.
const MINUTES: &str = "time.call-minutes";
/// Settings that are places.
pub const PLACES: [&str; 2] = ["place.gathering", "place.fallback"];
/// Longest new role, so that its id fits.
const ROLE_MAX: usize = 60;

/// A part of the page, with its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Section {
    name: &'static str,
    family: &'static str,
}

static SECTIONS: [Section; 8] = [
    Section { name: "words", family: "word" },
    Section { name: "places", family: "place" },
    Section { name: "roles", family: "role" },
    Section { name: "seats", family: "seats" },
    Section { name: "levels", family: "level" },
    Section { name: "statuses", family: "status" },
    Section { name: "teams", family: "team" },
    Section { name: "times", family: "time" },
];

/// `GET /settings`
pub async fn show(visit: Visit) -> Answer {
    shown(page(&visit, &Filled::default()))
}

/// `POST /settings`: saves what differs in one part.
pub async fn save(visit: Visit, form: Submitted) -> Answer {
    let values = visit.words();
    let section = SECTIONS.into_iter().find(|section| section.name == form.get("section"));
    let mut changed: Vec<(String, Option<String>)> = Vec::new();
    let mut faults = Vec::new();
    for name in section.map(|section| names(values, section)).unwrap_or_default() {
        let typed = form.get(&name).trim().to_owned();
        let present = form.has(&name);
        let wanted = match name.split_once('.') {
            Some(("seats", role)) => seat(role, typed == "yes"),
            _ if !present => continue,
            _ if name == MINUTES && !typed.is_empty() => match minutes(&typed) {
                Some(minutes) => Some(minutes),
                None => {
                    let text = "setting-minutes-wrong".to_owned();
                    faults.push(Fault { field: "time.call-minutes", text });
                    continue;
                }
            },
            _ => Some(typed).filter(|typed| !typed.is_empty()),
        };
        let of_sector = values.of_sector(&name);
        let is_sector = wanted.is_some() && wanted.as_deref() == of_sector;
        let wanted = wanted.filter(|_| !is_sector);
        if wanted.as_deref() != values.own(&name) || is_disputed(&visit, &name) {
            changed.push((name, wanted));
        }
    }
    let role = form.get("new-role").trim().to_owned();
    if !role.is_empty() {
        match new_role(values, &role) {
            Ok(name) => changed.push((name, Some(role))),
            Err(text) => faults.push(Fault { field: "new-role", text: text.to_owned() }),
        }
    }
    if !faults.is_empty() {
        return unreadable(page(&visit, &Filled { form, faults }));
    }
    submit(&visit, form, changed).await
}

async fn submit(visit: &Visit, form: Submitted, values: Vec<(String, Option<String>)>) -> Answer {
    let place = format!("/settings#{}", form.get("section"));
    if values.is_empty() {
        return onwards(&place);
    }
    let command = Command::SetSettings(SetSettings { values });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&place),
        Err(error) => {
            let faults = form::faults(error.clone(), "words")?;
            let section = SECTIONS.iter().find(|section| section.name == form.get("section"));
            let field = section.map_or("words", |section| section.name);
            let whole = |fault: Fault| Fault { field, ..fault };
            let faults = faults.into_iter().map(whole).collect();
            refused(&error, page(visit, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// `POST /settings/back`: back to the value of the sector.
pub async fn back(visit: Visit, form: Submitted) -> Answer {
    let values = vec![(form.get("name").to_owned(), None)];
    submit(&visit, form, values).await
}

/// `POST /settings/checked`: the words of the sector are right as they are.
pub async fn checked(visit: Visit, form: Submitted) -> Answer {
    let values = vec![(CHECKED.to_owned(), Some("yes".to_owned()))];
    let command = Command::SetSettings(SetSettings { values });
    visit.web.app.submit(visit.actor(), form.key()?, command).await?;
    onwards("/ready")
}

/// What is kept for a seat: nothing where it is as it would be anyway.
fn seat(role: &str, wanted: bool) -> Option<String> {
    let usual = words::SEATS.contains(&role);
    let said = if wanted { "yes" } else { "no" };
    (usual != wanted).then(|| said.to_owned())
}

fn minutes(typed: &str) -> Option<String> {
    let minutes =
        typed.parse::<u32>().ok().filter(|minutes| (1..=CALL_MINUTES_MAX).contains(minutes));
    minutes.map(|minutes| minutes.to_string())
}

/// Makes the id of a role that the institution adds from its title.
fn new_role(values: &Words, title: &str) -> Result<String, &'static str> {
    if values.find_role(title).is_some() {
        return Err("setting-role-there");
    }
    let letters = text::fold(title).chars().map(plain_letter).collect::<String>();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let id: String = words.join("-").chars().take(ROLE_MAX).collect();
    let id = id.trim_end_matches('-');
    let taken = values.roles().iter().any(|role| role == id);
    match text::slug(id) {
        Ok(id) if !taken => Ok(format!("role.{id}")),
        Ok(_) => Err("setting-role-there"),
        Err(_) => Err("setting-role-wrong"),
    }
}

const fn plain_letter(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'ï' | 'í' => 'i',
        'ö' | 'ó' => 'o',
        'ü' | 'ú' => 'u',
        'á' | 'à' | 'ä' => 'a',
        'a'..='z' | '0'..='9' => letter,
        _ => '-',
    }
}

/// The settings of a part, in order.
fn names(values: &Words, section: Section) -> Vec<String> {
    let whole = |id: String| format!("{}.{id}", section.family);
    match section.family {
        "place" => PLACES.map(str::to_owned).to_vec(),
        "time" => vec![MINUTES.to_owned()],
        "seats" => values.roles().into_iter().map(whole).collect(),
        "role" => values.roles().into_iter().map(whole).collect(),
        family => values.ids(family).into_iter().map(whole).collect(),
    }
}

fn is_disputed(visit: &Visit, name: &str) -> bool {
    visit.world.plan().is_some_and(|(_, plan)| {
        plan.settings.by_name.get(name).is_some_and(|versions| versions.is_conflict())
    })
}

fn page(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let values = visit.words();
    let sector = words::sector(&visit.world).name();
    let sector = text.get(&format!("sector-{sector}")).to_owned();
    let manages = visit.may(Capability::ManageSettings);
    let wrong =
        |section: &&Section| !filled.faults.is_empty() && filled.value("section") == section.name;
    let none = Filled::default();
    let sections = SECTIONS.iter().filter(|section| wrong(section));
    let sections = sections.chain(SECTIONS.iter().filter(|section| !wrong(section)));
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.get("nav-settings")) } }
        p.lead { (text.with("setting-hint", &[("sector", &sector)])) }
        @if !filled.faults.is_empty() && !SECTIONS.iter().any(|section| wrong(&section)) {
            (field::errors(visit, filled))
        }
        @if manages && values.own(CHECKED).is_none() { (checked_form(visit)) }
        @for section in sections {
            (part(visit, values, *section, if wrong(&section) { filled } else { &none }, manages))
        }
        // Buttons in the parts send this form, so that Enter in a field still saves the part.
        form #back method="post" action="/settings/back" hidden {
            (field::hidden(visit, &none))
        }
    };
    let title = text.get("nav-settings").to_owned();
    let fault = !filled.faults.is_empty();
    shell::page(visit, &Shell { title, here: "settings", fault, ..Shell::default() }, &main)
}

fn checked_form(visit: &Visit) -> Markup {
    html! {
        form.panel.no-print method="post" action="/settings/checked" {
            p { (visit.text.get("setting-checked-hint")) }
            (field::hidden(visit, &Filled::default()))
            button.utrecht-button { (visit.text.get("setting-checked")) }
        }
    }
}

fn part(visit: &Visit, values: &Words, section: Section, filled: &Filled, manages: bool) -> Markup {
    let text = &visit.text;
    html! {
        // Folded, so that the titles stand together on a telephone. The name of the part is that of
        // what lies inside: a browser that is sent to it opens the fold.
        details.panel.more open[!filled.faults.is_empty()] {
            summary { (text.get(&format!("setting-{}", section.name))) }
            div id=(section.name) {
                p.muted { (text.get(&format!("setting-{}-hint", section.name))) }
                @if manages { (part_form(visit, values, section, filled)) }
                @else { (told(visit, values, section)) }
            }
        }
    }
}

fn part_form(visit: &Visit, values: &Words, section: Section, filled: &Filled) -> Markup {
    html! {
        form.settings method="post" action="/settings" {
            (field::hidden(visit, filled))
            input type="hidden" name="section" value=(section.name);
            (field::errors(visit, filled))
            @if section.family == "seats" { (seats(visit, values, filled)) }
            @else {
                @for name in names(values, section) { (setting(visit, values, &name, filled)) }
            }
            @if section.family == "role" { (add_role(visit, filled)) }
            button.utrecht-button.utrecht-button--secondary { (visit.text.get("setting-save")) }
        }
    }
}

/// A setting with what the sector says beside what holds here.
fn setting(visit: &Visit, values: &Words, name: &str, filled: &Filled) -> Markup {
    let text = &visit.text;
    let own = values.own(name);
    let of_sector = values.of_sector(name);
    let typed = filled.form.has(name).then(|| filled.value(name));
    let value = typed.or(own).or(of_sector).unwrap_or_default();
    let hint = format!("{name}-hint");
    let wrong = filled.faults.iter().find(|fault| fault.field == name);
    html! {
        div.setting {
            label.utrecht-form-label for=(name) { (label(visit, values, name)) }
            @if let Some(fault) = wrong {
                p.utrecht-form-field-error-message { (text.get(&fault.text)) }
            }
            input.utrecht-textbox id=(name) name=(name) value=(value) autocomplete="off"
                maxlength="200" aria-describedby=(hint) aria-invalid=[wrong.map(|_| "true")];
            p.setting-source id=(hint) {
                @if is_disputed(visit, name) {
                    span.utrecht-badge.utrecht-badge--danger { (text.get("contradictory")) } " "
                    (disputed(visit, name))
                } @else if own.is_some() {
                    strong { (text.get("setting-own")) }
                    @if let Some(said) = of_sector {
                        " · " (text.with("setting-of-sector", &[("value", said)]))
                    }
                } @else if of_sector.is_some() {
                    (text.get("setting-is-sector"))
                } @else if name == MINUTES {
                    (text.with("setting-usual", &[("value", &CALL_MINUTES.to_string())]))
                } @else {
                    span.state-unknown { "? " (text.get("setting-unset")) }
                }
            }
            @if own.is_some() || is_disputed(visit, name) {
                button.utrecht-button.utrecht-button--subtle form="back" name="name" value=(name) {
                    (text.get(if of_sector.is_some() { "setting-back" } else { "setting-clear" }))
                    span.visually-hidden { " " (label(visit, values, name)) }
                }
            }
        }
    }
}

/// What two people set without knowing of each other.
fn disputed(visit: &Visit, name: &str) -> String {
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let versions = plan.and_then(|plan| plan.settings.by_name.get(name));
    let values = versions.into_iter().flat_map(|versions| versions.live());
    let values: Vec<String> =
        values.map(|(_, value)| value.clone().unwrap_or_else(|| "–".to_owned())).collect();
    values.join(" / ")
}

/// What a setting is about: a text for what the program knows, else the sector's own title.
fn label(visit: &Visit, values: &Words, name: &str) -> String {
    let text = &visit.text;
    let id = format!("setting-{}", name.replace('.', "-"));
    let said = text.get(&id);
    if said != id {
        return said.to_owned();
    }
    let (family, slug) = name.split_once('.').unwrap_or_default();
    let title = match family {
        "role" => values.listed_role(slug),
        _ => values.of_sector(name),
    };
    title.or_else(|| values.own(name)).unwrap_or(slug).to_owned()
}

fn seats(visit: &Visit, values: &Words, filled: &Filled) -> Markup {
    let is_typed = !filled.faults.is_empty();
    html! {
        fieldset.options.boxes {
            legend.visually-hidden { (visit.text.get("setting-seats")) }
            @for role in values.roles() {
                @let name = format!("seats.{role}");
                @let typed = filled.value(&name) == "yes";
                @let ticked = if is_typed { typed } else { values.is_seat(&role) };
                label.check {
                    input type="checkbox" name=(name) value="yes" checked[ticked];
                    span { (values.role(&role)) }
                }
            }
        }
    }
}

fn add_role(visit: &Visit, filled: &Filled) -> Markup {
    let field = field::Field {
        hint: "setting-new-role-hint",
        ..field::Field::text("new-role", "setting-new-role")
    };
    field::line(visit, filled, field)
}

/// The same for who may only read.
fn told(visit: &Visit, values: &Words, section: Section) -> Markup {
    html! {
        @if section.family == "seats" {
            ul { @for role in values.expected_seats() { li { (values.role(&role)) } } }
        } @else {
            dl.utrecht-data-list {
                @for name in names(values, section) {
                    div {
                        dt { (label(visit, values, &name)) }
                        dd { @match values.get(&name) {
                            Some(value) => (value),
                            None if name == MINUTES => (CALL_MINUTES),
                            None => span.state-unknown { "? " (visit.text.get("setting-unset")) },
                        } }
                    }
                }
            }
        }
    }
}

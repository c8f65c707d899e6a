// SPDX-License-Identifier: EUPL-1.2
//! How far the institution (level) and the government (GRIP) are scaled up: said, and chosen.

use maud::{Markup, html};
use tegenwicht_core::feature::crisis::Crisis;

use super::field::Filled;
use crate::web::visit::Visit;

/// The levels of the government.
pub const GRIPS: [&str; 7] =
    ["grip-0", "grip-1", "grip-2", "grip-3", "grip-4", "grip-5", "grip-national"];

/// Returns the word for a level or for a GRIP.
#[must_use]
pub fn word(visit: &Visit, name: &str) -> String {
    match GRIPS.contains(&name) {
        true => visit.words().grip(name),
        false => visit.words().level(name),
    }
}

/// Returns the levels that this institution has, in their order.
#[must_use]
pub fn levels(visit: &Visit) -> Vec<String> {
    visit.words().ids("level")
}

/// Returns how far a crisis is scaled up, in few words; none where nobody said so.
#[must_use]
pub fn level_of(visit: &Visit, crisis: &Crisis) -> Option<String> {
    told(visit, crisis.level.live().map(|(_, set)| set.level.as_str()))
}

/// Returns how far the government is scaled up; none where nobody said so.
#[must_use]
pub fn grip_of(visit: &Visit, crisis: &Crisis) -> Option<String> {
    told(visit, crisis.grip.live().map(|(_, set)| set.grip.as_str()))
}

/// Where two said otherwise, both stand there, and that they contradict.
fn told<'a>(visit: &Visit, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut words: Vec<String> = names.map(|name| word(visit, name)).collect();
    words.dedup();
    match words.len() {
        0 => None,
        1 => words.pop(),
        _ => Some(format!("{} ({})", words.join(" / "), visit.text.get("contradictory"))),
    }
}

/// A list to choose one from; `none` is the text of the choice that says nothing.
#[must_use]
pub fn choice<S: AsRef<str>>(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    label: &str,
    names: &[S],
    none: Option<&str>,
) -> Markup {
    let chosen = filled.value(name);
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for=(name) { (visit.text.get(label)) }
            (super::field::wrong(visit, filled, name))
            select.utrecht-select id=(name) name=(name)
                aria-invalid=[filled.is_wrong(name).then_some("true")] {
                @if let Some(none) = none { option value="" { (visit.text.get(none)) } }
                @for value in names {
                    @let value = value.as_ref();
                    option value=(value) selected[value == chosen] { (word(visit, value)) }
                }
            }
        }
    }
}

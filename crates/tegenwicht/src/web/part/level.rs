// SPDX-License-Identifier: EUPL-1.2
//! The words for how far the institution (level) and the government (GRIP) are scaled up.

use maud::{Markup, html};
use tegenwicht_core::feature::crisis::Crisis;

use super::field::Filled;
use crate::web::visit::Visit;
use crate::words;

/// The levels that an institution has when it says nothing else.
pub const LEVELS: [&str; 4] = ["level-1", "level-2", "level-3", "level-4"];
/// The levels of the government.
pub const GRIPS: [&str; 7] =
    ["grip-0", "grip-1", "grip-2", "grip-3", "grip-4", "grip-5", "grip-national"];

/// Returns the words for a level or for a GRIP: what the institution calls it, or else what we
/// do; a name that is not known stands as it is.
#[must_use]
pub fn word(visit: &Visit, name: &str) -> String {
    if GRIPS.contains(&name) {
        return words::grip(visit, name);
    }
    if let Some(own) = words::setting(visit, &format!("level.{name}")) {
        return own.to_owned();
    }
    let known = LEVELS.contains(&name);
    if known { visit.text.get(&format!("{name}-word")).to_owned() } else { name.to_owned() }
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
pub fn choice(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    label: &str,
    names: &[&str],
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
                    option value=(value) selected[*value == chosen] { (word(visit, value)) }
                }
            }
        }
    }
}

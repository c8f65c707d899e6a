// SPDX-License-Identifier: EUPL-1.2
//! A list to choose from, and boxes to tick, with what was chosen kept.

use maud::{Markup, html};

use super::field::Filled;
use crate::web::visit::Visit;

/// A list to choose one from.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    pub name: &'static str,
    /// Name of the label text.
    pub label: &'a str,
    /// Name of the hint text; empty for none.
    pub hint: &'a str,
    /// Name of the text of the first, empty option; empty where something must be chosen.
    pub none: &'a str,
    /// Values with what they are called.
    pub options: &'a [(String, String)],
    pub chosen: &'a str,
    pub required: bool,
}

/// Renders a list to choose one from.
#[must_use]
pub fn one(visit: &Visit, filled: &Filled, choice: Choice<'_>) -> Markup {
    let text = &visit.text;
    let wrong = filled.is_wrong(choice.name);
    let hint = (!choice.hint.is_empty()).then(|| format!("{}-hint", choice.name));
    let error = wrong.then(|| format!("{}-error", choice.name));
    let described: Vec<String> = hint.iter().chain(&error).cloned().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let class =
        if wrong { "utrecht-form-field utrecht-form-field--invalid" } else { "utrecht-form-field" };
    let is_listed = choice.options.iter().any(|(value, _)| value == choice.chosen);
    html! {
        div class=(class) {
            label.utrecht-form-label for=(choice.name) { (text.get(choice.label)) }
            @if let Some(hint) = &hint {
                p.utrecht-form-field-description id=(hint) { (visit.said(choice.hint)) }
            }
            @if let Some(error) = &error {
                div id=(error) { (super::field::wrong(visit, filled, choice.name)) }
            }
            select.utrecht-textbox id=(choice.name) name=(choice.name)
                required[choice.required] aria-invalid=[wrong.then_some("true")]
                aria-describedby=[described] {
                @if !choice.none.is_empty() {
                    option value="" selected[!is_listed] { (text.get(choice.none)) }
                }
                @for (value, title) in choice.options {
                    option value=(value) selected[value == choice.chosen] { (title) }
                }
            }
        }
    }
}

/// Renders boxes of which several may be ticked.
#[must_use]
pub fn several(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    legend: &str,
    options: &[(String, String)],
    chosen: &[String],
) -> Markup {
    html! {
        fieldset.options.boxes id=(name) {
            legend.utrecht-form-label { (visit.text.get(legend)) }
            (super::field::wrong(visit, filled, name))
            @for (value, title) in options {
                label.check {
                    input type="checkbox" name=(name) value=(value) checked[chosen.contains(value)];
                    span { (title) }
                }
            }
        }
    }
}

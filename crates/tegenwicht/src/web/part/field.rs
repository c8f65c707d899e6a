// SPDX-License-Identifier: EUPL-1.2
//! Form parts: labels above, faults at the field and in a summary on top, what was typed kept.

use maud::{Markup, html};

use crate::web::form::{Fault, Submitted};
use crate::web::visit::Visit;

/// A form with what was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub form: Submitted,
    pub faults: Vec<Fault>,
}

impl Filled {
    /// Returns what was typed in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.form.get(name)
    }

    /// Returns true when there is a fault in a field.
    #[must_use]
    pub fn is_wrong(&self, name: &str) -> bool {
        self.fault(name).is_some()
    }

    fn fault(&self, name: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == name)
    }
}

/// What a text field is like.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub name: &'static str,
    /// Unique on the page.
    pub id: &'a str,
    /// Name of the label text.
    pub label: &'a str,
    /// Name of the hint text; empty for none.
    pub hint: &'a str,
    pub kind: &'static str,
    pub required: bool,
    pub autocomplete: &'static str,
}

impl<'a> Field<'a> {
    /// A plain text field whose id is its name.
    #[must_use]
    pub const fn text(name: &'static str, label: &'a str) -> Self {
        let (hint, kind, required, autocomplete) = ("", "text", false, "off");
        Self { name, id: name, label, hint, kind, required, autocomplete }
    }
}

/// The hidden fields of every form: idempotency key and proof that the form is ours.
#[must_use]
pub fn hidden(visit: &Visit, filled: &Filled) -> Markup {
    let fresh = visit.fresh_key();
    let key = match filled.value("key") {
        "" => fresh.as_str(),
        key => key,
    };
    html! {
        input type="hidden" name="key" value=(key);
        input type="hidden" name="token" value=(visit.form_token());
    }
}

/// The place of the error summary, empty where nothing is wrong.
#[must_use]
pub fn errors(visit: &Visit, filled: &Filled) -> Markup {
    errors_at(visit, filled, "")
}

/// As `errors`, on a page where a form stands more than once and its fields end in a suffix.
#[must_use]
pub fn errors_at(visit: &Visit, filled: &Filled, suffix: &str) -> Markup {
    html! {
        div data-errors {
            @if !filled.faults.is_empty() {
                div.error-summary role="alert" tabindex="-1" {
                    h2 { (visit.text.get("form-wrong")) }
                    ul {
                        @for fault in &filled.faults {
                            @let place = format!("#{}{suffix}", fault.field);
                            li { a href=(place) { (visit.said(&fault.text)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The sentence of a fault, to stand at its field.
#[must_use]
pub fn wrong(visit: &Visit, filled: &Filled, name: &str) -> Markup {
    html! {
        @if let Some(fault) = filled.fault(name) {
            p.utrecht-form-field-error-message { (visit.said(&fault.text)) }
        }
    }
}

/// A field of one line.
#[must_use]
pub fn line(visit: &Visit, filled: &Filled, field: Field<'_>) -> Markup {
    framed(visit, filled, field, |class, described| {
        html! {
            input class=(class) id=(field.id) name=(field.name) type=(field.kind)
                value=[(field.kind != "password").then(|| filled.value(field.name))]
                autocomplete=(field.autocomplete) required[field.required]
                aria-invalid=[filled.fault(field.name).map(|_| "true")]
                aria-describedby=[described];
        }
    })
}

/// A field of several lines.
#[must_use]
pub fn area(visit: &Visit, filled: &Filled, field: Field<'_>, rows: u8) -> Markup {
    framed(visit, filled, field, |class, described| {
        html! {
            textarea class={ (class) " utrecht-textarea" } id=(field.id) name=(field.name)
                rows=(rows)
                required[field.required] aria-invalid=[filled.fault(field.name).map(|_| "true")]
                aria-describedby=[described] { (filled.value(field.name)) }
        }
    })
}

fn framed(
    visit: &Visit,
    filled: &Filled,
    field: Field<'_>,
    input: impl Fn(&'static str, Option<String>) -> Markup,
) -> Markup {
    let fault = filled.fault(field.name);
    let hint = (!field.hint.is_empty()).then(|| format!("{}-hint", field.id));
    let wrong = fault.map(|_| format!("{}-error", field.id));
    let described: Vec<String> = hint.iter().chain(&wrong).cloned().collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let (frame, class) = match fault {
        Some(_) => (
            "utrecht-form-field utrecht-form-field--invalid",
            "utrecht-textbox utrecht-textbox--invalid",
        ),
        None => ("utrecht-form-field", "utrecht-textbox"),
    };
    html! {
        div class=(frame) {
            label.utrecht-form-label for=(field.id) { (visit.said(field.label)) }
            @if let Some(hint) = &hint {
                p.utrecht-form-field-description id=(hint) { (visit.said(field.hint)) }
            }
            @if let (Some(fault), Some(wrong)) = (fault, &wrong) {
                p.utrecht-form-field-error-message id=(wrong) { (visit.said(&fault.text)) }
            }
            (input(class, described))
        }
    }
}

/// One of several options, each with its text under `{prefix}-{value}`.
#[must_use]
pub fn options(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    legend: &str,
    prefix: &str,
    values: &[&str],
) -> Markup {
    // Nothing is chosen beforehand: real or exercise, and the kind of care, are for a person.
    let chosen = filled.value(name);
    html! {
        fieldset.options {
            legend.utrecht-form-label { (visit.text.get(legend)) }
            (wrong(visit, filled, name))
            @for value in values {
                label.option {
                    input type="radio" name=(name) value=(value) checked[*value == chosen] required;
                    span {
                        strong { (visit.text.get(&format!("{prefix}-{value}"))) }
                        small { (visit.text.get(&format!("{prefix}-{value}-hint"))) }
                    }
                }
            }
        }
    }
}

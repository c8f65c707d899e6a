// SPDX-License-Identifier: EUPL-1.2
//! What a person may read of a line of the log, and the form to write one.

use maud::{Markup, html};
use tegenwicht_core::body::{SealedText, Secret};
use tegenwicht_core::feature::figure::Status;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::field::{self, Field, Filled};
use super::{client_name, shell};
use crate::web::visit::Visit;

/// Lines in the column beside every screen of a crisis.
pub const SIDE_MAX: usize = 12;

/// The words of a line as this person may read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    Plain(SealedText),
    /// For the core team only, and this person is of it.
    Opened(SealedText),
    /// For the core team only, or its key is not here.
    Closed,
    /// Hidden, until a second person decides.
    Hidden,
}

impl Words {
    /// Returns what may be read, if anything.
    #[must_use]
    pub const fn read(&self) -> Option<&SealedText> {
        match self {
            Self::Plain(said) | Self::Opened(said) => Some(said),
            Self::Closed | Self::Hidden => None,
        }
    }
}

/// Returns what this person may read of an entry.
#[must_use]
pub fn words(visit: &Visit, entry: &LogEntry) -> Words {
    if entry.hidden {
        return Words::Hidden;
    }
    if let Some(said) = entry.open_words() {
        return Words::Plain(said);
    }
    if !visit.may(Capability::Restricted) {
        return Words::Closed;
    }
    match visit.web.app.secret(entry.event) {
        Some(Secret::Entry(said)) => Words::Opened(said),
        _ => Words::Closed,
    }
}

/// Returns the name of the kind, with the number where people say it.
#[must_use]
pub fn kind_label(visit: &Visit, entry: &LogEntry) -> String {
    let kind = visit.text.get(kind_text(entry.written.kind));
    match entry.written.kind {
        EntryKind::Decision | EntryKind::Action | EntryKind::Bottleneck => {
            format!("{kind} {}", entry.label())
        }
        _ => kind.to_owned(),
    }
}

/// Returns the name of the text for a kind.
#[must_use]
pub const fn kind_text(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Fact => "kind-fact",
        EntryKind::Assumption => "kind-assumption",
        EntryKind::Question => "kind-question",
        EntryKind::Contact => "kind-contact",
        EntryKind::Decision => "kind-decision",
        EntryKind::Action => "kind-action",
        EntryKind::Bottleneck => "kind-bottleneck",
    }
}

/// Returns true when this entry states a figure on which another statement disagrees.
#[must_use]
pub fn is_contradictory_figure(state: &ScopeState, entry: &LogEntry) -> bool {
    let Some(statement) = &entry.written.statement else {
        return false;
    };
    let view = tegenwicht_core::feature::figure::view(state, statement.figure);
    view.is_some_and(|view| {
        let counts = view.live.iter().any(|live| live.written.entry == entry.written.entry);
        counts && view.is_contradictory()
    })
}

/// The form to write a line. `extra` are hidden fields, such as the line that is answered.
#[must_use]
pub fn form(
    visit: &Visit,
    state: &ScopeState,
    filled: &Filled,
    extra: &[(&'static str, String)],
) -> Markup {
    let text = &visit.text;
    let action = format!("{}/log", shell::crisis_path(state));
    html! {
        form.log-form method="post" action=(action) enctype="multipart/form-data"
            data-queue="log" data-draft="log" data-sent=(text.get("log-sent"))
            data-queued=(text.get("log-queued")) data-kept=(text.get("log-kept"))
            data-refused=(text.get("log-refused")) {
            (field::hidden(visit, filled))
            @for (name, value) in extra { input type="hidden" name=(name) value=(value); }
            @for name in ["answers", "contradicts", "settles", "replaces_all"] {
                @for value in filled.form.all(name) {
                    input type="hidden" name=(name) value=(value);
                }
            }
            (client_name::errors(visit, filled))
            p.small data-restored hidden { (text.get("draft-restored")) }
            div.utrecht-form-field {
                label.utrecht-form-label for="text" { (text.get("log-line")) }
                (field::wrong(visit, filled, "text"))
                textarea.utrecht-textbox.utrecht-textarea #text name="text" rows="3"
                    placeholder=(text.get("log-placeholder")) data-key="n"
                    aria-invalid=[filled.is_wrong("text").then_some("true")] {
                    (filled.value("text"))
                }
            }
            (kinds(visit, filled))
            div.field-row {
                div.utrecht-form-field.field-time {
                    label.utrecht-form-label for="at" { (text.get("field-time")) }
                    (field::wrong(visit, filled, "at"))
                    input.utrecht-textbox #at name="at" autocomplete="off"
                        data-copy-now=(text.get("time-now"))
                        aria-invalid=[filled.is_wrong("at").then_some("true")]
                        value=(filled_or(filled, "at", text.get("time-now")));
                }
                div.utrecht-form-field {
                    label.utrecht-form-label for="speaker" { (text.get("field-speaker")) }
                    input.utrecht-textbox #speaker name="speaker" autocomplete="off"
                        value=(filled.value("speaker"));
                }
            }
            (more(visit, filled))
            button.utrecht-button.utrecht-button--wide { (text.get("log-save")) }
            p.form-status data-status role="status" {}
        }
    }
}

/// What this browser still keeps: lines that wait, lines that were refused, and that somebody
/// else left some.
#[must_use]
pub fn unsent(visit: &Visit) -> Markup {
    let text = &visit.text;
    html! {
        ol.unsent #unsent hidden data-title=(text.get("unsent-title"))
            data-refused=(text.get("unsent-refused")) data-back=(text.get("unsent-back"))
            data-drop=(text.get("unsent-drop")) {}
        p.utrecht-alert.utrecht-alert--warning #unsent-other hidden
            data-text=(text.get("unsent-other")) {}
    }
}

fn filled_or<'a>(filled: &'a Filled, name: &str, otherwise: &'a str) -> &'a str {
    match filled.value(name) {
        "" => otherwise,
        value => value,
    }
}

fn kinds(visit: &Visit, filled: &Filled) -> Markup {
    let chosen = EntryKind::from_name(filled.value("kind")).unwrap_or(EntryKind::Fact);
    html! {
        fieldset.chips {
            legend.visually-hidden { (visit.text.get("field-kind")) }
            @for kind in EntryKind::ALL {
                label.chip {
                    input type="radio" name="kind" value=(kind.name()) checked[kind == chosen];
                    span { (visit.text.get(kind_text(kind))) }
                }
            }
        }
    }
}

/// What few lines need: how it was said, a figure, a photo, who acts, for whose eyes.
fn more(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let line = |name, label| field::line(visit, filled, Field::text(name, label));
    let status = filled_or(filled, "figure_status", Status::Reported.name());
    let names = ["channel", "figure_name", "figure_value", "owner", "due", "restricted"];
    let open = names.iter().any(|name| !filled.value(name).is_empty());
    html! {
        details.more open[open] {
            summary { (text.get("log-more")) }
            (line("channel", "field-channel"))
            div.utrecht-form-field {
                label.utrecht-form-label for="file" { (text.get("field-file")) }
                input.file-input type="file" #file name="file" multiple;
            }
            fieldset {
                legend.utrecht-form-label { (text.get("field-figure")) }
                (line("figure_name", "field-figure-name"))
                div.field-row {
                    (line("figure_value", "field-figure-value"))
                    (line("figure_unit", "field-figure-unit"))
                }
                div.utrecht-form-field {
                    label.utrecht-form-label for="figure_status" {
                        (text.get("field-figure-status"))
                    }
                    select.utrecht-select #figure_status name="figure_status" {
                        @for value in Status::ALL {
                            option value=(value.name()) selected[value.name() == status] {
                                (text.get(status_text(value)))
                            }
                        }
                    }
                }
            }
            div.field-row {
                (line("owner", "field-owner"))
                (line("due", "field-due"))
            }
            @if visit.may(Capability::Restricted) {
                label.check {
                    input type="checkbox" name="restricted" value="yes"
                        checked[filled.value("restricted") == "yes"];
                    span { (text.get("field-restricted")) }
                }
            }
        }
    }
}

/// Returns the name of the text for the status of a figure.
#[must_use]
pub const fn status_text(status: Status) -> &'static str {
    match status {
        Status::Reported => "status-reported",
        Status::Confirmed => "status-confirmed",
        Status::Withdrawn => "status-withdrawn",
    }
}

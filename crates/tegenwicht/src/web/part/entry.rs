// SPDX-License-Identifier: EUPL-1.2
//! A line of the log as every screen shows it, and the form to write one.

use maud::{Markup, html};
use tegenwicht_core::body::{SealedText, Secret};
use tegenwicht_core::feature::figure::Status;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::text::fold;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::field::{self, Field, Filled};
use super::icon::{Icon, icon};
use super::{client_name, shell, time};
use crate::web::visit::Visit;

/// Lines in the column beside every screen of a crisis.
pub const SIDE_MAX: usize = 12;

/// Where a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Log,
    Side,
    /// On the page of the line itself: nothing links to where one is.
    Own,
}

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

/// Returns true when these words, folded, stand in what this person may read of an entry, or in
/// the name of its author.
#[must_use]
pub fn holds(visit: &Visit, entry: &LogEntry, sought: &str) -> bool {
    let has = |text: &str| fold(text).contains(sought);
    let said = words(visit, entry);
    let in_said = |said: &SealedText| {
        let named = [&said.speaker, &said.channel, &said.owner];
        has(&said.text)
            || named.into_iter().flatten().any(|text| has(text))
            || said.file_names.iter().any(|name| has(name))
    };
    has(&visit.name(entry.author)) || said.read().is_some_and(in_said)
}

/// Returns the name of the kind, with the number where people say it.
#[must_use]
pub fn kind_label(visit: &Visit, entry: &LogEntry) -> String {
    let kind = visit.text.get(kind_text(entry.written.kind));
    match entry.written.kind {
        EntryKind::Decision | EntryKind::Action => format!("{kind} {}", entry.label()),
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

/// Returns the string by which lines are sorted, newest first: when it happened, then as
/// recorded.
#[must_use]
pub fn sort_key(state: &ScopeState, entry: &LogEntry) -> String {
    // Shifted so that times before 1970 sort too.
    let shifted = i128::from(state.happened_at(entry).0) + (1_i128 << 62);
    format!("{shifted:020}-{:012}", entry.position)
}

/// Renders a line.
#[must_use]
pub fn row(visit: &Visit, state: &ScopeState, entry: &LogEntry, place: Place) -> Markup {
    let path = format!("{}/log/{}", shell::crisis_path(state), entry.written.entry);
    let happened = state.happened_at(entry);
    let recorded = state.recorded_at(entry);
    let disputed = state.is_disputed(entry) || is_contradictory_figure(state, entry);
    let words = words(visit, entry);
    let mut class = "log-entry".to_owned();
    for (holds, name) in [
        (entry.written.kind == EntryKind::Decision, " is-decision"),
        (entry.written.kind == EntryKind::Question, " is-question"),
        (entry.is_struck(), " is-struck"),
        (entry.written.sealed_under.is_some(), " is-sealed"),
        (entry.hidden, " is-hidden"),
        (disputed, " is-contradiction"),
    ] {
        class.push_str(if holds { name } else { "" });
    }
    // A line entered more than ten minutes after it happened says so.
    let late = recorded.since_ms(happened).abs() > 10 * 60_000;
    let shown = match place {
        Place::Log => time::clock(happened),
        Place::Side | Place::Own => time::short(&visit.text, happened, visit.now),
    };
    let settle = disputed.then(|| settle_path(state, entry));
    let settle = settle.filter(|settle| *settle != visit.path);
    html! {
        li class=(class) data-row=(entry.written.entry) data-version=(state.count)
            data-sort=(sort_key(state, entry)) data-kind=(entry.written.kind.name())
            data-into="entries side-entries" {
            p.log-entry__head {
                @if place == Place::Own {
                    span.log-entry__time { (time::stamp(happened, &shown)) } " "
                } @else {
                    a.log-entry__time href=(path) { (time::stamp(happened, &shown)) } " "
                }
                span.log-entry__kind { (kind_label(visit, entry)) } " "
                span.log-entry__who { (visit.name(entry.author)) } " "
                span.saved title=(visit.text.get("saved-here")) {
                    (icon(Icon::Tick))
                    span.visually-hidden { (visit.text.get("saved-here")) }
                }
            }
            (text(visit, state, entry, &words))
            (source(visit, entry, &words))
            (statement(entry))
            (files(state, entry, &words))
            (marks(visit, state, entry, disputed, late.then_some(recorded), settle))
        }
    }
}

/// Where a contradiction of this line is settled: at its figure, or at the line itself.
fn settle_path(state: &ScopeState, entry: &LogEntry) -> String {
    let path = shell::crisis_path(state);
    match &entry.written.statement {
        Some(statement) if !state.is_disputed(entry) => {
            format!("{path}/figures/{}", statement.figure)
        }
        _ => format!("{path}/log/{}", entry.written.entry),
    }
}

fn text(visit: &Visit, state: &ScopeState, entry: &LogEntry, words: &Words) -> Markup {
    html! {
        @match words {
            Words::Hidden => { (hidden(visit, state, entry)) }
            Words::Closed => {
                p.log-entry__text.sealed { (icon(Icon::Lock)) " " (visit.text.get("entry-sealed")) }
            }
            Words::Plain(SealedText { text, .. }) | Words::Opened(SealedText { text, .. }) => {
                @if entry.is_struck() {
                    del.log-entry__text dir="auto" { (text) }
                } @else {
                    p.log-entry__text dir="auto" {
                        @if matches!(words, Words::Opened(_)) {
                            (icon(Icon::Lock))
                            span.visually-hidden { (visit.text.get("entry-sealed-opened")) }
                            " "
                        }
                        (text)
                    }
                }
            }
        }
        // Why it was struck may say what the line said.
        @for strike in entry.strikes.iter().filter(|_| !entry.hidden) {
            p.struck-reason {
                (visit.text.with("entry-struck-by", &[
                    ("time", &time::short(&visit.text, strike.at, visit.now)),
                    ("name", &visit.name(strike.by)),
                    ("reason", &strike.reason),
                ]))
            }
        }
    }
}

/// That the line is hidden, by whom, when and why, and what happens next.
fn hidden(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let Some(hiding) = state.hidden.get(&entry.written.entry) else {
        return html! {};
    };
    let path = format!("{}/hidden/{}", shell::crisis_path(state), entry.written.entry);
    html! {
        p.log-entry__text.hidden-line {
            strong { (visit.text.get("entry-hidden")) } " "
            (visit.text.with("entry-hidden-by", &[
                ("time", &time::short(&visit.text, hiding.at, visit.now)),
                ("name", &visit.name(hiding.by)),
                ("reason", &hiding.reason),
            ]))
            " "
            @if visit.may(Capability::Erase) && path != visit.path {
                a href=(path) { (visit.text.get("entry-hidden-judge")) }
            } @else {
                (visit.text.get("entry-hidden-next"))
            }
        }
    }
}

fn source(visit: &Visit, entry: &LogEntry, words: &Words) -> Markup {
    let read = |of: fn(&SealedText) -> &Option<String>| words.read().and_then(|w| of(w).as_deref());
    let (speaker, channel) = (read(|said| &said.speaker), read(|said| &said.channel));
    let owner = read(|said| &said.owner);
    let said = match (speaker, channel) {
        (Some(name), Some(channel)) => {
            Some(visit.text.with("entry-says-by", &[("name", name), ("channel", channel)]))
        }
        (Some(name), None) => Some(visit.text.with("entry-says", &[("name", name)])),
        (None, Some(channel)) => Some(channel.to_owned()),
        (None, None) => None,
    };
    html! {
        @if let Some(said) = said { p.log-entry__source { (said) } }
        @if owner.is_some() || entry.written.due.is_some() {
            p.log-entry__source {
                @if let Some(owner) = owner {
                    (visit.text.with("entry-owner", &[("name", owner)]))
                    @if entry.written.due.is_some() { " · " }
                }
                @if let Some(due) = entry.written.due {
                    @let due = time::short(&visit.text, due, visit.now);
                    (visit.text.with("entry-due", &[("time", &due)]))
                }
            }
        }
    }
}

fn statement(entry: &LogEntry) -> Markup {
    html! {
        @if let Some(statement) = &entry.written.statement {
            @let said = html! {
                (statement.name) ": " strong { (statement.value) }
                @if let Some(unit) = &statement.unit { " " (unit) }
            };
            @if entry.is_struck() {
                del.log-entry__source { (said) }
            } @else {
                p.log-entry__source { (said) }
            }
        }
    }
}

fn files(state: &ScopeState, entry: &LogEntry, words: &Words) -> Markup {
    let path = format!("{}/files", shell::crisis_path(state));
    html! {
        @if let Some(said) = words.read() {
            @for (file, name) in entry.written.files.iter().zip(&said.file_names) {
                p.log-entry__source {
                    a href={ (path) "/" (file.hash) } { (name) }
                    " (" (file.size.div_ceil(1024)) " kB)"
                }
            }
        }
    }
}

fn marks(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    disputed: bool,
    late: Option<tegenwicht_core::time::Timestamp>,
    settle: Option<String>,
) -> Markup {
    let answered = entry.written.kind == EntryKind::Question && !entry.answered_by.is_empty();
    let revoked = visit.world.is_after_revocation(state, entry);
    let plain = !disputed && late.is_none() && entry.written.answers.is_none();
    if plain && !answered && !revoked {
        return html! {};
    }
    html! {
        p.log-entry__marks {
            @if disputed {
                span.utrecht-badge.utrecht-badge--danger {
                    (icon(Icon::Clash)) " " (visit.text.get("contradictory"))
                }
                " "
                @if let Some(path) = settle {
                    a href=(path) { (visit.text.get("settle-this")) } " "
                }
            }
            @if revoked {
                span.utrecht-badge.utrecht-badge--danger {
                    (visit.text.get("entry-after-revocation"))
                }
                " "
            }
            @if answered { span { (visit.text.get("entry-answered")) } " " }
            @if entry.written.answers.is_some() {
                span { (visit.text.get("entry-is-answer")) } " "
            }
            @if let Some(recorded) = late {
                @let at = time::short(&visit.text, recorded, visit.now);
                span.mark-late { (visit.text.with("entry-recorded", &[("time", &at)])) }
            }
        }
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

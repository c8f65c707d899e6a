// SPDX-License-Identifier: EUPL-1.2
//! Decisions (besluiten): what holds, what waits for the board, whose effect is to be looked at;
//! and of each one why it was taken, as far as somebody filled it in.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::{
    self as course, FillEntry, Filled as Field_, NewProgress, Shape, Standing, Value,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::progress::{self, Wrong};
use super::{Answer, log_entry, onwards, refused, shown, unreadable};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::entry;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::progress::{From, badge, due, history, row, sentence, short};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{time, who};
use crate::web::visit::Visit;

type Which = course::Field;

/// `GET /crises/{id}/decisions`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, None))
}

/// `GET /crises/{id}/decisions/{entry}`
pub async fn show(visit: Visit, Address((id, entry)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let entry = entry.parse().map_err(|_| WebError::NotFound)?;
    let found = state.entries.get(&entry);
    let found = found.ok_or_else(|| super::log_entry::gone(&visit, state, entry))?;
    if found.written.kind != EntryKind::Decision {
        return Err(WebError::NotFound);
    }
    shown(own(&visit, state, found, None))
}

/// `POST /crises/{id}/decisions`
pub async fn add(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let mut faults = Vec::new();
    let mut fields = Vec::new();
    for which in Which::ALL {
        let value = read(&visit, &form, which, &mut faults)?;
        if !value.is_empty() {
            fields.push(Field_::new(which, value));
        }
    }
    let to_board = !form.get("to_board").is_empty();
    let deadline = who::read_ahead(&visit, &form, "deadline", &mut faults);
    if to_board && deadline.is_none() && !faults.iter().any(|fault| fault.field == "deadline") {
        faults.push(Fault { field: "deadline", text: "decision-deadline-missing".to_owned() });
    }
    let ids = |name: &str| -> Result<Vec<_>, WebError> {
        let all = form.all(name).filter(|id| !id.is_empty());
        all.map(|id| id.parse().map_err(|_| WebError::Malformed("id"))).collect()
    };
    let (replaces, decides) = (ids("replaces")?, ids("bottlenecks")?);
    let proposed_until = deadline.filter(|_| to_board);
    let more = NewProgress { owner: None, proposed_until, fields, replaces, decides };
    progress::write_new(&visit, &id, form, (EntryKind::Decision, From::Decisions), more, faults)
        .await
}

/// `POST /crises/{id}/decisions/{entry}/fields`
pub async fn fill(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = log_entry::ids(&path)?;
    let (_, state) = visit.crisis(&path.0)?;
    let found = state.entries.get(&entry).ok_or(WebError::NotFound)?;
    let (mut faults, mut fields) = (Vec::new(), Vec::new());
    for which in Which::ALL {
        // What this form has no field for stays as it is.
        if which == Which::Areas && !form.has(name(which)) {
            continue;
        }
        let value = read(&visit, &form, which, &mut faults)?;
        let stands = state.progress.field(entry, which).cloned().unwrap_or_default();
        if value != stands {
            fields.push(Field_::new(which, value));
        }
    }
    if fields.is_empty() && faults.is_empty() {
        return onwards(&format!("/crises/{}/decisions/{entry}", path.0));
    }
    if !faults.is_empty() {
        return unreadable(own(&visit, state, found, Some(&Filled { form, faults })));
    }
    let label = entry::kind_label(&visit, found);
    let name = |it: &Field_| visit.text.get(&format!("decision-{}", it.field)).to_owned();
    let names: Vec<String> = fields.iter().map(name).collect();
    let values = [("label", label.as_str()), ("fields", &names.join(", "))];
    let line = Some(visit.text.with("decision-line-filled", &values));
    let command = Command::FillEntry(FillEntry { crisis, entry, fields, line });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{}/decisions/{entry}", path.0)),
        Err(error) => {
            let faults = form::faults(error.clone(), "ground")?;
            let faults = faults.into_iter().map(|fault| Fault { field: "ground", ..fault });
            let filled = Filled { form, faults: faults.collect() };
            let (_, state) = visit.crisis(&path.0)?;
            let found = state.entries.get(&entry).ok_or(WebError::NotFound)?;
            refused(&error, own(&visit, state, found, Some(&filled)), &visit.fresh_key())
        }
    }
}

/// Returns the name of a field in a form.
const fn name(which: Which) -> &'static str {
    match which {
        Which::HoldsUntil => "holds_until",
        Which::CheckAt => "check_at",
        other => other.name(),
    }
}

/// Reads one field of the form.
fn read(
    visit: &Visit,
    form: &Submitted,
    which: Which,
    faults: &mut Vec<Fault>,
) -> Result<Value, WebError> {
    let mut value = Value::default();
    match which.shape() {
        Shape::Text => value.text = form.optional(name(which)),
        Shape::Texts => {
            let lines = form.get(name(which)).lines().map(str::trim);
            value.texts = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        }
        Shape::Entries => {
            let ids = form.all(name(which)).filter(|id| !id.is_empty());
            let ids = ids.map(|id| id.parse().map_err(|_| WebError::Malformed("id")));
            value.entries = ids.collect::<Result<_, _>>()?;
        }
        Shape::Time => value.time = who::read_ahead(visit, form, name(which), faults),
        Shape::Flag => value.flag = (!form.get(name(which)).is_empty()).then_some(true),
    }
    Ok(value)
}

/// The decisions: what waits for the board, what holds, what does not hold any more.
pub(super) fn page(visit: &Visit, state: &ScopeState, wrong: Option<Wrong<'_>>) -> Markup {
    let text = &visit.text;
    let lines: Vec<&LogEntry> = state.lines_of(EntryKind::Decision).rev().collect();
    let of = |wanted: fn(Standing) -> bool| -> Vec<&LogEntry> {
        lines.iter().copied().filter(|entry| wanted(state.standing(entry))).collect()
    };
    let proposed = of(|standing| standing == Standing::Proposed);
    let holds = of(Standing::is_in_force);
    let over = of(Standing::is_end);
    let none = Filled::default();
    let new = wrong.filter(|wrong| wrong.at.is_none()).map_or(&none, |wrong| wrong.filled);
    let at = |entry: &LogEntry| {
        wrong.filter(|wrong| wrong.at == Some(entry.written.entry)).map(|wrong| wrong.filled)
    };
    let rows = |entries: &[&LogEntry], list: Option<&str>| {
        html! {
            ul.orders id=[list] data-only=[list.map(|_| "decision proposed")] {
                @for entry in entries { (row(visit, state, entry, From::Decisions, at(entry))) }
            }
        }
    };
    let checks = holds.iter().filter(|entry| state.is_overdue(entry, visit.now)).count();
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-decisions")) }
            p.page-note {
                (text.count("decisions-in-force", holds.len() as u64))
                @if checks > 0 {
                    " · " strong.late { (text.count("decisions-to-check", checks as u64)) }
                }
            }
        }
        (new_form(visit, state, new, lines.is_empty()))
        @let none = if over.is_empty() { "decisions-none" } else { "decisions-none-now" };
        div.empty { p { (text.get(none)) } }
        // One list: a decision that the board agrees to is not to jump away under somebody's hands.
        (rows(&[proposed, holds.clone()].concat(), Some("decisions")))
        @if !over.is_empty() {
            details.more open[over.iter().any(|entry| at(entry).is_some())] {
                summary { (text.count("decisions-over", over.len() as u64)) }
                (rows(&over, None))
            }
        }
    };
    let title = text.get("nav-decisions").to_owned();
    let fault = wrong.is_some();
    let shell = Shell { title, here: "decisions", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// One decision, with all that is known of it.
pub(super) fn own(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    wrong: Option<&Filled>,
) -> Markup {
    let text = &visit.text;
    let label = entry::kind_label(visit, entry);
    let path = shell::crisis_path(state);
    let happened = time::moment(text, state.happened_at(entry), visit.now);
    let is_move = wrong.is_some_and(|filled| filled.form.has("standing"));
    let main = html! {
        (shell::back(&format!("{path}/decisions"), text.get("nav-decisions")))
        div.page-head {
            h1.utrecht-heading-1 { (label) }
            p.page-note { (badge(visit, state, entry)) " " (due(visit, state, entry)) }
        }
        section.panel {
            p.order-text { (sentence(visit, entry)) }
            p.muted {
                (happened) " · " (visit.name(entry.author)) " · "
                a href={ (path) "/log/" (entry.written.entry) } { (text.get("decision-in-log")) }
            }
            @if !entry.hidden { (known(visit, state, entry)) }
            (history(visit, state, entry))
        }
        @if !entry.hidden && !entry.is_struck()
            && may_change(visit, state, Capability::WriteEntry) {
            (fill_form(visit, state, entry, wrong.filter(|_| !is_move)))
        }
        @if is_move || may_change(visit, state, Capability::Decide) {
            ul.orders { (row(visit, state, entry, From::Decision, wrong.filter(|_| is_move))) }
        }
    };
    let fault = wrong.is_some();
    let shell =
        Shell { title: label, here: "decisions", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// What was filled in; what was not shows as still to be completed, and blocks nothing.
fn known(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let text = &visit.text;
    let id = entry.written.entry;
    let is_shown = |which: &Which| match which {
        Which::Areas | Which::Touches | Which::Bottlenecks | Which::Critical => {
            state.progress.field(id, *which).is_some()
        }
        _ => true,
    };
    html! {
        dl.utrecht-data-list {
            @for which in Which::ALL.into_iter().filter(is_shown) {
                div {
                    dt { (text.get(&format!("decision-{}", which.name()))) }
                    dd {
                        @match state.progress.field(id, which) {
                            Some(value) => (value_of(visit, state, value)),
                            None => span.state-unknown.to-complete {
                                (text.get("decision-to-complete"))
                            },
                        }
                    }
                }
            }
        }
    }
}

fn value_of(visit: &Visit, state: &ScopeState, value: &Value) -> Markup {
    html! {
        @if let Some(text) = &value.text { span dir="auto" { (text) } }
        @if !value.texts.is_empty() {
            ul { @for text in &value.texts { li dir="auto" { (text) } } }
        }
        @for other in value.entries.iter().filter_map(|id| state.entries.get(id)) {
            a href={ (shell::crisis_path(state)) "/log/" (other.written.entry) } {
                (short(visit, other))
            } " "
        }
        @if let Some(at) = value.time { (time::short(&visit.text, at, visit.now)) }
        @if value.flag == Some(true) { (visit.text.get("yes")) }
    }
}

fn fill_form(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    wrong: Option<&Filled>,
) -> Markup {
    let text = &visit.text;
    let id = entry.written.entry;
    let action = format!("{}/decisions/{id}/fields", shell::crisis_path(state));
    let filled = wrong.cloned().unwrap_or_else(|| standing_values(state, entry));
    html! {
        details.panel.more.no-print open[wrong.is_some()] {
            summary { (text.get("decision-fill")) }
            form method="post" action=(action) data-draft="decision-fields" {
                (field::hidden(visit, wrong.unwrap_or(&Filled::default())))
                (field::errors(visit, &filled))
                (fields(visit, state, Some(entry), &filled))
                button.utrecht-button { (text.get("decision-fill-save")) }
            }
        }
    }
}

/// The form filled in with what stands.
fn standing_values(state: &ScopeState, entry: &LogEntry) -> Filled {
    let mut form = Submitted::default();
    for which in Which::ALL {
        let Some(value) = state.progress.field(entry.written.entry, which) else { continue };
        form = match which.shape() {
            Shape::Text => form.with(name(which), value.text.as_deref().unwrap_or_default()),
            Shape::Texts => form.with(name(which), &value.texts.join("\n")),
            Shape::Entries => {
                let ids = value.entries.iter().map(ToString::to_string).collect();
                form.with_all(name(which), ids)
            }
            Shape::Time => match value.time {
                Some(at) => form.with(name(which), &time::typed_again(at)),
                None => form,
            },
            Shape::Flag => form.with(name(which), "yes"),
        };
    }
    Filled { form, faults: Vec::new() }
}

/// The fields beside the sentence.
fn fields(visit: &Visit, state: &ScopeState, entry: Option<&LogEntry>, filled: &Filled) -> Markup {
    let own = entry.map(|entry| entry.written.entry);
    let decisions = state.lines_of(EntryKind::Decision);
    let others: Vec<&LogEntry> = decisions
        .filter(|it| Some(it.written.entry) != own)
        .filter(|it| state.standing(it).is_in_force() || is_ticked(filled, "touches", it))
        .collect();
    let bottlenecks: Vec<&LogEntry> = state
        .lines_of(EntryKind::Bottleneck)
        .filter(|it| !state.standing(it).is_end() || is_ticked(filled, "bottlenecks", it))
        .collect();
    let line = |name: &'static str, label: &'static str| {
        field::line(visit, filled, Field::text(name, label))
    };
    let clock = |name: &'static str, label: &'static str| {
        field::line(visit, filled, Field { hint: "order-due-hint", ..Field::text(name, label) })
    };
    html! {
        (ticks(visit, filled, "bottlenecks", "decision-bottlenecks", &bottlenecks))
        (field::area(visit, filled, Field {
            hint: "decision-options-hint", ..Field::text("options", "decision-options")
        }, 3))
        (field::area(visit, filled, Field::text("ground", "decision-ground"), 2))
        div.field-row {
            (line("goal", "decision-goal"))
            (line("mandate", "decision-mandate"))
        }
        label.tick-line {
            input type="checkbox" name="critical" value="yes"
                checked[!filled.value("critical").is_empty()];
            " " (visit.text.get("decision-critical"))
        }
        div.field-row {
            (clock("holds_until", "decision-holds-until"))
            (clock("check_at", "decision-check-at"))
        }
        (line("expected", "decision-expected"))
        @if entry.is_some() { (line("found", "decision-found")) }
        (ticks(visit, filled, "touches", "decision-touches", &others))
    }
}

fn is_ticked(filled: &Filled, name: &str, entry: &LogEntry) -> bool {
    let id = entry.written.entry.to_string();
    filled.form.all(name).any(|value| value == id)
}

fn ticks(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    label: &str,
    entries: &[&LogEntry],
) -> Markup {
    html! {
        @if !entries.is_empty() {
            fieldset.tick-list {
                legend { (visit.text.get(label)) }
                @for entry in entries {
                    label.tick-line {
                        input type="checkbox" name=(name) value=(entry.written.entry)
                            checked[is_ticked(filled, name, entry)];
                        " " (short(visit, entry))
                    }
                }
            }
        }
    }
}

fn new_form(visit: &Visit, state: &ScopeState, filled: &Filled, first: bool) -> Markup {
    let text = &visit.text;
    let action = format!("{}/decisions", shell::crisis_path(state));
    let decisions = state.lines_of(EntryKind::Decision);
    // To take another out of force is to decide; who only records is not offered what is refused.
    let decisions = decisions.filter(|_| may_change(visit, state, Capability::Decide));
    let others: Vec<&LogEntry> = decisions.filter(|it| state.standing(it).is_in_force()).collect();
    let wrong = !filled.faults.is_empty();
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            details.panel.more.no-print open[first || !filled.faults.is_empty()] {
                summary { (text.get("decision-new")) }
                form method="post" action=(action) data-draft="decision" {
                (field::hidden(visit, filled))
                (client_name::errors(visit, filled))
                (field::area(visit, filled, Field {
                    required: true, hint: "decision-hint",
                    ..Field::text("sentence", "decision-what")
                }, 2))
                button.utrecht-button { (text.get("decision-save")) }
                details.more open[wrong] {
                    summary { (text.get("decision-more")) }
                    (fields(visit, state, None, filled))
                    (ticks(visit, filled, "replaces", "decision-replaces", &others))
                    label.tick-line {
                        input type="checkbox" name="to_board" value="yes"
                            checked[!filled.value("to_board").is_empty()];
                        " " (text.get("decision-to-board"))
                    }
                    (field::line(visit, filled, Field {
                        hint: "order-due-hint", ..Field::text("deadline", "progress-deadline")
                    }))
                }
            }
            }
        }
    }
}

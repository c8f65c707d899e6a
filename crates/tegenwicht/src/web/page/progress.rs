// SPDX-License-Identifier: EUPL-1.2
//! What somebody does with a line: say where it stands, hand it over, fill in what is known.

use maud::Markup;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, WriteEntry};
use tegenwicht_core::feature::progress::{MoveEntry, Moved, NewProgress, Standing};
use tegenwicht_core::feature::text::TEXT;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, EntryId};
use tegenwicht_core::refusal::Refusal;

use super::team::crisis_of;
use super::{Answer, action, bottleneck, decision, log_entry, onwards, refused, task, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::entry;
use crate::web::part::field::Filled;
use crate::web::part::progress::From;
use crate::web::part::who;
use crate::web::visit::Visit;

/// A form that was sent and had a fault: at which line, or at the form for a new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wrong<'a> {
    /// None for the form for a new line.
    pub at: Option<EntryId>,
    pub filled: &'a Filled,
}

/// The page that a form was sent from.
fn page(visit: &Visit, state: &ScopeState, from: From, wrong: Wrong<'_>) -> Markup {
    let of_line = wrong.at.and_then(|id| state.entries.get(&id));
    match (from, of_line) {
        (From::Decision, Some(entry)) => decision::own(visit, state, entry, Some(wrong.filled)),
        (From::Decisions | From::Decision, _) => decision::page(visit, state, Some(wrong)),
        (From::Bottlenecks, _) => bottleneck::page(visit, state, Some(wrong)),
        (From::Tasks, _) => task::page(visit, state, Some(wrong)),
        (From::Line, Some(entry)) => {
            log_entry::entry_page(visit, state, entry, wrong.filled.clone())
        }
        (From::Actions | From::Line, _) => action::page(visit, state, "", Some(wrong)),
    }
}

/// Where a form leads back to.
fn way_back(id: &str, from: From, entry: EntryId) -> String {
    match from {
        From::Decision => format!("/crises/{id}/decisions/{entry}"),
        From::Line => format!("/crises/{id}/log/{entry}"),
        _ => format!("/crises/{id}/{}#{entry}", from.name()),
    }
}

/// `POST /crises/{id}/log/{entry}/move`
pub async fn move_entry(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (crisis, entry) = log_entry::ids(&path)?;
    let (_, state) = visit.crisis(&path.0)?;
    let found = state.entries.get(&entry).ok_or(WebError::NotFound)?;
    let from = From::from_name(form.get("from"));
    let mut faults = Vec::new();
    let moved = read(&visit, &form, found, &mut faults)?;
    if !faults.is_empty() {
        let filled = Filled { form, faults };
        let wrong = Wrong { at: Some(entry), filled: &filled };
        return unreadable(page(&visit, state, from, wrong));
    }
    let line = Some(line(&visit, found, &moved));
    let command = Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line }));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&way_back(&path.0, from, entry)),
        Err(error) => {
            let faults = at_fields(form::faults(error.clone(), "move_note")?, &error);
            let (_, state) = visit.crisis(&path.0)?;
            let filled = Filled { form, faults };
            let wrong = Wrong { at: Some(entry), filled: &filled };
            refused(&error, page(&visit, state, from, wrong), &visit.fresh_key())
        }
    }
}

/// Puts a refusal at the field that it is about.
fn at_fields(faults: Vec<Fault>, error: &SubmitError) -> Vec<Fault> {
    let field = match error {
        SubmitError::Refused(Refusal::OwnerLacking) => "owner",
        SubmitError::Refused(Refusal::HeardByLacking) => "heard_by",
        SubmitError::Refused(Refusal::TimesWrong) => "move_due",
        SubmitError::Refused(Refusal::EntryUnknown) => "by",
        SubmitError::Refused(Refusal::OrderUnknown) => "order",
        _ => "move_note",
    };
    faults.into_iter().map(|fault| Fault { field, ..fault }).collect()
}

/// Reads a move; what belongs to another standing than the chosen one does not count.
fn read(
    visit: &Visit,
    form: &Submitted,
    entry: &LogEntry,
    faults: &mut Vec<Fault>,
) -> Result<Moved, WebError> {
    let standing =
        Standing::from_name(form.get("standing")).ok_or(WebError::Malformed("standing"))?;
    let mut moved = Moved::plain(entry.written.entry, standing);
    moved.note = form.optional("move_note");
    moved.due = who::read_ahead(visit, form, "move_due", faults);
    if matches!(standing, Standing::HandedOver | Standing::Taken) {
        (moved.owner, moved.owner_name) = owner(form)?;
    }
    if matches!(standing, Standing::Replaced | Standing::Decided) && !form.get("by").is_empty() {
        moved.by = Some(form.get("by").parse().map_err(|_| WebError::Malformed("by"))?);
    }
    if standing == Standing::ToTeam && !form.get("order").is_empty() {
        moved.order = Some(form.get("order").parse().map_err(|_| WebError::Malformed("order"))?);
    }
    if matches!(standing, Standing::Approved | Standing::Declined) {
        moved.answered_by = form.optional("answered_by");
        moved.heard_by = form.optional("heard_by");
    }
    Ok(moved)
}

/// Reads who gets it; a name that was typed goes before the list.
pub(super) fn owner(form: &Submitted) -> Result<(Option<ActorId>, Option<String>), WebError> {
    if let Some(name) = form.optional("owner_name") {
        return Ok((None, Some(name)));
    }
    match form.get("owner") {
        "" => Ok((None, None)),
        id => Ok((Some(id.parse().map_err(|_| WebError::Malformed("owner"))?), None)),
    }
}

/// What the log says of a move: the number of the line and never its words, which may be sealed.
pub(crate) fn line(visit: &Visit, entry: &LogEntry, moved: &Moved) -> String {
    let text = &visit.text;
    let label = entry::kind_label(visit, entry);
    let standing = moved.standing().unwrap_or(Standing::Open);
    let said = text.get(&format!("standing-{}", standing.name())).to_owned();
    let mut line = text.with("progress-line", &[("label", &label), ("standing", &said)]);
    let owner = moved.owner.map(|owner| visit.name(Some(owner))).or(moved.owner_name.clone());
    for (name, value) in [
        ("progress-line-owner", owner),
        ("progress-line-heard", moved.heard_by.clone()),
        ("progress-line-note", moved.note.clone()),
    ] {
        if let Some(value) = value {
            line.push(' ');
            line.push_str(&text.with(name, &[("value", value.trim())]));
        }
    }
    line
}

/// Writes a new line of a kind from its own form, with who has it and by when.
pub(super) async fn write_new(
    visit: &Visit,
    id: &str,
    form: Submitted,
    (kind, from): (EntryKind, From),
    more: NewProgress,
    mut faults: Vec<Fault>,
) -> Answer {
    let (_, state) = visit.crisis(id)?;
    faults.extend(super::text_fault("sentence", form.get("sentence"), TEXT));
    if client_name::raises_in(visit, &form, form.get("sentence")) {
        faults.push(client_name::fault_at("sentence"));
    }
    let due = who::read_ahead(visit, &form, "line_due", &mut faults);
    let (owner, owner_name) = owner(&form)?;
    if !faults.is_empty() {
        let filled = Filled { form, faults };
        return unreadable(page(visit, state, from, Wrong { at: None, filled: &filled }));
    }
    let named = owner.map(|owner| visit.name(Some(owner))).or(owner_name);
    let progress = NewProgress { owner, ..more };
    let write = WriteEntry {
        owner: named,
        due,
        about: form.optional("about"),
        progress: (progress != NewProgress::default()).then(|| Box::new(progress)),
        ..WriteEntry::plain(crisis_of(state)?, kind, form.get("sentence"))
    };
    let command = Command::WriteEntry(Box::new(write));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/{}", from.name())),
        Err(error) => {
            let faults = form::faults(error.clone(), "sentence")?;
            let at_sentence = |fault: Fault| Fault { field: "sentence", ..fault };
            let faults = faults.into_iter().map(at_sentence).collect();
            let (_, state) = visit.crisis(id)?;
            let fresh = visit.fresh_key();
            let same = error == SubmitError::OtherPayload;
            let form = if same { form.with("key", &fresh) } else { form };
            let filled = Filled { form, faults };
            let wrong = Wrong { at: None, filled: &filled };
            refused(&error, page(visit, state, from, wrong), &fresh)
        }
    }
}

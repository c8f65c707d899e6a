// SPDX-License-Identifier: EUPL-1.2
//! What the forms in a meeting do: decide on a bottleneck or send it elsewhere, look after what
//! was decided before, and write new lines.

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, WriteEntry};
use tegenwicht_core::feature::meeting::{Meeting, OrderMeeting};
use tegenwicht_core::feature::order::GiveOrder;
use tegenwicht_core::feature::progress::{
    Field as Which, FillEntry, Filled as Known, MoveEntry, Moved, NewProgress, Standing, Value,
};
use tegenwicht_core::feature::text::{REASON, TEXT, TEXT_MAX};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::CommandId;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;

use super::bottleneck::{halves, options, until};
use super::{Where, again, declined, entry_of, found};
use crate::app::{Made, SubmitError};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{Fault, Submitted};
use crate::web::page::handover::team_title;
use crate::web::page::progress::{line, owner};
use crate::web::page::team::{crisis_of, derived};
use crate::web::page::{Answer, onwards, text_fault, unreadable};
use crate::web::part::entry::{self, Words};
use crate::web::part::meeting as part;
use crate::web::part::{client_name, who};
use crate::web::visit::Visit;

/// What is to be done, and the form that it came from.
enum Deed {
    One(Box<Command>),
    /// A team gets an order, and the bottleneck goes to it.
    Two(Box<Command>, Box<Moved>),
}

/// `POST /crises/{id}/meetings/{meeting}/entries/{entry}`
pub async fn entry(
    visit: Visit,
    Address((id, meeting, entry)): Address<(String, String, String)>,
    form: Submitted,
) -> Answer {
    let path = (id, meeting);
    let (state, meeting) = found(&visit, &path)?;
    let found = state.entries.get(&entry_of(&entry)?).ok_or(WebError::NotFound)?;
    let what = form.get("do").to_owned();
    let (which, step, field) = match what.as_str() {
        "first" | "fill" => ("fill", "judgement", "options"),
        "done" | "found" => ("found", "progress", "main"),
        _ => ("decide", "decision", "sentence"),
    };
    let place = Where { step: step.to_owned(), bottleneck: entry.clone() };
    let mut faults = Vec::new();
    let deed = read(&visit, (state, meeting, found), &form, &mut faults)?;
    let (Some(deed), true) = (deed, faults.is_empty()) else {
        let filled = crate::web::part::field::Filled { form, faults };
        return unreadable(again(&visit, &path, &place, (which, &filled))?);
    };
    let key = form.key()?;
    match carry_out(&visit, (state, found), key, deed).await {
        Ok(()) => onwards(&onwards_to(&path, &what, &entry)),
        Err(error) => {
            let field = match &error {
                SubmitError::Refused(Refusal::TimesWrong) => "until",
                SubmitError::Refused(Refusal::TeamUnknown) => "team",
                _ => field,
            };
            declined(&visit, &path, &place, (which, field), (form, error))
        }
    }
}

/// Where a form leads to: after a decision to what is open still.
fn onwards_to((id, meeting): &(String, String), what: &str, entry: &str) -> String {
    let base = format!("/crises/{id}/meetings/{meeting}");
    match what {
        "first" => base,
        "fill" => format!("{base}?step=decision&bottleneck={entry}"),
        "done" | "found" => format!("{base}?step=progress"),
        _ => format!("{base}?step=decision"),
    }
}

fn read(
    visit: &Visit,
    (state, meeting, found): (&ScopeState, &Meeting, &LogEntry),
    form: &Submitted,
    faults: &mut Vec<Fault>,
) -> Result<Option<Deed>, WebError> {
    let crisis = crisis_of(state)?;
    let entry = found.written.entry;
    let one = |command| Some(Deed::One(Box::new(command)));
    let moves = |moved: Moved| {
        let line = Some(line(visit, found, &moved));
        one(Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line })))
    };
    let typed_until = who::read_ahead(visit, form, "until", faults);
    let until = typed_until.unwrap_or_else(|| until(state, meeting));
    Ok(match form.get("do") {
        "first" => {
            let line = Some(part::first_line(visit, meeting, found));
            let meeting = meeting.id();
            one(Command::OrderMeeting(OrderMeeting { crisis, meeting, first: entry, line }))
        }
        "fill" => judged(visit, state, found, form)?.and_then(one),
        "found" => {
            let text = form.optional("found");
            let value = Value { text, ..Value::default() };
            one(filled(visit, state, found, vec![Known::new(Which::Found, value)])?)
        }
        "done" => moves(Moved::plain(entry, Standing::Done)),
        "later" => {
            let note = form.optional("ground");
            let moved = Moved { due: Some(until), note, ..Moved::plain(entry, Standing::Later) };
            moves(moved)
        }
        "team" => to_team(visit, (state, found), form, until, faults)?,
        // Who presses Enter in a field decides.
        "decide" | "" => decided(visit, (state, found), form, None, faults)?.and_then(one),
        "board" => decided(visit, (state, found), form, Some(until), faults)?.and_then(one),
        _ => return Err(WebError::Malformed("do")),
    })
}

/// The options and whether it is critical; None where nothing changed.
fn judged(
    visit: &Visit,
    state: &ScopeState,
    found: &LogEntry,
    form: &Submitted,
) -> Result<Option<Command>, WebError> {
    let entry = found.written.entry;
    let lines = form.get("options").lines().map(str::trim).filter(|line| !line.is_empty());
    let texts: Vec<String> = lines.map(str::to_owned).collect();
    let flag = (!form.get("critical").is_empty()).then_some(true);
    let wanted = [
        (Which::Options, Value { texts, ..Value::default() }),
        (Which::Critical, Value { flag, ..Value::default() }),
    ];
    let stands = |which| state.progress.field(entry, which).cloned().unwrap_or_default();
    let changed = wanted.into_iter().filter(|(which, value)| stands(*which) != *value);
    let fields: Vec<Known> = changed.map(|(which, value)| Known::new(which, value)).collect();
    filled(visit, state, found, fields).map(Some)
}

fn filled(
    visit: &Visit,
    state: &ScopeState,
    found: &LogEntry,
    fields: Vec<Known>,
) -> Result<Command, WebError> {
    let text = &visit.text;
    let name = |it: &Known| text.get(&format!("decision-{}", it.field)).to_owned();
    let names: Vec<String> = fields.iter().map(name).collect();
    let label = entry::kind_label(visit, found);
    let values = [("label", label.as_str()), ("fields", &names.join(", "))];
    let line = Some(text.with("decision-line-filled", &values));
    let (crisis, entry) = (crisis_of(state)?, found.written.entry);
    Ok(Command::FillEntry(FillEntry { crisis, entry, fields, line }))
}

/// A decision on a bottleneck; with a time it is a proposal to the board, needed by then.
fn decided(
    visit: &Visit,
    (state, found): (&ScopeState, &LogEntry),
    form: &Submitted,
    board: Option<Timestamp>,
    faults: &mut Vec<Fault>,
) -> Result<Option<Command>, WebError> {
    let entry = found.written.entry;
    let option = form.optional("option");
    let said = form.optional("sentence");
    let said = said.or_else(|| option.as_deref().map(|option| halves(option).0.to_owned()));
    let Some(said) = said else {
        faults.push(Fault { field: "sentence", text: "meeting-sentence-missing".to_owned() });
        return Ok(None);
    };
    faults.extend(text_fault("sentence", &said, TEXT));
    if client_name::raises_in(visit, form, &said) {
        faults.push(client_name::fault_at("sentence"));
    }
    let check_at = who::read_ahead(visit, form, "check_at", faults);
    let text = |text| Value { text, ..Value::default() };
    let fields = [
        (Which::Bottlenecks, Value { entries: vec![entry], ..Value::default() }),
        (Which::Options, Value { texts: options(state, entry), ..Value::default() }),
        (Which::Ground, text(form.optional("ground"))),
        (Which::Mandate, text(form.optional("mandate"))),
        (
            Which::Critical,
            state.progress.field(entry, Which::Critical).cloned().unwrap_or_default(),
        ),
        (Which::CheckAt, Value { time: check_at, ..Value::default() }),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let progress = NewProgress {
        owner: None,
        proposed_until: board,
        fields: fields.map(|(which, value)| Known::new(which, value)).collect(),
        replaces: Vec::new(),
        decides: vec![entry],
    };
    let write = WriteEntry {
        progress: Some(Box::new(progress)),
        ..WriteEntry::plain(crisis_of(state)?, EntryKind::Decision, &said)
    };
    Ok(Some(Command::WriteEntry(Box::new(write))))
}

/// An order to a team, in the words of the decision or else of the bottleneck.
fn to_team(
    visit: &Visit,
    (state, found): (&ScopeState, &LogEntry),
    form: &Submitted,
    due: Timestamp,
    faults: &mut Vec<Fault>,
) -> Result<Option<Deed>, WebError> {
    let team = form.get("team").to_owned();
    if team.is_empty() {
        faults.push(Fault { field: "team", text: "meeting-team-missing".to_owned() });
        return Ok(None);
    }
    // An order stands in the open: words for the core team are typed anew, or not at all.
    let of_line = match entry::words(visit, found) {
        Words::Plain(said) => said.text,
        Words::Opened(_) | Words::Closed | Words::Hidden => String::new(),
    };
    let text = form.optional("sentence").unwrap_or(of_line);
    faults.extend(text_fault("sentence", &text, TEXT));
    let title = team_title(visit, state, &team);
    let line = visit.text.with("order-line-given", &[("team", &title), ("text", text.trim())]);
    let order = GiveOrder {
        crisis: crisis_of(state)?,
        team,
        line: Some(line.chars().take(TEXT_MAX).collect()),
        text,
        due: Some(due),
        decision: None,
    };
    let moved = Moved {
        due: Some(due),
        note: Some(title).filter(|title| title.chars().count() <= REASON.max),
        ..Moved::plain(found.written.entry, Standing::ToTeam)
    };
    Ok(Some(Deed::Two(Box::new(Command::GiveOrder(order)), Box::new(moved))))
}

async fn carry_out(
    visit: &Visit,
    (state, found): (&ScopeState, &LogEntry),
    key: CommandId,
    deed: Deed,
) -> Result<(), SubmitError> {
    let submit = |key, command| visit.web.app.submit(visit.actor(), key, command);
    match deed {
        Deed::One(command) => submit(key, *command).await.map(|_| ()),
        Deed::Two(order, moved) => {
            let made = submit(key, *order).await?.made;
            let order = if let Made::Order(order) = made { Some(order) } else { None };
            let moved = Moved { order, ..*moved };
            let line = Some(line(visit, found, &moved));
            let crisis = state.crisis.as_ref().map(|crisis| crisis.id);
            let crisis = crisis.ok_or(SubmitError::Refused(Refusal::CrisisUnknown))?;
            let command = Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line }));
            submit(derived(key, "to the team"), command).await.map(|_| ())
        }
    }
}

/// `POST /crises/{id}/meetings/{meeting}/lines`: an action, a bottleneck, or what is told to whom.
pub async fn write(
    visit: Visit,
    Address(path): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (state, meeting) = found(&visit, &path)?;
    let kind = form.get("kind").to_owned();
    let step = match kind.as_str() {
        "action" => "actions",
        "told" => "communication",
        "bottleneck" => match form.get("step") {
            "judgement" => "judgement",
            _ => "decision",
        },
        _ => return Err(WebError::Malformed("kind")),
    };
    let place = Where { step: step.to_owned(), bottleneck: String::new() };
    let mut faults = Vec::new();
    let write = new_line(&visit, state, meeting, &form, &mut faults)?;
    if !faults.is_empty() {
        let filled = crate::web::part::field::Filled { form, faults };
        return unreadable(again(&visit, &path, &place, (&kind, &filled))?);
    }
    let command = Command::WriteEntry(Box::new(write));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{}/meetings/{}?step={step}", path.0, path.1)),
        Err(error) => declined(&visit, &path, &place, (&kind, "sentence"), (form, error)),
    }
}

fn new_line(
    visit: &Visit,
    state: &ScopeState,
    meeting: &Meeting,
    form: &Submitted,
    faults: &mut Vec<Fault>,
) -> Result<WriteEntry, WebError> {
    let crisis = crisis_of(state)?;
    let said = form.get("sentence").trim();
    faults.extend(text_fault("sentence", said, TEXT));
    if client_name::raises_in(visit, form, said) {
        faults.push(client_name::fault_at("sentence"));
    }
    Ok(match form.get("kind") {
        "action" => {
            let due = who::read_ahead(visit, form, "line_due", faults);
            let (owner, owner_name) = owner(form)?;
            let progress = owner.map(|owner| {
                Box::new(NewProgress { owner: Some(owner), ..NewProgress::default() })
            });
            let named = owner.map(|owner| visit.name(Some(owner))).or(owner_name);
            WriteEntry {
                owner: named,
                due,
                progress,
                ..WriteEntry::plain(crisis, EntryKind::Action, said)
            }
        }
        "told" => {
            let whom = form.get("whom").trim();
            if whom.is_empty() {
                let text = "meeting-tell-whom-missing".to_owned();
                faults.push(Fault { field: "whom", text });
            }
            let told = visit.text.with("meeting-told-line", &[("whom", whom), ("what", said)]);
            WriteEntry {
                about: Some(super::subject::told_about(&meeting.id().to_string())),
                ..WriteEntry::plain(crisis, EntryKind::Fact, &told)
            }
        }
        _ => WriteEntry::plain(crisis, EntryKind::Bottleneck, said),
    })
}

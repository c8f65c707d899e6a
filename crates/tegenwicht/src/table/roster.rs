// SPDX-License-Identifier: EUPL-1.2
//! Turns of duty from a file: whose turn, in which role, from when until when.

use std::collections::{BTreeMap, BTreeSet};

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::roster::{SHIFT_MS_MAX, Set, SetShift};
use tegenwicht_core::id::{ContactId, ShiftId};
use tegenwicht_core::time::Timestamp;

use super::contact::Known;
use super::read::{Record, Sheet};
use super::{Cells, Change, Claims, Column, Outcome, Present, Reason, Row, Why, differs};
use crate::web::part::time::{self, Typed};

/// The columns, in the order in which they are written.
pub const COLUMNS: &[Column] = &[
    Column::wanted("role"),
    Column::optional("contact"),
    Column::optional("login"),
    Column::optional("mail"),
    Column::wanted("from"),
    Column::wanted("until"),
];

/// The turns that are there, by role and beginning.
type There<'a> = BTreeMap<(&'a str, Timestamp), Vec<&'a Set>>;

/// A row that reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    role: String,
    contact: ContactId,
    from: Timestamp,
    until: Timestamp,
}

pub(super) fn plan(sheet: &Sheet, present: &Present<'_>) -> Vec<Row> {
    let known = Known::of(present.world);
    let shifts = present.world.plan().map(|(_, plan)| plan.roster.shifts()).unwrap_or_default();
    let mut claims = Claims::new();
    let read = |record: &Record| {
        let turn = turn(&Cells::of(sheet, record), &known, present)?;
        let one = (turn.role.clone(), turn.contact, turn.from);
        claims.claim(one, record.number).map(|()| turn)
    };
    let turns: Vec<Result<Turn, Reason>> = sheet.records.iter().map(read).collect();
    // Turns that a row names exactly are not there to be changed by another row.
    let named: BTreeSet<_> = turns.iter().flatten().map(start_of_one).collect();
    let (mut there, mut taken) = (There::new(), BTreeSet::new());
    for set in shifts {
        there.entry((set.role.as_str(), set.from)).or_default().push(set);
        if named.contains(&(set.role.as_str(), set.from, set.contact)) {
            taken.insert(set.shift);
        }
    }
    let rows = sheet.records.iter().zip(&turns);
    rows.map(|(record, turn)| {
        let cells = Cells::of(sheet, record);
        let words = ["role", "contact", "login", "mail"].map(|key| cells.get(key).unwrap_or(""));
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let outcome = match turn {
            Ok(turn) => outcome(turn, &there, &mut taken, present),
            Err(reason) => Err(reason.clone()),
        };
        Row {
            number: record.number,
            name: Reason::new(Why::Empty, None, &words.join(" · ")).what,
            outcome: outcome.unwrap_or_else(Outcome::Refused),
        }
    })
    .collect()
}

fn start_of_one(turn: &Turn) -> (&str, Timestamp, ContactId) {
    (turn.role.as_str(), turn.from, turn.contact)
}

fn turn(cells: &Cells<'_>, known: &Known<'_>, present: &Present<'_>) -> Result<Turn, Reason> {
    cells.check_width()?;
    let cell = cells.get("role").unwrap_or_default();
    if cell.is_empty() {
        return Err(Reason::new(Why::CellMissing, Some("role"), ""));
    }
    let role = present.words.find_role(cell);
    let role = role.ok_or_else(|| Reason::new(Why::RoleUnknown, Some("role"), cell))?;
    let named = known.named(cells, "contact")?;
    let who = named.name.as_deref().or(named.mail.as_deref()).map(str::to_owned);
    let who = who.or_else(|| cells.get("login").map(str::to_owned)).unwrap_or_default();
    if who.is_empty() {
        return Err(Reason::new(Why::CellMissing, Some("contact"), ""));
    }
    let two = |_| Reason::new(Why::ContactTwo, Some("contact"), &who);
    let found = known.find(&named).map_err(two)?;
    let unknown = || Reason::new(Why::ContactUnknown, Some("contact"), &who);
    let (contact, _, _) = found.ok_or_else(unknown)?;
    let from = moment(cells, "from", present.now)?;
    let until = moment(cells, "until", present.now)?;
    if until <= from {
        let until = cells.get("until").unwrap_or_default();
        return Err(Reason::new(Why::TimesTurned, Some("until"), until));
    }
    if until.since_ms(from) > SHIFT_MS_MAX {
        let until = cells.get("until").unwrap_or_default();
        return Err(Reason::new(Why::TurnLong, Some("until"), until));
    }
    Ok(Turn { role, contact, from, until })
}

/// Reads a day with a clock time; a day alone is eight in the morning, when turns change.
fn moment(cells: &Cells<'_>, key: &'static str, now: Timestamp) -> Result<Timestamp, Reason> {
    let cell = cells.get(key).unwrap_or_default();
    if cell.is_empty() {
        return Err(Reason::new(Why::CellMissing, Some(key), ""));
    }
    let whole = match cell.contains([' ', 'T']) {
        true => cell.to_owned(),
        false if cell.contains(':') => String::new(),
        false => format!("{cell} 08:00"),
    };
    match time::typed(&whole, now) {
        Typed::At(at) => Ok(at),
        Typed::Now | Typed::Unclear => Err(Reason::new(Why::TimeWrong, Some(key), cell)),
    }
}

fn outcome(
    turn: &Turn,
    there: &There<'_>,
    taken: &mut BTreeSet<ShiftId>,
    present: &Present<'_>,
) -> Result<Outcome, Reason> {
    let of_start = there.get(&(turn.role.as_str(), turn.from)).map(Vec::as_slice);
    let of_start = of_start.unwrap_or_default();
    let exact = of_start.iter().find(|set| set.contact == turn.contact);
    let free: Vec<&&Set> = of_start.iter().filter(|set| !taken.contains(&set.shift)).collect();
    let old = match (exact, free.as_slice()) {
        (Some(old), _) => Some(*old),
        (None, []) => None,
        (None, [one]) => Some(**one),
        (None, _) => {
            let title = present.words.role(&turn.role);
            return Err(Reason::new(Why::TwoMatches, Some("role"), &title));
        }
    };
    let command = Command::SetShift(SetShift {
        shift: old.map(|old| old.shift),
        role: turn.role.clone(),
        contact: turn.contact,
        from: turn.from,
        until: turn.until,
        gone: false,
    });
    let Some(old) = old else { return Ok(Outcome::New(Some(command))) };
    taken.insert(old.shift);
    let changes = changes(turn, old, present);
    if changes.is_empty() { Ok(Outcome::Same) } else { Ok(Outcome::Changed(changes, command)) }
}

fn changes(turn: &Turn, old: &Set, present: &Present<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let name = |contact: ContactId| {
        let card = present.world.directory.contacts.get(&contact);
        card.map(|card| card.name.clone()).unwrap_or_default()
    };
    if old.contact != turn.contact {
        // Also where both have one name: two people are called Piet Bakker.
        let (from, to) = (name(old.contact), name(turn.contact));
        changes.push(Change { column: "contact", from, to });
    }
    let said = |at: Timestamp| time::local(at).strftime("%d-%m-%Y %H:%M").to_string();
    differs(&mut changes, "until", &said(old.until), &said(turn.until));
    changes
}

// SPDX-License-Identifier: EUPL-1.2
//! Everything that happened in a crisis, in order, with times and authors: as JSON, as CSV, and
//! for paper.

pub mod paper;

use serde_json::{Value, json};
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::ActorId;
use tegenwicht_core::world::World;

use crate::web::part::time::iso;

/// Column names of the CSV, in order.
const COLUMNS: [&str; 19] = [
    "position",
    "happenedAt",
    "recordedAt",
    "kind",
    "number",
    "text",
    "speaker",
    "channel",
    "author",
    "device",
    "figure",
    "value",
    "unit",
    "status",
    "owner",
    "due",
    "struck",
    "hidden",
    "event",
];

/// Returns the log as JSON. Sealed words are left out: an export travels.
#[must_use]
pub fn json(world: &World, state: &ScopeState) -> String {
    let crisis = state.crisis.as_ref();
    let entries: Vec<Value> =
        in_order(state).into_iter().map(|found| entry(world, state, found)).collect();
    let erasures: Vec<Value> = state
        .erasures
        .iter()
        .map(|erasure| {
            json!({
                "at": iso(erasure.wall),
                "by": name(world, erasure.by),
                "events": erasure.events,
                "ground": erasure.ground,
            })
        })
        .collect();
    let document = json!({
        "crisis": crisis.map(|crisis| json!({
            "id": crisis.id.to_string(),
            "title": crisis.title(),
            "exercise": crisis.mode == tegenwicht_core::envelope::Mode::Exercise,
            "beganAt": iso(crisis.began_at),
            "openedAt": iso(crisis.opened_at),
            "closedAt": crisis.closing().map(|closed| iso(closed.at)),
            "place": crisis.place,
        })),
        "events": state.count,
        "orderDigest": tegenwicht_core::id::hex(&state.order_digest),
        "entries": entries,
        "erasures": erasures,
    });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// Returns the log as CSV (RFC 4180, UTF-8 with mark, so that a spreadsheet reads it right).
#[must_use]
pub fn csv(world: &World, state: &ScopeState) -> String {
    let mut out = String::from("\u{feff}");
    line(&mut out, &COLUMNS.map(str::to_owned));
    for found in in_order(state) {
        line(&mut out, &cells(world, state, found));
    }
    out
}

fn in_order(state: &ScopeState) -> Vec<&LogEntry> {
    let mut entries: Vec<&LogEntry> = state.entries.values().collect();
    entries.sort_by_key(|entry| entry.position);
    entries
}

fn name(world: &World, actor: Option<ActorId>) -> Option<String> {
    let actor = actor?;
    Some(world.directory.name(actor).map_or_else(|| actor.to_string(), str::to_owned))
}

/// One entry as export and API give it.
#[must_use]
pub fn entry(world: &World, state: &ScopeState, found: &LogEntry) -> Value {
    let written = &found.written;
    let strikes: Vec<Value> = found
        .strikes
        .iter()
        // Why it was struck may say what a hidden line said.
        .filter(|_| !found.hidden)
        .map(|strike| {
            let by = name(world, strike.by);
            json!({ "at": iso(strike.at), "by": by, "reason": strike.reason })
        })
        .collect();
    let ids = |ids: &[tegenwicht_core::id::EntryId]| -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    };
    json!({
        "id": written.entry.to_string(),
        "kind": written.kind.name(),
        "number": found.label(),
        "text": written.text,
        "restricted": written.sealed_under.is_some(),
        "speaker": written.speaker,
        "channel": written.channel,
        "author": name(world, found.author),
        "authorId": found.author.map(|actor| actor.to_string()),
        "device": found.device.to_string(),
        "happenedAt": iso(state.happened_at(found)),
        "recordedAt": iso(state.recorded_at(found)),
        "position": found.position,
        "event": found.event.to_string(),
        "figure": written.statement.as_ref().map(|statement| json!({
            "id": statement.figure.to_string(),
            "name": statement.name,
            "value": statement.value,
            "unit": statement.unit,
            "status": statement.status.name(),
        })),
        "owner": written.owner,
        "due": written.due.map(iso),
        "answers": written.answers.map(|id| id.to_string()),
        "answeredBy": ids(&found.answered_by),
        "contradicts": written.contradicts.map(|id| id.to_string()),
        "contradictedBy": ids(&found.contradicted_by),
        "settles": ids(&written.settles),
        "replaces": ids(&written.replaces),
        "contradictory": state.is_disputed(found)
            || crate::web::part::entry::is_contradictory_figure(state, found),
        "files": written.files.iter().map(|file| json!({
            "hash": file.hash.to_string(),
            "name": file.name,
            "mediaType": file.media_type,
            "size": file.size,
        })).collect::<Vec<_>>(),
        "afterRevocation": world.is_after_revocation(state, found),
        "hidden": state.hidden.get(&written.entry).map(|hiding| json!({
            "at": iso(hiding.at),
            "by": name(world, hiding.by),
            "reason": hiding.reason,
        })),
        "struck": found.is_struck(),
        "strikes": strikes,
        "saved": "here",
    })
}

fn cells(world: &World, state: &ScopeState, found: &LogEntry) -> [String; 19] {
    let written = &found.written;
    let statement = written.statement.as_ref();
    let of = |value: Option<&String>| value.cloned().unwrap_or_default();
    let strikes = found.strikes.iter().filter(|_| !found.hidden);
    let struck: Vec<&str> = strikes.map(|strike| strike.reason.as_str()).collect();
    let hidden = state.hidden.get(&written.entry).map(|hiding| hiding.reason.clone());
    [
        found.position.to_string(),
        iso(state.happened_at(found)),
        iso(state.recorded_at(found)),
        written.kind.name().to_owned(),
        found.label(),
        of(written.text.as_ref()),
        of(written.speaker.as_ref()),
        of(written.channel.as_ref()),
        name(world, found.author).unwrap_or_default(),
        found.device.short(),
        statement.map(|statement| statement.name.clone()).unwrap_or_default(),
        statement.map(|statement| statement.value.clone()).unwrap_or_default(),
        of(statement.and_then(|statement| statement.unit.as_ref())),
        statement.map(|statement| statement.status.name().to_owned()).unwrap_or_default(),
        of(written.owner.as_ref()),
        written.due.map(iso).unwrap_or_default(),
        struck.join("; "),
        hidden.unwrap_or_default(),
        found.event.to_string(),
    ]
}

/// Writes a row. A cell that a spreadsheet would take for a formula gets a mark before it.
fn line(out: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        out.push('"');
        out.push_str(if formula { "'" } else { "" });
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_never_becomes_a_formula_or_a_second_cell() {
        let mut out = String::new();
        super::line(&mut out, &["=1+1".to_owned(), "a\",\"b\nc".to_owned(), "-5".to_owned()]);
        assert_eq!(out, "\"'=1+1\",\"a\"\",\"\"b\nc\",\"'-5\"\r\n");
    }
}

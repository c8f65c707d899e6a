// SPDX-License-Identifier: EUPL-1.2
//! The log of a crisis as it stands on paper: every line in order, in as many prints as it takes.
//!
//! Not here: how a print becomes a PDF (`crate::print`, `tegenwicht-print`); JSON, CSV (`super`).
//! Rules: nothing is left out without a word: what was erased, hidden or is for the core team only
//! stands there as such; no sealed word, since paper travels; a print stays within the limits of
//! `tegenwicht-print`, and says which of how many it is.
//! Start at: `documents`.
//! To change: text `export-paper-*`, `docs/operate/export.md`.

use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::Crisis;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, hex};
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;
use tegenwicht_print::{Block, Column, Document, Mark, ROWS_MAX, TEXT_CHARS_MAX, Table, Words};

use super::{in_order, name};
use crate::text::{Language, Text};
use crate::web::part::entry::kind_text;
use crate::web::part::time;

/// The width of the columns: place, happened, recorded, the line, who said it, who wrote it.
const SHARES: [u16; 6] = [6, 13, 13, 42, 13, 13];
/// Characters that surely fit on a line of a hundred shares.
const ROOM: usize = 50;
/// Lines of print that surely fit on the pages of one print.
const HEIGHT_MAX: usize = 2_400;

/// Returns the log as prints, one after the other; at least one.
#[must_use]
pub fn documents(world: &World, state: &ScopeState, text: &Text, now: Timestamp) -> Vec<Document> {
    let Some(crisis) = &state.crisis else { return Vec::new() };
    let teller = Teller { world, state, text, now };
    let parts = in_parts(in_order(state).into_iter().map(|found| teller.row(found)));
    let all = parts.len();
    let prints = parts.into_iter().zip(1_usize..);
    prints.map(|(rows, part)| teller.document(crisis, rows, (part, all))).collect()
}

/// Puts rows together as far as they fit in one print.
fn in_parts(rows: impl Iterator<Item = Vec<String>>) -> Vec<Vec<Vec<String>>> {
    let (mut parts, mut part, mut height) = (Vec::new(), Vec::new(), 0);
    for row in rows {
        let needs = height_of(&row);
        if part.len() == ROWS_MAX - ERASURES_MAX || height + needs > HEIGHT_MAX {
            parts.push(std::mem::take(&mut part));
            height = 0;
        }
        height += needs;
        part.push(row);
    }
    parts.push(part);
    parts
}

/// Rows that are kept free for the erasures, which stand in the last print.
const ERASURES_MAX: usize = 100;

/// Returns how many lines of print a row takes at most.
fn height_of(row: &[String]) -> usize {
    let cell = |(cell, share): (&String, &u16)| {
        let room = (usize::from(*share) * ROOM / 100).max(3);
        cell.lines().map(|line| line.chars().count() / room + 1).sum::<usize>()
    };
    row.iter().zip(&SHARES).map(cell).max().unwrap_or(0).max(1)
}

/// Who tells what, in which language.
struct Teller<'a> {
    world: &'a World,
    state: &'a ScopeState,
    text: &'a Text,
    now: Timestamp,
}

impl Teller<'_> {
    fn document(
        &self,
        crisis: &Crisis,
        rows: Vec<Vec<String>>,
        (part, parts): (usize, usize),
    ) -> Document {
        let text = self.text;
        let is_exercise = crisis.mode == Mode::Exercise;
        let word = if is_exercise { "exercise-word" } else { "real-crisis-word" };
        let mut blocks = vec![
            Block::Bullets(self.about(crisis, (part, parts))),
            Block::Note(text.get("export-paper-note").to_owned()),
            self.log(rows),
        ];
        if part == parts {
            blocks.extend(self.erasures());
        }
        Document {
            title: text.title(crisis),
            language: match text.language {
                Language::Dutch => tegenwicht_print::Language::Nl,
                Language::English => tegenwicht_print::Language::En,
            },
            mark: Some(Mark { word: text.get(word).to_owned(), is_exercise }),
            institution: self.institution(),
            printed_at: format!("{} {}", text.get("printed-at"), self.moment(self.now)),
            as_known_at: None,
            words: Words {
                page: text.get("paper-page").to_owned(),
                of: text.get("paper-of").to_owned(),
                who: text.get("paper-who").to_owned(),
                when: text.get("paper-when").to_owned(),
            },
            blocks,
        }
    }

    fn institution(&self) -> String {
        let names = self.world.admin().map(|(_, admin)| {
            let names = admin.name.live().map(|(_, named)| named.name.clone());
            names.collect::<Vec<_>>().join(" / ")
        });
        names.unwrap_or_else(|| self.text.get("app-name").to_owned())
    }

    fn moment(&self, at: Timestamp) -> String {
        time::moment(self.text, at, self.now)
    }

    fn name(&self, actor: Option<ActorId>) -> String {
        let nobody = || self.text.get("somebody-not-logged-in").to_owned();
        name(self.world, actor).unwrap_or_else(nobody)
    }

    /// What this is, of when, and how to see that two prints are of the same log.
    fn about(&self, crisis: &Crisis, (part, parts): (usize, usize)) -> Vec<String> {
        let (text, state) = (self.text, self.state);
        let kind = match crisis.mode {
            Mode::Exercise => "export-paper-exercise",
            Mode::Real => "export-paper-real",
        };
        let mut lines = vec![
            text.get(kind).to_owned(),
            text.with("export-paper-began", &[("time", &self.moment(crisis.began_at))]),
            text.with(
                "export-paper-opened",
                &[("time", &self.moment(crisis.opened_at)), ("name", &self.name(crisis.opened_by))],
            ),
        ];
        for (_, closed) in crisis.closed.live() {
            let values = [
                ("time", self.moment(closed.at)),
                ("name", self.name(closed.by)),
                ("reason", closed.reason.clone()),
            ];
            lines.push(self.with("export-paper-closed", &values));
        }
        if !crisis.is_closed() {
            lines.push(text.get("export-paper-open").to_owned());
        }
        if let Some(halted) = &crisis.halted {
            lines.push(text.with("export-paper-halted", &[("time", &self.moment(halted.at))]));
        }
        if let Some(place) = &crisis.place {
            lines.push(text.with("export-paper-place", &[("place", place)]));
        }
        let digest = hex(&state.order_digest);
        let values = [
            ("lines", state.entries.len().to_string()),
            ("events", state.count.to_string()),
            ("digest", digest.chars().take(16).collect()),
        ];
        lines.push(self.with("export-paper-extent", &values));
        if parts > 1 {
            let values = [("part", part.to_string()), ("parts", parts.to_string())];
            lines.push(self.with("export-paper-part", &values));
        }
        lines
    }

    fn with(&self, id: &str, values: &[(&'static str, String)]) -> String {
        let values: Vec<(&'static str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.text.with(id, &values)
    }

    fn log(&self, rows: Vec<Vec<String>>) -> Block {
        self.table("export-paper-log", &SHARES, rows)
    }

    /// What was erased: that it was, by whom and on what ground.
    fn erasures(&self) -> Option<Block> {
        let row = |erasure: &tegenwicht_core::fold::Erasure| {
            vec![
                self.moment(erasure.wall),
                erasure.events.to_string(),
                erasure.ground.clone(),
                self.name(erasure.by),
            ]
        };
        let mut rows: Vec<Vec<String>> = self.state.erasures.iter().map(row).collect();
        if rows.len() > ERASURES_MAX {
            let left = rows.len() - (ERASURES_MAX - 1);
            rows.truncate(ERASURES_MAX - 1);
            let more = self.with("export-paper-erased-more", &[("count", left.to_string())]);
            rows.push(vec![String::new(), String::new(), more]);
        }
        (!rows.is_empty()).then(|| self.table("export-paper-erased", &[16, 10, 54, 20], rows))
    }

    fn table(&self, name: &str, shares: &[u16], rows: Vec<Vec<String>>) -> Block {
        let column = |(index, share): (usize, &u16)| Column {
            title: self.text.get(&format!("{name}-{}", index + 1)).to_owned(),
            share: *share,
        };
        Block::Table(Table {
            caption: self.text.get(name).to_owned(),
            columns: shares.iter().enumerate().map(column).collect(),
            rows,
            empty_rows: 0,
        })
    }

    fn row(&self, found: &LogEntry) -> Vec<String> {
        let (written, state) = (&found.written, self.state);
        let said = [written.speaker.as_deref(), written.channel.as_deref()];
        let said: Vec<&str> = said.into_iter().flatten().filter(|_| !found.hidden).collect();
        let cells = [
            found.position.to_string(),
            self.moment(state.happened_at(found)),
            self.moment(state.recorded_at(found)),
            self.line(found),
            said.join(", "),
            format!("{} ({})", self.name(found.author), found.device.short()),
        ];
        cells.into_iter().map(fitting).collect()
    }

    /// What the line says, and all that was said of it later.
    fn line(&self, found: &LogEntry) -> String {
        let (text, written) = (self.text, &found.written);
        let mut kind = text.get(kind_text(written.kind)).to_owned();
        if matches!(written.kind, EntryKind::Decision | EntryKind::Action) {
            kind = format!("{kind} {}", found.label());
        }
        if found.is_struck() {
            kind = self.with("export-paper-struck", &[("kind", kind)]);
        }
        let words = match &written.text {
            _ if found.hidden => self.hidden(found),
            Some(words) => words.clone(),
            None => text.get("export-paper-sealed").to_owned(),
        };
        let mut lines = vec![format!("{kind}: {words}")];
        // What stands beside hidden words may say what they said.
        if !found.hidden {
            lines.extend(self.figure(found));
            lines.extend(self.task(found));
            for strike in &found.strikes {
                let (at, by) = (self.moment(strike.at), self.name(strike.by));
                let reason = strike.reason.clone();
                let values = [("time", at), ("name", by), ("reason", reason)];
                lines.push(self.with("entry-struck-by", &values));
            }
        }
        lines.join("\n")
    }

    fn hidden(&self, found: &LogEntry) -> String {
        let hiding = self.state.hidden.get(&found.written.entry);
        let values = hiding.map(|hiding| {
            let (at, by) = (self.moment(hiding.at), self.name(hiding.by));
            [("time", at), ("name", by), ("reason", hiding.reason.clone())]
        });
        self.with("export-paper-hidden", values.as_ref().map_or(&[], |values| values.as_slice()))
    }

    fn figure(&self, found: &LogEntry) -> Option<String> {
        let stated = found.written.statement.as_ref()?;
        let unit = stated.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let status = format!("status-{}", stated.status.name());
        let values = [
            ("figure", stated.name.clone()),
            ("value", format!("{}{unit}", stated.value)),
            ("status", self.text.get(&status).to_owned()),
        ];
        Some(self.with("export-paper-figure", &values))
    }

    /// Who is to do it and by when, and which files came with it.
    fn task(&self, found: &LogEntry) -> Vec<String> {
        let written = &found.written;
        let owner = written.owner.as_ref().map(|owner| ("owner", owner.clone()));
        let due = written.due.map(|due| ("due", self.moment(due)));
        let named: Vec<&str> =
            written.files.iter().filter_map(|file| file.name.as_deref()).collect();
        let files = (!named.is_empty()).then(|| ("files", named.join(", ")));
        let told = [owner, due, files].into_iter().flatten();
        told.map(|value| self.with(&format!("export-paper-{}", value.0), &[value])).collect()
    }
}

/// A cell that is longer than paper takes ends in dots; the log itself has all of it.
fn fitting(cell: String) -> String {
    if cell.chars().count() <= TEXT_CHARS_MAX {
        return cell;
    }
    cell.chars().take(TEXT_CHARS_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &str) -> Vec<String> {
        let cell = |text: &str| text.to_owned();
        vec![cell("1"), cell("di 15 jan 07:42"), cell("di 15 jan 07:43"), cell(words)]
    }

    #[test]
    fn rows_go_into_as_many_prints_as_they_need_and_none_is_lost() {
        assert_eq!(in_parts(std::iter::empty()), [Vec::<Vec<String>>::new()]);
        for (words, count, parts) in [("kort", 400, 1), ("kort", 401, 2), ("x\n", 10, 1)] {
            let rows: Vec<_> = (0..count).map(|_| row(words)).collect();
            let made = in_parts(rows.clone().into_iter());
            assert_eq!(made.len(), parts, "{count} of {words}");
            assert_eq!(made.concat(), rows);
        }
        let long = row(&"lang ".repeat(800));
        let made = in_parts(std::iter::repeat_n(long, 100));
        assert!(made.len() > 5, "{}", made.len());
        assert!(
            made.iter()
                .all(|part| part.iter().map(|row| height_of(row)).sum::<usize>() <= HEIGHT_MAX)
        );
    }

    #[test]
    fn a_cell_is_as_long_as_paper_takes() {
        let long = fitting("é".repeat(TEXT_CHARS_MAX + 5));
        assert_eq!((long.chars().count(), long.chars().last()), (TEXT_CHARS_MAX, Some('…')));
        assert_eq!(fitting("kort".to_owned()), "kort");
    }
}

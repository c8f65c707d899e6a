// SPDX-License-Identifier: EUPL-1.2
//! The database as a file, the attachments, the keys, and the list of erasures.

use std::collections::BTreeSet;

use rusqlite::Connection;
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::id::{EventId, FileHash, SubjectId};

use super::rows::{Held, Presence, Seen};
use super::{Finding, First, Remark, Report, Weight};
use crate::attachment::Attachments;
use crate::folder::Folder;
use crate::keys::Keys;
use crate::log::Store;

/// Checks that the tables are those of this version and nothing beside them: a view or a trigger
/// could show other rows than there are.
pub(super) fn tables(store: &Store, first: &mut First) {
    let same = Store::pattern().map(|pattern| {
        let found = schema(store.conn());
        found.is_ok() && found.ok() == schema(pattern.conn()).ok()
    });
    if !same.unwrap_or(false) {
        let what = "the tables of the database are not those of this version";
        first.found(Weight::Event, i64::MIN, Finding::nowhere(what));
    }
}

type Line = (String, String, String, Option<String>);

fn schema(conn: &Connection) -> rusqlite::Result<Vec<Line>> {
    let query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
    let mut statement = conn.prepare(query)?;
    let lines =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    lines.collect()
}

/// Lets SQLite check its pages and indexes.
pub(super) fn database(store: &Store, first: &mut First) {
    let found =
        store.conn().query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0));
    let what = match found {
        Ok(answer) if answer == "ok" => return,
        Ok(answer) => format!("the database file is damaged: {answer}"),
        Err(error) => format!("the database file is damaged: {error}"),
    };
    first.found(Weight::Rest, i64::MAX, Finding::nowhere(what));
}

/// Checks that nothing that was synced is missing from the write-ahead file.
pub(super) fn write_ahead(folder: &Folder, first: &mut First) {
    let what = match super::write_ahead_damage(&folder.db()) {
        Ok(None) => return,
        Ok(Some(frame)) => format!(
            "the write-ahead file is damaged at frame {frame}: what was written after it is lost \
             here, though it had been on disk"
        ),
        Err(error) => format!("the write-ahead file does not read: {error}"),
    };
    first.found(Weight::Rest, i64::MAX, Finding::nowhere(what));
}

/// Checks that the files that events name are here and whole, unless they were erased.
pub(super) fn files(folder: &Folder, held: &Held, first: &mut First, report: &mut Report) {
    let attachments = Attachments::look(&folder.attachments());
    let mut named = BTreeSet::new();
    for (index, hash, subject) in &held.files {
        let Some(row) = held.rows.get(*index) else {
            continue;
        };
        let gone = held.is_erased(row) || held.erased_subjects.contains(subject);
        if !gone && named.insert(*hash) {
            report.attachments += 1;
            if let Err(finding) = file(&attachments, row, *hash) {
                first.found(Weight::Rest, row.serial, finding);
            }
        }
    }
    let there = attachments.list().unwrap_or_default();
    let loose = there.iter().filter(|hash| !named.contains(hash)).count();
    if loose > 0 {
        report.remarks.push(Remark::LooseFiles(loose as u64));
    }
}

fn file(attachments: &Attachments, row: &Seen, hash: FileHash) -> Result<(), Finding> {
    match attachments.sealed(hash) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(row.finding(format!("its attachment is missing: {hash}"))),
        Err(error) => Err(row.finding(format!("its attachment does not read: {error}"))),
    }
}

/// Checks that the keys of this machine read, and says when it was not granted.
pub(super) fn keys(folder: &Folder, held: &Held, first: &mut First, report: &mut Report) {
    let checked = Keys::look(&folder.keys()).and_then(|keys| {
        let Some(keys) = keys else { return Ok(()) };
        let device = keys.device_key();
        if !held.rows.is_empty() && held.grants.iter().all(|(_, granted)| *granted != device) {
            report.remarks.push(Remark::NotGranted(device));
        }
        for subject in keys.subjects()? {
            keys.subject(subject)?;
        }
        Ok(())
    });
    if let Err(error) = checked {
        first.found(Weight::Rest, i64::MAX, error.into());
    }
}

/// Checks the list of what is erased against the log, and whether the work is done.
pub(super) fn erasures(store: &Store, held: &Held, first: &mut First, report: &mut Report) {
    let mut events: BTreeSet<EventId> = held.erased_events.iter().map(|(_, id)| *id).collect();
    events.extend(held.rows.iter().filter(|row| held.is_erased(row)).map(|row| row.id));
    let listed = store.ids("SELECT id FROM erased_event").map(|ids| {
        let ids: BTreeSet<EventId> = ids.into_iter().map(EventId).collect();
        ids == events
    });
    let subjects = store.ids("SELECT id FROM erased_subject").map(|ids| {
        let ids: BTreeSet<SubjectId> = ids.into_iter().map(SubjectId).collect();
        ids == held.erased_subjects
    });
    if !matches!((listed, subjects), (Ok(true), Ok(true))) {
        let what = "the list of what is erased is not that of the log";
        first.found(Weight::Rest, i64::MAX, Finding::nowhere(what));
    }
    let waits = |row: &&Seen| {
        let by_event = events.contains(&row.id) && may_erase(&row.kind);
        let by_subject = row.subjects.iter().any(|id| held.erased_subjects.contains(id));
        by_event && row.open == Presence::Held
            || (by_event || by_subject) && row.sealed == Presence::Held
    };
    let pending = held.rows.iter().filter(waits).count();
    if pending > 0 {
        report.remarks.push(Remark::ErasurePending(pending as u64));
    }
}

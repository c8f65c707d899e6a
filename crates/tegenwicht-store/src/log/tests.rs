// SPDX-License-Identifier: EUPL-1.2
//! What the log promises, through its public door.

use tegenwicht_core::id::ScopeId;

use super::{BATCH_MAX, Store};
use crate::error::{AppendError, StoreError};
use crate::fixture::{House, Place};

fn place() -> (tempfile::TempDir, Place) {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::open(dir.path());
    (dir, place)
}

#[test]
fn what_was_appended_reads_back_in_order() {
    let (_dir, mut place) = place();
    let (mut house, mut events) = House::found(place.keys.device().clone(), 1);
    events.extend((0..10).map(|number| house.entry(&format!("entry {number}"))));
    let serials = place.store.append(&events).unwrap();
    assert!(serials.is_sorted());
    let mut seen = Vec::new();
    place
        .store
        .each_event(house.crisis.0, 0, |row| {
            seen.push(row.to_stored());
            Ok::<(), StoreError>(())
        })
        .unwrap();
    assert_eq!(seen.len(), 11);
    for (row, event) in seen.iter().zip(&events[1..]) {
        assert_eq!(row.id, event.envelope.id);
        assert_eq!(row.cose, event.envelope.cose);
        assert_eq!(row.open, event.open);
        assert!(row.own);
    }
    let mut scopes = vec![house.admin.0, house.crisis.0];
    scopes.sort_unstable();
    assert_eq!(place.store.scopes().unwrap(), scopes);
    assert_eq!(place.store.serial_of_last(house.crisis.0).unwrap(), serials.last().copied());
    assert_eq!(place.store.institution().unwrap(), Some(house.institution));
    assert_eq!(place.store.event(events[4].envelope.id).unwrap().unwrap().serial, serials[4]);
}

#[test]
fn an_event_that_comes_twice_is_written_once() {
    let (_dir, mut place) = place();
    let (_, events) = House::found(place.keys.device().clone(), 1);
    let first = place.store.append(&events).unwrap();
    let twice = [events.clone(), events].concat();
    assert_eq!(place.store.append(&twice).unwrap(), [first.clone(), first].concat());
    assert_eq!(place.store.count().unwrap(), 2);
}

#[test]
fn a_batch_is_written_whole_or_not_at_all() {
    let (_dir, mut place) = place();
    let (mut house, mut events) = House::found(place.keys.device().clone(), 1);
    let mut wrong = house.entry("a part that was not signed");
    wrong.open = Some(b"something else".to_vec());
    events.push(wrong);
    let error = place.store.append_with(&events, &[("token", Some(b"x"))]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(StoreError::PartMismatch)), "{error}");
    assert_eq!(place.store.count().unwrap(), 0);
    assert_eq!(place.store.local_get("token").unwrap(), None);
    assert!(!place.store.is_poisoned(), "the disk did nothing wrong");
    let many = vec![events[0].clone(); BATCH_MAX + 1];
    let error = place.store.append(&many).unwrap_err();
    assert!(error.to_string().contains("257 events"), "{error}");
}

#[test]
fn local_lines_are_kept_with_the_events_and_removed() {
    let (_dir, mut place) = place();
    let (_, events) = House::found(place.keys.device().clone(), 1);
    place.store.append_with(&events, &[("setup", Some(b"token"))]).unwrap();
    assert_eq!(place.store.local_get("setup").unwrap().as_deref(), Some(b"token".as_slice()));
    place.store.local_set("setup", Some(b"other")).unwrap();
    assert_eq!(place.store.local_get("setup").unwrap().as_deref(), Some(b"other".as_slice()));
    place.store.local_set("setup", None).unwrap();
    assert_eq!(place.store.local_get("setup").unwrap(), None);
}

#[test]
fn heads_name_the_end_of_every_log_and_of_every_branch_of_a_fork() {
    let (_dir, mut place) = place();
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    let one = house.entry("one");
    place.store.append(&[one]).unwrap();
    let heads = place.store.heads(house.crisis.0).unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!(heads[0].seq, 1);

    // The same device key on a copied disk, in the same epoch: two branches.
    let (mut copy, _) = House::found(place.keys.device().clone(), 1);
    let other = copy.entry("other");
    let more = copy.entry("more");
    place.store.append(&[other, more.clone()]).unwrap();
    let heads = place.store.heads(house.crisis.0).unwrap();
    let seqs: Vec<u64> = heads.iter().map(|head| head.seq).collect();
    assert_eq!(seqs, [1, 2]);
    assert_eq!(heads[1].id, more.envelope.id);

    house.device.restart(77);
    let after = house.entry("after a restart");
    assert_eq!(after.envelope.header.seq, 0);
    place.store.append(&[after]).unwrap();
    assert_eq!(place.store.heads(house.crisis.0).unwrap().len(), 3);
    assert_eq!(place.store.heads(ScopeId([9; 16])).unwrap(), []);
}

#[test]
fn events_from_elsewhere_are_told_apart() {
    let (_dir, mut place) = place();
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    let serials = place.store.append(&events).unwrap();
    let crisis = house.crisis.0;
    assert!(!place.store.has_foreign_after(crisis, 0).unwrap());
    assert!(place.store.has_foreign_after(house.admin.0, 0).unwrap(), "the root key is another");
    house.device.own = false;
    let entry = house.entry("from another node");
    let serial = place.store.append(&[entry]).unwrap()[0];
    assert!(place.store.has_foreign_after(crisis, serials[1]).unwrap());
    assert!(!place.store.has_foreign_after(crisis, serial).unwrap());
}

#[test]
fn a_reader_sees_one_moment_while_the_writer_goes_on() {
    let (_dir, mut place) = place();
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    let reader = Store::open_read(place.store.path()).unwrap();
    reader
        .at_one_moment(|reader| {
            assert_eq!(reader.count()?, 2);
            place.store.append(&[house.entry("meanwhile")]).unwrap();
            assert_eq!(reader.count()?, 2);
            Ok(())
        })
        .unwrap();
    assert_eq!(reader.count().unwrap(), 3);
    drop(place);
    let mut reader = reader;
    let error = reader.append(&events).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(StoreError::ReadOnly { .. })), "{error}");
}

#[test]
fn what_was_committed_survives_a_process_that_is_gone_at_once() {
    let (dir, mut place) = place();
    let (_, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    // No close, no checkpoint: as after kill -9, with the lock of the process gone.
    let Place { store, folder, .. } = place;
    std::mem::forget(store);
    drop(folder);
    let db = dir.path().join("tegenwicht.db");
    assert_eq!(Store::open_read(&db).unwrap().count().unwrap(), 2);
    assert_eq!(Store::open(&db, None).unwrap().count().unwrap(), 2);
}

#[test]
fn the_write_ahead_file_does_not_grow_without_end() {
    let (dir, mut place) = place();
    place.store.set_checkpoint_frames(20);
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    for number in 0..300 {
        place.store.append(&[house.entry(&format!("entry {number}"))]).unwrap();
    }
    let wal = std::fs::metadata(dir.path().join("tegenwicht.db-wal")).unwrap().len();
    assert!(wal < 60 * 4_200, "{wal} bytes");
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE diary (line TEXT); PRAGMA user_version = 1;").unwrap();
    other.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path, None), Err(StoreError::Foreign { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::write(&path, b"this is no database at all, but a letter".repeat(200)).unwrap();
    assert!(matches!(Store::open(&path, None), Err(StoreError::Foreign { .. })));
    assert!(matches!(Store::open_read(&path), Err(StoreError::Foreign { .. })));
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let (dir, place) = place();
    drop(place);
    let path = dir.path().join("tegenwicht.db");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA user_version = 99").unwrap();
    conn.close().unwrap();
    let error = Store::open(&path, None).unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(matches!(Store::open_read(&path), Err(StoreError::Newer { .. })));
}

#[test]
fn the_settings_that_keep_a_power_cut_harmless_are_on() {
    let (_dir, place) = place();
    let text = |pragma: &str| -> String {
        place.store.conn().query_row(pragma, [], |row| row.get(0)).unwrap()
    };
    let number = |pragma: &str| -> i64 {
        place.store.conn().query_row(pragma, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(text("PRAGMA journal_mode"), "wal");
    assert_eq!(number("PRAGMA synchronous"), 3, "EXTRA");
    assert_eq!(number("PRAGMA secure_delete"), 1);
    assert_eq!(number("PRAGMA mmap_size"), 0);
    assert_eq!(number("PRAGMA foreign_keys"), 1);
    assert_eq!(number("PRAGMA application_id"), super::APPLICATION_ID);
}

#[test]
fn after_an_outcome_that_is_not_known_nothing_more_is_written() {
    let (_dir, mut place) = place();
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    // A commit that fails: a constraint that is only looked at when the transaction ends.
    let setup = "CREATE TEMP TABLE mother (id INTEGER PRIMARY KEY); \
                 CREATE TEMP TABLE child (id REFERENCES mother DEFERRABLE INITIALLY DEFERRED);";
    place.store.conn().execute_batch(setup).unwrap();
    let error = place
        .store
        .transact(|conn| {
            conn.execute_batch("INSERT INTO temp.child VALUES (1)").unwrap();
            Ok(())
        })
        .unwrap_err();
    assert!(matches!(error, AppendError::Unknown(_)), "{error}");
    assert!(place.store.is_poisoned());
    let error = place.store.append(&[house.entry("more")]).unwrap_err();
    assert!(matches!(error, AppendError::NotWritten(StoreError::Poisoned { .. })), "{error}");
    assert_eq!(place.store.count().unwrap(), 2, "reading goes on");
    let path = place.store.path().to_owned();
    drop(place.store);
    let mut again = Store::open(&path, None).unwrap();
    again.append(&events).unwrap();
}

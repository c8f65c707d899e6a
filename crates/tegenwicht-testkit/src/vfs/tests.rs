// SPDX-License-Identifier: EUPL-1.2
//! SQLite on a disk in memory: it works, it is written down, it fails on order.

use rusqlite::{Connection, OpenFlags};

use super::disk::{Fault, FaultKind, Op};
use super::*;

fn connect(folder: &str) -> rusqlite::Result<Connection> {
    let db =
        Connection::open_with_flags_and_vfs(format!("{folder}/a.db"), OpenFlags::default(), NAME)?;
    db.execute_batch("PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL")?;
    Ok(db)
}

fn count(db: &Connection) -> i64 {
    db.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
}

#[test]
fn sqlite_works_on_it_and_finds_its_files_again() {
    let mount = mount("/vfs-again", Disk::default().recorded());
    let writer = connect("/vfs-again").unwrap();
    writer.execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES(1)").unwrap();
    let reader = connect("/vfs-again").unwrap();
    assert_eq!(count(&reader), 1);
    writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES(2)").unwrap();
    assert!(reader.execute("INSERT INTO t VALUES(3)", []).is_err(), "two writers at once");
    assert_eq!(count(&reader), 1);
    writer.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&reader), 2);
    drop((writer, reader));
    let image = mount.lock().image();
    assert_eq!(image.keys().collect::<Vec<_>>(), ["a.db"]);
    let _second = super::mount("/vfs-second", Disk::new(image));
    assert_eq!(count(&connect("/vfs-second").unwrap()), 2);
}

#[test]
fn it_writes_down_what_sqlite_does_in_its_order() {
    let mount = mount("/vfs-order", Disk::default().recorded());
    let db = connect("/vfs-order").unwrap();
    db.execute_batch("CREATE TABLE t(x)").unwrap();
    let before = mount.lock().op_count();
    db.execute_batch("INSERT INTO t VALUES(1)").unwrap();
    let ops = mount.lock().take_ops().split_off(before);
    let (last, writes) = ops.split_last().unwrap();
    assert!(matches!(last, Op::Sync { .. }), "a commit ends with a sync");
    assert!(!writes.is_empty());
    assert!(writes.iter().all(|op| matches!(op, Op::Write { .. })), "{writes:?}");
}

#[test]
fn a_failure_comes_when_it_was_ordered_and_is_told() {
    let image = {
        let mount = mount("/vfs-fault", Disk::default());
        connect("/vfs-fault").unwrap().execute_batch("CREATE TABLE t(x)").unwrap();
        mount.lock().image()
    };
    let fault = Fault { kind: FaultKind::Sync, nth: 0, persistent: false, full: false };
    let mount = mount("/vfs-fault", Disk::new(image).with_fault(fault));
    let db = connect("/vfs-fault").unwrap();
    assert!(db.execute("INSERT INTO t VALUES(1)", []).is_err());
    assert_eq!(mount.lock().tripped().len(), 1);
    assert!(db.execute("INSERT INTO t VALUES(2)", []).is_ok(), "it fails once");
}

#[test]
fn meddling_overrules_what_the_program_set() {
    let mount = mount("/vfs-meddle", Disk::default().recorded());
    let db = connect("/vfs-meddle").unwrap();
    let before = mount.lock().op_count();
    mount.meddle(c"PRAGMA synchronous=OFF");
    db.execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES(1)").unwrap();
    let ops = mount.lock().take_ops().split_off(before);
    assert!(!ops.iter().any(|op| matches!(op, Op::Sync { .. })), "OFF never syncs");
}

// SPDX-License-Identifier: EUPL-1.2
//! Whatever is done to a folder behind our back is found, and the place is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, params};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::id::hex;

use super::tamper::{self, flip};
use super::{Finding, Remark, verify};
use crate::fixture::{Die, House, Place, grep, key, person, subject};
use crate::folder::Folder;

/// A folder with all there is: two epochs, users, sealed entries, files, heads of another
/// device, witnesses, erasures, snapshots; so closed that no end of a log is loose but one.
fn furnish(dir: &Path) -> House {
    let mut place = Place::open(dir);
    let mut house = place.furnish(1, 30);
    let gone = house.entry("to be erased");
    let id = gone.envelope.id;
    place.store.append(&[gone]).unwrap();
    let sealed = house.sealed_entry(subject(4), &key(4), "to be erased");
    place.put(4, sealed);
    let erase = house.erase(vec![id], vec![subject(4)]);
    place.store.append(&[erase]).unwrap();
    crate::erasure::carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    let witness = house.witness();
    place.store.append(&[witness]).unwrap();
    place.snapshot(house.crisis.0);
    house.device.restart(1_000);
    for number in 0..10 {
        let entry = house.entry(&format!("after a restart {number}"));
        place.store.append(&[entry]).unwrap();
    }
    let heads = house.heads(house.admin, &place.store);
    let witness = house.witness();
    place.store.append(&[heads, witness]).unwrap();
    place.snapshot(house.admin.0);
    place.snapshot(house.crisis.0);
    house
}

fn look(dir: &Path) -> Result<super::Report, Finding> {
    verify(&Folder::look(dir).unwrap())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(|_| ()).unwrap() }
    }
}

#[test]
fn a_sound_folder_is_found_sound() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("data");
    let house = furnish(&root);
    let report = look(&root).unwrap();
    assert_eq!(report.institution, Some(house.institution));
    assert_eq!((report.scopes, report.snapshots, report.attachments), (2, 3, 1));
    assert_eq!((report.erased, report.unguarded), (2, 0), "{report:?}");
    assert_eq!(report.remarks, []);
}

#[test]
fn a_thousand_tamperings_are_each_found_where_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    furnish(&sound);
    copy(&sound, &bad);
    let stranger = tamper::stranger(&dir.path().join("stranger"));
    let db = fs::read(sound.join("tegenwicht.db")).unwrap();
    let mut kinds: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..1_000 {
        fs::write(bad.join("tegenwicht.db"), &db).unwrap();
        let conn = Connection::open(bad.join("tegenwicht.db")).unwrap();
        let (what, place) = tamper::once(&conn, &mut Die(seed), &stranger);
        conn.close().unwrap();
        let finding = look(&bad).expect_err(&format!("seed {seed}: {what} was not found"));
        let named = (finding.device, finding.scope, finding.epoch, finding.seq);
        assert_eq!(named, place, "seed {seed}: {what}: {finding}");
        *kinds.entry(what).or_default() += 1;
    }
    println!("{kinds:?}");
    assert_eq!(kinds.len(), tamper::KINDS.len());
}

#[test]
fn a_flipped_bit_anywhere_in_the_files_is_found_or_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    furnish(&sound);
    copy(&sound, &bad);
    let before = look(&sound).unwrap();
    let db = fs::read(sound.join("tegenwicht.db")).unwrap();
    let mut found = 0;
    for seed in 0..500 {
        fs::write(bad.join("tegenwicht.db"), flip(&db, &mut Die(seed))).unwrap();
        match look(&bad) {
            Err(_) => found += 1,
            Ok(report) => assert_eq!(report, before, "seed {seed}"),
        }
    }
    // The others hit what is free in the file, or beside the point.
    assert!(found > 150, "{found}");
}

#[test]
fn garbage_is_told_and_never_panics() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    furnish(&sound);
    copy(&sound, &bad);
    let path = bad.join("tegenwicht.db");
    let db = fs::read(sound.join("tegenwicht.db")).unwrap();
    for part in 0..16 {
        fs::write(&path, &db[..db.len() * part / 16]).unwrap();
        look(&bad).expect_err(&format!("cut at {part}/16"));
    }
    for seed in 0..300 {
        let mut die = Die(seed);
        let mut bytes = db.clone();
        let (at, length) = (die.roll(db.len() - 600), 1 + die.roll(600));
        bytes[at..at + length].iter_mut().for_each(|byte| *byte = die.roll(256) as u8);
        fs::write(&path, bytes).unwrap();
        let _ = look(&bad);
    }
    let mut die = Die(7);
    let noise: Vec<u8> = (0..50_000).map(|_| die.roll(256) as u8).collect();
    for start in [0, 16, 100] {
        fs::write(&path, [&db[..start], &noise[..]].concat()).unwrap();
        look(&bad).unwrap_err();
    }
}

#[test]
fn columns_of_any_type_and_length_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    furnish(&sound);
    copy(&sound, &bad);
    let path = bad.join("tegenwicht.db");
    let db = fs::read(sound.join("tegenwicht.db")).unwrap();
    let columns = [
        "id",
        "device",
        "scope",
        "epoch",
        "seq",
        "own",
        "body_erased",
        "sealed_erased",
        "cose",
        "body",
        "sealed",
    ];
    let values =
        ["NULL", "'text'", "-1", "9e99", "x''", "zeroblob(3000000)", "9223372036854775807"];
    for column in columns {
        for value in values {
            fs::write(&path, &db).unwrap();
            let conn = Connection::open(&path).unwrap();
            // As a tamperer would: the same table without its rules.
            let loosen = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = \
                replace(replace(sql, ' STRICT', ''), ' NOT NULL', '') WHERE name = 'event'; \
                PRAGMA writable_schema = RESET;";
            conn.execute_batch(loosen).unwrap();
            let query = format!("UPDATE event SET {column} = {value} WHERE serial = 7");
            conn.execute(&query, []).unwrap();
            let tighten = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = (SELECT \
                sql FROM pattern.sqlite_schema WHERE name = 'event') WHERE name = 'event'; \
                PRAGMA writable_schema = RESET;";
            let attach = format!("ATTACH '{}' AS pattern", sound.join("tegenwicht.db").display());
            conn.execute_batch(&attach).unwrap();
            conn.execute_batch(tighten).unwrap();
            conn.close().unwrap();
            let own = column == "own" && value == "NULL";
            let unchanged = column == "sealed" && value == "NULL";
            let outcome = look(&bad);
            assert!(outcome.is_err() || unchanged && !own, "{column} = {value}");
            if let Err(finding) = outcome {
                let places = finding.seq.is_some() || finding.scope.is_some();
                assert!(places, "{column} = {value}: {finding}");
            }
        }
    }
}

#[test]
fn a_table_that_shows_other_rows_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("data");
    furnish(&root);
    let conn = Connection::open(root.join("tegenwicht.db")).unwrap();
    conn.execute_batch(
        "CREATE TRIGGER quiet AFTER INSERT ON event BEGIN DELETE FROM event WHERE own = 2; END",
    )
    .unwrap();
    drop(conn);
    let finding = look(&root).unwrap_err();
    assert!(finding.what.contains("tables"), "{finding}");
}

#[test]
fn a_snapshot_that_is_not_what_the_events_give_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    let house = furnish(&sound);
    copy(&sound, &bad);
    let db = fs::read(sound.join("tegenwicht.db")).unwrap();
    let mut place = Place::open(&dir.path().join("other"));
    let other = place.furnish(1, 3);
    let state = place.snapshot(other.crisis.0);
    let whole = "UPDATE snapshot SET state = ?1, state_hash = ?2, count = ?3, order_digest = ?4 \
                 WHERE scope = ?5";
    for what in ["state", "state_hash", "order_digest", "count", "serial", "heads", "whole"] {
        fs::write(bad.join("tegenwicht.db"), &db).unwrap();
        let conn = Connection::open(bad.join("tegenwicht.db")).unwrap();
        let scope = house.crisis.0.0;
        let changed = match what {
            "whole" => conn.execute(
                whole,
                params![
                    state.state,
                    state.state_hash,
                    state.count.cast_signed(),
                    state.order_digest,
                    scope
                ],
            ),
            "count" | "serial" => conn.execute(
                &format!("UPDATE snapshot SET {what} = {what} - 1 WHERE scope = ?1"),
                [scope],
            ),
            column => conn.execute(
                &format!(
                    "UPDATE snapshot SET {column} = CAST(substr({column}, 1, \
                     length({column}) - 1) || x'ff' AS BLOB) WHERE scope = ?1"
                ),
                [scope],
            ),
        };
        assert_eq!(changed.unwrap(), 2);
        conn.close().unwrap();
        let finding = look(&bad).expect_err(what);
        assert!(finding.what.contains("snapshot"), "{what}: {finding}");
    }
}

#[test]
fn a_missing_or_damaged_file_or_key_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (sound, bad) = (dir.path().join("sound"), dir.path().join("bad"));
    furnish(&sound);
    copy(&sound, &bad);
    let name = crate::disk::names(&bad.join("attachments")).unwrap().remove(0);
    let path = bad.join("attachments").join(&name);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, flip(&whole, &mut Die(1))).unwrap();
    let finding = look(&bad).unwrap_err();
    assert!(finding.what.contains("attachment") && finding.seq.is_some(), "{finding}");
    fs::remove_file(&path).unwrap();
    assert!(look(&bad).unwrap_err().what.contains("missing"));
    fs::write(&path, &whole).unwrap();
    fs::write(bad.join("attachments").join("00".repeat(32)), b"loose").unwrap();
    assert_eq!(look(&bad).unwrap().remarks, [Remark::LooseFiles(1)]);

    let path = bad.join("keys/subjects").join(hex(&person(1).0));
    let whole = fs::read(&path).unwrap();
    fs::write(&path, flip(&whole, &mut Die(1))).unwrap();
    assert!(look(&bad).unwrap_err().what.contains("damaged"));
}

#[test]
fn a_device_that_was_not_granted_by_the_root_key_is_found() {
    use ed25519_dalek::SigningKey;
    use tegenwicht_core::envelope::Kind;
    use tegenwicht_core::event::Fact;
    use tegenwicht_core::feature::device::{Granted, Share};
    use tegenwicht_core::id::ExchangeKey;
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let mut other = crate::fixture::Writer::new(SigningKey::from_bytes(&[0x33; 32]), 5, false);
    let grant = |device| {
        let (label, letter) = ("laptop".to_owned(), "B".to_owned());
        let (exchange, shares) = (ExchangeKey([1; 32]), Share::everything());
        let granted = Granted { device, label, letter, exchange, shares };
        vec![Fact::DeviceGranted(granted)]
    };
    // Granted by a device, not by the root.
    let event = house.device.event(house.admin, Kind::Grant, grant(other.device()), None);
    let entry = other.event(house.crisis, Kind::Facts, Vec::new(), None);
    place.store.append(&[event, entry]).unwrap();
    let finding = verify(&place.folder).unwrap_err();
    assert_eq!(finding.device, Some(other.device()));
    assert!(finding.what.contains("granted"), "{finding}");
    let event = house.root.event(house.admin, Kind::Grant, grant(other.device()), None);
    place.store.append(&[event]).unwrap();
    verify(&place.folder).unwrap();
}

#[test]
fn an_event_of_an_exercise_does_not_pass_for_real() {
    use tegenwicht_core::envelope::Kind;
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let scope = (house.crisis.0, Mode::Real);
    let event = house.device.event(scope, Kind::Facts, Vec::new(), None);
    let header = event.envelope.header.clone();
    place.store.append(&[event]).unwrap();
    let finding = verify(&place.folder).unwrap_err();
    assert_eq!((finding.epoch, finding.seq), (Some(header.epoch), Some(header.seq)));
    assert!(finding.what.contains("exercise"), "{finding}");
}

#[test]
fn a_copied_disk_shows_as_a_remark() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    let (mut copy, _) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    place.store.append(&[house.entry("here"), copy.entry("there")]).unwrap();
    let report = verify(&place.folder).unwrap();
    assert!(matches!(report.remarks.as_slice(), [Remark::Fork { seq: 1, .. }]), "{report:?}");
    house.device.restart(50);
    copy.device.restart(51);
    place.store.append(&[house.entry("here")]).unwrap();
    place.store.append(&[copy.entry("there")]).unwrap();
    assert_eq!(verify(&place.folder).unwrap().remarks.len(), 1, "each follows its own branch");
}

#[test]
fn an_empty_folder_and_no_folder_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::open(&dir.path().join("data"));
    assert_eq!(verify(&place.folder).unwrap(), super::Report::default());
    assert!(Folder::look(&dir.path().join("nothing")).is_err());
}

#[test]
fn a_folder_is_checked_while_another_writes() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 30);
    let folder = Folder::look(dir.path()).unwrap();
    std::thread::scope(|scope| {
        let checking = scope.spawn(|| {
            for _ in 0..5 {
                verify(&folder).unwrap();
            }
        });
        while !checking.is_finished() {
            let events = [house.entry("meanwhile"), house.witness()];
            place.store.append(&events).unwrap();
        }
        checking.join().unwrap();
    });
}

#[test]
fn no_finding_tells_what_an_event_says() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("data");
    furnish(&root);
    assert!(!grep(&root, b"after a restart 3").is_empty());
    let db = fs::read(root.join("tegenwicht.db")).unwrap();
    for seed in 0..300 {
        fs::write(root.join("tegenwicht.db"), flip(&db, &mut Die(seed))).unwrap();
        if let Err(finding) = look(&root) {
            assert!(!finding.to_string().contains("restart"), "{finding}");
        }
    }
}

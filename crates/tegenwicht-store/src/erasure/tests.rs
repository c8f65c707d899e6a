// SPDX-License-Identifier: EUPL-1.2
//! What is erased is in no file any more, also after a crash in the middle and after a late copy.

use std::path::Path;

use tegenwicht_core::feature::log_entry::FileRef;
use tegenwicht_core::fold::FOLD_VERSION;
use tegenwicht_core::id::FileHash;

use super::{carry_out, reapply};
use crate::fixture::{Die, House, Place, grep, key, person, subject};
use crate::log::Store;
use crate::verify::{Remark, verify};

#[test]
fn erased_text_is_in_no_file_of_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    place.store.set_checkpoint_frames(50);
    let mut house = place.furnish(1, 20);
    let seed = 1;
    println!("seed {seed}");
    let mut die = Die(seed);
    let mut canaries = Vec::new();
    for number in 0..300 {
        // Some within a page, some over several.
        let filler = "y".repeat(die.roll(9_000));
        let canary = format!("CANARY-{number}-END");
        let entry = house.entry(&format!("{filler}{canary}"));
        canaries.push((canary, entry.envelope.id));
        place.store.append(&[entry]).unwrap();
        if number % 50 == 0 {
            place.snapshot(house.crisis.0);
        }
    }
    // In any order, a few at a time, so that pages are rewritten often in between.
    while !canaries.is_empty() {
        let mut erased = Vec::new();
        for _ in 0..7.min(canaries.len()) {
            erased.push(canaries.swap_remove(die.roll(canaries.len())));
        }
        let event = house.erase(erased.iter().map(|(_, id)| *id).collect(), Vec::new());
        place.store.append(&[event]).unwrap();
        let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
        assert!(done.finished);
        for (canary, _) in erased {
            assert_eq!(grep(dir.path(), canary.as_bytes()), Vec::<String>::new(), "{canary}");
        }
        place.store.append(&[house.entry("life goes on")]).unwrap();
    }
    assert!(grep(dir.path(), b"CANARY-").is_empty());
    assert_eq!(place.store.newest_snapshot(house.crisis.0, FOLD_VERSION, None).unwrap(), None);
    place.snapshot(house.crisis.0);
    let report = verify(&place.folder).unwrap();
    assert_eq!(report.erased, 300);
}

#[test]
fn erasing_an_event_takes_the_key_of_its_sealed_part_also_where_nobody_named_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let (kept, gone) = (place.keys.subjects().unwrap(), subject(7));
    place.keys.put_subject(gone, &key(7), [7; 24]).unwrap();
    let entry = house.sealed_entry(gone, &key(7), "the retry of a line");
    let id = entry.envelope.id;
    place.store.append(&[entry]).unwrap();
    // As an erasure by command leaves it: the event goes, and no fact names its subject.
    place.store.append(&[house.erase(vec![id], Vec::new())]).unwrap();
    carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!(place.keys.subjects().unwrap(), kept);
    carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!(place.keys.subjects().unwrap(), kept, "doing it again changes nothing");
}

#[test]
fn erasing_a_subject_takes_key_sealed_part_and_files() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    place.snapshot(house.crisis.0);
    let files = place.attachments.list().unwrap().len();
    let event = house.erase(Vec::new(), vec![subject(2), subject(3)]);
    place.store.append(&[event]).unwrap();
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((done.bodies, done.seals, done.finished), (0, 1, true));
    assert_eq!(place.keys.subjects().unwrap(), [person(1)]);
    assert_eq!(place.attachments.list().unwrap().len(), files - 1);
    verify(&place.folder).unwrap();
    let again = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((again.bodies, again.seals, again.finished), (0, 0, true));
}

#[test]
fn an_erasure_that_was_broken_off_is_finished_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let entry = house.entry("CANARY-TEXT");
    let id = entry.envelope.id;
    place.store.append(&[entry]).unwrap();
    let event = house.erase(vec![id], vec![subject(2)]);
    place.store.append(&[event]).unwrap();
    // The power goes here: the erasure is in the log and nothing is done yet.
    drop(place);
    let mut place = Place::open(dir.path());
    let report = verify(&place.folder).unwrap();
    assert!(report.remarks.contains(&Remark::ErasurePending(2)), "{report:?}");
    assert_eq!(place.store.pending_erasures().unwrap().events, [id]);
    carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert!(grep(dir.path(), b"CANARY-TEXT").is_empty());
    assert!(place.store.pending_erasures().unwrap().serials.is_empty());
    assert_eq!(verify(&place.folder).unwrap().remarks, []);
}

#[test]
fn while_somebody_reads_the_rest_is_left_for_later() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let entry = house.entry("CANARY-TEXT");
    let id = entry.envelope.id;
    place.store.append(&[entry]).unwrap();
    let reader = Store::open_read(place.store.path()).unwrap();
    reader
        .at_one_moment(|reader| {
            reader.count()?;
            place.store.append(&[house.erase(vec![id], Vec::new())]).unwrap();
            let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
            assert!(!done.finished);
            Ok(())
        })
        .unwrap();
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert!(done.finished);
    assert!(grep(dir.path(), b"CANARY-TEXT").is_empty());
}

#[test]
fn a_late_copy_of_what_was_erased_is_not_written_down() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let (mut house, events) = House::found(place.keys.device().clone(), 1);
    place.store.append(&events).unwrap();
    let late = house.entry("CANARY-TEXT");
    let sealed = house.sealed_entry(subject(7), &key(7), "sealed");
    let erase = house.erase(vec![late.envelope.id], vec![subject(7)]);
    let (late_id, sealed_id) = (late.envelope.id, sealed.envelope.id);
    place.store.append(&[erase]).unwrap();
    place.store.append(&[late, sealed]).unwrap();
    assert_eq!(place.store.event(late_id).unwrap().unwrap().open, None);
    let sealed = place.store.event(sealed_id).unwrap().unwrap();
    assert!(sealed.open.is_some() && sealed.sealed.is_none());
    assert!(place.store.is_subject_erased(subject(7)).unwrap());
    assert!(!place.store.is_subject_erased(subject(8)).unwrap());
    assert!(grep(dir.path(), b"CANARY-TEXT").is_empty());
    verify(&place.folder).unwrap();
}

#[test]
fn what_carries_the_log_cannot_be_erased() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let first = house.erase(vec![house.institution], Vec::new());
    let second = house.erase(vec![first.envelope.id], Vec::new());
    place.store.append(&[first, second]).unwrap();
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    // The institution is not in the scope of the crisis, so the erasure does not reach it at all.
    assert_eq!((done.bodies, done.kept), (0, 1));
    assert_eq!(place.store.institution().unwrap(), Some(house.institution));
    verify(&place.folder).unwrap();
}

#[test]
fn doing_all_erasures_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let entry = house.entry("CANARY-TEXT");
    let erase = house.erase(vec![entry.envelope.id], vec![subject(2)]);
    place.store.append(&[entry, erase]).unwrap();
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((done.bodies, done.seals), (1, 1));
    let dump = |path: &Path| crate::heads::heads(&Store::open_read(path).unwrap()).unwrap();
    let before = dump(place.store.path());
    let again = reapply(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((again.bodies, again.seals, again.finished), (0, 0, true));
    assert_eq!(dump(place.store.path()), before);
}

/// A photo under a key of the admin scope, and a line in a crisis that says the photo is its own.
fn claimed_photo(place: &Place) -> FileRef {
    let hash = place.attachments.put(person(5), &key(5), [5; 24], b"a photo of elsewhere").unwrap();
    let (name, media_type) = (Some("mine.jpg".to_owned()), "image/jpeg".to_owned());
    FileRef { hash, subject: subject(5), name, media_type, size: 20 }
}

#[test]
fn an_erasure_takes_no_key_sealed_part_or_file_of_another_scope() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    let photo = claimed_photo(&place);
    let claim = house.entry_with_file("nothing", photo.clone());
    let id = claim.envelope.id;
    let erase = house.erase(vec![id], vec![person(1), person(5), person(6), subject(2)]);
    place.store.append(&[claim, erase]).unwrap();
    let pending = place.store.pending_erasures().unwrap();
    assert_eq!(pending.subjects, [subject(2), subject(5)], "those of this scope alone");
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((done.bodies, done.seals, done.finished), (1, 1, true));
    // A person whom this disk hears of after the erasure that names them.
    let late = house.user(person(6), &key(6), "SECRET-NAME");
    let late_id = late.envelope.id;
    place.put(6, late);
    let check = |place: &Place| {
        let held = |hash: FileHash| place.attachments.sealed(hash).unwrap().is_some();
        assert!(held(photo.hash), "a file is its own witness of whose it is");
        for number in [1, 6] {
            assert_eq!(place.keys.subject(person(number)).unwrap(), Some(key(number)));
            assert!(!place.store.is_subject_erased(person(number)).unwrap());
        }
        assert!(place.store.event(late_id).unwrap().unwrap().sealed.is_some());
        verify(&place.folder).unwrap();
    };
    check(&place);
    reapply(&mut place.store, &place.keys, &place.attachments).unwrap();
    check(&place);
}

#[test]
fn what_is_sealed_under_a_subject_of_another_scope_does_not_go_with_that_subject() {
    let dir = tempfile::tempdir().unwrap();
    let mut place = Place::open(dir.path());
    let mut house = place.furnish(1, 3);
    // No program of ours writes this. Were it dropped, the erasure that explains it would stand
    // where not everybody who holds the line can see it.
    let odd = house.sealed_entry(person(1), &key(1), "odd");
    let odd_id = odd.envelope.id;
    place.store.append(&[odd]).unwrap();
    let erase = house.erase_person(vec![person(1)]);
    place.store.append(&[erase]).unwrap();
    let done = carry_out(&mut place.store, &place.keys, &place.attachments).unwrap();
    assert_eq!((done.seals, done.finished), (1, true), "the card of the person");
    assert_eq!(place.keys.subject(person(1)).unwrap(), None);
    assert!(place.store.event(odd_id).unwrap().unwrap().sealed.is_some());
    verify(&place.folder).unwrap();
}

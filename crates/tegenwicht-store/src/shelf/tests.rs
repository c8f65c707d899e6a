// SPDX-License-Identifier: EUPL-1.2
//! The disk as replication sees it: what is erased stays in, what came ahead explains, and a key
//! belongs to one scope.

use tegenwicht_core::envelope::{Envelope, Kind, sha256};
use tegenwicht_core::feature::log_entry::FileRef;
use tegenwicht_core::id::{EventId, FileHash, ScopeId};
use tegenwicht_core::shelf::{Absence, Arrival, Batch, Piece, Shelf};

use super::{Memory, NodeShelf};
use crate::fixture::{House, Place, grep, key, person, subject};
use crate::log::NewEvent;

fn shelf<'a>(place: &'a mut Place, memory: &'a mut Memory, house: &House) -> NodeShelf<'a> {
    let Place { store, keys, attachments, .. } = place;
    NodeShelf::new(store, keys, attachments, memory, Some(house.admin.0))
}

fn batch(events: &[NewEvent]) -> Batch {
    let arrival = |event: &NewEvent| Arrival {
        envelope: event.envelope.clone(),
        open: event.open.clone(),
        sealed: event.sealed.clone(),
    };
    Batch { events: events.iter().map(arrival).collect(), ahead: Vec::new() }
}

fn piece(event: &NewEvent) -> Piece {
    let Envelope { id, cose, .. } = event.envelope.clone();
    Piece { id, cose, open: event.open.clone(), sealed: event.sealed.clone() }
}

fn absence(event: &NewEvent) -> Absence<'_> {
    Absence::of(event.envelope.id, &event.envelope.header)
}

/// A house on another machine, and an empty folder here.
fn elsewhere() -> (tempfile::TempDir, Place, House, Vec<NewEvent>) {
    let dir = tempfile::tempdir().unwrap();
    let place = Place::open(dir.path());
    let device = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let (house, events) = House::found(device, 1);
    (dir, place, house, events)
}

#[test]
fn an_erasure_that_came_ahead_explains_until_its_own_turn() {
    let (dir, mut place, mut house, founding) = elsewhere();
    let mut entry = house.entry("SECRET-LINE");
    let between = house.entry("harmless");
    let erasure = house.erase(vec![entry.envelope.id], vec![]);
    let whole = piece(&entry);
    entry.open = None;
    let mut memory = Memory::default();
    let mut first = batch(&[founding, vec![entry.clone()]].concat());
    first.ahead.push(piece(&erasure));
    assert_eq!(shelf(&mut place, &mut memory, &house).append(&first).unwrap().len(), 3);

    drop(place);
    let mut place = Place::open(dir.path());
    crate::verify::verify(&place.folder).unwrap();
    let mut memory = Memory::default();
    let mut disk = shelf(&mut place, &mut memory, &house);
    assert_eq!(disk.erasure(&absence(&entry)).unwrap(), Some(piece(&erasure)));
    assert_eq!(disk.erasure(&absence(&between)).unwrap(), None);

    disk.append(&batch(&[between, erasure.clone()])).unwrap();
    assert_eq!(disk.erasure(&absence(&entry)).unwrap(), Some(piece(&erasure)));
    assert_eq!(disk.event(whole.id).unwrap().unwrap().open, None);
    let left: i64 = place
        .store
        .conn()
        .query_row("SELECT count(*) FROM local WHERE key LIKE 'sync:ahead:%'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0, "it stands in its log now");
    crate::verify::verify(&place.folder).unwrap();
    assert!(grep(dir.path(), b"SECRET-LINE").is_empty());
}

#[test]
fn what_is_erased_is_handed_out_to_nobody_also_before_it_is_carried_out() {
    let (dir, mut place, mut house, founding) = elsewhere();
    let entry = house.entry("SECRET-LINE");
    let sealed = house.sealed_entry(subject(2), &key(2), "SECRET-ENTRY");
    place.store.append(&[founding, vec![entry.clone(), sealed.clone()]].concat()).unwrap();
    place.keys.put_subject(subject(2), &key(2), [2; 24]).unwrap();
    let mut memory = Memory::default();
    let mut disk = shelf(&mut place, &mut memory, &house);
    assert_eq!(disk.range(house.device.log(house.crisis.0), 0, usize::MAX).unwrap().len(), 3);
    assert_eq!(disk.keys(house.crisis.0, &[subject(2)]).unwrap().len(), 1);
    // The erasure stands in the log and the power goes before it is carried out.
    let erasure = house.erase(vec![entry.envelope.id], vec![subject(2)]);
    place.store.append(&[erasure]).unwrap();
    assert!(!grep(dir.path(), b"SECRET-LINE").is_empty());
    let mut disk = shelf(&mut place, &mut memory, &house);
    let log = house.device.log(house.crisis.0);
    let pieces = disk.range(log, 1, usize::MAX).unwrap();
    assert_eq!((&pieces[0].open, &pieces[1].sealed), (&None, &None));
    assert_eq!(disk.keys(house.crisis.0, &[subject(2)]).unwrap(), []);
    assert_eq!(disk.missing_keys(house.crisis.0, 9).unwrap(), []);
    assert!(!disk.put_key(subject(2), &key(2), [3; 24]).unwrap());
}

#[test]
fn a_key_is_kept_when_it_opens_and_is_asked_for_in_its_own_scope_alone() {
    let (_dir, mut place, mut house, founding) = elsewhere();
    let person = person(1);
    let user = house.user(person, &key(1), "SECRET-NAME");
    // Somebody names the subject of a person in the scope of a crisis, to get at its key, and
    // says so before the person is heard of here.
    let claim = house.sealed_entry(person, &key(9), "nothing");
    let mut memory = Memory::default();
    let mut disk = shelf(&mut place, &mut memory, &house);
    disk.append(&batch(&[founding, vec![claim, user]].concat())).unwrap();
    let (admin, crisis) = (house.admin.0, house.crisis.0);
    assert_eq!(disk.missing_keys(admin, 9).unwrap(), [person]);
    assert_eq!(disk.missing_keys(crisis, 9).unwrap(), []);
    assert!(!disk.put_key(person, &key(9), [1; 24]).unwrap(), "it opens nothing");
    assert!(disk.put_key(person, &key(1), [1; 24]).unwrap());
    assert!(!disk.put_key(person, &key(1), [1; 24]).unwrap(), "a second time");
    assert_eq!(disk.keys(crisis, &[person]).unwrap(), []);
    assert_eq!(disk.keys(admin, &[person]).unwrap(), [(person, key(1))]);
    assert_eq!(disk.missing_keys(admin, 9).unwrap(), []);
}

#[test]
fn closed_epochs_forks_and_ranges_are_seen_as_they_lie() {
    let (_dir, mut place, mut house, founding) = elsewhere();
    let mut memory = Memory::default();
    let mut disk = shelf(&mut place, &mut memory, &house);
    disk.append(&batch(&founding)).unwrap();
    let before = disk.scope(house.crisis.0).unwrap().unwrap();
    let log = house.device.log(house.crisis.0);
    let lines: Vec<NewEvent> = (0..20).map(|n| house.entry(&format!("line {n}"))).collect();
    disk.append(&batch(&lines)).unwrap();
    assert_eq!(disk.append(&batch(&lines)).unwrap(), [] as [EventId; 0], "twice");
    let after = disk.scope(house.crisis.0).unwrap().unwrap();
    assert_ne!(before.digest, after.digest);
    assert_eq!(disk.range(log, 5, 1).unwrap().len(), 1);
    assert_eq!(disk.range(log, 5, usize::MAX).unwrap().len(), 16);
    assert_eq!(disk.at(log, 20).unwrap(), [lines[19].envelope.id]);
    assert_eq!(disk.tips(house.crisis.0).unwrap().len(), 1);
    house.device.restart(77);
    let next = house.device.event(house.crisis, Kind::Facts, vec![], None);
    disk.append(&batch(&[next])).unwrap();
    let tips = disk.tips(house.crisis.0).unwrap();
    let closed: Vec<bool> = tips.iter().map(|tip| tip.is_closed).collect();
    assert_eq!(closed.iter().filter(|it| **it).count(), 1);
    assert_eq!(disk.holds(&[lines[0].envelope.id, EventId([0; 32])]).unwrap(), [true, false]);
    assert_eq!(disk.scope(ScopeId([9; 16])).unwrap(), None);
}

#[test]
fn a_file_belongs_to_the_scope_of_what_it_is_sealed_under_whoever_names_it() {
    let (_dir, mut place, mut house, founding) = elsewhere();
    let sealed = |place: &Place, number| {
        let hash = place.attachments.put(subject(number), &key(number), [number; 24], b"photo");
        place.attachments.sealed(hash.unwrap()).unwrap().unwrap()
    };
    let (photo, other) = (sealed(&place, 3), sealed(&place, 4));
    let file = FileRef {
        hash: FileHash(sha256(&photo)),
        subject: subject(3),
        name: Some("foto.jpg".to_owned()),
        media_type: "image/jpeg".to_owned(),
        size: 5,
    };
    place.attachments.remove(&[(file.hash, subject(3))], &[subject(4)]).unwrap();
    // The hash of another file, under a subject of somebody else's scope and under one of its own.
    let foreign = FileRef { hash: FileHash([1; 32]), subject: person(3), ..file.clone() };
    let untrue = FileRef { hash: FileHash(sha256(&other)), subject: subject(9), ..file.clone() };
    let entries = [file.clone(), foreign.clone(), untrue.clone()]
        .map(|file| house.entry_with_file("see the photo", file));
    let crisis = house.crisis.0;
    let mut memory = Memory::default();
    let mut disk = shelf(&mut place, &mut memory, &house);
    disk.append(&batch(&[founding, entries.to_vec()].concat())).unwrap();
    let missing = disk.missing_files(crisis, 9).unwrap();
    assert!(missing.contains(&file.hash) && !missing.contains(&foreign.hash));
    assert_eq!(disk.scope_of_file(foreign.hash).unwrap(), None);
    for sealed in [&photo, &other] {
        disk.put_file(sealed).unwrap();
    }
    assert_eq!(disk.file(file.hash).unwrap().as_ref(), Some(&photo));
    assert_eq!(disk.file(untrue.hash).unwrap(), None, "nothing of this scope lies under it");
    assert_eq!(disk.scope_of_file(file.hash).unwrap(), Some(crisis));
    assert_eq!(disk.files(crisis).unwrap().len(), 2);
}

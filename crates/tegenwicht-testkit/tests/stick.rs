// SPDX-License-Identifier: EUPL-1.2
//! A stick between two real disks, wrapped with age: events, keys and a photo.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::io::Cursor;

use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, NewFile, WriteEntry};
use tegenwicht_core::id::SubjectId;
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_store::wrap;
use tegenwicht_sync::Us;
use tegenwicht_sync::bundle::BundleFault;
use tegenwicht_sync::bundle::read::{Imported, read};
use tegenwicht_sync::bundle::write::{Plan, Wish};
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device};
use tegenwicht_testkit::shelf::{DiskNode, Scratch};
use zeroize::Zeroizing;

const PHOTO_KEY: SubjectKey = SubjectKey([8; 32]);

/// A house with a line for the core team, and one with a photo; the photo, and its subject.
fn house(dir: &Scratch) -> (DiskNode, Vec<u8>, SubjectId) {
    let (mut device, ana) = Device::found(1);
    let (title, mode) = ("stroomuitval".to_owned(), Mode::Real);
    let open = OpenCrisis {
        title,
        mode,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    };
    let id = device.command_id();
    device.submit(ana, id, &Command::OpenCrisis(open)).unwrap();
    let crisis = device.world.crises()[0].crisis.as_ref().unwrap().id;
    let subject = SubjectId::of(device.world.crisis(crisis).unwrap().0, [9; 8]);
    let mut node = DiskNode::open(&dir.path("a"), device, None);
    let photo: Vec<u8> = (0..700_000_u32).map(|n| (n % 251) as u8).collect();
    let hash = node.attachments.put(subject, &PHOTO_KEY, [7; 24], &photo).unwrap();
    node.device.put_key(subject, PHOTO_KEY);
    let file = FileRef {
        hash,
        subject,
        name: Some("foto.jpg".to_owned()),
        media_type: "image/jpeg".to_owned(),
        size: 700_000,
    };
    let with_photo = WriteEntry {
        files: vec![NewFile { file, content: [1; 32] }],
        ..WriteEntry::plain(crisis, EntryKind::Fact, "zie de foto")
    };
    let sealed = WriteEntry {
        restricted: true,
        ..WriteEntry::plain(crisis, EntryKind::Fact, "alleen voor het kernteam")
    };
    for entry in [with_photo, sealed] {
        let id = node.device.command_id();
        node.device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
    }
    for seed in [2, 3] {
        node.device.grant(&mut Device::new(seed));
    }
    node.flush();
    (node, photo, subject)
}

fn export(from: &mut DiskNode, to: &DiskNode) -> Vec<u8> {
    let (id, to_id) = (from.device.id(), [to.device.id()]);
    let (now, expires) = (BEGIN, BEGIN.plus_ms(1_000));
    let wish = Wish { from: id, to: &to_id, scopes: None, now, expires, seed: [4; 32] };
    let plan = Plan::new(&mut from.shelf(), &wish).unwrap();
    let wrapped = wrap::wrap(&plan.header(&[9; 32]), &[to.device.exchange()]).unwrap();
    let mut file = Vec::new();
    plan.write(&mut from.shelf(), &[9; 32], &wrapped, [5; 32], &mut file).unwrap();
    file
}

fn import(to: &mut DiskNode, file: &[u8]) -> Result<Imported, BundleFault> {
    let secret = to.device.exchange_secret();
    let us = Us { device: to.device.id(), exchange: Some(Zeroizing::new(secret)) };
    let unwrap = |wrapped: &[u8]| wrap::unwrap(wrapped, &secret.into());
    read(&mut to.shelf(), &us, &mut Cursor::new(file), unwrap, [6; 32], BEGIN)
}

#[test]
fn keys_and_a_photo_come_with_a_stick_and_open_there() {
    let dir = Scratch::new("stick");
    let (mut a, photo, subject) = house(&dir);
    let mut b = DiskNode::open(&dir.path("b"), Device::new(2), a.admin);
    let file = export(&mut a, &b);
    let imported = import(&mut b, &file).unwrap();
    assert_eq!((imported.files, imported.lost_blocks, imported.is_torn), (1, 0, false));
    assert_eq!((imported.missing.len(), imported.alarms.len()), (0, 0));
    assert!(imported.keys > 1, "{}", imported.keys);
    let hash = b.attachments.list().unwrap()[0];
    let key = b.keys.subject(subject).unwrap().unwrap();
    assert_eq!(b.attachments.get(hash, subject, &key).unwrap(), Some(photo));
    assert_eq!(a.keys.subjects().unwrap(), b.keys.subjects().unwrap());
    b.absorb();
    assert_eq!(hashes(&a.device), hashes(&b.device));
    let again = import(&mut b, &file).unwrap();
    assert_eq!((again.new.len(), again.keys, again.files), (0, 0, 0));
    let b = b.restart();
    assert_eq!(b.verify(), Ok(()));
}

#[test]
fn who_is_not_named_opens_nothing_of_it() {
    let dir = Scratch::new("stick-other");
    let (mut a, ..) = house(&dir);
    let b = DiskNode::open(&dir.path("b"), Device::new(2), a.admin);
    let mut c = DiskNode::open(&dir.path("c"), Device::new(3), a.admin);
    let file = export(&mut a, &b);
    assert_eq!(import(&mut c, &file), Err(BundleFault::NotForUs));
    assert_eq!((c.store.count().unwrap(), c.keys.subjects().unwrap().len()), (0, 0));
    assert!(!file.windows(11).any(|window| window == b"zie de foto"));
}

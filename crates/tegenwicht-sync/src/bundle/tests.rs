// SPDX-License-Identifier: EUPL-1.2
//! Laws of a stick: whole, read twice, torn, flipped anywhere, for somebody else, too old.

use std::io::Cursor;

use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_testkit::check::hashes;
use tegenwicht_testkit::device::{BEGIN, Device};
use tegenwicht_testkit::shelf::MemoryShelf;
use zeroize::Zeroizing;

use super::BundleFault;
use super::read::{Imported, read};
use super::write::{Plan, Wish};
use crate::session::Us;

const KEY: [u8; 32] = [9; 32];

fn house(lines: usize) -> (MemoryShelf, MemoryShelf) {
    let (mut device, ana) = Device::found(1);
    let open = OpenCrisis {
        title: "stroomuitval".to_owned(),
        mode: Mode::Real,
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
    let mut other = Device::new(2);
    device.grant(&mut other);
    for line in 0..lines {
        let words = "regel ".repeat(60);
        let entry = WriteEntry::plain(crisis, EntryKind::Fact, &format!("{words}{line}"));
        let id = device.command_id();
        device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
        if line == lines / 2 {
            device.restart();
        }
    }
    let mut node = MemoryShelf::new(Device::new(2));
    let house = MemoryShelf::new(device);
    node.admin = house.admin;
    (house, node)
}

fn wish<'a>(from: &MemoryShelf, to: &'a [tegenwicht_core::id::DeviceKey]) -> Wish<'a> {
    let (now, expires) = (BEGIN, BEGIN.plus_ms(1_000));
    Wish { from: from.device.id(), to, scopes: None, now, expires, seed: [4; 32] }
}

/// Stands in for age: the header is wrapped for one device.
fn export(from: &mut MemoryShelf, to: &MemoryShelf) -> Vec<u8> {
    let to = [to.device.id()];
    let wish = wish(from, &to);
    let plan = Plan::new(from, &wish).unwrap();
    let wrapped = [to[0].0.as_slice(), &plan.header(&KEY)].concat();
    let mut file = Vec::new();
    plan.write(from, &KEY, &wrapped, [5; 32], &mut file).unwrap();
    file
}

fn import(to: &mut MemoryShelf, file: &[u8]) -> Result<Imported, BundleFault> {
    let us = Us { device: to.device.id(), exchange: None };
    let id = us.device;
    let unwrap = |wrapped: &[u8]| {
        wrapped.strip_prefix(id.0.as_slice()).map(|header| Zeroizing::new(header.to_vec()))
    };
    read(to, &us, &mut Cursor::new(file), unwrap, [6; 32], BEGIN)
}

#[test]
fn a_whole_bundle_brings_everything_and_reading_it_twice_changes_nothing() {
    let (mut a, mut b) = house(400);
    let file = export(&mut a, &b);
    let imported = import(&mut b, &file).unwrap();
    assert!(imported.missing.is_empty() && !imported.is_torn, "{:?}", imported.missing);
    assert_eq!((imported.lost_blocks, imported.refused.len()), (0, 0));
    assert_eq!(hashes(&a.device), hashes(&b.device));
    let again = import(&mut b, &file).unwrap();
    assert!(again.new.is_empty());
    assert_eq!(hashes(&a.device), hashes(&b.device));
    // The reader knows now how far the writer is: what it sends back is short.
    assert!(export(&mut b, &a).len() < file.len() / 4);
}

#[test]
fn a_torn_bundle_gives_the_good_part_and_says_what_is_missing() {
    let (mut a, empty) = house(1_000);
    let file = export(&mut a, &empty);
    let mut most = 0;
    for tenth in 1..10 {
        let (_, mut b) = house(0);
        let torn = &file[..file.len() * tenth / 10];
        let imported = import(&mut b, torn).unwrap();
        assert!(imported.is_torn && !imported.missing.is_empty());
        let new: u64 = imported.new.values().sum();
        assert!(new >= most, "more of the file is not less of the log");
        most = new;
        import(&mut b, &file).unwrap();
        assert_eq!(hashes(&a.device), hashes(&b.device));
    }
    assert!(most > 500, "{most}");
}

#[test]
fn damage_anywhere_costs_its_block_and_nothing_wrong_is_kept() {
    let (mut a, empty) = house(600);
    let file = export(&mut a, &empty);
    for part in 0..24 {
        let (_, mut b) = house(0);
        let mut bad = file.clone();
        let at = bad.len() * part / 24 + part;
        match part % 3 {
            0 => bad[at] ^= 0x10,
            1 => drop(bad.drain(at..at + 5)),
            _ => bad[at..].iter_mut().take(4_096).for_each(|byte| *byte = 0),
        }
        let imported = import(&mut b, &bad).unwrap();
        assert_eq!(imported.alarms, [], "damage is not told as a fault of anybody");
        let whole = hashes(&a.device) == hashes(&b.device);
        assert_eq!(whole, imported.missing.is_empty());
        import(&mut b, &file).unwrap();
        assert_eq!(hashes(&a.device), hashes(&b.device));
    }
}

#[test]
fn a_bundle_for_somebody_else_or_too_old_is_refused() {
    let (mut a, mut b) = house(3);
    let file = export(&mut a, &b);
    let mut stranger = MemoryShelf::new(Device::new(7));
    stranger.admin = a.admin;
    assert_eq!(import(&mut stranger, &file), Err(BundleFault::NotForUs));
    assert_eq!(import(&mut b, b"a letter"), Err(BundleFault::NoBundle));
    assert_eq!(import(&mut b, &[]), Err(BundleFault::NoBundle));
    let (mut other, _) = {
        let (device, ana) = Device::found(5);
        (MemoryShelf::new(device), ana)
    };
    std::mem::swap(&mut other.admin, &mut b.admin);
    assert_eq!(import(&mut b, &file), Err(BundleFault::OtherInstitution));
    std::mem::swap(&mut other.admin, &mut b.admin);
    let to = [stranger.device.id()];
    let refused = Plan::new(&mut a, &wish(&other, &to)).map(|_| ());
    assert_eq!(refused, Err(BundleFault::NotGranted(to[0])));
    let to = [b.device.id()];
    let plan = Plan::new(&mut a, &Wish { expires: BEGIN.plus_ms(-1), ..wish(&other, &to) });
    let plan = plan.unwrap();
    let wrapped = [to[0].0.as_slice(), &plan.header(&KEY)].concat();
    let mut file = Vec::new();
    plan.write(&mut a, &KEY, &wrapped, [5; 32], &mut file).unwrap();
    assert_eq!(import(&mut b, &file), Err(BundleFault::Expired));
}

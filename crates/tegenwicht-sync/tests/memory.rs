// SPDX-License-Identifier: EUPL-1.2
//! How far a hostile peer can make a node grow: everything that it remembers, filled to the brim.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;

use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::{Mode, sha256};
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, NewFile, WriteEntry};
use tegenwicht_core::id::{DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::shelf::Shelf;
use tegenwicht_sync::frame::{
    CHUNK_MAX, DeviceHeads, End, File, Frame, Heads, LIST_MAX, ScopeDigest, Scopes, WireTip,
};
use tegenwicht_sync::{Input, Output, Session, Us};
use tegenwicht_testkit::device::{BEGIN, Device};
use tegenwicht_testkit::shelf::MemoryShelf;
use tegenwicht_testkit::storm::memory::{Counting, Measure};

#[global_allocator]
static MEMORY: Counting = Counting;

/// So much more memory a peer may make a node take.
const GROWTH_MAX: usize = 64 * 1024 * 1024;
const FILE: FileHash = FileHash([9; 32]);

fn house() -> (MemoryShelf, DeviceKey) {
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
    let media_type = "image/jpeg".to_owned();
    let name = Some("foto.jpg".to_owned());
    let file = FileRef { hash: FILE, subject, name, media_type, size: 1 };
    let mut entry = WriteEntry::plain(crisis, EntryKind::Fact, "zie de foto");
    entry.files = vec![NewFile { file, content: [1; 32] }];
    let id = device.command_id();
    device.submit(ana, id, &Command::WriteEntry(Box::new(entry))).unwrap();
    let mut peer = Device::new(2);
    device.grant(&mut peer);
    (MemoryShelf::new(device), peer.id())
}

/// A digest, or id, that no other has.
fn fresh(count: &mut u64) -> [u8; 32] {
    *count += 1;
    sha256(&count.to_be_bytes())
}

#[test]
fn a_peer_that_fills_all_that_is_remembered_stays_below_the_limit() {
    let (mut node, peer) = house();
    let us = Us { device: node.device.id(), exchange: None };
    let mut session = Session::new(us, peer, [1; 32]);
    let found = node.scopes().unwrap();
    let known: BTreeMap<ScopeId, [u8; 32]> =
        found.iter().map(|found| (found.scope, found.digest)).collect();
    let admin = node.admin.unwrap();
    let opening = found.iter().find(|it| it.scope != admin).unwrap().opening.unwrap();
    let genesis = node.event(opening.event).unwrap().unwrap();
    let crisis = opening.log.scope;
    let measure = Measure::begin();
    let mut count = 0;
    session.handle(&mut node, BEGIN, Input::Start);
    let mut hear = |frame: Frame| session.handle(&mut node, BEGIN, Input::Frame(frame.encode()));
    let is_ask = |out: &[Output]| {
        let asks = |bytes: &[u8]| matches!(Frame::decode(bytes), Ok(Frame::AskFile(_)));
        out.iter().any(|it| matches!(it, Output::Send(bytes) if asks(bytes)))
    };
    let all = known.iter().map(|(scope, digest)| ScopeDigest { scope: *scope, digest: *digest });
    let (first, rest): (Vec<_>, Vec<_>) = all.partition(|it| it.scope == admin);
    hear(Frame::Scopes(Scopes { is_rest: false, scopes: first }));
    let out = hear(Frame::Scopes(Scopes { is_rest: true, scopes: rest }));
    // A file that is said to be as long as files may be, and of which the end does not come.
    assert!(is_ask(&out), "{out:?}");
    let total = 25 * 1024 * 1024;
    for part in 0..total / CHUNK_MAX as u64 - 1 {
        let (offset, bytes) = (part * CHUNK_MAX as u64, vec![7; CHUNK_MAX]);
        hear(Frame::File(File { file: FILE, offset, total, bytes }));
    }
    // Scopes that nobody knows, and tips without end in one that is known.
    for _ in 0..8 {
        let scope = |count: &mut u64| ScopeId(*fresh(count).first_chunk().unwrap());
        let scopes = (0..LIST_MAX)
            .map(|_| ScopeDigest { scope: scope(&mut count), digest: fresh(&mut count) })
            .collect();
        hear(Frame::Scopes(Scopes { is_rest: true, scopes }));
    }
    for _ in 0..40 {
        let digest = fresh(&mut count);
        let scopes = vec![ScopeDigest { scope: crisis, digest }];
        hear(Frame::Scopes(Scopes { is_rest: true, scopes }));
        let tips = (0..4_900_u64)
            .map(|epoch| {
                let id = fresh(&mut count);
                WireTip { epoch: epoch ^ u64::from(id[0]) << 40, seq: 1 << 40, id: EventId(id) }
            })
            .collect();
        let devices = vec![DeviceHeads { device: peer, closed: None, tips }];
        let genesis = genesis.clone().into();
        hear(Frame::Heads(Heads { scope: crisis, genesis, devices, is_last: true }));
    }
    for round in 0..40 {
        let log = |count: &mut u64| {
            let epoch = u64::from_be_bytes(*fresh(count).first_chunk().unwrap());
            tegenwicht_core::envelope::LogKey { device: peer, scope: crisis, epoch }
        };
        let diverged = (0..LIST_MAX).map(|_| log(&mut count)).collect();
        hear(Frame::End(End { round, diverged }));
    }
    let grown = measure.peak();
    println!("a node grew by {} KiB", grown / 1024);
    assert!(grown > 30 * 1024 * 1024, "it was not filled: {grown}");
    assert!(grown < GROWTH_MAX, "{grown}");
}

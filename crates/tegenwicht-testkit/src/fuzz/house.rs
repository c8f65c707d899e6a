// SPDX-License-Identifier: EUPL-1.2
//! A house in which everything has happened once, and two nodes that met and parted again.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tegenwicht_core::command::{Command, Draft, EraseEntry};
use tegenwicht_core::envelope::{Mode, sha256};
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, NewFile, WriteEntry};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::id::{ActorId, CrisisId, DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::rights::Rights;
use tegenwicht_core::shelf::Piece;
use tegenwicht_sync::{Input, Output, Session, Us};
use zeroize::Zeroizing;

use super::Plant;
use super::still::Still;
use crate::device::{BEGIN, Device};
use crate::shelf::MemoryShelf;

/// A sealed file that a line in the log names.
pub const FILE: &[u8] = &[0x5a; 700];

/// The house.
pub struct House {
    /// Holds everything.
    pub full: MemoryShelf,
    /// Was told a part of it.
    pub half: MemoryShelf,
    /// A machine that nobody granted, which writes all the same.
    pub stranger: Device,
    pub crisis: ScopeId,
}

impl House {
    pub fn new() -> Self {
        let (mut full, ana) = Device::found(1);
        let real = open(&mut full, ana, Mode::Real);
        let exercise = open(&mut full, ana, Mode::Exercise);
        let mut half = Device::new(2);
        full.grant(&mut half);
        let mut lost = Device::new(3);
        full.grant(&mut lost);
        for crisis in [real, exercise] {
            write(&mut full, ana, crisis, "de eerste regel", |_| ());
            write(&mut full, ana, crisis, "een naam die weg moet", |_| ());
        }
        let report = MakeReport {
            text: "rook in de keuken".to_owned(),
            place: Some("keuken".to_owned()),
            reporter: None,
            happened_at: None,
            pressed_at: None,
            methane: Vec::new(),
            same_as: None,
        };
        does(&mut full, ana, &Command::MakeReport(report));
        lost.import(&full);
        write(&mut lost, ana, real, "van een machine die weg is", |_| ());
        full.import(&lost);
        full.revoke(lost.id());
        half.import(&full);
        let crisis = full.world.crisis(real).unwrap().0;
        let mut stranger = Device::new(66);
        stranger.import(&full);
        for _ in 0..3 {
            stranger.slip_in(Draft::facts(crisis, Vec::new()));
        }
        after(&mut full, ana, [real, exercise]);
        let (full, mut half) = (MemoryShelf::new(full), MemoryShelf::new(half));
        half.admin = full.admin;
        Self { full, half, stranger, crisis }
    }

    /// Everything that anybody of the house signed.
    pub fn signed(&mut self) -> BTreeMap<EventId, Piece> {
        let logs = self.full.device.logs.values();
        let held = logs.flat_map(BTreeMap::values).map(|held| Piece {
            id: held.envelope.id,
            cose: held.envelope.cose.clone(),
            open: held.open.clone(),
            sealed: held.sealed.clone(),
        });
        held.map(|piece| (piece.id, piece)).collect()
    }

    /// What the stranger signed.
    pub fn strange(&self) -> Vec<Piece> {
        let logs = self.stranger.logs.values().flat_map(BTreeMap::values);
        let own = logs.filter(|held| held.envelope.header.device == self.stranger.id());
        let own = own.map(|held| {
            let (open, sealed) = (held.open.clone(), held.sealed.clone());
            let piece =
                Piece { id: held.envelope.id, cose: held.envelope.cose.clone(), open, sealed };
            (held.envelope.header.seq, piece)
        });
        let mut own: Vec<(u64, Piece)> = own.collect();
        own.sort_by_key(|(seq, _)| *seq);
        own.into_iter().map(|(_, piece)| piece).collect()
    }

    /// The node that was told a part, standing still.
    pub fn still(&mut self, plant: Option<Plant>) -> Still {
        let signed = self.signed();
        let mut founder = self.full.device.clone();
        if plant == Some(Plant::GrantsEverybody) {
            founder.grant(&mut Device::new(66));
        }
        let (admin, state) = founder.world.admin().unwrap();
        let rights = Arc::new(Rights::of(admin, state));
        Still::new(&mut self.half, rights, signed, plant)
    }

    /// Who the node is that stands still.
    pub fn us(&self) -> Us {
        us(&self.half.device)
    }

    pub fn peer(&self) -> DeviceKey {
        self.full.device.id()
    }

    /// The frames that the full node sends to the other, in order, of one conversation.
    pub fn frames(&self) -> Vec<Vec<u8>> {
        let mut nodes = [&self.full, &self.half].map(|node| {
            let mut copy = MemoryShelf::new(node.device.clone());
            copy.admin = node.admin;
            copy.files.clone_from(&node.files);
            copy
        });
        nodes[0].files.insert(FileHash(sha256(FILE)), FILE.to_vec());
        let ids = [us(&nodes[0].device), us(&nodes[1].device)];
        let mut ends = [
            Session::new(ids[0].clone(), ids[1].device, [1; 32]),
            Session::new(ids[1].clone(), ids[0].device, [2; 32]),
        ];
        let mut frames = Vec::new();
        let mut inputs: VecDeque<(usize, Input)> = [(0, Input::Start), (1, Input::Start)].into();
        while let Some((end, input)) = inputs.pop_front() {
            for output in ends[end].handle(&mut nodes[end], BEGIN, input) {
                if let Output::Send(bytes) = output {
                    if end == 0 {
                        frames.push(bytes.clone());
                    }
                    inputs.push_back((1 - end, Input::Frame(bytes)));
                }
            }
        }
        frames
    }
}

fn us(device: &Device) -> Us {
    let exchange = Some(Zeroizing::new(device.exchange_secret()));
    Us { device: device.id(), exchange }
}

fn does(device: &mut Device, ana: ActorId, command: &Command) {
    let id = device.command_id();
    device.submit(ana, id, command).unwrap();
}

fn open(device: &mut Device, ana: ActorId, mode: Mode) -> CrisisId {
    let title = "stroomuitval".to_owned();
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
    does(device, ana, &Command::OpenCrisis(open));
    let found = device.world.crises().into_iter().find(|it| it.mode() == mode).unwrap();
    found.crisis.as_ref().unwrap().id
}

fn write(
    device: &mut Device,
    ana: ActorId,
    crisis: CrisisId,
    text: &str,
    change: impl FnOnce(&mut WriteEntry),
) {
    let mut entry = WriteEntry::plain(crisis, EntryKind::Fact, text);
    change(&mut entry);
    does(device, ana, &Command::WriteEntry(Box::new(entry)));
}

/// What happens after the two nodes parted; nothing of it in the admin scope, which would have
/// to be settled first in every conversation.
fn after(full: &mut Device, ana: ActorId, [real, exercise]: [CrisisId; 2]) {
    full.restart();
    write(full, ana, real, "na het uiteengaan", |_| ());
    write(full, ana, real, "alleen voor het kernteam", |entry| entry.restricted = true);
    let scope = full.world.crisis(real).unwrap().0;
    write(full, ana, real, "zie de foto", |entry| {
        let file = FileRef {
            hash: FileHash(sha256(FILE)),
            subject: SubjectId::of(scope, [9; 8]),
            name: Some("foto.jpg".to_owned()),
            media_type: "image/jpeg".to_owned(),
            size: 700,
        };
        entry.files = vec![NewFile { file, content: [1; 32] }];
    });
    let state = full.world.crisis(real).unwrap().1.clone();
    let gone = |text: &str| {
        let found = state.entries.iter().find(|(_, it)| it.written.text.as_deref() == Some(text));
        *found.unwrap().0
    };
    for text in ["een naam die weg moet", "na het uiteengaan"] {
        let (entry, ground) = (gone(text), "art. 17".to_owned());
        let erase = EraseEntry { crisis: real, entry, ground };
        let erase = Command::EraseEntry(erase);
        full.second_word(ana, &erase);
        does(full, ana, &erase);
    }
    let close = CloseCrisis { crisis: exercise, reason: "geoefend".to_owned(), false_alarm: false };
    does(full, ana, &Command::CloseCrisis(close));
}

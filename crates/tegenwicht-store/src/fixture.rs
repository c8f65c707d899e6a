// SPDX-License-Identifier: EUPL-1.2
//! For the tests of this crate: an institution that writes, event by event, and a seeded die.

use std::collections::BTreeMap;
use std::path::Path;

use ed25519_dalek::SigningKey;
use tegenwicht_core::actor::Role;
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Header, Kind, LogKey, Mode, PartRef, sha256};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::Erased;
use tegenwicht_core::feature::institution::{Sector, found};
use tegenwicht_core::feature::log_entry::{EntryKind, FileRef, Written};
use tegenwicht_core::feature::scope::{
    Heads, Opened, Purpose, Witness, Witnessed, admin_scope, log_ref,
};
use tegenwicht_core::feature::{crisis, user};
use tegenwicht_core::id::{
    ActorId, CrisisId, DeviceKey, EntryId, EventId, ExchangeKey, ScopeId, SubjectId,
};
use tegenwicht_core::seal::{self, SubjectKey};
use tegenwicht_core::time::{Hlc, Timestamp};

use crate::attachment::Attachments;
use crate::folder::Folder;
use crate::keys::Keys;
use crate::log::{NewEvent, Store};
use crate::snapshot::Snapshot;

/// Chance from a seed: the same seed gives the same run.
pub(crate) struct Die(pub u64);

impl Die {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ z >> 31) % sides as u64).unwrap()
    }
}

/// A device that writes.
pub(crate) struct Writer {
    pub key: SigningKey,
    pub own: bool,
    epoch: u64,
    logs: BTreeMap<ScopeId, (u64, EventId)>,
    hlc: Hlc,
    made: u64,
}

impl Writer {
    pub fn new(key: SigningKey, epoch: u64, own: bool) -> Self {
        Self { key, own, epoch, logs: BTreeMap::new(), hlc: Hlc::default(), made: 0 }
    }

    pub fn device(&self) -> DeviceKey {
        DeviceKey(self.key.verifying_key().to_bytes())
    }

    /// Begins a new epoch, as after a restart.
    pub fn restart(&mut self, epoch: u64) {
        self.epoch = epoch;
        self.logs.values_mut().for_each(|(seq, _)| *seq = u64::MAX);
    }

    pub fn log(&self, scope: ScopeId) -> LogKey {
        LogKey { device: self.device(), scope, epoch: self.epoch }
    }

    pub fn event(
        &mut self,
        (scope, mode): (ScopeId, Mode),
        kind: Kind,
        facts: Vec<Fact>,
        secret: Option<(SubjectId, &SubjectKey, &[u8])>,
    ) -> NewEvent {
        self.made += 1;
        let last = self.logs.get(&scope).copied();
        let seq = last.map_or(0, |(seq, _)| seq.wrapping_add(1));
        let wall = Timestamp(1_760_000_000_000 + i64::try_from(self.made).unwrap() * 1_000);
        self.hlc = self.hlc.next(wall);
        let open = Open { salt: [7; 16], digest: None, facts }.encode();
        let sealed = secret.map(|(subject, key, text)| {
            let nonce = sha256(&self.made.to_be_bytes())[..24].try_into().unwrap();
            let place = seal::place(&self.log(scope), seq);
            let sealed = seal::seal(subject, key, nonce, &place, text).unwrap();
            minicbor::to_vec(&sealed).unwrap()
        });
        let header = Header {
            device: self.device(),
            scope,
            epoch: self.epoch,
            seq,
            prev: last.map(|(_, id)| id),
            hlc: self.hlc,
            wall,
            actor: None,
            command: None,
            kind,
            schema: 1,
            seen: None,
            supersedes: Vec::new(),
            open: Some(PartRef::of(&open)),
            sealed: sealed.as_deref().map(PartRef::of),
        };
        let envelope = Envelope::sign(header, mode, &self.key).unwrap();
        self.logs.insert(scope, (seq, envelope.id));
        NewEvent { envelope, open: Some(open), sealed, own: self.own }
    }
}

/// An institution with an admin scope and one crisis.
pub(crate) struct House {
    pub root: Writer,
    pub device: Writer,
    pub admin: (ScopeId, Mode),
    pub crisis: (ScopeId, Mode),
    pub institution: EventId,
    entries: u32,
}

impl House {
    /// Makes the events of a new institution; `seed` tells institutions apart.
    pub fn found(device: SigningKey, seed: u8) -> (Self, Vec<NewEvent>) {
        let mut root = Writer::new(SigningKey::from_bytes(&[seed; 32]), 1, false);
        let mut device = Writer::new(device, 2, true);
        let admin = (admin_scope(&root.device()), Mode::Real);
        let crisis = (crisis_of(seed), Mode::Exercise);
        let facts = {
            let exchange = ExchangeKey([seed; 32]);
            found("De Wilg", Sector::NursingHome, device.device(), exchange).unwrap()
        };
        let founding = root.event(admin, Kind::Genesis, facts, None);
        let institution = founding.envelope.id;
        let opened = Opened {
            purpose: Purpose::Crisis,
            mode: crisis.1,
            institution: Some(institution),
            crisis: Some(CrisisId([seed; 16])),
        };
        let began = crisis::Opened {
            crisis: CrisisId([seed; 16]),
            title: "Brand".to_owned(),
            began_at: Timestamp(1_760_000_000_000),
            place: None,
            report: None,
            fallback: None,
            level: None,
        };
        let facts = vec![Fact::ScopeOpened(opened), Fact::CrisisOpened(began)];
        let opening = device.event(crisis, Kind::Genesis, facts, None);
        let house = Self { root, device, admin, crisis, institution, entries: 0 };
        (house, vec![founding, opening])
    }

    pub fn entry(&mut self, text: &str) -> NewEvent {
        let written = self.written(Some(text));
        self.device.event(self.crisis, Kind::Facts, vec![Fact::EntryWritten(written.into())], None)
    }

    pub fn entry_with_file(&mut self, text: &str, file: FileRef) -> NewEvent {
        let mut written = self.written(Some(text));
        written.files = vec![file];
        self.device.event(self.crisis, Kind::Facts, vec![Fact::EntryWritten(written.into())], None)
    }

    pub fn sealed_entry(&mut self, subject: SubjectId, key: &SubjectKey, text: &str) -> NewEvent {
        let mut written = self.written(None);
        written.sealed_under = Some(subject);
        let facts = vec![Fact::EntryWritten(written.into())];
        self.device.event(self.crisis, Kind::Facts, facts, Some((subject, key, text.as_bytes())))
    }

    pub fn user(&mut self, subject: SubjectId, key: &SubjectKey, name: &str) -> NewEvent {
        let added = user::Added {
            user: ActorId(subject.0),
            roles: vec![Role::Member],
            subject,
            only: None,
        };
        let facts = vec![Fact::UserAdded(added)];
        self.device.event(self.admin, Kind::Facts, facts, Some((subject, key, name.as_bytes())))
    }

    pub fn erase(&mut self, events: Vec<EventId>, subjects: Vec<SubjectId>) -> NewEvent {
        let ground = "asked".to_owned();
        let erased = Erased { events, subjects, ground, numbers: Vec::new(), commands: Vec::new() };
        self.device.event(self.crisis, Kind::Erase, vec![Fact::Erased(erased)], None)
    }

    pub fn erase_person(&mut self, subjects: Vec<SubjectId>) -> NewEvent {
        let (events, ground) = (Vec::new(), "asked".to_owned());
        let erased = Erased { events, subjects, ground, numbers: Vec::new(), commands: Vec::new() };
        self.device.event(self.admin, Kind::Erase, vec![Fact::Erased(erased)], None)
    }

    /// Names in the admin scope how far the crisis has come.
    pub fn witness(&mut self) -> NewEvent {
        let (seq, id) = self.device.logs[&self.crisis.0];
        let log = log_ref(&self.device.log(self.crisis.0));
        let witness = Witness { logs: vec![Witnessed { log, seq, id }] };
        self.device.event(self.admin, Kind::Witness, vec![Fact::Witness(witness)], None)
    }

    pub fn heads(&mut self, scope: (ScopeId, Mode), store: &Store) -> NewEvent {
        let own = self.device.log(scope.0);
        let mut heads = store.heads(scope.0).unwrap();
        heads.retain(|head| (head.device, head.epoch) != (own.device, own.epoch));
        self.device.event(scope, Kind::Heads, vec![Fact::Heads(Heads { heads })], None)
    }

    fn written(&mut self, text: Option<&str>) -> Written {
        self.entries += 1;
        let mut entry = [0; 16];
        entry[..4].copy_from_slice(&self.entries.to_be_bytes());
        Written {
            entry: EntryId(entry),
            kind: EntryKind::Fact,
            number: self.entries,
            letter: String::new(),
            text: text.map(str::to_owned),
            speaker: None,
            channel: None,
            happened_at: Timestamp(1_760_000_000_000),
            time_stated: false,
            sealed_under: None,
            files: Vec::new(),
            statement: None,
            answers: None,
            contradicts: None,
            replaces: Vec::new(),
            settles: Vec::new(),
            owner: None,
            due: None,
            about: None,
        }
    }
}

/// A data folder that is open for writing.
pub(crate) struct Place {
    pub folder: Folder,
    pub store: Store,
    pub keys: Keys,
    pub attachments: Attachments,
}

impl Place {
    pub fn open(dir: &Path) -> Self {
        Self::open_as(dir, b"seed")
    }

    /// Opens a folder whose keys, when there are none yet, are made from `seed`.
    pub fn open_as(dir: &Path, seed: &[u8]) -> Self {
        let folder = Folder::open(dir).unwrap();
        let store = Store::open(&folder.db(), None).unwrap();
        let keys = Keys::open(&folder.keys(), || sha256(seed)).unwrap();
        let attachments = Attachments::open(&folder.attachments()).unwrap();
        Self { folder, store, keys, attachments }
    }

    /// Makes an institution with `entries` lines, one user, one sealed entry and one photo.
    pub fn furnish(&mut self, seed: u8, entries: u32) -> House {
        let (mut house, events) = House::found(self.keys.device().clone(), seed);
        self.store.append(&events).unwrap();
        let [person, restricted, photographed] =
            [(house.admin.0, 1), (house.crisis.0, 2), (house.crisis.0, 3)]
                .map(|(scope, number)| SubjectId::of(scope, [number; 8]));
        let user = house.user(person, &key(1), "SECRET-NAME");
        self.put(1, user);
        for number in 0..entries {
            let entry = house.entry(&format!("entry {number} {}", "x".repeat(50)));
            self.store.append(&[entry]).unwrap();
        }
        let sealed = house.sealed_entry(restricted, &key(2), "SECRET-ENTRY");
        self.put(2, sealed);
        let photo = vec![0x5a; 100_000];
        let hash = self.attachments.put(photographed, &key(3), [3; 24], &photo).unwrap();
        let file = FileRef {
            hash,
            subject: photographed,
            name: Some("photo.jpg".to_owned()),
            media_type: "image/jpeg".to_owned(),
            size: 100_000,
        };
        let entry = house.entry_with_file("a photo", file);
        self.put(3, entry);
        house
    }

    /// Keeps the key of a subject of the scope of an event, then writes the event that needs it.
    pub fn put(&mut self, number: u8, event: NewEvent) {
        let subject = SubjectId::of(event.envelope.header.scope, [number; 8]);
        self.keys.put_subject(subject, &key(number), [number; 24]).unwrap();
        self.store.append(&[event]).unwrap();
    }

    pub fn snapshot(&mut self, scope: ScopeId) -> Snapshot {
        let state = crate::refold::refold(&self.store, scope, None).unwrap();
        let serial = self.store.serial_of_last(scope).unwrap().unwrap();
        let heads = self.store.heads(scope).unwrap();
        let snapshot = Snapshot::of(scope, serial, &state, heads, Timestamp(0));
        self.store.save_snapshot(&snapshot).unwrap();
        snapshot
    }
}

/// A subject of the crisis of the house with seed 1, in which nearly all tests play.
pub(crate) fn subject(number: u8) -> SubjectId {
    SubjectId::of(crisis_of(1), [number; 8])
}

/// A subject of the admin scope of that house.
pub(crate) fn person(number: u8) -> SubjectId {
    let root = SigningKey::from_bytes(&[1; 32]).verifying_key();
    SubjectId::of(admin_scope(&DeviceKey(root.to_bytes())), [number; 8])
}

const fn crisis_of(seed: u8) -> ScopeId {
    ScopeId([seed ^ 0x80; 16])
}

pub(crate) fn key(number: u8) -> SubjectKey {
    SubjectKey(sha256(&[number]))
}

/// Returns the files under a folder that hold these bytes.
pub(crate) fn grep(dir: &Path, needle: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(grep(&path, needle));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(needle.len()).any(|window| window == needle) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

// SPDX-License-Identifier: EUPL-1.2
//! Two nodes that meet: catching up, having nothing to say, and a bundle for a stick.
//!
//! Real disks and the real machine on both sides; only the line between them is memory.

use std::collections::VecDeque;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Instant;

use ed25519_dalek::{Signature, SigningKey};
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Header, Kind, Mode, PartRef};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::crisis::ids_of;
use tegenwicht_core::feature::device::{Granted, Share};
use tegenwicht_core::feature::institution::{Sector, found};
use tegenwicht_core::feature::log_entry::{EntryKind, Written};
use tegenwicht_core::feature::scope::{Opened, Purpose, admin_scope};
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, EntryId, EventId, ExchangeKey, ScopeId};
use tegenwicht_core::shelf::Shelf;
use tegenwicht_core::time::{Hlc, Timestamp};
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::shelf::{Memory, NodeShelf};
use tegenwicht_store::{Folder, NewEvent, Store, wrap};
use tegenwicht_sync::bundle::write::{Plan, Wish};
use tegenwicht_sync::{Input, Output, Session, Us, keybox};

use crate::{Figure, cpu_s};

const BEGIN: Timestamp = Timestamp(1_767_225_600_000);
const ACTOR: ActorId = ActorId([4; 16]);

/// All figures of replication.
pub fn figures() -> anyhow::Result<Vec<Figure>> {
    Ok(vec![catchup_ratio(100_000)?, heads_ms(1_000)?, bundle_ms(100_000)?])
}

/// An empty node hears of everything: CPU time of both ends over that of the signature checks
/// alone. The checks have their keys and messages ready, so nothing but the curve is in them.
pub fn catchup_ratio(count: u64) -> anyhow::Result<Figure> {
    let dir = Dir::new("catchup");
    let house = House::new();
    let events = house.crisis(1, 1, count);
    let checks_s = checks_s(events.iter().map(|event| &event.envelope));
    let mut best = f64::MAX;
    for round in 0..3 {
        let mut full = Node::open(&dir.0.join(format!("full-{round}")), &house, 1)?;
        full.write(&house.admin)?;
        full.write(&events)?;
        let mut empty = Node::open(&dir.0.join(format!("empty-{round}")), &house, 2)?;
        // The one that is full has been up for a while and knows its own log.
        full.shelf().scopes()?;
        let started = cpu_s();
        meet(&mut full, &mut empty, 2);
        best = best.min(cpu_s() - started);
        assert_eq!(full.store.count()?, empty.store.count()?);
    }
    println!(
        "catching up: {best:.2} s of CPU at both ends; {checks_s:.2} s of signature checks alone"
    );
    Ok(Figure::under("catchup_ratio", best / checks_s, 2.0))
}

/// Two nodes with the same logs find that nothing is missing: all logs in one scope, then each
/// in its own; the longer of the two counts.
pub fn heads_ms(logs: u64) -> anyhow::Result<Figure> {
    let house = House::new();
    let one_scope = house.crisis(1, logs, 2 * logs);
    let many_scopes = (0..logs).flat_map(|number| house.crisis(number, 1, 2)).collect();
    let mut longest = 0.0_f64;
    for (number, events) in [one_scope, many_scopes].into_iter().enumerate() {
        let dir = Dir::new(&format!("heads-{number}"));
        let mut nodes =
            [Node::open(&dir.0.join("a"), &house, 1)?, Node::open(&dir.0.join("b"), &house, 2)?];
        for node in &mut nodes {
            node.write(&house.admin)?;
            node.write(&events)?;
            node.shelf().scopes()?;
        }
        let [a, b] = &mut nodes;
        let mut best = f64::MAX;
        for _ in 0..5 {
            let started = Instant::now();
            let settled = meet(a, b, 0);
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
            let scopes = events.iter().filter(|event| event.envelope.header.kind == Kind::Genesis);
            assert_eq!(settled, 2 * (scopes.count() + 1));
        }
        longest = longest.max(best);
    }
    Ok(Figure::under("heads_ms", longest, 20.0))
}

/// A whole crisis into a file for one device, wrapped with age.
pub fn bundle_ms(count: u64) -> anyhow::Result<Figure> {
    let dir = Dir::new("bundle");
    let house = House::new();
    let mut node = Node::open(&dir.0.join("a"), &house, 1)?;
    node.write(&house.admin)?;
    node.write(&house.crisis(1, 1, count))?;
    let to = [house.device(2)];
    let wish = Wish {
        from: house.device(1),
        to: &to,
        scopes: None,
        now: BEGIN,
        expires: BEGIN.plus_ms(86_400_000),
        seed: [1; 32],
    };
    node.shelf().scopes()?;
    let mut best = f64::MAX;
    for _ in 0..5 {
        let started = Instant::now();
        let plan = Plan::new(&mut node.shelf(), &wish)?;
        let wrapped = wrap::wrap(&plan.header(&[5; 32]), &[house.exchange(2)])?;
        let mut out = BufWriter::new(std::fs::File::create(dir.0.join("bundle"))?);
        let written = plan.write(&mut node.shelf(), &[5; 32], &wrapped, [6; 32], &mut out)?;
        best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        assert_eq!(written, count + house.admin.len() as u64);
    }
    Ok(Figure::under("bundle_ms", best, 1_000.0))
}

/// CPU time of the signature checks alone.
fn checks_s<'a>(events: impl Iterator<Item = &'a Envelope>) -> f64 {
    let ready: Vec<_> = events
        .map(|event| {
            let key = ed25519_dalek::VerifyingKey::from_bytes(&event.header.device.0).expect("one");
            let (message, signature) = signed(&event.cose);
            (key, message, signature)
        })
        .collect();
    let mut best = f64::MAX;
    for _ in 0..3 {
        let started = cpu_s();
        for (key, message, signature) in &ready {
            key.verify_strict(message, signature).expect("a good signature");
        }
        best = best.min(cpu_s() - started);
    }
    best
}

/// What was signed in an event of an exercise, and the signature.
fn signed(cose: &[u8]) -> (Vec<u8>, Signature) {
    let (payload, signature) = cose[7..].split_at(cose.len() - 7 - 66);
    let mut message = b"\x84\x6aSignature1\x43\xa1\x01\x27\x55tegenwicht/1/exercise".to_vec();
    message.extend_from_slice(payload);
    (message, Signature::from_slice(&signature[2..]).expect("64 bytes"))
}

/// Lets two nodes talk until both are silent, also after so many ticks of the clock. Returns how
/// often a scope was settled.
fn meet(a: &mut Node, b: &mut Node, most: u32) -> usize {
    let mut ends = [
        Session::new(a.us.clone(), b.us.device, [1; 32]),
        Session::new(b.us.clone(), a.us.device, [2; 32]),
    ];
    let nodes = [a, b];
    let mut inputs: VecDeque<(usize, Input)> = [(0, Input::Start), (1, Input::Start)].into();
    let (mut settled, mut ticks) = (0, 0);
    let mut now = BEGIN;
    loop {
        let Some((end, input)) = inputs.pop_front() else {
            // An event may wait for its commit so long.
            if ticks == most {
                return settled;
            }
            ticks += 1;
            now = now.plus_ms(250);
            inputs.extend([(0, Input::Tick), (1, Input::Tick)]);
            continue;
        };
        for output in ends[end].handle(&mut nodes[end].shelf(), now, input) {
            match output {
                Output::Send(bytes) => inputs.push_back((1 - end, Input::Frame(bytes))),
                Output::Settled { .. } => settled += 1,
                Output::Close(reason) => panic!("the conversation ended: {reason:?}"),
                _ => {}
            }
        }
    }
}

/// An institution of two machines, as its founder wrote it down.
struct House {
    institution: EventId,
    scope: ScopeId,
    admin: Vec<NewEvent>,
}

impl House {
    fn new() -> Self {
        let root = key(0);
        let scope = admin_scope(&public(&root));
        let (device, exchange) = (public(&key(1)), exchange(1));
        let facts = found("Meetziekenhuis", Sector::Hospital, device, exchange).expect("a name");
        let mut log = Log::new(root, scope, 1, Mode::Real, None);
        let genesis = log.event(Kind::Genesis, None, facts);
        let institution = genesis.envelope.id;
        let second = Granted {
            device: public(&key(2)),
            label: "tweede".to_owned(),
            letter: "B".to_owned(),
            exchange: self::exchange(2),
            shares: Share::everything(),
        };
        let grant = log.event(Kind::Grant, None, vec![Fact::DeviceGranted(second)]);
        Self { institution, scope, admin: vec![genesis, grant] }
    }

    fn device(&self, number: u8) -> DeviceKey {
        public(&key(number))
    }

    fn exchange(&self, number: u8) -> ExchangeKey {
        exchange(number)
    }

    /// An exercise with so many logs of the first machine, and so many events in all.
    fn crisis(&self, number: u64, logs: u64, count: u64) -> Vec<NewEvent> {
        let command = CommandId(id(1, number));
        let scope = ids_of(self.institution, Some(ACTOR), command, Mode::Exercise).0;
        let opened = Fact::ScopeOpened(Opened {
            purpose: Purpose::Crisis,
            mode: Mode::Exercise,
            institution: Some(self.institution),
            crisis: None,
        });
        let mut events = Vec::new();
        for epoch in 0..logs {
            let mut log = Log::new(key(1), scope, epoch, Mode::Exercise, Some(ACTOR));
            for seq in 0..count / logs {
                events.push(match (epoch, seq) {
                    (0, 0) => log.event(Kind::Genesis, Some(command), vec![opened.clone()]),
                    _ => log.entry(epoch * count + seq),
                });
            }
        }
        events
    }
}

/// One log that grows.
struct Log {
    key: SigningKey,
    scope: ScopeId,
    epoch: u64,
    mode: Mode,
    actor: Option<ActorId>,
    seq: u64,
    prev: Option<EventId>,
    hlc: Hlc,
}

impl Log {
    fn new(
        key: SigningKey,
        scope: ScopeId,
        epoch: u64,
        mode: Mode,
        actor: Option<ActorId>,
    ) -> Self {
        Self { key, scope, epoch, mode, actor, seq: 0, prev: None, hlc: Hlc::default() }
    }

    fn entry(&mut self, number: u64) -> NewEvent {
        let written = Written {
            entry: EntryId(id(9, number)),
            kind: EntryKind::ALL[(number % 6) as usize],
            number: u32::try_from(number).unwrap_or(u32::MAX),
            letter: String::new(),
            text: Some(format!("Regel {number}: de afdeling meldt dat de lijsten op papier zijn.")),
            speaker: Some("teamleider verpleging".to_owned()),
            channel: None,
            happened_at: BEGIN,
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
        };
        let command = CommandId(id(4, number));
        self.event(Kind::Facts, Some(command), vec![Fact::EntryWritten(written.into())])
    }

    fn event(&mut self, kind: Kind, command: Option<CommandId>, facts: Vec<Fact>) -> NewEvent {
        let open = Open { salt: id(3, self.seq), digest: Some([5; 32]), facts }.encode();
        self.hlc = self.hlc.next(BEGIN);
        let header = Header {
            device: public(&self.key),
            scope: self.scope,
            epoch: self.epoch,
            seq: self.seq,
            prev: self.prev,
            hlc: self.hlc,
            wall: BEGIN,
            actor: self.actor,
            command,
            kind,
            schema: SCHEMA,
            seen: None,
            supersedes: Vec::new(),
            open: Some(PartRef::of(&open)),
            sealed: None,
        };
        let envelope = Envelope::sign(header, self.mode, &self.key).expect("it fits");
        (self.seq, self.prev) = (self.seq + 1, Some(envelope.id));
        NewEvent { envelope, open: Some(open), sealed: None, own: false }
    }
}

/// A node on disk.
struct Node {
    us: Us,
    admin: ScopeId,
    store: Store,
    keys: Keys,
    attachments: Attachments,
    memory: Memory,
    _folder: Folder,
}

impl Node {
    fn open(root: &Path, house: &House, number: u8) -> anyhow::Result<Self> {
        let folder = Folder::open(root)?;
        let secret = zeroize::Zeroizing::new(secret(number));
        Ok(Self {
            us: Us { device: house.device(number), exchange: Some(secret) },
            admin: house.scope,
            store: Store::open(&folder.db(), None)?,
            keys: Keys::open(&folder.keys(), || [number; 32])?,
            attachments: Attachments::open(&folder.attachments())?,
            memory: Memory::default(),
            _folder: folder,
        })
    }

    fn write(&mut self, events: &[NewEvent]) -> anyhow::Result<()> {
        for batch in events.chunks(tegenwicht_store::log::BATCH_MAX) {
            self.store.append(batch).map_err(|fault| anyhow::anyhow!("{fault}"))?;
        }
        Ok(())
    }

    const fn shelf(&mut self) -> NodeShelf<'_> {
        let Self { store, keys, attachments, memory, admin, .. } = self;
        NodeShelf::new(store, keys, attachments, memory, Some(*admin))
    }
}

/// A folder that is gone when the measurement is over.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str) -> Self {
        let name = format!("tegenwicht-bench-{}-{name}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&dir);
        Self(dir)
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn id(salt: u8, number: u64) -> [u8; 16] {
    let mut id = [salt; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[100 + number; 32])
}

fn public(key: &SigningKey) -> DeviceKey {
    DeviceKey(key.verifying_key().to_bytes())
}

const fn secret(number: u8) -> [u8; 32] {
    [200 + number; 32]
}

fn exchange(number: u8) -> ExchangeKey {
    ExchangeKey(keybox::public(&secret(number)))
}

// SPDX-License-Identifier: EUPL-1.2
//! A peer that does not play by the rules: what it says, and what comes of it.
//!
//! Rules: no script makes a node fall over or grow; whatever it is told by a machine, it tells
//! that machine nothing that it may not hold; what honest nodes hold stays the same.
//! Start at: `run`, then `Hostile::say`.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Header, Kind, LogKey, Mode, PartRef};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::erasure::Erased;
use tegenwicht_core::feature::scope::{Opened, Purpose};
use tegenwicht_core::id::{CommandId, DeviceKey, EventId, FileHash, ScopeId, SubjectId};
use tegenwicht_core::time::{Hlc, Timestamp};
use tegenwicht_sync::frame::{
    Ack, AskFile, AskHeads, AskKeys, DeviceHeads, End, Events, File, Frame, Heads, Hello, Kept,
    Keys, Mark, ScopeDigest, Scopes, Want, WantLog, WirePiece, WireTip,
};
use tegenwicht_sync::{Input, Output, Reason, Session};

use super::oracle::Oracle;
use super::sim::{Storm, What};
use crate::crash::dice::Dice;

/// Frames in one script.
const FRAMES_MAX: usize = 60;

/// Somebody who knows as much as the scopes it heard of, and makes up the rest.
pub struct Hostile {
    dice: Dice,
    key: SigningKey,
    /// Frames that it heard, to be said again in pieces.
    heard: Vec<Vec<u8>>,
    scopes: Vec<ScopeId>,
    subjects: Vec<SubjectId>,
    /// Each with the scope that it was heard of in.
    events: Vec<(ScopeId, EventId)>,
    pieces: Vec<WirePiece>,
    devices: Vec<DeviceKey>,
    /// It says things that are no frames as well; most nodes send it away for the first.
    is_noisy: bool,
}

impl Hostile {
    /// One with a key of its own.
    #[must_use]
    pub fn new(mut dice: Dice, key: Option<SigningKey>) -> Self {
        let key = key.unwrap_or_else(|| SigningKey::from_bytes(&dice.bytes()));
        let devices = vec![DeviceKey(key.verifying_key().to_bytes())];
        let (heard, scopes, events, pieces) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (subjects, is_noisy) = (Vec::new(), dice.chance(30));
        Self { dice, key, heard, scopes, subjects, events, pieces, devices, is_noisy }
    }

    /// Who it is on the line.
    #[must_use]
    pub fn device(&self) -> DeviceKey {
        self.devices[0]
    }

    /// It listens.
    pub fn hear(&mut self, bytes: &[u8]) {
        if self.heard.len() < 200 {
            self.heard.push(bytes.to_vec());
        }
        match Frame::decode(bytes) {
            Ok(Frame::Scopes(told)) => self.scopes.extend(told.scopes.iter().map(|it| it.scope)),
            Ok(Frame::Heads(heads)) => {
                self.devices.extend(heads.devices.iter().map(|it| it.device));
                let tips = heads.devices.iter().flat_map(|it| &it.tips);
                self.events.extend(tips.map(|tip| (heads.scope, tip.id)));
                self.pieces.push(heads.genesis);
            }
            Ok(Frame::Events(events)) => self.pieces.extend(events.events),
            _ => {}
        }
    }

    /// It knows what it should not have: names of scopes, and of people and files in them.
    pub fn knows(&mut self, oracle: &Oracle) {
        self.scopes.extend(oracle.places.keys());
        self.subjects.extend(oracle.keys.keys());
    }

    /// Says the next thing.
    pub fn say(&mut self) -> Vec<u8> {
        match self.dice.below(10) {
            0 if self.is_noisy => self.noise(),
            1 | 2 if self.is_noisy => self.twisted(),
            3 if !self.heard.is_empty() => self.heard[self.dice.below(self.heard.len())].clone(),
            _ if !self.is_noisy => self.frame().encode(),
            _ => {
                let bytes = self.frame().encode();
                if self.dice.chance(10) { self.flip(bytes) } else { bytes }
            }
        }
    }

    fn noise(&mut self) -> Vec<u8> {
        let length = if self.dice.chance(3) { 1_100_000 } else { self.dice.below(300) };
        let mut bytes: Vec<u8> = (0..length.min(4_000)).map(|_| self.dice.roll() as u8).collect();
        bytes.resize(length, 0);
        // A beginning that promises much.
        if bytes.len() > 12 && self.dice.chance(50) {
            let number = self.dice.below(14) as u8;
            let promise =
                [0x83, 0x01, number, 0xbf, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
            bytes[..12].copy_from_slice(&promise);
        }
        bytes
    }

    fn flip(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..self.dice.between(1, 4) {
            let at = self.dice.below(bytes.len());
            bytes[at] ^= 1 << self.dice.below(8);
        }
        if self.dice.chance(20) {
            bytes.truncate(self.dice.below(bytes.len() + 1));
        }
        bytes
    }

    fn twisted(&mut self) -> Vec<u8> {
        if self.heard.is_empty() {
            return self.noise();
        }
        let heard = self.heard[self.dice.below(self.heard.len())].clone();
        if self.dice.chance(50) { heard } else { self.flip(heard) }
    }

    fn scope(&mut self) -> ScopeId {
        if self.scopes.is_empty() || self.dice.chance(10) {
            return ScopeId(self.dice.bytes());
        }
        self.scopes[self.dice.below(self.scopes.len())]
    }

    fn any_device(&mut self) -> DeviceKey {
        if self.dice.chance(20) {
            return DeviceKey(self.dice.bytes());
        }
        self.devices[self.dice.below(self.devices.len())]
    }

    fn subject(&mut self) -> SubjectId {
        if self.subjects.is_empty() || self.dice.chance(40) {
            return SubjectId(self.dice.bytes());
        }
        self.subjects[self.dice.below(self.subjects.len())]
    }

    fn event_id(&mut self) -> EventId {
        if self.events.is_empty() || self.dice.chance(40) {
            return EventId(self.dice.bytes());
        }
        self.events[self.dice.below(self.events.len())].1
    }

    /// One that was not heard of in this scope: what somebody may erase where they may write is
    /// another matter.
    fn foreign_event(&mut self, scope: ScopeId) -> EventId {
        let id = self.event_id();
        let is_foreign = self.events.iter().all(|(own, event)| *event != id || *own != scope);
        if is_foreign { id } else { EventId(self.dice.bytes()) }
    }

    /// Small for the most part, and sometimes as much as a list may hold, or more.
    fn many(&mut self, max: usize) -> usize {
        if self.dice.chance(6) { self.dice.below(max) } else { self.dice.below(6) }
    }

    fn number(&mut self) -> u64 {
        match self.dice.below(5) {
            0 => u64::MAX,
            1 => i64::MAX as u64,
            2 => self.dice.roll(),
            _ => self.dice.below(20) as u64,
        }
    }

    fn log(&mut self) -> LogKey {
        LogKey { device: self.any_device(), scope: self.scope(), epoch: self.number() }
    }

    fn mark(&mut self) -> Mark {
        Mark { seq: self.number(), id: self.event_id() }
    }

    fn frame(&mut self) -> Frame {
        match self.dice.below(14) {
            0 => Frame::Hello(Hello { minor: self.dice.roll() as u8 }),
            1 | 2 => {
                let many = self.many(5_000);
                let one =
                    |it: &mut Self| ScopeDigest { scope: it.scope(), digest: it.dice.bytes() };
                let scopes = (0..many).map(|_| one(self)).collect();
                Frame::Scopes(Scopes { is_rest: self.dice.chance(60), scopes })
            }
            3 => {
                let listed = (0..self.many(5_000)).map(|_| self.any_device()).collect();
                Frame::AskHeads(AskHeads { scope: self.scope(), listed })
            }
            4 | 5 => self.heads(),
            6 => {
                let one = |it: &mut Self| WantLog {
                    log: it.log(),
                    have: (0..it.many(128)).map(|_| it.mark()).collect(),
                };
                let logs = (0..self.many(500)).map(|_| one(self)).collect();
                Frame::Want(Want { round: self.number(), logs })
            }
            7 | 8 => {
                let round = self.dice.below(6) as u64;
                let events = (0..self.many(40)).map(|_| self.piece()).collect();
                let erasures = (0..self.dice.below(3)).map(|_| self.piece()).collect();
                Frame::Events(Events { round, events, erasures })
            }
            9 => {
                let diverged = (0..self.many(1_000)).map(|_| self.log()).collect();
                Frame::End(End { round: self.dice.below(6) as u64, diverged })
            }
            10 => {
                let one =
                    |it: &mut Self| Kept { log: it.log(), seq: it.number(), id: it.event_id() };
                let kept = (0..self.many(2_000)).map(|_| one(self)).collect();
                Frame::Ack(Ack { round: self.dice.below(6) as u64, bytes: self.number(), kept })
            }
            11 => {
                let subjects = (0..self.many(5_000)).map(|_| self.subject()).collect();
                Frame::AskKeys(AskKeys { scope: self.scope(), subjects })
            }
            12 => {
                let sealed = vec![7; self.dice.below(200)];
                Frame::Keys(Keys { scope: self.scope(), sealed })
            }
            _ => {
                let (file, offset) = (FileHash(self.dice.bytes()), self.number());
                if self.dice.chance(50) {
                    return Frame::AskFile(AskFile { file, offset });
                }
                let bytes = vec![1; self.dice.below(1_000)];
                Frame::File(File { file, offset, total: self.number(), bytes })
            }
        }
    }

    fn heads(&mut self) -> Frame {
        let one = |it: &mut Self| DeviceHeads {
            device: it.any_device(),
            closed: it.dice.chance(30).then(|| it.dice.bytes()),
            tips: (0..it.many(900)).map(|_| it.tip()).collect(),
        };
        let devices = (0..self.dice.below(5)).map(|_| one(self)).collect();
        let genesis = self.piece();
        Frame::Heads(Heads { scope: self.scope(), genesis, devices, is_last: self.dice.chance(80) })
    }

    fn tip(&mut self) -> WireTip {
        WireTip { epoch: self.number(), seq: self.number(), id: self.event_id() }
    }

    /// An event: one that was heard, bent or not, or one of its own.
    fn piece(&mut self) -> WirePiece {
        if !self.pieces.is_empty() && self.dice.chance(40) {
            let mut piece = self.pieces[self.dice.below(self.pieces.len())].clone();
            match self.dice.below(4) {
                0 => piece.cose = self.flip(piece.cose),
                1 => piece.open = None,
                2 => piece.open = Some(vec![1, 2, 3]),
                _ => {}
            }
            return piece;
        }
        self.own()
    }

    fn own(&mut self) -> WirePiece {
        let scope = self.scope();
        let (kind, fact) = match self.dice.below(4) {
            0 => {
                let (purpose, mode) = (Purpose::Plan, Mode::Real);
                let institution = Some(self.event_id());
                (
                    Kind::Genesis,
                    Fact::ScopeOpened(Opened { purpose, mode, institution, crisis: None }),
                )
            }
            1 => {
                let events = (0..self.many(200)).map(|_| self.foreign_event(scope)).collect();
                let foreign = self.subjects.iter().filter(|subject| !subject.belongs_to(scope));
                let (subjects, ground) = (foreign.copied().collect(), "weg".to_owned());
                let (numbers, commands) = (Vec::new(), Vec::new());
                (Kind::Erase, Fact::Erased(Erased { events, subjects, ground, numbers, commands }))
            }
            _ => (Kind::Facts, Fact::Unknown { name: "x.y".to_owned(), raw: vec![0xa0] }),
        };
        let open = Open { salt: self.dice.bytes(), digest: None, facts: vec![fact] }.encode();
        let seq = if self.dice.chance(60) { 0 } else { self.number() };
        let header = Header {
            device: self.device(),
            scope,
            epoch: self.dice.below(3) as u64,
            seq,
            prev: (seq > 0 || self.dice.chance(10)).then(|| self.event_id()),
            hlc: Hlc(self.number()),
            wall: Timestamp(self.dice.roll() as i64),
            actor: None,
            command: self.dice.chance(50).then(|| CommandId(self.dice.bytes())),
            kind,
            schema: SCHEMA,
            seen: None,
            supersedes: Vec::new(),
            open: Some(PartRef::of(&open)),
            sealed: None,
        };
        let mode = if self.dice.chance(80) { Mode::Real } else { Mode::Exercise };
        match Envelope::sign(header, mode, &self.key) {
            Ok(envelope) => {
                self.events.push((scope, envelope.id));
                WirePiece { cose: envelope.cose, open: Some(open), sealed: None }
            }
            Err(_) => WirePiece { cose: vec![0xd2, 0x84], open: None, sealed: None },
        }
    }
}

impl Storm {
    /// Somebody with bad intentions meets a node.
    pub fn meet_hostile(&mut self, node: usize) {
        if self.nodes[node].live.is_none() {
            return;
        }
        self.marks.hit("hostile-meeting");
        let mut hostile = Hostile::new(Dice::new(self.dice.roll()), None);
        hostile.knows(&self.oracle);
        self.tell(|| format!("node {node} meets somebody hostile"));
        let count = self.dice.between(5, FRAMES_MAX);
        self.listen_to(node, &mut hostile, count);
    }

    /// A node listens to a script.
    pub fn listen_to(&mut self, node: usize, hostile: &mut Hostile, count: usize) {
        let device = hostile.device();
        let mut session = Session::new(self.nodes[node].us(), device, self.dice.bytes());
        let mut input = Input::Start;
        for _ in 0..count {
            let now = self.nodes[node].clock(self.now_ms);
            let outputs = session.handle(&mut self.nodes[node].shelf(), now, input);
            if self.nodes[node].gate.is_off {
                return self.crash(node);
            }
            for output in outputs {
                match output {
                    Output::Send(bytes) => {
                        self.inspect(node, &device, &bytes, true);
                        hostile.hear(&bytes);
                    }
                    Output::Stored { scopes } => {
                        self.nodes[node].came(scopes.into_iter().map(|(scope, _)| scope));
                        self.changed(node, None);
                    }
                    Output::Close(Reason::Disk(fault)) if !fault.is_full => {
                        return self.fail(|| format!("hostile: the disk says {fault}"));
                    }
                    Output::Close(_) => {
                        self.marks.hit("hostile-closed");
                        return;
                    }
                    _ => {}
                }
            }
            // Time passes as well, also much of it at once.
            if self.dice.chance(20) {
                self.now_ms += self.dice.between(1, 300) as i64;
            }
            let is_tick = self.dice.chance(10);
            input = if is_tick { Input::Tick } else { Input::Frame(hostile.say()) };
        }
    }
}

/// What came of the scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peers {
    pub scripts: u64,
    pub frames: u64,
    pub closed: u64,
    pub wrong: Option<(u64, String)>,
}

/// Scripts that one pair of nodes goes through.
pub const SCRIPTS_PER_PAIR: u64 = 50;

/// Runs scripts against one node of an honest pair, by number, and looks after each whether the
/// pair is in step. `peak` is told before and after each script.
pub fn run(from: u64, count: u64, mut peak: impl FnMut(bool) -> Option<String>) -> Peers {
    let mut peers = Peers::default();
    let mut at = from;
    while at < from + count && peers.wrong.is_none() {
        let block = at / SCRIPTS_PER_PAIR;
        let end = (from + count).min((block + 1) * SCRIPTS_PER_PAIR);
        let folder = super::Place::new(block);
        if let Err((number, wrong)) = pair(block, at..end, folder.0.clone(), &mut peers, &mut peak)
        {
            peers.wrong = Some((number, wrong));
        }
        at = end;
    }
    peers
}

fn pair(
    block: u64,
    numbers: std::ops::Range<u64>,
    folder: PathBuf,
    peers: &mut Peers,
    peak: &mut impl FnMut(bool) -> Option<String>,
) -> Result<(), (u64, String)> {
    let mut storm = Storm::new(block, None, folder, false);
    storm.weather.nodes = 3;
    storm.weather.late_grants = false;
    storm.weather.parts = false;
    storm.is_calm = true;
    storm.begin();
    for _ in 0..15 {
        storm.act();
    }
    // The third machine is granted, and turns: its key signs what the script says.
    storm.connect();
    storm.run_until(storm.now_ms + 5_000);
    let insider = storm.nodes[2].live.as_ref().unwrap().keys.device().clone();
    storm.cut_off(2);
    storm.groups = vec![0, 0, 1];
    let kept = kept(&storm);
    for number in numbers {
        let mut dice = Dice::of(number, "hostile");
        let key = dice.chance(40).then(|| insider.clone());
        let mut hostile = Hostile::new(dice.clone(), key);
        hostile.knows(&storm.oracle);
        let _ = peak(false);
        let before = storm.marks.clone();
        storm.listen_to(0, &mut hostile, dice.between(5, FRAMES_MAX));
        peers.scripts += 1;
        peers.frames += hostile.heard.len() as u64;
        peers.closed += u64::from(storm.marks != before);
        if let Some(wrong) = peak(true) {
            return Err((number, wrong));
        }
        storm.after(0, What::Connect);
        // A minute is what a session takes to repair itself.
        for _ in 0..30 {
            storm.run_until(storm.now_ms + 2_000);
            if storm.wrong.is_some() || storm.out_of_step().is_none() {
                break;
            }
        }
        if let Some(wrong) = storm.wrong.take().or_else(|| storm.out_of_step()) {
            return Err((number, wrong));
        }
        if self::kept(&storm) != kept {
            return Err((number, "a key, a file or a sealed part is gone".to_owned()));
        }
    }
    Ok(())
}

/// Keys and files on the disk of the first node, and how many sealed parts are there.
fn kept(storm: &Storm) -> (Vec<SubjectId>, Vec<FileHash>, i64) {
    let live = storm.nodes[0].live.as_ref().unwrap();
    let keys = live.keys.subjects().unwrap();
    let database = rusqlite::Connection::open(storm.nodes[0].database()).unwrap();
    let query = "SELECT count(*) FROM event WHERE sealed IS NOT NULL AND NOT sealed_erased";
    let sealed = database.query_row(query, [], |row| row.get(0)).unwrap();
    (keys, live.attachments.list().unwrap(), sealed)
}

// SPDX-License-Identifier: EUPL-1.2
//! What a node does before the power goes: signed events in a chain, and the rest of its work.

use ed25519_dalek::SigningKey;
use tegenwicht_core::body::Open;
use tegenwicht_core::envelope::{Envelope, Header, Kind, Mode, PartRef};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::Erased;
use tegenwicht_core::feature::log_entry::{EntryKind, Written};
use tegenwicht_core::feature::scope::{Opened, Purpose};
use tegenwicht_core::id::{
    ActorId, CommandId, CrisisId, DeviceKey, EntryId, EventId, ScopeId, SubjectId,
};
use tegenwicht_core::seal::Sealed;
use tegenwicht_core::time::{Hlc, Timestamp};
use tegenwicht_store::NewEvent;

use super::dice::Dice;

/// Most events in one append.
pub const BATCH_MAX: usize = 64;
/// 1 January 2026 in UTC.
const BEGIN: Timestamp = Timestamp(1_767_225_600_000);

/// One thing that the node does.
#[derive(Debug, Clone)]
pub enum Step {
    Append(Vec<NewEvent>),
    /// An event that erases others: both parts, or only the sealed one.
    Erase {
        event: Box<NewEvent>,
        events: Vec<EventId>,
        sealed_only: Vec<EventId>,
    },
    Snapshot(Vec<u8>),
    /// A value in the table of what is not in the log.
    Local(Vec<u8>),
    Reopen,
}

/// The kinds of work; every kind has another weak spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A first start and a few entries.
    FirstStart,
    /// One entry after the other.
    Singles,
    /// Groups of up to `BATCH_MAX`.
    Groups,
    /// The program ends and starts again, time after time.
    Restarts,
    /// Snapshots and what is not in the log, between entries.
    Snapshots,
    /// Sealed entries, then erased.
    Erasures,
    /// Events of another node come in between.
    Imports,
    /// All of it.
    Mixed,
}

impl Work {
    /// All kinds, in the order in which seeds take them.
    pub const ALL: [Self; 8] = [
        Self::FirstStart,
        Self::Singles,
        Self::Groups,
        Self::Restarts,
        Self::Snapshots,
        Self::Erasures,
        Self::Imports,
        Self::Mixed,
    ];

    /// How likely each step is, in a hundred: group, snapshot, local, erase, import, reopen;
    /// the rest are single entries.
    const fn weights(self) -> [usize; 6] {
        match self {
            Self::FirstStart | Self::Singles => [0; 6],
            Self::Groups => [70, 0, 0, 0, 0, 3],
            Self::Restarts => [10, 0, 5, 0, 0, 25],
            Self::Snapshots => [10, 20, 25, 0, 0, 3],
            Self::Erasures => [10, 5, 0, 30, 0, 3],
            Self::Imports => [10, 0, 5, 0, 40, 3],
            Self::Mixed => [15, 8, 8, 10, 10, 5],
        }
    }

    fn steps(self, dice: &mut Dice) -> usize {
        match self {
            Self::FirstStart => dice.between(1, 4),
            Self::Groups => dice.between(4, 10),
            _ => dice.between(12, 40),
        }
    }
}

/// A run of a node, decided before it begins.
#[derive(Debug, Clone)]
pub struct Plan {
    pub work: Work,
    pub scope: ScopeId,
    pub steps: Vec<Step>,
    /// Pages in the write-ahead log after which it is worked into the database.
    pub checkpoint_frames: i32,
}

impl Plan {
    /// Makes the plan of a seed.
    #[must_use]
    pub fn new(work: Work, seed: u64) -> Self {
        let dice = &mut Dice::of(seed, "plan");
        let scope = ScopeId(dice.bytes());
        let checkpoint_frames = [4, 10, 25, 1_000][dice.below(4)];
        let mut node = Author::new(scope, dice);
        let mut peer = Author::new(scope, dice);
        let mut steps = vec![Step::Append(vec![node.genesis(dice)])];
        let [group, snapshot, local, erase, import, reopen] = work.weights();
        for _ in 0..work.steps(dice) {
            let mut roll = dice.below(100);
            let mut falls = |weight: usize| {
                let here = roll < weight;
                roll = if here { usize::MAX } else { roll - weight };
                here
            };
            if falls(group) {
                let count = dice.between(2, BATCH_MAX);
                steps.push(Step::Append((0..count).map(|_| node.entry(dice)).collect()));
            } else if falls(snapshot) {
                let length = dice.between(1, 9_000);
                steps.push(Step::Snapshot(noise(length, dice)));
            } else if falls(local) {
                let length = dice.between(1, 200);
                steps.push(Step::Local(noise(length, dice)));
            } else if falls(erase) {
                steps.push(node.erase(dice));
            } else if falls(import) {
                let count = dice.between(1, 8);
                let of_peer = (0..count).map(|_| NewEvent { own: false, ..peer.entry(dice) });
                steps.push(Step::Append(of_peer.collect()));
            } else if falls(reopen) {
                node.begin_epoch(dice);
                steps.push(Step::Reopen);
            } else {
                steps.push(Step::Append(vec![node.entry(dice)]));
            }
        }
        Self { work, scope, steps, checkpoint_frames }
    }
}

/// Who writes one log: a device in a scope, epoch after epoch.
struct Author {
    key: SigningKey,
    scope: ScopeId,
    epoch: u64,
    seq: u64,
    prev: Option<EventId>,
    hlc: Hlc,
    wall: Timestamp,
    /// What may still be erased: the event, and the subject of its sealed part.
    erasable: Vec<(EventId, Option<SubjectId>)>,
}

impl Author {
    fn new(scope: ScopeId, dice: &mut Dice) -> Self {
        Self {
            key: SigningKey::from_bytes(&dice.bytes()),
            scope,
            epoch: dice.roll(),
            seq: 0,
            prev: None,
            hlc: Hlc::default(),
            wall: BEGIN,
            erasable: Vec::new(),
        }
    }

    fn begin_epoch(&mut self, dice: &mut Dice) {
        self.epoch = dice.roll();
        self.seq = 0;
    }

    fn genesis(&mut self, dice: &mut Dice) -> NewEvent {
        let opened = Opened {
            purpose: Purpose::Crisis,
            mode: Mode::Real,
            institution: None,
            crisis: Some(CrisisId(dice.bytes())),
        };
        self.event(Kind::Genesis, Fact::ScopeOpened(opened), None, dice)
    }

    fn entry(&mut self, dice: &mut Dice) -> NewEvent {
        // Most entries are a sentence; some need pages of their own in the database.
        let length =
            if dice.chance(4) { dice.between(3_000, 20_000) } else { dice.between(5, 400) };
        let letters = noise(length, dice).iter().map(|byte| char::from(b'a' + byte % 26)).collect();
        let sealed = dice.chance(25).then(|| Sealed {
            subject: SubjectId::of(self.scope, dice.bytes()),
            nonce: dice.bytes(),
            ciphertext: noise(dice.clone().between(20, 300), dice),
        });
        let written = Written {
            entry: EntryId(dice.bytes()),
            kind: EntryKind::Fact,
            number: 1,
            letter: String::new(),
            text: Some(letters),
            speaker: None,
            channel: None,
            happened_at: self.wall,
            time_stated: false,
            sealed_under: sealed.as_ref().map(|sealed| sealed.subject),
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
        let subject = written.sealed_under;
        let event = self.event(Kind::Facts, Fact::EntryWritten(written.into()), sealed, dice);
        self.erasable.push((event.envelope.id, subject));
        event
    }

    fn erase(&mut self, dice: &mut Dice) -> Step {
        let (mut events, mut subjects, mut sealed_only) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..dice.between(1, 3).min(self.erasable.len()) {
            let (event, subject) = self.erasable.swap_remove(dice.below(self.erasable.len()));
            match subject.filter(|_| dice.chance(50)) {
                Some(subject) => {
                    subjects.push(subject);
                    sealed_only.push(event);
                }
                None => events.push(event),
            }
        }
        let erased = Erased {
            events: events.clone(),
            subjects,
            ground: "art. 17".to_owned(),
            numbers: Vec::new(),
            commands: Vec::new(),
        };
        let event = self.event(Kind::Erase, Fact::Erased(erased), None, dice);
        Step::Erase { event: Box::new(event), events, sealed_only }
    }

    fn event(
        &mut self,
        kind: Kind,
        fact: Fact,
        sealed: Option<Sealed>,
        dice: &mut Dice,
    ) -> NewEvent {
        self.wall = self.wall.plus_ms(1_000);
        self.hlc = self.hlc.next(self.wall);
        let open = Open { salt: dice.bytes(), digest: Some(dice.bytes()), facts: vec![fact] };
        let open = open.encode();
        let sealed = sealed.map(|sealed| minicbor::to_vec(sealed).unwrap());
        let header = Header {
            device: DeviceKey(self.key.verifying_key().to_bytes()),
            scope: self.scope,
            epoch: self.epoch,
            seq: self.seq,
            prev: self.prev,
            hlc: self.hlc,
            wall: self.wall,
            actor: Some(ActorId([3; 16])),
            command: Some(CommandId(dice.bytes())),
            kind,
            schema: 1,
            seen: None,
            supersedes: Vec::new(),
            open: Some(PartRef::of(&open)),
            sealed: sealed.as_deref().map(PartRef::of),
        };
        let envelope = Envelope::sign(header, Mode::Real, &self.key).expect("within the limits");
        self.prev = Some(envelope.id);
        self.seq += 1;
        NewEvent { envelope, open: Some(open), sealed, own: true }
    }
}

fn noise(length: usize, dice: &mut Dice) -> Vec<u8> {
    (0..length).map(|_| dice.roll() as u8).collect()
}

// SPDX-License-Identifier: EUPL-1.2
//! Frames, alone and in a conversation. An input is: how many genuine frames go before (one
//! byte), then frames.
//!
//! Promises: what decodes reads the same after it was written, and has one spelling as far as
//! all of it is known; a session neither falls over nor sends what is no frame; nothing is kept
//! that nobody signed; what goes out stays within the credit.

use tegenwicht_core::cbor;
use tegenwicht_core::envelope::LogKey;
use tegenwicht_core::id::{FileHash, SubjectId};
use tegenwicht_sync::frame::{
    Ack, AskFile, AskHeads, AskKeys, CREDIT, End, Events, FRAME_MAX, File, Frame, Hello, Kept,
    Keys, Mark, ScopeDigest, Scopes, Want, WantLog,
};
use tegenwicht_sync::{Input as Heard, Output, Session};

use super::house::House;
use super::mutate::{count, mutate};
use super::still::Still;
use super::{Input, Outcome, Plant, Thrown, number_of, way};
use crate::crash::dice::Dice;
use crate::device::BEGIN;

/// Genuine frames after which events come: to let these through, signatures are checked.
const CHEAP: usize = 3;

pub struct Frames {
    still: Still,
    house: House,
    /// One genuine conversation.
    before: Vec<Vec<u8>>,
}

impl Frames {
    pub fn new(plant: Option<Plant>) -> Self {
        let mut house = House::new();
        let (still, before) = (house.still(plant), house.frames());
        Self { still, house, before }
    }

    /// Gives frames to a session of its own.
    fn talk(&mut self, before: usize, frames: &[Vec<u8>]) -> Result<u64, String> {
        self.still.clear();
        let mut session = Session::new(self.house.us(), self.house.peer(), [3; 32]);
        let mut sent = 0;
        let mut steps = vec![before as u64];
        let first = std::iter::once(Heard::Start);
        let genuine = self.before[..before].iter().cloned().map(Heard::Frame);
        let thrown = frames.iter().cloned().map(Heard::Frame);
        for (at, input) in first.chain(genuine).chain(thrown).enumerate() {
            let now = BEGIN.plus_ms(at as i64);
            note(&mut steps, &mut sent, session.handle(&mut self.still, now, input))?;
        }
        // What waits goes to the disk; then so late that everything is asked again.
        for later in [300, 11_000] {
            let now = BEGIN.plus_ms(later);
            note(&mut steps, &mut sent, session.handle(&mut self.still, now, Heard::Tick))?;
        }
        if sent > 2 * CREDIT {
            return Err(format!("{sent} bytes were sent for an answer"));
        }
        steps.push(self.still.kept.min(3));
        self.still.wrong.take().map_or(Ok(way(steps)), Err)
    }
}

/// Looks at what a session wants done.
fn note(steps: &mut Vec<u64>, sent: &mut u64, outputs: Vec<Output>) -> Result<(), String> {
    for output in outputs {
        let step = match &output {
            Output::Send(bytes) => {
                *sent += bytes.len() as u64;
                match Frame::decode(bytes) {
                    Ok(frame) if bytes.len() <= FRAME_MAX => 100 + kind(&frame),
                    Ok(_) => return Err("a frame was sent that is too long".to_owned()),
                    Err(fault) => return Err(format!("what was sent is no frame: {fault}")),
                }
            }
            Output::Alarm(_) | Output::Close(_) => number_of(&word(&output)),
            Output::Stored { .. } => 1,
            Output::Kept { .. } => 2,
            Output::Settled { .. } => 3,
            Output::KeysCame { .. } => 4,
            Output::FileCame { .. } => 5,
        };
        steps.push(step);
    }
    Ok(())
}

/// What an output says, without ids.
fn word(output: &Output) -> String {
    let text = format!("{output:?}");
    text.chars().filter(|it| !it.is_ascii_digit()).take(400).collect()
}

fn kind(frame: &Frame) -> u64 {
    match frame {
        Frame::Hello(_) => 0,
        Frame::Scopes(_) => 1,
        Frame::AskHeads(_) => 2,
        Frame::Heads(_) => 3,
        Frame::Want(_) => 4,
        Frame::Events(_) => 5,
        Frame::End(_) => 6,
        Frame::Ack(_) => 7,
        Frame::AskKeys(_) => 8,
        Frame::Keys(_) => 9,
        Frame::AskFile(_) => 10,
        Frame::File(_) => 11,
        Frame::Later(_) => 12,
    }
}

/// Decodes a frame and looks whether it was spelled in the one way.
pub fn decoded(bytes: &[u8]) -> Result<Result<Frame, u64>, String> {
    let frame = match Frame::decode(bytes) {
        Ok(frame) => frame,
        Err(fault) => return Ok(Err(number_of(&fault.to_string()))),
    };
    // What a later version wrote is skipped, and never written again.
    if matches!(frame, Frame::Later(_)) {
        return Ok(Ok(frame));
    }
    let again = frame.encode();
    if cbor::check(bytes).is_err() || cbor::check(&again).is_err() {
        return Err("a frame was accepted or written in a spelling that is refused".to_owned());
    }
    if Frame::decode(&again).as_ref() != Ok(&frame) {
        return Err("a frame reads differently after it was written".to_owned());
    }
    // Fields of a later version are skipped, and an explicit null is no value.
    if count(&again) == count(bytes) && again != bytes {
        return Err("a frame was accepted in another spelling".to_owned());
    }
    Ok(Ok(frame))
}

impl Thrown for Frames {
    fn genuine(&self) -> Vec<Input> {
        let stages = 0..self.before.len();
        let recorded = stages.map(|at| vec![vec![at.min(CHEAP) as u8], self.before[at].clone()]);
        let made = made(&self.house).into_iter().map(|frame| vec![vec![3], frame.encode()]);
        recorded.chain(made).collect()
    }

    fn change(&self, dice: &mut Dice, input: &mut Input, other: &Input) {
        match dice.below(40) {
            0 => input[0] = vec![dice.below(self.before.len() + 1) as u8],
            1..=6 => input[0] = vec![dice.below(CHEAP + 1) as u8],
            7 | 8 if input.len() < 5 => input.push(other[1].clone()),
            9 if input.len() > 2 => drop(input.pop()),
            _ => {
                let at = dice.between(1, input.len() - 1);
                mutate(dice, &mut input[at], &other[1]);
            }
        }
    }

    fn throw(&mut self, input: &Input, dice: &mut Dice) -> Result<Outcome, String> {
        let Some((first, frames)) = input.split_first() else {
            return Err("there is no frame".to_owned());
        };
        let mut steps = Vec::new();
        let mut is_accepted = true;
        for frame in frames {
            let read = decoded(frame)?;
            is_accepted &= read.is_ok();
            steps.push(read.map_or_else(|fault| fault, |frame| kind(&frame)));
        }
        let before = first.first().map_or(0, |at| usize::from(*at)).min(self.before.len());
        // To go further into a conversation takes a signature for each event in it.
        let before = if dice.below(12) > 0 { before.min(CHEAP) } else { before };
        steps.push(self.talk(before, frames)?);
        Ok(Outcome { way: way(steps), is_accepted })
    }
}

/// Frames that do not occur in a conversation that goes well, or not with so little in them.
pub fn made(house: &House) -> Vec<Frame> {
    let held = &house.full.device.logs[&house.crisis];
    let logs: Vec<(LogKey, Mark)> = held
        .values()
        .map(|held| {
            let mark = Mark { seq: held.envelope.header.seq, id: held.envelope.id };
            (held.envelope.header.log(), mark)
        })
        .collect();
    let ((log, mark), scope) = (logs[0], house.crisis);
    let subjects: Vec<SubjectId> = house.full.device.keys().map(|(id, _)| *id).collect();
    let file = FileHash([9; 32]);
    let want = |(log, mark): &(LogKey, Mark)| WantLog { log: *log, have: vec![*mark] };
    let mut frames = vec![
        Frame::Hello(Hello { minor: 200 }),
        Frame::Scopes(Scopes {
            is_rest: true,
            scopes: vec![ScopeDigest { scope, digest: [1; 32] }],
        }),
        Frame::AskHeads(AskHeads { scope, listed: vec![log.device] }),
        Frame::Want(Want { round: 1, logs: logs.iter().map(want).collect() }),
        Frame::Want(Want { round: 2, logs: vec![WantLog { log, have: Vec::new() }] }),
        Frame::End(End { round: 1, diverged: vec![log] }),
        Frame::Ack(Ack {
            round: 1,
            bytes: 500,
            kept: vec![Kept { log, seq: mark.seq, id: mark.id }],
        }),
        Frame::AskKeys(AskKeys { scope, subjects }),
        Frame::Keys(Keys { scope, sealed: vec![7; 120] }),
        Frame::AskFile(AskFile { file, offset: 0 }),
        Frame::File(File { file, offset: 0, total: 3, bytes: vec![1, 2, 3] }),
        Frame::Later(77),
    ];
    // One event in a frame: what is changed in it decides alone.
    let all = house.full.device.logs.values().flat_map(|log| log.values());
    for held in all.filter(|held| {
        !house.half.device.logs.values().any(|log| log.contains_key(&held.envelope.id))
    }) {
        let (open, sealed) = (held.open.clone(), held.sealed.clone());
        let piece =
            tegenwicht_sync::frame::WirePiece { cose: held.envelope.cose.clone(), open, sealed };
        let (events, erasures) = (vec![piece], Vec::new());
        frames.push(Frame::Events(Events { round: 1, events, erasures }));
    }
    let events = house.strange().into_iter().map(Into::into).collect();
    frames.push(Frame::Events(Events { round: 1, events, erasures: Vec::new() }));
    frames
}

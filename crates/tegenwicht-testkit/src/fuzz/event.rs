// SPDX-License-Identifier: EUPL-1.2
//! Events: an envelope, an open part, a sealed part. An input is these three.
//!
//! Promises: what `read` accepts is spelled as `docs/formats/event.md` says, which is written down
//! here once more; nobody's signature holds over what nobody signed; a part that reads, reads
//! the same after it was written; the fold takes everything.

use std::collections::BTreeMap;

use minicbor::Encoder;
use tegenwicht_core::body::Open;
use tegenwicht_core::cbor;
use tegenwicht_core::envelope::{
    BODY_MAX, Envelope, EnvelopeFault, Header, Mode, PartRef, VERSION, sha256,
};
use tegenwicht_core::fold::{Part, ScopeState};
use tegenwicht_core::id::EventId;
use tegenwicht_core::seal::{self, Sealed, SubjectKey};
use tegenwicht_core::shelf::Piece;

use super::house::House;
use super::mutate::mutate;
use super::{Input, Outcome, Plant, Thrown, number_of, way};
use crate::crash::dice::Dice;

/// Of so many envelopes that read, the signature of one is checked: it takes longer than all else.
const CHECKED: usize = 24;
/// Bytes of an envelope before its header, and after it.
const BEFORE: usize = 7;

pub struct Events {
    signed: BTreeMap<EventId, Piece>,
    plant: Option<Plant>,
}

impl Events {
    pub fn new(plant: Option<Plant>) -> Self {
        let mut house = House::new();
        let mut signed = house.signed();
        signed.extend(house.strange().into_iter().map(|piece| (piece.id, piece)));
        Self { signed, plant }
    }

    fn read(&self, cose: &[u8]) -> Result<Envelope, EnvelopeFault> {
        match self.plant {
            // Takes a byte too many for nothing.
            Some(Plant::AnyEnd) => Envelope::read(cose).or_else(|fault| {
                let shorter = cose.split_last().map(|(_, shorter)| shorter);
                shorter.map_or(Err(fault), Envelope::read)
            }),
            _ => Envelope::read(cose),
        }
    }

    fn envelope(&self, cose: &[u8], dice: &mut Dice) -> Result<(u64, Option<Envelope>), String> {
        let envelope = match self.read(cose) {
            Ok(envelope) => envelope,
            Err(fault) => return Ok((number_of(&fault.to_string()), None)),
        };
        if envelope.cose != cose || envelope.id.0 != sha256(cose) {
            return Err("an envelope is not the bytes that were read".to_owned());
        }
        if spelled(&envelope.header, cose) != cose {
            return Err("an envelope was accepted in another spelling".to_owned());
        }
        if Envelope::peek(cose).as_ref() != Ok(&envelope.header) {
            return Err("a header reads differently the second time".to_owned());
        }
        let is_signed = self.signed.contains_key(&envelope.id);
        if dice.below(CHECKED) == 0 {
            let holds = |mode| envelope.verify(mode).is_ok();
            if (holds(Mode::Real) || holds(Mode::Exercise)) != is_signed {
                return Err(format!("a signature holds, which is {}", !is_signed));
            }
        }
        let shape = envelope.header.supersedes.len() as u64;
        Ok((way([number_of(envelope.header.kind.name()), shape]), Some(envelope)))
    }
}

impl Thrown for Events {
    fn genuine(&self) -> Vec<Input> {
        let parts = |piece: &Piece| {
            let part = |part: &Option<Vec<u8>>| part.clone().unwrap_or_default();
            vec![piece.cose.clone(), part(&piece.open), part(&piece.sealed)]
        };
        self.signed.values().map(parts).collect()
    }

    fn change(&self, dice: &mut Dice, input: &mut Input, other: &Input) {
        let part = dice.below(8).min(3) % 3;
        if part > 0 || dice.chance(25) {
            return mutate(dice, &mut input[part], &other[part]);
        }
        // Inside the header, with the lengths around it made right again.
        let (Some(header), Some(theirs)) = (payload(&input[0]), payload(&other[0])) else {
            return mutate(dice, &mut input[0], &other[0]);
        };
        let mut changed = header.to_vec();
        mutate(dice, &mut changed, theirs);
        let signature = input[0][input[0].len() - 66..].to_vec();
        input[0] = framed(&changed, &signature);
    }

    fn throw(&mut self, input: &Input, dice: &mut Dice) -> Result<Outcome, String> {
        let [cose, open, sealed] = &input[..] else {
            return Err("an event has three parts".to_owned());
        };
        let (first, envelope) = self.envelope(cose, dice)?;
        let (second, opened) = read_open(open)?;
        let third = read_sealed(sealed, envelope.as_ref())?;
        if let Some(envelope) = &envelope {
            let mut state = ScopeState::default();
            state.apply(envelope.id, &envelope.header, Part::of(Some(open), false));
            state.apply(envelope.id, &envelope.header, Part::of(None, false));
        }
        let is_accepted = envelope.is_some() && opened.is_some();
        Ok(Outcome { way: way([first, second, third]), is_accepted })
    }
}

fn read_open(bytes: &[u8]) -> Result<(u64, Option<Open>), String> {
    let opened = match Open::decode(bytes) {
        Ok(opened) => opened,
        Err(fault) => return Ok((number_of(&fault.to_string()), None)),
    };
    let again = opened.encode();
    if cbor::check(&again).is_err() {
        return Err("an open part is written in a spelling that is refused".to_owned());
    }
    // What was left out is written as empty, so it may have become longer.
    if again.len() <= BODY_MAX && Open::decode(&again).as_ref() != Ok(&opened) {
        return Err("an open part reads differently after it was written".to_owned());
    }
    let names = opened.facts.iter().map(|fact| number_of(fact.name()) ^ is_unknown(fact));
    Ok((way(names.take(3)), Some(opened)))
}

const fn is_unknown(fact: &tegenwicht_core::event::Fact) -> u64 {
    matches!(fact, tegenwicht_core::event::Fact::Unknown { .. }) as u64
}

fn read_sealed(bytes: &[u8], envelope: Option<&Envelope>) -> Result<u64, String> {
    let Ok(sealed) = Sealed::read(bytes) else {
        return Ok(0);
    };
    if sealed.encode() != bytes {
        return Err("a sealed part was accepted in another spelling".to_owned());
    }
    if let Some(envelope) = envelope {
        let place = seal::place(&envelope.header.log(), envelope.header.seq);
        if seal::open(&sealed, &SubjectKey([7; 32]), &place).is_ok() {
            return Err("a sealed part opens under a key that nobody has".to_owned());
        }
    }
    Ok(1)
}

/// The header in an envelope whose frame is whole.
fn payload(cose: &[u8]) -> Option<&[u8]> {
    let rest = cose.get(BEFORE..)?;
    let (length, rest) = match rest {
        [0x58, n, rest @ ..] => (usize::from(*n), rest),
        [0x59, a, b, rest @ ..] => (usize::from(*a) << 8 | usize::from(*b), rest),
        _ => return None,
    };
    let (payload, signature) = rest.split_at_checked(length)?;
    (signature.len() == 66).then_some(payload)
}

fn framed(payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let mut e = Encoder::new(vec![0xd2, 0x84, 0x43, 0xa1, 0x01, 0x27, 0xa0]);
    e.bytes(payload).unwrap();
    [e.into_writer().as_slice(), signature].concat()
}

/// Writes an envelope as the page on its format says, with the signature that stands in `cose`.
fn spelled(h: &Header, cose: &[u8]) -> Vec<u8> {
    let mut e = Encoder::new(Vec::new());
    let all = |e: &mut Encoder<Vec<u8>>| {
        e.array(16)?.u8(VERSION)?.bytes(&h.device.0)?.bytes(&h.scope.0)?;
        e.u64(h.epoch)?.u64(h.seq)?;
        maybe(e, h.prev.as_ref().map(|id| id.0.as_slice()))?;
        e.u64(h.hlc.0)?.i64(h.wall.0)?;
        maybe(e, h.actor.as_ref().map(|id| id.0.as_slice()))?;
        maybe(e, h.command.as_ref().map(|id| id.0.as_slice()))?;
        e.str(h.kind.name())?.u16(h.schema)?;
        maybe(e, h.seen.as_ref().map(|id| id.0.as_slice()))?;
        e.array(h.supersedes.len() as u64)?;
        h.supersedes.iter().try_for_each(|id| e.bytes(&id.0).map(|_| ()))?;
        part(e, h.open)?;
        part(e, h.sealed)
    };
    all(&mut e).unwrap();
    framed(&e.into_writer(), &cose[cose.len() - 66..])
}

type Written = Result<(), minicbor::encode::Error<core::convert::Infallible>>;

fn maybe(e: &mut Encoder<Vec<u8>>, bytes: Option<&[u8]>) -> Written {
    match bytes {
        Some(bytes) => e.bytes(bytes).map(|_| ()),
        None => e.null().map(|_| ()),
    }
}

fn part(e: &mut Encoder<Vec<u8>>, part: Option<PartRef>) -> Written {
    match part {
        Some(part) => e.array(2)?.u32(part.length)?.bytes(&part.hash).map(|_| ()),
        None => e.null().map(|_| ()),
    }
}

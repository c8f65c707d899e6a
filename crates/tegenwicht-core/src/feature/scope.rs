// SPDX-License-Identifier: EUPL-1.2
//! A scope: a frame of its own in the log, opened once, for one purpose, real or exercise.
//!
//! Not here: who may read a scope (`permission`, and grants when nodes meet).
//! Rules: the first genesis fixes purpose, mode and crisis for ever; heads and witnesses only
//! name events, they change nothing; a wrong clock is corrected by a signed statement.
//! Start at: `Opened`.
//! To change: these facts carry the order of the log; `docs/formats/event.md` and fixtures.

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};

use crate::command::{CorrectClock, Draft, first_16};
use crate::envelope::{LogKey, Mode, sha256};
use crate::event::Fact;
use crate::id::{ActorId, CommandId, CrisisId, DeviceKey, EventId, ScopeId};
use crate::refusal::Refusal;
use crate::versions::Versions;
use crate::world::World;

/// Most heads in one `heads` event; more go over several events, each after the other.
pub const HEADS_MAX: usize = 300;

/// What a scope is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Devices, people, mandates.
    Admin,
    /// Plans and what comes before a crisis, reports among it.
    Plan,
    /// One crisis.
    Crisis,
    /// One that a newer version knows. It is held and passed on by the same rights as any other;
    /// what stands in it is not read.
    Later(u8),
}

impl Purpose {
    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Plan => "plan",
            Self::Crisis => "crisis",
            Self::Later(_) => "later",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Admin => 0,
            Self::Plan => 1,
            Self::Crisis => 2,
            Self::Later(number) => number,
        }
    }
}

impl<C> Encode<C> for Purpose {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.u8(self.number()).map(|_| ())
    }
}

impl<'b, C> Decode<'b, C> for Purpose {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Ok(match d.u8()? {
            0 => Self::Admin,
            1 => Self::Plan,
            2 => Self::Crisis,
            number => Self::Later(number),
        })
    }
}

/// `scope.opened`: the first fact of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Opened {
    #[n(0)]
    pub purpose: Purpose,
    #[n(1)]
    pub mode: Mode,
    /// The genesis of the admin scope; none in that genesis itself, whose hash it is.
    #[n(2)]
    pub institution: Option<EventId>,
    #[n(3)]
    pub crisis: Option<CrisisId>,
}

/// Where something stands: which scope, what it is for, real or exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub scope: ScopeId,
    pub purpose: Purpose,
    pub mode: Mode,
}

/// Returns the id of the admin scope of the institution that this root key founds. Who knows the
/// scope can so check its genesis, and nobody else can found a second one in it.
#[must_use]
pub fn admin_scope(root: &DeviceKey) -> ScopeId {
    ScopeId(first_16(&sha256(&[b"tegenwicht/1/admin".as_slice(), &root.0].concat())))
}

/// Returns the scope that one command opens. It follows from the command, so that a retry on a node
/// that has not heard of the first try opens the same one; to everybody else it is as good as
/// random. Real or exercise, and a purpose beyond the crisis itself, cannot be chosen twice.
#[must_use]
pub fn scope_of(
    purpose: Purpose,
    institution: EventId,
    actor: Option<ActorId>,
    command: CommandId,
    mode: Mode,
) -> ScopeId {
    let opens = Opens { institution, actor, command, mode };
    ScopeId(match purpose {
        Purpose::Later(number) => opens.id("tegenwicht/1/scope", &[number]),
        _ => opens.id("tegenwicht/1/scope", &[]),
    })
}

/// What the ids that a command opens follow from.
pub(crate) struct Opens {
    pub institution: EventId,
    pub actor: Option<ActorId>,
    pub command: CommandId,
    pub mode: Mode,
}

impl Opens {
    pub(crate) fn id(&self, label: &str, tail: &[u8]) -> [u8; 16] {
        let mut bytes = label.as_bytes().to_vec();
        bytes.extend_from_slice(&self.institution.0);
        bytes.extend(self.actor.into_iter().flat_map(|actor| actor.0));
        bytes.extend_from_slice(&self.command.0);
        bytes.push(u8::from(self.mode == Mode::Exercise));
        bytes.extend_from_slice(tail);
        first_16(&sha256(&bytes))
    }
}

/// One head of one log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Head {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub seq: u64,
    #[n(3)]
    pub id: EventId,
}

/// `scope.heads`: heads of other logs of this scope that changed since the author's last list.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Heads {
    #[n(0)]
    pub heads: Vec<Head>,
}

/// Drafts the events that list `heads`, to be written in this order before anything else that
/// this device writes in the scope; none where there is nothing to list.
///
/// A device owes such a list before its next own event wherever the scope holds logs of other
/// devices with a head that it has not listed yet: after an import, and after a genesis or a
/// grant that the root key signed. Every later event names the last of them as `seen`.
#[must_use]
pub fn heads_draft(scope: ScopeId, mut heads: Vec<Head>) -> Vec<Draft> {
    heads.sort_unstable();
    heads.dedup();
    let list = |heads: &[Head]| Draft::heads(scope, Heads { heads: heads.to_vec() });
    heads.chunks(HEADS_MAX).map(list).collect()
}

/// `scope.witness`: heads of logs of other scopes, named by a hash that tells nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Witness {
    #[n(0)]
    pub logs: Vec<Witnessed>,
}

/// One log as it stood when it was witnessed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Witnessed {
    /// See [`log_ref`].
    #[cbor(n(0), with = "minicbor::bytes")]
    pub log: [u8; 32],
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub id: EventId,
}

/// Returns the name of a log that tells nothing to who does not know its scope.
#[must_use]
pub fn log_ref(log: &LogKey) -> [u8; 32] {
    let mut bytes = b"tegenwicht/1/log".to_vec();
    bytes.extend_from_slice(&log.device.0);
    bytes.extend_from_slice(&log.scope.0);
    bytes.extend_from_slice(&log.epoch.to_be_bytes());
    sha256(&bytes)
}

/// `clock.corrected`: the clock of a device was wrong by so much during one epoch.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClockCorrected {
    #[n(0)]
    pub device: DeviceKey,
    #[n(1)]
    pub epoch: u64,
    /// To be added to what that clock said, in milliseconds.
    #[n(2)]
    pub offset_ms: i64,
}

pub(crate) fn decide_clock(world: &World, command: &CorrectClock) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let old = state.clocks.get(&(command.device, command.epoch));
    let old = old.map(Versions::heads).unwrap_or_default();
    let fact = ClockCorrected {
        device: command.device,
        epoch: command.epoch,
        offset_ms: command.offset_ms,
    };
    Ok(vec![Draft::facts(scope, vec![Fact::ClockCorrected(fact)]).replacing(old)?])
}

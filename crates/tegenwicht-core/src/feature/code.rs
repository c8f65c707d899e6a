// SPDX-License-Identifier: EUPL-1.2
//! Ways in for when the password is not at hand: a code that works once, codes on paper, a PIN.
//!
//! Not here: accounts and passwords (`user`), checking what is typed (`tegenwicht`, `login`).
//! Rules: only verifiers are kept, sealed; a coordinator makes a code for somebody else, which a
//! new password ends, and who may let people in makes one for whom was let in to one crisis; codes
//! on paper and a PIN are made by their owner alone, since who knows them can act as that person;
//! each code on paper works once; making new ones erases the old.
//! Start at: `decide_code`.
//! To change: text `code-*`, pages `account`, `login`, `user`, `docs/help/account.md`.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::body::Secret;
use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::user::{own, replaced, unblocked};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, SubjectId};
use crate::permission::{Capability, may};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// Most codes on paper in one envelope.
pub const PAPER_CODES_MAX: u8 = 10;

/// `user.code-set`: a code to be used once in place of the password; the sealed part holds the
/// verifier. Using it sets a password, which ends it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CodeSet {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub subject: SubjectId,
    #[n(2)]
    pub until: Timestamp,
}

/// `user.paper-codes-set`: codes on paper in a sealed envelope, each to be used once; the sealed
/// part holds the verifiers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PaperCodesSet {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub subject: SubjectId,
    #[n(2)]
    pub count: u8,
}

/// `user.paper-code-used`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PaperCodeUsed {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub subject: SubjectId,
    /// Counting from 1, as it stands before the code.
    #[n(2)]
    pub number: u8,
}

/// `user.own-pin-set`: the PIN to take over at a PC that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct OwnPinSet {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub subject: SubjectId,
}

/// Give a person a code to be used once in place of a lost password.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetCode {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub until: Timestamp,
    #[cbor(skip)]
    pub verifier: String,
}

/// Make codes on paper.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetPaperCodes {
    #[n(0)]
    pub user: ActorId,
    #[cbor(skip)]
    pub verifiers: Vec<String>,
}

/// Record that a code on paper was used: by the node, once it found the code right.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct UsePaperCode {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub number: u8,
}

/// Set one's own PIN.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetOwnPin {
    #[n(0)]
    pub user: ActorId,
    #[cbor(skip)]
    pub verifier: String,
}

/// Commands with a verifier in them do not tell it.
macro_rules! tell_nothing {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

tell_nothing! { SetCode SetPaperCodes SetOwnPin }

pub(crate) fn decide_code(
    world: &World,
    ctx: &mut Context,
    command: &SetCode,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, user) = unblocked(world, command.user)?;
    let giver = ctx.actor.id.and_then(|giver| world.roles(giver)).unwrap_or_default();
    if user.only.is_none() && !may(&giver, Capability::ManageUsers) {
        return Err(Refusal::NotAllowed);
    }
    if command.until <= ctx.now {
        return Err(Refusal::TimesWrong);
    }
    let (subject, key) = ctx.fresh_key(scope);
    let set = Fact::CodeSet(CodeSet { user: command.user, subject, until: command.until });
    let old = user.code.live().map(|(event, code)| (*event, code.subject));
    let secret = Secret::Verifier(command.verifier.clone());
    Ok(vec![replaced(scope, set, old)?.sealing(subject, key, secret)])
}

pub(crate) fn decide_paper_codes(
    world: &World,
    ctx: &mut Context,
    command: &SetPaperCodes,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, user) = unblocked(world, command.user)?;
    let count = u8::try_from(command.verifiers.len()).unwrap_or(u8::MAX);
    if count == 0 || count > PAPER_CODES_MAX {
        return Err(Refusal::CodeWrong);
    }
    let (subject, key) = ctx.fresh_key(scope);
    let set = Fact::PaperCodesSet(PaperCodesSet { user: command.user, subject, count });
    let old = user.paper.live().map(|(event, codes)| (*event, codes.subject));
    let secret = Secret::Verifiers(command.verifiers.clone());
    Ok(vec![replaced(scope, set, old)?.sealing(subject, key, secret)])
}

pub(crate) fn decide_use_paper_code(
    world: &World,
    command: &UsePaperCode,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, user) = unblocked(world, command.user)?;
    let codes = user.paper.settled().ok_or(Refusal::CodeWrong)?;
    if command.number == 0 || command.number > codes.count || user.is_used(codes, command.number) {
        return Err(Refusal::CodeWrong);
    }
    let (user, subject, number) = (command.user, codes.subject, command.number);
    let used = PaperCodeUsed { user, subject, number };
    Ok(vec![Draft::facts(scope, vec![Fact::PaperCodeUsed(used)])])
}

pub(crate) fn decide_own_pin(
    world: &World,
    ctx: &mut Context,
    command: &SetOwnPin,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, user) = unblocked(world, command.user)?;
    let (subject, key) = ctx.fresh_key(scope);
    let set = Fact::OwnPinSet(OwnPinSet { user: command.user, subject });
    let secret = Secret::Verifier(command.verifier.clone());
    Ok(vec![replaced(scope, set, user.pin.live().map(own))?.sealing(subject, key, secret)])
}

impl ScopeState {
    pub(crate) fn set_code(&mut self, fact: CodeSet, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.code.set(at.event, fact, &at.header.supersedes);
            false
        });
    }

    pub(crate) fn set_paper_codes(&mut self, fact: PaperCodesSet, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.paper.set(at.event, fact, &at.header.supersedes);
            user.paper.is_conflict()
        });
    }

    pub(crate) fn use_paper_code(&mut self, fact: &PaperCodeUsed, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.paper_used.insert((fact.subject, fact.number), at.header.wall);
            false
        });
    }

    pub(crate) fn set_own_pin(&mut self, fact: &OwnPinSet, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.pin.set(at.event, fact.subject, &at.header.supersedes);
            user.pin.is_conflict()
        });
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! A user: a pseudonym in the log, and a sealed card that says who it is.
//!
//! Not here: codes and PINs (`code`), login sessions and the slowness of wrong passwords
//! (`tegenwicht`, `login`).
//! Rules: name, telephone and password verifier are never in an open part; two login names are
//! never the same; there is always a coordinator who can log in; where roles were changed twice
//! without knowing of each other, only what both gave counts until a person settles it.
//! Start at: `decide_add`.
//! To change: text `user-*`, page `user`, `docs/help/user.md`.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::actor::Role;
use crate::body::{Person, Secret};
use crate::command::{Context, Draft};
use crate::event::Fact;
pub use crate::feature::code::{
    CodeSet, OwnPinSet, PAPER_CODES_MAX, PaperCodeUsed, PaperCodesSet, SetCode, SetOwnPin,
    SetPaperCodes, UsePaperCode,
};
use crate::feature::erasure::Erased;
use crate::feature::text::{self, NAME, REASON};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, CrisisId, EventId, ScopeId, SubjectId};
use crate::map::Map;
use crate::notice::Matter;
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::versions::Versions;
use crate::world::World;

/// `user.added`; the sealed part holds the [`Person`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Added {
    #[n(0)]
    pub user: ActorId,
    #[cbor(n(1), with = "crate::cbor::known")]
    pub roles: Vec<Role>,
    #[n(2)]
    pub subject: SubjectId,
    /// The only crisis that this person may see: admitted on the spot.
    #[n(3)]
    pub only: Option<CrisisId>,
}

/// `user.unblocked`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UserUnblocked {
    #[n(0)]
    pub user: ActorId,
}

/// `user.roles-set`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RolesSet {
    #[n(0)]
    pub user: ActorId,
    #[cbor(n(1), with = "crate::cbor::known")]
    pub roles: Vec<Role>,
}

/// `user.blocked`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UserBlocked {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub reason: String,
}

/// `user.password-set`; the sealed part holds the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PasswordSet {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub subject: SubjectId,
}

/// `user.pin-set`: the PIN on the notice board; the sealed part holds the verifier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PinSet {
    #[n(0)]
    pub subject: SubjectId,
}

/// Add a person.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct AddUser {
    #[n(0)]
    pub login: String,
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub phone: Option<String>,
    #[n(3)]
    pub roles: Vec<Role>,
    /// Admitted on the spot, for this crisis only.
    #[n(4)]
    pub only: Option<CrisisId>,
}

/// Let a person in again.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct UnblockUser {
    #[n(0)]
    pub user: ActorId,
}

/// Give a person other roles.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetRoles {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub roles: Vec<Role>,
}

/// Keep a person out.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct BlockUser {
    #[n(0)]
    pub user: ActorId,
    #[n(1)]
    pub reason: String,
}

/// Set a password. The verifier is left out of the fingerprint of the command: it is salted
/// afresh at every try.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetPassword {
    #[n(0)]
    pub user: ActorId,
    #[cbor(skip)]
    pub verifier: String,
}

/// Set the PIN of the notice board.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetPin {
    #[cbor(skip)]
    pub verifier: String,
}

/// Commands with a name or a verifier in them do not tell it.
macro_rules! tell_nothing {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

tell_nothing! { AddUser SetPassword SetPin }

pub(crate) fn decide_add(
    world: &World,
    ctx: &mut Context,
    command: &AddUser,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, _) = world.admin().ok_or(Refusal::NotSetUp)?;
    let login = text::fold(&text::required(&command.login, NAME)?);
    if world.directory.by_login(&login).is_some() {
        return Err(Refusal::LoginNameTaken);
    }
    let person = Person {
        login,
        name: text::required(&command.name, NAME)?,
        phone: text::optional(command.phone.as_deref(), NAME)?,
    };
    let (subject, key) = ctx.fresh_key(scope);
    let user = ActorId(ctx.made_id());
    if command.only.is_some_and(|only| world.crisis(only).is_none()) {
        return Err(Refusal::CrisisUnknown);
    }
    let added = Added { user, roles: checked(&command.roles)?, subject, only: command.only };
    let draft = Draft::facts(scope, vec![Fact::UserAdded(added)]);
    Ok(vec![draft.sealing(subject, key, Secret::Person(person))])
}

pub(crate) fn decide_roles(world: &World, command: &SetRoles) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let user = admin.users.by_id.get(&command.user).ok_or(Refusal::UserUnknown)?;
    let roles = checked(&command.roles)?;
    if !roles.contains(&Role::Coordinator) && admin.users.is_last_coordinator(command.user) {
        return Err(Refusal::LastCoordinator);
    }
    let fact = Fact::RolesSet(RolesSet { user: command.user, roles });
    Ok(vec![Draft::facts(scope, vec![fact]).replacing(user.roles.heads())?])
}

pub(crate) fn decide_block(world: &World, command: &BlockUser) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let user = admin.users.by_id.get(&command.user).ok_or(Refusal::UserUnknown)?;
    if user.blocked.is_some() {
        return Err(Refusal::UserBlocked);
    }
    if admin.users.is_last_coordinator(command.user) {
        return Err(Refusal::LastCoordinator);
    }
    let reason = text::required(&command.reason, REASON)?;
    let fact = Fact::UserBlocked(UserBlocked { user: command.user, reason });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

pub(crate) fn decide_password(
    world: &World,
    ctx: &mut Context,
    command: &SetPassword,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let user = admin.users.by_id.get(&command.user).ok_or(Refusal::UserUnknown)?;
    if user.blocked.is_some() {
        return Err(Refusal::UserBlocked);
    }
    let (subject, key) = ctx.fresh_key(scope);
    let set = Fact::PasswordSet(PasswordSet { user: command.user, subject });
    // A new password ends a code that stood in for it.
    let code = user.code.live().map(|(event, code)| (*event, code.subject));
    let draft = replaced(scope, set, user.password.live().map(own).chain(code))?;
    Ok(vec![draft.sealing(subject, key, Secret::Verifier(command.verifier.clone()))])
}

pub(crate) fn own((event, subject): (&EventId, &SubjectId)) -> (EventId, SubjectId) {
    (*event, *subject)
}

pub(crate) fn decide_unblock(world: &World, command: &UnblockUser) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let user = admin.users.by_id.get(&command.user).ok_or(Refusal::UserUnknown)?;
    user.blocked.as_ref().ok_or(Refusal::NotBlocked)?;
    let fact = Fact::UserUnblocked(UserUnblocked { user: command.user });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

pub(crate) fn unblocked(world: &World, user: ActorId) -> Result<(ScopeId, &User), Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let user = admin.users.by_id.get(&user).ok_or(Refusal::UserUnknown)?;
    if user.blocked.is_some() { Err(Refusal::UserBlocked) } else { Ok((scope, user)) }
}

pub(crate) fn decide_pin(
    world: &World,
    ctx: &mut Context,
    command: &SetPin,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let (subject, key) = ctx.fresh_key(scope);
    let set = Fact::PinSet(PinSet { subject });
    Ok(vec![replaced(scope, set, admin.users.pin.live().map(own))?.sealing(
        subject,
        key,
        Secret::Verifier(command.verifier.clone()),
    )])
}

/// Drafts a new verifier; what it replaces is erased in the same event, which is then of the
/// kind that erases.
pub(crate) fn replaced(
    scope: ScopeId,
    set: Fact,
    old: impl Iterator<Item = (EventId, SubjectId)>,
) -> Result<Draft, Refusal> {
    let (heads, mut subjects): (Vec<EventId>, Vec<SubjectId>) = old.unzip();
    subjects.retain(|subject| subject.belongs_to(scope));
    if subjects.is_empty() {
        return Draft::facts(scope, vec![set]).replacing(heads);
    }
    let (events, numbers, commands) = (Vec::new(), Vec::new(), Vec::new());
    let erased = Erased { events, subjects, ground: "replaced".to_owned(), numbers, commands };
    Draft::erasing(scope, vec![set, Fact::Erased(erased)]).replacing(heads)
}

fn checked(roles: &[Role]) -> Result<Vec<Role>, Refusal> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    if roles.is_empty() || roles.contains(&Role::Reporter) {
        return Err(Refusal::RolesEmpty);
    }
    Ok(roles)
}

/// A user as the log knows them, without name.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct User {
    #[n(0)]
    pub roles: Versions<Vec<Role>>,
    #[n(1)]
    pub subject: SubjectId,
    /// The event whose sealed part holds the person.
    #[n(2)]
    pub event: EventId,
    #[n(3)]
    pub password: Versions<SubjectId>,
    #[n(4)]
    pub blocked: Option<String>,
    #[n(5)]
    pub added_at: Timestamp,
    /// The only crisis that this person may see.
    #[n(6)]
    pub only: Option<CrisisId>,
    #[n(7)]
    pub code: Versions<CodeSet>,
    #[n(8)]
    pub paper: Versions<PaperCodesSet>,
    /// The numbers of the codes on paper that were used, under the subject of their envelope.
    #[n(9)]
    pub paper_used: Map<(SubjectId, u8), Timestamp>,
    #[n(10)]
    pub pin: Versions<SubjectId>,
}

impl User {
    /// Returns true when this code on paper was used before.
    #[must_use]
    pub fn is_used(&self, codes: &PaperCodesSet, number: u8) -> bool {
        self.paper_used.contains_key(&(codes.subject, number))
    }

    /// Returns the verifier-holding event of the code that counts now, if there is one.
    #[must_use]
    pub fn code_at(&self, now: Timestamp) -> Option<(EventId, &CodeSet)> {
        let mut codes = self.code.live().filter(|(_, code)| code.until > now);
        codes.next().map(|(event, code)| (*event, code))
    }

    /// Returns the roles that count: all that every version in force agrees on.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        let mut versions = self.roles.live().map(|(_, roles)| roles);
        let Some(first) = versions.next() else {
            return Vec::new();
        };
        let rest: Vec<&Vec<Role>> = versions.collect();
        let agreed = first.iter().filter(|role| rest.iter().all(|roles| roles.contains(role)));
        agreed.copied().collect()
    }
}

/// All users of the institution, and the PIN of the notice board.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Users {
    #[n(0)]
    pub by_id: Map<ActorId, User>,
    #[n(1)]
    pub pin: Versions<SubjectId>,
}

impl Users {
    fn is_last_coordinator(&self, user: ActorId) -> bool {
        let mut coordinators = self
            .by_id
            .iter()
            .filter(|(_, user)| user.blocked.is_none() && user.only.is_none())
            .filter(|(_, user)| user.roles().contains(&Role::Coordinator))
            .map(|(id, _)| *id);
        coordinators.next() == Some(user) && coordinators.next().is_none()
    }
}

impl ScopeState {
    /// Folds what the log says about a person who is there; otherwise it is noticed.
    pub(crate) fn change_user(
        &mut self,
        user: ActorId,
        at: &At<'_>,
        change: impl FnOnce(&mut User, &At<'_>) -> bool,
    ) {
        match self.users.by_id.get_mut(&user).map(|user| change(user, at)) {
            Some(conflict) => self.notice_conflict(conflict, at, || user.to_string()),
            None => self.notice(at.event, Matter::UnknownTarget(user.to_string())),
        }
    }

    pub(crate) fn add_user(&mut self, fact: Added, at: &At<'_>) {
        if self.users.by_id.contains_key(&fact.user) {
            return self.notice(at.event, Matter::OpenedTwice(fact.user.to_string()));
        }
        let mut roles = Versions::default();
        roles.set(at.event, fact.roles, &[]);
        let user = User {
            roles,
            subject: fact.subject,
            event: at.event,
            password: Versions::default(),
            blocked: None,
            added_at: at.header.wall,
            only: fact.only,
            code: Versions::default(),
            paper: Versions::default(),
            paper_used: Map::default(),
            pin: Versions::default(),
        };
        self.users.by_id.insert(fact.user, user);
    }

    pub(crate) fn set_roles(&mut self, fact: RolesSet, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.roles.set(at.event, fact.roles, &at.header.supersedes);
            user.roles.is_conflict()
        });
    }

    pub(crate) fn block_user(&mut self, fact: UserBlocked, at: &At<'_>) {
        self.change_user(fact.user, at, |user, _| {
            user.blocked.get_or_insert(fact.reason);
            false
        });
    }

    pub(crate) fn set_password(&mut self, fact: PasswordSet, at: &At<'_>) {
        self.change_user(fact.user, at, |user, at| {
            user.password.set(at.event, fact.subject, &at.header.supersedes);
            user.code.end(&at.header.supersedes);
            user.password.is_conflict()
        });
    }

    pub(crate) fn unblock_user(&mut self, fact: &UserUnblocked, at: &At<'_>) {
        self.change_user(fact.user, at, |user, _| {
            user.blocked = None;
            false
        });
    }

    pub(crate) fn set_pin(&mut self, fact: PinSet, at: &At<'_>) {
        self.users.pin.set(at.event, fact.subject, &at.header.supersedes);
        let conflict = self.users.pin.is_conflict();
        self.notice_conflict(conflict, at, || "pin".to_owned());
    }
}

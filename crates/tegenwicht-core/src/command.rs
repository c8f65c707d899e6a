// SPDX-License-Identifier: EUPL-1.2
//! Every command there is, who may give it, and what it leads to.

use std::fmt;

use minicbor::Encode;

use crate::actor::{Actor, Role};
pub use crate::draft::Draft;
use crate::envelope::sha256;
use crate::feature::scope;
use crate::feature::{
    assessment, call, card, code, contact, crisis, erasure, log_entry, meeting, order, picture,
    progress, report, roster, setting, site, support_request, team, title, user,
};
use crate::fold::ScopeState;
use crate::id::{ActorId, CommandId, CrisisId, DeviceKey, EntryId, ScopeId, SubjectId};
use crate::permission::{Capability, may};
use crate::refusal::Refusal;
use crate::seal::SubjectKey;
use crate::time::Timestamp;
use crate::world::World;

/// Something a person wants to happen.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(flat)]
pub enum Command {
    #[n(0)]
    MakeReport(#[n(0)] report::MakeReport),
    #[n(1)]
    HandleReport(#[n(0)] report::HandleReport),
    #[n(2)]
    OpenCrisis(#[n(0)] crisis::OpenCrisis),
    #[n(3)]
    CloseCrisis(#[n(0)] crisis::CloseCrisis),
    #[n(4)]
    WriteEntry(#[n(0)] Box<log_entry::WriteEntry>),
    #[n(5)]
    StrikeEntry(#[n(0)] log_entry::StrikeEntry),
    #[n(6)]
    EraseEntry(#[n(0)] EraseEntry),
    #[n(7)]
    AddUser(#[n(0)] user::AddUser),
    #[n(8)]
    SetRoles(#[n(0)] user::SetRoles),
    #[n(9)]
    BlockUser(#[n(0)] user::BlockUser),
    #[n(10)]
    SetPassword(#[n(0)] user::SetPassword),
    #[n(11)]
    SetPin(#[n(0)] user::SetPin),
    #[n(12)]
    CorrectClock(#[n(0)] CorrectClock),
    #[n(13)]
    UnblockUser(#[n(0)] user::UnblockUser),
    #[n(14)]
    SetCode(#[n(0)] user::SetCode),
    #[n(15)]
    SetPaperCodes(#[n(0)] user::SetPaperCodes),
    #[n(16)]
    UsePaperCode(#[n(0)] user::UsePaperCode),
    #[n(17)]
    SetOwnPin(#[n(0)] user::SetOwnPin),
    #[n(18)]
    SetContact(#[n(0)] Box<contact::SetContact>),
    #[n(19)]
    RemoveContact(#[n(0)] contact::RemoveContact),
    #[n(20)]
    SetSettings(#[n(0)] setting::SetSettings),
    #[n(21)]
    SetSite(#[n(0)] site::SetSite),
    #[n(22)]
    SetShift(#[n(0)] roster::SetShift),
    #[n(23)]
    JoinReports(#[n(0)] report::JoinReports),
    #[n(24)]
    Assess(#[n(0)] assessment::Assess),
    #[n(25)]
    SetLevel(#[n(0)] crisis::SetLevel),
    #[n(26)]
    SetGrip(#[n(0)] crisis::SetGrip),
    #[n(27)]
    SetPlaces(#[n(0)] crisis::SetPlaces),
    #[n(28)]
    HideEntry(#[n(0)] erasure::HideEntry),
    #[n(29)]
    ShowEntry(#[n(0)] erasure::ShowEntry),
    #[n(30)]
    RecordCall(#[n(0)] call::RecordCall),
    #[n(31)]
    AskSupport(#[n(0)] support_request::AskSupport),
    #[n(32)]
    MoveSupport(#[n(0)] support_request::MoveSupport),
    #[n(33)]
    FormTeam(#[n(0)] team::FormTeam),
    #[n(34)]
    TakeSeat(#[n(0)] Box<team::TakeSeat>),
    #[n(35)]
    LeaveSeat(#[n(0)] team::LeaveSeat),
    #[n(36)]
    SetPresence(#[n(0)] team::SetPresence),
    #[n(37)]
    GiveOrder(#[n(0)] order::GiveOrder),
    #[n(38)]
    AnswerOrder(#[n(0)] order::AnswerOrder),
    #[n(39)]
    StartCard(#[n(0)] card::StartCard),
    #[n(40)]
    SetStep(#[n(0)] card::SetStep),
    #[n(41)]
    MoveEntry(#[n(0)] Box<progress::MoveEntry>),
    #[n(42)]
    FillEntry(#[n(0)] progress::FillEntry),
    #[n(43)]
    SayPicture(#[n(0)] Box<picture::SayPicture>),
    #[n(44)]
    AdoptPicture(#[n(0)] picture::AdoptPicture),
    #[n(45)]
    PlanMeeting(#[n(0)] meeting::PlanMeeting),
    #[n(46)]
    MoveMeeting(#[n(0)] Box<meeting::MoveMeeting>),
    #[n(47)]
    TickMeeting(#[n(0)] meeting::TickMeeting),
    #[n(48)]
    OrderMeeting(#[n(0)] meeting::OrderMeeting),
    #[n(49)]
    SetTitle(#[n(0)] title::SetTitle),
}

/// Erase an entry: its words, its files, its keys.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct EraseEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub entry: EntryId,
    #[n(2)]
    pub ground: String,
}

/// Say that the clock of a device was wrong during one epoch of a crisis.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct CorrectClock {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub device: DeviceKey,
    #[n(2)]
    pub epoch: u64,
    #[n(3)]
    pub offset_ms: i64,
}

/// Names the command and tells nothing of what it says.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(..)", self.name())
    }
}

impl Command {
    /// Returns the name of the command, for logs and tests.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::MakeReport(_) => "MakeReport",
            Self::HandleReport(_) => "HandleReport",
            Self::OpenCrisis(_) => "OpenCrisis",
            Self::CloseCrisis(_) => "CloseCrisis",
            Self::WriteEntry(_) => "WriteEntry",
            Self::StrikeEntry(_) => "StrikeEntry",
            Self::EraseEntry(_) => "EraseEntry",
            Self::AddUser(_) => "AddUser",
            Self::SetRoles(_) => "SetRoles",
            Self::BlockUser(_) => "BlockUser",
            Self::SetPassword(_) => "SetPassword",
            Self::SetPin(_) => "SetPin",
            Self::CorrectClock(_) => "CorrectClock",
            Self::UnblockUser(_) => "UnblockUser",
            Self::SetCode(_) => "SetCode",
            Self::SetPaperCodes(_) => "SetPaperCodes",
            Self::UsePaperCode(_) => "UsePaperCode",
            Self::SetOwnPin(_) => "SetOwnPin",
            Self::SetContact(_) => "SetContact",
            Self::RemoveContact(_) => "RemoveContact",
            Self::SetSettings(_) => "SetSettings",
            Self::SetSite(_) => "SetSite",
            Self::SetShift(_) => "SetShift",
            Self::JoinReports(_) => "JoinReports",
            Self::Assess(_) => "Assess",
            Self::SetLevel(_) => "SetLevel",
            Self::SetGrip(_) => "SetGrip",
            Self::SetPlaces(_) => "SetPlaces",
            Self::SetTitle(_) => "SetTitle",
            Self::HideEntry(_) => "HideEntry",
            Self::ShowEntry(_) => "ShowEntry",
            Self::RecordCall(_) => "RecordCall",
            Self::AskSupport(_) => "AskSupport",
            Self::MoveSupport(_) => "MoveSupport",
            Self::FormTeam(_) => "FormTeam",
            Self::TakeSeat(_) => "TakeSeat",
            Self::LeaveSeat(_) => "LeaveSeat",
            Self::SetPresence(_) => "SetPresence",
            Self::GiveOrder(_) => "GiveOrder",
            Self::AnswerOrder(_) => "AnswerOrder",
            Self::StartCard(_) => "StartCard",
            Self::SetStep(_) => "SetStep",
            Self::MoveEntry(_) => "MoveEntry",
            Self::FillEntry(_) => "FillEntry",
            Self::SayPicture(_) => "SayPicture",
            Self::AdoptPicture(_) => "AdoptPicture",
            Self::PlanMeeting(_) => "PlanMeeting",
            Self::MoveMeeting(_) => "MoveMeeting",
            Self::TickMeeting(_) => "TickMeeting",
            Self::OrderMeeting(_) => "OrderMeeting",
        }
    }

    /// Returns what one must be allowed to do to give this command.
    #[must_use]
    pub fn capability(&self, actor: &Actor) -> Capability {
        match self {
            Self::MakeReport(_) => Capability::MakeReport,
            Self::HandleReport(_) | Self::JoinReports(_) | Self::Assess(_) => {
                Capability::HandleReport
            }
            Self::OpenCrisis(_) => Capability::OpenCrisis,
            Self::CloseCrisis(command) if command.false_alarm => Capability::CloseFalse,
            Self::CloseCrisis(_) => Capability::CloseCrisis,
            Self::WriteEntry(command) if command.restricted => Capability::Restricted,
            // Everybody who writes records a decision; taking another out of force is to decide.
            Self::WriteEntry(command)
                if command.progress.as_ref().is_some_and(|new| new.ends_a_decision()) =>
            {
                Capability::Decide
            }
            Self::WriteEntry(_)
            | Self::RecordCall(_)
            | Self::AskSupport(_)
            | Self::MoveSupport(_)
            | Self::SetPresence(_)
            | Self::StartCard(_)
            | Self::SetStep(_)
            | Self::FillEntry(_)
            | Self::SayPicture(_)
            | Self::TickMeeting(_)
            | Self::OrderMeeting(_)
            | Self::AnswerOrder(_) => Capability::WriteEntry,
            Self::MoveEntry(command) if command.is_of_decision() => Capability::Decide,
            Self::MoveEntry(_) => Capability::WriteEntry,
            Self::AdoptPicture(_) => Capability::AdoptPicture,
            Self::PlanMeeting(_) | Self::MoveMeeting(_) => Capability::LeadMeeting,
            // Who comes in says so; putting somebody else in a seat is for who leads the team.
            Self::TakeSeat(command) if command.is_of(actor) => Capability::WriteEntry,
            Self::StrikeEntry(_) | Self::HideEntry(_) => Capability::StrikeEntry,
            Self::EraseEntry(_) | Self::ShowEntry(_) => Capability::Erase,
            Self::SetPassword(command) if Some(command.user) == actor.id => Capability::OwnAccount,
            Self::AddUser(command) if command.only.is_some() => Capability::AdmitUser,
            // Nobody makes codes or a PIN for somebody else: who knew them could act as that
            // person.
            Self::SetPaperCodes(_) | Self::UsePaperCode(_) | Self::SetOwnPin(_) => {
                Capability::OwnAccount
            }
            // Who may not manage users gives codes only to who was admitted to one crisis.
            Self::SetCode(_) => Capability::AdmitUser,
            Self::UnblockUser(_)
            | Self::AddUser(_)
            | Self::SetRoles(_)
            | Self::BlockUser(_)
            | Self::SetPassword(_)
            | Self::SetPin(_) => Capability::ManageUsers,
            Self::CorrectClock(_) => Capability::ManageDevices,
            Self::SetContact(_) | Self::RemoveContact(_) | Self::SetShift(_) => {
                Capability::ManageContacts
            }
            Self::SetSettings(_) | Self::SetSite(_) => Capability::ManageSettings,
            Self::SetLevel(_) | Self::SetGrip(_) | Self::SetPlaces(_) | Self::SetTitle(_) => {
                Capability::SetLevel
            }
            Self::FormTeam(_) | Self::TakeSeat(_) | Self::LeaveSeat(_) => Capability::ManageTeam,
            Self::GiveOrder(_) => Capability::GiveOrder,
        }
    }

    /// Returns true when somebody who was admitted to this crisis only may give the command at
    /// all: it is of that crisis, it reports something, or it is about the own account.
    #[must_use]
    fn is_of_crisis(&self, only: CrisisId) -> bool {
        let crisis = match self {
            Self::MakeReport(_)
            | Self::SetPassword(_)
            | Self::SetPaperCodes(_)
            | Self::UsePaperCode(_)
            | Self::SetOwnPin(_) => return true,
            Self::HandleReport(_)
            | Self::JoinReports(_)
            | Self::OpenCrisis(_)
            | Self::AddUser(_)
            | Self::SetRoles(_)
            | Self::BlockUser(_)
            | Self::UnblockUser(_)
            | Self::SetCode(_)
            | Self::SetPin(_)
            | Self::SetContact(_)
            | Self::RemoveContact(_)
            | Self::SetSettings(_)
            | Self::SetSite(_)
            | Self::SetShift(_) => return false,
            Self::Assess(command) => {
                return command.crisis == Some(only) && command.report.is_none();
            }
            Self::CloseCrisis(command) => command.crisis,
            Self::WriteEntry(command) => command.crisis,
            Self::StrikeEntry(command) => command.crisis,
            Self::EraseEntry(command) => command.crisis,
            Self::CorrectClock(command) => command.crisis,
            Self::SetLevel(command) => command.crisis,
            Self::SetGrip(command) => command.crisis,
            Self::SetPlaces(command) => command.crisis,
            Self::SetTitle(command) => command.crisis,
            Self::HideEntry(command) => command.crisis,
            Self::ShowEntry(command) => command.crisis,
            Self::RecordCall(command) => command.crisis,
            Self::AskSupport(command) => command.crisis,
            Self::MoveSupport(command) => command.crisis,
            Self::FormTeam(command) => command.crisis,
            Self::TakeSeat(command) => command.crisis,
            Self::LeaveSeat(command) => command.crisis,
            Self::SetPresence(command) => command.crisis,
            Self::GiveOrder(command) => command.crisis,
            Self::AnswerOrder(command) => command.crisis,
            Self::StartCard(command) => command.crisis,
            Self::SetStep(command) => command.crisis,
            Self::MoveEntry(command) => command.crisis,
            Self::FillEntry(command) => command.crisis,
            Self::SayPicture(command) => command.crisis,
            Self::AdoptPicture(command) => command.crisis,
            Self::PlanMeeting(command) => command.crisis,
            Self::MoveMeeting(command) => command.crisis,
            Self::TickMeeting(command) => command.crisis,
            Self::OrderMeeting(command) => command.crisis,
        };
        crisis == only
    }

    /// Returns the fingerprint that binds a command id to what it said; salted, so that a short
    /// text cannot be guessed from it.
    #[must_use]
    pub fn digest(&self, salt: [u8; 16]) -> [u8; 32] {
        let mut bytes = b"tegenwicht/1/command".to_vec();
        bytes.extend_from_slice(&salt);
        bytes.extend(minicbor::to_vec(self).unwrap_or_default());
        sha256(&bytes)
    }
}

/// What a decision may lean on besides the state: time, chance and the person, all passed in.
/// Not to be copied: two copies would draw the same chance.
pub struct Context {
    pub now: Timestamp,
    pub actor: Actor,
    pub command: CommandId,
    seed: [u8; 32],
    drawn: u64,
}

/// Tells everything but the seed.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Context");
        shown.field("now", &self.now).field("actor", &self.actor).field("command", &self.command);
        shown.finish_non_exhaustive()
    }
}

impl Context {
    /// `seed` are 32 bytes from a good source of randomness, never used twice.
    #[must_use]
    pub const fn new(now: Timestamp, actor: Actor, command: CommandId, seed: [u8; 32]) -> Self {
        Self { now, actor, command, seed, drawn: 0 }
    }

    /// Returns 32 bytes that nobody can guess, new at every call.
    pub fn fresh_bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        sha256(&[b"tegenwicht/1/fresh".as_slice(), &self.seed, &self.drawn.to_be_bytes()].concat())
    }

    /// Returns a random id of 16 bytes.
    pub fn fresh_random(&mut self) -> [u8; 16] {
        first_16(&self.fresh_bytes())
    }

    /// Returns the id of what this command makes. It follows from who gives which command, so a
    /// retry on a node that has not heard of the first try makes the same thing.
    #[must_use]
    pub fn made_id(&self) -> [u8; 16] {
        made_id(self.actor.id, self.command)
    }

    /// Returns the name of a new subject of a scope, and its key.
    pub fn fresh_key(&mut self, scope: ScopeId) -> (SubjectId, SubjectKey) {
        let random = *self.fresh_bytes().first_chunk().unwrap_or(&[0; 8]);
        (SubjectId::of(scope, random), SubjectKey(self.fresh_bytes()))
    }
}

/// Returns the id of what a command of somebody makes.
#[must_use]
pub fn made_id(actor: Option<ActorId>, command: CommandId) -> [u8; 16] {
    let mut bytes = b"tegenwicht/1/made".to_vec();
    bytes.extend(actor.into_iter().flat_map(|actor| actor.0));
    bytes.extend_from_slice(&command.0);
    first_16(&sha256(&bytes))
}

/// Returns the first half of a hash, as ids that follow from something are made.
#[must_use]
pub fn first_16(hash: &[u8; 32]) -> [u8; 16] {
    *hash.first_chunk().unwrap_or(&[0; 16])
}

/// Decides what a command leads to: events, or a refusal that changed nothing.
///
/// # Errors
/// A refusal, with a code that people can look up and a text that says what to do next.
pub fn decide(world: &World, ctx: &mut Context, command: &Command) -> Result<Vec<Draft>, Refusal> {
    let (_, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    ctx.actor.roles = roles_that_count(admin, &ctx.actor, command)?;
    if !may(&ctx.actor.roles, command.capability(&ctx.actor)) {
        return Err(Refusal::NotAllowed);
    }
    if !admin.devices.may_write(&ctx.actor.device) {
        return Err(Refusal::DeviceNotGranted);
    }
    let drafts = decide_by(world, ctx, command)?;
    for draft in &drafts {
        let opened = || drafts.iter().filter_map(Draft::opens).find(|at| at.scope == draft.scope);
        let place = world.place(draft.scope).or_else(opened);
        if !place.is_some_and(|place| admin.devices.may_write_in(&ctx.actor.device, &place)) {
            return Err(Refusal::DeviceNotGranted);
        }
    }
    // A file is sealed before the line that names it; all other keys are made for their draft.
    if !drafts.iter().all(Draft::keeps_to_its_scope) {
        return Err(Refusal::AttachmentUnknown);
    }
    if drafts.iter().all(Draft::fits) { Ok(drafts) } else { Err(Refusal::TextTooLong) }
}

/// Returns the roles of who gives a command, as the log has them and not as somebody says.
///
/// Without an account one may report; and the very first account is added without one.
fn roles_that_count(
    admin: &ScopeState,
    actor: &Actor,
    command: &Command,
) -> Result<Vec<Role>, Refusal> {
    let Some(id) = actor.id else {
        let founding = admin.users.by_id.is_empty() && matches!(command, Command::AddUser(_));
        let counts = |role: &Role| founding || *role == Role::Reporter;
        return Ok(actor.roles.iter().copied().filter(counts).collect());
    };
    let user = admin.users.by_id.get(&id).ok_or(Refusal::NotAllowed)?;
    if user.blocked.is_some() {
        return Err(Refusal::UserBlocked);
    }
    if let Some(only) = user.only
        && !command.is_of_crisis(only)
    {
        return Err(Refusal::NotThisCrisis);
    }
    if let Command::SetPaperCodes(user::SetPaperCodes { user, .. })
    | Command::UsePaperCode(user::UsePaperCode { user, .. })
    | Command::SetOwnPin(user::SetOwnPin { user, .. }) = command
        && *user != id
    {
        return Err(Refusal::NotAllowed);
    }
    Ok(user.roles())
}

fn decide_by(world: &World, ctx: &mut Context, command: &Command) -> Result<Vec<Draft>, Refusal> {
    match command {
        Command::MakeReport(command) => report::decide_make(world, ctx, command),
        Command::HandleReport(command) => report::decide_handle(world, command),
        Command::OpenCrisis(command) => crisis::decide_open(world, ctx, command),
        Command::CloseCrisis(command) => crisis::decide_close(world, ctx, command),
        Command::WriteEntry(command) => log_entry::decide_write(world, ctx, command),
        Command::StrikeEntry(command) => log_entry::decide_strike(world, command),
        Command::EraseEntry(command) => erasure::decide_erase(world, ctx, command),
        Command::AddUser(command) => user::decide_add(world, ctx, command),
        Command::SetRoles(command) => user::decide_roles(world, command),
        Command::BlockUser(command) => user::decide_block(world, command),
        Command::SetPassword(command) => user::decide_password(world, ctx, command),
        Command::SetPin(command) => user::decide_pin(world, ctx, command),
        Command::CorrectClock(command) => scope::decide_clock(world, command),
        Command::UnblockUser(command) => user::decide_unblock(world, command),
        Command::SetCode(command) => code::decide_code(world, ctx, command),
        Command::SetPaperCodes(command) => code::decide_paper_codes(world, ctx, command),
        Command::UsePaperCode(command) => code::decide_use_paper_code(world, command),
        Command::SetOwnPin(command) => code::decide_own_pin(world, ctx, command),
        Command::SetContact(command) => contact::decide_set(world, ctx, command),
        Command::RemoveContact(command) => contact::decide_remove(world, command),
        Command::SetSettings(command) => setting::decide_set(world, command),
        Command::SetSite(command) => site::decide_set(world, ctx, command),
        Command::SetShift(command) => roster::decide_set(world, ctx, command),
        Command::JoinReports(command) => report::decide_join(world, command),
        Command::Assess(command) => assessment::decide_assess(world, ctx, command),
        Command::SetLevel(command) => crisis::decide_level(world, ctx, command),
        Command::SetGrip(command) => crisis::decide_grip(world, ctx, command),
        Command::SetPlaces(command) => crisis::decide_places(world, ctx, command),
        Command::SetTitle(command) => title::decide_title(world, ctx, command),
        Command::HideEntry(command) => erasure::decide_hide(world, command),
        Command::ShowEntry(command) => erasure::decide_show(world, ctx, command),
        Command::RecordCall(command) => call::decide_record(world, ctx, command),
        Command::AskSupport(command) => support_request::decide_ask(world, ctx, command),
        Command::MoveSupport(command) => support_request::decide_move(world, ctx, command),
        Command::FormTeam(command) => team::decide_form(world, ctx, command),
        Command::TakeSeat(command) => team::decide_take(world, ctx, command),
        Command::LeaveSeat(command) => team::decide_leave(world, ctx, command),
        Command::SetPresence(command) => team::decide_presence(world, command),
        Command::GiveOrder(command) => order::decide_give(world, ctx, command),
        Command::AnswerOrder(command) => order::decide_answer(world, ctx, command),
        Command::StartCard(command) => card::decide_start(world, ctx, command),
        Command::SetStep(command) => card::decide_step(world, ctx, command),
        Command::MoveEntry(command) => progress::decide_move(world, ctx, command),
        Command::FillEntry(command) => progress::decide_fill(world, ctx, command),
        Command::SayPicture(command) => picture::decide_say(world, ctx, command),
        Command::AdoptPicture(command) => picture::decide_adopt(world, ctx, command),
        Command::PlanMeeting(command) => meeting::decide_plan(world, ctx, command),
        Command::MoveMeeting(command) => meeting::decide_move(world, ctx, command),
        Command::TickMeeting(command) => meeting::decide_tick(world, ctx, command),
        Command::OrderMeeting(command) => meeting::decide_order(world, ctx, command),
    }
}

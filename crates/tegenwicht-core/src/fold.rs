// SPDX-License-Identifier: EUPL-1.2
//! The fold: what follows from the events of one scope, in their order. It is total: whatever it
//! is given, it keeps going, and what is strange becomes a notice.
//!
//! Sealed parts are never read here, so nodes with and without the keys reach one state.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use crate::body::Open;
use crate::command::made_id;
use crate::envelope::{Header, Kind, Mode, sha256};
use crate::event::{Fact, SCHEMA};
use crate::feature::agenda::Meetings;
use crate::feature::assessment::Assessments;
use crate::feature::call::Calls;
use crate::feature::card::Cards;
use crate::feature::contact::Contacts;
use crate::feature::course::Progress;
use crate::feature::crisis::Crisis;
use crate::feature::device::Devices;
use crate::feature::erasure::{Erased, Hiding, may_erase};
use crate::feature::figure::Figure;
use crate::feature::institution::Named;
use crate::feature::log_entry::{EntryKind, Letter, LogEntry};
use crate::feature::order::Orders;
use crate::feature::picture::Picture;
use crate::feature::report::Reports;
use crate::feature::roster::Roster;
use crate::feature::scope::{self, Purpose};
use crate::feature::setting::Settings;
use crate::feature::site::Sites;
use crate::feature::support_request::SupportRequests;
use crate::feature::team::Team;
use crate::feature::user::Users;
use crate::feature::veil::Veil;
use crate::id::{ActorId, CommandId, DeviceKey, EntryId, EventId, FigureId, SubjectId};
use crate::id_map::IdMap;
use crate::map::{List, Map};
use crate::notice::{Matter, Notice};
use crate::time::Timestamp;
use crate::timeline::Timeline;
use crate::versions::Versions;

/// Snapshots of another version are thrown away and made anew.
pub const FOLD_VERSION: u32 = 11;
/// A clock that went back less than this is a correction by the network, not worth a notice.
const CLOCK_SLACK_MS: i64 = 60_000;

/// Everything that follows from the events of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct ScopeState {
    /// How many events were folded.
    #[n(0)]
    pub count: u64,
    /// A running hash of the ids in order: equal digests mean equal histories.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub order_digest: [u8; 32],
    #[n(2)]
    pub opened: Option<scope::Opened>,
    /// Which event each command of whom led to; a command counts once. The id stands first: it
    /// alone tells nearly all of them apart.
    #[n(3)]
    pub commands: IdMap<(CommandId, Option<ActorId>), EventId>,
    #[n(4)]
    pub notices: List<Notice>,
    #[n(5)]
    pub name: Versions<Named>,
    #[n(6)]
    pub devices: Devices,
    #[n(7)]
    pub users: Users,
    #[n(8)]
    pub reports: Reports,
    #[n(9)]
    pub crisis: Option<Crisis>,
    #[n(10)]
    pub entries: IdMap<EntryId, LogEntry>,
    #[n(11)]
    pub timeline: Timeline,
    #[n(12)]
    pub figures: Map<FigureId, Figure>,
    /// Highest number given, per kind and letter.
    #[n(13)]
    pub numbers: Map<(EntryKind, Letter), u32>,
    /// Offsets of wrong clocks, per device and epoch, in milliseconds.
    #[n(14)]
    pub clocks: Map<(DeviceKey, u64), Versions<i64>>,
    /// What the clock of each device last said.
    #[n(15)]
    pub walls: Map<DeviceKey, Timestamp>,
    /// Events whose body was erased, with what remains of them.
    #[n(16)]
    pub erased: Map<EventId, ErasedLine>,
    /// When and why something was erased.
    #[n(17)]
    pub erasures: List<Erasure>,
    /// When the last event was recorded, by its author's clock.
    #[n(18)]
    pub last_wall: Option<Timestamp>,
    /// The names of logs that events of this scope witnessed, and how far they had come.
    #[n(19)]
    pub witnessed: Map<EventId, List<scope::Witnessed>>,
    /// The event that opened this scope.
    #[n(20)]
    pub genesis: Option<EventId>,
    /// The key that signed the genesis of the admin scope: only it grants and revokes.
    #[n(21)]
    pub root: Option<DeviceKey>,
    /// Entries that contradict another or are contradicted, settled or not: a handful.
    #[n(22)]
    pub contradicted: Map<EntryId, ()>,
    #[n(23)]
    pub settings: Settings,
    #[n(24)]
    pub sites: Sites,
    #[n(25)]
    pub contacts: Contacts,
    #[n(26)]
    pub roster: Roster,
    #[n(27)]
    pub assessments: Assessments,
    #[n(28)]
    pub calls: Calls,
    #[n(29)]
    pub support: SupportRequests,
    #[n(30)]
    pub team: Team,
    #[n(31)]
    pub orders: Orders,
    /// Lines whose words nobody sees until a second person has judged them.
    #[n(32)]
    pub hidden: Map<EntryId, Hiding>,
    #[n(33)]
    pub cards: Cards,
    #[n(34)]
    pub progress: Progress,
    #[n(35)]
    pub picture: Picture,
    /// Events of which words were taken out of this state, since a line says the same that
    /// somebody hid.
    #[n(36)]
    pub veiled: Map<EventId, Veil>,
    #[n(37)]
    pub meetings: Meetings,
}

/// What remains of an event whose body was erased.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ErasedLine {
    #[n(0)]
    pub author: Option<ActorId>,
    #[n(1)]
    pub wall: Timestamp,
    #[n(2)]
    pub position: u64,
}

/// That something was erased, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erasure {
    #[n(0)]
    pub event: EventId,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub wall: Timestamp,
    #[n(3)]
    pub events: u64,
    /// Those of this scope; others are not erased by it.
    #[n(4)]
    pub subjects: List<SubjectId>,
    #[n(5)]
    pub ground: String,
    /// Who gave the commands of which the words are gone.
    #[n(6)]
    pub commands: List<(Option<ActorId>, CommandId)>,
}

/// The open part of an event as the fold gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The event has no open part, or it was erased. Not for one that is merely not held: what
    /// a node folds has its body, or stands in [`erased`]; anything else is a damaged store,
    /// which is for `verify` to say and not for the fold to guess at.
    Absent,
    /// It is held and does not read.
    Unreadable,
    Read(Open),
}

impl Part {
    /// Reads the bytes of an open part as stored; `erased` counts as absent.
    #[must_use]
    pub fn of(bytes: Option<&[u8]>, erased: bool) -> Self {
        match bytes {
            Some(bytes) if !erased => Open::decode_own(bytes).map_or(Self::Unreadable, Self::Read),
            _ => Self::Absent,
        }
    }
}

/// An event with its place in the order.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    pub event: EventId,
    pub header: &'a Header,
}

/// Returns the events whose body is erased by any of `events`, given as id, header and open part;
/// collected before folding, so that an erased body is absent from the beginning on every node.
/// What a `facts` event says about erasing does not count, and what [`may_erase`] protects stays.
pub fn erased<'a>(
    events: impl Iterator<Item = (EventId, &'a Header, Option<&'a Open>)>,
) -> BTreeSet<EventId> {
    let (mut erased, mut kept) = (BTreeSet::new(), BTreeSet::new());
    let mut commands: BTreeSet<(Option<ActorId>, CommandId)> = BTreeSet::new();
    let mut by_command = Vec::new();
    for (id, header, open) in events {
        if !may_erase(&header.kind) {
            kept.insert(id);
        }
        by_command.extend(header.command.map(|command| ((header.actor, command), id)));
        for fact in open.iter().filter(|_| header.kind == Kind::Erase).flat_map(|open| &open.facts)
        {
            if let Fact::Erased(fact) = fact {
                erased.extend(&fact.events);
                commands.extend(&fact.commands);
            }
        }
    }
    let repeated = by_command.into_iter().filter(|(command, _)| commands.contains(command));
    erased.extend(repeated.map(|(_, id)| id));
    erased.retain(|id| !kept.contains(id));
    erased
}

/// Returns the running hash over ids in order, one event further.
#[must_use]
pub fn order_digest(before: &[u8; 32], event: &EventId) -> [u8; 32] {
    // 55 bytes fill one block of SHA-256 with its padding, and 64 take two; a start does this for
    // every event there is. To make two ids with the same first 23 bytes takes 2^92 tries.
    let mut both = [0; 55];
    let (front, back) = both.split_at_mut(32);
    front.copy_from_slice(before);
    back.copy_from_slice(event.0.first_chunk::<23>().unwrap_or(&[0; 23]));
    sha256(&both)
}

impl ScopeState {
    /// Folds one more event.
    pub fn apply(&mut self, event: EventId, header: &Header, part: Part) {
        let at = At { event, header };
        self.count += 1;
        self.order_digest = order_digest(&self.order_digest, &event);
        self.watch_clock(&at);
        if let Kind::Other(kind) = &header.kind {
            self.notice(event, Matter::UnknownKind(kind.clone()));
        }
        if header.schema > SCHEMA {
            self.notice(event, Matter::NewerSchema(header.schema));
        }
        if let Some(command) = header.command
            && !self.commands.add((command, header.actor), event)
        {
            self.notice(event, Matter::RepeatedCommand);
            return;
        }
        match part {
            Part::Read(open) => {
                let hidden = |fact| self.hidden_lines_of(fact);
                let hidden: Vec<EntryId> = open.facts.iter().filter_map(hidden).collect();
                open.facts.into_iter().for_each(|fact| self.fact(fact, &at));
                self.veil_again(&hidden);
            }
            Part::Unreadable => self.notice(event, Matter::UnreadableBody),
            Part::Absent if header.open.is_some() => {
                let line =
                    ErasedLine { author: header.actor, wall: header.wall, position: self.count };
                self.erased.insert(event, line);
            }
            Part::Absent => {}
        }
    }

    /// Returns the hash that two nodes compare; equal state, equal hash.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        sha256(&self.encode_snapshot())
    }

    /// Returns the bytes of a snapshot.
    #[must_use]
    pub fn encode_snapshot(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// Reads a snapshot; None when it is not one of this version.
    #[must_use]
    pub fn decode_snapshot(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }

    /// Returns whether this scope is real or an exercise.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.opened.as_ref().map_or(Mode::Real, |opened| opened.mode)
    }

    /// Returns a recorded time with the known error of that clock taken out; where two people
    /// said different things about the clock, what it said itself stands until that is settled.
    #[must_use]
    pub fn corrected(&self, device: DeviceKey, epoch: u64, wall: Timestamp) -> Timestamp {
        let offset_ms = self.clocks.get(&(device, epoch)).and_then(Versions::settled);
        wall.plus_ms(offset_ms.copied().unwrap_or(0))
    }

    /// Returns when an entry was recorded.
    #[must_use]
    pub fn recorded_at(&self, entry: &LogEntry) -> Timestamp {
        self.corrected(entry.device, entry.epoch, entry.wall)
    }

    /// Returns when it happened: as stated, or else when it was recorded.
    #[must_use]
    pub fn happened_at(&self, entry: &LogEntry) -> Timestamp {
        if entry.written.time_stated {
            return entry.written.happened_at;
        }
        self.corrected(entry.device, entry.epoch, entry.written.happened_at)
    }

    pub(crate) fn notice(&mut self, event: EventId, matter: Matter) {
        self.notices.push(Notice { event, matter });
    }

    /// Tells people when something was changed twice without knowing of each other.
    pub(crate) fn notice_conflict(
        &mut self,
        is_conflict: bool,
        at: &At<'_>,
        name: impl FnOnce() -> String,
    ) {
        if is_conflict {
            self.notice(at.event, Matter::Conflict(name()));
        }
    }

    fn watch_clock(&mut self, at: &At<'_>) {
        let (device, wall) = (at.header.device, at.header.wall);
        if let Some(last) = self.walls.insert(device, wall) {
            let back_ms = last.since_ms(wall);
            if back_ms > CLOCK_SLACK_MS {
                self.notice(at.event, Matter::ClockWentBack(device, back_ms));
            }
        }
        self.last_wall = Some(wall);
    }

    /// Returns true when a fact may stand where it does; says so where it may not.
    fn may_stand(&mut self, fact: &Fact, at: &At<'_>) -> bool {
        let matter = match () {
            () if !is_of_kind(fact, at.header) => Matter::WrongKind(fact.name().to_owned()),
            () if !self.belongs(fact) => Matter::WrongScope(fact.name().to_owned()),
            () => {
                if let Some(subject) = fact.foreign_subject(at.header.scope) {
                    self.notice(at.event, Matter::ForeignSubject(subject));
                }
                return true;
            }
        };
        self.notice(at.event, matter);
        false
    }

    fn fact(&mut self, fact: Fact, at: &At<'_>) {
        if !self.may_stand(&fact, at) {
            return;
        }
        match fact {
            Fact::ScopeOpened(opened) => self.open(opened, at),
            Fact::Heads(_) => {}
            Fact::Witness(witness) => self.witness(witness, at),
            Fact::ClockCorrected(fact) => self.correct_clock(&fact, at),
            Fact::InstitutionNamed(named) => self.name_institution(named, at),
            Fact::DeviceGranted(fact) => self.grant(fact, at),
            Fact::DeviceRevoked(fact) => self.revoke(fact, at),
            Fact::UserAdded(fact) => self.add_user(fact, at),
            Fact::RolesSet(fact) => self.set_roles(fact, at),
            Fact::UserBlocked(fact) => self.block_user(fact, at),
            Fact::PasswordSet(fact) => self.set_password(fact, at),
            Fact::PinSet(fact) => self.set_pin(fact, at),
            Fact::ReportMade(fact) => self.make_report(fact, at),
            Fact::ReportHandled(fact) => self.handle_report(fact, at),
            Fact::CrisisOpened(fact) => self.open_crisis(fact, at),
            Fact::CrisisClosed(fact) => self.close_crisis(fact, at),
            Fact::EntryWritten(fact) => self.write_entry(fact, at),
            Fact::EntryStruck(fact) => self.strike_entry(&fact, at),
            Fact::Erased(fact) => self.erase(fact, at),
            Fact::UserUnblocked(fact) => self.unblock_user(&fact, at),
            Fact::CodeSet(fact) => self.set_code(fact, at),
            Fact::PaperCodesSet(fact) => self.set_paper_codes(fact, at),
            Fact::PaperCodeUsed(fact) => self.use_paper_code(&fact, at),
            Fact::OwnPinSet(fact) => self.set_own_pin(&fact, at),
            Fact::ContactSet(fact) => self.set_contact(fact, at),
            Fact::ContactGone(fact) => self.remove_contact(&fact, at),
            Fact::SettingSet(fact) => self.set_setting(fact, at),
            Fact::SiteSet(fact) => self.set_site(fact, at),
            Fact::ShiftSet(fact) => self.set_shift(fact, at),
            Fact::ReportJoined(fact) => self.join_reports(fact, at),
            Fact::AssessmentGiven(fact) => self.give_assessment(fact, at),
            Fact::LevelSet(fact) => self.set_level(fact, at),
            Fact::GripSet(fact) => self.set_grip(fact, at),
            Fact::PlacesSet(fact) => self.set_places(fact, at),
            Fact::CrisisHalted(fact) => self.halt_crisis(fact, at),
            Fact::CrisisTitled(fact) => self.title_crisis(fact, at),
            Fact::EntryHidden(fact) => self.hide_entry(fact, at),
            Fact::EntryShown(fact) => self.show_entry(&fact, at),
            Fact::CallMade(fact) => self.make_call(fact, at),
            Fact::SupportAsked(fact) => self.ask_support(fact, at),
            Fact::SupportMoved(fact) => self.move_support(fact, at),
            Fact::TeamFormed(fact) => self.form_team(fact, at),
            Fact::SeatTaken(fact) => self.take_seat(fact, at),
            Fact::SeatLeft(fact) => self.leave_seat(fact, at),
            Fact::SeatPresence(fact) => self.set_presence(&fact, at),
            Fact::OrderGiven(fact) => self.give_order(fact, at),
            Fact::OrderAnswered(fact) => self.answer_order(fact, at),
            Fact::CardStarted(fact) => self.start_card(*fact, at),
            Fact::StepSet(fact) => self.set_step(fact, at),
            Fact::EntryMoved(fact) => self.move_entry(fact, at),
            Fact::EntryFilled(fact) => self.fill_entry(fact, at),
            Fact::PictureSaid(fact) => self.say_picture(*fact, at),
            Fact::PictureAdopted(fact) => self.adopt_picture(fact, at),
            Fact::MeetingPlanned(fact) => self.plan_meeting(fact, at),
            Fact::MeetingMoved(fact) => self.move_meeting(*fact, at),
            Fact::MeetingTicked(fact) => self.tick_meeting(fact, at),
            Fact::MeetingOrdered(fact) => self.order_meeting(fact, at),
            Fact::Unknown { name, .. } => self.notice(at.event, Matter::UnknownFact(name)),
        }
    }

    /// Returns true when a fact may stand in a scope of this purpose.
    fn belongs(&self, fact: &Fact) -> bool {
        let purpose = self.opened.as_ref().map(|opened| opened.purpose);
        let wanted = match fact {
            Fact::ScopeOpened(_)
            | Fact::Heads(_)
            | Fact::Witness(_)
            | Fact::ClockCorrected(_)
            | Fact::Erased(_)
            | Fact::Unknown { .. } => return true,
            Fact::InstitutionNamed(_)
            | Fact::DeviceGranted(_)
            | Fact::DeviceRevoked(_)
            | Fact::UserAdded(_)
            | Fact::RolesSet(_)
            | Fact::UserBlocked(_)
            | Fact::PasswordSet(_)
            | Fact::PinSet(_)
            | Fact::UserUnblocked(_)
            | Fact::CodeSet(_)
            | Fact::PaperCodesSet(_)
            | Fact::PaperCodeUsed(_)
            | Fact::OwnPinSet(_)
            | Fact::ContactSet(_)
            | Fact::ContactGone(_) => Purpose::Admin,
            Fact::ReportMade(_)
            | Fact::ReportHandled(_)
            | Fact::SettingSet(_)
            | Fact::SiteSet(_)
            | Fact::ShiftSet(_)
            | Fact::ReportJoined(_)
            | Fact::AssessmentGiven(_) => Purpose::Plan,
            Fact::CrisisOpened(_)
            | Fact::CrisisClosed(_)
            | Fact::EntryWritten(_)
            | Fact::EntryStruck(_)
            | Fact::LevelSet(_)
            | Fact::GripSet(_)
            | Fact::PlacesSet(_)
            | Fact::CrisisHalted(_)
            | Fact::CrisisTitled(_)
            | Fact::EntryHidden(_)
            | Fact::EntryShown(_)
            | Fact::CallMade(_)
            | Fact::SupportAsked(_)
            | Fact::SupportMoved(_)
            | Fact::TeamFormed(_)
            | Fact::SeatTaken(_)
            | Fact::SeatLeft(_)
            | Fact::SeatPresence(_)
            | Fact::OrderGiven(_)
            | Fact::OrderAnswered(_)
            | Fact::CardStarted(_)
            | Fact::StepSet(_)
            | Fact::EntryMoved(_)
            | Fact::EntryFilled(_)
            | Fact::PictureSaid(_)
            | Fact::PictureAdopted(_)
            | Fact::MeetingPlanned(_)
            | Fact::MeetingMoved(_)
            | Fact::MeetingTicked(_)
            | Fact::MeetingOrdered(_) => Purpose::Crisis,
        };
        purpose == Some(wanted)
    }

    fn open(&mut self, opened: scope::Opened, at: &At<'_>) {
        if self.opened.is_some() {
            let what = opened.purpose.name().to_owned();
            return self.notice(at.event, Matter::OpenedTwice(what));
        }
        let is_admin = opened.purpose == Purpose::Admin;
        if is_admin && at.header.scope != scope::admin_scope(&at.header.device) {
            return self.notice(at.event, Matter::NotRoot(at.header.device));
        }
        if opened.purpose == Purpose::Admin {
            self.root = Some(at.header.device);
        }
        self.opened = Some(opened);
        self.genesis = Some(at.event);
    }

    fn witness(&mut self, witness: scope::Witness, at: &At<'_>) {
        let mut logs = List::default();
        witness.logs.into_iter().for_each(|log| logs.push(log));
        self.witnessed.insert(at.event, logs);
    }

    fn correct_clock(&mut self, fact: &scope::ClockCorrected, at: &At<'_>) {
        let supersedes = &at.header.supersedes;
        let mut conflict = false;
        self.clocks.change((fact.device, fact.epoch), |clock| {
            clock.set(at.event, fact.offset_ms, supersedes);
            conflict = clock.is_conflict();
        });
        self.notice_conflict(conflict, at, || fact.device.to_string());
    }

    fn name_institution(&mut self, named: Named, at: &At<'_>) {
        let name = named.name.clone();
        self.name.set(at.event, named, &at.header.supersedes);
        self.notice_conflict(self.name.is_conflict(), at, || name);
    }

    fn erase(&mut self, fact: Erased, at: &At<'_>) {
        for gone in fact.numbers {
            self.numbers
                .change((gone.kind, Letter(gone.letter)), |last| *last = (*last).max(gone.number));
        }
        let own = |subject: &SubjectId| subject.belongs_to(at.header.scope);
        let mut subjects = List::default();
        fact.subjects.into_iter().filter(own).for_each(|subject| subjects.push(subject));
        let mut commands = List::default();
        fact.commands.into_iter().for_each(|command| commands.push(command));
        self.erasures.push(Erasure {
            event: at.event,
            by: at.header.actor,
            wall: at.header.wall,
            events: fact.events.len() as u64,
            subjects,
            ground: fact.ground,
            commands,
        });
    }

    /// Returns by which erasure a line went. Its id follows from who gave which command, and that
    /// stays when the words are gone.
    #[must_use]
    pub fn erasure_of(&self, entry: EntryId) -> Option<&Erasure> {
        let made =
            |(actor, command): &(Option<ActorId>, CommandId)| made_id(*actor, *command) == entry.0;
        self.erasures.iter().find(|erasure| erasure.commands.iter().any(made))
    }
}

/// Returns true when a fact may stand in this event. What concerns the log itself counts only in
/// an event of its kind, so that order and erasure are plain from the headers.
fn is_of_kind(fact: &Fact, header: &Header) -> bool {
    match fact {
        Fact::ScopeOpened(_) => {
            header.kind == Kind::Genesis && header.seq == 0 && header.prev.is_none()
        }
        Fact::Heads(_) => header.kind == Kind::Heads,
        Fact::Erased(_) => header.kind == Kind::Erase,
        Fact::Witness(_) => header.kind == Kind::Witness,
        Fact::DeviceGranted(_) => matches!(header.kind, Kind::Grant | Kind::Genesis),
        Fact::DeviceRevoked(_) => header.kind == Kind::Grant,
        _ => true,
    }
}

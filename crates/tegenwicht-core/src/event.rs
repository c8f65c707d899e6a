// SPDX-License-Identifier: EUPL-1.2
//! Every fact the log can hold, one line per fact: the name on the wire, the room it lives in.
//!
//! A name on the wire never changes and is never used again for something else.

use minicbor::{Decoder, Encoder};

use crate::feature::{
    assessment, call, card, contact, crisis, device, erasure, institution, log_entry, meeting,
    order, picture, progress, report, roster, scope, setting, site, support_request, team, title,
    user,
};
use crate::id::{ScopeId, SubjectId};
use crate::map::Shared;

/// The version of the facts that this program writes; an event of a later one is noticed, and
/// folded as far as it is known.
pub const SCHEMA: u16 = 1;
/// Longest name of a fact on the wire, in bytes.
pub const FACT_NAME_MAX: usize = 64;

macro_rules! facts {
    ($($wire:literal $name:ident($type:ty),)*) => {
        /// Something that happened.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Fact {
            $($name($type),)*
            /// A fact that a later version knows, or one that does not read; its content is kept
            /// byte for byte and shown as a notice.
            Unknown { name: String, raw: Vec<u8> },
        }

        impl Fact {
            /// The names on the wire of all facts known here.
            pub const NAMES: &'static [&'static str] = &[$($wire,)*];

            /// Returns the name on the wire.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$name(_) => $wire,)*
                    Self::Unknown { name, .. } => name,
                }
            }

            pub(crate) fn write(
                &self,
                e: &mut Encoder<Vec<u8>>,
            ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
                e.array(2)?.str(self.name())?;
                match self {
                    $(Self::$name(fact) => e.encode(fact)?,)*
                    Self::Unknown { raw, .. } => {
                        e.writer_mut().extend_from_slice(raw);
                        e
                    }
                };
                Ok(())
            }

            /// Reads one fact; None only when the frame around it does not hold.
            pub(crate) fn read(d: &mut Decoder) -> Option<Self> {
                if d.array().ok()? != Some(2) {
                    return None;
                }
                let name = d.str().ok().filter(|name| name.len() <= FACT_NAME_MAX)?;
                let start = d.position();
                if name == "entry.written"
                    && let Some(line) = log_entry::Written::plain(d)
                {
                    return Some(Self::EntryWritten(line));
                }
                let known = match name {
                    $($wire => d.decode::<$type>().ok().map(Self::$name),)*
                    _ => None,
                };
                match known {
                    Some(fact) => Some(fact),
                    None => {
                        d.set_position(start);
                        d.skip().ok()?;
                        let name = name.to_owned();
                        let raw = d.input().get(start..d.position())?.to_vec();
                        Some(Self::Unknown { name, raw })
                    }
                }
            }
        }
    };
}

facts! {
    "scope.opened" ScopeOpened(scope::Opened),
    "scope.heads" Heads(scope::Heads),
    "scope.witness" Witness(scope::Witness),
    "clock.corrected" ClockCorrected(scope::ClockCorrected),
    "institution.named" InstitutionNamed(institution::Named),
    "device.granted" DeviceGranted(device::Granted),
    "device.revoked" DeviceRevoked(device::Revoked),
    "user.added" UserAdded(user::Added),
    "user.roles-set" RolesSet(user::RolesSet),
    "user.blocked" UserBlocked(user::UserBlocked),
    "user.password-set" PasswordSet(user::PasswordSet),
    "user.pin-set" PinSet(user::PinSet),
    "report.made" ReportMade(report::Made),
    "report.handled" ReportHandled(report::Handled),
    "crisis.opened" CrisisOpened(crisis::Opened),
    "crisis.closed" CrisisClosed(crisis::Closed),
    "entry.written" EntryWritten(Shared<log_entry::Written>),
    "entry.struck" EntryStruck(log_entry::Struck),
    "erasure.done" Erased(erasure::Erased),
    "user.unblocked" UserUnblocked(user::UserUnblocked),
    "user.code-set" CodeSet(user::CodeSet),
    "user.paper-codes-set" PaperCodesSet(user::PaperCodesSet),
    "user.paper-code-used" PaperCodeUsed(user::PaperCodeUsed),
    "user.own-pin-set" OwnPinSet(user::OwnPinSet),
    "contact.set" ContactSet(contact::Set),
    "contact.gone" ContactGone(contact::Gone),
    "setting.set" SettingSet(setting::Set),
    "site.set" SiteSet(site::Set),
    "shift.set" ShiftSet(roster::Set),
    "report.joined" ReportJoined(report::Joined),
    "assessment.given" AssessmentGiven(assessment::Given),
    "crisis.level-set" LevelSet(crisis::LevelSet),
    "crisis.grip-set" GripSet(crisis::GripSet),
    "crisis.places-set" PlacesSet(crisis::PlacesSet),
    "crisis.halted" CrisisHalted(crisis::Halted),
    "entry.hidden" EntryHidden(erasure::Hidden),
    "entry.shown" EntryShown(erasure::Shown),
    "call.made" CallMade(call::Made),
    "support.asked" SupportAsked(support_request::Asked),
    "support.moved" SupportMoved(support_request::Moved),
    "team.formed" TeamFormed(team::Formed),
    "seat.taken" SeatTaken(team::Taken),
    "seat.left" SeatLeft(team::Left),
    "seat.presence" SeatPresence(team::Presence),
    "order.given" OrderGiven(order::Given),
    "order.answered" OrderAnswered(order::Answered),
    "card.started" CardStarted(Box<card::Started>),
    "step.set" StepSet(card::StepSet),
    "entry.moved" EntryMoved(progress::Moved),
    "entry.filled" EntryFilled(progress::EntryFilled),
    "picture.said" PictureSaid(Box<picture::PictureSaid>),
    "picture.adopted" PictureAdopted(picture::PictureAdopted),
    "meeting.planned" MeetingPlanned(meeting::Planned),
    "meeting.moved" MeetingMoved(Box<meeting::MeetingMoved>),
    "meeting.ticked" MeetingTicked(meeting::Ticked),
    "meeting.ordered" MeetingOrdered(meeting::Ordered),
    "crisis.titled" CrisisTitled(title::Titled),
}

impl Fact {
    /// Returns the subject under which the sealed part of an event is sealed in which this stands.
    #[must_use]
    pub fn sealed_under(&self) -> Option<SubjectId> {
        match self {
            Self::UserAdded(fact) => Some(fact.subject),
            Self::PasswordSet(fact) => Some(fact.subject),
            Self::PinSet(fact) => Some(fact.subject),
            Self::CodeSet(fact) => Some(fact.subject),
            Self::PaperCodesSet(fact) => Some(fact.subject),
            Self::OwnPinSet(fact) => Some(fact.subject),
            Self::ContactSet(fact) => Some(fact.subject),
            Self::SeatTaken(fact) => match fact.who {
                team::Who::Named(subject) => Some(subject),
                team::Who::User(_) | team::Who::Contact(_) => None,
            },
            Self::EntryWritten(fact) => fact.sealed_under,
            _ => None,
        }
    }

    /// Returns the first subject that it names and that is none of this scope. Such a name has no
    /// effect: nothing is opened, asked for or erased by it.
    #[must_use]
    pub fn foreign_subject(&self, scope: ScopeId) -> Option<SubjectId> {
        let is_foreign = |subject: &SubjectId| !subject.belongs_to(scope);
        match self {
            Self::EntryWritten(fact) => {
                let files = fact.files.iter().map(|file| file.subject);
                fact.sealed_under.into_iter().chain(files).find(is_foreign)
            }
            Self::PaperCodeUsed(fact) => Some(fact.subject).filter(is_foreign),
            Self::Erased(fact) => fact.subjects.iter().copied().find(is_foreign),
            _ => self.sealed_under().filter(is_foreign),
        }
    }
}

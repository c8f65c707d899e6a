// SPDX-License-Identifier: EUPL-1.2
//! Every fact the log can hold, one line per fact: the name on the wire, the room it lives in.
//!
//! A name on the wire never changes and is never used again for something else.

use minicbor::{Decoder, Encoder};

use crate::feature::{crisis, device, erasure, institution, log_entry, report, scope, user};

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
    "entry.written" EntryWritten(Box<log_entry::Written>),
    "entry.struck" EntryStruck(log_entry::Struck),
    "erasure.done" Erased(erasure::Erased),
}

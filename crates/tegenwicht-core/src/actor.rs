// SPDX-License-Identifier: EUPL-1.2
//! Who does something: a person under a pseudonym, in a role, at a device.

use minicbor::{Decode, Encode};

use crate::id::{ActorId, DeviceKey};

/// What somebody is in the crisis organisation; it decides what they may do (`permission`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Role {
    /// Crisis coordinator: owner of process and settings.
    #[n(0)]
    Coordinator,
    /// Chair of the crisis team.
    #[n(1)]
    Chair,
    /// Keeps the log.
    #[n(2)]
    LogKeeper,
    /// Keeps the picture.
    #[n(3)]
    InformationManager,
    /// Manager of a unit: weighs reports.
    #[n(4)]
    Manager,
    /// Member of a crisis team.
    #[n(5)]
    Member,
    /// Hospital ICT: devices and backups, no content of a crisis.
    #[n(6)]
    Ict,
    /// Reads along.
    #[n(7)]
    Observer,
    /// Came in with the PIN of the notice board; may report and nothing else.
    #[n(8)]
    Reporter,
}

impl Role {
    /// All roles, in the order in which screens list them.
    pub const ALL: [Self; 9] = [
        Self::Coordinator,
        Self::Chair,
        Self::LogKeeper,
        Self::InformationManager,
        Self::Manager,
        Self::Member,
        Self::Ict,
        Self::Observer,
        Self::Reporter,
    ];

    /// Returns the name on the wire and in texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Chair => "chair",
            Self::LogKeeper => "log-keeper",
            Self::InformationManager => "information-manager",
            Self::Manager => "manager",
            Self::Member => "member",
            Self::Ict => "ict",
            Self::Observer => "observer",
            Self::Reporter => "reporter",
        }
    }

    /// Finds a role by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Who gives a command, where, in which roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// None for the node itself and for somebody who came in with the notice-board PIN.
    pub id: Option<ActorId>,
    pub roles: Vec<Role>,
    pub device: DeviceKey,
}

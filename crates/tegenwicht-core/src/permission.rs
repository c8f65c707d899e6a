// SPDX-License-Identifier: EUPL-1.2
//! The one table of who may do what; the code uses it and a test prints it.
//!
//! Permission is by role. No role waits for another in a fire: whoever may write, may write at
//! once; what was wrong is struck, with a reason.

use crate::actor::Role;

macro_rules! capabilities {
    ($($name:ident $code:literal: $($role:ident)*;)*) => {
        /// Something a person may or may not do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Capability {
            $($name,)*
        }

        impl Capability {
            /// All capabilities, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable code, `noun:verb`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Returns the roles that have this capability.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self {
                    $(Self::$name => &[$(Role::$role,)*],)*
                }
            }
        }
    };
}

capabilities! {
    MakeReport "report:make": Coordinator Chair LogKeeper InformationManager Manager Member Ict
        Observer Reporter;
    ReadReports "report:read": Coordinator Chair LogKeeper InformationManager Manager Member;
    HandleReport "report:handle": Coordinator Chair LogKeeper InformationManager Manager;
    OpenCrisis "crisis:open": Coordinator Chair LogKeeper InformationManager Manager;
    CloseCrisis "crisis:close": Coordinator Chair;
    // Who may open one may also say that it was for nothing; the night is long for who cannot.
    CloseFalse "crisis:close-false": Coordinator Chair LogKeeper InformationManager Manager;
    ReadCrisis "crisis:read": Coordinator Chair LogKeeper InformationManager Manager Member
        Observer;
    WriteEntry "entry:write": Coordinator Chair LogKeeper InformationManager Manager Member;
    StrikeEntry "entry:strike": Coordinator Chair LogKeeper InformationManager Manager Member;
    Restricted "entry:restricted": Coordinator Chair LogKeeper InformationManager;
    Erase "erasure:do": Coordinator Chair;
    SetLevel "crisis:level": Coordinator Chair LogKeeper InformationManager Manager;
    ManageTeam "team:manage": Coordinator Chair LogKeeper InformationManager Manager;
    Decide "decision:decide": Coordinator Chair LogKeeper InformationManager Manager;
    AdoptPicture "picture:adopt": Coordinator Chair LogKeeper InformationManager Manager;
    LeadMeeting "meeting:lead": Coordinator Chair LogKeeper InformationManager Manager;
    GiveOrder "order:give": Coordinator Chair LogKeeper InformationManager Manager;
    Export "crisis:export": Coordinator Chair LogKeeper InformationManager;
    ManageUsers "user:manage": Coordinator;
    AdmitUser "user:admit": Coordinator Chair;
    ReadContacts "contact:read": Coordinator Chair LogKeeper InformationManager Manager Member;
    ManageContacts "contact:manage": Coordinator;
    ReadSettings "setting:read": Coordinator Chair LogKeeper InformationManager Manager Member Ict
        Observer;
    ManageSettings "setting:manage": Coordinator;
    ReadDevices "device:read": Coordinator Chair LogKeeper InformationManager Manager Member Ict;
    ManageDevices "device:manage": Coordinator Ict;
    ReadNotices "notice:read": Coordinator Chair LogKeeper InformationManager Ict;
    ReadLibrary "library:read": Coordinator Chair LogKeeper InformationManager Manager Member Ict
        Observer;
    ManageLibrary "library:manage": Coordinator Ict;
    OwnAccount "user:own": Coordinator Chair LogKeeper InformationManager Manager Member Ict
        Observer;
}

/// Returns true when one of the roles has the capability.
#[must_use]
pub fn may(roles: &[Role], capability: Capability) -> bool {
    capability.roles().iter().any(|role| roles.contains(role))
}

/// Returns true when somebody who was admitted to one crisis only may have this capability at
/// all: what reaches beyond that crisis stays closed, whatever the role.
#[must_use]
pub const fn may_within_crisis(capability: Capability) -> bool {
    match capability {
        Capability::MakeReport
        | Capability::CloseCrisis
        | Capability::CloseFalse
        | Capability::ReadCrisis
        | Capability::WriteEntry
        | Capability::StrikeEntry
        | Capability::Restricted
        | Capability::Erase
        | Capability::SetLevel
        | Capability::ManageTeam
        | Capability::GiveOrder
        | Capability::Decide
        | Capability::AdoptPicture
        | Capability::LeadMeeting
        | Capability::Export
        | Capability::ReadLibrary
        | Capability::OwnAccount => true,
        Capability::ReadReports
        | Capability::HandleReport
        | Capability::OpenCrisis
        | Capability::ManageUsers
        | Capability::AdmitUser
        | Capability::ReadContacts
        | Capability::ManageContacts
        | Capability::ReadSettings
        | Capability::ManageSettings
        | Capability::ManageLibrary
        | Capability::ReadDevices
        | Capability::ManageDevices
        | Capability::ReadNotices => false,
    }
}

/// Returns the table as text, for the documents.
#[must_use]
pub fn table() -> String {
    let mut text = format!("{:<18}", "");
    for role in Role::ALL {
        text.push_str(&format!(" {}", role.name()));
    }
    for capability in Capability::ALL {
        text.push_str(&format!("\n{:<18}", capability.code()));
        for role in Role::ALL {
            let sign = if may(&[role], *capability) { "yes" } else { "-" };
            text.push_str(&format!(" {sign:<width$}", width = role.name().len()));
        }
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

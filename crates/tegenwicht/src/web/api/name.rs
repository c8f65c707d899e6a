// SPDX-License-Identifier: EUPL-1.2
//! The fixed names that the API uses for what the core knows as a choice.

use serde::{Deserialize, Serialize};
use tegenwicht_core::actor::Role;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::assessment::{Outcome, Verdict};
use tegenwicht_core::feature::figure::Status;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::EntryKind;
use utoipa::ToSchema;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $core:ident { $($variant:ident)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($variant,)* }

        impl From<$name> for $core {
            fn from(name: $name) -> Self {
                match name { $($name::$variant => Self::$variant,)* }
            }
        }

        impl From<$core> for $name {
            fn from(value: $core) -> Self {
                match value { $($core::$variant => Self::$variant,)* }
            }
        }
    )*};
}

names! {
    /// What kind of line it is.
    KindName = EntryKind { Fact Assumption Question Bottleneck Contact Decision Action }

    /// How sure a figure is.
    StatusName = Status { Reported Confirmed Withdrawn }

    /// What a manager says of one criterion.
    VerdictName = Verdict { Yes No Unknown }

    /// Real or an exercise; fixed for ever when a crisis is opened.
    ModeName = Mode { Real Exercise }

    /// What kind of care the institution gives.
    SectorName = Sector { Hospital NursingHome MentalHealth HomeCare }

    /// What somebody is in the crisis organisation. Nobody can be given the role `reporter`.
    RoleName = Role {
        Coordinator Chair LogKeeper InformationManager Manager Member Ict Observer Reporter
    }
}

/// What follows from weighing the criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeName {
    ScaleUp,
    Regular,
    NotYet,
}

impl From<&Outcome> for OutcomeName {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::ScaleUp => Self::ScaleUp,
            Outcome::Regular(_) => Self::Regular,
            Outcome::NotYet(..) => Self::NotYet,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_spelled_as_the_core_spells_it() {
        let spelled = |name: serde_json::Value| name.as_str().unwrap_or_default().to_owned();
        for kind in EntryKind::ALL {
            assert_eq!(spelled(serde_json::json!(KindName::from(kind))), kind.name());
        }
        for status in Status::ALL {
            assert_eq!(spelled(serde_json::json!(StatusName::from(status))), status.name());
        }
        for role in Role::ALL {
            assert_eq!(spelled(serde_json::json!(RoleName::from(role))), role.name());
        }
        for verdict in Verdict::ALL {
            assert_eq!(spelled(serde_json::json!(VerdictName::from(verdict))), verdict.name());
        }
        for sector in Sector::ALL {
            assert_eq!(spelled(serde_json::json!(SectorName::from(sector))), sector.name());
        }
    }
}

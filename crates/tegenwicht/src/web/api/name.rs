// SPDX-License-Identifier: EUPL-1.2
//! The fixed names that the API uses for what the core knows as a choice.

use serde::{Deserialize, Serialize};
use tegenwicht_core::actor::Role;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::assessment::{Outcome, Verdict};
use tegenwicht_core::feature::call::Outcome as CallOutcome;
use tegenwicht_core::feature::card::Standing as StepStanding;
use tegenwicht_core::feature::figure::Status;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::EntryKind;
use tegenwicht_core::feature::order::Reply;
use tegenwicht_core::feature::progress::{Field, Standing as LineStanding};
use tegenwicht_core::feature::support_request::Standing;
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

    /// What a team answers to an order; `withdrawn` is by who gave it.
    ReplyName = Reply { Acknowledged Cannot Done Withdrawn }

    /// Where a request for support stands.
    StandingName = Standing { Asked Promised Arrived Refused Withdrawn }

    /// Where a step of a card stands.
    StepStandingName = StepStanding { Open Taken Done NotApplicable }

    /// Where a decision, an action, a bottleneck or a question stands.
    LineStandingName = LineStanding {
        Open Proposed InForce Approved HandedOver Acknowledged Taken ToTeam Later Decided Answered
        Done Solved Replaced Declined Withdrawn Cancelled Dropped
    }

    /// What can be filled in beside the sentence of a decision or a bottleneck.
    LineFieldName = Field {
        Bottlenecks Options Ground Goal Mandate Critical HoldsUntil Touches Expected CheckAt Found
        Areas
    }

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

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallOutcomeName {
    Reached,
    Coming,
    NotReached,
    CannotCome,
}

impl From<CallOutcome> for CallOutcomeName {
    fn from(outcome: CallOutcome) -> Self {
        match outcome {
            CallOutcome::Reached => Self::Reached,
            CallOutcome::Coming(_) => Self::Coming,
            CallOutcome::NotReached => Self::NotReached,
            CallOutcome::CannotCome => Self::CannotCome,
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
        for reply in Reply::ALL {
            assert_eq!(spelled(serde_json::json!(ReplyName::from(reply))), reply.name());
        }
        for standing in Standing::ALL {
            assert_eq!(spelled(serde_json::json!(StandingName::from(standing))), standing.name());
        }
        for standing in StepStanding::ALL {
            let name = StepStandingName::from(standing);
            assert_eq!(spelled(serde_json::json!(name)), standing.name());
        }
        for standing in LineStanding::ALL {
            let name = serde_json::json!(LineStandingName::from(standing));
            assert_eq!(spelled(name), standing.name());
        }
        for field in Field::ALL {
            assert_eq!(spelled(serde_json::json!(LineFieldName::from(field))), field.name());
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

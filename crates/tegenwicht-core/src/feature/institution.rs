// SPDX-License-Identifier: EUPL-1.2
//! The institution itself: its name and kind, and the root from which all trust comes.
//!
//! Not here: its devices (`device`), its people (`user`).
//! Rules: the id of the institution is the hash of the genesis that its root key signed; two
//! names given without knowing of each other both show.
//! Start at: `Named`.
//! To change: text `institution-*`, page `setup`.

use minicbor::{Decode, Encode};

use crate::event::Fact;
use crate::feature::device;
use crate::feature::scope::{Opened, Purpose};
use crate::feature::text::{self, NAME};
use crate::id::{DeviceKey, ExchangeKey};
use crate::refusal::Refusal;

/// What kind of care the institution gives; it decides the words on the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Sector {
    #[n(0)]
    Hospital,
    #[n(1)]
    NursingHome,
    #[n(2)]
    MentalHealth,
    #[n(3)]
    HomeCare,
}

impl Sector {
    /// All sectors, in the order of the list to choose from.
    pub const ALL: [Self; 4] =
        [Self::Hospital, Self::NursingHome, Self::MentalHealth, Self::HomeCare];

    /// Returns the stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::NursingHome => "nursing-home",
            Self::MentalHealth => "mental-health",
            Self::HomeCare => "home-care",
        }
    }

    /// Finds a sector by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.name() == name)
    }
}

/// `institution.named`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Named {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub sector: Sector,
}

/// Returns the facts of the genesis that the root key signs: institution and first device.
///
/// # Errors
/// When the name is empty or too long.
pub fn found(
    name: &str,
    sector: Sector,
    device: DeviceKey,
    exchange: ExchangeKey,
) -> Result<Vec<Fact>, Refusal> {
    let name = text::required(name, NAME)?;
    let scope = Opened {
        purpose: Purpose::Admin,
        mode: crate::envelope::Mode::Real,
        institution: None,
        crisis: None,
    };
    let (label, letter, shares) = (name.clone(), String::new(), device::Share::everything());
    let granted = device::Granted { device, label, letter, exchange, shares };
    Ok(vec![
        Fact::ScopeOpened(scope),
        Fact::InstitutionNamed(Named { name, sector }),
        Fact::DeviceGranted(granted),
    ])
}

// SPDX-License-Identifier: EUPL-1.2
//! A card as it is read and as it travels in the log: parts, items, and what a step asks for.

use minicbor::{Decode, Encode};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident: $($name:ident $code:literal $number:tt;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $type {
            $(#[n($number)] $name,)*
        }

        impl $type {
            /// All of them, in the order in which people see them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Finds one by its name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

names! {
    /// What kind of card it is.
    CardKind:
    Action "action" 0;
    Scenario "scenario" 1;
    Role "role" 2;
    Decision "decision" 3;
    Message "message" 4;
    List "list" 5;
    Sector "sector" 6;
}

names! {
    /// When the steps of a part are done.
    Phase:
    Analyse "analyse" 0;
    Act "act" 1;
    Normalise "normalise" 2;
    Prepare "prepare" 3;
    FirstTenMinutes "first-ten-minutes" 4;
    FirstHour "first-hour" 5;
    EachMeeting "each-meeting" 6;
    HandOver "hand-over" 7;
}

names! {
    /// What a part of a card holds.
    PartField:
    Type "type" 0;
    Areas "areas" 1;
    Goals "goals" 2;
    Principles "principles" 3;
    Moments "moments" 4;
    Decisions "decisions" 5;
    Stakeholders "stakeholders" 6;
    Expertise "expertise" 7;
    Attention "attention" 8;
    FirstResponse "first-response" 9;
    Organisation "organisation" 10;
    Scaling "scaling" 11;
    Plans "plans" 12;
    Chain "chain" 13;
    Government "government" 14;
    Recovery "recovery" 15;
    Topics "topics" 16;
    Aftermath "aftermath" 17;
    Question "question" 18;
    Options "options" 19;
    For "for" 20;
    Against "against" 21;
    Needed "needed" 22;
    Mandate "mandate" 23;
    Message "message" 24;
    Words "words" 25;
    Roles "roles" 26;
    Levels "levels" 27;
    Statuses "statuses" 28;
    Teams "teams" 29;
}

impl CardKind {
    /// The kinds that are started in a crisis; the others are read.
    pub const AT_WORK: [Self; 3] = [Self::Action, Self::Scenario, Self::Role];

    /// Returns the phases that parts of such a card have.
    #[must_use]
    pub const fn phases(self) -> &'static [Phase] {
        use Phase as P;
        match self {
            Self::Action => &[P::Analyse, P::Act, P::Normalise, P::Prepare],
            Self::Role => &[P::FirstTenMinutes, P::FirstHour, P::EachMeeting, P::HandOver],
            _ => &[],
        }
    }

    /// Returns the fields that parts of such a card can be.
    #[must_use]
    pub const fn fields(self) -> &'static [PartField] {
        use PartField as F;
        match self {
            Self::Action => {
                &[F::Goals, F::Moments, F::Decisions, F::Stakeholders, F::Expertise, F::Attention]
            }
            Self::Scenario => &[
                F::Type,
                F::Areas,
                F::Goals,
                F::Principles,
                F::Moments,
                F::Decisions,
                F::Stakeholders,
                F::Expertise,
                F::Attention,
                F::FirstResponse,
                F::Organisation,
                F::Scaling,
                F::Plans,
                F::Chain,
                F::Government,
                F::Recovery,
                F::Topics,
                F::Aftermath,
            ],
            Self::Decision => &[F::Question, F::Options, F::For, F::Against, F::Needed, F::Mandate],
            Self::Message => &[F::Message],
            Self::Sector => &[F::Words, F::Roles, F::Levels, F::Statuses, F::Teams],
            Self::Role | Self::List => &[],
        }
    }
}

/// A card. In the log it stands whole, so that a crisis keeps the text it started with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Card {
    #[n(0)]
    pub id: String,
    #[n(1)]
    pub kind: CardKind,
    /// The number that people say: "kaart 3".
    #[n(2)]
    pub number: Option<u16>,
    #[n(3)]
    pub title: String,
    #[n(4)]
    pub source: Option<String>,
    #[n(5)]
    pub links: Vec<String>,
    /// On a role card: for whom it is.
    #[n(6)]
    pub role: Option<String>,
    /// When to use it, in paragraphs.
    #[n(7)]
    pub intro: Vec<String>,
    #[n(8)]
    pub parts: Vec<Part>,
}

/// What stands under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Part {
    /// Empty for points that stand before the first heading.
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub phase: Option<Phase>,
    #[n(2)]
    pub field: Option<PartField>,
    /// Explanation, in paragraphs.
    #[n(3)]
    pub text: Vec<String>,
    #[n(4)]
    pub items: Vec<Item>,
}

/// A step or a point.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Item {
    /// As the card names it, the same in every language; otherwise made of card and place, with
    /// dots, which no named id has.
    #[n(0)]
    pub id: String,
    #[n(1)]
    pub text: String,
    /// None for a point without a box.
    #[n(2)]
    pub step: Option<StepKind>,
    #[n(3)]
    pub unit: Option<String>,
    #[n(4)]
    pub group: Option<String>,
    #[n(5)]
    pub points: Vec<String>,
}

/// What a step asks for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StepKind {
    #[n(0)]
    Do,
    /// Somebody takes this role.
    #[n(1)]
    Role(#[n(0)] String),
    /// These figures are filled in.
    #[n(2)]
    Figures(#[n(0)] Vec<String>),
    #[n(3)]
    Decide,
    /// This contact is told or asked.
    #[n(4)]
    Contact(#[n(0)] String),
    /// This card is started.
    #[n(5)]
    Card(#[n(0)] String),
}

impl StepKind {
    /// Returns the stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Do => "do",
            Self::Role(_) => "role",
            Self::Figures(_) => "figures",
            Self::Decide => "decide",
            Self::Contact(_) => "contact",
            Self::Card(_) => "card",
        }
    }
}

impl Card {
    /// Returns all items, in the order of the card.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.parts.iter().flat_map(|part| &part.items)
    }

    /// Returns the items with a box to tick.
    pub fn steps(&self) -> impl Iterator<Item = &Item> {
        self.items().filter(|item| item.step.is_some())
    }

    /// Returns the first sentence of when to use it.
    #[must_use]
    pub fn first_sentence(&self) -> Option<&str> {
        let text = self.intro.first()?;
        let ends = text.match_indices(['.', '?', '!']).map(|(at, sign)| at + sign.len());
        let end = ends.into_iter().find(|end| {
            let rest = text.get(*end..).unwrap_or_default();
            let next = rest.trim_start().chars().next();
            rest.is_empty() || (rest.starts_with(' ') && next.is_some_and(|c| !c.is_lowercase()))
        });
        text.get(..end.unwrap_or(text.len()))
    }
}

impl Item {
    /// Returns true when the card itself gave it its id.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.id.contains('.')
    }
}

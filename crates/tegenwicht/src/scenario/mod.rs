// SPDX-License-Identifier: EUPL-1.2
//! A scenario: a whole exercise as text, run through the same door as everybody's commands.
//!
//! Not here: the command line (`cli::scenario`, `cli::demo`), the pages that it reads (`web`).
//! Rules: every change goes through `App::submit`; a line that begins with `then` is read from a
//! page, as the person named there sees it, never from the state; a fault names its line.
//! Start at: `read`, then `run::Stage`.
//! To change: `docs/formats/scenario.md`, `scenarios/`, `tests/scenarios.rs`.

mod answer;
pub mod card;
pub mod cold;
pub mod expect;
mod folder;
mod html;
mod inbox;
mod look;
pub mod meeting;
mod parse;
pub mod picture;
pub mod progress;
pub mod run;
pub mod team;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tegenwicht_core::actor::Role;
use tegenwicht_core::feature::figure::NewStatement;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::EntryKind;
use tegenwicht_core::time::Timestamp;

pub use parse::read;

/// Most bytes of one scenario.
pub const FILE_MAX: usize = 1024 * 1024;
/// Most faults told at once; the rest shows when these are mended.
const FAULTS_MAX: usize = 20;

/// What is wrong with a line, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub text: String,
}

impl Fault {
    fn new(line: usize, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// A scenario that reads; every name in it is known.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub title: String,
    pub institution: String,
    pub sector: Sector,
    /// The first moment of the first day.
    pub start: Timestamp,
    /// The people of the header; the first coordinator founds the institution.
    pub people: Vec<Person>,
    pub steps: Vec<Step>,
}

/// Somebody with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name in the scenario and login name.
    pub login: String,
    pub name: String,
    pub phone: Option<String>,
    pub roles: Vec<Role>,
}

/// A line that does something, at its time.
#[derive(Debug, Clone)]
pub struct Step {
    pub line: usize,
    pub at: Timestamp,
    pub deed: Deed,
}

/// What a line does.
#[derive(Debug, Clone)]
pub enum Deed {
    Command(Command),
    /// The last command above it, sent once more with the same key.
    Again {
        text: Option<String>,
        refused: Option<String>,
    },
    Then(expect::Expectation),
    /// Something that needs a second copy of the program, which cannot be run yet.
    SecondNode(&'static str),
    DemoStops,
}

/// A command with who gives it and what is to come of it.
#[derive(Debug, Clone)]
pub struct Command {
    pub who: Who,
    pub act: Act,
    /// The name by which later lines refer to what it makes.
    pub named: Option<String>,
    /// The code of the refusal that is expected.
    pub refused: Option<String>,
}

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Person(String),
    /// Somebody at the notice board, with its PIN or with a wrong one.
    NoticeBoard(Option<String>),
}

/// What somebody does. Reports, crises, entries and people are named by their name in the file.
#[derive(Debug, Clone)]
pub enum Act {
    Report {
        text: String,
        place: Option<String>,
        reporter: Option<String>,
        happened_at: Option<Timestamp>,
        methane: Vec<(String, String)>,
        same_as: Option<String>,
    },
    Inbox(inbox::Act),
    Handle {
        report: String,
        reason: String,
    },
    Open {
        exercise: bool,
        title: String,
        began_at: Option<Timestamp>,
        place: Option<String>,
        report: Option<String>,
        fallback: Option<String>,
        level: Option<String>,
        halts: bool,
    },
    Close {
        crisis: String,
        reason: String,
        false_alarm: bool,
    },
    Write(Box<Write>),
    Strike {
        crisis: String,
        entry: String,
        reason: String,
    },
    Erase {
        crisis: String,
        entry: String,
        ground: String,
    },
    Hide {
        crisis: String,
        entry: String,
        reason: String,
    },
    Show {
        crisis: String,
        entry: String,
    },
    Add(Person),
    /// Let in on the spot, to this crisis only.
    Admit {
        crisis: String,
        person: Person,
    },
    Unblock {
        person: String,
    },
    SetRoles {
        person: String,
        roles: Vec<Role>,
    },
    Block {
        person: String,
        reason: String,
    },
    SetPassword {
        person: String,
    },
    SetPin {
        pin: String,
    },
    /// Something about who does what.
    Team {
        crisis: String,
        deed: Box<team::Deed>,
    },
    /// Something about a card at work.
    Card {
        crisis: String,
        deed: Box<card::Deed>,
    },
    /// Something about what becomes of a line.
    Progress(Box<progress::Deed>),
    /// Something about the picture.
    Picture(Box<picture::Deed>),
    /// Something about a meeting.
    Meeting(Box<meeting::Deed>),
    /// Something that is made ready beforehand.
    Cold(cold::Cold),
}

/// A line in the log.
#[derive(Debug, Clone)]
pub struct Write {
    pub crisis: String,
    pub kind: EntryKind,
    pub text: String,
    pub speaker: Option<String>,
    pub channel: Option<String>,
    pub happened_at: Option<Timestamp>,
    pub restricted: bool,
    pub figure: Option<NewStatement>,
    pub answers: Option<String>,
    pub contradicts: Option<String>,
    pub settles: Vec<String>,
    pub owner: Option<String>,
    pub due: Option<Timestamp>,
    /// Who has it, what is filled in, and what it replaces.
    pub more: progress::More,
}

impl Scenario {
    /// Returns the first coordinator, who founds the institution and looks at the pages where no
    /// other person is named.
    #[must_use]
    pub fn founder(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.roles.contains(&Role::Coordinator))
    }

    /// Returns who needs a password: the founder and everybody through whose eyes a line looks.
    #[must_use]
    pub fn onlookers(&self) -> BTreeSet<&str> {
        let founder = self.founder().map(|person| person.login.as_str());
        let looks = self.steps.iter().filter_map(|step| match &step.deed {
            Deed::Then(expected) => expected.viewer.as_deref(),
            _ => None,
        });
        looks.chain(founder).collect()
    }

    /// Returns how many lines there are of each kind: commands and `then` lines.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let thens = self.steps.iter().filter(|step| matches!(step.deed, Deed::Then(_))).count();
        let commands =
            self.steps.iter().filter(|s| matches!(s.deed, Deed::Command(_) | Deed::Again { .. }));
        (commands.count(), thens)
    }

    /// Returns the people who give commands.
    #[must_use]
    pub fn actors(&self) -> BTreeSet<&str> {
        let who = |step: &'_ Step| match &step.deed {
            Deed::Command(Command { who: Who::Person(name), .. }) => Some(name.clone()),
            _ => None,
        };
        let found: BTreeSet<String> = self.steps.iter().filter_map(who).collect();
        let people = self.people.iter().map(|person| person.login.as_str());
        people.filter(|login| found.contains(*login)).collect()
    }
}

/// Returns the refusals that a line can expect, from the texts that explain them to people.
fn refusal_codes() -> BTreeMap<&'static str, &'static str> {
    let texts = include_str!("../../text/en/refusal.ftl");
    let mut codes: BTreeMap<&str, &str> =
        texts.lines().filter_map(|line| line.strip_prefix("refusal-")?.split_once(" = ")).collect();
    codes.insert(run::KEY_USED, "The same key was used before for something else.");
    codes.insert(run::WRONG_PIN, "The PIN of the notice board is another one.");
    codes
}

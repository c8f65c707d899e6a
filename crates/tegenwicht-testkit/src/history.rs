// SPDX-License-Identifier: EUPL-1.2
//! Histories of a house with three devices: who does what where, and who hears of whom when.

use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, CorrectClock, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::figure::{NewStatement, Status};
use tegenwicht_core::feature::log_entry::{EntryKind, StrikeEntry, WriteEntry};
use tegenwicht_core::feature::meeting::{
    MoveMeeting, NewMeeting, OrderMeeting, PlanMeeting, STEPS, TickMeeting, Turn,
};
use tegenwicht_core::feature::picture::{
    AREA_STATES, AdoptPicture, PictureSaid, SayPicture, Topic,
};
use tegenwicht_core::feature::progress::{Field, FillEntry, Filled, MoveEntry, Standing, Value};
use tegenwicht_core::feature::report::{HandleReport, MakeReport};
use tegenwicht_core::feature::user::{AddUser, BlockUser, SetPassword, SetPin, SetRoles};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CommandId, CrisisId, EntryId, ReportId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;

use crate::check::{check, hashes};
use crate::device::{BEGIN, Device, Receipt};

/// How many devices a house has.
pub const DEVICES: usize = 3;

/// One step of a history; numbers choose among what is there, whatever is there.
#[derive(Debug, Clone)]
pub enum Step {
    Does {
        on: usize,
        act: Act,
    },
    /// The last command once more, with the same id, perhaps elsewhere.
    Retry {
        on: usize,
    },
    Import {
        on: usize,
        from: usize,
    },
    Clock {
        on: usize,
        says: Timestamp,
    },
    Restart {
        on: usize,
    },
}

/// Something that a person does.
#[derive(Debug, Clone)]
pub enum Act {
    Report,
    Handle {
        report: u8,
    },
    Open {
        exercise: bool,
        report: Option<u8>,
    },
    Close {
        crisis: u8,
    },
    Entry {
        crisis: u8,
        kind: u8,
        restricted: bool,
        about: u8,
        how: u8,
    },
    Figure {
        crisis: u8,
        name: u8,
        value: u8,
        source: u8,
        replaces_all: bool,
        withdrawn: bool,
    },
    Strike {
        crisis: u8,
        entry: u8,
    },
    Erase {
        crisis: u8,
        entry: u8,
    },
    /// Says where a line stands; the number chooses among the standings of its kind.
    Move {
        crisis: u8,
        entry: u8,
        standing: u8,
    },
    Fill {
        crisis: u8,
        entry: u8,
        field: u8,
    },
    Say {
        crisis: u8,
        topic: u8,
        state: u8,
    },
    Adopt {
        crisis: u8,
    },
    /// Plans a meeting.
    Plan {
        crisis: u8,
    },
    /// Puts off, cancels, begins or ends a meeting.
    Meet {
        crisis: u8,
        meeting: u8,
        turn: u8,
    },
    Tick {
        crisis: u8,
        meeting: u8,
        step: u8,
        done: bool,
    },
    /// Puts a bottleneck first.
    First {
        crisis: u8,
        meeting: u8,
        entry: u8,
    },
    AddUser {
        name: u8,
    },
    Roles {
        user: u8,
        roles: u8,
    },
    Block {
        user: u8,
    },
    Password {
        user: u8,
    },
    Pin,
    CorrectClock {
        crisis: u8,
        entry: u8,
        hours: i8,
    },
}

/// Three devices of one institution: the second has not dropped what was erased, the third has
/// no keys.
pub struct House {
    pub devices: Vec<Device>,
    /// The first coordinator, who gives all commands.
    pub ana: ActorId,
    /// Refusals met on the way; they changed nothing.
    pub refusals: Vec<Refusal>,
    last: Option<(CommandId, Command)>,
}

impl Default for House {
    fn default() -> Self {
        let (mut first, ana) = Device::found(1);
        let (mut second, mut third) = (Device::new(2), Device::new(3));
        second.keeps_erased = true;
        third.holds_keys = false;
        first.grant(&mut second);
        first.grant(&mut third);
        let mut house =
            Self { devices: vec![first, second, third], ana, refusals: Vec::new(), last: None };
        house.act(0, &Act::AddUser { name: 0 });
        house.act(0, &Act::Open { exercise: false, report: None });
        house.meet();
        house
    }
}

impl House {
    /// A house with this history behind it.
    #[must_use]
    pub fn after(steps: &[Step]) -> Self {
        let mut house = Self::default();
        steps.iter().for_each(|step| house.step(step));
        house
    }

    /// Goes one step on.
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Does { on, act } => self.act(*on, act),
            Step::Retry { on } => {
                if let Some((id, command)) = self.last.clone() {
                    self.give(*on, id, command);
                }
            }
            Step::Import { on, from } if on != from => {
                let from = self.devices[*from].clone();
                self.devices[*on].import(&from);
            }
            Step::Import { .. } => {}
            Step::Clock { on, says } => self.devices[*on].now = *says,
            Step::Restart { on } => self.devices[*on].restart(),
        }
    }

    /// All devices hear everything.
    pub fn meet(&mut self) {
        for _ in 0..2 {
            for (on, from) in [(0, 1), (1, 2), (2, 0), (0, 2)] {
                self.step(&Step::Import { on, from });
            }
        }
    }

    /// A command that has to succeed on one device.
    ///
    /// # Panics
    /// When it is refused, or when anything does not fold as it should afterwards.
    #[track_caller]
    pub fn does(&mut self, on: usize, command: Command) -> Receipt {
        let device = &mut self.devices[on];
        device.now = device.now.plus_ms(700);
        device.second_word(self.ana, &command);
        let id = device.command_id();
        let receipt = device.submit(self.ana, id, &command);
        check(device);
        self.last = Some((id, command));
        receipt.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"))
    }

    /// A command that has to be refused on one device.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn refuses(&mut self, on: usize, command: &Command, refusal: Refusal) {
        let before = hashes(&self.devices[on]);
        let id = self.devices[on].command_id();
        let answer = self.devices[on].submit(self.ana, id, command);
        assert_eq!(answer, Err(refusal));
        assert_eq!(hashes(&self.devices[on]), before, "a refusal changes nothing");
    }

    /// All devices hear everything, and hold the same.
    ///
    /// # Panics
    /// When they do not.
    #[track_caller]
    pub fn agrees(&mut self) -> &World {
        self.meet();
        self.devices.iter().for_each(check);
        let states = self.devices.iter().map(hashes);
        assert!(states.is_sorted_by(|a, b| a == b), "every device holds the same");
        &self.devices[0].world
    }

    fn act(&mut self, on: usize, act: &Act) {
        let device = &mut self.devices[on];
        device.now = device.now.plus_ms(700);
        if let Some(command) = command(device, act) {
            let id = device.command_id();
            self.give(on, id, command);
        }
    }

    fn give(&mut self, on: usize, id: CommandId, command: Command) {
        self.devices[on].second_word(self.ana, &command);
        let answer = self.devices[on].submit(self.ana, id, &command);
        self.refusals.extend(answer.err());
        self.last = Some((id, command));
    }
}

fn nth<T>(items: impl DoubleEndedIterator<Item = T> + ExactSizeIterator, n: u8) -> Option<T> {
    let count = items.len();
    items.rev().nth(usize::from(n).checked_rem(count)?)
}

fn crisis(device: &Device, n: u8) -> Option<(CrisisId, &ScopeState)> {
    let state = nth(device.world.crises().into_iter(), n)?;
    Some((state.crisis.as_ref()?.id, state.as_ref()))
}

fn entry(state: &ScopeState, n: u8) -> Option<EntryId> {
    nth(state.entries.keys().collect::<Vec<_>>().into_iter(), n).copied()
}

fn user(device: &Device, n: u8) -> Option<ActorId> {
    nth(device.world.admin()?.1.users.by_id.keys(), n).copied()
}

fn report(device: &Device, n: u8) -> Option<ReportId> {
    nth(device.world.plan()?.1.reports.by_id.keys(), n).copied()
}

/// Makes a command of an act, from what this device knows; none where there is nothing to choose.
fn command(device: &Device, act: &Act) -> Option<Command> {
    Some(match act {
        Act::Report => Command::MakeReport(MakeReport {
            text: "rook in de keuken".to_owned(),
            place: Some("keuken".to_owned()),
            reporter: None,
            happened_at: None,
            pressed_at: None,
            methane: Vec::new(),
            same_as: None,
        }),
        Act::Handle { report: n } => {
            let reason = "loos alarm".to_owned();
            Command::HandleReport(HandleReport { report: report(device, *n)?, reason })
        }
        Act::Open { exercise, report: n } => Command::OpenCrisis(OpenCrisis {
            title: "stroomuitval".to_owned(),
            mode: if *exercise { Mode::Exercise } else { Mode::Real },
            began_at: None,
            place: None,
            report: n.and_then(|n| report(device, n)),
            fallback: None,
            level: None,
            halt_exercises: false,
            line: Some("Crisis geopend: stroomuitval".to_owned()),
        }),
        Act::Close { crisis: n } => Command::CloseCrisis(CloseCrisis {
            crisis: crisis(device, *n)?.0,
            reason: "voorbij".to_owned(),
            false_alarm: false,
        }),
        Act::Entry { .. } | Act::Figure { .. } => return written(device, act),
        Act::Strike { crisis: n, entry: m } => {
            let (crisis, state) = crisis(device, *n)?;
            let reason = "vergissing".to_owned();
            Command::StrikeEntry(StrikeEntry { crisis, entry: entry(state, *m)?, reason })
        }
        Act::Erase { crisis: n, entry: m } => {
            let (crisis, state) = crisis(device, *n)?;
            let ground = "art. 17".to_owned();
            Command::EraseEntry(EraseEntry { crisis, entry: entry(state, *m)?, ground })
        }
        Act::CorrectClock { crisis: n, entry: m, hours } => {
            let (crisis, state) = crisis(device, *n)?;
            let entry = state.entries.get(&entry(state, *m)?)?;
            let (device, epoch) = (entry.device, entry.epoch);
            let offset_ms = i64::from(*hours) * 3_600_000;
            Command::CorrectClock(CorrectClock { crisis, device, epoch, offset_ms })
        }
        Act::Move { .. } | Act::Fill { .. } | Act::Say { .. } | Act::Adopt { .. } => {
            return pictured(device, act);
        }
        Act::Plan { .. } | Act::Meet { .. } | Act::Tick { .. } | Act::First { .. } => {
            return met(device, act);
        }
        _ => return about_people(device, act),
    })
}

fn met(device: &Device, act: &Act) -> Option<Command> {
    let (crisis_n, n) = match act {
        Act::Plan { crisis } => (*crisis, 0),
        Act::Meet { crisis, meeting, .. }
        | Act::Tick { crisis, meeting, .. }
        | Act::First { crisis, meeting, .. } => (*crisis, *meeting),
        _ => return None,
    };
    let (crisis, state) = crisis(device, crisis_n)?;
    let new = NewMeeting { starts: BEGIN, minutes: 30, purpose: Some("beeld".to_owned()) };
    let meeting = nth(state.meetings.by_id.keys(), n).copied();
    Some(match act {
        Act::Meet { turn, .. } => {
            let turn = match turn % 6 {
                0 => Turn::Again(new),
                1 => Turn::Cancel("geen nieuws".to_owned()),
                2 | 3 => Turn::Start(None, None),
                4 => Turn::End(None),
                _ => Turn::End(Some(new)),
            };
            let command = MoveMeeting { crisis, meeting: meeting?, turn, line: None };
            Command::MoveMeeting(Box::new(command))
        }
        Act::Tick { step, done, .. } => {
            let step = STEPS[usize::from(*step) % STEPS.len()].to_owned();
            let meeting = meeting?;
            Command::TickMeeting(TickMeeting { crisis, meeting, step, done: *done, line: None })
        }
        Act::First { entry: m, .. } => {
            let (meeting, first) = (meeting?, entry(state, *m)?);
            Command::OrderMeeting(OrderMeeting { crisis, meeting, first, line: None })
        }
        _ => Command::PlanMeeting(PlanMeeting { crisis, new, line: None }),
    })
}

fn pictured(device: &Device, act: &Act) -> Option<Command> {
    Some(match act {
        Act::Move { crisis: n, entry: m, standing } => {
            let (crisis, state) = crisis(device, *n)?;
            let id = entry(state, *m)?;
            let all = Standing::of(state.entries.get(&id)?.written.kind);
            let chosen = *all.get(usize::from(*standing).checked_rem(all.len())?)?;
            let mut command = MoveEntry::plain(crisis, id, chosen);
            command.moved.note = Some("omdat het moet".to_owned());
            command.moved.owner_name = Some("Bo".to_owned());
            command.moved.heard_by = Some("Ana".to_owned());
            command.moved.due = Some(BEGIN);
            command.moved.by = entry(state, m.wrapping_add(1));
            Command::MoveEntry(Box::new(command))
        }
        Act::Fill { crisis: n, entry: m, field } => {
            let (crisis, state) = crisis(device, *n)?;
            let entry = entry(state, *m)?;
            let field = Field::ALL[usize::from(*field) % Field::ALL.len()];
            let text = Some("want het kan".to_owned());
            let fields = vec![Filled::new(field, Value { text, ..Value::default() })];
            Command::FillEntry(FillEntry { crisis, entry, fields, line: None })
        }
        Act::Say { crisis: n, topic, state } => {
            let (crisis, _) = crisis(device, *n)?;
            let topic = ["area.hr", "goal", "nature", "process.lab@all"][usize::from(*topic) % 4];
            let mut said = PictureSaid::about(Topic(topic.to_owned()));
            said.state = Some(AREA_STATES[usize::from(*state) % AREA_STATES.len()].to_owned());
            said.text = Some("zo staat het".to_owned());
            Command::SayPicture(Box::new(SayPicture { crisis, said, line: None }))
        }
        Act::Adopt { crisis: n } => {
            let (crisis, _) = crisis(device, *n)?;
            Command::AdoptPicture(AdoptPicture { crisis, note: None, line: None })
        }
        _ => return None,
    })
}

fn written(device: &Device, act: &Act) -> Option<Command> {
    let write = match act {
        Act::Entry { crisis: n, kind, restricted, about, how } => {
            let (id, state) = crisis(device, *n)?;
            let kind = EntryKind::ALL[usize::from(*kind) % EntryKind::ALL.len()];
            let mut write = WriteEntry::plain(id, kind, "de lift staat stil");
            write.restricted = *restricted;
            write.happened_at = (*about == 7).then_some(BEGIN);
            match (how % 4, entry(state, *about)) {
                (1, Some(about)) => write.contradicts = Some(about),
                (2, Some(about)) => write.answers = Some(about),
                (3, Some(about)) => write.settles = vec![about],
                _ => {}
            }
            write
        }
        Act::Figure { crisis: n, name, value, source, replaces_all, withdrawn } => {
            let (id, _) = crisis(device, *n)?;
            let mut write = WriteEntry::plain(id, EntryKind::Fact, "een telling");
            write.speaker = (*source > 0).then(|| format!("bron {source}"));
            write.figure = Some(NewStatement {
                name: ["spoed", "bedden", "  SPOED "][usize::from(*name) % 3].to_owned(),
                value: value.to_string(),
                unit: None,
                status: if *withdrawn { Status::Withdrawn } else { Status::Reported },
                replaces_all: *replaces_all,
            });
            write
        }
        _ => return None,
    };
    Some(Command::WriteEntry(Box::new(write)))
}

fn about_people(device: &Device, act: &Act) -> Option<Command> {
    let verifier = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA".to_owned();
    Some(match act {
        Act::AddUser { name } => Command::AddUser(AddUser {
            login: format!("bo{name}"),
            name: "Bo".to_owned(),
            phone: None,
            roles: vec![Role::Member],
            only: None,
        }),
        Act::Roles { user: n, roles } => {
            let chosen = Role::ALL.into_iter().enumerate().take(8);
            let roles = chosen.filter(|(at, _)| roles >> at & 1 == 1).map(|(_, role)| role);
            Command::SetRoles(SetRoles { user: user(device, *n)?, roles: roles.collect() })
        }
        Act::Block { user: n } => {
            Command::BlockUser(BlockUser { user: user(device, *n)?, reason: "weg".to_owned() })
        }
        Act::Password { user: n } => {
            Command::SetPassword(SetPassword { user: user(device, *n)?, verifier })
        }
        Act::Pin => Command::SetPin(SetPin { verifier }),
        _ => return None,
    })
}

// SPDX-License-Identifier: EUPL-1.2
//! A crisis: one command opens one, on every node; closing is said once; later lines are marked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis, ids_of};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::id::{CommandId, CrisisId, EventId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::Case;
use tegenwicht_testkit::history::House;

fn open(title: &str, mode: Mode) -> OpenCrisis {
    let title = title.to_owned();
    OpenCrisis {
        title,
        mode,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    }
}

fn close(crisis: CrisisId) -> Command {
    Command::CloseCrisis(CloseCrisis { crisis, reason: "voorbij".to_owned(), false_alarm: false })
}

fn write(crisis: CrisisId, text: &str) -> Command {
    Command::WriteEntry(Box::new(WriteEntry::plain(crisis, EntryKind::Fact, text)))
}

#[test]
fn a_crisis_is_opened_once_and_closed_once() {
    let mut case = Case::default();
    case.refuses(Command::OpenCrisis(open("", Mode::Real)), Refusal::TitleEmpty);
    case.does(Command::OpenCrisis(open("stroomuitval", Mode::Real)));
    case.repeats();
    assert_eq!(case.device.world.crises().len(), 1);
    let crisis = case.crisis_id();
    case.does(close(crisis));
    case.repeats();
    assert!(case.crisis().crisis.as_ref().unwrap().is_closed());
    case.refuses(close(crisis), Refusal::CrisisAlreadyClosed);
    case.refuses(close(CrisisId([9; 16])), Refusal::CrisisUnknown);
}

#[test]
fn a_real_report_opens_a_real_crisis_only() {
    let mut case = Case::default();
    let report = MakeReport {
        text: "rook".to_owned(),
        place: None,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    };
    case.does(Command::MakeReport(report));
    let report = Some(case.report_id());
    let exercise = OpenCrisis { report, ..open("brand", Mode::Exercise) };
    case.refuses(Command::OpenCrisis(exercise), Refusal::ExerciseFromRealReport);
    let real = OpenCrisis { report, ..open("brand", Mode::Real) };
    let receipt = case.does(Command::OpenCrisis(real));
    let scopes: std::collections::BTreeSet<_> =
        receipt.events.iter().map(|(scope, _)| scope).collect();
    assert_eq!((receipt.events.len(), scopes.len()), (3, 2), "genesis and title, and the report");
    let handled = case.device.world.plan().unwrap().1.reports.by_id.values().next().unwrap();
    assert_eq!(handled.handled.settled().unwrap().crisis, Some(case.crisis_id()));
}

#[test]
fn a_retry_on_a_node_that_heard_nothing_opens_the_same_crisis() {
    let mut house = House::default();
    let id = CommandId([7; 16]);
    let command = Command::OpenCrisis(open("brand", Mode::Real));
    let ana = house.ana;
    let first = house.devices[0].submit(ana, id, &command).unwrap();
    let second = house.devices[2].submit(ana, id, &command).unwrap();
    assert!(!second.repeated);
    assert_eq!(first.events[0].0, second.events[0].0, "one scope");
    assert_ne!(first.events[0].1, second.events[0].1, "two events");
    let crisis = ids_of(house.devices[0].world.institution().unwrap(), Some(ana), id, Mode::Real);
    house.does(0, write(crisis.1, "de lift staat stil"));
    house.does(2, write(crisis.1, "het licht is uit"));
    let world = house.agrees();
    assert_eq!(world.crises().len(), 2, "this one and the one that was there");
    let (_, state) = world.crisis(crisis.1).unwrap();
    assert_eq!(state.entries.len(), 2);
    let repeated = state.notices.iter().filter(|n| n.matter == Matter::RepeatedCommand);
    assert_eq!(repeated.count(), 2, "the genesis and the title");
    let crisis = state.crisis.as_ref().unwrap();
    assert_eq!((crisis.title(), crisis.titles.is_conflict()), ("brand", false));
}

#[test]
fn another_person_command_mode_or_institution_opens_another_crisis() {
    let (institution, id) = (EventId([1; 32]), CommandId([2; 16]));
    let ana = Some(tegenwicht_core::id::ActorId([3; 16]));
    let all = [
        ids_of(institution, ana, id, Mode::Real),
        ids_of(institution, ana, id, Mode::Exercise),
        ids_of(institution, None, id, Mode::Real),
        ids_of(institution, ana, CommandId([4; 16]), Mode::Real),
        ids_of(EventId([5; 32]), ana, id, Mode::Real),
    ];
    let mut ids: Vec<[u8; 16]> = all.iter().flat_map(|(s, c)| [s.0, c.0]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10);
}

#[test]
fn what_comes_in_after_closing_is_kept_and_marked() {
    let mut case = Case::default();
    case.does(Command::OpenCrisis(open("brand", Mode::Real)));
    let crisis = case.crisis_id();
    case.does(write(crisis, "voor het sluiten"));
    let before = case.entry_id();
    case.does(close(crisis));
    case.does(write(crisis, "nog van papier"));
    let after = case.entry_id();
    let state = case.crisis();
    assert!(!state.is_after_closing(state.entries.get(&before).unwrap()));
    assert!(state.is_after_closing(state.entries.get(&after).unwrap()));
}

#[test]
fn two_who_closed_it_apart_are_told_and_one_closing_settles_it() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.clone().unwrap().id;
    house.does(0, close(crisis));
    house.does(1, close(crisis));
    let (_, state) = house.agrees().crisis(crisis).unwrap();
    let conflict = Matter::Conflict(crisis.to_string());
    assert!(state.notices.iter().any(|notice| notice.matter == conflict));
    house.does(2, close(crisis));
    let (_, state) = house.agrees().crisis(crisis).unwrap();
    assert!(state.crisis.as_ref().unwrap().closed.settled().is_some());
    house.refuses(0, &close(crisis), Refusal::CrisisAlreadyClosed);
}

// SPDX-License-Identifier: EUPL-1.2
//! A report: from anybody, handled once, and where two handled it a person settles it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::report::{HandleReport, MakeReport, Report};
use tegenwicht_core::feature::user::SetPin;
use tegenwicht_core::id::{ActorId, ReportId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::world::World;
use tegenwicht_testkit::check::{Case, check};
use tegenwicht_testkit::history::House;

fn make(text: &str) -> Command {
    let text = text.to_owned();
    Command::MakeReport(MakeReport {
        text,
        place: None,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    })
}

fn handle(report: ReportId, reason: &str) -> Command {
    Command::HandleReport(HandleReport { report, reason: reason.to_owned() })
}

fn only(world: &World) -> &Report {
    let (_, plan) = world.plan().unwrap();
    assert_eq!(plan.reports.by_id.len(), 1);
    plan.reports.by_id.values().next().unwrap()
}

#[test]
fn a_report_is_made_once_however_often_it_is_sent() {
    let mut case = Case::default();
    case.does(make("  rook in de keuken "));
    case.repeats();
    let report = only(&case.device.world);
    assert_eq!((report.text.as_str(), report.number), ("rook in de keuken", 1));
    assert_eq!(report.author, Some(case.actor));
    case.refuses(make(" \n"), Refusal::TextEmpty);
    case.does(make("nog iets"));
    let (_, plan) = case.device.world.plan().unwrap();
    assert_eq!(
        plan.reports.waiting().iter().map(|heap| heap.head.number).collect::<Vec<_>>(),
        [2, 1]
    );
}

#[test]
fn somebody_without_an_account_may_report_and_nothing_else() {
    let mut case = Case::default();
    let id = case.device.command_id();
    let everything = vec![Role::Reporter, Role::Coordinator];
    let pin = Command::SetPin(SetPin { verifier: "a".to_owned() });
    for (roles, command, answer) in [
        (everything.clone(), pin, Err(Refusal::NotAllowed)),
        (vec![Role::Coordinator], make("rook"), Err(Refusal::NotAllowed)),
        (everything, make("rook"), Ok(())),
    ] {
        let given = case.device.submit_as(None, roles, id, &command);
        assert_eq!(given.map(|_| ()), answer, "{command:?}");
    }
    check(&case.device);
    assert_eq!(only(&case.device.world).author, None);
}

#[test]
fn a_no_is_on_record_and_a_second_one_is_refused() {
    let mut case = Case::default();
    case.does(make("rook"));
    let report = case.report_id();
    case.refuses(handle(report, " "), Refusal::ReasonEmpty);
    case.does(handle(report, "loos alarm"));
    case.repeats();
    let handled = only(&case.device.world).handled.settled().unwrap();
    assert_eq!(handled.reason.as_deref(), Some("loos alarm"));
    case.refuses(handle(report, "toch niet"), Refusal::ReportAlreadyHandled);
    case.refuses(handle(ReportId([9; 16]), "wat"), Refusal::ReportUnknown);
}

#[test]
fn two_who_handled_it_apart_both_stay_until_a_person_handles_it_once_more() {
    let mut house = House::default();
    house.does(0, make("rook"));
    let report = only(house.agrees()).id;
    house.does(0, handle(report, "loos alarm"));
    house.does(2, handle(report, "geblust"));
    let world = house.agrees();
    assert!(only(world).handled.is_conflict());
    let (_, plan) = world.plan().unwrap();
    let told = |name: &str| {
        let conflict = Matter::Conflict(name.to_owned());
        plan.notices.iter().any(|notice| notice.matter == conflict)
    };
    assert!(told(&report.to_string()));
    house.does(1, handle(report, "geblust, en de rest was loos alarm"));
    let settled = only(house.agrees()).handled.settled().cloned();
    assert!(settled.is_some_and(|handled| handled.reason.unwrap().starts_with("geblust,")));
    house.refuses(0, &handle(report, "weer"), Refusal::ReportAlreadyHandled);
}

#[test]
fn somebody_the_log_does_not_know_or_has_blocked_gives_no_commands() {
    let mut case = Case::default();
    case.actor = ActorId([9; 16]);
    case.refuses(make("rook"), Refusal::NotAllowed);
}

// SPDX-License-Identifier: EUPL-1.2
//! What a crisis is called: it can be called otherwise, and a name in it is hidden and erased.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::erasure::{HideEntry, ShowEntry};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::feature::title::SetTitle;
use tegenwicht_core::id::{EntryId, ReportId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::Case;
use tegenwicht_testkit::history::House;

/// Words that stand nowhere by chance.
const NAME: &str = "Mevrouw Toverhazelaar is weg";

fn open(title: &str, mode: Mode, report: Option<ReportId>) -> Command {
    Command::OpenCrisis(OpenCrisis {
        title: title.to_owned(),
        mode,
        began_at: None,
        place: None,
        report,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: Some(format!("Crisis geopend: {title}")),
    })
}

fn call(case: &Case, title: &str) -> Command {
    let line = Some(format!("De crisis heet nu: {title}"));
    Command::SetTitle(SetTitle { crisis: case.crisis_id(), title: title.to_owned(), line })
}

fn title(case: &Case) -> String {
    case.crisis().crisis.as_ref().unwrap().title().to_owned()
}

fn line_with(case: &Case, words: &str) -> EntryId {
    let of = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(words));
    let found = case.crisis().entries.values().find(|entry| of(&entry.written.text));
    found.unwrap().written.entry
}

fn hide(case: &mut Case, entry: EntryId) {
    let (crisis, reason) = (case.crisis_id(), "naam".to_owned());
    case.does(Command::HideEntry(HideEntry { crisis, entry, reason }));
}

#[test]
fn the_opening_stands_in_the_log_and_the_mode_is_that_of_the_crisis() {
    for mode in [Mode::Real, Mode::Exercise] {
        let mut case = Case::default();
        case.refuses(open(" ", mode, None), Refusal::TitleEmpty);
        case.does(open("Stroomuitval", mode, None));
        case.repeats();
        assert_eq!(title(&case), "Stroomuitval");
        assert_eq!(case.crisis().mode(), mode);
        assert_eq!(case.crisis().entries.len(), 1);
        let line = line_with(&case, "Crisis geopend: Stroomuitval");
        assert_eq!(case.crisis().entries.get(&line).unwrap().label(), "1");
    }
}

#[test]
fn a_crisis_is_called_otherwise_while_it_runs() {
    let mut case = Case::default();
    case.does(open("Rook", Mode::Real, None));
    case.refuses(call(&case, ""), Refusal::TitleEmpty);
    case.refuses(call(&case, "Rook"), Refusal::TitleUnchanged);
    case.does(call(&case, "Brand in de keuken"));
    case.repeats();
    assert_eq!(title(&case), "Brand in de keuken");
    line_with(&case, "De crisis heet nu: Brand in de keuken");
    let (crisis, reason) = (case.crisis_id(), "voorbij".to_owned());
    case.does(Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm: false }));
    case.refuses(call(&case, "Brand"), Refusal::CrisisAlreadyClosed);
}

#[test]
fn two_who_call_it_otherwise_apart_both_stand_until_one_says_it_again() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    let call =
        |title: &str| Command::SetTitle(SetTitle { crisis, title: title.to_owned(), line: None });
    house.does(0, call("Brand"));
    house.does(2, call("Rook"));
    let world = house.agrees();
    let state = world.crisis(crisis).unwrap().1;
    let titles = &state.crisis.as_ref().unwrap().titles;
    assert!(titles.is_conflict());
    let mut said: Vec<&str> = titles.live().map(|(_, it)| it.title.as_str()).collect();
    said.sort_unstable();
    assert_eq!(said, ["Brand", "Rook"]);
    house.does(0, call("Brand"));
    let world = house.agrees();
    let state = world.crisis(crisis).unwrap().1;
    let crisis = state.crisis.as_ref().unwrap();
    assert_eq!((crisis.title(), crisis.titles.is_conflict()), ("Brand", false));
}

#[test]
fn a_name_in_the_title_goes_with_the_line_of_the_opening_and_so_does_its_report() {
    let mut case = Case::default();
    case.does(Command::MakeReport(MakeReport {
        text: NAME.to_owned(),
        place: None,
        reporter: None,
        happened_at: None,
        methane: Vec::new(),
        same_as: None,
        pressed_at: None,
    }));
    let report = case.report_id();
    case.does(open(NAME, Mode::Real, Some(report)));
    let line = line_with(&case, NAME);
    hide(&mut case, line);
    case.repeats();
    assert_eq!(title(&case), "");
    let world = case.device.world.veiled("verborgen").unwrap();
    assert_eq!(world.plan().unwrap().1.reports.by_id.get(&report).unwrap().text, "verborgen");
    let crisis = case.crisis_id();
    case.does(Command::ShowEntry(ShowEntry { crisis, entry: line }));
    assert_eq!(title(&case), NAME, "it was no client's");
    hide(&mut case, line);
    let ground = "art. 17".to_owned();
    case.does(Command::EraseEntry(EraseEntry { crisis, entry: line, ground }));
    case.repeats();
    assert_eq!(title(&case), "");
    assert!(!format!("{:?}", case.device.world).contains(NAME));
    case.does(call(&case, "Vermissing"));
    assert_eq!(title(&case), "Vermissing");
}

#[test]
fn a_new_title_stays_when_the_line_of_the_old_one_is_hidden() {
    let mut case = Case::default();
    case.does(open(NAME, Mode::Real, None));
    case.does(call(&case, "Vermissing"));
    let line = line_with(&case, NAME);
    hide(&mut case, line);
    assert_eq!(title(&case), "Vermissing");
    let crisis = case.crisis_id();
    case.does(Command::ShowEntry(ShowEntry { crisis, entry: line }));
    assert_eq!(title(&case), "Vermissing", "what was replaced does not come back");
}

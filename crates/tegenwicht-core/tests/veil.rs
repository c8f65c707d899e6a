// SPDX-License-Identifier: EUPL-1.2
//! What a hidden line says is hidden wherever it stands, comes back with it, and is erased with it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::crisis::SetLevel;
use tegenwicht_core::feature::erasure::{HideEntry, ShowEntry};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::order::GiveOrder;
use tegenwicht_core::feature::picture::{PictureSaid, SayPicture, Topic};
use tegenwicht_core::feature::progress::{
    Field, FillEntry, Filled, MoveEntry, Moved, Standing, Value,
};
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::feature::team::FormTeam;
use tegenwicht_core::id::{EntryId, ReportId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, opened};

/// Words that stand nowhere by chance.
const NAME: &str = "mevrouw Toverhazelaar";

fn hide(case: &mut Case, entry: EntryId) {
    let reason = "naam".to_owned();
    let crisis = case.crisis_id();
    case.does(Command::HideEntry(HideEntry { crisis, entry, reason }));
}

fn show(case: &mut Case, entry: EntryId) {
    let crisis = case.crisis_id();
    case.does(Command::ShowEntry(ShowEntry { crisis, entry }));
}

fn erase(case: &mut Case, entry: EntryId) {
    let (crisis, ground) = (case.crisis_id(), "art. 17".to_owned());
    case.does(Command::EraseEntry(EraseEntry { crisis, entry, ground }));
}

/// Everything in the state but what is kept for who judges.
fn open_words(case: &Case) -> String {
    let mut state = case.crisis().clone();
    (state.hidden, state.veiled) = Default::default();
    format!("{state:?}")
}

fn says(case: &Case) -> bool {
    open_words(case).contains(NAME)
}

/// Hides, shows, hides and erases; each time all of it goes or comes back.
fn goes_and_comes(mut case: Case, entry: EntryId) -> Case {
    let before = open_words(&case);
    let count = case.crisis().count;
    assert!(says(&case));
    hide(&mut case, entry);
    case.repeats();
    assert!(!says(&case), "{}", open_words(&case));
    show(&mut case, entry);
    let after = open_words(&case).replace(&format!("count: {}", count + 2), "");
    let words = |text: &str| text.matches(NAME).count();
    assert_eq!(words(&after), words(&before), "all of it comes back");
    assert!(case.crisis().hidden.is_empty() && case.crisis().veiled.is_empty());
    hide(&mut case, entry);
    assert!(!says(&case));
    erase(&mut case, entry);
    assert!(!says(&case));
    assert!(case.crisis().entries.get(&entry).is_none());
    let logs = case.device.logs.values().flat_map(|log| log.values());
    let open = logs.filter_map(|held| held.open.clone()).collect::<Vec<_>>().concat();
    assert!(!open.windows(NAME.len()).any(|part| part == NAME.as_bytes()), "no event has it");
    case
}

fn write(case: &mut Case, kind: EntryKind, text: &str) -> EntryId {
    let write = WriteEntry::plain(case.crisis_id(), kind, text);
    case.does(Command::WriteEntry(Box::new(write)));
    case.entry_id()
}

fn fill(case: &mut Case, entry: EntryId, said: &str) {
    let value = Value { text: Some(said.to_owned()), ..Value::default() };
    let fields = vec![Filled::new(Field::Ground, value)];
    let (crisis, line) = (case.crisis_id(), Some(format!("Grond: {said}")));
    case.does(Command::FillEntry(FillEntry { crisis, entry, fields, line }));
}

fn team(case: &mut Case) {
    let (crisis, team, title) = (case.crisis_id(), "zorg".to_owned(), "Zorg".to_owned());
    case.does(Command::FormTeam(FormTeam { crisis, team, title, task: None, line: None }));
}

fn order(case: &mut Case, decision: Option<EntryId>) {
    let (crisis, text) = (case.crisis_id(), format!("Zoek {NAME}."));
    let line = Some(format!("Opdracht aan zorg: {text}"));
    let team = "zorg".to_owned();
    let give = GiveOrder { crisis, team, text, due: None, decision, line };
    case.does(Command::GiveOrder(give));
}

#[test]
fn an_order_goes_with_the_line_that_tells_of_it() {
    let (mut case, _) = opened();
    team(&mut case);
    order(&mut case, None);
    let line = case.entry_id();
    let case = goes_and_comes(case, line);
    assert!(case.crisis().orders.by_id.is_empty());
}

#[test]
fn a_statement_of_the_picture_goes_with_its_line_and_its_state_stays_until_it_is_erased() {
    let (mut case, crisis) = opened();
    let topic = Topic::area("patient-safety");
    let mut said = PictureSaid::about(topic.clone());
    said.text = Some(format!("{NAME} is weg"));
    said.state = Some("hit".to_owned());
    let line = Some(format!("Beeld: {NAME} is weg"));
    case.does(Command::SayPicture(Box::new(SayPicture { crisis, said, line })));
    let line = case.entry_id();
    hide(&mut case, line);
    let statements = case.crisis().picture.topic(&topic).unwrap();
    assert_eq!(statements.settled().unwrap().state.as_deref(), Some("hit"));
    show(&mut case, line);
    let case = goes_and_comes(case, line);
    assert!(case.crisis().picture.topic(&topic).is_none());
}

#[test]
fn what_was_filled_in_and_moved_goes_with_a_decision_and_so_do_the_lines_that_tell_of_it() {
    let (mut case, crisis) = opened();
    let decision = write(&mut case, EntryKind::Decision, "Wij zoeken verder.");
    fill(&mut case, decision, &format!("{NAME} is niet gevonden"));
    let telling = case.entry_id();
    let moved = Moved {
        note: Some(format!("{NAME} is terug")),
        ..Moved::plain(decision, Standing::Withdrawn)
    };
    let line = Some(format!("Ingetrokken: {NAME} is terug"));
    case.does(Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line })));
    hide(&mut case, decision);
    let with = |case: &Case, entry| case.crisis().hidden.get(&entry).unwrap().with;
    assert_eq!((with(&case, decision), with(&case, telling)), (None, Some(decision)));
    let standing = |case: &Case| {
        let state = case.crisis();
        state.standing(state.entries.get(&decision).unwrap())
    };
    assert_eq!(standing(&case), Standing::Withdrawn, "where it stands is no word");
    let again = HideEntry { crisis, entry: telling, reason: "naam".to_owned() };
    case.refuses(Command::HideEntry(again), Refusal::EntryAlreadyHidden);
    // To judge what only says the same is to judge all of it.
    show(&mut case, telling);
    assert!(says(&case) && case.crisis().hidden.is_empty());
    goes_and_comes(case, decision);
}

#[test]
fn the_telling_line_alone_takes_its_own_field_and_leaves_the_decision() {
    let (mut case, _) = opened();
    let decision = write(&mut case, EntryKind::Decision, "Wij zoeken verder.");
    fill(&mut case, decision, &format!("{NAME} is niet gevonden"));
    let telling = case.entry_id();
    let mut case = goes_and_comes(case, telling);
    assert!(case.crisis().entries.get(&decision).is_some());
    assert!(case.crisis().progress.field(decision, Field::Ground).is_none());
    fill(&mut case, decision, "iedereen is geteld");
    assert!(case.crisis().progress.field(decision, Field::Ground).is_some());
}

#[test]
fn what_is_said_about_a_hidden_line_is_hidden_too() {
    let (mut case, _) = opened();
    team(&mut case);
    let decision = write(&mut case, EntryKind::Decision, &format!("Wij zoeken {NAME}."));
    hide(&mut case, decision);
    fill(&mut case, decision, &format!("{NAME} is kwetsbaar"));
    order(&mut case, Some(decision));
    assert!(!says(&case), "{}", open_words(&case));
    show(&mut case, decision);
    assert_eq!(open_words(&case).matches("kwetsbaar").count() > 1, says(&case));
    goes_and_comes(case, decision);
}

#[test]
fn an_order_that_a_bottleneck_was_given_in_goes_with_the_bottleneck() {
    let (mut case, crisis) = opened();
    team(&mut case);
    let bottleneck = write(&mut case, EntryKind::Bottleneck, &format!("{NAME} is weg."));
    order(&mut case, None);
    let order = *case.crisis().orders.by_id.keys().next().unwrap();
    let moved = Moved { order: Some(order), ..Moved::plain(bottleneck, Standing::ToTeam) };
    case.does(Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line: None })));
    goes_and_comes(case, bottleneck);
}

#[test]
fn the_reason_of_a_level_goes_with_its_line_and_the_level_stays() {
    let (mut case, crisis) = opened();
    let (level, reason) = ("level-2".to_owned(), Some(format!("{NAME} is weg")));
    let line = Some(format!("Niveau 2: {NAME} is weg"));
    case.does(Command::SetLevel(SetLevel { crisis, level, reason, line }));
    let line = case.entry_id();
    hide(&mut case, line);
    assert!(!says(&case));
    let level = case.crisis().crisis.as_ref().unwrap().level.settled().unwrap().clone();
    assert_eq!(level.level, "level-2");
    show(&mut case, line);
    goes_and_comes(case, line);
}

fn report(case: &mut Case, text: &str, same_as: Option<ReportId>) -> ReportId {
    case.does(Command::MakeReport(MakeReport {
        text: text.to_owned(),
        place: Some("3 Oost".to_owned()),
        reporter: None,
        happened_at: None,
        methane: Vec::new(),
        same_as,
        pressed_at: None,
    }));
    let (_, plan) = case.device.world.plan().unwrap();
    plan.reports.by_id.values().max_by_key(|report| report.recorded_at).unwrap().id
}

#[test]
fn the_report_that_became_a_line_goes_with_it_and_nobody_waits_for_it_again() {
    let (mut case, crisis) = opened();
    let head = report(&mut case, &format!("{NAME} is weg"), None);
    let same = report(&mut case, &format!("Ook bij ons: {NAME} is weg"), Some(head));
    let other = report(&mut case, "Hier mist ook iemand", Some(head));
    let write = WriteEntry::plain(crisis, EntryKind::Fact, &format!("{NAME} is weg"));
    let write = WriteEntry { report: Some(head), ..write };
    case.does(Command::WriteEntry(Box::new(write)));
    let line = case.entry_id();
    assert!(case.device.world.veiled("weg").is_none(), "nothing is hidden");
    hide(&mut case, line);
    let world = case.device.world.veiled("verborgen").unwrap();
    let reports = &world.plan().unwrap().1.reports;
    let text = |id: ReportId| reports.by_id.get(&id).unwrap().text.clone();
    assert_eq!((text(head).as_str(), text(same).as_str()), ("verborgen", "verborgen"));
    assert_eq!(text(other), "Hier mist ook iemand", "which does not repeat it");
    show(&mut case, line);
    assert!(case.device.world.veiled("weg").is_none());
    hide(&mut case, line);
    erase(&mut case, line);
    let (_, plan) = case.device.world.plan().unwrap();
    assert!(!format!("{plan:?}").contains(NAME));
    assert!(plan.reports.by_id.contains_key(&other) && !plan.reports.by_id.contains_key(&head));
    assert!(plan.reports.waiting().is_empty(), "who said the same does not wait again");
    assert!(case.device.world.veiled("weg").is_some_and(|world| {
        !format!("{:?}", world.plan().unwrap().1.reports).contains("weg\"")
    }));
    let next = report(&mut case, "Iets anders", None);
    let (_, plan) = case.device.world.plan().unwrap();
    let numbers: Vec<u32> = plan.reports.by_id.values().map(|report| report.number).collect();
    assert_eq!((numbers.len(), plan.reports.by_id.get(&next).unwrap().number), (2, 4));
}

#[test]
fn the_number_of_a_line_that_went_along_is_not_given_again() {
    let (mut case, _) = opened();
    let decision = write(&mut case, EntryKind::Decision, "Wij zoeken verder.");
    fill(&mut case, decision, &format!("{NAME} is niet gevonden"));
    let label = |case: &Case| case.crisis().entries.get(&case.entry_id()).unwrap().label();
    assert_eq!(label(&case), "1", "the first fact");
    hide(&mut case, decision);
    erase(&mut case, decision);
    write(&mut case, EntryKind::Fact, "Iedereen is geteld.");
    assert_eq!(label(&case), "2");
}

// SPDX-License-Identifier: EUPL-1.2
//! What becomes of decisions, actions, bottlenecks and questions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::course::{Owner, Urgency};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry, WriteEntry};
use tegenwicht_core::feature::order::GiveOrder;
use tegenwicht_core::feature::progress::{
    Field, FillEntry, Filled, MoveEntry, Moved, NewProgress, Standing, Value,
};
use tegenwicht_core::feature::team::FormTeam;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, EntryId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::time::Timestamp;
use tegenwicht_testkit::check::{Case, opened};
use tegenwicht_testkit::history::House;

fn write(
    case: &mut Case,
    crisis: CrisisId,
    kind: EntryKind,
    change: impl FnOnce(&mut WriteEntry),
) -> EntryId {
    let mut write = WriteEntry::plain(crisis, kind, "Portofoons naar SEH, OK en IC.");
    change(&mut write);
    case.does(Command::WriteEntry(Box::new(write)));
    case.entry_id()
}

fn moved(
    crisis: CrisisId,
    entry: EntryId,
    standing: Standing,
    change: impl FnOnce(&mut Moved),
) -> Command {
    let mut command = MoveEntry::plain(crisis, entry, standing);
    change(&mut command.moved);
    command.line = Some("Er gebeurde iets mee.".to_owned());
    Command::MoveEntry(Box::new(command))
}

fn fill(crisis: CrisisId, entry: EntryId, field: Field, value: Value) -> Command {
    let fields = vec![Filled::new(field, value)];
    Command::FillEntry(FillEntry { crisis, entry, fields, line: None })
}

fn text(text: &str) -> Value {
    Value { text: Some(text.to_owned()), ..Value::default() }
}

fn entry(state: &ScopeState, id: EntryId) -> &LogEntry {
    state.entries.get(&id).unwrap()
}

fn standing(case: &Case, id: EntryId) -> Standing {
    let state = case.crisis();
    state.standing(entry(state, id))
}

#[test]
fn an_action_is_understood_handed_over_and_done_and_is_late_until_then() {
    let (mut case, crisis) = opened();
    let due = case.device.now.plus_ms(3_600_000);
    let action = write(&mut case, crisis, EntryKind::Action, |write| {
        write.due = Some(due);
        write.owner = Some("facilitair".to_owned());
    });
    assert_eq!(standing(&case, action), Standing::Open);
    let urgency = |now| case.crisis().urgency(entry(case.crisis(), action), now);
    assert_eq!(urgency(due.plus_ms(-15 * 60_000 - 1)), Urgency::None);
    assert_eq!(urgency(due.plus_ms(-15 * 60_000)), Urgency::Nearly);
    assert_eq!(urgency(due), Urgency::Nearly, "what is done now is done in time");
    assert_eq!(urgency(due.plus_ms(1)), Urgency::Late);
    let late = due.plus_ms(1);
    let is_late = |case: &Case| {
        let state = case.crisis();
        state.is_overdue(entry(state, action), late)
    };
    assert!(is_late(&case));
    case.does(moved(crisis, action, Standing::Acknowledged, |_| ()));
    let lacking = moved(crisis, action, Standing::HandedOver, |_| ());
    case.refuses(lacking, Refusal::OwnerLacking);
    let bo = Some("Bo".to_owned());
    case.does(moved(crisis, action, Standing::HandedOver, |it| it.owner_name = bo));
    let state = case.crisis();
    assert_eq!(state.owner_of(entry(state, action)), Some(Owner::Name("Bo")));
    case.does(moved(crisis, action, Standing::Done, |_| ()));
    assert!(!is_late(&case));
    let state = case.crisis();
    assert_eq!(state.urgency(entry(state, action), due), Urgency::None, "it is done");
    assert_eq!(state.waiting().urgent(due).count(), 0);
    case.repeats();
    assert_eq!(case.crisis().progress.by_entry.get(&action).unwrap().history.len(), 3);
    let twice = moved(crisis, action, Standing::Done, |_| ());
    case.refuses(twice, Refusal::EntryAlreadyEnded);
    case.does(moved(crisis, action, Standing::Open, |_| ()));
    assert_eq!(standing(&case, action), Standing::Open, "it turned out not to be done");
}

#[test]
fn an_action_is_cancelled_with_a_reason_only() {
    let (mut case, crisis) = opened();
    let action = write(&mut case, crisis, EntryKind::Action, |_| ());
    let silent = moved(crisis, action, Standing::Cancelled, |_| ());
    case.refuses(silent, Refusal::ReasonEmpty);
    let wrong = moved(crisis, action, Standing::Withdrawn, |_| ());
    case.refuses(wrong, Refusal::StandingWrong);
    let reason = Some("niet meer nodig".to_owned());
    case.does(moved(crisis, action, Standing::Cancelled, |it| it.note = reason));
    assert_eq!(standing(&case, action), Standing::Cancelled);
    let fact = write(&mut case, crisis, EntryKind::Fact, |_| ());
    case.refuses(moved(crisis, fact, Standing::Done, |_| ()), Refusal::StandingWrong);
}

#[test]
fn a_decision_is_replaced_by_another_and_both_stay() {
    let (mut case, crisis) = opened();
    let first = write(&mut case, crisis, EntryKind::Decision, |_| ());
    let bottleneck = write(&mut case, crisis, EntryKind::Bottleneck, |_| ());
    let second = write(&mut case, crisis, EntryKind::Decision, |write| {
        let (replaces, decides) = (vec![first], vec![bottleneck]);
        let fields = vec![Filled::new(Field::Ground, text("anders te laat"))];
        let new = NewProgress { replaces, decides, fields, ..NewProgress::default() };
        write.progress = Some(Box::new(new));
    });
    assert_eq!(standing(&case, first), Standing::Replaced);
    assert_eq!(standing(&case, bottleneck), Standing::Decided);
    assert_eq!(standing(&case, second), Standing::InForce);
    let by = case.crisis().progress.by_entry.get(&first).unwrap().history.last().unwrap();
    assert_eq!(by.what.by, Some(second));
    assert_eq!(case.crisis().lines_of(EntryKind::Decision).count(), 2);
    let itself = moved(crisis, second, Standing::Replaced, |it| it.by = Some(second));
    case.refuses(itself, Refusal::EntryUnknown);
    let back = moved(crisis, second, Standing::Replaced, |it| it.by = Some(first));
    case.refuses(back, Refusal::StandingWrong);
}

#[test]
fn above_the_mandate_it_waits_for_the_board_and_who_heard_the_answer_stands_with_it() {
    let (mut case, crisis) = opened();
    let until = case.device.now.plus_ms(1_800_000);
    let decision = write(&mut case, crisis, EntryKind::Decision, |write| {
        let new = NewProgress { proposed_until: Some(until), ..NewProgress::default() };
        write.progress = Some(Box::new(new));
    });
    assert_eq!(standing(&case, decision), Standing::Proposed);
    let state = case.crisis();
    assert!(state.is_overdue(entry(state, decision), until.plus_ms(1)));
    let unheard = moved(crisis, decision, Standing::Approved, |_| ());
    case.refuses(unheard, Refusal::HeardByLacking);
    case.does(moved(crisis, decision, Standing::Approved, |it| {
        it.heard_by = Some("Ana, telefoon".to_owned());
    }));
    assert!(standing(&case, decision).is_in_force());
    let nothing = NewProgress { proposed_until: Some(until), ..NewProgress::default() };
    let mut action = WriteEntry::plain(crisis, EntryKind::Action, "bellen");
    action.progress = Some(Box::new(nothing));
    case.refuses(Command::WriteEntry(Box::new(action)), Refusal::StandingWrong);
}

#[test]
fn the_effect_of_a_decision_is_asked_for_until_somebody_found_it() {
    let (mut case, crisis) = opened();
    let decision = write(&mut case, crisis, EntryKind::Decision, |_| ());
    let check_at = case.device.now.plus_ms(600_000);
    let at = Value { time: Some(check_at), ..Value::default() };
    case.does(fill(crisis, decision, Field::CheckAt, at));
    let overdue = |case: &Case| {
        let state = case.crisis();
        state.is_overdue(entry(state, decision), check_at.plus_ms(1))
    };
    assert!(overdue(&case));
    case.does(fill(crisis, decision, Field::Found, text("wachttijd 25 min")));
    assert!(!overdue(&case));
    case.does(fill(crisis, decision, Field::Found, Value::default()));
    assert!(overdue(&case), "it was taken back");
    let action = write(&mut case, crisis, EntryKind::Action, |_| ());
    case.refuses(fill(crisis, action, Field::Ground, text("x")), Refusal::FieldUnknown);
    let nobody = Value { entries: vec![EntryId([9; 16])], ..Value::default() };
    case.refuses(fill(crisis, decision, Field::Touches, nobody), Refusal::EntryUnknown);
}

#[test]
fn a_bottleneck_goes_to_a_team_or_is_moved_on_to_a_time() {
    let (mut case, crisis) = opened();
    let bottleneck = write(&mut case, crisis, EntryKind::Bottleneck, |_| ());
    let order = moved(crisis, bottleneck, Standing::ToTeam, |_| ());
    case.refuses(order, Refusal::OrderUnknown);
    let (team, title) = ("logistics".to_owned(), "Logistiek".to_owned());
    case.does(Command::FormTeam(FormTeam { crisis, team, title, task: None, line: None }));
    case.does(Command::GiveOrder(GiveOrder {
        crisis,
        team: "logistics".to_owned(),
        text: "Haal bedden.".to_owned(),
        due: None,
        decision: None,
        line: None,
    }));
    let order = *case.crisis().orders.by_id.keys().next().unwrap();
    case.does(moved(crisis, bottleneck, Standing::ToTeam, |it| it.order = Some(order)));
    assert_eq!(standing(&case, bottleneck), Standing::ToTeam);
    case.refuses(moved(crisis, bottleneck, Standing::Later, |_| ()), Refusal::TimesWrong);
    let due = case.device.now.plus_ms(600_000);
    case.does(moved(crisis, bottleneck, Standing::Later, |it| it.due = Some(due)));
    let state = case.crisis();
    assert!(state.is_overdue(entry(state, bottleneck), due.plus_ms(1)));
}

#[test]
fn a_question_has_somebody_who_finds_out_and_ends_with_its_answer() {
    let (mut case, crisis) = opened();
    let question = write(&mut case, crisis, EntryKind::Question, |_| ());
    let due = Some(case.device.now.plus_ms(600_000));
    case.does(moved(crisis, question, Standing::Taken, |it| {
        it.owner_name = Some("S. Kaya".to_owned());
        it.due = due;
    }));
    assert_eq!(standing(&case, question), Standing::Taken);
    let answer = write(&mut case, crisis, EntryKind::Fact, |write| write.answers = Some(question));
    assert_eq!(standing(&case, question), Standing::Answered);
    let reason = "was van gisteren".to_owned();
    let strike = tegenwicht_core::feature::log_entry::StrikeEntry { crisis, entry: answer, reason };
    case.does(Command::StrikeEntry(strike));
    assert_eq!(standing(&case, question), Standing::Taken, "the answer was struck");
}

#[test]
fn nothing_typed_about_a_line_for_the_core_team_stands_in_the_open() {
    let (mut case, crisis) = opened();
    let decision = write(&mut case, crisis, EntryKind::Decision, |it| it.restricted = true);
    case.refuses(fill(crisis, decision, Field::Ground, text("x")), Refusal::SealedNotAllowed);
    let note = moved(crisis, decision, Standing::Withdrawn, |it| it.note = Some("x".to_owned()));
    case.refuses(note, Refusal::SealedNotAllowed);
    case.does(moved(crisis, decision, Standing::Withdrawn, |_| ()));
    let mut sealed = WriteEntry::plain(crisis, EntryKind::Decision, "geheim");
    sealed.restricted = true;
    let fields = vec![Filled::new(Field::Ground, text("x"))];
    sealed.progress = Some(Box::new(NewProgress { fields, ..NewProgress::default() }));
    case.refuses(Command::WriteEntry(Box::new(sealed)), Refusal::SealedNotAllowed);
}

#[test]
fn what_was_typed_about_a_line_goes_with_it_and_what_took_its_place_stays() {
    let (mut case, crisis) = opened();
    let old = write(&mut case, crisis, EntryKind::Decision, |_| ());
    case.does(fill(crisis, old, Field::Ground, text("mevrouw De Wit viel")));
    let new = write(&mut case, crisis, EntryKind::Decision, |write| {
        let progress = NewProgress { replaces: vec![old], ..NewProgress::default() };
        write.progress = Some(Box::new(progress));
    });
    let ana = case.actor;
    let erase =
        Command::EraseEntry(EraseEntry { crisis, entry: old, ground: "art. 17".to_owned() });
    case.device.second_word(ana, &erase);
    case.does(erase);
    let state = case.crisis();
    assert!(state.entries.get(&old).is_none() && state.entries.get(&new).is_some());
    let bytes = state.encode_snapshot();
    assert!(!String::from_utf8_lossy(&bytes).contains("De Wit"));
}

#[test]
fn two_who_move_it_apart_both_stand_and_the_one_that_asks_most_counts() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    let action = WriteEntry::plain(crisis, EntryKind::Action, "bel de GHOR");
    house.does(0, Command::WriteEntry(Box::new(action)));
    house.agrees();
    let (scope, state) = house.devices[0].world.crisis(crisis).unwrap();
    let action = state.lines_of(EntryKind::Action).next().unwrap().written.entry;
    house.does(0, moved(crisis, action, Standing::Done, |_| ()));
    house.does(1, moved(crisis, action, Standing::Acknowledged, |_| ()));
    let state = house.agrees().scopes[&scope].clone();
    assert!(state.progress.is_conflict(action));
    assert_eq!(state.standing(entry(&state, action)), Standing::Acknowledged);
    house.does(2, moved(crisis, action, Standing::Done, |_| ()));
    let state = house.agrees().scopes[&scope].clone();
    assert!(!state.progress.is_conflict(action));
    assert_eq!(state.standing(entry(&state, action)), Standing::Done);
    assert!(!state.is_overdue(entry(&state, action), Timestamp(i64::MAX)));
}

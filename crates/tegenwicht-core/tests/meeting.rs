// SPDX-License-Identifier: EUPL-1.2
//! A meeting: planned, begun, walked through, ended; what stands on its agenda and what came of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::meeting::{
    Meeting, MoveMeeting, NewMeeting, OrderMeeting, Phase, PlanMeeting, TickMeeting, Turn,
};
use tegenwicht_core::feature::picture::{AdoptPicture, PictureSaid, SayPicture, Topic};
use tegenwicht_core::feature::progress::{MoveEntry, NewProgress, Standing};
use tegenwicht_core::feature::team::{CRISIS_TEAM, NewWho, SetPresence, TakeSeat};
use tegenwicht_core::feature::user::AddUser;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, EntryId, MeetingId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, opened};
use tegenwicht_testkit::history::House;

const HOUR_MS: i64 = 3_600_000;

fn new(case: &Case, hours: i64) -> NewMeeting {
    NewMeeting { starts: case.device.now.plus_ms(hours * HOUR_MS), minutes: 30, purpose: None }
}

fn plan(case: &mut Case, crisis: CrisisId, hours: i64) -> MeetingId {
    let before: Vec<MeetingId> = case.crisis().meetings.by_id.keys().copied().collect();
    let new = new(case, hours);
    let line = Some("Er is een overleg gepland.".to_owned());
    case.does(Command::PlanMeeting(PlanMeeting { crisis, new, line }));
    *case.crisis().meetings.by_id.keys().find(|id| !before.contains(id)).unwrap()
}

fn turn(crisis: CrisisId, meeting: MeetingId, turn: Turn) -> Command {
    let line = Some("Het overleg is verder.".to_owned());
    Command::MoveMeeting(Box::new(MoveMeeting { crisis, meeting, turn, line }))
}

fn start(crisis: CrisisId, meeting: MeetingId) -> Command {
    turn(crisis, meeting, Turn::Start(None, None))
}

fn tick(crisis: CrisisId, meeting: MeetingId, step: &str, done: bool) -> Command {
    let line = Some("Een stap verder.".to_owned());
    Command::TickMeeting(TickMeeting { crisis, meeting, step: step.to_owned(), done, line })
}

fn bottleneck(case: &mut Case, crisis: CrisisId, text: &str) -> EntryId {
    let write = WriteEntry::plain(crisis, EntryKind::Bottleneck, text);
    case.does(Command::WriteEntry(Box::new(write)));
    case.entry_id()
}

fn meeting(state: &ScopeState, id: MeetingId) -> &Meeting {
    state.meetings.by_id.get(&id).unwrap()
}

fn agenda(case: &Case, id: MeetingId) -> Vec<EntryId> {
    let state = case.crisis();
    state.agenda(meeting(state, id)).iter().map(|entry| entry.written.entry).collect()
}

#[test]
fn meetings_are_numbered_and_the_one_that_runs_or_is_next_stands_first() {
    let (mut case, crisis) = opened();
    assert!(case.crisis().meetings.next().is_none());
    let later = plan(&mut case, crisis, 2);
    let first = plan(&mut case, crisis, 1);
    case.repeats();
    let state = case.crisis();
    assert_eq!(meeting(state, later).label(), "1");
    assert_eq!(meeting(state, first).label(), "2");
    assert_eq!(state.meetings.next().unwrap().id(), first);
    case.does(start(crisis, later));
    assert_eq!(case.crisis().meetings.next().unwrap().id(), later, "the one that runs");
    let told = case.crisis().entries.get(&case.entry_id()).unwrap();
    assert_eq!(told.written.about.as_deref(), Some(later.to_string().as_str()));
}

#[test]
fn a_meeting_is_put_off_or_cancelled_until_it_begins_and_ended_once_after() {
    let (mut case, crisis) = opened();
    let id = plan(&mut case, crisis, 1);
    let too_long = NewMeeting { minutes: 481, ..new(&case, 3) };
    case.refuses(turn(crisis, id, Turn::Again(too_long)), Refusal::MinutesWrong);
    case.refuses(turn(crisis, id, Turn::Cancel(" ".to_owned())), Refusal::ReasonEmpty);
    case.refuses(turn(crisis, id, Turn::End(None)), Refusal::MeetingNotRunning);
    let again = NewMeeting { minutes: 20, ..new(&case, 3) };
    let starts = again.starts;
    case.does(turn(crisis, id, Turn::Again(again)));
    assert_eq!(meeting(case.crisis(), id).starts(), starts);
    assert!(!meeting(case.crisis(), id).is_late(starts));
    assert!(meeting(case.crisis(), id).is_late(starts.plus_ms(1)), "it should have begun");
    case.does(start(crisis, id));
    case.repeats();
    let running = meeting(case.crisis(), id);
    let began = running.started_at().unwrap();
    assert_eq!(running.until(), began.plus_ms(20 * 60_000), "counted from when it began");
    case.refuses(start(crisis, id), Refusal::MeetingAlreadyStarted);
    case.refuses(turn(crisis, id, Turn::Cancel("uit".to_owned())), Refusal::MeetingAlreadyStarted);
    let other = plan(&mut case, crisis, 1);
    case.refuses(start(crisis, other), Refusal::MeetingRunning);
    case.does(turn(crisis, id, Turn::End(None)));
    case.repeats();
    assert_eq!(meeting(case.crisis(), id).phase(), Phase::Ended);
    case.refuses(turn(crisis, id, Turn::End(None)), Refusal::MeetingOver);
    case.refuses(start(crisis, id), Refusal::MeetingOver);
    case.does(turn(crisis, other, Turn::Cancel("geen nieuws".to_owned())));
    assert_eq!(meeting(case.crisis(), other).reason(), Some("geen nieuws"));
    assert!(case.crisis().meetings.next().is_none());
    case.refuses(start(crisis, MeetingId([9; 16])), Refusal::MeetingUnknown);
}

#[test]
fn steps_are_ticked_in_any_order_and_the_tick_is_taken_back() {
    let (mut case, crisis) = opened();
    let id = plan(&mut case, crisis, 1);
    case.refuses(tick(crisis, id, "opening", true), Refusal::MeetingNotRunning);
    case.does(start(crisis, id));
    assert_eq!(case.crisis().meetings.held(id).current(), Some("opening"));
    case.does(tick(crisis, id, "picture", true));
    case.does(tick(crisis, id, "opening", true));
    case.repeats();
    let held = case.crisis().meetings.held(id);
    assert!(held.is_done("picture") && held.is_done("opening") && !held.is_done("progress"));
    assert_eq!(held.current(), Some("progress"));
    case.does(tick(crisis, id, "opening", false));
    assert_eq!(case.crisis().meetings.held(id).current(), Some("opening"));
    case.refuses(tick(crisis, id, "coffee", true), Refusal::MeetingStepUnknown);
    case.does(turn(crisis, id, Turn::End(None)));
    assert!(!case.crisis().meetings.held(id).is_done("next"), "it ends with steps open");
    case.refuses(tick(crisis, id, "next", true), Refusal::MeetingNotRunning);
}

#[test]
fn open_bottlenecks_stand_on_the_agenda_with_what_became_of_them_there() {
    let (mut case, crisis) = opened();
    let solved = bottleneck(&mut case, crisis, "Al opgelost.");
    let move_to = |entry, standing| MoveEntry::plain(crisis, entry, standing);
    case.does(Command::MoveEntry(Box::new(move_to(solved, Standing::Solved))));
    let first = bottleneck(&mut case, crisis, "Medicatie.");
    let second = bottleneck(&mut case, crisis, "Nachtdienst.");
    let id = plan(&mut case, crisis, 1);
    assert_eq!(agenda(&case, id), [first, second]);
    let put_first =
        |first| Command::OrderMeeting(OrderMeeting { crisis, meeting: id, first, line: None });
    case.does(put_first(second));
    assert_eq!(agenda(&case, id), [second, first]);
    case.refuses(put_first(solved), Refusal::EntryUnknown);
    case.does(start(crisis, id));
    let mut write = WriteEntry::plain(crisis, EntryKind::Decision, "Vier ogen.");
    write.progress =
        Some(Box::new(NewProgress { decides: vec![second], ..NewProgress::default() }));
    case.does(Command::WriteEntry(Box::new(write)));
    let mut later = move_to(first, Standing::Later);
    later.moved.due = Some(case.device.now.plus_ms(5 * HOUR_MS));
    case.does(Command::MoveEntry(Box::new(later)));
    let third = bottleneck(&mut case, crisis, "Tijdens het overleg genoemd.");
    assert_eq!(agenda(&case, id), [second, first, third], "they stay, with their outcome");
    let outcome = |case: &Case, entry| {
        let said = case.crisis().outcome(id, entry);
        said.and_then(|said| said.what.standing())
    };
    assert_eq!(outcome(&case, second), Some(Standing::Decided));
    assert_eq!(outcome(&case, first), Some(Standing::Later));
    assert_eq!(outcome(&case, third), None);
    assert_eq!(case.crisis().written_in(id, EntryKind::Decision).len(), 1);
    let next = new(&case, 1);
    case.does(turn(crisis, id, Turn::End(Some(next))));
    case.does(Command::MoveEntry(Box::new(move_to(third, Standing::Solved))));
    assert_eq!(agenda(&case, id), [second, first, third], "as it was when it ended");
    assert_eq!(outcome(&case, third), None, "what came after is not of this meeting");
    case.refuses(put_first(first), Refusal::MeetingOver);
    let next = case.crisis().meetings.next().unwrap();
    assert_eq!((next.label(), next.id()), ("2".to_owned(), next.id()));
    let ended = meeting(case.crisis(), id).history.last().unwrap().what.next;
    assert_eq!(ended, Some(next.id()));
    assert!(agenda(&case, next.id()).is_empty(), "moved on past it, and solved");
    let late = plan(&mut case, crisis, 6);
    assert_eq!(agenda(&case, late), [first], "its time has come by then");
}

#[test]
fn who_leads_and_who_is_there_follows_from_the_team() {
    let (mut case, crisis) = opened();
    let take = |case: &mut Case, role: &str| {
        let take = TakeSeat {
            crisis,
            team: CRISIS_TEAM.to_owned(),
            role: role.to_owned(),
            who: NewWho::User(case.actor),
            deputy: false,
            until: None,
            organisation: None,
            mandate: None,
            takes_over: None,
            line: None,
        };
        case.does(Command::TakeSeat(Box::new(take)));
        let seats = case.crisis().team.seated(None);
        seats.into_iter().find(|seat| seat.taken.role == role).unwrap().taken.seat
    };
    let chair = take(&mut case, "chair");
    let care = take(&mut case, "care");
    case.does(Command::SetPresence(SetPresence { crisis, seat: chair, present: true }));
    let id = plan(&mut case, crisis, 1);
    case.does(start(crisis, id));
    assert_eq!(meeting(case.crisis(), id).chair(), Some(chair));
    assert_eq!(meeting(case.crisis(), id).present(), [chair]);
    case.does(Command::SetPresence(SetPresence { crisis, seat: care, present: true }));
    case.does(turn(crisis, id, Turn::End(None)));
    assert_eq!(meeting(case.crisis(), id).present(), [chair, care], "also who came later");
    let other = plan(&mut case, crisis, 1);
    case.does(turn(crisis, other, Turn::Start(Some(care), None)));
    assert_eq!(meeting(case.crisis(), other).chair(), Some(care));
}

#[test]
fn a_member_ticks_steps_and_does_not_lead() {
    let (mut case, crisis) = opened();
    let id = plan(&mut case, crisis, 1);
    case.does(Command::AddUser(AddUser {
        login: "bo".to_owned(),
        name: "Bo de Boer".to_owned(),
        phone: None,
        roles: vec![Role::Member],
        only: None,
    }));
    let coordinator = case.actor;
    case.actor = case.device.world.directory.by_login("bo").unwrap();
    case.refuses(start(crisis, id), Refusal::NotAllowed);
    let new = new(&case, 1);
    let planned = Command::PlanMeeting(PlanMeeting { crisis, new, line: None });
    case.refuses(planned, Refusal::NotAllowed);
    let bo = std::mem::replace(&mut case.actor, coordinator);
    case.does(start(crisis, id));
    case.actor = bo;
    case.does(tick(crisis, id, "opening", true));
    case.refuses(turn(crisis, id, Turn::End(None)), Refusal::NotAllowed);
}

#[test]
fn what_nobody_said_again_since_the_last_meeting_began_is_told() {
    let (mut case, crisis) = opened();
    let say = |area: &str| {
        let mut said = PictureSaid::about(Topic::area(area));
        said.state = Some("hit".to_owned());
        Command::SayPicture(Box::new(SayPicture { crisis, said, line: None }))
    };
    let stale = |case: &Case, area: &str| {
        let state = case.crisis();
        state.is_stale(state.picture.topic(&Topic::area(area)).unwrap())
    };
    case.does(say("hr"));
    case.does(say("privacy"));
    let id = plan(&mut case, crisis, 1);
    case.does(start(crisis, id));
    case.does(say("privacy"));
    let adopt = || Command::AdoptPicture(AdoptPicture { crisis, note: None, line: None });
    case.does(adopt());
    assert!(!stale(&case, "hr"), "the meeting still goes on");
    case.does(turn(crisis, id, Turn::End(None)));
    assert!(stale(&case, "hr") && !stale(&case, "privacy"));
    case.does(adopt());
    case.does(adopt());
    assert!(!stale(&case, "privacy"), "versions do not count any more");
}

#[test]
fn two_who_begin_it_apart_both_stand_and_one_end_settles_it() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    let starts = house.devices[0].now.plus_ms(HOUR_MS);
    let new = NewMeeting { starts, minutes: 30, purpose: None };
    house.does(0, Command::PlanMeeting(PlanMeeting { crisis, new: new.clone(), line: None }));
    house.meet();
    let (scope, state) = house.devices[0].world.crisis(crisis).unwrap();
    let id = *state.meetings.by_id.keys().next().unwrap();
    house.does(0, start(crisis, id));
    house.does(1, start(crisis, id));
    house.does(0, tick(crisis, id, "opening", true));
    house.does(1, tick(crisis, id, "opening", true));
    let world = house.agrees();
    let both = meeting(&world.scopes[&scope], id);
    assert!(both.words.is_conflict());
    assert_eq!((both.phase(), both.begun_by().count()), (Phase::Running, 2));
    assert!(world.scopes[&scope].meetings.held(id).is_done("opening"));
    house.does(2, turn(crisis, id, Turn::End(None)));
    let world = house.agrees();
    let ended = meeting(&world.scopes[&scope], id);
    assert!(!ended.words.is_conflict());
    assert_eq!(ended.phase(), Phase::Ended);
}

#[test]
fn two_meetings_begun_apart_both_run_and_numbers_carry_the_letter_of_their_node() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    let starts = house.devices[0].now.plus_ms(HOUR_MS);
    let new = NewMeeting { starts, minutes: 30, purpose: None };
    for on in [0, 1] {
        house.does(on, Command::PlanMeeting(PlanMeeting { crisis, new: new.clone(), line: None }));
        let (_, state) = house.devices[on].world.crisis(crisis).unwrap();
        let id = *state.meetings.by_id.keys().next().unwrap();
        house.does(on, start(crisis, id));
    }
    let (scope, _) = house.devices[0].world.crisis(crisis).unwrap();
    let world = house.agrees();
    let state = &world.scopes[&scope];
    let mut labels: Vec<String> = state.meetings.by_id.values().map(Meeting::label).collect();
    labels.sort();
    assert_eq!(labels, ["1", "B1"]);
    assert_eq!(state.meetings.all_running().len(), 2);
}

// SPDX-License-Identifier: EUPL-1.2
//! The first hour: weigh, open, call, take seats, ask for help, give orders; and who may erase.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::assessment::{self, Answer, Assess, Outcome, Verdict, alarms};
use tegenwicht_core::feature::call::{self, Callee, RecordCall};
use tegenwicht_core::feature::contact::{RemoveContact, SetContact};
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis, SetGrip, SetLevel, SetPlaces};
use tegenwicht_core::feature::erasure::{HideEntry, ShowEntry};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::order::{AnswerOrder, GiveOrder, Reply};
use tegenwicht_core::feature::report::{JoinReports, MakeReport};
use tegenwicht_core::feature::roster::SetShift;
use tegenwicht_core::feature::support_request::{AskSupport, MoveSupport, Standing};
use tegenwicht_core::feature::team::{
    CRISIS_TEAM, FormTeam, LeaveSeat, NewWho, SetPresence, TakeSeat, Who,
};
use tegenwicht_core::feature::user::{
    AddUser, BlockUser, SetCode, SetOwnPin, SetPaperCodes, SetPassword, UnblockUser, UsePaperCode,
};
use tegenwicht_core::id::{ActorId, ContactId, CrisisId, ReportId, SeatId};
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::Case;

fn open(mode: Mode) -> OpenCrisis {
    OpenCrisis {
        title: "Inloggen lukt niet".to_owned(),
        mode,
        began_at: None,
        place: Some("kamer B1".to_owned()),
        report: None,
        fallback: Some("kantine".to_owned()),
        level: Some("level-2".to_owned()),
        halt_exercises: false,
        line: None,
    }
}

fn opened() -> (Case, CrisisId) {
    let mut case = Case::default();
    case.does(Command::OpenCrisis(open(Mode::Real)));
    let crisis = case.crisis_id();
    (case, crisis)
}

fn report(case: &mut Case, text: &str) -> ReportId {
    case.does(Command::MakeReport(MakeReport {
        text: text.to_owned(),
        place: None,
        reporter: None,
        happened_at: None,
        methane: vec![("hazards".to_owned(), "rook".to_owned())],
        same_as: None,
        pressed_at: None,
    }));
    let (_, plan) = case.device.world.plan().unwrap();
    plan.reports.by_id.values().max_by_key(|report| report.recorded_at).unwrap().id
}

fn assess(report: ReportId, outcome: Outcome) -> Command {
    let answer = |criterion: &str, verdict| Answer {
        criterion: criterion.to_owned(),
        verdict,
        remark: Some("zegt ICT".to_owned()),
    };
    let answers =
        vec![answer("critical-processes", Verdict::Yes), answer("media", Verdict::Unknown)];
    Command::Assess(Assess { report: Some(report), crisis: None, answers, outcome })
}

fn add(case: &mut Case, login: &str, role: Role, only: Option<CrisisId>) -> ActorId {
    case.does(Command::AddUser(AddUser {
        login: login.to_owned(),
        name: login.to_owned(),
        phone: None,
        roles: vec![role],
        only,
    }));
    case.device.world.directory.by_login(login).unwrap()
}

fn contact(name: &str, roles: &[&str], rank: u8) -> SetContact {
    SetContact {
        name: name.to_owned(),
        phones: vec!["06 12345678".to_owned()],
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        rank,
        ..SetContact::default()
    }
}

fn add_contact(case: &mut Case, name: &str, roles: &[&str], rank: u8) -> ContactId {
    let before: Vec<ContactId> = contacts(case);
    case.does(Command::SetContact(Box::new(contact(name, roles, rank))));
    *contacts(case).iter().find(|id| !before.contains(id)).unwrap()
}

fn contacts(case: &Case) -> Vec<ContactId> {
    case.device.world.admin().unwrap().1.contacts.by_id.keys().copied().collect()
}

fn take(crisis: CrisisId, role: &str, who: NewWho) -> TakeSeat {
    TakeSeat {
        crisis,
        team: CRISIS_TEAM.to_owned(),
        role: role.to_owned(),
        who,
        deputy: false,
        until: None,
        organisation: None,
        mandate: None,
        takes_over: None,
        line: Some("Ana is voorzitter.".to_owned()),
    }
}

#[test]
fn two_hundred_reports_of_one_outage_are_one_heap_with_a_count_and_are_handled_once() {
    let mut case = Case::default();
    let first = report(&mut case, "EPD doet het niet");
    let others: Vec<ReportId> =
        (0..20).map(|n| report(&mut case, &format!("EPD eruit op afdeling {n}"))).collect();
    let other = report(&mut case, "lift staat stil");
    case.does(Command::JoinReports(JoinReports { reports: others.clone(), into: first }));
    case.repeats();
    let plan = case.device.world.plan().unwrap().1.clone();
    let waiting = plan.reports.waiting();
    assert_eq!(waiting.len(), 2);
    let heap = waiting.iter().find(|heap| heap.head.id == first).unwrap();
    assert_eq!(heap.count(), 21);
    assert_eq!(plan.reports.root(others[3]), first);
    case.refuses(
        Command::JoinReports(JoinReports { reports: vec![others[0]], into: first }),
        Refusal::ReportJoinedToItself,
    );
    let none = JoinReports { reports: Vec::new(), into: first };
    case.refuses(Command::JoinReports(none), Refusal::TooManyReports);
    case.does(assess(others[5], Outcome::Regular("ICT lost het op".to_owned())));
    let plan = case.device.world.plan().unwrap().1.clone();
    let waiting: Vec<ReportId> = plan.reports.waiting().iter().map(|heap| heap.head.id).collect();
    // The assessment was of a member, and a "no" to one is a "no" to the heap.
    assert_eq!(waiting, [other]);
}

#[test]
fn a_report_that_two_put_with_each_other_still_has_one_head() {
    let mut case = Case::default();
    let (a, b) = (report(&mut case, "a"), report(&mut case, "b"));
    case.does(Command::JoinReports(JoinReports { reports: vec![a], into: b }));
    case.refuses(
        Command::JoinReports(JoinReports { reports: vec![b], into: a }),
        Refusal::ReportJoinedToItself,
    );
    let unknown = JoinReports { reports: vec![ReportId([9; 16])], into: a };
    case.refuses(Command::JoinReports(unknown), Refusal::ReportUnknown);
}

#[test]
fn not_yet_names_who_looks_again_and_alarms_until_somebody_does() {
    let mut case = Case::default();
    let heap = report(&mut case, "storing bij de netbeheerder");
    let (now, me) = (case.device.now, case.actor);
    let again = now.plus_ms(1_800_000);
    case.refuses(assess(heap, Outcome::NotYet(now, me)), Refusal::AgainInThePast);
    let nobody = ActorId([7; 16]);
    case.refuses(assess(heap, Outcome::NotYet(again, nobody)), Refusal::UserUnknown);
    case.does(assess(heap, Outcome::NotYet(again, me)));
    let plan = case.device.world.plan().unwrap().1.clone();
    assert!(alarms(&plan, now).is_empty());
    assert_eq!(alarms(&plan, again), [(heap, again, me)]);
    case.does(assess(heap, Outcome::Regular("stroom is terug".to_owned())));
    case.refuses(assess(heap, Outcome::Regular(" ".to_owned())), Refusal::ReasonEmpty);
    let plan = case.device.world.plan().unwrap().1.clone();
    assert!(alarms(&plan, again).is_empty());
    let all = assessment::weighed(&plan, Some(heap), None);
    assert_eq!(all.len(), 2, "both stay on record");
    assert_eq!(all[0].count(Verdict::Unknown), 1);
    let outcome = plan.reports.by_id[&heap].handled.settled().unwrap();
    assert_eq!(outcome.reason.as_deref(), Some("stroom is terug"));
}

#[test]
fn what_is_weighed_is_the_heap_and_no_alarm_outlives_what_became_of_it() {
    let mut case = Case::default();
    let first = report(&mut case, "EPD doet het niet");
    let other = report(&mut case, "EPD eruit op C");
    let (now, me) = (case.device.now, case.actor);
    let again = now.plus_ms(1_800_000);
    case.does(assess(other, Outcome::NotYet(again, me)));
    case.does(Command::JoinReports(JoinReports { reports: vec![other], into: first }));
    let plan = case.device.world.plan().unwrap().1.clone();
    assert_eq!(alarms(&plan, again), [(first, again, me)], "the alarm goes along");
    case.does(assess(other, Outcome::NotYet(again.plus_ms(60_000), me)));
    let plan = case.device.world.plan().unwrap().1.clone();
    assert_eq!(assessment::weighed(&plan, Some(first), None).len(), 2);
    assert!(alarms(&plan, again).is_empty(), "the last word counts");
    case.does(Command::OpenCrisis(OpenCrisis { report: Some(other), ..open(Mode::Real) }));
    let plan = case.device.world.plan().unwrap().1.clone();
    assert!(alarms(&plan, again.plus_ms(60_000)).is_empty());
    assert_eq!(plan.reports.heap(other).unwrap().count(), 2);
}

#[test]
fn in_a_fire_the_crisis_is_opened_first_and_the_criteria_follow() {
    let (mut case, crisis) = opened();
    let answers =
        vec![Answer { criterion: "safety".to_owned(), verdict: Verdict::Yes, remark: None }];
    let twice = [answers.clone(), answers.clone()].concat();
    let outcome = Outcome::ScaleUp;
    let whole = Assess { report: None, crisis: Some(crisis), answers, outcome };
    case.refuses(
        Command::Assess(Assess { crisis: None, ..whole.clone() }),
        Refusal::AssessmentNotWhole,
    );
    case.refuses(
        Command::Assess(Assess { answers: twice, ..whole.clone() }),
        Refusal::AnswersWrong,
    );
    case.does(Command::Assess(whole));
    let plan = case.device.world.plan().unwrap().1.clone();
    assert_eq!(assessment::weighed(&plan, None, Some(crisis)).len(), 1);
    let of_report: Vec<&assessment::Assessment> = assessment::weighed(&plan, None, None);
    assert!(of_report.is_empty());
}

#[test]
fn a_report_becomes_a_line_of_the_log_and_is_handled_by_that() {
    let (mut case, crisis) = opened();
    let heap = report(&mut case, "op 4 West doet de bel het niet");
    let plain = WriteEntry::plain(crisis, EntryKind::Bottleneck, "Zusteroproep 4 West uit.");
    let write = WriteEntry { report: Some(heap), ..plain };
    case.does(Command::WriteEntry(Box::new(write.clone())));
    case.repeats();
    let plan = case.device.world.plan().unwrap().1.clone();
    let handled = plan.reports.by_id[&heap].handled.settled().unwrap().clone();
    assert_eq!((handled.crisis, handled.entry), (Some(crisis), Some(case.entry_id())));
    case.refuses(Command::WriteEntry(Box::new(write)), Refusal::ReportAlreadyHandled);
}

#[test]
fn level_grip_and_place_keep_their_history_and_stand_apart() {
    let (mut case, crisis) = opened();
    let level = |level: &str| SetLevel {
        crisis,
        level: level.to_owned(),
        reason: Some("meer afdelingen".to_owned()),
        line: Some("Opgeschaald.".to_owned()),
    };
    case.refuses(Command::SetLevel(level("level-2")), Refusal::LevelUnchanged);
    case.refuses(Command::SetLevel(level("Niveau 3")), Refusal::IdWrong);
    case.does(Command::SetLevel(level("level-3")));
    case.repeats();
    let said_by = Some("OvD-G".to_owned());
    let grip = SetGrip { crisis, grip: "grip-2".to_owned(), said_by, line: None };
    case.does(Command::SetGrip(grip));
    case.does(Command::SetPlaces(SetPlaces {
        crisis,
        place: Some("kamer B1".to_owned()),
        fallback: Some("kantine".to_owned()),
        at_fallback: true,
        line: None,
    }));
    let state = case.crisis();
    let found = state.crisis.as_ref().unwrap();
    assert_eq!(found.level.settled().unwrap().level, "level-3");
    assert_eq!(found.grip.settled().unwrap().grip, "grip-2");
    assert_eq!(found.gathers(), Some("kantine"));
    assert_eq!(found.scaling.len(), 3);
    let line = state.entries.values().next().unwrap();
    assert_eq!(line.written.text.as_deref(), Some("Opgeschaald."));
    assert_eq!(line.written.about.as_deref(), Some("level"));
}

#[test]
fn a_real_crisis_halts_the_exercises_and_nothing_more_is_written_in_them() {
    let mut case = Case::default();
    case.does(Command::OpenCrisis(open(Mode::Exercise)));
    let exercise = case.crisis_id();
    let me = NewWho::User(case.actor);
    case.does(Command::TakeSeat(Box::new(take(exercise, "chair", me))));
    let seat = *case.crisis().team.seats.keys().next().unwrap();
    let halt = |mode| OpenCrisis { halt_exercises: true, ..open(mode) };
    case.refuses(Command::OpenCrisis(halt(Mode::Exercise)), Refusal::NotReal);
    case.does(Command::OpenCrisis(halt(Mode::Real)));
    case.repeats();
    let (_, state) = case.device.world.crisis(exercise).unwrap();
    assert!(state.crisis.as_ref().unwrap().halted.is_some());
    let write = WriteEntry::plain(exercise, EntryKind::Fact, "we gaan door");
    case.refuses(Command::WriteEntry(Box::new(write)), Refusal::ExerciseHalted);
    let presence = SetPresence { crisis: exercise, seat, present: true };
    case.refuses(Command::SetPresence(presence), Refusal::ExerciseHalted);
}

#[test]
fn who_may_open_may_close_what_was_opened_in_error_and_only_as_a_false_alarm() {
    for mode in [Mode::Real, Mode::Exercise] {
        let mut case = Case::default();
        let alone = add(&mut case, "karin", Role::Manager, None);
        let member = add(&mut case, "mies", Role::Member, None);
        case.actor = alone;
        case.does(Command::OpenCrisis(open(mode)));
        let crisis = case.crisis_id();
        let close = |false_alarm| {
            let reason = "melder vergiste zich".to_owned();
            Command::CloseCrisis(CloseCrisis { crisis, reason, false_alarm })
        };
        case.refuses(close(false), Refusal::NotAllowed);
        case.actor = member;
        case.refuses(close(true), Refusal::NotAllowed);
        case.actor = alone;
        case.does(close(true));
        case.repeats();
        assert!(case.crisis().crisis.as_ref().unwrap().closing().unwrap().false_alarm);
        case.refuses(close(true), Refusal::CrisisAlreadyClosed);
    }
}

#[test]
fn who_is_on_duty_comes_from_the_roster_and_deputies_from_the_contacts() {
    let mut case = Case::default();
    let jan = add_contact(&mut case, "Jan", &["chair"], 1);
    let els = add_contact(&mut case, "Els", &["chair", "log-keeper"], 0);
    let (_, admin) = case.device.world.admin().unwrap();
    let ranked: Vec<ContactId> =
        admin.contacts.for_role("chair").iter().map(|set| set.contact).collect();
    assert_eq!(ranked, [els, jan]);
    let now = case.device.now;
    let shift = |contact, hours: i64| SetShift {
        shift: None,
        role: "chair".to_owned(),
        contact,
        from: now,
        until: now.plus_ms(hours * 3_600_000),
        gone: false,
    };
    case.refuses(Command::SetShift(shift(jan, 0)), Refusal::TimesWrong);
    case.refuses(Command::SetShift(shift(jan, 24 * 36)), Refusal::TimesWrong);
    case.refuses(Command::SetShift(shift(ContactId([8; 16]), 8)), Refusal::ContactUnknown);
    case.does(Command::SetShift(shift(jan, 8)));
    let (_, plan) = case.device.world.plan().unwrap();
    assert_eq!(plan.roster.on_duty(now).len(), 1);
    assert!(plan.roster.on_duty(now.plus_ms(8 * 3_600_000)).is_empty());
    let set = plan.roster.shifts()[0].clone();
    let off = SetShift { shift: Some(set.shift), gone: true, ..shift(jan, 8) };
    case.does(Command::SetShift(off));
    assert!(case.device.world.plan().unwrap().1.roster.on_duty(now).is_empty());
}

#[test]
fn a_changed_contact_leaves_nothing_of_the_old_number_and_one_that_goes_leaves_nothing() {
    let mut case = Case::default();
    let nobody = SetContact { phones: vec![" ".to_owned()], ..contact("Jan", &[], 0) };
    case.refuses(Command::SetContact(Box::new(nobody)), Refusal::PhoneLacking);
    let jan = add_contact(&mut case, "Jan", &["ict"], 0);
    let old = case.device.world.admin().unwrap().1.contacts.by_id[&jan].set().unwrap().1.subject;
    assert!(case.device.key_of(old).is_some());
    let changed = SetContact { contact: Some(jan), ..contact("Jan P.", &["ict"], 0) };
    case.does(Command::SetContact(Box::new(changed)));
    assert!(case.device.key_of(old).is_none(), "the key of the old card is destroyed");
    case.does(Command::RemoveContact(RemoveContact { contact: jan }));
    case.refuses(Command::RemoveContact(RemoveContact { contact: jan }), Refusal::ContactUnknown);
    let (_, admin) = case.device.world.admin().unwrap();
    assert!(admin.contacts.by_id[&jan].is_gone());
    assert!(case.device.keys().next().is_some(), "the coordinator is still there");
}

#[test]
fn one_person_can_hold_every_role_and_a_seat_is_handed_over_in_one_breath() {
    let (mut case, crisis) = opened();
    let me = case.actor;
    for role in ["chair", "log-keeper", "care"] {
        case.does(Command::TakeSeat(Box::new(take(crisis, role, NewWho::User(me)))));
    }
    let roles = ["chair", "log-keeper", "ict", "care"];
    assert_eq!(case.crisis().team.empty(CRISIS_TEAM, &roles), ["ict"]);
    let chair = case.crisis().team.seated(None);
    let chair = chair.iter().find(|seat| seat.taken.role == "chair").unwrap().taken.seat;
    let other = NewWho::Named("Bo van elders".to_owned(), Some("06 1".to_owned()));
    let over = TakeSeat { takes_over: Some(chair), ..take(crisis, "chair", other) };
    case.does(Command::TakeSeat(Box::new(over)));
    case.repeats();
    let state = case.crisis();
    let before = &state.team.seats[&chair];
    assert!(before.left.is_some() && before.handed_to.is_some());
    let now: Vec<&str> = state.team.seated(None).iter().map(|s| s.taken.role.as_str()).collect();
    assert_eq!(now, ["care", "chair", "log-keeper"]);
    let after = &state.team.seats[&before.handed_to.unwrap()];
    assert!(matches!(after.taken.who, Who::Named(_)));
    let (scope, event) = (case.device.world.crisis(crisis).unwrap().0, after.event);
    let opened = format!("{:?}", case.device.opened(scope, event));
    assert!(opened.contains("Contact(..)"), "{opened}");
    let leave = |seat| Command::LeaveSeat(LeaveSeat { crisis, seat, note: None, line: None });
    case.refuses(leave(chair), Refusal::SeatAlreadyLeft);
    case.refuses(leave(SeatId([3; 16])), Refusal::SeatUnknown);
    let presence = SetPresence { crisis, seat: chair, present: true };
    case.refuses(Command::SetPresence(presence), Refusal::SeatAlreadyLeft);
}

#[test]
fn who_may_write_takes_a_free_seat_and_puts_nobody_in_one() {
    let (mut case, crisis) = opened();
    let bo = add(&mut case, "bo", Role::Member, None);
    let ana = case.actor;
    case.actor = bo;
    case.does(Command::TakeSeat(Box::new(take(crisis, "ict", NewWho::User(bo)))));
    let other = Command::TakeSeat(Box::new(take(crisis, "care", NewWho::User(ana))));
    case.refuses(other, Refusal::NotAllowed);
    let seat = case.crisis().team.seated(None)[0].taken.seat;
    let over = TakeSeat { takes_over: Some(seat), ..take(crisis, "ict", NewWho::User(bo)) };
    case.refuses(Command::TakeSeat(Box::new(over)), Refusal::NotAllowed);
}

#[test]
fn a_seat_whose_time_is_up_shows_as_overdue_and_still_counts() {
    let (mut case, crisis) = opened();
    let (me, now) = (case.actor, case.device.now);
    let until = Some(now.plus_ms(3_600_000));
    let seat = TakeSeat { until, ..take(crisis, "chair", NewWho::User(me)) };
    case.does(Command::TakeSeat(Box::new(seat.clone())));
    let past = TakeSeat { until: Some(now), ..seat };
    case.refuses(Command::TakeSeat(Box::new(past)), Refusal::TimesWrong);
    let state = case.crisis();
    let seats = state.team.seated(Some(CRISIS_TEAM));
    assert!(!seats[0].is_overdue(now) && seats[0].is_overdue(now.plus_ms(3_600_000)));
    assert_eq!(seats[0].is_present(), None, "nobody said so yet");
}

#[test]
fn a_team_gets_an_order_and_answers_it_until_it_is_done() {
    let (mut case, crisis) = opened();
    let give = |team: &str| {
        let (team, text) = (team.to_owned(), "Regel aggregaat voor de IC".to_owned());
        Command::GiveOrder(GiveOrder { crisis, team, text, due: None, decision: None, line: None })
    };
    case.refuses(give("logistics"), Refusal::TeamUnknown);
    let form = |team: &str| {
        let (team, title) = (team.to_owned(), "Logistiek".to_owned());
        Command::FormTeam(FormTeam { crisis, team, title, task: None, line: None })
    };
    case.refuses(form(CRISIS_TEAM), Refusal::TeamAlreadyThere);
    case.does(form("logistics"));
    case.refuses(form("logistics"), Refusal::TeamAlreadyThere);
    case.does(give("logistics"));
    let order = case.crisis().orders.of(Some("logistics"))[0].begun.order;
    let answer = |reply, note: Option<&str>| {
        let note = note.map(str::to_owned);
        Command::AnswerOrder(AnswerOrder { crisis, order, reply, note, line: None })
    };
    case.refuses(answer(Reply::Cannot, None), Refusal::ReasonEmpty);
    case.does(answer(Reply::Acknowledged, None));
    case.does(answer(Reply::Done, None));
    case.refuses(answer(Reply::Acknowledged, None), Refusal::OrderAlreadyEnded);
    assert_eq!(case.crisis().orders.by_id[&order].history.len(), 2);
}

#[test]
fn support_is_asked_promised_and_arrives_and_a_desk_is_informed_by_name() {
    let (mut case, crisis) = opened();
    case.does(Command::AskSupport(AskSupport {
        crisis,
        what: "twee ambulances".to_owned(),
        of: "ghor".to_owned(),
        needed_at: None,
        place: None,
        line: Some("Hulpvraag aan GHOR.".to_owned()),
    }));
    let support = case.crisis().support.all()[0].begun.support;
    let moved = |standing| {
        let (said_by, expected_at, note, line) = (Some("HIN".to_owned()), None, None, None);
        Command::MoveSupport(MoveSupport {
            crisis,
            support,
            standing,
            said_by,
            expected_at,
            note,
            line,
        })
    };
    case.does(moved(Standing::Promised));
    assert!(case.crisis().support.by_id[&support].standing().is_open());
    case.does(moved(Standing::Arrived));
    assert_eq!(case.crisis().support.by_id[&support].standing(), Standing::Arrived);
    let desk = Callee::Desk("ghor".to_owned());
    let record = |to, outcome| {
        Command::RecordCall(RecordCall {
            crisis,
            to,
            role: None,
            outcome,
            way: Some("telefoon".to_owned()),
            heard_by: Some("HIN-GZ".to_owned()),
            acknowledged: true,
            note: None,
            happened_at: None,
            line: None,
        })
    };
    case.does(record(desk.clone(), call::Outcome::NotReached));
    case.does(record(desk.clone(), call::Outcome::Reached));
    case.refuses(
        record(Callee::Contact(ContactId([5; 16])), call::Outcome::Reached),
        Refusal::ContactUnknown,
    );
    let state = case.crisis();
    assert_eq!(state.calls.to(&desk).count(), 2, "a try that failed stays too");
    assert_eq!(state.calls.last(&desk).unwrap().made.outcome, call::Outcome::Reached);
}

#[test]
fn a_line_is_hidden_at_once_and_erased_on_the_word_of_a_second_person() {
    let (mut case, crisis) = opened();
    let bo = add(&mut case, "bo", Role::Member, None);
    let write = WriteEntry::plain(crisis, EntryKind::Fact, "mevrouw Voorbeeld is gevallen");
    case.does(Command::WriteEntry(Box::new(write)));
    let (entry, ana) = (case.entry_id(), case.actor);
    let ground = "naam van een cliënt".to_owned();
    let erase = Command::EraseEntry(EraseEntry { crisis, entry, ground: ground.clone() });
    let hide = Command::HideEntry(HideEntry { crisis, entry, reason: ground });
    case.refuses(erase.clone(), Refusal::EntryNotHidden);
    case.does(hide.clone());
    case.refuses(hide.clone(), Refusal::EntryAlreadyHidden);
    case.refuses(erase.clone(), Refusal::SecondPerson);
    let show = Command::ShowEntry(ShowEntry { crisis, entry });
    case.refuses(show.clone(), Refusal::SecondPerson);
    let els = add(&mut case, "els", Role::Chair, None);
    case.actor = els;
    case.does(show);
    case.actor = bo;
    case.does(hide);
    case.actor = ana;
    case.does(erase);
    assert!(!case.crisis().entries.contains_key(&entry));
}

#[test]
fn somebody_admitted_on_the_spot_writes_in_that_crisis_and_nowhere_else() {
    let (mut case, crisis) = opened();
    case.does(Command::OpenCrisis(open(Mode::Exercise)));
    let other = case.crisis_id();
    assert_ne!(other, crisis);
    let bo = add(&mut case, "bo", Role::Chair, Some(crisis));
    case.actor = bo;
    let write = |crisis| {
        Command::WriteEntry(Box::new(WriteEntry::plain(crisis, EntryKind::Fact, "ik ben er")))
    };
    case.does(write(crisis));
    case.refuses(write(other), Refusal::NotThisCrisis);
    case.refuses(Command::OpenCrisis(open(Mode::Real)), Refusal::NotThisCrisis);
}

#[test]
fn a_lost_password_is_replaced_by_a_code_that_works_once_and_a_blocked_user_can_come_back() {
    let mut case = Case::default();
    let bo = add(&mut case, "bo", Role::Member, None);
    let (verifier, until) = ("v".to_owned(), case.device.now.plus_ms(900_000));
    let code = SetCode { user: bo, until, verifier: verifier.clone() };
    let late = SetCode { until: case.device.now, ..code.clone() };
    case.refuses(Command::SetCode(late), Refusal::TimesWrong);
    case.does(Command::SetCode(code));
    let user = |case: &Case| case.device.world.admin().unwrap().1.users.by_id[&bo].clone();
    let subject = user(&case).code.settled().unwrap().subject;
    assert!(case.device.key_of(subject).is_some());
    case.does(Command::SetPassword(SetPassword { user: bo, verifier }));
    assert_eq!(user(&case).code.live().count(), 0, "the password ends the code");
    assert!(case.device.key_of(subject).is_none());
    case.refuses(Command::UnblockUser(UnblockUser { user: bo }), Refusal::NotBlocked);
    let reason = "telefoon kwijt".to_owned();
    case.does(Command::BlockUser(BlockUser { user: bo, reason }));
    case.does(Command::UnblockUser(UnblockUser { user: bo }));
    assert!(user(&case).blocked.is_none());
}

#[test]
fn codes_on_paper_work_once_each_and_nobody_makes_them_for_somebody_else() {
    let mut case = Case::default();
    let bo = add(&mut case, "bo", Role::Member, None);
    let me = case.actor;
    let codes = |user| SetPaperCodes { user, verifiers: vec!["v".to_owned(); 5] };
    case.refuses(Command::SetPaperCodes(codes(bo)), Refusal::NotAllowed);
    let pin = SetOwnPin { user: bo, verifier: "v".to_owned() };
    case.refuses(Command::SetOwnPin(pin.clone()), Refusal::NotAllowed);
    case.does(Command::SetOwnPin(SetOwnPin { user: me, ..pin }));
    case.does(Command::SetPaperCodes(codes(me)));
    let none = SetPaperCodes { user: me, verifiers: Vec::new() };
    case.refuses(Command::SetPaperCodes(none), Refusal::CodeWrong);
    let using = |number| Command::UsePaperCode(UsePaperCode { user: me, number });
    case.does(using(2));
    case.refuses(using(2), Refusal::CodeWrong);
    case.refuses(using(6), Refusal::CodeWrong);
    case.refuses(using(0), Refusal::CodeWrong);
}

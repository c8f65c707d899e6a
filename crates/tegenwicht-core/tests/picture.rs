// SPDX-License-Identifier: EUPL-1.2
//! The picture: unknown until somebody says, kept as said, adopted as a version.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::picture::{AdoptPicture, PictureSaid, SayPicture, Topic};
use tegenwicht_core::feature::text::slug_of;
use tegenwicht_core::id::CrisisId;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_testkit::check::{Case, opened};
use tegenwicht_testkit::history::House;

fn say(crisis: CrisisId, topic: &str, change: impl FnOnce(&mut PictureSaid)) -> Command {
    let mut said = PictureSaid::about(Topic(topic.to_owned()));
    change(&mut said);
    Command::SayPicture(Box::new(SayPicture { crisis, said, line: None }))
}

fn state(crisis: CrisisId, topic: &str, state: &str, text: &str) -> Command {
    say(crisis, topic, |said| {
        said.state = Some(state.to_owned());
        said.text = Some(text.to_owned()).filter(|text| !text.is_empty());
    })
}

fn adopt(crisis: CrisisId) -> Command {
    Command::AdoptPicture(AdoptPicture { crisis, note: None, line: None })
}

#[test]
fn an_area_is_unknown_until_somebody_says_and_all_that_was_said_stays() {
    let (mut case, crisis) = opened();
    let topic = Topic::area("patient-safety");
    assert!(case.crisis().picture.topic(&topic).is_none());
    case.does(state(crisis, "area.patient-safety", "hit", "medicatie zonder historie"));
    case.does(state(crisis, "area.patient-safety", "severe", ""));
    case.repeats();
    let statements = case.crisis().picture.topic(&topic).unwrap();
    assert_eq!(statements.settled().unwrap().state.as_deref(), Some("severe"));
    assert_eq!(statements.history.len(), 2);
}

#[test]
fn what_no_picture_has_is_refused() {
    let (mut case, crisis) = opened();
    case.refuses(state(crisis, "weather", "hit", ""), Refusal::IdWrong);
    case.refuses(state(crisis, "area.patient-safety", "purple", ""), Refusal::IdWrong);
    case.refuses(state(crisis, "area.Patient Safety", "hit", ""), Refusal::IdWrong);
    case.refuses(state(crisis, "process.lab", "hit", ""), Refusal::IdWrong);
    case.refuses(say(crisis, "goal", |_| ()), Refusal::TextEmpty);
    let intent = say(crisis, "cause", |said| said.intent = Some("evil".to_owned()));
    case.refuses(intent, Refusal::IdWrong);
    let now = case.device.now;
    let backwards = say(crisis, "ahead.1", |said| {
        said.text = Some("labformulieren op".to_owned());
        said.earliest = Some(now.plus_ms(7_200_000));
        said.until = Some(now.plus_ms(3_600_000));
    });
    case.refuses(backwards, Refusal::TimesWrong);
    let duration = say(crisis, "duration", |said| {
        said.earliest = Some(now.plus_ms(7_200_000));
        said.worst = Some(now.plus_ms(3_600_000));
    });
    case.refuses(duration, Refusal::TimesWrong);
}

#[test]
fn what_nobody_confirmed_between_two_versions_is_told() {
    let (mut case, crisis) = opened();
    let stale = |case: &Case, area: &str| {
        let state = case.crisis();
        state.is_stale(state.picture.topic(&Topic::area(area)).unwrap())
    };
    case.does(state(crisis, "area.hr", "not-hit", ""));
    case.does(state(crisis, "area.privacy", "watch", "datalek?"));
    case.does(adopt(crisis));
    assert!(!stale(&case, "hr"), "one meeting alone has nothing before it");
    case.does(state(crisis, "area.privacy", "watch", "datalek?"));
    assert!(case.crisis().picture.has_changed());
    case.does(adopt(crisis));
    assert!(!case.crisis().picture.has_changed());
    assert!(stale(&case, "hr") && !stale(&case, "privacy"));
    case.does(state(crisis, "area.hr", "not-hit", ""));
    assert!(!stale(&case, "hr"));
    let versions: Vec<String> =
        case.crisis().picture.adopted.iter().map(|version| version.label()).collect();
    assert_eq!(versions, ["1", "2"]);
}

#[test]
fn a_turning_point_asks_for_card_team_and_level_until_each_was_looked_at() {
    let (mut case, crisis) = opened();
    let nature = |words: &str| {
        let words = words.to_owned();
        say(crisis, "nature", |said| said.text = Some(words))
    };
    case.does(nature("storing"));
    assert!(case.crisis().picture.asked_again().is_empty());
    case.does(nature("gijzelsoftware"));
    assert_eq!(case.crisis().picture.asked_again(), ["card", "team", "level"]);
    case.does(state(crisis, "again.team", "happened", ""));
    assert_eq!(case.crisis().picture.asked_again(), ["card", "level"]);
    case.does(nature("gijzelsoftware bij de leverancier"));
    assert_eq!(case.crisis().picture.asked_again(), ["card", "team", "level"]);
}

#[test]
fn a_process_has_one_name_however_it_is_spelled() {
    assert_eq!(slug_of("  Spoedeisende  Hulp "), slug_of("spoedeisende hulp"));
    assert_eq!(slug_of("Poli's en onderzoek"), "poli-s-en-onderzoek");
    assert_eq!(slug_of("Eén"), "een");
    assert_eq!(slug_of("…"), "");
    assert!(slug_of(&"lang ".repeat(50)).len() <= 64);
    let (mut case, crisis) = opened();
    case.does(state(crisis, "process.spoedeisende-hulp@all", "severe", "presentatiestop"));
    let processes: Vec<(&str, &str)> =
        case.crisis().picture.processes().map(|(process, place, _)| (process, place)).collect();
    assert_eq!(processes, [("spoedeisende-hulp", "all")]);
}

#[test]
fn two_who_say_it_apart_both_stand_until_one_settles_it() {
    let mut house = House::default();
    let crisis = house.devices[0].world.crises()[0].crisis.as_ref().unwrap().id;
    house.does(0, state(crisis, "area.hr", "hit", "nachtdienst"));
    house.does(1, state(crisis, "area.hr", "not-hit", ""));
    let (scope, _) = house.devices[0].world.crisis(crisis).unwrap();
    let topic = Topic::area("hr");
    let world = house.agrees();
    let statements = world.scopes[&scope].picture.topic(&topic).unwrap();
    assert!(statements.values.is_conflict() && statements.settled().is_none());
    house.does(2, state(crisis, "area.hr", "watch", ""));
    let world = house.agrees();
    let statements = world.scopes[&scope].picture.topic(&topic).unwrap();
    assert_eq!(statements.settled().unwrap().state.as_deref(), Some("watch"));
    assert_eq!(statements.history.len(), 3);
}

// SPDX-License-Identifier: EUPL-1.2
//! A user: nobody gains a right by a merge, verifiers are erased, names are in no open part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::body::{Person, SealedContent, SealedText, Secret};
use tegenwicht_core::command::{Command, Context, Draft};
use tegenwicht_core::envelope::Kind;
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::report::MakeReport;
use tegenwicht_core::feature::user::{
    AddUser, Added, BlockUser, SetPassword, SetPin, SetRoles, User,
};
use tegenwicht_core::id::{ActorId, CommandId, DeviceKey, ScopeId, SubjectId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal::SubjectKey;
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;
use tegenwicht_testkit::check::Case;
use tegenwicht_testkit::history::House;

fn add(login: &str, roles: &[Role]) -> Command {
    let (login, name) = (login.to_owned(), "Bo Jansen".to_owned());
    Command::AddUser(AddUser { login, name, phone: None, roles: roles.to_vec(), only: None })
}

fn roles(user: ActorId, roles: &[Role]) -> Command {
    Command::SetRoles(SetRoles { user, roles: roles.to_vec() })
}

fn password(user: ActorId) -> Command {
    Command::SetPassword(SetPassword { user, verifier: "$argon2id$geheim".to_owned() })
}

fn block(user: ActorId) -> Command {
    Command::BlockUser(BlockUser { user, reason: "uit dienst".to_owned() })
}

fn pin() -> Command {
    Command::SetPin(SetPin { verifier: "$argon2id$pin".to_owned() })
}

fn users(world: &World) -> impl Iterator<Item = (&ActorId, &User)> {
    world.admin().unwrap().1.users.by_id.iter()
}

fn conflicts(world: &World) -> Vec<String> {
    let notices = world.admin().unwrap().1.notices.iter();
    let conflict = |matter: &Matter| match matter {
        Matter::Conflict(name) => Some(name.clone()),
        _ => None,
    };
    notices.filter_map(|notice| conflict(&notice.matter)).collect()
}

#[test]
fn a_person_is_added_once_under_a_name_that_looks_like_no_other() {
    let mut case = Case::default();
    case.does(add("b\u{e9}a", &[Role::Member]));
    case.repeats();
    assert_eq!(users(&case.device.world).count(), 2);
    for same in ["B\u{c9}A ", "be\u{301}a", "b\u{e9}\u{200d}a"] {
        case.refuses(add(same, &[Role::Member]), Refusal::LoginNameTaken);
    }
    case.refuses(add("b\u{e9}\u{200b}a", &[Role::Member]), Refusal::TextControl);
    case.refuses(add("cor", &[]), Refusal::RolesEmpty);
    case.refuses(add("cor", &[Role::Reporter]), Refusal::RolesEmpty);
    for held in case.device.logs.values().flat_map(std::collections::BTreeMap::values) {
        let open = held.open.as_deref().unwrap();
        assert!(!open.windows(6).any(|w| w == b"Jansen"), "a name is in no open part");
    }
}

#[test]
fn where_roles_were_set_apart_only_what_both_gave_counts() {
    let mut house = House::default();
    let ana = house.ana;
    let bo = *users(&house.devices[0].world).find(|(id, _)| **id != ana).unwrap().0;
    house.does(0, roles(bo, &[Role::Chair, Role::LogKeeper]));
    house.does(2, roles(bo, &[Role::LogKeeper, Role::Ict]));
    let world = house.agrees();
    assert_eq!(world.roles(bo), Some(vec![Role::LogKeeper]));
    assert!(conflicts(world).contains(&bo.to_string()));
    house.does(1, roles(bo, &[Role::Chair]));
    assert_eq!(house.agrees().roles(bo), Some(vec![Role::Chair]));
}

#[test]
fn roles_are_those_of_the_log_and_not_those_somebody_claims() {
    let mut case = Case::default();
    case.does(add("bo", &[Role::Member]));
    let ana = case.actor;
    let bo = *users(&case.device.world).find(|(id, _)| **id != ana).unwrap().0;
    let id = case.device.command_id();
    let claimed = vec![Role::Coordinator];
    let given = case.device.submit_as(Some(bo), claimed.clone(), id, &pin());
    assert_eq!(given, Err(Refusal::NotAllowed));
    let given = case.device.submit_as(None, claimed, id, &add("cor", &[Role::Member]));
    assert_eq!(given, Err(Refusal::NotAllowed), "only the very first without an account");
    case.does(block(bo));
    case.repeats();
    case.refuses(block(bo), Refusal::UserBlocked);
    case.refuses(password(bo), Refusal::UserBlocked);
    case.actor = bo;
    let report = MakeReport {
        text: "rook".to_owned(),
        place: None,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    };
    case.refuses(Command::MakeReport(report), Refusal::UserBlocked);
}

#[test]
fn there_is_always_a_coordinator() {
    let mut case = Case::default();
    let ana = case.actor;
    case.refuses(block(ana), Refusal::LastCoordinator);
    case.refuses(roles(ana, &[Role::Chair]), Refusal::LastCoordinator);
    case.does(add("bo", &[Role::Coordinator]));
    case.does(roles(ana, &[Role::Chair]));
    case.refuses(pin(), Refusal::NotAllowed);
    case.refuses(roles(ActorId([9; 16]), &[Role::Chair]), Refusal::NotAllowed);
}

#[test]
fn a_new_verifier_erases_the_one_it_replaces_in_an_event_that_erases() {
    let mut case = Case::default();
    let ana = case.actor;
    for command in [password(ana), pin()] {
        let first = case.does(command.clone()).events[0];
        case.repeats();
        let second = case.does(command).events[0];
        let kind = |event| case.device.logs[&first.0][&event].envelope.header.kind.clone();
        assert_eq!((kind(first.1), kind(second.1)), (Kind::Facts, Kind::Erase));
        assert_eq!(case.device.opened(first.0, first.1), None, "the key is gone");
        assert!(case.device.opened(second.0, second.1).is_some());
    }
    let (_, admin) = case.device.world.admin().unwrap();
    assert_eq!(admin.erasures.len(), 2);
    assert!(admin.notices.is_empty(), "{:?}", admin.notices);
}

#[test]
fn passwords_and_pins_set_apart_are_told_and_settled_by_the_next() {
    let mut house = House::default();
    let ana = house.ana;
    for on in [0, 1] {
        house.does(on, password(ana));
        house.does(on, pin());
    }
    let told = conflicts(house.agrees());
    assert!(told.contains(&ana.to_string()) && told.contains(&"pin".to_owned()), "{told:?}");
    house.does(2, password(ana));
    house.does(2, pin());
    let (_, admin) = house.agrees().admin().unwrap();
    assert!(admin.users.pin.settled().is_some());
    assert!(admin.users.by_id[&ana].password.settled().is_some());
}

#[test]
fn a_sealed_part_that_would_be_too_long_is_refused_before_anything_is_signed() {
    let mut case = Case::default();
    let user = case.actor;
    let set = |length| Command::SetPassword(SetPassword { user, verifier: "x".repeat(length) });
    case.refuses(set(65_536), Refusal::TextTooLong);
    case.does(set(65_000));
}

#[test]
fn more_versions_than_one_event_can_name_are_refused_and_not_cut_off() {
    let mut case = Case::default();
    let (ana, admin) = (case.actor, case.device.world.admin().unwrap().0);
    let fact = Fact::RolesSet(tegenwicht_core::feature::user::RolesSet {
        user: ana,
        roles: vec![Role::Coordinator],
    });
    for _ in 0..64 {
        case.device.slip_in(Draft::facts(admin, vec![fact.clone()]));
    }
    case.refuses(roles(ana, &[Role::Coordinator]), Refusal::TooManyReferences);
}

#[test]
fn what_is_printed_for_developers_tells_no_names_words_or_verifiers() {
    let actor = Actor { id: None, roles: Vec::new(), device: DeviceKey([0; 32]) };
    let seed = [0xab; 32];
    let ctx = Context::new(Timestamp(0), actor, CommandId([0; 16]), seed);
    let words = SealedText { text: "geheim".to_owned(), ..SealedText::default() };
    let person = Person { login: "geheim".to_owned(), name: "geheim".to_owned(), phone: None };
    let user = Added {
        user: ActorId([1; 16]),
        roles: Vec::new(),
        subject: SubjectId([1; 16]),
        only: None,
    };
    let report = MakeReport {
        text: "geheim".to_owned(),
        place: None,
        reporter: None,
        happened_at: None,
        pressed_at: None,
        methane: Vec::new(),
        same_as: None,
    };
    let draft = Draft::facts(ScopeId([1; 16]), vec![Fact::UserAdded(user)]);
    let key = SubjectKey([0xab; 32]);
    let draft = draft.sealing(SubjectId([1; 16]), key, Secret::Person(person.clone()));
    let content = SealedContent { digest: None, secret: Secret::Verifier("geheim".to_owned()) };
    let texts = [
        format!("{ctx:?}"),
        format!("{words:?} {person:?} {content:?} {:?}", Secret::Entry(words.clone())),
        format!("{draft:?}"),
        format!("{:?} {:?}", add("geheim", &[]), Command::MakeReport(report)),
        format!("{:?}", SetPassword { user: ActorId([1; 16]), verifier: "geheim".to_owned() }),
    ];
    for text in texts {
        assert!(!text.contains("geheim") && !text.contains("171"), "{text}");
        assert!(!text.contains("Jansen"), "{text}");
    }
}

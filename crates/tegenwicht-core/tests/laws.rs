// SPDX-License-Identifier: EUPL-1.2
//! Laws over random histories: three devices write apart, one in 1970 and one in 2099, hear of
//! each other in any order, and hold one state in the end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::EventId;
use tegenwicht_core::order::{Link, Ranked, rank};
use tegenwicht_core::time::Timestamp;
use tegenwicht_testkit::check::{agree, examine, hashes, knew, signatures};
use tegenwicht_testkit::device::{BEGIN, Device, Folded, Held};
use tegenwicht_testkit::history::{Act, DEVICES, House, Step};

/// How many histories every run tries; `TEGENWICHT_LAWS_CASES` asks for more.
const CASES: u64 = 256;
/// Longest history.
const STEPS_MAX: usize = 60;
const IN_1970: Timestamp = Timestamp(0);
const IN_2099: Timestamp = Timestamp(4_070_908_800_000);

#[test]
fn whoever_hears_of_whom_in_whatever_order_all_reach_one_state() {
    over_histories(|steps| {
        let mut house = lived(steps)?;
        house.devices.iter().try_for_each(examine)?;
        one_state(&mut house)?;
        signatures(&house.devices[0])
    });
}

/// Lives through a history, with a look before each import at what was folded one by one.
fn lived(steps: &[Step]) -> Result<House, String> {
    let mut house = House::default();
    house.step(&Step::Clock { on: 1, says: IN_1970 });
    house.step(&Step::Clock { on: 2, says: IN_2099 });
    for step in steps {
        if let Step::Import { on, .. } = step {
            appended_as_ranked(&house.devices[*on])?;
        }
        house.step(step);
    }
    Ok(house)
}

/// What a device folded one by one is what the order of the whole set gives.
fn appended_as_ranked(device: &Device) -> Result<(), String> {
    for (scope, log) in &device.logs {
        let folded = Folded::of(log.values());
        agree(&device.world.scopes[scope], &folded.state())
            .map_err(|fault| format!("{scope}: appended one by one, {fault}"))?;
    }
    Ok(())
}

/// Merged in every order, and twice, and by the devices themselves.
fn one_state(house: &mut House) -> Result<(), String> {
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut first = None;
    for order in orders {
        let mut observer = Device::new(9);
        for n in order.into_iter().chain(order) {
            observer.absorb(&house.devices[n]);
        }
        observer.refold_all();
        let merged = (hashes(&observer), observer.odd.clone());
        if *first.get_or_insert_with(|| merged.clone()) != merged {
            return Err(format!("merged as {order:?} the state is another"));
        }
        numbers_are_given_once(&observer)?;
    }
    house.meet();
    house.devices.iter().try_for_each(examine)?;
    for (n, device) in house.devices.iter().enumerate() {
        if first.as_ref().is_some_and(|(merged, _)| *merged != hashes(device)) {
            return Err(format!("device {n} reached another state than an observer"));
        }
    }
    Ok(())
}

/// No two lines of one kind have one number.
fn numbers_are_given_once(device: &Device) -> Result<(), String> {
    for state in device.world.scopes.values() {
        let mut given = BTreeSet::new();
        for entry in state.entries.values() {
            if !given.insert((entry.written.kind, entry.label())) {
                return Err(format!("two lines {}", entry.label()));
            }
        }
    }
    Ok(())
}

/// Tries a law on many histories; the same seeds on every run. A history that breaks it is made
/// as short as possible and told with a command to paste.
fn over_histories(law: impl Fn(&[Step]) -> Result<(), String>) {
    let first = number("TEGENWICHT_LAWS_SEED").unwrap_or(1);
    let count = number("TEGENWICHT_LAWS_CASES").unwrap_or(CASES);
    for seed in first..first + count {
        let config = ProptestConfig {
            cases: 1,
            failure_persistence: None,
            max_shrink_iters: 1_000,
            ..ProptestConfig::default()
        };
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let tried = TestRunner::new_with_rng(config, rng)
            .run(&history(), |steps| law(&steps).map_err(TestCaseError::fail));
        assert!(
            tried.is_ok(),
            "{}\nagain with:\n\n    TEGENWICHT_LAWS_SEED={seed} TEGENWICHT_LAWS_CASES=1 \
             cargo test -p tegenwicht-core --test laws\n",
            tried.unwrap_err(),
        );
    }
}

// The core reads no environment; which seeds a test tries is asked of whoever runs it.
#[allow(clippy::disallowed_methods)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step(), 1..STEPS_MAX)
}

fn step() -> impl Strategy<Value = Step> {
    let clocks = [IN_1970, Timestamp(-5_000), BEGIN, BEGIN.plus_ms(86_400_000), IN_2099];
    prop_oneof![
        16 => (0..DEVICES, act()).prop_map(|(on, act)| Step::Does { on, act }),
        2 => (0..DEVICES).prop_map(|on| Step::Retry { on }),
        4 => (0..DEVICES, 0..DEVICES).prop_map(|(on, from)| Step::Import { on, from }),
        2 => (0..DEVICES, proptest::sample::select(clocks.to_vec()))
            .prop_map(|(on, says)| Step::Clock { on, says }),
        1 => (0..DEVICES).prop_map(|on| Step::Restart { on }),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let n = 0..4_u8;
    prop_oneof![
        2 => Just(Act::Report),
        2 => n.clone().prop_map(|report| Act::Handle { report }),
        1 => (any::<bool>(), proptest::option::of(n.clone()))
            .prop_map(|(exercise, report)| Act::Open { exercise, report }),
        1 => n.clone().prop_map(|crisis| Act::Close { crisis }),
        8 => (n.clone(), 0..6_u8, any::<bool>(), 0..9_u8, 0..4_u8).prop_map(
            |(crisis, kind, restricted, about, how)| {
                Act::Entry { crisis, kind, restricted, about, how }
            }
        ),
        6 => (n.clone(), 0..3_u8, n.clone(), n.clone(), any::<bool>(), any::<bool>()).prop_map(
            |(crisis, name, value, source, replaces_all, withdrawn)| {
                Act::Figure { crisis, name, value, source, replaces_all, withdrawn }
            }
        ),
        3 => (n.clone(), 0..9_u8).prop_map(|(crisis, entry)| Act::Strike { crisis, entry }),
        3 => (n.clone(), 0..9_u8).prop_map(|(crisis, entry)| Act::Erase { crisis, entry }),
        4 => (n.clone(), 0..9_u8, 0..6_u8)
            .prop_map(|(crisis, entry, standing)| Act::Move { crisis, entry, standing }),
        2 => (n.clone(), 0..9_u8, 0..12_u8)
            .prop_map(|(crisis, entry, field)| Act::Fill { crisis, entry, field }),
        3 => (n.clone(), 0..4_u8, 0..6_u8)
            .prop_map(|(crisis, topic, state)| Act::Say { crisis, topic, state }),
        1 => n.clone().prop_map(|crisis| Act::Adopt { crisis }),
        1 => n.clone().prop_map(|crisis| Act::Plan { crisis }),
        4 => (n.clone(), n.clone(), 0..6_u8)
            .prop_map(|(crisis, meeting, turn)| Act::Meet { crisis, meeting, turn }),
        2 => (n.clone(), n.clone(), 0..8_u8, any::<bool>()).prop_map(
            |(crisis, meeting, step, done)| Act::Tick { crisis, meeting, step, done }
        ),
        1 => (n.clone(), n.clone(), 0..9_u8)
            .prop_map(|(crisis, meeting, entry)| Act::First { crisis, meeting, entry }),
        1 => n.clone().prop_map(|name| Act::AddUser { name }),
        2 => (n.clone(), any::<u8>()).prop_map(|(user, roles)| Act::Roles { user, roles }),
        1 => n.clone().prop_map(|user| Act::Block { user }),
        2 => n.clone().prop_map(|user| Act::Password { user }),
        1 => Just(Act::Pin),
        1 => (n.clone(), 0..9_u8, -2..3_i8)
            .prop_map(|(crisis, entry, hours)| Act::CorrectClock { crisis, entry, hours }),
    ]
}

/// A history in which a fold that is not careful goes wrong: 1970 answers 2099, and something
/// is erased that somebody else still holds.
fn careless() -> House {
    let entry = |how, about| Act::Entry { crisis: 0, kind: 2, restricted: false, about, how };
    let mut house = lived(&[
        Step::Does { on: 2, act: entry(0, 0) },
        Step::Import { on: 1, from: 2 },
        Step::Does { on: 1, act: entry(2, 0) },
        Step::Import { on: 0, from: 1 },
        Step::Does { on: 0, act: Act::Erase { crisis: 0, entry: 0 } },
        Step::Does { on: 0, act: entry(0, 0) },
    ])
    .unwrap();
    let kept = house.devices[0].clone();
    house.devices[1].import(&kept);
    house
}

fn crisis_log(device: &Device) -> Vec<&Held> {
    let (scope, _) = device.world.scopes.iter().find(|(_, s)| s.crisis.is_some()).unwrap();
    device.logs[scope].values().collect()
}

fn ordered(events: Vec<&Held>, order: Vec<usize>) -> Folded<'_> {
    Folded::with(events, Ranked { order, notices: Vec::new() })
}

#[test]
fn an_order_by_the_clock_breaks_the_law() {
    let house = careless();
    let events = crisis_log(&house.devices[0]);
    assert_eq!(knew(&Folded::of(events.iter().copied())), Ok(()));
    for clock in [
        |held: &Held| held.envelope.header.wall.0,
        |held: &Held| i64::try_from(held.envelope.header.hlc.0 >> 16).unwrap(),
    ] {
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|n| (clock(events[*n]), events[*n].envelope.id));
        let fault = knew(&ordered(events.clone(), order)).unwrap_err();
        assert!(fault.contains("which its author knew"), "{fault}");
    }
}

#[test]
fn an_order_that_forgets_the_lists_of_heads_breaks_the_law() {
    let house = careless();
    let events = crisis_log(&house.devices[0]);
    let links = events.iter().map(|held| Link::of(held.envelope.id, &held.envelope.header, None));
    let ranked = rank(&links.collect::<Vec<_>>());
    assert!(knew(&Folded::with(events, ranked)).is_err());
}

#[test]
fn a_fold_in_order_of_arrival_gives_each_device_another_state() {
    let house = careless();
    let states: Vec<ScopeState> = [0, 1]
        .map(|n| {
            let mut events = crisis_log(&house.devices[n]);
            let own = house.devices[n].id();
            events.sort_by_key(|held| {
                let header = &held.envelope.header;
                (header.device != own, header.device, header.epoch, header.seq)
            });
            let order = (0..events.len()).collect();
            ordered(events, order).state()
        })
        .into();
    assert!(agree(&states[0], &states[1]).is_err());
}

#[test]
fn a_fold_that_reads_what_was_erased_gives_another_state() {
    let house = careless();
    let state = |device: &Device, erased: Option<BTreeSet<EventId>>| {
        let mut folded = Folded::of(crisis_log(device).into_iter());
        assert!(!folded.erased.is_empty());
        folded.erased = erased.unwrap_or(folded.erased);
        folded.state()
    };
    let (dropped, kept) = (&house.devices[0], &house.devices[1]);
    assert_eq!(agree(&state(dropped, None), &state(kept, None)), Ok(()));
    let careless = (state(dropped, Some(BTreeSet::new())), state(kept, Some(BTreeSet::new())));
    assert!(agree(&careless.0, &careless.1).is_err());
}

#[test]
fn histories_reach_every_corner() {
    let mut facts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut refusals, mut notices) = (BTreeSet::new(), BTreeSet::new());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    for _ in 0..60 {
        let steps = history().new_tree(&mut runner).unwrap().current();
        let mut house = lived(&steps).unwrap();
        house.meet();
        refusals.extend(house.refusals.iter().map(|refusal| refusal.code()));
        for state in house.devices[0].world.scopes.values() {
            let names = state.notices.iter().map(|notice| format!("{:?}", notice.matter));
            notices.extend(names.map(|name| name.split('(').next().unwrap().to_owned()));
        }
        for held in house.devices[1].logs.values().flat_map(BTreeMap::values) {
            let Some(open) = held.open.as_deref() else { continue };
            for fact in tegenwicht_core::body::Open::decode(open).unwrap().facts {
                *facts.entry(fact.name().to_owned()).or_default() += 1;
            }
        }
    }
    for fact in [
        "scope.heads",
        "clock.corrected",
        "user.roles-set",
        "user.blocked",
        "user.password-set",
        "user.pin-set",
        "report.made",
        "report.handled",
        "crisis.opened",
        "crisis.closed",
        "entry.written",
        "entry.struck",
        "erasure.done",
    ] {
        assert!(facts.contains_key(fact), "no {fact} in {facts:?}");
    }
    for notice in ["RepeatedCommand", "Conflict", "UnknownTarget", "ClockWentBack"] {
        assert!(notices.contains(notice), "no {notice} in {notices:?}");
    }
    assert!(refusals.len() > 5, "{refusals:?}");
}

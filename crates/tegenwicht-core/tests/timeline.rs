// SPDX-License-Identifier: EUPL-1.2
//! The timeline says what an ordinary ordered map says, in whatever order lines come.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::ops::Bound;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tegenwicht_core::feature::log_entry::Moment;
use tegenwicht_core::id::EntryId;
use tegenwicht_core::map::Map;
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::timeline::Timeline;

const SEEDS: u64 = 40;
const STEPS: u64 = 2_000;

type Pair = (Timeline, BTreeMap<Moment, EntryId>);

/// A moment as the ways of a log have it: onwards, backwards, anywhere, and again.
fn moment(rng: &mut TestRng, way: u32, step: u64) -> Moment {
    let step = i64::try_from(step).unwrap();
    let anywhere = i64::from(rng.next_u32() % 1_000) - 500;
    let happened_at = Timestamp(match way {
        0 => step,
        1 => -step,
        2 => anywhere,
        _ if anywhere % 7 == 0 => step / 3,
        _ => step,
    });
    Moment { happened_at, position: u64::from(rng.next_u32() % 4) }
}

fn check(rng: &mut TestRng, (timeline, plain): &Pair) {
    assert_eq!((timeline.len(), timeline.is_empty()), (plain.len(), plain.is_empty()));
    assert!(timeline.iter().eq(plain.iter()), "{timeline:?} and not {plain:?}");
    assert!(timeline.iter().rev().eq(plain.iter().rev()));
    assert!(timeline.values().eq(plain.values()));
    let mut ordinary = Map::default();
    for (moment, entry) in plain {
        ordinary.insert(*moment, *entry);
    }
    let bytes = minicbor::to_vec(timeline).unwrap();
    assert_eq!(bytes, minicbor::to_vec(&ordinary).unwrap(), "the bytes of an ordinary map");
    let read: Timeline = minicbor::decode(&bytes).unwrap();
    assert_eq!(read, *timeline);
    for _ in 0..20 {
        let step = u64::from(rng.next_u32()) % STEPS;
        let mut ends = [moment(rng, 2, 0), moment(rng, 3, step)];
        ends.sort_unstable();
        let [from, to] = ends;
        assert!(timeline.range(..to).rev().eq(plain.range(..to).rev()));
        assert!(timeline.range(from..).eq(plain.range(from..)));
        if from < to {
            let within = (Bound::Excluded(from), Bound::Excluded(to));
            assert!(timeline.range(within).eq(plain.range(within)));
            assert!(timeline.range(from..=to).rev().eq(plain.range(from..=to).rev()));
        }
    }
}

#[test]
fn a_timeline_says_what_an_ordinary_map_says() {
    for seed in 0..SEEDS {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let way = rng.next_u32() % 4;
        let mut pairs = vec![Pair::default()];
        for step in 0..STEPS {
            let at = rng.next_u32() as usize % pairs.len();
            if step % 500 == 250 {
                let copy = pairs[at].clone();
                pairs.push(copy);
            }
            let (timeline, plain) = &mut pairs[at];
            let (moment, mut entry) = (moment(&mut rng, way, step), EntryId([0; 16]));
            rng.fill_bytes(&mut entry.0);
            assert_eq!(timeline.insert(moment, entry), plain.insert(moment, entry));
        }
        for (n, pair) in pairs.iter().enumerate() {
            check(&mut rng, pair);
            assert!(pairs[..n].iter().all(|other| (pair.0 == other.0) == (pair.1 == other.1)));
        }
    }
}

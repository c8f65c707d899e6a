// SPDX-License-Identifier: EUPL-1.2
//! The map by ids says what an ordinary ordered map says, whatever is done to it and to its copies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use tegenwicht_core::id::{ActorId, CommandId, EntryId};
use tegenwicht_core::id_map::{Digits, IdMap};
use tegenwicht_core::map::Map;

/// How many runs are tried; `TEGENWICHT_MAP_CASES` asks for more.
const CASES: u64 = 200;
const STEPS: u32 = 400;

/// Sixteen bytes: random, or one of few that begin or end alike and part late.
fn bytes(rng: &mut TestRng) -> [u8; 16] {
    let mut bytes = [0; 16];
    match rng.next_u32() % 4 {
        0 => rng.fill_bytes(&mut bytes),
        1 => bytes[15] = rng.next_u32() as u8,
        2 => bytes[0] = rng.next_u32() as u8,
        _ => {
            bytes = [0xff; 16];
            bytes[rng.next_u32() as usize % 16] ^= 1 << (rng.next_u32() % 8);
        }
    }
    bytes
}

fn entry(rng: &mut TestRng) -> EntryId {
    EntryId(bytes(rng))
}

fn command(rng: &mut TestRng) -> (CommandId, Option<ActorId>) {
    let actor = (!rng.next_u32().is_multiple_of(3)).then(|| ActorId(bytes(rng)));
    (CommandId(bytes(rng)), actor)
}

/// A map, and the ordinary one that says what should be in it.
type Pair<K> = (IdMap<K, u32>, BTreeMap<K, u32>);

fn check<K>((map, plain): &Pair<K>) -> Result<(), String>
where
    K: Digits + Copy + Debug + minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>,
{
    let same = map.len() == plain.len()
        && map.is_empty() == plain.is_empty()
        && map.iter().len() == plain.len()
        && map.iter().eq(plain.iter())
        && map.keys().eq(plain.keys())
        && map.values().eq(plain.values());
    if !same {
        return Err(format!("it holds {map:?} and should hold {plain:?}"));
    }
    let mut ordinary = Map::default();
    for (key, value) in plain {
        ordinary.insert(*key, *value);
    }
    let bytes = minicbor::to_vec(map).unwrap();
    if bytes != minicbor::to_vec(&ordinary).unwrap() {
        return Err("its bytes are not those of an ordinary map".to_owned());
    }
    let read: IdMap<K, u32> = minicbor::decode(&bytes).unwrap();
    if read != *map || read.iter().ne(plain.iter()) {
        return Err("it reads back as another".to_owned());
    }
    Ok(())
}

/// Does the same to both and asks both the same.
fn step<K>(rng: &mut TestRng, pair: &mut Pair<K>, key: K) -> Result<(), String>
where
    K: Digits + Copy + Debug,
{
    let (map, plain) = pair;
    let known = plain.keys().nth(rng.next_u32() as usize % (plain.len() + 1)).copied();
    let key = known.filter(|_| rng.next_u32().is_multiple_of(2)).unwrap_or(key);
    let value = rng.next_u32();
    let same = match rng.next_u32() % 4 {
        0 => map.get(&key) == plain.get(&key) && map.contains_key(&key) == plain.contains_key(&key),
        1 => match (map.get_mut(&key), plain.get_mut(&key)) {
            (Some(ours), Some(theirs)) => {
                (*ours, *theirs) = (value, value);
                true
            }
            (None, None) => true,
            _ => false,
        },
        _ => map.insert(key, value) == plain.insert(key, value),
    };
    if same { Ok(()) } else { Err(format!("at {key:?} it answers otherwise")) }
}

/// Changes maps and copies of them in turn; none of them may feel what is done to another.
fn live<K>(rng: &mut TestRng, key: fn(&mut TestRng) -> K) -> Result<(), String>
where
    K: Digits + Copy + Debug + minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>,
{
    let mut pairs: Vec<Pair<K>> = vec![Pair::default()];
    for _ in 0..STEPS {
        let at = rng.next_u32() as usize % pairs.len();
        if rng.next_u32().is_multiple_of(50) && pairs.len() < 6 {
            let copy = pairs[at].clone();
            pairs.push(copy);
        }
        let new = key(rng);
        step(rng, &mut pairs[at], new)?;
    }
    for (n, pair) in pairs.iter().enumerate() {
        check(pair)?;
        for other in &pairs[..n] {
            if (pair.0 == other.0) != (pair.1 == other.1) {
                return Err("it is equal to what differs, or differs from its equal".to_owned());
            }
        }
    }
    Ok(())
}

// The core reads no environment; which seeds a test tries is asked of whoever runs it.
#[allow(clippy::disallowed_methods)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect(name))
}

#[test]
fn a_map_by_ids_says_what_an_ordinary_map_says() {
    let seeds = match number("TEGENWICHT_MAP_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("TEGENWICHT_MAP_CASES").unwrap_or(CASES),
    };
    for seed in seeds {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let done = live(&mut rng, entry).and_then(|()| live(&mut rng, command));
        assert!(
            done.is_ok(),
            "{}\nagain: TEGENWICHT_MAP_SEED={seed} cargo test -p tegenwicht-core --test id_map",
            done.unwrap_err(),
        );
    }
}

#[test]
fn a_map_that_lost_or_mixed_something_up_is_found() {
    let (first, second) = (EntryId([1; 16]), EntryId([2; 16]));
    let mut right: Pair<EntryId> = Pair::default();
    for (key, value) in [(first, 1), (second, 2)] {
        right.0.insert(key, value);
        right.1.insert(key, value);
    }
    assert_eq!(check(&right), Ok(()));
    let mut lost = right.clone();
    lost.1.insert(EntryId([3; 16]), 3);
    assert!(check(&lost).is_err());
    let mut mixed = right;
    mixed.1.insert(first, 2);
    assert!(check(&mixed).is_err());
}

// SPDX-License-Identifier: EUPL-1.2
//! An ordered map for keys that are ids: what grows with every event of the log.
//!
//! An id is random or a hash, so its digits say where it belongs without a comparison. What was
//! put in lies in a list, in the order in which it came, so that a new thing goes at the end of
//! a run and not in a place of its own. Beside it is a tree of nodes of 64 places, one digit of six
//! bits a level; a place holds where in the list a key is, or the node that tells the keys apart
//! that begin alike; digits that all keys below a node have in common are passed over. Copies share
//! runs and nodes, and a change copies only those that another copy still holds.
//!
//! Not here: maps by time (`timeline`), by text or of few things (`map`).
//! Rules: everything comes out in the order of the keys, whatever was put in first; a copy never
//! changes with another; the bytes are those of `map::Map`.
//! Start at: `IdMap::insert`.
//! To change: `docs/decisions/0016-ids-by-their-digits.md`, `tests/id_map.rs`.

use std::fmt;
use std::iter::Peekable;
use std::mem;
use std::sync::Arc;

use minicbor::decode::{Decode, Decoder, Error as DecodeError};
use minicbor::encode::{Encode, Encoder, Error as EncodeError, Write};

use crate::id::{ActorId, CommandId, EntryId};

/// Bits in a digit.
const BITS: u32 = 6;
/// Digits of sixteen bytes; the last one has two bits of its own.
const DIGITS: u32 = 128_u32.div_ceil(BITS);

/// A key that is read digit by digit. Two keys that differ do so in a digit, and the first such
/// digit orders them as [`Ord`] does.
pub trait Digits: Ord {
    /// Returns one digit, below 64; the first one weighs most.
    fn digit(&self, place: u32) -> u32;

    /// Returns how many digits two keys that differ have in common before the first other one.
    fn alike(&self, other: &Self) -> u32;
}

/// Returns a digit of sixteen bytes; 0 beyond their end.
fn digit_of(bytes: [u8; 16], place: u32) -> u32 {
    let rest = u128::from_be_bytes(bytes).checked_shl(place * BITS).unwrap_or(0);
    (rest >> (u128::BITS - BITS)) as u32
}

/// Returns how many digits are the same; `DIGITS` where all of them are.
fn alike(one: [u8; 16], other: [u8; 16]) -> u32 {
    match u128::from_be_bytes(one) ^ u128::from_be_bytes(other) {
        0 => DIGITS,
        differ => differ.leading_zeros() / BITS,
    }
}

impl Digits for EntryId {
    fn digit(&self, place: u32) -> u32 {
        digit_of(self.0, place)
    }

    fn alike(&self, other: &Self) -> u32 {
        alike(self.0, other.0)
    }
}

impl Digits for (CommandId, Option<ActorId>) {
    fn digit(&self, place: u32) -> u32 {
        match (place.checked_sub(DIGITS), self.1) {
            (None, _) => digit_of(self.0.0, place),
            (Some(0), actor) => u32::from(actor.is_some()),
            (Some(after), actor) => actor.map_or(0, |actor| digit_of(actor.0, after - 1)),
        }
    }

    fn alike(&self, other: &Self) -> u32 {
        match (alike(self.0.0, other.0.0), self.1, other.1) {
            (DIGITS, Some(one), Some(other)) => DIGITS + 1 + alike(one.0, other.0),
            (same, ..) => same,
        }
    }
}

/// An ordered map by id; encodes as a CBOR array of key, value, key, value.
pub struct IdMap<K, V> {
    root: Node<K>,
    /// What was put in, in the order in which it came.
    items: imbl::Vector<(K, V)>,
}

/// Small, as what is looked at on the way to any key has to fit in the cache of the processor.
#[derive(Clone)]
struct Node<K> {
    /// Which of the 64 places hold one key: the lowest bit is that of digit 0.
    single: u64,
    /// Which of them hold a branch: all keys with that digit, when there is more than one.
    shared: u64,
    /// Where in the list the single keys are, in the order of their digits.
    items: Vec<u32>,
    branches: Vec<Arc<Branch<K>>>,
}

/// A node below another one.
#[derive(Clone)]
struct Branch<K> {
    /// The first digit in which its keys differ; its node tells them apart by that one.
    place: u32,
    /// One of its keys, for the digits before that place.
    one: K,
    node: Node<K>,
}

/// What is at a place of a node.
enum Place {
    Free,
    Item(usize),
    Branch(usize),
}

/// Returns where among the bits that are set a digit stands.
const fn rank(bits: u64, digit: u32) -> usize {
    (bits & ((1_u64 << digit) - 1)).count_ones() as usize
}

impl<K> Default for Node<K> {
    fn default() -> Self {
        Self { single: 0, shared: 0, items: Vec::new(), branches: Vec::new() }
    }
}

impl<K> Node<K> {
    const fn find(&self, digit: u32) -> Place {
        let bit = 1_u64 << digit;
        if self.shared & bit != 0 {
            Place::Branch(rank(self.shared, digit))
        } else if self.single & bit != 0 {
            Place::Item(rank(self.single, digit))
        } else {
            Place::Free
        }
    }

    /// Puts a single key at a place that is free.
    fn put(&mut self, digit: u32, item: u32) {
        self.items.insert(rank(self.single, digit), item);
        self.single |= 1_u64 << digit;
    }

    /// Puts a branch at a place that is free.
    fn hang(&mut self, digit: u32, branch: Arc<Branch<K>>) {
        self.branches.insert(rank(self.shared, digit), branch);
        self.shared |= 1_u64 << digit;
    }

    /// Takes a single key out of its place, `at` among the items.
    fn take(&mut self, digit: u32, at: usize) {
        self.items.remove(at);
        self.single &= !(1_u64 << digit);
    }
}

impl<K: Clone, V: Clone> Clone for IdMap<K, V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), items: self.items.clone() }
    }
}

impl<K, V> Default for IdMap<K, V> {
    fn default() -> Self {
        Self { root: Node::default(), items: imbl::Vector::default() }
    }
}

impl<K, V> IdMap<K, V> {
    /// Returns how many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns true when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns every key with its value, in the order of the keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        let root = (&self.root, self.root.single | self.root.shared);
        Iter { items: &self.items, way: vec![root], left: self.items.len() }
    }

    /// Returns every key, in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Returns every value, in the order of the keys.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Digits, V> IdMap<K, V> {
    /// Returns what stands under `key`.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.find(key).and_then(|at| self.items.get(at)).map(|(_, value)| value)
    }

    /// Returns true when something stands under `key`.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.find(key).is_some()
    }

    /// Returns where in the list a key is.
    fn find(&self, key: &K) -> Option<usize> {
        let (mut node, mut place) = (&self.root, 0);
        loop {
            match node.find(key.digit(place)) {
                // What is passed over is compared with the key that is found in the end.
                Place::Branch(at) => {
                    let branch = node.branches.get(at)?;
                    (node, place) = (&branch.node, branch.place);
                }
                Place::Item(at) => {
                    let at = *node.items.get(at)? as usize;
                    return self.items.get(at).is_some_and(|(held, _)| held == key).then_some(at);
                }
                Place::Free => return None,
            }
        }
    }
}

impl<K: Digits + Clone, V: Clone> IdMap<K, V> {
    /// Returns what stands under `key`, to be changed; other copies keep what they hold.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let at = self.find(key)?;
        self.items.get_mut(at).map(|(_, value)| value)
    }

    /// Adds or replaces, returning what stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.seat(&key) {
            Some(at) => self.items.get_mut(at).map(|(_, held)| mem::replace(held, value)),
            None => {
                self.items.push_back((key, value));
                None
            }
        }
    }

    /// Adds where nothing stands under the key yet; returns whether it did. One way down the tree
    /// for what is new, which is nearly everything.
    pub fn add(&mut self, key: K, value: V) -> bool {
        let is_new = self.seat(&key).is_none();
        if is_new {
            self.items.push_back((key, value));
        }
        is_new
    }

    /// Returns where in the list a key is; one that is not gets a place in the tree, for what is
    /// put at the end of the list next.
    fn seat(&mut self, key: &K) -> Option<usize> {
        // More keys than this do not fit in the memory of any machine.
        let next = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let (mut node, mut place) = (&mut self.root, 0);
        loop {
            let digit = key.digit(place);
            let at = match node.find(digit) {
                Place::Branch(at) => {
                    let branch = node.branches.get_mut(at)?;
                    let alike = key.alike(&branch.one);
                    if alike < branch.place {
                        // It parts from these keys before they part from each other.
                        part(branch, alike);
                    }
                    at
                }
                Place::Item(at) => {
                    let item = *node.items.get(at)?;
                    let (held, _) = self.items.get(item as usize)?;
                    if held == key {
                        return Some(item as usize);
                    }
                    node.take(digit, at);
                    let place = key.alike(held);
                    let mut deeper = Node::default();
                    deeper.put(held.digit(place), item);
                    let branch = Branch { place, one: held.clone(), node: deeper };
                    node.hang(digit, Arc::new(branch));
                    rank(node.shared, digit)
                }
                Place::Free => {
                    node.put(digit, next);
                    return None;
                }
            };
            let branch = Arc::make_mut(node.branches.get_mut(at)?);
            (node, place) = (&mut branch.node, branch.place);
        }
    }
}

/// Puts a branch below a new one in its place, that tells apart by an earlier digit.
fn part<K: Digits + Clone>(branch: &mut Arc<Branch<K>>, place: u32) {
    let one = branch.one.clone();
    let above = Branch { place, one: one.clone(), node: Node::default() };
    let below = mem::replace(branch, Arc::new(above));
    if let Some(above) = Arc::get_mut(branch) {
        above.node.hang(one.digit(place), below);
    }
}

/// Makes the tree of keys that come in order; None where they do not.
///
/// A key stands at the first digit in which both its neighbours differ from it, so the nodes are
/// made from left to right, each once, with nothing to look up.
fn grow<'a, K: Digits + Clone + 'a>(keys: impl Iterator<Item = &'a K>) -> Option<Node<K>> {
    let mut keys: Peekable<_> = keys.peekable();
    let mut root = Node::default();
    // The branches on the way to where we are.
    let mut way: Vec<Branch<K>> = Vec::new();
    let mut item = 0_u32;
    while let Some(key) = keys.next() {
        let after = match keys.peek() {
            Some(next) if key < *next => Some(key.alike(next)),
            Some(_) => return None,
            None => None,
        };
        // The next one begins with more of this one than the last one did.
        if let Some(place) =
            after.filter(|place| *place > way.last().map_or(0, |branch| branch.place))
        {
            way.push(Branch { place, one: key.clone(), node: Node::default() });
        }
        let (place, node) = match way.last_mut() {
            Some(branch) => (branch.place, &mut branch.node),
            None => (0, &mut root),
        };
        node.put(key.digit(place), item);
        item = item.checked_add(1)?;
        close(&mut way, &mut root, after.unwrap_or(0));
    }
    Some(root)
}

/// Hangs what lies deeper than `place` where it belongs: the next key does not go there.
fn close<K: Digits + Clone>(way: &mut Vec<Branch<K>>, root: &mut Node<K>, place: u32) {
    while let Some(ready) = way.pop_if(|branch| branch.place > place) {
        let above = way.last().map_or(0, |branch| branch.place);
        if above < place {
            // The next key parts from these between the two: a branch of its own for that.
            let node = Node::default();
            way.push(Branch { place, one: ready.one.clone(), node });
        }
        let (above, node) = match way.last_mut() {
            Some(branch) => (branch.place, &mut branch.node),
            None => (0, &mut *root),
        };
        node.hang(ready.one.digit(above), Arc::new(ready));
    }
}

/// Goes through a map in the order of its keys.
pub struct Iter<'a, K, V> {
    items: &'a imbl::Vector<(K, V)>,
    /// The nodes from the root to where we are, each with the places that are left.
    way: Vec<(&'a Node<K>, u64)>,
    left: usize,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (node, places) = self.way.last_mut()?;
            if *places == 0 {
                self.way.pop();
                continue;
            }
            let digit = places.trailing_zeros();
            *places &= *places - 1;
            match node.find(digit) {
                Place::Branch(at) => {
                    let next = &node.branches.get(at)?.node;
                    self.way.push((next, next.single | next.shared));
                }
                Place::Item(at) => {
                    self.left = self.left.saturating_sub(1);
                    let item = *node.items.get(at)? as usize;
                    return self.items.get(item).map(|(key, value)| (key, value));
                }
                Place::Free => {}
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a IdMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for IdMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: PartialEq, V: PartialEq> PartialEq for IdMap<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for IdMap<K, V> {}

impl<C, K: Encode<C>, V: Encode<C>> Encode<C> for IdMap<K, V> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.len() as u64 * 2)?;
        for (key, value) in self {
            key.encode(e, ctx)?;
            value.encode(e, ctx)?;
        }
        Ok(())
    }
}

impl<'b, C, K: Decode<'b, C> + Digits + Clone, V: Decode<'b, C> + Clone> Decode<'b, C>
    for IdMap<K, V>
{
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        let pairs = d.array()?.ok_or_else(|| DecodeError::message("indefinite map"))? / 2;
        let mut items = imbl::Vector::new();
        for _ in 0..pairs {
            items.push_back((K::decode(d, ctx)?, V::decode(d, ctx)?));
        }
        let root = grow(items.iter().map(|(key, _)| key))
            .ok_or_else(|| DecodeError::message("keys out of order"))?;
        Ok(Self { root, items })
    }
}

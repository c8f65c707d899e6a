// SPDX-License-Identifier: EUPL-1.2
//! An ordered map for keys that are ids: what grows with every event of the log.
//!
//! An id is random or a hash, so its digits say where it belongs without a comparison. The map is
//! a tree of nodes of 64 places, one digit of six bits a level; a place holds one key with its
//! value, or the node that tells the keys apart that begin alike. Copies share nodes and values,
//! and a change copies only the few nodes on its way, and only those that another copy still holds.
//!
//! Not here: maps by time, by text or of few things (`map`).
//! Rules: everything comes out in the order of the keys, whatever was put in first; a copy never
//! changes with another; the bytes are those of `map::Map`.
//! Start at: `IdMap::insert`.
//! To change: `docs/decisions/0016-ids-by-their-digits.md`, `tests/id_map.rs`.

use std::fmt;
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
}

/// Returns a digit of sixteen bytes; 0 beyond their end.
fn digit_of(bytes: [u8; 16], place: u32) -> u32 {
    let rest = u128::from_be_bytes(bytes).checked_shl(place * BITS).unwrap_or(0);
    (rest >> (u128::BITS - BITS)) as u32
}

impl Digits for EntryId {
    fn digit(&self, place: u32) -> u32 {
        digit_of(self.0, place)
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
}

/// An ordered map by id; encodes as a CBOR array of key, value, key, value.
pub struct IdMap<K, V> {
    root: Node<K, V>,
    len: usize,
}

struct Node<K, V> {
    /// Which of the 64 places are taken: the lowest bit is that of digit 0.
    taken: u64,
    /// What is in the places that are taken, in the order of their digits.
    slots: Vec<Slot<K, V>>,
}

/// Small, as what is looked at on the way to any key has to fit in the cache of the processor.
enum Slot<K, V> {
    Value(Arc<(K, V)>),
    /// All keys with this digit, when there is more than one.
    Node(Arc<Node<K, V>>),
}

impl<K, V> Clone for IdMap<K, V> {
    fn clone(&self) -> Self {
        Self { root: self.root.clone(), len: self.len }
    }
}

impl<K, V> Clone for Node<K, V> {
    fn clone(&self) -> Self {
        Self { taken: self.taken, slots: self.slots.clone() }
    }
}

impl<K, V> Clone for Slot<K, V> {
    fn clone(&self) -> Self {
        match self {
            Self::Value(leaf) => Self::Value(Arc::clone(leaf)),
            Self::Node(node) => Self::Node(Arc::clone(node)),
        }
    }
}

impl<K, V> Default for Node<K, V> {
    fn default() -> Self {
        Self { taken: 0, slots: Vec::new() }
    }
}

impl<K, V> Default for IdMap<K, V> {
    fn default() -> Self {
        Self { root: Node::default(), len: 0 }
    }
}

impl<K, V> Node<K, V> {
    /// Returns the place of a digit among the slots, and whether it is taken.
    const fn find(&self, digit: u32) -> (usize, bool) {
        let bit = 1_u64 << digit;
        ((self.taken & (bit - 1)).count_ones() as usize, self.taken & bit != 0)
    }

    fn slot(&self, digit: u32) -> Option<&Slot<K, V>> {
        match self.find(digit) {
            (at, true) => self.slots.get(at),
            _ => None,
        }
    }

    /// Fills a place that is not taken.
    fn put(&mut self, digit: u32, slot: Slot<K, V>) {
        let (at, _) = self.find(digit);
        self.taken |= 1_u64 << digit;
        self.slots.insert(at, slot);
    }
}

impl<K, V> IdMap<K, V> {
    /// Returns how many keys there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Returns true when there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Returns every key with its value, in the order of the keys.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { way: vec![self.root.slots.iter()], left: self.len }
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
        let (mut node, mut place) = (&self.root, 0);
        loop {
            match node.slot(key.digit(place))? {
                Slot::Node(next) => node = next,
                Slot::Value(leaf) => return (leaf.0 == *key).then_some(&leaf.1),
            }
            place += 1;
        }
    }

    /// Returns true when something stands under `key`.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }
}

impl<K: Digits + Clone, V: Clone> IdMap<K, V> {
    /// Returns what stands under `key`, to be changed; other copies keep what they hold.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let (mut node, mut place) = (&mut self.root, 0);
        loop {
            let (at, taken) = node.find(key.digit(place));
            match node.slots.get_mut(at).filter(|_| taken)? {
                Slot::Node(next) => node = Arc::make_mut(next),
                Slot::Value(leaf) if leaf.0 == *key => return Some(&mut Arc::make_mut(leaf).1),
                Slot::Value(_) => return None,
            }
            place += 1;
        }
    }

    /// Adds or replaces, returning what stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (mut node, mut place) = (&mut self.root, 0);
        loop {
            let digit = key.digit(place);
            let (at, taken) = node.find(digit);
            if !taken {
                node.put(digit, Slot::Value(Arc::new((key, value))));
                self.len += 1;
                return None;
            }
            let slot = node.slots.get_mut(at)?;
            place += 1;
            if let Slot::Value(leaf) = slot {
                if leaf.0 == key {
                    let old = mem::replace(leaf, Arc::new((key, value)));
                    return Some(Arc::unwrap_or_clone(old).1);
                }
                deepen(slot, place);
            }
            let Slot::Node(next) = slot else { return None };
            node = Arc::make_mut(next);
        }
    }
}

/// Puts a node where a single value stands, and the value in it, by its digit at `place`.
fn deepen<K: Digits, V>(slot: &mut Slot<K, V>, place: u32) {
    let single = mem::replace(slot, Slot::Node(Arc::default()));
    if let (Slot::Node(node), Slot::Value(leaf)) = (slot, single)
        && let Some(node) = Arc::get_mut(node)
    {
        node.put(leaf.0.digit(place), Slot::Value(leaf));
    }
}

/// Goes through a map in the order of its keys.
pub struct Iter<'a, K, V> {
    /// What is left in each node from the root to where we are.
    way: Vec<std::slice::Iter<'a, Slot<K, V>>>,
    left: usize,
}

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.way.last_mut()?.next() {
                Some(Slot::Value(leaf)) => {
                    self.left = self.left.saturating_sub(1);
                    return Some((&leaf.0, &leaf.1));
                }
                Some(Slot::Node(node)) => self.way.push(node.slots.iter()),
                None => drop(self.way.pop()),
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
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq> Eq for IdMap<K, V> {}

impl<C, K: Encode<C>, V: Encode<C>> Encode<C> for IdMap<K, V> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.len as u64 * 2)?;
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
        let mut map = Self::default();
        for _ in 0..pairs {
            let key = K::decode(d, ctx)?;
            map.insert(key, V::decode(d, ctx)?);
        }
        Ok(map)
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Ordered maps and lists that share their parts, so that readers keep one whole picture for free.
//!
//! A page renders from the state as it was when the page began; the writer meanwhile makes the
//! next one. With shared parts a copy costs nothing, whatever the length of the log.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use minicbor::decode::{Decode, Decoder, Error as DecodeError};
use minicbor::encode::{Encode, Encoder, Error as EncodeError, Write};

/// An ordered map; encodes as a CBOR array of key, value, key, value.
#[derive(Clone)]
pub struct Map<K, V>(imbl::OrdMap<K, V>);

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K: Ord, V: Eq> Eq for Map<K, V> {}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(imbl::OrdMap::default())
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// Adds or replaces, returning what stood there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert(key, value)
    }

    /// Takes out what stands under `key`.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.0.remove(key)
    }

    /// Returns what stands under `key`, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.0.get_mut(key)
    }

    /// Changes what stands under `key`, starting from the default where nothing does.
    pub fn change(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        if let Some(value) = self.0.get_mut(&key) {
            change(value);
            return;
        }
        let mut value = V::default();
        change(&mut value);
        self.0.insert(key, value);
    }
}

impl<K, V> Deref for Map<K, V> {
    type Target = imbl::OrdMap<K, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<C, K: Encode<C> + Ord, V: Encode<C>> Encode<C> for Map<K, V> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.0.len() as u64 * 2)?;
        for (key, value) in &self.0 {
            key.encode(e, ctx)?;
            value.encode(e, ctx)?;
        }
        Ok(())
    }
}

impl<'b, C, K: Decode<'b, C> + Ord + Clone, V: Decode<'b, C> + Clone> Decode<'b, C> for Map<K, V> {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        let pairs = d.array()?.ok_or_else(|| DecodeError::message("indefinite map"))? / 2;
        let mut map = imbl::OrdMap::default();
        for _ in 0..pairs {
            let key = K::decode(d, ctx)?;
            map.insert(key, V::decode(d, ctx)?);
        }
        Ok(Self(map))
    }
}

/// A list that grows at its end; encodes as a CBOR array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(imbl::Vector<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(imbl::Vector::default())
    }
}

impl<T: Clone> List<T> {
    /// Adds at the end.
    pub fn push(&mut self, item: T) {
        self.0.push_back(item);
    }

    /// Changes the items that fit; the others stay shared.
    pub fn change_where(&mut self, fits: impl Fn(&T) -> bool, change: impl Fn(&mut T)) {
        for place in 0..self.0.len() {
            if self.0.get(place).is_some_and(&fits)
                && let Some(item) = self.0.get_mut(place)
            {
                change(item);
            }
        }
    }
}

impl<T> Deref for List<T> {
    type Target = imbl::Vector<T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<C, T: Encode<C> + Clone> Encode<C> for List<T> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.0.len() as u64)?;
        self.0.iter().try_for_each(|item| item.encode(e, ctx))
    }
}

impl<'b, C, T: Decode<'b, C> + Clone> Decode<'b, C> for List<T> {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        let length = d.array()?.ok_or_else(|| DecodeError::message("indefinite list"))?;
        let mut list = imbl::Vector::new();
        for _ in 0..length {
            list.push_back(T::decode(d, ctx)?);
        }
        Ok(Self(list))
    }
}

/// A value that copies share, and that is never changed; encodes as the value.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<C, T: Encode<C>> Encode<C> for Shared<T> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        self.0.encode(e, ctx)
    }
}

impl<'b, C, T: Decode<'b, C>> Decode<'b, C> for Shared<T> {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        T::decode(d, ctx).map(|value| Self(Arc::new(value)))
    }
}

/// A list that is nearly always empty, and takes next to no room then; encodes as a CBOR array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Few<T>(Option<Arc<Vec<T>>>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Clone> Few<T> {
    /// Adds at the end.
    pub fn push(&mut self, item: T) {
        Arc::make_mut(self.0.get_or_insert_default()).push(item);
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<C, T: Encode<C>> Encode<C> for Few<T> {
    fn encode<W: Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.array(self.len() as u64)?;
        self.iter().try_for_each(|item| item.encode(e, ctx))
    }
}

impl<'b, C, T: Decode<'b, C> + Clone> Decode<'b, C> for Few<T> {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, DecodeError> {
        let items = Vec::<T>::decode(d, ctx)?;
        Ok(Self((!items.is_empty()).then(|| Arc::new(items))))
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What has to be true, kept apart from the nodes: everything that was signed, what of it was
//! acknowledged, who may have what, and which words are gone.

use std::collections::BTreeMap;

use tegenwicht_core::envelope::{LogKey, Mode};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::device::{Over, Share};
use tegenwicht_core::feature::scope::{Place, Purpose};
use tegenwicht_core::id::{CommandId, DeviceKey, EntryId, EventId, ScopeId, SubjectId};

use super::pen::Signed;

/// An event that somebody signed.
#[derive(Debug, Clone)]
pub struct Said {
    pub log: LogKey,
    pub seq: u64,
    pub prev: Option<EventId>,
    /// The user was told that it is kept.
    pub is_acked: bool,
    /// The only disk that held it is gone, or went back in time.
    pub is_lost: bool,
    pub knew: Vec<EventId>,
    pub command: Option<CommandId>,
    pub sealed_under: Option<SubjectId>,
}

/// Words that somebody typed.
#[derive(Debug, Clone)]
pub struct Word {
    pub text: String,
    pub scope: Option<ScopeId>,
    /// For the core team: nowhere in the clear.
    pub is_sealed: bool,
    /// Erasures that name it.
    pub erased_by: Vec<EventId>,
}

/// A grant or a revocation.
#[derive(Debug, Clone)]
pub struct Granting {
    pub event: EventId,
    pub device: DeviceKey,
    /// None: revoked.
    pub shares: Option<Vec<Share>>,
}

/// A pattern that may be in no bytes for who may not hold its scope.
#[derive(Debug, Clone)]
pub struct Needle {
    pub bytes: Vec<u8>,
    pub scope: ScopeId,
    pub what: Needled,
}

/// What a needle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needled {
    /// The name of the scope, which who asks may repeat.
    Scope,
    Event,
    /// A key: in no bytes at all.
    Key,
    /// Words; those for the core team in no bytes at all.
    Word {
        command: CommandId,
        is_sealed: bool,
    },
}

/// All that has to be true.
#[derive(Debug, Default)]
pub struct Oracle {
    pub events: BTreeMap<EventId, Said>,
    pub places: BTreeMap<ScopeId, Place>,
    pub words: BTreeMap<CommandId, Word>,
    pub entries: BTreeMap<EntryId, CommandId>,
    pub grantings: Vec<Granting>,
    /// Keys of subjects, and which machine made each.
    pub keys: BTreeMap<SubjectId, DeviceKey>,
    needles: BTreeMap<[u8; 8], Vec<Needle>>,
    /// Which two bytes a needle may begin with.
    bits: Vec<bool>,
}

impl Oracle {
    /// Takes down what a node tried to write.
    pub fn note(&mut self, signed: &[Signed], is_acked: bool) {
        for signed in signed {
            let header = signed.header();
            let id = signed.event.envelope.id;
            for fact in &signed.open.facts {
                self.fact(id, header.scope, header.command, fact);
            }
            self.needles_of(signed);
            if let Some((subject, _)) = &signed.subject {
                self.keys.insert(*subject, header.device);
            }
            let said = Said {
                log: header.log(),
                seq: header.seq,
                prev: header.prev,
                is_acked,
                is_lost: false,
                knew: signed.knew.clone(),
                command: header.command,
                sealed_under: signed.subject.as_ref().map(|(subject, _)| *subject),
            };
            self.events.insert(id, said);
        }
    }

    fn fact(&mut self, id: EventId, scope: ScopeId, command: Option<CommandId>, fact: &Fact) {
        match fact {
            Fact::ScopeOpened(opened) => {
                let (purpose, mode) = (opened.purpose, opened.mode);
                self.places.insert(scope, Place { scope, purpose, mode });
                self.needle(scope.0.to_vec(), scope, Needled::Scope);
            }
            Fact::DeviceGranted(granted) => {
                let shares = Some(granted.shares.clone());
                for share in &granted.shares {
                    if let Over::One(scope) = share.over {
                        self.drop_needle(&scope.0);
                    }
                }
                self.grantings.push(Granting { event: id, device: granted.device, shares });
            }
            Fact::DeviceRevoked(revoked) => {
                let (event, device) = (id, revoked.device);
                self.grantings.push(Granting { event, device, shares: None });
            }
            Fact::EntryWritten(written) => {
                self.entries.extend(command.map(|command| (written.entry, command)));
            }
            Fact::Erased(erased) => {
                for (_, command) in &erased.commands {
                    if let Some(word) = self.words.get_mut(command) {
                        word.erased_by.push(id);
                    }
                }
            }
            _ => {}
        }
        let word = command.and_then(|command| self.words.get_mut(&command));
        if let (Some(word), Fact::EntryWritten(_) | Fact::ReportMade(_)) = (word, fact) {
            word.scope = Some(scope);
        }
    }

    fn needles_of(&mut self, signed: &Signed) {
        let header = signed.header();
        let cose = &signed.event.envelope.cose;
        // The end of the signature is in nothing but this event.
        self.needle(cose[cose.len() - 16..].to_vec(), header.scope, Needled::Event);
        if let Some((_, key)) = &signed.subject {
            self.needle(key.0.to_vec(), header.scope, Needled::Key);
        }
        let word = header.command.and_then(|command| Some((command, self.words.get(&command)?)));
        if let Some((command, word)) = word {
            let (text, is_sealed) = (word.text.clone().into_bytes(), word.is_sealed);
            self.needle(text, header.scope, Needled::Word { command, is_sealed });
        }
    }

    fn needle(&mut self, bytes: Vec<u8>, scope: ScopeId, what: Needled) {
        let first = *bytes.first_chunk::<8>().unwrap();
        self.bits.resize(1 << 16, false);
        self.bits[usize::from(u16::from_be_bytes([first[0], first[1]]))] = true;
        let needles = self.needles.entry(first).or_default();
        if needles.iter().all(|needle| needle.bytes != bytes) {
            needles.push(Needle { bytes, scope, what });
        }
    }

    fn drop_needle(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.needles.remove(first);
        }
    }

    /// Finds everything in some bytes that not everybody may have.
    #[must_use]
    pub fn find(&self, bytes: &[u8]) -> Vec<&Needle> {
        let mut found = Vec::new();
        if self.bits.is_empty() {
            return found;
        }
        let mut near = 0;
        for (at, byte) in bytes.iter().enumerate() {
            near = (near << 8 | usize::from(*byte)) & 0xffff;
            if !self.bits[near] || at == 0 {
                continue;
            }
            let rest = &bytes[at - 1..];
            let needles = rest.first_chunk::<8>().and_then(|first| self.needles.get(first));
            let needles = needles.into_iter().flatten();
            found.extend(needles.filter(|needle| rest.starts_with(&needle.bytes)));
        }
        found
    }

    /// Returns true when a machine was ever granted what stands in a scope, by one of these.
    pub fn was_granted(
        &self,
        device: &DeviceKey,
        scope: ScopeId,
        counts: impl Fn(&EventId) -> bool,
        fits: impl Fn(&Share) -> bool,
    ) -> bool {
        let Some(place) = self.places.get(&scope) else {
            return false;
        };
        let grantings =
            self.grantings.iter().filter(|it| it.device == *device && counts(&it.event));
        let mut shares = grantings.filter_map(|granting| granting.shares.as_ref());
        shares.any(|shares| {
            place.purpose == Purpose::Admin
                || shares.iter().any(|share| covers(share, place) && fits(share))
        })
    }

    /// Returns true when a machine is to hold a scope, as far as these grants count.
    pub fn may_hold(
        &self,
        device: &DeviceKey,
        scope: ScopeId,
        counts: impl Fn(&EventId) -> bool + Copy,
    ) -> bool {
        self.was_granted(device, scope, counts, |_| true) && !self.is_revoked(device, counts)
    }

    /// Returns true when a machine was revoked, as far as these revocations count.
    pub fn is_revoked(&self, device: &DeviceKey, counts: impl Fn(&EventId) -> bool) -> bool {
        let of = self.grantings.iter().filter(|it| it.device == *device && it.shares.is_none());
        of.into_iter().any(|it| counts(&it.event))
    }

    /// Returns what has to be there.
    pub fn expected(&self) -> impl Iterator<Item = (&EventId, &Said)> {
        self.events.iter().filter(|(_, said)| said.is_acked && !said.is_lost)
    }

    /// Returns true when an erasure of these words has to have been carried out.
    pub fn is_gone(&self, word: &Word) -> bool {
        word.erased_by.iter().any(|erasure| {
            self.events.get(erasure).is_some_and(|said| said.is_acked && !said.is_lost)
        })
    }
}

fn covers(share: &Share, place: &Place) -> bool {
    let there = match share.over {
        Over::Every(purpose) => purpose == place.purpose,
        Over::One(scope) => scope == place.scope,
    };
    there && share.mode.is_none_or(|mode: Mode| mode == place.mode)
}

// SPDX-License-Identifier: EUPL-1.2
//! An event that a command leads to, before it has a place in the log.
//!
//! Not here: who may give the command (`command`), signing (`tegenwicht`, `app/sign.rs`).
//! Rules: what it replaces it names in the one allowed spelling; what it seals or erases belongs to
//! its own scope.
//! Start at: `Draft::facts`.
//! To change: a new kind of event changes `envelope` and `docs/formats/event.md`.

use std::fmt;

use crate::body::{Open, SealedContent, Secret};
use crate::command::first_16;
use crate::envelope::{BODY_MAX, Kind, Mode, SUPERSEDES_MAX, sha256};
use crate::event::Fact;
use crate::feature::scope::{Heads, Place, Witness};
use crate::id::{CommandId, EventId, ScopeId, SubjectId};
use crate::refusal::Refusal;
use crate::seal::{self, SubjectKey};

/// An event that is to be: everything but its place in the log, its time and its signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    pub scope: ScopeId,
    pub kind: Kind,
    /// Set for a genesis and what goes with it; every other event has the mode of its scope.
    pub mode: Option<Mode>,
    pub facts: Vec<Fact>,
    pub sealed: Option<(SubjectId, SubjectKey, Secret)>,
    pub supersedes: Vec<EventId>,
    /// Set for a second event of one command in one scope; see `second`.
    pub command: Option<CommandId>,
}

/// Tells the names of the facts, and nothing of what they or the sealed part say.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts: Vec<&str> = self.facts.iter().map(Fact::name).collect();
        let mut shown = f.debug_struct("Draft");
        shown.field("scope", &self.scope).field("kind", &self.kind).field("mode", &self.mode);
        shown.field("facts", &facts).field("sealed", &self.sealed.is_some());
        shown.field("supersedes", &self.supersedes).finish()
    }
}

impl Draft {
    /// Facts in a scope that exists.
    #[must_use]
    pub fn facts(scope: ScopeId, facts: Vec<Fact>) -> Self {
        let (kind, supersedes) = (Kind::Facts, Vec::new());
        Self { scope, kind, mode: None, facts, sealed: None, supersedes, command: None }
    }

    /// The first event of a new scope.
    #[must_use]
    pub fn genesis(scope: ScopeId, mode: Mode, facts: Vec<Fact>) -> Self {
        let (kind, supersedes) = (Kind::Genesis, Vec::new());
        Self { scope, kind, mode: Some(mode), facts, sealed: None, supersedes, command: None }
    }

    /// Facts of which one erases.
    #[must_use]
    pub fn erasing(scope: ScopeId, facts: Vec<Fact>) -> Self {
        Self { kind: Kind::Erase, ..Self::facts(scope, facts) }
    }

    /// A list of heads; see `scope::heads_draft`.
    #[must_use]
    pub fn heads(scope: ScopeId, heads: Heads) -> Self {
        Self { kind: Kind::Heads, ..Self::facts(scope, vec![Fact::Heads(heads)]) }
    }

    /// What the node itself witnesses about other logs.
    #[must_use]
    pub fn witness(scope: ScopeId, witness: Witness) -> Self {
        Self { kind: Kind::Witness, ..Self::facts(scope, vec![Fact::Witness(witness)]) }
    }

    /// A grant or a revocation, for the root key to sign.
    #[must_use]
    pub fn grant(scope: ScopeId, fact: Fact) -> Self {
        Self { kind: Kind::Grant, ..Self::facts(scope, vec![fact]) }
    }

    /// Adds a sealed part.
    #[must_use]
    pub fn sealing(mut self, subject: SubjectId, key: SubjectKey, secret: Secret) -> Self {
        self.sealed = Some((subject, key, secret));
        self
    }

    /// Makes this the second event of a command in its scope. The fold takes one event of a command
    /// in a scope, so the second stands under an id that follows from the command's.
    #[must_use]
    pub fn second(self, command: CommandId) -> Self {
        let mut bytes = b"tegenwicht/1/second".to_vec();
        bytes.extend_from_slice(&command.0);
        Self { command: Some(CommandId(first_16(&sha256(&bytes)))), ..self }
    }

    /// Names the events that this one replaces, in the one allowed spelling.
    ///
    /// # Errors
    /// `TooManyReferences` when there are more than one event can name.
    pub fn replacing(mut self, mut events: Vec<EventId>) -> Result<Self, Refusal> {
        events.sort_unstable();
        events.dedup();
        if events.len() > SUPERSEDES_MAX {
            return Err(Refusal::TooManyReferences);
        }
        self.supersedes = events;
        Ok(self)
    }

    /// Returns where this opens a scope, if it does.
    pub(crate) fn opens(&self) -> Option<Place> {
        self.facts.iter().find_map(|fact| match fact {
            Fact::ScopeOpened(opened) => {
                Some(Place { scope: self.scope, purpose: opened.purpose, mode: opened.mode })
            }
            _ => None,
        })
    }

    /// Returns true when all that it names as sealed or erased belongs to its own scope.
    #[must_use]
    pub fn keeps_to_its_scope(&self) -> bool {
        let sealed = self.sealed.as_ref().is_none_or(|(id, ..)| id.belongs_to(self.scope));
        sealed && self.facts.iter().all(|fact| fact.foreign_subject(self.scope).is_none())
    }

    /// Returns true when both parts of the body will be within `BODY_MAX`.
    #[must_use]
    pub fn fits(&self) -> bool {
        let digest = Some([0; 32]);
        let open = Open { salt: [0; 16], digest, facts: self.facts.clone() };
        let sealed = self.sealed.as_ref().map(|(_, _, secret)| {
            let content = SealedContent { digest, secret: secret.clone() };
            content.encode().len() + seal::OVERHEAD
        });
        open.fits() && sealed.unwrap_or(0) <= BODY_MAX
    }
}

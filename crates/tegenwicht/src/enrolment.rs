// SPDX-License-Identifier: EUPL-1.2
//! PCs that belong to the crisis room: there somebody takes over with a PIN of their own.
//!
//! Not in the log: an enrolment opens nothing by itself, and it is a matter of this node. Only the
//! hash of its token is kept. After five wrong PINs the PC takes none until somebody logs in
//! there with a password.

use std::collections::BTreeMap;
use std::sync::Mutex;

use minicbor::{Decode, Encode};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::id::{ActorId, hex};
use tegenwicht_core::time::Timestamp;

use crate::app::{App, SubmitError, lock};

const KEPT: &str = "login/enrolments";
/// Wrong PINs after which a PC takes none.
pub const WRONG_MAX: u8 = 5;
/// Most PCs; the oldest goes.
const PCS_MAX: usize = 200;

/// A PC of the crisis room.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolment {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: [u8; 32],
    #[n(1)]
    pub by: ActorId,
    #[n(2)]
    pub at: Timestamp,
    /// When somebody last took over or logged in there.
    #[n(3)]
    pub used: Timestamp,
    #[n(4)]
    pub wrong: u8,
}

impl Enrolment {
    /// Returns the name in addresses; it does not tell the token.
    #[must_use]
    pub fn id(&self) -> String {
        hex(self.hash.first_chunk::<8>().unwrap_or(&[0; 8]))
    }

    /// Returns true while PINs are taken there.
    #[must_use]
    pub const fn takes_pins(&self) -> bool {
        self.wrong < WRONG_MAX
    }
}

/// All PCs of this node.
#[derive(Debug, Default)]
pub struct Enrolments(Mutex<BTreeMap<[u8; 32], Enrolment>>);

impl Enrolments {
    /// Reads what a restart left.
    #[must_use]
    pub fn load(app: &App) -> Self {
        let kept = app.read(|store| store.local_get(KEPT)).ok().flatten();
        let kept: Vec<Enrolment> =
            kept.and_then(|bytes| minicbor::decode(&bytes).ok()).unwrap_or_default();
        Self(Mutex::new(kept.into_iter().map(|pc| (pc.hash, pc)).collect()))
    }

    /// Takes a PC in and returns its token.
    ///
    /// # Errors
    /// When it could not be written down.
    pub async fn enrol(&self, app: &App, by: ActorId) -> Result<String, SubmitError> {
        let token = hex(&app.entropy.seed());
        let (hash, now) = (sha256(token.as_bytes()), app.clock.now());
        let pc = Enrolment { hash, by, at: now, used: now, wrong: 0 };
        {
            let mut all = lock(&self.0);
            if all.len() >= PCS_MAX
                && let Some(oldest) = all.values().min_by_key(|pc| pc.used).map(|pc| pc.hash)
            {
                all.remove(&oldest);
            }
            all.insert(hash, pc);
        }
        self.keep(app).await?;
        Ok(token)
    }

    /// Returns the PC of a token.
    #[must_use]
    pub fn find(&self, token: &str) -> Option<Enrolment> {
        lock(&self.0).get(&sha256(token.as_bytes())).cloned()
    }

    /// Returns all, the latest used first.
    #[must_use]
    pub fn all(&self) -> Vec<Enrolment> {
        let mut all: Vec<Enrolment> = lock(&self.0).values().cloned().collect();
        all.sort_by_key(|pc| (std::cmp::Reverse(pc.used), pc.hash));
        all
    }

    /// Ends one; returns false when there is none of this name.
    pub async fn end(&self, app: &App, id: &str) -> bool {
        let ended = {
            let mut all = lock(&self.0);
            let hash = all.values().find(|pc| pc.id() == id).map(|pc| pc.hash);
            hash.is_some_and(|hash| all.remove(&hash).is_some())
        };
        let _ = self.keep(app).await;
        ended
    }

    /// Counts a try, before it is checked: many at once are no more than five, and who pulls the
    /// plug has none more. Returns false where no try is left.
    ///
    /// # Errors
    /// When it could not be written down.
    pub async fn count_try(&self, app: &App, token: &str) -> Result<bool, SubmitError> {
        let left = {
            let mut all = lock(&self.0);
            let pc = all.get_mut(&sha256(token.as_bytes())).filter(|pc| pc.takes_pins());
            pc.map(|pc| pc.wrong += 1).is_some()
        };
        if left {
            self.keep(app).await?;
        }
        Ok(left)
    }

    /// After a right PIN or password: the count starts anew.
    pub async fn used(&self, app: &App, token: &str) {
        let now = app.clock.now();
        self.change(token, |pc| (pc.wrong, pc.used) = (0, now));
        // A use that was not written down only looks older in the list.
        let _ = self.keep(app).await;
    }

    fn change(&self, token: &str, change: impl FnOnce(&mut Enrolment)) {
        if let Some(pc) = lock(&self.0).get_mut(&sha256(token.as_bytes())) {
            change(pc);
        }
    }

    async fn keep(&self, app: &App) -> Result<(), SubmitError> {
        let all: Vec<Enrolment> = lock(&self.0).values().cloned().collect();
        app.keep(KEPT.to_owned(), minicbor::to_vec(&all).ok()).await
    }
}

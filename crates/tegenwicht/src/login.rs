// SPDX-License-Identifier: EUPL-1.2
//! Logging in: local accounts, own sessions, and a queue that a flood cannot block.
//!
//! Argon2 is the queue: two checks at a time, first come first served, and a number of places.
//! Who gets no place waits before hearing so. A wrong password that was tried before is known
//! and costs nothing. A browser that logged in before has a lane of its own. So 10,000 wrong
//! tries do not keep the right person out, and nobody is ever locked out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use minicbor::{Decode, Encode};
use tegenwicht_core::actor::Actor;
use tegenwicht_core::body::Secret;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::code::UsePaperCode;
use tegenwicht_core::feature::text;
use tegenwicht_core::feature::user::User;
use tegenwicht_core::id::{ActorId, CommandId, EventId, hex};
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;
use tokio::sync::Semaphore;

use crate::app::{App, SubmitError, lock};
use crate::one_time;

/// Memory of one check in KiB; OWASP's choice for argon2id with two passes.
const MEMORY_KIB: u32 = 19 * 1024;
/// Checks at once: the machine has two cores, and the log needs one of them.
const CHECKS: usize = 2;
/// Tries that may wait for a check; at 25 checks a second the last waits about four seconds.
const PLACES: usize = 96;
/// Places that one address may hold, so that a flood from one machine leaves room for others.
const PLACES_PER_ADDRESS: usize = 64;
/// How long somebody without a place waits before being told.
const NO_PLACE_WAIT: Duration = Duration::from_secs(2);
/// Wrong tries remembered, as keyed hashes.
const WRONG_KEPT: usize = 20_000;
/// A session ends after so long without use; a crisis lasts days, shifts last hours.
pub const SESSION_MS: i64 = 16 * 60 * 60 * 1000;
/// A step of the clock of so much is a clock that was set, not time that passed.
const JUMP_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How often it is written down who was active.
const KEEP_MS: i64 = 10 * 60 * 1000;
/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// Longest password, in bytes: longer ones would only cost time.
pub const PASSWORD_MAX: usize = 1_000;

/// Somebody who is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Session {
    #[n(0)]
    pub actor: ActorId,
    #[n(1)]
    pub since: Timestamp,
    #[n(2)]
    pub used: Timestamp,
    /// True after a login with a code: first another password, then the rest.
    #[n(3)]
    #[cbor(default)]
    pub must_change: bool,
}

/// Where sessions are kept; not in the log.
const SESSIONS: &str = "login/sessions";
/// Where it is kept which codes were used here.
const CODES_USED: &str = "login/codes-used";

/// With what somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Password,
    /// A code that was handed over, by the event that set it.
    Code(EventId),
    /// A code from the envelope, by its number.
    Paper(u8),
}

/// What a typed secret may fit: the secret as it is checked, and its verifier.
struct Lock {
    proof: Proof,
    secret: zeroize::Zeroizing<String>,
    verifier: String,
}

impl Lock {
    fn new(proof: Proof, secret: &str, verifier: String) -> Self {
        Self { proof, secret: zeroize::Zeroizing::new(secret.to_owned()), verifier }
    }
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Kept {
    #[cbor(n(0), with = "minicbor::bytes")]
    hash: [u8; 32],
    #[n(1)]
    session: Session,
}

/// Why nobody was logged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginRefusal {
    /// Name or password is wrong; which of the two is not told.
    Wrong,
    /// Too many tries wait; try again.
    Busy,
    /// The session could not be kept on disk.
    NotKept,
}

/// Which queue somebody stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// A browser that logged in as this person before.
    Known,
    /// Anybody else, at this address where it is known.
    From(Option<IpAddr>),
}

/// How many wait, in all and per address.
type Waiting = BTreeMap<Option<IpAddr>, usize>;

/// A place in the queue; given back also when the browser goes away while it waits.
struct Seat<'a> {
    waiting: &'a Mutex<Waiting>,
    address: Option<IpAddr>,
}

impl<'a> Seat<'a> {
    fn take(waiting: &'a Mutex<Waiting>, address: Option<IpAddr>) -> Option<Self> {
        let mut held = lock(waiting);
        let all: usize = held.values().sum();
        let own = held.get(&address).copied().unwrap_or(0);
        if all >= PLACES || own >= PLACES_PER_ADDRESS {
            return None;
        }
        held.insert(address, own + 1);
        drop(held);
        Some(Self { waiting, address })
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut held = lock(self.waiting);
        if let Some(own) = held.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                held.remove(&self.address);
            }
        }
    }
}

/// Wrong tries, as keyed hashes; the oldest are forgotten first.
#[derive(Default)]
struct Wrong {
    known: BTreeSet<[u8; 32]>,
    order: VecDeque<[u8; 32]>,
}

/// The door.
pub struct Logins {
    sessions: Mutex<BTreeMap<[u8; 32], Session>>,
    /// When anybody was last seen here, by the clock of that moment.
    seen: Mutex<Option<Timestamp>>,
    kept_at: Mutex<Option<Timestamp>>,
    checks: Semaphore,
    known_checks: Semaphore,
    waiting: Mutex<Waiting>,
    wrong: Mutex<Wrong>,
    codes_used: Mutex<BTreeSet<EventId>>,
    pepper: [u8; 32],
    /// Checked for a name that does not exist, so that it takes as long as one that does.
    decoy: String,
}

impl std::fmt::Debug for Logins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Logins(..)")
    }
}

impl Logins {
    /// Reads the sessions that a restart left.
    #[must_use]
    pub fn load(app: &App) -> Self {
        let kept = app.read(|store| store.local_get(SESSIONS)).ok().flatten();
        let kept: Vec<Kept> =
            kept.and_then(|bytes| minicbor::decode(&bytes).ok()).unwrap_or_default();
        let seen = kept.iter().map(|kept| kept.session.used).max();
        let sessions = kept.into_iter().map(|kept| (kept.hash, kept.session));
        let used = app.read(|store| store.local_get(CODES_USED)).ok().flatten();
        let used: Vec<EventId> =
            used.and_then(|bytes| minicbor::decode(&bytes).ok()).unwrap_or_default();
        Self {
            sessions: Mutex::new(sessions.collect()),
            seen: Mutex::new(seen),
            kept_at: Mutex::new(seen),
            checks: Semaphore::new(CHECKS),
            known_checks: Semaphore::new(1),
            waiting: Mutex::default(),
            wrong: Mutex::default(),
            codes_used: Mutex::new(used.into_iter().collect()),
            pepper: app.entropy.seed(),
            decoy: verifier("no such person", app.entropy.seed()).unwrap_or_default(),
        }
    }

    /// Logs somebody in and returns the token of the new session.
    ///
    /// # Errors
    /// `Wrong`, or `Busy` when the queue is full.
    pub async fn log_in(
        &self,
        app: &App,
        login: &str,
        password: &str,
        lane: Lane,
    ) -> Result<(String, ActorId), LoginRefusal> {
        let (actor, proof) = self.identify(app, login, password, lane).await?;
        self.spend(app, actor, proof).await?;
        let must_change = proof != Proof::Password;
        let token = self.open_as(app, actor, must_change).await;
        Ok((token.map_err(|_| LoginRefusal::NotKept)?, actor))
    }

    /// Uses a code up, before anybody is let in with it.
    async fn spend(&self, app: &App, actor: ActorId, proof: Proof) -> Result<(), LoginRefusal> {
        match proof {
            Proof::Password => Ok(()),
            Proof::Code(event) => {
                let used: Vec<EventId> = {
                    let mut used = lock(&self.codes_used);
                    if !used.insert(event) {
                        return Err(LoginRefusal::Wrong);
                    }
                    used.iter().copied().collect()
                };
                let kept = app.keep(CODES_USED.to_owned(), minicbor::to_vec(&used).ok()).await;
                kept.map_err(|_| LoginRefusal::NotKept)
            }
            Proof::Paper(number) => {
                let roles = app.world().roles(actor).unwrap_or_default();
                let who = Actor { id: Some(actor), roles, device: app.device() };
                let seed = app.entropy.seed();
                let press = CommandId(*seed.first_chunk().unwrap_or(&[0; 16]));
                let command = Command::UsePaperCode(UsePaperCode { user: actor, number });
                match app.submit(who, press, command).await {
                    Ok(_) => Ok(()),
                    Err(SubmitError::Refused(_)) => Err(LoginRefusal::Wrong),
                    Err(_) => Err(LoginRefusal::NotKept),
                }
            }
        }
    }

    /// Checks somebody's own PIN, at a PC of the crisis room.
    ///
    /// # Errors
    /// As [`Logins::log_in`].
    pub async fn check_own_pin(
        &self,
        app: &App,
        login: &str,
        pin: &str,
        from: Option<IpAddr>,
    ) -> Result<ActorId, LoginRefusal> {
        let world = app.world();
        let actor = world.directory.by_login(login);
        let usable = actor.filter(|actor| world.roles(*actor).is_some());
        let user = usable.and_then(|actor| user_of(&world, actor));
        let events = user.map(|user| user.pin.heads()).unwrap_or_default();
        let locks = unsealed(app, &events).into_iter();
        let locks = locks.map(|verifier| Lock::new(Proof::Password, pin.trim(), verifier));
        let who = [b"own-pin ".as_slice(), text::fold(login).as_bytes()].concat();
        self.check(&who, pin.trim(), locks.collect(), Lane::From(from)).await?;
        usable.ok_or(LoginRefusal::Wrong)
    }

    /// Checks a password again, of somebody who is logged in already.
    ///
    /// # Errors
    /// As [`Logins::log_in`].
    pub async fn prove(&self, app: &App, login: &str, password: &str) -> Result<(), LoginRefusal> {
        match self.identify(app, login, password, Lane::Known).await? {
            (_, Proof::Password) => Ok(()),
            _ => Err(LoginRefusal::Wrong),
        }
    }

    async fn identify(
        &self,
        app: &App,
        login: &str,
        password: &str,
        lane: Lane,
    ) -> Result<(ActorId, Proof), LoginRefusal> {
        let world = app.world();
        let actor = world.directory.by_login(login);
        let usable = actor.filter(|actor| world.roles(*actor).is_some());
        let locks = usable.map(|actor| self.locks(app, &world, actor, password));
        let who = usable.map_or_else(|| login.as_bytes().to_vec(), |actor| actor.0.to_vec());
        let proof = self.check(&who, password, locks.unwrap_or_default(), lane).await?;
        usable.map(|actor| (actor, proof)).ok_or(LoginRefusal::Wrong)
    }

    /// What this secret may fit: the password, and where it has the form of a code, that code.
    fn locks(&self, app: &App, world: &World, actor: ActorId, typed: &str) -> Vec<Lock> {
        let Some(user) = user_of(world, actor) else {
            return Vec::new();
        };
        let passwords = unsealed(app, &user.password.heads()).into_iter();
        let mut locks: Vec<Lock> =
            passwords.map(|verifier| Lock::new(Proof::Password, typed, verifier)).collect();
        if let Some((event, _)) = user.code_at(app.clock.now())
            && let Some(code) = one_time::read(typed)
            && !lock(&self.codes_used).contains(&event)
        {
            let verifiers = unsealed(app, &[event]).into_iter();
            locks.extend(verifiers.map(|found| Lock::new(Proof::Code(event), &code, found)));
        }
        if let Some((number, code)) = one_time::read_paper(typed)
            && let Some(verifier) = paper(app, user, number)
        {
            locks.push(Lock::new(Proof::Paper(number), &code, verifier));
        }
        locks
    }

    /// Checks the PIN of the notice board.
    ///
    /// # Errors
    /// `Wrong`, also when there is no PIN; `Busy` when the queue is full.
    pub async fn check_pin(
        &self,
        app: &App,
        pin: &str,
        from: Option<IpAddr>,
    ) -> Result<(), LoginRefusal> {
        let world = app.world();
        let events = world.admin().map(|(_, admin)| admin.users.pin.heads()).unwrap_or_default();
        let locks = unsealed(app, &events).into_iter();
        let locks = locks.map(|verifier| Lock::new(Proof::Password, pin.trim(), verifier));
        self.check(b"pin", pin.trim(), locks.collect(), Lane::From(from)).await.map(|_| ())
    }

    async fn check(
        &self,
        who: &[u8],
        secret: &str,
        locks: Vec<Lock>,
        lane: Lane,
    ) -> Result<Proof, LoginRefusal> {
        if secret.len() > PASSWORD_MAX {
            return Err(LoginRefusal::Wrong);
        }
        let all: String = locks.iter().map(|lock| lock.verifier.as_str()).collect();
        let parts = [&self.pepper, who, &[0], secret.as_bytes(), all.as_bytes()];
        let tried = sha256(&parts.concat());
        if lock(&self.wrong).known.contains(&tried) {
            return Err(LoginRefusal::Wrong);
        }
        let (checks, seat) = match lane {
            Lane::Known => (&self.known_checks, None),
            Lane::From(address) => (&self.checks, Seat::take(&self.waiting, address)),
        };
        if lane != Lane::Known && seat.is_none() {
            tokio::time::sleep(NO_PLACE_WAIT).await;
            return Err(LoginRefusal::Busy);
        }
        let permit = checks.acquire().await;
        let decoy = self.decoy.clone();
        let secret = zeroize::Zeroizing::new(secret.to_owned());
        let right = tokio::task::spawn_blocking(move || {
            if locks.is_empty() {
                matches(&decoy, &secret);
            }
            let fits = locks.iter().find(|lock| matches(&lock.verifier, &lock.secret));
            fits.map(|lock| lock.proof)
        });
        let right = right.await.unwrap_or(None);
        drop(permit);
        drop(seat);
        if let Some(proof) = right {
            return Ok(proof);
        }
        let mut wrong = lock(&self.wrong);
        if wrong.known.insert(tried) {
            wrong.order.push_back(tried);
        }
        if wrong.order.len() > WRONG_KEPT
            && let Some(oldest) = wrong.order.pop_front()
        {
            wrong.known.remove(&oldest);
        }
        Err(LoginRefusal::Wrong)
    }

    /// Opens a session and keeps it on disk; only the hash of its token is kept.
    ///
    /// # Errors
    /// When it could not be written.
    pub async fn open(&self, app: &App, actor: ActorId) -> Result<String, SubmitError> {
        self.open_as(app, actor, false).await
    }

    async fn open_as(
        &self,
        app: &App,
        actor: ActorId,
        must_change: bool,
    ) -> Result<String, SubmitError> {
        let token = hex(&app.entropy.seed());
        let hash = sha256(token.as_bytes());
        let now = app.clock.now();
        self.follow_clock(now);
        let session = Session { actor, since: now, used: now, must_change };
        lock(&self.sessions).insert(hash, session);
        if let Err(error) = self.keep(app).await {
            lock(&self.sessions).remove(&hash);
            return Err(error);
        }
        Ok(token)
    }

    /// Returns the session of a token, and notes that it was used.
    #[must_use]
    pub fn session(&self, token: &str, now: Timestamp) -> Option<Session> {
        let hash = sha256(token.as_bytes());
        self.follow_clock(now);
        let mut sessions = lock(&self.sessions);
        let session = sessions.get_mut(&hash)?;
        if now.since_ms(session.used) >= SESSION_MS {
            sessions.remove(&hash);
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// A clock that jumps by months, or back, was set: nobody is thrown out for that (promise 1),
    /// so all sessions move with it. Time that merely passed counts as it is.
    fn follow_clock(&self, now: Timestamp) {
        let mut seen = lock(&self.seen);
        let jump_ms = seen.map_or(0, |seen| now.since_ms(seen));
        *seen = Some(now);
        if !(0..JUMP_MS).contains(&jump_ms) {
            for session in lock(&self.sessions).values_mut() {
                session.used = session.used.plus_ms(jump_ms);
            }
        }
    }

    /// Writes down now and then who was active, so that a restart does not forget it.
    pub async fn keep_if_due(&self, app: &App, now: Timestamp) {
        let due = {
            let mut kept = lock(&self.kept_at);
            let due = kept.is_none_or(|kept| now.since_ms(kept).abs() >= KEEP_MS);
            if due {
                *kept = Some(now);
            }
            due
        };
        if due {
            // A session that was not written down only ends sooner after a restart.
            let _ = self.keep(app).await;
        }
    }

    /// Lets somebody go on who set a new password after a login with a code.
    pub async fn changed(&self, app: &App, token: &str) {
        let hash = sha256(token.as_bytes());
        if let Some(session) = lock(&self.sessions).get_mut(&hash) {
            session.must_change = false;
        }
        // What was not written down only asks once more after a restart.
        let _ = self.keep(app).await;
    }

    /// Ends a session.
    pub async fn close(&self, app: &App, token: &str) {
        let hash = sha256(token.as_bytes());
        lock(&self.sessions).remove(&hash);
        // A session that cannot be dropped from disk ends by itself.
        let _ = self.keep(app).await;
    }

    /// Ends all sessions of a person, after a block or a new password.
    pub async fn close_all(&self, app: &App, actor: ActorId) {
        self.close_but(app, actor, "").await;
    }

    /// Ends all sessions of a person but the one of this token, after they changed their own
    /// password.
    pub async fn close_but(&self, app: &App, actor: ActorId, token: &str) {
        let own = sha256(token.as_bytes());
        lock(&self.sessions).retain(|hash, session| session.actor != actor || *hash == own);
        let _ = self.keep(app).await;
    }

    /// Writes down who is logged in, so that a restart throws nobody out.
    async fn keep(&self, app: &App) -> Result<(), SubmitError> {
        let kept: Vec<Kept> = {
            let sessions = lock(&self.sessions);
            let kept = sessions
                .iter()
                .map(|(hash, session)| Kept { hash: *hash, session: session.clone() });
            kept.collect()
        };
        app.keep(SESSIONS.to_owned(), minicbor::to_vec(&kept).ok()).await
    }
}

fn user_of(world: &World, actor: ActorId) -> Option<&User> {
    world.admin().and_then(|(_, admin)| admin.users.by_id.get(&actor))
}

/// The verifier of one code of the envelope that counts, unless it was used.
fn paper(app: &App, user: &User, number: u8) -> Option<String> {
    let codes = user.paper.settled()?;
    let (event, _) = user.paper.live().next()?;
    if user.is_used(codes, number) {
        return None;
    }
    match app.secret(*event)? {
        Secret::Verifiers(all) => all.get(usize::from(number).checked_sub(1)?).cloned(),
        _ => None,
    }
}

fn unsealed(app: &App, events: &[EventId]) -> Vec<String> {
    let secrets = events.iter().filter_map(|event| app.secret(*event));
    let verifier = |secret| match secret {
        Secret::Verifier(verifier) => Some(verifier),
        _ => None,
    };
    secrets.filter_map(verifier).collect()
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, 2, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Makes the verifier of a password or PIN, in PHC form. Takes tens of milliseconds.
#[must_use]
pub fn verifier(secret: &str, seed: [u8; 32]) -> Option<String> {
    let salt = seed.first_chunk::<16>()?;
    let hash = argon2()?.hash_password_with_salt(secret.as_bytes(), salt).ok()?;
    Some(hash.to_string())
}

fn matches(verifier: &str, secret: &str) -> bool {
    let Ok(hash) = PasswordHash::new(verifier) else {
        return false;
    };
    argon2().is_some_and(|argon2| argon2.verify_password(secret.as_bytes(), &hash).is_ok())
}

/// Makes the verifier without holding up other requests.
pub async fn verifier_of(app: &Arc<App>, secret: String) -> Option<String> {
    let seed = app.entropy.seed();
    tokio::task::spawn_blocking(move || verifier(&secret, seed)).await.ok().flatten()
}

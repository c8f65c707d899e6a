// SPDX-License-Identifier: EUPL-1.2
//! One conversation between two nodes, as a machine without sockets: input and time go in,
//! frames for the other end and news for this one come out.
//!
//! Not here: the checks on what comes in (`intake`), what frames look like (`frame`).
//! Rules: each end asks for what it lacks and nobody is sent anything unasked; the admin scope is
//! settled before any other is named; what is served is judged by the rights of that moment; a
//! frame that is lost, doubled or late costs time and nothing else.
//! Start at: `Session::handle`; then `tell` (what we say), `pull` (what we ask for), `serve`
//! (what we answer).
//! To change: `docs/formats/wire.md`.

mod extra;
mod pull;
mod serve;
mod tell;
#[cfg(test)]
mod tests;

use tegenwicht_core::envelope::{LogKey, sha256};
use tegenwicht_core::id::{DeviceKey, EventId, FileHash, ScopeId};
use tegenwicht_core::shelf::{Shelf, ShelfFault};
use tegenwicht_core::time::Timestamp;
use zeroize::Zeroizing;

use crate::frame::{Frame, FrameFault, Hello, MINOR};
use crate::intake::{Intake, Refused};
use pull::Pull;
use serve::Serve;
use tell::Tell;

/// After so long without an answer a question is asked again, in milliseconds.
pub const RETRY_MS: i64 = 10_000;
/// How often what we hold is told again, so that a lost frame is made good, in milliseconds.
pub const RETELL_MS: i64 = 30_000;
/// Questions without any answer after which the other end counts as gone.
pub const RETRIES_MAX: u32 = 6;
/// Faults in events after which the other end is not listened to further.
pub const FAULTS_MAX: u32 = 200;

/// This node.
#[derive(Debug, Clone)]
pub struct Us {
    pub device: DeviceKey,
    /// The secret half of the exchange key in the grant of this device: opens keys of subjects.
    pub exchange: Option<Zeroizing<[u8; 32]>>,
}

/// What happens to a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The line is open; the first input.
    Start,
    /// A frame came.
    Frame(Vec<u8>),
    /// The moment of `wake_at` has come; any other moment is fine too.
    Tick,
    /// Something new is on the shelf, or other rights.
    Changed,
}

/// What a session wants done or known, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Send this to the other end.
    Send(Vec<u8>),
    /// New events are on disk: fold these scopes anew, and give `Changed` to other sessions.
    Stored { scopes: Vec<(ScopeId, u64)> },
    /// The other end says that it has this event on disk, and all before it in its log.
    Kept { log: LogKey, seq: u64, id: EventId },
    /// Both ends hold the same of this scope.
    Settled { scope: ScopeId },
    /// So many keys of subjects of this scope came: what is sealed may be read now.
    KeysCame { scope: ScopeId, count: usize },
    /// A photo or file came.
    FileCame { file: FileHash },
    /// People should know.
    Alarm(Alarm),
    /// The session is over; whatever is put in afterwards does nothing.
    Close(Reason),
}

/// What people should know of a conversation. The fold notices forks and clones as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// Two events at one place; both are kept.
    Fork { log: LogKey, seq: u64, id: EventId },
    /// An event that this very device signed and does not know: a copy of it is at work.
    OwnTwin { log: LogKey, seq: u64, id: EventId },
    /// The other end sent something that no honest node sends.
    Fault { log: Option<LogKey>, id: EventId, why: Refused },
}

/// Why a session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The disk: open the shelf again before the next session.
    Disk(ShelfFault),
    /// What came is no frame.
    NoFrame(FrameFault),
    /// Too much that was faulty.
    Faults,
    /// No answer.
    Silent,
}

/// A conversation with one other node.
///
///
/// ```text
/// let mut session = Session::new(us, peer, seed);          peer: known from the TLS handshake
/// for output in session.handle(&mut shelf, now, Input::Start) { ... }
/// loop: a frame comes            handle(.., Input::Frame(bytes))
///       something was written    handle(.., Input::Changed)    here, or by another session
///       wake_at() has come       handle(.., Input::Tick)
/// Output::Send(bytes)            to the peer, in order; a full line is waited for, never dropped
/// Output::Stored { .. }          on disk: fold these scopes anew, tell the other sessions
/// Output::Close(..)              end of this session; connect again after a while
/// ```
///
/// Both ends make a session; neither is the server. Frames may be lost, doubled or swapped on the
/// way: nothing wrong is stored by it, and the session repairs itself within a minute. After a
/// fault of the disk the shelf has to be opened again before the next session.
#[derive(Debug)]
pub struct Session {
    us: Us,
    peer: DeviceKey,
    seed: Zeroizing<[u8; 32]>,
    drawn: u64,
    now: Timestamp,
    intake: Option<Intake>,
    /// What the other end knows, at most what we know; None before its first frame.
    minor: Option<u8>,
    tell: Tell,
    pull: Pull,
    serve: Serve,
    /// The file that is being sent, so that it is read once.
    file: Option<(FileHash, Vec<u8>)>,
    /// When the other end last said anything useful.
    heard_at: Timestamp,
    told_at: Timestamp,
    retries: u32,
    faults: u32,
    is_over: bool,
    out: Vec<Output>,
}

impl Session {
    /// Makes a session with a node whose key the line has proved. `seed` are 32 random bytes.
    #[must_use]
    pub fn new(us: Us, peer: DeviceKey, seed: [u8; 32]) -> Self {
        Self {
            us,
            peer,
            seed: Zeroizing::new(seed),
            drawn: 0,
            now: Timestamp(0),
            intake: None,
            minor: None,
            tell: Tell::default(),
            pull: Pull::default(),
            serve: Serve::default(),
            file: None,
            heard_at: Timestamp(0),
            told_at: Timestamp(0),
            retries: 0,
            faults: 0,
            is_over: false,
            out: Vec::new(),
        }
    }

    /// Returns the other end.
    #[must_use]
    pub const fn peer(&self) -> DeviceKey {
        self.peer
    }

    /// Takes one input and returns what is to be done. Never fails and never waits: a fault of
    /// the disk or of the other end is the last output, [`Output::Close`].
    pub fn handle(&mut self, shelf: &mut dyn Shelf, now: Timestamp, input: Input) -> Vec<Output> {
        if !self.is_over {
            self.now = now;
            let done = match input {
                Input::Start => self.start(shelf),
                Input::Frame(bytes) => self.frame(shelf, &bytes),
                Input::Tick => self.tick(shelf),
                Input::Changed => self.changed(shelf),
            };
            if let Err(reason) = done.and_then(|()| self.go_on(shelf)) {
                self.is_over = true;
                self.out.push(Output::Close(reason));
            }
        }
        std::mem::take(&mut self.out)
    }

    /// Returns when a `Tick` is due at the latest; None when the session is over or not begun.
    #[must_use]
    pub fn wake_at(&self) -> Option<Timestamp> {
        let intake = self.intake.as_ref().filter(|_| !self.is_over)?;
        let retry = self.heard_at.plus_ms(RETRY_MS);
        let retell = self.told_at.plus_ms(RETELL_MS);
        let next = if self.is_waiting() { retry.min(retell) } else { retell };
        Some(intake.due_at().map_or(next, |due| due.min(next)))
    }

    fn start(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        self.intake = Some(Intake::new(self.us.device, shelf).map_err(Reason::Disk)?);
        (self.heard_at, self.told_at) = (self.now, self.now);
        self.send(&Frame::Hello(Hello { minor: MINOR }));
        self.tell_admin(shelf)
    }

    fn frame(&mut self, shelf: &mut dyn Shelf, bytes: &[u8]) -> Result<(), Reason> {
        let frame = Frame::decode(bytes).map_err(Reason::NoFrame)?;
        if self.intake.is_none() {
            return Ok(());
        }
        let asks = matches!(
            frame,
            Frame::AskHeads(_) | Frame::Want(_) | Frame::Ack(_) | Frame::AskKeys(_)
        );
        // Whoever only asks has not answered.
        if !asks {
            (self.heard_at, self.retries) = (self.now, 0);
        }
        match frame {
            Frame::Hello(hello) => self.minor = Some(hello.minor.min(MINOR)),
            Frame::Scopes(scopes) => self.hear_scopes(shelf, &scopes)?,
            Frame::AskHeads(ask) => self.answer_heads(shelf, &ask)?,
            Frame::Heads(heads) => self.hear_heads(shelf, heads)?,
            Frame::Want(want) => self.hear_want(shelf, want)?,
            Frame::Events(events) => self.hear_events(shelf, events, bytes.len() as u64)?,
            Frame::End(end) => self.hear_end(shelf, &end)?,
            Frame::Ack(ack) => self.hear_ack(&ack),
            Frame::AskKeys(ask) => self.answer_keys(shelf, &ask)?,
            Frame::Keys(keys) => self.hear_keys(shelf, &keys)?,
            Frame::AskFile(ask) => self.answer_file(shelf, &ask)?,
            Frame::File(file) => self.hear_file(shelf, file)?,
            Frame::Later(_) => {}
        }
        Ok(())
    }

    fn changed(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let Some(intake) = &mut self.intake else {
            return Ok(());
        };
        // It may have been erased.
        self.file = None;
        if intake.refresh(shelf).map_err(Reason::Disk)? {
            self.rights_changed();
        }
        self.tell_changes(shelf)
    }

    fn tick(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        let is_past = |since: Timestamp, ms| !(0..ms).contains(&self.now.since_ms(since));
        if is_past(self.heard_at, RETRY_MS) && self.is_waiting() {
            self.retries += 1;
            if self.retries > RETRIES_MAX {
                return Err(Reason::Silent);
            }
            self.heard_at = self.now;
            self.ask_again();
            return self.tell_all(shelf);
        }
        if is_past(self.told_at, RETELL_MS) {
            self.tell_all(shelf)?;
            self.reconsider_all();
        }
        Ok(())
    }

    /// Does what has become possible, after whatever happened.
    fn go_on(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        self.commit_if_due(shelf)?;
        self.pump(shelf)?;
        self.pull_on(shelf)
    }

    fn is_waiting(&self) -> bool {
        self.minor.is_none() || self.pull.is_waiting()
    }

    fn send(&mut self, frame: &Frame) {
        self.out.push(Output::Send(frame.encode()));
    }

    /// Draws 32 bytes that were never used before and that nobody else can foresee.
    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        let label = b"tegenwicht/1/session".as_slice();
        sha256(&Zeroizing::new([label, self.seed.as_slice(), &self.drawn.to_be_bytes()].concat()))
    }
}

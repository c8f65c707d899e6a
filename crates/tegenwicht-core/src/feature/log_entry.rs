// SPDX-License-Identifier: EUPL-1.2
//! A log entry (logregel): what somebody says happened, who says it, and when.
//!
//! Not here: figures that entries state (`figure`), how an entry looks (`tegenwicht`, pages).
//! Rules: an entry is never changed, only struck, with a reason; who said it stands apart from
//! who typed it; when it happened stands apart from when it was recorded; all that people typed in
//! an entry for the core team stands in the sealed part, names of files too; what contradicts
//! stays side by side until a person settles it.
//! Start at: `decide_write`.
//! To change: text `entry-*`, page `log_entry`, the API, `docs/help/log_entry.md`.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::body::{SealedText, Secret};
use crate::command::{Context, Draft};
use crate::event::Fact;
pub use crate::feature::entry_kind::{EntryKind, Letter};
use crate::feature::figure::{self, Statement};
use crate::feature::progress::{self, NewProgress};
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::ScopeState;
use crate::id::{
    ActorId, CommandId, CrisisId, DeviceKey, EntryId, EventId, FileHash, ReportId, SubjectId,
};
use crate::map::{Few, Shared};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

/// Most photos and files with one entry.
pub const FILES_MAX: usize = 10;
/// Longest media type of a file, in bytes.
pub const MEDIA_TYPE_MAX: usize = 100;
/// Most entries that one entry may replace or settle.
pub const REFERENCES_MAX: usize = 32;

/// A photo or file as it lies sealed beside the log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct FileRef {
    #[n(0)]
    pub hash: FileHash,
    #[n(1)]
    pub subject: SubjectId,
    /// None where the entry is sealed: the name stands with its words.
    #[n(2)]
    pub name: Option<String>,
    #[n(3)]
    pub media_type: String,
    /// Size as the user knows it, in bytes.
    #[n(4)]
    pub size: u64,
}

/// A photo or file that is to go with a new entry; it lies sealed on disk already.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct NewFile {
    /// Left out of the fingerprint of the command: it is sealed afresh at every try.
    #[cbor(skip)]
    pub file: FileRef,
    /// SHA-256 of what the user sent.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub content: [u8; 32],
}

/// `entry.written`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Written {
    #[n(0)]
    pub entry: EntryId,
    #[n(1)]
    pub kind: EntryKind,
    #[n(2)]
    pub number: u32,
    #[n(3)]
    pub letter: String,
    /// None where the words are sealed.
    #[n(4)]
    pub text: Option<String>,
    /// Who said it, when that is not who typed it.
    #[n(5)]
    pub speaker: Option<String>,
    /// How it was said: telephone, in person, portofoon.
    #[n(6)]
    pub channel: Option<String>,
    #[n(7)]
    pub happened_at: Timestamp,
    /// True when a person stated the time, false when it is the node's clock.
    #[n(8)]
    pub time_stated: bool,
    #[n(9)]
    pub sealed_under: Option<SubjectId>,
    #[n(10)]
    pub files: Vec<FileRef>,
    #[n(11)]
    pub statement: Option<Box<Statement>>,
    /// The question that this answers.
    #[n(12)]
    pub answers: Option<EntryId>,
    #[n(13)]
    pub contradicts: Option<EntryId>,
    /// Statements on the same figure that this one replaces.
    #[n(14)]
    pub replaces: Vec<EntryId>,
    /// Entries whose contradiction this one settles.
    #[n(15)]
    pub settles: Vec<EntryId>,
    /// Who is to do it, for an action.
    #[n(16)]
    pub owner: Option<String>,
    #[n(17)]
    pub due: Option<Timestamp>,
    /// The report, seat, call, card or order that the line tells of, by its id.
    #[n(18)]
    pub about: Option<String>,
}

/// `entry.struck`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Struck {
    #[n(0)]
    pub entry: EntryId,
    #[n(1)]
    pub reason: String,
}

/// Write a line in the log.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct WriteEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub kind: EntryKind,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub speaker: Option<String>,
    #[n(4)]
    pub channel: Option<String>,
    #[n(5)]
    pub happened_at: Option<Timestamp>,
    #[n(6)]
    pub restricted: bool,
    #[n(7)]
    pub files: Vec<NewFile>,
    #[n(8)]
    pub figure: Option<figure::NewStatement>,
    #[n(9)]
    pub answers: Option<EntryId>,
    #[n(10)]
    pub contradicts: Option<EntryId>,
    #[n(11)]
    pub settles: Vec<EntryId>,
    #[n(12)]
    pub owner: Option<String>,
    #[n(13)]
    pub due: Option<Timestamp>,
    /// The report that becomes this line; it is handled by that.
    #[n(14)]
    pub report: Option<ReportId>,
    /// What it is about, where that is no report: a proposal of a card.
    #[n(15)]
    pub about: Option<String>,
    /// Who has it, what is filled in, and what it replaces.
    #[n(16)]
    pub progress: Option<Box<NewProgress>>,
    /// When the button was pressed, by the clock of this node, where sending took a while. Left
    /// out of the fingerprint: each try reckons it anew, and it is one command all the same.
    #[cbor(skip)]
    pub pressed_at: Option<Timestamp>,
}

/// Tells nothing: the words may be for the core team only.
impl fmt::Debug for WriteEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteEntry(..)")
    }
}

impl WriteEntry {
    /// A line of a kind with a text and nothing else.
    #[must_use]
    pub fn plain(crisis: CrisisId, kind: EntryKind, text: &str) -> Self {
        Self {
            crisis,
            kind,
            text: text.to_owned(),
            speaker: None,
            channel: None,
            happened_at: None,
            restricted: false,
            files: Vec::new(),
            figure: None,
            answers: None,
            contradicts: None,
            settles: Vec::new(),
            owner: None,
            due: None,
            report: None,
            about: None,
            progress: None,
            pressed_at: None,
        }
    }
}

/// Strike a line, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct StrikeEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub entry: EntryId,
    #[n(2)]
    pub reason: String,
}

pub(crate) fn decide_write(
    world: &World,
    ctx: &mut Context,
    command: &WriteEntry,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    telling::refuse_halted(state)?;
    check_references(state, command)?;
    let words = words(command)?;
    let letter = world.letter(&ctx.actor.device);
    let entry = EntryId(ctx.made_id());
    let stated = match &command.figure {
        Some(_) if command.restricted => return Err(Refusal::SealedNotAllowed),
        Some(new) => Some(figure::decide_state(scope, state, ctx, new, words.speaker.as_deref())?),
        None => None,
    };
    let (statement, replaces) = stated.unzip();
    let replaces = replaces.unwrap_or_default();
    let supersedes = replaces.iter().chain(&command.settles).filter_map(|id| state.event_of(*id));
    let supersedes: Vec<EventId> = supersedes.collect();
    let mut written = Written {
        entry,
        kind: command.kind,
        number: state.next_number(command.kind, &letter),
        letter,
        text: Some(words.text.clone()),
        speaker: words.speaker.clone(),
        channel: words.channel.clone(),
        happened_at: command.happened_at.or(command.pressed_at).unwrap_or(ctx.now),
        time_stated: command.happened_at.is_some(),
        sealed_under: None,
        files: files(command, &words)?,
        statement: statement.map(Box::new),
        answers: command.answers,
        contradicts: command.contradicts,
        replaces,
        settles: command.settles.clone(),
        owner: words.owner.clone(),
        due: command.due,
        about: about(command)?,
    };
    let handled = telling::handled(world, ctx, state, command, entry)?;
    let kind = (command.kind, command.restricted);
    let progress = command.progress.as_deref();
    let progress = progress.map(|new| progress::with_new(state, entry, kind, new)).transpose()?;
    let (beside, moved) = progress.unwrap_or_default();
    let supersedes = [supersedes, moved].concat();
    if !command.restricted {
        let fact = Fact::EntryWritten(written.into());
        let facts = [vec![fact], beside].concat();
        let mut drafts = vec![Draft::facts(scope, facts).replacing(supersedes)?];
        drafts.extend(handled);
        return Ok(drafts);
    }
    let (subject, key) = ctx.fresh_key(scope);
    strip(&mut written);
    written.sealed_under = Some(subject);
    let facts = [vec![Fact::EntryWritten(written.into())], beside].concat();
    let draft = Draft::facts(scope, facts).replacing(supersedes)?;
    let mut drafts = vec![draft.sealing(subject, key, Secret::Entry(words))];
    drafts.extend(handled);
    Ok(drafts)
}

/// Returns what a line is about, as it may stand in the open.
fn about(command: &WriteEntry) -> Result<Option<String>, Refusal> {
    match command.report {
        Some(report) => Ok(Some(report.to_string())),
        None => text::optional(command.about.as_deref(), NAME),
    }
}

/// Returns what people typed, as it may stand in the log.
fn words(command: &WriteEntry) -> Result<SealedText, Refusal> {
    let name = |new: &NewFile| text::required(new.file.name.as_deref().unwrap_or_default(), NAME);
    Ok(SealedText {
        text: text::required(&command.text, TEXT)?,
        speaker: text::optional(command.speaker.as_deref(), NAME)?,
        channel: text::optional(command.channel.as_deref(), NAME)?,
        owner: text::optional(command.owner.as_deref(), NAME)?,
        file_names: command.files.iter().map(name).collect::<Result<_, _>>()?,
    })
}

/// Returns the files with their checked names and a media type as it may stand in the log.
fn files(command: &WriteEntry, words: &SealedText) -> Result<Vec<FileRef>, Refusal> {
    let checked = |(new, name): (&NewFile, &String)| {
        let media_type = &new.file.media_type;
        if media_type.len() > MEDIA_TYPE_MAX {
            return Err(Refusal::FieldTooLong);
        }
        if !media_type.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(Refusal::TextControl);
        }
        Ok(FileRef { name: Some(name.clone()), ..new.file.clone() })
    };
    command.files.iter().zip(&words.file_names).map(checked).collect()
}

/// Takes out of the open part all that people typed.
fn strip(written: &mut Written) {
    written.text = None;
    written.speaker = None;
    written.channel = None;
    written.owner = None;
    written.files.iter_mut().for_each(|file| file.name = None);
}

fn check_references(state: &ScopeState, command: &WriteEntry) -> Result<(), Refusal> {
    if command.files.len() > FILES_MAX {
        return Err(Refusal::TooManyAttachments);
    }
    if command.settles.len() > REFERENCES_MAX {
        return Err(Refusal::TooManyReferences);
    }
    let named = command.settles.iter().chain(&command.answers).chain(&command.contradicts);
    for entry in named {
        state.entries.get(entry).ok_or(Refusal::EntryUnknown)?;
    }
    Ok(())
}

pub(crate) fn decide_strike(world: &World, command: &StrikeEntry) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let entry = state.entries.get(&command.entry).ok_or(Refusal::EntryUnknown)?;
    if entry.is_struck() {
        return Err(Refusal::EntryAlreadyStruck);
    }
    let reason = text::required(&command.reason, REASON)?;
    let fact = Fact::EntryStruck(Struck { entry: command.entry, reason });
    Ok(vec![Draft::facts(scope, vec![fact])])
}

/// Who struck an entry, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Strike {
    #[n(0)]
    pub reason: String,
    #[n(1)]
    pub by: Option<ActorId>,
    #[n(2)]
    pub at: Timestamp,
    #[n(3)]
    pub event: EventId,
}

/// A line as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LogEntry {
    #[cbor(n(0), decode_with = "Written::decode_shared")]
    pub written: Shared<Written>,
    #[n(1)]
    pub author: Option<ActorId>,
    #[n(2)]
    pub device: DeviceKey,
    #[n(3)]
    pub epoch: u64,
    /// What the node's clock said; see `ScopeState::recorded_at` for the corrected time.
    #[n(4)]
    pub wall: Timestamp,
    #[n(5)]
    pub event: EventId,
    /// Place in the order of the scope, counting from 1.
    #[n(6)]
    pub position: u64,
    #[n(7)]
    pub strikes: Few<Strike>,
    /// Entries that say otherwise and were not settled yet.
    #[n(8)]
    pub contradicted_by: Few<EntryId>,
    /// Entries that settled a contradiction of this one.
    #[n(9)]
    pub settled_by: Few<EntryId>,
    #[n(10)]
    pub answered_by: Few<EntryId>,
    /// Place in the log of its device; see `World::is_after_revocation`.
    #[n(11)]
    pub seq: u64,
    #[n(12)]
    pub command: Option<CommandId>,
    /// True where nobody sees the words until a second person decides; they stand in
    /// `ScopeState::hidden`.
    #[n(13)]
    pub hidden: bool,
}

impl LogEntry {
    /// Takes the words away and returns the line as it was written.
    pub(crate) fn hide(&mut self) -> Shared<Written> {
        let mut bare = (*self.written).clone();
        strip(&mut bare);
        (bare.sealed_under, bare.statement) = (None, None);
        bare.files = Vec::new();
        self.hidden = true;
        std::mem::replace(&mut self.written, Shared::from(bare))
    }

    /// Returns true when somebody struck it.
    #[must_use]
    pub fn is_struck(&self) -> bool {
        !self.strikes.is_empty()
    }

    /// Returns what people typed as far as it stands in the open; None where it is sealed.
    #[must_use]
    pub fn open_words(&self) -> Option<SealedText> {
        let name = |file: &FileRef| file.name.clone().unwrap_or_default();
        Some(SealedText {
            text: self.written.text.clone()?,
            speaker: self.written.speaker.clone(),
            channel: self.written.channel.clone(),
            owner: self.written.owner.clone(),
            file_names: self.written.files.iter().map(name).collect(),
        })
    }

    /// Returns the number as people say it: "4", or "B4" when given away from home.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}{}", self.written.letter, self.written.number)
    }
}

/// Where an entry stands in the log as people read it: by when it happened, then as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Moment {
    #[n(0)]
    pub happened_at: Timestamp,
    #[n(1)]
    pub position: u64,
}

impl ScopeState {
    /// Returns the event that wrote an entry.
    #[must_use]
    pub fn event_of(&self, entry: EntryId) -> Option<EventId> {
        self.entries.get(&entry).map(|entry| entry.event)
    }

    /// Returns true when this entry and another contradict each other and nobody settled it.
    /// Settling either of the two settles both; a settlement that was struck does not count, nor
    /// does one from before the contradiction.
    #[must_use]
    pub fn is_disputed(&self, entry: &LogEntry) -> bool {
        let denied = entry.written.contradicts.iter().chain(&entry.contradicted_by);
        let others = denied.filter_map(|id| self.entries.get(id));
        !entry.is_struck()
            && others.into_iter().any(|other| !other.is_struck() && !self.is_settled(entry, other))
    }

    /// Returns the entries that contradict another and were not settled.
    pub fn disputed(&self) -> impl Iterator<Item = &LogEntry> {
        let entries = self.contradicted.keys().filter_map(|id| self.entries.get(id));
        entries.filter(|entry| self.is_disputed(entry))
    }

    fn is_settled(&self, a: &LogEntry, b: &LogEntry) -> bool {
        let since = a.position.max(b.position);
        let mut settlements = a.settled_by.iter().chain(&b.settled_by);
        settlements.any(|id| {
            self.entries.get(id).is_some_and(|by| !by.is_struck() && by.position >= since)
        })
    }

    pub(crate) fn next_number(&self, kind: EntryKind, letter: &str) -> u32 {
        let key = (kind, Letter(letter.to_owned()));
        self.numbers.get(&key).copied().unwrap_or(0).saturating_add(1)
    }

    pub(crate) fn write_entry(&mut self, written: Shared<Written>, at: &crate::fold::At<'_>) {
        let (id, position) = (written.entry, self.count);
        let entry = LogEntry {
            author: at.header.actor,
            device: at.header.device,
            epoch: at.header.epoch,
            wall: at.header.wall,
            event: at.event,
            position,
            strikes: Few::default(),
            contradicted_by: Few::default(),
            settled_by: Few::default(),
            answered_by: Few::default(),
            seq: at.header.seq,
            command: at.header.command,
            hidden: false,
            written: written.clone(),
        };
        if !self.entries.add(id, entry) {
            self.notice(at.event, crate::notice::Matter::OpenedTwice(id.to_string()));
            return;
        }
        let number = (written.kind, Letter(written.letter.clone()));
        self.numbers.change(number, |last| *last = (*last).max(written.number));
        self.track(id, written.kind);
        self.meetings.note_written(id);
        self.timeline.insert(Moment { happened_at: written.happened_at, position }, id);
        if let Some(statement) = &written.statement {
            figure::apply(&mut self.figures, statement, &written, at.event);
        }
        self.link(&written, at.event);
    }

    /// Tells the entries that a new one answers, contradicts or settles.
    fn link(&mut self, written: &Written, event: EventId) {
        let id = written.entry;
        if let Some(question) = written.answers {
            self.tell_other(id, question, event, |entry| entry.answered_by.push(id));
        }
        if let Some(other) = written.contradicts {
            self.contradicted.insert(id, ());
            self.contradicted.insert(other, ());
            self.tell_other(id, other, event, |entry| entry.contradicted_by.push(id));
        }
        for settled in &written.settles {
            self.tell_other(id, *settled, event, |entry| entry.settled_by.push(id));
        }
    }

    /// Tells another entry. To itself an entry has nothing to say: it was not there yet when it
    /// was written.
    fn tell_other(
        &mut self,
        from: EntryId,
        to: EntryId,
        event: EventId,
        change: impl FnOnce(&mut LogEntry),
    ) {
        match from == to {
            true => self.notice(event, crate::notice::Matter::UnknownTarget(to.to_string())),
            false => self.tell(to, event, change),
        }
    }

    pub(crate) fn strike_entry(&mut self, struck: &Struck, at: &crate::fold::At<'_>) {
        let strike = Strike {
            reason: struck.reason.clone(),
            by: at.header.actor,
            at: at.header.wall,
            event: at.event,
        };
        self.tell(struck.entry, at.event, |entry| entry.strikes.push(strike));
    }

    fn tell(&mut self, entry: EntryId, event: EventId, change: impl FnOnce(&mut LogEntry)) {
        match self.entries.get_mut(&entry) {
            Some(entry) => change(entry),
            None => self.notice(event, crate::notice::Matter::UnknownTarget(entry.to_string())),
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Progress (voortgang): what becomes of a decision, an action, a bottleneck or a question.
//!
//! Not here: the line itself (`log_entry`), orders to a team (`order`), how it looks
//! (`tegenwicht`, pages).
//! Rules: the sentence of a line is never changed, what is known of it is added; only the sentence
//! is required, all else may be filled in later and never blocks; a decision is withdrawn or
//! replaced and stays; what two people said apart stands side by side until somebody settles it;
//! words about a line for the core team are not put in the open.
//! Start at: `decide_move`; `course` has what became of a line.
//! To change: text `progress-*`, pages `decision`, `action`, `bottleneck`, `docs/help/`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::log_entry::{EntryKind, LogEntry, REFERENCES_MAX};
use crate::feature::telling;
use crate::feature::text::{self, NAME, REASON, TEXT};
use crate::fold::ScopeState;
use crate::id::{ActorId, CrisisId, EntryId, EventId, OrderId};
use crate::refusal::Refusal;
use crate::time::Timestamp;
use crate::world::World;

pub use super::standing::Standing;

/// Most options of one decision.
pub const OPTIONS_MAX: usize = 12;

/// What can be filled in beside the sentence of a decision or a bottleneck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The bottlenecks that it is about.
    Bottlenecks,
    /// What could have been done; doing nothing among them.
    Options,
    Ground,
    Goal,
    /// In whose name it was taken.
    Mandate,
    Critical,
    HoldsUntil,
    /// Other decisions that it touches.
    Touches,
    Expected,
    CheckAt,
    /// The effect that was found at the check.
    Found,
    /// Impact areas that it concerns, by their ids.
    Areas,
}

/// The shape of what stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Texts,
    Entries,
    Time,
    Flag,
}

impl Field {
    /// All fields, in the order of the form.
    pub const ALL: [Self; 12] = [
        Self::Bottlenecks,
        Self::Options,
        Self::Ground,
        Self::Goal,
        Self::Mandate,
        Self::Critical,
        Self::HoldsUntil,
        Self::Touches,
        Self::Expected,
        Self::CheckAt,
        Self::Found,
        Self::Areas,
    ];

    /// Returns the name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bottlenecks => "bottlenecks",
            Self::Options => "options",
            Self::Ground => "ground",
            Self::Goal => "goal",
            Self::Mandate => "mandate",
            Self::Critical => "critical",
            Self::HoldsUntil => "holds-until",
            Self::Touches => "touches",
            Self::Expected => "expected",
            Self::CheckAt => "check-at",
            Self::Found => "found",
            Self::Areas => "areas",
        }
    }

    /// Finds a field by its name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns the shape of what stands in it.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::Bottlenecks | Self::Touches => Shape::Entries,
            Self::Options | Self::Areas => Shape::Texts,
            Self::Critical => Shape::Flag,
            Self::HoldsUntil | Self::CheckAt => Shape::Time,
            Self::Ground | Self::Goal | Self::Mandate | Self::Expected | Self::Found => Shape::Text,
        }
    }

    /// Returns true when a line of this kind has the field.
    #[must_use]
    pub const fn is_of(self, kind: EntryKind) -> bool {
        match kind {
            EntryKind::Decision => true,
            EntryKind::Bottleneck => matches!(self, Self::Options | Self::Areas | Self::Critical),
            _ => false,
        }
    }
}

/// What stands in a field; nothing in any of these takes back what stood there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Value {
    #[n(0)]
    pub text: Option<String>,
    #[n(1)]
    pub texts: Vec<String>,
    #[n(2)]
    pub entries: Vec<EntryId>,
    #[n(3)]
    pub time: Option<Timestamp>,
    #[n(4)]
    pub flag: Option<bool>,
}

impl Value {
    /// Returns true when it takes back what stood there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns true when people typed something in it.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.text.is_some() || !self.texts.is_empty()
    }

    /// Returns this value as it may stand in such a field: parts of another shape left out, texts
    /// checked.
    fn checked(&self, field: Field, state: &ScopeState) -> Result<Self, Refusal> {
        let mut value = Self::default();
        match field.shape() {
            Shape::Text => value.text = text::optional(self.text.as_deref(), TEXT)?,
            Shape::Texts => {
                let full = self.texts.iter().map(|it| text::optional(Some(it), REASON));
                let full: Vec<Option<String>> = full.collect::<Result<_, _>>()?;
                value.texts = full.into_iter().flatten().collect();
                if value.texts.len() > OPTIONS_MAX.max(REFERENCES_MAX) {
                    return Err(Refusal::TooManyReferences);
                }
            }
            Shape::Entries => {
                if self.entries.len() > REFERENCES_MAX {
                    return Err(Refusal::TooManyReferences);
                }
                for entry in &self.entries {
                    state.entries.get(entry).ok_or(Refusal::EntryUnknown)?;
                }
                value.entries.clone_from(&self.entries);
            }
            Shape::Time => value.time = self.time,
            Shape::Flag => value.flag = self.flag,
        }
        Ok(value)
    }
}

/// One field and what is to stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Filled {
    #[n(0)]
    pub field: String,
    #[n(1)]
    pub value: Value,
}

impl Filled {
    /// What stands in a field.
    #[must_use]
    pub fn new(field: Field, value: Value) -> Self {
        Self { field: field.name().to_owned(), value }
    }
}

/// `entry.filled`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct EntryFilled {
    #[n(0)]
    pub entry: EntryId,
    #[n(1)]
    pub fields: Vec<Filled>,
}

/// `entry.moved`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Moved {
    #[n(0)]
    pub entry: EntryId,
    /// A [`Standing`] by its name; one that a later version knows stays as it is.
    #[n(1)]
    pub standing: String,
    /// Who has it from now on: an account, or somebody as typed.
    #[n(2)]
    pub owner: Option<ActorId>,
    #[n(3)]
    pub owner_name: Option<String>,
    /// By when; for a proposal, by when the answer is needed.
    #[n(4)]
    pub due: Option<Timestamp>,
    /// Why, or what came of it.
    #[n(5)]
    pub note: Option<String>,
    /// The decision that takes its place or settles it.
    #[n(6)]
    pub by: Option<EntryId>,
    /// The order in which a team got it.
    #[n(7)]
    pub order: Option<OrderId>,
    /// Who gave the answer to a proposal.
    #[n(8)]
    pub answered_by: Option<String>,
    /// Who heard that answer, and how.
    #[n(9)]
    pub heard_by: Option<String>,
}

/// Say where a line stands.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct MoveEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub moved: Moved,
    /// As in `telling::telling`.
    #[cbor(skip)]
    pub line: Option<String>,
}

impl MoveEntry {
    /// A move that says where a line stands, and nothing else.
    #[must_use]
    pub fn plain(crisis: CrisisId, entry: EntryId, standing: Standing) -> Self {
        Self { crisis, moved: Moved::plain(entry, standing), line: None }
    }

    /// Returns true when it says something that only a decision can be.
    #[must_use]
    pub(crate) fn is_of_decision(&self) -> bool {
        let standing = self.moved.standing();
        standing.is_some_and(|standing| Standing::of(EntryKind::Decision).contains(&standing))
    }
}

impl Moved {
    /// Where a line stands, and nothing else.
    #[must_use]
    pub fn plain(entry: EntryId, standing: Standing) -> Self {
        Self {
            entry,
            standing: standing.name().to_owned(),
            owner: None,
            owner_name: None,
            due: None,
            note: None,
            by: None,
            order: None,
            answered_by: None,
            heard_by: None,
        }
    }

    /// Returns true when people typed something in it.
    #[must_use]
    pub fn has_words(&self) -> bool {
        let typed = [&self.owner_name, &self.note, &self.answered_by, &self.heard_by];
        typed.iter().any(|it| it.is_some())
    }

    /// Returns where it stands; None for a standing of a later version.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        Standing::from_name(&self.standing)
    }
}

/// Fill in what is known of a decision or a bottleneck.
#[derive(Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct FillEntry {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub entry: EntryId,
    #[n(2)]
    pub fields: Vec<Filled>,
    /// As in `telling::telling`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// What goes with a new line: who has it, where it stands from the beginning, what is filled in,
/// and which lines it replaces or settles.
#[derive(Clone, PartialEq, Eq, Default, Encode)]
#[cbor(map)]
pub struct NewProgress {
    #[n(0)]
    pub owner: Option<ActorId>,
    /// For a decision above the mandate that is there: a proposal, with when the answer is needed.
    #[n(1)]
    pub proposed_until: Option<Timestamp>,
    #[n(2)]
    pub fields: Vec<Filled>,
    /// Decisions whose place it takes.
    #[n(3)]
    pub replaces: Vec<EntryId>,
    /// Bottlenecks that it settles.
    #[n(4)]
    pub decides: Vec<EntryId>,
}

impl NewProgress {
    /// Returns true when it takes a decision out of force.
    #[must_use]
    pub(crate) fn ends_a_decision(&self) -> bool {
        !self.replaces.is_empty()
    }
}

/// Returns the facts that go with a new line, and the events that they replace.
pub(crate) fn with_new(
    state: &ScopeState,
    entry: EntryId,
    (kind, restricted): (EntryKind, bool),
    new: &NewProgress,
) -> Result<(Vec<Fact>, Vec<EventId>), Refusal> {
    let (mut facts, mut supersedes) = (Vec::new(), Vec::new());
    if restricted && (new.owner.is_some() || !new.fields.is_empty()) {
        return Err(Refusal::SealedNotAllowed);
    }
    if new.replaces.len() + new.decides.len() > REFERENCES_MAX {
        return Err(Refusal::TooManyReferences);
    }
    // Only a decision takes the place of another, or settles what somebody ran into.
    if kind != EntryKind::Decision && !(new.replaces.is_empty() && new.decides.is_empty()) {
        return Err(Refusal::StandingWrong);
    }
    if let Some(until) = new.proposed_until {
        let proposed = Moved::plain(entry, Standing::Proposed);
        let proposed = Moved { owner: new.owner, due: Some(until), ..proposed };
        Standing::Proposed.check(kind)?;
        facts.push(Fact::EntryMoved(proposed));
    } else if let Some(owner) = new.owner {
        let first = Standing::first(kind).ok_or(Refusal::StandingWrong)?;
        facts.push(Fact::EntryMoved(Moved { owner: Some(owner), ..Moved::plain(entry, first) }));
    }
    let fields = checked(state, kind, &new.fields)?;
    if !fields.is_empty() {
        facts.push(Fact::EntryFilled(EntryFilled { entry, fields }));
    }
    let replaced = new.replaces.iter().map(|old| (old, Standing::Replaced));
    let decided = new.decides.iter().map(|old| (old, Standing::Decided));
    for (old, standing) in replaced.chain(decided) {
        let line = state.entries.get(old).ok_or(Refusal::EntryUnknown)?;
        standing.check(line.written.kind)?;
        if line.is_struck() {
            return Err(Refusal::EntryAlreadyStruck);
        }
        if state.standing(line).is_end() && !state.progress.is_conflict(*old) {
            return Err(Refusal::EntryAlreadyEnded);
        }
        facts.push(Fact::EntryMoved(Moved { by: Some(entry), ..Moved::plain(*old, standing) }));
        supersedes.extend(state.progress.moves_of(*old));
    }
    Ok((facts, supersedes))
}

fn checked(state: &ScopeState, kind: EntryKind, fields: &[Filled]) -> Result<Vec<Filled>, Refusal> {
    if fields.len() > Field::ALL.len() {
        return Err(Refusal::TooManyReferences);
    }
    let one = |filled: &Filled| {
        let field = Field::from_name(&filled.field).ok_or(Refusal::FieldUnknown)?;
        if !field.is_of(kind) {
            return Err(Refusal::FieldUnknown);
        }
        Ok(Filled::new(field, filled.value.checked(field, state)?))
    };
    fields.iter().map(one).collect()
}

pub(crate) fn decide_move(
    world: &World,
    ctx: &Context,
    command: &MoveEntry,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let moved = &command.moved;
    let entry = state.entries.get(&moved.entry).ok_or(Refusal::EntryUnknown)?;
    if entry.is_struck() {
        return Err(Refusal::EntryAlreadyStruck);
    }
    let standing = moved.standing().ok_or(Refusal::StandingWrong)?;
    standing.check(entry.written.kind)?;
    if state.standing(entry).is_end()
        && standing.is_end()
        && !state.progress.is_conflict(moved.entry)
    {
        return Err(Refusal::EntryAlreadyEnded);
    }
    let moved = words(state, entry, standing, moved)?;
    let about = moved.entry.to_string();
    let supersedes = state.progress.moves_of(moved.entry);
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::EntryMoved(moved);
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(supersedes)?])
}

/// Returns the move as it may stand in the log: all that its standing needs is there.
fn words(
    state: &ScopeState,
    entry: &LogEntry,
    standing: Standing,
    moved: &Moved,
) -> Result<Moved, Refusal> {
    let checked = Moved {
        owner_name: text::optional(moved.owner_name.as_deref(), NAME)?,
        note: text::optional(moved.note.as_deref(), REASON)?,
        answered_by: text::optional(moved.answered_by.as_deref(), NAME)?,
        heard_by: text::optional(moved.heard_by.as_deref(), NAME)?,
        ..moved.clone()
    };
    let is_sealed = entry.written.sealed_under.is_some();
    if is_sealed && checked.has_words() {
        return Err(Refusal::SealedNotAllowed);
    }
    let needs_reason = matches!(
        standing,
        Standing::Cancelled | Standing::Withdrawn | Standing::Declined | Standing::Dropped
    );
    if needs_reason && checked.note.is_none() && !is_sealed {
        return Err(Refusal::ReasonEmpty);
    }
    let has_owner = checked.owner.is_some() || checked.owner_name.is_some();
    if matches!(standing, Standing::HandedOver | Standing::Taken) && !has_owner {
        return Err(Refusal::OwnerLacking);
    }
    let needs_time = matches!(standing, Standing::Later | Standing::Proposed);
    if needs_time && checked.due.is_none() {
        return Err(Refusal::TimesWrong);
    }
    let is_answer = matches!(standing, Standing::Approved | Standing::Declined);
    if is_answer && checked.heard_by.is_none() && !is_sealed {
        return Err(Refusal::HeardByLacking);
    }
    check_by(state, standing, &checked)?;
    Ok(checked)
}

fn check_by(state: &ScopeState, standing: Standing, moved: &Moved) -> Result<(), Refusal> {
    if matches!(standing, Standing::Replaced | Standing::Decided) {
        let by = moved.by.filter(|by| *by != moved.entry).ok_or(Refusal::EntryUnknown)?;
        let by = state.entries.get(&by).ok_or(Refusal::EntryUnknown)?;
        // What does not hold itself settles nothing: else two could take each other away.
        let holds = !by.is_struck() && !state.standing(by).is_end();
        if by.written.kind != EntryKind::Decision || !holds {
            return Err(Refusal::StandingWrong);
        }
    }
    if standing == Standing::ToTeam {
        let order = moved.order.ok_or(Refusal::OrderUnknown)?;
        state.orders.by_id.get(&order).ok_or(Refusal::OrderUnknown)?;
    }
    Ok(())
}

pub(crate) fn decide_fill(
    world: &World,
    ctx: &Context,
    command: &FillEntry,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state) = world.crisis(command.crisis).ok_or(Refusal::CrisisUnknown)?;
    let entry = state.entries.get(&command.entry).ok_or(Refusal::EntryUnknown)?;
    if entry.is_struck() {
        return Err(Refusal::EntryAlreadyStruck);
    }
    let fields = checked(state, entry.written.kind, &command.fields)?;
    let has_words = |it: &Filled| it.value.has_words();
    if entry.written.sealed_under.is_some() && fields.iter().any(has_words) {
        return Err(Refusal::SealedNotAllowed);
    }
    if fields.is_empty() {
        return Err(Refusal::TextEmpty);
    }
    let heads = fields.iter().flat_map(|it| state.progress.fills_of(command.entry, &it.field));
    let supersedes: Vec<EventId> = heads.collect();
    let told = (EntryKind::Fact, command.line.as_deref());
    let about = command.entry.to_string();
    let fact = Fact::EntryFilled(EntryFilled { entry: command.entry, fields });
    let draft = telling::draft(world, ctx, (scope, state), fact, told, about)?;
    Ok(vec![draft.replacing(supersedes)?])
}

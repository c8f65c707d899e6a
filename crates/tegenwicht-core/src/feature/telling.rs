// SPDX-License-Identifier: EUPL-1.2
//! A line that tells of something else: of another command, or of the report that it is made of.
//!
//! Not here: lines that people type (`log_entry`), the words of such a line (`tegenwicht`, pages).
//! Rules: what was done stands in the log as a line too, so that who reads the log misses nothing;
//! the line is in the same event as what it tells of, so one is never there without the other; a
//! real report never ends in an exercise; nothing goes on in an exercise that was halted.
//! Start at: `draft`.
//! To change: text of the lines stands with their rooms, `docs/help/log_entry.md`.

use crate::command::{Context, Draft};
use crate::envelope::Mode;
use crate::event::Fact;
use crate::feature::log_entry::{EntryKind, WriteEntry, Written};
use crate::feature::report::{self, Handled};
use crate::feature::text::{self, TEXT};
use crate::fold::ScopeState;
use crate::id::{EntryId, ScopeId};
use crate::permission::{Capability, may};
use crate::refusal::Refusal;
use crate::world::World;

/// Refuses to go on in an exercise that was halted for a real crisis.
pub(crate) fn refuse_halted(state: &ScopeState) -> Result<(), Refusal> {
    let halted = state.crisis.as_ref().is_some_and(|crisis| crisis.halted.is_some());
    if halted { Err(Refusal::ExerciseHalted) } else { Ok(()) }
}

/// Returns the line of the log that tells of another command, such as "Ana de Vries is chair
/// until 15:00". The page makes the words, in the language of who presses, and they are left out
/// of the fingerprint of the command: they follow from the rest. None asks for no line.
fn telling(
    world: &World,
    state: &ScopeState,
    ctx: &Context,
    kind: EntryKind,
    line: Option<&str>,
    about: String,
) -> Result<Option<Fact>, Refusal> {
    refuse_halted(state)?;
    let Some(line) = line else {
        return Ok(None);
    };
    let letter = world.letter(&ctx.actor.device);
    let written = Written {
        entry: EntryId(ctx.made_id()),
        kind,
        number: state.next_number(kind, &letter),
        letter,
        text: Some(text::required(line, TEXT)?),
        speaker: None,
        channel: None,
        happened_at: ctx.now,
        time_stated: false,
        sealed_under: None,
        files: Vec::new(),
        statement: None,
        answers: None,
        contradicts: None,
        replaces: Vec::new(),
        settles: Vec::new(),
        owner: None,
        due: None,
        about: Some(about),
    };
    Ok(Some(Fact::EntryWritten(written.into())))
}

/// Drafts a fact of a crisis together with the line that tells of it.
pub(crate) fn draft(
    world: &World,
    ctx: &Context,
    (scope, state): (ScopeId, &ScopeState),
    fact: Fact,
    (kind, line): (EntryKind, Option<&str>),
    about: String,
) -> Result<Draft, Refusal> {
    let told = telling(world, state, ctx, kind, line, about)?;
    Ok(Draft::facts(scope, std::iter::once(fact).chain(told).collect()))
}

/// Drafts what becomes of the report that this line is made of. A real report stays out of an
/// exercise: nobody would look at it again.
pub(crate) fn handled(
    world: &World,
    ctx: &Context,
    state: &ScopeState,
    command: &WriteEntry,
    entry: EntryId,
) -> Result<Option<Draft>, Refusal> {
    let Some(report) = command.report else {
        return Ok(None);
    };
    // To make a line of it is to handle it, and not everybody who writes may do that.
    let roles = ctx.actor.id.and_then(|id| world.roles(id)).unwrap_or_default();
    if !may(&roles, Capability::HandleReport) {
        return Err(Refusal::NotAllowed);
    }
    if state.mode() == Mode::Exercise {
        return Err(Refusal::ExerciseFromRealReport);
    }
    let crisis = Some(command.crisis);
    let handled = Handled { report, crisis, reason: None, entry: Some(entry) };
    report::handled_draft(world, handled).map(Some)
}

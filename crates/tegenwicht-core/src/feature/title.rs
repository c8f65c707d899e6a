// SPDX-License-Identifier: EUPL-1.2
//! What a crisis is called, and that it may be called otherwise.
//!
//! Not here: opening and closing it (`crisis`), the words of the line that tells of it
//! (`tegenwicht`, pages).
//! Rules: the title stands in an event of its own, beside the line that tells of the opening, and
//! not in the genesis, which nobody can erase: a title is often the first line of a report, and
//! that may name a client; so it is hidden and erased with that line; the newest title counts, and
//! two that did not know each other both stay until somebody says it once more; a title that is
//! hidden, erased or not here yet is empty.
//! Start at: `decide_title`.
//! To change: text `crisis-title-*`, page `crisis`, `docs/help/crisis.md`.

use minicbor::{Decode, Encode};

use crate::command::{Context, Draft};
use crate::envelope::Mode;
use crate::event::Fact;
use crate::feature::crisis::{self, Crisis};
use crate::feature::entry_kind::EntryKind;
use crate::feature::telling;
use crate::feature::text::{self, TITLE};
use crate::fold::{At, ScopeState};
use crate::id::{CrisisId, EntryId, ScopeId};
use crate::refusal::Refusal;
use crate::world::World;

/// `crisis.titled`: what the crisis is called.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Titled {
    #[n(0)]
    pub title: String,
}

/// Call a crisis otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct SetTitle {
    #[n(0)]
    pub crisis: CrisisId,
    #[n(1)]
    pub title: String,
    /// As in `telling::draft`.
    #[cbor(skip)]
    pub line: Option<String>,
}

/// Drafts the title of a crisis that is being opened, with the line that tells of the opening;
/// returns the name of that line.
pub(crate) fn opening(
    world: &World,
    ctx: &Context,
    (scope, mode): (ScopeId, Mode),
    title: String,
    line: Option<&str>,
) -> Result<(Draft, Option<EntryId>), Refusal> {
    let told = (EntryKind::Fact, line);
    let (empty, fact) = (ScopeState::default(), Fact::CrisisTitled(Titled { title }));
    let draft = telling::draft(world, ctx, (scope, &empty), fact, told, "opened".to_owned())?;
    let draft = Draft { mode: Some(mode), ..draft.second(ctx.command) };
    let entry = draft.facts.iter().find_map(|fact| match fact {
        Fact::EntryWritten(written) => Some(written.entry),
        _ => None,
    });
    Ok((draft, entry))
}

pub(crate) fn decide_title(
    world: &World,
    ctx: &Context,
    command: &SetTitle,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, state, crisis) = crisis::running(world, command.crisis)?;
    let title = text::required(&command.title, TITLE)?;
    if crisis.titles.settled().is_some_and(|titled| titled.title == title) {
        return Err(Refusal::TitleUnchanged);
    }
    let told = (EntryKind::Fact, command.line.as_deref());
    let fact = Fact::CrisisTitled(Titled { title });
    let draft = telling::draft(world, ctx, (scope, state), fact, told, "title".to_owned())?;
    Ok(vec![draft.replacing(crisis.titles.heads())?])
}

impl ScopeState {
    pub(crate) fn title_crisis(&mut self, fact: Titled, at: &At<'_>) {
        self.change_crisis(at, |crisis| {
            crisis.titles.set(at.event, fact, &at.header.supersedes);
            crisis.titles.is_conflict()
        });
    }
}

impl Crisis {
    /// Returns what it is called; where two people called it otherwise, the first that can be
    /// read; empty where the title is hidden, erased or not here yet.
    #[must_use]
    pub fn title(&self) -> &str {
        let titles = self.titles.live().map(|(_, titled)| titled.title.as_str());
        titles.into_iter().find(|title| !title.is_empty()).unwrap_or_default()
    }
}

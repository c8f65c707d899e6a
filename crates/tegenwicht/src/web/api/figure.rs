// SPDX-License-Identifier: EUPL-1.2
//! Figures for programs: what counts now, who says so, and what was said before.

use serde::Serialize;
use tegenwicht_core::feature::figure::{self, View};
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::fold::ScopeState;
use utoipa::ToSchema;

use super::list::{self, FigureList, Page};
use super::name::StatusName;
use super::read::{Address, Asked};
use super::{Answer, name_of, shown};
use crate::web::error::WebError;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A figure and the statements that count.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    pub id: String,
    pub name: String,
    /// True when two statements that count say different things.
    pub contradictory: bool,
    /// The statements that count, latest first; none when all were struck or withdrawn.
    pub live: Vec<Statement>,
}

/// A figure with all that was ever said of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureHistory {
    #[serde(flatten)]
    pub figure: Figure,
    /// Every statement, latest recorded first.
    pub history: Vec<Statement>,
}

/// What one line says of a figure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The line that says so.
    pub entry: String,
    pub value: String,
    #[schema(required)]
    pub unit: Option<String>,
    pub status: StatusName,
    #[schema(required)]
    pub speaker: Option<String>,
    #[schema(required)]
    pub author: Option<String>,
    #[schema(required)]
    pub author_id: Option<String>,
    #[schema(format = DateTime)]
    pub happened_at: String,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    pub struck: bool,
}

fn statement(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Option<Statement> {
    let stated = entry.written.statement.as_ref()?;
    Some(Statement {
        entry: entry.written.entry.to_string(),
        value: stated.value.clone(),
        unit: stated.unit.clone(),
        status: stated.status.into(),
        speaker: entry.written.speaker.clone(),
        author: name_of(visit, entry.author),
        author_id: entry.author.map(|author| author.to_string()),
        happened_at: iso(state.happened_at(entry)),
        recorded_at: iso(state.recorded_at(entry)),
        struck: entry.is_struck(),
    })
}

fn statements(visit: &Visit, state: &ScopeState, entries: &[&LogEntry]) -> Vec<Statement> {
    entries.iter().filter_map(|entry| statement(visit, state, entry)).collect()
}

fn shape(visit: &Visit, state: &ScopeState, view: &View<'_>) -> Figure {
    Figure {
        id: view.id.to_string(),
        name: view.name.to_owned(),
        contradictory: view.is_contradictory(),
        live: statements(visit, state, &view.live),
    }
}

/// Lists the figures of a crisis, by name.
#[utoipa::path(get, path = "/api/v1/crises/{id}/figures", tag = "figures",
    operation_id = "listFigures", params(Page),
    responses((status = 200, body = FigureList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(asked): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let views = figure::views(state);
    let show = |view: &View<'_>| shape(&visit, state, view);
    let part = list::part(views.iter(), &asked, |view| view.id.to_string(), show)?;
    Ok(shown(FigureList::from(part)))
}

/// Shows a figure with its history.
#[utoipa::path(get, path = "/api/v1/crises/{id}/figures/{figure}", tag = "figures",
    operation_id = "showFigure", responses((status = 200, body = FigureHistory)))]
pub async fn show(visit: Visit, Address((id, figure)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let figure = figure.parse().map_err(|_| WebError::NotFound)?;
    let view = figure::view(state, figure).ok_or(WebError::NotFound)?;
    let history = statements(&visit, state, &view.history);
    Ok(shown(FigureHistory { figure: shape(&visit, state, &view), history }))
}

// SPDX-License-Identifier: EUPL-1.2
//! Cards at work for programs: which run in a crisis, and where each step stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::card::{Running, Said, SetStep, Standing};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, EntryId};
use tegenwicht_core::library::card::{Card, Item, Part, StepKind};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::library::{CardItem, item as shape_item};
use super::list::{self, CardAtWorkList, Page};
use super::log_entry;
use super::name::{KindName, StepStandingName};
use super::read::{Address, Asked, Id, Json, Key, Sender};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page::card::{
    about, asks_decision, proposal_command, proposals, proposes, spoken, start_command,
};
use crate::web::page::step::{as_line, ended, figure_name, line, others_with};
use crate::web::page::team::crisis_of;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A card that was started, with its steps as they stand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CardAtWork {
    pub id: String,
    /// `action`, `scenario` or `role`.
    pub kind: String,
    /// The number that people say.
    #[schema(required)]
    pub number: Option<u16>,
    pub title: String,
    #[schema(required)]
    pub started_by: Option<String>,
    #[schema(format = DateTime)]
    pub started_at: String,
    /// The language it was started in. The words are those of who asks, where the library still
    /// has the same steps in that language.
    pub language: String,
    /// How many steps nobody has to do anything about any more.
    pub settled: usize,
    /// How many steps there are; preparation does not count.
    pub steps: usize,
    /// Other cards that belong to it.
    pub links: Vec<String>,
    pub parts: Vec<PartAtWork>,
}

/// What stands under one heading.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartAtWork {
    /// Empty for points before the first heading.
    pub title: String,
    #[schema(required)]
    pub phase: Option<String>,
    #[schema(required)]
    pub field: Option<String>,
    pub text: Vec<String>,
    pub items: Vec<ItemAtWork>,
}

/// A step, or a point without a box.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemAtWork {
    #[serde(flatten)]
    pub item: CardItem,
    /// The figures that it asks for. Each is written as a line of the log with a figure of this
    /// name and unit; the step is ticked by itself.
    pub figures: Vec<FigureAsked>,
    /// The other cards that run and have this step: done once is done for all.
    pub shared_with: Vec<String>,
    /// Where the step stands; null for a point.
    #[schema(required)]
    pub standing: Option<StepSaid>,
    /// True when two said otherwise without knowing of each other; then `standing` is what still
    /// asks most of people.
    pub contradictory: bool,
    /// Every word on the step, in the order of the log.
    pub standings: Vec<StepSaid>,
    /// The kind of line that this becomes when somebody takes up the proposal; null where it
    /// proposes nothing.
    #[schema(required)]
    pub proposes: Option<KindName>,
    /// The line that was made of it.
    #[schema(required)]
    pub proposal: Option<String>,
}

/// A figure as the log will know it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureAsked {
    pub id: String,
    pub name: String,
    #[schema(required)]
    pub unit: Option<String>,
}

/// What was said of a step.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepSaid {
    pub standing: StepStandingName,
    /// Who has it, by name: an account, or as somebody typed it.
    #[schema(required)]
    pub owner: Option<String>,
    /// The account of who has it.
    #[schema(required)]
    pub owner_id: Option<String>,
    #[schema(required)]
    pub note: Option<String>,
    /// Null while nobody said anything of it.
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required, format = DateTime)]
    pub at: Option<String>,
}

/// A card to be started.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCardAtWork {
    /// The id of a card of the library of kind `action`, `scenario` or `role`.
    card: String,
}

/// Where a step stands now.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewStepStanding {
    standing: StepStandingName,
    /// With `taken`: the account of who has it now. Who sends it, when neither is given.
    #[schema(value_type = Option<String>)]
    owner: Option<Id<ActorId>>,
    /// With `taken`: who has it now, as a role or name.
    #[schema(max_length = 200)]
    owner_name: Option<String>,
    /// Needed with `not-applicable`.
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// What is taken up of what a card proposes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// The id of an item that proposes something.
    item: String,
    /// What was decided; needed where the card asks for a decision.
    #[schema(max_length = 3000)]
    answer: Option<String>,
}

/// Who looks at which crisis, and what was made of what its cards propose.
struct Looks<'a> {
    visit: &'a Visit,
    state: &'a ScopeState,
    made: BTreeMap<&'a str, EntryId>,
}

impl<'a> Looks<'a> {
    fn at(visit: &'a Visit, state: &'a ScopeState) -> Self {
        Self { visit, state, made: proposals(state) }
    }

    fn card(&self, running: &Running) -> CardAtWork {
        let card = spoken(self.visit, running);
        let (settled, steps) = self.state.cards.progress(&running.card);
        CardAtWork {
            parts: card.parts.iter().map(|part| self.part(&card, part)).collect(),
            kind: card.kind.name().to_owned(),
            number: card.number,
            started_by: name_of(self.visit, running.by),
            started_at: iso(running.at),
            language: running.language.clone(),
            settled,
            steps,
            links: card.links,
            title: card.title,
            id: card.id,
        }
    }

    fn part(&self, card: &Card, part: &Part) -> PartAtWork {
        PartAtWork {
            title: part.title.clone(),
            phase: part.phase.map(|phase| phase.name().to_owned()),
            field: part.field.map(|field| field.name().to_owned()),
            text: part.text.clone(),
            items: part.items.iter().map(|item| self.item(card, part, item)).collect(),
        }
    }

    fn item(&self, card: &Card, part: &Part, item: &Item) -> ItemAtWork {
        let said = self.state.cards.steps.get(&item.id).filter(|_| item.step.is_some());
        let figures = match &item.step {
            Some(StepKind::Figures(figures)) => figures.as_slice(),
            _ => &[],
        };
        let shared = others_with(self.state, card, item).map(|other| other.card.id.clone());
        let proposes = proposes(part, item).map(|(_, kind)| kind);
        let made = proposes.and_then(|_| self.made.get(about(card, item).as_str()));
        ItemAtWork {
            item: shape_item(item),
            figures: figures.iter().map(|id| self.figure(id)).collect(),
            shared_with: shared.collect(),
            standing: item.step.as_ref().map(|_| match said.and_then(|step| step.said()) {
                Some(said) => shape_said(self.visit, said),
                None => nobody_yet(),
            }),
            contradictory: said.is_some_and(|step| step.set.is_conflict()),
            standings: said.map_or_else(Vec::new, |step| {
                step.history.iter().map(|said| shape_said(self.visit, said)).collect()
            }),
            proposes: proposes.map(KindName::from),
            proposal: made.map(EntryId::to_string),
        }
    }

    fn figure(&self, id: &str) -> FigureAsked {
        let cards = self.visit.web.app.cards();
        let library = cards.of(self.visit.text.language);
        let (name, unit) = figure_name(library, &self.visit.text, id);
        FigureAsked { id: id.to_owned(), name, unit }
    }
}

fn shape_said(visit: &Visit, said: &Said) -> StepSaid {
    let typed = said.set.owner_name.clone();
    StepSaid {
        standing: said.set.standing.into(),
        owner: typed.or_else(|| name_of(visit, said.set.owner)),
        owner_id: said.set.owner.map(|owner| owner.to_string()),
        note: said.set.note.clone(),
        by: name_of(visit, said.by),
        at: Some(iso(said.at)),
    }
}

const fn nobody_yet() -> StepSaid {
    let standing = StepStandingName::Open;
    StepSaid { standing, owner: None, owner_id: None, note: None, by: None, at: None }
}

/// Lists the cards that were started in a crisis, in that order, each with its steps.
#[utoipa::path(get, path = "/api/v1/crises/{id}/cards", tag = "cardsAtWork",
    operation_id = "listCardsAtWork", params(Page),
    responses((status = 200, body = CardAtWorkList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |running: &&Running| running.card.id.clone();
    let running = state.cards.running().into_iter();
    let looks = Looks::at(&visit, state);
    let part = list::part(running, &page, id, |running| looks.card(running))?;
    Ok(shown(CardAtWorkList::from(part)))
}

/// Shows a card that was started.
#[utoipa::path(get, path = "/api/v1/crises/{id}/cards/{card}", tag = "cardsAtWork",
    operation_id = "showCardAtWork", responses((status = 200, body = CardAtWork)))]
pub async fn show(visit: Visit, Address((id, card)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let running = state.cards.by_id.get(&card).ok_or(WebError::NotFound)?;
    Ok(shown(Looks::at(&visit, state).card(running)))
}

/// Starts a card of the library, with the text that it has now.
#[utoipa::path(post, path = "/api/v1/crises/{id}/cards", tag = "cardsAtWork",
    operation_id = "startCard", request_body = NewCardAtWork,
    responses((status = 201, body = CardAtWork)))]
pub async fn start(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewCardAtWork>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = crisis_of(state)?;
    let command = start_command(&visit.web.app.cards(), &visit.text, crisis, &new.card);
    visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let running = state.cards.by_id.get(&new.card).ok_or(WebError::NotFound)?;
    let location = format!("/api/v1/crises/{id}/cards/{}", new.card);
    created(&location, Looks::at(&visit, state).card(running))
}

/// Says where a step stands, on every card that has it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/steps/{step}/standings", tag = "cardsAtWork",
    operation_id = "setStep", request_body = NewStepStanding,
    responses((status = 201, body = ItemAtWork)))]
pub async fn set(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, step)): Address<(String, String)>,
    Json(new): Json<NewStepStanding>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let command = set_command(&visit, state, &step, new)?;
    visit.web.app.submit(visit.actor(), key, Command::SetStep(command)).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let (running, _) = state.cards.step(&step).ok_or(WebError::NotFound)?;
    let card = spoken(&visit, running);
    let found = card.parts.iter().find_map(|part| {
        let item = part.items.iter().find(|item| item.id == step)?;
        Some((part, item))
    });
    let (part, item) = found.ok_or(WebError::Inside)?;
    let location = format!("/api/v1/crises/{id}/cards/{}", card.id);
    created(&location, Looks::at(&visit, state).item(&card, part, item))
}

fn set_command(
    visit: &Visit,
    state: &ScopeState,
    step: &str,
    new: NewStepStanding,
) -> Result<SetStep, WebError> {
    let standing: Standing = new.standing.into();
    let given = new.owner.map(|Id(owner)| owner);
    if new.owner_name.is_some() && given.is_some() {
        return Err(list::wrong("ownerName", "not beside owner"));
    }
    if standing != Standing::Taken && given.is_some() {
        return Err(list::wrong("owner", "only with taken"));
    }
    if standing != Standing::Taken && new.owner_name.is_some() {
        return Err(list::wrong("ownerName", "only with taken"));
    }
    let (_, item) = state.cards.step(step).ok_or(WebError::NotFound)?;
    let me = visit.login.as_ref().map(|login| login.actor);
    let takes = standing == Standing::Taken && new.owner_name.is_none();
    let owner = given.or(me.filter(|_| takes));
    let (owner_name, note) = (new.owner_name, new.note);
    let told = line(&visit.text, standing, &item.text, owner_name.as_deref(), note.as_deref());
    let is_other = given.is_some() && given != me;
    let line = told.or_else(|| is_other.then(|| line_given(visit, item)));
    let (crisis, step) = (crisis_of(state)?, step.to_owned());
    Ok(SetStep { crisis, step, standing, owner, owner_name, note, line })
}

/// What the log says when an account is given a step. No name: the log names who sent it, and the
/// card names who has the step.
fn line_given(visit: &Visit, item: &Item) -> String {
    as_line(visit.text.with("step-line-given", &[("step", &ended(&item.text))]))
}

/// Makes a line of the log of what a card proposes.
#[utoipa::path(post, path = "/api/v1/crises/{id}/cards/{card}/proposals", tag = "cardsAtWork",
    operation_id = "takeUpProposal", request_body = NewProposal,
    responses((status = 201, body = log_entry::Entry)))]
pub async fn propose(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, card)): Address<(String, String)>,
    Json(new): Json<NewProposal>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let running = state.cards.by_id.get(&card).ok_or(WebError::NotFound)?;
    let (card, crisis) = (spoken(&visit, running), crisis_of(state)?);
    let answer = new.answer.as_deref().map(str::trim).filter(|answer| !answer.is_empty());
    if answer.is_none() && asks_decision(&card, &new.item) {
        return Err(Refusal::TextEmpty.into());
    }
    let command = proposal_command(&visit.text, crisis, &card, &new.item, answer);
    let command = command.ok_or(WebError::NotFound)?;
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Entry(entry) = receipt.made else {
        return Err(Refusal::EntryUnknown.into());
    };
    log_entry::told(visit, &id, entry)
}

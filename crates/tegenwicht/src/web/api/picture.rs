// SPDX-License-Identifier: EUPL-1.2
//! The picture for programs: what the team holds for true, topic by topic, now and as it was
//! known; saying something about a topic, and adopting the picture as a version.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::Said;
use tegenwicht_core::feature::picture::{
    AdoptPicture, PARTS, PictureSaid, SayPicture, Topic, Version,
};
use tegenwicht_core::fold::ScopeState;
use utoipa::{IntoParams, ToSchema};

use super::log_entry::is_of;
use super::read::{Address, Asked, Json, Key, Sender, Time};
use super::{Answer, Told, created, shown, with_new_world};
use crate::web::error::WebError;
use crate::web::page::picture::topic as page;
use crate::web::page::team::crisis_of;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// What the team holds for true.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// The version that holds; null while none was adopted.
    #[schema(required)]
    pub version: Option<PictureVersion>,
    /// True when something was said since that version.
    pub changed: bool,
    /// What a change of the nature of the crisis asks to be looked at again: `card`, `team`,
    /// `level`.
    pub asked_again: Vec<String>,
    /// The fixed parts and the impact areas, also those that nobody said anything about, and all
    /// that somebody did.
    pub topics: Vec<PictureTopic>,
    /// Oldest first.
    pub versions: Vec<PictureVersion>,
}

/// A version that the team adopted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PictureVersion {
    pub id: String,
    /// As people say it.
    pub number: String,
    #[schema(required)]
    pub note: Option<String>,
    #[serde(flatten)]
    pub told: Told,
}

/// One topic, with all that was said about it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PictureTopic {
    /// Such as `cause`, `area.privacy` or `process.laboratory@all`.
    pub id: String,
    pub title: String,
    /// True when two people said something apart and nobody settled it.
    pub contradictory: bool,
    /// True when the team adopted a version since, and nobody said this again.
    pub stale: bool,
    /// What stands now; none where nobody said anything, which means unknown.
    pub values: Vec<PictureStatement>,
    /// Oldest first.
    pub history: Vec<PictureStatement>,
}

/// What somebody said about a topic.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PictureStatement {
    pub id: String,
    #[schema(required)]
    pub text: Option<String>,
    #[schema(required)]
    pub state: Option<String>,
    #[schema(required)]
    pub intent: Option<String>,
    #[schema(required, format = DateTime)]
    pub earliest: Option<String>,
    #[schema(required, format = DateTime)]
    pub likely: Option<String>,
    #[schema(required, format = DateTime)]
    pub worst: Option<String>,
    #[schema(required, format = DateTime)]
    pub until: Option<String>,
    #[schema(required)]
    pub speaker: Option<String>,
    #[schema(required)]
    pub title: Option<String>,
    #[schema(required)]
    pub extramural: Option<bool>,
    #[serde(flatten)]
    pub told: Told,
}

/// Something to be said about a topic. It takes the place of all that stands there: what is not
/// said is not known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPictureStatement {
    #[schema(max_length = 4000)]
    text: Option<String>,
    /// Of an area: `unknown`, `not-hit`, `watch`, `hit`, `severe`, `recovered`; of the cause:
    /// `unknown`, `suspected`, `known`; of a moment: `open`, `happened`; of a process by the list
    /// of the institution.
    state: Option<String>,
    /// Whether somebody meant it, for the cause: `unknown`, `not-excluded`, `excluded`.
    intent: Option<String>,
    /// How long it lasts at the earliest; for a block of hours its beginning.
    #[schema(value_type = Option<String>, format = DateTime)]
    earliest: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    likely: Option<Time>,
    #[schema(value_type = Option<String>, format = DateTime)]
    worst: Option<Time>,
    /// Until when a state is expected to hold; for a block of hours its end.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    /// Who says so, when that is not who sends it.
    #[schema(max_length = 200)]
    speaker: Option<String>,
    /// The name of a process or a moment that no list has.
    #[schema(max_length = 200)]
    title: Option<String>,
    /// True for care outside the walls.
    extramural: Option<bool>,
}

/// A version to be adopted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPictureVersion {
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// Which moment is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Known {
    /// The picture as this node knew it then.
    #[param(value_type = Option<String>, format = DateTime)]
    known: Option<Time>,
}

fn shape_version(visit: &Visit, version: &Version) -> PictureVersion {
    PictureVersion {
        id: version.event.to_string(),
        number: version.label(),
        note: version.what.note.clone(),
        told: Told::by(visit, version.by, version.at),
    }
}

fn shape_statement(visit: &Visit, said: &Said<PictureSaid>) -> PictureStatement {
    let what = &said.what;
    PictureStatement {
        id: said.event.to_string(),
        text: what.text.clone(),
        state: what.state.clone(),
        intent: what.intent.clone(),
        earliest: what.earliest.map(iso),
        likely: what.likely.map(iso),
        worst: what.worst.map(iso),
        until: what.until.map(iso),
        speaker: what.speaker.clone(),
        title: what.title.clone(),
        extramural: what.extramural,
        told: Told::by(visit, said.by, said.at),
    }
}

fn shape_topic(visit: &Visit, state: &ScopeState, topic: &Topic) -> PictureTopic {
    let statements = state.picture.topic(topic);
    let history = statements.into_iter().flat_map(|it| it.history.iter());
    let stands = |said: &&Said<PictureSaid>| {
        statements.is_some_and(|it| it.values.live().any(|(event, _)| *event == said.event))
    };
    let live = history.clone().filter(stands);
    PictureTopic {
        id: topic.0.clone(),
        title: page::title(visit, Some(state), topic),
        contradictory: statements.is_some_and(|it| it.values.is_conflict()),
        stale: statements.is_some_and(|it| state.is_stale(it)),
        values: live.map(|said| shape_statement(visit, said)).collect(),
        history: history.map(|said| shape_statement(visit, said)).collect(),
    }
}

fn shape(visit: &Visit, state: &ScopeState) -> Picture {
    let cards = visit.web.app.cards();
    let listed = cards.of(visit.text.language).list("areas");
    let areas = listed.into_iter().flat_map(|list| list.items());
    let parts = PARTS.into_iter().map(|part| Topic(part.to_owned()));
    let mut topics: Vec<Topic> = parts.chain(areas.map(|it| Topic::area(&it.id))).collect();
    let said = state.picture.topics.keys().filter(|topic| !topics.contains(topic));
    let said: Vec<Topic> = said.cloned().collect();
    topics.extend(said);
    let asked_again = state.picture.asked_again().into_iter().map(str::to_owned);
    Picture {
        version: state.picture.version().map(|it| shape_version(visit, it)),
        changed: state.picture.has_changed(),
        asked_again: asked_again.collect(),
        topics: topics.iter().map(|topic| shape_topic(visit, state, topic)).collect(),
        versions: state.picture.adopted.iter().map(|it| shape_version(visit, it)).collect(),
    }
}

/// Shows the picture: every topic, with what stands and all that was said.
#[utoipa::path(get, path = "/api/v1/crises/{id}/picture", tag = "picture",
    operation_id = "showPicture", params(Known), responses((status = 200, body = Picture)))]
pub async fn show(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<Known>,
) -> Answer {
    let (scope, state) = visit.crisis(&id)?;
    let Some(Time(at)) = wanted.known else {
        return Ok(shown(shape(&visit, state)));
    };
    let app = std::sync::Arc::clone(&visit.web.app);
    let past = tokio::task::spawn_blocking(move || app.as_known(scope, at)).await;
    let past = past.map_err(|_| WebError::Inside)?.map_err(|_| WebError::Inside)?;
    Ok(shown(shape(&visit, &past)))
}

fn read_topic(topic: String) -> Result<Topic, WebError> {
    let topic = Topic(topic);
    topic.about().ok_or(WebError::NotFound)?;
    Ok(topic)
}

/// Shows one topic, with what stands and all that was said.
#[utoipa::path(get, path = "/api/v1/crises/{id}/picture/topics/{topic}", tag = "picture",
    operation_id = "showPictureTopic", responses((status = 200, body = PictureTopic)))]
pub async fn topic(visit: Visit, Address((id, topic)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let topic = read_topic(topic)?;
    Ok(shown(shape_topic(&visit, state, &topic)))
}

/// Says something about a topic; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/picture/topics/{topic}/statements",
    tag = "picture", operation_id = "sayPicture", request_body = NewPictureStatement,
    responses((status = 201, body = PictureTopic)))]
pub async fn say(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, topic)): Address<(String, String)>,
    Json(new): Json<NewPictureStatement>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let topic = read_topic(topic)?;
    let at = |time: Option<Time>| time.map(|Time(at)| at);
    let said = PictureSaid {
        topic: topic.clone(),
        text: new.text,
        state: new.state,
        intent: new.intent,
        earliest: at(new.earliest),
        likely: at(new.likely),
        worst: at(new.worst),
        until: at(new.until),
        speaker: new.speaker,
        title: new.title,
        extramural: new.extramural,
    };
    let line = Some(page::line(&visit, Some(state), &said));
    let crisis = crisis_of(state)?;
    let command = Command::SayPicture(Box::new(SayPicture { crisis, said, line }));
    visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let location = format!("/api/v1/crises/{id}/picture/topics/{}", topic.0);
    created(&location, shape_topic(&visit, state, &topic))
}

/// Adopts the picture of this moment as a version; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/picture/versions", tag = "picture",
    operation_id = "adoptPicture", request_body = NewPictureVersion,
    responses((status = 201, body = PictureVersion)))]
pub async fn adopt(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewPictureVersion>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let line = Some(visit.text.get("picture-line-adopted").to_owned());
    let crisis = crisis_of(state)?;
    let command = Command::AdoptPicture(AdoptPicture { crisis, note: new.note, line });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(&id)?;
    let made = state.picture.adopted.iter().find(|it| is_of(&receipt, it.event));
    let made = made.ok_or(WebError::Inside)?;
    created(&format!("/api/v1/crises/{id}/picture"), shape_version(&visit, made))
}

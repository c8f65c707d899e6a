// SPDX-License-Identifier: EUPL-1.2
//! Orders for programs: what a team was told to do, and what it answered.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::{Said, Urgency};
use tegenwicht_core::feature::order::{AnswerOrder, GiveOrder, Order as Given};
use tegenwicht_core::feature::text::TEXT_MAX;
use tegenwicht_core::id::{EntryId, OrderId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, OrderList, Page};
use super::name::ReplyName;
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, Told, created, name_of, shown, with_new_world};
use crate::app::Made;
use crate::web::error::WebError;
use crate::web::page::handover::team_title;
use crate::web::page::order::answer_line;
use crate::web::page::team::crisis_of;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// What a team was told to do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: String,
    /// As people say it.
    pub number: String,
    pub team: String,
    pub text: String,
    #[schema(required, format = DateTime)]
    pub due: Option<String>,
    /// True when it should have been done by now.
    pub late: bool,
    /// True when it should be done within fifteen minutes.
    pub nearly_late: bool,
    /// Null while the team did not answer.
    #[schema(required)]
    pub reply: Option<ReplyName>,
    #[schema(required)]
    pub given_by: Option<String>,
    #[schema(format = DateTime)]
    pub given_at: String,
    pub answers: Vec<OrderAnswer>,
}

/// One answer, in the order of the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderAnswer {
    pub reply: ReplyName,
    #[schema(required)]
    pub note: Option<String>,
    #[serde(flatten)]
    pub told: Told,
}

/// An order to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    team: String,
    #[schema(max_length = 4000)]
    text: String,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Time>,
    /// The decision that it carries out.
    #[schema(value_type = Option<String>)]
    decision: Option<Id<EntryId>>,
}

/// What the team answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    reply: ReplyName,
    /// Needed with `cannot`.
    #[schema(max_length = 500)]
    note: Option<String>,
}

pub(super) fn shape(visit: &Visit, order: &Given) -> Order {
    let answers = order.history.iter().map(|Said { what: answered, by, at, .. }| OrderAnswer {
        reply: answered.reply.into(),
        note: answered.note.clone(),
        told: Told::by(visit, *by, *at),
    });
    Order {
        id: order.begun.order.to_string(),
        number: order.label(),
        team: order.begun.team.clone(),
        text: order.begun.text.clone(),
        due: order.begun.due.map(iso),
        late: order.is_late(visit.now),
        nearly_late: order.urgency(visit.now) == Urgency::Nearly,
        reply: order.reply().map(ReplyName::from),
        given_by: name_of(visit, order.by),
        given_at: iso(order.at),
        answers: answers.collect(),
    }
}

fn answer_with(visit: Visit, id: &str, order: OrderId) -> Answer {
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(id)?;
    let found = state.orders.by_id.get(&order).ok_or(WebError::NotFound)?;
    created(&format!("/api/v1/crises/{id}/orders"), shape(&visit, found))
}

/// Lists the orders of a crisis: what is still to be done first, earliest due first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/orders", tag = "orders",
    operation_id = "listOrders", params(Page), responses((status = 200, body = OrderList)))]
pub async fn list(visit: Visit, Address(id): Address<String>, Asked(page): Asked<Page>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let id = |order: &&Given| order.begun.order.to_string();
    let orders = state.orders.of(None).into_iter();
    let part = list::part(orders, &page, id, |order| shape(&visit, order))?;
    Ok(shown(OrderList::from(part)))
}

/// Tells a team to do something.
#[utoipa::path(post, path = "/api/v1/crises/{id}/orders", tag = "orders",
    operation_id = "giveOrder", request_body = NewOrder,
    responses((status = 201, body = Order)))]
pub async fn give(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewOrder>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let title = team_title(&visit, state, &new.team);
    let line = visit.text.with("order-line-given", &[("team", &title), ("text", new.text.trim())]);
    let command = Command::GiveOrder(GiveOrder {
        crisis: crisis_of(state)?,
        team: new.team,
        line: Some(line.chars().take(TEXT_MAX).collect()),
        text: new.text,
        due: new.due.map(|Time(at)| at),
        decision: new.decision.map(|Id(entry)| entry),
    });
    let receipt = visit.web.app.submit(visit.actor(), key, command).await?;
    let Made::Order(order) = receipt.made else {
        return Err(Refusal::OrderUnknown.into());
    };
    answer_with(visit, &id, order)
}

/// Answers an order, or withdraws it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/orders/{order}/answers", tag = "orders",
    operation_id = "answerOrder", request_body = NewAnswer,
    responses((status = 201, body = Order)))]
pub async fn answer(
    Sender(visit): Sender,
    Key(key): Key,
    Address((id, order)): Address<(String, String)>,
    Json(new): Json<NewAnswer>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let order: OrderId = order.parse().map_err(|_| WebError::NotFound)?;
    let found = state.orders.by_id.get(&order).ok_or(WebError::NotFound)?;
    let reply = new.reply.into();
    let line = answer_line(&visit, found, reply, new.note.as_deref().unwrap_or(""));
    let command = Command::AnswerOrder(AnswerOrder {
        crisis: crisis_of(state)?,
        order,
        reply,
        note: new.note,
        line: Some(line),
    });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &id, order)
}

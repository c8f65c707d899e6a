// SPDX-License-Identifier: EUPL-1.2
//! What becomes of decisions, actions, bottlenecks and questions, for programs: where each stands,
//! who has it, by when, what was filled in, and all that was said about it.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::{Owner, Said, Urgency};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::{
    Field, FillEntry, Filled, MoveEntry, Moved, Shape, Standing, Value,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, EntryId, OrderId};
use tegenwicht_core::refusal::Refusal;
use utoipa::{IntoParams, ToSchema};

use super::list::{self, LineList, Page};
use super::log_entry::ids;
use super::meeting::{self, Meeting};
use super::name::{KindName, LineFieldName, LineStandingName};
use super::order::{self, Order};
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::team::{self, Seat};
use super::{Answer, Told, created, name_of, shown, with_new_world};
use crate::web::error::WebError;
use crate::web::page;
use crate::web::page::task;
use crate::web::part::entry;
use crate::web::part::progress::{is_mine, owner};
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// A decision, an action, a bottleneck or a question, with what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The id of the line in the log.
    pub id: String,
    pub kind: KindName,
    /// As people say it.
    pub number: String,
    /// Null where the words are hidden, or for the core team and the reader is not of it.
    #[schema(required)]
    pub text: Option<String>,
    pub restricted: bool,
    /// Of two that stand side by side the one that asks most of people.
    pub standing: LineStandingName,
    /// True when two people said apart where it stands.
    pub contradictory: bool,
    #[schema(required)]
    pub owner: Option<String>,
    /// Null where nobody has it, or somebody without an account.
    #[schema(required)]
    pub owner_id: Option<String>,
    #[schema(required, format = DateTime)]
    pub due: Option<String>,
    /// When the effect of a decision in force is to be looked at, while nobody did.
    #[schema(required, format = DateTime)]
    pub check_due: Option<String>,
    /// True when it should have been done, answered or looked at by now.
    pub late: bool,
    /// True when that is within fifteen minutes.
    pub nearly_late: bool,
    #[schema(required)]
    pub author: Option<String>,
    #[schema(format = DateTime)]
    pub happened_at: String,
    /// Oldest first.
    pub moves: Vec<LineMove>,
    /// What was filled in; a field that nobody filled in is not here.
    pub fields: Vec<LineField>,
}

/// That somebody said where a line stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineMove {
    /// A standing that a later version knows stays as it is.
    pub standing: String,
    #[schema(required)]
    pub owner: Option<String>,
    #[schema(required)]
    pub owner_id: Option<String>,
    #[schema(required, format = DateTime)]
    pub due: Option<String>,
    #[schema(required)]
    pub note: Option<String>,
    /// The decision that takes its place or settles it.
    #[schema(required)]
    pub decision: Option<String>,
    /// The order in which a team got it.
    #[schema(required)]
    pub order: Option<String>,
    #[schema(required)]
    pub answered_by: Option<String>,
    #[schema(required)]
    pub heard_by: Option<String>,
    #[serde(flatten)]
    pub told: Told,
}

/// What stands in a field.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineField {
    /// A field that a later version knows stays as it is.
    pub field: String,
    /// True when two people filled it in apart.
    pub contradictory: bool,
    pub values: Vec<LineValue>,
    /// All that stood in it, oldest first.
    pub history: Vec<LineValue>,
}

/// One value of a field; which part is there follows from the field. None is there where somebody
/// took back what stood in it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineValue {
    #[schema(required)]
    pub text: Option<String>,
    pub texts: Vec<String>,
    pub entries: Vec<String>,
    #[schema(required, format = DateTime)]
    pub time: Option<String>,
    #[schema(required)]
    pub flag: Option<bool>,
    #[serde(flatten)]
    pub told: Told,
}

/// What is of the one who asks.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tasks {
    /// How many of them are late.
    pub late: u64,
    /// How many are nearly late.
    pub nearly_late: u64,
    /// Late ones first.
    pub actions: Vec<Line>,
    /// Questions to which this person finds out the answer.
    pub questions: Vec<Line>,
    /// Orders to a team in which this person sits.
    pub orders: Vec<Order>,
    pub seats: Vec<Seat>,
    /// The meeting of the crisis team that runs or comes next; null where none does.
    #[schema(required)]
    pub next_meeting: Option<OwnMeeting>,
}

/// A meeting of the crisis team, and what the one who asks has to do with it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnMeeting {
    #[serde(flatten)]
    pub meeting: Meeting,
    /// How many of these actions and questions are due before it begins, or before it is over.
    pub owed: u64,
    /// True when this person leads it.
    pub chairs: bool,
}

/// Where a line stands from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewMove {
    standing: LineStandingName,
    /// Who has it: the account, or a name as typed. Needed with `handed-over` and `taken`.
    #[schema(value_type = Option<String>)]
    owner_id: Option<Id<ActorId>>,
    #[schema(max_length = 200)]
    owner: Option<String>,
    /// Needed with `later` and `proposed`.
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Time>,
    /// Needed with `cancelled`, `withdrawn`, `declined` and `dropped`.
    #[schema(max_length = 500)]
    note: Option<String>,
    /// Needed with `replaced` and `decided`.
    #[schema(value_type = Option<String>)]
    decision: Option<Id<EntryId>>,
    /// Needed with `to-team`.
    #[schema(value_type = Option<String>)]
    order: Option<Id<OrderId>>,
    #[schema(max_length = 200)]
    answered_by: Option<String>,
    /// Who heard the answer to a proposal. Needed with `approved` and `declined`.
    #[schema(max_length = 200)]
    heard_by: Option<String>,
}

/// What is to be filled in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFields {
    #[schema(min_items = 1, max_items = 12)]
    fields: Vec<NewField>,
}

/// A field and what is to stand in it; with no value at all what stood there is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewField {
    field: LineFieldName,
    /// For `ground`, `goal`, `mandate`, `expected` and `found`.
    #[schema(max_length = 4000)]
    text: Option<String>,
    /// For `options` and `areas`.
    #[schema(max_items = 32)]
    texts: Option<Vec<String>>,
    /// For `bottlenecks` and `touches`.
    #[schema(value_type = Option<Vec<String>>, max_items = 32)]
    entries: Option<Vec<Id<EntryId>>>,
    /// For `holds-until` and `check-at`.
    #[schema(value_type = Option<String>, format = DateTime)]
    time: Option<Time>,
    /// For `critical`.
    flag: Option<bool>,
}

/// Which lines are asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WantedLines {
    /// Only those of which more is expected, or only those of which nothing is.
    open: Option<bool>,
    /// Only those that are late, or only those that are not.
    late: Option<bool>,
    /// Only those that are nearly late, or only those that are not.
    nearly_late: Option<bool>,
    /// Only those of the one who asks, or only those of others.
    mine: Option<bool>,
    /// Most items in the answer.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
    /// The `next` of the answer before.
    cursor: Option<String>,
}

impl WantedLines {
    fn fits(&self, visit: &Visit, state: &ScopeState, entry: &LogEntry) -> bool {
        let is = |wanted: Option<bool>, found: &dyn Fn() -> bool| {
            wanted.is_none_or(|wanted| wanted == found())
        };
        is(self.open, &|| !state.standing(entry).is_end())
            && is(self.late, &|| state.is_overdue(entry, visit.now))
            && is(self.nearly_late, &|| state.urgency(entry, visit.now) == Urgency::Nearly)
            && is(self.mine, &|| is_mine(visit, state, entry))
    }
}

/// Reads what is to be filled in. A value of another shape than the field has is refused: left
/// out, it would take back what stands there.
pub(super) fn filled(fields: Vec<NewField>) -> Result<Vec<Filled>, WebError> {
    let mut seen: Vec<Field> = Vec::new();
    let one = |(index, new): (usize, NewField)| {
        let field = Field::from(new.field);
        let at = format!("fields[{index}]");
        if seen.contains(&field) {
            return Err(list::wrong(&at, "a field that stands there twice"));
        }
        seen.push(field);
        let given = [
            (Shape::Text, new.text.is_some()),
            (Shape::Texts, new.texts.is_some()),
            (Shape::Entries, new.entries.is_some()),
            (Shape::Time, new.time.is_some()),
            (Shape::Flag, new.flag.is_some()),
        ];
        if given.iter().any(|(shape, there)| *there && *shape != field.shape()) {
            return Err(list::wrong(&at, "a value of another kind than this field has"));
        }
        let value = Value {
            text: new.text,
            texts: new.texts.unwrap_or_default(),
            entries: new.entries.unwrap_or_default().into_iter().map(|Id(id)| id).collect(),
            time: new.time.map(|Time(at)| at),
            flag: new.flag,
        };
        Ok(Filled::new(field, value))
    };
    fields.into_iter().enumerate().map(one).collect()
}

/// Returns a line as the API gives it. Where its words are hidden, so are all that people typed
/// about it.
fn shape(visit: &Visit, state: &ScopeState, found: &LogEntry) -> Line {
    let id = found.written.entry;
    let words = entry::words(visit, found);
    let owned = state.owner_of(found);
    let owner_id = match owned {
        Some(Owner::User(user)) => Some(user.to_string()),
        _ => None,
    };
    let is_typed = owner_id.is_none();
    let course = state.progress.by_entry.get(&id);
    let moves = course.into_iter().flat_map(|course| course.history.iter());
    Line {
        id: id.to_string(),
        kind: found.written.kind.into(),
        number: found.label(),
        text: words.read().map(|said| said.text.clone()),
        restricted: found.written.sealed_under.is_some(),
        standing: state.standing(found).into(),
        contradictory: state.progress.is_conflict(id),
        owner: owner(visit, state, found).filter(|_| !(found.hidden && is_typed)),
        owner_id,
        due: state.due_of(found).map(iso),
        check_due: state.check_due(found).map(iso),
        late: state.is_overdue(found, visit.now),
        nearly_late: state.urgency(found, visit.now) == Urgency::Nearly,
        author: name_of(visit, found.author),
        happened_at: iso(state.happened_at(found)),
        moves: moves.map(|said| shape_move(visit, said, found.hidden)).collect(),
        fields: if found.hidden { Vec::new() } else { shape_fields(visit, state, id) },
    }
}

fn shape_move(visit: &Visit, said: &Said<Moved>, hidden: bool) -> LineMove {
    let moved = &said.what;
    let typed = |words: &Option<String>| words.clone().filter(|_| !hidden);
    LineMove {
        standing: moved.standing.clone(),
        owner: name_of(visit, moved.owner).or_else(|| typed(&moved.owner_name)),
        owner_id: moved.owner.map(|owner| owner.to_string()),
        due: moved.due.map(iso),
        note: typed(&moved.note),
        decision: moved.by.map(|by| by.to_string()),
        order: moved.order.map(|order| order.to_string()),
        answered_by: typed(&moved.answered_by),
        heard_by: typed(&moved.heard_by),
        told: Told::by(visit, said.by, said.at),
    }
}

fn shape_fields(visit: &Visit, state: &ScopeState, id: EntryId) -> Vec<LineField> {
    let Some(course) = state.progress.by_entry.get(&id) else {
        return Vec::new();
    };
    let field = |(name, stands): (&String, &_)| {
        let stands: &tegenwicht_core::versions::Versions<Value> = stands;
        let all = course.filled.iter().filter(|it| it.what.field == *name);
        let live = all.clone().filter(|it| {
            let mut live = stands.live();
            !it.what.value.is_empty() && live.any(|(event, _)| *event == it.event)
        });
        LineField {
            field: name.clone(),
            contradictory: stands.is_conflict(),
            values: live.map(|said| shape_value(visit, said)).collect(),
            history: all.map(|said| shape_value(visit, said)).collect(),
        }
    };
    course.fields.iter().map(field).collect()
}

fn shape_value(visit: &Visit, said: &Said<Filled>) -> LineValue {
    let value = &said.what.value;
    LineValue {
        text: value.text.clone(),
        texts: value.texts.clone(),
        entries: value.entries.iter().map(ToString::to_string).collect(),
        time: value.time.map(iso),
        flag: value.flag,
        told: Told::by(visit, said.by, said.at),
    }
}

fn list_of(visit: &Visit, id: &str, kind: EntryKind, wanted: &WantedLines) -> Answer {
    let (_, state) = visit.crisis(id)?;
    let page = Page { limit: wanted.limit, cursor: wanted.cursor.clone() };
    let id = |entry: &&LogEntry| entry.written.entry.to_string();
    // Where the list goes on stays in it, also when that line does not fit any more.
    let is_cursor = |entry: &&LogEntry| wanted.cursor.as_ref().is_some_and(|it| *it == id(entry));
    let lines = state.lines_of(kind).rev();
    let lines = lines.filter(|entry| is_cursor(entry) || wanted.fits(visit, state, entry));
    let part = list::part(lines, &page, id, |entry| shape(visit, state, entry))?;
    Ok(shown(LineList::from(part)))
}

/// Lists the decisions of a crisis, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/decisions", tag = "progress",
    operation_id = "listDecisions", params(WantedLines),
    responses((status = 200, body = LineList)))]
pub async fn decisions(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<WantedLines>,
) -> Answer {
    list_of(&visit, &id, EntryKind::Decision, &wanted)
}

/// Lists the actions of a crisis, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/actions", tag = "progress",
    operation_id = "listActions", params(WantedLines),
    responses((status = 200, body = LineList)))]
pub async fn actions(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<WantedLines>,
) -> Answer {
    list_of(&visit, &id, EntryKind::Action, &wanted)
}

/// Lists the bottlenecks of a crisis, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/bottlenecks", tag = "progress",
    operation_id = "listBottlenecks", params(WantedLines),
    responses((status = 200, body = LineList)))]
pub async fn bottlenecks(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<WantedLines>,
) -> Answer {
    list_of(&visit, &id, EntryKind::Bottleneck, &wanted)
}

/// Lists the questions of a crisis, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/questions", tag = "progress",
    operation_id = "listQuestions", params(WantedLines),
    responses((status = 200, body = LineList)))]
pub async fn questions(
    visit: Visit,
    Address(id): Address<String>,
    Asked(wanted): Asked<WantedLines>,
) -> Answer {
    list_of(&visit, &id, EntryKind::Question, &wanted)
}

/// Shows what is of the one who asks: actions, questions, orders, seats and the next meeting.
#[utoipa::path(get, path = "/api/v1/crises/{id}/tasks", tag = "progress",
    operation_id = "showTasks", responses((status = 200, body = Tasks)))]
pub async fn tasks(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mine = task::mine(&visit, state);
    let lines = |all: &[&LogEntry]| all.iter().map(|it| shape(&visit, state, it)).collect();
    let next = task::next(state, &mine).map(|next| OwnMeeting {
        meeting: meeting::shape(&visit, state, next.meeting),
        owed: next.owed as u64,
        chairs: next.chairs,
    });
    Ok(shown(Tasks {
        next_meeting: next,
        late: task::late(&visit, state, &visit.web.waiting.of(state)) as u64,
        nearly_late: task::nearly(&visit, state, &mine) as u64,
        actions: lines(&mine.actions),
        questions: lines(&mine.questions),
        orders: mine.orders.iter().map(|it| order::shape(&visit, it)).collect(),
        seats: mine.seats.iter().map(|it| team::shape(&visit, it)).collect(),
    }))
}

fn answer_with(visit: Visit, id: &str, entry: EntryId) -> Answer {
    let visit = with_new_world(visit);
    let (_, state) = visit.crisis(id)?;
    let found = state.entries.get(&entry).ok_or(Refusal::EntryUnknown)?;
    let location = format!("/api/v1/crises/{id}/logEntries/{entry}");
    created(&location, shape(&visit, state, found))
}

/// Says where a decision, an action, a bottleneck or a question stands; the log tells of it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/moves", tag = "progress",
    operation_id = "moveLogEntry", request_body = NewMove,
    responses((status = 201, body = Line)))]
pub async fn move_line(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(new): Json<NewMove>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let (_, state) = visit.crisis(&path.0)?;
    let found = state.entries.get(&entry).ok_or(Refusal::EntryUnknown)?;
    let typed = |words: Option<String>| words.filter(|words| !words.trim().is_empty());
    let moved = Moved {
        owner: new.owner_id.map(|Id(owner)| owner),
        owner_name: typed(new.owner),
        due: new.due.map(|Time(at)| at),
        note: typed(new.note),
        by: new.decision.map(|Id(entry)| entry),
        order: new.order.map(|Id(order)| order),
        answered_by: typed(new.answered_by),
        heard_by: typed(new.heard_by),
        ..Moved::plain(entry, Standing::from(new.standing))
    };
    if moved.owner.is_some() && moved.owner_name.is_some() {
        return Err(list::wrong("owner", "expected one of `owner` and `ownerId`"));
    }
    let line = Some(page::progress::line(&visit, found, &moved));
    let command = Command::MoveEntry(Box::new(MoveEntry { crisis, moved, line }));
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &path.0, entry)
}

/// Fills in what is known beside the sentence; the log tells which fields, and not what.
#[utoipa::path(post, path = "/api/v1/crises/{id}/logEntries/{entry}/fields", tag = "progress",
    operation_id = "fillLogEntry", request_body = NewFields,
    responses((status = 201, body = Line)))]
pub async fn fill(
    Sender(visit): Sender,
    Key(key): Key,
    Address(path): Address<(String, String)>,
    Json(new): Json<NewFields>,
) -> Answer {
    let (crisis, entry) = ids(&path)?;
    let (_, state) = visit.crisis(&path.0)?;
    let found = state.entries.get(&entry).ok_or(Refusal::EntryUnknown)?;
    let fields = filled(new.fields)?;
    let text = &visit.text;
    let name = |it: &Filled| text.get(&format!("decision-{}", it.field)).to_owned();
    let names: Vec<String> = fields.iter().map(name).collect();
    let label = entry::kind_label(&visit, found);
    let values = [("label", label.as_str()), ("fields", &names.join(", "))];
    let line = Some(text.with("decision-line-filled", &values));
    let command = Command::FillEntry(FillEntry { crisis, entry, fields, line });
    visit.web.app.submit(visit.actor(), key, command).await?;
    answer_with(visit, &path.0, entry)
}

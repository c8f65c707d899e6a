// SPDX-License-Identifier: EUPL-1.2
//! Weighing the escalation criteria for programs; and what is to be looked at again by now.

use serde::{Deserialize, Serialize};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::assessment::{
    self as core, Answer as Weighed, Assess, Outcome, alarms, weighed,
};
use tegenwicht_core::id::{ActorId, CrisisId, ReportId};
use tegenwicht_core::refusal::Refusal;
use utoipa::ToSchema;

use super::list::{self, AlarmList, AssessmentList, Page, wrong};
use super::name::{OutcomeName, VerdictName};
use super::read::{Address, Asked, Id, Json, Key, Sender, Time};
use super::{Answer, created, name_of, shown, with_new_world};
use crate::web::error::WebError;
use crate::web::part::time::iso;
use crate::web::visit::Visit;

/// What one manager weighed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    pub id: String,
    #[schema(required)]
    pub report: Option<String>,
    /// The crisis that was open already when the criteria were weighed.
    #[schema(required)]
    pub crisis: Option<String>,
    #[schema(required)]
    pub by: Option<String>,
    #[schema(required)]
    pub by_id: Option<String>,
    #[schema(format = DateTime)]
    pub at: String,
    pub answers: Vec<CriterionAnswer>,
    pub outcome: OutcomeName,
    /// Why not, where it is not scaled up.
    #[schema(required)]
    pub reason: Option<String>,
    /// When somebody looks again, where it is not yet.
    #[schema(required, format = DateTime)]
    pub again_at: Option<String>,
    #[schema(required)]
    pub owner_id: Option<String>,
}

/// One criterion, weighed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CriterionAnswer {
    /// Its id in the list `criteria` of the library.
    pub criterion: String,
    pub verdict: VerdictName,
    #[schema(required, max_length = 500)]
    pub remark: Option<String>,
}

/// Criteria to be weighed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAssessment {
    #[serde(default)]
    answers: Vec<NewCriterionAnswer>,
    outcome: OutcomeName,
    /// For `regular`: why not.
    #[schema(max_length = 500)]
    reason: Option<String>,
    /// For `not-yet`: when to look again.
    #[schema(value_type = Option<String>, format = DateTime)]
    again_at: Option<Time>,
    /// For `not-yet`: who looks again; the sender when nobody is named.
    #[schema(value_type = Option<String>)]
    owner_id: Option<Id<ActorId>>,
}

/// One criterion to be weighed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCriterionAnswer {
    criterion: String,
    verdict: VerdictName,
    #[schema(max_length = 500)]
    remark: Option<String>,
}

/// A report that somebody was to look at again by now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Alarm {
    /// The report that the others of its heap were put with.
    pub report: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(required)]
    pub owner: Option<String>,
    pub owner_id: String,
}

fn shape(visit: &Visit, one: &core::Assessment) -> Assessment {
    let given = &one.given;
    let (reason, again) = match &given.outcome {
        Outcome::ScaleUp => (None, None),
        Outcome::Regular(reason) => (Some(reason.clone()), None),
        Outcome::NotYet(at, owner) => (None, Some((*at, *owner))),
    };
    let answers = given.answers.iter().map(|answer| CriterionAnswer {
        criterion: answer.criterion.clone(),
        verdict: answer.verdict.into(),
        remark: answer.remark.clone(),
    });
    Assessment {
        id: given.assessment.to_string(),
        report: given.report.map(|report| report.to_string()),
        crisis: given.crisis.map(|crisis| crisis.to_string()),
        by: name_of(visit, one.by),
        by_id: one.by.map(|by| by.to_string()),
        at: iso(one.at),
        answers: answers.collect(),
        outcome: (&given.outcome).into(),
        reason,
        again_at: again.map(|(at, _)| iso(at)),
        owner_id: again.map(|(_, owner)| owner.to_string()),
    }
}

fn part(visit: &Visit, report: Option<ReportId>, crisis: Option<CrisisId>, asked: &Page) -> Answer {
    let (_, plan) = visit.world.plan().ok_or(WebError::NotSetUp)?;
    let all = weighed(plan, report, crisis).into_iter().rev();
    let part =
        list::part(all, asked, |one| one.given.assessment.to_string(), |one| shape(visit, one))?;
    Ok(shown(AssessmentList::from(part)))
}

/// Lists what was weighed of a report and of the others of its heap, newest first.
#[utoipa::path(get, path = "/api/v1/reports/{id}/assessments", tag = "reports",
    operation_id = "listAssessmentsOfReport", params(Page),
    responses((status = 200, body = AssessmentList)))]
pub async fn of_report(
    visit: Visit,
    Address(id): Address<String>,
    Asked(asked): Asked<Page>,
) -> Answer {
    part(&visit, Some(report_of(&visit, &id)?), None, &asked)
}

/// Lists what was weighed for a crisis and for the report that led to it, newest first.
#[utoipa::path(get, path = "/api/v1/crises/{id}/assessments", tag = "crises",
    operation_id = "listAssessmentsOfCrisis", params(Page),
    responses((status = 200, body = AssessmentList)))]
pub async fn of_crisis(
    visit: Visit,
    Address(id): Address<String>,
    Asked(asked): Asked<Page>,
) -> Answer {
    let (crisis, report) = crisis_of(&visit, &id)?;
    part(&visit, report, Some(crisis), &asked)
}

fn report_of(visit: &Visit, id: &str) -> Result<ReportId, WebError> {
    let report: ReportId = id.parse().map_err(|_| WebError::NotFound)?;
    let plan = visit.world.plan().map(|(_, plan)| plan);
    let known = plan.is_some_and(|plan| plan.reports.by_id.contains_key(&report));
    known.then_some(report).ok_or(WebError::NotFound)
}

fn crisis_of(visit: &Visit, id: &str) -> Result<(CrisisId, Option<ReportId>), WebError> {
    let (_, state) = visit.crisis(id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?;
    Ok((crisis.id, crisis.report))
}

/// Weighs the criteria for a report.
#[utoipa::path(post, path = "/api/v1/reports/{id}/assessments", tag = "reports",
    operation_id = "assessReport", request_body = NewAssessment,
    responses((status = 201, body = Assessment)))]
pub async fn assess_report(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewAssessment>,
) -> Answer {
    let report = report_of(&visit, &id)?;
    let location = format!("/api/v1/reports/{id}/assessments");
    let assess = assess(&visit, new, Some(report), None)?;
    give(visit, key, assess, &location).await
}

/// Weighs the criteria for a crisis that was opened without waiting for it.
#[utoipa::path(post, path = "/api/v1/crises/{id}/assessments", tag = "crises",
    operation_id = "assessCrisis", request_body = NewAssessment,
    responses((status = 201, body = Assessment)))]
pub async fn assess_crisis(
    Sender(visit): Sender,
    Key(key): Key,
    Address(id): Address<String>,
    Json(new): Json<NewAssessment>,
) -> Answer {
    let (crisis, _) = crisis_of(&visit, &id)?;
    let location = format!("/api/v1/crises/{id}/assessments");
    let assess = assess(&visit, new, None, Some(crisis))?;
    give(visit, key, assess, &location).await
}

fn assess(
    visit: &Visit,
    new: NewAssessment,
    report: Option<ReportId>,
    crisis: Option<CrisisId>,
) -> Result<Assess, WebError> {
    let outcome = match new.outcome {
        OutcomeName::ScaleUp => Outcome::ScaleUp,
        OutcomeName::Regular => Outcome::Regular(new.reason.unwrap_or_default()),
        OutcomeName::NotYet => {
            let Time(at) = new.again_at.ok_or_else(|| wrong("againAt", "expected a moment"))?;
            let own = visit.actor().id;
            let owner = new.owner_id.map(|Id(owner)| owner).or(own).ok_or(Refusal::UserUnknown)?;
            Outcome::NotYet(at, owner)
        }
    };
    let answers = new.answers.into_iter().map(|answer| Weighed {
        criterion: answer.criterion,
        verdict: answer.verdict.into(),
        remark: answer.remark,
    });
    Ok(Assess { report, crisis, answers: answers.collect(), outcome })
}

async fn give(
    visit: Visit,
    key: tegenwicht_core::id::CommandId,
    assess: Assess,
    location: &str,
) -> Answer {
    let receipt = visit.web.app.submit(visit.actor(), key, Command::Assess(assess)).await?;
    let visit = with_new_world(visit);
    let (_, plan) = visit.world.plan().ok_or(WebError::NotSetUp)?;
    let made = |one: &&core::Assessment| receipt.events.iter().any(|(_, id)| *id == one.event);
    let made = plan.assessments.by_id.values().find(made).ok_or(WebError::Inside)?;
    created(location, shape(&visit, made))
}

/// Lists the reports that somebody was to look at again by now, longest ago first.
#[utoipa::path(get, path = "/api/v1/alarms", tag = "reports", operation_id = "listAlarms",
    params(Page), responses((status = 200, body = AlarmList)))]
pub async fn list_alarms(visit: Visit, Asked(asked): Asked<Page>) -> Answer {
    let (_, plan) = visit.world.plan().ok_or(WebError::NotSetUp)?;
    let all = alarms(plan, visit.now).into_iter().map(|(report, at, owner)| Alarm {
        report: report.to_string(),
        at: iso(at),
        owner: name_of(&visit, Some(owner)),
        owner_id: owner.to_string(),
    });
    let part = list::part(all, &asked, |alarm| alarm.report.clone(), |alarm| alarm)?;
    Ok(shown(AlarmList::from(part)))
}

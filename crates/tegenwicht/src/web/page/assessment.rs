// SPDX-License-Identifier: EUPL-1.2
//! Weighing the escalation criteria, for a report or for a crisis that was opened first; what
//! several managers weighed stands side by side.

mod sheet;

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::assessment::{
    Answer as Weighed, Assess, Assessment, Outcome, Verdict, weighed,
};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, ReportId};
use tegenwicht_core::library::card::Item;

use super::{Answer, onwards, refused, report, shown, unreadable};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::Filled;
use crate::web::part::list;
use crate::web::part::time::{self, Typed};
use crate::web::visit::Visit;

pub use sheet::side_by_side;

/// One question of the list.
#[derive(Debug, Clone)]
pub struct Criterion {
    pub id: String,
    pub text: String,
    pub hint: String,
}

/// Returns the list of criteria in the language of the visit.
#[must_use]
pub fn criteria(visit: &Visit) -> Vec<Criterion> {
    let one = |item: Item| Criterion {
        id: item.id,
        text: item.text,
        hint: item.points.into_iter().next().unwrap_or_default(),
    };
    list::items(visit, "criteria").into_iter().map(one).collect()
}

/// What is weighed.
#[derive(Debug, Clone, Copy)]
pub enum Matter<'a> {
    Report(&'a ScopeState, ReportId),
    Crisis(&'a ScopeState, CrisisId),
}

impl<'a> Matter<'a> {
    fn path(self) -> String {
        match self {
            Self::Report(_, id) => format!("/reports/{id}/assess"),
            Self::Crisis(_, id) => format!("/crises/{id}/assessments"),
        }
    }

    const fn report(self) -> Option<ReportId> {
        match self {
            Self::Report(_, id) => Some(id),
            Self::Crisis(..) => None,
        }
    }

    const fn crisis(self) -> Option<CrisisId> {
        match self {
            Self::Report(..) => None,
            Self::Crisis(_, id) => Some(id),
        }
    }

    /// What was weighed before, oldest first.
    fn earlier(self, visit: &'a Visit) -> Vec<&'a Assessment> {
        let Some((_, plan)) = visit.world.plan() else {
            return Vec::new();
        };
        match self {
            Self::Report(_, id) => weighed(plan, Some(id), None),
            Self::Crisis(state, id) => {
                let report = state.crisis.as_ref().and_then(|crisis| crisis.report);
                weighed(plan, report, Some(id))
            }
        }
    }
}

fn of_report<'a>(visit: &'a Visit, id: &str) -> Result<Matter<'a>, WebError> {
    let (plan, heap) = report::heap::find(visit, id)?;
    Ok(Matter::Report(plan, heap.head.id))
}

fn of_crisis<'a>(visit: &'a Visit, id: &str) -> Result<Matter<'a>, WebError> {
    let (_, state) = visit.crisis(id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    Ok(Matter::Crisis(state, crisis))
}

/// `GET /reports/{id}/assess`
pub async fn form(visit: Visit, Address(id): Address<String>) -> Answer {
    let matter = of_report(&visit, &id)?;
    shown(begun(&visit, matter))
}

/// `POST /reports/{id}/assess`
pub async fn assess(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let matter = of_report(&visit, &id)?;
    give(&visit, matter, form).await
}

/// `GET /crises/{id}/assessments`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let matter = of_crisis(&visit, &id)?;
    shown(begun(&visit, matter))
}

/// `POST /crises/{id}/assessments`
pub async fn give_for_crisis(
    visit: Visit,
    Address(id): Address<String>,
    form: Submitted,
) -> Answer {
    let matter = of_crisis(&visit, &id)?;
    give(&visit, matter, form).await
}

/// The empty sheet: everything unknown, or as this person weighed it before; looking again is
/// proposed in half an hour.
fn begun(visit: &Visit, matter: Matter<'_>) -> Markup {
    let own = visit.login.as_ref().map(|login| login.actor);
    let earlier = matter.earlier(visit);
    let before = earlier.iter().rev().find(|assessment| assessment.by == own && own.is_some());
    let mut form =
        Submitted::default().with("again_at", &time::clock(visit.now.plus_ms(1_800_000)));
    if let Some(own) = own {
        form = form.with("owner", &own.to_string());
    }
    for answer in before.iter().flat_map(|assessment| &assessment.given.answers) {
        let remark = answer.remark.as_deref().unwrap_or_default();
        form = form
            .with(&verdict_field(&answer.criterion), answer.verdict.name())
            .with(&remark_field(&answer.criterion), remark);
    }
    sheet::page(visit, matter, &Filled { form, faults: Vec::new() })
}

fn verdict_field(criterion: &str) -> String {
    format!("verdict_{criterion}")
}

fn remark_field(criterion: &str) -> String {
    format!("remark_{criterion}")
}

async fn give(visit: &Visit, matter: Matter<'_>, form: Submitted) -> Answer {
    let answers = answers(visit, &form)?;
    let outcome = match outcome(visit, &form)? {
        Ok(outcome) => outcome,
        Err(fault) => {
            let filled = Filled { form, faults: vec![fault] };
            return unreadable(sheet::page(visit, matter, &filled));
        }
    };
    let to = onward(matter, &outcome);
    let (report, crisis) = (matter.report(), matter.crisis());
    let command = Command::Assess(Assess { report, crisis, answers, outcome });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&to),
        Err(error) => {
            let field = match form.get("outcome") {
                "not-yet" => "again_at",
                _ => "reason",
            };
            let faults = form::faults(error.clone(), field)?;
            let page = sheet::page(visit, matter, &Filled { form, faults });
            refused(&error, page, &visit.fresh_key())
        }
    }
}

/// Where one goes on: to the opening form, or back to what was weighed.
fn onward(matter: Matter<'_>, outcome: &Outcome) -> String {
    match (matter, outcome) {
        (Matter::Report(_, id), Outcome::ScaleUp) => format!("/crises/new?report={id}"),
        (Matter::Report(_, id), _) => format!("/reports/{id}"),
        (Matter::Crisis(_, id), _) => format!("/crises/{id}"),
    }
}

fn answers(visit: &Visit, form: &Submitted) -> Result<Vec<Weighed>, WebError> {
    let one = |criterion: Criterion| {
        let verdict = match form.get(&verdict_field(&criterion.id)) {
            "" => Verdict::Unknown,
            name => Verdict::from_name(name).ok_or(WebError::Malformed("verdict"))?,
        };
        let remark = form.optional(&remark_field(&criterion.id));
        Ok(Weighed { criterion: criterion.id, verdict, remark })
    };
    criteria(visit).into_iter().map(one).collect()
}

fn outcome(visit: &Visit, form: &Submitted) -> Result<Result<Outcome, Fault>, WebError> {
    let fault = |field, text: &str| Err(Fault { field, text: text.to_owned() });
    Ok(match form.get("outcome") {
        "scale-up" => Ok(Outcome::ScaleUp),
        "regular" => match form.optional("reason") {
            Some(reason) => Ok(Outcome::Regular(reason)),
            None => fault("reason", "assessment-reason-missing"),
        },
        "not-yet" => {
            let owner = form.get("owner").parse().map_err(|_| WebError::Malformed("owner"))?;
            match time::typed_ahead(form.get("again_at"), visit.now) {
                Typed::At(at) => Ok(Outcome::NotYet(at, owner)),
                Typed::Now => fault("again_at", "assessment-again-missing"),
                Typed::Unclear => fault("again_at", "time-unclear"),
            }
        }
        _ => return Err(WebError::Malformed("outcome")),
    })
}

/// The words for what followed from it.
#[must_use]
pub fn outcome_words(visit: &Visit, assessment: &Assessment) -> Markup {
    let text = &visit.text;
    let words = match &assessment.given.outcome {
        Outcome::ScaleUp if assessment.given.crisis.is_some() => {
            text.get("assessment-out-stays").to_owned()
        }
        Outcome::ScaleUp => text.get("assessment-out-scale-up").to_owned(),
        Outcome::Regular(reason) => text.with("assessment-out-regular", &[("reason", reason)]),
        Outcome::NotYet(at, owner) => text.with(
            "assessment-out-not-yet",
            &[("time", &time::short(text, *at, visit.now)), ("name", &visit.name(Some(*owner)))],
        ),
    };
    html! { (words) }
}

// SPDX-License-Identifier: EUPL-1.2
//! The sheet of criteria as it looks: the questions, the three ways out, the earlier ones.

use maud::{Markup, html};
use tegenwicht_core::feature::assessment::{Assessment, Verdict};
use tegenwicht_core::id::ActorId;
use tegenwicht_core::permission::{Capability, may};

use super::{Criterion, Matter, criteria, outcome_words, remark_field, verdict_field};
use crate::web::page::report::{heap, many, said};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

pub fn page(visit: &Visit, matter: Matter<'_>, filled: &Filled) -> Markup {
    let text = &visit.text;
    let earlier = matter.earlier(visit);
    let open = match matter {
        Matter::Report(plan, id) => {
            let report = plan.reports.by_id.get(&id);
            report.is_some_and(|report| report.handled.live().next().is_none())
        }
        Matter::Crisis(state, _) => state.crisis.as_ref().is_some_and(|crisis| crisis.runs()),
    };
    let weighs = open && shell::may_record(visit, Capability::HandleReport);
    let main = html! {
        (subject(visit, matter))
        @if !earlier.is_empty() {
            details.panel.more open[!weighs] {
                summary { (text.count("assessment-earlier-count", earlier.len() as u64)) }
                (side_by_side(visit, &earlier))
            }
        }
        @if weighs {
            (form(visit, matter, filled))
        } @else if earlier.is_empty() {
            div.empty { p { (text.get("assessment-none")) } }
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("assessment-title").to_owned();
    let shell = match matter {
        Matter::Report(..) => Shell { title, here: "reports", fault, ..Shell::default() },
        Matter::Crisis(state, _) => {
            Shell { title, here: "crisis", crisis: Some(state), fault, ..Shell::default() }
        }
    };
    shell::page(visit, &shell, &main)
}

/// What it is about, above the questions.
fn subject(visit: &Visit, matter: Matter<'_>) -> Markup {
    let text = &visit.text;
    html! {
        @match matter {
            Matter::Report(plan, id) => {
                (shell::back(&format!("/reports/{id}"), text.get("back-to-report")))
                h1.utrecht-heading-1 { (text.get("assessment-title")) }
                @if let Some(lies) = plan.reports.heap(id) {
                    div.panel {
                        p.notice-title dir="auto" {
                            (text.with("report-number", &[("number", &heap::label(lies.head))]))
                            " · " (lies.head.text) " " (many(visit, &lies))
                        }
                        (said(visit, lies.head))
                    }
                }
            }
            Matter::Crisis(_, id) => {
                (shell::back(&format!("/crises/{id}"), text.get("back-to-crisis")))
                h1.utrecht-heading-1 { (text.get("assessment-title")) }
            }
        }
    }
}

fn form(visit: &Visit, matter: Matter<'_>, filled: &Filled) -> Markup {
    let text = &visit.text;
    html! {
        p.lead { (text.get("assessment-hint")) }
        form.assess method="post" action=(matter.path()) data-draft="assess" {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            p.small data-restored hidden { (text.get("draft-restored")) }
            // Enter in a remark must not choose a way out.
            button type="submit" disabled hidden {}
            ol.criteria {
                @for criterion in criteria(visit) { (question(visit, &criterion, filled)) }
            }
            (ways_out(visit, matter, filled))
        }
    }
}

fn question(visit: &Visit, criterion: &Criterion, filled: &Filled) -> Markup {
    let (name, remark) = (verdict_field(&criterion.id), remark_field(&criterion.id));
    let chosen = Verdict::from_name(filled.value(&name)).unwrap_or(Verdict::Unknown);
    let hint = format!("{name}-hint");
    html! {
        li.criterion {
            fieldset.segments.verdicts aria-describedby=(hint) {
                legend { (criterion.text) }
                @for verdict in Verdict::ALL {
                    label class={ "verdict verdict--" (verdict.name()) } {
                        input type="radio" name=(name) value=(verdict.name())
                            checked[verdict == chosen];
                        span { (verdict_words(visit, verdict)) }
                    }
                }
            }
            p.page-note id=(hint) { (criterion.hint) }
            div.utrecht-form-field.remark {
                label.utrecht-form-label for=(remark) {
                    (visit.text.get("assessment-remark"))
                    span.visually-hidden { ": " (criterion.text) }
                }
                input.utrecht-textbox id=(remark) name=(remark) autocomplete="off"
                    value=(filled.value(&remark));
            }
        }
    }
}

/// A verdict as a word; unknown with its sign too.
fn verdict_words(visit: &Visit, verdict: Verdict) -> Markup {
    html! {
        @if verdict == Verdict::Unknown { (icon(Icon::Unknown)) " " }
        (visit.text.get(&format!("verdict-{}", verdict.name())))
    }
}

/// The bar that stays in reach, and what the other two ways need.
fn ways_out(visit: &Visit, matter: Matter<'_>, filled: &Filled) -> Markup {
    let text = &visit.text;
    let of_crisis = matter.crisis().is_some();
    let (up, no) = match of_crisis {
        true => ("assessment-stays", "assessment-false-alarm"),
        false => ("assessment-scale-up", "assessment-regular"),
    };
    let reason =
        Field { hint: "assessment-reason-hint", ..Field::text("reason", "assessment-reason") };
    html! {
        div.assess-bar {
            p.assess-count aria-hidden="true" {
                span.count-yes {} " " (text.get("verdict-yes")) " · "
                span.count-no {} " " (text.get("verdict-no")) " · "
                span.count-unknown {} " " (text.get("verdict-unknown"))
            }
            button.utrecht-button name="outcome" value="scale-up" { (text.get(up)) }
            a.utrecht-button.utrecht-button--secondary href="#no" { (text.get(no)) }
            @if !of_crisis {
                a.utrecht-button.utrecht-button--secondary href="#not-yet" {
                    (text.get("assessment-not-yet"))
                }
            }
        }
        section.panel.way-out #no {
            h2.utrecht-heading-2 { (text.get(no)) }
            p.page-note {
                (text.get(if of_crisis { "assessment-false-hint" } else { "assessment-no-hint" }))
            }
            (field::line(visit, filled, reason))
            button.utrecht-button.utrecht-button--secondary name="outcome" value="regular" {
                (text.get(if of_crisis { "assessment-false-save" } else { "assessment-no-save" }))
            }
        }
        @if !of_crisis { (again(visit, filled)) }
    }
}

fn again(visit: &Visit, filled: &Filled) -> Markup {
    let text = &visit.text;
    let at =
        Field { hint: "assessment-again-hint", ..Field::text("again_at", "assessment-again-at") };
    let chosen = filled.value("owner");
    html! {
        section.panel.way-out #not-yet {
            h2.utrecht-heading-2 { (text.get("assessment-not-yet")) }
            p.page-note { (text.get("assessment-not-yet-hint")) }
            div.field-row {
                (field::line(visit, filled, at))
                div.utrecht-form-field {
                    label.utrecht-form-label for="owner" { (text.get("assessment-owner")) }
                    select.utrecht-select #owner name="owner" {
                        @for (id, name) in owners(visit) {
                            option value=(id) selected[id.to_string() == chosen] { (name) }
                        }
                    }
                }
            }
            button.utrecht-button.utrecht-button--secondary name="outcome" value="not-yet" {
                (text.get("assessment-not-yet-save"))
            }
        }
    }
}

/// Who can look again: everybody who may weigh, by name.
fn owners(visit: &Visit) -> Vec<(ActorId, String)> {
    let Some((_, admin)) = visit.world.admin() else {
        return Vec::new();
    };
    let users =
        admin.users.by_id.iter().filter(|(_, user)| {
            user.blocked.is_none() && may(&user.roles(), Capability::HandleReport)
        });
    let mut owners: Vec<_> = users.map(|(id, _)| (*id, visit.name(Some(*id)))).collect();
    owners.sort_by(|a, b| a.1.cmp(&b.1));
    owners
}

/// What several people weighed, one column each, the newest first.
#[must_use]
pub fn side_by_side(visit: &Visit, all: &[&Assessment]) -> Markup {
    let text = &visit.text;
    let newest: Vec<&Assessment> = all.iter().rev().copied().collect();
    html! {
        div.table-wrap tabindex="0" role="region" aria-label=(text.get("assessment-earlier")) {
            table.utrecht-table.weighed {
                thead { tr {
                    th scope="col" { (text.get("assessment-criterion")) }
                    @for one in &newest {
                        th scope="col" {
                            (visit.name(one.by)) br;
                            (time::short(text, one.at, visit.now))
                        }
                    }
                } }
                tbody {
                    @for criterion in criteria(visit) {
                        tr {
                            th scope="row" { (criterion.text) }
                            @for one in &newest { (cell(visit, one, &criterion.id)) }
                        }
                    }
                    tr {
                        th scope="row" { (text.get("assessment-outcome")) }
                        @for one in &newest { td { strong { (outcome_words(visit, one)) } } }
                    }
                }
            }
        }
    }
}

fn cell(visit: &Visit, one: &Assessment, criterion: &str) -> Markup {
    let answer = one.given.answers.iter().find(|answer| answer.criterion == criterion);
    let verdict = answer.map_or(Verdict::Unknown, |answer| answer.verdict);
    let class = match verdict {
        Verdict::Yes => "utrecht-badge verdict-is-yes",
        Verdict::No => "utrecht-badge",
        Verdict::Unknown => "utrecht-badge state-unknown",
    };
    html! {
        td {
            span class=(class) { (verdict_words(visit, verdict)) }
            @if let Some(remark) = answer.and_then(|answer| answer.remark.as_ref()) {
                p.page-note dir="auto" { (remark) }
            }
        }
    }
}

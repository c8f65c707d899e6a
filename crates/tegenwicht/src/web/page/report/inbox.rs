// SPDX-License-Identifier: EUPL-1.2
//! The inbox: every report, in heaps about one thing, newest first; ticked heaps become one.

use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::report::{Heap, JOINED_MAX, JoinReports, Report, Reports};
use tegenwicht_core::feature::text::fold;
use tegenwicht_core::id::ReportId;
use tegenwicht_core::permission::Capability;

use super::super::{Answer, onwards, refused, shown, unreadable};
use super::{many, outcome_text, said};
use crate::web::api::read::Asked as Query;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{alarm, encode_query, fire, time};
use crate::web::visit::Visit;

/// Heaps on one page.
const PAGE: usize = 100;
/// Reports of one heap that unfold in the list; its own page has all of them.
const UNFOLDED: usize = 200;

/// Which heaps somebody asks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub q: String,
    /// `all` also shows what was handled.
    #[serde(default)]
    pub show: String,
    /// Which page, counted from 1.
    #[serde(default)]
    pub page: String,
}

/// `GET /reports`
pub async fn list(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    shown(page(&visit, &asked, &Filled::default()))
}

/// `POST /reports/join`: what was ticked, or all that wait and have these words, becomes one heap.
pub async fn join(visit: Visit, form: Submitted) -> Answer {
    let key = form.key()?;
    // What was joined before can no longer be found by its words; the press was carried out.
    if !visit.world.done(visit.actor().id, key).is_empty() {
        return onwards("/reports");
    }
    let asked = Asked {
        q: form.get("q").to_owned(),
        show: form.get("show").to_owned(),
        page: String::new(),
    };
    let ids = match form.get("all") {
        "" => {
            let ids: Result<Vec<ReportId>, _> = form.all("report").map(str::parse).collect();
            ids.map_err(|_| WebError::Malformed("report"))?
        }
        words => found(&visit, words),
    };
    let Some(command) = joined(&visit, ids) else {
        let faults = vec![Fault { field: "inbox", text: "reports-tick-two".to_owned() }];
        return unreadable(page(&visit, &asked, &Filled { form, faults }));
    };
    match visit.web.app.submit(visit.actor(), key, Command::JoinReports(command)).await {
        Ok(_) => onwards("/reports"),
        Err(error) => {
            let faults = form::faults(error.clone(), "inbox")?;
            refused(&error, page(&visit, &asked, &Filled { form, faults }), &visit.fresh_key())
        }
    }
}

/// The heads of the heaps that wait and have these words.
fn found(visit: &Visit, words: &str) -> Vec<ReportId> {
    let Some((_, plan)) = visit.world.plan() else {
        return Vec::new();
    };
    let heaps = plan.reports.waiting();
    let heaps = heaps.iter().filter(|heap| holds(heap, &fold(words)));
    heaps.map(|heap| heap.head.id).take(JOINED_MAX).collect()
}

/// The heap that was there first takes the others; none when there are no two.
fn joined(visit: &Visit, mut ids: Vec<ReportId>) -> Option<JoinReports> {
    let (_, plan) = visit.world.plan()?;
    let since = |id: &ReportId| plan.reports.by_id.get(id).map(|report| report.recorded_at);
    ids.sort_by_key(|id| (since(id), *id));
    ids.dedup();
    let (into, reports) = ids.split_first()?;
    let command = JoinReports { reports: reports.to_vec(), into: *into };
    (!reports.is_empty()).then_some(command)
}

/// Returns true when these words, folded, stand in one of the reports.
fn holds(heap: &Heap<'_>, sought: &str) -> bool {
    let has = |report: &Report| {
        let place = report.place.as_deref().unwrap_or_default();
        fold(&report.text).contains(sought) || fold(place).contains(sought)
    };
    has(heap.head) || heap.others.iter().any(|report| has(report))
}

fn page(visit: &Visit, asked: &Asked, filled: &Filled) -> Markup {
    let text = &visit.text;
    let none = Reports::default();
    let reports = visit.world.plan().map_or(&none, |(_, plan)| &plan.reports);
    let (all, sought) = (asked.show == "all", fold(&asked.q));
    let mut heaps = if all { reports.heaps() } else { reports.waiting() };
    heaps.retain(|heap| sought.is_empty() || holds(heap, &sought));
    let number = asked.page.parse::<usize>().unwrap_or(1).max(1);
    let first = (number - 1).saturating_mul(PAGE);
    let joins = shell::may_record(visit, Capability::HandleReport);
    let several = heaps.iter().filter(|heap| waits(heap)).count() > 1;
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-reports")) }
            p.page-note { (text.count("reports-heaps", heaps.len() as u64)) }
            a.page-action href="/report" { (text.get("report-do")) }
        }
        (alarm::list(visit))
        (fire::form(visit, None))
        (filter(visit, asked))
        @if heaps.is_empty() { (empty(visit, asked)) }
        @else {
            form.inbox #inbox method="post" action="/reports/join" {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                input type="hidden" name="q" value=(asked.q);
                input type="hidden" name="show" value=(asked.show);
                ul.heaps {
                    @for heap in heaps.iter().skip(first).take(PAGE) {
                        @let weigh = joins && waits(heap);
                        // One alone has nothing to be joined with.
                        (row(visit, heap, Offered { tick: weigh && several, weigh }, filled))
                    }
                }
                @if joins && several { (join_buttons(visit, asked, &heaps)) }
            }
        }
        (pager(visit, asked, number, heaps.len()))
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-reports").to_owned();
    shell::page(visit, &Shell { title, here: "reports", fault, ..Shell::default() }, &main)
}

fn filter(visit: &Visit, asked: &Asked) -> Markup {
    let text = &visit.text;
    html! {
        form.filter-bar role="search" method="get" action="/reports" {
            div.utrecht-form-field {
                label.utrecht-form-label for="q" { (text.get("reports-search")) }
                input.utrecht-textbox #q type="search" name="q" value=(asked.q) data-key="/"
                    autocomplete="off";
            }
            button.utrecht-button.utrecht-button--secondary { (text.get("search")) }
            fieldset.chips {
                legend.visually-hidden { (text.get("reports-which")) }
                @for (value, label) in [("", "reports-show-waiting"), ("all", "reports-show-all")] {
                    label.chip {
                        input type="radio" name="show" value=(value) checked[asked.show == value];
                        span { (text.get(label)) }
                    }
                }
            }
        }
    }
}

fn empty(visit: &Visit, asked: &Asked) -> Markup {
    let (title, hint) = match asked.q.is_empty() {
        true => ("reports-none", "reports-none-hint"),
        false => ("reports-not-found", "reports-not-found-hint"),
    };
    html! {
        div.empty {
            p { strong { (visit.text.get(title)) } }
            p { (visit.text.get(hint)) }
        }
    }
}

/// What stands at a heap besides its words.
#[derive(Debug, Clone, Copy)]
struct Offered {
    tick: bool,
    weigh: bool,
}

fn row(visit: &Visit, heap: &Heap<'_>, offered: Offered, filled: &Filled) -> Markup {
    let (text, head) = (&visit.text, heap.head);
    let id = head.id.to_string();
    let last = time::short(text, heap.last_at(), visit.now);
    html! {
        li.heap {
            @if offered.tick {
                label.heap__tick {
                    input type="checkbox" name="report" value=(id)
                        checked[filled.form.all("report").any(|ticked| ticked == id)];
                    span.visually-hidden { (text.with("reports-tick", &[("text", &head.text)])) }
                }
            }
            div.heap__words {
                p.notice-title dir="auto" {
                    a href={ "/reports/" (id) } { (head.text) } " " (many(visit, heap))
                }
                (said(visit, head))
                @if !heap.others.is_empty() {
                    p.small.muted {
                        (text.with("reports-last", &[("time", &last)])) " · "
                        (time::ago(text, heap.last_at(), visit.now))
                    }
                    (others(visit, heap))
                }
                @if head.handled.live().next().is_some() {
                    p.small { (text.get(outcome_text(visit, head))) }
                }
            }
            @if offered.weigh {
                p.heap__do {
                    a.utrecht-button.utrecht-button--secondary href={ "/reports/" (id) "/assess" } {
                        (text.get("assessment-do"))
                    }
                }
            }
        }
    }
}

fn others(visit: &Visit, heap: &Heap<'_>) -> Markup {
    html! {
        details.more {
            summary { (visit.text.count("reports-unfold", heap.others.len() as u64)) }
            ul.plain-list {
                @for report in heap.others.iter().rev().take(UNFOLDED) {
                    li { p dir="auto" { (report.text) } (said(visit, report)) }
                }
            }
            @if heap.others.len() > UNFOLDED {
                p { a href={ "/reports/" (heap.head.id) } { (visit.text.get("reports-rest")) } }
            }
        }
    }
}

fn waits(heap: &Heap<'_>) -> bool {
    heap.head.handled.live().next().is_none()
}

fn join_buttons(visit: &Visit, asked: &Asked, heaps: &[Heap<'_>]) -> Markup {
    let waiting = heaps.iter().filter(|heap| waits(heap)).count();
    html! {
        div.heaps-join {
            p.page-note { (visit.text.get("reports-join-hint")) }
            p.button-row {
                button.utrecht-button.utrecht-button--secondary {
                    (visit.text.get("reports-join"))
                }
                @if !asked.q.trim().is_empty() {
                    button.utrecht-button.utrecht-button--secondary name="all" value=(asked.q) {
                        (visit.text.with("reports-join-all", &[
                            ("count", &waiting.to_string()),
                            ("words", asked.q.trim()),
                        ]))
                    }
                }
            }
        }
    }
}

fn pager(visit: &Visit, asked: &Asked, number: usize, count: usize) -> Markup {
    let path = |number: usize| {
        let (q, show) = (encode_query(&asked.q), encode_query(&asked.show));
        format!("/reports?q={q}&show={show}&page={number}")
    };
    let link = |number: usize, words: &str| {
        html! {
            a.utrecht-button.utrecht-button--secondary href=(path(number)) {
                (visit.text.get(words))
            }
        }
    };
    let older = number.saturating_mul(PAGE) < count;
    html! {
        @if older || number > 1 {
            nav.pager aria-label=(visit.text.get("pager")) {
                @if number > 1 { (link(number - 1, "reports-newer")) }
                @if older { (link(number + 1, "reports-older")) }
            }
        }
    }
}

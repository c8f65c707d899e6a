// SPDX-License-Identifier: EUPL-1.2
//! What somebody was to look at again by now: in the strip, in the navigation, on the first page;
//! and where a screen reader hears of decisions and alarms, while the log itself stays silent.

use maud::{Markup, html};
use tegenwicht_core::feature::assessment;
use tegenwicht_core::id::{ActorId, ReportId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::icon::{Icon, icon};
use super::time;
use crate::web::visit::Visit;

/// So many are named when they are read aloud; more are counted.
pub const SAID: usize = 3;

/// Returns the reports that wait for a second look, with when and whose; nothing for who does not
/// read reports.
#[must_use]
pub fn due(visit: &Visit) -> Vec<(ReportId, Timestamp, ActorId)> {
    match visit.world.plan() {
        Some((_, plan)) if visit.may(Capability::ReadReports) => {
            assessment::alarms(plan, visit.now)
        }
        _ => Vec::new(),
    }
}

/// The alarm in the strip: how many, and the way to them.
#[must_use]
pub fn in_strip(visit: &Visit) -> Markup {
    let due = due(visit).len();
    html! {
        @if due > 0 {
            p.strip-alarm {
                a href="/reports#alarms" {
                    (icon(Icon::Warning)) " " (visit.text.count("alarm-strip", due as u64))
                }
            }
        }
    }
}

/// The places that a screen reader reads aloud when something new stands in them: decisions when
/// it has finished its sentence, alarms at once. Nothing of the log comes here, or it would flood.
#[must_use]
pub fn read_aloud() -> Markup {
    html! {
        div.visually-hidden #announce aria-live="polite" {}
        // The stream fills the inner place anew; the outer one has to stay to be heard.
        div.visually-hidden aria-live="assertive" { span #alarm {} }
    }
}

/// What became late just now, in one sentence however much it is; nothing where nothing did.
#[must_use]
pub fn aloud(visit: &Visit, late: &[String], again: usize) -> Markup {
    let text = &visit.text;
    let lines: Vec<&str> = late.iter().take(SAID).map(String::as_str).collect();
    html! {
        @if !late.is_empty() || again > 0 {
            span #alarm {
                @if late.len() > SAID { (text.count("alarm-late", late.len() as u64)) " " }
                @else if !late.is_empty() {
                    (text.with("alarm-late-lines", &[("lines", &lines.join("; "))])) " "
                }
                @if again > 0 { (text.count("alarm-strip", again as u64)) }
            }
        }
    }
}

/// All of them, with whose it is; nothing where there is none.
#[must_use]
pub fn list(visit: &Visit) -> Markup {
    let due = due(visit);
    let Some((_, plan)) = visit.world.plan() else {
        return html! {};
    };
    html! {
        @if !due.is_empty() {
            section.panel.alarms #alarms {
                h2.utrecht-heading-2 { (visit.text.count("alarm-title", due.len() as u64)) }
                ul.notices {
                    @for (id, at, owner) in &due {
                        @if let Some(report) = plan.reports.by_id.get(id) {
                            li.notice.notice--error {
                                p.notice-title dir="auto" {
                                    a href={ "/reports/" (id) } { (report.text) }
                                }
                                p { (whose(visit, *at, *owner)) }
                                @if visit.may(Capability::HandleReport) {
                                    p { a.utrecht-button.utrecht-button--secondary
                                        href={ "/reports/" (id) "/assess" } {
                                        (visit.text.get("assessment-again"))
                                    } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn whose(visit: &Visit, at: Timestamp, owner: ActorId) -> String {
    let own = visit.login.as_ref().is_some_and(|login| login.actor == owner);
    let late = time::length(&visit.text, visit.now.since_ms(at));
    let time = time::short(&visit.text, at, visit.now);
    let values = [("time", time.as_str()), ("late", late.as_str())];
    if own {
        return visit.text.with("alarm-own", &values);
    }
    let name = visit.name(Some(owner));
    let [time, late] = values;
    visit.text.with("alarm-whose", &[time, late, ("name", &name)])
}

// SPDX-License-Identifier: EUPL-1.2
//! The first page: report something, the crises that run, the reports that wait.

use maud::{Markup, html};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, report, shown};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{fire, time};
use crate::web::visit::Visit;

/// `GET /`
pub async fn show(visit: Visit) -> Answer {
    if visit.world.admin().is_none() {
        return shown(super::setup::not_yet(&visit));
    }
    if visit.login.is_none() {
        return onwards("/login");
    }
    // Who was let in to one crisis has nothing to choose.
    if let Some(only) = visit.login.as_ref().and_then(|login| login.only)
        && visit.may(Capability::ReadCrisis)
    {
        return onwards(&format!("/crises/{only}/log"));
    }
    let crises = visit.world.crises();
    let is_open = |state: &&&std::sync::Arc<ScopeState>| {
        state.crisis.as_ref().is_some_and(|crisis| crisis.runs())
    };
    let reads = visit.may(Capability::ReadCrisis);
    let open: Vec<&ScopeState> =
        crises.iter().filter(is_open).map(|state| state.as_ref()).collect();
    let closed: Vec<&ScopeState> =
        crises.iter().filter(|state| !is_open(state)).map(|state| state.as_ref()).collect();
    let text = &visit.text;
    let main = html! {
        h1.visually-hidden { (text.get("nav-home")) }
        a.big-action href="/report" {
            strong { (text.get("report-do")) } span { (text.get("report-do-hint")) }
        }
        (fire::form(&visit, None))
        (super::ready::notice(&visit))
        @if reads {
            section.panel {
                div.panel-head {
                    h2.utrecht-heading-2 { (text.get("home-running")) }
                    @if visit.may(Capability::OpenCrisis) {
                        a.page-action href="/crises/new" { (text.get("crisis-open")) }
                    }
                }
                @if open.is_empty() {
                    div.empty { p { strong { (text.get("home-none-running")) } }
                        p { (text.get("home-none-running-hint")) } }
                }
                (cards(&visit, &open))
            }
        }
        @if visit.may(Capability::ReadReports) { (report::waiting(&visit)) }
        @if reads && !closed.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("home-closed")) }
                (cards(&visit, &closed))
            }
        }
    };
    let title = text.get("nav-home").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "home", ..Shell::default() }, &main))
}

fn cards(visit: &Visit, crises: &[&ScopeState]) -> Markup {
    html! {
        ul.crisis-list {
            @for state in crises {
                @if let Some(crisis) = &state.crisis {
                    li class={ "crisis-card phase-" (shell::phase(Some(state))) } {
                        a href=(shell::crisis_path(state)) {
                            @if crisis.mode == Mode::Exercise {
                                (visit.text.get("exercise-word")) " · "
                            }
                            @if crisis.halted.is_some() {
                                (visit.text.get("halted-short")) " · "
                            }
                            (visit.text.title(crisis))
                        }
                        p {
                            @let since = time::moment(&visit.text, crisis.began_at, visit.now);
                            (visit.text.with("home-since", &[("moment", &since)])) " · "
                            (visit.text.count("log-lines", state.entries.len() as u64))
                        }
                    }
                }
            }
        }
    }
}

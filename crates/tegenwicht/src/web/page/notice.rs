// SPDX-License-Identifier: EUPL-1.2
//! Notices: where the past disagrees with itself, in words, for a person to look at.

use maud::html;
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::notice::{Matter, Notice};

use super::{Answer, shown};
use crate::text::Text;
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Most notices on the page; the newest come first.
const NOTICES_MAX: usize = 200;

/// `GET /notices`
pub async fn list(visit: Visit) -> Answer {
    let text = &visit.text;
    let found = all(&visit);
    let main = html! {
        h1.utrecht-heading-1 { (text.get("nav-notices")) }
        p.lead { (text.get("notices-hint")) }
        @if found.is_empty() {
            div.empty { p { strong { (text.get("notices-none")) } } }
        }
        ul.notices {
            @for (scope, notice) in found.iter().take(NOTICES_MAX) {
                li.notice.notice--warning {
                    p.notice-title { (sentence(text, &notice.matter)) }
                    p.small.muted {
                        @let state = visit.world.scopes.get(scope).map(std::ops::Deref::deref);
                        (visit.scope_title(state)) " · " (text.get("notice-event")) " "
                        code { (notice.event.to_string().get(..18).unwrap_or_default()) }
                    }
                }
            }
        }
    };
    let title = text.get("nav-notices").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "notices", ..Shell::default() }, &main))
}

/// Returns every notice this node has, newest first within each scope.
#[must_use]
pub fn all(visit: &Visit) -> Vec<(ScopeId, Notice)> {
    let mut found: Vec<(ScopeId, Notice)> = visit.web.app.order_notices().as_ref().clone();
    for (scope, state) in &visit.world.scopes {
        found.extend(state.notices.iter().rev().map(|notice| (*scope, notice.clone())));
    }
    found
}

/// Says what was noticed, in words.
#[must_use]
pub fn sentence(text: &Text, matter: &Matter) -> String {
    match matter {
        Matter::UnknownFact(name) => text.with("notice-unknown-fact", &[("name", name)]),
        Matter::UnknownKind(name) => text.with("notice-unknown-kind", &[("name", name)]),
        Matter::WrongKind(name) => text.with("notice-wrong-kind", &[("name", name)]),
        Matter::NotRoot(device) => text.with("notice-not-root", &[("device", &device.short())]),
        Matter::NewerSchema(schema) => {
            text.with("notice-newer-schema", &[("version", &schema.to_string())])
        }
        Matter::UnreadableBody => text.get("notice-unreadable-body").to_owned(),
        Matter::WrongScope(name) => text.with("notice-wrong-scope", &[("name", name)]),
        Matter::UnknownTarget(name) => text.with("notice-unknown-target", &[("name", name)]),
        Matter::MissingPredecessor(_) => text.get("notice-missing-predecessor").to_owned(),
        Matter::Fork(device, _) => text.with("notice-fork", &[("device", &device.short())]),
        Matter::Clone(device) => text.with("notice-clone", &[("device", &device.short())]),
        Matter::ClockWentBack(device, back_ms) => {
            let length = time::length(text, *back_ms);
            text.with("notice-clock", &[("device", &device.short()), ("length", &length)])
        }
        Matter::RepeatedCommand => text.get("notice-repeated-command").to_owned(),
        Matter::Conflict(name) => text.with("notice-conflict", &[("name", name)]),
        Matter::OpenedTwice(name) => text.with("notice-opened-twice", &[("name", name)]),
    }
}

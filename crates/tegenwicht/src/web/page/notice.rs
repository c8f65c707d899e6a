// SPDX-License-Identifier: EUPL-1.2
//! Notices: where the past disagrees with itself, in words, for a person to look at.

use maud::{Markup, html};
use tegenwicht_core::id::ScopeId;
use tegenwicht_core::notice::{Matter, Notice};

use super::{Answer, shown};
use crate::left::{self, Left};
use crate::text::Text;
use crate::web::part::shell::{self, Shell};
use crate::web::part::{conflict, time};
use crate::web::visit::Visit;

/// Most notices on the page; the newest come first.
const NOTICES_MAX: usize = 200;

/// `GET /notices`
pub async fn list(visit: Visit) -> Answer {
    let text = &visit.text;
    let found = all(&visit);
    let conflicts = conflict::all(&visit);
    let left = refused(&visit);
    let quiet = found.is_empty() && conflicts.is_none() && left.is_empty();
    let main = html! {
        h1.utrecht-heading-1 { (text.get("nav-notices")) }
        p.lead { (text.get("notices-hint")) }
        (rights(&visit))
        @if quiet { div.empty { p { strong { (text.get("notices-none")) } } } }
        @if let Some(conflicts) = conflicts {
            h2.utrecht-heading-2 { (text.get("notices-conflicts")) }
            p { (text.get("notices-conflicts-hint")) }
            (conflicts)
        }
        @for (title, hint, of) in GROUPS {
            (group(&visit, &found, (title, hint), of))
        }
        @if !left.is_empty() {
            h2.utrecht-heading-2 { (text.get("notices-refused")) }
            p { (text.get("notices-refused-hint")) }
            ul.notices {
                @for one in left.iter().rev() {
                    li.notice.notice--warning {
                        p.notice-title { (refused_sentence(&visit, one)) }
                        p.small.muted { (time::moment(text, one.at(), visit.now)) }
                    }
                }
            }
        }
    };
    let title = text.get("nav-notices").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "notices", ..Shell::default() }, &main))
}

/// What kind of matter it is.
type Is = fn(&Matter) -> bool;

/// The groups of the page: title, what to do, what belongs in it. A conflict of values has both
/// sides above; its notice would say it twice.
const GROUPS: [(&str, &str, Is); 3] = [
    ("notices-copies", "notices-copies-hint", |matter| {
        matches!(matter, Matter::Fork(..) | Matter::Clone(_) | Matter::NotRoot(_))
    }),
    ("notices-clocks", "notices-clocks-hint", |matter| matches!(matter, Matter::ClockWentBack(..))),
    ("notices-rest", "notices-rest-hint", |matter| {
        !matches!(
            matter,
            Matter::Fork(..)
                | Matter::Clone(_)
                | Matter::NotRoot(_)
                | Matter::ClockWentBack(..)
                | Matter::Conflict(_)
        )
    }),
];

fn group(
    visit: &Visit,
    found: &[(ScopeId, Notice)],
    (title, hint): (&str, &str),
    of: Is,
) -> Markup {
    let text = &visit.text;
    let all: Vec<_> = found.iter().filter(|(_, notice)| of(&notice.matter)).collect();
    if all.is_empty() {
        return html! {};
    }
    html! {
        h2.utrecht-heading-2 { (text.get(title)) }
        p { (text.get(hint)) }
        ul.notices {
            @for (scope, notice) in all.iter().take(NOTICES_MAX) {
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
        @if all.len() > NOTICES_MAX {
            p.muted { (text.count("notices-more", (all.len() - NOTICES_MAX) as u64)) }
        }
    }
}

/// Says how far this node's copy of the rights goes: somebody may have been let in or out since.
fn rights(visit: &Visit) -> Markup {
    let at = visit.world.admin().and_then(|(_, admin)| admin.last_wall);
    html! {
        @if let Some(at) = at {
            p.panel {
                @let moment = time::moment(&visit.text, at, visit.now);
                (visit.text.with("notices-rights", &[("moment", &moment)]))
            }
        }
    }
}

/// What was left when a bundle was read.
fn refused(visit: &Visit) -> Vec<Left> {
    let kept = visit.web.app.read(|store| store.local_get(left::LINE)).ok().flatten();
    kept.map(|bytes| left::read(&bytes)).unwrap_or_default()
}

fn refused_sentence(visit: &Visit, left: &Left) -> String {
    let device = left.device.get("device-".len()..).and_then(|key| key.get(..8));
    let device = device.unwrap_or(&left.device);
    let count = left.count.to_string();
    let values = [("device", device), ("count", count.as_str())];
    visit.text.with(&format!("left-{}", left.why.name()), &values)
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
        Matter::ForeignSubject(_) => text.get("notice-foreign-subject").to_owned(),
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

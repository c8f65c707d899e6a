// SPDX-License-Identifier: EUPL-1.2
//! Where two people decided apart from each other: both values with who and when, and the press
//! that settles it.
//!
//! Not here: what the log says is odd (`page::notice`), how values stay side by side (core's
//! `versions`).
//! Rules: nothing is chosen for people; settling is the ordinary command that names both; who may
//! not give it sees both sides and no button.
//! Start at: `all`.
//! To change: text `conflict-*`, page `notice`, `docs/help/notice.md`.

pub mod crisis;

use maud::{Markup, html};
use tegenwicht_core::envelope::{Envelope, Header};
use tegenwicht_core::feature::{figure, scope};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::EventId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::versions::Versions;

use super::field::{self, Filled};
use super::icon::{Icon, icon};
use super::{shell, time};
use crate::web::page::user::role_name;
use crate::web::visit::Visit;

/// What the button says in most places.
const CHOOSE: &str = "conflict-choose";

/// A value that somebody gave.
struct Side {
    value: String,
    event: EventId,
    /// Where it stands itself.
    link: Option<String>,
    /// What to send to let this value count: path, fields.
    choice: Option<(String, Vec<(&'static str, String)>)>,
}

/// Values that contradict each other.
struct Conflict {
    what: String,
    /// What to do about it.
    hint: Option<&'static str>,
    sides: Vec<Side>,
    /// What the button says that chooses a side.
    press: &'static str,
    /// Where a third value is given.
    elsewhere: String,
}

/// Renders every conflict of this node, with what settles it.
#[must_use]
pub fn all(visit: &Visit) -> Option<Markup> {
    let mut found = people(visit);
    found.extend(reports(visit));
    for state in visit.world.scopes.values() {
        found.extend(closings(visit, state));
        found.extend(clocks(visit, state));
        found.extend(crisis::all(visit, state));
    }
    let figures = contradictions(visit);
    if found.is_empty() && figures.is_empty() {
        return None;
    }
    Some(html! {
        @for conflict in &found { (one(visit, conflict)) }
        @if !figures.is_empty() {
            ul.notices {
                @for (path, name) in &figures {
                    li.notice.notice--warning {
                        p.notice-title {
                            (visit.text.with("conflict-figure", &[("name", name)])) " "
                            a href=(path) { (visit.text.get("settle-this")) }
                        }
                    }
                }
            }
        }
    })
}

fn one(visit: &Visit, conflict: &Conflict) -> Markup {
    let text = &visit.text;
    html! {
        section.panel.conflict.is-contradiction {
            h3.utrecht-heading-3 {
                span.utrecht-badge.utrecht-badge--danger {
                    (icon(Icon::Clash)) " " (text.get("contradictory"))
                } " " (conflict.what)
            }
            @if let Some(hint) = conflict.hint { p { (text.get(hint)) } }
            ul.conflict-sides {
                @for side in &conflict.sides {
                    li {
                        p { strong dir="auto" {
                            @match &side.link {
                                Some(link) => a href=(link) { (side.value) },
                                None => (side.value),
                            }
                        } }
                        p.small.muted { (who(visit, side.event)) }
                        @if let Some((path, fields)) = &side.choice {
                            form method="post" action=(path) {
                                (field::hidden(visit, &Filled::default()))
                                @for (name, value) in fields {
                                    input type="hidden" name=(name) value=(value);
                                }
                                button.utrecht-button.utrecht-button--secondary {
                                    (text.get(conflict.press))
                                    span.visually-hidden { ": " (side.value) }
                                }
                            }
                        }
                    }
                }
            }
            @if !conflict.elsewhere.is_empty() {
                p { a href=(conflict.elsewhere) { (text.get("conflict-third")) } }
            }
        }
    }
}

/// Says who gave a value and when, from the event itself.
#[must_use]
pub fn who(visit: &Visit, event: EventId) -> String {
    let Some(header) = header(visit, event) else {
        return visit.text.get("somebody-unknown").to_owned();
    };
    let state = visit.world.scopes.get(&header.scope);
    let wall = state
        .map_or(header.wall, |state| state.corrected(header.device, header.epoch, header.wall));
    let moment = time::moment(&visit.text, wall, visit.now);
    let device = visit.world.admin().and_then(|(_, admin)| {
        admin.devices.by_key.get(&header.device).map(|device| device.label.clone())
    });
    let device = device.unwrap_or_else(|| header.device.short());
    let name = visit.name(header.actor);
    visit.text.with("conflict-who", &[("name", &name), ("moment", &moment), ("device", &device)])
}

fn header(visit: &Visit, event: EventId) -> Option<Header> {
    let stored = visit.web.app.read(|store| store.event(event)).ok()??;
    Envelope::peek(&stored.cose).ok()
}

fn people(visit: &Visit) -> Vec<Conflict> {
    let Some((_, admin)) = visit.world.admin() else {
        return Vec::new();
    };
    let manages = visit.may(Capability::ManageUsers);
    let elsewhere = if manages { "/users".to_owned() } else { String::new() };
    let mut found = Vec::new();
    for (actor, user) in admin.users.by_id.iter() {
        let name = visit.name(Some(*actor));
        if user.roles.is_conflict() {
            let side = |(event, roles): (&EventId, &Vec<tegenwicht_core::actor::Role>)| {
                let names: Vec<String> = roles.iter().map(|r| role_name(visit, *r)).collect();
                let fields = roles.iter().map(|role| ("roles", role.name().to_owned())).collect();
                let choice = manages.then(|| (format!("/users/{actor}/roles"), fields));
                Side { value: names.join(", "), event: *event, link: None, choice }
            };
            let sides = user.roles.live().map(side).collect();
            let what = visit.text.with("conflict-roles", &[("name", &name)]);
            found.push(Conflict {
                what,
                hint: None,
                sides,
                press: CHOOSE,
                elsewhere: elsewhere.clone(),
            });
        }
        let what = || visit.text.with("conflict-password", &[("name", &name)]);
        found.extend(secret(visit, &user.password, what, &elsewhere));
    }
    let what = || visit.text.get("conflict-pin").to_owned();
    found.extend(secret(visit, &admin.users.pin, what, &elsewhere));
    found
}

/// Two passwords or PINs: what they are nobody sees, so only a new one settles it.
fn secret<T: Clone>(
    visit: &Visit,
    versions: &Versions<T>,
    what: impl FnOnce() -> String,
    elsewhere: &str,
) -> Option<Conflict> {
    let side = |(event, _): (&EventId, &T)| {
        let value = visit.text.get("conflict-secret").to_owned();
        Side { value, event: *event, link: None, choice: None }
    };
    versions.is_conflict().then(|| {
        let sides = versions.live().map(side).collect();
        Conflict { what: what(), hint: None, sides, press: CHOOSE, elsewhere: elsewhere.to_owned() }
    })
}

fn reports(visit: &Visit) -> Vec<Conflict> {
    let Some((_, plan)) = visit.world.plan() else {
        return Vec::new();
    };
    let handles = visit.may(Capability::HandleReport);
    let clashing = plan.reports.by_id.values().filter(|report| report.handled.is_conflict());
    let conflict = |report: &tegenwicht_core::feature::report::Report| {
        let path = format!("/reports/{}", report.id);
        let side = |(event, handled): (&EventId, &tegenwicht_core::feature::report::Handled)| {
            let title = handled.crisis.and_then(|crisis| {
                let (_, state) = visit.world.crisis(crisis)?;
                state.crisis.as_ref().map(|crisis| visit.text.title(crisis))
            });
            let value = match (&handled.reason, title) {
                (Some(reason), _) => visit.text.with("conflict-no-crisis", &[("reason", reason)]),
                (None, Some(title)) => visit.text.with("conflict-crisis", &[("title", &title)]),
                (None, None) => visit.text.get("conflict-crisis-unknown").to_owned(),
            };
            let reason = handled.reason.clone().filter(|_| handles);
            let choice = reason.map(|reason| (format!("{path}/handle"), vec![("reason", reason)]));
            Side { value, event: *event, link: None, choice }
        };
        let what = visit.text.with("conflict-report", &[("text", &report.text)]);
        let sides = report.handled.live().map(side).collect();
        Conflict { what, hint: None, sides, press: CHOOSE, elsewhere: path.clone() }
    };
    clashing.map(conflict).collect()
}

fn closings(visit: &Visit, state: &ScopeState) -> Option<Conflict> {
    let crisis = state.crisis.as_ref().filter(|crisis| crisis.closed.is_conflict())?;
    if !visit.may(Capability::ReadCrisis) {
        return None;
    }
    let path = shell::crisis_path(state);
    let closes = visit.may(Capability::CloseCrisis);
    let side = |(event, closed): (&EventId, &tegenwicht_core::feature::crisis::Closed)| {
        let moment = time::moment(&visit.text, closed.at, visit.now);
        let values = [("reason", closed.reason.as_str()), ("moment", moment.as_str())];
        let value = visit.text.with("conflict-closed", &values);
        let mut fields = vec![("reason", closed.reason.clone())];
        if closed.false_alarm {
            fields.push(("false_alarm", "yes".to_owned()));
        }
        Side {
            value,
            event: *event,
            link: None,
            choice: closes.then(|| (format!("{path}/close"), fields)),
        }
    };
    let sides = crisis.closed.live().map(side).collect();
    let what = visit.text.with("conflict-closing", &[("title", &visit.text.title(crisis))]);
    Some(Conflict { what, hint: None, sides, press: CHOOSE, elsewhere: path })
}

fn clocks(visit: &Visit, state: &ScopeState) -> Vec<Conflict> {
    let clashing = state.clocks.iter().filter(|(_, clock)| clock.is_conflict());
    let corrects = visit.may(Capability::ManageDevices);
    let conflict = |((device, epoch), clock): (&(_, u64), &Versions<i64>)| {
        let device: &tegenwicht_core::id::DeviceKey = device;
        let path = format!("{}/clock", shell::crisis_path(state));
        let side = |(event, offset_ms): (&EventId, &i64)| {
            let fields = vec![
                ("device", device.to_string()),
                ("epoch", format!("{epoch:016x}")),
                ("offset", offset_ms.to_string()),
            ];
            let value = offset(visit, *offset_ms);
            Side {
                value,
                event: *event,
                link: None,
                choice: corrects.then(|| (path.clone(), fields)),
            }
        };
        let sides = clock.live().map(side).collect();
        let what = visit.text.with("conflict-clock", &[("device", &device.short())]);
        Conflict { what, hint: None, sides, press: CHOOSE, elsewhere: String::new() }
    };
    clashing.map(conflict).collect()
}

/// "3 min later than it said".
#[must_use]
pub fn offset(visit: &Visit, offset_ms: i64) -> String {
    let length = time::length(&visit.text, offset_ms.saturating_abs());
    let id = if offset_ms < 0 { "clock-earlier" } else { "clock-later" };
    visit.text.with(id, &[("length", &length)])
}

/// Figures and lines of open crises that contradict each other: where they are settled.
fn contradictions(visit: &Visit) -> Vec<(String, String)> {
    if !visit.may(Capability::ReadCrisis) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for state in visit.world.scopes.values() {
        let is_crisis = |opened: &scope::Opened| opened.purpose == scope::Purpose::Crisis;
        if !state.opened.as_ref().is_some_and(is_crisis) {
            continue;
        }
        let path = shell::crisis_path(state);
        for view in figure::views(state).iter().filter(|view| view.is_contradictory()) {
            found.push((format!("{path}/figures/{}", view.id), view.name.to_owned()));
        }
        let lines = state
            .entries
            .values()
            .filter(|entry| !entry.is_struck() && state.progress.is_conflict(entry.written.entry));
        for entry in state.disputed().chain(lines) {
            let said = entry.written.text.as_deref().filter(|_| !entry.hidden);
            let kind = super::entry::kind_label(visit, entry);
            let name = said.map_or_else(|| kind.clone(), |said| format!("{kind} “{said}”"));
            found.push((format!("{path}/log/{}", entry.written.entry), name));
        }
    }
    found
}

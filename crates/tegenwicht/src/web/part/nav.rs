// SPDX-License-Identifier: EUPL-1.2
//! The ways around: the menu with its numbers at the left, and the bar at the bottom of a phone.

use maud::{Markup, html};
use tegenwicht_core::feature::meeting::Meeting;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::icon::{Icon, icon};
use super::shell::{self, Shell, crisis_path};
use super::{alarm, progress, who};
use crate::web::visit::Visit;

/// One entry of the navigation.
struct Item {
    name: &'static str,
    path: String,
    count: Option<String>,
    /// True where the count is one to act on.
    late: bool,
    key: Option<&'static str>,
}

fn item(name: &'static str, path: String) -> Item {
    Item { name, path, count: None, late: false, key: None }
}

/// The inbox: how many are late to be looked at again in red, else how many wait.
fn inbox(visit: &Visit) -> Option<Item> {
    let (_, plan) = visit.world.plan().filter(|_| visit.may(Capability::ReadReports))?;
    let late = alarm::due(visit).len();
    let shown = if late > 0 { late } else { plan.reports.waiting().len() };
    let mut item = item("reports", "/reports".to_owned());
    (item.count, item.late) = ((shown > 0).then(|| shown.to_string()), late > 0);
    Some(item)
}

fn items(visit: &Visit, shell: &Shell<'_>) -> Vec<Vec<Item>> {
    let mut groups = Vec::new();
    if let Some(state) = shell.crisis {
        let path = crisis_path(state);
        let mut log = item("log", format!("{path}/log"));
        log.count = Some(state.entries.len().to_string());
        let figures = item("figures", format!("{path}/figures"));
        let mut cards = item("cards", format!("{path}/cards"));
        cards.count = Some(state.cards.by_id.len()).filter(|n| *n > 0).map(|n| n.to_string());
        let mut group = line_items(visit, state);
        let mut picture = item("picture", format!("{path}/picture"));
        picture.key = Some("s");
        group.splice(1..1, [picture, log, meetings(visit, state), figures]);
        group.push(cards);
        group.extend(team_items(visit, state, &path));
        group.push(item("crisis", path.clone()));
        if visit.may(Capability::Erase) {
            let mut hidden = item("hidden", format!("{path}/hidden"));
            hidden.count = Some(state.to_judge().count()).filter(|n| *n > 0).map(|n| n.to_string());
            hidden.late = true;
            group.push(hidden);
        }
        if visit.may(Capability::AdmitUser) && !visit.web.options.open_http {
            group.push(item("admit", format!("{path}/admit")));
        }
        if visit.may(Capability::ReadNotices) {
            group.push(item("notices", "/notices".to_owned()));
        }
        groups.push(group);
        let mut second = outside(visit);
        if visit.may(Capability::ReadLibrary) {
            second.push(item("library", "/library".to_owned()));
            second.push(item("paper", "/paper".to_owned()));
        }
        groups.push(second);
        return groups;
    }
    groups.push(outside(visit));
    let mut second = Vec::new();
    if visit.may(Capability::OpenCrisis) {
        second.push(item("open-crisis", "/crises/new".to_owned()));
    }
    if visit.may(Capability::ReadLibrary) {
        second.push(item("library", "/library".to_owned()));
    }
    if visit.may(Capability::ReadContacts) {
        second.push(item("contacts", "/contacts".to_owned()));
        second.push(item("roster", "/roster".to_owned()));
    }
    if visit.may(Capability::ReadSettings) {
        second.push(item("sites", "/sites".to_owned()));
        second.push(item("settings", "/settings".to_owned()));
    }
    if visit.may(Capability::ManageUsers) {
        second.push(item("users", "/users".to_owned()));
    }
    if visit.may(Capability::ReadDevices) {
        second.push(item("devices", "/devices".to_owned()));
    }
    if visit.may(Capability::ReadNotices) {
        second.push(item("notices", "/notices".to_owned()));
    }
    groups.push(second);
    groups
}

fn outside(visit: &Visit) -> Vec<Item> {
    let both = [item("home", "/".to_owned()), item("report", "/report".to_owned())];
    both.into_iter().chain(inbox(visit)).collect()
}

/// The team with what it lacks, and orders as soon as there is a team to give them to.
fn team_items(visit: &Visit, state: &ScopeState, path: &str) -> Vec<Item> {
    let number = |count: usize| (count > 0).then(|| count.to_string());
    let team = Item {
        count: number(who::gaps(visit, state)),
        late: true,
        ..item("team", format!("{path}/team"))
    };
    if state.team.teams.is_empty() {
        return vec![team];
    }
    let late = state.orders.of(None).iter().filter(|order| order.is_late(visit.now)).count();
    let orders = item("orders", format!("{path}/orders"));
    vec![team, Item { count: number(late), late: true, ..orders }]
}

/// The menu at the left.
#[must_use]
pub fn side(visit: &Visit, shell: &Shell<'_>) -> Markup {
    html! {
        nav.utrecht-sidenav #nav aria-label=(visit.text.get("menu")) {
            a.sheet-close href="#main" { (visit.text.get("close-sheet")) }
            @for group in items(visit, shell).iter().filter(|group| !group.is_empty()) {
                ul.utrecht-sidenav__list {
                    @for item in group {
                        li {
                            a.utrecht-sidenav__link href=(item.path) data-key=[item.key]
                                aria-current=[(item.name == shell.here).then_some("page")] {
                                (visit.text.get(&format!("nav-{}", item.name)))
                                " " (count(visit, item))
                            }
                        }
                    }
                }
            }
            (shell::nav_foot(visit))
        }
    }
}

/// A number in the menu; the place for it is there always, so that the stream can fill it.
fn count(visit: &Visit, item: &Item) -> Markup {
    html! {
        span.count.count--late[item.late] id={ "count-" (item.name) } {
            @if let Some(count) = &item.count {
                (count)
                @if item.late { span.visually-hidden { " " (visit.text.get("late")) } }
            }
        }
    }
}

/// The numbers that change with the lines of a crisis, for the stream.
#[must_use]
pub fn counts(visit: &Visit, state: &ScopeState) -> Markup {
    html! {
        (count(visit, &meetings(visit, state)))
        @for item in line_items(visit, state) { (count(visit, &item)) }
    }
}

/// The meetings, with the number of the one that runs, comes next or was last.
fn meetings(visit: &Visit, state: &ScopeState) -> Item {
    let all = &state.meetings;
    let next = all.next();
    let shown = next.or_else(|| all.over().into_iter().next());
    Item {
        count: shown.map(Meeting::label),
        late: next.is_some_and(|next| next.is_late(visit.now)),
        key: Some("o"),
        ..item("meetings", super::meeting::path(state))
    }
}

/// The numbers of the team and its orders.
#[must_use]
pub fn team_counts(visit: &Visit, state: &ScopeState) -> Markup {
    let items = team_items(visit, state, &crisis_path(state));
    html! { @for item in items { (count(visit, &item)) } }
}

/// What there is to do and to decide, with how many are late or wait.
fn line_items(visit: &Visit, state: &ScopeState) -> Vec<Item> {
    let path = crisis_path(state);
    let counted = progress::counts(visit, state).into_iter();
    let items = counted.map(|(name, count, late)| Item {
        count: (count > 0).then(|| count.to_string()),
        late,
        ..item(name, format!("{path}/{name}"))
    });
    items.collect()
}

/// On a phone: four places at the bottom, what is mine first.
#[must_use]
pub fn bottom(visit: &Visit, shell: &Shell<'_>) -> Markup {
    let places: Vec<(&str, String, Icon)> = match shell.crisis {
        Some(state) => {
            let path = crisis_path(state);
            vec![
                ("tasks", format!("{path}/tasks"), Icon::Tick),
                ("log", format!("{path}/log"), Icon::Lines),
                ("picture", format!("{path}/picture"), Icon::Picture),
                ("crisis", path, Icon::People),
            ]
        }
        None => {
            let inbox = ("reports", "/reports".to_owned(), Icon::Lines);
            let mut places = vec![
                ("home", "/".to_owned(), Icon::Home),
                ("report", "/report".to_owned(), Icon::Warning),
            ];
            places.extend(visit.may(Capability::ReadReports).then_some(inbox));
            places
        }
    };
    let late = alarm::due(visit).len();
    html! {
        nav.bottom-bar aria-label=(visit.text.get("quick-menu")) {
            @for (name, path, sign) in places {
                a href=(path) aria-current=[(name == shell.here).then_some("page")] {
                    (icon(sign)) span { (visit.text.get(&format!("bar-{name}"))) }
                    @if late > 0 && name == "reports" { span.count.count--late { (late) } }
                }
            }
            a href="#nav" { (icon(Icon::More)) span { (visit.text.get("bar-more")) } }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! How the duty roster is shown: a week with its turns, and who is on duty now.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use maud::{Markup, html};
use tegenwicht_core::feature::roster::{Roster, Set};
use tegenwicht_core::time::Timestamp;

use super::icon::{Icon, icon};
use super::{contact, time};
use crate::web::visit::Visit;
use crate::words::Words;

/// When turns change, when nothing else is typed.
const CHANGE_AT: &str = "08:00";
/// How far back a role counts as one that should be on duty: its turns went before.
const ROLE_SEEN_MS: i64 = 35 * 24 * 3_600_000;

/// How far ahead the next change of turns is told of.
const DAY_MS: i64 = 24 * 3_600_000;

/// A week, by its Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week(Date);

impl Week {
    /// Reads "2026-W03"; anything else is the week of `now`.
    #[must_use]
    pub fn read(typed: &str, now: Timestamp) -> Self {
        let parts = typed.split_once("-W");
        let found = parts.and_then(|(year, week)| {
            let (year, week) = (year.parse().ok()?, week.parse().ok()?);
            ISOWeekDate::new(year, week, Weekday::Monday).ok()
        });
        let found = found.map(ISOWeekDate::date).filter(|day| (1971..2200).contains(&day.year()));
        Self(found.unwrap_or_else(|| monday(time::local(now).date())))
    }

    /// Returns the week so many weeks later.
    #[must_use]
    pub fn moved(self, weeks: i64) -> Self {
        let days = jiff::Span::new().days(weeks.saturating_mul(7));
        Self(self.0.checked_add(days).unwrap_or(self.0))
    }

    /// Returns "2026-W03".
    #[must_use]
    pub fn name(self) -> String {
        let week = self.0.iso_week_date();
        format!("{}-W{:02}", week.year(), week.week())
    }

    /// Returns the number that people say.
    #[must_use]
    pub fn number(self) -> String {
        self.0.iso_week_date().week().to_string()
    }

    /// The first moment of the week.
    #[must_use]
    pub fn start(self) -> Timestamp {
        moment(self.0, "00:00")
    }

    /// When turns change: on Monday, in the field as one types it.
    #[must_use]
    pub fn change(self) -> String {
        format!("{} {CHANGE_AT}", self.0.strftime("%d-%m-%Y"))
    }
}

fn monday(day: Date) -> Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(jiff::Span::new().days(since)).unwrap_or(day)
}

fn moment(day: Date, clock: &str) -> Timestamp {
    match time::typed(&format!("{day}T{clock}"), Timestamp(0)) {
        time::Typed::At(at) => at,
        time::Typed::Now | time::Typed::Unclear => Timestamp(0),
    }
}

/// The same clock time so many days later, also where the clock changes between.
#[must_use]
pub fn days_later(at: Timestamp, days: i64) -> Timestamp {
    let later = time::local(at).checked_add(jiff::Span::new().days(days));
    later.map_or(at, |later| Timestamp(later.timestamp().as_millisecond()))
}

/// Returns the turns that touch a week, by role and beginning.
#[must_use]
pub fn turns(roster: &Roster, week: Week) -> Vec<&Set> {
    let (start, end) = (week.start(), week.moved(1).start());
    let mut turns = roster.shifts();
    turns.retain(|set| set.from < end && set.until > start);
    turns.sort_by_key(|set| (set.role.as_str(), set.from, set.shift));
    turns
}

/// From which day until which.
#[must_use]
pub fn span(visit: &Visit, week: Week) -> String {
    let text = &visit.text;
    let sunday = days_later(week.start(), 6);
    let first = time::day(text, week.start(), visit.now);
    text.with("roster-span", &[("from", &first), ("until", &time::day(text, sunday, visit.now))])
}

/// Returns the roles that have nobody on duty at a moment and used to have somebody, or will have.
fn lacking(roster: &Roster, at: Timestamp) -> Vec<&str> {
    let on = roster.on_duty(at);
    let mut lacking: Vec<&str> = Vec::new();
    for set in roster.shifts() {
        let seen = (at.since_ms(set.until)).abs() < ROLE_SEEN_MS || set.from > at;
        let has = on.iter().any(|other| other.role == set.role);
        if seen && !has && !lacking.contains(&set.role.as_str()) {
            lacking.push(&set.role);
        }
    }
    lacking
}

/// How many are on duty now and after the next change, and how many roles have nobody then.
#[must_use]
pub fn outlook(visit: &Visit, roster: &Roster) -> Markup {
    let text = &visit.text;
    let shifts = roster.shifts();
    let later = shifts.iter().flat_map(|set| [set.from, set.until]).filter(|at| *at > visit.now);
    let next = later.min().filter(|at| at.since_ms(visit.now) < DAY_MS);
    html! {
        @for at in [Some(visit.now), next].into_iter().flatten() {
            @let on = roster.on_duty(at).len() as u64;
            @let lacking = lacking(roster, at).len() as u64;
            li {
                strong {
                    @if at == visit.now { (text.get("roster-shift-now")) }
                    @else {
                        (text.with("roster-shift-next", &[
                            ("time", &time::short(text, at, visit.now)),
                        ]))
                    }
                }
                " " (text.count("roster-shift-on", on))
                @if lacking > 0 {
                    ", " span.late { (text.count("roster-shift-lacking", lacking)) }
                }
            }
        }
        @if shifts.is_empty() {
            li {
                span.utrecht-badge.state-unknown {
                    (icon(Icon::Unknown)) " " (text.get("roster-shift-unknown"))
                }
            }
        }
    }
}

/// Who is on duty now, and which roles have nobody who used to have somebody.
#[must_use]
pub fn on_duty(visit: &Visit, values: &Words, roster: &Roster) -> Markup {
    let text = &visit.text;
    let on = roster.on_duty(visit.now);
    let lacking = lacking(roster, visit.now);
    html! {
        section.panel #on-duty {
            h2.utrecht-heading-2 {
                (text.get("roster-now")) " "
                span.muted { (time::moment(text, visit.now, visit.now)) }
            }
            @if on.is_empty() && lacking.is_empty() {
                p.duty.state-unknown { strong { "? " } (text.get("roster-now-none")) }
            }
            ul.duties {
                @for set in &on {
                    @let until = time::short(text, set.until, visit.now);
                    li.duty {
                        span.duty-role { (values.role(&set.role)) }
                        strong dir="auto" { (contact::name_of(visit, set.contact)) }
                        @let card = visit.world.directory.contacts.get(&set.contact);
                        span { @if let Some(card) = card {
                            (contact::phones(card))
                        } }
                        span.muted { (text.with("roster-until", &[("time", &until)])) }
                    }
                }
                @for role in lacking {
                    li.duty.state-unknown {
                        span.duty-role { (values.role(role)) }
                        strong { "? " (text.get("roster-vacant")) }
                    }
                }
            }
        }
    }
}

/// The turns of a week.
#[must_use]
pub fn table(visit: &Visit, values: &Words, turns: &[&Set], manages: bool) -> Markup {
    let text = &visit.text;
    html! {
        div.table-wrap tabindex="0" role="region" aria-label=(text.get("nav-roster")) {
            table.utrecht-table.table-stack {
                thead { tr {
                    th { (text.get("column-role")) } th { (text.get("column-contact")) }
                    th { (text.get("column-from")) } th { (text.get("column-until")) }
                    @if manages { th { span.visually-hidden { (text.get("roster-change")) } } }
                } }
                tbody { @for set in turns { (row(visit, values, set, manages)) } }
            }
        }
    }
}

fn row(visit: &Visit, values: &Words, set: &Set, manages: bool) -> Markup {
    let text = &visit.text;
    let role = values.role(&set.role);
    let is_now = set.from <= visit.now && visit.now < set.until;
    let is_disputed = visit.world.plan().is_some_and(|(_, plan)| {
        plan.roster.by_id.get(&set.shift).is_some_and(|versions| versions.is_conflict())
    });
    html! {
        tr {
            th scope="row" {
                (role)
                @if is_now {
                    " " span.utrecht-badge.utrecht-badge--info { (text.get("roster-is-now")) }
                }
                @if is_disputed {
                    " " span.utrecht-badge.utrecht-badge--danger { (text.get("contradictory")) }
                }
            }
            td data-label=(text.get("column-contact")) dir="auto" {
                (contact::name_of(visit, set.contact))
            }
            td data-label=(text.get("column-from")) {
                time datetime=(time::iso(set.from)) {
                    (time::moment(text, set.from, visit.now))
                }
            }
            td data-label=(text.get("column-until")) {
                time datetime=(time::iso(set.until)) {
                    (time::moment(text, set.until, visit.now))
                }
            }
            @if manages {
                td { a.row-action href={ "/roster/" (set.shift) } {
                    (text.get("roster-change"))
                    span.visually-hidden { " " (role) }
                } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday 15 January 2026, 10:00 in Alkmaar.
    const NOW: Timestamp = Timestamp(1_768_467_600_000);

    #[test]
    fn a_week_begins_on_monday_and_the_year_has_53_at_times() {
        assert_eq!(Week::read("", NOW).name(), "2026-W03");
        assert_eq!(Week::read("x", NOW).change(), "12-01-2026 08:00");
        let last = Week::read("2026-W53", NOW);
        assert_eq!((last.name().as_str(), last.moved(1).name()), ("2026-W53", "2027-W01".into()));
        assert_eq!(Week::read("2025-W53", NOW).name(), "2026-W03", "that year has none");
        assert_eq!(Week::read("9999-W01", NOW).name(), "2026-W03");
    }

    #[test]
    fn eight_in_the_morning_stays_eight_where_the_clock_changes() {
        let before = moment(Date::constant(2026, 3, 23), "08:00");
        assert_eq!(time::iso(days_later(before, 7)), "2026-03-30T08:00:00+02:00");
    }
}

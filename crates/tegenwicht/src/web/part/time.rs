// SPDX-License-Identifier: EUPL-1.2
//! Times as people in the Netherlands say and type them; the log itself knows only UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, Zoned};
use maud::{Markup, PreEscaped, html};
use tegenwicht_core::time::Timestamp;

use super::{Plain, push_number};
use crate::text::Text;

/// A moment as it is in the Netherlands.
#[must_use]
pub fn local(at: Timestamp) -> Zoned {
    use std::sync::OnceLock;
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    let zone = ZONE.get_or_init(|| TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC));
    let limit = Instant::MAX.as_millisecond();
    let at = at.0.clamp(-limit / 2, limit);
    Instant::from_millisecond(at).unwrap_or(Instant::UNIX_EPOCH).to_zoned(zone.clone())
}

/// "10:58".
#[must_use]
pub fn clock(at: Timestamp) -> String {
    clock_of(&local(at))
}

/// "10:58", of a local time.
#[must_use]
pub fn clock_of(at: &Zoned) -> String {
    let mut text = String::with_capacity(5);
    push_number(&mut text, u64::from(at.hour().unsigned_abs()), 2);
    text.push(':');
    push_number(&mut text, u64::from(at.minute().unsigned_abs()), 2);
    text
}

/// "di 15 jan 07:42", with the year when it is another year than `now`.
#[must_use]
pub fn moment(text: &Text, at: Timestamp, now: Timestamp) -> String {
    format!("{} {}", day(text, at, now), clock(at))
}

/// "di 15 jan".
#[must_use]
pub fn day(text: &Text, at: Timestamp, now: Timestamp) -> String {
    let (at, now) = (local(at), local(now));
    let weekday = format!("weekday-{}", at.weekday().to_monday_one_offset());
    let month = format!("month-{}", at.month());
    let mut day = format!("{} {} {}", text.get(&weekday), at.day(), text.get(&month));
    if at.year() != now.year() {
        day.push_str(&format!(" {}", at.year()));
    }
    day
}

/// The clock time, with the day when it is not today.
#[must_use]
pub fn short(text: &Text, at: Timestamp, now: Timestamp) -> String {
    if local(at).date() == local(now).date() { clock(at) } else { moment(text, at, now) }
}

/// A moment as somebody would type it, so that it reads back as the same.
#[must_use]
pub fn typed_again(at: Timestamp) -> String {
    let shown = local(at);
    match at.0 % 60_000 {
        0 => shown.strftime("%d-%m-%Y %H:%M").to_string(),
        _ => iso(at),
    }
}

/// RFC 3339 with the offset, for machines.
#[must_use]
pub fn iso(at: Timestamp) -> String {
    iso_of(&local(at))
}

fn iso_of(at: &Zoned) -> String {
    let offset = at.offset().seconds() / 60;
    let sign = if offset < 0 { '-' } else { '+' };
    let date = at.date();
    let mut text = String::with_capacity(25);
    match u64::try_from(date.year()) {
        Ok(year) => {
            let parts = [date.month(), date.day()];
            push_number(&mut text, year, 4);
            parts.into_iter().for_each(|part| push_part(&mut text, '-', part.into()));
        }
        // Before our era: as Jiff writes it.
        Err(_) => text.push_str(&date.to_string()),
    }
    push_part(&mut text, 'T', at.hour().into());
    push_part(&mut text, ':', at.minute().into());
    push_part(&mut text, ':', at.second().into());
    push_part(&mut text, sign, offset.abs() / 60);
    push_part(&mut text, ':', offset.abs() % 60);
    text
}

fn push_part(text: &mut String, mark: char, part: i32) {
    text.push(mark);
    push_number(text, u64::from(part.unsigned_abs()), 2);
}

/// A `time` element of a local time.
#[must_use]
pub fn stamp_of(at: &Zoned, shown: &str) -> Markup {
    html! { time datetime=(PreEscaped(iso_of(at))) { (Plain(shown)) } }
}

/// "3 u 18 min".
#[must_use]
pub fn length(text: &Text, ms: i64) -> String {
    let minutes = ms.max(0) / 60_000;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let value = |n: i64| n.to_string();
    match (days, hours) {
        (0, 0) => text.with("length-minutes", &[("minutes", &value(minutes))]),
        (0, _) => {
            let values = [("hours", value(hours)), ("minutes", value(minutes))];
            let [(h, hours), (m, minutes)] = &values;
            text.with("length-hours", &[(h, hours), (m, minutes)])
        }
        _ => text.with("length-days", &[("days", &value(days)), ("hours", &value(hours))]),
    }
}

/// "12 min geleden"; within the minute "zojuist".
#[must_use]
pub fn ago(text: &Text, at: Timestamp, now: Timestamp) -> String {
    match now.since_ms(at) {
        ms if ms < 60_000 => text.get("time-just-now").to_owned(),
        ms => text.with("time-ago", &[("length", &length(text, ms))]),
    }
}

/// How long something is so already; nothing within the first minute.
#[must_use]
pub fn length_of_note(text: &Text, ms: i64) -> Option<String> {
    (ms >= 60_000).then(|| length(text, ms))
}

/// What somebody typed in a field for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// Nothing, or "nu" / "now".
    Now,
    At(Timestamp),
    /// It does not read as a time.
    Unclear,
}

/// Reads a time that is to come: as [`typed`], but a clock time alone is today's, or tomorrow's
/// when it has passed.
#[must_use]
pub fn typed_ahead(value: &str, now: Timestamp) -> Typed {
    let today = local(now).date();
    let Some(time) = clock_time(value.trim()) else {
        return typed(value, now);
    };
    let found = match at(today, time) {
        Some(at) if at < now => today.tomorrow().ok().and_then(|day| self::at(day, time)),
        at => at,
    };
    found.map_or(Typed::Unclear, Typed::At)
}

/// Reads a time: "nu", "10:58", "15-1 07:42", "15-01-2019 07:42", "2019-01-15T07:42", RFC 3339.
/// A clock time alone is today's, or yesterday's when it has not come yet.
#[must_use]
pub fn typed(value: &str, now: Timestamp) -> Typed {
    let value = value.trim();
    if value.is_empty() || ["nu", "now"].contains(&value.to_lowercase().as_str()) {
        return Typed::Now;
    }
    if let Ok(at) = value.parse::<Instant>() {
        return Typed::At(Timestamp(at.as_millisecond()));
    }
    let today = local(now).date();
    if let Some(time) = clock_time(value) {
        let slack_ms = 5 * 60_000;
        return match at(today, time) {
            Some(at) if at > now.plus_ms(slack_ms) => {
                today.yesterday().ok().and_then(|day| self::at(day, time))
            }
            at => at,
        }
        .map_or(Typed::Unclear, Typed::At);
    }
    let Some((date, time)) = value.split_once(['T', ' ']) else {
        return Typed::Unclear;
    };
    let date = calendar_date(date, today.year());
    let at = date.zip(clock_time(time.trim())).and_then(|(date, time)| at(date, time));
    at.map_or(Typed::Unclear, Typed::At)
}

fn at(date: Date, time: Time) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    let zoned = DateTime::from_parts(date, time).to_zoned(zone).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

fn clock_time(value: &str) -> Option<Time> {
    let (hour, rest) = value.split_once([':', '.'])?;
    let minute = rest.split(':').next()?;
    if hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Reads day-month(-year) or year-month-day; years from 1900 to 2199.
fn calendar_date(value: &str, this_year: i16) -> Option<Date> {
    let parts: Vec<i16> =
        value.split(['-', '/', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match parts.as_slice() {
        [day, month] => (this_year, *month, *day),
        [year, month, day] if *year > 31 => (*year, *month, *day),
        [day, month, year] => (*year, *month, *day),
        _ => return None,
    };
    if !(1900..2200).contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 15 January 2019, 09:00 in Alkmaar.
    const NOW: Timestamp = Timestamp(1_547_539_200_000);

    #[test]
    fn times_read_as_people_type_them() {
        let at = |typed: &str| match super::typed(typed, NOW) {
            Typed::At(at) => iso(at),
            other => format!("{other:?}"),
        };
        assert_eq!(at("nu"), "Now");
        assert_eq!(at(""), "Now");
        assert_eq!(at("8:05"), "2019-01-15T08:05:00+01:00");
        assert_eq!(at("23.50"), "2019-01-14T23:50:00+01:00", "not yet, so yesterday");
        assert_eq!(at("14-1 07:42"), "2019-01-14T07:42:00+01:00");
        assert_eq!(at("01-07-2018 07:42"), "2018-07-01T07:42:00+02:00");
        assert_eq!(at("2018-07-01T07:42"), "2018-07-01T07:42:00+02:00");
        assert_eq!(at("2018-07-01T07:42:10Z"), "2018-07-01T09:42:10+02:00");
        let ahead = |typed: &str| match super::typed_ahead(typed, NOW) {
            Typed::At(at) => iso(at),
            other => format!("{other:?}"),
        };
        assert_eq!(ahead("23:50"), "2019-01-15T23:50:00+01:00");
        assert_eq!(ahead("8:05"), "2019-01-16T08:05:00+01:00", "it has passed, so tomorrow");
        assert_eq!(ahead("14-1 07:42"), "2019-01-14T07:42:00+01:00");
        for unclear in ["25:00", "31-2 10:00", "gisteren", "10:5", "1-1-0001 10:00", "9999"] {
            assert_eq!(at(unclear), "Unclear", "{unclear}");
        }
    }
}

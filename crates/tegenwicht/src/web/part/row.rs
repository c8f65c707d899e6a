// SPDX-License-Identifier: EUPL-1.2
//! A line of the log as every screen shows it.

use jiff::Zoned;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use tegenwicht_core::body::SealedText;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::entry::{self, is_contradictory_figure};
use super::icon::{Icon, icon};
use super::{Plain, push_number, shell, time};
use crate::web::visit::Visit;

/// Where a line is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Log,
    Side,
    /// On the page of the line itself: nothing links to where one is.
    Own,
}

/// Renders lines of one log on one page. What all of them have in common is found out once: a page
/// of the log has a hundred lines, and is made for everybody who looks.
#[derive(Debug)]
pub struct Rows<'a> {
    visit: &'a Visit,
    state: &'a ScopeState,
    /// Where the crisis is.
    path: String,
    today: Date,
    /// Whether any machine was revoked at all.
    revoked: bool,
    saved: Markup,
}

/// The words of a line as far as they may be read.
struct Read<'a> {
    text: &'a str,
    speaker: Option<&'a str>,
    channel: Option<&'a str>,
    owner: Option<&'a str>,
    file_names: Vec<&'a str>,
    /// Under seal, and opened for who looks.
    opened: bool,
}

impl<'a> Read<'a> {
    /// What stands in the open; None where the line is sealed.
    fn open(entry: &'a LogEntry) -> Option<Self> {
        let written = &entry.written;
        let names = written.files.iter().map(|file| file.name.as_deref().unwrap_or_default());
        Some(Self {
            text: written.text.as_deref()?,
            speaker: written.speaker.as_deref(),
            channel: written.channel.as_deref(),
            owner: written.owner.as_deref(),
            file_names: names.collect(),
            opened: false,
        })
    }

    fn opened(said: &'a SealedText) -> Self {
        Self {
            text: &said.text,
            speaker: said.speaker.as_deref(),
            channel: said.channel.as_deref(),
            owner: said.owner.as_deref(),
            file_names: said.file_names.iter().map(String::as_str).collect(),
            opened: true,
        }
    }
}

/// Renders one line.
#[must_use]
pub fn row(visit: &Visit, state: &ScopeState, entry: &LogEntry, place: Place) -> Markup {
    Rows::new(visit, state).row(entry, place)
}

impl<'a> Rows<'a> {
    /// Begins to render lines of this log.
    #[must_use]
    pub fn new(visit: &'a Visit, state: &'a ScopeState) -> Self {
        let is_revoked = visit.world.admin().is_some_and(|(_, admin)| {
            admin.devices.by_key.values().any(|device| device.revoked.is_some())
        });
        let saved = visit.text.get("saved-here");
        Self {
            visit,
            state,
            path: shell::crisis_path(state),
            today: time::local(visit.now).date(),
            revoked: is_revoked,
            saved: html! {
                span.saved title=(saved) {
                    (icon(Icon::Tick))
                    span.visually-hidden { (saved) }
                }
            },
        }
    }

    /// Renders a line.
    #[must_use]
    pub fn row(&self, entry: &LogEntry, place: Place) -> Markup {
        self.row_at(entry, place, &time::local(self.state.happened_at(entry)))
    }

    /// Renders a line that happened at this local time.
    #[must_use]
    pub fn row_at(&self, entry: &LogEntry, place: Place, local: &Zoned) -> Markup {
        let (visit, state) = (self.visit, self.state);
        let id = entry.written.entry.to_string();
        let happened = state.happened_at(entry);
        let recorded = state.recorded_at(entry);
        let disputed = state.is_disputed(entry) || is_contradictory_figure(state, entry);
        let closed = entry.written.text.is_none() && !entry.hidden;
        let sealed = closed.then(|| entry::words(visit, entry));
        let read = match &sealed {
            None => Read::open(entry).filter(|_| !entry.hidden),
            Some(words) => words.read().map(Read::opened),
        };
        // A line entered more than ten minutes after it happened says so.
        let late = recorded.since_ms(happened).abs() > 10 * 60_000;
        let shown = match place {
            Place::Side | Place::Own if local.date() != self.today => {
                time::moment(&visit.text, happened, visit.now)
            }
            _ => time::clock_of(local),
        };
        let settle = disputed.then(|| self.settle_path(entry, &id));
        let settle = settle.filter(|settle| *settle != visit.path);
        html! {
            li class={
                "log-entry"
                @match entry.written.kind {
                    EntryKind::Decision => " is-decision",
                    EntryKind::Question => " is-question",
                    _ => "",
                }
                @if entry.is_struck() { " is-struck" }
                @if entry.written.sealed_under.is_some() { " is-sealed" }
                @if entry.hidden { " is-hidden" }
                @if disputed { " is-contradiction" }
            } data-row=(PreEscaped(&id)) data-version=(state.count)
                data-sort=(PreEscaped(sort_key(happened, entry)))
                data-kind=(PreEscaped(entry.written.kind.name()))
                data-into="entries side-entries" {
                p.log-entry__head {
                    @if place == Place::Own {
                        span.log-entry__time { (time::stamp_of(local, &shown)) } " "
                    } @else {
                        a.log-entry__time href={
                            (PreEscaped(&self.path)) "/log/" (PreEscaped(&id))
                        } { (time::stamp_of(local, &shown)) } " "
                    }
                    span.log-entry__kind { (self.kind(entry)) } " "
                    span.log-entry__who { (Plain(visit.called(entry.author))) } " "
                    (self.saved)
                }
                (self.text(entry, read.as_ref()))
                (self.source(entry, read.as_ref()))
                (statement(entry))
                (self.files(entry, read.as_ref()))
                (self.marks(entry, disputed, late.then_some(recorded), settle))
            }
        }
    }

    fn kind(&self, entry: &LogEntry) -> Markup {
        let kind = Plain(self.visit.text.get(entry::kind_text(entry.written.kind)));
        html! {
            (kind)
            @if matches!(
                entry.written.kind,
                EntryKind::Decision | EntryKind::Action | EntryKind::Bottleneck
            ) {
                " " (Plain(&entry.written.letter)) (entry.written.number)
            }
        }
    }

    /// Where a contradiction of this line is settled: at its figure, or at the line itself.
    fn settle_path(&self, entry: &LogEntry, id: &str) -> String {
        match &entry.written.statement {
            Some(statement) if !self.state.is_disputed(entry) => {
                format!("{}/figures/{}", self.path, statement.figure)
            }
            _ => format!("{}/log/{id}", self.path),
        }
    }

    fn text(&self, entry: &LogEntry, read: Option<&Read>) -> Markup {
        let text = &self.visit.text;
        html! {
            @match read {
                None if entry.hidden => (self.hidden(entry)),
                None => {
                    p.log-entry__text.sealed { (icon(Icon::Lock)) " " (text.get("entry-sealed")) }
                }
                Some(read) if entry.is_struck() => {
                    del.log-entry__text dir="auto" { (Plain(read.text)) }
                }
                Some(read) => {
                    p.log-entry__text dir="auto" {
                        @if read.opened {
                            (icon(Icon::Lock))
                            span.visually-hidden { (text.get("entry-sealed-opened")) }
                            " "
                        }
                        (Plain(read.text))
                    }
                }
            }
            // Why it was struck may say what the line said.
            @for strike in entry.strikes.iter().filter(|_| !entry.hidden) {
                p.struck-reason {
                    (text.with("entry-struck-by", &[
                        ("time", &time::short(text, strike.at, self.visit.now)),
                        ("name", self.visit.called(strike.by)),
                        ("reason", &strike.reason),
                    ]))
                }
            }
        }
    }

    /// That the line is hidden, by whom, when and why, and what happens next.
    fn hidden(&self, entry: &LogEntry) -> Markup {
        let (visit, text) = (self.visit, &self.visit.text);
        let Some(hiding) = self.state.hidden.get(&entry.written.entry) else {
            return html! {};
        };
        let path = format!("{}/hidden/{}", self.path, entry.written.entry);
        html! {
            p.log-entry__text.hidden-line {
                strong { (text.get("entry-hidden")) } " "
                (text.with("entry-hidden-by", &[
                    ("time", &time::short(text, hiding.at, visit.now)),
                    ("name", visit.called(hiding.by)),
                    ("reason", &hiding.reason),
                ]))
                " · "
                @if visit.may(Capability::Erase) && path != visit.path {
                    a href=(path) { (text.get("entry-hidden-judge")) }
                } @else {
                    (text.get("entry-hidden-next"))
                }
            }
        }
    }

    fn source(&self, entry: &LogEntry, read: Option<&Read>) -> Markup {
        let text = &self.visit.text;
        let (speaker, channel) =
            (read.and_then(|read| read.speaker), read.and_then(|read| read.channel));
        let owner = read.and_then(|read| read.owner);
        let said = match (speaker, channel) {
            (Some(name), Some(channel)) => {
                Some(text.with("entry-says-by", &[("name", name), ("channel", channel)]))
            }
            (Some(name), None) => Some(text.with("entry-says", &[("name", name)])),
            (None, Some(channel)) => Some(channel.to_owned()),
            (None, None) => None,
        };
        html! {
            @if let Some(said) = said { p.log-entry__source { (Plain(&said)) } }
            @if owner.is_some() || entry.written.due.is_some() {
                p.log-entry__source {
                    @if let Some(owner) = owner {
                        (text.with("entry-owner", &[("name", owner)]))
                        @if entry.written.due.is_some() { " · " }
                    }
                    @if let Some(due) = entry.written.due {
                        @let due = time::short(text, due, self.visit.now);
                        (text.with("entry-due", &[("time", &due)]))
                    }
                }
            }
        }
    }

    fn files(&self, entry: &LogEntry, read: Option<&Read>) -> Markup {
        html! {
            @if let Some(read) = read {
                @for (file, name) in entry.written.files.iter().zip(&read.file_names) {
                    p.log-entry__source {
                        a href={ (self.path) "/files/" (file.hash) } { (name) }
                        " (" (file.size.div_ceil(1024)) " kB)"
                    }
                }
            }
        }
    }

    fn marks(
        &self,
        entry: &LogEntry,
        disputed: bool,
        late: Option<Timestamp>,
        settle: Option<String>,
    ) -> Markup {
        let (visit, text) = (self.visit, &self.visit.text);
        let answered = entry.written.kind == EntryKind::Question && !entry.answered_by.is_empty();
        let revoked = self.revoked && visit.world.is_after_revocation(self.state, entry);
        let plain = !disputed && late.is_none() && entry.written.answers.is_none();
        if plain && !answered && !revoked {
            return html! {};
        }
        html! {
            p.log-entry__marks {
                @if disputed {
                    span.utrecht-badge.utrecht-badge--danger {
                        (icon(Icon::Clash)) " " (text.get("contradictory"))
                    }
                    " "
                    @if let Some(path) = settle {
                        a href=(path) { (text.get("settle-this")) } " "
                    }
                }
                @if revoked {
                    span.utrecht-badge.utrecht-badge--danger {
                        (text.get("entry-after-revocation"))
                    }
                    " "
                }
                @if answered { span { (text.get("entry-answered")) } " " }
                @if entry.written.answers.is_some() {
                    span { (text.get("entry-is-answer")) } " "
                }
                @if let Some(recorded) = late {
                    @let at = time::short(text, recorded, visit.now);
                    span.mark-late { (text.with("entry-recorded", &[("time", &at)])) }
                }
            }
        }
    }
}

/// Returns the string by which lines are sorted, newest first: when it happened, then as
/// recorded.
fn sort_key(happened: Timestamp, entry: &LogEntry) -> String {
    // Shifted so that times before 1970 sort too.
    let shifted = i128::from(happened.0) + (1_i128 << 62);
    let mut key = String::with_capacity(33);
    match u64::try_from(shifted) {
        Ok(shifted) => push_number(&mut key, shifted, 20),
        Err(_) => key.push_str(&format!("{shifted:020}")),
    }
    key.push('-');
    push_number(&mut key, entry.position, 12);
    key
}

fn statement(entry: &LogEntry) -> Markup {
    html! {
        @if let Some(statement) = &entry.written.statement {
            @let said = html! {
                (statement.name) ": " strong { (statement.value) }
                @if let Some(unit) = &statement.unit { " " (unit) }
            };
            @if entry.is_struck() {
                del.log-entry__source { (said) }
            } @else {
                p.log-entry__source { (said) }
            }
        }
    }
}

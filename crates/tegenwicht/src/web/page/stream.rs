// SPDX-License-Identifier: EUPL-1.2
//! The event stream of one crisis: every change reaches every open screen.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::Stream;
use maud::{Markup, html};
use serde::Deserialize;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::Standing;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, EntryId, ScopeId};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;
use tokio::sync::broadcast::error::RecvError;

use super::{figure, log_entry, meeting as page_meeting, picture};
use crate::app::{Change, lock};
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::part::row::{Place, Rows};
use crate::web::part::shell::{self, Shell};
use crate::web::part::{alarm, due, entry, meeting, nav, progress};
use crate::web::visit::Visit;

/// Live streams of one person; more tabs share one by themselves.
pub const STREAMS_PER_USER: usize = 5;
/// How often a quiet stream shows that it lives.
const BEAT: Duration = Duration::from_secs(15);
/// So often a look at the clock tells what became late.
const LOOK_MS: i64 = 10_000;
/// Lines sent anew when the reader was away too long to know what changed.
const ANEW: usize = 100;

static OPEN: Mutex<BTreeMap<ActorId, usize>> = Mutex::new(BTreeMap::new());

/// Where the reader is.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Since {
    #[serde(default)]
    pub since: u64,
}

/// One open stream; counts down when the browser goes away.
struct Seat(ActorId);

impl Seat {
    fn take(actor: ActorId) -> Option<Self> {
        let mut open = lock(&OPEN);
        let count = open.entry(actor).or_default();
        if *count >= STREAMS_PER_USER {
            return None;
        }
        *count += 1;
        Some(Self(actor))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = lock(&OPEN);
        if let Some(count) = open.get_mut(&self.0) {
            *count = count.saturating_sub(1);
        }
    }
}

/// `GET /crises/{id}/stream?since=N`
pub async fn follow(
    visit: Visit,
    Address(id): Address<String>,
    Asked(since): Asked<Since>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let Some(login) = visit.login.clone().filter(|_| visit.may(Capability::ReadCrisis)) else {
        // An event stream cannot see a status code, so it is told in an event.
        let gone =
            futures::stream::iter([Ok::<_, Infallible>(Event::default().event("gone").data(""))]);
        return Ok(Sse::new(gone).into_response());
    };
    let (scope, state) = visit.crisis(&id)?;
    let seat = Seat::take(login.actor).ok_or(WebError::Busy)?;
    // A page that was left just before may not have told yet what became late on it.
    let urgent = due::Urgent::at(&visit, state, visit.now.plus_ms(-LOOK_MS));
    let (again, looked) = (alarm::due(&visit).len(), visit.now);
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let follower = Follower {
        changes: visit.web.app.changes(),
        at: last.unwrap_or(since.since),
        visit,
        scope,
        _seat: seat,
        greeted: false,
        urgent,
        looked,
        told: false,
        again,
        team: String::new(),
        meeting: String::new(),
        ready: VecDeque::new(),
    };
    Ok(Sse::new(follower.stream()).into_response())
}

struct Follower {
    visit: Visit,
    scope: ScopeId,
    changes: tokio::sync::broadcast::Receiver<Change>,
    /// How many events of the scope the reader has seen.
    at: u64,
    _seat: Seat,
    greeted: bool,
    /// What was late, or nearly so, when somebody last looked at the clock.
    urgent: due::Urgent,
    looked: Timestamp,
    /// Whether the page heard since what is late: it may have slept for hours before.
    told: bool,
    /// How many reports were to be looked at again then.
    again: usize,
    /// The team as it was sent last.
    team: String,
    /// What the strip said of the meeting then.
    meeting: String,
    ready: VecDeque<Event>,
}

impl Follower {
    fn stream(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures::stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }

    async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.ready.pop_front() {
            return Some(event);
        }
        if !self.greeted {
            self.greeted = true;
            return Some(self.caught_up().unwrap_or_else(beat));
        }
        // Not anew with each change: what goes on elsewhere must not keep the beat away.
        let mut beat_is_due = std::pin::pin!(tokio::time::sleep(BEAT));
        loop {
            let change = tokio::select! {
                biased;
                () = &mut beat_is_due => None,
                change = self.changes.recv() => Some(change),
            };
            match change {
                None => {
                    let now = self.visit.web.app.clock.now();
                    let login = self.visit.login.as_ref()?;
                    if self.visit.web.logins.session(&login.token, now).is_none() {
                        return Some(Event::default().event("gone").data(""));
                    }
                    let event = self.caught_up().or_else(|| self.by_time());
                    return Some(event.unwrap_or_else(beat));
                }
                Some(Ok(change)) if change.scope != self.scope => {}
                Some(Ok(_) | Err(RecvError::Lagged(_))) => {
                    if let Some(event) = self.caught_up() {
                        return Some(event);
                    }
                }
                Some(Err(RecvError::Closed)) => return None,
            }
        }
    }

    /// Sends what changed since the reader last saw; none when nothing did.
    fn caught_up(&mut self) -> Option<Event> {
        self.visit.renew();
        self.visit.now = self.visit.web.app.clock.now();
        if let Some(login) = &mut self.visit.login {
            login.roles = self.visit.world.roles(login.actor).unwrap_or_default();
        }
        let world = std::sync::Arc::clone(&self.visit.world);
        let state = world.scopes.get(&self.scope)?;
        if self.at > state.count {
            // The reader knows a future that this log does not: it was restored. Start anew.
            self.at = state.count;
            return Some(Event::default().event("reload").data(""));
        }
        if state.count == self.at || !self.visit.may(Capability::ReadCrisis) {
            return None;
        }
        let changed = self.visit.web.app.changed_since(self.scope, self.at);
        let entries = changed.unwrap_or_else(|| newest(state, ANEW));
        let regions = html! {
            (self.regions(state, &entries))
            (self.team(state))
            (self.clock(state))
            (shell::as_of(&self.visit, Some(picture::wall::AS_OF)))
        };
        self.announce(state, &entries);
        self.at = state.count;
        let event = Event::default().event("regions").id(state.count.to_string());
        Some(event.data(regions.into_string()))
    }

    /// The team and what it lacks, when they changed; that is seldom, and no line tells of it.
    fn team(&mut self, state: &ScopeState) -> Markup {
        let team = html! {
            (nav::team_counts(&self.visit, state))
            (picture::team(&self.visit, state))
        };
        if team.0 == self.team {
            return html! {};
        }
        self.team.clone_from(&team.0);
        team
    }

    /// Sends what changed by the time alone.
    fn by_time(&mut self) -> Option<Event> {
        let world = std::sync::Arc::clone(&self.visit.world);
        let state = world.scopes.get(&self.scope)?;
        if !self.visit.may(Capability::ReadCrisis) {
            return None;
        }
        let regions = self.clock(state);
        if regions.0.is_empty() {
            return None;
        }
        let as_of = shell::as_of(&self.visit, Some(picture::wall::AS_OF));
        let event = Event::default().event("regions").id(state.count.to_string());
        Some(event.data(html! { (regions) (as_of) }.into_string()))
    }

    /// What became late or nearly so, or is so no more; and what the strip says of the meeting. A
    /// look at the clock now and then is enough, also while many write.
    fn clock(&mut self, state: &ScopeState) -> Markup {
        let now = self.visit.now;
        if now.since_ms(self.looked).abs() < LOOK_MS {
            return html! {};
        }
        self.looked = now;
        let words = meeting::strip_words(&self.visit, state);
        let urgent = due::Urgent::at(&self.visit, state, now);
        let again = alarm::due(&self.visit).len();
        let rung = again.saturating_sub(self.again);
        let (met, turned) = (words == self.meeting, urgent != self.urgent);
        let none = due::Urgent::default();
        let before = if self.told { &self.urgent } else { &none };
        let grown = turned || urgent != *before;
        let late = match turned {
            true => urgent.grown_late(&self.visit, state, &self.urgent),
            false => Vec::new(),
        };
        let shell = Shell { crisis: Some(state), ..Shell::default() };
        let regions = html! {
            @if again != self.again { (shell::strip(&self.visit, &shell)) }
            (alarm::aloud(&self.visit, &late, rung))
            @if !met {
                (meeting::in_strip(&self.visit, state))
                (page_meeting::live(&self.visit, state))
            }
            @if grown {
                (picture::late(&self.visit, state))
                (urgent.places(&self.visit, state, before))
            }
            @if grown || !met { (nav::counts(&self.visit, state)) (self.team(state)) }
        };
        (self.urgent, self.meeting, self.told, self.again) = (urgent, words, true, again);
        regions
    }

    /// The picture and the lists, as far as they changed: most lines of the log change neither.
    fn followed(&self, state: &ScopeState, entries: &[EntryId]) -> Markup {
        let said = state.picture.topics.values().map(|said| said.position);
        let said = said.chain(state.picture.version().map(|version| version.position));
        let found: Vec<_> = entries.iter().filter_map(|id| state.entries.get(id)).collect();
        let follows = found.iter().any(|found| Standing::first(found.written.kind).is_some());
        html! {
            @if said.max().is_some_and(|newest| newest >= self.at) {
                (picture::said_regions(&self.visit, state))
            }
            @if follows || found.iter().any(|found| is_of_meeting(found)) {
                (page_meeting::live(&self.visit, state))
                (nav::counts(&self.visit, state))
            }
            @if follows {
                (picture::line_regions(&self.visit, state))
                @for found in found { (progress::live_rows(&self.visit, state, found)) }
            }
        }
    }

    /// Tells a screen reader of new decisions, in one go, as far as they may be read; the rest of
    /// the log is silent, or it would flood.
    fn announce(&mut self, state: &ScopeState, entries: &[EntryId]) {
        let found = entries.iter().filter_map(|id| state.entries.get(id));
        let is_new = |found: &&LogEntry| {
            found.written.kind == EntryKind::Decision && found.position > self.at
        };
        let sentence = |found: &LogEntry| {
            let words = entry::words(&self.visit, found);
            let label = entry::kind_label(&self.visit, found);
            words.read().map(|said| format!("{label}: {}", said.text))
        };
        let lines: Vec<String> = found.filter(is_new).filter_map(sentence).collect();
        let said = match lines.len() {
            0 => return,
            n if n > alarm::SAID => self.visit.text.count("announce-decisions", n as u64),
            _ => lines.join("; ").replace(['\n', '\r'], " "),
        };
        self.ready.push_back(Event::default().event("announce").data(said));
    }

    fn regions(&self, state: &ScopeState, entries: &[EntryId]) -> Markup {
        let found = entries.iter().filter_map(|id| state.entries.get(id));
        let rows = Rows::new(&self.visit, state);
        let rows: Vec<Markup> = found.map(|found| rows.row(found, Place::Log)).collect();
        let shell = Shell { crisis: Some(state), ..Shell::default() };
        html! {
            (shell::strip(&self.visit, &shell))
            (shell::halted(&self.visit, state))
            span.count #count-log data-version=(state.count) { (state.entries.len()) }
            @if self.visit.may(Capability::Erase) {
                span.count.count--late #count-hidden data-version=(state.count) {
                    @let judge = state.to_judge().count();
                    @if judge > 0 { (judge) }
                }
            }
            (log_entry::note(&self.visit, state))
            (figure::tiles(&self.visit, state))
            (log_entry::day_lines(&self.visit, state, entries))
            @for row in rows { (row) }
            (self.followed(state, entries))
        }
    }
}

/// Returns true for a line that tells of a meeting.
fn is_of_meeting(entry: &LogEntry) -> bool {
    entry.written.about.as_deref().is_some_and(|about| about.starts_with("meeting-"))
}

fn beat() -> Event {
    Event::default().event("beat").data("")
}

fn newest(state: &ScopeState, count: usize) -> Vec<EntryId> {
    state.timeline.values().rev().take(count).copied().collect()
}

// SPDX-License-Identifier: EUPL-1.2
//! One bottleneck at a time in a meeting: what it touches, the options, and what is decided; or
//! moved on, given to a team, or laid before the board.

use maud::{Markup, html};
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::meeting::{CHAIR, Meeting, Phase, STEPS};
use tegenwicht_core::feature::picture::Topic;
use tegenwicht_core::feature::progress::{Field as Which, Standing};
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::EntryId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::time::Timestamp;

use super::room::{View, seat_words};
use crate::web::page::handover::team_title;
use crate::web::page::picture::topic;
use crate::web::part::client_name;
use crate::web::part::entry;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::meeting as part;
use crate::web::part::progress::sentence;
use crate::web::part::shell::{self, may_change};
use crate::web::part::time;
use crate::web::visit::Visit;

/// What became of a bottleneck in a meeting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Decided,
    /// Decided by something that waits for the board.
    Board,
    Team(String),
    Later,
    Solved,
    Open,
}

/// Returns what became of a bottleneck in a meeting.
pub fn outcome(visit: &Visit, state: &ScopeState, meeting: &Meeting, entry: EntryId) -> Outcome {
    let Some(said) = state.outcome(meeting.id(), entry) else {
        return Outcome::Open;
    };
    let by = said.what.by.and_then(|by| state.entries.get(&by));
    let order = said.what.order.and_then(|order| state.orders.by_id.get(&order));
    match said.what.standing() {
        Some(Standing::Decided) if by.is_some_and(|by| is_proposed(state, by)) => Outcome::Board,
        Some(Standing::Decided) => Outcome::Decided,
        Some(Standing::ToTeam) => {
            let team = order.map(|order| team_title(visit, state, &order.begun.team));
            Outcome::Team(team.unwrap_or_default())
        }
        Some(Standing::Later) => Outcome::Later,
        Some(Standing::Solved) => Outcome::Solved,
        _ => Outcome::Open,
    }
}

fn is_proposed(state: &ScopeState, decision: &LogEntry) -> bool {
    state.standing(decision) == Standing::Proposed
}

/// What became of a bottleneck in a meeting, in words.
pub fn outcome_words(
    visit: &Visit,
    state: &ScopeState,
    meeting: &Meeting,
    entry: EntryId,
) -> String {
    let text = &visit.text;
    let said = state.outcome(meeting.id(), entry);
    let by = said.and_then(|said| state.entries.get(&said.what.by?));
    let label = by.map(|by| entry::kind_label(visit, by)).unwrap_or_default();
    match outcome(visit, state, meeting, entry) {
        Outcome::Decided => text.with("meeting-outcome-decided", &[("decision", &label)]),
        Outcome::Board => format!("{} ({label})", text.get("meeting-outcome-board")),
        Outcome::Team(team) => text.with("meeting-outcome-team", &[("team", &team)]),
        Outcome::Later => {
            let until = said.and_then(|said| said.what.due).unwrap_or(visit.now);
            let until = time::short(text, until, visit.now);
            text.with("meeting-outcome-later", &[("time", &until)])
        }
        Outcome::Solved => text.get("meeting-outcome-solved").to_owned(),
        Outcome::Open => text.get("meeting-outcome-open").to_owned(),
    }
}

/// The bottleneck that a meeting is at: the first on its agenda of which nothing became, from when
/// it came to the bottlenecks until it is done with them. It follows from the log alone, so that
/// every screen says the same.
fn busy_with(state: &ScopeState, meeting: &Meeting, agenda: &[&LogEntry]) -> Option<EntryId> {
    let held = state.meetings.held(meeting.id());
    let mut from_picture = STEPS.into_iter().skip_while(|step| *step != "picture");
    let came_to = from_picture.any(|step| held.is_done(step));
    let is_open = |entry: &LogEntry| state.outcome(meeting.id(), entry.written.entry).is_none();
    let begun = came_to || !agenda.iter().all(|entry| is_open(entry));
    let goes_on = meeting.phase() == Phase::Running && !held.is_done("decision");
    let first = agenda.iter().find(|entry| is_open(entry)).filter(|_| goes_on && begun);
    first.map(|entry| entry.written.entry)
}

/// "Knelpunten: 1 besloten, 2 bezig, 3 naar team zorgcontinuïteit": each by its place on the
/// agenda.
pub fn tally(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Markup {
    let text = &visit.text;
    let agenda = state.agenda(meeting);
    let here = busy_with(state, meeting, &agenda);
    // What the next one says too is said once: "1–15 besloten".
    let mut runs: Vec<(bool, Outcome, usize, usize)> = Vec::new();
    for (i, entry) in agenda.iter().enumerate() {
        let id = entry.written.entry;
        let found = outcome(visit, state, meeting, id);
        let busy = Some(id) == here;
        match runs.last_mut() {
            Some((was, last, _, to)) if (*was, &*last) == (busy, &found) => *to = i + 1,
            _ => runs.push((busy, found, i + 1, i + 1)),
        }
    }
    let words = runs.into_iter().map(|(busy, found, from, to)| {
        let number = if from == to { from.to_string() } else { format!("{from}–{to}") };
        let with = |name: &str| text.with(name, &[("number", &number)]);
        let words = match found {
            Outcome::Open if busy => with("meeting-tally-busy"),
            Outcome::Open => with("meeting-tally-open"),
            Outcome::Decided => with("meeting-tally-decided"),
            Outcome::Board => with("meeting-tally-board"),
            Outcome::Later => with("meeting-tally-later"),
            Outcome::Solved => with("meeting-tally-solved"),
            Outcome::Team(team) => {
                text.with("meeting-tally-team", &[("number", &number), ("team", &team)])
            }
        };
        (busy, words)
    });
    let words: Vec<(bool, String)> = words.collect();
    html! {
        p.meeting-tally id={ "tally-" (meeting.id()) } data-version=(state.count) {
            @if agenda.is_empty() { (text.get("meeting-no-bottlenecks")) } @else {
                (text.get("meeting-report-bottlenecks")) ": "
                @for (i, (busy, words)) in words.iter().enumerate() {
                    @if i > 0 { ", " }
                    @if *busy { strong { (words) } } @else { (words) }
                }
            }
        }
    }
}

/// The subject of the steps judgement and decision.
pub fn subject(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let Some(entry) = view.at else {
        return html! {
            p.muted { (view.get("meeting-no-bottlenecks")) }
            (add_form(view))
        };
    };
    let id = entry.written.entry;
    let at = view.agenda.iter().position(|it| it.written.entry == id).unwrap_or(0) + 1;
    let (at, of) = (at.to_string(), view.agenda.len().to_string());
    let settled = outcome(visit, state, view.meeting, id) != Outcome::Open;
    html! {
        (places(view, id))
        p.meeting-which {
            span.meeting-step-name { (view.step_name(view.step)) " · " }
            strong {
                (visit.text.with("meeting-bottleneck-of", &[("at", &at), ("of", &of)]))
            }
            @if is_critical(state, entry) {
                " " span.utrecht-badge.utrecht-badge--danger {
                    (view.get("meeting-critical-word"))
                }
            }
            @if settled {
                " " span.utrecht-badge.utrecht-badge--ok {
                    (outcome_words(visit, state, view.meeting, id))
                }
            }
        }
        h2.meeting-title { (sentence(visit, entry)) }
        (touches(view, entry))
        @if entry.hidden || settled {
            @if !entry.hidden { (option_list(view, entry)) }
        } @else if view.step == "judgement" {
            (judgement(view, entry))
        } @else {
            (decision(view, entry))
        }
        (add_form(view))
    }
}

/// The way from one bottleneck to the next.
fn places(view: &View<'_>, here: EntryId) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let path = part::path_of(state, view.meeting);
    html! {
        @if view.agenda.len() > 1 {
            nav.meeting-places aria-label=(view.get("meeting-bottlenecks-title")) {
                @for (i, entry) in view.agenda.iter().enumerate() {
                    @let id = entry.written.entry;
                    @let settled = outcome(visit, state, view.meeting, id) != Outcome::Open;
                    a.is-done[settled]
                        href={ (path) "?step=" (view.step) "&bottleneck=" (id) }
                        aria-current=[(id == here).then_some("true")]
                        title=(crate::web::part::progress::short(visit, entry)) {
                        span.visually-hidden { (view.get("kind-bottleneck")) " " }
                        (i + 1)
                    }
                }
            }
        }
    }
}

fn is_critical(state: &ScopeState, entry: &LogEntry) -> bool {
    let field = state.progress.field(entry.written.entry, Which::Critical);
    field.is_some_and(|value| value.flag == Some(true))
}

/// What it touches, and who named it when.
fn touches(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let text = &visit.text;
    let areas = state.progress.field(entry.written.entry, Which::Areas);
    let named = areas.into_iter().flat_map(|value| value.texts.iter());
    let named: Vec<String> = named
        .map(|id| part::lowered(&topic::title(visit, Some(state), &Topic::area(id))))
        .collect();
    let at = time::short(text, state.happened_at(entry), visit.now);
    html! {
        p.muted {
            @if !named.is_empty() {
                (text.with("meeting-touches", &[("areas", &named.join(", "))])) " · "
            }
            (text.with("meeting-named-at", &[("time", &at), ("name", &visit.name(entry.author))]))
            " · "
            a href={ (shell::crisis_path(state)) "/log/" (entry.written.entry) } {
                (entry::kind_label(visit, entry))
            }
        }
    }
}

/// Returns the options of a bottleneck, as they were written.
pub fn options(state: &ScopeState, entry: EntryId) -> Vec<String> {
    let field = state.progress.field(entry, Which::Options);
    field.map(|value| value.texts.clone()).unwrap_or_default()
}

/// An option and what explains it: what stands behind the first colon.
pub fn halves(option: &str) -> (&str, &str) {
    match option.split_once(": ") {
        Some((title, note)) => (title.trim(), note.trim()),
        None => (option, ""),
    }
}

fn option_list(view: &View<'_>, entry: &LogEntry) -> Markup {
    let options = options(view.state, entry.written.entry);
    html! {
        @if !options.is_empty() {
            p { strong { (view.get("meeting-options")) } }
            ul {
                @for option in &options {
                    @let (title, note) = halves(option);
                    li dir="auto" {
                        (title)
                        @if !note.is_empty() { span.muted { " · " (note) } }
                    }
                }
            }
        }
    }
}

/// The judgement: which options there are, and whether it is critical.
fn judgement(view: &View<'_>, entry: &LogEntry) -> Markup {
    let options = options(view.state, entry.written.entry);
    let may = view.runs_for(Capability::WriteEntry);
    html! {
        @if options.is_empty() { p.muted { (view.get("meeting-options-none")) } }
        @if may { (options_form(view, entry)) } @else { (option_list(view, entry)) }
    }
}

fn options_form(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state, id) = (view.visit, view.state, entry.written.entry);
    let mut filled = view.filled("fill");
    if !filled.form.has("options") {
        let form = filled.form.with("options", &options(state, id).join("\n"));
        let form = if is_critical(state, entry) { form.with("critical", "yes") } else { form };
        filled = Filled { form, faults: filled.faults };
    }
    html! {
        form method="post" action=(view.action(&format!("entries/{id}"))) data-draft="options" {
            (field::hidden(visit, &filled))
            (field::errors(visit, &filled))
            input type="hidden" name="do" value="fill";
            (field::area(visit, &filled, Field {
                hint: "meeting-options-hint", ..Field::text("options", "meeting-options-fill")
            }, 4))
            label.tick-line {
                input type="checkbox" name="critical" value="yes"
                    checked[!filled.value("critical").is_empty()];
                " " (view.get("meeting-critical"))
            }
            button.utrecht-button { (view.get("meeting-options-save")) }
        }
    }
}

/// Returns until when something is moved on when nobody says otherwise: the next meeting, or an
/// hour after this one.
pub fn until(view_state: &ScopeState, meeting: &Meeting) -> Timestamp {
    let next = view_state.meetings.planned().into_iter().next().map(Meeting::starts);
    next.unwrap_or_else(|| meeting.until().plus_ms(3_600_000))
}

/// A time as it may be typed again: the clock alone where that is of today.
fn typed_again(visit: &Visit, at: Timestamp) -> String {
    let at = at.plus_ms(-at.0.rem_euclid(60_000));
    let today = time::local(at).date() == time::local(visit.now).date();
    if today && at > visit.now { time::clock(at) } else { time::typed_again(at) }
}

/// The decision: which option, in which words, why, in whose name, and when it is looked at.
fn decision(view: &View<'_>, entry: &LogEntry) -> Markup {
    let (visit, state, id) = (view.visit, view.state, entry.written.entry);
    if !view.runs_for(Capability::WriteEntry) {
        return option_list(view, entry);
    }
    let mut filled = view.filled("decide");
    if !filled.form.has("until") {
        let until = typed_again(visit, until(state, view.meeting));
        filled = Filled { form: filled.form.with("until", &until), faults: filled.faults };
    }
    html! {
        form.meeting-decision method="post" action=(view.action(&format!("entries/{id}")))
            data-draft="meeting-decision" {
            (field::hidden(visit, &filled))
            (client_name::errors(visit, &filled))
            (radios(view, entry, &filled))
            div.meeting-read {
                (field::line(visit, &filled, Field {
                    hint: "meeting-read-back-hint", ..Field::text("sentence", "meeting-read-back")
                }))
            }
            div.field-row.meeting-three {
                (field::line(visit, &filled, Field::text("ground", "decision-ground")))
                (mandate(view, &filled))
                (field::line(visit, &filled, Field::text("check_at", "decision-check-at")))
            }
            p.button-row {
                button.utrecht-button name="do" value="decide" { (view.get("meeting-decide")) }
                button.utrecht-button.utrecht-button--secondary name="do" value="later" {
                    (view.get("meeting-later"))
                }
                button.utrecht-button.utrecht-button--secondary name="do" value="board" {
                    (view.get("meeting-board"))
                }
            }
            (elsewhere(view, &filled))
        }
    }
}

/// Until when it is moved on, and the team that gets it.
fn elsewhere(view: &View<'_>, filled: &Filled) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let chosen = filled.value("team");
    let gives = may_change(visit, state, Capability::GiveOrder) && !state.team.teams.is_empty();
    html! {
        div.field-row.meeting-elsewhere {
            (field::line(visit, filled, Field::text("until", "meeting-until")))
            @if gives {
                div.utrecht-form-field {
                    label.utrecht-form-label for="team" { (view.get("meeting-which-team")) }
                    (field::wrong(visit, filled, "team"))
                    select.utrecht-select #team name="team" {
                        option value="" { (view.get("meeting-which-team-none")) }
                        @for (team, formed) in state.team.teams.iter() {
                            option value=(team) selected[*team == chosen] { (formed.title) }
                        }
                    }
                }
                button.utrecht-button.utrecht-button--secondary name="do" value="team" {
                    (view.get("meeting-team"))
                }
            }
        }
    }
}

fn radios(view: &View<'_>, entry: &LogEntry, filled: &Filled) -> Markup {
    let options = options(view.state, entry.written.entry);
    let chosen = filled.value("option");
    html! {
        @if options.is_empty() {
            p.muted { (view.get("meeting-options-none")) " "
                a href={ (part::path_of(view.state, view.meeting)) "?step=judgement&bottleneck="
                    (entry.written.entry) } { (view.get("meeting-options-change")) }
            }
        } @else {
            fieldset.options {
                legend.utrecht-form-label { (view.get("meeting-options")) }
                @for option in &options {
                    @let (title, note) = halves(option);
                    label.option {
                        input type="radio" name="option" value=(option)
                            checked[option == chosen];
                        span dir="auto" {
                            strong { (title) }
                            @if !note.is_empty() { small { (note) } }
                        }
                    }
                }
            }
        }
    }
}

/// In whose name: somebody of the team, whoever leads first.
fn mandate(view: &View<'_>, filled: &Filled) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let mut seats = state.team.seated(Some(CRISIS_TEAM));
    seats.sort_by_key(|seat| (seat.taken.role != CHAIR, seat.taken.deputy));
    let first = seats.first().map(|seat| visit.words().role(&seat.taken.role));
    let chosen = match filled.form.has("mandate") {
        true => filled.value("mandate").to_owned(),
        false => first.unwrap_or_default(),
    };
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for="mandate" { (view.get("decision-mandate")) }
            select.utrecht-select #mandate name="mandate" {
                option value="" { (view.get("meeting-mandate-none")) }
                @for seat in &seats {
                    @let role = visit.words().role(&seat.taken.role);
                    option value=(role) selected[role == chosen] { (seat_words(visit, seat)) }
                }
            }
        }
    }
}

/// A bottleneck that somebody names while the team sits together.
fn add_form(view: &View<'_>) -> Markup {
    let visit = view.visit;
    let filled = view.filled("bottleneck");
    html! {
        @if view.runs_for(Capability::WriteEntry) {
            details.more open[!filled.faults.is_empty()] {
                summary { (view.get("meeting-add-bottleneck")) }
                form method="post" action=(view.action("lines")) data-draft="bottleneck" {
                    (field::hidden(visit, &filled))
                    (client_name::errors(visit, &filled))
                    input type="hidden" name="kind" value=(EntryKind::Bottleneck.name());
                    input type="hidden" name="step" value=(view.step);
                    (field::area(visit, &filled, Field {
                        id: "new-bottleneck", required: true, hint: "bottleneck-hint",
                        ..Field::text("sentence", "bottleneck-what")
                    }, 2))
                    button.utrecht-button.utrecht-button--secondary {
                        (view.get("bottleneck-save"))
                    }
                }
            }
        }
    }
}

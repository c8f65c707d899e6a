// SPDX-License-Identifier: EUPL-1.2
//! The room of one meeting: who leads it, how much time is left, the agenda at the left, and the
//! subject of the step in the middle.

use maud::{Markup, html};
use tegenwicht_core::feature::agenda::Held;
use tegenwicht_core::feature::log_entry::LogEntry;
use tegenwicht_core::feature::meeting::{CHAIR, Meeting, Phase, STEPS};
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::{Wrong, bottleneck, list, report, subject};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::meeting as part;
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{conflict, progress, time, who};
use crate::web::visit::Visit;

/// All that a part of the page has to know.
pub struct View<'a> {
    pub visit: &'a Visit,
    pub state: &'a ScopeState,
    pub meeting: &'a Meeting,
    pub held: Held,
    pub agenda: Vec<&'a LogEntry>,
    /// The step that is shown.
    pub step: &'static str,
    /// The bottleneck that is shown.
    pub at: Option<&'a LogEntry>,
    pub wrong: Wrong<'a>,
}

impl View<'_> {
    /// Returns what was typed in a form and what is wrong there.
    pub fn filled(&self, form: &str) -> Filled {
        if self.wrong.form == form { self.wrong.filled.clone() } else { Filled::default() }
    }

    /// Returns the address of a form of this meeting.
    pub fn action(&self, place: &str) -> String {
        format!("{}/{place}", part::path_of(self.state, self.meeting))
    }

    /// Returns true when somebody may change it, and it goes on.
    pub fn runs_for(&self, capability: Capability) -> bool {
        self.meeting.phase() == Phase::Running && may_change(self.visit, self.state, capability)
    }

    /// Returns what a step is called.
    pub fn step_name(&self, step: &str) -> String {
        self.visit.text.get(&format!("meeting-step-{step}")).to_owned()
    }

    /// Returns a text.
    pub fn get<'b>(&'b self, id: &'b str) -> &'b str {
        self.visit.text.get(id)
    }
}

/// The whole page.
pub fn page(view: &View<'_>) -> Markup {
    let (visit, state, meeting) = (view.visit, view.state, view.meeting);
    let main = html! {
        @if meeting.phase() != Phase::Running {
            (shell::back(&part::path(state), visit.text.get("nav-meetings")))
        }
        (head(visit, state, meeting))
        (conflict::crisis::of_meeting(visit, state, meeting))
        // What was sent from a screen of before still gets its answer.
        @if !has_form(view) { (field::errors(visit, view.wrong.filled)) }
        @match meeting.phase() {
            Phase::Running => (running(view)),
            Phase::Planned => (planned(view)),
            Phase::Ended | Phase::Cancelled => (report::page(view)),
        }
    };
    let title = part::label(visit, meeting);
    let fault = !view.wrong.filled.faults.is_empty();
    let shell = Shell { title, here: "meetings", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

/// Returns true when the form that was sent stands on the page as it is now.
fn has_form(view: &View<'_>) -> bool {
    match (view.meeting.phase(), view.wrong.form) {
        (Phase::Running, "decide" | "fill") => view.at.is_some_and(|entry| {
            let id = entry.written.entry;
            !entry.hidden && view.state.outcome(view.meeting.id(), id).is_none()
        }),
        (Phase::Running, form) => !matches!(form, "start" | "again" | "cancel" | "found"),
        (Phase::Planned, form) => matches!(form, "start" | "again" | "cancel"),
        (Phase::Ended | Phase::Cancelled, _) => false,
    }
}

/// What the stream sends anew: the head and the agenda of the meetings that run.
pub fn live(visit: &Visit, state: &ScopeState) -> Markup {
    let newest = state.meetings.over().into_iter().take(1);
    let all: Vec<&Meeting> = state
        .meetings
        .all_running()
        .into_iter()
        .chain(state.meetings.planned())
        .chain(newest)
        .collect();
    html! {
        @for meeting in all {
            (head(visit, state, meeting))
            @if meeting.phase() == Phase::Running {
                @for (i, step) in STEPS.into_iter().enumerate() {
                    (sign(visit, state, meeting, (i, step)))
                }
                (bottleneck::tally(visit, state, meeting))
            }
        }
    }
}

/// Which meeting, when, who leads it, who is there, and how much of the time has gone. Time alone
/// changes it, so it carries no version.
fn head(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> Markup {
    let text = &visit.text;
    let phase = meeting.phase();
    let late = meeting.is_late(visit.now);
    let gone = meeting.started_at().map_or(0, |from| visit.now.since_ms(from));
    let all = i64::from(meeting.minutes()) * 60_000;
    let runs = phase == Phase::Running;
    html! {
        div.meeting-head id={ "meeting-head-" (meeting.id()) } {
            div.page-head {
                h1.utrecht-heading-1 { (part::label(visit, meeting)) }
                p.page-note { (note(visit, state, meeting)) }
                @if phase.is_over() || meeting.words.is_conflict() {
                    p { span class=(list::class(phase)) { (text.get(part::phase_text(phase))) } }
                }
            }
            @if runs {
                progress.progress.no-print max=(all) value=(gone.clamp(0, all))
                    aria-label=(part::clock_words(visit, meeting)) {}
            }
            p.meeting-line {
                @if let Some(purpose) = meeting.purpose() {
                    span { strong { (text.get("meeting-purpose")) } ": "
                        span dir="auto" { (purpose) } }
                }
                @if !phase.is_over() {
                    span.meeting-clock.late[late] { (part::clock_words(visit, meeting)) }
                }
            }
        }
    }
}

/// "11:15 – 11:45 · voorzitter A. Meijer · 7 aanwezig, techniek niet bezet".
fn note(visit: &Visit, state: &ScopeState, meeting: &Meeting) -> String {
    let text = &visit.text;
    let mut told = vec![part::span(visit, meeting)];
    if let Some(name) = part::chair(visit, state, meeting) {
        told.push(text.with("meeting-chair", &[("name", &name)]));
    }
    let mut there = Vec::new();
    if meeting.phase() == Phase::Running {
        let seats = state.team.seated(Some(CRISIS_TEAM)).into_iter();
        let mut people: Vec<_> = seats
            .filter(|seat| seat.is_present() == Some(true))
            .map(|seat| seat.taken.who)
            .collect();
        people.sort_unstable();
        people.dedup();
        there.push(text.with("meeting-present", &[("count", &people.len().to_string())]));
    }
    if !meeting.phase().is_over() {
        there.extend(roles_empty(visit, state));
    }
    if !there.is_empty() {
        told.push(there.join(", "));
    }
    told.join(" · ")
}

/// The roles that nobody has: by name as long as they are few.
fn roles_empty(visit: &Visit, state: &ScopeState) -> Option<String> {
    let empty = who::empty_roles(visit, state);
    match empty.len() {
        0 => None,
        n if n > 2 => Some(visit.text.count("meeting-roles-empty", n as u64)),
        _ => {
            let words = visit.words();
            let names: Vec<String> =
                empty.iter().map(|role| part::lowered(&words.role(role))).collect();
            let names = names.join(", ");
            Some(visit.text.with("meeting-not-taken", &[("role", &names)]))
        }
    }
}

fn running(view: &View<'_>) -> Markup {
    html! {
        div.meeting.no-print {
            (steps(view))
            section.panel.meeting-subject aria-label=(view.step_name(view.step)) {
                @match view.step {
                    "judgement" | "decision" => (bottleneck::subject(view)),
                    _ => (subject::of(view)),
                }
                (tick(view))
            }
        }
        div.print-only { (report::body(view)) }
    }
}

/// The agenda: every step with its sign, and how far the bottlenecks are.
fn steps(view: &View<'_>) -> Markup {
    let (visit, state, meeting) = (view.visit, view.state, view.meeting);
    let path = part::path_of(state, meeting);
    html! {
        nav.panel.meeting-agenda aria-label=(view.get("meeting-agenda")) {
            ol.meeting-steps {
                @for (i, step) in STEPS.into_iter().enumerate() {
                    @let here = (step == view.step).then_some("step");
                    li {
                        a href={ (path) "?step=" (step) } aria-current=[here] {
                            (sign(visit, state, meeting, (i, step)))
                            span.meeting-label { (view.step_name(step)) }
                            // On a phone only the sign is seen.
                            span.visually-hidden.meeting-name { (view.step_name(step)) }
                        }
                    }
                }
            }
            (bottleneck::tally(visit, state, meeting))
        }
    }
}

/// The number of a step, or that it is done.
fn sign(visit: &Visit, state: &ScopeState, meeting: &Meeting, (i, step): (usize, &str)) -> Markup {
    let done = state.meetings.held(meeting.id()).is_done(step);
    html! {
        span.meeting-sign.is-done[done] id={ "sign-" (step) "-" (meeting.id()) }
            data-version=(state.count) {
            @if done {
                (icon(Icon::Tick)) span.visually-hidden { (visit.text.get("meeting-done")) }
            } @else { (i + 1) }
        }
    }
}

/// The button that says that a step is done, or after all is not.
fn tick(view: &View<'_>) -> Markup {
    let (visit, step) = (view.visit, view.step);
    let text = &visit.text;
    if !view.runs_for(Capability::WriteEntry) {
        return html! {};
    }
    let done = view.held.is_done(step);
    let next = STEPS.into_iter().skip_while(|it| *it != step).nth(1);
    let said = view.held.ticks.iter().rev().find(|said| said.what.step == step);
    // One primary button a screen: where a decision is taken or the meeting ends, that one.
    let quiet =
        done || matches!(step, "judgement" | "decision" | "actions" | "communication" | "next");
    let filled = view.filled("step");
    html! {
        form.meeting-tick method="post" action=(view.action("steps")) {
            (field::hidden(visit, &filled))
            (field::errors(visit, &filled))
            input type="hidden" name="step" value=(step);
            input type="hidden" name="done" value=(if done { "no" } else { "yes" });
            button.utrecht-button.utrecht-button--secondary[quiet] {
                @match (done, next) {
                    (true, _) => (text.get("meeting-not-done")),
                    (false, Some(next)) => (text.with("meeting-done-next", &[
                        ("step", text.get(&format!("meeting-step-{next}"))),
                    ])),
                    (false, None) => (text.get("meeting-done-last")),
                }
            }
            @if let (true, Some(said)) = (done, said) {
                " " span.muted {
                    (text.with("meeting-done-by", &[
                        ("time", &time::short(text, said.at, visit.now)),
                        ("name", &visit.name(said.by)),
                    ]))
                }
            }
        }
    }
}

/// Before it begins: what is to come, the button to begin, and the ways to put it off.
fn planned(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let leads = may_change(visit, state, Capability::LeadMeeting);
    html! {
        @if leads { (start_form(view)) }
        section.panel {
            h2.utrecht-heading-2 { (view.get("meeting-bottlenecks-title")) }
            (ordered(view))
        }
        @if leads { (again_form(view)) (cancel_form(view)) }
    }
}

/// The bottlenecks in the order in which they come, each with the way to the front.
fn ordered(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let may = may_change(visit, state, Capability::WriteEntry);
    html! {
        @if view.agenda.is_empty() { p.muted { (view.get("meeting-no-bottlenecks")) } }
        ol.plain-list.meeting-order {
            @for (i, entry) in view.agenda.iter().enumerate() {
                li {
                    a href={ (shell::crisis_path(state)) "/log/" (entry.written.entry) } {
                        (progress::short(visit, entry))
                    }
                    @if may && i > 0 {
                        form.inline-form method="post"
                            action=(view.action(&format!("entries/{}", entry.written.entry))) {
                            (field::hidden(visit, &Filled::default()))
                            input type="hidden" name="do" value="first";
                            button.utrecht-button.utrecht-button--subtle {
                                (view.get("meeting-first"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn start_form(view: &View<'_>) -> Markup {
    let (visit, state) = (view.visit, view.state);
    let text = &visit.text;
    let seats = state.team.seated(Some(CRISIS_TEAM));
    let leads = seats.iter().find(|seat| seat.taken.role == CHAIR);
    let mut filled = view.filled("start");
    if !filled.form.has("purpose") {
        let purpose = view.meeting.purpose().unwrap_or_default();
        filled = Filled { form: filled.form.with("purpose", purpose), faults: filled.faults };
    }
    let chosen = match filled.form.has("chair") {
        true => filled.value("chair").to_owned(),
        false => leads.map(|seat| seat.taken.seat.to_string()).unwrap_or_default(),
    };
    html! {
        form.panel.no-print method="post" action=(view.action("turn")) data-draft="meeting-start" {
            h2.utrecht-heading-2 { (text.get("meeting-begin-title")) }
            (field::hidden(visit, &filled))
            (field::errors(visit, &filled))
            input type="hidden" name="turn" value="start";
            div.field-row {
                div.utrecht-form-field {
                    label.utrecht-form-label for="chair" { (text.get("meeting-who-leads")) }
                    select.utrecht-select #chair name="chair" {
                        @if leads.is_none() {
                            option value="" { (text.get("meeting-who-leads-self")) }
                        }
                        @for seat in &seats {
                            @let value = seat.taken.seat.to_string();
                            option value=(value) selected[value == chosen] {
                                (seat_words(visit, seat))
                            }
                        }
                    }
                }
                (field::line(visit, &filled, Field::text("purpose", "meeting-purpose")))
            }
            p.muted { (text.get("meeting-begin-hint")) }
            button.utrecht-button { (text.get("meeting-begin")) }
        }
    }
}

/// "Voorzitter (A. Meijer)".
pub fn seat_words(visit: &Visit, seat: &tegenwicht_core::feature::team::Seat) -> String {
    let (role, name) = (visit.words().role(&seat.taken.role), who::name(visit, &seat.taken));
    visit.text.with("meeting-seat", &[("role", &role), ("name", &name)])
}

fn again_form(view: &View<'_>) -> Markup {
    let visit = view.visit;
    let mut filled = view.filled("again");
    if filled.faults.is_empty() {
        let minutes = view.meeting.minutes().to_string();
        let form = filled.form.with("minutes", &minutes);
        let form = form.with("starts", &time::typed_again(view.meeting.starts()));
        filled = Filled { form, faults: Vec::new() };
    }
    html! {
        details.panel.more.no-print open[!filled.faults.is_empty()] {
            summary { (view.get("meeting-move")) }
            form method="post" action=(view.action("turn")) {
                (field::hidden(visit, &filled))
                (field::errors_at(visit, &filled, ""))
                input type="hidden" name="turn" value="again";
                (list::time_fields(visit, &filled, ""))
                button.utrecht-button.utrecht-button--secondary { (view.get("meeting-move-save")) }
            }
        }
    }
}

fn cancel_form(view: &View<'_>) -> Markup {
    let visit = view.visit;
    let filled = view.filled("cancel");
    html! {
        details.panel.more.no-print open[!filled.faults.is_empty()] {
            summary { (view.get("meeting-cancel")) }
            form method="post" action=(view.action("turn")) {
                (field::hidden(visit, &filled))
                (field::errors(visit, &filled))
                input type="hidden" name="turn" value="cancel";
                (field::line(visit, &filled, Field {
                    required: true, ..Field::text("reason", "meeting-cancel-reason")
                }))
                button.utrecht-button.utrecht-button--secondary {
                    (view.get("meeting-cancel-save"))
                }
            }
        }
    }
}

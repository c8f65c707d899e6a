// SPDX-License-Identifier: EUPL-1.2
//! The frame around every page: the strip that says which crisis and how fresh, the way around,
//! and on every screen of a crisis the line to write in.

use maud::{DOCTYPE, Markup, html};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::team::CRISIS_TEAM;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::field::Filled;
use super::icon::{Icon, icon};
use super::row::{Place, Rows};
use super::{alarm, entry, level, meeting, nav, time};
use crate::app::Health;
use crate::text::Language;
use crate::web::page::ready;
use crate::web::visit::Visit;

/// The style sheets, one a subject; `app` is the house.
const STYLES: [&str; 8] =
    ["app", "card", "people", "assessment", "team", "picture", "meeting", "ready"];

/// What a page tells the frame about itself.
#[derive(Debug, Clone, Default)]
pub struct Shell<'a> {
    /// The title, in the language of the visit.
    pub title: String,
    /// The entry of the navigation that this page belongs to.
    pub here: &'static str,
    pub crisis: Option<&'a ScopeState>,
    /// The line to write in, filled in after a refusal; only within a crisis.
    pub log_form: Option<Filled>,
    /// True for a page that waits for nothing and is left alone: login, setup.
    pub bare: bool,
    /// True when the page shows a fault.
    pub fault: bool,
    /// True when it shows an earlier moment: no stream, no form.
    pub past: bool,
}

/// Renders a whole page.
#[must_use]
pub fn page(visit: &Visit, shell: &Shell<'_>, main: &Markup) -> Markup {
    let phase = phase(shell.crisis);
    let panel = shell.crisis.is_some() && !shell.past && visit.may(Capability::ReadCrisis);
    let mut class = format!("phase-{phase}");
    class.push_str(if panel { " has-log" } else { "" });
    class.push_str(if shell.bare { " no-nav" } else { "" });
    let stream = shell.crisis.filter(|_| panel).map(stream_path);
    let since = shell.crisis.filter(|_| panel).map(|state| state.count);
    let user = visit.login.as_ref().map(|login| login.actor.to_string());
    let token = visit.login.as_ref().map(|_| visit.form_token());
    html! {
        (DOCTYPE)
        html lang=(visit.text.language.code()) {
            (head(&window_title(visit, shell)))
            body class=(class) data-stream=[stream] data-since=[since] data-user=[user]
                data-token=[token] data-gone=(visit.text.get("logged-out"))
                data-error-prefix=(visit.text.get("title-fault"))
                data-shared=[visit.enrolled.then_some("yes")]
                data-keys=(if visit.keys { "on" } else { "off" }) {
                a.utrecht-skip-link href="#main" { (visit.text.get("skip-to-content")) }
                (strip(visit, shell))
                p.utrecht-alert.utrecht-alert--warning #gone hidden {
                    (visit.text.get("logged-out-text-kept")) " "
                    a href={ "/login?next=" (super::encode_query(&visit.path)) } {
                        (visit.text.get("log-in-again"))
                    }
                }
                (warnings(visit))
                div.frame {
                    @if !shell.bare { (nav::side(visit, shell)) }
                    main.main #main tabindex="-1" {
                        (print_head(visit, shell, None))
                        @if let Some(state) = shell.crisis { (halted(visit, state)) }
                        @if shell.crisis.is_none() && !shell.bare { (ready::bar(visit)) }
                        (main)
                    }
                    @if let Some(state) = shell.crisis.filter(|_| panel) {
                        (log_panel(visit, state, shell))
                    }
                }
                @if let Some(state) = shell.crisis.filter(|_| panel)
                    && may_change(visit, state, Capability::WriteEntry) {
                    a.log-button.utrecht-button href="#log-panel" {
                        (icon(Icon::Pen)) " " (visit.text.get("log-line"))
                    }
                }
                @if !shell.bare { (nav::bottom(visit, shell)) }
                (alarm::read_aloud())
            }
        }
    }
}

/// The head of a page, with our styles and script.
#[must_use]
pub fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            link rel="icon" href="/assets/icon.svg";
            @for sheet in STYLES { link rel="stylesheet" href={ "/assets/" (sheet) ".css" }; }
            script type="module" src="/assets/app.js" {}
        }
    }
}

/// Returns true when this person may do this and this device may record it. Without a grant every
/// line is refused, so no form is offered.
#[must_use]
pub fn may_record(visit: &Visit, capability: Capability) -> bool {
    visit.may(capability) && is_granted(visit)
}

/// As `may_record`, for what is of a crisis: nothing goes on in an exercise that was halted.
#[must_use]
pub fn may_change(visit: &Visit, state: &ScopeState, capability: Capability) -> bool {
    let halted = state.crisis.as_ref().is_some_and(|crisis| crisis.halted.is_some());
    !halted && may_record(visit, capability)
}

/// On every screen of an exercise that was halted: that something real goes on, and where. The
/// place is there always, so that the stream can fill it while somebody looks.
#[must_use]
pub fn halted(visit: &Visit, state: &ScopeState) -> Markup {
    let halted = state.crisis.as_ref().and_then(|crisis| crisis.halted.as_ref());
    html! {
        div #halted {
            @if let Some(halted) = halted {
                div.utrecht-alert.utrecht-alert--error.halted role="alert" {
                    p { strong { (visit.text.get("halted-word")) } }
                    p {
                        (visit.text.with("halted-hint", &[
                            ("time", &time::short(&visit.text, halted.at, visit.now)),
                        ]))
                    }
                    p { a.utrecht-button href={ "/crises/" (halted.real) } {
                        (visit.text.get("halted-go"))
                    } }
                }
            }
        }
    }
}

fn is_granted(visit: &Visit) -> bool {
    let device = visit.web.app.device();
    visit.world.admin().is_none_or(|(_, admin)| admin.devices.may_write(&device))
}

/// The way back to where all of them stand, above the title of one.
#[must_use]
pub fn back(path: &str, words: &str) -> Markup {
    html! { p.back.no-print { a href=(path) { (words) } } }
}

/// Returns the word for the colour of the strip.
#[must_use]
pub fn phase(crisis: Option<&ScopeState>) -> &'static str {
    match crisis.and_then(|state| state.crisis.as_ref()) {
        None => "cold",
        Some(crisis) if crisis.mode == Mode::Exercise => "exercise",
        Some(crisis) if crisis.is_closed() => "nafase",
        Some(_) => "real",
    }
}

/// Returns the address of a crisis.
#[must_use]
pub fn crisis_path(state: &ScopeState) -> String {
    state.crisis.as_ref().map_or_else(|| "/".to_owned(), |crisis| format!("/crises/{}", crisis.id))
}

/// Returns the address of the event stream of a crisis.
#[must_use]
pub fn stream_path(state: &ScopeState) -> String {
    format!("{}/stream", crisis_path(state))
}

/// What stands in the tab.
#[must_use]
pub fn window_title(visit: &Visit, shell: &Shell<'_>) -> String {
    let fault = if shell.fault { visit.text.get("title-fault") } else { "" };
    let exercise = match phase(shell.crisis) {
        "exercise" => format!("{} · ", visit.text.get("exercise-word")),
        _ => String::new(),
    };
    let crisis = shell.crisis.and_then(|state| state.crisis.as_ref());
    let crisis =
        crisis.map(|crisis| format!(" · {}", visit.text.title(crisis))).unwrap_or_default();
    format!("{fault}{exercise}{}{crisis} · {}", shell.title, visit.text.get("app-name"))
}

/// The strip: which crisis, real or not, since when, how fresh, where else it is saved.
#[must_use]
pub fn strip(visit: &Visit, shell: &Shell<'_>) -> Markup {
    let phase = phase(shell.crisis);
    let mark = match phase {
        "exercise" => visit.text.get("exercise-word").to_owned(),
        "nafase" => visit.text.get("nafase-word").to_owned(),
        "real" => visit.words().team(CRISIS_TEAM),
        _ => visit.institution(),
    };
    let home = shell.crisis.map_or_else(|| "/".to_owned(), crisis_path);
    html! {
        header.strip #strip {
            a.strip-mark href=(home) title=(mark) { (mark) }
            div.strip-subject {
                @match shell.crisis.and_then(|state| state.crisis.as_ref()) {
                    Some(crisis) => {
                        @if let Some(halted) = &crisis.halted {
                            p.strip-halted { a href={ "/crises/" (halted.real) } {
                                (visit.text.get("halted-word"))
                            } }
                        }
                        @let title = visit.text.title(crisis);
                        p.strip-title title=(title) {
                            @if phase == "exercise" {
                                span.exercise-word { (visit.text.get("exercise-word")) " · " }
                            }
                            (title)
                        }
                        @let note = crisis_note(visit, crisis);
                        p.strip-meta title=(note) { (note) }
                    }
                    None => {
                        p.strip-title { (visit.text.get("app-name")) }
                        p.strip-meta { (running(visit)) }
                    }
                }
            }
            (alarm::in_strip(visit))
            @let reads = !shell.past && visit.may(Capability::ReadCrisis);
            @if let Some(state) = shell.crisis.filter(|_| reads) {
                (meeting::in_strip(visit, state))
            }
            div.strip-state {
                p.strip-strong { (link_state(visit, shell)) }
                p.strip-saved { (icon(Icon::Tick)) " " (visit.text.get("saved-here-only")) }
            }
        }
    }
}

fn crisis_note(visit: &Visit, crisis: &tegenwicht_core::feature::crisis::Crisis) -> String {
    let since = time::short(&visit.text, crisis.began_at, visit.now);
    let until = crisis.closing().map_or(visit.now, |closed| closed.at);
    let length = time::length(&visit.text, until.since_ms(crisis.began_at));
    let note = visit.text.with("crisis-since", &[("moment", &since), ("length", &length)]);
    // The word of a level alone may be that of a team or of a building.
    let level = level::level_of(visit, crisis)
        .map(|level| visit.text.with("crisis-scaled", &[("level", &level)]));
    let mut told: Vec<String> = Vec::new();
    // Where to go stands first: on a phone the end of the line is cut off.
    if let Some(place) = crisis.gathers() {
        told.push(match crisis.gathers_else() {
            Some(other) => {
                visit.text.with("crisis-gathers-or", &[("place", place), ("other", other)])
            }
            None => visit.text.with("crisis-gathers", &[("place", place)]),
        });
    }
    told.extend([level, level::grip_of(visit, crisis)].into_iter().flatten());
    told.push(note);
    if let Some(closed) = crisis.closing() {
        let moment = time::moment(&visit.text, closed.at, visit.now);
        let words = if closed.false_alarm { "crisis-false-alarm-at" } else { "crisis-closed-at" };
        told.push(visit.text.with(words, &[("moment", &moment)]));
    }
    told.join(" · ")
}

fn running(visit: &Visit) -> String {
    if visit.login.is_none() {
        return String::new();
    }
    let crises = visit.world.crises();
    let open = crises.iter().filter_map(|state| state.crisis.as_ref());
    let (mut real, mut exercises) = (0, 0);
    for crisis in open.filter(|crisis| crisis.runs()) {
        match crisis.mode {
            Mode::Real => real += 1,
            Mode::Exercise => exercises += 1,
        }
    }
    let real = visit.text.count("running-crises", real);
    format!("{real} · {}", visit.text.count("running-exercises", exercises))
}

fn link_state(visit: &Visit, shell: &Shell<'_>) -> Markup {
    let moment = time::clock(visit.now);
    let shown = match shell.past {
        true => visit.text.get("shows-earlier-moment").to_owned(),
        false => visit.text.with("as-of", &[("time", &moment)]),
    };
    html! {
        @if shell.past {
            span { (shown) }
        } @else {
            span #link data-live=(visit.text.get("link-live"))
                data-just=(visit.text.get("link-just"))
                data-age=(visit.text.get("link-age")) data-lost=(visit.text.get("link-lost"))
                data-unsent=(visit.text.get("link-unsent"))
                data-refused=(visit.text.get("link-refused")) { (shown) }
        }
    }
}

/// What everybody has to know on every page: a failed disk, an open connection, no grant.
fn warnings(visit: &Visit) -> Markup {
    // Where the key is shown, a link to it leads nowhere.
    let keeps_root = !visit.path.starts_with("/setup/root")
        && visit.may(Capability::ManageUsers)
        && visit.web.app.keys.holds_root();
    html! {
        @if visit.web.app.health() != Health::Writing {
            p.utrecht-alert.utrecht-alert--error role="alert" {
                (visit.text.get("warning-read-only"))
            }
        }
        @if !is_granted(visit) {
            p.utrecht-alert.utrecht-alert--error role="alert" {
                (visit.text.get("warning-not-granted")) " "
                @if visit.may(Capability::ManageDevices) {
                    a href="/devices" { (visit.text.get("warning-grant-here")) }
                }
            }
        }
        @if visit.web.options.open_http {
            p.utrecht-alert.utrecht-alert--warning.no-print {
                (visit.text.get("warning-open-http"))
            }
        }
        @if keeps_root {
            p.utrecht-alert.utrecht-alert--warning.no-print {
                (visit.text.get("warning-root-not-printed")) " "
                a href="/setup/root" { (visit.text.get("warning-root-print")) }
            }
        }
    }
}

/// What paper says on top: exercise or real, which crisis, printed when and as of when. `place` is
/// the name by which the stream renews the latter, where all of a page is renewed.
#[must_use]
pub fn print_head(visit: &Visit, shell: &Shell<'_>, place: Option<&str>) -> Markup {
    let word = match phase(shell.crisis) {
        "exercise" => visit.text.get("exercise-word"),
        "cold" => "",
        _ => visit.text.get("real-crisis-word"),
    };
    let now = time::moment(&visit.text, visit.now, visit.now);
    let crisis = shell.crisis.and_then(|state| state.crisis.as_ref());
    html! {
        div.print-head {
            strong { (word) } " " (visit.institution())
            @if let Some(crisis) = crisis { " · " (visit.text.title(crisis)) }
            " · " (visit.text.get("printed-at")) " " span data-printed-at { (now) }
            " · " (as_of(visit, place))
        }
    }
}

/// As of when a page is.
#[must_use]
pub fn as_of(visit: &Visit, place: Option<&str>) -> Markup {
    let now = time::moment(&visit.text, visit.now, visit.now);
    html! { span id=[place] { (visit.text.with("as-of", &[("time", &now)])) } }
}

/// Who is logged in, the way out, help and language.
#[must_use]
pub fn nav_foot(visit: &Visit) -> Markup {
    html! {
        div.nav-foot {
            @if let Some(login) = &visit.login {
                p {
                    a href="/account" { (visit.name(Some(login.actor))) }
                }
                @if visit.enrolled {
                    p { a href="/login/take-over" { (visit.text.get("take-over")) } }
                }
                form method="post" action="/logout" data-logout
                    data-unsent-warning=(visit.text.get("logout-unsent")) {
                    input type="hidden" name="token" value=(visit.form_token());
                    button.utrecht-button.utrecht-button--subtle { (visit.text.get("log-out")) }
                    p data-status role="status" {}
                }
            } @else {
                p { a href="/login" { (visit.text.get("log-in")) } }
            }
            p { a href="/help" data-key="?" { (visit.text.get("help-and-keys")) } }
            (language_switch(visit))
        }
    }
}

/// The switch between languages: a plain form, since it keeps something.
#[must_use]
pub fn language_switch(visit: &Visit) -> Markup {
    html! {
        form.lang-switch method="post" action="/language" {
            input type="hidden" name="token" value=(visit.form_token());
            input type="hidden" name="next" value=(visit.path);
            @for language in Language::ALL {
                @let code = language.code();
                @if language == visit.text.language {
                    span aria-current="true" lang=(code) {
                        (visit.text.get(&format!("language-{code}")))
                    }
                } @else {
                    button.utrecht-button.utrecht-button--subtle name="language" value=(code)
                        lang=(code) { (visit.text.get(&format!("language-{code}"))) }
                }
                " "
            }
        }
    }
}

fn log_panel(visit: &Visit, state: &ScopeState, shell: &Shell<'_>) -> Markup {
    let filled = shell.log_form.clone().unwrap_or_default();
    let newest = state.timeline.values().rev().take(entry::SIDE_MAX);
    let rows = Rows::new(visit, state);
    html! {
        aside.log-panel #log-panel aria-label=(visit.text.get("log-panel")) {
            a.sheet-close href="#main" { (visit.text.get("close-sheet")) }
            @if may_change(visit, state, Capability::WriteEntry) {
                (entry::form(visit, state, &filled, &[]))
            } @else {
                // What was sent from a screen of before still gets its answer.
                (super::field::errors(visit, &filled))
            }
            @if visit.may(Capability::WriteEntry) && !is_granted(visit) {
                p { (visit.text.get("log-not-granted")) }
            }
            @if visit.may(Capability::WriteEntry) { (entry::unsent(visit)) }
            ol.log #side-entries data-max=(entry::SIDE_MAX) {
                @for id in newest {
                    @if let Some(found) = state.entries.get(id) {
                        (rows.row(found, Place::Side))
                    }
                }
            }
        }
    }
}

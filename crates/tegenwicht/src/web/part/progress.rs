// SPDX-License-Identifier: EUPL-1.2
//! What becomes of a line, as every page shows it: where it stands, who has it, by when, and the
//! buttons for what comes next.

use maud::{Markup, html};
use tegenwicht_core::feature::course::Owner;
use tegenwicht_core::feature::log_entry::{EntryKind, LogEntry};
use tegenwicht_core::feature::progress::{Moved, Standing};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::permission::Capability;

use super::entry::{self, Words};
use super::field::{self, Field, Filled};
use super::icon::{Icon, icon};
use super::shell::{self, may_change};
use super::{due, time, who};
use crate::web::page::task;
use crate::web::visit::Visit;

/// Where a row stands, so that its forms lead back there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Actions,
    Decisions,
    /// The page of one decision.
    Decision,
    Bottlenecks,
    Tasks,
    /// The page of the line itself.
    Line,
}

impl From {
    /// Returns the word in a form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actions => "actions",
            Self::Decisions => "decisions",
            Self::Decision => "decision",
            Self::Bottlenecks => "bottlenecks",
            Self::Tasks => "tasks",
            Self::Line => "line",
        }
    }

    /// Finds it by its word.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let all = [Self::Decisions, Self::Decision, Self::Bottlenecks, Self::Tasks, Self::Line];
        all.into_iter().find(|from| from.name() == name).unwrap_or(Self::Actions)
    }
}

/// Returns who has a line, as people call them.
#[must_use]
pub fn owner(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Option<String> {
    match state.owner_of(entry) {
        Some(Owner::User(user)) => Some(visit.name(Some(user))),
        // What somebody typed about a line that was hidden is hidden with it.
        _ if entry.hidden => None,
        Some(Owner::Name(name)) => Some(name.to_owned()),
        None => entry::words(visit, entry).read().and_then(|said| said.owner.clone()),
    }
}

/// Returns true when the one who looks has this line: by account, or by the name as typed.
#[must_use]
pub fn is_mine(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> bool {
    let Some(me) = visit.login.as_ref().map(|login| login.actor) else {
        return false;
    };
    match state.owner_of(entry) {
        Some(Owner::User(user)) => user == me,
        _ => owner(visit, state, entry)
            .is_some_and(|name| tegenwicht_core::feature::text::same(&name, &visit.name(Some(me)))),
    }
}

/// The words of a line, as far as they may be read.
#[must_use]
pub fn sentence(visit: &Visit, entry: &LogEntry) -> Markup {
    let words = entry::words(visit, entry);
    html! {
        @match &words {
            Words::Hidden => em { (visit.text.get("entry-hidden")) },
            Words::Closed => em { (visit.text.get("entry-sealed")) },
            Words::Plain(said) | Words::Opened(said) => span dir="auto" { (said.text) },
        }
    }
}

/// Where a line stands, in a word and a sign.
#[must_use]
pub fn badge(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let standing = state.standing(entry);
    let class = match standing {
        Standing::Open | Standing::Later | Standing::HandedOver => "utrecht-badge state-unknown",
        Standing::Proposed => "utrecht-badge state-watch",
        Standing::InForce
        | Standing::Approved
        | Standing::Acknowledged
        | Standing::Taken
        | Standing::ToTeam => "utrecht-badge utrecht-badge--info",
        Standing::Done | Standing::Solved | Standing::Decided | Standing::Answered => {
            "utrecht-badge state-recovered"
        }
        _ => "utrecht-badge state-none",
    };
    html! {
        span class=(class) { (visit.text.get(&format!("standing-{}", standing.name()))) }
        @if state.progress.is_conflict(entry.written.entry) {
            " " span.utrecht-badge.utrecht-badge--danger {
                (icon(Icon::Clash)) " " (visit.text.get("contradictory"))
            }
        }
    }
}

/// By when, in red where that has gone by.
#[must_use]
pub fn due(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let standing = state.standing(entry);
    let (due, words) = match entry.written.kind {
        EntryKind::Decision if standing != Standing::Proposed => {
            (state.check_due(entry), due::Words::Check)
        }
        _ => (state.due_of(entry).filter(|_| !standing.is_end()), due::Words::Ready),
    };
    html! { @if let Some(due) = due { (due::badge(visit, due, words)) } }
}

/// The same in the one place of a page where the line itself stands, for the stream.
#[must_use]
pub fn due_place(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    due::place(&entry.written.entry.to_string(), &due(visit, state, entry))
}

/// A line with where it stands and what can be done about it.
#[must_use]
pub fn row(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    from: From,
    filled: Option<&Filled>,
) -> Markup {
    let text = &visit.text;
    let id = entry.written.entry;
    let late = state.is_overdue(entry, visit.now);
    let path = match entry.written.kind {
        EntryKind::Decision => format!("{}/decisions/{id}", shell::crisis_path(state)),
        _ => format!("{}/log/{id}", shell::crisis_path(state)),
    };
    let happened = time::short(text, state.happened_at(entry), visit.now);
    html! {
        li.panel.order.order--late[late] id=(id) data-row=(id) data-into=(from.name())
            data-sort=(sort_key(state, entry, late))
            data-kind=(live_kind(visit, state, entry, from))
            data-version=(state.count) {
            p.order-head {
                strong { a href=(path) { (entry::kind_label(visit, entry)) } } " "
                (badge(visit, state, entry)) " " (due_place(visit, state, entry))
            }
            @if from != From::Decision { p.order-text { (sentence(visit, entry)) } }
            p.muted {
                @if let Some(owner) = owner(visit, state, entry) {
                    strong dir="auto" { (owner) } " · "
                } @else if entry.written.kind == EntryKind::Action {
                    span.late { (text.get("progress-no-owner")) } " · "
                }
                (happened) " · " (visit.name(entry.author))
            }
            (history(visit, state, entry))
            (moves(visit, state, entry, from, filled))
        }
    }
}

/// What the lists sort by, the highest on top: late ones, then what is due first; decisions, which
/// wait for nobody, the newest first.
fn sort_key(state: &ScopeState, entry: &LogEntry, late: bool) -> String {
    let place = match entry.written.kind {
        EntryKind::Decision => entry.position,
        EntryKind::Bottleneck => u64::MAX - entry.position,
        _ => {
            let due = state.due_of(entry).map_or(i64::MAX, |due| due.0);
            return format!(
                "{}{:020}{:020}",
                u8::from(late),
                i64::MAX - due,
                u64::MAX - entry.position
            );
        }
    };
    format!("{place:020}")
}

/// The kind by which a list takes in a row that comes while somebody looks: on the page of
/// somebody's own tasks only what is theirs.
fn live_kind(visit: &Visit, state: &ScopeState, entry: &LogEntry, from: From) -> &'static str {
    match (from, state.standing(entry)) {
        (From::Tasks, _) if !is_mine(visit, state, entry) => "of-others",
        (From::Decisions, Standing::Proposed) => "proposed",
        (_, standing) if standing.is_end() => "over",
        _ => entry.written.kind.name(),
    }
}

/// The rows of a line on every list that shows it, for the stream.
#[must_use]
pub fn live_rows(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let lists: &[From] = match entry.written.kind {
        EntryKind::Decision => &[From::Decisions],
        EntryKind::Action => &[From::Actions, From::Tasks],
        EntryKind::Question => &[From::Tasks],
        EntryKind::Bottleneck => &[From::Bottlenecks],
        _ => &[],
    };
    html! { @for from in lists { (row(visit, state, entry, *from, None)) } }
}

/// What was said about where it stands, the newest last.
#[must_use]
pub fn history(visit: &Visit, state: &ScopeState, entry: &LogEntry) -> Markup {
    let course = state.progress.by_entry.get(&entry.written.entry);
    let said = course.into_iter().flat_map(|course| course.history.iter());
    // That somebody had it from the beginning stands above already.
    let said: Vec<_> = said.filter(|it| it.event != entry.event && !entry.hidden).collect();
    html! {
        @if !said.is_empty() {
            ul.plain-list.order-said {
                @for it in said {
                    li {
                        (told(visit, state, &it.what))
                        span.muted {
                            " · " (time::short(&visit.text, it.at, visit.now)) " · "
                            (visit.name(it.by))
                        }
                    }
                }
            }
        }
    }
}

fn told(visit: &Visit, state: &ScopeState, moved: &Moved) -> Markup {
    let text = &visit.text;
    let by = moved.by.and_then(|by| state.entries.get(&by));
    let owner = moved.owner.map(|owner| visit.name(Some(owner))).or(moved.owner_name.clone());
    html! {
        (text.get(&format!("standing-{}", known(moved).name())))
        @if let Some(by) = by { " (" (entry::kind_label(visit, by)) ")" }
        @if let Some(owner) = owner { " · " span dir="auto" { (owner) } }
        @if let Some(who) = &moved.answered_by {
            " · " (text.with("progress-answered-by", &[("name", who)]))
        }
        @if let Some(who) = &moved.heard_by {
            " · " (text.with("progress-heard-by", &[("name", who)]))
        }
        @if let Some(note) = &moved.note { ": " span dir="auto" { (note) } }
    }
}

fn known(moved: &Moved) -> Standing {
    moved.standing().unwrap_or(Standing::Open)
}

/// On the page of a line itself: where it stands, who has it, what was said, and what comes next.
#[must_use]
pub fn on_line(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    filled: Option<&Filled>,
) -> Markup {
    if entry.is_struck() || Standing::first(entry.written.kind).is_none() {
        return html! {};
    }
    html! {
        section.panel {
            p.order-head {
                (badge(visit, state, entry)) " " (due_place(visit, state, entry))
                @if let Some(owner) = owner(visit, state, entry) {
                    " " strong dir="auto" { (owner) }
                }
            }
            (history(visit, state, entry))
            (moves(visit, state, entry, From::Line, filled))
        }
    }
}

/// The buttons for what comes next: one press for what happens most, the rest folded.
fn moves(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    from: From,
    filled: Option<&Filled>,
) -> Markup {
    let capability = match entry.written.kind {
        EntryKind::Decision => Capability::Decide,
        _ => Capability::WriteEntry,
    };
    let standing = state.standing(entry);
    let over = standing.is_end() && !state.progress.is_conflict(entry.written.entry);
    if entry.hidden || over || !may_change(visit, state, capability) {
        return html! { @if let Some(filled) = filled { (field::errors(visit, filled)) } };
    }
    let none = Filled::default();
    let shown = filled.unwrap_or(&none);
    let presses: &[Standing] = match (entry.written.kind, standing) {
        (EntryKind::Action, Standing::Acknowledged) => &[Standing::Done],
        (EntryKind::Action, _) => &[Standing::Acknowledged, Standing::Done],
        (EntryKind::Bottleneck, _) => &[Standing::Solved],
        _ => &[],
    };
    let open = filled.is_some();
    html! {
        form.no-print.order-moves method="post" action=(action(state, entry)) {
            (field::hidden(visit, shown))
            (field::errors_at(visit, shown, &format!("-{}", entry.written.entry)))
            input type="hidden" name="from" value=(from.name());
            @if !presses.is_empty() {
                p.button-row {
                    @for press in presses {
                        button.utrecht-button.utrecht-button--secondary name="standing"
                            value=(press.name()) {
                            (visit.text.get(&format!("progress-say-{}", press.name())))
                        } " "
                    }
                }
            }
        }
        details.more.no-print open[open] {
            summary { (visit.text.get(more_text(entry.written.kind))) }
            (more(visit, state, entry, from, shown))
        }
    }
}

const fn more_text(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Decision => "progress-more-decision",
        EntryKind::Bottleneck => "progress-more-bottleneck",
        EntryKind::Question => "progress-more-question",
        _ => "progress-more-action",
    }
}

fn action(state: &ScopeState, entry: &LogEntry) -> String {
    format!("{}/log/{}/move", shell::crisis_path(state), entry.written.entry)
}

/// The standings that ask for more than a press, each with what it needs.
fn more(
    visit: &Visit,
    state: &ScopeState,
    entry: &LogEntry,
    from: From,
    filled: &Filled,
) -> Markup {
    let kind = entry.written.kind;
    let id = entry.written.entry;
    let name = |field: &str| format!("{field}-{id}");
    let choices: Vec<Standing> = Standing::of(kind)
        .iter()
        .copied()
        .filter(|it| *it != state.standing(entry) && !is_press(kind, *it))
        .filter(|it| is_possible(state, entry, *it))
        .collect();
    let chosen = filled.value("standing");
    html! {
        form.no-print method="post" action=(action(state, entry)) {
            (field::hidden(visit, &Filled::default()))
            input type="hidden" name="from" value=(from.name());
            fieldset.chips {
                legend { (visit.text.get("progress-what")) }
                @for choice in &choices {
                    label.chip {
                        input type="radio" name="standing" value=(choice.name()) required
                            checked[choice.name() == chosen || choices.len() == 1];
                        span { (visit.text.get(&format!("progress-say-{}", choice.name()))) }
                    }
                }
            }
            @if matches!(kind, EntryKind::Action | EntryKind::Question) {
                (owner_fields(visit, filled, &id.to_string()))
            }
            @if kind == EntryKind::Bottleneck || kind == EntryKind::Decision {
                (by_field(visit, state, entry, filled))
            }
            @if kind == EntryKind::Bottleneck {
                (order_field(visit, state, filled, &name("order")))
            }
            div.field-row {
                (field::line(visit, filled, Field {
                    id: &name("move_due"), hint: "order-due-hint",
                    ..Field::text("move_due", due_text(kind))
                }))
                @if kind == EntryKind::Decision {
                    (field::line(visit, filled, Field {
                        id: &name("answered_by"),
                        ..Field::text("answered_by", "progress-answered-by-field")
                    }))
                    (field::line(visit, filled, Field {
                        id: &name("heard_by"), ..Field::text("heard_by", "progress-heard-by-field")
                    }))
                }
            }
            (field::line(visit, filled, Field {
                id: &name("move_note"), ..Field::text("move_note", "progress-note")
            }))
            button.utrecht-button { (visit.text.get("progress-save")) }
        }
    }
}

/// Nothing is offered in vain: what names another line or an order needs one that is there.
fn is_possible(state: &ScopeState, entry: &LogEntry, standing: Standing) -> bool {
    match standing {
        Standing::ToTeam => !state.orders.by_id.is_empty(),
        Standing::Decided | Standing::Replaced => state
            .lines_of(EntryKind::Decision)
            .any(|decision| decision.written.entry != entry.written.entry),
        _ => true,
    }
}

const fn is_press(kind: EntryKind, standing: Standing) -> bool {
    match kind {
        EntryKind::Action => matches!(standing, Standing::Acknowledged | Standing::Done),
        EntryKind::Bottleneck => matches!(standing, Standing::Solved),
        _ => false,
    }
}

const fn due_text(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Decision => "progress-deadline",
        EntryKind::Bottleneck => "progress-until",
        _ => "progress-due",
    }
}

/// Who gets it: somebody with an account, or a name.
#[must_use]
pub fn owner_fields(visit: &Visit, filled: &Filled, suffix: &str) -> Markup {
    let chosen = filled.value("owner");
    let (list, name) = (format!("owner-{suffix}"), format!("owner_name-{suffix}"));
    html! {
        div.field-row {
            div.utrecht-form-field {
                label.utrecht-form-label for=(list) { (visit.text.get("progress-owner")) }
                (field::wrong(visit, filled, "owner"))
                select.utrecht-select id=(list) name="owner" {
                    option value="" { (visit.text.get("progress-owner-none")) }
                    @for (value, name) in who::users(visit) {
                        option value=(value) selected[value == chosen] { (name) }
                    }
                }
            }
            (field::line(visit, filled, Field {
                id: &name, ..Field::text("owner_name", "progress-owner-name")
            }))
        }
    }
}

/// The decision that takes its place or settles it.
fn by_field(visit: &Visit, state: &ScopeState, entry: &LogEntry, filled: &Filled) -> Markup {
    let id = format!("by-{}", entry.written.entry);
    let decisions = state.lines_of(EntryKind::Decision).rev();
    let others = decisions.filter(|it| it.written.entry != entry.written.entry);
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for=(id) { (visit.text.get("progress-by")) }
            (field::wrong(visit, filled, "by"))
            select.utrecht-select id=(id) name="by" {
                option value="" { (visit.text.get("progress-by-none")) }
                @for other in others {
                    @let value = other.written.entry.to_string();
                    option value=(value) selected[value == filled.value("by")] {
                        (short(visit, other))
                    }
                }
            }
        }
    }
}

/// The order in which a team got it.
fn order_field(visit: &Visit, state: &ScopeState, filled: &Filled, id: &str) -> Markup {
    html! {
        @if state.orders.by_id.is_empty() {
            p { a href={ (shell::crisis_path(state)) "/orders" } {
                (visit.text.get("progress-order-first"))
            } }
        } @else {
            div.utrecht-form-field {
                label.utrecht-form-label for=(id) { (visit.text.get("progress-order")) }
                (field::wrong(visit, filled, "order"))
                select.utrecht-select id=(id) name="order" {
                    option value="" { (visit.text.get("progress-by-none")) }
                    @for order in state.orders.of(None) {
                        @let value = order.begun.order.to_string();
                        option value=(value) selected[value == filled.value("order")] {
                            (visit.text.with("order-number", &[("number", &order.label())])) ": "
                            (order.begun.text.chars().take(60).collect::<String>())
                        }
                    }
                }
            }
        }
    }
}

/// A line in one line: its number and how it begins.
#[must_use]
pub fn short(visit: &Visit, entry: &LogEntry) -> String {
    let words = entry::words(visit, entry);
    let said = words.read().map(|said| said.text.as_str()).unwrap_or_default();
    let begin: String = said.chars().take(70).collect();
    let dots = if said.chars().count() > 70 { "…" } else { "" };
    format!("{}: {begin}{dots}", entry::kind_label(visit, entry))
}

/// What the menu says of it: the place, how many, and whether that number is one to act on.
#[must_use]
pub fn counts(visit: &Visit, state: &ScopeState) -> [(&'static str, usize, bool); 4] {
    let waiting = visit.web.waiting.of(state);
    let late_of = |kind: EntryKind| waiting.late(visit.now).filter(|(it, _)| *it == kind).count();
    [
        ("tasks", task::late(visit, state, &waiting), true),
        ("decisions", late_of(EntryKind::Decision), true),
        ("actions", late_of(EntryKind::Action), true),
        ("bottlenecks", waiting.open_bottlenecks, false),
    ]
}

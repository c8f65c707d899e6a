// SPDX-License-Identifier: EUPL-1.2
//! One step of a card at work: tick it, take it, hand it over, fill in what it asks, or say that
//! it does not apply and why.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::card::{Running, Said, SetStep, Standing};
use tegenwicht_core::feature::figure::{self, NewStatement, Status};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::text::{NAME, TEXT_MAX};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CommandId, CrisisId, ScopeId};
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Card, Item, StepKind};
use tegenwicht_core::permission::Capability;

use super::library::unit_name;
use super::{Answer, card, onwards, refused, text_fault, unreadable};
use crate::text::Text;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell;
use crate::web::part::time;
use crate::web::visit::Visit;

/// The field that a fault in the figures of a step is told at.
const FIGURE: &str = "figure";

/// A step in its card.
pub(super) fn row(
    visit: &Visit,
    state: &ScopeState,
    card: &Card,
    part: usize,
    item: &Item,
    filled: &Filled,
) -> Markup {
    let standing = state.cards.standing(&item.id);
    let said = state.cards.steps.get(&item.id).and_then(|step| step.said());
    let writes = shell::may_change(visit, state, Capability::WriteEntry);
    let wrong = filled.value("step") == item.id;
    let mut class = format!("card-step is-{}", standing.name());
    class.push_str(if wrong { " is-wrong" } else { "" });
    html! {
        li class=(class) id={ "step-" (item.id) } {
            (tick(visit, state, (card, part, item), standing, writes))
            div.card-step__what {
                p.card-step__text { (item.text) (shared(visit, state, card, item)) }
                @if !item.points.is_empty() { ul { @for point in &item.points { li { (point) } } } }
                (asked(visit, state, (card, part, item), writes, filled))
                @if let Some(note) = said.and_then(|said| said.set.note.as_ref()) {
                    p.muted { (note) }
                }
                @if writes {
                    (more(visit, state, (card, part, item), (standing, wrong), filled))
                }
            }
            (who(visit, said))
        }
    }
}

/// The box: one press ticks it, one more opens it again.
fn tick(
    visit: &Visit,
    state: &ScopeState,
    (card, part, item): (&Card, usize, &Item),
    standing: Standing,
    writes: bool,
) -> Markup {
    let text = &visit.text;
    let next = if standing.is_settled() { Standing::Open } else { Standing::Done };
    let word = text.get(&format!("step-{}", standing.name())).to_owned();
    let sign = html! {
        @match standing {
            Standing::Done => (icon(Icon::Tick)),
            Standing::Taken => "…",
            Standing::NotApplicable => "–",
            Standing::Open => "",
        }
    };
    html! {
        @if writes {
            form.step-tick method="post" action=(action(state, card)) {
                (hidden(visit, part, item))
                button.tick-box name="standing" value=(next.name())
                    aria-label={ (text.get(&format!("step-to-{}", next.name()))) ": " (item.text)
                        " (" (word) ")" } { (sign) }
            }
        } @else {
            span.tick-box role="img" aria-label=(word) { (sign) }
        }
    }
}

fn action(state: &ScopeState, card: &Card) -> String {
    format!("{}/cards/{}/step", shell::crisis_path(state), card.id)
}

fn hidden(visit: &Visit, part: usize, item: &Item) -> Markup {
    html! {
        (field::hidden(visit, &Filled::default()))
        input type="hidden" name="step" value=(item.id);
        input type="hidden" name="part" value=(part);
    }
}

/// Returns the other cards that run and have the same step: done once is done for all. Only a
/// step that was named by its card can be shared.
pub(crate) fn others_with<'a>(
    state: &'a ScopeState,
    card: &'a Card,
    item: &'a Item,
) -> impl Iterator<Item = &'a Running> {
    let running = if item.is_named() { state.cards.running() } else { Vec::new() };
    running.into_iter().filter(|running| {
        running.card.id != card.id && running.card.steps().any(|other| other.id == item.id)
    })
}

fn shared(visit: &Visit, state: &ScopeState, card: &Card, item: &Item) -> Markup {
    let others = others_with(state, card, item);
    let titles: Vec<String> = others.map(|other| card::spoken(visit, other).title).collect();
    html! {
        @if !titles.is_empty() {
            " " span.card-step__shared {
                (visit.text.with("step-shared", &[("cards", &titles.join(", "))]))
            }
        }
    }
}

/// What a step asks beyond a tick.
fn asked(
    visit: &Visit,
    state: &ScopeState,
    (card, part, item): (&Card, usize, &Item),
    writes: bool,
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    match &item.step {
        Some(StepKind::Figures(figures)) if writes => {
            figures_form(visit, state, (card, part, item), figures, filled)
        }
        Some(StepKind::Card(other)) => html! {
            @if let Some(other) = library.card(other) {
                p.card-step__link {
                    @if state.cards.by_id.contains_key(&other.id) {
                        a href={ (path) "/cards/" (other.id) } { "→ " (other.title) } " "
                        span.utrecht-badge.state-recovered { (text.get("card-runs")) }
                    } @else { "→ " (other.title) }
                }
                @if !state.cards.by_id.contains_key(&other.id) && writes {
                    (card::start_form(visit, &path, other))
                }
            }
        },
        Some(StepKind::Contact(contact)) => html! {
            p.card-step__link {
                a href={ (path) "/inform#" (contact) } { "→ " (visit.words().desk(contact)) }
            }
        },
        Some(StepKind::Role(role)) => html! {
            p.card-step__link {
                a href={ (path) "/team?role=" (role) } { "→ " (visit.words().role(role)) }
            }
        },
        Some(StepKind::Decide) if writes => html! {
            p.card-step__link {
                a href={ (path) "/log?kind=decision#log-panel" } { (text.get("step-decide")) }
            }
        },
        _ => html! {},
    }
}

/// The figures that a step asks for; what is filled in becomes figures of the log.
fn figures_form(
    visit: &Visit,
    state: &ScopeState,
    (card, part, item): (&Card, usize, &Item),
    figures: &[String],
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let wrong = filled.is_wrong(FIGURE) && filled.value("step") == item.id;
    let typed = |name: &str| if wrong { filled.value(name).to_owned() } else { String::new() };
    let scope = state.crisis.as_ref().and_then(|crisis| visit.world.crisis(crisis.id));
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    html! {
        form.step-figures method="post" action=(action(state, card)) {
            (hidden(visit, part, item))
            input type="hidden" name="standing" value="done";
            @if wrong { div id=(FIGURE) { (field::wrong(visit, filled, FIGURE)) } }
            div.field-row {
                @for (index, id) in figures.iter().enumerate() {
                    @let (name, unit) = figure_name(library, text, id);
                    @let now = scope.and_then(|(scope, state)| known(state, scope, &name));
                    @let input = format!("{}-{index}", item.id);
                    div.utrecht-form-field {
                        label.utrecht-form-label for=(input) {
                            (name) @if let Some(unit) = &unit { " (" (unit) ")" }
                        }
                        input.utrecht-textbox id=(input) name={ "figure-" (id) }
                            value=(typed(&format!("figure-{id}"))) inputmode="numeric"
                            autocomplete="off" placeholder=[now.as_deref()];
                        @if let Some(now) = &now {
                            p.muted { (text.with("step-figure-now", &[("value", now)])) }
                        }
                    }
                }
                div.utrecht-form-field {
                    @let input = format!("{}-source", item.id);
                    label.utrecht-form-label for=(input) { (text.get("step-figure-source")) }
                    input.utrecht-textbox id=(input) name="source" autocomplete="off"
                        value=(typed("source"));
                }
                button.utrecht-button.utrecht-button--secondary { (text.get("step-figure-save")) }
            }
        }
    }
}

/// The name of a figure in the language of who looks, and its unit.
pub(crate) fn figure_name(library: &Library, text: &Text, id: &str) -> (String, Option<String>) {
    let entry = library.entry("figures", id);
    entry.map_or_else(
        || (id.to_owned(), None),
        |item| {
            let unit = item.unit.as_ref().map(|unit| unit_name(text, unit));
            (item.text.clone(), unit)
        },
    )
}

/// What is known of a figure by that name now: every value that counts.
fn known(state: &ScopeState, scope: ScopeId, name: &str) -> Option<String> {
    let view = figure::view(state, figure::id_of(scope, name))?;
    let values = view.live.iter().filter_map(|entry| entry.written.statement.as_ref());
    let values: Vec<&str> = values.map(|statement| statement.value.as_str()).collect();
    (!values.is_empty()).then(|| values.join(" / "))
}

/// Taking it, handing it over, or saying that it does not apply.
fn more(
    visit: &Visit,
    state: &ScopeState,
    (card, part, item): (&Card, usize, &Item),
    (standing, wrong): (Standing, bool),
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let typed = |name: &str| if wrong { filled.value(name) } else { "" };
    // The summary of faults points to a field by its plain name.
    let id = |name: &str| if wrong { name.to_owned() } else { format!("{}-{name}", item.id) };
    html! {
        details.more.no-print open[wrong && !filled.is_wrong(FIGURE)] {
            summary { (text.get("step-more")) }
            form method="post" action=(action(state, card)) {
                (hidden(visit, part, item))
                @if standing != Standing::Taken {
                    button.utrecht-button.utrecht-button--secondary name="standing" value="taken" {
                        (text.get("step-take"))
                    }
                }
            }
            form.field-row method="post" action=(action(state, card)) {
                (hidden(visit, part, item))
                div.utrecht-form-field {
                    label.utrecht-form-label for=(id("owner")) { (text.get("step-owner")) }
                    @if wrong { (field::wrong(visit, filled, "owner")) }
                    input.utrecht-textbox id=(id("owner")) name="owner" required autocomplete="off"
                        value=(typed("owner"));
                }
                button.utrecht-button.utrecht-button--secondary name="standing" value="handed" {
                    (text.get("step-hand"))
                }
            }
            form.field-row method="post" action=(action(state, card)) {
                (hidden(visit, part, item))
                div.utrecht-form-field {
                    label.utrecht-form-label for=(id("note")) { (text.get("step-why-not")) }
                    @if wrong { (field::wrong(visit, filled, "note")) }
                    input.utrecht-textbox id=(id("note")) name="note" required autocomplete="off"
                        value=(typed("note"));
                }
                button.utrecht-button.utrecht-button--secondary name="standing"
                    value="not-applicable" { (text.get("step-skip")) }
            }
        }
    }
}

/// Who has it or did it, and when; nobody yet is a state of its own.
fn who(visit: &Visit, said: Option<&Said>) -> Markup {
    let text = &visit.text;
    let Some(said) = said.filter(|said| said.set.standing != Standing::Open) else {
        return html! { p.step-who.is-nobody { (text.get("step-nobody")) } };
    };
    let owner = said.set.owner_name.clone();
    let owner = owner.or_else(|| said.set.owner.map(|owner| visit.name(Some(owner))));
    let name = owner.unwrap_or_else(|| visit.name(said.by));
    html! {
        p.step-who {
            (name) br;
            @if said.set.standing != Standing::Done {
                (text.get(&format!("step-{}", said.set.standing.name()))) " · "
            }
            (time::short(text, said.at, visit.now))
        }
    }
}

/// `POST /crises/{id}/cards/{card}/step`
pub async fn set(
    visit: Visit,
    Address((id, card)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let step = form.get("step").to_owned();
    let part = form.get("part").to_owned();
    let command = set_command(&visit, state, crisis, &form)?;
    let key = form.key()?;
    // Before anything is written: of three figures with one fault none is in the log.
    let mut faults = figure_faults(state, &form);
    if form.get("standing") == "handed" {
        faults.extend(text_fault("owner", form.get("owner"), NAME));
    }
    if !faults.is_empty() {
        let filled = Filled { form, faults };
        return unreadable(card::page(&visit, state, &card, &part, &filled)?);
    }
    let mut sent = write_figures(&visit, crisis, &form, key).await;
    if sent.is_ok() {
        sent = visit.web.app.submit(visit.actor(), key, command).await.map(|_| ());
    }
    match sent {
        Ok(()) => onwards(&format!("/crises/{id}/cards/{card}?part={part}#step-{step}")),
        Err(error) => {
            let mut faults = form::faults(error.clone(), "note")?;
            let field = faults.first_mut();
            if let Some(Fault { field, .. }) = field {
                *field = "note";
            }
            let filled = Filled { form, faults };
            let page = card::page(&visit, state, &card, &part, &filled)?;
            refused(&error, page, &visit.fresh_key())
        }
    }
}

fn set_command(
    visit: &Visit,
    state: &ScopeState,
    crisis: CrisisId,
    form: &Submitted,
) -> Result<Command, WebError> {
    let me = visit.login.as_ref().map(|login| login.actor);
    let (standing, owner, owner_name) = match form.get("standing") {
        "handed" => (Standing::Taken, None, form.optional("owner")),
        "taken" => (Standing::Taken, me, None),
        other => {
            let standing = Standing::from_name(other).ok_or(WebError::Malformed("standing"))?;
            (standing, None, None)
        }
    };
    let step = form.get("step").to_owned();
    let words = state.cards.step(&step).map(|(_, item)| item.text.clone()).unwrap_or_default();
    let note = form.optional("note");
    let line = line(&visit.text, standing, &words, owner_name.as_deref(), note.as_deref());
    Ok(Command::SetStep(SetStep { crisis, step, standing, owner, owner_name, note, line }))
}

/// What the log says of it. Taking and opening again are seen on the card alone.
pub(crate) fn line(
    text: &Text,
    standing: Standing,
    step: &str,
    owner: Option<&str>,
    note: Option<&str>,
) -> Option<String> {
    let (step, note) = (&ended(step), note.unwrap_or_default().trim());
    let line = match (standing, owner) {
        (Standing::Done, _) => Some(text.with("step-line-done", &[("step", step)])),
        (Standing::NotApplicable, _) => {
            Some(text.with("step-line-not-applicable", &[("step", step), ("note", note)]))
        }
        (Standing::Taken, Some(owner)) => {
            Some(text.with("step-line-handed", &[("step", step), ("owner", owner)]))
        }
        _ => None,
    };
    line.map(as_line)
}

/// A step as a sentence: it ends with one mark, its own or a full stop.
pub(crate) fn ended(step: &str) -> String {
    let step = step.trim_end_matches('.');
    if step.ends_with(['?', '!']) { step.to_owned() } else { format!("{step}.") }
}

/// A card may have a longer text than a line of the log: what does not fit stands on the card.
pub(crate) fn as_line(words: String) -> String {
    words.chars().take(TEXT_MAX).collect()
}

/// Returns the figures that a step asks for.
fn figures_of<'a>(state: &'a ScopeState, step: &str) -> &'a [String] {
    match state.cards.step(step) {
        Some((_, Item { step: Some(StepKind::Figures(figures)), .. })) => figures,
        _ => &[],
    }
}

/// What is wrong with the figures that were filled in, or with who says so.
fn figure_faults(state: &ScopeState, form: &Submitted) -> Vec<Fault> {
    let names = figures_of(state, form.get("step")).iter().map(|id| format!("figure-{id}"));
    let typed = names.filter_map(|name| form.optional(&name));
    let source = form.optional("source");
    typed.chain(source).find_map(|typed| text_fault(FIGURE, &typed, NAME)).into_iter().collect()
}

/// Writes each figure that was filled in.
async fn write_figures(
    visit: &Visit,
    crisis: CrisisId,
    form: &Submitted,
    key: CommandId,
) -> Result<(), crate::app::SubmitError> {
    let Some((_, state)) = visit.world.crisis(crisis) else { return Ok(()) };
    let commands = {
        let filled = |id: &str| form.optional(&format!("figure-{id}"));
        let filled = Figures { filled: &filled, source: form.optional("source") };
        let cards = visit.web.app.cards();
        let library = cards.of(visit.text.language);
        figure_commands((library, &visit.text), state, crisis, form.get("step"), &filled)
    };
    for (id, command) in commands {
        visit.web.app.submit(visit.actor(), figure_key(key, &id), command).await?;
    }
    Ok(())
}

/// What was filled in for the figures of a step, by their id, and who says it.
pub(crate) struct Figures<'a> {
    pub filled: &'a dyn Fn(&str) -> Option<String>,
    pub source: Option<String>,
}

/// The key of one figure follows from that of the form: the form sent twice writes it once.
pub(crate) fn figure_key(key: CommandId, figure: &str) -> CommandId {
    let hash = sha256(&[key.0.as_slice(), figure.as_bytes()].concat());
    CommandId(tegenwicht_core::command::first_16(&hash))
}

/// Makes a line of the log for each figure of a step that was filled in, with the figure's id.
pub(crate) fn figure_commands(
    (library, text): (&Library, &Text),
    state: &ScopeState,
    crisis: CrisisId,
    step: &str,
    filled: &Figures<'_>,
) -> Vec<(String, Command)> {
    let mut commands = Vec::new();
    for id in figures_of(state, step) {
        let Some(value) = (filled.filled)(id) else { continue };
        let (name, unit) = figure_name(library, text, id);
        let unit_shown = unit.clone().map(|unit| format!(" {unit}")).unwrap_or_default();
        let words = format!("{name}: {value}{unit_shown}");
        let status = Status::Reported;
        let statement = NewStatement { name, value, unit, status, replaces_all: false };
        let write = WriteEntry {
            speaker: filled.source.clone(),
            figure: Some(statement),
            ..WriteEntry::plain(crisis, EntryKind::Fact, &words)
        };
        commands.push((id.clone(), Command::WriteEntry(Box::new(write))));
    }
    commands
}

// SPDX-License-Identifier: EUPL-1.2
//! One step of a card at work: tick it, take it, hand it over, fill in what it asks, or say that
//! it does not apply and why.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::card::{Said, SetStep, Standing};
use tegenwicht_core::feature::figure::{self, NewStatement, Status};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CommandId, CrisisId, ScopeId};
use tegenwicht_core::library::card::{Card, Item, StepKind};
use tegenwicht_core::permission::Capability;

use super::{Answer, card, onwards, refused};
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell;
use crate::web::part::time;
use crate::web::visit::Visit;

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
    let writes = shell::may_record(visit, Capability::WriteEntry);
    let wrong = filled.value("step") == item.id;
    let mut class = format!("card-step is-{}", standing.name());
    class.push_str(if wrong { " is-wrong" } else { "" });
    html! {
        li class=(class) id={ "step-" (item.id) } {
            (tick(visit, state, (card, part, item), standing, writes))
            div.card-step__what {
                p.card-step__text { (item.text) (shared(visit, state, card, item)) }
                @if !item.points.is_empty() { ul { @for point in &item.points { li { (point) } } } }
                (asked(visit, state, (card, part, item), writes))
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

/// Which other cards have the same step: done once is done for all.
fn shared(visit: &Visit, state: &ScopeState, card: &Card, item: &Item) -> Markup {
    if !item.is_named() {
        return html! {};
    }
    let others = state.cards.running().into_iter().filter(|running| {
        running.card.id != card.id && running.card.steps().any(|other| other.id == item.id)
    });
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
) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    match &item.step {
        Some(StepKind::Figures(figures)) if writes => {
            figures_form(visit, state, (card, part, item), figures)
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
) -> Markup {
    let text = &visit.text;
    let scope = state.crisis.as_ref().and_then(|crisis| visit.world.crisis(crisis.id));
    html! {
        form.step-figures method="post" action=(action(state, card)) {
            (hidden(visit, part, item))
            input type="hidden" name="standing" value="done";
            div.field-row {
                @for (index, id) in figures.iter().enumerate() {
                    @let (name, unit) = figure_name(visit, id);
                    @let now = scope.and_then(|(scope, state)| known(state, scope, &name));
                    @let input = format!("{}-{index}", item.id);
                    div.utrecht-form-field {
                        label.utrecht-form-label for=(input) {
                            (name) @if let Some(unit) = &unit { " (" (unit) ")" }
                        }
                        input.utrecht-textbox id=(input) name={ "figure-" (id) } value=""
                            inputmode="numeric" autocomplete="off" placeholder=[now.as_deref()];
                        @if let Some(now) = &now {
                            p.muted { (text.with("step-figure-now", &[("value", now)])) }
                        }
                    }
                }
                div.utrecht-form-field {
                    @let input = format!("{}-source", item.id);
                    label.utrecht-form-label for=(input) { (text.get("step-figure-source")) }
                    input.utrecht-textbox id=(input) name="source" value="" autocomplete="off";
                }
                button.utrecht-button.utrecht-button--secondary { (text.get("step-figure-save")) }
            }
        }
    }
}

/// The name of a figure in the language of who looks, and its unit.
fn figure_name(visit: &Visit, id: &str) -> (String, Option<String>) {
    let cards = visit.web.app.cards();
    let entry = cards.of(visit.text.language).entry("figures", id);
    let unit = |unit: &String| super::library::unit_name(&visit.text, unit);
    entry.map_or_else(
        || (id.to_owned(), None),
        |item| (item.text.clone(), item.unit.as_ref().map(unit)),
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
    let id = |name: &str| format!("{}-{name}", item.id);
    html! {
        details.more.no-print open[wrong] {
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
    let line = line(visit, standing, &words, owner_name.as_deref(), form.get("note"));
    let note = form.optional("note");
    Ok(Command::SetStep(SetStep { crisis, step, standing, owner, owner_name, note, line }))
}

/// What the log says of it. Taking and opening again are seen on the card alone.
fn line(
    visit: &Visit,
    standing: Standing,
    step: &str,
    owner: Option<&str>,
    note: &str,
) -> Option<String> {
    let step = step.trim_end_matches('.');
    let text = &visit.text;
    match (standing, owner) {
        (Standing::Done, _) => Some(text.with("step-line-done", &[("step", step)])),
        (Standing::NotApplicable, _) => {
            Some(text.with("step-line-not-applicable", &[("step", step), ("note", note)]))
        }
        (Standing::Taken, Some(owner)) => {
            Some(text.with("step-line-handed", &[("step", step), ("owner", owner)]))
        }
        _ => None,
    }
}

/// Writes each figure that was filled in, under a key of its own that follows from the form's:
/// the form sent twice writes each figure once.
async fn write_figures(
    visit: &Visit,
    crisis: CrisisId,
    form: &Submitted,
    key: CommandId,
) -> Result<(), crate::app::SubmitError> {
    let cards = visit.web.app.cards();
    let (_, state) = match visit.world.crisis(crisis) {
        Some(found) => found,
        None => return Ok(()),
    };
    let figures = match state.cards.step(form.get("step")) {
        Some((_, Item { step: Some(StepKind::Figures(figures)), .. })) => figures.clone(),
        _ => return Ok(()),
    };
    drop(cards);
    for id in figures {
        let Some(value) = form.optional(&format!("figure-{id}")) else { continue };
        let (name, unit) = figure_name(visit, &id);
        let unit_shown = unit.clone().map(|unit| format!(" {unit}")).unwrap_or_default();
        let words = format!("{name}: {value}{unit_shown}");
        let status = Status::Reported;
        let statement = NewStatement { name, value, unit, status, replaces_all: false };
        let write = WriteEntry {
            speaker: form.optional("source"),
            figure: Some(statement),
            ..WriteEntry::plain(crisis, EntryKind::Fact, &words)
        };
        let hash = sha256(&[key.0.as_slice(), id.as_bytes()].concat());
        let own = CommandId(tegenwicht_core::command::first_16(&hash));
        let command = Command::WriteEntry(Box::new(write));
        visit.web.app.submit(visit.actor(), own, command).await?;
    }
    Ok(())
}

// SPDX-License-Identifier: EUPL-1.2
//! Cards at work in a crisis: which run and how far they are, which could be started.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::card::{Running, Standing, StartCard};
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::picture::{PictureSaid, SayPicture, Topic};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{CrisisId, EntryId};
use tegenwicht_core::library::card::{Card, CardKind, Item, Part, PartField};
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, refused, shown, step, unreadable};
use crate::library::Cards;
use crate::text::Text;
use crate::web::api::read::{Address, Asked};
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Filled};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Most other cards that a card names; with more there is a link to all.
const ALSO_MAX: usize = 3;
/// What a card proposes, and the kind of line that it becomes.
const PROPOSALS: [(PartField, EntryKind); 6] = [
    (PartField::Goals, EntryKind::Decision),
    (PartField::Principles, EntryKind::Decision),
    (PartField::Moments, EntryKind::Fact),
    (PartField::Decisions, EntryKind::Decision),
    (PartField::Stakeholders, EntryKind::Action),
    (PartField::Expertise, EntryKind::Action),
];

/// Which part of a card is looked at.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Looked {
    #[serde(default)]
    pub part: String,
}

/// `GET /crises/{id}/cards`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(list_page(&visit, state, &Filled::default()))
}

fn list_page(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let path = shell::crisis_path(state);
    let running = state.cards.running();
    let main = html! {
        div.page-head { h1.utrecht-heading-1 { (text.get("nav-cards")) } }
        (field::errors(visit, filled))
        section.panel #running-cards {
            h2.utrecht-heading-2 { (text.get("cards-running")) }
            @if running.is_empty() {
                div.empty {
                    p { strong { (text.get("cards-none")) } }
                    @if shell::may_change(visit, state, Capability::WriteEntry) {
                        p { (text.get("cards-none-hint")) }
                    }
                }
            }
            ul.card-list {
                @for card in &running { (running_row(visit, state, card)) }
            }
        }
        @if shell::may_change(visit, state, Capability::WriteEntry) {
            (to_start(visit, state, &path))
        }
    };
    let fault = !filled.faults.is_empty();
    let title = text.get("nav-cards").to_owned();
    let crisis = Some(state);
    shell::page(visit, &Shell { title, here: "cards", crisis, fault, ..Shell::default() }, &main)
}

fn running_row(visit: &Visit, state: &ScopeState, running: &Running) -> Markup {
    let text = &visit.text;
    let card = spoken(visit, running);
    let (settled, all) = state.cards.progress(&running.card);
    let counted = [("done", settled.to_string()), ("all", all.to_string())];
    let counted: Vec<(&'static str, &str)> =
        counted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let started = time::short(text, running.at, visit.now);
    html! {
        li {
            span.card-number { @if let Some(number) = card.number { (number) } }
            div {
                p {
                    a href={ (shell::crisis_path(state)) "/cards/" (card.id) } { (card.title) }
                }
                p.muted {
                    (text.with("card-progress", &counted)) " · "
                    (text.with("card-started", &[
                        ("time", &started),
                        ("name", &visit.name(running.by)),
                    ]))
                }
                progress.progress value=(settled) max=(all.max(1))
                    aria-label=(text.with("card-progress", &counted)) {}
            }
        }
    }
}

/// The cards that do not run yet, by kind; each one press away.
fn to_start(visit: &Visit, state: &ScopeState, path: &str) -> Markup {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    html! {
        @for kind in CardKind::AT_WORK {
            @let waiting: Vec<&Card> = library
                .of_kind(kind)
                .into_iter()
                .filter(|card| !state.cards.by_id.contains_key(&card.id))
                .collect();
            @if !waiting.is_empty() {
                section.panel.no-print {
                    h2.utrecht-heading-2 { (text.get(&format!("cards-start-{}", kind.name()))) }
                    ul.card-list {
                        @for card in waiting {
                            li {
                                span.card-number { @if let Some(n) = card.number { (n) } }
                                div {
                                    p { strong { (card.title) } }
                                    @if let Some(first) = card.first_sentence() { p { (first) } }
                                }
                                (start_form(visit, path, card))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One press that starts a card.
pub(super) fn start_form(visit: &Visit, path: &str, card: &Card) -> Markup {
    let text = &visit.text;
    html! {
        form.card-start method="post" action={ (path) "/cards" } {
            (field::hidden(visit, &Filled::default()))
            input type="hidden" name="card" value=(card.id);
            button.utrecht-button.utrecht-button--secondary
                aria-label=(text.with("card-start-named", &[("title", &card.title)])) {
                (text.get("card-start"))
            }
        }
    }
}

/// `POST /crises/{id}/cards`
pub async fn start(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let wanted = form.get("card").to_owned();
    let command = start_command(&visit.web.app.cards(), &visit.text, crisis, &wanted);
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/cards/{wanted}")),
        Err(error) => {
            let faults = form::faults(error.clone(), "card")?;
            let fresh = visit.fresh_key();
            refused(&error, list_page(&visit, state, &Filled { form, faults }), &fresh)
        }
    }
}

/// Starts the card as this node reads it, in the language of who presses.
pub(crate) fn start_command(cards: &Cards, text: &Text, crisis: CrisisId, id: &str) -> Command {
    let card = cards.of(text.language).card(id);
    let card = card.filter(|card| CardKind::AT_WORK.contains(&card.kind)).cloned();
    let line = card.as_ref().map(|card| text.with("card-line-started", &[("title", &card.title)]));
    let language = cards.origin(text.language, id).map(|origin| origin.language.code());
    Command::StartCard(StartCard {
        crisis,
        id: id.to_owned(),
        card: card.map(Box::new),
        language: language.unwrap_or(text.language.code()).to_owned(),
        line,
    })
}

/// Returns the card in the language of who looks, where the library still has the very same
/// steps in it; else as it was started.
pub(crate) fn spoken(visit: &Visit, running: &Running) -> Card {
    let same = |card: &&Card| {
        card.items().map(|item| &item.id).eq(running.card.items().map(|item| &item.id))
    };
    if running.language == visit.text.language.code() {
        return (*running.card).clone();
    }
    let cards = visit.web.app.cards();
    let found = cards.of(visit.text.language).card(&running.card.id);
    found.filter(same).cloned().unwrap_or_else(|| (*running.card).clone())
}

/// `GET /crises/{id}/cards/{card}`
pub async fn show(
    visit: Visit,
    Address((id, card)): Address<(String, String)>,
    Asked(looked): Asked<Looked>,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &card, &looked.part, &Filled::default())?)
}

pub(super) fn page(
    visit: &Visit,
    state: &ScopeState,
    id: &str,
    part: &str,
    filled: &Filled,
) -> Result<Markup, WebError> {
    let text = &visit.text;
    let running = state.cards.by_id.get(id).ok_or(WebError::NotFound)?;
    let card = spoken(visit, running);
    let at = part.parse::<usize>().unwrap_or(0).min(card.parts.len().saturating_sub(1));
    let path = format!("{}/cards/{id}", shell::crisis_path(state));
    let main = html! {
        (shell::back(&format!("{}/cards", shell::crisis_path(state)), text.get("nav-cards")))
        div.page-head {
            h1.utrecht-heading-1 { (card.title) }
            p.page-note { (note(visit, running)) }
            button.utrecht-button.utrecht-button--subtle.no-print data-print hidden {
                (text.get("print"))
            }
        }
        (counts(visit, state, running))
        (field::errors(visit, filled))
        nav.tabs.no-print aria-label=(text.get("card-parts")) {
            @for (index, part) in card.parts.iter().enumerate() {
                a href={ (path) "?part=" (index) } aria-current=[(index == at).then_some("page")] {
                    (part.title) (tally(state, part))
                }
            }
        }
        @for (index, part) in card.parts.iter().enumerate() {
            // On paper the whole card, on a screen the part that is looked at.
            section.panel.card-part.print-only[index != at] id={ "part-" (index) } {
                h2.utrecht-heading-2.print-only { (part.title) }
                @for paragraph in &part.text { p { (paragraph) } }
                ul.step-list {
                    @for item in &part.items {
                        (row(visit, state, &card, (index, part), item, filled))
                    }
                }
            }
        }
        (beside(visit, state, &card))
    };
    let (title, fault) = (card.title.clone(), !filled.faults.is_empty());
    let crisis = Some(state);
    let shell = Shell { title, here: "cards", crisis, fault, ..Shell::default() };
    Ok(shell::page(visit, &shell, &main))
}

fn row(
    visit: &Visit,
    state: &ScopeState,
    card: &Card,
    part: (usize, &Part),
    item: &Item,
    filled: &Filled,
) -> Markup {
    if item.step.is_some() {
        return step::row(visit, state, card, part.0, item, filled);
    }
    html! {
        li id=(item.id) {
            div {
                p { (item.text) }
                @if !item.points.is_empty() { ul { @for point in &item.points { li { (point) } } } }
            }
            @if let Some((field, _)) = proposes(part.1, item) {
                (proposal(visit, state, card, part.0, (item, field), filled))
            }
        }
    }
}

/// The press that makes a line of the log out of what a card proposes, and who pressed it.
fn proposal(
    visit: &Visit,
    state: &ScopeState,
    card: &Card,
    part: usize,
    (item, field): (&Item, PartField),
    filled: &Filled,
) -> Markup {
    let text = &visit.text;
    let about = about(card, item);
    let is_open = field == PartField::Moments && !state.picture.came(&item.id);
    let mut lines = state.entries.values().filter(|_| !is_open);
    let made = lines
        .find(|entry| entry.written.about.as_deref() == Some(about.as_str()) && !entry.is_struck());
    let path = shell::crisis_path(state);
    html! {
        @if let Some(entry) = made {
            p.step-who {
                a href={ (path) "/log/" (entry.written.entry) } {
                    (visit.name(entry.author))
                }
                br;
                (time::short(text, state.recorded_at(entry), visit.now))
            }
        } @else if shell::may_change(visit, state, Capability::WriteEntry) {
            form.no-print method="post" action={ (path) "/cards/" (card.id) "/propose" } {
                (field::hidden(visit, &Filled::default()))
                input type="hidden" name="item" value=(item.id);
                input type="hidden" name="part" value=(part);
                @if field == PartField::Decisions { (decided(visit, item, filled)) }
                button.utrecht-button.utrecht-button--secondary
                    aria-label={ (text.get(&format!("card-propose-{}", field.name()))) ": "
                        (item.text) } {
                    (text.get(&format!("card-propose-{}", field.name())))
                }
            }
        }
    }
}

/// What was decided: a card proposes a question, and a question decides nothing.
fn decided(visit: &Visit, item: &Item, filled: &Filled) -> Markup {
    let wrong = filled.value("item") == item.id;
    // The summary of faults points to a field by its plain name.
    let id = if wrong { "answer".to_owned() } else { format!("{}-answer", item.id) };
    let typed = if wrong { filled.value("answer") } else { "" };
    html! {
        div.utrecht-form-field {
            label.utrecht-form-label for=(id) { (visit.text.get("card-answer")) }
            @if wrong { (field::wrong(visit, filled, "answer")) }
            input.utrecht-textbox id=(id) name="answer" required autocomplete="off" value=(typed);
        }
    }
}

/// The name under which a line says that it was made of this.
pub(crate) fn about(card: &Card, item: &Item) -> String {
    match proposed(card, &item.id) {
        // The same moment may stand on two cards and on the picture, and comes once.
        Some((_, PartField::Moments, _)) => Topic::moment(&item.id).0,
        _ => format!("proposal-{}-{}", card.id, item.id),
    }
}

/// Returns the lines that were made of what cards propose, by what they are about.
pub(crate) fn proposals(state: &ScopeState) -> BTreeMap<&str, EntryId> {
    let entries = state.entries.values().filter(|entry| !entry.is_struck());
    let about = entries.filter_map(|entry| Some((entry.written.about.as_deref()?, entry)));
    let came = |about: &str| {
        about.strip_prefix("moment.").is_some_and(|moment| state.picture.came(moment))
    };
    about
        .filter(|(about, _)| about.starts_with("proposal-") || came(about))
        .map(|(about, entry)| (about, entry.written.entry))
        .collect()
}

/// `POST /crises/{id}/cards/{card}/propose`
pub async fn propose(
    visit: Visit,
    Address((id, card)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let crisis = state.crisis.as_ref().ok_or(WebError::NotFound)?.id;
    let running = state.cards.by_id.get(&card).ok_or(WebError::NotFound)?;
    let spoken = spoken(&visit, running);
    let (item, answer) = (form.get("item"), form.optional("answer"));
    if answer.is_none() && asks_decision(&spoken, item) {
        let faults = vec![Fault { field: "answer", text: "card-answer-missing".to_owned() }];
        let part = form.get("part").to_owned();
        let filled = Filled { form, faults };
        return unreadable(page(&visit, state, &card, &part, &filled)?);
    }
    let command = proposal_command(&visit.text, crisis, &spoken, item, answer.as_deref());
    let command = command.ok_or(WebError::NotFound)?;
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => {
            let (part, item) = (form.get("part"), form.get("item"));
            onwards(&format!("/crises/{id}/cards/{card}?part={part}#{item}"))
        }
        Err(error) => {
            let faults = form::faults(error.clone(), "answer")?;
            let part = form.get("part").to_owned();
            let filled = Filled { form, faults };
            refused(&error, page(&visit, state, &card, &part, &filled)?, &visit.fresh_key())
        }
    }
}

/// Makes the line of the log out of what a card proposes; none when it does not propose this, or
/// when it asks for a decision and there is none.
pub(crate) fn proposal_command(
    text: &Text,
    crisis: CrisisId,
    card: &Card,
    item: &str,
    answer: Option<&str>,
) -> Option<Command> {
    let (item, field, kind) = proposed(card, item)?;
    let said = item.text.trim_end_matches('.');
    let words = if field == PartField::Decisions {
        let stop = if said.ends_with('?') { "" } else { "." };
        let said = format!("{said}{stop}");
        text.with("card-line-decisions", &[("text", &said), ("answer", answer?)])
    } else {
        text.with(&format!("card-line-{}", field.name()), &[("text", said)])
    };
    let words = step::as_line(words);
    if field == PartField::Moments {
        let state = Some("happened".to_owned());
        let said = PictureSaid { state, ..PictureSaid::about(Topic::moment(&item.id)) };
        let say = SayPicture { crisis, said, line: Some(words) };
        return Some(Command::SayPicture(Box::new(say)));
    }
    let about = Some(about(card, item));
    let write = WriteEntry { about, ..WriteEntry::plain(crisis, kind, &words) };
    Some(Command::WriteEntry(Box::new(write)))
}

/// Returns true when a card asks for a decision here, so that it takes what was decided.
pub(crate) fn asks_decision(card: &Card, item: &str) -> bool {
    proposed(card, item).is_some_and(|(_, field, _)| field == PartField::Decisions)
}

fn proposed<'a>(card: &'a Card, id: &str) -> Option<(&'a Item, PartField, EntryKind)> {
    card.parts.iter().find_map(|part| {
        let item = part.items.iter().find(|item| item.id == id)?;
        let (field, kind) = proposes(part, item)?;
        Some((item, field, kind))
    })
}

/// Returns what an item proposes, and the kind of line that it becomes.
pub(crate) fn proposes(part: &Part, item: &Item) -> Option<(PartField, EntryKind)> {
    let found = PROPOSALS.into_iter().find(|(field, _)| part.field == Some(*field));
    found.filter(|_| item.step.is_none())
}

fn note(visit: &Visit, running: &Running) -> String {
    let text = &visit.text;
    let kind = text.get(&format!("card-one-{}", running.card.kind.name())).to_owned();
    let number = running.card.number.map(|number| format!(" {number}")).unwrap_or_default();
    let started = time::short(text, running.at, visit.now);
    let by = [("time", started.as_str()), ("name", &visit.name(running.by))];
    format!("{kind}{number} · {}", text.with("card-started", &by))
}

/// How many steps stand where, and which other cards run.
fn counts(visit: &Visit, state: &ScopeState, running: &Running) -> Markup {
    let text = &visit.text;
    let steps: Vec<Standing> = running
        .card
        .parts
        .iter()
        .filter(|part| part.phase != Some(tegenwicht_core::library::card::Phase::Prepare))
        .flat_map(|part| &part.items)
        .filter(|item| item.step.is_some())
        .map(|item| state.cards.standing(&item.id))
        .collect();
    let count = |standing| steps.iter().filter(|found| **found == standing).count() as u64;
    let others = state.cards.running().into_iter();
    let others: Vec<_> = others.filter(|card| card.card.id != running.card.id).collect();
    html! {
        p.card-counts {
            span.utrecht-badge.state-recovered { (text.count("steps-done", count(Standing::Done))) }
            " "
            span.utrecht-badge.state-watch { (text.count("steps-taken", count(Standing::Taken))) }
            " "
            span.utrecht-badge { (text.count("steps-open", count(Standing::Open))) }
            @let skipped = count(Standing::NotApplicable);
            @if skipped > 0 {
                " " span.utrecht-badge { (text.count("steps-not-applicable", skipped)) }
            }
            @if others.len() > ALSO_MAX {
                " "
                a href={ (shell::crisis_path(state)) "/cards" } {
                    (text.count("cards-also-many", others.len() as u64))
                }
            } @else {
                @for (index, other) in others.iter().enumerate() {
                    @let (settled, all) = state.cards.progress(&other.card);
                    @let also = format!(" {} ", text.get("cards-also"));
                    (if index == 0 { also } else { ", ".to_owned() })
                    a href={ (shell::crisis_path(state)) "/cards/" (other.card.id) } {
                        (spoken(visit, other).title)
                    }
                    " (" (settled) "/" (all) ")"
                }
            }
        }
    }
}

fn tally(state: &ScopeState, part: &Part) -> Markup {
    let steps = part.items.iter().filter(|item| item.step.is_some());
    let (settled, all) = steps.fold((0, 0), |(settled, all), item| {
        (settled + usize::from(state.cards.standing(&item.id).is_settled()), all + 1)
    });
    html! { @if all > 0 { " " (settled) "/" (all) } }
}

/// What helps beside the steps: cards that belong to it, and ICT terms explained.
fn beside(visit: &Visit, state: &ScopeState, card: &Card) -> Markup {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let linked: Vec<&Card> = card.links.iter().filter_map(|id| library.card(id)).collect();
    let path = shell::crisis_path(state);
    html! {
        @if !linked.is_empty() {
            section.panel.no-print {
                h2.utrecht-heading-2 { (text.get("card-links")) }
                ul.card-list {
                    @for other in linked {
                        li {
                            span.card-number { @if let Some(n) = other.number { (n) } }
                            div {
                                @if state.cards.by_id.contains_key(&other.id) {
                                    p { a href={ (path) "/cards/" (other.id) } { (other.title) } }
                                    p.muted { (text.get("card-runs")) }
                                } @else {
                                    p {
                                        @if CardKind::AT_WORK.contains(&other.kind) {
                                            strong { (other.title) }
                                        } @else {
                                            a href={ "/library/" (other.id) } { (other.title) }
                                        }
                                    }
                                }
                            }
                            @if !state.cards.by_id.contains_key(&other.id)
                                && CardKind::AT_WORK.contains(&other.kind)
                                && shell::may_change(visit, state, Capability::WriteEntry) {
                                (start_form(visit, &path, other))
                            }
                        }
                    }
                }
            }
        }
        p.no-print { a href="/glossary?group=ict" { (text.get("card-ict-terms")) } }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Preparation: all cards to read and print before it is needed, and what is wrong with files.

use maud::{Markup, html};
use tegenwicht_core::feature::text::same;
use tegenwicht_core::library::Library;
use tegenwicht_core::library::card::{Card, CardKind, Item, Part, PartField, Phase, StepKind};
use tegenwicht_core::permission::Capability;

use super::{Answer, onwards, shown};
use crate::library::{Cards, FileFault, Origin};
use crate::text::Text;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::Submitted;
use crate::web::part::field::{self, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell};
use crate::web::part::time;
use crate::web::visit::Visit;

/// Most faults on the page; who repairs these reads again and sees the rest.
const FAULTS_MAX: usize = 100;

/// `GET /library`
pub async fn list(visit: Visit) -> Answer {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("nav-library")) }
            a.page-action href="/glossary" { (text.get("glossary-title")) }
        }
        p.lead { (text.get("library-hint")) }
        @if visit.may(Capability::ManageSettings) {
            p.list-tools { a href="/ready" { (text.get("ready-title")) } }
        }
        (faults(&visit, &cards))
        @if library.cards().next().is_none() {
            div.empty { p { strong { (text.get("library-none")) } } }
        }
        @for kind in CardKind::ALL {
            @let found = library.of_kind(*kind);
            @if !found.is_empty() {
                section.panel {
                    h2.utrecht-heading-2 { (text.get(&format!("card-kind-{}", kind.name()))) }
                    ul.card-list {
                        @for card in found {
                            (row(text, card, cards.origin(text.language, &card.id)))
                        }
                    }
                }
            }
        }
        (read_again(&visit, &cards))
    };
    let title = text.get("nav-library").to_owned();
    shown(shell::page(&visit, &Shell { title, here: "library", ..Shell::default() }, &main))
}

/// `POST /library/read`
pub async fn read(visit: Visit, form: Submitted) -> Answer {
    form.key()?;
    let app = std::sync::Arc::clone(&visit.web.app);
    let read = tokio::task::spawn_blocking(move || app.read_cards()).await;
    read.map_err(|_| WebError::Inside)?;
    onwards("/library")
}

fn row(text: &Text, card: &Card, origin: Option<Origin>) -> Markup {
    html! {
        li {
            span.card-number { @if let Some(number) = card.number { (number) } }
            div {
                p { a href={ "/library/" (card.id) } { (card.title) } " " (marks(text, origin)) }
                @if let Some(first) = card.first_sentence() { p { (first) } }
                @if let Some(source) = &card.source { p.muted { (source) } }
            }
        }
    }
}

/// Whose card it is, where that is not plain.
fn marks(text: &Text, origin: Option<Origin>) -> Markup {
    let Some(origin) = origin else {
        return html! {};
    };
    html! {
        @if origin.own {
            span.utrecht-badge.utrecht-badge--info { (text.get("card-own")) } " "
        }
        @if origin.instead {
            span.utrecht-badge.utrecht-badge--warning {
                (icon(Icon::Warning)) " " (text.get("card-instead"))
            }
            " "
        }
        @if origin.language != text.language {
            span.utrecht-badge { (text.get(&format!("card-only-{}", origin.language.code()))) }
        }
    }
}

/// What is wrong with files: all of it for who can repair it, that it is so for the others.
fn faults(visit: &Visit, cards: &Cards) -> Markup {
    let text = &visit.text;
    if cards.faults.is_empty() {
        return html! {};
    }
    let count = cards.faults.len();
    if !visit.may(Capability::ManageLibrary) {
        return html! {
            p.utrecht-alert.utrecht-alert--warning { (text.count("library-faulty", count as u64)) }
        };
    }
    html! {
        section #faults {
            h2.utrecht-heading-2 { (text.count("library-faults", count as u64)) }
            p { (text.get("library-faults-hint")) }
            ul.notices {
                @for fault in cards.faults.iter().take(FAULTS_MAX) { (fault_row(text, fault)) }
            }
            @if count > FAULTS_MAX {
                p.muted { (text.count("library-faults-more", (count - FAULTS_MAX) as u64)) }
            }
        }
    }
}

fn fault_row(text: &Text, fault: &FileFault) -> Markup {
    let warns = fault.fault.code.is_warning();
    let class = if warns { "notice notice--warning" } else { "notice notice--error" };
    let line = fault.fault.line.to_string();
    html! {
        li class=(class) {
            p.notice-title { (fault.sentence(text)) }
            p { (fault.next_step(text)) }
            p.muted {
                code { (fault.file) } " · " (text.with("library-line", &[("line", &line)]))
                " · " (text.get(if warns { "library-works" } else { "library-left-out" }))
                @if !fault.own { " · " (text.get("library-not-yours")) }
            }
        }
    }
}

fn read_again(visit: &Visit, cards: &Cards) -> Markup {
    let text = &visit.text;
    let moment = time::moment(text, cards.read_at, visit.now);
    html! {
        section.panel.no-print {
            p { (text.with("library-read-at", &[("moment", &moment)])) }
            @if visit.may(Capability::ManageLibrary) {
                p { (text.get("library-read-hint")) }
                form method="post" action="/library/read" {
                    (field::hidden(visit, &Filled::default()))
                    button.utrecht-button { (text.get("library-read")) }
                }
            }
        }
    }
}

/// `GET /library/{card}`
pub async fn show(visit: Visit, Address(id): Address<String>) -> Answer {
    let text = &visit.text;
    let cards = visit.web.app.cards();
    let library = cards.of(text.language);
    let card = library.card(&id).ok_or(WebError::NotFound)?;
    let origin = cards.origin(text.language, &id);
    let language = origin.map_or(text.language, |origin| origin.language);
    let main = html! {
        (shell::back("/library", text.get("nav-library")))
        div.page-head {
            h1.utrecht-heading-1 { (card.title) }
            // A title such as "Taakkaart zorg" has said it.
            @if !card.title.starts_with(text.get(&format!("card-one-{}", card.kind.name()))) {
                p.muted { (kind_and_number(text, card)) }
            }
            (marks(text, origin))
            button.utrecht-button.utrecht-button--subtle data-print hidden { (text.get("print")) }
        }
        // A card of the other language is read aloud in its own.
        div.card lang=(language.code()) {
            @for paragraph in &card.intro { p.lead { (paragraph) } }
            @for part in &card.parts { (shown_part(&visit, library, part)) }
        }
        @if !card.links.is_empty() {
            section.panel {
                h2.utrecht-heading-2 { (text.get("card-links")) }
                ul { @for link in &card.links { li { (to_card(library, link)) } } }
            }
        }
        @if let Some(source) = &card.source {
            p.muted { (text.with("card-source", &[("source", source)])) }
        }
    };
    let title = card.title.clone();
    shown(shell::page(&visit, &Shell { title, here: "library", ..Shell::default() }, &main))
}

fn kind_and_number(text: &Text, card: &Card) -> String {
    let kind = text.get(&format!("card-one-{}", card.kind.name())).to_owned();
    match card.number {
        Some(number) => format!("{kind} {number}"),
        None => kind,
    }
}

fn shown_part(visit: &Visit, library: &Library, part: &Part) -> Markup {
    let text = &visit.text;
    let proposes = part.field.is_some_and(|field| {
        use PartField as F;
        matches!(field, F::Goals | F::Principles | F::Moments | F::Decisions)
    });
    html! {
        section.panel.card-part {
            @if !part.title.is_empty() {
                div.panel-head {
                    h2.utrecht-heading-2 { (part.title) }
                    @if let Some(phase) = part.phase { (phase_badge(text, part, phase)) }
                    @if proposes { span.muted { (text.get("card-proposals")) } }
                }
            }
            @for paragraph in &part.text { p { (paragraph) } }
            @if !part.items.is_empty() {
                ul.card-items { @for item in &part.items { (shown_item(visit, library, item)) } }
            }
        }
    }
}

/// The phase, where the heading does not say it already.
fn phase_badge(text: &Text, part: &Part, phase: Phase) -> Markup {
    let id = format!("card-phase-{}", phase.name());
    let name = text.get(&id);
    html! { @if !same(name, &part.title) { span.utrecht-badge { (name) } } }
}

/// A unit in the language of the screen; one that we do not know stands as it was written.
pub(super) fn unit_name(text: &Text, unit: &str) -> String {
    let id = format!("card-unit-{unit}");
    Some(text.get(&id)).filter(|name| *name != id).unwrap_or(unit).to_owned()
}

fn shown_item(visit: &Visit, library: &Library, item: &Item) -> Markup {
    let text = &visit.text;
    html! {
        li.is-step[item.step.is_some()] id=(item.id) {
            div {
                p {
                    (item.text)
                    @if let Some(unit) = &item.unit {
                        " " span.muted { "(" (unit_name(text, unit)) ")" }
                    }
                }
                @if let Some(step) = &item.step { (asks(visit, library, step)) }
                @if !item.points.is_empty() {
                    ul { @for point in &item.points { li { (point) } } }
                }
            }
        }
    }
}

/// What a step asks for, by the names that things have here.
fn asks(visit: &Visit, library: &Library, step: &StepKind) -> Markup {
    let (text, words) = (&visit.text, visit.words());
    let figure = |id: &str| {
        let entry = library.entry("figures", id);
        entry.map_or_else(|| id.to_owned(), |item| item.text.clone())
    };
    let asked =
        |id: &str, what: &str| html! { p.card-asks { (text.get(id)) " " strong { (what) } } };
    match step {
        StepKind::Do => html! {},
        StepKind::Decide => html! { p.card-asks { (text.get("card-asks-decide")) } },
        StepKind::Role(role) => asked("card-asks-role", &words.role(role)),
        StepKind::Contact(contact) => asked("card-asks-contact", &words.desk(contact)),
        StepKind::Card(card) => {
            html! { p.card-asks { (text.get("card-asks-card")) " " (to_card(library, card)) } }
        }
        // On paper there is a line to write on.
        StepKind::Figures(figures) => html! {
            dl.card-figures {
                @for asked in figures {
                    div {
                        dt { (figure(asked)) }
                        dd {
                            @let entry = library.entry("figures", asked);
                            @if let Some(unit) = entry.and_then(|item| item.unit.as_ref()) {
                                (unit_name(text, unit))
                            }
                        }
                    }
                }
            }
        },
    }
}

/// A link to another card; one that is not there stays as text.
fn to_card(library: &Library, id: &str) -> Markup {
    match library.card(id) {
        Some(card) => html! { a href={ "/library/" (card.id) } { (card.title) } },
        None => html! { span { (id) } },
    }
}

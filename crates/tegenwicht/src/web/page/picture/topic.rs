// SPDX-License-Identifier: EUPL-1.2
//! One topic of the picture: what stands, who said it and when, all that was said before, and the
//! form to say it anew.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::picture::{
    AREA_STATES, About, CERTAINTIES, INTENTS, PictureSaid, SayPicture, Topic,
};
use tegenwicht_core::feature::text::slug_of;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::library::card::{Item, PartField};
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::super::team::crisis_of;
use super::super::{Answer, card, onwards, refused, shown, unreadable};
use super::{block, moment};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::client_name;
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{time, who};
use crate::web::visit::Visit;

/// `GET /crises/{id}/picture/{topic}`
pub async fn show(visit: Visit, Address((id, topic)): Address<(String, String)>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let topic = Topic(topic);
    topic.about().ok_or(WebError::NotFound)?;
    shown(page(&visit, state, &topic, &Filled::default()))
}

/// `POST /crises/{id}/picture/{topic}`
pub async fn say(
    visit: Visit,
    Address((id, topic)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let topic = Topic(topic);
    topic.about().ok_or(WebError::NotFound)?;
    said(visit, id, topic, form).await
}

/// `POST /crises/{id}/picture/processes`
pub async fn add_process(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let slug = slug_of(form.get("title"));
    let slug = if slug.is_empty() { "-".to_owned() } else { slug };
    let place = if form.get("place").is_empty() { "all" } else { form.get("place") };
    let topic = Topic::process(&slug, place);
    said(visit, id, topic, form).await
}

/// `POST /crises/{id}/picture/ahead`
pub async fn add_ahead(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    // The key of the form names the block: sent twice it is one.
    let key = form.key()?;
    let name: String = key.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    said(visit, id, Topic(format!("ahead.{name}")), form).await
}

pub(super) async fn said(visit: Visit, id: String, topic: Topic, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut faults = Vec::new();
    let said = read(&visit, &form, &topic, &mut faults);
    if client_name::raises_in(&visit, &form, form.get("words")) {
        faults.push(client_name::fault_at("words"));
    }
    if !faults.is_empty() {
        return unreadable(page(&visit, state, &topic, &Filled { form, faults }));
    }
    let line = Some(line(&visit, Some(state), &said));
    let crisis = crisis_of(state)?;
    let command = Command::SayPicture(Box::new(SayPicture { crisis, said, line }));
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/picture")),
        Err(error) => {
            let field = match error {
                SubmitError::Refused(Refusal::TimesWrong) => "until",
                SubmitError::Refused(Refusal::IdWrong) => "title",
                _ => "words",
            };
            let faults = form::faults(error.clone(), field)?;
            let faults = faults.into_iter().map(|fault| Fault { field, ..fault }).collect();
            let (_, state) = visit.crisis(&id)?;
            let filled = Filled { form, faults };
            refused(&error, page(&visit, state, &topic, &filled), &visit.fresh_key())
        }
    }
}

fn read(visit: &Visit, form: &Submitted, topic: &Topic, faults: &mut Vec<Fault>) -> PictureSaid {
    let mut time = |name: &'static str| who::read_ahead(visit, form, name, faults);
    let (from, until) = (time("from"), time("until"));
    let (earliest, likely, worst) = (time("earliest"), time("likely"), time("worst"));
    PictureSaid {
        text: form.optional("words"),
        state: form.optional("state"),
        intent: form.optional("intent"),
        earliest: earliest.or(from),
        likely,
        worst,
        until,
        speaker: form.optional("source"),
        title: form.optional("title"),
        extramural: (!form.get("extramural").is_empty()).then_some(true),
        ..PictureSaid::about(topic.clone())
    }
}

/// What the log says of a statement.
pub(crate) fn line(visit: &Visit, state: Option<&ScopeState>, said: &PictureSaid) -> String {
    let title = match &said.title {
        Some(title) => title.clone(),
        None => title(visit, state, &said.topic),
    };
    let mut parts = Vec::new();
    if let Some(state) = said.state.as_deref() {
        parts.push(state_words(visit, &said.topic, state));
    }
    parts.extend(said.text.clone());
    let told = visit.text.with("picture-line", &[("topic", &title), ("said", &parts.join(". "))]);
    told.chars().take(tegenwicht_core::feature::text::TEXT_MAX).collect()
}

/// Returns what a topic is called.
#[must_use]
pub fn title(visit: &Visit, state: Option<&ScopeState>, topic: &Topic) -> String {
    let text = &visit.text;
    let own = || {
        let statements = state?.picture.topic(topic)?;
        statements.history.iter().rev().find_map(|it| it.what.title.clone())
    };
    match topic.about() {
        Some(About::Part(part)) => text.get(&format!("picture-{part}")).to_owned(),
        Some(About::Area(area)) => {
            let cards = visit.web.app.cards();
            let entry = cards.of(text.language).entry("areas", area);
            entry.map_or_else(|| area.to_owned(), |item| item.text.clone())
        }
        Some(About::Process { process, place }) => {
            let name = own().unwrap_or_else(|| process.to_owned());
            let sites = visit.world.plan().map(|(_, plan)| &plan.sites);
            let site = place.parse().ok().and_then(|id| sites?.get(id));
            match site {
                Some(site) => format!("{name} · {}", site.name),
                None => name,
            }
        }
        Some(About::Ahead(_)) => text.get("ahead").to_owned(),
        Some(About::Moment(name)) => state
            .and_then(|state| moment::of_cards(visit, state, name))
            .or_else(own)
            .unwrap_or_else(|| name.to_owned()),
        Some(About::Again(what)) => text.get(&format!("picture-again-{what}")).to_owned(),
        None => topic.0.clone(),
    }
}

fn page(visit: &Visit, state: &ScopeState, topic: &Topic, filled: &Filled) -> Markup {
    let text = &visit.text;
    let title = title(visit, Some(state), topic);
    let path = shell::crisis_path(state);
    let main = html! {
        (shell::back(&format!("{path}/picture"), text.get("nav-picture")))
        div.page-head { h1.utrecht-heading-1 { (title) } }
        (stands(visit, state, topic))
        @if may_change(visit, state, Capability::WriteEntry) {
            (say_form(visit, state, topic, filled))
            (proposals(visit, state, topic))
        }
        (history(visit, state, topic))
    };
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "picture", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn stands(visit: &Visit, state: &ScopeState, topic: &Topic) -> Markup {
    let text = &visit.text;
    let Some(statements) = state.picture.topic(topic) else {
        return html! {
            div.empty { p { (icon(Icon::Unknown)) " " (text.get("picture-nothing-said")) } }
        };
    };
    let clash = statements.values.is_conflict();
    html! {
        section.panel.is-contradiction[clash] {
            @if clash { p { strong { (text.get("picture-clash")) } } }
            @for (event, value) in statements.values.live() {
                @let said = statements.history.iter().find(|it| it.event == *event);
                p {
                    @if let Some(now) = area_word(visit, topic, value) { (now) " " }
                    (block::sentence(visit, value))
                    @if let Some(said) = said {
                        span.muted {
                            " · " (time::short(text, said.at, visit.now)) " · "
                            (value.speaker.clone().unwrap_or_else(|| visit.name(said.by)))
                        }
                    }
                }
                @let words = if clash { "conflict-choose" } else { "picture-confirm" };
                @if (clash || !matches!(topic.about(), Some(About::Ahead(_))))
                    && may_change(visit, state, Capability::WriteEntry) {
                    (confirm(visit, state, (topic, value), words))
                }
            }
        }
    }
}

fn area_word(visit: &Visit, topic: &Topic, value: &PictureSaid) -> Option<Markup> {
    let is_state = matches!(topic.about(), Some(About::Area(_) | About::Process { .. }));
    let now = value.state.as_deref().filter(|_| is_state)?;
    Some(html! {
        span class={ "utrecht-badge " (block::class(now)) } { (block::state_word(visit, now)) }
    })
}

/// One press that says the same again: somebody looked, and it still holds; or of two that stand
/// apart it is the one that holds.
fn confirm(
    visit: &Visit,
    state: &ScopeState,
    (topic, value): (&Topic, &PictureSaid),
    words: &str,
) -> Markup {
    let action = format!("{}/picture/{}", shell::crisis_path(state), topic.0);
    html! {
        form.no-print method="post" action=(action) {
            (field::hidden(visit, &Filled::default()))
            @for (name, value) in as_fields(value) {
                input type="hidden" name=(name) value=(value);
            }
            button.utrecht-button.utrecht-button--secondary {
                (visit.text.get(words))
                span.visually-hidden { ": " (in_words(visit, value)) }
            }
        }
    }
}

/// The form that says a statement once more, as it was.
#[must_use]
pub fn as_fields(value: &PictureSaid) -> Vec<(&'static str, String)> {
    let fields = [
        ("words", value.text.clone()),
        ("state", value.state.clone()),
        ("intent", value.intent.clone()),
        ("earliest", value.earliest.map(time::typed_again)),
        ("likely", value.likely.map(time::typed_again)),
        ("worst", value.worst.map(time::typed_again)),
        ("until", value.until.map(time::typed_again)),
        ("source", value.speaker.clone()),
        ("title", value.title.clone()),
        ("extramural", value.extramural.filter(|it| *it).map(|_| "yes".to_owned())),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// "ernstig: bewaking valt uit".
#[must_use]
pub fn in_words(visit: &Visit, said: &PictureSaid) -> String {
    let state = said.state.as_deref().map(|state| state_words(visit, &said.topic, state));
    let parts: Vec<String> = state.into_iter().chain(said.text.clone()).collect();
    parts.join(": ")
}

fn state_words(visit: &Visit, topic: &Topic, state: &str) -> String {
    match topic.about() {
        Some(About::Part("cause")) => visit.text.get(&format!("certainty-{state}")).to_owned(),
        Some(About::Moment(_) | About::Again(_)) => {
            visit.text.get(&format!("moment-{state}")).to_owned()
        }
        _ => visit.words().status(state),
    }
}

/// One press that gives a topic a state.
#[must_use]
pub fn press(
    visit: &Visit,
    state: &ScopeState,
    (topic, title): (&Topic, &str),
    value: &str,
    words: &str,
) -> Markup {
    let label = format!("{}: {title}", visit.text.get(words));
    let action = format!("{}/picture/{}", shell::crisis_path(state), topic.0);
    html! {
        form.inline-form method="post" action=(action) {
            (field::hidden(visit, &Filled::default()))
            button.utrecht-button.utrecht-button--secondary name="state" value=(value)
                aria-label=(label) {
                (visit.text.get(words))
            }
        }
    }
}

fn say_form(visit: &Visit, state: &ScopeState, topic: &Topic, filled: &Filled) -> Markup {
    let text = &visit.text;
    let action = format!("{}/picture/{}", shell::crisis_path(state), topic.0);
    html! {
        form.panel.no-print method="post" action=(action) data-draft="picture" {
            h2.utrecht-heading-2 { (text.get("picture-say")) }
            (field::hidden(visit, filled))
            (client_name::errors(visit, filled))
            @match topic.about() {
                Some(About::Area(_) | About::Process { .. }) => {
                    (state_fields(visit, filled, "picture-words"))
                }
                Some(About::Part("cause")) => {
                    (options(visit, filled, "state", "certainty", &CERTAINTIES))
                    (words_field(visit, filled))
                    (options(visit, filled, "intent", "intent", &INTENTS))
                }
                Some(About::Part("duration")) => {
                    (words_field(visit, filled))
                    div.field-row {
                        @for (name, label) in [("earliest", "duration-earliest"),
                            ("likely", "duration-likely"), ("worst", "duration-worst")] {
                            (field::line(visit, filled, Field {
                                hint: "duration-hint", ..Field::text(name, label)
                            }))
                        }
                    }
                }
                Some(About::Ahead(_)) => (block::ahead_fields(visit, filled, "")),
                Some(About::Moment(_)) => {
                    (options(visit, filled, "state", "moment", &["happened", "open"]))
                    (words_field(visit, filled))
                }
                _ => (words_field(visit, filled)),
            }
            (field::line(visit, filled, Field::text("source", "field-speaker")))
            button.utrecht-button { (text.get("picture-save")) }
        }
    }
}

fn words_field(visit: &Visit, filled: &Filled) -> Markup {
    field::area(visit, filled, Field::text("words", "picture-words"), 2)
}

/// A state and a few words, with until when it is expected to hold.
#[must_use]
pub fn state_fields(visit: &Visit, filled: &Filled, label: &'static str) -> Markup {
    let chosen = filled.value("state");
    html! {
        fieldset.chips {
            legend { (visit.text.get("picture-state")) }
            @for state in AREA_STATES {
                label.chip {
                    input type="radio" name="state" value=(state) required
                        checked[state == chosen];
                    span { (block::state_word(visit, state)) }
                }
            }
        }
        (field::line(visit, filled, Field {
            hint: "picture-words-hint", ..Field::text("words", label)
        }))
        (field::line(visit, filled, Field {
            hint: "order-due-hint", ..Field::text("until", "process-until-field")
        }))
    }
}

fn options(
    visit: &Visit,
    filled: &Filled,
    name: &'static str,
    words: &str,
    values: &[&'static str],
) -> Markup {
    let chosen = filled.value(name);
    html! {
        fieldset.chips {
            legend { (visit.text.get(&format!("{words}-title"))) }
            @for value in values {
                label.chip {
                    input type="radio" name=(name) value=(value) checked[*value == chosen];
                    span { (visit.text.get(&format!("{words}-{value}"))) }
                }
            }
        }
    }
}

/// What the cards at work propose for this topic; one press takes it over.
fn proposals(visit: &Visit, state: &ScopeState, topic: &Topic) -> Markup {
    let wanted = match topic.0.as_str() {
        "goal" => PartField::Goals,
        "principles" => PartField::Principles,
        _ => return html! {},
    };
    let mut found: Vec<(String, Item)> = Vec::new();
    for running in state.cards.running() {
        let card = card::spoken(visit, running);
        for part in card.parts.iter().filter(|part| part.field == Some(wanted)) {
            found.extend(part.items.iter().map(|item| (card.title.clone(), item.clone())));
        }
    }
    let action = format!("{}/picture/{}", shell::crisis_path(state), topic.0);
    let joined: Vec<&str> = found.iter().map(|(_, item)| item.text.as_str()).collect();
    html! {
        @if !found.is_empty() {
            section.panel.no-print {
                h2.utrecht-heading-2 { (visit.text.get("picture-proposals")) }
                ul {
                    @for (card, item) in &found {
                        li { (item.text) span.muted { " · " (card) } }
                    }
                }
                form method="post" action=(action) {
                    (field::hidden(visit, &Filled::default()))
                    input type="hidden" name="words" value=(joined.join(" "));
                    button.utrecht-button.utrecht-button--secondary {
                        (visit.text.get("picture-take-over"))
                    }
                }
            }
        }
    }
}

fn history(visit: &Visit, state: &ScopeState, topic: &Topic) -> Markup {
    let text = &visit.text;
    let Some(statements) = state.picture.topic(topic) else {
        return html! {};
    };
    html! {
        section.panel {
            h2.utrecht-heading-2 { (text.get("picture-history")) }
            ol.plain-list {
                @for said in statements.history.iter().rev() {
                    li {
                        (time::moment(text, said.at, visit.now)) " · "
                        @if let Some(now) = area_word(visit, topic, &said.what) { (now) " " }
                        (block::sentence(visit, &said.what))
                        span.muted {
                            " · "
                            (said.what.speaker.clone().unwrap_or_else(|| visit.name(said.by)))
                        }
                    }
                }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Requests for support (hulpvragen): asked, promised, arrived, refused, and who said so when.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::Said;
use tegenwicht_core::feature::support_request::{
    AskSupport, MoveSupport, Moved, Standing, SupportRequest,
};
use tegenwicht_core::feature::text::{NAME, TEXT};
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::SupportId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::team::crisis_of;
use super::{Answer, onwards, refused, shown, text_fault, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{time, who};
use crate::web::visit::Visit;

/// `GET /crises/{id}/support`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default(), ""))
}

/// `POST /crises/{id}/support`
pub async fn ask(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(text_fault("what", form.get("what"), TEXT));
    faults.extend(text_fault("of", form.get("of"), NAME));
    let needed_at = who::read_ahead(&visit, &form, "needed", &mut faults);
    if !faults.is_empty() {
        return unreadable(page(&visit, state, &Filled { form, faults }, "ask"));
    }
    let (what, of) = (form.get("what").to_owned(), form.get("of").to_owned());
    let line = visit.text.with("support-line-asked", &[("of", of.trim()), ("what", what.trim())]);
    let command = Command::AskSupport(AskSupport {
        crisis: crisis_of(state)?,
        // What is too long for a line of the log is short enough to be asked.
        line: Some(line.chars().take(tegenwicht_core::feature::text::TEXT_MAX).collect()),
        what,
        of,
        needed_at,
        place: form.optional("place"),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/support")),
        Err(error) => {
            let faults = form::faults(error.clone(), "what")?;
            let rename = |fault: Fault| match fault.field {
                "name" => Fault { field: "place", ..fault },
                _ => fault,
            };
            let faults = faults.into_iter().map(rename).collect();
            again(&visit, &id, form, faults, &error, "ask")
        }
    }
}

/// `POST /crises/{id}/support/{support}`
pub async fn state_it(
    visit: Visit,
    Address((id, support)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let support: SupportId = support.parse().map_err(|_| WebError::NotFound)?;
    let found = state.support.by_id.get(&support).ok_or(WebError::NotFound)?;
    let standing = Standing::from_name(form.get("standing"));
    let standing = standing.ok_or(WebError::Malformed("standing"))?;
    let mut faults: Vec<Fault> = Vec::new();
    let expected_at = who::read_ahead(&visit, &form, "expected", &mut faults);
    let which = support.to_string();
    if !faults.is_empty() {
        return unreadable(page(&visit, state, &Filled { form, faults }, &which));
    }
    let expected_at = expected_at.filter(|_| standing == Standing::Promised);
    let command = Command::MoveSupport(MoveSupport {
        crisis: crisis_of(state)?,
        support,
        standing,
        said_by: form.optional("said_by"),
        expected_at,
        note: form.optional("note"),
        line: Some(line(&visit, found, standing, form.get("said_by"))),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/support#{which}")),
        Err(error) => {
            let too_long = error == SubmitError::Refused(Refusal::NameTooLong);
            let field = if too_long { "said_by" } else { "note" };
            let faults = form::faults(error.clone(), field)?;
            let rename = |fault: Fault| Fault { field, ..fault };
            let faults = faults.into_iter().map(rename).collect();
            again(&visit, &id, form, faults, &error, &which)
        }
    }
}

/// What the log says of a change.
pub(crate) fn line(
    visit: &Visit,
    asked: &SupportRequest,
    standing: Standing,
    said_by: &str,
) -> String {
    let text = &visit.text;
    let said = text.get(standing_text(standing)).to_owned();
    let label = asked.label();
    let of = &asked.begun.of;
    let line = text.with("support-line-moved", &[("number", &label), ("of", of), ("is", &said)]);
    match said_by.trim() {
        "" => line,
        by => format!("{line} {}", text.with("support-line-said", &[("by", by)])),
    }
}

fn again(
    visit: &Visit,
    id: &str,
    form: Submitted,
    faults: Vec<Fault>,
    error: &SubmitError,
    which: &str,
) -> Answer {
    let (_, state) = visit.crisis(id)?;
    let fresh = visit.fresh_key();
    let form = if *error == SubmitError::OtherPayload { form.with("key", &fresh) } else { form };
    refused(error, page(visit, state, &Filled { form, faults }, which), &fresh)
}

/// The page. `which` names the form that was sent and had a fault.
fn page(visit: &Visit, state: &ScopeState, filled: &Filled, which: &str) -> Markup {
    let text = &visit.text;
    let none = Filled::default();
    let all = state.support.all();
    let open = all.iter().filter(|asked| asked.standing().is_open()).count();
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("tab-support")) }
            p.page-note { (text.count("support-open", open as u64)) }
        }
        (who::tabs(visit, state, "support"))
        @if which.is_empty() || which == "ask" {
            (ask_form(visit, state, if which == "ask" { filled } else { &none }))
        }
        @if all.is_empty() { div.empty { p { (text.get("support-none")) } } }
        ul.orders {
            @for asked in &all {
                @let wrong = which == asked.begun.support.to_string();
                (row(visit, state, asked, if wrong { filled } else { &none }, wrong))
            }
        }
    };
    let title = text.get("tab-support").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "team", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn ask_form(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let action = format!("{}/support", shell::crisis_path(state));
    let cards = visit.web.app.cards();
    let library = cards.of(visit.text.language);
    let desks = library.list("contacts").into_iter().flat_map(|list| list.items());
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            form.panel.no-print method="post" action=(action) data-draft="support" {
                h2.utrecht-heading-2 { (text.get("support-ask")) }
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::area(visit, filled, Field {
                    required: true,
                    hint: "support-what-hint",
                    ..Field::text("what", "support-what")
                }, 2))
                div.field-row {
                    div.utrecht-form-field {
                        label.utrecht-form-label for="of" { (text.get("support-of")) }
                        (field::wrong(visit, filled, "of"))
                        input.utrecht-textbox #of name="of" list="desks" required
                            autocomplete="off" value=(filled.value("of"))
                            aria-invalid=[filled.is_wrong("of").then_some("true")];
                        datalist #desks { @for desk in desks { option value=(desk.text) {} } }
                    }
                    (field::line(visit, filled, Field::text("needed", "support-needed")))
                    (field::line(visit, filled, Field::text("place", "support-place")))
                }
                button.utrecht-button { (text.get("support-ask-save")) }
            }
        }
    }
}

/// One request with everything that was said of it.
fn row(
    visit: &Visit,
    state: &ScopeState,
    request: &SupportRequest,
    filled: &Filled,
    wrong: bool,
) -> Markup {
    let text = &visit.text;
    let asked = &request.begun;
    let label = text.with("support-number", &[("number", &request.label())]);
    let at = time::short(text, request.at, visit.now);
    html! {
        li.panel.order id=(asked.support) {
            p.order-head { strong { (label) } " " span { (asked.of) } " " (badge(visit, request))
                (expected(visit, request))
            }
            p.order-text dir="auto" { (asked.what) }
            p.muted {
                (text.with("support-asked-by", &[("time", &at), ("name", &visit.name(request.by))]))
                @if let Some(needed) = asked.needed_at {
                    @let needed = time::short(text, needed, visit.now);
                    " · " (text.with("support-needed-at", &[("time", &needed)]))
                }
                @if let Some(place) = &asked.place { " · " (place) }
            }
            @if !request.history.is_empty() {
                ul.plain-list.order-said {
                    @for Said { what: moved, by, at, .. } in request.history.iter() {
                        li { (said(visit, moved)) span.muted {
                            " · " (time::short(text, *at, visit.now)) " · " (visit.name(*by))
                        } }
                    }
                }
            }
            (move_form(visit, state, request, filled, wrong))
        }
    }
}

fn badge(visit: &Visit, request: &SupportRequest) -> Markup {
    let standing = request.standing();
    let class = match standing {
        Standing::Asked => "utrecht-badge state-unknown",
        Standing::Promised => "utrecht-badge utrecht-badge--warning",
        Standing::Arrived => "utrecht-badge state-recovered",
        Standing::Refused => "utrecht-badge utrecht-badge--danger",
        Standing::Withdrawn => "utrecht-badge state-none",
    };
    html! {
        span class=(class) {
            @if standing == Standing::Asked { (icon(Icon::Unknown)) " " }
            (visit.text.get(standing_text(standing)))
        }
        @if request.words.is_conflict() {
            " " span.utrecht-badge.utrecht-badge--danger {
                (icon(Icon::Clash)) " " (visit.text.get("contradictory"))
            }
        }
    }
}

/// What was promised for a moment that has passed is late.
fn expected(visit: &Visit, request: &SupportRequest) -> Markup {
    let promised = request.words.live().filter(|(_, moved)| moved.standing == Standing::Promised);
    let at = promised.filter_map(|(_, moved)| moved.expected_at).min();
    html! {
        @if let Some(at) = at.filter(|_| request.standing() == Standing::Promised) {
            @let shown = time::short(&visit.text, at, visit.now);
            " "
            @if at < visit.now {
                span.utrecht-badge.utrecht-badge--danger {
                    (icon(Icon::Warning)) " " (visit.text.with("due-late", &[("time", &shown)]))
                }
            } @else {
                span.muted { (visit.text.with("support-expected-at", &[("time", &shown)])) }
            }
        }
    }
}

fn said(visit: &Visit, moved: &Moved) -> Markup {
    let text = &visit.text;
    html! {
        (text.get(standing_text(moved.standing)))
        @if let Some(by) = &moved.said_by { " · " (text.with("support-said-by", &[("by", by)])) }
        @if let Some(at) = moved.expected_at {
            @let at = time::short(text, at, visit.now);
            " · " (text.with("support-expected-at", &[("time", &at)]))
        }
        @if let Some(note) = &moved.note { " · " span dir="auto" { (note) } }
    }
}

/// Returns the name of the text for where a request stands.
pub(crate) const fn standing_text(standing: Standing) -> &'static str {
    match standing {
        Standing::Asked => "support-is-asked",
        Standing::Promised => "support-is-promised",
        Standing::Arrived => "support-is-arrived",
        Standing::Refused => "support-is-refused",
        Standing::Withdrawn => "support-is-withdrawn",
    }
}

fn move_form(
    visit: &Visit,
    state: &ScopeState,
    request: &SupportRequest,
    filled: &Filled,
    wrong: bool,
) -> Markup {
    let text = &visit.text;
    let support = request.begun.support;
    let action = format!("{}/support/{support}", shell::crisis_path(state));
    let id = |name: &str| if wrong { name.to_owned() } else { format!("{name}-{support}") };
    let form = html! {
        form.no-print method="post" action=(action) {
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            div.field-row {
                (field::line(visit, filled, Field {
                    id: &id("said_by"), ..Field::text("said_by", "support-said")
                }))
                (field::line(visit, filled, Field {
                    id: &id("expected"), ..Field::text("expected", "support-expected")
                }))
                (field::line(visit, filled, Field {
                    id: &id("note"), ..Field::text("note", "support-note")
                }))
            }
            p.button-row {
                @for standing in Standing::ALL {
                    @if standing != Standing::Asked && request.standing() != standing {
                        button.utrecht-button.utrecht-button--secondary name="standing"
                            value=(standing.name()) {
                            (text.get(&format!("support-say-{}", standing.name())))
                        } " "
                    }
                }
            }
        }
    };
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            @if request.standing().is_open() || wrong {
                (form)
            } @else {
                details.more.no-print { summary { (text.get("support-change")) } (form) }
            }
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! Operational teams and what they are told to do: orders, by when, and what the team answers.

use maud::{Markup, html};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::course::{Said, Urgency};
use tegenwicht_core::feature::order::{AnswerOrder, Answered, GiveOrder, Order, Reply};
use tegenwicht_core::feature::team::FormTeam;
use tegenwicht_core::feature::text::slug_of;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::OrderId;
use tegenwicht_core::permission::Capability;
use tegenwicht_core::refusal::Refusal;

use super::handover::team_title;
use super::team::crisis_of;
use super::{Answer, onwards, refused, shown, unreadable};
use crate::app::SubmitError;
use crate::web::api::read::Address;
use crate::web::error::WebError;
use crate::web::form::{self, Fault, Submitted};
use crate::web::part::field::{self, Field, Filled};
use crate::web::part::icon::{Icon, icon};
use crate::web::part::shell::{self, Shell, may_change};
use crate::web::part::{due, time, who};
use crate::web::visit::Visit;

/// `GET /crises/{id}/orders`
pub async fn list(visit: Visit, Address(id): Address<String>) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    shown(page(&visit, state, &Filled::default(), ""))
}

/// `POST /crises/{id}/teams`
pub async fn form_team(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let chosen = form.get("team");
    // A team that the institution knows has its own name; another one gets a name made of its
    // title, since data carries names in small letters.
    let known = (!chosen.is_empty()).then(|| visit.words().team(chosen));
    let title = form.optional("title").or(known).unwrap_or_default();
    let team = match slug_of(&title) {
        _ if !chosen.is_empty() => chosen.to_owned(),
        // Something else than its letters where it has none.
        slug if slug.is_empty() => "team".to_owned(),
        slug => slug,
    };
    let command = Command::FormTeam(FormTeam {
        crisis: crisis_of(state)?,
        team: if title.is_empty() { "team".to_owned() } else { team },
        line: Some(visit.text.with("order-line-team", &[("team", &title)])),
        title,
        task: form.optional("task"),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/orders")),
        Err(error) => {
            let field = if is(&error, Refusal::FieldTooLong) { "task" } else { "title" };
            again(&visit, &id, form, error, ("team", field))
        }
    }
}

/// `POST /crises/{id}/orders`
pub async fn give(visit: Visit, Address(id): Address<String>, form: Submitted) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let mut faults: Vec<Fault> = Vec::new();
    if form.get("team").is_empty() {
        faults.push(Fault { field: "team", text: "order-team-missing".to_owned() });
    }
    let kind = tegenwicht_core::feature::text::TEXT;
    faults.extend(super::text_fault("order", form.get("order"), kind));
    let due = who::read_ahead(&visit, &form, "order_due", &mut faults);
    if !faults.is_empty() {
        return unreadable(page(&visit, state, &Filled { form, faults }, "give"));
    }
    let (team, text) = (form.get("team").to_owned(), form.get("order").to_owned());
    let title = team_title(&visit, state, &team);
    let line = visit.text.with("order-line-given", &[("team", &title), ("text", text.trim())]);
    let command = Command::GiveOrder(GiveOrder {
        crisis: crisis_of(state)?,
        team,
        // Too long for a line of the log is short enough for an order.
        line: Some(line.chars().take(tegenwicht_core::feature::text::TEXT_MAX).collect()),
        text,
        due,
        decision: None,
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/orders")),
        Err(error) => {
            let field = if is(&error, Refusal::TeamUnknown) { "team" } else { "order" };
            again(&visit, &id, form, error, ("give", field))
        }
    }
}

/// `POST /crises/{id}/orders/{order}/answer`
pub async fn answer(
    visit: Visit,
    Address((id, order)): Address<(String, String)>,
    form: Submitted,
) -> Answer {
    let (_, state) = visit.crisis(&id)?;
    let order: OrderId = order.parse().map_err(|_| WebError::NotFound)?;
    let found = state.orders.by_id.get(&order).ok_or(WebError::NotFound)?;
    let reply = Reply::from_name(form.get("reply")).ok_or(WebError::Malformed("reply"))?;
    let command = Command::AnswerOrder(AnswerOrder {
        crisis: crisis_of(state)?,
        order,
        reply,
        note: form.optional("note"),
        line: Some(answer_line(&visit, found, reply, form.get("note"))),
    });
    match visit.web.app.submit(visit.actor(), form.key()?, command).await {
        Ok(_) => onwards(&format!("/crises/{id}/orders")),
        Err(error) => {
            let faults = form::faults(error.clone(), "note")?;
            let at_note = |fault: Fault| Fault { field: "note", ..fault };
            let faults = faults.into_iter().map(at_note).collect();
            let (_, state) = visit.crisis(&id)?;
            let page = page(&visit, state, &Filled { form, faults }, &order.to_string());
            refused(&error, page, &visit.fresh_key())
        }
    }
}

/// What the log says of an answer.
pub(crate) fn answer_line(visit: &Visit, order: &Order, reply: Reply, note: &str) -> String {
    let text = &visit.text;
    let said = text.get(reply_text(reply));
    let line = text.with("order-line-answered", &[("number", &order.label()), ("reply", said)]);
    if note.trim().is_empty() { line } else { format!("{line} {}", note.trim()) }
}

fn is(error: &SubmitError, refusal: Refusal) -> bool {
    *error == SubmitError::Refused(refusal)
}

fn again(
    visit: &Visit,
    id: &str,
    form: Submitted,
    error: SubmitError,
    (which, field): (&str, &'static str),
) -> Answer {
    let faults = form::faults(error.clone(), field)?;
    let rename = |fault: Fault| match fault.field {
        "name" => Fault { field: "title", ..fault },
        "reason" => Fault { field: "task", ..fault },
        _ => fault,
    };
    let faults = faults.into_iter().map(rename).collect();
    let (_, state) = visit.crisis(id)?;
    let fresh = visit.fresh_key();
    let form = if error == SubmitError::OtherPayload { form.with("key", &fresh) } else { form };
    refused(&error, page(visit, state, &Filled { form, faults }, which), &fresh)
}

/// The page. `which` names the form that was sent and had a fault: it stands on top, alone.
fn page(visit: &Visit, state: &ScopeState, filled: &Filled, which: &str) -> Markup {
    let text = &visit.text;
    let none = Filled::default();
    let orders = state.orders.of(None);
    let late = orders.iter().filter(|order| order.is_late(visit.now)).count();
    let is_nearly = |order: &&&Order| order.urgency(visit.now) == Urgency::Nearly;
    let nearly = orders.iter().filter(is_nearly).count();
    let teams = !state.team.teams.is_empty();
    let main = html! {
        div.page-head {
            h1.utrecht-heading-1 { (text.get("tab-orders")) }
            p.page-note {
                (text.count("orders-count", orders.len() as u64))
                (due::counts(visit, late, nearly))
            }
        }
        (who::tabs(visit, state, "orders"))
        // The form of an order that has ended is gone; what was wrong is told all the same.
        @if orders.iter().any(|order| {
            which == order.begun.order.to_string() && order.reply().is_some_and(Reply::is_end)
        }) { (field::errors(visit, filled)) }
        @match which {
            "team" => (team_form(visit, state, filled)),
            "give" => (give_form(visit, state, filled)),
            "" if teams => (give_form(visit, state, &none)),
            _ => {}
        }
        @if !teams {
            div.empty {
                strong { (text.get("orders-no-team")) }
                p { (text.get("orders-no-team-hint")) }
            }
        } @else if orders.is_empty() {
            div.empty { p { (text.get("orders-none")) } }
        }
        ul.orders {
            @for order in &orders {
                @let wrong = which == order.begun.order.to_string();
                (row(visit, state, order, if wrong { filled } else { &none }, wrong))
            }
        }
        @if which.is_empty() && may_change(visit, state, Capability::ManageTeam) {
            @if teams {
                details.panel.more.no-print {
                    summary { (text.get("order-form-team")) }
                    (team_form(visit, state, &none))
                }
            } @else { (team_form(visit, state, &none)) }
        }
    };
    let title = text.get("tab-orders").to_owned();
    let fault = !filled.faults.is_empty();
    let shell = Shell { title, here: "orders", crisis: Some(state), fault, ..Shell::default() };
    shell::page(visit, &shell, &main)
}

fn give_form(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let chosen = filled.value("team");
    let only = state.team.teams.len() == 1;
    let action = format!("{}/orders", shell::crisis_path(state));
    html! {
        @if may_change(visit, state, Capability::GiveOrder) {
            form.panel.no-print method="post" action=(action) data-draft="order" {
                h2.utrecht-heading-2 { (text.get("order-give")) }
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::area(visit, filled, Field {
                    required: true,
                    ..Field::text("order", "order-text")
                }, 2))
                div.field-row {
                    div.utrecht-form-field {
                        label.utrecht-form-label for="team" { (text.get("order-team")) }
                        (field::wrong(visit, filled, "team"))
                        select.utrecht-select #team name="team" required {
                            @if !only { option value="" { (text.get("order-team-none")) } }
                            @for (team, formed) in state.team.teams.iter() {
                                option value=(team) selected[*team == chosen] { (formed.title) }
                            }
                        }
                    }
                    (field::line(visit, filled, Field {
                        hint: "order-due-hint",
                        ..Field::text("order_due", "order-due")
                    }))
                }
                button.utrecht-button { (text.get("order-give-save")) }
            }
        }
    }
}

fn team_form(visit: &Visit, state: &ScopeState, filled: &Filled) -> Markup {
    let text = &visit.text;
    let chosen = filled.value("team");
    let first = state.team.teams.is_empty();
    let known = visit.words().teams();
    let known = known.iter().filter(|team| !state.team.teams.contains_key(*team));
    let action = format!("{}/teams", shell::crisis_path(state));
    html! {
        form.panel.no-print method="post" action=(action) {
            @if first { h2.utrecht-heading-2 { (text.get("order-form-team")) } }
            (field::hidden(visit, filled))
            (field::errors(visit, filled))
            div.field-row {
                div.utrecht-form-field {
                    label.utrecht-form-label for="form-team" { (text.get("order-team-known")) }
                    select.utrecht-select #form-team name="team" {
                        option value="" { (text.get("order-team-other")) }
                        @for team in known {
                            option value=(team) selected[*team == chosen] {
                                (visit.words().team(team))
                            }
                        }
                    }
                }
                (field::line(visit, filled, Field {
                    hint: "order-team-title-hint",
                    ..Field::text("title", "order-team-title")
                }))
            }
            (field::line(visit, filled, Field::text("task", "order-team-task")))
            button.utrecht-button.utrecht-button--secondary[!first] {
                (text.get("order-form-team-save"))
            }
        }
    }
}

/// One order with everything that was said of it.
fn row(visit: &Visit, state: &ScopeState, order: &Order, filled: &Filled, wrong: bool) -> Markup {
    let text = &visit.text;
    let given = time::short(text, order.at, visit.now);
    let label = text.with("order-number", &[("number", &order.label())]);
    let late = order.is_late(visit.now);
    html! {
        li.panel.order.order--late[late] id=(order.begun.order) {
            p.order-head {
                strong { (label) } " " span { (team_title(visit, state, &order.begun.team)) } " "
                (standing(visit, order))
                @if let Some(due) = order.begun.due {
                    " "
                    @if order.reply().is_some_and(Reply::is_end) {
                        @let shown = time::short(text, due, visit.now);
                        span.muted { (text.with("due-at", &[("time", &shown)])) }
                    } @else {
                        (due::place(&order.begun.order.to_string(),
                            &due::badge(visit, due, due::Words::Ready)))
                    }
                }
            }
            p.order-text dir="auto" { (order.begun.text) }
            p.muted {
                (text.with("order-given-by", &[("time", &given), ("name", &visit.name(order.by))]))
            }
            @if !order.history.is_empty() {
                ul.plain-list.order-said {
                    @for Said { what: answered, by, at, .. } in order.history.iter() {
                        li { (said(visit, answered)) span.muted {
                            " · " (time::short(text, *at, visit.now)) " · " (visit.name(*by))
                        } }
                    }
                }
            }
            @if !order.reply().is_some_and(Reply::is_end) || order.words.is_conflict() {
                (answer_form(visit, state, order, filled, wrong))
            }
        }
    }
}

fn said(visit: &Visit, answered: &Answered) -> Markup {
    html! {
        (visit.text.get(reply_text(answered.reply)))
        @if let Some(note) = &answered.note { ": " span dir="auto" { (note) } }
    }
}

/// Where an order stands; while nobody answered it is unknown whether the team heard it.
fn standing(visit: &Visit, order: &Order) -> Markup {
    let text = &visit.text;
    let class = match order.reply() {
        None => "utrecht-badge state-unknown",
        Some(Reply::Done) => "utrecht-badge state-recovered",
        Some(Reply::Cannot) => "utrecht-badge utrecht-badge--danger",
        Some(Reply::Acknowledged) => "utrecht-badge utrecht-badge--info",
        Some(Reply::Withdrawn) => "utrecht-badge state-none",
    };
    html! {
        span class=(class) {
            @match order.reply() {
                None => { (icon(Icon::Unknown)) " " (text.get("order-unanswered")) }
                Some(reply) => (text.get(reply_text(reply))),
            }
        }
        @if order.words.is_conflict() {
            " " span.utrecht-badge.utrecht-badge--danger {
                (icon(Icon::Clash)) " " (text.get("contradictory"))
            }
        }
    }
}

const fn reply_text(reply: Reply) -> &'static str {
    match reply {
        Reply::Acknowledged => "order-acknowledged",
        Reply::Cannot => "order-cannot",
        Reply::Done => "order-done",
        Reply::Withdrawn => "order-withdrawn",
    }
}

fn answer_form(
    visit: &Visit,
    state: &ScopeState,
    order: &Order,
    filled: &Filled,
    wrong: bool,
) -> Markup {
    let text = &visit.text;
    let id = order.begun.order;
    let action = format!("{}/orders/{id}/answer", shell::crisis_path(state));
    let note = if wrong { "note".to_owned() } else { format!("note-{id}") };
    html! {
        @if may_change(visit, state, Capability::WriteEntry) {
            form.no-print method="post" action=(action) {
                (field::hidden(visit, filled))
                (field::errors(visit, filled))
                (field::line(visit, filled, Field {
                    id: &note, ..Field::text("note", "order-note")
                }))
                p.button-row {
                    @for reply in Reply::ALL {
                        @if order.reply() != Some(reply) {
                            button.utrecht-button.utrecht-button--secondary name="reply"
                                value=(reply.name()) {
                                (text.get(&format!("order-say-{}", reply.name())))
                            } " "
                        }
                    }
                }
            }
        }
    }
}

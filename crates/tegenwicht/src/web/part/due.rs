// SPDX-License-Identifier: EUPL-1.2
//! By when something is to be done, as every page shows it: in red where that has gone by, in
//! yellow a quarter of an hour before; and what time alone changed for who goes on looking.
//!
//! Not here: what counts as late or nearly so (core, `course`).
//! To change: text `due-*` and `check-*`, `docs/help/action.md`.

use maud::{Markup, html};
use tegenwicht_core::feature::course::Urgency;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{EntryId, OrderId};
use tegenwicht_core::time::Timestamp;

use super::icon::{Icon, icon};
use super::{progress, time};
use crate::web::visit::Visit;

/// Most lines that are sent anew at once because time changed them.
const ANEW: usize = 100;

/// What is said of a time: too late, nearly, and long before.
#[derive(Debug, Clone, Copy)]
pub enum Words {
    /// Something is to be ready.
    Ready,
    /// The effect of a decision is to be looked at.
    Check,
}

impl Words {
    const fn ids(self) -> [&'static str; 3] {
        match self {
            Self::Ready => ["due-late", "due-nearly", "due-at"],
            Self::Check => ["check-late", "check-nearly", "check-at"],
        }
    }
}

/// By when, in sign, word and colour.
#[must_use]
pub fn badge(visit: &Visit, due: Timestamp, words: Words) -> Markup {
    let [late, nearly, at] = words.ids();
    let shown = time::short(&visit.text, due, visit.now);
    let with = |id: &str| visit.text.with(id, &[("time", &shown)]);
    html! {
        @match Urgency::of(Some(due), visit.now) {
            Urgency::Late => span.utrecht-badge.utrecht-badge--danger.due--late {
                (icon(Icon::Warning)) " " (with(late))
            },
            Urgency::Nearly => span.utrecht-badge.utrecht-badge--warning.due--nearly {
                (icon(Icon::Clock)) " " (with(nearly))
            },
            Urgency::None => span.muted { (with(at)) },
        }
    }
}

/// The same in a place that the stream can fill anew as time goes by.
#[must_use]
pub fn place(id: &str, badge: &Markup) -> Markup {
    html! { span id={ "due-" (id) } { (badge) } }
}

/// "3 late · 2 nearly late"; nothing where there is nothing of it.
#[must_use]
pub fn counts(visit: &Visit, late: usize, nearly: usize) -> Markup {
    let text = &visit.text;
    html! {
        @if late > 0 { " · " strong.late { (text.count("orders-late", late as u64)) } }
        @if nearly > 0 { " · " strong { (text.count("orders-nearly", nearly as u64)) } }
    }
}

/// What is late and what is nearly so, at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Urgent {
    lines: Vec<(Urgency, EntryId)>,
    orders: Vec<(Urgency, OrderId)>,
}

impl Urgent {
    /// Returns how it stands at a moment.
    #[must_use]
    pub fn at(visit: &Visit, state: &ScopeState, now: Timestamp) -> Self {
        let lines = visit.web.waiting.of(state).urgent(now).collect();
        let orders = state.orders.of(None).into_iter();
        let orders = orders.map(|order| (order.urgency(now), order.begun.order));
        Self { lines, orders: orders.filter(|(urgency, _)| *urgency != Urgency::None).collect() }
    }

    /// The places that are not as they were, those that waited shortest first when there are many.
    #[must_use]
    pub fn places(&self, visit: &Visit, state: &ScopeState, before: &Self) -> Markup {
        let lines = self.lines.iter().rev().filter(|line| !before.lines.contains(line));
        let lines = lines.take(ANEW).filter_map(|(_, id)| state.entries.get(id));
        let orders = self.orders.iter().rev().filter(|order| !before.orders.contains(order));
        let orders = orders.take(ANEW).filter_map(|(_, id)| state.orders.by_id.get(id));
        html! {
            @for line in lines { (progress::due_place(visit, state, line)) }
            @for order in orders {
                @if let Some(due) = order.begun.due {
                    (place(&order.begun.order.to_string(), &badge(visit, due, Words::Ready)))
                }
            }
        }
    }

    /// What is late and was not before, as people call it.
    #[must_use]
    pub fn grown_late(&self, visit: &Visit, state: &ScopeState, before: &Self) -> Vec<String> {
        let is_new = |urgency: Urgency, known: bool| urgency == Urgency::Late && !known;
        let lines = self.lines.iter().filter(|it| is_new(it.0, before.lines.contains(it)));
        let lines = lines.filter_map(|(_, id)| state.entries.get(id));
        let lines = lines.map(|line| progress::short(visit, line));
        let orders = self.orders.iter().filter(|it| is_new(it.0, before.orders.contains(it)));
        let orders = orders.filter_map(|(_, id)| state.orders.by_id.get(id));
        let orders = orders.map(|order| {
            let label = visit.text.with("order-number", &[("number", &order.label())]);
            format!("{label}: {}", order.begun.text)
        });
        lines.chain(orders).collect()
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The veil: what a hidden line says is hidden wherever it stands.
//!
//! Not here: who hides, shows and erases (`erasure`), reports, which are of another scope
//! (`World::veiled`).
//! Rules: the words of a line stand in the event that wrote it, with all that stands there beside
//! it; in what people typed about it later; and in the orders that were made of it, with the lines
//! that tell of those; all of that goes behind the veil with the line, comes back with it, and is
//! erased with it; what is said about a line that is hidden goes behind the veil too; numbers,
//! times, owners with an account and where things stand are no words and stay.
//! Start at: `ScopeState::events_of`, then `veil`.
//! To change: a fact with words needs a line in `bare`, `words_at` and `restate`.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};

use crate::body::Open;
use crate::event::Fact;
use crate::feature::course::Said;
use crate::feature::erasure::Hiding;
use crate::feature::log_entry::LogEntry;
use crate::feature::progress::{EntryFilled, Filled, Moved, Value};
use crate::fold::ScopeState;
use crate::id::{EntryId, EventId, OrderId};
use crate::map::List;

/// What was taken out of the state for one event.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Veil {
    /// The line that somebody hid.
    #[n(0)]
    pub line: EntryId,
    /// The facts of the event that have words, as they stood in the state.
    #[cbor(n(1), with = "minicbor::bytes")]
    kept: Vec<u8>,
}

impl Veil {
    fn of(line: EntryId, facts: Vec<Fact>) -> Self {
        Self { line, kept: Open { salt: [0; 16], digest: None, facts }.encode() }
    }

    fn facts(&self) -> Vec<Fact> {
        Open::decode_own(&self.kept).map(|open| open.facts).unwrap_or_default()
    }
}

/// Returns a fact without what people typed in it; None where nobody typed anything.
fn bare(fact: &Fact) -> Option<Fact> {
    let mut bare = fact.clone();
    match &mut bare {
        Fact::OrderGiven(it) => it.text.clear(),
        Fact::OrderAnswered(it) => it.note = None,
        Fact::SupportAsked(it) => {
            it.what.clear();
            it.place = None;
        }
        Fact::SupportMoved(it) => (it.said_by, it.note) = (None, None),
        Fact::CallMade(it) => (it.way, it.heard_by, it.note) = (None, None, None),
        Fact::LevelSet(it) => it.reason = None,
        Fact::GripSet(it) => it.said_by = None,
        Fact::PlacesSet(it) => (it.place, it.fallback) = (None, None),
        Fact::CrisisTitled(it) => it.title.clear(),
        Fact::StepSet(it) => (it.owner_name, it.note) = (None, None),
        Fact::TeamFormed(it) => {
            it.title.clone_from(&it.team);
            it.task = None;
        }
        Fact::SeatTaken(it) => (it.organisation, it.mandate) = (None, None),
        Fact::SeatLeft(it) => it.note = None,
        Fact::PictureSaid(it) => (it.text, it.speaker, it.title) = (None, None, None),
        Fact::PictureAdopted(it) => it.note = None,
        Fact::MeetingPlanned(it) => it.purpose = None,
        Fact::MeetingMoved(it) => (it.purpose, it.reason) = (None, None),
        Fact::EntryMoved(it) => *it = silent(it),
        Fact::EntryFilled(it) => it.fields.iter_mut().for_each(|it| it.value = mute(&it.value)),
        _ => {}
    }
    (bare != *fact).then_some(bare)
}

fn silent(moved: &Moved) -> Moved {
    Moved { owner_name: None, note: None, answered_by: None, heard_by: None, ..moved.clone() }
}

fn mute(value: &Value) -> Value {
    Value { text: None, texts: Vec::new(), ..value.clone() }
}

impl ScopeState {
    /// Returns the events in which the words of a line stand.
    #[must_use]
    pub fn events_of(&self, entry: EntryId) -> BTreeSet<EventId> {
        let (mut events, mut lines) = (BTreeSet::new(), BTreeSet::from([entry]));
        let mut fresh = vec![entry];
        while !fresh.is_empty() {
            for line in std::mem::take(&mut fresh) {
                events.extend(self.event_of(line));
                events.extend(self.words_about(line));
                events.extend(self.orders_of(line));
            }
            // Other lines in those events say the same.
            let beside = self.entries.values().filter(|other| events.contains(&other.event));
            let beside = beside.map(|other| other.written.entry);
            fresh.extend(beside.filter(|other| lines.insert(*other)));
        }
        events
    }

    /// Returns the events of the orders that were made of a line.
    fn orders_of(&self, line: EntryId) -> Vec<EventId> {
        let course = self.progress.by_entry.get(&line);
        let moves = course.into_iter().flat_map(|course| course.history.iter());
        let named: BTreeSet<OrderId> = moves.filter_map(|said| said.what.order).collect();
        let of_line = self.orders.by_id.values().filter(|order| {
            order.begun.decision == Some(line) || named.contains(&order.begun.order)
        });
        of_line.map(|order| order.event).collect()
    }

    /// Returns the hiding that covers what was said in an event.
    #[must_use]
    pub fn veil_over(&self, event: EventId) -> Option<&Hiding> {
        self.veiled.get(&event).and_then(|veil| self.hidden.get(&veil.line))
    }

    /// Returns the state as people see it: a sentence in the place of words that every reader
    /// expects, such as what an order says.
    #[must_use]
    pub fn veiled_with(&self, instead: &str) -> Self {
        let mut shown = self.clone();
        for (event, veil) in self.veiled.iter() {
            for fact in veil.facts() {
                let Some(mut bare) = bare(&fact) else { continue };
                match &mut bare {
                    Fact::OrderGiven(it) => instead.clone_into(&mut it.text),
                    Fact::SupportAsked(it) => instead.clone_into(&mut it.what),
                    _ => continue,
                }
                shown.restate(*event, &bare);
            }
        }
        shown
    }

    /// Puts a line and all that says the same behind the veil, as `told` tells.
    pub(crate) fn veil(&mut self, line: EntryId, told: &Hiding) {
        let events = self.events_of(line);
        let in_them = |entry: &&LogEntry| !entry.hidden && events.contains(&entry.event);
        let lines: Vec<EntryId> =
            self.entries.values().filter(in_them).map(|entry| entry.written.entry).collect();
        for id in lines {
            let with = (id != line).then_some(line);
            if let Some(written) = self.entries.get_mut(&id).map(LogEntry::hide) {
                self.hidden.insert(id, Hiding { written, with, ..told.clone() });
            }
        }
        for event in events {
            self.veil_event(event, line);
        }
    }

    /// Takes the words of an event out of the state, once.
    pub(crate) fn veil_event(&mut self, event: EventId, line: EntryId) {
        if self.veiled.contains_key(&event) {
            return;
        }
        let mut kept = Vec::new();
        for fact in self.words_at(event) {
            if let Some(bare) = bare(&fact) {
                self.restate(event, &bare);
                kept.push(fact);
            }
        }
        self.veiled.insert(event, Veil::of(line, kept));
    }

    /// Shows a line again, and all that was hidden with it.
    pub(crate) fn unveil(&mut self, line: EntryId) {
        let with = |(id, hiding): &(&EntryId, &Hiding)| **id == line || hiding.with == Some(line);
        let lines: Vec<EntryId> = self.hidden.iter().filter(with).map(|(id, _)| *id).collect();
        for id in lines {
            let hiding = self.hidden.remove(&id);
            if let (Some(hiding), Some(entry)) = (hiding, self.entries.get_mut(&id)) {
                (entry.written, entry.hidden) = (hiding.written, false);
            }
        }
        let veils = self.veiled.iter().filter(|(_, veil)| veil.line == line);
        let veils: Vec<(EventId, Veil)> = veils.map(|(id, veil)| (*id, veil.clone())).collect();
        for (event, veil) in veils {
            self.veiled.remove(&event);
            veil.facts().iter().for_each(|fact| self.restate(event, fact));
        }
        // What another hidden line says too stays hidden.
        let others = self.hidden.iter().filter(|(_, hiding)| hiding.with.is_none());
        let others: Vec<(EntryId, Hiding)> =
            others.map(|(id, hiding)| (*id, hiding.clone())).collect();
        others.iter().for_each(|(id, hiding)| self.veil(*id, hiding));
    }

    /// Returns the hidden lines that this fact says something about.
    pub(crate) fn hidden_lines_of(&self, fact: &Fact) -> Option<EntryId> {
        let line = match fact {
            Fact::EntryMoved(fact) => fact.entry,
            Fact::EntryFilled(fact) => fact.entry,
            Fact::OrderGiven(fact) => fact.decision?,
            _ => return None,
        };
        self.hidden.get(&line).map(|hiding| hiding.with.unwrap_or(line))
    }

    /// Veils what was just said about lines that are hidden.
    pub(crate) fn veil_again(&mut self, lines: &[EntryId]) {
        for line in lines {
            if let Some(hiding) = self.hidden.get(line).cloned() {
                self.veil(*line, &hiding);
            }
        }
    }

    /// Returns the facts of an event in which people typed something, as they stand in the state.
    fn words_at(&self, event: EventId) -> Vec<Fact> {
        let mut facts = Vec::new();
        for order in self.orders.by_id.values() {
            facts.extend((order.event == event).then(|| Fact::OrderGiven(order.begun.clone())));
            facts.extend(at(&order.history, event).map(Fact::OrderAnswered));
        }
        for asked in self.support.by_id.values() {
            facts.extend((asked.event == event).then(|| Fact::SupportAsked(asked.begun.clone())));
            facts.extend(at(&asked.history, event).map(Fact::SupportMoved));
        }
        for meeting in self.meetings.by_id.values() {
            let begun = (meeting.event == event).then(|| meeting.begun.clone());
            facts.extend(begun.map(Fact::MeetingPlanned));
            let moved = at(&meeting.history, event).map(Box::new);
            facts.extend(moved.map(Fact::MeetingMoved));
        }
        for statements in self.picture.topics.values() {
            let said = at(&statements.history, event);
            facts.extend(said.map(|said| Fact::PictureSaid(Box::new(said))));
        }
        let adopted = self.picture.adopted.iter().filter(|it| it.event == event);
        facts.extend(adopted.map(|it| Fact::PictureAdopted(it.what.clone())));
        for (entry, course) in self.progress.by_entry.iter() {
            facts.extend(at(&course.history, event).map(Fact::EntryMoved));
            let fields: Vec<Filled> = at(&course.filled, event).collect();
            if !fields.is_empty() {
                facts.push(Fact::EntryFilled(EntryFilled { entry: *entry, fields }));
            }
        }
        let calls = self.calls.all.iter().filter(|call| call.event == event);
        facts.extend(calls.map(|call| Fact::CallMade(call.made.clone())));
        for step in self.cards.steps.values() {
            let said = step.history.iter().filter(|said| said.event == event);
            facts.extend(said.map(|said| Fact::StepSet(said.set.clone())));
        }
        facts.extend(self.words_of_crisis(event));
        facts.extend(self.words_of_team(event));
        facts
    }

    fn words_of_crisis(&self, event: EventId) -> Vec<Fact> {
        let Some(crisis) = &self.crisis else { return Vec::new() };
        let mut facts = Vec::new();
        for step in crisis.scaling.iter().filter(|step| step.event == event) {
            facts.extend(step.level.clone().map(Fact::LevelSet));
            facts.extend(step.grip.clone().map(Fact::GripSet));
        }
        // The places of the opening are of the genesis, which no line tells of.
        let places = crisis.places.live().filter(|(id, _)| **id == event && event != crisis.event);
        facts.extend(places.map(|(_, set)| Fact::PlacesSet(set.clone())));
        let titles = crisis.titles.live().filter(|(id, _)| **id == event && event != crisis.event);
        facts.extend(titles.map(|(_, titled)| Fact::CrisisTitled(titled.clone())));
        facts
    }

    fn words_of_team(&self, event: EventId) -> Vec<Fact> {
        let mut facts = Vec::new();
        let formed = self.team.formed.get(&event).and_then(|team| self.team.teams.get(team));
        facts.extend(formed.cloned().map(Fact::TeamFormed));
        for seat in self.team.seats.values() {
            facts.extend((seat.event == event).then(|| Fact::SeatTaken(seat.taken.clone())));
            let left = seat.left.clone().filter(|_| seat.left_in == Some(event));
            facts.extend(left.map(Fact::SeatLeft));
        }
        facts
    }

    /// Puts a fact of an event in the places where it stands, as it is given here.
    fn restate(&mut self, event: EventId, fact: &Fact) {
        match fact {
            Fact::OrderGiven(fact) => {
                let order = self.orders.by_id.get_mut(&fact.order);
                if let Some(order) = order.filter(|order| order.event == event) {
                    order.begun = fact.clone();
                }
            }
            Fact::OrderAnswered(fact) => {
                if let Some(order) = self.orders.by_id.get_mut(&fact.order) {
                    order.words.restate(event, fact.clone());
                    order.history.change_where(|it| it.event == event, |it| it.what = fact.clone());
                }
            }
            Fact::SupportAsked(fact) => {
                let asked = self.support.by_id.get_mut(&fact.support);
                if let Some(asked) = asked.filter(|asked| asked.event == event) {
                    asked.begun = fact.clone();
                }
            }
            Fact::SupportMoved(fact) => {
                if let Some(asked) = self.support.by_id.get_mut(&fact.support) {
                    asked.words.restate(event, fact.clone());
                    asked.history.change_where(|it| it.event == event, |it| it.what = fact.clone());
                }
            }
            Fact::MeetingPlanned(fact) => {
                let meeting = self.meetings.by_id.get_mut(&fact.meeting);
                if let Some(meeting) = meeting.filter(|meeting| meeting.event == event) {
                    meeting.begun = fact.clone();
                }
            }
            Fact::MeetingMoved(fact) => {
                if let Some(meeting) = self.meetings.by_id.get_mut(&fact.meeting) {
                    meeting.words.restate(event, (**fact).clone());
                    let change = |it: &mut Said<_>| it.what = (**fact).clone();
                    meeting.history.change_where(|it| it.event == event, change);
                }
            }
            Fact::PictureSaid(fact) => {
                if let Some(said) = self.picture.topics.get_mut(&fact.topic) {
                    said.values.restate(event, (**fact).clone());
                    let change = |it: &mut Said<_>| it.what = (**fact).clone();
                    said.history.change_where(|it| it.event == event, change);
                }
            }
            Fact::PictureAdopted(fact) => {
                let change = |it: &mut super::picture::Version| it.what = fact.clone();
                self.picture.adopted.change_where(|it| it.event == event, change);
            }
            Fact::EntryMoved(fact) => {
                if let Some(course) = self.progress.by_entry.get_mut(&fact.entry) {
                    course.moves.restate(event, fact.clone());
                    let is_it = |it: &Said<Moved>| it.event == event;
                    course.history.change_where(is_it, |it| it.what = fact.clone());
                }
            }
            Fact::EntryFilled(fact) => self.restate_fields(event, fact),
            Fact::CallMade(fact) => {
                let is_it = |it: &super::call::Call| it.made.call == fact.call && it.event == event;
                self.calls.all.change_where(is_it, |it| it.made = fact.clone());
            }
            Fact::StepSet(fact) => {
                if let Some(step) = self.cards.steps.get_mut(&fact.step) {
                    step.restate(event, fact);
                }
            }
            fact => self.restate_team(event, fact),
        }
    }

    fn restate_fields(&mut self, event: EventId, fact: &EntryFilled) {
        let Some(course) = self.progress.by_entry.get_mut(&fact.entry) else { return };
        for filled in &fact.fields {
            if let Some(values) = course.fields.get_mut(&filled.field) {
                values.restate(event, filled.value.clone());
            }
            let is_it = |it: &Said<Filled>| it.event == event && it.what.field == filled.field;
            course.filled.change_where(is_it, |it| it.what = filled.clone());
        }
    }

    fn restate_team(&mut self, event: EventId, fact: &Fact) {
        match fact {
            Fact::TeamFormed(fact) => {
                self.team.teams.insert(fact.team.clone(), fact.clone());
            }
            Fact::SeatTaken(fact) => {
                if let Some(seat) = self.team.seats.get_mut(&fact.seat) {
                    seat.taken = fact.clone();
                }
            }
            Fact::SeatLeft(fact) => {
                if let Some(seat) = self.team.seats.get_mut(&fact.seat) {
                    seat.left = Some(fact.clone());
                }
            }
            fact => {
                if let Some(crisis) = &mut self.crisis {
                    crisis.restate(event, fact);
                }
            }
        }
    }
}

/// Returns what was said in an event.
fn at<T: Clone>(history: &List<Said<T>>, event: EventId) -> impl Iterator<Item = T> {
    history.iter().filter(move |said| said.event == event).map(|said| said.what.clone())
}

// SPDX-License-Identifier: EUPL-1.2
//! More than a test asks: after each command the state is also folded again from nothing, from
//! events in another order of arrival, from bytes read back, and on from a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use tegenwicht_core::body::Open;
use tegenwicht_core::chain::check_next;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::{Envelope, LogKey, Mode};
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CommandId, CrisisId, EntryId, EventId, ReportId, ScopeId};
use tegenwicht_core::notice::Matter;
use tegenwicht_core::refusal::Refusal;
use tegenwicht_core::seal::Sealed;

use crate::device::{Device, Folded, Held, Receipt};

/// One device with one coordinator, checked after every command.
pub struct Case {
    pub device: Device,
    /// Who gives the commands, until a test says otherwise.
    pub actor: ActorId,
    last: Option<(CommandId, Command)>,
}

impl Default for Case {
    fn default() -> Self {
        let (device, actor) = Device::found(1);
        check(&device);
        Self { device, actor, last: None }
    }
}

impl Case {
    /// Gives a command that has to succeed.
    ///
    /// # Panics
    /// When it is refused, or when anything does not fold as it should afterwards.
    #[track_caller]
    pub fn does(&mut self, command: Command) -> Receipt {
        let id = self.device.command_id();
        self.device.now = self.device.now.plus_ms(1_000);
        let receipt = self.device.submit(self.actor, id, &command);
        let receipt = receipt.unwrap_or_else(|refusal| panic!("{command:?}: {refusal:?}"));
        check(&self.device);
        self.last = Some((id, command));
        receipt
    }

    /// Gives a command that has to be refused, and to change nothing.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn refuses(&mut self, command: Command, refusal: Refusal) {
        let before = hashes(&self.device);
        let id = self.device.command_id();
        let answer = self.device.submit(self.actor, id, &command);
        assert_eq!(answer, Err(refusal), "{command:?}");
        assert_eq!(hashes(&self.device), before, "a refusal changes nothing");
    }

    /// Sends the last command once more, which has to change nothing.
    ///
    /// # Panics
    /// When it does.
    #[track_caller]
    pub fn repeats(&mut self) -> Receipt {
        let before = hashes(&self.device);
        let (id, command) = self.last.clone().expect("a command to repeat");
        let receipt = self.device.submit(self.actor, id, &command).unwrap();
        assert!(receipt.repeated);
        assert_eq!(hashes(&self.device), before, "a repetition changes nothing");
        receipt
    }

    /// The only crisis, or the one opened last.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn crisis(&self) -> &ScopeState {
        self.device.world.crises().first().expect("a crisis")
    }

    /// The id of that crisis.
    #[must_use]
    pub fn crisis_id(&self) -> CrisisId {
        self.crisis().crisis.as_ref().expect("a crisis").id
    }

    /// The entry recorded last.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn entry_id(&self) -> EntryId {
        let entries = self.crisis().entries.values();
        entries.max_by_key(|entry| entry.position).expect("an entry").written.entry
    }

    /// The report made last.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn report_id(&self) -> ReportId {
        let (_, plan) = self.device.world.plan().expect("a plan scope");
        *plan.reports.by_id.keys().next_back().expect("a report")
    }
}

/// A case with a real crisis that was just opened, and the id of that crisis.
#[must_use]
pub fn opened() -> (Case, CrisisId) {
    let mut case = Case::default();
    case.does(Command::OpenCrisis(OpenCrisis {
        title: "Inloggen lukt niet".to_owned(),
        mode: Mode::Real,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    }));
    let crisis = case.crisis_id();
    (case, crisis)
}

/// The hash of every scope that a device holds.
#[must_use]
pub fn hashes(device: &Device) -> BTreeMap<ScopeId, [u8; 32]> {
    device.world.scopes.iter().map(|(id, state)| (*id, state.hash())).collect()
}

/// Checks everything that has to hold of any honest device at any moment.
///
/// # Panics
/// When something does not.
#[track_caller]
pub fn check(device: &Device) {
    if let Err(fault) = examine(device) {
        panic!("{fault}");
    }
}

/// Says what does not hold of a device, if anything.
///
/// # Errors
/// The first thing found.
pub fn examine(device: &Device) -> Result<(), String> {
    for (scope, log) in &device.logs {
        let state = &device.world.scopes[scope];
        let folded = Folded::of(log.values());
        chain(&folded).map_err(|fault| format!("{scope}: {fault}"))?;
        let at = |what: &str| format!("{scope}: {what}");
        agree(state, &folded.state()).map_err(|fault| at(&format!("from nothing, {fault}")))?;
        for held in log.values() {
            reads_back(held).map_err(|fault| at(&fault))?;
        }
        for shuffled in shuffles(&folded.events) {
            let other = Folded::of(shuffled.into_iter());
            let fault = |fault| at(&format!("another order of arrival, {fault}"));
            agree(state, &other.state()).map_err(fault)?;
        }
        snapshots(state, &folded).map_err(|fault| at(&fault))?;
        knew(&folded).map_err(|fault| at(&fault))?;
    }
    Ok(())
}

/// Says where two states differ.
///
/// # Errors
/// What differs first.
pub fn agree(a: &ScopeState, b: &ScopeState) -> Result<(), String> {
    if a.order_digest != b.order_digest {
        return Err("the order differs".to_owned());
    }
    if a.hash() != b.hash() {
        return Err("the hash of the state differs".to_owned());
    }
    if a != b {
        return Err("the state differs where its hash does not look".to_owned());
    }
    Ok(())
}

/// The law of the order: no event comes before one that its author held.
///
/// # Errors
/// The first event that does.
pub fn knew(folded: &Folded) -> Result<(), String> {
    let mut placed: BTreeSet<EventId> = BTreeSet::new();
    let all: BTreeSet<EventId> = folded.events.iter().map(|held| held.envelope.id).collect();
    for held in folded.in_order() {
        let id = held.envelope.id;
        if let Some(known) = held.knew.iter().find(|id| all.contains(id) && !placed.contains(id)) {
            return Err(format!("{id} comes before {known}, which its author knew"));
        }
        placed.insert(id);
    }
    if placed.len() != all.len() {
        return Err("the order leaves events out".to_owned());
    }
    Ok(())
}

/// Every log is a chain, and no honest device forks or clones.
fn chain(folded: &Folded) -> Result<(), String> {
    let odd = |matter: &Matter| {
        use Matter::{Clone, Fork, MissingPredecessor};
        matches!(matter, Fork(..) | Clone(_) | MissingPredecessor(_))
    };
    if let Some(notice) = folded.ranked.notices.iter().find(|notice| odd(&notice.matter)) {
        return Err(format!("{notice:?}"));
    }
    let mut last: BTreeMap<LogKey, &Envelope> = BTreeMap::new();
    for held in folded.in_order() {
        let event = &held.envelope;
        let before = last.insert(event.header.log(), event);
        let before = before.map(|event| (&event.header, &event.id));
        check_next(before, &event.header).map_err(|fault| format!("{}: {fault}", event.id))?;
    }
    Ok(())
}

/// What was written is read, and written again to the same bytes.
fn reads_back(held: &Held) -> Result<(), String> {
    let id = held.envelope.id;
    let read = Envelope::read(&held.envelope.cose).map_err(|fault| format!("{id}: {fault}"))?;
    if read != held.envelope {
        return Err(format!("{id} reads back differently"));
    }
    if let Some(bytes) = &held.open {
        let open = Open::decode(bytes).map_err(|fault| format!("{id}: {fault}"))?;
        if open.encode() != *bytes || !read.header.open.is_some_and(|part| part.matches(bytes)) {
            return Err(format!("the open part of {id} reads back differently"));
        }
    }
    if let Some(bytes) = &held.sealed {
        let sealed = Sealed::read(bytes).map_err(|fault| format!("{id}: {fault}"))?;
        if sealed.encode() != *bytes || !read.header.sealed.is_some_and(|part| part.matches(bytes))
        {
            return Err(format!("the sealed part of {id} reads back differently"));
        }
    }
    Ok(())
}

/// Checks every signature; slow, so not after every command.
///
/// # Errors
/// The first one that does not hold, or holds in the other mode.
pub fn signatures(device: &Device) -> Result<(), String> {
    for held in device.logs.values().flat_map(BTreeMap::values) {
        let id = held.envelope.id;
        held.envelope.verify(held.mode).map_err(|fault| format!("{id}: {fault}"))?;
    }
    Ok(())
}

fn shuffles<'a>(events: &[&'a Held]) -> Vec<Vec<&'a Held>> {
    let mut backwards = events.to_vec();
    backwards.reverse();
    let mut cut = events.to_vec();
    cut.rotate_left(events.len() / 3);
    let twice = [events, &backwards].concat();
    let mut by_place = events.to_vec();
    by_place.sort_by_key(|held| (held.envelope.header.seq, held.envelope.header.device));
    vec![backwards, cut, twice, by_place]
}

/// Folding on from a snapshot gives what folding from the beginning gives.
fn snapshots(state: &ScopeState, folded: &Folded) -> Result<(), String> {
    let events: Vec<&Held> = folded.in_order().collect();
    for cut in [events.len() / 3, events.len() / 2, events.len()] {
        let mut first = ScopeState::default();
        events[..cut].iter().for_each(|held| folded.apply(&mut first, held));
        let bytes = first.encode_snapshot();
        let mut second = ScopeState::decode_snapshot(&bytes).ok_or("no snapshot reads back")?;
        agree(&first, &second).map_err(|fault| format!("snapshot at {cut}, {fault}"))?;
        events[cut..].iter().for_each(|held| folded.apply(&mut second, held));
        agree(state, &second).map_err(|fault| format!("on from {cut}, {fault}"))?;
    }
    Ok(())
}

// SPDX-License-Identifier: EUPL-1.2
//! Folds what lies on disk into the state of the present, from the newest snapshot that fits.

use std::collections::BTreeSet;
use std::sync::Arc;

use tegenwicht_core::body::{Open, Secret};
use tegenwicht_core::envelope::{Envelope, Kind, sha256};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::team::Who;
use tegenwicht_core::fold::{FOLD_VERSION, Part, ScopeState};
use tegenwicht_core::id::{ActorId, ContactId, DeviceKey, EventId, ScopeId, SeatId};
use tegenwicht_core::notice::Notice;
use tegenwicht_core::order::{Link, known_to, rank};
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::{Directory, World};
use tegenwicht_store::keys::Keys;
use tegenwicht_store::{EventRow, Store, StoreError};

/// The state of a scope, and what is odd about the order of its logs.
#[derive(Debug, Default)]
pub struct Folded {
    pub state: ScopeState,
    pub notices: Vec<Notice>,
}

/// Folds every scope and unseals the directory.
///
/// # Errors
/// When the disk cannot be read.
pub fn world(store: &Store, keys: &Keys) -> Result<(World, Vec<(ScopeId, Notice)>), StoreError> {
    let mut world = World::default();
    let mut notices = Vec::new();
    for scope in store.scopes()? {
        let folded = scope_state(store, scope)?;
        notices.extend(folded.notices.into_iter().map(|notice| (scope, notice)));
        world.scopes.insert(scope, Arc::new(folded.state));
    }
    world.directory = Arc::new(directory(store, keys, &world)?);
    Ok((world, notices))
}

/// Folds one scope.
///
/// # Errors
/// When the disk cannot be read.
pub fn scope_state(store: &Store, scope: ScopeId) -> Result<Folded, StoreError> {
    if store.has_foreign_after(scope, 0)? {
        return ranked(store, scope);
    }
    let (mut state, serial) = store.newest_state(scope)?.unwrap_or_default();
    store.each_event(scope, serial, |row| {
        apply(&mut state, &row);
        Ok::<(), StoreError>(())
    })?;
    Ok(Folded { state, notices: Vec::new() })
}

/// Folds one stored event; one that does not read is left to `verify`, which names it.
fn apply(state: &mut ScopeState, row: &EventRow<'_>) {
    if let Ok(header) = Envelope::peek(row.cose) {
        state.apply(row.id, &header, Part::of(row.open, false));
    }
}

/// Reads the links of every event of a scope, and when each was recorded by whom.
fn links(store: &Store, scope: ScopeId) -> Result<(Vec<Link>, Vec<Recorded>), StoreError> {
    let (mut links, mut recorded) = (Vec::new(), Vec::new());
    store.each_event(scope, 0, |row| {
        if let Ok(header) = Envelope::peek(row.cose) {
            let open = match header.kind {
                Kind::Heads => row.open.and_then(|open| Open::decode_own(open).ok()),
                _ => None,
            };
            recorded.push(Recorded {
                id: row.id,
                device: header.device,
                epoch: header.epoch,
                wall: header.wall,
            });
            links.push(Link::of(row.id, &header, open.as_ref()));
        }
        Ok::<(), StoreError>(())
    })?;
    Ok((links, recorded))
}

struct Recorded {
    id: EventId,
    device: DeviceKey,
    epoch: u64,
    wall: Timestamp,
}

/// Folds a scope with events of other devices: computes the order of the whole set, then folds
/// from the newest snapshot whose history is the beginning of that order.
fn ranked(store: &Store, scope: ScopeId) -> Result<Folded, StoreError> {
    let (links, _) = links(store, scope)?;
    let ranked = rank(&links);
    let order: Vec<EventId> =
        ranked.order.iter().filter_map(|index| links.get(*index)).map(|link| link.id).collect();
    let (mut state, done) = fitting_snapshot(store, scope, &order)?;
    for id in order.iter().skip(done) {
        fold_one(store, &mut state, *id)?;
    }
    Ok(Folded { state, notices: ranked.notices })
}

fn fold_one(store: &Store, state: &mut ScopeState, id: EventId) -> Result<(), StoreError> {
    if let Some(stored) = store.event(id)?
        && let Ok(header) = Envelope::peek(&stored.cose)
    {
        state.apply(id, &header, Part::of(stored.open.as_deref(), false));
    }
    Ok(())
}

/// Finds the newest snapshot that was folded from exactly the first events of `order`.
fn fitting_snapshot(
    store: &Store,
    scope: ScopeId,
    order: &[EventId],
) -> Result<(ScopeState, usize), StoreError> {
    let mut before = None;
    while let Some(snapshot) = store.newest_snapshot(scope, FOLD_VERSION, before)? {
        let count = usize::try_from(snapshot.count).unwrap_or(usize::MAX);
        let digest = order
            .iter()
            .take(count)
            .fold([0; 32], |digest: [u8; 32], id| sha256(&[digest.as_slice(), &id.0].concat()));
        if count <= order.len()
            && digest == snapshot.order_digest
            && let Some(state) = snapshot.read()
        {
            return Ok((state, count));
        }
        before = Some(snapshot.serial - 1);
    }
    Ok((ScopeState::default(), 0))
}

/// Folds what `device` knew of a scope at a moment: everything that its last event before that
/// moment comes after.
///
/// # Errors
/// When the disk cannot be read.
pub fn as_known(
    store: &Store,
    scope: ScopeId,
    device: DeviceKey,
    at: Timestamp,
    now: &ScopeState,
) -> Result<ScopeState, StoreError> {
    let (links, recorded) = links(store, scope)?;
    let by_then = |found: &&Recorded| {
        found.device == device && now.corrected(device, found.epoch, found.wall) <= at
    };
    let last = recorded.iter().rfind(by_then).map(|found| found.id);
    let known: BTreeSet<EventId> = last.map(|last| known_to(&links, last)).unwrap_or_default();
    let mut state = ScopeState::default();
    for index in rank(&links).order {
        if let Some(link) = links.get(index).filter(|link| known.contains(&link.id)) {
            fold_one(store, &mut state, link.id)?;
        }
    }
    state.hide_as(now);
    Ok(state)
}

/// Unseals who is who, as far as this node has the keys.
///
/// # Errors
/// When the disk cannot be read.
pub fn directory(store: &Store, keys: &Keys, world: &World) -> Result<Directory, StoreError> {
    let mut directory = Directory::default();
    let Some((_, admin)) = world.admin() else {
        return Ok(directory);
    };
    for actor in admin.users.by_id.keys() {
        person(store, keys, world, &mut directory, *actor)?;
    }
    for id in admin.contacts.by_id.keys() {
        contact(store, keys, world, &mut directory, *id)?;
    }
    for state in world.crises() {
        for (id, taken) in state.team.seats.iter() {
            if let Who::Named(_) = taken.taken.who {
                seat(store, keys, &mut directory, *id, taken.event)?;
            }
        }
    }
    Ok(directory)
}

/// Unseals anew what these facts changed: an import of many contacts reads each of them
/// once.
///
/// # Errors
/// When the disk cannot be read.
pub fn refresh<'a>(
    store: &Store,
    keys: &Keys,
    world: &World,
    directory: &mut Directory,
    changed: impl Iterator<Item = (EventId, &'a Fact)>,
) -> Result<(), StoreError> {
    for (event, fact) in changed {
        match fact {
            Fact::UserAdded(fact) => person(store, keys, world, directory, fact.user)?,
            Fact::ContactSet(fact) => contact(store, keys, world, directory, fact.contact)?,
            Fact::ContactGone(fact) => contact(store, keys, world, directory, fact.contact)?,
            Fact::SeatTaken(fact) if matches!(fact.who, Who::Named(_)) => {
                seat(store, keys, directory, fact.seat, event)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns true when a fact changes who is who.
pub const fn names_somebody(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::UserAdded(_) | Fact::ContactSet(_) | Fact::ContactGone(_) | Fact::SeatTaken(_)
    )
}

fn person(
    store: &Store,
    keys: &Keys,
    world: &World,
    directory: &mut Directory,
    actor: ActorId,
) -> Result<(), StoreError> {
    let event = world.admin().and_then(|(_, admin)| Some(admin.users.by_id.get(&actor)?.event));
    if let Some(Secret::Person(person)) = unsealed(store, keys, event)? {
        directory.people.insert(actor, person);
    }
    Ok(())
}

fn contact(
    store: &Store,
    keys: &Keys,
    world: &World,
    directory: &mut Directory,
    id: ContactId,
) -> Result<(), StoreError> {
    let set = world.admin().and_then(|(_, admin)| admin.contacts.by_id.get(&id)?.set());
    match unsealed(store, keys, set.map(|(event, _)| event))? {
        Some(Secret::Contact(card)) => drop(directory.contacts.insert(id, card)),
        _ => drop(directory.contacts.remove(&id)),
    }
    Ok(())
}

fn seat(
    store: &Store,
    keys: &Keys,
    directory: &mut Directory,
    id: SeatId,
    event: EventId,
) -> Result<(), StoreError> {
    match unsealed(store, keys, Some(event))? {
        Some(Secret::Contact(card)) => drop(directory.seats.insert(id, card)),
        _ => drop(directory.seats.remove(&id)),
    }
    Ok(())
}

/// Opens the sealed part of an event, when there is one and its key is here.
fn unsealed(
    store: &Store,
    keys: &Keys,
    event: Option<EventId>,
) -> Result<Option<Secret>, StoreError> {
    let Some(stored) = event.map(|event| store.event(event)).transpose()?.flatten() else {
        return Ok(None);
    };
    let opened = Envelope::read_own(&stored.cose)
        .ok()
        .zip(stored.sealed)
        .and_then(|(envelope, sealed)| super::open_sealed(keys, &envelope, &sealed));
    Ok(opened.map(|content| content.secret))
}

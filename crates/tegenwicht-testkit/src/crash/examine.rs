// SPDX-License-Identifier: EUPL-1.2
//! Starts a node on what a power cut left, and says whether it holds what it has to.

use rusqlite::{Connection, OpenFlags};
use tegenwicht_core::id::ScopeId;

use crate::vfs::disk::{Disk, Image, Op};
use crate::vfs::{NAME, mount};

use super::history::{Found, History, Moment, Wrong};
use super::node::{Node, Place};
use super::plan::Plan;

/// What a node in order held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub events: usize,
    /// An erasure had been broken off, and the start finished it.
    pub resumed: bool,
}

/// Looks at a disk after `op` operations of its history.
///
/// # Errors
/// What is wrong with it.
pub fn examine(
    place: &Place,
    image: Image,
    plan: &Plan,
    history: &History,
    op: usize,
) -> Result<Seen, Wrong> {
    let _mount = mount(&place.folder(), Disk::new(image));
    let mut node = open(place, plan)?;
    let found = read(&node, plan.scope)?;
    history.compare(&found, Moment::Cut(op))?;
    let mut seen = Seen { events: found.events.len(), resumed: false };
    if !history.erasures.is_empty() {
        carry_out(&mut node)?;
        let started = read(&node, plan.scope)?;
        history.compare(&started, Moment::Started(op))?;
        seen.resumed = started != found;
    }
    drop(node);
    integrity(place)?;
    Ok(seen)
}

/// Starts a node on a disk and ends it again; returns what the disk was asked to do meanwhile.
///
/// # Errors
/// When it does not start.
pub fn recover(place: &Place, image: Image, plan: &Plan) -> Result<Vec<Op>, Wrong> {
    let mount = mount(&place.folder(), Disk::new(image).recorded());
    carry_out(&mut open(place, plan)?)?;
    let ops = mount.lock().take_ops();
    Ok(ops)
}

fn open<'a>(place: &'a Place, plan: &Plan) -> Result<Node<'a>, Wrong> {
    let node = Node::open(place, plan.checkpoint_frames);
    node.map_err(|text| Wrong::Corrupt(format!("does not open: {text}")))
}

fn carry_out(node: &mut Node<'_>) -> Result<(), Wrong> {
    node.carry_out().map_err(|text| Wrong::Corrupt(format!("does not erase: {text}")))
}

/// Reads all that a node holds.
///
/// # Errors
/// When it does not read.
pub fn read(node: &Node<'_>, scope: ScopeId) -> Result<Found, Wrong> {
    node.found(scope).map_err(|text| Wrong::Corrupt(format!("does not read: {text}")))
}

fn integrity(place: &Place) -> Result<(), Wrong> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let db = Connection::open_with_flags_and_vfs(place.database(), flags, NAME);
    let ask = |db: Connection| db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    let said: rusqlite::Result<String> = db.and_then(ask);
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(Wrong::Corrupt(format!("integrity check: {said}"))),
        Err(error) => Err(Wrong::Corrupt(format!("integrity check: {error}"))),
    }
}

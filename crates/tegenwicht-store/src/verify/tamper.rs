// SPDX-License-Identifier: EUPL-1.2
//! For the tests: the ways in which somebody may change a database behind our back.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, params};
use tegenwicht_core::envelope::{Envelope, Header, sha256};
use tegenwicht_core::id::{DeviceKey, ScopeId};

use crate::fixture::{Die, Place};

/// A row as a tamperer sees it.
pub(super) struct Target {
    serial: i64,
    header: Header,
    cose: Vec<u8>,
    body: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
}

/// Device, scope, epoch and seq, as a finding names them.
pub(super) type Spot = (Option<DeviceKey>, Option<ScopeId>, Option<u64>, Option<u64>);

/// Everything a tampering may lean on; returns the place that has to be named, or None when it
/// cannot be done to the row that the die chose.
pub(super) struct Hand<'a> {
    conn: &'a Connection,
    rows: &'a [Target],
    row: &'a Target,
    stranger: &'a [Target],
}

pub(super) type Kind = (&'static str, fn(&Hand, &mut Die) -> Option<Spot>);

pub(super) const KINDS: [Kind; 9] = [
    ("bit in cose", |hand, die| hand.set("cose", Some(flip(&hand.row.cose, die)))),
    ("bit in body", |hand, die| hand.set("body", Some(flip(hand.row.body.as_ref()?, die)))),
    ("bit in sealed", |hand, die| hand.set("sealed", Some(flip(hand.row.sealed.as_ref()?, die)))),
    ("deleted in the middle", |hand, _| hand.delete_followed()),
    ("swapped bodies", |hand, die| hand.swap(die)),
    ("row of another institution", |hand, die| hand.smuggle(die)),
    ("deleted tail", |hand, die| hand.cut(die)),
    ("nulled body", |hand, _| hand.null()),
    ("changed column", |hand, die| {
        let column = ["device", "scope", "id"][die.roll(3)];
        hand.set(column, Some(flip(&[0; 32], die)))
    }),
];

/// Tampers once; returns what was done and which place must be named.
pub(super) fn once(conn: &Connection, die: &mut Die, stranger: &[Target]) -> (&'static str, Spot) {
    let rows = targets(conn);
    loop {
        let row = &rows[die.roll(rows.len())];
        let (what, act) = KINDS[die.roll(KINDS.len())];
        if let Some(spot) = act(&Hand { conn, rows: &rows, row, stranger }, die) {
            return (what, spot);
        }
    }
}

/// The rows of an institution that is not ours.
pub(super) fn stranger(dir: &Path) -> Vec<Target> {
    let mut place = Place::open_as(dir, b"stranger");
    place.furnish(9, 5);
    targets(place.store.conn())
}

pub(super) fn flip(bytes: &[u8], die: &mut Die) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = die.roll(bytes.len());
    bytes[at] ^= 1 << die.roll(8);
    bytes
}

fn targets(conn: &Connection) -> Vec<Target> {
    let query = "SELECT serial, cose, body, sealed FROM event ORDER BY serial";
    let mut statement = conn.prepare(query).unwrap();
    let rows = statement.query_map([], |row| {
        let cose: Vec<u8> = row.get(1)?;
        let header = Envelope::peek(&cose).unwrap();
        Ok(Target { serial: row.get(0)?, header, cose, body: row.get(2)?, sealed: row.get(3)? })
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn spot(row: &Target) -> Option<Spot> {
    let header = &row.header;
    Some((Some(header.device), Some(header.scope), Some(header.epoch), Some(header.seq)))
}

impl Hand<'_> {
    fn set(&self, column: &str, value: Option<Vec<u8>>) -> Option<Spot> {
        self.set_in(self.row, column, value.as_deref());
        spot(self.row)
    }

    fn set_in(&self, row: &Target, column: &str, value: Option<&[u8]>) {
        let query = format!("UPDATE event SET {column} = ?1 WHERE serial = ?2");
        self.conn.execute(&query, params![value, row.serial]).unwrap();
    }

    fn delete(&self, row: &Target) -> Option<Spot> {
        self.conn.execute("DELETE FROM event WHERE serial = ?1", [row.serial]).unwrap();
        spot(row)
    }

    /// Deletes an event that another one in its log follows.
    fn delete_followed(&self) -> Option<Spot> {
        let log = self.row.header.log();
        let of_log = self.rows.iter().filter(|other| other.header.log() == log);
        let last = of_log.map(|other| other.header.seq).max();
        if last == Some(self.row.header.seq) { None } else { self.delete(self.row) }
    }

    fn swap(&self, die: &mut Die) -> Option<Spot> {
        let other = &self.rows[die.roll(self.rows.len())];
        if self.row.body.is_none() || other.body.is_none() || self.row.body == other.body {
            return None;
        }
        self.set_in(self.row, "body", other.body.as_deref());
        self.set_in(other, "body", self.row.body.as_deref());
        spot(if other.serial < self.row.serial { other } else { self.row })
    }

    fn smuggle(&self, die: &mut Die) -> Option<Spot> {
        let row = &self.stranger[die.roll(self.stranger.len())];
        let header = &row.header;
        let query = "INSERT INTO event (id, device, scope, epoch, seq, own, body_erased, \
            sealed_erased, cose, body, sealed) VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, 0, ?6, ?7, ?8)";
        let (epoch, seq) = (header.epoch.cast_signed(), header.seq.cast_signed());
        let (id, device, scope) = (sha256(&row.cose), header.device.0, header.scope.0);
        let values = params![id, device, scope, epoch, seq, row.cose, row.body, row.sealed];
        self.conn.execute(query, values).unwrap();
        spot(row)
    }

    /// Cuts the end off a log; each of them had been seen: by a witness, heads or a snapshot.
    fn cut(&self, die: &mut Die) -> Option<Spot> {
        let mut ends: BTreeMap<_, &Target> = BTreeMap::new();
        ends.extend(self.rows.iter().map(|row| (row.header.log(), row)));
        let ends: Vec<&Target> = ends.into_values().collect();
        self.delete(ends[die.roll(ends.len())])
    }

    /// Makes a body absent that nobody erased.
    fn null(&self) -> Option<Spot> {
        let held = self.row.body.as_ref().is_some_and(|body| body.iter().any(|byte| *byte != 0));
        if held { self.set("body", None) } else { None }
    }
}

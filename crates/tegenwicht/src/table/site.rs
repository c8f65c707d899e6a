// SPDX-License-Identifier: EUPL-1.2
//! Sites and departments from a file, also where a row lies within one of another row.

use std::collections::BTreeMap;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::site::{DEPTH_MAX, Set, SetSite};
use tegenwicht_core::feature::text::{self, NAME};
use tegenwicht_core::id::SiteId;
use tegenwicht_core::world::World;

use super::read::Sheet;
use super::{
    Cells, Change, Claims, Column, Outcome, Present, Reason, Row, Why, differs, yes_or_no,
};

/// The columns, in the order in which they are written.
pub const COLUMNS: &[Column] = &[
    Column::wanted("name"),
    Column::optional("within"),
    Column::optional("address"),
    Column::optional("in-use"),
];
/// Most rows that may lie within each other while they are read.
const PATH_MAX: usize = 32;
/// Stands between the names of a department and what it lies within.
const STEP: &str = " > ";

/// Returns a site with what it lies within: "Hoofdgebouw > 4 West".
#[must_use]
pub fn path(world: &World, site: SiteId) -> String {
    let Some((_, plan)) = world.plan() else { return String::new() };
    let above = plan.sites.above(site);
    let names = above.iter().rev().filter_map(|id| plan.sites.get(*id));
    names.map(|set| set.name.as_str()).collect::<Vec<_>>().join(STEP)
}

/// A name or path as it is compared.
fn same(path: &str) -> String {
    text::fold(&path.split('>').map(str::trim).collect::<Vec<_>>().join(STEP))
}

/// All sites, by path and by name.
#[derive(Debug)]
pub(super) struct Known<'a> {
    by_path: BTreeMap<String, Vec<&'a Set>>,
    by_name: BTreeMap<String, Vec<&'a Set>>,
}

impl<'a> Known<'a> {
    pub(super) fn of(world: &'a World) -> Self {
        let mut known = Self { by_path: BTreeMap::new(), by_name: BTreeMap::new() };
        let plan = world.plan().map(|(_, plan)| plan);
        let ids =
            plan.into_iter().flat_map(|plan| plan.sites.by_id.keys().map(move |id| (plan, id)));
        for set in ids.filter_map(|(plan, id)| plan.sites.get(*id)) {
            known.by_path.entry(same(&path(world, set.site))).or_default().push(set);
            known.by_name.entry(text::fold(&set.name)).or_default().push(set);
        }
        known
    }

    /// Finds a site by its path or else by its name.
    pub(super) fn find(&self, cell: &str, column: &'static str) -> Result<SiteId, Reason> {
        match self.found(cell).as_slice() {
            [] => Err(Reason::new(Why::SiteUnknown, Some(column), cell)),
            [one] => Ok(one.site),
            _ => Err(Reason::new(Why::SiteTwo, Some(column), cell)),
        }
    }

    fn found(&self, cell: &str) -> Vec<&'a Set> {
        let by_path = self.by_path.get(&same(cell));
        let found = by_path.or_else(|| self.by_name.get(&text::fold(cell)));
        in_use(found.cloned().unwrap_or_default())
    }

    /// Finds the site that a row is about.
    fn there(&self, name: &str, above: Above) -> Result<Option<&'a Set>, Reason> {
        let named = self.by_name.get(&text::fold(name)).cloned().unwrap_or_default();
        let lies = |set: &&Set| match above {
            Above::AsItWas => true,
            Above::Nothing => set.within.is_none(),
            Above::Site(site) => set.within == Some(site),
            Above::Row(_) => false,
        };
        match in_use(named.into_iter().filter(lies).collect()).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(Reason::new(Why::SiteTwo, Some("name"), name)),
        }
    }
}

/// One in use comes before one that is not.
fn in_use(found: Vec<&Set>) -> Vec<&Set> {
    let used: Vec<&Set> = found.iter().copied().filter(|set| !set.gone).collect();
    if used.is_empty() { found } else { used }
}

/// Where a row lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Above {
    /// The file has no such column: where it lay.
    AsItWas,
    Nothing,
    Site(SiteId),
    /// A row of this file that makes a new one.
    Row(usize),
}

/// A row while the file is worked through.
struct Reading<'a> {
    sheet: &'a Sheet,
    present: &'a Present<'a>,
    known: Known<'a>,
    /// Which rows have this name, by place in the file.
    by_name: BTreeMap<String, Vec<usize>>,
    done: Vec<Option<Result<Found, Reason>>>,
    claims: Claims<(Above, String)>,
}

#[derive(Debug, Clone)]
struct Found {
    site: Option<SiteId>,
    depth: usize,
    outcome: Outcome,
}

pub(super) fn plan(sheet: &Sheet, present: &Present<'_>) -> Vec<Row> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, record) in sheet.records.iter().enumerate() {
        let name = Cells::of(sheet, record).get("name").unwrap_or_default();
        by_name.entry(text::fold(name)).or_default().push(at);
    }
    let done = vec![None; sheet.records.len()];
    let (known, claims) = (Known::of(present.world), Claims::new());
    let mut reading = Reading { sheet, present, known, by_name, done, claims };
    for at in 0..sheet.records.len() {
        let _ = reading.read(at, &mut Vec::new());
    }
    let rows = sheet.records.iter().zip(reading.done);
    rows.map(|(record, done)| {
        let name = Cells::of(sheet, record).get("name").unwrap_or_default();
        let outcome = match done {
            Some(Ok(found)) => found.outcome,
            Some(Err(reason)) => Outcome::Refused(reason),
            None => Outcome::Same,
        };
        let name = Reason::new(Why::Empty, None, name).what;
        Row { number: record.number, name, outcome }
    })
    .collect()
}

impl Reading<'_> {
    /// Reads a row, after the one it lies within.
    fn read(&mut self, at: usize, path: &mut Vec<usize>) -> Result<Found, Reason> {
        if let Some(done) = self.done.get(at).cloned().flatten() {
            return done;
        }
        if path.contains(&at) || path.len() > PATH_MAX {
            return Err(Reason::new(Why::WithinItself, Some("within"), ""));
        }
        path.push(at);
        let found = self.fresh(at, path);
        path.pop();
        if let Some(place) = self.done.get_mut(at) {
            *place = Some(found.clone());
        }
        found
    }

    fn fresh(&mut self, at: usize, path: &mut Vec<usize>) -> Result<Found, Reason> {
        let (sheet, present) = (self.sheet, self.present);
        let Some(record) = sheet.records.get(at) else {
            return Err(Reason::new(Why::Empty, None, ""));
        };
        let cells = Cells::of(sheet, record);
        cells.check_width()?;
        let name = cells.needed("name", NAME)?;
        let address = cells.may("address", NAME)?;
        let gone = match cells.get("in-use") {
            None | Some("") => None,
            Some(word) => {
                let used = yes_or_no(word);
                Some(!used.ok_or_else(|| Reason::new(Why::YesNoWrong, Some("in-use"), word))?)
            }
        };
        let (above, depth) = self.above(at, cells.get("within"), path)?;
        let old = self.known.there(&name, above)?;
        self.claims.claim((above, text::fold(&name)), record.number)?;
        let within = match above {
            Above::AsItWas => old.and_then(|old| old.within),
            Above::Site(site) => Some(site),
            Above::Nothing | Above::Row(_) => None,
        };
        let command = SetSite {
            site: old.map(|old| old.site),
            name,
            within,
            address: address.unwrap_or_else(|| old.and_then(|old| old.address.clone())),
            gone: gone.unwrap_or_else(|| old.is_some_and(|old| old.gone)),
        };
        let outcome = match (old, above) {
            (None, Above::Row(_)) => Outcome::New(None),
            (None, _) => Outcome::New(Some(Command::SetSite(command))),
            (Some(old), _) => match changes(present, old, &command) {
                changes if changes.is_empty() => Outcome::Same,
                changes => Outcome::Changed(changes, Command::SetSite(command)),
            },
        };
        Ok(Found { site: old.map(|old| old.site), depth, outcome })
    }

    /// Finds what a row lies within, and how deep the row then lies.
    fn above(
        &mut self,
        at: usize,
        cell: Option<&str>,
        path: &mut Vec<usize>,
    ) -> Result<(Above, usize), Reason> {
        let cell = match cell {
            None => return Ok((Above::AsItWas, 0)),
            Some("") => return Ok((Above::Nothing, 0)),
            Some(cell) => cell,
        };
        let world = self.present.world;
        let known = self.known.found(cell);
        let (above, depth) = match known.as_slice() {
            [one] => {
                let depth = world.plan().map_or(0, |(_, plan)| plan.sites.above(one.site).len());
                (Above::Site(one.site), depth)
            }
            [] => self.row_above(at, cell, path)?,
            _ => return Err(Reason::new(Why::SiteTwo, Some("within"), cell)),
        };
        if depth >= DEPTH_MAX {
            return Err(Reason::new(Why::TooDeep, Some("within"), cell));
        }
        Ok((above, depth))
    }

    fn row_above(
        &mut self,
        at: usize,
        cell: &str,
        path: &mut Vec<usize>,
    ) -> Result<(Above, usize), Reason> {
        let (above, last) = cell.rsplit_once('>').map_or((None, cell), |(a, l)| (Some(same(a)), l));
        let mut rows = self.by_name.get(&text::fold(last)).cloned().unwrap_or_default();
        // Of two rows with one name it is the one that lies where the path says.
        rows.retain(|row| {
            let record = self.sheet.records.get(*row);
            let within = record.and_then(|record| Cells::of(self.sheet, record).get("within"));
            above.is_none() || within.map(same) == above
        });
        let row = match rows.as_slice() {
            [] => return Err(Reason::new(Why::SiteUnknown, Some("within"), cell)),
            [row] if *row == at => {
                return Err(Reason::new(Why::WithinItself, Some("within"), cell));
            }
            [row] => *row,
            _ => return Err(Reason::new(Why::SiteTwo, Some("within"), cell)),
        };
        match self.read(row, path) {
            Ok(Found { site: Some(site), depth, .. }) => Ok((Above::Site(site), depth + 1)),
            Ok(Found { depth, .. }) => Ok((Above::Row(row), depth + 1)),
            Err(reason) if reason.why == Why::WithinItself => {
                Err(Reason::new(Why::WithinItself, Some("within"), cell))
            }
            Err(_) => Err(Reason::new(Why::WithinRefused, Some("within"), cell)),
        }
    }
}

fn changes(present: &Present<'_>, old: &Set, new: &SetSite) -> Vec<Change> {
    let mut changes = Vec::new();
    differs(&mut changes, "name", &old.name, &new.name);
    let of = |address: &Option<String>| address.clone().unwrap_or_default();
    differs(&mut changes, "address", &of(&old.address), &of(&new.address));
    let word = |gone| {
        let text = crate::text::Text::of(present.language);
        text.get(if gone { "column-no" } else { "column-yes" }).to_owned()
    };
    differs(&mut changes, "in-use", &word(old.gone), &word(new.gone));
    changes
}

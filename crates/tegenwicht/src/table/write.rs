// SPDX-License-Identifier: EUPL-1.2
//! Writes CSV that a spreadsheet reads right and never takes for a formula.

use tegenwicht_core::feature::roster::Set as Shift;
use tegenwicht_core::feature::{contact, site};

use super::read::FORMULA;
use super::{List, Present};
use crate::text::Text;
use crate::web::part::time;

/// Writes a row. A cell that a spreadsheet would take for a formula gets a mark before it.
pub fn line(out: &mut String, delimiter: char, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(delimiter);
        }
        out.push('"');
        out.push_str(if is_formula(cell) { "'" } else { "" });
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

/// Also behind spaces, and where there is a mark already, which our own reader would take off.
fn is_formula(cell: &str) -> bool {
    let bare = cell.trim_start_matches([' ', '\'', '\n', '\u{a0}', '\u{feff}']);
    cell.starts_with(FORMULA) || bare.starts_with(FORMULA)
}

/// Returns a list as it is now. The semicolon is what a Dutch spreadsheet expects; the mark at
/// the beginning tells it that this is UTF-8.
#[must_use]
pub fn csv(list: List, present: &Present<'_>, text: &Text) -> String {
    let mut out = String::from("\u{feff}");
    let heads: Vec<String> = list.columns().iter().map(|column| column.title(text)).collect();
    line(&mut out, ';', &heads);
    for cells in rows(list, present, text) {
        line(&mut out, ';', &cells);
    }
    out
}

fn rows(list: List, present: &Present<'_>, text: &Text) -> Vec<Vec<String>> {
    let Some((_, plan)) = present.world.plan() else { return Vec::new() };
    let Some((_, admin)) = present.world.admin() else { return Vec::new() };
    match list {
        List::Contacts => {
            let mut rows: Vec<Vec<String>> =
                admin.contacts.all().filter_map(|set| contact_cells(present, set)).collect();
            rows.sort_by_key(|cells| cells.first().map(|name| name.to_lowercase()));
            rows
        }
        List::Roster => {
            let shifts = plan.roster.shifts();
            shifts.into_iter().map(|shift| shift_cells(present, shift)).collect()
        }
        List::Sites => {
            let sites = plan.sites.tree();
            sites.into_iter().map(|(_, set)| site_cells(present, text, set)).collect()
        }
    }
}

fn contact_cells(present: &Present<'_>, set: &contact::Set) -> Option<Vec<String>> {
    let directory = &present.world.directory;
    let card = directory.contacts.get(&set.contact)?;
    let phone = |at: usize| card.phones.get(at).cloned().unwrap_or_default();
    let more: Vec<&str> = card.phones.iter().skip(2).map(String::as_str).collect();
    let title = |role: &String| present.words.role(role);
    let roles: Vec<String> = set.roles.iter().map(title).collect();
    let user = set.user.and_then(|user| directory.people.get(&user));
    Some(vec![
        card.name.clone(),
        phone(0),
        phone(1),
        more.join(" / "),
        card.mail.clone().unwrap_or_default(),
        roles.join(", "),
        (u16::from(set.rank) + 1).to_string(),
        user.map(|user| user.login.clone()).unwrap_or_default(),
        set.desk.as_ref().map(|desk| present.words.desk(desk)).unwrap_or_default(),
        set.site.map(|site| super::site::path(present.world, site)).unwrap_or_default(),
        card.note.clone().unwrap_or_default(),
    ])
}

fn shift_cells(present: &Present<'_>, shift: &Shift) -> Vec<String> {
    let directory = &present.world.directory;
    let card = directory.contacts.get(&shift.contact);
    let user = super::contact::user_of(present.world, shift.contact);
    let login = user.and_then(|user| directory.people.get(&user)).map(|user| user.login.clone());
    vec![
        present.words.role(&shift.role),
        card.map(|card| card.name.clone()).unwrap_or_default(),
        login.unwrap_or_default(),
        card.and_then(|card| card.mail.clone()).unwrap_or_default(),
        time::local(shift.from).strftime("%d-%m-%Y %H:%M").to_string(),
        time::local(shift.until).strftime("%d-%m-%Y %H:%M").to_string(),
    ]
}

fn site_cells(present: &Present<'_>, text: &Text, set: &site::Set) -> Vec<String> {
    let within = set.within.map(|within| super::site::path(present.world, within));
    vec![
        set.name.clone(),
        within.unwrap_or_default(),
        set.address.clone().unwrap_or_default(),
        text.get(if set.gone { "column-no" } else { "column-yes" }).to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_never_becomes_a_formula_or_a_second_cell() {
        let mut out = String::new();
        let cells = ["=1+1", "a\",\"b\nc", "-5", "@x", "+31", "\tx", "\rx", " =1", "'=1", "x"];
        super::line(&mut out, ',', &cells.map(str::to_owned));
        let told = "\"'=1+1\",\"a\"\",\"\"b\nc\",\"'-5\",\"'@x\",\"'+31\",\"'\tx\",\"'\rx\",\
                    \"' =1\",\"''=1\",\"x\"\r\n";
        assert_eq!(out, told);
    }
}

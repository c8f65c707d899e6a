// SPDX-License-Identifier: EUPL-1.2
//! Contacts from a file: who is meant by a row, and what it changes.

use std::collections::BTreeMap;

use tegenwicht_core::body::ContactCard;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::{PHONES_MAX, ROLES_MAX, Set, SetContact};
use tegenwicht_core::feature::text::{self, NAME};
use tegenwicht_core::id::{ActorId, ContactId, SiteId};
use tegenwicht_core::world::World;

use super::read::{Record, Sheet};
use super::{Cells, Change, Claims, Column, Outcome, Present, Reason, Row, Why, differs, several};

/// The columns, in the order in which they are written.
pub const COLUMNS: &[Column] = &[
    Column::wanted("name"),
    Column::optional("phone"),
    Column::optional("phone-2"),
    Column::optional("phone-3"),
    Column::optional("mail"),
    Column::optional("roles"),
    Column::optional("rank"),
    Column::optional("login"),
    Column::optional("desk"),
    Column::optional("site"),
    Column::optional("note"),
];
/// Digits in the shortest number that can be called: an extension in the house.
const DIGITS_MIN: usize = 3;
/// Digits in a Dutch number without the zero in front.
const DIGITS_WITHOUT_ZERO: usize = 9;

/// Everybody who can be reached, by what a row may say of them.
#[derive(Debug)]
pub struct Known<'a> {
    all: Vec<(ContactId, &'a Set, &'a ContactCard)>,
    by_user: BTreeMap<ActorId, Vec<usize>>,
    by_mail: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
    sites: super::site::Known<'a>,
    world: &'a World,
}

/// By what a row names somebody.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub user: Option<ActorId>,
    pub mail: Option<String>,
    pub name: Option<String>,
}

impl<'a> Known<'a> {
    /// Sets everybody out by login, mail and name.
    #[must_use]
    pub fn of(world: &'a World) -> Self {
        let (all, by_name) = (Vec::new(), BTreeMap::new());
        let (by_user, by_mail) = (BTreeMap::new(), BTreeMap::new());
        let sites = super::site::Known::of(world);
        let mut known = Self { all, by_user, by_mail, by_name, sites, world };
        let Some((_, admin)) = world.admin() else { return known };
        for set in admin.contacts.all() {
            let Some(card) = world.directory.contacts.get(&set.contact) else { continue };
            let at = known.all.len();
            known.all.push((set.contact, set, card));
            known.by_name.entry(text::fold(&card.name)).or_default().push(at);
            if let Some(user) = set.user {
                known.by_user.entry(user).or_default().push(at);
            }
            if let Some(mail) = &card.mail {
                known.by_mail.entry(text::fold(mail)).or_default().push(at);
            }
        }
        known
    }

    /// Finds who is meant: by login, else by mail, else by name.
    pub(crate) fn find(
        &self,
        named: &Named,
    ) -> Result<Option<(ContactId, &'a Set, &'a ContactCard)>, Reason> {
        let by_user = named.user.and_then(|user| self.by_user.get(&user));
        let by_mail = named.mail.as_ref().and_then(|mail| self.by_mail.get(&text::fold(mail)));
        let by_name = named.name.as_ref().and_then(|name| self.by_name.get(&text::fold(name)));
        for found in [by_user, by_mail, by_name].into_iter().flatten() {
            // Whoever logs in under another name is somebody else.
            let is_other = |set: &Set| {
                named.user.is_some_and(|user| set.user.is_some_and(|known| known != user))
            };
            let found = found.iter().filter_map(|at| self.all.get(*at));
            let found: Vec<_> = found.filter(|(_, set, _)| !is_other(set)).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Some(**one)),
                _ => {
                    let name = named.name.as_deref().or(named.mail.as_deref());
                    return Err(Reason::new(Why::TwoMatches, None, name.unwrap_or_default()));
                }
            }
        }
        Ok(None)
    }

    /// Reads by what a row names somebody.
    pub(crate) fn named(&self, cells: &Cells<'_>, name: &'static str) -> Result<Named, Reason> {
        let login = cells.get("login").filter(|login| !login.is_empty());
        let user = login.map(|login| {
            let user = self.world.directory.by_login(login);
            user.ok_or_else(|| Reason::new(Why::LoginUnknown, Some("login"), login))
        });
        Ok(Named {
            user: user.transpose()?,
            mail: cells.get("mail").filter(|mail| !mail.is_empty()).map(str::to_owned),
            name: cells.get(name).filter(|name| !name.is_empty()).map(str::to_owned),
        })
    }
}

/// Returns the account of a contact.
#[must_use]
pub fn user_of(world: &World, contact: ContactId) -> Option<ActorId> {
    world.admin()?.1.contacts.by_id.get(&contact)?.set()?.1.user
}

/// What two rows of one file may not both be about.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    There(ContactId),
    User(ActorId),
    Mail(String),
    Name(String),
}

pub(super) fn plan(sheet: &Sheet, present: &Present<'_>) -> Vec<Row> {
    let known = Known::of(present.world);
    let mut claims = Claims::new();
    let row = |record: &Record| {
        let cells = Cells::of(sheet, record);
        let name = cells.get("name").unwrap_or_default();
        let outcome = outcome(&cells, record.number, &known, present, &mut claims);
        Row {
            number: record.number,
            name: Reason::new(Why::Empty, None, name).what,
            outcome: outcome.unwrap_or_else(Outcome::Refused),
        }
    };
    sheet.records.iter().map(row).collect()
}

fn outcome(
    cells: &Cells<'_>,
    number: usize,
    known: &Known<'_>,
    present: &Present<'_>,
    claims: &mut Claims<Claim>,
) -> Result<Outcome, Reason> {
    cells.check_width()?;
    let name = cells.needed("name", NAME)?;
    let named = known.named(cells, "name")?;
    let found = known.find(&named)?;
    let card = found.map(|(_, _, card)| card.clone()).unwrap_or_default();
    let set = found.map(|(_, set, _)| set);
    let command = SetContact {
        contact: found.map(|(id, _, _)| id),
        name,
        phones: phones(cells, &card.phones)?,
        mail: mail(cells)?.unwrap_or_else(|| card.mail.clone()),
        note: cells.may("note", NAME)?.unwrap_or_else(|| card.note.clone()),
        roles: roles(cells, present)?
            .unwrap_or_else(|| set.map(|set| set.roles.clone()).unwrap_or_default()),
        rank: rank(cells)?.unwrap_or_else(|| set.map_or(0, |set| set.rank)),
        user: named.user.or_else(|| set.and_then(|set| set.user)),
        desk: desk(cells, present)?.unwrap_or_else(|| set.and_then(|set| set.desk.clone())),
        site: site(cells, known)?.unwrap_or_else(|| set.and_then(|set| set.site)),
    };
    let claim = match (found, &named) {
        (Some((id, _, _)), _) => Claim::There(id),
        (None, Named { user: Some(user), .. }) => Claim::User(*user),
        (None, Named { mail: Some(mail), .. }) => Claim::Mail(text::fold(mail)),
        (None, _) => Claim::Name(text::fold(&command.name)),
    };
    claims.claim(claim, number)?;
    let Some((_, set, card)) = found else {
        return Ok(Outcome::New(Some(Command::SetContact(Box::new(command)))));
    };
    let changes = changes(present, set, card, &command);
    if changes.is_empty() {
        return Ok(Outcome::Same);
    }
    Ok(Outcome::Changed(changes, Command::SetContact(Box::new(command))))
}

fn changes(present: &Present<'_>, set: &Set, card: &ContactCard, new: &SetContact) -> Vec<Change> {
    let mut changes = Vec::new();
    let of = |value: &Option<String>| value.clone().unwrap_or_default();
    differs(&mut changes, "name", &card.name, &new.name);
    differs(&mut changes, "phone", &card.phones.join(" / "), &new.phones.join(" / "));
    differs(&mut changes, "mail", &of(&card.mail), &of(&new.mail));
    differs(&mut changes, "note", &of(&card.note), &of(&new.note));
    let titles = |roles: &[String]| {
        let title = |role: &String| present.words.role(role);
        roles.iter().map(title).collect::<Vec<_>>().join(", ")
    };
    differs(&mut changes, "roles", &titles(&set.roles), &titles(&new.roles));
    let rank = |rank: u8| (u16::from(rank) + 1).to_string();
    differs(&mut changes, "rank", &rank(set.rank), &rank(new.rank));
    let login = |user: Option<ActorId>| {
        let person = user.and_then(|user| present.world.directory.people.get(&user));
        person.map(|person| person.login.clone()).unwrap_or_default()
    };
    differs(&mut changes, "login", &login(set.user), &login(new.user));
    let desk = |desk: &Option<String>| {
        desk.as_ref().map(|desk| present.words.desk(desk)).unwrap_or_default()
    };
    differs(&mut changes, "desk", &desk(&set.desk), &desk(&new.desk));
    let site = |site: Option<SiteId>| {
        site.map(|site| super::site::path(present.world, site)).unwrap_or_default()
    };
    differs(&mut changes, "site", &site(set.site), &site(new.site));
    changes
}

/// Reads the numbers. A column that is not in the file keeps the number that stood there.
fn phones(cells: &Cells<'_>, old: &[String]) -> Result<Vec<String>, Reason> {
    let mut phones: Vec<String> = Vec::new();
    for (key, rest) in [("phone", 0..1), ("phone-2", 1..2), ("phone-3", 2..PHONES_MAX)] {
        match cells.get(key) {
            Some(cell) => {
                for part in several(cell) {
                    phones.push(phone(key, part)?);
                }
            }
            None => {
                let kept = old.iter().enumerate().filter(|(at, _)| rest.contains(at));
                phones.extend(kept.map(|(_, phone)| phone.clone()));
            }
        }
    }
    let mut seen = Vec::new();
    phones.retain(|phone| {
        let fresh = !seen.contains(phone);
        seen.push(phone.clone());
        fresh
    });
    match phones.len() {
        0 => Err(Reason::new(Why::CellMissing, Some("phone"), "")),
        count if count > PHONES_MAX => {
            Err(Reason::new(Why::PhonesMany, Some("phone"), &count.to_string()))
        }
        _ => Ok(phones),
    }
}

/// Reads a number that can be called.
fn phone(key: &'static str, part: &str) -> Result<String, Reason> {
    let wrong = |why| Err(Reason::new(why, Some(key), part));
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let signs =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.' | '\u{a0}');
    if digits < DIGITS_MIN || !part.chars().all(signs) {
        return wrong(Why::PhoneWrong);
    }
    // A spreadsheet that takes a number for an amount leaves its first zero out.
    if digits == DIGITS_WITHOUT_ZERO && digits == part.len() && !part.starts_with('0') {
        return wrong(Why::PhoneZero);
    }
    text::required(part, NAME).map_err(|why| Reason::new(Why::Refused(why), Some(key), part))
}

fn mail(cells: &Cells<'_>) -> Result<Option<Option<String>>, Reason> {
    let mail = cells.may("mail", NAME)?;
    if let Some(Some(mail)) = &mail {
        let halves = mail
            .split_once('@')
            .filter(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
        if halves.is_none() || mail.contains(char::is_whitespace) {
            return Err(Reason::new(Why::MailWrong, Some("mail"), mail));
        }
    }
    Ok(mail)
}

fn roles(cells: &Cells<'_>, present: &Present<'_>) -> Result<Option<Vec<String>>, Reason> {
    let Some(cell) = cells.get("roles") else { return Ok(None) };
    // A title may have a comma or a slash in it.
    let mut roles = match present.words.find_role(cell) {
        Some(role) => vec![role],
        None => several(cell)
            .into_iter()
            .map(|part| {
                let role = present.words.find_role(part);
                role.ok_or_else(|| Reason::new(Why::RoleUnknown, Some("roles"), part))
            })
            .collect::<Result<_, _>>()?,
    };
    roles.sort_unstable();
    roles.dedup();
    if roles.len() > ROLES_MAX {
        let why = Why::Refused(tegenwicht_core::refusal::Refusal::TooManyReferences);
        return Err(Reason::new(why, Some("roles"), &roles.len().to_string()));
    }
    Ok(Some(roles))
}

/// Reads the place in the order of calling: 1 is first.
fn rank(cells: &Cells<'_>) -> Result<Option<u8>, Reason> {
    match cells.get("rank") {
        None | Some("") => Ok(None),
        Some(cell) => {
            let rank = cell.parse::<u8>().ok().filter(|rank| (1..=100).contains(rank));
            let rank = rank.ok_or_else(|| Reason::new(Why::RankWrong, Some("rank"), cell))?;
            Ok(Some(rank - 1))
        }
    }
}

fn desk(cells: &Cells<'_>, present: &Present<'_>) -> Result<Option<Option<String>>, Reason> {
    match cells.get("desk") {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(cell) => match present.words.find_desk(cell) {
            Some(desk) => Ok(Some(Some(desk))),
            None => Err(Reason::new(Why::DeskUnknown, Some("desk"), cell)),
        },
    }
}

fn site(cells: &Cells<'_>, known: &Known<'_>) -> Result<Option<Option<SiteId>>, Reason> {
    match cells.get("site") {
        None => Ok(None),
        Some("") => Ok(Some(None)),
        Some(cell) => known.sites.find(cell, "site").map(|site| Some(Some(site))),
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! What is made ready before an exercise begins: contacts, the duty roster, sites, settings.

use std::collections::BTreeMap;

use tegenwicht_core::command::Command;
use tegenwicht_core::feature::contact::{RemoveContact, SetContact};
use tegenwicht_core::feature::roster::SetShift;
use tegenwicht_core::feature::setting::SetSettings;
use tegenwicht_core::feature::site::SetSite;
use tegenwicht_core::id::{ActorId, ContactId, SiteId};
use tegenwicht_core::time::Timestamp;

use super::Fault;
use super::parse::{Kind, Parser};
use super::words::Sentence;

/// What somebody makes ready.
#[derive(Debug, Clone)]
pub enum Cold {
    AddContact(Box<NewContact>),
    RemoveContact { contact: String },
    Duty { contact: String, role: String, from: Timestamp, until: Timestamp },
    AddSite { name: String, within: Option<String>, address: Option<String> },
    Set { name: String, value: Option<String> },
}

/// Somebody who can be reached.
#[derive(Debug, Clone)]
pub struct NewContact {
    name: String,
    roles: Vec<String>,
    phones: Vec<String>,
    mail: Option<String>,
    rank: u8,
    desk: Option<String>,
    user: Option<String>,
    site: Option<String>,
}

/// What is known by a name in the scenario.
#[derive(Debug, Default)]
pub struct Made {
    pub contacts: BTreeMap<String, ContactId>,
    pub sites: BTreeMap<String, SiteId>,
}

/// Reads what follows `adds contact`.
pub fn contact(parser: &Parser, words: &mut Sentence) -> Result<Cold, Fault> {
    let mut new = NewContact {
        name: words.quoted("the name of the contact")?,
        roles: slugs(words)?,
        phones: Vec::new(),
        mail: None,
        rank: 0,
        desk: None,
        user: None,
        site: None,
    };
    while !(words.is_done() || words.peek() == Some("is")) {
        if words.take("phone") {
            new.phones.push(words.quoted("a telephone number")?);
        } else if words.take("mail") {
            new.mail = Some(words.quoted("a mail address")?);
        } else if words.take("deputy") {
            let number = words.word("a number, 1 for the first deputy")?;
            let rank = number.parse::<u8>().ok().filter(|rank| *rank > 0);
            new.rank = rank.ok_or_else(|| words.fault("a deputy has a number, such as 1"))?;
        } else if words.take("desk") {
            new.desk = Some(words.word("the id of a desk, such as ghor")?);
        } else if words.take("account of") {
            new.user = Some(parser.somebody(words)?);
        } else if words.take("at") {
            new.site = Some(parser.named(words, Kind::Site)?);
        } else {
            let known = "phone, mail, deputy, desk, account of, at, as, is refused because";
            let text = format!("{} is not known here; what can follow: {known}", words.here());
            return Err(words.fault(text));
        }
    }
    Ok(Cold::AddContact(Box::new(new)))
}

/// Reads what follows `adds site`.
pub fn site(parser: &Parser, words: &mut Sentence) -> Result<Cold, Fault> {
    let name = words.quoted("the name of the site")?;
    let within = match words.take("within") {
        true => Some(parser.named(words, Kind::Site)?),
        false => None,
    };
    let address = match words.take("address") {
        true => Some(words.quoted("the address")?),
        false => None,
    };
    Ok(Cold::AddSite { name, within, address })
}

/// Reads what follows `puts`.
pub fn duty(parser: &Parser, words: &mut Sentence) -> Result<Cold, Fault> {
    let contact = parser.named(words, Kind::Contact)?;
    words.expect("on duty for")?;
    let role = words.word("the id of a role, such as duty-manager")?;
    words.expect("from")?;
    let from = parser.past(words)?;
    words.expect("until")?;
    let until = parser.coming(words)?;
    Ok(Cold::Duty { contact, role, from, until })
}

/// Reads what follows `removes`.
pub fn removes(parser: &Parser, words: &mut Sentence) -> Result<Cold, Fault> {
    Ok(Cold::RemoveContact { contact: parser.named(words, Kind::Contact)? })
}

/// Reads what follows `sets setting`.
pub fn setting(words: &mut Sentence) -> Result<Cold, Fault> {
    let name = words.word("the name of a setting, such as word.client")?;
    if words.take("back") {
        return Ok(Cold::Set { name, value: None });
    }
    words.expect("to")?;
    Ok(Cold::Set { name, value: Some(words.quoted("the value")?) })
}

/// Takes ids of roles with commas between them; there may be none.
fn slugs(words: &mut Sentence) -> Result<Vec<String>, Fault> {
    const FOLLOW: [&str; 8] = ["phone", "mail", "deputy", "desk", "account", "at", "as", "is"];
    let mut slugs = Vec::new();
    if words.peek().is_none_or(|word| FOLLOW.contains(&word)) {
        return Ok(slugs);
    }
    loop {
        slugs.push(words.word("the id of a role")?);
        if !words.comma() {
            return Ok(slugs);
        }
    }
}

impl Made {
    /// Builds the command; times are moved by so much.
    ///
    /// # Errors
    /// When a name was never made.
    pub fn built(
        &self,
        cold: &Cold,
        people: &BTreeMap<String, ActorId>,
        shift_ms: i64,
    ) -> Result<Command, String> {
        let site = |name: &String| of(&self.sites, name);
        let contact = |name: &String| of(&self.contacts, name);
        Ok(match cold {
            Cold::AddContact(new) => Command::SetContact(Box::new(SetContact {
                contact: None,
                name: new.name.clone(),
                phones: new.phones.clone(),
                mail: new.mail.clone(),
                note: None,
                roles: new.roles.clone(),
                rank: new.rank,
                user: new.user.as_ref().map(|name| of(people, name)).transpose()?,
                desk: new.desk.clone(),
                site: new.site.as_ref().map(site).transpose()?,
            })),
            Cold::RemoveContact { contact: name } => {
                Command::RemoveContact(RemoveContact { contact: contact(name)? })
            }
            Cold::Duty { contact: name, role, from, until } => Command::SetShift(SetShift {
                shift: None,
                role: role.clone(),
                contact: contact(name)?,
                from: from.plus_ms(shift_ms),
                until: until.plus_ms(shift_ms),
                gone: false,
            }),
            Cold::AddSite { name, within, address } => Command::SetSite(SetSite {
                site: None,
                name: name.clone(),
                within: within.as_ref().map(site).transpose()?,
                address: address.clone(),
                gone: false,
            }),
            Cold::Set { name, value } => {
                Command::SetSettings(SetSettings { values: vec![(name.clone(), value.clone())] })
            }
        })
    }
}

fn of<T: Copy>(known: &BTreeMap<String, T>, name: &str) -> Result<T, String> {
    known.get(name).copied().ok_or_else(|| format!("{name} was never made"))
}

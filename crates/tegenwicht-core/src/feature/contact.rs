// SPDX-License-Identifier: EUPL-1.2
//! A contact (contact): a person or desk that can be reached, and for which roles.
//!
//! Not here: who is on duty now (`roster`), who was called (`call`), accounts (`user`).
//! Rules: name, telephone and mail are never in an open part; what a new version replaces is
//! erased; a contact that goes is erased too; whoever has a role comes first, deputies by rank.
//! Start at: `decide_set`.
//! To change: text `contact-*`, page `contact`, the import, `docs/help/contact.md`.

use std::fmt;

use minicbor::{Decode, Encode};

use crate::body::{ContactCard, Secret};
use crate::command::{Context, Draft};
use crate::event::Fact;
use crate::feature::erasure::Erased;
use crate::feature::text::{self, NAME};
use crate::fold::{At, ScopeState};
use crate::id::{ActorId, ContactId, EventId, ScopeId, SiteId, SubjectId};
use crate::map::Map;
use crate::refusal::Refusal;
use crate::versions::Versions;
use crate::world::World;

/// Most telephone numbers of one contact.
pub const PHONES_MAX: usize = 5;
/// Most roles of one contact.
pub const ROLES_MAX: usize = 20;

/// `contact.set`; the sealed part holds the [`ContactCard`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Set {
    #[n(0)]
    pub contact: ContactId,
    #[n(1)]
    pub subject: SubjectId,
    /// The roles that this person can fill.
    #[n(2)]
    pub roles: Vec<String>,
    /// 0 is first for those roles, 1 the first deputy, and so on.
    #[n(3)]
    pub rank: u8,
    /// The account of the same person.
    #[n(4)]
    pub user: Option<ActorId>,
    /// The desk that this is, by its name in the list `contacts`: GHOR, board, supplier.
    #[n(5)]
    pub desk: Option<String>,
    #[n(6)]
    pub site: Option<SiteId>,
}

/// `contact.gone`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Gone {
    #[n(0)]
    pub contact: ContactId,
}

/// Add somebody who can be reached, or change one.
#[derive(Clone, PartialEq, Eq, Default, Encode)]
#[cbor(map)]
pub struct SetContact {
    /// None adds a new one.
    #[n(0)]
    pub contact: Option<ContactId>,
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub phones: Vec<String>,
    #[n(3)]
    pub mail: Option<String>,
    #[n(4)]
    pub note: Option<String>,
    #[n(5)]
    pub roles: Vec<String>,
    #[n(6)]
    pub rank: u8,
    #[n(7)]
    pub user: Option<ActorId>,
    #[n(8)]
    pub desk: Option<String>,
    #[n(9)]
    pub site: Option<SiteId>,
}

/// Tells nothing: there is a name in it.
impl fmt::Debug for SetContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetContact(..)")
    }
}

/// Take a contact out and erase it.
#[derive(Debug, Clone, PartialEq, Eq, Encode)]
#[cbor(map)]
pub struct RemoveContact {
    #[n(0)]
    pub contact: ContactId,
}

pub(crate) fn decide_set(
    world: &World,
    ctx: &mut Context,
    command: &SetContact,
) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let contact = command.contact.unwrap_or(ContactId(ctx.made_id()));
    let old = admin.contacts.by_id.get(&contact);
    if command.contact.is_some() && old.is_none() {
        return Err(Refusal::ContactUnknown);
    }
    if command.user.is_some_and(|user| !admin.users.by_id.contains_key(&user)) {
        return Err(Refusal::UserUnknown);
    }
    let known = |site| world.plan().is_some_and(|(_, plan)| plan.sites.get(site).is_some());
    if command.site.is_some_and(|site| !known(site)) {
        return Err(Refusal::SiteUnknown);
    }
    let card = card(command)?;
    let mut roles: Vec<String> =
        command.roles.iter().map(|role| text::slug(role)).collect::<Result<_, _>>()?;
    roles.sort_unstable();
    roles.dedup();
    if roles.len() > ROLES_MAX {
        return Err(Refusal::TooManyReferences);
    }
    let (subject, key) = ctx.fresh_key(scope);
    let set = Set {
        contact,
        subject,
        roles,
        rank: command.rank,
        user: command.user,
        desk: command.desk.as_deref().map(text::slug).transpose()?,
        site: command.site,
    };
    let mut facts = vec![Fact::ContactSet(set)];
    let replaced = old.map(|old| old.card.heads()).unwrap_or_default();
    facts.extend(old.map(|old| Fact::Erased(old.erased(scope, "replaced"))));
    let draft =
        if old.is_some() { Draft::erasing(scope, facts) } else { Draft::facts(scope, facts) };
    Ok(vec![draft.replacing(replaced)?.sealing(subject, key, Secret::Contact(card))])
}

fn card(command: &SetContact) -> Result<ContactCard, Refusal> {
    let phones =
        command.phones.iter().filter_map(|phone| text::optional(Some(phone), NAME).transpose());
    let phones: Vec<String> = phones.collect::<Result<_, _>>()?;
    if phones.is_empty() {
        return Err(Refusal::PhoneLacking);
    }
    if phones.len() > PHONES_MAX {
        return Err(Refusal::TooManyReferences);
    }
    Ok(ContactCard {
        name: text::required(&command.name, NAME)?,
        phones,
        mail: text::optional(command.mail.as_deref(), NAME)?,
        note: text::optional(command.note.as_deref(), NAME)?,
    })
}

pub(crate) fn decide_remove(world: &World, command: &RemoveContact) -> Result<Vec<Draft>, Refusal> {
    let (scope, admin) = world.admin().ok_or(Refusal::NotSetUp)?;
    let old = admin.contacts.by_id.get(&command.contact).filter(|old| !old.is_gone());
    let old = old.ok_or(Refusal::ContactUnknown)?;
    let gone = Fact::ContactGone(Gone { contact: command.contact });
    let facts = vec![gone, Fact::Erased(old.erased(scope, "removed"))];
    Ok(vec![Draft::erasing(scope, facts).replacing(old.card.heads())?])
}

/// A contact as the log knows it, without name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Contact {
    /// None where it was taken out.
    #[n(0)]
    pub card: Versions<Option<Set>>,
}

impl Contact {
    /// Returns what holds, with the event whose sealed part has the name: where two versions are
    /// in force, the first of them.
    #[must_use]
    pub fn set(&self) -> Option<(EventId, &Set)> {
        self.card.live().find_map(|(event, set)| set.as_ref().map(|set| (*event, set)))
    }

    /// Returns true when somebody took it out and nobody put it back.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.set().is_none()
    }

    fn erased(&self, scope: ScopeId, ground: &str) -> Erased {
        let subjects = self.card.live().filter_map(|(_, set)| set.as_ref().map(|set| set.subject));
        Erased {
            events: Vec::new(),
            subjects: subjects.filter(|subject| subject.belongs_to(scope)).collect(),
            ground: ground.to_owned(),
            numbers: Vec::new(),
            commands: Vec::new(),
        }
    }
}

/// Everybody who can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(map)]
pub struct Contacts {
    #[n(0)]
    pub by_id: Map<ContactId, Contact>,
}

impl Contacts {
    /// Returns all that are there, by id.
    pub fn all(&self) -> impl Iterator<Item = &Set> {
        self.by_id.values().filter_map(|contact| contact.set().map(|(_, set)| set))
    }

    /// Returns who can fill a role, the first before the deputies.
    #[must_use]
    pub fn for_role(&self, role: &str) -> Vec<&Set> {
        let mut found: Vec<&Set> =
            self.all().filter(|set| set.roles.iter().any(|other| other == role)).collect();
        found.sort_by_key(|set| (set.rank, set.contact));
        found
    }
}

impl ScopeState {
    pub(crate) fn set_contact(&mut self, fact: Set, at: &At<'_>) {
        self.change_contact(fact.contact, Some(fact), at);
    }

    pub(crate) fn remove_contact(&mut self, fact: &Gone, at: &At<'_>) {
        self.change_contact(fact.contact, None, at);
    }

    fn change_contact(&mut self, id: ContactId, set: Option<Set>, at: &At<'_>) {
        let mut conflict = false;
        self.contacts.by_id.change(id, |contact| {
            contact.card.set(at.event, set, &at.header.supersedes);
            conflict = contact.card.is_conflict();
        });
        self.notice_conflict(conflict, at, || id.to_string());
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The checks themselves, from cheap to dear; the signature is the last and is checked once.

use tegenwicht_core::body::Open;
use tegenwicht_core::chain::check_next;
use tegenwicht_core::envelope::{Envelope, EnvelopeFault, Header, Kind, Mode, PartRef};
use tegenwicht_core::event::Fact;
use tegenwicht_core::feature::erasure::may_erase;
use tegenwicht_core::feature::scope::{Purpose, scope_of};
use tegenwicht_core::id::{DeviceKey, EventId};
use tegenwicht_core::shelf::{
    Absence, ErasedIndex, Opening, Piece, Shelf, ShelfFault, subjects_named,
};

use super::{Intake, Refused};

type Checked<T> = Result<Result<T, Refused>, ShelfFault>;

impl Intake {
    /// Checks everything about an event. Returns whether another one stands at its place.
    pub(super) fn check(
        &mut self,
        shelf: &mut dyn Shelf,
        envelope: &Envelope,
        piece: &Piece,
    ) -> Checked<bool> {
        let header = &envelope.header;
        if self.bad.contains(&header.log()) {
            return Ok(Err(Refused::Earlier));
        }
        if let Err(refused) = present(piece.open.as_deref(), header.open)
            .and_then(|()| present(piece.sealed.as_deref(), header.sealed))
        {
            return Ok(Err(refused));
        }
        let opening = match self.opening_for(shelf, envelope, piece)? {
            Ok(opening) => opening,
            Err(refused) => return Ok(Err(refused)),
        };
        if !self.may_hold(shelf, header.scope, &opening) {
            return Ok(Err(Refused::NotOurs));
        }
        if !self.is_granted(shelf, header.device, &opening)? {
            return Ok(Err(Refused::NeverGranted));
        }
        let follows = match self.follows(shelf, header)? {
            Ok(follows) => follows,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Err(refused) = self.absences(shelf, envelope.id, header, piece)? {
            return Ok(Err(refused));
        }
        if envelope.verify(opening.mode).is_err() {
            return Ok(Err(Refused::Envelope(EnvelopeFault::Signature)));
        }
        if header.kind == Kind::Erase {
            self.note_erasure(header.scope, piece.clone());
        }
        self.openings.entry(header.scope).or_insert(opening);
        if follows == Follows::TheLast {
            return Ok(Ok(false));
        }
        let mut there = shelf.at(header.log(), header.seq)?;
        let waiting = self
            .pending
            .iter()
            .filter(|(_, waiting)| waiting.seq == header.seq && waiting.log() == header.log());
        there.extend(waiting.map(|(id, _)| *id));
        Ok(Ok(there.iter().any(|id| *id != envelope.id)))
    }

    /// Finds what the scope is; a genesis says so itself.
    fn opening_for(
        &mut self,
        shelf: &mut dyn Shelf,
        envelope: &Envelope,
        piece: &Piece,
    ) -> Checked<Opening> {
        let header = &envelope.header;
        let known = self.opening(shelf, header.scope)?;
        if header.kind != Kind::Genesis {
            return Ok(known.ok_or(Refused::UnknownScope));
        }
        let open = piece.open.as_deref().and_then(|open| Open::decode(open).ok());
        let own = self.admit(shelf, envelope, open.as_ref())?;
        if let Some(own) = own {
            return Ok(Ok(known.unwrap_or(own)));
        }
        // Without the admin scope nobody can say whether it is a right one.
        let is_founded = match shelf.admin() {
            Some(admin) => self.opening(shelf, admin)?.is_some(),
            None => false,
        };
        let claimed = Opening::of(envelope.id, header, open.as_ref());
        let is_granted = claimed.is_none_or(|it| self.may_write(header.device, &it));
        Ok(Err(match (is_founded, is_granted) {
            (false, _) => Refused::UnknownScope,
            (true, false) => Refused::NeverGranted,
            (true, true) => Refused::Genesis,
        }))
    }

    /// Returns what a genesis fixes, when it may stand in its scope. Real or exercise can then
    /// not be chosen twice: it follows from the purpose, or from the id of the scope.
    pub(super) fn admit(
        &mut self,
        shelf: &mut dyn Shelf,
        envelope: &Envelope,
        open: Option<&Open>,
    ) -> Result<Option<Opening>, ShelfFault> {
        let header = &envelope.header;
        let Some(opening) = Opening::of(envelope.id, header, open) else {
            return Ok(None);
        };
        let admin = shelf.admin();
        if opening.purpose == Purpose::Admin {
            let ours = admin == Some(header.scope) && opening.mode == Mode::Real;
            return Ok(Some(opening).filter(|_| ours));
        }
        let institution = match admin {
            Some(admin) => self.opening(shelf, admin)?.map(|opening| opening.event),
            None => None,
        };
        let ours = institution.is_some() && opening.institution == institution;
        let fits = match (opening.purpose, institution, header.command) {
            (Purpose::Plan, ..) => opening.mode == Mode::Real,
            (_, Some(institution), Some(command)) => {
                let (purpose, mode) = (opening.purpose, opening.mode);
                scope_of(purpose, institution, header.actor, command, mode) == header.scope
            }
            _ => false,
        };
        let granted = self.may_write(header.device, &opening);
        Ok(Some(opening).filter(|_| ours && fits && granted))
    }

    /// Returns whether the author was ever granted, also by a grant that still waits.
    pub(super) fn is_granted(
        &mut self,
        shelf: &mut dyn Shelf,
        author: DeviceKey,
        opening: &Opening,
    ) -> Result<bool, ShelfFault> {
        if self.may_write(author, opening) {
            return Ok(true);
        }
        let waits = self.pending.values().any(|header| Some(header.scope) == shelf.admin());
        if waits {
            self.commit(shelf)?;
        }
        Ok(waits && self.may_write(author, opening))
    }

    fn follows(&mut self, shelf: &mut dyn Shelf, header: &Header) -> Checked<Follows> {
        let Some(prev) = header.prev else {
            let checked = check_next(None, header).map(|()| Follows::Another);
            return Ok(checked.map_err(Refused::Chain));
        };
        let last = self.last.get(&header.log()).filter(|(id, _)| *id == prev);
        let (before, follows) = match last {
            Some((_, before)) => (Some(before.clone()), Follows::TheLast),
            None => (self.header(shelf, prev)?, Follows::Another),
        };
        // The epoch before this one may still be on its way, or lost with a part of a stick.
        if before.is_none() && header.seq > 0 {
            return Ok(Err(Refused::Gap));
        }
        let before = before.as_ref().map(|before| (before, &prev));
        Ok(check_next(before, header).map(|()| follows).map_err(Refused::Chain))
    }

    fn header(&self, shelf: &mut dyn Shelf, id: EventId) -> Result<Option<Header>, ShelfFault> {
        if let Some(header) = self.pending.get(&id) {
            return Ok(Some(header.clone()));
        }
        let piece = shelf.event(id)?;
        Ok(piece.and_then(|piece| Envelope::peek(&piece.cose).ok()))
    }

    /// Checks that an erasure explains each part that is absent.
    fn absences(
        &mut self,
        shelf: &mut dyn Shelf,
        id: EventId,
        header: &Header,
        piece: &Piece,
    ) -> Checked<()> {
        let no_open = piece.open.is_none() && header.open.is_some();
        let no_seal = piece.sealed.is_none() && header.sealed.is_some();
        if !no_open && !no_seal {
            return Ok(Ok(()));
        }
        let whole = Absence::of(id, header);
        if may_erase(&header.kind) && self.explained(shelf, &whole)? {
            return Ok(Ok(()));
        }
        if no_open {
            return Ok(Err(Refused::Absent));
        }
        let open = piece.open.as_deref().and_then(|open| Open::decode(open).ok());
        let subjects = open.as_ref().map(subjects_named).unwrap_or_default();
        // Facts of a later version may name subjects in a way that is not known here.
        let is_later = open
            .is_some_and(|open| open.facts.iter().any(|fact| matches!(fact, Fact::Unknown { .. })));
        let explained = self.explained(shelf, &Absence { subjects: &subjects, ..whole })?
            || is_later && self.erased.get(&header.scope).is_some_and(ErasedIndex::names_subjects);
        Ok(if explained { Ok(()) } else { Err(Refused::Absent) })
    }

    /// Looks for an erasure among those that came ahead, then on the shelf. One that came ahead
    /// is kept with the batch, since the power may go before its own turn comes.
    fn explained(
        &mut self,
        shelf: &mut dyn Shelf,
        absence: &Absence<'_>,
    ) -> Result<bool, ShelfFault> {
        if shelf.erasure(absence)?.is_some() {
            return Ok(true);
        }
        let known = |intake: &Self| {
            let erased = intake.erased.get(&absence.scope);
            erased.is_some_and(|erased| erased.find(absence).is_some())
        };
        if !known(self) {
            self.prove(shelf, absence.scope)?;
        }
        let erased = self.erased.get(&absence.scope);
        let Some(piece) = erased.and_then(|erased| erased.find(absence)) else {
            return Ok(false);
        };
        let waits = self.batch.ahead.iter().any(|ahead| ahead.id == piece.id);
        if !waits && !self.pending.contains_key(&piece.id) {
            self.batch.ahead.push(piece.clone());
        }
        Ok(true)
    }
}

/// What an event follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// The last event of its log that came in.
    TheLast,
    Another,
}

fn present(part: Option<&[u8]>, named: Option<PartRef>) -> Result<(), Refused> {
    match (part, named) {
        (Some(part), Some(named)) if named.matches(part) => Ok(()),
        (None, _) => Ok(()),
        (Some(_), _) => Err(Refused::Part),
    }
}

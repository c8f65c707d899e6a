// SPDX-License-Identifier: EUPL-1.2
//! Whether one event may follow another in its log: the chain that shows a missing page.

use crate::envelope::{Header, Kind};
use crate::id::EventId;

/// Why an event cannot stand where it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    #[error("it belongs to a log of another device or scope")]
    OtherLog,
    #[error("its seq is not the next one")]
    Seq,
    #[error("it does not name the event before it")]
    Prev,
    #[error("it opens a scope and is not the first event of its device there")]
    Genesis,
}

/// Checks that `next` may follow `prev`, the event before it: in the same log, or, for the first
/// event of an epoch, the head of that device's previous epoch in the scope. None when nothing
/// comes before it as far as is held: then it has to be the first of its log.
///
/// # Errors
/// The first rule of `docs/formats/event.md` section 6 that does not hold.
pub fn check_next(prev: Option<(&Header, &EventId)>, next: &Header) -> Result<(), ChainFault> {
    if next.kind == Kind::Genesis && (next.seq != 0 || next.prev.is_some()) {
        return Err(ChainFault::Genesis);
    }
    let Some((before, id)) = prev else {
        return if next.seq == 0 { Ok(()) } else { Err(ChainFault::Seq) };
    };
    if before.device != next.device || before.scope != next.scope {
        return Err(ChainFault::OtherLog);
    }
    let seq = if before.epoch == next.epoch { before.seq.checked_add(1) } else { Some(0) };
    if seq != Some(next.seq) {
        return Err(ChainFault::Seq);
    }
    if next.prev != Some(*id) {
        return Err(ChainFault::Prev);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DeviceKey, ScopeId};
    use crate::time::{Hlc, Timestamp};

    fn header(epoch: u64, seq: u64, prev: Option<EventId>) -> Header {
        Header {
            device: DeviceKey([1; 32]),
            scope: ScopeId([2; 16]),
            epoch,
            seq,
            prev,
            hlc: Hlc(0),
            wall: Timestamp(0),
            actor: None,
            command: None,
            kind: Kind::Facts,
            schema: 1,
            seen: None,
            supersedes: Vec::new(),
            open: None,
            sealed: None,
        }
    }

    #[test]
    fn a_chain_has_no_gap_and_no_branch() {
        let id = EventId([9; 32]);
        let last = header(5, 3, Some(EventId([8; 32])));
        let after = |next: &Header| check_next(Some((&last, &id)), next);
        assert_eq!(after(&header(5, 4, Some(id))), Ok(()));
        assert_eq!(after(&header(6, 0, Some(id))), Ok(()), "a new epoch names the old head");
        assert_eq!(after(&header(5, 5, Some(id))), Err(ChainFault::Seq));
        assert_eq!(after(&header(5, 3, Some(id))), Err(ChainFault::Seq));
        assert_eq!(after(&header(6, 1, Some(id))), Err(ChainFault::Seq));
        assert_eq!(after(&header(5, 4, None)), Err(ChainFault::Prev));
        assert_eq!(after(&header(6, 0, Some(EventId([7; 32])))), Err(ChainFault::Prev));
        let foreign = Header { device: DeviceKey([3; 32]), ..header(5, 4, Some(id)) };
        assert_eq!(after(&foreign), Err(ChainFault::OtherLog));
        let elsewhere = Header { scope: ScopeId([3; 16]), ..header(5, 4, Some(id)) };
        assert_eq!(after(&elsewhere), Err(ChainFault::OtherLog));
        assert_eq!(check_next(None, &header(5, 0, None)), Ok(()));
        assert_eq!(check_next(None, &header(5, 1, None)), Err(ChainFault::Seq));
    }

    #[test]
    fn a_genesis_is_the_first_event_of_its_device_in_the_scope() {
        let id = EventId([9; 32]);
        let last = header(5, 3, None);
        for next in [header(5, 4, Some(id)), header(6, 0, Some(id))] {
            let genesis = Header { kind: Kind::Genesis, ..next };
            assert_eq!(check_next(Some((&last, &id)), &genesis), Err(ChainFault::Genesis));
        }
        let genesis = Header { kind: Kind::Genesis, ..header(5, 0, None) };
        assert_eq!(check_next(None, &genesis), Ok(()));
    }
}

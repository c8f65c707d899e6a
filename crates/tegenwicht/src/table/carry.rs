// SPDX-License-Identifier: EUPL-1.2
//! Takes in what a file says: one command per row, each known again when it is sent twice.

use std::collections::BTreeSet;

use tegenwicht_core::actor::Actor;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::site::DEPTH_MAX;
use tegenwicht_core::id::CommandId;

use super::{Counts, List, Outcome, Plan, Present};
use crate::app::{App, SubmitError};
use crate::text::Language;
use crate::words::Words;

/// Commands that wait for the disk together, so that one write takes many.
const TOGETHER: usize = 32;

/// What came of it.
#[derive(Debug)]
pub struct Done {
    pub counts: Counts,
    /// What stopped it before the end; the same press goes on from there.
    pub stopped: Option<SubmitError>,
}

/// Takes in every row that is accepted. What lies within a site of another row comes after it,
/// since only then the site has an id.
pub async fn carry_out(
    app: &App,
    actor: &Actor,
    language: Language,
    list: List,
    bytes: &[u8],
    key: CommandId,
) -> Done {
    let mut done = Done { counts: Counts::default(), stopped: None };
    let mut sent: BTreeSet<usize> = BTreeSet::new();
    let file = sha256(bytes);
    for pass in 0..=DEPTH_MAX {
        let world = app.world();
        let words = Words::of(app.cards(), &world, language);
        let now = app.clock.now();
        let present = Present { world: &world, words: &words, language, now };
        let Ok(plan) = Plan::of(list, bytes, &present) else { return done };
        if pass == 0 {
            done.counts = plan.counts();
        }
        let rows = plan.rows.into_iter().filter_map(|row| match row.outcome {
            Outcome::New(Some(command)) => Some((row.number, true, command)),
            Outcome::Changed(_, command) => Some((row.number, false, command)),
            _ => None,
        });
        let ready: Vec<(usize, bool, Command)> =
            rows.filter(|(number, _, _)| sent.insert(*number)).collect();
        if ready.is_empty() {
            break;
        }
        for together in ready.chunks(TOGETHER) {
            let send = |(number, _, command): &(usize, bool, Command)| {
                app.submit(actor.clone(), id_of(key, &file, *number), command.clone())
            };
            let answers = futures::future::join_all(together.iter().map(send)).await;
            for ((_, new, _), answer) in together.iter().zip(answers) {
                match answer {
                    Ok(_) => {}
                    // Somebody else was first with something that does not go with this row.
                    Err(SubmitError::Refused(_) | SubmitError::OtherPayload) => {
                        done.counts.take_back(*new);
                    }
                    Err(error) => {
                        done.stopped = Some(error);
                        return done;
                    }
                }
            }
        }
    }
    done
}

/// The id of the command of a row: the same press of the same file gives the same.
fn id_of(key: CommandId, file: &[u8; 32], row: usize) -> CommandId {
    let row = (row as u64).to_be_bytes();
    let hash = sha256(&[b"row of a file ".as_slice(), &key.0, file, &row].concat());
    CommandId(*hash.first_chunk().unwrap_or(&key.0))
}

// SPDX-License-Identifier: EUPL-1.2
//! What we ask for once the events are here: keys of subjects, and photos and files.

use std::sync::Arc;

use tegenwicht_core::envelope::sha256;
use tegenwicht_core::shelf::Shelf;

use super::{Output, Reason, Session};
use crate::frame::{AskFile, AskKeys, File, Frame, Keys};
use crate::keybox::{self, Way};

/// Keys, or files, looked for at once.
const LOOK_MAX: usize = 500;
/// Longest file that is taken, in bytes, sealed: 25 MiB and its frame.
const FILE_MAX: u64 = 25 * 1024 * 1024 + 64;

impl Session {
    /// Asks for keys and files that what we hold names.
    pub(super) fn ask_extra(&mut self, shelf: &mut dyn Shelf) -> Result<(), Reason> {
        if !self.pull.is_extra_due || self.pull.file.is_some() {
            return Ok(());
        }
        let Some(intake) = &self.intake else {
            return Ok(());
        };
        let rights = Arc::clone(intake.rights());
        for found in shelf.scopes().map_err(Reason::Disk)? {
            let Some(opening) = found.opening.filter(|_| self.pull.told.contains_key(&found.scope))
            else {
                continue;
            };
            let scope = found.scope;
            if self.us.exchange.is_some() && rights.may_open(&self.us.device, &opening.place()) {
                let mut subjects = shelf.missing_keys(scope, LOOK_MAX).map_err(Reason::Disk)?;
                subjects.retain(|subject| self.pull.keys_asked.insert(*subject));
                if !subjects.is_empty() {
                    self.send(&Frame::AskKeys(AskKeys { scope, subjects }));
                }
            }
            let files = shelf.missing_files(scope, LOOK_MAX).map_err(Reason::Disk)?;
            let next = files.into_iter().find(|file| self.pull.files_tried.insert(*file));
            if let Some(file) = next {
                self.pull.file = Some((file, Vec::new()));
                self.send(&Frame::AskFile(AskFile { file, offset: 0 }));
                return Ok(());
            }
        }
        self.pull.is_extra_due = false;
        Ok(())
    }

    pub(super) fn hear_keys(&mut self, shelf: &mut dyn Shelf, keys: &Keys) -> Result<(), Reason> {
        let Some(secret) = self.us.exchange.clone() else {
            return Ok(());
        };
        let way = Way { from: self.peer, to: self.us.device, scope: keys.scope };
        let opened = keybox::open(&keys.sealed, &secret, &way).unwrap_or_default();
        let mut count = 0;
        for (subject, key) in opened {
            // Nobody gives us what we did not ask for.
            if self.pull.keys_asked.contains(&subject) {
                let nonce = *self.draw().first_chunk().unwrap_or(&[0; 24]);
                let kept = shelf.put_key(subject, &key, nonce).map_err(Reason::Disk)?;
                count += usize::from(kept);
            }
        }
        if count > 0 {
            self.out.push(Output::KeysCame { scope: keys.scope, count });
            self.pull.is_extra_due = true;
        }
        Ok(())
    }

    pub(super) fn hear_file(&mut self, shelf: &mut dyn Shelf, part: File) -> Result<(), Reason> {
        let Some((hash, bytes)) = &mut self.pull.file else {
            return Ok(());
        };
        if *hash != part.file || bytes.len() as u64 != part.offset {
            return Ok(());
        }
        let hash = *hash;
        if bytes.is_empty() && part.total <= FILE_MAX {
            // Once, so that it is not copied, and is not twice there, each time it grows.
            bytes.reserve_exact(usize::try_from(part.total).unwrap_or_default());
        }
        bytes.extend_from_slice(&part.bytes);
        let length = bytes.len() as u64;
        let is_bad = part.total > FILE_MAX || length > part.total || part.bytes.is_empty();
        if !is_bad && length < part.total {
            self.send(&Frame::AskFile(AskFile { file: hash, offset: length }));
            return Ok(());
        }
        let whole = self.pull.file.take().map(|(_, bytes)| bytes).unwrap_or_default();
        if !is_bad && sha256(&whole) == hash.0 {
            shelf.put_file(&whole).map_err(Reason::Disk)?;
            self.out.push(Output::FileCame { file: hash });
        }
        Ok(())
    }
}

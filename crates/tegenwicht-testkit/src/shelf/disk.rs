// SPDX-License-Identifier: EUPL-1.2
//! A node on a real disk: the production store, and a device that writes into it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tegenwicht_core::envelope::{Envelope, Mode, sha256};
use tegenwicht_core::id::ScopeId;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::shelf::{Memory, NodeShelf};
use tegenwicht_store::verify::verify;
use tegenwicht_store::{Folder, NewEvent, Store, erasure};

use crate::device::{Device, Held};

/// A data folder that is open, with the device whose log lies in it.
pub struct DiskNode {
    pub device: Device,
    /// The admin scope of the institution that this node was told to join.
    pub admin: Option<ScopeId>,
    pub store: Store,
    pub keys: Keys,
    pub attachments: Attachments,
    memory: Memory,
    root: PathBuf,
    folder: Folder,
}

impl DiskNode {
    /// Opens a folder for a device and writes down what it holds.
    ///
    /// # Panics
    /// When the disk does not do what it should.
    #[must_use]
    pub fn open(root: &Path, device: Device, admin: Option<ScopeId>) -> Self {
        let folder = Folder::open(root).unwrap();
        let mut store = Store::open(&folder.db(), None).unwrap();
        let seed = sha256(&device.id().0);
        let keys = Keys::open(&folder.keys(), || seed).unwrap();
        let attachments = Attachments::open(&folder.attachments()).unwrap();
        erasure::carry_out(&mut store, &keys, &attachments).unwrap();
        let (memory, root) = (Memory::default(), root.to_owned());
        let admin = admin.or_else(|| device.world.admin().map(|(admin, _)| admin));
        let mut node = Self { device, admin, store, keys, attachments, memory, root, folder };
        node.absorb();
        node.flush();
        node
    }

    /// The program ends and starts again on the same disk: what was only in memory is gone.
    ///
    /// # Panics
    /// When the disk does not do what it should.
    #[must_use]
    pub fn restart(self) -> Self {
        let Self { mut device, admin, store, folder, root, .. } = self;
        drop(store);
        drop(folder);
        device.restart();
        Self::open(&root, device, admin)
    }

    /// The disk as replication sees it.
    pub const fn shelf(&mut self) -> NodeShelf<'_> {
        let Self { store, keys, attachments, memory, admin, .. } = self;
        NodeShelf::new(store, keys, attachments, memory, *admin)
    }

    /// Writes down what the device wrote.
    ///
    /// # Panics
    /// When the disk does not do what it should.
    pub fn flush(&mut self) {
        for (subject, key) in self.device.keys() {
            let nonce = *sha256(&subject.0).first_chunk().unwrap();
            self.keys.put_subject(*subject, key, nonce).unwrap();
        }
        let mut new: Vec<&Held> = self.device.logs.values().flat_map(|log| log.values()).collect();
        new.retain(|held| self.store.event(held.envelope.id).unwrap().is_none());
        new.sort_by_key(|held| {
            let header = &held.envelope.header;
            (header.hlc, header.device, header.scope, header.seq)
        });
        let new: Vec<NewEvent> = new
            .into_iter()
            .map(|held| NewEvent {
                envelope: held.envelope.clone(),
                open: held.open.clone(),
                sealed: held.sealed.clone(),
                own: held.envelope.header.device == self.device.id(),
            })
            .collect();
        for batch in new.chunks(64) {
            self.store.append(batch).unwrap();
        }
        erasure::carry_out(&mut self.store, &self.keys, &self.attachments).unwrap();
    }

    /// Checks the folder as `tegenwicht verify` does; an empty one is fine.
    ///
    /// # Errors
    /// The first place that does not hold.
    pub fn verify(&self) -> Result<(), String> {
        if self.store.count().is_ok_and(|count| count == 0) {
            return Ok(());
        }
        verify(&self.folder).map(|_| ()).map_err(|finding| finding.to_string())
    }

    /// Lets the device hear what came to the disk.
    ///
    /// # Panics
    /// When the disk does not do what it should.
    pub fn absorb(&mut self) {
        let logs = &mut self.device.logs;
        let read = self.store.each_event_of_all(|row| {
            let envelope = Envelope::read(row.cose).unwrap();
            let mode = [Mode::Real, Mode::Exercise];
            let mode = mode.into_iter().find(|mode| envelope.verify(*mode).is_ok()).unwrap();
            let (open, sealed) = (row.open.map(<[u8]>::to_vec), row.sealed.map(<[u8]>::to_vec));
            let knew = Arc::default();
            let log = logs.entry(envelope.header.scope).or_default();
            log.entry(row.id).or_insert(Held { envelope, mode, open, sealed, knew });
            Ok(())
        });
        read.unwrap();
        for subject in self.keys.subjects().unwrap() {
            let key = self.keys.subject(subject).unwrap().unwrap();
            self.device.put_key(subject, key);
        }
        self.device.refold_all();
    }
}

/// A folder for the folders of some nodes, gone when the test is over.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes an empty folder; `name` tells tests apart.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let name = format!("tegenwicht-{name}-{}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        // What an earlier run left behind.
        let _ = std::fs::remove_dir_all(&dir);
        Self(dir)
    }

    /// The folder of one node.
    #[must_use]
    pub fn path(&self, node: &str) -> PathBuf {
        self.0.join(node)
    }

    /// Returns true when a text lies in any file of a node.
    #[must_use]
    pub fn holds(&self, node: &str, text: &str) -> bool {
        holds(&self.path(node), text.as_bytes())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn holds(dir: &Path, text: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(text.len()).any(|window| window == text)
    })
}

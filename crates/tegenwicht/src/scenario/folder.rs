// SPDX-License-Identifier: EUPL-1.2
//! The folder in which a scenario or a demonstration runs, and which goes with it.

use std::path::{Path, PathBuf};

use tegenwicht_core::id::hex;

use crate::clock::{Entropy, SystemEntropy};

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// Makes a folder of its own, for this user's eyes only.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be written.
    pub fn new() -> std::io::Result<Self> {
        let fresh = SystemEntropy.seed();
        let name = format!("tegenwicht-{}", hex(fresh.first_chunk::<8>().unwrap_or(&[0; 8])));
        let path = std::env::temp_dir().join(name);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Returns where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        if let Err(fault) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%fault, path = %self.0.display(), "a temporary folder stays behind");
        }
    }
}

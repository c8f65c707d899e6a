// SPDX-License-Identifier: EUPL-1.2
//! The root key as it stands on paper: from the environment, a file, or asked; never from an
//! argument, which every other user of the machine can read.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use tegenwicht_store::root;
use zeroize::Zeroizing;

const VARIABLE: &str = "TEGENWICHT_ROOT_KEY";

/// Where the root key comes from.
#[derive(Debug, Clone, Args)]
pub struct RootKey {
    /// A file with the root key as it was printed; else the variable TEGENWICHT_ROOT_KEY is used,
    /// else it is asked for.
    #[arg(long)]
    pub root_key_file: Option<PathBuf>,
}

impl RootKey {
    /// Returns the key that was typed.
    ///
    /// # Errors
    /// Which group was mistyped, or that nothing was given.
    pub fn typed(&self) -> anyhow::Result<Zeroizing<[u8; 32]>> {
        let text = match &self.root_key_file {
            Some(path) => std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?,
            None => match std::env::var(VARIABLE) {
                Ok(text) => text,
                Err(_) => {
                    rpassword::prompt_password("Root key, as printed: ").with_context(|| {
                        format!("no root key: set {VARIABLE} or give --root-key-file")
                    })?
                }
            },
        };
        let text = Zeroizing::new(text);
        match root::parse(&text) {
            Ok(key) => Ok(key),
            Err(fault) => bail!("the root key does not read: {fault}"),
        }
    }
}

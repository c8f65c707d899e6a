// SPDX-License-Identifier: EUPL-1.2
//! The passphrase of a backup: from the environment, a file, or asked; never from an argument,
//! which every other user of the machine can read.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use tegenwicht_store::backup::{Lock, Opener, SecretString};
use zeroize::Zeroizing;

const VARIABLE: &str = "TEGENWICHT_BACKUP_PASSPHRASE";
/// Shortest passphrase for a new backup, in characters: the file holds every key.
const LEAST: usize = 12;

/// Where the passphrase comes from.
#[derive(Debug, Clone, Args)]
pub struct Passphrase {
    /// A file with the passphrase on its first line; else the variable
    /// TEGENWICHT_BACKUP_PASSPHRASE is used, else it is asked for.
    #[arg(long)]
    pub passphrase_file: Option<PathBuf>,
    /// A file with an age identity (AGE-SECRET-KEY-1...), for a backup made for a recipient.
    #[arg(long)]
    pub identity_file: Option<PathBuf>,
}

impl Passphrase {
    /// Returns what opens a backup.
    ///
    /// # Errors
    /// When a file does not read or nothing was typed.
    pub fn opener(&self) -> anyhow::Result<Opener> {
        if let Some(path) = &self.identity_file {
            let text = Zeroizing::new(read(path)?);
            let mut lines = text.lines().map(str::trim);
            let identity = lines.find(|line| line.starts_with("AGE-SECRET-KEY-"));
            let identity =
                identity.with_context(|| format!("{} holds no age identity", path.display()))?;
            return Ok(Opener::Identity(SecretString::from(identity.to_owned())));
        }
        Ok(Opener::Passphrase(self.typed()?))
    }

    /// Returns what seals a new backup.
    ///
    /// # Errors
    /// As [`Passphrase::opener`]; also when the passphrase is too short.
    pub fn lock(&self, recipient: Option<&str>) -> anyhow::Result<Lock> {
        use tegenwicht_store::backup::ExposeSecret;
        if let Some(recipient) = recipient {
            return Ok(Lock::Recipient(recipient.to_owned()));
        }
        let passphrase = self.typed()?;
        if passphrase.expose_secret().chars().count() < LEAST {
            bail!("the passphrase is shorter than {LEAST} characters; a short sentence is best");
        }
        Ok(Lock::Passphrase(passphrase))
    }

    fn typed(&self) -> anyhow::Result<SecretString> {
        let text = match &self.passphrase_file {
            Some(path) => Zeroizing::new(read(path)?),
            None => match std::env::var(VARIABLE) {
                Ok(text) => Zeroizing::new(text),
                Err(_) => Zeroizing::new(
                    rpassword::prompt_password("Passphrase of the backup: ").with_context(
                        || format!("no passphrase: set {VARIABLE} or give --passphrase-file"),
                    )?,
                ),
            },
        };
        let first = text.lines().next().unwrap_or_default();
        if first.is_empty() {
            bail!("the passphrase is empty");
        }
        Ok(SecretString::from(first.to_owned()))
    }
}

fn read(path: &std::path::Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

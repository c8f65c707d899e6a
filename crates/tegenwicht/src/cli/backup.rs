// SPDX-License-Identifier: EUPL-1.2
//! `backup` and `restore`: one sealed file out, also while serving; one empty folder in.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use tegenwicht_store::{Folder, backup};

use super::passphrase::Passphrase;
use crate::clock::{Clock, Entropy, SystemClock, SystemEntropy};

/// The file in the data folder that says when the last backup was made, in ms since 1970.
pub const LAST: &str = "last-backup";

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The data folder; it may be in use.
    #[arg(long)]
    pub data: PathBuf,
    /// The file to write; it is there whole or not at all.
    pub file: PathBuf,
    /// An age recipient (age1...) instead of a passphrase, for scheduled backups.
    #[arg(long)]
    pub recipient: Option<String>,
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Writes a backup.
///
/// # Errors
/// When folder or file do not allow it.
pub fn backup(arguments: Backup) -> anyhow::Result<ExitCode> {
    let folder = Folder::look(&arguments.data)?;
    let lock = arguments.passphrase.lock(arguments.recipient.as_deref())?;
    let manifest = backup::backup(&folder, &arguments.file, &lock, SystemClock.now())?;
    // The erase form tells people until which backup an erasure is incomplete.
    std::fs::write(arguments.data.join(LAST), manifest.created_at.0.to_string())?;
    let (events, file) = (manifest.events, arguments.file.display());
    println!("{events} events and {} cards of your own in {file}", manifest.cards);
    if manifest.cards_left_out > 0 {
        println!("{} files in the folder `library` are not in it:", manifest.cards_left_out);
        println!("they cannot be read, are longer than 64 KiB, or are no plain files.");
    }
    println!("It holds the keys of personal data: what is erased later stays readable in it.");
    Ok(ExitCode::SUCCESS)
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// The folder to restore into; empty or not there yet.
    #[arg(long)]
    pub data: PathBuf,
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Restores a backup.
///
/// # Errors
/// When the folder is not empty, the passphrase is wrong or the file is damaged; the folder is
/// left empty then.
pub fn restore(arguments: Restore) -> anyhow::Result<ExitCode> {
    let opener = arguments.passphrase.opener()?;
    let seed = SystemEntropy.seed();
    let restored = backup::restore(&arguments.file, &opener, &arguments.data, seed)?;
    println!(
        "{} events, {} keys, {} files and {} cards of your own in {}",
        restored.events,
        restored.keys,
        restored.files,
        restored.cards,
        arguments.data.display()
    );
    println!("This machine is a new device ({}).", restored.device);
    println!("It shows everything and writes nothing until somebody enters the printed root key");
    println!("on the page `Apparaten en verbinding` (/devices).");
    Ok(ExitCode::SUCCESS)
}

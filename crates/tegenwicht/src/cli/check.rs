// SPDX-License-Identifier: EUPL-1.2
//! `verify` and `heads`: whether a data folder holds, and how far it has come.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::id::hex;
use tegenwicht_store::{Folder, Store, backup, heads, verify};

use super::passphrase::Passphrase;

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The data folder; it may be in use.
    #[arg(long)]
    pub data: PathBuf,
    /// A backup whose heads have to be held too: finds what was cut off since.
    #[arg(long)]
    pub against: Option<PathBuf>,
    #[command(flatten)]
    pub passphrase: Passphrase,
}

/// Checks everything; exit 1 names the first bad place.
///
/// # Errors
/// When the passphrase of the backup cannot be had.
pub fn verify(arguments: Verify) -> anyhow::Result<ExitCode> {
    let folder = match Folder::look(&arguments.data) {
        Ok(folder) => folder,
        Err(fault) => {
            println!("bad: {fault}");
            return Ok(ExitCode::FAILURE);
        }
    };
    let report = match verify::verify(&folder) {
        Ok(report) => report,
        Err(finding) => {
            println!("bad: {finding}");
            return Ok(ExitCode::FAILURE);
        }
    };
    if let Some(file) = &arguments.against
        && let Some(missing) = missing(&folder, file, &arguments.passphrase)?
    {
        println!("bad: {missing}");
        return Ok(ExitCode::FAILURE);
    }
    println!(
        "good: {} events in {} logs of {} scopes, {} snapshots, {} attachments, {} erased",
        report.events,
        report.logs,
        report.scopes,
        report.snapshots,
        report.attachments,
        report.erased
    );
    if report.unguarded > 0 {
        println!(
            "note: {} events at the ends of logs are named by nothing else yet",
            report.unguarded
        );
    }
    for remark in &report.remarks {
        println!("note: {remark}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the first head that a backup names and that is not held here.
fn missing(
    folder: &Folder,
    file: &std::path::Path,
    passphrase: &Passphrase,
) -> anyhow::Result<Option<String>> {
    let manifest = backup::manifest_of(file, &passphrase.opener()?)?;
    let store = Store::open_read(&folder.db())?;
    for scope in &manifest.scopes {
        for head in &scope.heads {
            if store.event(head.id)?.is_none() {
                return Ok(Some(format!(
                    "{} {} epoch {:016x} seq {}: named by the backup and not held",
                    head.device, scope.scope, head.epoch, head.seq
                )));
            }
        }
    }
    Ok(None)
}

/// Arguments of `heads`.
#[derive(Debug, Args)]
pub struct Heads {
    /// The data folder; it may be in use.
    #[arg(long)]
    pub data: PathBuf,
    /// As JSON, to compare two nodes.
    #[arg(long)]
    pub json: bool,
}

/// Prints heads and state hash per scope.
///
/// # Errors
/// When the folder does not read.
pub fn heads(arguments: Heads) -> anyhow::Result<ExitCode> {
    let folder = Folder::look(&arguments.data)?;
    let store = Store::open_read(&folder.db())?;
    let scopes = heads::heads(&store)?;
    if !arguments.json {
        for scope in &scopes {
            let purpose =
                scope.purpose.map_or("unknown", tegenwicht_core::feature::scope::Purpose::name);
            println!(
                "{} {purpose} {} events {}",
                scope.scope,
                scope.events,
                hex(&scope.state_hash)
            );
        }
        return Ok(ExitCode::SUCCESS);
    }
    let scopes: Vec<_> = scopes
        .iter()
        .map(|scope| {
            let heads: Vec<_> = scope
                .heads
                .iter()
                .map(|head| {
                    json!({
                        "device": head.device.to_string(),
                        "epoch": format!("{:016x}", head.epoch),
                        "seq": head.seq,
                        "id": head.id.to_string(),
                    })
                })
                .collect();
            json!({
                "scope": scope.scope.to_string(),
                "purpose": scope.purpose.map(tegenwicht_core::feature::scope::Purpose::name),
                "exercise": scope.mode == Mode::Exercise,
                "events": scope.events,
                "heads": heads,
                "orderDigest": hex(&scope.order_digest),
                "stateHash": hex(&scope.state_hash),
            })
        })
        .collect();
    println!("{}", serde_json::to_string_pretty(&json!({ "scopes": scopes }))?);
    Ok(ExitCode::SUCCESS)
}

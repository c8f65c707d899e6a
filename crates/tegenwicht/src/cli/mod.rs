// SPDX-License-Identifier: EUPL-1.2
//! The command line: one file per subcommand.

pub mod backup;
pub mod bundle;
pub mod check;
pub mod demo;
pub mod device;
pub mod export;
pub mod passphrase;
pub mod rootkey;
pub mod scenario;
pub mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Crisis and care-continuity system for Dutch care institutions.
#[derive(Debug, Parser)]
#[command(name = "tegenwicht", version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Serves pages and API over a data folder.
    Serve(serve::Serve),
    /// Checks every signature, chain, checksum and snapshot of a data folder.
    Verify(check::Verify),
    /// Prints heads and state hash per scope, to compare two nodes.
    Heads(check::Heads),
    /// Writes everything into one sealed file, also while serving.
    Backup(backup::Backup),
    /// Restores a backup into an empty folder, as a new device.
    Restore(backup::Restore),
    /// Makes this machine known, and joins an institution.
    Join(device::Join),
    /// Lists, grants or revokes machines.
    Device(device::Device),
    /// Carries a crisis to other machines in a file.
    Bundle(bundle::Bundle),
    /// Prints everything that happened in a crisis.
    Export(export::Export),
    /// Runs exercises as text.
    Scenario(scenario::Scenario),
    /// Serves a demonstration institution with an exercise running.
    Demo(demo::Demo),
}

/// Does what the command line says.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Some(Verb::Serve(serve)) => serve::run(serve),
        Some(Verb::Verify(verify)) => check::verify(verify),
        Some(Verb::Heads(heads)) => check::heads(heads),
        Some(Verb::Backup(backup)) => backup::backup(backup),
        Some(Verb::Restore(restore)) => backup::restore(restore),
        Some(Verb::Join(join)) => device::join(join),
        Some(Verb::Device(device)) => device::run(device),
        Some(Verb::Bundle(bundle)) => bundle::run(bundle),
        Some(Verb::Export(export)) => export::export(export),
        Some(Verb::Scenario(scenario)) => scenario::run(scenario),
        Some(Verb::Demo(demo)) => demo::run(demo),
        None => demo::run(demo::Demo::default()),
    };
    match done {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("tegenwicht: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! The command line: one file per subcommand.

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
}

/// Does what the command line says.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Some(Verb::Serve(serve)) => serve::run(serve),
        None => Ok(ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("tegenwicht: {fault:#}");
            ExitCode::FAILURE
        }
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! `export`: everything that happened in a crisis, in order, with times and authors.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use tegenwicht_core::id::CrisisId;

use crate::{app, export};

/// How to write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The data folder; it may be in use.
    #[arg(long)]
    pub data: PathBuf,
    /// The crisis, as it stands in its address.
    #[arg(long)]
    pub crisis: String,
    #[arg(long, value_enum)]
    pub format: Format,
}

/// Prints the log of a crisis.
///
/// # Errors
/// When the folder does not read or there is no such crisis.
pub fn export(arguments: Export) -> anyhow::Result<ExitCode> {
    let world = app::look(&arguments.data)?;
    let id: CrisisId = arguments.crisis.parse()?;
    let (_, state) = world.crisis(id).with_context(|| {
        let known: Vec<String> = world
            .crises()
            .iter()
            .filter_map(|state| state.crisis.as_ref())
            .map(|crisis| format!("  {} {}", crisis.id, crisis.title))
            .collect();
        format!("there is no such crisis here; there are:\n{}", known.join("\n"))
    })?;
    match arguments.format {
        Format::Json => println!("{}", export::json(&world, state)),
        Format::Csv => print!("{}", export::csv(&world, state)),
    }
    Ok(ExitCode::SUCCESS)
}

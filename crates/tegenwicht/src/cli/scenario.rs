// SPDX-License-Identifier: EUPL-1.2
//! `scenario run`: runs exercises as text, and says which line does not hold.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::scenario::{self, Fault, run};

/// Arguments of `scenario`.
#[derive(Debug, Args)]
pub struct Scenario {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Runs scenarios, each in a temporary folder of its own.
    Run {
        /// Text files; `docs/formats/scenario.md` says how to write them.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs every file; ends with exit code 1 when a line of one does not hold.
///
/// # Errors
/// When a file cannot be read, or there is no room for a temporary folder.
pub fn run(scenario: Scenario) -> anyhow::Result<ExitCode> {
    let Verb::Run { files } = scenario.verb;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut wrong = Vec::new();
    for file in &files {
        let shown = file.display().to_string();
        let bytes = read(file)?;
        let faults = match scenario::read(&bytes) {
            Ok(scenario) => runtime.block_on(one(&shown, &scenario))?,
            Err(faults) => faults,
        };
        for fault in &faults {
            println!("{shown}:{}: {}", fault.line, fault.text);
        }
        if let Some(first) = faults.first() {
            wrong.push(format!("{shown} line {}", first.line));
        }
    }
    if wrong.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("tegenwicht: does not hold: {}", wrong.join(", "));
    Ok(ExitCode::FAILURE)
}

/// Reads a file, no further than a scenario can be long.
fn read(file: &PathBuf) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let cannot = || format!("cannot read {}; is the name right?", file.display());
    let opened = std::fs::File::open(file).with_context(cannot)?;
    let mut bytes = Vec::new();
    let most = u64::try_from(scenario::FILE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    opened.take(most).read_to_end(&mut bytes).with_context(cannot)?;
    Ok(bytes)
}

async fn one(shown: &str, scenario: &scenario::Scenario) -> anyhow::Result<Vec<Fault>> {
    let outcome = run::run(scenario).await?;
    if outcome.failures.is_empty() {
        println!(
            "{shown}: {} commands by {} people, {} checks hold ({})",
            outcome.commands,
            scenario.actors().len(),
            outcome.held,
            scenario.title
        );
    }
    Ok(outcome.failures)
}

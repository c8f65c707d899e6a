// SPDX-License-Identifier: EUPL-1.2
//! The one binary: reads the command line and does what it says.

use std::process::ExitCode;

use clap::Parser;
use tegenwicht::cli;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TEGENWICHT_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    cli::run(cli::Arguments::parse())
}

// SPDX-License-Identifier: EUPL-1.2
//! The developer's one door: `cargo xtask`, what CI runs and what keeps the house in order.

mod check;
mod process;
mod setup;
mod testkit;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use process::{Call, cargo};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  check               all that CI runs, in its order; stops at the first step that fails
  tidy                house rules: crate edges, door signs, sizes, names, texts, purity
  dev                 a demonstration institution on localhost, built without PDF
  bless               run the tests and accept what they now print as approved output
  crash [ARGS]        power cuts replayed: --states N [--plant NAME]; --help names the plants
  storm [ARGS]        nodes in a storm: --seeds N [--from K] [--plant NAME]; or --peers N
  fuzz [ARGS]         changed events, frames, bundles: [--target NAME] --runs N [--plant NAME]
  bench [ARGS]        the figures we steer by: --json FILE

`check` installs what it lacks (Debian packages as root or by sudo, npm development tools in
tools/browser, cargo-deny in your cache folder), or names it and stops.
With CI=true it builds in a cache folder that the next fresh clone finds again.
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    match dispatch(&command, &rest) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Result<ExitCode> {
    let takes_args = matches!(command, "crash" | "storm" | "fuzz" | "bench");
    let asks_help = rest.iter().any(|arg| arg == "--help" || arg == "-h");
    if matches!(command, "" | "help" | "--help" | "-h") || (asks_help && !takes_args) {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    if !takes_args && !rest.is_empty() {
        bail!("`{command}` takes no arguments; see `cargo xtask --help`");
    }
    let root = workspace::root()?;
    match command {
        "check" => check::check(&root),
        "tidy" => tidy::command(&root, &Workspace::read(&root)?),
        "dev" => cargo(&root)
            .args(["run", "-p", "tegenwicht", "--no-default-features", "--", "demo"])
            .exit_code(),
        "bless" => bless(&root),
        "crash" => testkit::crash(&root, rest),
        "storm" => testkit::storm(&root, rest),
        "fuzz" => testkit::fuzz(&root, rest),
        "bench" => testkit::bench(&root, rest),
        _ => bail!("no command `{command}`; see `cargo xtask --help`"),
    }
}

fn bless(root: &std::path::Path) -> Result<ExitCode> {
    let call: Call = check::test_call(root).env("TEGENWICHT_BLESS", "1");
    let code = call.exit_code()?;
    println!(
        "Look at `git diff`: what changed in the approved outputs is now what the tests want."
    );
    Ok(code)
}

// SPDX-License-Identifier: EUPL-1.2
//! Starts the programs of testkit and bench: power cuts replayed, and the figures.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::process::{Call, cargo};

/// Crash states that every check replays.
const STATES_PER_CHECK: &str = "20000";

pub fn crash(root: &Path, args: &[String]) -> Result<ExitCode> {
    must_exist(root, "crash")?;
    cargo(root)
        .args(["run", "--profile", "ci", "-p", "tegenwicht-testkit", "--bin", "crash", "--"])
        .args(args)
        .exit_code()
}

pub fn bench(root: &Path, args: &[String]) -> Result<ExitCode> {
    cargo(root).args(["run", "--release", "-p", "tegenwicht-bench", "--"]).args(args).exit_code()
}

pub fn exists(root: &Path, name: &str) -> bool {
    root.join("crates/tegenwicht-testkit/src/bin").join(format!("{name}.rs")).is_file()
}

/// Replays without a planted fault: not one acknowledged entry may be lost.
pub fn check_crash(program: &Path, root: &Path) -> Result<()> {
    call(program, root).args(["--states", STATES_PER_CHECK]).run()
}

/// Replays with each planted fault: a replay that does not notice it is worth nothing.
pub fn check_plants(program: &Path, root: &Path) -> Result<()> {
    let (_, help) = call(program, root).args(["--help"]).quietly()?;
    let plants = plants(&help);
    if plants.is_empty() {
        bail!("`crash --help` has no line `plants: a, b`: nothing shows that the replay can fail");
    }
    for plant in plants {
        let (code, text) = call(program, root)
            .args(["--states", STATES_PER_CHECK, "--plant", &plant])
            .quietly()?;
        match code {
            Some(0) => bail!("the planted fault `{plant}` was not found: `crash --plant {plant}`"),
            Some(_) => println!("planted fault `{plant}`: found"),
            None => bail!("`crash --plant {plant}` was killed by a signal:\n{text}"),
        }
    }
    Ok(())
}

fn call(program: &Path, root: &Path) -> Call {
    Call::new(&program.to_string_lossy(), root)
}

fn must_exist(root: &Path, name: &str) -> Result<()> {
    if !exists(root, name) {
        bail!("crates/tegenwicht-testkit/src/bin/{name}.rs is not there yet: nothing to run");
    }
    Ok(())
}

/// The names in the line `plants: a, b` of a help text.
fn plants(help: &str) -> Vec<String> {
    let line = help.lines().find_map(|line| line.trim().strip_prefix("plants:"));
    let names = line.unwrap_or_default().split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plants_are_read_from_their_line_in_the_help() {
        assert_eq!(
            plants("usage: crash\n  plants: no-sync, torn-page\n"),
            ["no-sync", "torn-page"]
        );
        assert!(plants("usage: crash\n").is_empty());
        assert!(plants("plants:\n").is_empty());
    }
}

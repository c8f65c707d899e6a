// SPDX-License-Identifier: EUPL-1.2
//! Starts the programs of testkit and bench: power cuts replayed, storms, inputs
//! thrown at readers, and the figures.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::process::{Call, cargo};

/// Crash states that every check replays.
const STATES_PER_CHECK: &str = "20000";
/// Storms that every check goes through.
const SEEDS_PER_CHECK: &str = "200";
/// Inputs that every check throws at each reader.
const INPUTS_PER_CHECK: &str = "1000000";
/// Inputs among which each planted fault has to be found.
const INPUTS_PER_PLANT: &str = "100000";
/// Hostile peers that speak in every check.
const PEERS_PER_CHECK: &str = "5000";

pub fn crash(root: &Path, args: &[String]) -> Result<ExitCode> {
    must_exist(root, "crash")?;
    cargo(root)
        .args(["run", "--profile", "ci", "-p", "tegenwicht-testkit", "--bin", "crash", "--"])
        .args(args)
        .exit_code()
}

pub fn storm(root: &Path, args: &[String]) -> Result<ExitCode> {
    must_exist(root, "storm")?;
    cargo(root)
        .args(["run", "--profile", "ci", "-p", "tegenwicht-testkit", "--bin", "storm", "--"])
        .args(args)
        .exit_code()
}

pub fn fuzz(root: &Path, args: &[String]) -> Result<ExitCode> {
    must_exist(root, "fuzz")?;
    cargo(root)
        .args(["run", "--profile", "ci", "-p", "tegenwicht-testkit", "--bin", "fuzz", "--"])
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
    each_plant(program, root, "crash", ["--states", STATES_PER_CHECK])
}

/// Storms without a planted fault: afterwards everything is as it has to be.
pub fn check_storm(program: &Path, root: &Path) -> Result<()> {
    call(program, root).args(["--seeds", SEEDS_PER_CHECK]).run()
}

/// Storms with each planted fault.
pub fn check_storm_plants(program: &Path, root: &Path) -> Result<()> {
    each_plant(program, root, "storm", ["--seeds", SEEDS_PER_CHECK])
}

/// Hostile peers: no fall, no growth, and the honest pair stays in step.
pub fn check_peers(program: &Path, root: &Path) -> Result<()> {
    call(program, root).args(["--peers", PEERS_PER_CHECK]).run()
}

/// Bytes of every kind: no reader falls over, nothing that nobody signed is kept.
pub fn check_fuzz(program: &Path, root: &Path) -> Result<()> {
    call(program, root).args(["--runs", INPUTS_PER_CHECK]).run()
}

/// Bytes of every kind with each planted fault.
pub fn check_fuzz_plants(program: &Path, root: &Path) -> Result<()> {
    each_plant(program, root, "fuzz", ["--runs", INPUTS_PER_PLANT])
}

fn each_plant(program: &Path, root: &Path, name: &str, args: [&str; 2]) -> Result<()> {
    let (_, help) = call(program, root).args(["--help"]).quietly()?;
    let plants = plants(&help);
    if plants.is_empty() {
        bail!("`{name} --help` has no line `plants: a, b`: nothing shows that it can fail");
    }
    for plant in plants {
        let (code, text) = call(program, root).args(args).args(["--plant", &plant]).quietly()?;
        match code {
            Some(0) => bail!("the planted fault `{plant}` was not found: `{name} --plant {plant}`"),
            Some(1) => println!("planted fault `{plant}`: found"),
            Some(_) => bail!("`{name} --plant {plant}` did not run:\n{text}"),
            None => bail!("`{name} --plant {plant}` was killed by a signal:\n{text}"),
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

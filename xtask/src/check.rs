// SPDX-License-Identifier: EUPL-1.2
//! The whole check, step by step: what a developer runs before a push, and all that CI runs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::process::{Call, cargo, on_path};
use crate::workspace::Workspace;
use crate::{setup, testkit, tidy};

/// One step: its name, and either what it does or why it is left out.
struct Step {
    name: &'static str,
    work: Work,
}

enum Work {
    Do(Box<dyn Fn() -> Result<()>>),
    LeaveOut(&'static str),
}

/// How one step ended.
struct Done {
    name: &'static str,
    took: Duration,
    outcome: Outcome,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    LeftOut,
}

pub fn check(root: &Path) -> Result<ExitCode> {
    let workspace = Workspace::read(root)?;
    let done = run_in_order(&steps(root, &workspace));
    print!("{}", summary(&done));
    let failed = done.iter().any(|step| step.outcome == Outcome::Failed);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The tests of all crates, by cargo-nextest where it is installed.
pub fn test_call(root: &Path) -> Call {
    if on_path("cargo-nextest") {
        cargo(root).args(["nextest", "run", "--workspace", "--cargo-profile", "ci"])
    } else {
        cargo(root).args(["test", "--workspace", "--profile", "ci", "--lib", "--bins", "--tests"])
    }
}

fn steps(root: &Path, workspace: &Workspace) -> Vec<Step> {
    let mut steps = house(root);
    steps.extend(lints(root, workspace));
    steps.extend(tests(root));
    steps.extend(long_tests(root, &workspace.target.join("ci")));
    steps.push(step("licences, bans, sources", root, deny));
    steps
}

fn house(root: &Path) -> Vec<Step> {
    vec![
        step("setup", root, setup::setup),
        step("fmt", root, |root| cargo(root).args(["fmt", "--all", "--check"]).run()),
        step("tidy", root, |root| tidy::check(root, &Workspace::read(root)?)),
    ]
}

fn lints(root: &Path, workspace: &Workspace) -> Vec<Step> {
    let mut steps = vec![step("clippy", root, |root| clippy(root, &["--workspace"]))];
    // Only the crates that change by it: all others were just looked at.
    let with_features = workspace.with_features();
    if !with_features.is_empty() {
        steps.push(step("clippy without default features", root, move |root| {
            let mut args = vec!["--no-deps", "--no-default-features"];
            args.extend(with_features.iter().flat_map(|name| ["-p", name.as_str()]));
            clippy(root, &args)
        }));
    }
    steps
}

fn clippy(root: &Path, selection: &[&str]) -> Result<()> {
    cargo(root)
        .args(["clippy", "--all-targets", "--profile", "ci"])
        .args(selection)
        .args(["--", "-D", "warnings"])
        .run()
}

fn tests(root: &Path) -> Vec<Step> {
    vec![
        // One build for all that follows: same crates, same features, same profile.
        step("build", root, |root| {
            cargo(root).args(["build", "--workspace", "--all-targets", "--profile", "ci"]).run()
        }),
        step("tests", root, |root| match (on_path("cargo-nextest"), kill_test(root)) {
            (true, true) => test_call(root).args(["-E", "not binary(=kill)"]).run(),
            _ => test_call(root).run(),
        }),
        step("doc tests", root, |root| {
            cargo(root).args(["test", "--doc", "--workspace", "--profile", "ci"]).run()
        }),
        step("docs", root, |root| {
            cargo(root)
                .env("RUSTDOCFLAGS", "-D warnings")
                .args(["doc", "--workspace", "--no-deps", "--profile", "ci"])
                .run()
        }),
    ]
}

fn long_tests(root: &Path, built: &Path) -> Vec<Step> {
    let crash_program = built.join("crash");
    let has_crash = testkit::exists(root, "crash");
    let no_crash = "crates/tegenwicht-testkit has no src/bin/crash.rs yet";
    let no_kill = "crates/tegenwicht has no tests/kill.rs yet";
    let no_storm = "crates/tegenwicht-testkit has no src/bin/storm.rs yet";
    let has_storm = testkit::exists(root, "storm");
    let storms = [(); 3].map(|()| built.join("storm"));
    let [storm, storm_plants, peers] = storms;
    let (fuzz, fuzz_plants) = (built.join("fuzz"), built.join("fuzz"));
    let has_fuzz = testkit::exists(root, "fuzz");
    let no_fuzz = "crates/tegenwicht-testkit has no src/bin/fuzz.rs yet";
    let program = crash_program.clone();
    let tegenwicht = built.join("tegenwicht");
    let asked = tegenwicht.clone();
    vec![
        step_if(has_crash, no_crash, "crash replay", root, move |root| {
            testkit::check_crash(&program, root)
        }),
        step_if(has_crash, no_crash, "crash replay, planted faults", root, move |root| {
            testkit::check_plants(&crash_program, root)
        }),
        step_if(has_storm, no_storm, "storms", root, move |root| {
            testkit::check_storm(&storm, root)
        }),
        step_if(has_storm, no_storm, "storms, planted faults", root, move |root| {
            testkit::check_storm_plants(&storm_plants, root)
        }),
        step_if(has_storm, no_storm, "hostile peers", root, move |root| {
            testkit::check_peers(&peers, root)
        }),
        step_if(has_fuzz, no_fuzz, "fuzz", root, move |root| testkit::check_fuzz(&fuzz, root)),
        step_if(has_fuzz, no_fuzz, "fuzz, planted faults", root, move |root| {
            testkit::check_fuzz_plants(&fuzz_plants, root)
        }),
        step_if(kill_test(root), no_kill, "kill test", root, kill),
        step_if(
            setup::api_fuzz(root).is_file(),
            "there is no tools/api/fuzz.py yet",
            "API fuzz",
            root,
            move |root| api(root, &asked),
        ),
        step_if(
            setup::browser_folder(root).is_dir(),
            "there is no folder tools/browser yet",
            "browser tests",
            root,
            move |root| browser(root, &tegenwicht),
        ),
    ]
}

/// Whether the program has a test that kills it for real while it writes.
fn kill_test(root: &Path) -> bool {
    root.join("crates/tegenwicht/tests/kill.rs").is_file()
}

fn kill(root: &Path) -> Result<()> {
    if on_path("cargo-nextest") {
        test_call(root).args(["-E", "binary(=kill)"]).run()
    } else {
        cargo(root).args(["test", "--workspace", "--profile", "ci", "--test", "kill"]).run()
    }
}

/// The tests find the program that was just built in `TEGENWICHT_BIN`.
fn browser(root: &Path, tegenwicht: &Path) -> Result<()> {
    Call::new("node", &setup::browser_folder(root))
        .env("TEGENWICHT_BIN", &tegenwicht.to_string_lossy())
        .args(["--test"])
        .run()
}

/// Asks the API what its own document allows, and what it rules out; a seed is printed.
fn api(root: &Path, tegenwicht: &Path) -> Result<()> {
    let fuzz = setup::api_fuzz(root);
    Call::new("python3", root)
        .args([fuzz.to_string_lossy().as_ref(), "--program", &tegenwicht.to_string_lossy()])
        .run()
}

fn deny(root: &Path) -> Result<()> {
    let program: PathBuf = setup::deny_program()?;
    Call::new(&program.to_string_lossy(), root)
        .args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"])
        .run()?;
    println!("NOTE: SECURITY ADVISORIES WERE NOT CHECKED: their database lies on the internet.");
    println!("      Where there is internet, run: cargo deny check advisories");
    Ok(())
}

fn step(name: &'static str, root: &Path, work: impl Fn(&Path) -> Result<()> + 'static) -> Step {
    let root = root.to_owned();
    Step { name, work: Work::Do(Box::new(move || work(&root))) }
}

fn step_if(
    present: bool,
    otherwise: &'static str,
    name: &'static str,
    root: &Path,
    work: impl Fn(&Path) -> Result<()> + 'static,
) -> Step {
    if present { step(name, root, work) } else { Step { name, work: Work::LeaveOut(otherwise) } }
}

/// Runs the steps; the first failure ends it.
fn run_in_order(steps: &[Step]) -> Vec<Done> {
    let mut done = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {}/{} {}", index + 1, steps.len(), step.name);
        let begin = Instant::now();
        let result = match &step.work {
            Work::Do(work) => work().with_context(|| format!("the step `{}` failed", step.name)),
            Work::LeaveOut(why) => {
                println!("NOTE: LEFT OUT: {why}");
                done.push(Done {
                    name: step.name,
                    took: Duration::ZERO,
                    outcome: Outcome::LeftOut,
                });
                continue;
            }
        };
        let took = begin.elapsed();
        let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
        done.push(Done { name: step.name, took, outcome });
        match result {
            Ok(()) => println!("-- {} passed in {}", step.name, seconds(took)),
            Err(error) => {
                println!("-- FAILED after {}: {error:#}", seconds(took));
                break;
            }
        }
    }
    done
}

fn summary(done: &[Done]) -> String {
    let count = |outcome| done.iter().filter(|step| step.outcome == outcome).count();
    let mut text = String::from("\n");
    for step in done {
        let word = match step.outcome {
            Outcome::Passed => "passed",
            Outcome::Failed => "FAILED",
            Outcome::LeftOut => "left out",
        };
        text.push_str(&format!("{word:>9}  {:>9}  {}\n", seconds(step.took), step.name));
    }
    let (passed, failed) = (count(Outcome::Passed), count(Outcome::Failed));
    text.push_str(&format!("{passed} passed, {failed} failed"));
    let left_out = count(Outcome::LeftOut);
    if left_out > 0 {
        text.push_str(&format!(", {left_out} skipped"));
    }
    text.push('\n');
    text
}

fn seconds(took: Duration) -> String {
    format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100)
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn the_first_failure_ends_the_check_and_is_counted() {
        let root = Path::new(".");
        let steps = [
            step("one", root, |_| Ok(())),
            step_if(false, "not there yet", "two", root, |_| Ok(())),
            step("three", root, |_| bail!("no")),
            step("four", root, |_| panic!("must not run")),
        ];
        let text = summary(&run_in_order(&steps));
        assert!(text.ends_with("1 passed, 1 failed, 1 skipped\n"), "{text}");
        assert!(!text.contains("four"));
    }

    #[test]
    fn without_failures_and_gaps_the_last_line_is_plain() {
        let text = summary(&run_in_order(&[step("one", Path::new("."), |_| Ok(()))]));
        assert!(text.ends_with("\n1 passed, 0 failed\n"), "{text}");
    }
}

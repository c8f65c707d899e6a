// SPDX-License-Identifier: EUPL-1.2
//! `cargo xtask crash`: replays power cuts and failing disks under the store of a node.

use std::io::{self, Write};
use std::process::ExitCode;

use tegenwicht_testkit::crash::history::Wrong;
use tegenwicht_testkit::crash::session::Plant;
use tegenwicht_testkit::crash::{Options, Report, faults, run};

const HELP: &str = "\
Cuts the power of a node and looks at what it finds when it starts again.

usage: cargo xtask crash [--states N] [--from SEED] [--plant NAME] [--to-the-end]
       cargo xtask crash --faults [--from SEED] [--same-boot] [--trusts-memory]

  --states N      how many states to cut (20000); with 1, only that state
  --from SEED     the seed of the first state (0); the others follow it
  --plant NAME    put in a fault that has to be found
  --to-the-end    go on after a failure, to count them
  --faults        only make writes, syncs and truncations fail in turn
  --same-boot     go on after a failed sync without a restart of the machine
  --trusts-memory put in a fault: what the system shows counts as on disk; with --same-boot
                  it has to be found

plants: synchronous-off, synchronous-normal, wal-before-extra, ack-before-commit

exit: 0 nothing wrong, 1 something corrupt or lost, 2 not understood
";

/// Runs of a node between two lines of progress.
const RUNS_PER_LINE: u64 = 10;

struct Wanted {
    options: Options,
    only_faults: bool,
    same_boot: bool,
    trusts_memory: bool,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let wanted = match parse(&args) {
        Ok(wanted) => wanted,
        Err(text) => {
            eprintln!("crash: {text}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let mut clean = wanted.only_faults || cuts(&wanted.options);
    // One state alone, or a planted fault: somebody looks at power cuts only.
    let narrow = wanted.options.states == 1 || wanted.options.plant.is_some();
    if wanted.only_faults || (clean && !narrow) {
        let Wanted { same_boot, trusts_memory, .. } = wanted;
        let options = faults::Options { seed: wanted.options.from, same_boot, trusts_memory };
        clean &= failing_disks(options);
        if !same_boot {
            clean &= failing_disks(faults::Options { same_boot: true, ..options });
        }
    }
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse(args: &[String]) -> Result<Wanted, String> {
    let options = Options { states: 20_000, from: 0, plant: None, to_the_end: false };
    let mut wanted = Wanted { options, only_faults: false, same_boot: false, trusts_memory: false };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--states" => wanted.options.states = number(arg, value()?)?.max(1),
            "--from" => wanted.options.from = number(arg, value()?)?,
            "--plant" => {
                let name = value()?;
                let plant = Plant::from_name(name);
                wanted.options.plant = Some(plant.ok_or(format!("there is no plant `{name}`"))?);
            }
            "--to-the-end" => wanted.options.to_the_end = true,
            "--faults" => wanted.only_faults = true,
            "--same-boot" => wanted.same_boot = true,
            "--trusts-memory" => wanted.trusts_memory = true,
            _ => return Err(format!("`{arg}` is not understood")),
        }
    }
    Ok(wanted)
}

fn number(arg: &str, text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{arg} needs a number, not `{text}`"))
}

/// Returns true when nothing was wrong.
fn cuts(options: &Options) -> bool {
    let report = run(options, |report| {
        if report.runs % RUNS_PER_LINE == 0 && report.states < options.states {
            println!("{}", line(report));
            // Nobody may be reading any more.
            let _ = io::stdout().flush();
        }
    });
    println!("{}", line(&report));
    println!(
        "runs: {} with {} events and {} disk operations; cut twice: {}; with events not yet \
         acknowledged: {}; erasures finished at the start: {}; fingerprint: {:016x}",
        report.runs,
        report.events,
        report.ops,
        report.twice,
        report.unacknowledged,
        report.resumed,
        report.fingerprint
    );
    for failure in &report.failures {
        let (word, text) = match &failure.wrong {
            Wrong::Corrupt(text) => ("corrupt", text),
            Wrong::Lost(text) => ("lost", text),
        };
        let (seed, op, work) = (failure.seed, failure.op, failure.work);
        println!("seed {seed} ({work:?}, cut after operation {op}): {word}: {text}");
    }
    if let Some(failure) = report.failures.first() {
        let plant = options.plant.map(|plant| format!(" --plant {}", plant.name()));
        let plant = plant.unwrap_or_default();
        println!("again: cargo xtask crash --states 1 --from {}{plant}", failure.seed);
    }
    report.is_clean()
}

fn line(report: &Report) -> String {
    let Report { states, corrupt, lost, .. } = report;
    format!("states: {states}, corrupt: {corrupt}, lost: {lost}")
}

/// Returns true when nothing was wrong.
fn failing_disks(options: faults::Options) -> bool {
    let report = faults::run(options);
    println!(
        "faults{}: {} points, wrong: {}; {} answers \"not written\", {} \"unknown\"",
        if options.same_boot { ", on the same boot" } else { "" },
        report.points,
        report.failures.len(),
        report.not_written,
        report.unknown
    );
    for failure in report.failures.iter().take(5) {
        println!("{:?}, {:?}: {:?}", failure.work, failure.fault, failure.wrong);
    }
    if !report.failures.is_empty() {
        let same_boot = if options.same_boot { " --same-boot" } else { "" };
        println!("again: cargo xtask crash --faults --from {}{same_boot}", options.seed);
    }
    report.failures.is_empty()
}

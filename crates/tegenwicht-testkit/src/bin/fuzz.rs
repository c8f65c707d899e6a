// SPDX-License-Identifier: EUPL-1.2
//! `cargo xtask fuzz`: throws bytes of every kind at whatever reads bytes from elsewhere.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use tegenwicht_testkit::fuzz::{Failure, Input, Options, Plant, Report, Target, run};
use tegenwicht_testkit::storm::memory::Counting;

/// Counts what is held, so that an input that makes a reader grow is found.
#[global_allocator]
static MEMORY: Counting = Counting;

const HELP: &str = "\
Throws changed events, frames and bundles at their readers.

usage: cargo xtask fuzz [--target event|frame|bundle] [--runs N] [--from SEED] [--plant NAME]

  --target NAME   only this target (all)
  --runs N        how many inputs for each target (100000); with 1, only that input
  --from SEED     the seed of the first input (0); the others follow it
  --plant NAME    put in a fault that its target has to find

plants: any-end, grants-everybody, every-file-named

exit: 0 nothing wrong, 1 a promise did not hold, 2 not understood
";

/// Bytes of an input that are shown; the whole lies in the file that is named.
const SHOWN: usize = 2_000;

struct Wanted {
    target: Option<Target>,
    runs: u64,
    from: u64,
    plant: Option<Plant>,
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
            eprintln!("fuzz: {text}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    // A reader that falls over is told with its input.
    std::panic::set_hook(Box::new(|_| {}));
    let target = wanted.target.or(wanted.plant.map(Plant::target));
    let targets = target.map_or(Target::ALL.to_vec(), |target| vec![target]);
    for target in targets {
        let Wanted { runs, from, plant, .. } = wanted;
        if !throw(&Options { target, runs, from, plant }) {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn parse(args: &[String]) -> Result<Wanted, String> {
    let mut wanted = Wanted { target: None, runs: 100_000, from: 0, plant: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = args.next().ok_or(format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--runs" => wanted.runs = number(arg, value)?.max(1),
            "--from" => wanted.from = number(arg, value)?,
            "--target" => {
                let target = Target::from_name(value);
                wanted.target = Some(target.ok_or(format!("there is no target `{value}`"))?);
            }
            "--plant" => {
                let plant = Plant::from_name(value);
                wanted.plant = Some(plant.ok_or(format!("there is no plant `{value}`"))?);
            }
            _ => return Err(format!("`{arg}` is not understood")),
        }
    }
    Ok(wanted)
}

fn number(arg: &str, text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{arg} needs a number, not `{text}`"))
}

/// Returns true when every promise held.
fn throw(options: &Options) -> bool {
    let report = run(options, |report| {
        if report.runs % 100_000 == 0 && report.runs < options.runs {
            println!("{}", line(options, report));
            // Nobody may be reading any more.
            let _ = io::stdout().flush();
        }
    });
    println!("{}", line(options, &report));
    if let Some(failure) = &report.failure {
        tell(options, failure);
    }
    report.failure.is_none()
}

fn line(options: &Options, report: &Report) -> String {
    format!(
        "{}: {} inputs, {} accepted, {} outcomes, largest growth: {} KiB, CPU seconds: {:.1}",
        options.target.name(),
        report.runs,
        report.accepted,
        report.outcomes.len(),
        report.growth / 1024,
        cpu_seconds()
    )
}

fn tell(options: &Options, failure: &Failure) {
    println!("seed {}: {}", failure.seed, failure.wrong);
    let whole = hex(&failure.input);
    let name = format!("fuzz-{}-{}.hex", options.target.name(), failure.seed);
    let path = std::env::temp_dir().join(name);
    println!("input, a part in each line: {}", whole.get(..SHOWN).unwrap_or(&whole));
    match std::fs::write(&path, &whole) {
        Ok(()) => println!("whole: {}", path.display()),
        Err(error) => println!("it could not be written: {error}"),
    }
    let plant = options.plant.map(|plant| format!(" --plant {}", plant.name()));
    let (target, seed, plant) = (options.target.name(), failure.seed, plant.unwrap_or_default());
    println!("again: cargo xtask fuzz --target {target} --runs 1 --from {seed}{plant}");
}

fn hex(input: &Input) -> String {
    let mut text = String::new();
    for part in input {
        text.push('\n');
        for byte in part {
            let _ = write!(text, "{byte:02x}");
        }
    }
    text
}

/// CPU time of this process so far, where that can be read.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

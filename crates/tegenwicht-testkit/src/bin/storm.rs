// SPDX-License-Identifier: EUPL-1.2
//! `cargo xtask storm`: nodes in a storm, by seed; and peers that do not play by the rules.

use std::io::{self, Write};
use std::process::ExitCode;

use tegenwicht_testkit::storm::gate::Plant;
use tegenwicht_testkit::storm::memory::{Counting, Measure};
use tegenwicht_testkit::storm::{Options, Report, hostile, one, run};

/// Counts what is held, so that a peer that makes a node grow is found.
#[global_allocator]
static MEMORY: Counting = Counting;

/// So much more memory a peer may make a node take.
const GROWTH_MAX: usize = 64 * 1024 * 1024;

const HELP: &str = "\
Lets nodes work through a storm and looks whether they hold what they have to afterwards.

usage: cargo xtask storm [--seeds N] [--from SEED] [--plant NAME] [--json FILE] [--to-the-end]
       cargo xtask storm --seeds 1 --from SEED --trace
       cargo xtask storm --peers N [--from NUMBER]

  --seeds N       how many storms (200)
  --from SEED     the first seed (0); the others follow it
  --plant NAME    put in a fault that has to be found
  --json FILE     write what came of it into a file
  --to-the-end    go on after a failure, to count them
  --trace         tell all that happens in the first storm
  --peers N       only let N hostile peers speak to one of a pair of nodes

plants: ack-before-sync, last-event-lost, wall-clock-order, fork-dropped, grant-ignored

exit: 0 nothing wrong, 1 something was, 2 not understood
";

/// Storms between two lines of progress.
const SEEDS_PER_LINE: u64 = 50;

struct Wanted {
    options: Options,
    json: Option<String>,
    is_traced: bool,
    peers: Option<u64>,
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
            eprintln!("storm: {text}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    // A panic is told with its seed.
    std::panic::set_hook(Box::new(|_| {}));
    if let Some(count) = wanted.peers {
        return peers(wanted.options.from, count);
    }
    if wanted.is_traced {
        let (report, trace) = one(wanted.options.from, wanted.options.plant, true);
        trace.iter().for_each(|line| println!("{line}"));
        println!("{}", line(&report));
        return code(&report);
    }
    let report = run(&wanted.options, |report| {
        if report.seeds % SEEDS_PER_LINE == 0 && report.seeds < wanted.options.seeds {
            println!("{}", line(report));
            let _ = io::stdout().flush();
        }
    });
    tell(&wanted, &report);
    if let Some(path) = &wanted.json
        && let Err(error) = std::fs::write(path, json(&wanted, &report))
    {
        eprintln!("storm: {path}: {error}");
        return ExitCode::from(2);
    }
    code(&report)
}

/// Lets hostile peers speak.
fn peers(from: u64, count: u64) -> ExitCode {
    let mut measure = Measure::default();
    let mut largest = 0;
    let peers = hostile::run(from, count, |is_after| {
        if !is_after {
            measure = Measure::begin();
            return None;
        }
        let grown = measure.peak();
        largest = largest.max(grown);
        (grown > GROWTH_MAX).then(|| format!("memory grew by {grown} bytes"))
    });
    println!(
        "peers: {}, frames heard: {}, sent away: {}, largest growth: {} KiB, CPU seconds: {:.1}",
        peers.scripts,
        peers.frames,
        peers.closed,
        largest / 1024,
        cpu_seconds()
    );
    let Some((number, wrong)) = peers.wrong else {
        return ExitCode::SUCCESS;
    };
    println!("peer {number}: {wrong}");
    let first = number / hostile::SCRIPTS_PER_PAIR * hostile::SCRIPTS_PER_PAIR;
    println!("again: cargo xtask storm --peers {} --from {first}", number - first + 1);
    ExitCode::FAILURE
}

fn code(report: &Report) -> ExitCode {
    if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn parse(args: &[String]) -> Result<Wanted, String> {
    let options = Options { seeds: 200, from: 0, plant: None, to_the_end: false };
    let mut wanted = Wanted { options, json: None, is_traced: false, peers: None };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--seeds" => wanted.options.seeds = number(arg, value()?)?.max(1),
            "--from" => wanted.options.from = number(arg, value()?)?,
            "--plant" => {
                let name = value()?;
                let plant = Plant::from_name(name);
                wanted.options.plant = Some(plant.ok_or(format!("there is no plant `{name}`"))?);
            }
            "--json" => wanted.json = Some(value()?.clone()),
            "--to-the-end" => wanted.options.to_the_end = true,
            "--peers" => wanted.peers = Some(number(arg, value()?)?.max(1)),
            "--trace" => wanted.is_traced = true,
            _ => return Err(format!("`{arg}` is not understood")),
        }
    }
    Ok(wanted)
}

fn number(arg: &str, text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{arg} needs a number, not `{text}`"))
}

fn line(report: &Report) -> String {
    let Report { seeds, events, frames, simulated_ms, failures, .. } = report;
    let hours = simulated_ms / 3_600_000;
    let failed = failures.len();
    format!("seeds: {seeds}, failed: {failed}; events: {events}, frames: {frames}, hours: {hours}")
}

fn tell(wanted: &Wanted, report: &Report) {
    println!("{}", line(report));
    let marks: Vec<String> =
        report.marks.counts().map(|(name, count)| format!("{name} {count}")).collect();
    println!("marks: {}", marks.join(", "));
    let missed: Vec<&str> =
        report.marks.counts().filter(|(_, count)| *count == 0).map(|(name, _)| name).collect();
    if !missed.is_empty() {
        println!("not hit: {}", missed.join(", "));
    }
    println!("CPU seconds: {:.1}; fingerprint: {:016x}", cpu_seconds(), report.fingerprint);
    for failure in &report.failures {
        println!("seed {}: {}", failure.seed, failure.wrong);
    }
    if let Some(failure) = report.failures.first() {
        let plant = wanted.options.plant.map(|plant| format!(" --plant {}", plant.name()));
        let plant = plant.unwrap_or_default();
        println!("again: cargo xtask storm --seeds 1 --from {}{plant} --trace", failure.seed);
    }
}

/// What came of it, for the record.
fn json(wanted: &Wanted, report: &Report) -> String {
    let Options { seeds: _, from, plant, .. } = wanted.options;
    let Report { seeds, events, frames, simulated_ms, failures, fingerprint, .. } = report;
    let plant = plant.map_or("null".to_owned(), |plant| format!("\"{}\"", plant.name()));
    let failed: Vec<String> = failures.iter().map(|failure| failure.seed.to_string()).collect();
    let marks: Vec<String> =
        report.marks.counts().map(|(name, count)| format!("    \"{name}\": {count}")).collect();
    format!(
        "{{\n  \"commit\": \"{}\",\n  \"from\": {from},\n  \"seeds\": {seeds},\n  \
         \"plant\": {plant},\n  \"failed\": [{}],\n  \"events\": {events},\n  \
         \"frames\": {frames},\n  \"simulated_hours\": {},\n  \"cpu_seconds\": {:.1},\n  \
         \"fingerprint\": \"{fingerprint:016x}\",\n  \"marks\": {{\n{}\n  }}\n}}\n",
        commit(),
        failed.join(", "),
        simulated_ms / 3_600_000,
        cpu_seconds(),
        marks.join(",\n")
    )
}

/// The commit that lies there, with a sign when files differ from it.
fn commit() -> String {
    let git = |args: &[&str]| {
        let out = std::process::Command::new("git").args(args).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let Some(head) = git(&["rev-parse", "HEAD"]) else {
        return "unknown".to_owned();
    };
    let is_clean = git(&["status", "--porcelain", "-uno"]).is_some_and(|text| text.is_empty());
    if is_clean { head } else { format!("{head}+") }
}

/// Time that this thread had, from the system; 0 where it does not tell.
fn cpu_seconds() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = told.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok());
    ns.unwrap_or(0.0) / 1e9
}

// SPDX-License-Identifier: EUPL-1.2
//! Measures the figures of the design on this machine and says which are met.
//!
//! Wall times on a shared machine are noise; where a figure can be a ratio or CPU time, it is.
//! Each wall time is the best of a few runs: noise only ever adds.

mod build;
mod disk;
mod make;
mod replicate;
mod screens;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::{Map, Value, json};

/// A figure, its limit, and which side of the limit is right.
struct Figure {
    name: &'static str,
    value: f64,
    limit: f64,
    more_is_better: bool,
}

impl Figure {
    const fn under(name: &'static str, value: f64, limit: f64) -> Self {
        Self { name, value, limit, more_is_better: false }
    }

    const fn over(name: &'static str, value: f64, limit: f64) -> Self {
        Self { name, value, limit, more_is_better: true }
    }

    fn is_met(&self) -> bool {
        if self.more_is_better { self.value >= self.limit } else { self.value <= self.limit }
    }
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.iter().position(|word| word == "--json");
    let file = file.and_then(|at| arguments.get(at + 1)).map(PathBuf::from);
    let only = arguments.iter().position(|word| word == "--only");
    let only = only.and_then(|at| arguments.get(at + 1)).cloned();
    if arguments.iter().any(|word| word == "--help") {
        println!("bench [--json FILE] [--only disk|start|page|replicate|screens|build]");
        return Ok(ExitCode::SUCCESS);
    }
    let wants = |group: &str| only.as_deref().is_none_or(|only| only == group);
    let mut figures = Vec::new();
    if wants("disk") {
        figures.push(disk::append_ratio()?);
        figures.push(disk::fold_per_cpu_s(200_000)?);
        figures.push(disk::first_entry_ms()?);
    }
    if wants("start") {
        figures.push(Figure::under("start_ms_100k", disk::start_ms(100_000)?, 500.0));
        figures.push(Figure::under("start_ms_1m", disk::start_ms(1_000_000)?, 2_000.0));
    }
    if wants("page") {
        figures.push(screens::log_page_per_cpu_s()?);
        figures.push(screens::search_ms()?);
        figures.push(screens::full_page_ms()?);
    }
    if wants("replicate") {
        figures.extend(replicate::figures()?);
    }
    if wants("screens") {
        figures.extend(screens::live(500)?);
    }
    if wants("build") {
        figures.extend(build::figures()?);
    }
    report(&figures, file)
}

fn report(figures: &[Figure], file: Option<PathBuf>) -> anyhow::Result<ExitCode> {
    let mut out = Map::new();
    let mut met = true;
    for figure in figures {
        let side = if figure.more_is_better { "at least" } else { "at most" };
        let word = if figure.is_met() { "met" } else { "NOT MET" };
        println!("{:<22} {:>12.3}  {side} {:>9}  {word}", figure.name, figure.value, figure.limit);
        met &= figure.is_met();
        let line = json!({ "value": figure.value, "limit": figure.limit, "met": figure.is_met() });
        out.insert(figure.name.to_owned(), line);
    }
    if let Some(file) = file {
        std::fs::write(&file, serde_json::to_string_pretty(&Value::Object(out))?)?;
    }
    Ok(if met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// CPU time of this process so far, user and system, in seconds.
fn cpu_s() -> f64 {
    let fields = stat();
    (fields[11] + fields[12]) / 100.0
}

/// What `/proc` tells of this process, from the state on, which has no number.
fn stat() -> Vec<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a machine with /proc");
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    fields.map(|field| field.parse().unwrap_or(0.0)).collect()
}

/// Memory of this process, in MiB.
fn rss_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a machine with /proc");
    let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("VmRSS");
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

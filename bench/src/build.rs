// SPDX-License-Identifier: EUPL-1.2
//! What a clean release build costs, in CPU seconds over two: what it takes a machine of two cores
//! that does nothing else.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::Figure;

pub fn figures() -> anyhow::Result<Vec<Figure>> {
    Ok(vec![
        Figure::under("build_s", seconds(&[])?, 780.0),
        Figure::under("build_nopdf_s", seconds(&["--no-default-features"])?, 300.0),
    ])
}

/// Builds the program in a folder of its own, as who changes nothing would.
fn seconds(features: &[&str]) -> anyhow::Result<f64> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("bench stands in a house")?;
    let target = std::env::temp_dir().join(format!("tegenwicht-build-{}", std::process::id()));
    let before = children_s();
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet"])
        .args(features)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", &target)
        .status();
    let spent = children_s() - before;
    let _ = std::fs::remove_dir_all(&target);
    ensure!(built?.success(), "the release build failed");
    Ok(spent / 2.0)
}

/// CPU time of every process that this one started and waited for, and of theirs.
fn children_s() -> f64 {
    let fields = crate::stat();
    (fields[13] + fields[14]) / 100.0
}

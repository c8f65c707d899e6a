// SPDX-License-Identifier: EUPL-1.2
//! Runs other programs, shows what is run, and says plainly how it ended.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

/// A program to run, with the line that is shown for it.
#[derive(Debug)]
pub struct Call {
    shown: String,
    command: Command,
}

/// A call of cargo in the given folder, free of what the outer `cargo run` left behind.
pub fn cargo(folder: &Path) -> Call {
    let mut call = Call::new("cargo", folder);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            call.command.env_remove(name);
        }
    }
    if let Some(target) = crate::setup::shared_target() {
        call.command.env("CARGO_TARGET_DIR", target);
    }
    call
}

impl Call {
    pub fn new(program: &str, folder: &Path) -> Self {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        Self { shown: short(program), command }
    }

    pub fn args<S: AsRef<str>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(arg.as_ref());
            self.command.arg(arg.as_ref());
        }
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.shown = format!("{name}={value:?} {}", self.shown);
        self.command.env(name, value);
        self
    }

    /// Runs to the end, output shown as it comes; any exit code but 0 is an error.
    pub fn run(mut self) -> Result<()> {
        println!("$ {}", self.shown);
        let status = self.command.status().with_context(|| self.cannot_start())?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.shown);
        }
        Ok(())
    }

    /// Runs to the end and passes the exit code on.
    pub fn exit_code(mut self) -> Result<ExitCode> {
        println!("$ {}", self.shown);
        self.command.stdin(Stdio::inherit());
        let status = self.command.status().with_context(|| self.cannot_start())?;
        let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
        Ok(ExitCode::from(code))
    }

    /// Runs to the end with its output kept back: exit code (none after a signal) and output.
    pub fn quietly(mut self) -> Result<(Option<i32>, String)> {
        let output = self.command.output().with_context(|| self.cannot_start())?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        Ok((output.status.code(), text))
    }

    /// Runs to the end and returns what it printed on standard output.
    pub fn stdout(mut self) -> Result<String> {
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().with_context(|| self.cannot_start())?;
        if !output.status.success() {
            bail!("`{}` ended with {}", self.shown, output.status);
        }
        String::from_utf8(output.stdout)
            .with_context(|| format!("`{}` printed no text", self.shown))
    }

    fn cannot_start(&self) -> String {
        format!("`{}` could not be started; is it installed?", self.shown)
    }
}

/// Whether a program of that name is on the path.
pub fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn short(program: &str) -> String {
    Path::new(program)
        .file_name()
        .map_or_else(|| program.to_owned(), |name| name.to_string_lossy().into_owned())
}

// SPDX-License-Identifier: EUPL-1.2
//! `export`: everything that happened in a crisis, in order, with times and authors.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use tegenwicht_core::id::CrisisId;
use tegenwicht_print::{Document, PrintError};

use crate::clock::{Clock, SystemClock};
use crate::text::{Language, Text};
use crate::{app, export, print};

/// How to write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
    Pdf,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The data folder; it may be in use.
    #[arg(long)]
    pub data: PathBuf,
    /// The crisis, as it stands in its address.
    #[arg(long)]
    pub crisis: String,
    #[arg(long, value_enum)]
    pub format: Format,
    /// The file to write; without it JSON and CSV are printed. A long log gives more than one PDF:
    /// their names end in -1, -2 and so on.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// The language of a PDF: nl or en.
    #[arg(long, default_value = "nl")]
    pub language: String,
}

/// Writes the log of a crisis.
///
/// # Errors
/// When the folder does not read, there is no such crisis, or the file cannot be written; for a
/// PDF also when there is no file to write to or the program was built without.
pub fn export(arguments: Export) -> anyhow::Result<ExitCode> {
    let world = app::look(&arguments.data)?;
    let id: CrisisId = arguments.crisis.parse()?;
    let (_, state) = world.crisis(id).with_context(|| {
        let known: Vec<String> = world
            .crises()
            .iter()
            .filter_map(|state| state.crisis.as_ref())
            .map(|crisis| format!("  {} {}", crisis.id, crisis.title()))
            .collect();
        format!("there is no such crisis here; there are:\n{}", known.join("\n"))
    })?;
    let out = arguments.out.as_deref();
    let written = match arguments.format {
        Format::Json => export::json(&world, state) + "\n",
        Format::Csv => export::csv(&world, state),
        Format::Pdf => {
            let out = out.context("a PDF goes into a file: say which with --out log.pdf")?;
            let language = Language::from_code(&arguments.language);
            let language = language.context("there is no such language; take nl or en")?;
            let now = SystemClock.now();
            let prints = export::paper::documents(&world, state, &Text::of(language), now);
            return pdf(&prints, out);
        }
    };
    match out {
        Some(out) => {
            std::fs::write(out, written).with_context(|| format!("{}", out.display()))?;
        }
        None => print!("{written}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes every print before it writes the first, so that a part is not taken for the whole.
fn pdf(prints: &[Document], out: &Path) -> anyhow::Result<ExitCode> {
    let mut made = Vec::new();
    for print in prints {
        match print::pdf_at_once(print) {
            Ok(printed) => made.push(printed.pdf),
            Err(PrintError::BuiltWithout) => {
                bail!("this program was built without PDF: take --format csv, or another build")
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    for (part, bytes) in (1..).zip(&made) {
        let file = if made.len() == 1 { out.to_owned() } else { numbered(out, part) };
        std::fs::write(&file, bytes).with_context(|| format!("{}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// `log.pdf` becomes `log-2.pdf`.
fn numbered(out: &Path, part: usize) -> PathBuf {
    let stem = out.file_stem().unwrap_or_default().to_string_lossy();
    let ending = out.extension().map(|ending| format!(".{}", ending.to_string_lossy()));
    out.with_file_name(format!("{stem}-{part}{}", ending.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_long_log_have_names_of_their_own() {
        let name = |out: &str| numbered(Path::new(out), 2).display().to_string();
        assert_eq!(name("map/log.pdf"), "map/log-2.pdf");
        assert_eq!(name("log"), "log-2");
    }
}

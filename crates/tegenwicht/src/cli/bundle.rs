// SPDX-License-Identifier: EUPL-1.2
//! `bundle`: a crisis travels in a file, for named machines. The node must not be running
//! meanwhile: one process per folder.

use std::collections::BTreeSet;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use tegenwicht_core::id::{CrisisId, DeviceKey, ScopeId};
use tegenwicht_core::shelf::Shelf;
use tegenwicht_core::world::World;
use tegenwicht_store::attachment::Attachments;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::shelf::{Memory, NodeShelf};
use tegenwicht_store::{Folder, Store, wrap};
use tegenwicht_sync::bundle::read::{Imported, read};
use tegenwicht_sync::bundle::write::{Plan, Wish};
use tegenwicht_sync::session::{Alarm, Us};
use zeroize::Zeroizing;

use super::device::INSTITUTION;
use crate::app::load;
use crate::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use crate::left;

/// How long a bundle can be read, in days, unless said otherwise.
const DAYS: u32 = 14;
const DAY_MS: i64 = 86_400_000;

/// Arguments of `bundle`.
#[derive(Debug, Args)]
pub struct Bundle {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Writes what other machines lack into a file that they alone can read.
    Export(Export),
    /// Takes over what a bundle holds; a second time changes nothing.
    Import {
        #[arg(long)]
        data: PathBuf,
        file: PathBuf,
    },
}

/// Arguments of `bundle export`.
#[derive(Debug, Args)]
struct Export {
    #[arg(long)]
    data: PathBuf,
    /// A machine that may read it, as device-... or by its label; more than once for more. With
    /// only a file name here, all granted machines may.
    #[arg(long, required = true)]
    to: Vec<String>,
    /// The file to write; it is there whole or not at all.
    file: Option<PathBuf>,
    /// Only these crises, beside the administration.
    #[arg(long)]
    crisis: Vec<CrisisId>,
    /// After so many days nobody can read it.
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=365))]
    days: u32,
}

/// Writes or reads a bundle.
///
/// # Errors
/// When folder or file do not allow it; with a sentence that says what to do next.
pub fn run(arguments: Bundle) -> anyhow::Result<ExitCode> {
    match arguments.verb {
        Verb::Export(export) => write(&export),
        Verb::Import { data, file } => {
            let folder = Folder::open(&data)?;
            let keys = Keys::open(&folder.keys(), || SystemEntropy.seed())?;
            let store = Store::open(&folder.db(), None)?;
            read_into(&folder, store, &keys, &file)
        }
    }
}

/// Returns the institution that a folder belongs to, by its log or by what `join` was told.
///
/// # Errors
/// When the database does not read.
pub fn institution(store: &Store, keys: &Keys) -> anyhow::Result<Option<ScopeId>> {
    if let Some((admin, _)) = load::world(store, keys)?.0.admin() {
        return Ok(Some(admin));
    }
    let told = store.local_get(INSTITUTION)?;
    Ok(told.and_then(|bytes| bytes.try_into().ok()).map(ScopeId))
}

fn write(export: &Export) -> anyhow::Result<ExitCode> {
    let folder = Folder::open(&export.data)?;
    let keys = Keys::open(&folder.keys(), || SystemEntropy.seed())?;
    let mut store = Store::open(&folder.db(), None)?;
    let (world, _) = load::world(&store, &keys)?;
    let (to, file) = readers(export, &world, keys.device_key())?;
    let scopes = scopes(export, &world)?;
    let attachments = Attachments::open(&folder.attachments())?;
    let mut memory = Memory::default();
    let admin = world.admin().map(|(admin, _)| admin);
    let mut shelf = NodeShelf::new(&mut store, &keys, &attachments, &mut memory, admin);
    let now = SystemClock.now();
    let wish = Wish {
        from: keys.device_key(),
        to: &to,
        scopes: scopes.as_ref(),
        now,
        expires: now.plus_ms(i64::from(export.days) * DAY_MS),
        seed: SystemEntropy.seed(),
    };
    let plan = Plan::new(&mut shelf, &wish)?;
    let key = Zeroizing::new(SystemEntropy.seed());
    let rights = shelf.rights()?;
    let exchange: Option<Vec<_>> = to.iter().map(|to| rights.exchange(to)).collect();
    let exchange = exchange.context("a machine has no key to seal for")?;
    let wrapped = wrap::wrap(&plan.header(&key), &exchange)?;
    let part = file.with_extension("part");
    let mut made = || -> anyhow::Result<u64> {
        let mut out = std::io::BufWriter::new(std::fs::File::create(&part)?);
        let events = plan.write(&mut shelf, &key, &wrapped, SystemEntropy.seed(), &mut out)?;
        out.into_inner()?.sync_all()?;
        std::fs::rename(&part, &file)?;
        Ok(events)
    };
    let events = made().inspect_err(|_| {
        let _ = std::fs::remove_file(&part);
    });
    let events = events.with_context(|| format!("cannot write {}", file.display()))?;
    println!("{events} events for {} machines in {}", to.len(), file.display());
    for scope in &plan.left_out {
        println!("left out: {scope}, which not all of them may hold");
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns who may read the bundle, and where it goes.
fn readers(
    export: &Export,
    world: &World,
    own: DeviceKey,
) -> anyhow::Result<(Vec<DeviceKey>, PathBuf)> {
    let (_, admin) = world.admin().context("this folder holds no institution yet")?;
    let granted = || {
        let held = admin.devices.by_key.iter();
        held.filter(|(key, device)| device.revoked.is_none() && **key != own)
    };
    let (Some(file), named) = (&export.file, &export.to) else {
        let [file] = export.to.as_slice() else {
            bail!("say which file to write, after the machines");
        };
        let all: Vec<DeviceKey> = granted().map(|(key, _)| *key).collect();
        if all.is_empty() {
            bail!("no other machine is granted; see `tegenwicht device grant --help`");
        }
        return Ok((all, PathBuf::from(file)));
    };
    let find = |name: &String| {
        let mut fits = granted().filter(|(key, device)| {
            name.parse() == Ok(**key) || device.label.eq_ignore_ascii_case(name)
        });
        match (fits.next(), fits.next()) {
            (Some((key, _)), None) => Ok(*key),
            (None, _) => bail!("no granted machine `{name}`; see `tegenwicht device list`"),
            _ => bail!("more than one machine is called `{name}`; name it as device-..."),
        }
    };
    let named = named.iter().map(find).collect::<anyhow::Result<_>>()?;
    Ok((named, file.clone()))
}

/// Returns the scopes of the crises that were named; None for all there is.
fn scopes(export: &Export, world: &World) -> anyhow::Result<Option<BTreeSet<ScopeId>>> {
    if export.crisis.is_empty() {
        return Ok(None);
    }
    let find = |crisis: &CrisisId| match world.crisis(*crisis) {
        Some((scope, _)) => Ok(scope),
        None => bail!("this folder holds no {crisis}"),
    };
    export.crisis.iter().map(find).collect::<anyhow::Result<_>>().map(Some)
}

/// Reads a bundle into a folder and says what came of it.
///
/// # Errors
/// When nothing of it can be used.
pub fn read_into(
    folder: &Folder,
    mut store: Store,
    keys: &Keys,
    file: &Path,
) -> anyhow::Result<ExitCode> {
    let admin = institution(&store, keys)?;
    if admin.is_none() {
        bail!("this machine belongs to no institution yet; run `tegenwicht join --institution`");
    }
    let attachments = Attachments::open(&folder.attachments())?;
    let mut memory = Memory::default();
    let mut shelf = NodeShelf::new(&mut store, keys, &attachments, &mut memory, admin);
    let from =
        std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let secret = keys.exchange();
    let us = Us { device: keys.device_key(), exchange: Some(Zeroizing::new(secret.to_bytes())) };
    let unwrap = |wrapped: &[u8]| wrap::unwrap(wrapped, &secret);
    let (seed, now) = (SystemEntropy.seed(), SystemClock.now());
    let imported = read(&mut shelf, &us, &mut BufReader::new(from), unwrap, seed, now)?;
    tell(&imported);
    let kept = store.local_get(left::LINE)?;
    if let Some(line) = left::add(kept.as_deref(), &imported, now) {
        let kept = store.local_set(left::LINE, Some(&line));
        kept.map_err(|fault| anyhow::anyhow!("{fault}"))?;
    }
    let whole = imported.lost_blocks == 0 && !imported.is_torn && imported.missing.is_empty();
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Says what is wrong with the log of a machine, and what to do.
fn words(alarm: &Alarm) -> String {
    match alarm {
        Alarm::Fork { log, seq, .. } => format!(
            "{} wrote two different events at one place (seq {seq}); both are kept. Was its disk \
             copied or restored? Switch one of the two off.",
            log.device
        ),
        Alarm::OwnTwin { log, seq, .. } => format!(
            "a copy of this machine is at work: it wrote seq {seq} of {}. Switch one of the \
             two off.",
            log.scope
        ),
        Alarm::Fault { log: Some(log), why, .. } => {
            format!("the log of {} is not whole: {why}; the rest of it was left", log.device)
        }
        Alarm::Fault { log: None, why, .. } => format!("something was left: {why}"),
    }
}

fn tell(imported: &Imported) {
    let new: u64 = imported.new.values().sum();
    println!("{new} events are new, {} were here already", imported.known);
    if imported.keys + imported.files > 0 {
        println!("{} keys and {} files came along", imported.keys, imported.files);
    }
    for (reason, count) in &imported.refused {
        println!("not taken: {count} events: {reason}");
    }
    for alarm in &imported.alarms {
        println!("alarm: {}", words(alarm));
    }
    if imported.lost_blocks > 0 {
        println!("{} blocks of the file are damaged", imported.lost_blocks);
    }
    if imported.is_torn {
        println!("the end of the file is missing");
    }
    for missing in &imported.missing {
        let here = missing.here.map_or_else(|| "nothing".to_owned(), |seq| format!("seq {seq}"));
        println!(
            "missing: {} {} epoch {:016x}: up to seq {}, here {here}",
            missing.scope, missing.head.device, missing.head.epoch, missing.head.seq
        );
    }
    if !imported.missing.is_empty() {
        println!("What could be read is kept. Ask {} for a new bundle.", imported.manifest.from);
    }
}

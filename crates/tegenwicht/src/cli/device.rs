// SPDX-License-Identifier: EUPL-1.2
//! `join` and `device`: a machine makes itself known, is granted with the printed root key, and
//! takes the institution over from a file. The node must not be running meanwhile.

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::device::{Over, Share};
use tegenwicht_core::feature::scope::Purpose;
use tegenwicht_core::id::{DeviceKey, ExchangeKey, ScopeId};
use tegenwicht_store::keys::Keys;
use tegenwicht_store::{Folder, Store};

use super::bundle;
use super::rootkey::RootKey;
use crate::app::{App, NewDevice};
use crate::clock::{Entropy, SystemClock, SystemEntropy};

/// The line of the store that says to which institution this node was told to belong.
pub const INSTITUTION: &str = "institution";

/// Arguments of `join`.
#[derive(Debug, Args)]
pub struct Join {
    /// The data folder of the new machine; made when it is not there yet.
    #[arg(long)]
    pub data: PathBuf,
    /// The institution (scope-...), as `tegenwicht device grant` prints it.
    #[arg(long)]
    pub institution: Option<ScopeId>,
    /// The bundle that was made for this machine.
    #[arg(requires = "institution")]
    pub file: Option<PathBuf>,
}

/// Prints the code of this machine; with an institution, joins it.
///
/// # Errors
/// When the folder belongs to another institution, or the bundle does not read.
pub fn join(arguments: Join) -> anyhow::Result<ExitCode> {
    let folder = Folder::open(&arguments.data)?;
    let keys = Keys::open(&folder.keys(), || SystemEntropy.seed())?;
    let mut store = Store::open(&folder.db(), None)?;
    let Some(institution) = arguments.institution else {
        println!("{}", Code { device: keys.device_key(), exchange: keys.exchange_key() });
        println!("Take this code to a machine of the institution and run there:");
        println!("  tegenwicht device grant --data DIR CODE --label NAME");
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(own) = bundle::institution(&store, &keys)?
        && own != institution
    {
        bail!("this folder belongs to {own}; use an empty folder to join another institution");
    }
    let line = (INSTITUTION, Some(institution.0.as_slice()));
    store.local_set(line.0, line.1).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    println!("this machine joins {institution}");
    match &arguments.file {
        Some(file) => bundle::read_into(&folder, store, &keys, file),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Arguments of `device`.
#[derive(Debug, Args)]
pub struct Device {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Lists the machines and what they may hold.
    List {
        /// The data folder; it may be in use.
        #[arg(long)]
        data: PathBuf,
    },
    /// Grants a machine, with the printed root key.
    Grant(Grant),
    /// Revokes a machine, with the printed root key.
    Revoke {
        #[arg(long)]
        data: PathBuf,
        /// The machine (device-...).
        device: DeviceKey,
        /// Why, for people.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        root: RootKey,
    },
}

/// Arguments of `device grant`.
#[derive(Debug, Args)]
struct Grant {
    #[arg(long)]
    data: PathBuf,
    /// The code that `tegenwicht join` printed on the machine.
    code: Code,
    /// What people call the machine.
    #[arg(long)]
    label: String,
    /// What it may hold; may be given more than once. Everything when nothing is said.
    #[arg(long, value_enum)]
    share: Vec<Part>,
    /// One scope that it may hold and write, beside the shares.
    #[arg(long)]
    scope: Vec<ScopeId>,
    /// It may hold its shares, and not write in them.
    #[arg(long)]
    read_only: bool,
    /// It gets no keys: what is sealed stays closed there.
    #[arg(long)]
    no_keys: bool,
    #[command(flatten)]
    root: RootKey,
}

/// A part of the institution that a machine may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// All there is.
    Everything,
    /// Writing in the administration, and the people in it.
    Admin,
    /// Plans and reports.
    Plan,
    /// All crises, real and exercises.
    Crises,
    /// Exercises alone.
    Exercises,
}

impl Part {
    fn shares(self) -> Vec<(Over, Option<Mode>)> {
        let of = |purpose| (Over::Every(purpose), None);
        match self {
            Self::Everything => {
                vec![of(Purpose::Admin), of(Purpose::Plan), of(Purpose::Crisis)]
            }
            Self::Admin => vec![of(Purpose::Admin)],
            Self::Plan => vec![of(Purpose::Plan)],
            Self::Crises => vec![of(Purpose::Crisis)],
            Self::Exercises => vec![(Over::Every(Purpose::Crisis), Some(Mode::Exercise))],
        }
    }
}

impl Grant {
    fn shares(&self) -> Vec<Share> {
        let everything = [Part::Everything];
        let nothing_said = self.share.is_empty() && self.scope.is_empty();
        let parts = if nothing_said { everything.as_slice() } else { &self.share };
        let parts = parts.iter().flat_map(|part| part.shares());
        let scopes = self.scope.iter().map(|scope| (Over::One(*scope), None));
        let share =
            |(over, mode)| Share { over, mode, write: !self.read_only, open: !self.no_keys };
        parts.chain(scopes).map(share).collect()
    }
}

/// Lists, grants or revokes machines.
///
/// # Errors
/// When the root key is not that of the institution, or the folder is in use.
pub fn run(arguments: Device) -> anyhow::Result<ExitCode> {
    match arguments.verb {
        Verb::List { data } => list(&data),
        Verb::Grant(grant) => grant_device(&grant),
        Verb::Revoke { data, device, reason, root } => {
            let root = root.typed()?;
            with_app(&data, async |app| app.revoke(*root, device, reason).await)?;
            println!("{device} may no longer write, hold or get keys.");
            println!("Other nodes know it once they hear of it: exchange bundles with them.");
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn grant_device(grant: &Grant) -> anyhow::Result<ExitCode> {
    let new = NewDevice {
        root: *grant.root.typed()?,
        device: Some((grant.code.device, grant.code.exchange)),
        label: grant.label.clone(),
        shares: grant.shares(),
    };
    let app = with_app(&grant.data, async |app| app.grant_device(new).await)?;
    let world = app.world();
    let (institution, _) = world.admin().context("this folder holds no institution")?;
    println!("granted: {} ({})", grant.label, grant.code.device);
    println!("Make a bundle for it, and take it there:");
    println!("  tegenwicht bundle export --data DIR --to {} FILE", grant.code.device);
    println!("  tegenwicht join --data DIR --institution {institution} FILE");
    Ok(ExitCode::SUCCESS)
}

/// Opens a stopped folder, does one thing and stops in good order.
fn with_app<T>(
    data: &std::path::Path,
    does: impl AsyncFnOnce(&App) -> Result<T, crate::app::SubmitError>,
) -> anyhow::Result<Arc<App>> {
    let app = App::open(data, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(does(&app));
    app.stop();
    match done {
        Ok(_) => Ok(app),
        Err(fault) => bail!("{fault}; nothing was changed"),
    }
}

fn list(data: &std::path::Path) -> anyhow::Result<ExitCode> {
    let folder = Folder::look(data)?;
    let store = Store::open_read(&folder.db())?;
    let keys = Keys::look(&folder.keys())?.context("this folder holds no keys")?;
    let (world, _) = crate::app::load::world(&store, &keys)?;
    let (_, admin) = world.admin().context("this folder holds no institution")?;
    for (key, device) in admin.devices.by_key.iter() {
        let state = if device.revoked.is_some() { "revoked" } else { "granted" };
        println!("{key} {state} {} {}", device.letter, device.label);
        for share in &device.shares {
            let over = match share.over {
                Over::Every(purpose) => format!("every {}", purpose.name()),
                Over::One(scope) => scope.to_string(),
            };
            let mode = match share.mode {
                Some(Mode::Real) => ", real alone",
                Some(Mode::Exercise) => ", exercises alone",
                None => "",
            };
            let write = if share.write { "writes" } else { "reads" };
            let open = if share.open { ", with keys" } else { ", without keys" };
            println!("    {over}{mode}: {write}{open}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a machine is known by: its signing key and its exchange key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub device: DeviceKey,
    pub exchange: ExchangeKey,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{}", self.device, self.exchange)
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (device, exchange) = text.trim().split_once('+')?;
            Some(Self { device: device.parse().ok()?, exchange: exchange.parse().ok()? })
        };
        read().ok_or_else(|| {
            "expected the whole line that `tegenwicht join` printed: device-...+exchange-..."
                .to_owned()
        })
    }
}

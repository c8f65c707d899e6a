// SPDX-License-Identifier: EUPL-1.2
//! `demo`: a demonstration institution in the third hour of an exercise, to look around in and
//! play on.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use clap::Args;
use tegenwicht_core::actor::Role;
use tegenwicht_core::time::Timestamp;

use super::serve::serve_app;
use crate::app::App;
use crate::clock::{Clock, Entropy, SystemClock, SystemEntropy};
use crate::scenario::run::{Hands, Stage, TemporaryFolder};
use crate::scenario::{self, Deed, Scenario};
use crate::web::server::Listen;

/// The exercise that runs.
const EXERCISE: &str = include_str!("../../../../scenarios/demonstratie-derde-uur.txt");
/// Where a demonstration keeps who can log in.
const LOGINS: &str = "demo-logins.txt";
/// How long ago the last line was written when the demonstration starts.
const AGO_MS: i64 = 3 * 60 * 1000;
const MINUTE_MS: i64 = 60 * 1000;
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8400);

/// Short words for passwords, easily typed over from a screen.
const WORDS: [&str; 64] = [
    "anker", "appel", "baken", "balie", "beker", "boot", "brug", "daken", "deken", "dijk", "duin",
    "eiland", "emmer", "fiets", "fluit", "fornuis", "gras", "haven", "hamer", "helm", "hoed",
    "iris", "jas", "kade", "kast", "kelder", "klok", "koffer", "kruik", "lamp", "lepel", "linde",
    "mand", "meer", "molen", "muts", "naald", "noot", "oever", "oven", "paard", "parel", "peer",
    "plank", "pomp", "raam", "reiger", "riem", "roos", "schaal", "sleutel", "spar", "stoel",
    "tafel", "tent", "toren", "tulp", "uil", "veer", "vlag", "water", "wilg", "zadel", "zomer",
];

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The data folder; without one a temporary folder that goes when the program ends.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Where to listen: http on loopback, https elsewhere.
    #[arg(long, default_value_t = LISTEN)]
    pub listen: SocketAddr,
}

impl Default for Demo {
    fn default() -> Self {
        Self { data: None, listen: LISTEN }
    }
}

/// The clock of a demonstration: set while the past is written, then the machine's own.
#[derive(Debug)]
pub struct DemoClock(AtomicI64);

/// A time that no scenario has: the clock follows the machine.
const FOLLOWS: i64 = i64::MIN;

impl DemoClock {
    /// Follows the machine until it is set.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicI64::new(FOLLOWS))
    }

    /// Puts the clock at `now`, where it stands still.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }

    /// Follows the machine again.
    pub fn follow(&self) {
        self.0.store(FOLLOWS, Ordering::SeqCst);
    }
}

impl Default for DemoClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        match self.0.load(Ordering::SeqCst) {
            FOLLOWS => SystemClock.now(),
            set => Timestamp(set),
        }
    }
}

/// Serves the demonstration until SIGTERM or Ctrl-C.
///
/// # Errors
/// When the folder is in use, or the address is taken.
pub fn run(demo: Demo) -> anyhow::Result<ExitCode> {
    let (folder, temporary) = match demo.data {
        Some(folder) => (folder, None),
        None => {
            let made = TemporaryFolder::new().context("cannot make a temporary folder")?;
            (made.path().to_owned(), Some(made))
        }
    };
    let clock = Arc::new(DemoClock::new());
    let held: Arc<dyn Clock> = Arc::clone(&clock) as _;
    let app = App::open(&folder, held, Arc::new(SystemEntropy))?;
    let lines = if app.world().admin().is_none() {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(seeded(&app, &clock, &folder))?
    } else {
        kept(&folder)
    };
    let listen = Listen {
        address: demo.listen,
        open_http: None,
        http_passwords: false,
        hosts: Vec::new(),
        certificate: None,
    };
    let served = serve_app(app, listen, &lines);
    drop(temporary);
    served
}

/// Founds the institution and writes the first hours of the exercise. Returns the logins.
async fn seeded(
    app: &Arc<App>,
    clock: &Arc<DemoClock>,
    folder: &Path,
) -> anyhow::Result<Vec<String>> {
    let exercise = scenario::read(EXERCISE.as_bytes()).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the exercise does not read: {}", faults.join("; "))
    })?;
    let logins = logins(&exercise, app.entropy.as_ref());
    let lines: Vec<String> =
        logins.iter().map(|(name, password)| format!("login {name} {password}")).collect();
    // Before anything else: who can log in stays known when this ends half way.
    keep(folder, &lines)?;
    let shift_ms = shift(&exercise, SystemClock.now());
    let hands: Hands = {
        let clock = Arc::clone(clock);
        Arc::new(move |at| clock.set(at))
    };
    let mut stage = Stage::new(Arc::clone(app), hands, shift_ms);
    let passwords: BTreeMap<String, String> = logins.into_iter().collect();
    stage.found(&exercise, passwords).await.map_err(|fault| anyhow::anyhow!(fault))?;
    let seeded = stage.seed(&exercise).await;
    clock.follow();
    seeded.map_err(|fault| anyhow::anyhow!("the exercise does not run: {fault}"))?;
    // Nobody is going to print the key of a demonstration.
    app.keys.destroy_root().context("cannot destroy the root key of the demonstration")?;
    Ok(lines)
}

/// Returns what is added to the times of the exercise, in whole minutes, so that the line where
/// the demonstration stops is now.
fn shift(exercise: &Scenario, now: Timestamp) -> i64 {
    let stops = exercise.steps.iter().find(|step| matches!(step.deed, Deed::DemoStops));
    let last = stops.or(exercise.steps.last()).map_or(now, |step| step.at);
    now.plus_ms(-AGO_MS).since_ms(last).div_euclid(MINUTE_MS) * MINUTE_MS
}

/// One person for each role, in the order of the roles, each with a password.
fn logins(exercise: &Scenario, entropy: &dyn Entropy) -> Vec<(String, String)> {
    let mut logins: Vec<(String, String)> = Vec::new();
    for role in Role::ALL {
        let mut people = exercise.people.iter();
        let Some(person) = people.find(|person| person.roles.contains(&role)) else { continue };
        if !logins.iter().any(|(login, _)| *login == person.login) {
            logins.push((person.login.clone(), password(entropy.seed())));
        }
    }
    logins
}

/// Three words and four digits: about thirty bits, behind a slow check, for a demonstration.
fn password(seed: [u8; 32]) -> String {
    let word = |byte: &u8| WORDS.get(usize::from(byte % 64)).copied().unwrap_or("tulp");
    let mut words: Vec<String> = seed.iter().take(3).map(|byte| word(byte).to_owned()).collect();
    let digits = seed.iter().skip(3).take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    words.push(format!("{:04}", digits % 10_000));
    words.join("-")
}

/// Keeps the logins beside the data, for the owner's eyes only.
fn keep(folder: &Path, lines: &[String]) -> anyhow::Result<()> {
    use std::io::Write;
    let path = folder.join(LOGINS);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let cannot = || format!("cannot write {}", path.display());
    let mut file = options.open(&path).with_context(cannot)?;
    file.write_all(format!("{}\n", lines.join("\n")).as_bytes()).with_context(cannot)?;
    file.sync_all().with_context(cannot)
}

/// Reads the logins of an earlier start; none when they are not there.
fn kept(folder: &Path) -> Vec<String> {
    let kept = std::fs::read_to_string(folder.join(LOGINS)).unwrap_or_default();
    kept.lines().filter(|line| line.starts_with("login ")).map(str::to_owned).collect()
}

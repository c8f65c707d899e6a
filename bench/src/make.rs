// SPDX-License-Identifier: EUPL-1.2
//! Makes a data folder with many events quickly: signed as the real ones, written in large
//! transactions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use tegenwicht::app::{App, Made, SetUp};
use tegenwicht::clock::{Clock, SystemClock, SystemEntropy};
use tegenwicht_core::body::Open;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::{Envelope, Header, Kind, Mode, PartRef};
use tegenwicht_core::event::{Fact, SCHEMA};
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::{EntryKind, Written};
use tegenwicht_core::feature::picture::{PictureSaid, SayPicture, Topic};
use tegenwicht_core::id::{ActorId, CommandId, CrisisId, DeviceKey, EntryId, ScopeId};
use tegenwicht_core::time::Hlc;
use tegenwicht_store::keys::Keys;
use tegenwicht_store::{Folder, NewEvent, Store};

/// An institution with one crisis.
pub struct Place {
    pub app: Arc<App>,
    pub actor: ActorId,
    pub crisis: CrisisId,
    pub scope: ScopeId,
}

/// An empty folder for one run, outside the repository.
pub fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("tegenwicht-bench-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    dir
}

const EPOCH: u64 = 77;

/// The password of everybody in a bench.
pub const PASSWORD: &str = "een wachtwoord voor de meting";

/// Founds an institution and opens a crisis, through the ordinary way in.
pub async fn place(dir: &Path) -> anyhow::Result<Place> {
    let app = App::open(dir, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    let verifier = tegenwicht::login::verifier(PASSWORD, [7; 32]).expect("argon2 works");
    let made = app
        .set_up(SetUp {
            institution: "Meetziekenhuis".to_owned(),
            sector: Sector::Hospital,
            login: "meter".to_owned(),
            name: "M. Eter".to_owned(),
            verifier,
        })
        .await?;
    let Made::User(actor) = made.made else { anyhow::bail!("no first user") };
    let open = Command::OpenCrisis(OpenCrisis {
        title: "Uitval elektronisch patiëntendossier".to_owned(),
        mode: Mode::Exercise,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    });
    let made = app.submit(as_actor(&app, actor), CommandId([1; 16]), open).await?;
    let Made::Crisis(crisis) = made.made else { anyhow::bail!("no crisis") };
    let scope = app.world().crisis(crisis).expect("just opened").0;
    Ok(Place { app, actor, crisis, scope })
}

/// The one who gives commands in a bench.
pub fn as_actor(app: &App, actor: ActorId) -> tegenwicht_core::actor::Actor {
    tegenwicht_core::actor::Actor {
        id: Some(actor),
        roles: vec![tegenwicht_core::actor::Role::Coordinator],
        device: app.device(),
    }
}

/// A crisis as it is on its second day: `count` lines of the kinds of [`of_full`], 24 processes at
/// 6 places, and some of the impact areas.
pub async fn full(dir: &Path, count: u64) -> anyhow::Result<Place> {
    let place = place(dir).await?;
    let (actor, crisis) = (place.actor, place.crisis);
    let topics = (0..24).flat_map(|process| {
        (0..6)
            .map(move |site| Topic::process(&format!("proces-{process}"), &format!("plek-{site}")))
    });
    let areas = ["patient-safety", "care-continuity", "business-continuity", "staff", "privacy"];
    let topics = topics.chain(areas.iter().map(|area| Topic::area(area)));
    for (number, topic) in topics.enumerate() {
        let is_area = topic.0.starts_with("area.");
        let mut said = PictureSaid::about(topic);
        let state = if is_area { "hit" } else { ["stopped", "limited", "normal"][number % 3] };
        said.state = Some(state.to_owned());
        said.text = Some("Wat er nog kan, gaat op papier.".to_owned());
        let command = Command::SayPicture(Box::new(SayPicture { crisis, said, line: None }));
        let mut id = [5; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        place.app.submit(as_actor(&place.app, actor), CommandId(id), command).await?;
    }
    let scope = place.scope;
    place.app.stop();
    drop(place);
    fill_with(dir, actor, scope, count, of_full)?;
    let app = App::open(dir, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    Ok(Place { app, actor, crisis, scope })
}

/// Makes the next `count` entries of the epoch that [`fill`] began, without writing them.
pub fn more(
    dir: &Path,
    actor: ActorId,
    scope: ScopeId,
    count: u64,
) -> anyhow::Result<Vec<NewEvent>> {
    let folder = Folder::look(dir)?;
    let keys = Keys::look(&folder.keys())?.expect("keys");
    let store = Store::open_read(&folder.db())?;
    let key = keys.device();
    let device = DeviceKey(key.verifying_key().to_bytes());
    let head = store.heads(scope)?.into_iter().find(|head| head.epoch == EPOCH).expect("filled");
    let now = SystemClock.now();
    let (mut last, mut hlc) = (Some(head.id), Hlc::default().next(now));
    let mut events = Vec::new();
    for seq in head.seq + 1..=head.seq + count {
        hlc = hlc.next(now);
        let kind = EntryKind::ALL[(seq % 6) as usize];
        let event = entry(key, device, actor, scope, seq, last, hlc, now, count, kind);
        last = Some(event.envelope.id);
        events.push(event);
    }
    Ok(events)
}

/// Adds `count` entries to the crisis of a stopped node, as a new epoch of its device.
pub fn fill(dir: &Path, actor: ActorId, scope: ScopeId, count: u64) -> anyhow::Result<()> {
    fill_with(dir, actor, scope, count, |seq| EntryKind::ALL[(seq % 6) as usize])
}

/// The kinds of the lines of a full crisis: of 5,000 there are 400 actions and 60 decisions.
const fn of_full(seq: u64) -> EntryKind {
    match seq % 250 {
        0..20 => EntryKind::Action,
        20..23 => EntryKind::Decision,
        23..33 => EntryKind::Question,
        33..36 => EntryKind::Bottleneck,
        36..60 => EntryKind::Contact,
        60..80 => EntryKind::Assumption,
        _ => EntryKind::Fact,
    }
}

fn fill_with(
    dir: &Path,
    actor: ActorId,
    scope: ScopeId,
    count: u64,
    kind_of: impl Fn(u64) -> EntryKind,
) -> anyhow::Result<()> {
    let folder = Folder::open(dir)?;
    let keys = Keys::open(&folder.keys(), || [0; 32])?;
    let mut store = Store::open(&folder.db(), None)?;
    let key = keys.device();
    let device = DeviceKey(key.verifying_key().to_bytes());
    let mut prev = store.heads(scope)?.into_iter().find(|head| head.device == device);
    let mut last = prev.take().map(|head| head.id);
    let now = SystemClock.now();
    let mut hlc = Hlc::default();
    let mut batch = Vec::new();
    for seq in 0..count {
        hlc = hlc.next(now);
        let event = entry(key, device, actor, scope, seq, last, hlc, now, count, kind_of(seq));
        last = Some(event.envelope.id);
        batch.push(event);
        if batch.len() == tegenwicht_store::log::BATCH_MAX || seq + 1 == count {
            store.append(&batch).map_err(|fault| anyhow::anyhow!("{fault}"))?;
            batch.clear();
        }
    }
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "spelled out once, for speed")]
fn entry(
    key: &SigningKey,
    device: DeviceKey,
    actor: ActorId,
    scope: ScopeId,
    seq: u64,
    prev: Option<tegenwicht_core::id::EventId>,
    hlc: Hlc,
    now: tegenwicht_core::time::Timestamp,
    count: u64,
    kind: EntryKind,
) -> NewEvent {
    let id = |salt: u8| {
        let mut id = [salt; 16];
        id[..8].copy_from_slice(&seq.to_be_bytes());
        id
    };
    let happened_at = now.plus_ms(i64::try_from(seq).unwrap() - i64::try_from(count).unwrap());
    let what =
        if seq.is_multiple_of(4) { "patiënten één voor één" } else { "lijsten op papier" };
    let written = Written {
        entry: EntryId(id(9)),
        kind,
        number: u32::try_from(seq).unwrap(),
        letter: String::new(),
        text: Some(format!("Regel {seq}: de afdeling meldt dat de {what} gaan.")),
        speaker: Some("teamleider verpleging".to_owned()),
        channel: None,
        happened_at,
        time_stated: false,
        sealed_under: None,
        files: Vec::new(),
        statement: None,
        answers: None,
        contradicts: None,
        replaces: Vec::new(),
        settles: Vec::new(),
        owner: None,
        // A tenth of the actions is late.
        due: (kind == EntryKind::Action)
            .then(|| now.plus_ms(if seq % 10 == 5 { -60_000 } else { 36_000_000 })),
        about: None,
    };
    let facts = vec![Fact::EntryWritten(written.into())];
    let open = Open { salt: id(3), digest: Some([5; 32]), facts }.encode();
    let header = Header {
        device,
        scope,
        epoch: EPOCH,
        seq,
        prev,
        hlc,
        wall: now,
        actor: Some(actor),
        command: Some(CommandId(id(4))),
        kind: Kind::Facts,
        schema: SCHEMA,
        seen: None,
        supersedes: Vec::new(),
        open: Some(PartRef::of(&open)),
        sealed: None,
    };
    let envelope = Envelope::sign(header, Mode::Exercise, key).expect("fits");
    NewEvent { envelope, open: Some(open), sealed: None, own: true }
}

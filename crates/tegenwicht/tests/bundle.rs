// SPDX-License-Identifier: EUPL-1.2
//! Two machines that never share a line: joined, cut off, and one again by files, all through
//! the command line; then a copied disk and a restored backup.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod flow;

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::sync::Arc;

use tegenwicht::app::{App, Made, SetUp};
use tegenwicht::clock::{SystemClock, SystemEntropy};
use tegenwicht_core::actor::Actor;
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::crisis::{CloseCrisis, OpenCrisis};
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::id::{ActorId, CommandId, CrisisId};
use tegenwicht_core::notice::Matter;

/// A machine of the institution, known by its data folder.
struct Machine {
    data: PathBuf,
    wrote: u8,
}

impl Machine {
    fn at(dir: &Path, name: &str) -> Self {
        Self { data: dir.join(name), wrote: 0 }
    }

    fn says(&self, arguments: &[&str], root: Option<&str>) -> Output {
        let mut process = Process::new(env!("CARGO_BIN_EXE_tegenwicht"));
        process.args(arguments).env_remove("TEGENWICHT_ROOT_KEY");
        if let Some(root) = root {
            process.env("TEGENWICHT_ROOT_KEY", root);
        }
        process.env("TEGENWICHT_BACKUP_PASSPHRASE", "een lange zin voor de kluis").output().unwrap()
    }

    /// Runs a command that has to succeed.
    fn tells(&self, arguments: &[&str], root: Option<&str>) -> String {
        let output = self.says(arguments, root);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {out}{err}");
        out
    }

    fn data(&self) -> &str {
        self.data.to_str().unwrap()
    }

    fn open(&self) -> Arc<App> {
        App::open(&self.data, Arc::new(SystemClock), Arc::new(SystemEntropy)).unwrap()
    }

    /// Writes some lines while nobody else hears of them.
    async fn writes(&mut self, actor: ActorId, crisis: CrisisId, lines: u8) {
        let app = self.open();
        for _ in 0..lines {
            self.wrote += 1;
            let text = format!("Regel {} van {}", self.wrote, self.data.display());
            let write = WriteEntry::plain(crisis, EntryKind::Fact, &text);
            let mut id = [0xb0; 16];
            id[0] = self.wrote;
            id[1..9].copy_from_slice(&app.device().0[..8]);
            let by = Actor { id: Some(actor), roles: Vec::new(), device: app.device() };
            app.submit(by, CommandId(id), Command::WriteEntry(Box::new(write))).await.unwrap();
        }
        app.stop();
    }

    fn heads(&self) -> serde_json::Value {
        let told = self.tells(&["heads", "--data", self.data(), "--json"], None);
        serde_json::from_str(&told).unwrap()
    }

    fn code(&self) -> String {
        let told = self.tells(&["join", "--data", self.data()], None);
        told.lines().next().unwrap().to_owned()
    }

    fn lines(&self, crisis: CrisisId) -> usize {
        let app = self.open();
        let world = app.world();
        let count = world.crisis(crisis).map_or(0, |(_, state)| state.entries.len());
        let told = app.order_notices().len() + world.crisis(crisis).unwrap().1.notices.len();
        assert!(told < 100);
        app.stop();
        count
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Carries what `to` lacks from one machine to another.
fn carry(dir: &Path, from: &Machine, to: &Machine, label: &str) -> String {
    let file = dir.join("stick.tgw");
    let file = file.to_str().unwrap();
    from.tells(&["bundle", "export", "--data", from.data(), "--to", label, file], None);
    to.tells(&["bundle", "import", "--data", to.data(), file], None)
}

/// Founds an institution with a crisis on the first machine; returns also the printed root key.
async fn found(home: &Machine) -> (ActorId, CrisisId, String) {
    let app = home.open();
    let verifier = tegenwicht::login::verifier("een wachtwoord", [7; 32]).unwrap();
    let made = app
        .set_up(SetUp {
            institution: "Ziekenhuis De Waard".to_owned(),
            sector: Sector::Hospital,
            login: "ana".to_owned(),
            name: "Ana".to_owned(),
            verifier,
        })
        .await
        .unwrap();
    let Made::User(ana) = made.made else { panic!("no first user") };
    let root = tegenwicht_store::root::print(&app.keys.root().unwrap().unwrap().to_bytes());
    let by = Actor { id: Some(ana), roles: Vec::new(), device: app.device() };
    let open = Command::OpenCrisis(OpenCrisis {
        title: "Stroomuitval".to_owned(),
        mode: Mode::Real,
        began_at: None,
        place: None,
        report: None,
        fallback: None,
        level: None,
        halt_exercises: false,
        line: None,
    });
    let made = app.submit(by, CommandId([1; 16]), open).await.unwrap();
    let Made::Crisis(crisis) = made.made else { panic!("no crisis") };
    app.stop();
    (ana, crisis, root)
}

/// Lets a machine join: code, grant, bundle.
fn join(dir: &Path, home: &Machine, new: &Machine, label: &str, root: &str) {
    let code = new.code();
    let grant = ["device", "grant", "--data", home.data(), &code, "--label", label];
    let told = home.tells(&grant, Some(root));
    let institution = told.split_whitespace().find(|word| word.starts_with("scope-")).unwrap();
    let file = dir.join("first.tgw");
    let file = file.to_str().unwrap();
    home.tells(&["bundle", "export", "--data", home.data(), "--to", label, file], None);
    let join = ["join", "--data", new.data(), "--institution", institution, file];
    new.tells(&join, None);
}

#[tokio::test]
async fn two_machines_that_exchange_files_are_one() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (mut home, mut laptop) = (Machine::at(dir, "home"), Machine::at(dir, "laptop"));
    let (ana, crisis, root) = found(&home).await;

    // Only the key of this institution grants, and a mistyped one is named.
    let code = laptop.code();
    let grant = ["device", "grant", "--data", home.data(), &code, "--label", "laptop"];
    let foreign = tegenwicht_store::root::print(&[9; 32]);
    assert!(!home.says(&grant, Some(&foreign)).status.success());
    let mistyped = home.says(&grant, Some("ABCDE FGHIJ"));
    assert!(text(&mistyped.stderr).contains("root key"), "{}", text(&mistyped.stderr));
    let early = laptop.says(&["bundle", "import", "--data", laptop.data(), "nergens"], None);
    assert!(text(&early.stderr).contains("join"), "{}", text(&early.stderr));

    join(dir, &home, &laptop, "laptop", &root);
    assert_eq!(home.heads(), laptop.heads());

    // Both write while cut off, and exchange files both ways.
    home.writes(ana, crisis, 3).await;
    laptop.writes(ana, crisis, 4).await;
    assert_ne!(home.heads(), laptop.heads());
    carry(dir, &home, &laptop, "LAPTOP");
    let told = laptop.tells(&["device", "list", "--data", laptop.data()], None);
    let first = told.lines().find(|line| line.contains("De Waard")).unwrap();
    let first = first.split_whitespace().next().unwrap();
    carry(dir, &laptop, &home, first);
    assert_eq!(home.heads(), laptop.heads());
    assert_eq!((home.lines(crisis), laptop.lines(crisis)), (7, 7));

    // Once more changes nothing.
    let stick = dir.join("stick.tgw");
    let again =
        home.tells(&["bundle", "import", "--data", home.data(), stick.to_str().unwrap()], None);
    assert!(again.starts_with("0 events are new"), "{again}");
    for machine in [&home, &laptop] {
        let told = machine.tells(&["verify", "--data", machine.data()], None);
        assert!(told.starts_with("good:"), "{told}");
    }
}

#[tokio::test]
async fn a_copied_disk_is_noticed_and_a_restored_backup_is_a_new_machine() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (home, mut laptop) = (Machine::at(dir, "home"), Machine::at(dir, "laptop"));
    let (ana, crisis, root) = found(&home).await;
    join(dir, &home, &laptop, "laptop", &root);
    laptop.writes(ana, crisis, 1).await;
    let kluis = dir.join("kluis.age");
    laptop.tells(&["backup", "--data", laptop.data(), kluis.to_str().unwrap()], None);

    // Somebody copies the disk, and both go on.
    let mut twin = Machine::at(dir, "twin");
    copy(&laptop.data, &twin.data);
    twin.wrote = 100;
    laptop.writes(ana, crisis, 2).await;
    twin.writes(ana, crisis, 2).await;
    let told = home.tells(&["device", "list", "--data", laptop.data()], None);
    let first = told.lines().find(|line| line.contains("De Waard")).unwrap();
    let first = first.split_whitespace().next().unwrap().to_owned();
    carry(dir, &laptop, &home, &first);
    carry(dir, &twin, &home, &first);
    assert_eq!(home.lines(crisis), 5, "nothing of either is lost");
    let app = home.open();
    let notices = app.order_notices();
    let clone = notices.iter().any(|(_, notice)| matches!(notice.matter, Matter::Clone(_)));
    assert!(clone, "{notices:?}");
    app.stop();
    drop(app);
    let told = home.tells(&["verify", "--data", home.data()], None);
    assert!(told.starts_with("good:") && told.contains("cop"), "{told}");

    // The first of the two hears of its twin, and what it writes then comes after both.
    carry(dir, &home, &laptop, "laptop");
    laptop.writes(ana, crisis, 1).await;
    let refolded = laptop.heads();
    let app = laptop.open();
    let world = app.world();
    let (scope, state) = world.crisis(crisis).unwrap();
    let hash = tegenwicht_core::id::hex(&state.hash());
    let listed = refolded.to_string();
    assert!(listed.contains(&scope.to_string()) && listed.contains(&hash), "{hash}: {listed}");
    let last = state.entries.values().max_by_key(|entry| entry.position).unwrap();
    assert_eq!(last.position, state.count, "it comes last");
    app.stop();
    drop(app);
    carry(dir, &laptop, &home, &first);

    // What comes out of the vault is a machine of its own.
    let mut restored = Machine::at(dir, "restored");
    let restore = ["restore", kluis.to_str().unwrap(), "--data", restored.data()];
    restored.tells(&restore, None);
    join(dir, &home, &restored, "reserve", &root);
    restored.writes(ana, crisis, 1).await;
    carry(dir, &restored, &home, &first);
    carry(dir, &home, &restored, "reserve");
    assert_eq!(home.heads(), restored.heads());
    assert_eq!(restored.lines(crisis), 7);
}

async fn closes(machine: &Machine, actor: ActorId, crisis: CrisisId, reason: &str) {
    let app = machine.open();
    let by = Actor { id: Some(actor), roles: Vec::new(), device: app.device() };
    let mut id = [0xc0; 16];
    id[..8].copy_from_slice(&app.device().0[..8]);
    let close =
        Command::CloseCrisis(CloseCrisis { crisis, reason: reason.to_owned(), false_alarm: false });
    app.submit(by, CommandId(id), close).await.unwrap();
    app.stop();
}

#[tokio::test]
async fn what_two_people_decided_apart_shows_with_both_sides_until_somebody_chooses() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (home, laptop) = (Machine::at(dir, "home"), Machine::at(dir, "laptop"));
    let (ana, crisis, root) = found(&home).await;
    join(dir, &home, &laptop, "laptop", &root);
    closes(&home, ana, crisis, "De stroom is terug.").await;
    closes(&laptop, ana, crisis, "Er was niets aan de hand.").await;
    let told = home.tells(&["device", "list", "--data", laptop.data()], None);
    let first = told.lines().find(|line| line.contains("De Waard")).unwrap();
    let first = first.split_whitespace().next().unwrap().to_owned();
    carry(dir, &home, &laptop, "laptop");
    carry(dir, &laptop, &home, &first);

    let app = home.open();
    let clock =
        Arc::new(tegenwicht::clock::SetClock::at(tegenwicht::clock::Clock::now(&SystemClock)));
    let house = flow::House::around(Arc::clone(&app), clock, tegenwicht::web::Options::default());
    let token = house.web.logins.open(&app, ana).await.unwrap();
    let who = flow::Person { token, actor: ana };
    let page = house.get(&who, "/notices").await.text();
    for side in ["De stroom is terug.", "Er was niets aan de hand.", "laptop", "Ana"] {
        assert!(page.contains(side), "{side}: {page}");
    }
    let close = format!("/crises/{crisis}/close");
    assert!(page.contains(&format!("action=\"{close}\"")), "{page}");
    let choose = flow::Ask::post(&close, &[("reason", "De stroom is terug.")]);
    let chosen = house.send(&choose.field("key", &flow::key(77)).by(&who)).await;
    assert_eq!(chosen.status, axum::http::StatusCode::SEE_OTHER);
    let page = house.get(&who, "/notices").await.text();
    assert!(!page.contains("Er was niets aan de hand."), "settled: {page}");
    app.stop();
    drop((house, app));

    carry(dir, &home, &laptop, "laptop");
    let other = laptop.open();
    let world = other.world();
    let (_, state) = world.crisis(crisis).unwrap();
    let settled = state.crisis.as_ref().unwrap().closing().unwrap().reason.clone();
    assert_eq!(settled, "De stroom is terug.", "there too");
    other.stop();
}

#[tokio::test]
async fn what_a_revoked_machine_still_wrote_is_kept_and_marked() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let (home, mut laptop) = (Machine::at(dir, "home"), Machine::at(dir, "laptop"));
    let (ana, crisis, root) = found(&home).await;
    join(dir, &home, &laptop, "laptop", &root);
    laptop.writes(ana, crisis, 1).await;
    let told = laptop.tells(&["device", "list", "--data", laptop.data()], None);
    let key = |name: &str| {
        let line = told.lines().find(|line| line.contains(name)).unwrap();
        line.split_whitespace().next().unwrap().to_owned()
    };
    let (first, stolen) = (key("De Waard"), key("laptop"));
    carry(dir, &laptop, &home, &first);
    let revoke = ["device", "revoke", "--data", home.data(), &stolen, "--reason", "gestolen"];
    home.tells(&revoke, Some(&root));
    assert!(!home.says(&revoke, Some(&root)).status.success(), "once is enough");
    // It has not heard of it, writes on, and a stick brings that home.
    laptop.writes(ana, crisis, 2).await;
    carry(dir, &laptop, &home, &first);
    let app = home.open();
    let world = app.world();
    let (_, state) = world.crisis(crisis).unwrap();
    let marks = state.entries.values().map(|entry| world.is_after_revocation(state, entry));
    assert_eq!(marks.filter(|mark| *mark).count(), 2, "of three, all kept");
    assert_eq!(state.entries.len(), 3);
    app.stop();
    // Nothing more goes out to it.
    let file = dir.join("no.tgw");
    let file = file.to_str().unwrap();
    let export = ["bundle", "export", "--data", home.data(), "--to", "laptop", file];
    drop((world, app));
    assert!(!home.says(&export, None).status.success());
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

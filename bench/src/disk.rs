// SPDX-License-Identifier: EUPL-1.2
//! Writing, folding and starting.

use std::sync::Arc;
use std::time::Instant;

use tegenwicht::app::App;
use tegenwicht::clock::{SystemClock, SystemEntropy};
use tegenwicht::web::{Options, Web, routes};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Envelope;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::fold::{Part, ScopeState};
use tegenwicht_core::id::CommandId;
use tegenwicht_store::{Folder, Store, StoreError};

use crate::{Figure, cpu_s, make};

/// Appends and bare commits measured in turn, so that both meet the same noise.
const ROUNDS: usize = 300;

/// A durable append of one event against a bare SQLite commit of a row of the same size.
pub fn append_ratio() -> anyhow::Result<Figure> {
    let dir = make::folder("append");
    let runtime = tokio::runtime::Runtime::new()?;
    let place = runtime.block_on(make::place(&dir))?;
    let (actor, scope) = (place.actor, place.scope);
    place.app.stop();
    drop(place);
    make::fill(&dir, actor, scope, 1)?;
    let bare = dir.join("bare.db");
    let plain = rusqlite::Connection::open(&bare)?;
    plain.pragma_update(None, "synchronous", "EXTRA")?;
    plain.pragma_update(None, "journal_mode", "WAL")?;
    plain.execute_batch("CREATE TABLE t (id BLOB PRIMARY KEY, a BLOB, b BLOB)")?;
    let folder = Folder::open(&dir)?;
    let mut store = Store::open(&folder.db(), None)?;
    let events = make::more(&dir, actor, scope, ROUNDS as u64)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (round, event) in events.iter().enumerate() {
        let started = Instant::now();
        store.append(std::slice::from_ref(event)).map_err(|fault| anyhow::anyhow!("{fault}"))?;
        ours.push(started.elapsed().as_secs_f64());
        let id = u64::try_from(round)?.to_be_bytes();
        let started = Instant::now();
        plain.execute(
            "INSERT INTO t VALUES (?1, ?2, ?3)",
            rusqlite::params![id, event.envelope.cose, event.open],
        )?;
        theirs.push(started.elapsed().as_secs_f64());
    }
    let _ = std::fs::remove_dir_all(&dir);
    Ok(Figure::under("append_ratio", median(ours) / median(theirs), 1.3))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Events folded from disk, per second of CPU.
pub fn fold_per_cpu_s(count: u64) -> anyhow::Result<Figure> {
    let dir = make::folder("fold");
    let runtime = tokio::runtime::Runtime::new()?;
    let place = runtime.block_on(make::place(&dir))?;
    let (actor, scope) = (place.actor, place.scope);
    place.app.stop();
    drop(place);
    make::fill(&dir, actor, scope, count)?;
    let store = Store::open_read(&Folder::look(&dir)?.db())?;
    let mut best = 0.0_f64;
    for _ in 0..9 {
        let started = cpu_s();
        let mut state = ScopeState::default();
        store.each_event(scope, 0, |row| {
            let header = Envelope::peek(row.cose).expect("own event");
            state.apply(row.id, &header, Part::of(row.open, false));
            Ok::<(), StoreError>(())
        })?;
        assert!(state.count >= count);
        best = best.max(state.count as f64 / (cpu_s() - started));
    }
    let _ = std::fs::remove_dir_all(&dir);
    Ok(Figure::over("fold_per_cpu_s", best, 500_000.0))
}

/// From an empty folder to the first entry on disk, setup and all.
pub fn first_entry_ms() -> anyhow::Result<Figure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut best = f64::MAX;
    for _ in 0..3 {
        let dir = make::folder("first");
        let started = Instant::now();
        runtime.block_on(async {
            let place = make::place(&dir).await?;
            let write = WriteEntry::plain(place.crisis, EntryKind::Fact, "De eerste regel.");
            let actor = make::as_actor(&place.app, place.actor);
            let command = Command::WriteEntry(Box::new(write));
            place.app.submit(actor, CommandId([2; 16]), command).await?;
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
            place.app.stop();
            anyhow::Ok(())
        })?;
        let _ = std::fs::remove_dir_all(&dir);
    }
    Ok(Figure::under("first_entry_ms", best, 2_000.0))
}

/// From opening the folder to the first page of the log, with a snapshot from a clean stop.
pub fn start_ms(count: u64) -> anyhow::Result<f64> {
    let dir = make::folder(&format!("start-{count}"));
    let runtime = tokio::runtime::Runtime::new()?;
    let place = runtime.block_on(make::place(&dir))?;
    let (actor, scope, crisis) = (place.actor, place.scope, place.crisis);
    place.app.stop();
    drop(place);
    make::fill(&dir, actor, scope, count)?;
    let open = || App::open(&dir, Arc::new(SystemClock), Arc::new(SystemEntropy));
    open()?.stop();
    let mut best = f64::MAX;
    for _ in 0..3 {
        let started = Instant::now();
        let app = open()?;
        let web = Web::new(Arc::clone(&app), Options::default());
        let (token, _) = (runtime.block_on(web.logins.open(&app, actor))?, ());
        let router = routes::router(web);
        let page = runtime.block_on(crate::screens::log_page(&router, &token, crisis))?;
        best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        assert!(page > 10_000);
        app.stop();
    }
    let _ = std::fs::remove_dir_all(&dir);
    Ok(best)
}

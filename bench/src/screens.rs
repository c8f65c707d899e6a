// SPDX-License-Identifier: EUPL-1.2
//! What people wait for: the log page, and their entry on everybody's screen.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use tegenwicht::web::{Options, Web, routes};
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::user::AddUser;
use tegenwicht_core::id::{CommandId, CrisisId};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tower::ServiceExt;

use crate::{Figure, cpu_s, make, rss_mib};

/// Lines of a full crisis.
const LINES: u64 = 5_000;

/// Fetches the log page as somebody who is logged in; returns its length in bytes.
pub async fn log_page(router: &Router, token: &str, crisis: CrisisId) -> anyhow::Result<usize> {
    page(router, token, &format!("/crises/{crisis}/log")).await
}

/// Fetches a page as somebody who is logged in; returns its length in bytes.
async fn page(router: &Router, token: &str, path: &str) -> anyhow::Result<usize> {
    let request = Request::get(path)
        .header("host", "127.0.0.1")
        .header("cookie", format!("tegenwicht={token}"))
        .body(Body::empty())?;
    let response = router.clone().oneshot(request).await?;
    anyhow::ensure!(response.status().is_success(), "{path}: {}", response.status());
    Ok(axum::body::to_bytes(response.into_body(), 8 << 20).await?.len())
}

/// Log pages of 100 entries of a full crisis, rendered each time, per second of CPU.
pub fn log_page_per_cpu_s() -> anyhow::Result<Figure> {
    let dir = make::folder("page");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = runtime.block_on(make::full(&dir, LINES))?;
    let (app, actor, crisis) = (place.app, place.actor, place.crisis);
    let web = Web::new(Arc::clone(&app), Options::default());
    let token = runtime.block_on(web.logins.open(&app, actor))?;
    let router = routes::router(web);
    let mut best = 0.0_f64;
    for _ in 0..6 {
        let started = cpu_s();
        let mut pages = 0_u32;
        while cpu_s() - started < 1.0 {
            runtime.block_on(log_page(&router, &token, crisis))?;
            pages += 1;
        }
        best = best.max(f64::from(pages) / (cpu_s() - started));
    }
    app.stop();
    let _ = std::fs::remove_dir_all(&dir);
    Ok(Figure::over("log_page_per_cpu_s", best, 3_000.0))
}

/// The slowest search in a log of 50,000 lines: nothing is found, or only by name or area.
pub fn search_ms() -> anyhow::Result<Figure> {
    let dir = make::folder("search");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = runtime.block_on(make::full(&dir, 50_000))?;
    let (app, actor, crisis) = (place.app, place.actor, place.crisis);
    let web = Web::new(Arc::clone(&app), Options::default());
    let token = runtime.block_on(web.logins.open(&app, actor))?;
    let router = routes::router(web);
    let mut slowest = 0.0_f64;
    for asked in ["q=bestaat+niet", "q=%C3%A9%C3%A9n+voor", "person=bestaat+niet", "area=privacy"] {
        for place in ["crises", "api/v1/crises"] {
            let list = if place == "crises" { "log" } else { "logEntries" };
            let path = format!("/{place}/{crisis}/{list}?{asked}");
            let mut best = f64::MAX;
            for _ in 0..5 {
                let started = Instant::now();
                runtime.block_on(page(&router, &token, &path))?;
                best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
            }
            slowest = slowest.max(best);
        }
    }
    app.stop();
    let _ = std::fs::remove_dir_all(&dir);
    Ok(Figure::under("search_ms", slowest, 100.0))
}

/// Pages of a full crisis that people look at besides its log.
const PAGES: [&str; 6] =
    ["picture", "actions", "decisions", "bottlenecks", "tasks", "picture?wall"];

/// The slowest page of a full crisis.
pub fn full_page_ms() -> anyhow::Result<Figure> {
    let dir = make::folder("full");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = runtime.block_on(make::full(&dir, LINES))?;
    let (app, actor, crisis) = (place.app, place.actor, place.crisis);
    let web = Web::new(Arc::clone(&app), Options::default());
    let token = runtime.block_on(web.logins.open(&app, actor))?;
    let router = routes::router(web);
    let mut slowest = 0.0_f64;
    for place in PAGES {
        let path = format!("/crises/{crisis}/{place}");
        let (mut best, mut length) = (f64::MAX, 0);
        for _ in 0..5 {
            let started = Instant::now();
            length = runtime.block_on(page(&router, &token, &path))?;
            best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        }
        eprintln!("{place}: {best:.1} ms, {length} bytes");
        slowest = slowest.max(best);
    }
    app.stop();
    let _ = std::fs::remove_dir_all(&dir);
    Ok(Figure::under("full_page_ms", slowest, 100.0))
}

/// Entries written while the screens look on.
const WRITES: usize = 50;

/// Live screens of `users` people over real sockets: from pressing to every screen.
pub fn live(users: usize) -> anyhow::Result<Vec<Figure>> {
    let dir = make::folder("live");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures = runtime.block_on(watch(&dir, users))?;
    let _ = std::fs::remove_dir_all(&dir);
    Ok(figures)
}

async fn watch(dir: &std::path::Path, users: usize) -> anyhow::Result<Vec<Figure>> {
    let place = make::full(dir, LINES).await?;
    let app = Arc::clone(&place.app);
    let web = Web::new(Arc::clone(&app), Options::default());
    let mut tokens = Vec::new();
    for number in 0..users / 5 {
        let add = Command::AddUser(AddUser {
            login: format!("kijker{number}"),
            name: format!("K. Ijker {number}"),
            phone: None,
            roles: vec![Role::Member],
            only: None,
        });
        let mut id = [3; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let made = app.submit(make::as_actor(&app, place.actor), CommandId(id), add).await?;
        let tegenwicht::app::Made::User(user) = made.made else { continue };
        tokens.push(web.logins.open(&app, user).await?);
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = routes::router(web);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let begun = Instant::now();
    let sent: Arc<Vec<AtomicU64>> = Arc::new((0..WRITES).map(|_| AtomicU64::new(0)).collect());
    let seen = Arc::new(std::sync::Mutex::new(Vec::<f64>::new()));
    let ready = Arc::new(AtomicU64::new(0));
    for number in 0..users {
        let token = tokens[number % tokens.len()].clone();
        let (sent, seen, ready) = (Arc::clone(&sent), Arc::clone(&seen), Arc::clone(&ready));
        let crisis = place.crisis;
        tokio::spawn(async move {
            let _ = screen(address, &token, crisis, begun, &sent, &seen, &ready).await;
        });
    }
    while ready.load(Ordering::SeqCst) < users as u64 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (number, sent) in sent.iter().enumerate() {
        let text = format!("meting {number:04} einde");
        let write = WriteEntry::plain(place.crisis, EntryKind::Fact, &text);
        let mut id = [8; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        sent.store(begun.elapsed().as_micros() as u64, Ordering::SeqCst);
        let actor = make::as_actor(&app, place.actor);
        app.submit(actor, CommandId(id), Command::WriteEntry(Box::new(write))).await?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let rss = rss_mib();
    app.stop();
    let mut times = seen.lock().unwrap().clone();
    times.sort_by(f64::total_cmp);
    let missed = users * WRITES - times.len();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or(f64::MAX);
    Ok(vec![
        Figure::under("screens_p99_ms", p99, 100.0),
        Figure::under("screens_missed", missed as f64, 0.0),
        Figure::under("rss_mib", rss, 256.0),
    ])
}

/// One open screen: reads the stream and notes when each entry arrives.
async fn screen(
    address: SocketAddr,
    token: &str,
    crisis: CrisisId,
    begun: Instant,
    sent: &[AtomicU64],
    seen: &std::sync::Mutex<Vec<f64>>,
    ready: &AtomicU64,
) -> anyhow::Result<()> {
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    let request = format!(
        "GET /crises/{crisis}/stream?since=0 HTTP/1.1\r\nHost: {address}\r\n\
         Cookie: tegenwicht={token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut lines = BufReader::new(stream).lines();
    let mut greeted = false;
    let mut next = 0;
    while let Some(line) = lines.next_line().await? {
        if !greeted && line.starts_with("event:") {
            greeted = true;
            ready.fetch_add(1, Ordering::SeqCst);
        }
        while next < sent.len() && line.contains(&format!("meting {next:04} einde")) {
            let now = begun.elapsed().as_micros() as u64;
            let pressed = sent[next].load(Ordering::SeqCst);
            seen.lock().unwrap().push((now - pressed) as f64 / 1_000.0);
            next += 1;
        }
    }
    Ok(())
}

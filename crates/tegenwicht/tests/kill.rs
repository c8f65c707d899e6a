// SPDX-License-Identifier: EUPL-1.2
//! The real program, killed for real while several people write: what it said was on disk is
//! there, once, and whoever asks again hears the same.
//!
//! A kill cannot show what a power cut loses, since the page cache survives it; for that there is
//! the crash replay. `TEGENWICHT_KILL_SEED=N` tries other moments.

#![allow(
    clippy::zombie_processes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

const ROUNDS: u64 = 50;
const WRITERS: u64 = 4;
/// A round is cut off after so many requests at most.
const REQUESTS_MAX: u64 = 40;
const PROGRAM: &str = env!("CARGO_BIN_EXE_tegenwicht");
const PASSWORD: &str = "paarse olifant 7";

/// The program, serving; killed when it goes out of scope.
struct Server {
    child: Child,
    address: String,
    setup: Option<String>,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut setup = None;
        loop {
            let line = lines.next().expect("it ended before it listened").unwrap();
            if let Some((_, token)) = line.split_once("setup?token=") {
                setup = Some(token.to_owned());
            } else if let Some(url) = line.strip_prefix("listening on http://") {
                return Self { child, address: url.to_owned(), setup };
            }
        }
    }

    /// Ends it as a service manager does.
    fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one request, by a head of a first line and any headers; `sent` is called when all of it
/// is on its way. None when no whole answer came back.
fn ask(address: &str, head: &[&str], body: &str, sent: impl FnOnce()) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    // Only so that a hanging program fails the test instead of hanging it.
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let (first, more) = head.split_first().unwrap();
    let host = format!("Host: {address}");
    let length = format!("Content-Length: {}", body.len());
    let first = format!("{first} HTTP/1.1");
    let own = [&first, &host, &length, "Connection: close", "Content-Type: application/json"];
    let lines: Vec<&str> = own.into_iter().chain(more.iter().copied()).collect();
    let request = format!("{}\r\n\r\n{body}", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).ok()?;
    sent();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    // Half an answer is no answer.
    (length == Some(body.len())).then(|| (status, serde_json::from_str(body).unwrap_or_default()))
}

fn must(address: &str, head: &[&str], body: &Value, status: u16) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let (found, answer) = ask(address, head, &body, || ()).expect("an answer");
    assert_eq!(found, status, "{}: {answer}", head[0]);
    answer
}

/// The same numbers for the same seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// Where lines are written, and what became of each: its id once somebody heard it.
struct Log {
    login: String,
    log: String,
    lines: Mutex<BTreeMap<(u64, u64, u64), Option<String>>>,
}

impl Log {
    fn found(server: &Server) -> Self {
        let token = server.setup.as_deref().expect("a new node prints where to set it up");
        let institution = json!({
            "token": token, "institution": "De Waag", "sector": "nursing-home",
            "name": "Ana", "login": "ana", "password": PASSWORD,
        });
        must(&server.address, &["POST /api/v1/setup"], &institution, 201);
        let login = json!({ "name": "ana", "password": PASSWORD });
        let session = must(&server.address, &["POST /api/v1/sessions"], &login, 201);
        let login = format!("Authorization: Bearer {}", session["token"].as_str().unwrap());
        let head = ["POST /api/v1/crises", &login, "Idempotency-Key: opening"];
        let crisis = json!({ "title": "Stroomstoring", "mode": "exercise" });
        let crisis = must(&server.address, &head, &crisis, 201);
        let crisis = crisis["id"].as_str().unwrap().to_owned();
        let log = format!("/api/v1/crises/{crisis}/logEntries");
        Self { login, log, lines: Mutex::default() }
    }

    fn write(
        &self,
        address: &str,
        line @ (round, writer, n): (u64, u64, u64),
        sent: impl FnOnce(),
    ) -> Option<String> {
        let post = format!("POST {}", self.log);
        let key = format!("Idempotency-Key: {round}-{writer}-{n}");
        let body = json!({ "kind": "fact", "text": text(line) }).to_string();
        let (status, answer) = ask(address, &[&post, &self.login, &key], &body, sent)?;
        assert_eq!(status, 201, "{line:?}: {answer}");
        Some(answer["id"].as_str().unwrap().to_owned())
    }

    /// Everything that was written in the log, page by page: text and id.
    fn read(&self, address: &str) -> Vec<(String, String)> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let get = format!("GET {}?limit=500{cursor}", self.log);
            let page = must(address, &[&get, &self.login], &Value::Null, 200);
            let word = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
            let items = page["items"].as_array().unwrap().iter();
            found.extend(items.map(|item| (word(item, "text"), word(item, "id"))));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let written = found.len();
        found.retain(|(text, _)| !text.starts_with("Crisis geopend: "));
        assert_eq!(found.len() + 1, written, "the opening stands there once");
        found
    }
}

fn text((round, writer, n): (u64, u64, u64)) -> String {
    format!("Regel {n} van schrijver {writer} in ronde {round}.")
}

/// Lets several people write and kills the program in the middle; each is left without an answer
/// once.
fn round(log: &Log, mut server: Server, round: u64, dice: &mut Dice) {
    let (last, spins) = (1 + dice.below(REQUESTS_MAX), dice.below(400_000));
    let begun = AtomicU64::new(0);
    let (address, child) = (server.address.clone(), Mutex::new(&mut server.child));
    let cut = || {
        if begun.fetch_add(1, Ordering::SeqCst) + 1 == last {
            (0..spins).for_each(|_| std::hint::spin_loop());
            child.lock().unwrap().kill().unwrap();
        }
    };
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (cut, address) = (&cut, &address);
            scope.spawn(move || {
                for n in 0.. {
                    let line = (round, writer, n);
                    log.lines.lock().unwrap().insert(line, None);
                    match log.write(address, line, cut) {
                        Some(id) => log.lines.lock().unwrap().insert(line, Some(id)),
                        None => break,
                    };
                }
            });
        }
    });
}

fn verify(data: &Path) {
    let found = Command::new(PROGRAM).args(["verify", "--data"]).arg(data).output().unwrap();
    let told = String::from_utf8_lossy(&found.stdout).into_owned();
    let told = told + &String::from_utf8_lossy(&found.stderr);
    assert!(found.status.success(), "verify: {told}");
}

#[test]
fn what_was_acknowledged_survives_any_kill_and_is_there_once() {
    let seed = std::env::var("TEGENWICHT_KILL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or(20_260_115);
    println!("TEGENWICHT_KILL_SEED={seed}");
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut server = Server::start(&data);
    let log = Log::found(&server);
    let (mut on_disk, mut asked_again) = (0, 0);
    for number in 0..ROUNDS {
        let mut dice = Dice(seed.wrapping_mul(1_000).wrapping_add(number));
        round(&log, server, number, &mut dice);
        if number % 10 == 9 {
            verify(&data);
        }
        server = Server::start(&data);
        assert!(server.setup.is_none(), "round {number}: the institution is still there");
        let there: BTreeMap<String, String> = log.read(&server.address).into_iter().collect();
        let lines: Vec<_> = log.lines.lock().unwrap().clone().into_iter().collect();
        let unanswered = lines.iter().filter(|(_, answer)| answer.is_none()).count();
        assert_eq!(unanswered as u64, WRITERS, "round {number}: each ends without an answer");
        for (line, answer) in lines.into_iter().filter(|((round, ..), _)| *round == number) {
            let held = there.get(&text(line));
            match &answer {
                Some(id) => assert_eq!(held, Some(id), "round {number}: lost {line:?}"),
                None => on_disk += u64::from(held.is_some()),
            }
            // Who got no answer asks again with the same key; and so does somebody who had one.
            if answer.is_some() && dice.below(4) > 0 {
                continue;
            }
            let id = log.write(&server.address, line, || ()).expect("nobody kills it now");
            assert!(held.is_none_or(|held| *held == id), "round {number}: another answer");
            asked_again += 1;
            log.lines.lock().unwrap().insert(line, Some(id));
        }
    }
    let found = log.read(&server.address);
    assert!(server.stop().success(), "SIGTERM ends it cleanly");
    verify(&data);
    let lines = log.lines.lock().unwrap();
    let expected: BTreeSet<(String, String)> =
        lines.iter().map(|(line, id)| (text(*line), id.clone().unwrap())).collect();
    assert_eq!(found.len(), lines.len(), "each line once");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    // The case that the keys are for: on disk, and nobody was told.
    assert!(on_disk > 0, "no kill fell between the disk and the answer");
    println!(
        "{ROUNDS} kills, {} lines, {} without an answer of which {on_disk} were on disk, \
         {asked_again} asked again",
        lines.len(),
        ROUNDS * WRITERS
    );
}

// SPDX-License-Identifier: EUPL-1.2
//! Every exercise in `scenarios/` runs and holds; what does not read or hold says so, by its line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tegenwicht::scenario::{self, Fault, run};

const HEAD: &str = "scenario \"Proef\"\ninstitution \"De Linde\" nursing-home\ndate 2026-03-02\n\
                    person anna \"Anna de Wit\" coordinator\nperson kim \"Kim\" observer\n";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn files() -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> =
        found.filter(|file| file.extension().is_some_and(|kind| kind == "txt")).collect();
    files.sort();
    files
}

/// Runs a scenario and returns what does not read or hold.
async fn faults(bytes: &[u8]) -> Vec<Fault> {
    match scenario::read(bytes) {
        Ok(scenario) => run::run(&scenario).await.unwrap().failures,
        Err(faults) => faults,
    }
}

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tegenwicht")).args(arguments).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_runs_and_holds() {
    let files = files();
    for noun in [
        "report",
        "log_entry",
        "figure",
        "crisis",
        "user",
        "erasure",
        "team",
        "card",
        "decision",
        "action",
        "picture",
    ] {
        let named = |file: &PathBuf| {
            file.file_name().unwrap().to_string_lossy().starts_with(&format!("{noun}-"))
        };
        assert!(files.iter().any(named), "no scenario about {noun}");
    }
    for file in files {
        let faults = faults(&std::fs::read(&file).unwrap()).await;
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}:\n{}", file.display(), told.join("\n"));
    }
}

/// Exercises of what really happened, by day with a team and by night with one person awake.
const INCIDENTS: &[&str] = &["nwz-2019", "radboud-2018", "hse-2021"];

/// The same, of the hours in which the picture, decisions and actions count; by day only.
const BY_DAY: &[&str] = &["vumc-2015", "wannacry-2017"];

#[test]
fn the_exercises_of_a_real_incident_are_large_enough() {
    let played = INCIDENTS.iter().flat_map(|id| [(*id).to_owned(), format!("{id}-nacht")]);
    for name in played.chain(BY_DAY.iter().map(|id| (*id).to_owned())) {
        let text = std::fs::read(folder().join(format!("{name}.txt"))).unwrap();
        let scenario = scenario::read(&text).unwrap();
        let (commands, thens) = scenario.counts();
        let least = if BY_DAY.contains(&name.as_str()) { 25 } else { 20 };
        assert!(commands >= 25 && thens >= least, "{name}: {commands} commands, {thens} checks");
        assert!(scenario.actors().len() >= 6, "{name}: {:?}", scenario.actors());
        let words = String::from_utf8(text).unwrap();
        assert!(words.contains("bron") && words.contains("erzonnen"), "{name}: what is invented?");
    }
}

/// A harness that cannot fail proves nothing: each claim, turned round, has to fail.
#[tokio::test(flavor = "multi_thread")]
async fn every_then_line_turned_round_fails() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let turned: Vec<String> = text
            .lines()
            .map(|line| match line.strip_prefix("then ") {
                Some(claim) => format!("then not {claim}"),
                None => line.to_owned(),
            })
            .collect();
        let claims = text.lines().enumerate().filter(|(_, line)| line.starts_with("then "));
        let claims: Vec<usize> = claims.map(|(index, _)| index + 1).collect();
        let failed = faults(turned.join("\n").as_bytes()).await;
        let failed: Vec<usize> = failed.iter().map(|fault| fault.line).collect();
        assert_eq!(failed, claims, "{}", file.display());
    }
}

#[test]
fn one_then_line_turned_round_ends_the_program_with_its_number() {
    let text = std::fs::read_to_string(folder().join("nwz-2019.txt")).unwrap();
    let claim = "then figure \"Spoedeisende hulp\" is contradictory";
    let turned = text.replacen(claim, &claim.replace(" is ", " is not "), 1);
    let line = text.lines().position(|line| line == claim).unwrap() + 1;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("turned.txt");
    std::fs::write(&file, turned).unwrap();
    let ran = program(&["scenario", "run", file.to_str().unwrap()]);
    let (said, ended) =
        (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.code(), Some(1), "{said}{ended}");
    assert!(said.contains(&format!("turned.txt:{line}: ")), "{said}");
    assert!(said.contains("alleen instabiele"), "what was seen instead: {said}");
    assert!(ended.contains(&format!("line {line}")), "{ended}");
    let whole = folder().join("nwz-2019.txt");
    let ran = program(&["scenario", "run", whole.to_str().unwrap()]);
    assert_eq!(ran.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&ran.stdout).contains("checks hold"));
}

/// What stands after the head, the line of the fault, and words that its message has.
const BROKEN: &[(&str, usize, &[&str])] = &[
    ("08:00 anna schrijft \"x\"", 6, &["`schrijft` is not a verb", "reports, handles"]),
    ("08:00 bo reports \"x\"", 6, &["`bo` is nobody here", "anna, kim"]),
    ("08:00 anna opens exercise \"x\"\nthen 1 entry", 7, &["does not hold", "0 entries"]),
    ("25:00 anna reports \"x\"", 6, &["`25:00` is not a time", "07:42"]),
    ("08:99 anna reports \"x\"", 6, &["`08:99` is not a time"]),
    ("10:00 anna reports \"x\"\n09:00 anna reports \"y\"", 7, &["earlier", "date 2019-01-16"]),
    ("anna reports \"x\"", 6, &["begin with a time"]),
    ("08:00 anna reports \"x", 6, &["quotation mark"]),
    ("08:00 anna reports x", 6, &["in \"quotes\"", "`x`"]),
    ("08:00 anna reports \"x\" ergens", 6, &["`ergens`", "place, by, at"]),
    ("08:00 anna reports \"x\"\n  place\n  \"y\" \"z\"", 8, &["\"z\"", "place, by, at"]),
    ("08:00 anna reports \"x\" place \"a\" place \"b\"", 6, &["`place` stands twice"]),
    ("08:00 anna reports \"x\" as a\n08:01 anna reports \"y\" as a", 7, &["line 6", "called a"]),
    ("08:00 anna reports \"x\" as then", 6, &["meaning of its own"]),
    ("08:00 anna handles rook because \"x\"", 6, &["`rook` is no report", "`as`"]),
    ("08:00 anna writes fact \"x\"", 6, &["no crisis is open yet"]),
    ("08:00 anna opens exercise \"x\"\n08:01 anna writes fout \"x\"", 7, &["fact, assumption"]),
    ("08:00 anna reports \"\" is refused because boos", 6, &["`boos`", "text-empty"]),
    ("08:00 anna reports \"x\" is refused because text-empty", 6, &["was accepted"]),
    ("08:00 anna reports \"\"", 6, &["refused because text-empty"]),
    ("08:00 kim opens exercise \"x\"", 6, &["refused because not-allowed"]),
    ("08:00 anna reports \"\" is refused because not-allowed", 6, &["text-empty, and not because"]),
    ("08:00 notice-board opens exercise \"x\"", 6, &["only `reports`"]),
    ("08:00 notice-board reports \"x\"", 6, &["pin-wrong"]),
    ("again", 6, &["there is none"]),
    ("08:00\nthen page crises shows \"x\"", 7, &["begins with /"]),
    ("08:00\nthen page /nergens shows \"x\"", 7, &["no such page"]),
    ("08:00\nthen nu shows \"x\"", 7, &["`nu` is not known after `then`", "figure"]),
    ("08:00\nthen bo can log in", 7, &["`bo` is not known"]),
    ("08:00\nthen kim cannot log in", 7, &["does not hold", "kim is logged in"]),
    ("08:00\nthen page / shows \"\"", 7, &["empty text"]),
    (
        "08:00 anna opens exercise \"x\"\nthen figure \"Bedden\" is not contradictory",
        7,
        &["no such figure"],
    ),
    ("08:00 then 1 entry", 6, &["line of its own"]),
    ("date 2026-02-30", 6, &["not a date"]),
    (
        "node noord, zuid\n08:00 noord anna reports \"x\"\n08:01 partition noord zuid",
        8,
        &["cannot run yet", "two copies"],
    ),
    (
        "node noord, zuid\n08:00 noord anna reports \"x\"\n08:01 zuid anna reports \"y\"",
        8,
        &["cannot run yet"],
    ),
    ("08:00 anna reports \"x\"\nperson bo \"Bo\" member", 7, &["adds person"]),
    ("08:00 anna starts card digital", 6, &["no crisis is open yet"]),
];

/// The same for lines about cards, after a line that opens an exercise and one that starts a card.
const BROKEN_CARDS: &[(&str, &[&str])] = &[
    ("anna starts digital", &["`card` was expected here", "`digital`"]),
    ("anna starts card", &["the id of a card", "end of the line"]),
    ("anna starts card digitaal", &["refused because id-wrong"]),
    ("anna starts card digital", &["refused because card-already-started"]),
    ("anna ticks inform-ghor", &["`step` was expected here", "`inform-ghor`"]),
    ("anna ticks step", &["the id of a step"]),
    ("anna ticks step bel-de-ghor", &["refused because step-unknown"]),
    ("anna ticks step inform-ghor by phone", &["`by` is not known here", "with, said by"]),
    ("anna ticks step inform-ghor with uren \"2\"", &["does not ask for the figure uren"]),
    ("anna ticks step record-disruption-hours with disruption-hours 2", &["in \"quotes\"", "`2`"]),
    ("anna hands step inform-ghor kim", &["`to` was expected here", "`kim`"]),
    ("anna hands step inform-ghor to bo", &["`bo` is nobody here"]),
    ("anna opens step inform-ghor", &["`again` was expected here"]),
    ("anna finds step inform-ghor not applicable", &["`not applicable because` was expected"]),
    ("anna adopts pay-ransom-or-not", &["`of card` was expected here"]),
    ("anna adopts pay-ransom-or-not of card digital", &["asks what was decided", "decided"]),
    ("anna adopts inform-ghor of card digital decided \"ja\"", &["does not propose inform-ghor"]),
    ("anna adopts ict-goal-safety of card ict-outage", &["card ict-outage was never started"]),
    ("kim starts card surge", &["refused because not-allowed"]),
    ("then card digital is weg", &["`running` was expected here", "`weg`"]),
    ("then card surge is running", &["does not hold", "Digitale verstoring"]),
    ("then card digital step inform-ghor is klaar", &["`klaar` is not where", "not-applicable"]),
    ("then card digital step inform-ghor is done", &["does not hold", "Bel de GHOR"]),
    ("then card digital step inform-ghor is not open", &["does not hold"]),
    ("then card digital step inform-ghor shows \"Anna\"", &["does not hold", "nog niemand"]),
    ("then card digital step bel-de-ghor is open", &["no step bel-de-ghor on the card digital"]),
    ("then card digital step bel-de-ghor is not open", &["no step bel-de-ghor"]),
    ("then card surge step inform-ghor is not done", &["does not hold", "404"]),
    ("then card digital shows \"Brand\"", &["does not hold", "Digitale verstoring"]),
    ("then 2 cards running", &["does not hold", "1 cards running"]),
    ("then 1 step done on card digital", &["does not hold", "0 gedaan"]),
    ("then 1 step not-applicable on card digital", &["does not hold"]),
    ("then 1 step klaar on card digital", &["`klaar` is not where"]),
    ("then 1 step done", &["`on card` was expected here"]),
    ("then 3 kaarten", &["cards running", "steps open on card ID"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_card_is_told_with_its_line_and_what_to_do() {
    let before = "08:00 anna opens exercise \"x\" as x\nanna starts card digital\n";
    for (text, messages) in BROKEN_CARDS {
        let faults = faults(format!("{HEAD}{before}{text}\n").as_bytes()).await;
        let first = faults.first().unwrap_or_else(|| panic!("nothing is wrong with: {text}"));
        assert_eq!(first.line, 8, "{text}: {first}");
        for message in *messages {
            assert!(first.text.contains(message), "{text}: {first}");
        }
    }
}

/// What becomes of lines, and the picture: a line, and what its fault says. The line of the fault
/// is the tenth.
const BROKEN_WARM: &[(&str, &[&str])] = &[
    ("anna moves boot done", &["`boot` is no entry", "eten"]),
    ("anna moves eten klaar", &["`klaar` is not where a line can stand", "in-force"]),
    ("anna moves eten withdrawn waarom \"x\"", &["`waarom`", "because", "heard by"]),
    ("anna moves eten done", &["standing-wrong"]),
    ("anna moves eten withdrawn", &["refused because reason-empty"]),
    ("anna moves bel to-team with order 9", &["there is no order 9"]),
    ("anna fills eten reden \"x\"", &["`reden` is not a field", "check-at"]),
    ("anna fills eten critical misschien", &["`misschien` is not yes or no"]),
    ("anna fills eten touches boot", &["`boot` is no entry"]),
    ("anna fills eten check-at straks", &["`straks` is not a time"]),
    ("anna writes decision \"x\" replaces boot", &["`boot` is no entry"]),
    ("anna writes decision \"x\" voor \"y\"", &["`voor`", "for the board until", "replaces"]),
    ("anna writes action \"x\" owner bo", &["`bo` is nobody here"]),
    ("anna says weer \"x\"", &["`weer` is not a topic of the picture", "goal", "area"]),
    ("anna says area privacy rood", &["`rood`", "severe"]),
    ("anna says cause suspected intent ja", &["`ja`", "not-excluded"]),
    ("anna says process \"Poli\" at west hit", &["`west` is no site"]),
    ("anna says area privacy", &["refused because text-empty"]),
    ("anna says again kaart happened", &["`kaart`", "card, team, level"]),
    ("anna adopts picture is refused because text-empty", &["was accepted"]),
    ("then decision eten is open", &["`open` is not where this can stand", "in-force", "late"]),
    ("then decision eten is replaced", &["does not hold", "geldt"]),
    ("then decision 7 is in-force", &["does not hold", "7 is not on that page, which has 1"]),
    ("then decision bel is in-force", &["does not hold", "bel is not on that page"]),
    ("then decision eten is late", &["does not hold"]),
    ("then action bel shows \"Brand\"", &["does not hold", "Bel de buren"]),
    ("then 2 actions open", &["does not hold", "1 open"]),
    ("then 1 action late", &["does not hold", "0 late"]),
    ("then 1 action in-force", &["`in-force` is not where"]),
    ("then area privacy is severe", &["does not hold", "onbekend"]),
    ("then area tuin is unknown", &["does not hold", "says nothing of"]),
    ("then 17 areas unknown", &["does not hold", "18 areas unknown"]),
    ("then topic goal is severe", &["`severe` is not how a topic can be", "stale"]),
    ("then topic goal is not unknown", &["does not hold", "onbekend"]),
    ("then picture is version 1", &["does not hold", "nog niet vastgesteld"]),
    ("then picture is nieuw", &["`version` was expected here"]),
    ("then until 08:00 picture shows \"x\"", &["as known, the picture"]),
    ("then tasks shows \"Bel de buren\"", &["does not hold"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_decision_or_the_picture_is_told_with_what_to_do() {
    let before = "08:00 anna opens exercise \"x\" as x\nanna writes decision \"Eten\" as eten\n\
                  anna writes action \"Bel de buren.\" as bel\nanna takes chair\n";
    for (text, messages) in BROKEN_WARM {
        let faults = faults(format!("{HEAD}{before}{text}\n").as_bytes()).await;
        let first = faults.first().unwrap_or_else(|| panic!("nothing is wrong with: {text}"));
        assert_eq!(first.line, 10, "{text}: {first}");
        for message in *messages {
            assert!(first.text.contains(message), "{text}: {first}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_with_its_line_and_what_to_do() {
    for (text, line, messages) in BROKEN {
        let faults = faults(format!("{HEAD}{text}\n").as_bytes()).await;
        let first = faults.first().unwrap_or_else(|| panic!("nothing is wrong with: {text}"));
        assert_eq!(first.line, *line, "{text}: {first}");
        for message in *messages {
            assert!(first.text.contains(message), "{text}: {first}");
        }
    }
}

#[test]
fn a_head_that_lacks_something_says_what() {
    for (left_out, message) in [
        ("scenario", "the title is missing"),
        ("date", "the day is missing"),
        ("institution", "institution \"De Linde\""),
        ("person anna", "nobody is coordinator"),
    ] {
        let head: Vec<&str> = HEAD.lines().filter(|line| !line.starts_with(left_out)).collect();
        let faults = scenario::read(head.join("\n").as_bytes()).unwrap_err();
        assert!(faults[0].text.contains(message), "{left_out}: {}", faults[0]);
    }
}

#[test]
fn a_document_that_is_no_text_is_refused_by_its_line() {
    let mut bytes = HEAD.as_bytes().to_vec();
    bytes.extend_from_slice(b"08:00 anna reports \"\xff\xfe\x00\"\n");
    let faults = scenario::read(&bytes).unwrap_err();
    assert_eq!(faults[0].line, 6);
    assert!(faults[0].text.contains("not plain text"), "{}", faults[0]);
    let ran = program(&["scenario", "run", env!("CARGO_BIN_EXE_tegenwicht")]);
    assert_eq!(ran.status.code(), Some(1));
    let ran = program(&["scenario", "run", "er-is-geen-bestand.txt"]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("er-is-geen-bestand.txt"));
}

#[test]
fn text_from_a_word_processor_reads_as_meant() {
    let text = format!("\u{feff}{HEAD}08:00 anna reports „Brand” place “Keuken” # zo\r\n");
    let text = text.replace('\n', "\r\n");
    assert!(scenario::read(text.as_bytes()).is_ok());
}

/// Cut off anywhere, or with a piece taken out, it reads or finds fault; it never panics.
#[test]
fn no_text_makes_the_reader_panic() {
    let text = std::fs::read(folder().join("nwz-2019.txt")).unwrap();
    for at in (0..text.len()).step_by(53) {
        let _ = scenario::read(&text[..at]);
        let mut cut = text[..at].to_vec();
        cut.extend_from_slice(&text[(at + 17).min(text.len())..]);
        let _ = scenario::read(&cut);
    }
}

/// A demonstration that runs.
struct Demo {
    child: Child,
    logins: Vec<(String, String)>,
    address: String,
}

impl Demo {
    fn start(arguments: &[&str], temporary: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tegenwicht"))
            .args(["demo", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .env("TMPDIR", temporary)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut demo = Self { child, logins: Vec::new(), address: String::new() };
        while demo.address.is_empty() {
            let line = lines.next().expect("the demonstration listens").unwrap();
            if let Some(address) = line.strip_prefix("listening on http://") {
                demo.address = address.to_owned();
                break;
            }
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!((words[0], words.len()), ("login", 3), "{line}");
            demo.logins.push((words[1].to_owned(), words[2].to_owned()));
        }
        demo
    }

    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn log_in(&self, name: &str, password: &str) -> String {
        let form = format!("login={name}&password={password}&next=/");
        let answer = self.ask(&format!(
            "POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: \
             application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ));
        let cookie = answer.lines().find(|line| line.contains("set-cookie: tegenwicht="));
        let cookie = cookie.unwrap_or_else(|| panic!("{name}: {answer}"));
        cookie.trim_start_matches("set-cookie: ").split(';').next().unwrap().to_owned()
    }

    fn page(&self, path: &str, cookie: &str) -> String {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {cookie}\
             \r\n\r\n"
        ))
    }

    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demonstration_stands_in_the_middle_of_an_exercise() {
    let (dir, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = dir.path().join("data");
    let demo = Demo::start(&["--data", data.to_str().unwrap()], temporary.path());
    assert_eq!(demo.logins.len(), 8, "{:?}", demo.logins);
    for (name, password) in &demo.logins {
        assert!(password.chars().count() >= 10, "{name}");
        demo.log_in(name, password);
    }
    let (name, password) = &demo.logins[0];
    let cookie = demo.log_in(name, password);
    let home = demo.page("/", &cookie);
    assert!(home.contains("OEFENING") && !home.contains("/setup/root"), "{home}");
    let at = home.find("/crises/crisis-").unwrap();
    let path: String = home[at..].chars().take_while(|c| *c != '"').collect();
    let figures = demo.page(&format!("{path}/figures"), &cookie);
    assert!(figures.contains("Bedden bezet") && figures.contains("is-contradiction"));
    let picture = demo.page(&format!("{path}/picture"), &cookie);
    assert!(picture.contains("versie 2 ·") && picture.contains("state-unknown"), "{picture}");
    let actions = demo.page(&format!("{path}/actions"), &cookie);
    assert!(actions.contains("3 te laat"), "{actions}");
    let decisions = demo.page(&format!("{path}/decisions"), &cookie);
    let waits = decisions.contains("voorstel aan de raad van bestuur");
    assert!(waits, "the answer of the board is for the visitor: {decisions}");
    let logins = demo.logins.clone();
    demo.stop();
    let again = Demo::start(&["--data", data.to_str().unwrap()], temporary.path());
    assert_eq!(again.logins, logins);
    let (name, password) = &logins[2];
    let cookie = again.log_in(name, password);
    assert!(again.page(&format!("{path}/log"), &cookie).contains("Een krant vraagt"));
    again.stop();
}

#[test]
fn a_demonstration_without_a_folder_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let demo = Demo::start(&[], temporary.path());
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 1);
    assert!(demo.page("/healthz", "").starts_with("HTTP/1.1 200"));
    demo.stop();
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

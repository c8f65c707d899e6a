// SPDX-License-Identifier: EUPL-1.2
//! What is sealed stays sealed: in no file of the data folder, on no page of who may not read it,
//! in no line of the program's own log; and what is erased is nowhere at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod flow;

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use flow::there::{There, ask};
use flow::{Ask, House, MULTIPART, PIN, Part, Person, files, holds, key, multipart};
use tegenwicht::web::routes::routes;
use tegenwicht::web::visit::form_token;
use tegenwicht_core::actor::Role;
use tegenwicht_core::command::{Command, EraseEntry};
use tegenwicht_core::feature::erasure::HideEntry;
use tegenwicht_core::id::{CrisisId, EntryId};
use tegenwicht_store::Folder;
use tegenwicht_store::verify::verify;

/// Words that stand nowhere by chance.
const NAME: &str = "Wilhelmina Zevenblad";
const LOGIN: &str = "wzevenblad";
const PHONE: &str = "0612345678";
const SECRET: &str = "klaproos kwartier 88";
const NEXT_SECRET: &str = "zonnebloem oever 31";
const WORDS: &str = "Mevrouw Toverhazelaar wordt vermist.";
const SPEAKER: &str = "Broeder Kardinaalsmuts";
const PHOTO: &[u8] = b"Dit is de inhoud van een vertrouwelijk bestand.";

/// A form with files, sent by somebody; returns the line that it made.
async fn write(house: &House, who: &Person, crisis: CrisisId, parts: &[Part<'_>]) -> EntryId {
    let before: BTreeSet<EntryId> = entries(house, crisis);
    let token = form_token(&who.token);
    let key = key(before.len() as u64 + 70_000);
    // The words look as if they name a client, and may stand all the same.
    let may_stand = Part::Field("names_ok", "yes");
    let mut all = vec![Part::Field("token", &token), Part::Field("key", &key), may_stand];
    all.extend_from_slice(parts);
    let path = format!("/crises/{crisis}/log");
    let got = house.send(&Ask::raw(&path, MULTIPART, multipart(&all)).by(who)).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.text());
    *entries(house, crisis).difference(&before).next().unwrap()
}

fn entries(house: &House, crisis: CrisisId) -> BTreeSet<EntryId> {
    house.app.world().crisis(crisis).unwrap().1.entries.keys().copied().collect()
}

/// Which files of the folder hold any of these words, as they are or in UTF-16.
fn found(house: &House, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(&house.folder()) {
        let bytes = std::fs::read(&path).unwrap();
        for word in words {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if holds(&bytes, word.as_bytes()) || holds(&bytes, &wide) {
                found.push(format!("{word} in {}", path.display()));
            }
        }
    }
    found
}

/// Somebody with a telephone, who sets a password of their own, writes what is restricted and
/// has a try with a wrong password; everything over the pages.
async fn somebody(house: &House) -> Person {
    let coordinator = house.person(Role::Coordinator).await;
    let fields = [
        ("name", NAME),
        ("login", LOGIN),
        ("phone", PHONE),
        ("roles", "log-keeper"),
        ("password", SECRET),
    ];
    let add = Ask::post("/users", &fields).field("key", &key(60_000)).by(&coordinator);
    assert_eq!(house.send(&add).await.header("location"), "/users");
    let pin = Ask::post("/users/pin", &[("pin", "73190468")]).field("key", &key(60_001));
    assert_eq!(house.send(&pin.by(&coordinator)).await.header("location"), "/users");
    let login = |password: &str| Ask::post("/login", &[("login", LOGIN), ("password", password)]);
    assert_eq!(house.send(&login("een fout wachtwoord")).await.status, StatusCode::UNAUTHORIZED);
    let token = house.send(&login(SECRET)).await.cookie("tegenwicht").unwrap();
    let actor = house.app.world().directory.by_login(LOGIN).unwrap();
    let who = Person { actor, token };
    let fields = [("old", SECRET), ("password", NEXT_SECRET)];
    let change = Ask::post("/account/password", &fields).field("key", &key(60_002)).by(&who);
    assert_eq!(house.send(&change).await.header("location"), "/account?changed=1");
    who
}

#[tokio::test]
async fn nothing_that_is_sealed_lies_readable_in_the_folder() {
    let house = House::founded().await;
    let who = somebody(&house).await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let parts = [
        Part::Field("text", WORDS),
        Part::Field("speaker", SPEAKER),
        Part::Field("restricted", "yes"),
        Part::File("foto.bin", PHOTO),
    ];
    write(&house, &who, crisis, &parts).await;
    write(&house, &who, crisis, &[Part::Field("text", "Dit mag iedereen lezen.")]).await;
    let photo = std::str::from_utf8(PHOTO).unwrap();
    let (token, form) = (who.token.clone(), form_token(&who.token));
    let root = house.app.keys.root().unwrap().unwrap();
    let root = tegenwicht_store::root::print(&root.to_bytes()).to_string();
    let sealed = [
        NAME,
        LOGIN,
        PHONE,
        SECRET,
        NEXT_SECRET,
        WORDS,
        SPEAKER,
        photo,
        "73190468",
        PIN,
        "Toverhazelaar",
        "een fout wachtwoord",
        &token,
        &form,
        &root,
        "$argon2id$",
        "Coby Ordonnans",
    ];
    assert_eq!(found(&house, &sealed), [""; 0], "while it runs");
    // The test sees what is there: words that are not sealed are.
    assert!(!found(&house, &["Dit mag iedereen lezen."]).is_empty());
    house.app.stop();
    assert_eq!(found(&house, &sealed), [""; 0], "in snapshots, after it stopped");
    let house = house.restarted(2).await;
    assert_eq!(found(&house, &sealed), [""; 0], "after a restart");
    let page = house.get(&who, &format!("/crises/{crisis}/log")).await.text();
    assert!(page.contains(WORDS) && page.contains(SPEAKER), "who may read it still can");
}

#[tokio::test]
async fn what_is_erased_is_nowhere() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let chair = house.person(Role::Chair).await;
    let plain = [Part::Field("text", WORDS), Part::Field("speaker", SPEAKER)];
    let plain = [plain.as_slice(), &[Part::File("Toverhazelaar.bin", PHOTO)]].concat();
    let restricted = [plain.as_slice(), &[Part::Field("restricted", "yes")]].concat();
    let question = [Part::Field("text", "Waar is ze?"), Part::Field("kind", "question")];
    let first = write(&house, &chair, crisis, &plain).await;
    let second = write(&house, &chair, crisis, &restricted).await;
    let question = write(&house, &chair, crisis, &question).await.to_string();
    let answer = [Part::Field("text", WORDS), Part::Field("answers", &question)];
    let third = write(&house, &chair, crisis, &answer).await;
    let neighbour = write(&house, &chair, crisis, &[Part::Field("text", "Blijft staan.")]).await;
    let words = ["Toverhazelaar", "wordt vermist", SPEAKER];
    assert!(!found(&house, &words).is_empty(), "the first is not sealed");
    let attachments = files(&house.folder().join("attachments")).len();
    assert_eq!(attachments, 2);
    for (fresh, entry) in [first, second, third].into_iter().enumerate() {
        let key = 80 + fresh as u64;
        let hide = HideEntry { crisis, entry, reason: "verzoek van de familie".to_owned() };
        house.submit(Role::Member, key, Command::HideEntry(hide)).await.unwrap();
        let erase = EraseEntry { crisis, entry, ground: "verzoek van de familie".to_owned() };
        house.submit(Role::Coordinator, key, Command::EraseEntry(erase)).await.unwrap();
    }
    assert_eq!(found(&house, &words), [""; 0], "right away");
    assert_eq!(files(&house.folder().join("attachments")).len(), 0);
    let coordinator = house.person(Role::Coordinator).await;
    let crisis_path = format!("/crises/{crisis}");
    let pages = [
        "",
        "/log",
        "/figures",
        "/export/csv",
        "/export/json",
        "/log?q=Toverhazelaar",
        "/log?known=nu",
        "/log?known=09:59",
        "/log?known=10:00",
    ];
    for page in pages {
        let got = house.get(&coordinator, &format!("{crisis_path}{page}")).await;
        assert_eq!(got.status, StatusCode::OK, "{page}");
        for word in ["wordt vermist", SPEAKER, "Kardinaalsmuts"] {
            assert!(!got.text().contains(word), "{page} tells {word}");
        }
    }
    for entry in [first, second, third] {
        let got = house.get(&coordinator, &format!("{crisis_path}/log/{entry}")).await;
        assert_eq!(got.status, StatusCode::GONE);
        assert!(!got.text().contains(SPEAKER) && !got.text().contains("wordt vermist"));
    }
    let page = house.get(&coordinator, &format!("{crisis_path}/log")).await.text();
    assert!(page.contains("Blijft staan.") && page.contains("verzoek van de familie"));
    house.app.stop();
    assert_eq!(found(&house, &words), [""; 0], "in snapshots, after it stopped");
    let house = house.restarted(2).await;
    assert_eq!(found(&house, &words), [""; 0], "after a restart");
    assert!(entries(&house, crisis).contains(&neighbour));
    let report = verify(&Folder::look(&house.folder()).unwrap());
    assert!(report.is_ok(), "{report:?}");
}

#[tokio::test]
async fn what_was_refused_leaves_no_file_behind() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let chair = house.person(Role::Chair).await;
    let token = form_token(&chair.token);
    let key = key(5);
    let path = format!("/crises/{crisis}/log");
    let send = async |text: &str| {
        let parts = [
            Part::Field("token", &token),
            Part::Field("key", &key),
            Part::Field("text", text),
            Part::File("foto.bin", PHOTO),
        ];
        house.send(&Ask::raw(&path, MULTIPART, multipart(&parts)).by(&chair)).await.status
    };
    let kept = || files(&house.folder().join("attachments")).len();
    assert_eq!(send("").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept(), 0, "nothing names it, so nobody can erase it");
    assert_eq!(send("Met foto.").await, StatusCode::SEE_OTHER);
    assert_eq!(kept(), 1);
    assert_eq!(send("Met foto.").await, StatusCode::SEE_OTHER);
    assert_eq!(kept(), 1, "sent again");
    assert_eq!(send("Iets anders.").await, StatusCode::CONFLICT);
    assert_eq!(kept(), 1, "refused");
}

#[tokio::test]
async fn who_is_not_of_the_core_team_never_sees_restricted_words() {
    let house = House::founded().await;
    let mut there = There::make(&house).await;
    let crisis: CrisisId = there.crisis.parse().unwrap();
    let chair = house.person(Role::Chair).await;
    let parts = [
        Part::Field("text", WORDS),
        Part::Field("speaker", SPEAKER),
        Part::Field("kind", "decision"),
        Part::Field("restricted", "yes"),
        Part::File("foto.bin", PHOTO),
    ];
    let entry = write(&house, &chair, crisis, &parts).await;
    let world = house.app.world();
    let entry_of = world.crisis(crisis).unwrap().1.entries.get(&entry).unwrap().clone();
    there.entry = entry.to_string();
    there.file = entry_of.written.files[0].hash.to_string();
    let secrets = ["wordt vermist", "Kardinaalsmuts", "inhoud van een vertrouwelijk"];
    let log = format!("/crises/{crisis}/log");
    let api = format!("/api/v1/crises/{crisis}/logEntries");
    let more = [
        format!("{log}?q=Toverhazelaar"),
        format!("{log}?kind=decision"),
        format!("{log}?known=nu"),
        format!("{log}?until=23:00"),
        format!("{api}?q=toverhazelaar"),
        format!("{api}?kind=decision"),
        format!("{api}/{entry}"),
    ];
    let mut seen_by_core = 0;
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Reporter) {
        let who = house.person(role).await;
        let core = [Role::Coordinator, Role::Chair, Role::LogKeeper, Role::InformationManager];
        let reads = routes().into_iter().filter(|route| route.method == Method::GET);
        let asks = reads.map(|route| ask(&route, &there, Some(&who), 1));
        let asks = asks.chain(more.iter().map(|path| Ask::get(path).by(&who)));
        for ask in asks.collect::<Vec<_>>() {
            let got = house.send(&ask).await;
            let text = got.text();
            for secret in secrets {
                let told = text.contains(secret);
                assert!(!told || core.contains(&role), "{} reads it at {}", role.name(), ask.path);
                seen_by_core += u32::from(told);
            }
            let exported = ask.path.contains("/export");
            assert!(!exported || !text.contains(secrets[0]), "an export travels");
        }
        // Searching must not tell either that the words are there.
        let page = house.get(&who, &format!("{log}?q=Toverhazelaar")).await.text();
        let found = page.split("id=\"entries\"").nth(1).and_then(|rest| rest.split("</ol>").next());
        let found = found.is_some_and(|found| found.contains(&there.entry));
        assert_eq!(found, core.contains(&role), "{}", role.name());
    }
    assert!(seen_by_core >= 4 * 3, "the core team does read it: {seen_by_core}");
    let member = house.person(Role::Member).await;
    let file = format!("/crises/{crisis}/files/{}", there.file);
    assert_eq!(house.get(&member, &file).await.status, StatusCode::FORBIDDEN);
    assert_eq!(house.get(&chair, &file).await.body, PHOTO);
}

/// What the program writes in its own log, kept in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_programs_own_log_tells_nothing_of_people() {
    let kept = Kept::default();
    let (filter, into) = (tracing_subscriber::EnvFilter::new("trace"), kept.clone());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || into.clone()).init();
    let house = House::founded().await;
    let there = There::make(&house).await;
    let who = somebody(&house).await;
    let crisis: CrisisId = there.crisis.parse().unwrap();
    let parts = [
        Part::Field("text", WORDS),
        Part::Field("speaker", SPEAKER),
        Part::Field("restricted", "yes"),
        Part::File("Toverhazelaar.bin", PHOTO),
    ];
    write(&house, &who, crisis, &parts).await;
    for (fresh, route) in routes().iter().enumerate() {
        house.send(&ask(route, &there, Some(&who), 500 + fresh as u64)).await;
    }
    // What goes wrong is logged too, and tells no more.
    std::fs::rename(house.folder().join("attachments"), house.folder().join("away")).unwrap();
    let chair = house.person(Role::Chair).await;
    let token = form_token(&chair.token);
    let fresh = key(77);
    let failing = [Part::Field("token", &token), Part::Field("key", &fresh)];
    let failing = [failing.as_slice(), &parts].concat();
    let path = format!("/crises/{crisis}/log");
    house.send(&Ask::raw(&path, MULTIPART, multipart(&failing)).by(&chair)).await;
    tracing::info!("the end of the test");
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the end of the test"), "the test reads the log");
    assert!(log.contains("a file was not kept"), "{log}");
    let form = form_token(&who.token);
    for secret in [
        NAME,
        "Zevenblad",
        LOGIN,
        PHONE,
        SECRET,
        NEXT_SECRET,
        "Toverhazelaar",
        SPEAKER,
        PIN,
        "73190468",
        "een fout wachtwoord",
        &who.token,
        &form,
        "inhoud van",
        "$argon2id$",
    ] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[tokio::test]
async fn everything_about_a_restricted_line_is_sealed_and_not_only_its_words() {
    let house = House::founded().await;
    let crisis = house.open_crisis(1, "Vermissing").await;
    let chair = house.person(Role::Chair).await;
    let parts = [
        Part::Field("text", WORDS),
        Part::Field("restricted", "yes"),
        Part::Field("owner", "Zuster Wolverlei"),
        Part::Field("channel", "telefoon familie Wolverlei"),
        Part::File("opname Wolverlei.pdf", PHOTO),
    ];
    write(&house, &chair, crisis, &parts).await;
    let member = house.person(Role::Member).await;
    let mut told = Vec::new();
    for path in ["log", "figures"] {
        let page = house.get(&member, &format!("/crises/{crisis}/{path}")).await.text();
        told.extend(page.contains("Wolverlei").then(|| format!("a member reads it at {path}")));
    }
    for path in ["export/csv", "export/json"] {
        let page = house.get(&chair, &format!("/crises/{crisis}/{path}")).await.text();
        told.extend(page.contains("Wolverlei").then(|| format!("it travels along in {path}")));
    }
    told.extend(found(&house, &["Wolverlei"]).into_iter().map(|_| "in the folder".to_owned()));
    assert_eq!(told, [""; 0]);
}

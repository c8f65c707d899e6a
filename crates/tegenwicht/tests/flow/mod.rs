// SPDX-License-Identifier: EUPL-1.2
//! A small institution to test against: one person per role, a crisis, and requests through the
//! router in process. No network, no real clock, the same chance at every run.

#![allow(dead_code, reason = "every test program uses its own part of this")]

pub mod there;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use futures::StreamExt;
use tegenwicht::app::{App, Made, SetUp, SubmitError};
use tegenwicht::clock::{SeededEntropy, SetClock};
use tegenwicht::text::{Language, Text};
use tegenwicht::web::visit::{LOGIN_COOKIE, form_token};
use tegenwicht::web::{Options, Web, routes};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::Command;
use tegenwicht_core::envelope::Mode;
use tegenwicht_core::feature::contact::SetContact;
use tegenwicht_core::feature::crisis::OpenCrisis;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::log_entry::{EntryKind, WriteEntry};
use tegenwicht_core::feature::order::GiveOrder;
use tegenwicht_core::feature::support_request::AskSupport;
use tegenwicht_core::feature::team::{CRISIS_TEAM, FormTeam, NewWho, TakeSeat};
use tegenwicht_core::feature::user::{AddUser, SetPassword, SetPin};
use tegenwicht_core::id::{
    ActorId, CommandId, ContactId, CrisisId, EntryId, OrderId, SeatId, SupportId,
};
use tegenwicht_core::time::Timestamp;
use tower::ServiceExt;

/// Thursday 15 January 2026, 10:00 in Alkmaar.
pub const NOW: Timestamp = Timestamp(1_768_467_600_000);
/// Everybody's password.
pub const PASSWORD: &str = "paarse olifant 7";
/// The PIN of the notice board.
pub const PIN: &str = "482913";
/// What a nursing home calls things, as its sector says.
const WORDS: [(&str, &str); 5] = [
    ("client", "bewoner"),
    ("clients", "bewoners"),
    ("ward", "afdeling"),
    ("wards", "afdelingen"),
    ("team", "Crisisteam"),
];
/// The name under which the requests ask for the node.
pub const HOST: &str = "127.0.0.1:8400";

/// A node with an institution in it.
pub struct House {
    pub app: Arc<App>,
    pub web: Arc<Web>,
    pub router: Router,
    pub clock: Arc<SetClock>,
    pub people: BTreeMap<Role, ActorId>,
    dir: Option<tempfile::TempDir>,
}

/// Somebody with an open session.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: ActorId,
    pub token: String,
}

/// Opens a folder with a clock that stands still and chance that repeats.
pub fn open(dir: &Path, clock: &Arc<SetClock>, seed: u64) -> Arc<App> {
    let clock = Arc::clone(clock);
    App::open(dir, clock, Arc::new(SeededEntropy::new(seed))).unwrap()
}

impl House {
    /// A node that nobody has set up yet.
    pub fn empty(options: Options) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(NOW));
        let app = open(&dir.path().join("data"), &clock, 1);
        let mut house = Self::around(app, clock, options);
        house.dir = Some(dir);
        house
    }

    /// Puts pages before a node that is open already.
    pub fn around(app: Arc<App>, clock: Arc<SetClock>, options: Options) -> Self {
        let web = Web::new(Arc::clone(&app), options);
        let router = routes::router(Arc::clone(&web));
        let people = BTreeMap::new();
        Self { app, web, router, clock, people, dir: None }
    }

    /// An institution with one person per role, all with the same password, and a PIN.
    pub async fn founded() -> Self {
        Self::founded_with(Options::default()).await
    }

    pub async fn founded_with(options: Options) -> Self {
        let mut house = Self::empty(options);
        house.people = people(&house.app).await;
        house
    }

    /// The folder in which everything lies.
    pub fn folder(&self) -> PathBuf {
        self.app.folder.root().to_owned()
    }

    /// Stops the node and starts another one on the same folder.
    pub async fn restarted(self, seed: u64) -> Self {
        let Self { app, web, router, clock, people, dir } = self;
        let root = app.folder.root().to_owned();
        let options = web.options.clone();
        drop((router, web));
        app.stop();
        drop(Arc::try_unwrap(app).map_err(|_| "somebody still holds the node").unwrap());
        let mut house = Self::around(open(&root, &clock, seed), clock, options);
        (house.people, house.dir) = (people, dir);
        house
    }

    /// Logs somebody in without the door.
    pub async fn person(&self, role: Role) -> Person {
        let actor = self.people[&role];
        let token = self.web.logins.open(&self.app, actor).await.unwrap();
        Person { actor, token }
    }

    /// Sends a request through the router.
    pub async fn send(&self, ask: &Ask) -> Got {
        let response = self.router.clone().oneshot(ask.request()).await.unwrap();
        let (parts, body) = response.into_parts();
        let (status, headers) = (parts.status, parts.headers);
        let mut got = Got { status, headers, body: Vec::new() };
        let mut pieces = body.into_data_stream();
        let endless = got.header("content-type").starts_with("text/event-stream");
        while let Some(piece) = pieces.next().await {
            got.body.extend_from_slice(&piece.unwrap());
            if endless {
                break;
            }
        }
        got
    }

    pub async fn get(&self, who: &Person, path: &str) -> Got {
        self.send(&Ask::get(path).by(who)).await
    }

    /// How many events there are, in all scopes.
    pub fn count(&self) -> u64 {
        self.app.read(|store| store.count()).unwrap()
    }

    /// Gives a command as somebody, without pages.
    pub async fn submit(&self, by: Role, key: u64, command: Command) -> Result<Made, SubmitError> {
        let actor = actor(&self.app, Some(self.people[&by]));
        self.app.submit(actor, id(key), command).await.map(|receipt| receipt.made)
    }

    pub async fn open_crisis(&self, key: u64, title: &str) -> CrisisId {
        let open = OpenCrisis {
            title: title.to_owned(),
            mode: Mode::Exercise,
            began_at: None,
            place: None,
            report: None,
            fallback: None,
            level: None,
            halt_exercises: false,
            line: None,
        };
        let made = self.submit(Role::Chair, key, Command::OpenCrisis(open)).await.unwrap();
        let Made::Crisis(crisis) = made else { unreachable!("{made:?}") };
        crisis
    }

    /// Puts the chair in a seat of the crisis team.
    pub async fn take_seat(&self, key: u64, crisis: CrisisId, role: &str) -> SeatId {
        let take = TakeSeat {
            crisis,
            team: CRISIS_TEAM.to_owned(),
            role: role.to_owned(),
            who: NewWho::User(self.people[&Role::Chair]),
            deputy: false,
            until: None,
            organisation: None,
            mandate: None,
            takes_over: None,
            line: None,
        };
        let take = Command::TakeSeat(Box::new(take));
        let made = self.submit(Role::Chair, key, take).await.unwrap();
        let Made::Seat(seat) = made else { unreachable!("{made:?}") };
        seat
    }

    /// Forms the team `logistics` and gives it an order; uses this key and the one after it.
    pub async fn give_order(&self, key: u64, crisis: CrisisId) -> OrderId {
        let form = FormTeam {
            crisis,
            team: "logistics".to_owned(),
            title: "Logistiek".to_owned(),
            task: None,
            line: None,
        };
        self.submit(Role::Chair, key, Command::FormTeam(form)).await.unwrap();
        let give = GiveOrder {
            crisis,
            team: "logistics".to_owned(),
            text: "Regel pompen.".to_owned(),
            due: None,
            decision: None,
            line: None,
        };
        let made = self.submit(Role::Chair, key + 1, Command::GiveOrder(give)).await.unwrap();
        let Made::Order(order) = made else { unreachable!("{made:?}") };
        order
    }

    pub async fn ask_support(&self, key: u64, crisis: CrisisId) -> SupportId {
        let ask = AskSupport {
            crisis,
            what: "Twee pompen".to_owned(),
            of: "GHOR".to_owned(),
            needed_at: None,
            place: None,
            line: None,
        };
        let made = self.submit(Role::Chair, key, Command::AskSupport(ask)).await.unwrap();
        let Made::Support(support) = made else { unreachable!("{made:?}") };
        support
    }

    /// Adds somebody who can be called.
    pub async fn contact(&self, key: u64, name: &str, roles: &[&str], phone: &str) -> ContactId {
        let before: Vec<ContactId> = self.app.world().directory.contacts.keys().copied().collect();
        let set = SetContact {
            name: name.to_owned(),
            phones: vec![phone.to_owned()],
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            ..SetContact::default()
        };
        let set = Command::SetContact(Box::new(set));
        self.submit(Role::Coordinator, key, set).await.unwrap();
        let world = self.app.world();
        *world.directory.contacts.keys().find(|id| !before.contains(id)).unwrap()
    }

    pub async fn write(&self, key: u64, entry: WriteEntry) -> EntryId {
        let write = Command::WriteEntry(Box::new(entry));
        let made = self.submit(Role::LogKeeper, key, write).await.unwrap();
        let Made::Entry(entry) = made else { unreachable!("{made:?}") };
        entry
    }

    pub async fn write_line(&self, key: u64, crisis: CrisisId, text: &str) -> EntryId {
        self.write(key, WriteEntry::plain(crisis, EntryKind::Fact, text)).await
    }
}

/// Founds the institution and adds one person per role.
async fn people(app: &App) -> BTreeMap<Role, ActorId> {
    let secret = quick_verifier(PASSWORD, 64);
    let set_up = SetUp {
        institution: "Zorggroep De Waag".to_owned(),
        sector: Sector::NursingHome,
        login: Role::Coordinator.name().to_owned(),
        name: "Coby Ordonnans".to_owned(),
        verifier: secret.clone(),
    };
    let Made::User(first) = app.set_up(set_up).await.unwrap().made else { unreachable!() };
    let mut people = BTreeMap::from([(Role::Coordinator, first)]);
    let by = actor(app, Some(first));
    let roles = Role::ALL.into_iter().filter(|role| *role != Role::Reporter);
    for (index, role) in roles.enumerate().skip(1) {
        let add = AddUser {
            login: role.name().to_owned(),
            name: format!("Persoon {}", role.name()),
            phone: None,
            roles: vec![role],
            only: None,
        };
        let key = 9_000_000 + index as u64 * 2;
        let added = app.submit(by.clone(), id(key), Command::AddUser(add)).await.unwrap();
        let Made::User(user) = added.made else { unreachable!() };
        let set = SetPassword { user, verifier: secret.clone() };
        app.submit(by.clone(), id(key + 1), Command::SetPassword(set)).await.unwrap();
        people.insert(role, user);
    }
    let pin = SetPin { verifier: quick_verifier(PIN, 64) };
    app.submit(by, id(9_100_000), Command::SetPin(pin)).await.unwrap();
    people
}

/// A verifier that is made and checked with so little memory that a test need not wait for it. A
/// verifier says itself what it takes.
pub fn quick_verifier(secret: &str, memory_kib: u32) -> String {
    let params = Params::new(memory_kib, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_with_salt(secret.as_bytes(), &[7; 16]).unwrap().to_string()
}

pub fn actor(app: &App, id: Option<ActorId>) -> Actor {
    Actor { id, roles: Vec::new(), device: app.device() }
}

/// A command id from a number.
pub fn id(number: u64) -> CommandId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    CommandId(id)
}

/// The same number as it stands in a form.
pub fn key(number: u64) -> String {
    format!("{number:032x}")
}

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub host: Option<String>,
    /// From which machine; the real server fills this in.
    pub address: Option<IpAddr>,
    fields: Vec<(String, String)>,
    raw: Option<Vec<u8>>,
}

impl Ask {
    pub fn new(method: Method, path: &str) -> Self {
        let (headers, fields, raw) = (Vec::new(), Vec::new(), None);
        let host = Some(HOST.to_owned());
        Self { method, path: path.to_owned(), headers, host, address: None, fields, raw }
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    /// A form as a browser sends it.
    pub fn post(path: &str, fields: &[(&str, &str)]) -> Self {
        let mut ask = Self::new(Method::POST, path);
        ask.fields = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        ask
    }

    /// A body that is sent as it is.
    pub fn raw(path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut ask = Self::new(Method::POST, path).with("content-type", kind);
        ask.raw = Some(body.into());
        ask
    }

    /// With the cookie of somebody's session, and in a form the token that belongs to it.
    pub fn by(self, who: &Person) -> Self {
        let token = form_token(&who.token);
        let ask = self.cookie(who);
        if ask.raw.is_some() { ask } else { ask.field("token", &token) }
    }

    pub fn cookie(self, who: &Person) -> Self {
        self.with("cookie", &format!("{LOGIN_COOKIE}={}", who.token))
    }

    /// As a program does it: no cookie.
    pub fn bearer(self, who: &Person) -> Self {
        self.with("authorization", &format!("Bearer {}", who.token))
    }

    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    pub fn with(self, name: &str, value: &str) -> Self {
        self.with_bytes(name, value.as_bytes())
    }

    pub fn with_bytes(mut self, name: &str, value: &[u8]) -> Self {
        self.headers.push((name.to_owned(), value.to_vec()));
        self
    }

    pub fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    /// From a machine on the network.
    pub fn from(mut self, address: [u8; 4]) -> Self {
        self.address = Some(IpAddr::from(address));
        self
    }

    fn request(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.method.clone()).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value.as_slice());
        }
        if let Some(host) = &self.host {
            request = request.header("host", host);
        }
        let body = match &self.raw {
            Some(raw) => raw.clone(),
            None if self.method == Method::GET => Vec::new(),
            None => {
                request = request.header("content-type", "application/x-www-form-urlencoded");
                encoded(&self.fields).into_bytes()
            }
        };
        if let Some(address) = self.address {
            request = request.extension(ConnectInfo(SocketAddr::from((address, 50_000))));
        }
        request.body(Body::from(body)).unwrap()
    }
}

/// Fields as a browser encodes them.
pub fn encoded(fields: &[(String, String)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value)));
    pairs.collect::<Vec<_>>().join("&")
}

pub fn percent(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// What a multipart form is made of.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    Field(&'a str, &'a str),
    File(&'a str, &'a [u8]),
}

pub const MULTIPART: &str = "multipart/form-data; boundary=grens";

/// A form with files as a browser sends it, to go with [`MULTIPART`].
pub fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let (head, content) = match part {
            Part::Field(name, value) => (format!("name=\"{name}\""), value.as_bytes()),
            Part::File(name, bytes) => (format!("name=\"file\"; filename=\"{name}\""), *bytes),
        };
        let head = format!("--grens\r\ncontent-disposition: form-data; {head}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--grens--\r\n");
    body
}

/// An answer, read to its end (of an endless stream the first piece).
#[derive(Debug, Clone)]
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Whether the door sends this asker to the login page.
    pub fn is_sent_to_login(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.header("location").starts_with("/login?next=")
    }

    pub fn is_refused(&self) -> bool {
        [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&self.status)
    }

    /// Whether the page says this, by the name of the sentence.
    pub fn says(&self, sentence: &str) -> bool {
        let text = Text::of(Language::Dutch);
        let said = match text.get(sentence) {
            // It has words of the institution in it.
            plain if plain == sentence => text.with(sentence, &WORDS),
            plain => plain.to_owned(),
        };
        self.text().contains(&escaped(&said))
    }

    /// The value of a cookie that this answer sets.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all("set-cookie").into_iter();
        let mut pairs = lines.filter_map(|line| line.to_str().unwrap().split(';').next());
        let wanted = format!("{name}=");
        pairs.find_map(|pair| pair.strip_prefix(&wanted).map(str::to_owned))
    }
}

/// Text as it stands in a page.
pub fn escaped(text: &str) -> String {
    maud::PreEscaped(maud::html! { (text) }.into_string()).into_string()
}

/// Every file under a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Whether some bytes stand somewhere in others.
pub fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

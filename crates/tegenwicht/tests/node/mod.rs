// SPDX-License-Identifier: EUPL-1.2
//! A node in a folder of its own with a clock that stands still, and requests to it in process.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use serde_json::Value;
use tegenwicht::app::{App, Made, SetUp};
use tegenwicht::clock::{Clock, SeededEntropy, SetClock};
use tegenwicht::login::verifier;
use tegenwicht::web::{Options, Web, routes};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::command::Command;
use tegenwicht_core::feature::institution::Sector;
use tegenwicht_core::feature::user::AddUser;
use tegenwicht_core::id::{ActorId, CommandId};
use tegenwicht_core::time::Timestamp;
use tower::ServiceExt;

/// Tuesday 15 January 2019, 09:00 in Alkmaar.
pub const NOW: Timestamp = Timestamp(1_547_539_200_000);
pub const SETUP_TOKEN: &str = "setup-token";
pub const PASSWORD: &str = "a long password";

pub struct Node {
    pub app: Arc<App>,
    pub web: Arc<Web>,
    pub clock: Arc<SetClock>,
    pub router: Router,
    _dir: tempfile::TempDir,
}

/// A node that nobody has set up yet.
pub fn open_app() -> Node {
    open_app_with(Options { setup_token: Some(SETUP_TOKEN.to_owned()), ..Options::default() })
}

pub fn open_app_with(options: Options) -> Node {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::at(NOW));
    let entropy = Arc::new(SeededEntropy::new(7));
    let app = App::open(dir.path(), Arc::clone(&clock) as Arc<dyn Clock>, entropy).unwrap();
    let web = Web::new(Arc::clone(&app), options);
    let router = routes::router(Arc::clone(&web));
    Node { app, web, clock, router, _dir: dir }
}

/// A node with an institution and its first coordinator, "ana" with `PASSWORD`.
pub async fn set_up() -> Node {
    let node = open_app();
    found(&node).await;
    node
}

pub async fn found(node: &Node) -> ActorId {
    let set_up = SetUp {
        institution: "Zorghuis".to_owned(),
        sector: Sector::Hospital,
        login: "ana".to_owned(),
        name: "Ana".to_owned(),
        verifier: verifier(PASSWORD, [1; 32]).unwrap(),
    };
    match node.app.set_up(set_up).await.unwrap().made {
        Made::User(user) => user,
        other => unreachable!("{other:?}"),
    }
}

impl Node {
    /// Puts the clock so many minutes after `NOW`.
    pub fn at_minute(&self, minute: i64) {
        self.clock.set(NOW.plus_ms(minute * 60_000));
    }

    /// Opens a session for the coordinator.
    pub async fn coordinator(&self) -> String {
        let ana = self.app.world().directory.by_login("ana").unwrap();
        self.web.logins.open(&self.app, ana).await.unwrap()
    }

    /// Adds somebody in a role and opens a session for them.
    pub async fn somebody(&self, role: Role) -> String {
        let ana = self.app.world().directory.by_login("ana").unwrap();
        let actor =
            Actor { id: Some(ana), roles: vec![Role::Coordinator], device: self.app.device() };
        let added = Command::AddUser(AddUser {
            login: role.name().to_owned(),
            name: role.name().to_uppercase(),
            phone: None,
            roles: vec![role],
            only: None,
        });
        let seed = self.app.entropy.seed();
        let key = CommandId(*seed.first_chunk().unwrap());
        let added = self.app.submit(actor, key, added).await.unwrap();
        let Made::User(user) = added.made else { unreachable!("nobody was added") };
        self.web.logins.open(&self.app, user).await.unwrap()
    }
}

/// Logs in with name and password, as a program does.
pub async fn login(node: &Node, name: &str, password: &str) -> Answered {
    let body = serde_json::json!({ "name": name, "password": password });
    request(node, Call::post("/api/v1/sessions", &body)).await
}

/// A request that is to be sent.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn new(method: Method, path: &str) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        Self { method, path: path.to_owned(), headers, body }
    }

    pub fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    pub fn delete(path: &str) -> Self {
        Self::new(Method::DELETE, path)
    }

    pub fn post(path: &str, body: &Value) -> Self {
        Self::new(Method::POST, path).json(body)
    }

    pub fn put(path: &str, body: &Value) -> Self {
        Self::new(Method::PUT, path).json(body)
    }

    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string().as_bytes())
    }

    pub fn bytes(mut self, kind: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", kind)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn by(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The status and the code of the problem, such as "409 key-used-before".
    pub fn problem(&self) -> String {
        let body = self.json();
        let code = body["code"].as_str().unwrap_or("-");
        format!("{} {code}", self.status.as_u16())
    }
}

/// Sends a request to the router in process.
pub async fn request(node: &Node, call: Call) -> Answered {
    let (parts, body) = respond(node, call).await.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answered { status: parts.status, headers: parts.headers, body }
}

/// Sends a request whose answer may go on for ever.
pub async fn respond(node: &Node, call: Call) -> Response<Body> {
    let mut request = Request::builder().method(call.method).uri(&call.path);
    if !call.headers.iter().any(|(name, _)| name == "host") {
        request = request.header(header::HOST, "127.0.0.1:8400");
    }
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(call.body)).unwrap();
    node.router.clone().oneshot(request).await.unwrap()
}

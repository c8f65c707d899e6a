// SPDX-License-Identifier: EUPL-1.2
//! One request: who asks, in which language, and the world as it was when they asked.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use tegenwicht_core::actor::{Actor, Role};
use tegenwicht_core::envelope::sha256;
use tegenwicht_core::feature::report::Reports;
use tegenwicht_core::fold::ScopeState;
use tegenwicht_core::id::{ActorId, CrisisId, ScopeId, hex};
use tegenwicht_core::permission::{Capability, may, may_within_crisis};
use tegenwicht_core::time::Timestamp;
use tegenwicht_core::world::World;

use super::Web;
use super::error::WebError;
use crate::text::{Language, Text};
use crate::words::Words;

/// Name of the cookie with the login token.
pub const LOGIN_COOKIE: &str = "tegenwicht";
/// Name of the cookie that says that this browser logged in before.
pub const KNOWN_COOKIE: &str = "tegenwicht-known";
/// Name of the cookie of a PC that belongs to the crisis room.
pub const PC_COOKIE: &str = "tegenwicht-pc";
/// Name of the cookie of who wants no single keys.
pub const KEYS_COOKIE: &str = "tegenwicht-keys";
/// Name of the cookie with the chosen language.
pub const LANGUAGE_COOKIE: &str = "tegenwicht-language";

/// Everything a page or API call needs to know of its request.
#[derive(Debug, Clone)]
pub struct Visit {
    pub web: Arc<Web>,
    pub world: Arc<World>,
    pub text: Text,
    pub now: Timestamp,
    pub login: Option<Login>,
    /// Path and query, to come back to.
    pub path: String,
    /// True for a request with a bearer token: no cookie, so no forged form to fear.
    pub bearer: bool,
    /// True when our own script sends a form: it wants pieces, not pages.
    pub script: bool,
    /// From where it came, when the listener says so.
    pub address: Option<IpAddr>,
    /// False for who switched single keys off in this browser.
    pub keys: bool,
    /// True at a PC that belongs to the crisis room.
    pub enrolled: bool,
    /// What things are called here, put together when somebody asks.
    words: OnceLock<Words>,
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub actor: ActorId,
    pub roles: Vec<Role>,
    pub token: String,
    /// The only crisis that this person may see: admitted on the spot.
    pub only: Option<CrisisId>,
    /// True after a login with a code: first another password, then the rest.
    pub must_change: bool,
}

impl Visit {
    /// Reads who asks from the headers.
    #[must_use]
    pub fn read(web: &Arc<Web>, headers: &HeaderMap, path: String) -> Self {
        let now = web.app.clock.now();
        let world = web.app.world();
        let bearer =
            header(headers, "authorization").and_then(|value| value.strip_prefix("Bearer "));
        let token = bearer.map(str::to_owned).or_else(|| cookie(headers, LOGIN_COOKIE));
        let login = token.and_then(|token| {
            let session = web.logins.session(&token, now)?;
            let (actor, must_change) = (session.actor, session.must_change);
            let roles = world.roles(actor)?;
            let user = world.admin().and_then(|(_, admin)| admin.users.by_id.get(&actor).cloned());
            let only = user.and_then(|user| user.only);
            Some(Login { actor, roles, token, only, must_change })
        });
        let only = login.as_ref().and_then(|login| login.only);
        let text = Text::of(language(headers));
        let pc = cookie(headers, PC_COOKIE);
        Self {
            keys: cookie(headers, KEYS_COOKIE).as_deref() != Some("off"),
            login,
            now,
            enrolled: pc.is_some_and(|token| web.enrolments.find(&token).is_some()),
            world: narrowed(world, &text, only),
            text,
            path,
            bearer: bearer.is_some(),
            script: header(headers, "x-requested-with") == Some("tegenwicht"),
            address: None,
            words: OnceLock::new(),
            web: Arc::clone(web),
        }
    }

    /// Returns true when the one who asks may do this.
    #[must_use]
    pub fn may(&self, capability: Capability) -> bool {
        self.login.as_ref().is_some_and(|login| {
            let within = login.only.is_none() || may_within_crisis(capability);
            within && may(&login.roles, capability)
        })
    }

    /// Looks again, as after something changed.
    pub fn renew(&mut self) {
        let only = self.login.as_ref().and_then(|login| login.only);
        self.world = narrowed(self.web.app.world(), &self.text, only);
        self.words = OnceLock::new();
    }

    /// Returns what things are called here: the one way in which pages ask for a word of the
    /// institution.
    #[must_use]
    pub fn words(&self) -> &Words {
        let of_now = || Words::of(self.web.app.cards(), &self.world, self.text.language);
        self.words.get_or_init(of_now)
    }

    /// Returns a sentence that may hold words of the institution.
    #[must_use]
    pub fn said(&self, id: &str) -> String {
        match self.text.get(id) {
            plain if plain != id => plain.to_owned(),
            _ => self.words().sentence(&self.text, id),
        }
    }

    /// Returns who gives commands in this request.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let device = self.web.app.device();
        match &self.login {
            Some(login) => Actor { id: Some(login.actor), roles: login.roles.clone(), device },
            None => Actor { id: None, roles: Vec::new(), device },
        }
    }

    /// Returns true where a password may be typed: not over open http, unless switched on.
    #[must_use]
    pub fn passwords_allowed(&self) -> bool {
        !self.web.options.open_http || self.web.options.http_passwords
    }

    /// Returns the title of a scope for this person; who may not read crises hears no titles.
    #[must_use]
    pub fn scope_title(&self, state: Option<&ScopeState>) -> String {
        let opened = state.and_then(|state| state.opened.as_ref());
        let purpose = opened.map_or("unknown", |opened| opened.purpose.name());
        match state.and_then(|state| state.crisis.as_ref()) {
            Some(crisis) if self.may(Capability::ReadCrisis) => self.text.title(crisis),
            _ => self.text.get(&format!("scope-{purpose}")).to_owned(),
        }
    }

    /// Returns the token that every form carries back.
    #[must_use]
    pub fn form_token(&self) -> String {
        self.login.as_ref().map(|login| form_token(&login.token)).unwrap_or_default()
    }

    /// Returns a fresh idempotency key for a form.
    #[must_use]
    pub fn fresh_key(&self) -> String {
        let seed = self.web.app.entropy.seed();
        hex(seed.first_chunk::<16>().unwrap_or(&[0; 16]))
    }

    /// Returns the crisis that a path names.
    ///
    /// # Errors
    /// Not found.
    pub fn crisis(&self, id: &str) -> Result<(ScopeId, &ScopeState), WebError> {
        let id: CrisisId = id.parse().map_err(|_| WebError::NotFound)?;
        let (scope, state) = self.world.crisis(id).ok_or(WebError::NotFound)?;
        Ok((scope, state.as_ref()))
    }

    /// Returns how somebody is called on the screen.
    #[must_use]
    pub fn name(&self, actor: Option<ActorId>) -> String {
        self.called(actor).to_owned()
    }

    /// As [`Visit::name`], for who shows it once.
    #[must_use]
    pub fn called(&self, actor: Option<ActorId>) -> &str {
        match actor {
            None => self.text.get("somebody-not-logged-in"),
            Some(actor) => self
                .world
                .directory
                .name(actor)
                .unwrap_or_else(|| self.text.get("somebody-unknown")),
        }
    }

    /// Returns the name of the institution.
    #[must_use]
    pub fn institution(&self) -> String {
        let names = self.world.admin().map(|(_, admin)| {
            let names = admin.name.live().map(|(_, named)| named.name.clone());
            names.collect::<Vec<_>>().join(" / ")
        });
        names.unwrap_or_else(|| self.text.get("app-name").to_owned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The world for somebody who was admitted to one crisis only: the other crises and the reports
/// are not in it, so that no page can tell of them.
fn narrowed(world: Arc<World>, text: &Text, only: Option<CrisisId>) -> Arc<World> {
    let world = world.veiled(text.get("words-hidden")).map_or(world, Arc::new);
    let Some(only) = only else {
        return world;
    };
    let mut narrow = World::clone(&world);
    narrow.scopes.retain(|_, state| state.crisis.as_ref().is_none_or(|crisis| crisis.id == only));
    for state in narrow.scopes.values_mut().filter(|state| state.crisis.is_none()) {
        // Parts of a state are shared, so a copy costs next to nothing.
        let mut bare = ScopeState::clone(state);
        bare.reports = Reports::default();
        *state = Arc::new(bare);
    }
    Arc::new(narrow)
}

/// Returns the form token that belongs to a login token.
#[must_use]
pub fn form_token(login: &str) -> String {
    let hash = sha256(format!("tegenwicht form {login}").as_bytes());
    hex(hash.first_chunk::<16>().unwrap_or(&[0; 16]))
}

/// Returns a header as text.
#[must_use]
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Returns a cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut cookies =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    cookies.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

fn language(headers: &HeaderMap) -> Language {
    if let Some(chosen) = cookie(headers, LANGUAGE_COOKIE).and_then(|c| Language::from_code(&c)) {
        return chosen;
    }
    let wanted = header(headers, "accept-language").unwrap_or("nl");
    let first = wanted.split(',').filter_map(|part| Language::from_code(part.trim().get(..2)?));
    first.take(1).next().unwrap_or(Language::Dutch)
}

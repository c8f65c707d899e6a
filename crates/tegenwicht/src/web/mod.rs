// SPDX-License-Identifier: EUPL-1.2
//! Pages and API over http: server-rendered, live over one event stream, plain without script.

pub mod api;
pub mod error;
pub mod form;
pub mod guard;
pub mod limit;
pub mod page;
pub mod part;
pub mod pass;
pub mod routes;
pub mod server;
pub mod upload;
pub mod visit;
pub mod waiting;

use std::sync::Arc;

use crate::app::App;
use crate::enrolment::Enrolments;
use crate::login::Logins;

/// What the web needs besides the node itself.
#[derive(Debug)]
pub struct Web {
    pub app: Arc<App>,
    pub logins: Logins,
    pub enrolments: Enrolments,
    pub options: Options,
    pub uploads: upload::Uploads,
    pub waiting: waiting::WaitingByState,
    pub passes: pass::Passes,
}

/// How this listener may be used; decided at the start.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// True where the connection is https: cookies are marked so.
    pub secure: bool,
    /// True for plain http beyond this machine: a warning on every page, no administration.
    pub open_http: bool,
    /// True where passwords may go over open http, decided in the cold phase.
    pub http_passwords: bool,
    /// Names, besides IP addresses and localhost, by which browsers may ask for this node.
    pub hosts: Vec<String>,
    /// One-time token of the setup page, until the institution is founded.
    pub setup_token: Option<String>,
}

impl Web {
    /// Puts the web before a node.
    #[must_use]
    pub fn new(app: Arc<App>, options: Options) -> Arc<Self> {
        let (logins, enrolments) = (Logins::load(&app), Enrolments::load(&app));
        let uploads = upload::Uploads::default();
        let waiting = waiting::WaitingByState::default();
        let passes = pass::Passes::default();
        Arc::new(Self { app, logins, enrolments, options, uploads, waiting, passes })
    }
}

// SPDX-License-Identifier: EUPL-1.2
//! `serve`: pages and API over a data folder, until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tegenwicht_core::id::hex;

use crate::app::App;
use crate::clock::{SystemClock, SystemEntropy};
use crate::web::server::{self, Listen};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The data folder; made when it is not there.
    #[arg(long)]
    pub data: PathBuf,
    /// Where to listen: http on loopback, https elsewhere.
    #[arg(long, default_value = "127.0.0.1:8400")]
    pub listen: SocketAddr,
    /// Plain http beyond this machine: with a warning, without administration.
    #[arg(long)]
    pub http: Option<SocketAddr>,
    /// Lets passwords go over that plain http; who listens on the network then reads them.
    #[arg(long, requires = "http")]
    pub http_passwords: bool,
    /// A name by which browsers may ask for this node; can be given more than once.
    #[arg(long = "host")]
    pub hosts: Vec<String>,
    /// PEM file of a certificate; without one the node makes its own.
    #[arg(long, requires = "key")]
    pub certificate: Option<PathBuf>,
    /// PEM file of the key of that certificate.
    #[arg(long, requires = "certificate")]
    pub key: Option<PathBuf>,
}

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// When the folder is in use or damaged, or the address is taken.
pub fn run(serve: Serve) -> anyhow::Result<ExitCode> {
    let app = App::open(&serve.data, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    let listen = Listen {
        address: serve.listen,
        open_http: serve.http,
        http_passwords: serve.http_passwords,
        hosts: serve.hosts,
        certificate: serve.certificate.zip(serve.key),
    };
    serve_app(app, listen, &[])
}

/// Serves a node that is open already; `lines` are printed before it says that it listens.
///
/// # Errors
/// When the address is taken.
pub fn serve_app(app: Arc<App>, listen: Listen, lines: &[String]) -> anyhow::Result<ExitCode> {
    let new = app.world().admin().is_none();
    let token = new.then(|| hex(&app.entropy.seed()).get(..32).unwrap_or_default().to_owned());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served =
        runtime.block_on(server::serve(Arc::clone(&app), listen, token.clone(), |address| {
            for line in lines {
                println!("{line}");
            }
            if let Some(token) = &token {
                println!("setup at {address}/setup?token={token}");
            }
            println!("listening on {address}");
        }));
    app.stop();
    served.map(|()| ExitCode::SUCCESS)
}

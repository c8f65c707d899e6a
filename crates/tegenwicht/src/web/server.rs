// SPDX-License-Identifier: EUPL-1.2
//! Listening: plain http on this machine, https elsewhere, open http only where asked for.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::sync::Semaphore;

use super::limit::{CONNECTIONS_MAX, Limited};
use super::{Options, Web, routes};
use crate::app::App;

/// How long open requests may finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(3);
/// How long a browser may take to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// Where to listen and by which names.
#[derive(Debug, Clone)]
pub struct Listen {
    /// Http when on loopback, https elsewhere.
    pub address: SocketAddr,
    /// Plain http beyond this machine, with a visible warning and without administration.
    pub open_http: Option<SocketAddr>,
    /// Lets passwords go over that plain http.
    pub http_passwords: bool,
    pub hosts: Vec<String>,
    /// PEM files of a given certificate and its key; else the node makes its own.
    pub certificate: Option<(std::path::PathBuf, std::path::PathBuf)>,
}

/// Serves until told to stop; then ends cleanly. `ready` hears the address when it listens.
///
/// # Errors
/// When an address is taken or the certificate does not read.
pub async fn serve(
    app: Arc<App>,
    listen: Listen,
    setup_token: Option<String>,
    ready: impl FnOnce(&str),
) -> anyhow::Result<()> {
    let secure = !listen.address.ip().is_loopback();
    let options = Options {
        secure,
        open_http: false,
        http_passwords: false,
        hosts: listen.hosts.clone(),
        setup_token: setup_token.clone(),
    };
    let web = Web::new(Arc::clone(&app), options);
    let router = routes::router(web).into_make_service_with_connect_info::<SocketAddr>();
    let listener = TcpListener::bind(listen.address)
        .with_context(|| format!("cannot listen on {}", listen.address))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let handle = Handle::new();
    stop_on_signal(handle.clone())?;
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    if let Some(address) = listen.open_http {
        open_http(&app, address, &listen, handle.clone(), Arc::clone(&room))?;
    }
    let scheme = if secure { "https" } else { "http" };
    ready(&format!("{scheme}://{address}"));
    if secure {
        let config = tls(&app, &listen).await?;
        let server = axum_server::from_tcp_rustls(listener, config)?.handle(handle);
        let mut server = server.map(|acceptor| Limited::new(acceptor, room));
        timeouts(server.http_builder());
        server.serve(router).await?;
    } else {
        let server = axum_server::from_tcp(listener)?.handle(handle);
        let mut server = server.map(|acceptor| Limited::new(acceptor, room));
        timeouts(server.http_builder());
        server.serve(router).await?;
    }
    Ok(())
}

fn timeouts(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(hyper_util::rt::TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
}

fn open_http(
    app: &Arc<App>,
    address: SocketAddr,
    listen: &Listen,
    handle: Handle<SocketAddr>,
    room: Arc<Semaphore>,
) -> anyhow::Result<()> {
    let options = Options {
        secure: false,
        open_http: true,
        http_passwords: listen.http_passwords,
        hosts: listen.hosts.clone(),
        setup_token: None,
    };
    let router = routes::router(Web::new(Arc::clone(app), options))
        .into_make_service_with_connect_info::<SocketAddr>();
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true)?;
    tracing::warn!(%address, "plain http beyond this machine: others can read along");
    let server = axum_server::from_tcp(listener)?.handle(handle);
    let mut server = server.map(|acceptor| Limited::new(acceptor, room));
    timeouts(server.http_builder());
    tokio::spawn(async move {
        if let Err(fault) = server.serve(router).await {
            tracing::error!(%fault, "the http listener stopped");
        }
    });
    Ok(())
}

/// The certificate that was given, or one that this node made (P-256: browsers refuse Ed25519).
async fn tls(app: &App, listen: &Listen) -> anyhow::Result<RustlsConfig> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (certificate, key) = match &listen.certificate {
        Some(given) => given.clone(),
        None => own_certificate(&app.folder.keys(), listen)?,
    };
    RustlsConfig::from_pem_file(&certificate, &key)
        .await
        .with_context(|| format!("cannot read the certificate {}", certificate.display()))
}

fn own_certificate(
    keys: &Path,
    listen: &Listen,
) -> anyhow::Result<(std::path::PathBuf, std::path::PathBuf)> {
    let (certificate, key) = (keys.join("tls-certificate.pem"), keys.join("tls-key.pem"));
    if certificate.exists() && key.exists() {
        return Ok((certificate, key));
    }
    let mut names = vec!["localhost".to_owned(), listen.address.ip().to_string()];
    names.extend(listen.hosts.iter().cloned());
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
    let made = rcgen::CertificateParams::new(names)?.self_signed(&pair)?;
    write_private(&key, pair.serialize_pem().as_bytes())?;
    write_private(&certificate, made.pem().as_bytes())?;
    Ok((certificate, key))
}

/// Writes a file for the owner's eyes only. Lost in a power cut, it is simply made again.
fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

/// SIGTERM and Ctrl-C end cleanly. The handlers stand before anybody hears that we listen.
fn stop_on_signal(handle: Handle<SocketAddr>) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            handle.graceful_shutdown(Some(GRACE));
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        handle.graceful_shutdown(Some(GRACE));
    });
    Ok(())
}

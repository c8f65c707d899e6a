// SPDX-License-Identifier: EUPL-1.2
//! At most so many connections at once: a flood of idle ones must not eat the memory in which the
//! log is kept.
//!
//! Not here: how long one may take (`server`), how many live streams a person has (`page::stream`).
//! Rules: what is over the limit is closed at once, before a byte of it is read; what is open
//! stays open.
//! Start at: `Limited`.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum_server::accept::Accept;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Most connections of all listeners together.
pub const CONNECTIONS_MAX: usize = 2_000;

/// Accepts as `inner` does, while there is room.
#[derive(Debug, Clone)]
pub struct Limited<A> {
    inner: A,
    room: Arc<Semaphore>,
}

impl<A> Limited<A> {
    /// Accepts as long as `room` has a permit left.
    pub const fn new(inner: A, room: Arc<Semaphore>) -> Self {
        Self { inner, room }
    }
}

type Accepting<S, V> = Pin<Box<dyn Future<Output = io::Result<(S, V)>> + Send>>;

impl<I, S, A> Accept<I, S> for Limited<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = Held<A::Stream>;
    type Service = A::Service;
    type Future = Accepting<Self::Stream, Self::Service>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let Ok(permit) = Arc::clone(&self.room).try_acquire_owned() else {
            tracing::warn!("a connection was closed: there are {CONNECTIONS_MAX} already");
            return Box::pin(async { Err(io::Error::other("no room for another connection")) });
        };
        let accepting = self.inner.accept(stream, service);
        Box::pin(async move {
            let (inner, service) = accepting.await?;
            Ok((Held { inner, _permit: permit }, service))
        })
    }
}

/// A connection that gives its room back when it ends.
#[derive(Debug)]
pub struct Held<S> {
    inner: S,
    _permit: OwnedSemaphorePermit,
}

impl<S: AsyncRead + Unpin> AsyncRead for Held<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Held<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use axum_server::accept::DefaultAcceptor;

    use super::*;

    #[tokio::test]
    async fn who_comes_when_all_places_are_taken_is_sent_away_until_one_leaves() {
        let acceptor = Limited::new(DefaultAcceptor::new(), Arc::new(Semaphore::new(2)));
        let arrive = || acceptor.accept(tokio::io::empty(), ());
        let first = arrive().await.unwrap();
        let _second = arrive().await.unwrap();
        assert!(arrive().await.is_err());
        drop(first);
        assert!(arrive().await.is_ok());
    }
}

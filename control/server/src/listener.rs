//! Accepting connections, plain or TLS, and speaking HTTP/1.1 on them.
//!
//! The loop is our own because it sees the first byte of a connection before HTTP does: the same
//! port takes media of pages that UDP does not reach (RFC 6544), for it is the one port that every
//! office lets through.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use sfu_server::TcpDoor;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::arrival::Arrival;

/// Connections open at once at one door, not counting WebSockets (the hall bounds those).
const CONNECTIONS_MAX: usize = 2048;

/// For a TLS handshake, and for the head of a request once the one before it is answered.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// After a failed accept (too many open files): nothing tells when the next one can succeed.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(100);

/// For requests under way when the server stops.
const FAREWELL: Duration = Duration::from_secs(5);

/// What is spoken at a port.
#[derive(Clone)]
pub struct Door {
    /// HTTP is spoken over this; plain without it.
    pub tls: Option<TlsAcceptor>,
    /// Takes connections that carry media, where a media node runs here.
    pub media: Option<TcpDoor>,
    /// Answers requests.
    pub router: Router,
}

/// Serves `door` on `listener` until `stop` turns true, then lets requests under way finish.
pub async fn serve(listener: TcpListener, door: Door, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stopped(&mut stop) => break,
        };
        if let Some((stream, from, place)) = accepted {
            let (door, stop) = (door.clone(), stop.clone());
            tokio::spawn(async move {
                converse(stream, from, door, stop).await;
                drop(place);
            });
        }
    }
    drop(listener);
    // Every connection holds a place until it is done.
    let all_done = places.acquire_many(u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX));
    if tokio::time::timeout(FAREWELL, all_done).await.is_err() {
        tracing::warn!(
            waited_ms = FAREWELL.as_millis(),
            "requests under way were cut off"
        );
    }
}

/// One connection, from its first byte on.
async fn converse(
    stream: TcpStream,
    from: SocketAddr,
    door: Door,
    mut stop: watch::Receiver<bool>,
) {
    let Door { tls, media, router } = door;
    if let Some(media) = media {
        let mut peeked = [0];
        let Ok(Ok(1)) = tokio::time::timeout(HEAD_TIMEOUT, stream.peek(&mut peeked)).await else {
            return;
        };
        let [first] = peeked;
        if TcpDoor::is_media(first) {
            tokio::select! {
                () = media.carry(stream) => {}
                () = stopped(&mut stop) => {}
            }
            return;
        }
    }
    let Some(tls) = tls else {
        return speak_http(
            stream,
            Arrival {
                from,
                secure: false,
            },
            router,
            stop,
        )
        .await;
    };
    // Broken handshakes are everyday: port scans, certificates not trusted yet.
    if let Ok(Ok(stream)) = tokio::time::timeout(HEAD_TIMEOUT, tls.accept(stream)).await {
        speak_http(stream, Arrival { from, secure: true }, router, stop).await;
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's algorithm");
            }
            Some((stream, from, place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(ACCEPT_AGAIN_AFTER).await;
            None
        }
    }
}

async fn speak_http<S>(stream: S, arrival: Arrival, router: Router, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(arrival);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), answer)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    // A connection that breaks is the other end's affair; nothing here depends on it.
    if let Err(error) = ended {
        tracing::trace!(%error, "a connection broke");
    }
}

/// Waits until the server stops.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that nobody is left who could ask for anything else.
    drop(stop.wait_for(|stop| *stop).await);
}

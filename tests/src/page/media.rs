//! A page's media socket.

use std::sync::{Arc, Mutex, PoisonError};

use sim::Client;
use tokio::net::UdpSocket;
use tokio::time::Instant;

/// Longest a page goes without looking at its timers: a change from outside may have set one.
const LOOK_AT_LEAST_EVERY: std::time::Duration = std::time::Duration::from_millis(50);

/// Drives a client over its socket until the task is ended.
pub(super) async fn run(client: Arc<Mutex<Client>>, socket: UdpSocket) {
    let lock = || client.lock().unwrap_or_else(PoisonError::into_inner);
    let mut buffer = [0; 2048];
    let mut send: Vec<Vec<u8>> = Vec::new();
    loop {
        let at_latest = Instant::now() + LOOK_AT_LEAST_EVERY;
        let wake = lock()
            .poll_timeout()
            .map_or(at_latest, |at| Instant::from_std(at).min(at_latest));
        let readable = tokio::time::timeout_at(wake, socket.readable()).await;
        if readable.is_ok() {
            // Everything that has arrived comes before any timer: a decoder whose turn is late
            // must not miss what was there in time.
            while let Ok(len) = socket.try_recv(&mut buffer) {
                let datagram = buffer.get(..len).unwrap_or_default();
                lock().handle_datagram(Instant::now().into_std(), datagram, &mut send);
            }
        }
        lock().handle_timeout(Instant::now().into_std(), &mut send);
        for datagram in send.drain(..) {
            if socket.send(&datagram).await.is_err() {
                // The server is gone, or its port is closed at the moment: lost on the way.
                continue;
            }
        }
    }
}

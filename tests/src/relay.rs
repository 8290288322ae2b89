//! A relay between one participant and the media port, which impairs what crosses it.
//!
//! The participant sends to the relay and takes it for the server; the server takes it for the
//! participant. Each direction is a [`Line`] of its own, so a seed decides what becomes of the
//! n-th datagram of either.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use sim::{Line, Link, Network};
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Most datagrams on their way at once: half a minute at 3 Mb/s. More are lost.
const ON_THE_WAY_MAX: usize = 10_000;

/// How both directions treat datagrams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Links {
    /// From the participant to the server.
    pub up: Link,
    /// From the server to the participant.
    pub down: Link,
}

/// A running relay. Dropped, it is gone and nothing crosses any more.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    links: watch::Sender<Links>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Starts a relay to `server`.
    ///
    /// # Errors
    /// When the system gives no sockets.
    pub async fn start(server: SocketAddr, seed: u64, links: Links) -> io::Result<Self> {
        let near = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let far = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        far.connect(server).await?;
        let address = near.local_addr()?;
        let (links, watched) = watch::channel(links);
        let crossing = Crossing {
            up: Line::new(seed.wrapping_mul(2)),
            down: Line::new(seed.wrapping_mul(2).wrapping_add(1)),
            network: Network::default(),
            server,
            participant: None,
            near,
            far,
            links: watched,
        };
        Ok(Self {
            address,
            links,
            task: tokio::spawn(crossing.run()),
        })
    }

    /// Where the participant sends to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the links are like this.
    pub fn set(&self, links: Links) {
        self.links.send_replace(links);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Crossing {
    up: Line,
    down: Line,
    network: Network,
    server: SocketAddr,
    /// Whoever sent to the relay last.
    participant: Option<SocketAddr>,
    near: UdpSocket,
    far: UdpSocket,
    links: watch::Receiver<Links>,
}

impl Crossing {
    async fn run(mut self) {
        let mut from_near = [0; 2048];
        let mut from_far = [0; 2048];
        loop {
            let due = self.network.next_arrival();
            tokio::select! {
                received = self.near.recv_from(&mut from_near) => {
                    // A datagram that could not be sent comes back as an error: it is lost.
                    let Ok((len, from)) = received else { continue };
                    self.participant = Some(from);
                    let to = self.server;
                    self.enter(from, to, from_near.get(..len).unwrap_or_default());
                }
                received = self.far.recv(&mut from_far) => {
                    let Ok(len) = received else { continue };
                    if let Some(to) = self.participant {
                        let from = self.server;
                        self.enter(from, to, from_far.get(..len).unwrap_or_default());
                    }
                }
                () = until(due) => {}
            }
            self.leave().await;
        }
    }

    fn enter(&mut self, from: SocketAddr, to: SocketAddr, datagram: &[u8]) {
        if self.network.len() >= ON_THE_WAY_MAX {
            return;
        }
        let now = Instant::now().into_std();
        let links = *self.links.borrow();
        let arrivals = if to == self.server {
            self.up.pass(now, &links.up, datagram.len())
        } else {
            self.down.pass(now, &links.down, datagram.len())
        };
        self.network.send(arrivals, (from, to), datagram);
    }

    async fn leave(&mut self) {
        let now = Instant::now().into_std();
        while let Some((_, to, datagram)) = self.network.arrive(now) {
            let sent = if to == self.server {
                self.far.send(&datagram).await
            } else {
                self.near.send_to(&datagram, to).await
            };
            if sent.is_err() {
                // Nobody listens there any more: lost, as on any network.
                continue;
            }
        }
    }
}

/// Waits until `due`; for ever where nothing is.
async fn until(due: Option<std::time::Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(Instant::from_std(due)).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::within;

    const LIMIT: Duration = Duration::from_secs(5);

    /// A relay over `down`, a participant and a server behind it who have met.
    async fn world(down: Link) -> (Relay, UdpSocket, UdpSocket, SocketAddr) {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let links = Links {
            up: Link::CLEAN,
            down,
        };
        let relay = Relay::start(server.local_addr().unwrap(), 1, links)
            .await
            .unwrap();
        let participant = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        participant.connect(relay.address()).await.unwrap();
        participant.send(b"hello").await.unwrap();
        let mut buffer = [0; 16];
        let (len, back) = within(LIMIT, "the way up", server.recv_from(&mut buffer))
            .await
            .unwrap();
        assert_eq!(&buffer[..len], b"hello");
        (relay, participant, server, back)
    }

    #[tokio::test]
    async fn what_crosses_arrives_as_late_as_the_link_is_long() {
        let (_relay, participant, server, back) = world(Link {
            delay: Duration::from_millis(100),
            ..Link::CLEAN
        })
        .await;
        let sent = Instant::now();
        server.send_to(b"answer", back).await.unwrap();
        let mut buffer = [0; 16];
        let len = within(LIMIT, "the way down", participant.recv(&mut buffer))
            .await
            .unwrap();
        assert_eq!(&buffer[..len], b"answer");
        assert!(
            sent.elapsed() >= Duration::from_millis(99),
            "{:?}",
            sent.elapsed()
        );
    }

    #[tokio::test]
    async fn a_dark_link_passes_nothing_and_a_lit_one_again() {
        let dark = Link {
            dark: true,
            ..Link::CLEAN
        };
        let (relay, participant, server, back) = world(dark).await;
        server.send_to(b"first", back).await.unwrap();
        // The way up still works, and what took it left after the first datagram was lost.
        participant.send(b"again").await.unwrap();
        let mut buffer = [0; 16];
        within(LIMIT, "the way up", server.recv_from(&mut buffer))
            .await
            .unwrap();
        relay.set(Links {
            up: Link::CLEAN,
            down: Link::CLEAN,
        });
        server.send_to(b"second", back).await.unwrap();
        let len = within(LIMIT, "the way down", participant.recv(&mut buffer))
            .await
            .unwrap();
        assert_eq!(&buffer[..len], b"second");
    }
}

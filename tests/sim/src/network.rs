//! A network that impairs what crosses it, by a seed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;

/// How one direction treats datagrams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Share that is lost, 0–1.
    pub loss: f64,
    /// Share that arrives twice, 0–1.
    pub duplication: f64,
    /// Time on the way at least.
    pub delay: Duration,
    /// Time on the way beyond that, evenly spread; more than the spacing of packets reorders
    /// them.
    pub jitter: Duration,
}

impl Link {
    /// Nothing lost, 5 ms on the way.
    pub const CLEAN: Self = Self {
        loss: 0.0,
        duplication: 0.0,
        delay: Duration::from_millis(5),
        jitter: Duration::ZERO,
    };

    /// An office line on a bad day: 3 % lost, 1 % repeated, 10–25 ms, so that packets overtake.
    pub const BAD_DAY: Self = Self {
        loss: 0.03,
        duplication: 0.01,
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(15),
    };
}

/// A datagram on its way.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct OnTheWay {
    due: Instant,
    number: u64,
    from: SocketAddr,
    to: SocketAddr,
    bytes: Vec<u8>,
}

/// Datagrams on their way.
#[derive(Debug, Default)]
pub struct Network {
    on_the_way: BinaryHeap<Reverse<OnTheWay>>,
    sent: u64,
}

impl Network {
    /// Sends a datagram over `link`.
    pub fn send(
        &mut self,
        now: Instant,
        rng: &mut StdRng,
        link: Link,
        (from, to): (SocketAddr, SocketAddr),
        bytes: &[u8],
    ) {
        let copies = if rng.random_bool(link.duplication) {
            2
        } else {
            1
        };
        for _ in 0..copies {
            if rng.random_bool(link.loss) {
                continue;
            }
            self.sent += 1;
            self.on_the_way.push(Reverse(OnTheWay {
                due: now + link.delay + link.jitter.mul_f64(rng.random()),
                number: self.sent,
                from,
                to,
                bytes: bytes.to_vec(),
            }));
        }
    }

    /// When the next datagram arrives.
    #[must_use]
    pub fn next_arrival(&self) -> Option<Instant> {
        self.on_the_way.peek().map(|Reverse(next)| next.due)
    }

    /// The next datagram due by `now`: from, to, bytes.
    pub fn arrive(&mut self, now: Instant) -> Option<(SocketAddr, SocketAddr, Vec<u8>)> {
        if self.next_arrival()? > now {
            return None;
        }
        let Reverse(next) = self.on_the_way.pop()?;
        Some((next.from, next.to, next.bytes))
    }
}

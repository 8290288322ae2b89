//! A network that impairs what crosses it, by a seed.
//!
//! [`Line`] is one direction of one path. It decides alone, without a clock or a queue of its own
//! datagrams, when each one arrives, so the simulated [`Network`] and a relay between real sockets
//! can share it. What becomes of a datagram depends on the seed, on its number on this line and on
//! the link as it is then, never on other lines.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// IPv4 and UDP headers: a bottleneck carries them too.
pub const HEADERS_LEN: usize = 28;

/// How one direction treats datagrams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Share that is lost, 0–1.
    pub loss: f64,
    /// Share that arrives twice, 0–1.
    pub duplication: f64,
    /// Time on the way at least, waiting in the bottleneck apart.
    pub delay: Duration,
    /// Time on the way beyond that, evenly spread.
    pub jitter: Duration,
    /// Whether jitter lets datagrams overtake each other.
    pub overtaking: bool,
    /// What the bottleneck carries, in bits a second with headers; `None` has none.
    pub rate_bps: Option<u64>,
    /// What would wait in the bottleneck longer than this is dropped.
    pub queue: Duration,
    /// Nothing passes.
    pub dark: bool,
}

impl Link {
    /// Nothing lost, 5 ms on the way.
    pub const CLEAN: Self = Self {
        loss: 0.0,
        duplication: 0.0,
        delay: Duration::from_millis(5),
        jitter: Duration::ZERO,
        overtaking: false,
        rate_bps: None,
        queue: Duration::from_millis(400),
        dark: false,
    };

    /// An office line on a bad day: 3 % lost, 1 % repeated, 10–25 ms, so that packets overtake.
    pub const BAD_DAY: Self = Self {
        loss: 0.03,
        duplication: 0.01,
        delay: Duration::from_millis(10),
        jitter: Duration::from_millis(15),
        overtaking: true,
        ..Self::CLEAN
    };
}

/// One direction of one path.
#[derive(Debug, Clone)]
pub struct Line {
    seed: u64,
    /// Datagrams so far.
    number: u64,
    /// Bits in the bottleneck at `filled_at`.
    backlog_bits: f64,
    filled_at: Option<Instant>,
    last_arrival: Option<Instant>,
}

/// When a datagram arrives: not at all, once, or twice.
pub type Arrivals = [Option<Instant>; 2];

impl Line {
    /// A line that nothing has crossed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            number: 0,
            backlog_bits: 0.0,
            filled_at: None,
            last_arrival: None,
        }
    }

    /// When a datagram with `len` bytes of payload, sent now over `link`, arrives.
    pub fn pass(&mut self, now: Instant, link: &Link, len: usize) -> Arrivals {
        self.number += 1;
        // A generator of its own for each datagram: one more draw here changes no other's fate.
        let own = self.seed ^ self.number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut rng = StdRng::seed_from_u64(own);
        let lost = rng.random_bool(link.loss);
        let twice = rng.random_bool(link.duplication);
        let wait = self.wait(now, link, len);
        if link.dark || lost {
            return [None, None];
        }
        let Some(wait) = wait else {
            return [None, None];
        };
        let first = self.arrival(now + wait, link, &mut rng);
        let second = twice.then(|| self.arrival(now + wait, link, &mut rng));
        [Some(first), second]
    }

    /// How long the datagram is in the bottleneck; `None` where it finds no room.
    fn wait(&mut self, now: Instant, link: &Link, len: usize) -> Option<Duration> {
        let Some(rate) = link.rate_bps.map(|rate| rate as f64) else {
            return Some(Duration::ZERO);
        };
        let since = self
            .filled_at
            .map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        self.filled_at = Some(now);
        self.backlog_bits = (self.backlog_bits - rate * since.as_secs_f64()).max(0.0);
        if self.backlog_bits / rate > link.queue.as_secs_f64() {
            return None;
        }
        self.backlog_bits += ((len + HEADERS_LEN) * 8) as f64;
        Some(Duration::from_secs_f64(self.backlog_bits / rate))
    }

    fn arrival(&mut self, departure: Instant, link: &Link, rng: &mut StdRng) -> Instant {
        let arrival = departure + link.delay + link.jitter.mul_f64(rng.random());
        if link.overtaking {
            return arrival;
        }
        let arrival = self.last_arrival.map_or(arrival, |last| arrival.max(last));
        self.last_arrival = Some(arrival);
        arrival
    }
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
    /// Puts a datagram on its way, to arrive when a [`Line`] said.
    pub fn send(&mut self, arrivals: Arrivals, (from, to): (SocketAddr, SocketAddr), bytes: &[u8]) {
        for due in arrivals.into_iter().flatten() {
            self.sent += 1;
            self.on_the_way.push(Reverse(OnTheWay {
                due,
                number: self.sent,
                from,
                to,
                bytes: bytes.to_vec(),
            }));
        }
    }

    /// Datagrams on their way now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.on_the_way.len()
    }

    /// True while nothing is on its way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.on_the_way.is_empty()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start_of_time;

    const EVERY: Duration = Duration::from_millis(10);

    /// Arrivals of `count` datagrams of 972 bytes (1,000 with headers), one every 10 ms.
    fn cross(line: &mut Line, link: &Link, start: Instant, count: u32) -> Vec<Arrivals> {
        (0..count)
            .map(|number| line.pass(start + EVERY * number, link, 1_000 - HEADERS_LEN))
            .collect()
    }

    #[test]
    fn a_seed_decides_and_another_decides_otherwise() {
        let start = start_of_time();
        let link = Link {
            loss: 0.3,
            ..Link::BAD_DAY
        };
        let run = |seed| cross(&mut Line::new(seed), &link, start, 200);
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
    }

    #[test]
    fn the_fate_of_a_datagram_does_not_depend_on_another_kind_of_trouble() {
        let start = start_of_time();
        let lossy = Link {
            loss: 0.3,
            ..Link::CLEAN
        };
        let also_jittery = Link {
            jitter: Duration::from_millis(50),
            ..lossy
        };
        let lost = |link: &Link| -> Vec<bool> {
            cross(&mut Line::new(7), link, start, 200)
                .iter()
                .map(|arrivals| arrivals[0].is_none())
                .collect()
        };
        assert_eq!(lost(&lossy), lost(&also_jittery));
    }

    #[test]
    fn a_bottleneck_passes_its_rate_and_drops_what_its_queue_does_not_hold() {
        let start = start_of_time();
        // 800 kb/s offered to 400 kb/s: 20 ms a datagram.
        let link = Link {
            rate_bps: Some(400_000),
            queue: Duration::from_millis(100),
            delay: Duration::ZERO,
            ..Link::CLEAN
        };
        let arrivals: Vec<Instant> = cross(&mut Line::new(1), &link, start, 1_000)
            .into_iter()
            .filter_map(|arrivals| arrivals[0])
            .collect();
        assert!((500..=507).contains(&arrivals.len()), "{}", arrivals.len());
        for pair in arrivals.windows(2) {
            assert!(pair[1] - pair[0] >= Duration::from_millis(19));
        }
    }

    #[test]
    fn jitter_keeps_the_order_unless_it_may_not() {
        let start = start_of_time();
        let out_of_order = |overtaking| {
            let link = Link {
                jitter: Duration::from_millis(50),
                overtaking,
                ..Link::CLEAN
            };
            cross(&mut Line::new(1), &link, start, 200)
                .windows(2)
                .filter(|pair| pair[1][0] < pair[0][0])
                .count()
        };
        assert_eq!(out_of_order(false), 0);
        assert!(out_of_order(true) > 10);
    }
}

//! A bottleneck.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rand::Rng;
use rand::rngs::StdRng;

use crate::estimate::Bitrate;

/// How a link treats what is sent over it.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// The rate from each time since the start on.
    pub(super) rates: Vec<(Duration, Bitrate)>,
    /// One way, without queue and jitter.
    pub(super) delay: Duration,
    /// From when the way is longer, and by how much.
    pub(super) longer: Option<(Duration, Duration)>,
    /// Delay on top, evenly spread; packets keep their order.
    pub(super) jitter: Duration,
    /// Share lost at random, 0–1.
    pub(super) loss: f64,
    /// What would take longer to send than this is dropped.
    pub(super) queue_max: Duration,
    /// From when, for how long nothing passes.
    pub(super) blackout: Option<(Duration, Duration)>,
}

#[derive(Debug, Clone, Copy)]
struct Queued<P> {
    packet: P,
    bytes: usize,
    at: Instant,
}

/// A packet that crossed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossed<P> {
    pub(super) packet: P,
    pub(super) at: Instant,
    pub(super) queued: Duration,
}

/// One direction of a path.
#[derive(Debug)]
pub(super) struct Direction<P> {
    link: Link,
    start: Instant,
    queue: VecDeque<Queued<P>>,
    queued_bytes: usize,
    free_at: Instant,
    on_the_way: VecDeque<Crossed<P>>,
}

impl<P: Copy> Direction<P> {
    pub(super) fn new(start: Instant, link: Link) -> Self {
        Self {
            link,
            start,
            queue: VecDeque::new(),
            queued_bytes: 0,
            free_at: start,
            on_the_way: VecDeque::new(),
        }
    }

    pub(super) fn rate(&self, now: Instant) -> Bitrate {
        let since = now - self.start;
        let from = self
            .link
            .rates
            .iter()
            .rev()
            .find(|(from, _)| *from <= since);
        from.unwrap().1
    }

    pub(super) fn send(&mut self, now: Instant, rng: &mut StdRng, packet: P, bytes: usize) {
        let since = now - self.start;
        let is_dark = self
            .link
            .blackout
            .is_some_and(|(from, span)| (from..from + span).contains(&since));
        let lost = rng.random_bool(self.link.loss);
        let is_full = self.rate(now).time_for(self.queued_bytes + bytes) > self.link.queue_max;
        // Even a slow link takes a few packets.
        if is_dark || lost || is_full && self.queue.len() > 5 {
            return;
        }
        self.queued_bytes += bytes;
        self.queue.push_back(Queued {
            packet,
            bytes,
            at: now,
        });
    }

    pub(super) fn next_event(&self) -> Option<Instant> {
        let arrival = self.on_the_way.front().map(|crossed| crossed.at);
        [self.departure(), arrival].into_iter().flatten().min()
    }

    /// The next packet that has arrived by `now`.
    pub(super) fn poll(&mut self, now: Instant, rng: &mut StdRng) -> Option<Crossed<P>> {
        while let Some(departure) = self.departure().filter(|at| *at <= now) {
            let queued = self.queue.pop_front().unwrap();
            self.queued_bytes -= queued.bytes;
            self.free_at = departure;
            let at = departure + self.delay(departure) + self.link.jitter.mul_f64(rng.random());
            let last = self.on_the_way.back().map_or(at, |last| last.at);
            self.on_the_way.push_back(Crossed {
                packet: queued.packet,
                at: at.max(last),
                queued: departure - queued.at,
            });
        }
        let next = self.on_the_way.front()?;
        (next.at <= now).then(|| self.on_the_way.pop_front().unwrap())
    }

    fn delay(&self, at: Instant) -> Duration {
        let longer = self
            .link
            .longer
            .filter(|(from, _)| at - self.start >= *from);
        self.link.delay + longer.map_or(Duration::ZERO, |(_, by)| by)
    }

    fn departure(&self) -> Option<Instant> {
        let next = self.queue.front()?;
        let begin = self.free_at.max(next.at);
        Some(begin + self.rate(begin).time_for(next.bytes))
    }
}

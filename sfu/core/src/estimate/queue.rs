//! The queue that stands on the way: how much longer packets take than the fastest did lately.
//!
//! The trend of the delay notices a queue that grows; with few packets a second, or against other
//! traffic, it notices late. This guard looks at the delay itself. Only differences of the two
//! clocks are used, so that their offset does not matter.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::feedback::RemoteTime;

/// The fastest transit is remembered for so many buckets of [`BUCKET`]: a path that became longer
/// for good is taken for a queue so long at most; mostly [`super::guard`] finds out earlier.
const BUCKETS: usize = 10;

/// See [`BUCKETS`].
const BUCKET: Duration = Duration::from_secs(3);

/// A queue stands if even the fastest of the last packets waited: of so many milliseconds, …
const RECENT_US: i64 = 150_000;

/// … and of so many packets, so that one late packet is no queue.
const RECENT_PACKETS_MIN: usize = 8;

/// Packets on record at most.
const RECENT_PACKETS_MAX: usize = 512;

/// A jump of the transit beyond this is no queue but a new clock.
const JUMP_US: i64 = 10_000_000;

#[derive(Debug, Clone, Copy)]
struct Transit {
    arrived: RemoteTime,
    /// Arrival on the subscriber's clock less departure on ours.
    us: i64,
}

/// Measures the standing queue.
#[derive(Debug)]
pub(crate) struct StandingQueue {
    start: Instant,
    /// Fastest transit of each bucket, the newest last.
    floors: VecDeque<i64>,
    bucket_at: Instant,
    recent: VecDeque<Transit>,
}

impl StandingQueue {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            start: now,
            floors: VecDeque::new(),
            bucket_at: now,
            recent: VecDeque::new(),
        }
    }

    /// A packet sent at `sent` arrived.
    pub(crate) fn handle_arrival(&mut self, now: Instant, sent: Instant, arrived: RemoteTime) {
        let sent_us = sent.saturating_duration_since(self.start).as_micros() as i64;
        let us = arrived.as_us().saturating_sub(sent_us);
        let floor = self.floors.iter().min().copied();
        if floor.is_some_and(|floor| us.saturating_sub(floor).saturating_abs() > JUMP_US) {
            self.floors.clear();
            self.recent.clear();
        }
        if self.floors.is_empty() || now.saturating_duration_since(self.bucket_at) >= BUCKET {
            self.bucket_at = now;
            if self.floors.len() == BUCKETS {
                self.floors.pop_front();
            }
            self.floors.push_back(us);
        } else if let Some(floor) = self.floors.back_mut() {
            *floor = us.min(*floor);
        }
        self.recent.push_back(Transit { arrived, us });
        while let Some(oldest) = self.recent.front()
            && self.recent.len() > RECENT_PACKETS_MIN
            && (arrived.us_since(oldest.arrived) > RECENT_US
                || self.recent.len() > RECENT_PACKETS_MAX)
        {
            self.recent.pop_front();
        }
    }

    /// The delay of late is the path's: there is no queue.
    pub(crate) fn rebase(&mut self) {
        let fastest = self.recent.iter().map(|transit| transit.us).min();
        self.floors.clear();
        self.floors.extend(fastest);
    }

    /// What every recent packet waited at least; zero until enough arrived.
    pub(crate) fn standing(&self) -> Duration {
        if self.recent.len() < RECENT_PACKETS_MIN {
            return Duration::ZERO;
        }
        let fastest = self.recent.iter().map(|transit| transit.us).min();
        let waited_us = fastest
            .zip(self.floors.iter().min())
            .map_or(0, |(fastest, floor)| fastest - floor);
        Duration::from_micros(u64::try_from(waited_us).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    /// The standing queue after packets 10 ms apart with these transits in milliseconds.
    fn standing_ms(transits_ms: impl IntoIterator<Item = i64>) -> u128 {
        let start = clock();
        let mut queue = StandingQueue::new(start);
        for (step, transit_ms) in (0..).zip(transits_ms) {
            let sent = Duration::from_millis(10 * step);
            let arrived = RemoteTime::from_us(sent.as_micros() as i64 + transit_ms * 1000);
            queue.handle_arrival(start + sent, start + sent, arrived);
        }
        queue.standing().as_millis()
    }

    #[test]
    fn what_every_recent_packet_waited_is_the_queue() {
        assert_eq!(standing_ms((0..100).map(|_| 40)), 0);
        let grown = (0..100).map(|step| if step < 50 { 40 } else { 100 });
        assert_eq!(standing_ms(grown), 60);
    }

    #[test]
    fn jitter_is_no_queue() {
        let jittery = (0..200).map(|step| 40 + [0, 50, 20, 80, 5][step % 5]);
        assert_eq!(standing_ms(jittery), 0);
    }

    #[test]
    fn a_path_that_became_longer_is_no_queue_for_ever() {
        let longer = |steps| (0..steps).map(|step| if step < 100 { 40 } else { 140 });
        assert_eq!(standing_ms(longer(600)), 100);
        assert_eq!(standing_ms(longer(3400)), 0);
    }

    #[test]
    fn a_rebased_queue_is_none() {
        let start = clock();
        let mut queue = StandingQueue::new(start);
        for step in 0..100u64 {
            let at = Duration::from_millis(10 * step);
            let transit_us = if step < 50 { 40_000 } else { 140_000 };
            let arrived = RemoteTime::from_us(at.as_micros() as i64 + transit_us);
            queue.handle_arrival(start + at, start + at, arrived);
        }
        assert_eq!(queue.standing(), Duration::from_millis(100));
        queue.rebase();
        assert_eq!(queue.standing(), Duration::ZERO);
    }

    #[test]
    fn clocks_may_have_any_offset_and_jump() {
        assert_eq!(standing_ms((0..100).map(|_| -5_000_000)), 0);
        let jumping = (0..100).map(|step| if step < 50 { 40 } else { 60_000 });
        assert_eq!(standing_ms(jumping), 0);
    }
}

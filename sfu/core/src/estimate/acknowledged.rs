//! The rate that arrived: what the subscriber acknowledges, on its own clock.

use std::collections::VecDeque;
use std::time::Duration;

use super::bitrate::Bitrate;
use super::feedback::RemoteTime;

/// The rate is that of the last so many milliseconds: a few frames at 15 a second, and short
/// enough to show a new bottleneck within a round trip or two. libwebrtc's estimator
/// (`bitrate_estimator.cc`) takes windows of 150 ms and smooths over them.
const WINDOW_US: i64 = 400_000;

/// With less than this on record there is no rate yet.
const SPAN_US_MIN: i64 = 100_000;

/// Arrivals on record: the window at 2,500 packets a second.
const ARRIVALS_MAX: usize = 1024;

#[derive(Debug, Clone, Copy)]
struct Arrival {
    at: RemoteTime,
    bytes: usize,
}

/// Measures the acknowledged rate.
#[derive(Debug, Default)]
pub(crate) struct Acknowledged {
    /// The first marks the beginning of the window: its time counts, its bytes do not.
    arrivals: VecDeque<Arrival>,
    bytes: usize,
}

impl Acknowledged {
    /// A packet arrived. One that arrived before its predecessor counts as arriving with it.
    pub(crate) fn handle_arrival(&mut self, at: RemoteTime, bytes: usize) {
        let at = self.arrivals.back().map_or(at, |last| at.max(last.at));
        if self.arrivals.is_empty() {
            self.arrivals.push_back(Arrival { at, bytes: 0 });
            return;
        }
        self.arrivals.push_back(Arrival { at, bytes });
        self.bytes += bytes;
        // The beginning is the latest arrival at least a window ago.
        while let Some(second) = self.arrivals.get(1)
            && (at.us_since(second.at) >= WINDOW_US || self.arrivals.len() > ARRIVALS_MAX)
        {
            self.bytes -= second.bytes;
            self.arrivals.pop_front();
        }
    }

    /// The rate of the window; `None` until enough arrived.
    pub(crate) fn rate(&self) -> Option<Bitrate> {
        let first = self.arrivals.front()?;
        let span_us = self.arrivals.back()?.at.us_since(first.at);
        if span_us < SPAN_US_MIN {
            return None;
        }
        Bitrate::of(self.bytes, Duration::from_micros(span_us as u64))
    }

    /// Forgets everything: what arrived before an outage says nothing about after.
    pub(crate) fn restart(&mut self) {
        self.arrivals.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_stream_has_its_rate() {
        let mut acknowledged = Acknowledged::default();
        for step in 0..100 {
            acknowledged.handle_arrival(RemoteTime::from_us(step * 10_000), 1250);
        }
        assert_eq!(acknowledged.rate(), Some(Bitrate::kbps(1000)));
    }

    #[test]
    fn a_new_rate_shows_within_the_window() {
        let mut acknowledged = Acknowledged::default();
        for step in 0..100 {
            acknowledged.handle_arrival(RemoteTime::from_us(step * 10_000), 1250);
        }
        for step in 0..11 {
            acknowledged.handle_arrival(RemoteTime::from_us(1_040_000 + step * 40_000), 1250);
        }
        assert_eq!(acknowledged.rate(), Some(Bitrate::kbps(250)));
    }

    #[test]
    fn a_burst_is_no_rate() {
        let mut acknowledged = Acknowledged::default();
        for _ in 0..10_000 {
            acknowledged.handle_arrival(RemoteTime::from_us(5), 1250);
        }
        assert_eq!(acknowledged.rate(), None);
        assert!(acknowledged.arrivals.len() <= ARRIVALS_MAX + 1);
    }

    #[test]
    fn a_restart_forgets() {
        let mut acknowledged = Acknowledged::default();
        for step in 0..100 {
            acknowledged.handle_arrival(RemoteTime::from_us(step * 10_000), 1250);
        }
        acknowledged.restart();
        assert_eq!(acknowledged.rate(), None);
    }
}

//! What the hall counts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sfu_wire::Counters;

/// The hall's figures. Those not described as "now" only rise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HallCounters {
    /// Sessions live now.
    pub live_sessions: u64,
    /// Pages in their seats and connected now.
    pub connected_pages: u64,
    /// Messages read from pages.
    pub messages_in: u64,
    /// Messages written to pages.
    pub messages_out: u64,
    /// Messages refused: unreadable, not allowed, or not possible.
    pub messages_refused: u64,
    /// Pages dropped because they did not read what they were sent.
    pub pages_dropped_slow: u64,
    /// Node facts that concerned no live session.
    pub facts_of_no_session: u64,
    /// Things that happened and never reached the log, because it was down for too long.
    pub events_unrecorded: u64,
    /// True while a media node is linked.
    pub node_linked: bool,
    /// The node's own counters, as last told.
    pub node: Option<Counters>,
    /// How long stages took to show the venue that a command put there, one for each page and cut.
    pub switches: Durations,
}

/// The figures as they are counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) connected_pages: Figure,
    pub(crate) messages_in: Figure,
    pub(crate) messages_out: Figure,
    pub(crate) messages_refused: Figure,
    pub(crate) pages_dropped_slow: Figure,
    pub(crate) facts_of_no_session: Figure,
    pub(crate) events_unrecorded: Figure,
    pub(crate) switches: DurationTally,
}

/// Upper bounds of what [`Durations`] counts together, in milliseconds.
pub const DURATION_BOUNDS_MS: [u64; 12] = [10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000, 3000];

/// Durations, counted by length.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Durations {
    /// How many were at most as long as each of [`DURATION_BOUNDS_MS`] and longer than the one before;
    /// the last were longer than any.
    pub counts: [u64; DURATION_BOUNDS_MS.len() + 1],
    /// All of them together, in microseconds.
    pub sum_us: u64,
}

/// Durations as they are counted.
#[derive(Debug, Default)]
pub(crate) struct DurationTally {
    counts: [AtomicU64; DURATION_BOUNDS_MS.len() + 1],
    sum_us: AtomicU64,
}

impl DurationTally {
    pub(crate) fn count(&self, duration: Duration) {
        let place = DURATION_BOUNDS_MS
            .iter()
            .position(|bound_ms| duration <= Duration::from_millis(*bound_ms))
            .unwrap_or(DURATION_BOUNDS_MS.len());
        if let Some(count) = self.counts.get(place) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let duration_us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.sum_us.fetch_add(duration_us, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> Durations {
        Durations {
            counts: self
                .counts
                .each_ref()
                .map(|count| count.load(Ordering::Relaxed)),
            sum_us: self.sum_us.load(Ordering::Relaxed),
        }
    }
}

/// One figure.
#[derive(Debug, Default)]
pub(crate) struct Figure(AtomicU64);

impl Figure {
    pub(crate) fn rise(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn fall(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_counted_up_to_their_bounds_and_beyond() {
        let tally = DurationTally::default();
        for ms in [10, 11, 4000] {
            tally.count(Duration::from_millis(ms));
        }
        let durations = tally.get();
        assert_eq!(durations.counts[..2], [1, 1]);
        assert_eq!(durations.counts[DURATION_BOUNDS_MS.len()], 1);
        assert_eq!(durations.sum_us, 4_021_000);
    }
}

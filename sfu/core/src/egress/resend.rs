//! How often a packet is sent again: once a round trip, a few times in all, and never more than a
//! share of what is sent. Answering every NACK would turn a narrow link into a storm.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Most times one packet is sent again.
const TRIES_MAX: u8 = 5;

/// Packets remembered as sent again; the oldest are forgotten.
const REMEMBERED_MAX: usize = 128;

/// Retransmissions may take this share of what is sent: a fifth lost, and a fifth of what replaces
/// it, is a quarter, and what they take of the path together is the pacer's to bound…
const SHARE: usize = 2;

/// … and this much at once, in bytes: a lost key frame.
const BURST_BYTES: usize = 96 * 1024;

/// Round trip assumed before one was measured.
const ROUND_TRIP_DEFAULT: Duration = Duration::from_millis(50);

/// A request a little sooner than a round trip after the last is answered, too: both ends measure it.
const ROUND_TRIP_SHARE: f64 = 0.95;

#[derive(Debug, Clone, Copy)]
struct Resent {
    sequence: u16,
    at: Instant,
    tries: u8,
}

/// Limits the retransmissions of one slot.
#[derive(Debug)]
pub(crate) struct ResendLimit {
    recent: VecDeque<Resent>,
    budget_bytes: usize,
}

impl ResendLimit {
    pub(crate) fn new() -> Self {
        Self {
            recent: VecDeque::new(),
            budget_bytes: BURST_BYTES,
        }
    }

    /// Media of so many bytes left.
    pub(crate) fn earn(&mut self, bytes: usize) {
        self.budget_bytes = (self.budget_bytes + bytes / SHARE).min(BURST_BYTES);
    }

    /// True if a request for packet `sequence` that arrives now was made in knowledge of the last time
    /// it was sent again: a round trip has passed since.
    pub(crate) fn is_news(
        &self,
        now: Instant,
        round_trip: Option<Duration>,
        sequence: u16,
    ) -> bool {
        let round_trip = round_trip.unwrap_or(ROUND_TRIP_DEFAULT);
        self.recent
            .iter()
            .find(|resent| resent.sequence == sequence)
            .is_none_or(|resent| {
                now.saturating_duration_since(resent.at) >= round_trip.mul_f64(ROUND_TRIP_SHARE)
            })
    }

    /// True if packet `sequence` of `bytes` may be sent again now; it counts as sent then.
    pub(crate) fn spend(
        &mut self,
        now: Instant,
        round_trip: Option<Duration>,
        sequence: u16,
        bytes: usize,
    ) -> bool {
        if bytes > self.budget_bytes {
            return false;
        }
        if !self.is_news(now, round_trip, sequence) {
            return false;
        }
        let known = self
            .recent
            .iter_mut()
            .find(|resent| resent.sequence == sequence);
        if let Some(resent) = known {
            if resent.tries == TRIES_MAX {
                return false;
            }
            resent.tries += 1;
            resent.at = now;
        } else {
            if self.recent.len() == REMEMBERED_MAX {
                self.recent.pop_front();
            }
            self.recent.push_back(Resent {
                sequence,
                at: now,
                tries: 1,
            });
        }
        self.budget_bytes -= bytes;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const RTT: Option<Duration> = Some(Duration::from_millis(100));

    #[test]
    fn once_a_round_trip_and_five_times_in_all() {
        let mut limit = ResendLimit::new();
        let mut now = clock();
        let mut sent = 0;
        for _ in 0..200 {
            sent += u32::from(limit.spend(now, RTT, 7, 1_000));
            now += Duration::from_millis(10);
        }
        assert_eq!(sent, 5);
        assert!(
            limit.spend(now, RTT, 8, 1_000),
            "another packet is not held up"
        );
    }

    #[test]
    fn a_request_made_before_the_last_answer_arrived_is_no_news() {
        let mut limit = ResendLimit::new();
        let now = clock();
        assert!(limit.is_news(now, RTT, 7));
        assert!(limit.spend(now, RTT, 7, 1_000));
        assert!(!limit.is_news(now + Duration::from_millis(90), RTT, 7));
        assert!(limit.is_news(now + Duration::from_millis(100), RTT, 7));
    }

    #[test]
    fn a_storm_is_held_to_a_share_of_the_media() {
        let mut limit = ResendLimit::new();
        let now = clock();
        let mut bytes = 0;
        for sequence in 0..10_000u16 {
            if sequence % 10 == 0 {
                limit.earn(1_000);
            }
            if limit.spend(now, RTT, sequence, 1_000) {
                bytes += 1_000;
            }
        }
        assert!(bytes <= BURST_BYTES + 1_000_000 / SHARE, "{bytes}");
        assert!(bytes > 1_000_000 / SHARE, "{bytes}");
    }
}

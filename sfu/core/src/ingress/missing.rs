//! Packets of a publisher's stream that did not arrive, and when to ask for them (RFC 4585
//! §6.2.1). One loss before the server is a loss for every subscriber, so it is repaired here,
//! once, rather than by a key frame for all.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A gap this young may only be reordering.
const PATIENCE: Duration = Duration::from_millis(10);

/// A packet is asked for again after a round trip, but not sooner than this.
const ASK_EVERY_MIN: Duration = Duration::from_millis(20);

/// Round trip assumed before one was measured.
const ROUND_TRIP_DEFAULT: Duration = Duration::from_millis(100);

/// Most times a packet is asked for.
const TRIES_MAX: u8 = 5;

/// A packet older than this helps no decoder any more.
const AGE_MAX: Duration = Duration::from_secs(1);

/// Most packets waited for; a larger gap is an outage, after which only a key frame helps.
const MISSING_MAX: usize = 256;

#[derive(Debug, Clone, Copy)]
struct Gap {
    sequence: u64,
    since: Instant,
    asked_at: Option<Instant>,
    tries: u8,
}

/// What one stream lacks, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    gaps: VecDeque<Gap>,
}

impl Missing {
    /// A packet arrived, by whichever way; `highest` was the highest sequence number before it.
    /// False if the gap before it is too large to be filled.
    pub(crate) fn arrived(&mut self, now: Instant, sequence: u64, highest: u64) -> bool {
        if sequence <= highest {
            self.gaps.retain(|gap| gap.sequence != sequence);
            return true;
        }
        let gap = sequence - highest - 1;
        if self.gaps.len() as u64 + gap > MISSING_MAX as u64 {
            self.gaps.clear();
            return false;
        }
        for sequence in highest + 1..sequence {
            self.gaps.push_back(Gap {
                sequence,
                since: now,
                asked_at: None,
                tries: 0,
            });
        }
        true
    }

    /// True if there are packets to be waited for.
    pub(crate) fn is_any(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// The sequence numbers to ask for now; they count as asked for then.
    pub(crate) fn poll(&mut self, now: Instant, round_trip: Option<Duration>) -> Vec<u16> {
        let every = round_trip.unwrap_or(ROUND_TRIP_DEFAULT).max(ASK_EVERY_MIN);
        self.gaps
            .retain(|gap| now.saturating_duration_since(gap.since) < AGE_MAX);
        let mut due = Vec::new();
        for gap in &mut self.gaps {
            let waited = now.saturating_duration_since(gap.asked_at.unwrap_or(gap.since));
            let patience = if gap.tries == 0 { PATIENCE } else { every };
            if gap.tries < TRIES_MAX && waited >= patience {
                gap.tries += 1;
                gap.asked_at = Some(now);
                due.push(gap.sequence as u16);
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const RTT: Option<Duration> = Some(Duration::from_millis(50));

    #[test]
    fn a_packet_that_was_only_late_is_not_asked_for() {
        let now = clock();
        let mut missing = Missing::default();
        assert!(missing.arrived(now, 12, 10));
        assert!(missing.poll(now + Duration::from_millis(9), RTT).is_empty());
        assert!(missing.arrived(now, 11, 12));
        assert!(
            missing
                .poll(now + Duration::from_millis(30), RTT)
                .is_empty()
        );
    }

    #[test]
    fn a_lost_packet_is_asked_for_once_a_round_trip_and_not_for_ever() {
        let start = clock();
        let mut missing = Missing::default();
        missing.arrived(start, 65_540, 65_535);
        let asked: Vec<(u64, Vec<u16>)> = (0..200)
            .map(|step| step * 10)
            .map(|ms| (ms, missing.poll(start + Duration::from_millis(ms), RTT)))
            .filter(|(_, asked)| !asked.is_empty())
            .collect();
        let times: Vec<u64> = asked.iter().map(|(ms, _)| *ms).collect();
        assert_eq!(times, [10, 60, 110, 160, 210]);
        assert!(asked.iter().all(|(_, asked)| asked == &[0, 1, 2, 3]));
    }

    #[test]
    fn an_outage_is_not_asked_for_packet_by_packet() {
        let now = clock();
        let mut missing = Missing::default();
        assert!(!missing.arrived(now, 10_000, 10));
        assert!(missing.poll(now + PATIENCE, RTT).is_empty());
    }
}

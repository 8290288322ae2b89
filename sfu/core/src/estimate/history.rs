//! What was sent, until the subscriber says what became of it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::probe::ProbeId;

/// Packets remembered: 4 s at 1,000 packets a second.
const PACKETS_MAX: usize = 4096;

/// A packet of which nothing was heard for so long is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3);

/// A packet as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) at: Instant,
    pub(crate) bytes: usize,
    pub(crate) probe: Option<ProbeId>,
}

/// What a report says that was not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// It arrived.
    Arrived(Sent),
    /// It is missing, for now.
    Lost(Sent),
    /// It was reported missing, and arrived after all.
    Found(Sent),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unknown,
    Arrived,
    Missing,
}

/// 16 bytes a packet, for there may be thousands for each subscriber.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// Since the start of the history.
    sent_us: u64,
    bytes: u16,
    probe: Option<ProbeId>,
    fate: Fate,
}

/// Packets sent, by transport-wide sequence number.
#[derive(Debug)]
pub(crate) struct SentHistory {
    start: Instant,
    entries: VecDeque<Entry>,
    /// Number of the entry at the front.
    front: u64,
}

impl SentHistory {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            start: now,
            entries: VecDeque::new(),
            front: 0,
        }
    }

    /// Remembers a packet that leaves now, and returns the transport-wide sequence number it
    /// carries.
    pub(crate) fn record(&mut self, now: Instant, bytes: usize, probe: Option<ProbeId>) -> u16 {
        let sent_us = now.saturating_duration_since(self.start).as_micros() as u64;
        self.forget(sent_us);
        let number = self.front + self.entries.len() as u64;
        self.entries.push_back(Entry {
            sent_us,
            bytes: u16::try_from(bytes).unwrap_or(u16::MAX),
            probe,
            fate: Fate::Unknown,
        });
        number as u16
    }

    /// Takes in what a report says of packet `sequence`; `None` if that is nothing new, or about
    /// a packet that was not sent or is forgotten.
    pub(crate) fn report(&mut self, sequence: u16, arrived: bool) -> Option<News> {
        let next = self.front + self.entries.len() as u64;
        // The last packet with this number; the 16 bits wrap.
        let behind = u64::from((next as u16).wrapping_sub(sequence)).max(1);
        let place = next.checked_sub(behind)?.checked_sub(self.front)?;
        let entry = self.entries.get_mut(usize::try_from(place).ok()?)?;
        let sent = Sent {
            at: self.start + Duration::from_micros(entry.sent_us),
            bytes: usize::from(entry.bytes),
            probe: entry.probe,
        };
        let (fate, news) = match (entry.fate, arrived) {
            (Fate::Unknown, true) => (Fate::Arrived, News::Arrived(sent)),
            (Fate::Unknown, false) => (Fate::Missing, News::Lost(sent)),
            (Fate::Missing, true) => (Fate::Arrived, News::Found(sent)),
            (Fate::Arrived, _) | (Fate::Missing, false) => return None,
        };
        entry.fate = fate;
        Some(news)
    }

    /// Drops from the front what is settled or too old, and what the bound demands.
    fn forget(&mut self, now_us: u64) {
        let oldest_us = now_us.saturating_sub(FORGOTTEN_AFTER.as_micros() as u64);
        while let Some(front) = self.entries.front() {
            let settled = front.fate == Fate::Arrived || front.sent_us < oldest_us;
            if !settled && self.entries.len() < PACKETS_MAX {
                break;
            }
            self.entries.pop_front();
            self.front += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;
    use proptest::prelude::*;

    #[test]
    fn a_packet_is_news_once_and_again_when_found() {
        let now = clock();
        let mut history = SentHistory::new(now);
        let first = history.record(now, 100, None);
        let second = history.record(now + Duration::from_millis(1), 200, None);
        let sent = Sent {
            at: now,
            bytes: 100,
            probe: None,
        };
        assert_eq!(history.report(first, false), Some(News::Lost(sent)));
        assert_eq!(history.report(first, false), None);
        assert_eq!(history.report(first, true), Some(News::Found(sent)));
        assert_eq!(history.report(first, true), None);
        assert!(matches!(
            history.report(second, true),
            Some(News::Arrived(Sent { bytes: 200, .. }))
        ));
        assert_eq!(history.report(second.wrapping_add(1), true), None);
    }

    #[test]
    fn numbers_wrap_and_memory_is_bounded() {
        let start = clock();
        let mut history = SentHistory::new(start);
        let mut sequence = 0;
        for step in 0..70_000 {
            sequence = history.record(start + Duration::from_micros(step), 1200, None);
        }
        assert_eq!(sequence, (69_999 % 65_536) as u16);
        assert!(history.entries.len() <= PACKETS_MAX);
        assert!(history.report(sequence, true).is_some());
        let kept = sequence.wrapping_sub(PACKETS_MAX as u16 - 1);
        assert!(history.report(kept, true).is_some());
        assert_eq!(history.report(kept.wrapping_sub(1), true), None);
    }

    #[test]
    fn an_entry_takes_16_bytes() {
        assert_eq!(size_of::<Entry>(), 16);
    }

    proptest! {
        #[test]
        fn reports_of_anything_are_harmless(reports in prop::collection::vec((any::<u16>(), any::<bool>()), 0..300), sent in 0u64..300) {
            let start = clock();
            let mut history = SentHistory::new(start);
            for step in 0..sent {
                history.record(start + Duration::from_millis(step), 1200, None);
            }
            let mut arrived = 0;
            for (sequence, here) in reports {
                if let Some(News::Arrived(_) | News::Found(_)) = history.report(sequence, here) {
                    arrived += 1;
                }
            }
            prop_assert!(arrived <= sent);
        }
    }
}

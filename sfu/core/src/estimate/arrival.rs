//! Packets that were sent together, and how their spacing changed on the way
//! (draft-ietf-rmcat-gcc-02 §5.2 and §5.3).

use std::time::{Duration, Instant};

use super::feedback::RemoteTime;

/// Packets sent within this time of each other are one group (§5.2, `burst_time`).
const BURST: Duration = Duration::from_millis(5);

/// A group does not grow by bursts on the way beyond this (libwebrtc `kMaxBurstDuration`).
const BURST_US_MAX: i64 = 100_000;

/// A jump of the arrival clock against ours beyond this is no delay but a new clock
/// (libwebrtc `kArrivalTimeOffsetThreshold`).
const JUMP_US: i64 = 3_000_000;

/// So many groups out of order in a row, and the grouping starts anew (libwebrtc
/// `kReorderedResetThreshold`).
const REORDERED_MAX: u32 = 3;

#[derive(Debug, Clone, Copy)]
struct Group {
    first_sent: Instant,
    last_sent: Instant,
    first_arrived: RemoteTime,
    last_arrived: RemoteTime,
}

/// The spacing of two successive groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spacing {
    /// As they were sent.
    pub(crate) sent: Duration,
    /// How much more of it there was at arrival, in milliseconds; negative if they came closer.
    pub(crate) stretch_ms: f64,
    /// Arrival of the later group.
    pub(crate) arrived: RemoteTime,
}

/// Groups packets and measures spacings.
#[derive(Debug, Default)]
pub(crate) struct ArrivalGroups {
    previous: Option<Group>,
    current: Option<Group>,
    reordered: u32,
}

impl ArrivalGroups {
    /// Takes a packet in, in order of arrival. Returns a spacing whenever a group is complete.
    pub(crate) fn handle_arrival(&mut self, sent: Instant, arrived: RemoteTime) -> Option<Spacing> {
        let Some(current) = &mut self.current else {
            self.current = Some(Group::of(sent, arrived));
            return None;
        };
        if sent < current.first_sent {
            return None; // overtaken by a later group
        }
        if current.takes(sent, arrived) {
            current.last_sent = current.last_sent.max(sent);
            current.last_arrived = current.last_arrived.max(arrived);
            return None;
        }
        let complete = *current;
        let previous = self.previous.replace(complete);
        self.current = Some(Group::of(sent, arrived));
        self.spacing(previous?, complete)
    }

    /// Starts anew.
    pub(crate) fn restart(&mut self) {
        *self = Self::default();
    }

    fn spacing(&mut self, earlier: Group, later: Group) -> Option<Spacing> {
        let sent = later.last_sent.saturating_duration_since(earlier.last_sent);
        let arrived_us = later.last_arrived.us_since(earlier.last_arrived);
        let stretch_us = arrived_us.saturating_sub(sent.as_micros() as i64);
        if stretch_us.abs() >= JUMP_US {
            self.restart();
            return None;
        }
        if arrived_us < 0 {
            self.reordered += 1;
            if self.reordered >= REORDERED_MAX {
                self.restart();
            }
            return None;
        }
        self.reordered = 0;
        Some(Spacing {
            sent,
            stretch_ms: stretch_us as f64 / 1000.0,
            arrived: later.last_arrived,
        })
    }
}

impl Group {
    fn of(sent: Instant, arrived: RemoteTime) -> Self {
        Self {
            first_sent: sent,
            last_sent: sent,
            first_arrived: arrived,
            last_arrived: arrived,
        }
    }

    fn takes(&self, sent: Instant, arrived: RemoteTime) -> bool {
        if sent.saturating_duration_since(self.first_sent) <= BURST {
            return true;
        }
        // §5.2: packets that a queue on the way let go together are one group too.
        let apart_us = arrived.us_since(self.last_arrived);
        let sent_us = sent.saturating_duration_since(self.last_sent).as_micros() as i64;
        apart_us - sent_us < 0
            && apart_us <= BURST.as_micros() as i64
            && arrived.us_since(self.first_arrived) < BURST_US_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn spacings(packets: &[(u64, i64)]) -> Vec<Spacing> {
        let start = clock();
        let mut groups = ArrivalGroups::default();
        packets
            .iter()
            .filter_map(|(sent, arrived)| {
                groups.handle_arrival(start + ms(*sent), RemoteTime::from_us(arrived * 1000))
            })
            .collect()
    }

    #[test]
    fn packets_sent_together_are_one_group() {
        let found = spacings(&[(0, 50), (2, 51), (20, 75), (24, 78), (40, 90)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].sent, ms(22));
        assert_eq!(found[0].stretch_ms, 5.0);
    }

    #[test]
    fn packets_released_together_are_one_group() {
        // Sent 10 ms apart, held somewhere, and let go within 3 ms.
        let found = spacings(&[(0, 50), (10, 60), (20, 90), (30, 91), (40, 92), (60, 110)]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].sent, ms(10));
        assert_eq!(found[1].sent, ms(30));
        assert_eq!(found[1].stretch_ms, 2.0);
    }

    #[test]
    fn a_new_clock_is_not_taken_for_delay() {
        let found = spacings(&[
            (0, 0),
            (10, 10),
            (20, 9000),
            (30, 9010),
            (40, 9020),
            (50, 9030),
        ]);
        assert!(found.iter().all(|spacing| spacing.stretch_ms.abs() < 1.0));
        assert!(!found.is_empty());
    }

    #[test]
    fn overtaken_packets_do_not_count() {
        let found = spacings(&[(20, 70), (0, 71), (40, 90), (60, 110)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].stretch_ms, 0.0);
    }
}

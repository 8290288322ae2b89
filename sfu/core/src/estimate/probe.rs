//! One probe: a short run of packets at a rate to be tried, and what its arrival says
//! (libwebrtc `probe_bitrate_estimator.cc`).

use std::num::NonZeroU8;
use std::time::{Duration, Instant};

use super::bitrate::Bitrate;
use super::feedback::RemoteTime;
use super::history::Sent;

/// A probe has at least so many packets (libwebrtc `min_probe_packets_sent`), …
pub(crate) const PACKETS_MIN: usize = 5;

/// … so many bytes, …
const BYTES_MIN: usize = 1500;

/// … and lasts so long (libwebrtc: 15 ms; longer ones are less deceived by jitter).
const LASTING: Duration = Duration::from_millis(20);

/// Largest and smallest packet worth padding with.
const PACKET_BYTES_MIN: usize = 200;
const PACKET_BYTES_MAX: usize = 1200;

/// So many have to arrive (libwebrtc `kMinClusterSize`).
const ARRIVED_MIN: usize = 4;

/// Longest run, sent or arrived, that says anything (libwebrtc `kMaxProbeInterval`).
const RUN_MAX: Duration = Duration::from_secs(1);

/// Arriving faster than sent by this is a queue let go at once (libwebrtc `kMaxValidRatio`).
const RATIO_MAX: f64 = 2.0;

/// Arriving slower than this share of the rate sent, the link is full (libwebrtc
/// `kMinRatioForUnsaturatedLink`), …
const FULL_BELOW: f64 = 0.9;

/// … and this share of what arrived is used (libwebrtc `kTargetUtilizationFraction`).
const FULL_SHARE: f64 = 0.95;

/// Losing more than this share, the probe filled the queue beyond its end.
const LOST_MAX: f64 = 0.5;

/// Tells probes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProbeId(NonZeroU8);

impl ProbeId {
    /// The first.
    pub(crate) const FIRST: Self = Self(NonZeroU8::MIN);

    /// The next; after 255 the first again.
    pub(crate) fn next(self) -> Self {
        Self(self.0.checked_add(1).unwrap_or(NonZeroU8::MIN))
    }
}

/// A probe to be sent: media, repair and padding alike, at `rate`, until both minima are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Probe {
    /// Goes into [`super::Estimator::handle_sent`] with each packet of it.
    pub(crate) id: ProbeId,
    pub(crate) rate: Bitrate,
    pub(crate) bytes_min: usize,
    pub(crate) packets_min: usize,
    /// Padding packets of this size make enough of them.
    pub(crate) padding_bytes: usize,
}

impl Probe {
    /// A probe at `rate`.
    pub(crate) fn new(id: ProbeId, rate: Bitrate) -> Self {
        let bytes_min = rate.bytes_in(LASTING).max(BYTES_MIN);
        Self {
            id,
            rate,
            bytes_min,
            packets_min: PACKETS_MIN,
            padding_bytes: (bytes_min / (PACKETS_MIN + 1))
                .clamp(PACKET_BYTES_MIN, PACKET_BYTES_MAX),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Run<T> {
    first: T,
    first_bytes: usize,
    last: T,
    last_bytes: usize,
}

impl<T: Copy + Ord> Run<T> {
    fn extend(run: &mut Option<Self>, at: T, bytes: usize) {
        let Some(run) = run else {
            *run = Some(Self {
                first: at,
                first_bytes: bytes,
                last: at,
                last_bytes: bytes,
            });
            return;
        };
        if at < run.first {
            (run.first, run.first_bytes) = (at, bytes);
        }
        if at >= run.last {
            (run.last, run.last_bytes) = (at, bytes);
        }
    }
}

/// A probe under way, from its decision to its result.
#[derive(Debug)]
pub(crate) struct Measurement {
    pub(crate) probe: Probe,
    decided_at: Instant,
    sent_packets: usize,
    sent_bytes: usize,
    reported: usize,
    arrived_packets: usize,
    arrived_bytes: usize,
    sent: Option<Run<Instant>>,
    arrived: Option<Run<RemoteTime>>,
}

impl Measurement {
    pub(crate) fn new(now: Instant, probe: Probe) -> Self {
        Self {
            probe,
            decided_at: now,
            sent_packets: 0,
            sent_bytes: 0,
            reported: 0,
            arrived_packets: 0,
            arrived_bytes: 0,
            sent: None,
            arrived: None,
        }
    }

    /// A packet of the probe leaves.
    pub(crate) fn handle_sent(&mut self, bytes: usize) {
        self.sent_packets += 1;
        self.sent_bytes += bytes;
    }

    /// A packet of the probe arrived.
    pub(crate) fn handle_arrival(&mut self, packet: &Sent, arrived: RemoteTime) {
        self.reported += 1;
        self.arrived_packets += 1;
        self.arrived_bytes += packet.bytes;
        Run::extend(&mut self.sent, packet.at, packet.bytes);
        Run::extend(&mut self.arrived, arrived, packet.bytes);
    }

    /// A packet of the probe was lost.
    pub(crate) fn handle_loss(&mut self) {
        self.reported += 1;
    }

    /// True once everything was sent and reported, or has taken too long.
    pub(crate) fn is_over(&self, now: Instant, round_trip: Duration) -> bool {
        let is_sent =
            self.sent_bytes >= self.probe.bytes_min && self.sent_packets >= self.probe.packets_min;
        let waited = now.saturating_duration_since(self.decided_at);
        is_sent && self.reported >= self.sent_packets || waited > RUN_MAX + round_trip
    }

    /// The rate that the probe showed to pass; `None` if it shows nothing.
    pub(crate) fn result(&self) -> Option<Bitrate> {
        let lost = self.sent_packets.saturating_sub(self.arrived_packets);
        if self.arrived_packets < ARRIVED_MIN || lost as f64 > self.sent_packets as f64 * LOST_MAX {
            return None;
        }
        let (sent, arrived) = (self.sent?, self.arrived?);
        let sent_span = sent.last.saturating_duration_since(sent.first);
        let arrived_us = u64::try_from(arrived.last.us_since(arrived.first)).ok()?;
        let arrived_span = Duration::from_micros(arrived_us);
        if sent_span > RUN_MAX || arrived_span > RUN_MAX {
            return None;
        }
        // What left after the first and before the last took the time between them; likewise what
        // arrived after the first.
        let sent_rate = Bitrate::of(self.arrived_bytes - sent.last_bytes, sent_span)?;
        let arrived_rate = Bitrate::of(self.arrived_bytes - arrived.first_bytes, arrived_span)?;
        if arrived_rate > sent_rate.scaled(RATIO_MAX) {
            return None;
        }
        Some(if arrived_rate < sent_rate.scaled(FULL_BELOW) {
            arrived_rate.scaled(FULL_SHARE)
        } else {
            sent_rate.min(arrived_rate)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    /// A probe of packets of 1,000 bytes, sent every `sent_us`, arriving every `arrived_us`;
    /// every `lost`th is lost.
    fn result(sent_us: u64, arrived_us: i64, packets: i64, lost: Option<i64>) -> Option<Bitrate> {
        let start = clock();
        let probe = Probe::new(ProbeId::FIRST, Bitrate::kbps(1000));
        let mut measurement = Measurement::new(start, probe);
        for step in 0..packets {
            measurement.handle_sent(1000);
            if lost.is_some_and(|lost| step % lost == 1) {
                measurement.handle_loss();
                continue;
            }
            let sent = Sent {
                at: start + Duration::from_micros(sent_us * step as u64),
                bytes: 1000,
                probe: Some(probe.id),
            };
            measurement.handle_arrival(&sent, RemoteTime::from_us(arrived_us * step));
        }
        assert!(measurement.is_over(start, Duration::ZERO));
        measurement.result()
    }

    #[test]
    fn what_passes_unchanged_is_the_rate_sent() {
        assert_eq!(result(8000, 8000, 6, None), Some(Bitrate::kbps(1000)));
    }

    #[test]
    fn a_full_link_gives_a_little_less_than_what_arrived() {
        assert_eq!(result(8000, 16_000, 6, None), Some(Bitrate::kbps(475)));
    }

    #[test]
    fn too_few_too_long_or_released_at_once_show_nothing() {
        assert!(result(8000, 8000, 10, Some(2)).is_some());
        assert_eq!(result(8000, 8000, 6, Some(2)), None, "three arrived");
        assert_eq!(result(300_000, 300_000, 6, None), None);
        assert_eq!(result(8000, 1000, 6, None), None);
        assert_eq!(result(8000, 0, 6, None), None);
    }

    #[test]
    fn a_probe_that_is_not_reported_ends() {
        let start = clock();
        let probe = Probe::new(ProbeId::FIRST.next(), Bitrate::kbps(100));
        let mut measurement = Measurement::new(start, probe);
        measurement.handle_sent(1000);
        let round_trip = Duration::from_millis(100);
        assert!(!measurement.is_over(start + RUN_MAX, round_trip));
        assert!(measurement.is_over(start + RUN_MAX + round_trip * 2, round_trip));
        assert_eq!(measurement.result(), None);
    }

    #[test]
    fn padding_makes_packets_enough() {
        for kbps in [30, 100, 1000, 10_000] {
            let probe = Probe::new(ProbeId::FIRST, Bitrate::kbps(kbps));
            assert!(
                probe.padding_bytes * PACKETS_MIN <= probe.bytes_min,
                "{kbps}"
            );
        }
    }

    #[test]
    fn numbers_go_round() {
        let id = (0..255).fold(ProbeId::FIRST, |id, _| id.next());
        assert_eq!(id, ProbeId::FIRST);
    }
}

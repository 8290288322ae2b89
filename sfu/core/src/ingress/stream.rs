//! One RTP stream of a publisher: one layer of one track.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use rtc_rtcp::reception_report::ReceptionReport;

use super::missing::Missing;
use super::rate::RateMeter;
use crate::egress::pace::NETWORK_OVERHEAD;
use crate::egress::ring::{Capacity, PacketRing};
use crate::estimate::Bitrate;
use crate::forward::rewriter::ticks;
use crate::rtp::OUTGOING_LEN_MAX;
use crate::srtp::RTP_OVERHEAD;

/// Bounds of a run. Key frames are asked for every two seconds at most, so a run is at most that
/// long while somebody waits; a high layer at 1.5 Mb/s has 375 kB and 330 packets in that time.
const RUN_AGE_MAX: Duration = Duration::from_millis(2_100);
const RUN_PACKETS_MAX: u64 = 480;
const RUN_BYTES_MAX: usize = 400 << 10;

/// What a packet has beside its payload when it is sent on: RTP, SRTP, and IPv4 and UDP.
const SENT_OVERHEAD: usize = OUTGOING_LEN_MAX + RTP_OVERHEAD + NETWORK_OVERHEAD;

/// The publisher's clock, as its last sender report gave it (RFC 3550 §6.4.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct SenderClock {
    /// RTP timestamp of the report…
    pub(crate) timestamp: u32,
    /// … and when it arrived.
    pub(crate) at: Instant,
    /// Middle 32 bits of its NTP time, for our report blocks.
    ntp_middle: u32,
}

/// Every packet of a stream since its last key frame began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// By extended sequence number.
    pub(crate) packets: RangeInclusive<u64>,
    /// Of their payloads.
    pub(crate) bytes: usize,
}

/// Packets due and arrived within some span.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Arrived {
    pub(crate) expected: u64,
    pub(crate) received: u64,
}

impl Arrived {
    /// Of a thousand packets, how many were lost.
    pub(crate) fn lost_permille(self) -> u16 {
        let lost = self.expected.saturating_sub(self.received) * 1000;
        lost.checked_div(self.expected).unwrap_or(0).min(1000) as u16
    }
}

/// A layer of a track.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) ssrc: u32,
    pub(crate) clock_rate: u32,
    /// Tells a new SSRC on the same layer from the old one.
    pub(crate) incarnation: u32,
    pub(crate) ring: PacketRing,
    pub(crate) missing: Missing,
    pub(crate) last_packet_at: Instant,
    pub(crate) sender_clock: Option<SenderClock>,
    /// First packet of the last key frame, and when it came.
    keyframe: Option<(u64, Instant)>,
    first: u64,
    highest: u64,
    received: u64,
    rate: RateMeter,
    /// Interarrival jitter in timestamp units, times 16 (RFC 3550 §A.8).
    jitter_16: u32,
    transit: Option<u32>,
    reported_expected: u64,
    reported_received: u64,
}

impl Stream {
    pub(crate) fn new(
        now: Instant,
        ssrc: u32,
        clock_rate: u32,
        incarnation: u32,
        capacity: Capacity,
        first: u64,
    ) -> Self {
        Self {
            ssrc,
            clock_rate,
            incarnation,
            ring: PacketRing::new(capacity),
            missing: Missing::default(),
            last_packet_at: now,
            sender_clock: None,
            keyframe: None,
            first,
            highest: first,
            received: 0,
            rate: RateMeter::new(now),
            jitter_16: 0,
            transit: None,
            reported_expected: 0,
            reported_received: 0,
        }
    }

    /// What the stream takes of a subscriber's path of late, headers included; `None` before it was
    /// measured.
    pub(crate) fn rate(&self) -> Option<Bitrate> {
        self.rate.rate()
    }

    /// Counts a packet of this SSRC; `arrival` is the time since some fixed instant.
    pub(crate) fn count(
        &mut self,
        now: Instant,
        arrival: Duration,
        sequence: u64,
        timestamp: u32,
        bytes: usize,
    ) {
        self.last_packet_at = now;
        self.received += 1;
        self.rate.count(now, bytes + SENT_OVERHEAD);
        self.highest = self.highest.max(sequence);
        let transit = ticks(arrival, self.clock_rate).wrapping_sub(timestamp);
        if let Some(before) = self.transit.replace(transit) {
            let difference = (transit.wrapping_sub(before) as i32).unsigned_abs();
            self.jitter_16 = self
                .jitter_16
                .saturating_add(difference)
                .saturating_sub((self.jitter_16 + 8) >> 4);
        }
    }

    /// A key frame begins with packet `sequence`.
    pub(crate) fn begin_keyframe(&mut self, now: Instant, sequence: u64) {
        if self.keyframe.is_none_or(|(last, _)| sequence > last) {
            self.keyframe = Some((sequence, now));
        }
    }

    /// The run: every packet since the last key frame began, if all of them are here and they are
    /// few and young enough to be sent at once. A decoder can begin with it.
    pub(crate) fn run(&self, now: Instant) -> Option<Run> {
        let (first, at) = self.keyframe?;
        let packets = self.highest.checked_sub(first)? + 1;
        if now.saturating_duration_since(at) > RUN_AGE_MAX || packets > RUN_PACKETS_MAX {
            return None;
        }
        let packets = first..=self.highest;
        let mut bytes = 0;
        for sequence in packets.clone() {
            let (_, payload) = self.ring.get(sequence)?;
            if payload.is_empty() {
                return None; // padding, which a run has no way to leave out
            }
            bytes += payload.len();
        }
        (bytes <= RUN_BYTES_MAX).then_some(Run { packets, bytes })
    }

    /// Highest extended sequence number so far.
    pub(crate) fn highest(&self) -> u64 {
        self.highest
    }

    /// Takes the publisher's sender report in.
    pub(crate) fn handle_sender_report(&mut self, now: Instant, ntp: u64, timestamp: u32) {
        self.sender_clock = Some(SenderClock {
            timestamp,
            at: now,
            ntp_middle: (ntp >> 16) as u32,
        });
    }

    /// What the publisher is told about this stream (RFC 3550 §6.4.2, §A.3), and what arrived since
    /// it was last told.
    pub(crate) fn report(&mut self, now: Instant) -> (ReceptionReport, Arrived) {
        let expected = self.highest - self.first + 1;
        let lost = expected as i64 - self.received as i64;
        let expected_since = expected.saturating_sub(self.reported_expected);
        let received_since = self.received - self.reported_received;
        self.reported_expected = expected;
        self.reported_received = self.received;
        let fraction = (expected_since.saturating_sub(received_since) << 8)
            .checked_div(expected_since)
            .unwrap_or(0)
            .min(255) as u8;
        let (last_sender_report, delay) = self.sender_clock.map_or((0, 0), |clock| {
            let delay = now.saturating_duration_since(clock.at);
            (clock.ntp_middle, ticks(delay, 65_536))
        });
        let report = ReceptionReport {
            ssrc: self.ssrc,
            fraction_lost: fraction,
            total_lost: lost.clamp(0, 0x7f_ffff) as u32,
            last_sequence_number: self.highest as u32,
            jitter: self.jitter_16 >> 4,
            last_sender_report,
            delay,
        };
        let arrived = Arrived {
            expected: expected_since,
            received: received_since,
        };
        (report, arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn a_report_counts_what_is_missing() {
        let now = clock();
        let mut stream = Stream::new(now, 1, 90_000, 0, Capacity::LOW, 65_530);
        for (step, sequence) in (65_530..65_550u64).filter(|s| s % 5 != 0).enumerate() {
            let at = Duration::from_millis(10 * step as u64);
            stream.count(now + at, at, sequence, 900 * step as u32, 1000);
        }
        let (report, _) = stream.report(now);
        // 65,530, 35, 40 and 45 are missing of the 20 expected.
        assert_eq!(report.total_lost, 4);
        assert_eq!(report.fraction_lost, (4 * 256 / 20) as u8);
        assert_eq!(report.last_sequence_number, 65_549);
        assert_eq!(report.jitter, 0, "an even pace has none");
        assert_eq!(stream.report(now).0.fraction_lost, 0, "nothing since");
    }

    #[test]
    fn a_report_says_how_long_ago_the_sender_reported() {
        let now = clock();
        let mut stream = Stream::new(now, 1, 90_000, 0, Capacity::LOW, 0);
        stream.handle_sender_report(now, 0x1122_3344_5566_7788, 5);
        let (report, _) = stream.report(now + Duration::from_millis(500));
        assert_eq!(report.last_sender_report, 0x3344_5566);
        assert_eq!(report.delay, 32_768);
    }

    #[test]
    fn loss_is_a_share_of_what_was_due() {
        let lost = |expected, received| Arrived { expected, received }.lost_permille();
        assert_eq!(lost(0, 0), 0);
        assert_eq!(lost(200, 190), 50);
        assert_eq!(lost(10, 12), 0, "packets repeated on the way");
    }
}

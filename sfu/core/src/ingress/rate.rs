//! What a stream takes, measured where it arrives.

use std::time::{Duration, Instant};

use crate::estimate::Bitrate;

/// Span of one measurement: long enough to hold several frames.
const SPAN: Duration = Duration::from_millis(500);

/// Span of the first one: a stream begins with a key frame, which within half a second would be most
/// of what it takes.
const SPAN_FIRST: Duration = Duration::from_secs(2);

/// Share of the newest measurement in the average: about the last two seconds count, in which a key
/// frame is little.
const NEWEST_SHARE: f64 = 0.25;

/// Bytes per span, averaged.
#[derive(Debug)]
pub(crate) struct RateMeter {
    began_at: Instant,
    bytes: usize,
    average: Option<Bitrate>,
}

impl RateMeter {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            began_at: now,
            bytes: 0,
            average: None,
        }
    }

    /// A packet of so many bytes arrived.
    pub(crate) fn count(&mut self, now: Instant, bytes: usize) {
        let span = now.saturating_duration_since(self.began_at);
        let due = if self.average.is_some() {
            SPAN
        } else {
            SPAN_FIRST
        };
        if span >= due {
            if let Some(newest) = Bitrate::of(self.bytes, span) {
                self.average = Some(self.average.map_or(newest, |before| {
                    before
                        .scaled(1.0 - NEWEST_SHARE)
                        .plus(newest.scaled(NEWEST_SHARE))
                }));
            }
            self.began_at = now;
            self.bytes = 0;
        }
        self.bytes += bytes;
    }

    /// The average; `None` before the first span was over.
    pub(crate) fn rate(&self) -> Option<Bitrate> {
        self.average
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn an_even_stream_is_measured_as_it_is() {
        let start = clock();
        let mut meter = RateMeter::new(start);
        assert_eq!(meter.rate(), None);
        for step in 0..400 {
            meter.count(start + Duration::from_millis(10 * step), 1250);
        }
        let rate = meter.rate().unwrap().as_kbps();
        assert!((980.0..1020.0).contains(&rate), "{rate}");
    }

    #[test]
    fn a_pause_lowers_the_average() {
        let start = clock();
        let mut meter = RateMeter::new(start);
        for step in 0..200 {
            meter.count(start + Duration::from_millis(10 * step), 1250);
        }
        meter.count(start + Duration::from_secs(10), 1250);
        assert!(meter.rate().unwrap() < Bitrate::kbps(700));
    }

    #[test]
    fn a_key_frame_is_not_what_a_stream_takes() {
        let start = clock();
        let mut meter = RateMeter::new(start);
        // 25 packets of 750 bytes a second are 150 kb/s; a key frame has six of them.
        for frame in 0..75u32 {
            let packets = if frame == 0 { 6 } else { 1 };
            for _ in 0..packets {
                meter.count(start + Duration::from_millis(40) * frame, 750);
            }
            let rate = meter.rate().map_or(150.0, Bitrate::as_kbps);
            assert!((140.0..168.0).contains(&rate), "{rate} at frame {frame}");
        }
        assert!(meter.rate().is_some());
    }
}

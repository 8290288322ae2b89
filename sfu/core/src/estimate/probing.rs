//! When to probe: at the start, and whenever more is wanted than is known to fit
//! (libwebrtc `probe_controller.cc`, reduced to one probe at a time, so that on a narrow link the
//! next is not sent before the last is understood).

use std::time::{Duration, Instant};

use super::bitrate::Bitrate;
use super::probe::{Probe, ProbeId};

/// The first probes, in multiples of the estimate at the start (libwebrtc `p1` = 3; its `p2` = 6
/// follows by doubling).
const FIRST_MULTIPLE: f64 = 3.0;

/// Later probes, in multiples of the estimate (libwebrtc `step_size`).
const MULTIPLE: f64 = 2.0;

/// A result of at least this share of the rate tried is followed by the next probe at once
/// (libwebrtc `further_probe_threshold`).
const GO_ON: f64 = 0.7;

/// Time to the next probe after one that found the end; it doubles up to [`APART_MAX`], so that
/// a link that stays as it is is probed less, and one that widens is noticed within 10 s.
const APART_MIN: Duration = Duration::from_millis(1500);

/// See [`APART_MIN`].
const APART_MAX: Duration = Duration::from_secs(4);

/// Probes try no more than this multiple of what is wanted.
const WANTED_MULTIPLE: f64 = 1.1;

/// Decides on probes.
#[derive(Debug)]
pub(crate) struct Probing {
    next_id: ProbeId,
    next_at: Instant,
    apart: Duration,
    first: bool,
}

impl Probing {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            next_id: ProbeId::FIRST,
            next_at: now,
            apart: APART_MIN,
            first: true,
        }
    }

    /// The probe due now, if any.
    pub(crate) fn poll(
        &mut self,
        now: Instant,
        estimate: Bitrate,
        wanted: Bitrate,
    ) -> Option<Probe> {
        if now < self.next_at || wanted <= estimate {
            return None;
        }
        let multiple = if self.first { FIRST_MULTIPLE } else { MULTIPLE };
        let rate = estimate
            .scaled(multiple)
            .min(wanted.scaled(WANTED_MULTIPLE));
        self.first = false;
        let probe = Probe::new(self.next_id, rate);
        self.next_id = self.next_id.next();
        Some(probe)
    }

    /// When [`Self::poll`] may have something.
    pub(crate) fn next_at(&self) -> Instant {
        self.next_at
    }

    /// A probe is over.
    pub(crate) fn handle_result(&mut self, now: Instant, probe: &Probe, result: Option<Bitrate>) {
        if result.is_some_and(|rate| rate >= probe.rate.scaled(GO_ON)) {
            self.apart = APART_MIN;
            self.next_at = now;
        } else {
            self.next_at = now + self.apart;
            self.apart = (self.apart * 2).min(APART_MAX);
        }
    }

    /// The estimate fell, or the path was down: what is known of the link is old.
    pub(crate) fn handle_drop(&mut self, now: Instant, settle: Duration) {
        self.apart = APART_MIN;
        self.next_at = now + settle;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const START: Bitrate = Bitrate::kbps(300);
    const WANTED: Bitrate = Bitrate::kbps(3000);

    #[test]
    fn the_first_tries_three_times_the_start_and_the_next_six() {
        let now = clock();
        let mut probing = Probing::new(now);
        let first = probing.poll(now, START, WANTED).unwrap();
        assert_eq!(first.rate, Bitrate::kbps(900));
        probing.handle_result(now, &first, Some(first.rate));
        let second = probing.poll(now, first.rate, WANTED).unwrap();
        assert_eq!(second.rate, Bitrate::kbps(1800));
        assert_ne!(first.id, second.id);
    }

    #[test]
    fn nothing_is_tried_that_nobody_wants() {
        let now = clock();
        let mut probing = Probing::new(now);
        assert_eq!(probing.poll(now, START, START), None);
        let probe = probing.poll(now, START, Bitrate::kbps(400)).unwrap();
        assert_eq!(probe.rate, Bitrate::kbps(440));
    }

    #[test]
    fn a_link_that_is_full_is_probed_less_and_less() {
        let mut now = clock();
        let mut probing = Probing::new(now);
        let mut waits = Vec::new();
        for _ in 0..4 {
            let probe = probing.poll(now, START, WANTED).unwrap();
            probing.handle_result(now, &probe, Some(Bitrate::kbps(310)));
            assert_eq!(probing.poll(now, START, WANTED), None);
            waits.push(probing.next_at() - now);
            now = probing.next_at();
        }
        assert_eq!(waits, [APART_MIN, APART_MIN * 2, APART_MAX, APART_MAX]);
        probing.handle_drop(now, Duration::from_millis(500));
        assert_eq!(probing.next_at() - now, Duration::from_millis(500));
    }
}

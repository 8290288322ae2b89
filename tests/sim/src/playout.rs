//! When decoded frames would be on the screen.
//!
//! A browser shows frames at the pace they were captured, later by a delay that covers how late
//! frames have been of late. So a frame repaired in time costs nothing but that delay, and one
//! that comes later than any before stands out as a freeze.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a late frame keeps the delay up.
const REMEMBERED: Duration = Duration::from_secs(10);

/// Ticks of a timestamp in a second.
const CLOCK_RATE: f64 = 90_000.0;

/// What was on the screen.
#[derive(Debug, Default)]
pub struct Playout {
    /// Extended timestamp of the newest frame, and the first frame's arrival it counts from.
    newest: Option<(u64, Instant)>,
    first: Option<u64>,
    /// How much later than the first frame's pace frames came, in seconds, by when they came;
    /// never rising from front to back.
    lateness: VecDeque<(Instant, f64)>,
    /// When each frame was on the screen.
    pub shown: Vec<Instant>,
}

/// How a picture stood still within a span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Freezes {
    /// Times it did: longer than three times the usual interval, and than that plus 150 ms, as
    /// `freezeCount` counts them (webrtc-stats).
    pub count: u32,
    /// How long together.
    pub total: Duration,
    /// The longest.
    pub longest: Duration,
}

impl Playout {
    /// A frame with this timestamp was decoded.
    pub fn decoded(&mut self, now: Instant, timestamp: u32) {
        let (newest, begin) = *self
            .newest
            .get_or_insert((u64::from(timestamp) + (1 << 32), now));
        let ahead = timestamp.wrapping_sub(newest as u32).cast_signed();
        let media = newest.saturating_add_signed(i64::from(ahead));
        self.newest = Some((media.max(newest), begin));
        let first = *self.first.get_or_insert(media);
        let pace = (media.saturating_sub(first)) as f64 / CLOCK_RATE;
        let late = now.saturating_duration_since(begin).as_secs_f64() - pace;
        while self
            .lateness
            .front()
            .is_some_and(|(at, _)| now.saturating_duration_since(*at) > REMEMBERED)
        {
            self.lateness.pop_front();
        }
        while self.lateness.back().is_some_and(|(_, less)| *less <= late) {
            self.lateness.pop_back();
        }
        self.lateness.push_back((now, late));
        let delay = self.lateness.front().map_or(late, |(_, most)| *most);
        let due = begin + Duration::from_secs_f64((pace + delay).max(0.0));
        let shown = self.shown.last().copied().map_or(due, |last| due.max(last));
        self.shown.push(shown.max(now));
    }

    /// How the picture stood still from `from` to `to`. `usual` is the time between two frames.
    #[must_use]
    pub fn freezes(&self, from: Instant, to: Instant, usual: Duration) -> Freezes {
        let bound = (3 * usual).max(usual + Duration::from_millis(150));
        let mut freezes = Freezes::default();
        let mut last = from;
        let within = self.shown.iter().filter(|at| (from..to).contains(*at));
        for at in within.chain(std::iter::once(&to)) {
            let gap = at.saturating_duration_since(last);
            if gap > bound {
                freezes.count += 1;
                freezes.total += gap;
                freezes.longest = freezes.longest.max(gap);
            }
            last = *at;
        }
        freezes
    }

    /// The first frame shown at or after `from` from which on the picture moved for `span`.
    #[must_use]
    pub fn moving_from(&self, from: Instant, span: Duration, usual: Duration) -> Option<Instant> {
        self.shown
            .iter()
            .filter(|at| **at >= from)
            .find(|at| self.freezes(**at, **at + span, usual).count == 0)
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start_of_time;

    const USUAL: Duration = Duration::from_millis(40);

    /// Ten seconds of frames, each later by what `late_ms` says of its number.
    fn play(late_ms: impl Fn(u32) -> Option<u64>) -> (Instant, Playout) {
        let start = start_of_time();
        let mut playout = Playout::default();
        let mut at = start;
        for number in 0..250u32 {
            let Some(late) = late_ms(number) else {
                continue;
            };
            at = at.max(start + USUAL * number + Duration::from_millis(late));
            playout.decoded(at, number * 3_600);
        }
        (start, playout)
    }

    fn freezes((start, playout): &(Instant, Playout)) -> Freezes {
        playout.freezes(*start, *start + USUAL * 249, USUAL)
    }

    #[test]
    fn frames_in_time_freeze_nothing() {
        assert_eq!(freezes(&play(|_| Some(0))).count, 0);
        assert_eq!(
            freezes(&play(|number| Some(u64::from(number % 3) * 20))).count,
            0
        );
    }

    #[test]
    fn what_is_late_once_is_seen_once() {
        let late = |number: u32| Some(if number % 50 == 20 { 300 } else { 0 });
        let freezes = freezes(&play(late));
        assert_eq!(freezes.count, 1, "{freezes:?}");
        assert_eq!(freezes.longest, Duration::from_millis(340));
    }

    #[test]
    fn an_outage_is_one_freeze_until_the_picture_moves_again() {
        let (start, playout) = play(|number| (!(100..150).contains(&number)).then_some(0));
        let seen = freezes(&(start, playout));
        assert_eq!(seen.count, 1);
        assert_eq!(seen.total, Duration::from_millis(2_040));
        let (start, playout) = play(|number| (!(100..150).contains(&number)).then_some(0));
        let moving = playout.moving_from(
            start + Duration::from_secs(5),
            Duration::from_secs(1),
            USUAL,
        );
        assert_eq!(moving, Some(start + Duration::from_secs(6)));
    }
}

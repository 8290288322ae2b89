//! What one page got out of a scenario.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::playout::Freezes;
use crate::scenario::Scenario;
use crate::sound::SoundCounts;

/// How often a page is looked at.
pub const SAMPLE_EVERY: Duration = Duration::from_millis(100);

/// A picture that moved for so long has recovered.
const MOVING: Duration = Duration::from_secs(1);

/// Share of what was received before that counts as having recovered, and of a bottleneck that
/// counts as used.
const RECOVERED: f64 = 0.8;

#[derive(Debug, Clone, Copy)]
struct Sample {
    at: Instant,
    bytes: u64,
    sound: SoundCounts,
}

/// Watches one page through a scenario: its first picture slot and its first sound slot.
#[derive(Debug)]
pub struct Meter {
    start: Instant,
    usual: Duration,
    samples: Vec<Sample>,
}

/// What one page got.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Received, with headers, in bits a second: while it counted, or from 10 s after the relief.
    pub received_bps: f64,
    /// How the stage picture stood still.
    pub freezes: Freezes,
    /// Over how long that was looked at.
    pub span: Duration,
    /// Share of the sound that was made up, 0–1.
    pub concealed: f64,
    /// From the relief until the picture moved on for a second.
    pub picture_back: Option<Duration>,
    /// From the relief (in a scenario without one, from the start) until a whole second brought
    /// 80 % of what the end of the scenario brought.
    pub rate_back: Option<Duration>,
}

impl Meter {
    /// A meter for a page whose pictures come at `fps`, from the scenario's start on.
    #[must_use]
    pub fn new(start: Instant, fps: u32) -> Self {
        Self {
            start,
            usual: Duration::from_secs(1) / fps,
            samples: Vec::new(),
        }
    }

    /// Looks at the page; wanted every [`SAMPLE_EVERY`].
    pub fn sample(&mut self, now: Instant, page: &Client) {
        let sound = page.sounds.first().map(|line| line.decoder.counts);
        self.samples.push(Sample {
            at: now,
            bytes: page.received.bytes,
            sound: sound.unwrap_or_default(),
        });
    }

    /// What the page got, once the scenario is over.
    #[must_use]
    pub fn outcome(&self, scenario: &Scenario, page: &Client) -> Outcome {
        let to = self.start + scenario.length;
        let from = self.start + scenario.measured_from;
        let relieved = scenario.relieved_at.map(|after| self.start + after);
        let rate_from = relieved.map_or(from, |relieved| relieved + Duration::from_secs(10));
        let received_bps = self.rate(rate_from, to);
        let (first, last) = (self.sound_at(from), self.sound_at(to));
        let concealed = last.concealed - first.concealed;
        let heard = concealed + last.played - first.played;
        let playout = page.slots.first().map(|slot| &slot.decoder.playout);
        let freezes = playout.map(|playout| playout.freezes(from, to, self.usual));
        let picture_back = relieved.and_then(|relieved| {
            Some(playout?.moving_from(relieved, MOVING, self.usual)? - relieved)
        });
        let begin = relieved.unwrap_or(self.start);
        let rate_back = self
            .samples
            .iter()
            .map(|sample| sample.at)
            .filter(|at| *at >= begin + MOVING)
            .find(|at| self.rate(*at - MOVING, *at) >= RECOVERED * received_bps)
            .map(|at| at - begin);
        Outcome {
            received_bps,
            freezes: freezes.unwrap_or_default(),
            span: to - from,
            concealed: if heard == 0 {
                1.0
            } else {
                concealed as f64 / heard as f64
            },
            picture_back,
            rate_back,
        }
    }

    fn rate(&self, from: Instant, to: Instant) -> f64 {
        let (first, last) = (self.at(from), self.at(to));
        let (Some(first), Some(last)) = (first, last) else {
            return 0.0;
        };
        let seconds = last.at.saturating_duration_since(first.at).as_secs_f64();
        if seconds > 0.0 {
            (last.bytes - first.bytes) as f64 * 8.0 / seconds
        } else {
            0.0
        }
    }

    fn sound_at(&self, at: Instant) -> SoundCounts {
        self.at(at).map(|sample| sample.sound).unwrap_or_default()
    }

    /// The last sample not after `at`.
    fn at(&self, at: Instant) -> Option<Sample> {
        let after = self.samples.partition_point(|sample| sample.at <= at);
        self.samples.get(after.checked_sub(1)?).copied()
    }
}

//! When a growing delay means that too much is sent (draft-ietf-rmcat-gcc-02 §5.5, §5.6, with the
//! gains of libwebrtc's `trendline_estimator.cc`).

use std::time::{Duration, Instant};

/// Gain of the slope before it is compared (libwebrtc `kDefaultTrendlineThresholdGain`).
const GAIN: f64 = 4.0;

/// The slope counts in full after so many groups (libwebrtc `kMinNumDeltas`).
const SPACINGS_FULL: u32 = 60;

/// The threshold at the start, in milliseconds, and its bounds (libwebrtc).
const THRESHOLD_MS_START: f64 = 12.5;
const THRESHOLD_MS_MIN: f64 = 6.0;
const THRESHOLD_MS_MAX: f64 = 600.0;

/// Spikes beyond the threshold by this much do not move it (§5.5: "15").
const SPIKE_MS: f64 = 15.0;

/// How fast the threshold rises and falls, per millisecond (§5.5: K_u and K_d as libwebrtc has
/// them).
const RISE: f64 = 0.0087;
const FALL: f64 = 0.039;

/// Longest step of the threshold (libwebrtc `kMaxTimeDeltaMs`).
const STEP_MAX: Duration = Duration::from_millis(100);

/// The slope has to stay beyond the threshold for so long (§5.5: `overuse_time_th`).
const LASTING: Duration = Duration::from_millis(10);

/// How the path is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// A queue shrinks.
    Under,
    Normal,
    /// A queue grows.
    Over,
}

#[derive(Debug, Clone, Copy)]
struct Suspicion {
    lasting: Duration,
    count: u32,
}

/// Compares the slope with a threshold that adapts to how unsteady the path is.
#[derive(Debug)]
pub(crate) struct OveruseDetector {
    threshold_ms: f64,
    adapted_at: Option<Instant>,
    suspicion: Option<Suspicion>,
    previous_slope: f64,
    usage: Usage,
}

impl OveruseDetector {
    pub(crate) fn new() -> Self {
        Self {
            threshold_ms: THRESHOLD_MS_START,
            adapted_at: None,
            suspicion: None,
            previous_slope: 0.0,
            usage: Usage::Normal,
        }
    }

    /// Takes in the slope after a spacing of `sent`, the `spacings`th.
    pub(crate) fn handle_slope(
        &mut self,
        now: Instant,
        slope: f64,
        sent: Duration,
        spacings: u32,
    ) -> Usage {
        let offset_ms = f64::from(spacings.min(SPACINGS_FULL)) * slope * GAIN;
        if offset_ms > self.threshold_ms {
            // Half of the first spacing: somewhere in it the over-use began.
            let suspicion = self.suspicion.map_or(
                Suspicion {
                    lasting: sent / 2,
                    count: 1,
                },
                |before| Suspicion {
                    lasting: before.lasting + sent,
                    count: before.count + 1,
                },
            );
            self.suspicion = Some(suspicion);
            let lasts = suspicion.lasting > LASTING && suspicion.count > 1;
            if lasts && slope >= self.previous_slope {
                self.suspicion = None;
                self.usage = Usage::Over;
            }
        } else {
            self.suspicion = None;
            self.usage = if offset_ms < -self.threshold_ms {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.previous_slope = slope;
        self.adapt(now, offset_ms.abs());
        self.usage
    }

    /// What the last slope meant.
    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    /// Starts anew; the threshold stays, for the path is the same.
    pub(crate) fn restart(&mut self) {
        self.suspicion = None;
        self.previous_slope = 0.0;
        self.usage = Usage::Normal;
    }

    fn adapt(&mut self, now: Instant, offset_ms: f64) {
        let since = self
            .adapted_at
            .replace(now)
            .map_or(Duration::ZERO, |before| {
                now.saturating_duration_since(before)
            })
            .min(STEP_MAX);
        if offset_ms > self.threshold_ms + SPIKE_MS {
            return;
        }
        let gain = if offset_ms < self.threshold_ms {
            FALL
        } else {
            RISE
        };
        let step = gain * (offset_ms - self.threshold_ms) * since.as_secs_f64() * 1000.0;
        self.threshold_ms = (self.threshold_ms + step).clamp(THRESHOLD_MS_MIN, THRESHOLD_MS_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const SPACING: Duration = Duration::from_millis(20);

    fn usage_after(slopes: impl IntoIterator<Item = f64>) -> (Usage, f64) {
        let mut detector = OveruseDetector::new();
        let mut now = clock();
        for slope in slopes {
            detector.handle_slope(now, slope, SPACING, 60);
            now += SPACING;
        }
        (detector.usage(), detector.threshold_ms)
    }

    #[test]
    fn a_lasting_slope_is_overuse() {
        assert_eq!(usage_after([0.0, 0.0]).0, Usage::Normal);
        assert_eq!(usage_after([0.2]).0, Usage::Normal, "once is none");
        assert_eq!(usage_after([0.2, 0.2, 0.2]).0, Usage::Over);
        assert_eq!(usage_after([0.2, 0.2, 0.2, -0.2]).0, Usage::Under);
    }

    #[test]
    fn a_slope_that_falls_again_is_not_yet_overuse() {
        assert_eq!(usage_after([0.2, 0.19, 0.18]).0, Usage::Normal);
    }

    #[test]
    fn an_unsteady_path_raises_the_threshold() {
        let steady = usage_after((0..200).map(|_| 0.0)).1;
        let unsteady = usage_after((0..200).map(|step| if step % 2 == 0 { 0.09 } else { -0.09 })).1;
        assert_eq!(steady, THRESHOLD_MS_MIN);
        assert!(unsteady > 12.0, "{unsteady}");
    }

    #[test]
    fn a_restart_is_normal_again() {
        let mut detector = OveruseDetector::new();
        for _ in 0..3 {
            detector.handle_slope(clock(), 0.2, SPACING, 60);
        }
        detector.restart();
        assert_eq!(detector.usage(), Usage::Normal);
    }
}

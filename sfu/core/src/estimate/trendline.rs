//! Whether the delay on the way grows: a line through the last smoothed delays
//! (libwebrtc `trendline_estimator.cc`, in place of the Kalman filter of draft-ietf-rmcat-gcc-02
//! §5.4).

use std::collections::VecDeque;

use super::arrival::Spacing;
use super::feedback::RemoteTime;

/// Groups the line goes through (libwebrtc `kDefaultTrendlineWindowSize`).
const WINDOW: usize = 20;

/// Weight of the past in the smoothed delay (libwebrtc `kDefaultTrendlineSmoothingCoeff`).
const SMOOTHING: f64 = 0.9;

#[derive(Debug, Clone, Copy)]
struct Point {
    arrived_ms: f64,
    delay_ms: f64,
}

/// Fits the line.
#[derive(Debug, Default)]
pub(crate) struct Trendline {
    start: Option<RemoteTime>,
    points: VecDeque<Point>,
    accumulated_ms: f64,
    smoothed_ms: f64,
    spacings: u32,
}

impl Trendline {
    /// Takes a spacing in. Returns the slope, in milliseconds of delay gained per millisecond,
    /// once there are points enough.
    pub(crate) fn handle_spacing(&mut self, spacing: &Spacing) -> Option<f64> {
        let start = *self.start.get_or_insert(spacing.arrived);
        self.spacings = self.spacings.saturating_add(1);
        self.accumulated_ms += spacing.stretch_ms;
        self.smoothed_ms = SMOOTHING * self.smoothed_ms + (1.0 - SMOOTHING) * self.accumulated_ms;
        if self.points.len() == WINDOW {
            self.points.pop_front();
        }
        self.points.push_back(Point {
            arrived_ms: spacing.arrived.us_since(start) as f64 / 1000.0,
            delay_ms: self.smoothed_ms,
        });
        (self.points.len() == WINDOW)
            .then(|| self.slope())
            .flatten()
    }

    /// Spacings taken in since the start.
    pub(crate) fn spacings(&self) -> u32 {
        self.spacings
    }

    /// Starts anew.
    pub(crate) fn restart(&mut self) {
        *self = Self::default();
    }

    /// Least squares; `None` if all points lie at one time.
    fn slope(&self) -> Option<f64> {
        let count = self.points.len() as f64;
        let mean_x = self
            .points
            .iter()
            .map(|point| point.arrived_ms)
            .sum::<f64>()
            / count;
        let mean_y = self.points.iter().map(|point| point.delay_ms).sum::<f64>() / count;
        let (mut numerator, mut denominator) = (0.0, 0.0);
        for point in &self.points {
            let x = point.arrived_ms - mean_x;
            numerator += x * (point.delay_ms - mean_y);
            denominator += x * x;
        }
        (denominator > 0.0).then(|| numerator / denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn slope_after(stretch_ms: f64) -> f64 {
        let mut trendline = Trendline::default();
        let mut slope = None;
        for step in 1..=60i64 {
            let spacing = Spacing {
                sent: Duration::from_millis(20),
                stretch_ms,
                arrived: RemoteTime::from_us(step * (20_000 + (stretch_ms * 1000.0) as i64)),
            };
            slope = trendline.handle_spacing(&spacing);
            assert_eq!(slope.is_some(), step >= WINDOW as i64);
        }
        assert_eq!(trendline.spacings(), 60);
        slope.unwrap()
    }

    #[test]
    fn the_slope_is_what_is_gained_each_millisecond() {
        assert!(slope_after(0.0).abs() < 1e-9);
        let slope = slope_after(2.0);
        assert!((0.08..0.095).contains(&slope), "{slope}"); // 2 of 22 ms
        assert!(slope_after(-2.0) < -0.09);
    }

    #[test]
    fn a_restart_needs_a_new_window() {
        let mut trendline = Trendline::default();
        let spacing = Spacing {
            sent: Duration::from_millis(20),
            stretch_ms: 1.0,
            arrived: RemoteTime::from_us(0),
        };
        for _ in 0..WINDOW {
            assert_eq!(trendline.handle_spacing(&spacing), None, "all at one time");
        }
        trendline.restart();
        assert_eq!(trendline.spacings(), 0);
    }
}

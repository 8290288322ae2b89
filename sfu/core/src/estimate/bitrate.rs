//! Bits per second.

use std::fmt;
use std::time::Duration;

/// A rate in bits per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Bitrate {
    bps: u64,
}

impl Bitrate {
    /// Nothing at all.
    pub(crate) const ZERO: Self = Self { bps: 0 };

    /// So many bits per second.
    pub(crate) const fn bps(bps: u64) -> Self {
        Self { bps }
    }

    /// So many thousand bits per second.
    pub(crate) const fn kbps(kbps: u64) -> Self {
        Self { bps: kbps * 1000 }
    }

    /// The rate of `bytes` within `span`; `None` for an empty span.
    pub(crate) fn of(bytes: usize, span: Duration) -> Option<Self> {
        let span_us = span.as_micros() as u64;
        (bytes as u64)
            .saturating_mul(8_000_000)
            .checked_div(span_us)
            .map(Self::bps)
    }

    /// In bits per second.
    pub(crate) const fn as_bps(self) -> u64 {
        self.bps
    }

    /// In thousands of bits per second, with fractions.
    pub(crate) fn as_kbps(self) -> f64 {
        self.bps as f64 / 1000.0
    }

    /// This rate times `factor`; a negative factor gives zero.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        Self::bps((self.bps as f64 * factor) as u64)
    }

    /// Bytes that pass within `span`.
    pub(crate) fn bytes_in(self, span: Duration) -> usize {
        (self.bps as f64 / 8.0 * span.as_secs_f64()) as usize
    }

    /// How long `bytes` take; an hour at rate zero, which stands for "not now".
    pub(crate) fn time_for(self, bytes: usize) -> Duration {
        const NOT_NOW: Duration = Duration::from_secs(3600);
        if self.bps == 0 {
            return NOT_NOW;
        }
        Duration::from_secs_f64(bytes as f64 * 8.0 / self.bps as f64).min(NOT_NOW)
    }

    /// The sum, at most the largest rate.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self::bps(self.bps.saturating_add(other.bps))
    }

    /// What remains of this rate, at least zero.
    pub(crate) const fn minus(self, other: Self) -> Self {
        Self::bps(self.bps.saturating_sub(other.bps))
    }
}

impl fmt::Display for Bitrate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} kb/s", self.as_kbps())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_bytes_and_times_agree() {
        let rate = Bitrate::kbps(800);
        let second = Duration::from_secs(1);
        assert_eq!(rate.bytes_in(second), 100_000);
        assert_eq!(rate.time_for(100_000), second);
        assert_eq!(Bitrate::of(100_000, second), Some(rate));
        assert_eq!(Bitrate::of(1, Duration::ZERO), None);
        assert!(Bitrate::ZERO.time_for(1) > second);
        assert_eq!(rate.minus(Bitrate::kbps(900)), Bitrate::ZERO);
        assert_eq!(rate.plus(rate), rate.scaled(2.0));
        assert_eq!(rate.to_string(), "800 kb/s");
    }
}

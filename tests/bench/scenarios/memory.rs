//! Resident memory over a long run.

use crate::measure::median;
use crate::report::{Aim, Report};

/// Samples of resident memory at equal distances.
#[derive(Debug, Default)]
pub(super) struct Memory(Vec<f64>);

impl Memory {
    /// Adds a sample, in bytes.
    pub(super) fn record(&mut self, resident_bytes: u64) {
        self.0.push(resident_bytes as f64);
    }

    /// By how much the last quarter is above the second one, in percent: the first quarter fills
    /// what is kept for good.
    pub(super) fn growth_percent(&self) -> f64 {
        let quarter = self.0.len() / 4;
        let of = |number: usize| {
            let samples = self.0.iter().skip(number * quarter).take(quarter.max(1));
            median(samples.copied().collect())
        };
        let before = of(1);
        if before == 0.0 {
            return 0.0;
        }
        (of(3) / before - 1.0) * 100.0
    }

    /// Writes what came of it.
    pub(super) fn report(&self, report: &mut Report) {
        let mebibytes = |bytes: Option<&f64>| bytes.map_or(0.0, |bytes| bytes / 1024.0 / 1024.0);
        report.figure(
            "memory at the start",
            mebibytes(self.0.first()),
            "MiB",
            None,
        );
        report.figure("memory at the end", mebibytes(self.0.last()), "MiB", None);
        report.figure(
            "memory, last quarter above the second",
            self.growth_percent(),
            "%",
            Some(Aim::AtMost(1.0)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_after_the_first_quarter_is_seen_and_growth_within_it_is_not() {
        let mut flat = Memory::default();
        let mut growing = Memory::default();
        for minute in 0..40u64 {
            flat.record(1000 + 100 * minute.min(9));
            growing.record(1000 + 10 * minute);
        }
        assert_eq!(flat.growth_percent(), 0.0);
        assert!(growing.growth_percent() > 10.0);
    }
}

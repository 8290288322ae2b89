//! Measuring: what a process spent while the crowd received.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::clock;
use crate::cost::{Cost, CostError};
use crate::crowd::{Crowd, CrowdError, Tally};

/// Nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MeasureError {
    /// `/proc` does not say.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// The crowd has ended.
    #[error(transparent)]
    Crowd(#[from] CrowdError),
}

/// One stretch of time.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// How long it was.
    pub(crate) span: Duration,
    /// What the crowd received.
    pub(crate) tally: Tally,
    /// Packets that the crowd missed.
    pub(crate) lost: u64,
    /// Processor time of the measured process, by thread name.
    pub(crate) threads: BTreeMap<String, Duration>,
    /// Processor time of the load generator.
    pub(crate) generator: Duration,
}

impl Sample {
    /// Measures process `pid` for `span`.
    ///
    /// # Errors
    /// When the process or the crowd has ended.
    pub(crate) async fn take(
        crowd: &Crowd,
        pid: u32,
        span: Duration,
    ) -> Result<Self, MeasureError> {
        let own = std::process::id();
        let look = || async {
            crowd
                .ask(|reception| (reception.tally.take(), reception.lost()))
                .await
        };
        let (_, lost_before) = look().await?;
        let started = clock::now();
        let before = (Cost::of(pid)?, Cost::of(own)?);
        tokio::time::sleep(span).await;
        let after = (Cost::of(pid)?, Cost::of(own)?);
        let span = clock::now().saturating_duration_since(started);
        let (tally, lost) = look().await?;
        Ok(Self {
            span,
            tally,
            lost: lost.saturating_sub(lost_before),
            threads: after.0.since(&before.0),
            generator: after.1.since(&before.1).values().sum(),
        })
    }

    /// Processor time of the process.
    pub(crate) fn cpu(&self) -> Duration {
        self.threads.values().sum()
    }

    /// Processor time for each packet that was received, in nanoseconds.
    pub(crate) fn ns_per_packet(&self) -> f64 {
        self.cpu().as_nanos() as f64 / self.tally.packets.max(1) as f64
    }
}

/// One of the ways that are compared, and its samples.
#[derive(Debug)]
pub(crate) struct Way {
    /// What it is called in tables.
    pub(crate) name: &'static str,
    /// By turns.
    pub(crate) samples: Vec<Sample>,
}

impl Way {
    /// A way that was not measured yet.
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            samples: Vec::new(),
        }
    }

    /// Median of the samples' processor time for each packet, in nanoseconds.
    pub(crate) fn ns_per_packet(&self) -> f64 {
        median(self.samples.iter().map(Sample::ns_per_packet).collect())
    }

    /// All delays.
    pub(crate) fn delays(&self) -> Option<Histogram<u64>> {
        let mut samples = self.samples.iter();
        let mut all = samples.next()?.tally.delays.clone();
        for sample in samples {
            if let Err(error) = all.add(&sample.tally.delays) {
                tracing::error!(%error, "histograms of one kind do not add up");
            }
        }
        Some(all)
    }
}

/// The middle one; 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The value that `share` (0–1) of them do not pass; 0 of none.
pub(crate) fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (share * values.len() as f64).ceil() as usize;
    values
        .get(place.clamp(1, values.len().max(1)) - 1)
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_there() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(quantile(values.clone(), 0.5), 50.0);
        assert_eq!(quantile(values.clone(), 0.95), 95.0);
        assert_eq!(quantile(values, 1.0), 100.0);
        assert_eq!(quantile(vec![7.0], 0.5), 7.0);
        assert_eq!(quantile(Vec::new(), 0.5), 0.0);
    }
}

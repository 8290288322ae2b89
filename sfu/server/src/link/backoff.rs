//! How long to wait before dialling again.

use std::time::Duration;

use rand::Rng;
use rand::rngs::StdRng;

/// Waits that double from the first to the longest, each shortened by a random part of up to a
/// half, so that nodes that lost the same control plane do not come back all at once.
pub(super) struct Backoff {
    min: Duration,
    max: Duration,
    next: Duration,
    random: StdRng,
}

impl Backoff {
    /// Begins with `min`.
    pub(super) fn new(min: Duration, max: Duration, random: StdRng) -> Self {
        Self {
            min,
            max,
            next: min,
            random,
        }
    }

    /// Begins anew, after a link that worked.
    pub(super) fn reset(&mut self) {
        self.next = self.min;
    }

    /// The next wait; at once about the longest where only a person can help.
    pub(super) fn wait(&mut self, needs_a_person: bool) -> Duration {
        if needs_a_person {
            self.next = self.max;
        }
        let wait = self.next.mul_f64(self.random.random_range(0.5..=1.0));
        self.next = self.max.min(self.next * 2);
        wait.max(self.min)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    const MIN: Duration = Duration::from_millis(200);
    const MAX: Duration = Duration::from_secs(5);

    #[test]
    fn waits_grow_to_the_longest_and_begin_anew_after_a_link() {
        for seed in 0..50 {
            let mut backoff = Backoff::new(MIN, MAX, StdRng::seed_from_u64(seed));
            let waits: Vec<Duration> = (0..10).map(|_| backoff.wait(false)).collect();
            assert_eq!(waits[0], MIN);
            assert!(waits.iter().all(|wait| (MIN..=MAX).contains(wait)));
            assert!(waits[9] >= MAX / 2, "{waits:?}");
            backoff.reset();
            assert_eq!(backoff.wait(false), MIN);
        }
    }

    #[test]
    fn trouble_that_needs_a_person_is_met_slowly_from_the_start() {
        let mut backoff = Backoff::new(MIN, MAX, StdRng::seed_from_u64(1));
        assert!(backoff.wait(true) >= MAX / 2);
    }

    #[test]
    fn two_nodes_do_not_wait_alike() {
        let waits = |seed| {
            let mut backoff = Backoff::new(MIN, MAX, StdRng::seed_from_u64(seed));
            (0..8).map(|_| backoff.wait(false)).collect::<Vec<_>>()
        };
        assert_ne!(waits(1), waits(2));
    }
}

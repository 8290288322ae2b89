//! What a standing queue means: too much is sent, or the path has become longer.
//!
//! Sending less drains a queue that is ours, within a second or two. A delay that stays although
//! less is sent is the path's (another route) or others' (a download beside us): yielding gains
//! nothing then, and would starve the meeting.

use std::time::{Duration, Instant};

/// A queue beyond this is answered at once, …
const LONG: Duration = Duration::from_millis(100);

/// … one beyond this if it lasts, for the fastest transit is not remembered for ever.
const SHORT: Duration = Duration::from_millis(50);
const LASTING: Duration = Duration::from_secs(1);

/// A queue that is ours has become shorter by this…
const DRAINED: Duration = Duration::from_millis(30);

/// … after this and two round trips: at 0.85 of the capacity 200 ms drain meanwhile.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What is to be done about the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Calm,
    /// The queue has to be drained.
    Drain,
    /// The queue does not drain: it is the length of the path now.
    LongerPath,
}

#[derive(Debug, Clone, Copy)]
struct Draining {
    since: Instant,
    queue: Duration,
}

/// Judges standing queues.
#[derive(Debug, Default)]
pub(crate) struct QueueGuard {
    noticed_at: Option<Instant>,
    draining: Option<Draining>,
}

impl QueueGuard {
    /// Judges the queue that stands now.
    pub(crate) fn handle_queue(
        &mut self,
        now: Instant,
        queue: Duration,
        round_trip: Duration,
    ) -> Verdict {
        if queue <= SHORT {
            *self = Self::default();
            return Verdict::Calm;
        }
        let noticed_at = *self.noticed_at.get_or_insert(now);
        let lasts = now.saturating_duration_since(noticed_at) >= LASTING;
        let Some(draining) = self.draining else {
            if queue <= LONG && !lasts {
                return Verdict::Calm;
            }
            self.draining = Some(Draining { since: now, queue });
            return Verdict::Drain;
        };
        if now.saturating_duration_since(draining.since) < PATIENCE + round_trip * 2 {
            return Verdict::Drain;
        }
        if queue + DRAINED > draining.queue {
            *self = Self::default();
            return Verdict::LongerPath;
        }
        self.draining = Some(Draining { since: now, queue });
        Verdict::Drain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    const ROUND_TRIP: Duration = Duration::from_millis(100);

    /// The verdicts on these queues, 100 ms apart.
    fn verdicts(queues_ms: impl IntoIterator<Item = u64>) -> Vec<Verdict> {
        let mut guard = QueueGuard::default();
        let mut now = clock();
        queues_ms
            .into_iter()
            .map(|queue_ms| {
                now += Duration::from_millis(100);
                guard.handle_queue(now, Duration::from_millis(queue_ms), ROUND_TRIP)
            })
            .collect()
    }

    #[test]
    fn a_long_queue_is_drained_at_once_and_a_short_one_if_it_lasts() {
        assert_eq!(verdicts([40, 110]), [Verdict::Calm, Verdict::Drain]);
        let short = verdicts([60; 11]);
        assert!(short[..10].iter().all(|verdict| *verdict == Verdict::Calm));
        assert_eq!(short[10], Verdict::Drain);
        assert_eq!(verdicts([60, 60, 40, 60])[3], Verdict::Calm);
    }

    #[test]
    fn a_queue_that_drains_is_ours() {
        let draining = verdicts((0..40).map(|step| 400 - step * 8));
        assert!(!draining.contains(&Verdict::LongerPath));
        assert_eq!(draining[20], Verdict::Drain);
    }

    #[test]
    fn a_delay_that_stays_is_the_paths() {
        let staying = verdicts([150; 18]);
        assert_eq!(staying[16], Verdict::Drain);
        assert_eq!(staying[17], Verdict::LongerPath);
    }
}

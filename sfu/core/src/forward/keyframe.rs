//! When a publisher is asked for a key frame: one scheduler a source, for all its subscribers and
//! all reasons. A request for either layer makes a browser send one on both, so requests are
//! counted by source and not by layer.

use std::time::{Duration, Instant};

/// An unanswered request is repeated after this.
const REPEAT_AFTER: Duration = Duration::from_millis(300);

/// After a key frame the next one is not asked for sooner than this: those who came too late
/// for it begin with the run since it, or share the next.
const INTERVAL_MIN: Duration = Duration::from_secs(2);

/// The same where a picture everybody looks at changes its source.
const CUT_INTERVAL_MIN: Duration = Duration::from_millis(500);

/// Why a key frame is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Somebody joined, lost the picture, or goes to another layer.
    Join,
    /// A slot goes from one source to another.
    Cut,
}

/// The key frame state of one source.
#[derive(Debug, Default)]
pub(crate) struct KeyframeScheduler {
    wanted: Option<Reason>,
    asked_at: Option<Instant>,
    seen_at: Option<Instant>,
}

impl KeyframeScheduler {
    /// Somebody cannot decode until the next key frame.
    pub(crate) fn want(&mut self, reason: Reason) {
        if self.wanted != Some(Reason::Cut) {
            self.wanted = Some(reason);
        }
    }

    /// The source sent a key frame.
    pub(crate) fn seen(&mut self, now: Instant) {
        self.wanted = None;
        self.asked_at = None;
        self.seen_at = Some(now);
    }

    /// When the source is to be asked next; `now` if it could be already, `None` if nobody wants it.
    pub(crate) fn due_at(&self, now: Instant) -> Option<Instant> {
        let interval = match self.wanted? {
            Reason::Join => INTERVAL_MIN,
            Reason::Cut => CUT_INTERVAL_MIN,
        };
        let repeat_at = self.asked_at.map(|at| at + REPEAT_AFTER);
        let next_at = self.seen_at.map(|at| at + interval);
        repeat_at.max(next_at).max(Some(now))
    }

    /// True if the source is to be asked now; it counts as asked then.
    pub(crate) fn poll(&mut self, now: Instant) -> bool {
        let is_due = self.due_at(now).is_some_and(|due| due <= now);
        if is_due {
            self.asked_at = Some(now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::clock;

    #[test]
    fn many_wishes_are_one_request() {
        let now = clock();
        let mut scheduler = KeyframeScheduler::default();
        assert!(!scheduler.poll(now), "nobody wants one");
        for _ in 0..33 {
            scheduler.want(Reason::Join);
        }
        assert!(scheduler.poll(now));
        assert!(!scheduler.poll(now));
        assert!(!scheduler.poll(now + Duration::from_millis(299)));
        assert!(scheduler.poll(now + REPEAT_AFTER), "unanswered");
    }

    #[test]
    fn after_a_key_frame_the_next_waits() {
        let now = clock();
        let mut scheduler = KeyframeScheduler::default();
        scheduler.want(Reason::Join);
        assert!(scheduler.poll(now));
        scheduler.seen(now + Duration::from_millis(50));
        assert!(
            !scheduler.poll(now + Duration::from_secs(9)),
            "the wish is fulfilled"
        );
        scheduler.seen(now);
        scheduler.want(Reason::Join);
        assert!(!scheduler.poll(now + Duration::from_millis(1_999)));
        assert!(scheduler.poll(now + INTERVAL_MIN));
    }

    #[test]
    fn a_cut_waits_less_and_is_not_forgotten_for_a_join() {
        let now = clock();
        let mut scheduler = KeyframeScheduler::default();
        scheduler.seen(now);
        scheduler.want(Reason::Cut);
        scheduler.want(Reason::Join);
        assert!(!scheduler.poll(now + Duration::from_millis(499)));
        assert!(scheduler.poll(now + CUT_INTERVAL_MIN));
    }
}

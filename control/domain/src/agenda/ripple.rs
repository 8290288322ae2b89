//! What an overrun does to the later items.
//!
//! An item begins when the one before it is over, but never before its planned start: its people
//! were called for that time. As long as everything keeps its time, the clock changes nothing; once
//! an item is over its time, or late in beginning, each further minute begun pushes what follows by a
//! minute. So what is expected changes at most once a minute, and everybody can be told.

use super::{Agenda, ItemNumber, MINUTE_MS};

impl Agenda {
    /// When each item is expected to begin, in Unix milliseconds, in the order of the items. An item
    /// that has begun has its true start; one that was passed over is absent.
    #[must_use]
    pub fn expected_starts(&self, now_ms: i64) -> Vec<(ItemNumber, i64)> {
        let running_until_ms = self
            .current()
            .and_then(super::Progress::time_up_ms)
            .map(|time_up_ms| pushed(time_up_ms, now_ms));
        let mut free_ms = running_until_ms;
        let mut starts = Vec::with_capacity(self.items.len());
        for progress in &self.items {
            let item = &progress.item;
            if let Some(started_ms) = progress.started_ms {
                starts.push((item.number, started_ms));
            } else if !progress.skipped {
                let start_ms = match free_ms {
                    Some(free_ms) => free_ms.max(item.planned_start_ms),
                    None => pushed(item.planned_start_ms, now_ms),
                };
                starts.push((item.number, start_ms));
                free_ms = Some(start_ms.saturating_add(item.length_ms()));
            }
        }
        starts
    }

    /// The next moment at which the clock alone may change what is expected, in Unix milliseconds;
    /// `None` where nothing is still to come.
    #[must_use]
    pub fn next_push_ms(&self, now_ms: i64) -> Option<i64> {
        let next = self.items.iter().find(|progress| progress.waits())?;
        let kept_ms = self
            .current()
            .and_then(super::Progress::time_up_ms)
            .unwrap_or(next.item.planned_start_ms);
        Some(pushed(kept_ms, now_ms).saturating_add(1))
    }
}

/// A time that was to be kept, pushed by every minute begun since.
fn pushed(kept_ms: i64, now_ms: i64) -> i64 {
    let late_ms = now_ms.saturating_sub(kept_ms).max(0);
    let minutes = late_ms / MINUTE_MS + i64::from(late_ms % MINUTE_MS > 0);
    kept_ms.saturating_add(minutes.saturating_mul(MINUTE_MS))
}

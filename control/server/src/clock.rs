//! The only place that reads the time.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl control_hall::Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is handed in elsewhere"
    )]
    fn unix_ms(&self) -> i64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        }
    }
}

/// A point on the monotonic clock, for measuring how long something takes.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that is handed in elsewhere"
)]
#[must_use]
pub fn monotonic() -> Instant {
    Instant::now()
}

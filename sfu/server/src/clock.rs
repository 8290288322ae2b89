//! The only place that reads a clock.
#![expect(
    clippy::disallowed_methods,
    reason = "everything else is handed the time"
)]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Now, on the clock that never jumps.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Now, in milliseconds since the Unix epoch; 0 on a machine whose clock is before it.
pub(crate) fn unix_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

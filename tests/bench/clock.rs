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

/// Now, in nanoseconds since the Unix epoch: the clock of the kernel's arrival times.
pub(crate) fn unix_ns() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
        })
}

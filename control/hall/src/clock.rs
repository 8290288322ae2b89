//! The two clocks: the calendar, handed in, and tokio's for timeouts.

use tokio::time::Instant;

/// Tells the time of day.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since the Unix epoch.
    fn unix_ms(&self) -> i64;
}

/// Now, for measuring timeouts; follows tokio's clock, so that tests can hold it.
pub(crate) fn monotonic() -> Instant {
    Instant::now()
}

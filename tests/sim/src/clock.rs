//! Where simulated time begins.

use std::time::Instant;

/// An instant to begin at. Only differences from it matter.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "an Instant cannot be made from nothing"
)]
pub fn start_of_time() -> Instant {
    Instant::now()
}

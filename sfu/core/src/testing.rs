//! What tests of several modules share.

use std::sync::OnceLock;
use std::time::Instant;

/// One fixed instant: tests add to it.
#[expect(
    clippy::disallowed_methods,
    reason = "an Instant cannot be made from nothing"
)]
pub(crate) fn clock() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(Instant::now)
}

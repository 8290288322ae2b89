//! Runs one of `sfu_core::fuzzing`'s targets by its name.

use std::sync::OnceLock;
use std::time::Instant;

/// Gives `bytes` to the target called `name`.
///
/// # Panics
/// When there is no such target, or the target does: that is what is looked for.
pub fn run(name: &str, bytes: &[u8]) {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let (_, target) = sfu_core::fuzzing::TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .expect("a target of that name");
    target(bytes, *BEGIN.get_or_init(Instant::now));
}

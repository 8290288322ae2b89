//! The replay of a half-year, and harder and smaller classes of problems: `cargo bench -p slotting
//! --bench replay`. Prints the tables of `docs/slotting.md`.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark reports to the terminal and fails loudly"
)]

#[path = "../tests/world/brute.rs"]
mod brute;
#[path = "../tests/world/small.rs"]
mod small;
#[path = "../tests/world/street.rs"]
mod street;
mod replay {
    pub(crate) mod classes;
    pub(crate) mod hand;
    pub(crate) mod weeks;
}

use street::Freedom;

fn main() {
    replay::weeks::report(Freedom {
        reach_days: 2,
        cap_min: 90,
    });
    replay::weeks::report(Freedom {
        reach_days: 5,
        cap_min: 120,
    });
    replay::classes::report_hard();
    replay::classes::report_small();
}

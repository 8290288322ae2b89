//! The replay of a half-year, and harder and smaller classes of problems: `cargo bench -p slotting
//! --bench replay`. Prints the tables of `docs/slotting.md`.
#![expect(clippy::print_stdout, reason = "a benchmark reports to the terminal")]

#[path = "../tests/world/mod.rs"]
mod world;
mod replay {
    pub(crate) mod hand;
    pub(crate) mod weeks;
}

use world::street::Freedom;

fn main() {
    replay::weeks::report(Freedom {
        reach_days: 2,
        cap_min: 90,
    });
    replay::weeks::report(Freedom {
        reach_days: 5,
        cap_min: 120,
    });
}

//! The replay of a half-year, and harder and smaller classes of problems: `cargo bench -p slotting
//! --bench replay`. Prints the tables of `docs/slotting.md`;
//! `near`, `far`, `hard` and `small` after `--` ask for some of them.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark reports to the terminal and fails loudly"
)]

#[path = "../tests/world/brute.rs"]
mod brute;
#[path = "../tests/world/planning.rs"]
mod planning;
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
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let is_asked = |part: &str| asked.is_empty() || asked.iter().any(|word| word == part);
    if is_asked("near") {
        replay::weeks::report(Freedom {
            reach_days: 2,
            cap_min: 90,
        });
    }
    if is_asked("far") {
        replay::weeks::report(Freedom {
            reach_days: 5,
            cap_min: 120,
        });
    }
    if is_asked("hard") {
        replay::classes::report_hard();
    }
    if is_asked("small") {
        replay::classes::report_small();
    }
}

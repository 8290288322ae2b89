//! The solver against every plan there is.
#![expect(clippy::indexing_slicing, reason = "a test fails loudly")]

#[path = "world/brute.rs"]
mod brute;
#[path = "world/small.rs"]
mod small;

use slotting::deadline::NoDeadline;
use slotting::objective::objective_of;
use slotting::problem::Problem;
use slotting::rules::check_plan;
use slotting::solve::{Options, Proof, SolveError, solve};
use small::Size;

fn assert_equals_brute_force(problem: &Problem, seed: u64) {
    let best = brute::best(problem);
    match solve(problem, &Options::default(), &mut NoDeadline) {
        Ok(solution) => {
            let broken = check_plan(problem, &solution.plan);
            assert!(broken.is_empty(), "seed {seed}: {broken:?}");
            assert_eq!(
                objective_of(problem, &solution.plan),
                solution.objective,
                "seed {seed}: counted by classes and person by person"
            );
            assert_eq!(Some(solution.objective), best, "seed {seed}");
            assert_eq!(solution.proof, Proof::Optimal, "seed {seed}");
        }
        Err(SolveError::HeldSlots(_)) => assert_eq!(best, None, "seed {seed}"),
        Err(error) => panic!("seed {seed}: {error}"),
    }
}

#[test]
fn a_thousand_small_problems_are_solved_as_well_as_by_trying_everything() {
    for seed in 0..1_000 {
        let size = Size {
            items: 3 + usize::try_from(seed % 3).unwrap(),
            windows: 3,
            published: false,
        };
        assert_equals_brute_force(&small::problem(seed, size), seed);
    }
}

#[test]
fn so_are_problems_with_published_slots() {
    for seed in 10_000..11_000 {
        let size = Size {
            items: 4,
            windows: 3,
            published: true,
        };
        assert_equals_brute_force(&small::problem(seed, size), seed);
    }
}

#[test]
fn so_are_some_of_eight_items() {
    for seed in 20_000..20_010 {
        let size = Size {
            items: 8,
            windows: 2,
            published: false,
        };
        assert_equals_brute_force(&small::problem(seed, size), seed);
    }
}

//! Classes of problems made to be hard, and a class small enough to try every plan.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use slotting::audience::{Audience, Role, Venues};
use slotting::calendar::{Clock, Span};
use slotting::deadline::NoDeadline;
use slotting::item::{Item, PresenterId};
use slotting::objective::Level;
use slotting::problem::Problem;
use slotting::solve::{Options, Proof, SolveError, solve};

use super::weeks::{now, solve_week};
use crate::brute;
use crate::small::{self, Size};
use crate::street::{Freedom, half_year};

const SEEDS: std::ops::Range<u64> = 1..11;
/// Small problems of each size that are held against trying every plan.
const SMALL: u64 = 500;

/// A class's problem of a seed.
type Class = fn(u64) -> Problem;

/// A week of 24 items that may go anywhere in it.
fn week(seed: u64) -> (Problem, StdRng) {
    let freedom = Freedom {
        reach_days: 2,
        cap_min: 90,
    };
    let mut problem = half_year(seed, freedom).all;
    let days: Vec<_> = problem.windows.iter().map(|window| window.date).collect();
    let (from, until) = (days[0], days[9]);
    problem.windows.retain(|window| window.date <= until);
    problem.items.truncate(24);
    for item in &mut problem.items {
        (item.earliest, item.deadline) = (from, until);
        item.after = Vec::new();
    }
    (problem, StdRng::seed_from_u64(seed))
}

/// Every item is for two or three roles: no order and no grouping suits all.
fn overlapping_audiences(seed: u64) -> Problem {
    let (mut problem, mut rng) = week(seed);
    for item in &mut problem.items {
        item.audience = Audience::default();
        for _ in 0..3 {
            let role = Role(rng.random_range(0..8));
            item.audience = item.audience.with(role, Venues::of(1..=33));
        }
    }
    problem
}

/// Four presenters share all items, and each can come for one hour of three half-days.
fn narrow_presenters(seed: u64) -> Problem {
    let (mut problem, mut rng) = week(seed);
    problem.presenters.truncate(4);
    for presenter in &mut problem.presenters {
        let windows: Vec<_> = problem.windows.choose_multiple(&mut rng, 3).collect();
        let hour = |window: &&slotting::window::Window| {
            let from = window.opens.plus(15 * u16::from(window.id.0 % 3 == 0));
            Span {
                date: window.date,
                from,
                until: from.plus(60),
            }
        };
        presenter.available = Some(windows.iter().map(hour).collect());
    }
    for item in &mut problem.items {
        item.presenters = vec![PresenterId(rng.random_range(1..=4))];
    }
    problem
}

/// More minutes than the windows hold: which items to leave out is the question.
fn too_many_items(seed: u64) -> Problem {
    let (mut problem, mut rng) = week(seed);
    problem.windows.truncate(4);
    for window in &mut problem.windows {
        window.closes = Clock(window.opens.0 + window.cap_min);
    }
    let minutes = |item: &mut Item| item.minutes = 5 * rng.random_range(3..=8);
    problem.items.iter_mut().for_each(minutes);
    problem
}

/// Prints the hard classes' rows.
pub(crate) fn report_hard() {
    println!("\n## Made to be hard: 24 items, ten seeds, 2 s each\n");
    println!(
        "| class | proven | part open | worst gap % there | first s (max) | best s (max) | s (mean, max) |"
    );
    println!("|---|---:|---|---:|---:|---:|---:|");
    let classes: [(&str, Class); 3] = [
        ("overlapping audiences", overlapping_audiences),
        ("narrow presenters", narrow_presenters),
        ("more items than room", too_many_items),
    ];
    for (name, problem) in classes {
        let runs: Vec<_> = SEEDS.map(|seed| solve_week(&problem(seed))).collect();
        let proven = runs
            .iter()
            .filter(|run| run.solution.proof == Proof::Optimal)
            .count();
        let first_open: Option<Level> = runs
            .iter()
            .filter_map(|run| run.solution.gap())
            .map(|(level, _, _)| level)
            .min();
        let worst = runs
            .iter()
            .filter_map(|run| run.solution.gap())
            .filter(|(level, _, _)| Some(*level) == first_open)
            .map(|(_, value, bound)| 100.0 * value.saturating_sub(bound) as f64 / value as f64)
            .fold(0.0, f64::max);
        let most = |of: fn(&super::weeks::Week) -> f64| runs.iter().map(of).fold(0.0, f64::max);
        let mean = runs.iter().map(|run| run.total_s).sum::<f64>() / runs.len() as f64;
        println!(
            "| {name} | {proven}/{} | {} | {worst:.1} | {:.3} | {:.3} | {mean:.3}, {:.3} |",
            runs.len(),
            first_open.map_or("–".into(), |level| format!("{level:?}")),
            most(|run| run.first_s),
            most(|run| run.best_s),
            most(|run| run.total_s),
        );
    }
}

/// Holds small problems against trying every plan, and prints the rows.
pub(crate) fn report_small() {
    println!("\n## Against trying every plan\n");
    println!("| items | windows | problems | without a plan | equal | solver ms (mean, max) |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for items in 3..=8 {
        let windows = if items < 7 { 3 } else { 2 };
        let (mut equal, mut without, mut times_ms) = (0, 0, Vec::new());
        for seed in 0..SMALL {
            let size = Size {
                items,
                windows,
                published: seed.is_multiple_of(3),
            };
            let problem = small::problem(1_000_000 * items as u64 + seed, size);
            let begun = now();
            let solution = solve(&problem, &Options::default(), &mut NoDeadline);
            times_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
            let best = brute::best(&problem);
            match solution {
                Ok(solution) => {
                    let same = Some(solution.objective) == best;
                    assert!(same, "seed {seed} of {items} items");
                    equal += 1;
                }
                Err(SolveError::HeldSlots(_)) => {
                    assert_eq!(best, None, "seed {seed} of {items} items");
                    without += 1;
                }
                Err(error) => panic!("seed {seed} of {items} items: {error}"),
            }
        }
        let mean = times_ms.iter().sum::<f64>() / times_ms.len() as f64;
        let max = times_ms.iter().copied().fold(0.0, f64::max);
        println!("| {items} | {windows} | {SMALL} | {without} | {equal} | {mean:.2}, {max:.1} |");
    }
}

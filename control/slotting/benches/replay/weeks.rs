//! The half-year week by week: each week's items are planned together, around what the weeks before
//! have published, and then published themselves.

use std::time::{Duration, Instant};

use slotting::objective::{Level, Objective, objective_of};
use slotting::plan::{Placement, Plan};
use slotting::problem::Problem;
use slotting::rules::check_plan;
use slotting::solve::{Options, Progress, Proof, Solution, solve_watched};

use super::hand;
use crate::planning::{problem_of, wished_until};
use crate::street::{Freedom, HalfYear, half_year};

const SEEDS: [u64; 3] = [1, 2, 3];
/// Time for a week.
const BUDGET: Duration = Duration::from_secs(2);

/// What a week's run gave, and how long it took.
pub(crate) struct Week {
    pub(crate) solution: Solution,
    pub(crate) first_s: f64,
    pub(crate) best_s: f64,
    pub(crate) total_s: f64,
}

/// The time.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Solves within the time for a week, and takes the times.
pub(crate) fn solve_week(problem: &Problem) -> Week {
    let begun = now();
    let mut first_s = None;
    let mut best_s = 0.0;
    let mut best: Option<Objective> = None;
    let mut late = || begun.elapsed() > BUDGET;
    let solution = solve_watched(problem, &Options::default(), &mut late, &mut |progress| {
        if let Progress::Found(found) = progress {
            let elapsed_s = begun.elapsed().as_secs_f64();
            first_s.get_or_insert(elapsed_s);
            if best.is_none_or(|known| found < known) {
                best = Some(found);
                best_s = elapsed_s;
            }
        }
    })
    .expect("a week that keeps what is published can be planned");
    Week {
        solution,
        first_s: first_s.unwrap_or_default(),
        best_s,
        total_s: begun.elapsed().as_secs_f64(),
    }
}

/// Prints a half-year's rows at one freedom, for each seed.
pub(crate) fn report(freedom: Freedom) {
    println!(
        "\n## ±{} days, {} min\n",
        freedom.reach_days, freedom.cap_min
    );
    println!(
        "| seed | plan | sessions | seat-trips | sit-through min | unplaced | weeks proven | worst gap % | first s (max) | best s (max) | s a week (mean, max) |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for seed in SEEDS {
        let year = half_year(seed, freedom);
        let alone = hand::one_meeting_each(&year.all);
        row(
            seed,
            "one meeting per item",
            alone,
            alone,
            "– | – | – | – | –",
        );
        row(
            seed,
            "greedy",
            hand::greedy(&year.all),
            alone,
            "– | – | – | – | –",
        );
        for (name, (plan, weeks)) in [
            ("week by week", week_by_week(&year)),
            ("next week known", next_week_known(&year)),
        ] {
            let broken = check_plan(&year.all, &plan);
            assert!(broken.is_empty(), "{broken:?}");
            let objective = objective_of(&year.all, &plan);
            row(seed, name, objective, alone, &timings(&weeks));
        }
    }
}

/// Each week's items are planned when the week before has been published whole, into what room it
/// has and into windows until their deadlines, and are published at once.
fn week_by_week(year: &HalfYear) -> (Plan, Vec<Week>) {
    let mut published = Plan::default();
    let mut weeks = Vec::new();
    for week in year.weeks() {
        let new = wished_until(year, week, &published);
        let solved = solve_week(&problem_of(year, new, None, &published));
        let slots = solved.solution.plan.placements.iter();
        let new: Vec<_> = slots
            .filter(|slot| published.slot_of(slot.item).is_none())
            .copied()
            .collect();
        published.placements.extend(new);
        weeks.push(solved);
    }
    (published, weeks)
}

/// Each week is planned with the items of the next one known; the sessions of the week itself are
/// published, the rest is planned again a week later.
fn next_week_known(year: &HalfYear) -> (Plan, Vec<Week>) {
    let mut published = Plan::default();
    let mut weeks = Vec::new();
    let mut from = None;
    for week in year.weeks() {
        let after = year.workdays.iter().find(|(_, of)| *of > week);
        let after = after.map(|(day, _)| *day);
        let new = wished_until(year, week + 1, &published);
        let problem = problem_of(year, new, from, &published);
        let solved = solve_week(&problem);
        let this_week = |slot: &&Placement| {
            let date = problem.window(slot.window).map(|window| window.date);
            after.is_none_or(|after| date < Some(after))
        };
        let slots = solved.solution.plan.placements.iter();
        let new: Vec<_> = slots.filter(this_week).copied().collect();
        published.placements.extend(new);
        weeks.push(solved);
        from = after;
    }
    (published, weeks)
}

fn row(seed: u64, name: &str, plan: Objective, alone: Objective, timings: &str) {
    let less = |now: u64, then: u64| 100.0 * (1.0 - now as f64 / then as f64);
    println!(
        "| {seed} | {name} | {} (−{:.1} %) | {} (−{:.1} %) | {} | {} | {timings} |",
        plan.sessions,
        less(plan.sessions, alone.sessions),
        plan.seat_trips,
        less(plan.seat_trips, alone.seat_trips),
        plan.sit_through_min,
        plan.unplaced_priority,
    );
}

fn timings(weeks: &[Week]) -> String {
    let proven = weeks
        .iter()
        .filter(|week| week.solution.proof == Proof::Optimal)
        .count();
    let gap = weeks
        .iter()
        .filter_map(|week| week.solution.gap())
        .filter(|(level, _, _)| *level <= Level::SeatTrips)
        .map(|(_, value, bound)| 100.0 * (value - bound) as f64 / value.max(1) as f64)
        .fold(0.0, f64::max);
    let most = |of: fn(&Week) -> f64| weeks.iter().map(of).fold(0.0, f64::max);
    let mean = weeks.iter().map(|week| week.total_s).sum::<f64>() / weeks.len() as f64;
    format!(
        "{proven}/{} | {gap:.1} | {:.3} | {:.3} | {mean:.3}, {:.3}",
        weeks.len(),
        most(|week| week.first_s),
        most(|week| week.best_s),
        most(|week| week.total_s),
    )
}

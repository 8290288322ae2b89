//! Each week of a half-year by three solvers: `cargo run --release`. Prints the table of
//! `docs/adr/0020-slotting-solver.md`.

#[path = "../../../control/slotting/tests/world/planning.rs"]
mod planning;
#[path = "../../../control/slotting/tests/world/street.rs"]
mod street;

mod constraint_programming;
mod milp;
mod model;

use std::time::Instant;

use model::{Assignment, Found, TRIP_WEIGHT, UNPLACED_WEIGHT};
use planning::{problem_of, wished_until};
use slotting::objective::Level;
use slotting::plan::Plan;
use slotting::solve::{Options, Proof, solve};
use street::{Freedom, half_year};

/// Seconds for a week.
const BUDGET_S: f64 = 5.0;

/// Runs of one solver over all weeks.
#[derive(Default)]
struct Tally {
    weeks: usize,
    proven: usize,
    best: usize,
    none: usize,
    total_s: f64,
    max_s: f64,
}

impl Tally {
    fn count(&mut self, found: Option<Found>, best: i64, took_s: f64) {
        self.weeks += 1;
        self.total_s += took_s;
        self.max_s = self.max_s.max(took_s);
        match found {
            Some(found) => {
                self.proven += usize::from(found.proven);
                self.best += usize::from(found.weight <= best);
            }
            None => self.none += 1,
        }
    }

    fn print(&self, name: &str) {
        println!(
            "| {name} | {}/{} | {} | {} | {:.3} | {:.3} |",
            self.proven,
            self.weeks,
            self.best,
            self.none,
            self.total_s / self.weeks as f64,
            self.max_s
        );
    }
}

fn main() {
    for (reach_days, cap_min) in [(2, 90), (5, 120)] {
        let year = half_year(
            1,
            Freedom {
                reach_days,
                cap_min,
            },
        );
        let (mut ours, mut lp, mut cp) = (Tally::default(), Tally::default(), Tally::default());
        let mut published = Plan::default();
        for week in year.weeks() {
            let new = wished_until(&year, week, &published);
            let problem = problem_of(&year, new, None, &published);
            let begun = Instant::now();
            let mut late = || begun.elapsed().as_secs_f64() > BUDGET_S;
            let solution = solve(&problem, &Options::default(), &mut late).unwrap();
            let objective = solution.objective;
            let weight = objective.unplaced_priority as i64 * i64::from(UNPLACED_WEIGHT)
                + objective.seat_trips as i64 * i64::from(TRIP_WEIGHT)
                + objective.sessions as i64;
            let open = solution.gap().map(|(level, _, _)| level);
            let found = Found {
                weight,
                proven: solution.proof == Proof::Optimal || open > Some(Level::Sessions),
            };
            ours.count(Some(found), weight, begun.elapsed().as_secs_f64());
            let assignment = Assignment::of(&problem);
            let begun = Instant::now();
            let found = milp::solve(&assignment, BUDGET_S);
            lp.count(found, weight, begun.elapsed().as_secs_f64());
            let begun = Instant::now();
            let found = constraint_programming::solve(&assignment, BUDGET_S);
            cp.count(found, weight, begun.elapsed().as_secs_f64());
            let mut slots = solution.plan.placements;
            slots.retain(|slot| published.slot_of(slot.item).is_none());
            published.placements.extend(slots);
        }
        println!("\n±{reach_days} days, {cap_min} min\n");
        println!(
            "| solver | proven | best value reached | nothing found | s a week (mean) | (max) |"
        );
        println!("|---|---:|---:|---:|---:|---:|");
        ours.print("own");
        lp.print("good_lp + microlp");
        cp.print("pumpkin-solver");
    }
}

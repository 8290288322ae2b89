//! As a constraint program: `pumpkin-solver`, linear constraints over 0–1 variables and clauses,
//! lazy clause generation.

use std::ops::ControlFlow;
use std::time::Duration;

use pumpkin_conflict_resolvers::resolvers::ResolutionResolver;
use pumpkin_solver::Solver;
use pumpkin_solver::core::DefaultBrancher;

use pumpkin_solver::core::optimisation::OptimisationDirection;
use pumpkin_solver::core::optimisation::linear_sat_unsat::LinearSatUnsat;
use pumpkin_solver::core::results::{OptimisationResult, ProblemSolution, SolutionReference};
use pumpkin_solver::core::termination::TimeBudget;
use pumpkin_solver::core::variables::{AffineView, DomainId, TransformableVariable};

use crate::model::{Assignment, Found, TRIP_WEIGHT, UNPLACED_WEIGHT};

type Term = AffineView<DomainId>;

pub(crate) fn solve(week: &Assignment, seconds: f64) -> Option<Found> {
    let mut solver = Solver::default();
    let inside: Vec<Vec<(usize, DomainId)>> = week
        .items
        .iter()
        .map(|(_, windows)| {
            let mut one = |at: &usize| (*at, solver.new_bounded_integer(0, 1));
            windows.iter().map(&mut one).collect()
        })
        .collect();
    let mut some = |count: usize| -> Vec<DomainId> {
        (0..count)
            .map(|_| solver.new_bounded_integer(0, 1))
            .collect()
    };
    let left_out = some(week.items.len());
    let open = some(week.windows.len());
    let comes: Vec<Vec<DomainId>> = week
        .classes
        .iter()
        .map(|_| some(week.windows.len()))
        .collect();
    let weight = solver.new_bounded_integer(0, UNPLACED_WEIGHT * 20);

    let mut weighed: Vec<Term> = open.iter().map(|open| open.scaled(1)).collect();
    for ((people, _), comes) in week.classes.iter().zip(&comes) {
        weighed.extend(comes.iter().map(|comes| comes.scaled(people * TRIP_WEIGHT)));
    }
    weighed.extend(left_out.iter().map(|out| out.scaled(UNPLACED_WEIGHT)));
    weighed.push(weight.scaled(-1));
    at_most(&mut solver, weighed, 0);
    for (inside, left_out) in inside.iter().zip(&left_out) {
        let mut terms: Vec<Term> = inside.iter().map(|(_, inside)| inside.scaled(1)).collect();
        terms.push(left_out.scaled(1));
        let tag = solver.new_constraint_tag();
        let placed_once = pumpkin_constraints::equals(terms, 1, tag);
        solver.add_constraint(placed_once).post();
    }
    for (at, cap) in week.windows.iter().enumerate() {
        let mut terms: Vec<Term> = vec![open[at].scaled(-i32::from(*cap))];
        for ((minutes, _), inside) in week.items.iter().zip(&inside) {
            let here = inside.iter().filter(|(window, _)| *window == at);
            terms.extend(here.map(|(_, inside)| inside.scaled(i32::from(*minutes))));
        }
        at_most(&mut solver, terms, 0);
    }
    for ((_, items), comes) in week.classes.iter().zip(&comes) {
        for item in items {
            for (window, inside) in &inside[*item] {
                let terms = vec![inside.scaled(1), comes[*window].scaled(-1)];
                at_most(&mut solver, terms, 0);
            }
        }
    }
    for (earlier, later) in &week.precedences {
        for (window, there) in &inside[*later] {
            let before = inside[*earlier].iter().filter(|(at, _)| at <= window);
            let mut terms: Vec<Term> = before.map(|(_, inside)| inside.scaled(-1)).collect();
            terms.push(there.scaled(1));
            at_most(&mut solver, terms, 0);
        }
    }
    let mut brancher = solver.default_brancher();
    let mut termination = TimeBudget::starting_now(Duration::from_secs_f64(seconds));
    let mut resolver = ResolutionResolver::default();
    let carry_on = |_: &Solver,
                    _: SolutionReference,
                    _: &DefaultBrancher,
                    _: &ResolutionResolver|
     -> ControlFlow<()> { ControlFlow::Continue(()) };
    let result = solver.optimise(
        &mut brancher,
        &mut termination,
        &mut resolver,
        LinearSatUnsat::new(OptimisationDirection::Minimise, weight, carry_on),
    );
    match result {
        OptimisationResult::Optimal(best) => Some(Found {
            weight: i64::from(best.get_integer_value(weight)),
            proven: true,
        }),
        OptimisationResult::Satisfiable(best) => Some(Found {
            weight: i64::from(best.get_integer_value(weight)),
            proven: false,
        }),
        OptimisationResult::Stopped(..)
        | OptimisationResult::Unsatisfiable
        | OptimisationResult::Unknown => None,
    }
}

fn at_most(solver: &mut Solver, terms: Vec<Term>, bound: i32) {
    let tag = solver.new_constraint_tag();
    solver
        .add_constraint(pumpkin_constraints::less_than_or_equals(terms, bound, tag))
        .post();
}

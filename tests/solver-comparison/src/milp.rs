//! As a mixed-integer program: `good_lp` with `microlp`.

use good_lp::solvers::{SolutionStatus, WithTimeLimit};
use good_lp::{
    Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable,
};

use crate::model::{Assignment, Found, TRIP_WEIGHT, UNPLACED_WEIGHT};

pub(crate) fn solve(week: &Assignment, seconds: f64) -> Option<Found> {
    let mut variables = ProblemVariables::new();
    let mut one = || variables.add(variable().binary());
    let inside: Vec<Vec<(usize, Variable)>> = week
        .items
        .iter()
        .map(|(_, windows)| windows.iter().map(|at| (*at, one())).collect())
        .collect();
    let left_out: Vec<Variable> = week.items.iter().map(|_| one()).collect();
    let open: Vec<Variable> = week.windows.iter().map(|_| one()).collect();
    let comes: Vec<Vec<Variable>> = week
        .classes
        .iter()
        .map(|_| week.windows.iter().map(|_| one()).collect())
        .collect();
    let mut weight: Expression = open.iter().map(|open| 1.0 * *open).sum();
    for ((people, _), comes) in week.classes.iter().zip(&comes) {
        for comes in comes {
            weight += f64::from(people * TRIP_WEIGHT) * *comes;
        }
    }
    for left_out in &left_out {
        weight += f64::from(UNPLACED_WEIGHT) * *left_out;
    }
    let mut model = variables.minimise(weight.clone()).using(microlp);
    for (inside, left_out) in inside.iter().zip(&left_out) {
        let placed: Expression = inside.iter().map(|(_, inside)| 1.0 * *inside).sum();
        model.add_constraint(constraint!(placed + *left_out == 1));
    }
    for (at, cap) in week.windows.iter().enumerate() {
        let minutes: Expression = week
            .items
            .iter()
            .zip(&inside)
            .flat_map(|((minutes, _), inside)| {
                let here = inside.iter().filter(move |(window, _)| *window == at);
                here.map(move |(_, inside)| f64::from(*minutes) * *inside)
            })
            .sum();
        model.add_constraint(constraint!(minutes <= f64::from(*cap) * open[at]));
    }
    for ((_, items), comes) in week.classes.iter().zip(&comes) {
        for item in items {
            for (window, inside) in &inside[*item] {
                model.add_constraint(constraint!(*inside <= comes[*window]));
            }
        }
    }
    for (earlier, later) in &week.precedences {
        for (window, there) in &inside[*later] {
            let before: Expression = inside[*earlier]
                .iter()
                .filter(|(at, _)| at <= window)
                .map(|(_, inside)| 1.0 * *inside)
                .sum();
            model.add_constraint(constraint!(*there <= before));
        }
    }
    let solution = model.with_time_limit(seconds).solve().ok()?;
    Some(Found {
        weight: solution.eval(&weight).round() as i64,
        proven: matches!(solution.status(), SolutionStatus::Optimal),
    })
}

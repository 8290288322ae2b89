//! The solver's runs: with the next week where it is known, and what is remembered of them.

use std::time::Duration;

use control_wire::rest::planning::Sentence;
use control_wire::rest::planning::board::Explained;
use planning::dates::Week;
use planning::week::{Outlook, WeekProblem};
use sha2::{Digest, Sha256};
use slotting::objective::{Objective, objective_of};
use slotting::plan::Plan;
use slotting::problem::Problem;
use slotting::solve::{Options, Proof, Solution, SolveError, solve};

use crate::app::App;
use crate::clock::monotonic;
use crate::problem::planning::PlanningError;
use crate::store::StoreFailed;
use crate::store::planning::versions::BestKnown;

/// How long it may look for the best plan that a change is held against.
const COMPARE_MS: u32 = 400;

/// What the solver found for a week.
pub(super) struct Best {
    /// Its slots in the week.
    pub(super) plan: Plan,
    /// Whether no plan is better.
    pub(super) proven: bool,
    /// How good it is, in words.
    pub(super) proof: Sentence,
    /// Why each item is where it is, or nowhere.
    pub(super) explanations: Vec<Explained>,
}

impl Best {
    /// What it costs, over the week alone.
    pub(super) fn objective(&self, problem: &WeekProblem) -> Objective {
        objective_of(&problem.problem, &self.plan)
    }
}

/// Solves a week, with the next one where it is known. Where the next week stands in the way, being
/// at odds with its own rules, the week is solved by itself.
///
/// # Errors
/// When no plan keeps the rules, or none was found in the time.
pub(super) async fn solved(
    problem: &WeekProblem,
    outlook: Option<&Outlook>,
    seed: u64,
    limit_ms: u32,
) -> Result<Best, PlanningError> {
    if let Some(outlook) = outlook
        && let Ok(solution) = run(outlook.problem(), seed, limit_ms).await?
    {
        return Ok(Best {
            plan: outlook.of_the_week(&solution.plan),
            proven: solution.proof == Proof::Optimal,
            proof: outlook.words().proof(&solution),
            explanations: solution
                .explanations
                .iter()
                .filter_map(|explanation| outlook.explained(explanation))
                .collect(),
        });
    }
    let solution = found(problem, run(&problem.problem, seed, limit_ms).await?)?;
    let words = problem.words();
    Ok(Best {
        proven: solution.proof == Proof::Optimal,
        proof: words.proof(&solution),
        explanations: solution
            .explanations
            .iter()
            .map(|explanation| words.explained(explanation))
            .collect(),
        plan: solution.plan,
    })
}

/// Runs the solver on a thread of its own, until it is done or the time is up.
async fn run(
    problem: &Problem,
    seed: u64,
    limit_ms: u32,
) -> Result<Result<Solution, SolveError>, PlanningError> {
    let problem = problem.clone();
    let options = Options {
        seed,
        ..Options::default()
    };
    let limit = Duration::from_millis(u64::from(limit_ms));
    tokio::task::spawn_blocking(move || {
        let began = monotonic();
        solve(&problem, &options, &mut || began.elapsed() >= limit)
    })
    .await
    .map_err(|error| PlanningError::Solver(error.to_string()))
}

/// A solution, or why there is none in words.
fn found(
    problem: &WeekProblem,
    result: Result<Solution, SolveError>,
) -> Result<Solution, PlanningError> {
    result.map_err(|error| match error {
        SolveError::Problem(error) => PlanningError::Solver(error.to_string()),
        SolveError::HeldSlots(violations) => {
            let words = problem.words();
            PlanningError::Rules(violations.iter().map(|one| words.violation(one)).collect())
        }
        SolveError::NotFound => PlanningError::NoPlanFound,
    })
}

/// The least cost that is known of a week's problem: of its last solution, if nothing changed since,
/// else what a short look finds; where that finds nothing, what the plan as it is costs.
///
/// # Errors
/// When the database or the solver fails.
pub(super) async fn best_known(
    app: &App,
    week: Week,
    problem: &WeekProblem,
    outlook: Option<&Outlook>,
) -> Result<Objective, PlanningError> {
    let hash = hash_of(&problem.problem)?;
    let known = app.store.best_known(week).await?;
    if let Some(known) = known.filter(|known| known.problem_hash == hash) {
        return serde_json::from_str(&known.objective).map_err(|error| {
            PlanningError::Store(StoreFailed::Unreadable {
                table: "plan_versions",
                what: error.to_string(),
            })
        });
    }
    match solved(problem, outlook, 1, COMPARE_MS).await {
        Ok(best) => Ok(best.objective(problem)),
        Err(PlanningError::Rules(_) | PlanningError::NoPlanFound) => {
            Ok(objective_of(&problem.problem, &problem.plan))
        }
        Err(error) => Err(error),
    }
}

/// A cost as it is kept.
///
/// # Errors
/// When it cannot be written.
pub(super) fn best_of(
    problem: &Problem,
    objective: &Objective,
) -> Result<BestKnown, PlanningError> {
    let objective = serde_json::to_string(objective)
        .map_err(|error| PlanningError::Solver(error.to_string()))?;
    Ok(BestKnown {
        objective,
        problem_hash: hash_of(problem)?,
    })
}

/// SHA-256 (hex) of a problem: the same for the same items, windows and rules.
fn hash_of(problem: &Problem) -> Result<String, PlanningError> {
    let text =
        serde_json::to_vec(problem).map_err(|error| PlanningError::Solver(error.to_string()))?;
    Ok(hex::encode(Sha256::digest(text)))
}

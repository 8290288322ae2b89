//! The way from a problem to a plan: a first plan, local search, then the exact search with growing
//! width until it is proven, or the time is up.

use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;
pub use crate::assign::Width;
use crate::assign::assign;
use crate::bound::Bounds;
use crate::candidates::{Listing, least_unplaced};
use crate::deadline::Deadline;
use crate::explain::{Explanation, explain_all};
use crate::model::Model;
use crate::objective::{Level, Objective};
use crate::places::ItemSet;
use crate::plan::Plan;
use crate::prices::Prices;
use crate::problem::{Problem, ProblemError};
use crate::rules::{Violation, check_plan};
use crate::search::{fill, improve};
use crate::sessions::Sessions;

/// How hard to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Seed of the local search.
    pub seed: u64,
    /// Steps of the local search.
    pub search_steps: u32,
    /// How much the exact search keeps on its way, one run for each; the next run follows if the one
    /// before did not prove its plan.
    pub widths: Vec<Width>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            search_steps: 1_000,
            widths: vec![
                Width {
                    states: 100,
                    sessions: 200,
                },
                Width {
                    states: 400,
                    sessions: 2_000,
                },
                Width {
                    states: 4_000,
                    sessions: usize::MAX,
                },
                Width {
                    states: 30_000,
                    sessions: usize::MAX,
                },
            ],
        }
    }
}

/// What is known of how good a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "kebab-case")]
pub enum Proof {
    /// No plan is better, in all of the objective.
    Optimal,
    /// No plan is better than the bound.
    Gap {
        /// The bound.
        bound: Objective,
    },
}

/// A plan, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The plan.
    pub plan: Plan,
    /// What it costs.
    pub objective: Objective,
    /// How good it is.
    pub proof: Proof,
    /// Why each item is where it is, or nowhere: one for each item, in the problem's order.
    pub explanations: Vec<Explanation>,
}

/// What happens on the way, for whoever waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A plan, or a better one.
    Found(Objective),
    /// No plan is better than this.
    Bounded(Objective),
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// The problem is malformed.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The slots that items hold break rules: nothing may be planned around them before some are
    /// unlocked.
    #[error("published slots break {} rules", .0.len())]
    HeldSlots(Vec<Violation>),
    /// No plan around the held slots was found, and there may be one: the time was up, or the widths
    /// were too small.
    #[error("no plan around the published slots was found in the time and widths given")]
    NotFound,
}

impl Solution {
    /// How far the plan may be from the best, in the first part of the objective that is not proven:
    /// (part, value, bound). None if it is proven.
    #[must_use]
    pub fn gap(&self) -> Option<(Level, u64, u64)> {
        match self.proof {
            Proof::Optimal => None,
            Proof::Gap { bound } => self.objective.first_difference(&bound),
        }
    }
}

/// Finds the best plan it can until the deadline. Runs with the same problem, options and seed give
/// the same solution, unless the deadline cuts them short.
///
/// # Errors
/// [`SolveError`]
pub fn solve(
    problem: &Problem,
    options: &Options,
    deadline: &mut dyn Deadline,
) -> Result<Solution, SolveError> {
    solve_watched(problem, options, deadline, &mut |_| {})
}

/// [`solve`], telling of every plan and bound on the way.
///
/// # Errors
/// [`SolveError`]
pub fn solve_watched(
    problem: &Problem,
    options: &Options,
    deadline: &mut dyn Deadline,
    watch: &mut dyn FnMut(Progress),
) -> Result<Solution, SolveError> {
    problem.check_form()?;
    let model = Model::of(problem);
    let mut sessions = Sessions::of(&model);
    let best = published_start(&model, &mut sessions).map(|start| {
        let first = fill(&model, &mut sessions, start);
        watch(Progress::Found(first.total()));
        let better = improve(
            &model,
            &mut sessions,
            first,
            options.seed,
            options.search_steps,
            deadline,
        );
        watch(Progress::Found(better.total()));
        better
    });
    let Proven { best, bound, .. } = prove(
        &model,
        &mut sessions,
        best,
        &options.widths,
        deadline,
        watch,
    );
    let Some(best) = best else {
        if bound < Objective::WORST {
            return Err(SolveError::NotFound);
        }
        return Err(SolveError::HeldSlots(held_violations(problem)));
    };
    let objective = best.total();
    let proof = if bound >= objective {
        Proof::Optimal
    } else {
        Proof::Gap { bound }
    };
    Ok(Solution {
        plan: best.plan(&sessions),
        objective,
        proof,
        explanations: explain_all(&model, &mut sessions, &best),
    })
}

/// What the exact search left.
struct Proven {
    best: Option<Arrangement>,
    bound: Objective,
    interrupted: bool,
}

/// Runs the exact search, wider and wider, until the best arrangement is proven or the time is up.
fn prove(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    first: Option<Arrangement>,
    widths: &[Width],
    deadline: &mut dyn Deadline,
    watch: &mut dyn FnMut(Progress),
) -> Proven {
    let mut bounds = Bounds::of(model);
    let known =
        |best: &Option<Arrangement>| best.as_ref().map_or(Objective::WORST, Arrangement::total);
    let root =
        |bounds: &mut Bounds<'_, '_>| least_unplaced(model) + bounds.of_left(model.placeable, 0);
    let mut proven = Proven {
        bound: root(&mut bounds).min(known(&first)),
        best: first,
        interrupted: false,
    };
    let listing = Listing::of(model, &mut bounds, known(&proven.best), deadline);
    let Some(listing) = listing else {
        proven.interrupted = true;
        return proven;
    };
    if listing.is_complete {
        let possible = listing.possible();
        bounds.set_prices(Prices::found(model.items.len(), &possible, deadline));
        proven.bound = root(&mut bounds).min(known(&proven.best));
    }
    watch(Progress::Bounded(proven.bound));
    for width in widths {
        let to_beat = known(&proven.best);
        if proven.bound >= to_beat || proven.interrupted {
            break;
        }
        let candidates = listing.candidates(
            model,
            sessions,
            &mut bounds,
            to_beat,
            width.sessions,
            deadline,
        );
        let Some(candidates) = candidates else {
            proven.interrupted = true;
            break;
        };
        let assigned = assign(
            model,
            &candidates,
            &mut bounds,
            to_beat,
            width.states,
            deadline,
        );
        proven.interrupted = assigned.interrupted;
        if assigned.bound > proven.bound {
            proven.bound = assigned.bound;
            watch(Progress::Bounded(proven.bound));
        }
        let better = assigned
            .better
            .and_then(|sets| Arrangement::of(model, sessions, sets));
        if let Some(better) = better {
            watch(Progress::Found(better.total()));
            proven.best = Some(better);
        }
    }
    proven
}

/// The arrangement to start from: every published item where it was published, or else only those
/// that hold their window; none if even that breaks a rule.
pub(crate) fn published_start(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
) -> Option<Arrangement> {
    let published: Vec<ItemSet> = model
        .windows
        .iter()
        .map(|window| {
            model
                .items_in(model.placeable)
                .filter(|(_, item)| {
                    item.item
                        .published
                        .is_some_and(|published| published.slot.window == window.window.id)
                })
                .map(|(place, _)| place)
                .collect()
        })
        .collect();
    Arrangement::of(model, sessions, published).or_else(|| {
        let held = model.windows.iter().map(|window| window.holds).collect();
        Arrangement::of(model, sessions, held)
    })
}

/// The rules that the held slots break as they were published.
fn held_violations(problem: &Problem) -> Vec<Violation> {
    let placements = problem
        .items
        .iter()
        .filter_map(|item| item.published)
        .filter(|published| published.hold != crate::item::Hold::Unlocked)
        .map(|published| published.slot)
        .collect();
    check_plan(problem, &Plan { placements })
}

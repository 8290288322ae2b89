//! Every plan of a small problem, tried: the objective no solver can beat.
//!
//! Uses nothing of the solver: the hard rules as [`slotting::rules::check_plan`] defines them, and
//! the objective counted person by person.

use std::collections::HashMap;

use slotting::calendar::Clock;
use slotting::item::{Hold, Item, Pin};
use slotting::objective::{Objective, objective_of};
use slotting::plan::{Placement, Plan};
use slotting::problem::{Problem, START_STEP_MIN};
use slotting::rules::{Violation, check_plan};
use slotting::window::Window;

/// The best objective of all plans, or none if no plan keeps the rules.
pub(crate) fn best(problem: &Problem) -> Option<Objective> {
    let mut sessions = HashMap::new();
    let mut best = None;
    let mut homes = vec![0usize; problem.items.len()];
    loop {
        if let Some(objective) = best_of_homes(problem, &homes, &mut sessions) {
            best = Some(best.map_or(objective, |b: Objective| b.min(objective)));
        }
        // The next way to give each item a window, or none (0).
        let Some(at) = homes.iter().position(|home| *home < problem.windows.len()) else {
            return best;
        };
        homes[at] += 1;
        for home in &mut homes[..at] {
            *home = 0;
        }
    }
}

type Sessions = HashMap<(usize, Vec<usize>), Option<Vec<Placement>>>;

fn best_of_homes(problem: &Problem, homes: &[usize], sessions: &mut Sessions) -> Option<Objective> {
    let mut plan = Plan::default();
    for (at, window) in problem.windows.iter().enumerate() {
        let items: Vec<usize> = (0..homes.len()).filter(|i| homes[*i] == at + 1).collect();
        if items.is_empty() {
            continue;
        }
        let session = sessions
            .entry((at, items.clone()))
            .or_insert_with(|| best_session(problem, window, &items));
        plan.placements.extend(session.as_ref()?);
    }
    check_plan(problem, &plan)
        .is_empty()
        .then(|| objective_of(problem, &plan))
}

/// The best order and start of one session, by itself.
fn best_session(problem: &Problem, window: &Window, items: &[usize]) -> Option<Vec<Placement>> {
    let items: Vec<&Item> = items.iter().map(|at| &problem.items[*at]).collect();
    let total: u16 = items.iter().map(|item| item.minutes).sum();
    if total > window.cap_min {
        return None;
    }
    let to_the_minute = items.iter().any(|item| {
        matches!(item.pin, Some(Pin::Clock(_)))
            || item.published.is_some_and(|p| p.hold == Hold::Slot)
    });
    let step = if to_the_minute { 1 } else { START_STEP_MIN };
    let mut best: Option<(Objective, Vec<Placement>)> = None;
    for order in permutations(items.len()) {
        for start in (window.opens.0..=window.closes.0).step_by(usize::from(step)) {
            let mut at = Clock(start);
            let placements: Vec<Placement> = order
                .iter()
                .map(|i| {
                    let slot = Placement {
                        item: items[*i].id,
                        window: window.id,
                        start: at,
                    };
                    at = at.plus(items[*i].minutes);
                    slot
                })
                .collect();
            let plan = Plan { placements };
            if check_plan(problem, &plan)
                .iter()
                .any(|v| is_of_session(v, &items))
            {
                continue;
            }
            let objective = objective_of(problem, &plan);
            if best.as_ref().is_none_or(|(known, _)| objective < *known) {
                best = Some((objective, plan.placements));
            }
        }
    }
    best.map(|(_, placements)| placements)
}

/// Whether a violation is about this session, not about items that are elsewhere in a whole plan.
fn is_of_session(violation: &Violation, items: &[&Item]) -> bool {
    if let Violation::HeldSlotLost { item } = violation {
        return items.iter().any(|i| i.id == *item);
    }
    !matches!(
        violation,
        Violation::PredecessorUnplaced { .. } | Violation::OverQuota { .. }
    )
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    permutations(count - 1)
        .into_iter()
        .flat_map(|shorter| {
            (0..count).map(move |at| {
                let mut longer = shorter.clone();
                longer.insert(at, count - 1);
                longer
            })
        })
        .collect()
}

//! Plans as made by hand: each item its own meeting, and items put one after the other, in the order
//! of their wished dates, where they cost least at that moment.

use slotting::item::Item;
use slotting::objective::{Objective, objective_of};
use slotting::plan::{Placement, Plan};
use slotting::problem::Problem;
use slotting::rules::check_plan;
use slotting::window::Window;

/// What it costs when every item is a meeting of its own.
pub(crate) fn one_meeting_each(problem: &Problem) -> Objective {
    let people = |item: &Item| u64::from(problem.roster.people(&item.audience));
    Objective {
        seat_trips: problem.items.iter().map(people).sum(),
        sessions: problem.items.len() as u64,
        ..Objective::default()
    }
}

/// What it costs when items, by wished date, join the session with the fewest additional
/// seat-trips, and open one of their own only where none has room.
pub(crate) fn greedy(problem: &Problem) -> Objective {
    let mut items: Vec<&Item> = problem.items.iter().collect();
    items.sort_by_key(|item| (item.wished, item.after.len(), item.id));
    let mut plan = Plan::default();
    for item in items {
        let mut found: Vec<(bool, Objective, Plan)> = Vec::new();
        for window in &problem.windows {
            if window.date < item.earliest || window.date > item.deadline {
                continue;
            }
            let (opened, joined) = at_the_end(problem, &plan, item, window);
            if keeps_rules(problem, &joined, item, window) {
                found.push((opened, objective_of(problem, &joined), joined));
            }
        }
        if let Some((_, _, best)) = found
            .into_iter()
            .min_by_key(|(opened, objective, _)| (*opened, *objective))
        {
            plan = best;
        }
    }
    objective_of(problem, &plan)
}

/// The plan with an item at the end of a window's session, and whether that opens the session.
fn at_the_end(problem: &Problem, plan: &Plan, item: &Item, window: &Window) -> (bool, Plan) {
    let last = plan.session_in(window.id).last().copied();
    let start = last.map_or(window.opens, |slot| {
        let minutes = problem.item(slot.item).map_or(0, |item| item.minutes);
        slot.start.plus(minutes)
    });
    let mut joined = plan.clone();
    joined.placements.push(Placement {
        item: item.id,
        window: window.id,
        start,
    });
    (last.is_none(), joined)
}

/// Whether a plan keeps the rules in one window and for one item.
fn keeps_rules(problem: &Problem, plan: &Plan, item: &Item, window: &Window) -> bool {
    let near = |slot: &&Placement| slot.window == window.id || item.after.contains(&slot.item);
    let part = Plan {
        placements: plan.placements.iter().filter(near).copied().collect(),
    };
    !check_plan(problem, &part).iter().any(|violation| {
        // Predecessors of the others are in sessions that are left out here.
        !matches!(violation, slotting::rules::Violation::PredecessorUnplaced { item: other, .. } if *other != item.id)
    })
}

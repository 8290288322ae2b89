//! Which items share which window, exactly where the width allows: dynamic programming over the
//! windows in time.
//!
//! What the rest of a plan can still do depends on the past only through the set of items already
//! placed, those placed in this very half-day, and the quotas used. So windows are gone through in
//! time with a layer of such states, each with the cheapest way to reach it; a window adds to a
//! state every feasible session of items it has not placed. Items have a short reach, so the states
//! that differ are few. A state is dropped when its cost plus the lower bound of what is left does
//! not beat the best plan known. If a layer still outgrows its width, its most promising states are
//! kept, and the least of the bounds of those dropped is what is known of the best plan. A narrow run
//! that tries only the most promising sessions finds a good plan in little time; with it, a wide run
//! has little left to look at.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::bound::Bounds;
use crate::candidates::{Candidate, Candidates, least_unplaced};
use crate::deadline::Deadline;
use crate::model::Model;
use crate::objective::Objective;
use crate::places::ItemSet;

/// Steps between two looks at the deadline.
const STEPS_PER_LOOK: u32 = 2_048;

/// How much is kept on the way through the windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Width {
    /// States kept after each window.
    pub states: usize,
    /// Sessions tried in each window, those with the least excess over their items' prices first.
    pub sessions: usize,
}

/// What going through the windows gave.
pub(crate) struct Assigned {
    /// The items of each window, if better than what was known before.
    pub(crate) better: Option<Vec<ItemSet>>,
    /// No plan is better than this, or than the best known.
    pub(crate) bound: Objective,
    /// The deadline passed on the way.
    pub(crate) interrupted: bool,
}

/// A way to a state: the state of the layer before, and the session added.
#[derive(Clone, Copy)]
struct Step {
    parent: usize,
    session: ItemSet,
}

/// What the rest of a plan can depend on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    placed: ItemSet,
    /// Items placed in earlier windows of the half-day at hand.
    at_once: ItemSet,
    /// Uses of each binding quota.
    used: Vec<u16>,
}

#[derive(Clone)]
struct State {
    key: Key,
    cost: Objective,
    /// Cost plus the bound of what is left.
    least: Objective,
    step: Step,
}

/// Goes through the windows with at most so many states and sessions, looking for a plan that costs less
/// than `known`.
pub(crate) fn assign(
    model: &Model<'_>,
    candidates: &Candidates,
    bounds: &mut Bounds<'_, '_>,
    known: Objective,
    states: usize,
    deadline: &mut dyn Deadline,
) -> Assigned {
    let start = least_unplaced(model);
    let mut layer = vec![State {
        key: Key {
            placed: ItemSet::EMPTY,
            at_once: ItemSet::EMPTY,
            used: vec![0; model.quotas.len()],
        },
        cost: start,
        least: start + bounds.of_left(model.placeable, 0),
        step: Step {
            parent: 0,
            session: ItemSet::EMPTY,
        },
    }];
    let mut walk = Walk {
        model,
        known,
        dropped: (!candidates.are_complete)
            .then(|| layer.first().map(|s| s.least))
            .flatten(),
        steps: Cell::new(0),
    };
    let mut way: Vec<Vec<Step>> = Vec::with_capacity(model.windows.len());
    for at in 0..model.windows.len() {
        let layer_least = layer.iter().map(|state| state.least).min();
        let tried = candidates.by_window.get(at).map_or(&[][..], Vec::as_slice);
        let Some(mut next) = walk.next_layer(at, &layer, tried, bounds, deadline) else {
            return Assigned {
                better: None,
                bound: walk.bound_with(layer_least),
                interrupted: true,
            };
        };
        if next.len() > states {
            next.sort_by_key(|state| (state.least, state.key.placed));
            let dropped = next.get(states).map(|state| state.least);
            walk.drop_from(dropped);
            next.truncate(states);
        }
        way.push(next.iter().map(|state| state.step).collect());
        layer = next;
    }
    let best = layer
        .iter()
        .enumerate()
        .min_by_key(|(_, state)| state.cost)
        .filter(|(_, state)| state.cost < known);
    Assigned {
        bound: walk.bound_with(best.map(|(_, state)| state.cost)),
        better: best.map(|(at, _)| retrace(&way, at)),
        interrupted: false,
    }
}

/// The sessions on the way to a state of the last layer, by window.
fn retrace(way: &[Vec<Step>], last: usize) -> Vec<ItemSet> {
    let mut at = last;
    let mut sets = Vec::with_capacity(way.len());
    for layer in way.iter().rev() {
        let Some(step) = layer.get(at) else { break };
        sets.push(step.session);
        at = step.parent;
    }
    sets.reverse();
    sets
}

struct Walk<'m, 'p> {
    model: &'m Model<'p>,
    known: Objective,
    /// The least of the bounds of all states dropped for width.
    dropped: Option<Objective>,
    steps: Cell<u32>,
}

impl Walk<'_, '_> {
    fn drop_from(&mut self, least: Option<Objective>) {
        self.dropped = [self.dropped, least].into_iter().flatten().min();
    }

    /// No plan beats the least of these: what is still on the way, what was dropped, what is known.
    fn bound_with(&self, on_the_way: Option<Objective>) -> Objective {
        [on_the_way, self.dropped]
            .into_iter()
            .flatten()
            .fold(self.known, Ord::min)
    }

    fn is_due(&self, deadline: &mut dyn Deadline) -> bool {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        steps.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed()
    }

    /// The states after a window; none if the deadline passed.
    fn next_layer(
        &self,
        at: usize,
        layer: &[State],
        candidates: &[Candidate],
        bounds: &mut Bounds<'_, '_>,
        deadline: &mut dyn Deadline,
    ) -> Option<Vec<State>> {
        let model = self.model;
        let window = model.windows.get(at)?;
        let ending: ItemSet = model
            .items_in(model.placeable)
            .filter(|(_, item)| item.reach.is_some_and(|(_, last)| last == at))
            .map(|(place, _)| place)
            .collect();
        let ended: ItemSet = model
            .items_in(model.placeable)
            .filter(|(_, item)| item.reach.is_some_and(|(_, last)| last <= at))
            .map(|(place, _)| place)
            .collect();
        let same_half_day_next = model
            .windows
            .get(at + 1)
            .is_some_and(|next| next.half_day() == window.half_day());
        let none = Candidate {
            items: ItemSet::EMPTY,
            cost: Objective::default(),
            predecessors: ItemSet::EMPTY,
            clashes: ItemSet::EMPTY,
        };
        let leave_empty = window.holds.is_empty().then_some(&none);
        let mut places: FxHashMap<Key, usize> = FxHashMap::default();
        let mut rests: FxHashMap<ItemSet, Objective> = FxHashMap::default();
        let mut next: Vec<State> = Vec::new();
        for (parent, state) in layer.iter().enumerate() {
            let placed_before = state.key.placed.minus(state.key.at_once);
            for candidate in leave_empty.into_iter().chain(candidates) {
                if self.is_due(deadline) {
                    return None;
                }
                if candidate.items.meets(state.key.placed)
                    || candidate.clashes.meets(state.key.at_once)
                    || !candidate.predecessors.is_within(placed_before)
                {
                    continue;
                }
                let Some(used) = self.quotas_after(&state.key.used, candidate.items, at) else {
                    continue;
                };
                let placed = state.key.placed.or(candidate.items);
                let mut cost = state.cost + candidate.cost;
                cost.unplaced_priority += model.priority_of(ending.minus(placed));
                if cost.unplaced_priority > self.known.unplaced_priority {
                    continue;
                }
                let left = model.placeable.minus(placed).minus(ended);
                let rest = *rests
                    .entry(left)
                    .or_insert_with(|| bounds.of_left(left, at + 1));
                let least = cost + rest;
                if least >= self.known {
                    continue;
                }
                let key = Key {
                    placed,
                    at_once: if same_half_day_next {
                        state.key.at_once.or(candidate.items)
                    } else {
                        ItemSet::EMPTY
                    },
                    used,
                };
                let reached = State {
                    key,
                    cost,
                    least,
                    step: Step {
                        parent,
                        session: candidate.items,
                    },
                };
                match places
                    .get(&reached.key)
                    .and_then(|place| next.get_mut(*place))
                {
                    Some(there) if reached.cost < there.cost => *there = reached,
                    Some(_) => {}
                    None => {
                        places.insert(reached.key.clone(), next.len());
                        next.push(reached);
                    }
                }
            }
        }
        Some(next)
    }

    /// The uses of each quota after a session, if none goes beyond what is allowed.
    fn quotas_after(&self, used: &[u16], items: ItemSet, at: usize) -> Option<Vec<u16>> {
        let date = self.model.windows.get(at)?.window.date;
        self.model
            .quotas
            .iter()
            .zip(used)
            .map(|(quota, used)| {
                let after = used.saturating_add(quota.used_by(items, date));
                (after <= quota.allowed).then_some(after)
            })
            .collect()
    }
}

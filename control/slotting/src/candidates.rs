//! The sessions that each window could have in a plan that beats the best known.

use rustc_hash::FxHashSet;

use crate::bound::Bounds;
use crate::deadline::Deadline;
use crate::item_set::ItemSet;
use crate::model::Model;
use crate::objective::Objective;
use crate::prices::Possible;
use crate::sessions::Sessions;

/// Sessions listed in all; with more, the list is not complete and nothing is proven by it.
const LISTED_MAX: usize = 400_000;
/// Sessions between two looks at the deadline.
const STEPS_PER_LOOK: usize = 512;

/// A session that a window could have, and what follows from it.
pub(crate) struct Candidate {
    pub(crate) items: ItemSet,
    pub(crate) cost: Objective,
    /// Items that have to be placed before.
    pub(crate) predecessors: ItemSet,
    /// Items that may not be placed in the same half-day.
    pub(crate) clashes: ItemSet,
}

/// The sessions that each window could have.
pub(crate) struct Candidates {
    pub(crate) by_window: Vec<Vec<Candidate>>,
    /// Whether no plan that beats the best known has a session that is not here.
    pub(crate) are_complete: bool,
}

/// For each window, sets of items that it admits together.
pub(crate) struct Listing {
    by_window: Vec<Vec<ItemSet>>,
    /// Whether nothing was left out for their number.
    pub(crate) is_complete: bool,
}

impl Listing {
    /// Lists what each window could have in a plan that costs less than `known`; none if the
    /// deadline passed.
    pub(crate) fn of(
        model: &Model<'_>,
        bounds: &mut Bounds<'_, '_>,
        known: Objective,
        deadline: &mut dyn Deadline,
    ) -> Option<Self> {
        let mut listed = 0;
        let mut looked_at = 0usize;
        let mut is_complete = true;
        let mut by_window = Vec::with_capacity(model.windows.len());
        for window in &model.windows {
            let held_elsewhere = model.held.minus(window.holds);
            let free: Vec<usize> = window
                .admits
                .minus(window.holds)
                .minus(held_elsewhere)
                .iter()
                .collect();
            let cap = u32::from(window.window.cap_min);
            let mut sets = Vec::new();
            let mut open = vec![(window.holds, 0usize, model.minutes_of(window.holds))];
            while let Some((items, next, minutes)) = open.pop() {
                looked_at += 1;
                if looked_at.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed() {
                    return None;
                }
                if listed >= LISTED_MAX {
                    is_complete = false;
                    break;
                }
                if !items.is_empty() && could_win(model, bounds, items, known) {
                    sets.push(items);
                    listed += 1;
                }
                for (offset, at) in free.iter().enumerate().skip(next) {
                    let Some(item) = model.items.get(*at) else {
                        continue;
                    };
                    let longer = minutes + u32::from(item.item.minutes);
                    if longer <= cap && !item.apart.meets(items) {
                        open.push((items.with(*at), offset + 1, longer));
                    }
                }
            }
            by_window.push(sets);
        }
        Some(Self {
            by_window,
            is_complete,
        })
    }

    /// All sessions listed, each once.
    pub(crate) fn possible(&self, model: &Model<'_>) -> Vec<Possible> {
        let mut seen = FxHashSet::default();
        self.by_window
            .iter()
            .flatten()
            .filter(|items| seen.insert(**items))
            .map(|items| Possible {
                items: *items,
                people: model.people_of(*items),
            })
            .collect()
    }

    /// The candidates of each window: what is listed, may stand there in some order, and could still
    /// be in a plan that costs less than `known`; at most so many, those with the least excess over
    /// their items' prices. None if the deadline passed.
    pub(crate) fn candidates(
        &self,
        model: &Model<'_>,
        sessions: &mut Sessions<'_, '_>,
        bounds: &mut Bounds<'_, '_>,
        known: Objective,
        most: usize,
        deadline: &mut dyn Deadline,
    ) -> Option<Candidates> {
        let start = least_unplaced(model);
        let mut found = Candidates {
            by_window: Vec::with_capacity(self.by_window.len()),
            are_complete: self.is_complete,
        };
        for (at, sets) in self.by_window.iter().enumerate() {
            let mut promising: Vec<(u64, ItemSet)> = Vec::new();
            for items in sets {
                if could_win(model, bounds, *items, known) {
                    promising.push((bounds.excess_of(*items), *items));
                }
            }
            promising.sort_unstable();
            let mut candidates = Vec::new();
            for (looked_at, (_, items)) in promising.into_iter().enumerate() {
                if looked_at.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed() {
                    return None;
                }
                let Some(cost) = sessions.cost(items, at) else {
                    continue;
                };
                let rest = bounds.of_left(model.placeable.minus(items), 0);
                if start + cost + rest >= known {
                    continue;
                }
                if candidates.len() >= most {
                    found.are_complete = false;
                    break;
                }
                candidates.push(Candidate {
                    items,
                    cost,
                    predecessors: model.predecessors_of(items),
                    clashes: model.clashes_of(items),
                });
            }
            found.by_window.push(candidates);
        }
        Some(found)
    }
}

/// What items that no window takes cost every plan.
pub(crate) fn least_unplaced(model: &Model<'_>) -> Objective {
    Objective {
        unplaced_priority: model.priority_of(model.all().minus(model.placeable)),
        ..Objective::default()
    }
}

/// Whether a plan with these items as a session can beat the best known, by seat-trips and sessions
/// alone.
fn could_win(
    model: &Model<'_>,
    bounds: &mut Bounds<'_, '_>,
    items: ItemSet,
    known: Objective,
) -> bool {
    let session = Objective {
        seat_trips: model.people_of(items),
        sessions: 1,
        ..Objective::default()
    };
    let rest = bounds.of_left(model.placeable.minus(items), 0);
    least_unplaced(model) + session + rest < known
}

//! The sessions that each window could have in a plan that beats the best known.

use crate::bound::Bounds;
use crate::deadline::Deadline;
use crate::model::Model;
use crate::objective::Objective;
use crate::places::{ItemSet, WindowSet};
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

/// Sets of items that some window takes together.
pub(crate) struct Listing {
    listed: Vec<Listed>,
    /// Whether nothing was left out for their number.
    pub(crate) is_complete: bool,
}

/// A set of items, and the windows that take it.
struct Listed {
    items: ItemSet,
    people: u64,
    windows: WindowSet,
}

/// How far the listing of sets has come: items chosen so far, the next of the free items to look at,
/// the minutes together, and the windows that take them.
struct Step {
    items: ItemSet,
    next: usize,
    minutes: u32,
    windows: WindowSet,
}

impl Listing {
    /// Lists what could be a session in a plan that costs less than `known`; none if the deadline
    /// passed.
    pub(crate) fn of(
        model: &Model<'_>,
        bounds: &mut Bounds<'_, '_>,
        known: Objective,
        deadline: &mut dyn Deadline,
    ) -> Option<Self> {
        let mut listing = Self {
            listed: Vec::new(),
            is_complete: true,
        };
        let mut unheld = WindowSet::EMPTY;
        for (at, window) in model.windows.iter().enumerate() {
            if window.holds.is_empty() {
                unheld = unheld.with(at);
            } else {
                let held = Step {
                    items: window.holds,
                    next: 0,
                    minutes: model.minutes_of(window.holds),
                    windows: WindowSet::only(at),
                };
                listing.extend(model, bounds, known, held, deadline)?;
            }
        }
        let nothing = Step {
            items: ItemSet::EMPTY,
            next: 0,
            minutes: 0,
            windows: unheld,
        };
        listing.extend(model, bounds, known, nothing, deadline)?;
        Some(listing)
    }

    /// Adds every set that grows from a first one by items that no window holds.
    fn extend(
        &mut self,
        model: &Model<'_>,
        bounds: &mut Bounds<'_, '_>,
        known: Objective,
        first: Step,
        deadline: &mut dyn Deadline,
    ) -> Option<()> {
        let free: Vec<usize> = model.placeable.minus(model.held).iter().collect();
        let mut looked_at = 0usize;
        let mut open = vec![first];
        while let Some(step) = open.pop() {
            looked_at += 1;
            if looked_at.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed() {
                return None;
            }
            if self.listed.len() >= LISTED_MAX {
                self.is_complete = false;
                return Some(());
            }
            if !step.items.is_empty() && could_win(model, bounds, step.items, known) {
                self.listed.push(Listed {
                    items: step.items,
                    people: model.people_of(step.items),
                    windows: step.windows,
                });
            }
            for (offset, at) in free.iter().enumerate().skip(step.next) {
                let Some(item) = model.items.get(*at) else {
                    continue;
                };
                let minutes = step.minutes + u32::from(item.item.minutes);
                let windows = step
                    .windows
                    .and(item.windows)
                    .and(model.windows_of(minutes));
                if !windows.is_empty() && !item.apart.meets(step.items) {
                    open.push(Step {
                        items: step.items.with(*at),
                        next: offset + 1,
                        minutes,
                        windows,
                    });
                }
            }
        }
        Some(())
    }

    /// All sessions listed, each once.
    pub(crate) fn possible(&self) -> Vec<Possible> {
        self.listed
            .iter()
            .map(|listed| Possible {
                items: listed.items,
                people: listed.people,
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
            by_window: model.windows.iter().map(|_| Vec::new()).collect(),
            are_complete: self.is_complete,
        };
        let mut promising: Vec<(u64, &Listed)> = Vec::new();
        for (looked_at, listed) in self.listed.iter().enumerate() {
            if looked_at.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed() {
                return None;
            }
            if could_win(model, bounds, listed.items, known) {
                promising.push((bounds.excess_of(listed.items), listed));
            }
        }
        promising.sort_unstable_by_key(|(excess, listed)| (*excess, listed.items));
        let mut looked_at = 0usize;
        for (_, listed) in promising {
            let items = listed.items;
            let rest = bounds.of_left(model.placeable.minus(items), 0);
            for at in listed.windows.iter() {
                looked_at += 1;
                if looked_at.is_multiple_of(STEPS_PER_LOOK) && deadline.has_passed() {
                    return None;
                }
                let Some(candidates) = found.by_window.get_mut(at) else {
                    continue;
                };
                if candidates.len() >= most {
                    found.are_complete = false;
                    continue;
                }
                let Some(cost) = sessions.cost(items, at) else {
                    continue;
                };
                if start + cost + rest < known {
                    candidates.push(Candidate {
                        items,
                        cost,
                        predecessors: model.predecessors_of(items),
                        clashes: model.clashes_of(items),
                    });
                }
            }
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
    let rest = bounds.of_placed(model.placeable.minus(items));
    least_unplaced(model) + session + rest < known
}

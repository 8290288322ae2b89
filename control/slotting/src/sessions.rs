//! What a set of items costs as the session of a window: the part of the objective that each
//! session adds on its own.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::calendar::Clock;
use crate::model::{Model, ModelWindow};
use crate::objective::Objective;
use crate::order::{Order, OrderCost, Timing, best_order};
use crate::places::ItemSet;
use crate::plan::Placement;
use crate::problem::START_STEP_MIN;

/// Costs kept at once, of either kind; past that, the older ones are dropped.
const KEPT_MAX: usize = 1_000_000;

/// Costs of sessions, each worked out once.
pub(crate) struct Sessions<'m, 'p> {
    model: &'m Model<'p>,
    untimed: FxHashMap<ItemSet, Option<(u64, OrderCost)>>,
    timed: FxHashMap<(ItemSet, usize), Option<Objective>>,
}

impl<'m, 'p> Sessions<'m, 'p> {
    pub(crate) fn of(model: &'m Model<'p>) -> Self {
        Self {
            model,
            untimed: FxHashMap::default(),
            timed: FxHashMap::default(),
        }
    }

    /// What the items cost as the session of a window; none if they may not be one. No items are no
    /// session and cost nothing, unless the window is held.
    pub(crate) fn cost(&mut self, set: ItemSet, at: usize) -> Option<Objective> {
        let model = self.model;
        let window = model.windows.get(at)?;
        if set.is_empty() {
            return window.holds.is_empty().then(Objective::default);
        }
        let minutes = fitting_minutes(model, set, window)?;
        if model.items_in(set).any(|(_, item)| item.is_timed()) {
            if let Some(known) = self.timed.get(&(set, at)) {
                return *known;
            }
            let cost = best_timed(model, set, window, minutes)
                .map(|(start, order)| objective_of(model, set, window, start, order.cost));
            if self.timed.len() >= KEPT_MAX {
                self.timed.clear();
            }
            self.timed.insert((set, at), cost);
            return cost;
        }
        let start = steps(window, minutes).next()?;
        let (people, order) = (*self.untimed_cost(set))?;
        Some(Objective {
            seat_trips: people,
            ..objective_of_order(set, window, start, order)
        })
    }

    /// Whether the items could share a session as far as the window is concerned, whatever order.
    fn untimed_cost(&mut self, set: ItemSet) -> &Option<(u64, OrderCost)> {
        if self.untimed.len() >= KEPT_MAX {
            self.untimed.clear();
        }
        let model = self.model;
        self.untimed.entry(set).or_insert_with(|| {
            best_order(model, set, None).map(|order| (model.people_of(set), order.cost))
        })
    }

    /// The slots of the best session of some items in a window; none if they may not be one.
    pub(crate) fn slots(&self, set: ItemSet, at: usize) -> Option<Vec<Placement>> {
        let window = self.model.windows.get(at)?;
        if set.is_empty() {
            return Some(Vec::new());
        }
        let minutes = fitting_minutes(self.model, set, window)?;
        let (start, order) = best_timed(self.model, set, window, minutes)?;
        Some(self.model.slots(at, &order.places, start))
    }
}

/// The minutes of some items, if the window admits them all, they include those it holds, may stand
/// together and stay within its cap.
fn fitting_minutes(model: &Model<'_>, set: ItemSet, window: &ModelWindow<'_>) -> Option<u16> {
    let minutes = model.minutes_of(set);
    let fits = set.is_within(window.admits)
        && window.holds.is_within(set)
        && minutes <= u32::from(window.window.cap_min)
        && !model.items_in(set).any(|(_, item)| item.apart.meets(set));
    fits.then(|| u16::try_from(minutes).ok()).flatten()
}

/// The starts a session of so many minutes may have, on the window's steps.
fn steps(window: &ModelWindow<'_>, minutes: u16) -> impl Iterator<Item = Clock> {
    (window.window.opens.0..=window.window.closes.0)
        .step_by(usize::from(START_STEP_MIN))
        .map(Clock)
        .filter(move |start| window.allows(*start, minutes))
}

/// The starts that put an item with a clock time of its own there, behind some of the others.
fn starts_around(
    model: &Model<'_>,
    set: ItemSet,
    window: &ModelWindow<'_>,
    minutes: u16,
) -> Option<Vec<Clock>> {
    let (exact_at, exact) = model
        .items_in(set)
        .find_map(|(at, item)| Some((at, item.exact?)))?;
    let mut before = BTreeSet::from([0u16]);
    for (_, item) in model.items_in(set.minus(ItemSet::only(exact_at))) {
        let longer: Vec<u16> = before.iter().map(|sum| sum + item.item.minutes).collect();
        before.extend(longer);
    }
    let starts = before
        .iter()
        .rev()
        .filter_map(|sum| exact.0.checked_sub(*sum).map(Clock))
        .filter(|start| window.allows(*start, minutes))
        .collect();
    Some(starts)
}

/// The best start and order of a session whose items may care about the time.
fn best_timed(
    model: &Model<'_>,
    set: ItemSet,
    window: &ModelWindow<'_>,
    minutes: u16,
) -> Option<(Clock, Order)> {
    let starts = match starts_around(model, set, window, minutes) {
        Some(starts) => starts,
        None if model.items_in(set).any(|(_, item)| item.is_timed()) => {
            steps(window, minutes).collect()
        }
        None => steps(window, minutes).take(1).collect(),
    };
    starts
        .into_iter()
        .filter_map(|start| {
            let timing = Timing { window, start };
            best_order(model, set, Some(timing)).map(|order| (start, order))
        })
        .min_by_key(|(start, order)| objective_of_order(set, window, *start, order.cost))
}

fn objective_of(
    model: &Model<'_>,
    set: ItemSet,
    window: &ModelWindow<'_>,
    start: Clock,
    order: OrderCost,
) -> Objective {
    Objective {
        seat_trips: model.people_of(set),
        ..objective_of_order(set, window, start, order)
    }
}

/// All of a session's objective but the seat-trips, which do not depend on start and order.
fn objective_of_order(
    set: ItemSet,
    window: &ModelWindow<'_>,
    start: Clock,
    order: OrderCost,
) -> Objective {
    let start_min = window.midnight_min + u64::from(start.0);
    Objective {
        sessions: 1,
        sit_through_min: order.sit_through_min,
        moves: order.moves,
        earliness_min: order.offsets_min + set.len() as u64 * start_min,
        ..Objective::default()
    }
}

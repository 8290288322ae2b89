//! What all solvers are asked: items to windows, by seat-trips, then sessions. Orders inside a
//! session, and hours within a half-day, are left out: the two general solvers have it easier.

use std::collections::BTreeMap;

use slotting::item::Hold;
use slotting::problem::Problem;
use slotting::rules::why_not_alone;

/// What a seat-trip weighs in sessions.
pub(crate) const TRIP_WEIGHT: i32 = 256;
/// What an item without a window weighs.
pub(crate) const UNPLACED_WEIGHT: i32 = 10_000_000;

/// A week's assignment, by places of items and windows.
pub(crate) struct Assignment {
    /// Minutes and possible windows of each item.
    pub(crate) items: Vec<(u16, Vec<usize>)>,
    /// Cap of each window, in minutes.
    pub(crate) windows: Vec<u16>,
    /// People and items of each class.
    pub(crate) classes: Vec<(i32, Vec<usize>)>,
    /// (earlier, later).
    pub(crate) precedences: Vec<(usize, usize)>,
}

impl Assignment {
    pub(crate) fn of(problem: &Problem) -> Self {
        let place = |id| problem.items.iter().position(|item| item.id == id).unwrap();
        let items = problem.items.iter().map(|item| {
            let windows = problem.windows.iter().enumerate().filter(|(_, window)| {
                let held = item.published.filter(|p| p.hold != Hold::Unlocked);
                held.is_none_or(|held| held.slot.window == window.id)
                    && why_not_alone(problem, item, window).is_none()
            });
            (item.minutes, windows.map(|(at, _)| at).collect())
        });
        let mut by_place: BTreeMap<(u8, u8), Vec<usize>> = BTreeMap::new();
        for (at, item) in problem.items.iter().enumerate() {
            for (venue, role) in item.audience.places() {
                by_place.entry((venue, role.0)).or_default().push(at);
            }
        }
        let mut classes: BTreeMap<Vec<usize>, i32> = BTreeMap::new();
        for items in by_place.into_values() {
            *classes.entry(items).or_default() += 1;
        }
        Self {
            items: items.collect(),
            windows: problem.windows.iter().map(|w| w.cap_min).collect(),
            classes: classes.into_iter().map(|(items, n)| (n, items)).collect(),
            precedences: problem
                .items
                .iter()
                .enumerate()
                .flat_map(|(at, item)| item.after.iter().map(move |e| (place(*e), at)))
                .collect(),
        }
    }
}

/// What a solver found: the weight, and whether it is proven.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) weight: i64,
    pub(crate) proven: bool,
}

//! Lower bounds: what the items not yet placed cost at the least.
//!
//! Each class of people is looked at alone. Its items must fall into sessions within their reach,
//! and a session holds at most the longest cap. If items may be split between sessions, and any
//! number of sessions may be opened at one place, the fewest sessions are found greedily: go to the
//! earliest last window of all items; open there as many sessions as the items that end there fill;
//! use what is left of them for other items that have begun, earliest end first. Any plan can be
//! turned into this one without more sessions, by moving each session as late as its most urgent
//! item allows, so the count is a lower bound for every plan. A session that is published already stays
//! where it is, with the room that others' items leave in it.
//!
//! These bounds hold if everything finds a place. Where [`Rooms`] shows that something cannot, that is
//! the bound, and nothing is claimed of the rest.
//!
//! That leaves out that classes compete for the room of a session. [`Prices`] see that; the larger
//! of both bounds counts. A class weighs its people; all items
//! together, taken as one class, bound the sessions.

use rustc_hash::FxHashMap;

use crate::model::Model;
use crate::objective::Objective;
use crate::places::ItemSet;
use crate::prices::{FRACTIONS, Possible, Prices, TRIP_WEIGHT};
use crate::room::Rooms;

/// Counts kept at once for one class; past that, they are dropped.
const KEPT_MAX: usize = 200_000;

/// Lower bounds of what is left, each class's worked out once for each of its remainders.
pub(crate) struct Bounds<'m, 'p> {
    model: &'m Model<'p>,
    by_class: Vec<FxHashMap<ItemSet, u64>>,
    together: FxHashMap<ItemSet, u64>,
    prices: Prices,
    rooms: Rooms,
    /// Every number of seat-trips is a multiple of this.
    trips_step: u64,
}

impl<'m, 'p> Bounds<'m, 'p> {
    pub(crate) fn of(model: &'m Model<'p>) -> Self {
        Self {
            model,
            by_class: vec![FxHashMap::default(); model.classes.len()],
            together: FxHashMap::default(),
            prices: Prices::default(),
            rooms: Rooms::of(model),
            trips_step: model
                .classes
                .iter()
                .fold(0, |step, class| {
                    greatest_divisor(step, u64::from(class.people))
                })
                .max(1),
        }
    }

    /// Uses prices from now on. They must be right for every session that a better plan can have.
    pub(crate) fn set_prices(&mut self, prices: Prices) {
        self.prices = prices;
    }

    /// By how much a session costs more than the prices of its items.
    pub(crate) fn excess_of(&self, items: ItemSet) -> u64 {
        let people = self.model.people_of(items);
        Possible { items, people }
            .cost()
            .saturating_sub(self.prices.of(items))
    }

    /// The least that placing the items costs when no window before the place `from` is left.
    pub(crate) fn of_left(&mut self, left: ItemSet, from: usize) -> Objective {
        let model = self.model;
        let unplaced_priority = self.rooms.least_left_out(left, from);
        if unplaced_priority > 0 {
            return Objective {
                unplaced_priority,
                ..Objective::default()
            };
        }
        Objective {
            earliness_min: model
                .items_in(left)
                .filter_map(|(_, item)| model.windows.get(item.reach?.0.max(from)))
                .map(|window| window.midnight_min + u64::from(window.window.opens.0))
                .sum(),
            ..self.of_placed(left)
        }
    }

    /// The least seat-trips, and the least sessions with these, if all of some items are placed. Less
    /// work than [`Self::of_left`].
    pub(crate) fn of_placed(&mut self, left: ItemSet) -> Objective {
        let model = self.model;
        let mut seat_trips = 0;
        for (class, known) in model.classes.iter().zip(&mut self.by_class) {
            let theirs = class.items.and(left);
            if !theirs.is_empty() {
                seat_trips += u64::from(class.people) * remembered(known, model, theirs);
            }
        }
        let sessions = remembered(&mut self.together, model, left);
        let (priced_trips, priced_sessions) = self.priced(left);
        Objective {
            seat_trips: seat_trips.max(priced_trips),
            sessions: if priced_trips < seat_trips {
                sessions
            } else {
                sessions.max(priced_sessions)
            },
            ..Objective::default()
        }
    }

    /// The fewest seat-trips that the prices of some items allow, and the fewest sessions with so
    /// many.
    fn priced(&self, left: ItemSet) -> (u64, u64) {
        let weight = self.prices.of(left).div_ceil(FRACTIONS);
        let (trips, sessions) = (weight / TRIP_WEIGHT, weight % TRIP_WEIGHT);
        let stepped = trips.next_multiple_of(self.trips_step);
        (stepped, if stepped == trips { sessions } else { 0 })
    }
}

fn greatest_divisor(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        greatest_divisor(b, a % b)
    }
}

fn remembered(known: &mut FxHashMap<ItemSet, u64>, model: &Model<'_>, items: ItemSet) -> u64 {
    if known.len() >= KEPT_MAX {
        known.clear();
    }
    *known
        .entry(items)
        .or_insert_with(|| sessions_needed(model, items))
}

/// The fewest sessions that hold some items, if items may be split.
fn sessions_needed(model: &Model<'_>, items: ItemSet) -> u64 {
    let cap = u32::from(model.cap_min).max(1);
    let mut open: Vec<(usize, usize, u32)> = model
        .items_in(items)
        .filter_map(|(_, item)| {
            let (first, last) = item.reach?;
            Some((last, first, u32::from(item.item.minutes)))
        })
        .collect();
    open.sort_unstable();
    let mut sessions = 0;
    while let Some(end) = open.first().map(|(last, _, _)| *last) {
        let due: u32 = open
            .iter()
            .take_while(|(last, _, _)| *last == end)
            .map(|(_, _, minutes)| minutes)
            .sum();
        let held = room_held(model, items, end);
        let opened = due.saturating_sub(held.unwrap_or(0)).div_ceil(cap);
        sessions += u64::from(opened) + u64::from(held.is_some());
        let mut room = held.unwrap_or(0).saturating_add(opened * cap);
        for (_, first, minutes) in &mut open {
            if *first <= end {
                let taken = room.min(*minutes);
                *minutes -= taken;
                room -= taken;
            }
        }
        open.retain(|(_, _, minutes)| *minutes > 0);
    }
    sessions
}

/// The room, in minutes, that held items of others leave in a window's session, if some of the items
/// are held there too.
fn room_held(model: &Model<'_>, items: ItemSet, window: usize) -> Option<u32> {
    let window = model.windows.get(window)?;
    window.holds.meets(items).then(|| {
        let others = model.minutes_of(window.holds.minus(items));
        u32::from(window.window.cap_min).saturating_sub(others)
    })
}

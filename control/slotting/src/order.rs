//! The order inside one session, exactly, by dynamic programming over subsets.
//!
//! Putting item `j` after the set `S` costs `minutes(j) · Σ people(c)` over the classes `c` that
//! have started (`c` meets `S`), have not finished (`c` is not within `S`) and do not have `j`: they
//! sit through it. Items stand back to back, so `j` starts at the session's start plus the minutes
//! of `S`, whatever the order within `S`: pins, predecessors and presenters' hours are checks on
//! `(S, j)`, and the optimum over orders is a shortest path over the 2^k subsets.

use crate::calendar::Clock;
use crate::item::Item;
use crate::model::{Model, ModelItem, ModelWindow, is_first, is_last};
use crate::places::ItemSet;
use crate::plan::Placement;
use crate::problem::SESSION_ITEMS_MAX;

/// What an order costs, less is better: sit-through minutes, moves, then the sum of starts in
/// minutes after the session's start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OrderCost {
    pub(crate) sit_through_min: u64,
    pub(crate) moves: u64,
    pub(crate) offsets_min: u64,
}

/// A session's items in their best order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    /// Places of the items.
    pub(crate) places: Vec<usize>,
    pub(crate) cost: OrderCost,
}

/// The window and start of a session whose items care about the time.
#[derive(Clone, Copy)]
pub(crate) struct Timing<'m, 'p> {
    pub(crate) window: &'m ModelWindow<'p>,
    pub(crate) start: Clock,
}

/// An item within the session being ordered, with everything as bits of the session's own subsets.
struct Seat<'m, 'p> {
    place: usize,
    item: &'m ModelItem<'p>,
    after: usize,
    minutes: u16,
}

/// One subset's best way: its cost, and the item that came last in it.
#[derive(Clone, Copy)]
struct Best {
    cost: OrderCost,
    last: usize,
}

/// The best order of some items, or none if no order keeps the rules. Without a timing, clock times
/// and presenters' hours are left out: right for items that have none.
pub(crate) fn best_order(
    model: &Model<'_>,
    set: ItemSet,
    timing: Option<Timing<'_, '_>>,
) -> Option<Order> {
    if set.len() > SESSION_ITEMS_MAX {
        return None;
    }
    let places: Vec<usize> = set.iter().collect();
    let local = |items: ItemSet| -> usize {
        places
            .iter()
            .enumerate()
            .filter(|(_, place)| items.contains(**place))
            .fold(0, |bits, (at, _)| bits | 1 << at)
    };
    let seats: Vec<Seat<'_, '_>> = model
        .items_in(set)
        .map(|(place, item)| Seat {
            place,
            item,
            after: local(item.after),
            minutes: item.item.minutes,
        })
        .collect();
    let classes: Vec<(usize, u64)> = model
        .classes
        .iter()
        .map(|class| (local(class.items), u64::from(class.people)))
        .filter(|(items, _)| items.count_ones() > 1)
        .collect();
    let pinned = |pin: fn(&Item) -> bool| seats.iter().filter(move |s| pin(s.item.item)).count();
    if pinned(is_first) > 1 || pinned(is_last) > 1 {
        return None;
    }
    let full = (1usize << seats.len()) - 1;
    let opener = seats.iter().position(|seat| is_first(seat.item.item));
    let closer = seats.iter().position(|seat| is_last(seat.item.item));

    let mut best: Vec<Option<Best>> = vec![None; full + 1];
    if let Some(nothing) = best.first_mut() {
        *nothing = Some(Best {
            cost: OrderCost::default(),
            last: 0,
        });
    }
    for done in 0..full {
        let Some(Some(so_far)) = best.get(done).copied() else {
            continue;
        };
        let offset: u16 = seats
            .iter()
            .enumerate()
            .filter(|(at, _)| done >> at & 1 == 1)
            .map(|(_, seat)| seat.minutes)
            .sum();
        for (at, seat) in seats.iter().enumerate() {
            let next = done | 1 << at;
            let in_place = next != done
                && seat.after & !done == 0
                && opener.is_none_or(|first| (first == at) == (done == 0))
                && closer.is_none_or(|last| (last == at) == (next == full));
            if !in_place {
                continue;
            }
            let Some(moves) = timing.map_or(Some(0), |t| moves_if_started(seat.item, t, offset))
            else {
                continue;
            };
            let waiting: u64 = classes
                .iter()
                .filter(|(items, _)| {
                    items & done != 0 && items & !done != 0 && items >> at & 1 == 0
                })
                .map(|(_, people)| people)
                .sum();
            let cost = OrderCost {
                sit_through_min: so_far.cost.sit_through_min + waiting * u64::from(seat.minutes),
                moves: so_far.cost.moves + moves,
                offsets_min: so_far.cost.offsets_min + u64::from(offset),
            };
            if let Some(entry) = best.get_mut(next)
                && entry.is_none_or(|known| cost < known.cost)
            {
                *entry = Some(Best { cost, last: at });
            }
        }
    }
    let cost = best.get(full).copied().flatten()?.cost;
    let mut order = Vec::with_capacity(seats.len());
    let mut left = full;
    while left != 0 {
        let last = best.get(left).copied().flatten()?.last;
        order.push(seats.get(last)?.place);
        left &= !(1 << last);
    }
    order.reverse();
    Some(Order {
        places: order,
        cost,
    })
}

/// Moves (0 or 1) if an item starts at an offset into the session, or none if it may not.
fn moves_if_started(item: &ModelItem<'_>, timing: Timing<'_, '_>, offset: u16) -> Option<u64> {
    let start = timing.start.plus(offset);
    let until = start.plus(item.item.minutes);
    let date = timing.window.window.date;
    let allowed = item.exact.is_none_or(|exact| exact == start)
        && item
            .limited
            .iter()
            .all(|presenter| presenter.is_available(date, start, until));
    allowed.then(|| {
        let slot = Placement {
            item: item.item.id,
            window: timing.window.window.id,
            start,
        };
        u64::from(crate::objective::is_moved(item.item, &slot))
    })
}

//! How much priority has to be left out at the least, because there is not enough room.
//!
//! Items that need the same room — the windows, or the hours of one presenter — leave out some when
//! their minutes exceed it. If items could be left out in part, leaving out the cheapest minutes
//! first would cost least; so that is a lower bound.

use crate::calendar::Span;
use crate::model::{Model, ModelWindow};
use crate::places::ItemSet;

/// What limits the minutes of some items.
pub(crate) struct Rooms {
    windows: Room,
    /// One for each presenter with limited hours; no item is in two.
    presenters: Vec<Room>,
}

/// Minutes that some items share.
struct Room {
    items: ItemSet,
    /// (priority, minutes, place) of the items, cheapest minute first.
    cheapest_first: Vec<(u64, u64, usize)>,
    /// Minutes of all the items together.
    minutes: u64,
    /// Minutes in all windows from a place on; beyond the last there are none.
    minutes_from: Vec<u64>,
}

impl Rooms {
    pub(crate) fn of(model: &Model<'_>) -> Self {
        let windows = Room::of(model, model.placeable, &|window| {
            u64::from(window.window.cap_min)
        });
        let mut shared = ItemSet::EMPTY;
        let mut presenters = Vec::new();
        for (_, item) in model.items_in(model.placeable) {
            for presenter in &item.limited {
                let items: ItemSet = model
                    .items_in(model.placeable.minus(shared))
                    .filter(|(_, other)| other.limited.contains(presenter))
                    .map(|(at, _)| at)
                    .collect();
                if !items.is_empty() {
                    let hours = presenter.available.as_deref().unwrap_or_default();
                    presenters.push(Room::of(model, items, &|w| free_within(w, hours)));
                    shared = shared.or(items);
                }
            }
        }
        Self {
            windows,
            presenters,
        }
    }

    /// The least priority to be left out when some items share the windows from a place on.
    pub(crate) fn least_left_out(&self, left: ItemSet, from: usize) -> u64 {
        let by_presenter: u64 = self
            .presenters
            .iter()
            .map(|room| room.least_left_out(left, from))
            .sum();
        self.windows.least_left_out(left, from).max(by_presenter)
    }
}

impl Room {
    fn of(model: &Model<'_>, items: ItemSet, minutes_in: &dyn Fn(&ModelWindow<'_>) -> u64) -> Self {
        let mut cheapest_first: Vec<(u64, u64, usize)> = model
            .items_in(items)
            .map(|(at, item)| {
                let (priority, minutes) = (item.item.priority, item.item.minutes);
                (u64::from(priority), u64::from(minutes), at)
            })
            .collect();
        cheapest_first.sort_by(|a, b| (a.0 * b.1).cmp(&(b.0 * a.1)).then(a.2.cmp(&b.2)));
        let mut minutes_from: Vec<u64> = model
            .windows
            .iter()
            .rev()
            .scan(0, |sum, window| {
                *sum += minutes_in(window);
                Some(*sum)
            })
            .collect();
        minutes_from.reverse();
        Self {
            items,
            minutes: u64::from(model.minutes_of(items)),
            cheapest_first,
            minutes_from,
        }
    }

    fn least_left_out(&self, left: ItemSet, from: usize) -> u64 {
        let room = self.minutes_from.get(from).copied().unwrap_or(0);
        if self.minutes <= room {
            return 0;
        }
        let left = left.and(self.items);
        let theirs = || {
            self.cheapest_first
                .iter()
                .filter(|(_, _, at)| left.contains(*at))
        };
        let minutes: u64 = theirs().map(|(_, minutes, _)| minutes).sum();
        let mut excess = minutes.saturating_sub(room);
        let mut left_out = 0;
        for (priority, minutes, _) in theirs() {
            if excess == 0 {
                break;
            }
            if excess >= *minutes {
                left_out += priority;
                excess -= minutes;
            } else {
                left_out += (priority * excess).div_ceil(*minutes);
                excess = 0;
            }
        }
        left_out
    }
}

/// The minutes of a window within some hours, at most its cap.
fn free_within(window: &ModelWindow<'_>, hours: &[Span]) -> u64 {
    let (opens, closes) = (window.window.opens, window.window.closes);
    let free: u16 = hours
        .iter()
        .filter(|span| span.date == window.window.date)
        .map(|span| {
            let (from, until) = (span.from.max(opens), span.until.min(closes));
            until.0.saturating_sub(from.0)
        })
        .fold(0, u16::saturating_add);
    u64::from(free.min(window.window.cap_min))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_minutes_are_left_out_first_and_in_part() {
        let room = Room {
            items: [0, 1, 2].into_iter().collect(),
            minutes: 90,
            // 30 minutes each: priorities 1, 3 and 9.
            cheapest_first: vec![(1, 30, 0), (3, 30, 1), (9, 30, 2)],
            minutes_from: vec![50, 0],
        };
        assert_eq!(room.least_left_out(room.items, 0), 1 + 1);
        assert_eq!(room.least_left_out(room.items, 1), 1 + 3 + 9);
        assert_eq!(room.least_left_out(ItemSet::only(2), 0), 0);
    }
}

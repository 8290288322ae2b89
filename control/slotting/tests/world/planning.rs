//! The problems that a street's half-year comes down to, week by week.

use jiff::civil::Date;
use slotting::item::{Hold, Item, Published};
use slotting::plan::Plan;
use slotting::problem::Problem;

use crate::street::HalfYear;

/// The problem of planning some unpublished items on the days from `from` on, around the published
/// plan.
pub(crate) fn problem_of(
    year: &HalfYear,
    new: Vec<&Item>,
    from: Option<Date>,
    published: &Plan,
) -> Problem {
    let from = from.max(new.iter().map(|item| item.earliest).min());
    let until = new.iter().map(|item| item.deadline).max();
    let windows: Vec<_> = year
        .all
        .windows
        .iter()
        .filter(|w| Some(w.date) >= from && Some(w.date) <= until)
        .cloned()
        .collect();
    let held = year.all.items.iter().filter_map(|item| {
        let slot = *published.slot_of(item.id)?;
        windows.iter().find(|w| w.id == slot.window)?;
        Some(Item {
            published: Some(Published {
                slot,
                hold: Hold::Slot,
            }),
            ..item.clone()
        })
    });
    let mut items: Vec<Item> = new.into_iter().cloned().chain(held).collect();
    let ids: Vec<_> = items.iter().map(|item| item.id).collect();
    for item in &mut items {
        item.after.retain(|earlier| ids.contains(earlier));
    }
    Problem {
        calendar: year.all.calendar.clone(),
        roster: year.all.roster.clone(),
        items,
        windows,
        presenters: year.all.presenters.clone(),
        quotas: Vec::new(),
    }
}

/// Items wished in or before a week that have no slot yet.
pub(crate) fn wished_until<'y>(year: &'y HalfYear, week: usize, published: &Plan) -> Vec<&'y Item> {
    let is_wished = |item: &&Item| {
        let wished = year
            .workdays
            .iter()
            .find(|(day, _)| Some(*day) == item.wished);
        wished.is_some_and(|(_, wished)| *wished <= week) && published.slot_of(item.id).is_none()
    };
    year.all.items.iter().filter(is_wished).collect()
}

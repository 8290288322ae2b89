//! Why each item is where it is, or nowhere.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::arrangement::Arrangement;
use crate::check::stand_at_the_end;
use crate::item::{Hold, ItemId};
use crate::model::{Model, ModelItem};
use crate::objective::Level;
use crate::places::ItemSet;
use crate::plan::{Placement, Plan};
use crate::rules::{Violation, check_plan};
use crate::sessions::Sessions;
use crate::window::WindowId;

/// Why one item is where it is, or nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The item.
    pub item: ItemId,
    /// Where it is, or that it is nowhere, and why.
    pub outcome: Outcome,
}

/// Where an item is, or that it is nowhere, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It has a slot.
    Placed {
        /// The slot.
        slot: Placement,
        /// Why there.
        reason: Reason,
        /// What its department wished instead, if that was another day.
        instead_of: Option<Wish>,
    },
    /// It has none.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What keeps it out of each window, in the order of the windows.
        windows: Vec<(WindowId, Violation)>,
    },
}

/// Why an item is in its window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// It was published there and is locked.
    Published,
    /// No other window takes it.
    OnlyWindow,
    /// It shares a session.
    Shares {
        /// With whom.
        with: Vec<ItemId>,
        /// People of its audience who are there anyway: seat-trips it does not cost.
        trips_saved: u64,
    },
    /// It has a session of its own: no session that takes it costs less.
    Alone,
}

/// A wished date, and why the item is on another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The wished date.
    pub wished: Date,
    /// The date it is on.
    pub placed: Date,
    /// Why.
    pub because: WishMissed,
}

/// Why an item is not on the date wished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "kebab-case")]
pub enum WishMissed {
    /// There is no window on that date.
    NoWindow,
    /// A rule keeps it out of that date, as the plan is.
    Rule {
        /// The rule.
        violation: Violation,
    },
    /// It would cost more.
    Saves {
        /// The first part of the objective that differs.
        level: Level,
        /// By how much.
        amount: u64,
    },
    /// It would cost the same, or the better day was not found in time.
    NoDifference,
}

/// Why an item has no slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "refusal", rename_all = "kebab-case")]
pub enum Refusal {
    /// There is no window between its earliest date and its deadline.
    NoWindow,
    /// A rule keeps it out of every window.
    Rule {
        /// The rule, in the window that comes nearest.
        violation: Violation,
    },
    /// Windows would take it, but not next to what the plan has there.
    NoRoom {
        /// Windows that would take it alone.
        windows: usize,
        /// What keeps it out of the first of them.
        violation: Violation,
    },
    /// A place for it was found only where it makes more important items leave, or not in time.
    Outweighed,
}

/// Explains every item of an arrangement.
pub(crate) fn explain_all(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    arrangement: &Arrangement,
) -> Vec<Explanation> {
    let plan = arrangement.plan(sessions);
    model
        .items
        .iter()
        .enumerate()
        .map(|(place, item)| Explanation {
            item: item.item.id,
            outcome: match plan.slot_of(item.item.id) {
                Some(slot) => placed(model, sessions, arrangement, &plan, place, item, *slot),
                None => refused(model, arrangement, &plan, place, item),
            },
        })
        .collect()
}

fn placed(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    arrangement: &Arrangement,
    plan: &Plan,
    place: usize,
    item: &ModelItem<'_>,
    slot: Placement,
) -> Outcome {
    let window = arrangement.window_of(place).unwrap_or_default();
    let others = arrangement.set(window).minus(ItemSet::only(place));
    let takers = model
        .windows
        .iter()
        .filter(|w| w.admits.contains(place))
        .count();
    let held = item
        .item
        .published
        .is_some_and(|published| published.hold != Hold::Unlocked);
    let reason = if held {
        Reason::Published
    } else if takers == 1 {
        Reason::OnlyWindow
    } else if others.is_empty() {
        Reason::Alone
    } else {
        let alone = model.people_of(ItemSet::only(place)) + model.people_of(others);
        Reason::Shares {
            with: model.items_in(others).map(|(_, i)| i.item.id).collect(),
            trips_saved: alone - model.people_of(others.with(place)),
        }
    };
    let on = model.windows.get(window).map(|w| w.window.date);
    let instead_of = item
        .item
        .wished
        .zip(on)
        .filter(|(wished, placed)| wished != placed)
        .map(|(wished, placed)| Wish {
            wished,
            placed,
            because: wish_missed(model, sessions, arrangement, plan, place, wished),
        });
    Outcome::Placed {
        slot,
        reason,
        instead_of,
    }
}

/// Why an item is not on its wished date: what the plan would cost, or break, with it there and all
/// others where they are.
fn wish_missed(
    model: &Model<'_>,
    sessions: &mut Sessions<'_, '_>,
    arrangement: &Arrangement,
    plan: &Plan,
    place: usize,
    wished: Date,
) -> WishMissed {
    let mut on_the_day = model
        .windows
        .iter()
        .enumerate()
        .filter(|(_, window)| window.window.date == wished)
        .peekable();
    let Some((first, _)) = on_the_day.peek().copied() else {
        return WishMissed::NoWindow;
    };
    let from = arrangement.window_of(place);
    let there = on_the_day
        .filter_map(|(at, _)| {
            let joined = (at, arrangement.set(at).with(place));
            let left = from.map(|from| {
                let rest = arrangement.set(from).minus(ItemSet::only(place));
                (from, rest)
            });
            let changes: Vec<(usize, ItemSet)> = left.into_iter().chain([joined]).collect();
            arrangement.with(model, sessions, &changes)
        })
        .min_by_key(Arrangement::total);
    match there {
        Some(there) => match there.total().first_difference(&arrangement.total()) {
            Some((level, there, here)) if there > here => WishMissed::Saves {
                level,
                amount: there - here,
            },
            Some(_) | None => WishMissed::NoDifference,
        },
        None => what_breaks(model, plan, place, first)
            .map_or(WishMissed::NoDifference, |violation| WishMissed::Rule {
                violation,
            }),
    }
}

fn refused(
    model: &Model<'_>,
    arrangement: &Arrangement,
    plan: &Plan,
    place: usize,
    item: &ModelItem<'_>,
) -> Outcome {
    let alone = model.refusals(item.item);
    let mut windows: Vec<(usize, Violation)> = alone.clone();
    let takers: Vec<usize> = (0..model.windows.len())
        .filter(|at| !alone.iter().any(|(refused, _)| refused == at))
        .collect();
    let crowded: Vec<(usize, Violation)> = takers
        .iter()
        .filter_map(|at| Some((*at, what_breaks(model, plan, place, *at)?)))
        .collect();
    let refusal = match (crowded.first(), takers.is_empty()) {
        (Some((_, violation)), _) => Refusal::NoRoom {
            windows: takers.len(),
            violation: violation.clone(),
        },
        (None, false) => Refusal::Outweighed,
        (None, true) => nearest(&alone),
    };
    windows.extend(crowded);
    windows.sort_by_key(|(at, _)| *at);
    debug_assert!(!arrangement.placed().contains(place));
    Outcome::Refused {
        refusal,
        windows: windows
            .into_iter()
            .filter_map(|(at, violation)| Some((model.windows.get(at)?.window.id, violation)))
            .collect(),
    }
}

/// Of the reasons that keep an item out of each window, one from a window within its dates.
fn nearest(alone: &[(usize, Violation)]) -> Refusal {
    alone
        .iter()
        .find(|(_, violation)| {
            !matches!(
                violation,
                Violation::TooEarly { .. } | Violation::TooLate { .. }
            )
        })
        .map_or(Refusal::NoWindow, |(_, violation)| Refusal::Rule {
            violation: violation.clone(),
        })
}

/// The first rule that the plan breaks with an item at the end of a window's session and not where
/// it was.
fn what_breaks(model: &Model<'_>, plan: &Plan, place: usize, window: usize) -> Option<Violation> {
    let item = model.items.get(place)?.item;
    let window = model.windows.get(window)?.window;
    let mut moved = plan.clone();
    moved.placements.retain(|slot| slot.item != item.id);
    stand_at_the_end(model.problem, &mut moved, item.id, window.id);
    let before = check_plan(model.problem, plan);
    check_plan(model.problem, &moved)
        .into_iter()
        .find(|violation| !before.contains(violation))
}

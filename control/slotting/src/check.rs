//! A change made by hand: what it breaks, and what it costs.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::ItemId;
use crate::model::Model;
use crate::objective::{Level, Objective, objective_of};
use crate::places::ItemSet;
use crate::plan::{Placement, Plan};
use crate::problem::{Problem, ProblemError};
use crate::rules::{Violation, check_plan};
use crate::sessions::Sessions;
use crate::window::WindowId;

/// A change to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Puts an item into a window, from another one or from nowhere.
    Place {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// Takes an item's slot away.
    Withdraw {
        /// The item.
        item: ItemId,
    },
}

/// What a change comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The plan with the change, the sessions it touches in their best order. If there is no order
    /// that keeps the rules, the item stands at the end of its session.
    pub plan: Plan,
    /// Rules that this plan breaks: those the plan before broke already are among them.
    pub broken: Vec<Violation>,
    /// What it costs.
    pub objective: Objective,
    /// Against the plan before.
    pub against_before: Difference,
    /// Against the best plan known.
    pub against_best: Difference,
}

/// How much one plan costs more or less than another, in the first part of the objective in which
/// they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "difference", rename_all = "kebab-case")]
pub enum Difference {
    /// They cost the same.
    None,
    /// It costs more.
    More {
        /// The part.
        level: Level,
        /// By how much.
        amount: u64,
    },
    /// It costs less.
    Less {
        /// The part.
        level: Level,
        /// By how much.
        amount: u64,
    },
}

impl Difference {
    /// How much `this` costs more or less than `other`.
    #[must_use]
    pub fn between(this: &Objective, other: &Objective) -> Self {
        match this.first_difference(other) {
            None => Self::None,
            Some((level, this, other)) if this > other => Self::More {
                level,
                amount: this - other,
            },
            Some((level, this, other)) => Self::Less {
                level,
                amount: other - this,
            },
        }
    }
}

/// Why a change cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// The problem is malformed.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// The item is not in the problem.
    #[error("item {} is not in the problem", .0.0)]
    UnknownItem(ItemId),
    /// The window is not in the problem.
    #[error("window {} is not in the problem", .0.0)]
    UnknownWindow(WindowId),
}

/// Checks a change to a plan by the same rules and the same objective that the solver has. `best` is
/// what the best plan known costs.
///
/// # Errors
/// [`CheckError`]
pub fn check_change(
    problem: &Problem,
    plan: &Plan,
    change: Change,
    best: &Objective,
) -> Result<Checked, CheckError> {
    problem.check_form()?;
    let model = Model::of(problem);
    let sessions = Sessions::of(&model);
    let (item, to) = match change {
        Change::Place { item, window } => (item, Some(window)),
        Change::Withdraw { item } => (item, None),
    };
    let place = model
        .place_of_item(item)
        .ok_or(CheckError::UnknownItem(item))?;
    let mut changed = plan.clone();
    changed.placements.retain(|slot| slot.item != item);
    if let Some(from) = plan.slot_of(item).map(|slot| slot.window)
        && Some(from) != to
        && let Some(at) = model.place_of_window(from)
    {
        reorder(&model, &sessions, &mut changed, at, ItemSet::EMPTY);
    }
    if let Some(window) = to {
        let at = model
            .place_of_window(window)
            .ok_or(CheckError::UnknownWindow(window))?;
        if !reorder(&model, &sessions, &mut changed, at, ItemSet::only(place)) {
            stand_at_the_end(problem, &mut changed, item, window);
        }
    }
    changed.placements.sort_by_key(|slot| {
        let when: Option<Date> = problem.window(slot.window).map(|window| window.date);
        (when, slot.window, slot.start)
    });
    let objective = objective_of(problem, &changed);
    Ok(Checked {
        broken: check_plan(problem, &changed),
        against_before: Difference::between(&objective, &objective_of(problem, plan)),
        against_best: Difference::between(&objective, best),
        objective,
        plan: changed,
    })
}

/// Puts the session of a window, with some more items, into its best order; says whether it has one.
fn reorder(
    model: &Model<'_>,
    sessions: &Sessions<'_, '_>,
    plan: &mut Plan,
    at: usize,
    more: ItemSet,
) -> bool {
    let Some(window) = model.windows.get(at).map(|window| window.window.id) else {
        return false;
    };
    let items: ItemSet = plan
        .session_in(window)
        .iter()
        .filter_map(|slot| model.place_of_item(slot.item))
        .collect();
    let Some(slots) = sessions.slots(items.or(more), at) else {
        return false;
    };
    plan.placements.retain(|slot| slot.window != window);
    plan.placements.extend(slots);
    true
}

/// Puts an item at the end of a window's session, whatever it breaks there.
pub(crate) fn stand_at_the_end(problem: &Problem, plan: &mut Plan, item: ItemId, window: WindowId) {
    let opens = problem.window(window).map(|window| window.opens);
    let end = plan.session_in(window).last().and_then(|slot| {
        let minutes = problem.item(slot.item)?.minutes;
        Some(slot.start.plus(minutes))
    });
    if let Some(start) = end.or(opens) {
        plan.placements.push(Placement {
            item,
            window,
            start,
        });
    }
}

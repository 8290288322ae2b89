//! A week and the one after it as one problem: an item whose dates reach into the next week waits for
//! a session there, where that saves trips.
//!
//! Only the week itself is decided by it. What the next week has is held in its windows; what would be
//! new in it is planned again when its turn comes.

use std::collections::BTreeSet;

use control_wire::rest::planning::board::{Explained, Hold, Slot};
use control_wire::rest::planning::windows::Window;
use slotting::explain::{Explanation, Outcome};
use slotting::plan::Plan;
use slotting::problem::Problem;

use super::{SlotElsewhere, Span, WeekInputs, WeekProblem, Words, is_open, words};
use crate::version::Versions;

/// The week after the one that is planned.
#[derive(Debug, Clone, Copy)]
pub struct NextWeek<'a> {
    /// Its windows.
    pub windows: &'a [Window],
    /// Its versions.
    pub versions: &'a Versions,
}

/// A week and the next one as one slotting problem.
#[derive(Debug, Clone)]
pub struct Outlook {
    both: WeekProblem,
    /// Windows and items of the week that is planned.
    windows: BTreeSet<i64>,
    items: BTreeSet<i64>,
}

impl Outlook {
    /// The week `alone` together with the next one. `inputs` are those of `alone`, with every item
    /// that could be in either week. `None` where nothing can wait: the next week has no window yet or
    /// is frozen, or both weeks are more than the solver takes at once.
    #[must_use]
    pub fn of(alone: &WeekProblem, inputs: &WeekInputs<'_>, next: NextWeek<'_>) -> Option<Self> {
        if !next
            .windows
            .iter()
            .any(|window| is_open(window, inputs.today))
        {
            return None;
        }
        let following = inputs.week.next();
        let mut slots = inputs.versions.slots_to_work_on().ok()?;
        slots.extend(next.versions.slots_to_work_on().ok()?.into_iter().map(kept));
        let mut published = inputs.versions.published_slots();
        published.extend(next.versions.published_slots());
        let windows: Vec<Window> = inputs.windows.iter().chain(next.windows).cloned().collect();
        let elsewhere: Vec<SlotElsewhere> = inputs
            .elsewhere
            .iter()
            .filter(|slot| !following.holds(slot.date))
            .cloned()
            .collect();
        let both = WeekProblem::over(Span {
            street: inputs.street,
            days: (inputs.week.monday(), following.sunday()),
            windows: &windows,
            items: inputs.items,
            slots,
            published,
            elsewhere: &elsewhere,
            today: inputs.today,
        })
        .ok()?;
        Some(Self {
            both,
            windows: inputs.windows.iter().map(|window| window.id).collect(),
            items: alone.problem.items.iter().map(|item| item.id.0).collect(),
        })
    }

    /// What the solver gets.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.both.problem
    }

    /// What of a plan is in the week itself.
    #[must_use]
    pub fn of_the_week(&self, plan: &Plan) -> Plan {
        Plan {
            placements: plan
                .placements
                .iter()
                .filter(|slot| self.windows.contains(&slot.window.0))
                .copied()
                .collect(),
        }
    }

    /// Why an item of the week is where it is, waits, or is nowhere; `None` for one of the next week.
    #[must_use]
    pub fn explained(&self, explanation: &Explanation) -> Option<Explained> {
        if !self.items.contains(&explanation.item.0) {
            return None;
        }
        let explained = self.words().explained(explanation);
        let waits = match &explanation.outcome {
            Outcome::Placed { slot, .. } => !self.windows.contains(&slot.window.0),
            Outcome::Refused { .. } => false,
        };
        Some(if waits {
            words::waits(explained)
        } else {
            explained
        })
    }

    /// What it says, in both languages.
    #[must_use]
    pub fn words(&self) -> Words<'_> {
        self.both.words()
    }
}

/// A slot of the next week stays in its window, whatever the draft there would allow.
fn kept(slot: Slot) -> Slot {
    match slot.hold {
        Hold::Unlocked => Slot {
            hold: Hold::Window,
            ..slot
        },
        Hold::Slot | Hold::Window => slot,
    }
}

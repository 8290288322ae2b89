//! One week's windows and items as a slotting problem, and its solution as slots again.
//!
//! Windows that were held, or are under way, are out of it, with the items in them: nothing of them
//! moves, and what they use of a quota is taken off. A published slot holds its window and minute
//! until it is unlocked in the draft; a draft's slot holds nothing unless it was locked by hand.
//!
//! An item may wait for the week after: [`Outlook`] is both weeks as one problem.

use std::collections::BTreeSet;

use control_wire::rest::planning::Sentence;
use control_wire::rest::planning::board::{Hold, Load, PlanCost, Savings, Slot};
use control_wire::rest::planning::items::{Approval, Item};
use control_wire::rest::planning::windows::{Window, WindowState};
use jiff::civil::Date;
use slotting::calendar::Clock;
use slotting::item::ItemId;
use slotting::plan::{Placement, Plan};
use slotting::problem::{ITEMS_MAX, Problem, WINDOWS_MAX};
use slotting::window::Quota;

use crate::approval::{concerns, in_period};
use crate::dates::{Week, date_of};
use crate::judge;
use crate::street::Street;
use crate::version::{VersionError, Versions};

mod outlook;
mod translate;
mod words;

pub use outlook::{NextWeek, Outlook};
use translate::Translation;
pub use words::Words;

/// Why a week cannot be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeekError {
    /// Its plan does not allow it.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// More items could be in it than the solver takes.
    #[error("{items} items could be in the week; at most {ITEMS_MAX} can be planned at once")]
    TooManyItems {
        /// How many.
        items: usize,
    },
    /// It has more windows than the solver takes.
    #[error("the week has {windows} windows; at most {WINDOWS_MAX} can be planned at once")]
    TooManyWindows {
        /// How many.
        windows: usize,
    },
    /// The street has more venues than the solver takes.
    #[error("the street has too many venues to plan for")]
    TooManyVenues,
}

/// A slot that an item has in the plan of another week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotElsewhere {
    /// The item.
    pub item: i64,
    /// Its department.
    pub department: i64,
    /// Its line.
    pub line: Option<i64>,
    /// True where it was approved: then it uses up no quota.
    pub granted: bool,
    /// The date of its slot.
    pub date: Date,
}

/// What a week's problem is made of.
#[derive(Debug, Clone, Copy)]
pub struct WeekInputs<'a> {
    /// Who there is.
    pub street: &'a Street,
    /// Which week.
    pub week: Week,
    /// Its windows.
    pub windows: &'a [Window],
    /// Every item that could be in it, or has a slot in it.
    pub items: &'a [Item],
    /// Its versions.
    pub versions: &'a Versions,
    /// Slots in other weeks.
    pub elsewhere: &'a [SlotElsewhere],
    /// The day it is.
    pub today: Date,
}

/// What a problem over one or two weeks is made of.
struct Span<'a> {
    street: &'a Street,
    /// Its first and its last day.
    days: (Date, Date),
    windows: &'a [Window],
    items: &'a [Item],
    /// The slots to be worked on.
    slots: Vec<Slot>,
    /// The slots in force.
    published: Vec<Slot>,
    /// Slots in other weeks than these.
    elsewhere: &'a [SlotElsewhere],
    today: Date,
}

/// One week as a slotting problem.
#[derive(Debug, Clone)]
pub struct WeekProblem {
    /// What the solver gets.
    pub problem: Problem,
    /// The plan as it is: of the draft, or of what is published.
    pub plan: Plan,
    /// The slots of the plan as it is, those of closed windows left out.
    slots: Vec<Slot>,
    /// Slots in windows that are closed.
    closed: Vec<Slot>,
    /// Everything of the week, closed windows too: what a plan is judged by.
    whole: Problem,
    /// Items that could be in the week and are kept out before the solver sees them.
    pub left_out: Vec<(i64, Sentence)>,
    names: words::Titles,
    last_day: Date,
}

impl WeekProblem {
    /// Makes a week's problem.
    ///
    /// # Errors
    /// See [`WeekError`].
    pub fn of(inputs: &WeekInputs<'_>) -> Result<Self, WeekError> {
        Self::over(Span {
            street: inputs.street,
            days: (inputs.week.monday(), inputs.week.sunday()),
            windows: inputs.windows,
            items: inputs.items,
            slots: inputs.versions.slots_to_work_on()?,
            published: inputs.versions.published_slots(),
            elsewhere: inputs.elsewhere,
            today: inputs.today,
        })
    }

    fn over(span: Span<'_>) -> Result<Self, WeekError> {
        let street = span.street;
        if street.has_too_many_venues() {
            return Err(WeekError::TooManyVenues);
        }
        let open: Vec<&Window> = span
            .windows
            .iter()
            .filter(|window| is_open(window, span.today))
            .collect();
        if open.len() > WINDOWS_MAX {
            return Err(WeekError::TooManyWindows {
                windows: open.len(),
            });
        }
        let open_ids: BTreeSet<i64> = open.iter().map(|window| window.id).collect();
        let (mut slots, closed): (Vec<Slot>, Vec<Slot>) = span
            .slots
            .iter()
            .partition(|slot| open_ids.contains(&slot.window));
        let (eligible, left_out) = eligible(&span, &closed);
        if eligible.len() > ITEMS_MAX {
            return Err(WeekError::TooManyItems {
                items: eligible.len(),
            });
        }
        let ids: BTreeSet<i64> = eligible.iter().map(|item| item.id).collect();
        loosen_around_gaps(&mut slots, &ids);
        let translation = Translation::of(street, span.windows, span.items);
        let problem = Problem {
            calendar: street.working_calendar(),
            roster: street.roster(),
            items: eligible
                .iter()
                .filter_map(|item| translation.item(item, &ids, &slots, &span.published))
                .collect(),
            windows: open
                .iter()
                .filter_map(|window| translation.window(window))
                .collect(),
            presenters: translation.presenters(),
            quotas: quotas(&span, &closed),
        };
        let judged: Vec<&Item> = span
            .items
            .iter()
            .filter(|item| ids.contains(&item.id) || closed.iter().any(|slot| slot.item == item.id))
            .collect();
        let whole = whole_of(&translation, street, span.windows, &judged, &span.published);
        Ok(Self {
            plan: plan_of(&slots),
            problem,
            slots,
            closed,
            whole,
            left_out,
            names: words::Titles::of(span.items, &translation),
            last_day: span.days.1,
        })
    }

    /// A plan of the problem as slots, closed windows included. A slot that stays as it was holds as
    /// firmly as before; a new one holds nothing.
    #[must_use]
    pub fn slots_of(&self, plan: &Plan) -> Vec<Slot> {
        let mut slots: Vec<Slot> = plan
            .placements
            .iter()
            .map(|placement| {
                let (item, window) = (placement.item.0, placement.window.0);
                let start_min = placement.start.0;
                let before = self.slots.iter().find(|slot| {
                    (slot.item, slot.window, slot.start_min) == (item, window, start_min)
                });
                Slot {
                    item,
                    window,
                    start_min,
                    hold: before.map_or(Hold::Unlocked, |slot| slot.hold),
                }
            })
            .chain(self.closed.iter().copied())
            .collect();
        slots.sort_by_key(|slot| (slot.window, slot.start_min, slot.item));
        slots
    }

    /// What some slots cost and save, over the whole week. An item whose last day comes after the
    /// week may wait: it is not left out.
    #[must_use]
    pub fn judged(&self, slots: &[Slot]) -> (PlanCost, Savings) {
        let plan = plan_of(slots);
        let objective = slotting::objective::objective_of(&self.whole, &plan);
        let may_wait: u64 = self
            .whole
            .items
            .iter()
            .filter(|item| item.deadline > self.last_day && plan.slot_of(item.id).is_none())
            .map(|item| u64::from(item.priority))
            .sum();
        let cost = judge::cost(&objective);
        let cost = PlanCost {
            unplaced_priority: cost.unplaced_priority.saturating_sub(may_wait),
            ..cost
        };
        (cost, judge::savings(&self.whole, &plan))
    }

    /// The slots as they are, closed windows included.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        self.slots_of(&self.plan)
    }

    /// What it says, in both languages.
    #[must_use]
    pub fn words(&self) -> Words<'_> {
        Words::of(&self.problem, &self.names)
    }
}

/// What some slots ask of people, over whatever weeks their windows are in.
#[must_use]
pub fn load(street: &Street, windows: &[Window], items: &[Item], slots: &[Slot]) -> Vec<Load> {
    let translation = Translation::of(street, windows, items);
    let placed: Vec<&Item> = items
        .iter()
        .filter(|item| slots.iter().any(|slot| slot.item == item.id))
        .collect();
    let whole = whole_of(&translation, street, windows, &placed, &[]);
    judge::load(street, &whole, &plan_of(slots))
}

/// Windows and items as they are judged, closed ones too; nothing in it is held.
fn whole_of(
    translation: &Translation<'_>,
    street: &Street,
    windows: &[Window],
    items: &[&Item],
    published: &[Slot],
) -> Problem {
    let ids: BTreeSet<i64> = items.iter().map(|item| item.id).collect();
    Problem {
        calendar: street.working_calendar(),
        roster: street.roster(),
        items: items
            .iter()
            .filter_map(|item| translation.item(item, &ids, &[], published))
            .collect(),
        windows: windows
            .iter()
            .filter_map(|window| translation.window(window))
            .collect(),
        presenters: Vec::new(),
        quotas: Vec::new(),
    }
}

/// Whether a window's session may still be planned.
#[must_use]
pub fn is_open(window: &Window, today: Date) -> bool {
    window.state != WindowState::Closed && date_of(&window.date).is_ok_and(|date| date >= today)
}

/// Slots as the solver's plan.
fn plan_of(slots: &[Slot]) -> Plan {
    Plan {
        placements: slots
            .iter()
            .map(|slot| Placement {
                item: ItemId(slot.item),
                window: slotting::window::WindowId(slot.window),
                start: Clock(slot.start_min),
            })
            .collect(),
    }
}

/// The items that the solver gets, and those kept out before it with the reason.
fn eligible<'a>(span: &Span<'a>, closed: &[Slot]) -> (Vec<&'a Item>, Vec<(i64, Sentence)>) {
    let (first, last) = span.days;
    let held: BTreeSet<i64> = closed.iter().map(|slot| slot.item).collect();
    let elsewhere: BTreeSet<i64> = span.elsewhere.iter().map(|slot| slot.item).collect();
    let mut items: Vec<&Item> = span
        .items
        .iter()
        .filter(|item| {
            let meets = date_of(&item.earliest).is_ok_and(|day| day <= last)
                && date_of(&item.deadline).is_ok_and(|day| day >= first);
            meets
                && !item.withdrawn
                && item.approval != Approval::Refused
                && !held.contains(&item.id)
                && !elsewhere.contains(&item.id)
        })
        .collect();
    let past: BTreeSet<i64> = span
        .elsewhere
        .iter()
        .filter(|slot| slot.date < first)
        .map(|slot| slot.item)
        .chain(held)
        .collect();
    let mut left_out = Vec::new();
    // An item may wait for one that waits in turn: once round for each of them, at the most.
    loop {
        let ids: BTreeSet<i64> = items.iter().map(|item| item.id).collect();
        let (stay, wait): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| {
            let mut before = item.after.iter();
            before.all(|earlier| ids.contains(earlier) || past.contains(earlier))
        });
        left_out.extend(wait.iter().map(|item| {
            let waits_for = item
                .after
                .iter()
                .copied()
                .find(|earlier| !ids.contains(earlier));
            (item.id, words::waits_for(span.items, waits_for))
        }));
        items = stay;
        if wait.is_empty() {
            return (items, left_out);
        }
    }
}

/// Where an item lost its slot because it was withdrawn or refused, those that share its session need
/// not keep their minute: else the gap could never be closed.
fn loosen_around_gaps(slots: &mut Vec<Slot>, ids: &BTreeSet<i64>) {
    let gaps: BTreeSet<i64> = slots
        .iter()
        .filter(|slot| !ids.contains(&slot.item))
        .map(|slot| slot.window)
        .collect();
    slots.retain(|slot| ids.contains(&slot.item));
    for slot in slots {
        if slot.hold == Hold::Slot && gaps.contains(&slot.window) {
            slot.hold = Hold::Window;
        }
    }
}

/// The quotas whose period meets the week, less what slots of other weeks and of closed windows use.
fn quotas(span: &Span<'_>, closed: &[Slot]) -> Vec<Quota> {
    let (first, last) = span.days;
    let in_closed = closed.iter().filter_map(|slot| {
        let item = span.items.iter().find(|item| item.id == slot.item)?;
        let window = span
            .windows
            .iter()
            .find(|window| window.id == slot.window)?;
        Some(SlotElsewhere {
            item: item.id,
            department: item.department,
            line: item.line,
            granted: item.approval == Approval::Granted,
            date: date_of(&window.date).ok()?,
        })
    });
    let used: Vec<SlotElsewhere> = span.elsewhere.iter().cloned().chain(in_closed).collect();
    span.street
        .quotas
        .iter()
        .filter_map(|quota| {
            let (from, until) = (date_of(&quota.from).ok()?, date_of(&quota.until).ok()?);
            let meets = from <= last && until >= first;
            let used = used.iter().filter(|slot| {
                !slot.granted
                    && concerns(quota, slot.department, slot.line)
                    && in_period(quota, slot.date)
            });
            let used = u16::try_from(used.count()).unwrap_or(u16::MAX);
            meets.then(|| Quota {
                department: quota.department.map(slotting::item::DepartmentId),
                key: quota.line.map(slotting::item::QuotaKey),
                from,
                until,
                allowed: quota.allowed.saturating_sub(used),
            })
        })
        .collect()
}

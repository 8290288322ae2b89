//! A problem made ready for search: items, windows and classes of people as places and sets.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::{Clock, HalfDay};
use crate::item::{Attendance, Item, Pin, Presenter};
use crate::places::{ItemSet, WindowSet};
use crate::plan::Placement;
use crate::problem::Problem;
use crate::rules::{Violation, counts_against, exact_start, shared_people, why_not_alone};
use crate::window::Window;

/// A problem made ready for search. An item's place is its place in the problem; windows are by
/// half-day, then number.
pub(crate) struct Model<'p> {
    pub(crate) problem: &'p Problem,
    pub(crate) items: Vec<ModelItem<'p>>,
    pub(crate) windows: Vec<ModelWindow<'p>>,
    pub(crate) classes: Vec<Class>,
    pub(crate) quotas: Vec<BindingQuota>,
    /// Items that have at least one window.
    pub(crate) placeable: ItemSet,
    /// Items that hold their window.
    pub(crate) held: ItemSet,
    /// Windows by their cap, in minutes.
    pub(crate) by_cap: Vec<(u16, WindowSet)>,
    /// The longest cap of all windows, in minutes.
    pub(crate) cap_min: u16,
}

/// An item made ready for search.
pub(crate) struct ModelItem<'p> {
    pub(crate) item: &'p Item,
    /// The windows that admit it.
    pub(crate) windows: WindowSet,
    /// The first and last place of its windows.
    pub(crate) reach: Option<(usize, usize)>,
    /// Direct predecessors.
    pub(crate) after: ItemSet,
    /// Items that may not share its session, in either direction.
    pub(crate) apart: ItemSet,
    /// Items that share a presenter or people who must attend.
    pub(crate) clashes: ItemSet,
    /// The one time it may start at.
    pub(crate) exact: Option<Clock>,
    /// Its presenters with limited hours.
    pub(crate) limited: Vec<&'p Presenter>,
}

impl ModelItem<'_> {
    /// Whether the start of the session it is in makes a difference to anything but earliness.
    pub(crate) fn is_timed(&self) -> bool {
        self.exact.is_some() || !self.limited.is_empty() || self.item.published.is_some()
    }
}

/// A window made ready for search.
pub(crate) struct ModelWindow<'p> {
    pub(crate) window: &'p Window,
    /// Midnight of its date, in minutes on the scale of earliness.
    pub(crate) midnight_min: u64,
    /// Items that may stand in it.
    pub(crate) admits: ItemSet,
    /// Items that hold it.
    pub(crate) holds: ItemSet,
    /// Protected stretches within it, as clock times.
    pub(crate) protected: Vec<(Clock, Clock)>,
}

impl ModelWindow<'_> {
    /// The half-day it is in.
    pub(crate) fn half_day(&self) -> (Date, HalfDay) {
        (self.window.date, self.window.half)
    }

    /// Whether a session may be held from `start` on for some minutes.
    pub(crate) fn allows(&self, start: Clock, minutes: u16) -> bool {
        let end = start.plus(minutes);
        start >= self.window.opens
            && end <= self.window.closes
            && !self
                .protected
                .iter()
                .any(|(from, until)| *from < end && start < *until)
    }
}

/// People who have the very same items, as one weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) items: ItemSet,
    pub(crate) people: u32,
}

/// A quota that more items could use up than it allows.
pub(crate) struct BindingQuota {
    pub(crate) items: ItemSet,
    pub(crate) from: Date,
    pub(crate) until: Date,
    pub(crate) allowed: u16,
}

impl BindingQuota {
    /// How many of some items, placed on a date, use it up.
    pub(crate) fn used_by(&self, items: ItemSet, date: Date) -> u16 {
        if date < self.from || date > self.until {
            return 0;
        }
        u16::try_from(self.items.and(items).len()).unwrap_or(u16::MAX)
    }
}

impl<'p> Model<'p> {
    pub(crate) fn of(problem: &'p Problem) -> Self {
        let mut windows: Vec<ModelWindow<'p>> = problem
            .windows
            .iter()
            .map(|window| model_window(problem, window))
            .collect();
        windows.sort_by_key(|w| (w.half_day(), w.window.id));
        let items: Vec<ModelItem<'p>> = problem
            .items
            .iter()
            .enumerate()
            .map(|(at, item)| model_item(problem, &windows, at, item))
            .collect();
        let placeable = places_where(&items, |item| item.reach.is_some());
        let held = windows
            .iter()
            .fold(ItemSet::EMPTY, |held, window| held.or(window.holds));
        Self {
            problem,
            classes: classes_of(problem),
            quotas: binding_quotas(problem),
            by_cap: by_cap(&windows),
            cap_min: windows.iter().map(|w| w.window.cap_min).max().unwrap_or(0),
            items,
            windows,
            placeable,
            held,
        }
    }

    /// The items at some places.
    pub(crate) fn items_in(&self, set: ItemSet) -> impl Iterator<Item = (usize, &ModelItem<'p>)> {
        set.iter()
            .filter_map(|at| self.items.get(at).map(|item| (at, item)))
    }

    /// Minutes of some items together.
    pub(crate) fn minutes_of(&self, set: ItemSet) -> u32 {
        self.items_in(set)
            .map(|(_, item)| u32::from(item.item.minutes))
            .sum()
    }

    /// The windows in which a session of so many minutes stays within the cap.
    pub(crate) fn windows_of(&self, minutes: u32) -> WindowSet {
        self.by_cap
            .iter()
            .filter(|(cap_min, _)| minutes <= u32::from(*cap_min))
            .fold(WindowSet::EMPTY, |all, (_, windows)| all.or(*windows))
    }

    /// Priorities of some items together.
    pub(crate) fn priority_of(&self, set: ItemSet) -> u64 {
        self.items_in(set)
            .map(|(_, item)| u64::from(item.item.priority))
            .sum()
    }

    /// People who must attend at least one of some items.
    pub(crate) fn people_of(&self, set: ItemSet) -> u64 {
        self.classes
            .iter()
            .filter(|class| class.items.meets(set))
            .map(|class| u64::from(class.people))
            .sum()
    }

    /// Direct predecessors of some items that are not among them.
    pub(crate) fn predecessors_of(&self, set: ItemSet) -> ItemSet {
        self.items_in(set)
            .fold(ItemSet::EMPTY, |all, (_, item)| all.or(item.after))
            .minus(set)
    }

    /// Items that share a presenter or attendees with some items.
    pub(crate) fn clashes_of(&self, set: ItemSet) -> ItemSet {
        self.items_in(set)
            .fold(ItemSet::EMPTY, |all, (_, item)| all.or(item.clashes))
    }

    /// All items.
    pub(crate) fn all(&self) -> ItemSet {
        (0..self.items.len()).collect()
    }

    /// The place of an item.
    pub(crate) fn place_of_item(&self, id: crate::item::ItemId) -> Option<usize> {
        self.items.iter().position(|item| item.item.id == id)
    }

    /// The place of a window.
    pub(crate) fn place_of_window(&self, id: crate::window::WindowId) -> Option<usize> {
        self.windows
            .iter()
            .position(|window| window.window.id == id)
    }

    /// The first reason that keeps an item out of each window, with the window's place.
    pub(crate) fn refusals(&self, item: &Item) -> Vec<(usize, Violation)> {
        self.windows
            .iter()
            .enumerate()
            .filter_map(|(at, window)| {
                why_not_alone(self.problem, item, window.window).map(|why| (at, why))
            })
            .collect()
    }

    /// The slots of a session: its items in order, back to back from its start.
    pub(crate) fn slots(&self, window: usize, order: &[usize], start: Clock) -> Vec<Placement> {
        let Some(window) = self.windows.get(window) else {
            return Vec::new();
        };
        let mut at = start;
        order
            .iter()
            .filter_map(|place| self.items.get(*place))
            .map(|item| {
                let slot = Placement {
                    item: item.item.id,
                    window: window.window.id,
                    start: at,
                };
                at = at.plus(item.item.minutes);
                slot
            })
            .collect()
    }
}

fn places_where<T>(all: &[T], holds: impl Fn(&T) -> bool) -> ItemSet {
    all.iter()
        .enumerate()
        .filter(|(_, one)| holds(one))
        .map(|(at, _)| at)
        .collect()
}

fn by_cap(windows: &[ModelWindow<'_>]) -> Vec<(u16, WindowSet)> {
    let mut caps: Vec<u16> = windows.iter().map(|w| w.window.cap_min).collect();
    caps.sort_unstable();
    caps.dedup();
    caps.into_iter()
        .map(|cap| (cap, places_where(windows, |w| w.window.cap_min == cap)))
        .collect()
}

fn model_window<'p>(problem: &'p Problem, window: &'p Window) -> ModelWindow<'p> {
    let keeps = |item: &Item| {
        item.published.is_some_and(|published| {
            published.hold != crate::item::Hold::Unlocked && published.slot.window == window.id
        })
    };
    ModelWindow {
        window,
        midnight_min: problem.midnight_min(window.date),
        admits: places_where(&problem.items, |item| {
            why_not_alone(problem, item, window).is_none()
        }),
        holds: places_where(&problem.items, keeps),
        protected: problem
            .calendar
            .protected_within(window.date, window.opens, window.closes)
            .map(|hours| (hours.from, hours.until))
            .collect(),
    }
}

fn model_item<'p>(
    problem: &'p Problem,
    windows: &[ModelWindow<'p>],
    at: usize,
    item: &'p Item,
) -> ModelItem<'p> {
    let first = windows.iter().position(|w| w.admits.contains(at));
    let last = windows.iter().rposition(|w| w.admits.contains(at));
    ModelItem {
        item,
        windows: places_where(windows, |w| w.admits.contains(at)),
        reach: first.zip(last),
        after: places_where(&problem.items, |other| item.after.contains(&other.id)),
        apart: places_where(&problem.items, |other| {
            item.not_with.contains(&other.id) || other.not_with.contains(&item.id)
        }),
        clashes: places_where(&problem.items, |other| {
            other.id != item.id
                && (other.presenters.iter().any(|p| item.presenters.contains(p))
                    || shared_people(problem, item, other) > 0)
        }),
        exact: exact_start(item),
        limited: item
            .presenters
            .iter()
            .filter_map(|id| problem.presenter(*id))
            .filter(|presenter| presenter.available.is_some())
            .collect(),
    }
}

/// People by the set of items they must attend; those with none are left out.
fn classes_of(problem: &Problem) -> Vec<Class> {
    let mut by_place: BTreeMap<(u8, u8), ItemSet> = BTreeMap::new();
    for (at, item) in problem.items.iter().enumerate() {
        if item.attendance == Attendance::Optional {
            continue;
        }
        for (venue, role) in item.audience.places() {
            let items = by_place.entry((venue, role.0)).or_default();
            *items = items.with(at);
        }
    }
    let mut by_items: BTreeMap<ItemSet, u32> = BTreeMap::new();
    for ((venue, role), items) in by_place {
        let people = problem.roster.people_at(venue, crate::audience::Role(role));
        if people > 0 {
            *by_items.entry(items).or_default() += people;
        }
    }
    by_items
        .into_iter()
        .map(|(items, people)| Class { items, people })
        .collect()
}

fn binding_quotas(problem: &Problem) -> Vec<BindingQuota> {
    problem
        .quotas
        .iter()
        .map(|quota| BindingQuota {
            items: places_where(&problem.items, |item| counts_against(quota, item)),
            from: quota.from,
            until: quota.until,
            allowed: quota.allowed,
        })
        .filter(|quota| quota.items.len() > usize::from(quota.allowed))
        .collect()
}

/// Whether a pin asks for the beginning of a session.
pub(crate) fn is_first(item: &Item) -> bool {
    item.pin == Some(Pin::First)
}

/// Whether a pin asks for the end of a session.
pub(crate) fn is_last(item: &Item) -> bool {
    item.pin == Some(Pin::Last)
}

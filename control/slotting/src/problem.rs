//! A slotting problem: everything the solver has to know, and what makes it malformed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::audience::Roster;
use crate::calendar::{WorkingCalendar, midnight_min};
use crate::item::{Item, ItemId, Presenter, PresenterId};
use crate::window::{Quota, Window, WindowId};

/// Items in one problem. A half-year is solved week by week.
pub const ITEMS_MAX: usize = 128;
/// Windows in one problem.
pub const WINDOWS_MAX: usize = 128;
/// Items in one session; the order of so many is found exactly.
pub const SESSION_ITEMS_MAX: usize = 12;
/// A session starts when its window opens or a multiple of these minutes later, unless an item's
/// clock time sets its start to the minute.
pub const START_STEP_MIN: u16 = 5;

/// Everything the solver has to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The working calendar.
    pub calendar: WorkingCalendar,
    /// People by venue and role.
    pub roster: Roster,
    /// Items that ask for a slot, and those that hold one within these windows.
    pub items: Vec<Item>,
    /// Windows in which sessions can be opened.
    pub windows: Vec<Window>,
    /// Presenters whose hours are limited; one that is absent here is free at any time.
    pub presenters: Vec<Presenter>,
    /// Quotas.
    pub quotas: Vec<Quota>,
}

/// What makes a problem malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    /// More than [`ITEMS_MAX`] items.
    #[error("{0} items; a problem holds at most {ITEMS_MAX}")]
    TooManyItems(usize),
    /// More than [`WINDOWS_MAX`] windows.
    #[error("{0} windows; a problem holds at most {WINDOWS_MAX}")]
    TooManyWindows(usize),
    /// Two items with one number.
    #[error("item {} is there twice", .0.0)]
    ItemTwice(ItemId),
    /// Two windows with one number.
    #[error("window {} is there twice", .0.0)]
    WindowTwice(WindowId),
    /// Two windows in one room and half-day.
    #[error("windows {} and {} are in the same room in the same half-day", .0.0, .1.0)]
    RoomTwice(WindowId, WindowId),
    /// Two entries for one presenter.
    #[error("presenter {} is there twice", .0.0)]
    PresenterTwice(PresenterId),
    /// An item of no length, or with no weight.
    #[error("item {} needs at least a minute and a priority of at least 1", .0.0)]
    ItemWithoutWeight(ItemId),
    /// An item whose earliest date comes after its deadline.
    #[error("item {} is due before it may start", .0.0)]
    DueBeforeStart(ItemId),
    /// A window that closes before it opens.
    #[error("window {} closes before it opens", .0.0)]
    ClosesBeforeOpening(WindowId),
    /// An item that names another one which is not in the problem, or itself.
    #[error("item {} names item {}, which is not among the others", .0.0, .1.0)]
    UnknownItem(ItemId, ItemId),
    /// An item published in a window that is not in the problem.
    #[error("item {} was published in window {}, which is not there", .0.0, .1.0)]
    UnknownWindow(ItemId, WindowId),
    /// Items that are to come after each other in a circle.
    #[error("item {} is to come after itself, by way of others", .0.0)]
    Circle(ItemId),
}

impl Problem {
    /// The item of that number.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The window of that number.
    #[must_use]
    pub fn window(&self, id: WindowId) -> Option<&Window> {
        self.windows.iter().find(|window| window.id == id)
    }

    /// The limited hours of a presenter, if there are any.
    #[must_use]
    pub fn presenter(&self, id: PresenterId) -> Option<&Presenter> {
        self.presenters.iter().find(|presenter| presenter.id == id)
    }

    /// The scale of earliness: minutes from midnight of the first window's date to midnight of
    /// another.
    pub(crate) fn midnight_min(&self, date: Date) -> u64 {
        let first = self.windows.iter().map(|window| window.date).min();
        midnight_min(date).saturating_sub(first.map_or(0, midnight_min))
    }

    /// Checks that the problem is well-formed.
    ///
    /// # Errors
    /// The first thing found wrong.
    pub fn check_form(&self) -> Result<(), ProblemError> {
        if self.items.len() > ITEMS_MAX {
            return Err(ProblemError::TooManyItems(self.items.len()));
        }
        if self.windows.len() > WINDOWS_MAX {
            return Err(ProblemError::TooManyWindows(self.windows.len()));
        }
        self.check_windows()?;
        let mut presenters = BTreeSet::new();
        for presenter in &self.presenters {
            if !presenters.insert(presenter.id) {
                return Err(ProblemError::PresenterTwice(presenter.id));
            }
        }
        self.check_items()
    }

    fn check_windows(&self) -> Result<(), ProblemError> {
        let mut ids = BTreeSet::new();
        for (at, window) in self.windows.iter().enumerate() {
            if !ids.insert(window.id) {
                return Err(ProblemError::WindowTwice(window.id));
            }
            if window.closes < window.opens {
                return Err(ProblemError::ClosesBeforeOpening(window.id));
            }
            let place = |w: &Window| (w.date, w.half, w.room);
            if let Some(other) = self
                .windows
                .iter()
                .take(at)
                .find(|other| place(other) == place(window))
            {
                return Err(ProblemError::RoomTwice(other.id, window.id));
            }
        }
        Ok(())
    }

    fn check_items(&self) -> Result<(), ProblemError> {
        let ids: BTreeSet<ItemId> = self.items.iter().map(|item| item.id).collect();
        let mut seen = BTreeSet::new();
        for item in &self.items {
            if !seen.insert(item.id) {
                return Err(ProblemError::ItemTwice(item.id));
            }
            if item.minutes == 0 || item.priority == 0 {
                return Err(ProblemError::ItemWithoutWeight(item.id));
            }
            if item.deadline < item.earliest {
                return Err(ProblemError::DueBeforeStart(item.id));
            }
            for other in item.after.iter().chain(&item.not_with) {
                if *other == item.id || !ids.contains(other) {
                    return Err(ProblemError::UnknownItem(item.id, *other));
                }
            }
            if let Some(published) = &item.published
                && self.window(published.slot.window).is_none()
            {
                return Err(ProblemError::UnknownWindow(item.id, published.slot.window));
            }
        }
        self.check_circles()
    }

    /// Removes, round by round, the items whose predecessors are all gone; what stays is a circle.
    fn check_circles(&self) -> Result<(), ProblemError> {
        let mut waiting: Vec<&Item> = self.items.iter().collect();
        loop {
            let left: BTreeSet<ItemId> = waiting.iter().map(|item| item.id).collect();
            let before = waiting.len();
            waiting.retain(|item| item.after.iter().any(|earlier| left.contains(earlier)));
            if waiting.len() == before {
                return waiting
                    .first()
                    .map_or(Ok(()), |item| Err(ProblemError::Circle(item.id)));
            }
        }
    }
}

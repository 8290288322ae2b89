//! What can be wrong with a plan.

use serde::{Deserialize, Serialize};

use crate::calendar::Clock;
use crate::item::{ItemId, PresenterId};
use crate::window::WindowId;

/// A hard rule broken, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
pub enum Violation {
    /// A slot names an item that is not in the problem.
    UnknownItem {
        /// The item.
        item: ItemId,
    },
    /// A slot names a window that is not in the problem.
    UnknownWindow {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// An item has more than one slot.
    SlotTwice {
        /// The item.
        item: ItemId,
    },
    /// A session is longer than its window's cap.
    OverCap {
        /// The window.
        window: WindowId,
        /// The session's minutes.
        minutes: u32,
        /// The cap, in minutes.
        cap_min: u16,
    },
    /// A session has more items than an order is made for.
    TooManyItems {
        /// The window.
        window: WindowId,
        /// Its items.
        items: usize,
    },
    /// A slot starts before its window opens or ends after it closes.
    OutsideWindow {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// A slot does not start when the one before it ends.
    NotBackToBack {
        /// The later item.
        item: ItemId,
        /// The end of the one before.
        expected: Clock,
    },
    /// A slot is on a day that is not worked.
    DayOff {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// A slot touches the committees' own hours.
    ProtectedHours {
        /// The item.
        item: ItemId,
        /// Their first minute.
        from: Clock,
        /// The minute after their last.
        until: Clock,
    },
    /// A slot is before the item's earliest date.
    TooEarly {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// A slot is after the item's deadline.
    TooLate {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
    },
    /// A presenter cannot come at that time.
    PresenterAway {
        /// The item.
        item: ItemId,
        /// The presenter.
        presenter: PresenterId,
    },
    /// A presenter is in two sessions of one half-day.
    PresenterElsewhere {
        /// The presenter.
        presenter: PresenterId,
        /// One item.
        item: ItemId,
        /// The item in the other session.
        other: ItemId,
    },
    /// People are due in two sessions of one half-day.
    AudienceElsewhere {
        /// One item.
        item: ItemId,
        /// The item in the other session.
        other: ItemId,
        /// How many people.
        people: u32,
    },
    /// An item does not come after one that it follows.
    BeforePredecessor {
        /// The item.
        item: ItemId,
        /// What it is to follow.
        predecessor: ItemId,
    },
    /// An item has a slot, what it follows has none.
    PredecessorUnplaced {
        /// The item.
        item: ItemId,
        /// What it is to follow.
        predecessor: ItemId,
    },
    /// Two items share a session that may not.
    NotTogether {
        /// The item that says so.
        item: ItemId,
        /// The other.
        other: ItemId,
    },
    /// An item pinned to the beginning is not first.
    NotFirst {
        /// The item.
        item: ItemId,
    },
    /// An item pinned to the end is not last.
    NotLast {
        /// The item.
        item: ItemId,
    },
    /// An item pinned to a clock time is at another.
    NotAtClock {
        /// The item.
        item: ItemId,
        /// Its time.
        clock: Clock,
    },
    /// More items than a quota allows, without approval.
    OverQuota {
        /// The quota, by its place in [`crate::problem::Problem::quotas`].
        quota: usize,
        /// Items that count against it.
        items: u32,
        /// How many it allows.
        allowed: u16,
    },
    /// An item has a slot although its approval is pending.
    AwaitsApproval {
        /// The item.
        item: ItemId,
    },
    /// An item has a slot although its approval was refused.
    ApprovalRefused {
        /// The item.
        item: ItemId,
    },
    /// An item is for people beyond the host's audience, and nobody approved it.
    BeyondHost {
        /// The item.
        item: ItemId,
        /// The window.
        window: WindowId,
        /// How many people more.
        people: u32,
    },
    /// A published item lost its slot although it is locked.
    HeldSlotLost {
        /// The item.
        item: ItemId,
    },
}

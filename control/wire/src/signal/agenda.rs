//! The run of show on the wire: its items, which one runs, and when the others are expected.
//!
//! Whatever changes, everybody gets it anew, whole. While nothing is late, the clock changes
//! nothing; an overrun changes it once a minute.

pub use control_domain::agenda::ItemKind;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::VenueNumber;

/// Number of an item within its session: 1, 2, 3 … in the planned order.
pub type ItemNumber = u32;

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Still to come.
    Waiting,
    /// It runs.
    Running,
    /// It is over; it may be taken up again.
    Ended,
    /// It was passed over; it may still be taken up.
    Skipped,
}

/// One item of the run of show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgendaItemState {
    /// Its number.
    pub number: ItemNumber,
    /// What it is about.
    pub title: String,
    /// The department whose item it is.
    pub department: String,
    /// What it is for.
    pub kind: ItemKind,
    /// How many minutes it may take.
    pub minutes: u16,
    /// Who presents it.
    pub presenter: String,
    /// The venues that are due for it, by number.
    pub due: Vec<VenueNumber>,
    /// Where it stands.
    pub state: ItemState,
    /// When it was to begin, in Unix milliseconds.
    pub planned_start_ms: i64,
    /// When it is expected to begin as things stand, or when it began; absent where it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub expected_start_ms: Option<i64>,
    /// When it began first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub started_ms: Option<i64>,
    /// When its time is up, while it runs: the countdown goes to this, and beyond it is overrun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub time_up_ms: Option<i64>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended_ms: Option<i64>,
}

/// The run of show. A session that was not planned has no items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgendaState {
    /// The items in their order.
    pub items: Vec<AgendaItemState>,
    /// The item that runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub current: Option<ItemNumber>,
}

/// Something the chair wants of the run of show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum AgendaCommand {
    /// Begin an item; the one that runs ends with it. One that has ended or was skipped is taken up
    /// again.
    StartItem {
        /// Which.
        item: ItemNumber,
    },
    /// End the item that runs.
    EndItem {
        /// Which.
        item: ItemNumber,
    },
    /// Pass over an item that has not begun: its time goes to the others.
    SkipItem {
        /// Which.
        item: ItemNumber,
    },
}

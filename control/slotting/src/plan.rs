//! A plan: which items have which slots.

use serde::{Deserialize, Serialize};

use crate::calendar::Clock;
use crate::item::ItemId;
use crate::window::WindowId;

/// An item's slot: the window it is in, and when it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The item.
    pub item: ItemId,
    /// The window.
    pub window: WindowId,
    /// When it starts, on the window's date.
    pub start: Clock,
}

/// The slots of all placed items. An item without one is not placed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// One for each placed item, by window and start.
    pub placements: Vec<Placement>,
}

impl Plan {
    /// The slot of an item.
    #[must_use]
    pub fn slot_of(&self, item: ItemId) -> Option<&Placement> {
        self.placements.iter().find(|slot| slot.item == item)
    }

    /// The session in a window: its slots by start.
    #[must_use]
    pub fn session_in(&self, window: WindowId) -> Vec<Placement> {
        let mut session: Vec<Placement> = self
            .placements
            .iter()
            .filter(|slot| slot.window == window)
            .copied()
            .collect();
        session.sort_by_key(|slot| (slot.start, slot.item));
        session
    }

    /// The windows that have a session, each once, by number.
    #[must_use]
    pub fn open_windows(&self) -> Vec<WindowId> {
        let mut windows: Vec<WindowId> = self.placements.iter().map(|slot| slot.window).collect();
        windows.sort_unstable();
        windows.dedup();
        windows
    }
}

//! What the hall counts.

use std::sync::atomic::{AtomicU64, Ordering};

use sfu_wire::Counters;

/// The hall's figures. Those not described as "now" only rise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HallCounters {
    /// Sessions live now.
    pub live_sessions: u64,
    /// Pages in their seats and connected now.
    pub connected_pages: u64,
    /// Messages read from pages.
    pub messages_in: u64,
    /// Messages written to pages.
    pub messages_out: u64,
    /// Messages refused: unreadable, not allowed, or not possible.
    pub messages_refused: u64,
    /// Pages dropped because they did not read what they were sent.
    pub pages_dropped_slow: u64,
    /// Node facts that concerned no live session.
    pub facts_of_no_session: u64,
    /// Things that happened and never reached the log, because it was down for too long.
    pub events_unrecorded: u64,
    /// True while a media node is linked.
    pub node_linked: bool,
    /// The node's own counters, as last told.
    pub node: Option<Counters>,
}

/// The figures as they are counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) connected_pages: Figure,
    pub(crate) messages_in: Figure,
    pub(crate) messages_out: Figure,
    pub(crate) messages_refused: Figure,
    pub(crate) pages_dropped_slow: Figure,
    pub(crate) facts_of_no_session: Figure,
    pub(crate) events_unrecorded: Figure,
}

/// One figure.
#[derive(Debug, Default)]
pub(crate) struct Figure(AtomicU64);

impl Figure {
    pub(crate) fn rise(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn fall(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

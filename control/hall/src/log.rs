//! Where the hall writes what happened.

use async_trait::async_trait;
use control_domain::session_log::Event;
use sfu_wire::{FactId, NodeBirth};

/// The session log's store. The hall appends before it acknowledges anything to anybody.
#[async_trait]
pub trait SessionLog: Send + Sync + 'static {
    /// Appends an event of a session, makes it durable, and returns the entry's number: 1, 2, 3 …
    /// within the session. `at_ms` is when it happened, in Unix milliseconds.
    ///
    /// With a `source`, appending is idempotent: a second append of the same source writes nothing
    /// and returns the first one's number.
    ///
    /// # Errors
    /// When the event could not be made durable; then nothing was written.
    async fn append(
        &self,
        session: i64,
        at_ms: i64,
        event: &Event,
        source: Option<FactSource>,
    ) -> Result<i64, LogFailed>;
}

/// The node's fact that an event was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FactSource {
    /// The life of the node that numbered it.
    pub birth: NodeBirth,
    /// Its number there.
    pub fact: FactId,
}

/// An event could not be made durable. The store reports the cause where it occurs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the session log could not be written: {reason}")]
pub struct LogFailed {
    /// The store's own words, for operators.
    pub reason: String,
}

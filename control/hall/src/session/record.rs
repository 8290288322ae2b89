//! Writing to the session log, and what waits for it.
//!
//! What a page asks for is recorded before it takes effect. What has happened whether it is
//! recorded or not, a broken connection, a seat given up, takes effect at once and waits in the
//! backlog, which is always written before anything newer.

use std::collections::VecDeque;

use control_domain::session_log::Event;
use tokio::time::Instant;

use super::Session;
use crate::limits::UNRECORDED_MAX;
use crate::log::{FactSource, LogFailed};

/// What happened and is not recorded yet, oldest first.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    events: VecDeque<(i64, Event)>,
    retry_at: Option<Instant>,
}

impl Backlog {
    /// When writing is to be tried again after it failed.
    pub(super) fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }

    pub(super) fn may_be_tried(&self, now: Instant) -> bool {
        !self.events.is_empty() && self.retry_at.is_none_or(|at| at <= now)
    }
}

impl Session {
    /// Records an event and takes it in. False where it was recorded before.
    ///
    /// # Errors
    /// When the log cannot be written; then nothing changes.
    pub(super) async fn record(
        &mut self,
        at_ms: i64,
        event: Event,
        source: Option<FactSource>,
    ) -> Result<bool, LogFailed> {
        self.write_all_of_backlog().await?;
        let log = &self.surroundings.log;
        let number = log.append(self.id, at_ms, &event, source).await?;
        if number <= self.recorded {
            return Ok(false);
        }
        self.recorded = number;
        self.floor.apply(at_ms, &event);
        self.agenda.apply(at_ms, &event);
        self.sign_ins.apply(at_ms, &event);
        self.told.outdate();
        Ok(true)
    }

    /// Takes in what has happened; it will be recorded.
    pub(super) fn happened(&mut self, event: Event) {
        let at_ms = self.now_ms();
        self.floor.apply(at_ms, &event);
        self.agenda.apply(at_ms, &event);
        self.sign_ins.apply(at_ms, &event);
        self.told.outdate();
        if self.backlog.events.len() >= UNRECORDED_MAX {
            self.surroundings.tally.events_unrecorded.rise();
            self.backlog.events.pop_front();
        }
        self.backlog.events.push_back((at_ms, event));
    }

    /// Writes the backlog, or leaves what cannot be written for later.
    pub(super) async fn write_backlog(&mut self, now: Instant) {
        self.backlog.retry_at = None;
        if let Err(error) = self.write_all_of_backlog().await {
            let waiting = self.backlog.events.len();
            tracing::error!(session = self.id, waiting, %error, "events wait for the session log");
            self.backlog.retry_at = Some(now + self.surroundings.patience.log_retry);
        }
    }

    async fn write_all_of_backlog(&mut self) -> Result<(), LogFailed> {
        while let Some((at_ms, event)) = self.backlog.events.front() {
            let log = &self.surroundings.log;
            let number = log.append(self.id, *at_ms, event, None).await?;
            self.recorded = self.recorded.max(number);
            self.backlog.events.pop_front();
        }
        Ok(())
    }
}

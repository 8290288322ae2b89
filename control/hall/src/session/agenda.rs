//! The run of show: taken from the plan once, moved on by the chair, told to everybody.

use std::time::Duration;

use control_domain::agenda::{AgendaCommand, AgendaItem};
use control_domain::session_log::Event;
use control_wire::signal::ServerMessage;
use control_wire::signal::agenda::AgendaState;
use tokio::time::Instant;

use super::Session;
use crate::clock::monotonic;
use crate::inbox::Seated;
use crate::log::LogFailed;
use crate::problem::Trouble;
use crate::translate;

/// What everybody was told last of the run of show.
#[derive(Debug, Default)]
pub(super) struct ToldAgenda {
    agenda: AgendaState,
    /// Until when it stays true if nobody does anything, in Unix milliseconds.
    push_ms: Option<i64>,
}

impl Session {
    /// Records the planned run of show, unless the log has one: what was planned later does not
    /// change a session that is live.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub(super) async fn take_agenda(&mut self, items: Vec<AgendaItem>) -> Result<(), LogFailed> {
        if !items.is_empty() && self.agenda.items().is_empty() {
            let now_ms = self.now_ms();
            self.record(now_ms, Event::AgendaSet { items }, None)
                .await?;
        }
        Ok(())
    }

    /// Decides a command, records what it comes to, and lets everybody know.
    pub(super) async fn agenda_command(
        &mut self,
        from: Seated,
        command: AgendaCommand,
        now: Instant,
    ) -> Result<(), Trouble> {
        let Some(by) = self.requester(from) else {
            return Ok(());
        };
        self.floor.require_chair(by)?;
        let event = self.agenda.decide(command, by.venue)?;
        self.record(self.now_ms(), event, None).await?;
        self.tell_agenda(now);
        Ok(())
    }

    /// Tells everybody of the run of show, if it is another than before.
    pub(super) fn tell_agenda(&mut self, now: Instant) {
        let now_ms = self.now_ms();
        let agenda = translate::agenda::state(&self.agenda, now_ms);
        self.told_agenda.push_ms = self.agenda.next_push_ms(now_ms);
        if agenda != self.told_agenda.agenda {
            self.told_agenda.agenda = agenda.clone();
            self.broadcast(&ServerMessage::Agenda { agenda }, now);
        }
    }

    /// When an overrun next pushes what is still to come.
    pub(super) fn push_deadline(&self) -> Option<Instant> {
        let push_ms = self.told_agenda.push_ms?;
        let left_ms = u64::try_from(push_ms.saturating_sub(self.now_ms())).unwrap_or(0);
        Some(monotonic() + Duration::from_millis(left_ms))
    }
}

//! The floor: commands decided and recorded, and what everybody is told of it.

use std::time::Duration;

use control_domain::floor::course::CourseChange;
use control_domain::floor::{Change, Command, Requester};
use control_domain::session_log::Event;
use control_domain::venue::{MAIN_VENUE, VenueNumber};
use control_wire::signal::ServerMessage;
use control_wire::signal::floor::FloorState;
use tokio::time::Instant;

use super::Session;
use crate::clock::monotonic;
use crate::inbox::Seated;
use crate::problem::Trouble;
use crate::translate;

/// What everybody was told last.
#[derive(Debug)]
pub(super) struct Told {
    stage: VenueNumber,
    floor: Box<FloorState>,
    /// True where something was recorded since.
    stale: bool,
}

impl Default for Told {
    /// Nobody was told anything.
    fn default() -> Self {
        Self {
            stage: MAIN_VENUE,
            floor: Box::default(),
            stale: true,
        }
    }
}

impl Told {
    /// Something was recorded, or has happened.
    pub(super) fn outdate(&mut self) {
        self.stale = true;
    }
}

impl Session {
    /// Who asks from a seat; nobody where it was given up meanwhile.
    pub(super) fn requester(&self, from: Seated) -> Option<Requester> {
        self.seats.get(&from.seat).map(|seat| Requester {
            venue: seat.venue,
            place: seat.place,
        })
    }

    /// Decides a command, records what it comes to, and lets everybody know.
    pub(super) async fn command(
        &mut self,
        from: Seated,
        command: &Command,
        now: Instant,
    ) -> Result<(), Trouble> {
        let Some(by) = self.requester(from) else {
            return Ok(());
        };
        let event = self.floor.decide(command, by)?;
        let called = missing(&event);
        self.record(self.now_ms(), event, None).await?;
        let stage_before = self.told.stage;
        self.tell_floor(now);
        if self.told.stage != stage_before {
            self.switch_begins(now);
        }
        if let Some(missing) = called {
            self.tell(from.seat, &ServerMessage::Call { missing }, now);
        }
        Ok(())
    }

    /// Tells everybody of the stage and the floor, as far as they are others than before.
    pub(super) fn tell_floor(&mut self, now: Instant) {
        let now_ms = self.now_ms();
        let turn_is_over = self
            .told
            .floor
            .patrol
            .as_ref()
            .and_then(|patrol| patrol.turn_ends_ms)
            .is_some_and(|ends_ms| ends_ms <= now_ms);
        if !self.told.stale && !turn_is_over {
            return;
        }
        let before = std::mem::replace(
            &mut self.told,
            Told {
                stage: self.floor.stage(now_ms),
                floor: Box::new(translate::floor::state(&self.floor, now_ms)),
                stale: false,
            },
        );
        if self.told.stage != before.stage {
            self.slots_stale = true;
            let venue = self.told.stage;
            self.broadcast(&ServerMessage::Stage { venue }, now);
        }
        if self.told.floor != before.floor {
            self.slots_stale = true;
            let floor = self.told.floor.clone();
            self.broadcast(&ServerMessage::Floor { floor }, now);
        }
    }

    /// When the patrol's turn that everybody was told of is over.
    pub(super) fn turn_deadline(&self) -> Option<Instant> {
        let ends_ms = self.told.floor.patrol.as_ref()?.turn_ends_ms?;
        let left_ms = u64::try_from(ends_ms.saturating_sub(self.now_ms())).unwrap_or(0);
        Some(monotonic() + Duration::from_millis(left_ms))
    }
}

/// Who is missing, where an event calls them.
fn missing(event: &Event) -> Option<Vec<VenueNumber>> {
    if let Event::Floor {
        change: Change::Course(CourseChange::MissingCalled { venues }),
        ..
    } = event
    {
        return Some(venues.clone());
    }
    None
}

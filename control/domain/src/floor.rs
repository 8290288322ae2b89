//! The floor: who is on the stage, and who may change that.
//!
//! A [`Command`] is decided into an [`Event`] without changing anything; the event is recorded;
//! then it is applied. Because [`Floor`] changes by [`Floor::apply`] alone, replaying a session's
//! log gives the floor the session had.

use crate::seating::{Place, Seating};
use crate::session_log::{Entry, Event};
use crate::venue::{MAIN_VENUE, VenueNumber};

/// Something a page wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Put a venue on the stage for everybody; 0 is back to the main venue.
    PutOnStage {
        /// Which.
        venue: VenueNumber,
    },
}

/// The page that wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    /// The venue it sits for.
    pub venue: VenueNumber,
    /// The place it took.
    pub place: Place,
}

/// Why a command is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FloorError {
    /// Only the host commands the meeting.
    #[error("only the host page may do this, not a {place:?} page")]
    NotTheHost {
        /// What the requester is instead.
        place: Place,
    },
    /// The venue does not take part in this session.
    #[error("venue {venue} does not take part")]
    UnknownVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// Nobody sits for the venue now.
    #[error("venue {venue} is absent")]
    AbsentVenue {
        /// Which.
        venue: VenueNumber,
    },
    /// The session is over.
    #[error("the session has ended")]
    Ended,
}

/// The floor's state: a fold over the session log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    seating: Seating,
    stage: VenueNumber,
    ended: bool,
}

impl Default for Floor {
    /// The floor before anything happened: the main venue is on the stage.
    fn default() -> Self {
        Self {
            seating: Seating::default(),
            stage: MAIN_VENUE,
            ended: false,
        }
    }
}

impl Floor {
    /// The floor that a log leads to.
    #[must_use]
    pub fn replay(log: &[Entry]) -> Self {
        let mut floor = Self::default();
        for entry in log {
            floor.apply(&entry.event);
        }
        floor
    }

    /// The venue on the stage.
    #[must_use]
    pub fn stage(&self) -> VenueNumber {
        self.stage
    }

    /// Who sits where.
    #[must_use]
    pub fn seating(&self) -> &Seating {
        &self.seating
    }

    /// True once the session is over.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Decides what a command comes to, without changing anything.
    ///
    /// # Errors
    /// When the requester may not, or the floor does not allow it now.
    pub fn decide(&self, command: Command, by: Requester) -> Result<Event, FloorError> {
        if self.ended {
            return Err(FloorError::Ended);
        }
        match command {
            Command::PutOnStage { venue } => {
                match by.place {
                    Place::Host => {}
                    Place::Wall | Place::Branch => {
                        return Err(FloorError::NotTheHost { place: by.place });
                    }
                }
                if !self.seating.venues().contains(&venue) {
                    return Err(FloorError::UnknownVenue { venue });
                }
                if venue != MAIN_VENUE && !self.seating.is_present(venue) {
                    return Err(FloorError::AbsentVenue { venue });
                }
                Ok(Event::PutOnStage {
                    venue,
                    by: by.venue,
                })
            }
        }
    }

    /// Takes an event in. A venue that leaves while on the stage gives it back to the main venue.
    pub fn apply(&mut self, event: &Event) {
        self.seating.apply(event);
        match event {
            Event::PutOnStage { venue, .. } => self.stage = *venue,
            Event::Left { .. } => {
                if !self.seating.is_present(self.stage) {
                    self.stage = MAIN_VENUE;
                }
            }
            Event::Ended => {
                self.stage = MAIN_VENUE;
                self.ended = true;
            }
            Event::Opened { .. }
            | Event::Reopened
            | Event::NodeLinked { .. }
            | Event::Joined { .. }
            | Event::PageLost { .. }
            | Event::PageReturned { .. }
            | Event::MediaStarted { .. }
            | Event::LinesChanged { .. }
            | Event::SlidesStarted { .. }
            | Event::SlidesStopped { .. }
            | Event::MediaConnected { .. }
            | Event::MediaLost { .. }
            | Event::MediaReturned { .. }
            | Event::MediaEnded { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOST: Requester = Requester {
        venue: MAIN_VENUE,
        place: Place::Host,
    };

    fn floor(events: &[Event]) -> Floor {
        let mut floor = Floor::default();
        floor.apply(&Event::Opened {
            room: 1,
            venues: vec![0, 1, 2],
        });
        for event in events {
            floor.apply(event);
        }
        floor
    }

    fn joined(seat: u32, venue: VenueNumber) -> Event {
        let place = if venue == MAIN_VENUE {
            Place::Host
        } else {
            Place::Branch
        };
        sat(seat, venue, place)
    }

    fn sat(seat: u32, venue: VenueNumber, place: Place) -> Event {
        Event::Joined {
            seat,
            venue,
            place,
            resume_sha256: String::new(),
        }
    }

    #[test]
    fn the_host_puts_a_present_venue_on_the_stage() {
        let mut floor = floor(&[joined(1, 1)]);
        let event = floor
            .decide(Command::PutOnStage { venue: 1 }, HOST)
            .unwrap();
        assert_eq!(floor.stage(), MAIN_VENUE, "a decision changes nothing");
        floor.apply(&event);
        assert_eq!(floor.stage(), 1);
    }

    #[test]
    fn nobody_else_does_and_absent_or_unknown_venues_are_refused() {
        let floor = floor(&[joined(1, 1)]);
        let stage = |venue, by| floor.decide(Command::PutOnStage { venue }, by);
        for place in [Place::Branch, Place::Wall] {
            let by = Requester { venue: 1, place };
            assert_eq!(stage(1, by), Err(FloorError::NotTheHost { place }));
        }
        assert_eq!(stage(2, HOST), Err(FloorError::AbsentVenue { venue: 2 }));
        assert_eq!(stage(9, HOST), Err(FloorError::UnknownVenue { venue: 9 }));
        assert!(stage(MAIN_VENUE, HOST).is_ok(), "back to main always works");
    }

    #[test]
    fn a_venue_that_leaves_the_stage_gives_it_back_unless_it_moved_to_another_page() {
        let on_stage = [
            joined(1, 1),
            Event::PutOnStage { venue: 1, by: 0 },
            joined(2, 1),
            Event::Left { seat: 1, venue: 1 },
        ];
        let mut floor = floor(&on_stage);
        assert_eq!(floor.stage(), 1);
        floor.apply(&Event::Left { seat: 2, venue: 1 });
        assert_eq!(floor.stage(), MAIN_VENUE);
    }

    #[test]
    fn after_the_end_nothing_is_decided() {
        let floor = floor(&[joined(1, 1), Event::Ended]);
        assert_eq!(
            floor.decide(Command::PutOnStage { venue: 1 }, HOST),
            Err(FloorError::Ended)
        );
    }

    /// One step of a meeting: somebody joins, leaves, or wants a venue on the stage.
    #[derive(Debug, Clone, Copy)]
    enum Step {
        Join(VenueNumber, Place),
        Leave(usize),
        Stage(VenueNumber, Place),
    }

    fn step() -> impl Strategy<Value = Step> {
        let place = prop_oneof![Just(Place::Host), Just(Place::Wall), Just(Place::Branch)];
        prop_oneof![
            (0..5u16, place.clone()).prop_map(|(venue, place)| Step::Join(venue, place)),
            (0..9usize).prop_map(Step::Leave),
            (0..5u16, place).prop_map(|(venue, place)| Step::Stage(venue, place)),
        ]
    }

    /// Runs steps as the hall does, and returns the floor and what was recorded.
    fn hold(steps: &[Step]) -> (Floor, Vec<Entry>) {
        let mut floor = Floor::default();
        let mut log = Vec::new();
        let mut record = |floor: &mut Floor, event: Event| {
            floor.apply(&event);
            log.push(Entry {
                number: log.len() as i64 + 1,
                at_ms: 0,
                event,
            });
        };
        let venues = vec![0, 1, 2, 3];
        record(&mut floor, Event::Opened { room: 1, venues });
        for step in steps {
            match *step {
                Step::Join(venue, place) => {
                    if let Ok(admission) = floor.seating().admit(venue, place) {
                        let seat = admission.seat;
                        record(&mut floor, sat(seat, venue, place));
                        if let Some(seat) = admission.replaces {
                            record(&mut floor, Event::Left { seat, venue });
                        }
                    }
                }
                Step::Leave(nth) => {
                    let left = floor.seating().taken().nth(nth);
                    if let Some((seat, venue)) = left.map(|(seat, who)| (seat, who.venue)) {
                        record(&mut floor, Event::Left { seat, venue });
                    }
                }
                Step::Stage(venue, place) => {
                    let by = Requester { venue: 0, place };
                    if let Ok(event) = floor.decide(Command::PutOnStage { venue }, by) {
                        record(&mut floor, event);
                    }
                }
            }
        }
        (floor, log)
    }

    proptest! {
        #[test]
        fn replaying_the_log_gives_the_same_floor(steps in prop::collection::vec(step(), 0..60)) {
            let (floor, log) = hold(&steps);
            prop_assert_eq!(Floor::replay(&log), floor);
        }

        #[test]
        fn the_stage_is_the_main_venue_or_somebody_present(
            steps in prop::collection::vec(step(), 0..60)
        ) {
            let (floor, _) = hold(&steps);
            prop_assert!(
                floor.stage() == MAIN_VENUE || floor.seating().is_present(floor.stage())
            );
        }

        #[test]
        fn a_venue_has_one_publishing_page_at_most(
            steps in prop::collection::vec(step(), 0..60)
        ) {
            let (floor, _) = hold(&steps);
            for venue in 0..4 {
                let pages = floor
                    .seating()
                    .taken()
                    .filter(|(_, who)| who.venue == venue && who.place.publishes())
                    .count();
                prop_assert!(pages <= 1);
            }
        }
    }
}

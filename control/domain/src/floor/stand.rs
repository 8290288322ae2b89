//! A session held by a test: commands decided, recorded and applied as the hall does.

use super::*;
use crate::session_log::SeatNumber;

pub(super) const HOST: Requester = Requester {
    venue: MAIN_VENUE,
    place: Place::Host,
};
pub(super) const WALL: Requester = Requester {
    venue: MAIN_VENUE,
    place: Place::Wall,
};
pub(super) const BRANCH_1: Requester = branch(1);
pub(super) const BRANCH_2: Requester = branch(2);
pub(super) const BRANCH_3: Requester = branch(3);

pub(super) const fn branch(venue: VenueNumber) -> Requester {
    Requester {
        venue,
        place: Place::Branch,
    }
}

/// A floor, its log, and a clock that moves a second with every entry.
pub(super) struct Stand {
    pub(super) floor: Floor,
    pub(super) log: Vec<Entry>,
    pub(super) now_ms: i64,
}

impl Stand {
    /// The main venue and branches 1 to 4 take part; nobody sits.
    pub(super) fn empty() -> Self {
        let mut stand = Self {
            floor: Floor::default(),
            log: Vec::new(),
            now_ms: 0,
        };
        stand.record(Event::Opened {
            room: 1,
            venues: vec![0, 1, 2, 3, 4],
        });
        stand
    }

    /// The host and branches 1 to 3 sit; branch 4 is absent.
    pub(super) fn seated() -> Self {
        let mut stand = Self::empty();
        for who in [HOST, BRANCH_1, BRANCH_2, BRANCH_3] {
            stand.join(who);
        }
        stand
    }

    pub(super) fn record(&mut self, event: Event) {
        self.now_ms += 1000;
        self.floor.apply(self.now_ms, &event);
        self.log.push(Entry {
            number: self.log.len() as i64 + 1,
            at_ms: self.now_ms,
            event,
        });
    }

    /// A page sits down, if the seating lets it.
    pub(super) fn join(&mut self, who: Requester) {
        let Requester { venue, place } = who;
        let Ok(admission) = self.floor.seating().admit(venue, place) else {
            return;
        };
        self.record(Event::Joined {
            seat: admission.seat,
            venue,
            place,
            resume_sha256: String::new(),
        });
        if let Some(seat) = admission.replaces {
            self.record(Event::Left { seat, venue });
        }
    }

    /// The venue's publishing page goes, if it is there.
    pub(super) fn leave(&mut self, venue: VenueNumber) {
        let seat = self
            .floor
            .seating()
            .taken()
            .find(|(_, who)| who.venue == venue && who.place.publishes())
            .map(|(seat, _)| seat);
        if let Some(seat) = seat {
            self.free(seat, venue);
        }
    }

    pub(super) fn free(&mut self, seat: SeatNumber, venue: VenueNumber) {
        self.record(Event::Left { seat, venue });
    }

    pub(super) fn tries(&mut self, command: Command, by: Requester) -> Result<(), FloorError> {
        let event = self.floor.decide(&command, by)?;
        self.record(event);
        Ok(())
    }

    pub(super) fn does(&mut self, command: Command, by: Requester) {
        if let Err(refusal) = self.tries(command.clone(), by) {
            panic!("{command:?} by {by:?}: {refusal}");
        }
    }

    pub(super) fn refusal(&self, command: Command, by: Requester) -> FloorError {
        self.floor
            .decide(&command, by)
            .expect_err("it should be refused")
    }

    pub(super) fn stage(&self) -> VenueNumber {
        self.floor.stage(self.now_ms)
    }
}

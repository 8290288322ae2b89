//! The roster: every venue's state as all pages see it.

use std::collections::{BTreeMap, BTreeSet};

use control_domain::seating::Flow;
use control_domain::venue::{MAIN_VENUE, VenueCard, VenueNumber};
use control_domain::view::Source;
use control_wire::signal::{Connection, Devices, ServerMessage, VenueState};
use tokio::time::Instant;

use super::Session;
use crate::seat::Seat;

/// The venues' states, and which of them may have changed since pages were told.
#[derive(Debug)]
pub(super) struct Roster {
    venues: BTreeMap<VenueNumber, VenueState>,
    touched: BTreeSet<VenueNumber>,
}

impl Roster {
    pub(super) fn new(venues: Vec<VenueCard>, now_ms: i64) -> Self {
        let absent = |venue: VenueCard| VenueState {
            number: venue.number,
            name: venue.name,
            short_name: venue.short_name,
            connection: Connection::Absent,
            since_ms: now_ms,
            devices: Devices::default(),
            encoder: false,
        };
        Self {
            venues: venues
                .into_iter()
                .map(|venue| (venue.number, absent(venue)))
                .collect(),
            touched: BTreeSet::new(),
        }
    }

    /// Every venue's state, by number.
    pub(super) fn states(&self) -> Vec<VenueState> {
        self.venues.values().cloned().collect()
    }

    /// Marks a venue whose state may have changed; pages are told once per batch.
    pub(super) fn touch(&mut self, venue: VenueNumber) {
        self.touched.insert(venue);
    }

    /// Sets a venue's state; what it is now, if that is another one than before.
    fn set(
        &mut self,
        venue: VenueNumber,
        connection: Connection,
        devices: Devices,
        encoder: bool,
        now_ms: i64,
    ) -> Option<VenueState> {
        let state = self.venues.get_mut(&venue)?;
        if (state.connection, state.devices, state.encoder) == (connection, devices, encoder) {
            return None;
        }
        if state.connection != connection {
            state.connection = connection;
            state.since_ms = now_ms;
        }
        state.devices = devices;
        state.encoder = encoder;
        Some(state.clone())
    }
}

impl Session {
    /// Tells everybody which venues' states have changed.
    pub(super) fn tell_roster(&mut self, now: Instant) {
        let now_ms = self.now_ms();
        // Telling may drop a page that does not read, which touches its venue in turn.
        while let Some(venue) = self.roster.touched.pop_first() {
            let seat = self.publishing_seat(venue);
            let connection = seat.map_or(Connection::Absent, connection);
            let devices = seat.map_or_else(Devices::default, |seat| seat.devices);
            let encoder = venue == MAIN_VENUE && self.encoded.contains(&Source::Camera);
            let changed = self.roster.set(venue, connection, devices, encoder, now_ms);
            if let Some(venue) = changed {
                self.broadcast(&ServerMessage::Venue { venue }, now);
            }
        }
    }

    /// The seat that the venue is seen and heard from.
    pub(super) fn publishing_seat(&self, venue: VenueNumber) -> Option<&Seat> {
        self.seats
            .values()
            .find(|seat| seat.venue == venue && seat.place.publishes())
    }
}

/// Where a seat's connection stands. Media counts most: a venue whose picture and sound arrive is
/// online even while its signalling is being restored.
fn connection(seat: &Seat) -> Connection {
    let connected = seat.page().is_some();
    match seat.media.as_ref().map(|media| media.flow) {
        Some(Flow::Connected) => Connection::Online,
        Some(Flow::Lost) => Connection::Lost,
        Some(Flow::Starting) | None if connected => Connection::Joining,
        Some(Flow::Starting) | None => Connection::Lost,
    }
}

//! Signing in: decided, recorded, and told to the venue itself and the host.

use control_domain::attendance::sign_in::SignInCommand;
use control_domain::seating::Place;
use control_domain::session_log::SeatNumber;
use control_domain::venue::VenueNumber;
use control_wire::signal::ServerMessage;
use control_wire::signal::sign_in::SignInSheet;
use tokio::time::Instant;

use super::Session;
use crate::inbox::Seated;
use crate::problem::Trouble;
use crate::translate;

impl Session {
    /// Enters what a venue's page says about who is there.
    pub(super) async fn sign_in(
        &mut self,
        from: Seated,
        command: &SignInCommand,
        now: Instant,
    ) -> Result<(), Trouble> {
        let Some(by) = self.requester(from) else {
            return Ok(());
        };
        let now_ms = self.now_ms();
        if let Some(event) = self.sign_ins.decide(command, by, now_ms)? {
            self.record(now_ms, event, None).await?;
            self.tell_sheet(by.venue, now);
        }
        Ok(())
    }

    /// The sheets that a page may see: names of people are for their own venue and the host.
    pub(super) fn sheets_for(&self, seat: SeatNumber) -> Vec<SignInSheet> {
        let sheets = self.sign_ins.sheets().iter();
        sheets
            .filter(|(venue, _)| self.sees_sheet(seat, **venue))
            .map(|(venue, sheet)| translate::sign_in::sheet(*venue, sheet))
            .collect()
    }

    fn tell_sheet(&mut self, venue: VenueNumber, now: Instant) {
        let Some(sheet) = self.sign_ins.sheets().get(&venue) else {
            return;
        };
        let sheet = translate::sign_in::sheet(venue, sheet);
        let message = ServerMessage::SignInSheet { sheet };
        let seats: Vec<_> = self.seats.keys().copied().collect();
        for seat in seats {
            if self.sees_sheet(seat, venue) {
                self.tell(seat, &message, now);
            }
        }
    }

    fn sees_sheet(&self, seat: SeatNumber, of: VenueNumber) -> bool {
        self.seats.get(&seat).is_some_and(|seat| match seat.place {
            Place::Host => true,
            Place::Branch => seat.venue == of,
            Place::Wall | Place::Encoder | Place::Player => false,
        })
    }
}

//! Signs of life: an entry in the log now and then while the session is live, so that the beginning
//! of an outage is known closely. Attendance counts nobody as there while the server was away.

use control_domain::session_log::Event;
use tokio::time::Instant;

use super::Session;

impl Session {
    /// Gives a sign of life, where one is due.
    pub(super) fn give_sign_of_life(&mut self, now: Instant) {
        if self.sign_of_life_at <= now {
            self.sign_of_life_at = now + self.surroundings.patience.sign_of_life;
            self.happened(Event::StillLive);
        }
    }
}

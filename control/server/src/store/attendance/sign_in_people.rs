//! The people of a venue, as its sign-in dialog offers them.

use control_wire::VenueNumber;
use control_wire::signal::sign_in::Attendee;

use crate::store::{Store, StoreFailed};

/// People one listing returns.
const LISTED_MAX: i64 = 100;

impl Store {
    /// The roster of a venue, in the order of roles.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sign_in_people(&self, venue: VenueNumber) -> Result<Vec<Attendee>, StoreFailed> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT p.name, r.name FROM roster_people p JOIN street_roles r ON r.number = p.role
             WHERE p.venue = $1 ORDER BY p.role, p.id LIMIT $2",
        )
        .bind(i64::from(venue))
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(name, role)| Attendee { name, role })
            .collect())
    }
}

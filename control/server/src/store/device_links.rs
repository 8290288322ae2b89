//! The links that offices bookmark: one per venue and place, found by the hash of its token.

use control_wire::VenueNumber;
use control_wire::rest::Venue;
use control_wire::signal::Place;

use super::{Store, StoreFailed, is_dangling, venue_number};

/// Why a link was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeLinkError {
    /// There is no such venue.
    #[error("no such venue")]
    NoSuchVenue,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// The seat a device link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceSeat {
    /// The venue it sits for.
    pub venue: Venue,
    /// The place it opens.
    pub place: Place,
}

impl Store {
    /// Makes the link of a venue and place; an earlier one stops working.
    ///
    /// # Errors
    /// When there is no such venue or the database fails.
    pub async fn put_device_link(
        &self,
        venue: VenueNumber,
        place: Place,
        token_hash: &str,
        now_ms: i64,
    ) -> Result<(), MakeLinkError> {
        sqlx::query(
            "INSERT INTO device_links (venue, place, token_hash, made_ms) VALUES ($1, $2, $3, $4)
             ON CONFLICT (venue, place)
             DO UPDATE SET token_hash = excluded.token_hash, made_ms = excluded.made_ms",
        )
        .bind(i64::from(venue))
        .bind(place_word(place))
        .bind(token_hash)
        .bind(now_ms)
        .execute(&self.write)
        .await
        .map_err(|error| {
            if is_dangling(&error) {
                MakeLinkError::NoSuchVenue
            } else {
                MakeLinkError::Store(error.into())
            }
        })?;
        Ok(())
    }

    /// The seat that the link with this token opens, if there is such a link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn device_seat(&self, token_hash: &str) -> Result<Option<DeviceSeat>, StoreFailed> {
        let row: Option<(i64, String, String, String)> = sqlx::query_as(
            "SELECT venues.number, venues.name, venues.short_name, device_links.place
             FROM device_links JOIN venues ON venues.number = device_links.venue
             WHERE device_links.token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&self.read)
        .await?;
        let Some((number, name, short_name, place)) = row else {
            return Ok(None);
        };
        let number = venue_number("device_links", number)?;
        let venue = Venue {
            number,
            name,
            short_name,
        };
        Ok(Some(DeviceSeat {
            venue,
            place: place_of(&place)?,
        }))
    }

    /// Revokes a venue's link to a place. False where there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_device_link(
        &self,
        venue: VenueNumber,
        place: Place,
    ) -> Result<bool, StoreFailed> {
        let removed = sqlx::query("DELETE FROM device_links WHERE venue = $1 AND place = $2")
            .bind(i64::from(venue))
            .bind(place_word(place))
            .execute(&self.write)
            .await?;
        Ok(removed.rows_affected() > 0)
    }
}

fn place_word(place: Place) -> &'static str {
    match place {
        Place::Host => "host",
        Place::Wall => "wall",
        Place::Branch => "branch",
    }
}

fn place_of(word: &str) -> Result<Place, StoreFailed> {
    match word {
        "host" => Ok(Place::Host),
        "wall" => Ok(Place::Wall),
        "branch" => Ok(Place::Branch),
        _ => Err(StoreFailed::Unreadable {
            table: "device_links",
            what: format!("place {word}"),
        }),
    }
}

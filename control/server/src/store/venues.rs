//! The main venue and the branch venues.

use control_wire::VenueNumber;
use control_wire::rest::Venue;

use super::{Store, StoreFailed, is_dangling, is_duplicate, venue_number};

/// Why a venue was not added, renamed or removed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeVenueError {
    /// Another venue has this number.
    #[error("another venue has this number")]
    NumberTaken,
    /// Another venue has this name.
    #[error("another venue has this name")]
    NameTaken,
    /// There is no such venue.
    #[error("no such venue")]
    Unknown,
    /// A session or a user still names it.
    #[error("the venue is in use")]
    InUse,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl From<sqlx::Error> for ChangeVenueError {
    fn from(error: sqlx::Error) -> Self {
        if is_duplicate(&error) {
            Self::NameTaken
        } else if is_dangling(&error) {
            Self::InUse
        } else {
            Self::Store(error.into())
        }
    }
}

impl Store {
    /// Every venue, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn venues(&self) -> Result<Vec<Venue>, StoreFailed> {
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as("SELECT number, name, short_name FROM venues ORDER BY number")
                .fetch_all(&self.read)
                .await?;
        rows.into_iter().map(venue).collect()
    }

    /// One venue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn venue(&self, number: VenueNumber) -> Result<Option<Venue>, StoreFailed> {
        let row: Option<(i64, String, String)> =
            sqlx::query_as("SELECT number, name, short_name FROM venues WHERE number = $1")
                .bind(i64::from(number))
                .fetch_optional(&self.read)
                .await?;
        row.map(venue).transpose()
    }

    /// Adds a venue.
    ///
    /// # Errors
    /// When its number or name is taken, or the database fails.
    pub async fn add_venue(&self, venue: &Venue) -> Result<(), ChangeVenueError> {
        let mut transaction = self.write.begin().await?;
        let taken: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM venues WHERE number = $1")
            .bind(i64::from(venue.number))
            .fetch_one(&mut *transaction)
            .await?;
        if taken > 0 {
            return Err(ChangeVenueError::NumberTaken);
        }
        sqlx::query("INSERT INTO venues (number, name, short_name) VALUES ($1, $2, $3)")
            .bind(i64::from(venue.number))
            .bind(&venue.name)
            .bind(&venue.short_name)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Gives the venue of this number another name and short name.
    ///
    /// # Errors
    /// When there is no such venue, the name is taken, or the database fails.
    pub async fn rename_venue(&self, venue: &Venue) -> Result<(), ChangeVenueError> {
        let renamed = sqlx::query("UPDATE venues SET name = $1, short_name = $2 WHERE number = $3")
            .bind(&venue.name)
            .bind(&venue.short_name)
            .bind(i64::from(venue.number))
            .execute(&self.write)
            .await?;
        if renamed.rows_affected() == 0 {
            Err(ChangeVenueError::Unknown)
        } else {
            Ok(())
        }
    }

    /// Removes a venue that no session and no user names, and its device links.
    ///
    /// # Errors
    /// When there is no such venue, it is in use, or the database fails.
    pub async fn remove_venue(&self, number: VenueNumber) -> Result<(), ChangeVenueError> {
        let removed = sqlx::query("DELETE FROM venues WHERE number = $1")
            .bind(i64::from(number))
            .execute(&self.write)
            .await?;
        if removed.rows_affected() == 0 {
            Err(ChangeVenueError::Unknown)
        } else {
            Ok(())
        }
    }
}

fn venue((number, name, short_name): (i64, String, String)) -> Result<Venue, StoreFailed> {
    Ok(Venue {
        number: venue_number("venues", number)?,
        name,
        short_name,
    })
}

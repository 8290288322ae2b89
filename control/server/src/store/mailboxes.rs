//! Where venues get their mail.

use control_wire::VenueNumber;
use control_wire::rest::post::Mailbox;

use super::{Store, StoreFailed, is_dangling, venue_number};

/// Why mailboxes were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeMailboxesError {
    /// One of the venues does not exist.
    #[error("no such venue")]
    NoSuchVenue,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

impl Store {
    /// Every venue with its mailbox, by number; an empty address where it has none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mailboxes(&self) -> Result<Vec<Mailbox>, StoreFailed> {
        let rows: Vec<(i64, Option<String>)> = sqlx::query_as(
            "SELECT venues.number, mailboxes.address
             FROM venues LEFT JOIN mailboxes ON mailboxes.venue = venues.number
             ORDER BY venues.number",
        )
        .fetch_all(&self.read)
        .await?;
        rows.into_iter()
            .map(|(number, address)| {
                Ok(Mailbox {
                    venue: venue_number("mailboxes", number)?,
                    address: address.unwrap_or_default(),
                })
            })
            .collect()
    }

    /// A venue's mailbox, if it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mailbox(&self, venue: VenueNumber) -> Result<Option<String>, StoreFailed> {
        Ok(
            sqlx::query_scalar("SELECT address FROM mailboxes WHERE venue = $1")
                .bind(i64::from(venue))
                .fetch_optional(&self.read)
                .await?,
        )
    }

    /// Gives the named venues these mailboxes; an empty address takes one away.
    ///
    /// # Errors
    /// When a venue does not exist (then nothing is changed), or the database fails.
    pub async fn put_mailboxes(&self, mailboxes: &[Mailbox]) -> Result<(), ChangeMailboxesError> {
        let mut transaction = self.write.begin().await.map_err(StoreFailed::from)?;
        for mailbox in mailboxes {
            sqlx::query("DELETE FROM mailboxes WHERE venue = $1")
                .bind(i64::from(mailbox.venue))
                .execute(&mut *transaction)
                .await
                .map_err(StoreFailed::from)?;
            if mailbox.address.is_empty() {
                continue;
            }
            sqlx::query("INSERT INTO mailboxes (venue, address) VALUES ($1, $2)")
                .bind(i64::from(mailbox.venue))
                .bind(&mailbox.address)
                .execute(&mut *transaction)
                .await
                .map_err(|error| {
                    if is_dangling(&error) {
                        ChangeMailboxesError::NoSuchVenue
                    } else {
                        ChangeMailboxesError::Store(error.into())
                    }
                })?;
        }
        transaction.commit().await.map_err(StoreFailed::from)?;
        Ok(())
    }
}

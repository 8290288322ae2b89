//! Links to calendars, found by the hash of their token.

use super::{Store, StoreFailed};

impl Store {
    /// Makes the link of an owner's calendar; an earlier one stops working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_calendar_link(
        &self,
        owner: &str,
        token_hash: &str,
        now_ms: i64,
    ) -> Result<(), StoreFailed> {
        sqlx::query(
            "INSERT INTO calendar_links (owner, token_hash, made_ms) VALUES ($1, $2, $3)
             ON CONFLICT (owner)
             DO UPDATE SET token_hash = excluded.token_hash, made_ms = excluded.made_ms",
        )
        .bind(owner)
        .bind(token_hash)
        .bind(now_ms)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Whose calendar the link with this token shows, if there is such a link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_owner(&self, token_hash: &str) -> Result<Option<String>, StoreFailed> {
        Ok(
            sqlx::query_scalar("SELECT owner FROM calendar_links WHERE token_hash = $1")
                .bind(token_hash)
                .fetch_optional(&self.read)
                .await?,
        )
    }

    /// Revokes an owner's link. False where there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_calendar_link(&self, owner: &str) -> Result<bool, StoreFailed> {
        let removed = sqlx::query("DELETE FROM calendar_links WHERE owner = $1")
            .bind(owner)
            .execute(&self.write)
            .await?;
        Ok(removed.rows_affected() > 0)
    }

    /// Whether somebody of this number is in the roster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_in_roster(&self, person: i64) -> Result<bool, StoreFailed> {
        let found: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM roster_people WHERE id = $1")
            .bind(person)
            .fetch_one(&self.read)
            .await?;
        Ok(found > 0)
    }
}

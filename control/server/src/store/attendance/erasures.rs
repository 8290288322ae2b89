//! Deleting on schedule: logs hold names, and names are kept for so long and no longer.

use control_wire::rest::attendance::Erasure;

use crate::store::{Store, StoreFailed};

/// Erasures one listing returns, the newest first.
const LISTED_MAX: i64 = 500;

impl Store {
    /// Ended sessions whose logs are there and that ended before a time, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_to_erase(&self, ended_before_ms: i64) -> Result<Vec<i64>, StoreFailed> {
        Ok(sqlx::query_scalar(
            "SELECT id FROM sessions
             WHERE phase = 'ended' AND ended_ms < $1
               AND id NOT IN (SELECT session FROM erasures)
             ORDER BY ended_ms, id",
        )
        .bind(ended_before_ms)
        .fetch_all(&self.read)
        .await?)
    }

    /// Deletes both logs of a session, and notes that it did, in one step.
    ///
    /// # Errors
    /// When the database fails; then both are still there.
    pub async fn erase_logs(&self, session: i64, now_ms: i64) -> Result<Erasure, StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let last: Option<(i64, String)> = sqlx::query_as(
            "SELECT number, hash FROM session_log WHERE session = $1 ORDER BY number DESC LIMIT 1",
        )
        .bind(session)
        .fetch_optional(&mut *transaction)
        .await?;
        let (log_entries, log_head) = last.unwrap_or_default();
        sqlx::query(
            "INSERT INTO erasures (session, at_ms, log_entries, log_head)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(session)
        .bind(now_ms)
        .bind(log_entries)
        .bind(&log_head)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM session_log WHERE session = $1")
            .bind(session)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM desk_log WHERE session = $1")
            .bind(session)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Erasure {
            session,
            at_ms: now_ms,
            log_entries,
            log_head,
        })
    }

    /// Deletes leave that was noted for sessions that are still planned, where all of a session's
    /// was noted before a time: names are not kept for a meeting that was never held. Returns how
    /// many entries it were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_leave_never_used(&self, noted_before_ms: i64) -> Result<u64, StoreFailed> {
        let erased = sqlx::query(
            "DELETE FROM desk_log
             WHERE session IN (SELECT id FROM sessions WHERE phase = 'planned')
               AND session NOT IN (SELECT session FROM desk_log WHERE at_ms >= $1)",
        )
        .bind(noted_before_ms)
        .execute(&self.write)
        .await?;
        Ok(erased.rows_affected())
    }

    /// When a session's logs were deleted, if they were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erased_ms(&self, session: i64) -> Result<Option<i64>, StoreFailed> {
        Ok(
            sqlx::query_scalar("SELECT at_ms FROM erasures WHERE session = $1")
                .bind(session)
                .fetch_optional(&self.read)
                .await?,
        )
    }

    /// What was deleted, newest first, at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, StoreFailed> {
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(
            "SELECT session, at_ms, log_entries, log_head FROM erasures
             ORDER BY at_ms DESC, session DESC LIMIT $1",
        )
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(session, at_ms, log_entries, log_head)| Erasure {
                session,
                at_ms,
                log_entries,
                log_head,
            })
            .collect())
    }
}

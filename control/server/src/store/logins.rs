//! Who is logged in, by the hash of the cookie's token.

use control_wire::rest::User;

use super::users::{UserRow, user};
use super::{Store, StoreFailed};

/// How long a login lasts without being used.
pub const LOGIN_IDLE_MS_MAX: i64 = 12 * 60 * 60 * 1000;

/// How far `used_ms` may lag behind, so that not every request writes.
const USED_LAG_MS_MAX: i64 = 60 * 1000;

/// Logins one user holds at once; the one that was idle longest goes first.
const LOGINS_PER_USER_MAX: i64 = 20;

impl Store {
    /// Remembers a login, forgets those that have expired, and this user's stalest ones over
    /// [`LOGINS_PER_USER_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_login(
        &self,
        token_hash: &str,
        user_id: i64,
        now_ms: i64,
    ) -> Result<(), StoreFailed> {
        let mut transaction = self.write.begin().await?;
        sqlx::query("DELETE FROM login_sessions WHERE used_ms < $1")
            .bind(now_ms - LOGIN_IDLE_MS_MAX)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM login_sessions WHERE token_hash IN (
                 SELECT token_hash FROM login_sessions WHERE user_id = $1
                 ORDER BY used_ms DESC LIMIT 1000000 OFFSET $2)",
        )
        .bind(user_id)
        .bind(LOGINS_PER_USER_MAX - 1)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "INSERT INTO login_sessions (token_hash, user_id, made_ms, used_ms)
             VALUES ($1, $2, $3, $3)",
        )
        .bind(token_hash)
        .bind(user_id)
        .bind(now_ms)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whose login this is, if it is one and has not been idle too long; using it keeps it alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn login(&self, token_hash: &str, now_ms: i64) -> Result<Option<User>, StoreFailed> {
        let row: Option<(i64, String, String, Option<i64>, i64)> = sqlx::query_as(
            "SELECT users.id, users.name, users.role, users.venue, login_sessions.used_ms
             FROM login_sessions JOIN users ON users.id = login_sessions.user_id
             WHERE login_sessions.token_hash = $1 AND login_sessions.used_ms >= $2",
        )
        .bind(token_hash)
        .bind(now_ms - LOGIN_IDLE_MS_MAX)
        .fetch_optional(&self.read)
        .await?;
        let Some((id, name, role, venue, used_ms)) = row else {
            return Ok(None);
        };
        if now_ms - used_ms > USED_LAG_MS_MAX {
            sqlx::query("UPDATE login_sessions SET used_ms = $1 WHERE token_hash = $2")
                .bind(now_ms)
                .bind(token_hash)
                .execute(&self.write)
                .await?;
        }
        let row: UserRow = (id, name, role, venue);
        user(row).map(Some)
    }

    /// Forgets a login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_login(&self, token_hash: &str) -> Result<(), StoreFailed> {
        sqlx::query("DELETE FROM login_sessions WHERE token_hash = $1")
            .bind(token_hash)
            .execute(&self.write)
            .await?;
        Ok(())
    }
}

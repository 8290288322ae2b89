//! The session log: what happened, appended once and never changed.

use super::{Store, StoreFailed};

/// Entries one reading returns.
pub const READ_MAX: i64 = 1000;

/// One entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredEntry {
    /// 1, 2, 3 … within the session.
    pub number: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// The event, as JSON.
    pub event: String,
}

/// The node's fact an entry began as: a fact delivered twice is entered once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Which life of the node; its 64 bits, as a signed number.
    pub birth: i64,
    /// The fact's number in that life.
    pub fact: i64,
}

impl Store {
    /// Appends to a session's log and returns the entry's number: one more than the last. An
    /// entry of a source that is there already is not added; its number is returned.
    ///
    /// The entry has reached the disk when this returns.
    ///
    /// # Errors
    /// When there is no such session or the database fails.
    pub async fn append_entry(
        &self,
        session: i64,
        at_ms: i64,
        event: &str,
        source: Option<Source>,
    ) -> Result<i64, StoreFailed> {
        let added: Option<i64> = sqlx::query_scalar(
            "INSERT INTO session_log (session, number, at_ms, event, source_birth, source_fact)
             SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5
             FROM session_log WHERE session = $1
             ON CONFLICT (session, source_birth, source_fact) DO NOTHING
             RETURNING number",
        )
        .bind(session)
        .bind(at_ms)
        .bind(event)
        .bind(source.map(|source| source.birth))
        .bind(source.map(|source| source.fact))
        .fetch_optional(&self.write)
        .await?;
        if let Some(number) = added {
            return Ok(number);
        }
        let source = source.ok_or_else(|| StoreFailed::Unreadable {
            table: "session_log",
            what: "an entry without a source was taken for a repetition".to_owned(),
        })?;
        Ok(sqlx::query_scalar(
            "SELECT number FROM session_log
             WHERE session = $1 AND source_birth = $2 AND source_fact = $3",
        )
        .bind(session)
        .bind(source.birth)
        .bind(source.fact)
        .fetch_one(&self.write)
        .await?)
    }

    /// Entries after number `after`, oldest first, at most [`READ_MAX`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_after(
        &self,
        session: i64,
        after: i64,
    ) -> Result<Vec<StoredEntry>, StoreFailed> {
        Ok(sqlx::query_as(
            "SELECT number, at_ms, event FROM session_log
             WHERE session = $1 AND number > $2 ORDER BY number LIMIT $3",
        )
        .bind(session)
        .bind(after)
        .bind(READ_MAX)
        .fetch_all(&self.read)
        .await?)
    }

    /// The whole log of a session, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn whole_log(&self, session: i64) -> Result<Vec<StoredEntry>, StoreFailed> {
        let mut entries = Vec::new();
        loop {
            let after = entries.last().map_or(0, |entry: &StoredEntry| entry.number);
            let read = self.log_after(session, after).await?;
            if read.is_empty() {
                return Ok(entries);
            }
            entries.extend(read);
        }
    }
}

//! The session log: what happened, appended once and never changed.

use control_domain::chain::{self, ChainHash, Link};

use record::dossier::ChainedEntry;

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
    source_birth: Option<i64>,
    source_fact: Option<i64>,
    /// The hash chain up to this entry, 64 hexadecimal digits.
    pub hash: String,
}

impl StoredEntry {
    /// The entry as exported records hold it.
    #[must_use]
    pub fn chained(&self) -> ChainedEntry {
        ChainedEntry {
            number: self.number,
            at_ms: self.at_ms,
            source: self.source_birth.zip(self.source_fact),
            event: self.event.clone(),
            hash: self.hash.clone(),
        }
    }

    fn link(&self, session: i64) -> Link<'_> {
        Link {
            session,
            number: self.number,
            at_ms: self.at_ms,
            source: self.source_birth.zip(self.source_fact),
            event: &self.event,
        }
    }
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
        let mut transaction = self.write.begin().await?;
        if let Some(source) = source {
            let known: Option<i64> = sqlx::query_scalar(
                "SELECT number FROM session_log
                 WHERE session = $1 AND source_birth = $2 AND source_fact = $3",
            )
            .bind(session)
            .bind(source.birth)
            .bind(source.fact)
            .fetch_optional(&mut *transaction)
            .await?;
            if let Some(number) = known {
                return Ok(number);
            }
        }
        let last: Option<(i64, String)> = sqlx::query_as(
            "SELECT number, hash FROM session_log
             WHERE session = $1 ORDER BY number DESC LIMIT 1",
        )
        .bind(session)
        .fetch_optional(&mut *transaction)
        .await?;
        let (last_number, last_hash) = match last {
            Some((number, hash)) => (number, chain_hash(number, &hash)?),
            None => (0, ChainHash::START),
        };
        let number = last_number + 1;
        let link = Link {
            session,
            number,
            at_ms,
            source: source.map(|source| (source.birth, source.fact)),
            event,
        };
        sqlx::query(
            "INSERT INTO session_log
                 (session, number, at_ms, event, source_birth, source_fact, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(session)
        .bind(number)
        .bind(at_ms)
        .bind(event)
        .bind(source.map(|source| source.birth))
        .bind(source.map(|source| source.fact))
        .bind(link.hash(last_hash).to_string())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(number)
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
            "SELECT number, at_ms, event, source_birth, source_fact, hash FROM session_log
             WHERE session = $1 AND number > $2 ORDER BY number LIMIT $3",
        )
        .bind(session)
        .bind(after)
        .bind(READ_MAX)
        .fetch_all(&self.read)
        .await?)
    }

    /// The whole log of a session, oldest first, its hash chain checked.
    ///
    /// # Errors
    /// When the database fails, or an entry is missing or not as it was written.
    pub async fn whole_log(&self, session: i64) -> Result<Vec<StoredEntry>, StoreFailed> {
        let mut entries = Vec::new();
        loop {
            let after = entries.last().map_or(0, |entry: &StoredEntry| entry.number);
            let read = self.log_after(session, after).await?;
            if read.is_empty() {
                check_chain(session, &entries)?;
                return Ok(entries);
            }
            entries.extend(read);
        }
    }
}

fn check_chain(session: i64, entries: &[StoredEntry]) -> Result<(), StoreFailed> {
    let links = entries
        .iter()
        .map(|entry| Ok((entry.link(session), chain_hash(entry.number, &entry.hash)?)))
        .collect::<Result<Vec<_>, StoreFailed>>()?;
    chain::verify(links)
        .map(|_| ())
        .map_err(|broken| unreadable(broken.to_string()))
}

fn chain_hash(number: i64, text: &str) -> Result<ChainHash, StoreFailed> {
    text.parse()
        .map_err(|error| unreadable(format!("entry {number}: {error}")))
}

fn unreadable(what: String) -> StoreFailed {
    StoreFailed::Unreadable {
        table: "session_log",
        what,
    }
}

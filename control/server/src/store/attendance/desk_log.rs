//! The desk's log of a session, and the checkpoint that ends it.

use record::checkpoint::Checkpoint;
use record::dossier::{ChainedEntry, SessionCard};

use crate::store::outbox::{NewMessage, queue_in};
use crate::store::{Store, StoreFailed};

/// number, at, event, hash.
type DeskRow = (i64, i64, String, String);

/// An entry that was decided on what the log held then.
#[derive(Debug, Clone)]
pub struct NewDeskEntry {
    /// The entry, chained.
    pub entry: ChainedEntry,
    /// What it signs, and the session's card as signed, where it is the confirmation.
    pub signed: Option<(Checkpoint, SessionCard)>,
    /// Mails that tell of it.
    pub mails: Vec<NewMessage>,
}

impl Store {
    /// The desk's log of a session, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desk_log(&self, session: i64) -> Result<Vec<ChainedEntry>, StoreFailed> {
        let rows: Vec<DeskRow> = sqlx::query_as(
            "SELECT number, at_ms, event, hash FROM desk_log WHERE session = $1 ORDER BY number",
        )
        .bind(session)
        .fetch_all(&self.read)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(number, at_ms, event, hash)| ChainedEntry {
                number,
                at_ms,
                source: None,
                event,
                hash,
            })
            .collect())
    }

    /// Appends to the desk's log. False where somebody else was faster: the entry was decided on a
    /// log that is not the present one, and nothing was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_desk_entry(
        &self,
        session: i64,
        new: &NewDeskEntry,
    ) -> Result<bool, StoreFailed> {
        let entry = &new.entry;
        let mut transaction = self.write.begin().await?;
        let last: i64 = sqlx::query_scalar(
            "SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM desk_log WHERE session = $1",
        )
        .bind(session)
        .fetch_one(&mut *transaction)
        .await?;
        if last + 1 != entry.number {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO desk_log (session, number, at_ms, event, hash)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(session)
        .bind(entry.number)
        .bind(entry.at_ms)
        .bind(&entry.event)
        .bind(&entry.hash)
        .execute(&mut *transaction)
        .await?;
        if let Some((checkpoint, card)) = &new.signed {
            let checkpoint =
                serde_json::to_string(checkpoint).map_err(|error| unreadable(&error))?;
            let card = serde_json::to_string(card).map_err(|error| unreadable(&error))?;
            sqlx::query("INSERT INTO checkpoints (session, checkpoint, card) VALUES ($1, $2, $3)")
                .bind(session)
                .bind(checkpoint)
                .bind(card)
                .execute(&mut *transaction)
                .await?;
        }
        for mail in &new.mails {
            queue_in(&mut transaction, mail, entry.at_ms).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// What was signed when a session's record was confirmed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoint(&self, session: i64) -> Result<Option<Checkpoint>, StoreFailed> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT checkpoint FROM checkpoints WHERE session = $1")
                .bind(session)
                .fetch_optional(&self.read)
                .await?;
        text.map(|text| serde_json::from_str(&text).map_err(|error| unreadable(&error)))
            .transpose()
    }

    /// The session's card as it was signed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signed_card(&self, session: i64) -> Result<Option<SessionCard>, StoreFailed> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT card FROM checkpoints WHERE session = $1")
                .bind(session)
                .fetch_optional(&self.read)
                .await?;
        text.map(|text| serde_json::from_str(&text).map_err(|error| unreadable(&error)))
            .transpose()
    }

    /// Every checkpoint, by session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoints(&self) -> Result<Vec<Checkpoint>, StoreFailed> {
        let texts: Vec<String> =
            sqlx::query_scalar("SELECT checkpoint FROM checkpoints ORDER BY session")
                .fetch_all(&self.read)
                .await?;
        texts
            .iter()
            .map(|text| serde_json::from_str(text).map_err(|error| unreadable(&error)))
            .collect()
    }
}

fn unreadable(error: &serde_json::Error) -> StoreFailed {
    StoreFailed::Unreadable {
        table: "checkpoints",
        what: error.to_string(),
    }
}

//! The outbox: mail that is to be sent, is being sent, was sent.
//!
//! A message is queued once: its [`NewMessage::dedup_key`] names what it says and to whom. Queue
//! it in the transaction that makes it true ([`queue_in`]), and it goes out if and only if that
//! commits. What happens then is in [`crate::post`].

use control_wire::rest::post::{MessageKind, MessageState, Outbox};
use sqlx::{Any, Transaction};

use rows::{DueRow, ListedRow, kind_word, state_word};

use super::{Store, StoreFailed, next_number};

mod rows;

/// Messages one listing returns.
pub const LISTED_MAX: i64 = 100;

/// How long a message is tried before it has failed: three days, in milliseconds.
pub const TRIED_MS_MAX: i64 = 3 * 24 * 60 * 60 * 1000;

/// How long the record of a message that was sent is kept: 400 days, in milliseconds.
pub const SENT_KEPT_MS: i64 = 400 * 24 * 60 * 60 * 1000;

/// How long handing a message over may take before it is uncertain what became of it, in
/// milliseconds.
pub const HANDOVER_MS_MAX: i64 = 150_000;

/// Longest answer of a mail server that is kept, in characters.
const ERROR_CHARS_MAX: usize = 300;

/// What a calendar attachment asks of a calendar (RFC 5546 §1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Put this appointment in, or change it.
    Request,
    /// Take it out.
    Cancel,
}

impl CalendarMethod {
    /// The method's name in iCalendar and in the content type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Cancel => "cancel",
        }
    }
}

/// An iCalendar object that a message carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// What it asks for.
    pub method: CalendarMethod,
    /// The object (RFC 5545).
    pub object: String,
}

/// A message to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// What the message says and to whom, "tips/2026-11-23/03": of several with one key only the
    /// first is queued.
    pub dedup_key: String,
    /// What it is for.
    pub kind: MessageKind,
    /// The address it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML, where there is such a version.
    pub html: Option<String>,
    /// An appointment, where it carries one.
    pub calendar: Option<CalendarPart>,
}

/// A message that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    /// Its number.
    pub number: i64,
    /// How often it was tried before.
    pub attempts: u32,
    /// When it is given up, in Unix milliseconds.
    pub expires_ms: i64,
    /// What it says and to whom.
    pub message: NewMessage,
}

/// Why a message's state was not changed by hand.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such message.
    #[error("no such message")]
    Unknown,
    /// It is not in a state in which this makes sense.
    #[error("the message is neither failed nor uncertain")]
    NotOpen,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreFailed),
}

/// Queues a message within a transaction. False where one with this key was queued before.
///
/// # Errors
/// When the database fails.
pub async fn queue_in(
    transaction: &mut Transaction<'_, Any>,
    message: &NewMessage,
    now_ms: i64,
) -> Result<bool, StoreFailed> {
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM messages WHERE dedup_key = $1")
        .bind(&message.dedup_key)
        .fetch_one(&mut **transaction)
        .await?;
    if known > 0 {
        return Ok(false);
    }
    let number = next_number(transaction, "message").await?;
    let calendar = message.calendar.as_ref();
    sqlx::query(
        "INSERT INTO messages
             (number, dedup_key, kind, recipient, subject, body_text, body_html, calendar,
              calendar_method, state, attempts, due_ms, expires_ms, queued_ms, last_error)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, $10, $11, $12, '')",
    )
    .bind(number)
    .bind(&message.dedup_key)
    .bind(kind_word(message.kind))
    .bind(&message.to)
    .bind(&message.subject)
    .bind(&message.text)
    .bind(message.html.as_deref())
    .bind(calendar.map(|part| part.object.as_str()))
    .bind(calendar.map(|part| part.method.word()))
    .bind(now_ms)
    .bind(now_ms + TRIED_MS_MAX)
    .bind(now_ms)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("DELETE FROM messages WHERE state = 'sent' AND sent_ms < $1")
        .bind(now_ms - SENT_KEPT_MS)
        .execute(&mut **transaction)
        .await?;
    Ok(true)
}

impl Store {
    /// Queues a message by itself. False where one with this key was queued before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn queue_message(
        &self,
        message: &NewMessage,
        now_ms: i64,
    ) -> Result<bool, StoreFailed> {
        let mut transaction = self.write.begin().await?;
        let queued = queue_in(&mut transaction, message, now_ms).await?;
        transaction.commit().await?;
        Ok(queued)
    }

    /// The message whose turn it is, if any is due.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn due_message(&self, now_ms: i64) -> Result<Option<DueMessage>, StoreFailed> {
        let row: Option<DueRow> = sqlx::query_as(
            "SELECT number, attempts, expires_ms, dedup_key, kind, recipient, subject, body_text,
                    body_html, calendar, calendar_method
             FROM messages WHERE state = 'queued' AND due_ms <= $1
             ORDER BY due_ms, number LIMIT 1",
        )
        .bind(now_ms)
        .fetch_optional(&self.read)
        .await?;
        row.map(DueRow::message).transpose()
    }

    /// Takes a queued message to hand it over: from now on it may have been sent. False where
    /// another sender has it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_is_sending(&self, number: i64, now_ms: i64) -> Result<bool, StoreFailed> {
        let taken = sqlx::query(
            "UPDATE messages SET state = 'sending', attempts = attempts + 1, due_ms = $1
             WHERE number = $2 AND state = 'queued'",
        )
        .bind(now_ms + HANDOVER_MS_MAX)
        .bind(number)
        .execute(&self.write)
        .await?;
        Ok(taken.rows_affected() > 0)
    }

    /// The mail server has taken a message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_was_sent(&self, number: i64, now_ms: i64) -> Result<(), StoreFailed> {
        sqlx::query(
            "UPDATE messages SET state = 'sent', sent_ms = $1, last_error = ''
             WHERE number = $2 AND state IN ('sending', 'uncertain')",
        )
        .bind(now_ms)
        .bind(number)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// A message was certainly not sent this time; it is tried again at `again_ms`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_is_put_off(
        &self,
        number: i64,
        attempts: u32,
        again_ms: i64,
        why: &str,
    ) -> Result<(), StoreFailed> {
        sqlx::query(
            "UPDATE messages SET state = 'queued', attempts = $1, due_ms = $2, last_error = $3
             WHERE number = $4 AND state IN ('queued', 'sending')",
        )
        .bind(i64::from(attempts))
        .bind(again_ms)
        .bind(shortened(why))
        .bind(number)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// A message will not be sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_has_failed(&self, number: i64, why: &str) -> Result<(), StoreFailed> {
        self.end_message(number, "failed", why).await
    }

    /// Nobody knows whether a message was sent: its answer did not come.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn message_is_uncertain(&self, number: i64, why: &str) -> Result<(), StoreFailed> {
        self.end_message(number, "uncertain", why).await
    }

    async fn end_message(&self, number: i64, state: &str, why: &str) -> Result<(), StoreFailed> {
        sqlx::query(
            "UPDATE messages SET state = $1, last_error = $2
             WHERE number = $3 AND state IN ('queued', 'sending')",
        )
        .bind(state)
        .bind(shortened(why))
        .bind(number)
        .execute(&self.write)
        .await?;
        Ok(())
    }

    /// Messages whose sender was lost while it handed them over are uncertain from now on; how
    /// many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn doubt_lost_messages(&self, now_ms: i64) -> Result<u64, StoreFailed> {
        let lost = sqlx::query(
            "UPDATE messages SET state = 'uncertain', last_error = 'the sender was lost'
             WHERE state = 'sending' AND due_ms < $1",
        )
        .bind(now_ms)
        .execute(&self.write)
        .await?;
        Ok(lost.rows_affected())
    }

    /// Sends a failed or uncertain message again.
    ///
    /// # Errors
    /// See [`SettleError`].
    pub async fn send_message_again(&self, number: i64, now_ms: i64) -> Result<(), SettleError> {
        let changed = sqlx::query(
            "UPDATE messages SET state = 'queued', attempts = 0, due_ms = $1, expires_ms = $2
             WHERE number = $3 AND state IN ('failed', 'uncertain')",
        )
        .bind(now_ms)
        .bind(now_ms + TRIED_MS_MAX)
        .bind(number)
        .execute(&self.write)
        .await
        .map_err(StoreFailed::from)?;
        self.settled(number, changed.rows_affected()).await
    }

    /// An uncertain message has arrived, somebody says.
    ///
    /// # Errors
    /// See [`SettleError`].
    pub async fn message_has_arrived(&self, number: i64, now_ms: i64) -> Result<(), SettleError> {
        let changed = sqlx::query(
            "UPDATE messages SET state = 'sent', sent_ms = $1
             WHERE number = $2 AND state = 'uncertain'",
        )
        .bind(now_ms)
        .bind(number)
        .execute(&self.write)
        .await
        .map_err(StoreFailed::from)?;
        self.settled(number, changed.rows_affected()).await
    }

    async fn settled(&self, number: i64, changed: u64) -> Result<(), SettleError> {
        if changed > 0 {
            return Ok(());
        }
        let there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM messages WHERE number = $1")
            .bind(number)
            .fetch_one(&self.read)
            .await
            .map_err(StoreFailed::from)?;
        Err(if there > 0 {
            SettleError::NotOpen
        } else {
            SettleError::Unknown
        })
    }

    /// The newest messages before number `before`, of one state or of all, and how many need
    /// somebody's attention.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outbox(
        &self,
        state: Option<MessageState>,
        before: Option<i64>,
    ) -> Result<Outbox, StoreFailed> {
        let rows: Vec<ListedRow> = sqlx::query_as(
            "SELECT number, kind, recipient, subject, state, attempts, queued_ms, due_ms, sent_ms,
                    last_error
             FROM messages WHERE number < $1 AND (state = $2 OR $3 = '')
             ORDER BY number DESC LIMIT $4",
        )
        .bind(before.unwrap_or(i64::MAX))
        .bind(state.map_or("", state_word))
        .bind(state.map_or("", state_word))
        .bind(LISTED_MAX)
        .fetch_all(&self.read)
        .await?;
        let counts: Vec<(String, i64)> = sqlx::query_as(
            "SELECT state, COUNT(*) FROM messages
             WHERE state IN ('queued', 'sending', 'uncertain', 'failed') GROUP BY state",
        )
        .fetch_all(&self.read)
        .await?;
        let count = |states: &[&str]| {
            let all = counts
                .iter()
                .filter(|(state, _)| states.contains(&state.as_str()));
            u32::try_from(all.map(|(_, count)| count).sum::<i64>()).unwrap_or(u32::MAX)
        };
        Ok(Outbox {
            messages: rows
                .into_iter()
                .map(ListedRow::listed)
                .collect::<Result<_, _>>()?,
            queued: count(&["queued", "sending"]),
            uncertain: count(&["uncertain"]),
            failed: count(&["failed"]),
        })
    }
}

fn shortened(why: &str) -> String {
    why.chars().take(ERROR_CHARS_MAX).collect()
}

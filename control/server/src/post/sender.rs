//! The sender: takes what is due out of the outbox, one message at a time.
//!
//! When it may try again and when it gives up is in [`next_try_ms`]; what makes a message be sent
//! once is described in [`crate::post`].

use std::sync::Arc;
use std::time::Duration;

use control_hall::Clock;
use tokio::sync::watch;

use super::account::{self, Account, AccountError, PasswordFile};
use super::letter::letter;
use super::smtp::{Connection, Handover, Offer, SmtpError};
use crate::store::outbox::DueMessage;
use crate::store::{Store, StoreFailed};

/// How often the outbox is looked at. Messages come from other processes, which cannot wake us.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// First wait after an attempt that failed, in milliseconds; each further one doubles it.
const AGAIN_MS: i64 = 30_000;

/// Longest wait between attempts: an hour, in milliseconds.
const AGAIN_MS_MAX: i64 = 60 * 60 * 1000;

/// How often writing down what became of a message is tried, one [`LOOK_EVERY`] apart.
const NOTES_MAX: u32 = 30;

/// Sends what the outbox holds.
pub struct Sender {
    store: Store,
    clock: Arc<dyn Clock>,
    password: PasswordFile,
}

/// Why a round of sending ended early.
#[derive(Debug, thiserror::Error)]
enum RoundError {
    #[error(transparent)]
    Store(#[from] StoreFailed),
    #[error(transparent)]
    Account(#[from] AccountError),
}

/// When a message is tried again whose `attempts`th attempt has failed just now, in Unix
/// milliseconds; `None` where that would be after it expires.
fn next_try_ms(now_ms: i64, attempts: u32, expires_ms: i64) -> Option<i64> {
    let doubled = attempts.saturating_sub(1).min(16);
    let wait_ms = AGAIN_MS.saturating_mul(1 << doubled).min(AGAIN_MS_MAX);
    let again_ms = now_ms.saturating_add(wait_ms);
    (again_ms < expires_ms).then_some(again_ms)
}

impl Sender {
    /// Over this store, by this clock.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, password: PasswordFile) -> Self {
        Self {
            store,
            clock,
            password,
        }
    }

    /// Sends until stopped; then finishes the message in hand.
    pub async fn run(&self, mut stopped: watch::Receiver<bool>) {
        loop {
            if let Err(error) = self.round(&stopped).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "mail cannot be sent now"
                );
            }
            let stop = stopped.wait_for(|stopped| *stopped);
            if tokio::time::timeout(LOOK_EVERY, stop).await.is_ok() {
                return;
            }
        }
    }

    /// Sends everything that is due.
    async fn round(&self, stopped: &watch::Receiver<bool>) -> Result<(), RoundError> {
        let lost = self.store.doubt_lost_messages(self.clock.unix_ms()).await?;
        if lost > 0 {
            tracing::warn!(messages = lost, "mail may or may not have been sent");
        }
        let Some(mut due) = self.store.due_message(self.clock.unix_ms()).await? else {
            return Ok(());
        };
        let Some(account) = account::load(&self.store, &self.password).await? else {
            return Ok(());
        };
        let mut open = None;
        loop {
            if *stopped.borrow() {
                break;
            }
            open = self.send(&account, open, due).await?;
            match self.store.due_message(self.clock.unix_ms()).await? {
                Some(next) => due = next,
                None => break,
            }
        }
        if let Some(connection) = open {
            connection.close().await;
        }
        Ok(())
    }

    /// Tries one message; the connection comes back where it can be used again.
    async fn send(
        &self,
        account: &Account,
        open: Option<Connection>,
        due: DueMessage,
    ) -> Result<Option<Connection>, StoreFailed> {
        let now_ms = self.clock.unix_ms();
        if due.expires_ms <= now_ms {
            let why = "it waited for too long";
            self.store.message_has_failed(due.number, why).await?;
            return Ok(open);
        }
        let letter = match letter(&due.message, &account.mail, now_ms) {
            Ok(letter) => letter,
            Err(error) => {
                self.store
                    .message_has_failed(due.number, &error.to_string())
                    .await?;
                return Ok(open);
            }
        };
        let mut connection = match open {
            Some(connection) => connection,
            None => match Connection::open(account).await {
                Ok(connection) => connection,
                Err(error) => {
                    self.put_off(&due, &error).await?;
                    return Ok(None);
                }
            },
        };
        match connection.offer(&letter).await {
            Offer::Accepted => {}
            Offer::Refused(error) => {
                connection.abort().await;
                self.refused(&due, &error).await?;
                return Ok(None);
            }
            Offer::NotNow(error) => {
                connection.abort().await;
                self.put_off(&due, &error).await?;
                return Ok(None);
            }
        }
        let now_ms = self.clock.unix_ms();
        if !self.store.message_is_sending(due.number, now_ms).await? {
            // Another sender has it. Without data the mail server forgets what was offered.
            connection.abort().await;
            return Ok(None);
        }
        let handover = connection.hand_over(&letter).await;
        if matches!(handover, Handover::Taken) {
            self.note(&due, &handover).await?;
            return Ok(Some(connection));
        }
        connection.abort().await;
        self.note(&due, &handover).await?;
        Ok(None)
    }

    /// Writes down what became of a message. A database that fails now is asked again: this is the
    /// only place where it is known.
    async fn note(&self, due: &DueMessage, handover: &Handover) -> Result<(), StoreFailed> {
        let mut tried = 0;
        loop {
            let noted = match handover {
                Handover::Taken => {
                    let now_ms = self.clock.unix_ms();
                    self.store.message_was_sent(due.number, now_ms).await
                }
                Handover::Refused(error) => self.refused(due, error).await,
                Handover::NotNow(error) => self.put_off(due, error).await,
                Handover::Uncertain(error) => {
                    tracing::warn!(message = due.number, "mail may or may not have been sent");
                    self.store
                        .message_is_uncertain(due.number, &error.to_string())
                        .await
                }
            };
            tried += 1;
            if noted.is_ok() || tried == NOTES_MAX {
                return noted;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn refused(&self, due: &DueMessage, error: &SmtpError) -> Result<(), StoreFailed> {
        tracing::warn!(message = due.number, "the mail server refused a message");
        self.store
            .message_has_failed(due.number, &error.to_string())
            .await
    }

    async fn put_off(&self, due: &DueMessage, error: &SmtpError) -> Result<(), StoreFailed> {
        let attempts = due.attempts.saturating_add(1);
        let why = error.to_string();
        match next_try_ms(self.clock.unix_ms(), attempts, due.expires_ms) {
            Some(again_ms) => {
                self.store
                    .message_is_put_off(due.number, attempts, again_ms, &why)
                    .await
            }
            None => self.store.message_has_failed(due.number, &why).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_until_the_message_expires() {
        let waits: Vec<i64> = (1..=10)
            .map(|attempts| next_try_ms(0, attempts, i64::MAX).unwrap() / 1000)
            .collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(next_try_ms(0, u32::MAX, i64::MAX), Some(AGAIN_MS_MAX));
        assert_eq!(next_try_ms(0, 1, AGAIN_MS), None);
    }
}

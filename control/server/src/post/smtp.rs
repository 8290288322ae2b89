//! One connection to the mail server, and one message over it.

use std::time::Duration;

use control_wire::rest::post::MailEncryption;
use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::account::Account;

/// How long the server may take for an answer (RFC 5321 §4.5.3.2 would have it wait for up to ten
/// minutes; a street's mail server that does not answer in one is down).
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// What the mail server or the connection said.
pub type SmtpError = lettre::transport::smtp::Error;

/// A connection to the mail server, logged in.
pub struct Connection(AsyncSmtpConnection);

impl std::fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Connection").finish_non_exhaustive()
    }
}

/// Where a message stands when the server waits for its data.
#[derive(Debug)]
pub enum Offer {
    /// It waits: from the next byte on the message may be taken.
    Accepted,
    /// It will not take this message, now or ever.
    Refused(SmtpError),
    /// Not now.
    NotNow(SmtpError),
}

/// What became of a message's data.
#[derive(Debug)]
pub enum Handover {
    /// The server has taken the message.
    Taken,
    /// It will not take this message, now or ever.
    Refused(SmtpError),
    /// It has not taken it, but may later.
    NotNow(SmtpError),
    /// No answer came.
    Uncertain(SmtpError),
}

impl Connection {
    /// Connects and logs in.
    ///
    /// # Errors
    /// When the server cannot be reached, is not who it should be, or refuses the login.
    pub async fn open(account: &Account) -> Result<Self, SmtpError> {
        let mail = &account.mail;
        let hello = ClientId::default();
        let tls = || TlsParameters::new_rustls(mail.host.clone());
        let at_once = match mail.encryption {
            MailEncryption::Tls => Some(tls()?),
            MailEncryption::StartTls | MailEncryption::None => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (mail.host.as_str(), mail.port),
            Some(ANSWER_TIMEOUT),
            &hello,
            at_once,
            None,
        )
        .await?;
        if mail.encryption == MailEncryption::StartTls {
            connection.starttls(tls()?, &hello).await?;
        }
        if let (Some(user), Some(password)) = (&mail.user, &account.password) {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(Self(connection))
    }

    /// Offers a message: its sender, its recipient, and that data follow.
    pub async fn offer(&mut self, letter: &Message) -> Offer {
        match self.envelope(letter).await {
            Ok(()) => Offer::Accepted,
            Err(error) if error.is_permanent() => Offer::Refused(error),
            Err(error) => Offer::NotNow(error),
        }
    }

    async fn envelope(&mut self, letter: &Message) -> Result<(), SmtpError> {
        let envelope = letter.envelope();
        let from = Mail::new(envelope.from().cloned(), Vec::new());
        self.0.command(from).await?;
        for recipient in envelope.to() {
            self.0
                .command(Rcpt::new(recipient.clone(), Vec::new()))
                .await?;
        }
        self.0.command(Data).await?;
        Ok(())
    }

    /// Sends the data of a message that was accepted, and hears what became of it.
    pub async fn hand_over(&mut self, letter: &Message) -> Handover {
        match self.0.message(&letter.formatted()).await {
            Ok(_) => Handover::Taken,
            Err(error) if error.is_permanent() => Handover::Refused(error),
            Err(error) if error.is_transient() => Handover::NotNow(error),
            Err(error) => Handover::Uncertain(error),
        }
    }

    /// Takes leave of the server.
    pub async fn close(mut self) {
        if let Err(error) = self.0.quit().await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "the mail server did not say goodbye"
            );
        }
    }

    /// Breaks the connection off, in whatever state it is.
    pub async fn abort(mut self) {
        self.0.abort().await;
    }
}

//! Mail: its settings, what is in the outbox, mailboxes of venues, calendar links.

use serde::{Deserialize, Serialize};
use ts_rs::{Config, ExportError, TS};
use utoipa::ToSchema;

use crate::VenueNumber;

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MailEncryption {
    /// TLS from the first byte (usually port 465).
    Tls,
    /// Plain first, then STARTTLS, which is insisted on (usually port 587).
    StartTls,
    /// None: for a mail server on this machine or in this network only (usually port 25).
    None,
}

/// `GET /api/v1/settings/mail`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailSettings {
    /// Null until somebody has entered them: then mail waits in the outbox.
    pub mail: Option<MailAccount>,
    /// Whether a password is kept. It is never shown.
    pub has_password: bool,
}

/// The mail server and who sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct MailAccount {
    /// Name or address of the SMTP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub encryption: MailEncryption,
    /// Whom to log in as; null where the server asks for no login.
    pub user: Option<String>,
    /// The address that mail comes from.
    pub from_address: String,
    /// The name beside it, "彭浦新村街道党政办".
    pub from_name: String,
    /// This server's address as offices open it, for links in mails: "https://10.0.0.5:8443".
    pub public_address: String,
}

/// `PUT /api/v1/settings/mail`
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NewMailSettings {
    /// The mail server and who sends.
    pub mail: MailAccount,
    /// A new password; absent keeps the one that is there, an empty one forgets it.
    #[serde(default)]
    #[ts(optional)]
    pub password: Option<String>,
}

/// `POST /api/v1/settings/mail/test`: one mail, sent while the request waits.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TestMail {
    /// Where to.
    pub to: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageState {
    /// Waits for its turn, or for the next attempt.
    Queued,
    /// Is being handed to the mail server.
    Sending,
    /// The mail server has taken it.
    Sent,
    /// The connection or this server broke off between handing it over and hearing the answer:
    /// it may have been sent. It is not sent again unless somebody says so.
    Uncertain,
    /// The mail server refused it for good, or too often.
    Failed,
}

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// An invitation to a meeting, its change or its cancellation.
    Invitation,
    /// The T−2 call for items.
    Call,
    /// The weekly work tips.
    Tips,
    /// The heads of signed attendance records.
    Heads,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PostMessage {
    /// Its number.
    pub number: i64,
    /// What it is for.
    pub kind: MessageKind,
    /// The address it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What became of it.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was put into the outbox, in Unix milliseconds.
    pub queued_ms: i64,
    /// When it is tried (again), in Unix milliseconds; null unless it is queued.
    pub next_try_ms: Option<i64>,
    /// When the mail server took it, in Unix milliseconds.
    pub sent_ms: Option<i64>,
    /// What the mail server or the connection said last; empty where nothing went wrong.
    pub last_error: String,
}

/// `GET /api/v1/post/messages?state=STATE&before=NUMBER`: the newest first, at most 100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Outbox {
    /// The messages.
    pub messages: Vec<PostMessage>,
    /// How many wait or are being sent.
    pub queued: u32,
    /// How many may or may not have been sent: somebody has to look.
    pub uncertain: u32,
    /// How many failed.
    pub failed: u32,
}

/// Where a venue gets its mail. `GET` and `PUT /api/v1/mailboxes` carry a list of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Mailbox {
    /// The venue.
    pub venue: VenueNumber,
    /// Its e-mail address; empty where it has none.
    pub address: String,
}

/// Whose calendar a link shows: a venue's, or a roster person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum CalendarOwner {
    /// A venue's.
    Venue {
        /// Its number.
        venue: VenueNumber,
    },
    /// A person's of the roster.
    Person {
        /// Their number.
        person: i64,
    },
}

/// `POST /api/v1/calendars`: a calendar's link, shown once, when it is made. An earlier one of the
/// same owner stops working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CalendarLink {
    /// The path to subscribe to, `/calendar/….ics`, relative to this server.
    pub path: String,
}

/// Writes the TypeScript of every body here.
pub(crate) fn export_typescript(config: &Config) -> Result<(), ExportError> {
    MailSettings::export_all(config)?;
    NewMailSettings::export_all(config)?;
    TestMail::export_all(config)?;
    Outbox::export_all(config)?;
    Mailbox::export_all(config)?;
    CalendarOwner::export_all(config)?;
    CalendarLink::export_all(config)
}
